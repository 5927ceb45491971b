//! What people declare: storerooms, ranges, zones and lanes, and the arithmetic between numbers, walking order and codes.
//!
//! It changes rarely and is kept whole behind one `Arc`; what is derived from it is made anew after each change.

use super::event::{LaneSet, Name, RangesDeclared, Span, ZoneSet};
use super::range::Range;
use super::template::Template;
use crate::domain::ids::{ClassNo, LaneNo, RangeNo, RoomNo, ShelfNo, SlotNo, TypeNo, ZoneNo};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Shelves between two storerooms, as far as distance goes: far enough that one always looks in one's own room first.
const ROOM_DISTANCE_SHELVES: u64 = 1_000_000;
/// Ranges in one declaration.
pub(super) const RANGES_MAX: u32 = 9_999;
/// Bays on a side, shelves in a bay, slots on a shelf.
pub(super) const BAYS_MAX: u16 = 1_000;
pub(super) const SHELVES_MAX: u16 = 100;
pub(super) const SLOTS_MAX: u16 = 1_000;

/// A storeroom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// Its number.
    pub room: RoomNo,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    pub(super) template: Template,
    /// Codes and templates it had before: what was printed then is still understood.
    pub(super) former: Vec<(String, Template)>,
}

impl Room {
    /// How its slots' codes are made.
    #[must_use]
    pub fn template(&self) -> &str {
        self.template.text()
    }
}

/// A piece of a zone inside one range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segment {
    pub range: RangeNo,
    /// The first and last of the range's shelves in walking order, both included.
    pub first: u32,
    pub last: u32,
    /// The walking ordinal of the first one.
    pub ordinal: u64,
}

impl Segment {
    pub fn last_ordinal(&self) -> u64 {
        self.ordinal + u64::from(self.last - self.first)
    }
}

/// All that people declared, and what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    pub rooms: Vec<Room>,
    pub ranges: Vec<Range>,
    pub zones: Vec<ZoneSet>,
    pub lanes: Vec<LaneSet>,
    derived: Derived,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Derived {
    /// Ranges in walking order.
    walk: Vec<RangeNo>,
    /// By range number: shelves and slots that come before it.
    shelves_before: Vec<u64>,
    slots_before: Vec<u64>,
    by_label: HashMap<(RoomNo, u16), RangeNo>,
    /// Spans of all zones by position.
    spans: Vec<(u64, u64, ZoneNo)>,
    /// By zone number; one more for the whole archive.
    segments: Vec<Vec<Segment>>,
    lane_of_type: HashMap<TypeNo, LaneNo>,
}

impl Default for Layout {
    fn default() -> Self {
        Layout::from_parts(Vec::new(), Vec::new(), Vec::new(), Vec::new())
    }
}

/// Stands for "in no zone" where a zone number is wanted.
pub(super) const NO_ZONE: ZoneNo = EVERYWHERE;
/// Stands for the whole archive where a zone's shelves are asked for.
pub const EVERYWHERE: ZoneNo = ZoneNo(u16::MAX);

impl Layout {
    pub fn from_parts(rooms: Vec<Room>, ranges: Vec<Range>, zones: Vec<ZoneSet>, lanes: Vec<LaneSet>) -> Layout {
        let mut layout = Layout { rooms, ranges, zones, lanes, derived: Derived::default() };
        layout.derive();
        layout
    }

    pub fn room(&self, room: RoomNo) -> Option<&Room> {
        self.rooms.get(room.index())
    }

    pub fn range(&self, range: RangeNo) -> Option<&Range> {
        self.ranges.get(range.index())
    }

    pub fn zone(&self, zone: ZoneNo) -> Option<&ZoneSet> {
        self.zones.get(zone.index())
    }

    pub fn lane(&self, lane: LaneNo) -> Option<&LaneSet> {
        self.lanes.get(lane.index())
    }

    pub fn lane_of_type(&self, business_type: TypeNo) -> Option<&LaneSet> {
        self.derived.lane_of_type.get(&business_type).and_then(|lane| self.lane(*lane))
    }

    /// Ranges in walking order, removed ones left out.
    pub fn walk(&self) -> &[RangeNo] {
        &self.derived.walk
    }

    /// The range whose numbers contain a shelf's, and its number.
    fn range_numbered(&self, shelf: ShelfNo) -> Option<(RangeNo, &Range)> {
        let after = self.ranges.partition_point(|range| range.first_shelf <= shelf.0);
        let index = after.checked_sub(1)?;
        let range = self.ranges.get(index)?;
        (shelf.0 - range.first_shelf < range.shelf_numbers()).then_some((RangeNo(u32::try_from(index).ok()?), range))
    }

    /// The range of a shelf that exists.
    pub fn range_of(&self, shelf: ShelfNo) -> Option<(RangeNo, &Range)> {
        self.range_numbered(shelf).filter(|(_, range)| range.spot(shelf).is_some())
    }

