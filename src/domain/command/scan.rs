//! What is asked about scans and their pages.

use crate::domain::attachment::BlobHash;
use crate::domain::business_type::Signature;
use crate::domain::event::Damage;
use crate::domain::ids::{PageNo, ScanNo};
use crate::domain::scan::{FoundBy, PageLook, PagePlace, ScanFault, ScanMedia, ScanSource, Why};
use crate::domain::scanner::Scanner;
use compact_str::CompactString;
use serde::{Deserialize, Serialize};

/// A wish about scans and their pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScanCommand {
    /// Take a file over: its bytes are kept already.
    Receive(Box<NewScan>),
    /// Record what was read of a file, page by page. Reading goes on where a service was stopped.
    File(ScanPages),
    /// A file could not be read, or not to its end.
    Fail {
        /// The scan.
        scan: ScanNo,
        /// Why.
        fault: ScanFault,
    },
    /// Read a file once more that could not be read.
    Retry {
        /// The scan.
        scan: ScanNo,
    },
    /// A file that could not be read was dealt with: it was scanned again, say, or is none of ours. It is kept.
    Settle {
        /// The scan.
        scan: ScanNo,
        /// How.
        note: String,
    },
    /// Let a file stand among those that could not be read again: it was not dealt with after all.
    Reopen {
        /// The scan.
        scan: ScanNo,
    },
    /// Put pages where they belong, in the order in which they are named.
    Move {
        /// The pages.
        pages: Vec<PageNo>,
        /// Where.
        to: PageTarget,
        /// The page before which they are to stand; else behind all others of the folder.
        before: Option<PageNo>,
    },
    /// Turn pages clockwise.
    Turn {
        /// The pages.
        pages: Vec<PageNo>,
        /// By how many quarters, 1 to 3.
        quarters: u8,
    },
    /// Show pages no more, such as blank backs, or show them again. They stay where they are.
    Hide {
        /// The pages.
        pages: Vec<PageNo>,
        /// Whether they are not to be shown.
        hidden: bool,
    },
    /// Set pages aside that are not the archive's, or that nobody can read.
    SetAside {
        /// The pages.
        pages: Vec<PageNo>,
        /// Why.
        reason: String,
    },
    /// Let pages wait again for somebody to say where they belong.
    PutBack {
        /// The pages.
        pages: Vec<PageNo>,
        /// As what they waited before, if that is only taken back which somebody did with them since.
        was: Option<WaitedAs>,
    },
    /// Mark an original as signed: somebody saw it.
    Sign(SignNote),
    /// Note that a copy of pages of one folder goes out.
    IssueCopy(CopyWish),
    /// An original's bytes are not what came in, or are gone.
    NoteDamaged {
        /// The scan.
        scan: ScanNo,
        /// What is wrong.
        damage: Damage,
    },
    /// An original that was damaged is whole again.
    NoteWhole {
        /// The scan.
        scan: ScanNo,
    },
    /// Add a scanner, or change one.
    SetScanner(Box<Scanner>),
    /// A walk over all originals came to its end.
    NoteChecked {
        /// When it began, microseconds since 1970 UTC.
        began_us: i64,
        /// How many originals were read.
        files: u32,
        /// How many bytes.
        bytes: u64,
        /// How many were damaged.
        damaged: u32,
    },
}

/// A file that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewScan {
    /// What its bytes are called.
    pub sha256: BlobHash,
    /// How many there are.
    pub bytes: u64,
    /// What sort of file it is.
    pub media_type: ScanMedia,
    /// By which way it came.
    pub source: ScanSource,
    /// What it was called there.
    pub file_name: String,
    /// How many sheets were put into the scanner, if somebody said.
    pub sheets: Option<u16>,
    /// A folder or case, by its code, to which its first pages belong.
    pub into: Option<String>,
}

/// Pages of a file as they were read, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanPages {
    /// The scan.
    pub scan: ScanNo,
    /// The place in the file of the first of them, from 0.
    pub from: u32,
    /// The pages.
    pub pages: Vec<PageRead>,
    /// Whether the file ends with them.
    pub is_last: bool,
}

/// A page as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRead {
    /// What was seen.
    pub look: PageLook,
    /// Where it belongs.
    pub found: Found,
    /// Of a page that waits, where its code says that it belongs.
    #[serde(default)]
    pub would: Option<PagePlace>,
    /// The codes that say so, or for which it waits.
    #[serde(default)]
    pub codes: Vec<CompactString>,
}

/// Where a page belongs, or why nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Found {
    /// Here.
    Filed(PagePlace, FoundBy),
    /// Somebody has to say.
    Waits(Why),
}

/// Where pages are to go, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageTarget {
    /// The folder; or a case, which stands in one.
    pub folder: String,
    /// The case, if it is not the folder's only one.
    pub case: Option<String>,
    /// The paper of the case, by its id on the list or its number.
    pub paper: Option<String>,
}

/// As what pages waited, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitedAs {
    /// Why they did.
    pub why: Why,
    /// Where their codes say that they belong.
    pub would: Option<PageTarget>,
}

/// An original that somebody saw signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignNote {
    /// The case.
    pub case: String,
    /// The paper, by its id on the list or its number.
    pub paper: String,
    /// Whose signature.
    pub signature: Signature,
    /// The page on which it was seen.
    pub page: Option<PageNo>,
}

/// A copy that goes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyWish {
    /// The folder.
    pub folder: String,
    /// Pages of it; all that are shown, if none is named.
    pub pages: Vec<PageNo>,
    /// Who gets it.
    pub for_whom: String,
    /// Why.
    pub why: String,
}
