//! Accounts by number and by the name they sign in with.

use crate::domain::event::PersonSet;
use crate::domain::ids::PersonNo;
use crate::domain::person::{Person, PersonDetails};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// All accounts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct People {
    people: imbl::Vector<Arc<Person>>,
    by_name: imbl::HashMap<String, PersonNo>,
}

impl People {
    pub(super) fn set(&mut self, event: &PersonSet, details: Option<&PersonDetails>) {
        let person =
            Person { no: event.person, facts: event.facts.clone(), details: details.cloned().unwrap_or_default() };
        let index = event.person.index();
        if let Some(before) = self.people.get(index) {
            self.by_name.remove(&before.details.name);
        } else if index != self.people.len() {
            return;
        }
        if !person.details.name.is_empty() {
            self.by_name.insert(person.details.name.clone(), event.person);
        }
        if index == self.people.len() {
            self.people.push_back(Arc::new(person));
        } else {
            self.people.set(index, Arc::new(person));
        }
    }

    /// How many accounts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether there is no account yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// An account by its number.
    #[must_use]
    pub fn get(&self, no: PersonNo) -> Option<&Arc<Person>> {
        self.people.get(no.index())
    }

    /// An account by the name it signs in with (lower case).
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&Arc<Person>> {
        self.get(*self.by_name.get(name)?)
    }

    /// The account whose current badge carries a code.
    #[must_use]
    pub fn by_badge(&self, code: &str) -> Option<&Arc<Person>> {
        let digits: String = code.strip_prefix('P')?.chars().take_while(char::is_ascii_digit).collect();
        self.get(PersonNo(digits.parse().ok()?)).filter(|person| person.badge_code() == code)
    }

    /// All accounts, by number.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Person>> {
        self.people.iter()
    }
}
