//! Jobs: paused, killed, cancelled, queued; moves and re-slottings end as they would have ended undisturbed.

use super::support::{
    Answer, Client, Server, both, dealer, eventually, folder, run, said, set_up_dealer, strongroom, text,
};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

/// Many rows, a few of them bad.
fn table(rows: usize, mark: &str) -> Vec<u8> {
    let mut table = "旧档号,客户名称,业务类型,业务日期,厚度mm\n".to_owned();
    for row in 0..rows {
        let kind = if row % 97 == 5 { "不存在" } else { ["新车销售", "小修", "保养"][row % 3] };
        let (month, day) = (row / 28 % 12 + 1, row % 28 + 1);
        writeln!(table, "{mark}-{row:06},客户{row},{kind},2021-{month:02}-{day:02},3").unwrap();
    }
    table.into_bytes()
}

fn bad_in(rows: usize) -> u64 {
    (0..rows).filter(|row| row % 97 == 5).count() as u64
}

fn start_import(admin: &Client, table: Vec<u8>) -> String {
    let job = admin.upload("t.csv", table).ok();
    let id = text(&job, "id");
    let options = json!({"mapping": job["mapping"], "placement": "stated_or_assign"});
    admin.post(&format!("/imports/{id}/run"), options).ok();
    id
}

fn done_of(job: &Value) -> u64 {
    job["progress"]["done"].as_u64().unwrap()
}

fn state_of(job: &Value) -> &str {
    job["state"].as_str().unwrap()
}

/// Waits until a job is under way and has gone through so many rows.
fn reached(admin: &Client, id: &str, rows: u64) -> u64 {
    eventually("some progress", || {
        let job = admin.get(&format!("/jobs/{id}")).ok();
        assert_ne!(state_of(&job), "done", "it is too small to be caught in the middle");
        (done_of(&job) >= rows).then(|| done_of(&job))
    })
}

/// Pauses a job and waits until the command under way has ended: a job at rest stands still.
fn paused(admin: &Client, id: &str) -> Value {
    assert_eq!(state_of(&admin.post(&format!("/jobs/{id}/pause"), json!({})).ok()), "paused");
    at_rest(admin, id)
}

/// Waits until no command of a job is under way any more.
fn at_rest(admin: &Client, id: &str) -> Value {
    eventually("rest", || Some(admin.get(&format!("/jobs/{id}")).ok()).filter(|job| job["at_work"] == false))
}

#[test]
fn a_paused_import_stays_paused_over_a_restart_and_then_goes_on_where_it_was() {
    const ROWS: usize = 2_000;
    let (mut server, mut admin) = dealer();
    let id = start_import(&admin, table(ROWS, "P"));
    reached(&admin, &id, 300);
    let rests = paused(&admin, &id);
    assert!(done_of(&rests) < ROWS as u64, "it was paused in the middle");
    assert_eq!(state_of(&admin.get(&format!("/imports/{id}")).ok()), "paused");
    server.kill9();
    server.restart();
    admin = admin.at(&server);
    let after = admin.get(&format!("/jobs/{id}")).ok();
    assert_eq!((state_of(&after), done_of(&after)), ("paused", done_of(&rests)));
    let taken = after["progress"]["good"].clone();
    assert_eq!(admin.get("/system").ok()["folders"], taken, "what was taken stands, and no more");
    admin.post(&format!("/jobs/{id}/resume"), json!({})).ok();
    let mut last = done_of(&after);
    let job = eventually("the end", || {
        let job = admin.get(&format!("/jobs/{id}")).ok();
        assert!(done_of(&job) >= last, "progress went back from {last}: {job}");
        last = done_of(&job);
        (state_of(&job) == "done").then_some(job)
    });
    let bad = bad_in(ROWS);
    let progress = ["done", "total", "good", "bad"].map(|name| job["progress"][name].as_u64().unwrap());
    assert_eq!(progress, [ROWS as u64, ROWS as u64, ROWS as u64 - bad, bad]);
    assert_eq!(admin.get("/system").ok()["folders"].as_u64(), Some(ROWS as u64 - bad));
    assert_eq!(admin.all(&format!("/jobs/{id}/report")).len() as u64, bad, "no row is told twice");
    admin.post(&format!("/jobs/{id}/resume"), json!({})).refused(409, "JobNotOpen");
}

