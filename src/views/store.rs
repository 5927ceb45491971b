//! One sled database that holds views, wrapped so that it can do no harm.
//!
//! sled 0.34 is fast and small and not to be trusted: its flush is no fsync, a left-over `snap.*.generating` file stops
//! it from opening, a flipped bit can make it panic, and a panicked one may hang when it is closed. So nothing here is
//! the truth. Every call runs behind `catch_unwind`; at the first doubt the store is broken and says so until
//! [`Store::reset`] moves it aside and starts an empty one, which its follower fills from the ledger.
//!
//! The last batch of several and the position they bring the follower to are written atomically: everything of the ledger
//! up to the position is in the store, and after a kill perhaps a little of what comes behind it. The store must not know what its keys and values mean.
//!
//! Settings, measured with 150,000 cards of 670 bytes (JSON) and two small keys each, release build: 0.55 KB a folder on
//! disk with values packed by a dictionary (1.1 KB packed without one); 26 MB resident once opened and 51 MB after 20,000
//! reads, with a cache of 8 MiB, since sled keeps a page table beside it (larger caches gained nothing measurable); open
//! again in 0.1 s after a stop and 0.2 s after a kill. Small batches waste room: 200,000 changes made one by one leave
//! about 130 MB of half-used segments until the next rebuild. An empty store costs 1 MB only because of two settings in
//! Cargo.toml, `no_thp` and sled's `codegen-units`; without them it is 35 MB.

mod batch;
mod guard;
mod packing;
mod place;
mod scan;

pub use batch::Batch;
pub use scan::{Entry, Scan};

use guard::{guarded, open_when_free};
use packing::Packing;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

/// The store's own keys. Everybody else's begin with [`DATA`], so they cannot meet.
const SCHEMA_KEY: &[u8] = b"\0schema";
const POSITION_KEY: &[u8] = b"\0position";
const WRITING_KEY: &[u8] = b"\0writing";
const DATA: u8 = 1;

/// Why a store of another schema is set aside.
pub const OTHER_VERSION: &str = "written by another version";

/// A caller's key as sled has it.
fn data_key(key: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(key.len() + 1);
    whole.push(DATA);
    whole.extend_from_slice(key);
    whole
}

/// How far the ledger has been followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The last frame taken in.
    pub seq: u64,
    /// That frame's hash.
    pub hash: [u8; 32],
    /// The archive's incarnation.
    pub incarnation: String,
}

/// What a store needs to be opened.
#[derive(Debug, Clone)]
pub struct StoreSettings {
    /// The version of what the keys and values mean. A store of another version is set aside.
    pub schema: u32,
    /// Memory for sled's cache.
    pub cache_bytes: u64,
    /// A text that looks like the values: what they share with it takes no room. At most 64 KiB; may be empty. Another
    /// dictionary makes another store.
    pub dictionary: &'static [u8],
}

/// What was found when a store was opened or reset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// A store as it was left; follow the ledger from its position.
    AsLeft(Position),
    /// There was nothing; follow the ledger from its beginning.
    Empty,
    /// What was there is not to be trusted and was moved aside; follow from the beginning, and say so.
    SetAside {
        /// Why, for the log and for `doctor`.
        reason: String,
    },
}

/// Why a view cannot be read or written. None of them loses anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ViewError {
    /// The store gave a wrong answer, or none. It answers nothing more until it is reset.
    #[error("the views are damaged and will be rebuilt: {0}")]
    Broken(String),
    /// The disk is full.
    #[error("the disk with the views is full")]
    Full,
    /// The directory cannot be made or moved.
    #[error("{}: {detail}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// A record has another shape than its reader expects.
    #[error("a record of the views has another shape")]
    Shape,
    /// A batch larger than sled can take in one go.
    #[error("a batch of {bytes} bytes in {writes} writes is too large")]
    BatchTooLarge {
        /// Its keys and values.
        bytes: usize,
        /// Its writes.
        writes: usize,
    },
}

/// An open store. Share it in an `Arc`: reads go on beside the one writer.
#[derive(Debug)]
pub struct Store {
    base: PathBuf,
    settings: StoreSettings,
    packing: Packing,
    inner: RwLock<Inner>,
}

#[derive(Debug)]
struct Inner {
    dir: PathBuf,
    db: Option<sled::Db>,
    broken: AtomicBool,
}

