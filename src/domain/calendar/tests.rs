#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::presets;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn china() -> Calendar {
    presets::mainland_china()
}

#[test]
fn deadlines_pass_over_real_holidays_and_count_make_up_days() {
    let china = china();
    // Delivered, working days, due: by the State Council's notices for these years.
    let table = [
        // National Day 2025 with Mid-Autumn: off from the 1st to the 8th, Saturday the 11th worked.
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-09-30", 3, "2025-10-11"),
        ("2025-10-03", 1, "2025-10-09"),
        ("2025-10-10", 1, "2025-10-11"),
        ("2025-10-11", 1, "2025-10-13"),
        // Spring Festival 2026: Saturday the 14th worked, off from the 15th to the 23rd, Saturday the 28th worked.
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-02-26", 2, "2026-02-28"),
        // New Year 2026: off from Thursday to Saturday, Sunday the 4th worked.
        ("2025-12-31", 1, "2026-01-04"),
        // Tomb-Sweeping 2025: off from Friday to Sunday, nothing made up for.
        ("2025-04-03", 1, "2025-04-07"),
        // The years when few days off were made up for: Spring Festival 2020 was prolonged to the 2nd of February.
        ("2020-01-23", 1, "2020-02-03"),
        // An ordinary week.
        ("2025-06-10", 3, "2025-06-13"),
        ("2025-06-13", 1, "2025-06-16"),
    ];
    for (from, days, due) in table {
        let found = china.due(day(from), days);
        assert_eq!((found.date, found.is_provisional), (day(due), false), "{from} and {days} working days");
    }
}

#[test]
fn a_year_that_was_not_given_out_is_counted_by_weekends_and_says_so() {
    let china = china();
    assert_eq!(china.due(day("2026-12-30"), 1), Due { date: day("2026-12-31"), is_provisional: false });
    assert_eq!(china.due(day("2026-12-31"), 1), Due { date: day("2027-01-01"), is_provisional: true });
    assert_eq!(china.due(day("2027-01-01"), 1), Due { date: day("2027-01-04"), is_provisional: true });
}

#[test]
fn what_is_due_at_once_is_due_on_the_next_day_that_people_work() {
    let china = china();
    assert_eq!(china.due(day("2025-06-10"), 0).date, day("2025-06-10"));
    assert_eq!(china.due(day("2025-10-01"), 0).date, day("2025-10-09"));
}

#[test]
fn the_shipped_years_are_whole_and_fit() {
    let china = china();
    assert_eq!(china.check(), Ok(()));
    let years: Vec<_> = china.years.iter().map(|year| year.year).collect();
    assert_eq!(years, (2004..=2026).collect::<Vec<_>>());
}

#[test]
fn a_calendar_that_contradicts_itself_is_refused_by_the_day() {
    let year = |holidays: &[(&str, &str)], make_up: &[&str]| Calendar {
        years: vec![CalendarYear {
            year: 2025,
            holidays: holidays
                .iter()
                .map(|(from, until)| Holiday { from: day(from), until: day(until), name: Bilingual::default() })
                .collect(),
            make_up_days: make_up.iter().map(|text| day(text)).collect(),
        }],
        ..Calendar::weekends()
    };
    let elsewhere = |date| Err(CalendarIssue::Date { year: 2025, date: day(date) });
    assert_eq!(year(&[("2025-10-01", "2025-10-08")], &["2025-09-28"]).check(), Ok(()));
    assert_eq!(year(&[("2024-10-01", "2025-10-08")], &[]).check(), elsewhere("2024-10-01"));
    assert_eq!(year(&[("2025-10-08", "2025-10-01")], &[]).check(), elsewhere("2025-10-01"));
    assert_eq!(year(&[], &["2026-02-28"]).check(), elsewhere("2026-02-28"));
    assert_eq!(year(&[], &["2025-09-29"]).check(), Err(CalendarIssue::WorkedAnyway(day("2025-09-29"))));
    let twice = Err(CalendarIssue::Twice(day("2025-10-04")));
    assert_eq!(year(&[("2025-10-01", "2025-10-05")], &["2025-10-04"]).check(), twice);
    assert_eq!(year(&[("2025-10-01", "2025-10-04"), ("2025-10-04", "2025-10-08")], &[]).check(), twice);
    assert_eq!(year(&[], &[]).check(), Err(CalendarIssue::Empty(2025)));
    let idle = year(&[("2025-01-01", "2025-10-31")], &[]).check();
    assert!(matches!(idle, Err(CalendarIssue::Idle { year: 2025, days: 43 })), "{idle:?}");
    let mut two = year(&[], &["2025-09-28"]);
    two.years.push(two.years.first().unwrap().clone());
    assert_eq!(two.check(), Err(CalendarIssue::Year(2025)));
}

prop_compose! {
    fn any_day()(days in 0..9_000_i64) -> NaiveDate {
        day("2003-06-01") + chrono::Duration::days(days)
    }
}

proptest! {
    #[test]
    fn a_deadline_is_a_working_day_with_so_many_before_it(from in any_day(), days in 1..60_u16) {
        let china = china();
        let due = china.due(from, days).date;
        prop_assert!(china.is_working(due));
        prop_assert_eq!(china.working_days(from, due), days);
        prop_assert_eq!(china.due(due, 1).date, china.due(from, days + 1).date);
    }

    #[test]
    fn who_begins_later_is_never_due_earlier(from in any_day(), later in 0..40_i64, days in 0..30_u16) {
        let china = china();
        prop_assert!(china.due(from, days).date <= china.due(from + chrono::Duration::days(later), days).date);
    }

    #[test]
    fn any_date_and_any_number_has_an_end(years in -262_000..262_000_i32, days in any::<u16>()) {
        let from = NaiveDate::from_ymd_opt(years, 12, 31).unwrap();
        prop_assert!(china().due(from, days).date >= from);
    }
}
