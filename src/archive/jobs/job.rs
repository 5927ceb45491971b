//! A job: what is to be done, for whom, how far it is; and how that is kept on disk.
//!
//! `job.json` says what is to be done and in which state that is: written anew, synced and renamed before anything is
//! acknowledged. `position.json` says how far it is: written behind every command and never synced, for after a power
//! cut an older position only means that some commands are sent again and answered as the first time.

use super::pace::Pace;
use crate::domain::folder::Actor;
use crate::domain::planning::Figures;
use crate::domain::refusal::Refusal;
use crate::import::{ConvertOptions, Mapping};
use crate::ledger::Hash256;
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fs;
use std::io;
use std::path::Path;
use utoipa::ToSchema;

const JOB: &str = "job.json";
const POSITION: &str = "position.json";

/// Where a job stands in its life. Clients must tolerate states added later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Its file is there; nobody has said yet what is to be done with it.
    Uploaded,
    /// Its turn has not come.
    Waiting,
    /// It is under way.
    Running,
    /// It rests; what was done stays.
    Paused,
    /// It came to its end.
    Done,
    /// It could not go on.
    Failed,
    /// Somebody ended it before its end; what was done stays.
    Cancelled,
}

impl JobState {
    /// Whether it is still to come to its end.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running | Self::Paused)
    }
}

/// How far a job is, in rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Progress {
    /// Rows gone through.
    pub done: u64,
    /// Rows in all.
    pub total: u64,
    /// Rows carried out (or, in a dry run, that could be).
    pub good: u64,
    /// Rows not carried out.
    pub bad: u64,
    /// Rows that an earlier run carried out.
    pub known: u64,
    /// How long it will still take.
    pub seconds_left: Option<u64>,
}

/// What to do with a folder whose row does not say where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
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

/// A table of folders to bring in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Import {
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
}

/// A shelf, range or storeroom to move to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The code of what leaves.
    pub from: String,
    /// The code of where to.
    pub to: String,
    /// Why, as it is recorded with every piece.
    pub reason: String,
    /// Whether somebody gave that reason.
    #[serde(default)]
    pub reasoned: bool,
    /// What the plan comes to, once there is one.
    #[serde(default)]
    pub figures: Option<Figures>,
}

/// Which folders a re-slotting looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    /// Those of a lane, by its code.
    Lane(String),
    /// Those in a zone, by its code.
    Zone(String),
    /// Those of a business type, by its code.
    Type(String),
    /// Those that are flagged.
    Flagged,
}

/// Folders to be given the homes that slotting would give them now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reslot {
    /// Which folders.
    pub chosen: Chosen,
    /// Why, as it is recorded with those whose place is chosen.
    pub reason: String,
    /// What the plan comes to, once there is one.
    #[serde(default)]
    pub figures: Option<Figures>,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Work {
    /// Bring in a table of folders.
    Import(Box<Import>),
    /// Move shelves.
    Move(Move),
    /// Give folders better homes.
    Reslotting(Reslot),
}

impl Work {
    /// The word for it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Import(_) => "import",
            Self::Move(_) => "move",
            Self::Reslotting(_) => "reslotting",
        }
    }

    /// What its plan comes to, where there is a plan.
    #[must_use]
    pub fn figures(&self) -> Option<Figures> {
        match self {
            Self::Import(_) => None,
            Self::Move(work) => work.figures,
            Self::Reslotting(work) => work.figures,
        }
    }

    pub(super) fn set_figures(&mut self, found: Figures) {
        match self {
            Self::Import(_) => {}
            Self::Move(work) => work.figures = Some(found),
            Self::Reslotting(work) => work.figures = Some(found),
        }
    }
}

/// A job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// Who asked for it; its commands are his.
    pub actor: Actor,
    /// From the command line: the name of the operating system's user.
    pub local_user: Option<String>,
    /// When he did.
    pub created_at: DateTime<Utc>,
    /// Since when it has its place in the line.
    pub queued_at: DateTime<Utc>,
    /// When it came to its end, one way or another.
    #[serde(default)]
    pub ended_at: Option<DateTime<Utc>>,
    /// Where it stands in its life.
    pub state: JobState,
    /// Whether nothing is to be changed: it only says what would come out.
    pub dry_run: bool,
    /// How far it is, in rows.
    pub progress: Progress,
    /// Why it failed, or why it rests though nobody asked it to.
    pub failure: Option<Refusal>,
    /// While it is paused: it goes on as soon as it can, without being asked.
    #[serde(default)]
    pub by_itself: bool,
    /// What tells the request for it from others, so that one sent twice asks for one job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<JobRequest>,
    /// What is to be done.
    #[serde(flatten)]
    pub work: Work,
}

