//! Lending and returning, one folder or several; loans and what waits at the desk.

use super::App;
use super::cases::PaperName;
use super::extract::{Asker, Path, Query, Submit, Wants};
use super::folders::{Results, results};
use super::json::Json;
use super::observe::{observe_many, observe_one};
use super::problem::Problem;
use super::shape::{FolderBrief, FolderCard, FolderHit, Page, Paging};
use super::taking::Taking;
use crate::archive::Meta;
use crate::domain::command::{CaseCommand, Command, Observed, PaperCommand, ShortPaper, SurgeryCommand};
use crate::domain::decide::find_folder;
use crate::domain::event::Event;
use crate::domain::folder::Desk;
use crate::domain::ids::{FolderNo, PersonNo};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use axum::extract::State as Of;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// A borrower: his number, his badge, or the name he signs in with.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum BorrowerBody {
    /// His number.
    Number(u32),
    /// His badge's code, or the name he signs in with.
    Text(String),
}

impl BorrowerBody {
    /// Whom it names.
    ///
    /// # Errors
    /// `BorrowerUnknown`.
    pub fn find(&self, state: &State) -> Result<PersonNo, Refusal> {
        let (found, name) = match self {
            Self::Number(no) => (state.people.get(PersonNo(*no)), no.to_string()),
            Self::Text(text) => {
                let badge = super::find::badge_of(state, text);
                let number = || text.parse().ok().and_then(|no| state.people.get(PersonNo(no)));
                let found = badge.or_else(|| state.people.by_name(&text.trim().to_lowercase())).or_else(number);
                (found, text.chars().take(64).collect())
            }
        };
        found.map(|person| person.no).ok_or_else(|| Refusal::new(Code::BorrowerUnknown).with("name", name))
    }
}

/// What of a file that has several volumes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VolumesBody {
    /// The volume that is named.
    #[default]
    One,
    /// All of them: together, or none.
    All,
}

/// To whom, until when, and why.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CheckOutBody {
    borrower: BorrowerBody,
    due: Option<NaiveDate>,
    #[serde(default)]
    purpose: String,
    /// Whether the other volumes of its file go along: together, or none.
    #[serde(default)]
    volumes: VolumesBody,
}

/// Lends a folder.
#[utoipa::path(post, operation_id = "check_out_folder", path = "/folders/{code}/checkout", tag = "lending", params(("code" = String, Path), Preference),
    request_body = CheckOutBody, responses((status = 200, content((FolderCard = "application/json"), (FolderBrief = "application/vnd.strongroom.brief+json"))), (status = 409, body = Problem)))]
pub async fn check_out(
    Of(app): Of<App>,
    Path(code): Path<String>,
    wants: Wants,
    submit: Submit<CheckOutBody>,
) -> Result<Response, Refusal> {
    submit.asker.require(Permission::Lend)?;
    let borrower = submit.body.borrower.find(submit.asker.state())?;
    let (due, purpose) = (submit.body.due, submit.body.purpose);
    let command = match submit.body.volumes {
        VolumesBody::One => Command::CheckOut { folders: vec![code.clone()], borrower, due, purpose },
        VolumesBody::All => Command::Surgery(SurgeryCommand::LendFile { folder: code.clone(), borrower, due, purpose }),
    };
    carried_out(&app, submit.asker, submit.meta, wants, (&code, command)).await
}

/// What a folder that comes back lacks.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReturnBody {
    /// Papers that its contents list names and that are not in it; whoever had the folder answers for them.
    #[serde(default)]
    short: Vec<ShortBody>,
    /// In the words of whoever looked.
    #[serde(default)]
    note: String,
}

/// A paper that a folder lacks.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ShortBody {
    /// The case; not needed where the folder holds one.
    case: Option<String>,
    /// The paper: its id on the case's list, or its number.
    paper: PaperName,
}

impl From<ShortBody> for ShortPaper {
    fn from(short: ShortBody) -> Self {
        Self { case: short.case, paper: short.paper.into_text() }
    }
}

/// Takes a folder back at the desk; the answer says where it belongs. A paper that is named as lacking and is none of the
/// folder's does not keep it from coming back: it stands among the discrepancies, in the words it was named by.
#[utoipa::path(post, operation_id = "return_folder", path = "/folders/{code}/return", tag = "lending", params(("code" = String, Path), Preference), request_body = ReturnBody,
    responses((status = 200, content((FolderCard = "application/json"), (FolderBrief = "application/vnd.strongroom.brief+json"))), (status = 409, body = Problem)))]
pub async fn give_back(
    Of(app): Of<App>,
    Path(code): Path<String>,
    wants: Wants,
    submit: Submit<ReturnBody>,
) -> Result<Response, Refusal> {
    let ReturnBody { short, note } = submit.body;
    let command = if short.is_empty() {
        Command::Return { folders: vec![code.clone()], desk: Desk::Reception }
    } else {
        let (folder, short) = (code.clone(), short.into_iter().map(Into::into).collect());
        let back = PaperCommand::ReturnShort { folder, desk: Desk::Reception, short, note };
        Command::Case(CaseCommand::Paper(back))
    };
    carried_out(&app, submit.asker, submit.meta, wants, (&code, command)).await
}

