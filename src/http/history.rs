//! A folder's history in sentences, straight from the ledger.

use super::App;
use super::extract::{Asker, Path, Query};
use super::json::Json;
use super::problem::Problem;
use super::shape::{Page, Paging, PersonRef};
use super::stories;
use crate::archive::codec;
use crate::domain::decide::find_folder;
use crate::domain::event::Event;
use crate::domain::ids::FolderNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::Stamp;
use crate::ledger::Frame;
use axum::extract::State as Of;
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
#[utoipa::path(get, operation_id = "folder_history", path = "/folders/{code}/history", tag = "folders", params(("code" = String, Path), Paging),
    responses((status = 200, body = Page<HistoryItem>), (status = 404, body = Problem)))]
pub async fn history(
    Of(app): Of<App>,
    Path(code): Path<String>,
    Query(paging): Query<Paging>,
    asker: Asker,
) -> Result<Json<Page<HistoryItem>>, Refusal> {
    asker.require(Permission::FolderSee)?;
    let folder = find_folder(asker.state(), &asker.sight, &code)?;
    app.views.caught_up(asker.state().seq).await?;
    let before = paging.cursor.as_deref().and_then(|cursor| cursor.parse().ok()).unwrap_or(u64::MAX);
    let (items, next) = of_folder(&app, &asker, folder, before, paging.limit())?;
    Ok(Json(Page { items, next_cursor: next.map(|seq| seq.to_string()), total: None, seq: asker.state().seq }))
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
    Ok((of_frames(app, asker, &seqs, |event| event.folders().contains(&folder))?, next))
}

/// What happened in these frames, as far as it is about something.
pub(super) fn of_frames(
    app: &App,
    asker: &Asker,
    seqs: &[u64],
    about: impl Fn(&Event) -> bool,
) -> Result<Vec<HistoryItem>, Refusal> {
    let show = app.show(asker.state(), asker);
    let mut items = Vec::new();
    for &seq in seqs {
        let (frame, stamp, events) = frame(app, seq)?;
        let told = events.iter().enumerate().filter(|(_, event)| about(event));
        items.extend(told.rev().map(|(at, event)| HistoryItem {
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
    Ok(items)
}

/// A frame with its events.
pub(super) fn frame(app: &App, seq: u64) -> Result<(Frame, Stamp, Vec<Event>), Refusal> {
    let unreadable = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, seq, "a frame of a history cannot be read");
        Refusal::new(Code::Internal)
    };
    let frame = app.archive.ledger().read(seq).map_err(|error| unreadable(&error))?;
    let stamp = codec::stamp_of(&frame).map_err(|error| unreadable(&error))?;
    let events = codec::events_of(&frame).map_err(|error| unreadable(&error))?;
    Ok((frame, stamp, events))
}
