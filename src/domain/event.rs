//! What happened. Events hold results, never wishes: replaying them needs no rule that could change.
//!
//! An event has facts (all that decisions need, never personal) and may have a private part (personal data), which the
//! law can have erased; it is then `None`, and everything must still replay. Kinds are stored by name for ever: a
//! changed shape gets a new version in the codec, a variant is never renamed.

mod about;
mod case;
mod count;
mod facts;
mod label;
mod observation;
mod paper;
mod saved;
mod scan;
mod surgery;

pub use case::*;
pub use count::*;
pub use facts::*;
pub use label::*;
pub use observation::*;
pub use paper::*;
pub use saved::*;
pub use scan::*;
pub use surgery::*;

use super::case::CaseDetails;
use super::folder::FolderDetails;
use super::person::PersonDetails;
use super::place::PlaceEvent;
use super::refusal::Refusal;
use super::subject::SubjectDetails;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

impl Event {
    /// The event of a refused item.
    #[must_use]
    pub fn item_refused(item: u32, refusal: Refusal) -> Self {
        let Refusal { code, params } = refusal;
        let details = (!params.is_empty()).then_some(RefusalDetails { params });
        Self::ItemRefused(ItemRefused { item, code }, details)
    }

    /// The event of a queued command that was refused as a whole.
    #[must_use]
    pub fn command_refused(refusal: Refusal) -> Self {
        let Refusal { code, params } = refusal;
        let details = (!params.is_empty()).then_some(RefusalDetails { params });
        Self::CommandRefused(CommandRefused { code }, details)
    }
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
        ArchiveBegan,
        SettingsChanged,
        DepartmentSet,
        ClassSet,
        TypeSet,
        MappingSaved,
        ColumnsChosen,
        SearchDeleted,
        CodeAdded,
        Received,
        SubjectsMerged,
        SubjectSplit,
        Renewed,
        Returned,
        PutAway,
        Looked,
        ItemUnchanged,
        Sighted,
        CustodySet,
        ItemsObserved,
        NothingChanged,
        Undone,
        CountOpened,
        CountClosed,
        CountCancelled,
        CalendarSet,
        CaseReceived,
        CaseFiled,
        CaseUnfiled,
        CaseWaitsOn,
        CaseCertified,
        TransferOpened,
        TransferClosed,
        PaperReturned,
        PaperSet,
        VolumeAdded,
        VolumeLeft,
        ReprintAsked,
        Reprinted,
        LoanTakenOver,
        TemplateSet,
        PrinterSet,
        LabelsApplied,
        ScanRead,
        ScanFailed,
        ScanRetried,
        ScanReopened,
        PagesFiled,
        PagesWait,
        PagesMoved,
        PagesTurned,
        PagesHidden,
        PagesPutBack,
        OriginalSigned,
        OriginalDamaged,
        OriginalWhole,
        PagesErased,
        FixityChecked,
        ScannerSet,
    }
    personal {
        PersonSet(PersonDetails),
        SearchSaved(SearchWords),
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
        Attached(AttachmentDetails),
        Detached(Remark),
        ItemRefused(RefusalDetails),
        DiscrepancyRaised(DiscrepancyDetails),
        DiscrepancySettled(Remark),
        CommandRefused(RefusalDetails),
        UnknownCounted(ScannedText),
        SubjectErased(Remark),
        CaseOpened(CaseDetails),
        CaseEdited(CaseDetails),
        CaseExtended(Remark),
        DueMoved(Remark),
        DueRecounted(Remark),
        ExtensionAsked(Remark),
        ExtensionRefused(Remark),
        CaseReassigned(Remark),
        CaseMoved(Remark),
        CaseRetyped(PaperRemarks),
        CaseCancelled(Remark),
        CaseTurnedAway(Remark),
        CaseReviewed(Remark),
        PapersNoted(PaperRemarks),
        PaperLent(LoanDetails),
        PaperShort(Remark),
        PaperMoved(MoveDetails),
        PaperWithdrawn(Remark),
        PaperSighted(Remark),
        FoldersMerged(Remark),
        FolderSplit(Remark),
        LabelsSwapped(Remark),
        LabelsPrinted(Remark),
        ScanReceived(ScanDetails),
        ScanSettled(Remark),
        PagesSetAside(Remark),
        CopyIssued(CopyDetails),
    }
    place {
        RoomDeclared,
        RoomChanged,
        RangesDeclared,
        RangeResized,
        RangeRemoved,
        SlotBlocked,
        SlotUnblocked,
        ZoneSet,
        LaneSet,
        RunExtended,
        OverflowExtended,
        BoxOpened,
        BoxMoved,
        BoxRemoved,
        FolderAssigned,
        FolderReleased,
        FolderResized,
        ShelfMoved,
    }
}

impl From<PlaceEvent> for Event {
    fn from(event: PlaceEvent) -> Self {
        Self::Place(event, None)
    }
}
