//! What a stream says of what happened: only of folders in the watcher's sight, and as they are now.

use crate::archive::{Contradiction, JobState, Notice, Progress};
use crate::domain::folder::FolderState;
use crate::domain::ids::{CountNo, FolderNo, PersonNo, ScanNo, TransferNo};
use crate::http::cases::READERS as CASE_READERS;
use crate::http::counts::COUNTERS;
use crate::http::discrepancies::READERS;
use crate::http::extract::Asker;
use crate::http::scans::{self, READERS as SCAN_READERS};
use crate::http::shape::PlaceShown;
use crate::http::show::Show;
use crate::printing::PrintState;
use crate::scanner::RunState;
use serde::Serialize;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use utoipa::ToSchema;

/// How many folders are named one by one of what happened together; past that only their number is told. The same for
/// counts and discrepancies.
const NAMED_MAX: usize = 100;

/// An event of the stream: its `event` is the `kind`, its `data` this, its `id` where to resume. Kinds may be added.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LiveEvent {
    /// A folder that the watcher may see changed; it is told as it is now.
    Folder {
        /// The frame.
        seq: u64,
        /// Its own code.
        code: String,
        /// The kinds of what happened, as in its history.
        what: Vec<String>,
        /// Its state; clients must tolerate ones added later.
        #[schema(value_type = String)]
        state: FolderState,
        /// Where it is.
        place: PlaceShown,
    },
    /// So many folders changed at once that they are not named: lists are to be loaded anew.
    Folders {
        /// The last frame among those that changed them.
        seq: u64,
        /// How many of them the watcher may see.
        count: usize,
    },
    /// A count was opened, scanned in, closed or given up; for whoever may see counts.
    Count {
        /// The frame.
        seq: u64,
        /// Its number.
        no: u32,
        /// The kinds of what happened: `CountOpened`, `Sighted`, `UnknownCounted`, `CountClosed`, `CountCancelled`.
        what: Vec<String>,
    },
    /// So many counts changed at once that they are not named.
    Counts {
        /// The last frame among those that changed them.
        seq: u64,
        /// How many.
        count: usize,
    },
    /// A transfer was opened or closed, or a case came in it or was sent back; for whoever may see that transfer.
    Transfer {
        /// The frame.
        seq: u64,
        /// Its number.
        no: u32,
        /// The kinds of what happened: `TransferOpened`, `CaseReceived`, `CaseTurnedAway`, `TransferClosed`.
        what: Vec<String>,
    },
    /// So many transfers changed at once that they are not named.
    Transfers {
        /// The last frame among those that changed them.
        seq: u64,
        /// How many of them the watcher may see.
        count: usize,
    },
    /// A scan came, was read, or could not be; or pages of it were moved. For whoever puts pages where they belong, and for
    /// whoever sent it.
    Scan {
        /// The frame.
        seq: u64,
        /// Its number.
        no: u32,
        /// The kinds of what happened: `ScanReceived`, `ScanRead`, `PagesMoved` and others.
        what: Vec<String>,
    },
    /// Another page of a scan was read; for whoever may see that scan. Like jobs, this is no part of the ledger.
    Reading {
        /// The last frame the watcher knows of.
        seq: u64,
        /// The scan's number.
        no: u32,
        /// How many of its pages were read.
        pages: u32,
        /// How many it has, if its file says so.
        of: Option<u32>,
    },
    /// A scanner began, goes on, or has ended to scan for the watcher. Like jobs, this is no part of the ledger.
    Scanning {
        /// The last frame the watcher knows of.
        seq: u64,
        /// The run's id.
        id: String,
        /// The scanner, by its code.
        scanner: String,
        /// Where it stands; clients must tolerate states added later.
        state: RunState,
        /// How many documents came.
        pages: u32,
    },
    /// So many scans changed at once that they are not named.
    Scans {
        /// The last frame among those that changed them.
        seq: u64,
        /// How many of them the watcher may see.
        count: usize,
    },
    /// A discrepancy was raised or settled; for whoever may read them, if he may see its folder.
    Discrepancy {
        /// The frame.
        seq: u64,
        /// Its number.
        no: u32,
        /// The folder's own code, if it is about a known one.
        folder: Option<String>,
        /// The kinds of what happened: `DiscrepancyRaised`, `DiscrepancySettled`.
        what: Vec<String>,
    },
    /// So many discrepancies were raised or settled at once that they are not named.
    Discrepancies {
        /// The last frame among those that did.
        seq: u64,
        /// How many of them the watcher may see.
        count: usize,
    },
    /// A job came, went on, rests or has ended; for whoever may see jobs of this sort. Jobs are no part of the ledger:
    /// this moves no position.
    Job {
        /// The last frame the watcher knows of.
        seq: u64,
        /// Its id.
        id: String,
        /// `import`, `move` or `reslotting`; more may come.
        work: String,
        /// Where it stands; clients must tolerate states added later.
        state: JobState,
        /// Whether it changes nothing and only says what would come out.
        dry_run: bool,
        /// How far it is.
        progress: Progress,
    },
    /// A print came, waits for its printer, is printed, went wrong or is over; for whoever may print. Like jobs, prints are
    /// no part of the ledger.
    Print {
        /// The last frame the watcher knows of.
        seq: u64,
        /// Its id.
        id: String,
        /// The printer, by its code.
        printer: String,
        /// Where it stands; clients must tolerate states added later.
        state: PrintState,
    },
    /// Settings, departments, classes, business types, templates, printers, places or the watcher's own account changed.
    Settings {
        /// The frame.
        seq: u64,
        /// The kinds of what happened.
        what: Vec<String>,
    },
    /// Nothing that concerns the watcher happened up to this frame.
    Position {
        /// The frame.
        seq: u64,
    },
    /// What happened before this frame cannot be told: everything is to be loaded anew.
    Reset {
        /// The frame.
        seq: u64,
    },
}

