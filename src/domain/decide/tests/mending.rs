//! What a case is judged by is not moved in silence: once it came or its day is over, that takes a reason.

use super::cases::{all, open, receive, sale};
use super::world::{ARCHIVIST, Answer, CLERK, World, day};
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
    assert_eq!(kinds(&world.ask_as(CLERK, run_from("2026-03-06", "")).unwrap()), ["CaseEdited"]);
    assert_eq!(kinds(&world.ask_as(ARCHIVIST, run_from("2026-03-07", "")).unwrap()), ["CaseEdited"]);
    assert_eq!(world.numbers().due_moved, 0);
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
    let unknown = |reason: &str| patch("77", reason, |patch| patch.deadline_from = Some(None));
    assert_eq!(world.ask_as(ARCHIVIST, unknown("")).unwrap_err().code, Code::DueSettled);
    world.ask_as(ARCHIVIST, unknown("不计期限")).unwrap();
    assert_eq!((world.numbers().due, world.numbers().due_moved), (0, 0), "without a day it is due nowhere");
    assert!(world.state.cases.get(CaseNo(0)).unwrap().due_moved);
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
