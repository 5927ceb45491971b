//! Finding gaps in runs and free shelves in zones. What to do with them is `slotting`'s business.

use super::Occupancy;
use super::Places;
use super::layout::Segment;
use super::range::Range;
use super::rows::{BoxGap, Gap, Run, RunKey, RunOf};
use crate::domain::ids::{BoxNo, ClassNo, ShelfNo, SlotNo, TypeNo, ZoneNo};

/// How many pieces of a run are tried for a free shelf behind them.
const PIECES_MAX: usize = 32;

/// Free shelves that follow each other in walking order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// The walking ordinal of the first one.
    pub start: u64,
    /// How many there are.
    pub length: u64,
}

impl Stretch {
    /// The ordinal behind the last one.
    pub fn end(self) -> u64 {
        self.start + self.length
    }
}

impl RunOf {
    pub(super) fn key(self) -> RunKey {
        match self {
            RunOf::Lane(lane, period) => RunKey::lane(lane, period),
            RunOf::Overflow(zone) => RunKey::overflow(zone),
        }
    }
}

impl Places {
    /// The zones that take a folder, first choice first.
    pub(crate) fn zones_for(&self, business_type: TypeNo, class: ClassNo, overflow: bool) -> Vec<ZoneNo> {
        self.layout.zones_for(business_type, class, overflow)
    }

    /// The slot of a run in which a folder leaves the least behind, and what is free in it.
    pub(crate) fn best_gap(&self, run: RunOf, zones: &[ZoneNo], need_mm: u32) -> Option<(SlotNo, u32)> {
        let in_zone = |zone: &ZoneNo| {
            let bucket = run.key().bucket(*zone);
            let gap = self.gaps.get_next(&Gap { bucket, free_mm: need_mm, position: 0 })?;
            (gap.bucket == bucket).then_some((gap.free_mm, gap.position))
        };
        let (free_mm, position) = zones.iter().filter_map(in_zone).min()?;
        Some((self.layout.slot_at(position)?, free_mm))
    }

