//! Places and what stands in them: codes to numbers, and the answers of `Places` to events.

use super::Draft;
use crate::domain::code::{self, Scan};
use crate::domain::command::{NewLane, NewRanges, NewZone, PlaceCommand};
use crate::domain::event::{Event, Remark};
use crate::domain::ids::{BoxNo, FolderNo, RangeNo, RoomNo, ShelfNo, SlotNo};
use crate::domain::place::{BoxRequest, Holder, LaneRequest, Place, PlaceEvent, RangesRequest, Span, ZoneRequest};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::slotting::AssignRequest;
use crate::domain::state::State;
use chrono::NaiveDate;

impl Draft<'_> {
    pub(super) fn decide_place(&mut self, command: &PlaceCommand) -> Result<(), Refusal> {
        let places = &self.state.places;
        let (events, reason) = match command {
            PlaceCommand::DeclareRoom { code, name, template } => {
                (places.declare_room(code, name.clone(), template.as_deref())?, None)
            }
            PlaceCommand::ChangeRoom { room, code, name, template } => {
                (places.change_room(self.room(room)?, code, name.clone(), template.as_deref())?, None)
            }
            PlaceCommand::DeclareRanges(ranges) => (self.declare_ranges(ranges)?, None),
            PlaceCommand::ResizeRange { range, bays, shelves, slots } => {
                (places.resize_range(self.range(range)?, *bays, *shelves, *slots)?, None)
            }
            PlaceCommand::RemoveRange { range } => (places.remove_range(self.range(range)?)?, None),
            PlaceCommand::Block { slot, reason } => (places.block(self.slot(slot)?, reason)?, None),
            PlaceCommand::Unblock { slot } => (places.unblock(self.slot(slot)?)?, None),
            PlaceCommand::SetZone(zone) => (self.set_zone(zone)?, None),
            PlaceCommand::SetLane(lane) => (self.set_lane(lane)?, None),
            PlaceCommand::OpenBox { code, capacity_mm, outer_mm, slot } => {
                let slot = self.slot(slot)?;
                let request = BoxRequest { code: code.clone(), capacity_mm: *capacity_mm, outer_mm: *outer_mm, slot };
                (places.open_box(&request)?, None)
            }
            PlaceCommand::MoveBox { code, slot, reason } => {
                (places.move_box(self.r#box(code)?, self.slot(slot)?, reason)?, Some(reason))
            }
            PlaceCommand::RemoveBox { code } => (places.remove_box(self.r#box(code)?)?, None),
            PlaceCommand::MoveShelf { from, to, reason } => {
                (places.move_shelf(self.shelf(from)?, self.shelf(to)?, reason)?, Some(reason))
            }
        };
        self.record_places(events, reason.map(String::as_str));
        Ok(())
    }

    fn declare_ranges(&self, ranges: &NewRanges) -> Result<Vec<PlaceEvent>, Refusal> {
        self.state.places.declare_ranges(&RangesRequest {
            room: self.room(&ranges.room)?,
            from: ranges.from,
            to: ranges.to,
            sides: ranges.sides,
            bays: ranges.bays,
            shelves: ranges.shelves,
            slots: ranges.slots,
            slot_width_mm: ranges.slot_width_mm,
        })
    }

    fn set_zone(&self, zone: &NewZone) -> Result<Vec<PlaceEvent>, Refusal> {
        let known = self.state.places.zone_by_code(&zone.code);
        self.context.may_set(known.is_some(), &zone.code)?;
        let spans = zone.spans.iter().map(|(from, to)| self.span(from, to)).collect::<Result<_, _>>()?;
        let types = zone.types.iter().map(|code| Ok(self.business_type(code)?.0)).collect::<Result<_, Refusal>>()?;
        let classes = zone.classes.iter().map(|code| self.class(code)).collect::<Result<_, _>>()?;
        let (code, name) = (zone.code.clone(), zone.name.clone());
        let request =
            ZoneRequest { code, name, spans, types, classes, priority: zone.priority, overflow: zone.overflow };
        self.state.places.set_zone(&request)
    }

    fn set_lane(&self, lane: &NewLane) -> Result<Vec<PlaceEvent>, Refusal> {
        let known = self.state.places.lane_by_code(&lane.code);
        self.context.may_set(known.is_some(), &lane.code)?;
        let types = lane.types.iter().map(|code| Ok(self.business_type(code)?.0)).collect::<Result<_, Refusal>>()?;
        self.state.places.set_lane(&LaneRequest {
            code: lane.code.clone(),
            name: lane.name.clone(),
            types,
            granularity: lane.granularity,
            boxes: lane.boxes,
            reserve_per_mille: lane.reserve_per_mille,
        })
    }

    /// Gives a folder the best place there is.
    pub(super) fn assign_best(&mut self, folder: FolderNo) -> Result<(), Refusal> {
        let request = self.assign_request(folder)?;
        let assignment = self.state.places.assign(&request).map_err(|refusal| self.named(refusal, &request))?;
        self.record_places(assignment.events(folder), None);
        Ok(())
    }

    /// Gives one folder another place, as a command of its own.
    pub(super) fn assign_one(&mut self, code: &str, place: Option<&str>, reason: &str) -> Result<(), Refusal> {
        let before = self.steps.len();
        let folder = self.assign_again(code, place, reason)?;
        if self.steps.len() == before {
            self.unchanged.push(self.outcomes.len());
        }
        self.outcomes.push(Ok(folder.into()));
        Ok(())
    }

    /// Gives a folder another place: the best there is, or a chosen one with a reason.
    pub(super) fn assign_again(&mut self, code: &str, place: Option<&str>, reason: &str) -> Result<FolderNo, Refusal> {
        let folder = self.find(code)?;
        self.once(folder)?;
        self.present(folder)?;
        let Some(place) = place else { return self.assign_better(folder).map(|()| folder) };
        let holder = self.holder_by_code(place)?;
        let places = &self.state.places;
        let events = if places.home(folder).is_some() {
            places.move_folder(folder, holder, reason, self.context.today)?
        } else {
            places.choose(folder, holder, &self.assign_request(folder)?, reason)?
        };
        self.record_places(events, Some(reason));
        Ok(folder)
    }

    /// Gives a folder without a home the best place, and one with a home a better one if there is one.
    fn assign_better(&mut self, folder: FolderNo) -> Result<(), Refusal> {
        if self.state.places.home(folder).is_none() {
            return self.assign_best(folder);
        }
        let request = self.assign_request(folder)?;
        let proposal = self.state.places.propose_move(folder, &request);
        if let Some(proposal) = proposal.map_err(|refusal| self.named(refusal, &request))? {
            self.record_places(proposal.to.events(folder), None);
        }
        Ok(())
    }

    /// A refusal of slotting with the business type's code in place of its number.
    fn named(&self, refusal: Refusal, request: &AssignRequest) -> Refusal {
        if refusal.code != Code::NoLane {
            return refusal;
        }
        let business_type = self.state.organisation.business_type(request.business_type);
        Refusal::new(Code::NoLane).with("type", business_type.map_or("", |kind| kind.code.as_str()))
    }

    /// Records that a folder stands at a place, which is its home from now on.
    pub(super) fn stand_at(&mut self, folder: FolderNo, holder: Holder) -> Result<(), Refusal> {
        let events = self.state.places.stated(folder, holder, &self.assign_request(folder)?)?;
        self.record_places(events, None);
        Ok(())
    }

    pub(super) fn release_place(&mut self, folder: FolderNo) {
        let events = self.state.places.release(folder);
        self.record_places(events, None);
    }

    pub(super) fn resize(&mut self, folder: FolderNo, thickness_mm: u32) {
        let events = self.state.places.resize_folder(folder, thickness_mm as u16);
        self.record_places(events, None);
    }

    pub(super) fn record_places(&mut self, events: Vec<PlaceEvent>, reason: Option<&str>) {
        for event in events {
            let remark =
                reason.filter(|reason| !reason.trim().is_empty()).map(|text| Remark { text: text.trim().to_owned() });
            self.record(Event::Place(event, remark));
        }
    }

    fn assign_request(&self, folder: FolderNo) -> Result<AssignRequest, Refusal> {
        AssignRequest::of(self.state, folder, self.context.today).ok_or_else(|| Code::Internal.into())
    }

    /// The slot or box that a label names.
    pub(super) fn holder_by_code(&self, text: &str) -> Result<Holder, Refusal> {
        match self.place(text)? {
            Place::Slot(slot) => Ok(Holder::Slot(slot)),
            Place::Box(r#box) => Ok(Holder::Box(r#box)),
            _ => Err(Refusal::new(Code::SlotUnknown).with("slot", text)),
        }
    }

    pub(super) fn holder_code(&self, holder: Holder) -> String {
        let code = match holder {
            Holder::Slot(slot) => self.state.places.slot_code(slot),
            Holder::Box(r#box) => self.state.places.box_code(r#box),
        };
        code.unwrap_or_default()
    }

    fn place(&self, text: &str) -> Result<Place, Refusal> {
        find_place(self.state, text).ok_or_else(|| Refusal::new(Code::PlaceUnknown).with("place", text))
    }

    fn room(&self, text: &str) -> Result<RoomNo, Refusal> {
        if let Place::Room(room) = self.place(text)? { Ok(room) } else { Err(unknown(text)) }
    }

    fn range(&self, text: &str) -> Result<RangeNo, Refusal> {
        if let Place::Range(range) = self.place(text)? { Ok(range) } else { Err(unknown(text)) }
    }

    fn shelf(&self, text: &str) -> Result<ShelfNo, Refusal> {
        if let Place::Shelf(shelf) = self.place(text)? { Ok(shelf) } else { Err(unknown(text)) }
    }

    fn slot(&self, text: &str) -> Result<SlotNo, Refusal> {
        if let Place::Slot(slot) = self.place(text)? { Ok(slot) } else { Err(unknown(text)) }
    }

    fn r#box(&self, text: &str) -> Result<BoxNo, Refusal> {
        if let Place::Box(r#box) = self.place(text)? { Ok(r#box) } else { Err(unknown(text)) }
    }

    /// From the first shelf that one code names to the last that the other names.
    fn span(&self, from: &str, to: &str) -> Result<Span, Refusal> {
        let first = self.state.places.first_shelf(self.place(from)?).ok_or_else(|| unknown(from))?;
        let last = self.state.places.last_shelf(self.place(to)?).ok_or_else(|| unknown(to))?;
        Ok(Span { from: first, to: last })
    }
}

impl AssignRequest {
    /// What slotting has to know of a folder; nothing if there is no such folder.
    #[must_use]
    pub fn of(state: &State, folder: FolderNo, today: NaiveDate) -> Option<Self> {
        let row = state.folders.get(folder)?;
        Some(Self {
            business_type: row.business_type,
            class: row.class,
            business_date: row.business_date.unwrap_or(today),
            thickness_mm: row.thickness_mm as u16,
            boxed: None,
            today,
        })
    }
}

/// What a typed or scanned text names, if it names a place: its bare code, with or without a check character, or one of
/// our own labels' addresses.
#[must_use]
pub fn find_place(state: &State, text: &str) -> Option<Place> {
    let settings = state.organisation.settings();
    let trusted: Vec<&String> = settings.former_base_urls.iter().chain([&settings.base_url]).collect();
    let code = match code::parse_scan(text, &trusted) {
        Scan::Slot(code) | Scan::Box(code) | Scan::Bare(code) => code,
        _ => return None,
    };
    let without_check = || {
        let body = code.get(..code.len().checked_sub(1)?)?;
        // A dash may set it off from the digits before it.
        let body = body.strip_suffix('-').unwrap_or(body);
        if code::check_character_fits(&code) { state.places.place_of(body) } else { None }
    };
    state.places.place_of(&code).or_else(without_check)
}

/// The shelf that a text names, by its own label or by that of a slot or box on it.
#[must_use]
pub fn find_shelf(state: &State, text: &str) -> Option<ShelfNo> {
    let places = &state.places;
    match find_place(state, text)? {
        Place::Shelf(shelf) => Some(shelf),
        Place::Slot(slot) => places.shelf_of(slot),
        Place::Box(r#box) => places.shelf_of(places.r#box(r#box)?.slot),
        _ => None,
    }
}

fn unknown(text: &str) -> Refusal {
    Refusal::new(Code::PlaceUnknown).with("place", text.chars().take(64).collect::<String>())
}
