//! Where a folder should stand, decided by time and business type.
//!
//! `Places::assign` looks and answers; it changes nothing. What it answers becomes events, and only applying those
//! changes anything, so an old ledger replays the same whatever the rules become. docs/adr/0002 tells why the rules are
//! as they are.

mod advice;
mod no_room;
mod reason;
mod shelf;
#[cfg(test)]
mod tests;

pub use advice::{LaneFlag, Proposal, ProposalCause};
pub use reason::Reason;

use crate::domain::ids::{ClassNo, FolderNo, LaneNo, ShelfNo, SlotNo, TypeNo, ZoneNo};
use crate::domain::place::{
    BoxKind, BoxOpened, FolderAssigned, Holder, LaneSet, OverflowExtended, Period, PlaceEvent, Places, Run,
    RunExtended, RunOf, period_of,
};
use crate::domain::refusal::{Code, Refusal};
use chrono::NaiveDate;

/// What has to be known of a folder to find it a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssignRequest {
    /// Its business type.
    pub business_type: TypeNo,
    /// Its secrecy class.
    pub class: ClassNo,
    /// The date that tells its period: the business date, or the opening date where a folder collects cases.
    pub business_date: NaiveDate,
    /// Its thickness, or that of its business type.
    pub thickness_mm: u16,
    /// Whether it goes into a box; `None` leaves it to the lane.
    pub boxed: Option<bool>,
    /// Today in the archive's time zone: a folder whose period is over may use what was kept for late-comers.
    pub today: NaiveDate,
}

/// A place found for a folder: the answer of `Places::assign`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The slot or box.
    pub home: Holder,
    /// The slot, or the slot the box stands in.
    pub slot: SlotNo,
    /// The lane.
    pub lane: LaneNo,
    /// The period.
    pub period: Period,
    /// The room it takes up.
    pub thickness_mm: u16,
    /// The shelf newly opened for it, if any.
    pub opened: Vec<ShelfNo>,
    /// Why there.
    pub reason: Reason,
    /// What has to happen before the folder can be put there.
    pub before: Vec<PlaceEvent>,
    /// The day it was found.
    pub on: NaiveDate,
}

impl Assignment {
    /// The events that carry it out for a folder, in order.
    #[must_use]
    pub fn events(&self, folder: FolderNo) -> Vec<PlaceEvent> {
        let mut events = self.before.clone();
        events.push(PlaceEvent::FolderAssigned(FolderAssigned {
            folder,
            home: self.home,
            thickness_mm: self.thickness_mm,
            lane: Some(self.lane),
            period: Some(self.period),
            on: self.on,
            over_capacity: false,
            reason: self.reason.clone(),
        }));
        events
    }
}

/// A request with all that was looked up for it.
struct Search<'a> {
    places: &'a Places,
    request: &'a AssignRequest,
    lane: &'a LaneSet,
    period: Period,
    /// The boxes it goes into, if it does.
    boxes: Option<BoxKind>,
    zones: Vec<ZoneNo>,
}

/// What a folder is put into, and what has to happen first.
struct Spot {
    home: Holder,
    slot: SlotNo,
    before: Vec<PlaceEvent>,
}

impl Places {
    /// Finds a place for a folder. Pure: apply the events of the answer to make it so.
    ///
    /// # Errors
    /// `NoLane`, `NoRoom`, `BadValue`.
    pub fn assign(&self, request: &AssignRequest) -> Result<Assignment, Refusal> {
        let Some(lane) = self.lane_of_type(request.business_type).and_then(|lane| self.lane(lane)) else {
            return Err(Refusal::new(Code::NoLane).with("type", format!("#{}", request.business_type)));
        };
        if request.thickness_mm == 0 {
            return Err(Refusal::new(Code::BadValue).with("field", "thickness_mm").with("detail", "> 0"));
        }
        let search = Search {
            places: self,
            request,
            lane,
            period: period_of(request.business_date, lane.granularity),
            boxes: lane.boxes.filter(|_| request.boxed != Some(false)),
            zones: self.zones_for(request.business_type, request.class, false),
        };
        search.in_run().or_else(|| search.in_overflow()).ok_or_else(|| search.no_room())
    }

    /// The order in which many folders are best assigned (an import): by lane, then period, so that runs grow one after
    /// the other and not into each other. Folders without a lane come last.
    #[must_use]
    pub fn assign_order(&self, business_type: TypeNo, business_date: NaiveDate) -> Option<(LaneNo, Period)> {
        let lane = self.lane_of_type(business_type).and_then(|lane| self.lane(lane))?;
        Some((lane.lane, period_of(business_date, lane.granularity)))
    }
}

