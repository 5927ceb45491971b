//! Cases over HTTP: announced, looked at, mended, told of; who sees which.

use super::support::{Answer, Client, Server, days_from_now, dealer, is_chinese, key, percent, text};
use reqwest::Method;
use serde_json::{Value, json};

/// A sale of today, to announce.
pub fn sale(reference: &str, customer: &str) -> Value {
    json!({"business_type": "NEW", "reference": reference, "department": "sales1", "business_date": days_from_now(0),
        "subjects": [{"kind": "person", "name": customer}]})
}

/// Announces one case and returns it.
#[track_caller]
pub fn announce(client: &Client, case: Value) -> Value {
    let results = client.post("/cases", json!({"cases": [case]})).ok();
    let result = &results["results"][0];
    assert!(result["refusal"].is_null(), "{result}");
    result["case"].clone()
}

/// The refusal of one case that was to be announced.
#[track_caller]
fn not_announced(client: &Client, case: Value) -> Value {
    let results = client.post("/cases", json!({"cases": [case]})).ok();
    assert!(results["results"][0]["case"].is_null(), "{results}");
    results["results"][0]["refusal"].clone()
}

fn codes(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|case| text(case, "code")).collect()
}

/// A dealer's archive with a clerk of each of two departments, and an archivist.
pub fn with_clerks() -> (Server, Client, Client, Client, Client) {
    let (server, admin) = dealer();
    let clerk = server.person(&admin, "clerk", "department_clerk", Some("sales1"));
    let other = server.person(&admin, "other", "department_clerk", Some("sales2"));
    let archivist = server.person(&admin, "archivist", "archivist", None);
    (server, admin, clerk, other, archivist)
}

#[test]
fn a_clerk_announces_a_case_and_finds_it_with_its_folder_its_day_and_its_checklist() {
    let (_server, admin, clerk, _, _) = with_clerks();
    let case = announce(&clerk, sale("HZ-77", "王小明"));
    let code = text(&case, "code");
    assert_eq!((case["phase"].as_str(), case["reference"].as_str()), (Some("announced"), Some("HZ-77")));
    assert_eq!((case["department"]["code"].as_str(), case["title"].as_str()), (Some("sales1"), Some("王小明")));
    assert_eq!((case["completeness"].as_str(), &case["gaps"]), (Some("not_checked"), &Value::Null));
    assert!(case["due"]["date"].as_str().unwrap() > days_from_now(0).as_str());
    assert_eq!(case["folder"]["state"], "expected");
    for name in [&code, "hz-77", &text(&case["folder"], "code")] {
        assert_eq!(clerk.get(&format!("/cases/{name}")).ok()["code"], code.as_str(), "{name}");
    }
    let card = clerk.get(&format!("/cases/{code}")).ok();
    let papers = card["papers"].as_array().unwrap();
    assert_eq!((papers[0]["id"].as_str(), &papers[0]["state"]), (Some("customer_card"), &Value::Null));
    assert!(papers.iter().any(|paper| paper["conditional"] == true && paper["wanted"] == false), "{papers:?}");
    let listed = admin.get("/cases?state=announced&department=sales1").ok();
    assert_eq!((codes(&listed), listed["total"].as_u64()), (vec![code.clone()], Some(1)));
    assert_eq!(codes(&admin.get("/cases?q=hz-7").ok()), std::slice::from_ref(&code));
    assert_eq!(admin.get("/cases?state=late").ok()["total"], 0);
    let scanned = admin.get(&format!("/scan?text={code}")).ok();
    assert_eq!((scanned["kind"].as_str(), scanned["case"]["code"].as_str()), (Some("case"), Some(code.as_str())));
    let held = admin.get(&format!("/folders/{}/cases", text(&case["folder"], "code"))).ok();
    assert_eq!(codes(&held), [code]);
}

#[test]
fn a_case_is_found_by_its_customer_too() {
    let (_server, admin) = dealer();
    let case = announce(&admin, sale("HZ-77", "欧阳小明"));
    announce(&admin, sale("HZ-78", "张伟"));
    admin.search("欧阳小明");
    assert_eq!(codes(&admin.get(&format!("/cases?q={}", percent("欧阳"))).ok()), [text(&case, "code")]);
}

