//! What is seen at the shelf is recorded, whatever the record thought.

use super::world::{
    ADMINISTRATOR, ARCHIVIST, AUDITOR, Answer, BORROWER, OTHER_BORROWER, World, check_out, folder, give_back, person,
    put_away,
};
use crate::domain::command::{Command, NewFolder, Observation, Observed, Placement};
use crate::domain::discrepancy::{DiscrepancyKind, MAX_OPEN_WITHOUT_FOLDER};
use crate::domain::event::{Effect, Event, Sighted};
use crate::domain::folder::{Desk, FolderState, Place};
use crate::domain::ids::PersonNo;
use crate::domain::policy::Role;
use crate::domain::refusal::Code;

pub const HOME: &str = "A-01L-01-1-01";
pub const ELSEWHERE: &str = "A-01L-01-2-03";
const SHELF: &str = "A-01L-01-2";

pub fn sighted(at: &str, code: &str) -> Command {
    observe(code, Observed::Sighted { at: at.to_owned() })
}

pub fn put_down(at: &str, code: &str) -> Command {
    observe(code, Observed::PutAway { at: at.to_owned() })
}

pub fn brought(code: &str) -> Command {
    observe(code, Observed::Returned { desk: Desk::Reception })
}

fn observe(code: &str, what: Observed) -> Command {
    Command::Observe { observations: vec![Observation { folder: code.to_owned(), what }] }
}

impl World {
    /// The kinds of a folder's open discrepancies.
    pub fn open(&self, code: &str) -> Vec<DiscrepancyKind> {
        self.state.discrepancies.of(self.find(code)).map(|(_, open)| open.kind).collect()
    }

    fn see(&mut self, at: &str, code: &str) -> Answer {
        self.ask(sighted(at, code)).unwrap()
    }

    /// Carries a command out as of so many hours later.
    pub fn ask_at(&mut self, hours: i64, command: Command) -> Answer {
        self.hours = hours;
        let answer = self.ask(command).unwrap();
        self.hours = 0;
        answer
    }

    fn destroyed(&mut self, slot: &str) -> String {
        let code = self.shelved(slot);
        let witnesses = vec![ARCHIVIST, AUDITOR];
        self.ask(Command::Destroy { folder: code.clone(), reason: "期满".to_owned(), witnesses }).unwrap();
        code
    }
}

#[test]
fn a_folder_seen_where_it_belongs_was_seen_and_nothing_else() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    world.actor = crate::domain::folder::Actor::Person(ARCHIVIST);
    for at in [HOME, "A-01L-01-1", "a-01l-01-1-01"] {
        assert_eq!(world.see(at, &code).kinds(), ["Sighted", "ItemsObserved"], "{at}");
        assert_eq!(world.place(&code), Place::Slot(world.slot(HOME)));
    }
    assert_eq!(world.whereabouts(&code).seen_by, world.actor);
    assert_eq!(world.open(&code), []);
}

#[test]
fn a_folder_seen_elsewhere_stands_there_keeps_its_home_and_is_misplaced() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    assert_eq!(world.see(ELSEWHERE, &code).kinds(), ["Sighted", "DiscrepancyRaised", "ItemsObserved"]);
    assert_eq!(world.place(&code), Place::Slot(world.slot(ELSEWHERE)));
    assert_eq!(world.state.places.home_slot(world.find(&code)), Some(world.slot(HOME)));
    assert_eq!((world.used_mm(HOME), world.used_mm(ELSEWHERE)), (10, 0), "its room is kept at home");
    assert_eq!(world.see(ELSEWHERE, &code).kinds(), ["Sighted", "ItemsObserved"], "the same again is no new one");
    assert_eq!(world.open(&code), [DiscrepancyKind::Misplaced]);
    let shelf = world.state.places.shelf_named(SHELF).unwrap();
    world.see(SHELF, &code);
    assert_eq!(world.place(&code), Place::Shelf(shelf), "somewhere on that shelf is all that was said");
    assert_eq!(world.open(&code), [DiscrepancyKind::Misplaced], "one of a kind, about the newest word");
}

#[test]
fn a_misplaced_folder_that_is_put_away_at_home_or_lent_is_misplaced_no_longer() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    world.see(ELSEWHERE, &code);
    assert_eq!(world.ask(put_away(HOME, &code, false)).unwrap().kinds(), ["PutAway", "DiscrepancySettled"]);
    world.see(ELSEWHERE, &code);
    assert_eq!(world.check_out(&code).unwrap().kinds(), ["CheckedOut", "DiscrepancySettled"]);
    assert_eq!(world.open(&code), []);
}

