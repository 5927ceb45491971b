//! Having a scanner scan: asked for, followed, given up.

use crate::domain::folder::Actor;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::http::App;
use crate::http::extract::{Asker, Path, Submit};
use crate::http::json::Json;
use crate::http::problem::Problem;
use crate::http::shape::{Knowing, Page};
use crate::scanner::{Colours, NewRun, PaperSource, Run, RunState, Settings};
use axum::extract::State as Of;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A scanner that is scanning for somebody, or has.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunShown {
    /// Its id.
    id: String,
    /// The scanner, by its code.
    scanner: String,
    state: RunState,
    source: PaperSource,
    duplex: bool,
    dpi: u16,
    colour: Colours,
    /// The folder or case to which its first pages belong.
    into: Option<String>,
    /// How many sheets were announced.
    sheets: Option<u16>,
    /// How many documents came from the scanner: of most a page each.
    pages: u32,
    /// The scans that came of it.
    scans: Vec<u32>,
    /// What went wrong.
    problem: Option<TroubleShown>,
    began_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

/// What went wrong with a scanner.
#[derive(Debug, Serialize, ToSchema)]
pub struct TroubleShown {
    /// `ScannerJam`, `ScannerEmpty`, `ScannerAway` and others; more may come.
    code: String,
    /// The same in the language asked for.
    detail: String,
}

impl RunShown {
    fn of(run: Run, asker: &Asker) -> Self {
        let Settings { source, duplex, dpi, colours: colour } = run.asked.settings;
        let NewRun { scanner, into, sheets, .. } = run.asked;
        let problem = run.problem.map(|refusal| TroubleShown {
            code: refusal.code.name().to_owned(),
            detail: refusal.message(asker.language),
        });
        let scans = run.scans.iter().map(|scan| scan.shown()).collect();
        let Run { id, state, pages, began_at, ended_at, .. } = run;
        Self {
            id,
            scanner,
            state,
            source,
            duplex,
            dpi,
            colour,
            into,
            sheets,
            pages,
            scans,
            problem,
            began_at,
            ended_at,
        }
    }
}

/// What is to be scanned, and how.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ScanBody {
    /// From where.
    source: PaperSource,
    /// Both sides of each sheet of a stack.
    #[serde(default)]
    duplex: bool,
    /// Dots in an inch; 300 if nothing is said.
    #[serde(default = "usual_dpi")]
    dpi: u16,
    /// With or without colours; without if nothing is said.
    #[serde(default = "usual_colours")]
    colour: Colours,
    /// The folder or case to which the first pages belong, by a code; codes on the pages count more.
    #[serde(default)]
    into: Option<String>,
    /// How many sheets lie in the feeder: if its pages are not as many, somebody looks at them.
    #[serde(default)]
    sheets: Option<u16>,
}

fn usual_dpi() -> u16 {
    300
}

fn usual_colours() -> Colours {
    Colours::Grey
}

/// Has a scanner scan what lies in it. The answer does not wait for it: see `/scans/runs`, and `/live`.
///
/// What it sends is kept as one scan where that can be. If it stops midway, what came is kept, and the run says why.
#[utoipa::path(post, operation_id = "scan_now", path = "/scanners/{code}/scan", tag = "scans", params(("code" = String, Path)), request_body = ScanBody,
    responses((status = 202, body = RunShown), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn start(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<ScanBody>,
) -> Result<(StatusCode, Json<RunShown>), Refusal> {
    let Submit { asker, meta, body } = submit;
    asker.require(Permission::ScanIntake)?;
    let ScanBody { source, duplex, dpi, colour, into, sheets } = body;
    let settings = Settings { source, duplex, dpi, colours: colour };
    let into = into.filter(|into| !into.trim().is_empty());
    let run = app.scanners.start(meta.actor, meta.command_id, NewRun { scanner: code, settings, into, sheets })?;
    Ok((StatusCode::ACCEPTED, Json(RunShown::of(run, &asker))))
}

/// What one has had scanners scan since the service began, the newest first; a hundred at most.
#[utoipa::path(get, operation_id = "list_scanner_runs", path = "/scans/runs", tag = "scans", params(Knowing),
    responses((status = 200, body = Page<RunShown>)))]
pub async fn list(Of(app): Of<App>, asker: Asker) -> Result<Json<Page<RunShown>>, Refusal> {
    asker.require(Permission::ScanIntake)?;
    let runs = app.scanners.list().into_iter().filter(|run| run.by == Actor::Person(asker.no()));
    let items = runs.map(|run| RunShown::of(run, &asker)).collect();
    Ok(Json(Page::whole(items, asker.state().seq)))
}

/// Gives one up: the scanner is told, and nothing of it is kept.
#[utoipa::path(post, operation_id = "cancel_scanner_run", path = "/scans/runs/{id}/cancel", tag = "scans", params(("id" = String, Path)), request_body = crate::http::Nothing,
    responses((status = 200, body = RunShown), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn cancel(
    Of(app): Of<App>,
    Path(id): Path<String>,
    submit: Submit<crate::http::Nothing>,
) -> Result<Json<RunShown>, Refusal> {
    submit.asker.require(Permission::ScanIntake)?;
    let is_his = |run: &Run| run.id == id && run.by == Actor::Person(submit.asker.no());
    if !app.scanners.list().iter().any(is_his) {
        return Err(Refusal::new(Code::ScannerRunUnknown).with("id", id));
    }
    Ok(Json(RunShown::of(app.scanners.cancel(&id)?, &submit.asker)))
}
