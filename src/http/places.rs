//! Storerooms, ranges, shelves, slots and boxes: declare, look, block, move.

mod card;
mod tally;

pub use card::PlaceCard;
pub use tally::Tally;

use super::App;
use super::extract::{Asker, Path, Query, Submit};
use super::json::Json;
use super::problem::Problem;
use super::shape::Page;
use super::taking::Taking;
use crate::domain::command::{Command, NewRanges, PlaceCommand};
use crate::domain::decide::find_place;
use crate::domain::ids::{RangeNo, RoomNo, ShelfNo};
use crate::domain::place::{Occupancy, Place, Range, RunOf, Sides};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::domain::value::Bilingual;
use axum::extract::State as Of;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A range of shelving.
#[derive(Debug, Serialize, ToSchema)]
pub struct RangeShown {
    code: String,
    sides: Vec<String>,
    bays: u16,
    shelves: u16,
    slots: u16,
    slot_width_mm: u16,
    shelf_count: u32,
    used_mm: u64,
    capacity_mm: u64,
    folders: u64,
}

/// A storeroom.
#[derive(Debug, Serialize, ToSchema)]
pub struct Storeroom {
    pub(super) code: String,
    pub(super) name: Bilingual,
    pub(super) template: String,
    pub(super) ranges: Vec<RangeShown>,
    pub(super) folders: u64,
    pub(super) used_mm: u64,
    pub(super) capacity_mm: u64,
}

/// Whether somebody has business with places at all.
pub(super) fn may_look(asker: &Asker) -> Result<(), Refusal> {
    asker.identity.require_any(&[
        Permission::PlacesEdit,
        Permission::PutAway,
        Permission::AuditRead,
        Permission::FolderRegister,
    ])
}

fn storeroom(tally: Tally<'_>, room: RoomNo) -> Result<Storeroom, Refusal> {
    let places = &tally.state().places;
    let declared = places.room(room).ok_or(Code::Internal)?;
    let ranges = places.ranges(room).map(|(no, range)| range_shown(tally, no, range)).collect();
    let Occupancy { used_mm, capacity_mm, folders } = tally.room(room);
    let (code, name, template) = (declared.code.clone(), declared.name.clone(), declared.template().to_owned());
    Ok(Storeroom { code, name, template, ranges, folders, used_mm, capacity_mm })
}

fn range_shown(tally: Tally<'_>, no: RangeNo, range: &Range) -> RangeShown {
    let Occupancy { used_mm, capacity_mm, folders } = tally.range(no);
    let sides = match range.sides {
        Sides::Single => vec!["-".to_owned()],
        Sides::Both => vec!["L".to_owned(), "R".to_owned()],
    };
    RangeShown {
        code: tally.state().places.range_code(no).unwrap_or_default(),
        sides,
        bays: range.bays,
        shelves: range.shelves,
        slots: range.slots,
        slot_width_mm: range.slot_width_mm,
        shelf_count: range.shelf_count(),
        used_mm,
        capacity_mm,
        folders,
    }
}

/// All storerooms with their ranges.
#[utoipa::path(get, operation_id = "list_storerooms", path = "/storerooms", tag = "places", params(Taking), responses((status = 200, body = Page<Storeroom>)))]
pub async fn storerooms(Query(taking): Query<Taking>, asker: Asker) -> Result<Response, Refusal> {
    may_look(&asker)?;
    let state = asker.state();
    let rooms =
        state.places.rooms().iter().map(|room| storeroom(Tally::of(&asker), room.room)).collect::<Result<_, _>>()?;
    taking.answer::<Storeroom>("storerooms", &asker, Page::whole(rooms, state.seq))
}

/// One storeroom with its ranges.
#[utoipa::path(get, operation_id = "show_storeroom", path = "/storerooms/{code}", tag = "places", params(("code" = String, Path)),
    responses((status = 200, body = Storeroom), (status = 404, body = Problem)))]
pub async fn one_storeroom(Path(code): Path<String>, asker: Asker) -> Result<Json<Storeroom>, Refusal> {
    may_look(&asker)?;
    storeroom(Tally::of(&asker), room(asker.state(), &code)?).map(Json)
}

