//! Subjects by number and by identity, and the folders that are about each.

use crate::domain::column::Column;
use crate::domain::event::{SubjectAdded, SubjectEdited, SubjectSplit, SubjectsMerged};
use crate::domain::folder::SubjectLink;
use crate::domain::ids::{FolderNo, SubjectNo};
use crate::domain::state::Stamp;
use crate::domain::subject::{Identity, SubjectDetails, SubjectKind};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct SubjectRow {
    kind: SubjectKind,
    merged_into: Option<SubjectNo>,
}

/// All subjects. Identities are known by key only (see `Identity::key`); they come from an event's private part, so an
/// erased subject is matched by nothing any more.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Subjects {
    rows: Column<SubjectRow>,
    /// The identities of each, by key.
    keys: Column<Option<Arc<[u128]>>>,
    /// The other way round: who is known by a key that begins so. The rest of it stands in `keys`; both whole would take
    /// twice the memory, and there is more of this in State than of anything else.
    known_by: imbl::OrdSet<(u64, SubjectNo)>,
    folders: imbl::OrdSet<(SubjectNo, FolderNo)>,
    erased: imbl::OrdMap<SubjectNo, Erased>,
}

/// When a subject's data were erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// The frame that says so.
    pub seq: u64,
    /// Microseconds since 1970 UTC.
    pub at_us: i64,
}

impl Subjects {
    pub(super) fn added(&mut self, event: &SubjectAdded, details: Option<&SubjectDetails>) {
        if event.subject.index() == self.rows.len() {
            self.rows.push(SubjectRow { kind: event.kind, merged_into: None });
            self.keys.push(None);
            self.identify(event.subject, details);
        }
    }

    pub(super) fn edited(&mut self, event: &SubjectEdited, details: Option<&SubjectDetails>) {
        self.take_keys(event.subject);
        self.identify(event.subject, details);
    }

    pub(super) fn enriched(&mut self, subject: SubjectNo, details: Option<&SubjectDetails>) {
        self.identify(subject, details);
    }

    /// Forgets by what the subject was known. Its number stays, for what folders' facts say of it.
    pub(super) fn erased(&mut self, subject: SubjectNo, stamp: Stamp) {
        if subject.index() >= self.rows.len() {
            return;
        }
        self.take_keys(subject);
        self.erased.insert(subject, Erased { seq: stamp.seq, at_us: stamp.occurred_us });
    }

    /// When the subject's data were erased, if they were.
    #[must_use]
    pub fn erasure(&self, subject: SubjectNo) -> Option<Erased> {
        self.erased.get(&self.resolve(subject)).copied()
    }

    fn identify(&mut self, subject: SubjectNo, details: Option<&SubjectDetails>) {
        let identities = details.into_iter().flat_map(|details| &details.identities);
        for identity in identities.filter(|identity| identity.kind.matches()) {
            self.give(subject, identity.key());
        }
    }

    /// From now on a subject is the one that is known by a key.
    fn give(&mut self, subject: SubjectNo, key: u128) {
        self.forget(key);
        let Some(keys) = self.keys.get_mut(subject.index()) else { return };
        if !keys.as_deref().is_some_and(|keys| keys.contains(&key)) {
            *keys = Some(keys.iter().flat_map(|keys| keys.iter().copied()).chain([key]).collect());
        }
        self.known_by.insert((beginning(key), subject));
    }

    /// From now on nobody is known by a key.
    fn forget(&mut self, key: u128) {
        if let Some(subject) = self.known_by(key) {
            self.known_by.remove(&(beginning(key), subject));
        }
    }

    fn known_by(&self, key: u128) -> Option<SubjectNo> {
        let beginning = beginning(key);
        let subjects = self.known_by.range((beginning, SubjectNo(0))..=(beginning, SubjectNo(u32::MAX)));
        subjects.map(|&(_, subject)| subject).find(|&subject| self.keys_of(subject).contains(&key))
    }

    fn keys_of(&self, subject: SubjectNo) -> &[u128] {
        self.keys.get(subject.index()).and_then(Option::as_deref).unwrap_or_default()
    }

    /// From now on a subject is known by nothing; says what it was known by.
    fn take_keys(&mut self, subject: SubjectNo) -> Vec<u128> {
        let keys = self.keys_of(subject).to_vec();
        for key in &keys {
            self.known_by.remove(&(beginning(*key), subject));
        }
        if let Some(place) = self.keys.get_mut(subject.index()).filter(|_| !keys.is_empty()) {
            *place = None;
        }
        keys
    }

    /// Sets the subjects of a folder in place of those it had.
    pub(super) fn linked(&mut self, folder: FolderNo, before: &[SubjectLink], after: &[SubjectLink]) {
        for link in before {
            self.folders.remove(&(link.subject, folder));
        }
        for link in after {
            self.folders.insert((link.subject, folder));
        }
    }

    /// Merges, and says whose folders changed hands.
    pub(super) fn merged(&mut self, event: &SubjectsMerged) -> Vec<FolderNo> {
        match self.rows.get_mut(event.from.index()) {
            Some(row) => row.merged_into = Some(event.into),
            None => return Vec::new(),
        }
        for key in self.take_keys(event.from) {
            self.give(event.into, key);
        }
        let folders = self.folders_of(event.from);
        for &folder in &folders {
            self.folders.remove(&(event.from, folder));
            self.folders.insert((event.into, folder));
        }
        folders
    }

    pub(super) fn split(&mut self, event: &SubjectSplit) {
        for &folder in &event.folders {
            if self.folders.remove(&(event.from, folder)).is_some() {
                self.folders.insert((event.into, folder));
            }
        }
    }

    /// How many subjects there ever were.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no subject yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What sort of subject it is.
    #[must_use]
    pub fn kind(&self, subject: SubjectNo) -> Option<SubjectKind> {
        self.rows.get(subject.index()).map(|row| row.kind)
    }

    /// The subject that a number stands for now: itself, or what it was merged into.
    #[must_use]
    pub fn resolve(&self, subject: SubjectNo) -> SubjectNo {
        let mut current = subject;
        // A merge always points to a subject that was not merged then, so a chain is at most as long as there are
        // merges; the bound keeps a nonsensical ledger from looping.
        for _ in 0..64 {
            match self.rows.get(current.index()).and_then(|row| row.merged_into) {
                Some(into) => current = into,
                None => break,
            }
        }
        current
    }

    /// The subject that carries an identity.
    #[must_use]
    pub fn by_identity(&self, identity: &Identity) -> Option<SubjectNo> {
        if identity.kind.matches() { self.known_by(identity.key()) } else { None }
    }

    /// The folders about a subject, by number.
    #[must_use]
    pub fn folders_of(&self, subject: SubjectNo) -> Vec<FolderNo> {
        self.folders.range((subject, FolderNo(0))..=(subject, FolderNo(u32::MAX))).map(|&(_, folder)| folder).collect()
    }
}

/// The first half of a key.
fn beginning(key: u128) -> u64 {
    (key >> 64) as u64
}
