//! Imports over HTTP: upload, map, check, run, report.

use super::App;
use super::extract::{Asker, Path as Named, Query, Submit};
use super::json::Json;
use super::problem::Problem;
use super::shape::{Page, Paging};
use super::taking::Taking;
use crate::archive::{Import, Job, JobState, Meta, Placing, Progress, RunOptions};
use crate::disk;
use crate::domain::business_type::Severity;
use crate::domain::command::Command;
use crate::domain::folder::Actor;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::import::{Mapping, RowIssue};
use axum::RequestExt;
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request, State as Of};
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use utoipa::ToSchema;

/// How many times its limit of a file that is too large is still read, to be thrown away.
const THROWN_AWAY_MAX: u64 = 8;
/// How much of an upload by somebody who may not is still read, and for how long.
const PASSED_OVER_BYTES_MAX: usize = 1024 * 1024;
const PASSED_OVER_FOR: Duration = Duration::from_secs(2);

/// What a column means.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MappedColumn {
    heading: String,
    /// `code`, `foreign_code`, `business_type`, `business_date`, `subject.name`, `field:<id>`, `ignore`, …
    target: String,
}

/// What a table's columns mean.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MappingBody {
    columns: Vec<MappedColumn>,
    /// What holds where a row says nothing: `business_type`, `department`, `class`.
    #[serde(default)]
    #[schema(value_type = Object)]
    defaults: serde_json::Map<String, serde_json::Value>,
}

/// How far an import is. Clients must tolerate states added later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// The file is there.
    Uploaded,
    /// A dry run is under way, or waits for its turn.
    Checking,
    /// A dry run is done.
    Checked,
    /// The import is under way, or waits for its turn.
    Running,
    /// The import is done.
    Done,
    /// It could not go on.
    Failed,
    /// It rests: the job of the same id says why.
    Paused,
    /// Somebody ended it; what was taken stays.
    Cancelled,
}

impl ImportState {
    fn of(job: &Job) -> Self {
        match (job.state, job.dry_run) {
            (JobState::Uploaded, _) => Self::Uploaded,
            (JobState::Waiting | JobState::Running, true) => Self::Checking,
            (JobState::Waiting | JobState::Running, false) => Self::Running,
            (JobState::Paused, _) => Self::Paused,
            (JobState::Done, true) => Self::Checked,
            (JobState::Done, false) => Self::Done,
            (JobState::Failed, _) => Self::Failed,
            (JobState::Cancelled, _) => Self::Cancelled,
        }
    }
}

/// An import.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportShown {
    pub(super) id: String,
    pub(super) file_name: String,
    pub(super) rows: u64,
    pub(super) encoding: String,
    pub(super) headings: Vec<String>,
    pub(super) sample: Vec<Vec<String>>,
    pub(super) mapping: MappingBody,
    pub(super) state: ImportState,
    pub(super) progress: Progress,
    pub(super) failure: Option<Problem>,
    pub(super) created_at: DateTime<Utc>,
    /// Whether the last run is or was a dry run.
    pub(super) dry_run: bool,
    /// Where its job stands: see `/jobs/{id}`.
    pub(super) job_state: JobState,
}

fn shown((job, import): (Job, Import), asker: &Asker) -> Result<Json<ImportShown>, Refusal> {
    Ok(Json(ImportShown {
        mapping: mapping_shown(&import.mapping)?,
        failure: job.failure.as_ref().map(|refusal| Problem::of(refusal, asker.language)),
        state: ImportState::of(&job),
        job_state: job.state,
        dry_run: job.dry_run,
        id: job.id,
        file_name: import.file_name,
        rows: import.rows,
        encoding: import.encoding,
        headings: import.headings,
        sample: import.sample,
        progress: job.progress,
        created_at: job.created_at,
    }))
}

/// The wire's mapping and the domain's have the same JSON; the wire's is described in the OpenAPI document.
fn mapping_shown(mapping: &Mapping) -> Result<MappingBody, Refusal> {
    let value = serde_json::to_value(mapping).map_err(|_| Code::Internal)?;
    serde_json::from_value(value).map_err(|_| Code::Internal.into())
}

fn mapping_read(body: &MappingBody) -> Result<Mapping, Refusal> {
    let value = serde_json::to_value(body).map_err(|_| Code::Internal)?;
    serde_json::from_value(value).map_err(Refusal::unreadable)
}

/// Uploads a table (`multipart/form-data`, field `file`) and proposes what its columns mean.
#[utoipa::path(post, operation_id = "upload_table", path = "/imports", tag = "imports", request_body(content = Vec<u8>, content_type = "multipart/form-data"),
    responses((status = 201, body = ImportShown), (status = 413, body = Problem), (status = 415, body = Problem)))]
