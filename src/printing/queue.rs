//! What printers are to print, until they have: kept on disk, one file each, so that it survives a kill and a printer that
//! is off. It holds codes, never names; what stands on the labels is drawn when its turn comes, as whoever asked may see
//! it then.
//!
//! Each printer prints one after the other. One that is off is tried again by itself; when something went wrong on the
//! way, some of it may have been printed, and somebody decides.

mod store;
mod work;

use super::design::{Design, Spoken, template};
use super::draw::is_label;
use super::send::Patience;
use crate::archive::Archive;
use crate::domain::command::{Command, LabelCommand, PrintNote};
use crate::domain::folder::Actor;
use crate::domain::label::{PRINT_MAX, Printer};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::views::Views;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Instant;
use store::Store;
use tokio::sync::watch;
use utoipa::ToSchema;

/// Where prints are kept in the data directory.
const FOLDER: &str = "prints";
/// How many prints may wait, or have gone wrong.
const OPEN_MAX: usize = 500;
/// How many that are over are kept.
const OVER_KEPT: usize = 200;

/// Where a print stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrintState {
    /// For its turn, or for a printer that does not answer.
    Waiting,
    /// The printer is being brought it.
    Printing,
    /// The printer has it.
    Printed,
    /// Something went wrong; it is kept until somebody tries it again, moves it or cancels it.
    Failed,
    /// Nobody wants it any more.
    Cancelled,
}

impl PrintState {
    /// Whether something may still become of it.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Printed | Self::Cancelled)
    }
}

/// A print that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPrint {
    /// The printer, by its code.
    pub printer: String,
    /// The template.
    pub template: String,
    /// In which language its words are.
    pub words: Spoken,
    /// The first place on the sheet that is still free, counted from 1.
    pub start: u16,
    /// What is printed, by its codes.
    pub codes: Vec<String>,
    /// Why once more, of labels that were printed before.
    pub reason: String,
}

impl NewPrint {
    /// How its labels look on a printer as that is set up now.
    #[must_use]
    pub fn design(&self, printer: &Printer) -> Design {
        Design {
            template: self.template.clone(),
            paper: printer.paper.clone(),
            words: self.words,
            start: self.start,
            right_tenths: printer.right_tenths,
            down_tenths: printer.down_tenths,
            dpi: Some(printer.dpi),
        }
    }
}

/// A print.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PrintJob {
    /// Its id.
    pub id: String,
    /// Who asked for it.
    pub actor: Actor,
    /// When he did.
    pub created_at: DateTime<Utc>,
    /// When it came to its end, one way or another.
    pub ended_at: Option<DateTime<Utc>>,
    /// Where it stands in its life.
    pub state: PrintState,
    /// How often it was tried.
    pub tries: u32,
    /// Why it waits for its printer, or what went wrong.
    pub failure: Option<Refusal>,
    /// What is to be printed.
    pub asked: NewPrint,
    /// The sender's own id for it, so that one sent twice is printed once.
    #[serde(default)]
    key: Option<String>,
    /// The number that an IPP printer gave it.
    #[serde(default)]
    known_as: Option<i32>,
    /// Whether it is recorded of folders that they have been printed.
    #[serde(default)]
    is_label: bool,
    /// Whether the printer has it, though that is not recorded yet.
    #[serde(default)]
    is_sent: bool,
}

/// All prints. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Queue {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    archive: Archive,
    views: Views,
    anywhere: bool,
    patience: Patience,
    store: Store,
    table: Mutex<Table>,
    changed: Condvar,
    /// Goes up with whatever changes, for those who watch.
    told: watch::Sender<u64>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

#[derive(Debug, Default)]
struct Table {
    prints: BTreeMap<String, PrintJob>,
    /// Printers that a thread is at.
    busy: BTreeSet<String>,
    /// When those that did not answer are tried again.
    not_before: BTreeMap<String, Instant>,
    stopping: bool,
}

