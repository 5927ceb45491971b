//! A folder's history in sentences, straight from the ledger.

use super::App;
use super::extract::{Asker, Path, Query};
use super::problem::Problem;
use super::shape::{Page, Paging, PersonRef};
use super::stories;
use super::taking::Taking;
use crate::archive::codec;
use crate::domain::decide::find_folder;
use crate::domain::event::Event;
use crate::domain::ids::FolderNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::Stamp;
use crate::ledger::Frame;
use axum::extract::State as Of;
use axum::response::Response;
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
    taking.answer("history", &asker, Page::of(items, next_cursor, None, asker.state().seq))
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
    Ok((of_frames(app, asker, &seqs, |event| part_of(&parts, event))?, next))
}

/// The first of these folders that an event is about.
fn part_of(parts: &[FolderNo], event: &Event) -> Option<FolderNo> {
    let folders = event.folders();
    parts.iter().copied().find(|part| folders.contains(part))
}

/// What happened in these frames, as far as it is about a folder, or one of those that were merged into it; `about` says
/// which. The newest first.
pub(super) fn of_frames(
    app: &App,
    asker: &Asker,
    seqs: &[u64],
    about: impl Fn(&Event) -> Option<FolderNo>,
) -> Result<Vec<HistoryItem>, Refusal> {
    let show = app.show(asker.state(), asker);
    let codes = &asker.state().codes;
    let mut items = Vec::new();
    for &seq in seqs {
        let (frame, stamp, events) = frame(app, seq)?;
        let told = events.iter().enumerate().rev().filter_map(|(at, event)| Some((at, event, about(event)?)));
        items.extend(told.map(|(at, event, part)| HistoryItem {
            id: format!("{seq}.{at}"),
            seq,
            at: frame.head.recorded_at,
            occurred_at: frame.head.occurred_at,
            actor: show.actor(stamp.actor),
            kind: event.kind().to_owned(),
            sentence: stories::sentence(show, event),
            folder: (codes.kept(part) != part).then(|| codes.own(part).to_owned()),
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
            let found =
                of_frames(
                    app,
                    asker,
                    &[*seq],
                    |event| {
                        if is_handling(event) { part_of(&[folder], event) } else { None }
                    },
                )?;
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
            | Event::CaseUnfiled(_)
            | Event::CaseWaitsOn(_)
    )
}
