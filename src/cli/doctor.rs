//! `strongroom doctor`: how this archive and its machine are, for the person who runs it.

use crate::archive::backup::Status;
use crate::archive::checkpoint;
use crate::archive::pictures::Weight;
use crate::config::{Config, DataDir};
use crate::disk;
use crate::domain::event::Damage;
use crate::domain::refusal::Language;
use crate::domain::state::State;
use crate::intake::{Inbox, claimed_by_others};
use crate::ledger::LedgerReader;
use crate::ledger::storage::DiskStorage;
use crate::printing::Patience;
use crate::scan::worker::{Shelter, shelter};
use crate::scanner;
use anyhow::Result;
use chrono::{DateTime, SecondsFormat};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long `doctor` waits for a scanner.
const SCANNER_PATIENCE: Duration = Duration::from_secs(5);

/// How many damaged originals are named.
const ORIGINALS_NAMED: usize = 20;

/// With less room than this a disk is called low.
const ROOM_LOW_BYTES: u64 = 2_000_000_000;

/// Says what is found; changes nothing.
pub fn run(config: &Config) -> Result<()> {
    say!("strongroom        {}", env!("CARGO_PKG_VERSION"));
    say!("data              {}", config.data.display());
    say!("scans             {}", config.scans.display());
    say!("listen            {}", config.listen);
    let Ok(data) = DataDir::existing(&config.data) else {
        say!("There is no archive here yet; `strongroom serve` makes one.");
        return Ok(());
    };
    let held = data.lock().is_err();
    say!("in use            {}", if held { "yes, by another process" } else { "no" });
    match open_ledger(&data) {
        Ok(reader) => say!("ledger            frame {} {}", reader.head().seq, reader.head().hash),
        Err(error) => say!("ledger            CANNOT BE READ: {error}"),
    }
    match checkpoint::read(data.path()) {
        Some((state, position)) => {
            say!("checkpoint        frame {}", position.seq);
            originals(config, &state);
            scanners(config, &state);
        }
        None => say!("checkpoint        none that can be used; the next start replays the ledger"),
    }
    scans(config, &data);
    backups(config, &data);
    for (name, folder) in [("ledger", data.ledger()), ("views", data.views()), ("search", data.search())] {
        say!("{:<18}{:.1} MB", format!("{name} on disk"), disk::size(&folder) as f64 / 1e6);
    }
    room("room for data", &config.data);
    room("room for scans", &config.scans);
    Ok(())
}

/// How much a disk has left, loudly if it is little.
fn room(name: &str, folder: &Path) {
    let Some(free) = disk::free_bytes(folder) else { return };
    let loud =
        if free < ROOM_LOW_BYTES { ", WHICH IS LITTLE: on a full disk nothing is recorded, kept or read" } else { "" };
    say!("{name:<18}{:.1} GB{loud}", free as f64 / 1e9);
}

/// What waits in the inbox, and what a service that is gone left there.
fn scans(config: &Config, data: &DataDir) {
    match config.intake.inbox_every {
        Some(every) => {
            say!("inbox             {}, every {} s", Inbox::folder(&config.scans).display(), every.as_secs())
        }
        None => say!("inbox             nobody looks into it; see inbox_seconds"),
    }
    for folder in claimed_by_others(&config.scans, data.path()) {
        say!("                  {} belongs to another service, or to one that is gone", folder.display());
    }
    say!("scanned files     {}", sheltered(shelter()));
    super::ocr::tell(config);
}

/// What the children that open scanned files could reach if one of those broke its decoder.
fn sheltered(shelter: Shelter) -> &'static str {
    match shelter {
        Shelter::Whole => "opened by children that reach one file, one folder and no network (Landlock)",
        Shelter::Partly => "opened by children shut in in part: a newer kernel knows all of Landlock",
        Shelter::None => "OPENED BY CHILDREN THAT ARE NOT SHUT IN: Landlock is missing, switched off or blocked here",
    }
}

/// Whether originals of scans were what came in when they were read last, as far as the checkpoint knows.
fn originals(config: &Config, state: &State) {
    match state.scans.checked() {
        Some(checked) => {
            let at = DateTime::from_timestamp_micros(checked.ended_us).unwrap_or_default();
            let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);
            say!("originals         {} read again by {at}", checked.found.files);
        }
        None => say!("originals         never read again yet"),
    }
    for (scan, damage) in state.scans.damaged().take(ORIGINALS_NAMED) {
        let how = match damage {
            Damage::Missing => "GONE",
            Damage::Altered => "ALTERED",
            Damage::Unreadable => "UNREADABLE",
        };
        say!("                  of scan {scan} is {how}: `strongroom restore --files` fetches it from a backup");
    }
    if config.fixity.days == 0 {
        say!("                  nobody goes over them; see fixity_days");
    }
    match Weight::read(&config.data) {
        Some(weight) => say!("pictures          {weight}"),
        None => say!("pictures          not weighed yet"),
    }
}

/// Whether the scanners on the network answer, as far as the checkpoint knows them.
fn scanners(config: &Config, state: &State) {
    let patience = Patience::of(SCANNER_PATIENCE);
    for scanner in state.scans.scanners().filter(|scanner| !scanner.retired) {
        let name = format!("scanner {}", scanner.code);
        match scanner::asked(scanner, config.printers.anywhere, patience, &|| true) {
            Ok((known, status)) => say!("{name:<18}{}, {:?}", known.model, status.state),
            Err(fault) => say!("{name:<18}{}", fault.refusal(&scanner.code).message(Language::En)),
        }
    }
}

/// When the last good backup was made, loudly if that is not as it should be.
fn backups(config: &Config, data: &DataDir) {
    let status = Status::read(data.path());
    match &status.last_good {
        Some(good) => {
            let at = good.at.to_rfc3339_opts(SecondsFormat::Secs, true);
            say!("last good backup  {at}, frame {} in {}", good.seq, good.place);
            good.warnings.iter().for_each(|warning| say!("                  but {warning}"));
        }
        None => say!("last good backup  NEVER"),
    }
    if let Some(failure) = &status.failure {
        let at = failure.at.to_rfc3339_opts(SecondsFormat::Secs, true);
        say!("backup            FAILED {} times since, the last time {at}: {}", failure.times, failure.why);
    }
    if config.backup.times.is_none() {
        say!("backups           not by themselves; see backup_times");
    }
}

fn open_ledger(data: &DataDir) -> Result<LedgerReader> {
    Ok(LedgerReader::open(Arc::new(DiskStorage::existing(data.ledger())?))?)
}

#[cfg(test)]
mod tests {
    use super::{Shelter, sheltered};

    #[test]
    fn it_is_said_loudly_where_scanned_files_are_opened_by_children_that_are_not_shut_in() {
        assert!(sheltered(Shelter::None).contains("NOT SHUT IN"));
        assert!(!sheltered(Shelter::Whole).contains("NOT") && sheltered(Shelter::Partly).contains("in part"));
    }
}