impl Store {
    /// Opens the store in `base`, whatever state it is in.
    ///
    /// # Errors
    /// Only when not even an empty store can be made: a full disk, missing permissions.
    pub fn open(base: &Path, settings: StoreSettings) -> Result<(Self, Opened), ViewError> {
        let packing = Packing::new(settings.dictionary);
        let (dir, existed) = place::find_live(base)?;
        let store =
            |inner| Self { base: base.to_owned(), settings: settings.clone(), packing, inner: RwLock::new(inner) };
        match Inner::open(&dir, &settings, packing) {
            Ok((inner, Some(position))) => Ok((store(inner), Opened::AsLeft(position))),
            Ok((inner, None)) => Ok((store(inner), Opened::Empty)),
            Err(error) if !existed => Err(error),
            // What is there may be whole, and nothing could take its place: closed until somebody resets it.
            Err(ViewError::Full) => {
                let reason = ViewError::Full.to_string();
                Ok((store(Inner { dir, db: None, broken: AtomicBool::new(true) }), Opened::SetAside { reason }))
            }
            Err(error) => {
                let dir = place::set_aside(base, &dir)?;
                let (inner, _) = Inner::open(&dir, &settings, packing)?;
                Ok((store(inner), Opened::SetAside { reason: error.to_string() }))
            }
        }
    }

    /// Moves the store aside (one such is kept, to be looked at) and starts an empty one. For `rebuild`, for a position
    /// the ledger does not know, and after [`ViewError::Broken`].
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn reset(&self, reason: &str) -> Result<Opened, ViewError> {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        // The old one goes first: two open stores would cost twice the memory.
        inner.close();
        let dir = place::set_aside(&self.base, &inner.dir)?;
        (*inner, _) = Inner::open(&dir, &self.settings, self.packing)?;
        Ok(Opened::SetAside { reason: reason.to_owned() })
    }

    /// An empty store beside this one. Until it is settled a start ignores it.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn beside(&self) -> Result<Self, ViewError> {
        let dir = place::make_beside(&self.base)?;
        let (inner, _) = Inner::open(&dir, &self.settings, self.packing)?;
        let (base, settings) = (self.base.clone(), self.settings.clone());
        Ok(Self { base, settings, packing: self.packing, inner: RwLock::new(inner) })
    }

    /// From now on a start opens this store and not the one before it.
    ///
    /// # Errors
    /// If the disk failed.
    pub fn settle(&self) -> Result<(), ViewError> {
        place::settle(&self.inner.read().unwrap_or_else(PoisonError::into_inner).dir)
    }

    /// Closes a store that another one replaced, and says where it lies, to be removed. Who still asks it is told to ask
    /// again.
    pub fn retire(&self) -> PathBuf {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        inner.close();
        inner.dir.clone()
    }

    /// Writes a batch and the position it leads to, both or neither. It outlives the process soon, at the latest after
    /// [`Store::flush`]; a kill before that takes both back.
    ///
    /// # Errors
    /// `Broken` or `BatchTooLarge`.
    pub fn apply(&self, batch: &Batch, position: &Position) -> Result<(), ViewError> {
        let position = postcard::to_stdvec(position).map_err(|_| ViewError::Shape)?;
        let mut together = self.pack(batch)?;
        together.insert(POSITION_KEY, position);
        together.remove(WRITING_KEY);
        self.with(|db| db.apply_batch(together))
    }

    /// Writes a batch of which more is to come: the position stays, and after a kill its frames are taken in once more.
    /// How far the whole will lead is kept beside it.
    ///
    /// # Errors
    /// As [`Store::apply`].
    pub fn put(&self, batch: &Batch, leads_to: &Position) -> Result<(), ViewError> {
        let position = postcard::to_stdvec(leads_to).map_err(|_| ViewError::Shape)?;
        let mut together = self.pack(batch)?;
        together.insert(WRITING_KEY, position);
        self.with(|db| db.apply_batch(together))
    }

    /// How far entries may be ahead of the position: to where a series of batches leads that was not finished yet.
    ///
    /// # Errors
    /// `Broken`.
    pub fn ahead(&self) -> Result<Option<Position>, ViewError> {
        self.with(|db| db.get(WRITING_KEY))?.map(|bytes| read_position(&bytes)).transpose()
    }

    fn pack(&self, batch: &Batch) -> Result<sled::Batch, ViewError> {
        batch.check()?;
        let mut together = sled::Batch::default();
        for (key, value) in batch.writes() {
            match value {
                Some(value) => together.insert(data_key(key), self.packing.pack(value)),
                None => together.remove(data_key(key)),
            }
        }
        Ok(together)
    }

    /// How far this store has followed the ledger; `None` before the first batch.
    ///
    /// # Errors
    /// `Broken`.
    pub fn position(&self) -> Result<Option<Position>, ViewError> {
        self.with(|db| db.get(POSITION_KEY))?.map(|bytes| read_position(&bytes)).transpose()
    }

    /// The value under a key.
    ///
    /// # Errors
    /// `Broken`.
    pub fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, ViewError> {
        let Some(value) = self.with(|db| db.get(data_key(key)))? else {
            return Ok(None);
        };
        self.unpack(&value).map(Some)
    }

    /// Entries in the order of their keys.
    ///
    /// # Errors
    /// `Broken`.
    pub fn scan(&self, scan: &Scan<'_>) -> Result<Vec<Entry>, ViewError> {
        let found = self.with(|db| scan.collect(db))?;
        found.into_iter().map(|(key, value)| Ok(Entry { key, value: self.unpack(&value)? })).collect()
    }

    /// How many entries there are with this prefix, counting no further than `limit`.
    ///
    /// # Errors
    /// `Broken`.
    pub fn count(&self, prefix: &[u8], limit: usize) -> Result<usize, ViewError> {
        self.with(|db| {
            db.scan_prefix(data_key(prefix)).keys().take(limit).try_fold(0, |count, key| key.map(|_| count + 1))
        })
    }

    /// Whether it gave a wrong answer, or none, to somebody: it answers nothing more until it is reset.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.inner.read().unwrap_or_else(PoisonError::into_inner).broken.load(Ordering::Acquire)
    }

    /// As if a reader had got a wrong answer.
    #[cfg(test)]
    pub fn mistrust(&self) {
        self.inner.read().unwrap_or_else(PoisonError::into_inner).broken.store(true, Ordering::Release);
    }

    /// Hands everything written so far to the operating system. Worth doing when the follower has caught up, and at stop;
    /// sled's own flushing thread is off, because a store whose thread has died cannot be closed.
    ///
    /// # Errors
    /// `Broken`.
    pub fn flush(&self) -> Result<(), ViewError> {
        self.with(|db| db.flush().map(drop))
    }

    /// Bytes on disk, without what was moved aside.
    #[must_use]
    pub fn disk_bytes(&self) -> u64 {
        place::disk_bytes(&self.inner.read().unwrap_or_else(PoisonError::into_inner).dir)
    }

    fn unpack(&self, value: &[u8]) -> Result<Vec<u8>, ViewError> {
        let unpacked = self.packing.unpack(value);
        unpacked.ok_or_else(|| {
            let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
            inner.broken.store(true, Ordering::Release);
            ViewError::Broken("a value cannot be unpacked".to_owned())
        })
    }

    fn with<R>(&self, work: impl FnOnce(&sled::Db) -> sled::Result<R>) -> Result<R, ViewError> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner).with(work)
    }
}

