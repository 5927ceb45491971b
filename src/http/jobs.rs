//! Jobs over HTTP: what is under way, pausing and cancelling it, moves and re-slottings.

use super::App;
use super::extract::{Asker, Path, Query, Submit};
use super::json::Json;
use super::problem::Problem;
use super::shape::{Page, Paging, PersonRef};
use super::taking::Taking;
use crate::archive::{Chosen, Job, JobState, Jobs, Piece, Progress, Row, RowOutcome, Work};
use crate::domain::business_type::Severity;
use crate::domain::decide::find_folder;
use crate::domain::folder::Actor;
use crate::domain::planning::Figures;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::import::RowIssue;
use axum::extract::State as Of;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which folders a re-slotting looks at: exactly one of these.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct ChosenBody {
    /// Those of a lane, by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lane: Option<String>,
    /// Those that stand in a zone, by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
    /// Those of a business type, by its code.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    business_type: Option<String>,
    /// Those flagged as standing in the wrong place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    flagged: bool,
}

/// A job.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobShown {
    pub(super) id: String,
    /// `import`, `move` or `reslotting`; more may come.
    pub(super) kind: String,
    /// Where it stands; clients must tolerate states added later.
    pub(super) state: JobState,
    /// Whether it changes nothing and only says what would come out.
    pub(super) dry_run: bool,
    pub(super) progress: Progress,
    /// Who asked for it; its commands are his.
    pub(super) asked_by: PersonRef,
    pub(super) created_at: DateTime<Utc>,
    pub(super) ended_at: Option<DateTime<Utc>>,
    /// Why it failed, or why it rests though nobody asked it to.
    pub(super) problem: Option<Problem>,
    /// Whether a command of it is under way: one that was paused or cancelled ends with that.
    pub(super) at_work: bool,
    /// While it is paused: it goes on as soon as it can.
    pub(super) goes_on_by_itself: bool,
    /// Whether you may pause, resume, cancel and delete it.
    pub(super) yours: bool,
    /// An import's file.
    pub(super) file_name: Option<String>,
    /// A move's: what leaves.
    pub(super) from: Option<String>,
    /// A move's: where to.
    pub(super) to: Option<String>,
    /// A re-slotting's: which folders.
    pub(super) chosen: Option<ChosenBody>,
    /// A move's or a re-slotting's: why, as it is recorded with every piece.
    pub(super) reason: Option<String>,
    /// What the plan comes to, once there is one.
    pub(super) figures: Option<Figures>,
}

impl JobShown {
    fn of(job: Job, app: &App, asker: &Asker) -> Self {
        let show = app.show(asker.state(), asker);
        let (kind, figures) = (job.work.kind().to_owned(), job.work.figures());
        let yours = app.jobs.may_steer(&job, Actor::Person(asker.no()));
        let (mut file_name, mut ends, mut chosen, mut reason) = (None, (None, None), None, None);
        match job.work {
            Work::Import(import) => file_name = Some(import.file_name),
            Work::Move(work) => (ends, reason) = ((Some(work.from), Some(work.to)), Some(work.reason)),
            Work::Reslotting(work) => (chosen, reason) = (Some(chosen_shown(work.chosen)), Some(work.reason)),
        }
        Self {
            at_work: app.jobs.is_at_work(&job.id),
            id: job.id,
            kind,
            state: job.state,
            dry_run: job.dry_run,
            progress: job.progress,
            asked_by: show.actor(job.actor),
            created_at: job.created_at,
            ended_at: job.ended_at,
            problem: job.failure.as_ref().map(|refusal| Problem::of(refusal, asker.language)),
            goes_on_by_itself: job.by_itself,
            yours,
            file_name,
            from: ends.0,
            to: ends.1,
            chosen,
            reason,
            figures,
        }
    }
}

fn chosen_shown(chosen: Chosen) -> ChosenBody {
    let none = ChosenBody::default();
    match chosen {
        Chosen::Lane(code) => ChosenBody { lane: Some(code), ..none },
        Chosen::Zone(code) => ChosenBody { zone: Some(code), ..none },
        Chosen::Type(code) => ChosenBody { business_type: Some(code), ..none },
        Chosen::Flagged => ChosenBody { flagged: true, ..none },
    }
}

/// What somebody needs to see and steer a job.
pub(super) fn needed(work: &Work) -> Permission {
    match work {
        Work::Import(_) => Permission::ImportRun,
        Work::Move(_) | Work::Reslotting(_) => Permission::PlacesEdit,
    }
}

/// A job, if the asker may know of it. One that his role keeps from him is told like one that is not there.
fn known(app: &App, asker: &Asker, id: &str) -> Result<Job, Refusal> {
    may_ask(asker)?;
    let job = app.jobs.get(id)?;
    match asker.require(needed(&job.work)) {
        Ok(()) => Ok(job),
        Err(_) => Err(Refusal::new(Code::JobUnknown).with("id", id)),
    }
}

