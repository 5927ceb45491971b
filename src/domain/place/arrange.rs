//! Deciding what people do with single things: boxes opened and moved, a folder put where a person chose or said it
//! stands, a shelf moved with all that it holds.

use super::declare::{check_code, check_reason, slot_unknown, unknown};
use super::event::{
    BoxMoved, BoxOpened, BoxRemoved, FolderAssigned, FolderReleased, FolderResized, Holder, OverflowExtended,
    PlaceEvent, RunExtended, ShelfMoved,
};
use super::period::{Period, period_of};
use super::rows::{FolderRow, RunOf, ShelfRow};
use super::{Events, Place, Places};
use crate::domain::ids::{BoxNo, FolderNo, LaneNo, ShelfNo, SlotNo};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::slotting::{AssignRequest, Reason};
use chrono::NaiveDate;

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

/// A folder on its way to a place, with what its event has to say.
struct Placing {
    folder: FolderNo,
    home: Holder,
    thickness_mm: u16,
    run: Option<(LaneNo, Period)>,
    on: NaiveDate,
    over_capacity: bool,
    reason: Reason,
}

impl Placing {
    /// How it stands there afterwards.
    fn row(&self) -> FolderRow {
        FolderRow {
            home: self.home,
            thickness_mm: self.thickness_mm,
            lane: self.run.map(|(lane, _)| lane),
            period: self.run.map(|(_, period)| period),
            over_capacity: self.over_capacity,
        }
    }

    fn event(self) -> PlaceEvent {
        PlaceEvent::FolderAssigned(FolderAssigned {
            folder: self.folder,
            home: self.home,
            thickness_mm: self.thickness_mm,
            lane: self.run.map(|(lane, _)| lane),
            period: self.run.map(|(_, period)| period),
            on: self.on,
            over_capacity: self.over_capacity,
            reason: self.reason,
        })
    }
}

