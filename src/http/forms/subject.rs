//! What a form is about, found as far as whoever asks may see.

use super::Wanted;
use super::register::{entered, given};
use crate::archive::labels::{Subject, Tongue};
use crate::domain::decide::{find_case, find_folder, find_place};
use crate::domain::ids::{CaseNo, FolderNo, PersonNo, RangeNo, TransferNo};
use crate::domain::paper::PaperNo;
use crate::domain::place::Place;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::http::App;
use crate::http::cases::READERS;
use crate::http::extract::Asker;
use crate::http::lending::BorrowerBody;
use crate::http::lists::ListKind;
use crate::http::{folders, lists, search, transfers};
use crate::label::Kind;
use serde::Deserialize;
use utoipa::ToSchema;

/// A list of the archive's whose folders a form takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormList {
    /// They wait at a desk.
    AtDesk,
    /// Nobody knows where they are.
    Missing,
    /// They stand where they do not belong.
    Misplaced,
    /// They are damaged.
    Damaged,
    /// They have no label, and none was printed for them.
    NotLabelled,
    /// Their label was printed and is not on them yet.
    ToApply,
    /// They need a new label.
    ToReprint,
    /// They should stand elsewhere.
    ToMove,
}

/// Records a look at what is confidential, before anything of it is told: no ledger, no look.
pub(super) async fn looked(app: &App, asker: Asker, wanted: &Wanted) -> Result<Asker, Refusal> {
    let state = asker.state();
    let folder = match wanted.kind {
        Kind::Folder
        | Kind::FolderSpine
        | Kind::Volume
        | Kind::Condition
        | Kind::LoanSlip
        | Kind::Contents
        | Kind::FolderCover
        | Kind::FolderNote => Some(folder(&asker, wanted)?),
        Kind::CaseSlip | Kind::PaperSlip | Kind::Certificate => Some(of_case(state, case(&asker, wanted)?)),
        Kind::MissingPapers if wanted.how.department.is_none() => Some(of_case(state, case(&asker, wanted)?)),
        Kind::Separator if business_type(state, wanted).is_none() => Some(of_case(state, case(&asker, wanted)?)),
        _ => None,
    };
    // A clerk may see his case and not its folder; then nothing of the folder is told either.
    if let Some(folder) = folder.filter(|folder| state.sees(&asker.sight, *folder)) {
        folders::look(app, &asker, folder).await?;
    }
    Ok(asker)
}

fn of_case(state: &State, case: CaseNo) -> FolderNo {
    state.cases.get(case).map_or(FolderNo(u32::MAX), |row| row.folder)
}

/// What the form is about.
pub(super) fn of(app: &App, asker: &Asker, wanted: &Wanted, tongue: Tongue) -> Result<Subject, Refusal> {
    Ok(match wanted.kind {
        Kind::Folder | Kind::FolderSpine | Kind::Volume | Kind::FolderCover => Subject::Folder(folder(asker, wanted)?),
        Kind::Contents => Subject::Contents(folder(asker, wanted)?),
        Kind::FolderNote => Subject::FolderNote(folder(asker, wanted)?),
        Kind::Condition => Subject::Condition(folder(asker, wanted)?),
        Kind::LoanSlip => Subject::LoanSlip(folder(asker, wanted)?),
        Kind::Box | Kind::Shelf | Kind::Slot | Kind::RangeEnd => place(asker, wanted)?,
        Kind::Badge => Subject::Badge(person(asker, wanted)?),
        Kind::Separator => separator(asker, wanted)?,
        Kind::CaseSlip => Subject::CaseSlip(case(asker, wanted)?),
        Kind::PaperSlip => Subject::PaperSlip(case(asker, wanted)?, paper(wanted)?),
        Kind::Certificate => {
            let case = case(asker, wanted)?;
            Subject::Certificate { case, given: given(app, asker, case)? }
        }
        Kind::MissingPapers => missing_papers(asker, wanted)?,
        Kind::OverdueNotice => Subject::OverdueNotice(borrower(asker, wanted)?),
        Kind::LoanReceipt => {
            Subject::LoanReceipt { borrower: borrower(asker, wanted)?, folders: chosen(asker, &wanted.codes)? }
        }
        Kind::FolderList => {
            let (of, folders) = listed(app, asker, wanted, tongue)?;
            Subject::FolderList { of, folders }
        }
        Kind::PickList => {
            let (of, folders) = listed(app, asker, wanted, tongue)?;
            Subject::PickList { of, folders }
        }
        Kind::TransferList => Subject::TransferList(transfer(asker, wanted)?),
        Kind::TransferRegister => {
            let transfer = transfer(asker, wanted)?;
            Subject::TransferRegister { transfer, entries: entered(app, asker, transfer, tongue)? }
        }
    })
}

