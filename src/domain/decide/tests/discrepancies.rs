//! Settling: which of the two stories holds, and what follows.

use super::observations::{ELSEWHERE, HOME, put_down, sighted};
use super::world::{ARCHIVIST, AUDITOR, BORROWER, OTHER_BORROWER, World, check_out, folder, give_back};
use crate::domain::command::{Command, NewFolder};
use crate::domain::discrepancy::{DiscrepancyKind, Settling};
use crate::domain::event::Event;
use crate::domain::folder::{Desk, FolderState, Place};
use crate::domain::ids::DiscrepancyNo;
use crate::domain::refusal::{Code, Refusal};

fn settle(no: u32, how: Settling) -> Command {
    Command::SettleDiscrepancy { no: DiscrepancyNo(no), how, note: "查过".to_owned() }
}

impl World {
    fn settle(&mut self, how: Settling) -> Result<super::world::Answer, Refusal> {
        let last = self.state.discrepancies.before(self.state.discrepancies.next()).next().unwrap().0;
        self.ask(settle(last.0, how))
    }
}

#[test]
fn a_misplaced_folder_gets_its_home_where_it_stands_or_goes_back_on_the_record() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    let before = world.whereabouts(&code);
    world.ask_at(1, sighted(ELSEWHERE, &code));
    world.settle(Settling::AsRecorded).unwrap();
    let row = world.whereabouts(&code);
    assert_eq!((row.state, row.place, row.since_us), (before.state, before.place, before.since_us));
    world.ask_at(2, sighted(ELSEWHERE, &code));
    assert_eq!(world.settle(Settling::AsObserved).unwrap().kinds(), ["FolderAssigned", "DiscrepancySettled"]);
    assert_eq!((world.used_mm(HOME), world.used_mm(ELSEWHERE)), (0, 10));
    assert_eq!(world.place(&code), Place::Slot(world.slot(ELSEWHERE)));
    world.ask_at(3, sighted("A-01L-01-1", &code));
    let refusal = world.settle(Settling::AsObserved).unwrap_err();
    assert_eq!(refusal.code, Code::SettlingUnfit, "a home is a slot, and nobody said which");
}

#[test]
fn a_chain_of_sightings_goes_back_to_where_the_record_had_it_at_first() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    for (hours, at) in [(1, ELSEWHERE), (2, "A-01R-01-1-01"), (3, "A-02L-01-1-01")] {
        world.ask_at(hours, sighted(at, &code));
    }
    world.settle(Settling::AsRecorded).unwrap();
    assert_eq!(world.place(&code), Place::Slot(world.slot(HOME)));
}

#[test]
fn a_lent_folder_that_is_here_is_returned_and_stands_there_or_stays_lent() {
    let mut world = World::new();
    let code = world.lent(HOME);
    world.ask_at(1, sighted(HOME, &code));
    world.settle(Settling::AsRecorded).unwrap();
    assert_eq!(world.place(&code), Place::Person(BORROWER));
    world.ask_at(2, sighted(HOME, &code));
    let answer = world.settle(Settling::AsObserved).unwrap();
    assert_eq!(answer.kinds(), ["Returned", "CustodySet", "DiscrepancySettled"]);
    let row = world.whereabouts(&code);
    assert_eq!((row.state, row.place, row.due), (FolderState::OnShelf, Place::Slot(world.slot(HOME)), None));
    assert_eq!(world.state.custody.loans_of(BORROWER).count(), 0);
}

#[test]
fn what_was_gone_comes_back_only_with_words() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    let witnesses = vec![ARCHIVIST, AUDITOR];
    world.ask(Command::Destroy { folder: code.clone(), reason: "期满".to_owned(), witnesses }).unwrap();
    world.ask(sighted(ELSEWHERE, &code)).unwrap();
    let silent = Command::SettleDiscrepancy { no: DiscrepancyNo(0), how: Settling::AsObserved, note: " ".to_owned() };
    assert_eq!(world.refused(silent), Code::ReasonRequired);
    world.settle(Settling::AsObserved).unwrap();
    assert_eq!(world.whereabouts(&code).state, FolderState::OnShelf);
    assert_eq!(world.open(&code), [DiscrepancyKind::Misplaced], "it has no home any more");
}

