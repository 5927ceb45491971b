//! Working days: which days count towards a deadline. A calendar is data of a country or a company, given out year by
//! year; make-up days (调休) are weekend days that are worked. It knows no clock and no cases.
//!
//! A year that nobody has given out yet is counted by its weekends, and whoever asks is told so: a deadline that was
//! set by such a year may be another once the year is known.

use super::limits::PLACE_NAME_CHARS;
use super::value::Bilingual;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use utoipa::ToSchema;

/// How many years a calendar may hold.
pub const YEARS_MAX: usize = 100;
/// Which years it may speak of.
pub const YEARS: RangeInclusive<i32> = 1990..=2189;
/// How many spans of days off a year may have, and how many make-up days.
pub const ENTRIES_PER_YEAR_MAX: usize = 100;
/// How many days of a year are worked at least; with fewer, somebody slipped.
pub const WORKING_DAYS_PER_YEAR_MIN: usize = 100;
/// How many working days a deadline may lie ahead.
pub const WORKING_DAYS_MAX: u16 = 1_000;

/// Days off in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Holiday {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub until: NaiveDate,
    /// What is celebrated.
    pub name: Bilingual,
}

/// A year as it was given out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CalendarYear {
    /// The year.
    pub year: i32,
    /// Days off besides the weekends, or over them.
    pub holidays: Vec<Holiday>,
    /// Weekend days that are worked.
    pub make_up_days: Vec<NaiveDate>,
}

/// One version of the archive's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Calendar {
    /// What people see.
    pub name: Bilingual,
    /// Which version, counted from 1.
    #[serde(default)]
    pub version: u32,
    /// The years that were given out, in order.
    pub years: Vec<CalendarYear>,
}

/// What is wrong with a calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarIssue {
    /// A year stands in it twice, or not in order, or is none that a calendar may speak of.
    #[error("the year {0} does not belong where it stands")]
    Year(i32),
    /// A date is not of its year, or a span ends before it begins.
    #[error("{date} does not belong in {year}")]
    Date {
        /// The year.
        year: i32,
        /// The date.
        date: NaiveDate,
    },
    /// A day is off and worked at once, or stands in two spans.
    #[error("{0} is said twice")]
    Twice(NaiveDate),
    /// A make-up day is no weekend day.
    #[error("{0} is worked anyway")]
    WorkedAnyway(NaiveDate),
    /// A year is said to be given out, and nothing is said of it.
    #[error("{0} has no days off and no make-up days; leave it out until it is given out")]
    Empty(i32),
    /// Hardly a day of a year is worked.
    #[error("{year} has {days} working days, fewer than {WORKING_DAYS_PER_YEAR_MIN}")]
    Idle {
        /// The year.
        year: i32,
        /// How many days are worked.
        days: usize,
    },
    /// There is too much of it.
    #[error("there is too much in it")]
    TooLarge,
}

impl CalendarIssue {
    /// The sentence in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Year(year) => format!("{year} 年的位置不对，或不在可用年份内"),
            Self::Date { year, date } => format!("{date} 不属于 {year} 年"),
            Self::Twice(date) => format!("{date} 重复"),
            Self::WorkedAnyway(date) => format!("{date} 本来就是工作日"),
            Self::Empty(year) => format!("{year} 年没有任何假期和调休日，未公布的年份请不要列入"),
            Self::Idle { year, days } => {
                format!("{year} 年只有 {days} 个工作日，少于 {WORKING_DAYS_PER_YEAR_MIN}")
            }
            Self::TooLarge => "内容过多".to_owned(),
        }
    }
}

/// The last day of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The day.
    pub date: NaiveDate,
    /// Whether a year on the way was counted by its weekends only, because it was not given out.
    pub is_provisional: bool,
}

impl Default for Calendar {
    fn default() -> Self {
        Self::weekends()
    }
}

impl Calendar {
    /// A calendar that knows weekends only.
    #[must_use]
    pub fn weekends() -> Self {
        let name = Bilingual { zh: "只按周末".to_owned(), en: "Weekends only".to_owned() };
        Self { name, version: 0, years: Vec::new() }
    }

