//! Counting a shelf over HTTP, and the lists of what is missing, misplaced and damaged.

use super::support::{Client, Server, csv_lines, dealer, folder, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A folder that stands in a slot.
fn stands(client: &Client, slot: &str, customer: &str, class: &str) -> String {
    let mut body = folder("NEW", "2026-03-05", customer);
    body["class"] = json!(class);
    body["department"] = json!("service");
    body["placement"] = json!({"kind": "stated", "slot": slot});
    let code = client.register(body);
    client.post(&format!("/folders/{code}/put-away"), json!({"slot": slot})).ok();
    code
}

fn codes(items: &Value) -> BTreeSet<String> {
    items.as_array().unwrap().iter().map(|item| text(&item["folder"], "code")).collect()
}

const SHELF: &str = "A-01L-01-1";
const HERE: &str = "A-01L-01-1-1";
const THERE: &str = "A-01L-02-1-1";

struct Shelf {
    server: Server,
    admin: Client,
    auditor: Client,
    found: String,
    lost: String,
    stray: String,
    lent: String,
    secret: String,
}

/// A shelf with a folder that is there, one that is not, one from elsewhere, one that is lent, and a confidential one.
fn shelf() -> Shelf {
    let (server, admin) = dealer();
    let auditor = server.person(&admin, "auditor", "auditor", None);
    let found = stands(&admin, HERE, "甲", "public");
    let lost = stands(&admin, "A-01L-01-1-2", "=乙", "public");
    let stray = stands(&admin, THERE, "丙", "public");
    let lent = stands(&admin, "A-01L-01-1-3", "丁", "public");
    let secret = stands(&admin, "A-01L-01-1-4", "戊", "personal");
    admin.post(&format!("/folders/{lent}/checkout"), json!({"borrower": "admin"})).ok();
    Shelf { server, admin, auditor, found, lost, stray, lent, secret }
}

#[test]
fn an_auditor_counts_a_shelf_and_the_lists_say_what_it_came_to() {
    let Shelf { server: _server, admin, auditor, found, lost, stray, lent, secret } = shelf();
    let count = auditor.post("/counts", json!({"shelf": SHELF})).ok();
    let no = count["no"].as_u64().unwrap();
    assert_eq!((&count["state"], &count["expected"], &count["missing"]), (&json!("open"), &json!(3), &json!(3)));
    assert_eq!(auditor.post("/counts", json!({"shelf": HERE})).ok()["no"], no, "who counts the same shelf joins in");

    let scans =
        auditor.post(&format!("/counts/{no}/scans"), json!({"codes": [found, stray, lent, secret, "NOBODY-1"]})).ok();
    let kinds: Vec<&str> =
        scans["results"].as_array().unwrap().iter().map(|scan| scan["found"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["here", "misplaced", "unexpected", "here", "unknown"]);
    assert_eq!((&scans["count"]["seen"], &scans["count"]["missing"]), (&json!(4), &json!(1)));
    let again = auditor.post(&format!("/counts/{no}/scans"), json!({"codes": [found], "damaged": "=受潮"})).ok();
    assert_eq!(again["results"][0]["found"], "here");

    let shown = auditor.get(&format!("/counts/{no}")).ok();
    let ticks: Vec<(String, bool)> = shown["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (text(&item["folder"], "code"), item["seen"] == true))
        .collect();
    assert_eq!(ticks[..3], [(found.clone(), true), (lost.clone(), false), (secret.clone(), true)], "in walking order");
    let closed = auditor.post(&format!("/counts/{no}/close"), json!({})).ok();
    assert_eq!(closed["state"], "closed");
    assert_eq!(codes(&closed["items"]), BTreeSet::from([lost.clone()]));
    let extras: Vec<(&str, &str)> = closed["extras"]
        .as_array()
        .unwrap()
        .iter()
        .map(|extra| (extra["kind"].as_str().unwrap(), extra["code"].as_str().unwrap()))
        .collect();
    assert_eq!(extras, [("misplaced", stray.as_str()), ("unexpected", lent.as_str()), ("unknown", "NOBODY-1")]);
    auditor.post(&format!("/counts/{no}/close"), json!({})).refused(409, "CountOver");
    assert_eq!(auditor.get("/counts").ok()["items"][0]["missing"], 1);

    let missing = auditor.get("/lists/missing").ok();
    assert_eq!(codes(&missing["items"]), BTreeSet::from([lost.clone()]));
    let row = &missing["items"][0];
    assert_eq!((&row["folder"]["home_label"], &row["folder"]["state"]), (&json!("A-01L-01-1-02"), &json!("missing")));
    assert!(row["last_seen"]["by"].is_string() && row["since"].is_string(), "{row}");
    assert_eq!(codes(&auditor.get("/lists/misplaced").ok()["items"]), BTreeSet::from([stray]));
    let damaged = auditor.get("/lists/damaged").ok();
    assert_eq!((codes(&damaged["items"]), &damaged["items"][0]["note"]), (BTreeSet::from([found]), &json!("=受潮")));

    // Found after all: the record follows without being asked.
    admin.post(&format!("/counts/{no}/scans"), json!({"codes": [lost]})).ok();
    assert_eq!(admin.get("/lists/missing").ok()["total"], 0);
}

#[test]
fn a_list_leaves_as_a_table_that_a_spreadsheet_reads_and_takes_for_no_formula() {
    let Shelf { server: _server, auditor, lost, found, .. } = shelf();
    let no = auditor.post("/counts", json!({"shelf": SHELF})).ok()["no"].clone();
    auditor.post(&format!("/counts/{no}/scans"), json!({"codes": [found]})).ok();
    auditor.post(&format!("/counts/{no}/close"), json!({})).ok();
    let csv = auditor.in_chinese().get("/lists/missing/export?format=csv");
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.header("content-disposition").starts_with("attachment; filename=\"missing-"));
    assert!(csv.text.starts_with('\u{feff}'));
    let lines = csv_lines(&csv.text);
    assert_eq!((lines[0][0].as_str(), lines.len()), ("编号", 3));
    assert_eq!((lines[1][0].as_str(), lines[1][1].as_str(), lines[1][7].as_str()), (lost.as_str(), "'=乙", "下落不明"));
    let xlsx = auditor.get("/lists/missing/export?format=xlsx");
    assert!(xlsx.status == 200 && xlsx.text.starts_with("PK"));
    auditor.get("/lists/missing/export?format=pdf").refused(400, "BadRequest");
    auditor.get("/lists/nothing").refused(400, "BadRequest");
}

#[test]
fn a_helper_scans_what_is_in_front_of_him_and_learns_nothing_of_what_he_may_not_see() {
    let Shelf { server, admin, auditor, found, secret, .. } = shelf();
    let helper = server.person(&admin, "helper", "temporary", Some("sales1"));
    let no = auditor.post("/counts", json!({"shelf": SHELF})).ok()["no"].clone();
    helper.post("/counts", json!({"shelf": SHELF})).refused(403, "NotAllowed");
    helper.post(&format!("/counts/{no}/close"), json!({})).refused(403, "NotAllowed");
    let scans = helper.post(&format!("/counts/{no}/scans"), json!({"codes": [secret, "NOBODY-1", found]})).ok();
    let results = scans["results"].as_array().unwrap();
    assert_eq!((&results[0]["found"], &results[0]["folder"]), (&json!("unknown"), &Value::Null));
    assert_eq!((&results[1]["found"], &results[2]["found"]), (&json!("unknown"), &json!("here")));
    let shown = helper.get(&format!("/counts/{no}")).ok();
    assert!(!shown.to_string().contains(&secret), "{shown}");
    assert_eq!(shown["expected"], 2, "a folder he may not see is in no figure");
    // The archive knows that it is there.
    let closed = auditor.post(&format!("/counts/{no}/close"), json!({})).ok();
    assert!(!codes(&closed["items"]).contains(&secret));
    helper.get("/lists/missing").refused(403, "NotAllowed");
}

#[test]
fn a_count_that_is_given_up_makes_nothing_missing_and_what_is_unknown_is_said_to_be() {
    let Shelf { server: _server, admin, .. } = shelf();
    let no = admin.post("/counts", json!({"shelf": SHELF})).ok()["no"].clone();
    let cancelled = admin.post(&format!("/counts/{no}/cancel"), json!({})).ok();
    assert_eq!(cancelled["state"], "cancelled");
    assert_eq!(admin.get("/lists/missing").ok()["total"], 0);
    admin.post("/counts", json!({"shelf": "NOWHERE"})).refused(404, "PlaceUnknown");
    admin.get("/counts/99").refused(404, "CountUnknown");
    admin.post("/counts/99/scans", json!({"codes": ["X"]})).refused(404, "CountUnknown");
    let second = admin.post("/counts", json!({"shelf": SHELF})).ok()["no"].clone();
    admin.post(&format!("/counts/{second}/scans"), json!({"codes": []})).refused(413, "LimitExceeded");
    let all: Vec<Value> = admin.all("/counts").iter().map(|count| count["state"].clone()).collect();
    assert_eq!(all, ["open", "cancelled"]);
}

#[test]
fn a_count_and_its_figures_outlive_a_power_cut() {
    let Shelf { mut server, admin, found, lost, .. } = shelf();
    let no = admin.post("/counts", json!({"shelf": SHELF})).ok()["no"].clone();
    admin.post(&format!("/counts/{no}/scans"), json!({"codes": [found, "NOBODY-1"]})).ok();
    server.kill9();
    server.restart();
    let admin = admin.at(&server);
    let shown = admin.get(&format!("/counts/{no}")).ok();
    assert_eq!((&shown["seen"], &shown["unknown"], &shown["state"]), (&json!(1), &json!(1), &json!("open")));
    let closed = admin.post(&format!("/counts/{no}/close"), json!({})).ok();
    assert!(codes(&closed["items"]).contains(&lost));
}
