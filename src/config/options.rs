//! The settings as somebody gives them: one table for flags, environment variables and the file.

use super::{ConfigError, LogFormat, TrustedProxies};
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Every setting has this before its name in the environment.
const ENVIRONMENT_PREFIX: &str = "STRONGROOM_";

macro_rules! options {
    ($($(#[$meta:meta])* $name:ident: $type:ty;)*) => {
        /// The settings as given: `--listen` on the command line, `STRONGROOM_LISTEN` in the environment, `listen` in the
        /// file. What is not given is `None`.
        #[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Options { $($(#[$meta])* pub $name: Option<$type>,)* }

        impl Options {
            /// These settings, and where they are silent the other ones.
            #[must_use]
            pub fn or(self, other: Self) -> Self {
                Self { $($name: self.$name.or(other.$name),)* }
            }

            /// Whether there is such a setting.
            fn set(&mut self, name: &str, value: &str) -> Result<bool, String> {
                match name {
                    $(stringify!($name) => self.$name = Some(value.parse::<$type>().map_err(|error| error.to_string())?),)*
                    _ => return Ok(false),
                }
                Ok(true)
            }
        }
    };
}

options! {
    /// Where everything is kept [default: ./data]
    #[arg(long, value_name = "DIR", global = true)]
    data: PathBuf;
    /// Where scanned files arrive and are kept [default: scans beside the data directory]
    #[arg(long, value_name = "DIR", global = true)]
    scans: PathBuf;
    /// The settings file [default: strongroom.toml in the data directory]
    #[arg(long, value_name = "FILE", global = true)]
    config: PathBuf;
    /// Where the service listens [default: 127.0.0.1:8420]
    #[arg(long, value_name = "ADDR:PORT", global = true)]
    listen: SocketAddr;
    /// Log as text or as JSON [default: text]
    #[arg(long, value_name = "FORMAT", global = true)]
    log_format: LogFormat;
    /// What to log: error, warn, info, debug, or a filter such as info,strongroom::ledger=debug [default: info]
    #[arg(long, value_name = "LEVEL", global = true)]
    log_level: String;
    /// A session not used for this long is over [default: 12]
    #[arg(long, value_name = "HOURS", global = true, hide_short_help = true)]
    session_idle_hours: u64;
    /// A session is over after this long, whatever it does [default: 168]
    #[arg(long, value_name = "HOURS", global = true, hide_short_help = true)]
    session_absolute_hours: u64;
    /// The largest request body [default: 4]
    #[arg(long, value_name = "MIB", global = true, hide_short_help = true)]
    body_mib_max: u64;
    /// The largest uploaded file [default: 256]
    #[arg(long, value_name = "MIB", global = true, hide_short_help = true)]
    upload_mib_max: u64;
    /// Connections at once [default: 1024]
    #[arg(long, value_name = "N", global = true, hide_short_help = true)]
    connections_max: u64;
    /// Connections at once from one address, trusted proxies aside [default: half of all]
    #[arg(long, value_name = "N", global = true, hide_short_help = true)]
    connections_per_address_max: u64;
    /// How long the head of a request may take to arrive [default: 15]
    #[arg(long, value_name = "SECONDS", global = true, hide_short_help = true)]
    header_timeout_seconds: u64;
    /// How long a connection is kept without a request [default: 75]
    #[arg(long, value_name = "SECONDS", global = true, hide_short_help = true)]
    keep_alive_seconds: u64;
    /// Requests being answered at once [default: 256]
    #[arg(long, value_name = "N", global = true, hide_short_help = true)]
    requests_max: u64;
    /// Requests of one session, token or address being answered at once; more wait [default: a quarter of all]
    #[arg(long, value_name = "N", global = true, hide_short_help = true)]
    client_requests_max: u64;
    /// Requests of one session, token or address in a second; 0 for any number [default: 0]
    #[arg(long, value_name = "N", global = true, hide_short_help = true)]
    client_requests_per_second_max: u64;
    /// Proxies whose X-Forwarded-For is believed, as 127.0.0.1,10.0.0.0/8 [default: none]
    #[arg(long, value_name = "ADDRESSES", global = true, hide_short_help = true)]
    trusted_proxies: TrustedProxies;
    /// How long one request may take [default: 30]
    #[arg(long, value_name = "SECONDS", global = true, hide_short_help = true)]
    request_timeout_seconds: u64;
    /// How long a stop waits for requests to end [default: 10]
    #[arg(long, value_name = "SECONDS", global = true, hide_short_help = true)]
    stop_timeout_seconds: u64;
    /// Where backups go: a folder, or s3://bucket/path, az://…, gs://…, http(s)://…
    #[arg(long, value_name = "PLACE", global = true, hide_short_help = true)]
    backup_to: String;
    /// When the service backs up by itself, such as: every day 02:00
    #[arg(long, value_name = "TIMES", global = true, hide_short_help = true)]
    backup_times: String;
    /// Which backups stay [default: last 3, daily 14, weekly 8, monthly 24, yearly 30]
    #[arg(long, value_name = "RULES", global = true, hide_short_help = true)]
    backup_keep: String;
    /// A file that holds the passphrase of backups; or set STRONGROOM_BACKUP_PASSPHRASE
    #[arg(long = "passphrase-file", value_name = "FILE", global = true, hide_short_help = true)]
    backup_passphrase_file: PathBuf;
    /// The folder into which other systems put tables to be imported [default: incoming, in the data directory]
    #[arg(long, value_name = "DIR", global = true, hide_short_help = true)]
    incoming: PathBuf;
    /// How often to look there; 0 for never [default: 10]
    #[arg(long, value_name = "SECONDS", global = true, hide_short_help = true)]
    incoming_seconds: u64;
    /// How often to look into the inbox of scans; 0 for never [default: 2]
    #[arg(long, value_name = "SECONDS", global = true, hide_short_help = true)]
    inbox_seconds: u64;
    /// Scans read at once; 0 to let them wait [default: 1; with 4 processors or more 2]
    #[arg(long, value_name = "N", global = true, hide_short_help = true)]
    scan_workers: u64;
    /// The command that reads the text of pages, such as tesseract; it is given a picture and prints words with their places
    #[arg(long, value_name = "COMMAND", global = true, hide_short_help = true)]
    ocr_command: String;
    /// The languages it reads, in its own words [default: chi_sim+eng]
    #[arg(long, value_name = "LANGUAGES", global = true, hide_short_help = true)]
    ocr_languages: String;
    /// How long it may work on a page [default: 120]
    #[arg(long, value_name = "SECONDS", global = true, hide_short_help = true)]
    ocr_page_seconds: u64;
    /// In how many days all originals of scans are read again and compared; 0 for never [default: 7]
    #[arg(long, value_name = "DAYS", global = true, hide_short_help = true)]
    fixity_days: u64;
    /// No slower than this [default: 1]
    #[arg(long, value_name = "MIB", global = true, hide_short_help = true)]
    fixity_mib_per_second: u64;
    /// Room for large pictures of pages; beyond it those go that nobody looked at for the longest; 0 for any [default: 20]
    #[arg(long, value_name = "GIB", global = true, hide_short_help = true)]
    previews_gib: u64;
    /// How long, by the clock, nothing may come of a page before its file is set aside [default: 180]
    #[arg(long, value_name = "SECONDS", global = true, hide_short_help = true)]
    scan_silence_seconds: u64;
    /// Let printers and scanners be anywhere, not only in private networks [default: false]
    #[arg(long, value_name = "YES", global = true, hide_short_help = true)]
    printers_anywhere: bool;
    /// How long a printer may take nothing before it counts as stuck [default: 30]
    #[arg(long, value_name = "SECONDS", global = true, hide_short_help = true)]
    printer_stall_seconds: u64;
    /// How long a scanner may say nothing before it counts as stuck [default: 90]
    #[arg(long, value_name = "SECONDS", global = true, hide_short_help = true)]
    scanner_stall_seconds: u64;
    /// Live streams at once [default: 256]
    #[arg(long, value_name = "N", global = true, hide_short_help = true)]
    live_streams_max: u64;
    /// How often a live stream on which nothing happens says that it is still there [default: 15]
    #[arg(long, value_name = "SECONDS", global = true, hide_short_help = true)]
    live_heartbeat_seconds: u64;
    /// Memory for the cache of the views [default: 8]
    #[arg(long, value_name = "MIB", global = true, hide_short_help = true)]
    views_cache_mib: u64;
}

impl Options {
    /// The settings in an environment, and the variables that look like ours but name no setting.
    ///
    /// # Errors
    /// The variable that cannot be read, by name.
    pub fn from_environment(
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(Self, Vec<String>), ConfigError> {
        let (mut options, mut unknown) = (Self::default(), Vec::new());
        for (name, value) in variables {
            let Some(setting) = name.strip_prefix(ENVIRONMENT_PREFIX) else {
                continue;
            };
            // A secret is no setting: whoever needs it reads it from the environment itself.
            if setting == "BACKUP_PASSPHRASE" {
                continue;
            }
            match options.set(&setting.to_ascii_lowercase(), &value) {
                Ok(true) => {}
                Ok(false) => unknown.push(name),
                Err(detail) => return Err(ConfigError::Environment { name, value, detail }),
            }
        }
        Ok((options, unknown))
    }

    /// Paths in a file are meant from where the file is.
    pub(super) fn relative_to(mut self, dir: &Path) -> Self {
        if let Some(place) = self.backup_to.as_mut().filter(|place| !place.contains("://")) {
            *place = dir.join(&*place).to_string_lossy().into_owned();
        }
        for path in [&mut self.data, &mut self.scans, &mut self.incoming, &mut self.backup_passphrase_file]
            .into_iter()
            .flatten()
        {
            // `join` leaves an absolute path as it is.
            *path = dir.join(&*path);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Options;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Cli {
        #[command(flatten)]
        options: Options,
        #[command(subcommand)]
        command: Option<Command>,
    }

    #[derive(Debug, clap::Subcommand)]
    enum Command {
        Serve,
    }

    #[test]
    fn flags_are_read_before_and_after_the_subcommand() {
        let parse = |args: &[&str]| Cli::try_parse_from(args.iter().copied());
        let before = parse(&["strongroom", "--data", "/d", "--listen", "0.0.0.0:80"]).unwrap();
        let after = parse(&["strongroom", "serve", "--data", "/d", "--listen", "0.0.0.0:80"]).unwrap();
        assert_eq!(before.options, after.options);
        assert!(matches!(after.command, Some(Command::Serve)) && before.command.is_none());
        assert!(parse(&["strongroom", "--listen", "nowhere"]).is_err());
        assert!(parse(&["strongroom", "--log-format", "xml"]).is_err());
        let json = parse(&["strongroom", "--log-format", "json", "--body-mib-max", "8"]).unwrap();
        assert_eq!(json.options.body_mib_max, Some(8));
    }
}
