//! `strongroom intake`: files of scanned pages, from the machine itself.

use super::begin::begin;
use super::{local_user, start};
use crate::archive::{Archive, Meta, Service};
use crate::clock::Clock;
use crate::config::{Config, DataDir};
use crate::domain::folder::Actor;
use crate::domain::ids::ScanNo;
use crate::domain::refusal::Language;
use crate::domain::scan::{ScanSource, ScanState, Why};
use crate::domain::state::{Stands, State};
use crate::intake::{Bringing, Brought, Intake, Parts};
use crate::metrics::Intake as Figures;
use crate::scan::worker::Limits;
use crate::vault::Vault;
use anyhow::{Context, Result, bail};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often somebody looks whether a file was read.
const LOOK_EVERY: Duration = Duration::from_millis(50);

#[derive(Debug, Clone, Args, Serialize, Deserialize)]
pub struct IntakeArgs {
    /// PDF, TIFF, JPEG, PNG or WebP files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How many sheets of paper went through the scanner, for each file
    #[arg(long, value_name = "N")]
    sheets: Option<u16>,
    /// The folder or case to which the first pages belong
    #[arg(long, value_name = "CODE")]
    into: Option<String>,
}

impl IntakeArgs {
    /// The same with absolute paths: whoever does the work may stand in another directory.
    pub fn absolute(self) -> Result<Self> {
        let absolute = |path: &PathBuf| std::path::absolute(path).with_context(|| format!("{}", path.display()));
        let files = self.files.iter().map(absolute).collect::<Result<_>>()?;
        Ok(Self { files, ..self })
    }
}

/// Intake of an archive that this process holds.
pub fn open(config: &Config, service: &Service, figures: Figures) -> Result<Intake> {
    let program = std::env::current_exe().context("this program cannot be found to start it as a child")?;
    Ok(Intake::new(Parts {
        archive: service.archive.clone(),
        files: service.files.clone(),
        data_dir: config.data.clone(),
        scans_dir: config.scans.clone(),
        program,
        limits: limits(config),
        figures,
    })?)
}

/// What a child may take; what was built for looking inside takes ten times as long.
pub(super) fn limits(config: &Config) -> Limits {
    let silence_ms = u64::try_from(config.intake.silence.as_millis()).unwrap_or(u64::MAX);
    let usual = Limits { silence_ms, ..Limits::default() };
    if cfg!(debug_assertions) { Limits { page_ms: usual.page_ms * 10, ..usual } } else { usual }
}

/// Takes files into an archive that this process holds.
pub fn run(config: &Config, data: &DataDir, args: &IntakeArgs) -> Result<()> {
    let service = start(config)?;
    let vault = Vault::open(data.path(), Clock::real())?;
    begin(&service.archive, &vault)?;
    let intake = open(config, &service, Figures::default())?;
    let reading = intake.work(config.intake.workers)?;
    let taken = carry_out(&service.archive, &intake, args, local_user(), &mut |line| say!("{line}"));
    reading.stop();
    service.stop();
    taken
}

/// Takes files in, waits until they were read, and says of each what became of it.
pub fn carry_out(
    archive: &Archive,
    intake: &Intake,
    args: &IntakeArgs,
    user: String,
    say: &mut dyn FnMut(&str),
) -> Result<()> {
    let sender = Meta { local_user: Some(user), ..Meta::of(Actor::Local) };
    let bring = |path: &PathBuf| {
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (sheets, into) = (args.sheets, args.into.clone());
        intake.bring(path, Bringing { source: ScanSource::CommandLine, file_name, sheets, into, meta: sender.clone() })
    };
    // All are kept before the first is waited for.
    let brought: Vec<_> = args.files.iter().map(|path| (path, bring(path))).collect();
    let mut failed = 0;
    for (path, brought) in &brought {
        let told = match brought {
            Ok(Brought::New(scan)) => wait(archive, *scan),
            Ok(Brought::Known(scan)) => Ok(format!("came before, as scan {}", scan.shown())),
            Err(error) => Err(error.to_string()),
        };
        failed += usize::from(told.is_err());
        let (Ok(words) | Err(words)) = told;
        say(&format!("{}: {words}", one_line(path)));
    }
    match failed {
        0 => Ok(()),
        count => bail!("{count} of {} files failed", brought.len()),
    }
}

fn one_line(path: &Path) -> String {
    path.display().to_string().chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

/// What became of a scan, once that is known.
fn wait(archive: &Archive, scan: ScanNo) -> Result<String, String> {
    loop {
        let now = archive.now();
        let row = now.state.scans.get(scan).ok_or_else(|| "it is not there".to_owned())?;
        let shown = scan.shown();
        match row.state() {
            ScanState::Received => std::thread::sleep(LOOK_EVERY),
            ScanState::Failed | ScanState::Settled => {
                let why = row.fault().map(|fault| fault.sentence(Language::En)).unwrap_or_default();
                return Err(format!("scan {shown}, failed: {why}"));
            }
            ScanState::Filed | ScanState::NeedsReview => {
                return Ok(format!("scan {shown}, {}", pages(&now.state, scan)));
            }
        }
    }
}

/// Where the pages of a scan are, counted.
fn pages(state: &State, scan: ScanNo) -> String {
    let (mut filed, mut waiting): (usize, BTreeMap<Why, usize>) = (0, BTreeMap::new());
    for page in state.scans.pages_of(scan).filter_map(|page| state.scans.page(page)) {
        match page.stands {
            Stands::Filed(..) => filed += 1,
            Stands::Waits(why) => *waiting.entry(why).or_default() += 1,
            Stands::Aside | Stands::Erased(_) => {}
        }
    }
    let count: usize = waiting.values().sum();
    let why: Vec<String> = waiting.iter().map(|(why, count)| format!("{count} {}", why.name())).collect();
    let why = if why.is_empty() { String::new() } else { format!(": {}", why.join(", ")) };
    format!("{filed} pages filed, {count} waiting{why}")
}
