//! What a backup is told, what it may ask, and what it answers.

use super::error::BackupError;
use super::keep::Keep;
use crate::clock::Clock;
use crate::domain::attachment::BlobHash;
use crate::domain::state::{FileSort, State};
use crate::ledger::{Hash256, Position};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A word to stop, between two objects. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks for a stop.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(super) fn check(&self) -> Result<(), BackupError> {
        if self.0.load(Ordering::Relaxed) { Err(BackupError::Stopped) } else { Ok(()) }
    }
}

/// What the service knows of its archive at a frame; without it the backup replays the ledger to find out.
#[derive(Debug, Clone)]
pub struct Known {
    /// The frame, which is durable.
    pub position: Position,
    /// The incarnation.
    pub incarnation: String,
    /// How many folders there are.
    pub folders: u64,
    /// The files that are needed.
    pub files: Vec<(FileSort, BlobHash)>,
    /// The archive's time zone, by whose days snapshots are kept.
    pub zone: chrono_tz::Tz,
}

impl Known {
    /// What a State says at its position.
    #[must_use]
    pub fn of(state: &State, position: Position) -> Self {
        Self {
            position,
            incarnation: state.incarnation.clone(),
            folders: state.folders.len() as u64,
            files: state.files().collect(),
            zone: Self::of_zone(state),
        }
    }

    pub(super) fn of_zone(state: &State) -> chrono_tz::Tz {
        state.organisation.settings().time_zone.parse().unwrap_or(chrono_tz::Asia::Shanghai)
    }
}

/// A backup to make.
pub struct Job<'a> {
    /// The data directory.
    pub data_dir: &'a Path,
    /// The scans directory.
    pub scans_dir: &'a Path,
    /// Which snapshots stay.
    pub keep: Keep,
    /// Asks what the service knows now, each time the backup begins; it answers nothing outside a service.
    pub known: &'a dyn Fn() -> Option<Known>,
    /// When it is.
    pub clock: Clock,
    /// When to stop.
    pub stop: Stop,
    /// How long a piece is; 0 for the usual length.
    pub piece_bytes: u64,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The snapshot.
    pub snapshot: String,
    /// The last frame in it.
    pub seq: u64,
    /// That frame's hash.
    pub hash: Hash256,
    /// How many pieces were new, and how long they are.
    pub new_pieces: usize,
    /// Bytes of new pieces, before sealing.
    pub new_bytes: u64,
    /// How many pieces were there already.
    pub shared_pieces: usize,
    /// Whether the vault was left out because the destination is not sealed.
    pub vault_left_out: bool,
    /// Attachments that could not be read.
    pub missing_blobs: Vec<BlobHash>,
    /// Earlier snapshots from which erased parts were taken out.
    pub amended: usize,
    /// Earlier snapshots of another line of the archive, which still hold what was erased since.
    pub not_amended: Vec<String>,
    /// Snapshots that no rule keeps any more.
    pub dropped: usize,
    /// What is wrong with earlier snapshots; nothing is dropped while there is one.
    pub damaged: Vec<String>,
}

impl Made {
    /// What somebody should know besides, in sentences.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.vault_left_out {
            warnings.push(
                "passwords and tokens are not in it, because the destination is not sealed with a passphrase"
                    .to_owned(),
            );
        }
        if !self.missing_blobs.is_empty() {
            let count = self.missing_blobs.len();
            warnings.push(format!("{count} files could not be read and are not in it; `strongroom verify` names them"));
        }
        if !self.not_amended.is_empty() {
            let names = self.not_amended.join(", ");
            warnings.push(format!(
                "these snapshots are of a line that a restore left, and still hold what was erased: {names}"
            ));
        }
        warnings.extend(self.damaged.iter().map(|damage| {
            format!("{damage}; nothing is dropped while it is there, so remove that object once it cannot be mended")
        }));
        warnings
    }
}
