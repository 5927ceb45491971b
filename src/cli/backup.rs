//! `strongroom backup` and `strongroom restore`.

use super::{hold_any, local_user, opening};
use crate::archive::backup::{
    self as backups, Destination, Job, Keep, Moment, Passphrase, Place, Plan, Restored, Restoring, Status, Stop,
};
use crate::archive::heads::{self, Head};
use crate::archive::{Archive, Meta, Opened, open};
use crate::clock::Clock;
use crate::config::{Config, DataDir};
use crate::domain::attachment::BlobHash;
use crate::domain::command::Command;
use crate::domain::folder::Actor;
use crate::domain::state::FileSort;
use anyhow::{Context, Result, anyhow, bail};
use chrono::{DateTime, SecondsFormat};
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The one way to give a passphrase that no list of processes and no file shows.
const PASSPHRASE_VARIABLE: &str = "STRONGROOM_BACKUP_PASSPHRASE";

#[derive(Debug, Clone, Args)]
pub struct BackupArgs {
    /// A folder, or s3://bucket/path, az://…, gs://…, http(s)://… [default: the setting backup_to]
    dest: Option<String>,
    /// Read everything in it again, and name the first thing that is wrong
    #[arg(long, conflicts_with = "list")]
    check: bool,
    /// List the snapshots in it
    #[arg(long)]
    list: bool,
    /// Print every head that its snapshots published, for `verify --heads` and tools/check_ledger.py
    #[arg(long, conflicts_with_all = ["check", "list"])]
    heads: bool,
}

#[derive(Debug, Clone, Args)]
pub struct RestoreArgs {
    /// Where the backup is, as for `backup` [default: the setting backup_to]
    src: Option<String>,
    /// Up to which frame, or which time (2026-11-21T18:00:00+08:00) [default: all there is]
    #[arg(long, value_name = "FRAME|TIME")]
    at: Option<String>,
    /// A list of erasures that was kept apart; what it knows beyond the backup is erased again too
    #[arg(long, value_name = "FILE")]
    erasures: Option<PathBuf>,
    /// Try it: restore into a temporary directory, open it, verify it, throw it away
    #[arg(long, conflicts_with_all = ["at", "erasures"])]
    drill: bool,
    /// Only put back files that are gone or altered: originals of scans, and what is attached to folders. Nothing else is
    /// touched, no whole file is written over, and the service may go on running
    #[arg(long, conflicts_with_all = ["at", "erasures", "drill"])]
    files: bool,
}

/// Makes a backup, checks one, or lists what is there. Needs no lock, so it runs beside the service.
pub fn backup(config: &Config, args: &BackupArgs) -> Result<()> {
    let place = place(config, args.dest.as_deref())?;
    if args.check {
        return check(&place, passphrase(config)?.as_ref());
    }
    if args.list {
        return list(&place, passphrase(config)?.as_ref());
    }
    if args.heads {
        let heads = heads::lines(&published(config, &place)?)?;
        say!("{}", String::from_utf8_lossy(&heads).trim_end());
        return Ok(());
    }
    let data = DataDir::existing(&config.data).with_context(|| format!("{}", config.data.display()))?;
    make(config, data.path(), &place)
}

/// The heads that the snapshots of a destination published.
pub fn published(config: &Config, place: &Place) -> Result<Vec<Head>> {
    Ok(Destination::open(place, passphrase(config)?.as_ref())?.published()?)
}

fn make(config: &Config, data_dir: &Path, place: &Place) -> Result<()> {
    let passphrase = passphrase(config)?;
    let clock = Clock::real();
    let job = Job {
        data_dir,
        scans_dir: &config.scans,
        keep: keep(config)?,
        known: &|| None,
        clock: clock.clone(),
        stop: Stop::default(),
        piece_bytes: 0,
    };
    let made = match backups::write(&job, |archive| Destination::begin(place, passphrase.as_ref(), archive)) {
        Ok(made) => made,
        Err(error) => {
            let _ = Status::note_failure(data_dir, clock.now(), &error.to_string());
            return Err(error.into());
        }
    };
    if let Err(error) = Status::note_good(data_dir, clock.now(), &place.to_string(), &made) {
        tracing::warn!(%error, "the backup is good; that it was made could not be noted");
    }
    say!("Backed up {} frames to {place}; the newest is {}.", made.seq, made.hash);
    say!(
        "{:.1} MB in {} new pieces, {} shared with earlier backups; {} snapshots dropped, {} amended after erasures.",
        made.new_bytes as f64 / 1e6,
        made.new_pieces,
        made.shared_pieces,
        made.dropped,
        made.amended
    );
    for warning in made.warnings() {
        eprintln!("strongroom: warning: {warning}");
    }
    if made.missing_blobs.is_empty() { Ok(()) } else { bail!("the backup is made, but not all files are in it") }
}

