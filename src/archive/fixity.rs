//! The walk over all originals: every file is read again at a set pace, and whether it is what came in goes on record.
//!
//! One thread, one file at a time, with a rest after each as long as the pace asks for. What is found is an event, so that
//! whoever watches hears of it at once and an auditor finds it for ever; where the walk is, is only noted beside the
//! archive, and a walk that was cut short goes on from there.

use super::{Archive, Files, Meta};
use crate::blobs::{BlobDamage, wait_for};
use crate::domain::attachment::BlobHash;
use crate::domain::command::{Command, ScanCommand};
use crate::domain::event::Damage;
use crate::domain::folder::Actor;
use crate::domain::ids::ScanNo;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};
use std::{fs, io, thread};

/// Where the walk is, in the data directory.
const FILE: &str = "fixity.json";
/// How long to rest between two looks at what is damaged, in which somebody may have put it back.
const REST: Duration = Duration::from_secs(60);
/// How long to wait after a start: others have more to do then.
const SETTLING: Duration = Duration::from_secs(60);
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
}

/// What ends the walk.
#[derive(Debug)]
pub(super) struct Walking {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Walking {
    /// Stops it where it is. A file that is being read is not waited for: the process ends with its thread.
    pub(super) fn stop(self) {
        drop(self.stop);
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
pub(super) fn start(data_dir: &Path, archive: &Archive, files: &Files, pace: Pace) -> io::Result<Walking> {
    let (stop, stopped) = channel();
    let note = data_dir.join(FILE);
    let (archive, files, seen) = (archive.clone(), files.clone(), RefCell::default());
    let walker = Walker { archive, files, note, pace, seen, stopped };
    let thread = thread::Builder::new().name("fixity".to_owned()).spawn(move || walker.run())?;
    Ok(Walking { stop, thread })
}

struct Walker {
    archive: Archive,
    files: Files,
    note: PathBuf,
    pace: Pace,
    /// Damaged files as they looked when they were read last: what did not change is not read again.
    seen: RefCell<HashMap<ScanNo, Looks>>,
    stopped: Receiver<()>,
}

/// How long a file is and when it was changed last; nothing if it is not there.
type Looks = Option<(u64, Option<SystemTime>)>;

impl Walker {
    fn run(self) {
        if self.rests(SETTLING) {
            return;
        }
        loop {
            match self.look_again().and_then(|()| self.walk()) {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => tracing::warn!(%error, "the originals of scans cannot be gone over; trying again later"),
            }
            if self.rests(REST) {
                return;
            }
        }
    }

    /// Rests; says whether it is over.
    fn rests(&self, long: Duration) -> bool {
        self.stopped.recv_timeout(long) != Err(RecvTimeoutError::Timeout)
    }

    /// Walks from where the last walk was left to the end, if it is time for one. Says whether to go on.
    fn walk(&self) -> Result<bool, Box<dyn std::error::Error>> {
        let now = self.archive.now();
        let (clock_us, scans) = (self.archive.clock().now_us(), &now.state.scans);
        let left: Option<Walk> = fs::read(&self.note).ok().and_then(|note| serde_json::from_slice(&note).ok());
        let due = scans.checked().is_none_or(|checked| clock_us - checked.found.began_us >= self.pace.round_us());
        if scans.is_empty() || self.pace.round_days == 0 || (left.is_none() && !due) {
            return Ok(true);
        }
        let mut walk = left.unwrap_or(Walk { began_us: clock_us, ..Walk::default() });
        let total: u64 = scans.newest().map(|(_, scan)| scan.bytes).fold(0, u64::saturating_add);
        let pace = self.pace.of(total);
        let mut noted_bytes = walk.bytes;
        let behind = walk.last;
        for (hash, scan) in scans.blobs().filter(|(hash, _)| behind.is_none_or(|last| *hash > last)) {
            let bytes = scans.get(scan).map_or(0, |scan| scan.bytes);
            walk.damaged += u32::from(self.look(hash, scan)?);
            (walk.last, walk.files, walk.bytes) = (Some(hash), walk.files + 1, walk.bytes.saturating_add(bytes));
            // Not after each small file: what is read twice after a stop does no harm.
            if walk.bytes - noted_bytes > pace * 60 {
                self.note(&walk)?;
                noted_bytes = walk.bytes;
            }
            if self.rests(Duration::from_millis(bytes.saturating_mul(1_000) / pace)) {
                self.note(&walk)?;
                return Ok(false);
            }
        }
        let Walk { began_us, files, bytes, damaged, .. } = walk;
        self.record(ScanCommand::NoteChecked { began_us, files, bytes, damaged })?;
        match fs::remove_file(&self.note) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(true),
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
            let looks = file.map(|file| (file.len(), file.modified().ok()));
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
        let damage = found.map(|damage| match damage {
            BlobDamage::Missing => Damage::Missing,
            BlobDamage::Differs => Damage::Altered,
        });
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Pace, Walk, Walker};
    use crate::archive::{Files, Meta, Options, open};
    use crate::blobs::wait_for;
    use crate::clock::Clock;
    use crate::domain::command::{Command, NewScan, ScanCommand};
    use crate::domain::decide::tests::world::set_up;
    use crate::domain::event::Damage;
    use crate::domain::folder::Actor;
    use crate::domain::ids::ScanNo;
    use crate::domain::scan::{ScanMedia, ScanSource};
    use bytes::Bytes;
    use std::cell::RefCell;
    use std::convert::Infallible;
    use std::sync::mpsc::channel;

    #[test]
    fn a_walk_finds_what_is_gone_or_altered_and_what_came_back_and_goes_on_where_it_was_left() {
        let room = tempfile::tempdir().unwrap();
        let (data_dir, scans_dir) = (room.path().join("data"), room.path().join("scans"));
        std::fs::create_dir(&data_dir).unwrap();
        let ledger = crate::ledger::Options::default();
        let options =
            Options { data_dir: data_dir.clone(), scans_dir: scans_dir.clone(), clock: Clock::real(), ledger };
        let archive = open(options).unwrap().archive;
        let ask = |command| archive.execute_blocking(Meta::of(Actor::System), command).unwrap();
        set_up().into_iter().for_each(|command| drop(ask(command)));
        let files = Files::open(&data_dir, &scans_dir).unwrap();
        for content in ["one", "two", "three"] {
            let whole = futures_util::stream::iter([Ok::<_, Infallible>(Bytes::from(content))]);
            let arrived = wait_for(files.originals.receive(whole, 100)).unwrap().unwrap();
            let (sha256, bytes) = (arrived.hash, arrived.bytes);
            drop(wait_for(arrived.keep()).unwrap().unwrap());
            let (source, file_name) = (ScanSource::Inbox, String::new());
            let media_type = ScanMedia::Other;
            let new = NewScan { sha256, bytes, media_type, source, file_name, sheets: None, into: None };
            ask(Command::Scan(ScanCommand::Receive(Box::new(new))));
        }
        let path = |no| files.originals.path(archive.now().state.scans.get(ScanNo(no)).unwrap().sha256).unwrap();
        let (_stop, stopped) = channel();
        let note = data_dir.join("fixity.json");
        let (archive_too, files_too, seen) = (archive.clone(), files.clone(), RefCell::default());
        let pace = Pace { bytes_per_second: 1 << 30, ..Pace::default() };
        let mut walker = Walker { archive: archive_too, files: files_too, note: note.clone(), pace, seen, stopped };
        std::fs::remove_file(path(0)).unwrap();
        std::fs::write(path(1), "tw0").unwrap();
        // As a stop left it: nothing was read yet.
        std::fs::write(&note, serde_json::to_vec(&Walk { began_us: 7, ..Walk::default() }).unwrap()).unwrap();
        assert!(walker.walk().unwrap() && !note.exists());
        let now = archive.now();
        let damaged: Vec<_> = now.state.scans.damaged().collect();
        assert_eq!(damaged, [(ScanNo(0), Damage::Missing), (ScanNo(1), Damage::Altered)]);
        let found = now.state.scans.checked().unwrap().found;
        assert_eq!((found.began_us, found.files, found.bytes, found.damaged), (7, 3, 11, 2));
        let seq = archive.now().state.seq;
        walker.look_again().unwrap();
        assert_eq!(archive.now().state.seq, seq, "nothing has changed");
        std::fs::write(path(0), "one").unwrap();
        walker.look_again().unwrap();
        let now = archive.now();
        assert_eq!(now.state.scans.damaged().collect::<Vec<_>>(), [(ScanNo(1), Damage::Altered)]);
        std::fs::remove_file(path(1)).unwrap();
        walker.look_again().unwrap();
        assert_eq!(archive.now().state.scans.damage(ScanNo(1)), Some(Damage::Missing));
        std::fs::write(path(1), "two").unwrap();
        assert!(walker.walk().unwrap(), "the last one began long ago");
        let now = archive.now();
        assert_eq!((now.state.scans.damaged().count(), now.state.scans.checked().unwrap().found.damaged), (0, 0));
        assert!(walker.walk().unwrap());
        assert_eq!(archive.now().state.seq, now.state.seq, "it is too early for another");
        std::fs::write(path(2), "thr3e").unwrap();
        std::fs::write(&note, serde_json::to_vec(&Walk { began_us: 8, ..Walk::default() }).unwrap()).unwrap();
        walker.pace.round_days = 0;
        assert!(walker.walk().unwrap());
        assert_eq!(archive.now().state.seq, now.state.seq, "nobody is to go over them");
    }

    #[test]
    fn the_pace_is_what_a_round_in_time_takes_and_never_slower_than_was_set() {
        let pace = Pace { round_days: 10, bytes_per_second: 1_000 };
        assert_eq!((pace.of(0), pace.of(864_000_000), pace.of(8_640_000_000)), (1_000, 1_000, 10_000));
        assert!(Pace { round_days: 0, bytes_per_second: 0 }.of(0) > 0);
    }
}
