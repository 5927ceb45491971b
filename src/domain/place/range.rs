//! A range of shelving: the arithmetic between its numbers, its shelves and its slots.
//!
//! Shelf and slot numbers are spaced by strides fixed when the range was declared, so that it can shrink and grow
//! without any number changing; walking order counts only what is there now.

use super::event::Sides;
use crate::domain::ids::{RoomNo, ShelfNo, SlotNo};
use serde::{Deserialize, Serialize};

/// A range of shelving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The storeroom it stands in.
    pub room: RoomNo,
    /// The number on its label.
    pub number: u16,
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
    /// Whether it is gone.
    pub removed: bool,
    pub(super) stride_bays: u16,
    pub(super) stride_shelves: u16,
    pub(super) stride_slots: u16,
    pub(super) first_shelf: u32,
    pub(super) first_slot: u32,
}

/// Where a shelf or slot is, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub side: u32,
    pub bay: u32,
    pub shelf: u32,
}

impl Range {
    /// How many shelves it has now.
    #[must_use]
    pub fn shelf_count(&self) -> u32 {
        if self.removed { 0 } else { self.sides.count() * u32::from(self.bays) * u32::from(self.shelves) }
    }

    /// The width of a whole shelf.
    #[must_use]
    pub fn shelf_mm(&self) -> u64 {
        u64::from(self.slots) * u64::from(self.slot_width_mm)
    }

    pub(super) fn shelf_numbers(&self) -> u32 {
        self.sides.count() * u32::from(self.stride_bays) * u32::from(self.stride_shelves)
    }

    pub(super) fn slot_numbers(&self) -> u32 {
        self.shelf_numbers() * u32::from(self.stride_slots)
    }

    pub(super) fn spot(&self, shelf: ShelfNo) -> Option<Spot> {
        let index = shelf.0.checked_sub(self.first_shelf).filter(|index| *index < self.shelf_numbers())?;
        let (stride_shelves, stride_bays) = (u32::from(self.stride_shelves), u32::from(self.stride_bays));
        let spot = Spot {
            shelf: index % stride_shelves,
            bay: index / stride_shelves % stride_bays,
            side: index / stride_shelves / stride_bays,
        };
        (!self.removed && spot.bay < u32::from(self.bays) && spot.shelf < u32::from(self.shelves)).then_some(spot)
    }

    pub(super) fn shelf_at(&self, spot: Spot) -> Option<ShelfNo> {
        let inside = !self.removed
            && spot.side < self.sides.count()
            && spot.bay < u32::from(self.bays)
            && spot.shelf < u32::from(self.shelves);
        let index = (spot.side * u32::from(self.stride_bays) + spot.bay) * u32::from(self.stride_shelves) + spot.shelf;
        inside.then(|| ShelfNo(self.first_shelf + index))
    }

    /// The `index`th of its shelves in walking order.
    pub(super) fn nth_shelf(&self, index: u32) -> Option<ShelfNo> {
        let (bays, shelves) = (u32::from(self.bays), u32::from(self.shelves));
        if index >= self.shelf_count() {
            return None;
        }
        self.shelf_at(Spot { shelf: index % shelves, bay: index / shelves % bays, side: index / shelves / bays })
    }

    /// Which of its shelves in walking order a spot is.
    pub(super) fn nth_of(&self, spot: Spot) -> u32 {
        (spot.side * u32::from(self.bays) + spot.bay) * u32::from(self.shelves) + spot.shelf
    }

    /// How many of its shelves come before one of its numbers, whether or not a shelf has that number now.
    pub(super) fn shelves_before(&self, index: u64) -> u32 {
        let shelf = ShelfNo(u32::try_from(u64::from(self.first_shelf) + index).unwrap_or(u32::MAX));
        let (mut low, mut high) = (0, self.shelf_count());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.nth_shelf(middle) {
                Some(found) if found < shelf => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    pub(super) fn slot_on(&self, shelf: ShelfNo, index: u32) -> SlotNo {
        SlotNo(self.first_slot + (shelf.0 - self.first_shelf) * u32::from(self.stride_slots) + index)
    }
}
