//! What can happen to places, as the ledger keeps it for ever: facts only, nothing personal, results and no intentions.
//!
//! Field names are part of the ledger's format: add, never rename.

use super::period::{Granularity, Period};
use crate::domain::ids::{BoxNo, ClassNo, FolderNo, LaneNo, RangeNo, RoomNo, ShelfNo, SlotNo, TypeNo, ZoneNo};
use crate::domain::slotting::Reason;
pub use crate::domain::value::Bilingual as Name;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Which sides of a range have shelves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sides {
    /// One side only; its codes have no side letter.
    Single,
    /// A left and a right side, L and R.
    Both,
}

impl Sides {
    /// How many sides there are.
    #[must_use]
    pub fn count(self) -> u32 {
        match self {
            Sides::Single => 1,
            Sides::Both => 2,
        }
    }
}

/// What a folder stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A slot, directly.
    Slot(SlotNo),
    /// A box, which stands in a slot.
    Box(BoxNo),
}

/// Part of a zone: all shelves from one to another in walking order, both included, in one storeroom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first shelf.
    pub from: ShelfNo,
    /// The last shelf.
    pub to: ShelfNo,
}

/// How a boxed lane's boxes are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoxKind {
    /// What fits into one.
    pub capacity_mm: u16,
    /// What it takes up on the shelf.
    pub outer_mm: u16,
}

/// A storeroom was declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomDeclared {
    /// Its number.
    pub room: RoomNo,
    /// Its code, the first part of its slots' codes.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// How its slots' codes are made.
    pub template: String,
}

/// A storeroom's code, name or template changed. Numbers stay, and old printed codes are still understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomChanged {
    /// The storeroom.
    pub room: RoomNo,
    /// Its code from now on.
    pub code: String,
    /// Its name from now on.
    pub name: Name,
    /// Its template from now on.
    pub template: String,
}

/// Ranges of one geometry were declared in bulk. The strides fix the arithmetic of shelf and slot numbers for ever; they
/// leave room to grow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangesDeclared {
    /// The storeroom they stand in.
    pub room: RoomNo,
    /// The label number of the first range.
    pub from: u16,
    /// The label number of the last range.
    pub to: u16,
    /// The number of the first range; the others follow.
    pub first_range: RangeNo,
    /// The number of the first shelf of the first range.
    pub first_shelf: u32,
    /// The number of the first slot of the first range.
    pub first_slot: u32,
    /// Which sides have shelves.
    pub sides: Sides,
    /// Bays on each side.
    pub bays: u16,
    /// Shelves in each bay.
    pub shelves: u16,
    /// Slots on each shelf.
    pub slots: u16,
    /// How many bays a side has numbers for.
    pub stride_bays: u16,
    /// How many shelves a bay has numbers for.
    pub stride_shelves: u16,
    /// How many slots a shelf has numbers for.
    pub stride_slots: u16,
    /// The width of each slot.
    pub slot_width_mm: u16,
}

/// A range has more or fewer bays, shelves or slots than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeResized {
    /// The range.
    pub range: RangeNo,
    /// Bays on each side.
    pub bays: u16,
    /// Shelves in each bay.
    pub shelves: u16,
    /// Slots on each shelf.
    pub slots: u16,
}

/// A range is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeRemoved {
    /// The range.
    pub range: RangeNo,
}

/// Nothing more may be put into a slot; what stands there may stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotBlocked {
    /// The slot.
    pub slot: SlotNo,
    /// Why.
    pub reason: String,
}

/// A slot can be used again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotUnblocked {
    /// The slot.
    pub slot: SlotNo,
}

/// A zone was made or changed; this is all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneSet {
    /// Its number.
    pub zone: ZoneNo,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Its shelves.
    pub spans: Vec<Span>,
    /// The business types it accepts; all if empty.
    pub types: Vec<TypeNo>,
    /// The secrecy classes it accepts; all if empty.
    pub classes: Vec<ClassNo>,
    /// The lower, the earlier it is filled.
    pub priority: u16,
    /// Whether it takes what found no room elsewhere; its shelves may then mix periods.
    pub overflow: bool,
}

/// A lane was made or changed; this is all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneSet {
    /// Its number.
    pub lane: LaneNo,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// The business types that share its shelves.
    pub types: Vec<TypeNo>,
    /// How long its periods are.
    pub granularity: Granularity,
    /// Its boxes, if its folders stand in boxes.
    pub boxes: Option<BoxKind>,
    /// What a run keeps for late-comers while its period lasts, in thousandths of its slots.
    pub reserve_per_mille: u16,
}

