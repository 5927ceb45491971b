//! Adding something under a code of its own: what has the code already stays as it is.

use super::support::{Answer, Client, both, dealer, zone};
use reqwest::Method;
use serde_json::{Value, json};
use std::thread;

fn add(client: &Client, path: &str, body: &Value) -> Answer {
    Answer::of(client.request(Method::PUT, path).header("if-none-match", "*").json(body))
}

/// What can be added: where it is listed, the code it gets, and what it is then.
fn kinds(admin: &Client) -> Vec<(&'static str, &'static str, Value)> {
    let types = admin.get("/business-types").ok();
    let kind = types["items"].as_array().unwrap().iter().find(|one| one["code"] == "OVH").unwrap();
    let left = json!({"name": both("溢出", "Overflow"), "shelves": [{"from": "A-03L-01-1", "to": "A-03L-04-5"}], "overflow": true});
    admin.put("/zones/OVERFLOW", left).ok();
    let shelves = json!({"name": both("区域", "Zone"), "shelves": [{"from": "A-03R-01-1", "to": "A-03R-01-5"}]});
    let printer = json!({"name": both("前台", "Reception"), "kind": "zpl", "address": "10.0.0.7", "dpi": 203});
    vec![
        ("/business-types", "XTRA", kind.clone()),
        ("/zones", "XTRA", shelves),
        ("/lanes", "XTRA", json!({"name": both("道", "Lane"), "types": [], "period": "year"})),
        ("/printers", "xtra", printer),
        ("/scanners", "xtra", json!({"name": both("扫描仪", "Scanner"), "address": "http://10.0.0.8/eSCL"})),
    ]
}

fn named(admin: &Client, path: &str, code: &str) -> Value {
    let list = admin.get(path).ok();
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["code"] == code)
        .map(|one| one["name"].clone())
        .unwrap_or_default()
}

#[test]
fn what_is_added_under_a_known_code_is_refused_and_what_has_the_code_stays_as_it_is() {
    let (_server, admin) = dealer();
    for (path, code, body) in kinds(&admin) {
        let one = format!("{path}/{code}");
        add(&admin, &one, &body).ok();
        let other = json!({"name": both("另一个", "Another")});
        let mut other_body = body.clone();
        other_body.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        let problem = add(&admin, &one, &other_body).refused(412, "CodeInUse");
        assert_eq!((&problem["params"]["code"], &problem["params"]["field"]), (&json!(code), &json!("code")), "{path}");
        // The very same is no addition either.
        add(&admin, &one, &body).refused(412, "CodeInUse");
        assert_eq!(named(&admin, path, code), body["name"], "{path}");
        // Whoever means to change it does.
        admin.put(&one, other_body).ok();
        assert_eq!(named(&admin, path, code), both("另一个", "Another"), "{path}");
    }
}

#[test]
fn a_code_is_known_however_it_is_written() {
    let (_server, admin) = dealer();
    add(&admin, "/zones/%20sales", &zone("A-01", &["NEW"], 1, false)).refused(412, "CodeInUse");
}

#[test]
fn of_two_who_add_under_one_code_at_once_one_is_refused() {
    let (_server, admin) = dealer();
    for (path, code, body) in kinds(&admin) {
        let one = format!("{path}/{code}");
        let add_named = |name: &'static str| {
            let mut own = body.clone();
            own["name"] = both(name, name);
            (name, add(&admin, &one, &own))
        };
        let answers = thread::scope(|scope| {
            let [first, second] = ["甲", "乙"].map(|name| scope.spawn(move || add_named(name)));
            [first.join().unwrap(), second.join().unwrap()]
        });
        let (kept, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(_, answer)| answer.status == 200);
        let [(name, _)] = kept.as_slice() else { panic!("{path}: {} were added", kept.len()) };
        assert_eq!(refused[0].1.status, 412, "{path}: {}", refused[0].1.text);
        assert_eq!(named(&admin, path, code), both(name, name), "{path}");
    }
}
