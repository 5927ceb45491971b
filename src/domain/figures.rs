//! How well departments hand over: timeliness and completeness, and which cases each number is made of.
//!
//! Both come from the same look at a case ([`standing`]), so that a number and the list behind it cannot differ. What counts
//! when, and why, is told in docs/adr/0018; it knows no State but a case's row, and no day but the one it is told.

use super::case::CasePhase;
use super::ids::{DepartmentNo, PersonNo, TypeNo};
use super::state::CaseRow;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use utoipa::ToSchema;

/// What numbers are given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Each department that hands over.
    Department,
    /// Each person who answers for cases.
    Person,
    /// Each business type.
    Type,
    /// Each month: of the day on which cases were due for timeliness, of the day on which they came for completeness.
    Month,
}

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// The month that is written `2026-03`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok().map(Self::of)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// For what one line of numbers is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// Cases of which nobody said whose they are.
    Nobody,
    /// A department.
    Department(DepartmentNo),
    /// A person.
    Person(PersonNo),
    /// A business type.
    Type(TypeNo),
    /// A month.
    Month(Month),
}

/// The days that are looked at, both included; an open end has no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
}

impl Span {
    fn holds(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// How a case stands to the day on which it was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timely {
    /// Its papers came on that day or before.
    InTime,
    /// They came later.
    Late,
    /// The day is over and they have not come.
    Outstanding,
}

/// What was done that changes how a case counts; each with a reason that stands in its history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Acts {
    /// Its day was moved after it was settled, or by whoever hands over.
    pub due_moved: bool,
    /// More time was granted before the day had passed.
    pub extended: bool,
    /// It was put on another department or person after it was settled.
    pub reassigned: bool,
}

/// What a case adds to the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// The day on which it was due, and how it stands to it; nothing while it may still come in time.
    pub due: Option<(NaiveDate, Timely)>,
    /// What was done to the day, or to whom it counts for.
    pub acts: Acts,
    /// The day on which it came, and whether it was complete when it was brought first.
    pub received: Option<(NaiveDate, bool)>,
}

/// What a case adds to the numbers on a day.
///
/// It counts as due once that is settled: it came, or its day is over. A day that was put off in time counts as put off, a
/// corrected one as corrected. A cancelled case counts nowhere; one without a day only as received.
#[must_use]
pub fn standing(row: &CaseRow, today: NaiveDate) -> Standing {
    if row.phase == CasePhase::Cancelled {
        return Standing::default();
    }
    let received_on = row.received_on.filter(|_| row.phase.has_come());
    // Old stock that a table brought in is in its folder and was never received: nobody can say when it came.
    let awaited = row.phase == CasePhase::Announced;
    let due = row.due.and_then(|due| match received_on {
        Some(day) if day <= due.date => Some((due.date, Timely::InTime)),
        Some(_) => Some((due.date, Timely::Late)),
        None if awaited && due.date < today => Some((due.date, Timely::Outstanding)),
        None => None,
    });
    let acts = Acts {
        due_moved: row.due_moved,
        extended: row.due.is_some_and(|due| due.is_extended),
        reassigned: row.reassigned,
    };
    let acts = if due.is_some() { acts } else { Acts::default() };
    Standing { due, acts, received: received_on.map(|day| (day, row.gaps_at_first == Some(0))) }
}

/// The numbers of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Cases that were due.
    pub due: u64,
    /// Of those, the ones that came in time.
    pub in_time: u64,
    /// Of those, the ones that have not come at all.
    pub outstanding: u64,
    /// Of those due, the ones whose day was moved after it was settled, or by whoever hands over.
    pub due_moved: u64,
    /// Of those due, the ones that were granted more time before the day had passed.
    pub extended: u64,
    /// Of those due, the ones that were put on another department or person after they were settled.
    pub reassigned: u64,
    /// Cases that came.
    pub received: u64,
    /// Of those, the ones that were complete when they were brought first.
    pub complete: u64,
}

impl Figures {
    /// Those that were due and did not come in time, whether they came later or not at all.
    #[must_use]
    pub fn late(&self) -> u64 {
        self.due - self.in_time
    }

    /// Those that came and were not complete when they were brought first.
    #[must_use]
    pub fn incomplete(&self) -> u64 {
        self.received - self.complete
    }

