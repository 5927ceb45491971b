//! What verifying says, in both languages.

use crate::domain::refusal::Language;
use serde::{Deserialize, Serialize};

/// How something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is as it must be.
    Fits,
    /// Nothing is wrong, but somebody may want to know.
    Noted,
    /// It does not fit.
    Misfit,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What was looked at.
    pub check: String,
    /// How it was found.
    pub verdict: Verdict,
    /// A sentence in English.
    pub en: String,
    /// The same in Chinese.
    pub zh: String,
    /// What to do, where something has to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice_en: Option<String>,
    /// The same in Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice_zh: Option<String>,
}

impl Line {
    /// A line.
    #[must_use]
    pub fn new(check: &str, verdict: Verdict, en: impl Into<String>, zh: impl Into<String>) -> Self {
        let (en, zh) = (en.into(), zh.into());
        Self { check: check.to_owned(), verdict, en, zh, advice_en: None, advice_zh: None }
    }

    /// The same with what to do.
    #[must_use]
    pub fn advise(mut self, en: &str, zh: &str) -> Self {
        (self.advice_en, self.advice_zh) = (Some(en.to_owned()), Some(zh.to_owned()));
        self
    }

    /// The sentence.
    #[must_use]
    pub fn sentence(&self, language: Language) -> &str {
        if language == Language::Zh { &self.zh } else { &self.en }
    }

    /// What to do.
    #[must_use]
    pub fn advice(&self, language: Language) -> Option<&str> {
        if language == Language::Zh { self.advice_zh.as_deref() } else { self.advice_en.as_deref() }
    }
}

/// What was found, in the order it was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// One line for each thing.
    pub lines: Vec<Line>,
}

impl Report {
    /// The first thing that does not fit.
    #[must_use]
    pub fn misfit(&self) -> Option<&Line> {
        self.lines.iter().find(|line| line.verdict == Verdict::Misfit)
    }
}
