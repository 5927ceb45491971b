//! A case as decisions and lists see it: one row of fixed size.

use crate::domain::case::{CaseFacts, CasePhase, DueDay};
use crate::domain::folder::Actor;
use crate::domain::ids::{DepartmentNo, FolderNo, PersonNo, SubjectNo, TransferNo, TypeNo};
use crate::domain::state::Stamp;
use chrono::{DateTime, Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// What is dated so or before was hardly handed over by somebody who types: 1970 is where computers begin to count.
const ODD_YEAR: i32 = 1970;
/// How many days a date may lie from where one would expect it.
const ODD_DAYS: i64 = 366;

/// A case in a row of fixed size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// The folder it stands in.
    pub folder: FolderNo,
    /// What it is.
    pub business_type: TypeNo,
    /// The version of that type whose checklist holds.
    pub type_version: u32,
    /// The department that hands it over.
    pub department: Option<DepartmentNo>,
    /// Whom or what it is about, where its folder holds cases of several.
    pub subject: Option<SubjectNo>,
    /// Who answers for it there.
    pub responsible: Option<PersonNo>,
    /// The day of the business.
    pub business_date: Option<NaiveDate>,
    /// The day from which its deadline runs.
    pub deadline_from: Option<NaiveDate>,
    /// When its papers are due.
    pub due: Option<DueDay>,
    /// Whether that day was moved after the case was settled by it, or by whoever hands over.
    pub due_moved: bool,
    /// Until when more time was asked for, while nobody has granted or refused it.
    pub asked_until: Option<NaiveDate>,
    /// Whether it counted for another department or person when it was settled.
    pub reassigned: bool,
    /// Where it stands in its life.
    pub phase: CasePhase,
    /// How many gaps it has; nothing before anybody looked at its papers.
    pub gaps: Option<u16>,
    /// How many gaps it had when its papers were brought first, whether they were taken or not.
    pub gaps_at_first: Option<u16>,
    /// The transfer it came in.
    pub transfer: Option<TransferNo>,
    /// Who took it over.
    pub taken_by: Option<Actor>,
    /// About when it was opened: the day by UTC.
    pub opened_on: Option<NaiveDate>,
    /// When its papers came, microseconds since 1970 UTC; 0 before.
    pub received_us: i64,
    /// The day of the archive's time zone on which they came.
    pub received_on: Option<NaiveDate>,
    /// Whether they came in time, by the day on which they are due now; nothing before, and where no day is set.
    pub in_time: Option<bool>,
    /// Whether a second person went over it since its papers were noted last, and found it right.
    pub is_reviewed: bool,
    /// The number of its certificate, while nothing has been wanting since it was given.
    pub certificate: Option<u32>,
    /// The last frame that changed its data: its version for an edit.
    pub edited_seq: u64,
    /// The last frame that changed anything about it.
    pub changed_seq: u64,
}

impl CaseRow {
    /// Whether one of its dates is likely to be a slip of the hand. Nothing is refused for that: it stands on the list of
    /// what is to be mended.
    #[must_use]
    pub fn has_odd_dates(&self, today: NaiveDate) -> bool {
        self.has_odd_business_date(today) || self.has_odd_deadline()
    }

    /// Whether the day of the business is likely to be a slip of the hand: before there were computers, yet to come, or
    /// long past when the case was opened, unless it is old stock.
    #[must_use]
    pub fn has_odd_business_date(&self, today: NaiveDate) -> bool {
        let old_stock = self.phase == CasePhase::Filed && self.received_on.is_none();
        let long_past =
            |date: NaiveDate| !old_stock && self.opened_on.is_some_and(|on| (on - date).num_days() > ODD_DAYS);
        self.business_date.is_some_and(|date| date.year() <= ODD_YEAR || date > today || long_past(date))
    }

    /// Whether the day from which its deadline runs is likely to be a slip of the hand.
    #[must_use]
    pub fn has_odd_deadline(&self) -> bool {
        let far = |from: NaiveDate, date: NaiveDate| (from - date).num_days().abs() > ODD_DAYS;
        self.deadline_from.zip(self.business_date).is_some_and(|(from, date)| far(from, date))
            || self.deadline_from.is_some_and(|from| from.year() <= ODD_YEAR)
    }

    /// Sets the day. One that was wrong, or not known, when the papers came is judged by as soon as it is put right.
    pub(super) fn is_due(&mut self, due: Option<DueDay>) {
        self.due = due;
        self.in_time = self.received_on.and_then(|day| Some(day <= due?.date));
    }

    /// Whether its papers came and something of them is wanting.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.phase.has_come() && self.gaps.is_some_and(|gaps| gaps > 0)
    }
}

pub(super) fn new_row(stamp: Stamp, facts: &CaseFacts) -> CaseRow {
    CaseRow {
        folder: facts.folder,
        business_type: facts.business_type,
        type_version: facts.type_version,
        department: facts.department,
        responsible: facts.responsible,
        subject: facts.subject,
        business_date: facts.business_date,
        deadline_from: facts.deadline_from,
        due: facts.due,
        due_moved: false,
        asked_until: None,
        reassigned: false,
        phase: CasePhase::Announced,
        gaps: None,
        gaps_at_first: None,
        transfer: None,
        taken_by: None,
        opened_on: DateTime::from_timestamp_micros(stamp.occurred_us).map(|at| at.date_naive()),
        received_us: 0,
        received_on: None,
        in_time: None,
        is_reviewed: false,
        certificate: None,
        edited_seq: stamp.seq,
        changed_seq: stamp.seq,
    }
}
