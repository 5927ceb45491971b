//! The followers: threads that read the ledger behind the writer, each at its own position, and keep the views and the
//! search index true. A follower that finds its own work doubtful starts again from the first frame.

use super::codec;
use super::erasure::wipe;
use super::rebuild::let_go;
use super::{Published, Texts};
use crate::disk::free_bytes;
use crate::domain::event::Event;
use crate::domain::ids::{FolderNo, SubjectNo};
use crate::ledger::{Following, Frame, LedgerError, LedgerReader};
use crate::views::Views;
use crate::views::fresh::{Scribe, Words};
use crate::views::project::Projection;
use crate::views::store::{Opened, Position as Kept};
use arc_swap::ArcSwap;
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How many records are taken in at once.
const RECORDS_AT_ONCE: usize = 300;
/// How long what was taken in may wait in memory to be written with more.
const WRITE_AFTER: Duration = Duration::from_secs(2);
/// How often followers look, while nothing comes, whether a reader found what they keep broken.
pub(super) const LOOK: Duration = Duration::from_secs(2);
/// How long a follower rests after a failure, or on a full disk, before it tries again.
const REST: Duration = Duration::from_secs(2);
/// With less room than this nothing derived is written: sled and tantivy do not survive a full disk, and what they have
/// can still be read.
const ROOM_BYTES: u64 = 4 * 1024 * 1024;

type Failure = Box<dyn Error + Send + Sync>;

/// What every follower needs.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub reader: LedgerReader,
    pub published: Arc<ArcSwap<Published>>,
    pub head: watch::Receiver<u64>,
    pub stop: watch::Receiver<bool>,
    pub data_dir: PathBuf,
    /// How large a segment of the ledger is, about.
    pub segment_bytes: u64,
    /// How often everything derived had to be made anew since the start: because something was erased, or was asked to.
    pub erased: watch::Receiver<u64>,
    /// How often it was, as far as this follower knows.
    pub told: u64,
    /// What was read off pages.
    pub texts: Texts,
}

impl Source {
    /// Waits until there is something behind `seq` or something derived is to be made anew, for so long at most: whether
    /// there is. False also when the archive stops.
    pub(super) fn wait_at_most(&mut self, runtime: &tokio::runtime::Runtime, seq: u64, limit: Duration) -> bool {
        let Self { head, stop, erased, told, .. } = self;
        runtime.block_on(async {
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => false,
                Ok(_) = erased.wait_for(|erased| *erased > *told) => true,
                found = head.wait_for(|head| *head > seq) => found.is_ok(),
                () = tokio::time::sleep(limit) => false,
            }
        })
    }

    /// Waits a while, or until the archive stops.
    pub(super) fn rest(&mut self, runtime: &tokio::runtime::Runtime) {
        let stopped = self.stop.wait_for(|stop| *stop);
        let _ = runtime.block_on(async { tokio::time::timeout(REST, stopped).await.map(drop) });
    }

    /// Whether the disk has room for something derived.
    pub(super) fn has_room(&self) -> bool {
        free_bytes(&self.data_dir).is_none_or(|free| free >= ROOM_BYTES)
    }

    /// Whether everything derived has to be made anew; says for how often by now.
    pub(super) fn erased(&self) -> Option<u64> {
        let erased = *self.erased.borrow();
        (erased > self.told).then_some(erased)
    }

    /// Whether the archive stops, or did not even start: then nobody is there to say so, and waiting for it ends at once.
    pub(super) fn stopped(&self) -> bool {
        *self.stop.borrow() || self.stop.has_changed().is_err()
    }

    /// Whether what somebody kept is a frame of this ledger.
    fn fits(&self, kept: &Kept) -> bool {
        let incarnation = &self.published.load().state.incarnation;
        let same = |frame: Frame| frame.hash.0 == kept.hash;
        kept.incarnation == *incarnation && (kept.seq == 0 || self.reader.read(kept.seq).is_ok_and(same))
    }
}

