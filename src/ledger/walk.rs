//! Walks frames in order and checks how each fits to the one before: number, chain, time, and what it says is durable.
//! Opening, reading and verifying all walk the same way.

use super::decode::decode;
use super::error::{Damage, LedgerError, Problem};
use super::frame::{Address, Frame, Position};
use super::hash::Hash256;
use super::lines::{Found, Lines};
use super::segment::{self, Header, Segment};
use super::storage::Storage;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// How much is read at a time when many frames are wanted.
const CHUNK_BYTES: usize = 256 * 1024;
/// How much is read at a time by somebody who waits for the next one: behind it is space that was taken ahead.
const SHORT_CHUNK_BYTES: usize = 16 * 1024;

/// What was found next.
#[derive(Debug)]
pub(super) enum Step {
    Frame(Box<Frame>),
    /// Nothing more, for now.
    End,
    Bad(Bad),
}

/// Something that does not fit.
#[derive(Debug, Clone)]
pub(super) struct Bad {
    pub damage: Damage,
    /// A loss of power can leave a line unreadable; it cannot leave a whole frame that does not belong there.
    pub may_be_torn: bool,
}

/// A place between two frames. After `End` or `Bad` it stands where it stood and can be asked again.
#[derive(Debug)]
pub(super) struct Walker {
    storage: Arc<dyn Storage>,
    header: Header,
    header_bytes: u64,
    lines: Lines,
    /// The next frame's number.
    seq: u64,
    /// Of the frame before; unknown when the walk began in the middle.
    prev_hash: Option<Hash256>,
    recorded_at: Option<DateTime<Utc>>,
    durable: Option<u64>,
}

impl Walker {
    /// From the first frame of a segment.
    pub(super) fn from_segment(storage: &Arc<dyn Storage>, number: u32) -> Result<Self, LedgerError> {
        let segment = segment::open_listed(storage.as_ref(), number, u64::from(number == 1))?;
        let (header, offset) = (segment.header, segment.header_bytes);
        if number == 1 && (header.first_seq, header.prev_hash) != (1, Hash256::ZERO) {
            return Err(does_not_continue(number, 1).damage.into());
        }
        Ok(Self { prev_hash: Some(header.prev_hash), ..Self::at(storage, segment, offset, header.first_seq) })
    }

    /// From a frame in the middle, whose predecessor is not looked at.
    pub(super) fn from_frame(storage: &Arc<dyn Storage>, at: Address, seq: u64) -> Result<Self, LedgerError> {
        let segment = segment::open_listed(storage.as_ref(), at.segment, seq)?;
        Ok(Self::at(storage, segment, at.offset, seq))
    }

    /// From behind a frame, if that is the one the position says.
    pub(super) fn after(storage: &Arc<dyn Storage>, position: Position) -> Result<(Self, Frame), LedgerError> {
        let misfit = |detail: String| LedgerError::PositionDoesNotFit { seq: position.seq, detail };
        let segment = segment::open(storage.as_ref(), position.segment, position.seq)?;
        let segment = segment.ok_or_else(|| misfit(format!("there is no segment {}", position.segment)))?;
        let mut walker = Self::at(storage, segment, position.offset, position.seq);
        match walker.step()? {
            Step::Frame(frame) if frame.hash == position.hash => Ok((walker, *frame)),
            Step::Frame(frame) => Err(misfit(format!("its hash is {}", frame.hash))),
            Step::End => Err(misfit("the ledger ends before it".into())),
            Step::Bad(bad) => Err(misfit(bad.damage.to_string())),
        }
    }

    fn at(storage: &Arc<dyn Storage>, segment: Segment, offset: u64, seq: u64) -> Self {
        Self {
            storage: storage.clone(),
            header: segment.header,
            header_bytes: segment.header_bytes,
            lines: Lines::new(segment.file, offset, CHUNK_BYTES),
            seq,
            prev_hash: None,
            recorded_at: None,
            durable: None,
        }
    }

    /// The same for somebody who will wait for each frame.
    pub(super) fn waiting_for(storage: &Arc<dyn Storage>, at: Address, seq: u64) -> Result<Self, LedgerError> {
        let segment = segment::open_listed(storage.as_ref(), at.segment, seq)?;
        let lines = Lines::new(segment.file.clone(), at.offset, SHORT_CHUNK_BYTES);
        Ok(Self { lines, ..Self::at(storage, segment, at.offset, seq) })
    }

    /// Forgets what was read behind the last frame: it may have been written since.
    pub(super) fn read_again(&mut self) {
        self.lines.seek(self.lines.next_offset());
    }

    /// The segment it stands in.
    pub(super) fn header(&self) -> Header {
        self.header
    }

