//! What is derived from the rows and kept beside them: totals, runs, free millimetres. Every change of a shelf goes
//! through `change_slot` or `change_shelf`, which take the old contents out of the indexes and put the new ones in; a
//! restored archive is indexed by the same code.

use super::Places;
use super::event::Holder;
use super::range::Range;
use super::rows::{BoxGap, Gap, Run, ShelfRow, Totals, is_zone};
use crate::domain::ids::{BoxNo, RangeNo, ShelfNo, SlotNo, ZoneNo};
use std::sync::Arc;

/// What one slot adds to the indexes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Measure {
    pub used_mm: u64,
    pub folders: u64,
    pub width_mm: u32,
    /// Not blocked.
    pub usable: bool,
    /// Usable, and neither folder nor box in it.
    pub empty: bool,
    /// What an assignment may use of it; 0 in a slot with a box.
    pub free_mm: u32,
    /// It holds more than there is room for.
    pub overfull: bool,
    pub r#box: Option<(BoxNo, u32)>,
}

/// A shelf's surroundings, looked up once.
#[derive(Debug, Clone, Copy)]
struct Around {
    shelf: ShelfNo,
    number: RangeNo,
    range: Range,
    zone: ZoneNo,
}

impl Places {
    /// Changes one slot of a shelf that has a row.
    pub(super) fn change_slot(&mut self, shelf: ShelfNo, slot: u32, change: impl FnOnce(&mut Places)) {
        self.index_slots(shelf, slot..slot + 1, false);
        change(self);
        self.index_slots(shelf, slot..slot + 1, true);
    }

    /// Changes anything about a shelf, its row's coming and going included.
    pub(super) fn change_shelf(&mut self, shelf: ShelfNo, change: impl FnOnce(&mut Places)) {
        self.index_shelf(shelf, false);
        change(self);
        self.index_shelf(shelf, true);
    }

    /// Indexes all shelves of empty indexes.
    pub(super) fn index_all(&mut self) {
        let shelves: Vec<ShelfNo> = self.shelves.keys().copied().collect();
        for shelf in shelves {
            self.index_shelf(shelf, true);
        }
    }

    /// Empties all indexes.
    pub(super) fn clear_indexes(&mut self) {
        self.runs.clear();
        self.gaps.clear();
        self.box_gaps.clear();
        self.range_totals.clear();
        self.zone_totals.clear();
        self.overfull.clear();
    }

    pub(super) fn row(&self, shelf: ShelfNo) -> Option<&ShelfRow> {
        self.shelves.get(&shelf).map(Arc::as_ref)
    }

    pub(super) fn row_mut(&mut self, shelf: ShelfNo) -> Option<&mut ShelfRow> {
        self.shelves.get_mut(&shelf).map(Arc::make_mut)
    }

    /// Frees a shelf on which nothing stands any more: it leaves its run.
    pub(super) fn free_if_empty(&mut self, shelf: ShelfNo) {
        if self.row(shelf).is_some_and(ShelfRow::is_empty) {
            self.change_shelf(shelf, |places| {
                places.shelves.remove(&shelf);
            });
        }
    }

    fn around(&self, shelf: ShelfNo) -> Option<Around> {
        let (number, range) = self.layout.range_of(shelf)?;
        Some(Around { shelf, number, range: *range, zone: self.layout.zone_of(shelf) })
    }

    pub(super) fn index_shelf(&mut self, shelf: ShelfNo, add: bool) {
        let (Some(row), Some(around)) = (self.row(shelf), self.around(shelf)) else { return };
        let run = row.run;
        if add {
            if let Some(key) = run {
                let position = self.layout.position(shelf);
                let layout = Arc::clone(&self.layout);
                let run = Arc::make_mut(self.runs.entry(key).or_default());
                let at = run.shelves.partition_point(|other| layout.position(*other) < position);
                run.shelves.insert(at.min(run.shelves.len()), shelf);
            }
            self.range_totals.entry(around.number).or_default().shelves += 1;
            if is_zone(around.zone) {
                self.zone_totals.entry(around.zone).or_default().shelves += 1;
            }
        }
        self.index_slots(shelf, 0..u32::from(around.range.slots), add);
        if !add {
            if let Some(key) = run {
                let gone = self.runs.get_mut(&key).is_some_and(|run| {
                    let run = Arc::make_mut(run);
                    run.shelves.retain(|other| *other != shelf);
                    run.shelves.is_empty()
                });
                if gone {
                    self.runs.remove(&key);
                }
            }
            drop_shelf(&mut self.range_totals, around.number);
            if is_zone(around.zone) {
                drop_shelf(&mut self.zone_totals, around.zone);
            }
        }
    }

