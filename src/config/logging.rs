//! Logging: to standard error, as text or as JSON, one line an event.
//!
//! Log lines hold no personal data: no names, codes of people, phones, addresses of clients, queries or request bodies.
//! What happened to whom stands in the ledger, where it can be guarded and erased; a log can be neither.

use serde::Deserialize;
use std::str::FromStr;
use tracing_subscriber::EnvFilter;

/// What the libraries below say matters only when something is wrong.
const QUIET: &[&str] = &["sled=warn", "tantivy=warn", "hyper=warn", "h2=warn"];

/// How log lines look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("expected text or json"),
        }
    }
}

/// How to log.
#[derive(Debug, Clone)]
pub struct LogSettings {
    /// How lines look.
    pub format: LogFormat,
    /// A level, or a filter by module.
    pub level: String,
}

/// Starts logging. A second call in one process changes nothing, so tests may each call it.
///
/// # Errors
/// The level is no level and no filter.
pub fn init_logging(settings: &LogSettings) -> Result<(), String> {
    let filter = filter(&settings.level)?;
    // A line that cannot be written is lost; told on standard error, which is where it could not go, it would be a panic.
    let builder =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).log_internal_errors(false);
    let _already_set = match settings.format {
        LogFormat::Text => builder.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).with_current_span(true).try_init(),
    };
    Ok(())
}

/// Tells of a panic where it was and nothing more: its message may quote what was being worked on.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let thread = std::thread::current().name().unwrap_or("unnamed").to_owned();
        tracing::error!(%place, thread, "a thread panicked");
    }));
}

fn filter(level: &str) -> Result<EnvFilter, String> {
    let wrong = |error: &dyn std::fmt::Display| format!("log_level cannot be {level:?}: {error}");
    // The libraries' levels first, so that a filter that names one of them wins.
    let text = QUIET.iter().copied().chain([level]).collect::<Vec<_>>().join(",");
    EnvFilter::try_new(text).map_err(|error| wrong(&error))
}

#[cfg(test)]
mod tests {
    use super::{LogFormat, LogSettings, filter, init_logging};

    #[test]
    fn a_level_or_a_filter_is_accepted_and_nonsense_is_not() {
        assert!(filter("info").is_ok() && filter("warn,strongroom::ledger=debug").is_ok());
        assert!(filter("info,=").is_err());
    }

    #[test]
    fn logging_can_be_started_twice() {
        let settings = LogSettings { format: LogFormat::Json, level: "error".to_owned() };
        assert_eq!((init_logging(&settings), init_logging(&settings)), (Ok(()), Ok(())));
    }
}
