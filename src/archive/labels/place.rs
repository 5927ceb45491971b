//! What stands on shelving and boxes, and on a borrower's badge.

use super::fields::Fields;
use super::{Asked, Content, shelving};
use crate::domain::code::{QrKind, check_character};
use crate::domain::ids::{BoxNo, FolderNo, PersonNo, RangeNo, ShelfNo, SlotNo};
use crate::domain::place::{RunOf, Sides, period_of};
use crate::domain::refusal::{Code, Refusal};
use std::collections::BTreeSet;

/// How many different names one label tells; of more it says only that there are.
const NAMES_MAX: usize = 3;

/// A slot's label. Its code carries a check character: a mistyped one is known as such.
pub(super) fn slot(asked: Asked<'_>, slot: SlotNo) -> Result<Content, Refusal> {
    let places = &asked.state().places;
    let shelf = places.shelf_of(slot).ok_or(Code::Internal)?;
    let mut fields = of_shelf(asked, shelf)?;
    let plain = places.slot_code(slot).ok_or(Code::Internal)?;
    // Behind a dash, or a check digit would be read as one of the slot's own.
    let check = check_character(&plain).map(|check| format!("-{check}")).unwrap_or_default();
    labelled(asked, &mut fields, format!("{plain}{check}"));
    let index = places.slots(shelf).position(|one| one == slot).unwrap_or_default();
    fields.set("slot", (index + 1).to_string());
    let occupancy = places.slot_occupancy(slot).unwrap_or_default();
    fields.set("capacity", format!("{} mm", occupancy.capacity_mm));
    fields.set("note", places.blocked_reason(slot).unwrap_or_default());
    Ok(Content { values: fields.done(), rows: Vec::new() })
}

/// A shelf's label, with what stands on it.
pub(super) fn shelf(asked: Asked<'_>, shelf: ShelfNo) -> Result<Content, Refusal> {
    let places = &asked.state().places;
    let mut fields = of_shelf(asked, shelf)?;
    labelled(asked, &mut fields, places.shelf_code(shelf).ok_or(Code::Internal)?);
    let occupancy = places.shelf_occupancy(shelf).unwrap_or_default();
    fields.set("capacity", format!("{} mm", occupancy.capacity_mm));
    let runs = shelving::runs(asked, std::iter::once(shelf));
    fields.set("runs", runs.join("\n"));
    if let Some(RunOf::Lane(lane, period)) = places.run_of(shelf) {
        fields.set("type", shelving::name(asked, lane));
        fields.set("period", period.to_string());
    }
    fields.set("title", runs.join("\n"));
    Ok(Content { values: fields.done(), rows: Vec::new() })
}

/// The end of a range, or of one of its two sides, with what stands there.
pub(super) fn range_end(asked: Asked<'_>, no: RangeNo, is_right: bool) -> Result<Content, Refusal> {
    let places = &asked.state().places;
    let range = *places.range(no).ok_or(Code::Internal)?;
    let per_side = usize::from(range.bays) * usize::from(range.shelves);
    let (skipped, letter) = match (range.sides, is_right) {
        (Sides::Single, _) => (0, ""),
        (Sides::Both, false) => (0, "L"),
        (Sides::Both, true) => (per_side, "R"),
    };
    let shelves = || places.shelves(no).skip(skipped).take(per_side);
    let mut fields = asked.begin();
    let room = places.room(range.room).ok_or(Code::Internal)?;
    fields.set("room", asked.tongue.name(&room.name));
    fields.set("range", format!("{:02}", range.number));
    fields.set("side", side(asked, letter));
    // Of one side too this is read as the range's code.
    let code = format!("{}{letter}", places.range_code(no).unwrap_or_default());
    labelled(asked, &mut fields, code);
    let runs = shelving::runs(asked, shelves());
    let nothing = asked.tongue.say("（空）", "(empty)");
    fields.set("runs", if runs.is_empty() { nothing } else { runs.join("\n") });
    let used = shelves().filter_map(|shelf| places.shelf_occupancy(shelf));
    fields.set("capacity", format!("{} mm", used.map(|occupancy| occupancy.capacity_mm).sum::<u64>()));
    Ok(Content { values: fields.done(), rows: Vec::new() })
}

