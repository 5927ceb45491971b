//! Removing files that held personal data: overwritten first, since a removed name leaves the blocks as they were.

use crate::blobs::blank;
use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Overwrites and removes a file, or a folder with all that is in it. Nothing there is nothing to do.
pub(crate) fn wipe(path: &Path) -> io::Result<()> {
    let kind = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        metadata => metadata?.file_type(),
    };
    if kind.is_dir() {
        for entry in fs::read_dir(path)? {
            wipe(&entry?.path())?;
        }
        fs::remove_dir(path)?;
    } else {
        if kind.is_file() {
            blank(path)?;
        }
        fs::remove_file(path)?;
    }
    match path.parent() {
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}