/// A storeroom to declare.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewStoreroom {
    code: String,
    name: Bilingual,
    /// How its slots' codes are made; by default like `A-01L-03-5-12`.
    code_template: Option<String>,
}

/// Declares a storeroom.
#[utoipa::path(post, path = "/storerooms", tag = "places", request_body = NewStoreroom,
    responses((status = 201, body = Storeroom), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn declare_storeroom(
    Of(app): Of<App>,
    submit: Submit<NewStoreroom>,
) -> Result<(StatusCode, Json<Storeroom>), Refusal> {
    let NewStoreroom { code, name, code_template } = submit.body;
    let template = code_template.filter(|template| !template.trim().is_empty());
    let command = PlaceCommand::DeclareRoom { code: code.clone(), name, template };
    let done = app.archive.execute(submit.meta, Command::Place(command)).await?;
    let state = &done.now.state;
    Ok((StatusCode::CREATED, Json(storeroom(Tally::at(state, &submit.asker), room(state, &code)?)?)))
}

/// Changes a storeroom's code, name or template. Labels printed before stay good.
#[utoipa::path(patch, path = "/storerooms/{code}", tag = "places", params(("code" = String, Path)), request_body = NewStoreroom,
    responses((status = 200, body = Storeroom), (status = 409, body = Problem)))]
pub async fn change_storeroom(
    Of(app): Of<App>,
    Path(room_code): Path<String>,
    submit: Submit<NewStoreroom>,
) -> Result<Json<Storeroom>, Refusal> {
    let NewStoreroom { code, name, code_template: template } = submit.body;
    let command = PlaceCommand::ChangeRoom { room: room_code, code: code.clone(), name, template };
    let done = app.archive.execute(submit.meta, Command::Place(command)).await?;
    storeroom(Tally::at(&done.now.state, &submit.asker), room(&done.now.state, &code)?).map(Json)
}

/// Ranges to declare in bulk.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RangesBody {
    from: u16,
    to: u16,
    /// `["L","R"]`, or `["-"]` for ranges with one side.
    sides: Vec<String>,
    bays: u16,
    shelves: u16,
    slots: u16,
    slot_width_mm: u16,
}

/// Declares ranges in bulk.
#[utoipa::path(post, path = "/storerooms/{code}/ranges", tag = "places", params(("code" = String, Path)), request_body = RangesBody,
    responses((status = 201, body = Storeroom), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn declare_ranges(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<RangesBody>,
) -> Result<(StatusCode, Json<Storeroom>), Refusal> {
    let body = submit.body;
    let ranges = NewRanges {
        room: code.clone(),
        from: body.from,
        to: body.to,
        sides: if body.sides.len() > 1 { Sides::Both } else { Sides::Single },
        bays: body.bays,
        shelves: body.shelves,
        slots: body.slots,
        slot_width_mm: body.slot_width_mm,
    };
    let done = app.archive.execute(submit.meta, Command::Place(PlaceCommand::DeclareRanges(ranges))).await?;
    Ok((
        StatusCode::CREATED,
        Json(storeroom(Tally::at(&done.now.state, &submit.asker), room(&done.now.state, &code)?)?),
    ))
}

/// A range's new size; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RangeSize {
    bays: Option<u16>,
    shelves: Option<u16>,
    slots: Option<u16>,
}

/// Gives a range more or fewer bays, shelves or slots. What is occupied cannot be taken away.
#[utoipa::path(patch, path = "/storerooms/{code}/ranges/{range}", tag = "places",
    params(("code" = String, Path), ("range" = String, Path)), request_body = RangeSize,
    responses((status = 200, body = Storeroom), (status = 409, body = Problem)))]
pub async fn resize_range(
    Of(app): Of<App>,
    Path((code, range_code)): Path<(String, String)>,
    submit: Submit<RangeSize>,
) -> Result<Json<Storeroom>, Refusal> {
    let state = submit.asker.state();
    let (full_code, range) = range_in(state, &code, &range_code)?;
    let RangeSize { bays, shelves, slots } = submit.body;
    let command = PlaceCommand::ResizeRange {
        range: full_code,
        bays: bays.unwrap_or(range.bays),
        shelves: shelves.unwrap_or(range.shelves),
        slots: slots.unwrap_or(range.slots),
    };
    let done = app.archive.execute(submit.meta, Command::Place(command)).await?;
    storeroom(Tally::at(&done.now.state, &submit.asker), room(&done.now.state, &code)?).map(Json)
}

