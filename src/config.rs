//! Settings of this process: flags > environment (`STRONGROOM_…`) > file > defaults.
//!
//! What is given is an [`Options`] (all optional, one table for the three sources); what the program uses is a
//! [`Config`] (all resolved and checked). Settings of the archive itself (its name, its base URL, loan days) are events
//! and do not stand here. Nothing here is global: a `Config` is handed to whoever needs it.

mod data_dir;
mod logging;
mod ocr;
mod options;
mod proxies;
#[cfg(test)]
mod tests;

pub use data_dir::{DataDir, DataDirLock, LockError};
pub use logging::{LogFormat, LogSettings, init_logging, log_panics};
pub use ocr::OcrSettings;
pub use options::Options;
pub use proxies::TrustedProxies;

use chrono::TimeDelta;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where other systems put tables, in the data directory.
const INCOMING: &str = "incoming";
/// The file's name in the data directory.
const FILE_NAME: &str = "strongroom.toml";
/// A settings file is a page, not a book.
const FILE_BYTES_MAX: u64 = 256 * 1024;
const PORT: u16 = 8420;
const MIB: u64 = 1024 * 1024;

/// Why the settings cannot be used. Every message names the setting and where it came from.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not what a settings file looks like.
    #[error("{}: {detail}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        detail: String,
    },
    /// An environment variable has a value that cannot be read.
    #[error("the environment variable {name} cannot be {value:?}: {detail}")]
    Environment {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
        /// Why.
        detail: String,
    },
    /// A value is outside what makes sense.
    #[error("{name} must be {expected}, not {found}")]
    OutOfRange {
        /// The setting.
        name: &'static str,
        /// What it may be.
        expected: String,
        /// What it is.
        found: String,
    },
}

/// The settings this process runs with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where everything is kept.
    pub data: PathBuf,
    /// Where scanned files arrive and are kept.
    pub scans: PathBuf,
    /// Where the service listens.
    pub listen: SocketAddr,
    /// How it logs.
    pub log: LogSettings,
    /// What one client may ask of it.
    pub limits: HttpLimits,
    /// How long sign-ins last.
    pub auth: AuthLimits,
    /// Backups, and when they are made.
    pub backup: BackupSettings,
    /// Where other systems put tables, and how often to look there; nothing if nobody looks.
    pub incoming: Option<(PathBuf, Duration)>,
    /// How scans come in.
    pub intake: IntakeSettings,
    /// How originals of scans are read again.
    pub fixity: FixitySettings,
    /// How the text of their pages is read; nothing if it is not.
    pub ocr: Option<OcrSettings>,
    /// Printers on the network.
    pub printers: PrinterSettings,
    /// How long a scanner may say nothing.
    pub scanner_stall: Duration,
    /// Memory for the views' cache.
    pub views_cache_bytes: u64,
    /// Variables named like ours that are no settings, to be warned about once logging runs: perhaps mistyped.
    pub unknown_variables: Vec<String>,
}

/// Backups, and when they are made, as somebody wrote it down.
#[derive(Debug, Clone, Default)]
pub struct BackupSettings {
    /// Where to.
    pub to: Option<String>,
    /// When the service makes them by itself.
    pub times: Option<String>,
    /// Which snapshots stay.
    pub keep: Option<String>,
    /// The file that holds the passphrase.
    pub passphrase_file: Option<PathBuf>,
}

/// How scans come in.
#[derive(Debug, Clone, Copy)]
pub struct IntakeSettings {
    /// How often to look into the inbox; nothing if nobody looks.
    pub inbox_every: Option<Duration>,
    /// How many scans are read at once.
    pub workers: usize,
    /// How long, by the clock, nothing may come of a page before its file is set aside.
    pub silence: Duration,
    /// How many bytes large pictures of pages may take; 0 for any number.
    pub previews_bytes: u64,
}

/// How originals of scans are read again.
#[derive(Debug, Clone, Copy)]
pub struct FixitySettings {
    /// In how many days all of them; 0 for never.
    pub days: u16,
    /// No slower than so many bytes a second.
    pub bytes_per_second: u64,
}

/// Printers on the network.
#[derive(Debug, Clone, Copy)]
pub struct PrinterSettings {
    /// Whether they, and scanners, may be outside private networks.
    pub anywhere: bool,
    /// How long one may take nothing.
    pub stall: Duration,
}

