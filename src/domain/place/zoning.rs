//! Deciding what people say shelves are for: zones, lanes, a shelf given to a run.

use super::declare::{SLOT_WIDTH_MM_MAX, check_code, check_name, limit, unknown};
use super::event::{BoxKind, LaneSet, Name, RunExtended, Span, ZoneSet};
use super::period::{Granularity, Period};
use super::{Events, Place, Places};
use crate::domain::ids::{ClassNo, LaneNo, ShelfNo, TypeNo, ZoneNo};
use crate::domain::refusal::{Code, Refusal};

/// What a run keeps for late-comers where nobody said otherwise, in thousandths.
pub const RESERVE_PER_MILLE: u16 = 20;

const ZONES_MAX: usize = 1_000;
const LANES_MAX: usize = 1_000;
const SPANS_MAX: usize = 1_000;
const TYPES_MAX: usize = 1_000;
const RESERVE_PER_MILLE_MAX: u16 = 500;

/// A zone as a person sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneRequest {
    /// Its code; a known one changes that zone.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Its shelves; none takes the zone out of use.
    pub spans: Vec<Span>,
    /// The business types it accepts; all if empty.
    pub types: Vec<TypeNo>,
    /// The secrecy classes it accepts; all if empty.
    pub classes: Vec<ClassNo>,
    /// The lower, the earlier it is filled.
    pub priority: u16,
    /// Whether it takes what found no room elsewhere.
    pub overflow: bool,
}

/// A lane as a person sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneRequest {
    /// Its code; a known one changes that lane.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// The business types that share its shelves.
    pub types: Vec<TypeNo>,
    /// How long its periods are.
    pub granularity: Granularity,
    /// Its boxes, if its folders stand in boxes.
    pub boxes: Option<BoxKind>,
    /// What a run keeps for late-comers, in thousandths; `None` is the default.
    pub reserve_per_mille: Option<u16>,
}

impl Places {
    /// Makes a zone, or changes the one with that code.
    ///
    /// # Errors
    /// `ZoneOverlap`, `PlaceUnknown`, `BadValue`, `LimitExceeded`.
    pub fn set_zone(&self, request: &ZoneRequest) -> Events {
        let code = check_code(&request.code)?;
        check_name(&request.name)?;
        let known = self.zone_by_code(&code);
        let zone = known.map_or(ZoneNo(u16::try_from(self.layout.zones.len()).unwrap_or(u16::MAX)), |zone| zone.zone);
        if zone.index() >= ZONES_MAX {
            return Err(limit(ZONES_MAX, "zones"));
        }
        if request.spans.len() > SPANS_MAX {
            return Err(limit(SPANS_MAX, "spans"));
        }
        self.check_spans(zone, &request.spans)?;
        let facts = ZoneSet {
            zone,
            code,
            name: request.name.clone(),
            spans: request.spans.clone(),
            types: distinct(&request.types),
            classes: distinct(&request.classes),
            priority: request.priority,
            overflow: request.overflow,
        };
        Ok(if known == Some(&facts) { Vec::new() } else { vec![facts.into()] })
    }

    fn check_spans(&self, zone: ZoneNo, spans: &[Span]) -> Result<(), Refusal> {
        let others = self.layout.zones.iter().filter(|other| other.zone != zone);
        let mut taken: Vec<(u64, u64, String)> = others
            .flat_map(|other| other.spans.iter().map(|span| (span, other.code.clone())))
            .map(|(span, code)| (self.layout.position(span.from), self.layout.position(span.to), code))
            .collect();
        for span in spans {
            let rooms = [span.from, span.to].map(|shelf| self.layout.range_of(shelf).map(|(_, range)| range.room));
            let [Some(from_room), Some(to_room)] = rooms else { return Err(unknown(span.from)) };
            let (from, to) = (self.layout.position(span.from), self.layout.position(span.to));
            if from_room != to_room || from > to {
                let detail = format!("{} > {}", self.code(Place::Shelf(span.from)), self.code(Place::Shelf(span.to)));
                return Err(Refusal::new(Code::BadValue).with("field", "shelves").with("detail", detail));
            }
            if let Some((_, _, code)) = taken.iter().find(|(low, high, _)| from <= *high && to >= *low) {
                let place = format!("{}–{}", self.code(Place::Shelf(span.from)), self.code(Place::Shelf(span.to)));
                return Err(Refusal::new(Code::ZoneOverlap).with("place", place).with("zone", code));
            }
            taken.push((from, to, self.zone_code(zone)));
        }
        Ok(())
    }

    /// Makes a lane, or changes the one with that code. Runs that began under another granularity stay as they are.
    ///
    /// # Errors
    /// `BadValue` (also when a business type belongs to another lane), `LimitExceeded`.
    pub fn set_lane(&self, request: &LaneRequest) -> Events {
        let code = check_code(&request.code)?;
        check_name(&request.name)?;
        let known = self.lane_by_code(&code);
        let lane = known.map_or(LaneNo(u16::try_from(self.layout.lanes.len()).unwrap_or(u16::MAX)), |lane| lane.lane);
        if lane.index() >= LANES_MAX || request.types.len() > TYPES_MAX {
            return Err(limit(LANES_MAX, "lanes"));
        }
        for business_type in &request.types {
            if let Some(other) = self.layout.lane_of_type(*business_type).filter(|other| other.lane != lane) {
                return Err(Refusal::new(Code::BadValue)
                    .with("field", "types")
                    .with("detail", format!("→ {}", other.code)));
            }
        }
        let reserve_per_mille = request.reserve_per_mille.unwrap_or(RESERVE_PER_MILLE);
        if reserve_per_mille > RESERVE_PER_MILLE_MAX {
            return Err(bad_number("reserve_per_mille", RESERVE_PER_MILLE_MAX));
        }
        if let Some(kind) = request.boxes
            && (kind.capacity_mm == 0 || kind.outer_mm < kind.capacity_mm || kind.outer_mm > SLOT_WIDTH_MM_MAX)
        {
            return Err(bad_number("box_capacity_mm", SLOT_WIDTH_MM_MAX));
        }
        let facts = LaneSet {
            lane,
            code,
            name: request.name.clone(),
            types: distinct(&request.types),
            granularity: request.granularity,
            boxes: request.boxes,
            reserve_per_mille,
        };
        Ok(if known == Some(&facts) { Vec::new() } else { vec![facts.into()] })
    }

    /// Gives a shelf to a run: a free one, or one that holds only folders of that lane and period, as old stock may.
    ///
    /// # Errors
    /// `PlaceUnknown`, `PlaceOccupied`.
    pub fn give_shelf(&self, lane: LaneNo, period: Period, shelf: ShelfNo) -> Events {
        self.layout.lane(lane).ok_or_else(|| unknown(lane))?;
        self.layout.range_of(shelf).ok_or_else(|| unknown(shelf))?;
        let foreign = self
            .shelf_mix(shelf)
            .iter()
            .filter(|(found, _)| *found != Some((lane, period)))
            .map(|(_, count)| count)
            .sum();
        let given = self.row(shelf).is_some_and(|row| row.run.is_some());
        if foreign > 0 || given {
            return Err(self.occupied(Place::Shelf(shelf), foreign));
        }
        Ok(vec![RunExtended { lane, period, shelf }.into()])
    }
}

fn distinct<T: Ord + Copy>(values: &[T]) -> Vec<T> {
    let mut values = values.to_vec();
    values.sort_unstable();
    values.dedup();
    values
}

fn bad_number(field: &str, most: u16) -> Refusal {
    Refusal::new(Code::BadValue).with("field", field).with("detail", format!("≤ {most}"))
}