fn may_ask(asker: &Asker) -> Result<(), Refusal> {
    asker.identity.require_any(&[Permission::ImportRun, Permission::PlacesEdit])
}

/// Jobs write to the disk and wait for it, which no request thread should.
async fn apart<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Jobs) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let jobs = app.jobs.clone();
    tokio::task::spawn_blocking(move || work(&jobs)).await.map_err(|_| Code::Internal)?
}

/// All jobs: those under way in the order of the line, then those that have ended, the newest first.
#[utoipa::path(get, operation_id = "list_jobs", path = "/jobs", tag = "jobs", params(Paging, Taking), responses((status = 200, body = Page<JobShown>)))]
pub async fn list(
    Of(app): Of<App>,
    Query(paging): Query<Paging>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    may_ask(&asker)?;
    let seen = app.jobs.list().into_iter().filter(|job| asker.require(needed(&job.work)).is_ok());
    let (page, next_cursor) = taking.cut(&paging, seen)?;
    let items = page.into_iter().map(|job| JobShown::of(job, &app, &asker)).collect();
    taking.answer("jobs", &asker, Page::of(items, next_cursor, None, asker.state().seq))
}

/// One job.
#[utoipa::path(get, operation_id = "show_job", path = "/jobs/{id}", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = JobShown), (status = 404, body = Problem)))]
pub async fn one(Of(app): Of<App>, Path(id): Path<String>, asker: Asker) -> Result<Json<JobShown>, Refusal> {
    let job = known(&app, &asker, &id)?;
    Ok(Json(JobShown::of(job, &app, &asker)))
}

/// Lets a job rest after the command under way, until somebody resumes it.
#[utoipa::path(post, operation_id = "pause_job", path = "/jobs/{id}/pause", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = JobShown), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn pause(
    Of(app): Of<App>,
    Path(id): Path<String>,
    submit: Submit<super::Nothing>,
) -> Result<Json<JobShown>, Refusal> {
    steer(&app, id, &submit.asker, Jobs::pause).await
}

/// Lets a paused job go on when its turn comes.
#[utoipa::path(post, operation_id = "resume_job", path = "/jobs/{id}/resume", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = JobShown), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn resume(
    Of(app): Of<App>,
    Path(id): Path<String>,
    submit: Submit<super::Nothing>,
) -> Result<Json<JobShown>, Refusal> {
    steer(&app, id, &submit.asker, Jobs::resume).await
}

/// Ends a job after the command under way. What was done stays.
#[utoipa::path(post, operation_id = "cancel_job", path = "/jobs/{id}/cancel", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = JobShown), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn cancel(
    Of(app): Of<App>,
    Path(id): Path<String>,
    submit: Submit<super::Nothing>,
) -> Result<Json<JobShown>, Refusal> {
    steer(&app, id, &submit.asker, Jobs::cancel).await
}

async fn steer(
    app: &App,
    id: String,
    asker: &Asker,
    how: fn(&Jobs, &str, Actor) -> Result<Job, Refusal>,
) -> Result<Json<JobShown>, Refusal> {
    known(app, asker, &id)?;
    let by = Actor::Person(asker.no());
    let job = apart(app, move |jobs| how(jobs, &id, by)).await?;
    Ok(Json(JobShown::of(job, app, asker)))
}

