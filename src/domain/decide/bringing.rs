//! Cases that a table brings in, one row after the other: a row may open a case, or say more of one that is known.

use super::Draft;
use super::cases::read_reference;
use super::folders::bad;
use crate::domain::case::{CasePhase, DueDay};
use crate::domain::command::{BroughtIn, ListedCase, NewFolder, Papers};
use crate::domain::event::{CaseCancelled, CaseEdited, CaseFiled, Event, Received};
use crate::domain::folder::{Desk, FolderState};
use crate::domain::ids::CaseNo;
use crate::domain::refusal::{Code, Refusal};

impl Draft<'_> {
    /// Opens a case unless its department's number is known already, notes what is said of its papers, and files it if
    /// they are in its folder. The same row again changes nothing.
    pub(super) fn bring_in(&mut self, brought: &BroughtIn) -> Result<CaseNo, Refusal> {
        if let Some(listed) = &brought.listed {
            return self.bring_listed(brought, listed);
        }
        let case = match self.known_case(brought)? {
            Some(case) => case,
            None => self.announce(&brought.new)?,
        };
        let row = *self.case_row(case).ok_or(Code::Internal)?;
        if !brought.papers.is_empty() {
            let kind = self.type_of_case(&row)?;
            self.note_found(case, &kind, &Papers::Only(brought.papers.clone()))?;
        }
        if brought.filed && row.phase == CasePhase::Announced {
            let folder = self.present(row.folder).map(|_| row.folder)?;
            if self.state.custody.get(folder).is_some_and(|row| row.state == FolderState::Expected) {
                return Err(self.refusal(Code::FolderExpected, folder));
            }
            self.record(CaseFiled { case, folder });
        }
        Ok(case)
    }

    /// Opens a case as it stood on a list, in the folder that the list names. One that is there knows more of itself than a
    /// list that was taken from it once.
    fn bring_listed(&mut self, brought: &BroughtIn, listed: &ListedCase) -> Result<CaseNo, Refusal> {
        if let Some(case) = self.listed_case(brought, listed)? {
            return Ok(case);
        }
        let mut new = brought.new.clone();
        if new.reference.is_empty() {
            new.reference.clone_from(&listed.code);
        }
        let unknown = new.folder.as_deref().filter(|named| self.find(named).is_err()).map(str::to_owned);
        if unknown.is_some() {
            self.register(&NewFolder { code: unknown, ..super::housing::expected(&new) })?;
        }
        let case = self.announce(&new)?;
        let row = *self.case_row(case).ok_or(Code::Internal)?;
        if listed.looked_at {
            let kind = self.type_of_case(&row)?;
            self.note_found(case, &kind, &Papers::AllExcept(brought.papers.clone()))?;
        }
        if let Some(date) = listed.due.filter(|date| row.due.map(|due| due.date) != Some(*date)) {
            let mut facts = self.state.cases.facts(case).ok_or(Code::Internal)?;
            facts.due = Some(DueDay { date, is_provisional: false, is_extended: true });
            self.record(Event::CaseEdited(CaseEdited { case, facts, changed: vec!["due".to_owned()] }, None));
        }
        let folder = row.folder;
        match listed.phase {
            Some(CasePhase::Filed) => {
                if self.present(folder)?.state == FolderState::Expected {
                    self.record(Received { folder, desk: Desk::Reception });
                }
                self.record(CaseFiled { case, folder });
            }
            Some(CasePhase::Cancelled) => self.record(Event::CaseCancelled(CaseCancelled { case, folder }, None)),
            _ => {}
        }
        Ok(case)
    }

    /// The case of a list, if this is the archive that gave the list out, or the list was brought before.
    fn listed_case(&self, brought: &BroughtIn, listed: &ListedCase) -> Result<Option<CaseNo>, Refusal> {
        let (business_type, _) = self.business_type(&brought.new.business_type)?;
        let department = self.department(brought.new.department.as_deref())?;
        let reference = read_reference(&brought.new.reference)?;
        let same = |case: &CaseNo| {
            self.case_row(*case).is_some_and(|row| {
                (row.business_type, row.department, row.business_date)
                    == (business_type, department, brought.new.business_date)
            })
        };
        let cases = &self.state.cases;
        let by_code = cases.by_code(&listed.code).filter(|case| cases.reference(*case) == reference && same(case));
        let number = if reference.is_empty() { read_reference(&listed.code)? } else { reference };
        if number.is_empty() {
            return Err(bad("reference", "case.reference"));
        }
        Ok(by_code.or_else(|| cases.by_reference(&number).iter().copied().find(same)))
    }

    /// The case that a row is about, if it was opened before.
    fn known_case(&self, brought: &BroughtIn) -> Result<Option<CaseNo>, Refusal> {
        let reference = read_reference(&brought.new.reference)?;
        // Without a number of its own nobody could tell a row sent twice from two cases.
        if reference.is_empty() {
            return Err(bad("reference", "case.reference"));
        }
        let (business_type, _) = self.business_type(&brought.new.business_type)?;
        let department = self.department(brought.new.department.as_deref())?;
        let mut known = self.state.cases.by_reference(&reference).iter().copied();
        Ok(known.find(|case| {
            self.case_row(*case).is_some_and(|row| {
                (row.business_type, row.department) == (business_type, department) && row.phase != CasePhase::Cancelled
            })
        }))
    }
}
