//! Vehicle identification numbers and number plates.

use super::text::half_width;
use super::{Fault, Parsed, ValueIssue};

/// How many characters a VIN has (ISO 3779; GB 16735).
pub const VIN_LENGTH: usize = 17;

/// The first character of civil plates: the province.
pub const PLATE_PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// The weights of the 17 places; the 9th is the check digit itself (49 CFR 565.15(c), also GB 16735 annex).
const VIN_WEIGHTS: [u32; VIN_LENGTH] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/// A VIN, kept in capitals without spaces and dashes. A check digit that does not fit is only a warning: vehicles made for
/// markets that do not ask for one carry anything there.
///
/// # Errors
/// `vin_length` or `vin_characters`.
pub fn read_vin(raw: &str) -> Result<Parsed, ValueIssue> {
    let vin: String = half_width(raw).to_uppercase().chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if vin.chars().count() != VIN_LENGTH {
        return Err(Fault::VinLength.into());
    }
    let expected = vin_check_character(&vin).ok_or(Fault::VinCharacters)?;
    let fits = vin.chars().nth(8) == Some(expected);
    let parsed = Parsed::plain(vin);
    Ok(if fits { parsed } else { parsed.warn(Fault::VinCheckDigit) })
}

/// What must stand at the 9th place of a VIN: the weighted sum of the transliterated characters modulo 11, 10 being `X`.
/// `None` for characters that a VIN cannot hold or another length.
#[must_use]
pub fn vin_check_character(vin: &str) -> Option<char> {
    if vin.len() != VIN_LENGTH {
        return None;
    }
    let mut sum = 0;
    for (c, weight) in vin.chars().zip(VIN_WEIGHTS) {
        sum += transliterated(c)? * weight;
    }
    Some(char::from_digit(sum % 11, 10).unwrap_or('X'))
}

fn transliterated(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        'A'..='H' => Some(c as u32 - 'A' as u32 + 1),
        'J'..='N' => Some(c as u32 - 'J' as u32 + 1),
        'P' => Some(7),
        'R' => Some(9),
        'S'..='Z' => Some(c as u32 - 'S' as u32 + 2),
        _ => None,
    }
}

/// A number plate, kept in capitals without dots, dashes and spaces: `沪A·12345`, `沪A 12345` and `沪Ａ１２３４５` are one plate. Ordinary,
/// new-energy, trailer, learner, police, Hong Kong and Macau, consular, embassy and military plates are known.
///
/// # Errors
/// `plate_invalid`.
pub fn read_plate(raw: &str) -> Result<Parsed, ValueIssue> {
    let plate: String = half_width(raw).to_uppercase().chars().filter(|c| !is_plate_separator(*c)).collect();
    let chars: Vec<char> = plate.chars().collect();
    let (Some(first), Some(second)) = (chars.first().copied(), chars.get(1).copied()) else {
        return Err(Fault::PlateInvalid.into());
    };
    let tail = chars.get(2..).unwrap_or_default();
    if PLATE_PROVINCES.contains(first) && second.is_ascii_uppercase() {
        return match civil(tail) {
            Some(true) => Ok(Parsed::plain(plate)),
            Some(false) => Ok(Parsed::plain(plate).warn(Fault::PlateUnusual)),
            None => Err(Fault::PlateInvalid.into()),
        };
    }
    let digits = |count: usize| chars.len() == count + 1 && chars.iter().skip(1).all(char::is_ascii_digit);
    let embassy = first == '使' && digits(6);
    let military = first.is_ascii_uppercase()
        && second.is_ascii_uppercase()
        && chars.len() == 7
        && tail.iter().all(char::is_ascii_digit);
    let armed_police = first == 'W' && second == 'J' && (7..=9).contains(&chars.len());
    if embassy || military || armed_police { Ok(Parsed::plain(plate)) } else { Err(Fault::PlateInvalid.into()) }
}

/// Whether what follows province and authority is a plate; `Some(false)` when only its form is unusual.
fn civil(tail: &[char]) -> Option<bool> {
    let (last, head) = tail.split_last()?;
    let head_fits = head.iter().all(|c| is_plate_character(*c));
    match tail.len() {
        5 if head_fits && (is_plate_character(*last) || "挂学警港澳领试超".contains(*last)) => Some(true),
        6 if head_fits && is_plate_character(*last) => Some(is_new_energy(tail)),
        _ => None,
    }
}

/// GA 36-2018: small cars have the energy letter first (then a letter or digit, then digits), large ones have it last.
fn is_new_energy(tail: &[char]) -> bool {
    let digit = |at: usize| tail.get(at).is_some_and(char::is_ascii_digit);
    let letter = |at: usize| tail.get(at).is_some_and(|c| matches!(c, 'A'..='H' | 'J' | 'K'));
    let small = letter(0) && (2..6).all(digit);
    let large = (0..5).all(digit) && letter(5);
    small || large
}

/// Letters I and O are not used on plates; old systems still hold them, so they are let through as they stand.
fn is_plate_character(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit()
}

fn is_plate_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '·' | '•' | '・' | '･' | '‧' | '∙' | '.' | '-' | '–' | '—' | '_' | '。' | '●')
}
