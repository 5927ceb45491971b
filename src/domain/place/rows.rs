//! What is kept per shelf, box, folder and run. A shelf has a row only while it belongs to a run or holds something.

use super::event::Holder;
use super::layout::NO_ZONE;
use super::period::Period;
use crate::domain::ids::{BoxNo, FolderNo, LaneNo, ShelfNo, SlotNo, ZoneNo};
use serde::{Deserialize, Serialize};

/// Which run: a lane's period, or the shared run of an overflow zone. Sorts by lane, granularity and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct RunKey(u64);

const OVERFLOW: u64 = 1 << 36;

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOf {
    /// One lane and period.
    Lane(LaneNo, Period),
    /// Whatever found no room elsewhere.
    Overflow(ZoneNo),
}

impl RunKey {
    pub fn lane(lane: LaneNo, period: Period) -> RunKey {
        RunKey((u64::from(lane.0) << 20) | period.packed())
    }

    pub fn overflow(zone: ZoneNo) -> RunKey {
        RunKey(OVERFLOW | u64::from(zone.0))
    }

    /// The first and last key that a lane's runs can have.
    pub fn bounds(lane: LaneNo) -> (RunKey, RunKey) {
        (RunKey(u64::from(lane.0) << 20), RunKey((u64::from(lane.0) << 20) | 0xf_ffff))
    }

    pub fn run_of(self) -> Option<RunOf> {
        if self.0 & OVERFLOW != 0 {
            return Some(RunOf::Overflow(ZoneNo(u16::try_from(self.0 & 0xffff).ok()?)));
        }
        Some(RunOf::Lane(LaneNo(u16::try_from(self.0 >> 20).ok()?), Period::unpacked(self.0 & 0xf_ffff)?))
    }

    /// The run's part in one zone, for the index of gaps.
    pub fn bucket(self, zone: ZoneNo) -> u64 {
        (self.0 << 16) | u64::from(zone.0)
    }
}

/// Free millimetres of a slot: sorted by run and zone, then width, then walking order, so that the best fit is the next
/// key after (bucket, wanted width).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gap {
    pub bucket: u64,
    pub free_mm: u32,
    pub position: u64,
}

/// Free millimetres of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct BoxGap {
    pub bucket: u64,
    pub free_mm: u32,
    pub r#box: BoxNo,
}

/// A run: the shelves given to one lane and period, and what is on them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// Its shelves in walking order.
    pub shelves: Vec<ShelfNo>,
    /// Its slots, blocked ones left out.
    pub slots: u32,
    /// Those with nothing in them.
    pub empty_slots: u32,
    /// Millimetres kept for folders.
    pub used_mm: u64,
    /// Folders.
    pub folders: u64,
    /// The width of all its slots, blocked ones left out.
    pub capacity_mm: u64,
}

/// What stands in a slot besides a box.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cell {
    pub used_mm: u32,
    pub folders: u32,
}

/// A shelf in use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ShelfRow {
    pub run: Option<RunKey>,
    /// By slot; slots past the end hold nothing.
    pub cells: Vec<Cell>,
    /// The folders that stand in slots, in order over all slots.
    pub folders: Vec<FolderNo>,
    /// The boxes, by slot.
    pub boxes: Vec<(u32, BoxNo)>,
}

impl ShelfRow {
    pub fn cell(&self, slot: u32) -> Cell {
        self.cells.get(slot as usize).copied().unwrap_or_default()
    }

    pub fn box_in(&self, slot: u32) -> Option<BoxNo> {
        self.boxes.iter().find(|(at, _)| *at == slot).map(|(_, r#box)| *r#box)
    }

    pub fn is_empty(&self) -> bool {
        self.folders.is_empty() && self.boxes.is_empty()
    }

    fn start_of(&self, slot: u32) -> usize {
        self.cells.iter().take(slot as usize).map(|cell| cell.folders as usize).sum()
    }

    pub fn folders_in(&self, slot: u32) -> &[FolderNo] {
        let start = self.start_of(slot);
        self.folders.get(start..start + self.cell(slot).folders as usize).unwrap_or_default()
    }

    /// Adds a folder behind the others of its slot.
    pub fn push(&mut self, slot: u32, folder: FolderNo, thickness_mm: u16) {
        if self.cells.len() <= slot as usize {
            self.cells.resize(slot as usize + 1, Cell::default());
        }
        let at = self.start_of(slot) + self.cell(slot).folders as usize;
        if let Some(cell) = self.cells.get_mut(slot as usize) {
            cell.used_mm = cell.used_mm.saturating_add(u32::from(thickness_mm));
            cell.folders = cell.folders.saturating_add(1);
            self.folders.insert(at.min(self.folders.len()), folder);
        }
    }

    /// Takes a folder out of its slot.
    pub fn take(&mut self, slot: u32, folder: FolderNo, thickness_mm: u16) {
        let start = self.start_of(slot);
        let Some(offset) = self.folders_in(slot).iter().position(|found| *found == folder) else { return };
        if let Some(cell) = self.cells.get_mut(slot as usize) {
            cell.used_mm = cell.used_mm.saturating_sub(u32::from(thickness_mm));
            cell.folders = cell.folders.saturating_sub(1);
            self.folders.remove(start + offset);
        }
        while self.cells.last().is_some_and(|cell| cell.folders == 0) {
            self.cells.pop();
        }
    }

    /// Changes the thickness of one of the folders of a slot.
    pub fn resize(&mut self, slot: u32, before_mm: u16, after_mm: u16) {
        if let Some(cell) = self.cells.get_mut(slot as usize) {
            cell.used_mm = cell.used_mm.saturating_sub(u32::from(before_mm)).saturating_add(u32::from(after_mm));
        }
    }
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoxRow {
    /// Its code.
    pub code: String,
    /// What fits into it.
    pub capacity_mm: u16,
    /// What it takes up on the shelf.
    pub outer_mm: u16,
    /// The slot it stands in.
    pub slot: SlotNo,
    /// Millimetres kept for folders.
    pub used_mm: u32,
    pub(super) folders: Vec<FolderNo>,
}

impl BoxRow {
    /// Its folders in order.
    #[must_use]
    pub fn folders(&self) -> &[FolderNo] {
        &self.folders
    }

    pub(super) fn free_mm(&self) -> u32 {
        u32::from(self.capacity_mm).saturating_sub(self.used_mm)
    }
}

/// The home of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderRow {
    /// The slot or box.
    pub home: Holder,
    /// The room it takes up there.
    pub thickness_mm: u16,
    /// The lane of its business type when it was assigned.
    pub lane: Option<LaneNo>,
    /// The period of its date when it was assigned.
    pub period: Option<Period>,
    /// Whether it stands there although there was no room for it in the record.
    pub over_capacity: bool,
}

/// What is counted per range and per zone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub used_mm: u64,
    pub folders: u64,
    /// Shelves that belong to a run or hold something.
    pub shelves: u32,
}

/// Whether a zone number stands for a zone.
pub(super) fn is_zone(zone: ZoneNo) -> bool {
    zone != NO_ZONE
}
