//! An erasure that was cut short is finished when the archive is opened, and one that a restore undid is carried out
//! again. Both begin before the ledger is read: an item half overwritten makes its frame unreadable.

use super::files::{self, Listed, ListedFile, Pending};
use super::wipe::wipe;
use crate::archive::files::{forget_erased, originals};
use crate::archive::{Archive, Meta, codec, marks};
use crate::blobs::{self, Blobs};
use crate::domain::attachment::BlobHash;
use crate::domain::command::{Command, SubjectErasure};
use crate::domain::erasure::ErasedPages;
use crate::domain::event::{Attached, ErasedItems, Event, PagesErased};
use crate::domain::folder::Actor;
use crate::domain::ids::{FolderNo, SubjectNo};
use crate::ledger::storage::{DiskStorage, Storage};
use crate::ledger::{self, Erasing, LedgerError, LedgerReader};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// How many items one event names.
pub(super) const ITEMS_PER_EVENT: usize = 2_000;
/// Events that tell which pages and files an erasure took.
const TOLD_BY: [&str; 5] = ["Attached", "FoldersMerged", "Detached", "PagesErased", "SubjectErased"];

/// Why an erasure could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum ResumeError {
    /// The disk failed.
    #[error("finishing an erasure: {0}")]
    Disk(#[from] io::Error),
    /// The ledger is not what the erasure was made for.
    #[error("finishing an erasure: {0}")]
    Ledger(#[from] LedgerError),
    /// It could not be recorded.
    #[error("recording an erasure again: {0}")]
    Refused(#[from] crate::domain::refusal::Refusal),
    /// The ledger cannot be read.
    #[error("finishing an erasure: {0}")]
    Codec(#[from] codec::CodecError),
}

/// Before the ledger is opened: whatever was being overwritten is overwritten, and everything derived goes.
pub(crate) fn before_open(data_dir: &Path, storage: &Arc<dyn Storage>) -> Result<bool, ResumeError> {
    let Some(Pending { files_forgotten, items }) = files::pending(data_dir)? else { return Ok(false) };
    tracing::warn!(items = items.len(), "an erasure was not finished; it is finished now");
    if !items.is_empty() {
        ledger::finish_erasing(storage, &items)?;
        ledger::remove_torn_copies(storage)?;
    }
    for name in ["checkpoint", "checkpoint.new", "views", "search", "search.aside", marks::FOLDER] {
        wipe(&data_dir.join(name))?;
    }
    if !files_forgotten {
        // Which of them held the person cannot be told any more.
        wipe(&data_dir.join("imports"))?;
    }
    Ok(true)
}

/// Once the ledger is open and before anything follows it: what events say must be gone is erased, and what the list says
/// was erased in a former life of the archive is recorded in this one.
pub(crate) fn after_open(data_dir: &Path, scans_dir: &Path, archive: &Archive) -> Result<(), ResumeError> {
    let reader = archive.ledger();
    let named = named(reader)?;
    let left: Vec<_> = reader.locate(&named.keys().copied().collect::<Vec<_>>())?;
    overwrite(data_dir, archive, &left, |item| named.get(&(item.seq, item.item)).copied().unwrap_or_default())?;
    let mut again: BTreeMap<u32, BTreeMap<u64, Vec<u32>>> = BTreeMap::new();
    let list = files::read_list(&data_dir.join(files::LIST))?;
    for listed in &list {
        if listed.seq > 0 && !named.contains_key(&(listed.seq, listed.item)) && is_erased(reader, listed)? {
            again.entry(listed.subject).or_default().entry(listed.seq).or_default().push(listed.item);
        }
    }
    for (subject, items) in again {
        let items: Vec<_> = items.into_iter().map(|(seq, items)| ErasedItems { seq, items }).collect();
        for part in items.chunks(ITEMS_PER_EVENT) {
            record_again(archive, subject, (part.to_vec(), Vec::new(), Vec::new()))?;
        }
    }
    for listed in &list {
        let left = listed.pages.as_ref().and_then(|pages| pages.left(&archive.now().state));
        if let Some(left) = left {
            record_again(archive, listed.subject, (Vec::new(), Vec::new(), vec![left]))?;
        }
    }
    let mut off: BTreeMap<u32, BTreeSet<(FolderNo, u32)>> = BTreeMap::new();
    for (listed, file) in list.iter().filter_map(|listed| Some((listed, listed.file?))) {
        off.entry(listed.subject).or_default().extend(file.left(&archive.now().state));
    }
    for (subject, files) in off {
        for part in files.into_iter().collect::<Vec<_>>().chunks(super::ATTACHMENTS_PER_COMMAND) {
            record_again(archive, subject, (Vec::new(), part.to_vec(), Vec::new()))?;
        }
    }
    list_rest(data_dir, archive)?;
    if let Some(originals) = Blobs::existing_at(&originals(scans_dir)).map_err(io::Error::other)? {
        forget_erased(&originals, scans_dir, &archive.now().state).map_err(io::Error::other)?;
    }
    sweep_files(data_dir, archive)?;
    files::end(data_dir)?;
    tracing::info!("the erasure is finished");
    Ok(())
}

fn record_again(
    archive: &Archive,
    subject: u32,
    (items, attachments, scans): (Vec<ErasedItems>, Vec<(FolderNo, u32)>, Vec<ErasedPages>),
) -> Result<(), ResumeError> {
    let erasure = SubjectErasure {
        subject: SubjectNo(subject),
        items,
        folders: Vec::new(),
        attachments,
        scans,
        redactions: Vec::new(),
        reason: "restored / 恢复后重新执行".to_owned(),
        again: true,
    };
    archive.execute_blocking(Meta::of(Actor::System), Command::EraseSubject(Box::new(erasure)))?;
    Ok(())
}

/// Puts on the list what events say of erased pages and of files that were taken off, and a kill kept off it.
fn list_rest(data_dir: &Path, archive: &Archive) -> Result<(), ResumeError> {
    let (at, mut listed) = (archive.clock().now(), Vec::new());
    let known = files::read_list(&data_dir.join(files::LIST))?;
    let mut attached: BTreeMap<(FolderNo, u32), ListedFile> = BTreeMap::new();
    for frame in archive.ledger().frames_from(1)? {
        let frame = frame?;
        let (mut erased, mut off) = (Vec::new(), Vec::new());
        for raw in frame.events.iter().filter(|raw| TOLD_BY.contains(&raw.kind.as_str())) {
            match codec::decode(frame.seq, raw)? {
                Event::Attached(Attached { folder, no, sha256, .. }, _) => {
                    attached.insert((folder, no), ListedFile { folder: folder.0, no, sha256 });
                }
                Event::FoldersMerged(event, _) => {
                    for (before, now) in event.attachments {
                        let moved = attached.remove(&(event.from, before));
                        attached.extend(moved.map(|file| ((event.into, now), file)));
                    }
                }
                Event::Detached(event, _) => off.extend(attached.remove(&(event.folder, event.no))),
                Event::PagesErased(PagesErased { scan, pages, is_destroyed, .. }) => {
                    erased.push(ErasedPages { scan, pages, is_destroyed });
                }
                // It stands behind the pages and files of its command.
                Event::SubjectErased(event, _) => {
                    let line = |one: &ErasedPages| Listed::pages(&archive.now().state, event.subject, one, at);
                    listed.extend(erased.drain(..).filter_map(|one| line(&one)));
                    listed.extend(off.drain(..).map(|file| Listed::file(event.subject, file, at)));
                }
                _ => {}
            }
        }
    }
    listed.retain(|line| !known.iter().any(|known| (&known.pages, known.file) == (&line.pages, line.file)));
    Ok(files::add_to_list(data_dir, &listed)?)
}

/// Deletes files that were attached to his folders, unless another folder has the same.
pub(super) fn delete_files(blobs: &Blobs, archive: &Archive, files: &[BlobHash]) -> io::Result<()> {
    for file in files {
        let needed = || archive.now().state.attachments.uses(*file) > 0;
        blobs::wait_for(blobs.delete_unless(*file, needed))?.map_err(io::Error::other)?;
    }
    Ok(())
}

/// Deletes every file that no folder has: an erasure that was cut short may have left some.
fn sweep_files(data_dir: &Path, archive: &Archive) -> io::Result<()> {
    let Some(blobs) = Blobs::existing(data_dir).map_err(io::Error::other)? else { return Ok(()) };
    let needed = |file| archive.now().state.attachments.uses(file) > 0;
    blobs::wait_for(blobs.sweep(needed))?.map_err(io::Error::other).map(drop)
}

/// Every item that an event says is erased, and whose it was.
fn named(reader: &LedgerReader) -> Result<BTreeMap<(u64, u32), u32>, ResumeError> {
    let mut named = BTreeMap::new();
    for frame in reader.frames_from(1)? {
        let frame = frame?;
        for raw in frame.events.iter().filter(|raw| raw.kind == "SubjectErased") {
            if let Event::SubjectErased(event, _) = codec::decode(frame.seq, raw)? {
                for entry in &event.items {
                    named.extend(entry.items.iter().map(|item| ((entry.seq, *item), event.subject.0)));
                }
            }
        }
    }
    Ok(named)
}

fn is_erased(reader: &LedgerReader, listed: &Listed) -> Result<bool, LedgerError> {
    if listed.seq == 0 || listed.seq > reader.head().seq {
        return Ok(false);
    }
    let items = reader.private_items(listed.seq)?;
    Ok(items.get(listed.item as usize).is_some_and(|item| item.is_erased && item.digest == Some(listed.digest)))
}

/// Lists, journals and overwrites, in this order, so that at every moment something durable says what has to go.
pub(super) fn overwrite(
    data_dir: &Path,
    archive: &Archive,
    items: &[Erasing],
    subject_of: impl Fn(&Erasing) -> u32,
) -> Result<(), ResumeError> {
    if items.is_empty() {
        return Ok(());
    }
    let at = archive.clock().now();
    let listed: Vec<_> = items
        .iter()
        .map(|item| Listed {
            subject: subject_of(item),
            seq: item.seq,
            item: item.item,
            digest: item.digest,
            at,
            pages: None,
            file: None,
        })
        .collect();
    files::add_to_list(data_dir, &listed)?;
    files::note_items(data_dir, items)?;
    archive.ledger().erase(items)?;
    Ok(())
}

/// Carries out a list of erasures on a data directory that was restored from a backup and **is not open**: call it
/// between copying the files and opening the archive. `list` is the newest `erasures.jsonl` there is: the one of the
/// machine that was lost if it can be had, else the backup's.
///
/// Items that the restored ledger still has are overwritten; items of frames it does not have, or that differ, are not
/// meant. The list is merged into the data directory's own, and the next opening records in the ledger what was carried
/// out again, so that `verify` finds an event for every erased item. Answers how many items were overwritten.
///
/// # Errors
/// If the disk fails or the ledger cannot be read. Calling it again is safe.
pub fn apply_erasures(data_dir: &Path, list: &Path) -> Result<usize, ResumeError> {
    let listed = files::read_list(list)?;
    if listed.is_empty() {
        return Ok(0);
    }
    files::add_to_list(data_dir, &listed)?;
    let storage: Arc<dyn Storage> = Arc::new(DiskStorage::existing(data_dir.join("ledger"))?);
    let reader = LedgerReader::open(storage.clone())?;
    let head = reader.head().seq;
    let mut wanted = BTreeSet::new();
    for one in listed.iter().filter(|one| one.seq > 0 && one.seq <= head) {
        let items = reader.private_items(one.seq)?;
        let same = |item: &ledger::PrivateItem| item.digest == Some(one.digest) && !item.is_erased;
        if items.get(one.item as usize).is_some_and(same) {
            wanted.insert((one.seq, one.item));
        }
    }
    let located = reader.locate(&wanted.into_iter().collect::<Vec<_>>())?;
    files::begin(data_dir, listed.first().map_or(0, |one| one.subject))?;
    files::note_items(data_dir, &located)?;
    Ok(ledger::finish_erasing(&storage, &located)?)
}
