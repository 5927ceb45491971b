//! Folders: registered, shown, edited, found; their history; their subjects.

use super::support::{Client, days_from_now, dealer, demo, folder, is_chinese, percent, text};
use reqwest::Method;
use serde_json::{Value, json};

fn edit(client: &Client, code: &str, etag: &str, body: Value) -> super::support::Answer {
    let request = client.request(Method::PATCH, &format!("/folders/{code}")).header("if-match", etag).json(&body);
    super::support::Answer::of(request)
}

#[test]
fn a_folder_gets_a_code_of_its_type_and_year_and_a_slot_with_its_reason() {
    let (_server, admin) = dealer();
    let card = admin.post("/folders", folder("NEW", "2026-03-05", "张伟")).ok();
    assert!(text(&card, "code").starts_with("NEW2026-000001"), "{card}");
    assert_eq!(
        (card["period"].as_str(), card["title"].as_str(), card["thickness_mm"].as_u64()),
        (Some("2026-03"), Some("张伟"), Some(12))
    );
    assert!(text(&card["where"]["home"], "slot").starts_with("A-01"));
    let reason = &card["assignment"]["reason"];
    assert!(is_chinese(reason["zh"].as_str().unwrap()) && !reason["en"].as_str().unwrap().is_empty(), "{reason}");
    assert_eq!(card["registered_by"], "管理员 Administrator");
    // Folders of one period stand together, those of another on another shelf.
    let shelf = |card: &Value| text(&card["where"]["home"], "slot").rsplit_once('-').unwrap().0.to_owned();
    let same = admin.post("/folders", folder("NEW", "2026-03-30", "李四")).ok();
    let other = admin.post("/folders", folder("NEW", "2026-04-01", "王五")).ok();
    assert_eq!(shelf(&same), shelf(&card));
    assert_ne!(shelf(&other), shelf(&card));
    let service = admin.post("/folders", folder("SRV", "2026-03-05", "张伟")).ok();
    assert!(shelf(&service).starts_with("A-02"));
}

#[test]
fn what_cannot_be_registered_is_refused_by_name() {
    let (_server, admin) = dealer();
    let refused = |change: Value| {
        let mut body = folder("NEW", "2026-03-05", "张伟");
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        admin.post("/folders", body)
    };
    refused(json!({"business_type": "NONE"})).refused(404, "TypeUnknown");
    refused(json!({"department": "none"})).refused(404, "DepartmentUnknown");
    refused(json!({"class": "top"})).refused(404, "ClassUnknown");
    refused(json!({"business_date": days_from_now(1)})).refused(422, "BadValue");
    refused(json!({"business_date": "1899-12-31"})).refused(422, "BadValue");
    refused(json!({"business_date": "2026-02-30"})).refused(400, "BadRequest");
    refused(json!({"thickness_mm": 0})).refused(422, "BadValue");
    refused(json!({"thickness_mm": 100_000})).refused(422, "BadValue");
    refused(json!({"code": "x".repeat(200)})).refused(422, "CodeInvalid");
    refused(json!({"placement": {"kind": "stated", "slot": "Z-1"}})).refused(404, "PlaceUnknown");
    refused(json!({"foreign_codes": (0..21).map(|at| format!("OLD-{at}")).collect::<Vec<_>>()}))
        .refused(413, "LimitExceeded");
    refused(json!({"fields": {"payment": "shells"}})).refused(422, "BadValue");
    refused(json!({"code": "KEPT-1"})).ok();
    refused(json!({"code": "kept-1"})).refused(409, "CodeTaken");
    assert_eq!(admin.get("/system").ok()["folders"], 1);
    // Of a batch each stands on its own.
    let batch = json!({"folders": [folder("NEW", "2026-03-05", "甲"), folder("NONE", "2026-03-05", "乙"), folder("NEW", "2026-03-05", "丙")]});
    let results = admin.post("/folders/batch", batch).ok();
    assert_eq!(results["results"][1]["problem"]["code"], "TypeUnknown");
    assert_eq!(results["results"][2]["folder"]["title"], "丙");
}

