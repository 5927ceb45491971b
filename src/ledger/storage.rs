//! Where bytes are kept. Two real implementations, both under the one suite at the end of `storage/tests.rs`: a folder
//! on a disk, and a disk made of memory that can fail and lose power, for the seeded simulation.

mod disk;
mod memory;
#[cfg(test)]
mod tests;

pub use disk::DiskStorage;
pub use memory::{Crash, Faults, MemoryStorage};

use std::fmt;
use std::io;
use std::sync::Arc;

/// A folder of files, as little of one as the ledger needs.
pub trait Storage: fmt::Debug + Send + Sync {
    /// The names of all files, in no order.
    ///
    /// # Errors
    /// If the folder cannot be read.
    fn names(&self) -> io::Result<Vec<String>>;

    /// Opens a file that is there, to read.
    ///
    /// # Errors
    /// `NotFound` if it is not there.
    fn open(&self, name: &str) -> io::Result<Arc<dyn StorageFile>>;

    /// Opens a file that is there, to read and write.
    ///
    /// # Errors
    /// `NotFound` if it is not there.
    fn open_to_write(&self, name: &str) -> io::Result<Arc<dyn StorageFile>>;

    /// Makes an empty file, also in place of one that was there.
    ///
    /// # Errors
    /// If it cannot be made.
    fn create(&self, name: &str) -> io::Result<Arc<dyn StorageFile>>;

    /// Gives a file another name, in place of whatever bore it.
    ///
    /// # Errors
    /// `NotFound` if it is not there.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// `NotFound` if it is not there.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// How much room there is left; nothing if nobody can say.
    fn free_bytes(&self) -> Option<u64>;

    /// Makes all names durable: what was created, renamed and removed stays so.
    ///
    /// # Errors
    /// If the disk cannot promise it.
    fn sync_names(&self) -> io::Result<()>;
}

/// An open file. Reads may happen while another handle writes.
pub trait StorageFile: fmt::Debug + Send + Sync {
    /// How long it is.
    ///
    /// # Errors
    /// If the system cannot say.
    fn size(&self) -> io::Result<u64>;

    /// Reads some bytes; 0 only at the end of the file.
    ///
    /// # Errors
    /// If the disk cannot read them.
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize>;

    /// Writes all the bytes; on an error any part of them may have been written.
    ///
    /// # Errors
    /// If the disk cannot take them.
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()>;

    /// Cuts the file, or lengthens it with zeros.
    ///
    /// # Errors
    /// If the disk refuses.
    fn set_size(&self, bytes: u64) -> io::Result<()>;

    /// Makes durable what was written, and as much of the file's length as is needed to read it.
    ///
    /// # Errors
    /// If the disk cannot promise it. What was written may then be there or not, whatever a later sync says.
    fn sync(&self) -> io::Result<()>;
}
