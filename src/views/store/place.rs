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
/// Stands beside a store that is still being filled.
const BUILDING: &str = ".building";

/// The store in use, or where the first one goes; and whether it was there. Older left-overs are removed.
pub(super) fn find_live(base: &Path) -> Result<(PathBuf, bool), ViewError> {
    fs::create_dir_all(base).map_err(io_error(base))?;
    let mut numbers = numbers(base)?;
    // A rebuild that was interrupted is begun anew by whoever wants one.
    for &number in &numbers {
        let dir = live(base, number);
        if building(&dir).exists() {
            remove(&dir)?;
        }
    }
    numbers.retain(|number| live(base, *number).exists());
    let Some(newest) = numbers.pop() else {
        return Ok((base.join(format!("{LIVE}1")), false));
    };
    for older in numbers {
        let path = base.join(format!("{LIVE}{older}"));
        fs::remove_dir_all(&path).map_err(io_error(&path))?;
    }
    Ok((base.join(format!("{LIVE}{newest}")), true))
}

/// The numbers of the stores that are there, in order.
fn numbers(base: &Path) -> Result<Vec<u64>, ViewError> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(base).map_err(io_error(base))? {
        let name = entry.map_err(io_error(base))?.file_name();
        numbers.extend(
            name.to_str().and_then(|name| name.strip_prefix(LIVE)).and_then(|number| number.parse::<u64>().ok()),
        );
    }
    numbers.sort_unstable();
    Ok(numbers)
}

fn live(base: &Path, number: u64) -> PathBuf {
    base.join(format!("{LIVE}{number}"))
}

/// The mark beside a store that is still being filled.
fn building(dir: &Path) -> PathBuf {
    let mut name = dir.file_name().unwrap_or_default().to_os_string();
    name.push(BUILDING);
    dir.with_file_name(name)
}

/// The directory of a store to be filled beside the one in use.
pub(super) fn make_beside(base: &Path) -> Result<PathBuf, ViewError> {
    let dir = live(base, numbers(base)?.last().map_or(1, |newest| newest.saturating_add(1)));
    fs::write(building(&dir), []).map_err(io_error(&dir))?;
    fs::create_dir_all(&dir).map_err(io_error(&dir))?;
    Ok(dir)
}

/// The store in this directory is whole: the next start opens it.
pub(super) fn settle(dir: &Path) -> Result<(), ViewError> {
    gone(fs::remove_file(building(dir))).map_err(io_error(dir))
}

/// Removes a store, and then its mark if it has one.
pub(super) fn remove(dir: &Path) -> Result<(), ViewError> {
    gone(fs::remove_dir_all(dir)).map_err(io_error(dir))?;
    settle(dir)
}

/// What is not there need not be removed.
fn gone(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Moves a store aside, in place of the one moved before, and names the directory of the next one.
pub(super) fn set_aside(base: &Path, dir: &Path) -> Result<PathBuf, ViewError> {
    let aside = base.join(ASIDE);
    gone(fs::remove_dir_all(&aside)).map_err(io_error(&aside))?;
    gone(fs::rename(dir, &aside)).map_err(io_error(dir))?;
    let number = dir.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix(LIVE));
    let number = number.and_then(|number| number.parse::<u64>().ok()).unwrap_or(0);
    // One that is being filled beside it has the next number already.
    let newest = numbers(base)?.last().copied().unwrap_or(0).max(number);
    Ok(live(base, newest.saturating_add(1)))
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
