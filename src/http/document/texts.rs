//! How long each text of a request may be, by the domain's own limits. A field that is in no row is found by a test.

use crate::auth::PASSWORD_CHARS_MAX;
use crate::domain::label::OWN_TEMPLATE_BYTES;
use crate::domain::limits as of;
use crate::domain::state::COLUMN_CHARS_MAX;
use crate::search::QUERY_CHARS_MAX;
use crate::vault::TOKEN_NAME_CHARS_MAX;
use serde_json::{Map, Value, json};

/// Words that the interface itself gives out or chooses from: a cursor, an id, an order, a kind.
const WORD_CHARS: usize = 64;
/// A preference with what may follow it.
const PREFERENCE_CHARS: usize = 200;

/// What an address says behind `?`: what is typed, each character perhaps written as nine, and what is chosen.
const ADDRESS_CHARS: usize = of::SEARCH_TYPED_CHARS * 12 + of::SEARCH_CHOSEN_CHARS;

/// The ids of a table's columns, one after the other.
const COLUMNS_CHARS: usize = 2_000;

/// The codes of folders that were chosen for a form, one after the other; more of them are sent in a body.
const CHOSEN_CHARS: usize = 4_000;

/// Schema, field, and how long it may be; a schema's own row counts before one for all (`*`).
const ROWS: &[(&str, &[&str], usize)] = &[
    ("*", &["code", "codes", "foreign_codes", "folder", "folders", "text"], of::NAMING_CHARS),
    ("*", &["slot", "at", "box", "shelf", "from", "to", "range", "storeroom"], of::NAMING_CHARS),
    ("*", &["borrower", "BorrowerBody"], of::NAMING_CHARS),
    ("*", &["business_type", "type", "types"], of::NAMING_CHARS),
    ("*", &["department", "class", "classes", "zone", "lane"], of::NAMING_CHARS),
    ("*", &["note", "purpose", "damaged", "reason", "blocked_reason"], of::REMARK_CHARS),
    ("*", &["desk", "sides", "kind", "by", "state", "sort", "event"], WORD_CHARS),
    ("*", &["case", "to_case", "reference", "badge", "PaperName", "paper"], of::NAMING_CHARS),
    ("*", &["called_for"], WORD_CHARS),
    ("*", &["responsible_name"], of::DISPLAY_NAME_CHARS),
    ("*", &["key", "which", "cursor", "id", "since", "incarnation", "plan", "one_of", "role"], WORD_CHARS),
    ("*", &["columns", "cells"], COLUMNS_CHARS),
    ("*", &["order"], WORD_CHARS),
    ("*", &["contains"], PREFERENCE_CHARS),
    ("*", &["list"], COLUMN_CHARS_MAX),
    ("*", &["device"], of::DEVICE_NAME_CHARS),
    ("*", &["of"], of::NAMING_CHARS),
    ("*", &["form", "template"], WORD_CHARS),
    ("*", &["chosen"], CHOSEN_CHARS),
    ("*", &["fields"], of::FIELD_CHARS),
    ("*", &["zh", "en"], of::PLACE_NAME_CHARS),
    ("*", &["Prefer", "If-None-Match"], PREFERENCE_CHARS),
    ("*", &["q"], QUERY_CHARS_MAX),
    ("*", &["period", "condition", "completeness"], of::NAMING_CHARS),
    ("*", &["group"], WORD_CHARS),
    ("*", &["facets"], PREFERENCE_CHARS),
    ("*", &["printer"], WORD_CHARS),
    ("*", &["svg"], OWN_TEMPLATE_BYTES),
    ("*", &["into"], of::NAMING_CHARS),
    ("CopyBody", &["for_whom", "why"], of::REMARK_CHARS),
    ("Paper", &["named"], of::TEMPLATE_CODE_CHARS),
    ("LabelChoice", &["import"], WORD_CHARS),
    ("LabelChoice", &["search"], ADDRESS_CHARS),
    ("LabelChoice", &["within"], of::NAMING_CHARS),
    ("PrinterBody", &["address"], of::PRINTER_ADDRESS_CHARS),
    ("ScannerBody", &["address"], of::PRINTER_ADDRESS_CHARS),
    ("ScannerBody", &["certificate"], of::FINGERPRINT_CHARS),
    ("LookBody", &["address"], of::PRINTER_ADDRESS_CHARS),
    ("PrinterBody", &["desks"], WORD_CHARS),
    ("NewSearch", &["query"], ADDRESS_CHARS),
    ("NewSearch", &["name"], of::SEARCH_NAME_CHARS),
    ("SavedPatch", &["query"], ADDRESS_CHARS),
    ("SavedPatch", &["name"], of::SEARCH_NAME_CHARS),
    ("*", &["password", "old_password", "new_password"], PASSWORD_CHARS_MAX),
    ("*", &["name", "display_name"], of::DISPLAY_NAME_CHARS),
    ("AssignBody", &["reason"], of::PLACE_REASON_CHARS),
    ("BusinessType", &["code_template", "case_template"], of::CODE_TEMPLATE_CHARS),
    ("BesideBody", &["new_code"], of::NAMING_CHARS),
    ("ChoiceValue", &["value"], of::TYPE_NAME_CHARS),
    ("ChosenColumns", &["columns"], COLUMN_CHARS_MAX),
    ("Credentials", &["name"], of::DISPLAY_NAME_CHARS),
    ("Credentials", &["totp"], WORD_CHARS),
    ("EraseBody", &["confirm"], of::SUBJECT_CHARS),
    ("FolderPatchBody", &["note"], of::NOTE_CHARS),
    ("Identity", &["value"], of::SUBJECT_CHARS),
    ("MappedColumn", &["heading"], crate::import::CELL_CHARS_MAX),
    ("MappedColumn", &["target"], of::NAMING_CHARS),
    ("MoveBody", &["reason"], of::PLACE_REASON_CHARS),
    ("NewFolderBody", &["note"], of::NOTE_CHARS),
    ("NewPersonBody", &["name"], of::ACCOUNT_NAME_CHARS),
    ("NewStoreroom", &["code"], of::PLACE_CODE_CHARS),
    ("NewStoreroom", &["code_template"], of::PLACE_TEMPLATE_CHARS),
    ("NewToken", &["name"], TOKEN_NAME_CHARS_MAX),
    ("PaperNoteBody", &["name", "remark"], of::PAPER_CHARS),
    ("ReasonBody", &["reason"], of::PLACE_REASON_CHARS),
    ("ReslottingBody", &["reason"], of::PLACE_REASON_CHARS),
    ("RunBody", &["save_as"], of::ORGANISATION_NAME_CHARS),
    ("SettingsBody", &["archive_name", "time_zone"], of::ORGANISATION_NAME_CHARS),
    ("SettingsBody", &["base_url"], of::URL_CHARS),
    ("SettingsBody", &["fonds"], of::ORGANISATION_CODE_CHARS),
    ("JoinFileBody", &["file"], of::NAMING_CHARS),
    ("MergeFolderBody", &["into"], of::NAMING_CHARS),
    ("SplitFolderBody", &["cases"], of::NAMING_CHARS),
    ("SwapBody", &["other"], of::NAMING_CHARS),
    ("SplitBody", &["name", "phones"], of::SUBJECT_CHARS),
    ("SubjectBody", &["name", "address", "phones"], of::SUBJECT_CHARS),
    ("SubjectPatch", &["name", "address", "phones", "note"], of::SUBJECT_CHARS),
];

