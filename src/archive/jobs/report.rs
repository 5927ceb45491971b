//! What a job says of its rows: one line of JSON each, appended, cut back to the last position when it is taken up
//! again.

use super::{Jobs, storage_failed};
use crate::domain::ids::FolderNo;
use crate::domain::refusal::Refusal;
use crate::domain::slotting::Reason;
use crate::import::RowIssue;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use utoipa::ToSchema;

pub(super) const REPORT: &str = "report.jsonl";
pub(super) const FOLDERS: &str = "folders.jsonl";

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// A shelf with all that it holds.
    Shelf,
    /// A box with its folders.
    Box,
    /// A folder.
    Folder,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// It is to be done.
    Planned,
    /// It was done.
    Done,
    /// There was nothing to do any more.
    Unchanged,
    /// It could not be done.
    Refused,
    /// It was done, and something about it is odd.
    Warned,
}

/// A row of a plan, and later of a report. Codes only: no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Which row, from 1.
    pub row: u64,
    /// What it is about.
    pub piece: Piece,
    /// The code of that.
    pub code: String,
    /// Where it stands.
    pub from: String,
    /// Where it goes.
    pub to: Option<String>,
    /// How many folders go with it.
    pub folders: u64,
    /// What became of it.
    pub outcome: RowOutcome,
    /// Why it could not be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Why it should not stay: see `ProposalCause`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// Why there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Whether the archive is to choose again when the row's turn comes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub best: bool,
}

/// A file that grows by lines and can be cut back.
#[derive(Debug)]
pub(super) struct Appended {
    file: BufWriter<File>,
    bytes: u64,
}

impl Appended {
    /// Opens a file at a length that was marked; anything behind that is forgotten.
    pub fn open(path: &Path, bytes: u64) -> Result<Self, Refusal> {
        let open = || {
            let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
            file.set_len(bytes)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        Ok(Self { file: BufWriter::new(open().map_err(storage_failed)?), bytes })
    }

    /// Appends a line.
    pub fn line(&mut self, value: &impl Serialize) -> Result<(), Refusal> {
        let mut line = serde_json::to_vec(value).unwrap_or_default();
        line.push(b'\n');
        self.raw(&line)
    }

    /// Appends bytes.
    pub fn raw(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        self.bytes += bytes.len() as u64;
        self.file.write_all(bytes).map_err(storage_failed)
    }

    /// Hands everything to the system, and says how long the file is.
    pub fn mark(&mut self) -> Result<u64, Refusal> {
        self.file.flush().map_err(storage_failed)?;
        Ok(self.bytes)
    }

    /// Makes everything durable.
    pub fn sync(&mut self) -> Result<(), Refusal> {
        self.file.flush().and_then(|()| self.file.get_ref().sync_all()).map_err(storage_failed)
    }
}

/// Whether a file is at least as long as it was when it was marked: after a power cut it may not be.
pub(super) fn is_whole(path: &Path, bytes: u64) -> bool {
    bytes == 0 || std::fs::metadata(path).is_ok_and(|found| found.len() >= bytes)
}

/// Some lines of a report from a byte on, and where the next ones begin.
fn lines_from<T: for<'a> Deserialize<'a>>(path: &Path, from: u64, limit: usize) -> (Vec<T>, Option<u64>) {
    let Ok(mut file) = File::open(path) else { return (Vec::new(), None) };
    if file.seek(SeekFrom::Start(from)).is_err() {
        return (Vec::new(), None);
    }
    let (mut reader, mut at, mut lines) = (BufReader::new(file), from, Vec::new());
    let mut line = String::new();
    while lines.len() < limit {
        line.clear();
        match reader.read_line(&mut line) {
            // A line that is still being written belongs to the next look.
            Ok(read) if read > 0 && line.ends_with('\n') => at += read as u64,
            _ => return (lines, None),
        }
        lines.extend(serde_json::from_str(&line).ok());
    }
    let more = std::fs::metadata(path).is_ok_and(|found| found.len() > at);
    (lines, more.then_some(at))
}

impl Jobs {
    /// Some rows of the report of a move or re-slotting, and where the next ones begin.
    ///
    /// # Errors
    /// `JobUnknown`.
    pub fn rows(&self, id: &str, from: u64, limit: usize) -> Result<(Vec<Row>, Option<u64>), Refusal> {
        Ok(lines_from(&self.report_of(id)?, from, limit))
    }

    /// Some of an import's issues, in the order of its rows, and where the next ones begin.
    ///
    /// # Errors
    /// `JobUnknown`.
    pub fn issues(&self, id: &str, from: u64, limit: usize) -> Result<(Vec<RowIssue>, Option<u64>), Refusal> {
        Ok(lines_from(&self.report_of(id)?, from, limit))
    }

    /// The folders that an import registered or found registered, in the order of its rows.
    ///
    /// # Errors
    /// `JobUnknown`.
    pub fn folders(&self, id: &str) -> Result<Vec<FolderNo>, Refusal> {
        let path = self.folder_of(&self.get(id)?).join(FOLDERS);
        let (parts, _): (Vec<Vec<FolderNo>>, _) = lines_from(&path, 0, usize::MAX);
        Ok(parts.concat())
    }

    pub(super) fn report_of(&self, id: &str) -> Result<PathBuf, Refusal> {
        Ok(self.folder_of(&self.get(id)?).join(REPORT))
    }
}
