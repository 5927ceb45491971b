#![allow(clippy::unwrap_used)]

use super::{By, Figures, Key, Month, Question, Span, Timely, Which, standing};
use crate::domain::case::{CasePhase, DueDay};
use crate::domain::ids::{DepartmentNo, FolderNo, PersonNo, TypeNo};
use crate::domain::state::CaseRow;
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A case of the sales department, due on 10 March 2026.
fn case() -> CaseRow {
    CaseRow {
        folder: FolderNo(0),
        business_type: TypeNo(0),
        type_version: 1,
        department: Some(DepartmentNo(1)),
        responsible: None,
        subject: None,
        business_date: Some(day("2026-03-05")),
        deadline_from: Some(day("2026-03-05")),
        due: Some(DueDay { date: day("2026-03-10"), is_provisional: false, is_extended: false }),
        due_moved: false,
        asked_until: None,
        reassigned: false,
        phase: CasePhase::Announced,
        gaps: None,
        gaps_at_first: None,
        transfer: None,
        taken_by: None,
        opened_on: None,
        received_us: 0,
        received_on: None,
        in_time: None,
        is_reviewed: false,
        certificate: None,
        edited_seq: 1,
        changed_seq: 1,
    }
}

fn received(on: &str, gaps: u16) -> CaseRow {
    let received_on = Some(day(on));
    CaseRow { phase: CasePhase::Filed, received_on, gaps: Some(gaps), gaps_at_first: Some(gaps), ..case() }
}

fn due(row: &CaseRow, today: &str) -> Option<Timely> {
    standing(row, day(today)).due.map(|(_, timely)| timely)
}

#[test]
fn a_case_is_in_time_on_its_day_and_late_on_the_next() {
    assert_eq!(due(&received("2026-03-10", 0), "2026-03-10"), Some(Timely::InTime));
    assert_eq!(due(&received("2026-03-11", 0), "2026-03-11"), Some(Timely::Late));
    assert_eq!(
        due(&received("2026-03-02", 0), "2026-03-02"),
        Some(Timely::InTime),
        "it is settled when it comes early"
    );
}

#[test]
fn a_case_that_has_not_come_counts_once_its_day_is_over() {
    assert_eq!(due(&case(), "2026-03-10"), None, "it may still come");
    assert_eq!(due(&case(), "2026-03-11"), Some(Timely::Outstanding));
}

#[test]
fn what_was_put_off_in_time_counts_by_the_later_day() {
    let extended = DueDay { date: day("2026-04-02"), is_provisional: false, is_extended: true };
    let row = CaseRow { due: Some(extended), ..received("2026-04-01", 0) };
    assert_eq!(standing(&row, day("2026-04-05")).due, Some((day("2026-04-02"), Timely::InTime)));
}

#[test]
fn a_cancelled_case_counts_nowhere_and_one_without_a_day_only_as_received() {
    let cancelled = CaseRow { phase: CasePhase::Cancelled, ..case() };
    assert_eq!(standing(&cancelled, day("2026-12-31")), super::Standing::default());
    let dateless = CaseRow { due: None, ..received("2026-03-11", 0) };
    assert_eq!(due(&dateless, "2026-12-31"), None);
    assert_eq!(standing(&dateless, day("2026-12-31")).received, Some((day("2026-03-11"), true)));
}

#[test]
fn old_stock_that_a_table_brought_in_counts_nowhere() {
    let filed = CaseRow { phase: CasePhase::Filed, gaps: Some(1), ..case() };
    assert_eq!(standing(&filed, day("2026-12-31")), super::Standing::default());
}

#[test]
fn papers_that_come_later_make_no_case_complete_at_first() {
    let mended = CaseRow { gaps: Some(0), ..received("2026-03-10", 2) };
    assert_eq!(standing(&mended, day("2026-03-20")).received, Some((day("2026-03-10"), false)));
    let lost_since = CaseRow { gaps: Some(1), ..received("2026-03-10", 0) };
    assert_eq!(standing(&lost_since, day("2026-03-20")).received, Some((day("2026-03-10"), true)));
}

#[test]
fn a_month_has_what_was_due_in_it_and_what_came_in_it() {
    let row = received("2026-04-01", 0);
    let month = |by| Question { by, span: Span::default(), today: day("2026-05-01") };
    let lines = month(By::Month).figures([row].iter());
    let march = lines[&Key::Month(Month { year: 2026, month: 3 })];
    let april = lines[&Key::Month(Month { year: 2026, month: 4 })];
    assert_eq!(march, Figures { due: 1, ..Figures::default() });
    assert_eq!(april, Figures { received: 1, complete: 1, ..Figures::default() });
    assert_eq!((march.timeliness(), march.completeness()), (Some(0.0), None));
    // A department's line for March has the same: what it was late with, and nothing that came.
    let span = Span { from: Some(day("2026-03-01")), to: Some(day("2026-03-31")) };
    let lines = Question { span, ..month(By::Department) }.figures([row].iter());
    assert_eq!(lines, BTreeMap::from([(Key::Department(DepartmentNo(1)), march)]));
}