/// A box's spine: what is in it, of what period, and where it stands.
pub(super) fn of_box(asked: Asked<'_>, no: BoxNo) -> Result<Content, Refusal> {
    let state = asked.state();
    let row = state.places.r#box(no).ok_or(Code::Internal)?;
    let folders: Vec<FolderNo> =
        state.places.box_contents(no).into_iter().filter(|folder| state.sees(asked.sight, *folder)).collect();
    let rows = || folders.iter().filter_map(|folder| state.folders.get(*folder));
    let kinds = rows().filter_map(|row| state.organisation.business_type(row.business_type));
    let types = few(asked, kinds.map(|kind| asked.tongue.name(&kind.name)));
    let departments = few(asked, rows().map(|row| asked.department(row.department)));
    let shelf = state.places.shelf_of(row.slot);
    let run = shelf.and_then(|shelf| state.places.run_of(shelf));
    let lane = match run {
        Some(RunOf::Lane(lane, _)) => shelving::name(asked, lane),
        _ => String::new(),
    };
    let mut fields = asked.begin();
    fields.set("code", row.code.as_str());
    fields.set("qr", asked.qr(QrKind::Box, &row.code));
    fields.set("capacity", format!("{} mm", row.capacity_mm));
    fields.count("count", folders.len());
    fields.set("department", departments);
    fields.set("slot", state.places.slot_code(row.slot).unwrap_or_default());
    let subjects = subject_of(asked, &folders)?;
    let named = [subjects, lane, types.clone()].into_iter().find(|name| !name.is_empty());
    fields.set("title", named.unwrap_or_else(|| row.code.clone()));
    fields.set("type", types);
    fields.set("period", periods(asked, &folders, run));
    if let (Some(first), Some(last)) = (folders.first(), folders.last()) {
        let (first, last) = (state.codes.own(*first), state.codes.own(*last));
        fields.set("note", if first == last { first.to_owned() } else { format!("{first} – {last}") });
    }
    Ok(Content { values: fields.done(), rows: Vec::new() })
}

/// The one subject that all folders of a box are about; nothing if they are about several.
fn subject_of(asked: Asked<'_>, folders: &[FolderNo]) -> Result<String, Refusal> {
    let subjects: BTreeSet<_> = folders.iter().map(|folder| asked.state().folders.main_subject(*folder)).collect();
    match folders.first() {
        Some(folder) if subjects.len() == 1 && !subjects.contains(&None) => asked.names(*folder),
        _ => Ok(String::new()),
    }
}

/// The periods of a box's folders; of an empty one that of the shelf it stands on.
fn periods(asked: Asked<'_>, folders: &[FolderNo], run: Option<RunOf>) -> String {
    let granularity = match run {
        Some(RunOf::Lane(_, period)) => Some(period.granularity()),
        _ => None,
    };
    let of = |folder: &FolderNo| {
        let date = asked.state().folders.get(*folder)?.business_date?;
        Some(period_of(date, granularity.or(asked.kind_of_folder(*folder).map(|kind| kind.period))?))
    };
    let found: BTreeSet<_> = folders.iter().filter_map(of).collect();
    match (found.is_empty(), run) {
        (true, Some(RunOf::Lane(_, period))) => period.to_string(),
        _ => shelving::spans(&found),
    }
}

/// Names, each once; that there are more is said by an ellipsis.
fn few(asked: Asked<'_>, names: impl Iterator<Item = String>) -> String {
    let mut known: Vec<String> = Vec::new();
    for name in names.filter(|name| !name.is_empty()) {
        if !known.contains(&name) {
            known.push(name);
        }
    }
    let more = known.len() > NAMES_MAX;
    known.truncate(NAMES_MAX);
    let told = asked.tongue.list(&known);
    if more { format!("{told} …") } else { told }
}

/// What is said of a shelf and of all on it.
fn of_shelf(asked: Asked<'_>, shelf: ShelfNo) -> Result<Fields, Refusal> {
    let places = &asked.state().places;
    let (no, range) = places.range_of(shelf).ok_or(Code::Internal)?;
    let room = places.room(range.room).ok_or(Code::Internal)?;
    let index = places.shelves(no).position(|one| one == shelf).ok_or(Code::Internal)?;
    let (levels, bays) = (usize::from(range.shelves.max(1)), usize::from(range.bays.max(1)));
    let letter = match (range.sides, index / (levels * bays)) {
        (Sides::Single, _) => "",
        (Sides::Both, 0) => "L",
        (Sides::Both, _) => "R",
    };
    let folders = places.shelf_contents(shelf).into_iter().filter(|folder| asked.state().sees(asked.sight, *folder));
    let mut fields = asked.begin();
    fields.set("room", asked.tongue.name(&room.name));
    fields.set("range", format!("{:02}", range.number));
    fields.set("side", side(asked, letter));
    fields.set("bay", (index / levels % bays + 1).to_string());
    fields.set("shelf", (index % levels + 1).to_string());
    fields.count("count", folders.count());
    Ok(fields)
}

fn labelled(asked: Asked<'_>, fields: &mut Fields, code: String) {
    fields.set("qr", asked.qr(QrKind::Slot, &code));
    fields.set("title", code.as_str());
    fields.set("code", code);
}

fn side(asked: Asked<'_>, letter: &str) -> String {
    match letter {
        "L" => asked.tongue.say("左面", "L"),
        "R" => asked.tongue.say("右面", "R"),
        _ => String::new(),
    }
}

/// A borrower's badge 工牌.
pub(super) fn badge(asked: Asked<'_>, no: PersonNo) -> Result<Content, Refusal> {
    let person = asked.state().people.get(no).ok_or(Code::Internal)?;
    let code = person.badge_code();
    let mut fields = asked.begin();
    fields.set("name", person.details.display_name.as_str());
    fields.set("department", asked.department_of(no));
    fields.set("role", asked.tongue.ask(|language| person.facts.role.label(language).to_owned()));
    fields.day("expires", person.facts.expires_on);
    fields.set("qr", asked.qr(QrKind::Badge, &code));
    fields.set("code", code);
    Ok(Content { values: fields.done(), rows: Vec::new() })
}
