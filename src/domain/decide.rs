//! What becomes of a wish: events, or a refusal.
//!
//! Decisions are taken on an overlay: a clone of State on which every event is applied as soon as it is decided, so
//! that the second folder of a command, and the second command of a group, see the first. The overlay is the next State
//! if its events become durable, and is dropped if they do not. Nothing here knows a clock, a disk or a random number.

mod attachments;
mod bringing;
mod cases;
mod context;
mod counts;
mod custody;
mod deadlines;
mod discrepancies;
mod edit;
mod find;
mod folders;
mod handing;
mod housing;
mod joining;
mod labels;
mod mending;
mod observe;
mod organisation;
mod outcome;
mod pages;
mod paper_custody;
mod paper_sightings;
mod papers;
mod people;
mod permission;
mod places;
mod preferences;
mod retyping;
mod scanners;
mod scans;
mod searches;
mod subjects;
mod surgery;
mod swapping;
mod undo;

pub use context::Context;
pub use find::{carriers, find_case, find_folder};
pub use outcome::{Item, Outcome};
pub use places::{find_place, find_shelf};

use super::command::{Command, MAX_EVENTS_PER_COMMAND, MAX_FOLDERS_PER_COMMAND, NewPerson};
use super::event::{ArchiveBegan, Event, ItemUnchanged, NothingChanged};
use super::folder::Actor;
use super::ids::{CaseNo, FolderNo};
use super::person::Person;
use super::policy::Sight;
use super::refusal::{Code, Refusal};
use super::state::{Handled, Queue, Stamp, State};
use std::ops::Range;

/// One step towards the next State.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "nearly every step is an event, so a box would only cost an allocation")]
pub enum Step {
    /// Something happened.
    Event(Stamp, Event),
    /// A command was handled, at a recorded time in microseconds since 1970 UTC.
    Handled(u128, Handled, i64),
    /// A number of a device's queue was handled.
    Numbered(Queue, u64),
}

/// The next State in the making: the events of a group of commands, applied to a clone that nobody else sees.
#[derive(Debug)]
pub struct Overlay<'a> {
    base: &'a State,
    state: State,
    steps: Vec<Step>,
    kept: Kept,
}

/// The State behind so many steps, kept where something was taken back last: when many items are refused one after the
/// other, each costs a replay from the one before it and not from the beginning of the group.
type Kept = Option<(usize, State)>;

/// What was decided of one command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Its events, as a range of the overlay's steps; empty if nothing changes.
    pub steps: Range<usize>,
    /// For a command that names several folders, or cases: what became of each, in order.
    pub outcomes: Vec<Outcome>,
    /// For a queued command that was refused as a whole: why. It has an event that says so.
    pub refused: Option<Refusal>,
}

impl<'a> Overlay<'a> {
    /// An overlay on which nothing was decided yet.
    #[must_use]
    pub fn new(base: &'a State) -> Self {
        Self { base, state: base.clone(), steps: Vec::new(), kept: None }
    }

    /// The State as it will be.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What was decided so far.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The State as it is once everything decided is durable, and the steps that lead to it.
    #[must_use]
    pub fn into_parts(self) -> (State, Vec<Step>) {
        (self.state, self.steps)
    }

    /// Takes back everything since there were so many steps.
    pub fn undo_to(&mut self, steps: usize) {
        rewind(self.base, &mut self.state, &mut self.steps, &mut self.kept, steps);
    }

