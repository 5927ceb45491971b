//! Counting a shelf: what closing comes to, whatever else happens meanwhile.

use super::observations::sighted;
use super::world::{AUDITOR, BORROWER, World, check_out, give_back, person, put_away};
use crate::domain::command::{Command, PlaceCommand};
use crate::domain::event::{CountClosed, Event};
use crate::domain::folder::{Actor, Condition, FolderState, Place};
use crate::domain::ids::{CountNo, FolderNo};
use crate::domain::place::Place as Located;
use crate::domain::policy::Role;
use crate::domain::refusal::Code;
use chrono::Days;
use proptest::prelude::*;
use std::collections::BTreeSet;

const SHELF: &str = "A-01L-01-1";
const HERE: &str = "A-01L-01-1-01";
const THERE: &str = "A-01L-01-2-03";

pub fn open() -> Command {
    Command::OpenCount { shelf: SHELF.to_owned() }
}

pub fn scan(codes: &[&str]) -> Command {
    let codes = codes.iter().map(|code| (*code).to_owned()).collect();
    Command::Count { shelf: SHELF.to_owned(), no: None, codes, damaged: None }
}

pub fn close() -> Command {
    Command::CloseCount { shelf: SHELF.to_owned(), no: None }
}

impl World {
    /// A folder that was put away in a slot, an hour before counts begin.
    fn stands(&mut self, slot: &str) -> String {
        let code = self.shelved(slot);
        self.ask(put_away(slot, &code, false)).unwrap();
        code
    }

    /// A moment after what was asked last.
    fn later(&mut self, command: Command) -> super::world::Answer {
        self.hours += 1;
        self.ask(command).unwrap()
    }

    fn closed(&mut self) -> CountClosed {
        let events = self.later(close()).events;
        let closed = |event: &Event| if let Event::CountClosed(event) = event { Some(event.clone()) } else { None };
        events.iter().find_map(closed).unwrap()
    }

    fn named(&self, folders: &[FolderNo]) -> Vec<&str> {
        folders.iter().map(|folder| self.state.codes.own(*folder)).collect()
    }
}

#[test]
fn closing_a_count_says_what_is_missing_misplaced_and_unexpected_and_nothing_else() {
    let mut world = World::new();
    let (found, lost, stray) = (world.stands(HERE), world.stands(HERE), world.stands(THERE));
    let lent = world.stands("A-01L-01-1-02");
    world.check_out(&lent).unwrap();
    let destroyed = world.stands("A-01L-01-1-03");
    let witnesses = vec![super::world::ARCHIVIST, AUDITOR];
    world.ask(Command::Destroy { folder: destroyed.clone(), reason: "期满".to_owned(), witnesses }).unwrap();
    world.later(open());
    world.later(scan(&[&found, &stray, &lent, &destroyed, "NEVER-SEEN", SHELF]));
    let closed = world.closed();
    assert_eq!(world.named(&closed.missing), [&lost]);
    assert_eq!(world.named(&closed.misplaced), [&stray]);
    assert_eq!(world.named(&closed.unexpected), [&lent, &destroyed]);
    assert_eq!((closed.expected, closed.seen, closed.unknown), (3, 4, 1), "a shelf's own label is no folder");
    assert_eq!(world.whereabouts(&lost).state, FolderState::Missing);
    assert_eq!(world.whereabouts(&lent).state, FolderState::OnLoan, "a count ends no loan");
    assert!(matches!(world.place(&stray), Place::Shelf(_)), "it stands where it was seen");
    assert!(world.state.counts.is_empty());
}

#[test]
fn what_was_lent_put_away_moved_or_seen_elsewhere_while_a_count_was_open_is_not_missing() {
    let mut world = World::new();
    let all: Vec<String> = (0..4).map(|_| world.stands(HERE)).collect();
    let returned = world.lent("A-01L-01-1-02");
    world.later(open());
    world.later(check_out(&all[0], BORROWER));
    world.later(sighted("reception", &all[1]));
    world.later(put_away(THERE, &all[2], true));
    world.later(give_back(&returned));
    world.later(put_away("A-01L-01-1-02", &returned, false));
    let closed = world.closed();
    assert_eq!(world.named(&closed.missing), [&all[3]]);
}

#[test]
fn a_shelf_that_was_carried_here_while_it_was_counted_misses_nothing() {
    let mut world = World::new();
    let moved = world.stands(THERE);
    world.later(open());
    let (from, to) = ("A-01L-01-2".to_owned(), SHELF.to_owned());
    world.later(Command::Place(PlaceCommand::MoveShelf { from, to, reason: "腾空".to_owned() }));
    assert_eq!(world.closed().missing, []);
    assert_eq!(world.whereabouts(&moved).state, FolderState::OnShelf);
}

