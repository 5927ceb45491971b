//! A batch of queued commands and its answers, as they stand on the wire.

use super::command::QueuedCommand;
use crate::domain::case::CasePhase;
use crate::http::problem::Problem;
use crate::http::shape::WhereShown;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A device's queue, or the next part of it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SyncBody {
    /// The device's own name: 1 to 64 letters, digits, `-` and `_`.
    pub device: String,
    /// The incarnation in which the device knew what it knew.
    pub incarnation: Option<String>,
    /// At most 500, in the order of their numbers.
    pub commands: Vec<QueuedBody>,
}

/// One queued command.
#[derive(Debug, Deserialize, ToSchema)]
pub struct QueuedBody {
    /// Its number in the queue: 1, 2, 3 … for each person on each device.
    pub number: u64,
    /// When it was done at the shelf.
    pub occurred_at: DateTime<Utc>,
    /// The last frame the device knew then.
    pub seen_seq: Option<u64>,
    /// What was done.
    #[schema(value_type = QueuedCommand)]
    pub command: Value,
}

/// What became of a queued command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueuedStatus {
    /// It was carried out, or recorded; single folders may have been refused.
    Done,
    /// It was refused as a whole; the number is used up.
    Refused,
    /// It is to be offered again: a number before it is missing, or the archive cannot take it now.
    Waiting,
}

/// The answer to one queued command.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueuedAnswer {
    /// Its number.
    pub number: u64,
    /// What became of it.
    pub status: QueuedStatus,
    /// Whether it had been handled before: this is the answer of then.
    pub repeated: bool,
    /// The frame that records it.
    pub seq: Option<u64>,
    /// When it happened, as recorded.
    pub occurred_at: Option<DateTime<Utc>>,
    /// Whether the device's clock was not believed.
    pub clamped: bool,
    /// Why it was refused, or waits; of what was seen of a paper: why nobody knows which it was, though it is recorded.
    pub problem: Option<Problem>,
    /// What became of each folder, in the order in which they were named.
    pub folders: Vec<QueuedItem>,
    /// The numbers of the discrepancies it raised.
    pub discrepancies: Vec<u32>,
    /// The number of the count that it began, was part of, or ended.
    pub count: Option<u32>,
    /// The case that it was about.
    pub case: Option<QueuedCase>,
}

/// The case of a queued command.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueuedCase {
    /// Its code.
    pub code: String,
    /// Where it stands now: `announced`, `waiting`, `filed` or `cancelled`.
    #[schema(value_type = String)]
    pub phase: CasePhase,
    /// The transfer in which its papers came.
    pub transfer: Option<u32>,
    /// How many gaps it has; nothing if nobody looked.
    pub gaps: Option<u16>,
}

/// What became of one folder of a queued command.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueuedItem {
    /// The code it was named by.
    pub code: String,
    /// Its own code.
    pub folder: Option<String>,
    /// Where it is now.
    pub r#where: Option<WhereShown>,
    /// Why it was refused; of an observation: why nobody knows which folder was meant, though it is recorded.
    pub problem: Option<Problem>,
}

/// How far a queue was worked off.
#[derive(Debug, Serialize, ToSchema)]
pub struct SyncState {
    /// The archive's incarnation: another one than before means that it was restored.
    pub incarnation: String,
    /// The last frame this answer knows of.
    pub seq: u64,
    /// The highest number handled; the next one is one more.
    pub handled: u64,
}

/// The answers to a batch.
#[derive(Debug, Serialize, ToSchema)]
pub struct SyncAnswer {
    /// How far the queue is worked off now.
    #[serde(flatten)]
    pub state: SyncState,
    /// One for each command, in order.
    pub results: Vec<QueuedAnswer>,
}
