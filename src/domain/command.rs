//! What somebody asks of the archive. A command holds wishes in the words of its sender; `decide` turns it into events
//! that hold results, or refuses it.

mod observe;
mod place;

pub use observe::{Observation, Observed};
pub use place::{NewLane, NewRanges, NewZone, PlaceCommand};

use super::attachment::{BlobHash, MediaType};
use super::business_type::BusinessType;
use super::discrepancy::Settling;
use super::folder::{Condition, Desk};
use super::ids::{DiscrepancyNo, PersonNo, SubjectNo};
use super::person::SecrecyClass;
use super::policy::Role;
use super::subject::{SubjectDetails, SubjectKind};
use super::value::Bilingual;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many folders one command may name.
pub const MAX_FOLDERS_PER_COMMAND: usize = 200;

/// How many events one command may make.
pub const MAX_EVENTS_PER_COMMAND: usize = 2_000;

/// A wish.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Make an empty ledger an archive, with its first administrator.
    BeginArchive {
        /// A new random id.
        incarnation: String,
        /// The first administrator.
        administrator: NewPerson,
    },
    /// Note that this ledger came out of a backup.
    NoteRestore {
        /// A new random id.
        incarnation: String,
    },
    /// Change settings; what is `None` stays.
    ChangeSettings(SettingsPatch),
    /// Take over a preset that ships with the product: departments, classes, business types and lanes.
    LoadPreset {
        /// Its name.
        name: String,
    },
    /// Add or rename a department.
    SetDepartment {
        /// Its code.
        code: String,
        /// Its name.
        name: Bilingual,
    },
    /// Add or change a secrecy class.
    SetClass(SecrecyClass),
    /// Give a business type a new version (or its first).
    SetType(Box<BusinessType>),
    /// Save a mapping from a table's headings.
    SaveMapping {
        /// Its name.
        name: String,
        /// The mapping, as JSON text.
        mapping: String,
    },
    /// Add an account.
    AddPerson(NewPerson),
    /// Change an account; what is `None` stays.
    ChangePerson(PersonPatch),
    /// Print a new badge: the former one no longer counts.
    IssueBadge {
        /// Whose.
        person: PersonNo,
    },
    /// Register folders, each on its own.
    RegisterFolders(Vec<NewFolder>),
    /// Change a folder's metadata.
    EditFolder(Box<FolderPatch>),
    /// Let a folder answer to one code more.
    AddCode {
        /// The folder.
        folder: String,
        /// The code.
        code: String,
        /// Whether it is a foreign one, which others may carry too.
        foreign: bool,
    },
    /// Hand expected folders over to a desk.
    Receive {
        /// The folders.
        folders: Vec<String>,
    },
    /// Lend folders, each on its own.
    CheckOut {
        /// The folders.
        folders: Vec<String>,
        /// To whom.
        borrower: PersonNo,
        /// Until when; by default as long as the business type allows.
        due: Option<NaiveDate>,
        /// Why, in the borrower's words.
        purpose: String,
    },
    /// Renew loans.
    Renew {
        /// The folders.
        folders: Vec<String>,
        /// Until when; by default once more as long as the business type allows, from today.
        due: Option<NaiveDate>,
    },
    /// Take folders back at a desk.
    Return {
        /// The folders.
        folders: Vec<String>,
        /// The desk.
        desk: Desk,
    },
    /// Put folders into a slot or box.
    PutAway {
        /// The slot or box, by its code.
        place: String,
        /// The folders.
        folders: Vec<String>,
        /// Whether a folder that belongs elsewhere is to have its home here from now on.
        confirm_move: bool,
    },
    /// Record what was seen or done at the shelf: never refused for what the record says.
    Observe {
        /// Folder by folder.
        observations: Vec<Observation>,
    },
    /// Undo a custody act.
    Undo {
        /// Its frame.
        seq: u64,
    },
    /// Settle a discrepancy.
    SettleDiscrepancy {
        /// Which.
        no: DiscrepancyNo,
        /// Which of the two stories holds.
        how: Settling,
        /// In the settler's words.
        note: String,
    },
    /// Give a folder a slot: the best one, or a chosen one with a reason.
    Assign {
        /// The folder.
        folder: String,
        /// The chosen slot or box.
        place: Option<String>,
        /// Why this one.
        reason: String,
    },
    /// Note damage or its repair.
    NoteCondition {
        /// The folder.
        folder: String,
        /// The condition.
        condition: Condition,
        /// In the finder's words.
        note: String,
    },
    /// Nobody finds it.
    DeclareMissing {
        /// The folder.
        folder: String,
        /// What is known.
        note: String,
    },
    /// It turned up.
    Find {
        /// The folder.
        folder: String,
        /// Where.
        note: String,
    },
    /// It leaves the archive lawfully.
    Withdraw {
        /// The folder.
        folder: String,
        /// Why, and to whom.
        reason: String,
    },
    /// It is destroyed lawfully.
    Destroy {
        /// The folder.
        folder: String,
        /// On what order.
        reason: String,
        /// Two who watched.
        witnesses: Vec<PersonNo>,
    },
    /// Note that somebody opens a confidential folder.
    Look {
        /// The folder.
        folder: String,
    },
    /// Attach a file, which the blobs keep already.
    Attach(Box<NewAttachment>),
    /// Take an attachment off a folder.
    Detach {
        /// The folder.
        folder: String,
        /// The attachment.
        no: u32,
        /// Why.
        reason: String,
    },
    /// Change a subject.
    EditSubject {
        /// The subject.
        subject: SubjectNo,
        /// All its data, as they are to be.
        details: SubjectDetails,
        /// The ids of what changed.
        changed: Vec<String>,
    },
    /// Two records are of one subject.
    MergeSubjects {
        /// What is to become part of the other.
        from: SubjectNo,
        /// What stays.
        into: SubjectNo,
    },
    /// One record is of two subjects.
    SplitSubject {
        /// The record.
        from: SubjectNo,
        /// The folders of the second subject.
        folders: Vec<String>,
        /// What is known of the second subject.
        details: SubjectDetails,
    },
    /// Erase personal data of a subject, or a part of them: the archive has listed what there is.
    EraseSubject(Box<SubjectErasure>),
    /// Something about places.
    Place(PlaceCommand),
}

