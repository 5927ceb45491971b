//! From a file in the inbox to filed pages: the real server, its children, real files.

#[path = "intake/bad.rs"]
mod bad;
#[path = "intake/failed.rs"]
mod failed;
#[path = "intake/interrupted.rs"]
mod interrupted;
#[path = "intake/stack.rs"]
pub mod stack;
#[path = "intake/straight.rs"]
mod straight;
#[path = "intake/whole.rs"]
mod whole;

use super::support::{Client, Server, eventually, folder, run, said, set_up_dealer, text};
use serde_json::{Value, json};
use stack::Seed;
use stack::file::{jpeg, plain_pdf as pdf, tiff};
use stack::sheet::Sheet;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

const BASE: &str = "HTTPS://ARCHIVE.EXAMPLE.COM";
const DPI: u32 = 150;
/// Looks at the list of scans, of which there are twenty a second.
const PATIENCE: usize = 6_000;

/// A server that looks into its inbox every second, with two folders.
fn archive() -> (Server, Client, [String; 2]) {
    archive_of(Server::start_with(&["--inbox-seconds", "1"]))
}

fn archive_of(server: Server) -> (Server, Client, [String; 2]) {
    let admin = server.administrator();
    set_up_dealer(&admin);
    admin.patch("/settings", json!({"base_url": "https://archive.example.com"})).ok();
    let codes = ["张伟", "李娜"].map(|name| admin.register(folder("NEW", "2026-03-05", name)));
    (server, admin, codes)
}

fn scans(server: &Server) -> PathBuf {
    server.data().join("scans")
}

/// Puts a file into the inbox as a careful program does.
fn put(server: &Server, name: &str, bytes: &[u8]) {
    let inbox = scans(server).join("inbox");
    let to = inbox.join(name);
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    let half = inbox.join(".half");
    std::fs::write(&half, bytes).unwrap();
    std::fs::rename(half, to).unwrap();
}

/// All scans, once so many came and none is still to be read. Children work only when nobody else has anything to do, so
/// that a busy machine is given its time.
fn all_read(admin: &Client, count: usize) -> Vec<Value> {
    let mut known = (0, 0);
    // A file of twenty pages tells of them when all are read.
    for _ in 0..PATIENCE {
        let scans = admin.all("/scans");
        let read = scans.iter().filter(|scan| scan["state"] != "received").count();
        if (scans.len(), read) == (count, count) {
            return scans;
        }
        known = (scans.len(), read);
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("of {count} files {} came and {} were read", known.0, known.1);
}

/// The pages of a scan that wait, with why.
fn waiting(admin: &Client) -> Vec<(u64, String)> {
    let queue = admin.get("/pages/waiting").ok();
    let pages = queue["items"].as_array().unwrap().iter().flat_map(|scan| scan["pages"].as_array().unwrap().clone());
    pages.map(|page| (page["index"].as_u64().unwrap() + 1, text(&page["why"], "code"))).collect()
}

/// For which codes pages wait, by their places in their file.
fn codes(admin: &Client) -> BTreeMap<u64, Vec<String>> {
    let queue = admin.get("/pages/waiting").ok();
    let pages = queue["items"].as_array().unwrap().iter().flat_map(|scan| scan["pages"].as_array().unwrap().clone());
    let said = |page: &Value| serde_json::from_value(page["why"]["codes"].clone()).unwrap();
    pages.map(|page| (page["index"].as_u64().unwrap() + 1, said(&page))).collect()
}

/// The places in their files of the pages of a folder.
fn places(admin: &Client, code: &str) -> Vec<u64> {
    admin.all(&format!("/folders/{code}/pages")).iter().map(|page| page["index"].as_u64().unwrap() + 1).collect()
}

/// What lies in the inbox, with all folders.
fn left(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { left(&path) } else { vec![path] }).collect()
}

/// What was received is taken out, a look later.
fn emptied(server: &Server) {
    let inbox = scans(server).join("inbox");
    eventually("the inbox to be empty", || left(&inbox).is_empty().then_some(()));
}

/// A page of these tests, coarse enough to be read in a moment.
fn printed(seed: &mut Seed) -> Sheet {
    Sheet::printed(seed, DPI)
}

fn label(seed: &mut Seed, code: &str) -> Sheet {
    printed(seed).code(&format!("{BASE}/F/{code}"), 0)
}

