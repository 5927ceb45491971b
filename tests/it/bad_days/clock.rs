//! A machine whose clock jumps: back by three days, ahead by a year, and home again, while it serves.

use super::ledger::Ledger;
use crate::support::{Answer, Client, Server, folder, set_up_dealer, text};
use reqwest::Method;
use serde_json::json;
use std::path::{Path, PathBuf};

const LIBRARIES: [&str; 2] =
    ["/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"];

/// A server that reads the time from a file.
struct Jumping {
    _room: tempfile::TempDir,
    server: Server,
    offset: PathBuf,
}

impl Jumping {
    /// Nothing where the library that pretends is not installed (Debian: faketime).
    fn start() -> Option<Self> {
        let Some(library) = LIBRARIES.iter().find(|path| Path::new(path).exists()) else {
            eprintln!("NOT TESTED, for faketime is not installed");
            return None;
        };
        let room = tempfile::tempdir().unwrap();
        let offset = room.path().join("offset");
        std::fs::write(&offset, "+0").unwrap();
        let environment = [
            ("LD_PRELOAD", (*library).to_owned()),
            ("FAKETIME_TIMESTAMP_FILE", offset.to_string_lossy().into_owned()),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            // Whoever waits still waits as long.
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ];
        let server = Server::at_with(&room.path().join("data"), &[], &environment);
        Some(Self { _room: room, server, offset })
    }

    fn jump(&self, offset: &str) {
        // In one step: half an offset is another one.
        let next = self.offset.with_extension("next");
        std::fs::write(&next, offset).unwrap();
        std::fs::rename(next, &self.offset).unwrap();
    }

    fn day(&self, admin: &Client) -> String {
        text(&admin.get("/me").ok()["settings"], "today")
    }
}

fn year(day: &str) -> i32 {
    day[..4].parse().unwrap()
}

#[test]
fn when_the_clock_jumps_time_in_the_ledger_does_not_go_back_and_the_archive_lives_in_the_day_it_is() {
    let Some(mut jumping) = Jumping::start() else { return };
    let mut admin = jumping.server.administrator();
    set_up_dealer(&admin);
    admin.post("/people", json!({"name": "li", "display_name": "LI", "role": "borrower", "may_sign_in": false})).ok();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let today = jumping.day(&admin);
    let lend = |admin: &Client, key: &str| {
        let request = admin.http.request(Method::POST, format!("{}/api/v1/folders/{code}/checkout", admin.base));
        let request = request.header("x-csrf-token", &admin.csrf).header("idempotency-key", key);
        Answer::of(request.json(&json!({"borrower": "li"})))
    };
    let first = lend(&admin, "first").ok();
    jumping.jump("-2d");
    // Two days off, a session of twelve hours is no longer believed; signing in works.
    admin.get("/me").refused(401, "SignInRequired");
    admin = jumping.server.sign_in("admin");
    assert_eq!(text(&lend(&admin, "first").ok()["loan"], "due"), text(&first["loan"], "due"), "done once");
    lend(&admin, "second").refused(409, "FolderOnLoan");
    jumping.jump("+365d");
    admin.get("/me").refused(401, "SignInRequired");
    admin = jumping.server.sign_in("admin");
    admin.post(&format!("/folders/{code}/return"), json!({})).ok();
    let late = lend(&admin, "third").ok();
    assert_eq!(year(&text(&late["loan"], "due")), year(&today) + 1);
    // Guessing in the future must not lock anybody out for a year.
    for _ in 0..8 {
        jumping.server.anonymous().sign_in("admin", "falsch");
    }
    jumping.jump("+0");
    admin.get("/me").refused(401, "SignInRequired");
    let waiting = jumping.server.anonymous().sign_in("admin", "falsch").refused(429, "TooManyAttempts");
    let seconds: u64 = text(&waiting["params"], "seconds").parse().unwrap();
    assert!(seconds <= 15 * 60, "locked out for {seconds} s");
    // Somebody else is at work in the day it is, though the ledger has seen the future.
    jumping.server.stop();
    jumping.server.restart();
    admin = jumping.server.sign_in("admin");
    assert_eq!(jumping.day(&admin), today);
    admin.post(&format!("/folders/{code}/return"), json!({})).ok();
    let now = lend(&admin, "fourth").ok();
    assert_eq!(text(&now["loan"], "due"), text(&first["loan"], "due"));
    // Reading it checks that no frame was recorded before the one before it.
    Ledger::new(jumping.server.data()).read_on();
    super::aftermath::check_rebuilt(&mut jumping.server, &admin);
}

#[test]
fn what_an_open_page_reads_by_itself_keeps_no_session_alive() {
    let Some(jumping) = Jumping::start() else { return };
    let left = jumping.server.administrator();
    jumping.jump("+11h");
    Answer::of(left.request(Method::GET, "/me").header("x-unattended", "1")).ok();
    let used = jumping.server.sign_in("admin");
    jumping.jump("+13h");
    left.get("/me").refused(401, "SignInRequired");
    used.get("/me").ok();
    jumping.jump("+24h");
    used.get("/me").ok();
}
