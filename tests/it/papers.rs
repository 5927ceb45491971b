//! Single papers over HTTP: lent with a slip in their place, short at a return, moved, withdrawn, found; the contents list.

use super::cases::{announce, sale};
use super::support::{Client, Server, csv_lines, days_from_now, dealer, is_chinese, text};
use serde_json::{Value, json};

/// A dealer's archive with two who may borrow, and a case that came with all its papers: its code and its folder's.
fn with_a_case() -> (Server, Client, String, String) {
    let (server, admin) = dealer();
    for name in ["li", "wang"] {
        let body = json!({"name": name, "display_name": name.to_uppercase(), "role": "borrower", "department": "sales1",
            "may_sign_in": false});
        admin.post("/people", body).ok();
    }
    let (case, folder) = complete(&admin, "HZ-1");
    (server, admin, case, folder)
}

/// Announces a case and takes it over with everything its list asks for.
fn complete(admin: &Client, reference: &str) -> (String, String) {
    let case = announce(admin, sale(reference, "王小明"));
    let transfer = admin.post("/transfers", json!({"department": "sales1", "desk": "reception"})).ok();
    let path = format!("/transfers/{}/receive", transfer["transfer"]);
    let card = admin.post(&path, json!({"case": case["code"], "papers": {"all_except": []}})).ok();
    assert_eq!(card["gaps"], 0, "{card}");
    (text(&case, "code"), text(&case["folder"], "code"))
}

fn act(client: &Client, case: &str, what: &str, body: Value) -> super::support::Answer {
    client.post(&format!("/cases/{case}/{what}"), body)
}

fn lend(client: &Client, case: &str, paper: &str, borrower: &str) -> super::support::Answer {
    act(client, case, "lend-paper", json!({"paper": paper, "borrower": borrower, "purpose": "复印"}))
}

fn paper<'a>(card: &'a Value, id: &str) -> &'a Value {
    card["papers"].as_array().unwrap().iter().find(|paper| paper["id"] == id).unwrap()
}

fn contents(client: &Client, folder: &str) -> Value {
    client.get(&format!("/folders/{folder}/contents")).ok()
}

/// The line of a paper on a contents list.
fn line<'a>(list: &'a Value, name: &str) -> &'a Value {
    list["items"].as_array().unwrap().iter().find(|line| line["name_en"].as_str().unwrap().contains(name)).unwrap()
}

#[test]
fn a_paper_is_lent_alone_told_on_every_list_and_comes_back() {
    let (_server, admin, case, folder) = with_a_case();
    let before = contents(&admin, &folder);
    let card = lend(&admin, &case, "sales_contract", "li").ok();
    let lent = &paper(&card, "sales_contract")["absent"];
    assert_eq!((lent["how"].as_str(), lent["borrower"]["display_name"].as_str()), (Some("lent"), Some("LI")));
    assert_eq!((lent["due"].as_str(), &card["gaps"]), (Some(&*days_from_now(14)), &json!(0)), "what is lent is there");
    lend(&admin, &case, "sales_contract", "wang").refused(409, "PaperOnLoan");
    let list = contents(&admin, &folder);
    assert_eq!((&list["count"], &list["items"][2]["lies"]), (&before["count"], &json!("lent")));
    let loans = admin.get("/loans").ok();
    assert_eq!((loans["total"].as_u64(), loans["items"][0]["paper"]["case"].as_str()), (Some(1), Some(&*case)));
    assert_eq!(loans["items"][0]["folder"]["code"], folder.as_str());
    assert_eq!(admin.get("/loans?borrower=li").ok()["total"], 1);
    assert_eq!(admin.get("/loans?borrower=wang").ok()["total"], 0);
    assert_eq!(admin.get("/loans?overdue=true").ok()["total"], 0);
    let back = act(&admin, &case, "return-paper", json!({"paper": "sales_contract"})).ok();
    assert!(paper(&back, "sales_contract")["absent"].is_null(), "{back}");
    assert_eq!(contents(&admin, &folder)["items"], before["items"]);
    assert_eq!(admin.get("/loans").ok()["total"], 0);
}

