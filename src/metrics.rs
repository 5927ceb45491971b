//! What the service counts, for Prometheus. No label ever holds personal data.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;
use std::sync::{Arc, Mutex, PoisonError};

/// Route, method and status of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Answered {
    /// The route's pattern, never the path itself.
    pub route: Arc<str>,
    /// The method.
    pub method: String,
    /// The status.
    pub status: u16,
}

/// The figures. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Arc<Mutex<Registry>>,
    /// Answers, by route and status.
    pub answers: Family<Answered, Counter>,
    /// How long answers took, in seconds.
    pub seconds: Histogram,
    /// The last durable frame.
    pub ledger_seq: Gauge,
    /// How many frames the views are behind.
    pub views_behind: Gauge,
    /// How many frames the search index is behind.
    pub search_behind: Gauge,
    /// Folders ever registered.
    pub folders: Gauge,
    /// Folders on loan.
    pub on_loan: Gauge,
    /// Folders at a desk.
    pub at_desk: Gauge,
    /// When the last good backup was made, in seconds since 1970; 0 if there never was one.
    pub backup_last_good: Gauge,
    /// How many backups failed since then.
    pub backup_failures: Gauge,
    /// Live streams that are open.
    pub live_streams: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let metrics = Self {
            registry: Arc::new(Mutex::new(Registry::with_prefix("strongroom"))),
            answers: Family::default(),
            seconds: Histogram::new(exponential_buckets(0.000_1, 2.0, 18)),
            ledger_seq: Gauge::default(),
            views_behind: Gauge::default(),
            search_behind: Gauge::default(),
            folders: Gauge::default(),
            on_loan: Gauge::default(),
            at_desk: Gauge::default(),
            backup_last_good: Gauge::default(),
            backup_failures: Gauge::default(),
            live_streams: Gauge::default(),
        };
        {
            let mut registry = metrics.registry.lock().unwrap_or_else(PoisonError::into_inner);
            registry.register("http_answers", "Answers, by route and status", metrics.answers.clone());
            registry.register("http_answer_seconds", "How long answers took", metrics.seconds.clone());
            registry.register("ledger_seq", "The last durable frame", metrics.ledger_seq.clone());
            registry.register(
                "views_behind_frames",
                "Frames the views have yet to take in",
                metrics.views_behind.clone(),
            );
            registry.register(
                "search_behind_frames",
                "Frames the search index has yet to take in",
                metrics.search_behind.clone(),
            );
            registry.register("folders", "Folders ever registered", metrics.folders.clone());
            registry.register("folders_on_loan", "Folders on loan", metrics.on_loan.clone());
            registry.register(
                "backup_last_good_seconds",
                "When the last good backup was made, in seconds since 1970",
                metrics.backup_last_good.clone(),
            );
            registry.register(
                "backup_failures",
                "Backups that failed since the last good one",
                metrics.backup_failures.clone(),
            );
            registry.register("folders_at_desk", "Folders at a desk", metrics.at_desk.clone());
            registry.register("live_streams", "Live streams that are open", metrics.live_streams.clone());
        }
        metrics
    }
}

impl Metrics {
    /// All figures as Prometheus reads them.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        // Writing to a String cannot fail.
        let _ = encode(&mut text, &registry);
        text
    }
}
