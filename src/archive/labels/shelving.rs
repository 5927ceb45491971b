//! What stands where: the periods of the runs on some shelves, told as on the end of a range: `NEW 2025-01…03`.

use super::Asked;
use crate::domain::ids::{LaneNo, ShelfNo};
use crate::domain::place::{Granularity, Period, RunOf};
use std::collections::BTreeSet;

/// How many lanes are told of; the rest is `…`.
const LANES_MAX: usize = 12;
/// How many spans of periods are told of one lane.
const SPANS_MAX: usize = 6;

/// The lanes and periods of some shelves in the order in which one passes them, a line for each lane.
pub(super) fn runs(asked: Asked<'_>, shelves: impl Iterator<Item = ShelfNo>) -> Vec<String> {
    let places = &asked.state().places;
    let mut lanes: Vec<(LaneNo, BTreeSet<Period>)> = Vec::new();
    let mut overflow: Vec<String> = Vec::new();
    for shelf in shelves {
        match places.run_of(shelf) {
            Some(RunOf::Lane(lane, period)) => match lanes.iter_mut().find(|(known, _)| *known == lane) {
                Some((_, periods)) => {
                    periods.insert(period);
                }
                None => lanes.push((lane, BTreeSet::from([period]))),
            },
            Some(RunOf::Overflow(zone)) if overflow.is_empty() => {
                overflow.extend(places.zone(zone).map(|zone| asked.tongue.name(&zone.name)));
            }
            _ => {}
        }
    }
    let told = lanes.iter().take(LANES_MAX).map(|(lane, periods)| format!("{} {}", name(asked, *lane), spans(periods)));
    let mut lines: Vec<String> = told.collect();
    if lanes.len() > LANES_MAX {
        lines.push("…".to_owned());
    }
    lines.extend(overflow);
    lines
}

/// What a lane is called.
pub(super) fn name(asked: Asked<'_>, lane: LaneNo) -> String {
    let lane = asked.state().places.lane(lane);
    lane.map(|lane| asked.tongue.name(&lane.name)).unwrap_or_default()
}

/// Periods, those that follow one another as one.
pub(super) fn spans(periods: &BTreeSet<Period>) -> String {
    let mut spans: Vec<(Period, Period)> = Vec::new();
    for period in periods {
        match spans.last_mut().filter(|(_, last)| follows(*last, *period)) {
            Some((_, last)) => *last = *period,
            None => spans.push((*period, *period)),
        }
    }
    let mut told: Vec<String> = spans.iter().take(SPANS_MAX).map(|(first, last)| span(*first, *last)).collect();
    if spans.len() > SPANS_MAX {
        told.push("…".to_owned());
    }
    told.join(", ")
}

fn follows(one: Period, other: Period) -> bool {
    one.granularity() == other.granularity() && one.last_day().succ_opt() == Some(other.first_day())
}

/// `2025-01…03`, `2024-11…2025-02`, `2025Q1…Q3`, `2024…2026`.
fn span(first: Period, last: Period) -> String {
    if first == last {
        return first.to_string();
    }
    let end = match last.granularity() {
        Granularity::Month if first.year() == last.year() => format!("{:02}", last.index()),
        Granularity::Quarter if first.year() == last.year() => format!("Q{}", last.index()),
        _ => last.to_string(),
    };
    format!("{first}…{end}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{BTreeSet, Granularity, Period, spans};

    fn told(granularity: Granularity, periods: &[(i32, u32)]) -> String {
        spans(
            &periods
                .iter()
                .map(|(year, index)| Period::new(granularity, *year, *index).unwrap())
                .collect::<BTreeSet<_>>(),
        )
    }

    #[test]
    fn periods_that_follow_one_another_are_told_as_one() {
        assert_eq!(told(Granularity::Month, &[(2025, 1), (2025, 3), (2025, 2)]), "2025-01…03");
        assert_eq!(told(Granularity::Month, &[(2024, 12), (2025, 1)]), "2024-12…2025-01");
        assert_eq!(told(Granularity::Month, &[(2025, 1), (2025, 3), (2025, 4)]), "2025-01, 2025-03…04");
        assert_eq!(told(Granularity::Quarter, &[(2025, 1), (2025, 2)]), "2025Q1…Q2");
        assert_eq!(told(Granularity::Year, &[(2023, 1), (2024, 1), (2025, 1)]), "2023…2025");
        assert_eq!(told(Granularity::Year, &[]), "");
    }

    #[test]
    fn many_spans_end_in_an_ellipsis() {
        let every_other: Vec<(i32, u32)> = (0..10).map(|at| (2000 + at * 2, 1)).collect();
        assert_eq!(told(Granularity::Year, &every_other), "2000, 2002, 2004, 2006, 2008, 2010, …");
    }
}
