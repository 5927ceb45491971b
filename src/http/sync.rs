//! What devices queued while they had no network: a batch of numbered commands, each answered on its own. The protocol
//! is told in docs/sync.md.

use super::App;
use super::extract::{Asker, Query, Submit};
use super::lending::BorrowerBody;
use super::problem::Problem;
use super::shape::WhereShown;
use crate::archive::{Done, Meta, RequestDigest, Sent};
use crate::domain::command::{Command, Observation, Observed};
use crate::domain::event::Event;
use crate::domain::folder::{Actor, Condition, Desk};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Kind, Refusal};
use crate::domain::state::{Queue, State, is_device_name};
use crate::ledger::Hash256;
use axum::Json;
use axum::extract::State as Of;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use utoipa::{IntoParams, ToSchema};

/// How many commands one batch may hold.
const MAX_COMMANDS: usize = 500;
/// How many of a batch are with the writer at once: enough to share its groups, not so many that others wait for them.
const IN_FLIGHT: usize = 64;
/// What a device says happened longer ago than this, it says with a clock that was lost.
const OLDEST_US: i64 = 366 * 24 * 3_600 * 1_000_000;

/// A device's queue, or the next part of it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SyncBody {
    /// The device's own name: 1 to 64 letters, digits, `-` and `_`.
    pub device: String,
    /// The incarnation in which the device knew what it knew.
    pub incarnation: Option<String>,
    /// At most 500, in the order of their numbers.
    pub commands: Vec<QueuedBody>,
}

/// One queued command.
#[derive(Debug, Deserialize, ToSchema)]
pub struct QueuedBody {
    /// Its number in the queue: 1, 2, 3 … for each person on each device.
    pub number: u64,
    /// When it was done at the shelf.
    pub occurred_at: DateTime<Utc>,
    /// The last frame the device knew then.
    pub seen_seq: Option<u64>,
    /// What was done.
    #[schema(value_type = QueuedCommand)]
    pub command: Value,
}

/// What can be queued. Lending and renewing ask and may be refused; the others tell and are recorded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum QueuedCommand {
    /// Folders were lent, and carried off.
    CheckOut {
        /// The folders.
        codes: Vec<String>,
        /// To whom.
        borrower: BorrowerBody,
        /// Until when.
        due: Option<NaiveDate>,
        /// Why.
        #[serde(default)]
        purpose: String,
    },
    /// Loans are to be renewed.
    Renew {
        /// The folders.
        codes: Vec<String>,
        /// Until when.
        due: Option<NaiveDate>,
    },
    /// Folders were brought back.
    Return {
        /// The folders.
        codes: Vec<String>,
        /// To which desk; `reception` unless said.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        desk: Option<Desk>,
    },
    /// Folders were put somewhere.
    PutAway {
        /// The folders.
        codes: Vec<String>,
        /// The slot, box, shelf or desk.
        at: String,
    },
    /// Folders were seen somewhere.
    Sighted {
        /// The folders.
        codes: Vec<String>,
        /// The slot, box, shelf or desk.
        at: String,
    },
    /// Folders were handed over.
    Receive {
        /// The folders.
        codes: Vec<String>,
    },
    /// Damage was found, or its repair.
    NoteCondition {
        /// The folder.
        code: String,
        /// Good or damaged.
        condition: Condition,
        /// In one's own words.
        #[serde(default)]
        note: String,
    },
    /// A folder is not where it should be, nor anywhere else.
    DeclareMissing {
        /// The folder.
        code: String,
        /// What is known.
        #[serde(default)]
        note: String,
    },
    /// A missing folder turned up.
    Find {
        /// The folder.
        code: String,
        /// Where.
        #[serde(default)]
        note: String,
    },
}

/// What became of a queued command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueuedStatus {
    /// It was carried out, or recorded; single folders may have been refused.
    Done,
    /// It was refused as a whole; the number is used up.
    Refused,
    /// It is to be offered again: a number before it is missing, or the archive cannot take it now.
    Waiting,
}

/// The answer to one queued command.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueuedAnswer {
    /// Its number.
    pub number: u64,
    /// What became of it.
    pub status: QueuedStatus,
    /// Whether it had been handled before: this is the answer of then.
    pub repeated: bool,
    /// The frame that records it.
    pub seq: Option<u64>,
    /// When it happened, as recorded.
    pub occurred_at: Option<DateTime<Utc>>,
    /// Whether the device's clock was not believed.
    pub clamped: bool,
    /// Why it was refused, or waits.
    pub problem: Option<Problem>,
    /// What became of each folder, in the order in which they were named.
    pub folders: Vec<QueuedItem>,
    /// The numbers of the discrepancies it raised.
    pub discrepancies: Vec<u32>,
}

