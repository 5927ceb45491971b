//! Zones, lanes, occupancy, forecast and the move list.

use super::App;
use super::extract::{Asker, OnlyNew, Path, Query, Submit};
use super::json::Json;
use super::places::{Tally, may_look};
use super::problem::Problem;
use super::shape::{Flag, FolderHit, Page};
use super::taking::Taking;
use crate::domain::command::{Command, NewLane, NewZone, PlaceCommand};
use crate::domain::folder::FolderState;
use crate::domain::forecast::Forecast;
use crate::domain::ids::FolderNo;
use crate::domain::place::{BoxKind, Granularity, LaneSet, Occupancy, ZoneSet};
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::slotting::AssignRequest;
use crate::domain::state::State;
use crate::domain::value::Bilingual;
use axum::extract::State as Of;
use axum::response::Response;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How many proposed moves one answer holds.
const MAX_MOVES: usize = 1_000;

/// From shelf to shelf; a range or storeroom stands for all its shelves.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SpanBody {
    from: String,
    to: String,
}

/// What a zone accepts; an empty list accepts all.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Accepts {
    #[serde(default)]
    pub(super) types: Vec<String>,
    #[serde(default)]
    pub(super) classes: Vec<String>,
}

/// A zone to make or change.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ZoneBody {
    name: Bilingual,
    shelves: Vec<SpanBody>,
    #[serde(default)]
    accepts: Accepts,
    /// The lower, the earlier it is filled.
    #[serde(default)]
    priority: u16,
    /// Whether it takes what found no room elsewhere; its shelves may then mix periods.
    #[serde(default)]
    overflow: bool,
}

/// A zone.
#[derive(Debug, Serialize, ToSchema)]
pub struct Zone {
    pub(super) code: String,
    pub(super) name: Bilingual,
    /// The storeroom of its first shelf.
    pub(super) storeroom: String,
    pub(super) shelves: Vec<SpanBody>,
    pub(super) accepts: Accepts,
    pub(super) priority: u16,
    pub(super) overflow: bool,
    pub(super) capacity_mm: u64,
    pub(super) used_mm: u64,
    pub(super) shelves_total: u64,
    pub(super) shelves_free: u64,
    /// When it will be full if the seasons of the last twelve months come again.
    pub(super) full_on: Option<NaiveDate>,
}

fn zone_shown(state: &State, zone: &ZoneSet, forecast: &Forecast<'_>) -> Zone {
    let places = &state.places;
    let Occupancy { used_mm, capacity_mm, .. } = places.zone_occupancy(zone.zone).unwrap_or_default();
    let count = places.zone_shelves(zone.zone);
    let code = |shelf| places.shelf_code(shelf).unwrap_or_default();
    let organisation = &state.organisation;
    let room = zone.spans.first().and_then(|span| places.room(places.range_of(span.from)?.1.room));
    let types = zone.types.iter().filter_map(|no| Some(organisation.business_type(*no)?.code.clone())).collect();
    let classes = zone.classes.iter().filter_map(|no| Some(organisation.class(*no)?.code.clone())).collect();
    Zone {
        code: zone.code.clone(),
        name: zone.name.clone(),
        storeroom: room.map(|room| room.code.clone()).unwrap_or_default(),
        shelves: zone.spans.iter().map(|span| SpanBody { from: code(span.from), to: code(span.to) }).collect(),
        accepts: Accepts { types, classes },
        priority: zone.priority,
        overflow: zone.overflow,
        capacity_mm,
        used_mm,
        shelves_total: count.total,
        shelves_free: count.free,
        full_on: forecast.zone_full_on(zone.zone),
    }
}

/// All zones, with their occupancy and the day they will be full.
#[utoipa::path(get, operation_id = "list_zones", path = "/zones", tag = "places", params(Taking), responses((status = 200, body = Page<Zone>)))]
pub async fn zones(Query(taking): Query<Taking>, asker: Asker) -> Result<Response, Refusal> {
    may_look(&asker)?;
    let state = asker.state();
    let forecast = tokio::task::block_in_place(|| Forecast::of(state, asker.today));
    let items = state.places.zones().iter().map(|zone| zone_shown(state, zone, &forecast)).collect();
    taking.answer::<Zone>("zones", &asker, Page::whole(items, state.seq))
}

