//! A file as memory.

use crate::domain::scan::ScanFault;
use mmap_io::MemoryMappedFile;
use std::path::Path;

/// A file whose bytes are looked at where they lie. If somebody cuts the file meanwhile, whoever looks dies by a signal,
/// which is one reason why that is a child.
pub(super) struct Mapped(MemoryMappedFile);

impl Mapped {
    pub fn open(path: &Path) -> Result<Self, ScanFault> {
        MemoryMappedFile::open_ro(path).map(Self).map_err(|_| ScanFault::Damaged)
    }
}

impl AsRef<[u8]> for Mapped {
    fn as_ref(&self) -> &[u8] {
        self.0.as_slice_bytes(0, self.0.len()).unwrap_or_default()
    }
}
