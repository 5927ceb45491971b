//! Scans over HTTP: sent in, looked at, put where they belong, taken along. What a program reads from files is told to the
//! archive here by the command itself.

use super::support::{Answer, Client, Server, folder, key, set_up_dealer, text};
use image::codecs::jpeg::JpegEncoder;
use reqwest::Method;
use serde_json::{Value, json};
use std::io::Read;
use std::path::Path;
use std::process::Command as Program;
use strongroom::archive::{Meta, Options, open};
use strongroom::clock::Clock;
use strongroom::domain::command::{Command, Found, PageRead, ScanCommand, ScanPages};
use strongroom::domain::folder::Actor;
use strongroom::domain::ids::ScanNo;
use strongroom::domain::scan::{FoundBy, PageLook, PagePlace, PictureNote, ScanState, Side, Why};

/// A photograph of a page: another for each shade.
pub(super) fn photograph(shade: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let page = image::GrayImage::from_pixel(124, 175, image::Luma([shade]));
    page.write_with_encoder(JpegEncoder::new(&mut file)).unwrap();
    file
}

pub(super) fn send(client: &Client, query: &str, content: Vec<u8>) -> Answer {
    let request = client.request(Method::POST, &format!("/scans{query}"));
    Answer::of(request.header("content-type", "application/octet-stream").body(content))
}

/// What is found on pages is told by the tests here; how it is found, those of intake ask.
pub(super) fn dealer_that_reads_nothing() -> (Server, Client) {
    let server = Server::start_with(&["--scan-workers", "0"]);
    let administrator = server.administrator();
    set_up_dealer(&administrator);
    (server, administrator)
}

/// What a program would read from the files that were sent in: one page each, on a folder or waiting.
pub(super) fn read(server: &mut Server, folder: Option<&str>) {
    assert_eq!(server.stop(), Some(0));
    let data = server.data().to_owned();
    let ledger = strongroom::ledger::Options::default();
    let options = Options { scans_dir: data.join("scans"), data_dir: data, clock: Clock::real(), ledger };
    let opened = open(options).unwrap();
    let now = opened.archive.now();
    let place = folder.map(|code| PagePlace::folder(now.state.codes.owner(code).unwrap()));
    let look = PageLook { width_px: 124, height_px: 175, dpi: 15, side: Side::Front, blank: false, skew_centideg: 0 };
    let found = place.map_or(Found::Waits(Why::NoCode), |place| Found::Filed(place, FoundBy::Label));
    for scan in now.state.scans.open().collect::<Vec<ScanNo>>() {
        let pages = ScanPages {
            scan,
            from: 0,
            pages: vec![PageRead { look, found, would: None, codes: Vec::new() }],
            is_last: true,
        };
        opened.archive.execute_blocking(Meta::of(Actor::System), Command::Scan(ScanCommand::File(pages))).unwrap();
        assert_ne!(opened.archive.now().state.scans.get(scan).unwrap().state(), ScanState::Received);
    }
    drop((now, opened.archive));
    opened.writer.join().unwrap();
    server.restart();
}

pub(super) fn bytes(client: &Client, method: Method, path: &str, body: Option<Value>) -> (u16, Vec<u8>) {
    let request = client.request(method, path);
    let answer = body.map_or_else(|| request.try_clone().unwrap(), |body| request.try_clone().unwrap().json(&body));
    let answer = answer.send().unwrap();
    (answer.status().as_u16(), answer.bytes().unwrap().to_vec())
}

/// A server with a folder on which two pages hang.
pub(super) fn filed() -> (Server, Client, String) {
    let (mut server, admin) = dealer_that_reads_nothing();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    for (shade, name) in [(250, "a.jpg"), (200, "b.jpg")] {
        assert_eq!(send(&admin, &format!("?name={name}"), photograph(shade)).status, 201);
    }
    read(&mut server, Some(&code));
    let admin = server.sign_in("admin");
    (server, admin, code)
}

