//! The archive's working days, and the deadlines that had to be guessed for want of them.

use super::Draft;
use super::folders::bad;
use crate::domain::business_type::BusinessType;
use crate::domain::calendar::{Calendar, CalendarIssue};
use crate::domain::case::{CasePhase, DueDay, hand_over_by};
use crate::domain::command::MAX_EVENTS_PER_COMMAND;
use crate::domain::event::{
    CalendarSet, CaseEdited, CaseExtended, DueRecounted, Event, ExtensionAsked, ExtensionRefused,
};
use crate::domain::ids::CaseNo;
use crate::domain::refusal::{Code, Refusal};
use chrono::{Days, NaiveDate};

/// How many deadlines one command sets anew; the same command sent again goes on.
pub const DEADLINES_PER_COMMAND: usize = MAX_EVENTS_PER_COMMAND / 2;

/// For how many days more time may be granted.
pub(super) const EXTENSION_DAYS_MAX: u64 = 366;

impl Draft<'_> {
    /// Grants more time; for whoever hands over, asks for it. What was late stays late: it is asked for before the day has
    /// passed, and what was asked for then may be granted later, so that nobody is late for having waited for an answer.
    pub(super) fn extend(&mut self, case: &str, due: NaiveDate, reason: &str) -> Result<CaseNo, Refusal> {
        let reason = super::papers::reason(reason)?;
        let (case, row) = self.case(case)?;
        let asked = row.asked_until;
        match row.phase {
            CasePhase::Cancelled => return Err(self.case_refusal(Code::CaseCancelled, case)),
            CasePhase::Waiting | CasePhase::Filed if asked.is_none() => return Err(self.received_already(case)),
            _ => {}
        }
        let before = row.due.ok_or_else(|| self.case_refusal(Code::CaseNotDue, case))?;
        let is_over = self.context.today > before.date;
        let asks = self.bound_to().is_some();
        let furthest = before.date.checked_add_days(Days::new(EXTENSION_DAYS_MAX)).unwrap_or(before.date);
        let limit = match asked.filter(|_| !asks) {
            Some(asked) if is_over => asked,
            None if is_over => {
                return Err(self.case_refusal(Code::ExtensionTooLate, case).with("due", before.date));
            }
            _ => furthest,
        };
        if due <= before.date || due > limit {
            return Err(bad("due", &format!("{} – {limit}", before.date)));
        }
        let folder = row.folder;
        if asks {
            self.record(Event::ExtensionAsked(ExtensionAsked { case, folder, until: due }, Some(reason)));
        } else {
            let due = DueDay { date: due, is_provisional: false, is_extended: true };
            self.record(Event::CaseExtended(CaseExtended { case, folder, due }, Some(reason)));
        }
        Ok(case)
    }

    /// Lets the day stay as it is, though more time was asked for.
    pub(super) fn refuse_extension(&mut self, case: &str, reason: &str) -> Result<CaseNo, Refusal> {
        let reason = super::papers::reason(reason)?;
        let (case, row) = self.case(case)?;
        if row.asked_until.is_none() {
            return Err(self.case_refusal(Code::ExtensionUnasked, case));
        }
        let folder = row.folder;
        self.record(Event::ExtensionRefused(ExtensionRefused { case, folder }, Some(reason)));
        Ok(case)
    }

    /// When the papers of a case are due.
    pub(super) fn hand_over_by(&self, business_type: &BusinessType, from: Option<NaiveDate>) -> Option<DueDay> {
        hand_over_by(self.state.organisation.calendar(), business_type, from)
    }

    /// Sets the working days. What was due by a year that nobody had given out is due anew; what was certain stays.
    /// A calendar that says which version it follows is refused when there is a newer one.
    pub(super) fn set_calendar(&mut self, calendar: &Calendar) -> Result<(), Refusal> {
        let unfit = |issue: CalendarIssue| Refusal::bad_in_words("calendar", &issue.to_string(), &issue.zh());
        calendar.check().map_err(unfit)?;
        let before = self.state.organisation.calendar();
        if calendar.version != 0 && calendar.version != before.version {
            return Err(Code::Stale.into());
        }
        let calendar = Calendar { version: before.version, ..calendar.clone() };
        if calendar != **before {
            let version = before.version.saturating_add(1);
            self.record(CalendarSet { calendar: Calendar { version, ..calendar } });
        }
        self.settle_provisional()
    }

    fn settle_provisional(&mut self) -> Result<(), Refusal> {
        let guessed = |case: &CaseNo| {
            let due = self.case_row(*case).and_then(|row| row.due);
            due.is_some_and(|due| due.is_provisional && !due.is_extended)
        };
        let cases: Vec<CaseNo> = self.state.cases.announced().filter(guessed).collect();
        for case in cases {
            if self.outcomes.len() >= DEADLINES_PER_COMMAND {
                break;
            }
            let mut facts = self.state.cases.facts(case).ok_or(Code::Internal)?;
            let Some(row) = self.case_row(case).copied() else { continue };
            let due = self.hand_over_by(&*self.type_of_case(&row)?, facts.deadline_from);
            // A day whose beginning is not known any more stays.
            if due.is_none() || due == facts.due {
                continue;
            }
            facts.due = due;
            self.record(Event::CaseEdited(CaseEdited { case, facts, changed: vec!["due".to_owned()] }, None));
            self.outcomes.push(Ok(case.into()));
        }
        Ok(())
    }

    /// Counts the days anew by which open cases are due, where the calendar as it is now says another one than the record.
    /// The version says which calendar that was looked at; the same act again goes on where a frame is full.
    pub(super) fn recount_due(&mut self, version: u32, reason: &str) -> Result<(), Refusal> {
        let reason = super::papers::reason(reason)?;
        if version != self.state.organisation.calendar().version {
            return Err(Code::Stale.into());
        }
        let found: Vec<_> = self.state.due_otherwise().take(DEADLINES_PER_COMMAND).collect();
        for (case, due) in found {
            let Some(row) = self.case_row(case) else { continue };
            let Some(before) = row.due else { continue };
            let recounted = DueRecounted { case, folder: row.folder, before, due };
            self.record(Event::DueRecounted(recounted, Some(reason.clone())));
            self.outcomes.push(Ok(case.into()));
        }
        Ok(())
    }
}
