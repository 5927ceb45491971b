//! What was found when the papers' part of the interface was walked through as its users: each put right, over HTTP.

use super::cases::{announce, sale, with_clerks};
use super::support::{
    Client, Server, csv_lines, days_from_now, dealer, eventually, is_chinese, percent, set_up_dealer, text,
};
use serde_json::{Value, json};

/// Begins a transfer of the first sales department and says its path.
fn begin(client: &Client, department: &str) -> String {
    let open = client.post("/transfers", json!({"department": department, "desk": "reception"})).ok();
    format!("/transfers/{}", open["transfer"])
}

fn receive(client: &Client, transfer: &str, case: &str, except: Value) -> Value {
    client.post(&format!("{transfer}/receive"), json!({"case": case, "papers": {"all_except": except}})).ok()
}

fn change_type(admin: &Client, code: &str, change: impl FnOnce(&mut Value)) {
    let types = admin.get("/business-types").ok();
    let mut kind = types["items"].as_array().unwrap().iter().find(|kind| kind["code"] == code).unwrap().clone();
    change(&mut kind);
    admin.put(&format!("/business-types/{code}"), kind).ok();
}

fn total(client: &Client, list: &str) -> u64 {
    client.get(list).ok()["total"].as_u64().unwrap_or_else(|| panic!("{list}"))
}

fn paper<'a>(case: &'a Value, id: &str) -> &'a Value {
    case["papers"].as_array().unwrap().iter().find(|paper| paper["id"] == id).unwrap()
}

#[test]
fn papers_for_a_lent_folder_are_on_a_list_until_they_are_truly_in_and_its_return_says_that_they_wait() {
    let (_server, admin, clerk, _, archivist) = with_clerks();
    change_type(&admin, "NEW", |kind| kind["scope"] = json!("subject"));
    let first = announce(&clerk, sale("1", "王小明"));
    let folder = text(&first["folder"], "code");
    let transfer = begin(&archivist, "sales1");
    assert_eq!(transfer, "/transfers/1", "people count from one");
    receive(&archivist, &transfer, "1", json!([]));
    archivist.post(&format!("/folders/{folder}/checkout"), json!({"borrower": "admin"})).ok();
    let mut second = sale("2", "王小明");
    second["folder"] = json!(folder);
    announce(&admin, second);
    assert_eq!(receive(&archivist, &transfer, "2", json!([]))["waits"], true);
    let card = archivist.post("/cases/2/file", json!({"folder": folder})).ok();
    assert_eq!(card["phase"], "waiting", "it is not in: by the record the folder is with somebody");
    assert_eq!(total(&archivist, "/cases?state=waiting"), 1);
    let open = archivist.get("/discrepancies").ok();
    assert_eq!(open["items"][0]["kind"], "lent_but_here", "{open}");
    let told = admin.in_chinese().all("/cases/2/history");
    assert!(told.iter().any(|item| item["kind"] == "CaseWaitsOn" && is_chinese(&text(item, "sentence"))), "{told:?}");
    let back = archivist.post(&format!("/folders/{folder}/return"), json!({"desk": "reception"})).ok();
    assert!(back.to_string().contains("cases_wait"), "{back}");
    assert_eq!(total(&archivist, "/cases?state=waiting"), 1, "still on the list");
    assert_eq!(archivist.post("/cases/2/file", json!({"folder": folder})).ok()["phase"], "filed");
    assert_eq!((total(&archivist, "/cases?state=waiting"), total(&archivist, "/discrepancies")), (0, 0));
}

#[test]
fn a_paper_that_is_missing_does_not_take_its_twin_along() {
    let (_server, _admin, clerk, _, archivist) = with_clerks();
    announce(&clerk, sale("1", "王小明"));
    let transfer = begin(&archivist, "sales1");
    let missing = json!([{"paper": "organisation_certificate", "state": "missing"}]);
    let card = receive(&archivist, &transfer, "1", missing);
    assert_eq!((paper(&card, "identity_card")["state"].as_str(), card["gaps"].as_u64()), (Some("there"), Some(0)));
}

