//! What is kept beside the ledger about erasures: the list, for ever, and the journal, while one is under way.
//!
//! `erasures.jsonl` names every item that was ever erased, without any personal data; it belongs to the person's wish and
//! not to one life of the archive, so that a restore can carry it out again. `erasing.jsonl` exists from before an
//! erasure is recorded until nothing of the person is left; a start that finds it finishes the work.

use crate::domain::attachment::BlobHash;
use crate::domain::erasure::ErasedPages;
use crate::domain::ids::{FolderNo, PageNo, ScanNo, SubjectNo};
use crate::domain::state::{Attachment, Stands, State};
use crate::ledger::{Erasing, Hash256};
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The list's name in a data directory.
pub const LIST: &str = "erasures.jsonl";
const JOURNAL: &str = "erasing.jsonl";

/// One erased item, as the list keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The subject.
    pub subject: u32,
    /// The frame.
    pub seq: u64,
    /// The event in it, counted from 0.
    pub item: u32,
    /// The item's digest: another ledger's frame of the same number is not meant.
    pub digest: Hash256,
    /// When it was erased.
    pub at: DateTime<Utc>,
    /// The scanned pages, if it is no item of a frame but these: frame and item are 0 then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<ListedPages>,
    /// The file that was taken off a folder, if it is no item of a frame but that: frame and item are 0 then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<ListedFile>,
}

/// A file that was attached to an erased person's folder, as the list keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ListedFile {
    /// The number, from 0, of the folder that it was attached to first: a merge gives it another.
    pub folder: u32,
    /// Its number on that folder.
    pub no: u32,
    /// What the file's bytes are called: another ledger's attachment of the same number is not meant.
    pub sha256: BlobHash,
}

/// Erased pages of a scanned file, as the list keeps them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedPages {
    /// The scan's number, from 0.
    pub scan: u32,
    /// What the file's bytes are called: another ledger's scan of the same number is not meant.
    pub sha256: BlobHash,
    /// The places of the pages in the file, from 0.
    pub at: Vec<u32>,
    /// Whether the file was destroyed.
    pub is_destroyed: bool,
}

impl Listed {
    /// A line for pages that were erased.
    pub(super) fn pages(state: &State, subject: SubjectNo, erased: &ErasedPages, at: DateTime<Utc>) -> Option<Self> {
        let sha256 = state.scans.get(erased.scan)?.sha256;
        let place = |page: &PageNo| state.scans.page(*page).map(|page| page.index);
        let pages = ListedPages {
            scan: erased.scan.0,
            sha256,
            at: erased.pages.iter().filter_map(place).collect(),
            is_destroyed: erased.is_destroyed,
        };
        let digest = Hash256(sha256.0);
        Some(Self { subject: subject.0, seq: 0, item: 0, digest, at, pages: Some(pages), file: None })
    }

    /// A line for a file that was taken off its folder.
    pub(super) fn file(subject: SubjectNo, file: ListedFile, at: DateTime<Utc>) -> Self {
        let digest = Hash256(file.sha256.0);
        Self { subject: subject.0, seq: 0, item: 0, digest, at, pages: None, file: Some(file) }
    }
}

impl ListedFile {
    /// What the list keeps of an attachment.
    pub(super) fn of(row: &Attachment) -> Self {
        let (folder, no) = row.attached_as;
        Self { folder: folder.0, no, sha256: row.sha256 }
    }

    /// Where it is attached in this archive, if it is; nothing if another ledger's is meant.
    pub(super) fn left(&self, state: &State) -> Option<(FolderNo, u32)> {
        let now = state.codes.kept(FolderNo(self.folder));
        let row = state.attachments.of(now).find(|row| Self::of(row) == *self)?;
        Some((now, row.no))
    }
}

impl ListedPages {
    /// What of it is still there in this archive; nothing if another ledger's scan is meant.
    pub(in crate::archive) fn left(&self, state: &State) -> Option<ErasedPages> {
        let scan = ScanNo(self.scan);
        state.scans.get(scan).filter(|row| row.sha256 == self.sha256 && !state.scans.is_destroyed(scan))?;
        let is_left = |page: &PageNo| {
            let row = state.scans.page(*page);
            row.is_some_and(|row| {
                !matches!(row.stands, Stands::Erased(_)) && (self.is_destroyed || self.at.contains(&row.index))
            })
        };
        let pages: Vec<PageNo> = state.scans.pages_of(scan).filter(is_left).collect();
        let is_destroyed = self.is_destroyed;
        (is_destroyed || !pages.is_empty()).then_some(ErasedPages { scan, pages, is_destroyed })
    }
}

