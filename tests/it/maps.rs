//! A storeroom at a glance, a shelf to scale, and when it will be full.

use super::support::{both, days_from_now, dealer, folder, text};
use serde_json::{Value, json};

/// What a map says of one shelf.
fn of_shelf(map: &Value, shelf: &str) -> Value {
    let columns = map["shelves"].as_object().unwrap();
    let codes = columns["code"].as_array().unwrap();
    let at = codes.iter().position(|code| code == shelf).unwrap();
    columns.iter().map(|(name, column)| (name.clone(), column[at].clone())).collect::<serde_json::Map<_, _>>().into()
}

fn shelf_of(slot: &str) -> String {
    slot.rsplit_once('-').unwrap().0.to_owned()
}

#[test]
fn a_map_has_every_shelf_of_a_room_in_walking_order() {
    let (_server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let home = text(&admin.get(&format!("/folders/{code}")).ok()["where"]["home"], "slot");
    admin.post(&format!("/places/{home}/block"), json!({"reason": "漏水"})).ok();
    let map = admin.get("/storerooms/A/map").ok();
    let codes = map["shelves"]["code"].as_array().unwrap();
    assert_eq!((map["ranges"].as_array().unwrap().len(), codes.len()), (3, 3 * 2 * 4 * 5));
    assert_eq!((&codes[0], &codes[5], &codes[20]), (&json!("A-01L-01-1"), &json!("A-01L-02-1"), &json!("A-01R-01-1")));
    for (name, column) in map["shelves"].as_object().unwrap() {
        assert_eq!(column.as_array().unwrap().len(), codes.len(), "{name}");
    }
    let shelf = of_shelf(&map, &shelf_of(&home));
    let named = |list: &str, field: &str| map[list][shelf[field].as_u64().unwrap() as usize].clone();
    assert_eq!((&named("zones", "zone")["code"], &named("periods", "period")), (&json!("SALES"), &json!("2026-03")));
    assert_eq!(named("lanes", "lane")["code"], admin.get(&format!("/places/{home}")).ok()["lane"]);
    assert_eq!((&shelf["folders"], &shelf["blocked"], &shelf["mixed"]), (&json!(1), &json!(1), &json!(0)));
    assert_eq!((&shelf["oldest"], &shelf["moved_on"]), (&json!("2026-03-05"), &map["today"]));
    let empty = of_shelf(&map, "A-03R-04-5");
    assert_eq!((&empty["folders"], &empty["lane"], &empty["moved_on"]), (&json!(0), &json!(-1), &Value::Null));
    assert_eq!(empty["capacity_mm"], 400);
    admin.get("/storerooms/Q/map").refused(404, "PlaceUnknown");
    admin.get("/storerooms/A-01/map").refused(404, "PlaceUnknown");
}

#[test]
fn a_map_tells_what_is_amiss_by_the_shelf_where_it_belongs() {
    let (_server, admin) = dealer();
    let codes: Vec<String> = (0..3).map(|_| admin.register(folder("NEW", "2026-03-05", "张伟"))).collect();
    let home = text(&admin.get(&format!("/folders/{}", codes[0])).ok()["where"]["home"], "slot");
    admin.post("/put-aways", json!({"slot": home, "codes": codes})).ok();
    admin.post(&format!("/folders/{}/missing", codes[1]), json!({"reason": "找不到"})).ok();
    admin.post(&format!("/folders/{}/sighted", codes[2]), json!({"at": "A-03R-01-1-1"})).ok();
    let map = admin.get("/storerooms/A/map").ok();
    let shelf = of_shelf(&map, &shelf_of(&home));
    let amiss = (&shelf["folders"], &shelf["missing"], &shelf["discrepancies"], &shelf["overdue"]);
    assert_eq!(amiss, (&json!(3), &json!(1), &json!(1), &json!(0)));
    assert_eq!(of_shelf(&map, "A-03R-01-1")["discrepancies"], 0, "where it was seen is not where it belongs");
}

#[test]
fn shelves_that_hold_several_periods_say_so() {
    let (_server, admin) = dealer();
    for date in ["2025-01-05", "2025-02-05"] {
        let code = admin.register(folder("NEW", date, "张伟"));
        admin.post(&format!("/folders/{code}/assign"), json!({"slot": "A-03L-01-1-1", "reason": "指定"})).ok();
    }
    let shelf = of_shelf(&admin.get("/storerooms/A/map").ok(), "A-03L-01-1");
    assert_eq!((&shelf["mixed"], &shelf["lane"], &shelf["period"]), (&json!(1), &json!(-1), &json!(-1)));
    assert_eq!(shelf["oldest"], "2025-01-05");
}

#[test]
fn a_shelf_is_drawn_slot_by_slot_with_its_folders() {
    let (_server, admin) = dealer();
    let mut thick = folder("NEW", "2026-03-05", "张伟");
    thick["thickness_mm"] = json!(17);
    let code = admin.register(thick);
    let put = json!({"slot": "A-02R-03-4-07", "reason": "指定"});
    admin.post(&format!("/folders/{code}/assign"), put).ok();
    admin.post("/places/A-02R-03-4-08/block", json!({"reason": "层板断裂"})).ok();
    let shelf = admin.get("/places/A-02R-03-4").ok();
    let slots = shelf["slots"].as_array().unwrap();
    assert_eq!(slots.len(), 10);
    let drawn = json!({"code": code, "business_type": "NEW", "thickness_mm": 17, "state": "at_desk"});
    assert_eq!((&slots[6]["folders"], &slots[6]["used_mm"]), (&json!([drawn]), &json!(17)));
    assert_eq!((&slots[7]["blocked_reason"], &slots[7]["width_mm"]), (&json!("层板断裂"), &json!(40)));
    assert_eq!((&slots[0]["folders"], &slots[0]["blocked_reason"]), (&json!([]), &Value::Null));
    let at = &admin.get("/places/A-02R-03-4-07").ok()["at"];
    let where_it_is =
        ["storeroom", "range", "side", "bay", "shelf", "slot", "bays", "shelves"].map(|key| at[key].clone());
    let expected = [json!("A"), json!("A-02"), json!("R"), json!(3), json!(4), json!(7), json!(4), json!(5)];
    assert_eq!(where_it_is, expected);
    assert_eq!((&at["shelf_code"], &shelf["at"]["slot"]), (&json!("A-02R-03-4"), &Value::Null));
}

#[test]
fn a_forecast_says_when_a_room_a_zone_and_a_lane_will_be_full() {
    let (_server, admin) = dealer();
    let nothing = admin.get("/storerooms/A/forecast").ok();
    assert_eq!((&nothing["lines"][0]["of"], &nothing["lines"][0]["full_on"]), (&json!("storeroom"), &Value::Null));
    // Some 160 mm a month for more than two years.
    for number in 0..112 {
        let mut one = folder("NEW", &days_from_now(-15 * (number / 2)), "张伟");
        one["thickness_mm"] = json!(40);
        admin.register(one);
    }
    let forecast = admin.get("/storerooms/A/forecast?ahead=6").ok();
    assert_eq!((forecast["past"].as_array().unwrap().len(), forecast["ahead"].as_array().unwrap().len()), (24, 6));
    assert_eq!(forecast["ahead"][0].as_str().unwrap(), &days_from_now(0)[..7]);
    let line = |of: &str, code: &str| {
        let lines = forecast["lines"].as_array().unwrap();
        lines.iter().find(|line| line["of"] == of && (code.is_empty() || line["code"] == code)).unwrap().clone()
    };
    let (room, zone, lane) = (line("storeroom", "A"), line("zone", "SALES"), line("lane", ""));
    assert_eq!((&room["used_mm"], &room["known_months"]), (&json!(4_480), &json!(24)));
    let year = room["year_mm"].as_u64().unwrap();
    assert!((1_840..=2_080).contains(&year), "twelve months of 160 mm, give or take two folders: {year}");
    let ahead: Vec<u64> = room["ahead_mm"].as_array().unwrap().iter().map(|mm| mm.as_u64().unwrap()).collect();
    assert!(ahead.is_sorted() && ahead[0] >= 4_480 && ahead[5] > 4_800, "{ahead:?}");
    let past: Vec<u64> = room["past_mm"].as_array().unwrap().iter().map(|mm| mm.as_u64().unwrap()).collect();
    assert!(past.is_sorted() && *past.last().unwrap() <= 4_480, "{past:?}");
    // The zone has a third of the room, and the lane may use the zone alone: both are full on the same day, well before.
    let (full, of_room) = (text(&zone, "full_on"), text(&room, "full_on"));
    assert!(full < of_room && full > days_from_now(365), "{full} {of_room}");
    assert_eq!(text(&lane, "full_on"), full);
    assert_eq!(lane["capacity_mm"], zone["capacity_mm"]);
    let listed = admin.get("/zones").ok()["items"].as_array().unwrap().clone();
    let sales = listed.iter().find(|zone| zone["code"] == "SALES").unwrap();
    assert_eq!(text(sales, "full_on"), full, "one day, wherever it is shown");
    let mut again = admin.get("/storerooms/A/forecast?ahead=6").ok();
    again["seq"] = forecast["seq"].clone();
    assert_eq!(again, forecast, "the same archive gives the same answer");
    assert_eq!(admin.get("/storerooms/A/forecast?ahead=9999").ok()["ahead"].as_array().unwrap().len(), 120);
    admin.get("/storerooms/Q/forecast").refused(404, "PlaceUnknown");
}

#[test]
fn a_zone_out_of_use_is_not_on_the_map() {
    let (_server, admin) = dealer();
    for zone in ["SALES", "SERVICE", "OVERFLOW"] {
        let gone = json!({"name": both("区", "Zone"), "shelves": []});
        admin.put(&format!("/zones/{zone}"), gone).ok();
    }
    let map = admin.get("/storerooms/A/map").ok();
    assert_eq!((&map["zones"], &map["shelves"]["zone"][0]), (&json!([]), &json!(-1)));
    let kinds: Vec<Value> = admin.get("/storerooms/A/forecast").ok()["lines"].as_array().unwrap().clone();
    assert_eq!(kinds.len(), 1, "no zone has shelves here, and no lane folders");
}
