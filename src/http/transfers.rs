//! Transfers 移交: a department hands cases over at a desk, both sides confirm, and the register is kept for ever.

mod register;
mod shape;

pub use shape::{
    EntryOutcome, LaterPapers, OpenTransfer, ReceiveToday, ReceivedCase, SomeCases, SomeTransfers, TodayLine,
    TodayList, TransferCard, TransferEntry, TransferLine,
};

use super::App;
use super::cases::{self, CaseCard, NewCaseBody, PapersBody, READERS};
use super::connections::Peer;
use super::extract::{Asker, Path, Query, Submit, account};
use super::json::Json;
use super::lending::BorrowerBody;
use super::problem::Problem;
use super::shape::{Page, Paging};
use super::show::Show;
use super::taking::Taking;
use crate::archive::Meta;
use crate::archive::codec::time_of;
use crate::auth::Moment;
use crate::domain::command::{CaseCommand, Command};
use crate::domain::event::{Confirmation, Event};
use crate::domain::folder::{Actor, Desk};
use crate::domain::ids::{CaseNo, PersonNo, TransferNo};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::state::Transfer;
use crate::vault::Secret;
use axum::extract::{ConnectInfo, State as Of};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use std::net::IpAddr;
use utoipa::{IntoParams, ToSchema};

/// How many cases one list of the receiving desk names.
const NAMED_MAX: usize = 200;

/// Which transfers.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TransferFilter {
    /// Only those that are open, or only those that are closed.
    open: Option<bool>,
    /// A department's code.
    department: Option<String>,
    /// The first day on which they began.
    from: Option<NaiveDate>,
    /// The last.
    to: Option<NaiveDate>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Transfers, the newest first. A department's clerk sees those of his department.
#[utoipa::path(get, operation_id = "list_transfers", path = "/transfers", tag = "transfers", params(TransferFilter, Taking, super::shape::Knowing),
    responses((status = 200, body = Page<TransferLine>), (status = 403, body = Problem)))]
pub async fn list(
    Of(app): Of<App>,
    Query(filter): Query<TransferFilter>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.identity.require_any(&READERS)?;
    let state = asker.state();
    let show = app.show(state, &asker);
    let department = filter.department.as_deref().map(|code| state.organisation.department_by_code(code));
    let fits = |no: &TransferNo| {
        let Some(row) = state.transfers.get(*no) else { return false };
        let day = show.day(row.opened_us);
        filter.open.is_none_or(|open| open == row.closed.is_none())
            && department.is_none_or(|asked| asked == Some(row.department))
            && filter.from.is_none_or(|from| day >= from)
            && filter.to.is_none_or(|to| day <= to)
            && state.sees_transfer(&asker.sight, *no)
    };
    let found: Vec<TransferNo> = state.transfers.newest().filter(fits).collect();
    let total = Some(found.len() as u64);
    let paging = Paging { limit: filter.limit, cursor: filter.cursor, min_seq: None };
    let (page, next_cursor) = taking.cut(&paging, found.into_iter())?;
    let items: Vec<TransferLine> = page.into_iter().filter_map(|no| line(show, no)).collect();
    taking.answer("transfers", &asker, Page::of(items, next_cursor, total, state.seq))
}

/// A department that begins to hand over.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OpenBody {
    /// The department's code.
    department: String,
    /// `reception`, `scanning`, `repair` or `reading`; `reception` unless said.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    desk: Option<Desk>,
}

/// Begins a transfer, or joins the one that is open for the department at the desk.
#[utoipa::path(post, operation_id = "open_transfer", path = "/transfers", tag = "transfers", request_body = OpenBody,
    responses((status = 200, body = OpenTransfer), (status = 404, body = Problem)))]
pub async fn open(Of(app): Of<App>, submit: Submit<OpenBody>) -> Result<Json<OpenTransfer>, Refusal> {
    let OpenBody { department, desk } = submit.body;
    let desk = desk.unwrap_or(Desk::Reception);
    let command = CaseCommand::OpenTransfer { department: department.clone(), desk };
    let done = app.archive.execute(submit.meta, Command::Case(command)).await?;
    let state = &done.now.state;
    let begun = done.events.iter().find_map(Event::transfer);
    let joined = || state.transfers.open_at(desk, state.organisation.department_by_code(&department)?);
    let no = begun.or_else(joined).ok_or(Code::Internal)?;
    let line = line(app.show(state, &submit.asker), no).ok_or(Code::Internal)?;
    Ok(Json(OpenTransfer { transfer: no.shown(), line, seq: done.seq }))
}

