#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod geometry;
mod nonsense;
mod properties;
mod things;

use super::*;
use crate::domain::ids::{ClassNo, FolderNo, LaneNo, TypeNo};
use crate::domain::refusal::Code;
use crate::domain::slotting::AssignRequest;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Applies what was decided.
fn run(places: &mut Places, events: Events) -> Vec<PlaceEvent> {
    let events = events.unwrap();
    for event in &events {
        places.apply(event);
    }
    events
}

fn refused(events: Events) -> Code {
    events.unwrap_err().code
}

fn name() -> Name {
    Name::default()
}

/// Ranges of 2 sides × 2 bays × 2 shelves × 4 slots of 40 mm.
fn small(from: u16, to: u16) -> RangesRequest {
    RangesRequest { room: RoomNo(0), from, to, sides: Sides::Both, bays: 2, shelves: 2, slots: 4, slot_width_mm: 40 }
}

/// A storeroom A with small ranges.
fn storeroom(ranges: u16) -> Places {
    let mut places = Places::default();
    let declared = places.declare_room("A", name(), None);
    run(&mut places, declared);
    let declared = places.declare_ranges(&small(1, ranges));
    run(&mut places, declared);
    places
}

fn lane(code: &str, types: &[u16], granularity: Granularity) -> LaneRequest {
    LaneRequest {
        code: code.to_owned(),
        name: name(),
        types: types.iter().copied().map(TypeNo).collect(),
        granularity,
        boxes: None,
        reserve_per_mille: None,
    }
}

fn request(date: &str, thickness_mm: u16) -> AssignRequest {
    AssignRequest {
        business_type: TypeNo(0),
        class: ClassNo(0),
        business_date: day(date),
        thickness_mm,
        boxed: None,
        today: day(date),
    }
}

fn slot(places: &Places, code: &str) -> SlotNo {
    places.slot_of(code).unwrap_or_else(|| panic!("no slot {code}"))
}

fn shelf(places: &Places, code: &str) -> ShelfNo {
    places.shelf_named(code).unwrap_or_else(|| panic!("no shelf {code}"))
}

/// States that a folder stands in a slot.
fn stand(places: &mut Places, folder: u32, code: &str, thickness_mm: u16) {
    let home = Holder::Slot(slot(places, code));
    let stated = places.stated(FolderNo(folder), home, &request("2026-03-02", thickness_mm));
    run(places, stated);
}

/// What must be true of any places, whatever happened: every index as brute force makes it, every folder where its row
/// says and nowhere else.
fn check(places: &Places) {
    let saved = postcard::to_stdvec(places).unwrap();
    let restored: Places = postcard::from_bytes(&saved).unwrap();
    assert!(restored == *places, "a checkpoint restores the same places");
    check_contents(places);
    check_gaps(places);
    check_totals(places);
}

fn check_contents(places: &Places) {
    let mut seen = BTreeSet::new();
    for (shelf, row) in &places.shelves {
        assert!(row.run.is_some() || !row.is_empty(), "shelf {shelf} has a row for nothing");
        for slot in places.slots(*shelf) {
            let cell = row.cell(places.layout.shelf_of(slot).unwrap().1);
            let loose = places
                .slot_contents(slot)
                .into_iter()
                .filter(|folder| places.home(*folder) == Some(Holder::Slot(slot)));
            let loose: Vec<FolderNo> = loose.collect();
            let used: u32 = loose.iter().map(|folder| u32::from(places.folder(*folder).unwrap().thickness_mm)).sum();
            assert_eq!((cell.folders as usize, cell.used_mm), (loose.len(), used), "slot {slot}");
            for folder in loose {
                assert!(seen.insert(folder), "folder {folder} stands twice");
            }
        }
        for (index, number) in &row.boxes {
            assert_eq!(places.layout.shelf_of(places.boxes[number].slot), Some((*shelf, *index)), "box {number}");
        }
    }
    for (number, row) in places.boxes() {
        assert_eq!(places.box_in(row.slot), Some(number));
        assert_eq!(places.box_named(&row.code), Some(number));
        let used: u32 =
            row.folders().iter().map(|folder| u32::from(places.folder(*folder).unwrap().thickness_mm)).sum();
        assert_eq!(row.used_mm, used, "box {number}");
        for folder in row.folders() {
            assert_eq!(places.home(*folder), Some(Holder::Box(number)));
            assert!(seen.insert(*folder), "folder {folder} stands twice");
        }
    }
    assert_eq!(seen, places.folders().map(|(folder, _)| folder).collect(), "every folder with a home stands in it");
}

