//! Two folders that carried each other's label: whatever was scanned of the one was of the other.

use super::Draft;
use crate::domain::event::{CustodyRow, CustodySet, Event, LabelsSwapped, ReprintWhy};
use crate::domain::folder::{FolderState, Whereabouts};
use crate::domain::ids::{FolderNo, ShelfNo};
use crate::domain::place::{FolderAssigned, Holder, OverflowExtended, RunExtended, RunOf};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::slotting::{AssignRequest, Reason};
use chrono::NaiveDate;

impl Draft<'_> {
    /// Exchanges what scans said of two folders: where they are and belong, who has them, what state they are in. What is
    /// known of their papers stays with their codes, and both get the labels they should have had.
    pub(super) fn swap_labels(
        &mut self,
        one: &str,
        other: &str,
        since: Option<NaiveDate>,
        reason: &str,
    ) -> Result<(), Refusal> {
        let (one, other) = (self.find(one)?, self.find(other)?);
        let reason = super::papers::reason(reason)?;
        if one == other {
            return Err(Refusal::bad_in_words("other", "the same folder", "同一档案袋"));
        }
        self.not_ahead("since", since)?;
        let (row_one, row_other) = (self.labelled(one)?, self.labelled(other)?);
        self.record(Event::LabelsSwapped(LabelsSwapped { one, other, since }, Some(reason)));
        self.exchange_homes(one, other)?;
        self.exchange_pages(one, other, since);
        self.record(CustodySet { folder: one, row: CustodyRow::from(&row_other) });
        self.record(CustodySet { folder: other, row: CustodyRow::from(&row_one) });
        self.ask_reprint(one, ReprintWhy::Swapped)?;
        self.ask_reprint(other, ReprintWhy::Swapped)
    }

    /// The whereabouts of a folder that has come and not left for good: only such carry a label to be swapped.
    fn labelled(&self, folder: FolderNo) -> Result<Whereabouts, Refusal> {
        let row = self.present(folder)?;
        if row.state == FolderState::Expected { Err(self.refusal(Code::FolderExpected, folder)) } else { Ok(row) }
    }

    /// Each has its home from now on where the other had it.
    pub(super) fn exchange_homes(&mut self, one: FolderNo, other: FolderNo) -> Result<(), Refusal> {
        let places = &self.state.places;
        let (home_one, home_other) = (places.home(one), places.home(other));
        if home_one == home_other {
            return Ok(());
        }
        // What is free there once the other one is gone.
        let free_mm = |folder, home: Option<Holder>| home.and_then(|home| places.free_for(folder, home)).unwrap_or(0);
        let (free_for_other, free_for_one) = (free_mm(one, home_one), free_mm(other, home_other));
        let left = home_one.and_then(|home| places.slot_of_holder(home)).and_then(|slot| places.shelf_of(slot));
        let run = left.and_then(|shelf| places.run_of(shelf));
        self.settle_at(one, home_other, free_for_one)?;
        self.keep_run(left, run);
        self.settle_at(other, home_one, free_for_other)
    }

    fn settle_at(&mut self, folder: FolderNo, home: Option<Holder>, free_mm: u32) -> Result<(), Refusal> {
        let Some(home) = home else {
            self.release_place(folder);
            return Ok(());
        };
        let request = AssignRequest::of(self.state, folder, self.context.today).ok_or(Code::Internal)?;
        let run = self.state.places.run_for(&request);
        let assigned = FolderAssigned {
            folder,
            home,
            thickness_mm: request.thickness_mm,
            lane: run.map(|(lane, _)| lane),
            period: run.map(|(_, period)| period),
            on: self.context.today,
            over_capacity: free_mm < u32::from(request.thickness_mm),
            reason: Reason::Stated,
        };
        self.record_places(vec![assigned.into()], None);
        Ok(())
    }

    /// A shelf that is empty for a moment stays with its run.
    fn keep_run(&mut self, shelf: Option<ShelfNo>, run: Option<RunOf>) {
        let (Some(shelf), Some(run)) = (shelf, run) else { return };
        if self.state.places.run_of(shelf).is_some() {
            return;
        }
        let event = match run {
            RunOf::Lane(lane, period) => RunExtended { lane, period, shelf }.into(),
            RunOf::Overflow(zone) => OverflowExtended { zone, shelf }.into(),
        };
        self.record_places(vec![event], None);
    }
}
