//! What was read off pages: made by whoever reads text, kept beside the previews, thrown away and read again at will.
//!
//! One small file a page, under the name of the file it is of. What was read and is not in the search index yet is noted in
//! the data directory, so that a kill between the two loses nothing: the index follows the ledger, and no frame tells of
//! text.

mod page;

pub use page::{Break, PageText, PlainText, TEXT_CHARS_MAX, WORDS_MAX, Word};

use super::erasure::wipe;
use super::files::texts;
use crate::domain::attachment::BlobHash;
use crate::domain::ids::{FolderNo, PageNo};
use crate::domain::state::State;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The data directory's folder for notes of what the index has yet to take in.
const FRESH: &str = "ocr/fresh";
/// A page's text is smaller.
const FILE_BYTES_MAX: u64 = 4 << 20;

/// How often a page is tried.
pub const ATTEMPTS_MAX: u32 = 3;

/// How reading text is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReadingState {
    /// Nobody reads: no command is given.
    #[default]
    Off,
    /// All that is to be read was.
    Idle,
    /// A page is being read.
    Reading,
    /// Files are being taken in: those come first.
    Yielding,
    /// The command does not work; it is tried again in a while.
    CommandFails,
}

impl ReadingState {
    /// Its stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Idle => "idle",
            Self::Reading => "reading",
            Self::Yielding => "yielding",
            Self::CommandFails => "command_fails",
        }
    }
}

/// How far reading text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadingProgress {
    /// What goes on.
    pub state: ReadingState,
    /// How many pages have text, or were read and have none.
    pub read: u64,
    /// How many are to be read.
    pub waiting: u64,
    /// How many could not be read, and are not tried again.
    pub failed: u64,
    /// How many were read since the start.
    pub read_since_start: u64,
}

/// An attempt to read a page that did not end well, or not yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// How many there were.
    pub count: u32,
    /// How the page was turned.
    pub quarters: u8,
    /// What it was read with.
    pub command: u64,
}

/// All texts. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Texts {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    scans_dir: PathBuf,
    fresh_dir: PathBuf,
    fresh: Mutex<BTreeSet<PageNo>>,
    progress: Mutex<ReadingProgress>,
}

