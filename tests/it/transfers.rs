//! Handing over: cases come in transfers, gaps are noted, both sides confirm, and the register is kept for ever.

use super::cases::{announce, sale, with_clerks};
use super::support::{Answer, Client, PASSWORD, csv_lines, days_from_now, dealer, is_chinese, key, text};
use serde_json::{Value, json};
use std::sync::{Arc, Barrier};

/// Begins a transfer of the first sales department and says its path.
fn begin(client: &Client, desk: &str) -> String {
    let open = client.post("/transfers", json!({"department": "sales1", "desk": desk})).ok();
    format!("/transfers/{}", open["transfer"])
}

fn all(except: Value) -> Value {
    json!({"all_except": except})
}

fn receive(client: &Client, transfer: &str, case: &str, papers: Value) -> Answer {
    client.post(&format!("{transfer}/receive"), json!({"case": case, "papers": papers}))
}

fn missing(paper: &str) -> Value {
    json!({"paper": paper, "state": "missing"})
}

/// Gives a type another version.
fn change_type(admin: &Client, code: &str, change: impl FnOnce(&mut Value)) {
    let types = admin.get("/business-types").ok();
    let mut kind = types["items"].as_array().unwrap().iter().find(|kind| kind["code"] == code).unwrap().clone();
    change(&mut kind);
    admin.put(&format!("/business-types/{code}"), kind).ok();
}

