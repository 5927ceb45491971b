//! Everything that runs behind a serving archive, started in order and stopped in order.

use super::backup::{Keeper, Plan, Running};
use super::erasure::Followers;
use super::follow::{Source, follow_views};
use super::rebuild::Rebuild;
use super::upkeep::Upkeep;
use super::{
    Archive, Erasures, Files, Finder, Jobs, Live, OpenError, Opened, Options, Pace, Published, Texts, checkpoint,
    fixity, heads, open, today,
};
use crate::blobs::BlobError;
use crate::clock::Clock;
use crate::ledger::{Address, Position};
use crate::views::Views;
use arc_swap::ArcSwap;
use chrono::NaiveDate;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How often somebody looks whether a new checkpoint is worth writing.
const CHECKPOINT_LOOK: Duration = Duration::from_secs(2);
/// How old a checkpoint may be while there are changes, in time and in bytes of ledger: those are what a start after a
/// kill has to replay, at some 150 MB a second. Not in frames, since an import's are a hundred times the usual ones. A
/// large State is written less often: as much ledger as State may gather, within these bounds.
const CHECKPOINT_AGE: Duration = Duration::from_secs(300);
const CHECKPOINT_BYTES_MIN: u64 = 64 * 1024 * 1024;
const CHECKPOINT_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Why an archive cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// Its ledger cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Something that follows it cannot be started.
    #[error("{what}: {detail}")]
    Start {
        /// What.
        what: &'static str,
        /// Why.
        detail: String,
    },
}

/// An archive with all that follows it.
#[derive(Debug)]
pub struct Service {
    /// The archive.
    pub archive: Archive,
    /// Its words.
    pub views: Views,
    /// Its search index.
    pub finder: Finder,
    /// Its jobs.
    pub jobs: Jobs,
    /// What just happened.
    pub live: Live,
    /// Its erasures.
    pub erasures: Erasures,
    /// Makes anew what is derived.
    pub rebuild: Rebuild,
    /// What whoever looks after it starts beside its work.
    pub upkeep: Upkeep,
    /// Its files: what is attached, and the originals of scans.
    pub files: Files,
    /// What was read off pages.
    pub texts: Texts,
    /// Its backups.
    pub backups: Keeper,
    backing_up: Running,
    walking: fixity::Walking,
    data_dir: PathBuf,
    stop: watch::Sender<bool>,
    checkpoint_stop: std::sync::mpsc::Sender<()>,
    threads: Vec<JoinHandle<()>>,
    writer: JoinHandle<()>,
}

impl Service {
    /// Opens an archive and starts everything that follows it.
    ///
    /// # Errors
    /// If the ledger cannot be opened, or a directory cannot be made.
    pub fn start(options: Options, views_cache_bytes: u64, plan: Option<Plan>) -> Result<Self, ServiceError> {
        Self::start_at_pace(options, views_cache_bytes, plan, Pace::default())
    }

    /// The same, with originals of scans read again at a pace of one's own.
    ///
    /// # Errors
    /// As [`Service::start`].
    pub fn start_at_pace(
        options: Options,
        views_cache_bytes: u64,
        plan: Option<Plan>,
        pace: Pace,
    ) -> Result<Self, ServiceError> {
        let settings = options.clone();
        Self::start_behind((open(options)?, pace), settings, views_cache_bytes, plan)
    }

