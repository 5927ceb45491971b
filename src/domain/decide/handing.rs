//! Handing over: transfers, and the cases that come in them.

use super::Draft;
use super::observe::Seen;
use crate::domain::business_type::BusinessType;
use crate::domain::case::CasePhase;
use crate::domain::command::{Brought, NewCase, Papers};
use crate::domain::event::{
    CaseCertified, CaseFiled, CaseReceived, CaseReviewed, CaseTurnedAway, CaseWaitsOn, Confirmation, Event, Handling,
    Received, TransferClosed, TransferOpened,
};
use crate::domain::folder::{Desk, FolderState, Place, SeenAt};
use crate::domain::ids::{CaseNo, DepartmentNo, FolderNo, PersonNo, TransferNo};
use crate::domain::person::{Actor, Person};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{CASES_PER_TRANSFER_MAX, CaseRow, TRANSFERS_OPEN_MAX};

impl Draft<'_> {
    /// Begins a transfer; whoever begins one that is open goes on with it.
    pub(super) fn open_transfer(&mut self, department: &str, desk: Desk) -> Result<TransferNo, Refusal> {
        let unknown = || Refusal::new(Code::DepartmentUnknown).with("department", department);
        let department = self.department(Some(department))?.ok_or_else(unknown)?;
        let transfers = &self.state.transfers;
        if let Some(open) = transfers.open_at(desk, department) {
            return Ok(open);
        }
        if transfers.open_count() >= TRANSFERS_OPEN_MAX {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", TRANSFERS_OPEN_MAX).with("what", "transfers"));
        }
        let transfer = TransferNo(transfers.len() as u32);
        self.record(TransferOpened { transfer, department, desk });
        Ok(transfer)
    }

    /// Takes a case's papers over: into its folder, if that is here or comes with them; else they wait for it.
    pub(super) fn receive_case(
        &mut self,
        transfer: TransferNo,
        case: &str,
        papers: &Papers,
    ) -> Result<CaseNo, Refusal> {
        let desk = self.open_desk(transfer)?;
        let (case, row, kind) = self.brought(case)?;
        self.one_department(transfer, case, row.department)?;
        self.take_papers(transfer, desk, (case, row, kind), papers)
    }

    /// Opens a case that nobody announced and takes its papers over: what is unknown of it is mended later.
    pub(super) fn receive_new(
        &mut self,
        transfer: TransferNo,
        new: &NewCase,
        papers: &Papers,
    ) -> Result<CaseNo, Refusal> {
        let desk = self.open_desk(transfer)?;
        let giver = self.state.transfers.get(transfer).map(|open| open.department);
        let giver =
            giver.and_then(|no| self.state.organisation.department(no)).map(|department| department.code.clone());
        let new = NewCase { department: new.department.clone().or(giver), ..new.clone() };
        let case = self.announce(&new)?;
        let row = *self.case_row(case).ok_or(Code::Internal)?;
        self.one_department(transfer, case, row.department)?;
        let kind = self.type_of_case(&row)?;
        self.take_papers(transfer, desk, (case, row, kind), papers)
    }

    fn take_papers(
        &mut self,
        transfer: TransferNo,
        desk: Desk,
        (case, row, kind): (CaseNo, CaseRow, std::sync::Arc<BusinessType>),
        papers: &Papers,
    ) -> Result<CaseNo, Refusal> {
        self.note_found(case, &kind, papers)?;
        let gaps = self.gaps_of(case);
        if gaps > 0 && kind.incomplete.is_refused() {
            return Err(self.case_refusal(Code::CaseIncomplete, case).with("gaps", gaps));
        }
        let waits = !self.bring_folder(row.folder, desk);
        let in_time = row.due.map(|due| self.context.today <= due.date);
        let (folder, day) = (row.folder, self.context.today);
        self.record(CaseReceived { case, folder, transfer, day, due: row.due, in_time, gaps, waits });
        Ok(case)
    }

    /// A folder that was expected comes with its papers, and one at a desk is at hand; whether it is.
    fn bring_folder(&mut self, folder: FolderNo, desk: Desk) -> bool {
        let Some(row) = self.state.custody.get(folder).copied() else { return false };
        if row.state == FolderState::Expected {
            self.record(Received { folder, desk });
            return true;
        }
        matches!(row.place, Place::Desk(_))
    }

    /// Sends a case back; that it was brought is on record.
    pub(super) fn turn_away(
        &mut self,
        transfer: TransferNo,
        case: &str,
        papers: &Papers,
        reason: &str,
    ) -> Result<CaseNo, Refusal> {
        let reason = super::papers::reason(reason)?;
        self.open_desk(transfer)?;
        let (case, row, kind) = self.brought(case)?;
        self.one_department(transfer, case, row.department)?;
        self.note_found(case, &kind, papers)?;
        let gaps = self.gaps_of(case);
        self.record(Event::CaseTurnedAway(CaseTurnedAway { case, folder: row.folder, transfer, gaps }, Some(reason)));
        Ok(case)
    }

    /// A case whose papers somebody puts on the desk: announced, and not here yet.
    fn brought(&self, case: &str) -> Result<(CaseNo, CaseRow, std::sync::Arc<BusinessType>), Refusal> {
        let (case, row) = self.case(case)?;
        match row.phase {
            CasePhase::Announced => {}
            CasePhase::Cancelled => return Err(self.case_refusal(Code::CaseCancelled, case)),
            CasePhase::Waiting | CasePhase::Filed => return Err(self.received_already(case)),
        }
        self.present(row.folder)?;
        Ok((case, row, self.type_of_case(&row)?))
    }

    /// A department's register holds its own cases, and those of which nobody knows whose they are.
    fn one_department(
        &self,
        transfer: TransferNo,
        case: CaseNo,
        department: Option<DepartmentNo>,
    ) -> Result<(), Refusal> {
        let own = self.state.transfers.get(transfer).map(|open| open.department);
        let Some(other) = department.filter(|department| Some(*department) != own) else { return Ok(()) };
        let other = self.state.organisation.department(other).ok_or(Code::Internal)?;
        let refusal = self.case_refusal(Code::CaseOfOtherDepartment, case).with("department", &other.code);
        Err(refusal.with("name_en", &other.name.en).with("name_zh", &other.name.zh))
    }

    /// Whose case it is that a device tells of, if that is known: it may have been told the wrong department.
    pub(super) fn department_of(&self, brought: &Brought) -> Result<Option<String>, Refusal> {
        let department = match brought {
            Brought::Known(case) => self.case(case)?.1.department,
            Brought::New(new) => self.department(new.department.as_deref())?,
        };
        Ok(department.and_then(|no| self.state.organisation.department(no)).map(|known| known.code.clone()))
    }

    fn open_desk(&self, transfer: TransferNo) -> Result<Desk, Refusal> {
        let unknown = || Refusal::new(Code::TransferUnknown).with("transfer", transfer);
        let open = self.state.transfers.get(transfer).ok_or_else(unknown)?;
        if open.closed.is_some() {
            return Err(Refusal::new(Code::TransferClosed).with("transfer", transfer));
        }
        if open.taken.len() >= CASES_PER_TRANSFER_MAX {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", CASES_PER_TRANSFER_MAX).with("what", "cases"));
        }
        Ok(open.desk)
    }

    fn gaps_of(&self, case: CaseNo) -> u16 {
        self.case_row(case).and_then(|row| row.gaps).unwrap_or_default()
    }

    /// Puts papers that waited into their folder, which whoever does it has in hand.
    pub(super) fn file_case(&mut self, folder: &str, case: &str) -> Result<CaseNo, Refusal> {
        let folder = self.find(folder)?;
        self.present(folder)?;
        let (case, row) = self.case(case)?;
        if row.folder != folder {
            let belongs = self.state.codes.own(row.folder);
            return Err(self
                .refusal(Code::CaseOfOtherFolder, folder)
                .with("case", self.state.cases.code(case))
                .with("belongs", belongs));
        }
        match row.phase {
            CasePhase::Waiting => self.put_into(case, &row),
            CasePhase::Filed => {}
            CasePhase::Announced => return Err(self.case_refusal(Code::CaseExpected, case)),
            CasePhase::Cancelled => return Err(self.case_refusal(Code::CaseCancelled, case)),
        }
        Ok(case)
    }

    /// The folder is here, whatever the record says: one that is only expected came with its papers, one that was missing
    /// turned up. One that is on loan was seen here, which contradicts the record as any sighting does; the papers wait on,
    /// on their list, until it is back by the record too, and its return says that they wait.
    fn put_into(&mut self, case: CaseNo, row: &CaseRow) {
        let folder = row.folder;
        let Some(custody) = self.state.custody.get(folder).copied() else { return };
        let desk = row.transfer.and_then(|transfer| self.state.transfers.get(transfer)).map(|transfer| transfer.desk);
        let desk = desk.unwrap_or(Desk::Reception);
        // Put in before the loan began, they went out with it.
        let lent = custody.borrower().is_some() && self.context.occurred_us >= custody.since_us;
        if custody.state == FolderState::Expected {
            self.record(Received { folder, desk });
        } else if lent || custody.state == FolderState::Missing {
            self.see(folder, Seen { at: SeenAt::Desk(desk), how: Handling::Seen, count: None, words: "" });
        }
        match lent {
            true => self.record(CaseWaitsOn { case, folder }),
            false => self.record(CaseFiled { case, folder }),
        }
    }

    /// A second person goes over an entry: not the one who took it over.
    pub(super) fn review(&mut self, case: &str, right: bool, note: &str) -> Result<CaseNo, Refusal> {
        let (case, row) = self.case(case)?;
        if !row.phase.has_come() {
            return Err(self.case_refusal(Code::CaseExpected, case));
        }
        if row.taken_by == Some(self.context.actor) {
            return Err(self.case_refusal(Code::ReviewByAnother, case));
        }
        let note = if right { None } else { Some(super::papers::reason(note)?) };
        if row.is_reviewed != right || !right {
            self.record(Event::CaseReviewed(CaseReviewed { case, folder: row.folder, right }, note));
        }
        Ok(case)
    }

    /// Certifies that a case is complete, while nothing is wanting; once, until something has been wanting since.
    pub(super) fn certify(&mut self, case: &str) -> Result<CaseNo, Refusal> {
        let (case, row) = self.case(case)?;
        if row.certificate.is_some() {
            return Ok(case);
        }
        let kind = self.type_of_case(&row)?;
        if !row.phase.has_come() {
            return Err(self.case_refusal(Code::CaseExpected, case));
        }
        if row.gaps != Some(0) {
            return Err(self.case_refusal(Code::CaseWanting, case).with("gaps", row.gaps.unwrap_or_default()));
        }
        if kind.needs_review && !row.is_reviewed {
            return Err(self.case_refusal(Code::ReviewNeeded, case));
        }
        self.record(CaseCertified { case, folder: row.folder, certificate: self.state.cases.next_certificate() });
        Ok(case)
    }

    /// Both sides confirm: the giver by his badge or password, the taker by being signed in.
    pub(super) fn close_transfer(
        &mut self,
        transfer: TransferNo,
        giver: PersonNo,
        by: Confirmation,
    ) -> Result<(), Refusal> {
        let unknown = || Refusal::new(Code::TransferUnknown).with("transfer", transfer);
        let open = self.state.transfers.get(transfer).ok_or_else(unknown)?;
        if open.closed.is_some() {
            return Err(Refusal::new(Code::TransferClosed).with("transfer", transfer));
        }
        let works = |person: &&Person| person.works_on(self.context.today);
        let unknown = || Refusal::new(Code::NotFound).with("what", "person").with("name", giver);
        self.person(giver).filter(works).ok_or_else(unknown)?;
        if self.context.actor == Actor::Person(giver) {
            return Err(Code::GiverIsTaker.into());
        }
        // Whoever belongs to no department may stand in for any.
        let belongs = self.person(giver).and_then(|person| person.facts.department);
        if belongs.is_some_and(|department| department != open.department) {
            let known = self.state.organisation.department(open.department).ok_or(Code::Internal)?;
            let refusal = Refusal::new(Code::GiverOfOtherDepartment).with("department", &known.code);
            return Err(refusal.with("name_en", &known.name.en).with("name_zh", &known.name.zh));
        }
        let gaps = open.taken.iter().map(|case| u32::from(self.gaps_of(*case))).sum();
        let cases = open.taken.len() as u32;
        self.record(TransferClosed { transfer, giver, by, cases, gaps });
        Ok(())
    }
}
