//! What somebody asks of the archive. A command holds wishes in the words of its sender; `decide` turns it into events
//! that hold results, or refuses it.

mod case;
mod folder;
mod label;
mod observe;
mod organisation;
mod paper;
mod place;
mod scan;
mod search;
mod surgery;

pub use case::{Brought, BroughtIn, CaseCommand, CasePatch, ListedCase, NewCase, PaperNote, Papers};
pub use folder::{FolderPatch, NewAttachment, NewFolder, NewHome, NewSubject, Placement, SubjectErasure, SubjectRef};
pub use label::{LabelCommand, PrintNote, TemplatePatch};
pub use observe::{Observation, Observed};
pub use organisation::{NewPerson, PersonPatch, SettingsPatch};
pub use paper::{PaperCommand, ShortPaper};
pub use place::{NewLane, NewRanges, NewZone, PlaceCommand};
pub use scan::{CopyWish, Found, NewScan, PageRead, PageTarget, ScanCommand, ScanPages, SignNote, WaitedAs};
pub use search::{SearchCommand, SearchPatch};
pub use surgery::{FolderMerge, SplitOff, SurgeryCommand};

use super::business_type::BusinessType;
use super::discrepancy::Settling;
use super::folder::{Condition, Desk};
use super::ids::{CountNo, DiscrepancyNo, PersonNo, SubjectNo};
use super::person::SecrecyClass;
use super::refusal::Refusal;
use super::subject::SubjectDetails;
use super::value::Bilingual;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
    /// Choose which columns a list shows the asker, and in which order.
    ChooseColumns {
        /// The list's name.
        list: String,
        /// The columns' ids, in order; none for those that are usual.
        columns: Vec<String>,
    },
    /// Save a search, change or delete one.
    Search(SearchCommand),
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
    /// What a device queued and cannot even be asked: it is refused, and its number used up. The folders were carried
    /// off, if it was to lend them.
    Unfit {
        /// Why.
        refusal: Refusal,
        /// The folders, by their codes.
        folders: Vec<String>,
    },
    /// Undo a custody act.
    Undo {
        /// Its frame.
        seq: u64,
    },
    /// Begin to count a shelf, or join in.
    OpenCount {
        /// The shelf, by its label or by that of something on it.
        shelf: String,
    },
    /// Record what was seen on a shelf while counting it.
    Count {
        /// The shelf.
        shelf: String,
        /// The count, if it is known which; else the one that was open when it was seen.
        no: Option<CountNo>,
        /// What was scanned.
        codes: Vec<String>,
        /// They are damaged, and how.
        damaged: Option<String>,
    },
    /// End a count: what was not seen is missing.
    CloseCount {
        /// The shelf.
        shelf: String,
        /// The count, if it must be that one.
        no: Option<CountNo>,
    },
    /// Give a count up.
    CancelCount {
        /// The shelf.
        shelf: String,
        /// The count, if it must be that one.
        no: Option<CountNo>,
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
    /// Give folders better homes, each on its own, as a re-slotting or the move of a storeroom asks for.
    AssignFolders {
        /// The folders, with where each is to go.
        folders: Vec<NewHome>,
        /// Why.
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
    /// Something about cases, papers and transfers.
    Case(CaseCommand),
    /// Something about labels, templates of one's own and printers.
    Label(LabelCommand),
    /// Something about folders as things of paper: volumes, merging, splitting, labels, loans that pass on.
    Surgery(SurgeryCommand),
    /// Something about scans and their pages.
    Scan(ScanCommand),
}
