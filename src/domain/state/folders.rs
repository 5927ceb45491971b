//! What folders are, by number.

use crate::domain::column::Column;
use crate::domain::event::{FolderEdited, FolderRegistered};
use crate::domain::folder::{FolderFacts, SubjectLink};
use crate::domain::ids::{ClassNo, DepartmentNo, FolderNo, SubjectNo, TypeNo};
use chrono::NaiveDate;
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A folder's facts in a row of fixed size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderRow {
    /// What the folder is about.
    pub business_type: TypeNo,
    /// Its secrecy class.
    pub class: ClassNo,
    /// The department it belongs to.
    pub department: Option<DepartmentNo>,
    /// The version of its business type it was registered under.
    pub type_version: u32,
    /// How thick it is.
    pub thickness_mm: u32,
    /// Its business date.
    pub business_date: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Link {
    subject: SubjectNo,
    /// Its place among the roles: a million folders have a dozen.
    role: u32,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

/// All folders.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Folders {
    rows: Column<FolderRow>,
    links: Column<Option<Arc<[Link]>>>,
    roles: Arc<Vec<CompactString>>,
}

impl Folders {
    pub(super) fn registered(&mut self, event: &FolderRegistered) {
        if event.folder.index() == self.rows.len() {
            self.rows.push(row(&event.facts));
            let links = self.links_of(&event.facts);
            self.links.push(links);
        }
    }

    pub(super) fn edited(&mut self, event: &FolderEdited) {
        let index = event.folder.index();
        let links = self.links_of(&event.facts);
        if let (Some(row_place), Some(links_place)) = (self.rows.get_mut(index), self.links.get_mut(index)) {
            *row_place = row(&event.facts);
            *links_place = links;
        }
    }

    fn links_of(&mut self, facts: &FolderFacts) -> Option<Arc<[Link]>> {
        let roles = &mut self.roles;
        let mut role_no = |role: &str| {
            let known = roles.iter().position(|known| known == role);
            let no = known.unwrap_or_else(|| {
                Arc::make_mut(roles).push(CompactString::from(role));
                roles.len() - 1
            });
            no as u32
        };
        let mut link = |link: &SubjectLink| Link {
            subject: link.subject,
            role: role_no(&link.role),
            from: link.from,
            until: link.until,
        };
        (!facts.subjects.is_empty()).then(|| facts.subjects.iter().map(&mut link).collect())
    }

    pub(super) fn relink(&mut self, folder: FolderNo, from: SubjectNo, into: SubjectNo) {
        if let Some(Some(links)) = self.links.get_mut(folder.index()) {
            let changed =
                |link: &Link| Link { subject: if link.subject == from { into } else { link.subject }, ..link.clone() };
            *links = links.iter().map(changed).collect();
        }
    }

    /// How many folders were ever registered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no folder yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A folder's row.
    #[must_use]
    pub fn get(&self, folder: FolderNo) -> Option<&FolderRow> {
        self.rows.get(folder.index())
    }

    /// A folder's subjects, the main one first.
    #[must_use]
    pub fn subjects(&self, folder: FolderNo) -> Vec<SubjectLink> {
        let links = self.links.get(folder.index()).and_then(Option::as_ref);
        let link = |link: &Link| SubjectLink {
            subject: link.subject,
            role: self.roles.get(link.role as usize).map(CompactString::to_string).unwrap_or_default(),
            from: link.from,
            until: link.until,
        };
        links.map_or_else(Vec::new, |links| links.iter().map(link).collect())
    }

    /// A folder's main subject.
    #[must_use]
    pub fn main_subject(&self, folder: FolderNo) -> Option<SubjectNo> {
        Some(self.links.get(folder.index())?.as_ref()?.first()?.subject)
    }

    /// A folder's facts as an event would hold them.
    #[must_use]
    pub fn facts(&self, folder: FolderNo) -> Option<FolderFacts> {
        let row = self.get(folder)?;
        Some(FolderFacts {
            business_type: row.business_type,
            type_version: row.type_version,
            class: row.class,
            department: row.department,
            business_date: row.business_date,
            thickness_mm: row.thickness_mm,
            subjects: self.subjects(folder),
        })
    }
}

fn row(facts: &FolderFacts) -> FolderRow {
    FolderRow {
        business_type: facts.business_type,
        class: facts.class,
        department: facts.department,
        type_version: facts.type_version,
        thickness_mm: facts.thickness_mm,
        business_date: facts.business_date,
    }
}
