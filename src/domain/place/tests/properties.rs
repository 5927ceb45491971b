//! Random commands through decide and apply.

use super::*;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Deed {
    Ranges { from: u16, count: u16, bays: u16, slots: u16, width_mm: u16 },
    Resize { range: u32, bays: u16, shelves: u16, slots: u16 },
    Remove { range: u32 },
    Block { slot: u32, on: bool },
    Zone { code: u8, from: u32, to: u32, types: Vec<u16>, class: Option<u16>, overflow: bool },
    Lane { code: u8, business_type: u16, length: u8, boxed: bool, reserve: u16 },
    Assign { folder: u32, request: AssignRequest },
    Propose { folder: u32, request: AssignRequest },
    Choose { folder: u32, slot: u32, in_box: bool, request: AssignRequest },
    Stated { folder: u32, slot: u32, in_box: bool, request: AssignRequest },
    Move { folder: u32, slot: u32, in_box: bool },
    Release { folder: u32 },
    Thicken { folder: u32, thickness_mm: u16 },
    OpenBox { slot: u32, capacity_mm: u16 },
    MoveBox { number: u32, slot: u32 },
    RemoveBox { number: u32 },
    MoveShelf { from: u32, to: u32 },
    Give { lane: u16, shelf: u32, date: u16 },
    Rename { code: u8 },
}

fn requests() -> impl Strategy<Value = AssignRequest> {
    (0_u16..3, 0_u16..2, 0_u64..120, 1_u16..45, 0_u64..60, prop::option::weighted(0.1, any::<bool>())).prop_map(
        |(business_type, class, date, thickness_mm, delay, boxed)| {
            let business_date = day("2026-01-01") + chrono::Days::new(date);
            AssignRequest {
                business_type: TypeNo(business_type),
                class: ClassNo(class),
                business_date,
                thickness_mm,
                boxed,
                today: business_date + chrono::Days::new(delay),
            }
        },
    )
}

fn deeds() -> impl Strategy<Value = Deed> {
    let folder = || 0_u32..40;
    let slot = || 0_u32..400;
    prop_oneof![
        1 => (1_u16..8, 1_u16..3, 1_u16..4, 1_u16..6, 20_u16..60).prop_map(|(from, count, bays, slots, width_mm)| Deed::Ranges { from, count, bays, slots, width_mm }),
        1 => (0_u32..6, 1_u16..5, 1_u16..4, 1_u16..6).prop_map(|(range, bays, shelves, slots)| Deed::Resize { range, bays, shelves, slots }),
        1 => (0_u32..6).prop_map(|range| Deed::Remove { range }),
        2 => (slot(), any::<bool>()).prop_map(|(slot, on)| Deed::Block { slot, on }),
        2 => (0_u8..3, 0_u32..120, 0_u32..120, prop::collection::vec(0_u16..3, 0..2), prop::option::weighted(0.2, 0_u16..2), prop::bool::weighted(0.3))
            .prop_map(|(code, from, to, types, class, overflow)| Deed::Zone { code, from, to, types, class, overflow }),
        1 => (0_u8..3, 0_u16..3, 0_u8..3, prop::bool::weighted(0.3), 0_u16..300)
            .prop_map(|(code, business_type, length, boxed, reserve)| Deed::Lane { code, business_type, length, boxed, reserve }),
        12 => (folder(), requests()).prop_map(|(folder, request)| Deed::Assign { folder, request }),
        3 => (folder(), slot(), any::<bool>(), requests()).prop_map(|(folder, slot, in_box, request)| Deed::Choose { folder, slot, in_box, request }),
        3 => (folder(), slot(), any::<bool>(), requests()).prop_map(|(folder, slot, in_box, request)| Deed::Stated { folder, slot, in_box, request }),
        2 => (folder(), slot(), any::<bool>()).prop_map(|(folder, slot, in_box)| Deed::Move { folder, slot, in_box }),
        3 => (folder(), requests()).prop_map(|(folder, request)| Deed::Propose { folder, request }),
        4 => folder().prop_map(|folder| Deed::Release { folder }),
        2 => (folder(), 1_u16..60).prop_map(|(folder, thickness_mm)| Deed::Thicken { folder, thickness_mm }),
        2 => (slot(), 5_u16..45).prop_map(|(slot, capacity_mm)| Deed::OpenBox { slot, capacity_mm }),
        2 => (0_u32..6, slot()).prop_map(|(number, slot)| Deed::MoveBox { number, slot }),
        1 => (0_u32..6).prop_map(|number| Deed::RemoveBox { number }),
        2 => (0_u32..120, 0_u32..120).prop_map(|(from, to)| Deed::MoveShelf { from, to }),
        1 => (0_u16..3, 0_u32..120, 0_u16..120).prop_map(|(lane, shelf, date)| Deed::Give { lane, shelf, date }),
        1 => (0_u8..3).prop_map(|code| Deed::Rename { code }),
    ]
}