pub async fn upload(Of(app): Of<App>, mut request: Request) -> Result<impl IntoResponse, Refusal> {
    let asker = match admitted(&app, &mut request, Permission::ImportRun).await {
        Ok(asker) => asker,
        Err(refusal) => {
            pass_over(request.into_body()).await;
            return Err(refusal);
        }
    };
    let form = Multipart::from_request(request, &app).await;
    let mut form = form.map_err(|rejection| Refusal::unreadable(rejection.body_text()))?;
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        if field.name() != Some("file") {
            continue;
        }
        let file_name = field.file_name().unwrap_or("table").to_owned();
        let arriving = Arriving(app.jobs.new_upload());
        store(&mut field, &arriving.0, app.limits.upload_bytes_max).await?;
        let (jobs, sender) = (app.jobs.clone(), Meta::of(Actor::Person(asker.no())));
        let added = tokio::task::spawn_blocking(move || jobs.add_import(&arriving.0, &file_name, &sender)).await;
        let job = added.map_err(|_| Code::Internal)??;
        return Ok((StatusCode::CREATED, shown(job, &asker)?));
    }
    Err(Refusal::new(Code::BadRequest).with("detail", "file"))
}

/// Who uploads, if he may.
pub(super) async fn admitted(app: &App, request: &mut Request, permission: Permission) -> Result<Asker, Refusal> {
    let asker: Asker = request.extract_parts_with_state(app).await?;
    let token = request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok());
    asker.identity.check_csrf(token)?;
    asker.require(permission)?;
    Ok(asker)
}

/// Reads on, within reason, what nobody will use: a sender who is cut off in the middle hears a broken line instead of
/// the reason.
pub(super) async fn pass_over(body: Body) {
    let mut chunks = body.into_data_stream();
    let reading = async {
        let mut bytes = 0;
        while let Some(Ok(chunk)) = chunks.next().await {
            bytes += chunk.len();
            if bytes > PASSED_OVER_BYTES_MAX {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(PASSED_OVER_FOR, reading).await;
}

/// The same for what is left of a form.
pub(super) async fn pass_over_form(mut form: Multipart) {
    let reading = async { while let Ok(Some(_)) = form.next_field().await {} };
    let _ = tokio::time::timeout(PASSED_OVER_FOR, reading).await;
}

/// A file that is arriving. It goes when this goes, unless it was taken elsewhere: also when the sender hangs up.
struct Arriving(PathBuf);

impl Drop for Arriving {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Writes an upload down. One that is too large, or that the disk does not take, is read on to its end (within reason)
/// and thrown away: a sender who is cut off in the middle hears a broken line instead of the reason.
async fn store(field: &mut Field<'_>, path: &Path, bytes_max: u64) -> Result<(), Refusal> {
    let mut file = tokio::fs::File::create(path).await;
    let mut bytes = 0_u64;
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        bytes = bytes.saturating_add(chunk.len() as u64);
        if bytes <= bytes_max {
            if let Ok(open) = &mut file
                && let Err(error) = open.write_all(&chunk).await
            {
                file = Err(error);
            }
        } else if bytes > bytes_max.saturating_mul(THROWN_AWAY_MAX) {
            break;
        }
    }
    if bytes > bytes_max {
        return Err(Refusal::new(Code::LimitExceeded).with("limit", bytes_max).with("what", "bytes"));
    }
    let mut file = file.map_err(storage_failed)?;
    file.flush().await.map_err(storage_failed)?;
    file.sync_all().await.map_err(storage_failed)
}

fn unreadable(error: MultipartError) -> Refusal {
    Refusal::unreadable(error.body_text())
}

fn storage_failed(error: std::io::Error) -> Refusal {
    tracing::error!(%error, "an upload could not be written");
    disk::code_of(&error).into()
}

/// What to do with an import.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RunBody {
    mapping: MappingBody,
    #[serde(default)]
    placement: Placing,
    /// Whether old numbers become own codes.
    #[serde(default)]
    keep_codes: bool,
    /// Save the mapping under this name.
    save_as: Option<String>,
}

/// Begins a dry run: nothing is registered, everything wrong is named.
#[utoipa::path(post, operation_id = "check_import", path = "/imports/{id}/check", tag = "imports", params(("id" = String, Path)), request_body = RunBody,
    responses((status = 200, body = ImportShown), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn check(
    Of(app): Of<App>,
    Named(id): Named<String>,
    submit: Submit<RunBody>,
) -> Result<Json<ImportShown>, Refusal> {
    submit.asker.require(Permission::ImportRun)?;
    let run = RunOptions { placing: submit.body.placement, keep_codes: submit.body.keep_codes };
    let mapping = mapping_read(&submit.body.mapping)?;
    shown(app.jobs.start_import(&id, &mapping, run, true, &submit.meta)?, &submit.asker)
}

/// Begins the import. Run again, it brings nothing twice.
#[utoipa::path(post, operation_id = "run_import", path = "/imports/{id}/run", tag = "imports", params(("id" = String, Path)), request_body = RunBody,
    responses((status = 200, body = ImportShown), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn run(
    Of(app): Of<App>,
    Named(id): Named<String>,
    submit: Submit<RunBody>,
) -> Result<Json<ImportShown>, Refusal> {
    submit.asker.require(Permission::ImportRun)?;
    let run = RunOptions { placing: submit.body.placement, keep_codes: submit.body.keep_codes };
    let mapping = mapping_read(&submit.body.mapping)?;
    if let Some(name) = submit.body.save_as.filter(|name| !name.trim().is_empty()) {
        let text = serde_json::to_string(&mapping).map_err(|_| Code::Internal)?;
        let meta = Meta::of(Actor::Person(submit.asker.no()));
        app.archive.execute(meta, Command::SaveMapping { name, mapping: text }).await?;
    }
    shown(app.jobs.start_import(&id, &mapping, run, false, &submit.meta)?, &submit.asker)
}

/// All imports, the newest first.
#[utoipa::path(get, operation_id = "list_imports", path = "/imports", tag = "imports", params(Paging, Taking), responses((status = 200, body = Page<ImportShown>)))]
pub async fn list(
    Of(app): Of<App>,
    Query(paging): Query<Paging>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.require(Permission::ImportRun)?;
    let (page, next_cursor) = taking.cut(&paging, app.jobs.imports().into_iter())?;
    let items = page.into_iter().map(|job| Ok(shown(job, &asker)?.0)).collect::<Result<_, Refusal>>()?;
    taking.answer("imports", &asker, Page::of(items, next_cursor, None, asker.state().seq))
}

/// One import.
#[utoipa::path(get, operation_id = "show_import", path = "/imports/{id}", tag = "imports", params(("id" = String, Path)),
    responses((status = 200, body = ImportShown), (status = 404, body = Problem)))]
pub async fn one(Of(app): Of<App>, Named(id): Named<String>, asker: Asker) -> Result<Json<ImportShown>, Refusal> {
    asker.require(Permission::ImportRun)?;
    shown(app.jobs.import(&id)?, &asker)
}

/// Something wrong or odd about one row.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportLine {
    /// The row's number as a spreadsheet shows it.
    pub(super) row: u64,
    /// The heading of the column; nothing when it is the row as a whole.
    pub(super) column: Option<String>,
    pub(super) code: String,
    pub(super) detail: String,
    pub(super) value: Option<String>,
    /// `error` keeps the row out, `warning` does not.
    pub(super) severity: Severity,
}

/// What was wrong or odd, row by row.
#[utoipa::path(get, operation_id = "import_report", path = "/imports/{id}/report", tag = "imports", params(("id" = String, Path), Paging, Taking),
    responses((status = 200, body = Page<ReportLine>), (status = 404, body = Problem)))]