#[test]
fn a_lent_folder_seen_on_a_shelf_stays_on_loan_until_it_comes_back() {
    let mut world = World::new();
    let code = world.lent(HOME);
    world.see(HOME, &code);
    let row = world.whereabouts(&code);
    assert_eq!((row.state, row.place), (FolderState::OnLoan, Place::Person(BORROWER)), "he answers for it still");
    assert_eq!(world.open(&code), [DiscrepancyKind::LentButHere]);
    assert_eq!(world.ask(give_back(&code)).unwrap().kinds(), ["Returned", "DiscrepancySettled"]);
    assert_eq!(world.whereabouts(&code).last_holder, Some(BORROWER));
}

#[test]
fn what_is_gone_and_seen_brought_or_put_away_stays_gone_on_the_record() {
    let mut world = World::new();
    let destroyed = world.destroyed(HOME);
    let withdrawn = world.register(folder());
    world.ask(Command::Withdraw { folder: withdrawn.clone(), reason: "移交总部".to_owned() }).unwrap();
    for code in [destroyed, withdrawn] {
        let before = world.whereabouts(&code);
        for command in [
            sighted(HOME, &code),
            put_down(HOME, &code),
            brought(&code),
            give_back(&code),
            put_away(HOME, &code, false),
            Command::Receive { folders: vec![code.clone()] },
        ] {
            let answer = world.ask(command.clone()).unwrap();
            assert_eq!(answer.refusals(), [None], "{command:?}");
            assert!(answer.kinds().contains(&"Sighted"), "{answer:?}");
            assert_eq!(world.open(&code), [DiscrepancyKind::GoneButHere]);
        }
        let after = world.whereabouts(&code);
        assert_eq!((after.state, after.place), (before.state, before.place));
        assert_eq!(world.used_mm(HOME), 0);
    }
}

#[test]
fn an_announced_folder_that_is_here_was_not_handed_over_until_somebody_takes_it() {
    let mut world = World::new();
    let code = world.register(NewFolder { expected: true, ..folder() });
    world.see("reception", &code);
    assert_eq!(world.whereabouts(&code).state, FolderState::Expected);
    assert_eq!(world.open(&code), [DiscrepancyKind::NotHandedOver]);
    let received = world.ask(Command::Receive { folders: vec![code.clone()] }).unwrap();
    assert_eq!(received.kinds(), ["Received", "DiscrepancySettled"]);
    let other = world.register(NewFolder { expected: true, ..folder() });
    let kinds = world.ask(put_down(HOME, &other)).unwrap().kinds().join(" ");
    assert_eq!(kinds, "Received FolderAssigned PutAway ItemsObserved", "whoever puts it away has it in hand");
}

#[test]
fn a_folder_that_comes_back_from_nobody_was_taken_from_its_shelf() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    assert_eq!(world.ask(give_back(&code)).unwrap().kinds(), ["Returned", "DiscrepancyRaised"]);
    assert_eq!(world.place(&code), Place::Desk(Desk::Reception));
    assert_eq!(world.open(&code), [DiscrepancyKind::ReturnedNotLent]);
    world.ask(put_away(HOME, &code, false)).unwrap();
    assert_eq!(world.open(&code), []);
}

#[test]
fn a_missing_folder_that_is_seen_is_found() {
    let mut world = World::new();
    let missing = |code: &str| Command::DeclareMissing { folder: code.to_owned(), note: String::new() };
    let (here, elsewhere, lent) = (world.shelved(HOME), world.shelved("A-01L-01-1-02"), world.lent("A-01L-01-1-03"));
    for code in [&here, &elsewhere, &lent] {
        world.ask(missing(code)).unwrap();
    }
    world.see(HOME, &here);
    assert_eq!((world.whereabouts(&here).state, world.open(&here)), (FolderState::OnShelf, vec![]));
    world.see(ELSEWHERE, &elsewhere);
    assert_eq!(world.open(&elsewhere), [DiscrepancyKind::Misplaced], "found, but not where it belongs");
    world.see(ELSEWHERE, &lent);
    let row = world.whereabouts(&lent);
    assert_eq!((row.state, row.place), (FolderState::OnLoan, Place::Person(BORROWER)));
    assert!(row.due.is_some());
    assert_eq!(world.open(&lent), [DiscrepancyKind::LentButHere]);
}

#[test]
fn a_folder_at_the_desk_that_is_seen_in_its_home_stands_there() {
    let mut world = World::new();
    let code = world.lent(HOME);
    world.ask(give_back(&code)).unwrap();
    world.see("scanning", &code);
    assert_eq!((world.place(&code), world.open(&code)), (Place::Desk(Desk::Scanning), vec![]), "desk to desk is usual");
    world.see(HOME, &code);
    assert_eq!((world.whereabouts(&code).state, world.open(&code)), (FolderState::OnShelf, vec![]));
}

