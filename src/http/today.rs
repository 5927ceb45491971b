//! What waits for whoever asks, and what was done today: all that the first page shows, in one answer.

use super::App;
use super::cases::{self, CaseState};
use super::discrepancies;
use super::extract::Asker;
use super::json::Json;
use super::lending::waiting_at_desk;
use super::lists::ListKind;
use super::loans::{Lent, all_by_due};
use super::shape::{FolderHit, LoanLine};
use super::show::Show;
use crate::archive::span_of;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::Tallied;
use axum::extract::State as Of;
use chrono::{Datelike, Days, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

/// How many of a list stand on the first page.
const FIRST: usize = 8;
const KEEPERS: [Permission; 2] = [Permission::Lend, Permission::AuditRead];
const DESK: [Permission; 2] = [Permission::PutAway, Permission::AuditRead];
const LABELS: [Permission; 2] = [Permission::LabelPrint, Permission::PutAway];
const SORTERS: [Permission; 2] = [Permission::ScanReview, Permission::AuditRead];
/// Whose work is counted: a borrower is not told how busy an archive is.
const WORKERS: [Permission; 4] =
    [Permission::Lend, Permission::PutAway, Permission::FolderRegister, Permission::AuditRead];

/// Folders that wait at a desk to be put away.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeskWaits {
    /// How many.
    pub total: usize,
    /// The first of them in walking order.
    pub first: Vec<FolderHit>,
}

/// What is out, folders and single papers.
#[derive(Debug, Serialize, ToSchema)]
pub struct LoansWait {
    /// How many are out.
    pub total: usize,
    /// Due today.
    pub due_today: usize,
    /// Due from today to the last day of this week.
    pub due_this_week: usize,
    /// Past their day.
    pub overdue: usize,
    /// The first of them, the one due first first.
    pub first: Vec<LoanLine>,
}

/// Cases that somebody has to do something about.
#[derive(Debug, Serialize, ToSchema)]
pub struct CasesWait {
    /// Their papers have not come.
    pub announced: usize,
    /// Their papers have not come, and the day has passed.
    pub late: usize,
    /// Their papers wait at a desk for their folder.
    pub waiting: usize,
    /// Their papers came, and something is wanting.
    pub incomplete: usize,
    /// Their department asked for more time.
    pub asked: usize,
    /// Nobody went over the entry though the type asks for it.
    pub unreviewed: usize,
}

/// How labels stand.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabelsWait {
    /// Folders that have no label and for which none was printed.
    pub not_labelled: u64,
    /// Folders whose label was printed and is not on them yet.
    pub to_apply: u64,
    /// Folders whose label has to be printed anew.
    pub to_reprint: u64,
}

/// Scanned pages that somebody has to do something about.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScansWait {
    /// Pages of which nobody knows yet where they belong.
    pub to_sort: usize,
    /// Files that could not be read.
    pub failed: usize,
    /// Originals that are not what came in any more.
    pub damaged: usize,
}

/// How often something was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkDone {
    /// Today, by the archive's time zone.
    pub today: u64,
    /// The day before, all of it.
    pub yesterday: u64,
}

/// What was done, of what the asker may see. What was undone is not counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct Work {
    /// Folders registered.
    pub registered: WorkDone,
    /// Cases whose papers were taken over, and folders that were expected.
    pub received: WorkDone,
    /// Folders lent.
    pub lent: WorkDone,
    /// Folders that came back.
    pub returned: WorkDone,
    /// Folders put away.
    pub put_away: WorkDone,
}

/// What waits for whoever asks. A part that is none of his business is not there.
#[derive(Debug, Serialize, ToSchema)]
pub struct TodayShown {
    /// The archive's date.
    pub day: NaiveDate,
    /// The last day of its week, a Sunday.
    pub week_ends: NaiveDate,
    /// What waits to be put away.
    pub at_desk: Option<DeskWaits>,
    /// What is out.
    pub loans: Option<LoansWait>,
    /// What the asker himself has.
    pub mine: LoansWait,
    /// What is to come, and what is wanting.
    pub cases: Option<CasesWait>,
    /// What has no label.
    pub labels: Option<LabelsWait>,
    /// Scanned pages that wait.
    pub scans: Option<ScansWait>,
    /// Open discrepancies.
    pub discrepancies: Option<u64>,
    /// What was done.
    pub work: Option<Work>,
    /// The last frame this answer knows of.
    pub seq: u64,
}

/// What waits for whoever asks: at the desk, due, overdue, incomplete, without a label, in doubt; and what was done today and
/// the day before.
#[utoipa::path(get, operation_id = "show_today", path = "/today", tag = "system", params(super::shape::Knowing), responses((status = 200, body = TodayShown)))]
pub async fn today(Of(app): Of<App>, asker: Asker) -> Result<Json<TodayShown>, Refusal> {
    app.views.caught_up(asker.state().seq).await?;
    // A large archive has many rows to go over, which must not hold up other answers.
    let shown = tokio::task::spawn_blocking(move || shown(&app, &asker));
    shown.await.map_err(|_| Code::Internal)?.map(Json)
}

