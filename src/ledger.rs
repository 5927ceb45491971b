//! The ledger: every event there ever was, in order, in files that can be read with `less` in thirty years.
//!
//! It is append-only, hash-chained and durable, and it is the only truth; everything else can be rebuilt from it. One
//! line is one frame, the events of one command (docs/ledger-format.md). The ledger keeps facts and private data as the
//! bytes it was given and must not know what they mean: event types, their versions, State and policy are others'
//! business. It knows no clock and makes no ids or salts. Nothing outside this module may know where frames are kept.
//!
//! There is one [`Ledger`], which writes, and any number of [`LedgerReader`]s, also in other processes. [`verify`]
//! walks everything without the lock.

mod decode;
mod encode;
mod erase;
mod error;
mod extent;
mod frame;
mod hash;
mod lines;
mod reader;
mod segment;
pub mod storage;
mod tail;
#[cfg(test)]
mod tests;
mod time;
mod verify;
mod walk;

pub use encode::{MAX_EVENTS, MAX_FRAME_BYTES, MAX_NAME_BYTES, erased_item};
pub use erase::{Erasing, PrivateItem, finish_erasing, remove_torn_copies};
pub use error::{Damage, DraftProblem, FollowError, LedgerError, Problem};
pub use extent::Extent;
pub use frame::{Address, Appended, Draft, DraftEvent, DraftPrivate, Frame, Head, Position, PrivatePart, RawEvent};
pub use hash::Hash256;
pub use reader::{Following, Frames, LedgerReader};
pub use tail::{MAX_GROUP_BYTES, TornTail};
pub use verify::{Tail, VerifyReport, verify, verify_with};

use encode::{Encoder, Link};
use reader::Shared;
use segment::{Header, Segment};
use std::sync::Arc;
use storage::{Storage, StorageFile};
use tail::Verdict;
use walk::{Step, Walker};

/// With less room than this on its disk the ledger takes nothing more: what follows it (views, index, the vault, a
/// checkpoint) is on the same disk as a rule and needs some to take in what was acknowledged.
pub const KEEP_FREE_BYTES: u64 = 16 * 1024 * 1024;

/// How the ledger uses its disk.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// A group that would make a segment larger than this begins a new one.
    pub segment_bytes: u64,
    /// How much space is taken ahead, as newlines; 0 for none. A sync that does not change the file's size spares the
    /// file system's journal a commit.
    pub preallocate_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { segment_bytes: 64 * 1024 * 1024, preallocate_bytes: 1024 * 1024 }
    }
}

/// What opening found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenReport {
    /// The last frame.
    pub head: Position,
    /// How many frames were read and handed on.
    pub frames: u64,
    /// How many segments there are.
    pub segments: u32,
    /// What was cut off the end.
    pub torn: Option<TornTail>,
}

/// The one writer.
#[derive(Debug)]
pub struct Ledger {
    shared: Arc<Shared>,
    options: Options,
    file: Arc<dyn StorageFile>,
    header: Header,
    /// Behind the last durable frame.
    end: u64,
    /// The file's size: everything between is newlines.
    allocated: u64,
    head: Position,
    link: Link,
    encoder: Encoder,
    buffer: Vec<u8>,
    /// A write failed, and what is on the disk behind `end` is not known.
    in_doubt: bool,
}

impl Ledger {
    /// Opens the ledger, or begins one in an empty folder, and hands every frame to `follow`.
    ///
    /// # Errors
    /// If it is damaged, if the disk fails, or if `follow` gives up. Only a torn tail is ever changed by opening.
    pub fn open(
        storage: Arc<dyn Storage>,
        options: Options,
        follow: impl FnMut(&Frame) -> Result<(), FollowError>,
    ) -> Result<(Self, OpenReport), LedgerError> {
        Self::open_from(storage, options, Position::START, follow)
    }