/// Takes an empty range away.
#[utoipa::path(delete, path = "/storerooms/{code}/ranges/{range}", tag = "places",
    params(("code" = String, Path), ("range" = String, Path)), responses((status = 204), (status = 409, body = Problem)))]
pub async fn remove_range(
    Of(app): Of<App>,
    Path((code, range_code)): Path<(String, String)>,
    submit: Submit<super::Nothing>,
) -> Result<StatusCode, Refusal> {
    let (range, _) = range_in(submit.asker.state(), &code, &range_code)?;
    app.archive.execute(submit.meta, Command::Place(PlaceCommand::RemoveRange { range })).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which range.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichRange {
    /// Its code, with or without the storeroom's.
    range: String,
}

/// A shelf, as a cell of the map.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShelfShown {
    pub(super) code: String,
    pub(super) side: String,
    pub(super) bay: u32,
    pub(super) shelf: u32,
    pub(super) zone: Option<String>,
    pub(super) lane: Option<String>,
    pub(super) period: Option<String>,
    pub(super) capacity_mm: u64,
    pub(super) used_mm: u64,
    pub(super) folders: u64,
    pub(super) blocked: bool,
    pub(super) mixed: bool,
}

/// The shelves of a range, in walking order.
#[utoipa::path(get, operation_id = "list_shelves", path = "/storerooms/{code}/shelves", tag = "places", params(("code" = String, Path), WhichRange, Taking),
    responses((status = 200, body = Page<ShelfShown>), (status = 404, body = Problem)))]
pub async fn shelves(
    Path(code): Path<String>,
    Query(which): Query<WhichRange>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    may_look(&asker)?;
    let state = asker.state();
    let (full_code, range) = range_in(state, &code, &which.range)?;
    let Some(Place::Range(no)) = find_place(state, &full_code) else { return Err(unknown(&which.range)) };
    let per_side = u32::from(range.bays) * u32::from(range.shelves);
    let shelf = |(index, shelf): (usize, ShelfNo)| {
        let index = index as u32;
        let side = match (range.sides, index / per_side.max(1)) {
            (Sides::Single, _) => "-",
            (Sides::Both, 0) => "L",
            (Sides::Both, _) => "R",
        };
        let within = index % per_side.max(1);
        let (bay, level) = (within / u32::from(range.shelves.max(1)) + 1, within % u32::from(range.shelves.max(1)) + 1);
        shelf_shown(Tally::of(&asker), shelf, side, bay, level)
    };
    let items = state.places.shelves(no).enumerate().map(shelf).collect();
    taking.answer::<ShelfShown>("shelves", &asker, Page::whole(items, state.seq))
}

fn shelf_shown(tally: Tally<'_>, shelf: ShelfNo, side: &str, bay: u32, level: u32) -> ShelfShown {
    let places = &tally.state().places;
    let Occupancy { used_mm, capacity_mm, folders } = tally.shelf(shelf);
    let run = match places.run_of(shelf) {
        Some(RunOf::Lane(lane, period)) => Some((lane, period)),
        _ => None,
    };
    ShelfShown {
        code: places.shelf_code(shelf).unwrap_or_default(),
        side: side.to_owned(),
        bay,
        shelf: level,
        zone: zone_code(tally.state(), shelf),
        lane: run.and_then(|(lane, _)| places.lane(lane)).map(|lane| lane.code.clone()),
        period: run.map(|(_, period)| period.to_string()),
        capacity_mm,
        used_mm,
        folders,
        blocked: !places.blocked_on(shelf).is_empty(),
        mixed: places.mixes_periods(shelf),
    }
}

fn zone_code(state: &State, shelf: ShelfNo) -> Option<String> {
    Some(state.places.zone(state.places.zone_of(shelf)?)?.code.clone())
}

/// Shows a slot, shelf or box with what has its home there.
#[utoipa::path(get, operation_id = "show_place", path = "/places/{code}", tag = "places", params(("code" = String, Path)),
    responses((status = 200, body = PlaceCard), (status = 404, body = Problem)))]
