//! One run, from asking the scanner to scans of the archive.

use super::escl::{Capabilities, PaperSource, Settings, Wrapping};
use super::fault::Fault;
use super::left;
use super::line::{Line, Next};
use super::stack::Stack;
use super::{NewRun, Run, RunState, Scanners};
use crate::archive::Meta;
use crate::disk::{code_of, free_bytes};
use crate::domain::folder::Actor;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::scan::{SCAN_BYTES_MAX, ScanSource};
use crate::intake::{BringError, Bringing, Brought};
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

/// How many documents one run may bring: feeders hold a few hundred sheets at most, and one that never ends is stopped.
const DOCUMENTS_MAX: u32 = 1_000;
/// With less room than this no page is fetched.
const ROOM_BYTES: u64 = 128 * 1024 * 1024;

/// Why a run did not come to its end, by where that leaves its pages.
enum Broken {
    /// What came is kept, or nobody wants it.
    Scanning(Fault),
    /// What came could not be kept: the paper is through, and what lies in the run's folder is all there is of it.
    Keeping(Fault),
}

impl From<Fault> for Broken {
    fn from(fault: Fault) -> Self {
        Self::Scanning(fault)
    }
}

impl Scanners {
    /// Carries a run out to its end, whatever that is.
    pub(super) fn carry_out(&self, id: &str) {
        let Some(run) = self.list().into_iter().find(|run| run.id == id) else { return };
        let folder = self.inner.folder.join(id);
        let scanned = self.scanned(&run, &folder);
        let is_left = matches!(scanned, Err(Broken::Keeping(_)));
        let (state, problem) = match scanned {
            Ok(()) => (RunState::Done, None),
            Err(Broken::Scanning(Fault::Unwanted)) => (RunState::Cancelled, None),
            Err(Broken::Scanning(fault) | Broken::Keeping(fault)) => {
                (RunState::Failed, Some(fault.refusal(&run.asked.scanner)))
            }
        };
        if let Some(problem) = &problem {
            tracing::warn!(
                scanner = run.asked.scanner,
                code = problem.code.name(),
                "a scanner did not scan to the end"
            );
        }
        // What a stop cut short is kept at the next start: bringing a stack takes longer than a stop may. So is what could
        // not be kept: there may be room by then.
        let is_taken_up = is_left || (state == RunState::Cancelled && self.is_cut_short(id));
        if !is_taken_up {
            let _ = std::fs::remove_dir_all(&folder);
        }
        let ended_at = self.inner.archive.clock().now();
        self.change(id, |run| {
            run.state = state;
            run.problem = problem.or(run.problem.take());
            run.ended_at = Some(ended_at);
        });
    }

    /// Whether it ends because the service does, and nobody gave it up.
    fn is_cut_short(&self, id: &str) -> bool {
        let table = self.table();
        table.stopping && table.runs.iter().any(|run| run.id == id && run.is_wanted)
    }

    fn scanned(&self, run: &Run, folder: &Path) -> Result<(), Broken> {
        let noted = std::fs::create_dir_all(folder).and_then(|()| left::note(run, folder));
        noted.map_err(|error| Fault::of(code_of(&error)))?;
        let known_as = |refusal: Refusal| Fault::of(refusal.code);
        let scanner = self.scanner(&run.asked.scanner).map_err(known_as)?;
        let is_wanted = || self.is_wanted(&run.id);
        let line = Line::to(&scanner, self.inner.anywhere, self.inner.patience, &is_wanted)?;
        let (known, wrapping) = ready(&line, run.asked.settings)?;
        let job = line.begin(run.asked.settings, &known, wrapping)?;
        self.change(&run.id, |run| run.state = RunState::Scanning);
        let mut stack = Stack::default();
        let fetched = self.fetch(&line, &job, run, folder, &mut stack);
        let ended = match fetched {
            Ok(()) => ended_well(&line, &job, run.asked.settings.source, stack.len()),
            Err(fault) => {
                line.cancel(&job);
                Err(fault)
            }
        };
        if ended == Err(Fault::Unwanted) {
            return Ok(ended?);
        }
        // What came is kept also where the rest did not: its paper is through. Where even that fails, that is what
        // somebody has to know of; a jam he sees.
        self.keep(run, folder, &stack).map_err(Broken::Keeping)?;
        Ok(ended?)
    }