    /// Opens the ledger and hands on the frames behind a position only. What is before it is not looked at, save that
    /// the position's own frame is there.
    ///
    /// # Errors
    /// [`LedgerError::PositionDoesNotFit`] if the ledger does not hold that frame: whatever was built on it must be
    /// discarded and the ledger opened from [`Position::START`]. `follow` has not been called then. Else as
    /// [`Ledger::open`].
    pub fn open_from(
        storage: Arc<dyn Storage>,
        options: Options,
        from: Position,
        mut follow: impl FnMut(&Frame) -> Result<(), FollowError>,
    ) -> Result<(Self, OpenReport), LedgerError> {
        segment::remove_temporary(storage.as_ref()).map_err(LedgerError::io("removing a half-made segment"))?;
        if segment::count(storage.as_ref())? == 0 {
            let header = Header { segment: 1, first_seq: 1, prev_hash: Hash256::ZERO };
            segment::create(storage.as_ref(), header).map_err(LedgerError::io("beginning a ledger"))?;
        }
        let shared = Arc::new(Shared::new(storage.clone())?);
        let (mut walker, mut head) = if from.seq == 0 {
            (Walker::from_segment(&storage, 1)?, Position::START)
        } else {
            let (walker, frame) = Walker::after(&storage, from)?;
            (walker, frame.position())
        };
        let mut frames = 0;
        let torn = loop {
            match walker.step()? {
                Step::Frame(frame) => {
                    follow(&frame).map_err(|source| LedgerError::Follow { seq: frame.seq, source })?;
                    head = frame.position();
                    shared.note(frame.seq, frame.address);
                    frames += 1;
                }
                Step::End => break None,
                Step::Bad(bad) => match tail::judge(storage.as_ref(), &bad)? {
                    Verdict::Damaged(damage) => return Err(damage.into()),
                    Verdict::Torn { end } => break Some(tail::cut(storage.as_ref(), &bad, end)?),
                    Verdict::Readable => {}
                },
            }
        };
        shared.publish(head);
        let ledger = Self::at_end(shared, options, &walker, head)?;
        let report = OpenReport { head, frames, segments: ledger.header.segment, torn };
        Ok((ledger, report))
    }

    fn at_end(shared: Arc<Shared>, options: Options, walker: &Walker, head: Position) -> Result<Self, LedgerError> {
        let header = walker.header();
        let opening = LedgerError::io("opening the last segment");
        let file = shared.storage.open_to_write(&segment::name(header.segment)).map_err(opening)?;
        let allocated = file.size().map_err(LedgerError::io("reading the last segment's size"))?;
        Ok(Self {
            shared,
            options,
            file,
            header,
            end: walker.next_address().offset,
            allocated,
            head,
            link: Link { seq: head.seq, hash: head.hash, recorded_at: walker.recorded_at() },
            encoder: Encoder::default(),
            buffer: Vec::new(),
            in_doubt: false,
        })
    }

    /// The last durable frame.
    #[must_use]
    pub fn head(&self) -> Position {
        self.head
    }

