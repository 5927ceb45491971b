//! What a card of a slot, shelf or box shows.

use super::super::App;
use super::super::extract::Asker;
use super::super::shape::FolderHit;
use super::{Tally, shelf_shown};
use crate::domain::folder::FolderState;
use crate::domain::ids::{BoxNo, FolderNo, ShelfNo, SlotNo};
use crate::domain::place::Sides;
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
    /// Which shelf it is or stands on.
    at: Option<Standing>,
    /// Its slots in walking order, to be drawn to scale: a shelf's all, a slot itself, none of a box.
    slots: Vec<SlotShown>,
}

/// Which shelf of which range: what a drawing of a room marks.
#[derive(Debug, Serialize, ToSchema)]
pub struct Standing {
    storeroom: String,
    range: String,
    /// `L`, `R`, or `-` where a range has one side.
    side: String,
    /// From 1.
    bay: u32,
    /// From 1, the lowest.
    shelf: u32,
    /// The shelf's own code.
    shelf_code: String,
    /// From 1; nothing of a shelf.
    slot: Option<u32>,
    /// How many bays a side of the range has.
    bays: u16,
    /// How many shelves a bay has.
    shelves: u16,
    /// How many slots a shelf has.
    slots: u16,
    /// How wide each of them is.
    slot_width_mm: u16,
}

/// A slot with what has its home in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlotShown {
    code: String,
    width_mm: u16,
    /// Kept for folders, those one may not see included.
    used_mm: u64,
    blocked_reason: Option<String>,
    /// The box that stands in it.
    r#box: Option<BoxShown>,
    /// The folders one may see, in order.
    folders: Vec<FolderInSlot>,
}

/// A box in a slot.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoxShown {
    code: String,
    /// What it takes up on the shelf.
    outer_mm: u16,
}

/// A folder in a slot, as wide as it is thick.
#[derive(Debug, Serialize, ToSchema)]
pub struct FolderInSlot {
    code: String,
    business_type: String,
    thickness_mm: u16,
    /// Its state: what is lent keeps its place. Clients must tolerate ones added later.
    #[schema(value_type = Option<String>)]
    state: Option<FolderState>,
}

fn standing(asker: &Asker, shelf: ShelfNo, slot: Option<SlotNo>) -> Option<Standing> {
    let places = &asker.state().places;
    let ((no, range), (side, bay, level)) = (places.range_of(shelf)?, places.spot(shelf)?);
    let side = match (range.sides, side) {
        (Sides::Single, _) => "-",
        (Sides::Both, 0) => "L",
        (Sides::Both, _) => "R",
    };
    Some(Standing {
        storeroom: places.room(range.room)?.code.clone(),
        range: places.range_code(no)?,
        side: side.to_owned(),
        bay: bay + 1,
        shelf: level + 1,
        shelf_code: places.shelf_code(shelf)?,
        slot: slot.and_then(|slot| places.slot_index(slot)).map(|index| index + 1),
        bays: range.bays,
        shelves: range.shelves,
        slots: range.slots,
        slot_width_mm: range.slot_width_mm,
    })
}

fn slot_shown(asker: &Asker, slot: SlotNo) -> SlotShown {
    let state = asker.state();
    let places = &state.places;
    let width_mm = places.shelf_of(slot).and_then(|shelf| places.range_of(shelf)).map_or(0, |(_, r)| r.slot_width_mm);
    let folder = |folder: FolderNo| {
        let kind = state.folders.get(folder).and_then(|row| state.organisation.business_type(row.business_type));
        FolderInSlot {
            code: state.codes.own(folder).to_owned(),
            business_type: kind.map(|kind| kind.code.clone()).unwrap_or_default(),
            thickness_mm: places.folder(folder).map_or(0, |row| row.thickness_mm),
            state: state.custody.get(folder).map(|row| row.state),
        }
    };
    let seen = places.slot_contents(slot).into_iter().filter(|folder| state.sees(&asker.sight, *folder));
    let r#box = places.box_in(slot).and_then(|no| places.r#box(no));
    SlotShown {
        code: places.slot_code(slot).unwrap_or_default(),
        width_mm,
        used_mm: places.slot_occupancy(slot).unwrap_or_default().used_mm,
        blocked_reason: places.blocked_reason(slot).map(str::to_owned),
        r#box: r#box.map(|row| BoxShown { code: row.code.clone(), outer_mm: row.outer_mm }),
        folders: seen.map(folder).collect(),
    }
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
        at: shelf.and_then(|shelf| standing(asker, shelf, Some(slot))),
        slots: vec![slot_shown(asker, slot)],
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
        at: standing(asker, shelf, None),
        slots: places.slots(shelf).map(|slot| slot_shown(asker, slot)).collect(),
    })
}

pub(super) fn of_box(app: &App, asker: &Asker, no: BoxNo) -> Result<PlaceCard, Refusal> {
    let places = &asker.state().places;
    let row = places.r#box(no).ok_or(Code::Internal)?;
    let occupancy = places.box_occupancy(no).unwrap_or_default();
    let cell = places.shelf_of(row.slot).map(|shelf| shelf_shown(Tally::of(asker), shelf, "", 0, 0));
    let (zone, lane, period) = cell.map_or((None, None, None), |cell| (cell.zone, cell.lane, cell.period));
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
        at: places.shelf_of(row.slot).and_then(|shelf| standing(asker, shelf, Some(row.slot))),
        slots: Vec::new(),
    })
}
