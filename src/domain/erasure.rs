//! What belongs to a subject: which private items of the ledger an erasure takes, which it leaves, and why.
//!
//! Two passes over all events. The [`Survey`] gathers by what the subject was known and which folders were ever about it;
//! the [`Listing`] then judges every private item (docs/adr/0012 tells the rules and why they are so). Nothing here
//! reads a file; what is erased is decided from the events alone, so that a plan can be made twice and compared.

mod listing;
mod pages;
#[cfg(test)]
mod tests;
mod traces;

pub use listing::Listing;
pub use traces::Traces;

use super::event::Event;
use super::folder::FolderDetails;
use super::ids::{FolderNo, PageNo, ScanNo, SubjectNo};
use super::state::{State, folders_placed};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a folder that is about others too says once the erased subject's part is taken out of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redaction {
    /// The folder.
    pub folder: FolderNo,
    /// Its version when the plan was made: another one makes the plan void.
    pub version: u64,
    /// What is left.
    pub details: FolderDetails,
}

/// A private item that an erasure takes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taken {
    /// The frame.
    pub seq: u64,
    /// The event in it, counted from 0.
    pub item: u32,
    /// Its kind.
    pub kind: &'static str,
}

/// Why something stays though it may tell of the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It is what is known of another subject, who shares a number or an address with this one.
    OtherSubject,
    /// It is what a folder says that was never about this subject.
    OtherFolder,
    /// It stands in facts (a code, say), which hold the chain together and cannot be overwritten.
    Facts,
    /// It is an account of the same name; accounts are closed by those who keep them.
    Account,
    /// The folder is about somebody else too: what does not mention this subject is his.
    Shared,
    /// The folder is on loan: the purpose goes, the loan stays.
    OnLoan,
    /// A vehicle on his folders is a subject of its own, with its plate and number.
    Vehicle,
    /// A scanned file holds pages of others too: his are never shown again, the file stays closed.
    SharedOriginal,
}

impl Why {
    /// The reason as it stands in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OtherSubject => "other_subject",
            Self::OtherFolder => "other_folder",
            Self::Facts => "facts",
            Self::Account => "account",
            Self::Shared => "shared_folder",
            Self::OnLoan => "on_loan",
            Self::Vehicle => "vehicle",
            Self::SharedOriginal => "shared_original",
        }
    }
}

/// Something that stays.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stay {
    /// Why.
    pub why: Why,
    /// The frame, where there is one.
    pub seq: Option<u64>,
    /// The folder, where there is one.
    pub folder: Option<FolderNo>,
    /// The subject, where there is another one.
    pub subject: Option<SubjectNo>,
}

impl Found {
    /// Whether there is nothing to erase.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.taken.is_empty() && self.scans.is_empty()
    }

    /// How many pages go, and how many files with them.
    #[must_use]
    pub fn pages(&self) -> (usize, usize) {
        let pages = self.scans.iter().map(|scan| scan.pages.len()).sum();
        (pages, self.scans.iter().filter(|scan| scan.is_destroyed).count())
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// What goes, in order.
    pub taken: Vec<Taken>,
    /// Folders that are about nobody else: their own words go as a whole.
    pub folders: Vec<FolderNo>,
    /// Files attached to those folders: they are taken off, and deleted where no other folder has the same.
    pub attachments: Vec<(FolderNo, u32)>,
    /// Scanned pages on those folders, file by file, with whether the file goes too.
    pub scans: Vec<ErasedPages>,
    /// Files that stay closed because pages of others are in them, as they will be.
    pub closed: Vec<ClosedOriginal>,
    /// A scan that may hold pages of those folders is being read.
    pub is_reading: bool,
    /// Folders that are about others too, and what they say afterwards.
    pub redactions: Vec<Redaction>,
    /// What stays, and why.
    pub stays: Vec<Stay>,
}

/// Pages of a scan that an erasure takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedPages {
    /// The scan.
    pub scan: ScanNo,
    /// Those of its pages that go.
    pub pages: Vec<PageNo>,
    /// Whether the file goes with them: nobody else has a page in it.
    pub is_destroyed: bool,
}

/// An original that outlives the erasure of some of its pages: it is as it came, byte for byte, or it is not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedOriginal {
    /// The scan.
    pub scan: ScanNo,
    /// How many of its pages are erased.
    pub erased: usize,
    /// How many are somebody else's, or nobody has said yet whose.
    pub others: usize,
}

