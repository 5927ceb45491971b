//! Search: hits as they are now, with counts, and nothing the asker may not see.
//!
//! `words` takes out of a query what the index does not know, `ask` puts the rest together with what was chosen, `facets`
//! counts, `cards` groups, `marks` says where a query was found, `understood` what it was taken for, `similar` what may
//! have been meant.

mod ask;
mod cards;
mod facets;
mod marks;
mod only;
pub mod saved;
mod similar;
pub mod subjects;
pub mod suggest;
mod understood;
mod words;

pub use facets::FacetValue;
pub use marks::Highlight;
pub use subjects::SubjectHit;

use super::App;
use super::extract::{Asker, Query};
use super::json::Json;
use super::problem::Problem;
use super::shape::{FolderHit, Page};
use super::taking::{Format, LONG_ROWS_MAX, ROWS_MAX, Taking};
use crate::archive::finder::unreachable;
use crate::archive::labels::ROWS_MAX as FORM_ROWS_MAX;
use crate::domain::facet::Facet;
use crate::domain::ids::FolderNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::search::{FACETS_MAX, FacetKeys, Hits, OFFSET_MAX, QUERY_CHARS_MAX, Request, Shown, Sort, highlights};
use ask::Ask;
use axum::extract::State as Of;
use axum::response::{IntoResponse, Response};
use cards::SubjectGroup;
use chrono::NaiveDate;
use marks::Marker;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Instant;
use understood::{Nearest, Understood};
use utoipa::{IntoParams, ToSchema};

/// What is searched for. What is chosen in a facet are values as its counts have them, separated by commas; `-` is none.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Anything known of a folder.
    #[serde(default)]
    q: String,
    /// Business types by code.
    r#type: Option<String>,
    /// Years or months of the business date: `2026`, `2026-03`.
    period: Option<String>,
    /// States.
    state: Option<String>,
    /// Departments by code.
    department: Option<String>,
    /// Storerooms they belong in, by code.
    storeroom: Option<String>,
    /// `good`, `damaged`.
    condition: Option<String>,
    /// `complete`, `incomplete`, `not_checked`.
    completeness: Option<String>,
    /// Secrecy classes by code.
    class: Option<String>,
    /// Who has them: a person's number, or part of a name; `me`.
    borrower: Option<String>,
    /// Only those that are on loan and overdue.
    overdue: Option<bool>,
    /// The first business date.
    from: Option<NaiveDate>,
    /// The last business date.
    until: Option<NaiveDate>,
    /// `relevance`, `newest`, `oldest`, `place` or `code`.
    sort: Option<String>,
    /// `subject`: a card for each subject with all its folders, instead of single hits.
    group: Option<String>,
    /// Whether to look for the folders that come closest where nothing is found: that takes some dozens of searches.
    similar: Option<bool>,
    /// Which facets are counted, separated by commas; all of them on the first page unless given.
    facets: Option<String>,
    /// How many hits or cards, at most 200.
    limit: Option<usize>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// The `seq` of one's own last write: the answer waits until the index knows of it.
    pub(super) min_seq: Option<u64>,
}

impl SearchQuery {
    fn chosen(&self, facet: Facet) -> Option<&str> {
        match facet {
            Facet::Type => self.r#type.as_deref(),
            Facet::Period => self.period.as_deref(),
            Facet::State => self.state.as_deref(),
            Facet::Department => self.department.as_deref(),
            Facet::Storeroom => self.storeroom.as_deref(),
            Facet::Condition => self.condition.as_deref(),
            Facet::Completeness => self.completeness.as_deref(),
            Facet::Class => self.class.as_deref(),
        }
    }

    /// Which facets are counted.
    fn wanted(&self) -> [bool; FACETS_MAX] {
        let wants = |facet: Facet| match &self.facets {
            Some(names) => names.split(',').any(|name| name.trim() == facet.name()),
            None => self.cursor.is_none(),
        };
        Facet::ALL.map(wants)
    }
}

