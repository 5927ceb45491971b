//! Reading frames while others write: one by its number or address, or many in order.

use super::decode::decode;
use super::error::LedgerError;
use super::frame::{Address, Frame, Position};
use super::lines::{Found, Lines};
use super::segment;
use super::storage::Storage;
use super::tail::{self, Verdict};
use super::walk::{Step, Walker};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// One frame in so many has its address in memory, and the first one after so many bytes; the others are found by
/// counting lines from there. Bytes count because an import's frames are a hundred times the usual ones.
const STRIDE: u64 = 128;
const STRIDE_BYTES: u64 = 256 * 1024;
const COUNT_CHUNK_BYTES: usize = 64 * 1024;
/// Most frames are smaller than this, so that one read brings a whole one.
const FRAME_CHUNK_BYTES: usize = 4 * 1024;
/// How many frames one call hands out.
const MAX_FRAMES: usize = 10_000;

/// What the writer and the readers of one process share.
#[derive(Debug)]
pub(super) struct Shared {
    pub storage: Arc<dyn Storage>,
    published: RwLock<Published>,
}

#[derive(Debug)]
struct Published {
    head: Position,
    /// The addresses of the first frame of each segment, and of some others.
    index: BTreeMap<u64, Address>,
}

impl Shared {
    pub(super) fn new(storage: Arc<dyn Storage>) -> Result<Self, LedgerError> {
        let shared =
            Self { storage, published: RwLock::new(Published { head: Position::START, index: BTreeMap::new() }) };
        for number in 1..=segment::count(shared.storage.as_ref())? {
            let segment = segment::open_listed(shared.storage.as_ref(), number, 0)?;
            shared.note_segment(segment.header.first_seq, segment.first());
        }
        Ok(shared)
    }

    /// Tells readers that everything up to here is durable.
    pub(super) fn publish(&self, head: Position) {
        self.published.write().unwrap_or_else(PoisonError::into_inner).head = head;
    }

    /// Remembers where a segment's first frame stands or will stand.
    pub(super) fn note_segment(&self, first_seq: u64, address: Address) {
        self.published.write().unwrap_or_else(PoisonError::into_inner).index.insert(first_seq, address);
    }

    /// Remembers where a frame stands, if it is one of those to be remembered.
    pub(super) fn note(&self, seq: u64, address: Address) {
        let is_far = |(_, noted): (u64, Address)| {
            noted.segment == address.segment && address.offset.saturating_sub(noted.offset) >= STRIDE_BYTES
        };
        if seq.is_multiple_of(STRIDE) || self.nearest(seq).is_some_and(is_far) {
            self.note_segment(seq, address);
        }
    }

    /// Forgets where later frames stand.
    fn forget_after(&self, seq: u64) {
        let mut published = self.published.write().unwrap_or_else(PoisonError::into_inner);
        published.index.retain(|noted, _| *noted <= seq);
    }

    fn head(&self) -> Position {
        self.published.read().unwrap_or_else(PoisonError::into_inner).head
    }

    /// The nearest known address at or before a frame.
    fn nearest(&self, seq: u64) -> Option<(u64, Address)> {
        let published = self.published.read().unwrap_or_else(PoisonError::into_inner);
        published.index.range(..=seq).next_back().map(|(seq, address)| (*seq, *address))
    }
}

/// Reads frames. Cheap to clone; works while the writer appends, and in another process without any lock.
#[derive(Debug, Clone)]
pub struct LedgerReader {
    shared: Arc<Shared>,
    follows_writer: bool,
}

impl LedgerReader {
    pub(super) fn of_writer(shared: Arc<Shared>) -> Self {
        Self { shared, follows_writer: true }
    }

    /// Reads a ledger that another process may be writing. Its head is the last whole frame there is now, which may
    /// be of a group that is not durable yet; [`LedgerReader::refresh`] finds later ones. Nothing is ever written.
    ///
    /// # Errors
    /// If the ledger is damaged or cannot be read.
    pub fn open(storage: Arc<dyn Storage>) -> Result<Self, LedgerError> {
        let reader = Self { shared: Arc::new(Shared::new(storage)?), follows_writer: false };
        reader.refresh()?;
        Ok(reader)
    }

    /// The last durable frame.
    #[must_use]
    pub fn head(&self) -> Position {
        self.shared.head()
    }

    pub(super) fn storage(&self) -> &Arc<dyn Storage> {
        &self.shared.storage
    }

