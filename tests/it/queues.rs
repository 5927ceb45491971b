//! What else a device at the shelf queues: whole counts, slips of the hand, numbers it has forgotten; and what a restore
//! of last week's backup makes of devices that know more.

use super::bad_days::Random;
use super::support::{Client, PASSWORD, Server, dealer, folder, run, said, text};
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A folder that stands in a slot.
fn shelved(admin: &Client, slot: &str) -> String {
    let mut body = folder("NEW", "2026-03-05", "张伟");
    body["placement"] = json!({"kind": "stated", "slot": slot});
    admin.register(body)
}

fn queued(number: u64, minutes_ago: i64, command: Value) -> Value {
    let occurred_at = (Utc::now() - TimeDelta::minutes(minutes_ago)).to_rfc3339();
    json!({"number": number, "occurred_at": occurred_at, "command": command})
}

fn sync(client: &Client, device: &str, commands: &[Value]) -> Value {
    client.post("/sync", json!({"device": device, "commands": commands})).ok()
}

fn statuses(answer: &Value) -> Vec<String> {
    answer["results"].as_array().unwrap().iter().map(|result| text(result, "status")).collect()
}

fn codes_of(items: &Value) -> BTreeSet<String> {
    items.as_array().unwrap().iter().map(|item| text(&item["folder"], "code")).collect()
}

/// Three folders on a shelf, and one that belongs elsewhere; the third is lent.
fn shelf(admin: &Client, shelf: &str, elsewhere: &str) -> Vec<String> {
    let mut codes: Vec<String> = (1..=3).map(|slot| shelved(admin, &format!("{shelf}-{slot:02}"))).collect();
    codes.push(shelved(admin, elsewhere));
    admin.post(&format!("/folders/{}/checkout", codes[2]), json!({"borrower": "admin"})).ok();
    codes
}

