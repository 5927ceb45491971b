//! The live ledger as it was up to a frame, measured while somebody walks it: what was verified and what is copied
//! afterwards can then be told to be the same bytes.

use crate::ledger::storage::{Storage, StorageFile};
use crate::ledger::{Extent, Hash256};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// A storage that ends where a copy ends.
#[derive(Debug)]
pub(super) struct Frozen {
    inner: Arc<dyn Storage>,
    /// How long a piece is; the last one of a segment may be shorter.
    pub(super) piece_bytes: u64,
    files: BTreeMap<String, Arc<Mutex<Measured>>>,
}

/// What was read of a segment so far, piece by piece.
#[derive(Debug)]
struct Measured {
    piece_bytes: u64,
    bytes: u64,
    read_to: u64,
    digest: Sha256,
    pieces: Vec<Hash256>,
}

impl Frozen {
    pub(super) fn new(inner: Arc<dyn Storage>, extents: &[Extent], piece_bytes: u64) -> Self {
        let measured = |bytes| Measured { piece_bytes, bytes, read_to: 0, digest: Sha256::new(), pieces: Vec::new() };
        let file = |extent: &Extent| (extent.name.clone(), Arc::new(Mutex::new(measured(extent.bytes))));
        Self { inner, piece_bytes, files: extents.iter().map(file).collect() }
    }

    /// The digests of a segment's pieces. What nobody has read yet is read now.
    pub(super) fn pieces(&self, name: &str) -> io::Result<Vec<Hash256>> {
        let file = self.open(name)?;
        let Some(measured) = self.files.get(name) else { return Err(io::ErrorKind::NotFound.into()) };
        let mut chunk = vec![0; 256 * 1024];
        loop {
            let read_to = lock(measured).read_to;
            if file.read_at(&mut chunk, read_to)? == 0 {
                break;
            }
        }
        Ok(lock(measured).pieces.clone())
    }
}

fn lock(measured: &Mutex<Measured>) -> std::sync::MutexGuard<'_, Measured> {
    measured.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Measured {
    fn note(&mut self, mut bytes: &[u8], offset: u64) {
        let Some(known) = self.read_to.checked_sub(offset) else { return };
        bytes = bytes.get(usize::try_from(known).unwrap_or(usize::MAX)..).unwrap_or_default();
        while !bytes.is_empty() {
            let to_border = self.piece_bytes - self.read_to % self.piece_bytes;
            let (part, rest) = bytes.split_at(bytes.len().min(usize::try_from(to_border).unwrap_or(usize::MAX)));
            bytes = rest;
            self.digest.update(part);
            self.read_to += part.len() as u64;
            if self.read_to.is_multiple_of(self.piece_bytes) || self.read_to == self.bytes {
                self.pieces.push(Hash256(self.digest.finalize_reset().into()));
            }
        }
    }
}

impl Storage for Frozen {
    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.files.keys().cloned().collect())
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn StorageFile>> {
        let measured = self.files.get(name).ok_or(io::ErrorKind::NotFound)?.clone();
        let bytes = lock(&measured).bytes;
        Ok(Arc::new(FrozenFile { inner: self.inner.open(name)?, bytes, measured }))
    }

    refuse_writes!(storage);
}

#[derive(Debug)]
struct FrozenFile {
    inner: Arc<dyn StorageFile>,
    bytes: u64,
    measured: Arc<Mutex<Measured>>,
}

impl StorageFile for FrozenFile {
    fn size(&self) -> io::Result<u64> {
        Ok(self.bytes)
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        let left = usize::try_from(self.bytes.saturating_sub(offset)).unwrap_or(usize::MAX);
        let wanted = bytes.len().min(left);
        let read = self.inner.read_at(bytes.get_mut(..wanted).unwrap_or_default(), offset)?;
        lock(&self.measured).note(bytes.get(..read).unwrap_or_default(), offset);
        Ok(read)
    }

    refuse_writes!(file);
}
