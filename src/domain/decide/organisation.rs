//! Settings, departments, classes, business types, saved mappings.

use super::Draft;
use super::folders::bad;
use crate::domain::business_type::BusinessType;
use crate::domain::calendar::Calendar;
use crate::domain::code::host_of;
use crate::domain::command::{NewLane, PlaceCommand, SettingsPatch};
use crate::domain::event::{
    ArchiveBegan, CalendarSet, ClassSet, DepartmentSet, MappingSaved, SettingsChanged, TypeSet,
};
use crate::domain::ids::{ClassNo, DepartmentNo, TypeNo};
use crate::domain::limits::{ORGANISATION_CODE_CHARS, ORGANISATION_NAME_CHARS, URL_CHARS};
use crate::domain::person::{Department, SecrecyClass};
use crate::domain::place::BoxKind;
use crate::domain::presets::{self, Preset};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::settings::Settings;
use crate::domain::value::Bilingual;

/// How many departments, classes or business types an archive may have.
const MAX_ENTRIES: usize = 1_000;
/// How many mappings may be saved, and how long one may be as JSON text, in bytes.
const MAX_MAPPINGS: usize = 200;
const MAX_MAPPING_BYTES: usize = 64 * 1024;

/// The box of a preset's boxed lanes: 50 mm of folders in a box that takes 55 mm of shelf.
const STANDARD_BOX: BoxKind = BoxKind { capacity_mm: 50, outer_mm: 55 };

impl Draft<'_> {
    /// A ledger that came out of a backup has another life from now on.
    pub(super) fn note_restore(&mut self, incarnation: &str) -> Result<(), Refusal> {
        self.record(ArchiveBegan { incarnation: incarnation.to_owned(), restored: true });
        Ok(())
    }

    /// What a new archive starts with: settings, and the four secrecy classes that every preset has.
    pub(super) fn begin_vocabulary(&mut self) -> Result<(), Refusal> {
        self.record(SettingsChanged { settings: Settings::default() });
        self.record(CalendarSet { calendar: Calendar { version: 1, ..presets::mainland_china() } });
        let preset = presets::by_name(presets::DEMO).ok_or(Code::Internal)?;
        self.take_classes(&preset)
    }

    /// Takes over a preset. What the archive has already under the same code gets the preset's content; types get a new
    /// version only if they differ.
    pub(super) fn load_preset(&mut self, name: &str) -> Result<(), Refusal> {
        let unknown = || Refusal::new(Code::NotFound).with("what", "preset").with("name", name);
        let preset = presets::by_name(name).ok_or_else(unknown)?;
        self.take_classes(&preset)?;
        for department in &preset.departments {
            self.set_department(&department.code, &department.name)?;
        }
        for business_type in &preset.types {
            self.set_type(business_type)?;
        }
        for lane in &preset.lanes {
            self.decide_place(&PlaceCommand::SetLane(NewLane {
                code: lane.code.clone(),
                name: lane.name.clone(),
                types: lane.types.clone(),
                granularity: lane.period,
                boxes: lane.boxed.then_some(STANDARD_BOX),
                reserve_per_mille: None,
            }))?;
        }
        Ok(())
    }

    fn take_classes(&mut self, preset: &Preset) -> Result<(), Refusal> {
        for class in &preset.classes {
            self.set_class(&SecrecyClass {
                code: class.code.clone(),
                name: class.name.clone(),
                rank: u8::try_from(class.rank).unwrap_or(u8::MAX),
                confidential: class.confidential,
            })?;
        }
        Ok(())
    }

    pub(super) fn change_settings(&mut self, patch: &SettingsPatch) -> Result<(), Refusal> {
        let before = self.state.organisation.settings();
        let mut settings = before.clone();
        if let Some(name) = &patch.archive_name {
            settings.archive_name = text("archive_name", name, ORGANISATION_NAME_CHARS)?;
        }
        if let Some(url) = &patch.base_url {
            settings.base_url = base_url(url)?;
            let changed = settings.base_url != before.base_url && !before.base_url.is_empty();
            if changed && !settings.former_base_urls.contains(&before.base_url) {
                settings.former_base_urls.push(before.base_url.clone());
            }
        }
        if let Some(fonds) = &patch.fonds {
            settings.fonds = text("fonds", fonds, ORGANISATION_CODE_CHARS)?;
        }
        if let Some(zone) = &patch.time_zone {
            settings.time_zone = text("time_zone", zone, ORGANISATION_NAME_CHARS)?;
        }
        settings.default_loan_days =
            days("default_loan_days", patch.default_loan_days.unwrap_or(settings.default_loan_days))?;
        settings.max_loan_days = days("max_loan_days", patch.max_loan_days.unwrap_or(settings.max_loan_days))?;
        settings.max_renewals = patch.max_renewals.unwrap_or(settings.max_renewals).min(1_000);
        settings.administrators_need_totp = patch.administrators_need_totp.unwrap_or(settings.administrators_need_totp);
        if settings != *before {
            self.record(SettingsChanged { settings });
        }
        Ok(())
    }

    pub(super) fn set_department(&mut self, code: &str, name: &Bilingual) -> Result<(), Refusal> {
        let department = Department { code: text("code", code, ORGANISATION_CODE_CHARS)?, name: both("name", name)? };
        let departments = self.state.organisation.departments();
        let known = self.state.organisation.department_by_code(&department.code);
        let no = known.unwrap_or(DepartmentNo(next(departments.len(), "departments")?));
        if departments.get(no.index()) != Some(&department) {
            self.record(DepartmentSet { no, department });
        }
        Ok(())
    }

    pub(super) fn set_class(&mut self, class: &SecrecyClass) -> Result<(), Refusal> {
        let class = SecrecyClass {
            code: text("code", &class.code, ORGANISATION_CODE_CHARS)?,
            name: both("name", &class.name)?,
            ..class.clone()
        };
        let classes = self.state.organisation.classes();
        let known = self.state.organisation.class_by_code(&class.code);
        let no = known.unwrap_or(ClassNo(next(classes.len(), "classes")?));
        if classes.get(no.index()) != Some(&class) {
            self.record(ClassSet { no, class });
        }
        Ok(())
    }

    /// Gives a business type a new version; one that changes nothing is not a version.
    pub(super) fn set_type(&mut self, business_type: &BusinessType) -> Result<(), Refusal> {
        if let Some(issue) = business_type.validate().first() {
            return Err(Refusal::bad_in_words(&issue.field, &issue.detail.en, &issue.detail.zh));
        }
        self.class(&business_type.class)?;
        let known = self.state.organisation.type_by_code(&business_type.code);
        self.context.may_set(known.is_some(), &business_type.code)?;
        let no = match known {
            Some(no) => no,
            None => TypeNo(next(self.state.organisation.type_count(), "business types")?),
        };
        let newest = self.state.organisation.business_type(no);
        let version = newest.map_or(0, |newest| newest.version);
        if newest.is_some_and(|newest| **newest == BusinessType { version, ..business_type.clone() }) {
            return Ok(());
        }
        let business_type = BusinessType { version: version.saturating_add(1), ..business_type.clone() };
        self.record(TypeSet { no, business_type });
        Ok(())
    }

    pub(super) fn save_mapping(&mut self, name: &str, mapping: &str) -> Result<(), Refusal> {
        let name = text("name", name, ORGANISATION_NAME_CHARS)?;
        let mappings = self.state.organisation.mappings();
        if mapping.len() > MAX_MAPPING_BYTES || (mappings.len() >= MAX_MAPPINGS && !mappings.contains_key(&name)) {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", MAX_MAPPINGS).with("what", "mappings"));
        }
        if mappings.get(&name).is_none_or(|before| before != mapping) {
            self.record(MappingSaved { name, mapping: mapping.to_owned() });
        }
        Ok(())
    }
}

