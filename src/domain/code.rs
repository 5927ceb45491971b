//! Codes: how one is made from a template, how a typed or scanned one is read, when it is likely mistyped.
//!
//! A code carries no meaning for the rest of the domain: it is text that was checked here. Which folder it names is State's
//! business.

mod check;
mod scan;
mod template;

pub use check::{append_check_character, check_character, check_character_fits};
pub use scan::{QrKind, Scan, host_of, parse_scan, qr_payload};
pub use template::{CASE_TEMPLATE, DEFAULT_TEMPLATE, Template, TemplateFault};

use super::refusal::{self, Refusal};
use super::value::half_width;
use crate::domain::limits::CODE_CHARS;
use std::fmt;

/// Why a text cannot be a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFault {
    /// Nothing is left of it.
    Empty,
    /// It has more than 64 characters.
    TooLong,
    /// It holds a character that cannot be printed.
    Unprintable,
    /// It has neither a letter nor a digit: nobody could search for it.
    SignsOnly,
}

impl CodeFault {
    /// The sentence in English.
    #[must_use]
    pub fn en(self) -> &'static str {
        match self {
            Self::Empty => "it is empty",
            Self::TooLong => "it has more than 64 characters",
            Self::Unprintable => "it holds a character that cannot be printed",
            Self::SignsOnly => "it has neither a letter nor a digit",
        }
    }

    /// The sentence in Chinese.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Empty => "内容为空",
            Self::TooLong => "超过 64 个字符",
            Self::Unprintable => "含有无法打印的字符",
            Self::SignsOnly => "不含任何文字或数字",
        }
    }

    /// The stable code of the fault.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "code_empty",
            Self::TooLong => "code_too_long",
            Self::Unprintable => "code_unprintable",
            Self::SignsOnly => "code_of_signs",
        }
    }

    /// The refusal of `text` for this fault.
    #[must_use]
    pub fn refuse(self, text: &str) -> Refusal {
        let shown: String = text.chars().filter(|c| !c.is_control()).take(CODE_CHARS).collect();
        Refusal::new(refusal::Code::CodeInvalid).with("code", shown).in_words("detail", self.en(), self.zh())
    }
}

impl fmt::Display for CodeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.en())
    }
}

impl std::error::Error for CodeFault {}

/// One spelling for a code however it was typed or scanned: half-width, capitals, one kind of dash, single spaces inside and
/// none around.
#[must_use]
pub fn normalise_code(text: &str) -> String {
    // Nearly every code comes as it is kept.
    if text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-') {
        return text.to_owned();
    }
    let half = half_width(text);
    let mut code = String::with_capacity(half.len());
    for word in half.split_whitespace() {
        if !code.is_empty() {
            code.push(' ');
        }
        code.extend(word.chars().map(unified_dash).flat_map(char::to_uppercase));
    }
    code
}

fn unified_dash(c: char) -> char {
    match c {
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' | '－' | '﹘' => '-',
        _ => c,
    }
}

/// Normalises a code and checks it against the rules for every code, own or foreign.
///
/// # Errors
/// Why it cannot be a code.
pub fn read_code(text: &str) -> Result<String, CodeFault> {
    // Before normalising, which would hide a line break as a space.
    if text.trim().chars().any(is_unprintable) {
        return Err(CodeFault::Unprintable);
    }
    let code = normalise_code(text);
    match code.chars().count() {
        0 => Err(CodeFault::Empty),
        1..=CODE_CHARS => Ok(code),
        _ => Err(CodeFault::TooLong),
    }
}

/// The same for a code that a folder is to get. Those that have one of signs alone, from before that was refused, keep it
/// and are found by it.
///
/// # Errors
/// Why it cannot be a code.
pub fn read_new_code(text: &str) -> Result<String, CodeFault> {
    let code = read_code(text)?;
    if code.chars().any(char::is_alphanumeric) { Ok(code) } else { Err(CodeFault::SignsOnly) }
}

/// Control characters, private-use characters and the mark for what could not be decoded.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{FFFD}' | '\u{2028}' | '\u{2029}' | '\u{E000}'..='\u{F8FF}' | '\u{FFF9}'..='\u{FFFC}')
}

#[cfg(test)]
mod tests;
