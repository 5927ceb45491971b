//! Places: storerooms, ranges, shelves, slots and boxes; zones, lanes and runs; and which folder has its home where.
//!
//! Geometry is arithmetic, never rows: ten million empty slots cost nothing. `Places` is a persistent value (a clone
//! shares everything), changed only by `apply`, which is total. The decide functions answer with events or a refusal.
//! Nothing here knows custody: a folder on loan keeps its home.

mod event;
mod period;

pub use event::*;
pub use period::{Granularity, NotAPeriod, Period, period_of};

use crate::domain::ids::{BoxNo, FolderNo, LaneNo, RangeNo, RoomNo, ShelfNo, SlotNo, TypeNo, ZoneNo};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::slotting::AssignRequest;
use crate::domain::value::Bilingual as Name;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

type Events = Result<Vec<PlaceEvent>, Refusal>;

/// All places and what has its home in them. Cheap to clone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Places {}

/// A place named by its code.
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

/// A request to declare or resize ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangesRequest {
    /// The storeroom.
    pub room: RoomNo,
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

/// A zone as a person sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneRequest {
    /// Its code; a known one changes that zone.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Its shelves.
    pub spans: Vec<Span>,
    /// The business types it accepts; all if empty.
    pub types: Vec<TypeNo>,
    /// The classes it accepts; all if empty.
    pub classes: Vec<crate::domain::ids::ClassNo>,
    /// The lower, the earlier it is filled.
    pub priority: u16,
    /// Whether it takes what found no room elsewhere.
    pub overflow: bool,
}

/// A lane as a person sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneRequest {
    /// Its code; a known one changes that lane.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// The business types that share its shelves.
    pub types: Vec<TypeNo>,
    /// How long its periods are.
    pub granularity: Granularity,
    /// Its boxes, if its folders stand in boxes.
    pub boxes: Option<BoxKind>,
    /// What a run keeps for late-comers, in thousandths; `None` is the default.
    pub reserve_per_mille: Option<u16>,
}

/// A box as a person opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxRequest {
    /// Its code; `None` makes one.
    pub code: Option<String>,
    /// What fits into it.
    pub capacity_mm: u16,
    /// What it takes up on the shelf; `None` is its capacity.
    pub outer_mm: Option<u16>,
    /// The slot it stands in.
    pub slot: SlotNo,
}

/// How full something is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Occupancy {
    /// Millimetres kept for folders.
    pub used_mm: u64,
    /// Millimetres there are, blocked slots left out.
    pub capacity_mm: u64,
    /// Folders that have their home there.
    pub folders: u64,
}

impl Places {
    /// Changes the places as the event says. Total: what makes no sense is left aside.
    pub fn apply(&mut self, event: &PlaceEvent) {
        let _ = event;
    }

    /// Declares a storeroom. `template` `None` is the default.
    ///
    /// # Errors
    /// `PlaceTaken`, `GeometryInvalid`.
    pub fn declare_room(&self, code: &str, name: Name, template: Option<&str>) -> Events {
        let _ = (code, name, template);
        Err(Code::Internal.into())
    }

    /// Changes a storeroom's code, name or template.
    ///
    /// # Errors
    /// `PlaceUnknown`, `PlaceTaken`, `GeometryInvalid`.
    pub fn change_room(&self, room: RoomNo, code: &str, name: Name, template: Option<&str>) -> Events {
        let _ = (room, code, name, template);
        Err(Code::Internal.into())
    }

    /// Declares ranges in bulk.
    ///
    /// # Errors
    /// `PlaceUnknown`, `PlaceTaken`, `GeometryInvalid`.
    pub fn declare_ranges(&self, request: &RangesRequest) -> Events {
        let _ = request;
        Err(Code::Internal.into())
    }

    /// Resizes a range within the numbers it was declared with.
    ///
    /// # Errors
    /// `PlaceUnknown`, `PlaceOccupied`, `GeometryInvalid`.
    pub fn resize_range(&self, range: RangeNo, bays: u16, shelves: u16, slots: u16) -> Events {
        let _ = (range, bays, shelves, slots);
        Err(Code::Internal.into())
    }

    /// Removes a range.
    ///
    /// # Errors
    /// `PlaceUnknown`, `PlaceOccupied`.
    pub fn remove_range(&self, range: RangeNo) -> Events {
        let _ = range;
        Err(Code::Internal.into())
    }

