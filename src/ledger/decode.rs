//! Bytes into frames. A line is accepted only in the one spelling the encoder writes and only if its hash and private
//! digests are right; how it fits to its neighbours is the walker's business.

use super::encode::HASH_KEY;
use super::error::Problem;
use super::frame::{Address, Frame, Head, PrivatePart, RawEvent};
use super::hash::{Hash256, from_hex};
use super::time::{TIME_BYTES, parse_time};
use chrono::{DateTime, Utc};
use serde_json::value::RawValue;
use std::fmt;
use std::ops::Range;

/// How every frame of this version begins; also what to look for behind a bad line.
pub(super) const FRAME_MARK: &[u8] = b"{\"frame\":1,\"seq\":";

/// Why a line is not a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BadFrame {
    Shape { at: usize, expected: &'static str },
    Hash,
    Private { event: usize },
    Version(u64),
}

impl From<BadFrame> for Problem {
    fn from(bad: BadFrame) -> Self {
        match bad {
            BadFrame::Hash => Problem::HashDiffers,
            BadFrame::Private { event } => Problem::PrivateDiffers { event },
            BadFrame::Version(version) => Problem::UnknownVersion(version),
            BadFrame::Shape { .. } => Problem::Unreadable(bad.to_string()),
        }
    }
}

impl fmt::Display for BadFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadFrame::Shape { at, expected } => write!(f, "byte {at} of the line: expected {expected}"),
            BadFrame::Hash => f.write_str("hash differs"),
            BadFrame::Private { event } => write!(f, "private item of event {event} differs"),
            BadFrame::Version(version) => write!(f, "unknown format {version}"),
        }
    }
}

/// Reads a line without its newline.
pub(super) fn decode(line: &[u8], address: Address) -> Result<Frame, BadFrame> {
    decode_with_items(line, address).map(|(frame, _)| frame)
}

/// The private item of an event: where it stands in the line, and the digest its event has of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub range: Range<usize>,
    pub digest: Option<Hash256>,
}

/// The same, and where each event's private item stands.
pub(super) fn decode_with_items(line: &[u8], address: Address) -> Result<(Frame, Vec<Item>), BadFrame> {
    decode_v1(line, address).map_err(|bad| foreign_version(line, address).unwrap_or(bad))
}

/// The version of a line that looks like a frame of another version. A flipped digit in one of ours does not count:
/// with the digit put right its hash fits again.
fn foreign_version(line: &[u8], address: Address) -> Option<BadFrame> {
    let rest = line.strip_prefix(b"{\"frame\":")?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = rest.split_at_checked(digits)?;
    let version: u64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    if version == 1 || !rest.starts_with(b",\"seq\":") {
        return None;
    }
    let mended = [b"{\"frame\":1", rest].concat();
    decode_v1(&mended, address).is_err().then_some(BadFrame::Version(version))
}

fn decode_v1(line: &[u8], address: Address) -> Result<(Frame, Vec<Item>), BadFrame> {
    let text = std::str::from_utf8(line)
        .map_err(|error| BadFrame::Shape { at: error.valid_up_to(), expected: "UTF-8 text" })?;
    let mut cursor = Cursor { text, at: 0 };
    cursor.expect("{\"frame\":1,\"seq\":")?;
    let seq = cursor.number()?;
    cursor.expect(",\"durable\":")?;
    let durable = cursor.number()?;
    cursor.expect(",\"recorded_at\":\"")?;
    let recorded_at = cursor.time()?;
    cursor.expect("\",\"occurred_at\":\"")?;
    let occurred_at = cursor.time()?;
    cursor.expect("\",\"actor\":")?;
    let actor = cursor.text()?;
    cursor.expect(",\"device\":")?;
    let device = cursor.optional(Cursor::text)?;
    cursor.expect(",\"device_seq\":")?;
    let device_seq = cursor.optional(Cursor::number)?;
    cursor.expect(",\"command_id\":")?;
    let command_id = cursor.text()?;
    cursor.expect(",\"seen_seq\":")?;
    let seen_seq = cursor.optional(Cursor::number)?;
    cursor.expect(",\"reverses\":")?;
    let reverses = cursor.optional(Cursor::number)?;
    cursor.expect(",\"request\":")?;
    let request = cursor.optional(Cursor::quoted_hash)?;
    cursor.expect(",\"events\":[")?;
    let (mut events, digests) = events(&mut cursor)?;
    cursor.expect(",\"prev_hash\":")?;
    let prev_hash = cursor.quoted_hash()?;

    let covered = line.get(..cursor.at).unwrap_or_default();
    cursor.expect(HASH_KEY)?;
    let hash = Hash256(cursor.hex::<32>()?);
    if Hash256::of(covered) != hash {
        return Err(BadFrame::Hash);
    }
    cursor.expect("\",\"private\":[")?;
    let items = private_items(&mut cursor, line, &mut events, &digests)?;
    cursor.expect("]}")?;
    cursor.end()?;
    let frame = Frame {
        address,
        seq,
        durable,
        head: Head { recorded_at, occurred_at, actor, device, device_seq, command_id, seen_seq, reverses, request },
        events,
        prev_hash,
        hash,
    };
    Ok((frame, items))
}

type EventsAndDigests = (Vec<RawEvent>, Vec<Option<Hash256>>);