#[test]
fn a_month_is_written_and_read_the_same() {
    assert_eq!(Month::parse("2026-03").map(|month| month.to_string()).as_deref(), Some("2026-03"));
    assert!(["2026-13", "2026", "", "2026-03-01", "März"].iter().all(|text| Month::parse(text).is_none()));
}

const ALL: [Which; 10] = [
    Which::Due,
    Which::InTime,
    Which::Late,
    Which::Outstanding,
    Which::DueMoved,
    Which::Extended,
    Which::Reassigned,
    Which::Received,
    Which::Complete,
    Which::Incomplete,
];

fn figure(figures: &Figures, which: Which) -> u64 {
    match which {
        Which::Due => figures.due,
        Which::InTime => figures.in_time,
        Which::Late => figures.late(),
        Which::Outstanding => figures.outstanding,
        Which::DueMoved => figures.due_moved,
        Which::Extended => figures.extended,
        Which::Reassigned => figures.reassigned,
        Which::Received => figures.received,
        Which::Complete => figures.complete,
        Which::Incomplete => figures.incomplete(),
    }
}

fn days() -> impl Strategy<Value = NaiveDate> {
    (0..120_u64).prop_map(|after| day("2025-12-01") + Days::new(after))
}

prop_compose! {
    fn rows()(
        whose in (prop::option::of(0..3_u16), prop::option::of(0..3_u32), 0..3_u16),
        due in prop::option::of(days()),
        received_on in days(),
        phase in prop::sample::select(CasePhase::ALL.to_vec()),
        (gaps, due_moved, is_extended, reassigned) in (0..3_u16, any::<bool>(), any::<bool>(), any::<bool>()),
    ) -> CaseRow {
        let came = phase.has_come();
        CaseRow {
            department: whose.0.map(DepartmentNo),
            responsible: whose.1.map(PersonNo),
            business_type: TypeNo(whose.2),
            due: due.map(|date| DueDay { date, is_provisional: false, is_extended }),
            due_moved,
            reassigned,
            phase,
            received_on: came.then_some(received_on),
            gaps_at_first: came.then_some(gaps),
            ..case()
        }
    }
}

prop_compose! {
    fn questions()(
        by in prop::sample::select(vec![By::Department, By::Person, By::Type, By::Month]),
        from in prop::option::of(days()),
        to in prop::option::of(days()),
        today in days(),
    ) -> Question {
        Question { by, span: Span { from, to }, today }
    }
}

fn total(lines: &BTreeMap<Key, Figures>, which: Which) -> u64 {
    lines.values().map(|figures| figure(figures, which)).sum()
}

proptest! {
    #[test]
    fn every_number_is_as_large_as_the_list_behind_it(rows in prop::collection::vec(rows(), 0..60), asked in questions()) {
        let lines = asked.figures(rows.iter());
        for which in ALL {
            for (key, figures) in &lines {
                let behind = rows.iter().filter(|row| asked.is_behind(row, Some(*key), which)).count() as u64;
                prop_assert_eq!(behind, figure(figures, which));
            }
            let all = rows.iter().filter(|row| asked.is_behind(row, None, which)).count() as u64;
            prop_assert_eq!(all, total(&lines, which));
        }
    }

    #[test]
    fn what_is_summed_differently_comes_to_the_same(rows in prop::collection::vec(rows(), 0..60), asked in questions()) {
        for by in [By::Department, By::Person, By::Type, By::Month] {
            let other = Question { by, ..asked };
            for which in ALL {
                prop_assert_eq!(
                    total(&other.figures(rows.iter()), which),
                    total(&asked.figures(rows.iter()), which)
                );
            }
        }
    }

    #[test]
    fn two_spans_side_by_side_come_to_the_span_of_both(
        rows in prop::collection::vec(rows(), 0..60), asked in questions(), cut in days(),
    ) {
        let whole = Question { span: Span::default(), ..asked };
        let before = Question { span: Span { from: None, to: cut.pred_opt() }, ..asked };
        let after = Question { span: Span { from: Some(cut), to: None }, ..asked };
        for which in ALL {
            let parts = [before, after].map(|part| total(&part.figures(rows.iter()), which));
            prop_assert_eq!(parts[0] + parts[1], total(&whole.figures(rows.iter()), which));
        }
    }

    #[test]
    fn a_day_that_passes_makes_nothing_that_was_late_timely(
        rows in prop::collection::vec(rows(), 0..60), asked in questions(), later in 0..60_u64,
    ) {
        let (now, then) = (asked.figures(rows.iter()), Question { today: asked.today + Days::new(later), ..asked });
        let then = then.figures(rows.iter());
        prop_assert!(total(&then, Which::Late) >= total(&now, Which::Late));
        for which in [Which::InTime, Which::Received, Which::Complete] {
            prop_assert_eq!(total(&then, which), total(&now, which));
        }
    }

    #[test]
    fn the_order_of_cases_does_not_matter(rows in prop::collection::vec(rows(), 0..60), asked in questions()) {
        prop_assert_eq!(asked.figures(rows.iter()), asked.figures(rows.iter().rev()));
    }
}
