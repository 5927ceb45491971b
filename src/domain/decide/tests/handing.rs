//! Cases that just come, transfers that nobody opened, and deadlines that a calendar sets anew.

use super::cases::{FIRST, all, open, sale};
use super::world::{ARCHIVIST, CLERK, OTHER_BORROWER, World, day, folder};
use crate::domain::calendar::{Calendar, CalendarYear};
use crate::domain::case::CasePhase;
use crate::domain::command::{Brought, CaseCommand, CasePatch, Command, NewCase, NewFolder, Papers};
use crate::domain::decide::Item;
use crate::domain::event::Confirmation;
use crate::domain::folder::Desk;
use crate::domain::ids::{CaseNo, TransferNo};
use crate::domain::refusal::Code;

fn take_over(brought: Brought, papers: Papers) -> Command {
    let department = "sales1".to_owned();
    Command::Case(CaseCommand::TakeOver { department, desk: Desk::Reading, brought, papers })
}

fn new(case: NewCase) -> Brought {
    Brought::New(Box::new(case))
}

#[test]
fn a_case_that_just_comes_is_opened_and_taken_in_one_frame_and_answers_by_its_number() {
    let mut world = World::new();
    world.ask(open()).unwrap();
    let unknown = NewCase { business_type: "SRV".to_owned(), ..NewCase::default() };
    let command = CaseCommand::ReceiveNew { transfer: FIRST, new: Box::new(unknown), papers: all() };
    let answer = world.ask_as(ARCHIVIST, Command::Case(command)).unwrap();
    assert_eq!(answer.kinds(), ["FolderRegistered", "CaseOpened", "PapersNoted", "Received", "CaseReceived"]);
    assert_eq!(answer.outcomes, [Ok(Item::Case(CaseNo(0)))]);
    let row = world.state.cases.get(CaseNo(0)).unwrap();
    assert_eq!((row.phase, row.gaps, row.in_time), (CasePhase::Filed, Some(0), None));
    assert_eq!(row.department, Some(world.state.transfers.get(FIRST).unwrap().department));
}

#[test]
fn what_a_device_takes_over_goes_into_the_transfer_that_is_open_there_or_a_new_one() {
    let mut world = World::new();
    world.ask(open()).unwrap();
    world.announced(sale("1"));
    world.ask(take_over(Brought::Known("1".to_owned()), all())).unwrap();
    world.ask(take_over(new(sale("2")), all())).unwrap();
    let transfer = world.state.transfers.get(TransferNo(1)).unwrap();
    assert_eq!((transfer.desk, transfer.taken.len(), world.state.transfers.len()), (Desk::Reading, 2, 2));
    // What is refused leaves no transfer behind.
    let mut world = World::new();
    assert_eq!(world.refused(take_over(Brought::Known("NOSUCH".to_owned()), all())), Code::CaseUnknown);
    assert_eq!(world.state.transfers.len(), 0);
}

#[test]
fn who_is_second_is_told_who_was_first() {
    let mut world = World::new();
    world.ask(open()).unwrap();
    world.announced(sale("1"));
    let receive = || {
        let case = "1".to_owned();
        Command::Case(CaseCommand::Receive { transfer: FIRST, case, papers: all() })
    };
    world.ask_as(ARCHIVIST, receive()).unwrap();
    let refusal = world.ask(receive()).unwrap_err();
    let taker = world.state.people.get(ARCHIVIST).unwrap().details.display_name.clone();
    assert_eq!((refusal.code, refusal.params[1].1.clone()), (Code::CaseReceived, taker));
}

#[test]
fn a_departments_register_holds_its_own_cases_and_its_own_people_confirm_it() {
    let mut world = World::new();
    world.ask(open()).unwrap();
    let other = || NewCase { department: Some("service".to_owned()), business_type: "SRV".to_owned(), ..sale("1") };
    let case = world.announced(other());
    let receive = CaseCommand::Receive { transfer: FIRST, case: case.clone(), papers: all() };
    assert_eq!(world.refused(Command::Case(receive)), Code::CaseOfOtherDepartment);
    let new = NewCase { reference: "2".to_owned(), ..other() };
    let just_comes = CaseCommand::ReceiveNew { transfer: FIRST, new: Box::new(new), papers: all() };
    assert_eq!(world.refused(Command::Case(just_comes)), Code::CaseOfOtherDepartment);
    let (papers, reason) = (all(), "缺件".to_owned());
    let away = CaseCommand::TurnAway { transfer: FIRST, case: case.clone(), papers, reason };
    assert_eq!(world.refused(Command::Case(away)), Code::CaseOfOtherDepartment);
    // A device that was told the wrong department loses nothing: the case comes in its own department's transfer.
    world.ask(take_over(Brought::Known(case.clone()), all())).unwrap();
    let transfer = world.state.transfers.get(world.case(&case).transfer.unwrap()).unwrap();
    assert_eq!(Some(transfer.department), world.state.organisation.department_by_code("service"));
    let close = |giver| Command::Case(CaseCommand::CloseTransfer { transfer: FIRST, giver, by: Confirmation::Badge });
    assert_eq!(world.ask_as(ARCHIVIST, close(OTHER_BORROWER)).unwrap_err().code, Code::GiverOfOtherDepartment);
    world.ask_as(ARCHIVIST, close(CLERK)).unwrap();
}

