//! A persistent column: one value per dense number, cheap to clone, cheap to change in a few places.
//!
//! A clone shares everything; a change copies the one chunk it touches and the list of chunks. That is what lets the
//! next State be built beside the one that readers hold (docs/adr/0001). Indexing is two pointer hops, so a search can
//! filter a million hits through it.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

const CHUNK: usize = 256;

/// Values by dense number. All operations panic-free: an index past the end reads `None`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column<T> {
    chunks: Arc<Vec<Arc<Vec<T>>>>,
    len: usize,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self { chunks: Arc::new(Vec::new()), len: 0 }
    }
}

impl<T: Clone> Column<T> {
    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The value at `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&T> {
        self.chunks.get(index / CHUNK)?.get(index % CHUNK)
    }

    /// The value at `index`, to change. Copies its chunk if a clone shares it.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        let chunk = Arc::make_mut(&mut self.chunks).get_mut(index / CHUNK)?;
        Arc::make_mut(chunk).get_mut(index % CHUNK)
    }

    /// Appends a value.
    pub fn push(&mut self, value: T) {
        let chunks = Arc::make_mut(&mut self.chunks);
        if self.len.is_multiple_of(CHUNK) {
            chunks.push(Arc::new(Vec::with_capacity(CHUNK)));
        }
        if let Some(chunk) = chunks.last_mut() {
            Arc::make_mut(chunk).push(value);
            self.len += 1;
        }
    }

    /// All values in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::Column;

    #[test]
    fn a_change_is_not_seen_by_a_clone_made_before_it() {
        let mut column = Column::default();
        for value in 0..1_000_u32 {
            column.push(value);
        }
        let before = column.clone();
        if let Some(value) = column.get_mut(700) {
            *value = 7;
        }
        column.push(5);
        assert_eq!((before.get(700), before.len(), before.get(1_000)), (Some(&700), 1_000, None));
        assert_eq!((column.get(700), column.len(), column.get(1_000)), (Some(&7), 1_001, Some(&5)));
    }
}
