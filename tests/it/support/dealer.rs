//! The archives that tests begin with, and what is put into them.

use super::{Client, Server};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The demonstration, for tests that only read.
pub fn demo() -> &'static (Server, Client) {
    static DEMO: OnceLock<(Server, Client)> = OnceLock::new();
    DEMO.get_or_init(|| {
        // Statics are not dropped: a thread of its own outlives nothing, so the server is told to end with this process.
        let server = Server::start_with(&["--demo", "--inbox-seconds", "0"]);
        end_with_this_process(server.process());
        let client = server.administrator();
        (server, client)
    })
}

/// Kills a process once this one is gone.
fn end_with_this_process(process: u32) {
    let watch =
        format!("while kill -0 {} 2>/dev/null; do sleep 0.5; done; kill -9 {process} 2>/dev/null", std::process::id());
    let detached = Command::new("sh")
        .args(["-c", &watch])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    drop(detached.unwrap());
}

/// A server with the dealer's business types and a storeroom A: range 1 for sales, 2 for service, 3 for what overflows.
pub fn dealer() -> (Server, Client) {
    let server = Server::start();
    let administrator = server.administrator();
    set_up_dealer(&administrator);
    (server, administrator)
}

/// Sets up the dealer's archive.
pub fn set_up_dealer(client: &Client) {
    client.post("/presets/dealer_a", json!({})).ok();
    client.post("/storerooms", json!({"code": "A", "name": both("一号库房", "Storeroom A")})).ok();
    let ranges =
        json!({"from": 1, "to": 3, "sides": ["L", "R"], "bays": 4, "shelves": 5, "slots": 10, "slot_width_mm": 40});
    client.post("/storerooms/A/ranges", ranges).ok();
    client.put("/zones/SALES", zone("A-01", &["NEW"], 1, false)).ok();
    client.put("/zones/SERVICE", zone("A-02", &["REP", "FST", "SRV", "OVH", "CLM"], 1, false)).ok();
    client.put("/zones/OVERFLOW", zone("A-03", &[], 9, true)).ok();
}

/// A zone over one range.
pub fn zone(range: &str, types: &[&str], priority: u16, overflow: bool) -> Value {
    json!({"name": both("区域", "Zone"), "shelves": [{"from": range, "to": range}], "accepts": {"types": types},
        "priority": priority, "overflow": overflow})
}

/// A name in both languages.
pub fn both(zh: &str, en: &str) -> Value {
    json!({"zh": zh, "en": en})
}

/// A folder of a customer, to register.
pub fn folder(business_type: &str, date: &str, customer: &str) -> Value {
    json!({"business_type": business_type, "business_date": date, "class": "public", "placement": {"kind": "assign"},
        "subjects": [{"kind": "person", "name": customer}]})
}

/// A day from today, in China, where the archive is by default.
pub fn days_from_now(days: i64) -> String {
    let now = chrono::Utc::now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    (now + chrono::TimeDelta::days(days)).to_string()
}

/// Where the files that tests read are.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}
