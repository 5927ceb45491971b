//! When a storeroom, its zones and the lanes in it will be full.

use super::extract::{Asker, Path, Query};
use super::json::Json;
use super::places::{may_look, room};
use super::problem::Problem;
use crate::domain::forecast::{Arrivals, Forecast, MONTHS_BACK, month_from};
use crate::domain::ids::{LaneNo, RoomNo, ZoneNo};
use crate::domain::place::{Occupancy, RunOf};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::value::Bilingual;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};

/// How many months ahead are drawn, unless asked, and at most.
const AHEAD: u32 = 36;
const AHEAD_MAX: u32 = 120;

/// How far to look.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HowFar {
    /// How many months ahead, 1 to 120; 36 unless asked.
    ahead: Option<u32>,
}

/// What a line of a forecast is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ForecastOf {
    /// The storeroom.
    Storeroom,
    /// A zone with shelves in it.
    Zone,
    /// A lane with folders in it; counted in all storerooms, as its zones are.
    Lane,
}

/// How full something was, is, and will be.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForecastLine {
    of: ForecastOf,
    code: String,
    name: Bilingual,
    used_mm: u64,
    /// Of a lane: what it takes up, and what the zones that take it have left.
    capacity_mm: u64,
    /// How many complete months are known, up to 24; with less than 12, each month to come brings their average.
    known_months: usize,
    /// What the last twelve complete months brought.
    year_mm: u64,
    /// What each past month brought.
    arrived_mm: Vec<u64>,
    /// What was taken up at the end of each past month, of what is there now.
    past_mm: Vec<u64>,
    /// What will be at the end of this month and of those after it, if there is room.
    ahead_mm: Vec<u64>,
    /// The day on which it will be full; nothing if that is more than fifty years away or nothing comes in.
    full_on: Option<NaiveDate>,
}

/// When a storeroom, its zones and the lanes in it will be full.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoomForecast {
    code: String,
    today: NaiveDate,
    /// The 24 complete months before this one.
    past: Vec<String>,
    /// This month and those after it.
    ahead: Vec<String>,
    /// The storeroom first, then zones, then lanes.
    lines: Vec<ForecastLine>,
    /// The last frame this answer knows of.
    seq: u64,
}

/// When a storeroom, its zones and the lanes in it will be full if the seasons of the last twelve months come again.
#[utoipa::path(get, operation_id = "show_forecast", path = "/storerooms/{code}/forecast", tag = "places", params(("code" = String, Path), HowFar),
    responses((status = 200, body = RoomForecast), (status = 404, body = Problem)))]
pub async fn forecast(
    Path(code): Path<String>,
    Query(far): Query<HowFar>,
    asker: Asker,
) -> Result<Json<RoomForecast>, Refusal> {
    may_look(&asker)?;
    let no = room(asker.state(), &code)?;
    let months = far.ahead.unwrap_or(AHEAD).clamp(1, AHEAD_MAX);
    tokio::task::block_in_place(|| told(&asker, no, months)).map(Json)
}

fn told(asker: &Asker, no: RoomNo, months: u32) -> Result<RoomForecast, Refusal> {
    let (state, today) = (asker.state(), asker.today);
    let places = &state.places;
    let room = places.room(no).ok_or(Code::Internal)?;
    let forecast = Forecast::of(state, today);
    let line = |of, (code, name): (&String, &Bilingual), arrivals: &Arrivals, capacity_mm, full_on| ForecastLine {
        of,
        code: code.clone(),
        name: name.clone(),
        used_mm: arrivals.used_mm,
        capacity_mm,
        known_months: arrivals.known_months(),
        year_mm: arrivals.past_mm().iter().rev().take(12).sum(),
        arrived_mm: arrivals.past_mm().to_vec(),
        past_mm: arrivals.used_then_mm(),
        ahead_mm: arrivals.used_ahead_mm(months),
        full_on,
    };
    let capacity = |occupancy: Option<Occupancy>| occupancy.map_or(0, |occupancy| occupancy.capacity_mm);
    let whole = capacity(places.room_occupancy(no));
    let named = (&room.code, &room.name);
    let mut lines = vec![line(ForecastOf::Storeroom, named, forecast.room(no), whole, forecast.room_full_on(no))];
    let (zones, lanes) = standing_in(asker, no);
    for zone in zones.iter().filter_map(|zone| places.zone(*zone)) {
        let (whole, full_on) = (capacity(places.zone_occupancy(zone.zone)), forecast.zone_full_on(zone.zone));
        lines.push(line(ForecastOf::Zone, (&zone.code, &zone.name), forecast.zone(zone.zone), whole, full_on));
    }
    for lane in lanes.iter().filter_map(|lane| places.lane(*lane)) {
        let (arrivals, (free_mm, full_on)) = (forecast.lane(lane.lane), forecast.lane_room(lane));
        let named = (&lane.code, &lane.name);
        lines.push(line(ForecastOf::Lane, named, arrivals, arrivals.used_mm + free_mm, full_on));
    }
    let month = |months: i64| month_from(today, months);
    Ok(RoomForecast {
        code: room.code.clone(),
        today,
        past: (1..=MONTHS_BACK as i64).rev().map(|back| month(-back)).collect(),
        ahead: (0..i64::from(months)).map(month).collect(),
        lines,
        seq: state.seq,
    })
}

/// The zones that have shelves in a storeroom, and the lanes that were given some.
fn standing_in(asker: &Asker, no: RoomNo) -> (BTreeSet<ZoneNo>, BTreeSet<LaneNo>) {
    let places = &asker.state().places;
    let (mut zones, mut lanes) = (BTreeSet::new(), BTreeSet::new());
    for shelf in places.ranges(no).flat_map(|(range, _)| places.shelves(range)) {
        zones.extend(places.zone_of(shelf));
        if let Some(RunOf::Lane(lane, _)) = places.run_of(shelf) {
            lanes.insert(lane);
        }
    }
    (zones, lanes)
}
