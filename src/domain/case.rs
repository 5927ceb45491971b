//! The case 业务单: one sale, one visit, one matter, with the papers that belong to it and the day they are due.
//!
//! Every case stands in exactly one folder; its business type says whether a folder collects one case, all cases of a
//! subject, those of a subject in a year, or those of a department in a year.

use super::business_type::BusinessType;
use super::calendar::Calendar;
use super::ids::{DepartmentNo, FolderNo, PersonNo, SubjectNo, TypeNo};
use super::refusal::Language;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How many cases one folder may hold.
pub const CASES_PER_FOLDER_MAX: usize = 1_000;

/// Where a case stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CasePhase {
    /// Announced; its papers have not come. 待移交
    Announced,
    /// Its papers are at a desk, its folder is not. 待归卷
    Waiting,
    /// Its papers are in their folder. 已归卷
    Filed,
    /// It was called off before anything came. 已取消
    Cancelled,
}

impl CasePhase {
    /// Every phase, in the order of a case's life.
    pub const ALL: [Self; 4] = [Self::Announced, Self::Waiting, Self::Filed, Self::Cancelled];

    /// The word for it in answers and queries.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Waiting => "waiting",
            Self::Filed => "filed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The phase as people read it.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Self::Announced => ("待移交", "not handed over"),
            Self::Waiting => ("待归卷", "waits for its folder"),
            Self::Filed => ("已归卷", "in its folder"),
            Self::Cancelled => ("已取消", "called off"),
        };
        if language == Language::Zh { zh } else { en }
    }

    /// Whether its papers came.
    #[must_use]
    pub fn has_come(self) -> bool {
        matches!(self, Self::Waiting | Self::Filed)
    }
}

/// The last day on which something is in time, as it was worked out when it was written. A checkpoint holds it too, so no
/// field of it may be left out when it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueDay {
    /// The day.
    pub date: NaiveDate,
    /// Whether a year on the way was not given out yet, and was counted by its weekends.
    #[serde(default)]
    pub is_provisional: bool,
    /// Whether somebody was granted more time before the day had passed.
    #[serde(default)]
    pub is_extended: bool,
}

/// When the papers of a case of this type are due whose deadline runs from a day; nothing if no rule says.
#[must_use]
pub fn hand_over_by(calendar: &Calendar, business_type: &BusinessType, from: Option<NaiveDate>) -> Option<DueDay> {
    let due = calendar.due(from?, business_type.hand_over_working_days?);
    Some(DueDay { date: due.date, is_provisional: due.is_provisional, is_extended: false })
}

/// What decisions need of a case and what seldom changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFacts {
    /// The folder it stands in.
    pub folder: FolderNo,
    /// What it is.
    pub business_type: TypeNo,
    /// The version of that type it was opened under: its checklist stays what it was.
    pub type_version: u32,
    /// The department that hands it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentNo>,
    /// Who answers for it there, if he has an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<PersonNo>,
    /// The day of the business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_date: Option<NaiveDate>,
    /// The day from which its deadline runs, such as the delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline_from: Option<NaiveDate>,
    /// When its papers are due; nothing if no rule says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<DueDay>,
    /// Whom or what it is about, where its folder holds cases of several; else that is whom its folder is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<SubjectNo>,
    /// The department's own number for it: a work order, a contract. Upper case, as codes are.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reference: String,
}

/// What the law may ask us to erase of a case; all in the words its users typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CaseDetails {
    /// Who answers for it, where he has no account.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub responsible: String,
    /// A free note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
