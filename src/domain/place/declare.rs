//! Deciding what people declare: storerooms, ranges, blocked slots.

use super::event::{
    Name, RangeRemoved, RangeResized, RangesDeclared, RoomChanged, RoomDeclared, Sides, SlotBlocked, SlotUnblocked,
};
use super::layout::{BAYS_MAX, RANGES_MAX, SHELVES_MAX, SLOTS_MAX};
use super::template::{DEFAULT_TEMPLATE, Field, Template, normal_code};
use super::{Events, Place, Places};
use crate::domain::ids::{RangeNo, RoomNo, SlotNo};
use crate::domain::limits::{PLACE_CODE_CHARS, PLACE_NAME_CHARS, PLACE_REASON_CHARS};
use crate::domain::refusal::{Code, Refusal};

const ROOMS_MAX: usize = 1_000;
pub(super) const SLOT_WIDTH_MM_MAX: u16 = 5_000;

/// Ranges to declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangesRequest {
    /// The storeroom.
    pub room: RoomNo,
    /// The label number of the first range.
    pub from: u16,
    /// The label number of the last range.
    pub to: u16,
    /// Which sides have shelves.
    pub sides: Sides,
    /// Bays on each side.
    pub bays: u16,
    /// Shelves in each bay.
    pub shelves: u16,
    /// Slots on each shelf.
    pub slots: u16,
    /// The width of each slot.
    pub slot_width_mm: u16,
}

impl Places {
    /// Declares a storeroom. `template` `None` is the default one.
    ///
    /// # Errors
    /// `PlaceTaken`, `GeometryInvalid`, `LimitExceeded`.
    pub fn declare_room(&self, code: &str, name: Name, template: Option<&str>) -> Events {
        let index = self.layout.rooms.len();
        let room = RoomNo(u16::try_from(index).unwrap_or(u16::MAX));
        if index >= ROOMS_MAX {
            return Err(limit(ROOMS_MAX, "storerooms"));
        }
        let (code, template) = self.check_room(None, code, &name, template)?;
        Ok(vec![RoomDeclared { room, code, name, template: template.text().to_owned() }.into()])
    }

    /// Changes a storeroom's code, name or template. `template` `None` leaves it. No event if nothing changes.
    ///
    /// # Errors
    /// `PlaceUnknown`, `PlaceTaken`, `GeometryInvalid`.
    pub fn change_room(&self, room: RoomNo, code: &str, name: Name, template: Option<&str>) -> Events {
        let before = self.layout.room(room).ok_or_else(|| unknown(room))?;
        let (code, template) = self.check_room(Some(room), code, &name, template.or(Some(before.template())))?;
        for range in self.layout.ranges.iter().filter(|range| range.room == room && !range.removed) {
            let numbers = [range.number, range.bays, range.shelves, range.slots];
            fits_template(&template, range.sides, numbers)?;
        }
        if (&before.code, &before.name, before.template()) == (&code, &name, template.text()) {
            return Ok(Vec::new());
        }
        Ok(vec![RoomChanged { room, code, name, template: template.text().to_owned() }.into()])
    }

    fn check_room(
        &self,
        own: Option<RoomNo>,
        code: &str,
        name: &Name,
        template: Option<&str>,
    ) -> Result<(String, Template), Refusal> {
        let code = normal_code(code);
        let plain =
            !code.is_empty() && code.len() <= PLACE_CODE_CHARS && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !plain {
            return Err(geometry("code", "1–16 A–Z 0–9"));
        }
        check_name(name)?;
        let others = self.layout.rooms.iter().filter(|room| Some(room.room) != own);
        let mut codes = others.flat_map(|room| room.former.iter().map(|(code, _)| code).chain([&room.code]));
        if codes.any(|taken| *taken == code) || self.box_codes.contains_key(&code) {
            return Err(Refusal::new(Code::PlaceTaken).with("place", code));
        }
        let template = Template::read(template.unwrap_or(DEFAULT_TEMPLATE)).map_err(|en| {
            let zh = "须依次各含一次 {room}、{range}、{side}、{bay}、{shelf}、{slot}，之间只能用 - 和 .";
            Refusal::new(Code::GeometryInvalid).with("field", "template").in_words("detail", &en, zh)
        })?;
        Ok((code, template))
    }