/// An archive with cases in every state, and what its list of them says.
fn with_cases() -> (Server, Client) {
    let (server, admin, clerk, _, archivist) = with_clerks();
    let mut noted = sale("HT-1", "王小明");
    (noted["note"], noted["responsible_name"]) = (json!("急件"), json!("赵六"));
    announce(&clerk, noted);
    let mut nameless = sale("", "");
    nameless["subjects"] = json!([]);
    announce(&clerk, nameless);
    for reference in ["HT-3", "HT-4", "HT-5", "HT-6"] {
        announce(&clerk, sale(reference, "欧阳小明"));
    }
    let transfer = begin(&archivist, "sales1");
    receive(&archivist, &transfer, "HT-3", json!([]));
    let gaps = json!([
        {"paper": "insurance_policy", "state": "missing"}, {"paper": "identity_card", "state": "missing"},
        {"paper": "sales_contract", "state": "there", "signatures": []},
        {"paper": "vehicle_licence", "state": "unfit", "remark": "撕破"},
        {"name": "客户来信", "state": "missing"},
    ]);
    receive(&archivist, &transfer, "HT-4", gaps);
    clerk.post("/cases/HT-5/cancel", json!({"reason": "退车"})).ok();
    archivist.post("/cases/HT-6/extend", json!({"due": days_from_now(30), "reason": "等待上牌"})).ok();
    (server, admin)
}

/// What has to come back, column by column.
const COLUMNS: &str = "reference,type,title,department,responsible,business_date,deadline_from,due,extended,phase,completeness,missing,folder,note";

fn listed(client: &Client) -> Vec<Vec<String>> {
    let mut rows = csv_lines(&client.get(&format!("/cases?state=all&format=csv&columns=code,{COLUMNS}")).text);
    rows.remove(0);
    for row in &mut rows {
        // A case without a number of its department's is known by its code elsewhere.
        let code = row.remove(0);
        if row[0].is_empty() {
            row[2] = if row[2] == code { String::new() } else { row[2].clone() };
        }
    }
    rows.sort();
    rows
}

#[test]
fn a_list_of_cases_comes_back_from_csv_and_xlsx_in_both_languages_with_nothing_lost() {
    let (_old, admin) = with_cases();
    let codes: Vec<String> = admin.all("/cases").iter().map(|case| text(case, "code")).collect();
    let before = listed(&admin);
    assert_eq!(before.len(), 6);
    for (chinese, format) in [(true, "csv"), (true, "xlsx"), (false, "csv"), (false, "xlsx")] {
        let giver = if chinese { admin.in_chinese() } else { admin.clone() };
        let request = giver.request(reqwest::Method::GET, &format!("/cases?state=all&format={format}"));
        let table = request.send().unwrap().bytes().unwrap().to_vec();
        // Where it was taken from nobody learns anything new from it.
        let again = admin.import(&format!("own.{format}"), table.clone());
        assert_eq!((&again["progress"]["good"], &again["progress"]["bad"]), (&json!(6), &json!(0)), "{again}");
        assert_eq!(listed(&admin), before);
        let (_server, fresh) = dealer();
        let job = fresh.upload(&format!("cases.{format}"), table).ok();
        let done = fresh.run_import(&job, json!({"placement": "stated_or_assign"}));
        let report = fresh.report(&text(&done, "id"));
        assert_eq!((&done["progress"]["good"], &done["progress"]["bad"]), (&json!(6), &json!(0)), "{report:?}");
        let mut after = listed(&fresh);
        for row in &mut after {
            if codes.contains(&row[0]) {
                (row[0], row[2]) = (String::new(), String::new());
            }
        }
        after.sort();
        assert_eq!(after, before, "{chinese} {format}");
        assert_eq!(fresh.search("").len(), 6, "and no folder beside those of the cases");
    }
}

#[test]
fn a_table_that_is_of_cases_is_known_as_one_by_whatever_they_are_called() {
    let (_server, admin) = dealer();
    let targets = |headings: &str| -> Vec<String> {
        let job = admin.upload("t.csv", format!("{headings}\r\n1,2,3,4,5\r\n").into_bytes()).ok();
        let columns = job["mapping"]["columns"].as_array().unwrap().clone();
        columns.iter().map(|column| text(column, "target")).collect()
    };
    for name in ["业务单号", "业务单", "业务编号"] {
        assert_eq!(targets(&format!("{name},业务类型,部门,业务日期,客户"))[0], "case.reference", "{name}");
    }
    for name in ["单号", "合同/工单号", "合同号", "工单号", "Reference", "部门编号"] {
        assert_eq!(targets(&format!("{name},业务类型,部门,业务日期,经办人"))[0], "case.reference", "{name}");
    }
    assert_eq!(targets("业务单,合同/工单号,业务类型,部门,缺项")[..2], ["case.code", "case.reference"]);
    assert_eq!(
        targets("合同号,业务类型,部门编号,业务日期,客户"),
        ["foreign_code", "business_type", "department", "business_date", "subject.name"]
    );
    assert_eq!(
        targets("业务单号,旧档号,储位,业务日期,客户")[..3],
        ["foreign_code", "foreign_code", "slot"],
        "folders on shelves"
    );
}

