//! Folders: register, show, edit, codes, place.

use super::App;
use super::extract::{Asker, Path, Submit};
use super::folder_body::{NewFolderBody, SubjectBody};
use super::json::Json;
use super::problem::Problem;
use super::shape::FolderCard;
use crate::archive::{Done, Meta};
use crate::domain::command::{Command, FolderPatch};
use crate::domain::decide::find_folder;
use crate::domain::folder::{Condition, FolderDetails};
use crate::domain::ids::{FolderNo, PersonNo};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use axum::extract::State as Of;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// What became of one folder of several.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemResult {
    /// The code it was named by, or got.
    pub code: String,
    /// The folder as it is now, if it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<FolderCard>,
    /// Why it was not done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// What became of each folder, in the order they were named.
#[derive(Debug, Serialize, ToSchema)]
pub struct Results {
    /// One for each.
    pub results: Vec<ItemResult>,
    /// The last frame this answer knows of.
    pub seq: u64,
}

/// Registers a folder.
#[utoipa::path(post, operation_id = "register_folder", path = "/folders", tag = "folders", request_body = NewFolderBody,
    responses((status = 201, body = FolderCard), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn register(Of(app): Of<App>, submit: Submit<NewFolderBody>) -> Result<Response, Refusal> {
    let command = Command::RegisterFolders(vec![submit.body.into()]);
    let done = app.archive.execute(submit.meta, command).await?;
    let folder = only(&done)?;
    Ok((StatusCode::CREATED, card(&app, &submit.asker, &done, folder).await?).into_response())
}

/// Folders to register.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewFolders {
    /// At most 200.
    folders: Vec<NewFolderBody>,
}

/// Registers several folders, each on its own.
#[utoipa::path(post, operation_id = "register_folders", path = "/folders/batch", tag = "folders", request_body = NewFolders,
    responses((status = 200, body = Results), (status = 413, body = Problem)))]
pub async fn register_many(Of(app): Of<App>, submit: Submit<NewFolders>) -> Result<Json<Results>, Refusal> {
    let codes = submit.body.folders.iter().map(|folder| folder.code.clone().unwrap_or_default()).collect();
    let command = Command::RegisterFolders(submit.body.folders.into_iter().map(Into::into).collect());
    let done = app.archive.execute(submit.meta, command).await?;
    results(&app, &submit.asker, &done, codes).await
}

/// Shows a folder, by any code it carries. Opening a confidential one is recorded first.
#[utoipa::path(get, operation_id = "show_folder", path = "/folders/{code}", tag = "folders", params(("code" = String, Path)),
    responses((status = 200, body = FolderCard), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn show(Of(app): Of<App>, Path(code): Path<String>, asker: Asker) -> Result<Response, Refusal> {
    asker.require(Permission::FolderSee)?;
    let folder = find_folder(asker.state(), &asker.sight, &code)?;
    look(&app, &asker, folder).await?;
    app.views.caught_up(asker.state().seq).await?;
    let card = app.show(asker.state(), &asker).card(folder)?;
    Ok(with_etag(&app, asker.state(), card))
}

/// Records a look at a folder of a confidential class: no ledger, no look. Answers whether there was anything to record.
pub(super) async fn look(app: &App, asker: &Asker, folder: FolderNo) -> Result<bool, Refusal> {
    let class = asker.state().folders.get(folder).and_then(|row| asker.state().organisation.class(row.class));
    let is_recorded = class.is_none_or(|class| class.confidential);
    if is_recorded {
        let look = Command::Look { folder: asker.state().codes.own(folder).to_owned() };
        app.archive.execute(Meta::of(crate::domain::folder::Actor::Person(asker.no())), look).await?;
    }
    Ok(is_recorded)
}

/// A folder's metadata to change; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FolderPatchBody {
    business_type: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<NaiveDate>)]
    business_date: Option<Option<NaiveDate>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    department: Option<Option<String>>,
    class: Option<String>,
    thickness_mm: Option<u32>,
    /// Custom fields to change; an empty value clears one.
    fields: Option<BTreeMap<String, String>>,
    note: Option<String>,
    condition: Option<Condition>,
    subjects: Option<Vec<SubjectBody>>,
}