/// Keeps the views true, on a thread of its own.
pub(super) fn follow_views(
    source: Source,
    views: Views,
    position: watch::Sender<u64>,
    renewed: watch::Sender<u64>,
    opened: Opened,
) -> std::io::Result<JoinHandle<()>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    thread::Builder::new().name("views".to_owned()).spawn(move || {
        let mut scribe = Scribe::new(views.words());
        let kept = match opened {
            Opened::AsLeft(kept) if source.fits(&kept) => Some(kept),
            Opened::AsLeft(_) => begin_again(&mut scribe, "its position is not a frame of this ledger"),
            Opened::Empty => None,
            Opened::SetAside { reason } => {
                tracing::warn!(%reason, "the views are being rebuilt");
                None
            }
        };
        Projecting::new(source, scribe, position, kept).run(&runtime, &views, &renewed);
    })
}

fn begin_again(scribe: &mut Scribe, reason: &str) -> Option<Kept> {
    tracing::warn!(reason, "the views are being rebuilt");
    if let Err(error) = scribe.begin_again(reason) {
        tracing::error!(%error, "the views could not be set aside");
    }
    None
}

/// The follower of the views.
struct Projecting {
    source: Source,
    scribe: Scribe,
    position: watch::Sender<u64>,
    frames: Following,
    /// How far frames were taken in; what is in the store may be a little behind.
    kept: Kept,
    /// Since when something waits to be written down.
    waits: Option<Instant>,
}

impl Projecting {
    fn new(source: Source, scribe: Scribe, position: watch::Sender<u64>, kept: Option<Kept>) -> Self {
        let kept = kept.unwrap_or_else(nowhere);
        position.send_replace(kept.seq);
        let frames = source.reader.follow_from(kept.seq + 1);
        Self { source, scribe, position, frames, kept, waits: None }
    }

    /// For views that nobody reads yet.
    fn beside(source: Source, words: Arc<Words>) -> Self {
        let (position, _) = watch::channel(0);
        Self::new(source, Scribe::new(words), position, None)
    }

    fn run(mut self, runtime: &tokio::runtime::Runtime, views: &Views, renewed: &watch::Sender<u64>) {
        let mut was_full = false;
        loop {
            // While nothing comes, what waits in memory is written down, and only then is there nothing to do.
            let more = match self.waits {
                None => self.source.wait_at_most(runtime, self.kept.seq, LOOK),
                Some(_) if self.scribe.is_writing() => *self.source.head.borrow() > self.kept.seq,
                Some(since) => {
                    let limit = WRITE_AFTER.saturating_sub(since.elapsed());
                    self.source.wait_at_most(runtime, self.kept.seq, limit)
                }
            };
            if self.source.stopped() {
                break;
            }
            if !self.source.has_room() {
                views.set_stalled(!self.take_in_without_writing());
                was_full = true;
                self.source.rest(runtime);
                continue;
            }
            if std::mem::take(&mut was_full) {
                // A store that could not even be opened on the full disk takes nothing in.
                if let Err(error) = self.scribe.words().store().position() {
                    self.start_over(&error.to_string());
                }
                views.set_stalled(false);
            }
            let is_broken = self.scribe.words().store().is_broken();
            let mut worked = if is_broken { Err("a reader found them damaged".into()) } else { self.step(more) };
            if let (Some(asked), Ok(())) = (self.source.erased(), &worked) {
                worked = self.renew(views, asked, renewed);
            }
            match worked {
                Ok(()) => {}
                Err(_) if self.source.stopped() => break,
                // What is there can perhaps be read; on a full disk nothing could take its place.
                Err(_) if !self.source.has_room() => {}
                Err(error) => self.mend(runtime, &error),
            }
        }
        if !self.source.has_room() {
            return;
        }
        if let Err(error) = self.write_down() {
            tracing::warn!(%error, "the views could not be flushed; they will be caught up at the next start");
        }
    }

