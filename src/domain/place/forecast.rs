//! When a zone will be full, from what came in before.

use super::Places;
use super::apply::month_number;
use crate::domain::ids::ZoneNo;
use chrono::{Datelike, Days, NaiveDate};

/// How far ahead a forecast looks.
const MONTHS_AHEAD_MAX: u32 = 600;
/// What of a zone's free millimetres can be expected to be filled; the rest is lost between folders and slots.
const USABLE_PER_MILLE: u64 = 960;
/// How much more or less than last year this year may be taken to bring.
const TREND_MIN: f64 = 0.5;
const TREND_MAX: f64 = 2.0;

impl Places {
    /// When a zone will be full at the rate of the past: each month to come brings what the same month brought last
    /// year, times the year's trend; with less than a year known, what the known months brought on average. `None` if
    /// that is more than fifty years away or nothing is known yet.
    #[must_use]
    pub fn zone_full_on(&self, zone: ZoneNo, today: NaiveDate) -> Option<NaiveDate> {
        let occupancy = self.zone_occupancy(zone)?;
        let free_mm = occupancy.capacity_mm.saturating_sub(occupancy.used_mm) * USABLE_PER_MILLE / 1_000;
        let this_month = month_number(today);
        let inflow = |month: u32| self.inflow.get(&(zone, month)).map_or(0.0, |mm| *mm as f64);
        let (first, _) = self.inflow.range((zone, 0)..=(zone, u32::MAX)).next()?;
        let known = this_month.checked_sub(first.1)?.min(24);
        let sum = |from: u32, count: u32| (from..from + count).map(inflow).sum::<f64>();
        let expected = |month: u32| -> f64 {
            match known {
                0 => inflow(this_month) / f64::from(today.day()) * 30.4,
                1..12 => sum(this_month - known, known) / f64::from(known),
                _ => {
                    let last = sum(this_month - 12, 12);
                    let before = if known == 24 { sum(this_month - 24, 12) } else { 0.0 };
                    let trend = if before > 0.0 { (last / before).clamp(TREND_MIN, TREND_MAX) } else { 1.0 };
                    // The last twelve complete months, over and over. The trend is applied once, not year upon year:
                    // nothing grows by half every year.
                    inflow(this_month - 12 + (month - this_month) % 12) * trend
                }
            }
        };
        let mut left = free_mm as f64;
        for month in this_month..this_month + MONTHS_AHEAD_MAX {
            let start = if month == this_month {
                today
            } else {
                NaiveDate::from_ymd_opt(i32::try_from(month / 12).ok()?, month % 12 + 1, 1)?
            };
            let end = NaiveDate::from_ymd_opt(i32::try_from((month + 1) / 12).ok()?, (month + 1) % 12 + 1, 1)?;
            let days = (end - start).num_days().max(1) as f64;
            let share = days / (f64::from(end.pred_opt()?.day())).max(1.0);
            let coming = expected(month) * share;
            if coming >= left {
                let wait = if coming > 0.0 { (left / coming * days).floor() } else { 0.0 };
                return start.checked_add_days(Days::new(wait as u64));
            }
            left -= coming;
        }
        None
    }
}