impl LiveEvent {
    /// The event's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Folder { .. } => "folder",
            Self::Folders { .. } => "folders",
            Self::Count { .. } => "count",
            Self::Counts { .. } => "counts",
            Self::Transfer { .. } => "transfer",
            Self::Transfers { .. } => "transfers",
            Self::Scan { .. } => "scan",
            Self::Reading { .. } => "reading",
            Self::Scanning { .. } => "scanning",
            Self::Scans { .. } => "scans",
            Self::Discrepancy { .. } => "discrepancy",
            Self::Discrepancies { .. } => "discrepancies",
            Self::Job { .. } => "job",
            Self::Print { .. } => "print",
            Self::Settings { .. } => "settings",
            Self::Position { .. } => "position",
            Self::Reset { .. } => "reset",
        }
    }

    /// The frame it tells of.
    #[must_use]
    pub fn seq(&self) -> u64 {
        match self {
            Self::Folder { seq, .. }
            | Self::Folders { seq, .. }
            | Self::Count { seq, .. }
            | Self::Counts { seq, .. }
            | Self::Transfer { seq, .. }
            | Self::Transfers { seq, .. }
            | Self::Scan { seq, .. }
            | Self::Reading { seq, .. }
            | Self::Scanning { seq, .. }
            | Self::Scans { seq, .. }
            | Self::Discrepancy { seq, .. }
            | Self::Discrepancies { seq, .. }
            | Self::Job { seq, .. }
            | Self::Print { seq, .. }
            | Self::Settings { seq, .. }
            | Self::Position { seq }
            | Self::Reset { seq } => *seq,
        }
    }
}