impl Inner {
    fn open(dir: &Path, settings: &StoreSettings, packing: Packing) -> Result<(Self, Option<Position>), ViewError> {
        place::remove_unfinished_snapshots(dir)?;
        let config = sled::Config::default()
            .path(dir)
            .cache_capacity(settings.cache_bytes)
            .mode(sled::Mode::LowSpace)
            .flush_every_ms(None);
        let db = open_when_free(&config)?;
        let inner = Self { dir: dir.to_owned(), db: Some(db), broken: AtomicBool::new(false) };
        let schema = [settings.schema.to_be_bytes(), packing.fingerprint()].concat();
        let found = inner.with(|db| db.get(SCHEMA_KEY))?;
        // An untouched store is as good as none: the process ended before its first batch was written.
        let untouched = inner.with(|db| db.iter().keys().find(|key| !is_schema_key(key)).transpose())?.is_none();
        if untouched {
            inner.with(|db| db.insert(SCHEMA_KEY, schema).and_then(|_| db.flush()))?;
            return Ok((inner, None));
        }
        if found.as_deref() != Some(schema.as_slice()) {
            return Err(ViewError::Broken(OTHER_VERSION.to_owned()));
        }
        // Reading both ends walks the tree; a good deal of damage shows here.
        inner.with(|db| db.first().and(db.last()))?;
        let position = inner.with(|db| db.get(POSITION_KEY))?;
        let position = position.ok_or_else(|| ViewError::Broken("the position is missing".to_owned()))?;
        let position = read_position(&position)?;
        Ok((inner, Some(position)))
    }

    fn with<R>(&self, work: impl FnOnce(&sled::Db) -> sled::Result<R>) -> Result<R, ViewError> {
        let broken = || ViewError::Broken("it failed before".to_owned());
        let db = self.db.as_ref().filter(|_| !self.broken.load(Ordering::Acquire)).ok_or_else(broken)?;
        guarded(|| work(db)).inspect_err(|_| self.broken.store(true, Ordering::Release))
    }

    fn close(&mut self) {
        let Some(db) = self.db.take() else { return };
        if *self.broken.get_mut() {
            // Closing would write, wait for locks a panic has left held, or panic again. The leak ends with the process.
            std::mem::forget(db);
            return;
        }
        let closed = guarded(|| {
            db.flush()?;
            drop(db);
            Ok(())
        });
        if let Err(error) = closed {
            tracing::warn!(%error, "the views were not closed cleanly");
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

fn is_schema_key(key: &sled::Result<sled::IVec>) -> bool {
    key.as_ref().is_ok_and(|key| **key == *SCHEMA_KEY)
}

fn read_position(bytes: &[u8]) -> Result<Position, ViewError> {
    postcard::from_bytes(bytes).map_err(|_| ViewError::Broken("the position cannot be read".to_owned()))
}

#[cfg(test)]
mod tests;
