//! Hidden is absent: what one may not see answers, header for header and byte for byte, as if it were not there.

#[path = "hidden/time.rs"]
mod time;

use super::policy::{Operation, call, operations, table, world};
use super::sight::hide;
use super::support::{Answer, Client};
use serde_json::{Value, json};

/// Two codes of the same length and as near to others: one that is there and hidden, one that is not there.
const HIDDEN: &str = "HIDDENA";
const ABSENT: &str = "HIDDENX";

/// Everything of an answer that could tell the two apart.
fn told(answer: &Answer, code: &str) -> (u16, Vec<(String, String)>, String) {
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "date")
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
        .collect();
    headers.sort();
    // What was understood of a query is told as the index reads it: in small letters.
    let text = answer.text.replace(code, "CODE").replace(&code.to_lowercase(), "code");
    // How long a search took is measured, and the last frame moves when somebody writes: an observation of either code
    // is kept, each in a frame of its own. Their digits are left out of the text and of its length.
    let mut body: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    let left_out: Vec<Value> =
        ["seq", "behind", "took_ms"].iter().filter_map(|name| body.get_mut(*name).map(Value::take)).collect();
    if left_out.is_empty() {
        return (answer.status, headers, text);
    }
    let digits: usize = left_out.iter().map(|value| value.to_string().len()).sum();
    for (_, value) in headers.iter_mut().filter(|(name, _)| name == "content-length") {
        *value = (value.parse::<usize>().unwrap() - digits).to_string();
    }
    (answer.status, headers, body.to_string())
}

/// The same with another code wherever one stands.
fn naming(value: &Value, from: &str, to: &str) -> Value {
    serde_json::from_str(&value.to_string().replace(from, to)).unwrap()
}

fn compare(admin: &Client, client: &Client, operation: &Operation, body: &Value, wrong: &mut Vec<String>) {
    let seq = || admin.get("/departments").ok()["seq"].as_u64().unwrap();
    let ask = |code: &str| {
        let before = seq();
        let operation = Operation { path: operation.path.replace("SEEN1", code), ..operation.clone() };
        let mut told = told(&call(client, &operation, &naming(body, "SEEN1", code)), code);
        // What is written moves the record on: by as much for both.
        let after = seq();
        told.2 = told.2.replace(&format!("\"seq\":{after}"), &format!("\"seq\":+{}", after - before));
        told
    };
    let (hidden, absent) = (ask(HIDDEN), ask(ABSENT));
    if hidden != absent {
        wrong.push(format!("{}: {hidden:?} is not {absent:?}", operation.name));
    }
}

#[test]
fn every_route_that_is_given_a_hidden_code_answers_as_to_an_absent_one() {
    let (_server, admin, people) = world();
    hide(&admin);
    let types = admin.get("/business-types").ok();
    let (table, operations) = (table(&types["items"][0]), operations(&admin));
    let named = |operation: &Operation, body: &Value| format!("{} {body}", operation.path).contains("SEEN1");
    let mut wrong = Vec::new();
    let mut asked = 0;
    for (role, client) in people.iter().filter(|(role, _)| ["temporary", "borrower", "department_clerk"].contains(role))
    {
        for operation in &operations {
            let body = &table[operation.name.as_str()].1;
            // A code of one's own is taken or free whoever sees its owner: codes are unique in the whole archive.
            if named(operation, body) && operation.name != "register_folder" && !operation.path.contains("/imports") {
                let before = wrong.len();
                compare(&admin, client, operation, body, &mut wrong);
                wrong[before..].iter_mut().for_each(|line| *line = format!("{role} {line}"));
                asked += 1;
            }
        }
        for path in ["/search?q=SEEN1", "/subjects?q=SEEN1", "/scan?text=SEEN1", "/loans?borrower=SEEN1"] {
            let [hidden, absent] = [HIDDEN, ABSENT].map(|code| told(&client.get(&path.replace("SEEN1", code)), code));
            assert_eq!(hidden, absent, "{role} {path}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked > 60, "{asked}");
}

#[test]
fn a_hidden_subject_answers_as_an_absent_one() {
    let (_server, admin, people) = world();
    let hidden = hide(&admin);
    let absent = hidden.subject + 1_000;
    for (role, client) in people.iter().filter(|(role, _)| ["temporary", "borrower", "department_clerk"].contains(role))
    {
        let [there, nowhere] =
            [hidden.subject, absent].map(|no| told(&client.get(&format!("/subjects/{no}")), &no.to_string()));
        assert_eq!(there, nowhere, "{role}");
        let [there, nowhere] = [hidden.subject, absent]
            .map(|no| told(&client.patch(&format!("/subjects/{no}"), json!({"note": "x"})), "-"));
        assert_eq!(there, nowhere, "{role}");
    }
}

#[test]
fn counts_of_places_know_nothing_of_what_is_hidden() {
    let (_server, admin, people) = world();
    hide(&admin);
    let total = |client: &Client, path: &str| -> u64 {
        let items = client.get(path).ok()["items"].clone();
        items.as_array().unwrap().iter().map(|item| item["folders"].as_u64().unwrap()).sum()
    };
    let clerk = &people.iter().find(|(role, _)| *role == "department_clerk").unwrap().1;
    let paths = [
        "/storerooms",
        "/occupancy?by=range",
        "/occupancy?by=zone",
        "/occupancy?by=shelf&storeroom=A",
        "/storerooms/A/shelves?range=A-02",
    ];
    for path in paths {
        let (all, seen) = (total(&admin, path), total(clerk, path));
        assert_eq!(all - seen, 2, "{path}: {all} {seen}");
    }
    let mapped = |client: &Client| -> u64 {
        let folders = client.get("/storerooms/A/map").ok()["shelves"]["folders"].clone();
        folders.as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).sum()
    };
    assert_eq!(mapped(&admin) - mapped(clerk), 2);
}
