//! The OpenAPI document: what the handlers say of themselves, completed with what stands around all of them (who is
//! asked for, what any request can be refused with), so that no handler has to repeat it and none can forget it.

mod texts;

use serde_json::{Map, Value, json};

/// What every answer that is no refusal says of itself unless its handler does: OpenAPI 3.1 wants a word for each.
const ANSWERED: [(&str, &str); 4] = [
    ("200", "As asked."),
    ("201", "It is there now."),
    ("202", "It is under way."),
    ("204", "Done; there is nothing to say."),
];
const PROBLEM: &str = "#/components/schemas/Problem";

/// Refusals that any request may meet before its handler is asked.
const ANY: [(&str, &str); 5] = [
    ("400", "The request cannot be read."),
    ("401", "Nobody has signed in, or the session is over."),
    ("403", "The role, the account's state or a missing CSRF token forbids it."),
    ("429", "Too many requests of one client at once."),
    ("503", "The archive cannot answer now; `Retry-After` says when to try again."),
];
/// Refusals of what names something, or carries something.
const NAMING: [(&str, &str); 3] = [
    ("404", "There is no such thing, or the asker may not see it."),
    ("409", "It contradicts how things stand, or the name fits several."),
    ("422", "A value is not one that it may have."),
];
const CARRYING: (&str, &str) = ("413", "The body is too large, or asks for too much at once.");
/// An address that is too long is refused before anybody reads it, often without a word.
const LONG: (&str, &str) = ("431", "The address or the headers are too long.");
/// An Excel workbook.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// A condition of the asker's.
const CONDITIONAL: (&str, &str) = ("412", "Somebody changed it in the meantime.");

/// Completes the document that the handlers make.
#[must_use]
pub fn complete(document: &utoipa::openapi::OpenApi) -> Value {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    document["components"]["securitySchemes"] = json!({
        "session": {"type": "apiKey", "in": "cookie", "name": "strongroom_session",
            "description": "What signing in gives a browser; `__Host-strongroom_session` under HTTPS. A write needs `x-csrf-token` too."},
        "token": {"type": "http", "scheme": "bearer", "description": "A token made on the account page."},
    });
    document["security"] = json!([{"session": []}, {"token": []}]);
    let paths = document["paths"].as_object_mut();
    for (path, operations) in paths.into_iter().flatten() {
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            if let Some(operation) = operation.as_object_mut() {
                describe(path, method, operation);
            }
        }
    }
    texts::bound(&mut document);
    document
}

/// A list that can be taken along answers as a file too.
fn as_file(operation: &mut Map<String, Value>) {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let named = |wanted: &str| {
        parameters.is_some_and(|parameters| parameters.iter().any(|parameter| parameter["name"] == wanted))
    };
    if !(named("format") && named("columns")) {
        return;
    }
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    if let Some(content) = responses.get_mut("200").and_then(|answer| answer["content"].as_object_mut()) {
        content.insert("text/csv".to_owned(), json!({"schema": {"type": "string"}}));
        content.insert(WORKBOOK.to_owned(), json!({"schema": {"type": "string", "format": "binary"}}));
    }
    responses.entry(CARRYING.0).or_insert_with(|| json!({"description": "It is more than a table holds."}));
}

fn describe(path: &str, method: &str, operation: &mut Map<String, Value>) {
    as_file(operation);
    let is_public = path.ends_with("/sign-in") || path.ends_with("/sign-out");
    if is_public {
        operation.insert("security".to_owned(), json!([]));
    }
    let writes = method != "get";
    let asks = operation.get("parameters").and_then(Value::as_array).is_some_and(|parameters| !parameters.is_empty());
    let mut refusals: Vec<(&str, &str)> = ANY.to_vec();
    if writes || asks {
        refusals.extend(NAMING);
    }
    if asks {
        refusals.push(LONG);
    }
    if writes {
        refusals.push(CARRYING);
    }
    if method == "patch" {
        refusals.push(CONDITIONAL);
    }
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for (status, description) in refusals {
        responses.entry(status).or_insert_with(|| json!({ "description": description }));
    }
    for (status, response) in responses.iter_mut() {
        let known = ANSWERED.iter().chain(&ANY).chain(&NAMING).chain([&CARRYING, &CONDITIONAL, &LONG]);
        let word = known.into_iter().find(|(known, _)| known == status).map_or("Refused.", |(_, word)| word);
        if let Some(response) = response.as_object_mut() {
            response.entry("description").or_insert_with(|| json!(word));
        }
        if status.as_str() >= "400" && status != LONG.0 {
            response["content"] = json!({"application/problem+json": {"schema": {"$ref": PROBLEM}}});
        }
    }
}
