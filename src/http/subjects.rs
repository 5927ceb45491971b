//! Subjects: show with all their folders, edit, merge, split.

use super::App;
use super::extract::{Asker, Path, Query, Submit};
use super::json::Json;
use super::problem::Problem;
use super::shape::{FolderHit, Knowing, Page};
use super::taking::Taking;
use crate::archive::Published;
use crate::archive::codec::time_of;
use crate::domain::command::Command;
use crate::domain::event::Event;
use crate::domain::ids::SubjectNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::domain::subject::{Identity, SubjectDetails, SubjectKind};
use axum::extract::State as Of;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many folders of a subject one answer holds.
const MAX_FOLDERS: usize = 1_000;

/// A folder about a subject.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubjectFolder {
    /// The subject's role on it.
    pub role: String,
    /// Since when.
    pub from: Option<NaiveDate>,
    /// Until when.
    pub until: Option<NaiveDate>,
    /// The folder.
    pub folder: FolderHit,
}

/// A subject with all its folders, wherever they stand.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubjectCard {
    no: u32,
    kind: SubjectKind,
    name: String,
    identities: Vec<Identity>,
    phones: Vec<String>,
    address: String,
    note: String,
    folders: Vec<SubjectFolder>,
    /// What it is part of now, if the number asked for was merged.
    merged_into: Option<u32>,
    /// When its personal data were erased by order, if they were.
    erased_at: Option<DateTime<Utc>>,
    /// Whether an erasure is not finished yet: views and index are still being made anew.
    erasure_under_way: bool,
}

/// Shows a subject with all its folders that the asker may see.
#[utoipa::path(get, operation_id = "show_subject", path = "/subjects/{no}", tag = "subjects", params(("no" = u32, Path)),
    responses((status = 200, body = SubjectCard), (status = 404, body = Problem)))]
pub async fn show(Of(app): Of<App>, Path(no): Path<u32>, asker: Asker) -> Result<Json<SubjectCard>, Refusal> {
    asker.require(Permission::FolderSee)?;
    let now = asker.now.clone();
    card(&app, &asker, &now, SubjectNo(no)).await
}

/// A subject's folders that the asker may see as a list of its own, the newest first, or as a table.
#[utoipa::path(get, operation_id = "list_subject_folders", path = "/subjects/{no}/folders", tag = "subjects", params(("no" = u32, Path), Taking, Knowing),
    responses((status = 200, body = Page<SubjectFolder>), (status = 404, body = Problem)))]
pub async fn folders(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.require(Permission::FolderSee)?;
    let now = asker.now.clone();
    let Json(SubjectCard { folders, .. }) = card(&app, &asker, &now, SubjectNo(no)).await?;
    taking.answer("subject-folders", &asker, Page::whole(folders, now.state.seq))
}

/// A subject's data, as they are to be; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubjectPatch {
    name: Option<String>,
    identities: Option<Vec<Identity>>,
    phones: Option<Vec<String>>,
    address: Option<String>,
    note: Option<String>,
}

/// Changes a subject.
#[utoipa::path(patch, operation_id = "edit_subject", path = "/subjects/{no}", tag = "subjects", params(("no" = u32, Path)), request_body = SubjectPatch,
    responses((status = 200, body = SubjectCard), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn edit(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<SubjectPatch>,
) -> Result<Json<SubjectCard>, Refusal> {
    let asker = submit.asker;
    // Before anything is looked up, or the refusal would tell who may not edit which subjects there are.
    asker.require(Permission::SubjectEdit)?;
    let subject = asker.state().subjects.resolve(SubjectNo(no));
    if !is_seen(asker.state(), &asker, subject) {
        return Err(Code::SubjectUnknown.into());
    }
    app.views.caught_up(asker.state().seq).await?;
    let before = app.views.subject(subject)?.ok_or(Code::SubjectUnknown)?.details;
    let body = submit.body;
    let after = SubjectDetails {
        name: body.name.unwrap_or_else(|| before.name.clone()),
        identities: body.identities.unwrap_or_else(|| before.identities.clone()),
        phones: body.phones.unwrap_or_else(|| before.phones.clone()),
        address: body.address.unwrap_or_else(|| before.address.clone()),
        note: body.note.unwrap_or_else(|| before.note.clone()),
    };
    let differs = [
        ("name", before.name != after.name),
        ("identities", before.identities != after.identities),
        ("phones", before.phones != after.phones),
        ("address", before.address != after.address),
        ("note", before.note != after.note),
    ];
    let changed = differs.into_iter().filter(|(_, differs)| *differs).map(|(id, _)| id.to_owned()).collect();
    let done = app.archive.execute(submit.meta, Command::EditSubject { subject, details: after, changed }).await?;
    card(&app, &asker, &done.now, subject).await
}

/// Into which subject.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MergeBody {
    into: u32,
}