/// Until when.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RenewBody {
    due: Option<NaiveDate>,
}

/// Renews a loan.
#[utoipa::path(post, operation_id = "renew_loan", path = "/folders/{code}/renew", tag = "lending", params(("code" = String, Path), Preference),
    request_body = RenewBody, responses((status = 200, content((FolderCard = "application/json"), (FolderBrief = "application/vnd.strongroom.brief+json"))), (status = 409, body = Problem)))]
pub async fn renew(
    Of(app): Of<App>,
    Path(code): Path<String>,
    wants: Wants,
    submit: Submit<RenewBody>,
) -> Result<Response, Refusal> {
    let command = Command::Renew { folders: vec![code.clone()], due: submit.body.due };
    carried_out(&app, submit.asker, submit.meta, wants, (&code, command)).await
}

/// Where a folder was put.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PutAwayBody {
    /// The slot or box, by its code.
    slot: String,
    /// Whether a folder that belongs elsewhere is to have its home here from now on.
    #[serde(default)]
    confirm_move: bool,
    /// Whether it stands there already: a wrong slot is then recorded and not asked about.
    #[serde(default)]
    observed: bool,
}

/// Records that a folder was put into its slot. Into another one only as a confirmed move, or as an observation.
#[utoipa::path(post, operation_id = "put_folder_away", path = "/folders/{code}/put-away", tag = "lending", params(("code" = String, Path), Preference),
    request_body = PutAwayBody, responses((status = 200, content((FolderCard = "application/json"), (FolderBrief = "application/vnd.strongroom.brief+json"))), (status = 409, body = Problem)))]
pub async fn put_away(
    Of(app): Of<App>,
    Path(code): Path<String>,
    wants: Wants,
    submit: Submit<PutAwayBody>,
) -> Result<Response, Refusal> {
    let PutAwayBody { slot, confirm_move, observed } = submit.body;
    if observed {
        let seen = observe_one(&app, &submit.asker, submit.meta, code, Observed::PutAway { at: slot }).await;
        return seen.map(IntoResponse::into_response);
    }
    let command = Command::PutAway { place: slot, folders: vec![code.clone()], confirm_move };
    carried_out(&app, submit.asker, submit.meta, wants, (&code, command)).await
}

/// Records that an expected folder was handed over.
#[utoipa::path(post, operation_id = "receive_folder", path = "/folders/{code}/receive", tag = "lending", params(("code" = String, Path), Preference),
    responses((status = 200, content((FolderCard = "application/json"), (FolderBrief = "application/vnd.strongroom.brief+json"))), (status = 409, body = Problem)))]
pub async fn receive(
    Of(app): Of<App>,
    Path(code): Path<String>,
    wants: Wants,
    submit: Submit<super::Nothing>,
) -> Result<Response, Refusal> {
    let command = Command::Receive { folders: vec![code.clone()] };
    carried_out(&app, submit.asker, submit.meta, wants, (&code, command)).await
}

/// How much of the answer is wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code, reason = "only described here; `Wants` reads it")]
struct Preference {
    /// `return=minimal` (RFC 7240) asks for where the folder is and who has it instead of its whole card: for scanners.
    #[param(rename = "Prefer", inline)]
    prefer: Option<String>,
}

/// The short answer is told from a card by its type.
const BRIEF: &str = "application/vnd.strongroom.brief+json";

/// Carries out a command about one folder's whereabouts and shows where it is now.
///
/// Custody comes from State, which has just changed. The words on the card do not change by a loan, so they need not wait
/// for the views to take this frame in, only for the last one that changed them (docs/adr/0015).
async fn carried_out(
    app: &App,
    asker: Asker,
    meta: Meta,
    wants: Wants,
    (code, command): (&str, Command),
) -> Result<Response, Refusal> {
    let folder = find_folder(asker.state(), &asker.sight, code)?;
    let is_plain = matches!(command, Command::CheckOut { .. } | Command::Return { .. });
    let done = app.archive.execute(meta, command).await?;
    if let Some(Err(refusal)) = done.outcomes.first() {
        return Err(refusal.clone());
    }
    let lent_for = done.events.iter().find_map(|event| match event {
        Event::CheckedOut(lent, details) if lent.folder == folder && !done.repeated => {
            Some(details.as_ref().map(|details| details.purpose.clone()).unwrap_or_default())
        }
        _ => None,
    });
    let state = &done.now.state;
    let show = app.show(state, &asker);
    if wants.minimal {
        let brief = Json(show.brief(folder, lent_for.unwrap_or_default()));
        let headers =
            [(header::CONTENT_TYPE, BRIEF), (HeaderName::from_static("preference-applied"), "return=minimal")];
        return Ok((headers, brief).into_response());
    }
    let worded = state.custody.get(folder).map(|row| row.edited_seq).filter(|_| is_plain);
    app.views.caught_up(worded.unwrap_or(done.seq)).await?;
    let card = match lent_for {
        Some(purpose) => show.card_lent_for(folder, purpose),
        None => show.card(folder),
    };
    card.map(|card| Json(card).into_response())
}

