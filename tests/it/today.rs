//! What waits for whoever asks: each number is the length of the list it leads to, and nobody learns of what he may not see.

use super::support::{Client, Server, days_from_now, dealer, folder, text};
use serde_json::{Value, json};

fn shelved(admin: &Client, kind: &str) -> String {
    let mut body = folder(kind, "2026-03-05", "张伟");
    body["class"] = json!("internal");
    body["department"] = json!(if kind == "SRV" { "service" } else { "sales1" });
    let card = admin.post("/folders", body).ok();
    let (code, home) = (text(&card, "code"), text(&card["where"]["home"], "slot"));
    admin.post(&format!("/folders/{code}/put-away"), json!({"slot": home})).ok();
    code
}

fn lend(admin: &Client, code: &str, due: &str) -> Value {
    // What one may not see one may not borrow.
    let borrower = if code.starts_with("SRV") { "wang" } else { "li" };
    let lent = admin.post("/checkouts", json!({"borrower": borrower, "codes": [code], "due": due})).ok();
    assert!(lent["results"][0]["problem"].is_null(), "{lent}");
    lent
}

fn with_people() -> (Server, Client) {
    let (server, admin) = dealer();
    for (name, department) in [("li", "sales1"), ("wang", "service")] {
        let person = json!({"name": name, "display_name": name, "role": "borrower", "department": department, "may_sign_in": false});
        admin.post("/people", person).ok();
    }
    (server, admin)
}

#[test]
fn every_number_is_the_length_of_its_list() {
    let (_server, admin) = with_people();
    let [one, two, three, _] = ["NEW", "NEW", "NEW", "NEW"].map(|kind| shelved(&admin, kind));
    let today = admin.get("/today").ok();
    lend(&admin, &one, &text(&today, "day"));
    lend(&admin, &two, &text(&today, "week_ends"));
    lend(&admin, &three, &days_from_now(20));
    admin.post("/returns", json!({"codes": [three]})).ok();

    let shown = admin.get("/today").ok();
    let total = |path: &str| admin.get(path).ok()["total"].clone();
    let (day, ends) = (text(&shown, "day"), text(&shown, "week_ends"));
    let loans = &shown["loans"];
    assert_eq!(loans["total"], total("/loans"));
    assert_eq!(loans["overdue"], total("/loans?overdue=true"));
    assert_eq!(loans["due_today"], total(&format!("/loans?due_from={day}&due_to={day}")));
    assert_eq!(loans["due_this_week"], total(&format!("/loans?due_from={day}&due_to={ends}")));
    assert_eq!((&loans["total"], &loans["due_this_week"]), (&json!(2), &json!(2)));
    assert_eq!((&shown["at_desk"]["total"], &shown["at_desk"]["first"][0]["code"]), (&json!(1), &json!(three)));
    assert_eq!(shown["labels"]["not_labelled"], total("/lists/not_labelled"));
    assert_eq!(shown["discrepancies"], total("/discrepancies"));
    for state in ["announced", "late", "waiting", "incomplete", "asked", "unreviewed"] {
        assert_eq!(shown["cases"][state], total(&format!("/cases?state={state}")), "{state}");
    }
    assert_eq!(shown["cases"]["incomplete"], total("/gaps"));
}

#[test]
fn what_was_done_today_is_counted_and_what_was_undone_is_not() {
    let (_server, admin) = with_people();
    let code = shelved(&admin, "NEW");
    lend(&admin, &code, &days_from_now(5));
    admin.post("/returns", json!({"codes": [code]})).ok();
    let done = |what: &str| admin.get("/today").ok()["work"][what].clone();
    for what in ["registered", "put_away", "lent", "returned"] {
        assert_eq!(done(what), json!({"today": 1, "yesterday": 0}), "{what}");
    }
    admin.post("/undo", json!({"seq": admin.get("/today").ok()["seq"]})).ok();
    assert_eq!(done("returned")["today"], 0);
    let other = lend(&admin, &shelved(&admin, "NEW"), &days_from_now(5));
    assert_eq!(done("lent")["today"], 2);
    admin.post("/undo", json!({"seq": other["seq"]})).ok();
    assert_eq!(done("lent")["today"], 1);
}

#[test]
fn each_role_is_told_what_concerns_it_and_of_nothing_it_may_not_see() {
    let (server, admin) = with_people();
    let hidden = shelved(&admin, "SRV");
    lend(&admin, &hidden, &days_from_now(1));
    let parts = |client: &Client| {
        let shown = client.get("/today").ok();
        let there = |part: &str| !shown[part].is_null();
        ["at_desk", "loans", "cases", "labels", "discrepancies", "work"].map(there)
    };
    assert_eq!(parts(&admin), [true; 6]);
    let person = |name: &str, role: &str| server.person(&admin, name, role, Some("sales1"));
    assert_eq!(parts(&person("auditor", "auditor")), [true, true, true, false, true, true]);
    let clerk = person("clerk", "department_clerk");
    assert_eq!(parts(&clerk), [false, false, true, false, false, true]);
    assert_eq!(parts(&person("reader", "borrower")), [false; 6]);
    assert_eq!(clerk.get("/today").ok()["work"]["lent"]["today"], 0, "of another department");
    assert_eq!(admin.get("/today").ok()["work"]["lent"]["today"], 1);
    server.anonymous().get("/today").refused(401, "SignInRequired");
}
