//! What a frame changes in the views. Frames taken over together see each other's changes.

mod cases;

use super::fresh::Words;
use super::fresh::bytes;
use super::record::{CaseRecord, CountRecord, DiscrepancyRecord, FolderRecord, SettledRecord, SubjectRecord, key};
use super::store::{Store, ViewError};
use crate::domain::event::{DiscrepancySettled, Event, Remark, SubjectErased};
use crate::domain::folder::FolderDetails;
use crate::domain::ids::{CaseNo, CountNo, DiscrepancyNo, FolderNo, SubjectNo};
use crate::domain::place::PlaceEvent;
use crate::domain::state::{Queue, Stamp};
use crate::domain::subject::SubjectDetails;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// How much of a folder's history is gone through for loans whose purpose is to be forgotten.
const FORGOTTEN_LOANS: usize = 512;

/// Records being changed by a batch of frames.
pub struct Projection<'a> {
    words: &'a Words,
    folders: Folders,
    subjects: Subjects,
    counts: BTreeMap<CountNo, CountRecord>,
    cases: BTreeMap<CaseNo, CaseRecord>,
    /// Entries that are all key.
    marks: Vec<Vec<u8>>,
    discrepancies: BTreeMap<DiscrepancyNo, DiscrepancyRecord>,
    numbers: Vec<(Queue, u64, u64)>,
    history: History,
}

type Folders = BTreeMap<FolderNo, FolderRecord>;
type Subjects = BTreeMap<SubjectNo, SubjectRecord>;
type History = BTreeMap<(FolderNo, u64), Option<String>>;
/// Keys and the bytes under them.
type Others = Vec<(Vec<u8>, Vec<u8>)>;

impl<'a> Projection<'a> {
    /// A projection that changed nothing yet.
    #[must_use]
    pub fn new(words: &'a Words) -> Self {
        let (folders, subjects, counts) = Default::default();
        let (discrepancies, numbers, history) = Default::default();
        let (cases, marks) = Default::default();
        Self { words, folders, subjects, counts, cases, marks, discrepancies, numbers, history }
    }

    /// How many records it would write.
    #[must_use]
    pub fn len(&self) -> usize {
        let small = self.history.len() + self.numbers.len() + self.marks.len();
        let records = self.folders.len() + self.subjects.len() + self.counts.len() + self.cases.len();
        records + self.discrepancies.len() + small.div_ceil(4)
    }

    /// Whether it would write nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes over that a frame answers a number of a device's queue.
    pub fn number(&mut self, queue: Queue, number: u64, seq: u64) {
        self.numbers.push((queue, number, seq));
    }

