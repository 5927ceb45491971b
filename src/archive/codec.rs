//! Between events and the bytes the ledger keeps.
//!
//! This is the only place that knows how an event looks as JSON, and the only place where an old version of a kind is
//! brought up to date. Stored bytes are never written again: what is read here is only read.

use crate::clock::Clock;
use crate::domain::event::Event;
use crate::domain::folder::Actor;
use crate::domain::ids::PersonNo;
use crate::domain::state::{Handled, Queue, Stamp, State};
use crate::ledger::{Draft, DraftEvent, DraftPrivate, Frame, Hash256, Head, PrivatePart, RawEvent};
use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use sha2::{Digest, Sha256};

/// An id the archive made itself begins with this: nobody can send it again, so it is not remembered.
pub const OWN_ID_MARK: &str = "~";

/// A stored event that this program cannot read. It refuses to start rather than forget.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// The ledger was written by a newer program.
    #[error(
        "frame {seq}: this program does not know the event {kind} version {version}; it was written by a newer one"
    )]
    Unknown {
        /// The frame.
        seq: u64,
        /// The kind.
        kind: String,
        /// Its version.
        version: u16,
    },
    /// The stored bytes do not have the kind's shape.
    #[error("frame {seq}: the event {kind} cannot be read: {source}")]
    Shape {
        /// The frame.
        seq: u64,
        /// The kind.
        kind: String,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// The frame names an actor of no known sort.
    #[error("frame {seq}: {actor} is no actor")]
    Actor {
        /// The frame.
        seq: u64,
        /// What it names.
        actor: String,
    },
}

struct Facts<'a>(&'a Event);

impl Serialize for Facts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write_facts(serializer)
    }
}

struct Private<'a>(&'a Event);

impl Serialize for Private<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write_private(serializer)
    }
}

/// An event as the ledger takes it.
///
/// # Errors
/// Those of the serializer; none for the events there are.
pub fn encode(event: &Event, clock: &Clock) -> Result<DraftEvent, serde_json::Error> {
    let private = if event.has_private() {
        Some(DraftPrivate { salt: clock.new_salt(), data: to_raw_value(&Private(event))? })
    } else {
        None
    };
    let version = event.version() as u16;
    Ok(DraftEvent { kind: event.kind().to_owned(), version, facts: to_raw_value(&Facts(event))?, private })
}

/// An event as the ledger gave it.
///
/// # Errors
/// If this program cannot read it.
pub fn decode(seq: u64, raw: &RawEvent) -> Result<Event, CodecError> {
    let unknown = || CodecError::Unknown { seq, kind: raw.kind.clone(), version: raw.version };
    if raw.version != 1 {
        return Err(unknown());
    }
    let private: Option<&RawValue> = match &raw.private {
        PrivatePart::Present { data, .. } => Some(data),
        PrivatePart::None | PrivatePart::Erased => None,
    };
    let mut facts = serde_json::Deserializer::from_str(raw.facts.get());
    let mut private = private.map(|data| serde_json::Deserializer::from_str(data.get()));
    let event = Event::read(&raw.kind, &mut facts, private.as_mut());
    let event = event.map_err(|source| CodecError::Shape { seq, kind: raw.kind.clone(), source })?;
    event.ok_or_else(unknown)
}

/// How an actor stands in a frame.
#[must_use]
pub fn actor_text(actor: Actor, local_user: Option<&str>) -> String {
    match actor {
        Actor::Person(no) => format!("p{no}"),
        Actor::Local => format!("local:{}", local_user.unwrap_or("?")),
        Actor::System => "system".to_owned(),
    }
}

/// The actor that stands in a frame.
#[must_use]
pub fn actor_of(text: &str) -> Option<Actor> {
    match text {
        "system" => Some(Actor::System),
        _ if text.starts_with("local:") => Some(Actor::Local),
        _ => text.strip_prefix('p')?.parse().ok().map(|no| Actor::Person(PersonNo(no))),
    }
}

/// The key under which a command is remembered: the actor's ids are his own.
#[must_use]
pub fn command_key(actor: &str, command_id: &str) -> u128 {
    let digest =
        Sha256::new().chain_update(actor.as_bytes()).chain_update([0]).chain_update(command_id.as_bytes()).finalize();
    let mut key = [0; 16];
    key.copy_from_slice(digest.get(..16).unwrap_or(&[0; 16]));
    u128::from_be_bytes(key)
}

