//! A whole storeroom at a glance: what a map needs of each shelf, column by column, so that ten thousand shelves are one
//! short answer.

use super::extract::{Asker, Path};
use super::json::Json;
use super::places::{may_look, room};
use super::problem::Problem;
use crate::archive::codec::time_of;
use crate::domain::folder::FolderState;
use crate::domain::ids::{FolderNo, LaneNo, RoomNo, ShelfNo, ZoneNo};
use crate::domain::place::{Period, Range, RunOf, Sides};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::domain::value::Bilingual;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// How many shelves one map shows.
const SHELVES_MAX: u64 = 100_000;

/// A range as a map draws it. Its shelves follow each other side by side, bay by bay, from the lowest up.
#[derive(Debug, Serialize, ToSchema)]
pub struct MapRange {
    code: String,
    /// `["L","R"]`, or `["-"]` for one side.
    sides: Vec<String>,
    bays: u16,
    shelves: u16,
    slots: u16,
    slot_width_mm: u16,
}

/// Something that shelves refer to by its place in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct MapName {
    code: String,
    name: Bilingual,
}

/// The shelves of a map, one entry each in every list, in walking order.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct MapShelves {
    code: Vec<String>,
    used_mm: Vec<u64>,
    /// Blocked slots left out.
    capacity_mm: Vec<u64>,
    /// Folders that have their home there and that one may see.
    folders: Vec<u32>,
    /// Blocked slots.
    blocked: Vec<u32>,
    /// Which of the map's zones; -1 for none.
    zone: Vec<i32>,
    /// Which of the map's lanes; -1 for none, and where several stand.
    lane: Vec<i32>,
    /// Which of the map's periods; -1 for none, and where several stand.
    period: Vec<i32>,
    /// 1 where folders of several lanes or periods stand.
    mixed: Vec<u8>,
    /// The day on which something of it last moved: was put away, lent, came back.
    moved_on: Vec<Option<NaiveDate>>,
    /// The oldest business date.
    oldest: Vec<Option<NaiveDate>>,
    /// Folders with an open discrepancy.
    discrepancies: Vec<u32>,
    /// Folders that are overdue.
    overdue: Vec<u32>,
    /// Folders that are missing.
    missing: Vec<u32>,
}

/// A storeroom at a glance.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoomMap {
    code: String,
    name: Bilingual,
    /// The archive's date: ages are counted from it.
    today: NaiveDate,
    ranges: Vec<MapRange>,
    zones: Vec<MapName>,
    lanes: Vec<MapName>,
    /// In order of time.
    periods: Vec<String>,
    shelves: MapShelves,
    /// The last frame this answer knows of.
    seq: u64,
}

