//! The folder: what decisions need to know of it, and what stands beside it in the views.

use super::ids::{BoxNo, ClassNo, DepartmentNo, FolderNo, PersonNo, ShelfNo, SlotNo, SubjectNo, TypeNo};
use super::refusal::Language;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Where a folder stands in its life. Clients must tolerate states added later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FolderState {
    /// Announced, not handed over yet. 待移交
    Expected,
    /// Waits at a desk to be put away. 待上架
    AtDesk,
    /// Stands where the record says. 在架
    OnShelf,
    /// Lent. 借出
    OnLoan,
    /// Between two hands. 在途
    InTransit,
    /// Nobody knows where; keeps its last custody. 下落不明
    Missing,
    /// Left the archive lawfully. 移出
    Withdrawn,
    /// Destroyed lawfully. 已销毁
    Destroyed,
}

impl FolderState {
    /// Every state, in the order of a folder's life.
    pub const ALL: [Self; 8] = [
        Self::Expected,
        Self::AtDesk,
        Self::OnShelf,
        Self::OnLoan,
        Self::InTransit,
        Self::Missing,
        Self::Withdrawn,
        Self::Destroyed,
    ];

    /// The word for it in answers and queries.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::AtDesk => "at_desk",
            Self::OnShelf => "on_shelf",
            Self::OnLoan => "on_loan",
            Self::InTransit => "in_transit",
            Self::Missing => "missing",
            Self::Withdrawn => "withdrawn",
            Self::Destroyed => "destroyed",
        }
    }

    /// The state as people read it.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Self::Expected => ("待移交", "not handed over"),
            Self::AtDesk => ("待上架", "at the desk"),
            Self::OnShelf => ("在架", "on the shelf"),
            Self::OnLoan => ("借出", "on loan"),
            Self::InTransit => ("在途", "in transit"),
            Self::Missing => ("下落不明", "missing"),
            Self::Withdrawn => ("移出", "withdrawn"),
            Self::Destroyed => ("已销毁", "destroyed"),
        };
        if language == Language::Zh { zh } else { en }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A desk where folders wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Desk {
    /// Where papers are handed over and returned.
    Reception,
    /// Where they are scanned.
    Scanning,
    /// Where they are repaired.
    Repair,
    /// Where they are read.
    Reading,
}

impl Desk {
    /// Every desk.
    pub const ALL: [Self; 4] = [Self::Reception, Self::Scanning, Self::Repair, Self::Reading];

    /// The word for it in requests and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reception => "reception",
            Self::Scanning => "scanning",
            Self::Repair => "repair",
            Self::Reading => "reading",
        }
    }

    /// The desk of that name, in whatever case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|desk| desk.name().eq_ignore_ascii_case(name))
    }
}

/// Where a folder is now, as far as the record knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Nowhere in the archive: expected, or gone for good.
    Nowhere,
    /// In a slot.
    Slot(SlotNo),
    /// In a box, wherever the box stands.
    Box(BoxNo),
    /// Somewhere on a shelf: seen there, and nobody said in which slot.
    Shelf(ShelfNo),
    /// On a desk.
    Desk(Desk),
    /// With somebody.
    Person(PersonNo),
    /// Between two hands.
    Transit,
}

/// Where somebody saw a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeenAt {
    /// In a slot.
    Slot(SlotNo),
    /// In a box, wherever the box stands.
    Box(BoxNo),
    /// Somewhere on a shelf.
    Shelf(ShelfNo),
    /// On a desk.
    Desk(Desk),
    /// Somewhere in the archive, at a place that no code we know names.
    Unnamed,
}

impl SeenAt {
    /// What was seen at a place; nothing if nobody sees a folder there: with somebody, or nowhere.
    #[must_use]
    pub fn of(place: Place) -> Option<Self> {
        match place {
            Place::Slot(slot) => Some(Self::Slot(slot)),
            Place::Box(r#box) => Some(Self::Box(r#box)),
            Place::Shelf(shelf) => Some(Self::Shelf(shelf)),
            Place::Desk(desk) => Some(Self::Desk(desk)),
            Place::Nowhere | Place::Person(_) | Place::Transit => None,
        }
    }

    /// The place, if it is one we know.
    #[must_use]
    pub fn place(self) -> Option<Place> {
        match self {
            Self::Slot(slot) => Some(Place::Slot(slot)),
            Self::Box(r#box) => Some(Place::Box(r#box)),
            Self::Shelf(shelf) => Some(Place::Shelf(shelf)),
            Self::Desk(desk) => Some(Place::Desk(desk)),
            Self::Unnamed => None,
        }
    }
}

/// Damage, as far as it has been noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Nothing is known against it.
    #[default]
    Good,
    /// Damaged; the note says how.
    Damaged,
}

/// A subject on a folder: in what role, and for which span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectLink {
    /// The subject.
    pub subject: SubjectNo,
    /// Its role on this folder, an id of the business type's roles.
    pub role: String,
    /// Since when it has had that role.
    pub from: Option<NaiveDate>,
    /// Until when.
    pub until: Option<NaiveDate>,
}

/// What decisions need of a folder and what seldom changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderFacts {
    /// What the folder is about.
    pub business_type: TypeNo,
    /// The version of that type it was registered under.
    pub type_version: u32,
    /// Its secrecy class.
    pub class: ClassNo,
    /// The department it belongs to.
    pub department: Option<DepartmentNo>,
    /// The business date.
    pub business_date: Option<NaiveDate>,
    /// How thick it is.
    pub thickness_mm: u32,
    /// Its subjects, the main one first.
    pub subjects: Vec<SubjectLink>,
}

/// What the law may ask us to erase of a folder; all in the words its users typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FolderDetails {
    /// Custom field values by field id, canonical.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// A free note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A folder's whereabouts: the row that every scan changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whereabouts {
    /// Where it stands in its life.
    pub state: FolderState,
    /// Where it is now.
    pub place: Place,
    /// Since when, in microseconds since 1970 UTC (when it happened at the shelf).
    pub since_us: i64,
    /// When lent: the day it is due.
    pub due: Option<NaiveDate>,
    /// When lent: how often the loan was renewed.
    pub renewals: u16,
    /// Who last had it in hand on the record, and when.
    pub seen_by: Actor,
    /// When it was last seen, microseconds since 1970 UTC.
    pub seen_us: i64,
    /// Damage.
    pub condition: Condition,
    /// The last frame that changed anything about the folder.
    pub changed_seq: u64,
    /// The last frame that changed its metadata: the folder's version for an edit.
    pub edited_seq: u64,
    /// Who has it on loan, or had it last.
    pub last_holder: Option<PersonNo>,
}

impl Whereabouts {
    /// Who answers for it as its borrower: he still does while it is missing.
    #[must_use]
    pub fn borrower(&self) -> Option<PersonNo> {
        if let Place::Person(person) = self.place { Some(person) } else { None }
    }

    /// Whether it has left the archive for good.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        matches!(self.state, FolderState::Withdrawn | FolderState::Destroyed)
    }
}

pub use super::person::Actor;

/// Another code a folder carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherCode {
    /// The code as it was given, normalised.
    pub code: String,
    /// Ours and unique, or somebody else's and perhaps not.
    pub kind: CodeKind,
}

/// What sort of code it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeKind {
    /// A former own code; unique, for ever this folder's.
    Alias,
    /// An old number, a contract number; may repeat.
    Foreign,
}

/// A folder that answers to a code, with the code it owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carrier {
    /// The folder.
    pub folder: FolderNo,
    /// Whether the code is its own or a former own one.
    pub owned: bool,
}
