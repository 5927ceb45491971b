//! What devices queued while they had no network: a batch of numbered commands, each answered on its own. The protocol
//! is told in docs/sync.md.

mod command;
mod shape;

pub use command::QueuedCommand;
pub use shape::{QueuedAnswer, QueuedBody, QueuedCase, QueuedItem, QueuedStatus, SyncAnswer, SyncBody, SyncState};

use super::App;
use super::extract::{Asker, Query, Submit};
use super::json::Json;
use super::problem::Problem;
use crate::archive::{Done, Meta, RequestDigest, Sent};
use crate::domain::command::Command;
use crate::domain::decide::Item;
use crate::domain::event::Event;
use crate::domain::folder::Actor;
use crate::domain::ids::{CountNo, TransferNo};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Kind, Refusal};
use crate::domain::state::{Queue, State, is_device_name};
use crate::ledger::Hash256;
use axum::extract::State as Of;
use chrono::DateTime;
use command::unfit;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use utoipa::IntoParams;

/// How many commands one batch may hold.
const MAX_COMMANDS: usize = 500;
/// How many of a batch are with the writer at once: enough to share its groups, not so many that others wait for them.
const IN_FLIGHT: usize = 64;
/// What a device says happened longer ago than this, it says with a clock that was lost.
const OLDEST_US: i64 = 366 * 24 * 3_600 * 1_000_000;

/// Which device.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeviceQuery {
    /// The device's own name.
    device: String,
}

/// How far one's own queue on a device was worked off: what to offer again after a restore.
#[utoipa::path(get, operation_id = "sync_state", path = "/sync", tag = "sync", params(DeviceQuery, super::shape::Knowing),
    responses((status = 200, body = SyncState), (status = 422, body = Problem)))]
pub async fn state(Query(query): Query<DeviceQuery>, asker: Asker) -> Result<Json<SyncState>, Refusal> {
    let queue = queue(&asker, &query.device)?;
    Ok(Json(state_of(asker.state(), &queue)))
}

