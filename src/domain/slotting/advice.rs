//! What would be better: folders that should stand elsewhere, lanes whose periods are too short.

use super::{AssignRequest, Assignment};
use crate::domain::ids::{FolderNo, LaneNo};
use crate::domain::place::{Granularity, Holder, Places, RunOf};
use crate::domain::refusal::Refusal;
use chrono::NaiveDate;

/// How many of a lane's last ended periods are looked at.
const PERIODS_MAX: usize = 12;
/// Half a shelf, in thousandths.
const HALF: u64 = 500;

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
    /// Its shelf lies apart from the rest of its run, which has room for all that stands on it.
    Scattered,
}

impl ProposalCause {
    /// The word for it in answers and job files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TooThick => "too_thick",
            Self::OtherRun => "other_run",
            Self::OutOfOverflow => "out_of_overflow",
            Self::Scattered => "scattered",
        }
    }
}

/// A lane whose periods are too short for its volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneFlag {
    /// The lane.
    pub lane: LaneNo,
    /// How much of a shelf its ended periods fill, in per mille, in the middle case.
    pub fill_per_mille: u64,
    /// In how many ended periods that was seen.
    pub periods: usize,
    /// The period length proposed; `None` if not even years fill half a shelf and sharing a lane would be better.
    pub proposed: Option<Granularity>,
}

impl Places {
    /// Whether a folder of a new thickness would still fit where it stands. True for a folder without a home.
    #[must_use]
    pub fn would_still_fit(&self, folder: FolderNo, thickness_mm: u16) -> bool {
        let Some(row) = self.folder(folder) else { return true };
        self.free_for(folder, row.home).is_some_and(|free_mm| free_mm >= u32::from(thickness_mm))
    }

    /// Whether a folder should stand elsewhere, given what is known of it now: a corrected date or type, a new
    /// thickness, room outside of overflow.
    ///
    /// # Errors
    /// As `assign`, when it should and cannot.
    pub fn propose_move(&self, folder: FolderNo, request: &AssignRequest) -> Result<Option<Proposal>, Refusal> {
        let Some(row) = self.folder(folder) else { return Ok(None) };
        let (from, wanted) = (row.home, self.run_for(request));
        let run = self.slot_of_holder(from).and_then(|slot| self.shelf_of(slot)).and_then(|shelf| self.run_of(shelf));
        let in_overflow = matches!(run, Some(RunOf::Overflow(_)));
        let at_home = wanted.is_some_and(|(lane, period)| run == Some(RunOf::Lane(lane, period)));
        let cause = if !self.would_still_fit(folder, request.thickness_mm) {
            ProposalCause::TooThick
        } else if in_overflow {
            ProposalCause::OutOfOverflow
        } else if !at_home {
            ProposalCause::OtherRun
        } else {
            return Ok(None);
        };
        let to = match self.without(folder).assign(request) {
            Ok(to) => to,
            Err(_) if in_overflow => return Ok(None),
            Err(refusal) => return Err(refusal),
        };
        let still_overflow = matches!(to.reason, super::Reason::Overflow { .. });
        let same = to.home == from || (still_overflow && cause != ProposalCause::TooThick);
        Ok((!same).then_some(Proposal { from, to, cause }))
    }

    /// The lanes whose ended periods fill less than half a shelf, and the shortest period that would fill it.
    #[must_use]
    pub fn lane_flags(&self, today: NaiveDate) -> Vec<LaneFlag> {
        self.lanes().iter().filter_map(|lane| self.lane_flag(lane.lane, lane.granularity, today)).collect()
    }

    fn lane_flag(&self, lane: LaneNo, granularity: Granularity, today: NaiveDate) -> Option<LaneFlag> {
        let runs = self.runs_of(lane).rev();
        let ended = runs.filter(|(period, _)| period.granularity() == granularity && period.last_day() < today);
        let mut fills: Vec<u64> = ended
            .take(PERIODS_MAX)
            .filter_map(|(_, run)| Some(run.used_mm * 1_000 / self.shelf_capacity(*run.shelves.first()?).max(1)))
            .collect();
        fills.sort_unstable();
        let middle = *fills.get(fills.len() / 2)?;
        if middle >= HALF {
            return None;
        }
        let longer = std::iter::successors(granularity.coarser(), |longer| longer.coarser());
        let mut longer = longer.filter(|longer| middle * u64::from(longer.months() / granularity.months()) >= HALF);
        let proposed = longer.next().or_else(|| granularity.coarser().map(|_| Granularity::Year));
        Some(LaneFlag { lane, fill_per_mille: middle, periods: fills.len(), proposed })
    }
}
