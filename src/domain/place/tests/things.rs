use super::*;

fn choose(places: &Places, folder: u32, code: &str, thickness_mm: u16) -> Events {
    places.choose(
        FolderNo(folder),
        Holder::Slot(slot(places, code)),
        &request("2026-03-02", thickness_mm),
        "closer to the desk",
    )
}

fn open(places: &mut Places, code: &str, capacity_mm: u16) -> BoxNo {
    let opened = places.open_box(&BoxRequest { code: None, capacity_mm, outer_mm: None, slot: slot(places, code) });
    run(places, opened);
    BoxNo(places.next_box - 1)
}

#[test]
fn a_chosen_slot_needs_a_reason_and_room() {
    let mut places = storeroom(1);
    let home = Holder::Slot(slot(&places, "A-01L-01-1-01"));
    assert_eq!(refused(places.choose(FolderNo(1), home, &request("2026-03-02", 10), "  ")), Code::ReasonRequired);
    let chosen = choose(&places, 1, "A-01L-01-1-01", 30);
    run(&mut places, chosen);
    let refusal = choose(&places, 2, "A-01L-01-1-01", 11).unwrap_err();
    assert_eq!(refusal.code, Code::SlotFull);
    assert_eq!(refusal.to_string(), "Slot A-01L-01-1-01 has 10 mm free; 11 mm are needed.");
    assert!(choose(&places, 1, "A-01L-01-1-01", 35).is_ok(), "its own room counts");
    let blocked = places.block(slot(&places, "A-01L-01-1-02"), "really full");
    run(&mut places, blocked);
    assert_eq!(refused(choose(&places, 2, "A-01L-01-1-02", 5)), Code::SlotBlocked);
    open(&mut places, "A-01L-01-1-03", 30);
    assert_eq!(refused(choose(&places, 2, "A-01L-01-1-03", 5)), Code::SlotHoldsBox);
    let nowhere = Holder::Slot(SlotNo(u32::MAX));
    assert_eq!(refused(places.choose(FolderNo(2), nowhere, &request("2026-03-02", 5), "why not")), Code::SlotUnknown);
    check(&places);
}

#[test]
fn choosing_what_a_folder_has_already_records_nothing() {
    let mut places = storeroom(1);
    let chosen = choose(&places, 1, "A-01L-01-1-01", 30);
    run(&mut places, chosen);
    assert_eq!(choose(&places, 1, "A-01L-01-1-01", 30), Ok(Vec::new()));
    assert_eq!(choose(&places, 1, "A-01L-01-1-01", 31).unwrap().len(), 1, "thicker is another matter");
    let number = open(&mut places, "A-01L-01-1-02", 30);
    let into =
        |places: &Places| places.choose(FolderNo(2), Holder::Box(number), &request("2026-03-02", 27), "belongs there");
    let boxed = into(&places);
    run(&mut places, boxed);
    assert_eq!(into(&places), Ok(Vec::new()));
}

#[test]
fn a_chosen_slot_on_a_shelf_of_nobodys_starts_the_run_there() {
    let mut places = storeroom(1);
    let set = places.set_lane(&lane("NEW", &[0], Granularity::Month));
    run(&mut places, set);
    let chosen = choose(&places, 1, "A-01R-01-1-01", 30);
    assert_eq!(run(&mut places, chosen).len(), 2);
    let next = places.assign(&request("2026-03-09", 10)).unwrap();
    assert_eq!(places.code(Place::Slot(next.slot)), "A-01R-01-1-01");
    check(&places);
}

#[test]
fn an_observation_is_never_refused_for_want_of_room_only_flagged() {
    let mut places = storeroom(1);
    stand(&mut places, 1, "A-01L-01-1-01", 30);
    stand(&mut places, 2, "A-01L-01-1-01", 30);
    assert!(places.folder(FolderNo(2)).unwrap().over_capacity);
    assert_eq!(places.over_capacity().count(), 1);
    assert_eq!(places.slot_contents(slot(&places, "A-01L-01-1-01")), [FolderNo(1), FolderNo(2)]);
    let again = places.stated(FolderNo(2), Holder::Slot(slot(&places, "A-01L-01-1-01")), &request("2026-03-02", 30));
    assert!(again.is_ok());
    let released = Ok(places.release(FolderNo(1)));
    run(&mut places, released);
    assert_eq!(places.over_capacity().count(), 0);
    check(&places);
}

