//! Names of files: which are left alone, how they are said, and how a file is moved without covering another.

use std::ffi::OsStr;
use std::path::Path;
use std::{fs, io};

/// Endings of files that some program is still making.
const UNFINISHED: [&str; 8] = [".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", "~"];
/// What file managers leave everywhere.
const LITTER: [&str; 3] = ["thumbs.db", "desktop.ini", "ehthumbs.db"];

/// Whether a name is that of a file or folder which is not meant to be taken.
pub(super) fn is_left_alone(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_lowercase();
    name.starts_with(['.', '~']) || UNFINISHED.iter().any(|end| name.ends_with(end)) || LITTER.contains(&&*name)
}

/// A path in one line, whatever its bytes are.
pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

/// How many names are tried for a file that is put aside.
const NAMES_TRIED: usize = 1_000;

/// Moves a file where none is.
pub(super) fn move_beside(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(()),
        // A file system that does not know how to.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) if !to.exists() => fs::rename(from, to),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) => Err(error.into()),
    }
}

/// Moves a file where none is, under its own name or the next free one: `scan.pdf`, `scan-2.pdf`.
pub(super) fn move_aside(from: &Path, to: &Path) -> io::Result<()> {
    let (stem, ending) = (to.file_stem().unwrap_or_default(), to.extension());
    for number in 1..=NAMES_TRIED {
        let mut name = stem.to_owned();
        if number > 1 {
            name.push(format!("-{number}"));
        }
        if let Some(ending) = ending {
            name.push(".");
            name.push(ending);
        }
        match move_beside(from, &to.with_file_name(name)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            moved => return moved,
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_still_being_made_and_what_file_managers_leave_is_left_alone() {
        for name in [".hidden", "~$scan.pdf", "a.part", "A.TMP", "b.crdownload", "c.pdf~", "Thumbs.db", ".DS_Store"] {
            assert!(is_left_alone(OsStr::new(name)), "{name}");
        }
        for name in ["scan.pdf", "part.tif", "扫描 1.jpg", "no ending", "a.tmp.pdf"] {
            assert!(!is_left_alone(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn what_is_put_aside_covers_nothing_and_has_the_next_free_name() {
        let root = tempfile::tempdir().unwrap();
        let to = root.path().join("scan.pdf");
        for text in ["1", "2", "3"] {
            let from = root.path().join("from");
            fs::write(&from, text).unwrap();
            move_aside(&from, &to).unwrap();
        }
        let read = |name: &str| fs::read_to_string(root.path().join(name)).unwrap();
        assert_eq!(["scan.pdf", "scan-2.pdf", "scan-3.pdf"].map(read), ["1", "2", "3"]);
        fs::write(root.path().join("from"), "4").unwrap();
        move_aside(&root.path().join("from"), &root.path().join("none")).unwrap();
        assert_eq!(read("none"), "4");
    }

    #[test]
    fn a_name_is_one_line_and_a_move_covers_nothing() {
        assert!(!shown(Path::new("a\nb\r\u{7}.pdf")).contains(char::is_control));
        let root = tempfile::tempdir().unwrap();
        let (from, to) = (root.path().join("from"), root.path().join("to"));
        fs::write(&from, "1").unwrap();
        fs::write(&to, "2").unwrap();
        assert!(move_beside(&from, &to).is_err());
        assert_eq!((fs::read(&from).unwrap(), fs::read(&to).unwrap()), (b"1".to_vec(), b"2".to_vec()));
        fs::remove_file(&to).unwrap();
        move_beside(&from, &to).unwrap();
        assert_eq!(fs::read(&to).unwrap(), b"1");
    }
}
