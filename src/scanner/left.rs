//! Runs that a stop or a kill cut short: what came of them is kept at the next start, and whoever asked is told.
//!
//! Beside its documents lies what was asked for. Documents count that came whole; the paper of the others is through, and is
//! scanned again by whoever reads that the run was cut short.

use super::fault::Fault;
use super::stack::Stack;
use super::{NewRun, Run, RunState, Scanners};
use crate::disk::code_of;
use crate::domain::folder::Actor;
use crate::domain::refusal::Code;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::{fs, io};

const FILE: &str = "run.json";
/// How the name of a document begins that is still coming.
const HALF: &str = "half-";

/// What is known of a run that is under way.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    asked: NewRun,
    by: Actor,
    key: Option<String>,
    began_at: DateTime<Utc>,
}

/// Notes in its folder what a run is.
pub(super) fn note(run: &Run, folder: &Path) -> io::Result<()> {
    let Run { asked, by, key, began_at, .. } = run;
    let note = Note { asked: asked.clone(), by: *by, key: key.clone(), began_at: *began_at };
    fs::write(folder.join(FILE), serde_json::to_vec(&note)?)
}

/// Where a document lies while it comes, and once it is whole.
pub(super) fn document(folder: &Path, no: u32) -> (PathBuf, PathBuf) {
    (folder.join(format!("{HALF}{no:04}")), folder.join(format!("{no:04}")))
}

/// The runs that were cut short, with their folders; a folder that says nothing goes.
pub(super) fn runs(folder: &Path, now: DateTime<Utc>) -> io::Result<Vec<(Run, PathBuf)>> {
    fs::create_dir_all(folder)?;
    let mut runs = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let note = fs::read(path.join(FILE)).ok().and_then(|note| serde_json::from_slice::<Note>(&note).ok());
        let id = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let Some((Note { asked, by, key, began_at }, id)) = note.zip(id) else {
            if path.is_dir() {
                fs::remove_dir_all(&path)?
            } else {
                fs::remove_file(&path)?
            }
            continue;
        };
        let (state, pages) = (RunState::Keeping, whole(&path)?.len() as u32);
        let (scans, problem, is_wanted) = (Vec::new(), None, true);
        let run = Run { id, asked, by, state, pages, scans, problem, began_at, ended_at: Some(now), key, is_wanted };
        runs.push((run, path));
    }
    runs.sort_by_key(|(run, _)| run.began_at);
    Ok(runs)
}

/// The documents that came whole, in order.
fn whole(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let names = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    let is_number = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut whole: Vec<PathBuf> = names.into_iter().filter(is_number).collect();
    whole.sort();
    Ok(whole)
}

impl Scanners {
    /// Keeps what came of a run that was cut short, and says so of it.
    pub(super) fn finish(&self, run: &Run, folder: &Path) {
        let mut stack = Stack::default();
        let whole = whole(folder);
        // Each by itself: behind one that is no page there may be others.
        let strange = whole.iter().flatten().filter(|path| !stack.add((*path).clone())).count();
        let are_ours = strange == 0;
        let kept = match (&whole, stack.len()) {
            (Err(error), _) => Err(Fault::of(code_of(error))),
            (Ok(_), 0) => Ok(()),
            (Ok(_), _) => self.keep(run, folder, &stack),
        };
        let problem = match &kept {
            Err(fault) => fault.clone(),
            Ok(()) if are_ours => Fault::of(Code::ScannerInterrupted),
            Ok(()) => Fault::of(Code::ScannerNonsense),
        };
        // What could not be kept for want of room is kept at the start after that.
        if kept.is_ok() {
            let _ = fs::remove_dir_all(folder);
        }
        self.change(&run.id, |run| {
            run.state = RunState::Failed;
            run.problem = Some(problem.refusal(&run.asked.scanner));
        });
    }
}