    /// Fetches documents until there is none left.
    fn fetch(&self, line: &Line<'_>, job: &str, run: &Run, folder: &Path, stack: &mut Stack) -> Result<(), Fault> {
        let mut left = SCAN_BYTES_MAX;
        for no in 0..DOCUMENTS_MAX {
            if free_bytes(folder).is_some_and(|free| free < ROOM_BYTES) {
                return Err(Fault::of(Code::StorageFull));
            }
            let (half, path) = left::document(folder, no);
            let mut file = File::create(&half).map_err(|error| Fault::of(code_of(&error)))?;
            let next = line.next(job, u64::MAX, &mut |part| {
                left = left.checked_sub(part.len() as u64).ok_or(Code::ScannerEndless)?;
                file.write_all(part).map_err(|error| code_of(&error))
            })?;
            if let Next::Document(_) = next {
                std::fs::rename(&half, &path).map_err(|error| Fault::of(code_of(&error)))?;
            }
            match next {
                Next::End => return Ok(()),
                Next::Document(_) if stack.add(path) => {
                    self.change(&run.id, |run| run.pages = run.pages.saturating_add(1));
                }
                Next::Document(_) => return Err(Fault::of(Code::ScannerNonsense)),
            }
        }
        Err(Fault::of(Code::ScannerEndless))
    }

    /// Brings what came to the archive: one stack as one file where that can be, for what a page belongs to stands on
    /// those before it.
    pub(super) fn keep(&self, run: &Run, folder: &Path, stack: &Stack) -> Result<(), Fault> {
        self.change(&run.id, |run| run.state = RunState::Keeping);
        let files = stack.files(folder, run.asked.settings.dpi).map_err(|error| Fault::of(code_of(&error)))?;
        let is_one = files.len() == 1;
        for (no, (path, extension)) in files.iter().enumerate() {
            let at = run.began_at.format("%Y%m%d-%H%M%S");
            let part = if is_one { String::new() } else { format!("-{}", no + 1) };
            let NewRun { scanner, sheets, into, .. } = &run.asked;
            let bringing = Bringing {
                source: ScanSource::Scanner,
                file_name: format!("{scanner}-{at}{part}.{extension}"),
                sheets: sheets.filter(|_| is_one),
                into: into.clone(),
                meta: Meta::of(run.by),
            };
            self.bring(run, path, bringing)?;
        }
        Ok(())
    }

    fn bring(&self, run: &Run, path: &Path, bringing: Bringing) -> Result<(), Fault> {
        let brought = self.inner.intake.bring(path, bringing.clone());
        let brought = match brought {
            // Its folder is gone meanwhile, or its sender: what came is kept, and somebody says where it belongs.
            Err(BringError::Refused(refusal)) if !is_passing(refusal.code) => {
                self.change(&run.id, |run| run.problem = Some(refusal));
                let meta = Meta::of(Actor::System);
                self.inner.intake.bring(path, Bringing { into: None, meta, ..bringing })
            }
            brought => brought,
        };
        match brought {
            Ok(Brought::New(scan) | Brought::Known(scan)) => {
                self.change(&run.id, |run| run.scans.push(scan));
                Ok(())
            }
            Err(BringError::Refused(refusal)) => Err(Fault::of(refusal.code)),
            Err(error) => {
                tracing::error!(%error, "what a scanner sent cannot be kept");
                let is_full = matches!(&error, BringError::NotKept(error) if error.is_full());
                Err(Fault::of(if is_full { Code::StorageFull } else { Code::StorageFailed }))
            }
        }
    }
}

fn is_passing(code: Code) -> bool {
    matches!(code, Code::StorageFull | Code::StorageFailed | Code::Overloaded)
}

/// Whether a scanner can do what is wanted, and stands ready.
fn ready(line: &Line<'_>, wanted: Settings) -> Result<(Capabilities, Wrapping), Fault> {
    let known = line.capabilities()?;
    let inputs = known.of(wanted.source, wanted.duplex).ok_or(Fault::of(Code::ScannerCannot))?;
    let can = inputs.dpi.contains(&wanted.dpi) && inputs.colours.contains(&wanted.colours);
    let wrapping = inputs.wrapping().filter(|_| can).ok_or(Fault::of(Code::ScannerCannot))?;
    let status = line.status()?;
    if let Some(fault) = Fault::in_status(&status) {
        return Err(fault);
    }
    if wanted.source == PaperSource::Feeder && status.is_loaded == Some(false) {
        return Err(Fault::of(Code::ScannerEmpty));
    }
    Ok((known, wrapping))
}

/// Whether there are no more pages because there is no more paper.
fn ended_well(line: &Line<'_>, job: &str, source: PaperSource, documents: usize) -> Result<(), Fault> {
    // One that is away now has given all it had: it said so.
    if let Ok(status) = line.status() {
        let own = status.jobs.iter().find(|said| said.address.trim_end_matches('/').ends_with(job));
        let gave_up = own.filter(|said| said.state == "Aborted");
        if let Some(fault) = Fault::in_status(&status) {
            return Err(fault);
        }
        if let Some(said) = gave_up {
            return Err(Fault::said(Code::ScannerGaveUp, said.reason.as_str()));
        }
    }
    match (documents, source) {
        (0, PaperSource::Feeder) => Err(Fault::of(Code::ScannerEmpty)),
        (0, PaperSource::Platen) => Err(Fault::said(Code::ScannerGaveUp, "no page")),
        _ => Ok(()),
    }
}
