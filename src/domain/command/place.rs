//! Wishes about places.

use crate::domain::place::{BoxKind, Granularity, Sides};
use crate::domain::value::Bilingual;
use serde::{Deserialize, Serialize};

/// A wish about places, in the codes that stand on their labels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlaceCommand {
    /// Declare a storeroom.
    DeclareRoom {
        /// Its code.
        code: String,
        /// Its name.
        name: Bilingual,
        /// How its slots' codes are made, if not as usual.
        template: Option<String>,
    },
    /// Change a storeroom.
    ChangeRoom {
        /// Its code.
        room: String,
        /// Its code from now on.
        code: String,
        /// Its name from now on.
        name: Bilingual,
        /// Its template from now on; `None` is the usual one.
        template: Option<String>,
    },
    /// Declare ranges in bulk.
    DeclareRanges(NewRanges),
    /// Give a range more or fewer bays, shelves or slots.
    ResizeRange {
        /// The range.
        range: String,
        /// Bays on each side.
        bays: u16,
        /// Shelves in each bay.
        shelves: u16,
        /// Slots on each shelf.
        slots: u16,
    },
    /// Take an empty range away.
    RemoveRange {
        /// The range.
        range: String,
    },
    /// Block a slot.
    Block {
        /// The slot.
        slot: String,
        /// Why.
        reason: String,
    },
    /// Unblock a slot.
    Unblock {
        /// The slot.
        slot: String,
    },
    /// Make or change a zone.
    SetZone(NewZone),
    /// Make or change a lane.
    SetLane(NewLane),
    /// Put an empty box into a slot.
    OpenBox {
        /// Its code, if it has one already.
        code: Option<String>,
        /// What fits into it.
        capacity_mm: u16,
        /// What it takes up on the shelf; by default its capacity.
        outer_mm: Option<u16>,
        /// The slot.
        slot: String,
    },
    /// Move a box with its folders.
    MoveBox {
        /// The box.
        code: String,
        /// Where to.
        slot: String,
        /// Why.
        reason: String,
    },
    /// Take an empty box away.
    RemoveBox {
        /// The box.
        code: String,
    },
    /// Move a shelf with all that it holds to an empty one.
    MoveShelf {
        /// The shelf.
        from: String,
        /// The empty one.
        to: String,
        /// Why.
        reason: String,
    },
}

/// Ranges to declare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRanges {
    /// The storeroom's code.
    pub room: String,
    /// The label number of the first range.
    pub from: u16,
    /// The label number of the last range.
    pub to: u16,
    /// Which sides have shelves.
    pub sides: Sides,
    /// Bays on each side.
    pub bays: u16,
    /// Shelves in each bay.
    pub shelves: u16,
    /// Slots on each shelf.
    pub slots: u16,
    /// The width of each slot.
    pub slot_width_mm: u16,
}

/// A zone to make or change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewZone {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// From shelf to shelf, by their codes; a range or storeroom stands for all its shelves.
    pub spans: Vec<(String, String)>,
    /// The business types it accepts, by code; all if empty.
    pub types: Vec<String>,
    /// The secrecy classes it accepts, by code; all if empty.
    pub classes: Vec<String>,
    /// The lower, the earlier it is filled.
    pub priority: u16,
    /// Whether it takes what found no room elsewhere.
    pub overflow: bool,
}

/// A lane to make or change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLane {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// The business types that share its shelves, by code.
    pub types: Vec<String>,
    /// How long its periods are.
    pub granularity: Granularity,
    /// Its boxes, if its folders stand in boxes.
    pub boxes: Option<BoxKind>,
    /// What a run keeps for late-comers, in thousandths; by default as the archive does.
    pub reserve_per_mille: Option<u16>,
}