    /// Decides a command.
    ///
    /// # Errors
    /// A refusal, if the command as a whole cannot be carried out; the overlay is then as before. A command on several
    /// folders succeeds as a whole and says for each what became of it. A queued command always makes events: its number
    /// is used up, whatever became of it.
    pub fn decide(&mut self, command: &Command, context: &Context) -> Result<Decided, Refusal> {
        let sight = authorise(&self.state, command, context);
        let may = sight.is_ok();
        let start = self.steps.len();
        let seq = self.state.seq + 1;
        let mut draft = Draft {
            base: self.base,
            state: &mut self.state,
            steps: &mut self.steps,
            kept: &mut self.kept,
            context,
            seq,
            sight: sight.clone().unwrap_or_else(|_| Sight::everything()),
            outcomes: Vec::new(),
            unchanged: Vec::new(),
        };
        let refused = sight.and_then(|_| draft.carry_out(command)).err();
        if let Some(refusal) = &refused {
            draft.roll_back(start);
            if !context.queued {
                return Err(refusal.clone());
            }
            draft.outcomes.clear();
            draft.record(Event::command_refused(refusal.clone()));
        }
        if context.queued && may {
            draft.note_taken(command, refused.is_some());
        }
        draft.settle_corrected(start);
        draft.record_other_items(start);
        let outcomes = draft.outcomes;
        Ok(Decided { steps: start..self.steps.len(), outcomes, refused })
    }

    /// Remembers that a command was handled.
    pub fn remember(&mut self, key: u128, handled: Handled, recorded_us: i64) {
        self.take(Step::Handled(key, handled, recorded_us));
    }

    /// Remembers that a number of a device's queue was handled.
    pub fn number(&mut self, queue: Queue, number: u64) {
        self.take(Step::Numbered(queue, number));
    }

    fn take(&mut self, step: Step) {
        self.state.take(&step);
        self.steps.push(step);
    }
}

/// One command being decided.
struct Draft<'a> {
    base: &'a State,
    state: &'a mut State,
    steps: &'a mut Vec<Step>,
    kept: &'a mut Kept,
    context: &'a Context,
    seq: u64,
    sight: Sight,
    outcomes: Vec<Outcome>,
    /// Items that made no event.
    unchanged: Vec<usize>,
}

/// Goes back to where there were fewer steps.
fn rewind(base: &State, state: &mut State, steps: &mut Vec<Step>, kept: &mut Kept, mark: usize) {
    steps.truncate(mark);
    let (from, start) = kept.take().filter(|(at, _)| *at <= mark).unwrap_or_else(|| (0, base.clone()));
    *state = start;
    for step in steps.iter().skip(from) {
        state.take(step);
    }
    *kept = Some((mark, state.clone()));
}

/// Whether the actor may ask for this at all, and what he may see.
fn authorise(state: &State, command: &Command, context: &Context) -> Result<Sight, Refusal> {
    match context.actor {
        Actor::System | Actor::Local => Ok(Sight::everything()),
        Actor::Person(no) => {
            let person = state.people.get(no).ok_or(Code::SignInRequired)?;
            if !person.works_on(context.today) {
                return Err(Code::AccountExpired.into());
            }
            let may = permission::required(command).lets(person.facts.role);
            if may { Ok(state.sight(person)) } else { Err(Code::NotAllowed.into()) }
        }
    }
}

