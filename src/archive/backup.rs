//! Backups: the ledger up to a frame, the blobs it names, the vault and the list of erasures, somewhere else.
//!
//! A destination holds snapshots that share pieces, so that a backup takes only what is new ([format](../../../docs/backup-format.md)).
//! Everything written is read back before it counts; with a passphrase everything is sealed. The ledger is read without
//! the lock, beside its writer, up to a frame that is durable. Nothing here knows the command line or a time table.
//! All of it waits for disks and networks: it belongs on a thread of its own.

/// What a storage answers that is only there to be read.
macro_rules! refuse_writes {
    (storage) => {
        fn open_to_write(&self, _: &str) -> std::io::Result<std::sync::Arc<dyn crate::ledger::storage::StorageFile>> {
            Err(std::io::ErrorKind::Unsupported.into())
        }

        fn create(&self, _: &str) -> std::io::Result<std::sync::Arc<dyn crate::ledger::storage::StorageFile>> {
            Err(std::io::ErrorKind::Unsupported.into())
        }

        fn rename(&self, _: &str, _: &str) -> std::io::Result<()> {
            Err(std::io::ErrorKind::Unsupported.into())
        }

        fn remove(&self, _: &str) -> std::io::Result<()> {
            Err(std::io::ErrorKind::Unsupported.into())
        }

        fn sync_names(&self) -> std::io::Result<()> {
            Err(std::io::ErrorKind::Unsupported.into())
        }

        fn free_bytes(&self) -> Option<u64> {
            None
        }
    };
    (file) => {
        fn write_at(&self, _: &[u8], _: u64) -> std::io::Result<()> {
            Err(std::io::ErrorKind::Unsupported.into())
        }

        fn set_size(&self, _: u64) -> std::io::Result<()> {
            Err(std::io::ErrorKind::Unsupported.into())
        }

        fn sync(&self) -> std::io::Result<()> {
            Err(std::io::ErrorKind::Unsupported.into())
        }
    };
}

mod amend;
mod check;
mod destination;
mod erasures;
mod error;
mod frozen;
mod job;
mod keep;
mod keeper;
mod manifest;
mod mend;
mod restore;
mod seal;
mod status;
mod stored;
#[cfg(test)]
mod tests;
mod times;
mod write;

pub use check::{Checked, check};
pub use destination::{Destination, Place};
pub use error::BackupError;
pub use job::{Job, Known, Made, Stop};
pub use keep::Keep;
pub use keeper::{Keeper, Plan, Running, Shown};
pub use manifest::Snapshot;
pub use mend::{Mended, mend};
pub use restore::{Drill, MARKER, Moment, Restored, Restoring, drill, finish, restore};
pub use seal::Passphrase;
pub use status::{LastFailure, LastGood, Status};
pub use times::Times;
pub use write::write;

/// How much of the ledger one piece holds: a backup writes the last, growing piece anew each time.
const PIECE_BYTES: u64 = 4 * 1024 * 1024;
