//! The archive's working days, and the deadlines that had to be guessed for want of them.

use super::Draft;
use super::folders::bad;
use crate::domain::business_type::BusinessType;
use crate::domain::calendar::Calendar;
use crate::domain::case::DueDay;
use crate::domain::command::MAX_EVENTS_PER_COMMAND;
use crate::domain::event::{CalendarSet, CaseEdited, Event};
use crate::domain::ids::CaseNo;
use crate::domain::refusal::{Code, Refusal};
use chrono::NaiveDate;

/// How many deadlines one command sets anew; the same command sent again goes on.
pub const DEADLINES_PER_COMMAND: usize = MAX_EVENTS_PER_COMMAND / 2;

impl Draft<'_> {
    /// When the papers of a case are due.
    pub(super) fn hand_over_by(&self, business_type: &BusinessType, from: Option<NaiveDate>) -> Option<DueDay> {
        let due = self.state.organisation.calendar().due(from?, business_type.hand_over_working_days?);
        Some(DueDay { date: due.date, is_provisional: due.is_provisional, is_extended: false })
    }

    /// Sets the working days. What was due by a year that nobody had given out is due anew; what was certain stays.
    /// A calendar that says which version it follows is refused when there is a newer one.
    pub(super) fn set_calendar(&mut self, calendar: &Calendar) -> Result<(), Refusal> {
        calendar.check().map_err(|issue| bad("calendar", &issue.to_string()))?;
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
            if due == facts.due {
                continue;
            }
            facts.due = due;
            self.record(Event::CaseEdited(CaseEdited { case, facts, changed: vec!["due".to_owned()] }, None));
            self.outcomes.push(Ok(case.into()));
        }
        Ok(())
    }
}