/// What tells a request for a job from others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRequest {
    /// The sender's own id for it.
    pub key: String,
    /// Its mark.
    #[serde(default)]
    pub mark: Option<Hash256>,
}

/// How far a job has got, and what of its files belongs to that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Position {
    pub progress: Progress,
    pub pace: Pace,
    /// How long the report was then, in bytes.
    pub report_bytes: u64,
    /// How long the file of bad rows was then, in bytes.
    pub bad_rows_bytes: u64,
    /// How long the list of folders was then, in bytes.
    #[serde(default)]
    pub folders_bytes: u64,
}

/// Writes a job down: to a new file, synced, then in place of the old one.
pub(super) fn write(folder: &Path, job: &Job) -> io::Result<()> {
    let temporary = folder.join("job.json.new");
    fs::write(&temporary, serde_json::to_vec_pretty(job)?)?;
    fs::File::open(&temporary)?.sync_all()?;
    fs::rename(&temporary, folder.join(JOB))?;
    fs::File::open(folder)?.sync_all()
}

/// Reads a job; nothing if there is none that can be read. One from before there were other jobs than imports is read
/// as what it was.
pub(super) fn read(folder: &Path) -> Option<Job> {
    let mut value: Value = json_in(&folder.join(JOB))?;
    if value.get("kind").is_none() {
        let state = value.get("state").and_then(Value::as_str).unwrap_or_default().to_owned();
        let now = match state.as_str() {
            "checking" => "running",
            "checked" => "done",
            other => other,
        };
        let added = value.as_object_mut()?;
        added.insert("kind".to_owned(), json!("import"));
        added.insert("dry_run".to_owned(), json!(["checking", "checked"].contains(&state.as_str())));
        added.insert("state".to_owned(), json!(now));
        added.insert("queued_at".to_owned(), added.get("created_at")?.clone());
    }
    let mut job: Job = serde_json::from_value(value).ok()?;
    if let Some(position) = read_position(folder) {
        job.progress = position.progress;
    }
    Some(job)
}

/// Writes down how far a job is.
pub(super) fn write_position(folder: &Path, position: &Position) -> io::Result<()> {
    let temporary = folder.join("position.json.new");
    fs::write(&temporary, serde_json::to_vec(position)?)?;
    fs::rename(&temporary, folder.join(POSITION))
}

/// How far a job is; nothing if it has to begin.
pub(super) fn read_position(folder: &Path) -> Option<Position> {
    json_in(&folder.join(POSITION))
}

/// Forgets how far a job is: it begins anew.
pub(super) fn forget_position(folder: &Path) -> io::Result<()> {
    match fs::remove_file(folder.join(POSITION)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn json_in<T: DeserializeOwned>(path: &Path) -> Option<T> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_import_of_an_older_release_is_read_as_what_it_was() {
        let folder = tempfile::tempdir().unwrap();
        for (before, state, dry_run) in [
            ("uploaded", JobState::Uploaded, false),
            ("checking", JobState::Running, true),
            ("checked", JobState::Done, true),
            ("running", JobState::Running, false),
        ] {
            let old = json!({"id": "1f", "file_name": "a.csv", "sha256": "00", "rows": 7, "encoding": "UTF-8",
                "headings": ["x"], "sample": [], "mapping": {"columns": [], "defaults": {}},
                "run": {"placing": "stated_or_none", "keep_codes": true}, "state": before,
                "progress": {"done": 3, "total": 7, "good": 3, "bad": 0, "known": 0, "seconds_left": null},
                "failure": null, "actor": "Local", "local_user": "root", "created_at": "2026-03-05T04:05:06Z"});
            fs::write(folder.path().join(JOB), old.to_string()).unwrap();
            let job = read(folder.path()).unwrap();
            assert_eq!((job.state, job.dry_run, job.progress.done), (state, dry_run, 3));
            assert!(matches!(job.work, Work::Import(import) if import.run.keep_codes));
        }
    }
}
