//! The text of pages: read behind filing, found by search, pointed at on the picture. The command is a small program that
//! prints what tesseract printed, and tesseract itself where it is installed.

#[path = "ocr/measure.rs"]
mod measure;
#[path = "ocr/print.rs"]
mod print;

use super::support::{Answer, Client, Server, folder, run, said, set_up_dealer, text};
use print::{page, png};
use reqwest::Method;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What tesseract 5.3 printed of the first page here, less a few rows.
const RECORDED: &str = include_str!("ocr/contract.tsv");

/// A command that prints what tesseract printed; `before` is done first, with the picture in `$1`.
fn stub(room: &Path, before: &str) -> String {
    let program = room.join("read");
    std::fs::write(room.join("contract.tsv"), RECORDED).unwrap();
    let script = format!("#!/bin/sh\nhere=$(dirname \"$0\")\n{before}\nexec cat \"$here/contract.tsv\"\n");
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    format!("'{}' {{image}}", program.display())
}

fn tesseract() -> Option<String> {
    let listed = std::process::Command::new("tesseract").arg("--list-langs").output().ok()?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    ["chi_sim", "eng"].iter().all(|wanted| listed.lines().any(|line| line == *wanted)).then(|| "tesseract".to_owned())
}

fn archive(room: &TempDir, flags: &[&str]) -> (Server, Client) {
    let server = Server::at(&room.path().join("data"), flags);
    let admin = server.administrator();
    set_up_dealer(&admin);
    (server, admin)
}

fn send(client: &Client, into: &str, content: Vec<u8>) {
    let request = client.request(Method::POST, &format!("/scans?into={into}"));
    assert_eq!(Answer::of(request.header("content-type", "application/octet-stream").body(content)).status, 201);
}

/// The pages of a folder, once there are so many.
fn pages(admin: &Client, code: &str, count: usize) -> Vec<u64> {
    patiently("the pages to be filed", || {
        let pages = admin.all(&format!("/folders/{code}/pages"));
        (pages.len() == count).then(|| pages.iter().map(|page| page["no"].as_u64().unwrap()).collect())
    })
}

fn figures(admin: &Client) -> Value {
    admin.get("/scans/figures").ok()["text"].clone()
}

fn finds(client: &Client, query: &str, code: &str) -> bool {
    client.search(query).contains(code)
}

/// Reading stands behind everything else for a processor: on a busy machine it takes as long as it takes.
const PATIENCE: Duration = Duration::from_secs(600);

/// Waits until something is there.
fn patiently<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        match look() {
            Some(found) => return found,
            None if begun.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(50)),
            None => panic!("{what} did not come about"),
        }
    }
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    patiently(what, || is_so().then_some(()));
}

/// What is said of a hit of a search: its page, and the words around.
fn told(client: &Client, query: &str, code: &str) -> Value {
    let found = client.get(&format!("/search?q={}", super::support::percent(query))).ok();
    let hit = found["items"].as_array().unwrap().iter().find(|hit| hit["code"] == code).unwrap().clone();
    hit["highlights"].as_array().unwrap().iter().find(|told| told["field"] == "page").unwrap().clone()
}

