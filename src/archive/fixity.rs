//! The walk over all originals: every file is read again at a set pace, and whether it is what came in goes on record.
//!
//! One thread, one file at a time, with a rest after each as long as the pace asks for. What is found is an event, so that
//! whoever watches hears of it at once and an auditor finds it for ever; where the walk is, is only noted beside the
//! archive, and a walk that was cut short goes on from there. Somebody may ask for one: it begins at once, and rests no more
//! than leaves others room.

mod asked;
#[cfg(test)]
mod tests;

pub use asked::{Going, Walks};

use super::{Archive, Files, Meta};
use crate::blobs::wait_for;
use crate::domain::attachment::BlobHash;
use crate::domain::command::{Command, ScanCommand};
use crate::domain::event::Damage;
use crate::domain::folder::Actor;
use crate::domain::ids::ScanNo;
use asked::{Told, Woken};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::HashMap;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};
use std::{fs, io, thread};

/// Where the walk is, in the data directory.
const FILE: &str = "fixity.json";
/// How long to rest between two looks at what is damaged, in which somebody may have put it back.
const REST: Duration = Duration::from_secs(60);
/// How long to wait after a start: others have more to do then.
const SETTLING: Duration = Duration::from_secs(60);
/// Of a walk that somebody waits for: how many times as long as reading a file took is rested after it, as one in so many.
const BREATH: u32 = 4;
/// How long a stop waits for it.
const STOP_WAIT: Duration = Duration::from_secs(2);
const DAY_SECONDS: u64 = 24 * 3_600;

/// At what pace originals are read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// In how many days all of them are gone over; 0 if nobody goes over them.
    pub round_days: u16,
    /// No slower than this: a small archive is done in a moment.
    pub bytes_per_second: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { round_days: 7, bytes_per_second: 1024 * 1024 }
    }
}

impl Pace {
    /// How many bytes a second it takes to read so many in time.
    fn of(self, total_bytes: u64) -> u64 {
        (total_bytes / (u64::from(self.round_days).max(1) * DAY_SECONDS)).max(self.bytes_per_second).max(1)
    }

    fn round_us(self) -> i64 {
        i64::from(self.round_days) * DAY_SECONDS as i64 * 1_000_000
    }
}

/// Where a walk is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Walk {
    began_us: i64,
    /// The last original that was read.
    last: Option<BlobHash>,
    files: u32,
    bytes: u64,
    damaged: u32,
    /// Whether somebody asked for it.
    #[serde(default)]
    is_asked: bool,
}

impl Walk {
    /// What is told of it, of so many files and bytes.
    fn going(&self, (of_files, of_bytes): (usize, u64)) -> Going {
        let Self { began_us, files, bytes, damaged, is_asked, .. } = *self;
        Going { began_us, is_asked, files, of_files, bytes, of_bytes, damaged }
    }
}

/// What ends the walk.
#[derive(Debug)]
pub(super) struct Walking {
    walks: Walks,
    thread: JoinHandle<()>,
}

impl Walking {
    /// Stops it where it is. A file that is being read is not waited for: the process ends with its thread.
    pub(super) fn stop(self) {
        self.walks.stop();
        let asked = Instant::now();
        while !self.thread.is_finished() && asked.elapsed() < STOP_WAIT {
            thread::sleep(Duration::from_millis(5));
        }
        if self.thread.is_finished() {
            let _ = self.thread.join();
        }
    }
}

/// Begins to walk, on a thread of its own.
///
/// # Errors
/// If the thread cannot be started.
pub(super) fn start(data_dir: &Path, archive: &Archive, files: &Files, pace: Pace) -> io::Result<(Walks, Walking)> {
    let (walks, told) = Walks::new();
    let note = data_dir.join(FILE);
    let (archive, files, seen) = (archive.clone(), files.clone(), RefCell::default());
    let walker = Walker { archive, files, note, pace, seen, walks: walks.clone(), told };
    let thread = thread::Builder::new().name("fixity".to_owned()).spawn(move || walker.run())?;
    Ok((walks.clone(), Walking { walks, thread }))
}

struct Walker {
    archive: Archive,
    files: Files,
    note: PathBuf,
    pace: Pace,
    /// Damaged files as they looked when they were read last: what did not change is not read again.
    seen: RefCell<HashMap<ScanNo, Looks>>,
    walks: Walks,
    told: Told,
}

/// How long a file is, when it was changed last, and when that or whom it is for was; nothing if it is not there.
type Looks = Option<(u64, Option<SystemTime>, (i64, i64))>;

impl Walker {
    fn run(self) {
        let mut woken = self.told.after(SETTLING);
        while woken != Woken::Over {
            let is_asked = woken == Woken::Asked;
            woken = self.look_again().and_then(|()| self.walk(is_asked)).unwrap_or_else(|error| {
                tracing::warn!(%error, "the originals of scans cannot be gone over; trying again later");
                Woken::Rested
            });
            if woken == Woken::Rested {
                self.walks.goes(None);
                woken = self.told.after(REST);
            }
        }
    }

