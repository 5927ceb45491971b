//! Which files some program of this machine has open for writing, as far as the system lets us see.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The two lowest bits of a file's flags say how it was opened; 0 is for reading alone.
const HOW: u32 = 0b11;

/// The files under a folder that are being written. Elsewhere than on Linux nobody can say, and of other people's programs
/// neither: that a file has stopped growing has to do then.
pub(super) fn of(folder: &Path) -> BTreeSet<PathBuf> {
    let Ok(folder) = folder.canonicalize() else { return BTreeSet::new() };
    let Ok(processes) = fs::read_dir("/proc") else { return BTreeSet::new() };
    let numbered = processes
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().bytes().all(|byte| byte.is_ascii_digit()));
    numbered.flat_map(|process| written_by(&process.path(), &folder)).collect()
}

fn written_by(process: &Path, folder: &Path) -> Vec<PathBuf> {
    let Ok(files) = fs::read_dir(process.join("fd")) else { return Vec::new() };
    let written = files.filter_map(Result::ok).filter_map(|file| {
        let path = fs::read_link(file.path()).ok().filter(|path| path.starts_with(folder))?;
        let about = fs::read_to_string(process.join("fdinfo").join(file.file_name())).ok()?;
        let flags = about.lines().find_map(|line| line.strip_prefix("flags:"))?;
        let flags = u32::from_str_radix(flags.trim(), 8).ok()?;
        (flags & HOW != 0).then_some(path)
    });
    written.collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::of;
    use std::fs::File;

    #[test]
    fn a_file_that_is_open_for_writing_is_seen_and_one_that_is_read_is_not() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().canonicalize().unwrap();
        let path = folder.join("growing.pdf");
        let writing = File::create(&path).unwrap();
        assert!(of(&folder).contains(&path));
        drop(writing);
        let _reading = File::open(&path).unwrap();
        assert!(of(&folder).is_empty());
    }
}