fn shown(app: &App, asker: &Asker) -> Result<TodayShown, Refusal> {
    let show = app.show(asker.state(), asker);
    let may = |any: &[Permission]| asker.identity.require_any(any).is_ok();
    let waits = || desk_waits(asker, show);
    let out = || loans_wait(asker, show, all_by_due(asker.state()).into_iter());
    let labels = || LabelsWait {
        not_labelled: ListKind::NotLabelled.count(asker),
        to_apply: ListKind::ToApply.count(asker),
        to_reprint: ListKind::ToReprint.count(asker),
    };
    Ok(TodayShown {
        day: asker.today,
        week_ends: week_ends(asker.today),
        at_desk: may(&DESK).then(waits).transpose()?,
        loans: may(&KEEPERS).then(out).transpose()?,
        mine: loans_wait(asker, show, Lent::of(asker, asker.no()).into_iter())?,
        cases: may(&cases::READERS).then(|| cases_wait(asker)),
        labels: may(&LABELS).then(labels),
        scans: may(&SORTERS).then(|| scans_wait(asker)),
        discrepancies: may(discrepancies::READERS).then(|| discrepancies::open_count(asker)),
        work: may(&WORKERS).then(|| work(asker)),
        seq: asker.state().seq,
    })
}

fn week_ends(day: NaiveDate) -> NaiveDate {
    let left = 6 - day.weekday().num_days_from_monday();
    day.checked_add_days(Days::new(left.into())).unwrap_or(day)
}

fn desk_waits(asker: &Asker, show: Show<'_>) -> Result<DeskWaits, Refusal> {
    let folders = waiting_at_desk(asker);
    Ok(DeskWaits { total: folders.len(), first: show.hits(folders.into_iter().take(FIRST))? })
}

fn loans_wait(asker: &Asker, show: Show<'_>, lent: impl Iterator<Item = Lent>) -> Result<LoansWait, Refusal> {
    let (today, ends) = (asker.today, week_ends(asker.today));
    let seen: Vec<Lent> = lent.filter(|lent| lent.is_seen(asker)).collect();
    let due =
        |fits: &dyn Fn(NaiveDate) -> bool| seen.iter().filter(|lent| lent.due(asker.state()).is_some_and(fits)).count();
    Ok(LoansWait {
        total: seen.len(),
        due_today: due(&|due| due == today),
        due_this_week: due(&|due| due >= today && due <= ends),
        overdue: due(&|due| due < today),
        first: seen.iter().take(FIRST).filter_map(|lent| lent.line(show).transpose()).collect::<Result<_, _>>()?,
    })
}

fn cases_wait(asker: &Asker) -> CasesWait {
    let state = asker.state();
    let mut counted = CasesWait { announced: 0, late: 0, waiting: 0, incomplete: 0, asked: 0, unreviewed: 0 };
    for (case, row) in state.cases.rows_newest() {
        let holds = |kind: CaseState| usize::from(kind.holds(state, row, asker.today));
        let kinds = [
            CaseState::Announced,
            CaseState::Late,
            CaseState::Waiting,
            CaseState::Incomplete,
            CaseState::Asked,
            CaseState::Unreviewed,
        ];
        let [announced, late, waiting, incomplete, asked, unreviewed] = kinds.map(holds);
        if announced + waiting + incomplete + asked + unreviewed == 0 || !state.sees_case(&asker.sight, case) {
            continue;
        }
        counted.announced += announced;
        counted.late += late;
        counted.waiting += waiting;
        counted.incomplete += incomplete;
        counted.asked += asked;
        counted.unreviewed += unreviewed;
    }
    counted
}

fn scans_wait(asker: &Asker) -> ScansWait {
    let scans = &asker.state().scans;
    ScansWait { to_sort: scans.waiting().len(), failed: scans.failed().len(), damaged: scans.damaged().len() }
}

fn work(asker: &Asker) -> Work {
    let state = asker.state();
    let spans = [asker.today, asker.today.pred_opt().unwrap_or(asker.today)].map(|day| span_of(state, day));
    let done = |what: Tallied| {
        let [today, yesterday] = spans.each_ref().map(|span| state.tallies.count(what, span, &asker.sight));
        WorkDone { today, yesterday }
    };
    Work {
        registered: done(Tallied::Registered),
        received: done(Tallied::Received),
        lent: done(Tallied::Lent),
        returned: done(Tallied::Returned),
        put_away: done(Tallied::PutAway),
    }
}
