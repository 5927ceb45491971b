//! What comes nearest to a query that nothing meets: the terms that find something, and the one that stands in the way.

use super::SearchError;
use super::parse::Query;
use super::run::{Request, Searched, Sort, search};

/// How many terms are tried; each takes two searches.
const TRIED_MAX: usize = 8;

/// What a term of a query does to its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nearest {
    /// Which of the query's terms.
    pub term: usize,
    /// How many folders it finds alone.
    pub alone: u64,
    /// Whether those are only found with a mistake in it forgiven.
    pub corrected: bool,
    /// How many folders the query finds without it; none if it was the only thing asked for.
    pub without: u64,
}

/// Tries every term that asks for something.
pub(super) fn nearest(
    searched: &Searched<'_>,
    query: &Query,
    request: &Request<'_>,
) -> Result<Vec<Nearest>, SearchError> {
    let counting = Request { facets: 0, offset: 0, limit: 0, sort: Sort::Newest, ..*request };
    let asking = query.terms.iter().enumerate().filter(|(_, term)| !term.excluded);
    let is_only = asking.clone().count() == 1;
    let mut tried = Vec::new();
    for (at, term) in asking.take(TRIED_MAX) {
        let only = Query { terms: vec![term.clone()], ..Query::default() };
        let alone = search(searched, &only, &counting)?;
        let without = match is_only {
            true => 0,
            false => search(searched, &query.without(at), &counting)?.total,
        };
        tried.push(Nearest { term: at, alone: alone.total, corrected: alone.is_corrected, without });
    }
    Ok(tried)
}
