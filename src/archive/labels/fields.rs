//! Fields in the making: what is empty is left out.

use super::Values;
use chrono::NaiveDate;

/// How long one value may be, in characters; the end of a longer one is an ellipsis. Nothing on paper is as long.
const VALUE_CHARS: usize = 1_000;

/// Fields by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields(Values);

impl Fields {
    /// Says something, unless it is nothing.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let mut value = value.into();
        if let Some((end, _)) = value.char_indices().nth(VALUE_CHARS) {
            value.truncate(end);
            value.push('…');
        }
        if !value.is_empty() {
            self.0.insert(name.to_owned(), value);
        }
    }

    /// Says a number, unless it is 0.
    pub fn count(&mut self, name: &str, count: usize) {
        if count > 0 {
            self.set(name, count.to_string());
        }
    }

    /// Says a day, if there is one.
    pub fn day(&mut self, name: &str, day: Option<NaiveDate>) {
        if let Some(day) = day {
            self.set(name, day.to_string());
        }
    }

    /// Says nothing more of something.
    pub fn clear(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// All of them.
    pub fn done(self) -> Values {
        self.0
    }
}
