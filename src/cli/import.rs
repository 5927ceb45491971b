//! `strongroom import`: folders in bulk, from the machine itself.
//!
//! An interrupt cancels the import between two commands: what was taken stays, and the same line run again takes the
//! rest, for a file brings nothing twice.

use super::begin::begin;
use super::interrupt::Interrupt;
use super::{local_user, start};
use crate::archive::{Archive, Job, JobState, Jobs, Meta, Placing, RunOptions};
use crate::clock::Clock;
use crate::config::{Config, DataDir};
use crate::domain::folder::Actor;
use crate::domain::refusal::Language;
use crate::import::Mapping;
use crate::vault::Vault;
use anyhow::{Context, Result, bail};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How many issues are said; the rest stand in the report and in the file to mend.
const ISSUES_SAID: usize = 50;
/// How often progress is said.
const PROGRESS_EVERY: Duration = Duration::from_secs(2);
/// How often somebody looks how far it is.
const LOOK_EVERY: Duration = Duration::from_millis(50);

#[derive(Debug, Clone, Args, Serialize, Deserialize)]
pub struct ImportArgs {
    /// A CSV (UTF-8 or GB18030) or XLSX file with headings
    file: PathBuf,
    /// A mapping saved under this name; by default one is guessed from the headings
    #[arg(long, value_name = "NAME")]
    mapping: Option<String>,
    /// Register nothing, but say everything that is wrong
    #[arg(long)]
    dry_run: bool,
    /// Old numbers become the folders' own codes
    #[arg(long)]
    keep_codes: bool,
    /// Folders whose row does not say where they stand wait without a slot
    #[arg(long)]
    no_assign: bool,
    /// Where to write the rows that could not be taken [default: beside the file]
    #[arg(long, value_name = "FILE")]
    bad_rows: Option<PathBuf>,
}

impl ImportArgs {
    /// The same with absolute paths: whoever does the work may stand in another directory.
    pub fn absolute(self) -> Result<Self> {
        let file = fs::canonicalize(&self.file).with_context(|| format!("{}", self.file.display()))?;
        let bad_rows = self.bad_rows.unwrap_or_else(|| file.with_extension("bad-rows.csv"));
        let bad_rows = Some(std::path::absolute(bad_rows)?);
        Ok(Self { file, bad_rows, ..self })
    }
}

/// Imports a file into an archive that this process holds.
pub fn run(config: &Config, data: &DataDir, args: &ImportArgs) -> Result<()> {
    let service = start(config)?;
    let vault = Vault::open(data.path(), Clock::real())?;
    begin(&service.archive, &vault)?;
    let interrupt = Interrupt::watch()?;
    let edge = Edge { say: &mut |line| say!("{line}"), give_up: &|| interrupt.came() };
    let imported = carry_out(&service.archive, &service.jobs, args, local_user(), edge);
    service.stop();
    imported
}

/// Whoever sits before the import.
pub struct Edge<'a> {
    /// Tells him a line.
    pub say: &'a mut dyn FnMut(&str),
    /// Whether he wants no more of it.
    pub give_up: &'a dyn Fn() -> bool,
}

/// Imports a file, and says how it goes line by line.
pub fn carry_out(archive: &Archive, jobs: &Jobs, args: &ImportArgs, user: String, mut edge: Edge<'_>) -> Result<()> {
    let upload = jobs.new_upload();
    fs::copy(&args.file, &upload).with_context(|| format!("{}", args.file.display()))?;
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let sender = Meta { local_user: Some(user), ..Meta::of(Actor::Local) };
    let (job, import) = jobs.add_import(&upload, &name, &sender)?;
    let mapping = match &args.mapping {
        Some(name) => {
            let now = archive.now();
            let text =
                now.state.organisation.mappings().get(name).with_context(|| format!("there is no mapping {name}"))?;
            serde_json::from_str::<Mapping>(text)?
        }
        None => import.mapping,
    };
    let placing = if args.no_assign { Placing::StatedOrNone } else { Placing::StatedOrAssign };
    let options = RunOptions { placing, keep_codes: args.keep_codes };
    let (started, _) = jobs.start_import(&job.id, &mapping, options, args.dry_run, &sender)?;
    let job = wait(jobs, &started, &mut edge)?;
    report(jobs, &job, args, edge.say)
}

/// Waits for the end, saying how far it is, and why when it rests.
fn wait(jobs: &Jobs, started: &Job, edge: &mut Edge<'_>) -> Result<Job> {
    let mut said_at = Instant::now();
    let mut said = String::new();
    loop {
        let job = jobs.get(&started.id)?;
        if !job.state.is_open() && !jobs.is_at_work(&started.id) {
            return jobs.get(&started.id).map_err(Into::into);
        }
        if (edge.give_up)() {
            // It may have come to its end in this very moment; then that is told.
            let _ = jobs.cancel(&started.id, Actor::Local);
        }
        if said_at.elapsed() >= PROGRESS_EVERY {
            said_at = Instant::now();
            let line = progress_line(&job);
            if line != said {
                (edge.say)(&line);
                said = line;
            }
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

fn progress_line(job: &Job) -> String {
    let (done, total) = (job.progress.done, job.progress.total);
    match (job.state, &job.failure, job.progress.seconds_left) {
        (JobState::Waiting, ..) => "waiting for another job to end".to_owned(),
        (JobState::Paused, Some(failure), _) => format!("{done} of {total} rows; paused: {failure}"),
        (JobState::Paused, None, _) => format!("{done} of {total} rows; paused by somebody"),
        (_, _, Some(seconds)) => format!("{done} of {total} rows, about {} left", duration(seconds)),
        _ => format!("{done} of {total} rows"),
    }
}

/// A duration as precisely as a guess deserves.
fn duration(seconds: u64) -> String {
    match seconds {
        0..=90 => format!("{seconds} s"),
        91..=5_400 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3_600)),
    }
}

fn report(jobs: &Jobs, job: &Job, args: &ImportArgs, say: &mut dyn FnMut(&str)) -> Result<()> {
    if let (JobState::Failed, Some(failure)) = (job.state, &job.failure) {
        bail!("{failure}");
    }
    let progress = job.progress;
    let verb = if args.dry_run { "could be taken" } else { "taken" };
    let (done, good, known, bad) = (progress.done, progress.good, progress.known, progress.bad);
    say(&format!("{done} rows: {good} {verb} ({known} of them known before), {bad} not"));
    let (issues, more) = jobs.issues(&job.id, 0, ISSUES_SAID)?;
    for issue in issues {
        say(&format!(
            "row {} {}: {} [{}]",
            issue.row,
            issue.column,
            issue.detail.in_language(Language::En),
            issue.code
        ));
    }
    if more.is_some() {
        say("… and more");
    }
    if let Some(path) = args.bad_rows.as_deref().filter(|_| progress.bad > 0) {
        copy(&jobs.bad_rows(&job.id)?, path)?;
        say(&format!("The rows to mend are in {}", path.display()));
    }
    if job.state == JobState::Cancelled {
        bail!(
            "cancelled after {done} of {} rows: what was taken stays; the same line again takes the rest, and nothing twice",
            progress.total
        );
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).map(|_| ()).with_context(|| format!("{}", to.display()))
}