/// A field that is there, though it may be null.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Changes a folder's metadata. `If-Match` with the ETag refuses the change if somebody else was quicker.
#[utoipa::path(patch, operation_id = "edit_folder", path = "/folders/{code}", tag = "folders", params(("code" = String, Path)),
    request_body = FolderPatchBody,
    responses((status = 200, body = FolderCard), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn edit(
    Of(app): Of<App>,
    Path(code): Path<String>,
    headers: HeaderMap,
    submit: Submit<FolderPatchBody>,
) -> Result<Response, Refusal> {
    let (asker, body) = (submit.asker, submit.body);
    let folder = find_folder(asker.state(), &asker.sight, &code)?;
    let code = asker.state().codes.own(folder).to_owned();
    let if_version = if_match(&headers, &asker.state().incarnation)?;
    let (details, changed_details) = patched_details(&app, &asker, folder, body.fields, body.note).await?;
    // Details are written as a whole, so they are written over those that were read and no others.
    let read = asker.state().custody.get(folder).map(|row| row.edited_seq).filter(|_| details.is_some());
    let patch = FolderPatch {
        folder: code,
        if_version: if_version.or(read),
        business_type: body.business_type,
        business_date: body.business_date,
        department: body.department,
        class: body.class,
        thickness_mm: body.thickness_mm,
        subjects: body.subjects.map(|subjects| subjects.into_iter().map(Into::into).collect()),
        details,
        changed_details,
        condition: body.condition,
    };
    let done = app.archive.execute(submit.meta, Command::EditFolder(Box::new(patch))).await?;
    let card = card(&app, &asker, &done, folder).await?;
    Ok(with_etag(&app, &done.now.state, card.0))
}

/// The details with what was sent put over what is known, and the ids of what differs.
async fn patched_details(
    app: &App,
    asker: &Asker,
    folder: FolderNo,
    fields: Option<BTreeMap<String, String>>,
    note: Option<String>,
) -> Result<(Option<FolderDetails>, Vec<String>), Refusal> {
    if fields.is_none() && note.is_none() {
        return Ok((None, Vec::new()));
    }
    app.views.surely_caught_up(asker.state().seq).await?;
    let before = app.views.folder(folder)?.ok_or(Code::NotCaughtUp)?.details;
    let mut after = before.clone();
    after.fields.extend(fields.unwrap_or_default());
    after.fields.retain(|_, value| !value.trim().is_empty());
    after.note = note.unwrap_or(after.note);
    let ids: BTreeSet<&String> = before.fields.keys().chain(after.fields.keys()).collect();
    let differs = |id: &&String| before.fields.get(*id) != after.fields.get(*id);
    let mut changed: Vec<String> = ids.into_iter().filter(differs).cloned().collect();
    changed.extend((before.note != after.note).then(|| "note".to_owned()));
    if changed.is_empty() { Ok((None, changed)) } else { Ok((Some(after), changed)) }
}

/// A code to add.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCode {
    code: String,
    /// Whether it is a foreign one, which other folders may carry too.
    #[serde(default)]
    foreign: bool,
}

/// Lets a folder answer to one code more, for ever.
#[utoipa::path(post, operation_id = "add_folder_code", path = "/folders/{code}/aliases", tag = "folders", params(("code" = String, Path)),
    request_body = NewCode, responses((status = 200, body = FolderCard), (status = 409, body = Problem)))]
pub async fn add_code(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<NewCode>,
) -> Result<Json<FolderCard>, Refusal> {
    let command = Command::AddCode { folder: code.clone(), code: submit.body.code, foreign: submit.body.foreign };
    one(&app, submit.asker, submit.meta, &code, command).await
}

/// Where to put a folder.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AssignBody {
    /// The chosen slot or box; by default the best one.
    slot: Option<String>,
    /// Why this one; needed for a chosen one.
    #[serde(default)]
    reason: String,
}

/// Gives a folder a slot: the best one, or a chosen one with a reason.
#[utoipa::path(post, operation_id = "assign_folder", path = "/folders/{code}/assign", tag = "folders", params(("code" = String, Path)),
    request_body = AssignBody, responses((status = 200, body = FolderCard), (status = 409, body = Problem)))]
pub async fn assign(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<AssignBody>,
) -> Result<Json<FolderCard>, Refusal> {
    let command = Command::Assign { folder: code.clone(), place: submit.body.slot, reason: submit.body.reason };
    one(&app, submit.asker, submit.meta, &code, command).await
}

/// Moves a folder's home to a chosen slot or box.
#[utoipa::path(post, operation_id = "move_folder", path = "/folders/{code}/move", tag = "folders", params(("code" = String, Path)),
    request_body = AssignBody, responses((status = 200, body = FolderCard), (status = 409, body = Problem)))]
pub async fn move_home(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<AssignBody>,
) -> Result<Json<FolderCard>, Refusal> {
    let place =
        submit.body.slot.ok_or_else(|| Refusal::new(Code::BadValue).with("field", "slot").with("detail", "?"))?;
    let command = Command::Assign { folder: code.clone(), place: Some(place), reason: submit.body.reason };
    one(&app, submit.asker, submit.meta, &code, command).await
}

/// A remark on a folder.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RemarkBody {
    /// In one's own words.
    #[serde(default)]
    note: String,
}

/// Declares a folder missing; it keeps its last custody.
#[utoipa::path(post, operation_id = "declare_missing", path = "/folders/{code}/missing", tag = "folders", params(("code" = String, Path)),
    request_body = RemarkBody, responses((status = 200, body = FolderCard), (status = 409, body = Problem)))]
pub async fn missing(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<RemarkBody>,
) -> Result<Json<FolderCard>, Refusal> {
    let command = Command::DeclareMissing { folder: code.clone(), note: submit.body.note };
    one(&app, submit.asker, submit.meta, &code, command).await
}

