//! What devices queue: in the order of their numbers, once, and durable whatever became of it.

use super::{Machine, system};
use crate::archive::Meta;
use crate::archive::queued::recall;
use crate::domain::command::{Command, NewFolder, Observation, Observed, Placement};
use crate::domain::decide::tests::world::{ADMINISTRATOR, BORROWER, check_out, folder};
use crate::domain::folder::Actor;
use crate::domain::refusal::Code;
use crate::domain::state::Queue;
use crate::ledger::Hash256;
use crate::ledger::storage::{Crash, Faults};
use chrono::TimeDelta;

const HOME: &str = "A-01L-01-1-01";

fn numbered(number: u64) -> Meta {
    Meta {
        device: Some("PDA-7".to_owned()),
        device_seq: Some(number),
        request: Some(Hash256([number as u8; 32]).into()),
        ..Meta::of(Actor::Person(ADMINISTRATOR))
    }
}

fn seen(folder: &str) -> Command {
    let what = Observed::Sighted { at: HOME.to_owned() };
    Command::Observe { observations: vec![Observation { folder: folder.to_owned(), what }] }
}

fn with_a_folder() -> Machine {
    let mut machine = Machine::begun(1);
    let one = NewFolder { code: Some("ONE".to_owned()), placement: Placement::Slot(HOME.to_owned()), ..folder() };
    machine.ask_one(system("register"), Command::RegisterFolders(vec![one])).unwrap();
    machine
}

fn handled(machine: &Machine) -> u64 {
    machine.now().state.devices.handled(&Queue { person: ADMINISTRATOR, device: "PDA-7".into() })
}

#[test]
fn several_numbers_of_one_device_may_stand_in_one_group_and_a_gap_waits() {
    let mut machine = with_a_folder();
    let group = [1, 2, 4, 3, 2, 4].map(|number| (numbered(number), seen("ONE")));
    let answers = machine.ask(group.to_vec());
    let codes: Vec<_> = answers.iter().map(|answer| answer.as_ref().err().map(|refusal| refusal.code)).collect();
    let (ahead, before) = (Some(Code::NumberAhead), Some(Code::NumberHandled));
    assert_eq!(codes, [None, None, ahead, None, before, None]);
    assert_eq!(handled(&machine), 4);
    let live = machine.now();
    assert_eq!(machine.reopened().now().state, live.state, "the numbers come back from the frames");
}

#[test]
fn every_queued_command_has_a_frame_whatever_became_of_it() {
    let mut machine = with_a_folder();
    machine.ask_one(numbered(1), check_out("ONE", BORROWER)).unwrap();
    let item = machine.ask_one(numbered(2), check_out("ONE", ADMINISTRATOR)).unwrap();
    assert_eq!(item.outcomes[0].as_ref().unwrap_err().code, Code::FolderOnLoan);
    let whole = machine.ask_one(numbered(3), check_out("ONE", crate::domain::ids::PersonNo(99))).unwrap();
    assert_eq!(whole.refused.unwrap().code, Code::BorrowerUnknown);
    let nothing = machine.ask_one(numbered(4), Command::Receive { folders: Vec::new() }).unwrap();
    assert_eq!(nothing.events.len(), 1);
    let unfit = Command::Unfit { refusal: Code::BadRequest.into(), folders: Vec::new() };
    assert_eq!(machine.ask_one(numbered(5), unfit).unwrap().refused.unwrap().code, Code::BadRequest);
    let frames = machine.frames();
    let numbers: Vec<_> = frames.iter().filter_map(|frame| frame.head.device_seq).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
}

#[test]
fn a_number_offered_again_after_weeks_is_not_done_twice_and_its_answer_is_the_first_one() {
    let mut machine = with_a_folder();
    let first = machine.ask_one(numbered(1), check_out("ONE", BORROWER)).unwrap();
    let second = machine.ask_one(numbered(2), check_out("ONE", ADMINISTRATOR)).unwrap();
    for week in 0..6 {
        machine.clock.advance(TimeDelta::days(7));
        machine.ask_one(system(&format!("week {week}")), Command::RegisterFolders(vec![folder()])).unwrap();
    }
    let mut machine = machine.reopened();
    for done in [first, second] {
        let number = if done.outcomes[0].is_ok() { 1 } else { 2 };
        let refusal = machine.ask_one(numbered(number), check_out("ONE", BORROWER)).unwrap_err();
        assert_eq!(refusal.code, Code::NumberHandled);
        let (ledger, ..) = super::open::load(None, &machine.storage, super::SMALL).unwrap();
        let again = recall(&ledger.reader(), done.seq, &machine.now()).unwrap();
        assert_eq!((again.outcomes, again.events, again.occurred_us), (done.outcomes, done.events, done.occurred_us));
    }
}

#[test]
fn a_number_is_used_up_only_when_it_is_durable() {
    let mut machine = with_a_folder();
    machine.memory.set_faults(Faults { syncs_before_failure: Some(0), then_read_only: true, ..Faults::default() });
    let memory = machine.memory.clone();
    assert_eq!(machine.ask_one(numbered(1), seen("ONE")).unwrap_err().code, Code::StorageFailed);
    assert_eq!(handled(&machine), 0);
    let mut machine = Machine::open(memory.crash(Crash::KeepUnsynced), machine.clock.clone(), None).unwrap();
    let found = handled(&machine);
    let again = machine.ask_one(numbered(1), seen("ONE"));
    assert_eq!(again.is_err(), found == 1, "found again, it was done; else it is done now");
    assert_eq!(handled(&machine), 1);
}

#[test]
fn a_device_without_a_proper_name_or_one_too_many_is_refused() {
    let mut machine = with_a_folder();
    let named = |name: &str| Meta { device: Some(name.to_owned()), ..numbered(1) };
    assert_eq!(machine.ask_one(named("手机"), seen("ONE")).unwrap_err().code, Code::BadValue);
    for number in 0..crate::domain::state::MAX_DEVICES_PER_PERSON {
        machine.ask_one(named(&format!("d{number}")), seen("ONE")).unwrap();
    }
    assert_eq!(machine.ask_one(named("one-more"), seen("ONE")).unwrap_err().code, Code::LimitExceeded);
}

#[test]
fn undoing_says_in_its_frame_what_it_reverses() {
    let mut machine = with_a_folder();
    let lent = machine.ask_one(system("lend"), check_out("ONE", BORROWER)).unwrap().seq;
    machine.ask_one(system("undo"), Command::Undo { seq: lent }).unwrap();
    assert_eq!(machine.frames().last().unwrap().head.reverses, Some(lent));
}