    /// What is wrong with it; nothing if it may be used.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn check(&self) -> Result<(), CalendarIssue> {
        if self.years.len() > YEARS_MAX || !fits(&self.name) {
            return Err(CalendarIssue::TooLarge);
        }
        let mut former = None;
        for year in &self.years {
            if !YEARS.contains(&year.year) || former.is_some_and(|former| former >= year.year) {
                return Err(CalendarIssue::Year(year.year));
            }
            former = Some(year.year);
            year.check()?;
            self.check_worked(year)?;
        }
        Ok(())
    }

    /// Refuses a year of which nothing is said, and one in which hardly anybody works.
    fn check_worked(&self, year: &CalendarYear) -> Result<(), CalendarIssue> {
        if year.holidays.is_empty() && year.make_up_days.is_empty() {
            return Err(CalendarIssue::Empty(year.year));
        }
        let first = NaiveDate::from_ymd_opt(year.year, 1, 1).ok_or(CalendarIssue::Year(year.year))?;
        let days = first.iter_days().take_while(|date| date.year() == year.year);
        match days.filter(|date| self.is_working(*date)).count() {
            days if days < WORKING_DAYS_PER_YEAR_MIN => Err(CalendarIssue::Idle { year: year.year, days }),
            _ => Ok(()),
        }
    }

    /// A year as it was given out; nothing if it was not.
    #[must_use]
    pub fn year(&self, year: i32) -> Option<&CalendarYear> {
        let at = self.years.binary_search_by_key(&year, |known| known.year).ok()?;
        self.years.get(at)
    }

    /// Whether people work on a day.
    #[must_use]
    pub fn is_working(&self, date: NaiveDate) -> bool {
        match self.year(date.year()) {
            Some(year) if year.make_up_days.contains(&date) => true,
            Some(year) if year.holidays.iter().any(|holiday| holiday.holds(date)) => false,
            _ => !is_weekend(date),
        }
    }

    /// The last day on which something is in time that is due `days` working days after `from`. The day itself does not
    /// count; with no days, it is the day itself if people work then, else the next working day. Days beyond
    /// [`WORKING_DAYS_MAX`] are not counted.
    #[must_use]
    pub fn due(&self, from: NaiveDate, days: u16) -> Due {
        let mut date = from;
        let mut is_provisional = self.year(from.year()).is_none();
        let mut left = days.min(WORKING_DAYS_MAX);
        while left > 0 || !self.is_working(date) {
            // The calendar's last day is as far as anything can be due.
            let Some(next) = date.checked_add_days(Days::new(1)) else { break };
            date = next;
            is_provisional |= self.year(date.year()).is_none();
            left -= u16::from(left > 0 && self.is_working(date));
        }
        Due { date, is_provisional }
    }

    /// How many working days lie behind `from`, up to and with `until`; 0 if `until` is not behind it. At most
    /// [`WORKING_DAYS_MAX`] are counted.
    #[must_use]
    pub fn working_days(&self, from: NaiveDate, until: NaiveDate) -> u16 {
        let days = from.iter_days().skip(1).take_while(|date| *date <= until);
        days.filter(|date| self.is_working(*date)).take(usize::from(WORKING_DAYS_MAX)).count() as u16
    }
}

impl CalendarYear {
    fn check(&self) -> Result<(), CalendarIssue> {
        let named = self.holidays.iter().all(|holiday| fits(&holiday.name));
        if !named || self.holidays.len() > ENTRIES_PER_YEAR_MAX || self.make_up_days.len() > ENTRIES_PER_YEAR_MAX {
            return Err(CalendarIssue::TooLarge);
        }
        let elsewhere = |date: NaiveDate| CalendarIssue::Date { year: self.year, date };
        let mut off = Vec::new();
        for Holiday { from, until, .. } in &self.holidays {
            if let Some(date) = [*from, *until].into_iter().find(|date| date.year() != self.year) {
                return Err(elsewhere(date));
            }
            if until < from {
                return Err(elsewhere(*until));
            }
            off.extend(from.iter_days().take_while(|date| date <= until));
        }
        for date in &self.make_up_days {
            if date.year() != self.year {
                return Err(elsewhere(*date));
            }
            if !is_weekend(*date) {
                return Err(CalendarIssue::WorkedAnyway(*date));
            }
        }
        let mut said: Vec<_> = off.into_iter().chain(self.make_up_days.iter().copied()).collect();
        said.sort_unstable();
        match said.windows(2).find(|pair| matches!(pair, [one, other] if one == other)) {
            Some(pair) => Err(CalendarIssue::Twice(pair.first().copied().unwrap_or_default())),
            None => Ok(()),
        }
    }
}

impl Holiday {
    fn holds(&self, date: NaiveDate) -> bool {
        (self.from..=self.until).contains(&date)
    }
}

fn fits(name: &Bilingual) -> bool {
    [&name.zh, &name.en].into_iter().all(|name| name.chars().count() <= PLACE_NAME_CHARS)
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests;
