//! The facts of each kind of event, and the private part of those that have one.

use crate::domain::attachment::{BlobHash, MediaType};
use crate::domain::business_type::BusinessType;
use crate::domain::folder::{CodeKind, Condition, Desk, FolderFacts, OtherCode};
use crate::domain::ids::{CaseNo, ClassNo, CountNo, DepartmentNo, FolderNo, PersonNo, SubjectNo, TypeNo};
use crate::domain::person::{Department, PersonFacts, SecrecyClass};
use crate::domain::refusal::Code;
use crate::domain::settings::Settings;
use crate::domain::subject::SubjectKind;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The archive came to be, or was restored from a backup: positions of other incarnations mean nothing in this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveBegan {
    /// A new random id.
    pub incarnation: String,
    /// Whether it was restored, rather than created.
    pub restored: bool,
}

/// Settings were changed; all of them, as they are now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsChanged {
    /// The settings.
    pub settings: Settings,
}

/// A department was added or renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentSet {
    /// Its number.
    pub no: DepartmentNo,
    /// What it is.
    pub department: Department,
}

/// A secrecy class was added or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassSet {
    /// Its number.
    pub no: ClassNo,
    /// What it is.
    pub class: SecrecyClass,
}

/// A business type got a new version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeSet {
    /// Its number, the same for all versions.
    pub no: TypeNo,
    /// The version.
    pub business_type: BusinessType,
}

/// A mapping from a table's headings was saved under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingSaved {
    /// Its name.
    pub name: String,
    /// The mapping, as JSON text.
    pub mapping: String,
}

/// Somebody chose which columns a list shows him, and in which order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnsChosen {
    /// Who.
    pub person: PersonNo,
    /// The list's name.
    pub list: String,
    /// The columns' ids, in order; none for those that are usual.
    pub columns: Vec<String>,
}

/// An account was added or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonSet {
    /// His number.
    pub person: PersonNo,
    /// What decisions need.
    pub facts: PersonFacts,
}

/// A running number that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// What stands before the number; each prefix counts for itself.
    pub prefix: String,
    /// The number.
    pub number: u32,
}

/// A folder was registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderRegistered {
    /// Its number.
    pub folder: FolderNo,
    /// Its own code.
    pub code: String,
    /// The running number its code was made from, if the archive made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<Sequence>,
    /// Codes it carries besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<OtherCode>,
    /// What it is.
    pub facts: FolderFacts,
    /// Announced only: not handed over yet.
    pub expected: bool,
}

/// A folder's metadata was changed; all of it, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderEdited {
    /// The folder.
    pub folder: FolderNo,
    /// What it is now.
    pub facts: FolderFacts,
    /// The ids of what changed, for its history.
    pub changed: Vec<String>,
}

/// A folder carries one code more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeAdded {
    /// The folder.
    pub folder: FolderNo,
    /// The code.
    pub code: String,
    /// Ours or foreign.
    pub kind: CodeKind,
}

/// An expected folder was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The folder.
    pub folder: FolderNo,
    /// The desk it came to.
    pub desk: Desk,
}

/// A subject came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectAdded {
    /// Its number.
    pub subject: SubjectNo,
    /// What sort it is.
    pub kind: SubjectKind,
}

/// A subject's data were changed; all of them, as they are now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectEdited {
    /// The subject.
    pub subject: SubjectNo,
    /// The ids of what changed, for its history.
    pub changed: Vec<String>,
}

/// More became known of a subject; nothing that was known is replaced, except that a name takes the place of none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectEnriched {
    /// The subject.
    pub subject: SubjectNo,
}

/// Two records were of one subject; the first now points to the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectsMerged {
    /// What is no longer a subject of its own.
    pub from: SubjectNo,
    /// What it is part of.
    pub into: SubjectNo,
}

/// Folders passed from one subject to another: one record was of two subjects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectSplit {
    /// Where they were.
    pub from: SubjectNo,
    /// Where they are now.
    pub into: SubjectNo,
    /// The folders.
    pub folders: Vec<FolderNo>,
}