fn events(cursor: &mut Cursor<'_>) -> Result<EventsAndDigests, BadFrame> {
    let (mut events, mut digests) = (Vec::new(), Vec::new());
    while !cursor.take("]") {
        if !events.is_empty() {
            cursor.expect(",")?;
        }
        cursor.expect("{\"kind\":")?;
        let kind = cursor.text()?;
        cursor.expect(",\"v\":")?;
        let version = u16::try_from(cursor.number()?).map_err(|_| cursor.bad("a version below 65,536"))?;
        cursor.expect(",\"facts\":")?;
        let facts = cursor.object()?;
        cursor.expect(",\"private\":")?;
        digests.push(cursor.optional(Cursor::quoted_hash)?);
        cursor.expect("}")?;
        events.push(RawEvent { kind, version, facts, private: PrivatePart::None });
    }
    Ok((events, digests))
}

/// Fills in the private parts: one item per event, in order, each checked against the digest in its event.
fn private_items(
    cursor: &mut Cursor<'_>,
    line: &[u8],
    events: &mut [RawEvent],
    digests: &[Option<Hash256>],
) -> Result<Vec<Item>, BadFrame> {
    let mut items = Vec::with_capacity(digests.len());
    for (index, (event, digest)) in events.iter_mut().zip(digests).enumerate() {
        if index > 0 {
            cursor.expect(",")?;
        }
        let begin = cursor.at;
        event.private = private_item(cursor)?;
        let item = line.get(begin..cursor.at).unwrap_or_default();
        let right = match event.private {
            PrivatePart::None => digest.is_none(),
            PrivatePart::Erased => digest.is_some(),
            PrivatePart::Present { .. } => *digest == Some(Hash256::of(item)),
        };
        if !right {
            return Err(BadFrame::Private { event: index + 1 });
        }
        items.push(Item { range: begin..cursor.at, digest: *digest });
    }
    Ok(items)
}

fn private_item(cursor: &mut Cursor<'_>) -> Result<PrivatePart, BadFrame> {
    if cursor.take("null") {
        return Ok(PrivatePart::None);
    }
    if cursor.take("{\"erased\":\"") {
        cursor.at += cursor.rest().iter().take_while(|byte| **byte == b'.').count();
        cursor.expect("\"}")?;
        return Ok(PrivatePart::Erased);
    }
    cursor.expect("{\"salt\":\"")?;
    let salt = cursor.hex::<16>()?;
    cursor.expect("\",\"data\":")?;
    let data = cursor.object()?;
    cursor.expect("}")?;
    Ok(PrivatePart::Present { salt, data })
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn bad(&self, expected: &'static str) -> BadFrame {
        BadFrame::Shape { at: self.at, expected }
    }

    fn take(&mut self, literal: &str) -> bool {
        let found = self.rest().starts_with(literal.as_bytes());
        if found {
            self.at += literal.len();
        }
        found
    }

    fn expect(&mut self, literal: &'static str) -> Result<(), BadFrame> {
        if self.take(literal) { Ok(()) } else { Err(self.bad(literal)) }
    }

    fn end(&self) -> Result<(), BadFrame> {
        if self.rest().is_empty() { Ok(()) } else { Err(self.bad("the end of the line")) }
    }

    fn optional<T>(&mut self, read: fn(&mut Self) -> Result<T, BadFrame>) -> Result<Option<T>, BadFrame> {
        if self.take("null") { Ok(None) } else { read(self).map(Some) }
    }

    fn number(&mut self) -> Result<u64, BadFrame> {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let text = self.text.get(self.at..self.at + digits).unwrap_or_default();
        if digits > 1 && text.starts_with('0') {
            return Err(self.bad("a number without leading zeros"));
        }
        let number = text.parse().map_err(|_| self.bad("a number"))?;
        self.at += digits;
        Ok(number)
    }

    fn time(&mut self) -> Result<DateTime<Utc>, BadFrame> {
        let time = self.rest().get(..TIME_BYTES).and_then(parse_time).ok_or_else(|| self.bad("a time"))?;
        self.at += TIME_BYTES;
        Ok(time)
    }

    fn hex<const N: usize>(&mut self) -> Result<[u8; N], BadFrame> {
        let bytes = self.rest().get(..2 * N).and_then(from_hex).ok_or_else(|| self.bad("lower-case hex"))?;
        self.at += 2 * N;
        Ok(bytes)
    }

    fn quoted_hash(&mut self) -> Result<Hash256, BadFrame> {
        self.expect("\"")?;
        let hash = self.hex()?;
        self.expect("\"")?;
        Ok(Hash256(hash))
    }

    fn text(&mut self) -> Result<String, BadFrame> {
        let rest = self.rest();
        let (mut end, mut escaped) = (1, false);
        loop {
            match rest.get(end) {
                Some(b'"') => break,
                Some(b'\\') => (end, escaped) = (end + 2, true),
                Some(_) => end += 1,
                None => return Err(self.bad("the end of a text")),
            }
        }
        let quoted = self.text.get(self.at..=self.at + end).filter(|text| text.starts_with('"'));
        let text = match quoted {
            Some(quoted) if escaped => serde_json::from_str(quoted).ok(),
            Some(quoted) => quoted.get(1..end).map(str::to_owned),
            None => None,
        };
        let text = text.ok_or_else(|| self.bad("a text"))?;
        self.at += end + 1;
        Ok(text)
    }

    /// A JSON object, kept byte for byte.
    fn object(&mut self) -> Result<Box<RawValue>, BadFrame> {
        let rest = self.text.get(self.at..).filter(|rest| rest.starts_with('{'));
        let mut values = serde_json::Deserializer::from_str(rest.unwrap_or_default()).into_iter::<&RawValue>();
        let Some(Ok(value)) = values.next() else { return Err(self.bad("a JSON object")) };
        self.at += values.byte_offset();
        Ok(value.to_owned())
    }
}