#[test]
fn an_edit_over_a_newer_one_is_refused_and_a_loan_is_no_edit() {
    let (_server, admin) = dealer();
    admin.post("/people", json!({"name": "li", "display_name": "LI", "role": "borrower", "may_sign_in": false})).ok();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let path = format!("/folders/{code}");
    let etag = admin.get(&path).etag();
    assert!(etag.starts_with('"') && etag.ends_with('"'), "{etag}");
    admin.post(&format!("{path}/checkout"), json!({"borrower": "li"})).ok();
    admin.post(&format!("{path}/return"), json!({})).ok();
    assert_eq!(admin.get(&path).etag(), etag, "a loan does not change the ETag");
    let edited = edit(&admin, &code, &etag, json!({"note": "第一次", "thickness_mm": 20}));
    let newer = edited.etag();
    assert_eq!(edited.ok()["note"], "第一次");
    assert_ne!(newer, etag);
    edit(&admin, &code, &etag, json!({"note": "第二次"})).refused(412, "Stale");
    let chinese = edit(&admin.in_chinese(), &code, &etag, json!({"note": "第二次"})).refused(412, "Stale");
    assert!(is_chinese(chinese["detail"].as_str().unwrap()));
    edit(&admin, &code, "\"nonsense\"", json!({"note": "x"})).refused(412, "Stale");
    // The condition is part of the same request: refused, nothing of it is done.
    edit(&admin, &code, &etag, json!({"condition": "damaged", "note": "第二次"})).refused(412, "Stale");
    let card = admin.get(&path).ok();
    assert_eq!((card["condition"].as_str(), card["note"].as_str()), (Some("good"), Some("第一次")));
    let seq = card["seq"].as_u64().unwrap();
    let both = edit(&admin, &code, &newer, json!({"condition": "damaged", "note": "第三次"})).ok();
    assert_eq!(
        (both["condition"].as_str(), both["note"].as_str(), both["seq"].as_u64()),
        (Some("damaged"), Some("第三次"), Some(seq + 1))
    );
    edit(&admin, &code, "*", json!({"note": "第四次"})).ok();
    let weak = format!("W/{}", admin.get(&path).etag());
    edit(&admin, &code, &weak, json!({"note": "第五次"})).ok();
    // Without If-Match the last one wins, as asked.
    admin.patch(&path, json!({"note": "第六次", "department": "sales1"})).ok();
    assert_eq!(admin.patch(&path, json!({"department": null})).ok()["department"], Value::Null);
}

#[test]
fn history_tells_in_both_languages_what_happened_and_who_did_it() {
    let (server, admin) = dealer();
    admin
        .post("/people", json!({"name": "li", "display_name": "李师傅", "role": "borrower", "may_sign_in": false}))
        .ok();
    let archivist = server.person(&admin, "zhao", "archivist", None);
    let card = archivist.post("/folders", folder("NEW", "2026-03-05", "张伟")).ok();
    let (code, home) = (text(&card, "code"), text(&card["where"]["home"], "slot"));
    let path = format!("/folders/{code}");
    admin.post(&format!("{path}/put-away"), json!({"slot": home})).ok();
    admin.post(&format!("{path}/checkout"), json!({"borrower": "li", "purpose": "年检"})).ok();
    admin.post(&format!("{path}/renew"), json!({})).ok();
    admin.post(&format!("{path}/return"), json!({})).ok();
    admin.post(&format!("{path}/aliases"), json!({"code": "OLD-1"})).ok();
    admin.patch(&path, json!({"note": "第一次", "condition": "damaged"})).ok();
    admin.patch(&path, json!({"thickness_mm": 20})).ok();
    let split = json!({"folders": [code], "name": "张伟（另一位）"});
    admin.post(&format!("/subjects/{}/split", card["subjects"][0]["no"]), split).ok();
    admin.post(&format!("{path}/move"), json!({"slot": "A-01L-02-1-03", "reason": "常用"})).ok();
    admin.post(&format!("{path}/missing"), json!({"note": "不在"})).ok();
    admin.post(&format!("{path}/found"), json!({"note": "找到"})).ok();
    admin.post(&format!("{path}/withdraw"), json!({"reason": "移交"})).ok();
    let english = admin.all(&format!("{path}/history"));
    let chinese = admin.in_chinese().all(&format!("{path}/history"));
    assert_eq!(english.len(), chinese.len());
    let kinds: Vec<String> = english.iter().rev().map(|item| text(item, "kind")).collect();
    for kind in [
        "FolderRegistered",
        "PutAway",
        "CheckedOut",
        "Renewed",
        "Returned",
        "CodeAdded",
        "FolderEdited",
        "ConditionNoted",
        "DeclaredMissing",
        "Found",
        "Withdrawn",
        "FolderResized",
        "SubjectSplit",
        "FolderAssigned",
        "FolderReleased",
    ] {
        assert!(kinds.iter().any(|known| known == kind), "{kind} in {kinds:?}");
    }
    for (english, chinese) in english.iter().zip(&chinese) {
        let (kind, english, chinese) = (text(english, "kind"), text(english, "sentence"), text(chinese, "sentence"));
        assert!(is_chinese(&chinese), "{kind}: {chinese}");
        assert_ne!(english, kind, "a kind is not a sentence");
        assert!(
            !english.is_empty()
                && !is_chinese(
                    &english
                        .replace("李师傅", "")
                        .replace("年检", "")
                        .replace("不在", "")
                        .replace("找到", "")
                        .replace("移交", "")
                        .replace("常用", "")
                        .replace("第一次", "")
                ),
            "{english}"
        );
    }
    let lent = english.iter().find(|item| item["kind"] == "CheckedOut").unwrap();
    assert!(text(lent, "sentence").contains("李师傅") && text(lent, "sentence").contains("年检"));
    assert_eq!(english.last().unwrap()["actor"]["display_name"], "zhao 先生");
    assert!(
        lent["detail"]["private"].is_null() && !lent["detail"].to_string().contains("年检"),
        "facts hold nothing personal"
    );
    // Page by page the same.
    let first = admin.get(&format!("{path}/history?limit=2")).ok();
    assert!(first["next_cursor"].is_string());
}

