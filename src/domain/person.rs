//! People, departments and secrecy classes: who may ask, and what a folder may be marked with.

use super::ids::{DepartmentNo, PersonNo};
use super::policy::Role;
use super::value::Bilingual;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A department of the company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Its code, unique, as it stands in files.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
}

/// A secrecy class. Classes are data; a higher rank is more secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecrecyClass {
    /// Its code, unique, as it stands in files.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// How secret: 0 is public.
    pub rank: u8,
    /// Whether every look at such a folder is recorded.
    pub confidential: bool,
}

/// What decisions need to know of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFacts {
    /// What he may do.
    pub role: Role,
    /// The department he works for.
    pub department: Option<DepartmentNo>,
    /// The last day on which the account works.
    pub expires_on: Option<NaiveDate>,
    /// Whether the account works at all.
    pub active: bool,
    /// Whether he may sign in, or only borrow.
    pub may_sign_in: bool,
    /// How many badges were printed for him; only the last one counts.
    pub badge_issue: u16,
    /// The rank up to which he sees his own department's folders, confidential ones too.
    pub clearance: Option<u8>,
    /// Whether lending to him is blocked.
    pub blocked: bool,
}

/// What the law may ask us to erase of an account.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PersonDetails {
    /// The name he signs in with, unique, lower case.
    pub name: String,
    /// The name people know him by.
    pub display_name: String,
    /// Why lending to him is blocked.
    #[serde(default)]
    pub blocked_reason: String,
}

/// An account: somebody who signs in, borrows, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// His number.
    pub no: PersonNo,
    /// What decisions need.
    pub facts: PersonFacts,
    /// His names; empty after an erasure.
    pub details: PersonDetails,
}

impl Person {
    /// Whether the account works on a day.
    #[must_use]
    pub fn works_on(&self, today: NaiveDate) -> bool {
        self.facts.active && self.facts.expires_on.is_none_or(|last| today <= last)
    }

    /// The code on his badge. It says who he is, and proves nothing: a badge is shown to an archivist, not to a lock.
    #[must_use]
    pub fn badge_code(&self) -> String {
        super::code::append_check_character(&format!("P{:05}-{}", self.no.0, self.facts.badge_issue))
    }
}

/// Who is behind a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// An account.
    Person(PersonNo),
    /// The command line on the machine itself: whoever may read the data directory.
    Local,
    /// The archive itself: first start, jobs, checks.
    System,
}
