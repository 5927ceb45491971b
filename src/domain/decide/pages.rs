//! Pages that somebody puts where they belong, turns, hides, sets aside; originals that somebody saw signed.

use super::Draft;
use super::papers::reason;
use crate::domain::case::CasePhase;
use crate::domain::command::{PageTarget, SignNote, WaitedAs};
use crate::domain::erasure::ErasedPages;
use crate::domain::event::{
    Event, OriginalSigned, PagesErased, PagesHidden, PagesMoved, PagesPutBack, PagesSetAside, PagesTurned,
    PaperRemarks, Waited,
};
use crate::domain::ids::{FolderNo, PageNo};
use crate::domain::paper::{Paper, PaperState};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::scan::{FoundBy, PAGES_AT_ONCE_MAX, PAGES_PER_FOLDER_MAX, PagePlace, ScanState};
use crate::domain::state::{FormerPages, Page, Stands};
use chrono::{DateTime, NaiveDate};
use std::collections::BTreeSet;

impl Draft<'_> {
    /// Where pages are to go, as it is named: a folder, or a case, which stands in one.
    pub(super) fn page_place(&self, to: &PageTarget) -> Result<PagePlace, Refusal> {
        let of_case = |case: &str| self.case(case).map(|(case, row)| (row.folder, Some((case, row))));
        let (folder, case) = match &to.case {
            Some(case) => {
                let (folder, case) = of_case(case)?;
                if !to.folder.trim().is_empty() && self.find(&to.folder)? != folder {
                    let no = case.map(|(case, _)| self.state.cases.code(case)).unwrap_or_default();
                    let named = self.find(&to.folder)?;
                    let belongs = self.state.codes.own(folder);
                    return Err(self.refusal(Code::CaseOfOtherFolder, named).with("case", no).with("belongs", belongs));
                }
                (folder, case)
            }
            // The paper says that one of the folder's cases is meant.
            None if to.paper.is_some() => of_case(&to.folder)?,
            None => match self.find(&to.folder) {
                Ok(folder) => (folder, None),
                Err(unknown) => of_case(&to.folder).map_err(|_| unknown)?,
            },
        };
        if !self.state.sees(&self.sight, folder) {
            return Err(Refusal::new(Code::CodeUnknown).with("code", &to.folder));
        }
        self.present(folder)?;
        let Some((case, row)) = case else { return Ok(PagePlace::folder(folder)) };
        if row.phase == CasePhase::Cancelled {
            return Err(self.case_refusal(Code::CaseCancelled, case));
        }
        let kind = self.type_of_case(&row)?;
        let paper = to.paper.as_ref().map(|paper| self.known_paper(case, &kind, paper)).transpose()?;
        Ok(PagePlace { folder, case: Some(case), paper })
    }

    pub(super) fn move_pages(
        &mut self,
        pages: &[PageNo],
        to: &PageTarget,
        before: Option<PageNo>,
    ) -> Result<(), Refusal> {
        let named = self.pages_named(pages)?;
        let to = self.page_place(to)?;
        let moved: BTreeSet<PageNo> = named.iter().map(|(page, _)| *page).collect();
        let there = self.state.scans.of_folder(to.folder);
        let mut after: Vec<PageNo> = there.iter().filter(|page| !moved.contains(page)).copied().collect();
        let at = match before {
            Some(before) => after.iter().position(|page| *page == before).ok_or_else(|| unknown(before))?,
            None => after.len(),
        };
        if after.len() + named.len() > PAGES_PER_FOLDER_MAX {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", PAGES_PER_FOLDER_MAX).with("what", "pages"));
        }
        after.splice(at..at, named.iter().map(|(page, _)| *page));
        let stays = |(_, page): &(PageNo, Page)| page.stands.place() == Some(to);
        if named.iter().all(stays) && after == there {
            return Ok(());
        }
        let (from, pages) = (folders_of(&named), named.into_iter().map(|(page, _)| page).collect());
        self.record(PagesMoved { pages, to, by: FoundBy::Hand, before, from });
        if let Some((case, paper)) = to.case.zip(to.paper) {
            self.tick(case, paper);
        }
        Ok(())
    }

    pub(super) fn turn_pages(&mut self, pages: &[PageNo], quarters: u8) -> Result<(), Refusal> {
        let named = self.pages_named(pages)?;
        if !(1..=3).contains(&quarters) {
            return Err(Refusal::bad("quarters", "1–3"));
        }
        let (folders, pages) = (folders_of(&named), named.into_iter().map(|(page, _)| page).collect());
        self.record(PagesTurned { pages, quarters, folders });
        Ok(())
    }

    pub(super) fn hide_pages(&mut self, pages: &[PageNo], hidden: bool) -> Result<(), Refusal> {
        let mut named = self.pages_named(pages)?;
        named.retain(|(_, page)| page.is_hidden != hidden);
        if !named.is_empty() {
            let (folders, pages) = (folders_of(&named), named.into_iter().map(|(page, _)| page).collect());
            self.record(PagesHidden { pages, hidden, folders });
        }
        Ok(())
    }

    pub(super) fn set_pages_aside(&mut self, pages: &[PageNo], why: &str) -> Result<(), Refusal> {
        let mut named = self.pages_named(pages)?;
        let why = reason(why)?;
        named.retain(|(_, page)| page.stands != Stands::Aside);
        if !named.is_empty() {
            let (from, pages) = (folders_of(&named), named.into_iter().map(|(page, _)| page).collect());
            self.record(Event::PagesSetAside(PagesSetAside { pages, from }, Some(why)));
        }
        Ok(())
    }

    pub(super) fn put_pages_back(&mut self, pages: &[PageNo], was: Option<&WaitedAs>) -> Result<(), Refusal> {
        let mut named = self.pages_named(pages)?;
        named.retain(|(_, page)| !matches!(page.stands, Stands::Waits(_)));
        if !named.is_empty() {
            let (from, pages) = (folders_of(&named), named.into_iter().map(|(page, _)| page).collect());
            // What could not take them any more is forgotten: they wait in any case.
            let place = |to: &PageTarget| self.page_place(to).ok();
            let was = was.map(|was| Waited { why: was.why, would: was.would.as_ref().and_then(place) });
            self.record(PagesPutBack { pages, from, was });
        }
        Ok(())
    }

    /// Marks an original as signed. The paper is there then, whatever was noted before of one that was wanting.
    pub(super) fn sign_original(&mut self, note: &SignNote) -> Result<(), Refusal> {
        let paper = self.paper_named(&note.case, &note.paper)?;
        let (case, folder, no) = (paper.case, paper.row.folder, paper.no);
        if paper.row.phase == CasePhase::Cancelled {
            return Err(self.case_refusal(Code::CaseCancelled, case));
        }
        if let Some(page) = note.page {
            let hangs = self.state.scans.page(page).and_then(|page| page.stands.folder());
            if hangs != Some(folder) {
                return Err(unknown(page));
            }
        }
        let absent = self.state.cases.absent(case, no).map(|absent| absent.how);
        let mut now = match self.state.cases.paper(case, no) {
            Some(known) if known.state == PaperState::There => known.clone(),
            Some(known) if known.state != PaperState::Missing || absent.is_some() => {
                return Err(self.not_there(&paper, absent));
            }
            _ => Paper { signatures: Vec::new(), ..paper.as_usual() },
        };
        if now.signatures.contains(&note.signature) {
            return Ok(());
        }
        now.signatures.push(note.signature);
        now.signatures.sort_unstable();
        self.record(OriginalSigned { case, folder, paper: no, signature: note.signature, page: note.page });
        self.note(case, &paper.kind, vec![now], PaperRemarks::default());
        Ok(())
    }

    /// Pages that hung on a folder because its label said so hang on the other one, if the labels had been swapped: since a
    /// day, if it is known.
    pub(super) fn exchange_pages(&mut self, one: FolderNo, other: FolderNo, since: Option<NaiveDate>) {
        let by_label = |draft: &Self, folder: FolderNo| -> Vec<PageNo> {
            let is_his = |page: &&PageNo| {
                let Some(page) = draft.state.scans.page(**page) else { return false };
                let Some(scan) = draft.state.scans.get(page.scan) else { return false };
                let day = DateTime::from_timestamp_micros(scan.received_us).map(|at| at.date_naive());
                let told = scan.into.is_some_and(|into| into.folder == folder);
                let labelled = matches!(
                    page.stands,
                    Stands::Filed(PagePlace { case: None, .. }, FoundBy::Label | FoundBy::Following | FoundBy::Swapped)
                );
                labelled && !told && since.is_none_or(|since| day.is_some_and(|day| day >= since))
            };
            draft.state.scans.of_folder(folder).iter().filter(is_his).copied().collect()
        };
        let (of_one, of_other) = (by_label(self, one), by_label(self, other));
        self.hang(of_one, one, other);
        self.hang(of_other, other, one);
    }

    /// Lets pages that were exchanged with the labels hang where they did, in the order in which they did, as whatever had
    /// said. What came since, and what somebody put elsewhere since, stays where it is.
    pub(super) fn exchange_back(&mut self, formers: &[FormerPages]) {
        let is_away = |draft: &Self, page: PageNo, home: FolderNo| {
            let stands = draft.state.scans.page(page).map(|page| page.stands);
            let Some(Stands::Filed(place, FoundBy::Swapped)) = stands else { return false };
            place.folder != home && formers.iter().any(|former| former.folder == place.folder)
        };
        let away: BTreeSet<PageNo> = formers
            .iter()
            .flat_map(|former| former.pages.iter().map(|(page, _)| (*page, former.folder)))
            .filter(|(page, home)| is_away(self, *page, *home))
            .map(|(page, _)| page)
            .collect();
        for former in formers {
            let others: Vec<FolderNo> =
                formers.iter().map(|one| one.folder).filter(|one| *one != former.folder).collect();
            self.hang_back(former, &away, &others);
        }
    }

    /// Hangs what is away back on a folder: run by run from the end, each before what stood behind it.
    fn hang_back(&mut self, former: &FormerPages, away: &BTreeSet<PageNo>, from: &[FolderNo]) {
        let there: BTreeSet<PageNo> = self.state.scans.of_folder(former.folder).iter().copied().collect();
        let was: BTreeSet<PageNo> = former.pages.iter().map(|(page, _)| *page).collect();
        let since = |page: &&PageNo| !was.contains(page) && !away.contains(page);
        let mut before = self.state.scans.of_folder(former.folder).iter().find(since).copied();
        let to = PagePlace::folder(former.folder);
        for run in
            former.pages.chunk_by(|one, next| one.1 == next.1 && away.contains(&one.0) == away.contains(&next.0)).rev()
        {
            let pages: Vec<PageNo> = run.iter().map(|(page, _)| *page).collect();
            match run.first().filter(|(first, _)| away.contains(first)) {
                Some(&(first, by)) => {
                    self.record(PagesMoved { pages, to, by, before, from: from.to_vec() });
                    before = Some(first);
                }
                None => before = pages.iter().find(|page| there.contains(page)).copied().or(before),
            }
        }
    }

    /// Erases pages of a scan, and destroys its file if that was planned: then nobody else may have a page in it by now. What a
    /// restore brought back is erased `again` as it was, however far its reading had come in what was restored.
    pub(super) fn erase_pages(&mut self, erased: &ErasedPages, again: bool) -> Result<(), Refusal> {
        let ErasedPages { scan, is_destroyed, .. } = *erased;
        let changed = || Refusal::new(Code::ErasurePlanChanged);
        let row = self.state.scans.get(scan).filter(|_| !self.state.scans.is_destroyed(scan)).ok_or_else(changed)?;
        // Since it was planned its reading was begun again, and may have broken off before somebody else's pages.
        let is_unread = match row.state() {
            ScanState::Received => true,
            ScanState::Failed => row.pages > 0 && row.into.is_none(),
            ScanState::Filed | ScanState::NeedsReview | ScanState::Settled => false,
        };
        if is_destroyed && is_unread && !again {
            return Err(changed());
        }
        let goes: BTreeSet<PageNo> = erased.pages.iter().copied().collect();
        let (mut pages, mut folders) = (Vec::new(), BTreeSet::new());
        for page in self.state.scans.pages_of(scan) {
            let stands = self.state.scans.page(page).map(|page| page.stands).ok_or_else(changed)?;
            match stands {
                Stands::Erased(_) => {}
                _ if goes.contains(&page) => {
                    folders.extend(stands.folder());
                    pages.push(page);
                }
                _ if is_destroyed => return Err(changed()),
                _ => {}
            }
        }
        if pages.len() < goes.len() {
            return Err(changed());
        }
        self.record(PagesErased { scan, pages, folders: folders.into_iter().collect(), is_destroyed });
        Ok(())
    }

    fn hang(&mut self, pages: Vec<PageNo>, from: FolderNo, to: FolderNo) {
        if !pages.is_empty() {
            let (to, by) = (PagePlace::folder(to), FoundBy::Swapped);
            self.record(PagesMoved { pages, to, by, before: None, from: vec![from] });
        }
    }

    /// The pages that are named, each once and in this order, with what they are. A page of a folder that the asker may not
    /// see is one that does not exist.
    fn pages_named(&self, pages: &[PageNo]) -> Result<Vec<(PageNo, Page)>, Refusal> {
        if pages.is_empty() || pages.len() > PAGES_AT_ONCE_MAX {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", PAGES_AT_ONCE_MAX).with("what", "pages"));
        }
        let mut named = BTreeSet::new();
        let mut rows = Vec::with_capacity(pages.len());
        for no in pages {
            let page = self.state.scans.page(*no).ok_or_else(|| unknown(*no))?;
            if matches!(page.stands, Stands::Erased(_)) {
                return Err(unknown(*no));
            }
            if page.stands.folder().is_some_and(|folder| !self.state.sees(&self.sight, folder)) {
                return Err(unknown(*no));
            }
            if named.insert(*no) {
                rows.push((*no, page));
            }
        }
        Ok(rows)
    }
}

/// The folders on which some pages hang.
fn folders_of(pages: &[(PageNo, Page)]) -> Vec<FolderNo> {
    let folders: BTreeSet<FolderNo> = pages.iter().filter_map(|(_, page)| page.stands.folder()).collect();
    folders.into_iter().collect()
}

fn unknown(page: PageNo) -> Refusal {
    Refusal::new(Code::PageUnknown).with("page", page)
}
