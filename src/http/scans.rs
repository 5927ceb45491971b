//! Scans over HTTP: files that are sent in, how far each is, and the files themselves.

pub(super) mod fixity;
pub(super) mod settled;
pub(super) mod shape;
mod would;

use super::App;
use super::extract::{Asker, Path, Query, Submit, idempotency_key};
use super::imports::{admitted, pass_over, pass_over_form};
use super::json::Json;
use super::pages::text::TextFigures;
use super::problem::Problem;
use super::shape::{Knowing, Page, Paging};
use super::taking::Taking;
use crate::archive::Meta;
use crate::archive::codec::time_of;
use crate::blobs::{Arrived, BlobError};
use crate::domain::command::{Command, NewScan, ScanCommand};
use crate::domain::event::Event;
use crate::domain::folder::Actor;
use crate::domain::ids::{FolderNo, ScanNo};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::scan::{SCAN_BYTES_MAX, ScanMedia, ScanSource, ScanState};
use crate::domain::state::{FileSort, Scan};
use crate::ledger::Hash256;
use axum::body::Body;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request, State as Of};
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use chrono::{DateTime, Utc};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
pub(super) use shape::sees;
use shape::{ScanShown, Scans};
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};

/// A file is data to us: nothing in it runs, loads or is guessed at.
const POLICY: &str = "sandbox; default-src 'none'";
/// How long a field of a form beside the file may be, in bytes.
const FIELD_BYTES_MAX: usize = 500;
/// How many things that are no files are named.
const LEFT_NAMED: usize = 20;
/// Who may hear how many scans there are.
pub(super) const READERS: [Permission; 2] = [Permission::ScanReview, Permission::ScanIntake];

/// What is said of a file that is sent in.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Sending {
    /// How many sheets were put into the scanner: if its pages are not as many, somebody looks at them.
    sheets: Option<u16>,
    /// The folder or case to which its first pages belong, by a code; codes on the pages count more.
    into: Option<String>,
    /// What the file is called, where it is sent as it is and not in a form.
    name: Option<String>,
}

/// Sends a file of scanned pages in: as it is, or in a form (`multipart/form-data`: `file`, and `sheets` and `into` if they
/// are not in the address). 1 GiB at most. When this answers, the file is kept; it is read in a while.
///
/// The same file a second time is refused (`ScanKnown`), and the refusal says where its pages are.
#[utoipa::path(post, operation_id = "send_scan", path = "/scans", tag = "scans", params(Sending),
    request_body(content((Vec<u8> = "application/octet-stream"), (Vec<u8> = "multipart/form-data"))),
    responses((status = 201, body = ScanShown), (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem)))]
pub async fn send(
    Of(app): Of<App>,
    Query(sending): Query<Sending>,
    mut request: Request,
) -> Result<impl IntoResponse, Refusal> {
    let asker = match admitted(&app, &mut request, Permission::ScanIntake).await {
        Ok(asker) => asker,
        Err(refusal) => {
            pass_over(request.into_body()).await;
            return Err(refusal);
        }
    };
    let command_id = idempotency_key(request.headers())?;
    let (arrived, sending) = received(&app, request, sending).await?;
    let (hash, bytes) = (arrived.hash, arrived.bytes);
    let Sending { sheets, into, name } = sending;
    let file_name = name.unwrap_or_default();
    let said = format!("{sheets:?}");
    let words = [&hash.0[..], said.as_bytes(), into.as_deref().unwrap_or_default().as_bytes(), file_name.as_bytes()];
    let digest =
        words.iter().fold(Sha256::new(), |digest, part| digest.chain_update(part).chain_update([0])).finalize();
    let meta = Meta { command_id, request: Some(Hash256(digest.into()).into()), ..Meta::of(Actor::Person(asker.no())) };
    let media_type = ScanMedia::recognise(&arrived.head);
    let new = NewScan { sha256: hash, bytes, media_type, source: ScanSource::Upload, file_name, sheets, into };
    // The file is durable before the event that names it, and cannot be deleted until that is committed.
    let pin = arrived.keep().await.map_err(refused)?;
    let done = app.archive.execute(meta, Command::Scan(ScanCommand::Receive(Box::new(new)))).await;
    let is_new = pin.is_new();
    drop(pin);
    // What lay there before may be another archive's in the same scans directory.
    if done.is_err() && is_new {
        let needed = || app.archive.now().state.needs_file(FileSort::Original, hash);
        if let Err(error) = app.files.originals.delete_unless(hash, needed).await {
            tracing::warn!(%error, "a file that was refused could not be removed");
        }
    }
    let done = done?;
    let scan = done.events.iter().find_map(Event::scan).ok_or(Code::Internal)?;
    let scans = Scans { app: &app, asker: &asker, state: &done.now.state };
    Ok((StatusCode::CREATED, Json(scans.scan(scan)?)))
}