pub async fn place(Of(app): Of<App>, Path(code): Path<String>, asker: Asker) -> Result<Json<PlaceCard>, Refusal> {
    may_look(&asker)?;
    let state = asker.state();
    app.views.caught_up(state.seq).await?;
    match find_place(state, &code) {
        Some(Place::Slot(slot)) => card::of_slot(&app, &asker, slot).map(Json),
        Some(Place::Shelf(shelf)) => card::of_shelf(&app, &asker, shelf).map(Json),
        Some(Place::Box(r#box)) => card::of_box(&app, &asker, r#box).map(Json),
        _ => Err(unknown(&code)),
    }
}

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReasonBody {
    #[serde(default)]
    reason: String,
}

/// Blocks a slot: nothing more is assigned to it.
#[utoipa::path(post, operation_id = "block_slot", path = "/places/{code}/block", tag = "places", params(("code" = String, Path)), request_body = ReasonBody,
    responses((status = 200, body = PlaceCard), (status = 404, body = Problem)))]
pub async fn block(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<ReasonBody>,
) -> Result<Json<PlaceCard>, Refusal> {
    let command = PlaceCommand::Block { slot: code.clone(), reason: submit.body.reason };
    changed_place(&app, submit.asker, submit.meta, command, &code).await
}

/// Unblocks a slot.
#[utoipa::path(post, operation_id = "unblock_slot", path = "/places/{code}/unblock", tag = "places", params(("code" = String, Path)),
    responses((status = 200, body = PlaceCard), (status = 404, body = Problem)))]
pub async fn unblock(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<super::Nothing>,
) -> Result<Json<PlaceCard>, Refusal> {
    let command = PlaceCommand::Unblock { slot: code.clone() };
    changed_place(&app, submit.asker, submit.meta, command, &code).await
}

/// Where to, and why.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MoveBody {
    /// The shelf or slot it goes to.
    #[serde(alias = "slot")]
    pub to: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// Moves a shelf with all that it holds to an empty one.
#[utoipa::path(post, path = "/shelves/{code}/move", tag = "places", params(("code" = String, Path)), request_body = MoveBody,
    responses((status = 200, body = PlaceCard), (status = 409, body = Problem)))]
pub async fn move_shelf(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<MoveBody>,
) -> Result<Json<PlaceCard>, Refusal> {
    let MoveBody { to, reason } = submit.body;
    let command = PlaceCommand::MoveShelf { from: code, to: to.clone(), reason };
    changed_place(&app, submit.asker, submit.meta, command, &to).await
}

/// Carries out a command on a place and shows it.
pub(super) async fn changed_place(
    app: &App,
    mut asker: Asker,
    meta: crate::archive::Meta,
    command: PlaceCommand,
    code: &str,
) -> Result<Json<PlaceCard>, Refusal> {
    let done = app.archive.execute(meta, Command::Place(command)).await?;
    asker.now = done.now;
    app.views.caught_up(done.seq).await?;
    match find_place(asker.state(), code) {
        Some(Place::Slot(slot)) => card::of_slot(app, &asker, slot).map(Json),
        Some(Place::Shelf(shelf)) => card::of_shelf(app, &asker, shelf).map(Json),
        Some(Place::Box(r#box)) => card::of_box(app, &asker, r#box).map(Json),
        _ => Err(unknown(code)),
    }
}

pub(super) fn room(state: &State, code: &str) -> Result<RoomNo, Refusal> {
    if let Some(Place::Room(room)) = find_place(state, code) { Ok(room) } else { Err(unknown(code)) }
}

/// A range by its code, with or without the storeroom's before it.
fn range_in<'a>(state: &'a State, room_code: &str, range: &str) -> Result<(String, &'a Range), Refusal> {
    for code in [range.to_owned(), format!("{room_code}-{range}")] {
        if let Some(Place::Range(no)) = find_place(state, &code) {
            return Ok((code, state.places.range(no).ok_or(Code::Internal)?));
        }
    }
    Err(unknown(range))
}

fn unknown(code: &str) -> Refusal {
    Refusal::new(Code::PlaceUnknown).with("place", code.chars().take(64).collect::<String>())
}
