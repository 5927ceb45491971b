//! Timeliness and completeness, the cases behind each number, and what is wanting of cases that came.

use super::App;
use super::cases::{CaseLine, GapShown, READERS};
use super::extract::{Asker, Query};
use super::problem::Problem;
use super::shape::{Page, Paging};
use super::show::Show;
use super::taking::Taking;
use crate::archive::codec::time_of;
use crate::domain::figures::{By, Figures, Key, Month, Question, Span, Which};
use crate::domain::ids::{CaseNo, DepartmentNo, PersonNo, TypeNo};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{CaseRow, State};
use axum::extract::State as Of;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The key of the line of cases of which nobody said whose they are.
const NOBODY: &str = "-";

/// What numbers are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FiguresQuery {
    /// What each line is for: `department`, `person`, `type` or `month`.
    #[param(inline)]
    by: By,
    /// The first day: on which cases were due for timeliness, on which they came for completeness.
    from: Option<NaiveDate>,
    /// The last day.
    to: Option<NaiveDate>,
    /// Only a department's cases, by its code.
    department: Option<String>,
    /// Only cases of a business type, by its code.
    r#type: Option<String>,
    /// Only the cases of a person, by his number.
    responsible: Option<u32>,
}

/// Which of the cases behind a number.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EvidenceQuery {
    /// The line's key; without one, the cases of all lines.
    key: Option<String>,
    /// `due`, `in_time`, `late`, `outstanding`, `due_moved`, `extended`, `reassigned`, `received`, `complete` or `incomplete`.
    #[param(inline)]
    which: Which,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// The numbers of one department, person, business type or month.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureLine {
    /// What names it in `evidence`: a code, a number, `2026-03`; `-` where nobody said whose the cases are.
    pub key: String,
    /// What to show.
    pub label: String,
    /// Cases that were due: that came, or whose day is over.
    pub due: u64,
    /// Of those due, the ones that came on their day or before.
    pub in_time: u64,
    /// Of those due, the ones that came later or not at all.
    pub late: u64,
    /// Of those due, the ones that have not come at all.
    pub outstanding: u64,
    /// Of those due, the ones whose day was moved after it was settled, or by whoever hands over; each has its reason in its
    /// history, as have those of the next two.
    pub due_moved: u64,
    /// Of those due, the ones that were granted more time before the day had passed.
    pub extended: u64,
    /// Of those due, the ones that were put on another department or person after they were settled.
    pub reassigned: u64,
    /// Cases that came.
    pub received: u64,
    /// Of those that came, the ones of which nothing was wanting when they were brought first.
    pub complete_at_first: u64,
    /// The others of those that came.
    pub incomplete: u64,
    /// `in_time / due`, 0 to 1; nothing if none was due.
    pub timeliness: Option<f64>,
    /// `complete_at_first / received`, 0 to 1; nothing if none came.
    pub completeness: Option<f64>,
}

impl FigureLine {
    fn of(key: String, label: String, figures: &Figures) -> Self {
        Self {
            key,
            label,
            due: figures.due,
            in_time: figures.in_time,
            late: figures.late(),
            outstanding: figures.outstanding,
            due_moved: figures.due_moved,
            extended: figures.extended,
            reassigned: figures.reassigned,
            received: figures.received,
            complete_at_first: figures.complete,
            incomplete: figures.incomplete(),
            timeliness: figures.timeliness(),
            completeness: figures.completeness(),
        }
    }
}

/// Which cases are looked at.
struct Chosen {
    department: Option<Option<DepartmentNo>>,
    kind: Option<Option<TypeNo>>,
    responsible: Option<PersonNo>,
}

impl Chosen {
    /// A code that nothing has lets no case through, as one that the asker may not know of.
    fn of(state: &State, department: Option<&str>, kind: Option<&str>, responsible: Option<u32>) -> Self {
        let organisation = &state.organisation;
        Self {
            department: department.map(|code| organisation.department_by_code(code)),
            kind: kind.map(|code| organisation.type_by_code(code)),
            responsible: responsible.map(PersonNo),
        }
    }

    fn holds(&self, row: &CaseRow) -> bool {
        self.department.is_none_or(|asked| asked.is_some() && asked == row.department)
            && self.kind.is_none_or(|asked| asked == Some(row.business_type))
            && self.responsible.is_none_or(|asked| row.responsible == Some(asked))
    }
}

