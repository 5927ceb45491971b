//! Words that must not come out where they have no business: in the log, whatever its level, and in refusals to others.

use super::support::{Answer, Client, Server, folder, set_up_dealer, text};
use reqwest::Method;
use serde_json::{Map, Value, json};

/// What every field, path and query is filled with.
const TYPED: &str = "Marker7Typed";
/// What is kept of somebody.
const KEPT: &str = "Marker7Kept";
/// What passwords are made of.
const SECRET: &str = "Marker7Secret words";

/// Something with the shape of a schema and the marker in every text.
fn filled(document: &Value, schema: &Value, name: &str, depth: usize) -> Value {
    if depth > 8 {
        return Value::Null;
    }
    if let Some(reference) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return filled(document, &document["components"]["schemas"][reference], name, depth + 1);
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(option) = schema[choice].as_array().and_then(|options| options.last()) {
            return filled(document, option, name, depth + 1);
        }
    }
    if let Some(first) = schema["enum"].as_array().and_then(|options| options.first()) {
        return first.clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or_default();
    match kind {
        "string" if name.contains("password") || name == "totp" => json!(SECRET),
        "string" if schema["format"] == "date" => json!("2026-03-05"),
        "string" => json!(format!("{TYPED} {name}")),
        "integer" | "number" => json!(7),
        "boolean" => json!(true),
        "array" => json!([filled(document, &schema["items"], name, depth + 1)]),
        "object" => {
            let fields = schema["properties"].as_object().cloned().unwrap_or_default();
            let fields = fields.iter().map(|(name, field)| (name.clone(), filled(document, field, name, depth + 1)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        _ => json!(TYPED),
    }
}

/// Asks every route of the server's own description for something that names the marker.
fn ask_everything(client: &Client, document: &Value, mut judge: impl FnMut(&str, Answer)) {
    for (template, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let name = text(operation, "operationId");
            // These end the session that asks, or have no end.
            if ["sign_out", "sign_out_everywhere", "live"].contains(&name.as_str()) {
                continue;
            }
            let mut path = template.clone();
            while let Some((from, to)) = path.find('{').zip(path.find('}')) {
                path.replace_range(from..=to, TYPED);
            }
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let queries =
                parameters.iter().filter(|parameter| parameter["in"] == "query" && parameter["name"] != "min_seq");
            let query: Vec<String> = queries.map(|query| format!("{}={TYPED}", text(query, "name"))).collect();
            let method: Method = method.to_uppercase().parse().unwrap();
            let request = client.request(method.clone(), &format!("{path}?{}", query.join("&")));
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let request = if method == Method::GET { request } else { request.json(&filled(document, schema, "", 0)) };
            judge(&name, Answer::of(request));
        }
    }
}

#[test]
fn no_log_line_and_no_refusal_tells_what_somebody_typed_or_what_is_kept_of_him() {
    let server = Server::start_with(&["--log-level", "trace,sled=warn,tantivy=warn"]);
    let admin = server.administrator();
    set_up_dealer(&admin);
    let mut body = folder("NEW", "2026-03-05", KEPT);
    body["class"] = json!("personal");
    body["note"] = json!(format!("{KEPT} note"));
    body["subjects"][0]["phones"] = json!([format!("{KEPT} phone")]);
    let code = admin.register(body);
    admin.post(&format!("/folders/{code}/checkout"), json!({"borrower": "admin", "purpose": KEPT})).ok();
    let borrower = server.person(&admin, "borrower", "borrower", Some("service"));
    let document = admin.get("/api/v1/openapi.json").ok();
    let mut wrong = Vec::new();
    for (who, client) in [("anonymous", &server.anonymous()), ("borrower", &borrower), ("admin", &admin)] {
        ask_everything(client, &document, |name, answer| {
            let tells = answer.text.contains(SECRET) || (who != "admin" && answer.text.contains(KEPT));
            if tells || answer.status >= 500 {
                wrong.push(format!("{who} {name} {} {}", answer.status, answer.text));
            }
        });
        // What cannot be read is quoted to nobody but the one who sent it.
        for nonsense in [format!("{{\"name\": \"{SECRET}"), format!("[{SECRET}]"), format!("\"{SECRET}\"")] {
            let request = client.request(Method::POST, "/sign-in").header("content-type", "application/json");
            let answer = Answer::of(request.body(nonsense));
            if answer.text.contains(SECRET) {
                wrong.push(format!("{who} {}", answer.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let log = server.log();
    for marker in
        [TYPED, KEPT, "Marker7Secret", super::support::PASSWORD, super::support::FIRST_PASSWORD, &borrower.csrf]
    {
        let line = log.lines().find(|line| line.contains(marker));
        assert!(line.is_none(), "{marker}: {line:?}");
    }
    assert!(!log.contains("panicked"), "{log}");
}
