//! What devices queued while they had no network: numbered, answered each on its own, and answered again for ever.

use super::support::{Client, Server, dealer, folder, is_chinese, run, said, text};
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};

const HOME: &str = "A-01L-01-1-01";
const ELSEWHERE: &str = "A-01L-02-3-07";

fn dealer_with_borrower() -> (Server, Client) {
    let (server, admin) = dealer();
    for name in ["li", "wang"] {
        let body = json!({"name": name, "display_name": name.to_uppercase(), "role": "borrower", "may_sign_in": false});
        admin.post("/people", body).ok();
    }
    (server, admin)
}

/// A folder that stands in a slot.
fn shelved(admin: &Client, slot: &str) -> String {
    let mut body = folder("NEW", "2026-03-05", "张伟");
    body["placement"] = json!({"kind": "stated", "slot": slot});
    admin.register(body)
}

fn ago(minutes: i64) -> String {
    (Utc::now() - TimeDelta::minutes(minutes)).to_rfc3339()
}

fn queued(number: u64, minutes_ago: i64, command: Value) -> Value {
    json!({"number": number, "occurred_at": ago(minutes_ago), "command": command})
}

fn sync(client: &Client, commands: &[Value]) -> Value {
    client.post("/sync", json!({"device": "PDA-7", "commands": commands})).ok()
}

fn statuses(answer: &Value) -> Vec<String> {
    answer["results"].as_array().unwrap().iter().map(|result| text(result, "status")).collect()
}

fn check_out(code: &str) -> Value {
    json!({"kind": "check_out", "codes": [code], "borrower": "li"})
}

fn sighted(code: &str, at: &str) -> Value {
    json!({"kind": "sighted", "codes": [code], "at": at})
}

#[test]
fn a_batch_is_answered_command_by_command_and_what_was_seen_is_never_refused() {
    let (_server, admin) = dealer_with_borrower();
    let (one, two) = (shelved(&admin, HOME), shelved(&admin, "A-01L-01-1-02"));
    admin.post(&format!("/folders/{two}/checkout"), json!({"borrower": "wang"})).ok();
    let answer = sync(
        &admin,
        &[
            queued(1, 0, sighted(&one, ELSEWHERE)),
            queued(2, 0, check_out(&two)),
            queued(3, 0, json!({"kind": "put_away", "codes": [one, "NOBODY"], "at": HOME})),
            queued(4, 0, json!({"kind": "check_out", "codes": [one], "borrower": "nobody-at-all"})),
            queued(5, 0, json!({"kind": "dance"})),
            queued(6, 0, json!({"kind": "note_condition", "code": one, "condition": "damaged", "note": "封面撕裂"})),
        ],
    );
    assert_eq!(statuses(&answer), ["done", "done", "done", "refused", "refused", "done"]);
    assert_eq!(answer["handled"], 6);
    let results = answer["results"].as_array().unwrap();
    assert_eq!(results[0]["folders"][0]["folder"], one.as_str());
    assert_eq!(results[0]["discrepancies"].as_array().unwrap().len(), 1);
    assert_eq!(results[1]["folders"][0]["problem"]["code"], "FolderOnLoan");
    assert_eq!(results[2]["folders"][1]["problem"]["code"], "CodeUnknown");
    assert_eq!(results[3]["problem"]["code"], "BorrowerUnknown");
    assert_eq!(results[4]["problem"]["code"], "BadRequest", "an unknown kind does not hold up the queue");
    let kinds = |state: &str| {
        let found = admin.get(&format!("/discrepancies?state={state}")).ok();
        let kind = |item: &Value| text(item, "kind");
        let mut kinds: Vec<String> = found["items"].as_array().unwrap().iter().map(kind).collect();
        kinds.sort();
        kinds
    };
    assert_eq!(kinds("open"), ["taken_though_refused", "taken_though_refused", "unknown_code"]);
    assert_eq!(kinds("settled"), ["misplaced"], "put away at home since");
}

#[test]
fn a_gap_in_the_numbers_waits_and_is_filled_later() {
    let (_server, admin) = dealer_with_borrower();
    let code = shelved(&admin, HOME);
    let commands =
        [queued(1, 9, check_out(&code)), queued(3, 7, sighted(&code, HOME)), queued(4, 6, sighted(&code, HOME))];
    let answer = sync(&admin, &commands);
    assert_eq!(statuses(&answer), ["done", "waiting", "waiting"]);
    assert_eq!(answer["results"][1]["problem"]["params"]["expected"], "2");
    assert_eq!(answer["handled"], 1);
    let second = queued(2, 8, json!({"kind": "return", "codes": [code]}));
    let answer = sync(&admin, &[second, commands[1].clone(), commands[2].clone()]);
    assert_eq!((statuses(&answer), answer["handled"].clone()), (vec!["done".to_owned(); 3], json!(4)));
}