fn next(count: usize, what: &str) -> Result<u16, Refusal> {
    if count >= MAX_ENTRIES {
        return Err(Refusal::new(Code::LimitExceeded).with("limit", MAX_ENTRIES).with("what", what));
    }
    Ok(count as u16)
}

fn days(field: &str, days: u32) -> Result<u32, Refusal> {
    if (1..=3_660).contains(&days) { Ok(days) } else { Err(bad(field, "1–3660")) }
}

/// A trimmed text of one line and limited length; it may not be empty.
pub(super) fn text(field: &str, text: &str, max_chars: usize) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > max_chars || text.chars().any(char::is_control) {
        return Err(bad(field, &format!("1–{max_chars}")));
    }
    Ok(text.to_owned())
}

/// A name of which at least one language is given; the other falls back to it.
pub(super) fn both(field: &str, name: &Bilingual) -> Result<Bilingual, Refusal> {
    let zh = if name.zh.trim().is_empty() { &name.en } else { &name.zh };
    let en = if name.en.trim().is_empty() { &name.zh } else { &name.en };
    Ok(Bilingual { zh: text(field, zh, ORGANISATION_NAME_CHARS)?, en: text(field, en, ORGANISATION_NAME_CHARS)? })
}

/// A base URL without a trailing slash, or nothing.
fn base_url(url: &str) -> Result<String, Refusal> {
    let url = url.trim().trim_end_matches('/');
    if url.is_empty() {
        return Ok(String::new());
    }
    let lower = url.to_lowercase();
    let has_scheme = lower.starts_with("https://") || lower.starts_with("http://");
    if !has_scheme
        || host_of(url).is_none()
        || url.len() > URL_CHARS
        || !url.is_ascii()
        || url.contains(char::is_whitespace)
    {
        return Err(bad("base_url", "https://archive.example.com"));
    }
    Ok(url.to_owned())
}