fn home(places: &Places, number: u32, in_box: bool) -> Holder {
    let boxes = places.boxes.len() as u32;
    if in_box && boxes > 0 { Holder::Box(BoxNo(number % (boxes + 1))) } else { Holder::Slot(SlotNo(number)) }
}

fn decide(places: &Places, deed: &Deed) -> Events {
    let today = day("2026-04-01");
    match deed {
        Deed::Ranges { from, count, bays, slots, width_mm } => {
            let request = RangesRequest {
                bays: *bays,
                slots: *slots,
                slot_width_mm: *width_mm,
                ..small(*from, from + count - 1)
            };
            places.declare_ranges(&request)
        }
        Deed::Resize { range, bays, shelves, slots } => places.resize_range(RangeNo(*range), *bays, *shelves, *slots),
        Deed::Remove { range } => places.remove_range(RangeNo(*range)),
        Deed::Block { slot, on: true } => places.block(SlotNo(*slot), "really full"),
        Deed::Block { slot, on: false } => places.unblock(SlotNo(*slot)),
        Deed::Zone { code, from, to, types, class, overflow } => places.set_zone(&ZoneRequest {
            code: format!("Z{code}"),
            name: name(),
            spans: vec![Span { from: ShelfNo(*from.min(to)), to: ShelfNo(*from.max(to)) }],
            types: types.iter().copied().map(TypeNo).collect(),
            classes: class.iter().copied().map(ClassNo).collect(),
            priority: u16::from(*code),
            overflow: *overflow,
        }),
        Deed::Lane { code, business_type, length, boxed, reserve } => {
            let granularity = [Granularity::Month, Granularity::Quarter, Granularity::Year][usize::from(*length)];
            let boxes = boxed.then_some(BoxKind { capacity_mm: 30, outer_mm: 35 });
            places.set_lane(&LaneRequest {
                boxes,
                reserve_per_mille: Some(*reserve),
                ..lane(&format!("L{code}"), &[*business_type], granularity)
            })
        }
        Deed::Assign { folder, request } => {
            let answer = places.assign(request);
            assert_eq!(answer, places.assign(request), "the same question has the same answer");
            answer.map(|answer| answer.events(FolderNo(*folder)))
        }
        Deed::Propose { folder, request } => {
            let proposal = places.propose_move(FolderNo(*folder), request)?;
            Ok(proposal.map_or_else(Vec::new, |proposal| proposal.to.events(FolderNo(*folder))))
        }
        Deed::Choose { folder, slot, in_box, request } => {
            places.choose(FolderNo(*folder), home(places, *slot, *in_box), request, "closer to the desk")
        }
        Deed::Stated { folder, slot, in_box, request } => {
            places.stated(FolderNo(*folder), home(places, *slot, *in_box), request)
        }
        Deed::Move { folder, slot, in_box } => {
            places.move_folder(FolderNo(*folder), home(places, *slot, *in_box), "tidying", today)
        }
        Deed::Release { folder } => Ok(places.release(FolderNo(*folder))),
        Deed::Thicken { folder, thickness_mm } => Ok(places.resize_folder(FolderNo(*folder), *thickness_mm)),
        Deed::OpenBox { slot, capacity_mm } => {
            places.open_box(&BoxRequest { code: None, capacity_mm: *capacity_mm, outer_mm: None, slot: SlotNo(*slot) })
        }
        Deed::MoveBox { number, slot } => places.move_box(BoxNo(*number), SlotNo(*slot), "tidying"),
        Deed::RemoveBox { number } => places.remove_box(BoxNo(*number)),
        Deed::MoveShelf { from, to } => places.move_shelf(ShelfNo(*from), ShelfNo(*to), "tidying"),
        Deed::Give { lane, shelf, date } => {
            let period = period_of(day("2026-01-01") + chrono::Days::new(u64::from(*date)), Granularity::Month);
            places.give_shelf(LaneNo(*lane), period, ShelfNo(*shelf))
        }
        Deed::Rename { code } => places.change_room(RoomNo(0), ["A", "B", "C1"][usize::from(*code)], name(), None),
    }
}

