//! Lending by code: what works, and everything that is refused.

use super::support::{
    Answer, Client, Server, both, days_from_now, dealer, demo, folder, is_chinese, key, percent, text, zone,
};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::{Arc, Barrier};

fn checkout(client: &Client, code: &str, borrower: &str) -> super::support::Answer {
    client.post(&format!("/folders/{code}/checkout"), json!({"borrower": borrower}))
}

/// A dealer's archive with somebody who borrows.
fn with_borrower() -> (Server, Client) {
    let (server, admin) = dealer();
    for name in ["li", "wang"] {
        let body = json!({"name": name, "display_name": name.to_uppercase(), "role": "borrower", "department": "sales1",
            "may_sign_in": false});
        admin.post("/people", body).ok();
    }
    (server, admin)
}

#[test]
fn a_folder_goes_out_comes_back_and_is_put_away_where_it_belongs() {
    let (_server, admin) = with_borrower();
    let card = admin.post("/folders", folder("NEW", "2026-03-05", "张伟")).ok();
    let (code, home) = (text(&card, "code"), text(&card["where"]["home"], "slot"));
    assert_eq!(card["where"]["state"], "at_desk");
    let put = |slot: &str, confirm: bool| {
        admin.post(&format!("/folders/{code}/put-away"), json!({"slot": slot, "confirm_move": confirm}))
    };
    assert_eq!(put(&home, false).ok()["where"]["state"], "on_shelf");

    let lent = checkout(&admin, &code, "li").ok();
    assert_eq!(
        (lent["where"]["state"].as_str(), lent["loan"]["borrower"]["display_name"].as_str()),
        (Some("on_loan"), Some("LI"))
    );
    assert_eq!(lent["loan"]["due"], days_from_now(14), "as long as the business type says");
    assert_eq!(lent["where"]["home"]["slot"], home, "its slot is kept for it");

    let back = admin.post(&format!("/folders/{code}/return"), json!({})).ok();
    assert_eq!(back["where"]["state"], "at_desk");
    assert_eq!(back["where"]["home"]["slot"], home, "the return says where it belongs");
    assert!(back["loan"].is_null());
    let waiting = admin.get("/at-desk").ok();
    assert_eq!(waiting["items"][0]["code"], code.as_str());

    // Into another slot only as a confirmed move.
    let other = "A-01L-01-1-09";
    let problem = put(other, false).refused(409, "WrongSlot");
    assert_eq!(
        (problem["params"]["home"].as_str(), problem["params"]["slot"].as_str()),
        (Some(home.as_str()), Some(other))
    );
    assert_eq!(admin.get(&format!("/folders/{code}")).ok()["where"]["state"], "at_desk", "nothing was done");
    let moved = put(other, true).ok();
    assert_eq!(
        (moved["where"]["state"].as_str(), moved["where"]["home"]["slot"].as_str()),
        (Some("on_shelf"), Some(other))
    );
    assert_eq!(moved["where"]["wrong_place"], false);
    put("A-09L-01-1-1", true).refused(404, "PlaceUnknown");
}

#[test]
fn a_folder_on_loan_cannot_be_checked_out_again_by_any_of_its_codes() {
    let (_server, admin) = with_borrower();
    let code = admin.register(
        json!({"business_type": "NEW", "business_date": "2026-03-05", "class": "public", "foreign_codes": ["OLD-1"]}),
    );
    admin.post(&format!("/folders/{code}/aliases"), json!({"code": "FORMER-7"})).ok();
    checkout(&admin, "old-1", "li").ok();
    for known in [code.as_str(), "OLD-1", "former-7"] {
        let problem = checkout(&admin, known, "wang").refused(409, "FolderOnLoan");
        assert_eq!(problem["params"]["borrower"], "LI");
        assert_eq!(problem["params"]["code"], code.as_str());
    }
    let chinese = checkout(&admin.in_chinese(), &code, "wang").refused(409, "FolderOnLoan");
    assert!(is_chinese(chinese["detail"].as_str().unwrap()), "{chinese}");
}