    /// The shelf of a slot that exists, and which of the shelf's slots it is.
    pub fn shelf_of(&self, slot: SlotNo) -> Option<(ShelfNo, u32)> {
        let after = self.ranges.partition_point(|range| range.first_slot <= slot.0);
        let range = self.ranges.get(after.checked_sub(1)?)?;
        let index = slot.0 - range.first_slot;
        let (shelf, slot_index) = (index / u32::from(range.stride_slots), index % u32::from(range.stride_slots));
        let shelf = ShelfNo(range.first_shelf.checked_add(shelf)?);
        (range.spot(shelf).is_some() && slot_index < u32::from(range.slots)).then_some((shelf, slot_index))
    }

    /// The storeroom of a slot that exists.
    pub fn room_of(&self, slot: SlotNo) -> Option<RoomNo> {
        let after = self.ranges.partition_point(|range| range.first_slot <= slot.0);
        Some(self.ranges.get(after.checked_sub(1)?)?.room)
    }

    /// A number that sorts shelves of one storeroom in walking order and never changes.
    pub fn position(&self, shelf: ShelfNo) -> u64 {
        self.range_numbered(shelf).map_or(u64::MAX, |(_, range)| {
            (u64::from(range.room.0) << 48) | (u64::from(range.number) << 32) | u64::from(shelf.0 - range.first_shelf)
        })
    }

    /// The same for slots.
    pub fn slot_position(&self, slot: SlotNo) -> u64 {
        let after = self.ranges.partition_point(|range| range.first_slot <= slot.0);
        after.checked_sub(1).and_then(|index| self.ranges.get(index)).map_or(u64::MAX, |range| {
            (u64::from(range.room.0) << 48) | (u64::from(range.number) << 32) | u64::from(slot.0 - range.first_slot)
        })
    }

    /// The slot at a position.
    pub fn slot_at(&self, position: u64) -> Option<SlotNo> {
        let label = (RoomNo(u16::try_from(position >> 48).ok()?), u16::try_from((position >> 32) & 0xffff).ok()?);
        let range = self.range(*self.derived.by_label.get(&label)?)?;
        Some(SlotNo(range.first_slot.checked_add(u32::try_from(position & 0xffff_ffff).ok()?)?))
    }

    pub fn range_labelled(&self, room: RoomNo, number: u16) -> Option<RangeNo> {
        self.derived.by_label.get(&(room, number)).copied()
    }

    /// Which shelf in walking order it is, over all storerooms.
    pub fn ordinal(&self, shelf: ShelfNo) -> Option<u64> {
        let (number, range) = self.range_of(shelf)?;
        let before = self.derived.shelves_before.get(number.index())?;
        Some(before + u64::from(range.nth_of(range.spot(shelf)?)))
    }

    /// Which slot in walking order it is, over all storerooms.
    pub fn slot_ordinal(&self, slot: SlotNo) -> Option<u64> {
        let (shelf, index) = self.shelf_of(slot)?;
        let (number, range) = self.range_of(shelf)?;
        let before = self.derived.slots_before.get(number.index())?;
        Some(before + u64::from(range.nth_of(range.spot(shelf)?)) * u64::from(range.slots) + u64::from(index))
    }

    pub fn zone_of(&self, shelf: ShelfNo) -> ZoneNo {
        let position = self.position(shelf);
        let after = self.derived.spans.partition_point(|(from, _, _)| *from <= position);
        match after.checked_sub(1).and_then(|index| self.derived.spans.get(index)) {
            Some((_, to, zone)) if position <= *to => *zone,
            _ => NO_ZONE,
        }
    }

    /// The pieces of a zone in walking order; those of everything for `NO_ZONE`.
    pub fn segments(&self, zone: ZoneNo) -> &[Segment] {
        let index = if zone == NO_ZONE { self.zones.len() } else { zone.index() };
        self.derived.segments.get(index).map_or(&[], Vec::as_slice)
    }

    /// The zones that take a folder, first choice first. With no zone declared at all, everything is one.
    pub fn zones_for(&self, business_type: TypeNo, class: ClassNo, overflow: bool) -> Vec<ZoneNo> {
        if self.zones.is_empty() {
            return if overflow { Vec::new() } else { vec![NO_ZONE] };
        }
        let takes = |zone: &&ZoneSet| {
            zone.overflow == overflow
                && !zone.spans.is_empty()
                && (zone.types.is_empty() || zone.types.contains(&business_type))
                && (zone.classes.is_empty() || zone.classes.contains(&class))
        };
        let mut found: Vec<&ZoneSet> = self.zones.iter().filter(takes).collect();
        found.sort_by_key(|zone| (zone.priority, zone.zone));
        found.iter().map(|zone| zone.zone).collect()
    }

