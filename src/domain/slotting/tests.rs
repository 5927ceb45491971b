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

fn zone(places: &mut Places, code: &str, from: &str, to: &str, change: impl FnOnce(&mut ZoneRequest)) {
    let span = Span { from: places.shelf_named(from).unwrap(), to: places.shelf_named(to).unwrap() };
    let (code, name) = (code.to_owned(), Name::default());
    let mut request =
        ZoneRequest { code, name, spans: vec![span], types: vec![], classes: vec![], priority: 1, overflow: false };
    change(&mut request);
    let set = places.set_zone(&request);
    run(places, set);
}

fn code(places: &Places, slot: SlotNo) -> String {
    places.slot_code(slot).unwrap()
}

#[test]
fn the_smallest_gap_that_fits_is_taken_before_a_new_slot_or_shelf() {
    let mut places = storeroom(1);
    lane(&mut places, "NEW", 0);
    for (folder, thickness_mm) in [(0, 30), (1, 25), (2, 35)] {
        assign(&mut places, folder, &request("2026-03-02", thickness_mm));
    }
    let found = assign(&mut places, 3, &request("2026-03-02", 12));
    assert_eq!(code(&places, found.slot), "A-01L-01-1-02", "15 mm are free beside 25");
    assert!(found.opened.is_empty());
    let found = assign(&mut places, 4, &request("2026-03-02", 5));
    assert_eq!(code(&places, found.slot), "A-01L-01-1-03");
    let found = assign(&mut places, 5, &request("2026-03-02", 11));
    assert_eq!(code(&places, found.slot), "A-01L-01-1-04");
}

#[test]
fn while_its_period_lasts_a_run_keeps_slots_that_late_comers_then_use() {
    let mut places = storeroom(1);
    let set = places.set_lane(&LaneRequest {
        code: "NEW".to_owned(),
        name: Name::default(),
        types: vec![TypeNo(0)],
        granularity: Granularity::Month,
        boxes: None,
        reserve_per_mille: Some(200),
    });
    run(&mut places, set);
    for folder in 0..8 {
        assign(&mut places, folder, &request("2026-03-02", 40));
    }
    let late = AssignRequest { today: day("2026-04-03"), ..request("2026-03-30", 40) };
    let found = places.assign(&late).unwrap();
    assert_eq!(code(&places, found.slot), "A-01L-01-1-09", "kept for it");
    assert!(matches!(found.reason, Reason::Gap { late: true, .. }));
    let in_time = assign(&mut places, 9, &request("2026-03-30", 40));
    assert_eq!(code(&places, in_time.slot), "A-01L-01-2-01", "two of ten slots are kept, so another shelf is opened");
    assert!(matches!(in_time.reason, Reason::Extended { steps: 1, .. }));
    assert_eq!(in_time.opened.len(), 1);
    let next = assign(&mut places, 10, &request("2026-03-30", 40));
    assert_eq!(code(&places, next.slot), "A-01L-01-1-09", "the reserve has moved on to the new shelf");
}

#[test]
fn with_no_shelf_left_the_reserve_goes_before_overflow_and_overflow_before_a_refusal() {
    let mut places = storeroom(1);
    lane(&mut places, "NEW", 0);
    zone(&mut places, "Z", "A-01L-01-1", "A-01L-01-1", |_| ());
    zone(&mut places, "OVER", "A-01R-04-5", "A-01R-04-5", |zone| zone.overflow = true);
    for folder in 0..10 {
        let found = assign(&mut places, folder, &request("2026-03-02", 40));
        assert!(code(&places, found.slot).starts_with("A-01L-01-1-"));
    }
    for (folder, date) in (10..20).zip(["2026-03-02", "2026-04-02"].into_iter().cycle()) {
        let found = assign(&mut places, folder, &request(date, 40));
        assert!(code(&places, found.slot).starts_with("A-01R-04-5-"));
        assert!(matches!(found.reason, Reason::Overflow { .. }));
    }
    assert!(places.mixes_periods(places.shelf_named("A-01R-04-5").unwrap()), "overflow may mix");
    let refusal = places.assign(&request("2026-03-02", 40)).unwrap_err();
    assert_eq!(refusal.code, Code::NoRoom);
    let told =
        |name: &str| refusal.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap();
    assert_eq!(told("full_en"), "no shelf is free in Z and no gap of 40 mm is left");
    assert_eq!(told("full_zh"), "Z 没有空层，也没有 40 毫米的空隙");
    assert_eq!(told("help_en"), "more shelves for Z");
}