/// Makes or changes a zone.
#[utoipa::path(put, path = "/zones/{code}", tag = "places", params(("code" = String, Path), OnlyNew), request_body = ZoneBody,
    responses((status = 200, body = Zone), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn set_zone(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<ZoneBody>,
) -> Result<Json<Zone>, Refusal> {
    let body = submit.body;
    let zone = NewZone {
        code: code.clone(),
        name: body.name,
        spans: body.shelves.into_iter().map(|span| (span.from, span.to)).collect(),
        types: body.accepts.types,
        classes: body.accepts.classes,
        priority: body.priority,
        overflow: body.overflow,
    };
    let done = app.archive.execute(submit.meta, Command::Place(PlaceCommand::SetZone(zone))).await?;
    let state = &done.now.state;
    let made = state.places.zone_by_code(&code).ok_or(Code::Internal)?;
    let forecast = tokio::task::block_in_place(|| Forecast::of(state, submit.asker.today));
    Ok(Json(zone_shown(state, made, &forecast)))
}

/// A lane to make or change.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LaneBody {
    name: Bilingual,
    types: Vec<String>,
    period: Granularity,
    #[serde(default)]
    boxed: bool,
    /// What fits into one of its boxes; 50 by default.
    box_capacity_mm: Option<u16>,
    /// What one of its boxes takes up on the shelf; its capacity and 5 more by default.
    box_outer_mm: Option<u16>,
    /// What a run keeps for late-comers, in thousandths.
    reserve_per_mille: Option<u16>,
}

/// A lane.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lane {
    pub(super) code: String,
    pub(super) name: Bilingual,
    pub(super) types: Vec<String>,
    pub(super) period: Granularity,
    pub(super) boxed: bool,
    pub(super) box_capacity_mm: Option<u16>,
    pub(super) box_outer_mm: Option<u16>,
    pub(super) reserve_per_mille: u16,
    pub(super) flags: Vec<Flag>,
}

fn lane_shown(state: &State, lane: &LaneSet, flags: Vec<Flag>) -> Lane {
    let organisation = &state.organisation;
    Lane {
        code: lane.code.clone(),
        name: lane.name.clone(),
        types: lane.types.iter().filter_map(|no| Some(organisation.business_type(*no)?.code.clone())).collect(),
        period: lane.granularity,
        boxed: lane.boxes.is_some(),
        box_capacity_mm: lane.boxes.map(|kind| kind.capacity_mm),
        box_outer_mm: lane.boxes.map(|kind| kind.outer_mm),
        reserve_per_mille: lane.reserve_per_mille,
        flags,
    }
}

/// All lanes; one whose periods fill less than half a shelf is flagged.
#[utoipa::path(get, operation_id = "list_lanes", path = "/lanes", tag = "places", params(Taking), responses((status = 200, body = Page<Lane>)))]
pub async fn lanes(Query(taking): Query<Taking>, asker: Asker) -> Result<Response, Refusal> {
    may_look(&asker)?;
    let state = asker.state();
    let raised = state.places.lane_flags(asker.today);
    let zh = asker.language == Language::Zh;
    let flags = |lane: &LaneSet| {
        let mine = raised.iter().filter(|flag| flag.lane == lane.lane);
        let sentence = |flag: &crate::domain::slotting::LaneFlag| {
            let percent = flag.fill_per_mille / 10;
            let longer = flag.proposed.map_or("", |granularity| match (granularity, zh) {
                (Granularity::Quarter, true) => "，建议改为按季度",
                (Granularity::Quarter, false) => "; quarters would fit better",
                (_, true) => "，建议改为按年",
                (_, false) => "; years would fit better",
            });
            let detail = if zh {
                format!("每个时段通常只占一层架的 {percent}%{longer}")
            } else {
                format!("a period usually fills {percent}% of a shelf{longer}")
            };
            Flag { code: "lane_too_fine".to_owned(), detail }
        };
        mine.map(sentence).collect()
    };
    let items = state.places.lanes().iter().map(|lane| lane_shown(state, lane, flags(lane))).collect();
    taking.answer::<Lane>("lanes", &asker, Page::whole(items, state.seq))
}

/// Makes or changes a lane. A business type is in one lane only.
#[utoipa::path(put, path = "/lanes/{code}", tag = "places", params(("code" = String, Path), OnlyNew), request_body = LaneBody,
    responses((status = 200, body = Lane), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn set_lane(
    Of(app): Of<App>,
    Path(code): Path<String>,
    submit: Submit<LaneBody>,
) -> Result<Json<Lane>, Refusal> {
    let body = submit.body;
    let capacity_mm = body.box_capacity_mm.unwrap_or(50);
    let boxes = body
        .boxed
        .then(|| BoxKind { capacity_mm, outer_mm: body.box_outer_mm.unwrap_or(capacity_mm.saturating_add(5)) });
    let lane = NewLane {
        code: code.clone(),
        name: body.name,
        types: body.types,
        granularity: body.period,
        boxes,
        reserve_per_mille: body.reserve_per_mille,
    };
    let done = app.archive.execute(submit.meta, Command::Place(PlaceCommand::SetLane(lane))).await?;
    let state = &done.now.state;
    let made = state.places.lane_by_code(&code).ok_or(Code::Internal)?;
    Ok(Json(lane_shown(state, made, Vec::new())))
}

/// What to sum by.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OccupancyQuery {
    /// `zone`, `range` or `shelf`.
    by: String,
    /// One storeroom, by its code; needed for shelves.
    storeroom: Option<String>,
}

