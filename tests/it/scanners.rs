//! Scanners on the network: pages that come, and all that comes instead. Beside them, how far reading a file is, and where
//! a page would go that waits.

#[path = "scanners/sealed.rs"]
mod sealed;
#[path = "scanners/stub.rs"]
mod stub;

use super::intake::stack::Seed;
use super::intake::stack::file::plain_pdf;
use super::intake::stack::sheet::Sheet;
use super::support::{Client, Server, eventually, folder, set_up_dealer, text};
use image::GrayImage;
use serde_json::{Value, json};
use std::net::TcpListener;
use stub::{Mood, Scanner};

const BASE: &str = "HTTPS://ARCHIVE.EXAMPLE.COM";

/// An archive with two folders.
fn archive(arguments: &[&str]) -> (Server, Client, [String; 2]) {
    let server = Server::start_with(arguments);
    let admin = server.administrator();
    set_up_dealer(&admin);
    admin.patch("/settings", json!({"base_url": "https://archive.example.com"})).ok();
    let codes = ["张伟", "李娜"].map(|name| admin.register(folder("NEW", "2026-03-05", name)));
    (server, admin, codes)
}

fn body(address: &str) -> Value {
    json!({"name": {"zh": "办公室", "en": "Office"}, "address": address})
}

fn set(client: &Client, scanner: &Scanner) {
    client.put("/scanners/office", body(&scanner.address())).ok();
}

fn scan(client: &Client, how: Value) -> String {
    text(&client.post("/scanners/office/scan", how).ok(), "id")
}

fn run(client: &Client, id: &str) -> Value {
    client.all("/scans/runs").into_iter().find(|run| run["id"] == id).unwrap_or_default()
}

/// Waits until a run is over, and hands it back.
fn over(client: &Client, id: &str) -> Value {
    eventually("the scanner to have done", || {
        let run = run(client, id);
        ["done", "failed", "cancelled"].contains(&run["state"].as_str().unwrap_or_default()).then_some(run)
    })
}

fn code_of(run: &Value) -> &str {
    run["problem"]["code"].as_str().unwrap_or_default()
}

fn printed(seed: &mut Seed) -> Sheet {
    Sheet::printed(seed, 200)
}

/// As it lies on a scanner's glass.
fn on_glass(sheet: Sheet) -> GrayImage {
    GrayImage::from_raw(sheet.width as u32, sheet.height as u32, sheet.dots).unwrap()
}

fn stack(code: &str, seed: &mut Seed) -> Vec<GrayImage> {
    let label = printed(seed).code(&format!("{BASE}/F/{code}"), 0);
    [label, printed(seed), printed(seed)].map(on_glass).into()
}

/// All scans, once so many came and none is still to be read.
fn all_read(client: &Client, count: usize) -> Vec<Value> {
    // Page by page: a busy machine lets the children that read wait.
    loop {
        let seen = client.all("/scans");
        if seen.len() == count && seen.iter().all(|scan| scan["state"] != "received") {
            return seen;
        }
        let stands = |scans: &[Value]| {
            scans.iter().map(|scan| (scan["state"].clone(), scan["reading"].clone())).collect::<Vec<_>>()
        };
        eventually("the reading to go on", || (stands(&client.all("/scans")) != stands(&seen)).then_some(()));
    }
}

#[test]
fn a_stack_in_the_feeder_is_one_scan_whose_pages_are_filed_by_the_code_on_its_first() {
    let (_server, admin, [one, _]) = archive(&[]);
    let mut seed = Seed(41);
    let scanner = Scanner::new(stack(&one, &mut seed));
    set(&admin, &scanner);
    let card = admin.get("/scanners/office").ok();
    assert_eq!(card["capabilities"]["model"], "Stub OfficeScan 400");
    assert_eq!(card["capabilities"]["duplex"]["dpi"], json!([200, 300]));
    assert_eq!((&card["status"]["state"], &card["status"]["is_loaded"]), (&json!("idle"), &json!(true)));
    let how = json!({"source": "feeder", "duplex": true, "dpi": 200, "colour": "grey", "sheets": 3});
    let run = over(&admin, &scan(&admin, how));
    assert_eq!((&run["state"], &run["pages"], &run["problem"]), (&json!("done"), &json!(3), &Value::Null), "{run}");
    let told = scanner.tray().settings.concat();
    assert!(told.contains("<pwg:InputSource>Feeder</pwg:InputSource>") && told.contains("<scan:Duplex>true"), "{told}");
    let scans = all_read(&admin, 1);
    assert_eq!((&scans[0]["source"], &scans[0]["media_type"]), (&json!("scanner"), &json!("application/pdf")));
    assert_eq!(
        (&scans[0]["no"], &scans[0]["state"], &scans[0]["pages"]),
        (&run["scans"][0], &json!("filed"), &json!(3))
    );
    assert_eq!(admin.all(&format!("/folders/{one}/pages")).len(), 3);
    assert!(scans[0]["received_by"].as_str().is_some_and(|by| !by.is_empty()));
}

