//! Observations: what somebody saw or did at the shelf. Nothing here refuses: what is seen is a fact, and what
//! contradicts the record raises a discrepancy. Every rule is told, with its reason, in docs/adr/0008.
//!
//! The rule behind the rules: **the record follows the newest word about a folder, in the order in which things
//! happened**, not in which they were learned. An observation older than what the record knows is kept and moves nothing.

use super::{Draft, find_folder, find_place};
use crate::domain::command::{MAX_FOLDERS_PER_COMMAND, Observation, Observed};
use crate::domain::discrepancy::DiscrepancyKind;
use crate::domain::event::{
    CustodyRow, CustodySet, DiscrepancyDetails, Effect, Handling, ItemsObserved, PutAway, Received, Returned, Sighted,
};
use crate::domain::folder::{Desk, FolderState, Place, SeenAt, Whereabouts};
use crate::domain::ids::{CountNo, FolderNo};
use crate::domain::limits::WORDS_CHARS;
use crate::domain::place::{self, Holder, PlaceEvent};
use crate::domain::policy::Sight;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::slotting::AssignRequest;
use crate::domain::state::{Aside, State, home_place};

/// One sighting: where, what the observer did there, and in which count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    pub at: SeenAt,
    pub how: Handling,
    pub count: Option<CountNo>,
    /// The place in the observer's words.
    pub words: &'a str,
}

