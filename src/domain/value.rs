//! Values people type, paste and import: read generously, kept in one spelling, refused with a reason.
//!
//! Every kind of custom field has one reader here. A reader takes what a Chinese office really writes (full-width digits,
//! dots in plates, four spellings of a date) and answers with the one canonical spelling, or with a stable code and a
//! sentence in both languages. It knows nothing of folders, files or screens.

mod date;
mod identity;
mod issue;
mod number;
mod phone;
mod text;
mod vehicle;

pub use date::{parse_date, read_date};
pub use identity::{
    identity_check_character, organisation_check_character, read_identity_number, read_organisation_code,
};
pub use issue::{Bilingual, Fault, ValueIssue};
pub use number::{read_money, read_number};
pub use phone::read_phone;
pub use text::{half_width, read_text, without_spaces};
pub use vehicle::{PLATE_PROVINCES, VIN_LENGTH, read_plate, read_vin, vin_check_character};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a custom field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Free text.
    Text,
    /// A decimal number.
    Number,
    /// Yuan with two decimals.
    Money,
    /// A calendar day.
    Date,
    /// A telephone number.
    Phone,
    /// A vehicle identification number.
    Vin,
    /// A number plate.
    Plate,
    /// A resident identity number.
    IdentityNumber,
    /// A unified social credit code.
    OrganisationCode,
    /// One of a list.
    Choice,
}

/// What a subject is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// A natural person.
    Person,
    /// A company or another organisation.
    Company,
    /// A vehicle.
    Vehicle,
    /// A household: a flat, a shop, a meter.
    Household,
}

/// What identifies a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// A resident identity number.
    IdentityNumber,
    /// A unified social credit code.
    OrganisationCode,
    /// A vehicle identification number.
    Vin,
    /// A number plate; plates move from car to car, so nothing is matched by them.
    Plate,
    /// A customer, house or meter account.
    Account,
    /// Another paper's number; nothing is matched by it.
    Other,
}

/// A value that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The one spelling that is kept, searched and compared. Empty when nothing was written.
    pub canonical: String,
    /// What is odd about it without being wrong.
    pub warnings: Vec<ValueIssue>,
}

impl Parsed {
    /// A value with nothing odd about it.
    #[must_use]
    pub fn plain(canonical: impl Into<String>) -> Self {
        Self { canonical: canonical.into(), warnings: Vec::new() }
    }

    /// The same value with a warning more.
    #[must_use]
    pub fn warn(mut self, fault: Fault) -> Self {
        self.warnings.push(fault.into());
        self
    }
}

/// Reads a value of any kind but a choice, whose list `read_choice` needs. Blank input is an empty value.
///
/// # Errors
/// What is wrong with the value.
pub fn read(kind: FieldKind, raw: &str) -> Result<Parsed, ValueIssue> {
    if half_width(raw).trim().is_empty() {
        return Ok(Parsed::plain(""));
    }
    match kind {
        FieldKind::Text | FieldKind::Choice => read_text(raw),
        FieldKind::Number => read_number(raw),
        FieldKind::Money => read_money(raw),
        FieldKind::Date => read_date(raw),
        FieldKind::Phone => read_phone(raw),
        FieldKind::Vin => read_vin(raw),
        FieldKind::Plate => read_plate(raw),
        FieldKind::IdentityNumber => read_identity_number(raw),
        FieldKind::OrganisationCode => read_organisation_code(raw),
    }
}

/// Reads one of a list: by its stored value or by its name in either language, whatever its case and spaces.
///
/// # Errors
/// `choice_unknown` when it is none of them.
pub fn read_choice<'a>(
    raw: &str,
    choices: impl Iterator<Item = (&'a str, &'a Bilingual)>,
) -> Result<Parsed, ValueIssue> {
    let wanted = loose(raw);
    if wanted.is_empty() {
        return Ok(Parsed::plain(""));
    }
    for (value, name) in choices {
        if [value, name.zh.as_str(), name.en.as_str()].iter().any(|known| loose(known) == wanted) {
            return Ok(Parsed::plain(value));
        }
    }
    Err(Fault::ChoiceUnknown.into())
}

/// A spelling for comparing names: half-width, without spaces, lower case. `保 养` and `保养` are the same.
#[must_use]
pub fn loose(text: &str) -> String {
    without_spaces(&half_width(text)).to_lowercase()
}

#[cfg(test)]
mod tests;
