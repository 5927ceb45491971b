//! Erasing a person: nothing of him is left in any file, nobody else is touched, and no kill leaves it half done.

use super::support::{Answer, Client, PASSWORD, Server, days_from_now, dealer, eventually, run, said, text};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;
use strongroom::views::Views;
use strongroom::views::store::Scan;

const NAME: &str = "欧阳慕晴";
const IDENTITY: &str = "320102198807126747";
const PHONE: &str = "13987650123";
const PLATE: &str = "苏E7K9Q2";
const ADDRESS: &str = "姑苏区平江路十七号乙";
const NOTE: &str = "漆面划痕有异议紫藤";
const WORK_ORDER: &str = "工单甲子零零七";
const PURPOSE: &str = "办理过户之需壬寅";
const REMARK: &str = "封面受潮癸卯";
const CASE_NOTE: &str = "交付时在场者甲午";
const CASE_REASON: &str = "等她回国丙寅";
const PAPER_NAME: &str = "她的来信乙未";
const PAPER_REMARK: &str = "签名笔迹不同庚子";
const CASE_OF_SHARED: &str = "陪同取件辛丑";
/// Everything by which she could be found, in the letters it might be stored in.
const TRACES: [&str; 17] = [
    NAME,
    "慕晴",
    IDENTITY,
    PHONE,
    PLATE,
    "7K9Q2",
    ADDRESS,
    NOTE,
    WORK_ORDER,
    PURPOSE,
    REMARK,
    CASE_NOTE,
    CASE_REASON,
    PAPER_NAME,
    PAPER_REMARK,
    CASE_OF_SHARED,
    "ouyangmuqing",
];
const OTHER: &str = "司徒明远";
const OTHER_PHONE: &str = "13712340987";
const OTHER_NOTE: &str = "同户另有诉求丙午";

/// An archive with her in every corner: imported, edited, merged, lent, damaged, refused, and beside others.
struct Story {
    server: Server,
    admin: Client,
    subject: u64,
    own: String,
    shared: String,
}

fn table() -> Vec<u8> {
    let mut table =
        "旧档号,客户名称,证件号码,联系电话,车架号(VIN),车牌,业务类型,业务日期,厚度mm,密级,备注\n".to_owned();
    table.push_str(&format!("H-1,{NAME},{IDENTITY},{PHONE},,,新车销售,2026-01-13,8,,{NOTE}\n"));
    table.push_str(&format!("H-2,{OTHER},,{OTHER_PHONE},,,新车销售,2026-01-14,8,,{OTHER_NOTE}\n"));
    table.push_str(&format!("H-3,{NAME},{IDENTITY},{PHONE},,,没有这种,2026-01-13,8,,{NOTE}\n"));
    table.into_bytes()
}

fn story() -> Story {
    let (server, admin) = dealer();
    let done = admin.import("customers.csv", table());
    assert_eq!(done["progress"]["good"], 2, "{done}");
    let own = admin.search(NAME).into_iter().next().unwrap();
    let card = admin.get(&format!("/folders/{own}")).ok();
    let subject = card["subjects"][0]["no"].as_u64().unwrap();
    let identity = |kind: &str, value: &str| json!({"kind": kind, "value": value});
    let identities = [identity("identity_number", IDENTITY), identity("plate", PLATE)];
    admin.patch(&format!("/subjects/{subject}"), json!({"identities": identities, "address": ADDRESS})).ok();
    // The same person once more, without her number; then merged.
    let person = |name: &str| json!({"kind": "person", "name": name, "phones": [PHONE]});
    let second = admin.post(
        "/folders",
        json!({"business_type": "REP", "business_date": "2026-02-02", "class": "public", "subjects": [person(NAME)],
            "fields": {"work_order_no": WORK_ORDER}, "placement": {"kind": "assign"}}),
    );
    let second = second.ok();
    let twin = second["subjects"][0]["no"].as_u64().unwrap();
    admin.post(&format!("/subjects/{twin}/merge"), json!({"into": subject})).ok();
    let note = format!("{OTHER_NOTE}，{NAME}到场");
    let shared = admin.post(
        "/folders",
        json!({"business_type": "REP", "business_date": "2026-02-03", "class": "public", "note": note,
            "fields": {"work_order_no": "W-55"}, "placement": {"kind": "assign"},
            "subjects": [{"kind": "person", "name": OTHER, "phones": [OTHER_PHONE]},
                {"kind": "person", "name": NAME, "identities": [identity("identity_number", IDENTITY)]}]}),
    );
    let shared = text(&shared.ok(), "code");
    server.person(&admin, "borrower", "borrower", None);
    let lend =
        |codes: Value| admin.post("/checkouts", json!({"codes": codes, "borrower": "borrower", "purpose": PURPOSE}));
    lend(json!([own])).ok();
    lend(json!([own, text(&second, "code")])).ok();
    admin.patch(&format!("/folders/{own}"), json!({"note": format!("{NOTE}（{PHONE}）")})).ok();
    admin.post(&format!("/folders/{shared}/missing"), json!({"note": format!("{NAME}来电 {REMARK}")})).ok();
    hand_over(&admin, &shared);
    Story { server, admin, subject, own, shared }
}