    /// On a full disk: takes in what fits into memory, and says whether that is all there is.
    fn take_in_without_writing(&mut self) -> bool {
        tracing::warn!(seq = self.kept.seq, "the disk is full; the views are not written down");
        let head = *self.source.head.borrow();
        while self.kept.seq < head && !self.scribe.is_full() {
            let before = self.kept.seq;
            if self.project().is_err() || self.kept.seq == before {
                self.frames = self.source.reader.follow_from(self.kept.seq + 1);
                break;
            }
        }
        self.waits = self.scribe.is_behind().then(Instant::now);
        self.kept.seq >= head
    }

    /// Goes on after a failure: where it was, if it was the ledger that could not be read, else from the beginning.
    fn mend(&mut self, runtime: &tokio::runtime::Runtime, error: &Failure) {
        self.source.rest(runtime);
        if error.is::<LedgerError>() {
            tracing::warn!(%error, "the views cannot read on; trying again");
            self.frames = self.source.reader.follow_from(self.kept.seq + 1);
        } else {
            self.start_over(&error.to_string());
        }
    }

    /// Begins again from the first frame. Readers wait from the moment on in which something is not there any more.
    fn start_over(&mut self, reason: &str) {
        self.position.send_replace(0);
        self.kept = begin_again(&mut self.scribe, reason).unwrap_or_else(nowhere);
        self.frames = self.source.reader.follow_from(1);
        self.waits = None;
    }

    /// Writes all that waits, and hands it to the system.
    fn write_down(&mut self) -> Result<(), Failure> {
        self.scribe.write_all(&self.kept)?;
        Ok(self.scribe.words().store().flush()?)
    }

    /// Makes the views anew beside the old ones, which go on following and answering, and removes those: sled keeps in
    /// its log what was overwritten.
    fn renew(&mut self, views: &Views, asked: u64, renewed: &watch::Sender<u64>) -> Result<(), Failure> {
        tracing::info!("the views are being made anew");
        let mut new = Self::beside(self.source.clone(), Arc::new(views.beside()?));
        loop {
            self.step(true)?;
            if new.kept.seq >= self.kept.seq {
                break;
            }
            if self.source.stopped() {
                return Err("the archive stops".into());
            }
            new.step(true)?;
        }
        new.write_down()?;
        std::mem::swap(&mut self.scribe, &mut new.scribe);
        (self.frames, self.kept, self.waits) = (new.frames, new.kept, new.waits);
        let words = self.scribe.words().clone();
        words.store().settle()?;
        views.put_in_place(words);
        self.source.told = asked;
        // Overwriting a large store takes a while, and nobody has to wait for it but who asked.
        let (old, renewed) = (new.scribe.into_words(), renewed.clone());
        thread::Builder::new().name("old views".to_owned()).spawn(move || {
            let_go(&old);
            let dir = old.store().retire();
            let wiped = wipe(&dir).and_then(|()| dir.parent().map_or(Ok(()), |base| wipe(&base.join("aside"))));
            match wiped {
                // An earlier one may be removed after a later one.
                Ok(()) => renewed.send_modify(|done| *done = asked.max(*done)),
                Err(error) => tracing::warn!(%error, "the old views could not be removed"),
            }
        })?;
        Ok(())
    }

    /// Takes frames in, if there are any, and writes a little of what waits if it is time to.
    fn step(&mut self, more: bool) -> Result<(), Failure> {
        if more {
            self.project()?;
        }
        let is_old = self.waits.is_some_and(|since| since.elapsed() >= WRITE_AFTER);
        if self.scribe.is_writing() || self.scribe.is_full() || is_old {
            self.scribe.write_some(&self.kept)?;
        }
        // More came than could be written beside it: that must not fill the memory.
        while self.scribe.is_full() && self.scribe.is_writing() {
            self.scribe.write_some(&self.kept)?;
        }
        match (self.scribe.is_behind(), self.waits) {
            (false, _) => self.waits = None,
            (true, None) => self.waits = Some(Instant::now()),
            // What was handed over a moment ago is written; what came since waits anew.
            (true, Some(_)) if is_old && !self.scribe.is_writing() => self.waits = Some(Instant::now()),
            (true, Some(_)) => {}
        }
        Ok(())
    }

