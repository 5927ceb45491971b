//! Business types as versioned data: what a kind of folder is called, holds, and how it is shelved, lent and kept.
//!
//! A folder keeps the version it was registered under, so a version is never changed, only followed by another. Nothing
//! here knows folders; `check_fields` judges values against one version.

mod check;

pub use check::{FieldIssue, Severity, TypeIssue};

use super::code::{CASE_TEMPLATE, DEFAULT_TEMPLATE};
use super::place::Granularity;
use super::value::{Bilingual, FieldKind, SubjectKind};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use utoipa::ToSchema;

/// How many custom fields a business type may have.
pub const FIELDS_MAX: usize = 60;
/// How many values a choice may offer.
pub const CHOICES_MAX: usize = 200;
/// How many subject roles a business type may have.
pub const ROLES_MAX: usize = 12;
/// How many papers its checklist may name.
pub const DOCUMENTS_MAX: usize = 100;
/// How thick one folder may be; thicker ones become volumes.
pub const THICKNESS_MM: RangeInclusive<u16> = 1..=500;

/// What one folder of a type collects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// One case: one sale, one visit.
    Case,
    /// All cases of a subject.
    Subject,
    /// The cases of a subject in one year.
    SubjectYear,
    /// The cases of a department in one year, whomever they are about.
    Year,
}

/// How a retention period is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RetentionKind {
    /// Kept for ever.
    Permanent,
    /// So many years from the 1 January after the business date.
    Years,
    /// So many years from the 1 January after an event, such as the end of a contract.
    AfterEvent,
}

/// How long folders of a type are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Retention {
    /// How it is counted.
    pub kind: RetentionKind,
    /// For how many years; absent when permanent.
    #[serde(default)]
    pub years: Option<u16>,
    /// Which event starts it; only for `after_event`.
    #[serde(default)]
    pub event: Option<String>,
}

/// One value a choice offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChoiceValue {
    /// What is stored.
    pub value: String,
    /// What people see.
    pub name: Bilingual,
}

/// One custom field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldDef {
    /// Its id, `[a-z][a-z0-9_]{0,31}`.
    pub id: String,
    /// What people see.
    pub name: Bilingual,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether a folder without it is flagged.
    #[serde(default)]
    pub required: bool,
    /// The list of a choice.
    #[serde(default)]
    pub choices: Vec<ChoiceValue>,
}

/// A part that subjects play in a folder of this type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubjectRole {
    /// Its id, as a field's.
    pub role: String,
    /// What people see.
    pub name: Bilingual,
    /// What plays it. A role for a person takes a company too: both buy cars.
    pub kind: SubjectKind,
}

/// Which form of a paper belongs in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentForm {
    /// Either will do.
    #[default]
    Either,
    /// The original.
    Original,
    /// A photocopy.
    Copy,
    /// The original and a photocopy.
    Both,
}

/// Who signs a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// The customer.
    Customer,
    /// Our staff.
    Staff,
}

/// One paper of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DocumentDef {
    /// Its id, as a field's.
    pub id: String,
    /// What people see.
    pub name: Bilingual,
    /// Original or copy.
    #[serde(default)]
    pub form: DocumentForm,
    /// Signatures that must be on it.
    #[serde(default)]
    pub signatures: Vec<Signature>,
    /// Only when the case calls for it.
    #[serde(default)]
    pub conditional: bool,
    /// Papers of one group stand for each other: one of them is enough.
    #[serde(default)]
    pub one_of: Option<String>,
}

/// One version of a business type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BusinessType {
    /// Its code, the same in every version, `[A-Z][A-Z0-9]{0,7}`.
    pub code: String,
    /// Which version, counted from 1.
    #[serde(default)]
    pub version: u32,
    /// What people see.
    pub name: Bilingual,
    /// What one folder collects.
    pub scope: Scope,
    /// How long the period is that shares shelves.
    pub period: Granularity,
    /// How long it is kept.
    pub retention: Retention,
    /// The code of its secrecy class.
    pub class: String,
    /// How thick a folder is when nobody says.
    pub thickness_mm: u16,
    /// For how many days it is lent when nobody says.
    pub loan_days: u16,
    /// How its folder codes are made.
    #[serde(default = "default_template")]
    pub code_template: String,
    /// Within how many working days a department hands over; absent when no rule says.
    #[serde(default)]
    pub hand_over_working_days: Option<u16>,
    /// How the codes of its cases are made.
    #[serde(default = "default_case_template")]
    pub case_template: String,
    /// What becomes of a case that comes with gaps.
    #[serde(default)]
    pub incomplete: Incomplete,
    /// Whether a second person has to go over each entry.
    #[serde(default)]
    pub needs_review: bool,
    /// Whether something depends on a certificate that a case is complete.
    #[serde(default)]
    pub needs_certificate: bool,
    /// Its custom fields.
    #[serde(default)]
    pub fields: Vec<FieldDef>,
    /// The parts subjects play.
    #[serde(default)]
    pub roles: Vec<SubjectRole>,
    /// What must be in a folder to be complete.
    #[serde(default)]
    pub documents: Vec<DocumentDef>,
}

/// What becomes of a case that comes with gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Incomplete {
    /// It is taken, and what is wanting is noted.
    #[default]
    Note,
    /// It goes back.
    Refuse,
}

impl Incomplete {
    /// Whether gaps keep a case from being taken.
    #[must_use]
    pub fn is_refused(self) -> bool {
        self == Self::Refuse
    }
}

fn default_case_template() -> String {
    CASE_TEMPLATE.to_owned()
}

fn default_template() -> String {
    DEFAULT_TEMPLATE.to_owned()
}

impl BusinessType {
    /// A custom field by its id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&FieldDef> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The first role that a subject of this kind can play.
    #[must_use]
    pub fn role_for(&self, kind: SubjectKind) -> Option<&SubjectRole> {
        self.roles.iter().find(|role| role.takes(kind))
    }
}

impl SubjectRole {
    /// Whether a subject of this kind can play the role.
    #[must_use]
    pub fn takes(&self, kind: SubjectKind) -> bool {
        self.kind == kind || (self.kind == SubjectKind::Person && kind == SubjectKind::Company)
    }
}

#[cfg(test)]
mod tests;
