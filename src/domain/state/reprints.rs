//! Which folders need a new label.

use crate::domain::event::{Event, ReprintWhy};
use crate::domain::ids::FolderNo;
use crate::domain::state::Stamp;
use serde::{Deserialize, Serialize};

/// A label that is to be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reprint {
    /// Why.
    pub why: ReprintWhy,
    /// Since when, microseconds since 1970 UTC.
    pub since_us: i64,
}

/// All labels that are to be printed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Reprints(imbl::OrdMap<FolderNo, Reprint>);

impl Reprints {
    pub(super) fn apply(&mut self, stamp: Stamp, event: &Event) {
        match event {
            Event::ReprintAsked(event) => {
                self.0.insert(event.folder, Reprint { why: event.why, since_us: stamp.occurred_us });
            }
            Event::Reprinted(event) => drop(self.0.remove(&event.folder)),
            Event::LabelsPrinted(event, _) => {
                for label in &event.labels {
                    self.0.remove(&label.folder);
                }
            }
            // What has left needs no label; what was merged answers to another one's.
            Event::Withdrawn(event, _) => drop(self.0.remove(&event.folder)),
            Event::Destroyed(event, _) => drop(self.0.remove(&event.folder)),
            Event::FoldersMerged(event, _) => drop(self.0.remove(&event.from)),
            _ => {}
        }
    }

    /// Why and since when a folder needs a new label, if it does.
    #[must_use]
    pub fn of(&self, folder: FolderNo) -> Option<Reprint> {
        self.0.get(&folder).copied()
    }

    /// All folders that need a new label.
    pub fn iter(&self) -> impl Iterator<Item = (FolderNo, Reprint)> + '_ {
        self.0.iter().map(|(folder, reprint)| (*folder, *reprint))
    }
}
