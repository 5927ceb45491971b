//! Nonsense on every route: refused by name or carried out, never a fault of ours, and the archive is whole afterwards.

use super::support::{Answer, Client, dealer, eventually, folder, run, said};
use reqwest::Method;
use serde_json::{Map, Value, json};

/// How many requests each route gets.
const TRIES: usize = 60;

/// A small generator, the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())].clone()
    }
}

fn words(dice: &mut Dice) -> String {
    let long = "长".repeat(3_000);
    let known = [
        "",
        " ",
        "x",
        "SEEN1",
        "seen1",
        "NEW",
        "A",
        "A-01",
        "A-01L-01-1",
        "A-01L-01-1-1",
        "K1",
        "SALES",
        "new",
        "0",
        "-1",
        "admin",
        "public",
        "2026-03-05",
        "2026-02-30",
        "9999-12-31",
        "day",
        "month",
        "../../vault",
        "\u{0}",
        "\u{202e}abc",
        "=cmd|' /c calc'!A1",
        "'; --",
        "𠮷田",
        "{type}{seq:6}",
        "https://x.example/F/SEEN1",
        "NaN",
        &long,
    ];
    dice.pick(&known.map(str::to_owned))
}

/// A text for a field or parameter of this name: mostly one that leads somewhere.
fn words_for(dice: &mut Dice, name: &str, template: &str) -> String {
    if dice.roll(4) == 0 {
        return words(dice);
    }
    let places = ["A-01", "A-02L-01-1", "A-01L-01-1-1", "A-01L-02-2-1", "A-03R-01-1-1", "K1", "A"];
    let likely: &[&str] = match (name, template.split('/').nth(3).unwrap_or_default()) {
        ("slot" | "to" | "from" | "place" | "range", _) | ("code", "places" | "shelves") => &places,
        ("code" | "storeroom", "storerooms" | "occupancy") => &["A", "B"],
        ("code", "boxes") => &["K1"],
        ("code", "zones") => &["SALES", "SERVICE", "NEW1"],
        ("code", "lanes") => &["new", "rep", "other"],
        ("code" | "business_type" | "types" | "type", "business-types" | "lanes" | "zones" | "search")
        | ("business_type", _) => &["NEW", "REP", "GRP"],
        ("code" | "codes" | "folders" | "text", _) => &["SEEN1", "SEEN2", "NEW2026-000001"],
        ("borrower" | "no" | "into", _) => &["0", "1", "admin"],
        ("by", _) => &["shelf", "range", "zone"],
        ("business_date" | "due" | "expires_on", _) => &["2026-03-05", "2020-01-31", "2027-01-01", "2026-12-24"],
        ("department", _) => &["sales1", "service"],
        ("class" | "classes", _) => &["public", "internal", "personal"],
        ("name", "presets") => &["dealer_a", "dealer_b", "hotel"],
        ("code_template", _) => &["{type}{yyyy}-{seq:6}", "{seq:1}", "{room}-{range}"],
        ("limit" | "cursor", _) => &["1", "200", "0", "99999999999999999999"],
        ("overdue", _) => &["true", "false"],
        _ => return words(dice),
    };
    dice.pick(likely).to_owned()
}

/// What a value is for: its field's name, and the route it is sent to.
#[derive(Clone, Copy)]
struct At<'a> {
    name: &'a str,
    template: &'a str,
    depth: usize,
}

/// Something that has the shape of a schema, or nearly.
fn value(dice: &mut Dice, document: &Value, schema: &Value, at: At<'_>) -> Value {
    let deeper = At { depth: at.depth + 1, ..at };
    if dice.roll(40) == 0 || at.depth > 8 {
        return dice.pick(&[Value::Null, json!([]), json!({}), json!(true), json!(-1), json!(1e300), json!("?")]);
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return value(dice, document, &document["components"]["schemas"][name], deeper);
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(options) = schema[choice].as_array() {
            let option = dice.pick(options);
            return value(dice, document, &option, deeper);
        }
    }
    if let Some(options) = schema["enum"].as_array() {
        return dice.pick(options);
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => dice.pick(kinds),
        kind => kind.clone(),
    };
    match kind.as_str() {
        Some("string") => json!(words_for(dice, at.name, at.template)),
        Some("integer" | "number") => {
            dice.pick(&[0_i64, 1, 1, 2, 2, 3, 5, 10, 40, 99, 255, 65_535, 65_536, 4_294_967_295, i64::MAX, -1]).into()
        }
        Some("boolean") => json!(dice.roll(2) == 0),
        Some("array") => {
            let count = dice.pick(&[0, 1, 1, 2, 5]);
            (0..count).map(|_| value(dice, document, &schema["items"], deeper)).collect()
        }
        Some("object") => {
            let mut fields = Map::new();
            for (name, field) in schema["properties"].as_object().unwrap_or(&Map::new()) {
                // It would be carried out, and shut the administrator out of all that is asked after it.
                if name == "administrators_need_totp" {
                    continue;
                }
                let is_required = schema["required"].as_array().is_some_and(|required| required.contains(&json!(name)));
                if is_required || dice.roll(2) == 0 {
                    fields.insert(name.clone(), value(dice, document, field, At { name, ..deeper }));
                }
            }
            if !schema["additionalProperties"].is_null() {
                fields.insert(words(dice), json!(words(dice)));
            }
            Value::Object(fields)
        }
        _ => Value::Null,
    }
}

