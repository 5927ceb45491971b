//! Raising discrepancies, and settling them: by a person, or by what happened since.

use super::Draft;
use super::custody::remark;
use crate::domain::command::MAX_EVENTS_PER_COMMAND;
use crate::domain::discrepancy::{DiscrepancyKind, Observed, Recorded, Settling};
use crate::domain::event::{
    CheckedOut, CustodyRow, CustodySet, DiscrepancyDetails, DiscrepancyRaised, DiscrepancySettled, Event, Received,
    Returned,
};
use crate::domain::folder::{Desk, FolderState, Place, SeenAt, Whereabouts};
use crate::domain::ids::{DiscrepancyNo, FolderNo};
use crate::domain::place::Holder;
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::state::{OpenDiscrepancy, State, home_place, words_key};
use std::collections::BTreeSet;

impl Draft<'_> {
    /// Raises a discrepancy about a folder, with what the record said before.
    pub(super) fn raise(
        &mut self,
        kind: DiscrepancyKind,
        folder: FolderNo,
        before: &Whereabouts,
        place: Option<Place>,
    ) {
        self.raise_with(kind, folder, before, place, None);
    }

    /// The same with words. There is at most one of a kind about a folder: seen at the same place again it is no new
    /// one, and seen elsewhere it takes the place of the former, whose record it keeps: that is what can be gone back to.
    pub(super) fn raise_with(
        &mut self,
        kind: DiscrepancyKind,
        folder: FolderNo,
        before: &Whereabouts,
        place: Option<Place>,
        details: Option<DiscrepancyDetails>,
    ) {
        let mut recorded =
            Recorded { state: before.state, place: before.place, since_us: before.since_us, by: before.seen_by };
        let words = details.as_ref().map_or(0, |details| words_key(&details.code, &details.place));
        if let Some((no, open)) = self.state.discrepancies.of_kind(folder, kind) {
            if open.observed.place == place && open.words == words {
                return;
            }
            recorded = open.recorded.unwrap_or(recorded);
            self.settled(no, Some(folder), Settling::Corrected, None);
        }
        if self.state.discrepancies.has_room(true) {
            let observed = Observed { place, at_us: self.context.occurred_us };
            let no = self.state.discrepancies.next();
            let raised = DiscrepancyRaised { no, kind, folder: Some(folder), recorded: Some(recorded), observed };
            self.record(Event::DiscrepancyRaised(raised, details));
        }
    }

    /// Raises one again that an act took away which is undone; whether it stands is looked at when all is restored.
    pub(super) fn raise_again(&mut self, open: &OpenDiscrepancy) {
        let Some(folder) = open.folder else { return };
        let all = &self.state.discrepancies;
        if all.of_kind(folder, open.kind).is_none() && all.has_room(true) {
            let (no, kind, observed) = (all.next(), open.kind, open.observed);
            let raised = DiscrepancyRaised { no, kind, folder: Some(folder), recorded: open.recorded, observed };
            self.record(Event::DiscrepancyRaised(raised, None));
        }
    }

    /// Raises a discrepancy about a code that leads to no folder. The same code at the same place again is no new one.
    pub(super) fn raise_about_words(
        &mut self,
        kind: DiscrepancyKind,
        place: Option<Place>,
        details: DiscrepancyDetails,
    ) {
        let (all, observed) = (&self.state.discrepancies, Observed { place, at_us: self.context.occurred_us });
        let known = all.knows_words(kind, words_key(&details.code, &details.place), &observed);
        if !known && all.has_room(false) {
            let raised = DiscrepancyRaised { no: all.next(), kind, folder: None, recorded: None, observed };
            self.record(Event::DiscrepancyRaised(raised, Some(details)));
        }
    }

    /// Settles what the events since a mark took the ground from: a misplaced folder that stands in its home, a lent one
    /// that came back.
    pub(super) fn settle_corrected(&mut self, start: usize) {
        if self.state.discrepancies.is_empty() {
            return;
        }
        let mut touched = BTreeSet::new();
        for step in self.steps.iter().skip(start) {
            if let super::Step::Event(_, event) = step {
                touched.extend(event.folders());
            }
        }
        for folder in touched {
            let over: Vec<DiscrepancyNo> = self
                .state
                .discrepancies
                .of(folder)
                .filter(|(_, open)| !still_stands(self.state, folder, open))
                .map(|(no, _)| no)
                .collect();
            for no in over {
                // Past the limit it stays open until something happens to the folder again.
                if self.steps.len() - start < MAX_EVENTS_PER_COMMAND {
                    self.settled(no, Some(folder), Settling::Corrected, None);
                }
            }
        }
    }

    /// Settles a discrepancy as a person says.
    pub(super) fn settle_discrepancy(&mut self, no: DiscrepancyNo, how: Settling, note: &str) -> Result<(), Refusal> {
        let unknown = || Refusal::new(Code::DiscrepancyUnknown).with("no", no);
        let Some(open) = self.state.discrepancies.get(no).cloned() else {
            let was = no < self.state.discrepancies.next();
            return Err(if was { Refusal::new(Code::DiscrepancySettled).with("no", no) } else { unknown() });
        };
        if open.folder.is_some_and(|folder| !self.state.sees(&self.sight, folder)) {
            return Err(unknown());
        }
        if !open.kind.settlings().contains(&how) {
            return Err(unfit(no, how, "this kind cannot", "该类差异不适用"));
        }
        if open.kind.needs_words(how) && note.trim().is_empty() {
            return Err(Code::ReasonRequired.into());
        }
        if let Some(folder) = open.folder {
            match how {
                Settling::AsObserved => self.follow_observed(no, folder, &open)?,
                Settling::AsRecorded => self.follow_recorded(folder, &open),
                Settling::Explained | Settling::Corrected => {}
            }
        }
        self.settled(no, open.folder, how, Some(note));
        Ok(())
    }

    /// What was seen is so: the record follows, as each kind means it.
    fn follow_observed(&mut self, no: DiscrepancyNo, folder: FolderNo, open: &OpenDiscrepancy) -> Result<(), Refusal> {
        let Some(row) = self.state.custody.get(folder).copied() else { return Ok(()) };
        let unfit = |en, zh| unfit(no, Settling::AsObserved, en, zh);
        match (open.kind, open.observed.place) {
            (DiscrepancyKind::Misplaced | DiscrepancyKind::NoRoom, Some(place @ (Place::Slot(_) | Place::Box(_)))) => {
                self.home_moves(folder, place)
            }
            (DiscrepancyKind::Misplaced, Some(Place::Shelf(_))) => {
                Err(unfit("nobody said in which slot", "尚不知在哪个储位"))
            }
            (DiscrepancyKind::LentButHere, place) => {
                self.record(Returned { folder, borrower: row.borrower(), desk: Desk::Reception });
                self.stands(folder, open, place);
                Ok(())
            }
            (DiscrepancyKind::NotHandedOver, place) => {
                self.record(Received { folder, desk: Desk::Reception });
                self.stands(folder, open, place);
                Ok(())
            }
            (DiscrepancyKind::GoneButHere, place) => {
                self.stands(folder, open, place.or(Some(Place::Desk(Desk::Reception))));
                Ok(())
            }
            (DiscrepancyKind::TakenThoughRefused, Some(Place::Person(borrower))) => {
                if row.is_gone() || row.state == FolderState::Expected || self.person(borrower).is_none() {
                    return Err(unfit("it cannot be lent", "无法借出"));
                }
                if let Some(before) = row.borrower() {
                    self.record(Returned { folder, borrower: Some(before), desk: Desk::Reception });
                }
                let due = self.due(folder, None)?;
                self.record(Event::CheckedOut(CheckedOut { folder, borrower, due }, None));
                Ok(())
            }
            (DiscrepancyKind::TakenThoughRefused, _) => Err(unfit("nobody knows who took it", "不知由何人取走")),
            // It lies on a desk: nothing more follows.
            _ => Ok(()),
        }
    }

    /// The observation was an error: a folder that is still where it was said to have been seen goes back to where the
    /// record had it, unless the record had it with somebody or nowhere, which no error of an eye brings about.
    fn follow_recorded(&mut self, folder: FolderNo, open: &OpenDiscrepancy) {
        let moved = [DiscrepancyKind::Misplaced, DiscrepancyKind::ReturnedNotLent, DiscrepancyKind::NoRoom];
        let Some((row, recorded)) = self.state.custody.get(folder).copied().zip(open.recorded) else { return };
        let stood = matches!(recorded.state, FolderState::OnShelf | FolderState::AtDesk);
        if !moved.contains(&open.kind) || !stood || Some(row.place) != open.observed.place {
            return;
        }
        // Its home may have moved since with shelf or box.
        let home = home_place(&self.state.places, folder).filter(|_| recorded.state == FolderState::OnShelf);
        let place = home.unwrap_or(recorded.place);
        let back = CustodyRow { state: recorded.state, place, since_us: recorded.since_us, ..(&row).into() };
        self.record(CustodySet { folder, row: back });
    }

    /// A folder stands where it was seen.
    fn stands(&mut self, folder: FolderNo, open: &OpenDiscrepancy, place: Option<Place>) {
        let Some(before) = self.state.custody.get(folder).copied() else { return };
        let Some((state, place)) = place.and_then(SeenAt::of).and_then(|at| self.standing(folder, at)) else { return };
        let since_us = open.observed.at_us;
        let row = CustodyRow { state, place, since_us, due: None, renewals: 0, ..(&before).into() };
        self.record(CustodySet { folder, row });
        self.raise_if_misplaced(folder, &before);
    }

    fn home_moves(&mut self, folder: FolderNo, place: Place) -> Result<(), Refusal> {
        let holder = match place {
            Place::Slot(slot) => Holder::Slot(slot),
            Place::Box(r#box) => Holder::Box(r#box),
            _ => return Ok(()),
        };
        self.stand_at(folder, holder)
    }

    pub(super) fn settled(&mut self, no: DiscrepancyNo, folder: Option<FolderNo>, how: Settling, note: Option<&str>) {
        let note = note.filter(|note| !note.trim().is_empty()).map(remark);
        self.record(Event::DiscrepancySettled(DiscrepancySettled { no, folder, how }, note));
    }
}

