//! Pages that were just read: no frame of the ledger tells of them, so the index is told beside it.

use super::document;
use crate::archive::Texts;
use crate::archive::follow::Source;
use crate::domain::ids::{FolderNo, PageNo};
use crate::search::Indexer;
use crate::views::Views;
use std::collections::BTreeSet;
use std::error::Error;
use std::time::{Duration, Instant};

/// A folder of many pages is indexed anew with each that is read: no more than one part in so many of the time goes there.
const SHARE: u32 = 10;

type Failure = Box<dyn Error + Send + Sync>;

/// What of the pages that were read is on its way into the index.
pub(super) struct Fresh {
    texts: Texts,
    taken: Vec<PageNo>,
    next: Instant,
}

impl Fresh {
    /// Begins with what was never committed.
    pub(super) fn new(texts: &Texts) -> Self {
        texts.take_up();
        Self { texts: texts.clone(), taken: Vec::new(), next: Instant::now() }
    }

    /// Puts the folders in whose pages were read, and says whether there were any.
    pub(super) fn take_in(
        &mut self,
        source: &Source,
        views: &Views,
        runtime: &tokio::runtime::Runtime,
        indexer: &mut Indexer,
    ) -> Result<bool, Failure> {
        if !self.texts.is_fresh() || Instant::now() < self.next {
            return Ok(false);
        }
        let begun = Instant::now();
        let published = source.published.load_full();
        if runtime.block_on(views.surely_caught_up(published.position.seq)).is_err() {
            return Ok(false);
        }
        let pages = self.texts.take_fresh();
        let state = &published.state;
        let folder = |page: &PageNo| state.scans.page(*page)?.stands.folder();
        let folders: BTreeSet<FolderNo> = pages.iter().filter_map(folder).collect();
        self.taken.extend(pages);
        for folder in &folders {
            if let Some(doc) = document(&published, views, &source.texts, *folder)? {
                indexer.put(&doc)?;
            }
        }
        self.next = Instant::now() + begun.elapsed().min(Duration::from_secs(60)) * SHARE;
        Ok(!folders.is_empty())
    }

    /// All that was put in is durable and found.
    pub(super) fn committed(&mut self) {
        self.texts.indexed(&std::mem::take(&mut self.taken));
    }
}
