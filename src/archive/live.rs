//! What just happened, for those who watch: the last frames, read from the ledger once for all watchers.
//!
//! A follower like the others, but for two things: it works only while somebody watches, and what it makes is a short
//! memory that is thrown away. A watcher holds a position and nothing else; one who falls behind the memory is told so
//! and has to load anew. So nobody's slowness costs memory, and the writer knows nothing of any of this.

use super::codec;
use super::follow::{Source, about};
use super::service::bytes_between;
use crate::domain::event::Event;
use crate::domain::ids::{CountNo, DiscrepancyNo, FolderNo, PageNo, PersonNo, ScanNo, SubjectNo, TransferNo};
use crate::ledger::{Following, Frame};
use arc_swap::ArcSwap;
use std::collections::BTreeSet;
use std::error::Error;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::sync::watch;

/// How many frames back a watcher may resume.
pub const FRAMES_REMEMBERED: u64 = 20_000;
/// How many folders, counts and discrepancies all notices together may name: an import's frames name a hundred each.
const MENTIONS_REMEMBERED: usize = 200_000;
/// How much ledger is read at most to remember what was before the first watcher came.
const BYTES_READ_BACK: u64 = 64 * 1024 * 1024;
/// How many frames are taken in before watchers are told.
const FRAMES_AT_ONCE: usize = 256;
/// How long the follower rests after a failure before it tries again.
const REST: Duration = Duration::from_secs(2);

type Failure = Box<dyn Error + Send + Sync>;