/// Records that a folder turned up; it waits at the desk.
#[utoipa::path(post, operation_id = "declare_found", path = "/folders/{code}/found", tag = "folders", params(("code" = String, Path)),
    request_body = RemarkBody, responses((status = 200, body = FolderCard), (status = 409, body = Problem)))]
pub async fn found(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<RemarkBody>,
) -> Result<Json<FolderCard>, Refusal> {
    let command = Command::Find { folder: code.clone(), note: submit.body.note };
    one(&app, submit.asker, submit.meta, &code, command).await
}

/// Why a folder leaves for good.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LeaveBody {
    reason: String,
    /// For a destruction: the numbers of two who watched.
    #[serde(default)]
    witnesses: Vec<u32>,
}

/// Withdraws a folder from the archive.
#[utoipa::path(post, operation_id = "withdraw_folder", path = "/folders/{code}/withdraw", tag = "folders", params(("code" = String, Path)),
    request_body = LeaveBody, responses((status = 200, body = FolderCard), (status = 409, body = Problem)))]
pub async fn withdraw(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<LeaveBody>,
) -> Result<Json<FolderCard>, Refusal> {
    let command = Command::Withdraw { folder: code.clone(), reason: submit.body.reason };
    one(&app, submit.asker, submit.meta, &code, command).await
}

/// Records that a folder was destroyed, before two witnesses.
#[utoipa::path(post, operation_id = "destroy_folder", path = "/folders/{code}/destroy", tag = "folders", params(("code" = String, Path)),
    request_body = LeaveBody, responses((status = 200, body = FolderCard), (status = 409, body = Problem)))]
pub async fn destroy(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<LeaveBody>,
) -> Result<Json<FolderCard>, Refusal> {
    let witnesses = submit.body.witnesses.into_iter().map(PersonNo).collect();
    let command = Command::Destroy { folder: code.clone(), reason: submit.body.reason, witnesses };
    one(&app, submit.asker, submit.meta, &code, command).await
}

/// Carries out a command on one folder and shows it.
pub(super) async fn one(
    app: &App,
    asker: Asker,
    meta: Meta,
    code: &str,
    command: Command,
) -> Result<Json<FolderCard>, Refusal> {
    let folder = find_folder(asker.state(), &asker.sight, code)?;
    let done = app.archive.execute(meta, command).await?;
    if let Some(Err(refusal)) = done.outcomes.first() {
        return Err(refusal.clone());
    }
    card(app, &asker, &done, folder).await
}

/// The one folder of a command that is about one.
pub(super) fn only(done: &Done) -> Result<FolderNo, Refusal> {
    match done.outcomes.first() {
        Some(Ok(about)) => about.folder().ok_or_else(|| Code::Internal.into()),
        Some(Err(refusal)) => Err(refusal.clone()),
        None => Err(Code::Internal.into()),
    }
}

/// The card of a folder after a command.
pub(super) async fn card(app: &App, asker: &Asker, done: &Done, folder: FolderNo) -> Result<Json<FolderCard>, Refusal> {
    app.views.caught_up(done.seq).await?;
    app.show(&done.now.state, asker).card(folder).map(Json)
}

/// What became of each item of a command that names several folders.
pub(super) async fn results(
    app: &App,
    asker: &Asker,
    done: &Done,
    codes: Vec<String>,
) -> Result<Json<Results>, Refusal> {
    if done.outcomes.iter().any(Result::is_ok) {
        app.views.caught_up(done.seq).await?;
    }
    let show = app.show(&done.now.state, asker);
    let mut results = Vec::with_capacity(codes.len());
    for (code, outcome) in codes.into_iter().zip(&done.outcomes) {
        results.push(match outcome {
            Ok(about) => {
                let card = show.card(about.folder().ok_or(Code::Internal)?)?;
                let code = if code.is_empty() { card.code.clone() } else { code };
                ItemResult { code, folder: Some(card), problem: None }
            }
            Err(refusal) => ItemResult { code, folder: None, problem: Some(Problem::of(refusal, asker.language)) },
        });
    }
    Ok(Json(Results { results, seq: done.seq }))
}

/// A card with its ETag: the version of its metadata. A loan does not change it.
fn with_etag(_app: &App, state: &crate::domain::state::State, card: FolderCard) -> Response {
    let etag = format!("\"{}-{}\"", state.incarnation, card.version);
    (AppendHeaders([(header::ETAG, etag)]), Json(card)).into_response()
}

/// The version in `If-Match`, if it is of this incarnation.
fn if_match(headers: &HeaderMap, incarnation: &str) -> Result<Option<u64>, Refusal> {
    let Some(etag) = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()) else { return Ok(None) };
    // `*` asks only that the folder exist, and it does. A proxy that compresses marks the tag as weak.
    if etag.trim() == "*" {
        return Ok(None);
    }
    let etag = etag.trim().trim_start_matches("W/");
    let version = etag.trim_matches('"').rsplit_once('-').filter(|(known, _)| *known == incarnation);
    match version.and_then(|(_, version)| version.parse().ok()) {
        Some(version) => Ok(Some(version)),
        None => Err(Code::Stale.into()),
    }
}
