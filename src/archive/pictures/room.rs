//! Room for pictures of pages: the small ones of lists stay, and of the large ones those that somebody looked at last, as many
//! as fit. What goes is made again when somebody asks for it.
//!
//! Two walks over the folders, each with a bounded memory however many pictures there are: the first weighs the large ones
//! by the hour in which they were looked at last, the second removes those of the hours that do not fit.

use super::PREVIEWS;
use crate::domain::scan::is_large;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, DirEntry, Metadata};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{fmt, io};

/// What the last look found, in the data directory: for whoever asks beside the service.
const FILE: &str = "previews.json";
/// How long to wait after a start, and between two looks.
const SETTLING: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_secs(3_600);
/// How long to rest after each file's folder: others read from the same disk.
const BREATH: Duration = Duration::from_millis(1);
/// Somebody looks at a picture many times an hour; once is written down.
const LOOKED_AGAIN: Duration = Duration::from_secs(1_800);
/// A half-written picture of before this is nobody's any more.
const HALF_OLD: Duration = Duration::from_secs(24 * 3_600);
const HALF: &str = ".part";

/// How much room pictures take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// The small ones, which stay, and whatever else lies there.
    pub small_bytes: u64,
    /// The large ones that are left.
    pub large_bytes: u64,
    /// Those that were removed at the last look.
    pub removed_bytes: u64,
    /// How many large ones may stay; 0 for any number.
    pub limit_bytes: u64,
    /// When that was, microseconds since 1970 UTC.
    pub at_us: i64,
}

impl Weight {
    /// What was found last; nothing if nobody looked yet.
    #[must_use]
    pub fn read(data_dir: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(data_dir.join(FILE)).ok()?).ok()
    }
}