impl FiguresQuery {
    /// Days that end before they begin are asked for by mistake: nothing would be found, and nobody would know why.
    fn check(&self) -> Result<(), Refusal> {
        check_span(self.from, self.to)
    }

    fn question(&self, asker: &Asker) -> Question {
        Question { by: self.by, span: Span { from: self.from, to: self.to }, today: asker.today }
    }

    /// The cases that are looked at, as far as the asker may see them.
    fn cases<'a>(&self, asker: &'a Asker) -> impl Iterator<Item = (CaseNo, &'a CaseRow)> + use<'a> {
        let state = asker.state();
        let chosen = Chosen::of(state, self.department.as_deref(), self.r#type.as_deref(), self.responsible);
        let all = state.cases.rows_newest();
        all.filter(move |(case, row)| chosen.holds(row) && state.sees_case(&asker.sight, *case))
    }
}

/// Refuses days that end before they begin.
pub(super) fn check_span(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Result<(), Refusal> {
    match (from, to) {
        (Some(from), Some(to)) if from > to => Err(Refusal::bad_in_words(
            "to",
            &format!("{to} is before {from}, where it begins"),
            &format!("{to} 早于起始日期 {from}"),
        )),
        _ => Ok(()),
    }
}

fn named(show: Show<'_>, key: Key) -> (String, String) {
    let organisation = &show.state.organisation;
    match key {
        Key::Nobody => (NOBODY.to_owned(), show.say("未指定", "not said").to_owned()),
        Key::Department(no) => organisation.department(no).map_or_else(
            || (NOBODY.to_owned(), String::new()),
            |department| (department.code.clone(), department.name.in_language(show.language).to_owned()),
        ),
        Key::Person(no) => (no.to_string(), show.person(no).display_name),
        Key::Type(no) => organisation.business_type(no).map_or_else(
            || (NOBODY.to_owned(), String::new()),
            |kind| (kind.code.clone(), kind.name.in_language(show.language).to_owned()),
        ),
        Key::Month(month) => (month.to_string(), month.to_string()),
    }
}

/// The line that a key names.
fn read_key(state: &State, by: By, key: &str) -> Result<Key, Refusal> {
    let unknown =
        || Refusal::new(Code::BadValue).with("field", "key").with("detail", key.chars().take(40).collect::<String>());
    if key == NOBODY {
        return Ok(Key::Nobody);
    }
    let found = match by {
        By::Department => state.organisation.department_by_code(key).map(Key::Department),
        By::Person => key.parse().ok().map(|no| Key::Person(PersonNo(no))),
        By::Type => state.organisation.type_by_code(key).map(Key::Type),
        By::Month => Month::parse(key).map(Key::Month),
    };
    found.ok_or_else(unknown)
}

/// How well departments hand over: timeliness and completeness. A department's clerk gets his department's.
#[utoipa::path(get, operation_id = "show_figures", path = "/figures", tag = "figures", params(FiguresQuery, Taking, super::shape::Knowing),
    responses((status = 200, body = Page<FigureLine>), (status = 403, body = Problem)))]
pub async fn figures(
    Of(app): Of<App>,
    Query(query): Query<FiguresQuery>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.identity.require_any(&READERS)?;
    query.check()?;
    // Every case there is gets looked at, which must not hold up other answers.
    let counted = tokio::task::spawn_blocking(move || {
        let show = app.show(asker.state(), &asker);
        let lines = query.question(&asker).figures(query.cases(&asker).map(|(_, row)| row));
        let line = |(key, figures): (Key, Figures)| {
            let (key, label) = named(show, key);
            FigureLine::of(key, label, &figures)
        };
        let items: Vec<FigureLine> = lines.into_iter().map(line).collect();
        taking.answer("figures", &asker, Page::whole(items, asker.state().seq))
    });
    counted.await.map_err(|_| Code::Internal)?
}

