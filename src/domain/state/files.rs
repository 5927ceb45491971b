//! Which files somebody needs, wherever they are kept: what is attached to folders, and the originals of scans.

use super::State;
use crate::domain::attachment::BlobHash;
use serde::{Deserialize, Serialize};

/// What a file is to the archive: each sort is kept in a place of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FileSort {
    /// It is attached to a folder.
    Attached,
    /// It is a scan as it came.
    Original,
}

impl State {
    /// Every file that somebody needs, in order.
    pub fn files(&self) -> impl Iterator<Item = (FileSort, BlobHash)> + '_ {
        let attached = self.attachments.blobs().map(|hash| (FileSort::Attached, hash));
        attached.chain(self.scans.blobs().map(|(hash, _)| (FileSort::Original, hash)))
    }

    /// Whether somebody needs a file.
    #[must_use]
    pub fn needs_file(&self, sort: FileSort, hash: BlobHash) -> bool {
        match sort {
            FileSort::Attached => self.attachments.uses(hash) > 0,
            FileSort::Original => self.scans.by_hash(hash).is_some(),
        }
    }
}
