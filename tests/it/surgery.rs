//! Folders measured, split into volumes, merged, taken apart, relabelled; somebody who leaves.

use super::support::{Answer, Client, Server, csv_lines, dealer, folder, percent, text};
use serde_json::{Value, json};

/// A dealer's archive with two people who borrow for sales 1, and one for the workshop.
fn with_borrowers() -> (Server, Client) {
    let (server, admin) = dealer();
    for (name, department) in [("li", "sales1"), ("wang", "sales1"), ("zhao", "service")] {
        let body = json!({"name": name, "display_name": name.to_uppercase(), "role": "borrower", "department": department,
            "may_sign_in": false});
        admin.post("/people", body).ok();
    }
    (server, admin)
}

/// A folder that stands in its slot.
fn shelved(client: &Client, customer: &str) -> String {
    let card = client.post("/folders", folder("NEW", "2026-03-05", customer)).ok();
    let code = text(&card, "code");
    let slot = text(&card["where"]["home"], "slot");
    client.post(&format!("/folders/{code}/put-away"), json!({"slot": slot})).ok();
    code
}

fn on(client: &Client, code: &str, what: &str, body: Value) -> Answer {
    client.post(&format!("/folders/{code}/{what}"), body)
}

fn codes(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| text(&item["folder"], "code")).collect()
}

fn sentences(client: &Client, code: &str) -> Vec<String> {
    let history = client.get(&format!("/folders/{code}/history")).ok();
    history["items"].as_array().unwrap().iter().map(|item| text(item, "sentence")).collect()
}

#[test]
fn a_folder_that_grew_too_thick_is_measured_and_gets_another_slot_or_a_second_volume() {
    let (_server, admin) = dealer();
    let code = shelved(&admin, "张伟");
    assert!(admin.get(&format!("/folders/{code}/remedy")).ok()["cause"].is_null());
    shelved(&admin, "李四");
    let thick = on(&admin, &code, "measure", json!({"thickness_mm": 39})).ok();
    assert_eq!(thick["folder"]["thickness_mm"], 39);
    assert_eq!((&thick["remedy"]["cause"], &thick["remedy"]["volume"]), (&json!("too_thick"), &json!(2)));
    let slot = text(&thick["remedy"]["to"], "slot");
    let moved = on(&admin, &code, "assign", json!({})).ok();
    assert_eq!(moved["where"]["home"]["slot"], slot.as_str(), "it goes where it was said it would");

    let whole = on(&admin, &code, "measure", json!({"thickness_mm": 70})).ok();
    assert!(whole["remedy"]["to"].is_null(), "no slot takes it");
    assert_eq!(whole["remedy"]["problem"]["code"], "NoRoom");
    let body = json!({"thickness_mm": 35, "rest_mm": 35});
    let second = on(&admin, &code, "volumes", body).ok();
    assert_eq!((&second["volume"], &second["title"]), (&json!(2), &json!("张伟")));
    let first = admin.get(&format!("/folders/{code}")).ok();
    assert_eq!((&first["volume"], &first["thickness_mm"]), (&json!(1), &json!(35)));
    let volumes: Vec<&str> =
        first["volumes"].as_array().unwrap().iter().map(|volume| volume["code"].as_str().unwrap()).collect();
    assert_eq!(volumes, [code.as_str(), second["code"].as_str().unwrap()]);
    on(&admin, &code, "measure", json!({"thickness_mm": 0})).refused(422, "BadValue");
}