#[test]
fn what_is_offered_again_is_answered_as_the_first_time_whatever_was_restarted_or_thrown_away() {
    let (mut server, admin) = dealer_with_borrower();
    let code = shelved(&admin, HOME);
    let commands = [
        queued(1, 3, check_out(&code)),
        queued(2, 2, check_out(&code)),
        queued(3, 1, json!({"kind": "check_out", "codes": [code], "borrower": "nobody-at-all"})),
    ];
    let first = sync(&admin, &commands);
    let told = |answer: &Value| {
        let keep = ["number", "status", "seq", "occurred_at", "problem"];
        let result = |result: &Value| {
            let problems: Vec<Value> =
                result["folders"].as_array().unwrap().iter().map(|item| item["problem"].clone()).collect();
            let kept: Vec<Value> = keep.iter().map(|field| result[field].clone()).collect();
            (kept, problems)
        };
        answer["results"].as_array().unwrap().iter().map(result).collect::<Vec<_>>()
    };
    let again = sync(&admin, &commands);
    assert_eq!(told(&again), told(&first));
    assert!(again["results"].as_array().unwrap().iter().all(|result| result["repeated"] == true));
    assert_eq!(server.stop(), Some(0));
    std::fs::remove_dir_all(server.data().join("views")).unwrap();
    server.restart();
    let admin = admin.at(&server);
    assert_eq!(told(&sync(&admin, &commands)), told(&first), "the views were made anew");
    server.kill9();
    server.restart();
    let admin = admin.at(&server);
    assert_eq!(told(&sync(&admin, &commands)), told(&first));
    let other = sync(&admin, &[queued(1, 3, sighted(&code, HOME))]);
    assert_eq!(other["results"][0]["problem"]["code"], "NumberReused");
    assert_eq!(other["results"][0]["problem"]["status"], 422);
    let history = admin.get(&format!("/folders/{code}/history")).ok();
    let kind = |item: &&Value| item["kind"] == "CheckedOut";
    assert_eq!(history["items"].as_array().unwrap().iter().filter(kind).count(), 1);
}

#[test]
fn each_person_on_each_device_counts_for_himself() {
    let (server, admin) = dealer_with_borrower();
    let code = shelved(&admin, HOME);
    let keeper = server.person(&admin, "keeper", "archivist", None);
    sync(&admin, &[queued(1, 0, sighted(&code, HOME)), queued(2, 0, sighted(&code, HOME))]);
    let handled = |client: &Client, device: &str| client.get(&format!("/sync?device={device}")).ok()["handled"].clone();
    assert_eq!(
        (handled(&admin, "PDA-7"), handled(&admin, "PDA-8"), handled(&keeper, "PDA-7")),
        (json!(2), json!(0), json!(0))
    );
    let answer = sync(&keeper, &[queued(1, 0, sighted(&code, HOME))]);
    assert_eq!(statuses(&answer), ["done"]);
    admin.get("/sync?device=a%20b").refused(422, "BadValue");
    let long = vec![queued(1, 0, sighted(&code, HOME)); 501];
    admin.post("/sync", json!({"device": "PDA-7", "commands": long})).refused(413, "LimitExceeded");
    server.person(&admin, "reader", "borrower", None).get("/sync?device=x").refused(403, "NotAllowed");
}

#[test]
fn a_device_with_a_wrong_clock_is_told_what_was_made_of_it() {
    let (_server, admin) = dealer_with_borrower();
    let code = shelved(&admin, HOME);
    let tomorrow = queued(1, -24 * 60, sighted(&code, HOME));
    let lost = json!({"number": 2, "occurred_at": "2000-01-01T00:00:00Z", "command": sighted(&code, HOME)});
    let answer = sync(&admin, &[tomorrow, lost, queued(3, 60, sighted(&code, HOME))]);
    let clamped: Vec<&Value> = answer["results"].as_array().unwrap().iter().map(|result| &result["clamped"]).collect();
    assert_eq!(clamped, [true, true, false]);
    assert!(text(&answer["results"][1], "occurred_at").starts_with("20") && answer["results"][1]["seq"].is_u64());
}

#[test]
fn after_a_restore_the_device_sees_another_life_and_offers_again_what_was_lost() {
    let (mut server, admin) = dealer_with_borrower();
    let room = tempfile::tempdir().unwrap();
    let (copy, other) = (room.path().join("copy"), room.path().join("other"));
    let code = shelved(&admin, HOME);
    let commands = [queued(1, 3, sighted(&code, ELSEWHERE)), queued(2, 2, check_out(&code))];
    let before = sync(&admin, &commands[..1]);
    let made = run(server.data(), &["backup", copy.to_str().unwrap()]);
    assert!(made.status.success(), "{}", said(&made));
    sync(&admin, &commands[1..]);
    server.kill9();
    let restored = run(&other, &["restore", copy.to_str().unwrap()]);
    assert!(restored.status.success(), "{}", said(&restored));
    let server = Server::at(&other, &[]);
    let admin = server.administrator();
    let state = admin.get("/sync?device=PDA-7").ok();
    assert_eq!(state["handled"], 1, "the second was acknowledged after the backup");
    assert_ne!(state["incarnation"], before["incarnation"]);
    let answer = sync(&admin, &commands);
    assert_eq!(statuses(&answer), ["done", "done"]);
    let repeated: Vec<&Value> =
        answer["results"].as_array().unwrap().iter().map(|result| &result["repeated"]).collect();
    assert_eq!(repeated, [true, false]);
    assert_eq!(admin.get(&format!("/folders/{code}")).ok()["where"]["state"], "on_loan");
}

#[test]
fn five_hundred_commands_share_the_writers_groups() {
    let (_server, admin) = dealer_with_borrower();
    let code = shelved(&admin, HOME);
    let at = |number: u64| if number.is_multiple_of(2) { HOME } else { ELSEWHERE };
    let commands: Vec<Value> =
        (1..=500).map(|number| queued(number, 600 - number as i64, sighted(&code, at(number)))).collect();
    let answer = sync(&admin, &commands);
    assert!(statuses(&answer).iter().all(|status| status == "done"));
    assert_eq!(answer["handled"], 500);
    assert_eq!(admin.get(&format!("/folders/{code}")).ok()["where"]["place"]["code"], HOME);
}

#[test]
fn what_a_queue_was_refused_is_told_in_chinese_too() {
    let (_server, admin) = dealer_with_borrower();
    let answer = sync(&admin.in_chinese(), &[queued(2, 0, sighted("X", HOME))]);
    assert!(is_chinese(answer["results"][0]["problem"]["detail"].as_str().unwrap()), "{answer}");
}
