use super::world::{
    ARCHIVIST, AUDITOR, BORROWER, CLERK, OTHER_BORROWER, World, check_out, day, folder, give_back, put_away,
};
use crate::domain::command::{Command, NewFolder, PersonPatch, Placement, SettingsPatch};
use crate::domain::event::Event;
use crate::domain::folder::{Condition, Desk, FolderState, Place};
use crate::domain::ids::PersonNo;
use crate::domain::refusal::Code;
use chrono::Days;

const SLOT: &str = "A-01L-01-1-01";
const OTHER_SLOT: &str = "A-01L-01-1-02";

#[test]
fn a_folder_that_is_lent_is_with_its_borrower_until_its_due_date() {
    let mut world = World::new();
    let code = world.shelved(SLOT);
    assert_eq!(world.check_out(&code).unwrap().kinds(), ["CheckedOut"]);
    let row = world.whereabouts(&code);
    assert_eq!((row.state, row.place), (FolderState::OnLoan, Place::Person(BORROWER)));
    assert_eq!(row.due, Some(world.today + Days::new(14)), "as long as the business type says");
    assert_eq!(world.state.custody.loans_of(BORROWER).count(), 1);
}

#[test]
fn a_folder_on_loan_cannot_be_checked_out_again() {
    let mut world = World::new();
    let code = world.lent(SLOT);
    let answer = world.ask(check_out(&code, OTHER_BORROWER)).unwrap();
    assert_eq!(answer.kinds(), [""; 0]);
    let refusal = answer.outcomes[0].clone().unwrap_err();
    assert_eq!(refusal.code, Code::FolderOnLoan);
    assert!(refusal.params.contains(&("borrower".to_owned(), "seller 先生".to_owned())));
    assert_eq!(world.place(&code), Place::Person(BORROWER));
}

#[test]
fn a_folder_named_twice_in_one_command_is_lent_once() {
    let mut world = World::new();
    let code = world.shelved(SLOT);
    let folders = vec![code.clone(), code.to_lowercase()];
    let command = Command::CheckOut { folders, borrower: BORROWER, due: None, purpose: String::new() };
    let answer = world.ask(command).unwrap();
    assert_eq!(answer.refusals(), [None, Some(Code::FolderRepeated)]);
    assert_eq!(answer.kinds(), ["CheckedOut", "ItemRefused"]);
}

#[test]
fn what_is_refused_in_a_partly_refused_command_is_kept_beside_its_events() {
    let mut world = World::new();
    let (lent, free) = (world.lent(SLOT), world.shelved(OTHER_SLOT));
    let folders = vec!["NOBODY".to_owned(), free, lent];
    let command = Command::CheckOut { folders, borrower: OTHER_BORROWER, due: None, purpose: "保养".to_owned() };
    let answer = world.ask(command).unwrap();
    assert_eq!(answer.refusals(), [Some(Code::CodeUnknown), Some(Code::BorrowerMayNot), Some(Code::FolderOnLoan)]);
    let public = world.register(NewFolder { class: Some("public".to_owned()), ..folder() });
    let folders = vec!["NOBODY".to_owned(), public];
    let command = Command::CheckOut { folders, borrower: OTHER_BORROWER, due: None, purpose: String::new() };
    let answer = world.ask(command).unwrap();
    assert_eq!(answer.kinds(), ["CheckedOut", "ItemRefused"]);
    let Event::ItemRefused(refused, details) = &answer.events[1] else { panic!("{answer:?}") };
    assert_eq!((refused.item, refused.code), (0, Code::CodeUnknown));
    assert_eq!(details.as_ref().unwrap().params, [("code".to_owned(), "NOBODY".to_owned())]);
}

#[test]
fn an_item_that_has_nothing_to_change_is_noted_beside_one_that_has() {
    let mut world = World::new();
    let here = world.register(folder());
    let announced = world.register(NewFolder { expected: true, ..folder() });
    assert_eq!(world.ask(Command::Receive { folders: vec![here.clone()] }).unwrap().kinds(), [""; 0]);
    let answer = world.ask(Command::Receive { folders: vec![here, announced.clone()] }).unwrap();
    assert_eq!(answer.kinds(), ["Received", "ItemUnchanged"]);
    assert_eq!(answer.refusals(), [None, None]);
    assert_eq!(world.whereabouts(&announced).state, FolderState::AtDesk);
}

