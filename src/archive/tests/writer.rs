use super::{Machine, system};
use crate::archive::Meta;
use crate::domain::command::{Command, NewFolder};
use crate::domain::decide::tests::world::{BORROWER, both, folder};
use crate::domain::folder::Actor;
use crate::domain::refusal::Code;
use crate::ledger::storage::{Crash, Faults};
use crate::ledger::{Hash256, MAX_GROUP_BYTES};
use chrono::TimeDelta;

fn department(code: &str) -> Command {
    Command::SetDepartment { code: code.to_owned(), name: both(code) }
}

fn register(count: usize) -> Command {
    Command::RegisterFolders(vec![folder(); count])
}

#[test]
fn a_command_that_changes_nothing_is_answered_without_a_frame() {
    let mut machine = Machine::begun(1);
    let first = machine.ask_one(system("a"), department("new")).unwrap();
    let head = machine.now().position;
    let again = machine.ask_one(system("b"), department("new")).unwrap();
    assert_eq!((again.events.len(), again.seq, again.repeated), (0, first.seq, false));
    assert_eq!(machine.now().position, head);
}

#[test]
fn a_command_sent_again_is_done_once_and_answered_as_the_first_time() {
    let mut machine = Machine::begun(1);
    let command = Command::RegisterFolders(vec![folder(), NewFolder { class: Some("绝密".to_owned()), ..folder() }]);
    let first = machine.ask_one(system("a"), command.clone()).unwrap();
    let mut machine = machine.reopened();
    let again = machine.ask_one(system("a"), command).unwrap();
    assert!(again.repeated && !first.repeated);
    assert_eq!((again.seq, &again.events, &again.outcomes), (first.seq, &first.events, &first.outcomes));
    assert_eq!(machine.now().state.folders.len(), 1);
}

#[test]
fn a_command_sent_twice_in_one_group_is_done_once() {
    let mut machine = Machine::begun(1);
    let answers = machine.ask(vec![(system("a"), register(1)), (system("a"), register(1))]);
    let [first, second] = answers.as_slice() else { panic!() };
    let (first, second) = (first.as_ref().unwrap(), second.as_ref().unwrap());
    assert_eq!((first.seq, &first.events, &first.outcomes), (second.seq, &second.events, &second.outcomes));
    assert!(second.repeated);
    assert_eq!(machine.now().state.folders.len(), 1);
}

#[test]
fn an_id_used_again_for_another_request_is_refused() {
    let mut machine = Machine::begun(1);
    let with = |body: &[u8]| Meta { request: Some(Hash256::of(body).into()), ..system("a") };
    machine.ask_one(with(b"one"), register(1)).unwrap();
    assert_eq!(machine.ask_one(with(b"other"), register(1)).unwrap_err().code, Code::IdempotencyKeyReused);
    let somebody_else = Meta { actor: Actor::Person(crate::domain::decide::tests::world::ARCHIVIST), ..with(b"other") };
    assert!(machine.ask_one(somebody_else, register(1)).is_ok(), "ids are each actor's own");
}

#[test]
fn an_id_that_could_not_be_remembered_is_refused() {
    let mut machine = Machine::begun(1);
    for id in ["", "~0123456789abcdef", "x".repeat(201).as_str()] {
        assert_eq!(machine.ask_one(system(id), register(1)).unwrap_err().code, Code::BadRequest, "{id}");
    }
}

#[test]
fn a_command_that_is_refused_leaves_no_frame_and_no_trace() {
    let mut machine = Machine::begun(1);
    let before = machine.now();
    let missing = Command::Find { folder: "NOBODY".to_owned(), note: String::new() };
    assert_eq!(machine.ask_one(system("a"), missing).unwrap_err().code, Code::CodeUnknown);
    assert_eq!(machine.now().position, before.position);
    assert_eq!(machine.now().state, before.state);
}

#[test]
fn two_people_at_once_on_one_folder_never_both_get_it() {
    let mut machine = Machine::begun(1);
    machine.ask_one(system("a"), register(1)).unwrap();
    let code = machine.now().state.codes.own(crate::domain::ids::FolderNo(0)).to_owned();
    let lend = |id: &str| (system(id), crate::domain::decide::tests::world::check_out(&code, BORROWER));
    let answers = machine.ask(vec![lend("b"), lend("c")]);
    let lent = answers.iter().filter(|answer| answer.as_ref().unwrap().outcomes[0].is_ok()).count();
    assert_eq!(lent, 1, "in one group");
    assert!(machine.ask(vec![lend("d")])[0].as_ref().unwrap().outcomes[0].is_err(), "and in another");
}