#[test]
fn a_folder_has_one_home_and_leaves_it_when_it_gets_another() {
    let mut places = storeroom(1);
    stand(&mut places, 1, "A-01L-01-1-01", 30);
    let home = Holder::Slot(slot(&places, "A-01R-02-2-04"));
    assert_eq!(refused(places.move_folder(FolderNo(2), home, "tidying", day("2026-03-02"))), Code::NoHome);
    let moved = places.move_folder(FolderNo(1), home, "tidying", day("2026-03-02"));
    run(&mut places, moved);
    assert_eq!(places.home(FolderNo(1)), Some(home));
    assert!(places.is_free(shelf(&places, "A-01L-01-1")), "the shelf it left is free");
    assert!(places.move_folder(FolderNo(1), home, "tidying", day("2026-03-02")).unwrap().is_empty());
    check(&places);
}

#[test]
fn a_box_takes_a_whole_slot_and_moves_as_one_with_its_folders() {
    let mut places = storeroom(1);
    let number = open(&mut places, "A-01L-01-1-01", 35);
    assert_eq!(places.box_code(number).unwrap(), "B000000");
    assert_eq!(places.place_of("b000000"), Some(Place::Box(number)));
    for (folder, thickness_mm) in [(1, 20), (2, 15)] {
        let chosen =
            places.choose(FolderNo(folder), Holder::Box(number), &request("2026-03-02", thickness_mm), "belongs there");
        run(&mut places, chosen);
    }
    let full = places.choose(FolderNo(3), Holder::Box(number), &request("2026-03-02", 1), "belongs there");
    assert_eq!(refused(full), Code::SlotFull);
    assert_eq!(refused(places.remove_box(number)), Code::PlaceOccupied);
    stand(&mut places, 4, "A-01L-01-1-02", 5);
    assert_eq!(refused(places.move_box(number, slot(&places, "A-01L-01-1-02"), "tidying")), Code::SlotNotEmpty);
    let moved = places.move_box(number, slot(&places, "A-01R-01-1-01"), "tidying");
    run(&mut places, moved);
    assert_eq!(places.home_slot(FolderNo(1)), places.slot_of("A-01R-01-1-01"));
    assert_eq!(places.shelf_contents(shelf(&places, "A-01R-01-1")), [FolderNo(1), FolderNo(2)]);
    assert_eq!(places.shelf_occupancy(shelf(&places, "A-01R-01-1")).unwrap().used_mm, 35);
    let wide = places.open_box(&BoxRequest {
        code: None,
        capacity_mm: 41,
        outer_mm: None,
        slot: slot(&places, "A-01R-01-1-02"),
    });
    assert_eq!(refused(wide), Code::SlotFull);
    let taken = places.open_box(&BoxRequest {
        code: Some("b000000".to_owned()),
        capacity_mm: 20,
        outer_mm: None,
        slot: slot(&places, "A-01R-01-1-02"),
    });
    assert_eq!(refused(taken), Code::PlaceTaken);
    check(&places);
}