/// A line of the journal.
#[derive(Debug, Serialize, Deserialize)]
enum Line {
    /// An erasure is about to be recorded.
    Begun { subject: u32 },
    /// Files that others brought in were searched.
    FilesForgotten,
    /// An item is about to be overwritten.
    Erasing(Erasing),
}

/// An erasure that is under way.
#[derive(Debug, Default)]
pub(super) struct Pending {
    pub files_forgotten: bool,
    pub items: Vec<Erasing>,
}

fn journal(data_dir: &Path) -> PathBuf {
    data_dir.join(JOURNAL)
}

/// Whether an erasure is under way, or was when the process ended.
#[must_use]
pub fn is_under_way(data_dir: &Path) -> bool {
    journal(data_dir).exists()
}

pub(super) fn begin(data_dir: &Path, subject: u32) -> io::Result<()> {
    append(&journal(data_dir), &[Line::Begun { subject }])
}

pub(super) fn note_files_forgotten(data_dir: &Path) -> io::Result<()> {
    append(&journal(data_dir), &[Line::FilesForgotten])
}

pub(super) fn note_items(data_dir: &Path, items: &[Erasing]) -> io::Result<()> {
    append(&journal(data_dir), &items.iter().cloned().map(Line::Erasing).collect::<Vec<_>>())
}

pub(super) fn end(data_dir: &Path) -> io::Result<()> {
    match fs::remove_file(journal(data_dir)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    File::open(data_dir)?.sync_all()
}

pub(super) fn pending(data_dir: &Path) -> io::Result<Option<Pending>> {
    if !is_under_way(data_dir) {
        return Ok(None);
    }
    let mut pending = Pending::default();
    for line in read(&journal(data_dir))? {
        match line {
            Line::Begun { .. } => {}
            Line::FilesForgotten => pending.files_forgotten = true,
            Line::Erasing(item) => pending.items.push(item),
        }
    }
    Ok(Some(pending))
}

/// Reads a list of erasures; a list that is not there is empty.
///
/// # Errors
/// Those of the disk, and `InvalidData` if a line cannot be read. A last line that a loss of power cut short is no line.
pub fn read_list(path: &Path) -> io::Result<Vec<Listed>> {
    read(path)
}

/// Adds to the list of a data directory what is not on it yet.
pub(super) fn add_to_list(data_dir: &Path, more: &[Listed]) -> io::Result<()> {
    let path = data_dir.join(LIST);
    let known: std::collections::BTreeSet<_> = read_list(&path)?.iter().map(key).collect();
    let new: Vec<_> = more.iter().filter(|listed| !known.contains(&key(listed))).collect();
    append(&path, &new)
}

/// Frame, item and digest of a line; of pages their scan, their places, and whether the file was destroyed; of a file what
/// it was attached as.
type Key = (u64, u32, [u8; 32], Option<(u32, Vec<u32>, bool)>, Option<ListedFile>);

/// What a line of the list names.
fn key(listed: &Listed) -> Key {
    let pages = listed.pages.as_ref().map(|pages| (pages.scan, pages.at.clone(), pages.is_destroyed));
    (listed.seq, listed.item, listed.digest.0, pages, listed.file)
}

fn read<T: DeserializeOwned>(path: &Path) -> io::Result<Vec<T>> {
    let text = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text?,
    };
    let whole = whole_lines(&text);
    let lines = whole.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines
        .map(|line| serde_json::from_slice(line).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error)))
        .collect()
}

fn whole_lines(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    text.get(..end).unwrap_or_default()
}

/// Appends lines and makes them durable. What a loss of power cut short goes first.
fn append<T: Serialize>(path: &Path, lines: &[T]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let end = whole_lines(&fs::read(path)?).len() as u64;
    file.set_len(end)?;
    file.seek(SeekFrom::Start(end))?;
    let mut bytes = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut bytes, line)?;
        bytes.push(b'\n');
    }
    file.write_all(&bytes)?;
    file.sync_all()?;
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
