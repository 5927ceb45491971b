//! What a card of a slot, shelf or box shows.

use super::super::App;
use super::super::extract::Asker;
use super::super::shape::FolderHit;
use super::{Tally, shelf_shown};
use crate::domain::ids::{BoxNo, FolderNo, ShelfNo, SlotNo};
use crate::domain::refusal::{Code, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

/// A slot, shelf or box with what has its home there.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceCard {
    /// `slot`, `shelf` or `box`.
    kind: String,
    code: String,
    capacity_mm: u64,
    used_mm: u64,
    blocked_reason: Option<String>,
    contents: Vec<FolderHit>,
    boxes: Vec<String>,
    zone: Option<String>,
    lane: Option<String>,
    period: Option<String>,
}

fn contents(app: &App, asker: &Asker, folders: Vec<FolderNo>) -> Result<Vec<FolderHit>, Refusal> {
    let seen = folders.into_iter().filter(|&folder| asker.state().sees(&asker.sight, folder));
    app.show(asker.state(), asker).hits(seen.take(1_000))
}

pub(super) fn of_slot(app: &App, asker: &Asker, slot: SlotNo) -> Result<PlaceCard, Refusal> {
    let places = &asker.state().places;
    let occupancy = places.slot_occupancy(slot).unwrap_or_default();
    let shelf = places.shelf_of(slot);
    let cell = shelf.map(|shelf| shelf_shown(Tally::of(asker), shelf, "", 0, 0));
    let (zone, lane, period) = cell.map_or((None, None, None), |cell| (cell.zone, cell.lane, cell.period));
    Ok(PlaceCard {
        kind: "slot".to_owned(),
        code: places.slot_code(slot).unwrap_or_default(),
        capacity_mm: occupancy.capacity_mm,
        used_mm: occupancy.used_mm,
        blocked_reason: places.blocked_reason(slot).map(str::to_owned),
        contents: contents(app, asker, places.slot_contents(slot))?,
        boxes: places.box_in(slot).and_then(|r#box| places.box_code(r#box)).into_iter().collect(),
        zone,
        lane,
        period,
    })
}

pub(super) fn of_shelf(app: &App, asker: &Asker, shelf: ShelfNo) -> Result<PlaceCard, Refusal> {
    let places = &asker.state().places;
    let cell = shelf_shown(Tally::of(asker), shelf, "", 0, 0);
    let blocked = places.blocked_on(shelf);
    Ok(PlaceCard {
        kind: "shelf".to_owned(),
        code: cell.code,
        capacity_mm: cell.capacity_mm,
        used_mm: cell.used_mm,
        blocked_reason: blocked.first().and_then(|slot| places.blocked_reason(*slot)).map(str::to_owned),
        contents: contents(app, asker, places.shelf_contents(shelf))?,
        boxes: places.boxes_on(shelf).into_iter().filter_map(|r#box| places.box_code(r#box)).collect(),
        zone: cell.zone,
        lane: cell.lane,
        period: cell.period,
    })
}

pub(super) fn of_box(app: &App, asker: &Asker, no: BoxNo) -> Result<PlaceCard, Refusal> {
    let places = &asker.state().places;
    let row = places.r#box(no).ok_or(Code::Internal)?;
    let occupancy = places.box_occupancy(no).unwrap_or_default();
    let standing = places.shelf_of(row.slot).map(|shelf| shelf_shown(Tally::of(asker), shelf, "", 0, 0));
    let (zone, lane, period) = standing.map_or((None, None, None), |cell| (cell.zone, cell.lane, cell.period));
    Ok(PlaceCard {
        kind: "box".to_owned(),
        code: row.code.clone(),
        capacity_mm: occupancy.capacity_mm,
        used_mm: occupancy.used_mm,
        blocked_reason: None,
        contents: contents(app, asker, places.box_contents(no))?,
        boxes: Vec::new(),
        zone,
        lane,
        period,
    })
}
