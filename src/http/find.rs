//! What a scanned or typed text is.

use super::App;
use super::cases::CaseLine;
use super::extract::{Asker, Query};
use super::json::Json;
use super::people;
use super::shape::{FolderHit, PersonCard};
use crate::domain::code::{self, Scan};
use crate::domain::decide::{carriers, find_case, find_place};
use crate::domain::ids::{CaseNo, SlotNo};
use crate::domain::limits::NAMING_CHARS;
use crate::domain::person::Person;
use crate::domain::place::Place;
use crate::domain::policy::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::state::State;
use axum::extract::State as Of;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// How many candidates an ambiguous code is answered with.
const CANDIDATES: usize = 20;

/// The text a scanner read or somebody typed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ScanText {
    text: String,
}

/// What a scanned text is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Scanned {
    /// A folder.
    Folder {
        /// The folder.
        folder: FolderHit,
    },
    /// A code that several folders carry.
    Folders {
        /// The folders.
        candidates: Vec<FolderHit>,
    },
    /// A case's slip, or a code or number of a case.
    Case {
        /// The case.
        case: Box<CaseLine>,
    },
    /// A badge.
    Person {
        /// Whose.
        person: PersonCard,
    },
    /// A slot.
    Slot {
        /// Its code.
        code: String,
        /// What to show.
        label: String,
        /// How wide it is.
        capacity_mm: u64,
        /// How much of it is kept for folders.
        used_mm: u64,
        /// Whether it is blocked.
        blocked: bool,
    },
    /// A box.
    Box {
        /// Its code.
        code: String,
    },
    /// A shelf, range or storeroom.
    Place {
        /// Its code.
        code: String,
    },
    /// An address at a server that is not this archive's.
    Foreign {
        /// The server.
        host: String,
    },
    /// Nothing this archive knows.
    Unknown {
        /// The text, normalised.
        text: String,
        /// Codes that differ from it in one place.
        nearest: Vec<String>,
    },
}

/// Says what a scanned text is: a folder, a badge, a place, or nothing known.
#[utoipa::path(get, path = "/scan", tag = "find", params(ScanText), responses((status = 200, body = Scanned)))]
pub async fn scan(Of(app): Of<App>, Query(query): Query<ScanText>, asker: Asker) -> Result<Json<Scanned>, Refusal> {
    asker.identity.require_any(&[Permission::FolderSee, Permission::PutAway])?;
    let text: String = query.text.chars().take(NAMING_CHARS).collect();
    let state = asker.state();
    let settings = state.organisation.settings();
    let trusted: Vec<&String> = settings.former_base_urls.iter().chain([&settings.base_url]).collect();
    let may_see_people =
        asker.identity.require_any(&[Permission::Lend, Permission::PeopleEdit, Permission::AuditRead]).is_ok();
    let read = code::parse_scan(&text, &trusted);
    if let Scan::ForeignHost { host } = read {
        return Ok(Json(Scanned::Foreign { host }));
    }
    if let (Scan::Folder(code) | Scan::Bare(code), true) = (&read, text.len() < NAMING_CHARS) {
        let found = carriers(state, &asker.sight, code);
        let owner = found.iter().find(|carrier| carrier.owned);
        app.views.caught_up(state.seq).await?;
        let show = app.show(state, &asker);
        match (owner, found.as_slice()) {
            (Some(carrier), _) | (None, [carrier]) => {
                return Ok(Json(Scanned::Folder { folder: show.hit(carrier.folder)? }));
            }
            (None, []) => {}
            (None, several) => {
                let candidates = show.hits(several.iter().take(CANDIDATES).map(|carrier| carrier.folder))?;
                return Ok(Json(Scanned::Folders { candidates }));
            }
        }
    }
    if let Some(person) = badge_of(state, &text).filter(|person| may_see_people || person.no == asker.no()) {
        return Ok(Json(Scanned::Person { person: people::card(state, person) }));
    }
    if let Some(place) = find_place(state, &text) {
        return Ok(Json(place_scanned(state, place)));
    }
    // Departments number their cases as they like: what is a place or a badge stays one.
    if let Some(case) = case_of(state, &asker, &read, &text) {
        app.views.caught_up(state.seq).await?;
        let case = Box::new(app.show(state, &asker).case_line(&asker.sight, case)?);
        return Ok(Json(Scanned::Case { case }));
    }
    Ok(Json(unknown(state, &asker, &read)))
}

