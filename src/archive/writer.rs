//! The one writer. It takes the commands that wait as a group, decides them on an overlay, appends their frames with one
//! sync, publishes the next State, and answers. Nobody else sees an event that is not durable.

use super::Published;
use super::codec::{self, OWN_ID_MARK, time_of};
use super::follow::changes_words;
use super::marks::{Compared, RequestDigest, RequestKeys};
use super::queued::{out_of_turn, recall};
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::decide::{Context, Decided, Outcome, Overlay, Step};
use crate::domain::event::Event;
use crate::domain::folder::Actor;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{Handled, State};
use crate::ledger::{Draft, DraftProblem, Hash256, Head, Ledger, LedgerError, MAX_FRAME_BYTES, MAX_GROUP_BYTES};
use arc_swap::ArcSwap;
use chrono::NaiveDate;
use std::collections::VecDeque;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, watch};

/// How many commands one group takes at most.
const MAX_GROUP: usize = 256;
/// A group that holds so much takes no further command: the next frame, as large as a frame can be, would still have
/// fitted. So no group is ever too large for the ledger.
const FULL_GROUP_BYTES: usize = MAX_GROUP_BYTES - MAX_FRAME_BYTES;
/// How long a sender's own id for a command may be.
const MAX_ID_BYTES: usize = 200;
/// Nothing happened before 1970: a device that says so has lost its clock.
const EARLIEST_US: i64 = 0;

/// Who sends a command, and how it can be told from others.
#[derive(Debug, Clone)]
pub struct Meta {
    /// Who.
    pub actor: Actor,
    /// For the command line: the name of the operating system's user.
    pub local_user: Option<String>,
    /// The sender's own id for the command: sent again under the same id, it is done once.
    pub command_id: Option<String>,
    /// The digest of the request, to tell a repetition from another request under the same id.
    pub request: Option<RequestDigest>,
    /// When it happened at the shelf, microseconds since 1970 UTC; by default now.
    pub occurred_us: Option<i64>,
    /// The device it was scanned on.
    pub device: Option<String>,
    /// Its number in that device's queue.
    pub device_seq: Option<u64>,
    /// The last frame the device knew.
    pub seen_seq: Option<u64>,
    /// Whether only what is not there yet may be set up: under a known code nothing is changed.
    pub only_new: bool,
}

impl Meta {
    /// A command of somebody, without an id of his own.
    #[must_use]
    pub fn of(actor: Actor) -> Self {
        Self {
            actor,
            local_user: None,
            command_id: None,
            request: None,
            occurred_us: None,
            device: None,
            device_seq: None,
            seen_seq: None,
            only_new: false,
        }
    }

    /// The same with an id.
    #[must_use]
    pub fn with_id(mut self, command_id: impl Into<String>) -> Self {
        self.command_id = Some(command_id.into());
        self
    }
}

/// What became of a command.
#[derive(Debug, Clone)]
pub struct Done {
    /// The frame that holds its events; the newest frame if nothing had to change.
    pub seq: u64,
    /// Its events.
    pub events: Arc<[Event]>,
    /// For a command that names several folders: what became of each, in order.
    pub outcomes: Vec<Outcome>,
    /// For a queued command that was refused as a whole: why. That it was is durable.
    pub refused: Option<Refusal>,
    /// When it happened, as recorded, microseconds since 1970 UTC.
    pub occurred_us: i64,
    /// Whether it had been carried out before and this is the answer of then.
    pub repeated: bool,
    /// The State it led to, or a later one.
    pub now: Arc<Published>,
}

#[derive(Debug)]
pub(super) struct Request {
    pub meta: Meta,
    pub command: Command,
    pub answer: oneshot::Sender<Result<Done, Refusal>>,
}

/// Everything the writer's thread owns.
#[derive(Debug)]
pub(super) struct Writer {
    ledger: Ledger,
    clock: Clock,
    published: Arc<ArcSwap<Published>>,
    head: watch::Sender<u64>,
    last_recorded_us: i64,
    keys: Arc<RequestKeys>,
}

