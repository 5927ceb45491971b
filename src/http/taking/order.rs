//! Any list, sorted by any of its columns and narrowed by words. Words sort as they do in the language of the answer
//! (Unicode Collation Algorithm with CLDR's rules: Chinese by pinyin), numbers inside them as numbers.

use super::{Asker, Cell, Column, Tabular, Taking, Words, all_of};
use crate::domain::refusal::{Code, Language, Refusal};
use crate::http::shape::{Page, Paging};
use crate::http::table::written;
use chrono::{NaiveDate, NaiveDateTime};
use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use serde::Serialize;
use std::cmp::Ordering;
use utoipa::ToSchema;

/// How many words narrow a list.
const WORDS_MAX: usize = 8;

/// What stands in a cell: one of these, or nothing.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct CellShown {
    /// Words.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// A whole number.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<i64>,
    /// A share of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<f64>,
    /// A day.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<NaiveDate>,
    /// A moment, as the archive's own clocks show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    time: Option<NaiveDateTime>,
}

impl From<Cell> for CellShown {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Empty => Self::default(),
            Cell::Text(text) => Self { text: Some(text), ..Self::default() },
            Cell::Whole(number) => Self { number: Some(number), ..Self::default() },
            Cell::Share(share) => Self { share: Some(share), ..Self::default() },
            Cell::Date(date) => Self { date: Some(date), ..Self::default() },
            Cell::Time(time) => Self { time: Some(time), ..Self::default() },
        }
    }
}

impl Taking {
    /// Whether entries are sorted or narrowed by what stands in their columns.
    pub(super) fn is_sorted(&self) -> bool {
        let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
        said(&self.order) || said(&self.contains)
    }

    /// For a list that has an order and filters of its own.
    ///
    /// # Errors
    /// `BadValue` if it shall be sorted or narrowed by columns.
    pub fn as_listed(&self) -> Result<(), Refusal> {
        let field = if self.contains.is_some() { "contains" } else { "order" };
        let refused = Refusal::new(Code::BadValue).with("field", field).with("detail", "format");
        if self.is_sorted() { Err(refused) } else { Ok(()) }
    }

    /// All entries that fit, sorted; of them the page that was asked for, unless they become a file.
    pub(super) fn sorted<T: Tabular>(&self, asker: &Asker, page: Page<T>) -> Result<Page<T>, Refusal> {
        let words = Words { state: asker.state(), language: asker.language };
        let columns = T::columns();
        let mut items = narrowed(page.items, self.contains.as_deref().unwrap_or_default(), &columns, words);
        if let Some(order) = self.order.as_deref().map(str::trim).filter(|order| !order.is_empty()) {
            let (id, down) = order.strip_prefix('-').map_or((order, false), |id| (id, true));
            all_of("order", id, &columns)?;
            if let Some(column) = columns.iter().find(|column| column.id == id) {
                items = in_order_of(items, column, down, words)?;
            }
        }
        let total = Some(items.len() as u64);
        if self.format.is_some() {
            return Ok(Page::of(items, None, total, page.seq));
        }
        let paging = Paging { limit: self.limit, cursor: self.cursor.clone(), min_seq: None };
        let (items, next_cursor) = paging.cut(items.into_iter());
        Ok(Page::of(items, next_cursor, total, page.seq))
    }

    /// A page with the cells that were asked for.
    pub(super) fn with_cells<T: Tabular>(&self, asker: &Asker, page: Page<T>) -> Result<Page<T>, Refusal> {
        let Some(ids) = &self.cells else { return Ok(page) };
        let words = Words { state: asker.state(), language: asker.language };
        let columns = T::columns();
        let ids = all_of("cells", ids, &columns)?;
        let chosen: Vec<&Column<T>> =
            ids.iter().filter_map(|id| columns.iter().find(|column| column.id == *id)).collect();
        let row = |item: &T| chosen.iter().map(|column| (column.cell)(item, words).into()).collect();
        let cells = Some(page.items.iter().map(row).collect());
        Ok(Page { cells, ..page })
    }
}

fn narrowed<T>(items: Vec<T>, contains: &str, columns: &[Column<T>], words: Words<'_>) -> Vec<T> {
    let wanted: Vec<String> = contains.split_whitespace().take(WORDS_MAX).map(str::to_lowercase).collect();
    if wanted.is_empty() {
        return items;
    }
    let fits = |item: &T| {
        let mut left: Vec<&String> = wanted.iter().collect();
        for column in columns {
            let cell = written(&(column.cell)(item, words)).to_lowercase();
            left.retain(|word| !cell.contains(word.as_str()));
            if left.is_empty() {
                return true;
            }
        }
        false
    };
    items.into_iter().filter(fits).collect()
}

/// Entries that have the same there stay as they came; those that have nothing come last, whichever way round.
fn in_order_of<T>(items: Vec<T>, column: &Column<T>, down: bool, words: Words<'_>) -> Result<Vec<T>, Refusal> {
    let collator = collator(words.language)?;
    let mut keyed: Vec<(Cell, T)> = items.into_iter().map(|item| ((column.cell)(&item, words), item)).collect();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Cell::Empty, Cell::Empty) => Ordering::Equal,
        (Cell::Empty, _) => Ordering::Greater,
        (_, Cell::Empty) => Ordering::Less,
        _ if down => compare(&collator, b, a),
        _ => compare(&collator, a, b),
    });
    Ok(keyed.into_iter().map(|(_, item)| item).collect())
}

fn compare(collator: &CollatorBorrowed<'_>, a: &Cell, b: &Cell) -> Ordering {
    match (a, b) {
        (Cell::Whole(a), Cell::Whole(b)) => a.cmp(b),
        (Cell::Share(a), Cell::Share(b)) => a.total_cmp(b),
        (Cell::Date(a), Cell::Date(b)) => a.cmp(b),
        (Cell::Time(a), Cell::Time(b)) => a.cmp(b),
        (Cell::Text(a), Cell::Text(b)) => collator.compare(a, b),
        // A number that is too long for a number stands as words.
        _ => collator.compare(&written(a), &written(b)),
    }
}

fn collator(language: Language) -> Result<CollatorBorrowed<'static>, Refusal> {
    let locale = if language == Language::Zh { icu_locale_core::locale!("zh") } else { icu_locale_core::locale!("en") };
    let mut preferences = CollatorPreferences::from(locale);
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    Collator::try_new(preferences, CollatorOptions::default()).map_err(|error| {
        tracing::error!(%error, "words cannot be sorted");
        Refusal::new(Code::Internal)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Cell, collator, compare};
    use crate::domain::refusal::Language;

    fn sorted(language: Language, words: &[&str]) -> Vec<String> {
        let collator = collator(language).unwrap();
        let mut sorted: Vec<String> = words.iter().map(ToString::to_string).collect();
        sorted.sort_by(|a, b| compare(&collator, &Cell::Text(a.clone()), &Cell::Text(b.clone())));
        sorted
    }

    #[test]
    fn chinese_sorts_by_pinyin_and_numbers_in_words_as_numbers() {
        assert_eq!(
            sorted(Language::Zh, &["赵六", "王五", "李四", "张三", "安一"]),
            ["安一", "李四", "王五", "张三", "赵六"]
        );
        assert_eq!(sorted(Language::Zh, &["A-10", "A-9", "A-1"]), ["A-1", "A-9", "A-10"]);
        assert_eq!(sorted(Language::En, &["zebra", "Ärmel", "apple", "Zoo"]), ["apple", "Ärmel", "zebra", "Zoo"]);
    }
}
