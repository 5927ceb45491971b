//! When storerooms, zones and lanes will be full: what came in month by month, and the same seasons again.
//!
//! What came in is told from the business dates of the folders that have a home there, so that old stock brought in at
//! once falls into the months it belongs to. A month to come brings what the same month brought last year, times the
//! year's trend; with less than a year known, what the known months brought on average. The same State and day always
//! give the same answer.

use crate::domain::ids::{LaneNo, RoomNo, ZoneNo};
use crate::domain::place::{LaneSet, Occupancy};
use crate::domain::state::State;
use chrono::{Datelike, Days, NaiveDate};
use std::collections::BTreeMap;

/// How many complete months are looked back on.
pub const MONTHS_BACK: usize = 24;
/// How far ahead a forecast looks.
const MONTHS_AHEAD_MAX: u32 = 600;
/// What of the free millimetres can be expected to be filled; the rest is lost between folders and slots.
const USABLE_PER_MILLE: u64 = 960;
/// How much more or less than the year before the last year may be taken to have brought.
const TREND_MIN: f64 = 0.5;
const TREND_MAX: f64 = 2.0;
/// Days of a month, where only a part of one is known.
const MONTH_DAYS: f64 = 30.4;

/// What came in, and what it takes up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrivals {
    today: NaiveDate,
    /// By month, the oldest first; the last one is this month as far as it has come.
    by_month_mm: [u64; MONTHS_BACK + 1],
    /// The month of the oldest folder, as a number.
    first_month: Option<u32>,
    /// Millimetres kept for folders now.
    pub used_mm: u64,
}

impl Arrivals {
    fn none(today: NaiveDate) -> Self {
        Self { today, by_month_mm: [0; MONTHS_BACK + 1], first_month: None, used_mm: 0 }
    }

    fn take(&mut self, month: Option<u32>, thickness_mm: u64) {
        self.used_mm += thickness_mm;
        let Some(month) = month else { return };
        // What is dated ahead is here all the same.
        let month = month.min(self.this_month());
        self.first_month = Some(self.first_month.map_or(month, |first| first.min(month)));
        let back = (self.this_month() - month) as usize;
        if let Some(mm) = MONTHS_BACK.checked_sub(back).and_then(|index| self.by_month_mm.get_mut(index)) {
            *mm += thickness_mm;
        }
    }

    fn add(&mut self, other: &Self) {
        for (mm, more) in self.by_month_mm.iter_mut().zip(other.by_month_mm) {
            *mm += more;
        }
        self.first_month = self.first_month.into_iter().chain(other.first_month).min();
        self.used_mm += other.used_mm;
    }

    fn this_month(&self) -> u32 {
        month_number(self.today)
    }

    /// How many complete months are known, at most `MONTHS_BACK`.
    #[must_use]
    pub fn known_months(&self) -> usize {
        self.first_month.map_or(0, |first| ((self.this_month() - first) as usize).min(MONTHS_BACK))
    }

    /// What each of the last complete months brought, the oldest first.
    #[must_use]
    pub fn past_mm(&self) -> &[u64] {
        &self.by_month_mm[..MONTHS_BACK]
    }

    /// What was taken up at the end of each of those months, of what is there now.
    #[must_use]
    pub fn used_then_mm(&self) -> Vec<u64> {
        let mut used_mm = self.used_mm;
        let mut then: Vec<u64> = Vec::new();
        for mm in self.by_month_mm.iter().skip(1).rev() {
            used_mm = used_mm.saturating_sub(*mm);
            then.push(used_mm);
        }
        then.reverse();
        then
    }

    fn sum(&self, months: std::ops::Range<usize>) -> f64 {
        self.by_month_mm.get(months).unwrap_or_default().iter().sum::<u64>() as f64
    }

    /// What a whole month brings, `ahead` months from this one.
    #[must_use]
    pub fn expected_mm(&self, ahead: u32) -> f64 {
        let (back, known) = (MONTHS_BACK, self.known_months());
        match known {
            0 => self.sum(back..back + 1) / f64::from(self.today.day()) * MONTH_DAYS,
            1..12 => self.sum(back - known..back) / known as f64,
            _ => {
                let (last, before) = (self.sum(back - 12..back), self.sum(back - 24..back - 12));
                let knows_both = known == MONTHS_BACK && before > 0.0;
                let trend = if knows_both { (last / before).clamp(TREND_MIN, TREND_MAX) } else { 1.0 };
                // The last twelve months over and over. The trend is applied once, not year upon year: nothing grows by
                // half every year.
                let same_month = back - 12 + (ahead % 12) as usize;
                self.sum(same_month..same_month + 1) * trend
            }
        }
    }

