//! Saved searches: one's own, shared ones, and what may be done with whose.

use super::ask;
use crate::policy::world;
use crate::support::{Client, folder, percent, text};
use serde_json::{Value, json};

fn names(client: &Client) -> Vec<String> {
    client.get("/searches").ok()["items"].as_array().unwrap().iter().map(|saved| text(saved, "name")).collect()
}

fn save(client: &Client, name: &str, share: Value) -> String {
    let body = json!({"name": name, "query": "q=x&state=on_loan", "share": share});
    client.post("/searches", body).ok()["no"].to_string()
}

#[test]
fn a_search_is_saved_renamed_shared_and_deleted() {
    let (mut server, admin, people) = world();
    let of = |role: &str| &people.iter().find(|(known, _)| *known == role).unwrap().1;
    let (clerk, archivist, borrower) = (of("department_clerk"), of("archivist"), of("borrower"));
    let far = server.person(&admin, "far", "borrower", Some("service"));
    let mine = save(clerk, "我的", json!({"with": "nobody"}));
    let ours = save(clerk, "销售一部", json!({"with": "department", "department": "sales1"}));
    save(archivist, "借阅人用", json!({"with": "role", "role": "borrower"}));
    assert_eq!(names(clerk), ["我的", "销售一部"]);
    assert_eq!(names(borrower), ["借阅人用", "销售一部"]);
    assert_eq!(names(&far), ["借阅人用"]);
    assert_eq!(names(&admin), ["借阅人用", "销售一部"], "who keeps the settings sees what is shared, and no more");
    // One's own is nobody else's, and is not even there for them.
    let path = format!("/searches/{mine}");
    borrower.patch(&path, json!({"name": "x"})).refused(404, "NotFound");
    admin.delete(&path).refused(404, "NotFound");
    borrower.patch(&format!("/searches/{ours}"), json!({"name": "x"})).refused(403, "NotAllowed");
    let renamed = clerk.patch(&path, json!({"name": "我的逾期", "query": "?overdue=true"})).ok();
    assert_eq!((text(&renamed, "name"), text(&renamed, "query")), ("我的逾期".to_owned(), "overdue=true".to_owned()));
    admin.patch(&format!("/searches/{ours}"), json!({"name": "一部"})).ok();
    assert_eq!(names(clerk), ["一部", "我的逾期"]);
    // To share with others than one's own department takes more than an account.
    for share in [
        json!({"with": "everybody"}),
        json!({"with": "role", "role": "auditor"}),
        json!({"with": "department", "department": "service"}),
    ] {
        clerk.post("/searches", json!({"name": "x", "query": "", "share": share})).refused(403, "NotAllowed");
        clerk.patch(&path, json!({"share": share})).refused(403, "NotAllowed");
    }
    assert_eq!(clerk.delete(&path).status, 204);
    clerk.delete(&path).refused(404, "NotFound");
    assert_eq!(admin.delete(&format!("/searches/{ours}")).status, 204);
    assert_eq!(names(clerk), [""; 0]);
    server.stop();
    server.restart();
    assert_eq!(names(&admin.at(&server)), ["借阅人用"], "they outlive a restart");
}

#[test]
fn what_cannot_be_saved_is_refused_by_name() {
    let (_server, admin, _people) = world();
    let refused = |body: Value, code: &str| {
        admin.post("/searches", body).refused(if code == "LimitExceeded" { 413 } else { 422 }, code)
    };
    refused(json!({"name": " ", "query": ""}), "BadValue");
    refused(json!({"name": "长".repeat(81), "query": ""}), "BadValue");
    refused(json!({"name": "x", "query": "min_seq=9"}), "BadValue");
    refused(json!({"name": "x", "query": format!("borrower={}", percent("张"))}), "BadValue");
    refused(json!({"name": "x", "query": format!("q={}", "x".repeat(300))}), "BadValue");
    refused(json!({"name": "x", "query": "", "share": {"with": "department", "department": "nowhere"}}), "BadValue");
    refused(json!({"name": "x", "query": "", "share": {"with": "role"}}), "BadValue");
    for n in 0..100 {
        save(&admin, &format!("{n}"), json!({"with": "nobody"}));
    }
    refused(json!({"name": "one more", "query": ""}), "LimitExceeded");
}

#[test]
fn an_erased_persons_number_is_in_no_saved_search() {
    let (_server, admin, _people) = world();
    let mut body = folder("NEW", "2026-03-05", "慕容复");
    body["code"] = json!("GONE1");
    body["subjects"][0]["phones"] = json!(["13800138000"]);
    let card = admin.post("/folders", body).ok();
    let no = card["subjects"][0]["no"].clone();
    let query = format!("q={}", percent("138 0013 8000"));
    admin.post("/searches", json!({"name": "找他", "query": query})).ok();
    save(&admin, "别的", json!({"with": "nobody"}));
    ask(&admin, "q=");
    let plan = admin.post(&format!("/subjects/{no}/erasure-plan"), json!({})).ok();
    let password = crate::support::PASSWORD;
    let order = json!({"plan": plan["plan"], "confirm": plan["confirm"], "reason": "依申请", "password": password});
    admin.post(&format!("/subjects/{no}/erase"), order).ok();
    assert_eq!(names(&admin), ["别的"]);
}
