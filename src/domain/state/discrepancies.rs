//! The open discrepancies. Settled ones stand in the views and in the ledger.

use crate::domain::discrepancy::{DiscrepancyKind, MAX_OPEN, MAX_OPEN_WITHOUT_FOLDER, Observed, Recorded};
use crate::domain::event::{DiscrepancyDetails, DiscrepancyRaised};
use crate::domain::folder::Actor;
use crate::domain::ids::{DiscrepancyNo, FolderNo};
use crate::domain::state::Stamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDiscrepancy {
    /// What contradicts what.
    pub kind: DiscrepancyKind,
    /// The folder, if it is a known one.
    pub folder: Option<FolderNo>,
    /// What the record said of it.
    pub recorded: Option<Recorded>,
    /// What was seen.
    pub observed: Observed,
    /// Who saw it.
    pub by: Actor,
    /// The frame that raised it.
    pub seq: u64,
    /// A key of the words that were seen; 0 if there are none, or none any more.
    pub words: u64,
}

/// All that are open, by number and by folder.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Discrepancies {
    open: imbl::OrdMap<DiscrepancyNo, Arc<OpenDiscrepancy>>,
    of_folder: imbl::OrdSet<(FolderNo, DiscrepancyNo)>,
    /// Those about no known folder, by their words: the same again is no new one.
    of_words: imbl::OrdSet<(u64, DiscrepancyNo)>,
    next: u32,
}

impl Discrepancies {
    pub(super) fn raised(
        &mut self,
        stamp: Stamp,
        event: &DiscrepancyRaised,
        details: Option<&DiscrepancyDetails>,
        folders: usize,
    ) {
        let known = event.folder.is_none_or(|folder| folder.index() < folders);
        if event.no.0 != self.next || !known {
            return;
        }
        self.next += 1;
        let words = details.map_or(0, |details| words_key(&details.code, &details.place));
        match event.folder {
            Some(folder) => {
                self.of_folder.insert((folder, event.no));
            }
            None => {
                self.of_words.insert((words, event.no));
            }
        }
        let open = OpenDiscrepancy {
            kind: event.kind,
            folder: event.folder,
            recorded: event.recorded,
            observed: event.observed,
            by: stamp.actor,
            seq: stamp.seq,
            words,
        };
        self.open.insert(event.no, Arc::new(open));
    }

    /// Closes one, and says what it was.
    pub(super) fn settled(&mut self, no: DiscrepancyNo) -> Option<Arc<OpenDiscrepancy>> {
        let open = self.open.remove(&no)?;
        match open.folder {
            Some(folder) => drop(self.of_folder.remove(&(folder, no))),
            None => drop(self.of_words.remove(&(open.words, no))),
        }
        Some(open)
    }

    /// Forgets the words of those that some frames raised: they were erased, and their key would tell of them.
    pub(super) fn forget_words(&mut self, frames: &BTreeSet<u64>) {
        let kept = self.open.iter().filter(|(_, open)| open.words != 0 && frames.contains(&open.seq));
        let told: Vec<_> = kept.map(|(no, open)| (*no, OpenDiscrepancy { words: 0, ..(**open).clone() })).collect();
        for (no, forgotten) in told {
            let Some(open) = self.open.insert(no, Arc::new(forgotten)) else { continue };
            if self.of_words.remove(&(open.words, no)).is_some() {
                self.of_words.insert((0, no));
            }
        }
    }

    /// The number the next one gets.
    #[must_use]
    pub fn next(&self) -> DiscrepancyNo {
        DiscrepancyNo(self.next)
    }

    /// One that is open.
    #[must_use]
    pub fn get(&self, no: DiscrepancyNo) -> Option<&OpenDiscrepancy> {
        self.open.get(&no).map(Arc::as_ref)
    }

    /// The open ones of a folder, the oldest first.
    pub fn of(&self, folder: FolderNo) -> impl Iterator<Item = (DiscrepancyNo, &OpenDiscrepancy)> {
        let numbers = self.of_folder.range((folder, DiscrepancyNo(0))..=(folder, DiscrepancyNo(u32::MAX)));
        numbers.filter_map(|(_, no)| Some((*no, self.get(*no)?)))
    }

    /// The open one of a kind that a folder has, if any: there is never a second.
    #[must_use]
    pub fn of_kind(&self, folder: FolderNo, kind: DiscrepancyKind) -> Option<(DiscrepancyNo, &OpenDiscrepancy)> {
        self.of(folder).find(|(_, open)| open.kind == kind)
    }

    /// Whether words that lead to no folder were seen at a place already, and that is open still.
    #[must_use]
    pub fn knows_words(&self, kind: DiscrepancyKind, words: u64, observed: &Observed) -> bool {
        let mut numbers = self.of_words.range((words, DiscrepancyNo(0))..=(words, DiscrepancyNo(u32::MAX)));
        words != 0
            && numbers.any(|(_, no)| {
                self.get(*no).is_some_and(|open| open.kind == kind && open.observed.place == observed.place)
            })
    }

    /// All that are open before a number, the newest first.
    pub fn before(&self, no: DiscrepancyNo) -> impl Iterator<Item = (DiscrepancyNo, &OpenDiscrepancy)> {
        self.open.range(..no).rev().map(|(no, open)| (*no, open.as_ref()))
    }

    /// How many are open.
    #[must_use]
    pub fn len(&self) -> usize {
        self.open.len()
    }

    /// Whether none is open.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Whether one more may be opened.
    #[must_use]
    pub fn has_room(&self, about_a_folder: bool) -> bool {
        self.open.len() < MAX_OPEN && (about_a_folder || self.of_words.len() < MAX_OPEN_WITHOUT_FOLDER)
    }
}

/// A key of what a scanner read (64-bit FNV-1a): State keeps no words, which may be personal.
#[must_use]
pub fn words_key(code: &str, place: &str) -> u64 {
    if code.is_empty() && place.is_empty() {
        return 0;
    }
    let bytes = code.bytes().chain([0]).chain(place.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |key, byte| (key ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)).max(1)
}