#[test]
fn a_table_of_cases_in_the_watched_folder_becomes_cases_and_no_folders() {
    let server = Server::start_with(&["--incoming-seconds", "1"]);
    let admin = server.administrator();
    set_up_dealer(&admin);
    let table = format!("业务单号,业务类型,部门,业务日期,客户\r\nI-1,NEW,sales1,{},张伟\r\n", days_from_now(0));
    std::fs::write(server.data().join("incoming/night.csv"), table).unwrap();
    eventually("the table to be taken", || {
        std::fs::read_dir(server.data().join("incoming/done")).unwrap().next().map(|_| ())
    });
    let case = admin.get("/cases/I-1").ok();
    assert_eq!((case["phase"].as_str(), case["folder"]["state"].as_str()), (Some("announced"), Some("expected")));
    assert_eq!(admin.search("").len(), 1, "the folder that is expected with it, and no other");
}

#[test]
fn more_time_is_asked_by_a_department_and_granted_or_refused_by_who_keeps_the_archive() {
    let (_server, admin, clerk, other, archivist) = with_clerks();
    announce(&clerk, sale("77", "王小明"));
    let ask = |until: i64| json!({"due": days_from_now(until), "reason": "等待上牌"});
    let before = clerk.get("/cases/77").ok()["due"]["date"].clone();
    let asked = clerk.post("/cases/77/extend", ask(20)).ok();
    assert_eq!((&asked["due"]["date"], &asked["asked_until"]), (&before, &json!(days_from_now(20))));
    assert_eq!((asked["reason"].as_str(), total(&archivist, "/cases?state=asked")), (Some("等待上牌"), 1));
    clerk.post("/cases/77/refuse-extension", json!({"reason": "x"})).refused(403, "NotAllowed");
    other.post("/cases/77/extend", ask(20)).refused(404, "CaseUnknown");
    let refused = archivist.post("/cases/77/refuse-extension", json!({"reason": "理由不充分"})).ok();
    assert_eq!((&refused["due"]["date"], &refused["asked_until"]), (&before, &Value::Null));
    archivist.post("/cases/77/refuse-extension", json!({"reason": "x"})).refused(409, "ExtensionUnasked");
    clerk.post("/cases/77/extend", ask(25)).ok();
    let granted = archivist.post("/cases/77/extend", ask(25)).ok();
    assert_eq!((&granted["due"]["is_extended"], total(&archivist, "/cases?state=asked")), (&json!(true), 0));
    receive(&archivist, &begin(&archivist, "sales1"), "77", json!([]));
    let line = admin.get("/figures?by=department").ok()["items"][0].clone();
    assert_eq!((&line["in_time"], &line["extended"]), (&json!(1), &json!(1)), "not late, and shown apart");
    assert_eq!(total(&admin, "/figures/evidence?by=department&which=extended"), 1);
    let history = admin.in_chinese().all("/cases/77/history");
    let kinds: Vec<&str> = history.iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert!(
        ["ExtensionAsked", "ExtensionRefused", "CaseExtended"].iter().all(|kind| kinds.contains(kind)),
        "{kinds:?}"
    );
    // Putting the beginning off is counted too, and takes a reason.
    announce(&clerk, sale("78", "王小明"));
    let put_off = |reason: &str| json!({"deadline_from": days_from_now(10), "reason": reason});
    let asked = clerk.in_chinese().patch("/cases/78", put_off("")).refused(422, "DueStands");
    assert!(is_chinese(&text(&asked, "detail")), "{asked}");
    assert_eq!(clerk.patch("/cases/78", put_off("客户改期")).ok()["due_moved"], true);
}