    /// The box of a run in which a folder leaves the least behind, and what is free in it.
    pub(crate) fn best_box(&self, run: RunOf, zones: &[ZoneNo], need_mm: u32) -> Option<(BoxNo, u32)> {
        let in_zone = |zone: &ZoneNo| {
            let bucket = run.key().bucket(*zone);
            let gap = self.box_gaps.get_next(&BoxGap { bucket, free_mm: need_mm, r#box: BoxNo(0) })?;
            (gap.bucket == bucket).then_some((gap.free_mm, gap.r#box))
        };
        zones.iter().filter_map(in_zone).min().map(|(free_mm, number)| (number, free_mm))
    }

    /// The first slot of a run with nothing in it that is wide enough.
    pub(crate) fn empty_slot(&self, run: RunOf, zones: &[ZoneNo], need_mm: u32) -> Option<SlotNo> {
        let in_zone = |zone: &ZoneNo| {
            let bucket = run.key().bucket(*zone);
            let from = Gap { bucket, free_mm: need_mm, position: 0 };
            let to = Gap { bucket, free_mm: u32::MAX, position: u64::MAX };
            let slots = self.gaps.range(from..=to).filter_map(|gap| self.layout.slot_at(gap.position));
            slots.take(10_000).find(|slot| self.is_empty_slot(*slot))
        };
        zones.iter().find_map(in_zone)
    }

    /// The first slot of a shelf with nothing in it that is wide enough.
    pub(crate) fn empty_slot_on(&self, shelf: ShelfNo, need_mm: u32) -> Option<SlotNo> {
        let wide = self.layout.range_of(shelf).is_some_and(|(_, range)| u32::from(range.slot_width_mm) >= need_mm);
        self.slots(shelf).find(|slot| wide && self.is_empty_slot(*slot))
    }

    pub(crate) fn is_empty_slot(&self, slot: SlotNo) -> bool {
        self.measure_slot(slot).is_some_and(|(_, _, measure)| measure.empty)
    }

    /// Whether a free shelf has a slot wide enough that is not blocked.
    fn takes(&self, shelf: ShelfNo, range: &Range, need_mm: u32) -> bool {
        u32::from(range.slot_width_mm) >= need_mm
            && !self.shelves.contains_key(&shelf)
            && (self.blocked.is_empty() || self.blocked_on(shelf).len() < usize::from(range.slots))
    }

    fn is_full(&self, segment: &Segment, range: &Range) -> bool {
        self.shelves_in_use(segment.range) >= range.shelf_count()
    }

    pub(crate) fn shelf_ordinal(&self, shelf: ShelfNo) -> Option<u64> {
        self.layout.ordinal(shelf)
    }

    /// The free shelf of a zone at an ordinal.
    pub(crate) fn free_shelf_at(&self, zone: ZoneNo, ordinal: u64, need_mm: u32) -> Option<ShelfNo> {
        let segments = self.layout.segments(zone);
        let index = segments.partition_point(|segment| segment.ordinal <= ordinal).checked_sub(1)?;
        let segment = segments.get(index).filter(|segment| ordinal <= segment.last_ordinal())?;
        let range = self.layout.range(segment.range)?;
        let shelf = range.nth_shelf(segment.first + u32::try_from(ordinal - segment.ordinal).ok()?)?;
        self.takes(shelf, range, need_mm).then_some(shelf)
    }

    /// A free shelf right behind a piece of a run, the last piece first.
    pub(crate) fn shelf_beside(&self, run: &Run, zones: &[ZoneNo], need_mm: u32) -> Option<ShelfNo> {
        let mut pieces = 0;
        let mut behind = None;
        for shelf in run.shelves.iter().rev() {
            let ordinal = self.layout.ordinal(*shelf)?;
            if behind != Some(ordinal + 1) {
                let found = zones.iter().find_map(|zone| self.free_shelf_at(*zone, ordinal + 1, need_mm));
                pieces += 1;
                if found.is_some() || pieces == PIECES_MAX {
                    return found;
                }
            }
            behind = Some(ordinal);
        }
        None
    }

    /// The free shelf of a zone nearest to an ordinal, the later one of two, and how far away it is.
    pub(crate) fn nearest_free(&self, zone: ZoneNo, ordinal: u64, need_mm: u32) -> Option<(ShelfNo, u64)> {
        let segments = self.layout.segments(zone);
        let split = segments.partition_point(|segment| segment.last_ordinal() < ordinal);
        let forward = segments.get(split..).unwrap_or_default().iter().find_map(|segment| {
            let (range, from) = (self.layout.range(segment.range)?, ordinal.max(segment.ordinal));
            self.free_in(segment, range, from..=segment.last_ordinal(), need_mm)
        });
        let split = segments.partition_point(|segment| segment.ordinal <= ordinal);
        let backward = segments.get(..split).unwrap_or_default().iter().rev().find_map(|segment| {
            let (range, to) = (self.layout.range(segment.range)?, ordinal.min(segment.last_ordinal()));
            self.free_in(segment, range, (segment.ordinal..=to).rev(), need_mm)
        });
        let away = |(shelf, found): (ShelfNo, u64)| (shelf, found.abs_diff(ordinal));
        match (forward.map(away), backward.map(away)) {
            (Some(one), Some(other)) => Some(if one.1 <= other.1 { one } else { other }),
            (one, other) => one.or(other),
        }
    }

    fn free_in(
        &self,
        segment: &Segment,
        range: &Range,
        mut ordinals: impl Iterator<Item = u64>,
        need_mm: u32,
    ) -> Option<(ShelfNo, u64)> {
        if self.is_full(segment, range) || u32::from(range.slot_width_mm) < need_mm {
            return None;
        }
        ordinals.find_map(|ordinal| {
            let shelf = range.nth_shelf(segment.first + u32::try_from(ordinal - segment.ordinal).ok()?)?;
            self.takes(shelf, range, need_mm).then_some((shelf, ordinal))
        })
    }

    /// All stretches of free shelves of a zone in walking order.
    pub(crate) fn stretches(&self, zone: ZoneNo, need_mm: u32) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut add = |start: u64, length: u64| match stretches.last_mut() {
            Some(last) if last.end() == start => last.length += length,
            _ => stretches.push(Stretch { start, length }),
        };
        for segment in self.layout.segments(zone) {
            let Some(range) = self.layout.range(segment.range) else { continue };
            if self.is_full(segment, range) || u32::from(range.slot_width_mm) < need_mm {
                continue;
            }
            let length = u64::from(segment.last - segment.first + 1);
            if self.blocked.is_empty() && self.shelves_in_use(segment.range) == 0 {
                add(segment.ordinal, length);
                continue;
            }
            for index in segment.first..=segment.last {
                if range.nth_shelf(index).is_some_and(|shelf| self.takes(shelf, range, need_mm)) {
                    add(segment.ordinal + u64::from(index - segment.first), 1);
                }
            }
        }
        stretches
    }

    /// The first ordinal of a zone.
    pub(crate) fn zone_start(&self, zone: ZoneNo) -> Option<u64> {
        self.layout.segments(zone).first().map(|segment| segment.ordinal)
    }

    /// The widest slots there are in a zone.
    pub(crate) fn widest_slot_mm(&self, zone: ZoneNo) -> u32 {
        let ranges = self.layout.segments(zone).iter().filter_map(|segment| self.layout.range(segment.range));
        ranges.map(|range| u32::from(range.slot_width_mm)).max().unwrap_or(0)
    }

    /// How many blocked slots there are in a zone.
    pub(crate) fn blocked_in_zone(&self, zone: ZoneNo) -> usize {
        let zone_of = |slot: &SlotNo| self.layout.shelf_of(*slot).map(|(shelf, _)| self.layout.zone_of(shelf));
        self.blocked.keys().filter(|slot| zone_of(slot) == Some(zone)).count()
    }

    /// The number the next box gets.
    pub(crate) fn next_box(&self) -> BoxNo {
        BoxNo(self.next_box)
    }

    /// What a shelf of a run can hold at most.
    pub(crate) fn shelf_capacity(&self, shelf: ShelfNo) -> u64 {
        self.shelf_occupancy(shelf).map_or(0, |found: Occupancy| found.capacity_mm)
    }
}
