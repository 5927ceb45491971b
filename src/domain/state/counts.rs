//! The counts that are open. What closed ones found stands in the views and in the ledger.

use crate::domain::event::{CountOpened, Event, ScannedText, Sighted};
use crate::domain::folder::Actor;
use crate::domain::ids::{CountNo, FolderNo, ShelfNo};
use crate::domain::state::{Stamp, folders_placed, words_key};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How many counts may be open at once.
pub const COUNTS_OPEN_MAX: usize = 500;

/// A count that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCount {
    /// The shelf.
    pub shelf: ShelfNo,
    /// When it began at the shelf, microseconds since 1970 UTC.
    pub opened_us: i64,
    /// Who began it.
    pub by: Actor,
    /// The folders seen in it, and when each was seen last.
    pub seen: imbl::OrdMap<FolderNo, i64>,
    /// The folders whose home was changed since: nobody could have counted them where they are now.
    pub moved: imbl::OrdSet<FolderNo>,
    /// How many texts led to no folder.
    pub unknown: u32,
    /// Keys of these texts, as far as they are not erased: the same again is no other.
    pub words: imbl::OrdSet<u64>,
}

/// All that are open.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Counts {
    open: imbl::OrdMap<CountNo, Arc<OpenCount>>,
    next: u32,
}

impl Counts {
    pub(super) fn apply(&mut self, stamp: Stamp, event: &Event) {
        match event {
            Event::CountOpened(event) => self.opened(stamp, event),
            Event::Sighted(event) => self.sighted(stamp, event),
            Event::UnknownCounted(event, scanned) => self.unknown(event.no, scanned.as_ref()),
            Event::CountClosed(event) => self.ended(event.no),
            Event::CountCancelled(event) => self.ended(event.no),
            Event::Place(event, _) if !self.open.is_empty() => self.moved(&folders_placed(event)),
            _ => {}
        }
    }

    fn opened(&mut self, stamp: Stamp, event: &CountOpened) {
        if event.no.0 != self.next {
            return;
        }
        self.next += 1;
        let count = OpenCount {
            shelf: event.shelf,
            opened_us: stamp.occurred_us,
            by: stamp.actor,
            seen: imbl::OrdMap::new(),
            moved: imbl::OrdSet::new(),
            unknown: 0,
            words: imbl::OrdSet::new(),
        };
        self.open.insert(event.no, Arc::new(count));
    }

    fn sighted(&mut self, stamp: Stamp, event: &Sighted) {
        let Some(no) = event.count else { return };
        self.change(no, |count| {
            let seen_us = count.seen.get(&event.folder).map_or(i64::MIN, |seen_us| *seen_us);
            count.seen.insert(event.folder, stamp.occurred_us.max(seen_us));
        });
    }

    fn unknown(&mut self, no: CountNo, scanned: Option<&ScannedText>) {
        self.change(no, |count| {
            count.unknown = count.unknown.saturating_add(1);
            count.words.extend(scanned.map(|scanned| words_key(&scanned.text, "")));
        });
    }

    fn moved(&mut self, folders: &[FolderNo]) {
        if folders.is_empty() {
            return;
        }
        let open: Vec<CountNo> = self.open.keys().copied().collect();
        for no in open {
            self.change(no, |count| count.moved.extend(folders.iter().copied()));
        }
    }

    fn ended(&mut self, no: CountNo) {
        self.open.remove(&no);
    }

    fn change(&mut self, no: CountNo, change: impl FnOnce(&mut OpenCount)) {
        if let Some(count) = self.open.get_mut(&no) {
            change(Arc::make_mut(count));
        }
    }

    /// An open count.
    #[must_use]
    pub fn get(&self, no: CountNo) -> Option<&Arc<OpenCount>> {
        self.open.get(&no)
    }

    /// The open count of a shelf that something done there belongs to: one's own, else the last that had begun by then.
    /// There is one as a rule, for who counts the same shelf counts with the others; but a device without a network may
    /// have counted it before those began whom the archive knew of first.
    #[must_use]
    pub fn at(&self, shelf: ShelfNo, by: Actor, at_us: i64) -> Option<(CountNo, &Arc<OpenCount>)> {
        // One's own is one's own whatever the clock says: a device's may be set while it counts.
        let rank = |count: &OpenCount| {
            let (own, begun) = (count.by == by, count.opened_us <= at_us);
            (own || begun).then_some((own && begun, own, count.opened_us))
        };
        let known = self.open.iter().filter(|(_, count)| count.shelf == shelf);
        let ranked = known.filter_map(|(no, count)| Some((rank(count)?, *no, count)));
        ranked.max_by_key(|(rank, ..)| *rank).map(|(_, no, count)| (no, count))
    }

    /// All that are open, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (CountNo, &Arc<OpenCount>)> {
        self.open.iter().map(|(no, count)| (*no, count))
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

    /// The number that the next one gets.
    #[must_use]
    pub fn next(&self) -> CountNo {
        CountNo(self.next)
    }
}