/// Takes the file in, and what is said with it.
async fn received(app: &App, request: Request, sending: Sending) -> Result<(Arrived, Sending), Refusal> {
    let is_form = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !is_form.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("multipart/")) {
        let stream = request.into_body().into_data_stream();
        return Ok((app.files.originals.receive(stream, SCAN_BYTES_MAX).await.map_err(refused)?, sending));
    }
    let form = Multipart::from_request(request, app).await;
    let mut form = form.map_err(|rejection| Refusal::unreadable(rejection.body_text()))?;
    let read = read(app, &mut form, sending).await;
    if read.is_err() {
        pass_over_form(form).await;
    }
    read
}

async fn read(app: &App, form: &mut Multipart, mut sending: Sending) -> Result<(Arrived, Sending), Refusal> {
    let unreadable = |error: axum::extract::multipart::MultipartError| Refusal::unreadable(error.body_text());
    let mut file = None;
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("sheets") => {
                let text = text(field).await?;
                sending.sheets = Some(text.trim().parse().map_err(|_| Refusal::bad("sheets", "1–9999"))?);
            }
            Some("into") => sending.into = Some(text(field).await?).filter(|into| !into.trim().is_empty()),
            Some("file") if file.is_none() => {
                let name = field.file_name().unwrap_or_default().to_owned();
                sending.name = sending.name.take().or(Some(name));
                file = Some(app.files.originals.receive(field, SCAN_BYTES_MAX).await.map_err(refused)?);
            }
            _ => {}
        }
    }
    file.map(|file| (file, sending)).ok_or_else(|| Refusal::unreadable("file"))
}

async fn text(mut field: Field<'_>) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| Refusal::unreadable(error.body_text()))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > FIELD_BYTES_MAX {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", FIELD_BYTES_MAX).with("what", "bytes"));
        }
    }
    String::from_utf8(bytes).map_err(|_| Refusal::unreadable("UTF-8"))
}

pub(super) fn refused(error: BlobError) -> Refusal {
    match error {
        BlobError::TooLarge { bytes_max } => {
            Refusal::new(Code::LimitExceeded).with("limit", bytes_max).with("what", "bytes")
        }
        BlobError::Sender(detail) => Refusal::unreadable(detail),
        error => {
            tracing::error!(%error, "an original cannot be kept or read");
            if error.is_full() { Code::StorageFull.into() } else { Code::StorageFailed.into() }
        }
    }
}

/// Which scans.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Only those that are so far.
    state: Option<ScanState>,
    /// Only the one with this number.
    no: Option<u32>,
}

/// The scans that came, the newest first: for whoever puts pages where they belong all, for others those they sent.
#[utoipa::path(get, operation_id = "list_scans", path = "/scans", tag = "scans", params(Which, Paging, Taking),
    responses((status = 200, body = Page<ScanShown>)))]
pub async fn list(
    Of(app): Of<App>,
    Query(Which { state, no }): Query<Which>,
    Query(paging): Query<Paging>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.identity.require_any(&READERS)?;
    let scans = Scans { app: &app, asker: &asker, state: asker.state() };
    let only = no.map(ScanNo::of_shown);
    let is_wanted = |no: ScanNo, row: &Scan| {
        only.is_none_or(|only| only == no) && state.is_none_or(|state| row.state() == state) && scans.sees(row)
    };
    let wanted = asker.state().scans.newest().filter(|(no, row)| is_wanted(*no, row));
    let (nos, next_cursor) = taking.cut(&paging, wanted.map(|(no, _)| no))?;
    // What each is called is read from the ledger.
    let items = taking.apart(|| nos.into_iter().map(|no| scans.scan(no)).collect::<Result<_, _>>())?;
    taking.answer("scans", &asker, Page::of(items, next_cursor, None, asker.state().seq))
}

/// A scan, and how far it is.
#[utoipa::path(get, operation_id = "show_scan", path = "/scans/{no}", tag = "scans", params(("no" = u32, Path), Knowing),
    responses((status = 200, body = ScanShown), (status = 404, body = Problem)))]
pub async fn show(Of(app): Of<App>, Path(no): Path<u32>, asker: Asker) -> Result<Json<ScanShown>, Refusal> {
    asker.identity.require_any(&READERS)?;
    let scans = Scans { app: &app, asker: &asker, state: asker.state() };
    let (scan, _) = scans.find(no)?;
    scans.scan(scan).map(Json)
}

