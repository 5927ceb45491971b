//! The followers: threads that read the ledger behind the writer, each at its own position, and keep the views and the
//! search index true. A follower that finds its own work doubtful starts again from the first frame.

use super::Published;
use super::codec;
use super::erasure::wipe;
use crate::domain::event::Event;
use crate::domain::ids::{FolderNo, SubjectNo};
use crate::ledger::storage::free_bytes;
use crate::ledger::{Following, Frame, LedgerError, LedgerReader};
use crate::views::Views;
use crate::views::project::Projection;
use crate::views::store::{Opened, Position as Kept, Store};
use arc_swap::ArcSwap;
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::sync::watch;

/// How many records one batch writes: sled takes memory for the whole batch.
const RECORDS_AT_ONCE: usize = 300;
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
    /// How often everything derived had to be made anew since the start, because something was erased.
    pub erased: watch::Receiver<u64>,
    /// How often it was, as far as this follower knows.
    pub told: u64,
}

impl Source {
    /// Waits until there is a frame behind `seq` or something was erased; false when the archive stops.
    pub(super) fn wait(&mut self, runtime: &tokio::runtime::Runtime, seq: u64) -> bool {
        let (head, stop, erased, told) = (&mut self.head, &mut self.stop, &mut self.erased, self.told);
        runtime.block_on(async {
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => false,
                Ok(_) = erased.wait_for(|erased| *erased > told) => true,
                found = head.wait_for(|head| *head > seq) => found.is_ok(),
            }
        })
    }

    /// The same, but for so long at most; false also when the time is over.
    pub(super) fn wait_at_most(&mut self, runtime: &tokio::runtime::Runtime, seq: u64, limit: Duration) -> bool {
        let (head, stop) = (&mut self.head, &mut self.stop);
        runtime.block_on(async {
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => false,
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

    /// Whether something was erased, so that everything derived from it has to be made anew; says how often by now.
    pub(super) fn erased(&self) -> Option<u64> {
        let erased = *self.erased.borrow();
        (erased > self.told).then_some(erased)
    }

    pub(super) fn stopped(&self) -> bool {
        *self.stop.borrow()
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
    mut source: Source,
    views: Views,
    position: watch::Sender<u64>,
    renewed: watch::Sender<u64>,
    opened: Opened,
) -> std::io::Result<JoinHandle<()>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    thread::Builder::new().name("views".to_owned()).spawn(move || {
        let mut seq = match opened {
            Opened::AsLeft(kept) if source.fits(&kept) => kept.seq,
            Opened::AsLeft(_) => begin_again(&views, "its position is not a frame of this ledger"),
            Opened::Empty => 0,
            Opened::SetAside { reason } => {
                tracing::warn!(%reason, "the views are being rebuilt");
                0
            }
        };
        position.send_replace(seq);
        let mut frames = source.reader.follow_from(seq + 1);
        while source.wait(&runtime, seq) {
            let mut worked = follow(&source, &views, &mut frames, &position, &mut seq);
            if let (Some(erased), Ok(())) = (source.erased(), &worked) {
                worked = renew(&source, &views, &mut frames, &position, &mut seq);
                if worked.is_ok() {
                    source.told = erased;
                    renewed.send_replace(erased);
                }
            }
            if !source.stopped() && !source.has_room() {
                tracing::warn!(seq, "the disk is full; the views wait");
                views.set_stalled(true);
                source.rest(&runtime);
            }
            match worked {
                Ok(()) => {}
                Err(_) if source.stopped() => break,
                // What is there can perhaps be read; on a full disk nothing could take its place.
                Err(_) if !source.has_room() => {}
                // The views are as they were: it is the ledger that could not be read, for now.
                Err(error) if error.is::<LedgerError>() => {
                    tracing::warn!(%error, "the views cannot read on; trying again");
                    source.rest(&runtime);
                    frames = source.reader.follow_from(seq + 1);
                }
                Err(error) => {
                    source.rest(&runtime);
                    seq = begin_again(&views, &error.to_string());
                    frames = source.reader.follow_from(seq + 1);
                    position.send_replace(seq);
                }
            }
        }
        if let Err(error) = views.store().flush() {
            tracing::warn!(%error, "the views could not be flushed; they will be caught up at the next start");
        }
    })
}

fn begin_again(views: &Views, reason: &str) -> u64 {
    tracing::warn!(reason, "the views are being rebuilt");
    if let Err(error) = views.store().reset(reason) {
        tracing::error!(%error, "the views could not be set aside");
    }
    0
}

/// Takes over all frames there are.
fn follow(
    source: &Source,
    views: &Views,
    frames: &mut Following,
    position: &watch::Sender<u64>,
    seq: &mut u64,
) -> Result<(), Failure> {
    while !source.stopped() && source.has_room() {
        let Some(projected) = project(source, views.store(), frames)? else {
            views.set_stalled(false);
            break;
        };
        *seq = projected;
        position.send_replace(projected);
    }
    Ok(())
}

/// Makes the views anew beside the old ones, which go on following and answering, and removes those: sled keeps in its
/// log what was overwritten.
fn renew(
    source: &Source,
    views: &Views,
    frames: &mut Following,
    position: &watch::Sender<u64>,
    seq: &mut u64,
) -> Result<(), Failure> {
    tracing::info!("something was erased; the views are being made anew");
    let fresh = views.store().beside()?;
    let mut again = source.reader.follow_from(1);
    let mut reached = 0;
    loop {
        follow(source, views, frames, position, seq)?;
        if source.stopped() {
            return Err("the archive stops".into());
        }
        match project(source, &fresh, &mut again)? {
            Some(projected) => reached = projected,
            None if reached >= *seq => break,
            None => {}
        }
    }
    let former = views.store().take_over(fresh);
    *frames = again;
    *seq = reached;
    position.send_replace(reached);
    wipe(&former)?;
    if let Some(base) = former.parent() {
        wipe(&base.join("aside"))?;
    }
    Ok(())
}

/// Takes the next frames over, one after the other: an import's are large, and many at once would fill the memory. Says
/// how far it came, or nothing if there are none.
///
/// It goes no further than the State that is published: the ledger knows a frame a moment before State does.
fn project(source: &Source, store: &Store, frames: &mut Following) -> Result<Option<u64>, Failure> {
    let published = source.published.load_full();
    let mut projection = Projection::new(store);
    let mut last = None;
    while projection.len() < RECORDS_AT_ONCE {
        let Some(frame) = frames.next_until(published.position.seq)? else { break };
        let stamp = codec::stamp_of(&frame)?;
        for raw in &frame.events {
            projection.take(stamp, &codec::decode(frame.seq, raw)?)?;
        }
        if let Some((queue, number)) = codec::queue_of(stamp.actor, frame.device.as_deref(), frame.device_seq) {
            projection.number(queue, number, frame.seq);
        }
        last = Some(frame);
    }
    let Some(frame) = last else { return Ok(None) };
    let incarnation = published.state.incarnation.clone();
    let kept = Kept { seq: frame.seq, hash: frame.hash.0, incarnation };
    store.apply(&projection.into_batch()?, &kept)?;
    Ok(Some(frame.seq))
}

/// The folders whose words a frame changed, for the search index. Lending and moving change none: where a folder is and
/// who has it comes from State with each search.
pub(super) fn reworded(frame: &Frame, published: &Published, folders: &mut Vec<FolderNo>) -> Result<(), Failure> {
    for raw in &frame.events {
        let event = codec::decode(frame.seq, raw)?;
        match &event {
            Event::FolderRegistered(event, _) => folders.push(event.folder),
            Event::FolderEdited(event, _) => folders.push(event.folder),
            Event::CodeAdded(event) => folders.push(event.folder),
            Event::SubjectEdited(event, _) => folders.extend(about(event.subject, published)),
            Event::SubjectEnriched(event, _) => folders.extend(about(event.subject, published)),
            Event::SubjectErased(event, _) => folders.extend(about(event.subject, published)),
            Event::SubjectsMerged(event) => folders.extend(about(event.into, published)),
            Event::SubjectSplit(event) => folders.extend(&event.folders),
            _ => {}
        }
    }
    Ok(())
}

/// The folders about a subject.
pub(super) fn about(subject: SubjectNo, published: &Published) -> Vec<FolderNo> {
    let subjects = &published.state.subjects;
    subjects.folders_of(subjects.resolve(subject))
}
