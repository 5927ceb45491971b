//! Which snapshots stay: the newest always, and whatever a rule keeps. Pieces go when no manifest names them any more.

use super::destination::{Destination, Survey};
use super::error::BackupError;
use super::manifest::{Manifest, PIECES};
use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// How many snapshots of which sort stay. A snapshot stays if any rule keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// All of them.
    All,
    /// These.
    Rules {
        /// The last ones made.
        last: u32,
        /// The newest of each of so many days, by the archive's time zone.
        daily: u32,
        /// The newest of each of so many weeks.
        weekly: u32,
        /// The newest of each of so many months.
        monthly: u32,
        /// The newest of each of so many years.
        yearly: u32,
    },
}

impl Default for Keep {
    fn default() -> Self {
        Self::Rules { last: 3, daily: 14, weekly: 8, monthly: 24, yearly: 30 }
    }
}

impl FromStr for Keep {
    type Err = String;

    /// `all`, or such as `last 3, daily 14, weekly 8, monthly 24, yearly 30`; what is not named is 0.
    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim().eq_ignore_ascii_case("all") {
            return Ok(Self::All);
        }
        let (mut last, mut daily, mut weekly, mut monthly, mut yearly) = (0, 0, 0, 0, 0);
        for part in text.split(',').map(str::trim) {
            let wrong = || {
                format!("{part:?} is no keep rule; write such as: last 3, daily 14, weekly 8, monthly 24, yearly 30")
            };
            let (name, count) = part.split_once(char::is_whitespace).ok_or_else(wrong)?;
            let count = count.trim().parse().map_err(|_| wrong())?;
            match name.to_ascii_lowercase().as_str() {
                "last" => last = count,
                "daily" => daily = count,
                "weekly" => weekly = count,
                "monthly" => monthly = count,
                "yearly" => yearly = count,
                _ => return Err(wrong()),
            }
        }
        Ok(Self::Rules { last, daily, weekly, monthly, yearly })
    }
}

impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Rules { last, daily, weekly, monthly, yearly } => {
                write!(f, "last {last}, daily {daily}, weekly {weekly}, monthly {monthly}, yearly {yearly}")
            }
        }
    }
}

impl Keep {
    /// Which of some snapshots stay, by the times they were made at, in any order. The newest always does.
    #[must_use]
    pub fn kept(&self, times: &[DateTime<Utc>], zone: Tz) -> Vec<bool> {
        let Self::Rules { last, daily, weekly, monthly, yearly } = *self else { return vec![true; times.len()] };
        let mut newest_first: Vec<usize> = (0..times.len()).collect();
        newest_first.sort_by_key(|&at| std::cmp::Reverse((times.get(at), at)));
        let mut kept = vec![false; times.len()];
        let mut keep = |at: usize| {
            if let Some(place) = kept.get_mut(at) {
                *place = true;
            }
        };
        newest_first.iter().take((last as usize).max(1)).for_each(|&at| keep(at));
        type Period = fn(DateTime<Tz>) -> (i32, u32);
        let rules: [(u32, Period); 4] = [
            (daily, |time| (time.year(), time.ordinal())),
            (weekly, |time| (time.iso_week().year(), time.iso_week().week())),
            (monthly, |time| (time.year(), time.month())),
            (yearly, |time| (time.year(), 0)),
        ];
        for (count, period) in rules {
            let mut seen = BTreeSet::new();
            for &at in &newest_first {
                let Some(time) = times.get(at) else { continue };
                if seen.len() < count as usize && seen.insert(period(time.with_timezone(&zone))) {
                    keep(at);
                }
            }
        }
        kept
    }
}

/// What pruning came to.
pub(super) struct Pruned {
    pub dropped: usize,
    pub damaged: Vec<BackupError>,
}

