//! What whoever looks after the archive starts beside its work, and may leave: proving everything, reading all originals of
//! scans again, and making views and index anew. One of each at a time; how the last proof came out is kept beside the archive.

use super::finder::Finder;
use super::fixity::{Going, Walks};
use super::proof::{Derived, Line, Report, prove_watched};
use super::rebuild::Rebuild;
use super::{Archive, Pace};
use crate::domain::ids::PersonNo;
use crate::views::Views;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{fs, io, thread};
use tokio::sync::watch;

const FILE: &str = "last-proof.json";

/// A proof that came to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proved {
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// When it was done.
    pub at: DateTime<Utc>,
    /// Who asked for it.
    pub by: PersonNo,
    /// The last frame when it began.
    pub seq: u64,
    /// What was found; nothing if the disk failed meanwhile.
    pub report: Report,
    /// Why nothing could be proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// Work that is under way.
#[derive(Debug, Clone)]
pub struct UnderWay {
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// Who asked for it.
    pub by: PersonNo,
    /// The last frame when it began.
    pub seq: u64,
    come_to: Arc<AtomicU64>,
}

impl UnderWay {
    /// The frame that the walk has come to.
    #[must_use]
    pub fn come_to(&self) -> u64 {
        self.come_to.load(Ordering::Relaxed).min(self.seq)
    }
}

/// What of the service it needs.
#[derive(Debug)]
struct Inner {
    data_dir: PathBuf,
    scans_dir: PathBuf,
    archive: Archive,
    views: Views,
    finder: Finder,
    rebuild: Rebuild,
    pace: Pace,
    walks: Walks,
    proving: watch::Sender<Option<UnderWay>>,
    rebuilding: watch::Sender<Option<UnderWay>>,
}

/// The archive's upkeep. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Upkeep(Arc<Inner>);

impl Upkeep {
    pub(super) fn new(
        (data_dir, scans_dir): (PathBuf, PathBuf),
        (archive, views, finder): (Archive, Views, Finder),
        rebuild: Rebuild,
        (pace, walks): (Pace, Walks),
    ) -> Self {
        let (proving, rebuilding) = (watch::Sender::new(None), watch::Sender::new(None));
        Self(Arc::new(Inner { data_dir, scans_dir, archive, views, finder, rebuild, pace, walks, proving, rebuilding }))
    }

    /// The archive's own directory.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.0.data_dir
    }

    /// At what pace originals of scans are read again.
    #[must_use]
    pub fn pace(&self) -> Pace {
        self.0.pace
    }

    /// The walk over the originals that is under way.
    #[must_use]
    pub fn walk_going(&self) -> Option<Going> {
        self.0.walks.going()
    }

    /// Begins to read all originals again, one after the other without waiting in between, unless that is under way.
    pub fn walk_originals(&self) {
        let (archive, state) = (&self.0.archive, self.0.archive.now().state.clone());
        let total = state.scans.newest().map(|(_, scan)| scan.bytes).fold(0, u64::saturating_add);
        self.0.walks.ask(archive.clock().now_us(), state.scans.blobs().count(), total);
    }

    /// The proof that is under way.
    #[must_use]
    pub fn proving(&self) -> Option<UnderWay> {
        self.0.proving.borrow().clone()
    }

    /// The rebuilding that is under way.
    #[must_use]
    pub fn rebuilding(&self) -> Option<UnderWay> {
        self.0.rebuilding.borrow().clone()
    }

    /// How the last proof came out.
    #[must_use]
    pub fn last_proof(&self) -> Option<Proved> {
        serde_json::from_slice(&fs::read(self.0.data_dir.join(FILE)).ok()?).ok()
    }

    /// Begins to prove everything, unless that is under way. What is not the archive's to look at is looked at last.
    ///
    /// # Errors
    /// If the machine gives no thread.
    pub fn prove(&self, by: PersonNo, besides: impl FnOnce(&Path) -> Vec<Line> + Send + 'static) -> io::Result<()> {
        let Some(begun) = self.begin(&self.0.proving, by) else { return Ok(()) };
        let upkeep = self.clone();
        let work = move || {
            let proved = upkeep.walk(&begun, besides);
            if let Err(error) = upkeep.keep(&proved) {
                tracing::warn!(%error, "how the proof came out could not be kept");
            }
            upkeep.0.proving.send_replace(None);
        };
        self.spawn("proof", &self.0.proving, work)
    }

    /// Begins to make views and index anew, unless that is under way.
    ///
    /// # Errors
    /// If the machine gives no thread.
    pub fn rebuild(&self, by: PersonNo) -> io::Result<()> {
        if self.begin(&self.0.rebuilding, by).is_none() {
            return Ok(());
        }
        let upkeep = self.clone();
        let work = move || {
            if let Err(error) = upkeep.0.rebuild.run(&mut |line| tracing::info!(line, "rebuilding")) {
                tracing::warn!(%error, "views and index were not made anew");
            }
            upkeep.0.rebuilding.send_replace(None);
        };
        self.spawn("rebuild", &self.0.rebuilding, work)
    }

    fn begin(&self, slot: &watch::Sender<Option<UnderWay>>, by: PersonNo) -> Option<UnderWay> {
        let seq = self.0.archive.now().state.seq;
        let begun = UnderWay { began_at: self.0.archive.clock().now(), by, seq, come_to: Arc::default() };
        let free = slot.send_if_modified(|under_way| {
            let free = under_way.is_none();
            if free {
                *under_way = Some(begun.clone());
            }
            free
        });
        free.then_some(begun)
    }

    fn spawn(
        &self,
        name: &str,
        slot: &watch::Sender<Option<UnderWay>>,
        work: impl FnOnce() + Send + 'static,
    ) -> io::Result<()> {
        let spawned = thread::Builder::new().name(name.to_owned()).spawn(work);
        if spawned.is_err() {
            slot.send_replace(None);
        }
        spawned.map(drop)
    }

    fn walk(&self, begun: &UnderWay, besides: impl FnOnce(&Path) -> Vec<Line>) -> Proved {
        let data_dir = &self.0.data_dir;
        let index = self.0.finder.index();
        let come_to = &mut |seq| begun.come_to.store(seq, Ordering::Relaxed);
        let proved = prove_watched((data_dir, &self.0.scans_dir), &[], Derived::Live(&self.0.views, &index), come_to);
        let (report, failure) = match proved {
            Ok(mut report) => {
                report.lines.extend(besides(data_dir));
                (report, None)
            }
            Err(error) => (Report::default(), Some(error.to_string())),
        };
        Proved {
            began_at: begun.began_at,
            at: self.0.archive.clock().now(),
            by: begun.by,
            seq: begun.seq,
            report,
            failure,
        }
    }

    fn keep(&self, proved: &Proved) -> io::Result<()> {
        let temporary = self.0.data_dir.join(format!("{FILE}.new"));
        fs::write(&temporary, serde_json::to_vec_pretty(proved)?)?;
        fs::rename(temporary, self.0.data_dir.join(FILE))
    }
}