    /// Looks for frames written since by another process. Beside a writer of this process there is nothing to do.
    ///
    /// # Errors
    /// If the ledger is damaged or cannot be read.
    pub fn refresh(&self) -> Result<Position, LedgerError> {
        if self.follows_writer {
            return Ok(self.head());
        }
        let storage = &self.shared.storage;
        let before = self.head();
        let resumed = if before.seq > 0 { Walker::after(storage, before).ok() } else { None };
        let (mut walker, mut head) = match resumed {
            Some((walker, frame)) => (walker, frame.position()),
            // Also when the frame that was last has been refused and cut since.
            None => match self.last_frames()? {
                Some(walker) => (walker, Position::START),
                None => return Ok(before),
            },
        };
        let mut noted = 0;
        loop {
            match walker.step()? {
                Step::Frame(frame) => {
                    self.shared.note(frame.seq, frame.address);
                    head = frame.position();
                }
                Step::End => break,
                Step::Bad(bad) => match tail::judge(storage.as_ref(), &bad)? {
                    Verdict::Damaged(damage) => return Err(damage.into()),
                    Verdict::Torn { .. } => break,
                    Verdict::Readable => {}
                },
            }
            let start = walker.segment_start();
            if start.segment != noted {
                noted = start.segment;
                self.shared.note_segment(walker.header().first_seq, start);
            }
        }
        self.shared.publish(head);
        Ok(head)
    }

    /// Before the first frame of the last segment that has one; nothing where no ledger has been begun.
    fn last_frames(&self) -> Result<Option<Walker>, LedgerError> {
        let storage = &self.shared.storage;
        let mut number = segment::count(storage.as_ref())?;
        while number > 0 {
            let walker = Walker::from_segment(storage, number)?;
            // What is torn there is no frame; what is damaged is judged by who walks on from the segment before.
            let begun = matches!(Walker::from_segment(storage, number)?.step()?, Step::Frame(_));
            if begun || number == 1 {
                self.shared.forget_after(walker.header().first_seq);
                return Ok(Some(walker));
            }
            number -= 1;
        }
        Ok(None)
    }

    /// Where a durable frame stands.
    ///
    /// # Errors
    /// If there is no such frame or the ledger cannot be read.
    pub fn address_of(&self, seq: u64) -> Result<Address, LedgerError> {
        let head = self.head();
        let missing = LedgerError::NoSuchFrame { seq, head: head.seq };
        if seq == 0 || seq > head.seq {
            return Err(missing);
        }
        let Some((mut at, address)) = self.shared.nearest(seq) else { return Err(missing) };
        if at == seq {
            return Ok(address);
        }
        let segment = segment::open_listed(self.shared.storage.as_ref(), address.segment, seq)?;
        let mut lines = Lines::new(segment.file, address.offset, COUNT_CHUNK_BYTES);
        while at < seq {
            if lines.next().map_err(LedgerError::io("looking for a frame"))? != Found::Whole {
                return Err(missing);
            }
            at += 1;
            self.shared.note(at, Address { segment: address.segment, offset: lines.next_offset() });
        }
        Ok(Address { segment: address.segment, offset: lines.next_offset() })
    }

    /// Where a durable frame stands, and its hash.
    ///
    /// # Errors
    /// If there is no such frame, it is damaged, or the ledger cannot be read.
    pub fn position_of(&self, seq: u64) -> Result<Position, LedgerError> {
        Ok(self.read(seq)?.position())
    }

    /// The frame with a number.
    ///
    /// # Errors
    /// If there is no such frame, it is damaged, or the ledger cannot be read.
    pub fn read(&self, seq: u64) -> Result<Frame, LedgerError> {
        let address = self.address_of(seq)?;
        let frame = self.read_at(address)?;
        if frame.seq == seq {
            return Ok(frame);
        }
        let detail = format!("frame {} is there instead of {seq}", frame.seq);
        Err(LedgerError::NoFrameThere { segment: address.segment, offset: address.offset, detail })
    }