#[test]
fn a_word_that_stands_only_on_a_page_finds_its_folder_and_is_pointed_at() {
    let room = tempfile::tempdir().unwrap();
    let real = tesseract();
    let command = real.clone().unwrap_or_else(|| stub(room.path(), ""));
    let (server, admin) = archive(&room, &["--ocr-command", &command]);
    let [one, two] = ["张伟", "李娜"].map(|name| admin.register(folder("NEW", "2026-03-05", name)));
    send(&admin, &one, png(&page(200)));
    let page = pages(&admin, &one, 1)[0];
    until("the page to be read", || finds(&admin, "定金", &one));
    assert!(
        finds(&admin, "text:违约责任", &one) && finds(&admin, "正文：违约", &one) && finds(&admin, "deposit", &one)
    );
    assert!(!finds(&admin, "name:定金", &one) && !finds(&admin, "定金", &two));
    assert!(!finds(&admin, "定", &one), "a single glyph stands on every page");
    let hit = told(&admin, "定金", &one);
    assert_eq!((hit["page"].as_u64(), text(&hit, "label")), (Some(page), "page 1".to_owned()));
    assert!(text(&hit, "text").contains("定金"));
    assert_eq!(text(&told(&admin.in_chinese(), "定金", &one), "label"), "第 1 页");
    let shown = admin.get(&format!("/pages/{page}/text?q=text:%E5%AE%9A%E9%87%91")).ok();
    assert_eq!(shown["state"], "read");
    assert!(text(&shown, "text").contains("定金"), "{shown}");
    let found = &shown["found"][0];
    let [x, y, width, height] = ["x", "y", "width", "height"].map(|side| found[side].as_u64().unwrap());
    // Where it was drawn: the fourth line, near its beginning.
    assert!((100..=420).contains(&x) && (150..=320).contains(&y) && width < 120 && height < 40, "{found}");

    admin.post("/pages/turn", json!({"pages": [page], "quarters": 2})).ok();
    let turned = &admin.get(&format!("/pages/{page}/text?q=%E5%AE%9A%E9%87%91")).ok()["found"][0];
    // Read again as it stands on its head now, or not yet: what was found before has turned with it.
    assert!(real.is_none() || turned.is_null() || turned["y"].as_u64().unwrap() > 600, "{turned}");
    admin.post("/pages/turn", json!({"pages": [page], "quarters": 2})).ok();
    until("it to be read as it stood", || finds(&admin, "定金", &one) && figures(&admin)["waiting"] == 0);

    admin.post("/pages/hide", json!({"pages": [page]})).ok();
    until("a hidden page to be found no more", || !finds(&admin, "定金", &one));
    assert_eq!(admin.get(&format!("/pages/{page}/text")).ok()["state"], "read");
    admin.post("/pages/show", json!({"pages": [page]})).ok();
    until("a page that is shown again", || finds(&admin, "定金", &one));
    admin.post("/pages/move", json!({"pages": [page], "to": {"folder": two}})).ok();
    until("it to be found where it hangs now", || finds(&admin, "定金", &two) && !finds(&admin, "定金", &one));
    admin.post("/pages/set-aside", json!({"pages": [page], "reason": "不是我们的"})).ok();
    until("it to be found nowhere", || !finds(&admin, "定金", &two));
    let doctor = said(&run(server.data(), &["doctor", "--ocr-command", &command]));
    assert!(doctor.contains("text of pages     read by") && doctor.contains("it works"), "{doctor}");
}

#[test]
fn without_a_command_all_else_works_and_the_doctor_says_so() {
    let room = tempfile::tempdir().unwrap();
    let (server, admin) = archive(&room, &[]);
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    send(&admin, &code, png(&page(200)));
    let page = pages(&admin, &code, 1)[0];
    assert_eq!(figures(&admin)["state"], "off");
    assert_eq!(admin.get(&format!("/pages/{page}/text")).ok()["state"], "off");
    let doctor = said(&run(server.data(), &["doctor"]));
    assert!(doctor.contains("text of pages     not read: install tesseract"), "{doctor}");
    let doctor = said(&run(server.data(), &["doctor", "--ocr-command", "no-such-program {image}"]));
    assert!(doctor.contains("it DOES NOT WORK"), "{doctor}");
}