fn open<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Texts {
    /// The texts of an archive.
    ///
    /// # Errors
    /// If the folder for notes cannot be made or read.
    pub fn open(data_dir: &Path, scans_dir: &Path) -> io::Result<Self> {
        let fresh_dir = data_dir.join(FRESH);
        fs::create_dir_all(&fresh_dir)?;
        let inner =
            Inner { scans_dir: scans_dir.to_owned(), fresh_dir, fresh: Mutex::default(), progress: Mutex::default() };
        let texts = Self { inner: Arc::new(inner) };
        texts.take_up();
        Ok(texts)
    }

    /// What was read off a page; nothing if it was not read, or what is there is none of ours.
    #[must_use]
    pub fn read(&self, file: BlobHash, index: u32) -> Option<PageText> {
        let path = self.path(file, index);
        fs::metadata(&path).ok().filter(|about| about.len() <= FILE_BYTES_MAX)?;
        PageText::parse(&fs::read_to_string(path).ok()?)
    }

    /// How the page was turned when it was read, if it was.
    #[must_use]
    pub fn read_quarters(&self, file: BlobHash, index: u32) -> Option<u8> {
        use io::Read as _;
        let mut head = [0; PageText::HEAD_BYTES];
        fs::File::open(self.path(file, index)).ok()?.read_exact(&mut head).ok()?;
        PageText::quarters_of(&head)
    }

    /// Keeps what was read off a page: whole or not at all, and the index will hear of it whatever happens.
    ///
    /// # Errors
    /// The disk.
    pub fn keep(&self, page: PageNo, file: BlobHash, index: u32, text: &PageText) -> io::Result<()> {
        let path = self.path(file, index);
        fs::create_dir_all(path.parent().unwrap_or(&self.inner.scans_dir))?;
        self.note_fresh(page)?;
        let half = path.with_extension("part");
        fs::write(&half, text.written())?;
        fs::rename(&half, &path)?;
        let _ = fs::remove_file(path.with_extension("try"));
        // Once more: whoever heard of it a moment ago may have found what was there before.
        self.note_fresh(page)
    }

    fn note_fresh(&self, page: PageNo) -> io::Result<()> {
        let mut fresh = open(&self.inner.fresh);
        fs::write(self.inner.fresh_dir.join(page.0.to_string()), [])?;
        fresh.insert(page);
        Ok(())
    }

    /// Forgets all that was read off a file's pages, for good.
    ///
    /// # Errors
    /// The disk.
    pub fn forget(&self, file: BlobHash) -> io::Result<()> {
        wipe(&texts(&self.inner.scans_dir, file))
    }

    /// Forgets what was read off one page, for good.
    ///
    /// # Errors
    /// The disk.
    pub fn forget_page(&self, file: BlobHash, index: u32) -> io::Result<()> {
        let path = self.path(file, index);
        [path.with_extension("part"), path.with_extension("try"), path].iter().try_for_each(|path| {
            match path.exists() {
                true => wipe(path),
                false => Ok(()),
            }
        })
    }

    /// The attempts on a page that was not read.
    #[must_use]
    pub fn attempt(&self, file: BlobHash, index: u32) -> Option<Attempt> {
        let text = fs::read_to_string(self.path(file, index).with_extension("try")).ok()?;
        let mut parts = text.split_ascii_whitespace();
        let (count, quarters) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(Attempt { count, quarters, command: u64::from_str_radix(parts.next()?, 16).ok()? })
    }

    /// Whether a page was tried as often as it is.
    #[must_use]
    pub fn has_failed(&self, file: BlobHash, index: u32) -> bool {
        self.attempt(file, index).is_some_and(|attempt| attempt.count >= ATTEMPTS_MAX)
    }

    /// Notes an attempt, before it is begun: what takes the service down must not be tried for ever.
    ///
    /// # Errors
    /// The disk.
    pub fn note_attempt(&self, file: BlobHash, index: u32, attempt: Option<Attempt>) -> io::Result<()> {
        let path = self.path(file, index).with_extension("try");
        let Some(Attempt { count, quarters, command }) = attempt else {
            return fs::remove_file(path).or_else(|error| match error.kind() {
                io::ErrorKind::NotFound => Ok(()),
                _ => Err(error),
            });
        };
        fs::create_dir_all(path.parent().unwrap_or(&self.inner.scans_dir))?;
        fs::write(path, format!("{count} {quarters} {command:x}\n"))
    }

    /// The text of each page that a folder shows, in their order, as far as they were read. The caller says how much is
    /// enough.
    pub fn of_folder<'a>(
        &'a self,
        state: &'a State,
        folder: FolderNo,
    ) -> impl Iterator<Item = (PageNo, PageText)> + 'a {
        state.scans.of_folder(folder).iter().filter_map(|no| {
            let page = state.scans.page(*no).filter(|page| !page.is_hidden)?;
            Some((*no, self.read(state.scans.get(page.scan)?.sha256, page.index)?))
        })
    }

    /// Takes up what was noted and never committed to the index.
    pub fn take_up(&self) {
        let Ok(entries) = fs::read_dir(&self.inner.fresh_dir) else { return };
        let page = |name: &std::ffi::OsStr| name.to_str().and_then(|name| name.parse().ok()).map(PageNo);
        open(&self.inner.fresh).extend(entries.flatten().filter_map(|entry| page(&entry.file_name())));
    }

    /// Whether pages were read that the index has yet to take in.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        !open(&self.inner.fresh).is_empty()
    }

    /// The index has these. One that was read again meanwhile stays.
    pub fn indexed(&self, pages: &[PageNo]) {
        let fresh = open(&self.inner.fresh);
        for page in pages.iter().filter(|page| !fresh.contains(page)) {
            let _ = fs::remove_file(self.inner.fresh_dir.join(page.0.to_string()));
        }
    }

    /// Takes what is fresh over; what is not committed is taken up again by the next who begins.
    #[must_use]
    pub fn take_fresh(&self) -> Vec<PageNo> {
        std::mem::take(&mut *open(&self.inner.fresh)).into_iter().collect()
    }

    /// How far reading is.
    #[must_use]
    pub fn progress(&self) -> ReadingProgress {
        *open(&self.inner.progress)
    }

    /// Says how far reading is.
    pub fn tell(&self, change: impl FnOnce(&mut ReadingProgress)) {
        change(&mut open(&self.inner.progress));
    }

    fn path(&self, file: BlobHash, index: u32) -> PathBuf {
        texts(&self.inner.scans_dir, file).join(format!("{index:04}.text"))
    }
}

#[cfg(test)]
mod tests;