fn text(wanted: &Wanted) -> Result<&str, Refusal> {
    let missing = || Refusal::new(Code::BadValue).with("field", "of").with("detail", wanted.kind.id());
    wanted.how.of.as_deref().or(wanted.codes.first().map(String::as_str)).ok_or_else(missing)
}

fn folder(asker: &Asker, wanted: &Wanted) -> Result<FolderNo, Refusal> {
    find_folder(asker.state(), &asker.sight, text(wanted)?)
}

fn case(asker: &Asker, wanted: &Wanted) -> Result<CaseNo, Refusal> {
    find_case(asker.state(), &asker.sight, text(wanted)?)
}

fn paper(wanted: &Wanted) -> Result<PaperNo, Refusal> {
    let missing = || Refusal::new(Code::BadValue).with("field", "paper").with("detail", wanted.kind.id());
    wanted.how.paper.map(PaperNo).ok_or_else(missing)
}

fn person(asker: &Asker, wanted: &Wanted) -> Result<PersonNo, Refusal> {
    BorrowerBody::Text(text(wanted)?.to_owned()).find(asker.state())
}

/// Somebody whose loans whoever asks may see: anybody's, or his own.
fn borrower(asker: &Asker, wanted: &Wanted) -> Result<PersonNo, Refusal> {
    if asker.identity.require_any(&[Permission::Lend, Permission::AuditRead]).is_ok() {
        return person(asker, wanted);
    }
    // Whoever sees only his own loans is not told who else there is.
    match person(asker, wanted) {
        Ok(no) if no == asker.no() => Ok(no),
        _ => Err(Code::NotAllowed.into()),
    }
}

fn business_type(state: &State, wanted: &Wanted) -> Option<crate::domain::ids::TypeNo> {
    state.organisation.type_by_code(wanted.how.of.as_deref()?)
}

fn separator(asker: &Asker, wanted: &Wanted) -> Result<Subject, Refusal> {
    match business_type(asker.state(), wanted) {
        Some(kind) => Ok(Subject::SeparatorOfType(kind, paper(wanted)?)),
        None => Ok(Subject::Separator(case(asker, wanted)?, paper(wanted)?)),
    }
}

fn missing_papers(asker: &Asker, wanted: &Wanted) -> Result<Subject, Refusal> {
    let Some(code) = wanted.how.department.as_deref() else {
        return Ok(Subject::MissingPapers(case(asker, wanted)?));
    };
    asker.identity.require_any(&READERS)?;
    let unknown =
        || Refusal::new(Code::DepartmentUnknown).with("department", code.chars().take(64).collect::<String>());
    let department = asker.state().organisation.department_by_code(code).ok_or_else(unknown)?;
    Ok(Subject::MissingPapersOf(department))
}

fn transfer(asker: &Asker, wanted: &Wanted) -> Result<TransferNo, Refusal> {
    let text = text(wanted)?;
    let unknown = || Refusal::new(Code::TransferUnknown).with("transfer", text.chars().take(64).collect::<String>());
    let no = text.parse().map_err(|_| unknown())?;
    transfers::visible(asker, no).map(|(no, _)| no)
}

