//! What the last custody acts found, so that each can be undone without asking the ledger how things were.
//!
//! Bounded by the folders in it, so its size does not depend on how large the archive is: a day's work of a large one
//! fits, in a few megabytes. What is older than a day cannot be undone anyway. Like everything in State it follows from
//! the events alone.

use super::OpenDiscrepancy;
use crate::domain::absence::Absent;
use crate::domain::discrepancy::Settling;
use crate::domain::event::{CustodyRow, Event};
use crate::domain::folder::{Actor, Whereabouts};
use crate::domain::ids::{CaseNo, FolderNo, PageNo};
use crate::domain::paper::{Paper, PaperNo};
use crate::domain::place::{FolderRow, PlaceEvent};
use crate::domain::scan::FoundBy;
use crate::domain::slotting::Reason;
use crate::domain::state::Stamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many folders are remembered, over all acts.
pub const MAX_RECENT: usize = 20_000;

/// A folder as an act found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    /// The folder.
    pub folder: FolderNo,
    /// Its whereabouts.
    pub row: Whereabouts,
    /// Its home.
    pub home: Option<FolderRow>,
}

/// A single paper as an act found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerPaper {
    /// Its case.
    pub case: CaseNo,
    /// The paper.
    pub paper: PaperNo,
    /// What was noted of it.
    pub now: Option<Paper>,
    /// Where it was, if not with the others.
    pub absent: Option<Absent>,
}

/// The pages of a folder as an act found them, in order, with what had said that they belong there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerPages {
    /// The folder.
    pub folder: FolderNo,
    /// Its pages.
    pub pages: Vec<(PageNo, FoundBy)>,
}

/// Something done to folders as things of paper, and to which two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Surgery {
    /// The first was merged into the second.
    Merged(FolderNo, FolderNo),
    /// Of the first the second was split off.
    Split(FolderNo, FolderNo),
    /// The first became a volume of the second one's file.
    Joined(FolderNo, FolderNo),
    /// The first left the second one's file.
    Left(FolderNo, FolderNo),
    /// They had carried each other's label.
    Swapped(FolderNo, FolderNo),
}

/// One custody act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentAct {
    /// Who did it.
    pub by: Actor,
    /// When it was recorded, microseconds since 1970 UTC.
    pub recorded_us: i64,
    /// What it found, folder by folder.
    pub formers: Vec<Former>,
    /// The single papers it was about, as it found them.
    pub papers: Vec<FormerPaper>,
    /// The pages of the folders whose labels were swapped.
    pub pages: Vec<FormerPages>,
    /// The cases whose papers had waited, and were put into their folders.
    pub filed: Vec<CaseNo>,
    /// The contradictions that it took away.
    pub settled: Vec<OpenDiscrepancy>,
    /// What it was, if it was no custody act but something done to folders themselves.
    pub surgery: Option<Surgery>,
    /// Whether it was undone already.
    pub undone: bool,
}

/// The last custody acts, by frame.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Recent {
    acts: imbl::OrdMap<u64, Arc<RecentAct>>,
    /// How many folders and single papers they are about.
    folders: usize,
    /// The frame of the last event, and whether something in it cannot be undone.
    seq: u64,
    barred: bool,
}

/// What an event is to undoing.
pub(super) enum Part {
    /// A custody act on a folder.
    Act(FolderNo),
    /// Something done with single papers.
    Papers(Vec<(CaseNo, PaperNo)>),
    /// The papers of a case put into their folder.
    Filed(CaseNo),
    /// Something done to two folders themselves.
    Surgery(Surgery),
    /// It stands beside acts and changes nothing of its own.
    Beside,
    /// Nothing it stands with can be undone.
    Bar,
}

/// What an event is about, as it finds that.
#[derive(Default)]
pub(super) struct Found {
    pub formers: Vec<Former>,
    pub papers: Vec<FormerPaper>,
    pub pages: Vec<FormerPages>,
    /// The case whose papers waited.
    pub filed: Option<CaseNo>,
}

impl Found {
    fn is_empty(&self) -> bool {
        self.formers.is_empty() && self.papers.is_empty() && self.filed.is_none()
    }
}

impl Part {
    pub(super) fn of(event: &Event) -> Self {
        match event {
            Event::Received(event) => Self::Act(event.folder),
            Event::CheckedOut(event, _) => Self::Act(event.folder),
            Event::Renewed(event) => Self::Act(event.folder),
            Event::LoanTakenOver(event) => Self::Act(event.folder),
            Event::Returned(event) => Self::Act(event.folder),
            Event::PutAway(event) => Self::Act(event.folder),
            Event::ConditionNoted(event, _) => Self::Act(event.folder),
            Event::DeclaredMissing(event, _) => Self::Act(event.folder),
            Event::Found(event, _) => Self::Act(event.folder),
            Event::Sighted(event) => Self::Act(event.folder),
            Event::CustodySet(event) => Self::Act(event.folder),
            // The home that putting it away gave it; any other is somebody's decision and not his slip.
            Event::Place(PlaceEvent::FolderAssigned(event), _) if event.reason == Reason::Stated => {
                Self::Act(event.folder)
            }
            Event::PaperLent(event, _) => Self::Papers(vec![(event.case, event.paper)]),
            Event::PaperReturned(event) => Self::Papers(vec![(event.case, event.paper.no)]),
            Event::PaperShort(event, _) => Self::Papers(vec![(event.case, event.paper.no)]),
            Event::PaperMoved(event, _) => {
                Self::Papers(vec![(event.case, event.paper.no), (event.to, event.to_paper.no)])
            }
            Event::PaperWithdrawn(event, _) => Self::Papers(vec![(event.case, event.paper.no)]),
            Event::PaperSighted(event, _) => Self::Papers(vec![(event.case, event.paper)]),
            Event::CaseFiled(event) => Self::Filed(event.case),
            Event::FoldersMerged(event, _) => Self::Surgery(Surgery::Merged(event.from, event.into)),
            Event::FolderSplit(event, _) => Self::Surgery(Surgery::Split(event.from, event.into)),
            Event::VolumeAdded(event) => Self::Surgery(Surgery::Joined(event.folder, event.file)),
            Event::VolumeLeft(event) => Self::Surgery(Surgery::Left(event.folder, event.file)),
            Event::LabelsSwapped(event, _) => Self::Surgery(Surgery::Swapped(event.one, event.other)),
            Event::DiscrepancySettled(event, _) if event.how == Settling::Corrected => Self::Beside,
            Event::DiscrepancyRaised(..)
            | Event::CaseWaitsOn(_)
            | Event::ItemRefused(..)
            | Event::ItemUnchanged(_)
            | Event::ItemsObserved(_)
            | Event::CommandRefused(..)
            | Event::NothingChanged(_) => Self::Beside,
            _ => Self::Bar,
        }
    }
}

