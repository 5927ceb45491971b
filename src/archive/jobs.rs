//! Jobs: work too large for one command, cut into many small ones.
//!
//! A job is written down before it is acknowledged. Its commands have ids of their own, from the job (or the table) and
//! the row, so that one that was under way when the process was killed is sent again and answered as the first time:
//! nothing twice, nothing left out. Between two commands a job can be paused, cancelled, or stopped with the service.
//!
//! One job that changes something runs at a time and the others wait in the order in which they were asked for; dry
//! runs have a line of their own, so that a look at what would happen does not wait behind an hour's import. A job's
//! commands are those of the person who asked, decided as any of his: an account that no longer may pauses its jobs.
//! docs/adr/0010 tells why.

mod engine;
mod forget;
mod import_steps;
mod imports;
mod job;
mod pace;
mod plan_steps;
mod report;
mod starts;

pub use job::{Chosen, Import, Job, JobRequest, JobState, Move, Placing, Progress, Reslot, RunOptions, Work};
pub use report::{Piece, Row, RowOutcome};

use super::Archive;
use super::erasure::wipe;
use crate::disk;
use crate::domain::folder::Actor;
use crate::domain::policy::Role;
use crate::domain::refusal::{Code, Refusal};
use crate::views::Views;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Instant;
use tokio::sync::watch;

/// How many jobs are kept; the oldest that have ended make room for new ones.
const MAX_JOBS: usize = 200;
/// How many jobs may wait, run or rest.
const MAX_OPEN_JOBS: usize = 50;
/// How the name of a file ends that is still arriving.
const UPLOAD: &str = "upload";

/// The jobs of an archive. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Jobs {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// Where imports are kept, from before there were other jobs.
    imports: PathBuf,
    /// Where the others are kept.
    others: PathBuf,
    archive: Archive,
    views: Views,
    table: Mutex<Table>,
    changed: Condvar,
    /// Goes up with whatever changes, for those who watch.
    told: watch::Sender<u64>,
    lines: Mutex<Vec<JoinHandle<()>>>,
}

#[derive(Debug, Default)]
struct Table {
    jobs: BTreeMap<String, Job>,
    /// Those that a thread is at: nobody else may touch their files.
    busy: BTreeSet<String>,
    /// When those that rest until they can go on are tried again.
    again_at: BTreeMap<String, Instant>,
    stopping: bool,
}

