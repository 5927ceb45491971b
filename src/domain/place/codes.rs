//! Codes of places, both ways.

use super::layout::Layout;
use super::layout::Room;
use super::range::Spot;
use super::template::{Depth, Numbers, Template, normal_code};
use super::{Place, Places};
use crate::domain::ids::{BoxNo, RangeNo, RoomNo, ShelfNo, SlotNo, ZoneNo};

impl Places {
    /// What a code names: a slot, shelf, range, storeroom or box. Current codes come before former ones. Case and width
    /// of the characters do not matter. A check character at the end must have been taken off.
    #[must_use]
    pub fn place_of(&self, code: &str) -> Option<Place> {
        let code = normal_code(code);
        let rooms = &self.layout.rooms;
        if let Some(room) = rooms.iter().find(|room| room.code == code) {
            return Some(Place::Room(room.room));
        }
        let current = rooms.iter().find_map(|room| self.layout.resolve(room, &room.code, &room.template, &code));
        let known = current.or_else(|| self.box_codes.get(&code).map(|number| Place::Box(*number)));
        known.or_else(|| {
            rooms.iter().find_map(|room| {
                let mut former = room.former.iter().rev();
                former.find_map(|(old, template)| {
                    (*old == code)
                        .then_some(Place::Room(room.room))
                        .or_else(|| self.layout.resolve(room, old, template, &code))
                })
            })
        })
    }

    /// The slot a code names.
    #[must_use]
    pub fn slot_of(&self, code: &str) -> Option<SlotNo> {
        match self.place_of(code) {
            Some(Place::Slot(slot)) => Some(slot),
            _ => None,
        }
    }

    /// The shelf a code names.
    #[must_use]
    pub fn shelf_named(&self, code: &str) -> Option<ShelfNo> {
        match self.place_of(code) {
            Some(Place::Shelf(shelf)) => Some(shelf),
            _ => None,
        }
    }

    /// The range a code names.
    #[must_use]
    pub fn range_named(&self, code: &str) -> Option<RangeNo> {
        match self.place_of(code) {
            Some(Place::Range(range)) => Some(range),
            _ => None,
        }
    }

    /// The storeroom a code names.
    #[must_use]
    pub fn room_named(&self, code: &str) -> Option<RoomNo> {
        match self.place_of(code) {
            Some(Place::Room(room)) => Some(room),
            _ => None,
        }
    }

    /// The box a code names.
    #[must_use]
    pub fn box_named(&self, code: &str) -> Option<BoxNo> {
        self.box_codes.get(&normal_code(code)).copied()
    }

    /// The code of any place; its number if there is no such place.
    #[must_use]
    pub fn code(&self, place: Place) -> String {
        let (code, number) = match place {
            Place::Room(room) => (self.layout.room(room).map(|room| room.code.clone()), u32::from(room.0)),
            Place::Range(range) => (self.range_code(range), range.0),
            Place::Shelf(shelf) => (self.shelf_code(shelf), shelf.0),
            Place::Slot(slot) => (self.slot_code(slot), slot.0),
            Place::Box(number) => (self.box_code(number), number.0),
        };
        code.unwrap_or_else(|| format!("#{number}"))
    }

    /// The code of a slot.
    #[must_use]
    pub fn slot_code(&self, slot: SlotNo) -> Option<String> {
        let (shelf, index) = self.layout.shelf_of(slot)?;
        self.layout.shelf_code(shelf, Some(index))
    }

    /// The code of a shelf.
    #[must_use]
    pub fn shelf_code(&self, shelf: ShelfNo) -> Option<String> {
        self.layout.shelf_code(shelf, None)
    }

    /// The code of a range.
    #[must_use]
    pub fn range_code(&self, range: RangeNo) -> Option<String> {
        let range = self.layout.range(range)?;
        let room = self.layout.room(range.room)?;
        let numbers = Numbers { range: u32::from(range.number), ..Numbers::default() };
        Some(room.template.write(&room.code, &numbers, Depth::Range))
    }

    /// The code of a box.
    #[must_use]
    pub fn box_code(&self, r#box: BoxNo) -> Option<String> {
        self.boxes.get(&r#box).map(|row| row.code.clone())
    }

    /// The code of a zone; its number if there is no such zone.
    pub(crate) fn zone_code(&self, zone: ZoneNo) -> String {
        self.layout.zone(zone).map_or_else(|| format!("#{zone}"), |zone| zone.code.clone())
    }
}

impl Layout {
    fn shelf_code(&self, shelf: ShelfNo, slot: Option<u32>) -> Option<String> {
        let (_, range) = self.range_of(shelf)?;
        let (room, spot) = (self.room(range.room)?, range.spot(shelf)?);
        let numbers = Numbers {
            range: u32::from(range.number),
            side: (range.sides.count() > 1).then_some(spot.side),
            bay: spot.bay + 1,
            shelf: spot.shelf + 1,
            slot: slot.map_or(0, |slot| slot + 1),
        };
        let depth = if slot.is_some() { Depth::Slot } else { Depth::Shelf };
        Some(room.template.write(&room.code, &numbers, depth))
    }

    fn resolve(&self, room: &Room, code_of_room: &str, template: &Template, code: &str) -> Option<Place> {
        let (depth, numbers) = template.parse(code_of_room, code)?;
        let number = self.range_labelled(room.room, u16::try_from(numbers.range).ok()?)?;
        if depth == Depth::Range {
            return Some(Place::Range(number));
        }
        let range = self.range(number)?;
        let side = match (numbers.side, range.sides.count()) {
            (None, 1) => 0,
            (Some(side), 2) => side,
            _ => return None,
        };
        let spot = Spot { side, bay: numbers.bay.checked_sub(1)?, shelf: numbers.shelf.checked_sub(1)? };
        let shelf = range.shelf_at(spot)?;
        if depth == Depth::Shelf {
            return Some(Place::Shelf(shelf));
        }
        let slot = numbers.slot.checked_sub(1).filter(|slot| *slot < u32::from(range.slots))?;
        Some(Place::Slot(range.slot_on(shelf, slot)))
    }
}
