//! Counts: opened, scanned, closed. A scan is an observation and is never refused; closing says what it comes to.

use super::observe::Seen;
use super::{Draft, find_folder, find_place, find_shelf};
use crate::domain::command::{MAX_EVENTS_PER_COMMAND, MAX_FOLDERS_PER_COMMAND, Observed};
use crate::domain::count::{self, shelf_of};
use crate::domain::discrepancy::DiscrepancyKind;
use crate::domain::event::{
    ConditionNoted, CountCancelled, CountClosed, CountOpened, DeclaredMissing, DiscrepancyDetails, Event, Handling,
    ItemsObserved, ScannedText, UnknownCounted,
};
use crate::domain::folder::{Condition, Place, SeenAt};
use crate::domain::ids::{CountNo, FolderNo, ShelfNo};
use crate::domain::limits::WORDS_CHARS;
use crate::domain::policy::Sight;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{COUNTS_OPEN_MAX, OpenCount, words_key};
use std::sync::Arc;

/// How many different folders one count may see: many shelves' worth.
const SEEN_MAX: usize = 5_000;
/// How many texts that lead to no folder one count keeps.
const UNKNOWN_MAX: u32 = 1_000;

impl Draft<'_> {
    /// Begins a count of a shelf; whoever counts a shelf that is being counted joins in.
    pub(super) fn open_count(&mut self, shelf: &str) -> Result<(), Refusal> {
        let shelf = self.counted_shelf(shelf)?;
        // What waited in a device joins what was open then, and not what somebody began since.
        let then_us = if self.context.queued { self.context.occurred_us } else { i64::MAX };
        let joins = |(_, count): (_, &Arc<OpenCount>)| count.shelf == shelf && count.opened_us <= then_us;
        if self.state.counts.iter().any(joins) {
            return Ok(());
        }
        if self.state.counts.len() >= COUNTS_OPEN_MAX {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", COUNTS_OPEN_MAX).with("what", "counts"));
        }
        self.record(CountOpened { no: self.state.counts.next(), shelf });
        Ok(())
    }

    /// Records what was seen on a shelf: in its count, or if that is over, as what anybody might have seen there.
    pub(super) fn count(
        &mut self,
        place: &str,
        no: Option<CountNo>,
        codes: &[String],
        damaged: Option<&str>,
    ) -> Result<(), Refusal> {
        if codes.is_empty() || codes.len() > MAX_FOLDERS_PER_COMMAND {
            return Err(Refusal::new(Code::LimitExceeded)
                .with("limit", MAX_FOLDERS_PER_COMMAND)
                .with("what", "folders"));
        }
        let start = self.steps.len();
        for code in codes {
            let outcome = self.find(code);
            let known = match &outcome {
                Ok(folder) => Some(*folder),
                Err(_) => find_folder(self.state, &Sight::everything(), code).ok(),
            };
            match (find_shelf(self.state, place), known) {
                (Some(shelf), Some(folder)) => self.count_folder(shelf, no, folder),
                (Some(shelf), None) => self.count_unknown(shelf, no, code),
                // What was seen was seen, also where no shelf of ours is.
                (None, Some(folder)) => self.see(folder, Seen::at(self.state, place, Handling::Seen)),
                (None, None) => self.observe_unknown(code, &Observed::Sighted { at: place.to_owned() }),
            }
            if let Some((folder, note)) = known.zip(damaged) {
                let note = (!note.trim().is_empty()).then(|| super::custody::remark(note));
                self.record(Event::ConditionNoted(ConditionNoted { folder, condition: Condition::Damaged }, note));
            }
            self.outcomes.push(outcome.map(Into::into));
        }
        // A queued command has a frame in any case, and is answered from it for ever.
        if self.steps.len() > start || self.context.queued {
            self.record(ItemsObserved { folders: self.folders_named() });
        }
        Ok(())
    }

    fn count_folder(&mut self, shelf: ShelfNo, no: Option<CountNo>, folder: FolderNo) {
        let count = self.open_at(shelf, no);
        let full = count.as_ref().is_some_and(|(_, count)| count.seen.len() >= SEEN_MAX);
        let again = count.as_ref().is_some_and(|(_, count)| self.is_seen_again(count, folder));
        if !again {
            let no = count.filter(|_| !full).map(|(no, _)| no);
            self.see(folder, Seen { at: SeenAt::Shelf(shelf), how: Handling::Seen, count: no, words: "" });
        }
    }

    /// The count that a scan on a shelf belongs to, if one is open: the one that is meant, or the one of then.
    fn open_at(&self, shelf: ShelfNo, no: Option<CountNo>) -> Option<(CountNo, Arc<OpenCount>)> {
        let counts = &self.state.counts;
        let meant = no.and_then(|no| Some((no, counts.get(no).filter(|count| count.shelf == shelf)?)));
        let then = || counts.at(shelf, self.context.actor, self.context.occurred_us);
        meant.or_else(then).map(|(no, count)| (no, Arc::clone(count)))
    }

    /// Whether a folder was seen in a count already and stands there still: then a second scan says nothing new.
    fn is_seen_again(&self, count: &OpenCount, folder: FolderNo) -> bool {
        let stands = |row| shelf_of(self.state, row) == Some(count.shelf);
        count.seen.contains_key(&folder) && self.state.custody.get(folder).is_some_and(stands)
    }

    fn count_unknown(&mut self, shelf: ShelfNo, no: Option<CountNo>, code: &str) {
        // The label of a place that was scanned along with the folders is no folder.
        if find_place(self.state, code).is_some() {
            return;
        }
        let text: String = code.chars().take(WORDS_CHARS).collect();
        let details = DiscrepancyDetails { code: text.clone(), ..DiscrepancyDetails::default() };
        self.raise_about_words(DiscrepancyKind::UnknownCode, Some(Place::Shelf(shelf)), details);
        let Some((no, count)) = self.open_at(shelf, no) else { return };
        if count.unknown < UNKNOWN_MAX && !count.words.contains(&words_key(&text, "")) {
            self.record(Event::UnknownCounted(UnknownCounted { no }, Some(ScannedText { text })));
        }
    }

    /// Ends a count: what is expected and was seen by nobody is missing from now on.
    pub(super) fn close_count(&mut self, shelf: &str, no: Option<CountNo>) -> Result<(), Refusal> {
        let (no, count) = self.counted(shelf, no)?;
        let tally = count::tally(self.state, &count);
        if tally.missing.len() + tally.misplaced.len() >= MAX_EVENTS_PER_COMMAND / 2 {
            let limit = MAX_EVENTS_PER_COMMAND / 2;
            return Err(Refusal::new(Code::LimitExceeded).with("limit", limit).with("what", "folders"));
        }
        // Missing since the count began, for since then nobody has seen it: whoever did is heard, however late he says so.
        let since_us = Some(count.opened_us);
        for &folder in &tally.missing {
            self.record(Event::DeclaredMissing(DeclaredMissing { folder, count: Some(no), since_us }, None));
        }
        self.record(CountClosed {
            no,
            expected: tally.expected.len() as u32,
            seen: count.seen.len() as u32,
            missing: tally.missing,
            misplaced: tally.misplaced,
            unexpected: tally.unexpected,
            unknown: count.unknown,
        });
        Ok(())
    }

    /// Gives a count up.
    pub(super) fn cancel_count(&mut self, shelf: &str, no: Option<CountNo>) -> Result<(), Refusal> {
        let (no, _) = self.counted(shelf, no)?;
        self.record(CountCancelled { no });
        Ok(())
    }

    /// The open count of a shelf; if a number is given, that one.
    fn counted(&self, shelf: &str, no: Option<CountNo>) -> Result<(CountNo, Arc<OpenCount>), Refusal> {
        let shelf = self.counted_shelf(shelf)?;
        let open = match no {
            Some(no) => self.state.counts.get(no).filter(|count| count.shelf == shelf).map(|count| (no, count)),
            None => self.state.counts.at(shelf, self.context.actor, self.context.occurred_us),
        };
        let over =
            || Refusal::new(Code::CountOver).with("shelf", self.state.places.shelf_code(shelf).unwrap_or_default());
        open.map(|(no, count)| (no, Arc::clone(count))).ok_or_else(over)
    }

    /// The shelf that somebody named.
    fn counted_shelf(&self, text: &str) -> Result<ShelfNo, Refusal> {
        let unknown = || Refusal::new(Code::PlaceUnknown).with("place", text.chars().take(64).collect::<String>());
        find_shelf(self.state, text).ok_or_else(unknown)
    }
}
