//! Lists to take along: any list of the interface as a table for a spreadsheet, with the columns one wants in the order
//! one wants them. What a list's columns are stands in `columns`; how a table becomes a file, in `table`. By the same columns
//! any list is sorted and narrowed, as a page and as a file alike: what is seen is what is taken along.

mod order;

pub use order::CellShown;

use super::extract::Asker;
use super::json::Json;
use super::shape::{Page, Paging};
pub use super::table::{Cell, Format};
use super::table::{Table, csv_part, headers, rows_said};
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::state::State;
use crate::domain::value::Bilingual;
use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDateTime, Utc};
use futures_util::{StreamExt as _, future, stream};
use serde::{Deserialize, Serialize};
use std::io;
use std::sync::Arc;
use utoipa::IntoParams;

/// How many rows one table holds: what a spreadsheet still opens with ease.
pub const ROWS_MAX: usize = 50_000;

/// How many rows a list may have that is written as it is read.
pub const LONG_ROWS_MAX: usize = 1_000_000;
/// How many of them are read at once.
const PART_ROWS: usize = 1_000;

/// How a list is wanted: as a page, or whole, as a table.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Taking {
    /// The whole list as a file instead of a page: `csv` or `xlsx`, up to 50,000 rows; folders found as `csv` up to a
    /// million.
    #[param(inline)]
    pub format: Option<Format>,
    /// A table's columns by their ids, separated by commas, in order; by default those that were chosen for this list
    /// last, else all.
    pub columns: Option<String>,
    /// Sorted by the column with this id, as words sort in the language of the answer; with `-` before it the other way
    /// round. What has nothing there comes last. By default the list's own order.
    pub order: Option<String>,
    /// Only entries in whose columns each of these words stands.
    pub contains: Option<String>,
    /// A page's entries as their cells too: those of the columns with these ids, separated by commas.
    pub cells: Option<String>,
    /// Of `Paging`, or of the list's own filter: a list that is sorted is cut last.
    #[param(ignore)]
    limit: Option<usize>,
    #[param(ignore)]
    cursor: Option<String>,
}

/// What a cell may ask for besides its row.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The archive.
    pub state: &'a State,
    /// The language of the table.
    pub language: Language,
}

impl Words<'_> {
    /// Yes or no.
    #[must_use]
    pub fn yes(self, yes: bool) -> Cell {
        let (zh, en) = if yes { ("是", "yes") } else { ("否", "no") };
        self.either(zh, en)
    }

    /// Words in the language of the table.
    #[must_use]
    pub fn either(self, zh: &str, en: &str) -> Cell {
        if self.language == Language::Zh { zh.into() } else { en.into() }
    }

    /// A name in the language of the table.
    #[must_use]
    pub fn name(self, name: &Bilingual) -> Cell {
        name.in_language(self.language).into()
    }

    /// A moment as the archive's own clocks show it.
    #[must_use]
    pub fn time(self, at: DateTime<Utc>) -> Cell {
        Cell::Time(self.local(at))
    }

    /// The same inside other words.
    #[must_use]
    pub fn clock(self, at: DateTime<Utc>) -> String {
        self.local(at).format("%Y-%m-%d %H:%M").to_string()
    }

    fn local(self, at: DateTime<Utc>) -> NaiveDateTime {
        let zone = self.state.organisation.settings().time_zone.parse().unwrap_or(chrono_tz::Asia::Shanghai);
        at.with_timezone(&zone).naive_local()
    }

    /// A department's name, by its code.
    #[must_use]
    pub fn department(self, code: Option<&str>) -> Cell {
        let organisation = &self.state.organisation;
        let known = code.and_then(|code| organisation.department(organisation.department_by_code(code)?));
        known.map_or_else(|| code.into(), |department| self.name(&department.name))
    }

    /// A secrecy class's name, by its code.
    #[must_use]
    pub fn class(self, code: &str) -> Cell {
        let known = self.state.organisation.classes().iter().find(|class| class.code == code);
        known.map_or_else(|| code.into(), |class| self.name(&class.name))
    }
}

