//! Files attached to folders: a photograph of damage, a letter of consent.

use super::App;
use super::extract::{Asker, Path, Query, Submit, idempotency_key};
use super::imports::{admitted, pass_over, pass_over_form};
use super::json::Json;
use super::problem::Problem;
use super::shape::{Page, PersonRef};
use super::taking::Taking;
use crate::archive::{Meta, codec};
use crate::blobs::{Arrived, BlobError};
use crate::domain::attachment::MediaType;
use crate::domain::command::{Command, NewAttachment};
use crate::domain::decide::find_folder;
use crate::domain::event::Event;
use crate::domain::folder::Actor;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::Attachment;
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
use utoipa::ToSchema;

/// The largest file: a scan of many pages, not a film.
const FILE_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// A note is a sentence or two; what is longer is cut by the archive.
const NOTE_BYTES_MAX: usize = 8 * 1024;
/// A file is data to us: nothing in it runs, loads or is guessed at.
const POLICY: &str = "sandbox; default-src 'none'";

/// An attachment.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentShown {
    /// Its number on the folder.
    pub(super) no: u32,
    pub(super) file_name: String,
    #[schema(value_type = String)]
    pub(super) media_type: MediaType,
    pub(super) bytes: u64,
    /// The SHA-256 of its bytes.
    pub(super) sha256: String,
    pub(super) note: String,
    pub(super) attached_at: DateTime<Utc>,
    pub(super) attached_by: PersonRef,
}

/// The attachments of a folder.
#[utoipa::path(get, operation_id = "list_attachments", path = "/folders/{code}/attachments", tag = "folders", params(("code" = String, Path), Taking),
    responses((status = 200, body = Page<AttachmentShown>), (status = 404, body = Problem)))]
pub async fn list(
    Of(app): Of<App>,
    Path(code): Path<String>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.require(Permission::FolderSee)?;
    let folder = find_folder(asker.state(), &asker.sight, &code)?;
    let rows = asker.state().attachments.of(folder);
    let items = rows.map(|row| shown(&app, &asker, row)).collect::<Result<_, _>>()?;
    taking.answer::<AttachmentShown>("attachments", &asker, Page::whole(items, asker.state().seq))
}

/// An attachment with its words, which stand in the ledger only.
fn shown(app: &App, asker: &Asker, row: &Attachment) -> Result<AttachmentShown, Refusal> {
    let unreadable = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, seq = row.seq, "an attachment's frame cannot be read");
        Refusal::new(Code::Internal)
    };
    let frame = app.archive.ledger().read(row.seq).map_err(|error| unreadable(&error))?;
    let stamp = codec::stamp_of(&frame).map_err(|error| unreadable(&error))?;
    let events = codec::events_of(&frame).map_err(|error| unreadable(&error))?;
    let details = events.into_iter().find_map(|event| match event {
        Event::Attached(event, details) if (event.folder, event.no) == row.attached_as => details,
        _ => None,
    });
    let (file_name, note) = details.map(|details| (details.file_name, details.note)).unwrap_or_default();
    Ok(AttachmentShown {
        no: row.no,
        file_name,
        media_type: row.media_type,
        bytes: row.bytes,
        sha256: row.sha256.to_string(),
        note,
        attached_at: frame.head.occurred_at,
        attached_by: app.show(asker.state(), asker).actor(stamp.actor),
    })
}

/// Attaches a file (`multipart/form-data`: `note`, then `file`): PNG, JPEG or PDF, 32 MiB at most.
#[utoipa::path(post, operation_id = "attach_file", path = "/folders/{code}/attachments", tag = "folders", params(("code" = String, Path)),
    request_body(content = Vec<u8>, content_type = "multipart/form-data"),
    responses((status = 201, body = AttachmentShown), (status = 404, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem)))]
pub async fn attach(
    Of(app): Of<App>,
    Path(code): Path<String>,
    mut request: Request,
) -> Result<impl IntoResponse, Refusal> {
    let may = admitted(&app, &mut request, Permission::FolderEdit).await;
    let may = may.and_then(|asker| Ok((find_folder(asker.state(), &asker.sight, &code)?, asker)));
    let (folder, asker) = match may {
        Ok(may) => may,
        Err(refusal) => {
            pass_over(request.into_body()).await;
            return Err(refusal);
        }
    };
    let command_id = idempotency_key(request.headers())?;
    let sent = received(&app, request).await?;
    let (hash, bytes) = (sent.arrived.hash, sent.arrived.bytes);
    let words = [code.as_bytes(), &hash.0, sent.file_name.as_bytes(), sent.note.as_bytes()];
    let digest =
        words.iter().fold(Sha256::new(), |digest, part| digest.chain_update(part).chain_update([0])).finalize();
    let meta = Meta { command_id, request: Some(Hash256(digest.into()).into()), ..Meta::of(Actor::Person(asker.no())) };
    let command = Command::Attach(Box::new(NewAttachment {
        folder: asker.state().codes.own(folder).to_owned(),
        sha256: hash,
        bytes,
        media_type: sent.media_type,
        file_name: sent.file_name,
        note: sent.note,
    }));
    // The file is durable before the event that names it, and cannot be deleted until that is committed.
    let _pin = sent.arrived.keep().await.map_err(refused)?;
    let done = app.archive.execute(meta, command).await?;
    let no =
        done.events.iter().find_map(|event| if let Event::Attached(event, _) = event { Some(event.no) } else { None });
    let row = no.and_then(|no| done.now.state.attachments.get(folder, no)).copied().ok_or(Code::Internal)?;
    Ok((StatusCode::CREATED, Json(shown(&app, &asker, &row)?)))
}

