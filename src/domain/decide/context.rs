//! What decisions are told of the world outside State.

use crate::domain::folder::Actor;
use chrono::NaiveDate;

/// What a decision may know of the world besides State.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Who asks.
    pub actor: Actor,
    /// When it happened at the shelf, microseconds since 1970 UTC.
    pub occurred_us: i64,
    /// What the archive's clock says now, microseconds since 1970 UTC.
    pub now_us: i64,
    /// The day it happened, by the archive's time zone.
    pub today: NaiveDate,
    /// Whether it waited in a device's queue: what was done at the shelf was done then, whatever is decided now, and a
    /// refusal is an event too.
    pub queued: bool,
}
