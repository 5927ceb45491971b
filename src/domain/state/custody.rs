//! Where folders are and who has them: the rows that every scan changes, and the lists that follow from them.

use crate::domain::column::Column;
use crate::domain::event::{CustodySet, Effect, Event, FolderRegistered, FoldersMerged, LoanTakenOver, Sighted};
use crate::domain::folder::{Condition, Desk, FolderState, Place, SeenAt, Whereabouts};
use crate::domain::ids::{FolderNo, PersonNo};
use crate::domain::place::{Holder, PlaceEvent, Places};
use crate::domain::state::Stamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// All folders' whereabouts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Custody {
    rows: Column<Whereabouts>,
    loans: imbl::OrdSet<(PersonNo, FolderNo)>,
    due: imbl::OrdSet<(NaiveDate, FolderNo)>,
    at_desk: imbl::OrdSet<FolderNo>,
    counts: [u32; FolderState::ALL.len()],
    /// The newest sighting of each folder whose row does not follow sightings.
    asides: imbl::OrdMap<FolderNo, Aside>,
    /// The folders that stand where somebody saw them rather than where they were put away: those out of place among them.
    standing: imbl::OrdSet<FolderNo>,
    missing: imbl::OrdSet<FolderNo>,
    damaged: imbl::OrdSet<FolderNo>,
}

/// Where a folder was seen that is lent, gone or not handed over, as far as the record knows: should that turn out to be
/// over by then, it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// Where.
    pub at: SeenAt,
    /// When, microseconds since 1970 UTC.
    pub at_us: i64,
}

impl Custody {
    pub(super) fn registered(&mut self, stamp: Stamp, event: &FolderRegistered) {
        if event.folder.index() != self.rows.len() {
            return;
        }
        let (state, place) = if event.expected {
            (FolderState::Expected, Place::Nowhere)
        } else {
            (FolderState::AtDesk, Place::Desk(Desk::Reception))
        };
        self.rows.push(Whereabouts {
            state,
            place,
            since_us: stamp.occurred_us,
            due: None,
            renewals: 0,
            seen_by: stamp.actor,
            seen_us: if event.expected { 0 } else { stamp.occurred_us },
            condition: Condition::Good,
            changed_seq: stamp.seq,
            edited_seq: stamp.seq,
            last_holder: None,
        });
        self.count(state, 1);
        if state == FolderState::AtDesk {
            self.at_desk.insert(event.folder);
        }
    }

    pub(super) fn edited(&mut self, stamp: Stamp, folder: FolderNo) {
        if let Some(row) = self.rows.get_mut(folder.index()) {
            row.edited_seq = stamp.seq;
            row.changed_seq = stamp.seq;
        }
    }

    pub(super) fn apply(&mut self, stamp: Stamp, event: &Event, places: &Places) {
        match event {
            Event::Received(event) => {
                self.go(stamp, event.folder, FolderState::AtDesk, Place::Desk(event.desk), None);
            }
            Event::CheckedOut(event, _) => {
                self.go(stamp, event.folder, FolderState::OnLoan, Place::Person(event.borrower), Some(event.due));
            }
            Event::LoanTakenOver(event) => self.taken_over(stamp, event),
            Event::Renewed(event) => self.renewed(stamp, event.folder, event.due),
            Event::Returned(event) => {
                self.go(stamp, event.folder, FolderState::AtDesk, Place::Desk(event.desk), None);
            }
            Event::PutAway(event) => {
                if let Some(place) = home_place(places, event.folder) {
                    self.go(stamp, event.folder, FolderState::OnShelf, place, None);
                }
            }
            Event::ConditionNoted(event, _) => {
                if let Some(row) = self.rows.get_mut(event.folder.index()) {
                    row.condition = event.condition;
                    row.changed_seq = stamp.seq;
                    row.edited_seq = stamp.seq;
                    self.note_condition(event.folder, event.condition);
                }
            }
            // A missing folder keeps its last custody: the borrower stays answerable until somebody settles it.
            Event::DeclaredMissing(event, _) => {
                self.missing_since(stamp, event.folder, event.since_us.unwrap_or(stamp.occurred_us));
            }
            Event::Found(event, _) => {
                self.go(stamp, event.folder, FolderState::AtDesk, Place::Desk(event.desk), None);
            }
            Event::Withdrawn(event, _) => self.go(stamp, event.folder, FolderState::Withdrawn, Place::Nowhere, None),
            Event::Destroyed(event, _) => self.go(stamp, event.folder, FolderState::Destroyed, Place::Nowhere, None),
            Event::Sighted(event) => self.sighted(stamp, event),
            Event::CustodySet(event) => self.set(stamp, event),
            _ => {}
        }
    }