/// Whose words a private part holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Words {
    /// What is known of a subject.
    Subject(SubjectNo),
    /// A folder's own fields and note.
    Details(FolderNo),
    /// Somebody's words on folders: a purpose, a remark.
    Folders(Vec<FolderNo>),
    /// What a scanned file is called: words on the folders where its pages are.
    Scan(ScanNo),
    /// Words on nothing in particular.
    Loose,
    /// An account.
    Account,
}

/// Whose words the private part of each kind holds. A new kind with private data does not compile until it stands here.
fn words_of(event: &Event) -> Option<Words> {
    if !event.has_private() {
        return None;
    }
    Some(match event {
        Event::SubjectAdded(event, _) => Words::Subject(event.subject),
        Event::SubjectEnriched(event, _) => Words::Subject(event.subject),
        Event::SubjectEdited(event, _) => Words::Subject(event.subject),
        Event::FolderRegistered(event, _) => Words::Details(event.folder),
        Event::FolderEdited(event, _) => Words::Details(event.folder),
        Event::CheckedOut(event, _) => Words::Folders(vec![event.folder]),
        Event::ConditionNoted(event, _) => Words::Folders(vec![event.folder]),
        Event::DeclaredMissing(event, _) => Words::Folders(vec![event.folder]),
        Event::Found(event, _) => Words::Folders(vec![event.folder]),
        Event::Withdrawn(event, _) => Words::Folders(vec![event.folder]),
        Event::Destroyed(event, _) => Words::Folders(vec![event.folder]),
        Event::Place(event, _) => match folders_placed(event) {
            folders if folders.is_empty() => Words::Loose,
            folders => Words::Folders(folders),
        },
        Event::Attached(event, _) => Words::Folders(vec![event.folder]),
        Event::Detached(event, _) => Words::Folders(vec![event.folder]),
        Event::DiscrepancyRaised(event, _) => of_folder(event.folder),
        Event::DiscrepancySettled(event, _) => of_folder(event.folder),
        Event::ItemRefused(..) | Event::CommandRefused(..) | Event::UnknownCounted(..) => Words::Loose,
        Event::SubjectErased(..) | Event::SearchSaved(..) => Words::Loose,
        Event::CaseOpened(event, _) => Words::Folders(vec![event.facts.folder]),
        Event::CaseEdited(event, _) => Words::Folders(vec![event.facts.folder]),
        Event::CaseMoved(event, _) => Words::Folders(vec![event.folder, event.into]),
        Event::CaseRetyped(event, _) => Words::Folders(vec![event.facts.folder]),
        Event::CaseExtended(..)
        | Event::DueMoved(..)
        | Event::DueRecounted(..)
        | Event::ExtensionAsked(..)
        | Event::ExtensionRefused(..)
        | Event::CaseReassigned(..)
        | Event::CaseCancelled(..)
        | Event::CaseTurnedAway(..)
        | Event::CaseReviewed(..)
        | Event::PapersNoted(..)
        | Event::PaperLent(..)
        | Event::PaperShort(..)
        | Event::PaperMoved(..)
        | Event::PaperSighted(..)
        | Event::PaperWithdrawn(..) => Words::Folders(event.folders()),
        // What was merged is about nobody any more; the one it is part of is about whom both were about.
        Event::FoldersMerged(event, _) => Words::Folders(vec![event.into]),
        Event::FolderSplit(event, _) => Words::Folders(vec![event.from, event.into]),
        Event::LabelsSwapped(event, _) => Words::Folders(vec![event.one, event.other]),
        Event::LabelsPrinted(..) => Words::Folders(event.folders()),
        // A file may be called after whom it is about; where its pages are by then, says State.
        Event::ScanReceived(event, _) => Words::Scan(event.scan),
        Event::ScanSettled(event, _) => Words::Scan(event.scan),
        Event::PagesSetAside(event, _) => Words::Folders(event.from.clone()),
        Event::CopyIssued(event, _) => Words::Folders(vec![event.folder]),
        Event::PersonSet(..) => Words::Account,
        Event::ArchiveBegan(_) | Event::SettingsChanged(_) | Event::DepartmentSet(_) => return None,
        Event::ClassSet(_) | Event::TypeSet(_) | Event::MappingSaved(_) | Event::ColumnsChosen(_) => return None,
        Event::CodeAdded(_) | Event::Received(_) | Event::SubjectsMerged(_) | Event::SubjectSplit(_) => return None,
        Event::Renewed(_) | Event::Returned(_) | Event::PutAway(_) | Event::Looked(_) => return None,
        Event::ItemUnchanged(_) | Event::Sighted(_) | Event::CustodySet(_) | Event::ItemsObserved(_) => return None,
        Event::SearchDeleted(_) | Event::TemplateSet(_) | Event::PrinterSet(_) | Event::LabelsApplied(_) => {
            return None;
        }
        Event::NothingChanged(_) | Event::Undone(_) | Event::CountOpened(_) | Event::CountClosed(_) => return None,
        Event::CountCancelled(_) | Event::CalendarSet(_) | Event::CaseReceived(_) => return None,
        Event::CaseFiled(_) | Event::CaseUnfiled(_) => return None,
        Event::CaseWaitsOn(_) | Event::CaseCertified(_) | Event::TransferOpened(_) => {
            return None;
        }
        Event::TransferClosed(_) | Event::VolumeAdded(_) | Event::VolumeLeft(_) | Event::ReprintAsked(_) => {
            return None;
        }
        Event::ScanRead(_) | Event::ScanFailed(_) | Event::ScanRetried(_) | Event::ScanReopened(_) => return None,
        Event::PagesFiled(_)
        | Event::PagesWait(_)
        | Event::PagesMoved(_)
        | Event::PagesTurned(_)
        | Event::PagesHidden(_) => return None,
        Event::PagesPutBack(_) | Event::OriginalSigned(_) | Event::OriginalDamaged(_) => return None,
        Event::OriginalWhole(_) | Event::FixityChecked(_) | Event::PagesErased(_) | Event::ScannerSet(_) => {
            return None;
        }
        Event::Reprinted(_) | Event::LoanTakenOver(_) | Event::PaperReturned(_) | Event::PaperSet(_) => return None,
    })
}

