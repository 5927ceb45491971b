//! The inbox: a folder into which scanners and people put files, also over a network where no event tells of them.
//!
//! A file is taken once it has stopped growing: the same size and time in two looks, in more if its end is missing or cannot
//! be told, and nobody here has it open for writing. It is taken by renaming it into a folder that belongs to this archive
//! alone, which only one of several services on the same inbox can do; it is removed when the archive has it for good and it
//! is the same a look later: over a network somebody may still have it open and write to it, whatever it is called by then.
//! What was written so is a file of its own. Whatever happens between, it lies in one of the two places.

mod ended;
mod found;
mod names;
mod writers;

use super::{BringError, Bringing, Brought, FOLDER, Intake};
use crate::archive::Meta;
use crate::disk::free_bytes;
use crate::domain::decide::{find_case, find_folder};
use crate::domain::folder::Actor;
use crate::domain::policy::Sight;
use crate::domain::refusal::Code;
use crate::domain::scan::ScanSource;
use ended::has_ended;
use found::{Found, files};
use names::shown;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};
use std::{fs, io};

/// Before the name of the folders where files lie that a service has taken and does not have for good yet.
const TAKEN: &str = ".taken-";
/// The folder of files that cannot be taken, whatever is done.
const REFUSED: &str = "refused";
/// The file with this archive's name among those on an inbox.
const ID: &str = "inbox-id";
/// In so many looks behind the first a file has to be the same: one that ends as its kind does, …
const LOOKS: u32 = 1;
/// … one of which nobody can tell, …
const LOOKS_IF_UNSURE: u32 = 5;
/// … and one whose end is missing, as it is when a scanner waits for somebody to clear a jam; an empty one too, which is begun
/// more often than it is meant.
const LOOKS_IF_UNENDED: u32 = 15;

/// So much of what the archive has for good may lie here until the next look; what comes behind waits for that.
const KEPT_BYTES_MAX: u64 = 1 << 30;

/// What has to be left free beside a file.
const ROOM_BYTES: u64 = 64 * 1024 * 1024;

/// The watch over the inbox. It ends when this goes.
#[derive(Debug)]
pub struct Inbox {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Inbox {
    /// Begins to watch the inbox of a scans directory, which is made if it is not there.
    ///
    /// # Errors
    /// If the folder or the thread cannot be made.
    pub fn watch(intake: Intake, every: Duration) -> io::Result<Self> {
        let mut watch = Watch::of(intake)?;
        let (stop, stopped) = channel();
        let thread = thread::Builder::new().name("inbox".to_owned()).spawn(move || watch.run(&stopped, every))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }

    /// The inbox of a scans directory.
    #[must_use]
    pub fn folder(scans_dir: &Path) -> PathBuf {
        scans_dir.join("inbox")
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Folders of files that some service took out of the inbox of a scans directory and has not done with; one that stays
/// belongs to a service that is gone.
#[must_use]
pub fn claimed_by_others(scans_dir: &Path, data_dir: &Path) -> Vec<PathBuf> {
    let own = fs::read_to_string(data_dir.join(FOLDER).join(ID)).unwrap_or_default();
    let Ok(entries) = fs::read_dir(Inbox::folder(scans_dir)) else { return Vec::new() };
    let names = entries.filter_map(Result::ok).filter(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.strip_prefix(TAKEN).is_some_and(|id| id != own.trim())
    });
    names.map(|entry| entry.path()).collect()
}

/// A file as it was at a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    bytes: u64,
    modified: Option<SystemTime>,
}

impl Look {
    fn at(path: &Path) -> Option<Self> {
        let about = fs::symlink_metadata(path).ok()?;
        Some(Self { bytes: about.len(), modified: about.modified().ok() })
    }
}

pub(super) struct Watch {
    intake: Intake,
    inbox: PathBuf,
    taken: PathBuf,
    /// Each file at the last look, and in how many looks it was the same.
    seen: BTreeMap<PathBuf, (Look, u32)>,
    /// What was said already, so that it is said once.
    said: BTreeSet<PathBuf>,
    /// What the archive has for good, as it was read: it is removed at the next look, or as soon as it may be, and only read
    /// again if it was written to since.
    kept: BTreeMap<PathBuf, Look>,
}

impl Watch {
    pub(super) fn of(intake: Intake) -> io::Result<Self> {
        let parts = &intake.inner.parts;
        let inbox = Inbox::folder(&parts.scans_dir);
        let id = own_id(&parts.data_dir.join(FOLDER), &parts.archive)?;
        let taken = inbox.join(format!("{TAKEN}{id}"));
        fs::create_dir_all(&taken)?;
        let (inbox, taken) = (inbox.canonicalize()?, taken.canonicalize()?);
        Ok(Self { inbox, taken, intake, seen: BTreeMap::new(), said: BTreeSet::new(), kept: BTreeMap::new() })
    }