#[test]
fn unknown_mistyped_and_ambiguous_codes_are_told_apart() {
    let (_server, admin) = with_borrower();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let ambiguous =
        json!({"business_type": "NEW", "business_date": "2026-03-05", "class": "public", "foreign_codes": ["HT-77"]});
    let two = [admin.register(ambiguous.clone()), admin.register(ambiguous)];

    checkout(&admin, "NOTHING", "li").refused(404, "CodeUnknown");
    let mut mistyped = code.clone();
    mistyped.replace_range(mistyped.len() - 3..mistyped.len() - 2, "9");
    checkout(&admin, &mistyped, "li").refused(404, "CodeMistyped");
    let problem = checkout(&admin, "HT-77", "li").refused(409, "CodeAmbiguous");
    assert_eq!(problem["params"]["count"], "2");
    assert!(two.iter().all(|code| problem["params"]["candidates"].as_str().unwrap().contains(code.as_str())));
    checkout(&admin, &percent("HTTPS://OTHER.EXAMPLE/F/X1"), "li").refused(422, "ForeignHost");
    for (bad, code) in [("NOTHING", "CodeUnknown"), (mistyped.as_str(), "CodeMistyped"), ("HT-77", "CodeAmbiguous")] {
        let chinese = admin.in_chinese().get(&format!("/folders/{bad}"));
        assert_eq!(chinese.body["code"], code);
        assert!(is_chinese(chinese.body["detail"].as_str().unwrap()), "{}", chinese.text);
    }

    // A scan helps further where a batch refuses.
    let scanned = admin.get(&format!("/scan?text={mistyped}")).ok();
    assert_eq!((scanned["kind"].as_str(), scanned["nearest"][0].as_str()), (Some("unknown"), Some(code.as_str())));
    let scanned = admin.get("/scan?text=ht-77").ok();
    assert_eq!((scanned["kind"].as_str(), scanned["candidates"].as_array().unwrap().len()), (Some("folders"), 2));
    let batch = admin.post("/checkouts", json!({"borrower": "li", "codes": ["HT-77", two[0], mistyped]})).ok();
    assert_eq!(batch["results"][0]["problem"]["code"], "CodeAmbiguous");
    assert_eq!(batch["results"][1]["folder"]["where"]["state"], "on_loan");
    assert_eq!(batch["results"][2]["problem"]["code"], "CodeMistyped");
}

#[test]
fn a_destroyed_folder_stays_known_and_can_do_nothing() {
    let (_server, admin) = with_borrower();
    let card = admin.post("/folders", folder("NEW", "2026-03-05", "张伟")).ok();
    let (code, home) = (text(&card, "code"), text(&card["where"]["home"], "slot"));
    let destroy = |body: Value| admin.post(&format!("/folders/{code}/destroy"), body);
    destroy(json!({"reason": "", "witnesses": [0, 1]})).refused(422, "ReasonRequired");
    destroy(json!({"reason": "到期", "witnesses": [0]})).refused(422, "WitnessesRequired");
    destroy(json!({"reason": "到期", "witnesses": [1, 1]})).refused(422, "WitnessesRequired");
    destroy(json!({"reason": "到期", "witnesses": [1, 99]})).refused(422, "WitnessesRequired");
    assert_eq!(destroy(json!({"reason": "到期", "witnesses": [0, 1]})).ok()["where"]["state"], "destroyed");

    assert_eq!(admin.get(&format!("/folders/{code}")).ok()["where"]["state"], "destroyed");
    checkout(&admin, &code, "li").refused(409, "FolderDestroyed");
    for action in ["renew", "missing", "found"] {
        admin.post(&format!("/folders/{code}/{action}"), json!({})).refused(409, "FolderDestroyed");
    }
    for action in ["return", "receive"] {
        let card = admin.post(&format!("/folders/{code}/{action}"), json!({})).ok();
        assert_eq!(card["where"]["state"], "destroyed", "it is noted, and stays destroyed on the record");
    }
    let card = admin.post(&format!("/folders/{code}/put-away"), json!({"slot": home})).ok();
    assert_eq!(card["discrepancies"][0]["kind"], "gone_but_here");
    admin.patch(&format!("/folders/{code}"), json!({"note": "x"})).refused(409, "FolderDestroyed");
    destroy(json!({"reason": "到期", "witnesses": [0, 1]})).refused(409, "FolderDestroyed");
    assert_eq!(admin.get(&format!("/places/{home}")).ok()["used_mm"], 0, "its slot is free");
    let withdrawn = admin.register(folder("NEW", "2026-03-05", "李四"));
    admin.post(&format!("/folders/{withdrawn}/withdraw"), json!({"reason": "移交客户"})).ok();
    checkout(&admin, &withdrawn, "li").refused(409, "FolderWithdrawn");
}