    /// The frame at an address that a follower has kept.
    ///
    /// # Errors
    /// If no durable frame begins there, it is damaged, or the ledger cannot be read.
    pub fn read_at(&self, address: Address) -> Result<Frame, LedgerError> {
        let Address { segment, offset } = address;
        let none = |detail: String| LedgerError::NoFrameThere { segment, offset, detail };
        let file = match self.shared.storage.open(&segment::name(segment)) {
            Ok(file) => file,
            Err(error) => return Err(none(error.to_string())),
        };
        let mut lines = Lines::new(file, offset, FRAME_CHUNK_BYTES);
        let mut decoded = None;
        // Twice: the first time its private data may just have been being erased.
        for _ in 0..2 {
            lines.seek(offset);
            if lines.next().map_err(LedgerError::io("reading a frame"))? != Found::Whole {
                return Err(none("no whole line".into()));
            }
            decoded = Some(decode(lines.line(), address));
            if matches!(decoded, Some(Ok(_))) {
                break;
            }
        }
        let frame = decoded.ok_or_else(|| none("no whole line".into()))?.map_err(|bad| none(bad.to_string()))?;
        let head = self.head().seq;
        if frame.seq > head { Err(LedgerError::NoSuchFrame { seq: frame.seq, head }) } else { Ok(frame) }
    }

    /// Up to `limit` frames from one on, and no more than 10,000; fewer at the end of what is durable.
    ///
    /// # Errors
    /// If one is damaged or the ledger cannot be read.
    pub fn read_from(&self, seq: u64, limit: usize) -> Result<Vec<Frame>, LedgerError> {
        self.frames_from(seq)?.take(limit.min(MAX_FRAMES)).collect()
    }

    /// The frames from one on, as they come.
    #[must_use]
    pub fn follow_from(&self, seq: u64) -> Following {
        Following { reader: self.clone(), next_seq: seq.max(1), last: 0, walker: None }
    }

    /// All frames from one on, up to the head of this moment.
    ///
    /// # Errors
    /// If the first cannot be found.
    pub fn frames_from(&self, seq: u64) -> Result<Frames, LedgerError> {
        let (seq, last) = (seq.max(1), self.head().seq);
        if seq > last {
            return Ok(Frames { walker: None, last });
        }
        let walker = Walker::from_frame(&self.shared.storage, self.address_of(seq)?, seq)?;
        Ok(Frames { walker: Some(walker), last })
    }
}

/// Frames in order for somebody who takes them as they come: unlike with [`LedgerReader::frames_from`], the place in the
/// file is kept between them.
#[derive(Debug)]
pub struct Following {
    reader: LedgerReader,
    next_seq: u64,
    /// The head when the file was last read: what was read behind it counts for nothing.
    last: u64,
    walker: Option<Walker>,
}

impl Following {
    /// The next frame, if it is durable and not behind `limit`. After an error the place is looked up anew.
    ///
    /// # Errors
    /// If it is damaged or the ledger cannot be read.
    pub fn next_until(&mut self, limit: u64) -> Result<Option<Frame>, LedgerError> {
        if self.next_seq > limit {
            return Ok(None);
        }
        if self.next_seq > self.last {
            // The head is looked up only together with reading again: bytes read before it moved are blank still.
            self.last = self.reader.head().seq;
            if self.next_seq > self.last {
                return Ok(None);
            }
            if let Some(walker) = &mut self.walker {
                walker.read_again();
            }
        }
        let mut walker = match self.walker.take() {
            Some(walker) => walker,
            None => {
                Walker::waiting_for(&self.reader.shared.storage, self.reader.address_of(self.next_seq)?, self.next_seq)?
            }
        };
        match walker.step()? {
            Step::Frame(frame) => {
                self.next_seq += 1;
                self.walker = Some(walker);
                Ok(Some(*frame))
            }
            // All up to `last` is durable, so whatever cannot be read is damage.
            Step::Bad(bad) => Err(bad.damage.into()),
            Step::End => Err(LedgerError::NoSuchFrame { seq: self.next_seq, head: self.last }),
        }
    }
}

/// Frames in order; ends after the first error.
#[derive(Debug)]
pub struct Frames {
    walker: Option<Walker>,
    last: u64,
}

impl Iterator for Frames {
    type Item = Result<Frame, LedgerError>;

    fn next(&mut self) -> Option<Self::Item> {
        let walker = self.walker.as_mut().filter(|walker| walker.next_seq() <= self.last)?;
        let seq = walker.next_seq();
        let error = match walker.step() {
            Ok(Step::Frame(frame)) => return Some(Ok(*frame)),
            // All up to `last` is durable, so whatever cannot be read is damage.
            Ok(Step::Bad(bad)) => bad.damage.into(),
            Ok(Step::End) => LedgerError::NoSuchFrame { seq, head: self.last },
            Err(error) => error,
        };
        self.walker = None;
        Some(Err(error))
    }
}
