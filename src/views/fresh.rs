//! What was taken in from the ledger and is not in the store yet, and the store behind it.
//!
//! sled works in pages, and a day's loans touch pages all over it. Kept for a moment in memory, changes of one record
//! become one write, and writes come in the order of the pages. Readers look here first, so they see every frame that was
//! taken in; a kill loses only what the ledger brings again, since the position in the store moves with the last write.

use super::project::{Projection, read};
use super::record::{FolderRecord, SubjectRecord, key};
use super::store::{Batch, Position, Scan, Store, ViewError};
use crate::domain::ids::{FolderNo, SubjectNo};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// What may wait in memory before it is written down: entries of histories are small, records are not.
const HISTORY_MAX: usize = 16_384;
const RECORDS_MAX: usize = 1_024;
/// How many writes go into the store at once: it answers nobody else meanwhile.
const WRITES_AT_ONCE: usize = 128;
/// How many entries of a history are looked at together for the last loan.
const LOOKED_AT: usize = 16;
/// A folder renewed, counted and looked at more often than this within one loan shows its purpose in its history only.
const LOOKED_AT_MAX: usize = 512;

/// Changes that wait to be written.
#[derive(Debug, Clone, Default)]
pub struct Fresh {
    pub(super) folders: BTreeMap<FolderNo, Arc<FolderRecord>>,
    pub(super) subjects: BTreeMap<SubjectNo, Arc<SubjectRecord>>,
    /// Records of any other sort, as they stand in the store.
    pub(super) others: BTreeMap<Vec<u8>, Vec<u8>>,
    /// Each frame of a folder's history; one that lent it says why.
    pub(super) history: BTreeMap<(FolderNo, u64), Option<String>>,
}

impl Fresh {
    fn is_empty(&self) -> bool {
        self.folders.is_empty() && self.subjects.is_empty() && self.others.is_empty() && self.history.is_empty()
    }

    fn is_full(&self) -> bool {
        self.folders.len() + self.subjects.len() + self.others.len() >= RECORDS_MAX || self.history.len() >= HISTORY_MAX
    }

    /// Takes the first entries out, in the order of their keys.
    fn take_some(&mut self) -> Result<Batch, ViewError> {
        let mut batch = Batch::default();
        for _ in 0..WRITES_AT_ONCE {
            if let Some((key, value)) = self.others.pop_first() {
                batch.put(&key, &value);
            } else if let Some((folder, record)) = self.folders.pop_first() {
                batch.put(&key::folder(folder), &bytes(record.as_ref())?);
            } else if let Some(((folder, seq), purpose)) = self.history.pop_first() {
                batch.put(&key::history(folder, seq), &key::history_value(purpose.as_deref()));
            } else if let Some((subject, record)) = self.subjects.pop_first() {
                batch.put(&key::subject(subject), &bytes(record.as_ref())?);
            } else {
                break;
            }
        }
        Ok(batch)
    }
}

pub(super) fn bytes(record: &impl Serialize) -> Result<Vec<u8>, ViewError> {
    serde_json::to_vec(record).map_err(|_| ViewError::Shape)
}

/// The layers in memory. What is being written stays readable until all of it is in the store.
#[derive(Debug, Default)]
struct Layers {
    fresh: Fresh,
    leaving: Option<Arc<Fresh>>,
}

/// What is being written down: what of it is left, and the position it leads to.
#[derive(Debug)]
struct Writing {
    rest: Fresh,
    position: Position,
}

/// A store with what is not in it yet. One follower changes it; anybody reads.
#[derive(Debug)]
pub struct Words {
    store: Store,
    layers: RwLock<Layers>,
}

impl Words {
    /// Over a store, with nothing before it.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, layers: RwLock::default() }
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    fn layers<R>(&self, look: impl Fn(&Fresh) -> Option<R>) -> Option<R> {
        let layers = self.layers.read().unwrap_or_else(PoisonError::into_inner);
        look(&layers.fresh).or_else(|| layers.leaving.as_deref().and_then(look))
    }

