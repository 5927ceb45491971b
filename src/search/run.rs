//! Running a query: filter, count and order in one pass, through what the caller says of each folder.

use super::parse::Query;
use super::plan::Planner;
use super::schema::Fields;
use super::{SearchError, guarded};
use crate::domain::ids::FolderNo;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use tantivy::query::{EnableScoring, Query as TantivyQuery};
use tantivy::{DocId, Score, Searcher, SegmentReader};

/// How many facets can be counted in one pass.
pub const FACETS_MAX: usize = 8;
/// How far into the hits one can page; past it, narrowing the query serves better.
pub const OFFSET_MAX: usize = 10_000;
/// How many hits one answer holds: what an export takes.
pub const LIMIT_MAX: usize = 50_000;
/// The key of a folder that has no value in a facet; it is not counted.
pub const NO_KEY: u16 = u16::MAX;

/// A folder's value in each facet, as the caller numbers them.
pub type FacetKeys = [u16; FACETS_MAX];

/// What the caller knows of a folder: `None` if the person asking must not know that it exists, or a filter of the
/// caller's own leaves it out; else its facet keys.
pub type Lens<'a> = dyn Fn(FolderNo) -> Option<FacetKeys> + 'a;

/// The order of the hits.
#[derive(Clone, Copy)]
pub enum Sort<'a> {
    /// The most fitting first, then the newest.
    Relevance,
    /// The latest business date first.
    Newest,
    /// The earliest business date first, those without one last.
    Oldest,
    /// Smallest key first: walking order, say.
    By(&'a dyn Fn(FolderNo) -> u64),
}

/// What is wanted of a query.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// What the caller knows of each folder.
    pub lens: &'a Lens<'a>,
    /// The values chosen in each facet; an empty list leaves the facet open. A facet's counts ignore the choice made in
    /// that facet itself, so that the other values keep their counts.
    pub chosen: &'a [Vec<u16>],
    /// How many facets are counted.
    pub facets: usize,
    /// The order.
    pub sort: Sort<'a>,
    /// How many hits to pass over.
    pub offset: usize,
    /// How many hits to answer with.
    pub limit: usize,
}

/// A hit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The folder.
    pub folder: FolderNo,
    /// How well it fits; comparable within one answer only.
    pub score: f32,
}

/// The answer to a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hits {
    /// The hits asked for, in order.
    pub hits: Vec<Hit>,
    /// How many folders match, exactly.
    pub total: u64,
    /// For each facet the keys that occur and how often, most frequent first.
    pub facets: Vec<Vec<(u16, u64)>>,
    /// Nothing matched as typed; these match with one mistake in a word forgiven.
    pub is_corrected: bool,
}

/// Runs `query`.
pub(super) fn search(
    searcher: &Searcher,
    fields: Fields,
    query: &Query,
    request: &Request<'_>,
) -> Result<Hits, SearchError> {
    let mut hits = attempt(searcher, fields, query, request, false)?;
    // Whether anything was found counts what the person may see, or the answer would tell what he may not.
    let nothing = hits.total == 0 && hits.facets.iter().all(Vec::is_empty);
    if nothing && super::forgiving::has_forgivable(query) {
        hits = attempt(searcher, fields, query, request, true)?;
        hits.is_corrected = hits.total > 0;
    }
    Ok(hits)
}

fn attempt(
    searcher: &Searcher,
    fields: Fields,
    query: &Query,
    request: &Request<'_>,
    forgives: bool,
) -> Result<Hits, SearchError> {
    let asked = Planner { fields, forgives }.plan(query);
    let mut tally = Tally::new(request);
    let scored = matches!(request.sort, Sort::Relevance) && !query.is_blank;
    guarded(|| {
        visit(searcher, fields, asked.as_ref(), scored, &mut |folder, date, score| tally.see(folder, date, score))
    })?;
    Ok(tally.finish())
}

/// Calls `see` with every live match: folder, business date in days (0 if none), score.
pub(super) fn visit(
    searcher: &Searcher,
    fields: Fields,
    asked: &dyn TantivyQuery,
    scored: bool,
    see: &mut dyn FnMut(FolderNo, i64, Score),
) -> tantivy::Result<()> {
    let scoring = if scored {
        EnableScoring::enabled_from_searcher(searcher)
    } else {
        EnableScoring::disabled_from_searcher(searcher)
    };
    let weight = asked.weight(scoring)?;
    for segment in searcher.segment_readers() {
        let columns = Columns::open(segment, searcher, fields)?;
        if scored {
            weight.for_each(segment, &mut |doc, score| columns.see(doc, score, see))?;
        } else {
            weight.for_each_no_score(segment, &mut |docs| docs.iter().for_each(|doc| columns.see(*doc, 1.0, see)))?;
        }
    }
    Ok(())
}

