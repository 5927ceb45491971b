//! Facts about saved searches, and their words.

use crate::domain::ids::{DepartmentNo, PersonNo, SearchNo};
use crate::domain::policy::Role;
use serde::{Deserialize, Serialize};

/// Who may open a saved search beside whoever saved it. What it then finds is what he may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Nobody.
    #[default]
    Nobody,
    /// Those of a role.
    Role(Role),
    /// Those of a department.
    Department(DepartmentNo),
    /// Everybody.
    Everybody,
}

/// A search was saved, or one that was is now another: all of it, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchSaved {
    /// Its number.
    pub search: SearchNo,
    /// Whose it is.
    pub owner: PersonNo,
    /// Who may open it too.
    pub audience: Audience,
    /// What is chosen beside what is typed, as it stands in an address: codes and numbers only.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub chosen: String,
}

/// What a saved search is called and what is typed in it: as often as not somebody's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchWords {
    /// Its name.
    pub name: String,
    /// What is typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub typed: String,
}

/// A saved search was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchDeleted {
    /// Its number.
    pub search: SearchNo,
}
