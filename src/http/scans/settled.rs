//! Files that could not be read, and that somebody dealt with.

use super::shape::{ScanShown, Scans};
use crate::archive::codec::time_of;
use crate::domain::command::{Command, ScanCommand};
use crate::domain::event::Event;
use crate::domain::ids::ScanNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::state::Settled;
use crate::http::extract::{Path, Submit};
use crate::http::json::Json;
use crate::http::problem::Problem;
use crate::http::{App, Nothing};
use axum::extract::State as Of;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// That somebody dealt with a file that could not be read.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScanSettledShown {
    /// How; nothing once those words were erased.
    pub note: Option<String>,
    pub by: String,
    pub at: DateTime<Utc>,
}

/// How a file that could not be read was dealt with.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SettleScanBody {
    /// How: it was scanned again, say.
    note: String,
}

impl Scans<'_> {
    /// What is said of a file that somebody dealt with. How, stands in the ledger only.
    pub(super) fn settled(&self, settled: Settled) -> Result<ScanSettledShown, Refusal> {
        let note = self.events(settled.seq)?.into_iter().find_map(|event| match event {
            Event::ScanSettled(_, remark) => remark,
            _ => None,
        });
        Ok(ScanSettledShown {
            note: note.map(|remark| remark.text),
            by: self.app.show(self.state, self.asker).actor(settled.by).display_name,
            at: time_of(settled.at_us),
        })
    }
}

/// Says that a file which could not be read was dealt with, and how: nobody is told of it any more. The file itself stays.
#[utoipa::path(post, operation_id = "settle_scan", path = "/scans/{no}/settle", tag = "scans", params(("no" = u32, Path)), request_body = SettleScanBody,
    responses((status = 200, body = ScanShown), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn settle(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<SettleScanBody>,
) -> Result<Json<ScanShown>, Refusal> {
    carry_out(&app, no, submit, |scan, body| ScanCommand::Settle { scan, note: body.note }).await
}

/// Lets a file that somebody had dealt with stand among those that could not be read again.
#[utoipa::path(post, operation_id = "reopen_scan", path = "/scans/{no}/reopen", tag = "scans", params(("no" = u32, Path)), request_body = Nothing,
    responses((status = 200, body = ScanShown), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn reopen(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<Nothing>,
) -> Result<Json<ScanShown>, Refusal> {
    carry_out(&app, no, submit, |scan, _| ScanCommand::Reopen { scan }).await
}

async fn carry_out<T>(
    app: &App,
    no: u32,
    submit: Submit<T>,
    command: impl FnOnce(ScanNo, T) -> ScanCommand,
) -> Result<Json<ScanShown>, Refusal> {
    let Submit { asker, meta, body } = submit;
    asker.require(Permission::ScanReview)?;
    let (scan, _) = Scans { app, asker: &asker, state: asker.state() }.find(no)?;
    let done = app.archive.execute(meta, Command::Scan(command(scan, body))).await?;
    Scans { app, asker: &asker, state: &done.now.state }.scan(scan).map(Json)
}
