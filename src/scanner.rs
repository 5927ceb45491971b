//! Scanners on the network that speak eSCL: asked what they can do, told to scan, and their pages brought to `intake` as
//! any other file.
//!
//! A run is somebody's wish to have a scanner scan. It lives in memory, for its paper lies in the tray: after a stop what came
//! is kept ([`left`]), and the rest is asked for again. What was fetched is a file before it is a scan, and a scan as every other from then on. Must not know
//! routes, nor what is on a page.

pub mod escl;
mod fault;
mod left;
mod line;
mod run;
mod stack;

pub use escl::{Capabilities, Colours, Inputs, PaperSource, ScannerState, Settings, Status};
pub use fault::Fault;

use crate::archive::Archive;
use crate::domain::command::{Command, NewScan, ScanCommand};
use crate::domain::folder::Actor;
use crate::domain::ids::ScanNo;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::scan::{ScanMedia, ScanSource};
use crate::domain::scanner::Scanner;
use crate::intake::Intake;
use crate::printing::{Patience, Shown, check_web_address};
use chrono::{DateTime, Utc};
use line::Line;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use tokio::sync::watch;
use utoipa::ToSchema;

/// The data directory's folder for pages that are on their way.
const FOLDER: &str = "scanner";
/// How many runs there may be at once.
const OPEN_MAX: usize = 4;
/// How many that are over are remembered.
const OVER_KEPT: usize = 100;
/// How many questions to scanners there may be at once, besides runs.
const QUESTIONS_MAX: usize = 4;

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// The scanner is asked.
    Asking,
    /// Pages come.
    Scanning,
    /// What came is brought to the archive.
    Keeping,
    /// All that came is kept.
    Done,
    /// Something went wrong; what came before is kept.
    Failed,
    /// Nobody wanted it any more; nothing of it is kept.
    Cancelled,
}

impl RunState {
    /// Whether something may still become of it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Asking | Self::Scanning | Self::Keeping)
    }
}

/// A run that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRun {
    /// The scanner, by its code.
    pub scanner: String,
    /// What is wanted of it.
    pub settings: Settings,
    /// The folder or case to which its first pages belong.
    pub into: Option<String>,
    /// How many sheets lie in the feeder.
    pub sheets: Option<u16>,
}

/// A run.
#[derive(Debug, Clone)]
pub struct Run {
    /// Its id.
    pub id: String,
    /// What was asked for.
    pub asked: NewRun,
    /// Who asked.
    pub by: Actor,
    /// Where it stands.
    pub state: RunState,
    /// How many documents came from the scanner: of most a page each.
    pub pages: u32,
    /// The scans that came of it.
    pub scans: Vec<ScanNo>,
    /// What went wrong.
    pub problem: Option<Refusal>,
    /// When it was asked for.
    pub began_at: DateTime<Utc>,
    /// When it was over.
    pub ended_at: Option<DateTime<Utc>>,
    key: Option<String>,
    is_wanted: bool,
}

/// What a scanner can do, and how it stands, while that is wanted.
///
/// # Errors
/// It is off, hangs, answers nonsense, or nobody wants to know any more.
pub fn asked(
    scanner: &Scanner,
    anywhere: bool,
    patience: Patience,
    is_wanted: &(dyn Fn() -> bool + Sync),
) -> Result<(Capabilities, Status), Fault> {
    let line = Line::to(scanner, anywhere, patience, is_wanted)?;
    Ok((line.capabilities()?, line.status()?))
}

/// All runs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Scanners {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    archive: Archive,
    intake: Intake,
    folder: PathBuf,
    anywhere: bool,
    patience: Patience,
    table: Mutex<Table>,
    /// Goes up with whatever changes, for those who watch.
    told: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Table {
    runs: Vec<Run>,
    threads: Vec<JoinHandle<()>>,
    questions: usize,
    stopping: bool,
}

