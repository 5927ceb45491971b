//! Why a backup could not be made, checked or restored.

use crate::archive::erasure::ResumeError;
use crate::blobs::BlobError;
use crate::ledger::LedgerError;
use std::io;

/// Why a backup could not be made, checked or restored. Every message names the thing it is about.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The local disk failed.
    #[error("{what}: {source}")]
    Disk {
        /// What was being done.
        what: String,
        /// What the system says.
        source: io::Error,
    },
    /// The destination failed.
    #[error("{object} at the destination: {source}")]
    Store {
        /// What was being read or written.
        object: String,
        /// What the store says.
        source: object_store::Error,
    },
    /// The destination's address makes no sense.
    #[error("{place} cannot be a destination: {detail}")]
    Place {
        /// The address.
        place: String,
        /// Why.
        detail: String,
    },
    /// There is no backup.
    #[error("{place} holds no backup: {detail}")]
    NoBackup {
        /// Where.
        place: String,
        /// Why.
        detail: String,
    },
    /// It holds the backups of another archive.
    #[error("{place} holds the backups of another archive; give each archive its own")]
    AnotherArchive {
        /// Where.
        place: String,
    },
    /// It is sealed and no passphrase was given.
    #[error("{place} is sealed; give its passphrase (STRONGROOM_BACKUP_PASSPHRASE or --passphrase-file)")]
    PassphraseNeeded {
        /// Where.
        place: String,
    },
    /// It is sealed with another passphrase.
    #[error("this is not the passphrase of {place}")]
    PassphraseWrong {
        /// Where.
        place: String,
    },
    /// A passphrase was given for what was begun without.
    #[error(
        "{place} was begun without a passphrase, so what is in it is not sealed; begin an empty destination to seal it"
    )]
    NotSealed {
        /// Where.
        place: String,
    },
    /// The passphrase cannot be used.
    #[error("the passphrase {0}")]
    PassphraseUnfit(&'static str),
    /// An object is not what it was.
    #[error("{object} at the destination is damaged: {detail}")]
    Damaged {
        /// Which.
        object: String,
        /// What does not fit.
        detail: String,
    },
    /// An object is not there.
    #[error("{object} is missing at the destination")]
    Missing {
        /// Which.
        object: String,
    },
    /// The ledger itself cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The ledger itself is damaged: nothing was written, so that good backups stay the newest.
    #[error("the ledger is damaged, so it was not backed up: {0}")]
    SourceDamaged(String),
    /// The ledger is not the one that earlier snapshots published.
    #[error(
        "{0}; nothing was backed up, so that the snapshots before stay. Keep the data directory as it is, and restore \
         the newest snapshot elsewhere to compare / 账本与备份中已公布的不符，未做备份；请保留数据目录，并将最新备份恢复到别处比较"
    )]
    HistoryChanged(String),
    /// The ledger changed while it was read, again and again.
    #[error("the ledger was erased from while it was read; try again in a moment")]
    SourceChanged,
    /// There is nothing to back up.
    #[error("there is no archive in {0} yet")]
    NothingThere(String),
    /// Another backup of this archive is being made.
    #[error("another backup of this archive is being made")]
    Busy,
    /// It was asked to stop.
    #[error("stopped; the next backup goes on from here")]
    Stopped,
    /// The blobs cannot be read or kept.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// What was erased once could not be erased again.
    #[error(transparent)]
    Erasing(#[from] ResumeError),
    /// The target of a restore holds something.
    #[error("{0} is not empty; restore into an empty directory")]
    NotEmpty(String),
    /// No snapshot reaches the moment that was asked for.
    #[error("no snapshot in {place} reaches {moment}")]
    NoSuchMoment {
        /// Where.
        place: String,
        /// What was asked for.
        moment: String,
    },
    /// What was restored is not what the snapshot promised.
    #[error("what was restored is not what was backed up: {0}")]
    NotTheSame(String),
}

impl BackupError {
    /// For `map_err` on the local disk.
    pub(super) fn disk(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Disk { what, source }
    }
}
