//! What goes into the ledger and what comes out: drafts, frames, and where a frame stands.

use super::hash::Hash256;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Where a frame's line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Address {
    /// The segment's number, from 1.
    pub segment: u32,
    /// Bytes before the line.
    pub offset: u64,
}

/// A frame and the whole history before it, in one small value: what a checkpoint or a follower keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Position {
    /// The last frame that is counted in; 0 before the first.
    pub seq: u64,
    /// That frame's hash.
    pub hash: Hash256,
    /// Its segment.
    pub segment: u32,
    /// Where its line begins.
    pub offset: u64,
}

impl Position {
    /// Before the first frame.
    pub const START: Position = Position { seq: 0, hash: Hash256::ZERO, segment: 1, offset: 0 };

    /// Where the frame's line begins.
    #[must_use]
    pub fn address(&self) -> Address {
        Address { segment: self.segment, offset: self.offset }
    }
}

/// What stands in a frame beside its events and what chains it to the others.
#[derive(Debug, Clone)]
pub struct Head {
    /// When the ledger takes it; never less than the frame before. A draft bears the clock's time, which the ledger moves
    /// forward to the last frame's when a clock went back.
    pub recorded_at: DateTime<Utc>,
    /// When it happened at the shelf.
    pub occurred_at: DateTime<Utc>,
    /// Who did it.
    pub actor: String,
    /// On which device.
    pub device: Option<String>,
    /// The device's own number for the command.
    pub device_seq: Option<u64>,
    /// The command's id, unique for ever.
    pub command_id: String,
    /// The last frame the device knew of.
    pub seen_seq: Option<u64>,
    /// The frame this one undoes.
    pub reverses: Option<u64>,
    /// The request's body, hashed, so that the same key with another body is told apart.
    pub request: Option<Hash256>,
}

/// One command's events on their way into the ledger, which adds `seq`, `durable` and the hashes.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Who did it, when and where.
    pub head: Head,
    /// What happened, in order.
    pub events: Vec<DraftEvent>,
}

impl Draft {
    /// No fewer bytes than its frame will have, to keep a group within [`super::MAX_GROUP_BYTES`] by.
    #[must_use]
    pub fn bytes_at_most(&self) -> usize {
        const HEAD: usize = 700;
        const EVENT: usize = 200;
        // A control character in a name takes six bytes in JSON.
        let Head { actor, command_id, device, .. } = &self.head;
        let names = actor.len() + command_id.len() + device.as_ref().map_or(0, String::len);
        let event = |event: &DraftEvent| {
            let private = event.private.as_ref().map_or(0, |private| private.data.get().len());
            EVENT + event.kind.len() + event.facts.get().len() + private
        };
        HEAD + 6 * names + self.events.iter().map(event).sum::<usize>()
    }
}

/// One event of a draft.
#[derive(Debug, Clone)]
pub struct DraftEvent {
    /// The kind's name: letters, digits and underscores.
    pub kind: String,
    /// The version of the kind's facts.
    pub version: u16,
    /// All that decisions need, as a JSON object on one line. Never personal data.
    pub facts: Box<RawValue>,
    /// Personal data, which can be erased later without breaking the chain.
    pub private: Option<DraftPrivate>,
}

/// Personal data of an event and the salt that keeps its digest from being guessed.
#[derive(Debug, Clone)]
pub struct DraftPrivate {
    /// 128 random bits.
    pub salt: [u8; 16],
    /// The data, as a JSON object on one line.
    pub data: Box<RawValue>,
}

/// What an append says of each frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The frame's number.
    pub seq: u64,
    /// Where it stands.
    pub position: Position,
    /// The time it bears, perhaps later than the draft's.
    pub recorded_at: DateTime<Utc>,
}

/// A frame whose hash and private digests were found right.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Where its line begins.
    pub address: Address,
    /// Its number, from 1, without gaps.
    pub seq: u64,
    /// The last frame known durable when this one was written.
    pub durable: u64,
    /// Who did it, when and where.
    pub head: Head,
    /// What happened, in order.
    pub events: Vec<RawEvent>,
    /// The hash of the frame before.
    pub prev_hash: Hash256,
    /// This frame's hash.
    pub hash: Hash256,
}

impl Frame {
    /// The frame and all before it, as a checkpoint keeps it.
    #[must_use]
    pub fn position(&self) -> Position {
        Position { seq: self.seq, hash: self.hash, segment: self.address.segment, offset: self.address.offset }
    }
}

/// An event as it is stored; what its facts mean is the codec's business.
#[derive(Debug, Clone)]
pub struct RawEvent {
    /// The kind's name.
    pub kind: String,
    /// The version of the kind's facts.
    pub version: u16,
    /// The facts, byte for byte as they were given.
    pub facts: Box<RawValue>,
    /// The personal data, if there was and still is any.
    pub private: PrivatePart,
}

/// What stands in the private part of an event.
#[derive(Debug, Clone)]
pub enum PrivatePart {
    /// The event never had one.
    None,
    /// It is there and its digest is right.
    Present {
        /// 128 random bits.
        salt: [u8; 16],
        /// The data, byte for byte as it was given.
        data: Box<RawValue>,
    },
    /// It was overwritten because the law asked for it.
    Erased,
}
