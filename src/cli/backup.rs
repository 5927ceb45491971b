//! `strongroom backup` and `strongroom restore`.

use super::{hold, local_user, opening};
use crate::archive::{Meta, backup as archive_backup, open};
use crate::config::{Config, DataDir};
use crate::domain::command::Command;
use crate::domain::folder::Actor;
use anyhow::{Context, Result, bail};
use std::path::Path;

/// Copies the ledger up to its head, and the vault. Needs no lock, so it runs beside the service.
pub fn backup(config: &Config, dest: &Path) -> Result<()> {
    let data = DataDir::existing(&config.data).with_context(|| format!("{}", config.data.display()))?;
    let made = archive_backup::write(data.path(), dest)?;
    say!("Backed up {} frames to {}; the newest is {}.", made.seq, dest.display(), made.hash);
    Ok(())
}

/// Makes a data directory out of a backup. The archive gets a new incarnation, so that positions of the old one are not
/// taken for positions of this one.
pub fn restore(config: &Config, src: &Path) -> Result<()> {
    let (data, _lock) = hold(config)?;
    if data.ledger().exists() {
        bail!("{} holds an archive already; restore into an empty data directory", config.data.display());
    }
    let head = archive_backup::read(src, data.path())?;
    let opened = open(opening(config))?;
    let command = Command::NoteRestore { incarnation: opened.archive.clock().new_id() };
    let meta = Meta { local_user: Some(local_user()), ..Meta::of(Actor::Local) };
    opened.archive.execute_blocking(meta, command)?;
    drop(opened.archive);
    let _ = opened.writer.join();
    say!("Restored {} frames into {}.", head.seq, config.data.display());
    Ok(())
}
