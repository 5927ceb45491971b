//! Search: hits as they are now, with counts, and nothing the asker may not see.

use super::App;
use super::extract::{Asker, Query};
use super::json::Json;
use super::problem::Problem;
use super::shape::{FolderHit, Page};
use super::taking::Taking;
use crate::archive::finder::unreachable;
use crate::domain::folder::FolderState;
use crate::domain::ids::{FolderNo, TypeNo};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::domain::subject::SubjectKind;
use crate::search::{FACETS_MAX, FacetKeys, Hits, NO_KEY, Request, Sort};
use axum::extract::State as Of;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Instant;
use utoipa::{IntoParams, ToSchema};

/// What is searched for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Anything known of a folder.
    #[serde(default)]
    q: String,
    /// Business types by code, separated by commas.
    r#type: Option<String>,
    /// States, separated by commas.
    state: Option<String>,
    /// Departments by code, separated by commas.
    department: Option<String>,
    /// `relevance`, `newest`, `oldest` or `place`.
    sort: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
    /// The `seq` of one's own last write: the answer waits until the index knows of it.
    min_seq: Option<u64>,
}

/// How often a value occurs.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetValue {
    value: String,
    count: u64,
}

/// Hits, and how they divide.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchAnswer {
    items: Vec<FolderHit>,
    /// How many folders match, exactly.
    total: u64,
    next_cursor: Option<String>,
    /// Counts by `type`, `state` and `department`.
    facets: BTreeMap<String, Vec<FacetValue>>,
    /// Nothing matched as typed; these match with one mistake forgiven.
    corrected: bool,
    took_ms: u64,
    /// The last frame the index knows of.
    seq: u64,
    /// How many frames it has yet to take in, a moment's as a rule: what those registered or edited may not be found yet.
    behind: u64,
}

/// Finds folders by anything known of them.
#[utoipa::path(get, operation_id = "search_folders", path = "/search", tag = "find", params(SearchQuery, Taking),
    responses((status = 200, body = SearchAnswer), (status = 503, body = Problem)))]
pub async fn search(
    Of(app): Of<App>,
    Query(query): Query<SearchQuery>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.require(Permission::FolderSee)?;
    app.finder.caught_up(query.min_seq.unwrap_or(0)).await?;
    // A query can take some milliseconds of pure computing, which must not hold up other answers.
    let found = tokio::task::spawn_blocking(move || {
        let answer = answer(&app, &query, &taking, &asker)?;
        if taking.format.is_none() {
            return Ok(Json(answer).into_response());
        }
        let SearchAnswer { items, next_cursor, total, seq, .. } = answer;
        taking.answer("search", &asker, Page { items, next_cursor, total: Some(total), seq })
    });
    found.await.map_err(|_| Code::Internal)?
}