/// A file to attach to a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAttachment {
    /// The folder.
    pub folder: String,
    /// What its bytes are called.
    pub sha256: BlobHash,
    /// How many there are.
    pub bytes: u64,
    /// What sort of file it is.
    pub media_type: MediaType,
    /// What its sender calls it.
    pub file_name: String,
    /// A note; may be empty.
    pub note: String,
}

/// What is to be erased of a subject. The archive makes it from a plan; nobody types it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectErasure {
    /// The subject.
    pub subject: SubjectNo,
    /// What is overwritten.
    pub items: Vec<super::event::ErasedItems>,
    /// Folders that were about nobody else.
    pub folders: Vec<super::ids::FolderNo>,
    /// Folders that are about others too: what they say once his part is taken out.
    pub redactions: Vec<super::erasure::Redaction>,
    /// On whose order, and by what paper. Never his name.
    pub reason: String,
    /// Whether this is the list of another life of the archive, carried out again after a restore.
    pub again: bool,
}

/// Settings to change; what is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SettingsPatch {
    /// See `Settings`.
    pub archive_name: Option<String>,
    /// See `Settings`.
    pub base_url: Option<String>,
    /// See `Settings`.
    pub fonds: Option<String>,
    /// See `Settings`.
    pub time_zone: Option<String>,
    /// See `Settings`.
    pub default_loan_days: Option<u32>,
    /// See `Settings`.
    pub max_loan_days: Option<u32>,
    /// See `Settings`.
    pub max_renewals: Option<u32>,
}

