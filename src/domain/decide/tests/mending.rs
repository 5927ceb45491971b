//! What a case is judged by is not moved in silence: once it came or its day is over, that takes a reason.

use super::cases::{all, open, receive, sale};
use super::world::{ARCHIVIST, Answer, BORROWER, CLERK, World, day};
use crate::domain::command::{CaseCommand, CasePatch, Command, NewCase};
use crate::domain::event::Event;
use crate::domain::figures::{By, Figures, Question, Span};
use crate::domain::ids::CaseNo;
use crate::domain::refusal::Code;
use chrono::NaiveDate;

fn patch(case: &str, reason: &str, change: impl FnOnce(&mut CasePatch)) -> Command {
    let mut patch = CasePatch { case: case.to_owned(), reason: reason.to_owned(), ..CasePatch::default() };
    change(&mut patch);
    Command::Case(CaseCommand::Edit(Box::new(patch)))
}

/// Lets the deadline of case 77 run from another day.
fn run_from(date: &str, reason: &str) -> Command {
    patch("77", reason, |patch| patch.deadline_from = Some(Some(day(date))))
}

fn call_off() -> Command {
    Command::Case(CaseCommand::Cancel { case: "77".to_owned(), reason: "退单".to_owned() })
}

impl World {
    /// Case 77, with its day as long past as is said.
    fn due_days_ago(&mut self, days: u64) -> NaiveDate {
        self.announced(sale("77"));
        let due = self.state.cases.get(CaseNo(0)).unwrap().due.unwrap().date;
        self.today = due;
        self.pass_days(days);
        due
    }

    /// All numbers of all cases, as of today.
    fn numbers(&self) -> Figures {
        let question = Question { by: By::Department, span: Span::default(), today: self.today };
        let rows = self.state.cases.newest().filter_map(|case| self.state.cases.get(case));
        question.figures(rows).into_values().next().unwrap_or_default()
    }
}

fn kinds(answer: &Answer) -> Vec<&'static str> {
    answer.events.iter().map(Event::kind).collect()
}

#[test]
fn before_its_day_is_over_a_case_is_put_right_without_ceremony() {
    let mut world = World::new();
    world.due_days_ago(0);
    assert_eq!(kinds(&world.ask_as(ARCHIVIST, run_from("2026-03-07", "")).unwrap()), ["CaseEdited"]);
    assert_eq!(kinds(&world.ask_as(CLERK, run_from("2026-03-05", "")).unwrap()), ["CaseEdited"], "sooner");
    assert_eq!(world.numbers().due_moved, 0);
}

#[test]
fn whoever_hands_over_puts_his_day_off_only_with_a_reason_that_is_counted() {
    let mut world = World::new();
    world.due_days_ago(0);
    assert_eq!(world.ask_as(CLERK, run_from("2026-03-09", " ")).unwrap_err().code, Code::DueStands);
    let put_off = world.ask_as(CLERK, run_from("2026-03-09", "客户改期提车")).unwrap();
    assert_eq!(kinds(&put_off), ["DueMoved", "CaseEdited"]);
    world.ask(open()).unwrap();
    world.ask(receive("77", all())).unwrap();
    assert_eq!((world.numbers().in_time, world.numbers().due_moved), (1, 1));
}

#[test]
fn lateness_does_not_vanish_without_a_reason_that_stands_beside_the_number() {
    let mut world = World::new();
    world.due_days_ago(1);
    assert_eq!((world.numbers().outstanding, world.numbers().in_time), (1, 0));
    let later = world.today.to_string();
    assert_eq!(world.ask_as(CLERK, run_from(&later, "录错日期")).unwrap_err().code, Code::ExtensionTooLate);
    for person in [ARCHIVIST, super::world::ADMINISTRATOR] {
        assert_eq!(world.ask_as(person, run_from(&later, "  ")).unwrap_err().code, Code::DueSettled);
    }
    let moved = world.ask_as(ARCHIVIST, run_from(&later, "录错日期")).unwrap();
    assert_eq!(kinds(&moved), ["DueMoved", "CaseEdited"]);
    let Some(Event::DueMoved(_, Some(reason))) = moved.events.first() else { panic!("{moved:?}") };
    assert_eq!(reason.text, "录错日期");
    assert_eq!(world.numbers(), Figures::default(), "it may come in time again");
    world.ask(open()).unwrap();
    world.ask(receive("77", all())).unwrap();
    assert_eq!((world.numbers().in_time, world.numbers().due_moved), (1, 1), "and the number says how");
}