    /// From which day, how many days and what comes in then: the rest of this month, then month by month.
    fn coming(&self, ahead: u32) -> Option<(NaiveDate, f64, f64)> {
        let month = self.this_month() + ahead;
        let start = if ahead == 0 { self.today } else { first_day(month)? };
        let end = first_day(month + 1)?;
        let days = (end - start).num_days().max(1) as f64;
        let share = days / f64::from(end.pred_opt()?.day()).max(1.0);
        Some((start, days, self.expected_mm(ahead) * share))
    }

    /// What will be taken up at the end of this month and of those that follow it, if there is room.
    #[must_use]
    pub fn used_ahead_mm(&self, months: u32) -> Vec<u64> {
        let mut used = self.used_mm as f64;
        let end_of = |ahead| {
            used += self.coming(ahead).map_or(0.0, |(_, _, mm)| mm);
            used.round() as u64
        };
        (0..months).map(end_of).collect()
    }

    /// The day on which so many free millimetres will be filled. `None` if that is more than fifty years away, or
    /// nothing comes in.
    #[must_use]
    pub fn full_on(&self, free_mm: u64) -> Option<NaiveDate> {
        self.first_month?;
        let mut left = (free_mm * USABLE_PER_MILLE / 1_000) as f64;
        for ahead in 0..MONTHS_AHEAD_MAX {
            let (start, days, coming) = self.coming(ahead)?;
            if coming >= left {
                let wait = if coming > 0.0 { (left / coming * days).floor() } else { 0.0 };
                return start.checked_add_days(Days::new(wait as u64));
            }
            left -= coming;
        }
        None
    }
}

/// What came in everywhere.
#[derive(Debug)]
pub struct Forecast<'a> {
    state: &'a State,
    nothing: Arrivals,
    rooms: BTreeMap<RoomNo, Arrivals>,
    zones: BTreeMap<ZoneNo, Arrivals>,
    lanes: BTreeMap<LaneNo, Arrivals>,
    all: Arrivals,
}

impl<'a> Forecast<'a> {
    /// Looks at every folder that has a home, once.
    #[must_use]
    pub fn of(state: &'a State, today: NaiveDate) -> Self {
        let nothing = Arrivals::none(today);
        let (rooms, zones, lanes) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut forecast = Self { state, all: nothing.clone(), nothing, rooms, zones, lanes };
        let places = &state.places;
        for (folder, row) in places.folders() {
            let date = state.folders.get(folder).and_then(|facts| facts.business_date);
            let month = date.or_else(|| row.period.map(|period| period.first_day())).map(month_number);
            let thickness_mm = u64::from(row.thickness_mm);
            let take = |arrivals: &mut Arrivals| arrivals.take(month, thickness_mm);
            let new = || forecast.nothing.clone();
            take(&mut forecast.all);
            if let Some(lane) = row.lane {
                take(forecast.lanes.entry(lane).or_insert_with(new));
            }
            let Some(shelf) = places.home_slot(folder).and_then(|slot| places.shelf_of(slot)) else { continue };
            if let Some((_, range)) = places.range_of(shelf) {
                take(forecast.rooms.entry(range.room).or_insert_with(new));
            }
            if let Some(zone) = places.zone_of(shelf) {
                take(forecast.zones.entry(zone).or_insert_with(new));
            }
        }
        forecast
    }

    /// A storeroom's arrivals.
    #[must_use]
    pub fn room(&self, room: RoomNo) -> &Arrivals {
        self.rooms.get(&room).unwrap_or(&self.nothing)
    }

    /// A zone's arrivals.
    #[must_use]
    pub fn zone(&self, zone: ZoneNo) -> &Arrivals {
        self.zones.get(&zone).unwrap_or(&self.nothing)
    }

    /// A lane's arrivals.
    #[must_use]
    pub fn lane(&self, lane: LaneNo) -> &Arrivals {
        self.lanes.get(&lane).unwrap_or(&self.nothing)
    }

    /// When a storeroom will be full.
    #[must_use]
    pub fn room_full_on(&self, room: RoomNo) -> Option<NaiveDate> {
        self.room(room).full_on(free_mm(self.state.places.room_occupancy(room)))
    }

    /// When a zone will be full.
    #[must_use]
    pub fn zone_full_on(&self, zone: ZoneNo) -> Option<NaiveDate> {
        self.zone(zone).full_on(free_mm(self.state.places.zone_occupancy(zone)))
    }