    /// The walk that is to go on, or to begin: where one was left, because somebody asks, or because it is time.
    fn begun(&self, is_asked: bool) -> io::Result<Option<Walk>> {
        let now = self.archive.now();
        let (clock_us, scans) = (self.archive.clock().now_us(), &now.state.scans);
        let left: Option<Walk> = fs::read(&self.note).ok().and_then(|note| serde_json::from_slice(&note).ok());
        let fresh = Walk { began_us: clock_us, is_asked, ..Walk::default() };
        if scans.is_empty() {
            return Ok(None);
        }
        if is_asked {
            // One that somebody waits for goes over all of them; after a stop it goes on as such.
            self.note(&fresh)?;
            return Ok(Some(fresh));
        }
        let due = scans.checked().is_none_or(|checked| clock_us - checked.found.began_us >= self.pace.round_us());
        Ok(match left {
            Some(left) if left.is_asked => Some(left),
            _ if self.pace.round_days == 0 => None,
            Some(left) => Some(left),
            None => due.then_some(fresh),
        })
    }

    /// Walks to the end, if there is reason to, or until somebody asks for one from the beginning, or it is over.
    fn walk(&self, is_asked: bool) -> Result<Woken, Box<dyn std::error::Error>> {
        let Some(mut walk) = self.begun(is_asked)? else { return Ok(Woken::Rested) };
        let now = self.archive.now();
        let scans = &now.state.scans;
        let total: u64 = scans.newest().map(|(_, scan)| scan.bytes).fold(0, u64::saturating_add);
        let pace = self.pace.of(total);
        let mut noted_bytes = walk.bytes;
        let behind = walk.last;
        let of = (scans.blobs().count(), total);
        for (hash, scan) in scans.blobs().filter(|(hash, _)| behind.is_none_or(|last| *hash > last)) {
            self.walks.goes(Some(walk.going(of)));
            let (bytes, began) = (scans.get(scan).map_or(0, |scan| scan.bytes), Instant::now());
            walk.damaged += u32::from(self.look(hash, scan)?);
            (walk.last, walk.files, walk.bytes) = (Some(hash), walk.files + 1, walk.bytes.saturating_add(bytes));
            // Not after each small file: what is read twice after a stop does no harm.
            if walk.bytes - noted_bytes > pace * 60 {
                self.note(&walk)?;
                noted_bytes = walk.bytes;
            }
            let rest = match walk.is_asked {
                true => began.elapsed() / BREATH,
                false => Duration::from_millis(bytes.saturating_mul(1_000) / pace),
            };
            match self.told.after(rest) {
                Woken::Over => {
                    self.note(&walk)?;
                    return Ok(Woken::Over);
                }
                Woken::Asked if !walk.is_asked => return Ok(Woken::Asked),
                Woken::Asked | Woken::Rested => {}
            }
        }
        let Walk { began_us, files, bytes, damaged, .. } = walk;
        self.record(ScanCommand::NoteChecked { began_us, files, bytes, damaged })?;
        match fs::remove_file(&self.note) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(Woken::Rested),
        }
    }

    /// Reads what is damaged once more where its file has changed since: somebody may have put it back.
    fn look_again(&self) -> Result<(), Box<dyn std::error::Error>> {
        let now = self.archive.now();
        let damaged: Vec<ScanNo> = now.state.scans.damaged().map(|(scan, _)| scan).collect();
        self.seen.borrow_mut().retain(|scan, _| damaged.contains(scan));
        for scan in damaged {
            let Some(hash) = now.state.scans.get(scan).map(|scan| scan.sha256) else { continue };
            let file = self.files.originals.path(hash).and_then(|path| fs::metadata(path).ok());
            let looks = file.map(|file| (file.len(), file.modified().ok(), (file.ctime(), file.ctime_nsec())));
            if self.seen.borrow().get(&scan) != Some(&looks) {
                self.look(hash, scan)?;
                self.seen.borrow_mut().insert(scan, looks);
            }
        }
        Ok(())
    }

    /// Reads an original, and records what is new of it. Says whether it is damaged.
    fn look(&self, hash: BlobHash, scan: ScanNo) -> Result<bool, Box<dyn std::error::Error>> {
        let found = wait_for(self.files.originals.check(hash))??;
        let now = self.archive.now();
        if now.state.scans.is_destroyed(scan) {
            return Ok(false);
        }
        let known = now.state.scans.damage(scan);
        let damage = found.map(Damage::from);
        match damage {
            Some(damage) if known != Some(damage) => {
                tracing::error!(%scan, ?damage, "the original of a scan is not what came in");
                self.record(ScanCommand::NoteDamaged { scan, damage })?;
            }
            None if known.is_some() => self.record(ScanCommand::NoteWhole { scan })?,
            _ => {}
        }
        Ok(damage.is_some())
    }

    fn record(&self, command: ScanCommand) -> Result<(), Box<dyn std::error::Error>> {
        self.archive.execute_blocking(Meta::of(Actor::System), Command::Scan(command))?;
        Ok(())
    }

    fn note(&self, walk: &Walk) -> io::Result<()> {
        fs::write(&self.note, serde_json::to_vec(walk).map_err(io::Error::other)?)
    }
}
