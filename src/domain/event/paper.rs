//! The facts of single papers: lent, returned, short, moved, withdrawn, found. Each says what the paper is afterwards and
//! how many gaps its case then has.

use crate::domain::absence::Absent;
use crate::domain::ids::{CaseNo, FolderNo, PersonNo};
use crate::domain::paper::{Paper, PaperNo};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A paper was lent alone; a slip stands in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperLent {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// The paper.
    pub paper: PaperNo,
    /// To whom.
    pub borrower: PersonNo,
    /// Until when.
    pub due: NaiveDate,
}

/// A paper is with the others again: it was lent, short, in another folder, withdrawn or missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperReturned {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// The paper, as it is now.
    pub paper: Paper,
    /// Who answered for it until now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub borrower: Option<PersonNo>,
    /// How many gaps the case has now.
    pub gaps: u16,
}

/// A folder came back without a paper that its contents list names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperShort {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// The paper, as it is now: missing.
    pub paper: Paper,
    /// Who had the folder, and answers for the paper until it is there again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub borrower: Option<PersonNo>,
    /// The day by which it should have been back: that of the folder's return.
    pub due: NaiveDate,
    /// How many gaps the case has now.
    pub gaps: u16,
}

/// A paper belongs to another case from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperMoved {
    /// The case it was of.
    pub case: CaseNo,
    /// That case's folder.
    pub folder: FolderNo,
    /// What is left of it there.
    pub paper: Paper,
    /// How many gaps that case has now.
    pub gaps: u16,
    /// The case it is of now.
    pub to: CaseNo,
    /// That case's folder.
    pub to_folder: FolderNo,
    /// What it is there.
    pub to_paper: Paper,
    /// How many gaps that case has now.
    pub to_gaps: u16,
}

/// Why a paper was moved, and what it is called where it is on no list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MoveDetails {
    /// Why, in the mover's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What the paper is called in the case it went to, if that case's list does not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// A paper was taken out for good, lawfully.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperWithdrawn {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// The paper, as it is now.
    pub paper: Paper,
    /// How many gaps the case has now.
    pub gaps: u16,
}

/// A paper was seen in a folder: its own or another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperSighted {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// The paper.
    pub paper: PaperNo,
    /// The folder in which it was seen.
    pub at: FolderNo,
    /// The paper as it is now; nothing if the record stays as it was, because somebody has it on loan, say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Paper>,
    /// How many gaps the case has now.
    pub gaps: u16,
}

/// The record of a paper was set, because what was done with it was undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperSet {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// The paper.
    pub paper: PaperNo,
    /// What is noted of it; nothing if it was not noted at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Paper>,
    /// Where it is, if not with the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent: Option<Absent>,
    /// How many gaps the case has now.
    pub gaps: u16,
}