/// A case of hers, and one in the folder that is about another too, with words wherever a case takes them.
fn hand_over(admin: &Client, shared: &str) {
    let identity = json!({"kind": "identity_number", "value": IDENTITY});
    let hers = json!({"business_type": "NEW", "reference": "W-1", "department": "sales1", "note": CASE_NOTE,
        "responsible_name": "销售", "business_date": days_from_now(0),
        "subjects": [{"kind": "person", "name": NAME, "identities": [identity]}]});
    let beside = json!({"business_type": "REP", "reference": "W-2", "folder": shared, "note": format!("{NAME}{CASE_OF_SHARED}")});
    let results = admin.post("/cases", json!({"cases": [hers, beside]})).ok();
    assert!(results["results"].as_array().unwrap().iter().all(|one| one["refusal"].is_null()), "{results}");
    admin.post("/cases/W-1/extend", json!({"due": days_from_now(30), "reason": CASE_REASON})).ok();
    admin.post("/transfers", json!({"department": "sales1"})).ok();
    let papers = json!({"all_except": [{"paper": "sales_contract", "state": "wrong", "remark": PAPER_REMARK},
        {"name": PAPER_NAME, "state": "there"}]});
    admin.post("/transfers/1/receive", json!({"case": "W-1", "papers": papers})).ok();
}

/// Every file below a directory, with its bytes.
fn files(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            files(&entry.path(), found);
        } else if kind.is_file()
            && let Ok(bytes) = std::fs::read(entry.path())
        {
            found.push((entry.path(), bytes));
        }
    }
}

fn is_in(bytes: &[u8], trace: &str) -> bool {
    bytes.windows(trace.len()).any(|window| window.eq_ignore_ascii_case(trace.as_bytes()))
}

/// Which traces stand in which files, the views' packed records unpacked. The server is stopped.
fn found(data: &Path, traces: &[&str]) -> BTreeMap<String, Vec<String>> {
    let mut all = Vec::new();
    files(data, &mut all);
    let (views, _, _) = Views::open(&data.join("views"), 8 << 20).unwrap();
    let records = views.words().store().scan(&Scan::first(&[], 100_000)).unwrap();
    all.extend(records.into_iter().map(|entry| (PathBuf::from("views record"), [entry.key, entry.value].concat())));
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, bytes) in &all {
        for trace in traces.iter().filter(|trace| is_in(bytes, trace)) {
            found.entry(path.display().to_string()).or_default().push((*trace).to_owned());
        }
    }
    found
}

fn erase(story: &Story) -> Value {
    let path = format!("/subjects/{}", story.subject);
    let plan = story.admin.post(&format!("{path}/erasure-plan"), json!({})).ok();
    let body =
        json!({"plan": plan["plan"], "reason": "法院通知 2026-17", "confirm": plan["confirm"], "password": PASSWORD});
    story.admin.post(&format!("{path}/erase"), body).ok()
}

fn settled(data: &Path) {
    eventually("the end of the erasure", || (!data.join("erasing.jsonl").exists()).then_some(()));
}

