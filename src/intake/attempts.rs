//! How often a scan was begun and never ended: what takes the whole service down with it, again and again, is set aside.

use crate::domain::ids::ScanNo;
use std::fs;
use std::io;
use std::path::PathBuf;

/// How often a scan is begun. Only a process that was killed or crashed leaves an attempt behind.
const MOST: u32 = 5;

#[derive(Debug)]
pub(super) struct Attempts(PathBuf);

impl Attempts {
    pub(super) fn open(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// Notes that a scan is begun; whether it may be, for it was not begun too often.
    pub(super) fn begin(&self, scan: ScanNo) -> io::Result<bool> {
        let path = self.path(scan);
        let before: u32 = fs::read_to_string(&path).ok().and_then(|text| text.trim().parse().ok()).unwrap_or_default();
        if before >= MOST {
            return Ok(false);
        }
        fs::write(path, format!("{}\n", before + 1))?;
        Ok(true)
    }

    /// Notes that it came to an end, good or bad.
    pub(super) fn end(&self, scan: ScanNo) {
        let _ = fs::remove_file(self.path(scan));
    }

    fn path(&self, scan: ScanNo) -> PathBuf {
        self.0.join(format!("reading-{}", scan.0))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Attempts, MOST};
    use crate::domain::ids::ScanNo;

    #[test]
    fn what_was_begun_too_often_and_never_ended_is_begun_no_more_until_it_ended() {
        let root = tempfile::tempdir().unwrap();
        let attempts = Attempts::open(root.path().join("intake")).unwrap();
        for _ in 0..MOST {
            assert!(attempts.begin(ScanNo(7)).unwrap());
        }
        assert!(!attempts.begin(ScanNo(7)).unwrap());
        assert!(attempts.begin(ScanNo(8)).unwrap());
        attempts.end(ScanNo(7));
        assert!(attempts.begin(ScanNo(7)).unwrap());
    }
}
