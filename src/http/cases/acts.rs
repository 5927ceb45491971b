//! What is done with a case: more time, calling off, filing, reviewing, certifying.

use super::{CaseCard, carry_out};
use crate::domain::command::CaseCommand;
use crate::domain::refusal::Refusal;
use crate::http::App;
use crate::http::extract::{Path, Submit};
use crate::http::json::Json;
use crate::http::problem::Problem;
use axum::extract::State as Of;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

/// Until when more time is asked for, and why.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ExtendBody {
    due: NaiveDate,
    reason: String,
}

/// Grants more time, if it was asked for before the day has passed. For whoever hands over it only asks: `asked_until` says
/// so until whoever keeps the archive grants it by the same act, which he may do later too, or refuses it.
#[utoipa::path(post, operation_id = "extend_case", path = "/cases/{case}/extend", tag = "cases", params(("case" = String, Path)), request_body = ExtendBody,
    responses((status = 200, body = CaseCard), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn extend(
    Of(app): Of<App>,
    Path(case): Path<String>,
    submit: Submit<ExtendBody>,
) -> Result<Json<CaseCard>, Refusal> {
    let ExtendBody { due, reason } = submit.body;
    carry_out(&app, &submit.asker, submit.meta, CaseCommand::Extend { case, due, reason }).await
}

/// Refuses the time that was asked for: the day stays.
#[utoipa::path(post, operation_id = "refuse_extension", path = "/cases/{case}/refuse-extension", tag = "cases", params(("case" = String, Path)), request_body = CancelBody,
    responses((status = 200, body = CaseCard), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn refuse_extension(
    Of(app): Of<App>,
    Path(case): Path<String>,
    submit: Submit<CancelBody>,
) -> Result<Json<CaseCard>, Refusal> {
    let reason = submit.body.reason;
    carry_out(&app, &submit.asker, submit.meta, CaseCommand::RefuseExtension { case, reason }).await
}

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CancelBody {
    reason: String,
}

/// Calls a case off before anything came.
#[utoipa::path(post, operation_id = "cancel_case", path = "/cases/{case}/cancel", tag = "cases", params(("case" = String, Path)), request_body = CancelBody,
    responses((status = 200, body = CaseCard), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn cancel(
    Of(app): Of<App>,
    Path(case): Path<String>,
    submit: Submit<CancelBody>,
) -> Result<Json<CaseCard>, Refusal> {
    let reason = submit.body.reason;
    carry_out(&app, &submit.asker, submit.meta, CaseCommand::Cancel { case, reason }).await
}

/// The folder that was scanned.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FileBody {
    folder: String,
}

/// Puts papers that waited into their folder: the folder is scanned, and the case's slip. Where the folder is on loan by the
/// record, that it was seen here is kept as a discrepancy, and the papers wait on until it is back.
#[utoipa::path(post, operation_id = "file_case", path = "/cases/{case}/file", tag = "cases", params(("case" = String, Path)), request_body = FileBody,
    responses((status = 200, body = CaseCard), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn file(
    Of(app): Of<App>,
    Path(case): Path<String>,
    submit: Submit<FileBody>,
) -> Result<Json<CaseCard>, Refusal> {
    let folder = submit.body.folder;
    carry_out(&app, &submit.asker, submit.meta, CaseCommand::File { folder, case }).await
}

/// What a second person found.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReviewBody {
    /// Whether the entry is right.
    right: bool,
    /// What is not.
    #[serde(default)]
    note: String,
}

/// Goes over an entry as a second person: not the one who took the case over.
#[utoipa::path(post, operation_id = "review_case", path = "/cases/{case}/review", tag = "cases", params(("case" = String, Path)), request_body = ReviewBody,
    responses((status = 200, body = CaseCard), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn review(
    Of(app): Of<App>,
    Path(case): Path<String>,
    submit: Submit<ReviewBody>,
) -> Result<Json<CaseCard>, Refusal> {
    let ReviewBody { right, note } = submit.body;
    carry_out(&app, &submit.asker, submit.meta, CaseCommand::Review { case, right, note }).await
}

/// Certifies that a case is complete: what depends on it may go ahead.
#[utoipa::path(post, operation_id = "certify_case", path = "/cases/{case}/certify", tag = "cases", params(("case" = String, Path)),
    responses((status = 200, body = CaseCard), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn certify(
    Of(app): Of<App>,
    Path(case): Path<String>,
    submit: Submit<crate::http::Nothing>,
) -> Result<Json<CaseCard>, Refusal> {
    carry_out(&app, &submit.asker, submit.meta, CaseCommand::Certify { case }).await
}
