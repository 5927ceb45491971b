//! Changing what is known of a case. What the case is judged by is moved only with a reason, once it is settled
//! (docs/adr/0020).

use super::Draft;
use super::cases::{check_case_date, details, read_reference};
use crate::domain::business_type::{BusinessType, Scope};
use crate::domain::case::{CaseFacts, CasePhase, DueDay};
use crate::domain::command::{CasePatch, SubjectRef};
use crate::domain::event::{CaseEdited, CaseReassigned, DueMoved, Event, FolderEdited};
use crate::domain::ids::{CaseNo, FolderNo, SubjectNo};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::CaseRow;
use chrono::NaiveDate;

impl Draft<'_> {
    pub(super) fn edit_case(&mut self, patch: &CasePatch) -> Result<CaseNo, Refusal> {
        let (case, row) = self.case(&patch.case)?;
        if patch.if_version.is_some_and(|version| version != row.edited_seq) {
            return Err(Code::Stale.into());
        }
        let before = self.state.cases.facts(case).ok_or(Code::Internal)?;
        let kind = match patch.business_type.as_deref() {
            Some(code) => self.kind_named(&row, code)?,
            None => self.type_of_case(&row)?,
        };
        let mut facts = self.mended(&before, patch, &kind)?;
        if (&facts.reference, facts.department, facts.business_type)
            != (&before.reference, before.department, before.business_type)
        {
            self.check_announced_once(&facts.reference, facts.business_type, facts.department)?;
        }
        let details = match &patch.details {
            Some(said) => Some(details(&said.responsible, &said.note)?),
            None => None,
        };
        if let Some(folder) = &patch.folder {
            facts.folder = self.move_case(case, &row, folder)?;
        }
        let retyped = facts.business_type != before.business_type;
        if retyped {
            facts.folder = self.rehouse_retyped(case, &facts, &kind)?;
        }
        let changed = changes(&before, &facts, details.is_some());
        if changed.is_empty() {
            return Ok(case);
        }
        if facts.due != before.due {
            self.move_due(case, &row, facts.due, &patch.reason)?;
        }
        self.reassign(case, &row, &facts, &patch.reason)?;
        let dates = (before.business_date, facts.business_date);
        let folder = facts.folder;
        self.record(Event::CaseEdited(CaseEdited { case, facts: facts.clone(), changed }, details));
        if retyped {
            self.retype(case, facts, &kind)?;
        }
        if dates.0 != dates.1 {
            self.date_folder(folder, dates)?;
        }
        Ok(case)
    }

    /// A folder that holds one case is of that case's day: where it belongs follows, and a move is proposed if that is
    /// elsewhere now (`planning`). One that was given a day of its own keeps it.
    fn date_folder(
        &mut self,
        folder: FolderNo,
        (before, now): (Option<NaiveDate>, Option<NaiveDate>),
    ) -> Result<(), Refusal> {
        let alone = self.cases_alive(folder).count() == 1;
        let now = now.filter(|date| *date <= self.context.today);
        let mut facts = self.state.folders.facts(folder).ok_or(Code::Internal)?;
        let follows = facts.business_date.is_none() || facts.business_date == before;
        if alone && follows && now.is_some() && facts.business_date != now && self.present(folder).is_ok() {
            facts.business_date = now;
            let changed = vec!["business_date".to_owned()];
            self.record(Event::FolderEdited(FolderEdited { folder, facts, changed }, None));
        }
        Ok(())
    }

    /// What a case is then.
    fn mended(&mut self, before: &CaseFacts, patch: &CasePatch, kind: &BusinessType) -> Result<CaseFacts, Refusal> {
        let mut facts = before.clone();
        let retyped = patch.business_type.is_some()
            && self.state.organisation.type_by_code(&kind.code) != Some(before.business_type);
        if retyped {
            facts.business_type = self.business_type(&kind.code)?.0;
            facts.type_version = kind.version;
        }
        if let Some(reference) = &patch.reference {
            facts.reference = read_reference(reference)?;
        }
        if let Some(department) = &patch.department {
            facts.department = self.own_department(department.as_deref())?;
        }
        if let Some(responsible) = patch.responsible {
            facts.responsible = self.responsible(responsible)?;
        }
        if let Some(subject) = patch.subject {
            facts.subject = self.subject_of_case(before, subject)?;
        }
        if let Some(date) = patch.business_date {
            check_case_date(date)?;
            facts.business_date = date;
        }
        match patch.deadline_from {
            Some(date) => {
                self.check_deadline_from(date)?;
                facts.deadline_from = date;
            }
            // A deadline that runs from the day of the business goes with it.
            None if before.deadline_from == self.in_sight(before.business_date) => {
                facts.deadline_from = self.in_sight(facts.business_date);
            }
            None => {}
        }
        if before.due.is_some_and(|due| due.is_extended) {
            return Ok(facts);
        }
        if retyped {
            facts.due = self.hand_over_by(kind, facts.deadline_from);
        } else if facts.deadline_from != before.deadline_from {
            // A day that was set stays until another one is: not to know when it began makes nobody less late.
            facts.due = self.hand_over_by(kind, facts.deadline_from).or(before.due);
        }
        Ok(facts)
    }

    /// Moves the day by which a case is judged. Once it is settled, because its papers came or the day is over, that takes
    /// a reason, which stays beside the numbers; so does putting it off before, for whoever hands over. When the day has
    /// passed he cannot do it at all.
    fn move_due(&mut self, case: CaseNo, row: &CaseRow, due: Option<DueDay>, reason: &str) -> Result<(), Refusal> {
        self.check_not_late_already(Code::ExtensionTooLate, case, row.due)?;
        let Some(before) = row.due else { return Ok(()) };
        let put_off = due.is_none_or(|due| due.date > before.date) && self.bound_to().is_some();
        let settled = row.received_on.is_some() || self.context.today > before.date;
        if !settled && !put_off {
            return Ok(());
        }
        let code = if settled { Code::DueSettled } else { Code::DueStands };
        let unsaid = |_| self.case_refusal(code, case).with("due", before.date);
        let reason = super::papers::reason(reason).map_err(unsaid)?;
        self.record(Event::DueMoved(DueMoved { case, folder: row.folder, before, due }, Some(reason)));
        Ok(())
    }

    /// A case that counts for a department or a person already is put on others only with a reason, which stays beside the
    /// numbers. To say whose it is, where nobody knew, takes none.
    fn reassign(&mut self, case: CaseNo, row: &CaseRow, facts: &CaseFacts, reason: &str) -> Result<(), Refusal> {
        let counts = row.received_on.is_some() || row.due.is_some_and(|due| self.context.today > due.date);
        let others = (row.department.is_some() && row.department != facts.department)
            || (row.responsible.is_some() && row.responsible != facts.responsible);
        if !counts || !others || row.phase == CasePhase::Cancelled {
            return Ok(());
        }
        let unsaid = |_| self.case_refusal(Code::CaseCounted, case);
        let reason = super::papers::reason(reason).map_err(unsaid)?;
        let CaseRow { folder, department, responsible, .. } = *row;
        self.record(Event::CaseReassigned(CaseReassigned { case, folder, department, responsible }, Some(reason)));
        Ok(())
    }

    /// Whom a case is about, where its folder holds cases of several; the folder is about him too then.
    fn subject_of_case(
        &mut self,
        before: &CaseFacts,
        subject: Option<SubjectNo>,
    ) -> Result<Option<SubjectNo>, Refusal> {
        let organisation = &self.state.organisation;
        let kind = organisation.business_type_version(before.business_type, before.type_version);
        let kind = kind.ok_or(Code::Internal)?.clone();
        if kind.scope != Scope::Year {
            return Err(Refusal::bad_in_words(
                "subject",
                "the case is about whom its folder is about; change that there",
                "业务单的归户对象即其档案袋的归户对象，请在档案袋中修改",
            ));
        }
        let Some(subject) = subject else { return Ok(None) };
        let named = SubjectRef::Known { subject, role: None, from: None, until: None };
        self.about_too(before.folder, &kind, &[named])
    }

    /// Whoever hands over can neither set the day anew by which he had to, once it has passed, nor call the case off.
    pub(super) fn check_not_late_already(&self, code: Code, case: CaseNo, due: Option<DueDay>) -> Result<(), Refusal> {
        match due.filter(|due| self.bound_to().is_some() && self.context.today > due.date) {
            Some(due) => Err(self.case_refusal(code, case).with("due", due.date)),
            None => Ok(()),
        }
    }
}

/// The ids of what differs.
fn changes(before: &CaseFacts, after: &CaseFacts, details: bool) -> Vec<String> {
    let differs = [
        ("business_type", before.business_type != after.business_type),
        ("folder", before.folder != after.folder),
        ("subject", before.subject != after.subject),
        ("reference", before.reference != after.reference),
        ("department", before.department != after.department),
        ("responsible", before.responsible != after.responsible),
        ("business_date", before.business_date != after.business_date),
        ("deadline_from", before.deadline_from != after.deadline_from),
        ("due", before.due != after.due),
        ("details", details),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(id, _)| id.to_owned()).collect()
}
