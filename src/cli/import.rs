//! `strongroom import`: folders in bulk, from the machine itself.

use super::begin::begin;
use super::{local_user, start};
use crate::archive::{Archive, ImportJob, Imports, JobState, Meta, Placing, RunOptions};
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
use std::time::Duration;

/// How many issues are said; the rest stand in the report and in the file to mend.
const ISSUES_SAID: usize = 50;
/// How often progress is said, in rows.
const PROGRESS_ROWS: u64 = 5_000;

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
    let imported = carry_out(&service.archive, &service.imports, args, local_user(), &mut |line| say!("{line}"));
    service.stop();
    imported
}

/// Imports a file, and says how it goes line by line.
pub fn carry_out(
    archive: &Archive,
    imports: &Imports,
    args: &ImportArgs,
    user: String,
    say: &mut dyn FnMut(&str),
) -> Result<()> {
    let upload = imports.new_upload();
    fs::copy(&args.file, &upload).with_context(|| format!("{}", args.file.display()))?;
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let sender = Meta { local_user: Some(user), ..Meta::of(Actor::Local) };
    let job = imports.add(&upload, &name, &sender)?;
    let mapping = match &args.mapping {
        Some(name) => {
            let now = archive.now();
            let text =
                now.state.organisation.mappings().get(name).with_context(|| format!("there is no mapping {name}"))?;
            serde_json::from_str::<Mapping>(text)?
        }
        None => job.mapping.clone(),
    };
    let placing = if args.no_assign { Placing::StatedOrNone } else { Placing::StatedOrAssign };
    let options = RunOptions { placing, keep_codes: args.keep_codes };
    let started = if args.dry_run {
        imports.check(&job.id, mapping, options)?
    } else {
        imports.run(&job.id, mapping, options)?
    };
    let job = wait(imports, &started, say)?;
    report(imports, &job, args, say)
}

fn wait(imports: &Imports, started: &ImportJob, say: &mut dyn FnMut(&str)) -> Result<ImportJob> {
    let mut said = 0;
    loop {
        let job = imports.get(&started.id)?;
        if !job.state.is_under_way() {
            return Ok(job);
        }
        if job.progress.done >= said + PROGRESS_ROWS {
            said = job.progress.done;
            let left = job.progress.seconds_left.unwrap_or_default();
            say(&format!("{} of {} rows, {left} s to go", job.progress.done, job.progress.total));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn report(imports: &Imports, job: &ImportJob, args: &ImportArgs, say: &mut dyn FnMut(&str)) -> Result<()> {
    if let (JobState::Failed, Some(failure)) = (job.state, &job.failure) {
        bail!("{failure}");
    }
    let progress = job.progress;
    let verb = if args.dry_run { "could be taken" } else { "taken" };
    let (done, good, known, bad) = (progress.done, progress.good, progress.known, progress.bad);
    say(&format!("{done} rows: {good} {verb} ({known} of them known before), {bad} not"));
    let (issues, more) = imports.report(&job.id, 0, ISSUES_SAID)?;
    for issue in issues {
        say(&format!(
            "row {} {}: {} [{}]",
            issue.row,
            issue.column,
            issue.detail.in_language(Language::En),
            issue.code
        ));
    }
    if more {
        say("… and more");
    }
    if let Some(path) = args.bad_rows.as_deref().filter(|_| progress.bad > 0) {
        copy(&imports.bad_rows(&job.id)?, path)?;
        say(&format!("The rows to mend are in {}", path.display()));
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).map(|_| ()).with_context(|| format!("{}", to.display()))
}
