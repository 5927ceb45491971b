//! A folder into which other systems put tables: each is imported once it is whole, and then moved to `done` or
//! `failed` with a report beside it.
//!
//! Which columns mean what is told by the saved mapping that has exactly its headings, else guessed as for an upload.
//! Nothing is lost and nothing comes twice, whenever the process ends: a table stays where it is until its import has
//! ended, and a table that is imported again brings nothing that it brought before.

use super::{Job, JobState, Jobs, Meta, Placing, RunOptions};
use crate::domain::folder::Actor;
use crate::domain::refusal::{Language, Refusal};
use crate::import::{Mapping, RowIssue, spreadsheet_safe};
use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};
use std::{fs, io};

/// Where tables go that were taken whole.
const DONE: &str = "done";
/// Where those go of which something was not taken.
const FAILED: &str = "failed";
/// Who is said to have asked for it.
const ASKED_BY: &str = "incoming";
/// How many problems a report names; the rows to mend stand in a file of their own, all of them.
const ISSUES_MAX: usize = 10_000;
/// How many tables are imported in one look: the others wait for the next.
const TABLES_MAX: usize = 100;
/// How often somebody looks whether an import has ended.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// What is known of a file that may still be growing.
type Seen = (u64, Option<SystemTime>);

/// The watch over the folder. It ends when this goes.
#[derive(Debug)]
pub struct Incoming {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Incoming {
    /// Begins to watch a folder, which is made if it is not there.
    ///
    /// # Errors
    /// If the folder or the thread cannot be made.
    pub fn watch(folder: PathBuf, every: Duration, jobs: Jobs) -> io::Result<Self> {
        for folder in [folder.clone(), folder.join(DONE), folder.join(FAILED)] {
            fs::create_dir_all(folder)?;
        }
        let (stop, stopped) = channel();
        let thread = thread::Builder::new().name("incoming".to_owned()).spawn(move || {
            let mut seen = HashMap::new();
            while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                let ended = || !matches!(stopped.try_recv(), Err(std::sync::mpsc::TryRecvError::Empty));
                for table in whole_tables(&folder, &mut seen).into_iter().take(TABLES_MAX) {
                    if !import(&folder, &table, &jobs, &ended) {
                        return;
                    }
                }
            }
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The tables that did not change since the last look, by name. One that another program is still writing does.
fn whole_tables(folder: &Path, seen: &mut HashMap<PathBuf, Seen>) -> Vec<PathBuf> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            tracing::warn!(%error, "the folder of incoming tables cannot be read");
            return Vec::new();
        }
    };
    let files = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        let known = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        is_table(&entry.path()).then(|| (entry.path(), (known.len(), known.modified().ok())))
    });
    let now: HashMap<PathBuf, Seen> = files.collect();
    let mut whole: Vec<PathBuf> =
        now.iter().filter(|(path, known)| seen.get(*path) == Some(known)).map(|(path, _)| path.clone()).collect();
    whole.sort();
    *seen = now;
    whole
}

/// Whether a file is a table and not one that a program keeps for itself while it writes.
fn is_table(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    !name.starts_with(['.', '~']) && [".csv", ".txt", ".xlsx"].iter().any(|end| name.ends_with(end))
}

/// Imports a table and moves it away; whether to go on with others.
fn import(folder: &Path, table: &Path, jobs: &Jobs, ended: &dyn Fn() -> bool) -> bool {
    let name = table.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let outcome = start(table, &name, jobs).and_then(|job| wait(jobs, &job, ended));
    let moved = match &outcome {
        Ok(None) => return false,
        Ok(Some(job)) if job.state == JobState::Done && job.progress.bad == 0 => {
            put(folder, table, DONE, &outcome, jobs)
        }
        _ => put(folder, table, FAILED, &outcome, jobs),
    };
    match moved {
        Ok(to) => tracing::info!(to = %to.display(), "an incoming table was imported"),
        Err(error) => tracing::error!(%error, "an incoming table could not be moved away"),
    }
    true
}