#[test]
fn volumes_are_lent_one_by_one_or_together() {
    let (_server, admin) = with_borrowers();
    let first = shelved(&admin, "张伟");
    let second = text(&on(&admin, &first, "volumes", json!({})).ok(), "code");
    on(&admin, &second, "checkout", json!({"borrower": "li"})).ok();
    let together = || on(&admin, &first, "checkout", json!({"borrower": "li", "volumes": "all"}));
    together().refused(409, "FolderOnLoan");
    assert_eq!(admin.get(&format!("/folders/{first}")).ok()["where"]["state"], "on_shelf", "all or nothing");
    on(&admin, &second, "return", json!({})).ok();
    let card = together().ok();
    let states: Vec<&str> =
        card["volumes"].as_array().unwrap().iter().map(|volume| volume["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["on_loan", "on_loan"]);
    assert_eq!(card["code"], first.as_str());
}

#[test]
fn a_corrected_date_puts_a_folder_on_a_list_of_moves_with_its_place() {
    let (_server, admin) = dealer();
    let code = shelved(&admin, "张伟");
    assert_eq!(admin.get("/lists/to_move").ok()["total"], 0);
    admin.patch(&format!("/folders/{code}"), json!({"business_date": "2025-11-20"})).ok();
    let card = admin.get(&format!("/folders/{code}")).ok();
    assert!(card["flags"].as_array().unwrap().iter().any(|flag| flag["code"] == "move_proposed"));
    let list = admin.get("/lists/to_move").ok();
    assert_eq!(codes(&list), [code.as_str()]);
    let proposed = text(&list["items"][0], "proposed");
    let table = Answer::of(admin.in_chinese().request(reqwest::Method::GET, "/lists/to_move/export?format=csv"));
    let rows = csv_lines(&table.text);
    assert_eq!((rows[0].last().unwrap().as_str(), rows[1].last().unwrap()), ("建议储位", &proposed));
    let moved = on(&admin, &code, "assign", json!({})).ok();
    assert_eq!(moved["where"]["home"]["slot"], proposed.as_str());
    assert_eq!(admin.get("/lists/to_move").ok()["total"], 0);
}

#[test]
fn a_case_whose_day_is_corrected_takes_its_folder_onto_the_list_of_moves() {
    let (_server, admin) = dealer();
    let case = super::cases::announce(&admin, super::cases::sale("77", "张伟"));
    let (path, code) = (format!("/cases/{}", text(&case, "code")), text(&case["folder"], "code"));
    on(&admin, &code, "receive", json!({})).ok();
    on(&admin, &code, "assign", json!({})).ok();
    assert_eq!(admin.get("/lists/to_move").ok()["total"], 0);
    admin.patch(&path, json!({"business_date": "2025-11-20", "reason": "录错日期"})).ok();
    assert_eq!(admin.get(&format!("/folders/{code}")).ok()["business_date"], "2025-11-20");
    assert_eq!(codes(&admin.get("/lists/to_move").ok()), [code]);
}

#[test]
fn folders_join_one_file_and_leave_it_and_what_is_not_undone_says_what_helps() {
    let (_server, admin) = dealer();
    let (one, other) = (shelved(&admin, "张伟"), shelved(&admin, "张伟"));
    let joined = on(&admin, &other, "join-file", json!({"file": one})).ok();
    let volumes = joined["volumes"].as_array().unwrap();
    assert_eq!((volumes.len(), &volumes[1]["code"], &volumes[1]["no"]), (2, &json!(other), &json!(2)));
    assert!(sentences(&admin, &one).iter().any(|sentence| sentence.contains("volume 2")));
    let undone = admin.post("/undo", json!({"seq": admin.get("/system").ok()["seq"]})).refused(409, "UndoBySurgery");
    assert!(text(&undone, "detail").contains("leave the file"), "{undone}");
    on(&admin, &one, "leave-file", json!({})).refused(409, "FirstVolume");
    let alone = on(&admin, &other, "leave-file", json!({})).ok();
    assert!(alone["volumes"].as_array().is_none_or(Vec::is_empty), "{alone}");
    let swapped = on(&admin, &one, "swap-labels", json!({"other": other, "reason": "开袋核对发现"})).ok();
    let home = |card: &Value| card["where"]["home"]["slot"].clone();
    let seq = admin.get("/system").ok()["seq"].clone();
    admin.post("/undo", json!({"seq": seq})).ok();
    let now = admin.get(&format!("/folders/{one}")).ok();
    assert_eq!(home(&now), home(&swapped["other"]));
    assert_eq!(admin.get("/lists/to_reprint").ok()["total"], 0);
}

#[test]
fn a_merged_folder_answers_to_both_codes_and_both_histories_are_read_as_one() {
    let (_server, admin) = with_borrowers();
    let (from, into) = (shelved(&admin, "张伟"), shelved(&admin, "王芳"));
    on(&admin, &from, "aliases", json!({"code": "OLD-7", "foreign": true})).ok();
    admin.patch(&format!("/folders/{from}"), json!({"note": "补充材料"})).ok();
    admin.attach(&format!("/folders/{from}/attachments"), "t.pdf", b"%PDF-1.7".to_vec(), "同意书").ok();
    on(&admin, &from, "merge", json!({"into": into, "reason": " "})).refused(422, "ReasonRequired");
    let card = on(&admin, &from, "merge", json!({"into": into, "reason": "同一客户登记两次"})).ok();
    assert_eq!((&card["code"], &card["note"]), (&json!(into), &json!("补充材料")));
    assert_eq!((&card["aliases"], &card["foreign_codes"]), (&json!([from]), &json!(["OLD-7"])));
    assert_eq!(card["subjects"].as_array().unwrap().len(), 2);
    for code in [&from, &into, &"OLD-7".to_owned()] {
        assert_eq!(admin.get(&format!("/folders/{code}")).ok()["code"], into.as_str());
    }
    let attached = admin.get(&format!("/folders/{from}/attachments")).ok();
    assert_eq!(
        (&attached["items"][0]["file_name"], &attached["items"][0]["note"]),
        (&json!("t.pdf"), &json!("同意书"))
    );
    let history = admin.get(&format!("/folders/{into}/history?limit=100")).ok();
    let items = history["items"].as_array().unwrap();
    let registered: Vec<&Value> = items.iter().filter(|item| item["kind"] == "FolderRegistered").collect();
    assert_eq!(registered.len(), 2, "{registered:?}");
    assert!(registered.iter().any(|item| item["folder"] == from.as_str()));
    assert!(items.iter().any(|item| text(item, "sentence").contains("同一客户登记两次")));
    let seq = card["seq"].as_u64().unwrap();
    let found = admin.get(&format!("/search?q={}&min_seq={seq}", percent(&from))).ok();
    assert_eq!((&found["total"], &found["items"][0]["code"]), (&json!(1), &json!(into)), "{found}");
    let found = admin.get(&format!("/search?q={}&min_seq={seq}", percent("张伟"))).ok();
    assert_eq!(found["total"], 1, "the one that was merged is found no more by itself");
    on(&admin, &from, "checkout", json!({"borrower": "li"})).ok();
    on(&admin, &into, "merge", json!({"into": from, "reason": "x"})).refused(422, "BadValue");
}

#[test]
fn folders_that_are_out_or_of_another_type_are_not_merged() {
    let (_server, admin) = with_borrowers();
    let (one, other) = (shelved(&admin, "张伟"), shelved(&admin, "王芳"));
    let service = text(&admin.post("/folders", folder("SRV", "2026-03-05", "张伟")).ok(), "code");
    on(&admin, &service, "merge", json!({"into": one, "reason": "x"})).refused(409, "FoldersDiffer");
    on(&admin, &one, "checkout", json!({"borrower": "li"})).ok();
    on(&admin, &one, "merge", json!({"into": other, "reason": "x"})).refused(409, "FolderOnLoan");
    on(&admin, &one, "merge", json!({"into": "NONE-1", "reason": "x"})).refused(404, "CodeUnknown");
    on(&admin, &one, "split", json!({"cases": ["C1"], "reason": "x"})).refused(409, "FolderOnLoan");
    on(&admin, &other, "split", json!({"cases": ["C1"], "reason": "x"})).refused(404, "CaseUnknown");
}

#[test]
fn swapped_labels_are_put_right_listed_for_review_and_printed_anew() {
    let (_server, admin) = with_borrowers();
    let (one, other) = (shelved(&admin, "张伟"), shelved(&admin, "王芳"));
    let home = |code: &str| text(&admin.get(&format!("/folders/{code}")).ok()["where"]["home"], "slot");
    admin.patch(&format!("/folders/{other}"), json!({"business_date": "2026-04-01"})).ok();
    on(&admin, &other, "assign", json!({})).ok();
    let homes = (home(&one), home(&other));
    assert_ne!(homes.0, homes.1);
    on(&admin, &one, "checkout", json!({"borrower": "li", "purpose": "理赔"})).ok();
    let before = admin.get(&format!("/folders/{one}/handled")).ok();
    assert!(before["items"].as_array().unwrap().iter().any(|item| item["kind"] == "CheckedOut"));
    let swapped = on(&admin, &one, "swap-labels", json!({"other": other, "reason": "开袋核对发现"})).ok();
    assert_eq!((&swapped["one"]["title"], &swapped["one"]["where"]["state"]), (&json!("张伟"), &json!("on_shelf")));
    assert_eq!(swapped["other"]["loan"]["borrower"]["display_name"], "LI");
    assert_eq!((home(&one), home(&other)), (homes.1, homes.0));
    let review = swapped["handled_one"].as_array().unwrap();
    assert!(review.iter().any(|item| item["kind"] == "CheckedOut"), "{review:?}");
    let list = admin.get("/lists/to_reprint").ok();
    assert_eq!((codes(&list).len(), &list["items"][0]["reprint"]), (2, &json!("swapped")));
    for code in [&one, &other] {
        on(&admin, code, "reprinted", json!({})).ok();
    }
    assert_eq!(admin.get("/lists/to_reprint").ok()["total"], 0);
    let since = admin.get(&format!("/folders/{one}/handled?since=2999-01-01")).ok();
    assert_eq!(since["items"], json!([]));
    assert!(sentences(&admin, &one).iter().any(|sentence| sentence.contains("开袋核对发现")));
}

#[test]
fn a_folder_with_a_spoilt_label_is_found_by_plate_name_or_its_last_digits_and_marked() {
    let (server, admin) = dealer();
    let mut body = folder("NEW", "2026-03-05", "欧阳一凡");
    body["subjects"]
        .as_array_mut()
        .unwrap()
        .push(json!({"kind": "vehicle", "name": "沪A93F21", "identities": [{"kind": "plate", "value": "沪A93F21"}]}));
    let card = admin.post("/folders", body).ok();
    let code = text(&card, "code");
    shelved(&admin, "别人");
    let seq = admin.get("/system").ok()["seq"].as_u64().unwrap_or_default();
    let last = code[code.len() - 5..].to_owned();
    for query in ["沪A93F21", "93F21", "欧阳一凡", "一凡", &last] {
        let found = admin.get(&format!("/search?q={}&min_seq={seq}", percent(query))).ok();
        let hits: Vec<&Value> = found["items"].as_array().unwrap().iter().map(|hit| &hit["code"]).collect();
        assert!(hits.contains(&&json!(code)), "{query}: {found}");
    }
    let helper = server.person(&admin, "helper", "temporary", Some("sales1"));
    on(&helper, &code, "reprint", json!({})).ok();
    on(&helper, &code, "reprinted", json!({})).refused(403, "NotAllowed");
    let list = admin.get("/lists/to_reprint").ok();
    assert_eq!((codes(&list), &list["items"][0]["reprint"]), (vec![code.clone()], &json!("damaged")));
    let card = on(&admin, &code, "reprinted", json!({})).ok();
    assert!(!card["flags"].as_array().unwrap().iter().any(|flag| flag["code"] == "to_reprint"));
}

#[test]
fn whoever_leaves_returns_what_he_has_or_a_successor_takes_it_over() {
    let (_server, admin) = with_borrowers();
    let held: Vec<String> = ["张伟", "王芳", "李四"].map(|customer| shelved(&admin, customer)).into();
    let inside = json!({"class": "internal", "department": "sales1"});
    admin.patch(&format!("/folders/{}", held[1]), inside).ok();
    admin.post("/checkouts", json!({"borrower": "li", "codes": held})).ok();
    let people = admin.get("/people?q=li").ok();
    let no = people["items"].as_array().unwrap().iter().find(|person| person["name"] == "li").unwrap()["no"].clone();
    let outstanding = || admin.get(&format!("/people/{no}/outstanding")).ok();
    assert_eq!((&outstanding()["total"], &outstanding()["works"]), (&json!(3), &json!(true)));
    admin.patch(&format!("/people/{no}"), json!({"active": false, "blocked_reason": "离职"})).ok();
    let due = outstanding()["items"][0]["due"].clone();
    let over = outstanding();
    assert_eq!((&over["works"], &over["blocked_reason"]), (&json!(false), &json!("离职")));

    let taken = on(&admin, &held[0], "take-over", json!({"to": "wang", "from": "li"})).ok();
    assert_eq!((&taken["loan"]["borrower"]["display_name"], &taken["loan"]["due"]), (&json!("WANG"), &due));
    on(&admin, &held[0], "take-over", json!({"to": "wang", "from": "li"})).ok();
    on(&admin, &held[1], "take-over", json!({"to": "zhao"})).refused(409, "BorrowerMayNot");
    on(&admin, &held[1], "take-over", json!({"to": "li", "from": "wang"})).refused(409, "BorrowerBlocked");
    on(&admin, &held[1], "take-over", json!({"to": "zhao", "from": "wang"})).refused(409, "LoanOfAnother");
    on(&admin, &held[1], "return", json!({})).ok();
    on(&admin, &held[1], "take-over", json!({"to": "wang"})).refused(409, "FolderNotOnLoan");
    assert_eq!(outstanding()["total"], 1);
    let table = admin.get(&format!("/people/{no}/outstanding/export?format=csv"));
    assert_eq!(csv_lines(&table.text)[1][0], held[2]);
    let answer = admin.post("/take-overs", json!({"to": "wang", "codes": [held[2], "NONE-1"]})).ok();
    assert_eq!(answer["results"][1]["problem"]["code"], "CodeUnknown");
    assert_eq!(outstanding()["total"], 0);
    assert!(sentences(&admin, &held[2])[0].contains("took it over from LI"));
    // A slip of the hand is undone like any loan.
    let seq = answer["seq"].clone();
    admin.post("/undo", json!({"seq": seq})).ok();
    assert_eq!(outstanding()["total"], 1);
}