#[test]
fn whoever_may_not_see_a_folder_finds_nothing_by_its_pages_and_of_a_confidential_one_nothing_is_quoted() {
    let room = tempfile::tempdir().unwrap();
    let command = stub(room.path(), "");
    let (server, admin) = archive(&room, &["--ocr-command", &command]);
    let mut secret = folder("NEW", "2026-03-05", "慕容复");
    secret["class"] = json!("secret");
    let code = admin.register(secret);
    send(&admin, &code, png(&page(200)));
    until("the page to be read", || finds(&admin, "定金", &code));
    let hit = told(&admin, "定金", &code);
    assert_eq!((text(&hit, "text"), hit["parts"].clone()), (String::new(), json!([])));
    let page = hit["page"].as_u64().unwrap();
    let seller = server.person(&admin, "seller", "borrower", Some("sales1"));
    let seq = || admin.get("/system").ok()["seq"].as_u64().unwrap();
    let before = seq();
    assert!(!finds(&seller, "定金", &code) && !finds(&seller, "text:定金", &code));
    seller.get(&format!("/pages/{page}/text?q=x")).refused(404, "PageUnknown");
    assert_eq!(seq(), before, "nobody looked");
    assert_eq!(admin.get(&format!("/pages/{page}/text")).ok()["state"], "read");
    assert_eq!(seq(), before + 1, "no ledger, no look");
}

#[test]
fn a_killed_server_goes_on_reading_and_a_command_that_hangs_on_a_page_is_set_aside() {
    let room = tempfile::tempdir().unwrap();
    // Of a page of 800 dots' width (3 · 256 + 32) it never speaks; of others only once it may.
    let hangs = "w=$(od -An -tu1 -j18 -N2 \"$1\" | tr -d ' ')\n\
        if [ \"$w\" = 332 ]; then sleep 1000 & wait; fi\n\
        case \"$1\" in *check.png) ;; *) until [ -f \"$here/go\" ]; do sleep 0.1; done;; esac";
    let command = stub(room.path(), hangs);
    let (mut server, admin) = archive(&room, &["--ocr-command", &command, "--ocr-page-seconds", "3"]);
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    send(&admin, &code, png(&page(200)));
    pages(&admin, &code, 1);
    until("the command to be at work", || figures(&admin)["state"] == "reading");
    server.kill9();
    std::fs::write(room.path().join("go"), "").unwrap();
    server.restart();
    let admin = server.sign_in("admin");
    until("the page to be read after the kill", || finds(&admin, "定金", &code));
    let narrow = image::imageops::resize(&page(200), 800, 1_131, image::imageops::FilterType::Triangle);
    send(&admin, &code, png(&narrow));
    pages(&admin, &code, 2);
    until("the hanging command to be given up", || figures(&admin)["failed"] == 1);
    assert_eq!(figures(&admin)["read"], 1);
    let states: Vec<Value> = pages(&admin, &code, 2)
        .iter()
        .map(|page| admin.get(&format!("/pages/{page}/text")).ok()["state"].clone())
        .collect();
    assert_eq!(states, ["read", "failed"]);
    assert!(finds(&admin, "定金", &code), "the other page is found as before");
}

#[test]
fn a_command_that_does_not_work_costs_no_page_its_attempts() {
    let room = tempfile::tempdir().unwrap();
    let works = room.path().join("works");
    let command = stub(room.path(), "[ -f \"$here/works\" ] || exit 3");
    let (server, admin) = archive(&room, &["--ocr-command", &command]);
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    send(&admin, &code, png(&page(200)));
    until("the failure to be told", || figures(&admin)["state"] == "command_fails");
    let warnings = admin.get("/system").ok()["warnings"].clone();
    assert!(warnings.as_array().unwrap().iter().any(|flag| flag["code"] == "text_command_fails"), "{warnings}");
    assert!(said(&run(server.data(), &["doctor", "--ocr-command", &command])).contains("it DOES NOT WORK"));
    std::fs::write(&works, "").unwrap();
    until("it to be tried again", || finds(&admin, "定金", &code));
    assert_eq!((figures(&admin)["failed"].clone(), figures(&admin)["read"].clone()), (json!(0), json!(1)));
    let metrics = admin.get("/metrics").text;
    assert!(metrics.contains("strongroom_page_text_read 1\n"), "{metrics}");
}