    /// The share of those due that came in time; nothing if none was due.
    #[must_use]
    pub fn timeliness(&self) -> Option<f64> {
        share(self.in_time, self.due)
    }

    /// The share of those that came that were complete at first; nothing if none came.
    #[must_use]
    pub fn completeness(&self) -> Option<f64> {
        share(self.complete, self.received)
    }

    fn is_due(&mut self, timely: Timely, acts: Acts) {
        self.due += 1;
        self.due_moved += u64::from(acts.due_moved);
        self.extended += u64::from(acts.extended);
        self.reassigned += u64::from(acts.reassigned);
        self.in_time += u64::from(timely == Timely::InTime);
        self.outstanding += u64::from(timely == Timely::Outstanding);
    }

    fn is_received(&mut self, complete: bool) {
        self.received += 1;
        self.complete += u64::from(complete);
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Which of the cases behind a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// All that were due.
    Due,
    /// Those that came in time.
    InTime,
    /// Those that came late or not at all.
    Late,
    /// Those that have not come at all.
    Outstanding,
    /// Those whose day was moved after it was settled, or by whoever hands over.
    DueMoved,
    /// Those that were granted more time before the day had passed.
    Extended,
    /// Those that were put on another department or person after they were settled.
    Reassigned,
    /// All that came.
    Received,
    /// Those that were complete when they were brought first.
    Complete,
    /// Those that were not.
    Incomplete,
}

/// What numbers are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// What each line is for.
    pub by: By,
    /// Which days count: on which cases were due for timeliness, on which they came for completeness.
    pub span: Span,
    /// The archive's date.
    pub today: NaiveDate,
}

impl Question {
    /// The line on which something of a case counts that belongs to a day.
    fn key(&self, row: &CaseRow, day: NaiveDate) -> Key {
        match self.by {
            By::Department => row.department.map_or(Key::Nobody, Key::Department),
            By::Person => row.responsible.map_or(Key::Nobody, Key::Person),
            By::Type => Key::Type(row.business_type),
            By::Month => Key::Month(Month::of(day)),
        }
    }

    /// What a case adds within the days that are looked at.
    fn standing(&self, row: &CaseRow) -> Standing {
        let Standing { due, acts, received } = standing(row, self.today);
        let within = |day: NaiveDate| self.span.holds(day);
        Standing { due: due.filter(|(day, _)| within(*day)), acts, received: received.filter(|(day, _)| within(*day)) }
    }

    /// The numbers of these cases, line by line.
    #[must_use]
    pub fn figures<'a>(&self, rows: impl Iterator<Item = &'a CaseRow>) -> BTreeMap<Key, Figures> {
        let mut lines: BTreeMap<Key, Figures> = BTreeMap::new();
        for row in rows {
            let Standing { due, acts, received } = self.standing(row);
            if let Some((day, timely)) = due {
                lines.entry(self.key(row, day)).or_default().is_due(timely, acts);
            }
            if let Some((day, complete)) = received {
                lines.entry(self.key(row, day)).or_default().is_received(complete);
            }
        }
        lines
    }

    /// Whether a case is one of those behind a number; on every line, if none is named.
    #[must_use]
    pub fn is_behind(&self, row: &CaseRow, key: Option<Key>, which: Which) -> bool {
        let Standing { due, acts, received } = self.standing(row);
        let on_line = |day: NaiveDate| key.is_none_or(|key| self.key(row, day) == key);
        let timely = due.filter(|(day, _)| on_line(*day)).map(|(_, timely)| timely);
        let complete = received.filter(|(day, _)| on_line(*day)).map(|(_, complete)| complete);
        match which {
            Which::Due => timely.is_some(),
            Which::InTime => timely == Some(Timely::InTime),
            Which::Late => timely.is_some_and(|timely| timely != Timely::InTime),
            Which::Outstanding => timely == Some(Timely::Outstanding),
            Which::DueMoved => timely.is_some() && acts.due_moved,
            Which::Extended => timely.is_some() && acts.extended,
            Which::Reassigned => timely.is_some() && acts.reassigned,
            Which::Received => complete.is_some(),
            Which::Complete => complete == Some(true),
            Which::Incomplete => complete == Some(false),
        }
    }
}

#[cfg(test)]
mod tests;