#[test]
fn a_sheet_on_the_glass_is_a_picture_as_it_came_and_goes_where_somebody_said() {
    let (_server, admin, [one, _]) = archive(&[]);
    let scanner = Scanner::new(vec![on_glass(printed(&mut Seed(42)))]);
    set(&admin, &scanner);
    admin.post("/scanners/office/scan", json!({"source": "platen", "into": "NOWHERE"})).refused(404, "CodeUnknown");
    let run = over(&admin, &scan(&admin, json!({"source": "platen", "into": one})));
    assert_eq!(run["state"], "done", "{run}");
    let scans = all_read(&admin, 1);
    assert_eq!((&scans[0]["media_type"], &scans[0]["state"]), (&json!("image/jpeg"), &json!("filed")));
    assert_eq!(admin.all(&format!("/folders/{one}/pages")).len(), 1);
    let cannot = over(&admin, &scan(&admin, json!({"source": "platen", "duplex": true})));
    assert_eq!(code_of(&cannot), "ScannerCannot");
    let cannot = over(&admin, &scan(&admin, json!({"source": "platen", "dpi": 1_200})));
    assert_eq!(code_of(&cannot), "ScannerCannot");
}

#[test]
fn whatever_a_scanner_is_troubled_by_is_said_in_both_languages() {
    let (_server, admin, _) = archive(&["--scanner-stall-seconds", "2"]);
    let scanner = Scanner::new(vec![on_glass(printed(&mut Seed(43)))]);
    set(&admin, &scanner);
    let expected = [
        (Mood::CoverOpen, "ScannerOpen", "盖板"),
        (Mood::Empty, "ScannerEmpty", "没有纸"),
        (Mood::JamsBehind(0), "ScannerJam", "卡纸"),
        (Mood::Locked, "ScannerRefused", "401"),
        (Mood::Redirects, "ScannerRefused", "302"),
        (Mood::Nonsense, "ScannerNonsense", "无法理解"),
        (Mood::SilentAt(0), "ScannerStuck", "停止响应"),
    ];
    for (mood, code, word) in expected {
        (scanner.tray().mood, scanner.tray().given) = (mood, 0);
        let id = scan(&admin, json!({"source": "feeder"}));
        let ended = over(&admin, &id);
        assert_eq!((&ended["state"], code_of(&ended)), (&json!("failed"), code), "{mood:?}: {ended}");
        let chinese = run(&admin.in_chinese(), &id);
        assert!(text(&chinese["problem"], "detail").contains(word), "{chinese}");
    }
    assert!(admin.all("/scans").is_empty());
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    admin.put("/scanners/office", body(&format!("http://127.0.0.1:{nobody}/eSCL"))).ok();
    admin.get("/scanners/office").refused(503, "ScannerAway");
    assert_eq!(code_of(&over(&admin, &scan(&admin, json!({"source": "feeder"})))), "ScannerAway");
}

#[test]
fn one_that_is_busy_is_asked_again_and_nobody_else_gets_it_meanwhile() {
    let (_server, admin, [one, _]) = archive(&[]);
    let scanner = Scanner::new(stack(&one, &mut Seed(44)));
    scanner.tray().mood = Mood::Busy(2);
    set(&admin, &scanner);
    let id = scan(&admin, json!({"source": "feeder"}));
    admin.post("/scanners/office/scan", json!({"source": "feeder"})).refused(409, "ScannerBusy");
    assert_eq!(over(&admin, &id)["state"], "done");
    assert_eq!(scanner.tray().settings.len(), 1, "one job, once it was free");
}