    /// Starts everything that follows an archive that was opened with these options.
    pub(super) fn start_behind(
        (opened, pace): (Opened, Pace),
        options: Options,
        views_cache_bytes: u64,
        plan: Option<Plan>,
    ) -> Result<Self, ServiceError> {
        let Options { data_dir, scans_dir, ledger: crate::ledger::Options { segment_bytes, .. }, .. } = options;
        let Opened { archive, writer, .. } = opened;
        let (stop, stopped) = watch::channel(false);
        let (told, erased) = watch::channel(0);
        let failed =
            |what| move |error: &dyn std::fmt::Display| ServiceError::Start { what, detail: error.to_string() };
        let texts = Texts::open(&data_dir, &scans_dir).map_err(|error| failed("the text of pages")(&error))?;
        let source = source_of(&archive, &data_dir, segment_bytes, (stopped, erased), texts.clone());
        let opened = Views::open(&data_dir.join("views"), views_cache_bytes);
        let (views, position, found) = opened.map_err(|error| failed("the views")(&error))?;
        let (views_renewed, views_done) = watch::channel(0);
        let (search_renewed, search_done) = watch::channel(0);
        let mut threads = Vec::new();
        threads.push(
            follow_views(source.clone(), views.clone(), position, views_renewed, found)
                .map_err(|error| failed("the views")(&error))?,
        );
        let (live, thread) = Live::open(source.clone()).map_err(|error| failed("the live updates")(&error))?;
        threads.push(thread);
        let opened = Finder::open(&data_dir.join("search"), source, views.clone(), search_renewed);
        let (finder, thread) = opened.map_err(|error| failed("the search index")(&error))?;
        threads.push(thread);
        let jobs = Jobs::open(&data_dir, archive.clone(), views.clone()).map_err(|error| failed("the jobs")(&error))?;
        let rebuild = Rebuild::new(told.clone(), vec![views_done.clone(), search_done.clone()]);
        let followers = Followers { told, done: vec![views_done, search_done] };
        let files = tidied(&data_dir, &scans_dir, &archive).map_err(|error| failed("the files")(&error))?;
        let dirs = (data_dir.clone(), scans_dir);
        let erasures = Erasures::new(dirs.clone(), archive.clone(), jobs.clone(), files.clone(), followers);
        let (checkpoint_stop, thread) =
            write_checkpoints(&data_dir, archive.inner.published.clone(), archive.clock().clone(), segment_bytes)
                .map_err(|error| failed("the checkpoints")(&error))?;
        threads.push(thread);
        let started = Keeper::start(dirs.clone(), plan, archive.clone());
        let (backups, backing_up) = started.map_err(|error| failed("the backups")(&error))?;
        let followed = (archive.clone(), views.clone(), finder.clone());
        let started = fixity::start(&data_dir, &archive, &files, pace);
        let (walks, walking) = started.map_err(|error| failed("the originals")(&error))?;
        let upkeep = Upkeep::new(dirs, followed, rebuild.clone(), (pace, walks));
        Ok(Self {
            archive,
            views,
            finder,
            jobs,
            live,
            erasures,
            rebuild,
            upkeep,
            files,
            texts,
            backups,
            backing_up,
            walking,
            data_dir,
            stop,
            checkpoint_stop,
            threads,
            writer,
        })
    }

    /// Stops everything: the followers keep their positions, and State is written down.
    pub fn stop(self) {
        let Self {
            archive, jobs, erasures, stop, checkpoint_stop, threads, writer, data_dir, backing_up, walking, ..
        } = self;
        jobs.stop();
        backing_up.stop();
        walking.stop();
        stop.send_replace(true);
        let _ = checkpoint_stop.send(());
        for thread in threads {
            let _ = thread.join();
        }
        if archive.now().position.seq > 0 {
            write(&data_dir, &archive.inner.published);
            note_head(&data_dir, &archive.inner.published, archive.clock(), None, false);
        }
        drop((archive, jobs, erasures));
        // Other handles may live on in requests that are still being answered; the process ends with them.
        if writer.is_finished() {
            let _ = writer.join();
        }
    }
}

/// What followers read, until they are told to stop or that something was erased.
fn source_of(
    archive: &Archive,
    data_dir: &Path,
    segment_bytes: u64,
    (stop, erased): (watch::Receiver<bool>, watch::Receiver<u64>),
    texts: Texts,
) -> Source {
    Source {
        reader: archive.ledger().clone(),
        published: archive.inner.published.clone(),
        head: archive.head(),
        stop,
        data_dir: data_dir.to_owned(),
        segment_bytes,
        erased,
        told: 0,
        texts,
    }
}

