//! Running a query: filter, count and order in one pass, through what the caller says of each folder.

use super::columns::{Column, Columns};
use super::docs::Asker;
use super::eval::Evaluator;
use super::parse::Query;
use super::plan::{Planner, Wanted};
use super::schema::Fields;
use super::{SearchError, guarded};
use crate::domain::facet::{FACETS_MAX, FacetKeys, NO_KEY};
use crate::domain::ids::FolderNo;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use tantivy::{DocId, Searcher};

/// How far into the hits one can page; past it, narrowing the query serves better.
pub const OFFSET_MAX: usize = 10_000;
/// How many hits one answer holds: what an export takes.
pub const LIMIT_MAX: usize = 1_000_000;

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

/// What is searched.
pub(super) struct Searched<'a> {
    /// The index as of a commit.
    pub searcher: &'a Searcher,
    /// Its fields.
    pub fields: Fields,
    /// Folders and dates of its documents.
    pub columns: &'a Columns,
}

/// Runs `query`.
pub(super) fn search(searched: &Searched<'_>, query: &Query, request: &Request<'_>) -> Result<Hits, SearchError> {
    let mut hits = attempt(searched, query, request, false)?;
    // Whether anything was found counts what the person may see, or the answer would tell what he may not.
    let nothing = hits.total == 0 && hits.facets.iter().all(Vec::is_empty);
    if nothing && super::forgiving::has_forgivable(query) {
        hits = attempt(searched, query, request, true)?;
        hits.is_corrected = hits.total > 0;
    }
    Ok(hits)
}

fn attempt(searched: &Searched<'_>, query: &Query, request: &Request<'_>, forgives: bool) -> Result<Hits, SearchError> {
    let asked = Planner { fields: searched.fields, forgives }.plan(query);
    let mut tally = Tally::new(request);
    let scored = matches!(request.sort, Sort::Relevance) && !query.is_blank;
    guarded(|| visit(searched, &asked, scored, |one| tally.see(one)))?;
    Ok(tally.finish())
}

/// A live document that meets a query.
pub(super) struct Match<'a> {
    /// Its folder.
    pub folder: FolderNo,
    /// What it is worth, in sixteenths of a point.
    points: u32,
    doc: DocId,
    column: &'a Column,
}

impl Match<'_> {
    /// The business date in days, 0 if there is none.
    fn date(&self) -> i64 {
        self.column.date(self.doc)
    }
}

/// Calls `see` with every live match.
pub(super) fn visit(
    searched: &Searched<'_>,
    wanted: &Wanted,
    scored: bool,
    mut see: impl FnMut(&Match<'_>),
) -> tantivy::Result<()> {
    let searcher = searched.searcher;
    for segment in searcher.segment_readers() {
        let (docs, points) = Evaluator { searcher, segment, scored }.find(&wanted.all, &wanted.none)?;
        if docs.is_empty() {
            continue;
        }
        let column = searched.columns.of(segment, searcher, searched.fields)?;
        let mut worth: Vec<(u32, Asker<'_>)> = points.iter().map(|(worth, docs)| (*worth, Asker::new(docs))).collect();
        let alive = segment.alive_bitset();
        docs.for_each(|doc| {
            if alive.is_some_and(|alive| alive.is_deleted(doc)) {
                return;
            }
            let points = worth.iter_mut().map(|(worth, asker)| if asker.has(doc) { *worth } else { 0 }).sum();
            if let Some(folder) = column.folder(doc) {
                see(&Match { folder, points, doc, column: &column });
            }
        });
    }
    Ok(())
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

    fn see(&mut self, one: &Match<'_>) {
        let Some(keys) = (self.request.lens)(one.folder) else { return };
        let mut missed = 0;
        let mut missed_facet = usize::MAX;
        for (facet, chosen) in self.request.chosen.iter().enumerate() {
            if !chosen.is_empty() && !chosen.contains(&keys.get(facet)) {
                missed += 1;
                missed_facet = facet;
            }
        }
        if missed > 1 {
            return;
        }
        for (facet, counts) in self.counts.iter_mut().enumerate() {
            let key = keys.get(facet);
            if key != NO_KEY && (missed == 0 || missed_facet == facet) {
                count(counts, key);
            }
        }
        if missed == 0 {
            self.total += 1;
            self.rank(one);
        }
    }

    fn rank(&mut self, one: &Match<'_>) {
        let folder = one.folder;
        let first = match self.request.sort {
            Sort::Relevance => u64::from(one.points),
            Sort::Newest => 0,
            Sort::Oldest => match one.date() {
                0 => 0,
                date => (1_u64 << 40).saturating_add_signed(-date),
            },
            Sort::By(key) => u64::MAX - key(folder),
        };
        let is_full = self.best.len() >= self.keep;
        if is_full && self.best.peek().is_none_or(|Reverse(((worst, ..), ..))| first < *worst) {
            return;
        }
        let ranked = Reverse(((first, one.date(), Reverse(folder.0)), folder.0, one.points));
        if !is_full {
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
            hits.map(|Reverse((_, folder, points))| Hit { folder: FolderNo(folder), score: points as f32 / 16.0 });
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