/// A folder just assigned stands with its own lane and period, or in overflow.
fn check_assigned(places: &Places, deed: &Deed, events: &[PlaceEvent]) {
    let (Deed::Assign { folder, .. } | Deed::Propose { folder, .. }) = deed else { return };
    if events.is_empty() {
        return;
    }
    let Some(row) = places.folder(FolderNo(*folder)) else { return };
    let run = places.run_of(places.home_slot(FolderNo(*folder)).and_then(|slot| places.shelf_of(slot)).unwrap());
    if !matches!(run, Some(RunOf::Overflow(_))) {
        assert_eq!(run, row.lane.zip(row.period).map(|(lane, period)| RunOf::Lane(lane, period)));
    }
}

/// A storeroom with three lanes, so that most deeds make sense.
fn begin() -> (Places, Vec<PlaceEvent>) {
    let mut places = Places::default();
    let mut log = Vec::new();
    let room = places.declare_room("A", name(), None);
    log.extend(run(&mut places, room));
    let ranges = places.declare_ranges(&small(1, 2));
    log.extend(run(&mut places, ranges));
    for (number, granularity) in (0_u16..).zip([Granularity::Month, Granularity::Quarter, Granularity::Month]) {
        let set = places.set_lane(&lane(&format!("L{number}"), &[number], granularity));
        log.extend(run(&mut places, set));
    }
    (places, log)
}

proptest! {

    #[test]
    fn whatever_people_do_the_books_balance_and_a_replay_ends_the_same(deeds in prop::collection::vec(deeds(), 1..80)) {
        let (mut places, mut log) = begin();
        for deed in &deeds {
            if let Ok(events) = decide(&places, deed) {
                let before = places.clone();
                for event in &events {
                    places.apply(event);
                }
                let changed = before != places;
                // A folder may be assigned the very slot it has.
                let idle = events.is_empty() || matches!(deed, Deed::Assign { .. });
                prop_assert!(changed || idle, "{deed:?} decided {events:?} and nothing happened");
                check_capacity(&places);
                check_assigned(&places, deed, &events);
                log.extend(events);
            }
        }
        check(&places);
        check_free(&places);
        let mut replayed = Places::default();
        for event in &log {
            let text = serde_json::to_string(event).unwrap();
            replayed.apply(&serde_json::from_str(&text).unwrap());
        }
        prop_assert!(replayed == places, "a replay of the events as the ledger keeps them ends the same");
    }

    #[test]
    fn no_shelf_mixes_periods_outside_overflow_however_full_it_gets(deeds in prop::collection::vec(prop_oneof![
        8 => (0_u32..200, requests()).prop_map(|(folder, request)| Deed::Assign { folder, request }),
        2 => (0_u32..200).prop_map(|folder| Deed::Release { folder }),
        1 => (0_u32..400, any::<bool>()).prop_map(|(slot, on)| Deed::Block { slot, on }),
    ], 1..300)) {
        let (mut places, _) = begin();
        let (first, last) = (shelf(&places, "A-01L-01-1"), shelf(&places, "A-02R-01-2"));
        let (over_first, over_last) = (shelf(&places, "A-02R-02-1"), shelf(&places, "A-02R-02-2"));
        for (code, from, to, overflow) in [("Z", first, last, false), ("O", over_first, over_last, true)] {
            let request = ZoneRequest { code: code.to_owned(), name: name(), spans: vec![Span { from, to }], types: Vec::new(), classes: Vec::new(), priority: 1, overflow };
            let set = places.set_zone(&request);
            run(&mut places, set);
        }
        for deed in &deeds {
            if let Ok(events) = decide(&places, deed) {
                for event in &events {
                    places.apply(event);
                }
            }
        }
        check(&places);
        check_free(&places);
        prop_assert_eq!(places.over_capacity().count(), 0);
        for shelf in places.shelves.keys() {
            match places.run_of(*shelf) {
                Some(RunOf::Overflow(_)) => {}
                Some(RunOf::Lane(lane, period)) => {
                    let foreign = places.shelf_mix(*shelf).into_iter().filter(|(run, _)| *run != Some((lane, period))).count();
                    prop_assert_eq!(foreign, 0, "{} mixes", places.code(Place::Shelf(*shelf)));
                }
                None => prop_assert!(false, "shelf {shelf} holds something and belongs to nobody"),
            }
        }
    }
}
