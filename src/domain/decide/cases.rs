//! Announcing cases, changing what is known of them, granting them more time.

use super::deadlines::EXTENSION_DAYS_MAX;
use super::folders::{FIRST_YEAR, bad};
use super::housing::Housed;
use super::{Draft, find_case};
use crate::domain::business_type::BusinessType;
use crate::domain::case::{CaseDetails, CaseFacts, CasePhase};
use crate::domain::code::{self, Template};
use crate::domain::command::{Brought, CaseCommand, NewCase, PaperCommand};
use crate::domain::event::{CaseCancelled, CaseOpened, Event, Sequence};
use crate::domain::ids::{CaseNo, DepartmentNo, PersonNo, TypeNo};
use crate::domain::limits::{DISPLAY_NAME_CHARS, REMARK_CHARS};
use crate::domain::person::Actor;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::CaseRow;
use chrono::{Datelike, Days, NaiveDate};
use std::sync::Arc;

/// The last year a case may be dated in: what is beyond was not typed for a date.
const LAST_YEAR: i32 = 2199;

impl Draft<'_> {
    pub(super) fn decide_case(&mut self, command: &CaseCommand) -> Result<(), Refusal> {
        match command {
            CaseCommand::Announce(cases) => self.each(cases, Self::announce),
            CaseCommand::Bring(cases) => self.each(cases, Self::bring_in),
            CaseCommand::OpenTransfer { department, desk } => self.open_transfer(department, *desk).map(drop),
            CaseCommand::CloseTransfer { transfer, giver, by } => self.close_transfer(*transfer, *giver, *by),
            CaseCommand::SetCalendar(calendar) => self.set_calendar(calendar),
            CaseCommand::RecountDue { version, reason } => self.recount_due(*version, reason),
            CaseCommand::Paper(PaperCommand::ReturnShort { folder, desk, short, note }) => {
                self.come_back_short(folder, *desk, short, note)
            }
            one => {
                let before = self.steps.len();
                let outcome = match (self.decide_one_case(one), one) {
                    // What a device saw is recorded, though nobody can make out what it was.
                    (Err(refusal), CaseCommand::Paper(seen)) if self.context.queued && seen.is_observation() => {
                        self.roll_back(before);
                        self.keep_unmatched(seen);
                        Err(refusal)
                    }
                    (outcome, _) => Ok(outcome?.into()),
                };
                if outcome.is_ok() && self.steps.len() == before {
                    self.unchanged.push(self.outcomes.len());
                }
                self.outcomes.push(outcome);
                Ok(())
            }
        }
    }

    /// What is about one case, and about which.
    fn decide_one_case(&mut self, command: &CaseCommand) -> Result<CaseNo, Refusal> {
        match command {
            CaseCommand::Edit(patch) => self.edit_case(patch),
            CaseCommand::Extend { case, due, reason } => self.extend(case, *due, reason),
            CaseCommand::RefuseExtension { case, reason } => self.refuse_extension(case, reason),
            CaseCommand::Cancel { case, reason } => self.cancel_case(case, reason),
            CaseCommand::Receive { transfer, case, papers } => self.receive_case(*transfer, case, papers),
            CaseCommand::ReceiveNew { transfer, new, papers } => self.receive_new(*transfer, new, papers),
            CaseCommand::TakeOver { department, desk, brought, papers } => {
                let whose = self.department_of(brought)?.unwrap_or_else(|| department.clone());
                let transfer = self.open_transfer(&whose, *desk)?;
                match brought {
                    Brought::Known(case) => self.receive_case(transfer, case, papers),
                    Brought::New(new) => self.receive_new(transfer, new, papers),
                }
            }
            CaseCommand::TurnAway { transfer, case, papers, reason } => self.turn_away(*transfer, case, papers, reason),
            CaseCommand::NotePapers { case, papers } => self.note_papers(case, papers),
            CaseCommand::File { folder, case } => self.file_case(folder, case),
            CaseCommand::Review { case, right, note } => self.review(case, *right, note),
            CaseCommand::Certify { case } => self.certify(case),
            CaseCommand::Paper(command) => self.decide_paper(command),
            // Above.
            CaseCommand::Announce(_)
            | CaseCommand::Bring(_)
            | CaseCommand::OpenTransfer { .. }
            | CaseCommand::CloseTransfer { .. }
            | CaseCommand::RecountDue { .. }
            | CaseCommand::SetCalendar(_) => Err(Code::Internal.into()),
        }
    }

    /// Opens a case, in the folder its type's scope asks for.
    pub(super) fn announce(&mut self, new: &NewCase) -> Result<CaseNo, Refusal> {
        let (type_no, business_type) = self.business_type(&new.business_type)?;
        check_case_date(new.business_date)?;
        self.check_deadline_from(new.deadline_from)?;
        let department = self.own_department(new.department.as_deref())?;
        let reference = read_reference(&new.reference)?;
        self.check_announced_once(&reference, type_no, department)?;
        let details = details(&new.responsible_name, &new.note)?;
        let responsible = self.responsible(new.responsible)?;
        let Housed { folder, subject } = self.house(new, type_no, &business_type, department)?;
        let deadline_from = new.deadline_from.or(self.in_sight(new.business_date));
        let (code, sequence) = self.case_code(&business_type, new.business_date)?;
        let case = CaseNo(self.state.cases.len() as u32);
        let facts = CaseFacts {
            folder,
            business_type: type_no,
            type_version: business_type.version,
            department,
            responsible,
            subject,
            business_date: new.business_date,
            deadline_from,
            due: self.hand_over_by(&business_type, deadline_from),
            reference,
        };
        self.record(Event::CaseOpened(CaseOpened { case, code, sequence, facts }, Some(details)));
        self.call_for(case, &business_type, &new.called_for)?;
        Ok(case)
    }

    /// A department's clerk announces for his department; whoever keeps the archive, for any.
    pub(super) fn own_department(&self, asked: Option<&str>) -> Result<Option<DepartmentNo>, Refusal> {
        let asked = self.department(asked)?;
        let Some(own) = self.bound_to() else { return Ok(asked) };
        match asked {
            Some(asked) if Some(asked) != own => Err(Code::NotAllowed.into()),
            _ => Ok(own),
        }
    }

    /// The department an actor is bound to, if he is: he works for one and does not keep the archive.
    pub(super) fn bound_to(&self) -> Option<Option<DepartmentNo>> {
        let person = self.actor()?;
        (!person.facts.role.may(Permission::CaseReceive)).then_some(person.facts.department)
    }

    /// Refuses a second announcement of one case.
    pub(super) fn check_announced_once(
        &self,
        reference: &str,
        business_type: TypeNo,
        department: Option<DepartmentNo>,
    ) -> Result<(), Refusal> {
        let same = |case: &&CaseNo| {
            let row = self.state.cases.get(**case);
            row.is_some_and(|row| {
                (row.business_type, row.department) == (business_type, department) && row.phase != CasePhase::Cancelled
            })
        };
        match self.state.cases.by_reference(reference).iter().find(same) {
            Some(case) => Err(self.case_refusal(Code::CaseAnnounced, *case)),
            None => Ok(()),
        }
    }

    /// The last day from which a deadline may run.
    fn furthest(&self) -> NaiveDate {
        self.context.today.checked_add_days(Days::new(EXTENSION_DAYS_MAX)).unwrap_or(self.context.today)
    }

    /// The day of a business as the day from which a deadline runs, unless it is so far ahead that it is a slip.
    pub(super) fn in_sight(&self, date: Option<NaiveDate>) -> Option<NaiveDate> {
        date.filter(|date| *date <= self.furthest())
    }

    /// A deadline runs from a day that is past, or from one that is in sight: a delivery that was agreed on.
    pub(super) fn check_deadline_from(&self, date: Option<NaiveDate>) -> Result<(), Refusal> {
        let limit = self.furthest();
        match date {
            Some(date) if date > limit || date.year() < FIRST_YEAR => {
                Err(bad("deadline_from", &format!("{FIRST_YEAR}-01-01 – {limit}")))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn responsible(&self, person: Option<PersonNo>) -> Result<Option<PersonNo>, Refusal> {
        let Some(no) = person else { return Ok(None) };
        let unknown = || Refusal::new(Code::NotFound).with("what", "person").with("name", no);
        self.person(no).map(|_| Some(no)).ok_or_else(unknown)
    }

    fn case_code(&self, business_type: &BusinessType, date: Option<NaiveDate>) -> Result<(String, Sequence), Refusal> {
        let template = Template::parse(&business_type.case_template).map_err(|fault| {
            Refusal::new(Code::CodeInvalid).with("code", &business_type.case_template).in_words(
                "detail",
                fault.en(),
                fault.zh(),
            )
        })?;
        let date = date.filter(|date| *date <= self.context.today).unwrap_or(self.context.today);
        let fonds = &self.state.organisation.settings().fonds;
        let prefix = template.series(&business_type.code, date, fonds);
        let used_up = || Refusal::new(Code::LimitExceeded).with("limit", u32::MAX).with("what", &prefix);
        let number = self.state.cases.last_in_sequence(&prefix).checked_add(1).ok_or_else(used_up)?;
        Ok((template.render(&business_type.code, date, u64::from(number), fonds), Sequence { prefix, number }))
    }

    fn cancel_case(&mut self, case: &str, reason: &str) -> Result<CaseNo, Refusal> {
        let reason = super::papers::reason(reason)?;
        let (case, row) = self.case(case)?;
        match row.phase {
            CasePhase::Cancelled => Ok(case),
            CasePhase::Announced => {
                self.check_not_late_already(Code::LateStands, case, row.due)?;
                self.record(Event::CaseCancelled(CaseCancelled { case, folder: row.folder }, Some(reason)));
                Ok(case)
            }
            CasePhase::Waiting | CasePhase::Filed => Err(self.received_already(case)),
        }
    }

    /// The one case that answers to a text, as far as the actor may see.
    pub(super) fn case(&self, text: &str) -> Result<(CaseNo, CaseRow), Refusal> {
        let case = find_case(self.state, &self.sight, text)?;
        Ok((case, *self.case_row(case).ok_or(Code::Internal)?))
    }

    pub(super) fn case_row(&self, case: CaseNo) -> Option<&CaseRow> {
        self.state.cases.get(case)
    }

    /// The version of its business type whose checklist holds for a case.
    pub(super) fn type_of_case(&self, row: &CaseRow) -> Result<Arc<BusinessType>, Refusal> {
        let organisation = &self.state.organisation;
        let version = organisation.business_type_version(row.business_type, row.type_version);
        Ok(version.ok_or(Code::Internal)?.clone())
    }

    /// A refusal about a case.
    pub(super) fn case_refusal(&self, code: Code, case: CaseNo) -> Refusal {
        Refusal::new(code).with("case", self.state.cases.code(case))
    }

    /// The refusal of a case that somebody else was quicker to take over: who it was, and in which transfer.
    pub(super) fn received_already(&self, case: CaseNo) -> Refusal {
        let row = self.case_row(case);
        let taker = row.and_then(|row| row.taken_by);
        let name = match taker {
            Some(Actor::Person(no)) => self.person(no).map(|person| person.details.display_name.clone()),
            _ => None,
        };
        let refusal = self.case_refusal(Code::CaseReceived, case).with("taker", name.unwrap_or_else(|| "–".to_owned()));
        match row.and_then(|row| row.transfer) {
            Some(transfer) => refusal.with("transfer", transfer),
            None => refusal,
        }
    }
}

/// A day of this calendar. One that is unlikely is taken and flagged: what holds up the queue is not mended but left out.
pub(super) fn check_case_date(date: Option<NaiveDate>) -> Result<(), Refusal> {
    match date {
        Some(date) if !(FIRST_YEAR..=LAST_YEAR).contains(&date.year()) => {
            Err(bad("business_date", &format!("{FIRST_YEAR} – {LAST_YEAR}")))
        }
        _ => Ok(()),
    }
}

pub(super) fn read_reference(text: &str) -> Result<String, Refusal> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    code::read_code(text).map_err(|fault| fault.refuse(text))
}

pub(super) fn details(responsible: &str, note: &str) -> Result<CaseDetails, Refusal> {
    let too_long = |limit: usize| Refusal::new(Code::LimitExceeded).with("limit", limit).with("what", "characters");
    let (responsible, note) = (responsible.trim(), note.trim());
    if responsible.chars().count() > DISPLAY_NAME_CHARS {
        return Err(too_long(DISPLAY_NAME_CHARS));
    }
    if note.chars().count() > REMARK_CHARS {
        return Err(too_long(REMARK_CHARS));
    }
    Ok(CaseDetails { responsible: responsible.to_owned(), note: note.to_owned() })
}
