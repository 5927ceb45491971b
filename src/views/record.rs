//! What the views keep: the words of folders and subjects, and where each one's history stands in the ledger.

use crate::domain::case::CaseDetails;
use crate::domain::discrepancy::Settling;
use crate::domain::event::{DiscrepancyDetails, DiscrepancyRaised};
use crate::domain::folder::{Actor, FolderDetails};
use crate::domain::ids::{FolderNo, ShelfNo};
use crate::domain::paper::PaperNo;
use crate::domain::slotting::Reason;
use crate::domain::state::Stamp;
use crate::domain::subject::{SubjectDetails, SubjectKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A folder's words, and what is told of it beside State.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FolderRecord {
    /// Its custom fields and note.
    pub details: FolderDetails,
    /// When it was registered, microseconds since 1970 UTC.
    pub registered_us: i64,
    /// Who registered it.
    pub registered_by: Actor,
    /// Why it has the home it has, and when it got it.
    pub assignment: Option<(Reason, i64)>,
    /// The last remark on its condition, or on where it might be.
    pub remark: String,
}

/// A discrepancy: both stories, and how it was settled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DiscrepancyRecord {
    /// What the record said, and what was seen.
    pub raised: DiscrepancyRaised,
    /// The words that were seen.
    pub details: DiscrepancyDetails,
    /// The frame that raised it.
    pub seq: u64,
    /// Who saw it.
    pub by: Actor,
    /// When it was learned of, microseconds since 1970 UTC.
    pub recorded_us: i64,
    /// How it was settled.
    pub settled: Option<SettledRecord>,
}

impl DiscrepancyRecord {
    /// One that was just raised.
    #[must_use]
    pub fn of(stamp: Stamp, raised: &DiscrepancyRaised, details: Option<&DiscrepancyDetails>) -> Self {
        Self {
            raised: raised.clone(),
            details: details.cloned().unwrap_or_default(),
            seq: stamp.seq,
            by: stamp.actor,
            recorded_us: stamp.recorded_us,
            settled: None,
        }
    }
}

/// How a discrepancy was settled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SettledRecord {
    /// How.
    pub how: Settling,
    /// Who.
    pub by: Actor,
    /// The frame.
    pub seq: u64,
    /// When, microseconds since 1970 UTC.
    pub at_us: i64,
    /// In his words.
    pub note: String,
}

/// What people said of a case and of its papers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CaseRecord {
    /// Who answers for it, where he has no account, and a note.
    pub details: CaseDetails,
    /// Why papers are wrong or unfit, or anything else to be known of them.
    pub remarks: BTreeMap<PaperNo, String>,
    /// What papers beyond the list are called.
    pub names: BTreeMap<PaperNo, String>,
    /// The last reason somebody gave: for more time, for calling it off, for sending it back, or what a review found.
    pub reason: String,
}

/// A subject's words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SubjectRecord {
    /// What sort it is.
    pub kind: SubjectKind,
    /// What is known of it.
    pub details: SubjectDetails,
}

/// A count and what it found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountRecord {
    /// The shelf.
    pub shelf: ShelfNo,
    /// When it began, microseconds since 1970 UTC.
    pub opened_us: i64,
    /// Who began it.
    pub opened_by: Actor,
    /// When it ended, and who ended it.
    pub ended: Option<(i64, Actor)>,
    /// Whether it was given up.
    pub cancelled: bool,
    /// How many folders stood on the shelf by the record at its end.
    pub expected: u32,
    /// How many were seen.
    pub seen: u32,
    /// What is missing since.
    pub missing: Vec<FolderNo>,
    /// What stood there and belongs elsewhere.
    pub misplaced: Vec<FolderNo>,
    /// What was there though lent, gone, or not handed over.
    pub unexpected: Vec<FolderNo>,
    /// What was scanned and leads to no folder, as far as it is not erased.
    pub unknown: Vec<String>,
}

impl SubjectRecord {
    /// Adds what became known; replaces nothing but an empty name.
    pub fn enrich(&mut self, more: &SubjectDetails) {
        let known = &mut self.details;
        for (mine, theirs) in
            [(&mut known.name, &more.name), (&mut known.address, &more.address), (&mut known.note, &more.note)]
        {
            if mine.is_empty() {
                mine.clone_from(theirs);
            }
        }
        for identity in &more.identities {
            if !known.identities.contains(identity) {
                known.identities.push(identity.clone());
            }
        }
        for phone in &more.phones {
            if !known.phones.contains(phone) {
                known.phones.push(phone.clone());
            }
        }
    }
}