fn start(table: &Path, name: &str, jobs: &Jobs) -> Result<Job, Refusal> {
    let upload = jobs.new_upload();
    fs::copy(table, &upload).map_err(|error| Refusal::from(crate::disk::code_of(&error)))?;
    let sender = Meta { local_user: Some(ASKED_BY.to_owned()), ..Meta::of(Actor::Local) };
    let (job, import) = jobs.add_import(&upload, name, &sender)?;
    // What is only expected has no slot yet; what a mapping says of that goes before.
    let placing = if import.mapping.defaults.expected { Placing::StatedOrNone } else { Placing::StatedOrAssign };
    let options = RunOptions { placing, keep_codes: false };
    let mapping: Mapping = import.mapping;
    jobs.start_import(&job.id, &mapping, options, false, &sender).map(|(job, _)| job)
}

/// The job when it has ended; nothing if the watch ended before.
fn wait(jobs: &Jobs, started: &Job, ended: &dyn Fn() -> bool) -> Result<Option<Job>, Refusal> {
    loop {
        let job = jobs.get(&started.id)?;
        if !job.state.is_open() && !jobs.is_at_work(&job.id) {
            return jobs.get(&started.id).map(Some);
        }
        if ended() {
            return Ok(None);
        }
        thread::sleep(LOOK_EVERY);
    }
}

/// Moves a table to where those of its kind go, its report and the rows to mend beside it.
fn put(
    folder: &Path,
    table: &Path,
    kind: &str,
    outcome: &Result<Option<Job>, Refusal>,
    jobs: &Jobs,
) -> io::Result<PathBuf> {
    let to = free_name(&folder.join(kind), table);
    let mut report = fs::File::create(to.with_extension("report.csv"))?;
    report.write_all("\u{feff}".as_bytes())?;
    match outcome {
        Err(refusal) => line(&mut report, &["", "", refusal.code.name(), &both(refusal)])?,
        Ok(Some(job)) => {
            if let Some(failure) = &job.failure {
                line(&mut report, &["", "", failure.code.name(), &both(failure)])?;
            }
            let progress = job.progress;
            let (good, known, bad) = (progress.good, progress.known, progress.bad);
            let said = format!(
                "{good} 行已导入（其中 {known} 行早已导入），{bad} 行未导入 / {good} rows taken, {known} of them known before, {bad} not"
            );
            line(&mut report, &["", "", "summary", &said])?;
            let (issues, _) = jobs.issues(&job.id, 0, ISSUES_MAX).unwrap_or_default();
            issues.iter().try_for_each(|issue| issue_line(&mut report, issue))?;
            if bad > 0
                && let Ok(rows) = jobs.bad_rows(&job.id)
            {
                fs::copy(rows, to.with_extension("bad-rows.csv"))?;
            }
        }
        Ok(None) => {}
    }
    report.sync_all()?;
    fs::rename(table, &to)?;
    Ok(to)
}

fn issue_line(report: &mut fs::File, issue: &RowIssue) -> io::Result<()> {
    let detail = format!("{} / {}", issue.detail.zh, issue.detail.en);
    line(report, &[&issue.row.to_string(), &issue.column, &issue.code, &detail])
}

fn both(refusal: &Refusal) -> String {
    format!("{} / {}", refusal.message(Language::Zh), refusal.message(Language::En))
}

fn line(report: &mut fs::File, cells: &[&str]) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(cells.iter().map(|cell| spreadsheet_safe(cell)))?;
    report.write_all(&writer.into_inner().map_err(|error| error.into_error())?)
}

/// A name in a folder that no file has: a table that comes every night under one name is kept every time.
fn free_name(folder: &Path, table: &Path) -> PathBuf {
    let stem = table.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let end = table.extension().map(|end| end.to_string_lossy().into_owned()).unwrap_or_default();
    let names = (1_u32..).map(|n| if n == 1 { format!("{stem}.{end}") } else { format!("{stem}-{n}.{end}") });
    let free = |path: &PathBuf| !path.exists() && !path.with_extension("report.csv").exists();
    names.map(|name| folder.join(name)).find(free).unwrap_or_else(|| folder.join(format!("{stem}.{end}")))
}
