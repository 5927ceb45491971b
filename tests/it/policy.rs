//! Who may do what: every role against every route of the server's own description.

#[path = "policy/table.rs"]
mod table;

pub use table::{Operation, call, operations, table, world};

use super::support::{Answer, Client, FIRST_PASSWORD, key, text};
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeSet;
use table::{ACCOUNT, PUBLIC, ROLES};

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
