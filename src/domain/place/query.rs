//! What there is and what stands where.

use super::event::{Holder, LaneSet, ZoneSet};
use super::layout::{NO_ZONE, Room};
use super::period::Period;
use super::range::Range;
use super::rows::{BoxRow, FolderRow, Run, RunKey, RunOf, ShelfRow, Totals};
use super::template::normal_code;
use super::{Place, Places};
use crate::domain::ids::{BoxNo, ClassNo, FolderNo, LaneNo, RangeNo, RoomNo, ShelfNo, SlotNo, TypeNo, ZoneNo};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Places {
    /// All storerooms.
    #[must_use]
    pub fn rooms(&self) -> &[Room] {
        &self.layout.rooms
    }

    /// A storeroom.
    #[must_use]
    pub fn room(&self, room: RoomNo) -> Option<&Room> {
        self.layout.room(room)
    }

    /// The ranges of a storeroom in walking order.
    pub fn ranges(&self, room: RoomNo) -> impl Iterator<Item = (RangeNo, &Range)> {
        let walk = self.layout.walk().iter();
        walk.filter_map(|number| Some((*number, self.layout.range(*number)?)))
            .filter(move |(_, range)| range.room == room)
    }

    /// A range that is there.
    #[must_use]
    pub fn range(&self, range: RangeNo) -> Option<&Range> {
        self.layout.range(range).filter(|range| !range.removed)
    }

    /// The shelves of a range in walking order.
    pub fn shelves(&self, range: RangeNo) -> impl Iterator<Item = ShelfNo> + '_ {
        let range = self.range(range);
        range.into_iter().flat_map(|range| (0..range.shelf_count()).filter_map(|index| range.nth_shelf(index)))
    }

    /// The slots of a shelf in walking order.
    pub fn slots(&self, shelf: ShelfNo) -> impl Iterator<Item = SlotNo> + '_ {
        let range = self.layout.range_of(shelf).map(|(_, range)| range);
        range.into_iter().flat_map(move |range| (0..u32::from(range.slots)).map(move |slot| range.slot_on(shelf, slot)))
    }

    /// The first shelf, in walking order, of a storeroom, range or shelf.
    #[must_use]
    pub fn first_shelf(&self, place: Place) -> Option<ShelfNo> {
        match place {
            Place::Room(room) => self.ranges(room).find_map(|(_, range)| range.nth_shelf(0)),
            Place::Range(range) => self.range(range)?.nth_shelf(0),
            Place::Shelf(shelf) => Some(shelf),
            Place::Slot(_) | Place::Box(_) => None,
        }
    }

    /// The last shelf, in walking order, of a storeroom, range or shelf.
    #[must_use]
    pub fn last_shelf(&self, place: Place) -> Option<ShelfNo> {
        let last = |range: &Range| range.nth_shelf(range.shelf_count().checked_sub(1)?);
        match place {
            Place::Room(room) => self.ranges(room).filter_map(|(_, range)| last(range)).last(),
            Place::Range(range) => last(self.range(range)?),
            Place::Shelf(shelf) => Some(shelf),
            Place::Slot(_) | Place::Box(_) => None,
        }
    }

    /// Whether what a folder stands in holds more than fits.
    #[must_use]
    pub fn is_overfull(&self, folder: FolderNo) -> bool {
        self.home(folder).is_some_and(|home| self.overfull.contains(&home))
    }

    /// All zones, by number.
    #[must_use]
    pub fn zones(&self) -> &[ZoneSet] {
        &self.layout.zones
    }

    /// A zone.
    #[must_use]
    pub fn zone(&self, zone: ZoneNo) -> Option<&ZoneSet> {
        self.layout.zone(zone)
    }

    /// The zone that has a code, however it is written.
    #[must_use]
    pub fn zone_by_code(&self, code: &str) -> Option<&ZoneSet> {
        let code = normal_code(code);
        self.layout.zones.iter().find(|zone| zone.code == code)
    }

    /// The zone of a shelf.
    #[must_use]
    pub fn zone_of(&self, shelf: ShelfNo) -> Option<ZoneNo> {
        Some(self.layout.zone_of(shelf)).filter(|zone| *zone != NO_ZONE)
    }

    /// The zone of a shelf, if it does not accept a folder of this type and class.
    #[must_use]
    pub fn zone_against(&self, shelf: ShelfNo, business_type: TypeNo, class: ClassNo) -> Option<&ZoneSet> {
        let zone = self.zone(self.zone_of(shelf)?)?;
        let accepts = (zone.types.is_empty() || zone.types.contains(&business_type))
            && (zone.classes.is_empty() || zone.classes.contains(&class));
        (!accepts).then_some(zone)
    }

    /// All lanes, by number.
    #[must_use]
    pub fn lanes(&self) -> &[LaneSet] {
        &self.layout.lanes
    }

    /// The lane that has a code, however it is written.
    #[must_use]
    pub fn lane_by_code(&self, code: &str) -> Option<&LaneSet> {
        let code = normal_code(code);
        self.layout.lanes.iter().find(|lane| lane.code == code)
    }

    /// A lane.
    #[must_use]
    pub fn lane(&self, lane: LaneNo) -> Option<&LaneSet> {
        self.layout.lane(lane)
    }

    /// The lane of a business type.
    #[must_use]
    pub fn lane_of_type(&self, business_type: TypeNo) -> Option<LaneNo> {
        self.layout.lane_of_type(business_type).map(|lane| lane.lane)
    }

    /// The range and storeroom of a shelf that is there.
    #[must_use]
    pub fn range_of(&self, shelf: ShelfNo) -> Option<(RangeNo, &Range)> {
        self.layout.range_of(shelf)
    }

    /// The shelf of a slot that is there.
    #[must_use]
    pub fn shelf_of(&self, slot: SlotNo) -> Option<ShelfNo> {
        self.layout.shelf_of(slot).map(|(shelf, _)| shelf)
    }

    /// Which side, bay and shelf, counted from 0, a shelf is.
    #[must_use]
    pub fn spot(&self, shelf: ShelfNo) -> Option<(u32, u32, u32)> {
        let spot = self.layout.range_of(shelf)?.1.spot(shelf)?;
        Some((spot.side, spot.bay, spot.shelf))
    }

    /// Which slot of its shelf, counted from 0, a slot is.
    #[must_use]
    pub fn slot_index(&self, slot: SlotNo) -> Option<u32> {
        self.layout.shelf_of(slot).map(|(_, index)| index)
    }

    /// Why a slot is blocked.
    #[must_use]
    pub fn blocked_reason(&self, slot: SlotNo) -> Option<&str> {
        self.blocked.get(&slot).map(AsRef::as_ref)
    }

    pub(super) fn blocked_in(&self, range: RangeNo) -> impl Iterator<Item = SlotNo> + '_ {
        let numbers = self
            .layout
            .range(range)
            .map(|range| SlotNo(range.first_slot)..SlotNo(range.first_slot + range.slot_numbers()));
        numbers.into_iter().flat_map(|numbers| self.blocked.range(numbers).map(|(slot, _)| *slot))
    }

    /// The blocked slots of a shelf.
    #[must_use]
    pub fn blocked_on(&self, shelf: ShelfNo) -> Vec<SlotNo> {
        let Some((_, range)) = self.layout.range_of(shelf) else { return Vec::new() };
        let (first, end) = (range.slot_on(shelf, 0), range.slot_on(shelf, u32::from(range.slots)));
        self.blocked.range(first..end).map(|(slot, _)| *slot).collect()
    }

    /// A box.
    #[must_use]
    pub fn r#box(&self, r#box: BoxNo) -> Option<&BoxRow> {
        self.boxes.get(&r#box).map(Arc::as_ref)
    }

    /// All boxes, by number.
    pub fn boxes(&self) -> impl Iterator<Item = (BoxNo, &BoxRow)> {
        self.boxes.iter().map(|(number, row)| (*number, row.as_ref()))
    }

    /// The box in a slot.
    #[must_use]
    pub fn box_in(&self, slot: SlotNo) -> Option<BoxNo> {
        let (shelf, index) = self.layout.shelf_of(slot)?;
        self.row(shelf)?.box_in(index)
    }

    /// The boxes on a shelf in walking order.
    #[must_use]
    pub fn boxes_on(&self, shelf: ShelfNo) -> Vec<BoxNo> {
        self.row(shelf).map_or_else(Vec::new, |row| row.boxes.iter().map(|(_, number)| *number).collect())
    }

    /// What is kept of a folder's home.
    #[must_use]
    pub fn folder(&self, folder: FolderNo) -> Option<&FolderRow> {
        self.folders.get(folder.0)
    }

    /// The home of a folder.
    #[must_use]
    pub fn home(&self, folder: FolderNo) -> Option<Holder> {
        self.folders.get(folder.0).map(|row| row.home)
    }

    /// The slot of a folder's home: its own, or its box's.
    #[must_use]
    pub fn home_slot(&self, folder: FolderNo) -> Option<SlotNo> {
        self.home(folder).and_then(|home| self.slot_of_holder(home))
    }

    /// The storeroom of a folder's home. Cheap: a search asks it of all that it finds.
    #[must_use]
    pub fn home_room(&self, folder: FolderNo) -> Option<RoomNo> {
        self.layout.room_of(self.home_slot(folder)?)
    }

    /// The slot of a home.
    #[must_use]
    pub fn slot_of_holder(&self, home: Holder) -> Option<SlotNo> {
        match home {
            Holder::Slot(slot) => Some(slot),
            Holder::Box(number) => self.boxes.get(&number).map(|row| row.slot),
        }
    }

    /// The folders of a slot in order, those in its box included.
    #[must_use]
    pub fn slot_contents(&self, slot: SlotNo) -> Vec<FolderNo> {
        let Some((shelf, index)) = self.layout.shelf_of(slot) else { return Vec::new() };
        self.row(shelf).map_or_else(Vec::new, |row| self.contents_of(row, index))
    }

    /// The folders of a shelf in walking order.
    #[must_use]
    pub fn shelf_contents(&self, shelf: ShelfNo) -> Vec<FolderNo> {
        let Some((row, (_, range))) = self.row(shelf).zip(self.layout.range_of(shelf)) else { return Vec::new() };
        (0..u32::from(range.slots)).flat_map(|slot| self.contents_of(row, slot)).collect()
    }

    fn contents_of(&self, row: &ShelfRow, slot: u32) -> Vec<FolderNo> {
        let mut folders = row.folders_in(slot).to_vec();
        folders.extend(
            row.box_in(slot).and_then(|number| self.boxes.get(&number)).into_iter().flat_map(|row| &row.folders),
        );
        folders
    }

    /// The folders of a box in order.
    #[must_use]
    pub fn box_contents(&self, r#box: BoxNo) -> Vec<FolderNo> {
        self.boxes.get(&r#box).map_or_else(Vec::new, |row| row.folders.clone())
    }

    /// Whether a shelf belongs to no run and holds nothing.
    #[must_use]
    pub fn is_free(&self, shelf: ShelfNo) -> bool {
        self.layout.range_of(shelf).is_some() && !self.shelves.contains_key(&shelf)
    }

    /// The first free shelves of a zone in walking order.
    #[must_use]
    pub fn free_shelves(&self, zone: ZoneNo, limit: usize) -> Vec<ShelfNo> {
        let shelves = self.layout.segments(zone).iter().flat_map(|segment| {
            let range = self.layout.range(segment.range);
            (segment.first..=segment.last).filter_map(move |index| range?.nth_shelf(index))
        });
        shelves.filter(|shelf| !self.shelves.contains_key(shelf)).take(limit).collect()
    }

    /// The run a shelf was given to.
    #[must_use]
    pub fn run_of(&self, shelf: ShelfNo) -> Option<RunOf> {
        self.row(shelf)?.run?.run_of()
    }

    /// A run.
    #[must_use]
    pub fn run(&self, run: RunOf) -> Option<&Run> {
        let key = match run {
            RunOf::Lane(lane, period) => RunKey::lane(lane, period),
            RunOf::Overflow(zone) => RunKey::overflow(zone),
        };
        self.runs.get(&key).map(Arc::as_ref)
    }

    /// The runs of a lane, by granularity and time.
    pub fn runs_of(&self, lane: LaneNo) -> impl DoubleEndedIterator<Item = (Period, &Run)> {
        let (first, last) = RunKey::bounds(lane);
        self.runs.range(first..=last).filter_map(|(key, run)| match key.run_of()? {
            RunOf::Lane(_, period) => Some((period, run.as_ref())),
            RunOf::Overflow(_) => None,
        })
    }

    /// How many folders of which lane and period a shelf holds.
    #[must_use]
    pub fn shelf_mix(&self, shelf: ShelfNo) -> Vec<(Option<(LaneNo, Period)>, u64)> {
        let mut mix = BTreeMap::new();
        for folder in self.shelf_contents(shelf) {
            let run = self.folders.get(folder.0).and_then(|row| row.lane.zip(row.period));
            *mix.entry(run).or_insert(0) += 1;
        }
        mix.into_iter().collect()
    }

    /// Whether a shelf holds folders of more than one lane or period.
    #[must_use]
    pub fn mixes_periods(&self, shelf: ShelfNo) -> bool {
        self.shelf_mix(shelf).len() > 1
    }

    /// The slots and boxes that hold more than there is room for in the record.
    pub fn over_capacity(&self) -> impl Iterator<Item = Holder> + '_ {
        self.overfull.iter().copied()
    }

    /// All folders that have a home, by number.
    pub fn folders(&self) -> impl Iterator<Item = (FolderNo, &FolderRow)> {
        self.folders.iter().map(|(number, row)| (FolderNo(number), row))
    }

    /// A number that sorts slots in walking order. Good until storerooms or ranges change.
    #[must_use]
    pub fn walking_key(&self, slot: SlotNo) -> u64 {
        self.layout.slot_ordinal(slot).unwrap_or(u64::MAX)
    }

    /// How far two slots are from each other: slots to walk past.
    #[must_use]
    pub fn distance(&self, one: SlotNo, other: SlotNo) -> Option<u64> {
        Some(self.layout.slot_ordinal(one)?.abs_diff(self.layout.slot_ordinal(other)?))
    }

    pub(super) fn rows_of(&self, range: RangeNo) -> Vec<ShelfNo> {
        let numbers = self
            .layout
            .range(range)
            .map(|range| ShelfNo(range.first_shelf)..ShelfNo(range.first_shelf + range.shelf_numbers()));
        numbers.into_iter().flat_map(|numbers| self.shelves.range(numbers).map(|(shelf, _)| *shelf)).collect()
    }

    pub(crate) fn shelves_in_use(&self, range: RangeNo) -> u32 {
        self.range_totals.get(&range).map_or(0, |total: &Totals| total.shelves)
    }
}