impl Scanners {
    /// No runs yet but those that a stop or a kill cut short: what came of them is kept behind.
    ///
    /// # Errors
    /// If the folder for pages cannot be read or made.
    pub fn open(data: &Path, archive: Archive, intake: Intake, anywhere: bool, patience: Patience) -> io::Result<Self> {
        let folder = data.join(FOLDER);
        let cut_short = left::runs(&folder, archive.clock().now())?;
        let runs = cut_short.iter().map(|(run, _)| run.clone()).collect();
        let (table, told) = (Mutex::new(Table { runs, ..Table::default() }), watch::Sender::new(0));
        let scanners = Self { inner: Arc::new(Inner { archive, intake, folder, anywhere, patience, table, told }) };
        if !cut_short.is_empty() {
            let finisher = scanners.clone();
            let work = move || cut_short.iter().for_each(|(run, folder)| finisher.finish(run, folder));
            let work = thread::Builder::new().name("scanner".to_owned()).spawn(work)?;
            scanners.table().threads.push(work);
        }
        Ok(scanners)
    }

    /// Gives up what is under way, and waits for it.
    pub fn stop(&self) {
        let threads = {
            let mut table = self.table();
            table.stopping = true;
            std::mem::take(&mut table.threads)
        };
        for thread in threads {
            let _ = thread.join();
        }
    }

    /// Whether a scanner may have that address.
    ///
    /// # Errors
    /// `ScannerAddress`, `ScannerOutside`.
    pub fn check_address(&self, address: &str) -> Result<(), Refusal> {
        check_web_address(address, self.inner.anywhere).map_err(|is_outside| {
            let code = if is_outside { Code::ScannerOutside } else { Code::ScannerAddress };
            Fault::address(code, address).refusal("")
        })
    }

