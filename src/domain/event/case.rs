//! The facts of cases, their papers, and the transfers in which they are handed over.

use crate::domain::calendar::Calendar;
use crate::domain::case::{CaseFacts, DueDay};
use crate::domain::event::Sequence;
use crate::domain::folder::Desk;
use crate::domain::ids::{CaseNo, DepartmentNo, FolderNo, PersonNo, TransferNo};
use crate::domain::paper::{Paper, PaperNo};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The archive's working days were set; all of them, as they are now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarSet {
    /// The calendar.
    pub calendar: Calendar,
}

/// A case was announced, or came unannounced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseOpened {
    /// Its number.
    pub case: CaseNo,
    /// Its code, on its slip.
    pub code: String,
    /// The running number its code was made from.
    pub sequence: Sequence,
    /// What it is.
    pub facts: CaseFacts,
}

/// A case's data were changed; all of them, as they are now. Its folder stays: papers are moved by events of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseEdited {
    /// The case.
    pub case: CaseNo,
    /// What it is now.
    pub facts: CaseFacts,
    /// The ids of what changed, for its history.
    pub changed: Vec<String>,
}

/// The day by which a case had to come was moved, although the case was settled: its papers had come, or the day was over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueMoved {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// When it was due.
    pub before: DueDay,
    /// When it is due now; nothing if no rule says any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<DueDay>,
}

/// A case that was settled by its day counts for another department or another person from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseReassigned {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// For which department it counted before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentNo>,
    /// For whom it counted before, if he has an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<PersonNo>,
}

/// The day by which a case has to come was counted anew, by a calendar that was put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueRecounted {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// When it was due.
    pub before: DueDay,
    /// When it is due now.
    pub due: DueDay,
}

/// A department asked for more time before the day had passed; who keeps the archive grants or refuses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionAsked {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// The day that is asked for.
    pub until: NaiveDate,
}

/// More time was not granted: the day stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionRefused {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
}

/// A case belongs in another folder, before any of its papers were put into one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseMoved {
    /// The case.
    pub case: CaseNo,
    /// The folder it was to go into.
    pub folder: FolderNo,
    /// The folder it belongs in.
    pub into: FolderNo,
}

/// A case is of another business type, or was opened under the wrong one: its papers are those of that type's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRetyped {
    /// The case.
    pub case: CaseNo,
    /// What it is now.
    pub facts: CaseFacts,
    /// What was noted of its papers, by their numbers in the new list.
    pub papers: Vec<Paper>,
    /// Their numbers before and now; what is not among them is asked for no more.
    pub renumbered: Vec<(PaperNo, PaperNo)>,
    /// How many gaps it has now; nothing if nobody looked at its papers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gaps: Option<u16>,
}

/// More time was granted before the day had passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseExtended {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// When it is due now.
    pub due: DueDay,
}

/// A case was called off before any of its papers came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseCancelled {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
}

/// What somebody found of a case's papers. Papers that are not named stay as they were noted before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PapersNoted {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// The papers, in order.
    pub papers: Vec<Paper>,
    /// How many gaps the case has now.
    pub gaps: u16,
}

/// What was said of papers: reasons, and the names of those that are on no list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PaperRemarks {
    /// Why a paper is wrong or unfit, or anything else to be known of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<(PaperNo, String)>,
    /// What papers beyond the list are called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<(PaperNo, String)>,
}

/// A case's papers came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseReceived {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// The transfer it came in.
    pub transfer: TransferNo,
    /// The day on which it came, by the archive's time zone.
    pub day: NaiveDate,
    /// The day by which it had to come, as it stood then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<DueDay>,
    /// Whether it came on that day or before; nothing if no day was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_time: Option<bool>,
    /// How many gaps it came with.
    pub gaps: u16,
    /// Whether its folder is elsewhere, so that the papers wait at the desk.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub waits: bool,
}

/// A case was brought and not taken, because its type takes no gaps: its papers went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseTurnedAway {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// The transfer it was brought in.
    pub transfer: TransferNo,
    /// How many gaps it had.
    pub gaps: u16,
}

/// Papers that waited were put into their folder. 归卷
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFiled {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
}

/// Papers had not been put into their folder after all: they wait on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseUnfiled {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
}

/// Papers were to be put into their folder, which by the record is with somebody: they wait on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseWaitsOn {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
}

/// A second person went over the entry of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseReviewed {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// Whether it is right as it stands.
    pub right: bool,
}

/// It was certified that a case is complete; what depends on it, such as a payment, may go ahead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseCertified {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// The certificate's running number, from 1, never given twice.
    pub certificate: u32,
}

/// A department began to hand cases over at a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferOpened {
    /// Its number.
    pub transfer: TransferNo,
    /// The department.
    pub department: DepartmentNo,
    /// The desk.
    pub desk: Desk,
}

/// How the giver of a transfer confirmed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// His badge was scanned at the desk.
    Badge,
    /// He typed his password.
    Password,
}

/// Both sides confirmed a transfer. It is closed for ever, and its register is what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferClosed {
    /// The transfer.
    pub transfer: TransferNo,
    /// Who handed over. Who took over is the frame's actor.
    pub giver: PersonNo,
    /// How he confirmed it.
    pub by: Confirmation,
    /// How many cases were taken.
    pub cases: u32,
    /// How many gaps they had together.
    pub gaps: u32,
}
