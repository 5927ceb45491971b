//! Removing files that held personal data: overwritten first, since a removed name leaves the blocks as they were.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

const CHUNK: usize = 1 << 20;

/// Overwrites a file with zeros and makes that durable.
pub(super) fn blank(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let mut left = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    let zeros = vec![0; CHUNK.min(left)];
    while left > 0 {
        let part = zeros.get(..left.min(CHUNK)).unwrap_or_default();
        file.write_all(part)?;
        left -= part.len();
    }
    file.sync_all()
}

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