#[test]
fn a_shelf_moves_with_all_that_it_holds_to_an_empty_one() {
    let mut places = storeroom(2);
    let set = places.set_lane(&lane("NEW", &[0], Granularity::Month));
    run(&mut places, set);
    for folder in 0..6 {
        let answer = places.assign(&request("2026-03-02", 20)).unwrap();
        run(&mut places, Ok(answer.events(FolderNo(folder))));
    }
    let number = open(&mut places, "A-01L-01-1-04", 30);
    let (from, to) = (shelf(&places, "A-01L-01-1"), shelf(&places, "A-02R-01-2"));
    assert_eq!(refused(places.move_shelf(from, to, "")), Code::ReasonRequired);
    let blocked = places.block(slot(&places, "A-02R-01-2-03"), "broken");
    run(&mut places, blocked);
    assert_eq!(refused(places.move_shelf(from, to, "damp")), Code::SlotBlocked);
    let unblocked = places.unblock(slot(&places, "A-02R-01-2-03"));
    run(&mut places, unblocked);
    let before = places.shelf_contents(from);
    let moved = places.move_shelf(from, to, "damp");
    run(&mut places, moved);
    assert_eq!(places.shelf_contents(to), before);
    assert_eq!(places.code(Place::Slot(places.r#box(number).unwrap().slot)), "A-02R-01-2-04");
    assert!(places.is_free(from));
    assert_eq!(places.run_of(to), Some(RunOf::Lane(LaneNo(0), period_of(day("2026-03-02"), Granularity::Month))));
    stand(&mut places, 9, "A-01L-01-1-01", 5);
    assert_eq!(refused(places.move_shelf(to, from, "back")), Code::PlaceOccupied);
    check(&places);
}

#[test]
fn a_folder_that_grew_is_flagged_where_it_stands() {
    let mut places = storeroom(1);
    stand(&mut places, 1, "A-01L-01-1-01", 20);
    stand(&mut places, 2, "A-01L-01-1-01", 15);
    assert!(places.would_still_fit(FolderNo(2), 20));
    assert!(!places.would_still_fit(FolderNo(2), 21));
    assert!(places.resize_folder(FolderNo(2), 15).is_empty());
    let grown = Ok(places.resize_folder(FolderNo(2), 25));
    run(&mut places, grown);
    assert!(places.folder(FolderNo(2)).unwrap().over_capacity);
    assert_eq!(places.slot_occupancy(slot(&places, "A-01L-01-1-01")).unwrap().used_mm, 45);
    check(&places);
}

#[test]
fn a_shelf_of_old_stock_joins_a_run_only_if_it_holds_nothing_else() {
    let mut places = storeroom(1);
    let set = places.set_lane(&lane("NEW", &[0], Granularity::Month));
    run(&mut places, set);
    stand(&mut places, 1, "A-01L-01-1-01", 20);
    let march = period_of(day("2026-03-02"), Granularity::Month);
    let given = places.give_shelf(LaneNo(0), march, shelf(&places, "A-01L-01-1"));
    run(&mut places, given);
    let next = places.assign(&request("2026-03-09", 20)).unwrap();
    assert_eq!(places.code(Place::Slot(next.slot)), "A-01L-01-1-01");
    stand(&mut places, 2, "A-01L-01-2-01", 20);
    let april = period_of(day("2026-04-02"), Granularity::Month);
    assert_eq!(refused(places.give_shelf(LaneNo(0), april, shelf(&places, "A-01L-01-2"))), Code::PlaceOccupied);
    check(&places);
}

#[test]
fn a_type_stands_in_one_lane_only() {
    let mut places = storeroom(1);
    let set = places.set_lane(&lane("NEW", &[0, 1], Granularity::Month));
    run(&mut places, set);
    assert_eq!(refused(places.set_lane(&lane("OLD", &[1], Granularity::Year))), Code::BadValue);
    assert!(places.set_lane(&lane("new", &[0, 1], Granularity::Month)).unwrap().is_empty(), "nothing to change");
    let smaller = places.set_lane(&lane("NEW", &[0], Granularity::Month));
    run(&mut places, smaller);
    assert!(places.set_lane(&lane("OLD", &[1], Granularity::Year)).is_ok());
}

#[test]
fn a_zone_knows_what_it_has_and_what_is_used() {
    let mut places = storeroom(8);
    let (from, to) = (shelf(&places, "A-01L-01-1"), shelf(&places, "A-08R-02-2"));
    let zone = ZoneRequest {
        code: "Z".to_owned(),
        name: name(),
        spans: vec![Span { from, to }],
        types: vec![],
        classes: vec![],
        priority: 1,
        overflow: false,
    };
    let set = places.set_zone(&zone);
    run(&mut places, set);
    let set = places.set_lane(&lane("NEW", &[0], Granularity::Year));
    run(&mut places, set);
    let mut folder = 0;
    for month in 1..=10 {
        for _ in 0..10 {
            let answer = places.assign(&request(&format!("2026-{month:02}-05"), 40)).unwrap();
            run(&mut places, Ok(answer.events(FolderNo(folder))));
            folder += 1;
        }
    }
    // 64 shelves of 160 mm.
    let stocked = places.zone_occupancy(ZoneNo(0)).unwrap();
    assert_eq!((stocked.used_mm, stocked.capacity_mm), (4_000, 10_240));
    check(&places);
}