#[test]
fn a_missing_or_expected_folder_is_not_lent() {
    let (_server, admin) = with_borrower();
    let lost = admin.register(folder("NEW", "2026-03-05", "张伟"));
    admin.post(&format!("/folders/{lost}/missing"), json!({"note": "不在格内"})).ok();
    checkout(&admin, &lost, "li").refused(409, "FolderMissing");
    assert_eq!(
        admin.post(&format!("/folders/{lost}/found"), json!({"note": "在隔壁"})).ok()["where"]["state"],
        "at_desk"
    );
    checkout(&admin, &lost, "li").ok();
    let expected = admin.register(json!({"business_type": "NEW", "business_date": "2026-03-05", "expected": true}));
    checkout(&admin, &expected, "li").refused(409, "FolderExpected");
    assert_eq!(admin.post(&format!("/folders/{expected}/receive"), json!({})).ok()["where"]["state"], "at_desk");
}

#[test]
fn two_people_in_one_group_cannot_both_have_a_folder() {
    let (_server, admin) = with_borrower();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let results = admin.post("/checkouts", json!({"borrower": "li", "codes": [code, code]})).ok();
    assert_eq!(results["results"][0]["folder"]["where"]["state"], "on_loan");
    assert_eq!(results["results"][1]["problem"]["code"], "FolderRepeated");
}

#[test]
fn of_many_who_want_one_folder_at_once_exactly_one_gets_it() {
    const WANT: usize = 16;
    let (_server, admin) = with_borrower();
    for round in 0..3 {
        let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
        let together = Arc::new(Barrier::new(WANT));
        let asking: Vec<_> = (0..WANT)
            .map(|at| {
                let (admin, code, together) = (admin.clone(), code.clone(), together.clone());
                std::thread::spawn(move || {
                    let borrower = if at % 2 == 0 { "li" } else { "wang" };
                    together.wait();
                    let answer = if at % 3 == 0 {
                        let many = admin.post("/checkouts", json!({"borrower": borrower, "codes": [code]})).ok();
                        many["results"][0]["problem"]["code"].as_str().map(str::to_owned)
                    } else {
                        checkout(&admin, &code, borrower).body["code"]
                            .as_str()
                            .filter(|got| *got == "FolderOnLoan")
                            .map(str::to_owned)
                    };
                    (borrower, answer)
                })
            })
            .collect();
        let answers: Vec<_> = asking.into_iter().map(|thread| thread.join().unwrap()).collect();
        let winners: Vec<_> = answers.iter().filter(|(_, refused)| refused.is_none()).collect();
        assert_eq!(winners.len(), 1, "round {round}: {answers:?}");
        assert!(answers.iter().all(|(_, refused)| refused.as_deref().is_none_or(|code| code == "FolderOnLoan")));
        let card = admin.get(&format!("/folders/{code}")).ok();
        assert_eq!(text(&card["loan"]["borrower"], "display_name"), winners[0].0.to_uppercase());
        let history = admin.all(&format!("/folders/{code}/history"));
        assert_eq!(history.iter().filter(|item| item["kind"] == "CheckedOut").count(), 1, "{history:?}");
    }
}