/// A folder was lent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedOut {
    /// The folder.
    pub folder: FolderNo,
    /// Who has it.
    pub borrower: PersonNo,
    /// The day it is due.
    pub due: NaiveDate,
}

/// Why a folder was lent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoanDetails {
    /// In the borrower's words.
    pub purpose: String,
}

/// A loan was renewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewed {
    /// The folder.
    pub folder: FolderNo,
    /// The day it is due now.
    pub due: NaiveDate,
}

/// A folder came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// The folder.
    pub folder: FolderNo,
    /// Who had it on the record, if anybody.
    pub borrower: Option<PersonNo>,
    /// The desk it came to.
    pub desk: Desk,
}

/// A folder was put into its home: the slot or box that is assigned to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutAway {
    /// The folder.
    pub folder: FolderNo,
}

/// A folder's condition was noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionNoted {
    /// The folder.
    pub folder: FolderNo,
    /// The condition.
    pub condition: Condition,
}

/// A remark in somebody's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The words.
    pub text: String,
}

/// Nobody knows where a folder is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredMissing {
    /// The folder.
    pub folder: FolderNo,
    /// The count that did not find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<CountNo>,
    /// Since when nobody has seen it, microseconds since 1970 UTC, if that is longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since_us: Option<i64>,
}

/// A missing folder turned up and lies on a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The folder.
    pub folder: FolderNo,
    /// The desk.
    pub desk: Desk,
}

/// A folder left the archive lawfully.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// The folder.
    pub folder: FolderNo,
}

/// A folder was destroyed lawfully.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destroyed {
    /// The folder.
    pub folder: FolderNo,
    /// Who watched.
    pub witnesses: Vec<PersonNo>,
}

/// A file was attached to a folder: a photograph of damage, a letter of consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// The folder.
    pub folder: FolderNo,
    /// The attachment's number on this folder, from 1, never given twice.
    pub no: u32,
    /// What its bytes are called.
    pub sha256: BlobHash,
    /// How many there are.
    pub bytes: u64,
    /// What sort of file it is.
    pub media_type: MediaType,
}

/// What an attachment is called, and what somebody says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentDetails {
    /// The file's name, safe to show and to save.
    pub file_name: String,
    /// A note; may be empty.
    pub note: String,
}

/// An attachment was taken off a folder. That it was there stays known; the file goes when no attachment needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detached {
    /// The folder.
    pub folder: FolderNo,
    /// The attachment.
    pub no: u32,
}

/// One item of a command that was otherwise carried out was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemRefused {
    /// Its position in the command, from 0.
    pub item: u32,
    /// Why.
    pub code: Code,
}

/// What a refusal was about. Beside codes and dates it may name a borrower, so it can be erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalDetails {
    /// The refusal's parameters.
    pub params: Vec<(String, String)>,
}

/// One item of a command that changed something else had nothing to change: it was so already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemUnchanged {
    /// Its position in the command, from 0.
    pub item: u32,
    /// The folder.
    pub folder: FolderNo,
    /// The case, if it was about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseNo>,
}

/// The private items of a frame that an erasure overwrites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedItems {
    /// The frame.
    pub seq: u64,
    /// Its events whose private parts go, counted from 0.
    pub items: Vec<u32>,
}

/// Personal data of a subject were erased by order: the only event that makes stored bytes change. It names every private
/// item that is overwritten, so that an erased item which no such event names is known as tampering. A large erasure is
/// several of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectErased {
    /// Whose data they were.
    pub subject: SubjectNo,
    /// What is overwritten, in order.
    pub items: Vec<ErasedItems>,
    /// Folders that were about nobody else, whose own words go as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folders: Vec<FolderNo>,
    /// Whether it was ordered before, in a life of the archive that a restore ended, and was carried out again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
}

/// A confidential folder was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// The folder.
    pub folder: FolderNo,
}
