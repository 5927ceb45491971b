//! The command line over the same archive.

use super::support::{Client, Server, dealer, eventually, fixture, folder, run, said, strongroom, text};
use serde_json::json;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn two_processes_cannot_have_one_data_directory() {
    let (server, admin) = dealer();
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["restore", "y"]] {
        let second = run(server.data(), arguments);
        assert_eq!(second.status.code(), Some(1), "{arguments:?}");
        let words = said(&second);
        assert!(words.contains("another process") && words.contains(&server.process().to_string()), "{words}");
    }
    admin.get("/system").ok();
    assert!(said(&run(server.data(), &["doctor"])).contains("another process"));
}

#[test]
fn verify_rebuild_and_doctor_look_at_an_archive_without_serving_it() {
    let (mut server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", "欧阳晓峰"));
    let beside = run(server.data(), &["verify"]);
    assert!(beside.status.success(), "beside the service: {}", said(&beside));
    let seq = admin.get("/system").ok()["seq"].clone();
    assert_eq!(server.stop(), Some(0));
    let verified = run(server.data(), &["verify"]);
    assert!(
        verified.status.success() && said(&verified).contains("the checkpoint equals a fresh replay"),
        "{}",
        said(&verified)
    );
    assert!(said(&verified).contains(&format!("head: frame {seq} ")), "{}", said(&verified));
    let doctor = run(server.data(), &["doctor"]);
    assert!(doctor.status.success() && said(&doctor).contains("in use            no"), "{}", said(&doctor));
    let rebuilt = run(server.data(), &["rebuild"]);
    assert!(
        rebuilt.status.success() && said(&rebuilt).contains(&format!("Rebuilt from {seq} frames")),
        "{}",
        said(&rebuilt)
    );
    server.restart();
    let admin = admin.at(&server);
    assert_eq!(admin.get(&format!("/folders/{code}")).ok()["title"], "欧阳晓峰");
    assert_eq!(admin.search("欧阳").len(), 1);
    let nowhere = tempfile::tempdir().unwrap();
    assert_eq!(run(&nowhere.path().join("none"), &["verify"]).status.code(), Some(1));
    assert!(run(&nowhere.path().join("none"), &["doctor"]).status.success());
}

#[test]
fn views_and_index_are_made_anew_while_everybody_is_answered() {
    let (mut server, admin) = dealer();
    let first = admin.register(folder("NEW", "2026-03-05", "欧阳晓峰"));
    let over = AtomicBool::new(false);
    let (rebuilt, registered) = std::thread::scope(|scope| {
        let working = scope.spawn(|| {
            let mut codes = Vec::new();
            while !over.load(Ordering::Relaxed) {
                let code = admin.register(folder("NEW", "2026-03-06", "慕容雪"));
                assert_eq!(admin.get(&format!("/folders/{code}")).ok()["title"], "慕容雪");
                assert_eq!(admin.get(&format!("/folders/{first}")).ok()["title"], "欧阳晓峰");
                assert_eq!(admin.search("欧阳").len(), 1);
                codes.push(code);
            }
            codes
        });
        let rebuilt = [run(server.data(), &["rebuild"]), run(server.data(), &["rebuild"])];
        over.store(true, Ordering::Relaxed);
        (rebuilt, working.join().unwrap())
    });
    for rebuilt in rebuilt {
        let words = said(&rebuilt);
        assert!(rebuilt.status.success() && words.contains("while serving"), "{words}");
    }
    let is_whole = |admin: &Client| {
        for code in &registered {
            assert_eq!(admin.get(&format!("/folders/{code}")).ok()["title"], "慕容雪");
            assert!(!admin.get(&format!("/folders/{code}/history")).ok()["items"].as_array().unwrap().is_empty());
        }
        eventually("all are found", || (admin.search("慕容").len() == registered.len().min(200)).then_some(()));
        assert_eq!(admin.search("欧阳").len(), 1);
    };
    is_whole(&admin);
    // What is in use is what the next start opens; nothing of the old or of the making is left.
    server.kill9();
    server.restart();
    is_whole(&admin.at(&server));
    let mut left = Vec::new();
    for place in [server.data().to_owned(), server.data().join("views")] {
        let names = std::fs::read_dir(place).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        left.extend(names.filter(|name| name.starts_with("search") || name.starts_with("live")));
    }
    left.sort();
    assert_eq!(left, ["live-3", "search"]);
}

#[test]
fn a_table_is_imported_from_the_command_line_as_over_http() {
    let (mut server, admin) = dealer();
    server.stop();
    let room = tempfile::tempdir().unwrap();
    let (table, bad) = (fixture("dealer-folders.gb18030.csv"), room.path().join("bad.csv"));
    let table = table.to_str().unwrap();
    let dry = run(server.data(), &["import", table, "--dry-run", "--bad-rows", bad.to_str().unwrap()]);
    assert!(dry.status.success() && said(&dry).contains("could be taken"), "{}", said(&dry));
    let import = || run(server.data(), &["import", table, "--bad-rows", bad.to_str().unwrap()]);
    let first = import();
    assert!(first.status.success(), "{}", said(&first));
    assert!(said(&first).contains("399 rows: 390 taken (0 of them known before), 9 not"), "{}", said(&first));
    assert!(said(&first).contains("row 35 业务类型"), "{}", said(&first));
    assert!(std::fs::read(&bad).unwrap().starts_with(b"\xef\xbb\xbf"));
    assert!(said(&import()).contains("390 taken (390 of them known before)"));
    let missing = run(server.data(), &["import", "/nowhere/at/all.csv"]);
    assert_eq!(missing.status.code(), Some(1));
    server.restart();
    let admin = admin.at(&server);
    assert_eq!(admin.get("/system").ok()["folders"], 390);
    let history = admin.all("/folders/DA2015-05-000000/history");
    assert!(
        history.iter().all(|item| item["actor"]["no"].is_null() && item["actor"]["display_name"] == "command line"),
        "{history:?}"
    );
}

#[test]
fn beside_the_service_a_table_is_imported_through_it() {
    let (server, admin) = dealer();
    let room = tempfile::tempdir().unwrap();
    let (table, bad) = (fixture("dealer-folders.utf8-bom.csv"), room.path().join("bad.csv"));
    let done = run(server.data(), &["import", table.to_str().unwrap(), "--bad-rows", bad.to_str().unwrap()]);
    assert!(done.status.success() && said(&done).contains("390 taken"), "{}", said(&done));
    assert_eq!(admin.get("/system").ok()["folders"], 390);
    assert_eq!(admin.get("/imports").ok()["items"][0]["progress"]["bad"], 9);
    assert!(bad.exists());
}

#[test]
fn the_first_start_killed_half_way_still_ends_with_an_administrator() {
    let room = tempfile::tempdir().unwrap();
    let data = room.path().join("data");
    for milliseconds in [5, 40, 90] {
        let mut child = strongroom(&data)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
        if data.join("vault").exists() && std::fs::read_dir(data.join("vault")).unwrap().count() > 0 {
            break;
        }
    }
    let mut server = Server::at(&data, &[]);
    if server.one_time_password.is_empty() {
        // It was killed after the password was kept and before anybody read it.
        server.stop();
        return;
    }
    server.administrator().get("/system").ok();
}

#[test]
fn what_the_command_line_cannot_read_it_says() {
    let room = tempfile::tempdir().unwrap();
    assert_eq!(run(room.path(), &["dance"]).status.code(), Some(2));
    assert_eq!(run(room.path(), &["serve", "--listen", "everywhere"]).status.code(), Some(2));
    let help = run(room.path(), &["--help"]);
    assert!(help.status.success());
    for command in ["serve", "import", "verify", "rebuild", "backup", "restore", "doctor"] {
        assert!(said(&help).contains(command), "{command}");
    }
    assert!(said(&run(room.path(), &["--version"])).starts_with("strongroom "));
}

#[test]
fn a_demonstration_is_a_working_archive() {
    let (_, admin) = super::support::demo();
    let me = admin.get("/me").ok();
    assert!(
        ["has_storeroom", "has_zones", "has_types", "has_lanes", "has_folders"]
            .iter()
            .all(|part| me["setup"][part] == true)
    );
    let system = admin.get("/system").ok();
    assert_eq!((system["folders"].as_u64(), system["states"]["on_loan"].as_u64()), (Some(2_030), Some(64)));
    assert_eq!(json!(text(&system, "incarnation").is_empty()), false);
}

#[test]
fn decode_prints_a_line_for_each_picture_and_needs_no_archive() {
    let folder = tempfile::tempdir().unwrap();
    let code = qrcode::QrCode::new(b"HTTPS://A.EXAMPLE/F/X|Y\\Z").unwrap();
    let side = code.width() as u32 + 8;
    let picture = image::GrayImage::from_fn(side * 4, side * 4, |x, y| {
        let (x, y) = ((x / 4).wrapping_sub(4) as usize, (y / 4).wrapping_sub(4) as usize);
        let is_dark = x < code.width() && y < code.width() && code[(x, y)] == qrcode::Color::Dark;
        image::Luma([if is_dark { 0 } else { 255 }])
    });
    let [page, blank, text] = ["page.png", "blank.jpg", "text.png"].map(|name| folder.path().join(name));
    picture.save(&page).unwrap();
    image::GrayImage::from_pixel(80, 80, image::Luma([250])).save(&blank).unwrap();
    std::fs::write(&text, "no picture").unwrap();
    let data = folder.path().join("none");
    let [page, blank, text] = [&page, &blank, &text].map(|path| path.to_str().unwrap());
    let read = run(&data, &["decode", page, blank]);
    assert!(read.status.success(), "{}", said(&read));
    let expected = format!("{page}\tHTTPS://A.EXAMPLE/F/X\\pY\\\\Z\n{blank}\t\n");
    assert_eq!(String::from_utf8(read.stdout).unwrap(), expected);
    let read = run(&data, &["decode", text, page]);
    assert_eq!(read.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&read.stderr).contains("TXT files cannot be read; use PDF, TIFF, JPEG, PNG or WebP."),
        "{}",
        said(&read)
    );
    assert!(String::from_utf8(read.stdout).unwrap().starts_with(&format!("{text}\t\n{page}\tHTTPS")));
}

