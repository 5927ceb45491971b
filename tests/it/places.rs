//! Storerooms, zones, lanes, boxes: declared, filled, blocked, moved, taken away.

use super::support::{Server, both, dealer, demo, folder, is_chinese, text, zone};
use serde_json::{Value, json};

#[test]
fn places_are_declared_in_bulk_and_nonsense_is_refused() {
    let server = Server::start();
    let admin = server.administrator();
    admin.post("/storerooms", json!({"code": "A", "name": both("一号", "One")})).ok();
    admin.post("/storerooms", json!({"code": "a", "name": both("一号", "One")})).refused(409, "PlaceTaken");
    admin.post("/storerooms", json!({"code": "", "name": both("空", "Empty")})).refused(422, "GeometryInvalid");
    let ranges = |change: Value| {
        let mut body = json!({"from": 1, "to": 20, "sides": ["L", "R"], "bays": 8, "shelves": 6, "slots": 30, "slot_width_mm": 40});
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        admin.post("/storerooms/A/ranges", body)
    };
    for (change, field) in [
        (json!({"to": 0}), "to"),
        (json!({"bays": 0}), "bays"),
        (json!({"slots": 0}), "slots"),
        (json!({"slot_width_mm": 0}), "width"),
    ] {
        let problem = ranges(change);
        assert_eq!(problem.status, 422, "{field}: {}", problem.text);
    }
    ranges(json!({"bays": 70_000})).refused(400, "BadRequest");
    let room = ranges(json!({})).ok();
    assert_eq!(
        (room["ranges"].as_array().unwrap().len(), room["capacity_mm"].as_u64()),
        (20, Some(20 * 2 * 8 * 6 * 30 * 40))
    );
    ranges(json!({})).refused(409, "PlaceTaken");
    ranges(json!({"from": 21, "to": 21, "sides": ["-"]})).ok();
    let shelves = admin.get("/storerooms/A/shelves?range=A-01").ok();
    assert_eq!((shelves["total"].as_u64(), shelves["items"][0]["code"].as_str()), (Some(96), Some("A-01L-01-1")));
    assert_eq!(shelves["items"][95]["code"], "A-01R-08-6");
    assert_eq!(admin.get("/places/A-01L-03-5-12").ok()["capacity_mm"], 40);
    admin.get("/places/A-01L-09-1-1").refused(404, "PlaceUnknown");
    admin.get("/storerooms/Q").refused(404, "PlaceUnknown");
    // A hundred thousand shelves' worth of slots cost nothing until something stands there.
    admin.post("/storerooms", json!({"code": "B", "name": both("大库", "Big")})).ok();
    let huge =
        json!({"from": 1, "to": 99, "sides": ["L", "R"], "bays": 99, "shelves": 9, "slots": 99, "slot_width_mm": 40});
    admin.post("/storerooms/B/ranges", huge).ok();
    assert_eq!(admin.get("/places/B-99R-99-9-99").ok()["used_mm"], 0);
}

#[test]
fn zones_do_not_overlap() {
    let (_server, admin) = dealer();
    let problem = admin.put("/zones/MORE", zone("A-01", &["REP"], 2, false)).refused(409, "ZoneOverlap");
    assert_eq!(problem["params"]["zone"], "SALES");
    let part = json!({"name": both("段", "Part"), "shelves": [{"from": "A-01R-04-5", "to": "A-02L-01-1"}]});
    admin.put("/zones/MORE", part).refused(409, "ZoneOverlap");
    admin.put("/zones/MORE", zone("A-44", &[], 2, false)).refused(404, "PlaceUnknown");
    let changed = admin.put("/zones/SALES", zone("A-01", &["NEW", "CLM"], 3, false)).ok();
    assert_eq!((changed["accepts"]["types"].as_array().unwrap().len(), changed["priority"].as_u64()), (2, Some(3)));
    assert_eq!(admin.get("/zones").ok()["items"].as_array().unwrap().len(), 3);
    let bodies = |types: Value| json!({"name": both("道", "Lane"), "types": types, "period": "year"});
    admin.put("/lanes/new", bodies(json!(["NEW"]))).ok();
    let taken = admin.put("/lanes/other", bodies(json!(["NEW"])));
    assert!([409, 422].contains(&taken.status), "{}", taken.text);
    admin.put("/lanes/other", bodies(json!(["NONE"]))).refused(404, "TypeUnknown");
}

