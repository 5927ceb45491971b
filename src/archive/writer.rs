//! The one writer. It takes the commands that wait as a group, decides them on an overlay, appends their frames with one
//! sync, publishes the next State, and answers. Nobody else sees an event that is not durable.

use super::Published;
use super::codec::{self, DraftHead, OWN_ID_MARK};
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::decide::{Context, Decided, Outcome, Overlay, Step};
use crate::domain::event::Event;
use crate::domain::folder::Actor;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{Handled, State};
use crate::ledger::{Draft, Hash256, Ledger, LedgerError};
use arc_swap::ArcSwap;
use chrono::NaiveDate;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, watch};

/// How many commands one group takes at most.
const MAX_GROUP: usize = 256;

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
    pub request: Option<Hash256>,
    /// When it happened at the shelf, microseconds since 1970 UTC; by default now.
    pub occurred_us: Option<i64>,
    /// The device it was scanned on.
    pub device: Option<String>,
    /// Its number in that device's queue.
    pub device_seq: Option<u64>,
    /// The last frame the device knew.
    pub seen_seq: Option<u64>,
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
pub(super) struct Writer {
    pub ledger: Ledger,
    pub clock: Clock,
    pub published: Arc<ArcSwap<Published>>,
    pub requests: mpsc::Receiver<Request>,
    pub head: watch::Sender<u64>,
    pub last_recorded_us: i64,
}

/// A command of the group, decided and waiting to become durable.
struct Waiting {
    request: Request,
    decided: Decision,
}

enum Decision {
    /// It has events: a frame of its own, at an index in the group's drafts.
    Frame(usize, Decided),
    /// Nothing has to change.
    Nothing(Vec<Outcome>),
    /// It was carried out before.
    Repeated(Handled),
    /// It is refused.
    Refused(Refusal),
}

impl Writer {
    /// Works until every handle on the archive is gone.
    pub fn run(mut self) {
        let mut group = Vec::with_capacity(MAX_GROUP);
        while let Some(first) = self.requests.blocking_recv() {
            group.push(first);
            while group.len() < MAX_GROUP {
                match self.requests.try_recv() {
                    Ok(request) => group.push(request),
                    Err(_) => break,
                }
            }
            self.carry_out(std::mem::take(&mut group));
        }
    }

    fn carry_out(&mut self, mut group: Vec<Request>) {
        let before = self.published.load_full();
        loop {
            let now_us = self.clock.now_us().max(self.last_recorded_us);
            let mut overlay = Overlay::new(&before.state);
            let mut drafts = Vec::new();
            let mut waiting = Vec::with_capacity(group.len());
            for request in group {
                let decided = self.decide(&mut overlay, &request, now_us, &mut drafts);
                waiting.push(Waiting { request, decided });
            }
            if drafts.is_empty() {
                return self.answer(waiting, &[], &before);
            }
            match self.ledger.append(&drafts) {
                Ok(appended) => {
                    self.last_recorded_us = now_us;
                    let position = appended.last().map_or(before.position, |frame| frame.position);
                    let (state, steps) = overlay.into_parts();
                    let now = Arc::new(Published { state, position });
                    self.published.store(now.clone());
                    self.head.send_replace(position.seq);
                    return self.answer(waiting, &steps, &now);
                }
                // One frame is too large or cannot be stored: that command is refused, the others are decided again.
                Err(LedgerError::Draft { index, problem }) => {
                    tracing::warn!(%problem, "a command does not fit into a frame");
                    group = without_frame(waiting, index);
                }
                Err(error) => {
                    tracing::error!(%error, "the ledger could not be written; the group is refused");
                    for one in waiting {
                        let _ = one.request.answer.send(Err(Code::StorageFailed.into()));
                    }
                    return;
                }
            }
        }
    }

    fn decide(&self, overlay: &mut Overlay<'_>, request: &Request, now_us: i64, drafts: &mut Vec<Draft>) -> Decision {
        let meta = &request.meta;
        let actor = codec::actor_text(meta.actor, meta.local_user.as_deref());
        let key = meta.command_id.as_deref().map(|id| codec::command_key(&actor, id));
        let request_key = codec::request_key(meta.request);
        if let Some(handled) = key.and_then(|key| overlay.state().commands.get(key)) {
            return if handled.request == request_key {
                Decision::Repeated(handled)
            } else {
                Decision::Refused(Code::IdempotencyKeyReused.into())
            };
        }
        let occurred_us = meta.occurred_us.unwrap_or(now_us).min(now_us);
        let context = Context { actor: meta.actor, occurred_us, today: day(overlay.state(), occurred_us) };
        let decided = match overlay.decide(&request.command, &context) {
            Ok(decided) if decided.steps.is_empty() => return Decision::Nothing(decided.outcomes),
            Ok(decided) => decided,
            Err(refusal) => return Decision::Refused(refusal),
        };
        let head = DraftHead {
            recorded_us: now_us,
            occurred_us,
            actor,
            device: meta.device.clone(),
            device_seq: meta.device_seq,
            command_id: meta.command_id.clone().unwrap_or_else(|| format!("{OWN_ID_MARK}{}", self.clock.new_id())),
            seen_seq: meta.seen_seq,
            reverses: None,
            request: meta.request,
        };
        let events = overlay.steps().get(decided.steps.clone()).unwrap_or_default().iter().filter_map(event);
        match codec::draft(head, events, &self.clock) {
            Ok(draft) => drafts.push(draft),
            Err(error) => {
                tracing::error!(%error, "an event cannot be written as JSON");
                overlay.undo(&decided);
                return Decision::Refused(Code::Internal.into());
            }
        }
        if let Some(key) = key {
            let seq = overlay.state().seq;
            overlay.remember(key, Handled { seq, request: request_key }, now_us);
        }
        Decision::Frame(drafts.len() - 1, decided)
    }

