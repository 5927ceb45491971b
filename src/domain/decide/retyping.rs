//! A case that was opened under the wrong business type: its checklist is that of the right one from then on, and what was
//! found of papers that stand on both lists stays found.

use super::Draft;
use super::housing::Housed;
use crate::domain::business_type::BusinessType;
use crate::domain::case::{CaseFacts, CasePhase};
use crate::domain::command::{NewCase, SubjectRef};
use crate::domain::event::{CaseMoved, CaseRetyped, Event, FolderEdited, PaperRemarks};
use crate::domain::folder::FolderState;
use crate::domain::ids::{CaseNo, ClassNo, FolderNo};
use crate::domain::paper::{self, PaperNo, Renumbered};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::CaseRow;
use std::sync::Arc;

impl Draft<'_> {
    /// The type that is named: the case's own in the version that holds for it, any other in its newest.
    pub(super) fn kind_named(&self, row: &CaseRow, code: &str) -> Result<Arc<BusinessType>, Refusal> {
        let own = self.type_of_case(row)?;
        if own.code == code { Ok(own) } else { Ok(self.business_type(code)?.1) }
    }

    /// The folder a case stands in when it is of another type. One that holds nothing else is of that type too; out of one
    /// that holds other cases it goes into the one its type asks for, as long as its papers are not in there.
    pub(super) fn rehouse_retyped(
        &mut self,
        case: CaseNo,
        facts: &CaseFacts,
        kind: &BusinessType,
    ) -> Result<FolderNo, Refusal> {
        let folder = self.case_row(case).ok_or(Code::Internal)?.folder;
        let alone = self.cases_alive(folder).all(|one| one == case);
        let expected = self.present(folder)?.state == FolderState::Expected;
        if alone && (expected || self.bound_to().is_none()) {
            self.retype_folder(folder, facts, kind)?;
            return Ok(folder);
        }
        if self.case_row(case).is_none_or(|row| row.phase != CasePhase::Announced) {
            return Err(self.case_refusal(Code::CaseNotAlone, case).with("code", self.state.codes.own(folder)));
        }
        let subject = facts.subject.or_else(|| self.state.folders.main_subject(folder));
        let known = |subject| SubjectRef::Known { subject, role: None, from: None, until: None };
        let department = facts.department.and_then(|no| self.state.organisation.department(no));
        let new = NewCase {
            business_type: kind.code.clone(),
            department: department.map(|department| department.code.clone()),
            business_date: facts.business_date,
            subjects: subject.into_iter().map(known).collect(),
            ..NewCase::default()
        };
        let Housed { folder: into, .. } = self.house(&new, facts.business_type, kind, facts.department)?;
        self.record(Event::CaseMoved(CaseMoved { case, folder, into }, None));
        Ok(into)
    }

    /// A folder of another type is as secret as that type's folders, unless it is more so already.
    fn retype_folder(&mut self, folder: FolderNo, facts: &CaseFacts, kind: &BusinessType) -> Result<(), Refusal> {
        let mut of_folder = self.state.folders.facts(folder).ok_or(Code::Internal)?;
        (of_folder.business_type, of_folder.type_version) = (facts.business_type, kind.version);
        let rank = |class: ClassNo| {
            self.state.organisation.class(class).map_or((true, u8::MAX), |class| (class.confidential, class.rank))
        };
        let usual = self.class(&kind.class)?;
        let mut changed = vec!["business_type".to_owned()];
        if rank(usual) > rank(of_folder.class) {
            of_folder.class = usual;
            changed.push("class".to_owned());
        }
        self.record(Event::FolderEdited(FolderEdited { folder, facts: of_folder, changed }, None));
        Ok(())
    }

    /// Lets the papers of a case be those of another list.
    pub(super) fn retype(&mut self, case: CaseNo, facts: CaseFacts, kind: &BusinessType) -> Result<(), Refusal> {
        let row = *self.case_row(case).ok_or(Code::Internal)?;
        let before = self.type_of_case(&row)?;
        let absent: Vec<PaperNo> = self.state.cases.absent_of(case).map(|(no, _)| no).collect();
        let Renumbered { papers, numbers, names } =
            paper::renumber(&before, kind, self.state.cases.papers(case), &absent);
        let gaps = row.gaps.map(|_| paper::gaps(kind, &papers).len() as u16);
        let said = (!names.is_empty()).then(|| PaperRemarks { remarks: Vec::new(), names });
        self.record(Event::CaseRetyped(CaseRetyped { case, facts, papers, renumbered: numbers, gaps }, said));
        Ok(())
    }
}