#[test]
fn progress_never_goes_back_however_often_the_service_is_killed() {
    const ROWS: usize = 2_000;
    let (mut server, mut admin) = dealer();
    let id = start_import(&admin, table(ROWS, "K"));
    let mut last = 0;
    for part in [200, 700, 1_200] {
        let seen = reached(&admin, &id, part);
        assert!(seen >= last);
        server.kill9();
        server.restart();
        admin = admin.at(&server);
        last = done_of(&admin.get(&format!("/jobs/{id}")).ok());
        assert!(last + 200 >= seen, "at most the part under way is gone through again: {seen}, then {last}");
        assert!(last >= seen, "what was shown stays: {seen}, then {last}");
    }
    let job = admin.job_done(&id);
    assert_eq!((state_of(&job), done_of(&job)), ("done", ROWS as u64));
    assert_eq!(admin.get("/system").ok()["folders"].as_u64(), Some(ROWS as u64 - bad_in(ROWS)));
}

#[test]
fn a_cancelled_import_keeps_what_it_took_and_the_same_file_brings_the_rest() {
    const ROWS: usize = 2_000;
    let (mut server, mut admin) = dealer();
    let id = start_import(&admin, table(ROWS, "C"));
    reached(&admin, &id, 300);
    assert_eq!(state_of(&admin.post(&format!("/jobs/{id}/cancel"), json!({})).ok()), "cancelled");
    admin.post(&format!("/jobs/{id}/cancel"), json!({})).refused(409, "JobNotOpen");
    let cancelled = at_rest(&admin, &id);
    assert_eq!(admin.get("/system").ok()["folders"], cancelled["progress"]["good"]);
    assert!(done_of(&cancelled) < ROWS as u64);
    server.kill9();
    server.restart();
    admin = admin.at(&server);
    assert_eq!(state_of(&admin.get(&format!("/jobs/{id}")).ok()), "cancelled", "for good");
    server.stop();
    let verified = run(server.data(), &["verify"]);
    assert!(verified.status.success(), "{}", said(&verified));
    server.restart();
    admin = admin.at(&server);
    let again = admin.import("t.csv", table(ROWS, "C"));
    assert_eq!(again["progress"]["good"].as_u64(), Some(ROWS as u64 - bad_in(ROWS)));
    assert_eq!(again["progress"]["known"], cancelled["progress"]["good"]);
    assert_eq!(admin.get("/system").ok()["folders"].as_u64(), Some(ROWS as u64 - bad_in(ROWS)));
}

#[test]
fn jobs_wait_for_each_other_and_a_dry_run_waits_for_none_of_them() {
    let (_server, admin) = dealer();
    let first = start_import(&admin, table(1_500, "A"));
    let second = start_import(&admin, table(200, "B"));
    reached(&admin, &first, 100);
    let look = json!({"from": "A-01", "to": "A-03", "dry_run": true, "reason": "地面返潮"});
    let look = admin.post("/jobs/moves", look).ok();
    assert_eq!(
        (text(&look, "reason"), &admin.get(&format!("/jobs/{second}")).ok()["reason"]),
        ("地面返潮".into(), &Value::Null)
    );
    let look = text(&look, "id");
    assert_eq!(state_of(&admin.get(&format!("/jobs/{second}")).ok()), "waiting");
    let listed: Vec<String> = admin.all("/jobs").iter().map(|job| text(job, "id")).collect();
    let at = |id: &String| listed.iter().position(|known| known == id).unwrap();
    assert!(at(&first) < at(&second), "the line is told in its order: {listed:?}");
    let [first, second, look] = [first, second, look].map(|id| text(&admin.job_done(&id), "ended_at"));
    assert!(look < first && first < second, "{look}, {first}, {second}");
}