    /// Blocks a slot. Blocking a blocked slot changes the reason.
    ///
    /// # Errors
    /// `SlotUnknown`, `ReasonRequired`, `LimitExceeded`.
    pub fn block(&self, slot: SlotNo, reason: &str) -> Events {
        let _ = (slot, reason);
        Err(Code::Internal.into())
    }

    /// Unblocks a slot; no event if it is not blocked.
    ///
    /// # Errors
    /// `SlotUnknown`.
    pub fn unblock(&self, slot: SlotNo) -> Events {
        let _ = slot;
        Err(Code::Internal.into())
    }

    /// Makes or changes a zone.
    ///
    /// # Errors
    /// `ZoneOverlap`, `PlaceUnknown`, `BadValue`.
    pub fn set_zone(&self, request: &ZoneRequest) -> Events {
        let _ = request;
        Err(Code::Internal.into())
    }

    /// Makes or changes a lane.
    ///
    /// # Errors
    /// `BadValue` (also when a business type is in another lane).
    pub fn set_lane(&self, request: &LaneRequest) -> Events {
        let _ = request;
        Err(Code::Internal.into())
    }

    /// Gives a free shelf, or one that holds only folders of that lane and period, to a run.
    ///
    /// # Errors
    /// `PlaceUnknown`, `PlaceOccupied`.
    pub fn give_shelf(&self, lane: LaneNo, period: Period, shelf: ShelfNo) -> Events {
        let _ = (lane, period, shelf);
        Err(Code::Internal.into())
    }

    /// Opens a box in an empty slot.
    ///
    /// # Errors
    /// `SlotUnknown`, `SlotBlocked`, `SlotHoldsBox`, `SlotNotEmpty`, `SlotFull`, `PlaceTaken`.
    pub fn open_box(&self, request: &BoxRequest) -> Events {
        let _ = request;
        Err(Code::Internal.into())
    }

