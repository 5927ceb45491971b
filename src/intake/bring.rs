//! Takes a file over: its bytes are kept, durably, before the archive is told.

use super::Intake;
use crate::archive::Meta;
use crate::blobs::{Arrived, BlobError, wait_for};
use crate::domain::command::{Command, NewScan, ScanCommand};
use crate::domain::event::Event;
use crate::domain::ids::ScanNo;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::scan::{SCAN_BYTES_MAX, ScanMedia, ScanSource};
use bytes::Bytes;
use rustix::fs::OFlags;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

/// How much of a file is read at once.
const PART_BYTES: usize = 1024 * 1024;

/// What is known of a file that is brought.
#[derive(Debug, Clone)]
pub struct Bringing {
    /// By which way.
    pub source: ScanSource,
    /// What it is called.
    pub file_name: String,
    /// How many sheets were put into the scanner.
    pub sheets: Option<u16>,
    /// Into which folder or case.
    pub into: Option<String>,
    /// Who brings it.
    pub meta: Meta,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brought {
    /// It is a scan now.
    New(ScanNo),
    /// The same bytes came before.
    Known(ScanNo),
}

/// Why a file was not taken. It is where it was.
#[derive(Debug, thiserror::Error)]
pub enum BringError {
    /// It cannot be opened or read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is a folder, a link, a pipe or a device.
    #[error("it is no plain file")]
    NoFile,
    /// It changed while it was read.
    #[error("it is still being written")]
    Growing,
    /// It cannot be kept: the disk is full or broken.
    #[error("{0}")]
    NotKept(BlobError),
    /// The archive refuses it.
    #[error("{}", .0.message(crate::domain::refusal::Language::En))]
    Refused(Refusal),
}

impl Intake {
    /// Takes a file over. When this answers well, its bytes and its receipt are durable.
    ///
    /// # Errors
    /// [`BringError`]
    pub fn bring(&self, path: &Path, bringing: Bringing) -> Result<Brought, BringError> {
        let parts = &self.inner.parts;
        let (file, before) = open(path)?;
        if before.len() > SCAN_BYTES_MAX {
            return Err(BringError::NotKept(BlobError::TooLarge { bytes_max: SCAN_BYTES_MAX }));
        }
        let stream = futures_util::stream::iter(Chunks(file));
        let arrived =
            wait_for(parts.files.originals.receive(stream, SCAN_BYTES_MAX))?.map_err(|error| match error {
                BlobError::Sender(why) => BringError::Unreadable(io::Error::other(why)),
                error => BringError::NotKept(error),
            })?;
        let after = std::fs::symlink_metadata(path)?;
        if !is_same(&before, &after) || arrived.bytes != before.len() {
            return Err(BringError::Growing);
        }
        self.received(arrived, bringing)
    }

    fn received(&self, arrived: Arrived, bringing: Bringing) -> Result<Brought, BringError> {
        let archive = &self.inner.parts.archive;
        let (sha256, bytes, media_type) = (arrived.hash, arrived.bytes, ScanMedia::recognise(&arrived.head));
        // The file is durable before the event that names it; one that is known already is made whole by this.
        let pin = wait_for(arrived.keep())?.map_err(BringError::NotKept)?;
        let Bringing { source, file_name, sheets, into, meta } = bringing;
        let new = NewScan { sha256, bytes, media_type, source, file_name, sheets, into };
        let done = archive.execute_blocking(meta, Command::Scan(ScanCommand::Receive(Box::new(new))));
        drop(pin);
        match done {
            Ok(done) => match done.events.iter().find_map(Event::scan) {
                Some(scan) => Ok(Brought::New(scan)),
                None => Err(BringError::Refused(Code::Internal.into())),
            },
            Err(refusal) if refusal.code == Code::ScanKnown => {
                let known = archive.now().state.scans.by_hash(sha256);
                known.map(Brought::Known).ok_or(BringError::Refused(refusal))
            }
            Err(refusal) => Err(BringError::Refused(refusal)),
        }
    }
}

/// A plain file, and what it is; never one that a link leads to, nor a pipe that would be waited for.
pub(super) fn open(path: &Path) -> Result<(File, Metadata), BringError> {
    if !std::fs::symlink_metadata(path)?.is_file() {
        return Err(BringError::NoFile);
    }
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    let file = OpenOptions::new().read(true).custom_flags(flags.cast_signed()).open(path)?;
    let about = file.metadata()?;
    if about.is_file() { Ok((file, about)) } else { Err(BringError::NoFile) }
}

/// Whether nothing was written to a file between two looks.
fn is_same(before: &Metadata, after: &Metadata) -> bool {
    before.ino() == after.ino()
        && before.len() == after.len()
        && (before.mtime(), before.mtime_nsec()) == (after.mtime(), after.mtime_nsec())
}

/// A file in parts.
struct Chunks(File);

impl Iterator for Chunks {
    type Item = io::Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut part = Vec::with_capacity(PART_BYTES);
        match (&mut self.0).take(PART_BYTES as u64).read_to_end(&mut part) {
            Ok(0) => None,
            Ok(_) => Some(Ok(part.into())),
            Err(error) => Some(Err(error)),
        }
    }
}
