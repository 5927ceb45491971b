//! Reading a whole destination again: every object, every digest, every chain. Names the first thing that is wrong.

use super::destination::Destination;
use super::error::BackupError;
use super::manifest::{Manifest, PIECES, Piece};
use super::stored::Stored;
use crate::archive::heads::{Comparing, Outcome};
use crate::ledger::storage::Storage;
use crate::ledger::{Hash256, verify_with};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What was found right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// Snapshots.
    pub snapshots: usize,
    /// Different pieces that they need.
    pub pieces: usize,
    /// How much those hold.
    pub bytes: u64,
    /// Frames of the newest snapshot.
    pub frames: u64,
    /// Published heads that it holds and that the newest snapshot was compared with.
    pub heads: usize,
    /// Attachments that could not be read when the newest snapshot was made.
    pub missing_blobs: usize,
    /// Whether the newest snapshot has the vault.
    pub vault: bool,
    /// Pieces that no snapshot needs: left by a backup that was cut short, and dropped by the next.
    pub left_over: usize,
}

/// Reads everything.
///
/// # Errors
/// The first thing that does not fit, by name.
pub fn check(destination: &Arc<Destination>) -> Result<Checked, BackupError> {
    let survey = destination.survey()?;
    if let Some(error) = survey.damaged.into_iter().next() {
        return Err(error);
    }
    let manifests = survey.good;
    let Some((_, newest)) = manifests.last() else {
        let detail = "there is no snapshot in it yet".to_owned();
        return Err(BackupError::NoBackup { place: destination.place().to_owned(), detail });
    };
    let mut checked = Checked {
        snapshots: manifests.len(),
        missing_blobs: newest.missing_blobs.len(),
        vault: newest.vault.is_some(),
        ..Checked::default()
    };
    let there = destination.list(PIECES)?;
    let mut needed: BTreeMap<&str, &Piece> = BTreeMap::new();
    for piece in manifests.iter().flat_map(|(_, manifest)| manifest.pieces()) {
        needed.insert(&piece.object, piece);
    }
    for piece in needed.values() {
        destination.read_piece(piece)?;
        checked.bytes += piece.bytes;
    }
    checked.pieces = needed.len();
    checked.left_over = there.keys().filter(|object| !needed.contains_key(object.as_str())).count();
    for (object, manifest) in &manifests {
        files(object, manifest)?;
    }
    checked.frames = chains(destination, &manifests)?;
    checked.heads = destination.published_by(&manifests)?.len();
    Ok(checked)
}

/// Whether a manifest says of itself what can be.
fn files(object: &str, manifest: &Manifest) -> Result<(), BackupError> {
    let damaged = |detail: &str| BackupError::Damaged { object: object.to_owned(), detail: detail.to_owned() };
    for segment in &manifest.segments {
        if segment.pieces.iter().map(|piece| piece.bytes).sum::<u64>() != segment.bytes {
            return Err(damaged("the pieces of a segment do not add up"));
        }
    }
    if manifest.blobs.iter().any(|(hash, piece)| hash.0 != piece.sha256.0) {
        return Err(damaged("an attachment is not called by its content"));
    }
    Ok(())
}

/// Walks the ledger of each snapshot from the first frame. One that a newer one begins with, piece by piece, was walked
/// with it, and only its head is compared.
fn chains(destination: &Arc<Destination>, manifests: &[(String, Manifest)]) -> Result<u64, BackupError> {
    let mut walked: Vec<(&Manifest, BTreeMap<u64, Hash256>)> = Vec::new();
    let heads: BTreeSet<u64> = manifests.iter().map(|(_, manifest)| manifest.seq).collect();
    let mut frames = 0;
    for (number, (object, manifest)) in manifests.iter().rev().enumerate() {
        let mut same = false;
        for (newer, known) in &walked {
            same = same || (known.get(&manifest.seq) == Some(&manifest.hash) && begins(destination, newer, manifest)?);
        }
        if same {
            continue;
        }
        let known = walk(destination, object, manifest, &heads)?;
        if number == 0 {
            frames = manifest.seq;
        }
        walked.push((manifest, known));
    }
    Ok(frames)
}

/// Whether a newer snapshot's ledger begins with all of an older one's.
fn begins(destination: &Destination, newer: &Manifest, older: &Manifest) -> Result<bool, BackupError> {
    for old in &older.segments {
        let Some(new) = newer.segments.iter().find(|new| new.name == old.name) else { return Ok(false) };
        for (number, old) in old.pieces.iter().enumerate() {
            match new.pieces.get(number) {
                Some(new) if new.sha256 == old.sha256 => {}
                Some(new) if new.bytes > old.bytes => {
                    if !destination.read_piece(new)?.starts_with(&destination.read_piece(old)?) {
                        return Ok(false);
                    }
                }
                _ => return Ok(false),
            }
        }
    }
    Ok(true)
}

/// Walks a snapshot's ledger, and notes the hashes of some frames.
fn walk(
    destination: &Arc<Destination>,
    object: &str,
    manifest: &Manifest,
    heads: &BTreeSet<u64>,
) -> Result<BTreeMap<u64, Hash256>, BackupError> {
    let damaged = |detail: String| BackupError::Damaged { object: object.to_owned(), detail };
    let storage: Arc<dyn Storage> = Arc::new(Stored::new(destination.clone(), manifest));
    let mut known = BTreeMap::new();
    let mut comparing = Comparing::with(destination.published_by(&[(object.to_owned(), manifest.clone())])?);
    let report = verify_with(&storage, |frame| {
        comparing.take(frame);
        if heads.contains(&frame.seq) {
            known.insert(frame.seq, frame.hash);
        }
        Ok(())
    })?;
    if let Some(damage) = report.damage {
        return Err(damaged(damage.to_string()));
    }
    if report.head.seq != manifest.seq || report.head.hash != manifest.hash {
        return Err(damaged(format!("its ledger ends at frame {}, not at {}", report.head.seq, manifest.seq)));
    }
    match comparing.outcome() {
        Outcome::Fit(_) => Ok(known),
        outcome => Err(damaged(outcome.sentence(report.head.seq))),
    }
}