/// What a count came to: its figures, and what is missing, misplaced, unexpected and unknown by their places in a list.
fn came_to(count: &Value, codes: &[String]) -> (Value, Vec<(String, Option<usize>)>) {
    let at = |code: &Value| codes.iter().position(|known| known == code.as_str().unwrap());
    let figures = ["state", "expected", "seen", "missing", "misplaced", "unexpected", "unknown"];
    let mut found: Vec<_> = count["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| ("missing".to_owned(), at(&item["folder"]["code"])))
        .collect();
    found.extend(count["extras"].as_array().unwrap().iter().map(|extra| (text(extra, "kind"), at(&extra["code"]))));
    (figures.iter().map(|figure| count[*figure].clone()).collect(), found)
}

#[test]
fn a_shelf_counted_without_a_network_comes_to_what_it_would_have_come_to_with_one() {
    let (mut server, admin) = dealer();
    let auditor = server.person(&admin, "auditor", "auditor", None);
    let online = shelf(&admin, "A-01L-01-1", "A-01L-03-1-01");
    let offline = shelf(&admin, "A-01L-02-1", "A-01L-03-1-02");
    let no = auditor.post("/counts", json!({"shelf": "A-01L-01-1"})).ok()["no"].clone();
    let scans = json!({"codes": [online[0], online[2], online[3], "NOBODY-1"]});
    auditor.post(&format!("/counts/{no}/scans"), scans).ok();
    auditor.post(&format!("/counts/{no}/scans"), json!({"codes": [online[0]], "damaged": "受潮"})).ok();
    let known = came_to(&auditor.post(&format!("/counts/{no}/close"), json!({})).ok(), &online);

    let shelf = "A-01L-02-1";
    let scanned = json!([offline[0], offline[2], offline[3], "NOBODY-1"]);
    let commands = [
        queued(1, 0, json!({"kind": "open_count", "shelf": format!("{shelf}-01")})),
        queued(2, 0, json!({"kind": "count", "shelf": shelf, "codes": scanned})),
        queued(3, 0, json!({"kind": "count", "shelf": shelf, "codes": [offline[0]], "damaged": "受潮"})),
        queued(4, 0, json!({"kind": "close_count", "shelf": shelf})),
        queued(5, 0, json!({"kind": "close_count", "shelf": shelf})),
        queued(6, 0, json!({"kind": "open_count", "shelf": "NOWHERE"})),
        queued(7, 0, json!({"kind": "count", "shelf": "NOWHERE", "codes": ["NOBODY-2"]})),
    ];
    // The end comes before the middle, and waits for it.
    let early = sync(&auditor, "PDA-1", &[commands[0].clone(), commands[3].clone()]);
    assert_eq!(statuses(&early), ["done", "waiting"]);
    let answer = sync(&auditor, "PDA-1", &commands);
    assert_eq!(statuses(&answer), ["done", "done", "done", "done", "refused", "refused", "done"]);
    let results = answer["results"].as_array().unwrap();
    assert_eq!(
        (&results[4]["problem"]["code"], &results[5]["problem"]["code"]),
        (&json!("CountOver"), &json!("PlaceUnknown"))
    );
    let no = results[0]["count"].clone();
    assert_eq!((&results[1]["count"], &results[3]["count"]), (&no, &no));
    assert_eq!(came_to(&auditor.get(&format!("/counts/{no}")).ok(), &offline), known);
    let lists = |client: &Client| {
        ["missing", "misplaced", "damaged"].map(|list| codes_of(&client.get(&format!("/lists/{list}")).ok()["items"]))
    };
    let both = |at: usize| BTreeSet::from([online[at].clone(), offline[at].clone()]);
    assert_eq!(lists(&auditor), [both(1), both(3), both(0)]);

    // Weeks later, after a power cut, from views made anew: the same answers, and nothing is done twice.
    server.kill9();
    std::fs::remove_dir_all(server.data().join("views")).unwrap();
    server.restart();
    let auditor = auditor.at(&server);
    let again = sync(&auditor, "PDA-1", &commands);
    let told = |answer: &Value| -> Vec<Value> {
        let result = |result: &Value| json!([result["status"], result["seq"], result["problem"], result["count"]]);
        answer["results"].as_array().unwrap().iter().map(result).collect()
    };
    assert_eq!(told(&again), told(&answer));
    assert_eq!(auditor.all("/counts").len(), 2);
    assert_eq!(lists(&auditor), [both(1), both(3), both(0)]);
}

#[test]
fn whoever_only_helps_scans_in_a_count_from_his_device_and_neither_begins_nor_ends_one() {
    let (server, admin) = dealer();
    let codes = shelf(&admin, "A-01L-01-1", "A-01L-03-1-01");
    let helper = server.person(&admin, "helper", "temporary", Some("sales1"));
    let no = admin.post("/counts", json!({"shelf": "A-01L-01-1"})).ok()["no"].clone();
    let answer = sync(
        &helper,
        "PDA-2",
        &[
            queued(1, 0, json!({"kind": "open_count", "shelf": "A-01L-02-1"})),
            queued(2, 0, json!({"kind": "count", "shelf": "A-01L-01-1", "codes": [codes[0]], "count": no})),
            queued(3, 0, json!({"kind": "close_count", "shelf": "A-01L-01-1", "count": no})),
            queued(4, 0, json!({"kind": "cancel_count", "shelf": "A-01L-01-1"})),
        ],
    );
    assert_eq!(statuses(&answer), ["refused", "done", "refused", "refused"]);
    assert_eq!(answer["results"][2]["problem"]["code"], "NotAllowed");
    assert_eq!((&answer["results"][1]["count"], &answer["handled"]), (&no, &json!(4)));
    let closed = admin.post(&format!("/counts/{no}/close"), json!({})).ok();
    assert_eq!(codes_of(&closed["items"]), BTreeSet::from([codes[1].clone()]), "what he saw is not missing");
}

#[test]
fn a_slip_is_undone_in_the_queue_and_what_a_device_has_forgotten_does_not_hold_it_up() {
    let (server, admin) = dealer();
    let code = shelved(&admin, "A-01L-01-1-01");
    let commands = [
        queued(1, 0, json!({"kind": "check_out", "codes": [code], "borrower": "admin", "purpose": "核对"})),
        queued(2, 0, json!({"kind": "return", "codes": [code]})),
        queued(3, 0, json!({"kind": "undo", "number": 2})),
        queued(4, 0, json!({"kind": "undo", "number": 9})),
        queued(5, 0, json!({"kind": "forgotten"})),
    ];
    let answer = sync(&admin, "PDA-3", &commands);
    assert_eq!(statuses(&answer), ["done", "done", "done", "refused", "refused"]);
    let problems: Vec<&Value> =
        answer["results"].as_array().unwrap().iter().map(|result| &result["problem"]["code"]).collect();
    assert_eq!(problems[3..], [&json!("UndoUnknown"), &json!("CommandForgotten")]);
    let card = admin.get(&format!("/folders/{code}")).ok();
    assert_eq!((&card["where"]["state"], &card["loan"]["purpose"]), (&json!("on_loan"), &json!("核对")), "as it was");
    assert_eq!(statuses(&sync(&admin, "PDA-3", &commands)), statuses(&answer), "and only once");
    // A loan that comes after the one there is, but was before it, leaves that one its own words.
    let keeper = server.person(&admin, "keeper", "archivist", None);
    let late = json!({"kind": "check_out", "codes": [code], "borrower": "admin", "purpose": "从前"});
    assert_eq!(statuses(&sync(&keeper, "PDA-4", &[queued(1, 60, late)])), ["done"]);
    assert_eq!(admin.get(&format!("/folders/{code}")).ok()["loan"]["purpose"], "核对");
    let history = admin.get(&format!("/folders/{code}/history")).ok();
    assert!(history["items"].to_string().contains("从前"), "{history}");
}

/// A device, and what it remembers of what it did: numbers, when, and what.
struct Device {
    name: &'static str,
    who: &'static str,
    commands: Vec<Value>,
}

/// A week at the shelves: every hour somebody does something with a folder.
fn week(random: &mut Random, folders: &[(String, String)], devices: &mut [Device], hours: std::ops::Range<i64>) {
    for hour in hours {
        let device = &mut devices[random.below(3) as usize];
        let (code, home) = random.pick(folders);
        let shelf = home.rsplit_once('-').unwrap().0.to_owned();
        let commands = match random.below(7) {
            0 => vec![json!({"kind": "check_out", "codes": [code], "borrower": "admin", "purpose": "复核"})],
            1 => vec![json!({"kind": "return", "codes": [code]})],
            2 | 3 => vec![json!({"kind": "put_away", "codes": [code], "at": home})],
            4 => vec![json!({"kind": "sighted", "codes": [code], "at": random.pick(folders).1})],
            5 => vec![json!({"kind": "note_condition", "code": code, "condition": "damaged", "note": "封面撕裂"})],
            _ => vec![
                json!({"kind": "open_count", "shelf": shelf}),
                json!({"kind": "count", "shelf": shelf, "codes": [code]}),
                json!({"kind": "close_count", "shelf": shelf}),
            ],
        };
        for (minute, command) in commands.into_iter().enumerate() {
            let number = device.commands.len() as u64 + 1;
            device.commands.push(queued(number, (200 - hour) * 60 - minute as i64, command));
        }
    }
}

/// Where each folder is and in what state, and its condition.
fn whereabouts(admin: &Client, folders: &[(String, String)]) -> BTreeMap<String, Value> {
    let one = |(code, _): &(String, String)| {
        let card = admin.get(&format!("/folders/{code}")).ok();
        (code.clone(), json!([card["where"]["state"], card["where"]["place"], card["condition"]]))
    };
    folders.iter().map(one).collect()
}

#[test]
fn after_last_weeks_backup_is_restored_the_devices_bring_back_what_they_were_told_is_done() {
    let mut random = Random::told("devices");
    let (mut server, admin) = dealer();
    for keeper in ["one", "two"] {
        server.person(&admin, keeper, "archivist", None);
    }
    let slots = (1..=6).map(|at| format!("A-01L-0{}-1-0{}", 1 + at % 2, 1 + at / 2));
    let folders: Vec<_> = slots.map(|slot| (shelved(&admin, &slot), slot)).collect();
    let mut devices = [("PDA-1", "one"), ("PDA-2", "two"), ("PDA-9", "admin")].map(|(name, who)| Device {
        name,
        who,
        commands: Vec::new(),
    });
    let clients = of_all(&server, &admin, &devices);
    let send = |devices: &[Device], from: &[usize]| -> Vec<Value> {
        let each = devices.iter().zip(&clients).zip(from);
        each.map(|((device, client), from)| sync(client, device.name, &device.commands[*from..])).collect()
    };
    week(&mut random, &folders, &mut devices, 0..40);
    send(&devices, &[0, 0, 0]);
    // Last week's backup.
    let room = tempfile::tempdir().unwrap();
    let (copy, other) = (room.path().join("copy"), room.path().join("restored"));
    let made = run(server.data(), &["backup", copy.to_str().unwrap()]);
    assert!(made.status.success(), "{}", said(&made));
    let saved: Vec<usize> = devices.iter().map(|device| device.commands.len()).collect();
    week(&mut random, &folders, &mut devices, 40..190);
    let told = send(&devices, &saved);
    assert!(told.iter().all(|answer| statuses(answer).iter().all(|status| status != "waiting")));
    let (knew, counts) = (whereabouts(&admin, &folders), admin.all("/counts").len());
    server.kill9();
    let restored = run(&other, &["restore", copy.to_str().unwrap()]);
    assert!(restored.status.success(), "{}", said(&restored));

    let server = Server::at(&other, &[]);
    let admin = server.administrator();
    reset_passwords(&server, &admin, &["one", "two"]);
    let clients = of_all(&server, &admin, &devices);
    for (at, (device, client)) in devices.iter().zip(&clients).enumerate() {
        let state = client.get(&format!("/sync?device={}", device.name)).ok();
        assert_eq!(state["handled"], saved[at], "what came after the backup is not known any more");
        assert_ne!(state["incarnation"], told[at]["incarnation"]);
        // What comes first is lost on the way, and the rest waits for it.
        let behind_a_gap = &device.commands[saved[at] + 1..];
        assert!(statuses(&sync(client, device.name, behind_a_gap)).iter().all(|status| status == "waiting"));
    }
    // Everything that they keep is offered again, and once more.
    for round in 0..2 {
        for (device, client) in devices.iter().zip(&clients) {
            let answer = sync(client, device.name, &device.commands);
            assert!(statuses(&answer).iter().all(|status| status != "waiting"), "{answer}");
            assert_eq!(answer["handled"], device.commands.len());
            let repeated = answer["results"].as_array().unwrap().iter().filter(|result| result["repeated"] == true);
            assert!(round == 0 || repeated.count() == device.commands.len(), "nothing is done twice");
        }
    }
    assert_eq!(admin.all("/counts").len(), counts, "each count once");
    assert_eq!(whereabouts(&admin, &folders), knew);
    for (code, _) in &folders {
        let history = admin.all(&format!("/folders/{code}/history"));
        let noted = history.iter().filter(|item| item["kind"] == "ConditionNoted").count();
        let asked =
            devices.iter().flat_map(|device| &device.commands).filter(|queued| queued["command"]["code"] == **code);
        assert_eq!(noted, asked.count(), "{code}: each note once");
    }
}

fn of_all(server: &Server, admin: &Client, devices: &[Device]) -> Vec<Client> {
    let of = |device: &Device| if device.who == "admin" { admin.at(server) } else { server.sign_in(device.who) };
    devices.iter().map(of).collect()
}

/// A backup without a passphrase holds no secrets: all begin with a new password.
fn reset_passwords(server: &Server, admin: &Client, names: &[&str]) {
    for person in admin.all("/people").iter().filter(|person| names.contains(&person["name"].as_str().unwrap())) {
        let reset = admin.post(&format!("/people/{}/reset-password", person["no"]), json!({})).ok();
        let mut client = server.anonymous();
        client.sign_in(person["name"].as_str().unwrap(), &text(&reset, "one_time_password")).ok();
        client.change_password(&text(&reset, "one_time_password"), PASSWORD).ok();
    }
}
