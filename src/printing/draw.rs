//! A template filled with what somebody may see, for each of the things he names.

use super::design::{Design, medium, template};
use crate::archive::Published;
use crate::archive::labels::{self, Asked, Subject};
use crate::domain::decide::{find_case, find_folder, find_place};
use crate::domain::ids::{FolderNo, PersonNo, RangeNo};
use crate::domain::label::PRINT_MAX;
use crate::domain::place::Place;
use crate::domain::policy::{Permission, Sight};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::label::{Content, Format, Kind, Print, Printed, Template, print};
use crate::views::Views;
use chrono::NaiveDate;

/// The archive as somebody sees it.
#[derive(Clone, Copy)]
pub struct Eyes<'a> {
    /// The archive.
    pub now: &'a Published,
    /// Its words; they know of all that State knows.
    pub views: &'a Views,
    /// What he may see.
    pub sight: &'a Sight,
    /// Who he is; nobody on the command line.
    pub by: Option<PersonNo>,
    /// The archive's date.
    pub today: NaiveDate,
}

/// Draws a label for each code. What somebody may not see is not found.
///
/// # Errors
/// Whatever is wrong with the design, a code that names nothing, `NothingToPrint`, or what a template cannot show.
pub fn draw(eyes: Eyes<'_>, design: &Design, codes: &[String], format: Format) -> Result<Printed, Refusal> {
    draw_from(eyes, &template(&eyes.now.state, &design.template)?, design, codes, format)
}

/// The same from a template that may not be kept yet.
///
/// # Errors
/// As `draw`.
pub fn draw_from(
    eyes: Eyes<'_>,
    template: &Template,
    design: &Design,
    codes: &[String],
    format: Format,
) -> Result<Printed, Refusal> {
    let medium = medium(&design.paper, template.size_mm())?;
    let start = design.start()?;
    if codes.is_empty() {
        return Err(Code::NothingToPrint.into());
    }
    if codes.len() > PRINT_MAX {
        return Err(Refusal::new(Code::LimitExceeded).with("limit", PRINT_MAX).with("what", "labels"));
    }
    let contents = codes.iter().map(|code| content(eyes, template.kind(), design, code));
    let contents = contents.collect::<Result<Vec<_>, Refusal>>()?;
    let job =
        Print { template, contents: &contents, words: design.words.words(), medium: &medium, start, dpi: design.dpi() };
    Ok(print(&job, format)?)
}

/// What fills a template of one kind for one thing.
fn content(eyes: Eyes<'_>, kind: Kind, design: &Design, code: &str) -> Result<Content, Refusal> {
    let subject = subject(eyes, kind, code)?;
    let subject = subject.ok_or_else(|| Refusal::new(Code::TemplateUnfit).with("name", &design.template))?;
    let Eyes { now, views, sight, by, today } = eyes;
    let content = labels::content(Asked { now, views, sight, by, tongue: design.words.tongue(), today }, &subject)?;
    Ok(Content { values: content.values, rows: content.rows })
}

/// What a code names, for templates of one kind; nothing if those show no single thing that a code could name.
fn subject(eyes: Eyes<'_>, kind: Kind, code: &str) -> Result<Option<Subject>, Refusal> {
    let (state, sight) = (&eyes.now.state, eyes.sight);
    let folder = || find_folder(state, sight, code);
    Ok(Some(match kind {
        Kind::Folder | Kind::FolderSpine | Kind::Volume | Kind::FolderCover => Subject::Folder(folder()?),
        Kind::Contents => Subject::Contents(folder()?),
        Kind::FolderNote => Subject::FolderNote(folder()?),
        Kind::Condition => Subject::Condition(folder()?),
        Kind::LoanSlip => Subject::LoanSlip(folder()?),
        Kind::Slot | Kind::Shelf | Kind::Box | Kind::RangeEnd => place(state, kind, code)?,
        Kind::Badge => Subject::Badge(person(state, code)?),
        Kind::CaseSlip => Subject::CaseSlip(find_case(state, sight, code)?),
        _ => return Ok(None),
    }))
}

fn place(state: &State, kind: Kind, code: &str) -> Result<Subject, Refusal> {
    let unknown = || Refusal::new(Code::PlaceUnknown).with("place", shown(code));
    Ok(match (kind, find_place(state, code).ok_or_else(unknown)?) {
        (Kind::Slot, Place::Slot(slot)) => Subject::Slot(slot),
        (Kind::Shelf, Place::Shelf(shelf)) => Subject::Shelf(shelf),
        (Kind::Box, Place::Box(no)) => Subject::Box(no),
        (Kind::RangeEnd, Place::Range(range)) => Subject::RangeEnd { range, is_right: is_right(state, range, code) },
        _ => return Err(unknown()),
    })
}

/// Whether a range's code says that it is of its right side: `A-01R`.
fn is_right(state: &State, range: RangeNo, code: &str) -> bool {
    let whole = state.places.range_code(range).unwrap_or_default();
    code.trim().to_uppercase().strip_prefix(&whole).is_some_and(|rest| rest.starts_with('R'))
}

/// Somebody by his badge, his number, or the name he signs in with.
fn person(state: &State, code: &str) -> Result<PersonNo, Refusal> {
    let people = &state.people;
    let numbered = || people.get(PersonNo(code.parse().ok()?));
    let found = people.by_badge(code).or_else(numbered).or_else(|| people.by_name(code));
    found.map(|person| person.no).ok_or_else(|| Refusal::new(Code::BorrowerUnknown).with("name", shown(code)))
}

fn shown(code: &str) -> String {
    code.chars().take(64).collect()
}

/// What whoever prints with templates of a kind needs besides: a badge is somebody's, and says who he is.
#[must_use]
pub fn needed(kind: Kind) -> Permission {
    if kind == Kind::Badge { Permission::PeopleEdit } else { Permission::LabelPrint }
}

/// Whether what is printed from it is the label that a folder is found by, and so is recorded.
#[must_use]
pub fn is_label(kind: Kind) -> bool {
    matches!(kind, Kind::Folder | Kind::Volume)
}

/// Those of the folders, by their own codes, that nobody looks at unrecorded.
#[must_use]
pub fn confidential(eyes: Eyes<'_>, kind: Kind, codes: &[String]) -> Vec<String> {
    let state = &eyes.now.state;
    let folder = |code: &String| -> Option<FolderNo> {
        match subject(eyes, kind, code).ok()?? {
            Subject::Folder(no)
            | Subject::Contents(no)
            | Subject::FolderNote(no)
            | Subject::Condition(no)
            | Subject::LoanSlip(no) => Some(no),
            // A clerk may see his case and not its folder; then nothing of the folder is told either.
            Subject::CaseSlip(case) => {
                state.cases.get(case).map(|row| row.folder).filter(|no| state.sees(eyes.sight, *no))
            }
            _ => None,
        }
    };
    let is_hidden = |no: &FolderNo| {
        let class = state.folders.get(*no).and_then(|row| state.organisation.class(row.class));
        class.is_none_or(|class| class.confidential)
    };
    codes.iter().filter_map(folder).filter(is_hidden).map(|no| state.codes.own(no).to_owned()).collect()
}
