//! The ledger of a snapshot, read straight from its pieces: to verify a backup without restoring it.

use super::destination::Destination;
use super::manifest::{Manifest, Piece, SegmentPieces};
use crate::ledger::storage::{Storage, StorageFile};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// A piece that was read, by its object.
type LastPiece = Arc<Mutex<Option<(String, Arc<Vec<u8>>)>>>;

/// A storage over a destination. Only to read.
#[derive(Debug)]
pub(super) struct Stored {
    destination: Arc<Destination>,
    segments: Vec<SegmentPieces>,
    /// The piece that was read last: a walk reads each once.
    last: LastPiece,
}

impl Stored {
    pub(super) fn new(destination: Arc<Destination>, manifest: &Manifest) -> Self {
        Self { destination, segments: manifest.segments.clone(), last: Arc::default() }
    }
}

impl Storage for Stored {
    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.segments.iter().map(|segment| segment.name.clone()).collect())
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn StorageFile>> {
        let segment = self.segments.iter().find(|segment| segment.name == name).ok_or(io::ErrorKind::NotFound)?;
        Ok(Arc::new(StoredFile {
            destination: self.destination.clone(),
            segment: segment.clone(),
            last: self.last.clone(),
        }))
    }

    refuse_writes!(storage);
}

#[derive(Debug)]
struct StoredFile {
    destination: Arc<Destination>,
    segment: SegmentPieces,
    last: LastPiece,
}

impl StoredFile {
    fn piece(&self, piece: &Piece) -> io::Result<Arc<Vec<u8>>> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, content)) = last.as_ref().filter(|(object, _)| *object == piece.object) {
            return Ok(content.clone());
        }
        let content = Arc::new(self.destination.read_piece(piece).map_err(io::Error::other)?);
        *last = Some((piece.object.clone(), content.clone()));
        Ok(content)
    }
}

impl StorageFile for StoredFile {
    fn size(&self) -> io::Result<u64> {
        Ok(self.segment.bytes)
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        // All pieces but the last are as long as the first.
        let length = self.segment.pieces.first().map_or(1, |piece| piece.bytes.max(1));
        let index = usize::try_from(offset / length).unwrap_or(usize::MAX);
        let Some(piece) = self.segment.pieces.get(index) else { return Ok(0) };
        let content = self.piece(piece)?;
        let from = usize::try_from(offset % length).unwrap_or(usize::MAX);
        let part = content.get(from..).unwrap_or_default();
        let read = part.len().min(bytes.len());
        for (place, byte) in bytes.iter_mut().zip(part) {
            *place = *byte;
        }
        Ok(read)
    }

    refuse_writes!(file);
}