/// The files, without what a kill left between one and its event.
fn tidied(data_dir: &Path, scans_dir: &Path, archive: &Archive) -> Result<Files, BlobError> {
    let files = Files::open(data_dir, scans_dir)?;
    let gone = files.tidy(scans_dir, &archive.now().state)?;
    if gone > 0 {
        tracing::info!(gone, "files that nobody needs were removed");
    }
    Ok(files)
}

fn write_checkpoints(
    data_dir: &Path,
    published: Arc<ArcSwap<Published>>,
    clock: Clock,
    segment_bytes: u64,
) -> std::io::Result<(std::sync::mpsc::Sender<()>, JoinHandle<()>)> {
    let (sender, stop) = channel();
    let data_dir = data_dir.to_owned();
    let mut written = published.load().position;
    let (mut written_at, mut due_bytes) = (Instant::now(), CHECKPOINT_BYTES_MIN);
    let mut noted = None;
    let thread = thread::Builder::new().name("checkpoint".to_owned()).spawn(move || {
        while stop.recv_timeout(CHECKPOINT_LOOK) == Err(RecvTimeoutError::Timeout) {
            give_memory_back();
            noted = note_head(&data_dir, &published, &clock, noted, true);
            let now = published.load_full();
            let changed = now.position.seq > written.seq;
            let old = changed && written_at.elapsed() >= CHECKPOINT_AGE;
            if old || bytes_between(written.address(), now.position.address(), segment_bytes) >= due_bytes {
                let (position, bytes) = write(&data_dir, &published).unwrap_or((now.position, 0));
                due_bytes = bytes.clamp(CHECKPOINT_BYTES_MIN, CHECKPOINT_BYTES_MAX);
                (written, written_at) = (position, Instant::now());
            }
        }
    })?;
    Ok((sender, thread))
}

/// Publishes the newest frame once a day, and at stop. Says for which day one stands there now.
fn note_head(
    data_dir: &Path,
    published: &ArcSwap<Published>,
    clock: &Clock,
    noted: Option<NaiveDate>,
    once_a_day: bool,
) -> Option<NaiveDate> {
    let now = published.load_full();
    let date = today(&now.state, clock);
    if noted == Some(date) || now.position.seq == 0 {
        return noted;
    }
    match heads::note(data_dir, date, now.position, &now.state.incarnation, once_a_day) {
        Ok(()) => Some(date),
        Err(error) => {
            tracing::warn!(%error, "the day's newest frame could not be noted");
            noted
        }
    }
}

/// Lets the allocator return what was freed: mimalloc looks for free memory to return only when it is asked for more or
/// a thread ends, so that a service at rest would keep what its last import needed.
fn give_memory_back() {
    let ended = thread::Builder::new().name("tidy".to_owned()).spawn(|| drop(std::hint::black_box(vec![0_u8; 4_096])));
    if let Ok(thread) = ended {
        let _ = thread.join();
    }
}

/// How much ledger lies between two frames, about: segments end a little before their full size.
pub(super) fn bytes_between(from: Address, to: Address, segment_bytes: u64) -> u64 {
    let segments = u64::from(to.segment.saturating_sub(from.segment));
    (segments * segment_bytes + to.offset).saturating_sub(from.offset)
}

/// Writes the newest State down, and says of which frame it is and how many bytes it takes.
fn write(data_dir: &Path, published: &ArcSwap<Published>) -> Option<(Position, u64)> {
    let written = checkpoint::write_newest(data_dir, published);
    written
        .inspect_err(|error| {
            tracing::warn!(%error, "the checkpoint could not be written; the next start replays more of the ledger");
        })
        .ok()
}
