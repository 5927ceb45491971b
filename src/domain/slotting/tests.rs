#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::domain::ids::RoomNo;
use crate::domain::place::{Granularity, LaneRequest, Name, RangesRequest, Sides, Span, ZoneRequest};
use crate::domain::refusal::Language;

pub(super) fn run(places: &mut Places, events: Result<Vec<PlaceEvent>, Refusal>) -> Vec<PlaceEvent> {
    let events = events.unwrap();
    for event in &events {
        places.apply(event);
    }
    events
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// One storeroom of `ranges` ranges (two sides, 4 bays, 5 shelves of 10 slots of 40 mm: 40 shelves a range), no zones.
fn storeroom(ranges: u16) -> Places {
    let mut places = Places::default();
    let declared = places.declare_room("A", Name::default(), None);
    run(&mut places, declared);
    let request = RangesRequest {
        room: RoomNo(0),
        from: 1,
        to: ranges,
        sides: Sides::Both,
        bays: 4,
        shelves: 5,
        slots: 10,
        slot_width_mm: 40,
    };
    let declared = places.declare_ranges(&request);
    run(&mut places, declared);
    places
}

fn lane(places: &mut Places, code: &str, business_type: u16) {
    let request = LaneRequest {
        code: code.to_owned(),
        name: Name { zh: "新车".to_owned(), en: "New cars".to_owned() },
        types: vec![TypeNo(business_type)],
        granularity: Granularity::Month,
        boxes: None,
        reserve_per_mille: None,
    };
    let set = places.set_lane(&request);
    run(places, set);
}

fn request(date: &str, thickness_mm: u16) -> AssignRequest {
    AssignRequest {
        business_type: TypeNo(0),
        class: ClassNo(0),
        business_date: day(date),
        thickness_mm,
        boxed: None,
        today: day(date),
    }
}

fn assign(places: &mut Places, folder: u32, request: &AssignRequest) -> Assignment {
    let answer = places.assign(request).unwrap();
    run(places, Ok(answer.events(FolderNo(folder))));
    answer
}

#[test]
fn folders_of_one_period_stand_together_and_periods_follow_each_other() {
    let mut places = storeroom(1);
    lane(&mut places, "NEW", 0);
    let first = assign(&mut places, 0, &request("2026-03-02", 30));
    let second = assign(&mut places, 1, &request("2026-03-05", 10));
    let april = assign(&mut places, 2, &request("2026-04-01", 10));
    assert_eq!(places.slot_code(first.slot).unwrap(), "A-01L-01-1-01");
    assert_eq!(first.slot, second.slot, "the gap of 10 mm fits best");
    assert_eq!(places.slot_code(april.slot).unwrap(), "A-01L-01-3-01", "a shelf is left for late folders of March");
    assert!(matches!(april.reason, Reason::Started { near: Some(_), .. }));
    assert_eq!(
        second.reason.sentence(Language::En, &places),
        "New cars 2026-03 stands here; this was the best-fitting gap (10 mm)."
    );
    assert_eq!(second.reason.sentence(Language::Zh, &places), "此处存放新车 2026-03，这是最合适的空隙（10 毫米）。");
}