/// Takes a batch of queued commands, each with its number, and answers each on its own.
#[utoipa::path(post, operation_id = "sync", path = "/sync", tag = "sync", request_body = SyncBody,
    responses((status = 200, body = SyncAnswer), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn sync(Of(app): Of<App>, submit: Submit<SyncBody>) -> Result<Json<SyncAnswer>, Refusal> {
    let (asker, body) = (submit.asker, submit.body);
    let queue = queue(&asker, &body.device)?;
    if body.commands.len() > MAX_COMMANDS {
        return Err(Refusal::new(Code::LimitExceeded).with("limit", MAX_COMMANDS).with("what", "commands"));
    }
    // What a device knew in another life of the archive is no frame of this one.
    let same_life = body.incarnation.as_ref().is_none_or(|known| *known == asker.state().incarnation);
    let now_us = app.archive.clock().now_us();
    let (mut sent, mut results) = (VecDeque::new(), Vec::with_capacity(body.commands.len()));
    for queued in body.commands {
        let mut prepared = Prepared::of(queued, &asker, &body.device, now_us, same_life)?;
        if let Some(number) = prepared.undoes {
            // What it undoes may stand in the same batch, and has to have its frame first.
            while !sent.is_empty() {
                finish_one(&app, &asker, &mut sent, &mut results).await;
            }
            match frame_of(&app, &queue, number).await {
                Ok(seq) => prepared.command = seq.map_or(prepared.command, |seq| Command::Undo { seq }),
                Err(refusal) => {
                    results.push(not_taken(&asker, &prepared, &refusal));
                    continue;
                }
            }
        }
        if sent.len() >= IN_FLIGHT {
            finish_one(&app, &asker, &mut sent, &mut results).await;
        }
        let answer = app.archive.send(prepared.meta.clone(), prepared.command.clone()).await;
        sent.push_back((prepared, answer));
    }
    while !sent.is_empty() {
        finish_one(&app, &asker, &mut sent, &mut results).await;
    }
    Ok(Json(SyncAnswer { state: state_of(&app.archive.now().state, &queue), results }))
}

/// The asker's queue on a device.
fn queue(asker: &Asker, device: &str) -> Result<Queue, Refusal> {
    asker.identity.require_any(&[Permission::PutAway, Permission::Lend, Permission::CountScan])?;
    if !is_device_name(device) {
        return Err(Refusal::new(Code::BadValue).with("field", "device").with("detail", "A–Z a–z 0–9 _ -, 1–64"));
    }
    Ok(Queue { person: asker.no(), device: device.into() })
}

fn state_of(state: &State, queue: &Queue) -> SyncState {
    SyncState { incarnation: state.incarnation.clone(), seq: state.seq, handled: state.devices.handled(queue) }
}

/// A queued command that is with the writer, and what its answer needs.
struct Prepared {
    number: u64,
    meta: Meta,
    asked_us: i64,
    codes: Vec<String>,
    command: Command,
    /// The number that it undoes; which frame that is, the archive has to say.
    undoes: Option<u64>,
}

impl Prepared {
    fn of(queued: QueuedBody, asker: &Asker, device: &str, now_us: i64, same_life: bool) -> Result<Self, Refusal> {
        let QueuedBody { number, occurred_at, seen_seq, command } = queued;
        if number == 0 {
            return Err(Refusal::new(Code::BadValue).with("field", "number").with("detail", "1–"));
        }
        let asked_us = occurred_at.timestamp_micros();
        let believed = (now_us - OLDEST_US..=now_us).contains(&asked_us);
        let meta = Meta {
            request: Some(RequestDigest { digest: digest(&command, asked_us), asked_us }),
            occurred_us: believed.then_some(asked_us),
            device: Some(device.to_owned()),
            device_seq: Some(number),
            seen_seq: seen_seq.filter(|_| same_life),
            ..Meta::of(Actor::Person(asker.no()))
        };
        let queued = serde_json::from_value::<QueuedCommand>(command);
        let undoes = if let Ok(QueuedCommand::Undo { number }) = queued { Some(number) } else { None };
        let (codes, command) = match queued {
            Ok(command) => command.into_command(asker.state()),
            // Refusing the batch would hold up the queue for ever.
            Err(error) => unfit(Refusal::unreadable(error)),
        };
        Ok(Self { number, meta, asked_us, codes, command, undoes })
    }
}

/// The frame of an earlier number of a queue; none if that is not handled yet.
async fn frame_of(app: &App, queue: &Queue, number: u64) -> Result<Option<u64>, Refusal> {
    app.views.caught_up(app.archive.now().state.seq).await?;
    app.views.numbered(queue, number)
}

/// What tells a command from another one under the same number. Objects are in the order of their keys, so the same
/// command is known again however it is written.
fn digest(command: &Value, occurred_us: i64) -> Hash256 {
    let digest = Sha256::new().chain_update(b"sync\0").chain_update(occurred_us.to_be_bytes());
    Hash256(digest.chain_update(command.to_string().as_bytes()).finalize().into())
}

async fn finish_one(
    app: &App,
    asker: &Asker,
    sent: &mut VecDeque<(Prepared, Result<Sent, Refusal>)>,
    results: &mut Vec<QueuedAnswer>,
) {
    let Some((prepared, answer)) = sent.pop_front() else { return };
    let answered = match answer {
        Ok(answer) => answer.answer().await,
        Err(refusal) => Err(refusal),
    };
    let answered = match answered {
        Err(refusal) if refusal.code == Code::NumberHandled => {
            app.archive.answered_before(&app.views, &prepared.meta).await
        }
        answered => answered,
    };
    results.push(match answered {
        Ok(done) => told(app, asker, &prepared, &done),
        Err(refusal) => not_taken(asker, &prepared, &refusal),
    });
}

/// The answer to a command that has a frame.
fn told(app: &App, asker: &Asker, prepared: &Prepared, done: &Done) -> QueuedAnswer {
    let state = &done.now.state;
    let show = app.show(state, asker);
    let problem = |refusal: &Refusal| Problem::of(refusal, asker.language);
    let item = |(code, outcome): (&String, &Result<_, Refusal>)| {
        // What he could see when it was handled he may not see any more.
        let folder = outcome.as_ref().ok().and_then(|about: &Item| about.folder());
        let folder = folder.filter(|folder| state.sees(&asker.sight, *folder));
        QueuedItem {
            code: code.clone(),
            folder: folder.map(|folder| state.codes.own(folder).to_owned()),
            r#where: folder.map(|folder| show.whereabouts(folder)),
            problem: outcome.as_ref().err().map(problem),
        }
    };
    let raised = done.events.iter().filter_map(|event| match event {
        // Of codes that nobody carries he hears as little as of folders hidden from him.
        Event::DiscrepancyRaised(raised, _) => {
            raised.folder.filter(|folder| state.sees(&asker.sight, *folder)).map(|_| raised.no.0)
        }
        _ => None,
    });
    QueuedAnswer {
        number: prepared.number,
        status: if done.refused.is_some() { QueuedStatus::Refused } else { QueuedStatus::Done },
        repeated: done.repeated,
        seq: Some(done.seq),
        occurred_at: DateTime::from_timestamp_micros(done.occurred_us),
        clamped: done.occurred_us != prepared.asked_us,
        problem: done.refused.as_ref().or_else(|| unmatched(prepared, done)).map(problem),
        folders: prepared.codes.iter().zip(&done.outcomes).map(item).collect(),
        discrepancies: raised.collect(),
        count: done.events.iter().find_map(Event::count).map(CountNo::shown),
        case: case_of(asker, done),
    }
}

/// Why nobody knows of which paper an observation was, though it is recorded.
fn unmatched<'a>(prepared: &Prepared, done: &'a Done) -> Option<&'a Refusal> {
    let about_a_case = prepared.codes.is_empty() && matches!(prepared.command, Command::Case(_));
    done.outcomes.iter().find_map(|outcome| outcome.as_ref().err().filter(|_| about_a_case))
}

/// The case that a command was about, if he may see it still.
fn case_of(asker: &Asker, done: &Done) -> Option<QueuedCase> {
    let state = &done.now.state;
    let case = done.outcomes.iter().find_map(|outcome| outcome.as_ref().ok()?.case())?;
    let row = state.cases.get(case).filter(|_| state.sees_case(&asker.sight, case))?;
    let code = state.cases.code(case).to_owned();
    Some(QueuedCase { code, phase: row.phase, transfer: row.transfer.map(TransferNo::shown), gaps: row.gaps })
}

/// The answer to a command that has none: it waits, or its number is another's.
fn not_taken(asker: &Asker, prepared: &Prepared, refusal: &Refusal) -> QueuedAnswer {
    let waits = refusal.code == Code::NumberAhead || refusal.code.kind() == Kind::Unavailable;
    QueuedAnswer {
        number: prepared.number,
        status: if waits { QueuedStatus::Waiting } else { QueuedStatus::Refused },
        repeated: false,
        seq: None,
        occurred_at: None,
        clamped: false,
        problem: Some(Problem::of(refusal, asker.language)),
        folders: Vec::new(),
        discrepancies: Vec::new(),
        count: None,
        case: None,
    }
}