    /// Declares ranges in bulk, with numbers to spare so that they can grow later.
    ///
    /// # Errors
    /// `PlaceUnknown`, `PlaceTaken`, `GeometryInvalid`.
    pub fn declare_ranges(&self, request: &RangesRequest) -> Events {
        let room = self.layout.room(request.room).ok_or_else(|| unknown(request.room))?;
        if request.from == 0 || request.to < request.from || u32::from(request.to - request.from) >= RANGES_MAX {
            return Err(geometry("from–to", &format!("1–{RANGES_MAX}")));
        }
        check_size(request.bays, request.shelves, request.slots)?;
        if !(1..=SLOT_WIDTH_MM_MAX).contains(&request.slot_width_mm) {
            return Err(geometry("slot_width_mm", &format!("1–{SLOT_WIDTH_MM_MAX}")));
        }
        fits_template(&room.template, request.sides, [request.to, request.bays, request.shelves, request.slots])?;
        let taken = (request.from..=request.to).find_map(|number| self.layout.range_labelled(request.room, number));
        if let Some(range) = taken {
            return Err(Refusal::new(Code::PlaceTaken).with("place", self.code(Place::Range(range))));
        }
        let (first_shelf, first_slot) = self.layout.next_numbers().ok_or_else(|| geometry("slots", "2³²"))?;
        let facts = RangesDeclared {
            room: request.room,
            from: request.from,
            to: request.to,
            first_range: RangeNo(u32::try_from(self.layout.ranges.len()).unwrap_or(u32::MAX)),
            first_shelf,
            first_slot,
            sides: request.sides,
            bays: request.bays,
            shelves: request.shelves,
            slots: request.slots,
            stride_bays: request.bays + request.bays / 2 + 2,
            stride_shelves: request.shelves + 2,
            stride_slots: request.slots + request.slots / 2 + 2,
            slot_width_mm: request.slot_width_mm,
        };
        self.layout.ranges_of(&facts).ok_or_else(|| geometry("slots", "2³²"))?;
        Ok(vec![facts.into()])
    }

    /// Resizes a range within the numbers it was declared with.
    ///
    /// # Errors
    /// `PlaceUnknown`, `PlaceOccupied`, `GeometryInvalid`.
    pub fn resize_range(&self, range: RangeNo, bays: u16, shelves: u16, slots: u16) -> Events {
        let found = self.layout.range(range).filter(|found| !found.removed).ok_or_else(|| unknown(range))?;
        let room = self.layout.room(found.room).ok_or_else(|| unknown(range))?;
        if (found.bays, found.shelves, found.slots) == (bays, shelves, slots) {
            return Ok(Vec::new());
        }
        check_size(bays, shelves, slots)?;
        fits_template(&room.template, found.sides, [found.number, bays, shelves, slots])?;
        let most = [
            ("bays", bays, found.stride_bays),
            ("shelves", shelves, found.stride_shelves),
            ("slots", slots, found.stride_slots),
        ];
        for (field, wanted, most) in most {
            if wanted > most {
                return Err(geometry(field, &format!("≤ {most}")));
            }
        }
        let mut resized = *found;
        (resized.bays, resized.shelves, resized.slots) = (bays, shelves, slots);
        match self.held_outside(range, Some(&resized)) {
            0 => Ok(vec![RangeResized { range, bays, shelves, slots }.into()]),
            count => Err(self.occupied(Place::Range(range), count)),
        }
    }

    /// Removes a range that holds nothing.
    ///
    /// # Errors
    /// `PlaceUnknown`, `PlaceOccupied`.
    pub fn remove_range(&self, range: RangeNo) -> Events {
        self.layout.range(range).filter(|found| !found.removed).ok_or_else(|| unknown(range))?;
        match self.held_outside(range, None) {
            0 => Ok(vec![RangeRemoved { range }.into()]),
            count => Err(self.occupied(Place::Range(range), count)),
        }
    }