#[test]
fn a_clerk_puts_no_case_into_another_departments_folder_and_registers_none_for_it() {
    let mut world = World::new();
    let theirs = world.register(NewFolder {
        department: Some("sales2".to_owned()),
        class: Some("public".to_owned()),
        ..folder()
    });
    let into = |named: &str| {
        Command::Case(CaseCommand::Announce(vec![NewCase { folder: Some(named.to_owned()), ..sale("1") }]))
    };
    assert_eq!(world.ask_as(CLERK, into(&theirs)).unwrap().refusals(), [Some(Code::NotAllowed)]);
    let expected = |department: &str| {
        let department = Some(department.to_owned());
        Command::RegisterFolders(vec![NewFolder { department, expected: true, ..folder() }])
    };
    assert_eq!(world.ask_as(CLERK, expected("sales2")).unwrap().refusals(), [Some(Code::NotAllowed)]);
    assert_eq!(world.ask_as(CLERK, expected("sales1")).unwrap().refusals(), [None]);
    let nameless = NewCase { department: None, ..sale("2") };
    world.ask_as(CLERK, Command::Case(CaseCommand::Announce(vec![nameless]))).unwrap();
    let row = *world.state.cases.get(CaseNo(0)).unwrap();
    let of_folder = world.state.folders.get(row.folder).unwrap().department;
    assert_eq!((row.department, of_folder.is_some()), (of_folder, true), "his department's, case and folder");
}

#[test]
fn a_year_that_is_given_out_sets_only_those_deadlines_anew_that_were_guessed() {
    let mut world = World::new();
    let calendar = |version: u32, years: Vec<CalendarYear>| {
        Command::Case(CaseCommand::SetCalendar(Calendar { version, years, ..Calendar::weekends() }))
    };
    let year = |make_up: &str| CalendarYear { year: 2026, holidays: Vec::new(), make_up_days: vec![day(make_up)] };
    world.ask(calendar(0, Vec::new())).unwrap();
    let guessed = world.announced(sale("1"));
    assert!(world.case(&guessed).due.unwrap().is_provisional);
    let extended = world.announced(sale("2"));
    let extend = CaseCommand::Extend { case: "2".to_owned(), due: day("2026-03-30"), reason: "等待".to_owned() };
    world.ask(Command::Case(extend)).unwrap();
    world.announced(sale("3"));
    world.ask(open()).unwrap();
    let receive = CaseCommand::Receive { transfer: FIRST, case: "3".to_owned(), papers: all() };
    world.ask(Command::Case(receive)).unwrap();
    // The 7th of March is a Saturday: worked, so the papers are due a day earlier.
    let answer = world.ask(calendar(0, vec![year("2026-03-07")])).unwrap();
    assert_eq!(answer.kinds(), ["CalendarSet", "CaseEdited"]);
    assert_eq!(crate::archive::outcomes_of(&answer.events), answer.outcomes);
    let due = world.case(&guessed).due.unwrap();
    assert_eq!((due.date, due.is_provisional), (day("2026-03-09"), false));
    assert_eq!(world.case(&extended).due.unwrap().date, day("2026-03-30"));
    let later = world.ask(calendar(0, vec![year("2026-03-14")])).unwrap();
    assert_eq!(later.kinds(), ["CalendarSet"], "what is certain stays");
    assert_eq!(world.refused(calendar(1, Vec::new())), Code::Stale);
}

#[test]
fn a_clerk_cannot_move_the_beginning_of_a_deadline_that_has_run_out_and_an_archivist_can() {
    let mut world = World::new();
    world.announced(sale("1"));
    let edit = |date: &str| {
        let (deadline_from, reason) = (Some(Some(day(date))), "录错日期".to_owned());
        Command::Case(CaseCommand::Edit(Box::new(CasePatch {
            case: "1".to_owned(),
            deadline_from,
            reason,
            ..CasePatch::default()
        })))
    };
    world.today = day("2026-03-10");
    world.ask_as(CLERK, edit("2026-03-06")).unwrap();
    world.today = day("2026-03-20");
    let refusal = world.ask_as(CLERK, edit("2026-03-19")).unwrap_err();
    assert_eq!(refusal.code, Code::ExtensionTooLate);
    world.ask_as(ARCHIVIST, edit("2026-03-19")).unwrap();
}
