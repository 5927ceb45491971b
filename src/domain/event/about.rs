//! What an event is about.

use super::Event;
use crate::domain::ids::{CountNo, FolderNo};
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
            Self::CaseCancelled(event, _) => vec![event.folder],
            Self::CaseReceived(event) => vec![event.folder],
            Self::CaseTurnedAway(event, _) => vec![event.folder],
            Self::CaseFiled(event) => vec![event.folder],
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
            Self::SubjectSplit(event) => event.folders.clone(),
            Self::Place(event, _) => folders_placed(event),
            _ => Vec::new(),
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