/// What ends the looking.
#[derive(Debug)]
pub struct Looking {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Looking {
    /// Stops it where it is.
    pub fn stop(self) {
        drop(self.stop);
        let _ = self.thread.join();
    }
}

/// Looks every hour how much room pictures take, and makes room where they take more than so many bytes; 0 for any number.
///
/// # Errors
/// If the system gives no thread.
pub fn keep_room(data_dir: &Path, scans_dir: &Path, limit_bytes: u64) -> io::Result<Looking> {
    let (stop, stopped) = channel();
    let (note, folder) = (data_dir.join(FILE), scans_dir.join(PREVIEWS));
    let work = move || {
        let mut rest = SETTLING;
        while stopped.recv_timeout(rest) == Err(RecvTimeoutError::Timeout) {
            rest = LOOK_EVERY;
            match make_room(&folder, limit_bytes, &stopped) {
                Ok(Some(weight)) => {
                    if weight.removed_bytes > 0 {
                        tracing::info!(bytes = weight.removed_bytes, "pictures that nobody looked at were removed");
                    }
                    let noted = serde_json::to_vec(&weight).map_err(io::Error::other);
                    if let Err(error) = noted.and_then(|noted| fs::write(&note, noted)) {
                        tracing::warn!(%error, "how much room pictures take could not be noted");
                    }
                }
                Ok(None) => return,
                Err(error) => tracing::warn!(%error, "the pictures of pages cannot be gone over; trying again later"),
            }
        }
    };
    let thread = thread::Builder::new().name("previews".to_owned()).spawn(work)?;
    Ok(Looking { stop, thread })
}

/// Somebody looks at a picture: those that nobody did for the longest go first.
pub(super) fn looked_at(path: &Path, now: SystemTime) {
    let is_large = path.file_name().is_some_and(|name| is_large(&name.to_string_lossy()));
    let noted = || fs::metadata(path).ok()?.modified().ok();
    if is_large && noted().is_some_and(|at| now.duration_since(at).is_ok_and(|ago| ago > LOOKED_AGAIN)) {
        // A disk that is read only keeps them in the order in which they were made.
        let _ = fs::File::options().append(true).open(path).and_then(|file| file.set_modified(now));
    }
}

/// Weighs all pictures, and removes large ones until those that are left take no more than the limit, the longest unseen
/// first. Nothing if it was told to stop.
fn make_room(folder: &Path, limit_bytes: u64, stopped: &Receiver<()>) -> io::Result<Option<Weight>> {
    let now = SystemTime::now();
    let mut weight = Weight { limit_bytes, at_us: micros(now), ..Weight::default() };
    let mut hours: BTreeMap<u64, u64> = BTreeMap::new();
    let weighed = each(folder, stopped, &mut |entry, name, found| {
        let age = found.modified().ok().and_then(|at| now.duration_since(at).ok()).unwrap_or_default();
        if name.ends_with(HALF) && age > HALF_OLD {
            return fs::remove_file(entry.path());
        }
        match is_large(name) {
            true => *hours.entry(hour(found)).or_default() += found.len(),
            false => weight.small_bytes += found.len(),
        }
        Ok(())
    })?;
    weight.large_bytes = hours.values().sum();
    let mut over = match limit_bytes {
        0 => 0,
        limit => weight.large_bytes.saturating_sub(limit),
    };
    if !weighed || over == 0 {
        return Ok(weighed.then_some(weight));
    }
    // The hour up to which pictures go.
    let mut gone = 0;
    let last = hours.iter().find_map(|(hour, bytes)| {
        gone += bytes;
        (gone >= over).then_some(*hour)
    });
    let went = each(folder, stopped, &mut |entry, name, found| {
        let goes = is_large(name) && last.is_some_and(|last| hour(found) < last || (hour(found) == last && over > 0));
        if goes {
            fs::remove_file(entry.path())?;
            over = over.saturating_sub(found.len());
            weight.removed_bytes += found.len();
            weight.large_bytes = weight.large_bytes.saturating_sub(found.len());
        }
        Ok(())
    })?;
    Ok(went.then_some(weight))
}

/// Hands out every file in the folders of files. What goes meanwhile is passed over. Says whether it came to the end.
fn each(
    folder: &Path,
    stopped: &Receiver<()>,
    hand: &mut dyn FnMut(&DirEntry, &str, &Metadata) -> io::Result<()>,
) -> io::Result<bool> {
    for shelf in listed(folder)? {
        for of_file in listed(&shelf.path())? {
            for entry in listed(&of_file.path())? {
                let name = entry.file_name().to_string_lossy().into_owned();
                let handed = entry.metadata().and_then(|found| match found.is_file() {
                    true => hand(&entry, &name, &found),
                    false => Ok(()),
                });
                gone_is_fine(handed)?;
            }
            if stopped.recv_timeout(BREATH) != Err(RecvTimeoutError::Timeout) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn listed(folder: &Path) -> io::Result<Vec<DirEntry>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect(),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Ok(Vec::new()),
            _ => Err(error),
        },
    }
}

fn gone_is_fine(done: io::Result<()>) -> io::Result<()> {
    done.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

fn hour(found: &Metadata) -> u64 {
    let at = found.modified().unwrap_or(UNIX_EPOCH);
    at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / 3_600
}

fn micros(at: SystemTime) -> i64 {
    i64::try_from(at.duration_since(UNIX_EPOCH).unwrap_or_default().as_micros()).unwrap_or(i64::MAX)
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MIB: u64 = 1024 * 1024;
        let Self { small_bytes, large_bytes, limit_bytes, .. } = self;
        write!(f, "{} MiB small, {} MiB large", small_bytes.div_ceil(MIB), large_bytes.div_ceil(MIB))?;
        if *limit_bytes > 0 {
            write!(f, " of {} MiB at most", limit_bytes / MIB)
        } else {
            write!(f, ", without a limit")
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{each, looked_at, make_room};
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::sync::mpsc::channel;
    use std::time::{Duration, SystemTime};

    const HOUR: Duration = Duration::from_secs(3_600);

    fn picture(folder: &Path, of: &str, name: &str, hours_ago: u32) -> PathBuf {
        let folder = folder.join(&of[..2]).join(of);
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        fs::write(&path, [7; 100]).unwrap();
        fs::File::options()
            .append(true)
            .open(&path)
            .unwrap()
            .set_modified(SystemTime::now() - HOUR * hours_ago)
            .unwrap();
        path
    }

    fn left(folder: &Path) -> BTreeSet<String> {
        let (_going, stopped) = channel();
        let mut names = BTreeSet::new();
        let of = |path: PathBuf| path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        assert!(
            each(folder, &stopped, &mut |entry, name, _| {
                names.insert(format!("{}/{name}", of(entry.path())));
                Ok(())
            })
            .unwrap()
        );
        names
    }

    #[test]
    fn the_large_ones_that_nobody_looked_at_for_the_longest_go_first_and_small_ones_stay() {
        let room = tempfile::tempdir().unwrap();
        let folder = room.path();
        for (of, name, hours_ago) in [
            ("aa1", "0000-240.jpg", 900),
            ("aa1", "0000-1200.jpg", 50),
            ("aa1", "0000-full-1.jpg", 40),
            ("bb2", "0000-1200.jpg", 30),
            ("bb2", "0001-1200-3.jpg", 20),
            ("bb2", "0002-1200.jpg.part", 30),
            ("bb2", "0003-1200.jpg.part", 1),
        ] {
            picture(folder, of, name, hours_ago);
        }
        // Long ago it was made, and just now somebody looks at it.
        let seen = picture(folder, "cc3", "0000-full-0.jpg", 800);
        looked_at(&seen, SystemTime::now());
        let (_going, stopped) = channel();
        let weight = make_room(folder, 0, &stopped).unwrap().unwrap();
        assert_eq!((weight.small_bytes, weight.large_bytes, weight.removed_bytes), (200, 500, 0), "without a limit");
        let weight = make_room(folder, 250, &stopped).unwrap().unwrap();
        assert_eq!((weight.small_bytes, weight.large_bytes, weight.removed_bytes), (200, 200, 300));
        let expected = ["aa1/0000-240.jpg", "bb2/0001-1200-3.jpg", "bb2/0003-1200.jpg.part", "cc3/0000-full-0.jpg"];
        assert_eq!(left(folder), expected.map(str::to_owned).into());
        let again = make_room(folder, 250, &stopped).unwrap().unwrap();
        assert_eq!((again.large_bytes, again.removed_bytes), (200, 0), "there is room now");
    }

    #[test]
    fn of_one_hour_no_more_go_than_have_to_and_a_stop_is_heard() {
        let room = tempfile::tempdir().unwrap();
        for page in 0..5 {
            picture(room.path(), "dd4", &format!("{page:04}-1200.jpg"), 7);
        }
        let (going, stopped) = channel();
        let weight = make_room(room.path(), 300, &stopped).unwrap().unwrap();
        assert_eq!((weight.large_bytes, weight.removed_bytes), (300, 200));
        drop(going);
        assert_eq!(make_room(room.path(), 100, &stopped).unwrap(), None);
        assert_eq!(left(room.path()).len(), 3);
        let nowhere = room.path().join("nowhere");
        let (_going, stopped) = channel();
        assert_eq!(make_room(&nowhere, 100, &stopped).unwrap().unwrap().large_bytes, 0);
    }
}