#[test]
fn two_who_count_one_shelf_count_it_together() {
    let mut world = World::new();
    let (one, other, lost) = (world.stands(HERE), world.stands(HERE), world.stands(HERE));
    world.later(open());
    assert_eq!(world.later(Command::OpenCount { shelf: HERE.to_owned() }).kinds(), [""; 0], "joins in");
    world.later(scan(&[&one]));
    world.hours += 1;
    world.ask_as(AUDITOR, scan(&[&other])).unwrap();
    let closed = world.closed();
    assert_eq!(world.named(&closed.missing), [&lost]);
    assert_eq!(world.refused(close()), Code::CountOver);
    let stale = Command::CloseCount { shelf: SHELF.to_owned(), no: Some(CountNo(0)) };
    world.later(open());
    assert_eq!(world.refused(stale), Code::CountOver, "another count of the same shelf is not meant");
}

#[test]
fn a_count_that_is_given_up_makes_nothing_missing() {
    let mut world = World::new();
    let folder = world.stands(HERE);
    world.later(open());
    world.later(Command::CancelCount { shelf: SHELF.to_owned(), no: None });
    assert_eq!(world.whereabouts(&folder).state, FolderState::OnShelf);
    assert_eq!(world.refused(close()), Code::CountOver);
}

#[test]
fn a_boxs_folders_count_as_on_its_shelf() {
    let mut world = World::new();
    let slot = HERE.to_owned();
    let open_box = PlaceCommand::OpenBox { code: None, capacity_mm: 38, outer_mm: None, slot };
    world.ask(Command::Place(open_box)).unwrap();
    let Some(Located::Box(no)) = world.state.places.box_in(world.slot(HERE)).map(Located::Box) else { panic!() };
    let code = world.state.places.box_code(no).unwrap();
    let (seen, lost) = (world.stands(&code), world.stands(&code));
    world.later(open());
    world.later(scan(&[&seen]));
    let closed = world.closed();
    assert_eq!((closed.expected, world.named(&closed.missing)), (2, vec![lost.as_str()]));
    assert_eq!(closed.misplaced, [], "seen on the shelf, it stands in its box");
}

#[test]
fn a_count_that_waited_in_a_device_comes_to_what_it_would_have_come_to_then() {
    let mut world = World::new();
    let all: Vec<String> = (0..4).map(|_| world.stands(HERE)).collect();
    // Counted from one to three o'clock, and learned of at ten: meanwhile one was lent, and one was put away again.
    world.hours = 5;
    world.ask(check_out(&all[1], BORROWER)).unwrap();
    world.hours = 4;
    world.ask(sighted(SHELF, &all[2])).unwrap();
    world.queued = true;
    for (hours, command) in [(1, open()), (2, scan(&[&all[0]])), (3, close())] {
        world.hours = hours;
        world.ask(command).unwrap();
    }
    let missing = |world: &World, code: &str| world.whereabouts(code).state == FolderState::Missing;
    let found: Vec<bool> = all.iter().map(|code| missing(&world, code)).collect();
    assert_eq!(found, [false, false, false, true]);
}

#[test]
fn what_is_scanned_after_a_count_is_over_is_seen_all_the_same() {
    let mut world = World::new();
    let late = world.stands(HERE);
    world.later(open());
    world.closed();
    assert_eq!(world.whereabouts(&late).state, FolderState::Missing);
    world.later(scan(&[&late]));
    assert_eq!(world.whereabouts(&late).state, FolderState::OnShelf);
}

#[test]
fn an_auditor_counts_and_marks_damage_a_helper_only_scans_and_others_do_neither() {
    let mut world = World::new();
    let folder = world.stands(HERE);
    let mut helper = person("helper", Role::Temporary, Some("sales1"));
    helper.expires_on = Some(world.today + Days::new(9));
    world.ask(Command::AddPerson(helper)).unwrap();
    let helper = world.state.people.by_name("helper").unwrap().no;
    let (shelf, codes, note) = (SHELF.to_owned(), vec![folder.clone()], Some("受潮".to_owned()));
    let damaged = Command::Count { shelf, no: None, codes, damaged: note };
    for (person, may) in [(BORROWER, [false; 3]), (helper, [false, true, false]), (AUDITOR, [true; 3])] {
        world.hours += 1;
        let done = [open(), damaged.clone(), close()].map(|command| world.ask_as(person, command).is_ok());
        assert_eq!(done, may, "{person}");
    }
    assert_eq!(world.whereabouts(&folder).condition, Condition::Damaged);
    assert_eq!(world.state.custody.damaged().collect::<Vec<_>>(), [world.find(&folder)]);
}

