//! Who may do what: every role against every route of the server's own description, and what is hidden stays hidden.

use super::support::{Answer, Client, FIRST_PASSWORD, Server, dealer, folder, key, percent, text};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What each role may do, written down a second time: the code has to agree.
const ROLES: [(&str, &[&str]); 6] = [
    ("temporary", &["put_away", "count.scan"]),
    ("borrower", &["folder.see", "loan.own"]),
    ("auditor", &["folder.see", "audit.read", "count", "count.scan"]),
    ("department_clerk", &["folder.see", "folder.register", "loan.own"]),
    (
        "archivist",
        &[
            "folder.see",
            "folder.register",
            "folder.edit",
            "lend",
            "put_away",
            "places.edit",
            "import.run",
            "subject.edit",
            "count",
            "count.scan",
            "loan.own",
            "discrepancy.settle",
            "count",
            "count.scan",
        ],
    ),
    (
        "administrator",
        &[
            "folder.see",
            "folder.register",
            "folder.edit",
            "lend",
            "put_away",
            "folder.dispose",
            "places.edit",
            "types.edit",
            "import.run",
            "people.edit",
            "settings.edit",
            "audit.read",
            "subject.edit",
            "count",
            "count.scan",
            "loan.own",
            "discrepancy.settle",
            "count",
            "count.scan",
            "erase",
        ],
    ),
];

/// What a route needs: nothing at all, an account, or one of these permissions.
const PUBLIC: &str = "public";
const ACCOUNT: &str = "account";
const JOBS: &str = "import.run places.edit";
const PLACES: &str = "places.edit put_away audit.read folder.register";

