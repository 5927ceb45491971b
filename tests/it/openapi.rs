//! The interface's description: complete, and the one that the web app's types are made from.

use super::support::demo;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// The same with every object's keys in order.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields: BTreeMap<&String, Value> = fields.iter().map(|(name, value)| (name, sorted(value))).collect();
            Value::Object(fields.into_iter().map(|(name, value)| (name.clone(), value)).collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

#[test]
fn the_committed_description_is_the_servers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/openapi.json");
    let (server, _) = demo();
    let document = server.anonymous().get("/api/v1/openapi.json").ok();
    let text = format!("{}\n", serde_json::to_string_pretty(&sorted(&document)).unwrap());
    if std::env::var_os("STRONGROOM_UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "the interface changed: run the tests with STRONGROOM_UPDATE=1 and make the web types again"
    );
}

#[test]
fn every_operation_has_a_name_of_its_own_a_description_and_an_answer() {
    let (server, _) = demo();
    let document = server.anonymous().get("/api/v1/openapi.json").ok();
    let mut names = BTreeMap::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path} has no name"));
            let before = names.insert(name.to_owned(), format!("{method} {path}"));
            assert!(before.is_none(), "{name} is both {before:?} and {method} {path}");
            let summary = operation["summary"].as_str().or(operation["description"].as_str());
            assert!(summary.is_some_and(|text| !text.is_empty()), "{method} {path} is not described");
            assert!(
                operation["responses"].as_object().unwrap().keys().any(|status| status.starts_with('2')),
                "{method} {path}"
            );
        }
    }
    assert!(names.len() > 80);
}

/// Every reference in a document, wherever it stands.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn every_shape_that_is_named_is_there() {
    let (server, _) = demo();
    let document = server.anonymous().get("/api/v1/openapi.json").ok();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 100);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} points elsewhere"));
        assert!(document.pointer(pointer).is_some(), "{reference} is not there");
    }
}
