//! What is printed: from whatever somebody chooses to the codes of folders, cases or places, as far as he may see.

use crate::domain::decide::find_place;
use crate::domain::ids::{CaseNo, FolderNo, RangeNo, ShelfNo, TransferNo};
use crate::domain::place::{Place, Places, Sides};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::http::App;
use crate::http::extract::Asker;
use crate::http::lists::ListKind;
use crate::http::search::folders_asked;
use crate::label::Kind;
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// How many things may be chosen at once; they are printed 2,000 at a time.
const CHOSEN_MAX: usize = 50_000;

/// What is printed: exactly one of these.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LabelChoice {
    /// These, by their codes: folders, places, badges, as the template shows.
    Codes(Vec<String>),
    /// The folders on a list.
    List(ListKind),
    /// The folders of an import, by its id.
    Import(String),
    /// The folders of a transfer's cases.
    Transfer(u32),
    /// The folders that a search finds: what its page's address says behind `?`.
    Search(String),
    /// The places within one, by its code: slots, shelves, boxes or ends of ranges, as the template shows; of a template
    /// for folders, those that belong there.
    Within(String),
}

impl LabelChoice {
    /// The codes, in the order in which they are printed.
    ///
    /// # Errors
    /// There is no such thing, or the asker may not see it, or it is too much.
    pub fn codes(&self, app: &App, asker: &Asker, kind: Kind) -> Result<Vec<String>, Refusal> {
        let folders = match self {
            Self::Codes(codes) => return at_most(codes.clone()),
            Self::Within(place) if is_of_places(kind) => return at_most(places_within(asker, place, kind)?),
            Self::Within(place) => folders_within(asker, place)?,
            Self::List(list) => list.folders(asker),
            Self::Import(id) => {
                asker.require(Permission::ImportRun)?;
                app.jobs.import(id)?;
                app.jobs.folders(id)?
            }
            Self::Transfer(no) => folders_of_transfer(asker, TransferNo(*no))?,
            Self::Search(query) => folders_asked(app, asker, query, CHOSEN_MAX + 1)?,
        };
        let state = asker.state();
        let mut named = BTreeSet::new();
        let seen = folders.into_iter().filter(|folder| state.sees(&asker.sight, *folder) && named.insert(*folder));
        at_most(seen.map(|folder| state.codes.own(folder).to_owned()).collect())
    }
}

fn at_most(codes: Vec<String>) -> Result<Vec<String>, Refusal> {
    let too_many = Refusal::new(Code::LimitExceeded).with("limit", CHOSEN_MAX).with("what", "labels");
    if codes.len() > CHOSEN_MAX { Err(too_many) } else { Ok(codes) }
}

fn is_of_places(kind: Kind) -> bool {
    matches!(kind, Kind::Box | Kind::Shelf | Kind::Slot | Kind::RangeEnd)
}

fn folders_of_transfer(asker: &Asker, transfer: TransferNo) -> Result<Vec<FolderNo>, Refusal> {
    let state = asker.state();
    let unknown = || Refusal::new(Code::TransferUnknown).with("transfer", transfer);
    let row = state.transfers.get(transfer).filter(|_| state.sees_transfer(&asker.sight, transfer));
    let folder = |case: &CaseNo| state.cases.get(*case).map(|row| row.folder);
    Ok(row.ok_or_else(unknown)?.taken.iter().filter_map(folder).collect())
}

fn place_named(asker: &Asker, code: &str) -> Result<Place, Refusal> {
    let unknown = || Refusal::new(Code::PlaceUnknown).with("place", code.chars().take(64).collect::<String>());
    find_place(asker.state(), code).ok_or_else(unknown)
}

/// The folders that belong in a place, in walking order.
fn folders_within(asker: &Asker, code: &str) -> Result<Vec<FolderNo>, Refusal> {
    let places = &asker.state().places;
    Ok(match place_named(asker, code)? {
        Place::Slot(slot) => places.slot_contents(slot),
        Place::Box(r#box) => places.box_contents(r#box),
        place => shelves_in(places, place).into_iter().flat_map(|shelf| places.shelf_contents(shelf)).collect(),
    })
}

/// The places of one sort in a place, in walking order, by their codes.
fn places_within(asker: &Asker, code: &str, kind: Kind) -> Result<Vec<String>, Refusal> {
    let (places, place) = (&asker.state().places, place_named(asker, code)?);
    let shelves = || shelves_in(places, place).into_iter();
    Ok(match (kind, place) {
        (Kind::Slot, Place::Slot(slot)) => places.slot_code(slot).into_iter().collect(),
        (Kind::Box, Place::Box(r#box)) => places.box_code(r#box).into_iter().collect(),
        (Kind::Slot, _) => {
            let slots = shelves().flat_map(|shelf| places.slots(shelf));
            slots.filter_map(|slot| places.slot_code(slot)).take(CHOSEN_MAX + 1).collect()
        }
        (Kind::Box, Place::Slot(slot)) => places.box_in(slot).and_then(|no| places.box_code(no)).into_iter().collect(),
        (Kind::Box, _) => {
            shelves().flat_map(|shelf| places.boxes_on(shelf)).filter_map(|no| places.box_code(no)).collect()
        }
        (Kind::RangeEnd, Place::Room(room)) => {
            places.ranges(room).flat_map(|(range, _)| ends_of(places, range)).collect()
        }
        (Kind::RangeEnd, Place::Range(range)) => ends_of(places, range),
        (Kind::RangeEnd, _) => Vec::new(),
        _ => shelves().filter_map(|shelf| places.shelf_code(shelf)).take(CHOSEN_MAX + 1).collect(),
    })
}

/// A range with two sides has a panel for each.
fn ends_of(places: &Places, range: RangeNo) -> Vec<String> {
    let (code, sides) = (places.range_code(range).unwrap_or_default(), places.range(range).map(|range| range.sides));
    match sides {
        Some(Sides::Both) => vec![format!("{code}L"), format!("{code}R")],
        Some(_) => vec![code],
        None => Vec::new(),
    }
}

fn shelves_in(places: &Places, place: Place) -> Vec<ShelfNo> {
    match place {
        Place::Room(room) => places.ranges(room).flat_map(|(range, _)| places.shelves(range)).collect(),
        Place::Range(range) => places.shelves(range).collect(),
        Place::Shelf(shelf) => vec![shelf],
        Place::Slot(slot) => places.shelf_of(slot).into_iter().collect(),
        Place::Box(_) => Vec::new(),
    }
}