#[test]
fn a_code_that_nobody_carries_and_a_place_that_nobody_named_are_kept_with_their_words() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    let answer = world.see(ELSEWHERE, "QX-77");
    assert_eq!(answer.kinds(), ["DiscrepancyRaised", "ItemsObserved", "ItemRefused"]);
    assert_eq!(answer.refusals(), [Some(Code::CodeUnknown)]);
    let Event::DiscrepancyRaised(raised, Some(details)) = &answer.events[0] else { panic!("{answer:?}") };
    assert_eq!((raised.kind, raised.folder), (DiscrepancyKind::UnknownCode, None));
    assert_eq!((details.code.as_str(), raised.observed.place), ("QX-77", Some(Place::Slot(world.slot(ELSEWHERE)))));
    assert_eq!(world.see(ELSEWHERE, "QX-77").kinds(), ["ItemsObserved", "ItemRefused"], "the same is no new one");
    let answer = world.see("under the stairs", &code);
    assert_eq!(answer.kinds(), ["Sighted", "DiscrepancyRaised", "ItemsObserved"]);
    let Event::DiscrepancyRaised(raised, Some(details)) = &answer.events[1] else { panic!("{answer:?}") };
    assert_eq!((raised.kind, details.place.as_str()), (DiscrepancyKind::UnknownPlace, "under the stairs"));
    assert_eq!(world.place(&code), Place::Slot(world.slot(HOME)), "nobody knows where that is");
}

#[test]
fn who_sees_a_folder_hidden_from_him_learns_what_he_learns_of_no_folder_and_the_archive_learns_where_it_is() {
    let mut world = World::new();
    let helper = person("helper", Role::Temporary, None);
    let expires_on = Some(world.today + chrono::Days::new(30));
    world.ask(Command::AddPerson(crate::domain::command::NewPerson { expires_on, ..helper })).unwrap();
    let placement = Placement::Slot(HOME.to_owned());
    let hidden = world.register(NewFolder {
        class: Some("secret".to_owned()),
        code: Some("HIDDEN".to_owned()),
        placement,
        ..folder()
    });
    let helper = PersonNo(6);
    let seen = world.ask_as(helper, sighted(ELSEWHERE, &hidden)).unwrap();
    let unknown = world.ask_as(helper, sighted(ELSEWHERE, "HIDDEM")).unwrap();
    let blind = |answer: &Answer, code: &str| {
        let refusal = answer.outcomes[0].clone().unwrap_err();
        refusal.to_string().replace(code, "?")
    };
    assert_eq!(blind(&seen, "HIDDEN"), blind(&unknown, "HIDDEM"));
    assert_eq!(world.place(&hidden), Place::Slot(world.slot(ELSEWHERE)));
    assert_eq!(world.open(&hidden), [DiscrepancyKind::Misplaced]);
}

#[test]
fn a_put_away_in_another_slot_than_its_own_is_recorded_and_not_asked_about() {
    let mut world = World::new();
    let code = world.lent(HOME);
    let answer = world.ask(put_down(ELSEWHERE, &code)).unwrap();
    assert_eq!(answer.kinds(), ["Returned", "Sighted", "DiscrepancyRaised", "ItemsObserved"]);
    assert_eq!(world.place(&code), Place::Slot(world.slot(ELSEWHERE)));
    assert_eq!(world.state.places.home_slot(world.find(&code)), Some(world.slot(HOME)));
    assert_eq!(world.open(&code), [DiscrepancyKind::Misplaced]);
}

#[test]
fn a_folder_put_where_there_is_no_room_stands_there_without_a_home() {
    let mut world = World::new();
    world.shelved(HOME);
    let thick = world.register(NewFolder { thickness_mm: Some(35), ..folder() });
    let answer = world.ask(put_down(HOME, &thick)).unwrap();
    assert_eq!(answer.kinds(), ["Sighted", "DiscrepancyRaised", "ItemsObserved"]);
    assert_eq!(world.open(&thick), [DiscrepancyKind::NoRoom]);
    assert_eq!(world.place(&thick), Place::Slot(world.slot(HOME)));
    assert_eq!(world.state.places.home(world.find(&thick)), None);
    let thin = world.register(folder());
    assert!(world.ask(put_down(HOME, &thin)).unwrap().kinds().contains(&"FolderAssigned"), "room finds a home");
}