#[test]
fn several_are_lent_returned_and_put_away_at_once_each_on_its_own() {
    let (_server, admin) = with_borrower();
    let cards: Vec<Value> =
        (1..=4).map(|day| admin.post("/folders", folder("NEW", &format!("2026-03-0{day}"), "张伟")).ok()).collect();
    let codes: Vec<String> = cards.iter().map(|card| text(card, "code")).collect();
    let lent = admin
        .post(
            "/checkouts",
            json!({"borrower": "li", "codes": [codes[0], "NOTHING", codes[1], codes[2]], "purpose": "年检"}),
        )
        .ok();
    let problems: Vec<&Value> =
        lent["results"].as_array().unwrap().iter().map(|result| &result["problem"]["code"]).collect();
    assert_eq!(problems, [&Value::Null, &json!("CodeUnknown"), &Value::Null, &Value::Null]);
    let li = admin.get("/people?q=li").ok()["items"][0]["no"].as_u64().unwrap();
    let loans = admin.get(&format!("/people/{li}/loans")).ok();
    assert_eq!((loans["total"].as_u64(), loans["items"][0]["purpose"].as_str()), (Some(3), Some("年检")));
    assert_eq!(admin.get("/people?q=li").ok()["items"][0]["loans"], 3);

    let renewed = admin.post("/renewals", json!({"codes": [codes[0], codes[3]], "due": days_from_now(20)})).ok();
    assert_eq!(renewed["results"][0]["folder"]["loan"]["due"], days_from_now(20));
    assert_eq!(renewed["results"][1]["problem"]["code"], "FolderNotOnLoan");
    let back = admin.post("/returns", json!({"codes": codes})).ok();
    assert!(back["results"].as_array().unwrap().iter().all(|result| result["folder"]["where"]["state"] == "at_desk"));
    let home = text(&cards[0]["where"]["home"], "slot");
    let away = admin.post("/put-aways", json!({"slot": home, "codes": codes})).ok();
    assert_eq!(away["results"][0]["folder"]["where"]["state"], "on_shelf");
    let many: Vec<&String> = std::iter::repeat_n(&codes[0], 201).collect();
    admin.post("/returns", json!({"codes": many})).refused(413, "LimitExceeded");
}

#[test]
fn renewals_and_due_dates_have_limits() {
    let (_server, admin) = with_borrower();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let lend = |due: String| admin.post(&format!("/folders/{code}/checkout"), json!({"borrower": "li", "due": due}));
    lend(days_from_now(-1)).refused(422, "DueInPast");
    let settings = admin.get("/settings").ok();
    let (max_days, max_renewals) =
        (settings["max_loan_days"].as_i64().unwrap(), settings["max_renewals"].as_u64().unwrap());
    lend(days_from_now(max_days + 1)).refused(422, "DueTooFar");
    lend(days_from_now(max_days)).ok();
    for renewal in 1..=max_renewals {
        let renewed = admin.post(&format!("/folders/{code}/renew"), json!({})).ok();
        assert_eq!(renewed["loan"]["renewals"], renewal);
    }
    admin.post(&format!("/folders/{code}/renew"), json!({})).refused(409, "RenewalLimit");
    admin.patch("/settings", json!({"max_renewals": max_renewals + 1})).ok();
    admin.post(&format!("/folders/{code}/renew"), json!({})).ok();
    admin.post(&format!("/folders/{code}/return"), json!({})).ok();
    admin.post(&format!("/folders/{code}/renew"), json!({})).refused(409, "FolderNotOnLoan");
}

#[test]
fn who_is_blocked_expired_unknown_or_not_cleared_gets_nothing() {
    let (_server, admin) = with_borrower();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    checkout(&admin, &code, "nobody").refused(404, "BorrowerUnknown");
    let li = admin.get("/people?q=li").ok()["items"][0].clone();
    let change = |body: Value| admin.patch(&format!("/people/{}", li["no"]), body).ok();
    change(json!({"blocked_reason": "三件逾期"}));
    let problem = checkout(&admin, &code, "li").refused(409, "BorrowerBlocked");
    assert_eq!(problem["params"]["detail"], "三件逾期");
    change(json!({"blocked_reason": null}));
    change(json!({"expires_on": days_from_now(-1)}));
    checkout(&admin, &code, "li").refused(409, "BorrowerBlocked");
    change(json!({"expires_on": null}));
    admin.patch(&format!("/folders/{code}"), json!({"class": "personal"})).ok();
    checkout(&admin, &code, "li").refused(409, "BorrowerMayNot");
    admin.patch(&format!("/folders/{code}"), json!({"class": "public"})).ok();
    // By badge, by badge address, by number, by name.
    let badge = text(&li, "badge_code");
    for who in [json!(badge), json!(li["no"]), json!("LI ")] {
        admin.post(&format!("/folders/{code}/checkout"), json!({"borrower": who})).ok();
        admin.post(&format!("/folders/{code}/return"), json!({})).ok();
    }
    assert_eq!(admin.get(&format!("/scan?text={badge}")).ok()["person"]["name"], "li");
    let renewed = admin.post(&format!("/people/{}/badge", li["no"]), json!({})).ok();
    assert_ne!(text(&renewed, "badge_code"), badge);
    checkout(&admin, &code, &badge).refused(404, "BorrowerUnknown");
}