/// A transfer with its register: each case as it was handed over, and what came later.
#[utoipa::path(get, operation_id = "show_transfer", path = "/transfers/{no}", tag = "transfers", params(("no" = u32, Path), super::shape::Knowing),
    responses((status = 200, body = TransferCard), (status = 404, body = Problem)))]
pub async fn show(Of(app): Of<App>, Path(no): Path<u32>, asker: Asker) -> Result<Json<TransferCard>, Refusal> {
    asker.identity.require_any(&READERS)?;
    let (no, transfer) = visible(&asker, no)?;
    app.views.caught_up(asker.state().seq).await?;
    // Each case's events are read from the ledger.
    tokio::task::spawn_blocking(move || {
        let entries = register::entries(&app, app.show(asker.state(), &asker), no, &transfer)?;
        let line = line(app.show(asker.state(), &asker), no).ok_or(Code::Internal)?;
        Ok(Json(TransferCard { line, entries, seq: asker.state().seq }))
    })
    .await
    .map_err(|_| Code::Internal)?
}

/// The register of a transfer as a list of its own, or as a table.
#[utoipa::path(get, operation_id = "transfer_register", path = "/transfers/{no}/register", tag = "transfers", params(("no" = u32, Path), Taking, super::shape::Knowing),
    responses((status = 200, body = Page<TransferEntry>), (status = 404, body = Problem)))]
pub async fn register(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.identity.require_any(&READERS)?;
    let (no, transfer) = visible(&asker, no)?;
    app.views.caught_up(asker.state().seq).await?;
    let listed = tokio::task::spawn_blocking(move || {
        let entries = register::entries(&app, app.show(asker.state(), &asker), no, &transfer)?;
        taking.answer("register", &asker, Page::whole(entries, asker.state().seq))
    });
    listed.await.map_err(|_| Code::Internal)?
}

/// A case whose papers somebody puts on the desk.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReceiveBody {
    /// The case that was announced: its code, its reference, or its folder's code.
    case: Option<String>,
    /// A case that nobody announced; it is opened with it.
    new: Option<NewCaseBody>,
    /// What of its papers is there.
    papers: PapersBody,
}

/// Takes a case's papers over, announced or not. Gaps are noted, or the case is refused, as its type says.
#[utoipa::path(post, operation_id = "receive_case", path = "/transfers/{no}/receive", tag = "transfers", params(("no" = u32, Path)), request_body = ReceiveBody,
    responses((status = 200, body = ReceivedCase), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn receive(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<ReceiveBody>,
) -> Result<Json<ReceivedCase>, Refusal> {
    let (transfer, papers) = (TransferNo::of_shown(no), submit.body.papers.into());
    let command = match (submit.body.case, submit.body.new) {
        (Some(case), None) => CaseCommand::Receive { transfer, case, papers },
        (None, Some(new)) => CaseCommand::ReceiveNew { transfer, new: Box::new(new.into()), papers },
        _ => {
            return Err(Refusal::bad_in_words(
                "case",
                "either a case, or a new one",
                "请给出一个业务单，或一个新业务单",
            ));
        }
    };
    let done = app.archive.execute(submit.meta, Command::Case(command)).await?;
    app.views.caught_up(done.seq).await?;
    let case = cases::only(&done)?;
    let show = app.show(&done.now.state, &submit.asker);
    let card = show.case_card(&submit.asker.sight, case)?;
    let waits = done.events.iter().any(|event| matches!(event, Event::CaseReceived(event) if event.waits));
    let home = done.now.state.cases.get(case).and_then(|row| show.home(row.folder));
    Ok(Json(ReceivedCase { card, waits, home }))
}

/// A case that is sent back.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TurnAwayBody {
    /// The case.
    case: String,
    /// What of its papers was there.
    papers: PapersBody,
    /// Why it is sent back.
    reason: String,
}