impl Recent {
    /// Notes that an event comes, with what it is about as it finds that.
    pub(super) fn note(&mut self, stamp: Stamp, part: &Part, found: Found) {
        if stamp.seq != self.seq {
            (self.seq, self.barred) = (stamp.seq, false);
        }
        let surgery = if let Part::Surgery(surgery) = part { Some(*surgery) } else { None };
        if matches!(part, Part::Bar) || surgery.is_some() {
            self.barred = true;
            // What was done to folders themselves is remembered whatever stands beside it.
            if surgery.is_some() || self.get(stamp.seq).is_none_or(|act| act.surgery.is_none()) {
                self.forget(stamp.seq);
            }
        }
        if surgery.is_none() && (self.barred || found.is_empty()) {
            return;
        }
        let act = self.acts.entry(stamp.seq).or_insert_with(|| {
            let (by, recorded_us) = (stamp.actor, stamp.recorded_us);
            let (formers, papers, filed, settled) = Default::default();
            let pages = found.pages;
            Arc::new(RecentAct { by, recorded_us, formers, papers, pages, filed, settled, surgery, undone: false })
        });
        let act = Arc::make_mut(act);
        let before = if surgery.is_some() { 0 } else { act.size() };
        for former in found.formers {
            // What an act changed twice was as it was before the first time.
            if !act.formers.iter().any(|known| known.folder == former.folder) {
                act.formers.push(former);
            }
        }
        for paper in found.papers {
            let same = |known: &FormerPaper| (known.case, known.paper) == (paper.case, paper.paper);
            if !act.papers.iter().any(same) {
                act.papers.push(paper);
            }
        }
        act.filed.extend(found.filed);
        self.folders += act.size() - before;
        while self.folders > MAX_RECENT
            && let Some(oldest) = self.acts.get_min().map(|(seq, _)| *seq)
        {
            self.forget(oldest);
        }
    }

    fn forget(&mut self, seq: u64) {
        if let Some(act) = self.acts.remove(&seq) {
            self.folders = self.folders.saturating_sub(act.size());
        }
    }

    /// Notes that a contradiction was taken away; one that the act itself had raised goes with it.
    pub(super) fn settled(&mut self, seq: u64, open: &OpenDiscrepancy) {
        if open.seq < seq
            && let Some(act) = self.acts.get_mut(&seq)
        {
            Arc::make_mut(act).settled.push(open.clone());
        }
    }

    /// Forgets the words of contradictions that some frames raised: they were erased.
    pub(super) fn forget_words(&mut self, frames: &BTreeSet<u64>) {
        let told = |open: &OpenDiscrepancy| open.words != 0 && frames.contains(&open.seq);
        let acts: Vec<u64> =
            self.acts.iter().filter(|(_, act)| act.settled.iter().any(told)).map(|(seq, _)| *seq).collect();
        for seq in acts {
            let Some(act) = self.acts.get_mut(&seq) else { continue };
            Arc::make_mut(act).settled.iter_mut().filter(|open| told(open)).for_each(|open| open.words = 0);
        }
    }

    /// Notes that an act was undone.
    pub(super) fn undone(&mut self, seq: u64) {
        if let Some(act) = self.acts.get_mut(&seq) {
            Arc::make_mut(act).undone = true;
        }
    }

    /// An act that may be remembered still.
    #[must_use]
    pub fn get(&self, seq: u64) -> Option<&RecentAct> {
        self.acts.get(&seq).map(Arc::as_ref)
    }

    /// The acts that are remembered, the newest first.
    pub fn newest(&self) -> impl Iterator<Item = (u64, &RecentAct)> {
        self.acts.iter().rev().map(|(seq, act)| (*seq, act.as_ref()))
    }
}

impl Surgery {
    /// The two folders.
    #[must_use]
    pub fn folders(self) -> [FolderNo; 2] {
        match self {
            Self::Merged(one, other)
            | Self::Split(one, other)
            | Self::Joined(one, other)
            | Self::Left(one, other)
            | Self::Swapped(one, other) => [one, other],
        }
    }
}

impl RecentAct {
    /// Of how many things it keeps how they were.
    fn size(&self) -> usize {
        self.formers.len() + self.papers.len() + self.filed.len() + usize::from(self.surgery.is_some())
    }
}

impl Former {
    /// Its whereabouts, as an event holds them.
    #[must_use]
    pub fn custody(&self) -> CustodyRow {
        (&self.row).into()
    }
}