#[test]
fn a_folder_in_overflow_is_proposed_to_move_out_when_there_is_room() {
    let mut places = storeroom(1);
    lane(&mut places, "NEW", 0);
    zone(&mut places, "Z", "A-01L-01-1", "A-01L-01-1", |_| ());
    zone(&mut places, "OVER", "A-01R-04-5", "A-01R-04-5", |zone| zone.overflow = true);
    for folder in 0..11 {
        assign(&mut places, folder, &request("2026-03-02", 40));
    }
    let asked = request("2026-03-02", 40);
    assert_eq!(places.propose_move(FolderNo(10), &asked).unwrap(), None, "there is no room yet");
    let released = Ok(places.release(FolderNo(3)));
    run(&mut places, released);
    let proposal = places.propose_move(FolderNo(10), &asked).unwrap().unwrap();
    assert_eq!(proposal.cause, ProposalCause::OutOfOverflow);
    assert_eq!(code(&places, proposal.to.slot), "A-01L-01-1-04");
}

#[test]
fn no_room_says_what_is_full_and_what_would_help() {
    let told = |places: &Places, request: &AssignRequest| {
        let refusal = places.assign(request).unwrap_err();
        assert_eq!(refusal.code, Code::NoRoom);
        let told =
            |name: &str| refusal.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap();
        (told("full_en"), told("help_en"))
    };
    let mut places = storeroom(1);
    lane(&mut places, "NEW", 0);
    assert_eq!(told(&places, &request("2026-03-02", 41)).0, "41 mm are needed, and the widest slot in A has 40 mm");
    zone(&mut places, "Z", "A-01L-01-1", "A-01L-01-1", |zone| zone.classes = vec![ClassNo(7)]);
    assert_eq!(told(&places, &request("2026-03-02", 10)).0, "no zone accepts this business type and secrecy class");
    zone(&mut places, "Z", "A-01L-01-1", "A-01L-01-1", |_| ());
    for slot in places.slots(places.shelf_named("A-01L-01-1").unwrap()).collect::<Vec<_>>() {
        let blocked = places.block(slot, "damp");
        run(&mut places, blocked);
    }
    let help = told(&places, &request("2026-03-02", 10)).1;
    assert_eq!(help, "more shelves for Z; unblock some of the 10 blocked slots; an overflow zone");
    let stranger = AssignRequest { business_type: TypeNo(9), ..request("2026-03-02", 10) };
    assert_eq!(places.assign(&stranger).unwrap_err().code, Code::NoLane);
    let nothing = request("2026-03-02", 0);
    assert_eq!(places.assign(&nothing).unwrap_err().code, Code::BadValue);
    let mut bare = Places::default();
    lane(&mut bare, "NEW", 0);
    assert_eq!(told(&bare, &request("2026-03-02", 10)).1, "add ranges");
}

#[test]
fn a_folder_goes_only_where_its_type_and_class_are_accepted() {
    let mut places = storeroom(2);
    lane(&mut places, "NEW", 0);
    zone(&mut places, "OPEN", "A-01L-01-1", "A-01R-04-5", |zone| zone.classes = vec![ClassNo(0)]);
    zone(&mut places, "SAFE", "A-02L-01-1", "A-02R-04-5", |zone| zone.classes = vec![ClassNo(1)]);
    let open = assign(&mut places, 0, &request("2026-03-02", 10));
    let secret = AssignRequest { class: ClassNo(1), ..request("2026-03-02", 10) };
    let safe = assign(&mut places, 1, &secret);
    assert!(code(&places, open.slot).starts_with("A-01L"));
    assert!(code(&places, safe.slot).starts_with("A-02L"), "{}", code(&places, safe.slot));
    let again = assign(&mut places, 2, &secret);
    assert_eq!(again.slot, safe.slot, "one run, but only its shelves in the right zone");
}

#[test]
fn a_lane_that_meets_another_goes_on_at_the_nearest_free_shelf() {
    let mut places = storeroom(1);
    lane(&mut places, "NEW", 0);
    lane(&mut places, "REP", 1);
    let first = assign(&mut places, 0, &request("2026-03-02", 40));
    let other = AssignRequest { business_type: TypeNo(1), ..request("2026-03-02", 40) };
    let second = assign(&mut places, 100, &other);
    assert_eq!(
        (code(&places, first.slot).as_str(), code(&places, second.slot).as_str()),
        ("A-01L-01-1-01", "A-01R-01-1-01")
    );
    let mut far = None;
    for folder in 1..300 {
        let found = assign(&mut places, folder + 1_000, &request("2026-03-02", 40));
        if let Reason::Extended { steps, .. } = found.reason
            && steps > 1
        {
            far = Some((steps, code(&places, found.slot)));
            break;
        }
    }
    assert_eq!(far, Some((2, "A-01R-01-2-01".to_owned())));
}

