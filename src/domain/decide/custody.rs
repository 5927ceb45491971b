//! Lending, returning, putting away: who has a folder, and whether he may.

use super::observe::Seen;
use super::{Draft, find_folder};
use crate::domain::command::{CaseCommand, Command, MAX_FOLDERS_PER_COMMAND};
use crate::domain::discrepancy::{DiscrepancyKind, Settling};
use crate::domain::event::{
    CheckedOut, ConditionNoted, CustodyRow, CustodySet, DeclaredMissing, Destroyed, DiscrepancyDetails, Event, Found,
    Handling, LoanDetails, Looked, Remark, Renewed, Withdrawn,
};
use crate::domain::folder::{Condition, Desk, FolderState, Place, SeenAt, Whereabouts};
use crate::domain::ids::{FolderNo, PersonNo};
use crate::domain::limits::REMARK_CHARS;
use crate::domain::person::Person;
use crate::domain::place::Holder;
use crate::domain::policy::Sight;
use crate::domain::refusal::{Code, Refusal};
use chrono::{Days, NaiveDate};

/// How far the clocks of two devices may be apart without a loan being taken for one of before.
const CLOCKS_APART_US: i64 = 5 * 60 * 1_000_000;

impl Draft<'_> {
    /// The person a folder is to be lent to.
    pub(super) fn borrower(&self, no: PersonNo) -> Result<Person, Refusal> {
        let person = self.person(no).ok_or_else(|| Refusal::new(Code::BorrowerUnknown).with("name", no))?;
        let blocked = || Refusal::new(Code::BorrowerBlocked).with("name", &person.details.display_name);
        if !person.works_on(self.context.today) {
            return Err(blocked().in_words("detail", "the account has expired", "账号已失效"));
        }
        if person.facts.blocked {
            return Err(blocked().with("detail", &person.details.blocked_reason));
        }
        Ok(person.clone())
    }

    /// Takes what a department hands over. What the record does not expect is at the desk all the same.
    pub(super) fn receive(&mut self, folder: FolderNo) {
        let state = self.state.custody.get(folder).map(|row| row.state);
        if state.is_some_and(|state| state != FolderState::AtDesk) {
            self.take_back(folder, Desk::Reception);
        }
    }

    pub(super) fn check_out(
        &mut self,
        folder: FolderNo,
        borrower: &Person,
        due: Option<NaiveDate>,
        purpose: &str,
    ) -> Result<(), Refusal> {
        let row = self.present(folder)?;
        let overtaken = self.overtaken(&row, row.since_us);
        match row.state {
            FolderState::Expected => return Err(self.refusal(Code::FolderExpected, folder)),
            _ if overtaken || self.taken_again(&row, borrower.no) => {}
            FolderState::OnLoan => return Err(self.on_loan(folder, &row)),
            FolderState::Missing => return Err(self.refusal(Code::FolderMissing, folder)),
            _ => {}
        }
        if !self.state.sees(&self.state.sight(borrower), folder) {
            return Err(self.refusal(Code::BorrowerMayNot, folder).with("name", &borrower.details.display_name));
        }
        let due = self.due(folder, due)?;
        let details = (!purpose.trim().is_empty()).then(|| LoanDetails { purpose: remark(purpose).text });
        self.record(Event::CheckedOut(CheckedOut { folder, borrower: borrower.no, due }, details));
        // Missing since then, it was not seen because he had it.
        if overtaken && (row.state != FolderState::Missing || row.borrower().is_some()) {
            self.was_lent(folder, &row, borrower.no);
        }
        Ok(())
    }

    /// A loan that is learned of when it is over: the record stays as what came after has left it. Whoever brought the
    /// folder back brought back what was lent.
    fn was_lent(&mut self, folder: FolderNo, row: &Whereabouts, borrower: PersonNo) {
        let last_holder = row.last_holder.or(Some(borrower));
        self.record(CustodySet { folder, row: CustodyRow { last_holder, ..row.into() } });
        let explained = self.state.discrepancies.of_kind(folder, DiscrepancyKind::ReturnedNotLent);
        if let Some((no, _)) = explained {
            self.settled(no, Some(folder), Settling::Corrected, None);
        }
    }

    /// Whether a device tells of him taking what the record says he has: somebody else has yet to tell that he brought it
    /// back. What is told of at once, or minutes later, is the same scan twice.
    fn taken_again(&self, row: &Whereabouts, borrower: PersonNo) -> bool {
        let is_later = self.context.occurred_us > row.since_us + CLOCKS_APART_US;
        self.context.queued && is_later && row.borrower() == Some(borrower)
    }

    /// Whether something that waited in a device's queue comes after what the record learned since: it is part of the
    /// history, and the newest word stays. Within minutes clocks do not say which came first.
    pub(super) fn overtaken(&self, row: &Whereabouts, known_us: i64) -> bool {
        self.context.queued && self.context.occurred_us < known_us - CLOCKS_APART_US && !row.is_gone()
    }

    /// The same for what says where a folder is, which whoever has seen it since knows better.
    fn stays(&mut self, folder: FolderNo, row: &Whereabouts) {
        if self.overtaken(row, row.since_us.max(row.seen_us)) {
            self.record(CustodySet { folder, row: row.into() });
        }
    }

    pub(super) fn renew(&mut self, folder: FolderNo, due: Option<NaiveDate>) -> Result<(), Refusal> {
        let row = self.present(folder)?;
        // The loan that was to be renewed is over, if there is another one since.
        if row.state != FolderState::OnLoan || self.overtaken(&row, row.since_us) {
            return Err(self.refusal(Code::FolderNotOnLoan, folder));
        }
        let limit = self.state.organisation.settings().max_renewals;
        if u32::from(row.renewals) >= limit {
            return Err(self.refusal(Code::RenewalLimit, folder).with("limit", limit));
        }
        let due = self.due(folder, due)?;
        self.record(Renewed { folder, due });
        Ok(())
    }

    /// Puts a folder into a place. Into its home: done. Elsewhere: only as a confirmed move, for this asks before anything
    /// is put; who has put it there already says so with an observation. Without a home: this becomes its home.
    pub(super) fn put_away(&mut self, folder: FolderNo, place: Holder, confirm_move: bool) -> Result<(), Refusal> {
        let row = self.row(folder)?;
        match self.state.places.home(folder) {
            _ if row.is_gone() => {}
            Some(home) if home == place => {}
            Some(home) if !confirm_move => {
                return Err(self
                    .refusal(Code::WrongSlot, folder)
                    .with("home", self.holder_code(home))
                    .with("slot", self.holder_code(place)));
            }
            _ => self.stand_at(folder, place)?,
        }
        let at = match place {
            Holder::Slot(slot) => SeenAt::Slot(slot),
            Holder::Box(r#box) => SeenAt::Box(r#box),
        };
        self.put_down(folder, Seen { at, how: Handling::PutAway, count: None, words: "" });
        Ok(())
    }

    /// What somebody carried off although lending it is refused: he has it all the same.
    pub(super) fn note_taken(&mut self, command: &Command, all: bool) {
        let (folders, borrower) = match command {
            Command::CheckOut { folders, borrower, .. } => (folders, self.person(*borrower).map(|person| person.no)),
            Command::Unfit { folders, .. } => (folders, None),
            Command::Case(CaseCommand::Paper(lend)) if all => return self.keep_taken(lend),
            _ => return,
        };
        let borrower = borrower.map(Place::Person);
        let outcomes = self.outcomes.clone();
        for (index, code) in folders.iter().take(MAX_FOLDERS_PER_COMMAND).enumerate() {
            if !all && outcomes.get(index).is_none_or(Result::is_ok) {
                continue;
            }
            match find_folder(self.state, &Sight::everything(), code) {
                Ok(folder) => self.taken(folder, borrower),
                Err(_) => {
                    let code = code.chars().take(REMARK_CHARS).collect();
                    let details = DiscrepancyDetails { code, ..DiscrepancyDetails::default() };
                    self.raise_about_words(DiscrepancyKind::TakenThoughRefused, borrower, details);
                }
            }
        }
    }

    fn taken(&mut self, folder: FolderNo, borrower: Option<Place>) {
        let Some(row) = self.state.custody.get(folder).copied() else { return };
        let late = self.context.occurred_us < row.since_us.max(row.seen_us);
        if !late && Some(row.place) != borrower {
            self.raise(DiscrepancyKind::TakenThoughRefused, folder, &row, borrower);
        }
    }

    pub(super) fn note_condition(&mut self, code: &str, condition: Condition, note: &str) -> Result<(), Refusal> {
        let folder = self.find(code)?;
        self.present(folder)?;
        let note = (!note.trim().is_empty()).then(|| remark(note));
        self.record(Event::ConditionNoted(ConditionNoted { folder, condition }, note));
        Ok(())
    }

    pub(super) fn declare_missing(&mut self, code: &str, note: &str) -> Result<(), Refusal> {
        let folder = self.find(code)?;
        let row = self.present(folder)?;
        if row.state == FolderState::Missing {
            return Err(self.refusal(Code::FolderMissing, folder));
        }
        let missing = DeclaredMissing { folder, count: None, since_us: None };
        self.record(Event::DeclaredMissing(missing, Some(remark(note))));
        self.stays(folder, &row);
        Ok(())
    }

    pub(super) fn find_again(&mut self, code: &str, note: &str) -> Result<(), Refusal> {
        let folder = self.find(code)?;
        let row = self.present(folder)?;
        self.record(Event::Found(Found { folder, desk: Desk::Reception }, Some(remark(note))));
        self.stays(folder, &row);
        Ok(())
    }

    pub(super) fn withdraw(&mut self, code: &str, reason: &str) -> Result<(), Refusal> {
        let folder = self.find(code)?;
        self.may_leave(folder, reason)?;
        self.record(Event::Withdrawn(Withdrawn { folder }, Some(remark(reason))));
        self.release_place(folder);
        Ok(())
    }

    pub(super) fn destroy(&mut self, code: &str, reason: &str, witnesses: &[PersonNo]) -> Result<(), Refusal> {
        let folder = self.find(code)?;
        self.may_leave(folder, reason)?;
        let known = witnesses.iter().all(|&witness| self.person(witness).is_some());
        if !known || witnesses.len() != 2 || witnesses.first() == witnesses.last() {
            return Err(Code::WitnessesRequired.into());
        }
        self.record(Event::Destroyed(Destroyed { folder, witnesses: witnesses.to_vec() }, Some(remark(reason))));
        self.release_place(folder);
        Ok(())
    }

    pub(super) fn look(&mut self, code: &str) -> Result<(), Refusal> {
        let folder = self.find(code)?;
        self.record(Looked { folder });
        Ok(())
    }

    /// A folder may leave for good only from inside the archive, and for a reason.
    fn may_leave(&self, folder: FolderNo, reason: &str) -> Result<(), Refusal> {
        let row = self.present(folder)?;
        match row.state {
            FolderState::OnLoan => Err(self.on_loan(folder, &row)),
            FolderState::Missing => Err(self.refusal(Code::FolderMissing, folder)),
            _ if reason.trim().is_empty() => Err(Code::ReasonRequired.into()),
            _ => self.nothing_is_expected(folder).and_then(|()| self.holds_its_own(folder)),
        }
    }

    /// The whereabouts of a folder that has not left the archive for good.
    pub(super) fn present(&self, folder: FolderNo) -> Result<Whereabouts, Refusal> {
        let row = self.row(folder)?;
        match row.state {
            FolderState::Destroyed => Err(self.refusal(Code::FolderDestroyed, folder)),
            FolderState::Withdrawn => Err(self.refusal(Code::FolderWithdrawn, folder)),
            _ => Ok(row),
        }
    }

    fn row(&self, folder: FolderNo) -> Result<Whereabouts, Refusal> {
        self.state.custody.get(folder).copied().ok_or_else(|| Refusal::new(Code::CodeUnknown).with("code", folder))
    }

    pub(super) fn on_loan(&self, folder: FolderNo, row: &Whereabouts) -> Refusal {
        let borrower = match row.place {
            Place::Person(no) => self.person(no).map_or_else(String::new, |person| person.details.display_name.clone()),
            _ => String::new(),
        };
        let due = row.due.map_or_else(String::new, |due| due.to_string());
        self.refusal(Code::FolderOnLoan, folder).with("borrower", borrower).with("due", due)
    }

    /// The due date asked for, or the business type's, within the archive's limits.
    pub(super) fn due(&self, folder: FolderNo, asked: Option<NaiveDate>) -> Result<NaiveDate, Refusal> {
        let settings = self.state.organisation.settings();
        let today = self.context.today;
        let row = self.state.folders.get(folder);
        let of_type = row
            .and_then(|row| self.state.organisation.business_type_version(row.business_type, row.type_version))
            .map(|business_type| u32::from(business_type.loan_days))
            .filter(|&days| days > 0);
        let days = of_type.unwrap_or(settings.default_loan_days);
        let due = asked.unwrap_or_else(|| later(today, days));
        let last = later(today, settings.max_loan_days.max(days));
        if due < today {
            return Err(Refusal::new(Code::DueInPast).with("due", due));
        }
        if due > last {
            return Err(Refusal::new(Code::DueTooFar).with("due", due).with("limit", last));
        }
        Ok(due)
    }
}

fn later(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

pub(super) fn remark(text: &str) -> Remark {
    Remark { text: text.trim().chars().take(REMARK_CHARS).collect() }
}
