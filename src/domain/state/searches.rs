//! Saved searches, with their words: whoever opens one asks for them at once, and they are gone when they are erased.

use super::Stamp;
use crate::domain::event::{Audience, SearchSaved, SearchWords};
use crate::domain::ids::{PersonNo, SearchNo};
use crate::domain::person::Person;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many searches one person may save.
pub const SEARCHES_PER_PERSON_MAX: usize = 100;
/// How many searches may be shared in all.
pub const SEARCHES_SHARED_MAX: usize = 1_000;

/// A saved search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearch {
    /// Its number.
    pub no: SearchNo,
    /// Whose it is.
    pub owner: PersonNo,
    /// Who may open it too.
    pub audience: Audience,
    /// What it is called.
    pub name: String,
    /// What is typed.
    pub typed: String,
    /// What is chosen beside, as it stands in an address.
    pub chosen: String,
    /// The frame that has its words.
    seq: u64,
}

impl SavedSearch {
    /// Whether somebody may open it.
    #[must_use]
    pub fn is_for(&self, person: &Person) -> bool {
        let shared = match self.audience {
            Audience::Nobody => false,
            Audience::Role(role) => person.facts.role == role,
            Audience::Department(department) => person.facts.department == Some(department),
            Audience::Everybody => true,
        };
        shared || self.owner == person.no
    }
}

/// All saved searches.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Searches {
    rows: imbl::OrdMap<SearchNo, Arc<SavedSearch>>,
    next: u32,
}

impl Searches {
    /// One whose words were erased is none any more.
    pub(super) fn saved(&mut self, stamp: Stamp, event: &SearchSaved, words: Option<&SearchWords>) {
        self.next = self.next.max(event.search.0.saturating_add(1));
        let Some(words) = words else {
            self.rows.remove(&event.search);
            return;
        };
        let (no, owner, audience) = (event.search, event.owner, event.audience);
        let (name, typed, chosen) = (words.name.clone(), words.typed.clone(), event.chosen.clone());
        self.rows.insert(no, Arc::new(SavedSearch { no, owner, audience, name, typed, chosen, seq: stamp.seq }));
    }

    pub(super) fn deleted(&mut self, search: SearchNo) {
        self.rows.remove(&search);
    }

    /// Forgets those whose words were in frames that were erased.
    pub(super) fn forget_words(&mut self, frames: &BTreeSet<u64>) {
        let gone: Vec<SearchNo> = self.iter().filter(|row| frames.contains(&row.seq)).map(|row| row.no).collect();
        gone.iter().for_each(|no| drop(self.rows.remove(no)));
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, search: SearchNo) -> Option<&Arc<SavedSearch>> {
        self.rows.get(&search)
    }

    /// All of them, by number.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<SavedSearch>> {
        self.rows.values()
    }

    /// The number of the next one.
    #[must_use]
    pub fn next(&self) -> SearchNo {
        SearchNo(self.next)
    }

    /// How many somebody saved.
    #[must_use]
    pub fn owned(&self, person: PersonNo) -> usize {
        self.iter().filter(|row| row.owner == person).count()
    }

    /// How many are shared.
    #[must_use]
    pub fn shared(&self) -> usize {
        self.iter().filter(|row| row.audience != Audience::Nobody).count()
    }
}