/// Drops the snapshots that no rule keeps, and the pieces that nobody needs any more. Every manifest is read first: while
/// one cannot be, nothing is dropped, for nobody knows which pieces it needs.
pub(super) fn prune(destination: &Destination, keep: &Keep, zone: Tz) -> Result<Pruned, BackupError> {
    let Survey { good, damaged } = destination.survey()?;
    if !damaged.is_empty() {
        return Ok(Pruned { dropped: 0, damaged });
    }
    let times: Vec<_> = good.iter().map(|(_, manifest)| manifest.made_at).collect();
    let (mut kept, mut dropped) = (Vec::new(), 0);
    for ((object, manifest), stays) in good.into_iter().zip(keep.kept(&times, zone)) {
        if stays {
            kept.push(manifest);
        } else {
            destination.delete(&object)?;
            dropped += 1;
        }
    }
    drop_unnamed(destination, &kept)?;
    Ok(Pruned { dropped, damaged })
}

fn drop_unnamed(destination: &Destination, kept: &[Manifest]) -> Result<(), BackupError> {
    let named: BTreeSet<&str> = kept.iter().flat_map(Manifest::pieces).map(|piece| piece.object.as_str()).collect();
    for object in destination.list(PIECES)?.keys().filter(|object| !named.contains(object.as_str())) {
        destination.delete(object)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::Keep;
    use chrono::{DateTime, Datelike, TimeDelta, Utc};
    use chrono_tz::Tz;
    use proptest::prelude::*;

    /// The same, the slow way: a snapshot stays if fewer distinct periods than the rule's number are newer than its own,
    /// and it is the newest of its own.
    fn naive(counts: [u32; 5], times: &[DateTime<Utc>], zone: Tz) -> Vec<bool> {
        let local = |at: usize| times[at].with_timezone(&zone);
        let periods: [&dyn Fn(usize) -> String; 4] = [
            &|at| local(at).format("%Y-%m-%d").to_string(),
            &|at| local(at).format("%G-%V").to_string(),
            &|at| local(at).format("%Y-%m").to_string(),
            &|at| local(at).year().to_string(),
        ];
        let newer = |one: usize, other: usize| (times[one], one) > (times[other], other);
        (0..times.len())
            .map(|at| {
                let all_newer: Vec<_> = (0..times.len()).filter(|&other| newer(other, at)).collect();
                let among_last = all_newer.len() < counts[0].max(1) as usize;
                among_last
                    || periods.iter().zip(&counts[1..]).any(|(period, &count)| {
                        let mut newer_periods: Vec<_> = all_newer.iter().map(|&other| period(other)).collect();
                        newer_periods.sort();
                        newer_periods.dedup();
                        !newer_periods.contains(&period(at)) && newer_periods.len() < count as usize
                    })
            })
            .collect()
    }

    proptest! {
        #[test]
        fn the_rules_keep_what_a_naive_model_keeps(
            counts in prop::array::uniform5(0_u32..6),
            minutes in prop::collection::vec(0_i64..3_000_000, 0..60),
            zone in prop::sample::select(vec![chrono_tz::UTC, chrono_tz::Asia::Shanghai, chrono_tz::America::New_York]),
        ) {
            let begin = DateTime::from_timestamp(1_600_000_000, 0).unwrap();
            let times: Vec<_> = minutes.iter().map(|&minutes| begin + TimeDelta::minutes(minutes)).collect();
            let [last, daily, weekly, monthly, yearly] = counts;
            let kept = Keep::Rules { last, daily, weekly, monthly, yearly }.kept(&times, zone);
            prop_assert_eq!(&kept, &naive(counts, &times, zone));
            prop_assert!(times.is_empty() || kept.contains(&true), "the newest always stays");
            prop_assert!(Keep::All.kept(&times, zone).iter().all(|stays| *stays));
        }
    }

    #[test]
    fn rules_are_read_as_they_are_written() {
        let rules: Keep = "last 3, Daily 14,weekly  8, monthly 24, yearly 30".parse().unwrap();
        assert_eq!(rules, Keep::default());
        assert_eq!(rules.to_string().parse::<Keep>().unwrap(), rules);
        assert_eq!(" ALL ".parse::<Keep>().unwrap(), Keep::All);
        for wrong in ["", "last", "hourly 3", "daily -1", "last 3 daily 4"] {
            assert!(wrong.parse::<Keep>().is_err(), "{wrong}");
        }
    }
}
