//! Moves and re-slottings: planned whole first, then carried out row by row.
//!
//! The plan is written down before anything is done, so that a job that was killed goes on with what it had planned.
//! Each row is decided anew when its turn comes: what is refused by then is told with its reason, and the others go on.

use super::Jobs;
use super::engine::{Answer, Part, Steps};
use super::job::{Chosen, Job, Move, Position, Progress, Reslot, Work};
use super::report::{Appended, Piece, REPORT, Row, RowOutcome, is_whole};
use super::storage_failed;
use crate::archive::writer::today;
use crate::domain::command::{Command, NewHome, PlaceCommand};
use crate::domain::decide::find_place;
use crate::domain::ids::FolderNo;
use crate::domain::place::{Holder, Place, Places};
use crate::domain::planning::{self, Figures, Selection, Step, Target, plan_move, plan_reslotting};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use chrono::NaiveDate;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Lines};
use std::iter::Peekable;
use std::path::Path;

/// How many folders one command gives another home: a box and a shelf may have to be opened for each.
const FOLDERS_PER_COMMAND: usize = 100;
/// How many rows of which nothing is to be done are written down at once.
const ROWS_SAID_AT_ONCE: usize = 500;
/// How many rows a plan has at most.
const PLAN_ROWS_MAX: usize = 500_000;

const PLAN: &str = "plan.jsonl";

/// How rows are carried out: those of one sort that follow each other share a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// A command each.
    Single,
    /// One command for many folders.
    Folders,
    /// Only written down.
    Said,
}

/// A move or re-slotting under way.
pub(super) struct PlanSteps {
    job: Job,
    reason: String,
    plan: Peekable<Rows>,
    report: Appended,
    /// The rows of the part under way.
    part: Vec<Row>,
}

fn sort(dry_run: bool, row: &Row) -> Sort {
    match row.piece {
        _ if dry_run || row.outcome == RowOutcome::Refused => Sort::Said,
        Piece::Folder => Sort::Folders,
        Piece::Shelf | Piece::Box => Sort::Single,
    }
}

/// The rows of a plan file.
struct Rows(Lines<BufReader<File>>);

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        serde_json::from_str(&self.0.next()?.ok()?).ok()
    }
}

impl PlanSteps {
    /// Takes a job up where it was left; plans it first if there is no plan yet.
    pub fn open(jobs: &Jobs, job: &Job, position: &mut Position) -> Result<Self, Refusal> {
        let folder = jobs.folder_of(job);
        let path = folder.join(PLAN);
        if !path.exists() {
            *position = Position::default();
            make_plan(jobs, job, &folder)?;
        }
        let report = folder.join(REPORT);
        if !is_whole(&report, position.report_bytes) {
            *position = Position::default();
        }
        position.progress.total = jobs.get(&job.id)?.progress.total;
        let mut rows = Rows(BufReader::new(File::open(&path).map_err(storage_failed)?).lines());
        for _ in 0..position.progress.done {
            let _ = rows.next();
        }
        let reason = match &job.work {
            Work::Move(Move { reason, .. }) | Work::Reslotting(Reslot { reason, .. }) => reason.clone(),
            Work::Import(_) => String::new(),
        };
        let report = Appended::open(&report, position.report_bytes)?;
        Ok(Self { job: job.clone(), reason, plan: rows.peekable(), report, part: Vec::new() })
    }

    fn command(&self, sort: Sort) -> Option<Command> {
        let reason = self.reason.clone();
        let first = self.part.first()?;
        let to = first.to.clone().unwrap_or_default();
        match (sort, first.piece) {
            (Sort::Said, _) => None,
            (Sort::Single, Piece::Box) => {
                Some(Command::Place(PlaceCommand::MoveBox { code: first.code.clone(), slot: to, reason }))
            }
            (Sort::Single, _) => Some(Command::Place(PlaceCommand::MoveShelf { from: first.code.clone(), to, reason })),
            (Sort::Folders, _) => {
                let home = |row: &Row| NewHome {
                    folder: row.code.clone(),
                    place: if row.best { None } else { row.to.clone() },
                };
                Some(Command::AssignFolders { folders: self.part.iter().map(home).collect(), reason })
            }
        }
    }
}