impl Jobs {
    /// Takes up the jobs of a data directory; those that were under way go on.
    ///
    /// # Errors
    /// If their folders cannot be read.
    pub fn open(data_dir: &Path, archive: Archive, views: Views) -> io::Result<Self> {
        let (imports, others) = (data_dir.join("imports"), data_dir.join("jobs"));
        let mut table = Table::default();
        for folder in [&imports, &others] {
            fs::create_dir_all(folder)?;
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                if let Some(mut job) = job::read(&path) {
                    // One that was under way, or waited for its disk, has its turn again.
                    if job.state == JobState::Running || (job.state == JobState::Paused && job.by_itself) {
                        (job.state, job.failure, job.by_itself) = (JobState::Waiting, None, false);
                    }
                    table.jobs.insert(job.id.clone(), job);
                } else if path.extension().is_some_and(|extension| extension == UPLOAD) {
                    // It was still arriving when the process was killed.
                    fs::remove_file(&path)?;
                }
            }
        }
        let (table, changed, lines) = (Mutex::new(table), Condvar::new(), Mutex::new(Vec::new()));
        let told = watch::Sender::new(0);
        let jobs = Self { inner: Arc::new(Inner { imports, others, archive, views, table, changed, told, lines }) };
        for (name, dry_runs) in [("jobs", false), ("dry-runs", true)] {
            let line = jobs.clone();
            let thread = thread::Builder::new().name(name.to_owned()).spawn(move || line.run_line(dry_runs))?;
            jobs.inner.lines.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        }
        Ok(jobs)
    }

    /// Stops between two commands. What is under way goes on at the next start.
    pub fn stop(&self) {
        self.table().stopping = true;
        self.inner.changed.notify_all();
        let lines = std::mem::take(&mut *self.inner.lines.lock().unwrap_or_else(PoisonError::into_inner));
        for line in lines {
            let _ = line.join();
        }
    }

    /// A job.
    ///
    /// # Errors
    /// `JobUnknown`.
    pub fn get(&self, id: &str) -> Result<Job, Refusal> {
        self.table().jobs.get(id).cloned().ok_or_else(|| unknown(id))
    }

    /// Whether a thread is still at a job: one that was cancelled finishes the command under way.
    #[must_use]
    pub fn is_at_work(&self, id: &str) -> bool {
        self.table().busy.contains(id)
    }

    /// All jobs: those that are open in the order of the line, then the others, the newest first.
    #[must_use]
    pub fn list(&self) -> Vec<Job> {
        let mut jobs: Vec<_> = self.table().jobs.values().cloned().collect();
        jobs.sort_by_key(|job| std::cmp::Reverse(job.ended_at.unwrap_or(job.created_at)));
        let (mut open, ended): (Vec<_>, Vec<_>) = jobs.into_iter().partition(|job| job.state.is_open());
        open.sort_by_key(|job| (job.state != JobState::Running, job.queued_at, job.id.clone()));
        open.extend(ended);
        open
    }

    /// Lets a job rest after the command under way, until somebody resumes it; over a restart too.
    ///
    /// # Errors
    /// `JobUnknown`, `JobNotYours`, `JobNotOpen`, `StorageFailed`.
    pub fn pause(&self, id: &str, by: Actor) -> Result<Job, Refusal> {
        self.steer(id, by, |job| {
            (job.state, job.failure, job.by_itself) = (JobState::Paused, None, false);
        })
    }

    /// Lets a paused job go on when its turn comes; it keeps its place in the line.
    ///
    /// # Errors
    /// `JobUnknown`, `JobNotYours`, `JobNotOpen`, `StorageFailed`.
    pub fn resume(&self, id: &str, by: Actor) -> Result<Job, Refusal> {
        self.steer(id, by, |job| {
            if job.state == JobState::Paused {
                (job.state, job.failure, job.by_itself) = (JobState::Waiting, None, false);
            }
        })
    }

    /// Ends a job after the command under way. What was done stays.
    ///
    /// # Errors
    /// `JobUnknown`, `JobNotYours`, `JobNotOpen`, `StorageFailed`.
    pub fn cancel(&self, id: &str, by: Actor) -> Result<Job, Refusal> {
        let now = self.inner.archive.clock().now();
        self.steer(id, by, |job| {
            (job.state, job.failure, job.by_itself) = (JobState::Cancelled, None, false);
            job.ended_at = Some(now);
        })
    }

    fn steer(&self, id: &str, by: Actor, change: impl FnOnce(&mut Job)) -> Result<Job, Refusal> {
        let mut table = self.table();
        let job = table.jobs.get_mut(id).ok_or_else(|| unknown(id))?;
        if !self.may_steer(job, by) {
            return Err(Code::JobNotYours.into());
        }
        if !job.state.is_open() {
            return Err(Code::JobNotOpen.into());
        }
        let mut changed = job.clone();
        change(&mut changed);
        job::write(&self.folder_of(&changed), &changed).map_err(storage_failed)?;
        *job = changed.clone();
        table.again_at.remove(id);
        drop(table);
        self.wake();
        Ok(changed)
    }

    /// Whether somebody may pause, resume, cancel and delete a job: the one who asked for it, or an administrator.
    #[must_use]
    pub fn may_steer(&self, job: &Job, by: Actor) -> bool {
        let is_administrator = |no| {
            let now = self.inner.archive.now();
            now.state.people.get(no).is_some_and(|person| person.facts.role == Role::Administrator)
        };
        match by {
            Actor::Local | Actor::System => true,
            Actor::Person(no) => job.actor == by || is_administrator(no),
        }
    }

    /// Deletes a job that has ended, with its files.
    ///
    /// # Errors
    /// `JobUnknown`, `JobNotYours`, `JobNotFinished`, `StorageFailed`.
    pub fn delete(&self, id: &str, by: Actor) -> Result<(), Refusal> {
        let mut table = self.table();
        let job = table.jobs.get(id).ok_or_else(|| unknown(id))?;
        if !self.may_steer(job, by) {
            return Err(Code::JobNotYours.into());
        }
        if job.state.is_open() || table.busy.contains(id) {
            return Err(Code::JobNotFinished.into());
        }
        let folder = self.folder_of(job);
        wipe(&folder).map_err(storage_failed)?;
        table.jobs.remove(id);
        Ok(())
    }

    /// Adds a job whose files are in place, and lets the oldest ended ones go.
    fn insert(&self, table: &mut Table, job: Job) {
        while table.jobs.len() >= MAX_JOBS {
            let ended = table.jobs.values().filter(|job| !job.state.is_open() && !table.busy.contains(&job.id));
            let Some(oldest) = ended.min_by_key(|job| job.created_at).cloned() else { break };
            table.jobs.remove(&oldest.id);
            let _ = fs::remove_dir_all(self.folder_of(&oldest));
        }
        table.jobs.insert(job.id.clone(), job);
        self.wake();
    }

    /// Lets the lines look for work, and those who watch look again.
    fn wake(&self) {
        self.inner.changed.notify_all();
        self.tell();
    }

    fn tell(&self) {
        self.inner.told.send_modify(|changes| *changes += 1);
    }

    /// Tells when something has changed: a job that came, went on or ended.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.inner.told.subscribe()
    }

    fn check_room(table: &Table) -> Result<(), Refusal> {
        let open = table.jobs.values().filter(|job| job.state.is_open()).count();
        let full = || Refusal::new(Code::TooManyJobs).with("limit", MAX_OPEN_JOBS);
        if open < MAX_OPEN_JOBS { Ok(()) } else { Err(full()) }
    }

    fn folder_of(&self, job: &Job) -> PathBuf {
        match job.work {
            Work::Import(_) => self.inner.imports.join(&job.id),
            Work::Move(_) | Work::Reslotting(_) => self.inner.others.join(&job.id),
        }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.inner.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn archive(&self) -> &Archive {
        &self.inner.archive
    }
}

fn unknown(id: &str) -> Refusal {
    Refusal::new(Code::JobUnknown).with("id", id.chars().take(64).collect::<String>())
}

fn storage_failed(error: io::Error) -> Refusal {
    tracing::error!(%error, "a job could not be written");
    disk::code_of(&error).into()
}