/// A storeroom of shelves with a folder each, and an empty one beside it.
fn rooms(admin: &Client, shelves: usize, slots: u32, width_mm: u32) {
    let bays = shelves.div_ceil(5);
    let ranges = |slots: u32, width: u32| json!({"from": 1, "to": 1, "sides": ["-"], "bays": bays, "shelves": 5, "slots": slots, "slot_width_mm": width});
    for (code, slots, width) in [("C", 3, 40), ("D", slots, width_mm)] {
        admin.post("/storerooms", json!({"code": code, "name": both("库房", "Storeroom")})).ok();
        admin.post(&format!("/storerooms/{code}/ranges"), ranges(slots, width)).ok();
    }
    let mut table = "旧档号,客户名称,业务类型,业务日期,厚度mm,储位\n".to_owned();
    for at in 0..shelves {
        let (bay, shelf) = (at / 5 + 1, at % 5 + 1);
        for (slot, thick) in [(1, 30), (3, 20)] {
            writeln!(table, "M-{at:04}-{slot},客户,新车销售,2021-01-02,{thick},C-01-{bay:02}-{shelf}-{slot}").unwrap();
        }
    }
    let job = admin.import("t.csv", table.into_bytes());
    assert_eq!(job["progress"]["bad"], 0, "{:?}", admin.report(&text(&job, "id")));
}

/// Where every folder has its home.
fn homes(admin: &Client, shelves: usize) -> BTreeMap<String, String> {
    let mut homes = BTreeMap::new();
    for at in 0..shelves {
        for slot in [1, 3] {
            let code = format!("M-{at:04}-{slot}");
            homes.insert(code.clone(), text(&admin.get(&format!("/folders/{code}")).ok()["where"]["home"], "slot"));
        }
    }
    homes
}

fn move_room(admin: &Client, dry_run: bool) -> String {
    text(&admin.post("/jobs/moves", json!({"from": "C", "to": "D", "dry_run": dry_run})).ok(), "id")
}

/// What is told of each row, without what tells jobs apart.
fn told(admin: &Client, id: &str) -> Vec<Value> {
    admin.all(&format!("/jobs/{id}/report"))
}

#[test]
fn a_room_move_that_is_killed_ends_as_if_nothing_had_been() {
    const SHELVES: usize = 400;
    let server = Server::start();
    let admin = server.administrator();
    set_up_dealer(&admin);
    rooms(&admin, SHELVES, 3, 40);
    let dry = move_room(&admin, true);
    let planned = admin.job_done(&dry);
    assert_eq!(
        (planned["figures"]["shelves"].as_u64(), planned["figures"]["folders"].as_u64()),
        (Some(400), Some(800))
    );
    let seq = admin.get("/system").ok()["seq"].clone();
    let id = move_room(&admin, false);
    let job = admin.job_done(&id);
    assert_eq!((state_of(&job), &job["progress"]["good"]), ("done", &json!(SHELVES)));
    assert_eq!(admin.get("/system").ok()["seq"].as_u64(), seq.as_u64().map(|seq| seq + SHELVES as u64));
    let (undisturbed, told_undisturbed) = (homes(&admin, SHELVES), told(&admin, &id));
    assert!(undisturbed.values().all(|home| home.starts_with("D-")));
    let mut dry_told = told(&admin, &dry);
    dry_told.iter_mut().for_each(|row| row["outcome"] = json!("done"));
    assert_eq!(told_undisturbed, dry_told, "what was planned is what was done");
    drop(server);

    let mut server = Server::start();
    let mut admin = server.administrator();
    set_up_dealer(&admin);
    rooms(&admin, SHELVES, 3, 40);
    let seq = admin.get("/system").ok()["seq"].as_u64().unwrap();
    let id = move_room(&admin, false);
    for part in [20, 150] {
        reached(&admin, &id, part);
        server.kill9();
        server.restart();
        admin = admin.at(&server);
    }
    assert_eq!(state_of(&admin.job_done(&id)), "done");
    assert_eq!(homes(&admin, SHELVES), undisturbed);
    assert_eq!(told(&admin, &id), told_undisturbed);
    assert_eq!(admin.get("/system").ok()["seq"].as_u64(), Some(seq + SHELVES as u64), "nothing was done twice");
}