#[test]
fn what_cannot_be_lent_says_why() {
    let (_server, admin, case, folder) = with_a_case();
    let announced = text(&announce(&admin, sale("HZ-2", "王小明")), "code");
    lend(&admin, &announced, "sales_contract", "li").refused(409, "CaseExpected");
    lend(&admin, &case, "nothing", "li").refused(404, "PaperUnknown");
    lend(&admin, &case, "sales_contract", "nobody").refused(404, "BorrowerUnknown");
    lend(&admin, "NOSUCH", "sales_contract", "li").refused(404, "CaseUnknown");
    lend(&admin, &case, "other_proofs", "li").refused(409, "PaperNotThere");
    admin.post(&format!("/folders/{folder}/checkout"), json!({"borrower": "wang"})).ok();
    let problem = lend(&admin, &case, "sales_contract", "li").refused(409, "PaperWithFolder");
    assert_eq!(
        (problem["params"]["code"].as_str(), problem["params"]["borrower"].as_str()),
        (Some(&*folder), Some("WANG"))
    );
    let chinese = lend(&admin.in_chinese(), &case, "sales_contract", "li").refused(409, "PaperWithFolder");
    assert!(text(&chinese, "detail").contains("合同"), "{chinese}");
}

#[test]
fn a_folder_that_comes_back_short_leaves_its_borrower_liable_until_the_paper_turns_up() {
    let (_server, admin, case, folder) = with_a_case();
    admin.post(&format!("/folders/{folder}/checkout"), json!({"borrower": "wang"})).ok();
    let short = json!({"short": [{"paper": "sales_contract"}], "note": "袋口开着"});
    let card = admin.post(&format!("/folders/{folder}/return"), short.clone()).ok();
    assert_eq!(card["where"]["state"], "at_desk");
    let card = admin.get(&format!("/cases/{case}")).ok();
    let missing = paper(&card, "sales_contract");
    assert_eq!(
        (&missing["state"], &missing["absent"]["how"], &card["gaps"]),
        (&json!("missing"), &json!("short"), &json!(1))
    );
    assert_eq!(
        (text(&missing["absent"]["borrower"], "display_name"), text(missing, "remark")),
        ("WANG".into(), "袋口开着".into())
    );
    let loans = admin.get("/loans?borrower=wang").ok();
    assert_eq!((&loans["items"][0]["paper"]["short"], loans["total"].as_u64()), (&json!(true), Some(1)));
    assert_eq!(line(&contents(&admin, &folder), "contract")["lies"], "short");
    let reason = json!({"reason": "移交总部"});
    admin.post(&format!("/folders/{folder}/withdraw"), reason.clone()).refused(409, "PapersOut");
    act(&admin, &case, "return-paper", json!({"paper": 2})).ok();
    assert_eq!(admin.get(&format!("/cases/{case}")).ok()["gaps"], 0);
    assert_eq!(admin.get("/loans?borrower=wang").ok()["total"], 0);
    admin.post(&format!("/folders/{folder}/withdraw"), reason).ok();
}

#[test]
fn the_same_short_return_sent_again_is_done_once() {
    let (_server, admin, case, folder) = with_a_case();
    admin.post(&format!("/folders/{folder}/checkout"), json!({"borrower": "wang"})).ok();
    let id = super::support::key();
    let send = || {
        let request = admin.http.post(format!("{}/api/v1/folders/{folder}/return", admin.base));
        let request = request.header("x-csrf-token", &admin.csrf).header("idempotency-key", &id);
        super::support::Answer::of(request.json(&json!({"short": [{"case": case, "paper": "sales_contract"}]}))).ok()
    };
    let first = send();
    act(&admin, &case, "return-paper", json!({"paper": "sales_contract"})).ok();
    assert_eq!(send()["where"], first["where"]);
    assert_eq!(admin.get(&format!("/cases/{case}")).ok()["gaps"], 0, "it was not short a second time");
}

