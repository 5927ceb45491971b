//! Where an archive keeps files: what is attached to folders lies in the data directory, the originals of scans in the
//! scans directory. Whoever backs up, restores, verifies or erases goes over both by the same list, State's.

use super::erasure::wipe;
use crate::blobs::{BlobError, Blobs, private_dir, wait_for};
use crate::domain::attachment::BlobHash;
use crate::domain::ids::ScanNo;
use crate::domain::state::{FileSort, Page, Stands, State};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The scans directory's folder for originals.
const ORIGINALS: &str = "originals";
/// And that for pictures of their pages.
pub(super) const PREVIEWS: &str = "previews";
const TEXTS: &str = "texts";

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
        // What is drawn and read off originals is as personal as they are; only the inbox may be others' too.
        for derived in [PREVIEWS, TEXTS] {
            private_dir(&scans_dir.join(derived)).map_err(BlobError::Disk)?;
        }
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
    /// because nobody names it. What an erasure took is, if a kill left it. Says how many went.
    ///
    /// # Errors
    /// The disk.
    pub fn tidy(&self, scans_dir: &Path, state: &State) -> Result<usize, BlobError> {
        let erased = forget_erased(&self.originals, scans_dir, state)?;
        Ok(erased + wait_for(self.attached.sweep(|hash| state.needs_file(FileSort::Attached, hash)))??)
    }
}

/// Destroys what erasures took of originals: whole files with all pictures of their pages, and the pictures of single pages
/// where the file stays closed. What somebody sent in anew since is his. Says how many files went.
///
/// # Errors
/// The disk.
pub(super) fn forget_erased(originals: &Blobs, scans_dir: &Path, state: &State) -> Result<usize, BlobError> {
    let mut gone = 0;
    for (scan, is_destroyed) in state.scans.erased() {
        let Some(hash) = state.scans.get(scan).map(|row| row.sha256) else { continue };
        let needed = || state.needs_file(FileSort::Original, hash);
        if !is_destroyed {
            forget_pages(scans_dir, state, scan)?;
        } else if !needed() {
            let was_there = wait_for(originals.exists(hash))??;
            let is_gone = wait_for(originals.delete_unless(hash, needed))??;
            gone += usize::from(was_there && is_gone);
            wipe(&previews(scans_dir, hash))?;
            wipe(&texts(scans_dir, hash))?;
        }
    }
    Ok(gone)
}

/// Removes what was made of the pages of a file that are erased.
///
/// # Errors
/// The disk.
pub(crate) fn forget_pages(scans_dir: &Path, state: &State, scan: ScanNo) -> io::Result<()> {
    let erased = |page: &Page| matches!(page.stands, Stands::Erased(_)).then_some(page.index);
    let pages = state.scans.pages_of(scan).filter_map(|page| state.scans.page(page).as_ref().and_then(erased));
    let pages: BTreeSet<u32> = pages.collect();
    let hash = state.scans.get(scan).filter(|_| !pages.is_empty()).map(|row| row.sha256);
    let Some(hash) = hash else { return Ok(()) };
    forget_pictures(&previews(scans_dir, hash), &pages)?;
    forget_pictures(&texts(scans_dir, hash), &pages)
}

/// Removes the pictures of single pages, and whatever else was made of them: it is called by the page's place in its file.
fn forget_pictures(folder: &Path, pages: &BTreeSet<u32>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let page = name.split(['-', '.']).next().and_then(|page| page.parse().ok());
        if page.is_some_and(|page| pages.contains(&page)) {
            wipe(&path)?;
        }
    }
    Ok(())
}

/// Makes the folders for both sorts of files where they are gone, beside the process that owns them.
///
/// # Errors
/// If one cannot be made.
pub(super) fn make_places(data_dir: &Path, scans_dir: &Path) -> Result<(), BlobError> {
    Blobs::make(data_dir)?;
    Blobs::make_at(&originals(scans_dir))
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
    scans_dir.join(TEXTS).join(name.get(..2).unwrap_or_default()).join(name)
}

/// Where the previews of a file's pages are. They are made from it and may be deleted at any time.
#[must_use]
pub fn previews(scans_dir: &Path, hash: BlobHash) -> PathBuf {
    let name = hash.to_string();
    scans_dir.join(PREVIEWS).join(name.get(..2).unwrap_or_default()).join(name)
}
