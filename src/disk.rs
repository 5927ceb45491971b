//! What every module that writes files asks of a disk: how much room there is, and what a failure is to whoever asked.

use crate::domain::refusal::Code;
use std::io::{self, ErrorKind};
use std::path::Path;

/// How much room there is where a path leads, in bytes; nothing where the system cannot say.
#[must_use]
pub fn free_bytes(path: &Path) -> Option<u64> {
    let stats = fs4::statvfs(path).ok()?;
    (stats.total_space() > 0).then(|| stats.available_space())
}

/// How many bytes the files of a folder have; what cannot be read counts nothing.
#[must_use]
pub fn size(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let of = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    };
    entries.filter_map(Result::ok).map(of).sum()
}

/// Makes a folder be there with nothing in it. One that is there stays, for a full disk may not give another.
///
/// # Errors
/// If it cannot be made, or something in it cannot be removed.
pub fn emptied(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => std::fs::remove_dir_all(entry.path())?,
            false => std::fs::remove_file(entry.path())?,
        }
    }
    Ok(())
}

/// What a disk that would not take something is to whoever asked: a full one can be helped.
#[must_use]
pub fn code_of(error: &io::Error) -> Code {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Code::StorageFull,
        _ => Code::StorageFailed,
    }
}