    /// Tells when a run has changed.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.inner.told.subscribe()
    }

    /// All runs, the newest first.
    #[must_use]
    pub fn list(&self) -> Vec<Run> {
        self.table().runs.iter().rev().cloned().collect()
    }

    /// What a scanner can do, and how it stands. Waits for it.
    ///
    /// # Errors
    /// It is not known or not used any more, off, hangs, or answers nonsense; too many are asked at once.
    pub fn ask(&self, code: &str) -> Result<(Capabilities, Status), Refusal> {
        let scanner = self.scanner(code)?;
        let Inner { anywhere, patience, .. } = *self.inner;
        self.question(code, |is_wanted| asked(&scanner, anywhere, patience, is_wanted))
    }

    /// Which certificate a machine at an address shows, for somebody who may come to trust it. Waits for it.
    ///
    /// # Errors
    /// The address is none of a scanner over `https`; it is off, hangs, or speaks no TLS; too many are asked at once.
    pub fn look(&self, address: &str) -> Result<Shown, Refusal> {
        self.check_address(address)?;
        let Inner { anywhere, patience, .. } = *self.inner;
        self.question(address, |is_wanted| line::shown(address, anywhere, patience, is_wanted))
    }

    /// Asks something of a scanner that goes by this name, if not too many are asked already.
    fn question<T>(
        &self,
        name: &str,
        ask: impl FnOnce(&(dyn Fn() -> bool + Sync)) -> Result<T, Fault>,
    ) -> Result<T, Refusal> {
        {
            let mut table = self.table();
            if table.questions >= QUESTIONS_MAX {
                return Err(Code::Overloaded.into());
            }
            table.questions += 1;
        }
        let asked = ask(&|| !self.table().stopping);
        self.table().questions -= 1;
        asked.map_err(|fault| fault.refusal(name))
    }

    /// Has a scanner scan.
    ///
    /// # Errors
    /// An unknown scanner or place, one that is busy, too many runs.
    pub fn start(&self, by: Actor, key: Option<String>, asked: NewRun) -> Result<Run, Refusal> {
        self.scanner(&asked.scanner)?;
        self.could_be_received(by, &asked)?;
        let clock = self.inner.archive.clock();
        let run = Run {
            id: clock.new_id(),
            by,
            state: RunState::Asking,
            pages: 0,
            scans: Vec::new(),
            problem: None,
            began_at: clock.now(),
            ended_at: None,
            key,
            is_wanted: true,
            asked,
        };
        let mut table = self.table();
        let same = |known: &&Run| run.key.is_some() && (known.by, &known.key) == (by, &run.key);
        if let Some(known) = table.runs.iter().find(same) {
            return if known.asked == run.asked { Ok(known.clone()) } else { Err(Code::IdempotencyKeyReused.into()) };
        }
        let mut open = table.runs.iter().filter(|run| run.state.is_open());
        if open.clone().any(|known| known.asked.scanner == run.asked.scanner) {
            return Err(Fault::of(Code::ScannerBusy).refusal(&run.asked.scanner));
        }
        if table.stopping || open.by_ref().count() >= OPEN_MAX {
            return Err(Code::Overloaded.into());
        }
        let (scanners, id) = (self.clone(), run.id.clone());
        let work = thread::Builder::new().name("scanner".to_owned()).spawn(move || scanners.carry_out(&id));
        table.threads.retain(|thread| !thread.is_finished());
        table.threads.push(work.map_err(|_| Code::Overloaded)?);
        table.runs.push(run.clone());
        if let Some(old) =
            table.runs.iter().position(|run| !run.state.is_open()).filter(|_| table.runs.len() > OVER_KEPT)
        {
            table.runs.remove(old);
        }
        drop(table);
        self.tell();
        Ok(run)
    }

    /// Gives a run up: the scanner is told, and nothing of it is kept.
    ///
    /// # Errors
    /// `ScannerRunUnknown`, `ScannerRunOver`.
    pub fn cancel(&self, id: &str) -> Result<Run, Refusal> {
        let mut table = self.table();
        let run = table.runs.iter_mut().find(|run| run.id == id);
        let run = run.ok_or_else(|| Refusal::new(Code::ScannerRunUnknown).with("id", id))?;
        if !matches!(run.state, RunState::Asking | RunState::Scanning) {
            return Err(Code::ScannerRunOver.into());
        }
        run.is_wanted = false;
        let run = run.clone();
        drop(table);
        self.tell();
        Ok(run)
    }

    fn scanner(&self, code: &str) -> Result<Arc<Scanner>, Refusal> {
        let now = self.inner.archive.now();
        let unknown = || Refusal::new(Code::ScannerUnknown).with("name", code);
        let scanner = now.state.scans.scanner(code).cloned().ok_or_else(unknown)?;
        if scanner.retired { Err(Refusal::new(Code::ScannerRetired).with("name", code)) } else { Ok(scanner) }
    }

    /// Asked before paper moves: nobody wants to hear afterwards that there is no such folder.
    fn could_be_received(&self, by: Actor, asked: &NewRun) -> Result<(), Refusal> {
        let archive = &self.inner.archive;
        let new = NewScan {
            sha256: crate::domain::attachment::BlobHash(archive.clock().random()),
            bytes: 1,
            media_type: ScanMedia::Pdf,
            source: ScanSource::Scanner,
            file_name: String::new(),
            sheets: asked.sheets,
            into: asked.into.clone(),
        };
        archive.would(by, &[Command::Scan(ScanCommand::Receive(Box::new(new)))]).map(drop)
    }

    fn is_wanted(&self, id: &str) -> bool {
        let table = self.table();
        !table.stopping && table.runs.iter().any(|run| run.id == id && run.is_wanted)
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Run)) {
        if let Some(run) = self.table().runs.iter_mut().find(|run| run.id == id) {
            change(run);
        }
        self.tell();
    }

    fn tell(&self) {
        self.inner.told.send_modify(|changes| *changes += 1);
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.inner.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
