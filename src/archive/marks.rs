//! What tells a request sent twice from another one under the same id, without keeping what was in it.
//!
//! A request's digest could be confirmed by whoever guesses its words, long after those were erased. So a frame holds a
//! *mark* instead: the digest under a key that is never in the ledger, a backup or an export. A key marks the requests
//! of a day and is overwritten when nobody asks for them any more; an erasure overwrites all of them at once. What was
//! marked with a key that is gone cannot be compared: the id decides, and for queued commands the time that stands beside.
//!
//! A mark is the key's number (4 bytes), 20 bytes of HMAC-SHA256 of the digest, and for queued commands the microsecond
//! that the device said (8 bytes), which is no secret. Each key lies in a file of its own that is written once, so that
//! overwriting it leaves no copy.

use super::erasure::wipe;
use crate::clock::{Clock, to_hex};
use crate::ledger::Hash256;
use ring::hmac;
use serde::{Deserialize, Serialize};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The folder's name in a data directory.
pub(super) const FOLDER: &str = "request-keys";
const DAY_US: i64 = 24 * 3_600 * 1_000_000;
/// How long a key marks requests.
const USED_FOR_US: i64 = DAY_US;
/// How long it is kept: ids are remembered for 14 days at most, counted from the last request it marked.
const KEPT_FOR_US: i64 = USED_FOR_US + 15 * DAY_US;
/// How often a key that the disk does not take is tried again.
const TRY_AGAIN_US: i64 = 10 * 1_000_000;

/// What is known of a request, while it is being answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestDigest {
    /// Its digest.
    pub digest: Hash256,
    /// For a queued command: when the device says it happened, microseconds since 1970 UTC.
    pub asked_us: i64,
}

impl From<Hash256> for RequestDigest {
    fn from(digest: Hash256) -> Self {
        Self { digest, asked_us: 0 }
    }
}

/// What comparing a request with a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// It is the same request.
    Same,
    /// It is another one.
    Other,
    /// The key is gone.
    Unknown,
}

/// A key as its file has it.
#[derive(Serialize, Deserialize)]
struct Stored {
    number: u32,
    made_us: i64,
    key: String,
}

struct Key {
    number: u32,
    made_us: i64,
    key: hmac::Key,
}

/// The keys of an archive.
pub(super) struct RequestKeys {
    /// Nowhere in tests.
    folder: Option<PathBuf>,
    clock: Clock,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// The newest last.
    keys: Vec<Key>,
    failed_us: Option<i64>,
}

impl std::fmt::Debug for RequestKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RequestKeys").finish_non_exhaustive()
    }
}

