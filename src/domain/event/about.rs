//! What an event is about.

use super::Event;
use crate::domain::ids::{CaseNo, CountNo, FolderNo, PageNo, ScanNo, TransferNo};
use crate::domain::state::folders_placed;

impl Event {
    /// The folders whose history it belongs to.
    #[must_use]
    pub fn folders(&self) -> Vec<FolderNo> {
        match self {
            Self::FolderRegistered(event, _) => vec![event.folder],
            Self::FolderEdited(event, _) => vec![event.folder],
            Self::CodeAdded(event) => vec![event.folder],
            Self::Received(event) => vec![event.folder],
            Self::CheckedOut(event, _) => vec![event.folder],
            Self::Renewed(event) => vec![event.folder],
            Self::Returned(event) => vec![event.folder],
            Self::PutAway(event) => vec![event.folder],
            Self::Attached(event, _) => vec![event.folder],
            Self::Detached(event, _) => vec![event.folder],
            Self::ConditionNoted(event, _) => vec![event.folder],
            Self::DeclaredMissing(event, _) => vec![event.folder],
            Self::Found(event, _) => vec![event.folder],
            Self::Withdrawn(event, _) => vec![event.folder],
            Self::Destroyed(event, _) => vec![event.folder],
            Self::Looked(event) => vec![event.folder],
            Self::Sighted(event) => vec![event.folder],
            Self::CustodySet(event) => vec![event.folder],
            Self::DiscrepancyRaised(event, _) => event.folder.into_iter().collect(),
            Self::DiscrepancySettled(event, _) => event.folder.into_iter().collect(),
            Self::CaseOpened(event, _) => vec![event.facts.folder],
            Self::CaseEdited(event, _) => vec![event.facts.folder],
            Self::CaseExtended(event, _) => vec![event.folder],
            Self::DueMoved(event, _) => vec![event.folder],
            Self::DueRecounted(event, _) => vec![event.folder],
            Self::ExtensionAsked(event, _) => vec![event.folder],
            Self::ExtensionRefused(event, _) => vec![event.folder],
            Self::CaseReassigned(event, _) => vec![event.folder],
            Self::CaseMoved(event, _) => vec![event.folder, event.into],
            Self::CaseRetyped(event, _) => vec![event.facts.folder],
            Self::CaseWaitsOn(event) => vec![event.folder],
            Self::CaseCancelled(event, _) => vec![event.folder],
            Self::CaseReceived(event) => vec![event.folder],
            Self::CaseTurnedAway(event, _) => vec![event.folder],
            Self::CaseFiled(event) => vec![event.folder],
            Self::CaseUnfiled(event) => vec![event.folder],
            Self::CaseReviewed(event, _) => vec![event.folder],
            Self::CaseCertified(event) => vec![event.folder],
            Self::PapersNoted(event, _) => vec![event.folder],
            Self::PaperLent(event, _) => vec![event.folder],
            Self::PaperReturned(event) => vec![event.folder],
            Self::PaperShort(event, _) => vec![event.folder],
            Self::PaperWithdrawn(event, _) => vec![event.folder],
            Self::PaperSet(event) => vec![event.folder],
            Self::PaperMoved(event, _) => both(event.folder, event.to_folder),
            Self::PaperSighted(event, _) => both(event.folder, event.at),
            Self::VolumeAdded(event) => vec![event.folder, event.file],
            Self::VolumeLeft(event) => vec![event.folder, event.file],
            Self::FoldersMerged(event, _) => vec![event.from, event.into],
            Self::FolderSplit(event, _) => vec![event.from, event.into],
            Self::LabelsSwapped(event, _) => vec![event.one, event.other],
            Self::ReprintAsked(event) => vec![event.folder],
            Self::Reprinted(event) => vec![event.folder],
            Self::LoanTakenOver(event) => vec![event.folder],
            Self::LabelsPrinted(event, _) => event.labels.iter().map(|label| label.folder).collect(),
            Self::LabelsApplied(event) => event.folders.clone(),
            Self::PagesFiled(event) => vec![event.folder],
            Self::PagesMoved(event) => {
                let others = event.from.iter().filter(|folder| **folder != event.to.folder);
                std::iter::once(&event.to.folder).chain(others).copied().collect()
            }
            Self::PagesTurned(event) => event.folders.clone(),
            Self::PagesHidden(event) => event.folders.clone(),
            Self::PagesSetAside(event, _) => event.from.clone(),
            Self::PagesPutBack(event) => event.from.clone(),
            Self::PagesErased(event) => event.folders.clone(),
            Self::OriginalSigned(event) => vec![event.folder],
            Self::CopyIssued(event, _) => vec![event.folder],
            Self::SubjectSplit(event) => event.folders.clone(),
            Self::Place(event, _) => folders_placed(event),
            _ => Vec::new(),
        }
    }

