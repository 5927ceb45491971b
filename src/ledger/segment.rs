//! Segment files: their names, their header line, how one comes into being.

use super::encode::push_number;
use super::error::{Damage, LedgerError, Problem};
use super::frame::Address;
use super::hash::{Hash256, push_hex};
use super::lines::{Found, Lines};
use super::storage::{Storage, StorageFile};
use std::io;
use std::sync::Arc;

/// More than a header can have.
const MAX_HEADER_BYTES: usize = 256;
const TEMPORARY: &str = ".tmp";

/// The first line of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub segment: u32,
    /// The frame that follows. All before it were durable when the segment was begun.
    pub first_seq: u64,
    /// The hash of the frame before that one.
    pub prev_hash: Hash256,
}

impl Header {
    fn encode(&self) -> Vec<u8> {
        let mut line = b"{\"strongroom_ledger\":1,\"segment\":".to_vec();
        push_number(&mut line, u64::from(self.segment));
        line.extend_from_slice(b",\"first_seq\":");
        push_number(&mut line, self.first_seq);
        line.extend_from_slice(b",\"prev_hash\":\"");
        push_hex(&mut line, &self.prev_hash.0);
        line.extend_from_slice(b"\"}\n");
        line
    }

    /// Reads a line without its newline. One value has one spelling, so whatever does not encode to the same bytes is
    /// refused.
    fn decode(line: &[u8]) -> Result<Self, Problem> {
        let number = |rest: &[u8]| -> Option<(u64, usize)> {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            Some((std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()?, digits))
        };
        let after = |rest: &[u8], key: &str| -> Option<Vec<u8>> { Some(rest.strip_prefix(key.as_bytes())?.to_vec()) };
        let parse = || -> Option<Result<Self, Problem>> {
            let rest = after(line, "{\"strongroom_ledger\":")?;
            let (version, digits) = number(&rest)?;
            if version != 1 {
                return Some(Err(Problem::UnknownVersion(version)));
            }
            let rest = after(rest.get(digits..)?, ",\"segment\":")?;
            let (segment, digits) = number(&rest)?;
            let rest = after(rest.get(digits..)?, ",\"first_seq\":")?;
            let (first_seq, digits) = number(&rest)?;
            let rest = after(rest.get(digits..)?, ",\"prev_hash\":\"")?;
            let prev_hash = Hash256::from_hex(std::str::from_utf8(rest.get(..64)?).ok()?)?;
            Some(Ok(Header { segment: u32::try_from(segment).ok()?, first_seq, prev_hash }))
        };
        let header = parse().unwrap_or(Err(Problem::HeaderUnreadable))?;
        let spelt = header.encode();
        if spelt.strip_suffix(b"\n") == Some(line) { Ok(header) } else { Err(Problem::HeaderUnreadable) }
    }
}

/// A segment's file name.
pub(super) fn name(segment: u32) -> String {
    format!("{segment:08}.jsonl")
}

fn number(name: &str) -> Option<u32> {
    let digits = name.strip_suffix(".jsonl")?;
    let plain = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

/// An opened segment and its header.
#[derive(Debug)]
pub(super) struct Segment {
    pub file: Arc<dyn StorageFile>,
    pub header: Header,
    pub header_bytes: u64,
}

impl Segment {
    /// Where the first frame begins.
    pub(super) fn first(&self) -> Address {
        Address { segment: self.header.segment, offset: self.header_bytes }
    }
}

/// Opens a segment to read; `None` if there is none of that number. `seq` is the frame it is asked for.
pub(super) fn open(storage: &dyn Storage, segment: u32, seq: u64) -> Result<Option<Segment>, LedgerError> {
    let file = match storage.open(&name(segment)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(LedgerError::Io { doing: "opening a segment", source }),
    };
    let mut lines = Lines::new(file.clone(), 0, MAX_HEADER_BYTES);
    let header = match lines.next().map_err(LedgerError::io("reading a segment's header"))? {
        Found::Whole => Header::decode(lines.line()),
        Found::Cut | Found::TooLong | Found::End => Err(Problem::HeaderUnreadable),
    };
    let header_bytes = lines.next_offset();
    let header = header
        .and_then(|header| if header.segment == segment { Ok(header) } else { Err(Problem::HeaderDoesNotContinue) });
    match header {
        Ok(header) => Ok(Some(Segment { file, header, header_bytes })),
        Err(problem) => Err(Damage { segment, line: 1, offset: 0, seq, problem }.into()),
    }
}

/// Opens a segment that the list says is there.
pub(super) fn open_listed(storage: &dyn Storage, segment: u32, seq: u64) -> Result<Segment, LedgerError> {
    let missing = Damage { segment, line: 0, offset: 0, seq, problem: Problem::SegmentMissing };
    open(storage, segment, seq)?.ok_or_else(|| missing.into())
}

/// How many segments there are. Their numbers have no gaps, or one is missing.
pub(super) fn count(storage: &dyn Storage) -> Result<u32, LedgerError> {
    let names = storage.names().map_err(LedgerError::io("listing segments"))?;
    let mut numbers: Vec<u32> = names.iter().filter_map(|name| number(name)).collect();
    numbers.sort_unstable();
    for (expected, found) in (1..).zip(&numbers) {
        if expected != *found {
            // The next one that is there tells which frames are gone.
            let next = open(storage, *found, 0).ok().flatten().map_or(1, |next| next.header.first_seq);
            let seq = next.saturating_sub(1);
            let problem = Problem::SegmentMissing;
            return Err(Damage { segment: expected, line: 0, offset: 0, seq, problem }.into());
        }
    }
    Ok(numbers.last().copied().unwrap_or(0))
}

/// Makes a segment under a temporary name, so that one with its own name always has a whole header.
pub(super) fn create(storage: &dyn Storage, header: Header) -> io::Result<Segment> {
    let name = name(header.segment);
    let temporary = format!("{name}{TEMPORARY}");
    let line = header.encode();
    let file = storage.create(&temporary)?;
    file.write_at(&line, 0)?;
    file.sync()?;
    storage.rename(&temporary, &name)?;
    storage.sync_names()?;
    Ok(Segment { file, header, header_bytes: line.len() as u64 })
}

/// Removes segments that a crash left half made.
pub(super) fn remove_temporary(storage: &dyn Storage) -> io::Result<()> {
    for name in storage.names()? {
        if name.strip_suffix(TEMPORARY).and_then(number).is_some() {
            storage.remove(&name)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_header_has_one_spelling() {
        let header = Header { segment: 7, first_seq: 120, prev_hash: Hash256::of(b"x") };
        let line = header.encode();
        let line = line.strip_suffix(b"\n").unwrap();
        assert_eq!(Header::decode(line), Ok(header));
        let text = std::str::from_utf8(line).unwrap();
        for other in [text.replace(":7,", ":07,"), text.replace(",\"first", ", \"first"), format!("{text} ")] {
            assert_eq!(Header::decode(other.as_bytes()), Err(Problem::HeaderUnreadable), "{other}");
        }
        let newer = text.replace("ledger\":1", "ledger\":2");
        assert_eq!(Header::decode(newer.as_bytes()), Err(Problem::UnknownVersion(2)));
    }

    #[test]
    fn only_a_segments_own_name_counts() {
        assert_eq!((name(12).as_str(), number("00000012.jsonl")), ("00000012.jsonl", Some(12)));
        for other in ["12.jsonl", "00000012.jsonl.tmp", "torn-5-1.bin", "+0000012.jsonl"] {
            assert_eq!(number(other), None, "{other}");
        }
    }
}
