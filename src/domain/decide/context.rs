//! What decisions are told of the world outside State.

use crate::domain::folder::Actor;
use crate::domain::refusal::{Code, Refusal};
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
    /// Whether only what is not there yet may be set up: under a known code nothing is changed.
    pub only_new: bool,
}

impl Context {
    /// Whether what has this code may be set up so: whoever adds something new must not change what is there.
    ///
    /// # Errors
    /// `CodeInUse`.
    pub(super) fn may_set(&self, known: bool, code: &str) -> Result<(), Refusal> {
        if known && self.only_new {
            return Err(Refusal::new(Code::CodeInUse).with("code", code).with("field", "code"));
        }
        Ok(())
    }
}
