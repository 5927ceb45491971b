//! Overwriting what is about to be removed: a removed name leaves the blocks on the disk as they were.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

const CHUNK: usize = 1 << 20;

/// Overwrites a file with zeros and makes that durable.
///
/// # Errors
/// Those of the disk.
pub fn blank(path: &Path) -> io::Result<()> {
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