#[test]
fn what_the_archive_itself_did_names_no_account() {
    let (_, admin) = demo();
    let code = admin.search("").into_iter().next().unwrap();
    let history = admin.all(&format!("/folders/{code}/history"));
    assert!(
        history.iter().all(|item| item["actor"]["no"].is_null() && item["actor"]["display_name"] == "the archive"),
        "{history:?}"
    );
}

#[test]
fn a_confidential_folder_is_not_opened_before_the_look_is_on_record() {
    let (server, admin) = dealer();
    let auditor = server.person(&admin, "qian", "auditor", None);
    let mut body = folder("NEW", "2026-03-05", "张伟");
    body["class"] = json!("personal");
    let code = admin.register(body);
    auditor.get(&format!("/folders/{code}")).ok();
    let history = admin.all(&format!("/folders/{code}/history"));
    assert_eq!(
        (history[0]["kind"].as_str(), history[0]["actor"]["display_name"].as_str()),
        (Some("Looked"), Some("qian 先生"))
    );
}

#[test]
fn a_folder_is_found_by_anything_known_of_it_as_soon_as_one_waits_for_it() {
    let (_server, admin) = dealer();
    let mut body = folder("NEW", "2026-03-05", "欧阳晓峰");
    body["foreign_codes"] = json!(["HT-2026-991"]);
    body["note"] = json!("行车记录仪已安装");
    body["fields"] = json!({"contract_no": "XS-4711", "vehicle_model": "途观L"});
    body["subjects"] = json!([
        {"kind": "person", "name": "欧阳晓峰", "phones": ["13792069384"], "identities": [{"kind": "identity_number", "value": "320102195902176749"}]},
        {"kind": "vehicle", "name": "鲁F·90223", "identities": [{"kind": "vin", "value": "LSVBT3NV3LA179786"}]},
    ]);
    let code = admin.register(body);
    admin.register(folder("SRV", "2026-02-05", "张伟"));
    for query in [
        code.as_str(),
        "HT-2026-991",
        "欧阳",
        "ouyang",
        "oyxf",
        "13792069384",
        "9384",
        "320102195902176749",
        "LSVBT3NV3LA179786",
        "179786",
        "鲁F90223",
        "途观",
        "XS-4711",
        "行车记录仪",
        "新车销售 2026",
        "欧阳 2026-03",
    ] {
        assert_eq!(admin.search(query).into_iter().collect::<Vec<_>>(), std::slice::from_ref(&code), "{query}");
    }
    assert_eq!(admin.search("").len(), 2);
    let renamed = admin.patch(&format!("/folders/{code}"), json!({"note": "保险杠剐蹭"})).ok();
    let found = admin.get(&format!("/search?q={}&min_seq={}", percent("剐蹭"), renamed["seq"])).ok();
    assert_eq!((found["total"].as_u64(), found["items"][0]["code"].as_str()), (Some(1), Some(code.as_str())));
    assert!(found["seq"].as_u64() >= renamed["seq"].as_u64());
    assert!(admin.search("行车记录仪").is_empty());
    let facets = admin.get("/search?q=").ok()["facets"].clone();
    assert_eq!(facets["type"].as_array().unwrap().len(), 2, "{facets}");
    admin.get("/search?min_seq=x").refused(400, "BadRequest");
    admin.get("/departments?min_seq=x").refused(422, "BadValue");
}