#[test]
fn the_same_announcement_sent_again_is_answered_as_the_first_time_and_opens_nothing() {
    let (mut server, admin) = dealer();
    let (id, cases) = (key(), json!({"cases": [sale("1", "甲"), sale("1", "乙"), sale("2", "丙")]}));
    let send_once = |client: &Client, body: &Value| {
        let request = client.http.post(format!("{}/api/v1/cases", client.base));
        let request = request.header("x-csrf-token", &client.csrf).header("idempotency-key", &id);
        Answer::of(request.header("accept-language", client.language).json(body))
    };
    let first = send_once(&admin, &cases).ok();
    let told = |answer: &Value| -> Vec<(Value, Value)> {
        let results = answer["results"].as_array().unwrap();
        results.iter().map(|result| (result["case"]["code"].clone(), result["refusal"]["code"].clone())).collect()
    };
    assert_eq!(told(&first)[1].1, "CaseAnnounced");
    assert_eq!(told(&send_once(&admin, &cases).ok()), told(&first));
    server.stop();
    server.restart();
    let admin = admin.at(&server);
    assert_eq!(told(&send_once(&admin, &cases).ok()), told(&first), "also by another life of the server");
    assert_eq!(admin.get("/cases").ok()["total"], 2);
    send_once(&admin, &json!({"cases": [sale("9", "丁")]})).refused(422, "IdempotencyKeyReused");
}

#[test]
fn three_hundred_cases_are_announced_in_one_request_and_five_hundred_and_one_are_not() {
    let (_server, admin) = dealer();
    let many = |count: usize| -> Vec<Value> { (0..count).map(|at| sale(&format!("W-{at}"), "王小明")).collect() };
    let answer = admin.post("/cases", json!({"cases": many(300)})).ok();
    assert!(answer["results"].as_array().unwrap().iter().all(|result| result["refusal"].is_null()), "{answer}");
    assert_eq!(admin.get("/cases?limit=1").ok()["total"], 300);
    admin.post("/cases", json!({"cases": many(501)})).refused(413, "LimitExceeded");
}

#[test]
fn a_dry_run_says_of_each_what_would_become_of_it_and_opens_none() {
    let (_server, admin) = dealer();
    announce(&admin, sale("1", "甲"));
    let mut cases: Vec<Value> = (0..120).map(|at| sale(&format!("W-{at}"), "王小明")).collect();
    cases.extend([sale("1", "乙"), sale("W-7", "丙")]);
    let before = admin.get("/cases").ok();
    let answer = admin.post("/cases", json!({"cases": cases, "dry_run": true})).ok();
    let results = answer["results"].as_array().unwrap();
    let refused: Vec<usize> = (0..results.len()).filter(|at| results[*at]["refusal"].is_object()).collect();
    assert_eq!((results.len(), refused), (122, vec![120, 121]), "one announced before, one named twice here");
    assert!(results.iter().all(|result| result["case"].is_null()));
    let after = admin.get("/cases").ok();
    assert_eq!((&after["total"], &after["seq"]), (&before["total"], &before["seq"]));
}

#[test]
fn who_may_answer_for_a_case_is_found_by_name_and_by_a_clerk_in_his_own_department_only() {
    let (server, admin) = dealer();
    let clerk = server.person(&admin, "clerk", "department_clerk", Some("sales1"));
    server.person(&admin, "seller", "borrower", Some("sales1"));
    server.person(&admin, "mechanic", "borrower", Some("service"));
    let found = |client: &Client, q: &str| -> Vec<String> {
        let answer = client.get(&format!("/colleagues?q={q}")).ok();
        let items = answer["items"].as_array().unwrap();
        assert!(items.iter().all(|one| one["no"].is_u64() && one.get("badge_code").is_none()), "{answer}");
        items.iter().map(|one| text(one, "display_name")).collect()
    };
    assert_eq!(found(&clerk, "").len(), 2, "himself and the seller");
    assert_eq!((found(&clerk, "MECH").len(), found(&admin, "MECH").len()), (0, 1));
}