#[test]
fn a_blocked_slot_takes_nothing_more() {
    let (_server, admin) = dealer();
    let slot = "A-01L-01-1-01";
    admin.post(&format!("/places/{slot}/block"), json!({"reason": ""})).refused(422, "ReasonRequired");
    let blocked = admin.post(&format!("/places/{slot}/block"), json!({"reason": "层板断裂"})).ok();
    assert_eq!(blocked["blocked_reason"], "层板断裂");
    assert_eq!(admin.get(&format!("/scan?text={slot}")).ok()["blocked"], true);
    for _ in 0..4 {
        let card = admin.post("/folders", folder("NEW", "2026-03-05", "张伟")).ok();
        assert_ne!(text(&card["where"]["home"], "slot"), slot);
    }
    let code = admin.register(folder("NEW", "2026-03-05", "李四"));
    let put = |slot: &str| admin.post(&format!("/folders/{code}/assign"), json!({"slot": slot, "reason": "指定"}));
    let problem = put(slot).refused(409, "SlotBlocked");
    assert_eq!(problem["params"]["reason"], "层板断裂");
    admin.post(&format!("/places/{slot}/unblock"), json!({})).ok();
    assert_eq!(put(slot).ok()["where"]["home"]["slot"], slot);
    admin.post("/places/A-77L-01-1-1/block", json!({"reason": "x"})).refused(404, "PlaceUnknown");
    admin.post("/places/A-01L-01-1/block", json!({"reason": "x"})).refused(404, "PlaceUnknown");
}

