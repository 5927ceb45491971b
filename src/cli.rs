//! The command line: the same core as the service, for the person on the machine.

/// Prints a line. Whoever reads may go away, as `head` does; that is no reason to stop what was asked for.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($text)*);
    }};
}

mod backup;
mod begin;
mod control;
mod decode;
mod doctor;
mod erase;
mod import;
mod intake;
mod interrupt;
mod label;
mod ocr;
mod serve;
mod verify;

use crate::archive::backup::MARKER;
use crate::archive::{Options as Opening, Pace, Service};
use crate::clock::Clock;
use crate::config::{Config, DataDir, DataDirLock, LockError, Options, init_logging};
use crate::ledger;
use anyhow::{Context, Result, anyhow, bail};
use clap::{Parser, Subcommand};

/// Strongroom keeps track of paper.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::ServeArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the archive; what happens without a subcommand
    Serve(serve::ServeArgs),
    /// Bring in folders from a CSV or XLSX file
    Import(import::ImportArgs),
    /// Take in files of scanned pages, as the inbox does; prints a line for each
    Intake(intake::IntakeArgs),
    /// Print labels of folders into a file
    Label(label::LabelArgs),
    /// Check every frame, hash and digest of the ledger, and what was derived from it
    Verify(verify::VerifyArgs),
    /// Throw away everything derived from the ledger and rebuild it
    Rebuild,
    /// Back the archive up, to a folder or a bucket; safe while the service runs
    Backup(backup::BackupArgs),
    /// Make a data directory out of a backup, or try whether that would work
    Restore(backup::RestoreArgs),
    /// Erase a subject's personal data for ever, by order; --plan says first what would go
    Erase(erase::EraseArgs),
    /// Read every QR code on scanned files; prints a line for each: path, tab, texts with bars between
    Decode(decode::DecodeArgs),
    /// Report the health of this archive and its machine
    Doctor,
    /// Reads one scanned file for the process that started this one
    #[command(name = crate::scan::worker::COMMAND, hide = true)]
    ScanWorker {
        /// The file
        file: std::path::PathBuf,
        /// Where its previews go
        folder: std::path::PathBuf,
    },
    /// Becomes the command that reads the text of a page, with less than the process that started this one has
    #[command(name = crate::ocr::COMMAND, hide = true)]
    ReadText {
        /// How long it may work
        seconds: u64,
        /// The command and its arguments
        #[arg(last = true)]
        command: Vec<std::ffi::OsString>,
    },
}

/// Runs the command line.
///
/// # Errors
/// Whatever went wrong, in a sentence.
pub fn run(cli: Cli) -> Result<()> {
    // It is given no settings, and opens nothing but its file.
    if let Some(Command::ScanWorker { file, folder }) = &cli.command {
        return Ok(crate::scan::worker::child::serve(file, folder)?);
    }
    if let Some(Command::ReadText { seconds, command }) = &cli.command {
        return Err(crate::ocr::exec(*seconds, command).into());
    }
    let config = Config::load(cli.options)?;
    init_logging(&config.log).map_err(|error| anyhow!(error))?;
    crate::config::log_panics();
    for name in &config.unknown_variables {
        tracing::warn!(name, "there is no such setting; this environment variable does nothing");
    }
    match cli.command {
        None => serve::run(&config, &cli.serve),
        Some(Command::Serve(args)) => serve::run(&config, &args),
        Some(Command::Import(args)) => import(&config, args.absolute()?),
        Some(Command::Intake(args)) => intake(&config, args.absolute()?),
        Some(Command::Label(args)) => label::run(&config, args),
        Some(Command::Verify(args)) => verify::run(&config, args),
        Some(Command::Rebuild) => verify::rebuild(&config),
        Some(Command::Backup(args)) => backup::backup(&config, &args),
        Some(Command::Restore(args)) => backup::restore(&config, &args),
        Some(Command::Erase(args)) => erase(&config, args),
        Some(Command::Decode(args)) => decode::run(&args),
        Some(Command::Doctor) => doctor::run(&config),
        // They were answered above.
        Some(Command::ScanWorker { .. } | Command::ReadText { .. }) => Ok(()),
    }
}

/// Imports a file; while a service holds the archive, the service is asked to do it.
fn import(config: &Config, args: import::ImportArgs) -> Result<()> {
    match hold(config) {
        Ok((data, _lock)) => import::run(config, &data, &args),
        Err(error) if matches!(error.downcast_ref(), Some(LockError::Held { .. })) => {
            let request = control::Request::Import { args, user: local_user() };
            control::ask(&config.data, &request).context(error)
        }
        Err(error) => Err(error),
    }
}

/// Takes in scanned files; while a service holds the archive, the service is asked to do it.
fn intake(config: &Config, args: intake::IntakeArgs) -> Result<()> {
    match hold(config) {
        Ok((data, _lock)) => intake::run(config, &data, &args),
        Err(error) if matches!(error.downcast_ref(), Some(LockError::Held { .. })) => {
            let request = control::Request::Intake { args, user: local_user() };
            control::ask(&config.data, &request).context(error)
        }
        Err(error) => Err(error),
    }
}

/// Erases a subject's data; while a service holds the archive, the service is asked to do it.
fn erase(config: &Config, args: erase::EraseArgs) -> Result<()> {
    match hold(config) {
        Ok((_data, _lock)) => {
            let service = start(config)?;
            let (archive, erasures) = (&service.archive, &service.erasures);
            let done = erase::carry_out(archive, erasures, &args, local_user(), &mut |line| say!("{line}"));
            service.stop();
            done
        }
        Err(error) if matches!(error.downcast_ref(), Some(LockError::Held { .. })) => {
            let request = control::Request::Erase { args, user: local_user() };
            control::ask(&config.data, &request).context(error)
        }
        Err(error) => Err(error),
    }
}

/// Takes the data directory for this process.
fn hold(config: &Config) -> Result<(DataDir, DataDirLock)> {
    let held = hold_any(config)?;
    if config.data.join(MARKER).exists() {
        bail!("a restore into {} was cut short; run `strongroom restore` again", config.data.display());
    }
    Ok(held)
}

/// The same where a restore may have been cut short.
fn hold_any(config: &Config) -> Result<(DataDir, DataDirLock)> {
    let data = DataDir::create(&config.data).with_context(|| format!("{}", config.data.display()))?;
    let lock = data.lock()?;
    Ok((data, lock))
}

/// Opens the archive with everything that follows it, for a while: nothing is backed up by itself.
fn start(config: &Config) -> Result<Service> {
    Ok(Service::start_at_pace(opening(config), config.views_cache_bytes, None, pace(config))?)
}

/// At what pace originals are read again, by the settings.
fn pace(config: &Config) -> Pace {
    Pace { round_days: config.fixity.days, bytes_per_second: config.fixity.bytes_per_second }
}

fn opening(config: &Config) -> Opening {
    Opening {
        data_dir: config.data.clone(),
        scans_dir: config.scans.clone(),
        clock: Clock::real(),
        ledger: ledger::Options::default(),
    }
}

/// The operating system's user, for the record.
fn local_user() -> String {
    std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).unwrap_or_else(|_| "?".to_owned())
}