/// Whether a contradiction is there still.
fn still_stands(state: &State, folder: FolderNo, open: &OpenDiscrepancy) -> bool {
    let Some(row) = state.custody.get(folder) else { return false };
    let home = home_place(&state.places, folder);
    let there = Some(row.place) == open.observed.place;
    let seen_since = row.seen_us > open.observed.at_us;
    match open.kind {
        DiscrepancyKind::Misplaced => {
            matches!(row.state, FolderState::OnShelf | FolderState::AtDesk) && there && home != Some(row.place)
        }
        DiscrepancyKind::LentButHere => row.borrower().is_some(),
        DiscrepancyKind::GoneButHere => row.is_gone(),
        DiscrepancyKind::NotHandedOver => row.state == FolderState::Expected,
        DiscrepancyKind::ReturnedNotLent => row.state == FolderState::AtDesk,
        DiscrepancyKind::NoRoom => there && home.is_none(),
        DiscrepancyKind::UnknownPlace => !seen_since,
        DiscrepancyKind::TakenThoughRefused => !seen_since && !there,
        DiscrepancyKind::UnknownCode | DiscrepancyKind::UnknownPaper | DiscrepancyKind::PaperTaken => true,
    }
}

fn unfit(no: DiscrepancyNo, how: Settling, en: &str, zh: &str) -> Refusal {
    let refusal = Refusal::new(Code::SettlingUnfit).with("no", no).in_words(
        "how",
        how.label(Language::En),
        how.label(Language::Zh),
    );
    refusal.in_words("detail", en, zh)
}