/// What one frame changed, as far as somebody who watches may care.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// The frame.
    pub seq: u64,
    /// The folders it changed, each with the kind of event that did.
    pub folders: Box<[(FolderNo, &'static str)]>,
    /// The accounts it changed.
    pub people: Box<[PersonNo]>,
    /// The kinds of the events by which it changed settings, departments, classes, business types or places.
    pub settings: Box<[&'static str]>,
    /// The counts it changed, each with the kind of event that did.
    pub counts: Box<[(CountNo, &'static str)]>,
    /// The scans that came, were read, or whose pages it moved, each with the kind of event that did.
    pub scans: Box<[(ScanNo, &'static str)]>,
    /// The transfers it opened, closed, or took cases into.
    pub transfers: Box<[(TransferNo, &'static str)]>,
    /// The discrepancies that it raised or settled, and the folders they are about.
    pub discrepancies: Box<[(Contradiction, &'static str)]>,
}

/// A discrepancy, and the folder that it is about if that is a known one.
pub type Contradiction = (DiscrepancyNo, Option<FolderNo>);

impl Notice {
    /// How much it names.
    fn mentions(&self) -> usize {
        self.folders.len() + self.counts.len() + self.transfers.len() + self.discrepancies.len() + self.scans.len()
    }

    fn is_empty(&self) -> bool {
        self.mentions() == 0 && self.people.is_empty() && self.settings.is_empty()
    }
}

/// The last notices, without a gap.
#[derive(Debug, Clone, Default)]
struct Memory {
    /// Everything behind this frame is remembered, up to and with `until`.
    since: u64,
    until: u64,
    /// Frames that nobody cares about have none.
    notices: imbl::Vector<Arc<Notice>>,
    mentions: usize,
}

/// What somebody who watches has missed.
#[derive(Debug, PartialEq, Eq)]
pub enum Missed {
    /// These, and he knows everything up to a frame then.
    Notices(Vec<Arc<Notice>>, u64),
    /// More than is remembered: he has to load anew, and knows everything up to a frame then.
    TooMuch(u64),
}

impl Memory {
    fn empty_at(seq: u64) -> Self {
        Self { since: seq, until: seq, ..Self::default() }
    }

    fn take(&mut self, seq: u64, notice: Option<Notice>) {
        self.until = seq;
        if let Some(notice) = notice {
            self.mentions += notice.mentions();
            self.notices.push_back(Arc::new(notice));
        }
        let oldest = seq.saturating_sub(FRAMES_REMEMBERED);
        self.since = self.since.max(oldest);
        while let Some(first) = self.notices.front()
            && (first.seq <= oldest || self.mentions > MENTIONS_REMEMBERED)
        {
            self.since = self.since.max(first.seq);
            self.mentions -= first.mentions();
            self.notices.pop_front();
        }
    }

    fn behind(&self, seq: u64, limit: usize) -> Missed {
        if seq < self.since || seq > self.until {
            return Missed::TooMuch(self.until);
        }
        let at = self.notices.binary_search_by_key(&(seq + 1), |notice| notice.seq).unwrap_or_else(|at| at);
        let rest = self.notices.skip(at);
        let until = if rest.len() > limit { rest.get(limit - 1).map_or(seq, |last| last.seq) } else { self.until };
        Missed::Notices(rest.into_iter().take(limit).collect(), until)
    }
}

/// What just happened, to be watched. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Live {
    memory: Arc<ArcSwap<Memory>>,
    until: watch::Receiver<u64>,
    watchers: watch::Sender<usize>,
}

impl Live {
    /// Starts the follower, on a thread of its own.
    pub(super) fn open(source: Source) -> std::io::Result<(Self, JoinHandle<()>)> {
        let memory = Arc::new(ArcSwap::from_pointee(Memory::default()));
        let (told, until) = watch::channel(0);
        let watchers = watch::Sender::new(0);
        let follower = Follower { source, memory: memory.clone(), told, watchers: watchers.subscribe() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let thread = thread::Builder::new().name("live".to_owned()).spawn(move || follower.run(&runtime))?;
        Ok((Self { memory, until, watchers }, thread))
    }

    /// Begins to watch.
    #[must_use]
    pub fn watch(&self) -> Watching {
        self.watchers.send_modify(|watchers| *watchers += 1);
        Watching { live: self.clone() }
    }
}

/// Somebody who watches, until this is dropped.
#[derive(Debug)]
pub struct Watching {
    live: Live,
}

impl Watching {
    /// Waits until something is remembered of the frames behind one; for ever if the archive stops.
    pub async fn news_behind(&mut self, seq: u64) {
        if self.live.until.wait_for(|until| *until > seq).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// What happened behind a frame that is known: the first `limit` notices.
    #[must_use]
    pub fn behind(&self, seq: u64, limit: usize) -> Missed {
        self.live.memory.load().behind(seq, limit.max(1))
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.live.watchers.send_modify(|watchers| *watchers = watchers.saturating_sub(1));
    }
}

struct Follower {
    source: Source,
    memory: Arc<ArcSwap<Memory>>,
    told: watch::Sender<u64>,
    watchers: watch::Receiver<usize>,
}

impl Follower {
    fn run(mut self, runtime: &tokio::runtime::Runtime) {
        let mut memory = Memory::default();
        let mut frames: Option<Following> = None;
        while self.wait(runtime, memory.until) {
            let gap = self.source.published.load().position.seq.saturating_sub(memory.until);
            if frames.is_none() || gap > FRAMES_REMEMBERED {
                memory = Memory::empty_at(self.beginning(memory.until));
                frames = Some(self.source.reader.follow_from(memory.until + 1));
            }
            let Some(following) = &mut frames else { continue };
            if let Err(error) = self.take(following, &mut memory) {
                tracing::warn!(%error, "live updates could not be read; those who watch load anew");
                thread::sleep(REST);
                memory = Memory::empty_at(self.source.published.load().position.seq);
                frames = Some(self.source.reader.follow_from(memory.until + 1));
                self.tell(&memory);
            }
        }
    }

    /// Waits until somebody watches and there is a frame behind `seq`; false when the archive stops.
    fn wait(&mut self, runtime: &tokio::runtime::Runtime, seq: u64) -> bool {
        let (head, stop, watchers) = (&mut self.source.head, &mut self.source.stop, &mut self.watchers);
        runtime.block_on(async {
            let news = async {
                watchers.wait_for(|watchers| *watchers > 0).await.is_ok()
                    && head.wait_for(|head| *head > seq).await.is_ok()
            };
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => false,
                news = news => news,
            }
        })
    }

    /// The frame behind which to begin, so that whoever was cut off a while ago can resume: no further back than can be
    /// read in a moment, and not before what is remembered already.
    fn beginning(&self, known: u64) -> u64 {
        let head = self.source.published.load().position;
        let mut back = FRAMES_REMEMBERED;
        loop {
            let from = head.seq.saturating_sub(back).max(known);
            let near = |seq| {
                let address = self.source.reader.address_of(seq).ok()?;
                Some(bytes_between(address, head.address(), self.source.segment_bytes) <= BYTES_READ_BACK)
            };
            if from == head.seq || back < 2 || near(from + 1) == Some(true) {
                return from;
            }
            back /= 2;
        }
    }

    fn take(&mut self, frames: &mut Following, memory: &mut Memory) -> Result<(), Failure> {
        while !self.source.stopped() {
            let published = self.source.published.load_full();
            let before = memory.until;
            for _ in 0..FRAMES_AT_ONCE {
                let Some(frame) = frames.next_until(published.position.seq)? else { break };
                let scan_of = |page| published.state.scans.page(page).map(|page| page.scan);
                let notice = notice(&frame, |subject| about(subject, &published), scan_of)?;
                memory.take(frame.seq, notice);
            }
            if memory.until == before {
                break;
            }
            self.tell(memory);
        }
        Ok(())
    }

    fn tell(&self, memory: &Memory) {
        self.memory.store(Arc::new(memory.clone()));
        self.told.send_replace(memory.until);
    }
}

/// What a frame changed; nothing if it changed nothing that anybody watches.
fn notice(
    frame: &Frame,
    folders_about: impl Fn(SubjectNo) -> Vec<FolderNo>,
    scan_of: impl Fn(PageNo) -> Option<ScanNo>,
) -> Result<Option<Notice>, Failure> {
    let (mut folders, mut people, mut settings) = (Vec::new(), Vec::new(), Vec::new());
    let (mut counts, mut transfers, mut discrepancies) = (Vec::new(), Vec::new(), Vec::new());
    let mut scans = Vec::new();
    for raw in &frame.events {
        let event = codec::decode(frame.seq, raw)?;
        let kind = event.kind();
        counts.extend(event.count().map(|no| (no, kind)));
        transfers.extend(event.transfer().map(|no| (no, kind)));
        let moved: BTreeSet<ScanNo> = event.pages().iter().filter_map(|page| scan_of(*page)).collect();
        scans.extend(moved.into_iter().chain(event.scan()).map(|no| (no, kind)));
        match &event {
            Event::DiscrepancyRaised(event, _) => discrepancies.push(((event.no, event.folder), kind)),
            Event::DiscrepancySettled(event, _) => discrepancies.push(((event.no, event.folder), kind)),
            _ => {}
        }
        match &event {
            // Who looked at what is for auditors, and not told to those who watch.
            Event::Looked(_) | Event::ItemRefused(..) | Event::ItemUnchanged(_) => {}
            Event::PersonSet(facts, _) => people.push(facts.person),
            Event::SubjectEdited(event, _) => {
                folders.extend(folders_about(event.subject).into_iter().map(|folder| (folder, kind)));
            }
            Event::SubjectEnriched(event, _) => {
                folders.extend(folders_about(event.subject).into_iter().map(|folder| (folder, kind)));
            }
            Event::SubjectsMerged(event) => {
                folders.extend(folders_about(event.into).into_iter().map(|folder| (folder, kind)));
            }
            _ if is_setting(&event) => settings.push(kind),
            _ => folders.extend(event.folders().into_iter().map(|folder| (folder, kind))),
        }
    }
    settings.dedup();
    counts.dedup();
    transfers.dedup();
    let notice = Notice {
        seq: frame.seq,
        folders: folders.into(),
        people: people.into(),
        settings: settings.into(),
        counts: counts.into(),
        scans: scans.into(),
        transfers: transfers.into(),
        discrepancies: discrepancies.into(),
    };
    Ok((!notice.is_empty()).then_some(notice))
}

/// Whether an event changes what pages know of the archive as a whole. Runs that grow while folders are assigned do not.
fn is_setting(event: &Event) -> bool {
    use crate::domain::place::PlaceEvent as P;
    match event {
        Event::SettingsChanged(_) | Event::DepartmentSet(_) | Event::ClassSet(_) | Event::TypeSet(_) => true,
        Event::CalendarSet(_) | Event::TemplateSet(_) | Event::PrinterSet(_) | Event::ScannerSet(_) => true,
        Event::Place(event, _) => matches!(
            event,
            P::RoomDeclared(_)
                | P::RoomChanged(_)
                | P::RangesDeclared(_)
                | P::RangeResized(_)
                | P::RangeRemoved(_)
                | P::SlotBlocked(_)
                | P::SlotUnblocked(_)
                | P::ZoneSet(_)
                | P::LaneSet(_)
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{FRAMES_REMEMBERED, MENTIONS_REMEMBERED, Memory, Missed, Notice};
    use crate::domain::ids::FolderNo;
    use proptest::prelude::*;

    fn notice(seq: u64, folders: usize) -> Notice {
        let folders = vec![(FolderNo(0), "PutAway"); folders].into();
        Notice { seq, folders, ..Notice::default() }
    }

    fn seqs(missed: &Missed) -> Option<(Vec<u64>, u64)> {
        match missed {
            Missed::Notices(notices, until) => Some((notices.iter().map(|notice| notice.seq).collect(), *until)),
            Missed::TooMuch(_) => None,
        }
    }

    #[test]
    fn whoever_is_behind_gets_what_he_missed_a_part_at_a_time() {
        let mut memory = Memory::empty_at(10);
        for seq in 11..=20 {
            memory.take(seq, (seq % 2 == 0).then(|| notice(seq, 1)));
        }
        assert_eq!(seqs(&memory.behind(13, 2)), Some((vec![14, 16], 16)));
        assert_eq!(seqs(&memory.behind(16, 2)), Some((vec![18, 20], 20)));
        assert_eq!(seqs(&memory.behind(20, 2)), Some((vec![], 20)));
        assert_eq!(memory.behind(9, 2), Missed::TooMuch(20), "before what is remembered");
        assert_eq!(memory.behind(21, 2), Missed::TooMuch(20), "a frame that never was");
    }

    #[test]
    fn what_is_remembered_is_bounded_in_frames_and_in_folders() {
        let mut memory = Memory::empty_at(0);
        for seq in 1..=FRAMES_REMEMBERED + 5 {
            memory.take(seq, Some(notice(seq, 1)));
        }
        assert_eq!((memory.since, memory.notices.len() as u64), (5, FRAMES_REMEMBERED));
        let last = FRAMES_REMEMBERED + 6;
        memory.take(last, Some(notice(last, MENTIONS_REMEMBERED - 1)));
        assert_eq!((memory.since, memory.notices.len()), (last - 2, 2));
    }

    proptest! {
        #[test]
        fn parts_taken_one_after_the_other_leave_nothing_out(kept in prop::collection::vec(any::<bool>(), 0..60), limit in 1_usize..7, from in 0_u64..70) {
            let mut memory = Memory::empty_at(0);
            for (seq, keep) in (1..).zip(&kept) {
                memory.take(seq, keep.then(|| notice(seq, 3)));
            }
            let head = kept.len() as u64;
            let wanted: Vec<u64> = (1..).zip(&kept).filter(|(seq, keep)| **keep && *seq > from).map(|(seq, _)| seq).collect();
            let (mut at, mut got) = (from, Vec::new());
            while at < head {
                let (more, until) = seqs(&memory.behind(at, limit)).unwrap();
                prop_assert!(until > at && more.len() <= limit);
                got.extend(more);
                at = until;
            }
            prop_assert_eq!(got, if from <= head { wanted } else { Vec::new() });
        }
    }
}