    /// A folder's words.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn folder(&self, folder: FolderNo) -> Result<Option<FolderRecord>, ViewError> {
        match self.layers(|fresh| fresh.folders.get(&folder).cloned()) {
            Some(record) => Ok(Some(Arc::unwrap_or_clone(record))),
            None => read(&self.store, &key::folder(folder)),
        }
    }

    /// A subject's words.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn subject(&self, subject: SubjectNo) -> Result<Option<SubjectRecord>, ViewError> {
        match self.layers(|fresh| fresh.subjects.get(&subject).cloned()) {
            Some(record) => Ok(Some(Arc::unwrap_or_clone(record))),
            None => read(&self.store, &key::subject(subject)),
        }
    }

    /// A record of another sort, by its key.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn other<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, ViewError> {
        let Some(bytes) = self.raw(key)? else { return Ok(None) };
        serde_json::from_slice(&bytes).map(Some).map_err(|_| ViewError::Shape)
    }

    /// The same as it is kept.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn raw(&self, key: &[u8]) -> Result<Option<Vec<u8>>, ViewError> {
        match self.layers(|fresh| fresh.others.get(key).cloned()) {
            Some(value) => Ok(Some(value)),
            None => self.store.get(key),
        }
    }

    /// The records of another sort before one, the last first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn others_before<T: DeserializeOwned>(
        &self,
        prefix: &[u8],
        before: &[u8],
        limit: usize,
    ) -> Result<Vec<(Vec<u8>, T)>, ViewError> {
        let entries = self.store.scan(&Scan::last(prefix, limit).after(Some(before)))?;
        let mut found: BTreeMap<Vec<u8>, Vec<u8>> = entries.into_iter().map(|entry| (entry.key, entry.value)).collect();
        {
            // What is newer goes over what is older.
            let layers = self.layers.read().unwrap_or_else(PoisonError::into_inner);
            for fresh in layers.leaving.as_deref().into_iter().chain([&layers.fresh]) {
                let range = fresh.others.range(prefix.to_vec()..before.to_vec()).rev().take(limit);
                found.extend(range.map(|(key, value)| (key.clone(), value.clone())));
            }
        }
        let read = |(key, value): (Vec<u8>, Vec<u8>)| {
            serde_json::from_slice(&value).map(|record| (key, record)).map_err(|_| ViewError::Shape)
        };
        found.into_iter().rev().take(limit).map(read).collect()
    }

    /// The frames of a folder's history before one, the newest first, and for those that lent it the purpose.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn history(
        &self,
        folder: FolderNo,
        before_seq: u64,
        limit: usize,
    ) -> Result<Vec<(u64, Option<String>)>, ViewError> {
        let mut found = BTreeMap::new();
        {
            let layers = self.layers.read().unwrap_or_else(PoisonError::into_inner);
            for fresh in layers.leaving.as_deref().into_iter().chain([&layers.fresh]) {
                let range = fresh.history.range((folder, 0)..(folder, before_seq)).rev().take(limit);
                found.extend(range.map(|((_, seq), purpose)| (*seq, purpose.clone())));
            }
        }
        let (whole, before) = (key::history(folder, 0), key::history(folder, before_seq));
        let prefix = whole.get(..5).unwrap_or_default();
        for entry in self.store.scan(&Scan::last(prefix, limit).after(Some(&before)))? {
            found.extend(key::history_seq(&entry.key).map(|seq| (seq, key::history_purpose(&entry.value))));
        }
        Ok(found.into_iter().rev().take(limit).collect())
    }

    /// Why a folder was last lent.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn purpose(&self, folder: FolderNo) -> Result<String, ViewError> {
        let mut before = u64::MAX;
        for _ in 0..LOOKED_AT_MAX / LOOKED_AT {
            let entries = self.history(folder, before, LOOKED_AT)?;
            let Some((oldest, _)) = entries.last() else { break };
            before = *oldest;
            if let Some(purpose) = entries.into_iter().find_map(|(_, purpose)| purpose) {
                return Ok(purpose);
            }
        }
        Ok(String::new())
    }

    fn take_in(&self, projection: Projection<'_>) -> Result<(), ViewError> {
        let others = projection.others()?;
        let (folders, subjects, history) = projection.into_parts();
        let mut layers = self.layers.write().unwrap_or_else(PoisonError::into_inner);
        layers.fresh.folders.extend(folders.into_iter().map(|(folder, record)| (folder, Arc::new(record))));
        layers.fresh.subjects.extend(subjects.into_iter().map(|(subject, record)| (subject, Arc::new(record))));
        layers.fresh.others.extend(others);
        layers.fresh.history.extend(history);
        Ok(())
    }

    /// Hands what is fresh over to be written.
    fn begin_writing(&self, position: Position) -> Writing {
        let mut layers = self.layers.write().unwrap_or_else(PoisonError::into_inner);
        let fresh = std::mem::take(&mut layers.fresh);
        let rest = fresh.clone();
        layers.leaving = Some(Arc::new(fresh));
        Writing { rest, position }
    }
}