#[test]
fn what_cannot_be_announced_says_why_and_names_the_first_of_two() {
    let (_server, admin) = dealer();
    let first = announce(&admin, sale("77", "王小明"));
    let again = not_announced(&admin, sale(" 77 ", "王小明"));
    assert_eq!((again["code"].as_str(), &again["params"]["case"]), (Some("CaseAnnounced"), &first["code"]));
    let dated = |date: &str| {
        let mut case = sale("", "王小明");
        case["business_date"] = json!(date);
        case
    };
    assert_eq!(not_announced(&admin, dated("2200-01-01"))["code"], "BadValue");
    assert_eq!(not_announced(&admin, dated("1899-12-31"))["code"], "BadValue");
    // A business of 1970 is odd, but there were such; it is dated and late, and in nobody's way.
    let old = announce(&admin, dated("1970-01-01"));
    assert_eq!((old["business_date"].as_str(), old["is_late"].as_bool()), (Some("1970-01-01"), Some(true)));
    assert_eq!(not_announced(&admin, json!({"business_type": "XYZ"}))["code"], "TypeUnknown");
    let gone = admin.register(json!({"business_type": "NEW", "business_date": "2026-03-05", "class": "public"}));
    let people = admin.get("/people").ok();
    let witness = people["items"][0]["no"].as_u64().unwrap();
    let second = admin.post("/people", json!({"name": "w", "display_name": "W", "role": "auditor"})).ok();
    let second = second["person"]["no"].as_u64().or(second["no"].as_u64()).unwrap();
    let order = json!({"reason": "期满", "witnesses": [witness, second]});
    admin.post(&format!("/folders/{gone}/destroy"), order).ok();
    let mut case = sale("", "王小明");
    case["folder"] = json!(gone);
    assert_eq!(not_announced(&admin, case)["code"], "FolderDestroyed");
}

#[test]
fn a_clerk_sees_the_cases_of_his_department_and_others_do_not_exist_for_him() {
    let (_server, admin, clerk, other, archivist) = with_clerks();
    let case = text(&announce(&clerk, sale("77", "王小明")), "code");
    let theirs = text(&announce(&other, json!({"business_type": "NEW", "reference": "77"})), "code");
    assert_eq!(codes(&other.get("/cases").ok()), std::slice::from_ref(&theirs));
    assert_eq!(other.get("/cases?department=sales1").ok()["total"], 0);
    assert_eq!(other.get("/cases/77").ok()["code"], theirs.as_str(), "two departments may use one number");
    archivist.get("/cases/77").refused(409, "CaseAmbiguous");
    for (method, path, body) in [
        (Method::GET, "", json!({})),
        (Method::GET, "/history", json!({})),
        (Method::PATCH, "", json!({"note": "x"})),
        (Method::POST, "/extend", json!({"due": days_from_now(9), "reason": "x"})),
        (Method::POST, "/cancel", json!({"reason": "x"})),
    ] {
        let request = other.request(method.clone(), &format!("/cases/{case}{path}"));
        let answer = Answer::of(if method == Method::GET { request } else { request.json(&body) });
        answer.refused(404, "CaseUnknown");
    }
    let refused = not_announced(&other, sale("78", "王小明"));
    assert_eq!(refused["code"], "NotAllowed", "nobody announces for another department");
    clerk.post(&format!("/cases/{case}/papers"), json!({"papers": []})).refused(403, "NotAllowed");
    assert_eq!(admin.get("/cases").ok()["total"], 2);
    let unknown = other.get("/cases/NOSUCH").refused(404, "CaseUnknown");
    let hidden = other.get(&format!("/cases/{case}")).refused(404, "CaseUnknown");
    assert_eq!(unknown["title"], hidden["title"]);
}