#[test]
fn a_stack_in_the_inbox_is_filed_page_by_page_or_waits_with_its_reason() {
    let (server, admin, [one, two]) = archive();
    let mut seed = Seed(7);
    let foreign = |seed: &mut Seed| printed(seed).code("https://invoice.example.net/F/NEW2026-000001X", 1);
    let nobody = printed(&mut seed).code(&format!("{BASE}/F/NEW2026-999999A"), 0);
    let both = label(&mut seed, &one).code(&format!("{BASE}/F/{two}"), 2);
    let first = [
        printed(&mut seed),
        label(&mut seed, &one),
        Sheet::empty(DPI),
        foreign(&mut seed),
        label(&mut seed, &two).turned(2),
        printed(&mut seed),
        nobody,
        printed(&mut seed),
        both,
    ];
    put(&server, "stack.pdf", &pdf(&first));
    put(&server, "copier/bilevel.tif", &tiff(&[label(&mut seed, &two), printed(&mut seed)]));
    put(&server, &format!("{one}/photo.jpg"), &jpeg(&printed(&mut seed)));
    let read = all_read(&admin, 3);
    assert!(read.iter().all(|scan| scan["state"] != "failed"), "{read:?}");
    let mut why = waiting(&admin);
    why.sort();
    let expected = [(1, "no_code"), (7, "unknown_code"), (8, "unknown_code"), (9, "codes_disagree")];
    assert_eq!(why, expected.map(|(place, why)| (place, why.to_owned())));
    // Counts are of what is asked for; reasons leave out the one that is chosen among them.
    let counted = |query: &str| {
        let queue = admin.get(&format!("/pages/waiting?{query}")).ok();
        (queue["total"].as_u64().unwrap(), queue["reasons"].clone())
    };
    let all = json!({"no_code": 1, "unknown_code": 2, "codes_disagree": 1});
    let no = |name: &str| read.iter().find(|scan| text(scan, "file_name").contains(name)).unwrap()["no"].clone();
    assert_eq!(counted(""), (4, all.clone()));
    assert_eq!(counted("reason=unknown_code"), (2, all.clone()));
    assert_eq!(counted(&format!("scan={}", no("stack"))), (4, all));
    assert_eq!(counted(&format!("scan={}", no("photo"))), (0, json!({})));
    let mut of_one = places(&admin, &one);
    of_one.sort_unstable();
    assert_eq!(of_one, [1, 2, 3, 4], "three of the stack, and the photograph whose folder was named after it");
    let mut of_two = places(&admin, &two);
    of_two.sort_unstable();
    assert_eq!(of_two, [1, 2, 5, 6]);
    let blank = admin.all(&format!("/folders/{one}/pages")).into_iter().find(|page| page["index"] == 2).unwrap();
    assert_eq!((&blank["is_blank"], &blank["is_hidden"]), (&json!(true), &json!(true)));
    emptied(&server);
    for scan in read {
        let hash = text(&scan, "sha256");
        assert!(scans(&server).join("originals").join(&hash[..2]).join(&hash).is_file());
        assert!(scans(&server).join("previews").join(&hash[..2]).join(&hash).join("0000-240.jpg").is_file());
    }
}

#[test]
fn whoever_looks_at_a_page_that_waits_is_told_for_which_code() {
    let (server, admin, [one, two]) = archive_of(Server::start_with(&["--inbox-seconds", "1", "--log-level", "info"]));
    let mut seed = Seed(19);
    let second = admin.post("/people", json!({"name": "w", "display_name": "W", "role": "auditor"})).ok();
    let witnesses = [&admin.get("/people").ok()["items"][0]["no"], &second["person"]["no"]].map(|no| no.as_u64());
    admin.post(&format!("/folders/{two}/destroy"), json!({"reason": "期满", "witnesses": witnesses})).ok();
    let nobody = |code: &str, seed: &mut Seed| printed(seed).code(&format!("{BASE}/F/{code}"), 0);
    let pages = [
        printed(&mut seed),
        nobody("NEW2026-999999A", &mut seed),
        printed(&mut seed),
        label(&mut seed, &two),
        nobody("%3CB%3E%0A%E2%80%AE1", &mut seed),
        printed(&mut seed).code("HTTPS://INVOICE.EXAMPLE.NET/F/NEW2026-000001X", 1),
        label(&mut seed, &one),
    ];
    put(&server, "stack.pdf", &pdf(&pages));
    all_read(&admin, 1);
    let unknown = || vec!["NEW2026-999999A".to_owned()];
    let hostile = || vec!["B1".to_owned()];
    let expected = [vec![], unknown(), unknown(), vec![two.clone()], hostile(), hostile()];
    assert_eq!(codes(&admin), (1..).zip(expected).collect());
    let items = admin.get("/pages/waiting").ok()["items"][0]["pages"].clone();
    assert_eq!(text(&items[1]["why"], "detail"), "its code belongs to no folder and no case: NEW2026-999999A");
    let page = &items[1]["no"];
    assert_eq!(admin.get(&format!("/pages/{page}")).ok()["why"]["codes"], json!(unknown()));
    // What somebody put elsewhere and took back waits for the same code again.
    admin.post("/pages/move", json!({"pages": [page], "to": {"folder": one}})).ok();
    admin.post("/pages/put-back", json!({"pages": [page], "was": {"why": "unknown_code"}})).ok();
    assert_eq!(codes(&admin)[&2], unknown());
    admin.post("/pages/move", json!({"pages": [page], "to": {"folder": one}})).ok();
    admin.post("/pages/put-back", json!({"pages": [page]})).ok();
    assert_eq!(codes(&admin)[&2], Vec::<String>::new(), "he who put it back said nothing of codes");
    let log = server.log();
    let told = |code: &str| log.lines().any(|line| line.contains("pages wait") && line.contains(code));
    assert!(
        told("NEW2026-999999A") && told(&two) && told("B1"),
        "{:?}",
        log.lines().filter(|line| line.contains("intake")).collect::<Vec<_>>()
    );
}