    /// What the zones that take a lane have left, overflow zones aside, and when everything that goes there, other lanes
    /// included, will have filled them. Without any zone declared, the whole archive stands for them.
    #[must_use]
    pub fn lane_room(&self, lane: &LaneSet) -> (u64, Option<NaiveDate>) {
        let places = &self.state.places;
        if places.zones().is_empty() {
            let free = places.rooms().iter().map(|room| free_mm(places.room_occupancy(room.room))).sum();
            return (free, self.all.full_on(free));
        }
        let takes = |types: &[_]| types.is_empty() || lane.types.iter().any(|kind| types.contains(kind));
        let zones = places.zones().iter().filter(|zone| !zone.overflow && takes(&zone.types));
        let (mut arrivals, mut free) = (self.nothing.clone(), 0);
        for zone in zones {
            arrivals.add(self.zone(zone.zone));
            free += free_mm(places.zone_occupancy(zone.zone));
        }
        (free, arrivals.full_on(free))
    }
}

fn free_mm(occupancy: Option<Occupancy>) -> u64 {
    occupancy.map_or(0, |occupancy| occupancy.capacity_mm.saturating_sub(occupancy.used_mm))
}

/// A month as a number.
fn month_number(date: NaiveDate) -> u32 {
    u32::try_from(date.year()).unwrap_or(0) * 12 + date.month0()
}

fn first_day(month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(month / 12).ok()?, month % 12 + 1, 1)
}

/// A month so many months from today's, as it is written: `2026-03`.
#[must_use]
pub fn month_from(today: NaiveDate, months: i64) -> String {
    let month = i64::from(month_number(today)) + months;
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// So many millimetres in each of the months before, the oldest first.
    fn brought(today: &str, months: &[u64]) -> Arrivals {
        let mut arrivals = Arrivals::none(day(today));
        for (back, mm) in (1..).zip(months.iter().rev()) {
            arrivals.take(Some(month_number(day(today)) - back), *mm);
        }
        arrivals
    }

    #[test]
    fn nothing_known_gives_no_day() {
        assert_eq!(Arrivals::none(day("2026-03-31")).full_on(1), None);
        let idle = brought("2026-03-31", &[]);
        assert_eq!((idle.used_ahead_mm(3), idle.known_months()), (vec![0, 0, 0], 0));
    }

    #[test]
    fn with_less_than_a_year_the_known_months_count_on_average() {
        let arrivals = brought("2026-11-01", &[300, 500]);
        assert_eq!(arrivals.known_months(), 2);
        // 400 a month, of 2,500 free 2,400 are usable: six months.
        assert_eq!(arrivals.full_on(2_500), Some(day("2027-05-01")));
        assert_eq!(arrivals.used_ahead_mm(3), [1_200, 1_600, 2_000]);
    }

    #[test]
    fn seasons_come_again_and_a_trend_counts_once() {
        let year = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120];
        let again = brought("2026-11-01", &year);
        let ahead: Vec<u64> = (0..14).map(|month| again.expected_mm(month) as u64).collect();
        assert_eq!(ahead, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 10, 20], "November is like November");
        let before: Vec<u64> = year.iter().map(|mm| mm / 2).chain(year).collect();
        let grown = brought("2026-11-01", &before);
        assert_eq!((grown.expected_mm(0), grown.expected_mm(12)), (20.0, 20.0), "twice as much, but not four times");
        let burst: Vec<u64> = [1; 12].into_iter().chain([1_000; 12]).collect();
        assert_eq!(brought("2026-11-01", &burst).expected_mm(0), 2_000.0, "no more than twice");
    }

    #[test]
    fn old_stock_falls_into_the_months_it_belongs_to() {
        let mut arrivals = brought("2026-11-15", &[100; 12]);
        arrivals.take(Some(month_number(day("2011-05-01"))), 90_000);
        arrivals.take(None, 9_000);
        arrivals.take(Some(month_number(day("2030-01-01"))), 40);
        assert_eq!(arrivals.expected_mm(3), 100.0, "what is old, undated or dated ahead is no pace");
        assert_eq!(arrivals.used_mm, 100_240);
        assert_eq!(arrivals.used_then_mm().last(), Some(&100_200), "all but this month's");
        assert_eq!(arrivals.used_then_mm()[MONTHS_BACK - 2], 100_100);
    }

    #[test]
    fn months_are_written_as_they_are_read() {
        assert_eq!(month_from(day("2026-11-22"), 0), "2026-11");
        assert_eq!([month_from(day("2026-11-22"), -11), month_from(day("2026-11-22"), 2)], ["2025-12", "2027-01"]);
    }
}
