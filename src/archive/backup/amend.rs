//! What the law asks of backups: personal data that were erased must go from earlier snapshots too, and not only when a
//! keep rule drops them.
//!
//! An erasure overwrites private parts at equal length, and a ledger with erased parts is as whole as before. So an
//! earlier snapshot of the same line of the archive is amended: its pieces are replaced by those of the ledger as it is
//! now, its head and hashes stay, and the old pieces go with the next sweep of pieces that no manifest names.

use super::erasures::Erasures;
use super::error::BackupError;
use super::manifest::{Manifest, SegmentPieces};
use super::write::{Writing, read_range};
use crate::ledger::Hash256;

/// Amends every earlier snapshot that knows less of erasures than the newest. Says how many were amended, and which
/// cannot be: those of a line of the archive that was left by a restore to an earlier frame.
pub(super) fn amend(writing: &mut Writing<'_>, newest: &Manifest) -> Result<(usize, Vec<String>), BackupError> {
    let erased = match &newest.erasures {
        Some(piece) => Erasures::read(&writing.destination.read_piece(piece)?).blobs(&writing.reader)?,
        None => return Ok((0, Vec::new())),
    };
    let (mut amended, mut others) = (0, Vec::new());
    for (object, manifest) in std::mem::take(&mut writing.earlier) {
        if manifest.erasures == newest.erasures {
            continue;
        }
        let same_line = manifest.seq <= newest.seq
            && writing.reader.read(manifest.seq).is_ok_and(|frame| frame.hash == manifest.hash);
        if !same_line {
            others.push(object);
            continue;
        }
        let mut next = manifest.clone();
        next.amended_at = Some(writing.now());
        next.erasures.clone_from(&newest.erasures);
        next.blobs.retain(|hash, _| newest.blobs.contains_key(hash) || !erased.contains(hash));
        next.segments =
            manifest.segments.iter().map(|segment| as_it_is_now(writing, segment, newest)).collect::<Result<_, _>>()?;
        // The new one first: a kill in between leaves both, and the next backup amends the old one again.
        if writing.destination.put_manifest(&next)? != object {
            writing.destination.delete(&object)?;
        }
        amended += 1;
    }
    Ok((amended, others))
}

/// The pieces of a segment of an earlier snapshot, with the bytes that the ledger has now.
fn as_it_is_now(
    writing: &mut Writing<'_>,
    segment: &SegmentPieces,
    newest: &Manifest,
) -> Result<SegmentPieces, BackupError> {
    let changed = || BackupError::SourceChanged;
    let now = newest.segments.iter().find(|now| now.name == segment.name).ok_or_else(changed)?;
    let mut pieces = Vec::with_capacity(segment.pieces.len());
    let mut offset = 0;
    for (number, old) in segment.pieces.iter().enumerate() {
        let whole = now.pieces.get(number).filter(|piece| piece.bytes == old.bytes);
        let piece = match whole {
            Some(piece) => piece.clone(),
            // The end of the ledger as it was then: the first bytes of a piece that has grown since.
            None => {
                let file = writing.storage.open(&segment.name).map_err(BackupError::disk("reading the ledger"))?;
                let content = read_range(file.as_ref(), offset, old.bytes)?;
                writing.put(Hash256::of(&content), old.bytes, || Ok(content))?
            }
        };
        offset += old.bytes;
        pieces.push(piece);
    }
    Ok(SegmentPieces { name: segment.name.clone(), bytes: segment.bytes, pieces })
}