#[test]
fn what_was_seen_before_the_record_knew_better_is_kept_and_moves_nothing() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    world.ask_at(5, check_out(&code, BORROWER));
    world.ask_at(6, give_back(&code));
    for (hours, command) in [(2, sighted(ELSEWHERE, &code)), (3, put_down(ELSEWHERE, &code)), (4, brought(&code))] {
        let answer = world.ask_at(hours, command);
        let Event::Sighted(Sighted { effect, .. }) = &answer.events[0] else { panic!("{answer:?}") };
        assert_eq!((*effect, world.place(&code)), (Effect::Late, Place::Desk(Desk::Reception)));
        assert_eq!(world.open(&code), []);
    }
}

#[test]
fn a_return_learned_of_late_ends_the_loan_and_lets_the_newer_sighting_count() {
    let mut world = World::new();
    let code = world.lent(HOME);
    world.ask_at(9, sighted(ELSEWHERE, &code));
    assert_eq!(world.open(&code), [DiscrepancyKind::LentButHere]);
    world.ask_at(4, brought(&code));
    let row = world.whereabouts(&code);
    assert_eq!((row.state, row.place), (FolderState::OnShelf, Place::Slot(world.slot(ELSEWHERE))));
    assert_eq!(world.open(&code), [DiscrepancyKind::Misplaced]);
}

#[test]
fn one_folder_may_be_observed_twice_in_one_command_and_each_has_its_answer() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    let one = |what| Observation { folder: code.clone(), what };
    let seen = Observed::Sighted { at: ELSEWHERE.to_owned() };
    let put = Observed::PutAway { at: HOME.to_owned() };
    let answer = world.ask(Command::Observe { observations: vec![one(seen), one(put)] }).unwrap();
    assert_eq!(answer.outcomes.len(), 2);
    assert_eq!(crate::archive::outcomes_of(&answer.events), answer.outcomes);
    assert_eq!((world.place(&code), world.open(&code)), (Place::Slot(world.slot(HOME)), vec![]));
}

#[test]
fn a_command_of_no_observations_or_too_many_is_refused_and_one_without_permission_too() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    assert_eq!(world.refused(Command::Observe { observations: Vec::new() }), Code::LimitExceeded);
    let Command::Observe { observations } = sighted(HOME, &code) else { panic!() };
    let many = vec![observations[0].clone(); 201];
    assert_eq!(world.refused(Command::Observe { observations: many }), Code::LimitExceeded);
    assert_eq!(world.ask_as(AUDITOR, sighted(HOME, &code)).unwrap_err().code, Code::NotAllowed);
    assert!(world.ask_as(ADMINISTRATOR, brought(&code)).is_ok());
}

#[test]
fn a_queued_check_out_that_is_refused_is_recorded_and_so_is_what_was_carried_off() {
    let mut world = World::new();
    let (lent, free) = (world.lent(HOME), world.shelved(ELSEWHERE));
    world.queued = true;
    let command = Command::CheckOut {
        folders: vec![lent.clone(), "NOBODY".to_owned(), free.clone()],
        borrower: ARCHIVIST,
        due: None,
        purpose: String::new(),
    };
    let answer = world.ask(command).unwrap();
    assert_eq!(answer.refusals(), [Some(Code::FolderOnLoan), Some(Code::CodeUnknown), None]);
    assert_eq!(world.open(&lent), [DiscrepancyKind::TakenThoughRefused]);
    assert_eq!(world.open(&free), []);
    assert_eq!(world.state.discrepancies.len(), 2, "one is about a code that nobody carries");
    let again = world.ask(check_out(&lent, BORROWER)).unwrap();
    assert_eq!(again.kinds(), ["ItemRefused"], "he has it already: nothing contradicts that");
    let stranger = world.ask(check_out(&free, PersonNo(99))).unwrap();
    assert_eq!(stranger.kinds(), ["CommandRefused", "DiscrepancyRaised"]);
    let nothing = world.ask(Command::Receive { folders: Vec::new() }).unwrap();
    assert_eq!(nothing.kinds(), ["NothingChanged"]);
    let may_not = world.ask_as(OTHER_BORROWER, check_out(&free, BORROWER)).unwrap();
    assert_eq!(may_not.kinds(), ["CommandRefused"], "who may not lend says nothing about folders");
}

#[test]
fn a_broken_scanner_does_not_use_up_what_real_contradictions_need() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    for batch in 0..=MAX_OPEN_WITHOUT_FOLDER / 200 {
        let what = Observed::Sighted { at: HOME.to_owned() };
        let one = |number| Observation { folder: format!("ZZ{batch}-{number}"), what: what.clone() };
        world.ask(Command::Observe { observations: (0..200).map(one).collect() }).unwrap();
    }
    assert_eq!(world.state.discrepancies.len(), MAX_OPEN_WITHOUT_FOLDER);
    world.see(ELSEWHERE, &code);
    assert_eq!(world.open(&code), [DiscrepancyKind::Misplaced]);
}
