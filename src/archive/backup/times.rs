//! When backups are made, in words: `every day 02:00`, `every monday 03:30`, `every hour`, `every 6 hours`.

use chrono::{DateTime, Datelike, Days, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use std::str::FromStr;

/// More often than this a backup would begin before the last one ended.
const MINUTES_MIN: i64 = 5;
const MINUTES_MAX: i64 = 7 * 24 * 60;

/// A time table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// So often, counted from the last backup.
    Every(TimeDelta),
    /// At a time of each day, or of one day of the week, by the archive's clock.
    At {
        /// The day of the week; every day if there is none.
        weekday: Option<Weekday>,
        /// The time.
        time: NaiveTime,
    },
}

impl FromStr for Times {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "{text:?} is no time table; write such as: every day 02:00, every monday 03:30, every 6 hours, every 30 minutes"
            )
        };
        let lower = text.trim().to_ascii_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        let minutes = |count: &str, each: i64| {
            let minutes = count.parse::<i64>().ok().and_then(|count| count.checked_mul(each)).ok_or_else(wrong)?;
            let sensible = (MINUTES_MIN..=MINUTES_MAX).contains(&minutes);
            if sensible { Ok(Self::Every(TimeDelta::minutes(minutes))) } else { Err(wrong()) }
        };
        let at = |weekday, time: &str| {
            let time = NaiveTime::parse_from_str(time, "%H:%M").map_err(|_| wrong())?;
            Ok(Self::At { weekday, time })
        };
        match words.as_slice() {
            ["every", "hour"] => minutes("1", 60),
            ["every", count, "hours"] => minutes(count, 60),
            ["every", count, "minutes"] => minutes(count, 1),
            ["every", "day", time] => at(None, time),
            ["every", day, time] => at(Some(day.parse().map_err(|_| wrong())?), time),
            _ => Err(wrong()),
        }
    }
}

impl Times {
    /// The first time after a moment.
    #[must_use]
    pub fn next_after(&self, moment: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let (weekday, time) = match *self {
            Self::Every(step) => return moment + step,
            Self::At { weekday, time } => (weekday, time),
        };
        let today = moment.with_timezone(&zone).date_naive();
        // Eight days hold every day of the week, and one more where a clock's change leaves a time out.
        let days = (0..=8).filter_map(|days| today.checked_add_days(Days::new(days)));
        let days = days.filter(|day| weekday.is_none_or(|weekday| day.weekday() == weekday));
        let mut times = days.filter_map(|day| {
            // A time that a clock's change leaves out is an hour later that day.
            let local = day.and_time(time);
            let found = zone.from_local_datetime(&local).earliest();
            found.or_else(|| zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest())
        });
        let next = times.find(|time| time.to_utc() > moment);
        next.map_or(moment + TimeDelta::days(1), |time| time.to_utc())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Times;
    use chrono::{DateTime, Utc};
    use chrono_tz::{Asia, Europe};

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_by_the_archives_clock() {
        let daily: Times = "every day 02:00".parse().unwrap();
        let next = |after: &str| daily.next_after(time(after), Asia::Shanghai);
        assert_eq!(next("2026-11-21T17:59:59Z"), time("2026-11-21T18:00:00Z"));
        assert_eq!(next("2026-11-21T18:00:00Z"), time("2026-11-22T18:00:00Z"));
        let weekly: Times = "Every Monday 03:30".parse().unwrap();
        assert_eq!(weekly.next_after(time("2026-11-21T00:00:00Z"), Asia::Shanghai), time("2026-11-22T19:30:00Z"));
        let hours: Times = "every 6 hours".parse().unwrap();
        assert_eq!(hours.next_after(time("2026-11-21T00:10:00Z"), Asia::Shanghai), time("2026-11-21T06:10:00Z"));
    }

    #[test]
    fn a_time_that_a_clocks_change_leaves_out_or_has_twice_comes_once() {
        let daily: Times = "every day 02:30".parse().unwrap();
        let spring = daily.next_after(time("2026-03-28T12:00:00Z"), Europe::Berlin);
        assert_eq!(spring, time("2026-03-29T01:30:00Z"));
        let autumn = daily.next_after(time("2026-10-24T12:00:00Z"), Europe::Berlin);
        assert_eq!(autumn, time("2026-10-25T00:30:00Z"));
        assert_eq!(daily.next_after(autumn, Europe::Berlin), time("2026-10-26T01:30:00Z"));
    }

    #[test]
    fn what_is_no_time_table_is_told() {
        for wrong in [
            "",
            "02:00",
            "every",
            "every day",
            "every day 25:00",
            "every 1 minutes",
            "every 0 hours",
            "every -3 hours",
            "every 9999999999999999 hours",
            "every someday 02:00",
            "daily 02:00",
        ] {
            assert!(wrong.parse::<Times>().is_err(), "{wrong}");
        }
    }
}
