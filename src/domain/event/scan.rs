//! Facts about scans and their pages.

use crate::domain::attachment::BlobHash;
use crate::domain::business_type::Signature;
use crate::domain::ids::{CaseNo, FolderNo, PageNo, ScanNo};
use crate::domain::paper::PaperNo;
use crate::domain::scan::{FoundBy, PageLook, PagePlace, ScanFault, ScanMedia, ScanSource, Why};
use crate::domain::scanner::Scanner;
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A file came, and is kept as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanReceived {
    /// Its number.
    pub scan: ScanNo,
    /// What its bytes are called.
    pub sha256: BlobHash,
    /// How many there are.
    pub bytes: u64,
    /// What sort of file it is.
    pub media_type: ScanMedia,
    /// By which way it came.
    pub source: ScanSource,
    /// How many sheets were announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheets: Option<u16>,
    /// Where its first pages belong, as was said with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<PagePlace>,
}

/// What a file was called where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanDetails {
    /// Its name, safe to show and to save.
    pub file_name: String,
}

/// Pages of a file were read; where each of them belongs, the events beside this one say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanRead {
    /// The scan.
    pub scan: ScanNo,
    /// The place in the file of the first of them, from 0.
    pub from: u32,
    /// How many.
    pub pages: u32,
    /// Whether the file ends with them.
    pub is_last: bool,
}

/// A file could not be read, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanFailed {
    /// The scan.
    pub scan: ScanNo,
    /// Why.
    pub fault: ScanFault,
}

/// A file that could not be read is to be read once more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanRetried {
    /// The scan.
    pub scan: ScanNo,
}

/// Somebody dealt with a file that could not be read; how, is the private part. The file stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanSettled {
    /// The scan.
    pub scan: ScanNo,
}

/// A file that somebody had dealt with stands among those that could not be read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanReopened {
    /// The scan.
    pub scan: ScanNo,
}

/// Pages were read and hang on their folder, behind the others there. They follow each other in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagesFiled {
    /// The scan.
    pub scan: ScanNo,
    /// The place in the file of the first of them, from 0.
    pub from: u32,
    /// Its number; the others have the numbers behind it.
    pub first: PageNo,
    /// The folder.
    pub folder: FolderNo,
    /// The case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseNo>,
    /// The paper of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<PaperNo>,
    /// The pages.
    pub pages: Vec<FiledPage>,
}

/// A page that hangs on its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledPage {
    /// What said so.
    pub by: FoundBy,
    /// What was seen of it.
    pub look: PageLook,
}

/// Pages were read, and somebody has to say where they belong. They follow each other in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagesWait {
    /// The scan.
    pub scan: ScanNo,
    /// The place in the file of the first of them, from 0.
    pub from: u32,
    /// Its number; the others have the numbers behind it.
    pub first: PageNo,
    /// The pages.
    pub pages: Vec<WaitingPage>,
}

/// A page that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingPage {
    /// Why.
    pub why: Why,
    /// Where its code says that it belongs, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub would: Option<PagePlace>,
    /// The codes on it, or on the page from which it follows, for which it waits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<CompactString>,
    /// What was seen of it.
    pub look: PageLook,
}

/// Pages were put where they belong, one behind the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagesMoved {
    /// The pages, in order.
    pub pages: Vec<PageNo>,
    /// Where they are now.
    pub to: PagePlace,
    /// What said so.
    pub by: FoundBy,
    /// The page before which they stand; without one they stand behind all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<PageNo>,
    /// The folders where some of them were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<FolderNo>,
}

/// Pages were turned clockwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagesTurned {
    /// The pages.
    pub pages: Vec<PageNo>,
    /// By how many quarters.
    pub quarters: u8,
    /// The folders on which they hang.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folders: Vec<FolderNo>,
}

/// Pages are shown no more, or shown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagesHidden {
    /// The pages.
    pub pages: Vec<PageNo>,
    /// Whether they are not shown.
    pub hidden: bool,
    /// The folders on which they hang.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folders: Vec<FolderNo>,
}

/// Pages were set aside; why, is the private part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagesSetAside {
    /// The pages.
    pub pages: Vec<PageNo>,
    /// The folders where some of them were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<FolderNo>,
}

/// Pages wait again for somebody to say where they belong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagesPutBack {
    /// The pages.
    pub pages: Vec<PageNo>,
    /// The folders where some of them were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<FolderNo>,
    /// As what they waited before, where this takes back what somebody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Waited>,
}

/// As what pages waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waited {
    /// Why they did.
    pub why: Why,
    /// Where their codes say that they belong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub would: Option<PagePlace>,
}

/// Somebody saw that an original is signed. What is noted of the paper stands beside this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginalSigned {
    /// The case.
    pub case: CaseNo,
    /// Its folder.
    pub folder: FolderNo,
    /// The paper.
    pub paper: PaperNo,
    /// Whose signature.
    pub signature: Signature,
    /// The page on which it was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageNo>,
}

/// A copy of pages of a folder went out; for whom and why, is the private part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyIssued {
    /// The folder.
    pub folder: FolderNo,
    /// The pages, in order.
    pub pages: Vec<PageNo>,
}

/// For whom a copy was made, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyDetails {
    /// Who got it.
    pub for_whom: String,
    /// Why.
    pub why: String,
}

/// What is wrong with an original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Damage {
    /// Its file is gone.
    Missing,
    /// Its bytes are not those that came in.
    Altered,
    /// Its file is there and cannot be read.
    Unreadable,
}

/// An original's bytes are not what came in, or are gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginalDamaged {
    /// The scan.
    pub scan: ScanNo,
    /// What is wrong.
    pub damage: Damage,
}

/// An original that was damaged is whole again: it was put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginalWhole {
    /// The scan.
    pub scan: ScanNo,
}

/// Pages of a scan were erased on a lawful order: nobody sees them any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagesErased {
    /// The scan.
    pub scan: ScanNo,
    /// The pages.
    pub pages: Vec<PageNo>,
    /// The folders on which they hung.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folders: Vec<FolderNo>,
    /// Whether its file is destroyed with them. If not, it stays closed for the sake of pages that are somebody else's.
    pub is_destroyed: bool,
}

/// A walk over all originals came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FixityChecked {
    /// When it began, microseconds since 1970 UTC.
    pub began_us: i64,
    /// How many originals were read.
    pub files: u32,
    /// How many bytes.
    pub bytes: u64,
    /// How many were damaged.
    pub damaged: u32,
}

/// A scanner was added or changed: all of it, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScannerSet {
    /// The scanner.
    pub scanner: Scanner,
}