impl Search<'_> {
    fn run_of(&self) -> RunOf {
        RunOf::Lane(self.lane.lane, self.period)
    }

    fn late(&self) -> bool {
        self.request.today > self.period.last_day()
    }

    /// The width a slot must have.
    fn need_mm(&self) -> u32 {
        u32::from(self.boxes.map_or(self.request.thickness_mm, |kind| kind.outer_mm))
    }

    fn fits_box(&self) -> bool {
        self.boxes.is_none_or(|kind| kind.capacity_mm >= self.request.thickness_mm)
    }

    /// Whether one more empty slot of the run may be used: while the period lasts, some are kept for late-comers.
    fn may_use_empty(&self, run: &Run) -> bool {
        let kept = (u64::from(run.slots) * u64::from(self.lane.reserve_per_mille) + 500) / 1_000;
        self.late() || u64::from(run.empty_slots) > kept
    }

    fn in_run(&self) -> Option<Assignment> {
        let (places, run_of) = (self.places, self.run_of());
        if self.zones.is_empty() || !self.fits_box() {
            return None;
        }
        let Some(run) = places.run(run_of) else {
            let (shelf, near) = self.start_shelf()?;
            let reason = Reason::Started { lane: self.lane.lane, period: self.period, shelf, near };
            return self.on_new_shelf(shelf, reason);
        };
        let gap = self.gap_in(run_of);
        if let Some((spot, free_mm, empty)) = gap
            && (!empty || self.may_use_empty(run))
        {
            return Some(self.answer(spot, self.gap_reason(free_mm), Vec::new()));
        }
        if let Some((shelf, steps)) = self.extension_shelf(run) {
            let reason = Reason::Extended { lane: self.lane.lane, period: self.period, shelf, steps };
            return self.on_new_shelf(shelf, reason);
        }
        // No shelf to be had: what was kept for late-comers goes before overflow.
        self.gap_in(run_of).map(|(spot, free_mm, _)| self.answer(spot, self.gap_reason(free_mm), Vec::new()))
    }

    fn gap_reason(&self, free_mm: u32) -> Reason {
        Reason::Gap { lane: self.lane.lane, period: self.period, free_mm, late: self.late() }
    }

    /// The best fit in the shelves a run has, what is free in it, and whether it takes an empty slot.
    fn gap_in(&self, run: RunOf) -> Option<(Spot, u32, bool)> {
        let (places, thickness_mm) = (self.places, u32::from(self.request.thickness_mm));
        let Some(kind) = self.boxes else {
            let (slot, free_mm) = places.best_gap(run, &self.zones, thickness_mm)?;
            let spot = Spot { home: Holder::Slot(slot), slot, before: Vec::new() };
            return Some((spot, free_mm, places.is_empty_slot(slot)));
        };
        if let Some((number, free_mm)) = places.best_box(run, &self.zones, thickness_mm) {
            let (home, slot) = (Holder::Box(number), places.r#box(number)?.slot);
            return Some((Spot { home, slot, before: Vec::new() }, free_mm, false));
        }
        let slot = places.empty_slot(run, &self.zones, self.need_mm())?;
        Some((self.new_box(kind, slot), u32::from(kind.capacity_mm), true))
    }

    fn new_box(&self, kind: BoxKind, slot: SlotNo) -> Spot {
        let number = self.places.next_box();
        let opened = BoxOpened {
            r#box: number,
            code: self.places.next_box_code(),
            capacity_mm: kind.capacity_mm,
            outer_mm: kind.outer_mm,
            slot,
        };
        Spot { home: Holder::Box(number), slot, before: vec![opened.into()] }
    }

    fn on_new_shelf(&self, shelf: ShelfNo, reason: Reason) -> Option<Assignment> {
        let slot = self.places.empty_slot_on(shelf, self.need_mm())?;
        let mut spot = match self.boxes {
            None => Spot { home: Holder::Slot(slot), slot, before: Vec::new() },
            Some(kind) => self.new_box(kind, slot),
        };
        spot.before.insert(0, RunExtended { lane: self.lane.lane, period: self.period, shelf }.into());
        Some(self.answer(spot, reason, vec![shelf]))
    }

    /// Overflow zones take folders of any lane and period side by side, loose: they are to be moved out again.
    fn in_overflow(&self) -> Option<Assignment> {
        let (places, request) = (self.places, self.request);
        let thickness_mm = u32::from(request.thickness_mm);
        for zone in places.zones_for(request.business_type, request.class, true) {
            let reason = Reason::Overflow { lane: self.lane.lane, period: self.period, zone };
            if let Some((slot, _)) = places.best_gap(RunOf::Overflow(zone), &[zone], thickness_mm) {
                let spot = Spot { home: Holder::Slot(slot), slot, before: Vec::new() };
                return Some(self.answer(spot, reason, Vec::new()));
            }
            let start = places.zone_start(zone)?;
            if let Some((shelf, _)) = places.nearest_free(zone, start, thickness_mm) {
                let slot = places.empty_slot_on(shelf, thickness_mm)?;
                let before = vec![OverflowExtended { zone, shelf }.into()];
                return Some(self.answer(Spot { home: Holder::Slot(slot), slot, before }, reason, vec![shelf]));
            }
        }
        None
    }

    fn answer(&self, spot: Spot, reason: Reason, opened: Vec<ShelfNo>) -> Assignment {
        Assignment {
            home: spot.home,
            slot: spot.slot,
            lane: self.lane.lane,
            period: self.period,
            thickness_mm: self.request.thickness_mm,
            opened,
            reason,
            before: spot.before,
            on: self.request.today,
        }
    }
}
