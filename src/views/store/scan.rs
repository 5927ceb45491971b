//! Reading entries in order.

use super::data_key;
use std::ops::Bound;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Vec<u8>,
    /// The value.
    pub value: Vec<u8>,
}

/// Which entries to read: those whose key begins with `prefix`, behind `after` in the chosen direction, at most `limit`.
#[derive(Debug, Clone, Copy)]
pub struct Scan<'a> {
    /// What the key begins with; empty for all.
    pub prefix: &'a [u8],
    /// The last key of the page before.
    pub after: Option<&'a [u8]>,
    /// The last key first.
    pub backwards: bool,
    /// No more than this.
    pub limit: usize,
}

impl<'a> Scan<'a> {
    /// The first `limit` entries with this prefix.
    #[must_use]
    pub fn first(prefix: &'a [u8], limit: usize) -> Self {
        Self { prefix, after: None, backwards: false, limit }
    }

    /// The last `limit` entries with this prefix, the last first.
    #[must_use]
    pub fn last(prefix: &'a [u8], limit: usize) -> Self {
        Self { backwards: true, ..Self::first(prefix, limit) }
    }

    /// The same, behind a key.
    #[must_use]
    pub fn after(self, key: Option<&'a [u8]>) -> Self {
        Self { after: key, ..self }
    }

    pub(super) fn collect(&self, db: &sled::Db) -> sled::Result<Vec<(Vec<u8>, sled::IVec)>> {
        let whole = data_key(self.prefix);
        let after = self.after.map(data_key);
        let mut bounds = (Bound::Included(whole.clone()), end_of(&whole));
        match after {
            // A key before the prefix leaves the bound where it is.
            Some(after) if !self.backwards && after >= whole => bounds.0 = Bound::Excluded(after),
            Some(after) if self.backwards && is_before(&after, &bounds.1) => bounds.1 = Bound::Excluded(after),
            _ => {}
        }
        if is_empty(&bounds) {
            return Ok(Vec::new());
        }
        let mut range = db.range::<Vec<u8>, _>(bounds);
        let mut found = Vec::new();
        while found.len() < self.limit {
            let Some(entry) = (if self.backwards { range.next_back() } else { range.next() }) else {
                break;
            };
            let (key, value) = entry?;
            found.push((key.get(1..).unwrap_or_default().to_vec(), value));
        }
        Ok(found)
    }
}

/// The first key that no longer begins with `prefix`.
fn end_of(prefix: &[u8]) -> Bound<Vec<u8>> {
    let kept = prefix.iter().rposition(|byte| *byte != u8::MAX);
    match kept.and_then(|last| prefix.get(..=last)) {
        Some(kept) => {
            let mut end = kept.to_vec();
            if let Some(byte) = end.last_mut() {
                *byte += 1;
            }
            Bound::Excluded(end)
        }
        None => Bound::Unbounded,
    }
}

fn is_before(key: &[u8], end: &Bound<Vec<u8>>) -> bool {
    match end {
        Bound::Included(end) | Bound::Excluded(end) => key < end.as_slice(),
        Bound::Unbounded => true,
    }
}

/// sled panics over a range that ends before it begins.
fn is_empty(bounds: &(Bound<Vec<u8>>, Bound<Vec<u8>>)) -> bool {
    match bounds {
        (Bound::Included(start), Bound::Excluded(end)) => start >= end,
        // A key and nothing between it and the end.
        (Bound::Excluded(start), Bound::Excluded(end)) => start >= end,
        _ => false,
    }
}
