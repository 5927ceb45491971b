//! Read models: the words of folders and subjects, and where each folder's history stands in the ledger.
//!
//! State has what decisions and live answers need; everything else a page shows stands here, on disk. The views follow
//! the ledger and can be deleted without loss. They must not know the ledger's files, HTTP, or any rule.

pub mod fresh;
pub mod project;
pub mod record;
pub mod store;

use crate::domain::ids::{CaseNo, CountNo, DiscrepancyNo, FolderNo, SubjectNo};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::Queue;
use arc_swap::ArcSwap;
use fresh::Words;
use record::{CaseRecord, CountRecord, DiscrepancyRecord, FolderRecord, SubjectRecord, key};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::{Opened, Store, StoreSettings, ViewError};
use tokio::sync::watch;

/// The version of what keys and values mean; another version is rebuilt.
const SCHEMA: u32 = 4;
/// How long an answer waits for the views to catch up with what it has to show.
const CATCH_UP: Duration = Duration::from_secs(5);
/// What records look like, so that they take little room on disk.
const DICTIONARY: &[u8] = include_bytes!("views/dictionary.txt");

/// The views, to read. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Views {
    words: Arc<ArcSwap<Words>>,
    position: watch::Receiver<u64>,
    stalled: Arc<AtomicBool>,
}

impl Views {
    /// Opens the views, and says where their follower has to go on.
    ///
    /// # Errors
    /// If their directory cannot be made.
    pub fn open(folder: &Path, cache_bytes: u64) -> Result<(Self, watch::Sender<u64>, Opened), ViewError> {
        let (store, opened) = Store::open(folder, settings(cache_bytes))?;
        let seq = if let Opened::AsLeft(position) = &opened { position.seq } else { 0 };
        let (sender, position) = watch::channel(seq);
        let words = Arc::new(ArcSwap::from_pointee(Words::new(store)));
        Ok((Self { words, position, stalled: Arc::default() }, sender, opened))
    }

    /// The words, for the follower.
    #[must_use]
    pub fn words(&self) -> Arc<Words> {
        self.words.load_full()
    }

    /// Empty words on a store beside the one in use, to be filled and put in its place.
    ///
    /// # Errors
    /// If its directory cannot be made.
    pub fn beside(&self) -> Result<Words, ViewError> {
        self.words.load().store().beside().map(Words::new)
    }

    /// Answers from other words from now on, which know as much.
    pub fn put_in_place(&self, words: Arc<Words>) {
        self.words.store(words);
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
        if self.seq() >= seq {
            return Ok(());
        }
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
        self.words.load().folder(folder).map_err(unreadable)
    }

    /// A subject's words.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn subject(&self, subject: SubjectNo) -> Result<Option<SubjectRecord>, Refusal> {
        self.words.load().subject(subject).map_err(unreadable)
    }

    /// What people said of a case and its papers.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn case(&self, case: CaseNo) -> Result<Option<CaseRecord>, Refusal> {
        self.words.load().other(&key::case(case)).map_err(unreadable)
    }

    /// The frames of a case's history before one, the newest first.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn case_history(&self, case: CaseNo, before_seq: u64, limit: usize) -> Result<Vec<u64>, Refusal> {
        let (whole, before) = (key::case_history(case, 0), key::case_history(case, before_seq));
        let prefix = whole.get(..5).unwrap_or_default();
        let entries = self.words.load().others_before::<()>(prefix, &before, limit).map_err(unreadable)?;
        Ok(entries.into_iter().filter_map(|(key, ())| key::history_seq(&key)).collect())
    }

    /// A count.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn count(&self, no: CountNo) -> Result<Option<CountRecord>, Refusal> {
        self.words.load().other(&key::count(no)).map_err(unreadable)
    }

    /// The counts before one, the newest first.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn counts(&self, before: CountNo, limit: usize) -> Result<Vec<(CountNo, CountRecord)>, Refusal> {
        let records = self.words.load().others_before(b"c", &key::count(before), limit).map_err(unreadable)?;
        Ok(records.into_iter().filter_map(|(found, record)| Some((key::count_no(&found)?, record))).collect())
    }

    /// The frames of a folder's history before one, the newest first.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn history(&self, folder: FolderNo, before_seq: u64, limit: usize) -> Result<Vec<u64>, Refusal> {
        let entries = self.words.load().history(folder, before_seq, limit).map_err(unreadable)?;
        Ok(entries.into_iter().map(|(seq, _)| seq).collect())
    }

    /// Why a folder was last lent.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn purpose(&self, folder: FolderNo) -> Result<String, Refusal> {
        self.words.load().purpose(folder).map_err(unreadable)
    }

    /// A discrepancy, open or settled.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn discrepancy(&self, no: DiscrepancyNo) -> Result<Option<DiscrepancyRecord>, Refusal> {
        self.words.load().other(&key::discrepancy(no)).map_err(unreadable)
    }

    /// All discrepancies before one, the newest first.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn discrepancies(&self, before: DiscrepancyNo, limit: usize) -> Result<Vec<DiscrepancyRecord>, Refusal> {
        let words = self.words.load();
        let records = words.others_before(key::DISCREPANCIES, &key::discrepancy(before), limit);
        Ok(records.map_err(unreadable)?.into_iter().map(|(_, record)| record).collect())
    }

    /// The frame that answers a number of a device's queue.
    ///
    /// # Errors
    /// `NotCaughtUp` while the views are being rebuilt.
    pub fn numbered(&self, queue: &Queue, number: u64) -> Result<Option<u64>, Refusal> {
        let bytes = self.words.load().raw(&key::numbered(queue, number)).map_err(unreadable)?;
        Ok(bytes.and_then(|bytes| Some(u64::from_be_bytes(bytes.as_slice().try_into().ok()?))))
    }

    /// How much room they take on disk.
    #[must_use]
    pub fn disk_bytes(&self) -> u64 {
        self.words.load().store().disk_bytes()
    }
}

fn settings(cache_bytes: u64) -> StoreSettings {
    StoreSettings { schema: SCHEMA, cache_bytes, dictionary: DICTIONARY }
}

/// A view that cannot be read is being rebuilt; the asker tries again.
fn unreadable(error: ViewError) -> Refusal {
    tracing::warn!(%error, "a view could not be read");
    Code::NotCaughtUp.into()
}
