//! How full things are. Totals are kept as things change, so these reads are cheap.

use super::Places;
use crate::domain::ids::{BoxNo, RangeNo, RoomNo, ShelfNo, SlotNo, ZoneNo};

/// How full something is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Occupancy {
    /// Millimetres kept for folders.
    pub used_mm: u64,
    /// Millimetres there are, blocked slots left out.
    pub capacity_mm: u64,
    /// Folders that have their home there.
    pub folders: u64,
}

/// How many shelves something has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ShelfCount {
    /// All of them.
    pub total: u64,
    /// Those that belong to no run and hold nothing.
    pub free: u64,
}

impl Places {
    /// How full a slot is; a blocked one has no capacity.
    #[must_use]
    pub fn slot_occupancy(&self, slot: SlotNo) -> Option<Occupancy> {
        let (_, _, measure) = self.measure_slot(slot)?;
        let capacity_mm = if measure.usable { u64::from(measure.width_mm) } else { 0 };
        Some(Occupancy { used_mm: measure.used_mm, capacity_mm, folders: measure.folders })
    }

    /// How full a box is.
    #[must_use]
    pub fn box_occupancy(&self, r#box: BoxNo) -> Option<Occupancy> {
        self.boxes.get(&r#box).map(|row| Occupancy {
            used_mm: u64::from(row.used_mm),
            capacity_mm: u64::from(row.capacity_mm),
            folders: row.folders.len() as u64,
        })
    }

    /// How full a shelf is.
    #[must_use]
    pub fn shelf_occupancy(&self, shelf: ShelfNo) -> Option<Occupancy> {
        let (_, range) = self.layout.range_of(shelf)?;
        let blocked = self.blocked_on(shelf).len() as u64;
        let capacity_mm = range.shelf_mm().saturating_sub(blocked * u64::from(range.slot_width_mm));
        let Some(row) = self.row(shelf) else { return Some(Occupancy { capacity_mm, ..Occupancy::default() }) };
        let boxes = row.boxes.iter().filter_map(|(_, number)| self.box_occupancy(*number));
        let loose = row.cells.iter().map(|cell| u64::from(cell.used_mm)).sum();
        let start = Occupancy { used_mm: loose, capacity_mm, folders: row.folders.len() as u64 };
        Some(boxes.fold(start, |sum, found| Occupancy {
            used_mm: sum.used_mm + found.used_mm,
            folders: sum.folders + found.folders,
            ..sum
        }))
    }

    /// How full a range is.
    #[must_use]
    pub fn range_occupancy(&self, range: RangeNo) -> Option<Occupancy> {
        let found = self.range(range)?;
        let total = self.range_totals.get(&range).copied().unwrap_or_default();
        let blocked = self.blocked_in(range).count() as u64 * u64::from(found.slot_width_mm);
        let capacity_mm = (u64::from(found.shelf_count()) * found.shelf_mm()).saturating_sub(blocked);
        Some(Occupancy { used_mm: total.used_mm, capacity_mm, folders: total.folders })
    }

    /// How full a storeroom is.
    #[must_use]
    pub fn room_occupancy(&self, room: RoomNo) -> Option<Occupancy> {
        self.room(room)?;
        let ranges = self.ranges(room).filter_map(|(number, _)| self.range_occupancy(number));
        Some(ranges.fold(Occupancy::default(), |sum, found| Occupancy {
            used_mm: sum.used_mm + found.used_mm,
            capacity_mm: sum.capacity_mm + found.capacity_mm,
            folders: sum.folders + found.folders,
        }))
    }

    /// How full a zone is.
    #[must_use]
    pub fn zone_occupancy(&self, zone: ZoneNo) -> Option<Occupancy> {
        self.layout.zone(zone)?;
        let total = self.zone_totals.get(&zone).copied().unwrap_or_default();
        let segments = self.layout.segments(zone).iter();
        let width = |segment: &super::layout::Segment| {
            let range = self.layout.range(segment.range);
            range.map_or(0, |range| u64::from(segment.last - segment.first + 1) * range.shelf_mm())
        };
        let blocked = self.blocked.keys().filter_map(|slot| {
            let (shelf, _) = self.layout.shelf_of(*slot)?;
            let (_, range) = self.layout.range_of(shelf)?;
            (self.layout.zone_of(shelf) == zone).then_some(u64::from(range.slot_width_mm))
        });
        let capacity_mm = segments.map(width).sum::<u64>().saturating_sub(blocked.sum());
        Some(Occupancy { used_mm: total.used_mm, capacity_mm, folders: total.folders })
    }

    /// How many shelves a zone has.
    #[must_use]
    pub fn zone_shelves(&self, zone: ZoneNo) -> ShelfCount {
        let segments = self.layout.segments(zone).iter();
        let total = segments.map(|segment| u64::from(segment.last - segment.first + 1)).sum();
        let used = self.zone_totals.get(&zone).map_or(0, |total| u64::from(total.shelves));
        ShelfCount { total, free: if self.layout.zone(zone).is_some() { total.saturating_sub(used) } else { 0 } }
    }
}
