//! What somebody saw, and taking back what he did by a slip.

use super::App;
use super::extract::{Asker, Path, Submit};
use super::folders::{Results, card, only, results};
use super::json::Json;
use super::problem::Problem;
use super::shape::FolderCard;
use crate::archive::Meta;
use crate::domain::command::{Command, Observation, Observed};
use crate::domain::event::Event;
use crate::domain::refusal::Refusal;
use axum::extract::State as Of;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a folder was seen.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SightedBody {
    /// The slot, box, shelf or desk.
    at: String,
}

/// Folders that were seen in one place.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Sightings {
    /// The slot, box, shelf or desk.
    at: String,
    /// The folders, at most 200.
    codes: Vec<String>,
}

/// Records that a folder was seen somewhere: always. What contradicts the record becomes a discrepancy, and a code that
/// nobody carries is recorded too, though the answer is 404.
#[utoipa::path(post, operation_id = "sight_folder", path = "/folders/{code}/sighted", tag = "lending", params(("code" = String, Path)),
    request_body = SightedBody, responses((status = 200, body = FolderCard), (status = 404, body = Problem)))]
pub async fn sighted(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<SightedBody>,
) -> Result<Json<FolderCard>, Refusal> {
    observe_one(&app, &submit.asker, submit.meta, code, Observed::Sighted { at: submit.body.at }).await
}

/// Records that several folders were seen in one place, each on its own.
#[utoipa::path(post, operation_id = "sight_folders", path = "/sightings", tag = "lending", request_body = Sightings,
    responses((status = 200, body = Results), (status = 413, body = Problem)))]
pub async fn sightings(Of(app): Of<App>, submit: Submit<Sightings>) -> Result<Json<Results>, Refusal> {
    let Sightings { at, codes } = submit.body;
    observe_many(&app, &submit.asker, submit.meta, codes, Observed::Sighted { at }).await
}

/// Records one observation and shows its folder.
pub(super) async fn observe_one(
    app: &App,
    asker: &Asker,
    meta: Meta,
    folder: String,
    what: Observed,
) -> Result<Json<FolderCard>, Refusal> {
    let command = Command::Observe { observations: vec![Observation { folder, what }] };
    let done = app.archive.execute(meta, command).await?;
    card(app, asker, &done, only(&done)?).await
}

/// Records the same of several folders.
pub(super) async fn observe_many(
    app: &App,
    asker: &Asker,
    meta: Meta,
    codes: Vec<String>,
    what: Observed,
) -> Result<Json<Results>, Refusal> {
    let one = |folder: &String| Observation { folder: folder.clone(), what: what.clone() };
    let command = Command::Observe { observations: codes.iter().map(one).collect() };
    let done = app.archive.execute(meta, command).await?;
    results(app, asker, &done, codes).await
}

/// What to undo.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UndoBody {
    /// The frame of the act, as its answer said.
    #[serde(rename = "seq")]
    frame: u64,
}

/// What was undone.
#[derive(Debug, Serialize, ToSchema)]
pub struct Undone {
    /// The folders that are as they were.
    pub folders: Vec<FolderCard>,
    /// The last frame this answer knows of.
    pub seq: u64,
}

/// Takes back a custody act: one's own for a quarter of an hour, anybody's for a day by who keeps the folders, and only
/// while nothing else happened to its folders.
#[utoipa::path(post, operation_id = "undo", path = "/undo", tag = "lending", request_body = UndoBody,
    responses((status = 200, body = Undone), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn undo(Of(app): Of<App>, submit: Submit<UndoBody>) -> Result<Json<Undone>, Refusal> {
    let done = app.archive.execute(submit.meta, Command::Undo { seq: submit.body.frame }).await?;
    app.views.caught_up(done.seq).await?;
    let show = app.show(&done.now.state, &submit.asker);
    let restored = done.events.iter().filter_map(|event| match event {
        Event::CustodySet(event) => Some(event.folder),
        _ => None,
    });
    // Undoing may have taken a folder out of his sight: of a loan that was his, for one.
    let seen = restored.filter(|folder| done.now.state.sees(&submit.asker.sight, *folder));
    let folders = seen.map(|folder| show.card(folder)).collect::<Result<_, _>>()?;
    Ok(Json(Undone { folders, seq: done.seq }))
}