    /// The folders whose home an event is about to change and that stand there.
    pub(super) fn standing_at_home(&self, event: &PlaceEvent, places: &Places) -> Vec<FolderNo> {
        let stands = |folder: &FolderNo| {
            let row = self.get(*folder).filter(|row| row.state == FolderState::OnShelf);
            row.is_some_and(|row| home_place(places, *folder) == Some(row.place))
        };
        folders_placed(event).into_iter().filter(stands).collect()
    }

    /// Follows an event about places: a folder that stood in its home goes where its home goes. One that stands elsewhere
    /// stays there: nobody has carried it.
    pub(super) fn placed(&mut self, stamp: Stamp, event: &PlaceEvent, standing: &[FolderNo], places: &Places) {
        for folder in folders_placed(event) {
            let place = home_place(places, folder).filter(|_| standing.contains(&folder));
            if let Some(row) = self.rows.get_mut(folder.index()) {
                if let Some(place) = place.filter(|place| *place != row.place) {
                    // It stands there since then: what was seen before says nothing of where it is now.
                    (row.place, row.since_us) = (place, row.since_us.max(stamp.occurred_us));
                }
                row.changed_seq = stamp.seq;
                if place.is_none() && row.state == FolderState::OnShelf {
                    self.standing.insert(folder);
                }
            }
        }
    }

    fn go(&mut self, stamp: Stamp, folder: FolderNo, state: FolderState, place: Place, due: Option<NaiveDate>) {
        let Some(row) = self.rows.get(folder.index()).copied() else { return };
        self.leave(folder, &row);
        let last_holder = if let Place::Person(person) = place { Some(person) } else { row.last_holder };
        let mut next = Whereabouts {
            state,
            place,
            since_us: stamp.occurred_us,
            due,
            renewals: 0,
            changed_seq: stamp.seq,
            last_holder,
            ..row
        };
        if !next.is_gone() {
            see(&mut next, stamp);
        }
        self.asides.remove(&folder);
        self.enter(folder, &next);
    }

    fn sighted(&mut self, stamp: Stamp, event: &Sighted) {
        let folder = event.folder;
        if let Effect::Moved { state, place } = event.effect {
            self.go(stamp, folder, state, place, None);
            if state == FolderState::OnShelf && folder.index() < self.rows.len() {
                self.standing.insert(folder);
            }
            return;
        }
        let Some(row) = self.rows.get_mut(folder.index()) else { return };
        see(row, stamp);
        row.changed_seq = stamp.seq;
        if event.effect == Effect::Aside {
            self.asides.insert(folder, Aside { at: event.at, at_us: stamp.occurred_us });
        }
    }

    fn set(&mut self, stamp: Stamp, event: &CustodySet) {
        let Some(before) = self.rows.get(event.folder.index()).copied() else { return };
        let next = event.row.whereabouts(&before, stamp.seq);
        self.leave(event.folder, &before);
        self.asides.remove(&event.folder);
        self.enter(event.folder, &next);
        if next.state == FolderState::OnShelf {
            self.standing.insert(event.folder);
        }
    }

    fn missing_since(&mut self, stamp: Stamp, folder: FolderNo, since_us: i64) {
        let Some(row) = self.rows.get(folder.index()).copied() else { return };
        self.leave(folder, &row);
        self.enter(folder, &Whereabouts { state: FolderState::Missing, since_us, changed_seq: stamp.seq, ..row });
    }

    fn renewed(&mut self, stamp: Stamp, folder: FolderNo, due: NaiveDate) {
        let Some(row) = self.rows.get(folder.index()).copied() else { return };
        let stood = self.standing.contains(&folder);
        self.leave(folder, &row);
        let renewals = row.renewals.saturating_add(1);
        self.enter(folder, &Whereabouts { due: Some(due), renewals, changed_seq: stamp.seq, ..row });
        if stood {
            self.standing.insert(folder);
        }
    }

    fn taken_over(&mut self, stamp: Stamp, event: &LoanTakenOver) {
        let row = self.rows.get(event.folder.index()).copied();
        let Some(row) = row.filter(|row| row.state == FolderState::OnLoan) else { return };
        self.leave(event.folder, &row);
        let (place, last_holder) = (Place::Person(event.to), Some(event.to));
        let since_us = stamp.occurred_us;
        let mut next = Whereabouts { place, last_holder, since_us, changed_seq: stamp.seq, ..row };
        see(&mut next, stamp);
        self.enter(event.folder, &next);
    }

    /// What was merged is a folder no longer; the one it is part of says something new.
    pub(super) fn merged(&mut self, stamp: Stamp, event: &FoldersMerged) {
        self.go(stamp, event.from, FolderState::Withdrawn, Place::Nowhere, None);
        self.edited(stamp, event.from);
        self.edited(stamp, event.into);
    }

