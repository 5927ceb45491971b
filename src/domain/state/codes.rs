//! Which code leads to which folders, in a few dozen bytes a folder.
//!
//! The index holds 64-bit hashes; a hit is checked against the folder's own list, so two codes that share a hash cost
//! a comparison and nothing else.

use crate::domain::column::Column;
use crate::domain::event::{CodeAdded, FolderRegistered, FoldersMerged};
use crate::domain::folder::{Carrier, CodeKind};
use crate::domain::ids::FolderNo;
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Another code a folder carries, as State keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    /// The code.
    pub code: CompactString,
    /// Ours and unique, or somebody else's and perhaps not.
    pub kind: CodeKind,
}

/// All codes of all folders.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Codes {
    own: Column<CompactString>,
    others: Column<Option<Arc<[Other]>>>,
    index: imbl::OrdSet<(u64, FolderNo)>,
    /// The last number given per template prefix.
    sequences: imbl::OrdMap<String, u32>,
    /// What each folder that was merged into another is part of.
    merged: imbl::OrdMap<FolderNo, FolderNo>,
    /// The other way round.
    parts: imbl::OrdSet<(FolderNo, FolderNo)>,
}

impl Codes {
    pub(super) fn registered(&mut self, event: &FolderRegistered) {
        if event.folder.index() != self.own.len() {
            return;
        }
        self.own.push(CompactString::from(event.code.as_str()));
        let kept = event.others.iter().map(|other| kept(&other.code, other.kind));
        self.others.push((!event.others.is_empty()).then(|| kept.collect()));
        self.index.insert((hash(&event.code), event.folder));
        for other in &event.others {
            self.index.insert((hash(&other.code), event.folder));
        }
        if let Some(given) = &event.sequence {
            let last = self.sequences.entry(given.prefix.clone()).or_insert(0);
            *last = (*last).max(given.number);
        }
    }

    pub(super) fn added(&mut self, event: &CodeAdded) {
        if let Some(others) = self.others.get_mut(event.folder.index()) {
            let known = others.as_deref().unwrap_or_default().iter().cloned();
            *others = Some(known.chain([kept(&event.code, event.kind)]).collect());
            self.index.insert((hash(&event.code), event.folder));
        }
    }

    /// Lets a folder answer to all codes of another, which answers to none any more and keeps its own for its history.
    pub(super) fn merged(&mut self, event: &FoldersMerged) {
        let (from, into) = (event.from, event.into);
        let own = kept(self.own(from), CodeKind::Alias);
        let theirs: Vec<Other> = std::iter::once(own).chain(self.others(from).iter().cloned()).collect();
        for other in &theirs {
            self.index.remove(&(hash(&other.code), from));
            self.index.insert((hash(&other.code), into));
        }
        let mut all = self.others(into).to_vec();
        for other in theirs.into_iter().filter(|other| other.code != self.own(into)) {
            match all.iter_mut().find(|known| known.code == other.code) {
                Some(known) if other.kind == CodeKind::Alias => known.kind = CodeKind::Alias,
                Some(_) => {}
                None => all.push(other),
            }
        }
        if let Some(others) = self.others.get_mut(into.index()) {
            *others = (!all.is_empty()).then(|| all.into());
        }
        if let Some(others) = self.others.get_mut(from.index()) {
            *others = None;
        }
        self.merged.insert(from, into);
        self.parts.insert((into, from));
    }

    /// The folder that a number stands for now: itself, or what it was merged into.
    #[must_use]
    pub fn kept(&self, folder: FolderNo) -> FolderNo {
        let mut current = folder;
        // What is merged is merged into a folder that was not by then; the bound keeps nonsense from looping.
        for _ in 0..64 {
            match self.merged.get(&current) {
                Some(into) => current = *into,
                None => break,
            }
        }
        current
    }

    /// How many folders were merged into others.
    #[must_use]
    pub fn merged_count(&self) -> usize {
        self.merged.len()
    }

    /// A folder with all that was merged into it, over however many steps.
    #[must_use]
    pub fn parts(&self, folder: FolderNo) -> Vec<FolderNo> {
        let mut all = vec![folder];
        let mut at = 0;
        while let Some(&whole) = all.get(at) {
            let parts = self.parts.range((whole, FolderNo(0))..=(whole, FolderNo(u32::MAX)));
            all.extend(parts.map(|(_, part)| *part));
            at += 1;
        }
        all
    }

    /// A folder's own code.
    #[must_use]
    pub fn own(&self, folder: FolderNo) -> &str {
        self.own.get(folder.index()).map_or("", CompactString::as_str)
    }

    /// The codes a folder carries besides its own.
    #[must_use]
    pub fn others(&self, folder: FolderNo) -> &[Other] {
        self.others.get(folder.index()).and_then(Option::as_ref).map_or(&[], AsRef::as_ref)
    }

    /// Every folder that carries a (normalised) code, as its own, a former own or a foreign one.
    #[must_use]
    pub fn carriers(&self, code: &str) -> Vec<Carrier> {
        let hash = hash(code);
        self.index
            .range((hash, FolderNo(0))..=(hash, FolderNo(u32::MAX)))
            .filter_map(|&(_, folder)| {
                if self.own(folder) == code {
                    return Some(Carrier { folder, owned: true });
                }
                // A foreign code may have become an alias later: then the folder owns it.
                let kinds = self.others(folder).iter().filter(|other| other.code == code).map(|other| other.kind);
                kinds.map(|kind| kind == CodeKind::Alias).max().map(|owned| Carrier { folder, owned })
            })
            .collect()
    }

    /// The folder that owns a code, now or formerly.
    #[must_use]
    pub fn owner(&self, code: &str) -> Option<FolderNo> {
        self.carriers(code).into_iter().find(|carrier| carrier.owned).map(|carrier| carrier.folder)
    }

    /// The last number given after a prefix, such as 41 for `NEW2026-` when `NEW2026-000041X` is the newest.
    #[must_use]
    pub fn last_in_sequence(&self, prefix: &str) -> u32 {
        self.sequences.get(prefix).copied().unwrap_or(0)
    }
}

fn kept(code: &str, kind: CodeKind) -> Other {
    Other { code: CompactString::from(code), kind }
}

/// FNV-1a, 64 bits: stable across versions and machines, because a checkpoint keeps it.
fn hash(code: &str) -> u64 {
    code.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