#[test]
fn a_frame_that_does_not_come_is_not_waited_for_for_ever() {
    let (_server, admin) = dealer();
    let answer = admin.get("/at-desk?min_seq=1000000");
    assert_eq!(answer.header("retry-after"), "1");
    answer.refused(503, "NotCaughtUp");
}

#[test]
fn subjects_meet_by_identity_never_by_name_and_are_merged_and_split_by_hand() {
    let (_server, admin) = dealer();
    let known = |name: &str, id: &str| {
        let mut body = folder("NEW", "2026-03-05", name);
        body["subjects"] =
            json!([{"kind": "person", "name": name, "identities": [{"kind": "identity_number", "value": id}]}]);
        body
    };
    let first = admin.post("/folders", known("张伟", "320102195902176749")).ok();
    let same = admin.post("/folders", known("张 伟", "320102195902176749")).ok();
    let other = admin.post("/folders", folder("NEW", "2026-03-05", "张伟")).ok();
    let subject = |card: &Value| card["subjects"][0]["no"].as_u64().unwrap();
    assert_eq!(subject(&first), subject(&same));
    assert_ne!(subject(&first), subject(&other), "half the archive is called 张伟");
    let shown = admin.get(&format!("/subjects/{}", subject(&first))).ok();
    assert_eq!(shown["folders"].as_array().unwrap().len(), 2);
    let merged = admin.post(&format!("/subjects/{}/merge", subject(&other)), json!({"into": subject(&first)})).ok();
    assert_eq!(merged["folders"].as_array().unwrap().len(), 3);
    let old = admin.get(&format!("/subjects/{}", subject(&other))).ok();
    assert_eq!((old["merged_into"].as_u64(), old["no"].as_u64()), (Some(subject(&first)), Some(subject(&first))));
    let split = json!({"folders": [other["code"]], "name": "张伟（另一位）"});
    let apart = admin.post(&format!("/subjects/{}/split", subject(&first)), split).ok();
    assert_eq!(apart["folders"][0]["folder"]["code"], other["code"]);
    assert_eq!(admin.get(&format!("/subjects/{}", subject(&first))).ok()["folders"].as_array().unwrap().len(), 2);
    let edited = admin.patch(&format!("/subjects/{}", subject(&first)), json!({"phones": ["13800138000"]})).ok();
    assert_eq!(edited["phones"][0], "13800138000");
    assert_eq!(admin.search("13800138000").len(), 2, "its folders are found by it");
    admin.get("/subjects/99").refused(404, "SubjectUnknown");
    admin.post(&format!("/subjects/{}/merge", subject(&first)), json!({"into": 99})).refused(404, "SubjectUnknown");
}

#[test]
fn a_folder_keeps_the_version_of_its_type_under_which_it_was_registered() {
    let (_server, admin) = dealer();
    let card = admin.post("/folders", folder("NEW", "2026-03-05", "张伟")).ok();
    let types = admin.get("/business-types").ok();
    let mut kind = types["items"].as_array().unwrap().iter().find(|kind| kind["code"] == "NEW").unwrap().clone();
    kind["loan_days"] = json!(3);
    let newer = admin.put("/business-types/NEW", kind).ok();
    assert_eq!(newer["version"].as_u64().unwrap(), card["type_version"].as_u64().unwrap() + 1);
    let later = admin.post("/folders", folder("NEW", "2026-03-05", "李四")).ok();
    assert_eq!(admin.get(&format!("/folders/{}", text(&card, "code"))).ok()["type_version"], card["type_version"]);
    assert_eq!(later["type_version"], newer["version"]);
}

