//! The facts of folder surgery: volumes, folders merged and split, labels swapped and printed anew, loans taken over.

use crate::domain::ids::{CaseNo, FolderNo, PersonNo};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A folder became a volume of a file: one file in several folders, which stand and are lent each by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolumeAdded {
    /// The file, by its first volume.
    pub file: FolderNo,
    /// The folder.
    pub folder: FolderNo,
    /// Its number in the file; the first volume is 1.
    pub volume: u16,
}

/// A folder is no longer a volume of a file; what is left of the file keeps its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolumeLeft {
    /// The file, by its first volume.
    pub file: FolderNo,
    /// The folder.
    pub folder: FolderNo,
}

/// Two folders were one: what was in the first is in the second, which answers to its codes from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoldersMerged {
    /// What is no longer a folder of its own.
    pub from: FolderNo,
    /// What it is part of.
    pub into: FolderNo,
    /// Attachments that went along: their numbers before and now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<(u32, u32)>,
}

/// Cases were taken out of a folder, with their papers, and put into another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderSplit {
    /// Where they were.
    pub from: FolderNo,
    /// Where they are.
    pub into: FolderNo,
    /// The cases.
    pub cases: Vec<CaseNo>,
}

/// Two folders carried each other's label. What is known of their papers stays with their codes; where they are, who has
/// them and what belongs to that was told of the other one, and is set right by the events beside this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelsSwapped {
    /// The one.
    pub one: FolderNo,
    /// The other.
    pub other: FolderNo,
    /// Since when, if somebody knows: what was scanned since then was scanned of the other one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
}

/// Why a label is to be printed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReprintWhy {
    /// It can hardly be read, or is gone.
    Damaged,
    /// It stood on another folder.
    Swapped,
    /// The folder is new and has none yet.
    New,
}

/// A folder needs a new label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReprintAsked {
    /// The folder.
    pub folder: FolderNo,
    /// Why.
    pub why: ReprintWhy,
}

/// A folder has its new label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reprinted {
    /// The folder.
    pub folder: FolderNo,
}

/// A loan passed from one borrower to another, who scanned the folder. The day it is due stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoanTakenOver {
    /// The folder.
    pub folder: FolderNo,
    /// Who had it.
    pub from: PersonNo,
    /// Who has it.
    pub to: PersonNo,
}
