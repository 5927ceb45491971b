//! Making views and search index anew while the archive serves: beside those that answer, and in their place when they
//! know as much. For `strongroom rebuild`, and for whoever no longer trusts what is derived.

use super::finder::{self, document};
use super::follow::{Projecting, Source};
use crate::search::{Indexer, Position, open};
use crate::views::Views;
use crate::views::fresh::Words;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How often progress is told.
const TELL_EVERY: Duration = Duration::from_secs(2);
/// How long somebody who had just begun to read the old views has to end.
const READ_OUT: Duration = Duration::from_millis(200);
/// How long one waits for a follower to take over what was made for it.
const TAKEN_OVER: Duration = Duration::from_secs(60);

type Failure = Box<dyn Error + Send + Sync>;

/// Views as far as the others, for their follower, and whom to give the old ones.
pub(super) struct NewViews {
    pub(super) projecting: Projecting,
    pub(super) old: Sender<Arc<Words>>,
}

/// An index as far as the other, closed, for its follower, and whom to tell that it is in use.
#[derive(Debug)]
pub(super) struct NewIndex {
    pub(super) folder: PathBuf,
    pub(super) taken: Sender<()>,
}

/// What followers are offered.
pub(super) struct Offers {
    pub(super) views: Receiver<NewViews>,
    pub(super) index: Receiver<NewIndex>,
}

/// Why nothing was made anew. What was there is still in use.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// Another is under way.
    #[error("a rebuild is under way already")]
    Busy,
    /// The archive stops.
    #[error("the archive is stopping")]
    Stopped,
    /// The disk or the store failed.
    #[error("{0}")]
    Failed(#[from] Failure),
}

/// Makes views and index anew. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Rebuild {
    parts: Arc<Parts>,
}

struct Parts {
    source: Source,
    views: Views,
    index_folder: PathBuf,
    /// Wakes followers of an archive in which nothing happens.
    nudge: watch::Sender<u64>,
    to_views: Sender<NewViews>,
    to_index: Sender<NewIndex>,
    busy: Mutex<()>,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts").field("index_folder", &self.index_folder).finish_non_exhaustive()
    }
}

impl Rebuild {
    /// For the followers of these.
    pub(super) fn new(
        source: Source,
        nudge: watch::Sender<u64>,
        views: Views,
        index_folder: PathBuf,
    ) -> (Self, Offers) {
        let ((to_views, for_views), (to_index, for_index)) = (channel(), channel());
        let parts = Parts { source, views, index_folder, nudge, to_views, to_index, busy: Mutex::new(()) };
        (Self { parts: Arc::new(parts) }, Offers { views: for_views, index: for_index })
    }

    /// Makes both anew on this thread, and returns when they are in use. Everybody is answered meanwhile, from the old
    /// ones.
    ///
    /// # Errors
    /// If one is under way, the archive stops, or the disk fails; the old ones stay in use then.
    pub fn run(&self, say: &mut dyn FnMut(&str)) -> Result<(), RebuildError> {
        let _busy = match self.parts.busy.try_lock() {
            Ok(busy) => busy,
            Err(std::sync::TryLockError::Poisoned(poisoned)) => PoisonError::into_inner(poisoned),
            Err(std::sync::TryLockError::WouldBlock) => return Err(RebuildError::Busy),
        };
        self.parts.views(say)?;
        self.parts.index(say)
    }
}

impl Parts {
    fn stopped(&self) -> Result<(), RebuildError> {
        if self.source.stopped() { Err(RebuildError::Stopped) } else { Ok(()) }
    }

    fn nudge(&self) {
        self.nudge.send_modify(|count| *count += 1);
    }

    fn views(&self, say: &mut dyn FnMut(&str)) -> Result<(), RebuildError> {
        let words = Arc::new(self.views.beside().map_err(Failure::from)?);
        let filled = self.fill(words.clone(), say);
        if filled.is_err() {
            words.store().retire();
        }
        filled
    }

