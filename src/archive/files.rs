//! Where an archive keeps files: what is attached to folders lies in the data directory, the originals of scans in the
//! scans directory. Whoever backs up, restores, verifies or erases goes over both by the same list, State's.

use crate::blobs::{BlobError, Blobs, wait_for};
use crate::domain::attachment::BlobHash;
use crate::domain::state::{FileSort, State};
use std::path::{Path, PathBuf};

/// The scans directory's folder for originals.
const ORIGINALS: &str = "originals";

/// Both places. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Files {
    /// What is attached to folders.
    pub attached: Blobs,
    /// The originals of scans.
    pub originals: Blobs,
}

impl Files {
    /// The files of an archive, for the process that owns it.
    ///
    /// # Errors
    /// If a folder cannot be made.
    pub fn open(data_dir: &Path, scans_dir: &Path) -> Result<Self, BlobError> {
        Ok(Self { attached: Blobs::open(data_dir)?, originals: Blobs::open_at(&originals(scans_dir))? })
    }

    /// One of them.
    #[must_use]
    pub fn of(&self, sort: FileSort) -> &Blobs {
        match sort {
            FileSort::Attached => &self.attached,
            FileSort::Original => &self.originals,
        }
    }

    /// Removes what a kill left between an attached file and its event: that is sent again. Of what was scanned the paper
    /// may be back on its shelf, and several archives may keep their scans in one place: an original is never removed
    /// because nobody names it. Says how many went.
    ///
    /// # Errors
    /// The disk.
    pub fn tidy(&self, state: &State) -> Result<usize, BlobError> {
        wait_for(self.attached.sweep(|hash| state.needs_file(FileSort::Attached, hash)))?
    }
}

/// The files of an archive, to read beside the process that owns it.
#[derive(Debug)]
pub(super) struct ExistingFiles {
    attached: Option<Blobs>,
    originals: Option<Blobs>,
}

impl ExistingFiles {
    /// Those that are there.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub(super) fn of(data_dir: &Path, scans_dir: &Path) -> Result<Self, BlobError> {
        let attached = Blobs::existing(data_dir)?;
        Ok(Self { attached, originals: Blobs::existing_at(&originals(scans_dir))? })
    }

    /// The place of files of a sort, if there is one.
    pub(super) fn get(&self, sort: FileSort) -> Option<&Blobs> {
        match sort {
            FileSort::Attached => self.attached.as_ref(),
            FileSort::Original => self.originals.as_ref(),
        }
    }
}

/// Where the originals are.
#[must_use]
pub fn originals(scans_dir: &Path) -> PathBuf {
    scans_dir.join(ORIGINALS)
}

/// Where what was read off a file's pages is. It can be read again, which takes a while.
#[must_use]
pub fn texts(scans_dir: &Path, hash: BlobHash) -> PathBuf {
    let name = hash.to_string();
    scans_dir.join("texts").join(name.get(..2).unwrap_or_default()).join(name)
}

/// Where the previews of a file's pages are. They are made from it and may be deleted at any time.
#[must_use]
pub fn previews(scans_dir: &Path, hash: BlobHash) -> PathBuf {
    let name = hash.to_string();
    scans_dir.join("previews").join(name.get(..2).unwrap_or_default()).join(name)
}