impl Draft<'_> {
    /// Records observations one after the other. The observer learns of a folder he may not see exactly what he would
    /// learn of a code that nobody carries; the archive learns what he saw.
    pub(super) fn observe(&mut self, observations: &[Observation]) -> Result<(), Refusal> {
        if observations.is_empty() || observations.len() > MAX_FOLDERS_PER_COMMAND {
            return Err(Refusal::new(Code::LimitExceeded)
                .with("limit", MAX_FOLDERS_PER_COMMAND)
                .with("what", "observations"));
        }
        for observation in observations {
            let outcome = self.find(&observation.folder);
            let known = match &outcome {
                Ok(folder) => Ok(*folder),
                Err(_) => find_folder(self.state, &Sight::everything(), &observation.folder),
            };
            match known {
                Ok(folder) => self.observe_folder(folder, &observation.what),
                Err(_) => self.observe_unknown(&observation.folder, &observation.what),
            }
            self.outcomes.push(outcome.map(Into::into));
        }
        self.record(ItemsObserved { folders: self.folders_named() });
        Ok(())
    }

    fn observe_folder(&mut self, folder: FolderNo, what: &Observed) {
        match what {
            Observed::Sighted { at } => self.see(folder, Seen::at(self.state, at, Handling::Seen)),
            Observed::PutAway { at } => self.put_down(folder, Seen::at(self.state, at, Handling::PutAway)),
            Observed::Returned { desk } => self.take_back(folder, *desk),
        }
    }

    pub(super) fn observe_unknown(&mut self, code: &str, what: &Observed) {
        let (at, place) = match what {
            Observed::Sighted { at } | Observed::PutAway { at } => (seen_at(self.state, at), at.as_str()),
            Observed::Returned { desk } => (SeenAt::Desk(*desk), ""),
        };
        let place = if at == SeenAt::Unnamed { cut(place) } else { String::new() };
        let details = DiscrepancyDetails { code: cut(code), place, note: String::new() };
        self.raise_about_words(DiscrepancyKind::UnknownCode, at.place(), details);
    }

    /// Records that a folder was seen.
    pub(super) fn see(&mut self, folder: FolderNo, seen: Seen<'_>) {
        let Some(row) = self.state.custody.get(folder).copied() else { return };
        match aside_kind(&row) {
            Some(kind) => self.see_aside(folder, &row, kind, seen),
            None => self.see_standing(folder, &row, seen),
        }
    }

    /// A folder that by the record is not here: the record stays, the contradiction is kept.
    fn see_aside(&mut self, folder: FolderNo, row: &Whereabouts, kind: DiscrepancyKind, seen: Seen<'_>) {
        // Whoever is announced only cannot have been here before: no sighting of it comes too late to contradict that.
        let since_us = if row.state == FolderState::Expected { i64::MIN } else { row.since_us };
        let known_us = self.state.custody.aside(folder).map_or(since_us, |aside| aside.at_us.max(since_us));
        if self.context.occurred_us < known_us {
            return self.see_late(folder, row, seen);
        }
        if row.state == FolderState::Missing {
            // It is not missing any more; whoever has it on loan answers for it still.
            let found = CustodyRow { state: FolderState::OnLoan, ..row.into() };
            self.record(CustodySet { folder, row: found });
        }
        self.sighted(folder, seen, Effect::Aside);
        self.raise(kind, folder, row, seen.at.place());
        self.raise_unless_named(folder, row, seen);
    }

    /// A folder that by the record is in the archive, or missing: it is where it was seen.
    fn see_standing(&mut self, folder: FolderNo, row: &Whereabouts, seen: Seen<'_>) {
        if self.context.occurred_us < row.since_us.max(row.seen_us) {
            return self.see_late(folder, row, seen);
        }
        let Some((state, place)) = self.standing(folder, seen.at) else {
            self.sighted(folder, seen, Effect::Confirmed);
            return self.raise_unless_named(folder, row, seen);
        };
        let unchanged = (row.state, row.place) == (state, place);
        self.sighted(folder, seen, if unchanged { Effect::Confirmed } else { Effect::Moved { state, place } });
        self.raise_if_misplaced(folder, row);
    }

    /// What was seen before what the record knows already moves nothing, and contradicts nothing that is so now.
    fn see_late(&mut self, folder: FolderNo, row: &Whereabouts, seen: Seen<'_>) {
        self.sighted(folder, seen, Effect::Late);
        self.raise_unless_named(folder, row, seen);
    }

    /// Records that a folder was put somewhere: into its home, into one that it thereby gets, or where it does not
    /// belong. A put-away ends a loan, and hands over what was only announced: whoever put it there had it in hand.
    pub(super) fn put_down(&mut self, folder: FolderNo, seen: Seen<'_>) {
        let Some(row) = self.state.custody.get(folder).copied() else { return };
        let (SeenAt::Slot(_) | SeenAt::Box(_) | SeenAt::Shelf(_)) = seen.at else { return self.see(folder, seen) };
        let aside = self.state.custody.aside(folder);
        let lent = row.borrower().is_some();
        let late = self.context.occurred_us < if lent { row.since_us } else { row.since_us.max(row.seen_us) };
        match row.state {
            FolderState::Withdrawn | FolderState::Destroyed => return self.see(folder, seen),
            FolderState::Expected => self.record(Received { folder, desk: Desk::Reception }),
            _ if late => return self.sighted(folder, seen, Effect::Late),
            _ => {}
        }
        if lent {
            self.record(Returned { folder, borrower: row.borrower(), desk: Desk::Reception });
        }
        self.stand(folder, &row, seen);
        self.follow(folder, aside);
    }

    /// Records that a folder stands where it was put.
    fn stand(&mut self, folder: FolderNo, row: &Whereabouts, seen: Seen<'_>) {
        let Some((state, place)) = self.standing(folder, seen.at) else { return };
        if home_place(&self.state.places, folder) == Some(place) {
            return self.record(PutAway { folder });
        }
        let holder = match place {
            Place::Slot(slot) => Some(Holder::Slot(slot)),
            Place::Box(r#box) => Some(Holder::Box(r#box)),
            _ => None,
        };
        let homeless = holder.filter(|_| self.state.places.home(folder).is_none());
        if let Some(events) = homeless.and_then(|holder| self.room_at(folder, holder)) {
            self.record_places(events, None);
            return self.record(PutAway { folder });
        }
        self.sighted(folder, seen, Effect::Moved { state, place });
        match homeless {
            Some(_) => self.raise(DiscrepancyKind::NoRoom, folder, row, Some(place)),
            None => self.raise_if_misplaced(folder, row),
        }
    }

    /// What gives a folder its home where it was put, if the record has room for it there.
    fn room_at(&self, folder: FolderNo, holder: Holder) -> Option<Vec<PlaceEvent>> {
        let request = AssignRequest::of(self.state, folder, self.context.today)?;
        let events = self.state.places.stated(folder, holder, &request).ok()?;
        let fits = |event: &PlaceEvent| !matches!(event, PlaceEvent::FolderAssigned(event) if event.over_capacity);
        events.iter().all(fits).then_some(events)
    }

    /// Takes a folder back. It lies on the desk: whatever the record thought, that is a fact.
    pub(super) fn take_back(&mut self, folder: FolderNo, desk: Desk) {
        let Some(row) = self.state.custody.get(folder).copied() else { return };
        let seen = Seen { at: SeenAt::Desk(desk), how: Handling::Returned, count: None, words: "" };
        let (borrower, occurred_us) = (row.borrower(), self.context.occurred_us);
        let late = occurred_us < if borrower.is_some() { row.since_us } else { row.since_us.max(row.seen_us) };
        match row.state {
            FolderState::Withdrawn | FolderState::Destroyed => self.see(folder, seen),
            FolderState::Expected => {
                let aside = self.state.custody.aside(folder);
                self.record(Received { folder, desk });
                self.follow(folder, aside);
            }
            _ if late => self.sighted(folder, seen, Effect::Late),
            state => {
                let aside = self.state.custody.aside(folder);
                self.record(Returned { folder, borrower, desk });
                if state == FolderState::OnShelf {
                    self.raise(DiscrepancyKind::ReturnedNotLent, folder, &row, Some(Place::Desk(desk)));
                }
                self.follow(folder, aside);
            }
        }
    }

    /// A folder whose loan turned out to be over by then stands where it was seen since.
    fn follow(&mut self, folder: FolderNo, aside: Option<Aside>) {
        let Some(aside) = aside.filter(|aside| aside.at_us > self.context.occurred_us) else { return };
        let Some(row) = self.state.custody.get(folder).copied() else { return };
        let Some((state, place)) = self.standing(folder, aside.at) else { return };
        let followed = CustodyRow { state, place, since_us: aside.at_us, ..(&row).into() };
        self.record(CustodySet { folder, row: followed });
        self.raise_if_misplaced(folder, &row);
    }

    fn sighted(&mut self, folder: FolderNo, seen: Seen<'_>, effect: Effect) {
        self.record(Sighted { folder, at: seen.at, how: seen.how, effect, count: seen.count });
    }

    /// What the record says of a folder that was seen somewhere: its home, if that is in there.
    pub(super) fn standing(&self, folder: FolderNo, at: SeenAt) -> Option<(FolderState, Place)> {
        let place = at.place()?;
        if matches!(place, Place::Desk(_)) {
            return Some((FolderState::AtDesk, place));
        }
        let home = home_place(&self.state.places, folder).filter(|home| holds(self.state, at, *home));
        Some((FolderState::OnShelf, home.unwrap_or(place)))
    }

    /// A folder that stands somewhere else than in its home is misplaced, and so is one that was to stand on its shelf
    /// and lies on a desk.
    pub(super) fn raise_if_misplaced(&mut self, folder: FolderNo, before: &Whereabouts) {
        let Some(row) = self.state.custody.get(folder).copied() else { return };
        let misplaced = match row.state {
            FolderState::OnShelf => home_place(&self.state.places, folder) != Some(row.place),
            FolderState::AtDesk => before.state == FolderState::OnShelf,
            _ => false,
        };
        if misplaced {
            self.raise(DiscrepancyKind::Misplaced, folder, before, Some(row.place));
        }
    }

    fn raise_unless_named(&mut self, folder: FolderNo, row: &Whereabouts, seen: Seen<'_>) {
        if seen.at == SeenAt::Unnamed {
            let details = DiscrepancyDetails { place: cut(seen.words), ..DiscrepancyDetails::default() };
            self.raise_with(DiscrepancyKind::UnknownPlace, folder, row, None, Some(details));
        }
    }
}

