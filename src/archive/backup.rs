//! A plain backup: the ledger's segments up to the head, the vault, and a manifest that says what is in it. Views, index
//! and checkpoint are never in it: they are made again.

use crate::ledger::storage::{DiskStorage, Storage};
use crate::ledger::{Position, verify};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;

const MANIFEST: &str = "backup.json";

/// Why a backup could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The disk failed.
    #[error("{what}: {source}")]
    Disk {
        /// What was being done.
        what: String,
        /// What the system says.
        source: io::Error,
    },
    /// The ledger in it is not whole.
    #[error("the ledger in {place} is not whole: {detail}")]
    Damaged {
        /// Where.
        place: String,
        /// What does not fit.
        detail: String,
    },
    /// It is no backup of ours.
    #[error("{place} holds no backup: {detail}")]
    NoBackup {
        /// Where.
        place: String,
        /// Why.
        detail: String,
    },
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    strongroom_backup: u32,
    seq: u64,
    hash: String,
}

/// Writes a backup, and reads it back before calling it one.
///
/// # Errors
/// If the disk fails, or what was written is not whole.
pub fn write(data_dir: &Path, dest: &Path) -> Result<Position, BackupError> {
    let disk = |what: &str| {
        let what = what.to_owned();
        move |source| BackupError::Disk { what, source }
    };
    let ledger = dest.join("ledger");
    fs::create_dir_all(&ledger).map_err(disk("making the backup's folder"))?;
    copy_folder(&data_dir.join("ledger"), &ledger, |name| name.ends_with(".jsonl"))
        .map_err(disk("copying the ledger"))?;
    let vault = data_dir.join("vault");
    if vault.exists() {
        fs::create_dir_all(dest.join("vault")).map_err(disk("making the backup's vault"))?;
        copy_folder(&vault, &dest.join("vault"), |name| name.ends_with(".json")).map_err(disk("copying the vault"))?;
    }
    let head = whole(&ledger)?;
    let manifest = Manifest { strongroom_backup: 1, seq: head.seq, hash: head.hash.to_string() };
    let bytes =
        serde_json::to_vec_pretty(&manifest).map_err(|error| disk("writing the manifest")(io::Error::other(error)))?;
    let temporary = dest.join(format!("{MANIFEST}.new"));
    fs::write(&temporary, bytes).map_err(disk("writing the manifest"))?;
    File::open(&temporary).and_then(|file| file.sync_all()).map_err(disk("writing the manifest"))?;
    fs::rename(&temporary, dest.join(MANIFEST)).map_err(disk("writing the manifest"))?;
    File::open(dest).and_then(|folder| folder.sync_all()).map_err(disk("writing the manifest"))?;
    Ok(head)
}

/// Copies a backup into an empty data directory, after reading all of it.
///
/// # Errors
/// If it is no backup, is not whole, or the disk fails.
pub fn read(src: &Path, data_dir: &Path) -> Result<Position, BackupError> {
    let disk = |what: &str| {
        let what = what.to_owned();
        move |source| BackupError::Disk { what, source }
    };
    let none = |detail: String| BackupError::NoBackup { place: src.display().to_string(), detail };
    let manifest = fs::read(src.join(MANIFEST)).map_err(|error| none(error.to_string()))?;
    let manifest: Manifest = serde_json::from_slice(&manifest).map_err(|error| none(error.to_string()))?;
    let head = whole(&src.join("ledger"))?;
    if head.seq < manifest.seq {
        let detail = format!("it should reach frame {}, and reaches {}", manifest.seq, head.seq);
        return Err(BackupError::Damaged { place: src.display().to_string(), detail });
    }
    for folder in ["ledger", "vault"] {
        if src.join(folder).exists() {
            fs::create_dir_all(data_dir.join(folder)).map_err(disk("making the data directory"))?;
            // Whoever was signed in then signs in again: a session that ended since must not come back.
            let wanted = |name: &str| name != "sessions.json";
            copy_folder(&src.join(folder), &data_dir.join(folder), wanted).map_err(disk("copying the backup"))?;
        }
    }
    Ok(head)
}

fn whole(ledger: &Path) -> Result<Position, BackupError> {
    let place = ledger.display().to_string();
    let storage: Arc<dyn Storage> =
        Arc::new(DiskStorage::existing(ledger).map_err(|source| BackupError::Disk { what: place.clone(), source })?);
    let report =
        verify(&storage).map_err(|error| BackupError::Damaged { place: place.clone(), detail: error.to_string() })?;
    match report.damage {
        Some(damage) => Err(BackupError::Damaged { place, detail: damage.to_string() }),
        None => Ok(report.head),
    }
}

/// Copies files, each made durable. The last segment may grow meanwhile: what is copied of a half-written frame is a torn
/// tail, and is cut when the backup is opened.
fn copy_folder(from: &Path, to: &Path, wanted: impl Fn(&str) -> bool) -> io::Result<()> {
    let mut names: Vec<_> = fs::read_dir(from)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
    names.sort();
    for name in names {
        if !wanted(&name.to_string_lossy()) || !from.join(&name).is_file() {
            continue;
        }
        let temporary = to.join(format!("{}.new", name.to_string_lossy()));
        fs::copy(from.join(&name), &temporary)?;
        File::open(&temporary)?.sync_all()?;
        fs::rename(&temporary, to.join(&name))?;
    }
    File::open(to)?.sync_all()
}
