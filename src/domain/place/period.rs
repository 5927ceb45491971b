//! Periods: the month, quarter or year that folders of one shelf have in common.
//!
//! A period reads and writes as `2026-03`, `2026Q1` or `2026`, so the ledger stays readable with `less`.

use chrono::{Datelike, NaiveDate};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// How long the periods of a lane are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Granularity {
    /// A calendar month.
    Month,
    /// Three calendar months.
    Quarter,
    /// A calendar year.
    Year,
}

impl Granularity {
    /// The next longer one, if any.
    #[must_use]
    pub fn coarser(self) -> Option<Granularity> {
        match self {
            Granularity::Month => Some(Granularity::Quarter),
            Granularity::Quarter => Some(Granularity::Year),
            Granularity::Year => None,
        }
    }

    /// How many months one period has.
    #[must_use]
    pub fn months(self) -> u32 {
        match self {
            Granularity::Month => 1,
            Granularity::Quarter => 3,
            Granularity::Year => 12,
        }
    }
}

/// One month, quarter or year. Ordered by granularity, then by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    granularity: Granularity,
    year: i16,
    index: u8,
}

impl Period {
    /// A period, if there is such a one: `index` counts from 1 within the year (always 1 for a year), and the year is
    /// between 1 and 9999 so that it can be written and dated.
    #[must_use]
    pub fn new(granularity: Granularity, year: i32, index: u32) -> Option<Period> {
        let year = i16::try_from(year).ok().filter(|year| (1..=9_999).contains(year))?;
        let index =
            u8::try_from(index).ok().filter(|index| (1..=12 / granularity.months()).contains(&u32::from(*index)))?;
        Some(Period { granularity, year, index })
    }

    /// How long it is.
    #[must_use]
    pub fn granularity(self) -> Granularity {
        self.granularity
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> i32 {
        i32::from(self.year)
    }

    /// Which month or quarter of the year it is, from 1; 1 for a year.
    #[must_use]
    pub fn index(self) -> u32 {
        u32::from(self.index)
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        let month = (self.index() - 1) * self.granularity.months() + 1;
        NaiveDate::from_ymd_opt(self.year(), month, 1).unwrap_or(NaiveDate::MIN)
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        let months = chrono::Months::new(self.granularity.months());
        self.first_day().checked_add_months(months).and_then(|day| day.pred_opt()).unwrap_or(NaiveDate::MAX)
    }

    /// The period as a number that sorts like the period; 20 bits.
    pub(super) fn packed(self) -> u64 {
        let granularity = match self.granularity {
            Granularity::Month => 0,
            Granularity::Quarter => 1,
            Granularity::Year => 2,
        };
        (granularity << 18) | ((u64::from(self.year.unsigned_abs()) & 0x3fff) << 4) | (u64::from(self.index) & 0xf)
    }

    /// The period of a number made by `packed`.
    pub(super) fn unpacked(bits: u64) -> Option<Period> {
        let granularity = match (bits >> 18) & 3 {
            0 => Granularity::Month,
            1 => Granularity::Quarter,
            2 => Granularity::Year,
            _ => return None,
        };
        Period::new(granularity, i32::try_from((bits >> 4) & 0x3fff).ok()?, u32::try_from(bits & 0xf).ok()?)
    }
}

/// The period of a date. Dates outside the years 1 to 9999 fall into the nearest of them.
#[must_use]
pub fn period_of(date: NaiveDate, granularity: Granularity) -> Period {
    let year = i16::try_from(date.year().clamp(1, 9_999)).unwrap_or(1);
    let index = u8::try_from((date.month() - 1) / granularity.months() + 1).unwrap_or(1);
    Period { granularity, year, index }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.granularity {
            Granularity::Month => write!(f, "{:04}-{:02}", self.year, self.index),
            Granularity::Quarter => write!(f, "{:04}Q{}", self.year, self.index),
            Granularity::Year => write!(f, "{:04}", self.year),
        }
    }
}

/// The text is no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a period; expected 2026-03, 2026Q1 or 2026")]
pub struct NotAPeriod;

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let (year, granularity, index) = match (text.split_once('-'), text.split_once(['Q', 'q'])) {
            (Some((year, month)), _) if month.len() == 2 => (year, Granularity::Month, month),
            (None, Some((year, quarter))) if quarter.len() == 1 => (year, Granularity::Quarter, quarter),
            (None, None) => (text, Granularity::Year, "1"),
            _ => return Err(NotAPeriod),
        };
        if year.len() != 4 || !year.bytes().chain(index.bytes()).all(|byte| byte.is_ascii_digit()) {
            return Err(NotAPeriod);
        }
        let year = year.parse().map_err(|_| NotAPeriod)?;
        Period::new(granularity, year, index.parse().map_err(|_| NotAPeriod)?).ok_or(NotAPeriod)
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Period;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a period such as 2026-03, 2026Q1 or 2026")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Period, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_date_falls_into_its_month_quarter_and_year() {
        let date = day("2026-05-31");
        assert_eq!(period_of(date, Granularity::Month).to_string(), "2026-05");
        assert_eq!(period_of(date, Granularity::Quarter).to_string(), "2026Q2");
        assert_eq!(period_of(date, Granularity::Year).to_string(), "2026");
    }

    #[test]
    fn a_period_knows_its_first_and_last_day() {
        let february: Period = "2028-02".parse().unwrap();
        assert_eq!((february.first_day(), february.last_day()), (day("2028-02-01"), day("2028-02-29")));
        let quarter: Period = "2026Q4".parse().unwrap();
        assert_eq!((quarter.first_day(), quarter.last_day()), (day("2026-10-01"), day("2026-12-31")));
        let year: Period = "2026".parse().unwrap();
        assert_eq!((year.first_day(), year.last_day()), (day("2026-01-01"), day("2026-12-31")));
    }

    #[test]
    fn a_period_reads_what_it_writes_and_nothing_else() {
        for text in ["2026-03", "2026Q1", "2026", "0001-12", "9999Q4"] {
            let period: Period = text.parse().unwrap();
            assert_eq!(period.to_string(), text);
            assert_eq!(Period::unpacked(period.packed()), Some(period));
            assert_eq!(serde_json::to_string(&period).unwrap(), format!("\"{text}\""));
        }
        for text in [
            "",
            "26",
            "2026-13",
            "2026-3",
            "2026Q5",
            "2026Q0",
            "0000",
            "-026",
            "+026",
            "2026-+1",
            "2026-03-01",
            "2026Q",
            "二〇二六",
        ] {
            assert_eq!(text.parse::<Period>(), Err(NotAPeriod), "{text}");
        }
    }

    #[test]
    fn packed_periods_sort_like_periods() {
        let mut periods: Vec<Period> =
            ["2026", "2025Q4", "2026-03", "2025-12", "2026Q1"].map(|text| text.parse().unwrap()).into();
        let mut by_number = periods.clone();
        periods.sort();
        by_number.sort_by_key(|period| period.packed());
        assert_eq!(periods, by_number);
    }
}
