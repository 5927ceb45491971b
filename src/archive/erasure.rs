//! Erasing a subject's personal data for ever: planned, ordered, recorded, carried out, and finished whatever happens.
//!
//! The order is what makes it safe (docs/adr/0012): a journal is begun; the events that name every item become durable;
//! files that others brought in are searched; the list and the journal take the items; their bytes are overwritten; then
//! everything derived from them is made anew. A start that finds the journal finishes the work.

mod files;
mod plan;
mod resume;
#[cfg(test)]
mod tests;
mod wipe;

use files::ListedFile;
pub use files::{LIST, Listed, is_under_way, read_list};
pub use plan::Plan;
pub use resume::{ResumeError, apply_erasures};
pub(super) use resume::{after_open, before_open};
pub(crate) use wipe::wipe;

use super::files::forget_erased;
use super::{Archive, Files, Jobs, Meta, checkpoint};
use crate::domain::command::{Command, SubjectErasure};
use crate::domain::erasure::{ErasedPages, Found, Taken};
use crate::domain::event::ErasedItems;
use crate::domain::ids::SubjectNo;
use crate::domain::refusal::{Code, Refusal};
use resume::ITEMS_PER_EVENT;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use tokio::sync::watch;

/// How many folders one event names, and how many one command redacts.
const FOLDERS_PER_EVENT: usize = 50_000;
const REDACTIONS_PER_COMMAND: usize = 200;
/// How many files one command takes off their folders.
const ATTACHMENTS_PER_COMMAND: usize = 500;
/// Of how many scanned files one command takes pages: each may have thousands.
const SCANS_PER_COMMAND: usize = 20;
/// How often the ledger is read again for what came in between. From the first event on the subject takes nothing new, so
/// the second reading is the last that can find anything.
const ROUNDS: usize = 5;

/// What an erasure did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// The last frame that records it.
    pub seq: u64,
    /// How many private items were overwritten.
    pub items: usize,
    /// How many scanned pages were erased.
    pub pages: usize,
    /// How many scanned files were destroyed.
    pub originals: usize,
}

/// The erasures of an archive. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Erasures {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    data_dir: PathBuf,
    scans_dir: PathBuf,
    archive: Archive,
    jobs: Jobs,
    kept: Files,
    /// One at a time.
    busy: Mutex<()>,
    followers: Followers,
    last: Mutex<Option<JoinHandle<()>>>,
}

/// How the followers are told to make their files anew, and how they say that they have.
#[derive(Debug)]
pub(super) struct Followers {
    pub told: watch::Sender<u64>,
    pub done: Vec<watch::Receiver<u64>>,
}

impl Erasures {
    pub(super) fn new(
        (data_dir, scans_dir): (PathBuf, PathBuf),
        archive: Archive,
        jobs: Jobs,
        kept: Files,
        followers: Followers,
    ) -> Self {
        let (busy, last) = (Mutex::new(()), Mutex::new(None));
        Self { inner: Arc::new(Inner { data_dir, scans_dir, archive, jobs, kept, busy, followers, last }) }
    }

    /// What would be erased of a subject, and what would stay. Changes nothing. Reads the whole ledger: not for a thread
    /// that others wait for.
    ///
    /// # Errors
    /// `SubjectUnknown`.
    pub fn plan(&self, subject: SubjectNo) -> Result<Plan, Refusal> {
        plan::plan(self.inner.archive.ledger(), &self.inner.archive.now(), subject)
    }

