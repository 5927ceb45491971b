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
use axum::extract::State as Of;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// How much of what was done with a folder one answer tells.
const HANDLED_MAX: usize = 500;
/// How many frames of a history are looked up at once.
const FRAMES_AT_ONCE: usize = 100;

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
    /// The code of the folder it happened to, where that was merged into this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// The event's facts.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
}

/// Everything that ever happened to a folder and to those merged into it, the newest first, straight from the ledger.
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

/// A folder's history before a frame, the newest first, and where the next page begins: its own, and that of the folders
/// that were merged into it.
fn of_folder(
    app: &App,
    asker: &Asker,
    folder: FolderNo,
    before: u64,
    limit: usize,
) -> Result<(Vec<HistoryItem>, Option<u64>), Refusal> {
    let parts = asker.state().codes.parts(folder);
    let mut seqs = Vec::new();
    for part in &parts {
        seqs.extend(app.views.history(*part, before, limit)?);
    }
    seqs.sort_unstable_by(|one, other| other.cmp(one));
    seqs.dedup();
    seqs.truncate(limit);
    let next = if seqs.len() == limit { seqs.last().copied() } else { None };
    let mut items = Vec::new();
    for seq in seqs {
        items.extend(items_of(app, asker, seq, &parts, |_| true)?);
    }
    Ok((items, next))
}

/// What a frame tells of a folder, the first of these, or of those that were merged into it; the newest first.
fn items_of(
    app: &App,
    asker: &Asker,
    seq: u64,
    parts: &[FolderNo],
    wanted: impl Fn(&Event) -> bool,
) -> Result<Vec<HistoryItem>, Refusal> {
    let unreadable = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, seq, "a frame of a folder's history cannot be read");
        Refusal::new(Code::Internal)
    };
    let show = app.show(asker.state(), asker);
    let frame = app.archive.ledger().read(seq).map_err(|error| unreadable(&error))?;
    let stamp = codec::stamp_of(&frame).map_err(|error| unreadable(&error))?;
    let events = codec::events_of(&frame).map_err(|error| unreadable(&error))?;
    let about = events.iter().enumerate().rev().filter(|(_, event)| wanted(event)).filter_map(|(at, event)| {
        let folders = event.folders();
        let part = parts.iter().position(|part| folders.contains(part))?;
        Some((at, event, part))
    });
    let item = |(at, event, part): (usize, &Event, usize)| HistoryItem {
        id: format!("{seq}.{at}"),
        seq,
        at: frame.recorded_at,
        occurred_at: frame.occurred_at,
        actor: show.actor(stamp.actor),
        kind: event.kind().to_owned(),
        sentence: stories::sentence(show, event),
        folder: parts.get(part).filter(|_| part > 0).map(|part| asker.state().codes.own(*part).to_owned()),
        detail: event.write_facts(serde_json::value::Serializer).unwrap_or_default(),
    };
    Ok(about.map(item).collect())
}

/// What was scanned, lent or attached under a folder's label since a day, the newest first: what has to be gone over when
/// the label was on another one.
pub(super) fn handled_since(
    app: &App,
    asker: &Asker,
    folder: FolderNo,
    since: NaiveDate,
) -> Result<Vec<HistoryItem>, Refusal> {
    let show = app.show(asker.state(), asker);
    let (mut items, mut before) = (Vec::new(), u64::MAX);
    while items.len() < HANDLED_MAX {
        let seqs = app.views.history(folder, before, FRAMES_AT_ONCE)?;
        for seq in &seqs {
            let found = items_of(app, asker, *seq, &[folder], is_handling)?;
            // Nothing was recorded before it happened.
            if found.first().is_some_and(|item| show.day(item.at.timestamp_micros()) < since) {
                return Ok(items);
            }
            items.extend(found.into_iter().filter(|item| show.day(item.occurred_at.timestamp_micros()) >= since));
        }
        match seqs.last() {
            Some(last) if seqs.len() == FRAMES_AT_ONCE => before = *last,
            _ => break,
        }
    }
    Ok(items)
}

/// Whether an event tells what somebody did with the thing that carried a label.
fn is_handling(event: &Event) -> bool {
    matches!(
        event,
        Event::CheckedOut(..)
            | Event::Renewed(_)
            | Event::Returned(_)
            | Event::LoanTakenOver(_)
            | Event::PutAway(_)
            | Event::Received(_)
            | Event::Sighted(_)
            | Event::Found(..)
            | Event::DeclaredMissing(..)
            | Event::ConditionNoted(..)
            | Event::Attached(..)
            | Event::CaseFiled(_)
    )
}
