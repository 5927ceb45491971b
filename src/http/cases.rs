//! Cases: announced, looked at, mended; their papers, and what happened to them.

pub mod acts;
mod body;
mod shape;
mod show;
pub mod single;
pub mod slip;

pub use body::{CasePatchBody, NewCaseBody, NewCases, PaperName, PaperNoteBody, PaperNotes, PapersBody};
pub use shape::{
    AbsentShown, CaseCard, CaseLine, CaseResult, CaseResults, Completeness, DueShown, GapShown, Named, Somebody,
};

use super::App;
use super::extract::{Asker, Path, Query, Submit};
use super::history::{HistoryItem, of_frames};
use super::json::Json;
use super::problem::Problem;
use super::search::folders_matching;
use super::shape::{Page, Paging};
use super::taking::Taking;
use crate::archive::{Done, Meta};
use crate::domain::case::{CaseDetails, CasePhase};
use crate::domain::command::{CaseCommand, CasePatch, Command, NewCase};
use crate::domain::decide::{Item, Outcome, find_case, find_folder};
use crate::domain::event::Event;
use crate::domain::ids::{CaseNo, PersonNo, SubjectNo};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{CaseRow, State};
use axum::extract::State as Of;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};

/// Who may read lists of cases.
pub(super) const READERS: [Permission; 3] = [Permission::CaseAnnounce, Permission::CaseReceive, Permission::AuditRead];
/// How many cases one request may announce.
const CASES_MAX: usize = 500;
/// How many of them go into one frame.
const CASES_PER_FRAME: usize = 100;
/// How many folders a search for cases looks into.
const FOLDERS_MATCHING: usize = 500;

/// Which cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Their papers have not come, the one due first first.
    Announced,
    /// Their papers have not come, and the day has passed.
    Late,
    /// Their papers wait at a desk for their folder.
    Waiting,
    /// Their papers are in their folder.
    Filed,
    /// Their papers came, and something is wanting.
    Incomplete,
    /// Their papers came, and nobody went over the entry though the type asks for it.
    Unreviewed,
    /// Something is not known of them that should be, or is odd.
    Flagged,
    /// Their department asked for more time, and nobody has granted or refused it.
    Asked,
    /// They were called off.
    Cancelled,
    /// Whatever became of them, the newest first.
    #[default]
    All,
}

/// Which cases.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CaseFilter {
    /// Where they stand; by default all.
    #[serde(default)]
    #[param(inline)]
    state: CaseState,
    /// A department's code.
    department: Option<String>,
    /// A business type's code.
    r#type: Option<String>,
    /// The first business date.
    from: Option<NaiveDate>,
    /// The last business date.
    to: Option<NaiveDate>,
    /// The number of the person who answers for them.
    responsible: Option<u32>,
    /// A code, a reference or a part of one, or anything known of the folder.
    q: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Cases. A department's clerk sees those of his department.
#[utoipa::path(get, operation_id = "list_cases", path = "/cases", tag = "cases", params(CaseFilter, Taking, super::shape::Knowing),
    responses((status = 200, body = Page<CaseLine>), (status = 403, body = Problem)))]
pub async fn list(
    Of(app): Of<App>,
    Query(filter): Query<CaseFilter>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.identity.require_any(&READERS)?;
    super::figures::check_span(filter.from, filter.to)?;
    app.views.caught_up(asker.state().seq).await?;
    // A large archive has many rows to go over, which must not hold up other answers.
    tokio::task::spawn_blocking(move || {
        let paging = Paging { limit: filter.limit, cursor: filter.cursor.clone(), min_seq: None };
        let found = matching(&app, &asker, &filter)?;
        super::figures::case_page(&app, &asker, (&paging, &taking), "cases", found)
    })
    .await
    .map_err(|_| Code::Internal)?
}

