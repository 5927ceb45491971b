//! The archive's working days: which days of which years are off or worked, and when something is due by them.

use super::App;
use super::cases::{CaseLine, DueShown};
use super::extract::{Asker, Query, Submit};
use super::json::Json;
use super::problem::Problem;
use super::shape::{Page, Paging};
use super::taking::Taking;
use crate::archive::Meta;
use crate::domain::calendar::{Calendar, WORKING_DAYS_MAX};
use crate::domain::case::DueDay;
use crate::domain::command::{CaseCommand, Command};
use crate::domain::event::Event;
use crate::domain::ids::CaseNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use axum::extract::State as Of;
use axum::response::Response;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How many commands set deadlines anew, at a thousand each.
const ROUNDS_MAX: usize = 200;

/// The working days as they are now.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarShown {
    /// The calendar: what is not as its weekday says, year by year.
    #[serde(flatten)]
    calendar: Calendar,
    /// The years that were given out; others are counted by their weekends.
    published_years: Vec<i32>,
    /// The last frame this answer knows of.
    seq: u64,
}

/// The archive's working days.
#[utoipa::path(get, operation_id = "show_calendar", path = "/calendar", tag = "calendar", params(super::shape::Knowing), responses((status = 200, body = CalendarShown)))]
pub async fn show(asker: Asker) -> Json<CalendarShown> {
    Json(shown(asker.state().organisation.calendar(), asker.state().seq))
}

/// Sets the archive's working days, all of them; with the `version` one saw, only if there is no newer one. What was due by a year that nobody had given out is due anew; what was certain stays.
#[utoipa::path(put, operation_id = "set_calendar", path = "/calendar", tag = "calendar", request_body = Calendar,
    responses((status = 200, body = CalendarShown), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn set(Of(app): Of<App>, submit: Submit<Calendar>) -> Result<Json<CalendarShown>, Refusal> {
    let mut calendar = submit.body;
    let mut done =
        app.archive.execute(submit.meta.clone(), Command::Case(CaseCommand::SetCalendar(calendar.clone()))).await?;
    // From here on nothing is asked of the calendar but what is left to do.
    calendar.version = 0;
    let unfinished = |events: &[Event]| events.iter().any(|event| matches!(event, Event::CaseEdited(..)));
    for _ in 0..ROUNDS_MAX {
        if done.repeated || !unfinished(&done.events) {
            break;
        }
        let meta = Meta::of(submit.meta.actor);
        done = app.archive.execute(meta, Command::Case(CaseCommand::SetCalendar(calendar.clone()))).await?;
    }
    Ok(Json(shown(done.now.state.organisation.calendar(), done.seq)))
}

/// From when, and how long.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DueQuery {
    /// The day itself does not count.
    from: NaiveDate,
    /// How many working days; at most 1,000.
    working_days: u16,
}

/// The last day of a deadline.
#[derive(Debug, Serialize, ToSchema)]
pub struct DueAnswer {
    /// The day.
    date: NaiveDate,
    /// Whether a year on the way is not given out yet, and was counted by its weekends.
    is_provisional: bool,
}

/// When something is due by the archive's working days.
#[utoipa::path(get, operation_id = "due_by_calendar", path = "/calendar/due", tag = "calendar", params(DueQuery, super::shape::Knowing),
    responses((status = 200, body = DueAnswer), (status = 422, body = Problem)))]
pub async fn due(Query(query): Query<DueQuery>, asker: Asker) -> Result<Json<DueAnswer>, Refusal> {
    if query.working_days > WORKING_DAYS_MAX {
        return Err(bad("working_days", &format!("0–{WORKING_DAYS_MAX}")));
    }
    let due = asker.state().organisation.calendar().due(query.from, query.working_days);
    Ok(Json(DueAnswer { date: due.date, is_provisional: due.is_provisional }))
}

/// An open case that is due on another day by the calendar as it is now.
#[derive(Debug, Serialize, ToSchema)]
pub struct DueChange {
    /// The case, as it is.
    pub case: CaseLine,
    /// When it would be due.
    pub due: DueShown,
}

/// The open cases that would be due on another day if their days were counted anew: the calendar was put right since. Those
/// that were granted more time keep what they were granted.
#[utoipa::path(get, operation_id = "calendar_changes", path = "/calendar/changes", tag = "calendar", params(Paging, Taking),
    responses((status = 200, body = Page<DueChange>), (status = 403, body = Problem)))]
pub async fn changes(
    Of(app): Of<App>,
    Query(paging): Query<Paging>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.require(Permission::SettingsEdit)?;
    app.views.caught_up(asker.state().seq).await?;
    // Every open case is counted anew, which must not hold up other answers.
    let listed = tokio::task::spawn_blocking(move || {
        let state = asker.state();
        let found: Vec<(CaseNo, DueDay)> = state.due_otherwise().collect();
        let total = Some(found.len() as u64);
        let (page, next_cursor) = taking.cut(&paging, found.into_iter())?;
        let show = app.show(state, &asker);
        let line = |(case, due): (CaseNo, DueDay)| {
            Ok(DueChange { case: show.case_line(&asker.sight, case)?, due: due.into() })
        };
        let items = page.into_iter().map(line).collect::<Result<Vec<_>, Refusal>>()?;
        taking.answer("due-changes", &asker, Page::of(items, next_cursor, total, state.seq))
    });
    listed.await.map_err(|_| Code::Internal)?
}

/// Why days are counted anew, and by which calendar.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RecountBody {
    /// The version of the calendar one looked at.
    version: u32,
    /// Why; it stands in the history of each case.
    reason: String,
}

/// How many cases are due on another day now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Recounted {
    /// How many.
    cases: usize,
    /// The last frame this answer knows of.
    seq: u64,
}

/// Counts the days anew by which open cases are due, as `GET /calendar/changes` lists them.
#[utoipa::path(post, operation_id = "recount_due", path = "/calendar/changes", tag = "calendar", request_body = RecountBody,
    responses((status = 200, body = Recounted), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn recount(Of(app): Of<App>, submit: Submit<RecountBody>) -> Result<Json<Recounted>, Refusal> {
    let RecountBody { version, reason } = submit.body;
    let command = || Command::Case(CaseCommand::RecountDue { version, reason: reason.clone() });
    let mut done = app.archive.execute(submit.meta.clone(), command()).await?;
    let mut cases = done.outcomes.len();
    for _ in 0..ROUNDS_MAX {
        if done.repeated || done.now.state.due_otherwise().next().is_none() {
            break;
        }
        done = app.archive.execute(Meta::of(submit.meta.actor), command()).await?;
        cases += done.outcomes.len();
    }
    Ok(Json(Recounted { cases, seq: done.seq }))
}

fn shown(calendar: &Calendar, seq: u64) -> CalendarShown {
    let published_years = calendar.years.iter().map(|year| year.year).collect();
    CalendarShown { calendar: calendar.clone(), published_years, seq }
}

fn bad(field: &str, detail: &str) -> Refusal {
    Refusal::bad(field, detail)
}
