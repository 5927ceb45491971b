//! Where a store's files lie: `live-N` is in use, `aside` is the last one that was not to be trusted.
//!
//! A new store gets a new number. A broken one may still be open in this process and write by path: it must not find
//! the new one under its own name.

use super::ViewError;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const LIVE: &str = "live-";
const ASIDE: &str = "aside";

/// The store in use, or where the first one goes; and whether it was there. Older left-overs are removed.
pub(super) fn find_live(base: &Path) -> Result<(PathBuf, bool), ViewError> {
    fs::create_dir_all(base).map_err(io_error(base))?;
    let mut numbers = Vec::new();
    for entry in fs::read_dir(base).map_err(io_error(base))? {
        let name = entry.map_err(io_error(base))?.file_name();
        let number =
            name.to_str().and_then(|name| name.strip_prefix(LIVE)).and_then(|number| number.parse::<u64>().ok());
        numbers.extend(number);
    }
    numbers.sort_unstable();
    let Some(newest) = numbers.pop() else {
        return Ok((base.join(format!("{LIVE}1")), false));
    };
    for older in numbers {
        let path = base.join(format!("{LIVE}{older}"));
        fs::remove_dir_all(&path).map_err(io_error(&path))?;
    }
    Ok((base.join(format!("{LIVE}{newest}")), true))
}

/// Moves a store aside, in place of the one moved before, and names the directory of the next one.
pub(super) fn set_aside(base: &Path, dir: &Path) -> Result<PathBuf, ViewError> {
    let aside = base.join(ASIDE);
    let gone = |result: io::Result<()>| match result {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    gone(fs::remove_dir_all(&aside)).map_err(io_error(&aside))?;
    gone(fs::rename(dir, &aside)).map_err(io_error(dir))?;
    Ok(next(base, dir))
}

/// The directory of the store after this one.
pub(super) fn next(base: &Path, dir: &Path) -> PathBuf {
    let number = dir.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix(LIVE));
    let number = number.and_then(|number| number.parse::<u64>().ok()).unwrap_or(0);
    base.join(format!("{LIVE}{}", number.saturating_add(1)))
}

/// Removes a directory that nobody uses, if it is there.
pub(super) fn remove(dir: &Path) -> Result<(), ViewError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error(dir)(error)),
        _ => Ok(()),
    }
}

/// A kill while sled writes a snapshot leaves a half one that stops it from opening. Until the last step, a rename, the
/// snapshot before it is untouched, so the half one can simply go.
pub(super) fn remove_unfinished_snapshots(dir: &Path) -> Result<(), ViewError> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(io_error(dir))?,
    };
    for entry in entries {
        let path = entry.map_err(io_error(dir))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            tracing::info!("removing a half-written snapshot of the views");
            fs::remove_file(&path).map_err(io_error(&path))?;
        }
    }
    Ok(())
}

/// The size of a directory's files; what cannot be read counts nothing.
pub(super) fn disk_bytes(dir: &Path) -> u64 {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => disk_bytes(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> ViewError {
    let path = path.to_owned();
    move |error| ViewError::Io { path, detail: error.to_string() }
}