    /// Blocks a slot. Blocking a blocked slot changes the reason.
    ///
    /// # Errors
    /// `SlotUnknown`, `ReasonRequired`, `LimitExceeded`.
    pub fn block(&self, slot: SlotNo, reason: &str) -> Events {
        self.layout.shelf_of(slot).ok_or_else(|| slot_unknown(slot))?;
        let reason = check_reason(reason)?;
        if self.blocked_reason(slot) == Some(reason) {
            return Ok(Vec::new());
        }
        Ok(vec![SlotBlocked { slot, reason: reason.to_owned() }.into()])
    }

    /// Unblocks a slot; no event if it is not blocked.
    ///
    /// # Errors
    /// `SlotUnknown`.
    pub fn unblock(&self, slot: SlotNo) -> Events {
        self.layout.shelf_of(slot).ok_or_else(|| slot_unknown(slot))?;
        Ok(self.blocked.contains_key(&slot).then(|| SlotUnblocked { slot }.into()).into_iter().collect())
    }

    pub(super) fn occupied(&self, place: Place, count: u64) -> Refusal {
        Refusal::new(Code::PlaceOccupied).with("place", self.code(place)).with("count", count)
    }
}

fn check_size(bays: u16, shelves: u16, slots: u16) -> Result<(), Refusal> {
    for (field, value, most) in
        [("bays", bays, BAYS_MAX), ("shelves", shelves, SHELVES_MAX), ("slots", slots, SLOTS_MAX)]
    {
        if !(1..=most).contains(&value) {
            return Err(geometry(field, &format!("1–{most}")));
        }
    }
    Ok(())
}

/// Whether numbers this great keep their codes in walking order. `greatest`: range, bay, shelf, slot.
fn fits_template(template: &Template, sides: Sides, greatest: [u16; 4]) -> Result<(), Refusal> {
    let fields = [(Field::Range, "to"), (Field::Bay, "bays"), (Field::Shelf, "shelves"), (Field::Slot, "slots")];
    for ((field, name), wanted) in fields.into_iter().zip(greatest) {
        let most = template.greatest(field);
        if u32::from(wanted) > most {
            return Err(geometry(name, &format!("{} ≤ {most}", template.text())));
        }
    }
    if sides == Sides::Both && template.greatest(Field::Side) == 0 {
        return Err(geometry("sides", template.text()));
    }
    Ok(())
}

pub(super) fn check_code(code: &str) -> Result<String, Refusal> {
    let code = normal_code(code);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    if code.is_empty() || code.len() > PLACE_CODE_CHARS || !code.bytes().all(plain) {
        return Err(Refusal::new(Code::BadValue).with("field", "code").with("detail", "1–16 A–Z 0–9 - ."));
    }
    Ok(code)
}

pub(super) fn check_name(name: &Name) -> Result<(), Refusal> {
    if name.zh.chars().count() > PLACE_NAME_CHARS || name.en.chars().count() > PLACE_NAME_CHARS {
        return Err(limit(PLACE_NAME_CHARS, "characters"));
    }
    Ok(())
}

/// A reason somebody gave, without the blanks around it.
pub(super) fn check_reason(reason: &str) -> Result<&str, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Code::ReasonRequired.into());
    }
    if reason.chars().count() > PLACE_REASON_CHARS {
        return Err(limit(PLACE_REASON_CHARS, "characters"));
    }
    Ok(reason)
}

pub(super) fn unknown(place: impl std::fmt::Display) -> Refusal {
    Refusal::new(Code::PlaceUnknown).with("place", format!("#{place}"))
}

pub(super) fn slot_unknown(slot: SlotNo) -> Refusal {
    Refusal::new(Code::SlotUnknown).with("slot", format!("#{slot}"))
}

fn geometry(field: &str, detail: &str) -> Refusal {
    Refusal::new(Code::GeometryInvalid).with("field", field).with("detail", detail)
}

pub(super) fn limit(limit: usize, what: &str) -> Refusal {
    Refusal::new(Code::LimitExceeded).with("limit", limit).with("what", what)
}