#[test]
fn nothing_of_an_erased_person_is_left_in_any_file_and_nobody_else_is_touched() {
    let mut story = story();
    let data = story.server.data().to_owned();
    let plan = story.admin.post(&format!("/subjects/{}/erasure-plan", story.subject), json!({})).ok();
    assert!(plan["folders"].as_array().unwrap().contains(&json!(story.own)), "{plan}");
    assert_eq!(plan["shared_folders"], json!([story.shared]), "{plan}");
    let affected = plan["affected"].as_array().unwrap();
    let told = |shared: bool| affected.iter().filter(move |line| line["shared"] == shared);
    assert!(told(false).any(|line| line["folder"]["code"] == *story.own && line["file_count"] == 0), "{plan}");
    assert_eq!(told(true).map(|line| text(&line["folder"], "code")).collect::<Vec<_>>(), [story.shared.clone()]);
    assert!(plan["events"].as_array().unwrap().iter().all(|event| event["label"] != event["kind"]), "{plan}");
    let keys = || std::fs::read_dir(data.join("request-keys")).into_iter().flatten().map(|key| key.unwrap().path());
    let before: Vec<_> = keys().collect();
    assert!(!before.is_empty(), "requests are marked");
    let erased = erase(&story);
    assert!(keys().all(|key| !before.contains(&key)), "nothing can confirm what was asked before");
    assert!(erased["items"].as_u64().unwrap() >= 9, "{erased} {plan}");
    for again in [false, true] {
        settled(&data);
        let admin = story.admin.at(&story.server);
        let card = admin.get(&format!("/subjects/{}", story.subject)).ok();
        assert!(card["erased_at"].is_string() && card["name"] == "" && card["identities"] == json!([]), "{card}");
        assert_eq!(card["erasure_under_way"], false, "{card}");
        let folder = admin.get(&format!("/folders/{}", story.own)).ok();
        assert_eq!((text(&folder, "title"), &folder["subjects"][0]["erased"]), (story.own.clone(), &json!(true)));
        let shared = admin.get(&format!("/folders/{}", story.shared)).ok();
        assert!(text(&shared, "note").contains(OTHER_NOTE) && !text(&shared, "note").contains(NAME), "{shared}");
        let case = admin.get("/cases/W-1").ok();
        assert_eq!(
            (text(&case, "note"), text(&case, "reason"), case["gaps"].as_u64()),
            (String::new(), String::new(), Some(1))
        );
        let history = admin.get("/cases/W-1/history").ok().to_string();
        assert!(TRACES.iter().all(|trace| !history.contains(trace)), "{history}");
        assert!(admin.search(OTHER).contains(&story.shared));
        assert_eq!(admin.search(OTHER_PHONE).len(), 2);
        for query in [NAME, PHONE, IDENTITY, "ouyangmuqing", "oymq", NOTE, WORK_ORDER] {
            assert!(admin.search(query).is_empty(), "{query}, again: {again}");
        }
        assert_eq!(story.server.stop(), Some(0));
        assert_eq!(found(&data, &TRACES), BTreeMap::new(), "again: {again}");
        assert!(!found(&data, &[OTHER, OTHER_PHONE, OTHER_NOTE]).is_empty());
        let verified = run(&data, &["verify"]);
        assert!(verified.status.success(), "{}", said(&verified));
        story.server.restart();
    }
    let log = story.server.log();
    assert!(TRACES.iter().all(|trace| !log.contains(trace)), "{log}");
    // Somebody with the same number is somebody new.
    let admin = story.admin.at(&story.server);
    let body = json!({"business_type": "REP", "business_date": "2026-03-03", "class": "public",
        "subjects": [{"kind": "person", "name": "新人", "identities": [{"kind": "identity_number", "value": IDENTITY}]}]});
    let card = admin.post("/folders", body).ok();
    assert_ne!(card["subjects"][0]["no"].as_u64(), Some(story.subject));
    admin.patch(&format!("/subjects/{}", story.subject), json!({"name": "x"})).refused(409, "SubjectErased");
}

