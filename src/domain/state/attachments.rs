//! Which files are attached to which folder, and how many attachments need each file.

use crate::domain::attachment::{BlobHash, MediaType};
use crate::domain::event::{Attached, Detached, FoldersMerged};
use crate::domain::ids::FolderNo;
use crate::domain::state::Stamp;
use serde::{Deserialize, Serialize};

/// An attachment. Its name and note are personal and stand in the ledger only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its number on its folder.
    pub no: u32,
    /// The frame that attached it.
    pub seq: u64,
    /// What its bytes are called.
    pub sha256: BlobHash,
    /// How many there are.
    pub bytes: u64,
    /// What sort of file it is.
    pub media_type: MediaType,
    /// The folder and number under which it was attached, where its words stand: a merge gives it others.
    pub attached_as: (FolderNo, u32),
}

/// All attachments.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Attachments {
    rows: imbl::OrdMap<(FolderNo, u32), Attachment>,
    last_no: imbl::OrdMap<FolderNo, u32>,
    uses: imbl::OrdMap<BlobHash, u32>,
}

impl Attachments {
    pub(super) fn attached(&mut self, stamp: Stamp, event: &Attached) {
        let Attached { folder, no, sha256, bytes, media_type } = *event;
        let row = Attachment { no, seq: stamp.seq, sha256, bytes, media_type, attached_as: (folder, no) };
        if let Some(before) = self.rows.insert((folder, no), row) {
            self.release(before.sha256);
        }
        *self.uses.entry(sha256).or_default() += 1;
        let last = self.last_no.entry(folder).or_default();
        *last = no.max(*last);
    }

    pub(super) fn detached(&mut self, event: &Detached) {
        if let Some(row) = self.rows.remove(&(event.folder, event.no)) {
            self.release(row.sha256);
        }
    }

    /// Gives a folder the attachments of another.
    pub(super) fn merged(&mut self, event: &FoldersMerged) {
        for (before, now) in &event.attachments {
            let Some(row) = self.rows.remove(&(event.from, *before)) else { continue };
            if let Some(replaced) = self.rows.insert((event.into, *now), Attachment { no: *now, ..row }) {
                self.release(replaced.sha256);
            }
            let last = self.last_no.entry(event.into).or_default();
            *last = (*now).max(*last);
        }
    }

    fn release(&mut self, hash: BlobHash) {
        match self.uses.get_mut(&hash) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(self.uses.remove(&hash)),
        }
    }

    /// A folder's attachments, in order of their numbers.
    pub fn of(&self, folder: FolderNo) -> impl Iterator<Item = &Attachment> + '_ {
        self.rows.range((folder, 0)..=(folder, u32::MAX)).map(|(_, row)| row)
    }

    /// One attachment.
    #[must_use]
    pub fn get(&self, folder: FolderNo, no: u32) -> Option<&Attachment> {
        self.rows.get(&(folder, no))
    }

    /// The number that a folder's next attachment gets.
    #[must_use]
    pub fn next_no(&self, folder: FolderNo) -> u32 {
        self.last_no.get(&folder).map_or(1, |last| last.saturating_add(1))
    }

    /// How many attachments need a file.
    #[must_use]
    pub fn uses(&self, hash: BlobHash) -> u32 {
        self.uses.get(&hash).copied().unwrap_or(0)
    }

    /// Every file that some attachment needs, in order of their names.
    pub fn blobs(&self) -> impl Iterator<Item = BlobHash> + '_ {
        self.uses.keys().copied()
    }
}