struct Columns<'a> {
    segment: &'a SegmentReader,
    folders: std::sync::Arc<dyn tantivy::columnar::ColumnValues<u64>>,
    dates: tantivy::columnar::Column<i64>,
}

impl<'a> Columns<'a> {
    fn open(segment: &'a SegmentReader, searcher: &Searcher, fields: Fields) -> tantivy::Result<Self> {
        let name = |field| searcher.schema().get_field_name(field);
        let folders = segment.fast_fields().u64(name(fields.folder))?.first_or_default_col(u64::MAX);
        let dates = match segment.fast_fields().column_opt(name(fields.date))? {
            Some(dates) => dates,
            None => tantivy::columnar::Column::build_empty_column(segment.max_doc()),
        };
        Ok(Self { segment, folders, dates })
    }

    fn see(&self, doc: DocId, score: Score, see: &mut dyn FnMut(FolderNo, i64, Score)) {
        if self.segment.is_deleted(doc) {
            return;
        }
        if let Ok(folder) = u32::try_from(self.folders.get_val(doc)) {
            see(FolderNo(folder), self.dates.first(doc).unwrap_or(0), score);
        }
    }
}

/// The order of a hit: greater comes first.
type Rank = (u64, i64, Reverse<u32>);

struct Tally<'a, 'r> {
    request: &'a Request<'r>,
    keep: usize,
    best: BinaryHeap<Reverse<(Rank, u32, u32)>>,
    total: u64,
    counts: Vec<Vec<u32>>,
}

impl<'a, 'r> Tally<'a, 'r> {
    fn new(request: &'a Request<'r>) -> Self {
        let keep = request.offset.min(OFFSET_MAX) + request.limit.min(LIMIT_MAX);
        let counts = vec![Vec::new(); request.facets.min(FACETS_MAX)];
        Self { request, keep, best: BinaryHeap::new(), total: 0, counts }
    }

    fn see(&mut self, folder: FolderNo, date: i64, score: Score) {
        let Some(keys) = (self.request.lens)(folder) else { return };
        let mut missed = 0;
        let mut missed_facet = usize::MAX;
        for (facet, (chosen, key)) in self.request.chosen.iter().zip(keys).enumerate() {
            if !chosen.is_empty() && !chosen.contains(&key) {
                missed += 1;
                missed_facet = facet;
            }
        }
        if missed > 1 {
            return;
        }
        for (facet, (counts, key)) in self.counts.iter_mut().zip(keys).enumerate() {
            if key != NO_KEY && (missed == 0 || missed_facet == facet) {
                count(counts, key);
            }
        }
        if missed == 0 {
            self.total += 1;
            self.rank(folder, date, score);
        }
    }

    fn rank(&mut self, folder: FolderNo, date: i64, score: Score) {
        if self.keep == 0 {
            return;
        }
        let first = match self.request.sort {
            Sort::Relevance => (score * 16.0) as u64,
            Sort::Newest => 0,
            Sort::Oldest if date == 0 => 0,
            Sort::Oldest => (1_u64 << 40).saturating_add_signed(-date),
            Sort::By(key) => u64::MAX - key(folder),
        };
        let ranked = Reverse(((first, date, Reverse(folder.0)), folder.0, score.to_bits()));
        if self.best.len() < self.keep {
            self.best.push(ranked);
        } else if let Some(mut worst) = self.best.peek_mut()
            && ranked < *worst
        {
            *worst = ranked;
        }
    }

    fn finish(self) -> Hits {
        let ordered = self.best.into_sorted_vec();
        let hits = ordered.into_iter().skip(self.request.offset.min(OFFSET_MAX));
        let hits =
            hits.map(|Reverse((_, folder, score))| Hit { folder: FolderNo(folder), score: f32::from_bits(score) });
        let facets = self.counts.into_iter().map(|counts| {
            let counted = (0_u16..).zip(counts).filter(|(_, count)| *count > 0);
            let mut counted: Vec<(u16, u64)> = counted.map(|(key, count)| (key, u64::from(count))).collect();
            counted.sort_by_key(|(key, count)| (Reverse(*count), *key));
            counted
        });
        Hits { hits: hits.collect(), total: self.total, facets: facets.collect(), is_corrected: false }
    }
}

fn count(counts: &mut Vec<u32>, key: u16) {
    let key = usize::from(key);
    if counts.len() <= key {
        counts.resize(key + 1, 0);
    }
    if let Some(count) = counts.get_mut(key) {
        *count += 1;
    }
}