/// A command of the group, decided and waiting to become durable.
struct Waiting {
    request: Request,
    decided: Decision,
}

enum Decision {
    /// It has events: a frame of its own, at an index in the group's drafts, and when it happened.
    Frame(usize, Decided, i64),
    /// Nothing has to change.
    Nothing(Vec<Outcome>),
    /// It was carried out before.
    Repeated(Handled),
    /// It is refused.
    Refused(Refusal),
}

impl Writer {
    /// A writer behind a ledger and the State it leads to, and what tells of every new durable frame.
    ///
    /// # Errors
    /// If the ledger's last frame cannot be read.
    pub fn new(
        ledger: Ledger,
        clock: Clock,
        published: Arc<ArcSwap<Published>>,
        keys: Arc<RequestKeys>,
    ) -> Result<(Self, watch::Receiver<u64>), LedgerError> {
        let seq = ledger.head().seq;
        let last_recorded_us = match seq {
            0 => i64::MIN,
            _ => ledger.reader().read(seq)?.head.recorded_at.timestamp_micros(),
        };
        let (head, receiver) = watch::channel(seq);
        Ok((Self { ledger, clock, published, head, last_recorded_us, keys }, receiver))
    }

    /// Works until every handle on the archive is gone.
    pub fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        while let Some(first) = requests.blocking_recv() {
            let mut group = VecDeque::from([first]);
            while group.len() < MAX_GROUP {
                match requests.try_recv() {
                    Ok(request) => group.push_back(request),
                    Err(_) => break,
                }
            }
            self.carry_out(group);
        }
    }

    /// Carries out commands and answers each: as one group if they fit into one, else as several.
    pub fn carry_out(&mut self, mut requests: VecDeque<Request>) {
        while !requests.is_empty() {
            requests = self.carry_out_group(requests);
        }
    }

    /// Carries out as many commands as fit into one group, and hands back the others.
    fn carry_out_group(&mut self, mut requests: VecDeque<Request>) -> VecDeque<Request> {
        let before = self.published.load_full();
        // A clock that went back is held at the last frame's time, as the ledger does, so that State remembers a
        // command by the time that stands in its frame.
        let now_us = self.clock.now_us().max(self.last_recorded_us);
        let mut overlay = Overlay::new(&before.state);
        let mut drafts: Vec<Draft> = Vec::new();
        let mut waiting = Vec::with_capacity(requests.len());
        let mut bytes = 0;
        while bytes < FULL_GROUP_BYTES
            && let Some(request) = requests.pop_front()
        {
            let decided = self.decide(&mut overlay, &request, now_us, &mut drafts);
            if let Decision::Frame(index, ..) = &decided {
                bytes += drafts.get(*index).map_or(0, Draft::bytes_at_most);
            }
            waiting.push(Waiting { request, decided });
        }
        if drafts.is_empty() {
            self.answer(waiting, &[], &before);
            return requests;
        }
        match self.ledger.append(&drafts) {
            Ok(appended) => {
                self.last_recorded_us = now_us;
                let position = appended.last().map_or(before.position, |frame| frame.position);
                let (state, steps) = overlay.into_parts();
                let reworded_seq = steps.iter().rev().find_map(reworded).unwrap_or(before.reworded_seq);
                let now = Arc::new(Published { state, position, reworded_seq });
                self.published.store(now.clone());
                self.head.send_replace(position.seq);
                self.answer(waiting, &steps, &now);
            }
            // One frame cannot be stored: that command is refused, the others are decided again.
            Err(LedgerError::Draft { index, problem }) => {
                tracing::warn!(%problem, "a command does not fit into a frame");
                let mut again = without_frame(waiting, index, &problem);
                again.append(&mut requests);
                return again;
            }
            Err(error) => {
                tracing::error!(%error, "the ledger could not be written; the group is refused");
                let code = error.refusal_code();
                for one in waiting {
                    let _ = one.request.answer.send(Err(code.into()));
                }
            }
        }
        requests
    }

    fn decide(&self, overlay: &mut Overlay<'_>, request: &Request, now_us: i64, drafts: &mut Vec<Draft>) -> Decision {
        let meta = &request.meta;
        if meta.command_id.as_deref().is_some_and(|id| !is_id(id)) {
            return Decision::Refused(Refusal::new(Code::BadRequest).in_words(
                "detail",
                "the command's id",
                "指令编号不符",
            ));
        }
        let actor = codec::actor_text(meta.actor, meta.local_user.as_deref());
        let key = meta.command_id.as_deref().map(|id| codec::command_key(&actor, id));
        if let Some(handled) = key.and_then(|key| overlay.state().commands.get(key)) {
            return match self.keys.compare_short(handled.request, meta.request) {
                Compared::Same | Compared::Unknown => Decision::Repeated(handled),
                Compared::Other => Decision::Refused(Code::IdempotencyKeyReused.into()),
            };
        }
        let queue = codec::queue_of(meta.actor, meta.device.as_deref(), meta.device_seq);
        if let Some((queue, number)) = &queue
            && let Some(refusal) = out_of_turn(overlay.state(), queue, *number)
        {
            return Decision::Refused(refusal);
        }
        let occurred_us = meta.occurred_us.unwrap_or(now_us).min(now_us).max(EARLIEST_US);
        // A clock that was ahead for a moment holds the ledger's time there: the day is the one that it is all the same.
        let today = day(overlay.state(), occurred_us.min(self.clock.now_us()));
        let context =
            Context { actor: meta.actor, occurred_us, now_us, today, queued: queue.is_some(), only_new: meta.only_new };
        let decided = match decide_safely(overlay, &request.command, &context) {
            Ok(decided) if decided.steps.is_empty() => return Decision::Nothing(decided.outcomes),
            Ok(decided) => decided,
            Err(refusal) => return Decision::Refused(refusal),
        };
        let events = overlay.steps().get(decided.steps.clone()).unwrap_or_default().iter().filter_map(event);
        let mark = meta.request.and_then(|request| self.keys.mark(request));
        match codec::draft(self.head_of(request, actor, &context, mark), events, &self.clock) {
            Ok(draft) => drafts.push(draft),
            Err(error) => {
                tracing::error!(%error, "an event cannot be written as JSON");
                overlay.undo_to(decided.steps.start);
                return Decision::Refused(Code::Internal.into());
            }
        }
        if let Some(key) = key {
            let seq = overlay.state().seq;
            overlay.remember(key, Handled { seq, request: codec::request_key(mark) }, now_us);
        }
        if let Some((queue, number)) = queue {
            overlay.number(queue, number);
        }
        Decision::Frame(drafts.len() - 1, decided, occurred_us)
    }

    fn head_of(&self, request: &Request, actor: String, context: &Context, mark: Option<Hash256>) -> Head {
        let meta = &request.meta;
        let reverses = if let Command::Undo { seq } = &request.command { Some(*seq) } else { None };
        Head {
            recorded_at: time_of(context.now_us),
            occurred_at: time_of(context.occurred_us),
            actor,
            device: meta.device.clone(),
            device_seq: meta.device_seq,
            command_id: meta.command_id.clone().unwrap_or_else(|| format!("{OWN_ID_MARK}{}", self.clock.new_id())),
            seen_seq: meta.seen_seq,
            reverses,
            request: mark,
        }
    }

    fn answer(&self, group: Vec<Waiting>, steps: &[Step], now: &Arc<Published>) {
        for Waiting { request, decided } in group {
            let answer = match decided {
                Decision::Refused(refusal) => Err(refusal),
                Decision::Nothing(outcomes) => Ok(Done {
                    seq: now.state.seq,
                    events: Arc::new([]),
                    outcomes,
                    refused: None,
                    occurred_us: self.last_recorded_us,
                    repeated: false,
                    now: now.clone(),
                }),
                Decision::Frame(_, decided, occurred_us) => {
                    let steps = steps.get(decided.steps).unwrap_or_default();
                    Ok(Done {
                        seq: steps.iter().find_map(seq).unwrap_or(now.state.seq),
                        events: steps.iter().filter_map(event).cloned().collect(),
                        outcomes: decided.outcomes,
                        refused: decided.refused,
                        occurred_us,
                        repeated: false,
                        now: now.clone(),
                    })
                }
                Decision::Repeated(handled) => recall(&self.ledger.reader(), handled.seq, now),
            };
            // Whoever asked may have gone; what was decided stands all the same.
            let _ = request.answer.send(answer);
        }
    }
}

