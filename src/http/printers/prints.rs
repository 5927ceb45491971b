//! What printers are to print, and have printed.

use crate::domain::label::PRINT_MAX;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::http::App;
use crate::http::extract::{Asker, Path, Query, Submit};
use crate::http::json::Json;
use crate::http::labels::{LabelChoice, eyes};
use crate::http::problem::Problem;
use crate::http::shape::{Knowing, Page, PersonRef};
use crate::http::taking::Taking;
use crate::label::Format;
use crate::printing::{NewPrint, PrintJob, PrintState, Spoken, draw, needed, template};
use axum::extract::State as Of;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A print.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrintShown {
    /// Its id.
    pub id: String,
    /// The printer, by its code.
    pub printer: String,
    /// The template.
    pub template: String,
    /// How many labels.
    pub count: usize,
    /// Where it stands in its life; clients must tolerate states added later.
    pub state: PrintState,
    /// How often it was tried.
    pub tries: u32,
    /// Why it waits for its printer, or what went wrong.
    pub problem: Option<Problem>,
    /// Who asked for it.
    pub asked_by: PersonRef,
    pub created_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

impl PrintShown {
    fn of(print: PrintJob, app: &App, asker: &Asker) -> Self {
        Self {
            count: print.asked.codes.len(),
            id: print.id,
            printer: print.asked.printer,
            template: print.asked.template,
            state: print.state,
            tries: print.tries,
            problem: print.failure.as_ref().map(|refusal| Problem::of(refusal, asker.language)),
            asked_by: app.show(asker.state(), asker).actor(print.actor),
            created_at: print.created_at,
            ended_at: print.ended_at,
        }
    }
}

/// All prints: those that are open in the order of the line, then those that are over, the newest first.
#[utoipa::path(get, operation_id = "list_prints", path = "/prints", tag = "labels", params(Taking, Knowing),
    responses((status = 200, body = Page<PrintShown>)))]
pub async fn list(Of(app): Of<App>, Query(taking): Query<Taking>, asker: Asker) -> Result<Response, Refusal> {
    asker.require(Permission::LabelPrint)?;
    let items = app.prints.list().into_iter().map(|print| PrintShown::of(print, &app, &asker)).collect();
    taking.answer("prints", &asker, Page::<PrintShown>::whole(items, asker.state().seq))
}

/// Labels for a printer.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PrintBody {
    /// The printer, by its code.
    printer: String,
    /// What is printed.
    what: LabelChoice,
    /// The template.
    template: String,
    /// In which language its words are.
    #[serde(default)]
    words: Spoken,
    /// The first place on the sheet that is still free, counted from 1.
    #[serde(default)]
    start: u16,
    /// How many of them were printed before: 2,000 are printed at a time.
    #[serde(default)]
    skip: usize,
    /// Why once more, of labels that were printed before.
    #[serde(default)]
    reason: String,
}

/// Puts labels into the line of a printer. They are drawn when their turn comes; that they were printed is recorded once
/// the printer has them.
#[utoipa::path(post, operation_id = "add_print", path = "/prints", tag = "labels", request_body = PrintBody,
    responses((status = 202, body = PrintShown), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(Of(app): Of<App>, submit: Submit<PrintBody>) -> Result<(StatusCode, Json<PrintShown>), Refusal> {
    let Submit { asker, meta, body } = submit;
    asker.require(Permission::LabelPrint)?;
    app.views.surely_caught_up(asker.state().seq).await?;
    let added = tokio::task::spawn_blocking(move || {
        let kind = template(asker.state(), &body.template)?.kind();
        asker.require(needed(kind))?;
        let codes = body.what.codes(&app, &asker, kind)?.into_iter().skip(body.skip).take(PRINT_MAX).collect();
        let PrintBody { printer, template, words, start, reason, .. } = body;
        let asked = NewPrint { printer, template, words, start, codes, reason };
        try_first(&app, &asker, &asked)?;
        let print = app.prints.add(meta.actor, meta.command_id, asked)?;
        Ok::<_, Refusal>(PrintShown::of(print, &app, &asker))
    });
    Ok((StatusCode::ACCEPTED, Json(added.await.map_err(|_| Code::Internal)??)))
}

/// Draws the first label, so that what can never be printed is said at once and not at the printer.
fn try_first(app: &App, asker: &Asker, asked: &NewPrint) -> Result<(), Refusal> {
    let Some(printer) = asker.state().labels.printer(&asked.printer) else { return Ok(()) };
    let design = asked.design(printer);
    let first = asked.codes.get(..1.min(asked.codes.len())).unwrap_or_default();
    draw(eyes(app, asker), &design, first, Format::Zpl).map(drop)
}

/// Gives a print up. What was sent already may still be printed.
#[utoipa::path(post, operation_id = "cancel_print", path = "/prints/{id}/cancel", tag = "labels", params(("id" = String, Path)),
    responses((status = 200, body = PrintShown), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn cancel(
    Of(app): Of<App>,
    Path(id): Path<String>,
    submit: Submit<crate::http::Nothing>,
) -> Result<Json<PrintShown>, Refusal> {
    submit.asker.require(Permission::LabelPrint)?;
    Ok(Json(PrintShown::of(app.prints.cancel(&id)?, &app, &submit.asker)))
}

/// On which printer.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AgainBody {
    /// Another printer, by its code; the same one unless said.
    printer: Option<String>,
}

/// Tries a print again at once, on its printer or on another one.
#[utoipa::path(post, operation_id = "retry_print", path = "/prints/{id}/again", tag = "labels", params(("id" = String, Path)), request_body = AgainBody,
    responses((status = 200, body = PrintShown), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn again(
    Of(app): Of<App>,
    Path(id): Path<String>,
    submit: Submit<AgainBody>,
) -> Result<Json<PrintShown>, Refusal> {
    submit.asker.require(Permission::LabelPrint)?;
    let print = app.prints.again(&id, submit.body.printer.as_deref())?;
    Ok(Json(PrintShown::of(print, &app, &submit.asker)))
}