    /// Whether the disk failed and what is on it is not known: nothing is written until [`Ledger::recover`] succeeds.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        self.in_doubt
    }

    /// A handle for reading, for anyone.
    #[must_use]
    pub fn reader(&self) -> LedgerReader {
        LedgerReader::of_writer(self.shared.clone())
    }

    /// Makes a group of frames durable: one write, one sync, all or none.
    ///
    /// # Errors
    /// If a draft cannot be stored or the group is too large, nothing was written and others can be appended. If the
    /// disk fails, none of the group counts as written, and nothing more is written until [`Ledger::recover`] has
    /// succeeded, which this tries at once and the next append tries again. Should the power go before it succeeds,
    /// frames of the group may be found when the ledger is opened: whoever sent them must ask again with the same id.
    pub fn append(&mut self, drafts: &[Draft]) -> Result<Vec<Appended>, LedgerError> {
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        if self.in_doubt {
            self.recover()?;
        }
        if self.shared.storage.free_bytes().is_some_and(|free| free < KEEP_FREE_BYTES) {
            let source = std::io::ErrorKind::StorageFull.into();
            return Err(LedgerError::Io { doing: "keeping room for what follows the ledger", source });
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        let result = self.append_encoded(drafts, &mut buffer);
        // One huge group must not hold its memory for ever.
        buffer.clear();
        buffer.shrink_to(MAX_FRAME_BYTES);
        self.buffer = buffer;
        if self.in_doubt {
            // At once, so that refused frames are gone before anybody could find them. Failing is no news.
            let _ = self.recover();
        }
        result
    }

    fn append_encoded(&mut self, drafts: &[Draft], buffer: &mut Vec<u8>) -> Result<Vec<Appended>, LedgerError> {
        let mut appended = Vec::with_capacity(drafts.len());
        let mut link = self.link;
        for (index, draft) in drafts.iter().enumerate() {
            let offset = buffer.len() as u64;
            link = self
                .encoder
                .encode(buffer, draft, link, self.link.seq)
                .map_err(|problem| LedgerError::Draft { index, problem })?;
            if buffer.len() > MAX_GROUP_BYTES {
                return Err(LedgerError::GroupTooLarge { bytes: buffer.len(), limit: MAX_GROUP_BYTES });
            }
            let position = Position { seq: link.seq, hash: link.hash, segment: 0, offset };
            let recorded_at = link.recorded_at.unwrap_or(draft.head.recorded_at);
            appended.push(Appended { seq: link.seq, position, recorded_at });
        }
        self.in_doubt = true;
        let size = buffer.len() as u64;
        if self.end + size > self.options.segment_bytes && self.link.seq >= self.header.first_seq {
            self.roll()?;
        }
        self.write(buffer)?;
        self.in_doubt = false;
        for frame in &mut appended {
            frame.position.segment = self.header.segment;
            frame.position.offset += self.end;
            self.shared.note(frame.seq, frame.position.address());
        }
        self.end += size;
        self.link = link;
        if let Some(last) = appended.last() {
            self.head = last.position;
            self.shared.publish(self.head);
        }
        Ok(appended)
    }

    /// Writes the group, and newlines behind it if the space taken ahead is used up.
    fn write(&mut self, buffer: &mut Vec<u8>) -> Result<(), LedgerError> {
        let needed = self.end + buffer.len() as u64;
        let mut allocated = self.allocated;
        if needed > allocated {
            allocated = needed.max((needed + self.options.preallocate_bytes).min(self.options.segment_bytes));
            let ahead = usize::try_from(allocated - needed).unwrap_or(0);
            buffer.resize(buffer.len() + ahead, b'\n');
        }
        self.file.write_at(buffer, self.end).map_err(LedgerError::io("writing frames"))?;
        self.file.sync().map_err(LedgerError::io("making frames durable"))?;
        self.allocated = allocated;
        Ok(())
    }

    /// Begins a new segment. The old one is trimmed first, so that a later segment always means that all before it is
    /// whole.
    fn roll(&mut self) -> Result<(), LedgerError> {
        let beginning = LedgerError::io("beginning a segment");
        self.trim().map_err(LedgerError::io("ending a segment"))?;
        let header =
            Header { segment: self.header.segment + 1, first_seq: self.link.seq + 1, prev_hash: self.link.hash };
        let segment = segment::create(self.shared.storage.as_ref(), header).map_err(beginning)?;
        self.enter(&segment);
        Ok(())
    }

    fn enter(&mut self, segment: &Segment) {
        self.shared.note_segment(segment.header.first_seq, segment.first());
        self.file = segment.file.clone();
        self.header = segment.header;
        (self.end, self.allocated) = (segment.header_bytes, segment.header_bytes);
    }

    fn trim(&mut self) -> std::io::Result<()> {
        if self.allocated > self.end {
            self.file.set_size(self.end)?;
            self.file.sync()?;
            self.allocated = self.end;
        }
        Ok(())
    }

    /// Gets rid of whatever a failed append left behind: opens the last segment anew, reads the last durable frame
    /// again, cuts what is behind it. Does nothing when there is no doubt.
    ///
    /// # Errors
    /// If the disk still fails, or if the last durable frame is not what it was. Nothing is written then.
    pub fn recover(&mut self) -> Result<(), LedgerError> {
        if !self.in_doubt {
            return Ok(());
        }
        let storage = self.shared.storage.clone();
        segment::remove_temporary(storage.as_ref()).map_err(LedgerError::io("removing a half-made segment"))?;
        let unfinished = segment::name(self.header.segment + 1);
        if segment::count(storage.as_ref())? > self.header.segment {
            let removing = storage.remove(&unfinished).and_then(|()| storage.sync_names());
            removing.map_err(LedgerError::io("removing a segment that was not begun"))?;
        }
        self.read_tail_again()?;
        let name = segment::name(self.header.segment);
        let opening = LedgerError::io("opening the last segment again");
        self.file = storage.open_to_write(&name).map_err(opening)?;
        let cut = self.file.set_size(self.end).and_then(|()| self.file.sync());
        cut.map_err(LedgerError::io("cutting what was not durable"))?;
        self.allocated = self.end;
        self.in_doubt = false;
        Ok(())
    }
}

impl Ledger {
    /// Whether what was durable is still there and ends where it did.
    fn read_tail_again(&self) -> Result<(), LedgerError> {
        let storage = &self.shared.storage;
        let misfit = |detail| LedgerError::PositionDoesNotFit { seq: self.head.seq, detail };
        let last_segment = segment::open_listed(storage.as_ref(), self.header.segment, self.link.seq + 1)?;
        if last_segment.header != self.header {
            return Err(misfit(format!("segment {} has another header now", self.header.segment)));
        }
        let mut end = last_segment.header_bytes;
        if self.head.seq > 0 {
            let (walker, _) = Walker::after(storage, self.head)?;
            let next = walker.next_address();
            // Else the last segment holds no frame yet and ends behind its header.
            if next.segment == self.header.segment {
                end = next.offset;
            }
        }
        if end == self.end { Ok(()) } else { Err(misfit(format!("it ends at byte {end} now, not {}", self.end))) }
    }
}

impl Drop for Ledger {
    /// Gives the space that was taken ahead back. It may fail: blank lines at the end do no harm.
    fn drop(&mut self) {
        if !self.in_doubt {
            let _ = self.trim();
        }
    }
}