/// A fault in deciding one command must not take the writer, and with it the archive, away from everybody; nor may it
/// hold up a device's queue for ever.
fn decide_safely(overlay: &mut Overlay<'_>, command: &Command, context: &Context) -> Result<Decided, Refusal> {
    let mark = overlay.steps().len();
    let decided = catch_unwind(AssertUnwindSafe(|| overlay.decide(command, context)));
    decided.unwrap_or_else(|_| {
        tracing::error!("deciding a command panicked; the command is refused");
        overlay.undo_to(mark);
        let refusal = Refusal::new(Code::Internal);
        if !context.queued {
            return Err(refusal);
        }
        overlay.decide(&Command::Unfit { refusal, folders: Vec::new() }, context)
    })
}

fn event(step: &Step) -> Option<&Event> {
    if let Step::Event(_, event) = step { Some(event) } else { None }
}

/// The frame of a step that may change a folder's words.
fn reworded(step: &Step) -> Option<u64> {
    event(step).filter(|event| changes_words(event.kind())).and_then(|_| seq(step))
}

fn seq(step: &Step) -> Option<u64> {
    if let Step::Event(stamp, _) = step { Some(stamp.seq) } else { None }
}

/// Whether a sender may call a command so. Ids like the archive's own are remembered by nobody, so they are not his.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= MAX_ID_BYTES && !id.starts_with(OWN_ID_MARK)
}