/// The one who changes the words: takes frames' changes in, and writes them down a few at a time.
#[derive(Debug)]
pub struct Scribe {
    words: Arc<Words>,
    writing: Option<Writing>,
    /// Frames were taken in since the last writing began; perhaps such as change nothing here but the position.
    took_in: bool,
}

impl Scribe {
    /// For these words.
    #[must_use]
    pub fn new(words: Arc<Words>) -> Self {
        Self { words, writing: None, took_in: false }
    }

    /// The words it writes.
    #[must_use]
    pub fn words(&self) -> &Arc<Words> {
        &self.words
    }

    /// The words it wrote; nobody writes them any more.
    #[must_use]
    pub fn into_words(self) -> Arc<Words> {
        self.words
    }

    /// Takes in what frames changed: from now on readers see it.
    ///
    /// # Errors
    /// If a record cannot be serialised.
    pub fn take_in(&mut self, projection: Projection<'_>) -> Result<(), ViewError> {
        self.took_in = true;
        self.words.take_in(projection)
    }

    /// Whether something waits that is not in the store.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.writing.is_some() || self.took_in
    }

    /// Whether so much waits that it should be written before more is taken in.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.fresh(Fresh::is_full)
    }

    /// Whether something is being written just now.
    #[must_use]
    pub fn is_writing(&self) -> bool {
        self.writing.is_some()
    }

    fn fresh(&self, ask: impl Fn(&Fresh) -> bool) -> bool {
        ask(&self.words.layers.read().unwrap_or_else(PoisonError::into_inner).fresh)
    }

    /// Writes some of what waits; `position` is how far it leads. Readers go on meanwhile.
    ///
    /// # Errors
    /// If the store failed.
    pub fn write_some(&mut self, position: &Position) -> Result<(), ViewError> {
        let words = self.words.clone();
        let took_in = &mut self.took_in;
        let writing = self.writing.get_or_insert_with(|| {
            *took_in = false;
            words.begin_writing(position.clone())
        });
        let batch = writing.rest.take_some()?;
        if !writing.rest.is_empty() {
            return words.store.put(&batch, &writing.position);
        }
        words.store.apply(&batch, &writing.position)?;
        self.writing = None;
        words.layers.write().unwrap_or_else(PoisonError::into_inner).leaving = None;
        Ok(())
    }

    /// Writes all that waits.
    ///
    /// # Errors
    /// If the store failed.
    pub fn write_all(&mut self, position: &Position) -> Result<(), ViewError> {
        while self.is_behind() {
            self.write_some(position)?;
        }
        Ok(())
    }

    /// Forgets what waits and begins an empty store.
    ///
    /// # Errors
    /// If none can be made.
    pub fn begin_again(&mut self, reason: &str) -> Result<(), ViewError> {
        (self.writing, self.took_in) = (None, false);
        *self.words.layers.write().unwrap_or_else(PoisonError::into_inner) = Layers::default();
        self.words.store.reset(reason).map(drop)
    }
}

#[cfg(test)]
mod tests;