#[test]
fn without_room_nothing_is_registered_and_the_refusal_says_what_would_help() {
    let server = Server::start();
    let admin = server.administrator();
    admin.post("/presets/dealer_a", json!({})).ok();
    admin.post("/storerooms", json!({"code": "B", "name": both("小库", "Small")})).ok();
    let one_shelf =
        json!({"from": 1, "to": 1, "sides": ["-"], "bays": 1, "shelves": 1, "slots": 2, "slot_width_mm": 40});
    admin.post("/storerooms/B/ranges", one_shelf).ok();
    admin.put("/zones/ALL", zone("B-01", &[], 1, false)).ok();
    let mut kept = Vec::new();
    let problem = loop {
        let answer = admin.post("/folders", folder("NEW", "2026-03-05", "张伟"));
        if answer.status != 201 {
            break answer.refused(409, "NoRoom");
        }
        kept.push(text(&answer.body, "code"));
        assert!(kept.len() < 20, "two slots of 40 mm hold no twenty folders of 12 mm");
    };
    for param in ["full_en", "full_zh", "help_en", "help_zh", "lane", "period"] {
        assert!(problem["params"][param].as_str().is_some_and(|text| !text.is_empty()), "{param}: {problem}");
    }
    assert_eq!(admin.get("/system").ok()["folders"], kept.len());
    assert_eq!(kept.len(), 6, "three of 12 mm in each slot of 40 mm");
    // It can still wait at the desk, and stands with a flag.
    let waiting = admin.post("/folders", json!({"business_type": "NEW", "business_date": "2026-03-05"})).ok();
    assert_eq!(waiting["flags"][0]["code"], "no_home");
}

#[test]
fn the_overdue_list_shows_what_is_late_and_nothing_else() {
    let (_, admin) = demo();
    let overdue = admin.all("/loans?overdue=true");
    let all = admin.all("/loans");
    // 64 folders, and one paper alone.
    assert_eq!((overdue.len(), all.len()), (17, 65));
    assert!(overdue.iter().all(|loan| loan["overdue_days"].as_i64().unwrap() > 0));
    let dues: Vec<String> = all.iter().map(|loan| text(loan, "due")).collect();
    assert!(dues.is_sorted(), "the one due first first");
    let late = all.iter().filter(|loan| loan["overdue_days"].as_i64().unwrap() > 0).count();
    assert_eq!((late, admin.get("/system").ok()["overdue"].as_u64()), (17, Some(17)));
    let borrower = overdue[0]["borrower"]["no"].as_u64().unwrap();
    let his = admin.all(&format!("/loans?overdue=true&borrower={borrower}"));
    assert!(!his.is_empty() && his.iter().all(|loan| loan["borrower"]["no"] == borrower));
    let page = admin.get("/loans?limit=10").ok();
    assert_eq!(
        (page["items"].as_array().unwrap().len(), page["total"].as_u64(), page["next_cursor"].as_str()),
        (10, Some(65), Some("10"))
    );
}

#[test]
fn one_key_does_a_thing_once_and_another_request_under_it_is_refused() {
    let (mut server, admin) = with_borrower();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    // reqwest appends, so the key goes in by hand.
    let once = |admin: &Client, key: &str, path: &str, body: &Value| {
        let mut request = admin.request(Method::POST, path).json(body).build().unwrap();
        request.headers_mut().insert("idempotency-key", key.parse().unwrap());
        let response = admin.http.execute(request).unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_str::<Value>(&response.text().unwrap()).unwrap())
    };
    let path = format!("/folders/{code}/checkout");
    let body = json!({"borrower": "li"});
    let first_key = key();
    let first = once(&admin, &first_key, &path, &body);
    assert_eq!(first.0, 200, "{}", first.1);
    let again = once(&admin, &first_key, &path, &body);
    assert_eq!(again, first, "the same answer");
    assert_eq!(once(&admin, &first_key, &path, &json!({"borrower": "wang"})).1["code"], "IdempotencyKeyReused");
    assert_eq!(once(&admin, &first_key, "/folders", &json!({"business_type": "NEW"})).0, 422);
    // Registering is the dangerous one: done once, also across a restart.
    let register = folder("NEW", "2026-03-06", "王五");
    let second_key = key();
    let made = once(&admin, &second_key, "/folders", &register);
    assert_eq!(made.0, 201);
    server.kill9();
    server.restart();
    let admin = admin.at(&server);
    let remade = once(&admin, &second_key, "/folders", &register);
    assert_eq!((remade.0, &remade.1["code"]), (201, &made.1["code"]));
    assert_eq!(once(&admin, &first_key, &path, &body).1["loan"]["borrower"], first.1["loan"]["borrower"]);
    assert_eq!(admin.get("/system").ok()["folders"], 2);
    // A key is its owner's: somebody else's request under it is another one.
    let other = server.person(&admin, "zhao", "archivist", None);
    assert_eq!(once(&other, &second_key, "/folders", &register).0, 201);
    assert_eq!(admin.get("/system").ok()["folders"], 3);
    // A batch answers for each item as the first time.
    let third_key = key();
    let batch = json!({"borrower": "wang", "codes": ["NOTHING", made.1["code"], code]});
    let answer = once(&admin, &third_key, "/checkouts", &batch).1;
    let repeated = once(&admin, &third_key, "/checkouts", &batch).1;
    let outcome = |answer: &Value| -> Vec<Value> {
        answer["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| json!([item["problem"]["code"], item["folder"]["code"]]))
            .collect()
    };
    assert_eq!(outcome(&repeated), outcome(&answer));
}