/// A storeroom at a glance: all its shelves, with how full, for what, how long untouched and what is amiss.
#[utoipa::path(get, operation_id = "show_map", path = "/storerooms/{code}/map", tag = "places", params(("code" = String, Path)),
    responses((status = 200, body = RoomMap), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn map(Path(code): Path<String>, asker: Asker) -> Result<Json<RoomMap>, Refusal> {
    may_look(&asker)?;
    let no = room(asker.state(), &code)?;
    tokio::task::block_in_place(|| drawn(&asker, no)).map(Json)
}

fn drawn(asker: &Asker, no: RoomNo) -> Result<RoomMap, Refusal> {
    let state = asker.state();
    let places = &state.places;
    let room = places.room(no).ok_or(Code::Internal)?;
    let shelves: u64 = places.ranges(no).map(|(_, range)| u64::from(range.shelf_count())).sum();
    if shelves > SHELVES_MAX {
        return Err(Refusal::new(Code::LimitExceeded).with("limit", SHELVES_MAX).with("what", "shelves"));
    }
    let seen: Vec<Seen> =
        places.ranges(no).flat_map(|(range, _)| places.shelves(range)).map(|shelf| Seen::of(asker, shelf)).collect();
    let zones: BTreeSet<ZoneNo> = seen.iter().filter_map(|shelf| shelf.zone).collect();
    let runs = || seen.iter().filter_map(|shelf| shelf.run);
    let lanes: BTreeSet<LaneNo> = runs().map(|(lane, _)| lane).collect();
    let periods: BTreeSet<(NaiveDate, Period)> = runs().map(|(_, period)| (period.first_day(), period)).collect();
    let amiss = Amiss::of(asker);
    let mut columns = MapShelves::default();
    for shelf in &seen {
        columns.push(state, shelf, &amiss);
        columns.zone.push(index(&zones, shelf.zone));
        columns.lane.push(index(&lanes, shelf.run.map(|(lane, _)| lane)));
        columns.period.push(index(&periods, shelf.run.map(|(_, period)| (period.first_day(), period))));
    }
    let zone = |no: &ZoneNo| places.zone(*no).map(|zone| named(&zone.code, &zone.name));
    let lane = |no: &LaneNo| places.lane(*no).map(|lane| named(&lane.code, &lane.name));
    Ok(RoomMap {
        code: room.code.clone(),
        name: room.name.clone(),
        today: asker.today,
        ranges: places
            .ranges(no)
            .map(|(no, range)| range_drawn(places.range_code(no).unwrap_or_default(), range))
            .collect(),
        zones: zones.iter().filter_map(zone).collect(),
        lanes: lanes.iter().filter_map(lane).collect(),
        periods: periods.iter().map(|(_, period)| period.to_string()).collect(),
        shelves: columns,
        seq: state.seq,
    })
}

fn named(code: &str, name: &Bilingual) -> MapName {
    MapName { code: code.to_owned(), name: name.clone() }
}

fn index<T: Ord>(all: &BTreeSet<T>, one: Option<T>) -> i32 {
    let found = one.filter(|one| all.contains(one)).map(|one| all.range(..one).count());
    found.and_then(|index| i32::try_from(index).ok()).unwrap_or(-1)
}

fn range_drawn(code: String, range: &Range) -> MapRange {
    let sides = match range.sides {
        Sides::Single => vec!["-".to_owned()],
        Sides::Both => vec!["L".to_owned(), "R".to_owned()],
    };
    let Range { bays, shelves, slots, slot_width_mm, .. } = *range;
    MapRange { code, sides, bays, shelves, slots, slot_width_mm }
}

/// A shelf as whoever asks sees it.
struct Seen {
    shelf: ShelfNo,
    zone: Option<ZoneNo>,
    run: Option<(LaneNo, Period)>,
    mixed: bool,
    folders: u32,
    moved_on: Option<NaiveDate>,
    oldest: Option<NaiveDate>,
}

impl Seen {
    fn of(asker: &Asker, shelf: ShelfNo) -> Self {
        let state = asker.state();
        let places = &state.places;
        let mut runs: BTreeSet<Option<(LaneNo, Period)>> = BTreeSet::new();
        let (mut folders, mut moved_us, mut oldest) = (0, 0, None::<NaiveDate>);
        for folder in places.shelf_contents(shelf) {
            if !state.sees(&asker.sight, folder) {
                continue;
            }
            folders += 1;
            runs.insert(places.folder(folder).and_then(|row| row.lane.zip(row.period)));
            moved_us = moved_us.max(state.custody.get(folder).map_or(0, |row| row.since_us));
            let date = state.folders.get(folder).and_then(|row| row.business_date);
            oldest = oldest.into_iter().chain(date).min();
        }
        let given = match places.run_of(shelf) {
            Some(RunOf::Lane(lane, period)) => Some((lane, period)),
            _ => None,
        };
        let alone = if runs.len() == 1 { runs.first().copied().flatten() } else { None };
        let zone = asker.state().organisation.settings().time_zone.parse().unwrap_or(chrono_tz::Asia::Shanghai);
        Self {
            shelf,
            zone: places.zone_of(shelf),
            run: given.or(alone),
            mixed: runs.len() > 1,
            folders,
            moved_on: (moved_us > 0).then(|| time_of(moved_us).with_timezone(&zone).date_naive()),
            oldest,
        }
    }
}

/// What is amiss, by the shelf where it belongs.
struct Amiss {
    discrepancies: BTreeMap<ShelfNo, u32>,
    overdue: BTreeMap<ShelfNo, u32>,
    missing: BTreeMap<ShelfNo, u32>,
}

impl Amiss {
    fn of(asker: &Asker) -> Self {
        let state = asker.state();
        let contradicted: BTreeSet<FolderNo> =
            state.discrepancies.before(state.discrepancies.next()).filter_map(|(_, open)| open.folder).collect();
        let lent = |folder: &FolderNo| state.custody.get(*folder).is_some_and(|row| row.state == FolderState::OnLoan);
        let overdue = state.custody.due_before(asker.today).map(|(_, folder)| folder).filter(lent);
        Self {
            discrepancies: by_shelf(asker, contradicted.into_iter()),
            overdue: by_shelf(asker, overdue),
            missing: by_shelf(asker, state.custody.missing()),
        }
    }
}

fn by_shelf(asker: &Asker, folders: impl Iterator<Item = FolderNo>) -> BTreeMap<ShelfNo, u32> {
    let state = asker.state();
    let mut shelves = BTreeMap::new();
    for folder in folders.filter(|folder| state.sees(&asker.sight, *folder)) {
        if let Some(shelf) = state.places.home_slot(folder).and_then(|slot| state.places.shelf_of(slot)) {
            *shelves.entry(shelf).or_insert(0) += 1;
        }
    }
    shelves
}

impl MapShelves {
    fn push(&mut self, state: &State, seen: &Seen, amiss: &Amiss) {
        let places = &state.places;
        let occupancy = places.shelf_occupancy(seen.shelf).unwrap_or_default();
        let count = |shelves: &BTreeMap<ShelfNo, u32>| shelves.get(&seen.shelf).copied().unwrap_or(0);
        self.code.push(places.shelf_code(seen.shelf).unwrap_or_default());
        self.used_mm.push(occupancy.used_mm);
        self.capacity_mm.push(occupancy.capacity_mm);
        self.folders.push(seen.folders);
        self.blocked.push(places.blocked_on(seen.shelf).len() as u32);
        self.mixed.push(u8::from(seen.mixed));
        self.moved_on.push(seen.moved_on);
        self.oldest.push(seen.oldest);
        self.discrepancies.push(count(&amiss.discrepancies));
        self.overdue.push(count(&amiss.overdue));
        self.missing.push(count(&amiss.missing));
    }
}
