//! What a reader made of a set, and the table of all.

use std::time::Duration;

/// What one reader read on one page, and how long its processor took.
#[derive(Clone, Default)]
pub struct Reading {
    pub texts: Vec<String>,
    pub cpu: Duration,
}

/// How one reader did on a set.
#[derive(Default)]
pub struct Score {
    pub asked: usize,
    pub read: usize,
    pub wrong: usize,
    times: Vec<Duration>,
}

impl Score {
    /// Counts a page.
    pub fn add(&mut self, truth: &[String], reading: &Reading) {
        self.asked += truth.len();
        self.read += truth.iter().filter(|text| reading.texts.contains(text)).count();
        self.wrong += reading.texts.iter().filter(|text| !truth.contains(text)).count();
        self.times.push(reading.cpu);
    }

    /// Codes read of a hundred.
    pub fn percent(&self) -> f64 {
        if self.asked == 0 { 100.0 } else { self.read as f64 * 100.0 / self.asked as f64 }
    }

    /// The time within which so many of a hundred pages were done.
    pub fn within_ms(&self, percent: usize) -> f64 {
        let mut times = self.times.clone();
        times.sort();
        let at = (times.len() * percent / 100).min(times.len().saturating_sub(1));
        times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }

    /// A row of the table.
    pub fn row(&self, set: &str, reader: &str) -> String {
        format!(
            "| {set:10} | {reader:12} | {:4} of {:4} | {:5.1} % | {:5} | {:6.0} | {:6.0} | {:6.0} |",
            self.read,
            self.asked,
            self.percent(),
            self.wrong,
            self.within_ms(50),
            self.within_ms(95),
            self.within_ms(100),
        )
    }
}

/// The table's head.
pub const HEAD: &str = "| set        | reader       | read         |         | wrong | median |    p95 |    max |\n\
                        |------------|--------------|-------------:|--------:|------:|-------:|-------:|-------:|";

/// How long this thread has been on a processor.
pub fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or_default())
}
