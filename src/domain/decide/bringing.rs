//! Cases that a table brings in, one row after the other: a row may open a case, or say more of one that is known.

use super::Draft;
use super::cases::read_reference;
use super::folders::bad;
use crate::domain::case::CasePhase;
use crate::domain::command::{BroughtIn, Papers};
use crate::domain::event::CaseFiled;
use crate::domain::folder::FolderState;
use crate::domain::ids::CaseNo;
use crate::domain::refusal::{Code, Refusal};

impl Draft<'_> {
    /// Opens a case unless its department's number is known already, notes what is said of its papers, and files it if
    /// they are in its folder. The same row again changes nothing.
    pub(super) fn bring_in(&mut self, brought: &BroughtIn) -> Result<CaseNo, Refusal> {
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