    /// The case whose history it belongs to.
    #[must_use]
    pub fn case(&self) -> Option<CaseNo> {
        match self {
            Self::CaseOpened(event, _) => Some(event.case),
            Self::CaseEdited(event, _) => Some(event.case),
            Self::CaseExtended(event, _) => Some(event.case),
            Self::DueMoved(event, _) => Some(event.case),
            Self::DueRecounted(event, _) => Some(event.case),
            Self::ExtensionAsked(event, _) => Some(event.case),
            Self::ExtensionRefused(event, _) => Some(event.case),
            Self::CaseReassigned(event, _) => Some(event.case),
            Self::CaseMoved(event, _) => Some(event.case),
            Self::CaseRetyped(event, _) => Some(event.case),
            Self::CaseWaitsOn(event) => Some(event.case),
            Self::CaseCancelled(event, _) => Some(event.case),
            Self::CaseReceived(event) => Some(event.case),
            Self::CaseTurnedAway(event, _) => Some(event.case),
            Self::CaseFiled(event) => Some(event.case),
            Self::CaseUnfiled(event) => Some(event.case),
            Self::CaseReviewed(event, _) => Some(event.case),
            Self::CaseCertified(event) => Some(event.case),
            Self::PapersNoted(event, _) => Some(event.case),
            Self::PaperLent(event, _) => Some(event.case),
            Self::PaperReturned(event) => Some(event.case),
            Self::PaperShort(event, _) => Some(event.case),
            Self::PaperMoved(event, _) => Some(event.case),
            Self::PaperWithdrawn(event, _) => Some(event.case),
            Self::PaperSighted(event, _) => Some(event.case),
            Self::PaperSet(event) => Some(event.case),
            Self::PagesFiled(event) => event.case,
            Self::PagesMoved(event) => event.to.case,
            Self::OriginalSigned(event) => Some(event.case),
            _ => None,
        }
    }

    /// The scan that it is about.
    #[must_use]
    pub fn scan(&self) -> Option<ScanNo> {
        match self {
            Self::ScanReceived(event, _) => Some(event.scan),
            Self::ScanRead(event) => Some(event.scan),
            Self::PagesFiled(event) => Some(event.scan),
            Self::PagesWait(event) => Some(event.scan),
            Self::ScanFailed(event) => Some(event.scan),
            Self::ScanRetried(event) => Some(event.scan),
            Self::ScanSettled(event, _) => Some(event.scan),
            Self::ScanReopened(event) => Some(event.scan),
            Self::OriginalDamaged(event) => Some(event.scan),
            Self::OriginalWhole(event) => Some(event.scan),
            Self::PagesErased(event) => Some(event.scan),
            _ => None,
        }
    }

    /// The pages that it changed.
    #[must_use]
    pub fn pages(&self) -> &[PageNo] {
        match self {
            Self::PagesMoved(event) => &event.pages,
            Self::PagesTurned(event) => &event.pages,
            Self::PagesHidden(event) => &event.pages,
            Self::PagesSetAside(event, _) => &event.pages,
            Self::PagesPutBack(event) => &event.pages,
            Self::PagesErased(event) => &event.pages,
            _ => &[],
        }
    }

    /// The second case that it is about: the one a paper went to.
    #[must_use]
    pub fn other_case(&self) -> Option<CaseNo> {
        if let Self::PaperMoved(event, _) = self { Some(event.to) } else { None }
    }

    /// All cases whose history it belongs to.
    #[must_use]
    pub fn cases(&self) -> Vec<CaseNo> {
        match self {
            Self::FolderSplit(event, _) => event.cases.clone(),
            event => event.case().into_iter().chain(event.other_case()).collect(),
        }
    }

    /// The transfer that it is part of.
    #[must_use]
    pub fn transfer(&self) -> Option<TransferNo> {
        match self {
            Self::TransferOpened(event) => Some(event.transfer),
            Self::CaseReceived(event) => Some(event.transfer),
            Self::CaseTurnedAway(event, _) => Some(event.transfer),
            Self::TransferClosed(event) => Some(event.transfer),
            _ => None,
        }
    }

    /// The count that it is part of.
    #[must_use]
    pub fn count(&self) -> Option<CountNo> {
        match self {
            Self::CountOpened(event) => Some(event.no),
            Self::Sighted(event) => event.count,
            Self::UnknownCounted(event, _) => Some(event.no),
            Self::CountClosed(event) => Some(event.no),
            Self::CountCancelled(event) => Some(event.no),
            _ => None,
        }
    }
}

fn both(one: FolderNo, other: FolderNo) -> Vec<FolderNo> {
    if one == other { vec![one] } else { vec![one, other] }
}
