//! The whole stack of `stack::story`, through the watched folder of a running server: every page is where it belongs, or in
//! the queue with the right reason.

use super::super::cases::{announce, sale};
use super::super::support::{Answer, Client, Server, set_up_dealer, text};
use super::stack::sheet::Grain;
use super::stack::story::{Codes, File, Place, Way, files};
use super::{BASE, all_read, folder, put};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use strongroom::domain::code::append_check_character;

/// At least so many pages.
const PAGES: usize = 60;
/// How long somebody has to open a browser, and how long the server stays.
const BEFORE: Duration = Duration::from_secs(20);
const STAYS: Duration = Duration::from_secs(3_600);

/// An archive for the stack.
fn codes(admin: &Client) -> Codes {
    let folders = ["张伟", "李娜", "王芳"].map(|name| admin.register(folder("NEW", "2026-03-05", name)));
    let gone = admin.register(folder("NEW", "2026-03-05", "赵静"));
    let second = admin.post("/people", json!({"name": "w", "display_name": "W", "role": "auditor"})).ok();
    let witnesses = [&admin.get("/people").ok()["items"][0]["no"], &second["person"]["no"]].map(|no| no.as_u64());
    let [first, second] = witnesses.map(|no| no.unwrap_or(1));
    admin.post(&format!("/folders/{gone}/destroy"), json!({"reason": "期满", "witnesses": [first, second]})).ok();
    let case = announce(admin, sale("HZ-1", "陈明"));
    let (case, case_folder) = (text(&case, "code"), text(&case["folder"], "code"));
    let types = admin.get("/business-types").ok();
    let kind = types["items"].as_array().unwrap().iter().find(|kind| kind["code"] == "NEW").unwrap();
    let place =
        |id: &str| 1 + kind["documents"].as_array().unwrap().iter().position(|paper| paper["id"] == id).unwrap();
    let version = &kind["version"];
    let contract = append_check_character(&format!("{case}-{:02}", place("sales_contract")));
    let invoice = append_check_character(&format!("NEW-{version}-{:02}", place("purchase_invoice")));
    let slot = "A-01L-03-5-02".to_owned();
    Codes { base: BASE.to_owned(), folders, gone, case, case_folder, contract, invoice, slot }
}

/// Gives all files to the archive, each by its way.
fn give(server: &Server, admin: &Client, files: &[File]) {
    for file in files {
        match &file.way {
            Way::Inbox(path) => put(server, path, &file.bytes),
            Way::Sent(said) => {
                let request = admin.request(Method::POST, &format!("/scans?{said}"));
                let request = request.header("content-type", "application/octet-stream").body(file.bytes.clone());
                assert_eq!(Answer::of(request).status, 201, "{said}");
            }
        }
    }
}

/// Where every page of the archive is: by the scan's number and the page's place in it.
fn found(admin: &Client, codes: &Codes) -> BTreeMap<(u64, u64), Place> {
    let mut found = BTreeMap::new();
    let mut note = |page: &Value, place: Place| {
        let key = (page["scan"].as_u64().unwrap(), page["index"].as_u64().unwrap());
        assert_eq!(found.insert(key, place.clone()), None, "a page is in two places: {key:?} {place:?}");
    };
    for code in codes.folders.iter().chain([&codes.case_folder, &codes.gone]) {
        for page in admin.all(&format!("/folders/{code}/pages")) {
            let known = ["sales_contract", "purchase_invoice"];
            let paper = page["paper"]["id"].as_str().and_then(|id| known.into_iter().find(|known| *known == id));
            let place = if page["is_hidden"] == true { Place::HiddenOn } else { Place::On };
            note(&page, place(code.clone(), paper));
        }
    }
    for scan in admin.all("/pages/waiting") {
        for page in scan["pages"].as_array().unwrap() {
            let why: &'static str = text(&page["why"], "code").leak();
            note(page, Place::Waits(why));
        }
    }
    found
}

/// What is not as it has to be, a line each.
fn wrong(files: &[File], scans: &[Value], found: &BTreeMap<(u64, u64), Place>) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in files {
        let is_its = |scan: &&Value| text(scan, "file_name").ends_with(&file.name());
        let Some(scan) = scans.iter().find(is_its) else {
            wrong.push(format!("{}: did not come", file.name()));
            continue;
        };
        let no = scan["no"].as_u64().unwrap();
        let waits = file.places.iter().filter(|place| matches!(place, Place::Waits(_))).count();
        let said = (scan["pages"].as_u64(), scan["waiting"].as_u64(), scan["fault"].is_null());
        if said != (Some(file.places.len() as u64), Some(waits as u64), true) {
            wrong.push(format!("{}: {said:?} {}", file.name(), scan["fault"]));
        }
        for (index, place) in (0..).zip(&file.places) {
            let is = found.get(&(no, index));
            if is != Some(place) {
                wrong.push(format!("{} page {}: {is:?} instead of {place:?}", file.name(), index + 1));
            }
        }
    }
    wrong
}

/// A server with an archive for the stack, whose inbox is looked into every second, and the stack's files.
fn begun() -> (Server, Client, Codes, Vec<File>) {
    let server = Server::start_with(&["--inbox-seconds", "1", "--scan-workers", "2"]);
    let admin = server.administrator();
    set_up_dealer(&admin);
    admin.patch("/settings", json!({"base_url": "https://archive.example.com"})).ok();
    let codes = codes(&admin);
    let is_optimised = std::env::var_os("STRONGROOM_PROGRAM").is_some();
    let files = files(&codes, if is_optimised { Grain::FINE } else { Grain::COARSE });
    (server, admin, codes, files)
}

/// A4 at 200 and 300 dots an inch with an optimised program: `STRONGROOM_PROGRAM=$PWD/target/release/strongroom cargo test
/// --test integration intake::whole`.
#[test]
fn a_stack_of_more_than_sixty_pages_is_filed_page_by_page_or_waits_with_its_reason() {
    let (server, admin, codes, files) = begun();
    let pages: usize = files.iter().map(|file| file.places.len()).sum();
    assert!(pages >= PAGES, "{pages}");
    give(&server, &admin, &files);
    let scans = all_read(&admin, files.len());
    let wrong = wrong(&files, &scans, &found(&admin, &codes));
    assert!(wrong.is_empty(), "{} of {pages} pages:\n{}", wrong.len(), wrong.join("\n"));
}

/// The same for a person, who looks at it in a browser while it is read: `cargo test --test integration look_at_a_stack --
/// --ignored --nocapture` says where, and the server stays until Enter is pressed, or for an hour.
#[test]
#[ignore = "for somebody who wants to look at it"]
fn look_at_a_stack_as_it_is_filed() {
    let (server, admin, _, files) = begun();
    println!("{} · admin · {}", server.url(), super::super::support::PASSWORD);
    std::thread::sleep(BEFORE);
    give(&server, &admin, &files);
    let (pressed, stopped) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        if std::io::stdin().read_line(&mut String::new()).is_ok_and(|read| read > 0) {
            let _ = pressed.send(());
        }
        // Nobody can press anything: an hour then.
        std::thread::park();
    });
    let _ = stopped.recv_timeout(STAYS);
}