/// Refuses the command whose frame cannot be stored, and hands back the others.
fn without_frame(waiting: Vec<Waiting>, index: usize, problem: &DraftProblem) -> VecDeque<Request> {
    let mut rest = VecDeque::with_capacity(waiting.len());
    for one in waiting {
        if matches!(one.decided, Decision::Frame(at, ..) if at == index) {
            let refusal = match problem {
                DraftProblem::TooLarge { .. } | DraftProblem::TooManyEvents { .. } => {
                    Refusal::new(Code::LimitExceeded).with("limit", "4 MB").with("what", "data")
                }
                other => Refusal::new(Code::BadRequest).with("detail", other),
            };
            let _ = one.request.answer.send(Err(refusal));
        } else {
            rest.push_back(one.request);
        }
    }
    rest
}

/// The archive's date.
#[must_use]
pub fn today(state: &State, clock: &Clock) -> NaiveDate {
    day(state, clock.now_us())
}

/// The day on which something happened, by the archive's time zone.
fn day(state: &State, at_us: i64) -> NaiveDate {
    time_of(at_us).with_timezone(&zone(state)).date_naive()
}

/// From when to when a day is, by the archive's time zone, in microseconds since 1970 UTC.
#[must_use]
pub fn span_of(state: &State, day: NaiveDate) -> Range<i64> {
    let begins = |day: NaiveDate| {
        // Where clocks are put forward at midnight the day begins with the first hour there is.
        let hours = (0..24).filter_map(|hour| day.and_hms_opt(hour, 0, 0));
        let first = hours.filter_map(|time| time.and_local_timezone(zone(state)).earliest()).next();
        first.map_or(0, |time| time.timestamp_micros())
    };
    begins(day)..begins(day.succ_opt().unwrap_or(day))
}

fn zone(state: &State) -> chrono_tz::Tz {
    state.organisation.settings().time_zone.parse().unwrap_or(chrono_tz::Asia::Shanghai)
}