#[test]
fn a_folder_that_is_not_here_yet_or_not_found_or_gone_is_not_lent() {
    let mut world = World::new();
    let expected = world.register(NewFolder { expected: true, ..folder() });
    let missing = world.shelved(SLOT);
    world.ask(Command::DeclareMissing { folder: missing.clone(), note: "架上没有".to_owned() }).unwrap();
    let withdrawn = world.register(folder());
    world.ask(Command::Withdraw { folder: withdrawn.clone(), reason: "移交总部".to_owned() }).unwrap();
    let destroyed = world.register(folder());
    world.ask(destroy(&destroyed, &[ARCHIVIST, AUDITOR])).unwrap();
    let folders = vec![expected, missing, withdrawn, destroyed];
    let command = Command::CheckOut { folders, borrower: BORROWER, due: None, purpose: String::new() };
    let refusals = [Code::FolderExpected, Code::FolderMissing, Code::FolderWithdrawn, Code::FolderDestroyed];
    assert_eq!(world.ask(command).unwrap().refusals(), refusals.map(Some));
}

fn destroy(code: &str, witnesses: &[PersonNo]) -> Command {
    Command::Destroy { folder: code.to_owned(), reason: "保管期满".to_owned(), witnesses: witnesses.to_vec() }
}

fn due(code: &str, due: &str) -> Command {
    let (folders, due) = (vec![code.to_owned()], Some(day(due)));
    Command::CheckOut { folders, borrower: BORROWER, due, purpose: String::new() }
}

#[test]
fn a_due_date_lies_neither_in_the_past_nor_too_far_away() {
    let mut world = World::new();
    let code = world.shelved(SLOT);
    assert_eq!(world.ask(due(&code, "2026-03-04")).unwrap().refusals(), [Some(Code::DueInPast)]);
    assert_eq!(world.ask(due(&code, "2027-03-07")).unwrap().refusals(), [Some(Code::DueTooFar)]);
    assert_eq!(world.ask(due(&code, "2026-03-05")).unwrap().refusals(), [None], "today is not the past");
}

#[test]
fn nobody_borrows_what_he_may_not_see() {
    let mut world = World::new();
    let code = world.register(NewFolder { class: Some("secret".to_owned()), ..folder() });
    assert_eq!(world.check_out(&code).unwrap().refusals(), [Some(Code::BorrowerMayNot)]);
    assert_eq!(world.ask(check_out(&code, ARCHIVIST)).unwrap().refusals(), [None]);
}

#[test]
fn nobody_lends_to_a_stranger_or_to_somebody_who_is_blocked_or_gone() {
    let mut world = World::new();
    let code = world.shelved(SLOT);
    assert_eq!(world.refused(check_out(&code, PersonNo(99))), Code::BorrowerUnknown);
    world.ask(Command::ChangePerson(PersonPatch { blocked_reason: Some("欠还".to_owned()), ..patch() })).unwrap();
    assert_eq!(world.refused(check_out(&code, BORROWER)), Code::BorrowerBlocked);
    let lifted = PersonPatch { blocked_reason: Some(String::new()), active: Some(false), ..patch() };
    world.ask(Command::ChangePerson(lifted)).unwrap();
    assert_eq!(world.refused(check_out(&code, BORROWER)), Code::BorrowerBlocked);
}

