//! How many folders somebody sees where: counts, like lists, know nothing of what is hidden. Millimetres stay as they are,
//! for whoever stands before a shelf sees how full it is.

use super::super::extract::Asker;
use crate::domain::ids::{RangeNo, RoomNo, ShelfNo, ZoneNo};
use crate::domain::place::Occupancy;
use crate::domain::policy::Sight;
use crate::domain::state::State;

/// Counts for one asker.
#[derive(Clone, Copy)]
pub struct Tally<'a> {
    state: &'a State,
    sight: &'a Sight,
}

impl<'a> Tally<'a> {
    /// What this asker sees of the archive as he found it.
    pub fn of(asker: &'a Asker) -> Self {
        Self::at(asker.state(), asker)
    }

    /// What this asker sees of a later state.
    pub fn at(state: &'a State, asker: &'a Asker) -> Self {
        Self { state, sight: &asker.sight }
    }

    /// The state it counts in.
    pub fn state(&self) -> &'a State {
        self.state
    }

    /// Of a shelf.
    pub fn shelf(&self, shelf: ShelfNo) -> Occupancy {
        let whole = self.state.places.shelf_occupancy(shelf).unwrap_or_default();
        self.seen(whole, std::iter::once(shelf))
    }

    /// Of a range.
    pub fn range(&self, range: RangeNo) -> Occupancy {
        let whole = self.state.places.range_occupancy(range).unwrap_or_default();
        self.seen(whole, self.state.places.shelves(range))
    }

    /// Of a storeroom.
    pub fn room(&self, room: RoomNo) -> Occupancy {
        let places = &self.state.places;
        let ranges = places.ranges(room);
        self.seen(places.room_occupancy(room).unwrap_or_default(), ranges.flat_map(|(range, _)| places.shelves(range)))
    }

    /// Of a zone.
    pub fn zone(&self, zone: ZoneNo) -> Occupancy {
        let places = &self.state.places;
        let ranges = places.rooms().iter().flat_map(|room| places.ranges(room.room));
        let shelves = ranges.flat_map(|(range, _)| places.shelves(range));
        let shelves = shelves.filter(|&shelf| places.zone_of(shelf) == Some(zone));
        self.seen(places.zone_occupancy(zone).unwrap_or_default(), shelves)
    }

    fn seen(&self, whole: Occupancy, shelves: impl Iterator<Item = ShelfNo>) -> Occupancy {
        if self.sight.sees_everything() || whole.folders == 0 {
            return whole;
        }
        let places = &self.state.places;
        let seen = |shelf: ShelfNo| {
            let folders = places.shelf_contents(shelf).into_iter();
            folders.filter(|&folder| self.state.sees(self.sight, folder)).count() as u64
        };
        let holds_some =
            |shelf: &ShelfNo| places.shelf_occupancy(*shelf).is_some_and(|occupancy| occupancy.folders > 0);
        Occupancy { folders: shelves.filter(holds_some).map(seen).sum(), ..whole }
    }
}