/// What one client may ask of the service.
#[derive(Debug, Clone)]
pub struct HttpLimits {
    /// The largest request body.
    pub body_bytes_max: u64,
    /// The largest uploaded file.
    pub upload_bytes_max: u64,
    /// Connections at once.
    pub connections_max: usize,
    /// Connections at once from one address.
    pub connections_per_address_max: usize,
    /// Requests being answered at once.
    pub requests_max: usize,
    /// Requests of one session, token or address being answered at once.
    pub client_requests_max: usize,
    /// Requests of one session, token or address in a second; 0 for any number.
    pub client_requests_per_second_max: u64,
    /// How long the head of a request may take to arrive.
    pub header_timeout: Duration,
    /// How long a connection may be kept without a request.
    pub keep_alive: Duration,
    /// How long one request may take; uploads have ten times as long.
    pub request_timeout: Duration,
    /// How long a stop waits for requests to end.
    pub stop_timeout: Duration,
    /// Whose word is taken for whom a request comes from.
    pub trusted_proxies: TrustedProxies,
    /// Live streams at once.
    pub live_streams_max: usize,
    /// How often a live stream on which nothing happens says that it is still there.
    pub live_heartbeat: Duration,
}

/// How long sign-ins last.
#[derive(Debug, Clone)]
pub struct AuthLimits {
    /// A session not used for this long is over.
    pub session_idle: TimeDelta,
    /// A session is over after this long, whatever it does.
    pub session_absolute: TimeDelta,
}

impl Default for AuthLimits {
    fn default() -> Self {
        Self { session_idle: TimeDelta::hours(12), session_absolute: TimeDelta::days(7) }
    }
}

impl Config {
    /// The settings from the flags, this process's environment, the file and the defaults.
    ///
    /// # Errors
    /// Whatever cannot be read or makes no sense, by name.
    pub fn load(flags: Options) -> Result<Self, ConfigError> {
        Self::load_with_environment(flags, std::env::vars())
    }

    /// As [`Config::load`], with the environment given.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn load_with_environment(
        flags: Options,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let (from_environment, unknown_variables) = Options::from_environment(environment)?;
        let given = flags.or(from_environment);
        let file = match &given.config {
            // A file that was asked for must be there.
            Some(path) => read_file(path)?,
            None => {
                let path = given.data.as_deref().unwrap_or(Path::new("data")).join(FILE_NAME);
                if path.exists() { read_file(&path)? } else { Options::default() }
            }
        };
        Self::resolve(given.or(file), unknown_variables)
    }

    fn resolve(options: Options, unknown_variables: Vec<String>) -> Result<Self, ConfigError> {
        let hours = |value: u64| TimeDelta::hours(i64::try_from(value).unwrap_or(1));
        let idle = number("session_idle_hours", options.session_idle_hours, 12, 1..=24 * 30)?;
        let absolute = number("session_absolute_hours", options.session_absolute_hours, 24 * 7, idle..=24 * 365)?;
        let limits = http_limits(&options)?;
        let intake = intake(&options)?;
        let data = options.data.unwrap_or_else(|| PathBuf::from("data"));
        let look_every = number("incoming_seconds", options.incoming_seconds, 10, 0..=86_400)?;
        let stall = number("printer_stall_seconds", options.printer_stall_seconds, 30, 1..=600)?;
        let scanner_stall = number("scanner_stall_seconds", options.scanner_stall_seconds, 90, 1..=600)?;
        let incoming = options.incoming.unwrap_or_else(|| data.join(INCOMING));
        Ok(Self {
            incoming: (look_every > 0).then(|| (incoming, Duration::from_secs(look_every))),
            intake,
            fixity: FixitySettings {
                days: u16::try_from(number("fixity_days", options.fixity_days, 7, 0..=3_650)?).unwrap_or(0),
                bytes_per_second: number("fixity_mib_per_second", options.fixity_mib_per_second, 1, 1..=10_000)? * MIB,
            },
            ocr: ocr::settings(options.ocr_command.as_deref(), options.ocr_languages, options.ocr_page_seconds)?,
            printers: PrinterSettings {
                anywhere: options.printers_anywhere.unwrap_or(false),
                stall: Duration::from_secs(stall),
            },
            scanner_stall: Duration::from_secs(scanner_stall),
            scans: options.scans.unwrap_or_else(|| data.with_file_name("scans")),
            data,
            listen: options.listen.unwrap_or(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), PORT)),
            log: LogSettings {
                format: options.log_format.unwrap_or_default(),
                level: options.log_level.unwrap_or_else(|| "info".to_owned()),
            },
            limits,
            backup: BackupSettings {
                to: options.backup_to,
                times: options.backup_times,
                keep: options.backup_keep,
                passphrase_file: options.backup_passphrase_file,
            },
            auth: AuthLimits { session_idle: hours(idle), session_absolute: hours(absolute) },
            views_cache_bytes: number("views_cache_mib", options.views_cache_mib, 8, 1..=4_096)? * MIB,
            unknown_variables,
        })
    }
}

