//! By what a subject is known, wherever somebody may have typed it.

use crate::domain::event::Event;
use crate::domain::folder::FolderDetails;
use crate::domain::subject::SubjectDetails;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A number or an address with so many letters and digits tells one subject from all others.
const STRONG_CHARS: usize = 6;
/// A shorter name than this would be found in half of all notes.
const WEAK_CHARS: usize = 2;
/// What stands in a note in place of what was taken out.
const BLANK: &str = "■";

/// By what a subject is known: **strong** traces tell it from all others (numbers, telephones, addresses), **weak** ones
/// do not (names, notes) and count only where something is about the subject anyway.
///
/// Compared are letters and digits alone, capitals and small letters alike: `138-0013-8000` is `13800138000`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traces {
    strong: BTreeSet<String>,
    weak: BTreeSet<String>,
    /// As they were typed, to take them out of texts.
    typed: BTreeSet<String>,
}

impl Traces {
    /// Adds what an event tells of the subject.
    pub(super) fn add(&mut self, details: &SubjectDetails) {
        let numbers = details.identities.iter().map(|identity| &identity.value).chain(&details.phones);
        for text in numbers.chain([&details.address]) {
            self.add_text(text, true);
        }
        for text in [&details.name, &details.note] {
            self.add_text(text, false);
        }
    }

    fn add_text(&mut self, text: &str, may_be_strong: bool) {
        let plain = squeeze(text);
        let chars = plain.chars().count();
        if chars < WEAK_CHARS {
            return;
        }
        self.typed.insert(text.trim().to_owned());
        if may_be_strong && chars >= STRONG_CHARS {
            self.strong.insert(plain);
        } else {
            self.weak.insert(plain);
        }
    }

    /// Whether a text holds something that tells this subject from all others.
    #[must_use]
    pub fn strong_in(&self, text: &str) -> bool {
        holds(&self.strong, text)
    }

    /// Whether stored facts hold such a thing, letter by letter.
    #[must_use]
    pub fn literally_in(&self, facts: &str) -> bool {
        self.strong.iter().any(|trace| facts.contains(trace))
    }

    /// Whether a text holds anything by which the subject is known, be it only a name.
    #[must_use]
    pub fn any_in(&self, text: &str) -> bool {
        holds(&self.strong, text) || holds(&self.weak, text)
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.strong.is_empty() && self.weak.is_empty()
    }

    /// A folder's words without what tells of the subject: fields that do are dropped whole; in the note it is blanked,
    /// and if it still shows there in another spelling, the note is dropped.
    pub(super) fn redact(&self, details: &FolderDetails) -> FolderDetails {
        let fields: BTreeMap<String, String> = details
            .fields
            .iter()
            .filter(|(_, value)| !self.any_in(value))
            .map(|(id, value)| (id.clone(), value.clone()))
            .collect();
        let mut note = details.note.clone();
        // The longest first, so that a name within an address does not spoil it.
        let mut typed: Vec<_> = self.typed.iter().collect();
        typed.sort_by_key(|text| std::cmp::Reverse(text.len()));
        for text in typed {
            note = note.replace(text, BLANK);
        }
        if self.any_in(&note) {
            note.clear();
        }
        FolderDetails { fields, note }
    }
}

fn holds(traces: &BTreeSet<String>, text: &str) -> bool {
    if traces.is_empty() || text.is_empty() {
        return false;
    }
    let plain = squeeze(text);
    traces.iter().any(|trace| plain.contains(trace))
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// The texts of an event's private part, whatever its shape.
pub(super) fn texts_of(event: &Event) -> Vec<String> {
    let mut texts = Vec::new();
    if event.has_private()
        && let Ok(value) = event.write_private(serde_json::value::Serializer)
    {
        gather(value, &mut texts);
    }
    texts
}

fn gather(value: Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(values) => values.into_iter().for_each(|value| gather(value, texts)),
        Value::Object(values) => values.into_iter().for_each(|(_, value)| gather(value, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