    fn index_slots(&mut self, shelf: ShelfNo, slots: std::ops::Range<u32>, add: bool) {
        let (Some(row), Some(around)) = (self.shelves.get(&shelf), self.around(shelf)) else { return };
        let row = Arc::clone(row);
        let mut sum = Run::default();
        for slot in slots {
            let measure = self.measure(&row, &around.range, shelf, slot);
            self.index_gaps(&around, &row, slot, &measure, add);
            sum.used_mm += measure.used_mm;
            sum.folders += measure.folders;
            sum.slots += u32::from(measure.usable);
            sum.empty_slots += u32::from(measure.empty);
            sum.capacity_mm += if measure.usable { u64::from(measure.width_mm) } else { 0 };
        }
        let count = |total: &mut Totals| {
            total.used_mm = shift(total.used_mm, sum.used_mm, add);
            total.folders = shift(total.folders, sum.folders, add);
        };
        self.range_totals.get_mut(&around.number).map(count);
        self.zone_totals.get_mut(&around.zone).map(count);
        if let Some(run) = row.run.and_then(|key| self.runs.get_mut(&key)) {
            let run = Arc::make_mut(run);
            run.used_mm = shift(run.used_mm, sum.used_mm, add);
            run.folders = shift(run.folders, sum.folders, add);
            run.capacity_mm = shift(run.capacity_mm, sum.capacity_mm, add);
            run.slots = if add { run.slots + sum.slots } else { run.slots.saturating_sub(sum.slots) };
            run.empty_slots =
                if add { run.empty_slots + sum.empty_slots } else { run.empty_slots.saturating_sub(sum.empty_slots) };
        }
    }

    fn index_gaps(&mut self, around: &Around, row: &ShelfRow, slot: u32, measure: &Measure, add: bool) {
        let number = around.range.slot_on(around.shelf, slot);
        if measure.overfull {
            let held = Holder::Slot(number);
            if add {
                self.overfull.insert(held)
            } else {
                self.overfull.remove(&held)
            };
        }
        let over_box = measure
            .r#box
            .filter(|(r#box, _)| self.boxes.get(r#box).is_some_and(|row| row.used_mm > u32::from(row.capacity_mm)));
        if let Some((r#box, _)) = over_box {
            let held = Holder::Box(r#box);
            if add {
                self.overfull.insert(held)
            } else {
                self.overfull.remove(&held)
            };
        }
        let Some(bucket) = row.run.map(|key| key.bucket(around.zone)) else { return };
        if measure.free_mm > 0 {
            let gap = Gap { bucket, free_mm: measure.free_mm, position: self.layout.slot_position(number) };
            if add {
                self.gaps.insert(gap)
            } else {
                self.gaps.remove(&gap)
            };
        }
        if let Some((r#box, free_mm)) = measure.r#box.filter(|(_, free_mm)| *free_mm > 0 && measure.usable) {
            let gap = BoxGap { bucket, free_mm, r#box };
            if add {
                self.box_gaps.insert(gap)
            } else {
                self.box_gaps.remove(&gap)
            };
        }
    }

    pub(super) fn measure(&self, row: &ShelfRow, range: &Range, shelf: ShelfNo, slot: u32) -> Measure {
        let number = range.slot_on(shelf, slot);
        let usable = self.blocked.is_empty() || !self.blocked.contains_key(&number);
        let (cell, width_mm) = (row.cell(slot), u32::from(range.slot_width_mm));
        let r#box = row.box_in(slot).and_then(|r#box| Some((r#box, self.boxes.get(&r#box)?)));
        let boxed_mm = r#box.map_or(0, |(_, row)| row.used_mm);
        let outer_mm = r#box.map_or(0, |(_, row)| u32::from(row.outer_mm));
        let open = usable && r#box.is_none();
        Measure {
            used_mm: u64::from(cell.used_mm) + u64::from(boxed_mm),
            folders: u64::from(cell.folders) + r#box.map_or(0, |(_, row)| row.folders.len() as u64),
            width_mm,
            usable,
            empty: open && cell.folders == 0,
            free_mm: if open { width_mm.saturating_sub(cell.used_mm) } else { 0 },
            overfull: cell.used_mm.saturating_add(outer_mm) > width_mm,
            r#box: r#box.map(|(number, row)| (number, row.free_mm())),
        }
    }

    /// The measure of a slot that exists.
    pub(super) fn measure_slot(&self, slot: SlotNo) -> Option<(ShelfNo, Range, Measure)> {
        let (shelf, index) = self.layout.shelf_of(slot)?;
        let (_, range) = self.layout.range_of(shelf)?;
        let empty = ShelfRow::default();
        let row = self.row(shelf).unwrap_or(&empty);
        Some((shelf, *range, self.measure(row, range, shelf, index)))
    }
}

fn shift(total: u64, by: u64, add: bool) -> u64 {
    if add { total.saturating_add(by) } else { total.saturating_sub(by) }
}

/// Counts one shelf less, and forgets totals that are all zero so that equal places compare equal.
fn drop_shelf<K: Ord + Clone>(totals: &mut imbl::OrdMap<K, Totals>, key: K) {
    let gone = totals.get_mut(&key).is_some_and(|total| {
        total.shelves = total.shelves.saturating_sub(1);
        *total == Totals::default()
    });
    if gone {
        totals.remove(&key);
    }
}
