//! How long timeliness and completeness take to work out among a million cases: `cargo bench --bench figures`.
//!
//! Ten years of cases of twelve departments, from a seed, are put into State by the events that a ledger would hold. Then
//! the questions that pages ask are asked as the service asks them, each some times; the median and the slowest are told.
//! `-- --cases N` takes another size.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::{Days, NaiveDate};
use std::hint::black_box;
use std::time::{Duration, Instant};
use strongroom::domain::case::{CaseFacts, DueDay};
use strongroom::domain::decide::Step;
use strongroom::domain::event::{CaseOpened, CaseReceived, Event, Sequence};
use strongroom::domain::figures::{By, Question, Span, Which};
use strongroom::domain::folder::Actor;
use strongroom::domain::ids::{CaseNo, DepartmentNo, FolderNo, PersonNo, TransferNo, TypeNo};
use strongroom::domain::state::{CaseRow, Stamp, State};

const ROUNDS: usize = 15;
const DEPARTMENTS: u64 = 12;

/// Any numbers, the same every time (Knuth's constants for a 64-bit linear congruential generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Ten years of cases, oldest first; of a hundred one has not come, and of twenty one comes late.
fn filled(count: u32) -> State {
    let (mut state, mut dice) = (State::default(), Dice(20_261_122));
    let begins = day("2016-01-01");
    for no in 0..count {
        let stamp = Stamp { seq: u64::from(no) + 1, occurred_us: 0, recorded_us: 0, actor: Actor::System };
        let business = begins + Days::new(u64::from(no) * 3_652 / u64::from(count));
        let due = DueDay { date: business + Days::new(1 + dice.roll(5)), is_provisional: false, is_extended: false };
        let department = Some(DepartmentNo(dice.roll(DEPARTMENTS) as u16));
        let facts = CaseFacts {
            folder: FolderNo(no),
            business_type: TypeNo(dice.roll(6) as u16),
            type_version: 1,
            department,
            subject: None,
            responsible: (dice.roll(10) > 0).then(|| PersonNo(dice.roll(300) as u32)),
            business_date: Some(business),
            deadline_from: Some(business),
            due: Some(due),
            reference: format!("HT{no:08}"),
        };
        let sequence = Sequence { prefix: "C".to_owned(), number: no };
        let opened = CaseOpened { case: CaseNo(no), code: format!("C{no:08}"), sequence, facts };
        state.take(&Step::Event(stamp, Event::CaseOpened(opened, None)));
        if dice.roll(100) == 0 {
            continue;
        }
        let came = if dice.roll(20) == 0 { due.date + Days::new(1 + dice.roll(9)) } else { due.date };
        let gaps = if dice.roll(8) == 0 { 1 + dice.roll(3) as u16 } else { 0 };
        let received = CaseReceived {
            case: CaseNo(no),
            folder: FolderNo(no),
            transfer: TransferNo(no / 40),
            day: came,
            due: Some(due),
            in_time: Some(came <= due.date),
            gaps,
            waits: false,
        };
        state.take(&Step::Event(stamp, received.into()));
    }
    state
}

/// The cases of a department, or all, as the service goes over them.
fn cases(state: &State, department: Option<u16>) -> impl Iterator<Item = &CaseRow> {
    let department = department.map(DepartmentNo);
    let all = state.cases.rows_newest().map(|(_, row)| row);
    all.filter(move |row| department.is_none() || row.department == department)
}

fn timed(what: &str, mut work: impl FnMut() -> u64) {
    let mut took: Vec<Duration> = Vec::with_capacity(ROUNDS);
    let mut found = 0;
    for _ in 0..ROUNDS {
        let began = Instant::now();
        found = black_box(work());
        took.push(began.elapsed());
    }
    took.sort_unstable();
    let ms = |took: Duration| took.as_secs_f64() * 1_000.0;
    println!("{what:58} {:7.1} ms, at most {:7.1} ms; {found} cases", ms(took[ROUNDS / 2]), ms(took[ROUNDS - 1]));
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let count = arguments.iter().position(|argument| argument == "--cases");
    let count = count.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(1_000_000);
    let began = Instant::now();
    let state = filled(count);
    println!("{count} cases, in State after {:.1} s", began.elapsed().as_secs_f64());
    let today = day("2025-12-31");
    let year = Span { from: Some(day("2025-01-01")), to: Some(today) };
    let asked = |by, span| Question { by, span, today };
    let due = |question: Question, department| {
        let lines = question.figures(cases(&state, department));
        lines.values().map(|figures| figures.due).sum::<u64>()
    };
    timed("a year of one department, by month", || due(asked(By::Month, year), Some(3)));
    timed("a year of one department, by person", || due(asked(By::Person, year), Some(3)));
    timed("a year of all departments, by department", || due(asked(By::Department, year), None));
    timed("ten years of one department, by month", || due(asked(By::Month, Span::default()), Some(3)));
    timed("ten years of all departments, by month", || due(asked(By::Month, Span::default()), None));
    timed("what is behind a number: late in a year, one department", || {
        let question = asked(By::Department, year);
        cases(&state, Some(3)).filter(|row| question.is_behind(row, None, Which::Late)).count() as u64
    });
}