/// A shelf was given to a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunExtended {
    /// The lane of the run.
    pub lane: LaneNo,
    /// The period of the run.
    pub period: Period,
    /// The shelf.
    pub shelf: ShelfNo,
}

/// A shelf of an overflow zone was taken into use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverflowExtended {
    /// The overflow zone.
    pub zone: ZoneNo,
    /// The shelf.
    pub shelf: ShelfNo,
}

/// A box was put, empty, into a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoxOpened {
    /// Its number.
    pub r#box: BoxNo,
    /// Its code.
    pub code: String,
    /// What fits into it.
    pub capacity_mm: u16,
    /// What it takes up on the shelf.
    pub outer_mm: u16,
    /// The slot it stands in.
    pub slot: SlotNo,
}

/// A box, with all its folders, stands in another slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoxMoved {
    /// The box.
    pub r#box: BoxNo,
    /// Where it stands now.
    pub slot: SlotNo,
    /// The folders that moved with it: their history is told without asking what the box held then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folders: Vec<FolderNo>,
}

/// An empty box was taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoxRemoved {
    /// The box.
    pub r#box: BoxNo,
}

/// A folder has a home: capacity is kept for it there until it is released or gets another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderAssigned {
    /// The folder.
    pub folder: FolderNo,
    /// The slot or box.
    pub home: Holder,
    /// The room it takes up there.
    pub thickness_mm: u16,
    /// The lane of its business type, if it has one.
    pub lane: Option<LaneNo>,
    /// The period of its date, if it has a lane.
    pub period: Option<Period>,
    /// The day of the assignment in the archive's time zone.
    pub on: NaiveDate,
    /// Whether it stands there although the record had no room for it: a fact stated by a person.
    pub over_capacity: bool,
    /// Why there.
    pub reason: Reason,
}

/// A folder needs no home any more: destroyed, withdrawn, or never came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderReleased {
    /// The folder.
    pub folder: FolderNo,
}

/// A folder grew or shrank where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderResized {
    /// The folder.
    pub folder: FolderNo,
    /// Its thickness now.
    pub thickness_mm: u16,
    /// Whether it no longer fits where it is.
    pub over_capacity: bool,
}

/// A shelf with all that it holds was moved to an empty one, slot by slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShelfMoved {
    /// The shelf that is empty now.
    pub from: ShelfNo,
    /// The shelf that holds it all now.
    pub to: ShelfNo,
    /// The folders that moved with it: their history is told without asking what the shelf held then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folders: Vec<FolderNo>,
}

macro_rules! place_events {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        /// Anything that can happen to places.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub enum PlaceEvent { $($(#[$doc])* $name($name),)* }

        impl PlaceEvent {
            /// The kind, as the ledger names it.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self { $(PlaceEvent::$name(_) => stringify!($name),)* }
            }
        }

        $(impl From<$name> for PlaceEvent {
            fn from(facts: $name) -> Self {
                PlaceEvent::$name(facts)
            }
        })*
    };
}

place_events! {
    /// See [`RoomDeclared`].
    RoomDeclared;
    /// See [`RoomChanged`].
    RoomChanged;
    /// See [`RangesDeclared`].
    RangesDeclared;
    /// See [`RangeResized`].
    RangeResized;
    /// See [`RangeRemoved`].
    RangeRemoved;
    /// See [`SlotBlocked`].
    SlotBlocked;
    /// See [`SlotUnblocked`].
    SlotUnblocked;
    /// See [`ZoneSet`].
    ZoneSet;
    /// See [`LaneSet`].
    LaneSet;
    /// See [`RunExtended`].
    RunExtended;
    /// See [`OverflowExtended`].
    OverflowExtended;
    /// See [`BoxOpened`].
    BoxOpened;
    /// See [`BoxMoved`].
    BoxMoved;
    /// See [`BoxRemoved`].
    BoxRemoved;
    /// See [`FolderAssigned`].
    FolderAssigned;
    /// See [`FolderReleased`].
    FolderReleased;
    /// See [`FolderResized`].
    FolderResized;
    /// See [`ShelfMoved`].
    ShelfMoved;
}
