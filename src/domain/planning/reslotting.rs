//! Which folders should stand elsewhere, and where: what slotting says now against where they are.
//!
//! Nothing is carried for tidiness alone. A folder moves if it does not fit, belongs to another run or stands in an
//! overflow zone without need; and, where a lane, zone or business type is looked at as a whole, if that frees a shelf
//! which lies apart from the rest of its run.

use super::Figures;
use crate::domain::ids::{FolderNo, LaneNo, ShelfNo, SlotNo, TypeNo, ZoneNo};
use crate::domain::place::{Holder, PlaceEvent, Places, Run, RunOf};
use crate::domain::refusal::Refusal;
use crate::domain::slotting::{AssignRequest, ProposalCause, Reason};
use crate::domain::state::State;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// What the plan's own moves say where a reason is needed; it is never recorded.
const TRIAL: &str = "plan";

/// Which folders are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    /// Those of a lane.
    Lane(LaneNo),
    /// Those that stand in a zone.
    Zone(ZoneNo),
    /// Those of a business type.
    Type(TypeNo),
    /// All, and only what is flagged one by one.
    Flagged,
}

/// A folder that should stand elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The folder.
    pub folder: FolderNo,
    /// Its home now.
    pub from: Holder,
    /// Its home then.
    pub to: Holder,
    /// The code of that, which may be a box still to be opened.
    pub to_code: String,
    /// Why it should not stay.
    pub cause: ProposalCause,
    /// Why there.
    pub reason: Reason,
}

/// A re-slotting, in the order in which it is to be carried out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reslotting {
    /// What moves.
    pub changes: Vec<Change>,
    /// What should move and cannot.
    pub refused: Vec<(FolderNo, Refusal)>,
    /// What it comes to.
    pub figures: Figures,
}

struct Plan<'a> {
    state: &'a State,
    today: NaiveDate,
    world: Places,
    touched: BTreeSet<ShelfNo>,
    moved: BTreeSet<FolderNo>,
    result: Reslotting,
}

/// Plans a re-slotting.
#[must_use]
pub fn plan_reslotting(state: &State, selection: Selection, today: NaiveDate) -> Reslotting {
    let world = state.places.clone();
    let (touched, moved) = (BTreeSet::new(), BTreeSet::new());
    let mut plan = Plan { state, today, world, touched, moved, result: Reslotting::default() };
    for folder in candidates(state, selection) {
        plan.look_at(folder);
    }
    if selection != Selection::Flagged {
        for lane in lanes(state, selection) {
            plan.gather_lane(lane);
        }
    }
    let Plan { world, touched, mut result, .. } = plan;
    result.figures.refused = result.refused.len() as u64;
    for change in &result.changes {
        result.figures.count(state, change.folder);
    }
    result.figures.compare(&state.places, &world, &touched);
    result
}

/// The folders to look at: by lane and period, so that runs grow one after the other, and then as they stand.
fn candidates(state: &State, selection: Selection) -> Vec<FolderNo> {
    let places = &state.places;
    let chosen = |folder: FolderNo| {
        let business_type = state.folders.get(folder).map(|row| row.business_type);
        match selection {
            Selection::Flagged => true,
            Selection::Type(wanted) => business_type == Some(wanted),
            Selection::Lane(wanted) => business_type.and_then(|of| places.lane_of_type(of)) == Some(wanted),
            Selection::Zone(wanted) => {
                let shelf = places.home_slot(folder).and_then(|slot| places.shelf_of(slot));
                shelf.and_then(|shelf| places.zone_of(shelf)) == Some(wanted)
            }
        }
    };
    let order = |folder: &FolderNo| {
        let row = state.folders.get(*folder);
        let run = row.and_then(|row| places.assign_order(row.business_type, row.business_date?));
        (run, places.home_slot(*folder).map_or(u64::MAX, |slot| places.walking_key(slot)), *folder)
    };
    let mut folders: Vec<FolderNo> = places.folders().map(|(folder, _)| folder).filter(|no| chosen(*no)).collect();
    folders.sort_by_cached_key(order);
    folders
}

fn lanes(state: &State, selection: Selection) -> Vec<LaneNo> {
    let places = &state.places;
    match selection {
        Selection::Flagged => Vec::new(),
        Selection::Lane(lane) => vec![lane],
        Selection::Type(business_type) => places.lane_of_type(business_type).into_iter().collect(),
        Selection::Zone(zone) => {
            let in_zone = |run: &Run| run.shelves.iter().any(|shelf| places.zone_of(*shelf) == Some(zone));
            let lanes = places.lanes().iter().map(|lane| lane.lane);
            lanes.filter(|lane| places.runs_of(*lane).any(|(_, run)| in_zone(run))).collect()
        }
    }
}