impl Queue {
    /// Takes up the prints of a data directory; those that were under way are printed again.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn open(
        data_dir: &Path,
        archive: Archive,
        views: Views,
        anywhere: bool,
        patience: Patience,
    ) -> io::Result<Self> {
        let store = Store::open(data_dir.join(FOLDER))?;
        let mut prints = store.read()?;
        for print in prints.values_mut().filter(|print| print.state == PrintState::Printing) {
            print.state = PrintState::Waiting;
        }
        let table = Mutex::new(Table { prints, ..Table::default() });
        let (changed, told, threads) = (Condvar::new(), watch::Sender::new(0), Mutex::new(Vec::new()));
        let inner = Inner { archive, views, anywhere, patience, store, table, changed, told, threads };
        let queue = Self { inner: Arc::new(inner) };
        let line = queue.clone();
        queue.keep(thread::Builder::new().name("prints".to_owned()).spawn(move || line.hand_out())?);
        Ok(queue)
    }

    /// Stops; what is under way is printed again at the next start.
    pub fn stop(&self) {
        self.table().stopping = true;
        self.wake();
        let threads = std::mem::take(&mut *self.inner.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            let _ = thread.join();
        }
    }

    /// Puts a print into the line.
    ///
    /// # Errors
    /// An unknown printer or template, nothing to print, too much, a reason that is wanting, `StorageFailed`.
    pub fn add(&self, actor: Actor, key: Option<String>, asked: NewPrint) -> Result<PrintJob, Refusal> {
        let now = self.inner.archive.now();
        printer(&now.state, &asked.printer)?;
        let is_label = is_label(template(&now.state, &asked.template)?.kind());
        let too_much =
            |limit: usize, what: &str| Refusal::new(Code::LimitExceeded).with("limit", limit).with("what", what);
        if asked.codes.is_empty() {
            return Err(Code::NothingToPrint.into());
        }
        if asked.codes.len() > PRINT_MAX {
            return Err(too_much(PRINT_MAX, "labels"));
        }
        if let Some(known) = self.sent_before(actor, key.as_deref()) {
            return if known.asked == asked { Ok(known) } else { Err(Code::IdempotencyKeyReused.into()) };
        }
        if is_label {
            self.inner.archive.would(actor, &[note(&asked)])?;
        }
        let clock = self.inner.archive.clock();
        let print = PrintJob {
            id: clock.new_id(),
            actor,
            created_at: clock.now(),
            ended_at: None,
            state: PrintState::Waiting,
            tries: 0,
            failure: None,
            asked,
            key,
            known_as: None,
            is_label,
            is_sent: false,
        };
        let mut table = self.table();
        if table.prints.values().filter(|print| print.state.is_open()).count() >= OPEN_MAX {
            return Err(too_much(OPEN_MAX, "prints"));
        }
        self.inner.store.write(&print)?;
        table.prints.insert(print.id.clone(), print.clone());
        self.forget_old(&mut table);
        drop(table);
        self.wake();
        Ok(print)
    }

    fn sent_before(&self, actor: Actor, key: Option<&str>) -> Option<PrintJob> {
        let table = self.table();
        table
            .prints
            .values()
            .find(|print| key.is_some() && print.actor == actor && print.key.as_deref() == key)
            .cloned()
    }

    /// Those that are over go, the oldest first.
    fn forget_old(&self, table: &mut Table) {
        let over = table.prints.values().filter(|print| !print.state.is_open());
        let mut over: Vec<_> = over.map(|print| (print.ended_at, print.id.clone())).collect();
        over.sort();
        for (_, id) in over.iter().take(over.len().saturating_sub(OVER_KEPT)) {
            table.prints.remove(id);
            self.inner.store.remove(id);
        }
    }

    /// All prints: those that are open in the order of the line, then the others, the newest first.
    #[must_use]
    pub fn list(&self) -> Vec<PrintJob> {
        let prints = self.table().prints.values().cloned().collect::<Vec<_>>();
        let (mut open, mut over): (Vec<_>, Vec<_>) = prints.into_iter().partition(|print| print.state.is_open());
        open.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));
        over.sort_by_key(|print| std::cmp::Reverse(print.ended_at));
        open.extend(over);
        open
    }

    /// Gives a print up. What was sent may still be printed.
    ///
    /// # Errors
    /// `PrintUnknown`, `PrintOver`, `StorageFailed`.
    pub fn cancel(&self, id: &str) -> Result<PrintJob, Refusal> {
        let now = self.inner.archive.clock().now();
        self.steer(id, |print| {
            (print.state, print.failure, print.ended_at) = (PrintState::Cancelled, None, Some(now));
            Ok(())
        })
    }

    /// Tries a print again at once, on its printer or on another one.
    ///
    /// # Errors
    /// `PrintUnknown`, `PrintOver`, `PrintUnderWay`, `PrinterUnknown`, `PrinterRetired`, `StorageFailed`.
    pub fn again(&self, id: &str, to: Option<&str>) -> Result<PrintJob, Refusal> {
        let now = self.inner.archive.now();
        let to = to.map(|to| printer(&now.state, to)).transpose()?.map(|to| to.code.clone());
        self.steer(id, |print| {
            if print.state == PrintState::Printing {
                return Err(Code::PrintUnderWay.into());
            }
            if let Some(to) = to.filter(|to| *to != print.asked.printer) {
                (print.asked.printer, print.known_as) = (to, None);
            }
            (print.state, print.failure, print.tries) = (PrintState::Waiting, None, 0);
            Ok(())
        })
    }

    fn steer(&self, id: &str, change: impl FnOnce(&mut PrintJob) -> Result<(), Refusal>) -> Result<PrintJob, Refusal> {
        let mut table = self.table();
        let print = table.prints.get_mut(id).ok_or_else(|| Refusal::new(Code::PrintUnknown).with("id", shown(id)))?;
        if !print.state.is_open() {
            return Err(Code::PrintOver.into());
        }
        let mut changed = print.clone();
        change(&mut changed)?;
        self.inner.store.write(&changed)?;
        *print = changed.clone();
        table.not_before.remove(&changed.asked.printer);
        drop(table);
        self.wake();
        Ok(changed)
    }

    /// What goes up whenever a print has changed.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.inner.told.subscribe()
    }

    /// Whether printers outside the archive's own network are allowed.
    #[must_use]
    pub fn anywhere(&self) -> bool {
        self.inner.anywhere
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.inner.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake(&self) {
        self.inner.changed.notify_all();
        self.inner.told.send_modify(|told| *told += 1);
    }

    fn keep(&self, thread: JoinHandle<()>) {
        let mut threads = self.inner.threads.lock().unwrap_or_else(PoisonError::into_inner);
        threads.retain(|thread| !thread.is_finished());
        threads.push(thread);
    }
}

/// A printer that is used.
fn printer(state: &State, code: &str) -> Result<Arc<Printer>, Refusal> {
    match state.labels.printer(code) {
        Some(printer) if printer.retired => Err(Refusal::new(Code::PrinterRetired).with("name", shown(code))),
        Some(printer) => Ok(printer.clone()),
        None => Err(Refusal::new(Code::PrinterUnknown).with("name", shown(code))),
    }
}

/// What is recorded once it is printed.
fn note(asked: &NewPrint) -> Command {
    Command::Label(LabelCommand::NotePrinted(PrintNote {
        folders: asked.codes.clone(),
        template: asked.template.clone(),
        printer: Some(asked.printer.clone()),
        reason: asked.reason.clone(),
    }))
}

fn shown(code: &str) -> String {
    code.chars().take(64).collect()
}