#[test]
fn other_shelving_takes_the_folders_one_by_one_in_their_order() {
    let (_server, admin) = dealer();
    rooms(&admin, 10, 2, 35);
    let id = move_room(&admin, false);
    let job = admin.job_done(&id);
    let figures = &job["figures"];
    assert_eq!((figures["shelves"].as_u64(), figures["folders"].as_u64()), (Some(0), Some(20)), "{job}");
    let homes = homes(&admin, 10);
    let order: Vec<&String> = homes.values().collect();
    assert!(order.iter().all(|home| home.starts_with("D-")) && order.is_sorted(), "{order:?}");
}

#[test]
fn what_changed_meanwhile_is_a_bad_row_and_the_others_go_on() {
    const SHELVES: usize = 400;
    let (_server, admin) = dealer();
    rooms(&admin, SHELVES, 3, 40);
    let dry = move_room(&admin, true);
    admin.job_done(&dry);
    let planned = told(&admin, &dry);
    let id = move_room(&admin, false);
    reached(&admin, &id, 20);
    let rests = paused(&admin, &id);
    assert!(done_of(&rests) < SHELVES as u64, "it was paused in the middle");
    let last = text(planned.last().unwrap(), "to");
    admin.post(&format!("/places/{last}-1/block"), json!({"reason": "漏水"})).ok();
    admin.post(&format!("/jobs/{id}/resume"), json!({})).ok();
    let job = admin.job_done(&id);
    assert_eq!((&job["progress"]["bad"], job["progress"]["good"].as_u64()), (&json!(1), Some(SHELVES as u64 - 1)));
    let rows = told(&admin, &id);
    let refused: Vec<&Value> = rows.iter().filter(|row| row["outcome"] == "refused").collect();
    assert_eq!((refused.len(), &refused[0]["problem"]), (1, &json!("SlotBlocked")));
}

#[test]
fn what_finds_no_place_is_told_before_anything_is_carried() {
    let (_server, admin) = dealer();
    rooms(&admin, 10, 3, 25);
    let id = move_room(&admin, true);
    let job = admin.job_done(&id);
    assert_eq!(
        (&job["figures"]["folders"], &job["progress"]["bad"]),
        (&json!(10), &json!(10)),
        "the thick ones stay: {job}"
    );
    assert!(told(&admin, &id).iter().any(|row| row["problem"] == "NoFreeShelf"));
    let code = |from: &str, to: &str| admin.post("/jobs/moves", json!({"from": from, "to": to}));
    code("C", "NOWHERE").refused(404, "PlaceUnknown");
    code("C", "C").refused(422, "BadValue");
    let taken = text(&code("C-01-01-1", "C-01-01-2").ok(), "id");
    admin.job_done(&taken);
    assert_eq!(told(&admin, &taken)[0]["problem"], "PlaceOccupied");
}

