//! The way from a file to filed pages: files are taken out of the inbox or off the command line, kept, read in child
//! processes, and their pages put where their codes say, or left for a person.
//!
//! All that must not be lost is in the ledger or in a file before anything is removed: whatever is killed here is done
//! again by the next start, from State's list of scans that were received and not read. It knows how files come and go;
//! what is on a page says `scan`, what becomes of it decides the archive.

mod attempts;
mod bring;
mod draw;
mod inbox;
mod journal;
mod read;
mod resolve;

pub use bring::{BringError, Bringing, Brought};
pub use inbox::{Inbox, claimed_by_others};
pub use resolve::{Resolver, sign_of};

/// Whether the children are shut in, for those who look after the machine.
pub use crate::scan::worker::{Shelter, shelter};

use crate::archive::{Archive, Files};
use crate::domain::ids::ScanNo;
use crate::domain::scan::ScanState;
use crate::metrics::Intake as Figures;
use crate::scan::worker::Limits;
use attempts::Attempts;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::sync::watch;

/// The data directory's folder for what intake has to remember beside the ledger; it may be deleted while nothing runs.
pub const FOLDER: &str = "intake";
/// How often a worker looks for work.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How long a worker rests when there is no room, or the archive takes nothing.
const REST: Duration = Duration::from_secs(2);

/// What intake works with.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The archive.
    pub archive: Archive,
    /// Its files.
    pub files: Files,
    /// Its data directory.
    pub data_dir: PathBuf,
    /// Where scanned files arrive and are kept.
    pub scans_dir: PathBuf,
    /// This program, to be started as a child.
    pub program: PathBuf,
    /// What a child may take.
    pub limits: Limits,
    /// What is counted.
    pub figures: Figures,
}

/// How far reading a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// How many of its pages were read.
    pub pages: u32,
    /// How many it has, if it says so.
    pub of: Option<u32>,
}

/// Takes files in and reads them. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Intake {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    parts: Parts,
    attempts: Attempts,
    at_work: Mutex<AtWork>,
    /// What lies in the inbox and is no file, by its name there.
    left_alone: Mutex<Vec<String>>,
    changes: watch::Sender<u64>,
    stopping: AtomicBool,
}

/// What workers are busy with.
#[derive(Debug, Default)]
struct AtWork {
    /// Scans that are being read.
    reading: BTreeMap<ScanNo, Reading>,
    /// Scans that this process will not try again: the archive did not take what was read.
    given_up: BTreeSet<ScanNo>,
}

/// Workers, until they are stopped.
#[derive(Debug)]
pub struct Working {
    intake: Intake,
    threads: Vec<JoinHandle<()>>,
}

impl Intake {
    /// Intake of an archive; nothing works yet.
    ///
    /// # Errors
    /// If its folder cannot be made.
    pub fn new(parts: Parts) -> io::Result<Self> {
        let now = parts.archive.now();
        let is_open = |scan| now.state.scans.get(scan).is_some_and(|row| row.state() == ScanState::Received);
        let attempts = Attempts::open(parts.data_dir.join(FOLDER), is_open)?;
        let (at_work, left_alone, stopping) = (Mutex::default(), Mutex::default(), AtomicBool::new(false));
        let inner = Inner { parts, attempts, at_work, left_alone, changes: watch::Sender::new(0), stopping };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Starts so many workers; without any, scans wait. They take scans in the order in which they came, those left by a
    /// stop first.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn work(&self, workers: usize) -> io::Result<Working> {
        let start = |number| {
            let intake = self.clone();
            thread::Builder::new().name(format!("scans-{number}")).spawn(move || intake.keep_reading())
        };
        let threads = (0..workers).map(start).collect::<io::Result<_>>()?;
        Ok(Working { intake: self.clone(), threads })
    }

    /// How far reading a scan is, while it is being read.
    #[must_use]
    pub fn progress(&self, scan: ScanNo) -> Option<Reading> {
        self.at_work().reading.get(&scan).copied()
    }

    /// Whether files are being read.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        !self.at_work().reading.is_empty()
    }

    /// Every scan that is being read, with how far that is: as many as there are workers.
    #[must_use]
    pub fn at_hand(&self) -> Vec<(ScanNo, Reading)> {
        self.at_work().reading.iter().map(|(scan, reading)| (*scan, *reading)).collect()
    }

    /// What lies in the inbox and is left alone, for it is no file: links, pipes, folders that are too deep.
    #[must_use]
    pub fn left_alone(&self) -> Vec<String> {
        self.inner.left_alone.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn leave_alone(&self, names: Vec<String>) {
        *self.inner.left_alone.lock().unwrap_or_else(PoisonError::into_inner) = names;
    }

    /// Tells when another page was read.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.inner.changes.subscribe()
    }

    /// Takes down how far a scan is.
    fn goes_on(&self, scan: ScanNo, reading: Reading) {
        self.at_work().reading.insert(scan, reading);
        self.inner.changes.send_modify(|changes| *changes += 1);
    }

    fn at_work(&self) -> MutexGuard<'_, AtWork> {
        self.inner.at_work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopping(&self) -> bool {
        self.inner.stopping.load(Ordering::Relaxed)
    }

    fn keep_reading(&self) {
        while !self.is_stopping() {
            let Some(scan) = self.take() else {
                thread::sleep(LOOK_EVERY);
                continue;
            };
            let outcome = self.read(scan);
            self.at_work().reading.remove(&scan);
            if let Err(why) = outcome {
                tracing::warn!(scan = scan.shown(), why, "a scan was not read; it is tried again");
                self.rest();
            }
        }
    }

    /// The next scan that nobody reads.
    fn take(&self) -> Option<ScanNo> {
        let now = self.inner.parts.archive.now();
        let mut at_work = self.at_work();
        let free = |scan: &ScanNo| !at_work.reading.contains_key(scan) && !at_work.given_up.contains(scan);
        let scan = now.state.scans.open().find(free)?;
        at_work.reading.insert(scan, Reading::default());
        Some(scan)
    }

    /// Waits a while, unless it is to stop.
    fn rest(&self) {
        let looks = REST.as_millis() / LOOK_EVERY.as_millis();
        (0..looks).take_while(|_| !self.is_stopping()).for_each(|_| thread::sleep(LOOK_EVERY));
    }

    fn previews(&self, scan: &crate::domain::state::Scan) -> PathBuf {
        crate::archive::files::previews(&self.inner.parts.scans_dir, scan.sha256)
    }

    /// How much room there is where scanned files are kept; nothing if nobody knows.
    #[must_use]
    pub fn free_bytes(&self) -> Option<u64> {
        crate::disk::free_bytes(self.scans_dir())
    }

    fn scans_dir(&self) -> &Path {
        &self.inner.parts.scans_dir
    }
}

impl Working {
    /// Ends the work: what was being read is read again by the next start.
    pub fn stop(self) {
        self.intake.inner.stopping.store(true, Ordering::Relaxed);
        for thread in self.threads {
            let _ = thread.join();
        }
    }
}