/// The keys under which records stand. Numbers are big-endian, so that ranges are in order.
pub mod key {
    use crate::domain::ids::{CaseNo, CountNo, DiscrepancyNo, FolderNo, SubjectNo};
    use crate::domain::state::Queue;

    /// What every discrepancy's key begins with.
    pub const DISCREPANCIES: &[u8] = b"d";

    /// A discrepancy.
    #[must_use]
    pub fn discrepancy(no: DiscrepancyNo) -> [u8; 5] {
        let [a, b, c, d] = no.0.to_be_bytes();
        [b'd', a, b, c, d]
    }

    /// A number of a device's queue. Names of devices hold no zero byte.
    #[must_use]
    pub fn numbered(queue: &Queue, number: u64) -> Vec<u8> {
        let mut key = vec![b'q'];
        key.extend(queue.person.0.to_be_bytes());
        key.extend(queue.device.as_bytes());
        key.push(0);
        key.extend(number.to_be_bytes());
        key
    }

    const LENT: &[u8] = b"L";

    /// A folder's record.
    #[must_use]
    pub fn folder(folder: FolderNo) -> [u8; 5] {
        let [a, b, c, d] = folder.0.to_be_bytes();
        [b'f', a, b, c, d]
    }

    /// A subject's record.
    #[must_use]
    pub fn subject(subject: SubjectNo) -> [u8; 5] {
        let [a, b, c, d] = subject.0.to_be_bytes();
        [b's', a, b, c, d]
    }

    /// A count's record.
    #[must_use]
    pub fn count(count: CountNo) -> [u8; 5] {
        let [a, b, c, d] = count.0.to_be_bytes();
        [b'c', a, b, c, d]
    }

    /// A case's record.
    #[must_use]
    pub fn case(case: CaseNo) -> [u8; 5] {
        let [a, b, c, d] = case.0.to_be_bytes();
        [b'k', a, b, c, d]
    }

    /// One entry of a case's history.
    #[must_use]
    pub fn case_history(case: CaseNo, seq: u64) -> Vec<u8> {
        [&b"K"[..], &case.0.to_be_bytes(), &seq.to_be_bytes()].concat()
    }

    /// That a case is or was in a folder.
    #[must_use]
    pub fn case_of_folder(folder: FolderNo, case: CaseNo) -> Vec<u8> {
        [&b"j"[..], &folder.0.to_be_bytes(), &case.0.to_be_bytes()].concat()
    }

    /// The case's number in such a key.
    #[must_use]
    pub fn case_no(key: &[u8]) -> Option<CaseNo> {
        Some(CaseNo(u32::from_be_bytes(key.get(5..9)?.try_into().ok()?)))
    }

    /// The count's number in its key.
    #[must_use]
    pub fn count_no(key: &[u8]) -> Option<CountNo> {
        Some(CountNo(u32::from_be_bytes(key.get(1..5)?.try_into().ok()?)))
    }

    /// One entry of a folder's history.
    #[must_use]
    pub fn history(folder: FolderNo, seq: u64) -> [u8; 13] {
        let mut key = [0; 13];
        for (place, byte) in
            key.iter_mut().zip([b'h'].into_iter().chain(folder.0.to_be_bytes()).chain(seq.to_be_bytes()))
        {
            *place = byte;
        }
        key
    }

    /// What stands beside an entry of a history: nothing, or for a frame that lent the folder a mark and why.
    #[must_use]
    pub fn history_value(purpose: Option<&str>) -> Vec<u8> {
        purpose.map(|purpose| [LENT, purpose.as_bytes()].concat()).unwrap_or_default()
    }

    /// Why the folder was lent, if this entry's frame lent it.
    #[must_use]
    pub fn history_purpose(value: &[u8]) -> Option<String> {
        value.strip_prefix(LENT).map(|purpose| String::from_utf8_lossy(purpose).into_owned())
    }

    /// The frame's number in a history key, a folder's or a case's.
    #[must_use]
    pub fn history_seq(key: &[u8]) -> Option<u64> {
        Some(u64::from_be_bytes(key.get(5..13)?.try_into().ok()?))
    }
}