/// Sends a case back with whoever brought it; that it was brought is on record.
#[utoipa::path(post, operation_id = "turn_case_away", path = "/transfers/{no}/turn-away", tag = "transfers", params(("no" = u32, Path)), request_body = TurnAwayBody,
    responses((status = 200, body = CaseCard), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn turn_away(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<TurnAwayBody>,
) -> Result<Json<CaseCard>, Refusal> {
    let TurnAwayBody { case, papers, reason } = submit.body;
    let command = CaseCommand::TurnAway { transfer: TransferNo::of_shown(no), case, papers: papers.into(), reason };
    cases::carry_out(&app, &submit.asker, submit.meta, command).await
}

/// How the one who hands over confirms: his badge, or his password.
#[derive(Deserialize, ToSchema)]
pub struct CloseBody {
    /// What was scanned from his badge.
    badge: Option<String>,
    /// Else who he is: his number, or the name he signs in with.
    giver: Option<BorrowerBody>,
    /// And his password.
    password: Option<String>,
}

/// Confirms a transfer from both sides: it is closed for ever.
#[utoipa::path(post, operation_id = "close_transfer", path = "/transfers/{no}/close", tag = "transfers", params(("no" = u32, Path)), request_body = CloseBody,
    responses((status = 200, body = TransferLine), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 429, body = Problem)))]
pub async fn close(
    Of(app): Of<App>,
    ConnectInfo(Peer(from)): ConnectInfo<Peer>,
    Path(no): Path<u32>,
    submit: Submit<CloseBody>,
) -> Result<Json<TransferLine>, Refusal> {
    let (asker, transfer) = (submit.asker, TransferNo::of_shown(no));
    asker.require(Permission::CaseReceive)?;
    let (giver, by) = confirmed(&app, &asker, submit.body, from).await?;
    // Known again by its id alone: a digest of the request would be one of a password too.
    let meta = Meta { request: None, ..submit.meta };
    let command = CaseCommand::CloseTransfer { transfer, giver, by };
    let done = app.archive.execute(meta, Command::Case(command)).await?;
    line(app.show(&done.now.state, &asker), transfer).map(Json).ok_or_else(|| Code::Internal.into())
}

/// Who confirms for the department, once he has proved it.
async fn confirmed(
    app: &App,
    asker: &Asker,
    body: CloseBody,
    from: IpAddr,
) -> Result<(PersonNo, Confirmation), Refusal> {
    let state = asker.state();
    if let Some(badge) = body.badge {
        let unknown = || Refusal::new(Code::BorrowerUnknown).with("name", badge.chars().take(64).collect::<String>());
        return Ok((super::find::badge_of(state, &badge).ok_or_else(unknown)?.no, Confirmation::Badge));
    }
    let missing =
        || Refusal::bad_in_words("badge", "a badge, or the giver and his password", "请给出工牌，或移交人及其密码");
    let (giver, password) = body.giver.zip(body.password).ok_or_else(missing)?;
    // Whoever does not exist, or may not sign in, answers like a wrong password.
    let person = giver.find(state).ok().and_then(|no| state.people.get(no)).ok_or(Code::SignInFailed)?;
    let account = account(person);
    if !account.active {
        return Err(Code::SignInFailed.into());
    }
    let moment = Moment { now: app.archive.clock().now(), today: asker.today };
    app.auth.confirm_password(account, Secret::new(password), from, moment).await?;
    Ok((person.no, Confirmation::Password))
}

/// Which desk.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TodayFilter {
    /// A department's code.
    department: Option<String>,
    /// A desk, for the transfers that are open there.
    #[param(value_type = Option<String>)]
    desk: Option<Desk>,
}

/// What a desk has to do with cases today: what is expected, what is late, what waits, what is being handed over.
#[utoipa::path(get, operation_id = "receive_today", path = "/receive/today", tag = "transfers", params(TodayFilter, Taking, super::shape::Knowing),
    responses((status = 200, body = ReceiveToday), (status = 403, body = Problem)))]