type Filling<T> = Box<dyn Fn(&T, Words<'_>) -> Cell + Send + Sync>;

/// A column of a list's table.
pub struct Column<T> {
    /// What it is called in requests; stable.
    pub id: &'static str,
    /// Its heading.
    pub name: (&'static str, &'static str),
    cell: Filling<T>,
}

/// A column: its id, its headings in Chinese and English, and what stands in it.
pub fn column<T>(
    id: &'static str,
    zh: &'static str,
    en: &'static str,
    cell: impl Fn(&T, Words<'_>) -> Cell + Send + Sync + 'static,
) -> Column<T> {
    Column { id, name: (zh, en), cell: Box::new(cell) }
}

impl<T> Column<T> {
    fn heading(&self, language: Language) -> String {
        let (zh, en) = self.name;
        if language == Language::Zh { zh } else { en }.to_owned()
    }
}

impl<T: 'static> Column<T> {
    /// The same column in the table of something that has a `T` in it.
    #[must_use]
    pub fn of<U: 'static>(self, part: fn(&U) -> &T) -> Column<U> {
        let cell = self.cell;
        Column { id: self.id, name: self.name, cell: Box::new(move |whole, words| cell(part(whole), words)) }
    }
}

/// What a list's entries look like in a table.
pub trait Tabular: Sized {
    /// All columns that the table can have, in the order in which most people will want them.
    fn columns() -> Vec<Column<Self>>;
}

impl Taking {
    /// Whether all entries have to be read: for a file, and to sort or narrow them.
    fn is_whole(&self) -> bool {
        self.format.is_some() || self.is_sorted()
    }

    /// Cuts a page out of all entries, or takes all of them.
    ///
    /// # Errors
    /// `LimitExceeded` if they are more than a table holds.
    pub fn cut<T>(
        &self,
        paging: &Paging,
        mut all: impl Iterator<Item = T>,
    ) -> Result<(Vec<T>, Option<String>), Refusal> {
        if !self.is_whole() {
            return Ok(paging.cut(all));
        }
        let items: Vec<T> = all.by_ref().take(ROWS_MAX).collect();
        if all.next().is_some() { Err(too_many()) } else { Ok((items, None)) }
    }

    /// How many entries to read: a page's, or a table's.
    #[must_use]
    pub fn limit(&self, page: usize) -> usize {
        if self.is_whole() { ROWS_MAX } else { page }
    }

