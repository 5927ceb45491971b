//! Somebody leaves, or may not borrow any more: what he still has, and who takes it over.

use super::App;
use super::extract::{Asker, Path, Query, Submit};
use super::folders::{Results, one, results};
use super::json::Json;
use super::lending::BorrowerBody;
use super::loans::Lent;
use super::problem::Problem;
use super::shape::{FolderCard, LoanLine, Page, PersonRef};
use super::taking::Taking;
use crate::domain::command::{Command, SurgeryCommand};
use crate::domain::ids::PersonNo;
use crate::domain::person::Person;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use axum::extract::State as Of;
use axum::response::Response;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many folders one list holds: nobody carries more.
const LINES_MAX: usize = 2_000;

/// Who takes a loan over.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TakeOverBody {
    /// Who takes it over.
    to: BorrowerBody,
    /// Who has it, if it must be he.
    from: Option<BorrowerBody>,
}

/// Lets a loan pass to somebody who has the folder in hand; the day it is due stays.
#[utoipa::path(post, operation_id = "take_over_loan", path = "/folders/{code}/take-over", tag = "lending", params(("code" = String, Path)),
    request_body = TakeOverBody, responses((status = 200, body = FolderCard), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn take_over(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<TakeOverBody>,
) -> Result<Json<FolderCard>, Refusal> {
    submit.asker.require(Permission::Lend)?;
    let command = wish(&submit.asker, vec![code.clone()], &submit.body.to, submit.body.from.as_ref())?;
    one(&app, submit.asker, submit.meta, &code, command).await
}

/// Loans that somebody takes over.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TakeOvers {
    codes: Vec<String>,
    /// Who takes them over.
    to: BorrowerBody,
    /// Who has them, if it must be he.
    from: Option<BorrowerBody>,
}

/// Lets several loans pass to one person, each on its own.
#[utoipa::path(post, operation_id = "take_over_loans", path = "/take-overs", tag = "lending", request_body = TakeOvers,
    responses((status = 200, body = Results), (status = 404, body = Problem)))]
pub async fn take_over_many(Of(app): Of<App>, submit: Submit<TakeOvers>) -> Result<Json<Results>, Refusal> {
    submit.asker.require(Permission::Lend)?;
    let TakeOvers { codes, to, from } = submit.body;
    let command = wish(&submit.asker, codes.clone(), &to, from.as_ref())?;
    let done = app.archive.execute(submit.meta, command).await?;
    results(&app, &submit.asker, &done, codes).await
}

fn wish(
    asker: &Asker,
    folders: Vec<String>,
    to: &BorrowerBody,
    from: Option<&BorrowerBody>,
) -> Result<Command, Refusal> {
    let to = to.find(asker.state())?;
    let from = from.map(|from| from.find(asker.state())).transpose()?;
    Ok(Command::Surgery(SurgeryCommand::TakeOver { folders, from, to }))
}

/// What somebody still has.
#[derive(Debug, Serialize, ToSchema)]
pub struct Outstanding {
    /// Who.
    person: PersonRef,
    /// Whether his account works today.
    works: bool,
    /// The last day on which it does.
    expires_on: Option<NaiveDate>,
    /// Why lending to him is blocked.
    blocked_reason: Option<String>,
    /// How many folders and single papers he has.
    total: u32,
    /// How many of them are past their due date.
    overdue: u32,
    /// How many of them nobody knows where they are; he answers for them.
    missing: u32,
    /// Each, the one due first first.
    items: Vec<LoanLine>,
    /// The last frame this answer knows of.
    seq: u64,
}

/// Everything somebody has on loan or answers for, at most 2,000 lines.
#[utoipa::path(get, operation_id = "show_outstanding", path = "/people/{no}/outstanding", tag = "lending", params(("no" = u32, Path), super::shape::Knowing),
    responses((status = 200, body = Outstanding), (status = 404, body = Problem)))]
pub async fn outstanding(Of(app): Of<App>, Path(no): Path<u32>, asker: Asker) -> Result<Json<Outstanding>, Refusal> {
    let (person, held) = held_by(&asker, no)?;
    app.views.caught_up(asker.state().seq).await?;
    let show = app.show(asker.state(), &asker);
    let count = |chosen: &dyn Fn(&Lent) -> bool| held.iter().filter(|lent| chosen(lent)).count() as u32;
    let overdue = count(&|lent| lent.due(asker.state()).is_some_and(|due| due < asker.today));
    let missing = count(&|lent| lent.is_missing(asker.state()));
    let mut items = Vec::with_capacity(held.len().min(LINES_MAX));
    for lent in held.iter().take(LINES_MAX) {
        items.extend(lent.line(show)?);
    }
    let blocked = person.facts.blocked.then(|| person.details.blocked_reason.clone());
    Ok(Json(Outstanding {
        person: show.person(person.no),
        works: person.works_on(asker.today),
        expires_on: person.facts.expires_on,
        blocked_reason: blocked,
        total: held.len() as u32,
        overdue,
        missing,
        items,
        seq: asker.state().seq,
    }))
}

/// The same as a list, and as a table to be ticked off and signed.
#[utoipa::path(get, operation_id = "export_outstanding", path = "/people/{no}/outstanding/export", tag = "lending", params(("no" = u32, Path), Taking, super::shape::Knowing),
    responses((status = 200, body = Page<LoanLine>), (status = 404, body = Problem)))]
pub async fn export(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    let (_, held) = held_by(&asker, no)?;
    app.views.caught_up(asker.state().seq).await?;
    let show = app.show(asker.state(), &asker);
    let lines = held.into_iter().take(LINES_MAX).filter_map(|lent| lent.line(show).transpose());
    let items = taking.apart(|| lines.collect::<Result<Vec<_>, _>>())?;
    taking.answer("outstanding", &asker, Page::whole(items, asker.state().seq))
}

/// A person and what he has, the one due first first, as far as the asker sees it.
fn held_by(asker: &Asker, no: u32) -> Result<(&Person, Vec<Lent>), Refusal> {
    let no = PersonNo(no);
    if no != asker.no() {
        asker.identity.require_any(&[Permission::Lend, Permission::AuditRead])?;
    }
    let unknown = || Refusal::new(Code::NotFound).with("what", "person").with("name", no);
    let person = asker.state().people.get(no).ok_or_else(unknown)?;
    Ok((person, Lent::of(asker, no)))
}