    /// Takes over one event.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn take(&mut self, stamp: Stamp, event: &Event) -> Result<(), ViewError> {
        for folder in event.folders() {
            self.history.entry((folder, stamp.seq)).or_default();
        }
        self.take_case(stamp, event)?;
        match event {
            Event::FolderRegistered(event, details) => {
                let record = FolderRecord {
                    details: details.clone().unwrap_or_default(),
                    registered_us: stamp.occurred_us,
                    registered_by: stamp.actor,
                    assignment: None,
                    remark: String::new(),
                };
                self.folders.insert(event.folder, record);
                Ok(())
            }
            Event::FolderEdited(event, Some(details)) => {
                self.change_folder(event.folder, |record| record.details = details.clone())
            }
            Event::SubjectAdded(event, details) => {
                let record = SubjectRecord { kind: event.kind, details: details.clone().unwrap_or_default() };
                self.subjects.insert(event.subject, record);
                Ok(())
            }
            Event::SubjectEdited(event, Some(details)) => {
                self.change_subject(event.subject, |record| record.details = details.clone())
            }
            Event::SubjectEnriched(event, Some(details)) => {
                self.change_subject(event.subject, |record| record.enrich(details))
            }
            Event::SubjectsMerged(event) => {
                let Some(from) = self.subject(event.from)? else { return Ok(()) };
                self.change_subject(event.into, |record| record.enrich(&from.details))
            }
            Event::SubjectErased(event, _) => self.forget(event),
            Event::CheckedOut(event, details) => {
                let purpose = details.as_ref().map(|details| details.purpose.clone()).unwrap_or_default();
                self.history.insert((event.folder, stamp.seq), Some(purpose));
                Ok(())
            }
            // Learned of when it was over, a loan says nothing of the one that there is now.
            Event::CustodySet(event) => {
                self.forget_purpose(event.folder, stamp.seq);
                Ok(())
            }
            Event::ConditionNoted(event, remark) => {
                self.remark(event.folder, remark.as_ref().map(|remark| &remark.text))
            }
            // A count says nothing but that it was not there: what was said of the folder before still holds.
            Event::DeclaredMissing(event, Some(remark)) => self.remark(event.folder, Some(&remark.text)),
            Event::DiscrepancyRaised(event, details) => {
                self.discrepancies.insert(event.no, DiscrepancyRecord::of(stamp, event, details.as_ref()));
                Ok(())
            }
            Event::DiscrepancySettled(event, remark) => self.settle(stamp, event, remark.as_ref()),
            Event::Place(PlaceEvent::FolderAssigned(event), _) => {
                let assignment = Some((event.reason.clone(), stamp.occurred_us));
                self.change_folder(event.folder, |record| record.assignment = assignment)
            }
            Event::Place(PlaceEvent::FolderReleased(event), _) => {
                self.change_folder(event.folder, |record| record.assignment = None)
            }
            Event::CountOpened(_) | Event::UnknownCounted(..) | Event::CountClosed(_) | Event::CountCancelled(_) => {
                self.take_count(stamp, event)
            }
            _ => Ok(()),
        }
    }

    fn forget_purpose(&mut self, folder: FolderNo, seq: u64) {
        if let Some(purpose) = self.history.get_mut(&(folder, seq)) {
            *purpose = None;
        }
    }

    fn take_count(&mut self, stamp: Stamp, event: &Event) -> Result<(), ViewError> {
        let ended = Some((stamp.occurred_us, stamp.actor));
        match event {
            Event::CountOpened(event) => {
                let record = CountRecord {
                    shelf: event.shelf,
                    opened_us: stamp.occurred_us,
                    opened_by: stamp.actor,
                    ended: None,
                    cancelled: false,
                    expected: 0,
                    seen: 0,
                    missing: Vec::new(),
                    misplaced: Vec::new(),
                    unexpected: Vec::new(),
                    unknown: Vec::new(),
                };
                self.counts.insert(event.no, record);
                Ok(())
            }
            Event::UnknownCounted(event, Some(scanned)) => {
                self.change_count(event.no, |record| record.unknown.push(scanned.text.clone()))
            }
            Event::CountClosed(event) => self.change_count(event.no, |record| {
                (record.ended, record.expected, record.seen) = (ended, event.expected, event.seen);
                record.missing.clone_from(&event.missing);
                record.misplaced.clone_from(&event.misplaced);
                record.unexpected.clone_from(&event.unexpected);
            }),
            Event::CountCancelled(event) => {
                self.change_count(event.no, |record| (record.ended, record.cancelled) = (ended, true))
            }
            _ => Ok(()),
        }
    }

    fn change_count(&mut self, no: CountNo, change: impl FnOnce(&mut CountRecord)) -> Result<(), ViewError> {
        if !self.counts.contains_key(&no) {
            let Some(record) = self.words.other(&key::count(no))? else { return Ok(()) };
            self.counts.insert(no, record);
        }
        if let Some(record) = self.counts.get_mut(&no) {
            change(record);
        }
        Ok(())
    }

    fn settle(&mut self, stamp: Stamp, event: &DiscrepancySettled, remark: Option<&Remark>) -> Result<(), ViewError> {
        if !self.discrepancies.contains_key(&event.no) {
            let Some(record) = self.words.other(&key::discrepancy(event.no))? else { return Ok(()) };
            self.discrepancies.insert(event.no, record);
        }
        if let Some(record) = self.discrepancies.get_mut(&event.no) {
            record.settled = Some(SettledRecord {
                how: event.how,
                by: stamp.actor,
                seq: stamp.seq,
                at_us: stamp.recorded_us,
                note: remark.map(|remark| remark.text.clone()).unwrap_or_default(),
            });
        }
        Ok(())
    }

    /// Forgets at once what an erasure takes; the store itself is made anew soon after.
    fn forget(&mut self, event: &SubjectErased) -> Result<(), ViewError> {
        self.change_subject(event.subject, |record| record.details = SubjectDetails::default())?;
        for folder in &event.folders {
            self.change_folder(*folder, |record| {
                record.details = FolderDetails::default();
                record.remark.clear();
            })?;
            self.forget_cases(*folder)?;
            // Later loans count first, so one entry without words is enough to hide those before it.
            for (seq, purpose) in self.words.history(*folder, u64::MAX, FORGOTTEN_LOANS)? {
                if purpose.is_some() {
                    self.history.insert((*folder, seq), Some(String::new()));
                }
            }
        }
        Ok(())
    }

    fn remark(&mut self, folder: FolderNo, text: Option<&String>) -> Result<(), ViewError> {
        let text = text.cloned().unwrap_or_default();
        self.change_folder(folder, |record| record.remark = text)
    }

    fn change_folder(&mut self, folder: FolderNo, change: impl FnOnce(&mut FolderRecord)) -> Result<(), ViewError> {
        if !self.folders.contains_key(&folder) {
            let Some(record) = self.words.folder(folder)? else { return Ok(()) };
            self.folders.insert(folder, record);
        }
        if let Some(record) = self.folders.get_mut(&folder) {
            change(record);
        }
        Ok(())
    }

    fn subject(&self, subject: SubjectNo) -> Result<Option<SubjectRecord>, ViewError> {
        match self.subjects.get(&subject) {
            Some(record) => Ok(Some(record.clone())),
            None => self.words.subject(subject),
        }
    }

    fn change_subject(&mut self, subject: SubjectNo, change: impl FnOnce(&mut SubjectRecord)) -> Result<(), ViewError> {
        if let Some(mut record) = self.subject(subject)? {
            change(&mut record);
            self.subjects.insert(subject, record);
        }
        Ok(())
    }

    /// Records of the other sorts that changed, as they are kept.
    ///
    /// # Errors
    /// If one cannot be serialised.
    pub(super) fn others(&self) -> Result<Others, ViewError> {
        let mut others = Vec::new();
        for (count, record) in &self.counts {
            others.push((key::count(*count).to_vec(), bytes(record)?));
        }
        for (no, record) in &self.discrepancies {
            others.push((key::discrepancy(*no).to_vec(), bytes(record)?));
        }
        for (case, record) in &self.cases {
            others.push((key::case(*case).to_vec(), bytes(record)?));
        }
        others.extend(self.marks.iter().map(|mark| (mark.clone(), b"null".to_vec())));
        for (queue, number, seq) in &self.numbers {
            others.push((key::numbered(queue, *number), seq.to_be_bytes().to_vec()));
        }
        Ok(others)
    }

    /// The rest of what changed.
    pub(super) fn into_parts(self) -> (Folders, Subjects, History) {
        (self.folders, self.subjects, self.history)
    }
}

/// A record from the store.
///
/// # Errors
/// If it cannot be read, or has another shape.
pub fn read<T: DeserializeOwned>(store: &Store, key: &[u8]) -> Result<Option<T>, ViewError> {
    let Some(bytes) = store.get(key)? else { return Ok(None) };
    serde_json::from_slice(&bytes).map(Some).map_err(|_| ViewError::Shape)
}
