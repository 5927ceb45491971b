//! When to stop: loops over what a picture offers look at this, for a picture may offer any number of anything.
//!
//! Counted is the time this thread has been on a processor. A wall clock would make a busy server read fewer codes than an
//! idle one, of the same pages.

use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// A moment after which nothing new is begun; of this thread only.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline(Duration);

impl Deadline {
    /// So much work from now.
    pub fn within(time: Duration) -> Self {
        Self(worked().saturating_add(time))
    }

    /// So much of what is left of this, in hundredths.
    pub fn part(self, percent: u32) -> Self {
        Self::within(self.0.saturating_sub(worked()) * percent.min(100) / 100)
    }

    /// Whether it is time to stop.
    pub fn is_over(self) -> bool {
        worked() >= self.0
    }
}

/// How long this thread has been on a processor.
fn worked() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}
