//! How fast a job goes, and so how long it will still take.
//!
//! Exponential smoothing for observations at uneven times (D. J. Wright, "Forecasting data published at irregular time
//! intervals using an extension of Holt's method", Management Science 32, 1986): what lies `MEMORY_SECONDS` back counts
//! a third. The time a job was paused or the machine was off is in no observation, so the pace survives both.

use serde::{Deserialize, Serialize};

/// How long an observation is remembered, about.
const MEMORY_SECONDS: f64 = 15.0;
/// How much must have been observed before anything is said.
const SAID_AFTER_SECONDS: f64 = 0.5;

/// A pace, smoothed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Pace {
    rows_per_second: f64,
    observed_seconds: f64,
}

impl Pace {
    /// Takes it down that so many rows took so long.
    pub fn observe(&mut self, rows: u64, seconds: f64) {
        let seconds = seconds.max(1e-6);
        // At the beginning nothing is known that could be smoothed: the first observations count by their length.
        let before = self.observed_seconds.min(MEMORY_SECONDS);
        let kept = (before / (before + seconds)).min((-seconds / MEMORY_SECONDS).exp());
        self.rows_per_second = self.rows_per_second * kept + (rows as f64 / seconds) * (1.0 - kept);
        self.observed_seconds += seconds;
    }

    /// How long so many rows will take; nothing while that is a guess.
    #[must_use]
    pub fn seconds_for(&self, rows: u64) -> Option<u64> {
        let known = self.observed_seconds >= SAID_AFTER_SECONDS && self.rows_per_second > 0.0;
        known.then(|| (rows as f64 / self.rows_per_second).ceil() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_pace_is_told_exactly_and_a_slower_one_is_believed_little_by_little() {
        let mut pace = Pace::default();
        assert_eq!(pace.seconds_for(100), None);
        for _ in 0..20 {
            pace.observe(100, 0.1);
        }
        assert_eq!(pace.seconds_for(10_000), Some(10));
        pace.observe(100, 1.0);
        let soon = pace.seconds_for(10_000);
        assert!(soon.is_some_and(|seconds| (11..20).contains(&seconds)), "{soon:?}");
        for _ in 0..60 {
            pace.observe(100, 1.0);
        }
        let later = pace.seconds_for(10_000);
        assert!(later.is_some_and(|seconds| (85..=100).contains(&seconds)), "{later:?}");
    }
}