/// Every operation, what it needs, and a body that gets as far as the question who asks. A new route without an entry
/// here fails the test below.
pub fn table(kind: &Value) -> BTreeMap<&'static str, (&'static str, Value)> {
    let none = || json!({});
    let name = || json!({"zh": "名", "en": "name"});
    let reason = || json!({"reason": "因为"});
    let folder = || folder("NEW", "2026-03-05", "张伟");
    let lent = || json!({"borrower": "temporary", "codes": ["SEEN1"]});
    let codes = || json!({"codes": ["SEEN1"]});
    let mapping = || json!({"mapping": {"columns": []}});
    let ranges = json!({"from": 9, "to": 9, "sides": ["-"], "bays": 1, "shelves": 1, "slots": 1, "slot_width_mm": 40});
    let zone = json!({"name": name(), "shelves": [{"from": "A-03", "to": "A-03"}]});
    let person = json!({"name": "new", "display_name": "New", "role": "borrower"});
    let entries = [
        ("sign_in", PUBLIC, json!({"name": "nobody", "password": "nothing"})),
        ("sign_out", PUBLIC, none()),
        ("show_me", ACCOUNT, none()),
        ("change_password", ACCOUNT, none()),
        ("list_tokens", ACCOUNT, none()),
        ("make_token", ACCOUNT, json!({"name": "mine"})),
        ("delete_token", ACCOUNT, none()),
        ("begin_totp", ACCOUNT, none()),
        ("confirm_totp", ACCOUNT, json!({"code": "000000"})),
        ("remove_totp", ACCOUNT, json!({"code": "000000"})),
        ("sign_out_everywhere", ACCOUNT, none()),
        ("list_people", "people.edit lend audit.read", none()),
        ("show_person", "people.edit lend audit.read", none()),
        ("add_person", "people.edit", person),
        ("change_person", "people.edit", none()),
        ("issue_badge", "people.edit", none()),
        ("reset_password", "people.edit", none()),
        ("list_loans_of_person", "lend audit.read", none()),
        ("show_settings", ACCOUNT, none()),
        ("change_settings", "settings.edit", none()),
        ("list_departments", ACCOUNT, none()),
        ("set_department", "types.edit", json!({"code": "sales1", "name": name()})),
        ("list_classes", ACCOUNT, none()),
        ("set_class", "types.edit", json!({"code": "public", "name": name(), "confidential": false, "rank": 0})),
        ("list_types", ACCOUNT, none()),
        ("set_type", "types.edit", kind.clone()),
        ("list_presets", ACCOUNT, none()),
        ("load_preset", "types.edit", none()),
        ("register_folder", "folder.register", folder()),
        ("register_folders", "folder.register", json!({"folders": [folder()]})),
        ("show_folder", "folder.see", none()),
        ("edit_folder", "folder.edit", json!({"note": "x"})),
        ("folder_history", "folder.see", none()),
        ("list_attachments", "folder.see", none()),
        ("attach_file", "folder.edit", none()),
        ("open_attachment", "folder.see", none()),
        ("detach_file", "folder.edit", json!({"reason": "因为"})),
        ("add_folder_code", "folder.edit", json!({"code": "SEEN2"})),
        ("assign_folder", "folder.edit", none()),
        ("move_folder", "folder.edit", json!({"slot": "A-01L-01-1-2", "reason": "因为"})),
        ("declare_missing", "folder.edit", none()),
        ("declare_found", "folder.edit", none()),
        ("withdraw_folder", "folder.dispose", json!({"reason": ""})),
        ("destroy_folder", "folder.dispose", json!({"reason": ""})),
        ("check_out_folder", "lend", json!({"borrower": "temporary"})),
        ("return_folder", "lend", none()),
        ("renew_loan", "lend", none()),
        ("put_folder_away", "put_away", json!({"slot": "A-01L-01-1-1"})),
        ("receive_folder", "put_away", none()),
        ("check_out_folders", "lend", lent()),
        ("return_folders", "lend", codes()),
        ("renew_loans", "lend", codes()),
        ("put_folders_away", "put_away", json!({"slot": "A-01L-01-1-1", "codes": ["SEEN1"]})),
        ("list_loans", "lend audit.read loan.own", none()),
        ("list_at_desk", "put_away audit.read", none()),
        ("sight_folder", "put_away", json!({"at": "A-01L-01-1-1"})),
        ("sight_folders", "put_away", json!({"at": "A-01L-01-1-1", "codes": ["SEEN1"]})),
        ("undo", "put_away", json!({"seq": 0})),
        ("sync_state", "put_away lend count.scan", none()),
        ("sync", "put_away lend count.scan", json!({"device": "PDA-7", "commands": []})),
        ("list_discrepancies", "discrepancy.settle audit.read", none()),
        ("show_discrepancy", "discrepancy.settle audit.read", none()),
        ("settle_discrepancy", "discrepancy.settle", json!({"how": "explained"})),
        ("scan", "folder.see put_away", none()),
        ("search_folders", "folder.see", none()),
        ("search_subjects", "folder.see", none()),
        ("show_subject", "folder.see", none()),
        ("edit_subject", "subject.edit", none()),
        ("merge_subjects", "subject.edit", json!({"into": 0})),
        ("split_subject", "subject.edit", json!({"folders": [], "name": "x"})),
        ("plan_erasure", "erase", none()),
        ("erase_subject", "erase", json!({"plan": "", "reason": "", "confirm": ""})),
        ("list_storerooms", PLACES, none()),
        ("declare_storeroom", "places.edit", json!({"code": "Z", "name": name()})),
        ("show_storeroom", PLACES, none()),
        ("change_storeroom", "places.edit", json!({"code": "A", "name": name()})),
        ("declare_ranges", "places.edit", ranges),
        ("resize_range", "places.edit", none()),
        ("remove_range", "places.edit", none()),
        ("list_shelves", PLACES, none()),
        ("show_place", PLACES, none()),
        ("block_slot", "places.edit", reason()),
        ("unblock_slot", "places.edit", none()),
        ("move_shelf", "places.edit", json!({"to": "A-01L-04-5", "reason": "因为"})),
        ("list_boxes", PLACES, none()),
        ("open_box", "places.edit", json!({"capacity_mm": 30, "slot": "A-01L-04-1-1"})),
        ("remove_box", "places.edit", none()),
        ("move_box", "places.edit", json!({"to": "A-01L-04-1-2"})),
        ("list_zones", PLACES, none()),
        ("set_zone", "places.edit", zone),
        ("list_lanes", PLACES, none()),
        ("set_lane", "places.edit", json!({"name": name(), "types": [], "period": "month"})),
        ("show_occupancy", PLACES, none()),
        ("move_list", PLACES, none()),
        ("list_imports", "import.run", none()),
        ("upload_table", "import.run", none()),
        ("show_import", "import.run", none()),
        ("check_import", "import.run", mapping()),
        ("run_import", "import.run", mapping()),
        ("import_report", "import.run", none()),
        ("import_bad_rows", "import.run", none()),
        ("list_mappings", "import.run", none()),
        ("list_jobs", JOBS, none()),
        ("show_job", JOBS, none()),
        ("job_report", JOBS, none()),
        ("pause_job", JOBS, none()),
        ("resume_job", JOBS, none()),
        ("cancel_job", JOBS, none()),
        ("delete_job", JOBS, none()),
        ("start_move", "places.edit", json!({"from": "A-01", "to": "A-03", "dry_run": true})),
        ("start_reslotting", "places.edit", json!({"flagged": true, "dry_run": true})),
        ("live", "folder.see put_away", none()),
        ("list_counts", "count count.scan", none()),
        ("open_count", "count", json!({"shelf": "A-01L-01-1"})),
        ("show_count", "count count.scan", none()),
        ("scan_in_count", "count.scan", json!({"codes": ["SEEN1"]})),
        ("close_count", "count", none()),
        ("cancel_count", "count", none()),
        ("list_folders_to_look_for", "count audit.read folder.edit", none()),
        ("export_folders_to_look_for", "count audit.read folder.edit", none()),
        ("show_system", "settings.edit audit.read lend put_away", none()),
    ];
    entries.into_iter().map(|(name, needs, body)| (name, (needs, body))).collect()
}

