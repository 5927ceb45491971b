//! How much was done in the last days, by department and class, so that everybody is told of what he may see.
//!
//! Counted by the quarter of an hour and not by the day: which day it was depends on the archive's time zone, which may be
//! changed. What was undone is counted no more.

use crate::domain::event::Event;
use crate::domain::ids::{ClassNo, DepartmentNo, FolderNo};
use crate::domain::policy::Sight;
use crate::domain::state::{Folders, Stamp};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// All time zones differ by whole quarters of an hour.
const QUARTER_US: i64 = 15 * 60 * 1_000_000;
/// Yesterday is over at most 48 hours and a long day before now.
const QUARTERS_KEPT: i64 = 4 * 24 * 4;
/// How many acts that may still be undone are remembered: what is older than a day cannot be.
const FRAMES_KEPT: usize = 20_000;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Tallied {
    /// A folder was registered.
    Registered,
    /// Papers of a case, or a folder that was expected, were taken over.
    Received,
    /// A folder was lent.
    Lent,
    /// A folder came back.
    Returned,
    /// A folder was put away.
    PutAway,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Key {
    quarter: i64,
    what: Tallied,
    department: Option<DepartmentNo>,
    class: ClassNo,
}

/// The tallies of the last days.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Tallies {
    counts: imbl::OrdMap<Key, u32>,
    /// What each of the last frames added that may be undone.
    frames: imbl::OrdMap<u64, Vec<Key>>,
    /// The last frame in which papers were taken over: their folder comes with them and is not counted again.
    papers_seq: u64,
}

impl Tallies {
    pub(super) fn apply(&mut self, stamp: Stamp, event: &Event, folders: &Folders) {
        let (what, folder) = match event {
            Event::FolderRegistered(event, _) => (Tallied::Registered, event.folder),
            Event::CaseReceived(event) => {
                self.papers_seq = stamp.seq;
                (Tallied::Received, event.folder)
            }
            Event::Received(event) if self.papers_seq != stamp.seq => (Tallied::Received, event.folder),
            Event::CheckedOut(event, _) => (Tallied::Lent, event.folder),
            Event::Returned(event) => (Tallied::Returned, event.folder),
            Event::PutAway(event) => (Tallied::PutAway, event.folder),
            Event::Undone(event) => return self.undone(event.seq),
            _ => return,
        };
        self.note(stamp, what, folder, folders);
    }

    fn note(&mut self, stamp: Stamp, what: Tallied, folder: FolderNo, folders: &Folders) {
        let Some(row) = folders.get(folder) else { return };
        let quarter = stamp.recorded_us.div_euclid(QUARTER_US);
        let key = Key { quarter, what, department: row.department, class: row.class };
        *self.counts.entry(key).or_insert(0) += 1;
        if what != Tallied::Registered {
            self.frames.entry(stamp.seq).or_default().push(key);
        }
        while self.counts.get_min().is_some_and(|(oldest, _)| oldest.quarter < quarter - QUARTERS_KEPT) {
            self.counts = self.counts.without_min().1;
        }
        while self.frames.len() > FRAMES_KEPT {
            self.frames = self.frames.without_min().1;
        }
    }

    fn undone(&mut self, seq: u64) {
        for key in self.frames.remove(&seq).unwrap_or_default() {
            if let Some(count) = self.counts.get_mut(&key) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// How often something was done within a span of microseconds since 1970 UTC, of what somebody may see. The span
    /// begins and ends with a quarter of an hour.
    #[must_use]
    pub fn count(&self, what: Tallied, span_us: &Range<i64>, sight: &Sight) -> u64 {
        let quarters = span_us.start.div_euclid(QUARTER_US)..span_us.end.div_euclid(QUARTER_US);
        let within = self.counts.iter().skip_while(|(key, _)| key.quarter < quarters.start);
        let within = within.take_while(|(key, _)| key.quarter < quarters.end);
        let seen = within.filter(|(key, _)| key.what == what && sight.sees(key.department, key.class));
        seen.map(|(_, count)| u64::from(*count)).sum()
    }
}