#[test]
fn what_came_before_a_jam_or_before_a_scanner_vanished_is_kept_and_the_rest_is_said() {
    let (_server, admin, [one, two]) = archive(&[]);
    let mut seed = Seed(45);
    for (count, (code, mood, fault)) in
        [(&one, Mood::JamsBehind(2), "ScannerJam"), (&two, Mood::VanishesAt(2), "ScannerNonsense")]
            .into_iter()
            .enumerate()
    {
        let scanner = Scanner::new(stack(code, &mut seed));
        scanner.tray().mood = mood;
        set(&admin, &scanner);
        let run = over(&admin, &scan(&admin, json!({"source": "feeder"})));
        assert_eq!((&run["state"], code_of(&run), &run["pages"]), (&json!("failed"), fault, &json!(2)), "{run}");
        all_read(&admin, count + 1);
        assert_eq!(admin.all(&format!("/folders/{code}/pages")).len(), 2, "{mood:?}");
    }
}

#[test]
fn a_run_is_given_up_at_any_time_and_nothing_of_it_is_kept() {
    let (server, admin, _) = archive(&[]);
    let scanner = Scanner::new(vec![on_glass(Sheet::empty(200))]);
    scanner.tray().mood = Mood::Endless;
    set(&admin, &scanner);
    let id = scan(&admin, json!({"source": "feeder"}));
    eventually("pages to come", || run(&admin, &id)["pages"].as_u64().filter(|pages| *pages > 1));
    let other = server.person(&admin, "wang", "archivist", None);
    other.post(&format!("/scans/runs/{id}/cancel"), json!({})).refused(404, "ScannerRunUnknown");
    assert!(other.all("/scans/runs").is_empty(), "what others scan is theirs");
    assert_eq!(other.get("/scanners").ok()["items"][0]["is_in_use"], true);
    admin.post(&format!("/scans/runs/{id}/cancel"), json!({})).ok();
    assert_eq!(over(&admin, &id)["state"], "cancelled");
    assert!(scanner.was_asked("DELETE /eSCL/ScanJobs/1"), "{:?}", scanner.tray().asked.last());
    admin.post(&format!("/scans/runs/{id}/cancel"), json!({})).refused(409, "ScannerRunOver");
    assert!(admin.all("/scans").is_empty());
    let left = std::fs::read_dir(server.data().join("scanner")).unwrap().count();
    assert_eq!(left, 0, "nor of its pages on the disk");
}

#[test]
fn what_came_before_a_kill_or_a_stop_is_kept_at_the_next_start_and_whoever_asked_is_told() {
    let (mut server, admin, codes) = archive(&[]);
    let mut seed = Seed(49);
    for (count, (code, is_killed)) in codes.iter().zip([true, false]).enumerate() {
        let scanner = Scanner::new(stack(code, &mut seed));
        scanner.tray().mood = Mood::SilentAt(2);
        let client = admin.at(&server);
        set(&client, &scanner);
        let id = scan(&client, json!({"source": "feeder", "dpi": 200}));
        eventually("two pages to come", || (run(&client, &id)["pages"] == 2).then_some(()));
        if is_killed {
            server.kill9()
        } else {
            server.stop();
        }
        server.restart();
        let client = admin.at(&server);
        let told = over(&client, &id);
        assert_eq!((code_of(&told), &told["pages"]), ("ScannerInterrupted", &json!(2)), "{told}");
        let read = all_read(&client, count + 1);
        assert_eq!((&read[0]["no"], &read[0]["source"]), (&told["scans"][0], &json!("scanner")));
        assert_eq!(client.all(&format!("/folders/{code}/pages")).len(), 2, "as after a jam");
        assert_eq!(std::fs::read_dir(server.data().join("scanner")).unwrap().count(), 0);
    }
}

#[test]
fn what_came_and_could_not_be_kept_stays_and_is_kept_at_the_next_start() {
    let (mut server, admin, [one, _]) = archive(&[]);
    let scanner = Scanner::new(stack(&one, &mut Seed(50)));
    scanner.tray().mood = Mood::JamsBehind(2);
    set(&admin, &scanner);
    // As on a disk that takes nothing: nothing can arrive.
    let incoming = server.data().join("scans/originals/incoming");
    let _ = std::fs::remove_dir_all(&incoming);
    std::fs::write(&incoming, "").unwrap();
    let id = scan(&admin, json!({"source": "feeder", "dpi": 200}));
    let failed = over(&admin, &id);
    assert_eq!((&failed["state"], code_of(&failed), &failed["pages"]), (&json!("failed"), "StorageFailed", &json!(2)));
    assert!(admin.all("/scans").is_empty());
    std::fs::remove_file(&incoming).unwrap();
    server.stop();
    server.restart();
    let admin = admin.at(&server);
    assert_eq!(code_of(&over(&admin, &id)), "ScannerInterrupted");
    all_read(&admin, 1);
    assert_eq!(admin.all(&format!("/folders/{one}/pages")).len(), 2);
    assert_eq!(std::fs::read_dir(server.data().join("scanner")).unwrap().count(), 0);
}

