//! Single files back out of a backup: what is attached and originals of scans, where they are gone or altered. Nothing else
//! is touched, and a file that is whole is never written over.

use super::destination::Destination;
use super::error::BackupError;
use super::restore::{put_back, readable};
use crate::archive::codec;
use crate::archive::files::{ExistingFiles, make_places};
use crate::blobs::wait_for;
use crate::domain::attachment::BlobHash;
use crate::domain::state::{FileSort, State};
use crate::ledger::LedgerReader;
use crate::ledger::storage::{DiskStorage, Storage};
use std::path::Path;
use std::sync::Arc;

/// What became of an archive's files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mended {
    /// How many files the archive needs.
    pub files: usize,
    /// Those that were put back.
    pub back: Vec<(FileSort, BlobHash)>,
    /// Those that are damaged still, for no snapshot has them whole.
    pub left: Vec<(FileSort, BlobHash)>,
}

/// Reads every file that an archive needs, and puts back those that are gone or altered. Needs no lock, so it runs beside the
/// service, which sees within minutes that they are whole again.
///
/// # Errors
/// If the ledger cannot be read, or the disk or the destination fails. What was put back by then stays.
pub fn mend(source: &Destination, data_dir: &Path, scans_dir: &Path) -> Result<Mended, BackupError> {
    let reading = BackupError::disk("reading the ledger");
    let storage: Arc<dyn Storage> = Arc::new(DiskStorage::existing(data_dir.join("ledger")).map_err(reading)?);
    let reader = LedgerReader::open(storage)?;
    let mut state = State::default();
    for frame in reader.frames_from(1)? {
        codec::replay(&mut state, &frame?).map_err(|error| BackupError::SourceDamaged(error.to_string()))?;
    }
    make_places(data_dir, scans_dir)?;
    let places = ExistingFiles::of(data_dir, scans_dir)?;
    let manifests = readable(source)?;
    let mut mended = Mended::default();
    for (sort, hash) in state.files() {
        mended.files += 1;
        let Some(blobs) = places.get(sort) else { continue };
        let checked = wait_for(blobs.check(hash)).map_err(BackupError::disk("reading a file"))??;
        if checked.is_none() {
            continue;
        }
        // Pieces are called by what is in them, so that any snapshot's is as good as another's.
        let mut pieces: Vec<_> = manifests.iter().rev().filter_map(|(_, manifest)| manifest.blobs.get(&hash)).collect();
        pieces.dedup_by(|one, other| one.object == other.object);
        let found = pieces.into_iter().any(|piece| {
            let outcome = put_back(source, piece, hash, blobs);
            outcome
                .inspect_err(|error| tracing::warn!(%error, %hash, "a file does not come back from the backup"))
                .is_ok()
        });
        if found { &mut mended.back } else { &mut mended.left }.push((sort, hash));
    }
    Ok(mended)
}