    fn run(&mut self, stopped: &Receiver<()>, every: Duration) {
        loop {
            self.look();
            if stopped.recv_timeout(every) != Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    }

    /// One look: what was taken before and is still here, then what has stopped growing.
    pub(super) fn look(&mut self) {
        self.let_go();
        for path in files(&self.taken, &mut self.said, true).plain {
            if !self.is_kept(&path) {
                self.finish(&path);
            }
        }
        let Found { plain, others } = files(&self.inbox, &mut self.said, false);
        let within = |path: &PathBuf| shown(path.strip_prefix(&self.inbox).unwrap_or(path));
        self.intake.leave_alone(others.iter().map(within).collect());
        let now: Vec<(PathBuf, Look)> =
            plain.into_iter().filter_map(|path| Look::at(&path).map(|look| (path, look))).collect();
        let before = std::mem::take(&mut self.seen);
        for (path, look) in now {
            let same = before.get(&path).filter(|(known, _)| *known == look).map_or(0, |(_, same)| same + 1);
            self.seen.insert(path, (look, same));
        }
        let ready: Vec<PathBuf> =
            self.seen.iter().filter(|(path, seen)| is_ready(path, **seen)).map(|(path, _)| path.clone()).collect();
        if ready.is_empty() {
            return;
        }
        let written = writers::of(&self.inbox);
        for path in ready.into_iter().filter(|path| !written.contains(path)) {
            if self.kept.values().map(|look| look.bytes).sum::<u64>() > KEPT_BYTES_MAX {
                return;
            }
            if !self.has_room(&path) {
                continue;
            }
            if let Some(taken) = self.take(&path) {
                self.finish(&taken);
            }
        }
    }

    /// Whether the archive has a file of ours for good, as it is now.
    fn is_kept(&self, path: &Path) -> bool {
        self.kept.get(path).is_some_and(|kept| Look::at(path) == Some(*kept))
    }

    /// Removes what the archive has for good.
    fn let_go(&mut self) {
        let kept: Vec<PathBuf> = self.kept.keys().filter(|path| self.is_kept(path)).cloned().collect();
        for path in kept {
            self.remove(&path);
        }
    }

    /// Whether a file can be kept beside the original; if not it stays untouched where it is.
    fn has_room(&mut self, path: &Path) -> bool {
        let bytes = self.seen.get(path).map_or(0, |(look, _)| look.bytes);
        let has_room = free_bytes(&self.inbox).is_none_or(|free| free > bytes.saturating_add(ROOM_BYTES));
        // What is let go at the next look may be room enough.
        if !has_room && self.kept.is_empty() && self.said.insert(path.to_owned()) {
            tracing::warn!(file = %shown(path), "there is no room to keep this file; it stays in the inbox until there is");
        }
        has_room
    }

    /// Renames a file into the folder that is ours alone. Of two services only one can.
    fn take(&mut self, path: &Path) -> Option<PathBuf> {
        let within = path.strip_prefix(&self.inbox).ok()?;
        let to = self.taken.join(self.intake.inner.parts.archive.clock().new_id()).join(within);
        let moved = to.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::rename(path, &to));
        match moved {
            Ok(()) => Some(to),
            Err(error) => {
                self.tidy(&to);
                // Somebody took it, or took it away.
                if error.kind() != io::ErrorKind::NotFound && self.said.insert(path.to_owned()) {
                    tracing::warn!(file = %shown(path), %error, "a file in the inbox cannot be taken; it stays there");
                }
                None
            }
        }
    }

    /// Hands a file over that is ours.
    fn finish(&mut self, path: &Path) {
        let (within, look) = (self.within(path), Look::at(path));
        match self.bring(path, &within) {
            Ok(brought) => {
                match brought {
                    Brought::New(scan) => {
                        tracing::info!(scan = scan.shown(), file = %shown(&within), "a file was received");
                    }
                    Brought::Known(scan) => {
                        tracing::warn!(scan = scan.shown(), file = %shown(&within), "the same file came before; it is kept once");
                    }
                }
                self.said.remove(&self.inbox.join(&within));
                self.kept.extend(look.map(|look| (path.to_owned(), look)));
            }
            Err(error) => self.not_brought(path, &within, &error),
        }
    }

    /// Brings a file to where its folder in the inbox says; where that takes no pages any more, to whoever sorts pages.
    fn bring(&self, path: &Path, within: &Path) -> Result<Brought, BringError> {
        let into = self.into(within);
        let brought = self.intake.bring(path, bringing(within, into.as_deref()));
        match brought {
            Err(error) if into.is_some() && is_for_good(&error) => self.intake.bring(path, bringing(within, None)),
            brought => brought,
        }
    }

