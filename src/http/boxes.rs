//! Boxes: list, open, move, take away.

use super::App;
use super::extract::{Asker, Path, Query, Submit};
use super::json::Json;
use super::places::{MoveBody, PlaceCard, changed_place, may_look};
use super::problem::Problem;
use super::shape::{Page, Paging};
use super::taking::Taking;
use crate::domain::command::{Command, PlaceCommand};
use crate::domain::ids::BoxNo;
use crate::domain::refusal::Refusal;
use axum::extract::State as Of;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A box to open.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewBox {
    code: Option<String>,
    capacity_mm: u16,
    outer_mm: Option<u16>,
    slot: String,
}

/// Puts an empty box into a slot.
#[utoipa::path(post, path = "/boxes", tag = "places", request_body = NewBox,
    responses((status = 200, body = PlaceCard), (status = 409, body = Problem)))]
pub async fn open_box(Of(app): Of<App>, submit: Submit<NewBox>) -> Result<Json<PlaceCard>, Refusal> {
    let NewBox { code, capacity_mm, outer_mm, slot } = submit.body;
    let command = PlaceCommand::OpenBox { code, capacity_mm, outer_mm, slot: slot.clone() };
    changed_place(&app, submit.asker, submit.meta, command, &slot).await
}

/// All boxes.
#[utoipa::path(get, operation_id = "list_boxes", path = "/boxes", tag = "places", params(Paging, Taking), responses((status = 200, body = Page<BoxLine>)))]
pub async fn boxes(
    Query(paging): Query<Paging>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    may_look(&asker)?;
    let places = &asker.state().places;
    let (page, next_cursor) = taking.cut(&paging, places.boxes())?;
    let line = |(no, row): (BoxNo, &crate::domain::place::BoxRow)| {
        let occupancy = places.box_occupancy(no).unwrap_or_default();
        BoxLine {
            code: row.code.clone(),
            slot: places.slot_code(row.slot).unwrap_or_default(),
            capacity_mm: occupancy.capacity_mm,
            used_mm: occupancy.used_mm,
            folders: occupancy.folders,
        }
    };
    let items = page.into_iter().map(line).collect();
    taking.answer("boxes", &asker, Page::of(items, next_cursor, None, asker.state().seq))
}

/// A box, in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoxLine {
    pub(super) code: String,
    pub(super) slot: String,
    pub(super) capacity_mm: u64,
    pub(super) used_mm: u64,
    pub(super) folders: u64,
}

/// Moves a box with its folders to another slot.
#[utoipa::path(post, path = "/boxes/{code}/move", tag = "places", params(("code" = String, Path)), request_body = MoveBody,
    responses((status = 200, body = PlaceCard), (status = 409, body = Problem)))]
pub async fn move_box(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<MoveBody>,
) -> Result<Json<PlaceCard>, Refusal> {
    let MoveBody { to, reason } = submit.body;
    let command = PlaceCommand::MoveBox { code: code.clone(), slot: to, reason };
    changed_place(&app, submit.asker, submit.meta, command, &code).await
}

/// Takes an empty box away.
#[utoipa::path(delete, path = "/boxes/{code}", tag = "places", params(("code" = String, Path)),
    responses((status = 204), (status = 409, body = Problem)))]
pub async fn remove_box(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<super::Nothing>,
) -> Result<StatusCode, Refusal> {
    app.archive.execute(submit.meta, Command::Place(PlaceCommand::RemoveBox { code })).await?;
    Ok(StatusCode::NO_CONTENT)
}
