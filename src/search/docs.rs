//! Sets of documents of one segment: a list where they are few, a bit each where they are many.

use tantivy::DocId;

/// A set of at most one document in so many is kept as a list.
const FEW: usize = 48;

/// Of two lists, one that is so many times longer is searched for each document of the other, else both are gone through.
const MANY_TIMES: usize = 16;

/// Some documents of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Docs {
    /// In order, each once.
    Few(Vec<DocId>),
    /// A bit for every document of the segment.
    Many(Vec<u64>),
}

fn word(doc: DocId) -> usize {
    (doc / 64) as usize
}

fn bit(doc: DocId) -> u64 {
    1 << (doc % 64)
}

impl Docs {
    /// No document.
    pub const NONE: Self = Self::Few(Vec::new());

    /// Every document of a segment of so many.
    #[must_use]
    pub fn all(max_doc: DocId) -> Self {
        let mut words = vec![u64::MAX; (max_doc as usize).div_ceil(64)];
        if let (Some(last), rest @ 1..) = (words.last_mut(), max_doc % 64) {
            *last = (1 << rest) - 1;
        }
        Self::Many(words)
    }

    /// A set to fill with about so many documents.
    #[must_use]
    pub fn for_about(count: usize, max_doc: DocId) -> Self {
        match count * FEW <= max_doc as usize {
            true => Self::Few(Vec::with_capacity(count)),
            false => Self::Many(vec![0; (max_doc as usize).div_ceil(64)]),
        }
    }

    /// Adds documents that lie behind all that are in it.
    pub fn extend(&mut self, docs: &[DocId]) {
        match self {
            Self::Few(all) => all.extend_from_slice(docs),
            Self::Many(words) => {
                for &doc in docs {
                    if let Some(word) = words.get_mut(word(doc)) {
                        *word |= bit(doc);
                    }
                }
            }
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Few(all) => all.is_empty(),
            Self::Many(words) => words.iter().all(|word| *word == 0),
        }
    }

    /// Whether a document is in it.
    #[must_use]
    pub fn contains(&self, doc: DocId) -> bool {
        match self {
            Self::Few(all) => all.binary_search(&doc).is_ok(),
            Self::Many(words) => words.get(word(doc)).is_some_and(|word| word & bit(doc) != 0),
        }
    }

    /// What is in any of the sets.
    #[must_use]
    pub fn union(mut sets: Vec<Self>, max_doc: DocId) -> Self {
        sets.retain(|set| !matches!(set, Self::Few(all) if all.is_empty()));
        if sets.len() <= 1 {
            return sets.pop().unwrap_or(Self::NONE);
        }
        let few: Option<usize> =
            sets.iter().map(|set| if let Self::Few(all) = set { Some(all.len()) } else { None }).sum();
        let mut union = Self::for_about(few.unwrap_or(max_doc as usize), max_doc);
        for set in &sets {
            match (&mut union, set) {
                (union, Self::Few(all)) => union.extend(all),
                (Self::Many(union), Self::Many(words)) => union.iter_mut().zip(words).for_each(|(a, b)| *a |= b),
                // It is a list only if all of them are.
                (Self::Few(_), Self::Many(_)) => {}
            }
        }
        if let Self::Few(all) = &mut union {
            all.sort_unstable();
            all.dedup();
        }
        union
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Few(mut all), Self::Few(others)) if others.len() < all.len() * MANY_TIMES => {
                let mut asker = Asker::new(other);
                all.retain(|doc| asker.has(*doc));
                Self::Few(all)
            }
            (Self::Few(mut all), other) => {
                all.retain(|doc| other.contains(*doc));
                Self::Few(all)
            }
            (Self::Many(words), Self::Few(all)) => {
                let set = Self::Many(words);
                Self::Few(all.iter().copied().filter(|doc| set.contains(*doc)).collect())
            }
            (Self::Many(mut words), Self::Many(others)) => {
                words.iter_mut().zip(others).for_each(|(a, b)| *a &= b);
                Self::Many(words)
            }
        }
    }

    /// What is in this one and not in the other.
    #[must_use]
    pub fn without(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Few(mut all), other) => {
                all.retain(|doc| !other.contains(*doc));
                Self::Few(all)
            }
            (Self::Many(mut words), Self::Few(all)) => {
                for &doc in all {
                    if let Some(word) = words.get_mut(word(doc)) {
                        *word &= !bit(doc);
                    }
                }
                Self::Many(words)
            }
            (Self::Many(mut words), Self::Many(others)) => {
                words.iter_mut().zip(others).for_each(|(a, b)| *a &= !b);
                Self::Many(words)
            }
        }
    }

    /// Calls `see` with each, in order.
    pub fn for_each(&self, mut see: impl FnMut(DocId)) {
        match self {
            Self::Few(all) => all.iter().for_each(|doc| see(*doc)),
            Self::Many(words) => {
                for (base, word) in (0..).step_by(64).zip(words) {
                    let mut left = *word;
                    while left != 0 {
                        see(base + left.trailing_zeros());
                        left &= left - 1;
                    }
                }
            }
        }
    }
}

/// Asks of one document after the other, in order, whether it is in a set.
#[derive(Debug)]
pub struct Asker<'a> {
    docs: &'a Docs,
    at: usize,
}

impl<'a> Asker<'a> {
    /// For a set.
    #[must_use]
    pub fn new(docs: &'a Docs) -> Self {
        Self { docs, at: 0 }
    }

    /// Whether `doc`, which is none before the last one asked for, is in it.
    pub fn has(&mut self, doc: DocId) -> bool {
        match self.docs {
            Docs::Few(all) => {
                while all.get(self.at).is_some_and(|known| *known < doc) {
                    self.at += 1;
                }
                all.get(self.at) == Some(&doc)
            }
            docs => docs.contains(doc),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    const MAX_DOC: DocId = 700;

    fn set(docs: &BTreeSet<DocId>, many: bool) -> Docs {
        let mut set = Docs::for_about(if many { MAX_DOC as usize } else { 0 }, MAX_DOC);
        set.extend(&docs.iter().copied().collect::<Vec<_>>());
        set
    }

    fn listed(docs: &Docs) -> BTreeSet<DocId> {
        let mut all = Vec::new();
        docs.for_each(|doc| all.push(doc));
        assert!(all.is_sorted_by(|a, b| a < b));
        assert_eq!(all.is_empty(), docs.is_empty());
        all.into_iter().collect()
    }

    proptest! {
        #[test]
        fn sets_kept_either_way_are_sets(
            a in proptest::collection::btree_set(0..MAX_DOC, 0..80),
            b in proptest::collection::btree_set(0..MAX_DOC, 0..80),
            kept in 0..4_u8,
        ) {
            let (one, other) = (set(&a, kept & 1 != 0), set(&b, kept & 2 != 0));
            prop_assert_eq!(listed(&one), a.clone());
            prop_assert_eq!(listed(&Docs::union(vec![one.clone(), Docs::NONE, other.clone()], MAX_DOC)), &a | &b);
            prop_assert_eq!(listed(&one.clone().intersection(&other)), &a & &b);
            prop_assert_eq!(listed(&one.clone().without(&other)), &a - &b);
            let mut asker = Asker::new(&one);
            prop_assert!((0..MAX_DOC).all(|doc| asker.has(doc) == a.contains(&doc) && one.contains(doc) == a.contains(&doc)));
        }
    }

    #[test]
    fn all_documents_are_as_many_as_there_are() {
        for max_doc in [0, 1, 63, 64, 65, 128, 700] {
            assert_eq!(listed(&Docs::all(max_doc)), (0..max_doc).collect());
        }
    }
}
