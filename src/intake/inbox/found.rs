//! What lies in a folder of the inbox, however deep.

use super::REFUSED;
use super::names::{is_left_alone, shown};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// How deep folders may stand in each other.
const DEPTH_MAX: usize = 4;
/// How many files are looked at, and taken, in one look; the others wait for the next.
const FILES_MAX: usize = 1_000;

/// What lies in a folder.
pub(super) struct Found {
    /// Files that may be taken.
    pub(super) plain: Vec<PathBuf>,
    /// Links, pipes, sockets, and folders that are too deep.
    pub(super) others: Vec<PathBuf>,
}

/// What lies under a folder, in order of the names; of what was taken all, of the inbox what is to be taken.
pub(super) fn files(folder: &Path, said: &mut BTreeSet<PathBuf>, all: bool) -> Found {
    let (mut found, mut others, mut folders) = (Vec::new(), Vec::new(), vec![(folder.to_owned(), 0)]);
    while let Some((folder, depth)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                if said.insert(folder.clone()) {
                    tracing::warn!(folder = %shown(&folder), %error, "a folder of the inbox cannot be read");
                }
                continue;
            }
        };
        for entry in entries.filter_map(Result::ok) {
            let (path, kind) = (entry.path(), entry.file_type());
            let is_refused = depth == 0 && entry.file_name() == REFUSED;
            if !all && (is_left_alone(&entry.file_name()) || is_refused) {
                continue;
            }
            match kind {
                Ok(kind) if kind.is_file() && found.len() < FILES_MAX => found.push(path),
                Ok(kind) if kind.is_file() => {}
                Ok(kind) if kind.is_dir() && depth < DEPTH_MAX + 2 * usize::from(all) => {
                    folders.push((path, depth + 1))
                }
                _ => {
                    if said.insert(path.clone()) {
                        tracing::warn!(file = %shown(&path), "a link, a pipe or too deep a folder in the inbox is left alone");
                    }
                    if others.len() < FILES_MAX {
                        others.push(path);
                    }
                }
            }
        }
    }
    found.sort();
    others.sort();
    Found { plain: found, others }
}
