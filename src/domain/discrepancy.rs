//! Discrepancies: the record says one thing, somebody saw another. An observation is never refused, so where it
//! contradicts the record both stories are kept until one of them is settled on (docs/adr/0008).

use super::folder::{Actor, FolderState, Place};
use super::refusal::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many may be open at once. Past it observations are recorded and move folders as ever, but open nothing more.
pub const MAX_OPEN: usize = 50_000;

/// How many of these may be about no known folder: a broken scanner must not use up what real contradictions need.
pub const MAX_OPEN_WITHOUT_FOLDER: usize = 5_000;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $en:literal, $zh:literal;)*) => {
        /// What contradicts what.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum DiscrepancyKind { $($(#[$doc])* $name,)* }

        impl DiscrepancyKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The kind as it stands in answers.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The kind as people read it.
            #[must_use]
            pub fn label(self, language: Language) -> &'static str {
                match (self, language) { $((Self::$name, Language::En) => $en, (Self::$name, Language::Zh) => $zh,)* }
            }
        }
    };
}

kinds! {
    /// It stands where it does not belong.
    Misplaced = "misplaced", "not in its place", "不在应放位置";
    /// It is on loan, and was seen in the archive.
    LentButHere = "lent_but_here", "on loan but here", "借出但在库";
    /// It was destroyed or withdrawn, and was seen in the archive.
    GoneButHere = "gone_but_here", "gone but here", "已销毁或移出但在库";
    /// It is only announced, and was seen in the archive.
    NotHandedOver = "not_handed_over", "here but not handed over", "未移交但在库";
    /// It came back, and was never lent: somebody had taken it from the shelf.
    ReturnedNotLent = "returned_not_lent", "returned but not lent", "未借出却被归还";
    /// A code that leads to no folder, or to several.
    UnknownCode = "unknown_code", "unknown code", "编号未知";
    /// It was seen at a place that no code we know names.
    UnknownPlace = "unknown_place", "unknown place", "位置未知";
    /// It was put where the record has no room to give it a home.
    NoRoom = "no_room", "no room for a home", "无空位可归";
    /// Somebody took it although lending it was refused.
    TakenThoughRefused = "taken_though_refused", "taken though refused", "拒借但已取走";
    /// A paper was named that is none of the folder's, or of no case.
    UnknownPaper = "unknown_paper", "unknown paper", "文件不明";
    /// Somebody took a single paper although lending it was refused.
    PaperTaken = "paper_taken", "paper taken though refused", "拒借但已取走文件";
}

/// Which of the two stories is settled on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Settling {
    /// What was seen is so; the record follows.
    AsObserved,
    /// The record was right; the observation was an error.
    AsRecorded,
    /// Words explain it; the record stays as it is.
    Explained,
    /// Something that happened later took the contradiction away.
    Corrected,
}

impl Settling {
    /// As it stands in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AsObserved => "as_observed",
            Self::AsRecorded => "as_recorded",
            Self::Explained => "explained",
            Self::Corrected => "corrected",
        }
    }

    /// As people read it.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Self::AsObserved => ("以实物为准", "as observed"),
            Self::AsRecorded => ("以记录为准", "as recorded"),
            Self::Explained => ("说明情况", "explained"),
            Self::Corrected => ("其后已相符", "corrected"),
        };
        if language == Language::Zh { zh } else { en }
    }
}

impl DiscrepancyKind {
    /// The ways in which a person can settle it. The one table; `Corrected` is nobody's choice.
    #[must_use]
    pub fn settlings(self) -> &'static [Settling] {
        use Settling::{AsObserved, AsRecorded, Explained};
        match self {
            Self::Misplaced
            | Self::LentButHere
            | Self::GoneButHere
            | Self::NotHandedOver
            | Self::ReturnedNotLent
            | Self::NoRoom
            | Self::TakenThoughRefused => &[AsObserved, AsRecorded, Explained],
            // There is nothing that the record could follow.
            Self::UnknownCode | Self::UnknownPlace | Self::UnknownPaper | Self::PaperTaken => &[AsRecorded, Explained],
        }
    }

    /// Whether settling it so needs words: always to explain, and to bring back what had left for good.
    #[must_use]
    pub fn needs_words(self, how: Settling) -> bool {
        how == Settling::Explained || (self == Self::GoneButHere && how == Settling::AsObserved)
    }
}

/// What the record said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The folder's state.
    pub state: FolderState,
    /// Its place.
    pub place: Place,
    /// Since when, microseconds since 1970 UTC.
    pub since_us: i64,
    /// Who last had it in hand on the record.
    pub by: Actor,
}

/// What was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// Where; nothing if it was at a place we do not know.
    pub place: Option<Place>,
    /// When, microseconds since 1970 UTC.
    pub at_us: i64,
}