    fn leave(&mut self, folder: FolderNo, row: &Whereabouts) {
        self.count(row.state, -1);
        self.at_desk.remove(&folder);
        self.standing.remove(&folder);
        self.missing.remove(&folder);
        if let Place::Person(person) = row.place {
            self.loans.remove(&(person, folder));
        }
        if let Some(due) = row.due {
            self.due.remove(&(due, folder));
        }
    }

    fn enter(&mut self, folder: FolderNo, row: &Whereabouts) {
        self.count(row.state, 1);
        if row.state == FolderState::AtDesk {
            self.at_desk.insert(folder);
        }
        if row.state == FolderState::Missing {
            self.missing.insert(folder);
        }
        self.note_condition(folder, row.condition);
        if let Place::Person(person) = row.place {
            self.loans.insert((person, folder));
        }
        if let Some(due) = row.due {
            self.due.insert((due, folder));
        }
        if let Some(place) = self.rows.get_mut(folder.index()) {
            *place = *row;
        }
    }

    fn note_condition(&mut self, folder: FolderNo, condition: Condition) {
        match condition {
            Condition::Good => self.damaged.remove(&folder),
            Condition::Damaged => self.damaged.insert(folder),
        };
    }

    fn count(&mut self, state: FolderState, by: i32) {
        if let Some(count) = self.counts.get_mut(state as usize) {
            *count = count.saturating_add_signed(by);
        }
    }

    /// A folder's whereabouts.
    #[must_use]
    pub fn get(&self, folder: FolderNo) -> Option<&Whereabouts> {
        self.rows.get(folder.index())
    }

    /// Where a folder was seen last although its row did not follow.
    #[must_use]
    pub fn aside(&self, folder: FolderNo) -> Option<Aside> {
        self.asides.get(&folder).copied()
    }

    /// The folders somebody has, by number.
    pub fn loans_of(&self, person: PersonNo) -> impl Iterator<Item = FolderNo> + '_ {
        self.loans.range((person, FolderNo(0))..=(person, FolderNo(u32::MAX))).map(|&(_, folder)| folder)
    }

    /// All loans, the one due first first.
    pub fn loans_by_due(&self) -> impl Iterator<Item = (NaiveDate, FolderNo)> + '_ {
        self.due.iter().copied()
    }

    /// Loans due before a day, the one due first first.
    pub fn due_before(&self, day: NaiveDate) -> impl Iterator<Item = (NaiveDate, FolderNo)> + '_ {
        self.due.range(..(day, FolderNo(0))).copied()
    }

    /// The folders that wait at a desk.
    pub fn at_desk(&self) -> impl Iterator<Item = FolderNo> + '_ {
        self.at_desk.iter().copied()
    }

    /// The folders that stand on a shelf where somebody saw them, or were said to stand.
    pub fn seen_standing(&self) -> impl Iterator<Item = FolderNo> + '_ {
        self.standing.iter().copied()
    }

    /// The folders that are missing.
    pub fn missing(&self) -> impl Iterator<Item = FolderNo> + '_ {
        self.missing.iter().copied()
    }

    /// The folders that are damaged, those that are gone included.
    pub fn damaged(&self) -> impl Iterator<Item = FolderNo> + '_ {
        self.damaged.iter().copied()
    }

    /// How many folders are in a state.
    #[must_use]
    pub fn count_in(&self, state: FolderState) -> u32 {
        self.counts.get(state as usize).copied().unwrap_or(0)
    }
}

/// Notes that somebody had a folder in hand or before his eyes, unless somebody else had it later.
fn see(row: &mut Whereabouts, stamp: Stamp) {
    if stamp.occurred_us >= row.seen_us {
        (row.seen_us, row.seen_by) = (stamp.occurred_us, stamp.actor);
    }
}

/// The folders whose home an event changes.
#[must_use]
pub fn folders_placed(event: &PlaceEvent) -> Vec<FolderNo> {
    match event {
        PlaceEvent::FolderAssigned(event) => vec![event.folder],
        PlaceEvent::FolderReleased(event) => vec![event.folder],
        PlaceEvent::FolderResized(event) => vec![event.folder],
        PlaceEvent::ShelfMoved(event) => event.folders.clone(),
        PlaceEvent::BoxMoved(event) => event.folders.clone(),
        _ => Vec::new(),
    }
}

/// The place that a folder's home is.
#[must_use]
pub fn home_place(places: &Places, folder: FolderNo) -> Option<Place> {
    match places.home(folder)? {
        Holder::Slot(slot) => Some(Place::Slot(slot)),
        Holder::Box(r#box) => Some(Place::Box(r#box)),
    }
}