#[test]
fn what_is_unknown_is_flagged_and_mended_later_by_whoever_read_the_newest_version() {
    let (_server, admin) = dealer();
    let case = announce(&admin, json!({"business_type": "NEW"}));
    let flags: Vec<&str> =
        case["flags"].as_array().unwrap().iter().map(|flag| flag["code"].as_str().unwrap()).collect();
    assert_eq!(flags, ["no_business_date", "no_subject", "no_department", "no_responsible"]);
    assert_eq!(admin.get("/cases?state=flagged").ok()["total"], 1);
    let path = format!("/cases/{}", text(&case, "code"));
    let version = case["version"].as_u64().unwrap();
    let patch = json!({"business_date": "2026-03-05", "deadline_from": "2026-03-05", "department": "sales1",
        "responsible_name": "王销售", "note": "补登", "reference": "hz-1", "if_version": version});
    let mended = admin.patch(&path, patch.clone()).ok();
    assert_eq!((mended["due"]["date"].as_str(), mended["reference"].as_str()), (Some("2026-03-10"), Some("HZ-1")));
    assert_eq!((mended["responsible"]["name"].as_str(), mended["note"].as_str()), (Some("王销售"), Some("补登")));
    admin.patch(&path, patch).refused(412, "Stale");
    let again = admin.patch(&path, json!({"note": "补登"})).ok();
    assert_eq!(again["version"], mended["version"], "nothing new is no version");
    let nobody = json!({"department": null, "reason": "尚未确定"});
    assert!(admin.patch(&path, nobody).ok()["department"].is_null());
}

#[test]
fn more_time_is_for_those_who_ask_in_time_and_a_case_is_called_off_before_anything_came() {
    let (_server, _admin, clerk, _, archivist) = with_clerks();
    let case = announce(&clerk, sale("77", "王小明"));
    let path = format!("/cases/{}", text(&case, "code"));
    let due = days_from_now(20);
    clerk.post(&format!("{path}/extend"), json!({"due": due, "reason": " "})).refused(422, "ReasonRequired");
    let extended = archivist.post(&format!("{path}/extend"), json!({"due": due, "reason": "等待上牌"})).ok();
    assert_eq!((extended["due"]["date"].as_str(), &extended["due"]["is_extended"]), (Some(&*due), &json!(true)));
    let mut late = sale("78", "王小明");
    late["business_date"] = json!("2026-03-05");
    let late = announce(&clerk, late);
    assert_eq!(late["is_late"], true);
    let path_late = format!("/cases/{}", text(&late, "code"));
    clerk.post(&format!("{path_late}/extend"), json!({"due": due, "reason": "忘了"})).refused(409, "ExtensionTooLate");
    let moved = json!({"deadline_from": days_from_now(0)});
    clerk.patch(&path_late, moved).refused(409, "ExtensionTooLate");
    let cancelled = clerk.post(&format!("{path}/cancel"), json!({"reason": "客户退车"})).ok();
    assert_eq!((cancelled["phase"].as_str(), cancelled["reason"].as_str()), (Some("cancelled"), Some("客户退车")));
    announce(&clerk, sale("77", "王小明"));
}

#[test]
fn the_history_of_a_case_and_of_its_folder_tells_it_in_both_languages() {
    let (_server, admin) = dealer();
    let case = announce(&admin, sale("77", "王小明"));
    let code = text(&case, "code");
    let path = format!("/cases/{code}");
    admin.patch(&path, json!({"note": "x"})).ok();
    admin.post(&format!("{path}/extend"), json!({"due": days_from_now(20), "reason": "等待上牌"})).ok();
    let history = admin.all(&format!("{path}/history"));
    let kinds: Vec<&str> = history.iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["CaseExtended", "CaseEdited", "CaseOpened"]);
    assert!(text(&history[0], "sentence").contains("等待上牌"), "{}", history[0]);
    let chinese = admin.in_chinese().all(&format!("{path}/history"));
    assert!(chinese.iter().all(|item| is_chinese(&text(item, "sentence"))), "{chinese:?}");
    let folder = admin.all(&format!("/folders/{}/history", text(&case["folder"], "code")));
    assert!(folder.iter().any(|item| text(item, "sentence").contains(&code)), "{folder:?}");
    let first = admin.get(&format!("{path}/history?limit=1")).ok();
    assert_eq!((first["items"].as_array().unwrap().len(), first["next_cursor"].is_string()), (1, true));
}

