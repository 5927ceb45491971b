//! Scanners on the network, and what they are to scan.

pub mod runs;

use super::App;
use super::extract::{Asker, OnlyNew, Path, Submit};
use super::json::Json;
use super::problem::Problem;
use super::shape::{Knowing, Page};
use crate::domain::attachment::BlobHash;
use crate::domain::command::{Command, ScanCommand};
use crate::domain::limits::FINGERPRINT_CHARS;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::scanner::Scanner;
use crate::domain::value::Bilingual;
use crate::printing::{Certificate, Shown};
use crate::scanner::{Capabilities, Status};
use axum::extract::State as Of;
use chrono::{DateTime, Utc};
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
    /// The one certificate that it may show over `https`, by its SHA-256; for administrators only. Without one, an authority
    /// that the service's machine trusts has to vouch for whatever it shows.
    certificate: Option<String>,
    /// Whether nothing more is scanned on it.
    retired: bool,
    /// Whether somebody is having it scan.
    is_in_use: bool,
}

impl ScannerShown {
    fn of(scanner: &Scanner, app: &App, asker: &Asker) -> Self {
        let Scanner { code, name, address, retired, certificate } = scanner.clone();
        let is_in_use = app.scanners.list().iter().any(|run| run.state.is_open() && run.asked.scanner == code);
        let edits = asker.require(Permission::SettingsEdit).is_ok();
        let (address, certificate) = (edits.then_some(address), certificate.filter(|_| edits));
        Self { code, name, address, certificate: certificate.map(|hash| hash.to_string()), retired, is_in_use }
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
    /// The one certificate that it may show over `https`, by its SHA-256 in hexadecimal digits; see `look_at_certificate`.
    #[serde(default)]
    certificate: Option<String>,
    /// Whether nothing more is scanned on it.
    #[serde(default)]
    retired: bool,
}

/// Adds a scanner, or changes one. It has to be in the archive's own network, unless whoever runs the service allows more.
#[utoipa::path(put, operation_id = "set_scanner", path = "/scanners/{code}", tag = "scans", params(("code" = String, Path), OnlyNew), request_body = ScannerBody,
    responses((status = 200, body = ScannerShown), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn set(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<ScannerBody>,
) -> Result<Json<ScannerShown>, Refusal> {
    let Submit { asker, meta, body } = submit;
    asker.require(Permission::SettingsEdit)?;
    let ScannerBody { name, address, certificate, retired } = body;
    app.scanners.check_address(address.trim())?;
    let certificate = certificate.map(|digits| fingerprint(&digits)).transpose()?;
    let scanner = Scanner { code: code.clone(), name, address, retired, certificate };
    let done = app.archive.execute(meta, Command::Scan(ScanCommand::SetScanner(Box::new(scanner)))).await?;
    let scanner = done.now.state.scans.scanner(&code).ok_or(Code::Internal)?;
    Ok(Json(ScannerShown::of(scanner, &app, &asker)))
}

/// A SHA-256 as people copy it: in small or large letters, with colons or spaces between.
fn fingerprint(digits: &str) -> Result<BlobHash, Refusal> {
    let plain: String = digits.chars().filter(|letter| !matches!(letter, ':' | ' ')).collect();
    let read = BlobHash::from_hex(&plain.to_ascii_lowercase()).filter(|_| digits.len() <= FINGERPRINT_CHARS);
    read.ok_or_else(|| Refusal::bad("certificate", "64 hexadecimal digits"))
}

/// Whose certificate is to be looked at.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LookBody {
    /// Where the scanner is: `https://host:port/eSCL`.
    address: String,
}

/// The certificate that a scanner shows.
#[derive(Debug, Serialize, ToSchema)]
pub struct CertificateShown {
    /// The SHA-256 of its bytes, in hexadecimal digits.
    sha256: String,
    /// Whom it is of, as it says itself.
    subject: String,
    /// Who signed it, as it says itself: the same one, if it made itself.
    issuer: String,
    /// Under which other names and addresses it counts, as it says itself.
    names: Vec<String>,
    /// From when it counts.
    valid_from: Option<DateTime<Utc>>,
    /// Until when.
    valid_until: Option<DateTime<Utc>>,
    /// Whether an authority that the service's machine trusts vouches for it: then nobody has to trust it himself.
    is_vouched: bool,
}

/// Which certificate a scanner shows at an address, for somebody who may come to trust it: exactly that one is kept with the
/// scanner then (`set_scanner`). It has proved that it holds the certificate's key; nothing else was asked of it.
#[utoipa::path(post, operation_id = "look_at_certificate", path = "/scanner-certificate", tag = "scans", request_body = LookBody,
    responses((status = 200, body = CertificateShown), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn look(Of(app): Of<App>, submit: Submit<LookBody>) -> Result<Json<CertificateShown>, Refusal> {
    submit.asker.require(Permission::SettingsEdit)?;
    let (scanners, address) = (app.scanners.clone(), submit.body.address.trim().to_owned());
    let shown = tokio::task::spawn_blocking(move || scanners.look(&address));
    let Shown { certificate, is_vouched } = shown.await.map_err(|_| Code::Internal)??;
    let Certificate { sha256, subject, issuer, names, from: valid_from, until: valid_until } = certificate;
    let sha256 = sha256.to_string();
    Ok(Json(CertificateShown { sha256, subject, issuer, names, valid_from, valid_until, is_vouched }))
}
