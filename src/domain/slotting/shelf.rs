//! Which shelf a run gets next, and where a new run begins.

use super::Search;
use crate::domain::ids::{LaneNo, ShelfNo, ZoneNo};
use crate::domain::place::{Period, Run, Stretch};

/// What is left free behind the run before, in thousandths of its shelves and at least one, for folders of its period
/// still to come. Measured: less, and late-comers break runs into pieces; more, and the zone runs out of long stretches.
const MARGIN_PER_MILLE: u64 = 120;
/// Nobody is expected to come later than this, so old stock is brought in without leaving anything free.
const LATE_DAYS_MAX: i64 = 366;
/// A free stretch this many times longer than what a run is expected to need is shared: the run starts in its middle, so
/// that whoever stands before it can grow too.
const SHARED_TIMES: u64 = 4;

/// The neighbours of a new run in its lane, in time.
struct Neighbours {
    before: Option<(Period, u64, u64)>,
    after: Option<(Period, u64)>,
}

impl Search<'_> {
    /// The next shelf of a run: the one right behind it, else the nearest free one of the first zone that has one; and
    /// how far it is from the run's end.
    pub(super) fn extension_shelf(&self, run: &Run) -> Option<(ShelfNo, u64)> {
        let places = self.places;
        if let Some(shelf) = places.shelf_beside(run, &self.zones, self.need_mm()) {
            return Some((shelf, 1));
        }
        let last = run.shelves.last().and_then(|shelf| places.shelf_ordinal(*shelf))?;
        self.zones.iter().find_map(|zone| places.nearest_free(*zone, last, self.need_mm()))
    }

    /// The first shelf of a new run, and the period it was put next to.
    pub(super) fn start_shelf(&self) -> Option<(ShelfNo, Option<Period>)> {
        let neighbours = self.neighbours(self.lane.lane);
        self.zones.iter().find_map(|zone| self.start_in(*zone, &neighbours))
    }

    fn neighbours(&self, lane: LaneNo) -> Neighbours {
        let places = self.places;
        let same = |period: &Period| period.granularity() == self.period.granularity();
        let mut before = None;
        let mut after = None;
        for (period, run) in places.runs_of(lane).filter(|(period, _)| same(period)) {
            let ends = run.shelves.first().zip(run.shelves.last());
            let ends = ends.and_then(|(first, last)| places.shelf_ordinal(*first).zip(places.shelf_ordinal(*last)));
            let Some((first, last)) = ends else { continue };
            if period < self.period {
                before = Some((period, last, run.shelves.len() as u64));
            } else if after.is_none() {
                after = Some((period, first));
            }
        }
        Neighbours { before, after }
    }

    fn margin(&self, period: Period, shelves: u64) -> u64 {
        let since = (self.request.today - period.last_day()).num_days();
        if since > LATE_DAYS_MAX { 0 } else { (shelves * MARGIN_PER_MILLE).div_ceil(1_000) }
    }

    fn start_in(&self, zone: ZoneNo, neighbours: &Neighbours) -> Option<(ShelfNo, Option<Period>)> {
        let places = self.places;
        let need_mm = self.need_mm();
        let expected = neighbours.before.map_or(1, |(_, _, shelves)| shelves.max(1));
        let margin = neighbours.before.map_or(0, |(period, _, shelves)| self.margin(period, shelves));
        if let Some((period, last, _)) = neighbours.before {
            let start = last + 1 + margin;
            let room =
                (start..start + expected.div_ceil(2)).all(|at| places.free_shelf_at(zone, at, need_mm).is_some());
            if let Some(shelf) = places.free_shelf_at(zone, start, need_mm).filter(|_| room) {
                return Some((shelf, Some(period)));
            }
        }
        let stretches = places.stretches(zone, need_mm);
        let long: Vec<Stretch> =
            stretches.iter().copied().filter(|stretch| stretch.length >= expected.div_ceil(2)).collect();
        let longest = || stretches.iter().copied().max_by_key(|stretch| (stretch.length, u64::MAX - stretch.start));
        let (ordinal, near) = match (neighbours.before, neighbours.after) {
            (Some((period, last, _)), _) => {
                let behind = long.iter().copied().find(|stretch| stretch.start > last);
                let stretch = behind.or_else(|| long.first().copied()).or_else(longest)?;
                (start_of(stretch, expected, places.zone_start(zone)), Some(period))
            }
            (None, Some((period, first))) => {
                let before = long.iter().copied().rev().find(|stretch| stretch.end() <= first);
                match before.or_else(longest)? {
                    stretch if stretch.end() <= first => (stretch.end() - expected.min(stretch.length), Some(period)),
                    stretch => (stretch.start, Some(period)),
                }
            }
            (None, None) => (start_of(longest()?, expected, places.zone_start(zone)), None),
        };
        Some((places.free_shelf_at(zone, ordinal, need_mm)?, near))
    }
}

/// Where to begin in a stretch: at its start where nobody stands before it or it is short, else in its middle.
fn start_of(stretch: Stretch, expected: u64, zone_start: Option<u64>) -> u64 {
    if Some(stretch.start) == zone_start || stretch.length < expected * SHARED_TIMES {
        stretch.start
    } else {
        stretch.start + stretch.length / 2
    }
}
