//! What became of one item of a command that names several, and what the item was.

use super::{CaseNo, FolderNo, Refusal};

/// What an item of a command was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// A folder.
    Folder(FolderNo),
    /// A case.
    Case(CaseNo),
}

/// What became of one item of a command.
pub type Outcome = Result<Item, Refusal>;

impl Item {
    /// The folder, if it was about one.
    #[must_use]
    pub fn folder(self) -> Option<FolderNo> {
        if let Self::Folder(folder) = self { Some(folder) } else { None }
    }

    /// The case, if it was about one.
    #[must_use]
    pub fn case(self) -> Option<CaseNo> {
        if let Self::Case(case) = self { Some(case) } else { None }
    }
}

impl From<FolderNo> for Item {
    fn from(folder: FolderNo) -> Self {
        Self::Folder(folder)
    }
}

impl From<CaseNo> for Item {
    fn from(case: CaseNo) -> Self {
        Self::Case(case)
    }
}