#[test]
fn a_complete_case_comes_in_one_request_and_both_sides_confirm() {
    let (_server, admin, clerk, _, archivist) = with_clerks();
    let case = text(&announce(&clerk, sale("77", "王小明")), "code");
    let today = archivist.get("/receive/today").ok();
    assert_eq!((today["coming"]["total"].as_u64(), today["expected"]["total"].as_u64()), (Some(1), Some(0)));
    let transfer = begin(&archivist, "reception");
    assert_eq!(begin(&archivist, "reception"), transfer, "whoever begins one that is open joins it");
    let card = receive(&archivist, &transfer, "77", all(json!([]))).ok();
    assert_eq!((card["phase"].as_str(), card["completeness"].as_str()), (Some("filed"), Some("complete")));
    assert_eq!((card["waits"].as_bool(), card["in_time"].as_bool()), (Some(false), Some(true)));
    assert_eq!(card["folder"]["state"], "at_desk");
    clerk.post(&format!("{transfer}/close"), json!({"badge": "x"})).refused(403, "NotAllowed");
    let people = admin.get("/people").ok();
    let person =
        |name: &str| people["items"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone();
    let badge = text(&person("clerk"), "badge_code");
    let own = text(&person("archivist"), "badge_code");
    archivist.post(&format!("{transfer}/close"), json!({"badge": own})).refused(409, "GiverIsTaker");
    archivist.post(&format!("{transfer}/close"), json!({"badge": "NOBODY"})).refused(404, "BorrowerUnknown");
    let closed = archivist.post(&format!("{transfer}/close"), json!({"badge": badge})).ok();
    assert_eq!(
        (closed["by"].as_str(), closed["giver"]["no"].as_u64()),
        (Some("badge"), person("clerk")["no"].as_u64())
    );
    archivist.post(&format!("{transfer}/close"), json!({"badge": badge})).refused(409, "TransferClosed");
    receive(&archivist, &transfer, &case, all(json!([]))).refused(409, "TransferClosed");
    assert_ne!(begin(&archivist, "reception"), transfer);
    assert_eq!(clerk.get("/transfers?open=false").ok()["total"], 1);
}

#[test]
fn a_password_confirms_too_and_guessing_it_is_slowed_down_as_at_sign_in() {
    let (_server, _admin, clerk, _, archivist) = with_clerks();
    announce(&clerk, sale("77", "王小明"));
    let transfer = begin(&archivist, "reception");
    receive(&archivist, &transfer, "77", all(json!([]))).ok();
    let close = |giver: &str, password: &str| {
        archivist.post(&format!("{transfer}/close"), json!({"giver": giver, "password": password}))
    };
    archivist.post(&format!("{transfer}/close"), json!({"giver": "clerk"})).refused(422, "BadValue");
    close("clerk", "wrong").refused(401, "SignInFailed");
    close("nobody", "wrong").refused(401, "SignInFailed");
    let closed = close("clerk", PASSWORD).ok();
    assert_eq!(closed["by"], "password");
    let transfer = begin(&archivist, "reception");
    let close =
        |password: &str| archivist.post(&format!("{transfer}/close"), json!({"giver": "clerk", "password": password}));
    let slowed = (0..30).map(|_| close("wrong")).find(|answer| answer.status == 429);
    slowed.expect("somebody who guesses is slowed down").refused(429, "TooManyAttempts");
}

#[test]
fn gaps_are_noted_and_what_comes_later_stands_in_the_register_with_its_day() {
    let (mut server, admin, clerk, other, archivist) = with_clerks();
    announce(&clerk, sale("77", "王小明"));
    let transfer = begin(&archivist, "reception");
    let unsigned = json!({"paper": "sales_contract", "state": "there", "signatures": []});
    let torn = json!({"paper": "vehicle_licence", "state": "unfit", "remark": "撕破"});
    let letter = json!({"name": "客户来信", "state": "there"});
    let card = receive(&archivist, &transfer, "77", all(json!([missing("insurance_policy"), unsigned, torn, letter])));
    let card = card.ok();
    let why: Vec<&str> = card["missing"].as_array().unwrap().iter().map(|gap| gap["why"].as_str().unwrap()).collect();
    assert_eq!((card["gaps"].as_u64(), why), (Some(3), vec!["unsigned_by_customer", "unfit", "missing"]));
    let papers = card["papers"].as_array().unwrap();
    let paper = |id: &str| papers.iter().find(|paper| paper["id"] == id).unwrap();
    assert_eq!(
        (paper("vehicle_licence")["remark"].as_str(), paper("vehicle_licence")["gap"].as_str()),
        (Some("撕破"), Some("unfit"))
    );
    assert_eq!(papers.last().unwrap()["name_en"], "客户来信");
    assert_eq!(admin.get("/cases?state=incomplete").ok()["total"], 1);
    archivist.post(&format!("{transfer}/close"), json!({"giver": "clerk", "password": PASSWORD})).ok();
    let later = json!({"papers": [{"paper": "insurance_policy", "state": "there"}, {"paper": "vehicle_licence", "state": "there"}]});
    assert_eq!(archivist.post("/cases/77/papers", later).ok()["gaps"], 1);
    server.stop();
    server.restart();
    let (clerk, other) = (clerk.at(&server).in_chinese(), other.at(&server));
    let shown = clerk.get(&transfer).ok();
    let entry = &shown["entries"][0];
    assert_eq!((entry["outcome"].as_str(), entry["gaps"].as_array().unwrap().len()), (Some("taken"), 3));
    let later = entry["later"].as_array().unwrap();
    assert_eq!((later.len(), later[0]["date"].as_str()), (1, Some(&*days_from_now(0))));
    assert!(text(&later[0], "what").contains("缺少：") && text(&later[0], "what").contains("不合格："), "{later:?}");
    assert_eq!((shown["gaps"].as_u64(), shown["cases"].as_u64()), (Some(3), Some(1)));
    let csv = clerk.get(&format!("{transfer}/register?format=csv"));
    assert!(csv.header("content-type").starts_with("text/csv"));
    let lines = csv_lines(&csv.text);
    assert_eq!((lines.len(), lines[0][0].as_str()), (2, "业务单"));
    assert!(lines[1][12].contains("缺少：") && lines[1][14].contains("不合格："), "{lines:?}");
    assert!(clerk.get(&format!("{transfer}/register?format=xlsx")).status == 200);
    other.get(&transfer).refused(404, "TransferUnknown");
    other.get(&format!("{transfer}/register?format=csv")).refused(404, "TransferUnknown");
    assert_eq!(other.get("/transfers").ok()["total"], 0);
    let history = clerk.all("/cases/77/history");
    assert_eq!(history.len(), 4, "{history:?}");
    assert!(history.iter().all(|item| is_chinese(&text(item, "sentence"))), "{history:?}");
}

#[test]
fn a_case_that_just_comes_is_announced_and_taken_in_one_frame() {
    let (_server, admin) = dealer();
    let transfer = begin(&admin, "reception");
    let new = json!({"business_type": "SRV"});
    let id = key();
    let send = || {
        let request = admin.http.post(format!("{}/api/v1{transfer}/receive", admin.base));
        let request = request.header("x-csrf-token", &admin.csrf).header("idempotency-key", &id);
        Answer::of(request.json(&json!({"new": new, "papers": all(json!([]))})))
    };
    let card = send().ok();
    assert_eq!((card["phase"].as_str(), card["department"]["code"].as_str()), (Some("filed"), Some("sales1")));
    assert!(!card["flags"].as_array().unwrap().is_empty(), "nothing blocks; what is unknown is flagged");
    let again = send().ok();
    assert_eq!((again["code"].clone(), again["waits"].clone()), (card["code"].clone(), json!(false)));
    assert_eq!(admin.get("/cases").ok()["total"], 1);
    let history = admin.all(&format!("/cases/{}/history", text(&card, "code")));
    let seqs: std::collections::BTreeSet<u64> = history.iter().map(|item| item["seq"].as_u64().unwrap()).collect();
    assert_eq!((history.len(), seqs.len()), (3, 1), "{history:?}");
    let neither = json!({"papers": all(json!([]))});
    admin.post(&format!("{transfer}/receive"), neither).refused(422, "BadValue");
    admin
        .post("/transfers/99/receive", json!({"new": {"business_type": "SRV"}, "papers": {"only": []}}))
        .refused(404, "TransferUnknown");
}

#[test]
fn two_desks_that_take_one_case_at_once_one_wins_and_the_other_is_told_by_whom() {
    let (server, admin, clerk, _, archivist) = with_clerks();
    let second = server.person(&admin, "second", "archivist", None);
    let names: Vec<String> =
        [&archivist, &second].map(|one| text(&one.get("/me").ok()["person"], "display_name")).to_vec();
    for round in 0..5 {
        let case = text(&announce(&clerk, sale(&format!("W-{round}"), "王小明")), "code");
        let barrier = Arc::new(Barrier::new(2));
        let desks = [(archivist.clone(), "reception"), (second.clone(), "scanning")];
        let takers = desks.map(|(client, desk)| {
            let (barrier, case, transfer) = (barrier.clone(), case.clone(), begin(&client, desk));
            std::thread::spawn(move || {
                barrier.wait();
                receive(&client, &transfer, &case, all(json!([])))
            })
        });
        let answers: Vec<Answer> = takers.into_iter().map(|taker| taker.join().unwrap()).collect();
        let winner = answers.iter().position(|answer| answer.status == 200).unwrap();
        let loser = answers.into_iter().nth(1 - winner).unwrap().refused(409, "CaseReceived");
        assert_eq!(loser["params"]["taker"], names[winner].as_str());
    }
}

#[test]
fn a_type_that_takes_no_gaps_sends_the_case_back_and_it_comes_again() {
    let (_server, admin) = dealer();
    change_type(&admin, "NEW", |kind| kind["incomplete"] = json!("refuse"));
    announce(&admin, sale("77", "王小明"));
    let transfer = begin(&admin, "reception");
    let papers = all(json!([missing("insurance_policy")]));
    let refused = receive(&admin, &transfer, "77", papers.clone()).refused(409, "CaseIncomplete");
    assert_eq!(refused["params"]["gaps"], "1");
    let away = admin
        .post(&format!("{transfer}/turn-away"), json!({"case": "77", "papers": papers, "reason": "缺保险单"}))
        .ok();
    assert_eq!(
        (away["phase"].as_str(), away["gaps"].as_u64(), away["reason"].as_str()),
        (Some("announced"), Some(1), Some("缺保险单"))
    );
    receive(&admin, &transfer, "77", all(json!([]))).ok();
    let shown = admin.get(&transfer).ok();
    let entries = shown["entries"].as_array().unwrap();
    assert_eq!((entries[0]["outcome"].as_str(), entries[0]["gaps"].as_array().unwrap().len()), (Some("taken"), 0));
    assert_eq!(
        (entries[1]["outcome"].as_str(), entries[1]["reason"].as_str()),
        (Some("turned_away"), Some("缺保险单"))
    );
    assert_eq!(entries[1]["gaps"].as_array().unwrap().len(), 1);
}

#[test]
fn papers_whose_folder_is_out_wait_on_a_list_until_both_are_scanned() {
    let (_server, admin) = dealer();
    change_type(&admin, "SRV", |kind| kind["scope"] = json!("subject"));
    let visit = |reference: &str| {
        let person = json!({"kind": "person", "name": "王小明", "identities": [{"kind": "identity_number", "value": "320102198807126747"}]});
        json!({"business_type": "SRV", "reference": reference, "department": "sales1", "business_date": days_from_now(0), "subjects": [person]})
    };
    announce(&admin, visit("1"));
    let transfer = begin(&admin, "reception");
    let first = receive(&admin, &transfer, "1", all(json!([]))).ok();
    let folder = text(&first["folder"], "code");
    admin.post(&format!("/folders/{folder}/checkout"), json!({"borrower": "admin"})).ok();
    let second = announce(&admin, visit("2"));
    assert_eq!(second["folder"]["code"], folder.as_str());
    let card = receive(&admin, &transfer, "2", all(json!([]))).ok();
    assert_eq!((card["phase"].as_str(), card["waits"].as_bool()), (Some("waiting"), Some(true)));
    assert_eq!(admin.get("/receive/today?department=sales1").ok()["waiting"]["total"], 1);
    let elsewhere = admin.register(json!({"business_type": "SRV", "business_date": "2026-03-05", "class": "public"}));
    let file = |folder: &str| admin.post("/cases/2/file", json!({"folder": folder}));
    file(&elsewhere).refused(409, "CaseOfOtherFolder");
    assert_eq!(file(&folder).ok()["phase"], "waiting", "by the record it is out");
    admin.post(&format!("/folders/{folder}/return"), json!({"desk": "reception"})).ok();
    assert_eq!(file(&folder).ok()["phase"], "filed");
    assert_eq!(admin.get("/cases?state=waiting").ok()["total"], 0);
}

#[test]
fn a_second_person_reviews_and_only_then_is_it_certified() {
    let (_server, admin, clerk, _, archivist) = with_clerks();
    change_type(&admin, "NEW", |kind| {
        kind["needs_review"] = json!(true);
        kind["needs_certificate"] = json!(true);
    });
    announce(&clerk, sale("77", "王小明"));
    let transfer = begin(&archivist, "reception");
    archivist.post("/cases/77/review", json!({"right": true})).refused(409, "CaseExpected");
    receive(&archivist, &transfer, "77", all(json!([]))).ok();
    assert_eq!(admin.get("/cases?state=unreviewed").ok()["total"], 1);
    archivist.post("/cases/77/review", json!({"right": true})).refused(403, "ReviewByAnother");
    archivist.post("/cases/77/certify", json!({})).refused(409, "ReviewNeeded");
    admin.post("/cases/77/review", json!({"right": false})).refused(422, "ReasonRequired");
    assert_eq!(admin.post("/cases/77/review", json!({"right": true})).ok()["is_reviewed"], true);
    let certified = archivist.post("/cases/77/certify", json!({})).ok();
    assert_eq!(certified["certificate"], 1);
    assert_eq!(archivist.post("/cases/77/certify", json!({})).ok()["certificate"], 1, "once");
}

#[test]
fn what_a_device_queued_is_asked_case_by_case_and_its_refusal_is_told_and_kept() {
    let (_server, admin, clerk, _, archivist) = with_clerks();
    for reference in ["1", "2"] {
        announce(&clerk, sale(reference, "王小明"));
    }
    receive(&admin, &begin(&admin, "reception"), "2", all(json!([]))).ok();
    let at = chrono::Utc::now().to_rfc3339();
    let command = |number: u64, command: Value| json!({"number": number, "occurred_at": at, "command": command});
    let take = |case: &str| {
        json!({"kind": "receive_case", "department": "sales1", "desk": "reading", "case": case,
        "papers": all(json!([missing("insurance_policy")]))})
    };
    let came = json!({"kind": "note_papers", "case": "1", "papers": [{"paper": "insurance_policy", "state": "there"}]});
    let just = json!({"kind": "receive_case", "department": "sales1", "new": {"business_type": "SRV"}, "papers": all(json!([]))});
    let body = json!({"device": "PDA-7", "commands": [
        command(1, take("1")), command(2, take("2")), command(3, came), command(4, just),
        command(5, json!({"kind": "receive_case", "papers": all(json!([]))})),
    ]});
    let told = |answer: &Value| -> Vec<(String, Value)> {
        let results = answer["results"].as_array().unwrap().iter();
        results.map(|one| (text(one, "status"), one["case"]["gaps"].clone())).collect()
    };
    let answer = archivist.post("/sync", body.clone()).ok();
    let states: Vec<(String, Value)> = [
        ("done", json!(0)),
        ("refused", Value::Null),
        ("done", json!(0)),
        ("done", json!(0)),
        ("refused", Value::Null),
    ]
    .map(|(status, gaps)| (status.to_owned(), gaps))
    .to_vec();
    let first = answer["results"][0]["case"].clone();
    assert!(first["transfer"].is_u64(), "{answer}");
    assert_eq!(
        told(&answer).into_iter().map(|(status, _)| status).collect::<Vec<_>>(),
        states.iter().map(|(status, _)| status.clone()).collect::<Vec<_>>(),
        "{answer}"
    );
    let lost = &answer["results"][1]["problem"];
    let winner = text(&admin.get("/me").ok()["person"], "display_name");
    assert_eq!(
        (lost["code"].as_str(), lost["params"]["taker"].as_str()),
        (Some("CaseReceived"), Some(winner.as_str()))
    );
    assert_eq!(answer["results"][2]["case"]["gaps"], 0);
    let again = archivist.post("/sync", body).ok();
    assert!(again["results"].as_array().unwrap().iter().all(|one| one["repeated"] == true), "{again}");
    assert_eq!(again["results"][1]["problem"], *lost);
    assert_eq!(again["results"][3]["case"]["code"], answer["results"][3]["case"]["code"]);
    assert_eq!(admin.get("/cases").ok()["total"], 3);
}

#[test]
fn the_desk_is_told_what_is_expected_today_what_is_late_and_what_is_being_handed_over() {
    let (_server, admin, clerk, other, archivist) = with_clerks();
    let mut late = sale("1", "甲");
    late["business_date"] = json!("2026-03-05");
    announce(&clerk, late);
    announce(&clerk, json!({"business_type": "NEW", "reference": "2"}));
    announce(&clerk, sale("3", "丙"));
    announce(&other, json!({"business_type": "NEW", "reference": "4"}));
    begin(&archivist, "reception");
    let totals =
        |today: &Value| ["late", "expected", "coming", "waiting"].map(|list| today[list]["total"].as_u64().unwrap());
    assert_eq!(totals(&admin.get("/receive/today").ok()), [1, 2, 1, 0]);
    let today = admin.get("/receive/today?department=sales1&desk=reception").ok();
    assert_eq!((totals(&today), today["open_transfers"]["total"].as_u64().unwrap()), ([1, 1, 1, 0], 1));
    assert_eq!(admin.get("/receive/today?desk=repair").ok()["open_transfers"]["total"], 0);
    let theirs = other.get("/receive/today").ok();
    assert_eq!((totals(&theirs), &theirs["open_transfers"]["total"]), ([0, 1, 0, 0], &json!(0)));
}
