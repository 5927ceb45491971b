//! Settings, departments, classes, business types and saved mappings: small, seldom changed, shared by clones.

use crate::domain::business_type::BusinessType;
use crate::domain::calendar::Calendar;
use crate::domain::event::Event;
use crate::domain::ids::{ClassNo, DepartmentNo, TypeNo};
use crate::domain::person::{Department, SecrecyClass};
use crate::domain::settings::Settings;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The archive's own vocabulary and rules.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Organisation {
    inner: Arc<Inner>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Inner {
    settings: Settings,
    departments: Vec<Department>,
    classes: Vec<SecrecyClass>,
    /// By number, then by version from 1.
    types: Vec<Vec<Arc<BusinessType>>>,
    mappings: BTreeMap<String, String>,
    calendar: Arc<Calendar>,
}

impl Organisation {
    /// Whether nothing was changed from one to the other, as far as one can tell at once.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    pub(super) fn apply(&mut self, event: &Event) {
        let inner = Arc::make_mut(&mut self.inner);
        match event {
            Event::SettingsChanged(event) => inner.settings = event.settings.clone(),
            Event::DepartmentSet(event) => set(&mut inner.departments, event.no.index(), event.department.clone()),
            Event::ClassSet(event) => set(&mut inner.classes, event.no.index(), event.class.clone()),
            Event::TypeSet(event) => {
                let business_type = Arc::new(event.business_type.clone());
                if inner.types.len() == event.no.index() {
                    inner.types.push(Vec::new());
                }
                if let Some(versions) = inner.types.get_mut(event.no.index()) {
                    versions.push(business_type);
                }
            }
            Event::MappingSaved(event) => {
                inner.mappings.insert(event.name.clone(), event.mapping.clone());
            }
            Event::CalendarSet(event) => inner.calendar = Arc::new(event.calendar.clone()),
            _ => {}
        }
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The working days.
    #[must_use]
    pub fn calendar(&self) -> &Arc<Calendar> {
        &self.inner.calendar
    }

    /// All departments, by number.
    #[must_use]
    pub fn departments(&self) -> &[Department] {
        &self.inner.departments
    }

    /// A department by its number.
    #[must_use]
    pub fn department(&self, no: DepartmentNo) -> Option<&Department> {
        self.inner.departments.get(no.index())
    }

    /// A department by its code.
    #[must_use]
    pub fn department_by_code(&self, code: &str) -> Option<DepartmentNo> {
        position(&self.inner.departments, |department| department.code == code).map(|i| DepartmentNo(i as u16))
    }

    /// All secrecy classes, by number.
    #[must_use]
    pub fn classes(&self) -> &[SecrecyClass] {
        &self.inner.classes
    }

    /// A class by its number.
    #[must_use]
    pub fn class(&self, no: ClassNo) -> Option<&SecrecyClass> {
        self.inner.classes.get(no.index())
    }

    /// A class by its code.
    #[must_use]
    pub fn class_by_code(&self, code: &str) -> Option<ClassNo> {
        position(&self.inner.classes, |class| class.code == code).map(|i| ClassNo(i as u16))
    }

    /// Every business type in its newest version, by number.
    pub fn types(&self) -> impl Iterator<Item = (TypeNo, &Arc<BusinessType>)> {
        self.inner.types.iter().enumerate().filter_map(|(i, versions)| Some((TypeNo(i as u16), versions.last()?)))
    }

    /// The newest version of a business type.
    #[must_use]
    pub fn business_type(&self, no: TypeNo) -> Option<&Arc<BusinessType>> {
        self.inner.types.get(no.index())?.last()
    }

    /// A business type as a folder was registered under it.
    #[must_use]
    pub fn business_type_version(&self, no: TypeNo, version: u32) -> Option<&Arc<BusinessType>> {
        self.inner.types.get(no.index())?.iter().find(|candidate| candidate.version == version)
    }

    /// A business type by its code.
    #[must_use]
    pub fn type_by_code(&self, code: &str) -> Option<TypeNo> {
        self.types().find(|(_, business_type)| business_type.code == code).map(|(no, _)| no)
    }

    /// How many business types there are.
    #[must_use]
    pub fn type_count(&self) -> usize {
        self.inner.types.len()
    }

    /// Saved mappings, as JSON text by name.
    #[must_use]
    pub fn mappings(&self) -> &BTreeMap<String, String> {
        &self.inner.mappings
    }
}

fn set<T>(values: &mut Vec<T>, index: usize, value: T) {
    if index == values.len() {
        values.push(value);
    } else if let Some(place) = values.get_mut(index) {
        *place = value;
    }
}

fn position<T>(values: &[T], test: impl Fn(&T) -> bool) -> Option<usize> {
    values.iter().position(test)
}