    fn fill(&self, words: Arc<Words>, say: &mut dyn FnMut(&str)) -> Result<(), RebuildError> {
        let mut projecting = Projecting::beside(self.source.clone(), words.clone());
        let mut told = Instant::now();
        while projecting.seq() < self.views.seq() {
            self.stopped()?;
            projecting.step(true)?;
            if told.elapsed() >= TELL_EVERY {
                told = Instant::now();
                say(&format!("views: frame {} of {}", projecting.seq(), self.views.seq()));
            }
        }
        projecting.write_down()?;
        let (old, taken) = channel();
        let gone = || Failure::from("the views' follower did not take them over");
        self.to_views.send(NewViews { projecting, old }).map_err(|_| gone())?;
        self.nudge();
        let old = taken.recv_timeout(TAKEN_OVER).map_err(|_| gone())?;
        words.store().settle().map_err(Failure::from)?;
        std::thread::sleep(READ_OUT);
        old.store().retire();
        say("the views are new");
        Ok(())
    }

    fn index(&self, say: &mut dyn FnMut(&str)) -> Result<(), RebuildError> {
        let folder = beside(&self.index_folder, "new");
        remove(&folder).map_err(Failure::from)?;
        let mut indexer = open(&folder).map_err(Failure::from)?.indexer;
        self.put_all(&mut indexer, say)?;
        indexer.close().map_err(Failure::from)?;
        let (taken, told) = channel();
        let gone = || Failure::from("the index's follower did not take it over");
        self.to_index.send(NewIndex { folder, taken }).map_err(|_| gone())?;
        self.nudge();
        told.recv_timeout(TAKEN_OVER).map_err(|_| gone())?;
        say("the search index is new");
        Ok(())
    }

    /// Puts every folder in as it is now, and then those that changed meanwhile.
    fn put_all(&self, indexer: &mut Indexer, say: &mut dyn FnMut(&str)) -> Result<(), RebuildError> {
        let published = self.source.published.load_full();
        let mut told = Instant::now();
        while self.views.seq() < published.position.seq {
            self.stopped()?;
            std::thread::sleep(Duration::from_millis(5));
        }
        let total = published.state.folders.len();
        for no in 0..total {
            let folder = crate::domain::ids::FolderNo(no as u32);
            if let Some(doc) = document(&published, &self.views, folder)? {
                indexer.put(&doc).map_err(Failure::from)?;
            }
            if told.elapsed() >= TELL_EVERY {
                self.stopped()?;
                told = Instant::now();
                say(&format!("search: folder {no} of {total}"));
            }
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(Failure::from)?;
        let mut seq = published.position.seq;
        let mut frames = self.source.reader.follow_from(seq + 1);
        while *self.source.head.borrow() > seq {
            self.stopped()?;
            let before = seq;
            (seq, _) = finder::take(&self.source, &self.views, &runtime, indexer, &mut frames, seq)?;
            if seq == before {
                break;
            }
        }
        let frame = self.source.reader.position_of(seq).map_err(Failure::from)?;
        let incarnation = published.state.incarnation.clone();
        let position = Position { seq, hash: frame.hash.to_string(), incarnation };
        Ok(indexer.commit(&position).map_err(Failure::from)?)
    }
}

/// A folder's name with something behind it.
fn beside(folder: &Path, what: &str) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_os_string();
    name.push(".");
    name.push(what);
    folder.with_file_name(name)
}

fn remove(folder: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Puts a new index where the old one was, which nobody writes any more. Who reads the old one goes on reading it. A kill
/// between the two steps leaves none, which is then filled from the ledger.
pub(super) fn put_in_place(new: &Path, folder: &Path) -> std::io::Result<()> {
    let old = beside(folder, "old");
    remove(&old)?;
    fs::rename(folder, &old)?;
    fs::rename(new, folder)?;
    remove(&old)
}