/// The cases that a filter lets through, in the order of their list.
fn matching(app: &App, asker: &Asker, filter: &CaseFilter) -> Result<Vec<CaseNo>, Refusal> {
    let state = asker.state();
    let organisation = &state.organisation;
    let department = filter.department.as_deref().map(|code| organisation.department_by_code(code));
    let kind = filter.r#type.as_deref().map(|code| organisation.type_by_code(code));
    let searched = match filter.q.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => Some((searched(app, asker, text)?, crate::domain::code::normalise_code(text))),
        None => None,
    };
    let fits = |case: &CaseNo| {
        let Some(row) = state.cases.get(*case) else { return false };
        let dated = |limit: Option<NaiveDate>, fits: fn(NaiveDate, NaiveDate) -> bool| {
            limit.is_none_or(|limit| row.business_date.is_some_and(|date| fits(date, limit)))
        };
        department.is_none_or(|asked| asked.is_some() && asked == row.department)
            && kind.is_none_or(|asked| asked == Some(row.business_type))
            && filter.responsible.is_none_or(|asked| row.responsible == Some(PersonNo(asked)))
            && dated(filter.from, |date, limit| date >= limit)
            && dated(filter.to, |date, limit| date <= limit)
            && filter.state.holds(state, row, asker.today)
            && searched.as_ref().is_none_or(|(found, text)| {
                let (code, reference) = (state.cases.code(*case), state.cases.reference(*case));
                found.contains(case) || code.contains(text.as_str()) || reference.contains(text.as_str())
            })
            && state.sees_case(&asker.sight, *case)
    };
    Ok(match filter.state {
        CaseState::Announced | CaseState::Late => state.cases.announced().filter(fits).collect(),
        CaseState::Waiting => state.cases.waiting().filter(fits).collect(),
        CaseState::Incomplete => state.cases.incomplete().filter(fits).collect(),
        _ => state.cases.newest().filter(fits).collect(),
    })
}

/// The cases whose folders a text finds.
fn searched(app: &App, asker: &Asker, text: &str) -> Result<BTreeSet<CaseNo>, Refusal> {
    let folders = folders_matching(app, asker, text, FOLDERS_MATCHING)?;
    Ok(folders.into_iter().flat_map(|folder| asker.state().cases.of_folder(folder)).copied().collect())
}

impl CaseState {
    pub(super) fn holds(self, state: &State, row: &CaseRow, today: NaiveDate) -> bool {
        match self {
            Self::All => true,
            Self::Announced => row.phase == CasePhase::Announced,
            Self::Late => row.phase == CasePhase::Announced && row.due.is_some_and(|due| due.date < today),
            Self::Waiting => row.phase == CasePhase::Waiting,
            Self::Filed => row.phase == CasePhase::Filed,
            Self::Cancelled => row.phase == CasePhase::Cancelled,
            Self::Incomplete => row.is_incomplete(),
            Self::Unreviewed => {
                let kind = state.organisation.business_type_version(row.business_type, row.type_version);
                row.phase.has_come() && !row.is_reviewed && kind.is_some_and(|kind| kind.needs_review)
            }
            Self::Asked => row.phase != CasePhase::Cancelled && row.asked_until.is_some(),
            Self::Flagged => {
                let unknown = row.business_date.is_none() || row.department.is_none();
                let unknown = unknown || state.subject_of_case(row).is_none();
                row.phase != CasePhase::Cancelled && (unknown || row.has_odd_dates(today))
            }
        }
    }
}

/// Announces cases, each on its own; of each it says what became of it, or in a dry run what would.
#[utoipa::path(post, operation_id = "announce_cases", path = "/cases", tag = "cases", request_body = NewCases,
    responses((status = 200, body = CaseResults), (status = 413, body = Problem)))]
