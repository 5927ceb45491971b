//! How backing up goes, on disk beside the archive, so that every command and the service know of each other's backups.

use super::job::Made;
use crate::ledger::Hash256;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::Path;

const FILE: &str = "backup-status.json";

/// The last good backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastGood {
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Where to.
    pub place: String,
    /// The last frame in it.
    pub seq: u64,
    /// That frame's hash: kept elsewhere, it shows any later change to the record.
    pub hash: Hash256,
    /// What it could not take, or left behind, in sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// The last failure, if nothing has succeeded since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastFailure {
    /// When.
    pub at: DateTime<Utc>,
    /// Why, in a sentence.
    pub why: String,
    /// How many there were one after the other.
    pub times: u32,
}

/// How backing up goes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Status {
    /// The last good backup.
    pub last_good: Option<LastGood>,
    /// The last failure, if nothing has succeeded since.
    pub failure: Option<LastFailure>,
}

impl Status {
    /// The status of a data directory; empty if there is none that can be read.
    #[must_use]
    pub fn read(data_dir: &Path) -> Self {
        let bytes = fs::read(data_dir.join(FILE)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Notes a good backup.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn note_good(data_dir: &Path, at: DateTime<Utc>, place: &str, made: &Made) -> io::Result<()> {
        let last_good =
            LastGood { at, place: place.to_owned(), seq: made.seq, hash: made.hash, warnings: made.warnings() };
        Self { last_good: Some(last_good), failure: None }.write(data_dir)
    }

    /// Notes a failure.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn note_failure(data_dir: &Path, at: DateTime<Utc>, why: &str) -> io::Result<()> {
        let before = Self::read(data_dir);
        let times = before.failure.map_or(0, |failure| failure.times).saturating_add(1);
        Self { failure: Some(LastFailure { at, why: why.to_owned(), times }), ..before }.write(data_dir)
    }

    fn write(&self, data_dir: &Path) -> io::Result<()> {
        let temporary = data_dir.join(format!("{FILE}.new"));
        fs::write(&temporary, serde_json::to_vec_pretty(self)?)?;
        fs::rename(temporary, data_dir.join(FILE))
    }
}
