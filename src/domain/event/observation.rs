//! The facts of observations, discrepancies, and what became of queued commands.

use crate::domain::discrepancy::{DiscrepancyKind, Observed, Recorded, Settling};
use crate::domain::folder::{Actor, Condition, FolderState, Place, SeenAt, Whereabouts};
use crate::domain::ids::{CountNo, DiscrepancyNo, FolderNo, PersonNo};
use crate::domain::refusal::Code;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A folder was seen somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighted {
    /// The folder.
    pub folder: FolderNo,
    /// Where.
    pub at: SeenAt,
    /// What the observer did there.
    #[serde(default, skip_serializing_if = "Handling::is_seen")]
    pub how: Handling,
    /// What follows for the record.
    #[serde(default, skip_serializing_if = "Effect::is_confirmed")]
    pub effect: Effect,
    /// The count it was seen in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<CountNo>,
}

/// What an observer did with a folder where he saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handling {
    /// He saw it.
    #[default]
    Seen,
    /// He put it there.
    PutAway,
    /// It was brought to him there.
    Returned,
}

impl Handling {
    fn is_seen(&self) -> bool {
        *self == Self::Seen
    }
}

/// What an observation changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing: the record said so, or does not say where.
    #[default]
    Confirmed,
    /// The folder is there from now on.
    Moved {
        /// Its state.
        state: FolderState,
        /// Its place: where it was seen, or its home if that is in there.
        place: Place,
    },
    /// The record does not follow (it is lent, gone, or not handed over), but remembers where it was seen last.
    Aside,
    /// It was seen before what the record knows already.
    Late,
}

impl Effect {
    fn is_confirmed(&self) -> bool {
        *self == Self::Confirmed
    }
}

/// A folder's whereabouts were set right: by settling a discrepancy, by undoing, or because a return that was learned of
/// late let an older sighting count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustodySet {
    /// The folder.
    pub folder: FolderNo,
    /// What the record says from now on.
    pub row: CustodyRow,
}

/// A folder's whereabouts as an event holds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustodyRow {
    /// Its state.
    pub state: FolderState,
    /// Its place.
    pub place: Place,
    /// Since when, microseconds since 1970 UTC.
    pub since_us: i64,
    /// When lent: the day it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// When lent: how often the loan was renewed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub renewals: u16,
    /// Who last had it in hand on the record.
    pub seen_by: Actor,
    /// When it was last seen, microseconds since 1970 UTC.
    pub seen_us: i64,
    /// Damage.
    pub condition: Condition,
    /// Who has it on loan, or had it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_holder: Option<PersonNo>,
}

fn is_zero(number: &u16) -> bool {
    *number == 0
}

impl From<&Whereabouts> for CustodyRow {
    fn from(row: &Whereabouts) -> Self {
        let Whereabouts { state, place, since_us, due, renewals, seen_by, seen_us, condition, last_holder, .. } = *row;
        Self { state, place, since_us, due, renewals, seen_by, seen_us, condition, last_holder }
    }
}

impl CustodyRow {
    /// The whereabouts that it says, as of a frame; the folder's words changed last by that one if its condition does.
    #[must_use]
    pub fn whereabouts(&self, before: &Whereabouts, changed_seq: u64) -> Whereabouts {
        let Self { state, place, since_us, due, renewals, seen_by, seen_us, condition, last_holder } = *self;
        let edited_seq = if condition == before.condition { before.edited_seq } else { changed_seq };
        Whereabouts {
            state,
            place,
            since_us,
            due,
            renewals,
            seen_by,
            seen_us,
            condition,
            changed_seq,
            edited_seq,
            last_holder,
        }
    }
}

/// What each item of a command of observations was about, for whoever observed: a folder, or none he knows of. Both
/// stand beside the events, since what was seen is recorded either way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemsObserved {
    /// The folders, in order.
    pub folders: Vec<Option<FolderNo>>,
}

/// The record says one thing, somebody saw another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscrepancyRaised {
    /// Its number.
    pub no: DiscrepancyNo,
    /// What contradicts what.
    pub kind: DiscrepancyKind,
    /// The folder, if it is a known one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<FolderNo>,
    /// What the record said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Recorded>,
    /// What was seen.
    pub observed: Observed,
}

/// The words of a discrepancy: whatever a scanner read may be personal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DiscrepancyDetails {
    /// The code, where it leads to no folder.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// The place, where no place has that code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// In the observer's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A discrepancy is open no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscrepancySettled {
    /// Its number.
    pub no: DiscrepancyNo,
    /// The folder, if it is about a known one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<FolderNo>,
    /// How.
    pub how: Settling,
}

/// A queued command was refused as a whole; its number is used up all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandRefused {
    /// Why.
    pub code: Code,
}

/// A queued command had nothing to change; its number is used up all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NothingChanged {}

/// A custody act was undone: what it changed is as it was before, by the events beside this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// The act's frame.
    pub seq: u64,
}