pub async fn report(
    Of(app): Of<App>,
    Named(id): Named<String>,
    Query(paging): Query<Paging>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.require(Permission::ImportRun)?;
    app.jobs.import(&id)?;
    let (from, limit) = taking.span(&paging);
    let (issues, next) = taking.apart(|| app.jobs.issues(&id, from, limit))?;
    let line = |issue: RowIssue| ReportLine {
        row: issue.row,
        column: (!issue.column.is_empty()).then_some(issue.column),
        code: issue.code.into_owned(),
        detail: issue.detail.in_language(asker.language).to_owned(),
        value: (!issue.value.is_empty()).then_some(issue.value),
        severity: issue.severity,
    };
    let items = issues.into_iter().map(line).collect();
    let next_cursor = next.map(|at| at.to_string());
    taking.answer("import-report", &asker, Page::of(items, next_cursor, None, asker.state().seq))
}

/// The rows that were not taken, as a CSV to mend and import again.
#[utoipa::path(get, operation_id = "import_bad_rows", path = "/imports/{id}/bad-rows.csv", tag = "imports", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/csv", body = String), (status = 404, body = Problem)))]
pub async fn bad_rows(Of(app): Of<App>, Named(id): Named<String>, asker: Asker) -> Result<impl IntoResponse, Refusal> {
    asker.require(Permission::ImportRun)?;
    let path = app.jobs.bad_rows(&id)?;
    let bytes = tokio::fs::read(path).await.unwrap_or_default();
    let headers = AppendHeaders([
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"bad-rows-{}.csv\"", id.get(..8).unwrap_or("import")),
        ),
    ]);
    Ok((headers, Body::from(bytes)))
}

/// A saved mapping.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedMapping {
    name: String,
    mapping: MappingBody,
}

/// Saved mappings.
#[utoipa::path(get, operation_id = "list_mappings", path = "/mappings", tag = "imports", responses((status = 200, body = Page<NamedMapping>)))]
pub async fn mappings(asker: Asker) -> Result<Json<Page<NamedMapping>>, Refusal> {
    asker.require(Permission::ImportRun)?;
    let saved = asker.state().organisation.mappings().iter();
    let named = |(name, text): (&String, &String)| {
        Some(NamedMapping { name: name.clone(), mapping: serde_json::from_str(text).ok()? })
    };
    Ok(Json(Page::whole(saved.filter_map(named).collect(), asker.state().seq)))
}