/// The first bytes of a request's mark.
#[must_use]
pub fn request_key(request: Option<Hash256>) -> u64 {
    let bytes = request.map(|hash| hash.0).unwrap_or_default();
    bytes.iter().take(8).fold(0, |key, byte| (key << 8) | u64::from(*byte))
}

/// Microseconds since 1970 UTC as a time.
#[must_use]
pub fn time_of(us: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(us).unwrap_or_default()
}

/// The events of a frame.
///
/// # Errors
/// If this program cannot read one.
pub fn events_of(frame: &Frame) -> Result<Vec<Event>, CodecError> {
    frame.events.iter().map(|raw| decode(frame.seq, raw)).collect()
}

/// Where and when a frame's events stand.
///
/// # Errors
/// If it names no known actor.
pub fn stamp_of(frame: &Frame) -> Result<Stamp, CodecError> {
    let actor = actor_of(&frame.head.actor)
        .ok_or_else(|| CodecError::Actor { seq: frame.seq, actor: frame.head.actor.clone() })?;
    let (occurred_us, recorded_us) =
        (frame.head.occurred_at.timestamp_micros(), frame.head.recorded_at.timestamp_micros());
    Ok(Stamp { seq: frame.seq, occurred_us, recorded_us, actor })
}

/// The queue whose number a command carries, if it carries one: every person on every device counts for himself.
#[must_use]
pub fn queue_of(actor: Actor, device: Option<&str>, number: Option<u64>) -> Option<(Queue, u64)> {
    let Actor::Person(person) = actor else { return None };
    Some((Queue { person, device: device?.into() }, number?))
}

/// Replays a frame onto a State.
///
/// # Errors
/// If this program cannot read it.
pub fn replay(state: &mut State, frame: &Frame) -> Result<usize, CodecError> {
    let stamp = stamp_of(frame)?;
    for raw in &frame.events {
        state.apply(stamp, &decode(frame.seq, raw)?);
    }
    if !frame.head.command_id.starts_with(OWN_ID_MARK) {
        let handled = Handled { seq: frame.seq, request: request_key(frame.head.request) };
        let key = command_key(&frame.head.actor, &frame.head.command_id);
        state.commands.remember(key, handled, frame.head.recorded_at.timestamp_micros());
    }
    if let Some((queue, number)) = queue_of(stamp.actor, frame.head.device.as_deref(), frame.head.device_seq) {
        state.devices.note(queue, number);
    }
    Ok(frame.events.len())
}

/// A frame to append.
///
/// # Errors
/// Those of the serializer.
pub fn draft<'a>(
    head: Head,
    events: impl Iterator<Item = &'a Event>,
    clock: &Clock,
) -> Result<Draft, serde_json::Error> {
    Ok(Draft { head, events: events.map(|event| encode(event, clock)).collect::<Result<_, _>>()? })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{decode, encode};
    use crate::archive::outcomes_of;
    use crate::clock::Clock;
    use crate::domain::event::Event;
    use crate::domain::refusal::{Code, Refusal};
    use crate::ledger::{DraftEvent, PrivatePart, RawEvent};
    use chrono::DateTime;

    fn stored(draft: DraftEvent) -> RawEvent {
        let private = match draft.private {
            Some(private) => PrivatePart::Present { salt: private.salt, data: private.data },
            None => PrivatePart::None,
        };
        RawEvent { kind: draft.kind, version: draft.version, facts: draft.facts, private }
    }

    #[test]
    fn a_refused_item_names_the_borrower_in_its_private_part_only_and_replays_without_it() {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH, 1);
        let refusal = Refusal::new(Code::FolderOnLoan).with("code", "NEW2026-000123K").with("borrower", "张伟");
        let draft = encode(&Event::item_refused(3, refusal.clone()), &clock).unwrap();
        assert_eq!(draft.facts.get(), r#"{"item":3,"code":"FolderOnLoan"}"#);
        let mut raw = stored(draft);
        let read = |raw: &RawEvent| outcomes_of(&[decode(7, raw).unwrap()]);
        assert_eq!(read(&raw), [Err(refusal)]);
        raw.private = PrivatePart::Erased;
        assert_eq!(read(&raw), [Err(Code::FolderOnLoan.into())]);
    }
}
