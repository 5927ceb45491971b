//! Telephone numbers as they are written in China.

use super::text::half_width;
use super::{Fault, Parsed, ValueIssue};

/// A telephone number, kept as digits only: mobile `13812345678`, landline with area code `02112345678`, extension behind an
/// `x`, abroad with its `+`. Spaces, dashes, dots and brackets are dropped; so is `+86`.
///
/// # Errors
/// `phone_invalid`.
pub fn read_phone(raw: &str) -> Result<Parsed, ValueIssue> {
    let text = half_width(raw).to_lowercase();
    let (number, extension) = split_extension(text.trim());
    let extension = match extension {
        Some(extension) => {
            Some(digits_only(extension).filter(|digits| (1..=6).contains(&digits.len())).ok_or(Fault::PhoneInvalid)?)
        }
        None => None,
    };
    let abroad = number.trim_start().starts_with('+');
    let digits = digits_only(number.trim_start().trim_start_matches('+')).ok_or(Fault::PhoneInvalid)?;
    let national = without_country(&digits, abroad);
    let Some(national) = national else {
        // Another country's number: only its length is known to us.
        return if (7..=15).contains(&digits.len()) {
            Ok(Parsed::plain(with_extension(&format!("+{digits}"), extension)))
        } else {
            Err(Fault::PhoneInvalid.into())
        };
    };
    let parsed = Parsed::plain(with_extension(national, extension));
    match form(national) {
        Form::Complete => Ok(parsed),
        Form::Local => Ok(parsed.warn(Fault::PhoneNoAreaCode)),
        Form::None => Err(Fault::PhoneInvalid.into()),
    }
}

enum Form {
    Complete,
    Local,
    None,
}

fn form(digits: &str) -> Form {
    let bytes = digits.as_bytes();
    let mobile = digits.len() == 11
        && bytes.first() == Some(&b'1')
        && bytes.get(1).is_some_and(|second| (b'3'..=b'9').contains(second));
    let landline = (10..=12).contains(&digits.len()) && bytes.first() == Some(&b'0') && bytes.get(1) != Some(&b'0');
    let hotline = digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"));
    let short = (5..=6).contains(&digits.len())
        && (digits.starts_with("95") || digits.starts_with("96") || digits.starts_with("12"));
    let local = (7..=8).contains(&digits.len()) && bytes.first().is_some_and(|first| (b'2'..=b'9').contains(first));
    match (mobile || landline || hotline || short, local) {
        (true, _) => Form::Complete,
        (_, true) => Form::Local,
        _ => Form::None,
    }
}

/// The number inside China, or `None` when it is another country's.
fn without_country(digits: &str, abroad: bool) -> Option<&str> {
    if abroad {
        return digits.strip_prefix("86");
    }
    if let Some(rest) = digits.strip_prefix("0086") {
        return Some(rest);
    }
    if let Some(rest) = digits.strip_prefix("86")
        && rest.len() == 11
        && rest.starts_with('1')
    {
        return Some(rest);
    }
    Some(digits)
}

fn split_extension(text: &str) -> (&str, Option<&str>) {
    for mark in ["转", "分机", "ext", "x", "#"] {
        if let Some((number, extension)) = text.split_once(mark) {
            return (number, Some(extension.trim_start_matches(['.', ':', ' '])));
        }
    }
    (text, None)
}

fn with_extension(number: &str, extension: Option<String>) -> String {
    extension.map_or_else(|| number.to_owned(), |extension| format!("{number}x{extension}"))
}

/// The digits, if nothing but digits and what people put between them is there.
fn digits_only(text: &str) -> Option<String> {
    let mut digits = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' | '.' | '(' | ')' | '/' | '·' | '–' | '—' | '‐' | '‑' | '−' => {}
            _ => return None,
        }
    }
    (!digits.is_empty()).then_some(digits)
}
