//! Labels that were swapped or spoilt, and loans that pass on.

use super::surgery::surgery;
use super::world::{ARCHIVIST, BORROWER, CLERK, OTHER_BORROWER, World, day, folder, give_back, put_away};
use crate::domain::command::{Command, NewFolder, PersonPatch, Placement, SurgeryCommand};
use crate::domain::event::{Event, ReprintWhy};
use crate::domain::folder::{Condition, FolderState, Place};
use crate::domain::ids::PersonNo;
use crate::domain::refusal::Code;

const ONE: &str = "A-01L-01-1-01";
const TWO: &str = "A-01L-01-1-02";

fn swap(one: &str, other: &str) -> Command {
    let (one, other, reason) = (one.to_owned(), other.to_owned(), "标签贴反".to_owned());
    surgery(SurgeryCommand::SwapLabels { one, other, since: Some(day("2026-03-01")), reason })
}

fn take_over(folder: &str, to: PersonNo) -> Command {
    surgery(SurgeryCommand::TakeOver { folders: vec![folder.to_owned()], from: Some(BORROWER), to })
}

fn person(person: PersonNo) -> PersonPatch {
    PersonPatch {
        person,
        display_name: None,
        role: None,
        department: None,
        expires_on: None,
        clearance: None,
        active: None,
        may_sign_in: None,
        blocked_reason: None,
    }
}

#[test]
fn swapped_labels_exchange_where_folders_are_and_who_has_them_and_nothing_of_what_they_are() {
    let mut world = World::new();
    let thin = NewFolder { thickness_mm: Some(7), placement: Placement::Slot(ONE.to_owned()), ..folder() };
    let (one, other) = (world.register(thin), world.shelved(TWO));
    world.check_out(&one).unwrap();
    let damage = Command::NoteCondition { folder: one.clone(), condition: Condition::Damaged, note: "撕".to_owned() };
    world.ask(damage).unwrap();
    let facts = [&one, &other].map(|code| world.state.folders.facts(world.find(code)));
    world.does(swap(&one, &other));
    assert_eq!([&one, &other].map(|code| world.state.folders.facts(world.find(code))), facts);
    assert_eq!(world.place(&one), Place::Slot(world.slot(TWO)));
    let lent = world.whereabouts(&other);
    assert_eq!((lent.place, lent.state), (Place::Person(BORROWER), FolderState::OnLoan));
    assert_eq!((lent.condition, world.whereabouts(&one).condition), (Condition::Damaged, Condition::Good));
    assert_eq!((world.used_mm(ONE), world.used_mm(TWO)), (10, 7));
    let why = |code: &str| world.state.reprints.of(world.find(code)).map(|reprint| reprint.why);
    assert_eq!((why(&one), why(&other)), (Some(ReprintWhy::Swapped), Some(ReprintWhy::Swapped)));
    world.ask(give_back(&other)).unwrap();
    world.does(put_away(ONE, &other, false));
    world.does(swap(&one, &other));
    assert_eq!((world.used_mm(ONE), world.used_mm(TWO)), (7, 10), "exchanged once more, all is as it was");
    world.does(surgery(SurgeryCommand::NoteReprinted { folders: vec![one.clone(), other.clone()] }));
    assert_eq!(world.state.reprints.iter().count(), 0);
}

#[test]
fn labels_swapped_between_a_shelf_and_the_desk_leave_no_shelf_without_its_run() {
    let mut world = World::new();
    let home = world.register(NewFolder { placement: Placement::Assign, ..folder() });
    let none = world.register(folder());
    let slot = world.state.places.home_slot(world.find(&home)).unwrap();
    let shelf = world.state.places.shelf_of(slot).unwrap();
    let run = world.state.places.run_of(shelf);
    assert!(run.is_some());
    world.does(swap(&home, &none));
    assert_eq!(world.state.places.home_slot(world.find(&none)), Some(slot));
    assert_eq!(world.state.places.home_slot(world.find(&home)), None);
    assert_eq!(world.state.places.run_of(shelf), run);
    assert_eq!(world.refused(swap(&home, &home)), Code::BadValue);
    let expected = world.register(NewFolder { expected: true, ..folder() });
    assert_eq!(world.refused(swap(&home, &expected)), Code::FolderExpected);
}