/// How full something is.
#[derive(Debug, Serialize, ToSchema)]
pub struct OccupancyLine {
    pub(super) code: String,
    pub(super) used_mm: u64,
    pub(super) capacity_mm: u64,
    pub(super) folders: u64,
}

/// How full shelves, ranges or zones are.
#[utoipa::path(get, operation_id = "show_occupancy", path = "/occupancy", tag = "places", params(OccupancyQuery, Taking), responses((status = 200, body = Page<OccupancyLine>)))]
pub async fn occupancy(
    Query(query): Query<OccupancyQuery>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    may_look(&asker)?;
    let places = &asker.state().places;
    let tally = Tally::of(&asker);
    let line = |code: Option<String>, occupancy: Occupancy| {
        let Occupancy { used_mm, capacity_mm, folders } = occupancy;
        OccupancyLine { code: code.unwrap_or_default(), used_mm, capacity_mm, folders }
    };
    let rooms = places.rooms().iter().filter(|room| query.storeroom.as_ref().is_none_or(|code| *code == room.code));
    let mut ranges = rooms.flat_map(|room| places.ranges(room.room)).map(|(no, _)| no);
    let items = match query.by.as_str() {
        "zone" => {
            let zones = places.zones().iter();
            zones.map(|zone| line(Some(zone.code.clone()), tally.zone(zone.zone))).collect()
        }
        "range" => ranges.map(|no| line(places.range_code(no), tally.range(no))).collect(),
        "shelf" if query.storeroom.is_some() => {
            let shelves = ranges.by_ref().flat_map(|no| places.shelves(no)).take(100_000);
            shelves.map(|no| line(places.shelf_code(no), tally.shelf(no))).collect()
        }
        _ => {
            return Err(Refusal::new(Code::BadValue)
                .with("field", "by")
                .with("detail", "zone, range, shelf + storeroom"));
        }
    };
    taking.answer::<OccupancyLine>("occupancy", &asker, Page::whole(items, asker.state().seq))
}

/// Which moves.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MoveQuery {
    /// `put-away` (what waits at the desk) or `moves` (what should stand elsewhere).
    #[serde(default)]
    kind: String,
}

/// A folder to carry somewhere.
#[derive(Debug, Serialize, ToSchema)]
pub struct MoveLine {
    pub(super) folder: FolderHit,
    pub(super) from: String,
    pub(super) to: String,
}

/// What is to be carried where, in walking order.
#[utoipa::path(get, path = "/move-list", tag = "places", params(MoveQuery, Taking), responses((status = 200, body = Page<MoveLine>)))]
pub async fn move_list(
    Of(app): Of<App>,
    Query(query): Query<MoveQuery>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    may_look(&asker)?;
    let state = asker.state();
    app.views.caught_up(state.seq).await?;
    let show = app.show(state, &asker);
    let mut moves: Vec<(u64, FolderNo, String)> = if query.kind == "moves" {
        proposed(state, asker.today)
    } else {
        let waiting = state.custody.at_desk().filter_map(|folder| Some((folder, state.places.home_slot(folder)?)));
        waiting
            .map(|(folder, slot)| {
                (state.places.walking_key(slot), folder, show.home(folder).map(|home| home.label).unwrap_or_default())
            })
            .collect()
    };
    moves.retain(|(_, folder, _)| state.sees(&asker.sight, *folder));
    moves.sort_by_key(|(key, folder, _)| (*key, *folder));
    let mut items = Vec::new();
    for (_, folder, to) in moves.into_iter().take(MAX_MOVES) {
        items.push(MoveLine { folder: show.hit(folder)?, from: show.whereabouts(folder).place.label, to });
    }
    taking.answer("move-list", &asker, Page::whole(items, state.seq))
}

/// Folders on a shelf that should stand elsewhere, with where.
fn proposed(state: &State, today: NaiveDate) -> Vec<(u64, FolderNo, String)> {
    let mut moves = Vec::new();
    for (folder, _) in state.places.folders() {
        if state.custody.get(folder).is_none_or(|row| row.state != FolderState::OnShelf) {
            continue;
        }
        let Some(request) = AssignRequest::of(state, folder, today) else { continue };
        if let Ok(Some(proposal)) = state.places.propose_move(folder, &request) {
            let to = state.places.slot_code(proposal.to.slot).unwrap_or_default();
            let from = state.places.home_slot(folder).map_or(u64::MAX, |slot| state.places.walking_key(slot));
            moves.push((from, folder, to));
        }
        if moves.len() >= MAX_MOVES {
            break;
        }
    }
    moves
}
