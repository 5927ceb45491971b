//! Who may see what: what is hidden stays hidden, on every route and in every list, count and suggestion.

use super::policy::{Operation, call, operations, table, world};
use super::support::{Client, folder, percent, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;

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