pub async fn announce(Of(app): Of<App>, submit: Submit<NewCases>) -> Result<Json<CaseResults>, Refusal> {
    submit.asker.require(Permission::CaseAnnounce)?;
    let NewCases { cases, dry_run } = submit.body;
    if cases.len() > CASES_MAX {
        return Err(Refusal::new(Code::LimitExceeded).with("limit", CASES_MAX).with("what", "cases"));
    }
    let cases: Vec<NewCase> = cases.into_iter().map(Into::into).collect();
    // More than a frame holds goes into several.
    let parts = cases.chunks(CASES_PER_FRAME).map(|part| Command::Case(CaseCommand::Announce(part.to_vec())));
    if dry_run {
        let (outcomes, now) = app.archive.would(submit.meta.actor, &parts.collect::<Vec<_>>())?;
        let tried = |outcome: Outcome| refused(outcome.err(), &submit.asker);
        return Ok(Json(CaseResults { results: outcomes.into_iter().map(tried).collect(), seq: now.state.seq }));
    }
    let mut outcomes: Vec<Outcome> = Vec::with_capacity(cases.len());
    let mut last = None;
    for (part, command) in parts.enumerate() {
        // Each has an id of its own made from the sender's.
        let id = submit.meta.command_id.as_ref().filter(|_| part > 0).map(|id| format!("{id}/{part}"));
        let meta = Meta { command_id: id.or(submit.meta.command_id.clone()), ..submit.meta.clone() };
        let done = app.archive.execute(meta, command).await?;
        outcomes.extend(done.outcomes.iter().cloned());
        last = Some(done);
    }
    let Some(done) = last else { return Ok(Json(CaseResults { results: Vec::new(), seq: submit.asker.state().seq })) };
    app.views.caught_up(done.seq).await?;
    let show = app.show(&done.now.state, &submit.asker);
    let shown = |outcome: Outcome| match outcome {
        Ok(about) => {
            let case = show.case_line(&submit.asker.sight, about.case().ok_or(Code::Internal)?)?;
            Ok(CaseResult { case: Some(case), refusal: None })
        }
        Err(refusal) => Ok(refused(Some(refusal), &submit.asker)),
    };
    let results = outcomes.into_iter().map(shown).collect::<Result<_, Refusal>>()?;
    Ok(Json(CaseResults { results, seq: done.seq }))
}

fn refused(refusal: Option<Refusal>, asker: &Asker) -> CaseResult {
    CaseResult { case: None, refusal: refusal.map(|refusal| Problem::of(&refusal, asker.language)) }
}