/// Somebody's words on a folder, or on something that is none of ours.
fn of_folder(folder: Option<FolderNo>) -> Words {
    folder.map_or(Words::Loose, |folder| Words::Folders(vec![folder]))
}

/// The first pass: by what the subject was known, and the folders that were ever about it.
#[derive(Debug)]
pub struct Survey<'a> {
    state: &'a State,
    subject: SubjectNo,
    traces: Traces,
    folders: BTreeSet<FolderNo>,
}

impl<'a> Survey<'a> {
    /// A survey for a subject that was not merged into another.
    #[must_use]
    pub fn new(state: &'a State, subject: SubjectNo) -> Self {
        let folders = state.subjects.folders_of(subject).into_iter().collect();
        Self { state, subject, traces: Traces::default(), folders }
    }

    fn is_his(&self, subject: SubjectNo) -> bool {
        self.state.subjects.resolve(subject) == self.subject
    }

    /// Takes in one event.
    pub fn take(&mut self, event: &Event) {
        match event {
            Event::SubjectAdded(facts, Some(details)) if self.is_his(facts.subject) => self.traces.add(details),
            Event::SubjectEnriched(facts, Some(details)) if self.is_his(facts.subject) => self.traces.add(details),
            Event::SubjectEdited(facts, Some(details)) if self.is_his(facts.subject) => self.traces.add(details),
            Event::FolderRegistered(facts, _) if facts.facts.subjects.iter().any(|link| self.is_his(link.subject)) => {
                self.folders.insert(facts.folder);
            }
            Event::FolderEdited(facts, _) if facts.facts.subjects.iter().any(|link| self.is_his(link.subject)) => {
                self.folders.insert(facts.folder);
            }
            Event::SubjectSplit(facts) if self.is_his(facts.from) || self.is_his(facts.into) => {
                self.folders.extend(&facts.folders);
            }
            _ => {}
        }
    }

    /// By what the subject was known.
    #[must_use]
    pub fn traces(&self) -> &Traces {
        &self.traces
    }

    /// The second pass.
    #[must_use]
    pub fn into_listing(self) -> Listing<'a> {
        Listing::new(self.state, self.subject, self.traces, self.folders)
    }
}