    fn answer(&self, group: Vec<Waiting>, steps: &[Step], now: &Arc<Published>) {
        for Waiting { request, decided } in group {
            let done = |seq, events, outcomes, repeated| Done { seq, events, outcomes, repeated, now: now.clone() };
            let answer = match decided {
                Decision::Refused(refusal) => Err(refusal),
                Decision::Nothing(outcomes) => Ok(done(now.state.seq, Arc::new([]) as Arc<[Event]>, outcomes, false)),
                Decision::Frame(_, decided) => {
                    let steps = steps.get(decided.steps).unwrap_or_default();
                    let seq = steps.iter().find_map(seq).unwrap_or(now.state.seq);
                    Ok(done(seq, steps.iter().filter_map(event).cloned().collect(), decided.outcomes, false))
                }
                Decision::Repeated(handled) => self.recall(handled, now),
            };
            // Whoever asked may have gone; what was decided stands all the same.
            let _ = request.answer.send(answer);
        }
    }

    /// The answer that a command got the first time, from the ledger.
    fn recall(&self, handled: Handled, now: &Arc<Published>) -> Result<Done, Refusal> {
        let fault = |error: &dyn std::fmt::Display| {
            tracing::error!(%error, seq = handled.seq, "a frame cannot be read again");
            Refusal::new(Code::Internal)
        };
        let frame = self.ledger.reader().read(handled.seq).map_err(|error| fault(&error))?;
        let events = codec::events_of(&frame).map_err(|error| fault(&error))?;
        let outcomes = outcomes_of(&events);
        Ok(Done { seq: handled.seq, events: events.into(), outcomes, repeated: true, now: now.clone() })
    }
}

fn event(step: &Step) -> Option<&Event> {
    if let Step::Event(_, event) = step { Some(event) } else { None }
}

fn seq(step: &Step) -> Option<u64> {
    if let Step::Event(stamp, _) = step { Some(stamp.seq) } else { None }
}

/// Refuses the command whose frame cannot be stored, and hands back the others.
fn without_frame(waiting: Vec<Waiting>, index: usize) -> Vec<Request> {
    let mut rest = Vec::with_capacity(waiting.len());
    for one in waiting {
        if matches!(one.decided, Decision::Frame(at, _) if at == index) {
            let refusal = Refusal::new(Code::LimitExceeded).with("limit", "4 MB").with("what", "data");
            let _ = one.request.answer.send(Err(refusal));
        } else {
            rest.push(one.request);
        }
    }
    rest
}

/// What became of each item of a command, from its events: refusals stand beside them with their positions, and the
/// others follow in order.
#[must_use]
pub fn outcomes_of(events: &[Event]) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    for event in events {
        let folder = match event {
            Event::FolderRegistered(event, _) => event.folder,
            Event::CheckedOut(event, _) => event.folder,
            Event::Renewed(event) => event.folder,
            Event::Returned(event) => event.folder,
            Event::PutAway(event) => event.folder,
            Event::Received(event) => event.folder,
            _ => continue,
        };
        if outcomes.last() != Some(&Ok(folder)) {
            outcomes.push(Ok(folder));
        }
    }
    for event in events {
        if let Event::ItemRefused(event, details) = event {
            let at = (event.item as usize).min(outcomes.len());
            let params = details.as_ref().map(|details| details.params.clone()).unwrap_or_default();
            outcomes.insert(at, Err(Refusal { code: event.code, params }));
        }
    }
    outcomes
}

/// The archive's date.
#[must_use]
pub fn today(state: &State, clock: &Clock) -> NaiveDate {
    day(state, clock.now_us())
}

/// The day on which something happened, by the archive's time zone.
fn day(state: &State, at_us: i64) -> NaiveDate {
    let zone: chrono_tz::Tz = state.organisation.settings().time_zone.parse().unwrap_or(chrono_tz::Asia::Shanghai);
    codec::time_of(at_us).with_timezone(&zone).date_naive()
}
