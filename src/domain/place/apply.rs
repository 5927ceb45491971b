//! Events into places. Total: an event that makes no sense for these places changes nothing, and nothing is decided here.

use super::Places;
use super::event::{
    BoxMoved, BoxOpened, BoxRemoved, FolderAssigned, FolderReleased, FolderResized, Holder, LaneSet, OverflowExtended,
    PlaceEvent, RangeRemoved, RangeResized, RangesDeclared, RoomChanged, RoomDeclared, RunExtended, ShelfMoved,
    ZoneSet,
};
use super::layout::{Layout, Room};
use super::rows::{BoxRow, FolderRow, RunKey, ShelfRow};
use super::template::Template;
use crate::domain::ids::{FolderNo, RangeNo, ShelfNo, SlotNo};
use std::sync::Arc;

impl Places {
    /// Changes the places as the event says. Total: what makes no sense is left aside.
    pub fn apply(&mut self, event: &PlaceEvent) {
        match event {
            PlaceEvent::RoomDeclared(facts) => self.room_declared(facts),
            PlaceEvent::RoomChanged(facts) => self.room_changed(facts),
            PlaceEvent::RangesDeclared(facts) => self.ranges_declared(facts),
            PlaceEvent::RangeResized(facts) => self.range_resized(facts),
            PlaceEvent::RangeRemoved(facts) => self.range_removed(facts),
            PlaceEvent::SlotBlocked(facts) => self.set_blocked(facts.slot, Some(&facts.reason)),
            PlaceEvent::SlotUnblocked(facts) => self.set_blocked(facts.slot, None),
            PlaceEvent::ZoneSet(facts) => self.zone_set(facts),
            PlaceEvent::LaneSet(facts) => self.lane_set(facts),
            PlaceEvent::RunExtended(RunExtended { lane, period, shelf }) => {
                self.give(RunKey::lane(*lane, *period), *shelf);
            }
            PlaceEvent::OverflowExtended(OverflowExtended { zone, shelf }) => {
                self.give(RunKey::overflow(*zone), *shelf);
            }
            PlaceEvent::BoxOpened(facts) => self.box_opened(facts),
            PlaceEvent::BoxMoved(facts) => self.box_moved(facts),
            PlaceEvent::BoxRemoved(facts) => self.box_removed(facts),
            PlaceEvent::FolderAssigned(facts) => self.folder_assigned(facts),
            PlaceEvent::FolderReleased(FolderReleased { folder }) => self.folder_released(*folder),
            PlaceEvent::FolderResized(facts) => self.folder_resized(facts),
            PlaceEvent::ShelfMoved(facts) => self.shelf_moved(facts),
        }
    }

    fn layout_mut(&mut self) -> &mut Layout {
        Arc::make_mut(&mut self.layout)
    }

    fn room_declared(&mut self, facts: &RoomDeclared) {
        let layout = self.layout_mut();
        if facts.room.index() == layout.rooms.len() {
            let template = Template::or_default(&facts.template);
            let (code, name) = (facts.code.clone(), facts.name.clone());
            layout.rooms.push(Room { room: facts.room, code, name, template, former: Vec::new() });
            layout.derive();
        }
    }

    fn room_changed(&mut self, facts: &RoomChanged) {
        let layout = self.layout_mut();
        let Some(room) = layout.rooms.get_mut(facts.room.index()) else { return };
        let template = Template::or_default(&facts.template);
        if room.code != facts.code || room.template != template {
            let before = (
                std::mem::replace(&mut room.code, facts.code.clone()),
                std::mem::replace(&mut room.template, template),
            );
            let now = (room.code.clone(), room.template.clone());
            room.former.retain(|former| *former != before && *former != now);
            room.former.push(before);
        }
        room.name = facts.name.clone();
        layout.derive();
    }

    fn ranges_declared(&mut self, facts: &RangesDeclared) {
        if let Some(ranges) = self.layout.ranges_of(facts) {
            let layout = self.layout_mut();
            layout.ranges.extend(ranges);
            layout.derive();
        }
    }