#[test]
fn a_paper_is_moved_to_the_case_it_belongs_to_and_both_histories_tell_it() {
    let (_server, admin, one, folder) = with_a_case();
    let (other, other_folder) = complete(&admin, "HZ-2");
    let extra = json!({"papers": [{"name": "客户来信", "state": "there", "pages": 3}]});
    let card = act(&admin, &one, "papers", extra).ok();
    let no = card["papers"].as_array().unwrap().last().unwrap()["no"].clone();
    act(&admin, &one, "move-paper", json!({"paper": no, "to_case": one})).refused(422, "BadValue");
    let left = act(&admin, &one, "move-paper", json!({"paper": no, "to_case": other, "reason": "放错"})).ok();
    let gone = left["papers"].as_array().unwrap().last().unwrap();
    assert_eq!((&gone["state"], &gone["absent"]["case"]), (&json!("moved"), &json!(other)));
    let there = admin.get(&format!("/cases/{other}")).ok();
    let there = there["papers"].as_array().unwrap().last().unwrap();
    assert_eq!((text(there, "name_zh"), there["pages"].as_u64()), ("客户来信".into(), Some(3)));
    assert_eq!(line(&contents(&admin, &other_folder), "客户来信")["lies"], "here");
    for path in [format!("/cases/{one}"), format!("/cases/{other}"), format!("/folders/{folder}")] {
        let newest = admin.all(&format!("{path}/history")).into_iter().next().unwrap();
        assert_eq!(newest["kind"], "PaperMoved", "{path}");
        assert!(text(&newest, "sentence").contains("放错"), "{newest}");
    }
    let chinese = admin.in_chinese().all(&format!("/folders/{other_folder}/history"));
    assert!(chinese.iter().all(|item| is_chinese(&text(item, "sentence"))), "{chinese:?}");
}

#[test]
fn a_paper_withdrawn_with_leave_is_no_gap_stays_on_the_list_with_its_reason_and_can_be_brought_back() {
    let (_server, admin, case, folder) = with_a_case();
    act(&admin, &case, "withdraw-paper", json!({"paper": "sales_contract", "reason": " "}))
        .refused(422, "ReasonRequired");
    let card = act(&admin, &case, "withdraw-paper", json!({"paper": "sales_contract", "reason": "客户取回"})).ok();
    let withdrawn = paper(&card, "sales_contract");
    assert_eq!(
        (&withdrawn["state"], text(withdrawn, "remark"), &card["gaps"]),
        (&json!("withdrawn"), "客户取回".into(), &json!(0))
    );
    let list = contents(&admin, &folder);
    assert_eq!((&line(&list, "contract")["n"], &line(&list, "contract")["lies"]), (&Value::Null, &json!("withdrawn")));
    assert_eq!(line(&list, "contract")["remark"], "客户取回");
    admin.post("/undo", json!({"seq": card["seq"]})).ok();
    assert_eq!(admin.get(&format!("/cases/{case}")).ok()["gaps"], 0);
    act(&admin, &case, "withdraw-paper", json!({"paper": "sales_contract", "reason": "客户取回"})).ok();
    assert_eq!(act(&admin, &case, "return-paper", json!({"paper": "sales_contract"})).ok()["gaps"], 0);
}

