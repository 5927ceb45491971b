//! What is said of scans that stands in no ledger: how far reading one is; and of pages that wait, where they would go.

use super::shape::{CaseOfPage, PagesOn, PaperOfPage, Scans};
use crate::domain::case::CasePhase;
use crate::domain::folder::Whereabouts;
use crate::domain::scan::PagePlace;
use crate::intake::Reading;
use serde::Serialize;
use utoipa::ToSchema;

/// How far reading a file is.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadingShown {
    /// How many of its pages were read.
    pub pages: u32,
    /// How many it has, if its file says so.
    pub of: Option<u32>,
}

impl ReadingShown {
    pub(super) fn of(reading: Reading) -> Self {
        Self { pages: reading.pages, of: reading.of }
    }
}

/// Where the codes say that a page belongs that waits.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WouldGo {
    pub folder: PagesOn,
    pub case: Option<CaseOfPage>,
    pub paper: Option<PaperOfPage>,
}

impl Scans<'_> {
    /// Where codes say that a page belongs: as it is now, for cases move and folders are merged while pages wait.
    pub(super) fn would_go(&self, place: PagePlace) -> Option<WouldGo> {
        let folder = match place.case {
            Some(case) => self.state.cases.get(case).filter(|row| row.phase != CasePhase::Cancelled)?.folder,
            None => self.state.codes.kept(place.folder),
        };
        let is_there = self.state.custody.get(folder).is_some_and(|place| !Whereabouts::is_gone(place));
        let seen = is_there && self.state.sees(&self.asker.sight, folder);
        seen.then(|| WouldGo {
            folder: self.folder(folder),
            case: place.case.map(|case| self.case(case)),
            paper: place.case.zip(place.paper).map(|(case, paper)| self.paper(case, paper)),
        })
    }
}