#[test]
fn an_erasure_needs_the_plan_that_was_shown_a_reason_a_typed_number_and_the_password() {
    let story = story();
    let path = format!("/subjects/{}", story.subject);
    let plan = story.admin.post(&format!("{path}/erasure-plan"), json!({})).ok();
    let order = |change: Value| {
        let mut body = json!({"plan": plan["plan"], "reason": "令", "confirm": plan["confirm"], "password": PASSWORD});
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        story.admin.post(&format!("{path}/erase"), body)
    };
    order(json!({"confirm": "yes"})).refused(422, "ErasureUnconfirmed");
    order(json!({"password": "wrong"})).refused(401, "SignInFailed");
    order(json!({"reason": " "})).refused(422, "ReasonRequired");
    order(json!({"reason": format!("{NAME}本人申请")})).refused(422, "BadValue");
    order(json!({"plan": "0"})).refused(409, "ErasurePlanChanged");
    let token = text(&story.admin.post("/me/tokens", json!({"name": "script"})).ok(), "secret");
    let body = json!({"plan": plan["plan"], "reason": "令", "confirm": plan["confirm"], "password": PASSWORD});
    let by_token = story.server.anonymous().request(reqwest::Method::POST, &format!("{path}/erase")).json(&body);
    Answer::of(by_token.header("authorization", format!("Bearer {token}"))).refused(403, "ConfirmationRequired");
    assert!(!story.server.data().join("erasing.jsonl").exists());
    story.admin.patch(&format!("/folders/{}", story.own), json!({"note": "别的"})).ok();
    order(json!({})).refused(409, "ErasurePlanChanged");
    let archivist = story.server.person(&story.admin, "archivist", "archivist", None);
    archivist.post(&format!("{path}/erasure-plan"), json!({})).refused(403, "NotAllowed");
    erase(&story);
    settled(story.server.data());
    let plan = story.admin.post(&format!("{path}/erasure-plan"), json!({})).ok();
    assert_eq!(plan["event_count"], 0, "{plan}");
}

#[test]
fn the_command_line_erases_beside_the_service_and_without_it() {
    for serving in [true, false] {
        let mut story = story();
        let data = story.server.data().to_owned();
        if !serving {
            story.server.stop();
            let before: BTreeSet<_> = found(&data, &TRACES).into_values().flatten().collect();
            assert_eq!(before.len(), TRACES.len() - 1, "all but the pinyin, which stand only in the index: {before:?}");
        }
        let subject = story.subject.to_string();
        let planned = run(&data, &["erase", "--subject", &subject, "--plan"]);
        assert!(planned.status.success() && said(&planned).contains("SubjectAdded"), "{}", said(&planned));
        let erased = run(&data, &["erase", "--subject", &subject, "--yes", "--reason", "令 17"]);
        assert!(erased.status.success(), "{}", said(&erased));
        if serving {
            story.server.stop();
        }
        assert_eq!(found(&data, &TRACES), BTreeMap::new());
    }
}

#[test]
fn a_kill_at_any_moment_of_an_erasure_leaves_it_undone_or_finishes_it() {
    let mut story = story();
    let data = story.server.data().to_owned();
    let room = tempfile::tempdir().unwrap();
    story.server.stop();
    let mut finished = 0;
    for delay_ms in [0_u64, 15, 25, 35, 50, 80, 120, 200] {
        let copy = room.path().join(delay_ms.to_string()).join("data");
        copy_all(&data, &copy);
        let mut server = Server::at(&copy, &[]);
        let admin = server.sign_in("admin");
        let path = format!("/subjects/{}", story.subject);
        let plan = admin.post(&format!("{path}/erasure-plan"), json!({})).ok();
        let body = json!({"plan": plan["plan"], "reason": "令", "confirm": plan["confirm"], "password": PASSWORD});
        let asking = admin.request(reqwest::Method::POST, &format!("{path}/erase")).json(&body);
        let asked = std::thread::spawn(move || asking.send().is_ok());
        // From when the work begins: checking the password takes the longest.
        if delay_ms > 0 {
            eventually("the journal", || copy.join("erasing.jsonl").exists().then_some(()));
        }
        std::thread::sleep(Duration::from_millis(delay_ms.saturating_sub(15)));
        server.kill9();
        let _ = asked.join();
        server.restart();
        settled(&copy);
        let card = admin.at(&server).get(&path).ok();
        let erased = card["erased_at"].is_string();
        server.stop();
        let verified = run(&copy, &["verify"]);
        assert!(verified.status.success(), "{delay_ms}: {}", said(&verified));
        let left = found(&copy, &TRACES);
        assert_eq!(left.is_empty(), erased, "{delay_ms}: {left:?}");
        finished += u32::from(erased);
        std::fs::remove_dir_all(&copy).unwrap();
    }
    assert!(finished > 0);
}

fn copy_all(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            copy_all(&entry.path(), &target);
        } else if kind.is_file() {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
