//! What is asked about single papers of a case.

use crate::domain::folder::Desk;
use crate::domain::ids::PersonNo;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A wish about single papers. A paper is named by its id on the case's list, or by its number in the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaperCommand {
    /// Lend a paper alone.
    Lend {
        /// The case.
        case: String,
        /// The paper.
        paper: String,
        /// To whom.
        borrower: PersonNo,
        /// Until when; by default as long as the business type allows.
        due: Option<NaiveDate>,
        /// Why, in the borrower's words.
        purpose: String,
    },
    /// Record that a paper is with the others again, wherever it was: it is at hand, so this is never refused.
    Return {
        /// The case.
        case: String,
        /// The paper.
        paper: String,
    },
    /// Take a folder back that lacks papers which its contents list names.
    ReturnShort {
        /// The folder.
        folder: String,
        /// The desk.
        desk: Desk,
        /// What it lacks.
        short: Vec<ShortPaper>,
        /// In the words of whoever looked.
        note: String,
    },
    /// Let a paper belong to another case.
    Move {
        /// The case.
        case: String,
        /// The paper.
        paper: String,
        /// The other case.
        to: String,
        /// What it is there; by default the paper of the same id that is not there yet, else one beyond the list.
        to_paper: Option<String>,
        /// What it is called, if the list of neither case says.
        name: String,
        /// Why, if there is anything to say.
        reason: String,
    },
    /// Take a paper out for good.
    Withdraw {
        /// The case.
        case: String,
        /// The paper.
        paper: String,
        /// Why, and to whom.
        reason: String,
    },
    /// Record that a paper does not lie with the others, and that no slip says where it is.
    Miss {
        /// The case.
        case: String,
        /// The paper.
        paper: String,
        /// In the words of whoever looked for it.
        note: String,
    },
    /// Record that a paper was seen in a folder, its own or another: never refused for what the record says.
    Sight {
        /// The case.
        case: String,
        /// The paper.
        paper: String,
        /// The folder.
        folder: String,
        /// In the finder's words.
        note: String,
    },
}

impl PaperCommand {
    /// The case and the paper it is about, in its sender's words; nothing if it is about a folder.
    #[must_use]
    pub fn names(&self) -> Option<(&str, &str)> {
        match self {
            Self::Lend { case, paper, .. }
            | Self::Return { case, paper }
            | Self::Move { case, paper, .. }
            | Self::Withdraw { case, paper, .. }
            | Self::Miss { case, paper, .. }
            | Self::Sight { case, paper, .. } => Some((case, paper)),
            Self::ReturnShort { .. } => None,
        }
    }

    /// Whether it tells what somebody saw or did, rather than asking for something.
    #[must_use]
    pub fn is_observation(&self) -> bool {
        match self {
            Self::Return { .. } | Self::ReturnShort { .. } | Self::Miss { .. } | Self::Sight { .. } => true,
            Self::Lend { .. } | Self::Move { .. } | Self::Withdraw { .. } => false,
        }
    }
}

/// A paper that did not come back with its folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShortPaper {
    /// The case; not needed where the folder holds one.
    pub case: Option<String>,
    /// The paper.
    pub paper: String,
}