fn number(
    name: &'static str,
    given: Option<u64>,
    default: u64,
    range: std::ops::RangeInclusive<u64>,
) -> Result<u64, ConfigError> {
    let found = given.unwrap_or(default);
    if range.contains(&found) {
        return Ok(found);
    }
    let expected = format!("from {} to {}", range.start(), range.end());
    Err(ConfigError::OutOfRange { name, expected, found: found.to_string() })
}

fn intake(options: &Options) -> Result<IntakeSettings, ConfigError> {
    let look_every = number("inbox_seconds", options.inbox_seconds, 2, 0..=3_600)?;
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let workers = number("scan_workers", options.scan_workers, if processors >= 4 { 2 } else { 1 }, 0..=64)?;
    let inbox_every = (look_every > 0).then(|| Duration::from_secs(look_every));
    let silence = number("scan_silence_seconds", options.scan_silence_seconds, 180, 5..=3_600)?;
    Ok(IntakeSettings {
        inbox_every,
        workers: usize::try_from(workers).unwrap_or(1),
        silence: Duration::from_secs(silence),
        previews_bytes: number("previews_gib", options.previews_gib, 20, 0..=1_000_000)? * 1_024 * MIB,
    })
}

fn http_limits(options: &Options) -> Result<HttpLimits, ConfigError> {
    let count = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
    let seconds = |name, given, default, most| number(name, given, default, 1..=most).map(Duration::from_secs);
    let connections = number("connections_max", options.connections_max, 1_024, 1..=100_000)?;
    // Half of the places are always left to others.
    let (given, half) = (options.connections_per_address_max, connections.div_ceil(2));
    let per_address = number("connections_per_address_max", given, half, 1..=connections)?;
    let requests = number("requests_max", options.requests_max, 256, 1..=100_000)?;
    let (given, quarter) = (options.client_requests_max, requests.div_ceil(4));
    let per_client = number("client_requests_max", given, quarter, 1..=requests)?;
    let per_second = options.client_requests_per_second_max;
    Ok(HttpLimits {
        body_bytes_max: number("body_mib_max", options.body_mib_max, 4, 1..=64)? * MIB,
        upload_bytes_max: number("upload_mib_max", options.upload_mib_max, 256, 1..=4096)? * MIB,
        connections_max: count(connections),
        connections_per_address_max: count(per_address),
        requests_max: count(requests),
        client_requests_max: count(per_client),
        client_requests_per_second_max: number("client_requests_per_second_max", per_second, 0, 0..=1_000_000)?,
        header_timeout: seconds("header_timeout_seconds", options.header_timeout_seconds, 15, 300)?,
        keep_alive: seconds("keep_alive_seconds", options.keep_alive_seconds, 75, 3_600)?,
        request_timeout: seconds("request_timeout_seconds", options.request_timeout_seconds, 30, 3_600)?,
        stop_timeout: seconds("stop_timeout_seconds", options.stop_timeout_seconds, 10, 600)?,
        trusted_proxies: options.trusted_proxies.clone().unwrap_or_default(),
        live_streams_max: count(number("live_streams_max", options.live_streams_max, 256, 1..=100_000)?),
        live_heartbeat: seconds("live_heartbeat_seconds", options.live_heartbeat_seconds, 15, 300)?,
    })
}

fn read_file(path: &Path) -> Result<Options, ConfigError> {
    let io = |source| ConfigError::Io { path: path.to_owned(), source };
    let wrong = |detail: String| ConfigError::File { path: path.to_owned(), detail };
    if std::fs::metadata(path).map_err(io)?.len() > FILE_BYTES_MAX {
        return Err(wrong("too large for a settings file".to_owned()));
    }
    let text = std::fs::read_to_string(path).map_err(io)?;
    let options: Options = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    Ok(options.relative_to(path.parent().unwrap_or(Path::new("."))))
}