#[test]
fn nor_does_it_once_the_papers_came_whichever_way_the_day_is_moved() {
    let mut world = World::new();
    world.due_days_ago(0);
    world.ask(open()).unwrap();
    world.ask(receive("77", all())).unwrap();
    assert_eq!(world.ask_as(ARCHIVIST, run_from("2026-03-01", "")).unwrap_err().code, Code::DueSettled);
    let moved = world.ask_as(ARCHIVIST, run_from("2026-03-04", "录错日期")).unwrap();
    assert_eq!(kinds(&moved), ["DueMoved", "CaseEdited"]);
    assert_eq!(world.numbers().due_moved, 1);
    let other = patch("77", "", |patch| patch.reference = Some("78".to_owned()));
    assert_eq!(kinds(&world.ask_as(ARCHIVIST, other).unwrap()), ["CaseEdited"], "what it is not judged by is free");
}

#[test]
fn whoever_is_late_does_not_call_his_case_off() {
    let mut world = World::new();
    world.due_days_ago(1);
    assert_eq!(world.ask_as(CLERK, call_off()).unwrap_err().code, Code::LateStands);
    world.ask_as(ARCHIVIST, call_off()).unwrap();
    let mut early = World::new();
    early.due_days_ago(0);
    early.ask_as(CLERK, call_off()).unwrap();
}

#[test]
fn a_deadline_that_runs_from_the_day_of_the_business_goes_with_it_and_any_other_stays() {
    let mut world = World::new();
    world.announced(NewCase { business_date: None, ..sale("77") });
    let known = |case: &str, date: &str| patch(case, "", |patch| patch.business_date = Some(Some(day(date))));
    world.ask(known("77", "2026-03-04")).unwrap();
    let row = *world.state.cases.get(CaseNo(0)).unwrap();
    assert_eq!((row.deadline_from, row.due.map(|due| due.date)), (Some(day("2026-03-04")), Some(day("2026-03-09"))));
    world.announced(NewCase { deadline_from: Some(day("2026-03-10")), ..sale("78") });
    let before = *world.state.cases.get(CaseNo(1)).unwrap();
    world.ask(known("78", "2026-03-03")).unwrap();
    let after = *world.state.cases.get(CaseNo(1)).unwrap();
    assert_eq!((after.deadline_from, after.due), (before.deadline_from, before.due));
}

#[test]
fn not_to_know_when_it_began_makes_no_case_less_late() {
    let mut world = World::new();
    let due = world.due_days_ago(1);
    let unknown = patch("77", "", |patch| {
        (patch.business_date, patch.deadline_from) = (Some(None), Some(None));
    });
    assert_eq!(kinds(&world.ask_as(ARCHIVIST, unknown).unwrap()), ["CaseEdited"]);
    let row = *world.state.cases.get(CaseNo(0)).unwrap();
    assert_eq!((row.business_date, row.deadline_from, row.due.map(|due| due.date)), (None, None, Some(due)));
    assert_eq!(world.numbers().outstanding, 1, "and it stands among those that have not come");
    assert_eq!(world.ask_as(ARCHIVIST, run_from("2026-03-20", "")).unwrap_err().code, Code::DueSettled);
}

