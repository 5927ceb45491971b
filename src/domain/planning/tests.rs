#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::domain::command::{Command, NewFolder, NewHome, Placement};
use crate::domain::decide::tests::world::{World, day, folder};
use crate::domain::ids::{BoxNo, ClassNo, RoomNo, SlotNo, TypeNo};
use crate::domain::place::{
    BoxRequest, Events, Granularity, Holder, LaneRequest, Name, Place, PlaceEvent, RangesRequest, Sides,
};
use crate::domain::slotting::{AssignRequest, Reason};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const TODAY: &str = "2026-06-01";

fn run(places: &mut Places, events: Events) -> bool {
    let Ok(events) = events else { return false };
    events.iter().for_each(|event| places.apply(event));
    true
}

fn room(places: &mut Places, code: &str, bays: u16, slots: u16, slot_width_mm: u16) {
    let number = RoomNo(places.rooms().len() as u16);
    let declared = places.declare_room(code, Name::default(), None);
    assert!(run(places, declared));
    let request =
        RangesRequest { room: number, from: 1, to: 2, sides: Sides::Both, bays, shelves: 2, slots, slot_width_mm };
    let declared = places.declare_ranges(&request);
    assert!(run(places, declared));
}

fn request(date: u64, thickness_mm: u16) -> AssignRequest {
    let business_date = day("2026-01-01") + chrono::Days::new(date);
    let (business_type, class) = (TypeNo(0), ClassNo(0));
    AssignRequest { business_type, class, business_date, thickness_mm, boxed: None, today: day(TODAY) }
}

