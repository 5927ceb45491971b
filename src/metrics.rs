//! What the service counts, for Prometheus. No label ever holds personal data. How the service does is one thing, and
//! how much the archive holds another: the latter counts folders that not everybody may see.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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

/// Why files could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Failed {
    /// The fault's stable word.
    pub fault: &'static str,
}

/// What intake counts since the service began. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Intake {
    /// Files that were read to their end.
    pub read: Counter,
    /// Files that could not be, by their fault.
    pub failed: Family<Failed, Counter>,
    /// Pages that were read.
    pub pages: Counter,
    /// How long each took from the one before it, in seconds; the first of a file with its child's start.
    pub page_seconds: Histogram,
}

impl Default for Intake {
    fn default() -> Self {
        Self {
            read: Counter::default(),
            failed: Family::default(),
            pages: Counter::default(),
            page_seconds: Histogram::new(exponential_buckets(0.01, 2.0, 14)),
        }
    }
}

/// The figures. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Metrics {
    service: Arc<Mutex<Registry>>,
    archive: Arc<Mutex<Registry>>,
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
    /// Originals of scans that are gone or altered.
    pub originals_damaged: Gauge,
    /// When all originals had been read again last, in seconds since 1970; 0 if they never were.
    pub originals_checked: Gauge,
    /// What intake counts.
    pub intake: Intake,
    /// Files that wait to be read.
    pub scans_open: Gauge,
    /// Files that ever came.
    pub scans: Gauge,
    /// Pages that wait to be put where they belong.
    pub pages_waiting: Gauge,
    /// Pages whose text was read.
    pub text_read: Gauge,
    /// Pages whose text is to be read.
    pub text_waiting: Gauge,
    /// Pages whose text could not be read.
    pub text_failed: Gauge,
    /// Whether the command that reads text does not work.
    pub text_command_fails: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let metrics = Self {
            service: Arc::new(Mutex::new(Registry::with_prefix("strongroom"))),
            archive: Arc::new(Mutex::new(Registry::with_prefix("strongroom"))),
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
            originals_damaged: Gauge::default(),
            originals_checked: Gauge::default(),
            intake: Intake::default(),
            scans_open: Gauge::default(),
            scans: Gauge::default(),
            pages_waiting: Gauge::default(),
            text_read: Gauge::default(),
            text_waiting: Gauge::default(),
            text_failed: Gauge::default(),
            text_command_fails: Gauge::default(),
        };
        metrics.register_service();
        metrics.register_archive();
        metrics
    }
}

fn open(registry: &Mutex<Registry>) -> MutexGuard<'_, Registry> {
    registry.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Metrics {
    fn register_service(&self) {
        let mut registry = open(&self.service);
        registry.register("http_answers", "Answers, by route and status", self.answers.clone());
        registry.register("http_answer_seconds", "How long answers took", self.seconds.clone());
        let behind = "Frames the views have yet to take in";
        registry.register("views_behind_frames", behind, self.views_behind.clone());
        let behind = "Frames the search index has yet to take in";
        registry.register("search_behind_frames", behind, self.search_behind.clone());
        let last_good = "When the last good backup was made, in seconds since 1970";
        registry.register("backup_last_good_seconds", last_good, self.backup_last_good.clone());
        let failures = "Backups that failed since the last good one";
        registry.register("backup_failures", failures, self.backup_failures.clone());
        registry.register("live_streams", "Live streams that are open", self.live_streams.clone());
        let damaged = "Originals of scans that are gone or altered";
        registry.register("originals_damaged", damaged, self.originals_damaged.clone());
        let checked = "When all originals of scans had been read again last, in seconds since 1970";
        registry.register("originals_checked_seconds", checked, self.originals_checked.clone());
        let Intake { read, failed, pages, page_seconds } = self.intake.clone();
        registry.register("intake_files_read", "Scanned files that were read to their end", read);
        registry.register("intake_files_failed", "Scanned files that could not be read, by fault", failed);
        registry.register("intake_pages", "Pages of scanned files that were read", pages);
        registry.register("intake_page_seconds", "How long pages took to be read", page_seconds);
        registry.register("intake_queue", "Scanned files that wait to be read", self.scans_open.clone());
        let fails = "Whether the command that reads the text of pages does not work";
        registry.register("page_text_command_fails", fails, self.text_command_fails.clone());
    }

    fn register_archive(&self) {
        let mut registry = open(&self.archive);
        registry.register("ledger_seq", "The last durable frame", self.ledger_seq.clone());
        registry.register("folders", "Folders ever registered", self.folders.clone());
        registry.register("folders_on_loan", "Folders on loan", self.on_loan.clone());
        registry.register("folders_at_desk", "Folders at a desk", self.at_desk.clone());
        registry.register("scans", "Scanned files that ever came", self.scans.clone());
        let waiting = "Pages that wait to be put where they belong";
        registry.register("pages_waiting", waiting, self.pages_waiting.clone());
        registry.register("page_text_read", "Pages whose text was read", self.text_read.clone());
        registry.register("page_text_waiting", "Pages whose text is to be read", self.text_waiting.clone());
        registry.register("page_text_failed", "Pages whose text could not be read", self.text_failed.clone());
    }

    /// The figures as Prometheus reads them: how the service does, and how much the archive holds for whoever may know.
    #[must_use]
    pub fn text(&self, with_archive: bool) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = encode_registry(&mut text, &open(&self.service));
        if with_archive {
            let _ = encode_registry(&mut text, &open(&self.archive));
        }
        let _ = encode_eof(&mut text);
        text
    }
}