#[test]
fn a_lane_with_longer_periods_is_reslotted_and_gives_shelves_back() {
    let (_server, admin) = dealer();
    for month in 1..=6 {
        for day in 1..=3 {
            let mut body = super::support::folder("NEW", &format!("2021-{month:02}-{day:02}"), "张伟");
            body["code"] = json!(format!("R{month}{day}"));
            let card = admin.post("/folders", body).ok();
            let home = text(&card["where"]["home"], "slot");
            admin.post(&format!("/folders/R{month}{day}/put-away"), json!({"slot": home})).ok();
        }
    }
    let lanes = admin.get("/lanes").ok();
    let lane = lanes["items"].as_array().unwrap().iter().find(|lane| lane["types"] == json!(["NEW"])).unwrap().clone();
    let code = text(&lane, "code");
    let mut longer = lane.clone();
    longer["period"] = json!("year");
    admin.put(&format!("/lanes/{code}"), longer).ok();
    assert!(!admin.all("/move-list?kind=moves").is_empty());
    let ask = |dry_run: bool| json!({"lane": code, "dry_run": dry_run});
    let dry = text(&admin.post("/jobs/reslottings", ask(true)).ok(), "id");
    let dry = admin.job_done(&dry);
    assert_eq!(dry["figures"]["refused"], 0, "{dry}");
    assert!(dry["figures"]["freed"].as_u64() > dry["figures"]["opened"].as_u64(), "{dry}");
    assert!(!admin.all("/move-list?kind=moves").is_empty(), "a dry run changes nothing");
    let id = text(&admin.post("/jobs/reslottings", ask(false)).ok(), "id");
    let job = admin.job_done(&id);
    assert_eq!((state_of(&job), &job["figures"], &job["progress"]["bad"]), ("done", &dry["figures"], &json!(0)));
    assert!(admin.all("/move-list?kind=moves").is_empty());
    let rows = told(&admin, &id);
    assert!(
        rows.iter().all(|row| row["outcome"] == "done" && row["problem"] == "other_run" && row["from"] != row["to"])
    );
    let flagged = text(&admin.post("/jobs/reslottings", json!({"flagged": true})).ok(), "id");
    assert_eq!(admin.job_done(&flagged)["progress"]["total"], 0, "nothing is left to do");
    admin.post("/jobs/reslottings", json!({"lane": "none"})).refused(404, "PlaceUnknown");
    admin.post("/jobs/reslottings", json!({"lane": code, "flagged": true})).refused(400, "BadRequest");
}

#[test]
fn only_whoever_asked_or_an_administrator_steers_a_job() {
    let (server, admin) = dealer();
    let [asker, other, auditor] = [("wang", "archivist"), ("li", "archivist"), ("sun", "auditor")]
        .map(|(name, role)| server.person(&admin, name, role, None));
    let id = start_import(&asker, table(1_500, "S"));
    auditor.get("/jobs").refused(403, "NotAllowed");
    other.post(&format!("/jobs/{id}/pause"), json!({})).refused(403, "JobNotYours");
    assert_eq!(other.get(&format!("/jobs/{id}")).ok()["yours"], false);
    asker.delete(&format!("/jobs/{id}")).refused(409, "JobNotFinished");
    paused(&asker, &id);
    // An account that no longer works pauses its jobs, whoever resumes them.
    let no = asker.get("/me").ok()["person"]["no"].clone();
    admin.patch(&format!("/people/{no}"), json!({"active": false})).ok();
    admin.post(&format!("/jobs/{id}/resume"), json!({})).ok();
    let rests = admin.job_done(&id);
    let why = (state_of(&rests), &rests["problem"]["code"], &rests["goes_on_by_itself"]);
    assert_eq!(why, ("paused", &json!("AccountExpired"), &json!(false)));
    admin.patch(&format!("/people/{no}"), json!({"active": true})).ok();
    admin.post(&format!("/jobs/{id}/resume"), json!({})).ok();
    let job = admin.job_done(&id);
    assert_eq!((state_of(&job), job["progress"]["good"].as_u64()), ("done", Some(1_500 - bad_in(1_500))));
    assert!(server.data().join("imports").join(&id).exists());
    other.delete(&format!("/jobs/{id}")).refused(403, "JobNotYours");
    assert_eq!(admin.delete(&format!("/jobs/{id}")).status, 204);
    assert!(!server.data().join("imports").join(&id).exists(), "its table holds personal data");
    admin.get(&format!("/jobs/{id}")).refused(404, "JobUnknown");
}

