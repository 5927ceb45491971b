//! Changing what is known of a case. What the case is judged by is moved only with a reason, once it is settled
//! (docs/adr/0020).

use super::Draft;
use super::cases::{details, read_reference};
use crate::domain::case::{CaseFacts, CasePhase, DueDay};
use crate::domain::command::CasePatch;
use crate::domain::event::{CaseEdited, DueMoved, Event, FolderEdited};
use crate::domain::ids::{CaseNo, FolderNo};
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
        let facts = self.mended(&row, &before, patch)?;
        if (&facts.reference, facts.department) != (&before.reference, before.department) {
            self.check_announced_once(&facts.reference, facts.business_type, facts.department)?;
        }
        let details = match &patch.details {
            Some(said) => Some(details(&said.responsible, &said.note)?),
            None => None,
        };
        let changed = changes(&before, &facts, details.is_some());
        if changed.is_empty() {
            return Ok(case);
        }
        if facts.due != before.due {
            self.move_due(case, &row, facts.due, &patch.reason)?;
        }
        let dates = (before.business_date, facts.business_date);
        self.record(Event::CaseEdited(CaseEdited { case, facts, changed }, details));
        if dates.0 != dates.1 {
            self.date_folder(row.folder, dates)?;
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
        let alive = |case: &&CaseNo| self.case_row(**case).is_some_and(|row| row.phase != CasePhase::Cancelled);
        let alone = self.state.cases.of_folder(folder).iter().filter(alive).count() == 1;
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
    fn mended(&self, row: &CaseRow, before: &CaseFacts, patch: &CasePatch) -> Result<CaseFacts, Refusal> {
        let mut facts = before.clone();
        if let Some(reference) = &patch.reference {
            facts.reference = read_reference(reference)?;
        }
        if let Some(department) = &patch.department {
            facts.department = self.own_department(department.as_deref())?;
        }
        if let Some(responsible) = patch.responsible {
            facts.responsible = self.responsible(responsible)?;
        }
        if let Some(date) = patch.business_date {
            self.check_business_date(date)?;
            facts.business_date = date;
        }
        match patch.deadline_from {
            Some(date) => {
                self.check_deadline_from(date)?;
                facts.deadline_from = date;
            }
            // A deadline that runs from the day of the business goes with it.
            None if before.deadline_from == before.business_date => facts.deadline_from = facts.business_date,
            None => {}
        }
        if facts.deadline_from != before.deadline_from && !before.due.is_some_and(|due| due.is_extended) {
            facts.due = self.hand_over_by(&*self.type_of_case(row)?, facts.deadline_from);
        }
        Ok(facts)
    }

    /// Moves the day by which a case is judged. Once it is settled, because its papers came or the day is over, that takes
    /// a reason, which stays beside the numbers; and whoever hands over cannot do it at all when the day has passed.
    fn move_due(&mut self, case: CaseNo, row: &CaseRow, due: Option<DueDay>, reason: &str) -> Result<(), Refusal> {
        self.check_not_late_already(Code::ExtensionTooLate, case, row.due)?;
        let Some(before) = row.due else { return Ok(()) };
        if row.received_on.is_none() && self.context.today <= before.date {
            return Ok(());
        }
        let unsaid = |_| self.case_refusal(Code::DueSettled, case).with("due", before.date);
        let reason = super::papers::reason(reason).map_err(unsaid)?;
        self.record(Event::DueMoved(DueMoved { case, folder: row.folder, before, due }, Some(reason)));
        Ok(())
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