impl Steps for PlanSteps {
    fn next(&mut self) -> Result<Option<Part>, Refusal> {
        self.part.clear();
        let Some(first) = self.plan.next() else { return Ok(None) };
        let (dry_run, sort) = (self.job.dry_run, sort(self.job.dry_run, &first));
        let most = match sort {
            Sort::Single => 1,
            Sort::Folders => FOLDERS_PER_COMMAND,
            Sort::Said => ROWS_SAID_AT_ONCE,
        };
        let id = format!("job:{}:{}", self.job.id, first.row);
        self.part.push(first);
        while self.part.len() < most && self.plan.peek().is_some_and(|row| self::sort(dry_run, row) == sort) {
            self.part.extend(self.plan.next());
        }
        let command = self.command(sort).map(|command| (id, command));
        Ok(Some(Part { rows: self.part.len() as u64, command }))
    }

    fn settle(&mut self, answer: Result<Answer, Refusal>, progress: &mut Progress) -> Result<(), Refusal> {
        for (at, row) in std::mem::take(&mut self.part).into_iter().enumerate() {
            let settled = if sort(self.job.dry_run, &row) == Sort::Said { row } else { settled(row, at, &answer)? };
            let count = if settled.outcome == RowOutcome::Refused { &mut progress.bad } else { &mut progress.good };
            *count += 1;
            self.report.line(&settled)?;
        }
        Ok(())
    }

