//! Plain text, and the spelling helpers that all other readers start from.

use super::{Fault, Parsed, ValueIssue};
use crate::domain::limits::FIELD_CHARS;

/// Full-width forms to their half-width ones (`１Ａ：` to `1A:`), the ideographic and no-break spaces to a space, and
/// invisible marks left out. This is the part of NFKC that office input needs; the rest would change people's names.
#[must_use]
pub fn half_width(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c)).map(half_width_char).collect()
}

fn half_width_char(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' | '\u{2002}'..='\u{200A}' | '\u{202F}' => ' ',
        '\u{FFE5}' => '¥',
        _ => c,
    }
}

/// Zero-width marks and directions that come along with pasted text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}')
}

/// The text without any white space.
#[must_use]
pub fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Free text: trimmed, line breaks as `\n`, control characters left out. Full-width punctuation stays: it is right there.
///
/// # Errors
/// `text_too_long`.
pub fn read_text(raw: &str) -> Result<Parsed, ValueIssue> {
    let unified = raw.replace("\r\n", "\n").replace('\r', "\n");
    let clean: String =
        unified.chars().filter(|c| *c == '\n' || *c == '\t' || !(c.is_control() || is_invisible(*c))).collect();
    let text = clean.trim();
    if text.chars().count() > FIELD_CHARS { Err(Fault::TextTooLong.into()) } else { Ok(Parsed::plain(text)) }
}