/// The cases behind a number, the newest first.
#[utoipa::path(get, operation_id = "show_evidence", path = "/figures/evidence", tag = "figures", params(FiguresQuery, EvidenceQuery, Taking, super::shape::Knowing),
    responses((status = 200, body = Page<CaseLine>), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn evidence(
    Of(app): Of<App>,
    Query(query): Query<FiguresQuery>,
    Query(wanted): Query<EvidenceQuery>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.identity.require_any(&READERS)?;
    query.check()?;
    let key = wanted.key.as_deref().map(|key| read_key(asker.state(), query.by, key)).transpose()?;
    app.views.caught_up(asker.state().seq).await?;
    let listed = tokio::task::spawn_blocking(move || {
        let question = query.question(&asker);
        let behind = query.cases(&asker).filter(|(_, row)| question.is_behind(row, key, wanted.which));
        let found: Vec<CaseNo> = behind.map(|(case, _)| case).collect();
        let paging = Paging { limit: wanted.limit, cursor: wanted.cursor, min_seq: None };
        case_page(&app, &asker, (&paging, &taking), "evidence", found)
    });
    listed.await.map_err(|_| Code::Internal)?
}

/// A page of cases, or all of them as a table.
pub(super) fn case_page(
    app: &App,
    asker: &Asker,
    (paging, taking): (&Paging, &Taking),
    list: &str,
    found: Vec<CaseNo>,
) -> Result<Response, Refusal> {
    let total = Some(found.len() as u64);
    let (page, next_cursor) = taking.cut(paging, found.into_iter())?;
    let show = app.show(asker.state(), asker);
    let items = page.into_iter().map(|case| show.case_line(&asker.sight, case)).collect::<Result<Vec<_>, _>>()?;
    taking.answer(list, asker, Page::of(items, next_cursor, total, asker.state().seq))
}

/// Which gaps.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GapsQuery {
    /// A department's code.
    department: Option<String>,
    /// A business type's code.
    r#type: Option<String>,
    /// The number of the person who answers for the cases.
    responsible: Option<u32>,
    /// The first day on which their papers came.
    from: Option<NaiveDate>,
    /// The last.
    to: Option<NaiveDate>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// A case that came with something wanting.
#[derive(Debug, Serialize, ToSchema)]
pub struct GapLine {
    /// The case.
    pub case: CaseLine,
    /// What is wanting of it.
    pub gaps: Vec<GapShown>,
    /// When its papers came.
    pub since: Option<DateTime<Utc>>,
}

/// Cases whose papers came and of which something is wanting, by department, then as they came. A department's clerk sees
/// those of his department.
#[utoipa::path(get, operation_id = "list_gaps", path = "/gaps", tag = "cases", params(GapsQuery, Taking, super::shape::Knowing),
    responses((status = 200, body = Page<GapLine>), (status = 403, body = Problem)))]
pub async fn gaps(
    Of(app): Of<App>,
    Query(query): Query<GapsQuery>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.identity.require_any(&READERS)?;
    check_span(query.from, query.to)?;
    app.views.caught_up(asker.state().seq).await?;
    let listed = tokio::task::spawn_blocking(move || {
        let state = asker.state();
        let chosen = Chosen::of(state, query.department.as_deref(), query.r#type.as_deref(), query.responsible);
        let within = |row: &CaseRow| {
            let came = |fits: &dyn Fn(NaiveDate) -> bool| row.received_on.is_some_and(fits);
            query.from.is_none_or(|from| came(&|day| day >= from)) && query.to.is_none_or(|to| came(&|day| day <= to))
        };
        let open = state.cases.incomplete().filter_map(|case| Some((case, state.cases.get(case)?)));
        let mut found: Vec<(CaseNo, &CaseRow)> = open
            .filter(|(case, row)| chosen.holds(row) && within(row) && state.sees_case(&asker.sight, *case))
            .collect();
        found.sort_by_key(|(case, row)| (row.department, row.received_us, *case));
        let total = Some(found.len() as u64);
        let paging = Paging { limit: query.limit, cursor: query.cursor, min_seq: None };
        let (page, next_cursor) = taking.cut(&paging, found.into_iter())?;
        let show = app.show(state, &asker);
        let line = |(case, row): (CaseNo, &CaseRow)| {
            let mut case = show.case_line(&asker.sight, case)?;
            let gaps = std::mem::take(&mut case.missing);
            Ok(GapLine { case, gaps, since: row.received_on.map(|_| time_of(row.received_us)) })
        };
        let items = page.into_iter().map(line).collect::<Result<Vec<_>, Refusal>>()?;
        taking.answer("gaps", &asker, Page::of(items, next_cursor, total, state.seq))
    });
    listed.await.map_err(|_| Code::Internal)?
}