impl RequestKeys {
    /// The keys of a data directory. One that cannot be read is as good as gone.
    pub fn open(data_dir: &Path, clock: Clock) -> Self {
        let folder = data_dir.join(FOLDER);
        let mut keys = Vec::new();
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let stored: Option<Stored> =
                fs::read(entry.path()).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
            match stored.as_ref().and_then(Key::of) {
                Some(key) => keys.push(key),
                None => {
                    tracing::warn!(path = %entry.path().display(), "a key of requests cannot be read; it is not used")
                }
            }
        }
        keys.sort_by_key(|key| key.made_us);
        Self { folder: Some(folder), clock, inner: Mutex::new(Inner { keys, failed_us: None }) }
    }

    /// Keys that are kept in memory only.
    #[cfg(test)]
    pub fn in_memory(clock: Clock) -> Self {
        Self { folder: None, clock, inner: Mutex::default() }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The mark of a request; none while the disk takes no key, and such a request is told by its id alone.
    pub fn mark(&self, request: RequestDigest) -> Option<Hash256> {
        let now_us = self.clock.now_us();
        let mut inner = self.inner();
        let usable = |key: &Key| (0..USED_FOR_US).contains(&now_us.saturating_sub(key.made_us));
        if !inner.keys.last().is_some_and(usable) {
            self.renew(&mut inner, now_us);
        }
        inner.keys.last().map(|key| key.mark(request))
    }

    /// Compares a request with a mark.
    pub fn compare(&self, mark: Option<Hash256>, request: Option<RequestDigest>) -> Compared {
        let Some(mark) = mark else { return Compared::Unknown };
        match (self.compare_bytes(&mark.0, request), request) {
            (Compared::Unknown, Some(request))
                if request.asked_us != 0 && !mark.0.ends_with(&request.asked_us.to_be_bytes()) =>
            {
                Compared::Other
            }
            (compared, _) => compared,
        }
    }

    /// Compares a request with the beginning of a mark, as State remembers it; 0 is none.
    pub fn compare_short(&self, short: u64, request: Option<RequestDigest>) -> Compared {
        if short == 0 { Compared::Unknown } else { self.compare_bytes(&short.to_be_bytes(), request) }
    }

    fn compare_bytes(&self, mark: &[u8], request: Option<RequestDigest>) -> Compared {
        let Some(request) = request else { return Compared::Other };
        match self.inner().keys.iter().find(|key| mark.starts_with(&key.number.to_be_bytes())) {
            Some(key) if key.mark(request).0.starts_with(mark) => Compared::Same,
            Some(_) => Compared::Other,
            None => Compared::Unknown,
        }
    }

    /// Overwrites all keys: nothing that was asked until now can be confirmed any more.
    ///
    /// # Errors
    /// Those of the disk; the keys are then still in use.
    pub fn forget(&self) -> io::Result<()> {
        let mut inner = self.inner();
        if let Some(folder) = &self.folder {
            wipe(folder)?;
        }
        inner.keys.clear();
        Ok(())
    }

    /// Makes a key for the day and overwrites those that nobody asks for. On a full disk the last one goes on.
    fn renew(&self, inner: &mut Inner, now_us: i64) {
        if inner.failed_us.is_some_and(|failed| (0..TRY_AGAIN_US).contains(&now_us.saturating_sub(failed))) {
            return;
        }
        let secret: [u8; 32] = self.clock.random();
        let stored =
            Stored { number: u32::from_be_bytes(self.clock.random()).max(1), made_us: now_us, key: to_hex(&secret) };
        let Some(key) = Key::of(&stored) else { return };
        let old = |key: &Key| now_us.saturating_sub(key.made_us) > KEPT_FOR_US;
        if let Some(folder) = &self.folder {
            if let Err(error) = write(folder, &stored) {
                tracing::warn!(%error, "no key for the day's requests can be kept; the last one goes on");
                inner.failed_us = Some(now_us);
                return;
            }
            for key in inner.keys.iter().filter(|key| old(key)) {
                if let Err(error) = wipe(&folder.join(name(key.number))) {
                    tracing::warn!(%error, "a key of requests could not be removed");
                }
            }
        }
        inner.failed_us = None;
        inner.keys.retain(|key| !old(key));
        inner.keys.push(key);
    }
}

impl Key {
    fn of(stored: &Stored) -> Option<Self> {
        let secret = Hash256::from_hex(&stored.key)?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret.0);
        Some(Self { number: stored.number, made_us: stored.made_us, key })
    }

    fn mark(&self, request: RequestDigest) -> Hash256 {
        let tag = hmac::sign(&self.key, &request.digest.0);
        let parts = self.number.to_be_bytes().into_iter().chain(tag.as_ref().iter().copied().take(20));
        let mut mark = [0; 32];
        for (place, byte) in mark.iter_mut().zip(parts.chain(request.asked_us.to_be_bytes())) {
            *place = byte;
        }
        Hash256(mark)
    }
}

fn name(number: u32) -> String {
    format!("{number:08x}.json")
}