fn length_of(schema: &str, field: &str) -> Option<usize> {
    let row = |of: &str| ROWS.iter().find(|(schema, fields, _)| *schema == of && fields.contains(&field));
    row(schema).or_else(|| row("*")).map(|(.., length)| *length)
}

/// Says in a document how long the texts are that may be sent: in every schema that a body leads to, and in parameters.
pub fn bound(document: &mut Value) {
    let mut schemas = Vec::new();
    let paths = document["paths"].as_object_mut();
    let operations = paths.into_iter().flatten().filter_map(|(_, methods)| methods.as_object_mut());
    for (_, operation) in operations.flatten() {
        referred(&operation["requestBody"], &mut schemas);
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            bound_texts("", &name, &mut parameter["schema"]);
        }
    }
    let mut seen = 0;
    while let Some(name) = schemas.get(seen).cloned() {
        seen += 1;
        let schema = &mut document["components"]["schemas"][&name];
        bound_texts(&name, &name, schema);
        referred(schema, &mut schemas);
    }
}

/// The schemas that a value refers to, those that are not among them yet.
fn referred(value: &Value, schemas: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next())
                && !schemas.iter().any(|known| known == name)
            {
                schemas.push(name.to_owned());
            }
            fields.values().for_each(|field| referred(field, schemas));
        }
        Value::Array(items) => items.iter().for_each(|item| referred(item, schemas)),
        _ => {}
    }
}

fn bound_texts(schema: &str, field: &str, value: &mut Value) {
    let Some(shape) = value.as_object_mut() else { return };
    if is_free_text(shape)
        && let Some(length) = length_of(schema, field)
    {
        shape.insert("maxLength".to_owned(), json!(length));
    }
    for (name, part) in shape.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
        bound_texts(schema, name, part);
    }
    for inner in ["items", "additionalProperties"] {
        if let Some(part) = shape.get_mut(inner) {
            bound_texts(schema, field, part);
        }
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        for part in shape.get_mut(several).and_then(Value::as_array_mut).into_iter().flatten() {
            bound_texts(schema, field, part);
        }
    }
}

/// Whether any text fits a shape: no list of words, no form such as a date, no length of its own.
fn is_free_text(shape: &Map<String, Value>) -> bool {
    let kind = shape.get("type");
    let is_text = kind
        .is_some_and(|kind| kind == "string" || kind.as_array().is_some_and(|kinds| kinds.contains(&json!("string"))));
    is_text && !["enum", "const", "format", "maxLength"].iter().any(|bounded| shape.contains_key(*bounded))
}