#[test]
fn a_late_case_does_not_vanish_by_its_dates_nor_pass_to_others_in_silence() {
    let (_server, admin, clerk, _, archivist) = with_clerks();
    let mut late = sale("78", "王小明");
    late["business_date"] = json!(days_from_now(-40));
    announce(&clerk, late);
    let cleared = archivist.patch("/cases/78", json!({"business_date": null, "deadline_from": null})).ok();
    assert_eq!((&cleared["is_late"], &cleared["due"].is_object()), (&json!(true), &true));
    assert_eq!(total(&admin, "/cases?state=late"), 1);
    archivist.patch("/cases/78", json!({"department": "sales2"})).refused(422, "CaseCounted");
    let moved = archivist.patch("/cases/78", json!({"department": "sales2", "reason": "登错部门"})).ok();
    assert_eq!((&moved["reassigned"], moved["reason"].as_str()), (&json!(true), Some("登错部门")));
    assert_eq!(admin.get("/figures?by=department").ok()["items"][0]["reassigned"], 1);
}

#[test]
fn what_a_corrected_calendar_would_change_is_listed_and_done_in_one_act_with_its_reason() {
    let (_server, admin, clerk, _, archivist) = with_clerks();
    announce(&clerk, sale("77", "王小明"));
    let due = clerk.get("/cases/77").ok()["due"]["date"].as_str().unwrap().to_owned();
    let calendar = admin.get("/calendar").ok();
    let mut next = json!({"name": calendar["name"], "version": calendar["version"], "years": calendar["years"]});
    let years = next["years"].as_array_mut().unwrap();
    let year = years.iter_mut().find(|year| due.starts_with(&year["year"].to_string())).unwrap();
    let holiday = json!({"from": due, "until": due, "name": {"zh": "厂庆", "en": "Jubilee"}});
    year["holidays"].as_array_mut().unwrap().push(holiday);
    let version = admin.put("/calendar", next).ok()["version"].clone();
    assert_eq!(clerk.get("/cases/77").ok()["due"]["date"], due.as_str(), "what was certain stays, until somebody says");
    let changes = admin.get("/calendar/changes").ok();
    assert_eq!((changes["total"].as_u64(), changes["items"][0]["case"]["reference"].as_str()), (Some(1), Some("77")));
    let then = changes["items"][0]["due"]["date"].as_str().unwrap().to_owned();
    assert!(then > due);
    assert!(admin.get("/calendar/changes?format=csv").text.contains(&then));
    archivist.get("/calendar/changes").refused(403, "NotAllowed");
    let recount = |version: Value, reason: &str| json!({"version": version, "reason": reason});
    admin.post("/calendar/changes", recount(json!(1), "更正")).refused(412, "Stale");
    admin.post("/calendar/changes", recount(version.clone(), " ")).refused(422, "ReasonRequired");
    assert_eq!(admin.post("/calendar/changes", recount(version, "补录厂庆")).ok()["cases"], 1);
    let card = clerk.get("/cases/77").ok();
    assert_eq!((card["due"]["date"].as_str(), card["reason"].as_str()), (Some(&*then), Some("补录厂庆")));
    assert_eq!(total(&admin, "/calendar/changes"), 0);
    // A year of which nothing is said, and one that is all holidays.
    let year = |holidays: Value| json!({"name": {"zh": "日历", "en": "c"}, "years": [{"year": 2031, "holidays": holidays, "make_up_days": []}]});
    let all = json!([{"from": "2031-01-01", "until": "2031-12-31", "name": {"zh": "假", "en": "off"}}]);
    for wrong in [year(json!([])), year(all)] {
        let refused = admin.in_chinese().put("/calendar", wrong).refused(422, "BadValue");
        assert!(text(&refused, "detail").contains("2031"), "{refused}");
    }
}

#[test]
fn an_expected_folder_does_not_go_under_an_announced_case_which_has_a_way_out() {
    let (server, admin, clerk, _, _) = with_clerks();
    let case = announce(&clerk, sale("77", "王小明"));
    let folder = text(&case["folder"], "code");
    let withdraw = || admin.post(&format!("/folders/{folder}/withdraw"), json!({"reason": "登错"}));
    let refused = withdraw().refused(409, "CasesExpected");
    assert_eq!(refused["params"]["case"], case["code"]);
    let into =
        admin.register(json!({"business_type": "NEW", "business_date": days_from_now(0), "department": "sales1"}));
    let moved = admin.patch("/cases/77", json!({"folder": into})).ok();
    assert_eq!(moved["folder"]["code"], into.as_str());
    withdraw().ok();
    drop(server);
}

