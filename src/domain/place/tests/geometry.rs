use super::*;

#[test]
fn ten_million_empty_slots_cost_next_to_nothing() {
    let mut places = Places::default();
    let room = places.declare_room("A", name(), Some("{room}-{range:3}{side}-{bay:2}-{shelf:2}-{slot:3}"));
    run(&mut places, room);
    let request = RangesRequest { from: 1, to: 100, bays: 50, shelves: 10, slots: 100, ..small(1, 1) };
    let ranges = places.declare_ranges(&request);
    let events = run(&mut places, ranges);
    assert_eq!(events.len(), 1);
    let shelves: u64 = places.ranges(RoomNo(0)).map(|(_, range)| u64::from(range.shelf_count())).sum();
    assert_eq!(shelves * 100, 10_000_000);
    assert!(postcard::to_stdvec(&places).unwrap().len() < 4_000);
    let code = places.slot_code(slot(&places, "A-100R-50-10-100")).unwrap();
    assert_eq!(code, "A-100R-50-10-100");
    let set = places.set_lane(&lane("NEW", &[0], Granularity::Month));
    run(&mut places, set);
    assert!(places.assign(&request_of_ten()).is_ok());
}

fn request_of_ten() -> AssignRequest {
    request("2026-03-02", 10)
}

#[test]
fn every_slot_has_a_code_that_leads_back_to_it_and_codes_sort_as_one_walks() {
    let mut places = storeroom(12);
    let single = places.declare_ranges(&RangesRequest { sides: Sides::Single, ..small(20, 20) });
    run(&mut places, single);
    let second = places.declare_room("B2", name(), Some("{room}{range:3}{bay}{shelf}{slot}"));
    run(&mut places, second);
    let ranges = places.declare_ranges(&RangesRequest { room: RoomNo(1), sides: Sides::Single, ..small(1, 2) });
    run(&mut places, ranges);
    let mut walk: Vec<(u64, String)> = Vec::new();
    for room in [RoomNo(1), RoomNo(0)] {
        for (range, _) in places.ranges(room) {
            assert_eq!(places.place_of(&places.range_code(range).unwrap()), Some(Place::Range(range)));
            for shelf in places.shelves(range) {
                assert_eq!(places.place_of(&places.shelf_code(shelf).unwrap()), Some(Place::Shelf(shelf)));
                for slot in places.slots(shelf) {
                    let code = places.slot_code(slot).unwrap();
                    assert_eq!(places.place_of(&code.to_lowercase()), Some(Place::Slot(slot)));
                    walk.push((places.walking_key(slot), code));
                }
            }
        }
    }
    assert_eq!(walk.len(), 12 * 32 + 16 + 2 * 16);
    walk.sort();
    assert!(walk.windows(2).all(|pair| pair[0].1 < pair[1].1), "codes sort in walking order");
}

#[test]
fn codes_of_places_that_are_not_there_lead_nowhere() {
    let places = storeroom(2);
    for code in [
        "A-03L-01-1-01",
        "A-01L-03-1-01",
        "A-01L-01-3-01",
        "A-01L-01-1-05",
        "A-01-01-1-01",
        "A-01L-01-1-00",
        "Z-01L-01-1-01",
        "X",
        "",
    ] {
        assert_eq!(places.place_of(code), None, "{code}");
    }
    assert_eq!(places.place_of("a"), Some(Place::Room(RoomNo(0))));
    assert_eq!(places.slot_code(SlotNo(999_999)), None);
}

#[test]
fn a_renamed_storeroom_keeps_its_numbers_and_its_old_labels_are_still_understood() {
    let mut places = storeroom(1);
    let before = slot(&places, "A-01L-01-1-02");
    let changed = places.change_room(RoomNo(0), "N", name(), Some("{room}.{range:3}{side}.{bay:2}.{shelf}.{slot:2}"));
    run(&mut places, changed);
    assert_eq!(places.slot_code(before).unwrap(), "N.001L.01.1.02");
    assert_eq!(places.slot_of("A-01L-01-1-02"), Some(before), "the old printed code");
    assert_eq!(places.slot_of("N.001L.01.1.02"), Some(before));
    assert_eq!(
        refused(places.declare_room("A", name(), None)),
        Code::PlaceTaken,
        "the old code stays with its storeroom"
    );
    let back = places.change_room(RoomNo(0), "A", name(), Some(DEFAULT_TEMPLATE));
    run(&mut places, back);
    assert_eq!(places.slot_of("N.001L.01.1.02"), Some(before));
    assert!(places.change_room(RoomNo(0), "A", name(), None).unwrap().is_empty(), "nothing to change");
    check(&places);
}