impl Plan<'_> {
    /// Moves a folder to where slotting would put it now, if that is elsewhere.
    fn look_at(&mut self, folder: FolderNo) {
        let Some(request) = AssignRequest::of(self.state, folder, self.today) else { return };
        match self.world.propose_move(folder, &request) {
            Ok(None) => {}
            Ok(Some(proposal)) => {
                let (to, reason) = (proposal.to.home, proposal.to.reason.clone());
                self.change(folder, to, proposal.cause, reason, &proposal.to.events(folder));
            }
            Err(refusal) => self.result.refused.push((folder, refusal)),
        }
    }

    fn change(&mut self, folder: FolderNo, to: Holder, cause: ProposalCause, reason: Reason, events: &[PlaceEvent]) {
        let Some(from) = self.world.home(folder) else { return };
        self.touch(from);
        events.iter().for_each(|event| self.world.apply(event));
        self.touch(to);
        let to_code = match to {
            Holder::Slot(slot) => self.world.slot_code(slot),
            Holder::Box(number) => self.world.box_code(number),
        };
        let to_code = to_code.unwrap_or_default();
        self.moved.insert(folder);
        self.result.changes.push(Change { folder, from, to, to_code, cause, reason });
    }

    fn touch(&mut self, home: Holder) {
        let shelf = self.world.slot_of_holder(home).and_then(|slot| self.world.shelf_of(slot));
        self.touched.extend(shelf);
    }

    /// Empties shelves that lie apart from the rest of their run, where the run has room. Only of periods that are over:
    /// what is free in the others is kept for those to come.
    fn gather_lane(&mut self, lane: LaneNo) {
        let ended = self.world.runs_of(lane).filter(|(period, _)| period.last_day() < self.today);
        let runs: Vec<RunOf> = ended.map(|(period, _)| RunOf::Lane(lane, period)).collect();
        for run in runs {
            let Some(pieces) = self.world.run(run).map(|found| pieces(&self.world, found)) else { continue };
            let main = pieces.iter().enumerate().max_by_key(|(at, piece)| (piece.len(), usize::MAX - at));
            let Some(main) = main.map(|(at, _)| at) else { continue };
            let mut gaps = pieces.get(main).map_or_else(BTreeSet::new, |shelves| gaps(&self.world, shelves));
            let apart = pieces.iter().enumerate().filter(|(at, _)| *at != main).flat_map(|(_, piece)| piece);
            for shelf in apart {
                self.empty(*shelf, &mut gaps);
            }
        }
    }

    /// Moves all folders of a shelf into gaps, or none of them. Nothing is carried twice.
    fn empty(&mut self, shelf: ShelfNo, gaps: &mut BTreeSet<(u32, u64, SlotNo)>) {
        let contents = self.world.shelf_contents(shelf);
        if !self.world.boxes_on(shelf).is_empty() || contents.iter().any(|folder| self.moved.contains(folder)) {
            return;
        }
        let mut left = gaps.clone();
        let mut found = Vec::new();
        for folder in contents {
            let Some(thickness_mm) = self.world.folder(folder).map(|row| u32::from(row.thickness_mm)) else { return };
            let Some(gap) = left.range((thickness_mm, 0, SlotNo(0))..).next().copied() else { return };
            left.remove(&gap);
            let (free_mm, order, slot) = gap;
            if free_mm > thickness_mm {
                left.insert((free_mm - thickness_mm, order, slot));
            }
            found.push((folder, Holder::Slot(slot)));
        }
        for (folder, home) in found {
            // A gap that the places know something against is no gap; the folder stays.
            if let Ok(events) = self.world.move_folder(folder, home, TRIAL, self.today) {
                self.change(folder, home, ProposalCause::Scattered, Reason::Chosen, &events);
            }
        }
        *gaps = left;
    }
}

/// The shelves of a run, as stretches in which each follows the one before.
fn pieces(places: &Places, run: &Run) -> Vec<Vec<ShelfNo>> {
    let mut pieces: Vec<Vec<ShelfNo>> = Vec::new();
    let mut last = None;
    for &shelf in &run.shelves {
        let ordinal = places.shelf_ordinal(shelf);
        let follows = last.zip(ordinal).is_some_and(|(last, now): (u64, u64)| now == last + 1);
        match pieces.last_mut().filter(|_| follows) {
            Some(piece) => piece.push(shelf),
            None => pieces.push(vec![shelf]),
        }
        last = ordinal;
    }
    pieces
}

/// What is free in the slots of some shelves, the smallest first.
fn gaps(places: &Places, shelves: &[ShelfNo]) -> BTreeSet<(u32, u64, SlotNo)> {
    let slots = shelves.iter().flat_map(|shelf| places.slots(*shelf));
    let open = slots.filter(|slot| places.box_in(*slot).is_none() && places.blocked_reason(*slot).is_none());
    let gap = |slot: SlotNo| {
        let room = places.slot_occupancy(slot)?;
        let free_mm = room.capacity_mm.saturating_sub(room.used_mm) as u32;
        (free_mm > 0).then(|| (free_mm, places.walking_key(slot), slot))
    };
    open.filter_map(gap).collect()
}
