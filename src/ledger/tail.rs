//! Torn tail or damage: what a bad line at the end of what can be read means, and how a torn tail is cut.
//!
//! A frame says how far the ledger was durable when it was written. So a bad line is damage if anything later says that
//! the frame in its place was durable: then something acknowledged is gone and nobody may go on as if it were not. If
//! nothing says so, it was being written when the power went, nobody was told it was done, and it is cut.

use super::decode::{FRAME_MARK, decode};
use super::encode::MAX_FRAME_BYTES;
use super::error::{Damage, LedgerError};
use super::frame::Address;
use super::lines::{Found, Lines};
use super::segment;
use super::storage::Storage;
use super::walk::Bad;
use crate::disk;
use crate::domain::refusal::Code;

/// How many bytes a group may have, and so the most that can be torn.
pub const MAX_GROUP_BYTES: usize = 32 * 1024 * 1024;
/// How much of a torn tail is kept for the curious, and how often for one frame.
const MAX_KEPT_BYTES: usize = 4 * 1024 * 1024;
const MAX_KEPT_FILES: u32 = 9;
const CHUNK_BYTES: usize = 256 * 1024;

/// What a bad line is.
#[derive(Debug)]
pub(super) enum Verdict {
    /// A tail that was being written; `end` is behind its last byte.
    Torn {
        end: u64,
    },
    Damaged(Damage),
    /// It is a frame by now: it was being written while it was read.
    Readable,
}

/// A torn tail that was cut when the ledger was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TornTail {
    /// The frame that was being written.
    pub seq: u64,
    /// The segment's number.
    pub segment: u32,
    /// Where it was cut.
    pub offset: u64,
    /// How many bytes were cut, not counting space taken ahead.
    pub bytes: u64,
    /// The file beside the segments that holds them (the first 4 MiB). It may be removed.
    pub kept_in: Option<String>,
}

/// Decides.
pub(super) fn judge(storage: &dyn Storage, bad: &Bad) -> Result<Verdict, LedgerError> {
    if !bad.may_be_torn {
        return Ok(Verdict::Damaged(bad.damage.clone()));
    }
    let reading = LedgerError::io("reading behind a bad line");
    let Damage { segment, offset, seq, .. } = bad.damage;
    let opened = segment::open_listed(storage, segment, seq)?;
    let mut lines = Lines::new(opened.file, offset, CHUNK_BYTES);
    let later = search(&mut lines, seq).map_err(reading)?;
    // A segment is begun only when all before it is durable.
    let next_begun = segment::open(storage, segment + 1, seq)?.is_some();
    let torn = match later {
        Later::Durable => None,
        Later::Nothing { end } => Some(end).filter(|end| !next_begun && end - offset <= MAX_GROUP_BYTES as u64),
    };
    if let Some(end) = torn {
        return Ok(Verdict::Torn { end });
    }
    // Whoever reads while somebody writes may have seen half a frame; what proves it durable also proves it whole.
    lines.seek(offset);
    let found = lines.next().map_err(LedgerError::io("reading a bad line again"))?;
    let whole = found == Found::Whole && decode(lines.line(), Address { segment, offset }).is_ok();
    Ok(if whole { Verdict::Readable } else { Verdict::Damaged(bad.damage.clone()) })
}

enum Later {
    Durable,
    Nothing { end: u64 },
}

/// Looks for any valid frame that says `seq` was durable. Frames are looked for inside lines too, because the newline
/// between two frames may be what is bad.
fn search(lines: &mut Lines, seq: u64) -> std::io::Result<Later> {
    let mut end = lines.next_offset();
    loop {
        let found = lines.next()?;
        if found == Found::End {
            return Ok(Later::Nothing { end });
        }
        let line = lines.line();
        if line.is_empty() {
            lines.skip_blank();
            continue;
        }
        end = lines.next_offset();
        for (at, _) in line.windows(FRAME_MARK.len()).enumerate().filter(|(_, window)| *window == FRAME_MARK) {
            let frame = decode(line.get(at..).unwrap_or_default(), Address { segment: 0, offset: 0 });
            if frame.is_ok_and(|frame| (seq..frame.seq).contains(&frame.durable)) {
                return Ok(Later::Durable);
            }
        }
        if found == Found::TooLong {
            lines.seek(lines.offset() + MAX_FRAME_BYTES as u64);
        }
    }
}

/// Cuts a torn tail, after keeping a copy of it beside the segments.
pub(super) fn cut(storage: &dyn Storage, bad: &Bad, end: u64) -> Result<TornTail, LedgerError> {
    let Damage { segment, offset, seq, .. } = bad.damage;
    let cutting = LedgerError::io("cutting a torn tail");
    let keeping = LedgerError::io("keeping a copy of a torn tail");
    let file = storage.open_to_write(&segment::name(segment)).map_err(LedgerError::io("opening a torn segment"))?;
    let keep = || -> std::io::Result<Option<String>> {
        let names = storage.names()?;
        let free = (1..=MAX_KEPT_FILES).map(|n| format!("torn-{seq}-{n}.bin")).find(|name| !names.contains(name));
        let Some(name) = free else { return Ok(None) };
        let bytes = usize::try_from(end - offset).unwrap_or(MAX_KEPT_BYTES).min(MAX_KEPT_BYTES);
        let mut kept = vec![0; bytes];
        let mut read = 0;
        while let Some(rest) = kept.get_mut(read..).filter(|rest| !rest.is_empty()) {
            match file.read_at(rest, offset + read as u64)? {
                0 => break,
                more => read += more,
            }
        }
        kept.truncate(read);
        let write = || -> std::io::Result<()> {
            let copy = storage.create(&name)?;
            copy.write_at(&kept, 0)?;
            copy.sync()
        };
        if let Err(error) = write() {
            let _ = storage.remove(&name);
            return Err(error);
        }
        storage.sync_names()?;
        Ok(Some(name))
    };
    let kept_in = match keep() {
        // Nobody was told that it was done: a full disk is no reason not to start.
        Err(error) if disk::code_of(&error) == Code::StorageFull => None,
        kept => kept.map_err(keeping)?,
    };
    file.set_size(offset).and_then(|()| file.sync()).map_err(cutting)?;
    Ok(TornTail { seq, segment, offset, bytes: end - offset, kept_in })
}