/// The file as it came, byte for byte: for whoever sees every folder on which pages of it hang. Opening one with pages of a
/// confidential folder is recorded first.
#[utoipa::path(get, operation_id = "open_original", path = "/scans/{no}/original", tag = "scans", params(("no" = u32, Path)),
    responses((status = 200, content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/tiff"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"), (Vec<u8> = "application/octet-stream"))),
        (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn original(Of(app): Of<App>, Path(no): Path<u32>, asker: Asker) -> Result<impl IntoResponse, Refusal> {
    asker.require(Permission::ScanReview)?;
    let scans = Scans { app: &app, asker: &asker, state: asker.state() };
    let (scan, row) = scans.find(no)?;
    if asker.state().scans.has_erased(scan) {
        return Err(Refusal::new(Code::OriginalErased).with("scan", no));
    }
    let rows = asker.state().scans.pages_of(scan).filter_map(|page| asker.state().scans.page(page));
    let folders: BTreeSet<FolderNo> = rows.filter_map(|page| page.stands.folder()).collect();
    if !folders.iter().all(|folder| asker.state().sees(&asker.sight, *folder)) {
        return Err(Refusal::new(Code::ScanUnknown).with("scan", no));
    }
    for folder in folders {
        app.looks.look(&app, &asker, folder).await?;
    }
    let content = app.files.originals.get(row.sha256).await.map_err(|error| match error {
        BlobError::Missing(_) => Refusal::new(Code::OriginalMissing).with("scan", no),
        error => refused(error),
    })?;
    let name = utf8_percent_encode(&scans.file_name(row)?, NON_ALPHANUMERIC).to_string();
    let headers = AppendHeaders([
        (header::CONTENT_TYPE, row.media_type.name().to_owned()),
        (header::CONTENT_LENGTH, row.bytes.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
        (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ]);
    Ok((headers, Body::from_stream(content)))
}

/// Has a file read once more that could not be read.
#[utoipa::path(post, operation_id = "retry_scan", path = "/scans/{no}/retry", tag = "scans", params(("no" = u32, Path)), request_body = super::Nothing,
    responses((status = 200, body = ScanShown), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn retry(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<super::Nothing>,
) -> Result<Json<ScanShown>, Refusal> {
    submit.asker.require(Permission::ScanIntake)?;
    let asker = submit.asker;
    let (scan, _) = Scans { app: &app, asker: &asker, state: asker.state() }.find(no)?;
    let done = app.archive.execute(submit.meta, Command::Scan(ScanCommand::Retry { scan })).await?;
    Scans { app: &app, asker: &asker, state: &done.now.state }.scan(scan).map(Json)
}

/// How scanning goes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScanFigures {
    /// Scans that came.
    scans: usize,
    /// Those that are to be read.
    received: usize,
    /// Those that could not be read.
    failed: usize,
    /// Pages that were read.
    pages: usize,
    /// Those that hang on folders.
    filed: usize,
    /// Those that wait to be put where they belong.
    waiting: usize,
    /// Those that were set aside.
    aside: usize,
    /// Originals that are gone, or not what came in.
    damaged: usize,
    /// What lies in the inbox and is left alone, for it is no file: links, pipes, folders that are too deep. The first 20, by
    /// name, for whoever puts pages where they belong.
    left_alone: Vec<String>,
    /// The last whole walk over all originals.
    checked: Option<CheckedShown>,
    /// The text of pages.
    text: TextFigures,
    /// The last frame this answer knows of.
    seq: u64,
}

/// A walk over all originals.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckedShown {
    began_at: DateTime<Utc>,
    ended_at: DateTime<Utc>,
    files: u32,
    bytes: u64,
    /// How many were damaged.
    damaged: u32,
}

impl CheckedShown {
    /// The last whole walk there was.
    pub fn last(scans: &crate::domain::state::Scans) -> Option<Self> {
        scans.checked().map(|checked| Self {
            began_at: time_of(checked.found.began_us),
            ended_at: time_of(checked.ended_us),
            files: checked.found.files,
            bytes: checked.found.bytes,
            damaged: checked.found.damaged,
        })
    }
}

/// How many scans and pages there are and where they stand, and when their originals were checked last.
#[utoipa::path(get, operation_id = "scan_figures", path = "/scans/figures", tag = "scans", params(Knowing), responses((status = 200, body = ScanFigures)))]
pub async fn figures(Of(app): Of<App>, asker: Asker) -> Result<Json<ScanFigures>, Refusal> {
    asker.identity.require_any(&[Permission::ScanReview, Permission::ScanIntake, Permission::AuditRead])?;
    let scans = &asker.state().scans;
    let sorts = asker.require(Permission::ScanReview).is_ok();
    let left_alone = if sorts { app.intake.left_alone() } else { Vec::new() };
    let (pages, waiting, aside) = (scans.page_count(), scans.waiting().len(), scans.aside().len());
    Ok(Json(ScanFigures {
        scans: scans.len(),
        received: scans.open().len(),
        failed: scans.failed().len(),
        pages,
        filed: pages - (waiting + aside).min(pages),
        waiting,
        aside,
        damaged: scans.damaged().len(),
        left_alone: left_alone.into_iter().take(LEFT_NAMED).collect(),
        checked: CheckedShown::last(scans),
        text: TextFigures::of(&app.texts),
        seq: asker.state().seq,
    }))
}