fn place(asker: &Asker, wanted: &Wanted) -> Result<Subject, Refusal> {
    let (state, text) = (asker.state(), text(wanted)?);
    let unknown = || Refusal::new(Code::PlaceUnknown).with("place", text.chars().take(64).collect::<String>());
    match (wanted.kind, find_place(state, text).ok_or_else(unknown)?) {
        (Kind::Slot, Place::Slot(slot)) => Ok(Subject::Slot(slot)),
        (Kind::Shelf, Place::Shelf(shelf)) => Ok(Subject::Shelf(shelf)),
        (Kind::Box, Place::Box(no)) => Ok(Subject::Box(no)),
        (Kind::RangeEnd, Place::Range(range)) => {
            Ok(Subject::RangeEnd { range, is_right: is_right(state, range, text) })
        }
        _ => Err(unknown()),
    }
}

/// Whether a range's code says that it is of its right side: `A-01R`.
fn is_right(state: &State, range: RangeNo, text: &str) -> bool {
    let code = text.rsplit('/').next().unwrap_or_default().trim().to_uppercase();
    let whole = state.places.range_code(range).unwrap_or_default();
    code.strip_prefix(&whole).is_some_and(|rest| rest.starts_with('R'))
}

/// The folders of a list, and what it is a list of.
fn listed(app: &App, asker: &Asker, wanted: &Wanted, tongue: Tongue) -> Result<(String, Vec<FolderNo>), Refusal> {
    if !wanted.codes.is_empty() {
        return Ok((String::new(), chosen(asker, &wanted.codes)?));
    }
    if let Some(list) = wanted.how.list {
        return of_list(asker, list, tongue);
    }
    if let Some(text) = wanted.how.of.as_deref() {
        return standing(asker, text);
    }
    search::listed(app, asker, &wanted.search)
}

/// Folders named one by one; each has to be there.
fn chosen(asker: &Asker, codes: &[String]) -> Result<Vec<FolderNo>, Refusal> {
    let most = crate::archive::labels::ROWS_MAX;
    if codes.len() > most {
        return Err(Refusal::new(Code::LimitExceeded).with("limit", most).with("what", "rows"));
    }
    codes.iter().map(|code| find_folder(asker.state(), &asker.sight, code)).collect()
}

fn of_list(asker: &Asker, list: FormList, tongue: Tongue) -> Result<(String, Vec<FolderNo>), Refusal> {
    let state = asker.state();
    let kind = match list {
        FormList::AtDesk => {
            asker.identity.require_any(&[Permission::PutAway, Permission::AuditRead])?;
            return Ok((tongue.say("台上待上架", "waiting at the desk"), state.custody.at_desk().collect()));
        }
        FormList::Missing => ListKind::Missing,
        FormList::Misplaced => ListKind::Misplaced,
        FormList::Damaged => ListKind::Damaged,
        FormList::NotLabelled => ListKind::NotLabelled,
        FormList::ToApply => ListKind::ToApply,
        FormList::ToReprint => ListKind::ToReprint,
        FormList::ToMove => ListKind::ToMove,
    };
    let of = match kind {
        ListKind::Missing => tongue.say("下落不明", "missing"),
        ListKind::Misplaced => tongue.say("放错位置", "misplaced"),
        ListKind::Damaged => tongue.say("破损", "damaged"),
        ListKind::ToReprint => tongue.say("待重打标签", "to be relabelled"),
        ListKind::NotLabelled => tongue.say("未贴标签", "without a label"),
        ListKind::ToApply => tongue.say("标签待粘贴", "label not on yet"),
        ListKind::ToMove => tongue.say("应移位", "to be moved"),
    };
    Ok((of, lists::folders(kind, asker)?))
}

/// What stands in a place, in the order in which it stands there.
fn standing(asker: &Asker, text: &str) -> Result<(String, Vec<FolderNo>), Refusal> {
    let places = &asker.state().places;
    let unknown = || Refusal::new(Code::PlaceUnknown).with("place", text.chars().take(64).collect::<String>());
    let found = find_place(asker.state(), text).ok_or_else(unknown)?;
    let folders = match found {
        Place::Slot(slot) => places.slot_contents(slot),
        Place::Box(no) => places.box_contents(no),
        Place::Shelf(shelf) => places.shelf_contents(shelf),
        Place::Range(range) => places.shelves(range).flat_map(|shelf| places.shelf_contents(shelf)).collect(),
        Place::Room(_) => return Err(unknown()),
    };
    Ok((places.code(found), folders))
}
