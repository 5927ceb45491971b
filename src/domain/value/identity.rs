//! Identity numbers of residents and codes of organisations, with their check characters.

use super::text::{half_width, without_spaces};
use super::{Fault, Parsed, ValueIssue};
use chrono::NaiveDate;

/// The two-digit region codes that exist (GB/T 2260), with Taiwan, Hong Kong, Macau and the foreigners' 91.
const REGIONS: [u32; 37] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82, 83, 90, 91,
];

/// The alphabet of organisation codes: no I, O, S, V, Z (GB 32100-2015).
const ORGANISATION_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A resident identity number: 18 characters with their check digit (GB 11643, ISO 7064 MOD 11-2), or the 15 digits of an
/// old card, which is kept as it stands with a warning.
///
/// # Errors
/// `identity_length`, `identity_characters`, `identity_region`, `identity_date` or `identity_check_digit`.
pub fn read_identity_number(raw: &str) -> Result<Parsed, ValueIssue> {
    let number: String = without_spaces(&half_width(raw)).to_uppercase().replace('-', "");
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match number.chars().count() {
        15 if digits(&number) => {
            check_region(&number)?;
            check_birth_date(&format!("19{}", number.get(6..12).unwrap_or_default()))?;
            Ok(Parsed::plain(number).warn(Fault::IdentityOldForm))
        }
        18 => {
            let (body, check) = number.split_at_checked(17).ok_or(Fault::IdentityCharacters)?;
            if !digits(body) || !(digits(check) || check == "X") {
                return Err(Fault::IdentityCharacters.into());
            }
            check_region(body)?;
            check_birth_date(body.get(6..14).unwrap_or_default())?;
            if identity_check_character(body).map(String::from).as_deref() != Some(check) {
                return Err(Fault::IdentityCheckDigit.into());
            }
            Ok(Parsed::plain(number))
        }
        15 => Err(Fault::IdentityCharacters.into()),
        _ => Err(Fault::IdentityLength.into()),
    }
}

/// The check digit for the first 17 digits: ISO 7064 MOD 11-2, where 10 is written `X`.
#[must_use]
pub fn identity_check_character(body: &str) -> Option<char> {
    if body.len() != 17 {
        return None;
    }
    let mut product = 0;
    for c in body.chars() {
        product = (product + c.to_digit(10)?) * 2 % 11;
    }
    let check = (12 - product) % 11;
    Some(char::from_digit(check, 10).unwrap_or('X'))
}

fn check_region(number: &str) -> Result<(), Fault> {
    let region = number.get(..2).and_then(|text| text.parse().ok()).unwrap_or(0);
    if REGIONS.contains(&region) { Ok(()) } else { Err(Fault::IdentityRegion) }
}

fn check_birth_date(yyyymmdd: &str) -> Result<(), Fault> {
    let part = |range: std::ops::Range<usize>| yyyymmdd.get(range).and_then(|text| text.parse::<u32>().ok());
    let date = || NaiveDate::from_ymd_opt(part(0..4)?.try_into().ok()?, part(4..6)?, part(6..8)?);
    let plausible = part(0..4).is_some_and(|year| (1850..2200).contains(&year));
    if plausible && date().is_some() { Ok(()) } else { Err(Fault::IdentityDate) }
}

/// A unified social credit code: 18 characters, the last one being its check character (GB 32100-2015).
///
/// # Errors
/// `organisation_code_length`, `organisation_code_characters` or `organisation_code_check`.
pub fn read_organisation_code(raw: &str) -> Result<Parsed, ValueIssue> {
    let code = without_spaces(&half_width(raw)).to_uppercase().replace('-', "");
    if code.chars().count() != 18 {
        return Err(Fault::OrganisationLength.into());
    }
    let (body, check) = code.split_at_checked(17).ok_or(Fault::OrganisationCharacters)?;
    let expected = organisation_check_character(body).ok_or(Fault::OrganisationCharacters)?;
    match check.chars().next() {
        Some(found) if found == expected => Ok(Parsed::plain(code)),
        Some(found) if ORGANISATION_ALPHABET.contains(found) => Err(Fault::OrganisationCheck.into()),
        _ => Err(Fault::OrganisationCharacters.into()),
    }
}

/// The check character for the first 17: weights are powers of 3 modulo 31 (GB 32100-2015, 4.5).
#[must_use]
pub fn organisation_check_character(body: &str) -> Option<char> {
    if body.len() != 17 {
        return None;
    }
    let (mut sum, mut weight) = (0, 1);
    for c in body.chars() {
        let value = ORGANISATION_ALPHABET.find(c)?;
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    ORGANISATION_ALPHABET.chars().nth((31 - sum % 31) % 31)
}