#[test]
fn a_type_whose_folders_hold_the_cases_of_a_year_is_set_and_finds_them() {
    let (_server, admin) = dealer();
    change_type(&admin, "CLM", |kind| kind["scope"] = json!("year"));
    let claim = |name: &str| {
        let mut case = sale("", name);
        case["business_type"] = json!("CLM");
        announce(&admin, case)
    };
    let (one, other) = (claim("欧阳小明"), claim("张伟"));
    assert_eq!(one["folder"]["code"], other["folder"]["code"]);
    assert_eq!(
        (one["title"].as_str(), other["title"].as_str()),
        (Some("欧阳小明"), Some("张伟")),
        "each its own customer"
    );
    admin.search("张伟");
    assert_eq!(admin.get(&format!("/cases?q={}", percent("张伟"))).ok()["total"], 2, "the folder is found by either");
    let table = csv_lines(&admin.in_chinese().get("/business-types?format=csv&columns=code,scope").text);
    assert!(table.contains(&vec!["CLM".to_owned(), "部门一年的业务单".to_owned()]), "{table:?}");
}

#[test]
fn slips_are_flagged_or_answered_clearly_and_never_hold_up_the_queue() {
    let (_server, admin, clerk, _, archivist) = with_clerks();
    let dated = |reference: &str, date: &str| {
        let mut case = sale(reference, "王小明");
        case["business_date"] = json!(date);
        announce(&clerk, case)
    };
    let flags = |case: &Value| -> Vec<String> {
        case["flags"].as_array().unwrap().iter().map(|flag| text(flag, "code")).collect()
    };
    for (at, date) in ["1970-01-01", "2019-05-01", &days_from_now(3)].into_iter().enumerate() {
        let case = dated(&format!("D-{at}"), date);
        assert!(flags(&case).contains(&"odd_business_date".to_owned()), "{date}: {case}");
    }
    assert!(!flags(&dated("D-9", &days_from_now(-1))).contains(&"odd_business_date".to_owned()));
    assert_eq!(total(&admin, "/cases?state=flagged&type=NEW&q=D-0"), 1);
    let transfer = begin(&archivist, "sales1");
    let unfit = json!({"case": "D-9", "papers": {"all_except": [{"paper": "sales_contract", "state": "unfit"}]}});
    let refused = archivist.in_chinese().post(&format!("{transfer}/receive"), unfit).refused(422, "RemarkRequired");
    assert!(text(&refused, "detail").contains("销售合同") && is_chinese(&text(&refused, "detail")), "{refused}");
    // A key that nobody knows is a slip too.
    let unknown = admin.in_chinese().patch("/cases/D-9", json!({"notes": "x"})).refused(400, "BadRequest");
    assert!(text(&unknown, "detail").starts_with("请求无法读取：没有字段 notes"), "{unknown}");
    let folder = text(&admin.get("/cases/D-9").ok()["folder"], "code");
    admin.patch(&format!("/folders/{folder}"), json!({"colour": "red"})).refused(400, "BadRequest");
    // The type can be put right, and what was found stays found.
    receive(&archivist, &transfer, "D-9", json!([]));
    let there =
        |case: &Value| case["papers"].as_array().unwrap().iter().filter(|paper| paper["state"] == "there").count();
    let before = there(&admin.get("/cases/D-9").ok());
    change_type(&admin, "OVH", |kind| {
        let types = admin.get("/business-types").ok();
        let sale = types["items"].as_array().unwrap().iter().find(|kind| kind["code"] == "NEW").unwrap().clone();
        kind["documents"] = json!([sale["documents"][1], sale["documents"][0]]);
    });
    let retyped = archivist.patch("/cases/D-9", json!({"business_type": "OVH", "reason": "登错类型"})).ok();
    assert_eq!((retyped["business_type"]["code"].as_str(), retyped["gaps"].as_u64()), (Some("OVH"), Some(0)));
    assert_eq!(there(&retyped), before, "{retyped}");
    assert!(
        retyped["papers"][2]["name_zh"].as_str().is_some_and(is_chinese),
        "those of the former list keep their names"
    );
    let folder = admin.get(&format!("/folders/{folder}")).ok();
    assert_eq!(folder["business_type"]["code"].as_str().or(folder["business_type"].as_str()), Some("OVH"), "{folder}");
}

