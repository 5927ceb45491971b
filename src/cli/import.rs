//! `strongroom import`: folders in bulk, from the machine itself.

use super::{hold, local_user, serve, start};
use crate::archive::{ImportJob, Imports, JobState, Placing, RunOptions};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::folder::Actor;
use crate::domain::refusal::Language;
use crate::import::Mapping;
use crate::vault::Vault;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Args)]
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

/// Imports a file.
pub fn run(config: &Config, args: &ImportArgs) -> Result<()> {
    let (data, _lock) = hold(config)?;
    let service = start(config)?;
    let vault = Vault::open(data.path(), Clock::real())?;
    serve::begin(&service, &vault)?;
    tracing::info!(user = local_user(), "an import from the command line");
    let imported = import(&service.imports, &service.archive.now().state, args);
    service.stop();
    imported
}

fn import(imports: &Imports, state: &crate::domain::state::State, args: &ImportArgs) -> Result<()> {
    let upload = imports.new_upload();
    fs::copy(&args.file, &upload).with_context(|| format!("{}", args.file.display()))?;
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let job = imports.add(&upload, &name, Actor::Local)?;
    let mapping = match &args.mapping {
        Some(name) => {
            let text =
                state.organisation.mappings().get(name).with_context(|| format!("there is no mapping {name}"))?;
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
    let job = wait(imports, &started)?;
    report(imports, &job, args)
}

fn wait(imports: &Imports, started: &ImportJob) -> Result<ImportJob> {
    let mut shown = 0;
    loop {
        let job = imports.get(&started.id)?;
        if !job.state.is_under_way() {
            return Ok(job);
        }
        if job.progress.done >= shown + 5_000 {
            shown = job.progress.done;
            let left = job.progress.seconds_left.unwrap_or_default();
            eprintln!("{} of {} rows, {left} s to go", job.progress.done, job.progress.total);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn report(imports: &Imports, job: &ImportJob, args: &ImportArgs) -> Result<()> {
    if let (JobState::Failed, Some(failure)) = (job.state, &job.failure) {
        bail!("{failure}");
    }
    let progress = job.progress;
    let verb = if args.dry_run { "could be taken" } else { "taken" };
    println!(
        "{} rows: {} {verb} ({} of them known before), {} not",
        progress.done, progress.good, progress.known, progress.bad
    );
    let (issues, more) = imports.report(&job.id, 0, 50)?;
    for issue in issues {
        println!("row {} {}: {} [{}]", issue.row, issue.column, issue.detail.in_language(Language::En), issue.code);
    }
    if more {
        println!("… and more");
    }
    if progress.bad > 0 {
        let beside = || args.file.with_extension("bad-rows.csv");
        let path = args.bad_rows.clone().unwrap_or_else(beside);
        fs::copy(imports.bad_rows(&job.id)?, &path).with_context(|| format!("{}", path.display()))?;
        println!("The rows to mend are in {}", path.display());
    }
    Ok(())
}