impl<'a> Seen<'a> {
    pub(super) fn at(state: &State, words: &'a str, how: Handling) -> Self {
        Self { at: seen_at(state, words), how, count: None, words }
    }
}

/// Why the record does not follow a sighting, if it does not.
fn aside_kind(row: &Whereabouts) -> Option<DiscrepancyKind> {
    match row.state {
        FolderState::Withdrawn | FolderState::Destroyed => Some(DiscrepancyKind::GoneButHere),
        FolderState::Expected => Some(DiscrepancyKind::NotHandedOver),
        _ if row.borrower().is_some() => Some(DiscrepancyKind::LentButHere),
        _ => None,
    }
}

/// Where an observer says that he is: a slot, box or shelf by its label, or a desk by its name.
fn seen_at(state: &State, text: &str) -> SeenAt {
    match find_place(state, text) {
        Some(place::Place::Slot(slot)) => SeenAt::Slot(slot),
        Some(place::Place::Box(r#box)) => SeenAt::Box(r#box),
        Some(place::Place::Shelf(shelf)) => SeenAt::Shelf(shelf),
        _ => Desk::from_name(text.trim()).map_or(SeenAt::Unnamed, SeenAt::Desk),
    }
}

/// Whether a folder that stands in a home may be said to have been seen at a place: on a shelf stand its slots, in a
/// slot its box.
fn holds(state: &State, at: SeenAt, home: Place) -> bool {
    let slot = match home {
        Place::Slot(slot) => Some(slot),
        Place::Box(r#box) => state.places.r#box(r#box).map(|row| row.slot),
        _ => None,
    };
    match at {
        SeenAt::Slot(seen) => slot == Some(seen),
        SeenAt::Box(seen) => home == Place::Box(seen),
        SeenAt::Shelf(seen) => slot.and_then(|slot| state.places.shelf_of(slot)) == Some(seen),
        SeenAt::Desk(_) | SeenAt::Unnamed => false,
    }
}

fn cut(text: &str) -> String {
    text.chars().take(WORDS_CHARS).collect()
}
