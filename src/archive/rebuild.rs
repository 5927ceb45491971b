//! Making views and search index anew while the archive serves: beside those that answer, and in their place when they
//! know as much. For `strongroom rebuild`, and after an erasure, when the old files must go.
//!
//! Each follower does it for itself, a little at a time between the frames that it goes on following.

use super::finder::{document, take};
use super::follow::Source;
use crate::domain::ids::FolderNo;
use crate::ledger::Following;
use crate::search::{Indexer, Position, open};
use crate::views::Views;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::watch;

/// How many folders are put into a new index before it is looked whether there is something else to do.
const FOLDERS_AT_ONCE: u32 = 200;
/// How often somebody who waits is told that it goes on.
const TELL_EVERY: Duration = Duration::from_secs(5);

type Failure = Box<dyn Error + Send + Sync>;

/// How the followers are told to make their files anew, and how they say that they have. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Rebuild {
    told: watch::Sender<u64>,
    done: Vec<watch::Receiver<u64>>,
}

/// A follower ended before it was done: the archive stops.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the archive is stopping")]
pub struct Stopped;

impl Rebuild {
    pub(super) fn new(told: watch::Sender<u64>, done: Vec<watch::Receiver<u64>>) -> Self {
        Self { told, done }
    }

    /// Makes views and index anew, and returns when the new ones are in use. Everybody is answered meanwhile. Not for a
    /// thread that others wait for.
    ///
    /// # Errors
    /// If the archive stops before; the old ones stay in use then.
    pub fn run(&self, say: &mut dyn FnMut(&str)) -> Result<(), Stopped> {
        let mut asked = 0;
        self.told.send_modify(|told| {
            *told += 1;
            asked = *told;
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(|_| Stopped)?;
        for (done, what) in self.done.iter().zip(["the views", "the search index"]) {
            let mut done = done.clone();
            loop {
                let waiting = done.wait_for(|done| *done >= asked);
                match runtime
                    .block_on(async { tokio::time::timeout(TELL_EVERY, waiting).await.map(|done| done.is_ok()) })
                {
                    Ok(true) => break say(&format!("{what}: new")),
                    Ok(false) => return Err(Stopped),
                    Err(_) => say(&format!("{what}: being made")),
                }
            }
        }
        Ok(())
    }
}

/// A search index that is being filled beside the one in use: with every folder as it is now, since what is found follows
/// from State and views, and then with what changed meanwhile.
pub(super) struct NewIndex {
    folder: PathBuf,
    indexer: Indexer,
    next: u32,
    frames: Following,
    seq: u64,
    /// For which request it is made.
    pub(super) asked: u64,
}

impl NewIndex {
    /// An empty one beside the one in `folder`.
    pub(super) fn begin(folder: &Path, source: &Source, asked: u64) -> Result<Self, Failure> {
        let folder = beside(folder, "new");
        remove(&folder)?;
        let indexer = open(&folder)?.indexer;
        let seq = source.published.load().position.seq;
        Ok(Self { folder, indexer, next: 0, frames: source.reader.follow_from(seq + 1), seq, asked })
    }

    /// Goes on for a moment; true when it knows as much as the one in use.
    pub(super) fn step(
        &mut self,
        source: &Source,
        views: &Views,
        runtime: &Runtime,
        until: u64,
    ) -> Result<bool, Failure> {
        let published = source.published.load_full();
        let total = published.state.folders.len() as u32;
        if self.next >= total {
            (self.seq, _) = take(source, views, runtime, &mut self.indexer, &mut self.frames, self.seq)?;
            return Ok(self.seq >= until);
        }
        // The views have the words; they may not know the newest folders yet.
        if runtime.block_on(views.surely_caught_up(published.position.seq)).is_err() {
            return Ok(false);
        }
        let end = total.min(self.next + FOLDERS_AT_ONCE);
        for no in self.next..end {
            if let Some(doc) = document(&published, views, &source.texts, FolderNo(no))? {
                self.indexer.put(&doc)?;
            }
        }
        self.next = end;
        Ok(false)
    }

    /// Commits and closes it, and says where it is.
    pub(super) fn finish(mut self, source: &Source) -> Result<PathBuf, Failure> {
        let frame = source.reader.position_of(self.seq)?;
        let incarnation = source.published.load().state.incarnation.clone();
        self.indexer.commit(&Position { seq: self.seq, hash: frame.hash.to_string(), incarnation })?;
        self.indexer.close()?;
        Ok(self.folder)
    }
}

/// A folder's name with something behind it.
pub(super) fn beside(folder: &Path, what: &str) -> PathBuf {
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

/// Waits until nobody else holds something any more, or long enough.
pub(super) fn let_go<T>(shared: &Arc<T>) {
    /// Ten seconds in all.
    const TRIES: usize = 200;
    for _ in 0..TRIES {
        if Arc::strong_count(shared) == 1 {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
