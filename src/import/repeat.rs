//! Codes that stand twice in one table.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// Remembers codes by a 64-bit hash and the row they first stood in: 16 bytes each, however long they are. Two codes that share
/// a hash would be taken for one; among two million that happens once in ten million tables, and costs a second look.
#[derive(Debug, Default)]
pub struct RepeatedCodes {
    first_rows: HashMap<u64, u32>,
    hasher: RandomState,
}

impl RepeatedCodes {
    /// Notes a code; answers the row it stood in before, if it did. Asked again for the same row, it answers nothing.
    pub fn note(&mut self, code: &str, row: u64) -> Option<u64> {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        let first = *self.first_rows.entry(self.hasher.hash_one(code)).or_insert(row);
        (first != row).then_some(u64::from(first))
    }
}
