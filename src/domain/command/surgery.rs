//! Wishes about folders that grew too thick, were registered twice, hold what belongs apart, carry each other's label, or
//! are with somebody who leaves.

use super::Placement;
use crate::domain::event::ReprintWhy;
use crate::domain::folder::FolderDetails;
use crate::domain::ids::PersonNo;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A wish about folders as things of paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum SurgeryCommand {
    /// Begin another volume of a folder's file.
    AddVolume(SplitOff),
    /// Let a folder that is there be the next volume of another one's file.
    JoinFile {
        /// The folder.
        folder: String,
        /// A folder of the file; the first volume, if it is a file of its own.
        file: String,
    },
    /// Let a folder be no volume of its file any more.
    LeaveFile {
        /// The folder.
        folder: String,
    },
    /// Take cases with their papers out of a folder and put them into a new one, or into a new volume of its file.
    Split {
        /// The new folder.
        off: SplitOff,
        /// The cases, by their codes.
        cases: Vec<String>,
        /// Whether the new folder is a volume of the file, rather than a folder of its own.
        as_volume: bool,
        /// Why.
        reason: String,
    },
    /// Put what is in one folder into another: both were one.
    Merge(Box<FolderMerge>),
    /// Lend all volumes of a folder's file together, or none.
    LendFile {
        /// One of them.
        folder: String,
        /// To whom.
        borrower: PersonNo,
        /// Until when; by default as long as the business type allows.
        due: Option<NaiveDate>,
        /// Why, in the borrower's words.
        purpose: String,
    },
    /// Two folders carry each other's label.
    SwapLabels {
        /// The one.
        one: String,
        /// The other.
        other: String,
        /// Since when.
        since: Option<NaiveDate>,
        /// How it came out.
        reason: String,
    },
    /// These folders need a new label.
    AskReprint {
        /// The folders.
        folders: Vec<String>,
        /// Why.
        why: ReprintWhy,
    },
    /// These folders have their new label.
    NoteReprinted {
        /// The folders.
        folders: Vec<String>,
    },
    /// Somebody takes over what another one has on loan, folder by folder as he scans them.
    TakeOver {
        /// The folders.
        folders: Vec<String>,
        /// Who has them, if it must be he.
        from: Option<PersonNo>,
        /// Who takes them over.
        to: PersonNo,
    },
}

/// A new folder beside one that is there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SplitOff {
    /// The folder that is there.
    pub folder: String,
    /// The new one's own code; by default made from the type's template.
    pub code: Option<String>,
    /// How thick the new one is; by default as the type says.
    pub thickness_mm: Option<u32>,
    /// How thick the old one is now; by default as before.
    pub rest_mm: Option<u32>,
    /// Where the new one stands or is to stand.
    pub placement: Placement,
}

/// Two folders that were one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderMerge {
    /// What is no longer to be a folder of its own.
    pub from: String,
    /// What stays.
    pub into: String,
    /// How thick the one that stays is then; by default as thick as both.
    pub thickness_mm: Option<u32>,
    /// What the one that stays says then in fields and note; `None` leaves its words as they are.
    pub details: Option<FolderDetails>,
    /// The version of the one that stays, and of the other, from which the words were made.
    pub if_versions: Option<(u64, u64)>,
    /// Why.
    pub reason: String,
}
