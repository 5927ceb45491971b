//! Writes that go into a store together.

use super::ViewError;
use std::collections::BTreeMap;

/// A batch is full at about a hundred folders: sled keeps a whole batch in memory several times over.
const FULL_WRITES: usize = 1_000;
const FULL_BYTES: usize = 256 * 1024;
/// One frame must fit however large it is (4 MB in 2,000 events); more is a mistake of ours.
const WRITES_MAX: usize = 100_000;
const BYTES_MAX: usize = 32 * 1024 * 1024;

/// Writes that go into a store together with the position they lead to. The last write to a key counts.
#[derive(Debug, Default)]
pub struct Batch {
    writes: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    bytes: usize,
}

impl Batch {
    /// Puts a value under a key. Numbers in keys belong there big-endian, so that their order is the keys' order.
    pub fn put(&mut self, key: &[u8], value: &[u8]) {
        self.bytes += key.len() + value.len();
        self.writes.insert(key.to_vec(), Some(value.to_vec()));
    }

    /// Takes a key away.
    pub fn remove(&mut self, key: &[u8]) {
        self.bytes += key.len();
        self.writes.insert(key.to_vec(), None);
    }

    /// Whether it is time to apply it. One frame's writes always go into one batch, full or not.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.writes.len() >= FULL_WRITES || self.bytes >= FULL_BYTES
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    pub(super) fn writes(&self) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> {
        self.writes.iter().map(|(key, value)| (key.as_slice(), value.as_deref()))
    }

    pub(super) fn check(&self) -> Result<(), ViewError> {
        let (bytes, writes) = (self.bytes, self.writes.len());
        let fits = writes <= WRITES_MAX && bytes <= BYTES_MAX;
        if fits { Ok(()) } else { Err(ViewError::BatchTooLarge { bytes, writes }) }
    }
}
