//! A folder's history in sentences, straight from the ledger.

use super::App;
use super::extract::{Asker, Path, Query};
use super::problem::Problem;
use super::shape::{Page, Paging, PersonRef};
use super::stories;
use super::taking::Taking;
use crate::archive::codec;
use crate::domain::decide::find_folder;
use crate::domain::ids::FolderNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use axum::extract::State as Of;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that happened to a folder.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryItem {
    /// What tells it from every other entry.
    pub id: String,
    /// The frame.
    pub seq: u64,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// Who did it.
    pub actor: PersonRef,
    /// The event's kind.
    pub kind: String,
    /// What happened, in the language asked for.
    pub sentence: String,
    /// The event's facts.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
}

/// Everything that ever happened to a folder, the newest first, straight from the ledger.
#[utoipa::path(get, operation_id = "folder_history", path = "/folders/{code}/history", tag = "folders", params(("code" = String, Path), Paging, Taking),
    responses((status = 200, body = Page<HistoryItem>), (status = 404, body = Problem)))]
pub async fn history(
    Of(app): Of<App>,
    Path(code): Path<String>,
    Query(paging): Query<Paging>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.require(Permission::FolderSee)?;
    let folder = find_folder(asker.state(), &asker.sight, &code)?;
    app.views.caught_up(asker.state().seq).await?;
    let before = taking.from(paging.cursor.as_deref()).and_then(|cursor| cursor.parse().ok()).unwrap_or(u64::MAX);
    let limit = taking.limit(paging.limit());
    let (items, next) = taking.apart(|| of_folder(&app, &asker, folder, before, limit))?;
    let next_cursor = next.map(|seq| seq.to_string());
    taking.answer("history", &asker, Page { items, next_cursor, total: None, seq: asker.state().seq })
}

/// A folder's history before a frame, the newest first, and where the next page begins.
fn of_folder(
    app: &App,
    asker: &Asker,
    folder: FolderNo,
    before: u64,
    limit: usize,
) -> Result<(Vec<HistoryItem>, Option<u64>), Refusal> {
    let seqs = app.views.history(folder, before, limit)?;
    let next = if seqs.len() == limit { seqs.last().copied() } else { None };
    let show = app.show(asker.state(), asker);
    let mut items = Vec::new();
    for seq in seqs {
        let unreadable = |error: &dyn std::fmt::Display| {
            tracing::error!(%error, seq, "a frame of a folder's history cannot be read");
            Refusal::new(Code::Internal)
        };
        let frame = app.archive.ledger().read(seq).map_err(|error| unreadable(&error))?;
        let stamp = codec::stamp_of(&frame).map_err(|error| unreadable(&error))?;
        let events = codec::events_of(&frame).map_err(|error| unreadable(&error))?;
        let about = events.iter().enumerate().filter(|(_, event)| event.folders().contains(&folder));
        items.extend(about.rev().map(|(at, event)| HistoryItem {
            id: format!("{seq}.{at}"),
            seq,
            at: frame.recorded_at,
            occurred_at: frame.occurred_at,
            actor: show.actor(stamp.actor),
            kind: event.kind().to_owned(),
            sentence: stories::sentence(show, event),
            detail: event.write_facts(serde_json::value::Serializer).unwrap_or_default(),
        }));
    }
    Ok((items, next))
}
