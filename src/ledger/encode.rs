//! Frames into bytes, by hand, into one buffer: what is stored is what was hashed, and nothing is ever re-serialised.

use super::error::DraftProblem;
use super::frame::{Draft, DraftEvent, DraftPrivate};
use super::hash::{Hash256, push_hex};
use super::time;
use chrono::{DateTime, Utc};

/// How many events a frame may hold.
pub const MAX_EVENTS: usize = 2_000;
/// How many bytes a frame's line may have, its newline included.
pub const MAX_FRAME_BYTES: usize = 4 * 1024 * 1024;
/// How many bytes `actor`, `device` and `command_id` may have each, and an event's kind.
pub const MAX_NAME_BYTES: usize = 256;

/// The end of what a frame's hash covers. It must be found nowhere before, so that a checker can split a line at its
/// first occurrence without parsing it.
pub(super) const HASH_KEY: &str = ",\"hash\":\"";

/// What the next frame continues from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub seq: u64,
    pub hash: Hash256,
    pub recorded_at: Option<DateTime<Utc>>,
}

/// Turns drafts into lines. Keeps its scratch space between frames.
#[derive(Debug, Default)]
pub(super) struct Encoder {
    items: Vec<u8>,
}

impl Encoder {
    /// Appends the line of the frame after `link` and returns what comes after. On an error `out` holds rubbish past
    /// its former end.
    pub(super) fn encode(
        &mut self,
        out: &mut Vec<u8>,
        draft: &Draft,
        link: Link,
        durable: u64,
    ) -> Result<Link, DraftProblem> {
        if draft.events.len() > MAX_EVENTS {
            return Err(DraftProblem::TooManyEvents { events: draft.events.len() });
        }
        let head = &draft.head;
        let begin = out.len();
        let seq = link.seq + 1;
        let given = time::to_stored(head.recorded_at);
        let recorded_at = link.recorded_at.map_or(given, |last| last.max(given));

        out.extend_from_slice(b"{\"frame\":1,\"seq\":");
        push_number(out, seq);
        out.extend_from_slice(b",\"durable\":");
        push_number(out, durable);
        push_time(out, ",\"recorded_at\":\"", recorded_at)?;
        push_time(out, "\",\"occurred_at\":\"", time::to_stored(head.occurred_at))?;
        out.push(b'"');
        push_text(out, ",\"actor\":", Some(&head.actor))?;
        push_text(out, ",\"device\":", head.device.as_deref())?;
        push_optional(out, ",\"device_seq\":", head.device_seq);
        push_text(out, ",\"command_id\":", Some(&head.command_id))?;
        push_optional(out, ",\"seen_seq\":", head.seen_seq);
        push_optional(out, ",\"reverses\":", head.reverses);
        out.extend_from_slice(b",\"request\":");
        push_digest(out, head.request);
        self.push_events(out, begin, &draft.events)?;
        out.extend_from_slice(b",\"prev_hash\":\"");
        push_hex(out, &link.hash.0);
        out.push(b'"');

        let hash = Hash256::of(out.get(begin..).unwrap_or_default());
        out.extend_from_slice(HASH_KEY.as_bytes());
        push_hex(out, &hash.0);
        out.extend_from_slice(b"\",\"private\":[");
        out.extend_from_slice(&self.items);
        out.extend_from_slice(b"]}\n");
        let bytes = out.len() - begin;
        if bytes > MAX_FRAME_BYTES {
            return Err(DraftProblem::TooLarge { bytes });
        }
        Ok(Link { seq, hash, recorded_at: Some(recorded_at) })
    }