/// What became of one folder of a queued command.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueuedItem {
    /// The code it was named by.
    pub code: String,
    /// Its own code.
    pub folder: Option<String>,
    /// Where it is now.
    pub r#where: Option<WhereShown>,
    /// Why it was refused; of an observation: why nobody knows which folder was meant, though it is recorded.
    pub problem: Option<Problem>,
}

/// How far a queue was worked off.
#[derive(Debug, Serialize, ToSchema)]
pub struct SyncState {
    /// The archive's incarnation: another one than before means that it was restored.
    pub incarnation: String,
    /// The last frame this answer knows of.
    pub seq: u64,
    /// The highest number handled; the next one is one more.
    pub handled: u64,
}

/// The answers to a batch.
#[derive(Debug, Serialize, ToSchema)]
pub struct SyncAnswer {
    /// How far the queue is worked off now.
    #[serde(flatten)]
    pub state: SyncState,
    /// One for each command, in order.
    pub results: Vec<QueuedAnswer>,
}

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
        let (prepared, command) = Prepared::of(queued, &asker, &body.device, now_us, same_life)?;
        if sent.len() >= IN_FLIGHT {
            finish_one(&app, &asker, &mut sent, &mut results).await;
        }
        let answer = app.archive.send(prepared.meta.clone(), command).await;
        sent.push_back((prepared, answer));
    }
    while !sent.is_empty() {
        finish_one(&app, &asker, &mut sent, &mut results).await;
    }
    Ok(Json(SyncAnswer { state: state_of(&app.archive.now().state, &queue), results }))
}

/// The asker's queue on a device.
fn queue(asker: &Asker, device: &str) -> Result<Queue, Refusal> {
    asker.identity.require_any(&[Permission::PutAway, Permission::Lend])?;
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
}

impl Prepared {
    fn of(
        queued: QueuedBody,
        asker: &Asker,
        device: &str,
        now_us: i64,
        same_life: bool,
    ) -> Result<(Self, Command), Refusal> {
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
        let (codes, command) = match serde_json::from_value::<QueuedCommand>(command) {
            Ok(command) => command.into_command(asker.state()),
            // Refusing the batch would hold up the queue for ever.
            Err(error) => {
                let refusal = Refusal::new(Code::BadRequest).with("detail", error);
                (Vec::new(), Command::Unfit { refusal, folders: Vec::new() })
            }
        };
        Ok((Self { number, meta, asked_us, codes }, command))
    }
}

/// What tells a command from another one under the same number. Objects are in the order of their keys, so the same
/// command is known again however it is written.
fn digest(command: &Value, occurred_us: i64) -> Hash256 {
    let digest = Sha256::new().chain_update(b"sync\0").chain_update(occurred_us.to_be_bytes());
    Hash256(digest.chain_update(command.to_string().as_bytes()).finalize().into())
}

impl QueuedCommand {
    /// The folders it names, and what the archive is told.
    fn into_command(self, state: &State) -> (Vec<String>, Command) {
        let observed = |codes: Vec<String>, what: Observed| {
            let one = |folder: &String| Observation { folder: folder.clone(), what: what.clone() };
            (codes.clone(), Command::Observe { observations: codes.iter().map(one).collect() })
        };
        match self {
            Self::CheckOut { codes, borrower, due, purpose } => {
                let command = match borrower.find(state) {
                    Ok(borrower) => Command::CheckOut { folders: codes.clone(), borrower, due, purpose },
                    Err(refusal) => Command::Unfit { refusal, folders: codes.clone() },
                };
                (codes, command)
            }
            Self::Renew { codes, due } => (codes.clone(), Command::Renew { folders: codes, due }),
            Self::Return { codes, desk } => {
                observed(codes, Observed::Returned { desk: desk.unwrap_or(Desk::Reception) })
            }
            Self::PutAway { codes, at } => observed(codes, Observed::PutAway { at }),
            Self::Sighted { codes, at } => observed(codes, Observed::Sighted { at }),
            Self::Receive { codes } => (codes.clone(), Command::Receive { folders: codes }),
            Self::NoteCondition { code, condition, note } => {
                (Vec::new(), Command::NoteCondition { folder: code, condition, note })
            }
            Self::DeclareMissing { code, note } => (Vec::new(), Command::DeclareMissing { folder: code, note }),
            Self::Find { code, note } => (Vec::new(), Command::Find { folder: code, note }),
        }
    }
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
        let folder = outcome.as_ref().ok().filter(|folder| state.sees(&asker.sight, **folder));
        QueuedItem {
            code: code.clone(),
            folder: folder.map(|folder| state.codes.own(*folder).to_owned()),
            r#where: folder.map(|folder| show.whereabouts(*folder)),
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
        problem: done.refused.as_ref().map(problem),
        folders: prepared.codes.iter().zip(&done.outcomes).map(item).collect(),
        discrepancies: raised.collect(),
    }
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
    }
}