#[test]
fn a_document_that_is_none_costs_none_of_those_behind_it() {
    let (mut server, admin, [one, _]) = archive(&[]);
    let scanner = Scanner::new(stack(&one, &mut Seed(51)));
    scanner.tray().mood = Mood::SilentAt(2);
    set(&admin, &scanner);
    let id = scan(&admin, json!({"source": "feeder", "dpi": 200, "into": one}));
    eventually("two pages to come", || (run(&admin, &id)["pages"] == 2).then_some(()));
    server.kill9();
    std::fs::write(server.data().join("scanner").join(&id).join("0000"), "as a bad disk reads it").unwrap();
    server.restart();
    let admin = admin.at(&server);
    assert_eq!(code_of(&over(&admin, &id)), "ScannerNonsense");
    all_read(&admin, 1);
    assert_eq!(admin.all(&format!("/folders/{one}/pages")).len(), 1);
}

#[test]
fn scanners_are_in_the_archives_own_network_and_only_administrators_say_where() {
    let (server, admin, _) = archive(&[]);
    for address in
        ["10.0.0.9", "ftp://10.0.0.9/eSCL", "http://10.0.0.9:22/eSCL", "http://10.0.0.9/eSCL?x=y", "http://a b/"]
    {
        admin.put("/scanners/office", body(address)).refused(422, "ScannerAddress");
    }
    for address in ["http://8.8.8.8/eSCL", "http://169.254.169.254/latest", "https://[ff02::1]/eSCL"] {
        admin.put("/scanners/office", body(address)).refused(422, "ScannerOutside");
    }
    admin.put("/scanners/office", body("https://10.0.0.9/eSCL")).ok();
    let archivist = server.person(&admin, "wang", "archivist", None);
    archivist.put("/scanners/office", body("http://10.0.0.9/eSCL")).refused(403, "NotAllowed");
    assert_eq!(archivist.get("/scanners").ok()["items"][0]["address"], Value::Null);
    let retired = json!({"name": {"zh": "办公室", "en": "Office"}, "address": "http://10.0.0.9/eSCL", "retired": true});
    admin.put("/scanners/office", retired).ok();
    archivist.post("/scanners/office/scan", json!({"source": "feeder"})).refused(409, "ScannerRetired");
    archivist.post("/scanners/none/scan", json!({"source": "feeder"})).refused(404, "ScannerUnknown");
}

#[test]
fn a_stack_that_does_not_count_waits_with_where_its_code_says_and_goes_there_at_once() {
    let (_server, admin, [one, other]) = archive(&[]);
    let scanner = Scanner::new(stack(&one, &mut Seed(46)));
    set(&admin, &scanner);
    over(&admin, &scan(&admin, json!({"source": "feeder", "sheets": 9})));
    let scans = all_read(&admin, 1);
    assert_eq!((&scans[0]["state"], &scans[0]["waiting"]), (&json!("needs_review"), &json!(3)));
    let queue = admin.get("/pages/waiting").ok();
    let pages = queue["items"][0]["pages"].as_array().unwrap();
    assert!(pages.iter().all(|page| page["why"]["code"] == "count_differs" && page["would"]["folder"]["code"] == one));
    let nos: Vec<&Value> = pages.iter().map(|page| &page["no"]).collect();
    admin.post("/pages/move", json!({"pages": nos, "to": {"folder": one}})).ok();
    assert_eq!(admin.all(&format!("/folders/{one}/pages")).len(), 3);
    admin.post("/pages/put-back", json!({"pages": nos})).ok();
    let queue = admin.get("/pages/waiting").ok();
    assert_eq!(queue["items"][0]["pages"][0]["would"], Value::Null, "somebody thought otherwise");
    assert_eq!(queue["items"][0]["pages"][0]["why"]["code"], "put_back");
    admin.post("/pages/move", json!({"pages": nos, "to": {"folder": other}})).ok();
    let was = json!({"why": "count_differs", "would": {"folder": one}});
    admin.post("/pages/put-back", json!({"pages": nos, "was": was})).ok();
    let queue = admin.get("/pages/waiting").ok();
    for page in queue["items"][0]["pages"].as_array().unwrap() {
        assert_eq!((&page["why"]["code"], &page["would"]["folder"]["code"]), (&json!("count_differs"), &json!(one)));
    }
    // A folder that is there no more takes nothing: the pages wait all the same.
    admin.post("/pages/set-aside", json!({"pages": nos, "reason": "double"})).ok();
    let was = json!({"why": "count_differs", "would": {"folder": "NEW2026-999999A"}});
    let back = admin.post("/pages/put-back", json!({"pages": nos, "was": was})).ok();
    assert_eq!((&back["items"][0]["state"], &back["items"][0]["would"]), (&json!("waits"), &Value::Null));
}