#[test]
fn a_checklist_stays_what_it_was_when_its_type_changes_half_way() {
    let (_server, admin) = dealer();
    let before = text(&announce(&admin, sale("77", "王小明")), "code");
    let types = admin.get("/business-types").ok();
    let kinds = types["items"].as_array().unwrap();
    let mut kind = kinds.iter().find(|kind| kind["code"] == "NEW").unwrap().clone();
    kind["documents"].as_array_mut().unwrap().truncate(2);
    kind["needs_review"] = json!(true);
    admin.put("/business-types/NEW", kind.clone()).ok();
    let after = text(&announce(&admin, sale("78", "王小明")), "code");
    let papers = |case: &str| admin.get(&format!("/cases/{case}")).ok()["papers"].as_array().unwrap().len();
    assert!(papers(&before) > 2 && papers(&after) == 2);
    assert_eq!(admin.get(&format!("/cases/{after}")).ok()["needs_review"], true);
    for (field, value) in [
        ("case_template", json!("{yyyy}")),
        ("case_template", kind["code_template"].clone()),
        ("hand_over_working_days", json!(1001)),
    ] {
        let mut wrong = kind.clone();
        wrong[field] = value;
        let answer = admin.put("/business-types/NEW", wrong);
        assert_eq!((answer.status, answer.body["code"].as_str()), (422, Some("BadValue")), "{}", answer.text);
    }
}

#[test]
fn the_calendar_is_read_and_set_day_by_day_and_says_when_something_is_due() {
    let (_server, admin, clerk, _, _) = with_clerks();
    let calendar = clerk.get("/calendar").ok();
    assert!(calendar["published_years"].as_array().unwrap().contains(&json!(2026)));
    let due = |from: &str, days: u16| clerk.get(&format!("/calendar/due?from={from}&working_days={days}")).ok();
    // National Day 2026: off from the 1st to the 7th of October, worked on Saturday the 10th.
    assert_eq!(due("2026-09-30", 1), json!({"date": "2026-10-08", "is_provisional": false}));
    assert_eq!(due("2026-10-09", 1)["date"], "2026-10-10");
    assert_eq!(due("2031-01-06", 1), json!({"date": "2031-01-07", "is_provisional": true}));
    clerk.get("/calendar/due?from=2026-01-01&working_days=1001").refused(422, "BadValue");
    let mut next = json!({"name": calendar["name"], "version": calendar["version"], "years": calendar["years"]});
    clerk.put("/calendar", next.clone()).refused(403, "NotAllowed");
    let unchanged = admin.put("/calendar", next.clone()).ok();
    assert_eq!(unchanged["version"], calendar["version"], "the same days are no new version");
    assert_eq!(unchanged["years"], calendar["years"]);
    let holiday = |day: &str| json!({"from": day, "until": day, "name": {"zh": "厂庆", "en": "Jubilee"}});
    let year = |day: &str| json!({"year": 2031, "holidays": [holiday(day)], "make_up_days": []});
    let at = next["years"].as_array().unwrap().len();
    next["years"].as_array_mut().unwrap().push(year("2032-01-07"));
    admin.put("/calendar", next.clone()).refused(422, "BadValue");
    next["years"][at] = year("2031-01-07");
    let set = admin.put("/calendar", next.clone()).ok();
    assert_eq!(set["version"].as_u64(), calendar["version"].as_u64().map(|version| version + 1));
    assert_eq!(due("2031-01-06", 1), json!({"date": "2031-01-08", "is_provisional": false}));
    admin.put("/calendar", next).refused(412, "Stale");
}

#[test]
fn a_slip_carries_the_code_that_a_scanner_reads() {
    let (_server, admin, _, _, _) = with_clerks();
    let code = text(&announce(&admin, sale("79", "王小明")), "code");
    let picture = admin.get(&format!("/cases/{code}/qr.svg"));
    assert_eq!(picture.status, 200);
    assert!(picture.text.contains("<svg") && picture.text.contains("</svg>"), "{}", picture.text);
    admin.get("/cases/C1999-000001A/qr.svg").refused(404, "CaseUnknown");
}

