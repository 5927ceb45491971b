//! Wishes about settings and accounts.

use crate::domain::ids::PersonNo;
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
    /// See `Settings`.
    pub administrators_need_totp: Option<bool>,
}

/// An account to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPerson {
    /// The name he signs in with.
    pub name: String,
    /// The name people know him by.
    pub display_name: String,
    /// What he may do.
    pub role: Role,
    /// His department's code.
    pub department: Option<String>,
    /// The last day on which the account works.
    pub expires_on: Option<NaiveDate>,
    /// Whether he may sign in, or only borrow.
    pub may_sign_in: bool,
    /// The rank up to which he sees his own department's folders, confidential ones too.
    pub clearance: Option<u8>,
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