    /// Takes the next frames over, one after the other: an import's are large, and many at once would fill the memory.
    ///
    /// It goes no further than the State that is published: the ledger knows a frame a moment before State does.
    fn project(&mut self) -> Result<(), Failure> {
        let published = self.source.published.load_full();
        let words = self.scribe.words().clone();
        let mut projection = Projection::new(&words);
        let mut last = None;
        while projection.len() < RECORDS_AT_ONCE {
            let Some(frame) = self.frames.next_until(published.position.seq)? else { break };
            take_over(&mut projection, &frame)?;
            last = Some((frame.seq, frame.hash.0));
        }
        let Some((seq, hash)) = last else { return Ok(()) };
        self.scribe.take_in(projection)?;
        self.kept = Kept { seq, hash, incarnation: published.state.incarnation.clone() };
        self.position.send_replace(seq);
        Ok(())
    }
}

/// What a frame changes in the views.
pub(super) fn take_over(projection: &mut Projection<'_>, frame: &Frame) -> Result<(), Failure> {
    let stamp = codec::stamp_of(frame)?;
    for raw in &frame.events {
        projection.take(stamp, &codec::decode(frame.seq, raw)?)?;
    }
    if let Some((queue, number)) = codec::queue_of(stamp.actor, frame.head.device.as_deref(), frame.head.device_seq) {
        projection.number(queue, number, frame.seq);
    }
    Ok(())
}

/// Before the first frame.
fn nowhere() -> Kept {
    Kept { seq: 0, hash: [0; 32], incarnation: String::new() }
}

/// Whether events of a kind may change a folder's words. Those of most frames do not, and reading further to find that out
/// would take a good part of the time.
pub(super) fn changes_words(kind: &str) -> bool {
    !matches!(kind, "CheckedOut" | "Returned" | "Renewed" | "PutAway" | "Looked")
}

/// The folders whose words a frame changed, for the search index. Lending and moving change none: where a folder is and
/// who has it comes from State with each search.
pub(super) fn reworded(frame: &Frame, published: &Published, folders: &mut Vec<FolderNo>) -> Result<(), Failure> {
    for raw in &frame.events {
        if !changes_words(&raw.kind) {
            continue;
        }
        let event = codec::decode(frame.seq, raw)?;
        match &event {
            Event::FolderRegistered(event, _) => folders.push(event.folder),
            Event::FolderEdited(event, _) => folders.push(event.folder),
            Event::CodeAdded(event) => folders.push(event.folder),
            Event::FoldersMerged(event, _) => folders.extend([event.from, event.into]),
            Event::SubjectEdited(event, _) => folders.extend(about(event.subject, published)),
            Event::SubjectEnriched(event, _) => folders.extend(about(event.subject, published)),
            Event::SubjectErased(event, _) => folders.extend(about(event.subject, published)),
            Event::SubjectsMerged(event) => folders.extend(about(event.into, published)),
            Event::SubjectSplit(event) => folders.extend(&event.folders),
            event => folders.extend(repaged(event, published)),
        }
    }
    Ok(())
}

/// The folders whose pages are others since an event: what was read off them is found elsewhere now. Pages that were only
/// just filed have not been read yet.
fn repaged(event: &Event, published: &Published) -> Vec<FolderNo> {
    let moves = matches!(
        event,
        Event::PagesMoved(_)
            | Event::PagesHidden(_)
            | Event::PagesSetAside(..)
            | Event::PagesPutBack(_)
            | Event::FolderSplit(..)
            | Event::CaseMoved(..)
            | Event::PaperMoved(..)
            | Event::LabelsSwapped(..)
    );
    // Many archives have no scans at all.
    if moves && published.state.scans.page_count() > 0 { event.folders() } else { Vec::new() }
}

/// The folders about a subject.
pub(super) fn about(subject: SubjectNo, published: &Published) -> Vec<FolderNo> {
    let subjects = &published.state.subjects;
    subjects.folders_of(subjects.resolve(subject))
}