#[test]
fn an_occupied_place_cannot_be_shrunk_or_taken_away() {
    let (_server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    admin.post(&format!("/folders/{code}/assign"), json!({"slot": "A-01R-04-5-10", "reason": "指定"})).ok();
    let problem = admin.delete("/storerooms/A/ranges/A-01").refused(409, "PlaceOccupied");
    assert_eq!(problem["params"]["count"], "1");
    for size in [json!({"bays": 3}), json!({"shelves": 4}), json!({"slots": 9})] {
        admin.patch("/storerooms/A/ranges/A-01", size).refused(409, "PlaceOccupied");
    }
    admin.patch("/storerooms/A/ranges/A-01", json!({"bays": 5})).ok();
    assert_eq!(admin.get(&format!("/folders/{code}")).ok()["where"]["home"]["slot"], "A-01R-04-5-10");
    admin.post(&format!("/folders/{code}/withdraw"), json!({"reason": "移交"})).ok();
    admin.patch("/storerooms/A/ranges/A-01", json!({"bays": 3})).ok();
    admin.get("/places/A-01R-04-5-10").refused(404, "PlaceUnknown");
    admin.delete("/storerooms/A/ranges/A-55").refused(404, "PlaceUnknown");
    let renamed = admin.patch("/storerooms/A", json!({"code": "K", "name": both("一号", "One")})).ok();
    assert_eq!(renamed["code"], "K");
    assert_eq!(admin.get("/places/K-01L-01-1-1").status, 200);
    assert_eq!(admin.get("/places/A-01L-01-1-1").status, 200, "labels printed before stay good");
}

#[test]
fn folders_shelves_and_boxes_are_moved_with_all_they_hold() {
    let (_server, admin) = dealer();
    let codes: Vec<String> = (0..3).map(|_| admin.register(folder("NEW", "2026-03-05", "张伟"))).collect();
    let home = |code: &str| text(&admin.get(&format!("/folders/{code}")).ok()["where"]["home"], "slot");
    let shelf = home(&codes[0]).rsplit_once('-').unwrap().0.to_owned();
    admin.post("/put-aways", json!({"slot": home(&codes[0]), "codes": codes})).ok();
    // One folder, for a reason.
    let moved = |slot: &str, reason: &str| {
        admin.post(&format!("/folders/{}/move", codes[0]), json!({"slot": slot, "reason": reason}))
    };
    moved("A-01L-02-1-3", "").refused(422, "ReasonRequired");
    let card = moved("A-01L-02-1-3", "常用").ok();
    assert_eq!(
        (card["where"]["home"]["slot"].as_str(), card["where"]["place"]["code"].as_str()),
        (Some("A-01L-02-1-03"), Some("A-01L-02-1-03"))
    );
    // A shelf, to an empty one.
    let to = "A-01R-03-2";
    let problem = admin.post(&format!("/shelves/{shelf}/move"), json!({"to": "A-01L-02-1", "reason": "换架"}));
    assert_eq!(problem.status, 409, "{}", problem.text);
    let there = admin.post(&format!("/shelves/{shelf}/move"), json!({"to": to, "reason": "换架"})).ok();
    assert_eq!(there["contents"].as_array().unwrap().len(), 2);
    assert!(home(&codes[1]).starts_with(to) && home(&codes[2]).starts_with(to));
    let history = admin.in_chinese().all(&format!("/folders/{}/history", codes[1]));
    assert!(text(&history[0], "sentence").contains(to) && is_chinese(&text(&history[0], "sentence")), "{history:?}");
    // A box.
    let slot = "A-01R-04-1-1";
    let opened = admin.post("/boxes", json!({"code": "K1", "capacity_mm": 30, "outer_mm": 35, "slot": slot})).ok();
    assert_eq!(opened["boxes"], json!(["K1"]));
    admin.post("/boxes", json!({"code": "K1", "capacity_mm": 30, "slot": "A-01R-04-1-2"})).refused(409, "PlaceTaken");
    admin.post(&format!("/folders/{}/put-away", codes[0]), json!({"slot": "K1", "confirm_move": true})).ok();
    admin.delete("/boxes/K1").refused(409, "PlaceOccupied");
    admin.post("/boxes/K1/move", json!({"to": "A-01R-04-2-2", "reason": "换架"})).ok();
    let card = admin.get(&format!("/folders/{}", codes[0])).ok();
    assert_eq!(
        (card["where"]["home"]["slot"].as_str(), card["where"]["home"]["box"].as_str()),
        (Some("A-01R-04-2-02"), Some("K1"))
    );
    assert_eq!(admin.get("/scan?text=k1").ok()["kind"], "box");
    assert_eq!(admin.get("/boxes").ok()["items"][0]["folders"], 1);
    admin.post(&format!("/folders/{}/move", codes[0]), json!({"slot": "A-01L-02-1-3", "reason": "出盒"})).ok();
    assert_eq!(admin.delete("/boxes/K1").status, 204);
    admin.delete("/boxes/K1").refused(404, "PlaceUnknown");
}

#[test]
fn a_full_slot_takes_nothing_and_says_how_much_is_free() {
    let (_server, admin) = dealer();
    let mut body = folder("NEW", "2026-03-05", "张伟");
    body["thickness_mm"] = json!(30);
    let first = admin.register(body.clone());
    let second = admin.register(body);
    let assign =
        |code: &str| admin.post(&format!("/folders/{code}/assign"), json!({"slot": "A-01L-04-4-4", "reason": "指定"}));
    assign(&first).ok();
    let problem = assign(&second).refused(409, "SlotFull");
    assert_eq!((problem["params"]["free"].as_str(), problem["params"]["needed"].as_str()), (Some("10"), Some("30")));
    // Lent or missing, a folder keeps its room.
    admin.post(&format!("/folders/{first}/missing"), json!({})).ok();
    assign(&second).refused(409, "SlotFull");
    admin.post(&format!("/folders/{first}/found"), json!({})).ok();
    admin.post(&format!("/folders/{first}/withdraw"), json!({"reason": "移交"})).ok();
    assign(&second).ok();
}

#[test]
fn occupancy_adds_up_and_the_move_list_goes_in_walking_order() {
    let (_, admin) = demo();
    let sum = |items: &Value, field: &str| {
        items.as_array().unwrap().iter().map(|line| line[field].as_u64().unwrap()).sum::<u64>()
    };
    let room = admin.get("/storerooms/A").ok();
    let shelves = admin.get("/occupancy?by=shelf&storeroom=A").ok()["items"].clone();
    let ranges = admin.get("/occupancy?by=range").ok()["items"].clone();
    let zones = admin.get("/occupancy?by=zone").ok()["items"].clone();
    for field in ["used_mm", "capacity_mm", "folders"] {
        let all = room[field].as_u64().unwrap();
        assert_eq!([sum(&shelves, field), sum(&ranges, field), sum(&zones, field)], [all; 3], "{field}");
    }
    assert_eq!(room["folders"], 2000);
    admin.get("/occupancy?by=moon").refused(422, "BadValue");
    let sales = admin.get("/zones").ok()["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|zone| zone["code"] == "SALES")
        .unwrap()
        .clone();
    assert_eq!(sales["shelves_free"], 0, "nearly full: {sales}");
    assert!(sales["full_on"].is_string());
    let moves = admin.get("/move-list?kind=put-away").ok()["items"].clone();
    let to: Vec<String> = moves.as_array().unwrap().iter().map(|line| text(line, "to")).collect();
    assert!(!to.is_empty());
    let walked: Vec<(String, Vec<u32>)> = to
        .iter()
        .map(|slot| {
            let mut parts = slot.split('-').skip(1);
            let range = parts.next().unwrap().to_owned();
            (range, parts.map(|part| part.parse().unwrap()).collect())
        })
        .collect();
    assert!(walked.is_sorted(), "{to:?}");
    // No shelf outside overflow holds two periods.
    for range in ["A-01", "A-02", "A-03"] {
        let shelves = admin.get(&format!("/storerooms/A/shelves?range={range}")).ok();
        assert!(shelves["items"].as_array().unwrap().iter().all(|shelf| shelf["mixed"] == false), "{range}");
    }
}