fn patch() -> PersonPatch {
    PersonPatch {
        person: BORROWER,
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
fn a_loan_can_be_renewed_until_the_limit_and_only_while_it_lasts() {
    let mut world = World::new();
    world.ask(Command::ChangeSettings(SettingsPatch { max_renewals: Some(1), ..SettingsPatch::default() })).unwrap();
    let code = world.lent(SLOT);
    let renew = Command::Renew { folders: vec![code.clone()], due: None };
    world.pass_days(3);
    assert_eq!(world.ask(renew.clone()).unwrap().kinds(), ["Renewed"]);
    assert_eq!(world.whereabouts(&code).due, Some(world.today + Days::new(14)));
    assert_eq!(world.ask(renew.clone()).unwrap().refusals(), [Some(Code::RenewalLimit)]);
    world.ask(give_back(&code)).unwrap();
    assert_eq!(world.ask(renew).unwrap().refusals(), [Some(Code::FolderNotOnLoan)]);
}

#[test]
fn a_returned_folder_waits_at_the_desk_and_keeps_its_home() {
    let mut world = World::new();
    let code = world.lent(SLOT);
    assert_eq!(world.used_mm(SLOT), 10, "its room is kept while it is lent");
    let answer = world.ask(give_back(&code)).unwrap();
    let Event::Returned(returned) = &answer.events[0] else { panic!("{answer:?}") };
    assert_eq!(returned.borrower, Some(BORROWER));
    let row = world.whereabouts(&code);
    assert_eq!((row.state, row.place, row.due), (FolderState::AtDesk, Place::Desk(Desk::Reception), None));
    assert_eq!(world.state.places.home_slot(world.find(&code)), Some(world.slot(SLOT)));
    assert_eq!(world.state.custody.loans_of(BORROWER).count(), 0);
    assert_eq!(world.ask(put_away(SLOT, &code, false)).unwrap().kinds(), ["PutAway"]);
    assert_eq!(world.place(&code), Place::Slot(world.slot(SLOT)));
}

#[test]
fn a_folder_that_was_not_lent_is_taken_back_all_the_same() {
    let mut world = World::new();
    let (shelved, missing) = (world.shelved(SLOT), world.lent(OTHER_SLOT));
    world.ask(Command::DeclareMissing { folder: missing.clone(), note: String::new() }).unwrap();
    assert_eq!(world.state.custody.loans_of(BORROWER).count(), 1, "the borrower stays answerable");
    let expected = world.register(NewFolder { expected: true, ..folder() });
    let folders = vec![shelved.clone(), missing.clone(), expected.clone()];
    let answer = world.ask(Command::Return { folders, desk: Desk::Scanning }).unwrap();
    assert_eq!(answer.kinds(), ["Returned", "DiscrepancyRaised", "Returned", "Received"]);
    for code in [shelved, missing, expected] {
        assert_eq!(world.place(&code), Place::Desk(Desk::Scanning));
    }
    assert_eq!(world.state.custody.loans_of(BORROWER).count(), 0);
}

#[test]
fn a_folder_put_into_another_slot_asks_for_a_confirmed_move() {
    let mut world = World::new();
    let code = world.shelved(SLOT);
    let answer = world.ask(put_away(OTHER_SLOT, &code, false)).unwrap();
    let refusal = answer.outcomes[0].clone().unwrap_err();
    assert_eq!(refusal.code, Code::WrongSlot);
    assert!(refusal.params.contains(&("home".to_owned(), SLOT.to_owned())), "it says where the folder belongs");
    assert_eq!(world.used_mm(OTHER_SLOT), 0);
    assert_eq!(world.ask(put_away(OTHER_SLOT, &code, true)).unwrap().kinds(), ["FolderAssigned", "PutAway"]);
    assert_eq!((world.used_mm(SLOT), world.used_mm(OTHER_SLOT)), (0, 10));
    assert_eq!(world.place(&code), Place::Slot(world.slot(OTHER_SLOT)));
}

#[test]
fn a_lent_folder_that_is_put_away_has_come_back() {
    let mut world = World::new();
    let code = world.lent(SLOT);
    assert_eq!(world.ask(put_away(SLOT, &code, false)).unwrap().kinds(), ["Returned", "PutAway"]);
    assert_eq!(world.state.custody.loans_of(BORROWER).count(), 0);
}

#[test]
fn a_folder_without_a_home_finds_it_where_it_is_put() {
    let mut world = World::new();
    let code = world.register(folder());
    assert_eq!(world.refused(put_away("A-09", &code, false)), Code::PlaceUnknown);
    assert_eq!(world.refused(put_away("A-01", &code, false)), Code::SlotUnknown, "a range is no slot");
    assert_eq!(world.ask(put_away(SLOT, &code, false)).unwrap().kinds(), ["FolderAssigned", "PutAway"]);
}

#[test]
fn a_missing_folder_keeps_its_room_and_turns_up_at_the_desk() {
    let mut world = World::new();
    let code = world.shelved(SLOT);
    let missing = Command::DeclareMissing { folder: code.clone(), note: "架上没有".to_owned() };
    world.ask(missing.clone()).unwrap();
    assert_eq!((world.whereabouts(&code).state, world.used_mm(SLOT)), (FolderState::Missing, 10));
    assert_eq!(world.refused(missing), Code::FolderMissing);
    world.ask(Command::Find { folder: code.clone(), note: "隔壁格".to_owned() }).unwrap();
    assert_eq!(world.whereabouts(&code).state, FolderState::AtDesk);
}

#[test]
fn what_leaves_for_good_frees_its_room_and_answers_to_nothing_any_more() {
    let mut world = World::new();
    let code = world.shelved(SLOT);
    let destroyed = world.ask(destroy(&code, &[ARCHIVIST, AUDITOR])).unwrap();
    assert_eq!(destroyed.kinds(), ["Destroyed", "FolderReleased"]);
    assert_eq!((world.used_mm(SLOT), world.place(&code)), (0, Place::Nowhere));
    assert_eq!(world.check_out(&code).unwrap().refusals(), [Some(Code::FolderDestroyed)]);
    assert_eq!(world.refused(destroy(&code, &[ARCHIVIST, AUDITOR])), Code::FolderDestroyed);
    let again = NewFolder { code: Some(code), ..folder() };
    let answer = world.ask(Command::RegisterFolders(vec![again])).unwrap();
    assert_eq!(answer.refusals(), [Some(Code::CodeTaken)], "a code is never used again");
}

#[test]
fn nothing_is_destroyed_without_a_reason_and_two_witnesses() {
    let mut world = World::new();
    let code = world.shelved(SLOT);
    for witnesses in [&[][..], &[ARCHIVIST], &[ARCHIVIST, ARCHIVIST], &[ARCHIVIST, PersonNo(99)]] {
        assert_eq!(world.refused(destroy(&code, witnesses)), Code::WitnessesRequired, "{witnesses:?}");
    }
    let without =
        Command::Destroy { folder: code.clone(), reason: " ".to_owned(), witnesses: vec![ARCHIVIST, AUDITOR] };
    assert_eq!(world.refused(without), Code::ReasonRequired);
    assert_eq!(world.refused(Command::Withdraw { folder: code, reason: String::new() }), Code::ReasonRequired);
}

#[test]
fn what_is_lent_or_missing_cannot_leave_for_good() {
    let mut world = World::new();
    let code = world.lent(SLOT);
    assert_eq!(world.refused(destroy(&code, &[ARCHIVIST, AUDITOR])), Code::FolderOnLoan);
    world.ask(Command::DeclareMissing { folder: code.clone(), note: String::new() }).unwrap();
    assert_eq!(world.refused(Command::Withdraw { folder: code, reason: "移交".to_owned() }), Code::FolderMissing);
}

#[test]
fn damage_is_noted_and_its_repair_too() {
    let mut world = World::new();
    let code = world.shelved(SLOT);
    for condition in [Condition::Damaged, Condition::Good] {
        world.ask(Command::NoteCondition { folder: code.clone(), condition, note: "封面撕裂".to_owned() }).unwrap();
        assert_eq!(world.whereabouts(&code).condition, condition);
    }
}

#[test]
fn a_remark_of_any_length_is_cut_and_not_refused() {
    let mut world = World::new();
    let code = world.shelved(SLOT);
    let note = Command::DeclareMissing { folder: code, note: "长".repeat(5_000) };
    let answer = world.ask(note).unwrap();
    let Event::DeclaredMissing(_, Some(remark)) = &answer.events[0] else { panic!("{answer:?}") };
    assert_eq!(remark.text.chars().count(), 2_000);
}

#[test]
fn the_second_command_of_a_group_sees_the_first() {
    let mut world = World::new();
    let code = world.shelved(SLOT);
    let mut overlay = crate::domain::decide::Overlay::new(&world.state);
    let context = world.context();
    assert!(overlay.decide(&check_out(&code, BORROWER), &context).unwrap().outcomes[0].is_ok());
    let second = overlay.decide(&check_out(&code, ARCHIVIST), &context).unwrap();
    assert_eq!(second.outcomes[0].as_ref().unwrap_err().code, Code::FolderOnLoan);
}

#[test]
fn more_folders_than_a_command_may_name_are_refused_together() {
    let mut world = World::new();
    let folders = vec![folder(); 201];
    assert_eq!(world.refused(Command::RegisterFolders(folders)), Code::LimitExceeded);
    let folders = vec![NewFolder { placement: Placement::None, ..folder() }; 200];
    assert!(world.ask(Command::RegisterFolders(folders)).unwrap().outcomes.iter().all(Result::is_ok));
}

#[test]
fn every_command_needs_a_role_that_may() {
    let mut world = World::new();
    let code = world.shelved(SLOT);
    for person in [BORROWER, CLERK, AUDITOR] {
        let refusal = world.ask_as(person, check_out(&code, BORROWER)).unwrap_err();
        assert_eq!(refusal.code, Code::NotAllowed, "{person}");
    }
    assert!(world.ask_as(ARCHIVIST, check_out(&code, BORROWER)).is_ok());
    assert_eq!(world.ask_as(PersonNo(99), give_back(&code)).unwrap_err().code, Code::SignInRequired);
}