#[test]
fn an_announced_folder_that_is_here_is_handed_over() {
    let mut world = World::new();
    let code = world.register(NewFolder { expected: true, ..folder() });
    world.ask(sighted("reading", &code)).unwrap();
    world.settle(Settling::AsObserved).unwrap();
    assert_eq!((world.place(&code), world.open(&code)), (Place::Desk(Desk::Reading), vec![]));
}

#[test]
fn what_came_back_from_nobody_lies_on_the_desk_or_stands_on_its_shelf() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    world.ask(give_back(&code)).unwrap();
    assert_eq!(world.settle(Settling::AsObserved).unwrap().kinds(), ["DiscrepancySettled"]);
    let other = world.shelved("A-01L-01-1-02");
    world.ask(give_back(&other)).unwrap();
    world.settle(Settling::AsRecorded).unwrap();
    assert_eq!(world.place(&other), Place::Slot(world.slot("A-01L-01-1-02")));
}

#[test]
fn a_folder_without_room_gets_its_home_all_the_same_or_goes_back_to_the_desk() {
    let mut world = World::new();
    world.shelved(HOME);
    let thick = world.register(NewFolder { thickness_mm: Some(35), ..folder() });
    world.ask(put_down(HOME, &thick)).unwrap();
    world.settle(Settling::AsRecorded).unwrap();
    assert_eq!(world.place(&thick), Place::Desk(Desk::Reception));
    world.ask_at(1, put_down(HOME, &thick));
    world.settle(Settling::AsObserved).unwrap();
    assert_eq!(world.used_mm(HOME), 45, "more than fits, and the slot says so");
    assert_eq!(world.open(&thick), []);
}

#[test]
fn who_took_what_he_was_refused_answers_for_it() {
    let mut world = World::new();
    let code = world.lent(HOME);
    world.queued = true;
    world.ask_at(1, check_out(&code, ARCHIVIST));
    world.queued = false;
    let answer = world.settle(Settling::AsObserved).unwrap();
    assert_eq!(answer.kinds(), ["Returned", "CheckedOut", "DiscrepancySettled"]);
    assert_eq!(world.place(&code), Place::Person(ARCHIVIST));
}

#[test]
fn what_the_record_cannot_follow_is_explained_and_only_with_words() {
    let mut world = World::new();
    world.ask(sighted(HOME, "QX-77")).unwrap();
    assert_eq!(world.refused(settle(0, Settling::AsObserved)), Code::SettlingUnfit);
    assert_eq!(world.refused(settle(0, Settling::Corrected)), Code::SettlingUnfit, "that is nobody's choice");
    let silent = Command::SettleDiscrepancy { no: DiscrepancyNo(0), how: Settling::Explained, note: String::new() };
    assert_eq!(world.refused(silent), Code::ReasonRequired);
    let answer = world.settle(Settling::Explained).unwrap();
    let Event::DiscrepancySettled(settled, Some(note)) = &answer.events[0] else { panic!("{answer:?}") };
    assert_eq!((settled.how, note.text.as_str()), (Settling::Explained, "查过"));
    assert_eq!(world.refused(settle(0, Settling::Explained)), Code::DiscrepancySettled);
    assert_eq!(world.refused(settle(1, Settling::Explained)), Code::DiscrepancyUnknown);
}

#[test]
fn only_who_may_settles() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    world.ask(sighted(ELSEWHERE, &code)).unwrap();
    for person in [AUDITOR, OTHER_BORROWER] {
        let refusal = world.ask_as(person, settle(0, Settling::Explained)).unwrap_err();
        assert_eq!(refusal.code, Code::NotAllowed);
    }
    assert!(world.ask_as(ARCHIVIST, settle(0, Settling::Explained)).is_ok());
}
