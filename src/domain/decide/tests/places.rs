use super::world::{World, both, folder, ranges};
use crate::domain::command::{Command, NewFolder, NewZone, PlaceCommand, Placement};
use crate::domain::decide::tests::world::Answer;
use crate::domain::event::Event;
use crate::domain::folder::Place;
use crate::domain::place::{Holder, PlaceEvent};
use crate::domain::refusal::{Code, Refusal};

const SLOT: &str = "A-01L-01-1-01";
const OTHER_SLOT: &str = "A-01L-01-1-02";

fn ask(world: &mut World, command: PlaceCommand) -> Result<Answer, Refusal> {
    world.ask(Command::Place(command))
}

fn refused(world: &mut World, command: PlaceCommand) -> Code {
    world.refused(Command::Place(command))
}

fn assign(code: &str, place: Option<&str>, reason: &str) -> Command {
    Command::Assign { folder: code.to_owned(), place: place.map(str::to_owned), reason: reason.to_owned() }
}

fn open_box(world: &mut World, slot: &str) -> String {
    let open = PlaceCommand::OpenBox { code: None, capacity_mm: 38, outer_mm: Some(40), slot: slot.to_owned() };
    let answer = ask(world, open).unwrap();
    let [Event::Place(PlaceEvent::BoxOpened(opened), _)] = answer.events.as_slice() else { panic!("{answer:?}") };
    opened.code.clone()
}

#[test]
fn an_override_needs_a_reason_and_room() {
    let mut world = World::new();
    let code = world.register(NewFolder { placement: Placement::Assign, ..folder() });
    assert_eq!(world.refused(assign(&code, Some("A-02L-01-1-01"), " ")), Code::ReasonRequired);
    assert_eq!(
        world.ask(assign(&code, Some("A-02L-01-1-01"), "近门")).unwrap().kinds().last(),
        Some(&"FolderAssigned")
    );
    let thick = world.register(NewFolder { thickness_mm: Some(31), ..folder() });
    assert_eq!(world.refused(assign(&thick, Some("A-02L-01-1-01"), "近门")), Code::SlotFull);
}

#[test]
fn a_folder_without_a_home_gets_the_best_one_when_nobody_chooses() {
    let mut world = World::new();
    let code = world.register(folder());
    let answer = world.ask(assign(&code, None, "")).unwrap();
    assert_eq!(answer.kinds(), ["RunExtended", "FolderAssigned"]);
    assert!(world.state.places.home(world.find(&code)).is_some());
}

#[test]
fn what_is_said_to_stand_somewhere_stands_there_even_without_room() {
    let mut world = World::new();
    for _ in 0..5 {
        world.shelved(SLOT);
    }
    assert_eq!(world.used_mm(SLOT), 50);
    assert_eq!(world.state.places.over_capacity().count(), 1, "the slot is flagged instead");
}

#[test]
fn a_blocked_slot_takes_nothing_until_it_is_unblocked() {
    let mut world = World::new();
    let block = PlaceCommand::Block { slot: SLOT.to_owned(), reason: "渗水".to_owned() };
    assert_eq!(ask(&mut world, block).unwrap().kinds(), ["SlotBlocked"]);
    let code = world.register(folder());
    assert_eq!(world.refused(assign(&code, Some(SLOT), "近门")), Code::SlotBlocked);
    ask(&mut world, PlaceCommand::Unblock { slot: SLOT.to_owned() }).unwrap();
    assert!(world.ask(assign(&code, Some(SLOT), "近门")).is_ok());
    let without = PlaceCommand::Block { slot: SLOT.to_owned(), reason: String::new() };
    assert_eq!(refused(&mut world, without), Code::ReasonRequired);
}