    /// Moves a box with its folders.
    ///
    /// # Errors
    /// As `open_box`, and `PlaceUnknown`, `ReasonRequired`.
    pub fn move_box(&self, r#box: BoxNo, slot: SlotNo, reason: &str) -> Events {
        let _ = (r#box, slot, reason);
        Err(Code::Internal.into())
    }

    /// Takes an empty box away.
    ///
    /// # Errors
    /// `PlaceUnknown`, `PlaceOccupied`.
    pub fn remove_box(&self, r#box: BoxNo) -> Events {
        let _ = r#box;
        Err(Code::Internal.into())
    }

    /// Gives a folder the home a person chose. What is known of the folder comes in `request`.
    ///
    /// # Errors
    /// `ReasonRequired`, `SlotUnknown`, `SlotFull`, `SlotBlocked`, `SlotHoldsBox`, `PlaceUnknown`.
    pub fn choose(&self, folder: FolderNo, home: Holder, request: &AssignRequest, reason: &str) -> Events {
        let _ = (folder, home, request, reason);
        Err(Code::Internal.into())
    }

    /// Moves a folder that has a home to another one a person chose.
    ///
    /// # Errors
    /// As `choose`, and `NoHome`.
    pub fn move_folder(&self, folder: FolderNo, home: Holder, reason: &str, today: NaiveDate) -> Events {
        let _ = (folder, home, reason, today);
        Err(Code::Internal.into())
    }

    /// Records that a folder stands at a place: never refused for want of room.
    ///
    /// # Errors
    /// `SlotUnknown`, `PlaceUnknown`: there is no such place to stand in.
    pub fn stated(&self, folder: FolderNo, home: Holder, request: &AssignRequest) -> Events {
        let _ = (folder, home, request);
        Err(Code::Internal.into())
    }

    /// Releases a folder's home; no event if it has none.
    #[must_use]
    pub fn release(&self, folder: FolderNo) -> Vec<PlaceEvent> {
        let _ = folder;
        Vec::new()
    }

    /// Records a folder's new thickness where it stands; no event if it has no home or nothing changes.
    #[must_use]
    pub fn resize_folder(&self, folder: FolderNo, thickness_mm: u16) -> Vec<PlaceEvent> {
        let _ = (folder, thickness_mm);
        Vec::new()
    }

    /// Moves a shelf with all that it holds to an empty one.
    ///
    /// # Errors
    /// `PlaceUnknown`, `PlaceOccupied`, `SlotBlocked`, `GeometryInvalid`, `ReasonRequired`.
    pub fn move_shelf(&self, from: ShelfNo, to: ShelfNo, reason: &str) -> Events {
        let _ = (from, to, reason);
        Err(Code::Internal.into())
    }

    /// What a code names: a slot, shelf, range, room or box; current codes before former ones. Case and width of the
    /// characters do not matter. A check character at the end must have been taken off.
    #[must_use]
    pub fn place_of(&self, code: &str) -> Option<Place> {
        let _ = code;
        None
    }

    /// The first shelf, in walking order, of a room, range or shelf.
    #[must_use]
    pub fn first_shelf(&self, place: Place) -> Option<ShelfNo> {
        let _ = place;
        None
    }

    /// The last shelf, in walking order, of a room, range or shelf.
    #[must_use]
    pub fn last_shelf(&self, place: Place) -> Option<ShelfNo> {
        let _ = place;
        None
    }

    /// The code of a slot.
    #[must_use]
    pub fn slot_code(&self, slot: SlotNo) -> Option<String> {
        let _ = slot;
        None
    }

    /// The code of a shelf.
    #[must_use]
    pub fn shelf_code(&self, shelf: ShelfNo) -> Option<String> {
        let _ = shelf;
        None
    }

    /// The code of a range.
    #[must_use]
    pub fn range_code(&self, range: RangeNo) -> Option<String> {
        let _ = range;
        None
    }

    /// The code of a box.
    #[must_use]
    pub fn box_code(&self, r#box: BoxNo) -> Option<String> {
        let _ = r#box;
        None
    }

    /// The home of a folder.
    #[must_use]
    pub fn home(&self, folder: FolderNo) -> Option<Holder> {
        let _ = folder;
        None
    }

    /// The slot of a folder's home: its own, or its box's.
    #[must_use]
    pub fn home_slot(&self, folder: FolderNo) -> Option<SlotNo> {
        let _ = folder;
        None
    }

    /// The folders of a slot in order, those in its box included.
    #[must_use]
    pub fn slot_contents(&self, slot: SlotNo) -> Vec<FolderNo> {
        let _ = slot;
        Vec::new()
    }

    /// The folders of a shelf in walking order.
    #[must_use]
    pub fn shelf_contents(&self, shelf: ShelfNo) -> Vec<FolderNo> {
        let _ = shelf;
        Vec::new()
    }

    /// The folders of a box in order.
    #[must_use]
    pub fn box_contents(&self, r#box: BoxNo) -> Vec<FolderNo> {
        let _ = r#box;
        Vec::new()
    }

    /// How full a slot is.
    #[must_use]
    pub fn slot_occupancy(&self, slot: SlotNo) -> Option<Occupancy> {
        let _ = slot;
        None
    }

    /// How full a shelf is.
    #[must_use]
    pub fn shelf_occupancy(&self, shelf: ShelfNo) -> Option<Occupancy> {
        let _ = shelf;
        None
    }

    /// How full a range is.
    #[must_use]
    pub fn range_occupancy(&self, range: RangeNo) -> Option<Occupancy> {
        let _ = range;
        None
    }

    /// How full a storeroom is.
    #[must_use]
    pub fn room_occupancy(&self, room: RoomNo) -> Option<Occupancy> {
        let _ = room;
        None
    }

    /// How full a zone is.
    #[must_use]
    pub fn zone_occupancy(&self, zone: ZoneNo) -> Option<Occupancy> {
        let _ = zone;
        None
    }

    /// When a zone will be full at the rate of the past; `None` if not within fifty years or nothing is known yet.
    #[must_use]
    pub fn zone_full_on(&self, zone: ZoneNo, today: NaiveDate) -> Option<NaiveDate> {
        let _ = (zone, today);
        None
    }

    /// A number that sorts slots in walking order.
    #[must_use]
    pub fn walking_key(&self, slot: SlotNo) -> u64 {
        u64::from(slot.0)
    }

    /// The lane of a business type.
    #[must_use]
    pub fn lane_of_type(&self, business_type: TypeNo) -> Option<LaneNo> {
        let _ = business_type;
        None
    }
}
