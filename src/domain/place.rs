//! Places: storerooms, ranges, shelves, slots and boxes; zones, lanes and runs; and which folder has its home where.
//!
//! Geometry is arithmetic, never rows: ten million empty slots cost nothing. `Places` is a persistent value (a clone
//! shares everything), changed only by `apply`, which is total. The decide functions answer with events or a refusal;
//! where a folder should stand is decided in `slotting`. Nothing here knows custody: a folder on loan keeps its home.
//!
//! Invariants: a folder has at most one home; a shelf has a row only while it belongs to a run or holds something; all
//! indexes can be made anew from the rows, and are when a checkpoint is read.

mod apply;
mod arrange;
mod codes;
mod declare;
mod event;
mod index;
mod layout;
mod occupancy;
mod pages;
mod period;
mod query;
mod range;
mod rows;
mod saved;
mod search;
mod template;
#[cfg(test)]
mod tests;
mod zoning;

pub use arrange::BoxRequest;
pub use declare::RangesRequest;
pub use event::*;
pub use layout::{EVERYWHERE, Room};
pub use occupancy::{Occupancy, ShelfCount};
pub use period::{Granularity, NotAPeriod, Period, period_of};
pub use range::Range;
pub use rows::{BoxRow, FolderRow, Run, RunOf};
pub(crate) use search::Stretch;
pub use template::DEFAULT_TEMPLATE;
pub use zoning::{LaneRequest, RESERVE_PER_MILLE, ZoneRequest};

use crate::domain::ids::{BoxNo, RangeNo, RoomNo, ShelfNo, SlotNo, ZoneNo};
use crate::domain::refusal::Refusal;
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a decide function answers with: the events that carry it out, none if there is nothing to change.
pub type Events = Result<Vec<PlaceEvent>, Refusal>;

/// All places and what has its home in them. Cheap to clone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(into = "saved::Saved", from = "saved::Saved")]
pub struct Places {
    layout: Arc<layout::Layout>,
    shelves: OrdMap<ShelfNo, Arc<rows::ShelfRow>>,
    boxes: OrdMap<BoxNo, Arc<BoxRow>>,
    box_codes: OrdMap<String, BoxNo>,
    next_box: u32,
    blocked: OrdMap<SlotNo, Arc<str>>,
    folders: pages::Pages<FolderRow>,
    // Derived from here on; see `index`.
    runs: OrdMap<rows::RunKey, Arc<Run>>,
    gaps: OrdSet<rows::Gap>,
    box_gaps: OrdSet<rows::BoxGap>,
    range_totals: OrdMap<RangeNo, rows::Totals>,
    zone_totals: OrdMap<ZoneNo, rows::Totals>,
    overfull: OrdSet<Holder>,
}

/// A place that has a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// A storeroom.
    Room(RoomNo),
    /// A range.
    Range(RangeNo),
    /// A shelf.
    Shelf(ShelfNo),
    /// A slot.
    Slot(SlotNo),
    /// A box.
    Box(BoxNo),
}