/// Who is told what, each once and by the last frame that changed it.
struct Merged<K>(HashMap<K, (u64, Vec<&'static str>)>);

impl<K: Eq + Hash> Merged<K> {
    fn of(all: impl Iterator<Item = (u64, K, &'static str)>) -> Self {
        let mut merged = HashMap::<K, (u64, Vec<&'static str>)>::new();
        for (seq, which, kind) in all {
            let (last, what) = merged.entry(which).or_default();
            *last = seq;
            if !what.contains(&kind) {
                what.push(kind);
            }
        }
        Self(merged)
    }

    /// Each by itself, or if they are very many only their number.
    fn told(
        self,
        each: impl Fn(K, u64, Vec<String>) -> LiveEvent,
        many: impl Fn(u64, usize) -> LiveEvent,
    ) -> Vec<LiveEvent> {
        if self.0.len() > NAMED_MAX {
            let seq = self.0.values().map(|(seq, _)| *seq).max().unwrap_or_default();
            return vec![many(seq, self.0.len())];
        }
        let one = |(which, (seq, what)): (K, (u64, Vec<&'static str>))| {
            each(which, seq, what.into_iter().map(str::to_owned).collect())
        };
        self.0.into_iter().map(one).collect()
    }
}

/// What notices tell somebody, in the order of frames. A folder that changed several times is told once, by its last
/// frame.
pub fn of(show: Show<'_>, asker: &Asker, notices: &[Arc<Notice>]) -> Vec<LiveEvent> {
    let sees = |folder: FolderNo| show.state.sees(&asker.sight, folder);
    let folders = notices.iter().flat_map(|notice| {
        let seen = notice.folders.iter().filter(|(folder, _)| sees(*folder));
        seen.map(|(folder, kind)| (notice.seq, *folder, *kind))
    });
    let folder = |folder: FolderNo, seq, what| {
        let now = show.whereabouts(folder);
        let code = show.state.codes.own(folder).to_owned();
        LiveEvent::Folder { seq, code, what, state: now.state, place: now.place }
    };
    let mut news = Merged::of(folders).told(folder, |seq, count| LiveEvent::Folders { seq, count });
    news.extend(notices.iter().filter_map(|notice| settings(notice, asker.no())));
    if asker.identity.require_any(&COUNTERS).is_ok() {
        let counts = notices.iter().flat_map(|notice| notice.counts.iter().map(|(no, kind)| (notice.seq, *no, *kind)));
        let count = |no: CountNo, seq, what| LiveEvent::Count { seq, no: no.shown(), what };
        news.extend(Merged::of(counts).told(count, |seq, count| LiveEvent::Counts { seq, count }));
    }
    if asker.identity.require_any(&CASE_READERS).is_ok() {
        let transfers = notices.iter().flat_map(|notice| {
            let seen = notice.transfers.iter().filter(|(no, _)| show.state.sees_transfer(&asker.sight, *no));
            seen.map(|(no, kind)| (notice.seq, *no, *kind))
        });
        let transfer = |no: TransferNo, seq, what| LiveEvent::Transfer { seq, no: no.shown(), what };
        news.extend(Merged::of(transfers).told(transfer, |seq, count| LiveEvent::Transfers { seq, count }));
    }
    if asker.identity.require_any(&SCAN_READERS).is_ok() {
        let sees = |no: ScanNo| show.state.scans.get(no).is_some_and(|scan| scans::sees(asker, scan));
        let scans = notices.iter().flat_map(|notice| {
            let seen = notice.scans.iter().filter(|(no, _)| sees(*no));
            seen.map(|(no, kind)| (notice.seq, *no, *kind))
        });
        let scan = |no: ScanNo, seq, what| LiveEvent::Scan { seq, no: no.shown(), what };
        news.extend(Merged::of(scans).told(scan, |seq, count| LiveEvent::Scans { seq, count }));
    }
    if asker.identity.require_any(READERS).is_ok() {
        let raised = notices.iter().flat_map(|notice| {
            let seen = notice.discrepancies.iter().filter(|((_, folder), _)| folder.is_none_or(sees));
            seen.map(|(which, kind)| (notice.seq, *which, *kind))
        });
        let discrepancy = |(no, folder): Contradiction, seq, what| {
            let folder = folder.map(|folder| show.state.codes.own(folder).to_owned());
            LiveEvent::Discrepancy { seq, no: no.0, folder, what }
        };
        news.extend(Merged::of(raised).told(discrepancy, |seq, count| LiveEvent::Discrepancies { seq, count }));
    }
    news.sort_by_key(LiveEvent::seq);
    news
}

/// What a frame changed of the archive as a whole, or of the watcher's own account.
fn settings(notice: &Notice, watcher: PersonNo) -> Option<LiveEvent> {
    let mut what: Vec<String> = notice.settings.iter().map(|kind| (*kind).to_owned()).collect();
    if notice.people.contains(&watcher) {
        what.push("PersonSet".to_owned());
    }
    (!what.is_empty()).then_some(LiveEvent::Settings { seq: notice.seq, what })
}