impl Draft<'_> {
    fn carry_out(&mut self, command: &Command) -> Result<(), Refusal> {
        match command {
            Command::BeginArchive { incarnation, administrator } => self.begin_archive(incarnation, administrator),
            Command::NoteRestore { incarnation } => self.note_restore(incarnation),
            Command::ChangeSettings(patch) => self.change_settings(patch),
            Command::LoadPreset { name } => self.load_preset(name),
            Command::SetDepartment { code, name } => self.set_department(code, name),
            Command::SetClass(class) => self.set_class(class),
            Command::SetType(business_type) => self.set_type(business_type),
            Command::SaveMapping { name, mapping } => self.save_mapping(name, mapping),
            Command::ChooseColumns { list, columns } => self.choose_columns(list, columns),
            Command::Search(command) => self.decide_search(command),
            Command::AddPerson(person) => self.add_person(person).map(|_| ()),
            Command::ChangePerson(patch) => self.change_person(patch),
            Command::IssueBadge { person } => self.issue_badge(*person),
            Command::RegisterFolders(folders) => self.each(folders, Self::register),
            Command::EditFolder(patch) => self.edit_folder(patch),
            Command::AddCode { folder, code, foreign } => self.add_code(folder, code, *foreign),
            Command::Receive { folders } => self.each_folder(folders, |draft, folder| {
                draft.receive(folder);
                Ok(())
            }),
            Command::CheckOut { folders, borrower, due, purpose } => {
                let borrower = self.borrower(*borrower)?;
                self.each_folder(folders, |draft, folder| draft.check_out(folder, &borrower, *due, purpose))
            }
            Command::Renew { folders, due } => self.each_folder(folders, |draft, folder| draft.renew(folder, *due)),
            Command::Return { folders, desk } => self.each_folder(folders, |draft, folder| {
                draft.take_back(folder, *desk);
                Ok(())
            }),
            Command::PutAway { place, folders, confirm_move } => {
                let home = self.holder_by_code(place)?;
                self.each_folder(folders, |draft, folder| draft.put_away(folder, home, *confirm_move))
            }
            Command::Observe { observations } => self.observe(observations),
            Command::Undo { seq } => self.undo(*seq),
            Command::OpenCount { shelf } => self.open_count(shelf),
            Command::Count { shelf, no, codes, damaged } => self.count(shelf, *no, codes, damaged.as_deref()),
            Command::CloseCount { shelf, no } => self.close_count(shelf, *no),
            Command::CancelCount { shelf, no } => self.cancel_count(shelf, *no),
            Command::Unfit { refusal, .. } => Err(refusal.clone()),
            Command::SettleDiscrepancy { no, how, note } => self.settle_discrepancy(*no, *how, note),
            Command::Assign { folder, place, reason } => self.assign_one(folder, place.as_deref(), reason),
            Command::AssignFolders { folders, reason } => {
                self.each(folders, |draft, home| draft.assign_again(&home.folder, home.place.as_deref(), reason))
            }
            Command::NoteCondition { folder, condition, note } => self.note_condition(folder, *condition, note),
            Command::DeclareMissing { folder, note } => self.declare_missing(folder, note),
            Command::Find { folder, note } => self.find_again(folder, note),
            Command::Withdraw { folder, reason } => self.withdraw(folder, reason),
            Command::Destroy { folder, reason, witnesses } => self.destroy(folder, reason, witnesses),
            Command::Look { folder } => self.look(folder),
            Command::Attach(attachment) => self.attach(attachment),
            Command::Detach { folder, no, reason } => self.detach(folder, *no, reason),
            Command::EditSubject { subject, details, changed } => self.edit_subject(*subject, details, changed),
            Command::MergeSubjects { from, into } => self.merge_subjects(*from, *into),
            Command::SplitSubject { from, folders, details } => self.split_subject(*from, folders, details),
            Command::EraseSubject(erasure) => self.erase_subject(erasure),
            Command::Place(command) => self.decide_place(command),
            Command::Case(command) => self.decide_case(command),
            Command::Label(command) => self.decide_labels(command),
            Command::Surgery(command) => self.decide_surgery(command),
            Command::Scan(command) => self.decide_scans(command),
        }
    }

    fn begin_archive(&mut self, incarnation: &str, administrator: &NewPerson) -> Result<(), Refusal> {
        if !self.state.incarnation.is_empty() {
            return Err(Refusal::new(Code::BadRequest).in_words(
                "detail",
                "the archive exists already",
                "档案库已存在",
            ));
        }
        self.record(ArchiveBegan { incarnation: incarnation.to_owned(), restored: false });
        self.begin_vocabulary()?;
        self.add_person(administrator).map(|_| ())
    }

    /// Applies an event to the draft and keeps it.
    fn record(&mut self, event: impl Into<Event>) {
        let Context { occurred_us, now_us, actor, .. } = *self.context;
        let stamp = Stamp { seq: self.seq, occurred_us, recorded_us: now_us, actor };
        let step = Step::Event(stamp, event.into());
        self.state.take(&step);
        self.steps.push(step);
    }

    /// Undoes what was decided since a mark. Rare, so it costs a replay instead of a copy before each item.
    fn roll_back(&mut self, mark: usize) {
        if self.steps.len() > mark {
            rewind(self.base, self.state, self.steps, self.kept, mark);
        }
    }

    /// Carries out one item after the other; one that is refused leaves no trace on the draft.
    fn each<T, I: Into<Item>>(
        &mut self,
        items: &[T],
        one: impl Fn(&mut Self, &T) -> Result<I, Refusal>,
    ) -> Result<(), Refusal> {
        if items.len() > MAX_FOLDERS_PER_COMMAND {
            return Err(Refusal::new(Code::LimitExceeded)
                .with("limit", MAX_FOLDERS_PER_COMMAND)
                .with("what", "folders"));
        }
        let start = self.steps.len();
        for item in items {
            let mark = self.steps.len();
            let mut outcome = one(self, item).map(Into::into);
            if self.steps.len() - start > MAX_EVENTS_PER_COMMAND - items.len() {
                outcome =
                    Err(Refusal::new(Code::LimitExceeded).with("limit", MAX_EVENTS_PER_COMMAND).with("what", "events"));
            }
            if outcome.is_err() {
                self.roll_back(mark);
            } else if self.steps.len() == mark {
                self.unchanged.push(self.outcomes.len());
            }
            self.outcomes.push(outcome);
        }
        Ok(())
    }

    /// The same for folders named by their codes; a folder named twice is refused the second time.
    fn each_folder(
        &mut self,
        codes: &[String],
        one: impl Fn(&mut Self, FolderNo) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        self.each(codes, |draft, code| {
            let folder = draft.find(code)?;
            draft.once(folder)?;
            one(draft, folder).map(|()| folder)
        })
    }

    /// Refuses a folder that an earlier item of the command was about.
    fn once(&self, folder: FolderNo) -> Result<(), Refusal> {
        let repeated = self.outcomes.contains(&Ok(folder.into()));
        if repeated { Err(self.refusal(Code::FolderRepeated, folder)) } else { Ok(()) }
    }

    /// A command that was carried out in part keeps what became of its other items beside its events, so that the same
    /// command sent again is answered as the first time.
    fn record_other_items(&mut self, start: usize) {
        if self.steps.len() == start && !self.context.queued {
            return;
        }
        for (index, outcome) in std::mem::take(&mut self.outcomes).into_iter().enumerate() {
            let item = index as u32;
            match &outcome {
                Err(refusal) => self.record(Event::item_refused(item, refusal.clone())),
                Ok(about) if self.unchanged.contains(&index) => {
                    let folder = about.folder().or_else(|| self.case_row(about.case()?).map(|row| row.folder));
                    let folder = folder.unwrap_or(FolderNo(u32::MAX));
                    self.record(ItemUnchanged { item, folder, case: about.case() });
                }
                Ok(_) => {}
            }
            self.outcomes.push(outcome);
        }
        if self.steps.len() == start {
            self.record(NothingChanged {});
        }
    }

    /// The folders that the items of the command were about, in order.
    fn folders_named(&self) -> Vec<Option<FolderNo>> {
        self.outcomes.iter().map(|outcome| outcome.as_ref().ok()?.folder()).collect()
    }

    /// The one folder that answers to a code, as far as the actor may see.
    fn find(&self, text: &str) -> Result<FolderNo, Refusal> {
        find_folder(self.state, &self.sight, text)
    }

    /// A refusal about a folder.
    fn refusal(&self, code: Code, folder: FolderNo) -> Refusal {
        Refusal::new(code).with("code", self.state.codes.own(folder))
    }

    /// Who asks, if it is a person.
    fn actor(&self) -> Option<&Person> {
        let Actor::Person(no) = self.context.actor else { return None };
        self.person(no)
    }

    fn person(&self, no: super::ids::PersonNo) -> Option<&Person> {
        self.state.people.get(no).map(AsRef::as_ref)
    }
}

#[cfg(test)]
pub(crate) mod tests;