/// The case that a slip or a bare text names, of those the asker may see: not by its folder, which answers itself.
fn case_of(state: &State, asker: &Asker, read: &Scan, text: &str) -> Option<CaseNo> {
    asker.require(Permission::FolderSee).ok()?;
    let named = matches!(read, Scan::Case(_) | Scan::Bare(_));
    find_case(state, &asker.sight, text).ok().filter(|_| named)
}

/// The person whose current badge a text names: the bare code, or our own label's address.
#[must_use]
pub fn badge_of<'a>(state: &'a State, text: &str) -> Option<&'a Arc<Person>> {
    let settings = state.organisation.settings();
    let trusted: Vec<&String> = settings.former_base_urls.iter().chain([&settings.base_url]).collect();
    match code::parse_scan(text, &trusted) {
        Scan::Badge(code) | Scan::Bare(code) => state.people.by_badge(&code),
        _ => None,
    }
}

fn place_scanned(state: &State, place: Place) -> Scanned {
    let places = &state.places;
    match place {
        Place::Slot(slot) => slot_scanned(state, slot),
        Place::Box(r#box) => Scanned::Box { code: places.box_code(r#box).unwrap_or_default() },
        Place::Shelf(shelf) => Scanned::Place { code: places.shelf_code(shelf).unwrap_or_default() },
        Place::Range(range) => Scanned::Place { code: places.range_code(range).unwrap_or_default() },
        Place::Room(room) => {
            Scanned::Place { code: places.room(room).map(|room| room.code.clone()).unwrap_or_default() }
        }
    }
}

fn slot_scanned(state: &State, slot: SlotNo) -> Scanned {
    let code = state.places.slot_code(slot).unwrap_or_default();
    let occupancy = state.places.slot_occupancy(slot).unwrap_or_default();
    Scanned::Slot {
        label: code.clone(),
        code,
        capacity_mm: occupancy.capacity_mm,
        used_mm: occupancy.used_mm,
        blocked: state.places.blocked_reason(slot).is_some(),
    }
}

/// Codes that differ from an unknown one in one character or in two neighbours changed about: what a tired hand types.
fn unknown(state: &State, asker: &Asker, read: &Scan) -> Scanned {
    let (Scan::Folder(text) | Scan::Bare(text)) = read else {
        return Scanned::Unknown { text: String::new(), nearest: Vec::new() };
    };
    let characters: Vec<char> = text.chars().collect();
    let mut nearest = Vec::new();
    if (4..=24).contains(&characters.len()) {
        let known = |candidate: &str| {
            let found = carriers(state, &asker.sight, candidate);
            found.first().map(|carrier| state.codes.own(carrier.folder).to_owned())
        };
        for at in 0..characters.len() {
            for changed in ('0'..='9').chain('A'..='Z') {
                let mut candidate = characters.clone();
                if let Some(place) = candidate.get_mut(at) {
                    *place = changed;
                }
                nearest.extend(known(&candidate.into_iter().collect::<String>()));
            }
            let mut swapped = characters.clone();
            if at + 1 < swapped.len() {
                swapped.swap(at, at + 1);
                nearest.extend(known(&swapped.into_iter().collect::<String>()));
            }
        }
        nearest.sort();
        nearest.dedup();
        nearest.truncate(5);
    }
    Scanned::Unknown { text: text.clone(), nearest }
}