fn check(place: &Place, passphrase: Option<&Passphrase>) -> Result<()> {
    let destination = Arc::new(Destination::open(place, passphrase)?);
    let found = backups::check(&destination)?;
    say!("{} snapshots in {place}, all whole; the newest has {} frames.", found.snapshots, found.frames);
    say!("{} pieces with {:.1} MB were read and are right.", found.pieces, found.bytes as f64 / 1e6);
    say!("{} published heads fit.", found.heads);
    if !found.vault {
        eprintln!(
            "strongroom: warning: passwords and tokens are not in it; only a destination with a passphrase holds them"
        );
    }
    if found.left_over > 0 {
        say!("{} pieces were left by a backup that was cut short; the next one drops them.", found.left_over);
    }
    if found.missing_blobs > 0 {
        bail!("{} files could not be read when the newest snapshot was made", found.missing_blobs);
    }
    Ok(())
}

fn list(place: &Place, passphrase: Option<&Passphrase>) -> Result<()> {
    let (snapshots, damaged) = Destination::open(place, passphrase)?.snapshots()?;
    say!("{:<22}{:>12}{:>12}{:>12}  hash", "made", "frames", "folders", "MB");
    for snapshot in &snapshots {
        let made = snapshot.made_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let megabytes = snapshot.bytes as f64 / 1e6;
        let amended = if snapshot.amended_at.is_some() { "  amended" } else { "" };
        let (frames, folders, hash) = (snapshot.seq, snapshot.folders, snapshot.hash);
        say!("{made:<22}{frames:>12}{folders:>12}{megabytes:>12.1}  {hash}{amended}");
    }
    match damaged.into_iter().next() {
        Some(error) => Err(error.into()),
        None => Ok(()),
    }
}

/// Makes a data directory out of a backup. The archive gets a new incarnation, so that positions of the old one are not
/// taken for positions of this one.
pub fn restore(config: &Config, args: &RestoreArgs) -> Result<()> {
    let place = place(config, args.src.as_deref())?;
    if args.drill {
        return drill(&Arc::new(Destination::open(&place, passphrase(config)?.as_ref())?));
    }
    if args.files {
        return mend(config, &place);
    }
    let at = args.at.as_deref().map(moment).transpose()?;
    let (data, _lock) = hold_any(config)?;
    let source = Arc::new(Destination::open(&place, passphrase(config)?.as_ref())?);
    let job = Restoring { source: &source, at, erasures: args.erasures.as_deref() };
    let restored = backups::restore(&job, data.path(), &config.scans)?;
    let opened = open(opening(config))?;
    let command = Command::NoteRestore { incarnation: opened.archive.clock().new_id() };
    let meta = Meta { local_user: Some(local_user()), ..Meta::of(Actor::Local) };
    opened.archive.execute_blocking(meta, command)?;
    close(opened);
    backups::finish(data.path())?;
    say!("Restored {} frames with {} folders into {}.", restored.seq, restored.folders, config.data.display());
    tell(&restored);
    Ok(())
}

/// Puts back single files, where they are gone or altered.
fn mend(config: &Config, place: &Place) -> Result<()> {
    let data = DataDir::existing(&config.data).with_context(|| format!("{}", config.data.display()))?;
    let source = Destination::open(place, passphrase(config)?.as_ref())?;
    let mended = backups::mend(&source, data.path(), &config.scans)?;
    let named = |(sort, hash): &(FileSort, BlobHash)| match sort {
        FileSort::Attached => format!("attached file {hash}"),
        FileSort::Original => format!("original {hash}"),
    };
    mended.back.iter().for_each(|file| say!("Put back: {}", named(file)));
    mended.left.iter().for_each(|file| say!("STILL DAMAGED, and whole in no backup there: {}", named(file)));
    let whole = mended.files - mended.back.len() - mended.left.len();
    say!("{} files were read: {whole} were whole, {} were put back.", mended.files, mended.back.len());
    if mended.left.is_empty() { Ok(()) } else { bail!("{} files are damaged still", mended.left.len()) }
}