/// Shows a case, by its code, its department's number for it, or the code of a folder that holds one case. Opening one
/// of a confidential folder is recorded first.
#[utoipa::path(get, operation_id = "show_case", path = "/cases/{case}", tag = "cases", params(("case" = String, Path), super::shape::Knowing),
    responses((status = 200, body = CaseCard), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn show(Of(app): Of<App>, Path(case): Path<String>, asker: Asker) -> Result<Json<CaseCard>, Refusal> {
    asker.require(Permission::FolderSee)?;
    let state = asker.state();
    let case = find_case(state, &asker.sight, &case)?;
    let folder = state.cases.get(case).map(|row| row.folder).filter(|folder| state.sees(&asker.sight, *folder));
    if let Some(folder) = folder {
        super::folders::look(&app, &asker, folder).await?;
    }
    app.views.caught_up(state.seq).await?;
    app.show(state, &asker).case_card(&asker.sight, case).map(Json)
}

/// Changes what is known of a case. Its papers and its folder are changed by acts of their own.
#[utoipa::path(patch, operation_id = "edit_case", path = "/cases/{case}", tag = "cases", params(("case" = String, Path)), request_body = CasePatchBody,
    responses((status = 200, body = CaseCard), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn edit(
    Of(app): Of<App>,
    Path(case): Path<String>,
    submit: Submit<CasePatchBody>,
) -> Result<Json<CaseCard>, Refusal> {
    let (asker, body) = (submit.asker, submit.body);
    asker.require(Permission::CaseAnnounce)?;
    let no = find_case(asker.state(), &asker.sight, &case)?;
    let details = patched_details(&app, &asker, no, body.responsible_name, body.note).await?;
    // Words are written as a whole, so they are written over those that were read and no others.
    let read = asker.state().cases.get(no).map(|row| row.edited_seq).filter(|_| details.is_some());
    let patch = CasePatch {
        case: asker.state().cases.code(no).to_owned(),
        if_version: body.if_version.or(read),
        reference: body.reference,
        business_type: body.business_type,
        folder: body.folder,
        subject: body.subject.map(|subject| subject.map(SubjectNo)),
        department: body.department,
        responsible: body.responsible.map(|person| person.map(PersonNo)),
        business_date: body.business_date,
        deadline_from: body.deadline_from,
        details,
        reason: body.reason,
    };
    carry_out(&app, &asker, submit.meta, CaseCommand::Edit(Box::new(patch))).await
}

/// What was said of a case with what was sent put over it; nothing if that changes nothing.
async fn patched_details(
    app: &App,
    asker: &Asker,
    case: CaseNo,
    responsible: Option<String>,
    note: Option<String>,
) -> Result<Option<CaseDetails>, Refusal> {
    if responsible.is_none() && note.is_none() {
        return Ok(None);
    }
    app.views.surely_caught_up(asker.state().seq).await?;
    let before = app.views.case(case)?.ok_or(Code::NotCaughtUp)?.details;
    let trimmed = |text: String| text.trim().to_owned();
    let after = CaseDetails {
        responsible: responsible.map_or_else(|| before.responsible.clone(), trimmed),
        note: note.map_or_else(|| before.note.clone(), trimmed),
    };
    Ok((after != before).then_some(after))
}

/// Notes what came later, or was found wrong later. What it closes and opens is on the case's card.
#[utoipa::path(post, operation_id = "note_papers", path = "/cases/{case}/papers", tag = "cases", params(("case" = String, Path)), request_body = PaperNotes,
    responses((status = 200, body = CaseCard), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn papers(
    Of(app): Of<App>,
    Path(case): Path<String>,
    submit: Submit<PaperNotes>,
) -> Result<Json<CaseCard>, Refusal> {
    let papers = submit.body.papers.into_iter().map(Into::into).collect();
    carry_out(&app, &submit.asker, submit.meta, CaseCommand::NotePapers { case, papers }).await
}

/// Everything that ever happened to a case, the newest first, straight from the ledger.
#[utoipa::path(get, operation_id = "case_history", path = "/cases/{case}/history", tag = "cases", params(("case" = String, Path), Paging, Taking),
    responses((status = 200, body = Page<HistoryItem>), (status = 404, body = Problem)))]
pub async fn history(
    Of(app): Of<App>,
    Path(case): Path<String>,
    Query(paging): Query<Paging>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.require(Permission::FolderSee)?;
    let case = find_case(asker.state(), &asker.sight, &case)?;
    app.views.caught_up(asker.state().seq).await?;
    let before = taking.from(paging.cursor.as_deref()).and_then(|cursor| cursor.parse().ok()).unwrap_or(u64::MAX);
    let limit = taking.limit(paging.limit());
    let seqs = taking.apart(|| app.views.case_history(case, before, limit))?;
    let next = if seqs.len() == limit { seqs.last().map(u64::to_string) } else { None };
    let folder = asker.state().cases.get(case).map(|row| row.folder);
    let about = |event: &Event| folder.filter(|_| event.cases().contains(&case));
    let items = of_frames(&app, &asker, &seqs, about)?;
    taking.answer("history", &asker, Page::of(items, next, None, asker.state().seq))
}

/// The cases that a folder holds, whole. Of those of other departments a clerk hears nothing.
#[utoipa::path(get, operation_id = "cases_of_folder", path = "/folders/{code}/cases", tag = "cases", params(("code" = String, Path), Taking, super::shape::Knowing),
    responses((status = 200, body = Page<CaseCard>), (status = 404, body = Problem)))]
pub async fn of_folder(
    Of(app): Of<App>,
    Path(code): Path<String>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.require(Permission::FolderSee)?;
    let state = asker.state();
    let folder = find_folder(state, &asker.sight, &code)?;
    super::folders::look(&app, &asker, folder).await?;
    app.views.caught_up(state.seq).await?;
    let show = app.show(state, &asker);
    let seen = state.cases.of_folder(folder).iter().filter(|case| state.sees_case(&asker.sight, **case));
    let items = seen.map(|case| show.case_card(&asker.sight, *case)).collect::<Result<_, _>>()?;
    taking.answer::<CaseCard>("cases", &asker, Page::whole(items, state.seq))
}

/// Carries out a command about one case and shows it as it is then.
pub(super) async fn carry_out(
    app: &App,
    asker: &Asker,
    meta: Meta,
    command: CaseCommand,
) -> Result<Json<CaseCard>, Refusal> {
    let done = app.archive.execute(meta, Command::Case(command)).await?;
    app.views.caught_up(done.seq).await?;
    app.show(&done.now.state, asker).case_card(&asker.sight, only(&done)?).map(Json)
}

/// The one case of a command that is about one.
pub(super) fn only(done: &Done) -> Result<CaseNo, Refusal> {
    match done.outcomes.first() {
        Some(Ok(Item::Case(case))) => Ok(*case),
        Some(Err(refusal)) => Err(refusal.clone()),
        _ => Err(Code::Internal.into()),
    }
}