#[test]
fn a_file_is_kept_once_byte_for_byte_and_the_second_time_is_told_where_the_first_went() {
    let (mut server, admin) = dealer_that_reads_nothing();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let sent = send(&admin, &format!("?sheets=2&into={code}&name=..%2F%E6%89%AB%E6%8F%8F.exe"), photograph(250));
    assert_eq!(sent.status, 201, "{}", sent.text);
    let scan = sent.body;
    assert_eq!((text(&scan, "state"), text(&scan, "media_type")), ("received".into(), "image/jpeg".into()));
    assert_eq!((scan["into"]["folder"].as_str(), text(&scan, "file_name")), (Some(&*code), "扫描.jpg".into()));
    let original = server.data().join("scans/originals");
    let kept = original.join(&text(&scan, "sha256")[..2]).join(text(&scan, "sha256"));
    assert_eq!(std::fs::read(&kept).unwrap(), photograph(250));
    let known = send(&admin, "", photograph(250));
    known.refused(409, "ScanKnown");
    send(&admin, "?into=NOSUCH-1", photograph(1)).refused(404, "CodeMistyped");
    let files = |folder: &Path| walk(folder).len();
    assert_eq!(files(&original), 1, "what was refused is not kept");
    read(&mut server, Some(&code));
    let admin = server.sign_in("admin");
    let known = send(&admin.in_chinese(), "", photograph(250));
    assert!(known.text.contains(&code) && known.text.contains("1 页已归入"), "{}", known.text);
    let (status, content) = bytes(&admin, Method::GET, "/scans/1/original", None);
    assert_eq!((status, content), (200, photograph(250)));
    assert_eq!(admin.get("/scans?state=filed").ok()["items"][0]["no"], 1);
    assert_eq!(admin.get("/scans/figures").ok()["filed"], 1);
    let (server_files, form) = (admin.attach("/scans", "form.jpg", photograph(3), ""), files(&original));
    assert_eq!((server_files.status, form), (201, 2));
    std::fs::write(&kept, b"altered").unwrap();
    assert_eq!(server.stop(), Some(0));
    let verified = super::support::run(server.data(), &["verify"]);
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(!verified.status.success() && said.contains("originals"), "{said}");
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn what_one_archive_refuses_is_not_taken_from_another_in_the_same_scans_directory() {
    let room = tempfile::tempdir().unwrap();
    let scans = room.path().join("scans");
    let shared = [("STRONGROOM_SCANS", scans.to_str().unwrap().to_owned())];
    let [one, other] =
        ["one", "other"].map(|name| Server::at_with(&room.path().join(name), &["--scan-workers", "0"], &shared));
    let [here, there] = [&one, &other].map(Server::administrator);
    [&here, &there].into_iter().for_each(set_up_dealer);
    let sent = send(&here, "", photograph(250));
    assert_eq!(sent.status, 201, "{}", sent.text);
    send(&there, "?into=NOSUCH-1", photograph(250)).refused(404, "CodeMistyped");
    assert_eq!(bytes(&here, Method::GET, "/scans/1/original", None), (200, photograph(250)));
    send(&there, "?into=NOSUCH-1", photograph(200)).refused(404, "CodeMistyped");
    let kept = |hash: &str| scans.join("originals").join(&hash[..2]).join(hash).exists();
    assert!(kept(&text(&sent.body, "sha256")), "what nobody had is not kept, the other is");
    assert_eq!(walk(&scans.join("originals")).len(), 1);
}

#[test]
fn pages_are_looked_at_moved_turned_hidden_and_set_aside() {
    let (_server, admin, code) = filed();
    let pages = || admin.get(&format!("/folders/{code}/pages")).ok();
    let numbers =
        |of: &Value| of["items"].as_array().unwrap().iter().map(|page| page["no"].clone()).collect::<Vec<_>>();
    assert_eq!(numbers(&pages()), [json!(1), json!(2)]);
    let moved = admin.post("/pages/move", json!({"pages": [2], "to": {"folder": code}, "before": 1})).ok();
    assert_eq!((numbers(&pages()), moved["items"][0]["found_by"].as_str()), (vec![json!(2), json!(1)], Some("hand")));
    admin.post("/pages/turn", json!({"pages": [1], "quarters": 1})).ok();
    admin.post("/pages/hide", json!({"pages": [2]})).ok();
    assert_eq!(
        (pages()["items"][1]["quarters"].clone(), pages()["items"][0]["is_hidden"].clone()),
        (json!(1), json!(true))
    );
    admin.post("/pages/set-aside", json!({"pages": [2], "reason": "重复"})).ok();
    assert_eq!(admin.get("/pages/waiting?state=aside").ok()["items"][0]["pages"][0]["no"], 2);
    admin.post("/pages/put-back", json!({"pages": [2]})).ok();
    let waiting = admin.get("/pages/waiting").ok();
    assert_eq!((waiting["total"].clone(), waiting["reasons"]["put_back"].clone()), (json!(1), json!(1)));
    assert_eq!(waiting["items"][0]["pages"][0]["why"]["code"], "put_back");
    let card = admin.get("/pages/1").ok();
    assert_eq!((text(&card, "scan_name"), card["fixity"]["state"].as_str()), ("a.jpg".into(), Some("unchecked")));
    admin.get("/pages/99").refused(404, "PageUnknown");
    let history = admin.in_chinese().get(&format!("/folders/{code}/history")).ok();
    let said: Vec<String> = history["items"].as_array().unwrap().iter().map(|item| text(item, "sentence")).collect();
    assert!(said.iter().any(|sentence| sentence.contains("归入") && sentence.contains("档案袋标签")), "{said:?}");
}

#[test]
fn a_picture_is_the_original_where_browsers_show_that_and_is_kept_by_its_turn() {
    let (server, admin, _) = filed();
    let full = admin.request(Method::GET, "/pages/1/picture?width=full&turn=0").send().unwrap();
    let header = |name: &str| full.headers()[name].to_str().unwrap().to_owned();
    assert_eq!((full.status().as_u16(), header("content-type")), (200, "image/jpeg".to_owned()));
    let kept = header("cache-control");
    assert!(
        !kept.contains("immutable") && kept.contains("private"),
        "nobody knows yet whether it lies straight: {kept}"
    );
    let tag = header("etag");
    assert_eq!(full.bytes().unwrap().to_vec(), photograph(250));
    let again = admin.request(Method::GET, "/pages/1/picture?width=full").header("if-none-match", tag).send().unwrap();
    assert_eq!(again.status().as_u16(), 304);
    admin.get("/pages/1/picture?width=240").refused(503, "PictureBeingMade");
    let hash = text(&admin.get("/pages/1").ok(), "sha256");
    let previews = server.data().join("scans/previews").join(&hash[..2]).join(&hash);
    std::fs::create_dir_all(&previews).unwrap();
    let preview = PictureNote { skew_centideg: 0, is_jpeg: true }.written_into(&photograph(100));
    std::fs::write(previews.join("0000-240.jpg"), &preview).unwrap();
    assert_eq!(bytes(&admin, Method::GET, "/pages/1/picture?width=240", None), (200, preview));
    let straight = admin.request(Method::GET, "/pages/1/picture?width=full&turn=0").send().unwrap();
    assert!(straight.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    assert_eq!(straight.bytes().unwrap().to_vec(), photograph(250));
    admin.post("/pages/turn", json!({"pages": [1], "quarters": 1})).ok();
    let (status, turned) = bytes(&admin, Method::GET, "/pages/1/picture?width=240", None);
    let turned = image::load_from_memory(&turned).unwrap();
    assert_eq!((status, turned.width(), turned.height()), (200, 175, 124));
}

#[test]
fn opening_the_pages_of_a_confidential_folder_is_recorded_once_for_all_of_them() {
    let (mut server, admin) = dealer_that_reads_nothing();
    let mut secret = folder("NEW", "2026-03-05", "张伟");
    secret["class"] = json!("secret");
    let code = admin.register(secret);
    assert_eq!(send(&admin, "", photograph(250)).status, 201);
    read(&mut server, Some(&code));
    let admin = server.sign_in("admin");
    let seq = || admin.get("/system").ok()["seq"].as_u64().unwrap();
    let before = seq();
    for width in ["full", "full", "240"] {
        bytes(&admin, Method::GET, &format!("/pages/1/picture?width={width}"), None);
    }
    admin.get(&format!("/folders/{code}/pages")).ok();
    assert_eq!(seq(), before + 1, "one act, one look");
    let seller = server.person(&admin, "seller", "borrower", Some("sales1"));
    seller.get("/pages/1").refused(404, "PageUnknown");
    seller.get("/pages/1/picture?width=full").refused(404, "PageUnknown");
    assert_eq!(seq(), before + 2, "an account was made, and nobody looked");
}

#[test]
fn a_folder_that_becomes_confidential_while_somebody_looks_is_looked_at_from_then_on() {
    let (mut server, admin) = dealer_that_reads_nothing();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    assert_eq!(send(&admin, "", photograph(250)).status, 201);
    read(&mut server, Some(&code));
    let admin = server.sign_in("admin");
    let seq = || admin.get("/system").ok()["seq"].as_u64().unwrap();
    admin.get(&format!("/folders/{code}/pages")).ok();
    admin.patch(&format!("/folders/{code}"), json!({"class": "secret"})).ok();
    let before = seq();
    for _ in 0..2 {
        assert_eq!(bytes(&admin, Method::GET, "/pages/1/picture?width=full", None).0, 200);
    }
    assert_eq!(seq(), before + 1, "what nobody had to record before is recorded now, and once");
}

#[test]
fn a_folder_goes_out_as_a_pdf_with_its_photographs_as_they_came_and_as_a_copy_on_record() {
    let (_server, admin, code) = filed();
    let (status, pdf) = bytes(&admin, Method::GET, &format!("/folders/{code}/pages.pdf"), None);
    assert_eq!(status, 200);
    let holds = |file: &[u8], part: &[u8]| file.windows(part.len()).any(|window| window == part);
    assert!(pdf.starts_with(b"%PDF-1.5") && holds(&pdf, &photograph(250)) && holds(&pdf, &photograph(200)));
    assert!(holds(&pdf, b"/Count 2") && pdf.ends_with(b"%%EOF\n"));
    // A browser can unpack, and is sent pictures as they are: they are packed already.
    let path = format!("/folders/{code}/pages.pdf");
    let answer = admin.request(Method::GET, &path).header("accept-encoding", "gzip").send().unwrap();
    assert!(!answer.headers().contains_key("content-encoding"));
    assert_eq!(answer.bytes().unwrap(), pdf);
    let body = json!({"for_whom": "张律师", "why": "诉讼", "pages": [1]});
    let (status, copy) = bytes(&admin, Method::POST, &format!("/folders/{code}/copies"), Some(body));
    assert_eq!(status, 201);
    assert!(holds(&copy, b"/Count 1") && holds(&copy, b"/Tile Do") && !holds(&copy, &photograph(200)));
    let history = admin.in_chinese().get(&format!("/folders/{code}/history")).ok();
    let said = text(&history["items"][0], "sentence");
    assert!(said.contains("张律师") && said.contains("诉讼"), "{said}");
    admin.post(&format!("/folders/{code}/copies"), json!({"for_whom": "x", "why": " "})).refused(422, "ReasonRequired");
    let other = admin.register(folder("NEW", "2026-03-06", "李四"));
    admin.get(&format!("/folders/{other}/pages.pdf")).refused(409, "FolderWithoutPages");
}

#[test]
fn a_folder_goes_out_as_a_bag_that_the_library_of_congress_finds_whole() {
    let (server, admin, code) = filed();
    let (status, zip) = bytes(&admin, Method::GET, &format!("/folders/{code}/bag"), None);
    assert_eq!(status, 200);
    let room = server.data().join(format!("bag-{}", key()));
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    zip.extract(&room).unwrap();
    let bag = room.join(&code);
    assert_eq!(std::fs::read(bag.join(format!("data/pages/{code}-0001.jpg"))).unwrap(), photograph(250));
    let metadata: Value = serde_json::from_slice(&std::fs::read(bag.join("data/metadata.json")).unwrap()).unwrap();
    assert_eq!((metadata["folder"]["code"].as_str(), metadata["pages"].as_array().unwrap().len()), (Some(&*code), 2));
    let mut events = String::new();
    std::fs::File::open(bag.join("data/events.jsonl")).unwrap().read_to_string(&mut events).unwrap();
    assert!(events.lines().all(|line| serde_json::from_str::<Value>(line).unwrap()["hash"].is_string()));
    assert!(events.contains("FolderRegistered") && events.contains("PagesFiled"));
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bagit/bin/python");
    if !python.exists() {
        eprintln!("SKIPPED: no bagit; `python3 -m venv target/bagit && target/bagit/bin/pip install bagit setuptools`");
        return;
    }
    let valid = |bag: &Path| {
        let script = "import bagit, sys; bagit.Bag(sys.argv[1]).validate()";
        Program::new(&python).args(["-c", script]).arg(bag).output().unwrap()
    };
    let found = valid(&bag);
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    std::fs::write(bag.join("data/metadata.json"), "{}").unwrap();
    assert!(!valid(&bag).status.success(), "it would be found if it were not");
}
