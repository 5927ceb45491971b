//! Code templates: `{type}{yyyy}-{seq:6}` becomes `NEW2026-000123`, and a check character behind it.

use super::check::append_check_character;
use crate::domain::limits::CODE_TEMPLATE_CHARS;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The template of a business type that states none.
pub const DEFAULT_TEMPLATE: &str = "{type}{yyyy}-{seq:6}";
/// The template of a case's code where its type has none of its own. No folder's code looks like it.
pub const CASE_TEMPLATE: &str = "{type}{yyyy}C{seq:6}";

const SEQ_WIDTH_MAX: usize = 9;

/// Why a text is no template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateFault {
    /// Empty, or more than 48 characters.
    Length,
    /// A brace without its partner, or a name that is none of type, fonds, yyyy, yy, mm, seq.
    Placeholder,
    /// Not exactly one `{seq:N}` with N from 1 to 9.
    Seq,
    /// A literal character outside A–Z, 0–9, dash, dot and underscore.
    Literal,
}

impl TemplateFault {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Length => "template_length",
            Self::Placeholder => "template_placeholder",
            Self::Seq => "template_seq",
            Self::Literal => "template_literal",
        }
    }

    /// The sentence in English.
    #[must_use]
    pub fn en(self) -> &'static str {
        match self {
            Self::Length => "A code template has 1 to 48 characters.",
            Self::Placeholder => "Only {type}, {fonds}, {yyyy}, {yy}, {mm} and {seq:N} may stand in braces.",
            Self::Seq => "A code template needs exactly one {seq:N} with N from 1 to 9.",
            Self::Literal => "Outside braces a code template holds capital letters, digits, dash, dot and underscore.",
        }
    }

    /// The sentence in Chinese.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Length => "编号模板应为 1 至 48 个字符。",
            Self::Placeholder => "花括号中只能使用 {type}、{fonds}、{yyyy}、{yy}、{mm}、{seq:N}。",
            Self::Seq => "编号模板必须且只能包含一个 {seq:N}，N 为 1 至 9。",
            Self::Literal => "花括号之外只能使用大写字母、数字、短横线、点和下划线。",
        }
    }
}

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.en())
    }
}

impl std::error::Error for TemplateFault {}

/// A parsed code template.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum Part {
    Literal(String),
    Type,
    Fonds,
    Year,
    ShortYear,
    Month,
    Seq(usize),
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, TemplateFault> {
        if text.is_empty() || text.chars().count() > CODE_TEMPLATE_CHARS {
            return Err(TemplateFault::Length);
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (literal, behind) =
                rest.split_once('{').map_or((rest, None), |(literal, behind)| (literal, Some(behind)));
            push_literal(&mut parts, literal)?;
            rest = match behind {
                Some(behind) => {
                    let (name, after) = behind.split_once('}').ok_or(TemplateFault::Placeholder)?;
                    parts.push(placeholder(name)?);
                    after
                }
                None => "",
            };
        }
        let seqs = parts.iter().filter(|part| matches!(part, Part::Seq(_))).count();
        if seqs == 1 { Ok(Self { parts }) } else { Err(TemplateFault::Seq) }
    }

    /// The folder code for one number of a series, with its check character. A number too large for its width makes the
    /// code longer: it is never cut.
    #[must_use]
    pub fn render(&self, type_code: &str, date: NaiveDate, seq: u64, fonds: &str) -> String {
        append_check_character(&self.expand(type_code, date, fonds, |width| format!("{seq:0width$}")))
    }

    /// What codes that differ only by their number have in common: a counter belongs to this, not to a type, so that two
    /// types whose templates look alike can never make the same code.
    #[must_use]
    pub fn series(&self, type_code: &str, date: NaiveDate, fonds: &str) -> String {
        self.expand(type_code, date, fonds, |_| "#".to_owned())
    }

    /// Whether the template asks for the fonds.
    #[must_use]
    pub fn needs_fonds(&self) -> bool {
        self.parts.contains(&Part::Fonds)
    }

    /// Whether a code could have come from this template for this type: its literals, digits and length fit. Says nothing of
    /// the check character.
    #[must_use]
    pub fn matches(&self, code: &str, type_code: &str, fonds: &str) -> bool {
        let Some((body, _check)) = code.char_indices().next_back().and_then(|(at, _)| code.split_at_checked(at)) else {
            return false;
        };
        matches_parts(&self.parts, body, type_code, fonds)
    }

    fn expand(&self, type_code: &str, date: NaiveDate, fonds: &str, seq: impl Fn(usize) -> String) -> String {
        let mut code = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(text) => code.push_str(text),
                Part::Type => code.push_str(type_code),
                Part::Fonds => code.push_str(fonds),
                Part::Year => code.push_str(&format!("{:04}", date.year())),
                Part::ShortYear => code.push_str(&format!("{:02}", date.year().rem_euclid(100))),
                Part::Month => code.push_str(&format!("{:02}", date.month())),
                Part::Seq(width) => code.push_str(&seq(*width)),
            }
        }
        code
    }
}

fn push_literal(parts: &mut Vec<Part>, literal: &str) -> Result<(), TemplateFault> {
    if literal.contains('}') {
        return Err(TemplateFault::Placeholder);
    }
    if !literal.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || "-._".contains(c)) {
        return Err(TemplateFault::Literal);
    }
    if !literal.is_empty() {
        parts.push(Part::Literal(literal.to_owned()));
    }
    Ok(())
}

fn placeholder(name: &str) -> Result<Part, TemplateFault> {
    match name {
        "type" => Ok(Part::Type),
        "fonds" => Ok(Part::Fonds),
        "yyyy" => Ok(Part::Year),
        "yy" => Ok(Part::ShortYear),
        "mm" => Ok(Part::Month),
        _ => {
            let width = name.strip_prefix("seq:").ok_or(TemplateFault::Placeholder)?;
            let width = width.parse().map_err(|_| TemplateFault::Seq)?;
            if (1..=SEQ_WIDTH_MAX).contains(&width) { Ok(Part::Seq(width)) } else { Err(TemplateFault::Seq) }
        }
    }
}

fn matches_parts(parts: &[Part], text: &str, type_code: &str, fonds: &str) -> bool {
    let Some((part, later)) = parts.split_first() else { return text.is_empty() };
    let fixed =
        |wanted: &str| text.strip_prefix(wanted).is_some_and(|rest| matches_parts(later, rest, type_code, fonds));
    let digits = |count: usize| {
        let leading = text.bytes().take(count).filter(u8::is_ascii_digit).count();
        leading == count && text.get(count..).is_some_and(|rest| matches_parts(later, rest, type_code, fonds))
    };
    match part {
        Part::Literal(literal) => fixed(literal),
        Part::Type => fixed(type_code),
        Part::Fonds => fixed(fonds),
        Part::Year => digits(4),
        Part::ShortYear | Part::Month => digits(2),
        // A u64 has at most 20 digits.
        Part::Seq(width) => (*width..=20).any(digits),
    }
}