fn write(folder: &Path, stored: &Stored) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    builder.create(folder)?;
    let path = folder.join(name(stored.number));
    let written = options.open(&path).and_then(|mut file| {
        file.write_all(&serde_json::to_vec(stored)?)?;
        file.sync_all()?;
        File::open(folder)?.sync_all()
    });
    // Half of one would keep a full disk full.
    written.inspect_err(|_| drop(fs::remove_file(&path)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Compared, FOLDER, RequestDigest, RequestKeys};
    use crate::clock::Clock;
    use crate::ledger::Hash256;
    use chrono::{DateTime, TimeDelta};

    fn digest(text: &str) -> RequestDigest {
        Hash256::of(text.as_bytes()).into()
    }

    fn clock() -> Clock {
        Clock::fixed(DateTime::from_timestamp(1_772_683_200, 0).unwrap(), 5)
    }

    #[test]
    fn a_request_is_known_again_for_two_weeks_and_another_under_its_id_is_told_from_it() {
        let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
        let keys = RequestKeys::open(folder.path(), clock.clone());
        let mark = keys.mark(digest("one")).unwrap();
        let mut marks = vec![mark];
        for day in 1..=15 {
            clock.advance(TimeDelta::days(1));
            marks.push(keys.mark(digest("one")).unwrap());
            let keys = RequestKeys::open(folder.path(), clock.clone());
            assert_eq!(keys.compare(Some(mark), Some(digest("one"))), Compared::Same, "day {day}");
            assert_eq!(keys.compare(Some(mark), Some(digest("two"))), Compared::Other, "day {day}");
            assert_eq!(keys.compare(Some(mark), None), Compared::Other);
        }
        marks.dedup();
        assert_eq!(marks.len(), 16, "each day has a key of its own");
        clock.advance(TimeDelta::days(2));
        keys.mark(digest("one")).unwrap();
        assert_eq!(keys.compare(Some(mark), Some(digest("two"))), Compared::Unknown, "its key is gone");
        assert!(std::fs::read_dir(folder.path().join(FOLDER)).unwrap().count() <= 17);
    }

    #[test]
    fn once_its_key_is_gone_a_mark_confirms_no_guess_and_only_the_time_of_a_queued_command_tells_it() {
        let folder = tempfile::tempdir().unwrap();
        let keys = RequestKeys::open(folder.path(), clock());
        let queued = |text: &str, asked_us| RequestDigest { asked_us, ..digest(text) };
        let (plain, mark) = (keys.mark(digest("one")), keys.mark(queued("one", 77)));
        assert_ne!(plain.unwrap().0, digest("one").digest.0);
        assert_eq!(keys.compare(mark, Some(queued("two", 77))), Compared::Other);
        keys.forget().unwrap();
        assert!(!folder.path().join(FOLDER).exists());
        let later = RequestKeys::open(folder.path(), clock());
        for keys in [&keys, &later] {
            assert_eq!(keys.compare(plain, Some(digest("one"))), Compared::Unknown);
            assert_eq!(keys.compare(plain, Some(digest("two"))), Compared::Unknown);
            assert_eq!(keys.compare(mark, Some(queued("one", 77))), Compared::Unknown);
            assert_eq!(keys.compare(mark, Some(queued("one", 78))), Compared::Other);
        }
        assert_ne!(keys.mark(digest("one")), plain, "and a new key marks what comes");
    }

    #[test]
    fn a_disk_that_takes_no_key_and_a_spoilt_key_keep_nobody_from_asking() {
        let (folder, clock) = (tempfile::tempdir().unwrap(), clock());
        std::fs::write(folder.path().join(FOLDER), "a file in its place").unwrap();
        let keys = RequestKeys::open(folder.path(), clock.clone());
        assert_eq!(keys.mark(digest("one")), None);
        assert_eq!(keys.compare(None, Some(digest("one"))), Compared::Unknown);
        std::fs::remove_file(folder.path().join(FOLDER)).unwrap();
        assert_eq!(keys.mark(digest("one")), None, "it is not tried again at once");
        clock.advance(TimeDelta::seconds(11));
        let mark = keys.mark(digest("one"));
        assert!(mark.is_some());
        for entry in std::fs::read_dir(folder.path().join(FOLDER)).unwrap() {
            std::fs::write(entry.unwrap().path(), "{").unwrap();
        }
        assert_eq!(RequestKeys::open(folder.path(), clock).compare(mark, Some(digest("one"))), Compared::Unknown);
    }
}