    /// Writes the events, and their private items into the scratch space, where they wait for their place behind the
    /// hash.
    fn push_events(&mut self, out: &mut Vec<u8>, begin: usize, events: &[DraftEvent]) -> Result<(), DraftProblem> {
        self.items.clear();
        out.extend_from_slice(b",\"events\":[");
        for (index, event) in events.iter().enumerate() {
            if index > 0 {
                out.push(b',');
                self.items.push(b',');
            }
            check_kind(&event.kind)?;
            check_object("facts", event.facts.get())?;
            if event.facts.get().contains(HASH_KEY) {
                return Err(DraftProblem::HashKey);
            }
            out.extend_from_slice(b"{\"kind\":\"");
            out.extend_from_slice(event.kind.as_bytes());
            out.extend_from_slice(b"\",\"v\":");
            push_number(out, u64::from(event.version));
            out.extend_from_slice(b",\"facts\":");
            out.extend_from_slice(event.facts.get().as_bytes());
            out.extend_from_slice(b",\"private\":");
            push_digest(out, self.push_item(event.private.as_ref())?);
            out.push(b'}');
            // Asked here too, so that 2,000 huge events are not copied whole before they are refused.
            let bytes = out.len() - begin + self.items.len();
            if bytes > MAX_FRAME_BYTES {
                return Err(DraftProblem::TooLarge { bytes });
            }
        }
        out.push(b']');
        Ok(())
    }

    fn push_item(&mut self, private: Option<&DraftPrivate>) -> Result<Option<Hash256>, DraftProblem> {
        let Some(private) = private else {
            self.items.extend_from_slice(b"null");
            return Ok(None);
        };
        check_object("private", private.data.get())?;
        let begin = self.items.len();
        self.items.extend_from_slice(b"{\"salt\":\"");
        push_hex(&mut self.items, &private.salt);
        self.items.extend_from_slice(b"\",\"data\":");
        self.items.extend_from_slice(private.data.get().as_bytes());
        self.items.push(b'}');
        Ok(Some(Hash256::of(self.items.get(begin..).unwrap_or_default())))
    }
}

/// What an erased private item of `bytes` bytes looks like, to be written over it in place. `None` if the item is too
/// short to have been one.
#[must_use]
pub fn erased_item(bytes: usize) -> Option<Vec<u8>> {
    let padding = bytes.checked_sub(r#"{"erased":""}"#.len())?;
    let mut item = br#"{"erased":""#.to_vec();
    item.resize(item.len() + padding, b'.');
    item.extend_from_slice(br#""}"#);
    Some(item)
}

fn check_kind(kind: &str) -> Result<(), DraftProblem> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if kind.is_empty() || kind.len() > MAX_NAME_BYTES || !kind.bytes().all(plain) {
        return Err(DraftProblem::Kind);
    }
    Ok(())
}

fn check_object(part: &'static str, json: &str) -> Result<(), DraftProblem> {
    if !json.starts_with('{') {
        return Err(DraftProblem::NotAnObject { part });
    }
    // Between JSON tokens a newline is white space; here it would end the frame.
    if json.bytes().fold(false, |found, byte| found | (byte < b' ')) {
        return Err(DraftProblem::NotOneLine { part });
    }
    Ok(())
}

fn push_text(out: &mut Vec<u8>, key: &str, text: Option<&str>) -> Result<(), DraftProblem> {
    out.extend_from_slice(key.as_bytes());
    let Some(text) = text else {
        out.extend_from_slice(b"null");
        return Ok(());
    };
    if text.len() > MAX_NAME_BYTES {
        return Err(DraftProblem::NameTooLong { bytes: text.len() });
    }
    serde_json::to_writer(out, text).map_err(|_| DraftProblem::NameTooLong { bytes: text.len() })
}

fn push_time(out: &mut Vec<u8>, key: &str, at: DateTime<Utc>) -> Result<(), DraftProblem> {
    out.extend_from_slice(key.as_bytes());
    if time::push_time(out, at) { Ok(()) } else { Err(DraftProblem::Time) }
}

fn push_digest(out: &mut Vec<u8>, digest: Option<Hash256>) {
    let Some(digest) = digest else {
        out.extend_from_slice(b"null");
        return;
    };
    out.push(b'"');
    push_hex(out, &digest.0);
    out.push(b'"');
}

fn push_optional(out: &mut Vec<u8>, key: &str, number: Option<u64>) {
    out.extend_from_slice(key.as_bytes());
    match number {
        Some(number) => push_number(out, number),
        None => out.extend_from_slice(b"null"),
    }
}

/// Appends a number in decimal.
pub(super) fn push_number(out: &mut Vec<u8>, mut number: u64) {
    let begin = out.len();
    loop {
        out.push(b'0' + (number % 10) as u8);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    if let Some(digits) = out.get_mut(begin..) {
        digits.reverse();
    }
}
