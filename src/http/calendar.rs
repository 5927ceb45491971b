//! The archive's working days: which days of which years are off or worked, and when something is due by them.

use super::App;
use super::extract::{Asker, Query, Submit};
use super::json::Json;
use super::problem::Problem;
use crate::archive::Meta;
use crate::domain::calendar::{Calendar, CalendarYear, ENTRIES_PER_YEAR_MAX, Holiday, WORKING_DAYS_MAX, YEARS_MAX};
use crate::domain::command::{CaseCommand, Command};
use crate::domain::event::Event;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::value::Bilingual;
use axum::extract::State as Of;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// How many days a calendar may name.
const DAYS_MAX: usize = YEARS_MAX * 2 * ENTRIES_PER_YEAR_MAX;
/// How many commands set deadlines anew, at a thousand each.
const ROUNDS_MAX: usize = 200;

/// What a day is that is not what its weekday says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// It is off.
    Holiday,
    /// It is a weekend day that is worked.
    Workday,
}

/// A day that is not what its weekday says.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CalendarDay {
    /// The day.
    date: NaiveDate,
    /// What it is.
    kind: DayKind,
    /// What is celebrated, in Chinese.
    #[serde(default)]
    name_zh: String,
    /// The same in English.
    #[serde(default)]
    name_en: String,
}

/// The working days as they are now.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarShown {
    /// What the calendar is called.
    name: Bilingual,
    /// Which version it is.
    version: u32,
    /// The years that were given out; others are counted by their weekends.
    published_years: Vec<i32>,
    /// The days that are not what their weekdays say, in order.
    days: Vec<CalendarDay>,
    /// The last frame this answer knows of.
    seq: u64,
}

/// The working days as they are to be.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CalendarBody {
    /// What the calendar is called; stays unless said.
    name: Option<Bilingual>,
    /// The version one saw; if there is a newer one, nothing is changed.
    version: Option<u32>,
    /// The years that were given out.
    published_years: Vec<i32>,
    /// The days that are not what their weekdays say; each of a year that was given out.
    days: Vec<CalendarDay>,
}

/// The archive's working days.
#[utoipa::path(get, operation_id = "show_calendar", path = "/calendar", tag = "calendar", params(super::shape::Knowing), responses((status = 200, body = CalendarShown)))]
pub async fn show(asker: Asker) -> Json<CalendarShown> {
    Json(shown(asker.state().organisation.calendar(), asker.state().seq))
}

/// Sets the archive's working days. What was due by a year that nobody had given out is due anew; what was certain stays.
#[utoipa::path(put, operation_id = "set_calendar", path = "/calendar", tag = "calendar", request_body = CalendarBody,
    responses((status = 200, body = CalendarShown), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn set(Of(app): Of<App>, submit: Submit<CalendarBody>) -> Result<Json<CalendarShown>, Refusal> {
    let known = submit.asker.state().organisation.calendar();
    let mut calendar = read(submit.body, &known.name)?;
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

fn shown(calendar: &Calendar, seq: u64) -> CalendarShown {
    let mut days = Vec::new();
    for year in &calendar.years {
        for Holiday { from, until, name } in &year.holidays {
            days.extend(from.iter_days().take_while(|date| date <= until).map(|date| CalendarDay {
                date,
                kind: DayKind::Holiday,
                name_zh: name.zh.clone(),
                name_en: name.en.clone(),
            }));
        }
        days.extend(year.make_up_days.iter().map(|date| CalendarDay {
            date: *date,
            kind: DayKind::Workday,
            name_zh: String::new(),
            name_en: String::new(),
        }));
    }
    days.sort_by_key(|day| day.date);
    CalendarShown {
        name: calendar.name.clone(),
        version: calendar.version,
        published_years: calendar.years.iter().map(|year| year.year).collect(),
        days,
        seq,
    }
}

/// A calendar from its days: days off of one name in a row are one span.
fn read(body: CalendarBody, name: &Bilingual) -> Result<Calendar, Refusal> {
    if body.published_years.len() > YEARS_MAX || body.days.len() > DAYS_MAX {
        return Err(Refusal::new(Code::LimitExceeded).with("limit", YEARS_MAX).with("what", "years"));
    }
    let empty = |year: &i32| (*year, CalendarYear { year: *year, holidays: Vec::new(), make_up_days: Vec::new() });
    let mut years: BTreeMap<i32, CalendarYear> = body.published_years.iter().map(empty).collect();
    let mut days = body.days;
    days.sort_by_key(|day| day.date);
    for CalendarDay { date, kind, name_zh, name_en } in days {
        let year = years.get_mut(&date.year()).ok_or_else(|| bad("days", &format!("{date}: published_years")))?;
        let name = Bilingual { zh: name_zh, en: name_en };
        match (kind, year.holidays.last_mut()) {
            (DayKind::Workday, _) => year.make_up_days.push(date),
            (DayKind::Holiday, Some(last)) if last.name == name && last.until.succ_opt() == Some(date) => {
                last.until = date;
            }
            (DayKind::Holiday, _) => year.holidays.push(Holiday { from: date, until: date, name }),
        }
    }
    let name = body.name.unwrap_or_else(|| name.clone());
    Ok(Calendar { name, version: body.version.unwrap_or_default(), years: years.into_values().collect() })
}

fn bad(field: &str, detail: &str) -> Refusal {
    Refusal::new(Code::BadValue).with("field", field).with("detail", detail)
}
