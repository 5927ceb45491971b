//! Transfers and their registers, as they stand on the wire.

use crate::domain::event::Confirmation;
use crate::domain::folder::Desk;
use crate::http::cases::{CaseCard, CaseLine, DueShown, Named, Somebody};
use crate::http::shape::HomeShown;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// A transfer, as a line in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TransferLine {
    /// Its number.
    pub no: u32,
    /// The department that hands over.
    pub department: Named,
    /// The desk.
    #[schema(value_type = String)]
    pub desk: Desk,
    /// The same in words.
    pub desk_label: String,
    /// When it began.
    pub opened_at: DateTime<Utc>,
    /// Who takes over.
    pub taker: Somebody,
    /// How many cases were taken.
    pub cases: usize,
    /// How many were brought and not taken.
    pub turned_away: usize,
    /// How many gaps the taken ones came with.
    pub gaps: u32,
    /// When both sides confirmed it; nothing while it is open.
    pub closed_at: Option<DateTime<Utc>>,
    /// Who handed over.
    pub giver: Option<Somebody>,
    /// How he confirmed it: `badge` or `password`.
    #[schema(value_type = Option<String>)]
    pub by: Option<Confirmation>,
}

/// A transfer with its register.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransferCard {
    /// The transfer.
    #[serde(flatten)]
    pub line: TransferLine,
    /// What came in it, in order: what was taken, then what was sent back.
    pub entries: Vec<TransferEntry>,
    /// The last frame this answer knows of.
    pub seq: u64,
}

/// What became of a case in a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryOutcome {
    /// Its papers were taken over.
    Taken,
    /// They went back with whoever brought them.
    TurnedAway,
}

/// A line of a register: a case as it was handed over, and what came later.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransferEntry {
    /// The case, as it is now.
    pub case: CaseLine,
    /// What became of it.
    pub outcome: EntryOutcome,
    /// When.
    pub at: DateTime<Utc>,
    /// Who handed it over, once he confirmed that.
    pub giver: Option<Somebody>,
    /// Who took it, or sent it back.
    pub by: Somebody,
    /// When it was due, as it stood then.
    pub due: Option<DueShown>,
    /// Whether it came in time; nothing if no day was set, and for what went back.
    pub in_time: Option<bool>,
    /// What was wanting then, a line for each gap.
    pub gaps: Vec<String>,
    /// Why it was sent back.
    pub reason: Option<String>,
    /// What came later, or was found wrong later, in order.
    pub later: Vec<LaterPapers>,
}

/// Papers that were noted after the hand-over.
#[derive(Debug, Serialize, ToSchema)]
pub struct LaterPapers {
    /// The day.
    pub date: NaiveDate,
    /// When.
    pub at: DateTime<Utc>,
    /// Who noted them.
    pub by: Somebody,
    /// The gaps they closed, and those that were found then, in words.
    pub what: String,
}

/// A transfer that is open.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenTransfer {
    /// Its number.
    pub transfer: u32,
    /// The transfer.
    pub line: TransferLine,
    /// The last frame this answer knows of.
    pub seq: u64,
}

/// A case that was taken over.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceivedCase {
    /// The case, as it is now.
    #[serde(flatten)]
    pub card: CaseCard,
    /// Whether its folder is elsewhere, so that the papers wait at the desk.
    pub waits: bool,
    /// Where its folder belongs, if it has a home.
    pub home: Option<HomeShown>,
}

/// Some cases, and how many there are in all.
#[derive(Debug, Serialize, ToSchema)]
pub struct SomeCases {
    /// At most 200.
    pub items: Vec<CaseLine>,
    /// How many there are.
    pub total: usize,
}

/// Some transfers, and how many there are in all.
#[derive(Debug, Serialize, ToSchema)]
pub struct SomeTransfers {
    /// At most 200.
    pub items: Vec<TransferLine>,
    /// How many there are.
    pub total: usize,
}

/// What a desk has to do with cases today.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiveToday {
    /// Announced and due today, or announced without a day.
    pub expected: SomeCases,
    /// Announced and due on a later day, the next one first.
    pub coming: SomeCases,
    /// Announced and due before today.
    pub late: SomeCases,
    /// Their papers wait for their folder.
    pub waiting: SomeCases,
    /// Transfers that are open.
    pub open_transfers: SomeTransfers,
    /// The archive's date.
    pub today: NaiveDate,
    /// The last frame this answer knows of.
    pub seq: u64,
}

/// On which of a desk's lists a case stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TodayList {
    /// Due before today.
    Late,
    /// Due today, or announced without a day.
    Expected,
    /// Due on a later day.
    Coming,
    /// Its papers wait for its folder.
    Waiting,
}

/// A case on one of a desk's lists, in the table of all of them.
#[derive(Debug, Serialize)]
pub struct TodayLine {
    /// Which list.
    pub list: TodayList,
    /// The case.
    pub case: CaseLine,
}