/// What is put into the first room before the move.
#[derive(Debug, Clone)]
enum Put {
    Assigned { date: u64, thickness_mm: u16 },
    Stated { slot: u32, date: u64, thickness_mm: u16 },
    Boxed { r#box: u32, thickness_mm: u16 },
    Open { slot: u32, capacity_mm: u16 },
    Block { slot: u32, other_room: bool },
    Occupy { slot: u32 },
}

fn puts() -> impl Strategy<Value = Put> {
    let slot = || 0_u32..64;
    prop_oneof![
        6 => (0_u64..120, 1_u16..45).prop_map(|(date, thickness_mm)| Put::Assigned { date, thickness_mm }),
        3 => (slot(), 0_u64..120, 1_u16..60).prop_map(|(slot, date, thickness_mm)| Put::Stated { slot, date, thickness_mm }),
        2 => (0_u32..4, 1_u16..20).prop_map(|(r#box, thickness_mm)| Put::Boxed { r#box, thickness_mm }),
        1 => (slot(), 10_u16..40).prop_map(|(slot, capacity_mm)| Put::Open { slot, capacity_mm }),
        1 => (slot(), any::<bool>()).prop_map(|(slot, other_room)| Put::Block { slot, other_room }),
        1 => slot().prop_map(|slot| Put::Occupy { slot }),
    ]
}

/// The `at`th slot of a room.
fn slot_in(places: &Places, room: u16, at: u32) -> SlotNo {
    let shelves = places.ranges(RoomNo(room)).flat_map(|(range, _)| places.shelves(range));
    let slots: Vec<SlotNo> = shelves.flat_map(|shelf| places.slots(shelf)).collect();
    slots[at as usize % slots.len()]
}

fn put(state: &mut State, at: usize, put: &Put) {
    let (folder, places) = (FolderNo(at as u32), &mut state.places);
    let events = match *put {
        Put::Assigned { date, thickness_mm } => {
            places.assign(&request(date, thickness_mm)).map(|found| {
                let events = found.events(folder);
                // Into the first room only: what stands in the second is not the plan's.
                let home = events.iter().find_map(|event| match event {
                    PlaceEvent::FolderAssigned(event) => places.slot_of_holder(event.home),
                    _ => None,
                });
                let shelf = home.and_then(|slot| places.shelf_of(slot)).and_then(|shelf| places.range_of(shelf));
                if shelf.is_some_and(|(_, range)| range.room == RoomNo(0)) { events } else { Vec::new() }
            })
        }
        Put::Stated { slot, date, thickness_mm } => {
            let home = Holder::Slot(slot_in(places, 0, slot));
            places.stated(folder, home, &request(date, thickness_mm))
        }
        Put::Boxed { r#box, thickness_mm } => {
            places.choose(folder, Holder::Box(BoxNo(r#box)), &request(3, thickness_mm), "box")
        }
        Put::Open { slot, capacity_mm } => {
            let slot = slot_in(places, 0, slot);
            places.open_box(&BoxRequest { code: None, capacity_mm, outer_mm: None, slot })
        }
        Put::Block { slot, other_room } => places.block(slot_in(places, u16::from(other_room), slot), "full"),
        Put::Occupy { slot } => {
            let home = Holder::Slot(slot_in(places, 1, slot));
            places.stated(folder, home, &request(3, 10))
        }
    };
    run(places, events);
}

fn world(width_mm: u16, slots: u16, filled: &[Put]) -> State {
    let mut state = State::default();
    room(&mut state.places, "A", 2, 4, 40);
    room(&mut state.places, "B", 3, slots, width_mm);
    let lane = LaneRequest {
        code: "L".to_owned(),
        name: Name::default(),
        types: vec![TypeNo(0)],
        granularity: Granularity::Month,
        boxes: None,
        reserve_per_mille: None,
    };
    let set = state.places.set_lane(&lane);
    assert!(run(&mut state.places, set));
    filled.iter().enumerate().for_each(|(at, one)| put(&mut state, at, one));
    state
}

fn shelves_of(places: &Places, room: u16) -> Vec<ShelfNo> {
    places.ranges(RoomNo(room)).flat_map(|(range, _)| places.shelves(range)).collect()
}

/// Carries a plan out on the real places, with the decisions that commands lead to.
fn carry_out(places: &mut Places, steps: &[Step]) {
    for step in steps {
        let Ok(to) = &step.to else { continue };
        let events = match (step.piece, *to) {
            (Piece::Shelf(from), Target::Shelf(to)) => places.move_shelf(from, to, "move"),
            (Piece::Box(number), Target::Slot(to)) => places.move_box(number, to, "move"),
            (Piece::Folder(folder), Target::Slot(to)) => {
                places.move_folder(folder, Holder::Slot(to), "move", day(TODAY))
            }
            other => panic!("{other:?}"),
        };
        assert!(run(places, events), "what was planned is not refused: {step:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_move_names_every_folder_once_and_keeps_to_capacity_and_run(
        width_mm in 20_u16..60,
        slots in 2_u16..6,
        filled in prop::collection::vec(puts(), 1..40),
    ) {
        let state = world(width_mm, slots, &filled);
        let (from, to) = (Place::Room(RoomNo(0)), Place::Room(RoomNo(1)));
        let (steps, figures) = plan_move(&state, from, to, day(TODAY)).unwrap();
        prop_assert_eq!(&plan_move(&state, from, to, day(TODAY)).unwrap().0, &steps, "the same places, the same plan");

        let before = &state.places;
        let mut named: BTreeMap<FolderNo, u64> = BTreeMap::new();
        for step in &steps {
            let folders = match step.piece {
                Piece::Shelf(shelf) => before.shelf_contents(shelf),
                Piece::Box(number) => before.box_contents(number),
                Piece::Folder(folder) => vec![folder],
            };
            prop_assert_eq!(folders.len() as u64, step.folders);
            folders.into_iter().for_each(|folder| *named.entry(folder).or_default() += 1);
        }
        let there: BTreeSet<FolderNo> = shelves_of(before, 0).iter().flat_map(|shelf| before.shelf_contents(*shelf)).collect();
        prop_assert_eq!(named.keys().copied().collect::<BTreeSet<_>>(), there);
        prop_assert!(named.values().all(|times| *times == 1));

        let mut after = before.clone();
        carry_out(&mut after, &steps);
        // What was too much before, as old stock may be, is too much after; nothing else is.
        prop_assert!(after.over_capacity().count() <= before.over_capacity().count());
        let moved = steps.iter().filter(|step| step.to.is_ok()).map(|step| step.folders).sum::<u64>();
        prop_assert_eq!(figures.folders, moved);
        let arrived = shelves_of(&after, 1).iter().map(|shelf| after.shelf_contents(*shelf).len() as u64).sum::<u64>();
        let stood = shelves_of(before, 1).iter().map(|shelf| before.shelf_contents(*shelf).len() as u64).sum::<u64>();
        prop_assert_eq!(arrived, stood + moved);
        for shelf in shelves_of(&after, 1) {
            let alone = before.is_free(shelf) && after.run_of(shelf).is_some();
            let runs: BTreeSet<_> = after.shelf_mix(shelf).into_iter().map(|(run, _)| run).collect();
            let mixed_before = shelves_of(before, 0).iter().any(|shelf| before.mixes_periods(*shelf));
            prop_assert!(!alone || mixed_before || runs.len() <= 1, "{runs:?} on one shelf");
        }
    }

    #[test]
    fn a_reslotting_is_carried_out_as_planned_and_moves_no_folder_twice(
        folders in prop::collection::vec((0_u64..200, 1_u32..40, prop::option::of((1_u32..3, 1_u32..4, 1_u32..6))), 1..60),
        granularity in prop::sample::select(vec![Granularity::Month, Granularity::Quarter, Granularity::Year]),
        which in 0_u8..4,
    ) {
        let mut world = World::new();
        world.today = day("2025-12-01");
        for (date, thickness_mm, stated) in folders {
            let business_date = Some(day("2025-06-01") + chrono::Days::new(date));
            let placement = stated.map_or(Placement::Assign, |(bay, shelf, slot)| {
                Placement::Slot(format!("A-01R-{bay:02}-{shelf}-{slot}"))
            });
            let new = NewFolder { business_date, thickness_mm: Some(thickness_mm), placement, ..folder() };
            let _ = world.ask(Command::RegisterFolders(vec![new]));
        }
        let lane = world.state.places.lane_of_type(world.state.folders.get(FolderNo(0)).map_or(TypeNo(0), |row| row.business_type));
        let lane = world.state.places.lane(lane.unwrap()).unwrap().clone();
        let set = world.state.places.set_lane(&LaneRequest {
            code: lane.code.clone(),
            name: lane.name.clone(),
            types: lane.types.clone(),
            granularity,
            boxes: lane.boxes,
            reserve_per_mille: Some(lane.reserve_per_mille),
        });
        run(&mut world.state.places, set);
        world.today = day(TODAY);
        let zone = world.state.places.zones()[0].zone;
        let choices = [Selection::Flagged, Selection::Lane(lane.lane), Selection::Type(lane.types[0]), Selection::Zone(zone)];
        let plan = plan_reslotting(&world.state, choices[usize::from(which)], world.today);
        let named: Vec<FolderNo> = plan.changes.iter().map(|change| change.folder).chain(plan.refused.iter().map(|(folder, _)| *folder)).collect();
        prop_assert_eq!(named.iter().collect::<BTreeSet<_>>().len(), named.len(), "no folder twice");

        let overfull = world.state.places.over_capacity().count();
        let free = |places: &Places| shelves_of(places, 0).iter().filter(|shelf| places.is_free(**shelf)).count() as i64;
        let before = free(&world.state.places);
        for part in plan.changes.chunks(100) {
            let folders = part.iter().map(|change| NewHome {
                folder: world.state.codes.own(change.folder).to_owned(),
                place: (change.reason == Reason::Chosen).then(|| change.to_code.clone()),
            });
            let command = Command::AssignFolders { folders: folders.collect(), reason: "plan".to_owned() };
            let answer = world.ask(command).unwrap();
            prop_assert!(answer.outcomes.iter().all(Result::is_ok), "{:?}", answer.outcomes);
        }
        for change in &plan.changes {
            prop_assert_eq!(world.state.places.home(change.folder), Some(change.to), "{:?}", change);
        }
        prop_assert!(world.state.places.over_capacity().count() <= overfull);
        let (freed, opened) = (plan.figures.freed as i64, plan.figures.opened as i64);
        prop_assert_eq!(free(&world.state.places) - before, freed - opened);
    }
}