fn answer(app: &App, query: &SearchQuery, taking: &Taking, asker: &Asker) -> Result<SearchAnswer, Refusal> {
    let started = Instant::now();
    let state = asker.state();
    let chosen = [
        codes(query.r#type.as_deref(), |code| state.organisation.type_by_code(code).map(|no| no.0)),
        codes(query.state.as_deref(), |name| FolderState::from_name(name).map(|state| state as u16)),
        codes(query.department.as_deref(), |code| state.organisation.department_by_code(code).map(|no| no.0)),
    ];
    let offset = taking.from(query.cursor.as_deref()).and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
    let limit = taking.limit(query.limit.unwrap_or(20).clamp(1, 200));
    let by_place =
        |folder: FolderNo| state.places.home_slot(folder).map_or(u64::MAX, |slot| state.places.walking_key(slot));
    let sort = match query.sort.as_deref() {
        Some("newest") => Sort::Newest,
        Some("oldest") => Sort::Oldest,
        Some("place") => Sort::By(&by_place),
        _ => Sort::Relevance,
    };
    let lens = |folder: FolderNo| keys(state, asker, folder);
    let request = Request { lens: &lens, chosen: &chosen, facets: chosen.len(), sort, offset, limit };
    let (index, known) = (app.finder.index(), app.finder.seq());
    let parsed = app.finder.query(&query.q, &asker.now);
    let hits = index.search(&parsed, &request).map_err(|error| unreachable(&error))?;
    let mut items = Vec::with_capacity(hits.hits.len());
    let show = app.show(state, asker);
    for hit in &hits.hits {
        items.push(show.hit(hit.folder)?);
    }
    let end = offset + items.len();
    Ok(SearchAnswer {
        next_cursor: ((end as u64) < hits.total && !items.is_empty()).then(|| end.to_string()),
        items,
        total: hits.total,
        facets: facets(state, &hits),
        corrected: hits.is_corrected,
        took_ms: started.elapsed().as_millis() as u64,
        seq: known,
        behind: state.seq.saturating_sub(known),
    })
}

/// The folders that match a query best, of those the asker may see.
pub(super) fn folders_matching(app: &App, asker: &Asker, text: &str, limit: usize) -> Result<Vec<FolderNo>, Refusal> {
    let lens = |folder: FolderNo| keys(asker.state(), asker, folder);
    let request = Request { lens: &lens, chosen: &[], facets: 0, sort: Sort::Relevance, offset: 0, limit };
    let hits = app.finder.index().search(&app.finder.query(text, &asker.now), &request);
    Ok(hits.map_err(|error| unreachable(&error))?.hits.into_iter().map(|hit| hit.folder).collect())
}

/// What the index may know of a folder: nothing if the asker must not, else its facet values from State, as they are now.
fn keys(state: &State, asker: &Asker, folder: FolderNo) -> Option<FacetKeys> {
    if !state.sees(&asker.sight, folder) {
        return None;
    }
    let row = state.folders.get(folder)?;
    let whereabouts = state.custody.get(folder)?;
    let mut keys = [NO_KEY; FACETS_MAX];
    let values = [row.business_type.0, whereabouts.state as u16, row.department.map_or(NO_KEY, |no| no.0)];
    for (place, value) in keys.iter_mut().zip(values) {
        *place = value;
    }
    Some(keys)
}

fn codes(text: Option<&str>, find: impl Fn(&str) -> Option<u16>) -> Vec<u16> {
    let text = text.unwrap_or_default();
    let mut keys: Vec<u16> = text
        .split(',')
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .map(|code| find(code).unwrap_or(NO_KEY - 1))
        .collect();
    keys.truncate(100);
    keys
}

fn facets(state: &State, hits: &Hits) -> BTreeMap<String, Vec<FacetValue>> {
    let organisation = &state.organisation;
    let of_type = |key: u16| organisation.business_type(TypeNo(key)).map(|kind| kind.code.clone());
    let of_state = |key: u16| FolderState::ALL.get(usize::from(key)).map(|state| state.name().to_owned());
    let of_department =
        |key: u16| organisation.department(crate::domain::ids::DepartmentNo(key)).map(|known| known.code.clone());
    type Named<'a> = (&'a str, &'a dyn Fn(u16) -> Option<String>);
    let names: [Named<'_>; 3] = [("type", &of_type), ("state", &of_state), ("department", &of_department)];
    let counted = names.into_iter().zip(&hits.facets).map(|((name, value), counts)| {
        let values = counts.iter().filter_map(|(key, count)| Some(FacetValue { value: value(*key)?, count: *count }));
        (name.to_owned(), values.collect())
    });
    counted.collect()
}

/// Part of a subject's name or identity.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SubjectQuery {
    q: String,
    limit: Option<usize>,
    /// The `seq` of one's own last write: the answer waits until the index knows of it.
    min_seq: Option<u64>,
}

/// A subject in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubjectHit {
    pub(super) no: u32,
    pub(super) kind: SubjectKind,
    pub(super) name: String,
    /// How many of its folders the asker may see.
    pub(super) folder_count: usize,
}

/// Subjects of the folders that match, the best match first.
#[utoipa::path(get, operation_id = "search_subjects", path = "/subjects", tag = "subjects", params(SubjectQuery, Taking),
    responses((status = 200, body = Page<SubjectHit>)))]
pub async fn subjects(
    Of(app): Of<App>,
    Query(query): Query<SubjectQuery>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.require(Permission::FolderSee)?;
    app.finder.caught_up(query.min_seq.unwrap_or(0)).await?;
    app.views.caught_up(asker.state().seq).await?;
    let state = asker.state();
    let lens = |folder: FolderNo| keys(state, &asker, folder);
    let request = Request { lens: &lens, chosen: &[], facets: 0, sort: Sort::Relevance, offset: 0, limit: 100 };
    let parsed = app.finder.query(&query.q, &asker.now);
    let hits = app.finder.index().search(&parsed, &request).map_err(|error| unreachable(&error))?;
    let mut items: Vec<SubjectHit> = Vec::new();
    for link in hits.hits.iter().flat_map(|hit| state.folders.subjects(hit.folder)) {
        if items.len() >= query.limit.unwrap_or(20).clamp(1, 100) {
            break;
        }
        if items.iter().any(|known| known.no == link.subject.0) {
            continue;
        }
        let Some(record) = app.views.subject(link.subject)? else { continue };
        let folders = state.subjects.folders_of(link.subject);
        let folder_count = folders.into_iter().filter(|&folder| state.sees(&asker.sight, folder)).count();
        items.push(SubjectHit { no: link.subject.0, kind: record.kind, name: record.details.name, folder_count });
    }
    taking.answer("subjects", &asker, Page::whole(items, state.seq))
}
