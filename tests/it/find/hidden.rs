//! What one may not see is in no hit, count, facet, card, suggestion, highlight, explanation, export or saved search: every
//! route answers, byte for byte, as if it were not there.

use super::ask;
use crate::support::{Answer, Client, Server, folder, percent, text};
use serde_json::{Value, json};

/// Two archives alike but for one confidential folder, each with a clerk who may not see it.
struct Twins {
    _servers: [Server; 2],
    admin: Client,
    /// Who asks where it is, and who asks where it never was.
    clerks: [Client; 2],
}

fn twins() -> Twins {
    let archive = |hides: bool| {
        let (server, admin) = crate::support::dealer();
        let clerk = server.person(&admin, "clerk", "department_clerk", Some("sales1"));
        let mut open = folder("NEW", "2026-03-05", "欧阳锋");
        open["code"] = json!("OPEN1");
        open["department"] = json!("sales1");
        admin.register(open);
        let mut hidden = folder("SRV", "2024-07-09", "慕容复");
        hidden["code"] = json!("HIDE1");
        hidden["department"] = json!("service");
        hidden["note"] = json!("钥匙在抽屉里");
        hidden["subjects"][0]["phones"] = json!(["13800138000"]);
        hidden["class"] = json!("personal");
        // Where there is nothing to hide there stands something else that he may not see, so that numbers are alike.
        if !hides {
            hidden["code"] = json!("ELSE1");
            hidden["business_date"] = json!("2026-03-05");
            hidden["business_type"] = json!("NEW");
            hidden["note"] = json!("");
            hidden["subjects"] = json!([{"kind": "person", "name": "段誉"}]);
        }
        let code = admin.register(hidden);
        admin.post(&format!("/folders/{code}/checkout"), json!({"borrower": "admin"})).ok();
        ask(&admin, "q=");
        (server, admin, clerk)
    };
    let ((one, admin, there), (other, _, nowhere)) = (archive(true), archive(false));
    Twins { _servers: [one, other], admin, clerks: [there, nowhere] }
}

/// An answer without what differs from one to the next for reasons of its own.
fn told(answer: &Answer) -> (u16, String) {
    let mut body: Value = serde_json::from_str(&answer.text).unwrap_or_else(|_| json!(answer.text));
    for field in ["seq", "took_ms", "behind"] {
        if let Some(value) = body.get_mut(field) {
            *value = Value::Null;
        }
    }
    (answer.status, body.to_string())
}

const QUERIES: [&str; 18] = [
    "",
    "慕容",
    "慕容复 2024",
    "murong",
    "mrf",
    "HIDE1",
    "8000",
    "钥匙",
    "2024年7月",
    "SRV",
    "欧阳锋 慕容",
    "borrower:admin",
    "state:on_loan",
    "-慕容",
    "class:personal",
    "欧阳锋 -state:on_loan",
    "慕蓉复",
    "13800138001",
];

#[test]
fn no_route_of_the_search_tells_a_hidden_folder_from_none() {
    let twins = twins();
    let mut wrong = Vec::new();
    for query in QUERIES.map(percent) {
        for path in [
            format!("/search?q={query}"),
            format!("/search?q={query}&group=subject"),
            format!("/search?q={query}&sort=code&limit=1&similar=true"),
            format!("/search?q={query}&type=SRV&department=service&period=2024&class=personal"),
            format!("/search?q={query}&state=on_loan&borrower=0"),
            format!("/search?q={query}&overdue=true&from=2024-01-01&until=2024-12-31"),
            format!("/search?q={query}&format=csv"),
            format!("/search/suggest?q={query}"),
            format!("/subjects?q={query}"),
        ] {
            let [there, nowhere] = [&twins.clerks[0], &twins.clerks[1]].map(|clerk| told(&clerk.get(&path)));
            if there != nowhere || there.0 != 200 {
                wrong.push(format!("{path}: {there:?} is not {nowhere:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(ask(&twins.admin, &format!("q={}", percent("慕容 8000")))["total"], 1, "it is there");
}

#[test]
fn of_a_confidential_folder_only_what_every_list_shows_is_quoted() {
    let twins = twins();
    let looks = || {
        let history = twins.admin.get("/folders/HIDE1/history").ok();
        history["items"].as_array().unwrap().iter().filter(|item| item["kind"] == "Looked").count()
    };
    let before = looks();
    let found = ask(&twins.admin, &format!("q={}", percent("慕容 8000 钥匙")));
    let highlights = found["items"][0]["highlights"].as_array().unwrap();
    let shown: Vec<(String, String)> =
        highlights.iter().map(|highlight| (text(highlight, "field"), text(highlight, "text"))).collect();
    let expected =
        [("name", "慕容复"), ("phone", ""), ("note", "")].map(|(field, text)| (field.to_owned(), text.to_owned()));
    assert_eq!(shown, expected, "that it was found there is said, what stands there is not");
    assert!(!found.to_string().contains("13800138000") && !found.to_string().contains("抽屉"), "{found}");
    assert_eq!(looks(), before, "to find it is no look");
}

#[test]
fn a_saved_search_finds_what_its_opener_may_see() {
    let twins = twins();
    let query = format!("q={}&group=subject", percent("慕容"));
    let body = json!({"name": "慕容家", "query": query, "share": {"with": "everybody"}});
    let saved = twins.admin.post("/searches", body).ok();
    let clerk = &twins.clerks[0];
    let listed = clerk.get("/searches").ok();
    assert_eq!(
        (text(&listed["items"][0], "name"), text(&listed["items"][0], "query")),
        ("慕容家".to_owned(), text(&saved, "query"))
    );
    let opened = |client: &Client| ask(client, &text(&saved, "query"))["total"].clone();
    assert_eq!((opened(&twins.admin), opened(clerk)), (json!(1), json!(0)));
    assert!(!listed["items"][0].to_string().contains("total"), "what was found is not kept");
}
