//! Small disks of one's own, which need the right to mount them: in memory, on a loop device, within a quota.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A small place to write to, mounted until this is dropped.
pub struct Mount {
    room: tempfile::TempDir,
    place: PathBuf,
}

impl Mount {
    /// A file system in memory of so many MiB; nothing where mounting is not allowed.
    pub fn tmpfs(mib: u64) -> Option<Self> {
        let mount = Self::new();
        let (size, room) = (format!("size={mib}m"), mount.place.clone());
        mount.tried(&mut [Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&room)])
    }

    /// An ext4 of so many MiB on a loop device; nothing where such a thing cannot be had.
    pub fn ext4(mib: u64) -> Option<Self> {
        let mount = Self::new();
        let image = image(mib);
        let room = mount.place.clone();
        mount.tried(&mut [
            Command::new("mkfs.ext4").args(["-q", "-F"]).arg(image.path()),
            Command::new("mount").args(["-o", "loop"]).arg(image.path()).arg(&room),
        ])
    }

    /// A part of a larger btrfs on a loop device that may hold so many MiB and no more, which is a limit that asking
    /// for free space does not show; nothing where such a thing cannot be had.
    pub fn quota(mib: u64) -> Option<Self> {
        let mut mount = Self::new();
        let image = image(8 * mib);
        let room = mount.room.path().to_owned();
        mount.place = room.join("part");
        let (limit, place) = (format!("{mib}M"), mount.place.clone());
        mount.tried(&mut [
            Command::new("mkfs.btrfs").args(["-q", "-m", "single"]).arg(image.path()),
            Command::new("mount").args(["-o", "loop"]).arg(image.path()).arg(&room),
            Command::new("btrfs").args(["quota", "enable"]).arg(&room),
            Command::new("btrfs").args(["subvolume", "create"]).arg(&place),
            Command::new("btrfs").args(["qgroup", "limit", &limit]).arg(&place),
        ])
    }

    fn new() -> Self {
        let room = tempfile::tempdir().unwrap();
        Self { place: room.path().to_owned(), room }
    }

    /// Itself, if all of this can be done here.
    fn tried(self, commands: &mut [&mut Command]) -> Option<Self> {
        for command in commands {
            match command.output() {
                Ok(output) if output.status.success() => {}
                other => {
                    eprintln!("NOT TESTED, for this cannot be done here: {command:?}: {other:?}");
                    return None;
                }
            }
        }
        Some(self)
    }

    pub fn path(&self) -> &Path {
        &self.place
    }

    /// Takes all the space that is left.
    pub fn fill(&self) -> Filler {
        let path = self.path().join("filler");
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(&path).unwrap();
        for piece in [1 << 20, 1 << 12, 1] {
            let zeros = vec![0_u8; piece];
            while std::io::Write::write_all(&mut file, &zeros).is_ok() {}
        }
        // What was written may only now be found to have no room.
        let _ = file.sync_all();
        Filler { path }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.room.path()).status();
    }
}

/// A file of so many MiB, without anything in it.
fn image(mib: u64) -> tempfile::NamedTempFile {
    let image = tempfile::NamedTempFile::new().unwrap();
    image.as_file().set_len(mib << 20).unwrap();
    image
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

/// An ext4 in a file, on a loop device, mounted until this is dropped.
pub struct LoopDisk {
    room: tempfile::TempDir,
    place: PathBuf,
}

/// EXT4_IOC_SHUTDOWN with one of EXT4_GOING_FLAGS_LOGFLUSH (1: the journal is written, then nothing more) and
/// EXT4_GOING_FLAGS_NOLOGFLUSH (2: nothing more is written, as when the power goes).
const SHUT_DOWN: &str = "import fcntl, os, struct, sys\n\
    fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack('I', int(sys.argv[2])))";

impl LoopDisk {
    pub fn ext4(mib: u64) -> Self {
        let room = tempfile::tempdir().unwrap();
        let (image, place) = (room.path().join("image"), room.path().join("disk"));
        std::fs::create_dir(&place).unwrap();
        std::fs::File::create(&image).unwrap().set_len(mib << 20).unwrap();
        let disk = Self { room, place };
        sure(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&image));
        disk.mount();
        disk
    }

    pub fn path(&self) -> &Path {
        &self.place
    }

    /// Whatever is not durable now never will be.
    pub fn cut_power(&self, at_once: bool) {
        sure(Command::new("python3").args(["-c", SHUT_DOWN]).arg(&self.place).arg(if at_once { "2" } else { "1" }));
    }

    /// As a machine does when the power is back.
    pub fn mount_again(&self) {
        sure(Command::new("umount").arg(&self.place));
        self.mount();
    }

    fn mount(&self) {
        sure(Command::new("mount").args(["-o", "loop"]).arg(self.room.path().join("image")).arg(&self.place));
    }
}

impl Drop for LoopDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.place).status();
    }
}

fn sure(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
}
