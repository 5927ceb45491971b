//! Small disks of one's own: a file system in memory, which needs the right to mount one.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A file system that is mounted until this is dropped.
pub struct Mount {
    room: tempfile::TempDir,
}

impl Mount {
    /// A file system in memory of so many bytes; nothing where mounting is not allowed.
    pub fn tmpfs(bytes: u64) -> Option<Self> {
        let room = tempfile::tempdir().unwrap();
        let size = format!("size={bytes}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(room.path()).output();
        match mounted {
            Ok(output) if output.status.success() => Some(Self { room }),
            other => {
                eprintln!("NOT TESTED, for nothing can be mounted here: {other:?}");
                None
            }
        }
    }

    pub fn path(&self) -> &Path {
        self.room.path()
    }

    /// Takes all the space that is left.
    pub fn fill(&self) -> Filler {
        let path = self.path().join("filler");
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(&path).unwrap();
        for piece in [1 << 20, 1 << 12, 1] {
            let zeros = vec![0_u8; piece];
            while std::io::Write::write_all(&mut file, &zeros).is_ok() {}
        }
        Filler { path }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

/// What takes all the space.
pub struct Filler {
    path: PathBuf,
}

impl Filler {
    /// Gives the space back.
    pub fn remove(self) {
        std::fs::remove_file(&self.path).unwrap();
    }
}
