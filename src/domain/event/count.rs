//! The facts of counts: a shelf's folders, expected against found.

use crate::domain::ids::{CountNo, FolderNo, ShelfNo};
use serde::{Deserialize, Serialize};

/// A count of a shelf began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountOpened {
    /// Its number.
    pub no: CountNo,
    /// The shelf.
    pub shelf: ShelfNo,
}

/// Something was scanned in a count that leads to no folder, or to several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownCounted {
    /// The count.
    pub no: CountNo,
}

/// What was scanned: whatever a scanner reads may be personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScannedText {
    /// The text.
    pub text: String,
}

/// A count is over; what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountClosed {
    /// Its number.
    pub no: CountNo,
    /// How many folders stood on the shelf by the record at the end.
    pub expected: u32,
    /// How many folders were seen.
    pub seen: u32,
    /// Expected and not seen: missing from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<FolderNo>,
    /// Seen, and belonging elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub misplaced: Vec<FolderNo>,
    /// Seen, though lent, gone, or not handed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unexpected: Vec<FolderNo>,
    /// How many texts led to no folder.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unknown: u32,
}

/// A count was given up: what was seen was seen, and nothing is missing for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountCancelled {
    /// Its number.
    pub no: CountNo,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}