    /// Where the next frame begins or would begin.
    pub(super) fn next_address(&self) -> Address {
        Address { segment: self.header.segment, offset: self.lines.next_offset() }
    }

    /// Where the first frame of the segment begins.
    pub(super) fn segment_start(&self) -> Address {
        Address { segment: self.header.segment, offset: self.header_bytes }
    }

    /// The next frame's number.
    pub(super) fn next_seq(&self) -> u64 {
        self.seq
    }

    /// The time of the last frame.
    pub(super) fn recorded_at(&self) -> Option<DateTime<Utc>> {
        self.recorded_at
    }

    /// Goes on by one frame.
    pub(super) fn step(&mut self) -> Result<Step, LedgerError> {
        let mut looked_again = false;
        loop {
            let found = self.lines.next().map_err(LedgerError::io("reading frames"))?;
            let blank = found == Found::Whole && self.lines.line().is_empty();
            let at_end = match found {
                Found::End => true,
                Found::Whole if blank => self.lines.only_blank_follows().map_err(LedgerError::io("reading frames"))?,
                _ => false,
            };
            if !at_end {
                return Ok(self.frame(found, blank));
            }
            let end = self.lines.offset();
            let Some(next) = segment::open(self.storage.as_ref(), self.header.segment + 1, self.seq)? else {
                self.lines.seek(end);
                return Ok(Step::End);
            };
            let continues = next.header.first_seq == self.seq
                && self.prev_hash.is_none_or(|prev_hash| prev_hash == next.header.prev_hash);
            if !continues && looked_again {
                self.lines.seek(end);
                return Ok(Step::Bad(does_not_continue(self.header.segment + 1, self.seq)));
            }
            if continues {
                let address = next.first();
                (self.header, self.header_bytes) = (next.header, next.header_bytes);
                self.lines = Lines::new(next.file, address.offset, CHUNK_BYTES);
            } else {
                // A writer may have added to this segment, and begun the next, since its end was read.
                self.lines.seek(end);
                looked_again = true;
            }
        }
    }

    fn frame(&mut self, found: Found, blank: bool) -> Step {
        let unreadable = |detail: &str| Err((Problem::Unreadable(detail.to_owned()), true));
        let address = Address { segment: self.header.segment, offset: self.lines.offset() };
        let checked = match found {
            Found::Whole if blank => unreadable("blank, though something follows"),
            Found::Whole => match decode(self.lines.line(), address) {
                Ok(frame) => self.check(frame).map_err(|problem| (problem, false)),
                Err(bad) => {
                    let problem = Problem::from(bad);
                    let torn = !matches!(problem, Problem::UnknownVersion(_));
                    Err((problem, torn))
                }
            },
            Found::Cut => unreadable("the file ends before the line does"),
            Found::TooLong => unreadable("longer than a frame can be"),
            Found::End => unreadable("nothing there"),
        };
        match checked {
            Ok(frame) => {
                self.seq = self.seq.saturating_add(1);
                self.prev_hash = Some(frame.hash);
                self.recorded_at = Some(frame.head.recorded_at);
                self.durable = Some(frame.durable);
                Step::Frame(Box::new(frame))
            }
            Err((problem, may_be_torn)) => {
                self.lines.seek(address.offset);
                let line = self.seq.saturating_add(2).saturating_sub(self.header.first_seq);
                let Address { segment, offset } = address;
                Step::Bad(Bad { damage: Damage { segment, line, offset, seq: self.seq, problem }, may_be_torn })
            }
        }
    }

    fn check(&self, frame: Frame) -> Result<Frame, Problem> {
        if frame.seq != self.seq {
            return Err(Problem::OutOfOrder { found: frame.seq });
        }
        if self.prev_hash.is_some_and(|prev_hash| prev_hash != frame.prev_hash) {
            return Err(Problem::ChainBroken);
        }
        if self.recorded_at.is_some_and(|last| last > frame.head.recorded_at) {
            return Err(Problem::TimeWentBack);
        }
        // The first frame of a group says that all before it is durable, the others say the same as the first.
        let begins_group = frame.durable.checked_add(1) == Some(frame.seq);
        let same_group = frame.durable < frame.seq && self.durable.is_none_or(|durable| durable == frame.durable);
        if begins_group || same_group { Ok(frame) } else { Err(Problem::DurableImpossible { durable: frame.durable }) }
    }
}

fn does_not_continue(segment: u32, seq: u64) -> Bad {
    let damage = Damage { segment, line: 1, offset: 0, seq, problem: Problem::HeaderDoesNotContinue };
    Bad { damage, may_be_torn: false }
}