    /// Whether an erasure is not finished yet: files that are derived from the ledger are still being made anew.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        is_under_way(&self.inner.data_dir)
    }

    /// Erases what a plan names. When this answers, the ledger holds nothing of it any more; views, index and checkpoint
    /// follow in a moment. Not for a thread that others wait for.
    ///
    /// # Errors
    /// `ErasurePlanChanged`, `NothingToErase`, `ErasureBusy`, `ReasonRequired`, `BadValue` if the reason names the
    /// subject, `StorageFailed`; after the last the work is finished by itself at the next start.
    pub fn erase(&self, subject: SubjectNo, plan: &str, reason: &str, meta: &Meta) -> Result<Done, Refusal> {
        let Ok(_one) = self.inner.busy.try_lock() else { return Err(Code::ErasureBusy.into()) };
        if self.is_under_way() || self.inner.jobs.any_import_open() {
            return Err(Code::ErasureBusy.into());
        }
        let mut current = self.plan(subject)?;
        if current.digest != plan {
            return Err(Code::ErasurePlanChanged.into());
        }
        if current.found.is_reading {
            return Err(Code::ErasureBusy.into());
        }
        if current.found.is_nothing() {
            return Err(Code::NothingToErase.into());
        }
        if current.traces.any_in(reason) {
            let (en, zh) = ("name the order, not the person", "请填写依据文号，不要写姓名");
            return Err(Refusal::bad_in_words("reason", en, zh));
        }
        let disk = |error: &dyn std::fmt::Display| {
            tracing::error!(%error, "an erasure could not be finished; the next start finishes it");
            Refusal::new(Code::StorageFailed)
        };
        let (data_dir, no) = (&self.inner.data_dir, current.subject);
        files::begin(data_dir, no.0).map_err(|error| disk(&error))?;
        let mut attached = self.attached(&current.found);
        let mut done = match self.record(no, &current.found, reason, meta) {
            Ok(seq) => Done { seq, items: 0, pages: 0, originals: 0 },
            Err((refusal, recorded)) => {
                if !recorded {
                    files::end(data_dir).map_err(|error| disk(&error))?;
                }
                return Err(refusal);
            }
        };
        self.inner.jobs.forget(&|text| current.traces.any_in(text)).map_err(|error| disk(&error))?;
        files::note_files_forgotten(data_dir).map_err(|error| disk(&error))?;
        for _ in 0..ROUNDS {
            done.items += self.overwrite(no, &current.found.taken).map_err(|error| disk(&error))?;
            self.destroy(no, &current.found.scans, &attached).map_err(|error| disk(&error))?;
            let (pages, originals) = current.found.pages();
            (done.pages, done.originals) = (done.pages + pages, done.originals + originals);
            current = self.plan(no)?;
            if current.found.is_nothing() {
                break;
            }
            attached = self.attached(&current.found);
            done.seq = self.record(no, &current.found, reason, meta).map_err(|(refusal, _)| refusal)?;
        }
        self.inner.archive.inner.keys.forget().map_err(|error| disk(&error))?;
        checkpoint::renew(data_dir, &self.inner.archive.inner.published).map_err(|error| disk(&error))?;
        self.renew_followers();
        Ok(done)
    }

    /// Records what goes, in as many events as it takes. Says with a refusal whether anything was recorded before it.
    fn record(&self, subject: SubjectNo, found: &Found, reason: &str, meta: &Meta) -> Result<u64, (Refusal, bool)> {
        let items = grouped(&found.taken);
        let mut parts = items.chunks(ITEMS_PER_EVENT);
        let mut folders = found.folders.chunks(FOLDERS_PER_EVENT);
        let mut redactions = found.redactions.chunks(REDACTIONS_PER_COMMAND);
        let mut attachments = found.attachments.chunks(ATTACHMENTS_PER_COMMAND);
        let mut scans = found.scans.chunks(SCANS_PER_COMMAND);
        let mut seq = None;
        loop {
            let (items, folders, redactions) = (parts.next(), folders.next(), redactions.next());
            let (attachments, scans) = (attachments.next(), scans.next());
            if let (None, None, None, None, None, Some(seq)) = (items, folders, redactions, attachments, scans, seq) {
                return Ok(seq);
            }
            let erasure = SubjectErasure {
                subject,
                items: items.unwrap_or_default().to_vec(),
                folders: folders.unwrap_or_default().to_vec(),
                attachments: attachments.unwrap_or_default().to_vec(),
                scans: scans.unwrap_or_default().to_vec(),
                redactions: redactions.unwrap_or_default().to_vec(),
                reason: reason.to_owned(),
                again: false,
            };
            let command = Command::EraseSubject(Box::new(erasure));
            let done = self.inner.archive.execute_blocking(meta.clone(), command);
            seq = Some(done.map_err(|refusal| (refusal, seq.is_some()))?.seq);
        }
    }

    fn overwrite(&self, subject: SubjectNo, taken: &[Taken]) -> Result<usize, ResumeError> {
        let archive = &self.inner.archive;
        let items: Vec<_> = taken.iter().map(|taken| (taken.seq, taken.item)).collect();
        let located = archive.ledger().locate(&items)?;
        resume::overwrite(&self.inner.data_dir, archive, &located, |_| subject.0)?;
        Ok(located.len())
    }

    /// The files that go, as long as they are attached.
    fn attached(&self, found: &Found) -> Vec<ListedFile> {
        let now = self.inner.archive.now();
        let row = |(folder, no): &(_, u32)| now.state.attachments.get(*folder, *no).map(ListedFile::of);
        found.attachments.iter().filter_map(row).collect()
    }

    /// Lists the pages that were erased and the files that were taken off, and destroys files and pictures.
    fn destroy(&self, subject: SubjectNo, erased: &[ErasedPages], off: &[ListedFile]) -> Result<(), ResumeError> {
        let Inner { data_dir, scans_dir, archive, kept, .. } = &*self.inner;
        let now = archive.now();
        let at = archive.clock().now();
        let pages = erased.iter().filter_map(|one| Listed::pages(&now.state, subject, one, at));
        let listed: Vec<_> = pages.chain(off.iter().map(|file| Listed::file(subject, *file, at))).collect();
        files::add_to_list(data_dir, &listed)?;
        resume::delete_files(&kept.attached, archive, &off.iter().map(|file| file.sha256).collect::<Vec<_>>())?;
        forget_erased(&kept.originals, scans_dir, &now.state).map_err(io::Error::other)?;
        Ok(())
    }

    /// Tells the followers, and ends the journal when both have made their files anew.
    fn renew_followers(&self) {
        let followers = &self.inner.followers;
        followers.told.send_modify(|generation| *generation += 1);
        let (generation, done) = (*followers.told.borrow(), followers.done.clone());
        let data_dir = self.inner.data_dir.clone();
        let wait = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build()?;
            for mut follower in done {
                if runtime.block_on(follower.wait_for(|made| *made >= generation)).is_err() {
                    // The archive stops; its next start finishes this.
                    return Ok(());
                }
            }
            tracing::info!("an erasure is finished");
            files::end(&data_dir)
        };
        let waiting = thread::Builder::new().name("erasure".to_owned()).spawn(move || {
            if let Err(error) = wait() {
                tracing::error!(%error, "an erasure could not be finished; the next start finishes it");
            }
        });
        *self.inner.last.lock().unwrap_or_else(PoisonError::into_inner) = waiting.ok();
    }

    /// Waits until the last erasure is finished.
    pub fn settle(&self) {
        let last = self.inner.last.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(last) = last {
            let _ = last.join();
        }
    }
}

fn grouped(taken: &[Taken]) -> Vec<ErasedItems> {
    let mut items: Vec<ErasedItems> = Vec::new();
    for Taken { seq, item, .. } in taken {
        match items.last_mut().filter(|last| last.seq == *seq && last.items.len() < ITEMS_PER_EVENT) {
            Some(last) => last.items.push(*item),
            None => items.push(ErasedItems { seq: *seq, items: vec![*item] }),
        }
    }
    items
}