/// An account to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPerson {
    /// The name he signs in with.
    pub name: String,
    /// The name people know him by.
    pub display_name: String,
    /// What he may do.
    pub role: Role,
    /// His department's code.
    pub department: Option<String>,
    /// The last day on which the account works.
    pub expires_on: Option<NaiveDate>,
    /// Whether he may sign in, or only borrow.
    pub may_sign_in: bool,
    /// The rank up to which he sees his own department's folders, confidential ones too.
    pub clearance: Option<u8>,
}

/// An account to change; what is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonPatch {
    /// Whose.
    pub person: PersonNo,
    /// See `NewPerson`.
    pub display_name: Option<String>,
    /// See `NewPerson`.
    pub role: Option<Role>,
    /// See `NewPerson`; an empty code takes him out of his department.
    pub department: Option<String>,
    /// See `NewPerson`; `Some(None)` lets the account work for ever.
    pub expires_on: Option<Option<NaiveDate>>,
    /// See `NewPerson`; `Some(None)` takes it away.
    pub clearance: Option<Option<u8>>,
    /// Whether the account works.
    pub active: Option<bool>,
    /// See `NewPerson`.
    pub may_sign_in: Option<bool>,
    /// Why lending to him is blocked; an empty reason lifts the block.
    pub blocked_reason: Option<String>,
}

/// Where a new folder stands or is to stand.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Placement {
    /// Nothing is said; it waits at the desk without a home.
    #[default]
    None,
    /// The archive is to choose.
    Assign,
    /// It stands in this slot now, by its code.
    Slot(String),
    /// It stands in this box now, by its code.
    Box(String),
}

/// A subject as somebody describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSubject {
    /// Its role on the folder; by default the type's first role of this kind.
    pub role: Option<String>,
    /// What sort it is.
    pub kind: SubjectKind,
    /// What is known of it.
    pub details: SubjectDetails,
}

/// A folder to register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFolder {
    /// The business type's code.
    pub business_type: String,
    /// Its own code; by default made from the type's template.
    pub code: Option<String>,
    /// Old numbers, contract numbers.
    pub foreign_codes: Vec<String>,
    /// The business date.
    pub business_date: Option<NaiveDate>,
    /// Its department's code.
    pub department: Option<String>,
    /// Its class's code; by default the type's.
    pub class: Option<String>,
    /// How thick it is; by default as the type says.
    pub thickness_mm: Option<u32>,
    /// Its subjects, the main one first.
    pub subjects: Vec<NewSubject>,
    /// Custom fields.
    pub fields: BTreeMap<String, String>,
    /// A free note.
    pub note: String,
    /// Where it stands or is to stand.
    pub placement: Placement,
    /// Announced only.
    pub expected: bool,
    /// Refuse it as registered already if a folder of its type and date carries its first foreign code: a row of a
    /// table that comes a second time.
    pub once: bool,
}

/// A folder's metadata to change; what is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderPatch {
    /// The folder.
    pub folder: String,
    /// The version the sender saw (`edited_seq`); another one is refused as stale.
    pub if_version: Option<u64>,
    /// See `NewFolder`.
    pub business_type: Option<String>,
    /// See `NewFolder`; `Some(None)` clears it.
    pub business_date: Option<Option<NaiveDate>>,
    /// See `NewFolder`; `Some(None)` clears it.
    pub department: Option<Option<String>>,
    /// See `NewFolder`.
    pub class: Option<String>,
    /// See `NewFolder`.
    pub thickness_mm: Option<u32>,
    /// All subjects, as they are to be: known ones by number, or new ones.
    pub subjects: Option<Vec<SubjectRef>>,
    /// All custom fields and the note, as they are to be.
    pub details: Option<super::folder::FolderDetails>,
    /// The ids of the details that changed, for the history.
    pub changed_details: Vec<String>,
    /// Damage, or its repair.
    pub condition: Option<super::folder::Condition>,
}

/// A subject on an edited folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubjectRef {
    /// One that is known.
    Known {
        /// The subject.
        subject: SubjectNo,
        /// Its role on the folder.
        role: Option<String>,
        /// Since when.
        from: Option<NaiveDate>,
        /// Until when.
        until: Option<NaiveDate>,
    },
    /// One as somebody describes it.
    New(NewSubject),
}