/// Folders to lend.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CheckOuts {
    borrower: BorrowerBody,
    codes: Vec<String>,
    due: Option<NaiveDate>,
    #[serde(default)]
    purpose: String,
}

/// Lends several folders to one person, each on its own.
#[utoipa::path(post, operation_id = "check_out_folders", path = "/checkouts", tag = "lending", request_body = CheckOuts,
    responses((status = 200, body = Results), (status = 404, body = Problem)))]
pub async fn check_out_many(Of(app): Of<App>, submit: Submit<CheckOuts>) -> Result<Json<Results>, Refusal> {
    submit.asker.require(Permission::Lend)?;
    let CheckOuts { borrower, codes, due, purpose } = submit.body;
    let borrower = borrower.find(submit.asker.state())?;
    let command = Command::CheckOut { folders: codes.clone(), borrower, due, purpose };
    let done = app.archive.execute(submit.meta, command).await?;
    results(&app, &submit.asker, &done, codes).await
}

/// Folders to take back.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Codes {
    codes: Vec<String>,
}

/// Takes several folders back, each on its own.
#[utoipa::path(post, operation_id = "return_folders", path = "/returns", tag = "lending", request_body = Codes, responses((status = 200, body = Results)))]
pub async fn give_back_many(Of(app): Of<App>, submit: Submit<Codes>) -> Result<Json<Results>, Refusal> {
    let codes = submit.body.codes;
    let command = Command::Return { folders: codes.clone(), desk: Desk::Reception };
    let done = app.archive.execute(submit.meta, command).await?;
    results(&app, &submit.asker, &done, codes).await
}

/// Loans to renew.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Renewals {
    codes: Vec<String>,
    due: Option<NaiveDate>,
}

/// Renews several loans, each on its own.
#[utoipa::path(post, operation_id = "renew_loans", path = "/renewals", tag = "lending", request_body = Renewals, responses((status = 200, body = Results)))]
pub async fn renew_many(Of(app): Of<App>, submit: Submit<Renewals>) -> Result<Json<Results>, Refusal> {
    let Renewals { codes, due } = submit.body;
    let done = app.archive.execute(submit.meta, Command::Renew { folders: codes.clone(), due }).await?;
    results(&app, &submit.asker, &done, codes).await
}

/// Folders put into one slot or box.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PutAways {
    slot: String,
    codes: Vec<String>,
    #[serde(default)]
    confirm_move: bool,
    /// Whether they stand there already: a wrong slot is then recorded and not asked about.
    #[serde(default)]
    observed: bool,
}

/// Records that several folders were put into one slot or box, each on its own.
#[utoipa::path(post, operation_id = "put_folders_away", path = "/put-aways", tag = "lending", request_body = PutAways,
    responses((status = 200, body = Results), (status = 404, body = Problem)))]
pub async fn put_away_many(Of(app): Of<App>, submit: Submit<PutAways>) -> Result<Json<Results>, Refusal> {
    let PutAways { slot, codes, confirm_move, observed } = submit.body;
    if observed {
        return observe_many(&app, &submit.asker, submit.meta, codes, Observed::PutAway { at: slot }).await;
    }
    let command = Command::PutAway { place: slot, folders: codes.clone(), confirm_move };
    let done = app.archive.execute(submit.meta, command).await?;
    results(&app, &submit.asker, &done, codes).await
}

/// The folders that wait to be put away, in walking order of their slots; those without one last.
#[utoipa::path(get, operation_id = "list_at_desk", path = "/at-desk", tag = "lending", params(Paging, Taking), responses((status = 200, body = Page<FolderHit>)))]
pub async fn at_desk(
    Of(app): Of<App>,
    Query(paging): Query<Paging>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.identity.require_any(&[Permission::PutAway, Permission::AuditRead])?;
    app.views.caught_up(asker.state().seq).await?;
    let state = asker.state();
    let folders = waiting_at_desk(&asker);
    let total = Some(folders.len() as u64);
    let (page, next_cursor) = taking.cut(&paging, folders.into_iter())?;
    let items = taking.apart(|| app.show(state, &asker).hits(page))?;
    taking.answer("at-desk", &asker, Page::of(items, next_cursor, total, state.seq))
}

/// The folders that wait to be put away and that the asker may see, in walking order of their slots; those without one last.
pub(super) fn waiting_at_desk(asker: &Asker) -> Vec<FolderNo> {
    let state = asker.state();
    let mut folders: Vec<FolderNo> =
        state.custody.at_desk().filter(|&folder| state.sees(&asker.sight, folder)).collect();
    folders.sort_by_cached_key(|&folder| {
        state.places.home_slot(folder).map_or(u64::MAX, |slot| state.places.walking_key(slot))
    });
    folders
}
