//! Scanners on the network, and what they are to scan.

pub mod runs;

use super::App;
use super::extract::{Asker, Path, Submit};
use super::json::Json;
use super::problem::Problem;
use super::shape::{Knowing, Page};
use crate::domain::command::{Command, ScanCommand};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::scanner::Scanner;
use crate::domain::value::Bilingual;
use crate::scanner::{Capabilities, Status};
use axum::extract::State as Of;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A scanner.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScannerShown {
    /// Its code.
    code: String,
    /// Its name.
    name: Bilingual,
    /// Where it is; for administrators only.
    address: Option<String>,
    /// Whether nothing more is scanned on it.
    retired: bool,
    /// Whether somebody is having it scan.
    is_in_use: bool,
}

impl ScannerShown {
    fn of(scanner: &Scanner, app: &App, asker: &Asker) -> Self {
        let Scanner { code, name, address, retired } = scanner.clone();
        let is_in_use = app.scanners.list().iter().any(|run| run.state.is_open() && run.asked.scanner == code);
        let address = asker.require(Permission::SettingsEdit).is_ok().then_some(address);
        Self { code, name, address, retired, is_in_use }
    }
}

/// All scanners, by code.
#[utoipa::path(get, operation_id = "list_scanners", path = "/scanners", tag = "scans", params(Knowing),
    responses((status = 200, body = Page<ScannerShown>)))]
pub async fn list(Of(app): Of<App>, asker: Asker) -> Result<Json<Page<ScannerShown>>, Refusal> {
    asker.identity.require_any(&[Permission::ScanIntake, Permission::SettingsEdit])?;
    let items = asker.state().scans.scanners().map(|scanner| ScannerShown::of(scanner, &app, &asker)).collect();
    Ok(Json(Page::whole(items, asker.state().seq)))
}

/// A scanner, what it can do, and how it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScannerCard {
    scanner: ScannerShown,
    capabilities: Capabilities,
    status: Status,
}

/// Asks a scanner what it can do and how it stands. It has to answer within half a minute.
#[utoipa::path(get, operation_id = "ask_scanner", path = "/scanners/{code}", tag = "scans", params(("code" = String, Path), Knowing),
    responses((status = 200, body = ScannerCard), (status = 404, body = Problem), (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn ask(Of(app): Of<App>, Path(code): Path<String>, asker: Asker) -> Result<Json<ScannerCard>, Refusal> {
    asker.identity.require_any(&[Permission::ScanIntake, Permission::SettingsEdit])?;
    let (scanners, asked) = (app.scanners.clone(), code.clone());
    let answer = tokio::task::spawn_blocking(move || scanners.ask(&asked));
    let (capabilities, status) = answer.await.map_err(|_| Code::Internal)??;
    let scanner = asker.state().scans.scanner(&code).ok_or(Code::Internal)?;
    Ok(Json(ScannerCard { scanner: ScannerShown::of(scanner, &app, &asker), capabilities, status }))
}

/// A scanner as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ScannerBody {
    /// Its name.
    name: Bilingual,
    /// Where it is: `http://host:port/eSCL`, or `https`.
    address: String,
    /// Whether nothing more is scanned on it.
    #[serde(default)]
    retired: bool,
}

/// Adds a scanner, or changes one. It has to be in the archive's own network, unless whoever runs the service allows more.
#[utoipa::path(put, operation_id = "set_scanner", path = "/scanners/{code}", tag = "scans", params(("code" = String, Path)), request_body = ScannerBody,
    responses((status = 200, body = ScannerShown), (status = 422, body = Problem)))]
pub async fn set(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<ScannerBody>,
) -> Result<Json<ScannerShown>, Refusal> {
    let Submit { asker, meta, body } = submit;
    asker.require(Permission::SettingsEdit)?;
    let ScannerBody { name, address, retired } = body;
    app.scanners.check_address(address.trim())?;
    let scanner = Scanner { code: code.clone(), name, address, retired };
    let done = app.archive.execute(meta, Command::Scan(ScanCommand::SetScanner(Box::new(scanner)))).await?;
    let scanner = done.now.state.scans.scanner(&code).ok_or(Code::Internal)?;
    Ok(Json(ScannerShown::of(scanner, &app, &asker)))
}
