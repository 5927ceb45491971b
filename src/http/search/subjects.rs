//! Subjects by name or identity, through the folders that are about them.

use super::keys;
use crate::archive::finder::unreachable;
use crate::domain::ids::FolderNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::subject::SubjectKind;
use crate::http::App;
use crate::http::extract::{Asker, Query};
use crate::http::shape::Page;
use crate::http::taking::Taking;
use crate::search::{Request, Sort};
use axum::extract::State as Of;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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
    pub(in crate::http) no: u32,
    pub(in crate::http) kind: SubjectKind,
    pub(in crate::http) name: String,
    /// How many of its folders the asker may see.
    pub(in crate::http) folder_count: usize,
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
    let lens = |folder: FolderNo| keys(&asker, folder);
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