/// An operation of the server's description, with its path filled in.
#[derive(Debug, Clone)]
pub struct Operation {
    pub name: String,
    pub method: Method,
    pub path: String,
    pub template: String,
}

pub fn operations(client: &Client) -> Vec<Operation> {
    let document = client.get("/api/v1/openapi.json").ok();
    let mut operations = Vec::new();
    for (template, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let code = match template.split('/').nth(3).unwrap() {
                "places" => "A-01L-01-1-1",
                "storerooms" => "A",
                "shelves" => "A-01L-01-1",
                "business-types" => "NEW",
                "zones" => "SALES",
                "lanes" => "new",
                _ => "SEEN1",
            };
            let path = template.replace("{code}", code).replace("{no}", "0").replace("{range}", "A-03");
            let path = path.replace("{name}", "dealer_a").replace("{id}", "none").replace("{kind}", "missing");
            let query = match operation["operationId"].as_str().unwrap() {
                "list_shelves" => "?range=A-01",
                "show_occupancy" => "?by=zone",
                "scan" => "?text=SEEN1",
                "sync_state" => "?device=PDA-7",
                "export_folders_to_look_for" => "?format=csv",
                "search_subjects" => "?q=x",
                _ => "",
            };
            operations.push(Operation {
                name: text(operation, "operationId"),
                method: method.to_uppercase().parse().unwrap(),
                path: format!("{path}{query}"),
                template: template.clone(),
            });
        }
    }
    // Signing out comes last, for after it one is nobody.
    operations.sort_by_key(|operation| operation.name.starts_with("sign_out"));
    operations
}

pub fn call(client: &Client, operation: &Operation, body: &Value) -> Answer {
    if operation.name == "upload_table" {
        return client.upload("t.csv", b"a,b\n1,2\n".to_vec());
    }
    if operation.name == "attach_file" {
        return client.attach(&operation.path, "t.pdf", b"%PDF-1.7".to_vec(), "");
    }
    let request = client.request(operation.method.clone(), &operation.path);
    Answer::of(if operation.method == Method::GET { request } else { request.json(body) })
}

