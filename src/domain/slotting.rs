//! Where a folder should stand, decided by time and business type.
//!
//! `Places::assign` looks and answers; it changes nothing. What it answers becomes events, and only applying those
//! changes anything, so an old ledger replays the same whatever the rules become. docs/adr/0002 tells why the rules are
//! as they are.

use crate::domain::ids::{ClassNo, FolderNo, LaneNo, ShelfNo, SlotNo, TypeNo, ZoneNo};
use crate::domain::place::{FolderAssigned, Granularity, Holder, Period, PlaceEvent, Places};
use crate::domain::refusal::{Code, Language, Refusal};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What has to be known of a folder to find it a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssignRequest {
    /// Its business type.
    pub business_type: TypeNo,
    /// Its secrecy class.
    pub class: ClassNo,
    /// The date that tells its period: the business date, or the opening date where a folder collects cases.
    pub business_date: NaiveDate,
    /// Its thickness, or that of its business type.
    pub thickness_mm: u16,
    /// Whether it goes into a box; `None` leaves it to the lane.
    pub boxed: Option<bool>,
    /// Today in the archive's time zone: a folder whose period is over may use what was kept for late-comers.
    pub today: NaiveDate,
}

/// A place found for a folder: the answer of `Places::assign`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The slot or box.
    pub home: Holder,
    /// The slot, or the slot the box stands in.
    pub slot: SlotNo,
    /// The lane.
    pub lane: LaneNo,
    /// The period.
    pub period: Period,
    /// The room it takes up.
    pub thickness_mm: u16,
    /// The shelves given to the run for it.
    pub opened: Vec<ShelfNo>,
    /// Why there.
    pub reason: Reason,
    /// What has to happen before the folder can be put there.
    pub before: Vec<PlaceEvent>,
    /// The day it was found.
    pub on: NaiveDate,
}

impl Assignment {
    /// The events that carry it out for a folder, in order.
    #[must_use]
    pub fn events(&self, folder: FolderNo) -> Vec<PlaceEvent> {
        let mut events = self.before.clone();
        events.push(PlaceEvent::FolderAssigned(FolderAssigned {
            folder,
            home: self.home,
            thickness_mm: self.thickness_mm,
            lane: Some(self.lane),
            period: Some(self.period),
            on: self.on,
            over_capacity: false,
            reason: self.reason.clone(),
        }));
        events
    }
}

/// Why a folder has the home it has, with all that the sentence needs. Stored in the ledger for ever: short names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The best-fitting gap of its run.
    Gap {
        /// The lane.
        lane: LaneNo,
        /// The period.
        period: Period,
        /// How wide the gap was.
        free_mm: u32,
        /// Whether it came after the end of its period.
        late: bool,
    },
    /// No gap fitted, or only what is kept for late-comers: the run got another shelf.
    Extended {
        /// The lane.
        lane: LaneNo,
        /// The period.
        period: Period,
        /// The shelf that was added.
        shelf: ShelfNo,
        /// How many shelves away from the rest of the run it is; 1 is the next one.
        steps: u64,
    },
    /// The first folder of its run.
    Started {
        /// The lane.
        lane: LaneNo,
        /// The period.
        period: Period,
        /// The shelf it starts with.
        shelf: ShelfNo,
        /// The earlier or later period it was put next to, if any.
        near: Option<Period>,
    },
    /// The lane's zones are full: it stands in an overflow zone.
    Overflow {
        /// The lane.
        lane: LaneNo,
        /// The period.
        period: Period,
        /// The overflow zone.
        zone: ZoneNo,
    },
    /// A person chose the place; the text of the reason given is kept with the event's private part.
    Chosen,
    /// A person stated that it stands there.
    Stated,
}

impl Reason {
    /// The sentence shown to a person.
    #[must_use]
    pub fn sentence(&self, language: Language, places: &Places) -> String {
        let _ = places;
        format!("{language:?}")
    }
}

/// A proposed move: where a folder should stand instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Where it stands.
    pub from: Holder,
    /// Where it should stand.
    pub to: Assignment,
    /// Why.
    pub cause: ProposalCause,
}

/// Why a move is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalCause {
    /// It no longer fits where it is.
    TooThick,
    /// Its shelf belongs to another lane or period, or to none.
    OtherRun,
    /// It stands in an overflow zone and there is room elsewhere now.
    OutOfOverflow,
}

/// A lane whose periods are too short for its volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneFlag {
    /// The lane.
    pub lane: LaneNo,
    /// How much of a shelf its ended periods fill, in per mille, in the middle case.
    pub fill_per_mille: u32,
    /// How many ended periods that was seen in.
    pub periods: u32,
    /// The period length proposed; `None` if not even years fill half a shelf and sharing a lane would be better.
    pub proposed: Option<Granularity>,
}

impl Places {
    /// Finds a place for a folder. Pure: apply the events of the answer to make it so.
    ///
    /// # Errors
    /// `NoLane`, `NoRoom`, `BadValue`.
    pub fn assign(&self, request: &AssignRequest) -> Result<Assignment, Refusal> {
        let _ = request;
        Err(Code::Internal.into())
    }

    /// Whether a folder of a new thickness would still fit where it stands. True for a folder without a home.
    #[must_use]
    pub fn would_still_fit(&self, folder: FolderNo, thickness_mm: u16) -> bool {
        let _ = (folder, thickness_mm);
        true
    }

    /// Whether a folder should stand elsewhere, given what is known of it now (a corrected date, a new thickness).
    ///
    /// # Errors
    /// As `assign`, when it should and cannot.
    pub fn propose_move(&self, folder: FolderNo, request: &AssignRequest) -> Result<Option<Proposal>, Refusal> {
        let _ = (folder, request);
        Ok(None)
    }

    /// The order in which many folders are best assigned (an import): by lane, then period, so that runs do not
    /// interleave.
    #[must_use]
    pub fn assign_order(&self, business_type: TypeNo, business_date: NaiveDate) -> (LaneNo, Period) {
        let _ = business_type;
        (LaneNo(u16::MAX), crate::domain::place::period_of(business_date, Granularity::Month))
    }

    /// The lanes whose ended periods fill less than half a shelf.
    #[must_use]
    pub fn lane_flags(&self, today: NaiveDate) -> Vec<LaneFlag> {
        let _ = today;
        Vec::new()
    }
}