#[test]
fn a_damaged_label_is_on_the_list_until_there_is_a_new_one() {
    let mut world = World::new();
    let code = world.shelved(ONE);
    let ask = || surgery(SurgeryCommand::AskReprint { folders: vec![code.clone()], why: ReprintWhy::Damaged });
    assert_eq!(world.does(ask()), ["ReprintAsked"]);
    assert_eq!(world.does(ask()), Vec::<&str>::new(), "asked twice, it is printed once");
    let done = surgery(SurgeryCommand::NoteReprinted { folders: vec![code.clone()] });
    assert_eq!(world.does(done.clone()), ["Reprinted"]);
    assert_eq!(world.does(done), Vec::<&str>::new());
    world.does(ask());
    world.does(Command::Withdraw { folder: code, reason: "移交".to_owned() });
    assert_eq!(world.state.reprints.iter().count(), 0, "what has left needs no label");
}

#[test]
fn a_loan_passes_to_a_successor_who_scans_the_folder_and_is_due_when_it_was() {
    let mut world = World::new();
    let code = world.lent(ONE);
    let due = world.whereabouts(&code).due;
    world.pass_days(3);
    assert_eq!(world.does(take_over(&code, ARCHIVIST)), ["LoanTakenOver"]);
    let row = world.whereabouts(&code);
    assert_eq!((row.place, row.due, row.last_holder), (Place::Person(ARCHIVIST), due, Some(ARCHIVIST)));
    assert_eq!(world.state.custody.loans_of(BORROWER).count(), 0);
    assert_eq!(world.ask(take_over(&code, ARCHIVIST)).unwrap().events, [], "scanned twice, it is taken over once");
    let seq = world.whereabouts(&code).changed_seq;
    world.does(Command::Undo { seq });
    assert_eq!((world.place(&code), world.whereabouts(&code).due), (Place::Person(BORROWER), due));
}

#[test]
fn a_loan_passes_only_to_whom_the_folder_could_be_lent_and_only_from_who_has_it() {
    let mut world = World::new();
    let code = world.lent(ONE);
    let one = |answer: super::world::Answer| answer.refusals()[0];
    let elsewhere = world.ask(take_over(&code, OTHER_BORROWER)).unwrap();
    assert_eq!(one(elsewhere), Some(Code::BorrowerMayNot), "another department's");
    let not_his =
        surgery(SurgeryCommand::TakeOver { folders: vec![code.clone()], from: Some(OTHER_BORROWER), to: ARCHIVIST });
    assert_eq!(one(world.ask(not_his).unwrap()), Some(Code::LoanOfAnother));
    let block = PersonPatch { blocked_reason: Some("欠还".to_owned()), ..person(ARCHIVIST) };
    world.ask(Command::ChangePerson(block)).unwrap();
    assert_eq!(world.refused(take_over(&code, ARCHIVIST)), Code::BorrowerBlocked);
    world.ask(give_back(&code)).unwrap();
    let back = world.ask(take_over(&code, CLERK)).unwrap();
    assert_eq!(one(back), Some(Code::FolderNotOnLoan));
}

#[test]
fn who_leaves_may_be_blocked_and_still_hands_over_what_he_has() {
    let mut world = World::new();
    let code = world.lent(ONE);
    let close = PersonPatch { active: Some(false), ..person(BORROWER) };
    world.ask(Command::ChangePerson(close)).unwrap();
    assert_eq!(world.state.custody.loans_of(BORROWER).count(), 1, "it is still asked of him");
    let answer = world.ask_as(ARCHIVIST, take_over(&code, CLERK)).unwrap();
    assert!(matches!(answer.events[0], Event::LoanTakenOver(_)));
}
