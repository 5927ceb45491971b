//! Where a single paper is that does not lie with the other papers of its case: lent alone, short, in another folder, or
//! part of another case now. Of all others nothing is kept: they are in the folder of their case.

use super::ids::{CaseNo, FolderNo, PersonNo};
use super::paper::PaperNo;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Why a paper does not lie with the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// It is lent alone, with a slip in its place. It counts as there. 单件借出
    Lent {
        /// Who has it.
        borrower: PersonNo,
        /// The day it is due.
        due: NaiveDate,
    },
    /// It did not come back with its folder, or was lost while it was lent. 短缺
    Short {
        /// Who answers for it; nobody, if nobody had the folder on record.
        borrower: Option<PersonNo>,
        /// The day by which it should have been back.
        due: NaiveDate,
    },
    /// It was seen in another folder. It counts as there. 在他卷
    Elsewhere {
        /// That folder.
        folder: FolderNo,
    },
    /// It belongs to another case now. 移至他单
    Moved {
        /// That case.
        to: CaseNo,
        /// What it is there.
        paper: PaperNo,
    },
}

impl Absence {
    /// Who answers for it.
    #[must_use]
    pub fn borrower(self) -> Option<PersonNo> {
        match self {
            Self::Lent { borrower, .. } => Some(borrower),
            Self::Short { borrower, .. } => borrower,
            Self::Elsewhere { .. } | Self::Moved { .. } => None,
        }
    }

    /// The day by which somebody has to bring it, or had to.
    #[must_use]
    pub fn due(self) -> Option<NaiveDate> {
        match self {
            Self::Lent { due, .. } | Self::Short { due, .. } => Some(due),
            Self::Elsewhere { .. } | Self::Moved { .. } => None,
        }
    }

    /// Whether somebody has it with leave.
    #[must_use]
    pub fn is_lent(self) -> bool {
        matches!(self, Self::Lent { .. })
    }

    /// Whether a folder is short of it.
    #[must_use]
    pub fn is_short(self) -> bool {
        matches!(self, Self::Short { .. })
    }

    /// Whether it still is its case's and has to come back to its folder.
    #[must_use]
    pub fn is_out(self) -> bool {
        !matches!(self, Self::Moved { .. })
    }
}

/// A paper that does not lie with the others, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absent {
    /// Why.
    pub how: Absence,
    /// Since when, microseconds since 1970 UTC.
    pub since_us: i64,
}