/// Hits, and how they divide.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchAnswer {
    /// The hits; none if cards were asked for.
    items: Vec<FolderHit>,
    /// The cards, if they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<SubjectGroup>>,
    /// How many folders match, exactly.
    total: u64,
    /// How many cards there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    group_total: Option<u64>,
    /// Ask for this to get the next page; nothing on the last one, and past 10,000 hits.
    next_cursor: Option<String>,
    /// Counts by facet: of folders that match and everything chosen in the other facets.
    facets: BTreeMap<String, Vec<FacetValue>>,
    /// Nothing matched as typed; these match with one mistake forgiven.
    corrected: bool,
    /// The question was too long: only its first 256 characters and 16 words were looked for.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut: bool,
    /// What was understood, where nothing matched as it was typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    understood: Vec<Understood>,
    /// Where nothing was found: which words stand in the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nearest: Vec<Nearest>,
    /// Where nothing was found and `similar` was asked for: the folders that come closest, should a name have been heard or
    /// a code typed wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    similar: Vec<FolderHit>,
    /// Where nothing was found: how many would be if nothing were chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    unfiltered: Option<u64>,
    took_ms: u64,
    /// The last frame the index knows of.
    seq: u64,
    /// How many frames it has yet to take in, a moment's as a rule: what those registered or edited may not be found yet.
    behind: u64,
}

/// Finds folders by anything known of them.
#[utoipa::path(get, operation_id = "search_folders", path = "/search", tag = "find", params(SearchQuery, Taking),
    responses((status = 200, body = SearchAnswer), (status = 413, body = Problem), (status = 503, body = Problem)))]
pub async fn search(
    Of(app): Of<App>,
    Query(query): Query<SearchQuery>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.require(Permission::FolderSee)?;
    taking.as_listed()?;
    app.finder.caught_up(query.min_seq.unwrap_or(0)).await?;
    // A query can take some milliseconds of pure computing, which must not hold up other answers.
    let found = tokio::task::spawn_blocking(move || {
        if taking.format.is_none() {
            return Ok(Json(answer(&app, &query, &asker)?).into_response());
        }
        export(&app, &query, &taking, asker)
    });
    found.await.map_err(|_| Code::Internal)?
}

fn answer(app: &App, query: &SearchQuery, asker: &Asker) -> Result<SearchAnswer, Refusal> {
    let started = Instant::now();
    let (state, known) = (asker.state(), app.finder.seq());
    let ask = Ask::new(app, asker, query);
    let offset: usize = query.cursor.as_deref().and_then(|cursor| cursor.parse().ok()).unwrap_or(0).min(OFFSET_MAX);
    let limit = query.limit.unwrap_or(20).clamp(1, 200);
    let show = app.show(state, asker);
    let (mut items, mut groups, mut group_total) = (Vec::new(), None, None);
    let (hits, shown, reached): (Hits, usize, u64) = if query.group.as_deref() == Some("subject") {
        let cards = cards::page(&ask, asker, show, offset, limit)?;
        let shown = cards.groups.len();
        (groups, group_total) = (Some(cards.groups), Some(cards.total));
        (cards.hits, shown, cards.reached as u64)
    } else {
        let hits = ask.page(offset, limit)?;
        let marker = Marker::new(show, &ask.query, hits.is_corrected);
        for hit in &hits.hits {
            items.push(marker.mark(hit.folder, show.hit(hit.folder)?)?);
        }
        let reached = hits.total.min(OFFSET_MAX as u64 + 1);
        (hits, items.len(), reached)
    };
    let end = offset + shown;
    let nothing = hits.total == 0;
    Ok(SearchAnswer {
        next_cursor: ((end as u64) < reached && shown > 0).then(|| end.to_string()),
        items,
        groups,
        total: hits.total,
        group_total,
        facets: facets::counted(state, &hits, ask.wanted),
        corrected: hits.is_corrected,
        cut: ask.query.is_cut || query.q.chars().nth(QUERY_CHARS_MAX).is_some(),
        understood: if nothing || hits.is_corrected { understood::understood(&ask, asker) } else { Vec::new() },
        nearest: if nothing { understood::nearest(&ask)? } else { Vec::new() },
        similar: if nothing && query.similar == Some(true) { similar::similar(&ask, show)? } else { Vec::new() },
        unfiltered: if nothing && ask.has_filters() { Some(ask.unfiltered().count()?) } else { None },
        took_ms: started.elapsed().as_millis() as u64,
        seq: known,
        behind: state.seq.saturating_sub(known),
    })
}

