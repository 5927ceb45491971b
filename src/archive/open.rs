//! Opening an archive: the checkpoint if it fits, the ledger's tail behind it, the writer's thread.

use super::codec;
use super::marks::RequestKeys;
use super::writer::Writer;
use super::{Archive, Inner, Published, checkpoint, erasure};
use crate::clock::Clock;
use crate::domain::state::State;
use crate::ledger::storage::{DiskStorage, Storage};
use crate::ledger::{self, Ledger, LedgerError, LedgerReader, OpenReport, Position};
use arc_swap::ArcSwap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Instant;
use tokio::sync::mpsc;

/// How many commands may wait for the writer.
const QUEUE: usize = 4_096;

/// Why an archive could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The ledger is damaged, from a newer program, or cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// An erasure that was cut short cannot be finished.
    #[error(transparent)]
    Erasure(#[from] erasure::ResumeError),
    /// The disk failed.
    #[error("{what}: {source}")]
    Disk {
        /// What was being done.
        what: &'static str,
        /// What the system says.
        source: io::Error,
    },
}

/// Where an archive is and what it goes by.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data directory.
    pub data_dir: PathBuf,
    /// The scans directory: where originals are kept.
    pub scans_dir: PathBuf,
    /// The source of time and ids.
    pub clock: Clock,
    /// How the ledger uses its disk.
    pub ledger: ledger::Options,
}

/// What opening found.
#[derive(Debug)]
pub struct Opened {
    /// The archive.
    pub archive: Archive,
    /// The writer's thread; it ends when every handle on the archive is gone.
    pub writer: thread::JoinHandle<()>,
    /// What the ledger said.
    pub report: OpenReport,
    /// Whether State came from a checkpoint.
    pub from_checkpoint: bool,
}

/// Opens an archive.
///
/// # Errors
/// If the ledger is damaged or the disk fails. Nothing but a torn tail is ever changed by opening.
pub fn open(options: Options) -> Result<Opened, OpenError> {
    let storage = DiskStorage::create(options.data_dir.join("ledger"))
        .map_err(|source| OpenError::Disk { what: "opening the ledger's folder", source })?;
    open_on(Arc::new(storage), options)
}

/// The same with the ledger kept anywhere.
pub(super) fn open_on(storage: Arc<dyn Storage>, options: Options) -> Result<Opened, OpenError> {
    let started = Instant::now();
    let erasing = erasure::before_open(&options.data_dir, &storage)?;
    let (ledger, report, state, from_checkpoint) = load(checkpoint::read(&options.data_dir), &storage, options.ledger)?;
    tracing::info!(
        seq = state.seq,
        frames_replayed = report.frames,
        from_checkpoint,
        milliseconds = started.elapsed().as_millis() as u64,
        "the ledger is read"
    );
    let published =
        Arc::new(ArcSwap::from_pointee(Published { state, position: ledger.head(), reworded_seq: ledger.head().seq }));
    let reader = ledger.reader();
    let (sender, requests) = mpsc::channel(QUEUE);
    let keys = Arc::new(RequestKeys::open(&options.data_dir, options.clock.clone()));
    let (writer, head) = Writer::new(ledger, options.clock.clone(), published.clone(), keys.clone())?;
    let spawned = thread::Builder::new().name("writer".to_owned()).spawn(move || writer.run(requests));
    let writer = spawned.map_err(|source| OpenError::Disk { what: "starting the writer", source })?;
    let inner = Inner { clock: options.clock, published, requests: sender, head, reader, keys };
    let archive = Archive { inner: Arc::new(inner) };
    if erasing {
        erasure::after_open(&options.data_dir, &options.scans_dir, &archive)?;
    }
    Ok(Opened { archive, writer, report, from_checkpoint })
}

/// A ledger, the State it leads to, and whether that came from a checkpoint.
pub(super) type Loaded = (Ledger, OpenReport, State, bool);

/// Opens a ledger and replays it, behind a checkpoint if that fits.
pub(super) fn load(
    checkpoint: Option<(State, Position)>,
    storage: &Arc<dyn Storage>,
    options: ledger::Options,
) -> Result<Loaded, LedgerError> {
    if let Some((mut state, position)) = checkpoint {
        match replay_from(storage, options, position, &mut state) {
            Ok((ledger, report)) => return Ok((ledger, report, state, true)),
            Err(LedgerError::PositionDoesNotFit { .. }) => {
                // A checkpoint holds what was durable and nothing else, so it may testify.
                let head = LedgerReader::open(storage.clone())?.head().seq;
                if head < position.seq {
                    return Err(LedgerError::EndLost { head, known: position.seq });
                }
                tracing::warn!("the checkpoint does not fit the ledger; replaying from the beginning");
            }
            Err(error) => return Err(error),
        }
    }
    let mut state = State::default();
    let (ledger, report) = replay_from(storage, options, Position::START, &mut state)?;
    Ok((ledger, report, state, false))
}

fn replay_from(
    storage: &Arc<dyn Storage>,
    options: ledger::Options,
    from: Position,
    state: &mut State,
) -> Result<(Ledger, OpenReport), LedgerError> {
    Ledger::open_from(storage.clone(), options, from, |frame| {
        codec::replay(state, frame)?;
        Ok(())
    })
}