#[test]
fn a_helper_learns_nothing_of_a_folder_he_may_not_see_and_the_archive_learns_that_it_is_there() {
    let mut world = World::new();
    let secret = world.register(crate::domain::command::NewFolder {
        class: Some("personal".to_owned()),
        department: Some("service".to_owned()),
        placement: crate::domain::command::Placement::Slot(HERE.to_owned()),
        ..super::world::folder()
    });
    world.ask(put_away(HERE, &secret, false)).unwrap();
    world.later(open());
    let mut helper = person("helper", Role::Temporary, Some("sales1"));
    helper.expires_on = Some(world.today + Days::new(9));
    world.ask(Command::AddPerson(helper)).unwrap();
    let helper = world.state.people.by_name("helper").unwrap().no;
    world.hours += 1;
    let answer = world.ask_as(helper, scan(&[&secret, "NOBODY"])).unwrap();
    assert_eq!(answer.refusals(), [Some(Code::CodeUnknown), Some(Code::CodeUnknown)]);
    assert_eq!(world.closed().missing, []);
}

#[test]
fn the_same_scan_twice_is_one_sighting_and_one_unknown_text() {
    let mut world = World::new();
    let folder = world.stands(HERE);
    world.later(open());
    world.later(scan(&[&folder, "NOBODY-1"]));
    assert_eq!(world.later(scan(&[&folder, &folder])).kinds(), [""; 0]);
    world.later(scan(&["NOBODY-1"]));
    assert_eq!(world.closed().unknown, 1);
}

/// Something that happens while a shelf is counted.
#[derive(Debug, Clone, Copy)]
enum Happens {
    Scanned(usize),
    Lent(usize),
    Returned(usize),
    PutAway(usize),
    SeenElsewhere(usize),
    Damaged(usize),
    Begun,
}

fn happens() -> impl Strategy<Value = Happens> {
    let folder = 0..8_usize;
    prop_oneof![
        folder.clone().prop_map(Happens::Scanned),
        folder.clone().prop_map(Happens::Lent),
        folder.clone().prop_map(Happens::Returned),
        folder.clone().prop_map(Happens::PutAway),
        folder.clone().prop_map(Happens::SeenElsewhere),
        folder.prop_map(Happens::Damaged),
        Just(Happens::Begun),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_a_count_calls_missing_is_exactly_what_was_expected_less_what_was_seen_or_moved(
        before in prop::collection::vec(happens(), 0..6),
        during in prop::collection::vec(happens(), 0..14),
    ) {
        let mut world = World::new();
        let homes = [HERE, HERE, HERE, "A-01L-01-1-04", "A-01L-01-1-04", THERE, THERE, "A-01L-01-1-05"];
        let codes: Vec<String> = homes.iter().map(|slot| world.stands(slot)).collect();
        let touch = |world: &mut World, happens: Happens| -> Option<usize> {
            world.hours += 1;
            let (at, command) = match happens {
                Happens::Begun => return world.ask(open()).ok().and(None),
                Happens::Scanned(at) => (at, scan(&[&codes[at]])),
                Happens::Lent(at) => (at, check_out(&codes[at], BORROWER)),
                Happens::Returned(at) => (at, give_back(&codes[at])),
                Happens::PutAway(at) => (at, put_away(homes[at], &codes[at], true)),
                Happens::SeenElsewhere(at) => (at, sighted("reception", &codes[at])),
                Happens::Damaged(at) => {
                    let (folder, note) = (codes[at].clone(), String::new());
                    let noted = Command::NoteCondition { folder, condition: Condition::Damaged, note };
                    return world.ask(noted).ok().and(None);
                }
            };
            world.ask(command).ok().filter(|answer| !answer.events.is_empty()).map(|_| at)
        };
        for happens in before.into_iter().filter(|happens| !matches!(happens, Happens::Begun)) {
            touch(&mut world, happens);
        }
        world.hours += 1;
        world.ask(open()).unwrap();
        let shelf = world.state.places.shelf_named(SHELF).unwrap();
        let stands = |world: &World, at: usize| {
            let row = world.whereabouts(&codes[at]);
            let on = match row.place {
                Place::Slot(slot) => world.state.places.shelf_of(slot),
                Place::Shelf(on) => Some(on),
                _ => None,
            };
            row.state == FolderState::OnShelf && on == Some(shelf)
        };
        let mut missing: BTreeSet<usize> = (0..codes.len()).filter(|at| stands(&world, *at)).collect();
        for happens in during {
            if let Some(at) = touch(&mut world, happens) {
                missing.remove(&at);
            }
        }
        let closed = world.closed();
        let found: BTreeSet<usize> = closed.missing.iter().map(|folder| codes.iter().position(|code| *code == world.state.codes.own(*folder)).unwrap()).collect();
        prop_assert_eq!(found, missing);
        prop_assert!(closed.missing.iter().all(|folder| world.state.custody.get(*folder).unwrap().state == FolderState::Missing));
        prop_assert_eq!(world.actor, Actor::System);
    }
}