#[test]
fn declarations_that_make_no_sense_are_refused() {
    let places = storeroom(2);
    let declare = |change: &dyn Fn(&mut RangesRequest)| {
        let mut request = small(5, 6);
        change(&mut request);
        refused(places.declare_ranges(&request))
    };
    assert_eq!(declare(&|request| request.room = RoomNo(7)), Code::PlaceUnknown);
    assert_eq!(declare(&|request| request.from = 2), Code::PlaceTaken);
    assert_eq!(declare(&|request| request.from = 0), Code::GeometryInvalid);
    assert_eq!(declare(&|request| request.to = 4), Code::GeometryInvalid);
    assert_eq!(declare(&|request| request.to = 100), Code::GeometryInvalid, "its code would not sort");
    assert_eq!(declare(&|request| request.shelves = 10), Code::GeometryInvalid, "its code would not sort");
    assert_eq!(declare(&|request| request.bays = 0), Code::GeometryInvalid);
    assert_eq!(declare(&|request| request.slot_width_mm = 0), Code::GeometryInvalid);
    assert_eq!(refused(places.declare_room("A B", name(), None)), Code::GeometryInvalid);
    assert_eq!(refused(places.declare_room("a", name(), None)), Code::PlaceTaken);
    assert_eq!(refused(places.declare_room("B", name(), Some("{slot}"))), Code::GeometryInvalid);
    let flat = "{room}-{range:2}-{bay:2}-{shelf}-{slot:2}";
    assert_eq!(
        refused(places.change_room(RoomNo(0), "A", name(), Some(flat))),
        Code::GeometryInvalid,
        "it has two sides"
    );
}

#[test]
fn more_slots_than_there_are_numbers_are_refused() {
    let mut places = Places::default();
    let room = places.declare_room("A", name(), Some("{room}{range:4}{side}{bay:4}{shelf:3}{slot:4}"));
    run(&mut places, room);
    let vast = RangesRequest { from: 1, to: 9_999, bays: 1_000, shelves: 100, slots: 1_000, ..small(1, 1) };
    assert_eq!(refused(places.declare_ranges(&vast)), Code::GeometryInvalid);
    assert_eq!(refused(places.declare_ranges(&RangesRequest { to: 20, ..vast })), Code::GeometryInvalid);
}

#[test]
fn a_range_grows_within_its_numbers_and_its_folders_stay_where_they_are() {
    let mut places = storeroom(2);
    stand(&mut places, 1, "A-01R-02-2-04", 20);
    let home = places.home(FolderNo(1));
    let grown = places.resize_range(RangeNo(0), 4, 3, 6);
    run(&mut places, grown);
    assert_eq!(places.home(FolderNo(1)), home);
    assert_eq!(places.code(Place::Slot(places.home_slot(FolderNo(1)).unwrap())), "A-01R-02-2-04");
    assert!(places.slot_of("A-01L-04-3-06").is_some());
    check(&places);
    assert_eq!(refused(places.resize_range(RangeNo(0), 6, 3, 6)), Code::GeometryInvalid, "past its numbers");
}

#[test]
fn an_occupied_place_can_be_neither_shrunk_nor_removed() {
    let mut places = storeroom(2);
    stand(&mut places, 1, "A-01R-02-2-04", 20);
    for (bays, shelves, slots) in [(1, 2, 4), (2, 1, 4), (2, 2, 3)] {
        assert_eq!(refused(places.resize_range(RangeNo(0), bays, shelves, slots)), Code::PlaceOccupied);
    }
    assert_eq!(refused(places.remove_range(RangeNo(0))), Code::PlaceOccupied);
    let released = Ok(places.release(FolderNo(1)));
    run(&mut places, released);
    let box_ = places.open_box(&BoxRequest {
        code: None,
        capacity_mm: 30,
        outer_mm: None,
        slot: slot(&places, "A-01L-02-1-01"),
    });
    run(&mut places, box_);
    assert_eq!(refused(places.remove_range(RangeNo(0))), Code::PlaceOccupied, "an empty box is something, too");
    let removed = places.remove_box(BoxNo(0));
    run(&mut places, removed);
    let removed = places.remove_range(RangeNo(0));
    run(&mut places, removed);
    assert_eq!(places.place_of("A-01L-01-1-01"), None);
    check(&places);
    let again = places.declare_ranges(&small(1, 1));
    run(&mut places, again);
    assert!(places.slot_of("A-01L-01-1-01").is_some(), "its label can be used again");
    check(&places);
}