    /// From where to read: a table has all, whatever page was open.
    #[must_use]
    pub fn from<'a>(&self, cursor: Option<&'a str>) -> Option<&'a str> {
        cursor.filter(|_| !self.is_whole())
    }

    /// Where to begin to read, and how many entries: a page, or a table.
    #[must_use]
    pub fn span(&self, paging: &Paging) -> (u64, usize) {
        let from = if self.is_whole() { 0 } else { paging.offset() as u64 };
        (from, self.limit(paging.limit()))
    }

    /// How many entries to look at for those that fit: a page may be short, a table must not.
    #[must_use]
    pub fn looks(&self, page: usize) -> usize {
        if self.is_whole() { usize::MAX } else { page }
    }

    /// Does what takes long when a list is wanted whole, without keeping others waiting.
    pub fn apart<T>(&self, work: impl FnOnce() -> T) -> T {
        if self.is_whole() { tokio::task::block_in_place(work) } else { work() }
    }

    /// A list as it is wanted. `list` is its name, under which chosen columns are remembered.
    ///
    /// # Errors
    /// `LimitExceeded` if it is more than a table holds, `BadValue` for a column it does not have.
    pub fn answer<T: Tabular + Serialize>(
        &self,
        list: &str,
        asker: &Asker,
        page: Page<T>,
    ) -> Result<Response, Refusal> {
        if self.is_whole() && page.next_cursor.is_some() {
            return Err(too_many());
        }
        self.apart(|| {
            let page = self.page(asker, page)?;
            match self.format {
                Some(format) => {
                    self.table(list, asker, &page.items)?.answer(&format!("{list}-{}", asker.today), format)
                }
                None => Ok(Json(page).into_response()),
            }
        })
    }

    /// A page of a list as it is wanted, for one that says more than its entries.
    ///
    /// # Errors
    /// `BadValue` for a column it does not have.
    pub fn page<T: Tabular>(&self, asker: &Asker, page: Page<T>) -> Result<Page<T>, Refusal> {
        let page = if self.is_sorted() { self.sorted(asker, page)? } else { page };
        if self.format.is_some() { Ok(page) } else { self.with_cells(asker, page) }
    }

    fn table<T: Tabular>(&self, list: &str, asker: &Asker, items: &[T]) -> Result<Table, Refusal> {
        let words = Words { state: asker.state(), language: asker.language };
        let columns = self.chosen(list, asker, T::columns())?;
        let mut table = Table::new(columns.iter().map(|column| column.heading(words.language)).collect());
        for item in items {
            table.push(columns.iter().map(|column| (column.cell)(item, words)).collect());
        }
        Ok(table)
    }

    /// A list that may be long as CSV, read and written a part at a time, so that it never lies in memory as a whole. What
    /// fails after the first part cuts the answer off, and whoever takes it is told so.
    ///
    /// # Errors
    /// `BadValue` for a column that the list does not have; what reading the first part fails with.
    pub fn long<T: Tabular + 'static, I: Send + Sync + 'static>(
        &self,
        list: &str,
        asker: Asker,
        entries: Vec<I>,
        read: impl Fn(&Asker, &[I]) -> Result<Vec<T>, Refusal> + Send + Sync + 'static,
    ) -> Result<Response, Refusal> {
        let columns = self.chosen(list, &asker, T::columns())?;
        let headers = headers(&format!("{list}-{}", asker.today), Format::Csv);
        let said = rows_said(entries.len());
        let parts = entries.len().div_ceil(PART_ROWS);
        let part = move |number: usize| -> Result<Bytes, Refusal> {
            let words = Words { state: asker.state(), language: asker.language };
            let items = read(&asker, entries.chunks(PART_ROWS).nth(number).unwrap_or_default())?;
            let row = |item: &T| columns.iter().map(|column| (column.cell)(item, words)).collect::<Vec<Cell>>();
            let rows: Vec<Vec<Cell>> = items.iter().map(row).collect();
            let headings: Vec<String> = columns.iter().map(|column| column.heading(words.language)).collect();
            let headings = (number == 0).then_some(headings.as_slice());
            Ok(csv_part(headings, rows.iter().map(Vec::as_slice)).map_err(|_| Code::Internal)?.into())
        };
        let first = part(0)?;
        let part = Arc::new(part);
        let rest = stream::iter(1..parts).then(move |number| {
            let part = part.clone();
            async move {
                let read = tokio::task::spawn_blocking(move || part(number)).await;
                read.map_err(io::Error::other)?.map_err(|refusal| io::Error::other(refusal.to_string()))
            }
        });
        let all = stream::once(future::ready(Ok::<Bytes, io::Error>(first))).chain(rest);
        Ok((headers, [said], Body::from_stream(all)).into_response())
    }

    /// The columns that were asked for, else those remembered, else all.
    fn chosen<T>(&self, list: &str, asker: &Asker, all: Vec<Column<T>>) -> Result<Vec<Column<T>>, Refusal> {
        if let Some(columns) = &self.columns {
            return Ok(in_order(all_of("columns", columns, &all)?.into_iter(), all));
        }
        let remembered = asker.state().preferences.columns(asker.no(), list);
        // A column of an older version may be gone; of one that is not there nothing can be shown.
        Ok(in_order(remembered.iter().map(AsRef::as_ref), all))
    }
}

/// The ids that a request names, all of them known.
fn all_of<'a, T>(field: &str, ids: &'a str, all: &[Column<T>]) -> Result<Vec<&'a str>, Refusal> {
    let ids: Vec<&str> = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    let Some(id) = ids.iter().find(|id| !all.iter().any(|column| column.id == **id)) else { return Ok(ids) };
    let known: Vec<&str> = all.iter().map(|column| column.id).collect();
    let detail = format!("{} — {}", id.chars().take(40).collect::<String>(), known.join(", "));
    Err(Refusal::new(Code::BadValue).with("field", field).with("detail", detail))
}

/// The columns with these ids, in their order; all, if none is named.
fn in_order<'a, T>(ids: impl Iterator<Item = &'a str>, mut all: Vec<Column<T>>) -> Vec<Column<T>> {
    let mut chosen = Vec::new();
    for id in ids {
        if let Some(at) = all.iter().position(|column| column.id == id) {
            chosen.push(all.remove(at));
        }
    }
    if chosen.is_empty() { all } else { chosen }
}

fn too_many() -> Refusal {
    Refusal::new(Code::LimitExceeded).with("limit", ROWS_MAX).with("what", "rows")
}