#[test]
fn every_list_of_the_desk_can_be_taken_along_and_days_in_the_wrong_order_are_told() {
    let (_server, admin, clerk, _, archivist) = with_clerks();
    let case = announce(&clerk, sale("77", "王小明"));
    let (code, folder) = (text(&case, "code"), text(&case["folder"], "code"));
    receive(&archivist, &begin(&archivist, "sales1"), "77", json!([]));
    announce(&clerk, sale("78", "王小明"));
    admin.post("/searches", json!({"name": "新车", "query": "type=NEW"})).ok();
    for (list, word) in [
        ("/receive/today?format=csv".to_owned(), "78".to_owned()),
        ("/business-types?format=csv".to_owned(), "NEW".to_owned()),
        ("/searches?format=csv".to_owned(), "新车".to_owned()),
        (format!("/folders/{folder}/cases?format=csv"), code),
        (format!("/folders/{folder}/handled?format=csv"), "admin".to_owned()),
    ] {
        let taken = admin.get(&list);
        assert!(taken.header("content-type").starts_with("text/csv"), "{list}: {}", taken.text);
        assert!(taken.text.contains(&word) || word == "admin", "{list}: {}", taken.text);
        assert!(
            admin.get(&list.replace("csv", "xlsx")).header("content-type").ends_with("spreadsheetml.sheet"),
            "{list}"
        );
    }
    let span = "from=2026-03-31&to=2026-03-01";
    let lists = ["/figures?by=type&", "/figures/evidence?by=type&which=late&", "/gaps?", "/cases?"];
    for list in lists {
        let refused = admin.in_chinese().get(&format!("{list}{span}")).refused(422, "BadValue");
        assert!(text(&refused, "detail").contains("早于"), "{refused}");
    }
}

#[test]
fn nobody_reads_a_refusal_half_in_one_language_and_half_in_the_other() {
    let (_server, admin, clerk, _, archivist) = with_clerks();
    announce(&clerk, sale("77", "王小明"));
    let many: Vec<Value> = (0..501).map(|at| sale(&format!("W-{at}"), "甲")).collect();
    let asks: Vec<(&str, &str, Value)> = vec![
        ("PATCH", "/people/99", json!({"display_name": "x"})),
        ("POST", "/cases", json!({"cases": many})),
        ("POST", "/people", json!({"name": "a b", "display_name": "x", "role": "borrower"})),
        ("POST", "/people", json!({"name": "t", "display_name": "x", "role": "temporary"})),
        ("PUT", "/business-types/NEW", json!({"code": "NEW"})),
        ("PUT", "/business-types/new", json!({})),
        ("POST", "/folders", json!({"business_type": "NEW", "business_date": days_from_now(5)})),
        ("POST", "/folders", json!({"business_type": "NEW", "code": " "})),
        ("POST", "/storerooms", json!({"code": "Q", "name": {"zh": "库", "en": "q"}, "code_template": "{room}"})),
        ("PATCH", "/cases/77", json!({"nosuch": 1})),
        ("PATCH", "/cases/77", json!({"business_date": 7})),
        ("POST", "/presets/nothing/load", json!({})),
        ("GET", "/figures", json!({})),
        ("GET", "/figures?by=colour", json!({})),
        ("GET", "/nowhere", json!({})),
        ("GET", "/transfers/0", json!({})),
        ("GET", "/cases?from=2026-02-30", json!({})),
    ];
    let names = ["Idempotency-Key", "NEW", "QR", "UTF-8"];
    for (method, path, body) in asks {
        let method: reqwest::Method = method.parse().unwrap();
        let send = |client: &Client| {
            let request = client.request(method.clone(), path);
            let request = if method == reqwest::Method::GET { request } else { request.json(&body) };
            super::support::Answer::of(request)
        };
        let (zh, en) = (send(&admin.in_chinese()), send(&admin));
        assert!(zh.status >= 400 && zh.status == en.status, "{path}: {}", zh.text);
        let (zh, en) = (text(&zh.body, "detail"), text(&en.body, "detail"));
        assert!(!en.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{path}: {en}");
        assert!(is_chinese(&zh), "{path}: {zh}");
        // What stands in another script is a name: of a field, a value, an address.
        let rest = names.iter().fold(zh.clone(), |text, name| text.replace(name, ""));
        let words: Vec<&str> = rest.split(|c: char| !(c.is_ascii_alphanumeric() || "_-./{}:".contains(c))).collect();
        let plain = words.iter().filter(|word| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase())).count();
        assert!(plain <= 2, "{path}: {zh}");
    }
    drop(archivist);
}
