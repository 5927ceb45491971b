//! Read models: the words of folders and subjects, and where each folder's history stands in the ledger.
//!
//! State has what decisions and live answers need; everything else a page shows stands here, on disk. The views follow
//! the ledger and can be deleted without loss. They must not know the ledger's files, HTTP, or any rule.

pub mod project;
pub mod record;
pub mod store;

use crate::domain::ids::{CountNo, DiscrepancyNo, FolderNo, SubjectNo};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::Queue;
use record::{CountRecord, DiscrepancyRecord, FolderRecord, SubjectRecord, key};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::{Opened, Scan, Store, StoreSettings, ViewError};
use tokio::sync::watch;

/// The version of what keys and values mean; another version is rebuilt.
const SCHEMA: u32 = 2;
/// How long an answer waits for the views to catch up with what it has to show.
const CATCH_UP: Duration = Duration::from_secs(5);
/// What records look like, so that they take little room on disk.
const DICTIONARY: &[u8] = include_bytes!("views/dictionary.txt");

/// The views, to read. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Views {
    store: Arc<Store>,
    position: watch::Receiver<u64>,
    stalled: Arc<AtomicBool>,
}

impl Views {
    /// Opens the views, and says where their follower has to go on.
    ///
    /// # Errors
    /// If their directory cannot be made.
    pub fn open(folder: &Path, cache_bytes: u64) -> Result<(Self, watch::Sender<u64>, Opened), ViewError> {
        let settings = StoreSettings { schema: SCHEMA, cache_bytes, dictionary: DICTIONARY };
        let (store, opened) = Store::open(folder, settings)?;
        let seq = if let Opened::AsLeft(position) = &opened { position.seq } else { 0 };
        let (sender, position) = watch::channel(seq);
        Ok((Self { store: Arc::new(store), position, stalled: Arc::default() }, sender, opened))
    }

    /// The store, for the follower.
    #[must_use]
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The last frame the views know of.
    #[must_use]
    pub fn seq(&self) -> u64 {
        *self.position.borrow()
    }

    /// Says whether the views wait for room on their disk.
    pub fn set_stalled(&self, stalled: bool) {
        self.stalled.store(stalled, Ordering::Relaxed);
    }

    /// Waits until the views know of a frame; while the disk is full, they show what they have.
    ///
    /// # Errors
    /// `NotCaughtUp` if that takes too long.
    pub async fn caught_up(&self, seq: u64) -> Result<(), Refusal> {
        if self.stalled.load(Ordering::Relaxed) { Ok(()) } else { self.surely_caught_up(seq).await }
    }

    /// Waits until the views know of a frame, whatever the disk: for whoever writes what he has read here.
    ///
    /// # Errors
    /// `NotCaughtUp` if that takes too long.
    pub async fn surely_caught_up(&self, seq: u64) -> Result<(), Refusal> {
        let mut position = self.position.clone();
        let waiting = position.wait_for(|known| *known >= seq);
        match tokio::time::timeout(CATCH_UP, waiting).await {
            Ok(Ok(_)) => Ok(()),
            _ => Err(Code::NotCaughtUp.into()),
        }
    }

    /// A folder's words.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn folder(&self, folder: FolderNo) -> Result<Option<FolderRecord>, Refusal> {
        project::read(&self.store, &key::folder(folder)).map_err(unreadable)
    }

    /// A subject's words.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn subject(&self, subject: SubjectNo) -> Result<Option<SubjectRecord>, Refusal> {
        project::read(&self.store, &key::subject(subject)).map_err(unreadable)
    }

    /// A count.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn count(&self, no: CountNo) -> Result<Option<CountRecord>, Refusal> {
        project::read(&self.store, &key::count(no)).map_err(unreadable)
    }

    /// The counts before one, the newest first.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn counts(&self, before: CountNo, limit: usize) -> Result<Vec<(CountNo, CountRecord)>, Refusal> {
        let before = key::count(before);
        let entries = self.store.scan(&Scan::last(b"c", limit).after(Some(&before))).map_err(unreadable)?;
        let record = |entry: &store::Entry| {
            let record = serde_json::from_slice(&entry.value).map_err(|_| unreadable(ViewError::Shape))?;
            Ok(key::count_no(&entry.key).map(|no| (no, record)))
        };
        entries.iter().filter_map(|entry| record(entry).transpose()).collect()
    }

    /// The frames of a folder's history before one, the newest first.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn history(&self, folder: FolderNo, before_seq: u64, limit: usize) -> Result<Vec<u64>, Refusal> {
        let (whole, before) = (key::history(folder, 0), key::history(folder, before_seq));
        let prefix = whole.get(..5).unwrap_or_default();
        let entries = self.store.scan(&Scan::last(prefix, limit).after(Some(&before))).map_err(unreadable)?;
        Ok(entries.iter().filter_map(|entry| key::history_seq(&entry.key)).collect())
    }

    /// A discrepancy, open or settled.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn discrepancy(&self, no: DiscrepancyNo) -> Result<Option<DiscrepancyRecord>, Refusal> {
        project::read(&self.store, &key::discrepancy(no)).map_err(unreadable)
    }

    /// All discrepancies before one, the newest first.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn discrepancies(&self, before: DiscrepancyNo, limit: usize) -> Result<Vec<DiscrepancyRecord>, Refusal> {
        let before = key::discrepancy(before);
        let scan = Scan::last(key::DISCREPANCIES, limit).after(Some(&before));
        let entries = self.store.scan(&scan).map_err(unreadable)?;
        let shape = |entry: &store::Entry| serde_json::from_slice(&entry.value).map_err(|_| ViewError::Shape);
        entries.iter().map(shape).collect::<Result<_, _>>().map_err(unreadable)
    }

    /// The frame that answers a number of a device's queue.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn numbered(&self, queue: &Queue, number: u64) -> Result<Option<u64>, Refusal> {
        let bytes = self.store.get(&key::numbered(queue, number)).map_err(unreadable)?;
        Ok(bytes.and_then(|bytes| Some(u64::from_be_bytes(bytes.as_slice().try_into().ok()?))))
    }

    /// How much room they take on disk.
    #[must_use]
    pub fn disk_bytes(&self) -> u64 {
        self.store.disk_bytes()
    }
}

/// A view that cannot be read is being rebuilt; the asker tries again.
fn unreadable(error: ViewError) -> Refusal {
    tracing::warn!(%error, "a view could not be read");
    Code::NotCaughtUp.into()
}