#[test]
fn the_day_that_a_case_was_judged_by_is_moved_with_a_reason_that_its_history_tells() {
    let (_server, admin, clerk, _, archivist) = with_clerks();
    let mut late = sale("78", "王小明");
    late["business_date"] = json!("2026-03-05");
    let path = format!("/cases/{}", text(&announce(&clerk, late), "code"));
    let moved = |reason: &str| json!({"deadline_from": days_from_now(0), "reason": reason});
    clerk.patch(&path, moved("录错日期")).refused(409, "ExtensionTooLate");
    clerk.post(&format!("{path}/cancel"), json!({"reason": "退单"})).refused(409, "LateStands");
    let asked = archivist.patch(&path, moved(" ")).refused(422, "DueSettled");
    assert!(text(&asked, "detail").contains("2026-03-"), "{asked}");
    let card = archivist.patch(&path, moved("录错日期")).ok();
    assert_eq!(
        (&card["is_late"], &card["due_moved"], &card["reason"]),
        (&json!(false), &json!(true), &json!("录错日期"))
    );
    let history = admin.in_chinese().all(&format!("{path}/history"));
    let told = history.iter().find(|item| item["kind"] == "DueMoved").unwrap();
    assert!(is_chinese(&text(told, "sentence")) && text(told, "sentence").contains("录错日期"), "{told}");
}

#[test]
fn a_clerk_has_to_do_with_his_own_departments_cases_and_transfers_and_no_others() {
    let (_server, admin, clerk, other, archivist) = with_clerks();
    let case = announce(&clerk, sale("77", "王小明"));
    let (code, folder) = (text(&case, "code"), text(&case["folder"], "code"));
    let open = |department: &str| {
        let open = archivist.post("/transfers", json!({"department": department, "desk": "reception"})).ok();
        format!("/transfers/{}", open["transfer"])
    };
    let (own, theirs) = (open("sales1"), open("sales2"));
    let receive = json!({"case": code, "papers": {"all_except": []}});
    let refused = archivist.post(&format!("{theirs}/receive"), receive.clone()).refused(409, "CaseOfOtherDepartment");
    assert_eq!(refused["params"]["department"], "sales1");
    archivist.post(&format!("{own}/receive"), receive).ok();
    // What he may not see is not there, whatever he asks of it.
    for name in [&code, "77", &folder] {
        for what in ["", "/history"] {
            other.get(&format!("/cases/{name}{what}")).refused(404, "CaseUnknown");
        }
        other.patch(&format!("/cases/{name}"), json!({"note": "x"})).refused(404, "CaseUnknown");
        let later = json!({"due": days_from_now(20), "reason": "等待"});
        other.post(&format!("/cases/{name}/extend"), later).refused(404, "CaseUnknown");
        other.post(&format!("/cases/{name}/cancel"), json!({"reason": "退单"})).refused(404, "CaseUnknown");
    }
    for path in [own.clone(), format!("{own}/register?format=csv")] {
        other.get(&path).refused(404, "TransferUnknown");
    }
    for list in [
        "/cases?state=all",
        "/cases?state=all&department=sales1",
        "/cases?state=all&q=77",
        "/transfers?department=sales1",
        "/gaps",
    ] {
        assert_eq!(other.get(list).ok()["total"], 0, "{list}");
    }
    assert_eq!(other.get("/figures?by=department&department=sales1").ok()["items"], json!([]));
    assert_eq!(other.get("/receive/today").ok()["open_transfers"]["total"], 1, "his own");
    assert!(!other.get("/cases?state=all&format=csv").text.contains(&code));
    // Nor does he announce for them, put a case of his into their folder, or confirm for them.
    assert_eq!(not_announced(&other, sale("78", "王小明"))["code"], "NotAllowed");
    let public =
        json!({"business_type": "NEW", "business_date": days_from_now(0), "class": "public", "department": "sales1"});
    let open_folder = admin.register(public);
    let mut into = sale("79", "王小明");
    (into["department"], into["folder"]) = (json!("sales2"), json!(open_folder));
    assert_eq!(not_announced(&other, into)["code"], "NotAllowed");
    let confirm = |transfer: &str, giver: &str| {
        archivist.post(&format!("{transfer}/close"), json!({"giver": giver, "password": super::support::PASSWORD}))
    };
    confirm(&own, "other").refused(409, "GiverOfOtherDepartment");
    let people = admin.get("/people").ok();
    let badge =
        people["items"].as_array().unwrap().iter().find(|one| one["name"] == "other").unwrap()["badge_code"].clone();
    archivist.post(&format!("{own}/close"), json!({"badge": badge})).refused(409, "GiverOfOtherDepartment");
    confirm(&own, "clerk").ok();
}