struct Sent {
    arrived: Arrived,
    media_type: MediaType,
    file_name: String,
    note: String,
}

fn bad(detail: String) -> Refusal {
    Refusal::unreadable(detail)
}

/// Reads the form. What is refused is read on to its end, so that the sender hears why.
async fn received(app: &App, request: Request) -> Result<Sent, Refusal> {
    let mut form = Multipart::from_request(request, app).await.map_err(|rejection| bad(rejection.body_text()))?;
    let read = read(app, &mut form).await;
    if read.is_err() {
        pass_over_form(form).await;
    }
    read
}

/// The note and the file, in any order.
async fn read(app: &App, form: &mut Multipart) -> Result<Sent, Refusal> {
    let (mut note, mut file) = (String::new(), None);
    while let Some(field) = form.next_field().await.map_err(|error| bad(error.body_text()))? {
        match field.name() {
            Some("note") => note = text(field).await?,
            Some("file") if file.is_none() => {
                let file_name = field.file_name().unwrap_or_default().to_owned();
                let arrived = app.files.attached.receive(field, FILE_BYTES_MAX).await.map_err(refused)?;
                file = Some((arrived, file_name));
            }
            _ => {}
        }
    }
    let (arrived, file_name) = file.ok_or_else(|| bad("file".to_owned()))?;
    let Some(media_type) = MediaType::recognise(&arrived.head) else {
        let _ = arrived.discard().await;
        return Err(Refusal::new(Code::UnsupportedFile).with("detail", "PNG, JPEG, PDF"));
    };
    Ok(Sent { arrived, media_type, file_name, note })
}

async fn text(mut field: Field<'_>) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| Refusal::unreadable(error.body_text()))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > NOTE_BYTES_MAX {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", NOTE_BYTES_MAX).with("what", "bytes"));
        }
    }
    String::from_utf8(bytes).map_err(|_| Refusal::new(Code::BadValue).with("field", "note").with("detail", "UTF-8"))
}

fn refused(error: BlobError) -> Refusal {
    match error {
        BlobError::TooLarge { bytes_max } => {
            Refusal::new(Code::LimitExceeded).with("limit", bytes_max).with("what", "bytes")
        }
        BlobError::Sender(detail) => Refusal::unreadable(detail),
        error => {
            tracing::error!(%error, "an attachment's file cannot be kept or read");
            if error.is_full() { Code::StorageFull.into() } else { Code::StorageFailed.into() }
        }
    }
}

/// The file of an attachment. Opening one of a confidential folder is recorded first.
#[utoipa::path(get, operation_id = "open_attachment", path = "/folders/{code}/attachments/{no}", tag = "folders", params(("code" = String, Path), ("no" = u32, Path)),
    responses((status = 200, content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"))),
        (status = 404, body = Problem)))]
pub async fn open(
    Of(app): Of<App>,
    Path((code, no)): Path<(String, u32)>,
    asker: Asker,
) -> Result<impl IntoResponse, Refusal> {
    asker.require(Permission::FolderSee)?;
    let folder = find_folder(asker.state(), &asker.sight, &code)?;
    let own = asker.state().codes.own(folder);
    let unknown = || Refusal::new(Code::AttachmentUnknown).with("code", own).with("no", no);
    let row = *asker.state().attachments.get(folder, no).ok_or_else(unknown)?;
    super::folders::look(&app, &asker, folder).await?;
    let content = app.files.attached.get(row.sha256).await.map_err(|error| match error {
        BlobError::Missing(_) => unknown(),
        error => refused(error),
    })?;
    let name = shown(&app, &asker, &row)?.file_name;
    let name = utf8_percent_encode(&name, NON_ALPHANUMERIC);
    // Browsers show no PDF in a sandbox; saved, it is opened by what its reader trusts.
    let how = if row.media_type == MediaType::Pdf { "attachment" } else { "inline" };
    let headers = AppendHeaders([
        (header::CONTENT_TYPE, row.media_type.name().to_owned()),
        (header::CONTENT_LENGTH, row.bytes.to_string()),
        (header::CONTENT_DISPOSITION, format!("{how}; filename*=UTF-8''{name}")),
        (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ]);
    Ok((headers, Body::from_stream(content)))
}

/// Why an attachment is taken off.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DetachBody {
    reason: String,
}

/// Takes an attachment off a folder. That it was there stays known; its file goes if no other attachment needs it.
#[utoipa::path(post, operation_id = "detach_file", path = "/folders/{code}/attachments/{no}/detach", tag = "folders",
    params(("code" = String, Path), ("no" = u32, Path)), request_body = DetachBody,
    responses((status = 200, body = Page<AttachmentShown>), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn detach(
    Of(app): Of<App>,
    Path((code, no)): Path<(String, u32)>,
    submit: Submit<DetachBody>,
) -> Result<Json<Page<AttachmentShown>>, Refusal> {
    let asker = submit.asker;
    let folder = find_folder(asker.state(), &asker.sight, &code)?;
    let row = asker.state().attachments.get(folder, no).copied();
    let command = Command::Detach { folder: code, no, reason: submit.body.reason };
    let done = app.archive.execute(submit.meta, command).await?;
    if let Some(row) = row {
        let still_needed = || app.archive.now().state.attachments.uses(row.sha256) > 0;
        // Should it fail, the next start removes what nobody needs.
        if let Err(error) = app.files.attached.delete_unless(row.sha256, still_needed).await {
            tracing::warn!(%error, "an attachment's file could not be removed yet");
        }
    }
    let rows = done.now.state.attachments.of(folder);
    let items = rows.map(|row| shown(&app, &asker, row)).collect::<Result<_, _>>()?;
    Ok(Json(Page::whole(items, done.now.state.seq)))
}