    fn remove(&mut self, path: &Path) {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                if self.said.insert(path.to_owned()) {
                    tracing::warn!(file = %shown(path), %error, "a file that was received cannot be removed; it stays there");
                }
            }
            _ => {
                self.kept.remove(path);
                self.tidy(path);
            }
        }
    }

    fn not_brought(&mut self, path: &Path, within: &Path, error: &BringError) {
        let is_for_good = is_for_good(error);
        // By the name that its owner gave it: it is taken under another each time.
        let name = self.inbox.join(within);
        if self.said.insert(name.clone()) {
            let file = shown(within);
            match is_for_good {
                true => {
                    tracing::error!(%file, %error, "a file in the inbox is refused; it lies in the folder of such files")
                }
                false => tracing::warn!(%file, %error, "a file in the inbox was not received; it is tried again"),
            }
        }
        // Back where its owner sees it, unless there is another of its name by now: then it is tried again from here.
        let to = if is_for_good { self.inbox.join(REFUSED).join(within) } else { self.inbox.join(within) };
        let placed = || if is_for_good { names::move_aside(path, &to) } else { names::move_beside(path, &to) };
        let moved = to.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| placed());
        if moved.is_ok() {
            self.tidy(path);
            if is_for_good {
                self.said.remove(&name);
            }
        }
    }

    /// Where a file stood in the inbox: behind our folder and the name that it was taken under.
    fn within(&self, path: &Path) -> PathBuf {
        let behind = path.strip_prefix(&self.taken).unwrap_or(path);
        behind.components().skip(1).collect()
    }

    /// Where a file's folder says that its pages belong: the innermost that is named after a folder or a case.
    fn into(&self, within: &Path) -> Option<String> {
        let now = self.intake.inner.parts.archive.now();
        let everything = Sight::everything();
        let is_target = |name: &String| {
            find_folder(&now.state, &everything, name).is_ok() || find_case(&now.state, &everything, name).is_ok()
        };
        folders_of(within).into_iter().rev().find(is_target)
    }

    /// Removes the folders that a file left empty.
    fn tidy(&self, path: &Path) {
        let mut folder = path.parent();
        while let Some(empty) = folder.filter(|folder| folder.starts_with(&self.taken) && **folder != self.taken) {
            if fs::remove_dir(empty).is_err() {
                return;
            }
            folder = empty.parent();
        }
    }
}

/// What a file's folders say of it: names that say where its pages go are no part of its own, others are kept with it, for
/// they tell which scanner it is from.
fn bringing(within: &Path, into: Option<&str>) -> Bringing {
    let last = within.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let from = folders_of(within).into_iter().filter(|name| Some(name.as_str()) != into).chain([last]);
    let file_name = from.collect::<Vec<_>>().join(" ");
    let into = into.map(str::to_owned);
    Bringing { source: ScanSource::Inbox, file_name, sheets: None, into, meta: Meta::of(Actor::System) }
}

fn folders_of(within: &Path) -> Vec<String> {
    let folders = within.parent().into_iter().flat_map(Path::components);
    folders.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
}

/// Whether a file is not worth another try.
fn is_for_good(error: &BringError) -> bool {
    match error {
        BringError::NotKept(crate::blobs::BlobError::TooLarge { .. }) | BringError::NoFile => true,
        BringError::Refused(refusal) => {
            !matches!(refusal.code, Code::StorageFull | Code::StorageFailed | Code::Overloaded | Code::LimitExceeded)
        }
        _ => false,
    }
}

/// Whether a file has been the same for long enough.
fn is_ready(path: &Path, (look, same): (Look, u32)) -> bool {
    let looks = match (look.bytes, same) {
        (_, 0) => return false,
        (0, _) => LOOKS_IF_UNENDED,
        _ => match has_ended(path) {
            Some(true) => LOOKS,
            Some(false) => LOOKS_IF_UNENDED,
            None => LOOKS_IF_UNSURE,
        },
    };
    same >= looks
}

/// This archive's name among those on an inbox: made once, and kept.
fn own_id(folder: &Path, archive: &crate::archive::Archive) -> io::Result<String> {
    let path = folder.join(ID);
    let known = fs::read_to_string(&path).unwrap_or_default();
    let known = known.trim();
    if !known.is_empty() && known.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Ok(known.to_owned());
    }
    let id: String = archive.clock().new_id().chars().filter(char::is_ascii_alphanumeric).collect();
    fs::create_dir_all(folder)?;
    fs::write(&path, format!("{id}\n"))?;
    fs::File::open(&path)?.sync_all()?;
    Ok(id)
}