#[test]
fn a_box_moves_as_one_with_its_folders_and_names_them() {
    let mut world = World::new();
    let r#box = open_box(&mut world, SLOT);
    let put = |world: &mut World| world.register(NewFolder { placement: Placement::Box(r#box.clone()), ..folder() });
    let codes = [put(&mut world), put(&mut world)];
    let lent = codes[1].clone();
    world.check_out(&lent).unwrap();
    let slot = "A-02R-01-1-01".to_owned();
    let answer =
        ask(&mut world, PlaceCommand::MoveBox { code: r#box.clone(), slot, reason: "清理".to_owned() }).unwrap();
    let Some(Event::Place(PlaceEvent::BoxMoved(moved), remark)) = answer.events.last() else { panic!("{answer:?}") };
    assert_eq!(moved.folders, codes.each_ref().map(|code| world.find(code)));
    assert_eq!(remark.as_ref().unwrap().text, "清理");
    assert!(matches!(world.place(&codes[0]), Place::Box(_)));
    assert!(matches!(world.place(&lent), Place::Person(_)), "a lent folder stays with its borrower");
    let changed = world.whereabouts(&lent).changed_seq;
    assert_eq!(changed, world.state.seq, "but its home went with the box");
    assert_eq!(refused(&mut world, PlaceCommand::RemoveBox { code: r#box }), Code::PlaceOccupied);
}

#[test]
fn a_slot_that_holds_a_box_takes_nothing_loose_and_an_empty_box_can_be_taken_away() {
    let mut world = World::new();
    let r#box = open_box(&mut world, SLOT);
    let code = world.register(folder());
    assert_eq!(world.refused(assign(&code, Some(SLOT), "近门")), Code::SlotHoldsBox);
    assert_eq!(ask(&mut world, PlaceCommand::RemoveBox { code: r#box }).unwrap().kinds(), ["BoxRemoved"]);
    assert!(world.ask(assign(&code, Some(SLOT), "近门")).is_ok());
    let open = PlaceCommand::OpenBox { code: None, capacity_mm: 38, outer_mm: None, slot: SLOT.to_owned() };
    assert_eq!(refused(&mut world, open), Code::SlotNotEmpty);
}

#[test]
fn a_shelf_moves_with_all_that_it_holds_and_names_it() {
    let mut world = World::new();
    let codes = [world.shelved(SLOT), world.shelved("A-01L-01-1-05")];
    let lent = world.lent(OTHER_SLOT);
    let shelf = |from: &str, to: &str, reason: &str| PlaceCommand::MoveShelf {
        from: from.to_owned(),
        to: to.to_owned(),
        reason: reason.to_owned(),
    };
    assert_eq!(refused(&mut world, shelf("A-01L-01-1", "A-01L-01-2", "")), Code::ReasonRequired);
    let answer = ask(&mut world, shelf("A-01L-01-1", "A-01L-01-2", "渗水")).unwrap();
    let [Event::Place(PlaceEvent::ShelfMoved(moved), _)] = answer.events.as_slice() else { panic!("{answer:?}") };
    assert_eq!(moved.folders, [&codes[0], &lent, &codes[1]].map(|code| world.find(code)), "in their order");
    assert_eq!(world.place(&codes[1]), Place::Slot(world.slot("A-01L-01-2-05")));
    assert_eq!(world.state.places.home(world.find(&lent)), Some(Holder::Slot(world.slot("A-01L-01-2-02"))));
    world.shelved(SLOT);
    assert_eq!(refused(&mut world, shelf("A-01L-01-2", "A-01L-01-1", "回来")), Code::PlaceOccupied);
}

#[test]
fn an_occupied_place_cannot_be_shrunk_or_removed() {
    let mut world = World::new();
    let code = world.lent("A-02R-02-3-05");
    let remove = || PlaceCommand::RemoveRange { range: "A-02".to_owned() };
    let shrink = || PlaceCommand::ResizeRange { range: "A-02".to_owned(), bays: 2, shelves: 3, slots: 4 };
    assert_eq!(refused(&mut world, remove()), Code::PlaceOccupied, "also while its only folder is lent");
    assert_eq!(refused(&mut world, shrink()), Code::PlaceOccupied);
    world.ask(super::world::give_back(&code)).unwrap();
    world.ask(Command::Withdraw { folder: code, reason: "移交".to_owned() }).unwrap();
    assert_eq!(ask(&mut world, shrink()).unwrap().kinds(), ["RangeResized"]);
}

#[test]
fn names_that_are_taken_and_places_that_overlap_are_refused() {
    let mut world = World::new();
    let room = |code: &str| PlaceCommand::DeclareRoom { code: code.to_owned(), name: both("库房"), template: None };
    assert_eq!(refused(&mut world, room("A")), Code::PlaceTaken);
    assert_eq!(refused(&mut world, PlaceCommand::DeclareRanges(ranges("A", 2, 3))), Code::PlaceTaken);
    assert_eq!(refused(&mut world, PlaceCommand::DeclareRanges(ranges("Z", 1, 1))), Code::PlaceUnknown);
    let zone = |range: &str| {
        PlaceCommand::SetZone(NewZone {
            code: "THIRD".to_owned(),
            name: both("三区"),
            spans: vec![(range.to_owned(), range.to_owned())],
            types: Vec::new(),
            classes: Vec::new(),
            priority: 1,
            overflow: false,
        })
    };
    assert_eq!(refused(&mut world, zone("A-01")), Code::ZoneOverlap);
    assert_eq!(refused(&mut world, zone("A-09")), Code::PlaceUnknown);
    assert!(ask(&mut world, PlaceCommand::DeclareRanges(ranges("A", 3, 3))).is_ok());
    assert!(ask(&mut world, zone("A-03")).is_ok());
}

#[test]
fn a_place_is_named_by_its_code_with_or_without_check_character_or_by_its_label() {
    let world = World::new();
    let slot = super::super::find_place(&world.state, SLOT);
    assert!(slot.is_some());
    let checked = crate::domain::code::append_check_character(SLOT);
    assert_eq!(super::super::find_place(&world.state, &checked), slot);
    let (body, check) = checked.split_at(checked.len() - 1);
    assert_eq!(super::super::find_place(&world.state, &format!("{body}-{check}")), slot);
    assert_eq!(super::super::find_place(&world.state, &SLOT.to_lowercase()), slot);
    assert_eq!(super::super::find_place(&world.state, "HTTPS://EVIL.EXAMPLE/S/A-01L-01-1-01"), None);
    for wrong in ["", "A-01L-01-1-06", "A-99", "💾"] {
        assert_eq!(super::super::find_place(&world.state, wrong), None, "{wrong}");
    }
}
