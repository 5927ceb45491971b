//! The interface's description: complete, and the one that the web app's types are made from.

use super::support::demo;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
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
            assert!(operation.get("parameters").is_none_or(Value::is_array), "{method} {path}");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path}");
            for (status, response) in responses {
                assert!(response["description"].is_string(), "{method} {path} says nothing of its {status}");
            }
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

/// The free texts in a schema that say no length: no list of words, no form such as a date.
fn endless(document: &Value, schema: &Value, at: &str, seen: &mut BTreeSet<String>, found: &mut Vec<String>) {
    if !schema.is_object() {
        return;
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        if seen.insert(name.to_owned()) {
            endless(document, &document["components"]["schemas"][name], name, seen, found);
        }
        return;
    }
    let is_text =
        schema["type"] == "string" || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&"string".into()));
    if is_text && ["enum", "const", "format", "maxLength"].iter().all(|bounded| schema[*bounded].is_null()) {
        found.push(at.to_owned());
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        endless(document, field, &format!("{at}.{name}"), seen, found);
    }
    for inner in ["items", "additionalProperties"] {
        endless(document, &schema[inner], at, seen, found);
    }
    for part in ["oneOf", "anyOf", "allOf"].iter().filter_map(|several| schema[*several].as_array()).flatten() {
        endless(document, part, at, seen, found);
    }
}

#[test]
fn every_text_that_may_be_sent_has_a_length() {
    let (server, _) = demo();
    let document = server.anonymous().get("/api/v1/openapi.json").ok();
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    for operation in
        document["paths"].as_object().unwrap().values().flat_map(|methods| methods.as_object().unwrap().values())
    {
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        endless(&document, body, "", &mut seen, &mut found);
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let at = format!("{} {}", operation["operationId"], parameter["name"]);
            endless(&document, &parameter["schema"], &at, &mut seen, &mut found);
        }
    }
    assert!(seen.len() > 50, "{}", seen.len());
    assert!(found.is_empty(), "rows are missing in src/http/document/texts.rs: {found:#?}");
}