#[test]
fn one_key_sent_by_many_at_once_does_one_thing() {
    let (_server, admin) = dealer();
    let shared = key();
    let sending: Vec<_> = (0..12)
        .map(|_| {
            let (admin, shared) = (admin.clone(), shared.clone());
            std::thread::spawn(move || {
                let body = folder("NEW", "2026-03-05", "张伟");
                let mut request = admin.request(Method::POST, "/folders").json(&body).build().unwrap();
                request.headers_mut().insert("idempotency-key", shared.parse().unwrap());
                let answer: Value =
                    serde_json::from_str(&admin.http.execute(request).unwrap().text().unwrap()).unwrap();
                text(&answer, "code")
            })
        })
        .collect();
    let codes: std::collections::BTreeSet<String> = sending.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(codes.len(), 1, "{codes:?}");
    assert_eq!(admin.get("/system").ok()["folders"], 1);
}

#[test]
fn a_scanner_is_told_where_the_folder_is_and_no_more() {
    let (_server, admin) = with_borrower();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let brief = |verb: &str, body: Value| {
        let request = admin.request(Method::POST, &format!("/folders/{code}/{verb}")).json(&body);
        Answer::of(request.header("prefer", "respond-async, return=minimal"))
    };
    let lent = brief("checkout", json!({"borrower": "li", "purpose": "年检"}));
    assert_eq!(lent.header("preference-applied"), "return=minimal");
    assert_eq!(lent.header("content-type"), "application/vnd.strongroom.brief+json");
    let lent = lent.ok();
    let fields: Vec<&String> = lent.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["code", "folder_no", "loan", "seq", "where"]);
    let card = admin.get(&format!("/folders/{code}?min_seq={}", lent["seq"])).ok();
    for field in ["code", "folder_no", "loan", "where"] {
        assert_eq!(lent[field], card[field], "the short answer says of {field} what the card says");
    }
    assert_eq!(card["loan"]["purpose"], "年检");
    brief("checkout", json!({"borrower": "li"})).refused(409, "FolderOnLoan");
    assert_eq!(brief("return", json!({})).ok()["where"]["state"], "at_desk");
    let slot = card["where"]["home"]["slot"].clone();
    assert_eq!(brief("put-away", json!({"slot": slot})).ok()["where"]["state"], "on_shelf");
}

#[test]
fn the_purpose_is_that_of_this_loan_also_after_a_renewal_and_a_second_loan() {
    let (_server, admin) = with_borrower();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let post = |verb: &str, body: Value| admin.post(&format!("/folders/{code}/{verb}"), body).ok();
    assert_eq!(post("checkout", json!({"borrower": "li", "purpose": "年检"}))["loan"]["purpose"], "年检");
    assert_eq!(post("renew", json!({"due": days_from_now(20)}))["loan"]["purpose"], "年检");
    post("return", json!({}));
    assert!(post("checkout", json!({"borrower": "li"}))["loan"]["purpose"].is_null());
    assert!(admin.get(&format!("/folders/{code}")).ok()["loan"]["purpose"].is_null());
    assert_eq!(admin.get("/loans").ok()["items"][0]["purpose"], Value::Null);
}
