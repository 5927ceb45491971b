//! Find: any folder by anything known of it, down to one character of a name.
//!
//! A tantivy index that follows the ledger and can be deleted and rebuilt at any time. It knows what is written about a
//! folder; it does not know what changes by the hour (state, place, borrower), nor who may see what: both come from the
//! caller as a function of the folder's number, and nothing that the function hides reaches a hit, a count or a facet.
//! Texts are not stored. Must not know State, the ledger or HTTP.

pub mod brute;
mod columns;
mod dates;
mod docs;
mod eval;
mod explain;
mod fold;
mod forgiving;
mod highlight;
mod indexer;
mod meant;
mod nearest;
mod parse;
mod pinyin;
mod plan;
mod run;
mod runs;
mod schema;
#[cfg(test)]
mod tests;
mod tokens;
mod vocabulary;

pub use crate::domain::facet::{FACETS_MAX, FacetKeys, NO_KEY};
pub use dates::Span;
pub use explain::{KindOf, Reading, Understood};
pub use highlight::{HIGHLIGHTS_MAX, Shown, highlights};
pub use indexer::{Indexer, MovedAside, Opened, Position, open};
pub use meant::meant;
pub use nearest::Nearest;
pub use parse::{QUERY_CHARS_MAX, Query, Scope, Term};
pub use run::{Hit, Hits, LIMIT_MAX, Lens, OFFSET_MAX, Request, Sort};
pub use schema::{CodeKind, Group, SCHEMA_VERSION};
pub use tokens::PAGES_CHARS_MAX;
pub use vocabulary::{Named, Vocabulary};

use crate::domain::ids::FolderNo;
use chrono::NaiveDate;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tantivy::IndexReader;

/// What an identity of a subject is, as far as one can ask for it by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityKind {
    /// A vehicle identification number.
    Vin,
    /// A number plate.
    Plate,
    /// Identity card, organisation code, account, any other.
    Other,
}

/// A subject as the index sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchSubject {
    /// The name.
    pub name: String,
    /// Identities, as written.
    pub identities: Vec<(IdentityKind, String)>,
    /// Telephone numbers, as written.
    pub phones: Vec<String>,
}

/// A folder as the index sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchDoc {
    /// The folder.
    pub folder: FolderNo,
    /// Its own code, aliases and foreign codes.
    pub codes: Vec<String>,
    /// The business type's code.
    pub business_type: String,
    /// The department's code, empty if none.
    pub department: String,
    /// The secrecy class's code, empty if none.
    pub class: String,
    /// The business date.
    pub business_date: Option<NaiveDate>,
    /// The period, as `2026-03`, `2026-Q1` or `2026`.
    pub period: String,
    /// The subjects.
    pub subjects: Vec<SearchSubject>,
    /// Custom fields: the field's id and its value as text; dates as `2026-03-31`.
    pub fields: Vec<(String, String)>,
    /// The note, and whatever else is known as free text.
    pub note: String,
    /// What was read off its pages, a text for each.
    pub pages: Vec<String>,
}

/// Why search failed. Never because of what was typed.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The disk did not do as asked.
    #[error("the search index cannot be reached: {0}")]
    Io(#[from] std::io::Error),
    /// Another process has the index open.
    #[error("the search index is in use by another process")]
    InUse,
    /// The index is damaged or its writer has stopped; open it anew.
    #[error("the search index failed: {0}")]
    Index(String),
}

/// Runs `work` on the index; a panic inside, as damaged files can cause, is an error like any other.
fn guarded<T>(work: impl FnOnce() -> tantivy::Result<T>) -> Result<T, SearchError> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(SearchError::Index(error.to_string())),
        Err(_) => Err(SearchError::Index("reading it failed badly".to_owned())),
    }
}

/// The index, to be asked. Cheap to clone; sees each commit of the `Indexer` it was opened with.
#[derive(Clone)]
pub struct SearchIndex {
    reader: IndexReader,
    fields: schema::Fields,
    columns: Arc<columns::Columns>,
    doubted: Arc<AtomicBool>,
}

impl std::fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchIndex").field("folders", &self.len()).finish_non_exhaustive()
    }
}

impl SearchIndex {
    /// How many folders are in the index.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// The folders that stand in the index more than once, each as often as it should not.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn repeated(&self) -> Result<Vec<FolderNo>, SearchError> {
        let (mut known, mut repeated) = (HashSet::new(), Vec::new());
        let searcher = self.reader.searcher();
        for segment in searcher.segment_readers() {
            let name = searcher.schema().get_field_name(self.fields.folder);
            let folders = segment.fast_fields().u64(name).map_err(|error| SearchError::Index(error.to_string()))?;
            for doc in segment.doc_ids_alive() {
                let folder = FolderNo(folders.first(doc).unwrap_or(u64::MAX) as u32);
                if !known.insert(folder) {
                    repeated.push(folder);
                }
            }
        }
        Ok(repeated)
    }

    /// In how many parts it lies on disk.
    #[must_use]
    pub fn segments(&self) -> usize {
        self.reader.searcher().segment_readers().len()
    }

    /// Whether no folder is in the index.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many of its files are not what their checksums say.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn damaged_files(&self) -> Result<usize, SearchError> {
        guarded(|| Ok(self.reader.searcher().index().validate_checksum()?.len()))
    }

    /// Answers `query`.
    ///
    /// # Errors
    /// If the index is damaged.
    pub fn search(&self, query: &Query, request: &Request<'_>) -> Result<Hits, SearchError> {
        self.with(|searched| run::search(searched, query, request))
    }

    /// Where nothing was found: what each term finds alone, and what is found without it; of what the person may see.
    ///
    /// # Errors
    /// If the index is damaged.
    pub fn nearest(&self, query: &Query, request: &Request<'_>) -> Result<Vec<Nearest>, SearchError> {
        self.with(|searched| nearest::nearest(searched, query, request))
    }

    /// Calls `see` with every folder that matches, in no order and without regard to who is asking: for exports, with
    /// the caller's own filter.
    ///
    /// # Errors
    /// If the index is damaged.
    pub fn for_each(&self, query: &Query, see: &mut dyn FnMut(FolderNo)) -> Result<(), SearchError> {
        let asked = plan::Planner { fields: self.fields, forgives: false }.plan(query);
        self.with(|searched| guarded(|| run::visit(searched, &asked, false, |one| see(one.folder))))
    }

    /// Whether a search failed as only a damaged index makes it fail: it is then to be opened anew.
    #[must_use]
    pub fn is_doubted(&self) -> bool {
        self.doubted.load(Ordering::Relaxed)
    }

    /// As if a search had failed.
    #[cfg(test)]
    pub(crate) fn doubt(&self) {
        self.doubted.store(true, Ordering::Relaxed);
    }

    fn with<T>(&self, ask: impl FnOnce(&run::Searched<'_>) -> Result<T, SearchError>) -> Result<T, SearchError> {
        let searcher = self.reader.searcher();
        let answer = ask(&run::Searched { searcher: &searcher, fields: self.fields, columns: &self.columns });
        if answer.is_err() {
            self.doubted.store(true, Ordering::Relaxed);
        }
        answer
    }
}