#[test]
fn periods_brought_in_out_of_order_still_stand_in_order() {
    let mut places = storeroom(2);
    lane(&mut places, "NEW", 0);
    let later = assign(&mut places, 0, &request("2026-03-02", 40));
    let old = AssignRequest { today: day("2026-03-02"), ..request("2026-04-02", 40) };
    let after = assign(&mut places, 1, &old);
    assert!(places.walking_key(later.slot) < places.walking_key(after.slot));
    let before = assign(&mut places, 2, &AssignRequest { today: day("2026-03-02"), ..request("2025-11-02", 40) });
    assert_ne!(places.shelf_of(before.slot), places.shelf_of(later.slot));
    assert!(matches!(before.reason, Reason::Started { near: Some(_), .. }));
}

#[test]
fn a_boxed_lane_fills_its_open_box_and_opens_the_next() {
    let mut places = storeroom(1);
    let boxes = Some(BoxKind { capacity_mm: 30, outer_mm: 36 });
    let request_lane = |boxes| LaneRequest {
        code: "INV".to_owned(),
        name: Name::default(),
        types: vec![TypeNo(0)],
        granularity: Granularity::Month,
        boxes,
        reserve_per_mille: None,
    };
    let set = places.set_lane(&request_lane(boxes));
    run(&mut places, set);
    let first = assign(&mut places, 0, &request("2026-03-02", 20));
    assert_eq!((first.before.len(), code(&places, first.slot)), (2, "A-01L-01-1-01".to_owned()), "a shelf and a box");
    let second = assign(&mut places, 1, &request("2026-03-03", 10));
    assert_eq!((second.home, second.before.len()), (first.home, 0));
    let third = assign(&mut places, 2, &request("2026-03-04", 10));
    assert_eq!(
        (third.before.len(), code(&places, third.slot)),
        (1, "A-01L-01-1-02".to_owned()),
        "a box in the next slot"
    );
    let loose = assign(&mut places, 3, &AssignRequest { boxed: Some(false), ..request("2026-03-04", 10) });
    assert!(matches!(loose.home, Holder::Slot(_)));
    let refusal = places.assign(&request("2026-03-04", 31)).unwrap_err();
    assert!(refusal.message(Language::Zh).contains("档案盒容量为 30 毫米"), "{}", refusal.message(Language::Zh));
    let wide = Some(BoxKind { capacity_mm: 50, outer_mm: 55 });
    let set = places.set_lane(&request_lane(wide));
    run(&mut places, set);
    assert_eq!(places.assign(&request("2026-04-04", 31)).unwrap_err().code, Code::NoRoom, "no slot takes such a box");
}

#[test]
fn disposal_frees_whole_shelves_for_others() {
    let mut places = storeroom(1);
    lane(&mut places, "NEW", 0);
    for folder in 0..25 {
        assign(&mut places, folder, &request("2026-03-02", 40));
    }
    let used = |places: &Places| places.runs_of(LaneNo(0)).map(|(_, run)| run.shelves.len()).sum::<usize>();
    assert_eq!(used(&places), 3);
    for folder in 0..25 {
        let released = Ok(places.release(FolderNo(folder)));
        run(&mut places, released);
    }
    assert_eq!((used(&places), places.free_shelves(crate::domain::place::EVERYWHERE, 99).len()), (0, 40));
}

#[test]
fn a_corrected_date_or_a_thicker_folder_is_proposed_to_move() {
    let mut places = storeroom(1);
    lane(&mut places, "NEW", 0);
    assign(&mut places, 0, &request("2026-03-02", 20));
    assign(&mut places, 1, &request("2026-03-02", 20));
    assert_eq!(places.propose_move(FolderNo(0), &request("2026-03-20", 20)).unwrap(), None, "the same month");
    let corrected = places.propose_move(FolderNo(0), &request("2026-04-02", 20)).unwrap().unwrap();
    assert_eq!((corrected.cause, corrected.to.period.to_string().as_str()), (ProposalCause::OtherRun, "2026-04"));
    let thicker = places.propose_move(FolderNo(0), &request("2026-03-02", 30)).unwrap().unwrap();
    assert_eq!((thicker.cause, code(&places, thicker.to.slot).as_str()), (ProposalCause::TooThick, "A-01L-01-1-02"));
    let too_thick = places.propose_move(FolderNo(0), &request("2026-03-02", 50)).unwrap_err();
    assert_eq!(too_thick.code, Code::NoRoom);
    assert_eq!(places.propose_move(FolderNo(99), &request("2026-03-02", 50)).unwrap(), None);
}

