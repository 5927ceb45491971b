//! Wishes to change what is there: what a patch leaves out stays as it is.

use super::NewSubject;
use crate::domain::folder::{Condition, FolderDetails};
use crate::domain::ids::{PersonNo, SubjectNo};
use crate::domain::policy::Role;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Settings to change; what is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SettingsPatch {
    /// See `Settings`.
    pub archive_name: Option<String>,
    /// See `Settings`.
    pub base_url: Option<String>,
    /// See `Settings`.
    pub fonds: Option<String>,
    /// See `Settings`.
    pub time_zone: Option<String>,
    /// See `Settings`.
    pub default_loan_days: Option<u32>,
    /// See `Settings`.
    pub max_loan_days: Option<u32>,
    /// See `Settings`.
    pub max_renewals: Option<u32>,
}

/// An account to change; what is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonPatch {
    /// Whose.
    pub person: PersonNo,
    /// See `NewPerson`.
    pub display_name: Option<String>,
    /// See `NewPerson`.
    pub role: Option<Role>,
    /// See `NewPerson`; an empty code takes him out of his department.
    pub department: Option<String>,
    /// See `NewPerson`; `Some(None)` lets the account work for ever.
    pub expires_on: Option<Option<NaiveDate>>,
    /// See `NewPerson`; `Some(None)` takes it away.
    pub clearance: Option<Option<u8>>,
    /// Whether the account works.
    pub active: Option<bool>,
    /// See `NewPerson`.
    pub may_sign_in: Option<bool>,
    /// Why lending to him is blocked; an empty reason lifts the block.
    pub blocked_reason: Option<String>,
}

/// A folder's metadata to change; what is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderPatch {
    /// The folder.
    pub folder: String,
    /// The version the sender saw (`edited_seq`); another one is refused as stale.
    pub if_version: Option<u64>,
    /// See `NewFolder`.
    pub business_type: Option<String>,
    /// See `NewFolder`; `Some(None)` clears it.
    pub business_date: Option<Option<NaiveDate>>,
    /// See `NewFolder`; `Some(None)` clears it.
    pub department: Option<Option<String>>,
    /// See `NewFolder`.
    pub class: Option<String>,
    /// See `NewFolder`.
    pub thickness_mm: Option<u32>,
    /// All subjects, as they are to be: known ones by number, or new ones.
    pub subjects: Option<Vec<SubjectRef>>,
    /// All custom fields and the note, as they are to be.
    pub details: Option<FolderDetails>,
    /// The ids of the details that changed, for the history.
    pub changed_details: Vec<String>,
    /// Damage, or its repair.
    pub condition: Option<Condition>,
}

/// A subject on an edited folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubjectRef {
    /// One that is known.
    Known {
        /// The subject.
        subject: SubjectNo,
        /// Its role on the folder.
        role: Option<String>,
        /// Since when.
        from: Option<NaiveDate>,
        /// Until when.
        until: Option<NaiveDate>,
    },
    /// One as somebody describes it.
    New(NewSubject),
}
