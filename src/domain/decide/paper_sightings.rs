//! What somebody saw of single papers: brought back, missed at a return or at the shelf, seen in a folder. It is recorded;
//! what names no paper that there is becomes a discrepancy, with the words that were said (docs/adr/0020).

use super::paper_custody::Named;
use super::{Draft, find_case};
use crate::domain::case::CasePhase;
use crate::domain::command::{Observation, Observed, PaperCommand, PaperNote, Papers, ShortPaper};
use crate::domain::discrepancy::DiscrepancyKind;
use crate::domain::event::{DiscrepancyDetails, Event, PaperReturned, PaperShort, PaperSighted, Remark};
use crate::domain::folder::{Desk, FolderState, Place};
use crate::domain::ids::{FolderNo, PersonNo};
use crate::domain::limits::{REMARK_CHARS, WORDS_CHARS};
use crate::domain::paper::{Paper, PaperState};
use crate::domain::policy::Sight;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::CaseRow;

/// How many papers one return may name as short.
const SHORT_MAX: usize = 200;

impl Draft<'_> {
    /// Takes a paper back: it is at hand, wherever the record has it. One that belongs to another case now is that case's.
    /// What was brought back before somebody else took it is with that one still.
    pub(super) fn take_paper_back(&mut self, paper: Named) -> Result<(), Refusal> {
        self.came(&paper)?;
        let paper = self.follow_moves(paper);
        let Named { case, no, row: CaseRow { folder, gaps, .. }, .. } = paper;
        let absent = self.state.cases.absent(case, no);
        let known = self.state.cases.paper(case, no);
        if absent.is_none() && known.is_some_and(|known| known.state == PaperState::There) {
            return Ok(());
        }
        if absent.is_some_and(|absent| absent.since_us > self.context.occurred_us) {
            let gaps = gaps.unwrap_or_default();
            let seen = PaperSighted { case, folder, paper: no, at: folder, now: None, gaps };
            self.record(Event::PaperSighted(seen, None));
            return Ok(());
        }
        let there = there(&paper, known);
        let gaps = self.gaps_with(&paper, &there);
        let borrower = absent.and_then(|absent| absent.how.borrower());
        self.record(PaperReturned { case, folder, paper: there, borrower, gaps });
        Ok(())
    }

    /// Takes a folder back, and notes what it lacks. A folder that nobody knows is at the desk all the same.
    pub(super) fn come_back_short(
        &mut self,
        folder: &String,
        desk: Desk,
        short: &[ShortPaper],
        note: &str,
    ) -> Result<(), Refusal> {
        if short.len() > SHORT_MAX {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", SHORT_MAX).with("what", "papers"));
        }
        if self.context.queued && self.find(folder).is_err() {
            return self.observe(&[Observation { folder: folder.clone(), what: Observed::Returned { desk } }]);
        }
        self.each(std::slice::from_ref(folder), |draft, folder| draft.return_short(folder, desk, short, note))
    }

    /// Whoever had the folder answers for what it lacks. What a slip in it explains, and what was not in it before, is not
    /// short; what cannot be made out is a discrepancy, for the folder is back whatever was said of its papers.
    fn return_short(&mut self, code: &str, desk: Desk, short: &[ShortPaper], note: &str) -> Result<FolderNo, Refusal> {
        let folder = self.find(code)?;
        let row = *self.state.custody.get(folder).ok_or(Code::Internal)?;
        // Who has it since a later day had not got it then.
        let had = row.borrower().filter(|_| self.context.occurred_us >= row.since_us);
        // Who counts only after the return was scanned still finds what its borrower did not bring.
        let borrower = had.or(row.last_holder.filter(|_| row.state == FolderState::AtDesk));
        self.take_back(folder, desk);
        let note = note.trim();
        let mut unmatched = Vec::new();
        for named in short {
            let paper = self.paper_named(named.case.as_deref().unwrap_or(code), &named.paper);
            match paper.ok().filter(|paper| paper.row.folder == folder) {
                Some(paper) => {
                    let note = (!note.is_empty()).then(|| super::custody::remark(note));
                    self.note_short(&paper, borrower, note);
                }
                None => unmatched.push([named.case.as_deref().unwrap_or_default(), &named.paper].join(" ")),
            }
        }
        if !unmatched.is_empty() {
            let said = unmatched.iter().map(|words| words.trim()).collect::<Vec<_>>().join("; ");
            let (kind, details) = (DiscrepancyKind::UnknownPaper, words(&said, "", note));
            self.raise_with(kind, folder, &row, Some(Place::Desk(desk)), Some(details));
        }
        Ok(folder)
    }

    fn note_short(&mut self, paper: &Named, borrower: Option<PersonNo>, note: Option<Remark>) {
        let Named { case, no, row: CaseRow { folder, phase, .. }, .. } = *paper;
        let explained = self.state.cases.absent(case, no).is_some() || phase != CasePhase::Filed;
        let known = self.state.cases.paper(case, no).filter(|known| known.state == PaperState::There);
        let Some(known) = known.filter(|_| !explained) else { return };
        // How many pieces it had is what somebody has to bring.
        let missing = Paper { state: PaperState::Missing, ..known.clone() };
        let (gaps, due) = (self.gaps_with(paper, &missing), self.context.today);
        self.record(Event::PaperShort(PaperShort { case, folder, paper: missing, borrower, due, gaps }, note));
    }

    /// Records that a paper is not with the others, unless it is on record where it is.
    pub(super) fn miss_paper(&mut self, paper: &Named, note: &str) -> Result<(), Refusal> {
        self.came(paper)?;
        let known = self.state.cases.paper(paper.case, paper.no);
        let there = known.is_none_or(|known| known.state == PaperState::There);
        if !there || self.state.cases.absent(paper.case, paper.no).is_some() {
            return Ok(());
        }
        let missing = PaperNote {
            paper: Some(paper.no.to_string()),
            name: String::new(),
            state: PaperState::Missing,
            pieces: None,
            pages: 0,
            signatures: None,
            remark: note.to_owned(),
        };
        self.note_found(paper.case, &paper.kind, &Papers::Only(vec![missing]))
    }

    /// Records that a paper was seen in a folder. Whoever has it on loan has it still, and what was taken out for good
    /// stays out: what was seen is in the history.
    pub(super) fn see_paper(&mut self, paper: Named, folder: &str, note: &str) -> Result<(), Refusal> {
        let at = self.find(folder)?;
        let paper = self.follow_moves(paper);
        let Named { case, no, row: CaseRow { folder, phase, gaps, .. }, .. } = paper;
        let absent = self.state.cases.absent(case, no);
        let known = self.state.cases.paper(case, no);
        let stays = !phase.has_come()
            || absent.is_some_and(|absent| absent.how.is_lent() || absent.since_us > self.context.occurred_us)
            || known.is_some_and(|known| {
                matches!(known.state, PaperState::Withdrawn | PaperState::TakenOut | PaperState::Unfit)
            });
        let now = (!stays).then(|| there(&paper, known));
        let gaps = now.as_ref().map_or(gaps.unwrap_or_default(), |now| self.gaps_with(&paper, now));
        let note = (!note.trim().is_empty()).then(|| super::custody::remark(note));
        self.record(Event::PaperSighted(PaperSighted { case, folder, paper: no, at, now, gaps }, note));
        Ok(())
    }

    /// Somebody carried a paper off, though lending it was refused.
    pub(super) fn keep_taken(&mut self, command: &PaperCommand) {
        let PaperCommand::Lend { case, paper, borrower, .. } = command else { return };
        let place = self.person(*borrower).map(|person| Place::Person(person.no));
        self.raise_in_folder_of(case, DiscrepancyKind::PaperTaken, place, words(&[&**case, paper].join(" "), "", ""));
    }

    /// Keeps what a device tells of a paper that nobody can make out: it was seen, whatever it was.
    pub(super) fn keep_unmatched(&mut self, command: &PaperCommand) {
        let Some((case, paper)) = command.names() else { return };
        let (at, note) = match command {
            PaperCommand::Sight { folder, note, .. } => (folder.as_str(), note.as_str()),
            PaperCommand::Miss { note, .. } => ("", note.as_str()),
            _ => ("", ""),
        };
        let details = words(&[case, paper].join(" "), at, note);
        self.raise_in_folder_of(case, DiscrepancyKind::UnknownPaper, None, details);
    }

    /// Raises a discrepancy about the folder of a case, if there is such a case. The archive learns what somebody saw,
    /// though he may not hear of it.
    fn raise_in_folder_of(
        &mut self,
        case: &str,
        kind: DiscrepancyKind,
        place: Option<Place>,
        details: DiscrepancyDetails,
    ) {
        let case = find_case(self.state, &Sight::everything(), case).ok();
        let folder = case.and_then(|case| self.case_row(case)).map(|row| row.folder);
        match folder.and_then(|folder| Some((folder, *self.state.custody.get(folder)?))) {
            Some((folder, row)) => self.raise_with(kind, folder, &row, place, Some(details)),
            None => self.raise_about_words(kind, place, details),
        }
    }
}

fn words(code: &str, place: &str, note: &str) -> DiscrepancyDetails {
    let cut = |text: &str, limit| text.trim().chars().take(limit).collect();
    DiscrepancyDetails { code: cut(code, WORDS_CHARS), place: cut(place, WORDS_CHARS), note: cut(note, REMARK_CHARS) }
}

/// A paper that is there again: as it was noted when it was there last, else as its list wants it.
fn there(paper: &Named, known: Option<&Paper>) -> Paper {
    let known = known.filter(|known| known.pieces() > 0 && known.state != PaperState::Wrong);
    known.map_or_else(|| paper.as_usual(), |known| Paper { state: PaperState::There, ..known.clone() })
}
