//! The data directory, and the lock that lets one process own it.

use crate::domain::refusal::{Code, Refusal};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// The directory that holds an archive. Knows the names of what lies in it, and nothing of what is inside them.
#[derive(Debug, Clone)]
pub struct DataDir(PathBuf);

/// Proof that this process owns the data directory. The lock ends when this is dropped, and with the process however it
/// ends; a left-over file means nothing.
#[derive(Debug)]
pub struct DataDirLock {
    _file: File,
}

/// Why the lock was not had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process has it.
    #[error("another process is using {}{}", path.display(), pid.map(|pid| format!(" (process {pid})")).unwrap_or_default())]
    Held {
        /// The data directory.
        path: PathBuf,
        /// Which process, if it said so.
        pid: Option<u32>,
    },
    /// The disk or its permissions.
    #[error("{}: {source}", path.display())]
    Io {
        /// The lock file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl From<&LockError> for Refusal {
    fn from(error: &LockError) -> Self {
        match error {
            LockError::Held { .. } => Code::DataDirectoryHeld.into(),
            LockError::Io { .. } => Code::StorageFailed.into(),
        }
    }
}

impl DataDir {
    /// The directory at this path, made if it is not there. One that is made is its owner's alone: views, index and
    /// uploaded tables hold personal data. One that was there keeps the rights somebody gave it.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn create(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(&path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !path.is_dir() => Err(error),
            _ => Ok(Self(path)),
        }
    }

    /// The directory at this path, which must be there: for reading without the lock.
    ///
    /// # Errors
    /// It is not there, or is no directory.
    pub fn existing(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        if fs::metadata(&path)?.is_dir() { Ok(Self(path)) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where the ledger is kept.
    #[must_use]
    pub fn ledger(&self) -> PathBuf {
        self.0.join("ledger")
    }

    /// Where the views are kept; may be deleted.
    #[must_use]
    pub fn views(&self) -> PathBuf {
        self.0.join("views")
    }

    /// Where the search index is kept; may be deleted.
    #[must_use]
    pub fn search(&self) -> PathBuf {
        self.0.join("search")
    }

    /// Takes the lock, or says who has it. Never waits.
    ///
    /// # Errors
    /// `Held`, or the disk.
    pub fn lock(&self) -> Result<DataDirLock, LockError> {
        let path = self.0.join("lock");
        let io = |source| LockError::Io { path: path.clone(), source };
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(LockError::Held { path: self.0.clone(), pid: read_pid(&mut file) });
            }
            Err(TryLockError::Error(source)) => return Err(io(source)),
        }
        // Only for people who look, and for the message above: the lock itself is the system's. A full disk takes no number,
        // and what is on it can be read all the same.
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(DataDirLock { _file: file })
    }
}

fn read_pid(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(32).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{DataDir, LockError};
    use crate::domain::refusal::{Code, Refusal};

    #[test]
    fn two_owners_of_one_data_directory_are_refused_and_the_first_is_named() {
        let root = tempfile::tempdir().unwrap();
        let dir = DataDir::create(root.path().join("a/b")).unwrap();
        let lock = dir.lock().unwrap();
        let error = dir.lock().unwrap_err();
        assert!(matches!(error, LockError::Held { pid: Some(pid), .. } if pid == std::process::id()), "{error}");
        assert_eq!(Refusal::from(&error).code, Code::DataDirectoryHeld);
        drop(lock);
        dir.lock().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_new_data_directory_is_its_owners_alone_and_an_old_one_keeps_its_rights() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a/data");
        let mode = || std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        DataDir::create(&path).unwrap();
        assert_eq!(mode(), 0o700);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o750)).unwrap();
        DataDir::create(&path).unwrap();
        assert_eq!(mode(), 0o750);
        std::fs::write(root.path().join("file"), "").unwrap();
        assert!(DataDir::create(root.path().join("file")).is_err());
    }

    #[test]
    fn a_lock_file_left_by_a_process_that_died_does_not_hold() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("lock"), "4294967295 and more than the new number\n").unwrap();
        let dir = DataDir::existing(root.path()).unwrap();
        let _lock = dir.lock().unwrap();
        let text = std::fs::read_to_string(root.path().join("lock")).unwrap();
        assert_eq!(text.trim(), std::process::id().to_string());
    }

    #[test]
    fn reading_without_the_lock_makes_no_directory() {
        let root = tempfile::tempdir().unwrap();
        assert!(DataDir::existing(root.path().join("none")).is_err());
        assert!(!root.path().join("none").exists());
    }
}