#[test]
fn old_numbers_with_slashes_brackets_and_chinese_are_numbers_too() {
    let (_server, admin) = dealer();
    let old = ["2015/0123", "（2015）第7号", "沪-A 17#3", "50%", "a?b&c=d"];
    for (at, number) in old.into_iter().enumerate() {
        let mut body = folder("NEW", "2026-03-05", &format!("客户{at}"));
        body["foreign_codes"] = json!([number]);
        let code = admin.register(body);
        let card = admin.get(&format!("/folders/{}", percent(number))).ok();
        assert_eq!(
            (card["code"].as_str(), card["title"].as_str()),
            (Some(code.as_str()), Some(format!("客户{at}").as_str()))
        );
        let scanned = admin.get(&format!("/scan?text={}", percent(number))).ok();
        assert_eq!(scanned["folder"]["code"], code.as_str(), "{number}");
        let lent = admin.post(&format!("/folders/{}/missing", percent(number)), json!({})).ok();
        assert_eq!(lent["where"]["state"], "missing");
    }
}

#[test]
fn custom_fields_are_checked_by_their_kind_merged_and_cleared() {
    let (_server, admin) = dealer();
    let mut body = folder("NEW", "2026-03-05", "张伟");
    body["fields"] =
        json!({"contract_no": " XS-1 ", "price": "123,456.70", "payment": "全款", "delivered_on": "2026年3月4日"});
    let card = admin.post("/folders", body).ok();
    let path = format!("/folders/{}", text(&card, "code"));
    assert_eq!(
        card["fields"],
        json!({"contract_no": "XS-1", "price": "123456.70", "payment": "full", "delivered_on": "2026-03-04"})
    );
    let patched = admin.patch(&path, json!({"fields": {"contract_no": "", "vehicle_model": "途观"}})).ok();
    assert_eq!(
        patched["fields"],
        json!({"vehicle_model": "途观", "price": "123456.70", "payment": "full", "delivered_on": "2026-03-04"})
    );
    let version = patched["version"].clone();
    let same = admin.patch(&path, json!({"fields": patched["fields"]})).ok();
    assert_eq!(same["version"], version, "nothing changed, nothing is recorded");
    for (id, value) in [("price", "free"), ("delivered_on", "soon"), ("payment", "shells")] {
        let problem = admin.patch(&path, json!({"fields": {id: value}})).refused(422, "BadValue");
        assert_eq!(problem["params"]["field"], id);
    }
}

#[test]
fn two_editors_at_once_do_not_overwrite_each_other() {
    let (_server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let etag = admin.get(&format!("/folders/{code}")).etag();
    let editing: Vec<_> = (0..8)
        .map(|at| {
            let (admin, code, etag) = (admin.clone(), code.clone(), etag.clone());
            std::thread::spawn(move || edit(&admin, &code, &etag, json!({"note": format!("{at}")})).status)
        })
        .collect();
    let mut statuses: Vec<u16> = editing.into_iter().map(|thread| thread.join().unwrap()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
}

#[test]
fn a_new_folder_names_a_known_customer_by_his_number() {
    let (_server, admin) = dealer();
    let first = admin.post("/folders", folder("NEW", "2026-03-05", "张伟")).ok();
    let no = first["subjects"][0]["no"].clone();
    let mut body = folder("REP", "2026-03-06", "");
    body["subjects"] = json!([{"no": no, "role": "customer"}]);
    let second = admin.post("/folders", body.clone()).ok();
    assert_eq!((&second["subjects"][0]["no"], &second["title"]), (&no, &json!("张伟")));
    body["subjects"] = json!([{"no": 9_999}]);
    admin.post("/folders", body.clone()).refused(404, "SubjectUnknown");
    body["subjects"] = json!([{"no": no, "role": "king"}]);
    admin.post("/folders", body).refused(422, "BadValue");
}