impl Places {
    /// Opens a box in an empty slot.
    ///
    /// # Errors
    /// `BadValue`, `PlaceTaken`, `SlotUnknown`, `SlotBlocked`, `SlotHoldsBox`, `SlotNotEmpty`, `SlotFull`.
    pub fn open_box(&self, request: &BoxRequest) -> Events {
        let outer_mm = request.outer_mm.unwrap_or(request.capacity_mm);
        if request.capacity_mm == 0 || outer_mm < request.capacity_mm {
            return Err(Refusal::new(Code::BadValue).with("field", "capacity_mm").with("detail", "> 0, ≤ outer_mm"));
        }
        let code = match &request.code {
            None => self.next_box_code(),
            Some(code) => check_code(code)?,
        };
        if self.place_of(&code).is_some() {
            return Err(Refusal::new(Code::PlaceTaken).with("place", code));
        }
        self.check_slot_for_box(request.slot, outer_mm)?;
        let (capacity_mm, slot) = (request.capacity_mm, request.slot);
        Ok(vec![BoxOpened { r#box: BoxNo(self.next_box), code, capacity_mm, outer_mm, slot }.into()])
    }

    /// The code the next box gets if nobody chooses one.
    pub(crate) fn next_box_code(&self) -> String {
        let mut code = format!("B{:06}", self.next_box);
        while self.place_of(&code).is_some() {
            code.push('X');
        }
        code
    }

    /// Moves a box with its folders. A free shelf it comes to joins the run of the shelf it leaves.
    ///
    /// # Errors
    /// `PlaceUnknown`, `ReasonRequired`, `SlotUnknown`, `SlotBlocked`, `SlotHoldsBox`, `SlotNotEmpty`, `SlotFull`.
    pub fn move_box(&self, r#box: BoxNo, slot: SlotNo, reason: &str) -> Events {
        let row = self.boxes.get(&r#box).ok_or_else(|| unknown(r#box))?;
        check_reason(reason)?;
        if row.slot == slot {
            return Ok(Vec::new());
        }
        self.check_slot_for_box(slot, row.outer_mm)?;
        let run = self.layout.shelf_of(row.slot).and_then(|(shelf, _)| self.run_of(shelf));
        let run = match run {
            Some(RunOf::Lane(lane, period)) => Some((lane, period)),
            _ => None,
        };
        let mut events = self.claim(slot, run);
        events.push(BoxMoved { r#box, slot, folders: row.folders.clone() }.into());
        Ok(events)
    }

    /// Takes an empty box away.
    ///
    /// # Errors
    /// `PlaceUnknown`, `PlaceOccupied`.
    pub fn remove_box(&self, r#box: BoxNo) -> Events {
        let row = self.boxes.get(&r#box).ok_or_else(|| unknown(r#box))?;
        match row.folders.len() {
            0 => Ok(vec![BoxRemoved { r#box }.into()]),
            count => Err(self.occupied(Place::Box(r#box), count as u64)),
        }
    }

    fn check_slot_for_box(&self, slot: SlotNo, outer_mm: u16) -> Result<(), Refusal> {
        let measure = self.measure_slot(slot).ok_or_else(|| slot_unknown(slot))?.2;
        self.check_open(slot)?;
        if !measure.empty {
            return Err(Refusal::new(Code::SlotNotEmpty).with("slot", self.code(Place::Slot(slot))));
        }
        if measure.width_mm < u32::from(outer_mm) {
            return Err(self.full(Place::Slot(slot), measure.width_mm, outer_mm));
        }
        Ok(())
    }

    /// Refuses a slot in which nothing loose can be put.
    fn check_open(&self, slot: SlotNo) -> Result<(), Refusal> {
        let code = || self.code(Place::Slot(slot));
        if let Some(reason) = self.blocked_reason(slot) {
            return Err(Refusal::new(Code::SlotBlocked).with("slot", code()).with("reason", reason));
        }
        if self.box_in(slot).is_some() {
            return Err(Refusal::new(Code::SlotHoldsBox).with("slot", code()));
        }
        Ok(())
    }

    fn full(&self, place: Place, free_mm: u32, needed_mm: u16) -> Refusal {
        Refusal::new(Code::SlotFull).with("slot", self.code(place)).with("free", free_mm).with("needed", needed_mm)
    }

    /// What is free in a home for a folder, which may be there already.
    pub(crate) fn free_for(&self, folder: FolderNo, home: Holder) -> Option<u32> {
        let own =
            self.folders.get(folder.0).filter(|row| row.home == home).map_or(0, |row| u32::from(row.thickness_mm));
        let (room_mm, used_mm) = match home {
            Holder::Slot(slot) => {
                let (shelf, index) = self.layout.shelf_of(slot)?;
                let (_, range) = self.layout.range_of(shelf)?;
                let taken = if self.box_in(slot).is_some() { u32::MAX } else { 0 };
                let used = self.row(shelf).map_or(0, |row| row.cell(index).used_mm);
                (u32::from(range.slot_width_mm), used.saturating_add(taken))
            }
            Holder::Box(number) => {
                let row = self.boxes.get(&number)?;
                (u32::from(row.capacity_mm), row.used_mm)
            }
        };
        Some(room_mm.saturating_sub(used_mm.saturating_sub(own)))
    }

    /// Gives a folder the home a person chose. A shelf of nobody's then starts or continues the folder's run.
    ///
    /// # Errors
    /// `ReasonRequired`, `BadValue`, `SlotUnknown`, `PlaceUnknown`, `SlotFull`, `SlotBlocked`, `SlotHoldsBox`.
    pub fn choose(&self, folder: FolderNo, home: Holder, request: &AssignRequest, reason: &str) -> Events {
        let (run, thickness_mm) = (self.run_for(request), request.thickness_mm);
        let reason = check_reason(reason).map(|_| Reason::Chosen)?;
        self.put(Placing { folder, home, thickness_mm, run, on: request.today, over_capacity: false, reason })
    }

    /// Moves a folder that has a home to another one a person chose.
    ///
    /// # Errors
    /// `NoHome`, and as `choose`.
    pub fn move_folder(&self, folder: FolderNo, home: Holder, reason: &str, today: NaiveDate) -> Events {
        let Some(row) = self.folders.get(folder.0) else {
            return Err(Refusal::new(Code::NoHome).with("code", format!("#{folder}")));
        };
        let reason = check_reason(reason).map(|_| Reason::Chosen)?;
        if row.home == home {
            return Ok(Vec::new());
        }
        let (run, thickness_mm) = (row.lane.zip(row.period), row.thickness_mm);
        self.put(Placing { folder, home, thickness_mm, run, on: today, over_capacity: false, reason })
    }

    fn put(&self, placing: Placing) -> Events {
        let (slot, place) = self.resolve_home(placing.home)?;
        match placing.home {
            Holder::Slot(slot) => self.check_open(slot)?,
            Holder::Box(_) => self.check_not_blocked(slot)?,
        }
        if placing.thickness_mm == 0 {
            return Err(Refusal::new(Code::BadValue).with("field", "thickness_mm").with("detail", "> 0"));
        }
        let free_mm = self.free_for(placing.folder, placing.home).unwrap_or(0);
        if free_mm < u32::from(placing.thickness_mm) {
            return Err(self.full(place, free_mm, placing.thickness_mm));
        }
        let mut events = self.claim(slot, placing.run);
        // Where it stands so already, there is nothing to record.
        if !events.is_empty() || self.folders.get(placing.folder.0) != Some(&placing.row()) {
            events.push(placing.event());
        }
        Ok(events)
    }

    fn check_not_blocked(&self, slot: SlotNo) -> Result<(), Refusal> {
        match self.blocked_reason(slot) {
            Some(reason) => {
                let code = self.code(Place::Slot(slot));
                Err(Refusal::new(Code::SlotBlocked).with("slot", code).with("reason", reason))
            }
            None => Ok(()),
        }
    }

    fn resolve_home(&self, home: Holder) -> Result<(SlotNo, Place), Refusal> {
        match home {
            Holder::Slot(slot) => {
                self.layout.shelf_of(slot).map(|_| (slot, Place::Slot(slot))).ok_or_else(|| slot_unknown(slot))
            }
            Holder::Box(number) => {
                self.boxes.get(&number).map(|row| (row.slot, Place::Box(number))).ok_or_else(|| unknown(number))
            }
        }
    }

    /// What gives the shelf of a slot, if it is nobody's, to a run.
    fn claim(&self, slot: SlotNo, run: Option<(LaneNo, Period)>) -> Vec<PlaceEvent> {
        let Some((shelf, _)) = self.layout.shelf_of(slot).filter(|(shelf, _)| self.row(*shelf).is_none()) else {
            return Vec::new();
        };
        let zone = self.layout.zone_of(shelf);
        match run {
            _ if self.layout.zone(zone).is_some_and(|zone| zone.overflow) => {
                vec![OverflowExtended { zone, shelf }.into()]
            }
            Some((lane, period)) => vec![RunExtended { lane, period, shelf }.into()],
            None => Vec::new(),
        }
    }

    pub(crate) fn run_for(&self, request: &AssignRequest) -> Option<(LaneNo, Period)> {
        let lane = self.layout.lane_of_type(request.business_type)?;
        Some((lane.lane, period_of(request.business_date, lane.granularity)))
    }

    /// Records that a folder stands at a place. Never refused for want of room: where the record has none, the place is
    /// flagged instead. The shelf joins no run by this, for old stock stands in an order of its own.
    ///
    /// # Errors
    /// `SlotUnknown`, `PlaceUnknown`: there is no such place to stand in.
    pub fn stated(&self, folder: FolderNo, home: Holder, request: &AssignRequest) -> Events {
        let (slot, _) = self.resolve_home(home)?;
        let free_mm = self.free_for(folder, home).unwrap_or(0);
        let over_capacity = free_mm < u32::from(request.thickness_mm) || self.blocked_reason(slot).is_some();
        let (run, thickness_mm) = (self.run_for(request), request.thickness_mm);
        let placing =
            Placing { folder, home, thickness_mm, run, on: request.today, over_capacity, reason: Reason::Stated };
        let stands = self.folders.get(folder.0) == Some(&placing.row());
        Ok(if stands { Vec::new() } else { vec![placing.event()] })
    }

    /// Releases a folder's home; no event if it has none.
    #[must_use]
    pub fn release(&self, folder: FolderNo) -> Vec<PlaceEvent> {
        self.folders.get(folder.0).map(|_| FolderReleased { folder }.into()).into_iter().collect()
    }

    /// Records a folder's new thickness where it stands; no event if it has no home or nothing changes. If it no longer
    /// fits, the event says so; `propose_move` finds it a better place.
    #[must_use]
    pub fn resize_folder(&self, folder: FolderNo, thickness_mm: u16) -> Vec<PlaceEvent> {
        let changed = self.folders.get(folder.0).filter(|row| row.thickness_mm != thickness_mm);
        let over_capacity = !self.would_still_fit(folder, thickness_mm);
        changed.map(|_| FolderResized { folder, thickness_mm, over_capacity }.into()).into_iter().collect()
    }

    /// Moves a shelf with all that it holds to an empty one, slot by slot.
    ///
    /// # Errors
    /// `ReasonRequired`, `PlaceUnknown`, `PlaceOccupied`, `SlotBlocked`, `GeometryInvalid`.
    pub fn move_shelf(&self, from: ShelfNo, to: ShelfNo, reason: &str) -> Events {
        check_reason(reason)?;
        let (_, old) = self.layout.range_of(from).ok_or_else(|| unknown(from))?;
        let (_, new) = self.layout.range_of(to).ok_or_else(|| unknown(to))?;
        let Some(row) = self.row(from).filter(|_| from != to) else { return Ok(Vec::new()) };
        if let Some(taken) = self.row(to) {
            let count = self.shelf_contents(to).len().max(taken.boxes.len());
            return Err(self.occupied(Place::Shelf(to), count as u64));
        }
        if new.slots < old.slots || new.slot_width_mm < old.slot_width_mm {
            let needed = format!("≥ {} × {} mm", old.slots, old.slot_width_mm);
            return Err(Refusal::new(Code::GeometryInvalid).with("field", "to").with("detail", needed));
        }
        for slot in 0..u32::from(old.slots) {
            if row.cell(slot).folders > 0 || row.box_in(slot).is_some() {
                self.check_not_blocked(new.slot_on(to, slot))?;
            }
        }
        Ok(vec![ShelfMoved { from, to, folders: self.shelf_contents(from) }.into()])
    }

    pub(super) fn shelf_of_home(&self, home: Holder) -> Option<(ShelfNo, u32)> {
        let slot = match home {
            Holder::Slot(slot) => slot,
            Holder::Box(number) => self.boxes.get(&number)?.slot,
        };
        self.layout.shelf_of(slot)
    }

    /// How many folders and boxes of a range would be outside of another shape of it, or of none.
    pub(super) fn held_outside(&self, range: crate::domain::ids::RangeNo, shape: Option<&super::range::Range>) -> u64 {
        let outside = |shelf: ShelfNo, row: &ShelfRow| {
            let slots = shape.filter(|shape| shape.spot(shelf).is_some()).map_or(0, |shape| u32::from(shape.slots));
            let cells = row.cells.iter().skip(slots as usize).map(|cell| u64::from(cell.folders)).sum::<u64>();
            let boxes = row.boxes.iter().filter(|(slot, _)| *slot >= slots);
            cells
                + boxes
                    .map(|(_, number)| self.boxes.get(number).map_or(1, |row| row.folders.len().max(1) as u64))
                    .sum::<u64>()
        };
        let rows = self.rows_of(range);
        rows.iter().filter_map(|shelf| Some((*shelf, self.row(*shelf)?))).map(|(shelf, row)| outside(shelf, row)).sum()
    }
}
