//! Imports: a table of folders, uploaded, checked, and carried in as many small commands.
//!
//! Each command's id derives from the file's digest and the rows it holds, so an import that was killed is simply run
//! again: commands that were carried out answer as the first time, and the report comes out the same. The same file run
//! twice brings nothing twice. One import runs at a time; the others wait.

mod forget;
mod job;
mod run;

pub use job::{ImportJob, JobState, Placing, Progress, RunOptions};

use super::{Archive, Meta};
use crate::domain::command::Command;
use crate::domain::refusal::{Code, Refusal};
use crate::import::{Mapping, RowIssue, suggest_mapping};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

/// How many imports are kept; the oldest finished ones make room for new ones.
const MAX_JOBS: usize = 200;

/// How the name of a file ends that is still arriving.
const UPLOAD: &str = "upload";

/// The imports of an archive. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Imports {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    archive: Archive,
    jobs: Mutex<BTreeMap<String, ImportJob>>,
    queue: Mutex<mpsc::Sender<String>>,
}

impl Imports {
    /// Takes up the imports of a data directory; those that were under way go on.
    ///
    /// # Errors
    /// If their folder cannot be read.
    pub fn open(folder: &Path, archive: Archive) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut jobs = BTreeMap::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if let Some(job) = job::read(&path) {
                jobs.insert(job.id.clone(), job);
            } else if path.extension().is_some_and(|extension| extension == UPLOAD) {
                // It was still arriving when the process was killed.
                fs::remove_file(&path)?;
            }
        }
        let under_way: Vec<String> =
            jobs.values().filter(|job| job.state.is_under_way()).map(|job| job.id.clone()).collect();
        let (queue, waiting) = mpsc::channel();
        let inner = Inner { folder: folder.to_owned(), archive, jobs: Mutex::new(jobs), queue: Mutex::new(queue) };
        let imports = Self { inner: Arc::new(inner) };
        let weak = Arc::downgrade(&imports.inner);
        thread::Builder::new().name("imports".to_owned()).spawn(move || {
            while let Ok(id) = waiting.recv() {
                let Some(inner) = weak.upgrade() else { break };
                // On a thread of its own: with its end the allocator gives back what the import needed.
                let work = move || Imports { inner }.work(&id);
                let done = thread::Builder::new().name("import".to_owned()).spawn(work).map(thread::JoinHandle::join);
                if !matches!(done, Ok(Ok(()))) {
                    tracing::error!("an import broke off; it goes on at the next start");
                }
            }
        })?;
        for id in under_way {
            imports.enqueue(&id);
        }
        Ok(imports)
    }

    /// Where an upload may be written before `add`.
    #[must_use]
    pub fn new_upload(&self) -> PathBuf {
        self.inner.folder.join(format!("{}.{UPLOAD}", self.inner.archive.clock().new_id()))
    }

    /// Takes an uploaded file: reads its headings and a few rows, and proposes a mapping.
    ///
    /// # Errors
    /// If it is not a table we can read; the file is then removed.
    pub fn add(&self, upload: &Path, file_name: &str, sender: &Meta) -> Result<ImportJob, Refusal> {
        let result = self.try_add(upload, file_name, sender);
        if result.is_err() {
            let _ = fs::remove_file(upload);
        }
        result
    }

    fn try_add(&self, upload: &Path, file_name: &str, sender: &Meta) -> Result<ImportJob, Refusal> {
        let now = self.inner.archive.now();
        let types: Vec<_> =
            now.state.organisation.types().map(|(_, business_type)| (**business_type).clone()).collect();
        let id = self.inner.archive.clock().new_id();
        let created_at = self.inner.archive.clock().now();
        let mut job = job::inspect(upload, id, file_name, sender, created_at)?;
        job.mapping = self.saved_mapping(&job.headings).unwrap_or_else(|| suggest_mapping(&job.headings, &types));
        let folder = self.folder_of(&job.id);
        let placed = fs::create_dir_all(&folder).and_then(|()| fs::rename(upload, folder.join("table")));
        placed.and_then(|()| job::write(&folder, &job)).map_err(storage_failed)?;
        self.make_room();
        self.jobs().insert(job.id.clone(), job.clone());
        Ok(job)
    }

    /// A saved mapping whose columns are exactly these headings.
    fn saved_mapping(&self, headings: &[String]) -> Option<Mapping> {
        let now = self.inner.archive.now();
        let mut saved = now.state.organisation.mappings().values().filter_map(|text| serde_json::from_str(text).ok());
        saved
            .find(|mapping: &Mapping| {
                mapping.columns.len() == headings.len()
                    && mapping.columns.iter().all(|column| headings.contains(&column.heading))
            })
            .map(|mapping| mapping.fitted_to(headings))
    }

    fn make_room(&self) {
        let mut jobs = self.jobs();
        while jobs.len() >= MAX_JOBS {
            let finished = jobs.values().filter(|job| !job.state.is_under_way());
            let Some(oldest) = finished.min_by_key(|job| job.created_at).map(|job| job.id.clone()) else { return };
            jobs.remove(&oldest);
            let _ = fs::remove_dir_all(self.folder_of(&oldest));
        }
    }

    /// Begins a dry run: nothing is registered, everything wrong is named.
    ///
    /// # Errors
    /// `ImportUnknown`, `ImportRunning`, or what is wrong with the mapping.
    pub fn check(&self, id: &str, mapping: Mapping, run: RunOptions) -> Result<ImportJob, Refusal> {
        self.start(id, mapping, run, JobState::Checking)
    }

    /// Begins the import.
    ///
    /// # Errors
    /// `ImportUnknown`, `ImportRunning`, or what is wrong with the mapping.
    pub fn run(&self, id: &str, mapping: Mapping, run: RunOptions) -> Result<ImportJob, Refusal> {
        self.start(id, mapping, run, JobState::Running)
    }

    fn start(&self, id: &str, mapping: Mapping, run: RunOptions, state: JobState) -> Result<ImportJob, Refusal> {
        self.get(id)?;
        let now = self.inner.archive.now();
        let types: Vec<_> =
            now.state.organisation.types().map(|(_, business_type)| (**business_type).clone()).collect();
        if let Some(issue) = mapping.validate(&types).first() {
            return Err(Refusal::new(Code::BadValue)
                .with("field", &issue.heading)
                .with("detail", format!("{} / {}", issue.detail.en, issue.detail.zh)));
        }
        // Disk and memory change under one lock: what ends cannot overwrite what begins, and what could not be written
        // down did not begin.
        let mut jobs = self.jobs();
        let known = jobs.get_mut(id).ok_or_else(|| Refusal::new(Code::ImportUnknown).with("id", id))?;
        if known.state.is_under_way() {
            return Err(Code::ImportRunning.into());
        }
        let progress = Progress { total: known.rows, ..Progress::default() };
        let mapping = mapping.fitted_to(&known.headings);
        let job = ImportJob { mapping, run, state, progress, failure: None, ..known.clone() };
        job::write(&self.folder_of(id), &job).map_err(storage_failed)?;
        *known = job.clone();
        drop(jobs);
        self.enqueue(id);
        Ok(job)
    }

    fn enqueue(&self, id: &str) {
        let queue = self.inner.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.send(id.to_owned()).is_err() {
            tracing::error!("the import thread is gone");
        }
    }

    /// An import.
    ///
    /// # Errors
    /// `ImportUnknown`.
    pub fn get(&self, id: &str) -> Result<ImportJob, Refusal> {
        self.jobs().get(id).cloned().ok_or_else(|| Refusal::new(Code::ImportUnknown).with("id", id))
    }

    /// All imports, the newest first.
    #[must_use]
    pub fn list(&self) -> Vec<ImportJob> {
        let mut jobs: Vec<_> = self.jobs().values().cloned().collect();
        jobs.sort_by_key(|job| std::cmp::Reverse(job.created_at));
        jobs
    }

    /// Some of an import's issues, in the order of its rows, and whether there are more.
    ///
    /// # Errors
    /// `ImportUnknown`.
    pub fn report(&self, id: &str, offset: usize, limit: usize) -> Result<(Vec<RowIssue>, bool), Refusal> {
        self.get(id)?;
        let Ok(file) = fs::File::open(self.folder_of(id).join("report.jsonl")) else { return Ok((Vec::new(), false)) };
        let lines = BufReader::new(file).lines().map_while(Result::ok);
        let mut issues: Vec<RowIssue> =
            lines.skip(offset).take(limit + 1).filter_map(|line| serde_json::from_str(&line).ok()).collect();
        let more = issues.len() > limit;
        issues.truncate(limit);
        Ok((issues, more))
    }

    /// The rows that could not be taken, as a file to mend.
    ///
    /// # Errors
    /// `ImportUnknown`.
    pub fn bad_rows(&self, id: &str) -> Result<PathBuf, Refusal> {
        self.get(id)?;
        Ok(self.folder_of(id).join("bad-rows.csv"))
    }

    fn work(&self, id: &str) {
        let Ok(job) = self.get(id) else { return };
        let outcome = run::run(self, &job);
        let state = match (&outcome, job.state) {
            (Ok(()), JobState::Checking) => JobState::Checked,
            (Ok(()), _) => JobState::Done,
            (Err(_), _) => JobState::Failed,
        };
        let mut jobs = self.jobs();
        let Some(job) = jobs.get_mut(id) else { return };
        job.state = state;
        job.failure = outcome.err();
        if let Some(failure) = &job.failure {
            tracing::warn!(import = id, code = failure.code.name(), "an import failed");
        }
        if let Err(error) = job::write(&self.folder_of(id), job) {
            tracing::error!(%error, "an import's state could not be written");
        }
    }

    fn note_progress(&self, id: &str, progress: Progress) {
        if let Some(job) = self.jobs().get_mut(id) {
            job.progress = progress;
        }
    }

    fn folder_of(&self, id: &str) -> PathBuf {
        self.inner.folder.join(id)
    }

    fn jobs(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, ImportJob>> {
        self.inner.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn archive(&self) -> &Archive {
        &self.inner.archive
    }
}

fn storage_failed(error: io::Error) -> Refusal {
    tracing::error!(%error, "an import could not be written");
    Code::StorageFailed.into()
}

/// The id under which a part of an import is sent: of this file, these rows, read in this way.
fn meta(job: &ImportJob, first_row: u64, command: &Command) -> Meta {
    let options = serde_json::to_vec(&(&job.mapping, &job.run, command)).unwrap_or_default();
    let digest = crate::ledger::Hash256::of(&options).to_string();
    let digest = digest.get(..16).unwrap_or_default();
    let sender = Meta { local_user: job.local_user.clone(), ..Meta::of(job.actor) };
    sender.with_id(format!("import:{}:{digest}:{first_row}", job.sha256))
}