#[test]
fn scanned_files_go_with_the_data_wherever_a_command_is_given() {
    let (room, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/scans/grey.jpg");
    let (page, copy) = (page.to_str().unwrap(), room.path().join("copy"));
    // As somebody who names the data and nothing else, from a folder of his own.
    let ran = |data: &str, arguments: &[&str]| {
        let mut command = strongroom(&room.path().join(data));
        let output = command.env_remove("STRONGROOM_SCANS").current_dir(&elsewhere).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        said(&output)
    };
    let originals = |beside: &str| {
        let folders = std::fs::read_dir(room.path().join(beside).join("scans/originals")).into_iter().flatten();
        folders
            .flatten()
            // Beside those that are named by two digits of a file's own lies the one in which files arrive.
            .filter(|entry| entry.file_name().len() == 2 && std::fs::read_dir(entry.path()).unwrap().count() == 1)
            .count()
    };
    ran("here/data", &["intake", page]);
    assert_eq!(originals("here"), 1);
    ran("here/data", &["backup", copy.to_str().unwrap()]);
    ran("there/data", &["restore", copy.to_str().unwrap()]);
    assert_eq!(originals("there"), 1);
    assert!(ran("there/data", &["verify"]).contains("The ledger is whole."));
    assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 0, "nothing is left where somebody happened to stand");
}