/// Deletes a job that has ended, with its files.
#[utoipa::path(delete, operation_id = "delete_job", path = "/jobs/{id}", tag = "jobs", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn delete(
    Of(app): Of<App>,
    Path(id): Path<String>,
    submit: Submit<super::Nothing>,
) -> Result<StatusCode, Refusal> {
    known(&app, &submit.asker, &id)?;
    let by = Actor::Person(submit.asker.no());
    apart(&app, move |jobs| jobs.delete(&id, by)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A move to ask for.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MoveBody {
    /// The shelf, range or storeroom that leaves.
    from: String,
    /// The shelf, range or storeroom it goes to.
    to: String,
    /// Why; recorded with every piece.
    #[serde(default)]
    reason: String,
    /// Only say what would come out.
    #[serde(default)]
    dry_run: bool,
}

/// Moves a shelf, or all shelves of a range or storeroom, to another: as a job, planned first.
#[utoipa::path(post, operation_id = "start_move", path = "/jobs/moves", tag = "jobs", request_body = MoveBody,
    responses((status = 202, body = JobShown), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn start_move(Of(app): Of<App>, submit: Submit<MoveBody>) -> Result<(StatusCode, Json<JobShown>), Refusal> {
    submit.asker.require(Permission::PlacesEdit)?;
    let (MoveBody { from, to, reason, dry_run }, sender) = (submit.body, submit.meta);
    let job = apart(&app, move |jobs| jobs.start_move(&from, &to, &reason, dry_run, &sender)).await?;
    Ok((StatusCode::ACCEPTED, Json(JobShown::of(job, &app, &submit.asker))))
}

/// A re-slotting to ask for.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReslottingBody {
    #[serde(flatten)]
    chosen: ChosenBody,
    /// Why; recorded where a place is chosen.
    #[serde(default)]
    reason: String,
    /// Only say what would come out.
    #[serde(default)]
    dry_run: bool,
}

/// Gives folders the homes that slotting would give them now: as a job, planned first.
#[utoipa::path(post, operation_id = "start_reslotting", path = "/jobs/reslottings", tag = "jobs", request_body = ReslottingBody,
    responses((status = 202, body = JobShown), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn start_reslotting(
    Of(app): Of<App>,
    submit: Submit<ReslottingBody>,
) -> Result<(StatusCode, Json<JobShown>), Refusal> {
    submit.asker.require(Permission::PlacesEdit)?;
    let (ReslottingBody { chosen, reason, dry_run }, sender) = (submit.body, submit.meta);
    let chosen = match (chosen.lane, chosen.zone, chosen.business_type, chosen.flagged) {
        (Some(code), None, None, false) => Chosen::Lane(code),
        (None, Some(code), None, false) => Chosen::Zone(code),
        (None, None, Some(code), false) => Chosen::Type(code),
        (None, None, None, true) => Chosen::Flagged,
        _ => return Err(Refusal::new(Code::BadRequest).with("detail", "lane | zone | type | flagged")),
    };
    let job = apart(&app, move |jobs| jobs.start_reslotting(chosen, &reason, dry_run, &sender)).await?;
    Ok((StatusCode::ACCEPTED, Json(JobShown::of(job, &app, &submit.asker))))
}

/// What became of one row of a job.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobRow {
    /// Which row: of the plan, or of the table as a spreadsheet shows it.
    pub(super) row: u64,
    pub(super) outcome: RowOutcome,
    /// What it is about: a folder of a table, or what moves.
    pub(super) piece: Piece,
    /// The code of what moves.
    pub(super) code: Option<String>,
    /// Where it stood.
    pub(super) from: Option<String>,
    /// Where it goes.
    pub(super) to: Option<String>,
    /// How many folders go with it.
    pub(super) folders: u64,
    /// Why it could not be done, or what is odd about it: a stable code.
    pub(super) problem: Option<String>,
    /// The same as a sentence, or why it should stand elsewhere and why there.
    pub(super) detail: Option<String>,
}

/// What became of a job's rows. An import names only those with something wrong or odd about them.
#[utoipa::path(get, operation_id = "job_report", path = "/jobs/{id}/report", tag = "jobs", params(("id" = String, Path), Paging, Taking),
    responses((status = 200, body = Page<JobRow>), (status = 404, body = Problem)))]
pub async fn report(
    Of(app): Of<App>,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    let is_import = matches!(known(&app, &asker, &id)?.work, Work::Import(_));
    let (from, limit) = taking.span(&paging);
    let (items, next) = if is_import {
        let (issues, next) = apart(&app, move |jobs| jobs.issues(&id, from, limit)).await?;
        (issues.into_iter().map(|issue| of_issue(issue, &asker)).collect(), next)
    } else {
        let (rows, next) = apart(&app, move |jobs| jobs.rows(&id, from, limit)).await?;
        (rows.into_iter().filter(|row| sees(&asker, row)).map(|row| of_row(row, &asker)).collect(), next)
    };
    let next_cursor = next.map(|at| at.to_string());
    taking.answer("job-report", &asker, Page::of(items, next_cursor, None, asker.state().seq))
}

/// Whether a row names no folder that is hidden from the asker.
fn sees(asker: &Asker, row: &Row) -> bool {
    row.piece != Piece::Folder || find_folder(asker.state(), &asker.sight, &row.code).is_ok()
}

fn of_row(row: Row, asker: &Asker) -> JobRow {
    let places = &asker.state().places;
    let refused = row.refusal.as_ref().map(|refusal| refusal.message(asker.language));
    let reason = row.reason.map(|reason| reason.sentence(asker.language, places));
    JobRow {
        row: row.row,
        outcome: row.outcome,
        piece: row.piece,
        code: Some(row.code),
        from: Some(row.from),
        to: row.to,
        folders: row.folders,
        problem: row.refusal.map(|refusal| refusal.code.name().to_owned()).or(row.cause),
        detail: refused.or(reason),
    }
}

fn of_issue(issue: RowIssue, asker: &Asker) -> JobRow {
    let detail = issue.detail.in_language(asker.language);
    let detail = if issue.column.is_empty() { detail.to_owned() } else { format!("{}: {detail}", issue.column) };
    JobRow {
        row: issue.row,
        outcome: if issue.severity == Severity::Error { RowOutcome::Refused } else { RowOutcome::Warned },
        piece: Piece::Folder,
        code: None,
        from: None,
        to: None,
        folders: 1,
        problem: Some(issue.code.into_owned()),
        detail: Some(detail),
    }
}