#[test]
fn a_shrunk_range_loses_its_blocked_slots_and_empty_shelves_of_runs() {
    let mut places = storeroom(1);
    let set = places.set_lane(&lane("NEW", &[0], Granularity::Month));
    run(&mut places, set);
    let blocked = places.block(slot(&places, "A-01R-02-2-04"), "broken");
    run(&mut places, blocked);
    let period = period_of(day("2026-03-02"), Granularity::Month);
    let given = places.give_shelf(LaneNo(0), period, shelf(&places, "A-01R-02-2"));
    run(&mut places, given);
    let shrunk = places.resize_range(RangeNo(0), 1, 2, 4);
    run(&mut places, shrunk);
    check(&places);
    let grown = places.resize_range(RangeNo(0), 2, 2, 4);
    run(&mut places, grown);
    assert_eq!(places.blocked_reason(slot(&places, "A-01R-02-2-04")), None);
    assert_eq!(places.run(RunOf::Lane(LaneNo(0), period)), None);
    check(&places);
}

fn zone(places: &Places, code: &str, from: &str, to: &str) -> ZoneRequest {
    let spans = vec![Span { from: shelf(places, from), to: shelf(places, to) }];
    ZoneRequest {
        code: code.to_owned(),
        name: name(),
        spans,
        types: vec![],
        classes: vec![],
        priority: 1,
        overflow: false,
    }
}

#[test]
fn zones_do_not_overlap_and_count_what_they_hold() {
    let mut places = storeroom(3);
    stand(&mut places, 1, "A-02L-01-1-01", 15);
    let set = places.set_zone(&zone(&places, "Z1", "A-01L-01-2", "A-02L-02-2"));
    run(&mut places, set);
    let overlapping = zone(&places, "Z2", "A-02L-02-2", "A-03L-01-1");
    assert_eq!(refused(places.set_zone(&overlapping)), Code::ZoneOverlap);
    let backwards = zone(&places, "Z2", "A-03L-01-1", "A-02R-01-1");
    assert_eq!(refused(places.set_zone(&backwards)), Code::BadValue);
    let beside = places.set_zone(&zone(&places, "Z2", "A-02R-01-1", "A-03R-02-2"));
    run(&mut places, beside);
    let occupancy = places.zone_occupancy(ZoneNo(0)).unwrap();
    assert_eq!((occupancy.used_mm, occupancy.folders, occupancy.capacity_mm), (15, 1, 11 * 160));
    assert_eq!(places.zone_shelves(ZoneNo(0)), ShelfCount { total: 11, free: 10 });
    assert_eq!(places.zone_shelves(ZoneNo(1)), ShelfCount { total: 12, free: 12 });
    assert_eq!(places.zone_of(shelf(&places, "A-01L-01-1")), None);
    check(&places);
    let emptied = places.set_zone(&ZoneRequest { spans: vec![], ..zone(&places, "z1", "A-01L-01-2", "A-01L-01-2") });
    run(&mut places, emptied);
    assert_eq!(places.zone_shelves(ZoneNo(0)), ShelfCount::default(), "a zone without shelves is out of use");
    check(&places);
}

#[test]
fn distance_is_the_difference_in_walking_order() {
    let places = storeroom(2);
    let at = |code: &str| slot(&places, code);
    assert_eq!(places.distance(at("A-01L-01-1-01"), at("A-01L-01-1-04")), Some(3));
    assert_eq!(places.distance(at("A-01L-01-2-01"), at("A-01L-01-1-04")), Some(1));
    assert_eq!(
        places.distance(at("A-01R-02-2-04"), at("A-02L-01-1-01")),
        Some(1),
        "the next range begins where one ends"
    );
    assert_eq!(places.distance(at("A-01L-01-1-01"), SlotNo(u32::MAX)), None);
}