#[test]
fn how_many_pages_of_a_file_were_read_of_how_many_is_told_while_it_is() {
    let (server, admin, [one, _]) = archive(&["--inbox-seconds", "1"]);
    let mut seed = Seed(47);
    let mut pages =
        vec![printed(&mut seed).code(&format!("{BASE}/F/{one}"), 0), printed(&mut seed), printed(&mut seed)];
    pages.extend((0..5).map(|_| printed(&mut seed)));
    let inbox = server.data().join("scans/inbox");
    std::fs::create_dir_all(&inbox).unwrap();
    std::fs::write(server.data().join("stack.pdf"), plain_pdf(&pages)).unwrap();
    std::fs::rename(server.data().join("stack.pdf"), inbox.join("stack.pdf")).unwrap();
    let reading = eventually("it to be read", || {
        let scan = admin.all("/scans").into_iter().next()?;
        scan["reading"]["of"].as_u64().map(|_| scan["reading"].clone())
    });
    assert_eq!(reading["of"], 8);
    assert!(reading["pages"].as_u64().is_some_and(|pages| (1..=8).contains(&pages)), "{reading}");
    let scans = all_read(&admin, 1);
    assert_eq!((&scans[0]["reading"], &scans[0]["pages"]), (&Value::Null, &json!(8)));
    let figures =
        server.anonymous().request(reqwest::Method::GET, "/").build().unwrap().url().join("/metrics").unwrap();
    let figures = reqwest::blocking::get(figures).unwrap().text().unwrap();
    assert!(figures.contains("strongroom_intake_pages_total 8") && figures.contains("strongroom_intake_queue 0"));
    assert!(figures.contains("strongroom_intake_files_read_total 1"), "{figures}");
}

/// The stub is faithful: another implementation of eSCL scans from it. Needs `scanimage` and SANE's airscan backend (in
/// Debian `sane-utils` and `sane-airscan`); run with `--ignored`.
#[test]
#[ignore = "needs scanimage with the airscan backend"]
fn another_implementation_scans_from_the_stub_too() {
    let scanner = Scanner::new((0..3).map(|seed| on_glass(printed(&mut Seed(seed + 90)))).collect());
    let room = tempfile::tempdir().unwrap();
    let stub = format!("[devices]\n\"Stub\" = {}\n[options]\ndiscovery = disable\n", scanner.address());
    std::fs::write(room.path().join("airscan.conf"), stub).unwrap();
    std::fs::write(room.path().join("dll.conf"), "airscan\n").unwrap();
    let scanimage = |arguments: &[&str]| {
        let mut command = std::process::Command::new("scanimage");
        let output = command.args(arguments).env("SANE_CONFIG_DIR", room.path()).current_dir(room.path()).output();
        let output = output.unwrap();
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    };
    let list = scanimage(&["-L"]);
    let device = list.split('`').nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or_else(|| panic!("{list}"));
    let how =
        ["-d", device, "--source", "ADF", "--mode", "Gray", "--resolution", "200", "--format=tiff", "--batch=%d.tif"];
    let said = scanimage(&how);
    let pages = (1..=4).filter(|page| room.path().join(format!("{page}.tif")).is_file()).count();
    assert_eq!(pages, 3, "{said}\n{:?}", scanner.tray().asked);
}