    fn range_resized(&mut self, facts: &RangeResized) {
        let Some(range) = self.layout.range(facts.range) else { return };
        let mut resized = *range;
        (resized.bays, resized.shelves, resized.slots) = (facts.bays, facts.shelves, facts.slots);
        let within = (1..=range.stride_bays).contains(&facts.bays)
            && (1..=range.stride_shelves).contains(&facts.shelves)
            && (1..=range.stride_slots).contains(&facts.slots);
        if !within || range.removed || self.held_outside(facts.range, Some(&resized)) > 0 {
            return;
        }
        self.reshape(facts.range, |range| *range = resized);
    }

    fn range_removed(&mut self, facts: &RangeRemoved) {
        let present = self.layout.range(facts.range).is_some_and(|range| !range.removed);
        if present && self.held_outside(facts.range, None) == 0 {
            self.reshape(facts.range, |range| range.removed = true);
        }
    }

    /// Changes a range under its shelves. Whatever no longer exists then must hold nothing.
    fn reshape(&mut self, number: RangeNo, change: impl FnOnce(&mut super::range::Range)) {
        let rows = self.rows_of(number);
        for shelf in &rows {
            self.index_shelf(*shelf, false);
        }
        let layout = self.layout_mut();
        if let Some(range) = layout.ranges.get_mut(number.index()) {
            change(range);
        }
        layout.derive();
        let layout = Arc::clone(&self.layout);
        let gone: Vec<SlotNo> = self.blocked_in(number).filter(|slot| layout.shelf_of(*slot).is_none()).collect();
        for slot in gone {
            self.blocked.remove(&slot);
        }
        for shelf in rows {
            match layout.range_of(shelf) {
                Some(_) => self.index_shelf(shelf, true),
                None => drop(self.shelves.remove(&shelf)),
            }
        }
    }

    fn set_blocked(&mut self, slot: SlotNo, reason: Option<&str>) {
        let Some((shelf, index)) = self.layout.shelf_of(slot) else { return };
        self.change_slot(shelf, index, |places| {
            match reason {
                Some(reason) => places.blocked.insert(slot, Arc::from(reason)),
                None => places.blocked.remove(&slot),
            };
        });
    }

    fn zone_set(&mut self, facts: &ZoneSet) {
        let index = facts.zone.index();
        if index > self.layout.zones.len() || facts.zone == super::layout::NO_ZONE {
            return;
        }
        self.clear_indexes();
        let layout = self.layout_mut();
        match layout.zones.get_mut(index) {
            Some(zone) => *zone = facts.clone(),
            None => layout.zones.push(facts.clone()),
        }
        layout.derive();
        self.index_all();
    }

    fn lane_set(&mut self, facts: &LaneSet) {
        let index = facts.lane.index();
        if index > self.layout.lanes.len() {
            return;
        }
        let layout = self.layout_mut();
        match layout.lanes.get_mut(index) {
            Some(lane) => *lane = facts.clone(),
            None => layout.lanes.push(facts.clone()),
        }
        layout.derive();
    }

    fn give(&mut self, run: RunKey, shelf: ShelfNo) {
        let free = match self.row(shelf) {
            None => self.layout.range_of(shelf).is_some(),
            Some(row) => row.run.is_none() || row.is_empty(),
        };
        if free {
            self.change_shelf(shelf, |places| {
                Arc::make_mut(places.shelves.entry(shelf).or_default()).run = Some(run);
            });
        }
    }