fn check_gaps(places: &Places) {
    let mut gaps = BTreeSet::new();
    for (shelf, row) in places.shelves.iter().filter(|(_, row)| row.run.is_some()) {
        let bucket = row.run.unwrap().bucket(places.layout.zone_of(*shelf));
        let width = u32::from(places.range_of(*shelf).unwrap().1.slot_width_mm);
        for slot in
            places.slots(*shelf).filter(|slot| places.blocked_reason(*slot).is_none() && places.box_in(*slot).is_none())
        {
            let free_mm = width.saturating_sub(row.cell(places.layout.shelf_of(slot).unwrap().1).used_mm);
            if free_mm > 0 {
                assert_eq!(places.layout.slot_at(places.layout.slot_position(slot)), Some(slot));
                gaps.insert(rows::Gap { bucket, free_mm, position: places.layout.slot_position(slot) });
            }
        }
    }
    assert_eq!(places.gaps.iter().copied().collect::<BTreeSet<_>>(), gaps);
}

fn check_totals(places: &Places) {
    let mut by_range: BTreeMap<RangeNo, (u64, u64)> = BTreeMap::new();
    let mut by_zone: BTreeMap<ZoneNo, (u64, u64)> = BTreeMap::new();
    for (folder, row) in places.folders() {
        let shelf = places.home_slot(folder).and_then(|slot| places.shelf_of(slot)).unwrap();
        let totals = by_range.entry(places.range_of(shelf).unwrap().0).or_default();
        *totals = (totals.0 + u64::from(row.thickness_mm), totals.1 + 1);
        if let Some(zone) = places.zone_of(shelf) {
            let totals = by_zone.entry(zone).or_default();
            *totals = (totals.0 + u64::from(row.thickness_mm), totals.1 + 1);
        }
    }
    for room in places.rooms() {
        for (range, _) in places.ranges(room.room) {
            let found = places.range_occupancy(range).unwrap();
            assert_eq!((found.used_mm, found.folders), by_range.get(&range).copied().unwrap_or_default());
            let shelves = places.shelves(range).map(|shelf| places.shelf_occupancy(shelf).unwrap());
            let sum =
                shelves.fold((0, 0, 0), |sum, one| (sum.0 + one.used_mm, sum.1 + one.folders, sum.2 + one.capacity_mm));
            assert_eq!(sum, (found.used_mm, found.folders, found.capacity_mm));
        }
    }
    for zone in places.zones() {
        let found = places.zone_occupancy(zone.zone).unwrap();
        assert_eq!((found.used_mm, found.folders), by_zone.get(&zone.zone).copied().unwrap_or_default());
    }
}

/// Where no zones overlap, the free shelves of each are counted right.
fn check_free(places: &Places) {
    for zone in places.zones() {
        let free = places.free_shelves(zone.zone, usize::MAX).len() as u64;
        assert_eq!(places.zone_shelves(zone.zone).free, free);
    }
}

/// Where people put folders only where they fit, no slot is over its capacity without a flag.
fn check_capacity(places: &Places) {
    for holder in places.over_capacity() {
        let folders = match holder {
            Holder::Slot(slot) => places.slot_contents(slot),
            Holder::Box(number) => places.box_contents(number),
        };
        assert!(
            folders.iter().any(|folder| places.folder(*folder).unwrap().over_capacity),
            "{holder:?} is over capacity unflagged"
        );
    }
}
