//! What an archive calls its business types, departments and secrecy classes.

use crate::domain::business_type::BusinessType;
use crate::domain::refusal::Language;
use crate::domain::value::{Bilingual, loose};
use std::collections::HashMap;
use std::sync::Arc;

/// How many names a message lists.
const LISTED_MAX: usize = 12;

/// Words for secrecy that companies use beside the product's own, and the class that is meant. The marks of State secrets
/// are among them: people write them, but no company may.
const CLASS_WORDS: &[(&str, &str)] = &[
    ("机密", "secret"),
    ("秘密", "secret"),
    ("保密", "secret"),
    ("商密", "secret"),
    ("商业机密", "secret"),
    ("confidential", "secret"),
    ("普通", "public"),
    ("一般", "internal"),
    ("内部资料", "internal"),
    ("个人信息", "personal"),
    ("个人隐私", "personal"),
];

/// Names to look up: by code, by Chinese or English name, with or without spaces.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    types: Vec<Arc<BusinessType>>,
    type_by_name: HashMap<String, usize>,
    departments: Names,
    classes: Names,
}

#[derive(Debug, Clone, Default)]
struct Names {
    entries: Vec<(String, Bilingual)>,
    by_name: HashMap<String, usize>,
}

impl Names {
    fn new(entries: Vec<(String, Bilingual)>) -> Self {
        let mut by_name = HashMap::new();
        for (at, (code, name)) in entries.iter().enumerate() {
            for spelling in [code, &name.zh, &name.en] {
                by_name.entry(loose(spelling)).or_insert(at);
            }
        }
        by_name.remove("");
        Self { entries, by_name }
    }

    fn find(&self, text: &str) -> Option<&(String, Bilingual)> {
        self.by_name.get(&loose(text)).and_then(|at| self.entries.get(*at))
    }

    fn listed(&self) -> Bilingual {
        listed(self.entries.iter().take(LISTED_MAX).map(|(_, name)| name))
    }
}

/// Names one after the other, as each language lists them.
pub(super) fn listed<'n>(names: impl Iterator<Item = &'n Bilingual>) -> Bilingual {
    let (zh, en): (Vec<_>, Vec<_>) =
        names.map(|name| (name.in_language(Language::Zh), name.in_language(Language::En))).unzip();
    Bilingual::new(zh.join("、"), en.join(", "))
}

impl Vocabulary {
    /// A vocabulary of the newest version of each type, and of (code, name) pairs.
    #[must_use]
    pub fn new(
        types: impl IntoIterator<Item = Arc<BusinessType>>,
        departments: impl IntoIterator<Item = (String, Bilingual)>,
        classes: impl IntoIterator<Item = (String, Bilingual)>,
    ) -> Self {
        let types: Vec<_> = types.into_iter().collect();
        let names = types.iter().map(|found| (found.code.clone(), found.name.clone())).collect();
        Self {
            type_by_name: Names::new(names).by_name,
            types,
            departments: Names::new(departments.into_iter().collect()),
            classes: Names::new(classes.into_iter().collect()),
        }
    }

    /// All business types.
    #[must_use]
    pub fn types(&self) -> &[Arc<BusinessType>] {
        &self.types
    }

    /// The business type that a cell names.
    #[must_use]
    pub fn business_type(&self, text: &str) -> Option<&Arc<BusinessType>> {
        self.type_by_name.get(&loose(text)).and_then(|at| self.types.get(*at))
    }

    /// The code of the department that a cell names.
    #[must_use]
    pub fn department(&self, text: &str) -> Option<&str> {
        self.departments.find(text).map(|(code, _)| code.as_str())
    }

    /// The secrecy class that a cell names, and its name when another word was used for it.
    #[must_use]
    pub fn class(&self, text: &str) -> Option<(&str, Option<&Bilingual>)> {
        if let Some((code, _)) = self.classes.find(text) {
            return Some((code, None));
        }
        let wanted = loose(text);
        let (_, meant) = CLASS_WORDS.iter().find(|(word, _)| *word == wanted)?;
        self.classes.find(meant).map(|(code, name)| (code.as_str(), Some(name)))
    }

    /// The types' names for a message.
    #[must_use]
    pub fn type_names(&self) -> Bilingual {
        listed(self.types.iter().take(LISTED_MAX).map(|found| &found.name))
    }

    /// The departments' names for a message.
    #[must_use]
    pub fn department_names(&self) -> Bilingual {
        self.departments.listed()
    }

    /// The classes' names for a message.
    #[must_use]
    pub fn class_names(&self) -> Bilingual {
        self.classes.listed()
    }
}
