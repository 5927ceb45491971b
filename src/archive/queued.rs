//! What devices queue: numbered by each person on each device, answered in their order, and answered again as the first
//! time for ever.

use super::codec::{events_of, queue_of};
use super::marks::Compared;
use super::outcomes::{outcomes_of, refused};
use super::writer::Request;
use super::{Archive, Done, Meta, Published};
use crate::domain::command::Command;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{MAX_DEVICES_PER_PERSON, Queue, State, is_device_name};
use crate::ledger::{Frame, LedgerReader};
use crate::views::Views;
use std::sync::Arc;
use tokio::sync::oneshot;

/// A command on its way: others can be sent behind it before it is answered.
#[derive(Debug)]
pub struct Sent(oneshot::Receiver<Result<Done, Refusal>>);

impl Sent {
    /// Its answer.
    ///
    /// # Errors
    /// A refusal; nothing was changed then.
    pub async fn answer(self) -> Result<Done, Refusal> {
        self.0.await.map_err(|_| Refusal::new(Code::StorageFailed))?
    }
}

impl Archive {
    /// Sends a command without waiting for its answer, and waits for a place in the queue instead of being refused one.
    ///
    /// # Errors
    /// If the archive stops.
    pub async fn send(&self, meta: Meta, command: Command) -> Result<Sent, Refusal> {
        let (answer, answered) = oneshot::channel();
        let sent = self.inner.requests.send(Request { meta, command, answer }).await;
        sent.map(|()| Sent(answered)).map_err(|_| Refusal::new(Code::StorageFailed))
    }

    /// The answer that a numbered command got the first time, however long ago: the views know its frame.
    ///
    /// # Errors
    /// `NumberReused` if the number was another command's; `NotCaughtUp` while the views are being rebuilt.
    pub async fn answered_before(&self, views: &Views, meta: &Meta) -> Result<Done, Refusal> {
        let now = self.now();
        let (queue, number) = queue_of(meta.actor, meta.device.as_deref(), meta.device_seq).ok_or(Code::Internal)?;
        views.caught_up(now.state.seq).await?;
        let seq = views.numbered(&queue, number)?.ok_or(Code::NotCaughtUp)?;
        let frame = read(self.ledger(), seq)?;
        if self.inner.keys.compare(frame.head.request, meta.request) == Compared::Other {
            return Err(Refusal::new(Code::NumberReused).with("number", number));
        }
        again(&frame, &now)
    }
}

/// Whether a number is not the next of its queue.
pub(super) fn out_of_turn(state: &State, queue: &Queue, number: u64) -> Option<Refusal> {
    let handled = state.devices.handled(queue);
    if !is_device_name(&queue.device) {
        return Some(Refusal::new(Code::BadValue).with("field", "device").with("detail", "A–Z a–z 0–9 _ -, 1–64"));
    }
    if !state.devices.has_room(queue) {
        return Some(Refusal::new(Code::LimitExceeded).with("limit", MAX_DEVICES_PER_PERSON).with("what", "devices"));
    }
    let expected = handled.saturating_add(1);
    match number {
        _ if number == expected => None,
        _ if number <= handled => Some(Refusal::new(Code::NumberHandled).with("number", number)),
        _ => Some(Refusal::new(Code::NumberAhead).with("number", number).with("expected", expected)),
    }
}

/// The answer that the command of a frame got the first time.
pub(super) fn recall(reader: &LedgerReader, seq: u64, now: &Arc<Published>) -> Result<Done, Refusal> {
    again(&read(reader, seq)?, now)
}

fn read(reader: &LedgerReader, seq: u64) -> Result<Frame, Refusal> {
    reader.read(seq).map_err(|error| unreadable(seq, &error))
}

fn again(frame: &Frame, now: &Arc<Published>) -> Result<Done, Refusal> {
    let events = events_of(frame).map_err(|error| unreadable(frame.seq, &error))?;
    Ok(Done {
        seq: frame.seq,
        occurred_us: frame.head.occurred_at.timestamp_micros(),
        outcomes: outcomes_of(&events),
        refused: refused(&events),
        events: events.into(),
        repeated: true,
        now: now.clone(),
    })
}

fn unreadable(seq: u64, error: &dyn std::fmt::Display) -> Refusal {
    tracing::error!(%error, seq, "a frame cannot be read again");
    Code::Internal.into()
}
