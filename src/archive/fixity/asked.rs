//! A walk that somebody asks for, and how the one that is under way goes.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How a walk that is under way goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Going {
    /// When it began, microseconds since 1970 UTC.
    pub began_us: i64,
    /// Whether somebody asked for it; else it goes at its pace.
    pub is_asked: bool,
    /// How many originals were read.
    pub files: u32,
    /// How many there are.
    pub of_files: usize,
    /// How many bytes were read.
    pub bytes: u64,
    /// How many there are.
    pub of_bytes: u64,
    /// How many of those that were read are damaged.
    pub damaged: u32,
}

/// What the walker is told.
#[derive(Debug)]
enum Word {
    Walk,
    Stop,
}

/// Why the walker goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Woken {
    /// It has rested as long as it wanted.
    Rested,
    /// Somebody asks for a walk over all originals.
    Asked,
    /// It is over.
    Over,
}

/// Where the walker listens.
#[derive(Debug)]
pub(super) struct Told(Receiver<Word>);

impl Told {
    /// Rests so long, unless it is told something.
    pub(super) fn after(&self, rest: Duration) -> Woken {
        match self.0.recv_timeout(rest) {
            Ok(Word::Walk) => Woken::Asked,
            Ok(Word::Stop) | Err(RecvTimeoutError::Disconnected) => Woken::Over,
            Err(RecvTimeoutError::Timeout) => Woken::Rested,
        }
    }
}

/// The walks over the originals: asked for and looked at. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Walks {
    words: Sender<Word>,
    going: Arc<Mutex<Option<Going>>>,
}

impl Walks {
    pub(super) fn new() -> (Self, Told) {
        let (words, told) = channel();
        (Self { words, going: Arc::default() }, Told(told))
    }

    /// The walk that is under way.
    #[must_use]
    pub fn going(&self) -> Option<Going> {
        *self.now()
    }

    /// Asks for a walk over all originals, from the first and without waiting in between; one that was asked for before goes
    /// on. `began_us` and the numbers of files and bytes are what is told of it until it has begun.
    pub fn ask(&self, began_us: i64, of_files: usize, of_bytes: u64) {
        let mut now = self.now();
        if now.is_some_and(|going| going.is_asked) || of_files == 0 {
            return;
        }
        *now = Some(Going { began_us, is_asked: true, files: 0, of_files, bytes: 0, of_bytes, damaged: 0 });
        drop(now);
        let _ = self.words.send(Word::Walk);
    }

    pub(super) fn stop(&self) {
        let _ = self.words.send(Word::Stop);
    }

    /// A walk is there, or none any more.
    pub(super) fn goes(&self, going: Option<Going>) {
        *self.now() = going;
    }

    fn now(&self) -> MutexGuard<'_, Option<Going>> {
        self.going.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