    /// The ranges a declaration makes, if it makes sense after those there are.
    pub fn ranges_of(&self, facts: &RangesDeclared) -> Option<Vec<Range>> {
        let count = u32::from(facts.to).checked_sub(u32::from(facts.from))?.checked_add(1)?;
        let sane = count <= RANGES_MAX
            && facts.first_range.index() == self.ranges.len()
            && self.room(facts.room).is_some()
            && (1..=facts.stride_bays).contains(&facts.bays)
            && (1..=facts.stride_shelves).contains(&facts.shelves)
            && (1..=facts.stride_slots).contains(&facts.slots)
            && facts.slot_width_mm > 0;
        if !sane {
            return None;
        }
        let (mut first_shelf, mut first_slot) = self.next_numbers()?;
        if facts.first_shelf < first_shelf || facts.first_slot < first_slot {
            return None;
        }
        (first_shelf, first_slot) = (facts.first_shelf, facts.first_slot);
        let shelves = u64::from(facts.sides.count()) * u64::from(facts.stride_bays) * u64::from(facts.stride_shelves);
        let (shelves, slots) =
            (u32::try_from(shelves).ok()?, u32::try_from(shelves * u64::from(facts.stride_slots)).ok()?);
        let mut ranges = Vec::new();
        for number in facts.from..=facts.to {
            if self.range_labelled(facts.room, number).is_some() {
                return None;
            }
            ranges.push(Range {
                room: facts.room,
                number,
                sides: facts.sides,
                bays: facts.bays,
                shelves: facts.shelves,
                slots: facts.slots,
                slot_width_mm: facts.slot_width_mm,
                removed: false,
                stride_bays: facts.stride_bays,
                stride_shelves: facts.stride_shelves,
                stride_slots: facts.stride_slots,
                first_shelf,
                first_slot,
            });
            first_shelf = first_shelf.checked_add(shelves)?;
            first_slot = first_slot.checked_add(slots)?;
        }
        Some(ranges)
    }

    /// The first shelf and slot numbers not yet given; `None` if there are no more.
    pub fn next_numbers(&self) -> Option<(u32, u32)> {
        match self.ranges.last() {
            None => Some((0, 0)),
            Some(last) => Some((
                last.first_shelf.checked_add(last.shelf_numbers())?,
                last.first_slot.checked_add(last.slot_numbers())?,
            )),
        }
    }

    /// Makes what follows from the declarations anew.
    pub fn derive(&mut self) {
        let mut derived = Derived::default();
        let numbered = (0_u32..).map(RangeNo).zip(&self.ranges);
        let mut walk: Vec<(RangeNo, &Range)> = numbered.filter(|(_, range)| !range.removed).collect();
        let code = |range: &Range| self.rooms.get(range.room.index()).map_or("", |room| room.code.as_str());
        walk.sort_by(|(_, a), (_, b)| (code(a), a.room, a.number).cmp(&(code(b), b.room, b.number)));
        derived.shelves_before = vec![0; self.ranges.len()];
        derived.slots_before = vec![0; self.ranges.len()];
        let (mut shelves, mut slots, mut last_room) = (0, 0, None);
        for (number, range) in &walk {
            if last_room.is_some_and(|room| room != range.room) {
                shelves += ROOM_DISTANCE_SHELVES;
                slots += ROOM_DISTANCE_SHELVES * u64::from(SLOTS_MAX);
            }
            last_room = Some(range.room);
            set(&mut derived.shelves_before, number.index(), shelves);
            set(&mut derived.slots_before, number.index(), slots);
            derived.by_label.insert((range.room, range.number), *number);
            shelves += u64::from(range.shelf_count());
            slots += u64::from(range.shelf_count()) * u64::from(range.slots);
        }
        derived.walk = walk.iter().map(|(number, _)| *number).collect();
        for zone in &self.zones {
            for span in &zone.spans {
                derived.spans.push((self.position(span.from), self.position(span.to), zone.zone));
            }
            derived.segments.push(self.segments_of(Some(&zone.spans), &derived));
        }
        derived.spans.sort_unstable();
        derived.segments.push(self.segments_of(None, &derived));
        for lane in &self.lanes {
            derived.lane_of_type.extend(lane.types.iter().map(|business_type| (*business_type, lane.lane)));
        }
        self.derived = derived;
    }

    /// The pieces of some spans, or of everything.
    fn segments_of(&self, spans: Option<&[Span]>, derived: &Derived) -> Vec<Segment> {
        let mut segments = Vec::new();
        for number in &derived.walk {
            let (Some(range), Some(before)) = (self.range(*number), derived.shelves_before.get(number.index())) else {
                continue;
            };
            let mut add = |first: u32, end: u32| {
                if let Some(last) = end.checked_sub(1).filter(|last| *last >= first) {
                    segments.push(Segment { range: *number, first, last, ordinal: before + u64::from(first) });
                }
            };
            let Some(spans) = spans else {
                add(0, range.shelf_count());
                continue;
            };
            for span in spans {
                let (from, to) = (self.position(span.from), self.position(span.to));
                let label = (u64::from(range.room.0) << 48) | (u64::from(range.number) << 32);
                let (low, high) = (label, label | 0xffff_ffff);
                if from > high || to < low {
                    continue;
                }
                let first = if from > low { range.shelves_before(from - low) } else { 0 };
                let end = if to < high { range.shelves_before(to - low + 1) } else { range.shelf_count() };
                add(first, end);
            }
        }
        segments.sort_by_key(|segment| segment.ordinal);
        segments
    }
}

fn set(values: &mut [u64], index: usize, value: u64) {
    if let Some(place) = values.get_mut(index) {
        *place = value;
    }
}
