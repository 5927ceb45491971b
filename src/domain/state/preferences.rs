//! What each person likes to see: the columns of his tables.

use crate::domain::event::ColumnsChosen;
use crate::domain::ids::PersonNo;
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// For how many lists one person may have chosen columns.
pub const LISTS_PER_PERSON_MAX: usize = 100;
/// How many columns may be chosen for one list.
pub const COLUMNS_MAX: usize = 100;
/// How long the name of a list or column may be, in characters.
pub const COLUMN_CHARS_MAX: usize = 40;

/// Chosen columns, by person and list.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Preferences {
    columns: imbl::OrdMap<(PersonNo, CompactString), Arc<[CompactString]>>,
}

impl Preferences {
    pub(super) fn apply(&mut self, event: &ColumnsChosen) {
        let key = (event.person, CompactString::from(&event.list));
        if event.columns.is_empty() {
            self.columns.remove(&key);
        } else {
            self.columns.insert(key, event.columns.iter().map(CompactString::from).collect());
        }
    }

    /// The columns somebody chose for a list, in order; none if he did not choose.
    #[must_use]
    pub fn columns(&self, person: PersonNo, list: &str) -> &[CompactString] {
        self.columns.get(&(person, CompactString::from(list))).map(AsRef::as_ref).unwrap_or_default()
    }

    /// For how many lists somebody chose columns.
    #[must_use]
    pub fn lists(&self, person: PersonNo) -> usize {
        let from = (person, CompactString::default());
        self.columns.range(from..).take_while(|((whose, _), _)| *whose == person).count()
    }
}
