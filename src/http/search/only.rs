//! What a folder has to be besides what the index knows: lent to somebody, overdue, of these days, in that room.

use crate::domain::facet::Whole;
use crate::domain::folder::{Condition, FolderState, Place as Stands};
use crate::domain::ids::{FolderNo, PersonNo, RoomNo};
use crate::domain::place::{Holder, Place};
use crate::domain::state::State;
use chrono::NaiveDate;

/// Everything that is asked of a folder, all of which must be met.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Only {
    /// In order.
    pub tests: Vec<Test>,
}

/// One thing asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// As it was typed; empty if it was chosen.
    pub text: String,
    /// Whether those that meet it are left out.
    pub excluded: bool,
    /// What.
    pub what: What,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Any of these.
    Any(Vec<What>),
    /// Lent to one of these; missing while lent counts, for the borrower stays answerable.
    Borrower(Vec<PersonNo>),
    /// Lent, and the due day has passed.
    Overdue,
    /// In that state.
    State(FolderState),
    /// Belongs in one of these storerooms.
    Rooms(Vec<RoomNo>),
    /// Belongs in that place.
    In(Place),
    /// In that condition.
    Condition(Condition),
    /// Its papers are as complete as that.
    Whole(Whole),
    /// It never had a label of ours: none was printed, and none is on it.
    NotLabelled,
    /// Its business date is not before that day.
    From(NaiveDate),
    /// Its business date is not after that day.
    Until(NaiveDate),
    /// What no folder is.
    Nothing,
}

impl Only {
    /// Asks one thing more that was chosen, not typed.
    pub fn add(&mut self, what: What) {
        self.tests.push(Test { text: String::new(), excluded: false, what });
    }

    /// Whether a folder is all that is asked.
    #[must_use]
    pub fn is_met(&self, state: &State, today: NaiveDate, folder: FolderNo) -> bool {
        self.tests.iter().all(|test| test.what.holds(state, today, folder) != test.excluded)
    }
}

impl What {
    /// Whether a folder is so.
    pub fn holds(&self, state: &State, today: NaiveDate, folder: FolderNo) -> bool {
        let Some(row) = state.custody.get(folder) else { return false };
        match self {
            Self::Any(several) => several.iter().any(|what| what.holds(state, today, folder)),
            Self::Borrower(people) => matches!(row.place, Stands::Person(no) if people.contains(&no)),
            Self::Overdue => matches!(row.place, Stands::Person(_)) && row.due.is_some_and(|due| due < today),
            Self::State(wanted) => row.state == *wanted,
            Self::Rooms(rooms) => state.places.home_room(folder).is_some_and(|room| rooms.contains(&room)),
            Self::In(place) => stands_in(state, folder, *place),
            Self::Condition(condition) => row.condition == *condition,
            Self::Whole(whole) => Whole::of(state, folder) == *whole,
            Self::NotLabelled => !row.is_gone() && state.labels.of(folder).is_wanting(),
            Self::From(day) => business_date(state, folder).is_some_and(|date| date >= *day),
            Self::Until(day) => business_date(state, folder).is_some_and(|date| date <= *day),
            Self::Nothing => false,
        }
    }
}

fn business_date(state: &State, folder: FolderNo) -> Option<NaiveDate> {
    state.folders.get(folder)?.business_date
}

/// Whether a folder's home is in a place.
fn stands_in(state: &State, folder: FolderNo, place: Place) -> bool {
    let places = &state.places;
    let Some(home) = places.home(folder) else { return false };
    if let Place::Box(r#box) = place {
        return home == Holder::Box(r#box);
    }
    let Some(slot) = places.slot_of_holder(home) else { return false };
    if let Place::Slot(wanted) = place {
        return slot == wanted;
    }
    let Some(shelf) = places.shelf_of(slot) else { return false };
    if let Place::Shelf(wanted) = place {
        return shelf == wanted;
    }
    let Some((number, range)) = places.range_of(shelf) else { return false };
    match place {
        Place::Range(wanted) => number == wanted,
        Place::Room(wanted) => range.room == wanted,
        _ => false,
    }
}