#[test]
fn files_that_are_none_of_ours_or_broken_are_named_and_nothing_else_is_held_up() {
    let (server, admin, [one, _]) = archive();
    let mut seed = Seed(11);
    let whole = pdf(&[label(&mut seed, &one), printed(&mut seed)]);
    put(&server, "letter.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic and so on");
    put(&server, "torn.pdf", &whole[..whole.len() / 3]);
    put(&server, "a\nb .pdf", &whole);
    put(&server, "again.pdf", &whole);
    std::os::unix::fs::symlink("/etc/passwd", scans(&server).join("inbox/link.pdf")).unwrap();
    std::fs::write(scans(&server).join("inbox/half.pdf.part"), &whole).unwrap();
    let read = all_read(&admin, 3);
    let failed: Vec<String> =
        read.iter().filter(|scan| scan["state"] == "failed").map(|scan| text(&scan["fault"], "code")).collect();
    assert!(failed.contains(&"unsupported".to_owned()) && failed.len() <= 2, "{read:?}");
    assert_eq!(places(&admin, &one), [1, 2], "the same file twice is filed once");
    let stays = eventually("the rest to be taken", || {
        let mut left = left(&scans(&server).join("inbox"));
        left.sort();
        (left.len() == 2).then_some(left)
    });
    assert!(stays[0].ends_with("half.pdf.part") && stays[1].ends_with("link.pdf"), "{stays:?}");
    let left_alone = || admin.get("/scans/figures").ok()["left_alone"].clone();
    assert_eq!(left_alone(), json!(["link.pdf"]), "what is still being written is not named");
    std::fs::remove_file(&stays[1]).unwrap();
    eventually("nobody to speak of it any more", || (left_alone() == json!([])).then_some(()));
}

#[test]
fn whatever_is_killed_on_the_way_is_taken_up_again_and_filed_once() {
    let (mut server, admin, [one, _]) = archive();
    let mut seed = Seed(13);
    let pages = [label(&mut seed, &one), printed(&mut seed), printed(&mut seed)];
    put(&server, "stack.pdf", &pdf(&pages));
    // As soon as it is known, while it is read.
    eventually("the scan to be received", || (admin.all("/scans").len() == 1).then_some(()));
    server.kill9();
    // Taken out of the inbox and not received: as a kill between the two leaves it.
    let id = std::fs::read_to_string(server.data().join("intake/inbox-id")).unwrap();
    let taken = scans(&server).join("inbox").join(format!(".taken-{}", id.trim())).join("x");
    std::fs::create_dir_all(&taken).unwrap();
    std::fs::write(taken.join("second.jpg"), jpeg(&label(&mut seed, &one))).unwrap();
    // Received and not removed: the same bytes once more.
    std::fs::write(taken.join("stack.pdf"), pdf(&pages)).unwrap();
    server.restart();
    let admin = admin.at(&server);
    all_read(&admin, 2);
    let mut found = places(&admin, &one);
    found.sort_unstable();
    assert_eq!(found, [1, 1, 2, 3]);
    emptied(&server);
}

#[test]
fn the_command_line_takes_files_in_with_and_without_a_service_and_says_what_failed() {
    let (mut server, admin, [one, _]) = archive();
    let mut seed = Seed(17);
    let room = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: Vec<u8>| {
        let path = room.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (good, bad) = (file("good.jpg", jpeg(&label(&mut seed, &one))), file("bad.jpg", b"\xff\xd8\xff no".to_vec()));
    let output = run(server.data(), &["intake", &good, &bad, "/nowhere.pdf"]);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        told.contains("good.jpg: scan 1, 1 pages filed, 0 waiting") && told.contains("2 of 3 files failed"),
        "{told}"
    );
    assert_eq!(places(&admin, &one), [1]);
    server.stop();
    let loose = file("loose.jpg", jpeg(&printed(&mut seed)));
    let output = run(server.data(), &["intake", "--scans", scans(&server).to_str().unwrap(), &good, &loose]);
    let told = said(&output);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("came before, as scan 1") && told.contains("0 pages filed, 1 waiting: 1 no_code"), "{told}");
}