#[test]
fn a_paper_seen_in_another_folder_is_on_both_lists_until_it_is_put_back() {
    let (_server, admin, case, folder) = with_a_case();
    let (_, other) = complete(&admin, "HZ-2");
    let seen = json!({"paper": "sales_contract", "folder": other, "note": "夹在里面"});
    let card = act(&admin, &case, "sight-paper", seen).ok();
    assert_eq!(paper(&card, "sales_contract")["absent"]["folder"], other.as_str());
    assert_eq!(line(&contents(&admin, &folder), "contract")["lies"], "elsewhere");
    let strange = contents(&admin, &other)["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&strange["lies"], &strange["n"], &strange["case"]), (&json!("strange"), &Value::Null, &json!(case)));
    admin.post(&format!("/folders/{other}/withdraw"), json!({"reason": "移交"})).refused(409, "PaperStrange");
    act(&admin, &case, "return-paper", json!({"paper": "sales_contract"})).ok();
    assert_eq!(contents(&admin, &other)["items"].as_array().unwrap().last().unwrap()["lies"], "here");
}

#[test]
fn the_contents_list_is_taken_away_as_a_table_in_the_language_asked_for() {
    let (_server, admin, case, folder) = with_a_case();
    lend(&admin, &case, "sales_contract", "li").ok();
    let path = format!("/folders/{folder}/contents?format=");
    let table = admin.in_chinese().get(&format!("{path}csv"));
    let lines = csv_lines(&table.text);
    let list = contents(&admin, &folder);
    assert_eq!(lines.len(), list["items"].as_array().unwrap().len() + 1);
    assert_eq!((lines[0][0].as_str(), lines[3][0].as_str()), ("序号", "3"));
    assert!(lines[3][7].contains("LI") && is_chinese(&lines[3][3]), "{lines:?}");
    assert!(admin.get(&format!("{path}xlsx")).text.starts_with("PK"));
}

#[test]
fn whoever_may_not_see_a_case_lends_nothing_from_it_and_clerks_lend_nothing_at_all() {
    let (server, admin, case, folder) = with_a_case();
    let clerk = server.person(&admin, "clerk", "department_clerk", Some("sales1"));
    let other = server.person(&admin, "other", "department_clerk", Some("service"));
    lend(&clerk, &case, "sales_contract", "li").refused(403, "NotAllowed");
    act(&clerk, &case, "withdraw-paper", json!({"paper": 2, "reason": "x"})).refused(403, "NotAllowed");
    assert!(contents(&clerk, &folder)["count"].as_u64() > Some(5));
    other.get(&format!("/folders/{folder}/contents")).refused(404, "CodeUnknown");
    lend(&admin, &case, "sales_contract", "other").refused(409, "BorrowerMayNot");
}

#[test]
fn a_phone_without_a_network_queues_all_that_is_done_with_papers_labels_and_loans() {
    let (_server, admin, case, folder) = with_a_case();
    let (other, other_folder) = complete(&admin, "HZ-2");
    admin.post(&format!("/folders/{other_folder}/checkout"), json!({"borrower": "li"})).ok();
    let short = json!([{"paper": "customer_card"}, {"case": "HZ-2", "paper": "no_such"}]);
    let commands = [
        json!({"kind": "lend_paper", "case": case, "paper": "sales_contract", "borrower": "li"}),
        json!({"kind": "lend_paper", "case": case, "paper": "sales_contract", "borrower": "wang"}),
        json!({"kind": "lend_paper", "case": case, "paper": "sales_contract", "borrower": "nobody"}),
        json!({"kind": "return_paper", "case": "HZ-1", "paper": "sales_contract"}),
        json!({"kind": "return_paper", "case": case, "paper": "no_such"}),
        json!({"kind": "paper_missing", "case": case, "paper": "insurance_policy", "note": "翻遍了"}),
        json!({"kind": "paper_sighted", "case": case, "paper": "insurance_policy", "folder": other_folder}),
        json!({"kind": "paper_sighted", "case": "NOSUCH", "paper": 1, "folder": folder}),
        json!({"kind": "take_over", "codes": [other_folder, folder], "from": "li", "to": "wang"}),
        json!({"kind": "return_short", "code": other_folder, "short": short, "note": "袋口开着"}),
        json!({"kind": "move_paper", "case": case, "paper": "delivery_photo", "to_case": other, "reason": "放错"}),
        json!({"kind": "withdraw_paper", "case": other, "paper": "pdi_sheet", "reason": ""}),
        json!({"kind": "measure", "code": folder, "thickness_mm": 31}),
        json!({"kind": "ask_reprint", "codes": [folder, "NOBODY"]}),
        json!({"kind": "note_reprinted", "codes": [folder]}),
        json!({"kind": "undo", "number": 11}),
    ];
    let now = chrono::Utc::now().to_rfc3339();
    let number = |(at, command): (usize, &Value)| json!({"number": at + 1, "occurred_at": now, "command": command});
    let numbered: Vec<Value> = commands.iter().enumerate().map(number).collect();
    let sync = || admin.post("/sync", json!({"device": "PHONE", "commands": numbered})).ok();
    let answer = sync();
    let told = |answer: &Value| {
        let result = |result: &Value| (text(result, "status"), result["problem"]["code"].clone());
        answer["results"].as_array().unwrap().iter().map(result).collect::<Vec<_>>()
    };
    let (done, refused) =
        (|code: &str| ("done".to_owned(), json!(code)), |code: &str| ("refused".to_owned(), json!(code)));
    let fine = || ("done".to_owned(), Value::Null);
    let problems = [
        None,
        Some(refused("PaperOnLoan")),
        Some(refused("BorrowerUnknown")),
        None,
        Some(done("PaperUnknown")),
        None,
        None,
        Some(done("CaseUnknown")),
        None,
        None,
        None,
        Some(refused("ReasonRequired")),
    ];
    let mut expected: Vec<_> = problems.into_iter().map(|problem| problem.unwrap_or_else(fine)).collect();
    expected.resize_with(commands.len(), fine);
    assert_eq!(told(&answer), expected, "{answer}");
    assert_eq!(told(&sync()), expected, "offered again it is answered as the first time");
    let results = &answer["results"];
    assert_eq!(results[8]["folders"][1]["problem"]["code"], "FolderNotOnLoan");
    assert_eq!(
        (results[9]["folders"][0]["folder"].as_str(), &results[9]["case"]),
        (Some(&*other_folder), &Value::Null)
    );
    assert_eq!(results[13]["folders"][1]["problem"]["code"], "CodeUnknown");
    let kinds = |code: &str| {
        let open = admin.get("/discrepancies?state=open").ok();
        let of = |item: &&Value| item["folder"] == code;
        let kinds = open["items"].as_array().unwrap().iter().filter(of).map(|item| text(item, "kind"));
        kinds.collect::<std::collections::BTreeSet<String>>()
    };
    assert_eq!(kinds(&folder), ["paper_taken", "unknown_paper"].map(str::to_owned).into());
    assert_eq!(kinds(&other_folder), ["unknown_paper"].map(str::to_owned).into());
    let told = admin.in_chinese().get(&format!("/discrepancies?kind=unknown_paper&folder={other_folder}")).ok();
    let sentence = text(&told["items"][0]["observed"], "sentence");
    assert!(is_chinese(&sentence) && sentence.contains("HZ-2 no_such") && sentence.contains("袋口开着"), "{sentence}");
    let card = admin.get(&format!("/cases/{other}")).ok();
    let lacks = &paper(&card, "customer_card")["absent"];
    assert_eq!((lacks["how"].as_str(), lacks["borrower"]["display_name"].as_str()), (Some("short"), Some("WANG")));
    let card = admin.get(&format!("/cases/{case}")).ok();
    assert_eq!(paper(&card, "insurance_policy")["absent"]["folder"], other_folder.as_str());
    assert_eq!(paper(&card, "delivery_photo")["state"], "there", "moving it was undone");
    assert_eq!(admin.get(&format!("/folders/{folder}")).ok()["thickness_mm"], 31);
}
