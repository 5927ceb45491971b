//! How often a scan was begun at one place and never got any further: what takes the whole service down with it, again and
//! again, is set aside. A service that is stopped, and one that got further with each start, say nothing of the file.

use super::journal::HALF;
use crate::domain::ids::ScanNo;
use std::fs;
use std::io;
use std::path::PathBuf;

/// How often a scan is begun at one place. Only a process that was killed or crashed leaves an attempt behind.
const MOST: u32 = 5;
/// Before a scan's number in the names of files: of its attempts, and of what was read of it.
const READING: &str = "reading-";
const PAGES: &str = "pages-";

#[derive(Debug)]
pub(super) struct Attempts(PathBuf);

impl Attempts {
    /// Those in a folder; what was left of scans that are read by now is removed.
    pub(super) fn open(folder: PathBuf, is_open: impl Fn(ScanNo) -> bool) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        for entry in fs::read_dir(&folder)?.filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let no = [READING, PAGES].iter().find_map(|kind| name.strip_prefix(kind)?.parse().ok());
            let is_half = name.starts_with(PAGES) && name.ends_with(HALF);
            if is_half || no.is_some_and(|no| !is_open(ScanNo(no))) {
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(Self(folder))
    }

    /// Notes that a scan is begun behind so many pages; whether it may be, for it was not begun there too often.
    pub(super) fn begin(&self, scan: ScanNo, behind: u32) -> io::Result<bool> {
        let path = self.path(scan);
        let noted = fs::read_to_string(&path).unwrap_or_default();
        let mut noted = noted.split_whitespace().map(|number| number.parse::<u32>().unwrap_or_default());
        let (before, place) = (noted.next().unwrap_or_default(), noted.next().unwrap_or_default());
        let before = if behind > place { 0 } else { before };
        if before >= MOST {
            return Ok(false);
        }
        fs::write(path, format!("{} {behind}\n", before + 1))?;
        Ok(true)
    }

    /// Notes that it came to an end, good or bad, or that whoever read it was told to stop.
    pub(super) fn end(&self, scan: ScanNo) {
        let _ = fs::remove_file(self.path(scan));
    }

    /// Where it is kept what was read of a scan.
    pub(super) fn pages(&self, scan: ScanNo) -> PathBuf {
        self.0.join(format!("{PAGES}{}", scan.0))
    }

    fn path(&self, scan: ScanNo) -> PathBuf {
        self.0.join(format!("{READING}{}", scan.0))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Attempts, MOST};
    use crate::domain::ids::ScanNo;
    use std::fs;

    fn attempts(root: &tempfile::TempDir) -> Attempts {
        Attempts::open(root.path().join("intake"), |_| true).unwrap()
    }

    #[test]
    fn what_was_begun_too_often_and_never_ended_is_begun_no_more_until_it_ended() {
        let root = tempfile::tempdir().unwrap();
        let attempts = attempts(&root);
        for _ in 0..MOST {
            assert!(attempts.begin(ScanNo(7), 0).unwrap());
        }
        assert!(!attempts.begin(ScanNo(7), 0).unwrap());
        assert!(attempts.begin(ScanNo(8), 0).unwrap());
        attempts.end(ScanNo(7));
        assert!(attempts.begin(ScanNo(7), 0).unwrap());
    }

    #[test]
    fn a_scan_that_got_further_each_time_is_begun_as_often_as_it_takes_and_one_that_sticks_is_not() {
        let root = tempfile::tempdir().unwrap();
        let attempts = attempts(&root);
        for behind in 0..4 * MOST {
            assert!(attempts.begin(ScanNo(7), behind).unwrap(), "{behind}");
        }
        let stuck = 4 * MOST - 1;
        for _ in 1..MOST {
            assert!(attempts.begin(ScanNo(7), stuck).unwrap());
        }
        assert!(!attempts.begin(ScanNo(7), stuck).unwrap());
        assert!(!attempts.begin(ScanNo(7), 0).unwrap(), "what was read was lost, and it has still got no further");
    }

    #[test]
    fn nothing_is_left_of_scans_that_are_read() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("intake");
        let names = || {
            let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        fs::create_dir(&folder).unwrap();
        for name in ["inbox-id", "pages-1", "pages-2", "pages-2.half", "reading-1", "reading-2"] {
            fs::write(folder.join(name), "").unwrap();
        }
        Attempts::open(folder.clone(), |scan| scan == ScanNo(2)).unwrap();
        assert_eq!(names(), ["inbox-id", "pages-2", "reading-2"]);
    }
}
