//! Subjects by number and by identity, and the folders that are about each.

use crate::domain::column::Column;
use crate::domain::event::{SubjectAdded, SubjectEdited, SubjectSplit, SubjectsMerged};
use crate::domain::folder::SubjectLink;
use crate::domain::ids::{FolderNo, SubjectNo};
use crate::domain::state::Stamp;
use crate::domain::subject::{Identity, SubjectDetails, SubjectKind};
use serde::{Deserialize, Serialize};

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
    by_identity: imbl::OrdMap<u128, SubjectNo>,
    /// The other way round, to take identities back when they change.
    identities: imbl::OrdSet<(SubjectNo, u128)>,
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
            self.identify(event.subject, details);
        }
    }

    pub(super) fn edited(&mut self, event: &SubjectEdited, details: Option<&SubjectDetails>) {
        for key in self.keys_of(event.subject) {
            self.identities.remove(&(event.subject, key));
            self.by_identity.remove(&key);
        }
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
        for key in self.keys_of(subject) {
            self.identities.remove(&(subject, key));
            if self.by_identity.get(&key) == Some(&subject) {
                self.by_identity.remove(&key);
            }
        }
        self.erased.insert(subject, Erased { seq: stamp.seq, at_us: stamp.occurred_us });
    }

    /// When the subject's data were erased, if they were.
    #[must_use]
    pub fn erasure(&self, subject: SubjectNo) -> Option<Erased> {
        self.erased.get(&self.resolve(subject)).copied()
    }

    fn identify(&mut self, subject: SubjectNo, details: Option<&SubjectDetails>) {
        for identity in
            details.iter().flat_map(|details| &details.identities).filter(|identity| identity.kind.matches())
        {
            self.by_identity.insert(identity.key(), subject);
            self.identities.insert((subject, identity.key()));
        }
    }

    fn keys_of(&self, subject: SubjectNo) -> Vec<u128> {
        self.identities.range((subject, 0)..=(subject, u128::MAX)).map(|&(_, key)| key).collect()
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
        for key in self.keys_of(event.from) {
            self.identities.remove(&(event.from, key));
            self.identities.insert((event.into, key));
            self.by_identity.insert(key, event.into);
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
        if identity.kind.matches() { self.by_identity.get(&identity.key()).copied() } else { None }
    }

    /// The folders about a subject, by number.
    #[must_use]
    pub fn folders_of(&self, subject: SubjectNo) -> Vec<FolderNo> {
        self.folders.range((subject, FolderNo(0))..=(subject, FolderNo(u32::MAX))).map(|&(_, folder)| folder).collect()
    }
}