/// All hits as a table, in order. A CSV has room for all of a million; a workbook for as many as one still opens with ease.
fn export(app: &App, query: &SearchQuery, taking: &Taking, asker: Asker) -> Result<Response, Refusal> {
    if taking.format == Some(Format::Csv) {
        let hits = Ask::new(app, &asker, query).first(LONG_ROWS_MAX)?;
        let folders: Vec<FolderNo> = hits.hits.into_iter().map(|hit| hit.folder).collect();
        if hits.total > folders.len() as u64 {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", LONG_ROWS_MAX).with("what", "rows"));
        }
        let app = app.clone();
        return taking.long("search", asker, folders, move |asker, folders| {
            app.show(asker.state(), asker).hits(folders.iter().copied())
        });
    }
    let asker = &asker;
    let (state, seq) = (asker.state(), app.finder.seq());
    let hits = Ask::new(app, asker, query).first(ROWS_MAX)?;
    let show = app.show(state, asker);
    let items = show.hits(hits.hits.iter().map(|hit| hit.folder))?;
    // What does not fit into a table is refused as a whole: half a list looks like one.
    let next_cursor = (hits.total > items.len() as u64).then(String::new);
    taking.answer("search", asker, Page::of(items, next_cursor, Some(hits.total), seq))
}

/// The folders that a question finds, in its order: what its page's address says behind `?`.
pub fn folders_asked(app: &App, asker: &Asker, query: &str, limit: usize) -> Result<Vec<FolderNo>, Refusal> {
    let unread = |detail: String| Refusal::new(Code::BadValue).with("field", "search").with("detail", detail);
    let address = format!("/?{}", query.trim_start_matches('?'));
    let address = address.parse().map_err(|_| unread(String::new()))?;
    let query = axum::extract::Query::<SearchQuery>::try_from_uri(&address);
    let query = query.map_err(|rejection| unread(rejection.body_text()))?.0;
    let hits = Ask::new(app, asker, &query).first(limit)?;
    Ok(hits.hits.into_iter().map(|hit| hit.folder).collect())
}

/// All folders that a search finds, by their codes unless another order is wanted, and what it looks for.
///
/// # Errors
/// `LimitExceeded` if they are more than a form has rows, `BadValue` if nothing is looked for.
pub(super) fn listed(app: &App, asker: &Asker, query: &SearchQuery) -> Result<(String, Vec<FolderNo>), Refusal> {
    let dates = [query.from, query.until].map(|date| date.map(|date| date.to_string()).unwrap_or_default());
    let chosen = Facet::ALL.iter().filter_map(|facet| query.chosen(*facet));
    let words = [query.q.as_str()].into_iter().chain(chosen).chain(query.borrower.as_deref());
    let words = words.chain(dates.iter().map(String::as_str)).map(str::trim).filter(|word| !word.is_empty());
    let of = words.collect::<Vec<_>>().join(" · ");
    if of.is_empty() && query.overdue.is_none() {
        return Err(Refusal::new(Code::BadValue).with("field", "q").with("detail", "q | of | list | codes"));
    }
    let by_code = || Some("code".to_owned());
    let query = SearchQuery { sort: query.sort.clone().or_else(by_code), ..query.clone() };
    let hits = Ask::new(app, asker, &query).first(FORM_ROWS_MAX)?;
    if hits.total > FORM_ROWS_MAX as u64 {
        return Err(Refusal::new(Code::LimitExceeded).with("limit", FORM_ROWS_MAX).with("what", "rows"));
    }
    Ok((of, hits.hits.into_iter().map(|hit| hit.folder).collect()))
}

/// The parts of a page's text that a search means, in bytes.
pub(super) fn meant_on_page(app: &App, asker: &Asker, q: &str, text: &str) -> Vec<Range<usize>> {
    let (typed, _) = words::take(asker.state(), asker.no(), q);
    if typed.trim().is_empty() {
        return Vec::new();
    }
    highlights(&app.finder.query(&typed, &asker.now), text, Shown::Page, false)
}

/// The folders that match a query best, of those the asker may see.
pub(super) fn folders_matching(app: &App, asker: &Asker, text: &str, limit: usize) -> Result<Vec<FolderNo>, Refusal> {
    let lens = |folder: FolderNo| keys(asker, folder);
    let request = Request { lens: &lens, chosen: &[], facets: 0, sort: Sort::Relevance, offset: 0, limit };
    let hits = app.finder.index().search(&app.finder.query(text, &asker.now), &request);
    Ok(hits.map_err(|error| unreachable(&error))?.hits.into_iter().map(|hit| hit.folder).collect())
}

/// What the index may know of a folder where nothing is counted: whether the asker may see it.
fn keys(asker: &Asker, folder: FolderNo) -> Option<FacetKeys> {
    asker.state().sees(&asker.sight, folder).then_some(FacetKeys::NONE)
}