#[test]
fn a_case_that_counts_already_is_put_on_others_only_with_a_reason_that_is_counted() {
    let mut world = World::new();
    let to = |department: &str, reason: &str| {
        patch("77", reason, |patch| patch.department = Some(Some(department.to_owned())))
    };
    let person = |no, reason: &str| patch("77", reason, |patch| patch.responsible = Some(Some(no)));
    world.due_days_ago(0);
    world.ask_as(ARCHIVIST, to("sales2", "")).unwrap();
    assert_eq!(kinds(&world.ask_as(ARCHIVIST, person(BORROWER, "")).unwrap()), ["CaseEdited"], "while it is open");
    world.pass_days(1);
    assert_eq!(world.ask_as(ARCHIVIST, to("sales1", " ")).unwrap_err().code, Code::CaseCounted);
    assert_eq!(world.ask_as(ARCHIVIST, person(CLERK, "")).unwrap_err().code, Code::CaseCounted);
    let moved = world.ask_as(ARCHIVIST, to("sales1", "登错部门")).unwrap();
    assert_eq!(kinds(&moved), ["CaseReassigned", "CaseEdited"]);
    assert_eq!((world.numbers().outstanding, world.numbers().reassigned), (1, 1));
    // To say whose it is where nobody knew takes no reason.
    let mut unknown = World::new();
    unknown.announced(NewCase { department: None, ..sale("77") });
    unknown.pass_days(30);
    assert_eq!(kinds(&unknown.ask_as(ARCHIVIST, to("sales1", "")).unwrap()), ["CaseEdited"]);
}

/// Asks for more time for case 77, or grants it.
fn extend(until: &str) -> Command {
    let (case, reason) = ("77".to_owned(), "等待上牌".to_owned());
    Command::Case(CaseCommand::Extend { case, due: day(until), reason })
}

fn refuse(reason: &str) -> Command {
    Command::Case(CaseCommand::RefuseExtension { case: "77".to_owned(), reason: reason.to_owned() })
}

#[test]
fn a_department_asks_for_more_time_and_who_keeps_the_archive_grants_or_refuses_it() {
    let mut world = World::new();
    let due = world.due_days_ago(0);
    assert_eq!(kinds(&world.ask_as(CLERK, extend("2026-03-20")).unwrap()), ["ExtensionAsked"]);
    let row = |world: &World| *world.state.cases.get(CaseNo(0)).unwrap();
    assert_eq!((row(&world).due.unwrap().date, row(&world).asked_until), (due, Some(day("2026-03-20"))));
    assert_eq!(world.ask_as(CLERK, refuse("x")).unwrap_err().code, Code::NotAllowed);
    world.pass_days(2);
    assert_eq!(world.numbers().outstanding, 1, "until it is granted it is late");
    assert_eq!(world.ask_as(CLERK, extend("2026-03-25")).unwrap_err().code, Code::ExtensionTooLate);
    assert_eq!(world.ask_as(ARCHIVIST, extend("2026-03-25")).unwrap_err().code, Code::BadValue, "more than was asked");
    // Asked for in time, it is granted later, also when the papers have come meanwhile.
    world.ask(open()).unwrap();
    world.ask(receive("77", all())).unwrap();
    assert_eq!(row(&world).in_time, Some(false));
    assert_eq!(kinds(&world.ask_as(ARCHIVIST, extend("2026-03-20")).unwrap()), ["CaseExtended"]);
    assert_eq!((row(&world).in_time, row(&world).asked_until), (Some(true), None));
    assert_eq!((world.numbers().in_time, world.numbers().extended), (1, 1), "and the number says how");
    assert_eq!(world.ask_as(ARCHIVIST, refuse("晚了")).unwrap_err().code, Code::ExtensionUnasked);
}

#[test]
fn more_time_that_is_refused_leaves_the_day_as_it_was() {
    let mut world = World::new();
    let due = world.due_days_ago(0);
    world.ask_as(CLERK, extend("2026-03-20")).unwrap();
    assert_eq!(world.ask_as(ARCHIVIST, refuse(" ")).unwrap_err().code, Code::ReasonRequired);
    assert_eq!(kinds(&world.ask_as(ARCHIVIST, refuse("不属于特殊情况")).unwrap()), ["ExtensionRefused"]);
    let row = *world.state.cases.get(CaseNo(0)).unwrap();
    assert_eq!((row.due.unwrap().date, row.asked_until), (due, None));
    world.pass_days(1);
    assert_eq!(world.ask_as(ARCHIVIST, extend("2026-03-20")).unwrap_err().code, Code::ExtensionTooLate);
}