pub async fn today(
    Of(app): Of<App>,
    Query(filter): Query<TodayFilter>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.identity.require_any(&READERS)?;
    app.views.caught_up(asker.state().seq).await?;
    let state = asker.state();
    let department = filter.department.as_deref().map(|code| state.organisation.department_by_code(code));
    let seen = |case: &CaseNo| {
        let row = state.cases.get(*case);
        row.is_some_and(|row| department.is_none_or(|asked| asked.is_some() && asked == row.department))
            && state.sees_case(&asker.sight, *case)
    };
    let due = |case: CaseNo| state.cases.get(case).and_then(|row| row.due).map(|due| due.date);
    let (mut expected, mut coming, mut late) = (Vec::new(), Vec::new(), Vec::new());
    for case in state.cases.announced().filter(seen) {
        match due(case) {
            Some(due) if due < asker.today => late.push(case),
            Some(due) if due > asker.today => coming.push(case),
            _ => expected.push(case),
        }
    }
    let waiting: Vec<CaseNo> = state.cases.waiting().filter(seen).collect();
    let show = app.show(state, &asker);
    if taking.format.is_some() {
        let lists = [(TodayList::Late, late), (TodayList::Expected, expected), (TodayList::Coming, coming)];
        let lists = lists.into_iter().chain([(TodayList::Waiting, waiting)]);
        let all = lists.flat_map(|(list, cases)| cases.into_iter().map(move |case| (list, case)));
        let (all, _) = taking.cut(&Paging::default(), all)?;
        let line = |(list, case)| Ok(TodayLine { list, case: show.case_line(&asker.sight, case)? });
        let items = taking.apart(|| all.into_iter().map(line).collect::<Result<Vec<_>, Refusal>>())?;
        return taking.answer("receive-today", &asker, Page::whole(items, state.seq));
    }
    let some = |cases: Vec<CaseNo>| -> Result<SomeCases, Refusal> {
        let items = cases.iter().take(NAMED_MAX).map(|case| show.case_line(&asker.sight, *case));
        Ok(SomeCases { items: items.collect::<Result<_, _>>()?, total: cases.len() })
    };
    let is_asked = |no: &TransferNo| {
        let row = state.transfers.get(*no).filter(|_| state.sees_transfer(&asker.sight, *no));
        row.is_some_and(|row| {
            let here = filter.desk.is_none_or(|desk| desk == row.desk);
            here && department.is_none_or(|asked| asked == Some(row.department))
        })
    };
    let open: Vec<TransferNo> = state.transfers.open().filter(is_asked).collect();
    Ok(Json(ReceiveToday {
        open_transfers: SomeTransfers {
            total: open.len(),
            items: open.into_iter().take(NAMED_MAX).filter_map(|no| line(show, no)).collect(),
        },
        expected: some(expected)?,
        coming: some(coming)?,
        late: some(late)?,
        waiting: some(waiting)?,
        today: asker.today,
        seq: state.seq,
    })
    .into_response())
}

/// The lines of a transfer's register in a language.
pub(super) fn entries_for(
    app: &App,
    asker: &Asker,
    no: TransferNo,
    language: Language,
) -> Result<Vec<TransferEntry>, Refusal> {
    let (no, transfer) = visible(asker, no.shown())?;
    register::entries(app, app.show(asker.state(), asker).in_language(language), no, &transfer)
}

/// A transfer that somebody may see.
pub(super) fn visible(asker: &Asker, no: u32) -> Result<(TransferNo, Transfer), Refusal> {
    let no = TransferNo::of_shown(no);
    let unknown = || Refusal::new(Code::TransferUnknown).with("transfer", no);
    let transfer = asker.state().transfers.get(no).filter(|_| asker.state().sees_transfer(&asker.sight, no));
    transfer.map(|transfer| (no, transfer.clone())).ok_or_else(unknown)
}

fn line(show: Show<'_>, no: TransferNo) -> Option<TransferLine> {
    let transfer = show.state.transfers.get(no)?;
    let (giver, by, closed_us) = match transfer.closed {
        Some((giver, by, at_us)) => (Some(show.somebody(Actor::Person(giver))), Some(by), Some(at_us)),
        None => (None, None, None),
    };
    Some(TransferLine {
        no: no.shown(),
        department: show.named_department(transfer.department)?,
        desk: transfer.desk,
        desk_label: show.desk(transfer.desk).to_owned(),
        opened_at: time_of(transfer.opened_us),
        taker: show.somebody(transfer.taker),
        cases: transfer.taken.len(),
        turned_away: transfer.turned_away.len(),
        gaps: transfer.gaps,
        closed_at: closed_us.map(time_of),
        giver,
        by,
    })
}
