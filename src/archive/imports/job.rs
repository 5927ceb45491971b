//! One import: what it is, how far it is, and how it is kept on disk.

use crate::archive::Meta;
use crate::domain::folder::Actor;
use crate::domain::refusal::Refusal;
use crate::import::{ConvertOptions, Mapping, TableFormat, file_digest, open_table};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::Path;

/// How many rows are shown with the mapping.
const SAMPLE_ROWS: usize = 5;
/// How many characters of a cell are shown with the mapping.
const SAMPLE_CHARS: usize = 80;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// The file is there.
    Uploaded,
    /// A dry run is under way.
    Checking,
    /// A dry run is done.
    Checked,
    /// The import is under way.
    Running,
    /// The import is done.
    Done,
    /// It could not go on.
    Failed,
}

impl JobState {
    /// Whether it goes on by itself.
    #[must_use]
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Checking | Self::Running)
    }
}

/// What to do with a folder whose row does not say where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Placing {
    /// It gets the best slot.
    #[default]
    StatedOrAssign,
    /// It waits without one.
    StatedOrNone,
}

/// How an import is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RunOptions {
    /// What to do with a folder whose row does not say where it stands.
    pub placing: Placing,
    /// Whether old numbers become own codes.
    pub keep_codes: bool,
}

impl RunOptions {
    /// The same in the words of the conversion.
    #[must_use]
    pub fn convert(self) -> ConvertOptions {
        ConvertOptions { keep_codes: self.keep_codes, assign_unplaced: self.placing == Placing::StatedOrAssign }
    }
}

/// How far an import is, in rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Progress {
    /// Rows read.
    pub done: u64,
    /// Rows in all.
    pub total: u64,
    /// Rows taken (or, in a dry run, that could be).
    pub good: u64,
    /// Rows not taken.
    pub bad: u64,
    /// Rows that were taken by an earlier run.
    pub known: u64,
    /// How long it will still take.
    pub seconds_left: Option<u64>,
}

/// An import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportJob {
    /// Its id.
    pub id: String,
    /// The file's name, as its sender calls it.
    pub file_name: String,
    /// The file's SHA-256.
    pub sha256: String,
    /// Rows of data.
    pub rows: u64,
    /// How it is encoded, or which sheet it is.
    pub encoding: String,
    /// Its headings.
    pub headings: Vec<String>,
    /// A few rows.
    pub sample: Vec<Vec<String>>,
    /// What its columns mean.
    pub mapping: Mapping,
    /// How it is run.
    pub run: RunOptions,
    /// How far it is.
    pub state: JobState,
    /// How far it is, in rows.
    pub progress: Progress,
    /// Why it failed.
    pub failure: Option<Refusal>,
    /// Who uploaded it.
    pub actor: Actor,
    /// From the command line: the name of the operating system's user.
    pub local_user: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Reads a file once: headings, a few rows, how many there are.
pub(super) fn inspect(
    path: &Path,
    id: String,
    file_name: &str,
    sender: &Meta,
    created_at: DateTime<Utc>,
) -> Result<ImportJob, Refusal> {
    let mut table = open_table(path)?;
    let headings = table.headings().to_vec();
    let encoding = match table.format() {
        TableFormat::Delimited { encoding, .. } => encoding.name().to_owned(),
        TableFormat::Workbook { sheet } => format!("XLSX: {sheet}"),
    };
    let mut sample = Vec::new();
    let mut rows = 0;
    for row in table.by_ref() {
        let row = row?;
        rows += 1;
        if sample.len() < SAMPLE_ROWS {
            sample.push(row.cells.iter().map(|cell| cell.chars().take(SAMPLE_CHARS).collect()).collect());
        }
    }
    Ok(ImportJob {
        id,
        file_name: file_name.chars().filter(|c| !c.is_control()).take(200).collect(),
        sha256: file_digest(path)?,
        rows,
        encoding,
        headings,
        sample,
        mapping: Mapping::default(),
        run: RunOptions::default(),
        state: JobState::Uploaded,
        progress: Progress { total: rows, ..Progress::default() },
        failure: None,
        actor: sender.actor,
        local_user: sender.local_user.clone(),
        created_at,
    })
}

/// Writes an import's state: to a new file, then in place of the old one.
pub(super) fn write(folder: &Path, job: &ImportJob) -> io::Result<()> {
    let temporary = folder.join("job.json.new");
    fs::write(&temporary, serde_json::to_vec_pretty(job)?)?;
    fs::File::open(&temporary)?.sync_all()?;
    fs::rename(&temporary, folder.join("job.json"))
}

/// Reads an import's state; nothing if there is none that can be read.
pub(super) fn read(folder: &Path) -> Option<ImportJob> {
    serde_json::from_slice(&fs::read(folder.join("job.json")).ok()?).ok()
}