/// Makes one subject part of another: both records were of one.
#[utoipa::path(post, operation_id = "merge_subjects", path = "/subjects/{no}/merge", tag = "subjects", params(("no" = u32, Path)), request_body = MergeBody,
    responses((status = 200, body = SubjectCard), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn merge(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<MergeBody>,
) -> Result<Json<SubjectCard>, Refusal> {
    let into = SubjectNo(submit.body.into);
    let done = app.archive.execute(submit.meta, Command::MergeSubjects { from: SubjectNo(no), into }).await?;
    app.views.caught_up(done.seq).await?;
    card(&app, &submit.asker, &done.now, into).await
}

/// Which folders are of a second subject, and what is known of it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SplitBody {
    folders: Vec<String>,
    name: String,
    #[serde(default)]
    identities: Vec<Identity>,
    #[serde(default)]
    phones: Vec<String>,
}

/// Makes a second subject out of one record; answers with the new one.
#[utoipa::path(post, operation_id = "split_subject", path = "/subjects/{no}/split", tag = "subjects", params(("no" = u32, Path)), request_body = SplitBody,
    responses((status = 200, body = SubjectCard), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn split(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    submit: Submit<SplitBody>,
) -> Result<Json<SubjectCard>, Refusal> {
    let SplitBody { folders, name, identities, phones } = submit.body;
    let details = SubjectDetails { name, identities, phones, ..SubjectDetails::default() };
    let done =
        app.archive.execute(submit.meta, Command::SplitSubject { from: SubjectNo(no), folders, details }).await?;
    let made = done
        .events
        .iter()
        .find_map(|event| if let Event::SubjectSplit(event) = event { Some(event.into) } else { None });
    app.views.caught_up(done.seq).await?;
    card(&app, &submit.asker, &done.now, made.ok_or(Code::Internal)?).await
}

/// A subject exists for somebody who may see at least one of its folders.
fn is_seen(state: &State, asker: &Asker, subject: SubjectNo) -> bool {
    let seen = || state.subjects.folders_of(subject).iter().any(|&folder| state.sees(&asker.sight, folder));
    state.subjects.kind(subject).is_some() && (asker.sight.sees_everything() || seen())
}

/// A subject with its folders, as far as somebody sees them.
async fn card(app: &App, asker: &Asker, now: &Published, asked: SubjectNo) -> Result<Json<SubjectCard>, Refusal> {
    let state = &now.state;
    let subject = state.subjects.resolve(asked);
    // Before anything is read: one that is hidden must cost no more than one that is not there.
    if !is_seen(state, asker, subject) {
        return Err(Code::SubjectUnknown.into());
    }
    app.views.caught_up(state.seq).await?;
    let record = app.views.subject(subject)?.ok_or(Code::SubjectUnknown)?;
    let seen = state.subjects.folders_of(subject).into_iter().filter(|&folder| state.sees(&asker.sight, folder));
    let show = app.show(state, asker);
    let mut folders = Vec::new();
    for folder in seen.take(MAX_FOLDERS) {
        let links = state.folders.subjects(folder);
        let Some(link) = links.into_iter().find(|link| link.subject == subject) else { continue };
        folders.push(SubjectFolder { role: link.role, from: link.from, until: link.until, folder: show.hit(folder)? });
    }
    if folders.is_empty() && !asker.sight.sees_everything() {
        return Err(Code::SubjectUnknown.into());
    }
    folders.sort_by_key(|entry| std::cmp::Reverse(entry.folder.business_date));
    let (details, erased) = (record.details, state.subjects.erasure(subject));
    Ok(Json(SubjectCard {
        no: subject.0,
        kind: record.kind,
        name: details.name,
        identities: details.identities,
        phones: details.phones,
        address: details.address,
        note: details.note,
        folders,
        merged_into: (subject != asked).then_some(subject.0),
        erased_at: erased.map(|erased| time_of(erased.at_us)),
        erasure_under_way: erased.is_some() && app.erasures.is_under_way(),
    }))
}