    fn mark(&mut self, position: &mut Position) -> Result<(), Refusal> {
        position.report_bytes = self.report.mark()?;
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Refusal> {
        self.report.sync()
    }
}

/// A row with what became of it: the `at`th of its command.
fn settled(mut row: Row, at: usize, answer: &Result<Answer, Refusal>) -> Result<Row, Refusal> {
    let outcome = match answer {
        // A fault of ours is none of the rows.
        Err(refusal) if refusal.code == Code::Internal => return Err(refusal.clone()),
        Err(refusal) => Err(refusal.clone()),
        Ok(answer) if row.piece == Piece::Folder => match answer.outcomes.get(at) {
            Some(Ok(about)) => {
                let home = about.folder().and_then(|folder| home_code(&answer.now.state.places, folder));
                let moved = home.as_ref() != Some(&row.from);
                row.to = home;
                Ok(moved)
            }
            Some(Err(refusal)) => Err(refusal.clone()),
            None => Ok(answer.changed),
        },
        Ok(answer) => Ok(answer.changed),
    };
    (row.outcome, row.refusal) = match outcome {
        Ok(true) if row.refusal.is_some() => (RowOutcome::Warned, row.refusal),
        Ok(true) => (RowOutcome::Done, None),
        Ok(false) => (RowOutcome::Unchanged, None),
        Err(refusal) => (RowOutcome::Refused, Some(refusal)),
    };
    Ok(row)
}

/// Plans a job and writes the plan down, and what it comes to with the job.
fn make_plan(jobs: &Jobs, job: &Job, folder: &Path) -> Result<(), Refusal> {
    let now = jobs.archive().now();
    let today = today(&now.state, jobs.archive().clock());
    let (rows, figures) = match &job.work {
        Work::Move(work) => moves(&now.state, work, job.dry_run, today)?,
        Work::Reslotting(work) => changes(&now.state, &work.chosen, today)?,
        Work::Import(_) => return Err(Code::Internal.into()),
    };
    if rows.len() > PLAN_ROWS_MAX {
        return Err(Refusal::new(Code::LimitExceeded).with("limit", PLAN_ROWS_MAX).with("what", "rows"));
    }
    let temporary = folder.join("plan.jsonl.new");
    let mut file = Appended::open(&temporary, 0)?;
    rows.iter().try_for_each(|row| file.line(row))?;
    file.sync()?;
    jobs.note_plan(&job.id, |job| {
        job.work.set_figures(figures);
        job.progress.total = rows.len() as u64;
    })?;
    fs::rename(&temporary, folder.join(PLAN)).map_err(storage_failed)
}

/// The rows of a move. Where a zone does not accept what goes there, somebody has to say why it does.
fn moves(state: &State, work: &Move, dry_run: bool, today: NaiveDate) -> Result<(Vec<Row>, Figures), Refusal> {
    let place =
        |code: &str| find_place(state, code).ok_or_else(|| Refusal::new(Code::PlaceUnknown).with("place", code));
    let (steps, figures) = plan_move(state, place(&work.from)?, place(&work.to)?, today)?;
    if figures.unaccepted > 0 && !(work.reasoned || dry_run) {
        return Err(Code::ReasonRequired.into());
    }
    Ok(((1..).zip(&steps).map(|(row, step)| row_of(state, row, step)).collect(), figures))
}

fn row_of(state: &State, row: u64, step: &Step) -> Row {
    let places = &state.places;
    let shelf = places.code(Place::Shelf(step.from));
    let slot = |slot: Option<_>| slot.and_then(|slot| places.slot_code(slot)).unwrap_or_else(|| shelf.clone());
    let (piece, code, from) = match step.piece {
        planning::Piece::Shelf(_) => (Piece::Shelf, shelf.clone(), shelf.clone()),
        planning::Piece::Box(number) => {
            let from = slot(places.r#box(number).map(|row| row.slot));
            (Piece::Box, places.code(Place::Box(number)), from)
        }
        planning::Piece::Folder(folder) => {
            (Piece::Folder, state.codes.own(folder).to_owned(), slot(places.home_slot(folder)))
        }
    };
    let to = step.to.as_ref().ok().map(|target| match target {
        Target::Shelf(shelf) => places.code(Place::Shelf(*shelf)),
        Target::Slot(slot) => places.code(Place::Slot(*slot)),
    });
    let refused = step.to.as_ref().err().cloned();
    let outcome = if refused.is_some() { RowOutcome::Refused } else { RowOutcome::Planned };
    let against =
        || Some(Refusal::new(Code::ZoneAgainst).with("zone", &step.zone_against(state)?.code).with("place", &code));
    let refusal = refused.or_else(against);
    let (cause, reason, best) = (None, None, false);
    Row { row, piece, code, from, to, folders: step.folders, outcome, refusal, cause, reason, best }
}

/// The rows of a re-slotting.
fn changes(state: &State, chosen: &Chosen, today: NaiveDate) -> Result<(Vec<Row>, Figures), Refusal> {
    let plan = plan_reslotting(state, selection(state, chosen)?, today);
    let (piece, folders) = (Piece::Folder, 1);
    let moved = plan.changes.into_iter().map(|change| {
        let cause = Some(change.cause.name().to_owned());
        // Where the archive chooses, it chooses again when the time comes; a chosen gap is named.
        let best = change.reason != crate::domain::slotting::Reason::Chosen;
        let code = state.codes.own(change.folder).to_owned();
        let from = holder_code(&state.places, change.from);
        let (to, reason) = (Some(change.to_code), Some(change.reason));
        Row { row: 0, piece, code, from, to, folders, outcome: RowOutcome::Planned, refusal: None, cause, reason, best }
    });
    let refused = plan.refused.into_iter().map(|(folder, refusal)| {
        let code = state.codes.own(folder).to_owned();
        let from = home_code(&state.places, folder).unwrap_or_default();
        let (outcome, refusal) = (RowOutcome::Refused, Some(refusal));
        Row { row: 0, piece, code, from, to: None, folders, outcome, refusal, cause: None, reason: None, best: true }
    });
    let rows = moved.chain(refused).zip(1..).map(|(change, row)| Row { row, ..change }).collect();
    Ok((rows, plan.figures))
}

/// What a choice means today.
pub(super) fn selection(state: &State, chosen: &Chosen) -> Result<Selection, Refusal> {
    let places = &state.places;
    let same = |known: &str, code: &str| known.eq_ignore_ascii_case(code.trim());
    let unknown = |code: &str| Refusal::new(Code::PlaceUnknown).with("place", code);
    match chosen {
        Chosen::Flagged => Ok(Selection::Flagged),
        Chosen::Lane(code) => {
            let found = places.lanes().iter().find(|lane| same(&lane.code, code));
            found.map(|lane| Selection::Lane(lane.lane)).ok_or_else(|| unknown(code))
        }
        Chosen::Zone(code) => {
            let found = places.zones().iter().find(|zone| same(&zone.code, code));
            found.map(|zone| Selection::Zone(zone.zone)).ok_or_else(|| unknown(code))
        }
        Chosen::Type(code) => {
            let mut types = state.organisation.types();
            let found = types.find(|(_, kind)| same(&kind.code, code)).map(|(no, _)| Selection::Type(no));
            found.ok_or_else(|| Refusal::new(Code::TypeUnknown).with("type", code))
        }
    }
}

fn home_code(places: &Places, folder: FolderNo) -> Option<String> {
    places.home(folder).map(|home| holder_code(places, home))
}

fn holder_code(places: &Places, home: Holder) -> String {
    match home {
        Holder::Slot(slot) => places.code(Place::Slot(slot)),
        Holder::Box(number) => places.code(Place::Box(number)),
    }
}