#[test]
fn a_request_for_a_job_that_comes_twice_asks_for_one() {
    let (_server, admin) = dealer();
    let ask = |key: &str, to: &str| {
        let header = [("idempotency-key".parse().unwrap(), key.parse().unwrap())].into_iter().collect();
        let request = admin.request(Method::POST, "/jobs/moves").headers(header);
        Answer::of(request.json(&json!({"from": "A-01", "to": to, "dry_run": true})))
    };
    let before = admin.all("/jobs").len();
    assert_eq!(text(&ask("once", "A-03").ok(), "id"), text(&ask("once", "A-03").ok(), "id"));
    assert_eq!(admin.all("/jobs").len(), before + 1);
    ask("once", "A-02").refused(422, "IdempotencyKeyReused");
}

#[test]
fn an_interrupted_command_line_cancels_between_two_commands_and_says_so() {
    // So many that it is still at work when its first report comes, on any machine.
    const ROWS: usize = 60_000;
    for beside_the_service in [true, false] {
        let (mut server, mut admin) = dealer();
        if !beside_the_service {
            server.stop();
        }
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("t.csv");
        std::fs::write(&path, table(ROWS, "I")).unwrap();
        let mut child = strongroom(server.data())
            .arg("import")
            .arg(&path)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        // A slow machine reports before the first row is in.
        let (begun, not_yet) = (format!(" of {ROWS} rows"), format!("0 of {ROWS} rows"));
        let progress = lines.find(|line| line.contains(&begun) && !line.trim_start().starts_with(&not_yet)).unwrap();
        let asked = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        let said: Vec<String> = lines.collect();
        let output = child.wait_with_output().unwrap();
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{progress} {said:?} {why}");
        assert!(why.contains("cancelled after") && why.contains("nothing twice"), "{why}");
        if !beside_the_service {
            server.restart();
            admin = admin.at(&server);
        }
        let job = &admin.all("/jobs")[0];
        assert_eq!(state_of(job), "cancelled");
        let taken = job["progress"]["good"].as_u64().unwrap();
        assert!(taken > 0 && taken < ROWS as u64 - bad_in(ROWS));
        assert_eq!(admin.get("/system").ok()["folders"].as_u64(), Some(taken));
    }
}

#[test]
fn a_move_into_a_zone_that_does_not_accept_the_folders_says_so_before_and_needs_a_reason() {
    let (_server, admin) = dealer();
    let mut body = folder("NEW", "2026-03-05", "张伟");
    body["placement"] = json!({"kind": "stated", "slot": "A-01L-01-1-01"});
    let code = admin.register(body);
    let ask = |to: &str, reason: &str, dry_run: bool| {
        let body = json!({"from": "A-01L-01-1", "to": to, "reason": reason, "dry_run": dry_run});
        admin.job_done(&text(&admin.post("/jobs/moves", body).ok(), "id"))
    };
    let fits = ask("A-01L-02-1", "", true);
    assert_eq!(
        (&fits["figures"]["unaccepted"], &told(&admin, &text(&fits, "id"))[0]["problem"]),
        (&json!(0), &Value::Null)
    );
    let look = ask("A-02L-01-1", "", true);
    assert_eq!((&look["state"], &look["figures"]["unaccepted"]), (&json!("done"), &json!(1)));
    let row = &told(&admin, &text(&look, "id"))[0];
    assert_eq!((&row["outcome"], &row["problem"]), (&json!("planned"), &json!("ZoneAgainst")), "{row}");
    assert!(row["detail"].as_str().unwrap().contains("SERVICE"), "{row}");
    let refused = ask("A-02L-01-1", " ", false);
    assert_eq!((&refused["state"], &refused["problem"]["code"]), (&json!("failed"), &json!("ReasonRequired")));
    let moved = ask("A-02L-01-1", "一列漏水", false);
    assert_eq!(moved["state"], "done");
    assert_eq!(told(&admin, &text(&moved, "id"))[0]["outcome"], "warned");
    assert_eq!(text(&admin.get(&format!("/folders/{code}")).ok()["where"]["home"], "slot"), "A-02L-01-1-01");
}
