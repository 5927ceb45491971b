//! What somebody likes to see: his own business, so that all it needs is an account.

use super::Draft;
use super::folders::bad;
use crate::domain::event::ColumnsChosen;
use crate::domain::person::Actor;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{COLUMN_CHARS_MAX, COLUMNS_MAX, LISTS_PER_PERSON_MAX};

impl Draft<'_> {
    /// Which lists and columns there are, only those who show them know; here they are names.
    pub(super) fn choose_columns(&mut self, list: &str, columns: &[String]) -> Result<(), Refusal> {
        let Actor::Person(person) = self.context.actor else { return Err(Code::NotAllowed.into()) };
        let wrong = |name: &str| name.is_empty() || name.len() > COLUMN_CHARS_MAX || !name.is_ascii();
        if wrong(list) {
            return Err(bad("list", &format!("1–{COLUMN_CHARS_MAX}")));
        }
        let limit =
            |limit: usize, what: &str| Refusal::new(Code::LimitExceeded).with("limit", limit).with("what", what);
        if columns.len() > COLUMNS_MAX {
            return Err(limit(COLUMNS_MAX, "columns"));
        }
        for (at, column) in columns.iter().enumerate() {
            if wrong(column) || columns.iter().take(at).any(|before| before == column) {
                return Err(bad("columns", &column.chars().take(COLUMN_CHARS_MAX).collect::<String>()));
            }
        }
        let preferences = &self.state.preferences;
        let before = preferences.columns(person, list);
        if before.iter().map(|column| column.as_str()).eq(columns.iter().map(String::as_str)) {
            return Ok(());
        }
        if before.is_empty() && preferences.lists(person) >= LISTS_PER_PERSON_MAX {
            return Err(limit(LISTS_PER_PERSON_MAX, "list"));
        }
        self.record(ColumnsChosen { person, list: list.to_owned(), columns: columns.to_vec() });
        Ok(())
    }
}