/// A dealer's archive with a folder that everybody sees, a subject, and one person of each role in sales 1.
pub fn world() -> (Server, Client, Vec<(&'static str, Client)>) {
    let (server, admin) = dealer();
    let mut body = folder("NEW", "2026-03-05", "张伟");
    body["code"] = json!("SEEN1");
    admin.register(body);
    let people = ROLES.iter().map(|(role, _)| (*role, server.person(&admin, role, role, Some("sales1")))).collect();
    (server, admin, people)
}

#[test]
fn every_role_may_do_exactly_what_the_table_says_on_every_route() {
    let (server, admin, people) = world();
    let types = admin.get("/business-types").ok();
    let kind = types["items"].as_array().unwrap().iter().find(|kind| kind["code"] == "NEW").unwrap();
    let (table, operations) = (table(kind), operations(&admin));
    let described: BTreeSet<&str> = operations.iter().map(|operation| operation.name.as_str()).collect();
    let expected: BTreeSet<&str> = table.keys().copied().collect();
    assert_eq!(described, expected, "each route needs an entry in the table, and each entry a route");

    let mut wrong = Vec::new();
    // Anonymous first: nothing may happen.
    let seq = admin.get("/system").ok()["seq"].clone();
    for operation in &operations {
        let (needs, body) = &table[operation.name.as_str()];
        let answer = call(&server.anonymous(), operation, body);
        let code = answer.body["code"].as_str().unwrap_or_default();
        if (code == "SignInRequired" && answer.status == 401) == (*needs == PUBLIC) {
            wrong.push(format!("anonymous {} {}", operation.name, answer.text));
        }
    }
    assert_eq!(admin.get("/system").ok()["seq"], seq);
    // The others from the weakest to the strongest, so that what the strong change does not hide what the weak may.
    for ((role, permissions), (_, client)) in ROLES.iter().zip(&people) {
        for operation in &operations {
            let (needs, body) = &table[operation.name.as_str()];
            let answer = call(client, operation, body);
            let allowed = [PUBLIC, ACCOUNT].contains(needs) || needs.split(' ').any(|need| permissions.contains(&need));
            let refused = answer.status == 403 && answer.body["code"] == "NotAllowed";
            let signed_out = answer.body["code"] == "SignInRequired";
            if allowed == refused || signed_out || answer.status >= 500 {
                wrong.push(format!("{role} {} {} {}", operation.name, operation.path, answer.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn without_the_token_no_write_is_taken_from_a_session() {
    let (server, admin, _) = world();
    let other = server.person(&admin, "zhao", "administrator", None);
    let types = admin.get("/business-types").ok();
    let table = table(&types["items"][0]);
    let seq = admin.get("/system").ok()["seq"].clone();
    for operation in operations(&admin).iter().filter(|operation| operation.method != Method::GET) {
        let (needs, body) = &table[operation.name.as_str()];
        if *needs == PUBLIC {
            continue;
        }
        for csrf in ["", "0000", other.csrf.as_str()] {
            let forged = Client { csrf: csrf.to_owned(), ..admin.clone() };
            call(&forged, operation, body).refused(403, "CsrfRefused");
        }
    }
    assert_eq!(admin.get("/system").ok()["seq"], seq, "nothing was done");
}

#[test]
fn whoever_must_change_his_password_can_do_nothing_else() {
    let (server, admin, _) = world();
    let body = json!({"name": "zhao", "display_name": "Zhao", "role": "administrator", "password": FIRST_PASSWORD});
    admin.post("/people", body).ok();
    let mut zhao = server.anonymous();
    assert_eq!(zhao.sign_in("zhao", FIRST_PASSWORD).ok()["must_change_password"], true);
    let types = admin.get("/business-types").ok();
    let table = table(&types["items"][0]);
    let seq = admin.get("/system").ok()["seq"].clone();
    for operation in operations(&admin) {
        let (needs, body) = &table[operation.name.as_str()];
        if *needs == PUBLIC || ["show_me", "change_password", "sign_out_everywhere"].contains(&operation.name.as_str())
        {
            continue;
        }
        call(&zhao, &operation, body).refused(403, "PasswordChangeRequired");
    }
    assert_eq!(zhao.get("/me").ok()["must_change_password"], true);
    assert_eq!(admin.get("/system").ok()["seq"], seq, "nothing was done");
    zhao.change_password(FIRST_PASSWORD, "short").refused(422, "WeakPassword");
    zhao.change_password(FIRST_PASSWORD, FIRST_PASSWORD).refused(422, "WeakPassword");
    zhao.change_password("wrong one, this", "a long enough one").refused(401, "SignInFailed");
    zhao.change_password(FIRST_PASSWORD, "a long enough one").ok();
    zhao.get("/people").ok();
}

/// A folder of another department that is confidential, one that is internal, and one that all may see; and a number
/// that none carries.
pub struct Hidden {
    confidential: String,
    internal: String,
    seen: String,
    pub subject: u64,
}

pub fn hide(admin: &Client) -> Hidden {
    let register = |class: &str, name: &str, alias: &str| {
        let mut body = folder("SRV", "2026-03-05", name);
        body["class"] = json!(class);
        body["department"] = json!("service");
        body["note"] = json!("钥匙在抽屉里");
        let card = admin.post("/folders", body).ok();
        let code = text(&card, "code");
        admin.post(&format!("/folders/{code}/aliases"), json!({"code": alias})).ok();
        let home = text(&card["where"]["home"], "slot");
        admin.post(&format!("/folders/{code}/put-away"), json!({"slot": home})).ok();
        (code, card["subjects"][0]["no"].as_u64().unwrap())
    };
    let (confidential, subject) = register("personal", "慕容复", "HIDDENA");
    let (internal, _) = register("internal", "段誉", "HIDDENB");
    let (seen, _) = register("public", "虚竹", "OPENLYC");
    Hidden { confidential, internal, seen, subject }
}

#[test]
fn a_folder_one_may_not_see_answers_as_if_it_were_not_there() {
    let (_server, admin, people) = world();
    let hidden = hide(&admin);
    let types = admin.get("/business-types").ok();
    let (table, operations) = (table(&types["items"][0]), operations(&admin));
    for (role, client) in people.iter().filter(|(role, _)| ["temporary", "borrower", "department_clerk"].contains(role))
    {
        let unseen: &[&str] = if *role == "temporary" { &["HIDDENA"] } else { &["HIDDENA", "HIDDENB"] };
        for operation in operations.iter().filter(|operation| operation.template.starts_with("/api/v1/folders/{code}"))
        {
            for alias in unseen {
                let ask = |code: &str| {
                    let path = operation.path.replace("SEEN1", code);
                    let answer =
                        call(client, &Operation { path, ..operation.clone() }, &table[operation.name.as_str()].1);
                    (answer.status, answer.text.replace(code, "CODE"))
                };
                let (there, nowhere) = (ask(alias), ask("ABSENTX"));
                assert_eq!(there, nowhere, "{role} {}", operation.name);
                assert!([403, 404].contains(&there.0), "{role} {}: {}", operation.name, there.1);
            }
        }
        // In a batch too.
        if *role == "temporary" {
            let body = json!({"slot": "A-02L-01-1-1", "codes": ["HIDDENA", "ABSENTX"]});
            let results = client.post("/put-aways", body).ok();
            assert_eq!(results["results"][0]["problem"]["code"], results["results"][1]["problem"]["code"]);
        }
    }
    assert_eq!(people[1].1.get(&format!("/folders/{}", hidden.seen)).status, 200);
}

#[test]
fn what_one_may_not_see_is_in_no_list_count_facet_or_suggestion() {
    let (_server, admin, people) = world();
    let hidden = hide(&admin);
    let client = |role: &str| &people.iter().find(|(known, _)| *known == role).unwrap().1;
    assert_eq!(admin.search("钥匙").len(), 3, "the administrator finds all");
    for role in ["borrower", "department_clerk"] {
        let client = client(role);
        for query in ["钥匙", "慕容", "murong", "HIDDENA", hidden.confidential.as_str(), "SRV", "service"] {
            let found = client.search(query);
            assert!(
                !found.contains(&hidden.confidential) && !found.contains(&hidden.internal),
                "{role} {query}: {found:?}"
            );
        }
        let answer = client.get(&format!("/search?q={}", percent("钥匙"))).ok();
        assert_eq!(answer["total"], 1, "{answer}");
        assert_eq!(answer["facets"]["type"], json!([{"value": "SRV", "count": 1}]));
        assert_eq!(answer["facets"]["state"], json!([{"value": "on_shelf", "count": 1}]));
        for scanned in ["HIDDENA", hidden.confidential.as_str()] {
            assert_eq!(client.get(&format!("/scan?text={scanned}")).ok()["kind"], "unknown");
        }
        let near = client.get("/scan?text=HIDDENC").ok();
        assert_eq!(near["nearest"], json!([]), "{near}");
        assert_eq!(client.get(&format!("/subjects?q={}", percent("慕容"))).ok()["items"], json!([]));
        client.get(&format!("/subjects/{}", hidden.subject)).refused(404, "SubjectUnknown");
        client.get("/subjects/9999").refused(404, "SubjectUnknown");
        client.get(&format!("/folders/{}/history", hidden.confidential)).refused(404, "CodeUnknown");
    }
    // Loans, desk and shelves show what is seen and leave out the rest.
    let mut cleared = json!({"name": "duan", "display_name": "Duan", "role": "borrower", "department": "service"});
    cleared["may_sign_in"] = json!(false);
    cleared["clearance"] = json!(3);
    admin.post("/people", cleared).ok();
    let lend = json!({"borrower": "duan", "codes": [hidden.confidential, hidden.seen]});
    let lent = admin.post("/checkouts", lend).ok();
    assert!(lent["results"].as_array().unwrap().iter().all(|result| result["problem"].is_null()), "{lent}");
    let clerk = client("department_clerk");
    assert_eq!(admin.all("/loans").len(), 2);
    assert_eq!(clerk.all("/loans").len(), 0, "only one's own");
    clerk.get("/loans?borrower=no-such-name").ok();
    admin.post("/returns", json!({"codes": [hidden.confidential, hidden.seen]})).ok();
    let codes = |items: Vec<Value>| -> BTreeSet<String> {
        items.iter().map(|item| text(if item["folder"].is_null() { item } else { &item["folder"] }, "code")).collect()
    };
    let helper = client("temporary");
    let desk = codes(helper.all("/at-desk"));
    assert!(desk.contains(&hidden.seen) && !desk.contains(&hidden.confidential), "{desk:?}");
    let moves = codes(helper.all("/move-list?kind=put-away"));
    assert!(moves.contains(&hidden.seen) && !moves.contains(&hidden.confidential), "{moves:?}");
    let home = text(&admin.get(&format!("/folders/{}", hidden.confidential)).ok()["where"]["home"], "slot");
    for (viewer, sees) in [(&admin, true), (clerk, false), (helper, false)] {
        let shelf = viewer.get(&format!("/places/{}", home.rsplit_once('-').unwrap().0)).ok();
        let contents = codes(shelf["contents"].as_array().unwrap().clone());
        assert_eq!(contents.contains(&hidden.confidential), sees, "{contents:?}");
    }
    // A clerk registers for his department; what he may not see he cannot make either visible or guessable.
    let system = clerk.get("/system");
    system.refused(403, "NotAllowed");
}

#[test]
fn a_token_may_do_what_its_owner_may_and_nothing_more() {
    let (server, _admin, people) = world();
    let borrower = &people.iter().find(|(role, _)| *role == "borrower").unwrap().1;
    let made = borrower.post("/me/tokens", json!({"name": "report"})).ok();
    let secret = text(&made, "secret");
    let bearer = |method: Method, path: &str, secret: &str| {
        let request = server.anonymous().request(method, path).header("authorization", format!("Bearer {secret}"));
        Answer::of(request.json(&json!({"code": "x", "name": {"zh": "x", "en": "x"}})))
    };
    assert_eq!(bearer(Method::GET, "/me", &secret).ok()["person"]["name"], "borrower");
    bearer(Method::GET, "/people", &secret).refused(403, "NotAllowed");
    bearer(Method::POST, "/departments", &secret).refused(403, "NotAllowed");
    bearer(Method::GET, "/me", &format!("{secret}x")).refused(401, "SignInRequired");
    let listed = borrower.get("/me/tokens").ok();
    assert!(!listed.to_string().contains(&secret), "shown once and never again");
    borrower.delete(&format!("/me/tokens/{}", text(&made, "id"))).status.eq(&204).then_some(()).unwrap();
    bearer(Method::GET, "/me", &secret).refused(401, "SignInRequired");
    borrower.delete(&format!("/me/tokens/{}", key())).refused(404, "NotFound");
}

#[test]
fn who_has_a_folder_sees_it_as_long_as_he_has_it() {
    let (_server, admin, people) = world();
    let hidden = hide(&admin);
    let borrower = &people.iter().find(|(role, _)| *role == "borrower").unwrap().1;
    let no = borrower.get("/me").ok()["person"]["no"].clone();
    let set = |body: Value| admin.patch(&format!("/people/{no}"), body).ok();
    let path = format!("/folders/{}", hidden.confidential);
    borrower.get(&path).refused(404, "CodeUnknown");
    set(json!({"department": "service", "clearance": 3}));
    borrower.get(&path).ok();
    admin.post(&format!("{path}/checkout"), json!({"borrower": "borrower"})).ok();
    set(json!({"department": "sales1", "clearance": null}));
    borrower.get(&path).ok();
    assert_eq!(borrower.search("慕容").len(), 1);
    assert_eq!(borrower.all("/loans").len(), 1);
    assert_eq!(borrower.all(&format!("/people/{no}/loans")).len(), 1);
    borrower.get("/people/0/loans").refused(403, "NotAllowed");
    admin.post(&format!("{path}/return"), json!({})).ok();
    borrower.get(&path).refused(404, "CodeUnknown");
    assert!(borrower.search("慕容").is_empty());
    assert!(borrower.all("/loans").is_empty());
}

#[test]
fn a_token_opens_on_every_route_what_its_owners_session_opens() {
    let (server, admin, people) = world();
    let types = admin.get("/business-types").ok();
    let (table, operations) = (table(&types["items"][0]), operations(&admin));
    for (role, client) in people.iter().filter(|(role, _)| ["temporary", "borrower", "auditor"].contains(role)) {
        let secret = text(&client.post("/me/tokens", json!({"name": "t"})).ok(), "secret");
        for operation in &operations {
            let (needs, body) = &table[operation.name.as_str()];
            if *needs == PUBLIC || operation.name == "sign_out_everywhere" || operation.name == "upload_table" {
                continue;
            }
            let request = server.anonymous().request(operation.method.clone(), &operation.path);
            let request = request.header("authorization", format!("Bearer {secret}"));
            let by_token = Answer::of(if operation.method == Method::GET { request } else { request.json(body) });
            let permissions = ROLES.iter().find(|(known, _)| known == role).unwrap().1;
            let allowed = *needs == ACCOUNT || needs.split(' ').any(|need| permissions.contains(&need));
            let refused = by_token.status == 403 && by_token.body["code"] == "NotAllowed";
            assert!(allowed != refused && by_token.status < 500, "{role} {} {}", operation.name, by_token.text);
        }
    }
}

#[test]
fn what_is_not_described_is_not_there() {
    let (server, admin, people) = world();
    let described: BTreeSet<String> = operations(&admin).into_iter().map(|operation| operation.template).collect();
    let unlisted = [
        "/api/v1",
        "/api/v1/",
        "/api/v1/people/0/password",
        "/api/v1/vault",
        "/api/v1/debug",
        "/api/v2/me",
        "/api/v1/folders/SEEN1/delete",
        "/api/v1//people",
        "/api/v1/me/tokens/x/y",
        "/api/v1/openapi.yaml",
    ];
    for path in unlisted.iter().filter(|path| !described.contains(**path)) {
        for client in [&server.anonymous(), &people[1].1, &admin] {
            for method in [Method::GET, Method::POST, Method::DELETE] {
                let status = Answer::of(client.request(method, path)).status;
                assert!([404, 405].contains(&status), "{path} {status}");
            }
        }
    }
    for path in ["/vault/passwords.json", "/ledger/00000001.jsonl", "/..%2fvault", "/%2e%2e/vault/passwords.json"] {
        let url = format!("{}{path}", server.url());
        let text = reqwest::blocking::get(url).unwrap().text().unwrap();
        assert!(!text.contains("argon2") && !text.contains("\"frame\""), "{path}");
    }
}