fn tell(restored: &Restored) {
    say!(
        "The newest frame is of {}: {}.",
        restored.recorded_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        restored.hash
    );
    if restored.blobs + restored.missing_blobs > 0 {
        say!("{} files came back, {} did not.", restored.blobs, restored.missing_blobs);
    }
    if restored.vault {
        say!("Passwords and tokens are those of the backup; whoever was signed in signs in again.");
    } else {
        say!(
            "Passwords and tokens were not in the backup: the next start prints a one-time password for the administrator."
        );
    }
    if restored.erasures {
        say!("What was erased since was erased again.");
    }
}

/// One command that touches nothing: whether the newest backup would come back.
fn drill(source: &Arc<Destination>) -> Result<()> {
    let drilled = backups::drill(source, &std::env::temp_dir(), |data_dir| {
        let options = crate::archive::Options {
            data_dir: data_dir.to_owned(),
            scans_dir: data_dir.join("scans"),
            clock: Clock::real(),
            ledger: crate::ledger::Options::default(),
        };
        open(options).map(close).map_err(|error| backups::BackupError::NotTheSame(error.to_string()))
    })?;
    say!(
        "The drill went well: {} frames with {} folders came back from {} in {} s, every digest and the head were right.",
        drilled.restored.seq,
        drilled.folders,
        source.place(),
        drilled.seconds
    );
    tell(&drilled.restored);
    say!("Nothing was kept of it.");
    Ok(())
}

fn close(opened: Opened) {
    let Opened { archive, writer, .. } = opened;
    drop::<Archive>(archive);
    let _ = writer.join();
}

fn place(config: &Config, given: Option<&str>) -> Result<Place> {
    let place = given.map(str::to_owned).or_else(|| config.backup.to.clone());
    Ok(Place::new(place.ok_or_else(|| anyhow!("say where: a folder or an address, or set backup_to"))?))
}

/// What the service is to do by itself, by the settings.
pub fn plan(config: &Config) -> Result<Option<Plan>> {
    let times =
        config.backup.times.as_deref().map(|text| text.parse().map_err(|error| anyhow!("backup_times: {error}")));
    let times = times.transpose()?;
    let Some(to) = config.backup.to.clone() else {
        if times.is_some() {
            bail!("backup_times says when, and backup_to does not say where");
        }
        return Ok(None);
    };
    Ok(Some(Plan { place: Place::new(to), times, keep: keep(config)?, passphrase: passphrase(config)? }))
}

/// Which snapshots stay, by the settings.
fn keep(config: &Config) -> Result<Keep> {
    let given = config.backup.keep.as_deref();
    given.map_or_else(|| Ok(Keep::default()), |text| text.parse().map_err(|error| anyhow!("backup_keep: {error}")))
}

/// The passphrase, from the environment or a file, never from the command line.
fn passphrase(config: &Config) -> Result<Option<Passphrase>> {
    let text = match (&config.backup.passphrase_file, std::env::var(PASSPHRASE_VARIABLE)) {
        (Some(path), _) => std::fs::read_to_string(path).with_context(|| format!("{}", path.display()))?,
        (None, Ok(text)) if !text.is_empty() => text,
        (None, _) => return Ok(None),
    };
    Ok(Some(Passphrase::new(&text)?))
}

fn moment(text: &str) -> Result<Moment> {
    if let Ok(seq) = text.parse() {
        return Ok(Moment::Seq(seq));
    }
    let time = DateTime::parse_from_rfc3339(text);
    let time =
        time.with_context(|| format!("--at is a frame's number or a time like 2026-11-21T18:00:00+08:00, not {text}"))?;
    Ok(Moment::Time(time.to_utc()))
}