#[test]
fn the_only_folder_of_a_shelf_moves_to_another_run_and_its_shelf_is_free() {
    let mut places = storeroom(1);
    lane(&mut places, "NEW", 0);
    let first = assign(&mut places, 0, &request("2026-03-02", 20));
    let proposal = places.propose_move(FolderNo(0), &request("2026-04-02", 20)).unwrap().unwrap();
    run(&mut places, Ok(proposal.to.events(FolderNo(0))));
    let shelf = places.shelf_of(proposal.to.slot).unwrap();
    assert_ne!(proposal.to.slot, first.slot);
    assert_eq!(places.run_of(shelf), Some(RunOf::Lane(LaneNo(0), "2026-04".parse().unwrap())));
    assert!(places.is_free(places.shelf_of(first.slot).unwrap()));
}

#[test]
fn a_lane_that_leaves_half_its_shelves_empty_is_flagged_with_a_longer_period() {
    let mut places = storeroom(2);
    lane(&mut places, "NEW", 0);
    lane(&mut places, "REP", 1);
    for month in 1..=6 {
        let date = format!("2026-{month:02}-02");
        for folder in 0..3 {
            assign(&mut places, month * 100 + folder, &request(&date, 25));
        }
        for folder in 10..20 {
            assign(
                &mut places,
                month * 100 + folder,
                &AssignRequest { business_type: TypeNo(1), ..request(&date, 30) },
            );
        }
    }
    let flags = places.lane_flags(day("2026-06-15"));
    assert_eq!(
        flags,
        [LaneFlag { lane: LaneNo(0), fill_per_mille: 187, periods: 5, proposed: Some(Granularity::Quarter) }]
    );
    assert!(places.lane_flags(day("2026-01-15")).is_empty(), "no period has ended yet");
}

#[test]
fn every_reason_is_a_sentence_in_both_languages_without_holes() {
    let mut places = storeroom(1);
    lane(&mut places, "NEW", 0);
    zone(&mut places, "OVER", "A-01R-04-5", "A-01R-04-5", |zone| zone.overflow = true);
    let (lane, period, shelf) = (LaneNo(0), "2026Q1".parse().unwrap(), ShelfNo(0));
    let reasons = [
        Reason::Gap { lane, period, free_mm: 12, late: false },
        Reason::Gap { lane, period, free_mm: 12, late: true },
        Reason::Extended { lane, period, shelf, steps: 1 },
        Reason::Extended { lane, period, shelf, steps: 7 },
        Reason::Started { lane, period, shelf, near: None },
        Reason::Started { lane, period, shelf, near: Some(period) },
        Reason::Overflow { lane, period, zone: ZoneNo(0) },
        Reason::Chosen,
        Reason::Stated,
    ];
    for reason in reasons {
        for language in [Language::En, Language::Zh] {
            let sentence = reason.sentence(language, &places);
            assert!(sentence.ends_with(['.', '。']) && !sentence.contains(['{', '#']), "{sentence}");
        }
        let text = serde_json::to_string(&reason).unwrap();
        assert_eq!(serde_json::from_str::<Reason>(&text).unwrap(), reason);
    }
}

#[test]
fn events_are_written_to_the_ledger_in_the_form_they_are_read_for_ever() {
    let mut places = storeroom(1);
    lane(&mut places, "NEW", 0);
    let answer = places.assign(&request("2026-03-02", 10)).unwrap();
    let lines: Vec<String> =
        answer.events(FolderNo(5)).iter().map(|event| serde_json::to_string(event).unwrap()).collect();
    assert_eq!(
        lines,
        [
            r#"{"RunExtended":{"lane":0,"period":"2026-03","shelf":0}}"#,
            r#"{"FolderAssigned":{"folder":5,"home":{"slot":0},"thickness_mm":10,"lane":0,"period":"2026-03","on":"2026-03-02","over_capacity":false,"reason":{"started":{"lane":0,"period":"2026-03","shelf":0,"near":null}}}}"#,
        ]
    );
    let opened = places.open_box(&crate::domain::place::BoxRequest {
        code: None,
        capacity_mm: 30,
        outer_mm: None,
        slot: SlotNo(0),
    });
    assert_eq!(
        serde_json::to_string(&opened.unwrap()[0]).unwrap(),
        r#"{"BoxOpened":{"box":0,"code":"B000000","capacity_mm":30,"outer_mm":30,"slot":0}}"#
    );
}

#[test]
fn a_clone_made_before_an_assignment_sees_nothing_of_it() {
    let mut places = storeroom(1);
    lane(&mut places, "NEW", 0);
    let before = places.clone();
    let found = assign(&mut places, 0, &request("2026-03-02", 10));
    assert_eq!((before.home(FolderNo(0)), places.home(FolderNo(0))), (None, Some(found.home)));
    assert_eq!(before.assign(&request("2026-03-02", 10)).unwrap(), found);
}
