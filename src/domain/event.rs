//! What happened. Events hold results, never wishes: replaying them needs no rule that could change.
//!
//! An event has facts (all that decisions need, never personal) and may have a private part (personal data), which the
//! law can have erased; it is then `None`, and everything must still replay. Kinds are stored by name for ever: a
//! changed shape gets a new version in the codec, a variant is never renamed.

use super::business_type::BusinessType;
use super::folder::{CodeKind, Condition, Desk, FolderDetails, FolderFacts, OtherCode};
use super::ids::{ClassNo, DepartmentNo, FolderNo, PersonNo, SubjectNo, TypeNo};
use super::person::{Department, PersonDetails, PersonFacts, SecrecyClass};
use super::place::PlaceEvent;
use super::refusal::{Code, Refusal};
use super::settings::Settings;
use super::subject::{SubjectDetails, SubjectKind};
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

impl Event {
    /// The event of a refused item.
    #[must_use]
    pub fn item_refused(item: u32, refusal: Refusal) -> Self {
        let Refusal { code, params } = refusal;
        let details = (!params.is_empty()).then_some(RefusalDetails { params });
        Self::ItemRefused(ItemRefused { item, code }, details)
    }
}

/// One item of a command that changed something else had nothing to change: it was so already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemUnchanged {
    /// Its position in the command, from 0.
    pub item: u32,
    /// The folder.
    pub folder: FolderNo,
}

/// A confidential folder was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// The folder.
    pub folder: FolderNo,
}

macro_rules! events {
    (
        plain { $($plain:ident),* $(,)? }
        personal { $($personal:ident($private:ty)),* $(,)? }
        place { $($place:ident),* $(,)? }
    ) => {
        /// Something that happened, of every kind.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Event {
            $(#[allow(missing_docs, reason = "the struct of the same name says it")] $plain($plain),)*
            $(#[allow(missing_docs, reason = "the struct of the same name says it")] $personal($personal, Option<$private>),)*
            /// Something about places and what stands in them, and why, in somebody's own words.
            Place(PlaceEvent, Option<Remark>),
        }

        impl Event {
            /// Every kind, by the name it is stored under.
            pub const KINDS: &'static [&'static str] =
                &[$(stringify!($plain),)* $(stringify!($personal),)* $(stringify!($place),)*];

            /// The kind, by the name it is stored under.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$plain(_) => stringify!($plain),)*
                    $(Self::$personal(..) => stringify!($personal),)*
                    $(Self::Place(PlaceEvent::$place(_), _) => stringify!($place),)*
                }
            }

            /// The version of the kind's shape that this program writes.
            #[must_use]
            pub fn version(&self) -> u32 {
                1
            }

            /// Writes the facts.
            ///
            /// # Errors
            /// Those of the serializer.
            pub fn write_facts<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$plain(facts) => facts.serialize(serializer),)*
                    $(Self::$personal(facts, _) => facts.serialize(serializer),)*
                    $(Self::Place(PlaceEvent::$place(facts), _) => facts.serialize(serializer),)*
                }
            }

            /// Whether it has a private part that still exists.
            #[must_use]
            pub fn has_private(&self) -> bool {
                match self {
                    $(Self::$personal(_, private) => private.is_some(),)*
                    Self::Place(_, remark) => remark.is_some(),
                    _ => false,
                }
            }

            /// Writes the private part; nothing (a unit) if there is none.
            ///
            /// # Errors
            /// Those of the serializer.
            pub fn write_private<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$personal(_, private) => private.serialize(serializer),)*
                    Self::Place(_, remark) => remark.serialize(serializer),
                    _ => serializer.serialize_unit(),
                }
            }

            /// Reads an event of a kind; `Ok(None)` if this program knows no such kind.
            ///
            /// # Errors
            /// Those of the deserializers: the stored bytes do not have the kind's shape.
            pub fn read<'de, F, P>(kind: &str, facts: F, private: Option<P>) -> Result<Option<Self>, F::Error>
            where
                F: Deserializer<'de>,
                P: Deserializer<'de, Error = F::Error>,
            {
                Ok(Some(match kind {
                    $(stringify!($plain) => Self::$plain(Deserialize::deserialize(facts)?),)*
                    $(stringify!($personal) => Self::$personal(
                        Deserialize::deserialize(facts)?,
                        private.map(Deserialize::deserialize).transpose()?,
                    ),)*
                    $(stringify!($place) => Self::Place(
                        PlaceEvent::$place(Deserialize::deserialize(facts)?),
                        private.map(Deserialize::deserialize).transpose()?,
                    ),)*
                    _ => return Ok(None),
                }))
            }
        }

        $(impl From<$plain> for Event {
            fn from(facts: $plain) -> Self {
                Self::$plain(facts)
            }
        })*
    };
}

events! {
    plain {
        ArchiveBegan, SettingsChanged, DepartmentSet, ClassSet, TypeSet, MappingSaved, CodeAdded, Received,
        SubjectsMerged, SubjectSplit, Renewed, Returned, PutAway, Looked,
        ItemUnchanged,
    }
    personal {
        PersonSet(PersonDetails),
        FolderRegistered(FolderDetails),
        FolderEdited(FolderDetails),
        SubjectAdded(SubjectDetails),
        SubjectEnriched(SubjectDetails),
        SubjectEdited(SubjectDetails),
        CheckedOut(LoanDetails),
        ConditionNoted(Remark),
        DeclaredMissing(Remark),
        Found(Remark),
        Withdrawn(Remark),
        Destroyed(Remark),
        ItemRefused(RefusalDetails),
    }
    place {
        RoomDeclared, RoomChanged, RangesDeclared, RangeResized, RangeRemoved, SlotBlocked, SlotUnblocked, ZoneSet, LaneSet,
        RunExtended, OverflowExtended, BoxOpened, BoxMoved, BoxRemoved, FolderAssigned, FolderReleased, FolderResized,
        ShelfMoved,
    }
}

impl From<PlaceEvent> for Event {
    fn from(event: PlaceEvent) -> Self {
        Self::Place(event, None)
    }
}
