use super::world::{ADMINISTRATOR, ARCHIVIST, BORROWER, World, day, person};
use crate::domain::command::{Command, PersonPatch};
use crate::domain::ids::PersonNo;
use crate::domain::policy::Role;
use crate::domain::refusal::Code;

fn patch(person: PersonNo) -> PersonPatch {
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
fn the_last_administrator_must_stay() {
    let mut world = World::new();
    let ways = [
        PersonPatch { role: Some(Role::Archivist), ..patch(ADMINISTRATOR) },
        PersonPatch { active: Some(false), ..patch(ADMINISTRATOR) },
        PersonPatch { may_sign_in: Some(false), ..patch(ADMINISTRATOR) },
        PersonPatch { expires_on: Some(Some(day("2030-01-01"))), ..patch(ADMINISTRATOR) },
    ];
    for way in ways.clone() {
        assert_eq!(world.refused(Command::ChangePerson(way)), Code::LastAdministrator);
    }
    world.ask(Command::AddPerson(person("second", Role::Administrator, None))).unwrap();
    for way in ways {
        assert!(world.ask(Command::ChangePerson(way)).is_ok());
    }
}

#[test]
fn a_badge_of_a_former_issue_no_longer_counts() {
    let mut world = World::new();
    let badge = |world: &World| world.state.people.get(BORROWER).unwrap().badge_code();
    let old = badge(&world);
    assert_eq!(world.state.people.by_badge(&old).unwrap().no, BORROWER);
    world.ask(Command::IssueBadge { person: BORROWER }).unwrap();
    assert!(world.state.people.by_badge(&old).is_none());
    assert_eq!(world.state.people.by_badge(&badge(&world)).unwrap().no, BORROWER);
    assert_eq!(world.refused(Command::IssueBadge { person: PersonNo(99) }), Code::NotFound);
}

#[test]
fn nobody_gets_a_name_that_is_taken_in_whatever_case() {
    let mut world = World::new();
    for name in ["seller", "SELLER", " Seller "] {
        assert_eq!(world.refused(Command::AddPerson(person(name, Role::Borrower, None))), Code::NameTaken, "{name}");
    }
}

#[test]
fn a_name_to_sign_in_with_has_no_spaces_and_is_neither_empty_nor_long() {
    let mut world = World::new();
    let long = "x".repeat(65);
    for name in ["", " ", "two words", "line\nbreak", long.as_str()] {
        assert_eq!(world.refused(Command::AddPerson(person(name, Role::Borrower, None))), Code::BadValue, "{name}");
    }
}

#[test]
fn temporary_staff_have_a_last_day_and_after_it_they_can_do_nothing() {
    let mut world = World::new();
    let temporary = person("helper", Role::Temporary, None);
    assert_eq!(world.refused(Command::AddPerson(temporary.clone())), Code::BadValue);
    let temporary = crate::domain::command::NewPerson { expires_on: Some(world.today), ..temporary };
    world.ask(Command::AddPerson(temporary)).unwrap();
    let helper = world.state.people.by_name("helper").unwrap().no;
    let code = world.shelved("A-01L-01-1-01");
    let put_away = super::world::put_away("A-01L-01-1-01", &code, false);
    assert!(world.ask_as(helper, put_away.clone()).is_ok(), "the last day counts");
    world.pass_days(1);
    assert_eq!(world.ask_as(helper, put_away).unwrap_err().code, Code::AccountExpired);
}

#[test]
fn somebody_switched_off_can_do_nothing_and_comes_back_as_he_was() {
    let mut world = World::new();
    let add = || Command::SetDepartment { code: "new".to_owned(), name: super::world::both("新部门") };
    let switch = |active| Command::ChangePerson(PersonPatch { active: Some(active), ..patch(ARCHIVIST) });
    world.ask(switch(false)).unwrap();
    assert_eq!(world.ask_as(ARCHIVIST, add()).unwrap_err().code, Code::AccountExpired);
    world.ask(switch(true)).unwrap();
    assert_ne!(world.ask_as(ARCHIVIST, add()).err().map(|refusal| refusal.code), Some(Code::AccountExpired));
    assert_eq!(world.ask(switch(true)).unwrap().kinds(), [""; 0], "nothing changes the second time");
}

#[test]
fn only_an_administrator_opens_accounts() {
    let mut world = World::new();
    let add = Command::AddPerson(person("friend", Role::Administrator, None));
    for who in (1..6).map(PersonNo) {
        assert_eq!(world.ask_as(who, add.clone()).unwrap_err().code, Code::NotAllowed, "{who}");
    }
    assert!(world.ask_as(ADMINISTRATOR, add).is_ok());
}

#[test]
fn an_archive_begins_once_and_nobody_begins_it_through_an_account() {
    let mut world = World::new();
    let begin = Command::BeginArchive {
        incarnation: "another".to_owned(),
        administrator: person("intruder", Role::Administrator, None),
    };
    assert_eq!(world.refused(begin.clone()), Code::BadRequest);
    assert_eq!(world.ask_as(ADMINISTRATOR, begin).unwrap_err().code, Code::NotAllowed);
}