#[test]
fn a_group_larger_than_the_ledger_takes_at_once_is_carried_out_in_parts() {
    let mut machine = Machine::begun(1);
    let large = NewFolder { note: "长".repeat(10_000), ..folder() };
    let command = Command::RegisterFolders(vec![large; 100]);
    let count = MAX_GROUP_BYTES / 3_000_000 + 2;
    let group = (0..count).map(|number| (system(&format!("large-{number}")), command.clone())).collect();
    for answer in machine.ask(group) {
        assert!(answer.unwrap().outcomes.iter().all(Result::is_ok));
    }
    assert_eq!(machine.now().state.folders.len(), 100 * count);
}

#[test]
fn a_command_too_large_for_a_frame_is_refused_and_the_others_of_its_group_are_not() {
    let mut machine = Machine::begun(1);
    let large = NewFolder { note: "长".repeat(10_000), ..folder() };
    let large = Command::RegisterFolders(vec![large; 200]);
    let device = Meta { device: Some("d".repeat(300)), ..system("d") };
    let group =
        vec![(system("a"), register(1)), (system("b"), large), (device, register(1)), (system("c"), register(2))];
    let answers = machine.ask(group);
    let codes: Vec<_> = answers.iter().map(|answer| answer.as_ref().err().map(|refusal| refusal.code)).collect();
    assert_eq!(codes, [None, Some(Code::LimitExceeded), Some(Code::BadRequest), None]);
    assert_eq!(machine.now().state.folders.len(), 3);
    let state = machine.now();
    assert_eq!(machine.reopened().now().state, state.state);
}

#[test]
fn a_clock_that_goes_back_is_held_and_what_is_replayed_is_what_was_live() {
    let mut machine = Machine::begun(1);
    for (number, seconds) in [10, -3_600, 5, -86_400 * 30, 0].into_iter().enumerate() {
        machine.clock.advance(TimeDelta::seconds(seconds));
        machine.ask_one(system(&format!("c{number}")), register(1)).unwrap();
    }
    let frames = machine.frames();
    assert!(frames.windows(2).all(|pair| pair[0].head.recorded_at <= pair[1].head.recorded_at));
    let live = machine.now();
    let mut machine = machine.reopened();
    assert_eq!(machine.now().state, live.state);
    assert!(machine.ask_one(system("c0"), register(1)).unwrap().repeated);
}

#[test]
fn a_device_without_a_sensible_clock_does_not_make_replay_differ() {
    let mut machine = Machine::begun(1);
    for occurred_us in [i64::MIN, -1, 0, i64::MAX] {
        let meta = Meta { occurred_us: Some(occurred_us), ..Meta::of(Actor::System) };
        machine.ask_one(meta, register(1)).unwrap();
    }
    let live = machine.now();
    assert!(live.state.custody.at_desk().all(|folder| {
        let row = live.state.custody.get(folder).unwrap();
        (0..=machine.clock.now_us()).contains(&row.since_us)
    }));
    assert_eq!(machine.reopened().now().state, live.state);
}

#[test]
fn when_the_disk_fails_the_group_is_refused_and_state_stays_and_later_all_is_well() {
    let mut machine = Machine::begun(1);
    let before = machine.now();
    machine.memory.set_faults(Faults { read_only: true, ..Faults::default() });
    for answer in machine.ask(vec![(system("a"), register(1)), (system("b"), register(2))]) {
        assert_eq!(answer.unwrap_err().code, Code::StorageFailed);
    }
    assert_eq!(machine.now().state, before.state);
    machine.memory.set_faults(Faults::default());
    assert!(!machine.ask_one(system("a"), register(1)).unwrap().repeated);
    let live = machine.now();
    assert_eq!(live.state.folders.len(), 1);
    assert_eq!(machine.reopened().now().state, live.state);
}

/// The power goes while the disk is failing: what was refused may be found again when the ledger is opened.
#[test]
fn a_command_whose_frame_reappears_after_a_failure_is_answered_as_done_when_it_is_sent_again() {
    let mut machine = Machine::begun(1);
    machine.memory.set_faults(Faults { syncs_before_failure: Some(0), then_read_only: true, ..Faults::default() });
    // The sync fails, and so does every attempt to cut what it left behind.
    let memory = machine.memory.clone();
    let refused = machine.ask_one(system("a"), register(1));
    assert_eq!(refused.unwrap_err().code, Code::StorageFailed);
    let crashed = memory.crash(Crash::KeepUnsynced);
    let mut machine = Machine::open(crashed, machine.clock.clone(), None).unwrap();
    let found = machine.now().state.folders.len();
    let answer = machine.ask_one(system("a"), register(1)).unwrap();
    assert_eq!(answer.repeated, found == 1);
    assert_eq!(machine.now().state.folders.len(), 1, "done once either way");
}