/// What a request's head may hold.
const HEAD_BYTES: usize = 32 * 1024;

/// A longer address is none to the client itself: it counts in 16 bits.
const ADDRESS_BYTES: usize = 60_000;

fn path(dice: &mut Dice, template: &str, operation: &Value) -> String {
    let mut path = template.to_owned();
    while let Some((from, to)) = path.find('{').zip(path.find('}')) {
        let name = path[from + 1..to].to_owned();
        let word = Some(words_for(dice, &name, template)).filter(|word| !word.is_empty()).unwrap_or("SEEN1".to_owned());
        path.replace_range(from..=to, &super::support::percent(&word));
    }
    let mut query = Vec::new();
    for parameter in operation["parameters"].as_array().unwrap_or(&Vec::new()) {
        if parameter["in"] == "query" && parameter["name"] != "min_seq" && dice.roll(2) == 0 {
            let name = parameter["name"].as_str().unwrap();
            query.push(format!("{name}={}", super::support::percent(&words_for(dice, name, template))));
        }
    }
    while !query.is_empty() && query.iter().map(String::len).sum::<usize>() + path.len() > ADDRESS_BYTES {
        query.pop();
    }
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

fn ask(client: &Client, dice: &mut Dice, document: &Value, template: &str, method: &str, operation: &Value) -> String {
    let path = path(dice, template, operation);
    let method: Method = method.to_uppercase().parse().unwrap();
    let request = client.request(method.clone(), &path);
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let body =
        if schema.is_null() { json!({}) } else { value(dice, document, schema, At { name: "", template, depth: 0 }) };
    let answer = Answer::of(if method == Method::GET { request } else { request.json(&body) });
    let is_problem = answer.header("content-type") == "application/problem+json" && answer.body["code"].is_string();
    // A request whose head alone is larger than what is read of one is sent away before anybody knows what it asks.
    let has_no_head = answer.status == 431 && path.len() > HEAD_BYTES;
    // A scanner at an address that somebody made up does not answer, and that is said.
    let is_away = answer.status == 503 && answer.body["code"] == "ScannerAway";
    let fits = has_no_head || is_away || answer.status < 500 && (answer.status < 400 || is_problem);
    if fits { String::new() } else { format!("{method} {path} {body}: {} {}\n", answer.status, answer.text) }
}

/// Whether nothing is under way that has something to put on record yet, when nobody asks any more.
fn is_at_rest(admin: &Client) -> bool {
    let begun =
        |job: &Value| ["waiting", "running"].contains(&job["state"].as_str().unwrap()) || job["at_work"] == true;
    admin.get("/system").ok()["originals"]["under_way"].is_null()
        && admin.all("/scans").iter().all(|scan| scan["state"] != "received")
        && !admin.all("/jobs").iter().any(begun)
}

#[test]
fn nonsense_is_never_a_fault_of_ours_and_leaves_the_archive_whole() {
    let (mut server, admin) = dealer();
    let mut body = folder("NEW", "2026-03-05", "张伟");
    body["code"] = json!("SEEN1");
    admin.register(body);
    admin.register(folder("NEW", "2026-03-05", "李四"));
    admin.post("/boxes", json!({"code": "K1", "capacity_mm": 30, "slot": "A-01R-04-1-1"})).ok();
    let document = admin.get("/api/v1/openapi.json").ok();
    let (mut dice, mut wrong) = (Dice(20_260), String::new());
    for (template, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            // These would only end the session that asks, or wait on the throttle.
            let name = operation["operationId"].as_str().unwrap();
            if [
                "sign_in",
                "sign_out",
                "sign_out_everywhere",
                "change_password",
                "reset_password",
                "upload_table",
                "change_person",
            ]
            .contains(&name)
            {
                continue;
            }
            for _ in 0..TRIES {
                wrong.push_str(&ask(&admin, &mut dice, &document, template, method, operation));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(!server.log().contains("panicked"), "{}", server.log());
    // What it led to is replayed, and answers the same.
    eventually("what was begun to end", || is_at_rest(&admin).then_some(()));
    let before = admin.get("/system").ok();
    let zones = admin.get("/occupancy?by=range").ok()["items"].clone();
    let found = admin.search("").len();
    server.kill9();
    let verified = run(server.data(), &["verify"]);
    assert!(verified.status.success(), "{}", said(&verified));
    server.restart();
    let admin = admin.at(&server);
    let after = admin.get("/system").ok();
    for part in ["seq", "head_hash", "folders", "subjects", "states"] {
        assert_eq!(after[part], before[part], "{part}");
    }
    assert_eq!(admin.get("/occupancy?by=range").ok()["items"], zones);
    admin.get("/folders/SEEN1").ok();
    // Folders that were merged are counted, and found as the one they are now.
    assert_eq!(admin.search("").len(), found);
}