    fn box_opened(&mut self, facts: &BoxOpened) {
        let Some((shelf, index)) = self.layout.shelf_of(facts.slot) else { return };
        let taken = self.boxes.contains_key(&facts.r#box) || self.box_codes.contains_key(&facts.code);
        if taken || self.row(shelf).is_some_and(|row| row.box_in(index).is_some()) {
            return;
        }
        let (code, slot) = (facts.code.clone(), facts.slot);
        let (capacity_mm, outer_mm) = (facts.capacity_mm, facts.outer_mm);
        self.ensure_row(shelf);
        self.change_slot(shelf, index, |places| {
            places.box_codes.insert(code.clone(), facts.r#box);
            let row = BoxRow { code, capacity_mm, outer_mm, slot, used_mm: 0, folders: Vec::new() };
            places.boxes.insert(facts.r#box, Arc::new(row));
            if let Some(row) = places.row_mut(shelf) {
                row.boxes.push((index, facts.r#box));
                row.boxes.sort_unstable();
            }
        });
        self.next_box = self.next_box.max(facts.r#box.0.saturating_add(1));
    }

    fn box_moved(&mut self, facts: &BoxMoved) {
        let Some(from) = self.boxes.get(&facts.r#box).map(|row| row.slot) else { return };
        let (Some((old_shelf, old)), Some((shelf, index))) =
            (self.layout.shelf_of(from), self.layout.shelf_of(facts.slot))
        else {
            return;
        };
        if self.row(shelf).is_some_and(|row| row.box_in(index).is_some()) {
            return;
        }
        self.change_slot(old_shelf, old, |places| {
            if let Some(row) = places.row_mut(old_shelf) {
                row.boxes.retain(|(_, found)| *found != facts.r#box);
            }
        });
        self.ensure_row(shelf);
        self.change_slot(shelf, index, |places| {
            if let Some(row) = places.boxes.get_mut(&facts.r#box) {
                Arc::make_mut(row).slot = facts.slot;
            }
            if let Some(row) = places.row_mut(shelf) {
                row.boxes.push((index, facts.r#box));
                row.boxes.sort_unstable();
            }
        });
        self.free_if_empty(old_shelf);
    }

    fn box_removed(&mut self, facts: &BoxRemoved) {
        let Some(row) = self.boxes.get(&facts.r#box).filter(|row| row.folders.is_empty()).map(Arc::clone) else {
            return;
        };
        let Some((shelf, index)) = self.layout.shelf_of(row.slot) else { return };
        self.change_slot(shelf, index, |places| {
            if let Some(row) = places.row_mut(shelf) {
                row.boxes.retain(|(_, found)| *found != facts.r#box);
            }
        });
        self.boxes.remove(&facts.r#box);
        self.box_codes.remove(&row.code);
        self.free_if_empty(shelf);
    }

    fn folder_assigned(&mut self, facts: &FolderAssigned) {
        if self.shelf_of_home(facts.home).is_none() {
            return;
        }
        let before = self.folders.get(facts.folder.0).copied();
        let left = before.and_then(|row| self.detach(facts.folder, &row));
        let row = FolderRow {
            home: facts.home,
            thickness_mm: facts.thickness_mm,
            lane: facts.lane,
            period: facts.period,
            over_capacity: facts.over_capacity,
        };
        self.attach(facts.folder, row);
        if let Some(shelf) = left {
            self.free_if_empty(shelf);
        }
    }

    fn folder_released(&mut self, folder: FolderNo) {
        let Some(row) = self.folders.get(folder.0).copied() else { return };
        let left = self.detach(folder, &row);
        self.folders.remove(folder.0);
        if let Some(shelf) = left {
            self.free_if_empty(shelf);
        }
    }

    /// The places as they would be if a folder had no home. Its shelf stays with its run even if nothing else stands
    /// there, for the folder still does until it has moved.
    pub(crate) fn without(&self, folder: FolderNo) -> Places {
        let mut places = self.clone();
        if let Some(row) = self.folders.get(folder.0) {
            places.detach(folder, row);
            places.folders.remove(folder.0);
        }
        places
    }

    fn folder_resized(&mut self, facts: &FolderResized) {
        let Some(row) = self.folders.get(facts.folder.0).copied() else { return };
        let Some((shelf, index)) = self.shelf_of_home(row.home) else { return };
        self.change_slot(shelf, index, |places| {
            match row.home {
                Holder::Slot(_) => {
                    if let Some(shelf) = places.row_mut(shelf) {
                        shelf.resize(index, row.thickness_mm, facts.thickness_mm);
                    }
                }
                Holder::Box(number) => {
                    if let Some(found) = places.boxes.get_mut(&number).map(Arc::make_mut) {
                        let rest = found.used_mm.saturating_sub(u32::from(row.thickness_mm));
                        found.used_mm = rest.saturating_add(u32::from(facts.thickness_mm));
                    }
                }
            }
            if let Some(folder) = places.folders.get_mut(facts.folder.0) {
                (folder.thickness_mm, folder.over_capacity) = (facts.thickness_mm, facts.over_capacity);
            }
        });
    }

    fn shelf_moved(&mut self, facts: &ShelfMoved) {
        let (Some(row), Some((_, to))) = (self.row(facts.from), self.layout.range_of(facts.to)) else { return };
        let last_box = row.boxes.last().map_or(0, |(slot, _)| slot + 1);
        let needed = u32::try_from(row.cells.len()).unwrap_or(u32::MAX).max(last_box);
        let free = self.row(facts.to).is_none_or(ShelfRow::is_empty);
        if facts.from == facts.to || needed > u32::from(to.slots) || !free {
            return;
        }
        let (row, to) = (row.clone(), *to);
        self.index_shelf(facts.to, false);
        self.shelves.remove(&facts.to);
        self.index_shelf(facts.from, false);
        self.shelves.remove(&facts.from);
        for slot in 0..needed {
            for folder in row.folders_in(slot) {
                if let Some(folder) = self.folders.get_mut(folder.0) {
                    folder.home = Holder::Slot(to.slot_on(facts.to, slot));
                }
            }
        }
        for (slot, number) in &row.boxes {
            if let Some(found) = self.boxes.get_mut(number) {
                Arc::make_mut(found).slot = to.slot_on(facts.to, *slot);
            }
        }
        self.shelves.insert(facts.to, Arc::new(row));
        self.index_shelf(facts.to, true);
    }

    fn ensure_row(&mut self, shelf: ShelfNo) {
        if !self.shelves.contains_key(&shelf) {
            self.change_shelf(shelf, |places| {
                places.shelves.insert(shelf, Arc::default());
            });
        }
    }

    fn attach(&mut self, folder: FolderNo, row: FolderRow) {
        let Some((shelf, index)) = self.shelf_of_home(row.home) else { return };
        self.ensure_row(shelf);
        self.change_slot(shelf, index, |places| match row.home {
            Holder::Slot(_) => {
                if let Some(shelf) = places.row_mut(shelf) {
                    shelf.push(index, folder, row.thickness_mm);
                }
            }
            Holder::Box(number) => {
                if let Some(found) = places.boxes.get_mut(&number).map(Arc::make_mut) {
                    found.folders.push(folder);
                    found.used_mm = found.used_mm.saturating_add(u32::from(row.thickness_mm));
                }
            }
        });
        self.folders.insert(folder.0, row);
    }

    /// Takes a folder out of its home and says which shelf it left. Its row stays until it is replaced or removed.
    fn detach(&mut self, folder: FolderNo, row: &FolderRow) -> Option<ShelfNo> {
        let (shelf, index) = self.shelf_of_home(row.home)?;
        self.change_slot(shelf, index, |places| match row.home {
            Holder::Slot(_) => {
                if let Some(shelf) = places.row_mut(shelf) {
                    shelf.take(index, folder, row.thickness_mm);
                }
            }
            Holder::Box(number) => {
                if let Some(found) = places.boxes.get_mut(&number).map(Arc::make_mut) {
                    found.folders.retain(|other| *other != folder);
                    found.used_mm = found.used_mm.saturating_sub(u32::from(row.thickness_mm));
                }
            }
        });
        Some(shelf)
    }
}
