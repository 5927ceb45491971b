//! Backups of a serving archive, restored, drilled, and spoilt.

use super::support::{Server, ciphers, dealer, eventually, folder, run, said, strongroom, text};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

/// A file with a passphrase.
fn passphrase(room: &Path, text: &str) -> String {
    let path = room.join("phrase");
    std::fs::write(&path, format!("{text}\n")).unwrap();
    path.to_str().unwrap().to_owned()
}

/// How many frames a command line says it backed up.
fn frames(words: &str) -> u64 {
    let said = words.split("Backed up ").nth(1).unwrap_or_else(|| panic!("{words}"));
    said.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn every_command_answered_before_a_backups_last_frame_is_in_it_while_four_clients_write() {
    let (server, admin) = dealer();
    let room = tempfile::tempdir().unwrap();
    let (copy, other) = (room.path().join("copy"), room.path().join("other"));
    let phrase = passphrase(room.path(), "every folder has a slot");
    let backup = || {
        let made = run(server.data(), &["backup", copy.to_str().unwrap(), "--passphrase-file", &phrase]);
        assert!(made.status.success(), "{}", said(&made));
        frames(&said(&made))
    };
    let done = AtomicBool::new(false);
    let (known, answered) = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut answered = Vec::new();
                    while !done.load(Ordering::Relaxed) {
                        let body = admin.post("/folders", folder("NEW", "2026-03-05", "张伟")).ok();
                        answered.push((body["seq"].as_u64().unwrap(), text(&body, "code")));
                    }
                    answered
                })
            })
            .collect();
        let before = admin.register(folder("NEW", "2026-03-05", "李四"));
        let at_least = admin.get("/system").ok()["seq"].as_u64().unwrap();
        let seqs: Vec<_> = (0..3).map(|_| backup()).collect();
        assert!(seqs[0] >= at_least && seqs.is_sorted(), "{seqs:?}");
        done.store(true, Ordering::Relaxed);
        let mut answered: Vec<_> = writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
        answered.push((at_least, before));
        (seqs[2], answered)
    });
    let restored = run(&other, &["restore", copy.to_str().unwrap(), "--passphrase-file", &phrase]);
    assert!(restored.status.success(), "{}", said(&restored));
    let elsewhere = Server::at(&other, &[]);
    let there = elsewhere.sign_in("admin");
    let in_it: Vec<_> = answered.iter().filter(|(seq, _)| *seq <= known).collect();
    assert!(in_it.len() > 8, "{}", in_it.len());
    for (seq, code) in in_it {
        assert_eq!(there.get(&format!("/folders/{code}")).status, 200, "frame {seq} of {known}");
    }
}

#[test]
fn a_backup_killed_at_any_moment_is_gone_on_with() {
    let server = Server::start_with(&["--demo", "--inbox-seconds", "0"]);
    let room = tempfile::tempdir().unwrap();
    let copy = room.path().join("copy");
    for wait_ms in [0, 20, 60, 120, 250, 400] {
        let mut backing_up: Child = strongroom(server.data())
            .args(["backup", copy.to_str().unwrap()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait_ms));
        backing_up.kill().unwrap();
        backing_up.wait().unwrap();
    }
    let made = run(server.data(), &["backup", copy.to_str().unwrap()]);
    assert!(made.status.success(), "{}", said(&made));
    let checked = run(server.data(), &["backup", "--check", copy.to_str().unwrap()]);
    assert!(checked.status.success() && !said(&checked).contains("cut short"), "{}", said(&checked));
}

#[test]
fn the_service_backs_up_by_itself_says_so_and_says_loudly_when_it_cannot() {
    let room = tempfile::tempdir().unwrap();
    let copy = room.path().join("copy");
    let to = ["--backup-to", copy.to_str().unwrap(), "--backup-times", "every 5 minutes"];
    let mut server = Server::start_with(&to);
    let admin = server.administrator();
    let shown = || admin.get("/system").ok()["backup"].clone();
    let good = eventually("a first backup", || Some(shown()).filter(|backup| backup["last_good_seq"].is_u64()));
    assert!(good["failure"].is_null() && good["next_at"].is_string(), "{good}");
    assert!(text(&good, "place").ends_with("copy"));
    assert!(admin.get("/metrics").text.contains("strongroom_backup_failures 0"));
    assert!(said(&run(server.data(), &["doctor"])).contains("last good backup  20"));
    let checked = run(server.data(), &["backup", "--check", copy.to_str().unwrap()]);
    assert!(checked.status.success(), "{}", said(&checked));
    assert_eq!(server.stop(), Some(0));
    // The disk is not there any more.
    std::fs::remove_dir_all(&copy).unwrap();
    std::fs::write(&copy, "a file in its place").unwrap();
    std::fs::remove_file(server.data().join("backup-status.json")).unwrap();
    server.restart();
    let admin = server.sign_in("admin");
    let failed = eventually("a failure", || {
        Some(admin.get("/system").ok()["backup"].clone()).filter(|backup| backup["failure"].is_string())
    });
    assert!(text(&failed, "failure").contains("copy"), "{failed}");
    assert!(server.log().contains("THE BACKUP FAILED"));
    assert!(admin.get("/metrics").text.contains("strongroom_backup_failures 1"));
    assert!(said(&run(server.data(), &["doctor"])).contains("FAILED"));
}

#[test]
fn a_time_table_that_makes_no_sense_does_not_start() {
    let room = tempfile::tempdir().unwrap();
    for arguments in [
        &["--backup-to", "x", "--backup-times", "sometimes"][..],
        &["--backup-times", "every day 02:00"],
        &["--backup-to", "x", "--backup-keep", "much"],
    ] {
        let started = run(&room.path().join("data"), &[&["serve", "--listen", "127.0.0.1:0"], arguments].concat());
        assert_eq!(started.status.code(), Some(1), "{arguments:?}");
        assert!(said(&started).contains("backup_"), "{}", said(&started));
    }
}

#[test]
fn a_drill_is_one_command_and_a_flipped_byte_makes_it_fail() {
    let (server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    admin.attach(&format!("/folders/{code}/attachments"), "a.pdf", b"%PDF-1.7 a letter".to_vec(), "");
    let room = tempfile::tempdir().unwrap();
    let copy = room.path().join("copy");
    let phrase = passphrase(room.path(), "every folder has a slot");
    let with = |arguments: &[&str]| {
        let place = [copy.to_str().unwrap(), "--passphrase-file", &phrase];
        let output = strongroom(server.data()).args(arguments).args(place).env("TMPDIR", room.path()).output().unwrap();
        (output.status.code().unwrap(), said(&output))
    };
    assert_eq!(with(&["backup"]).0, 0);
    let before = std::fs::read_dir(room.path()).unwrap().count();
    let (status, words) = with(&["restore", "--drill"]);
    assert!(status == 0 && words.contains("The drill went well") && words.contains("1 folders"), "{words}");
    assert!(words.contains("1 files came back, 0 did not."), "{words}");
    assert_eq!(std::fs::read_dir(room.path()).unwrap().count(), before, "nothing is left of it");
    let (status, words) = with(&["backup", "--list"]);
    assert!(status == 0 && words.lines().count() == 2, "{words}");
    for piece in objects(&copy.join("pieces")) {
        let whole = std::fs::read(&piece).unwrap();
        let mut flipped = whole.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        std::fs::write(&piece, flipped).unwrap();
        for command in [&["backup", "--check"][..], &["restore", "--drill"]] {
            let (status, words) = with(command);
            let name = piece.file_name().unwrap().to_str().unwrap();
            assert!(status == 1 && words.contains(name), "{command:?}: {words}");
        }
        std::fs::write(&piece, whole).unwrap();
    }
    std::fs::write(&phrase, "every folder has a home").unwrap();
    let (status, words) = with(&["restore", "--drill"]);
    assert!(status == 1 && words.contains("not the passphrase") && !words.contains("has a home"), "{words}");
}

fn objects(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() { found.extend(objects(&path)) } else { found.push(path) }
    }
    found
}

/// A server that speaks S3, killed when this is dropped.
struct Bucket(Child, u16);

impl Drop for Bucket {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Bucket {
    /// `moto_server` from PyPI's `moto[server]`: beside the build, in the path, or nowhere.
    fn start() -> Option<Self> {
        let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/moto/bin/moto_server");
        let named = std::env::var_os("MOTO_SERVER").map(PathBuf::from);
        let program = named.unwrap_or(if beside.exists() { beside } else { "moto_server".into() });
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = std::process::Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &free.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
        let bucket = Self(command.spawn().ok()?, free);
        ciphers();
        let address = format!("http://127.0.0.1:{free}/archive");
        eventually("a bucket", || {
            reqwest::blocking::Client::new().put(&address).send().ok().filter(|answer| answer.status().is_success())
        });
        Some(bucket)
    }
}

#[test]
fn a_bucket_that_speaks_s3_is_a_destination_like_a_folder() {
    let Some(bucket) = Bucket::start() else {
        eprintln!(
            "SKIPPED: no moto_server; `python3 -m venv target/moto && target/moto/bin/pip install 'moto[server]'`"
        );
        return;
    };
    let (server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let room = tempfile::tempdir().unwrap();
    let phrase = passphrase(room.path(), "every folder has a slot");
    let other = room.path().join("other");
    let with = |data: &Path, arguments: &[&str]| {
        let mut command = strongroom(data);
        command.env("AWS_ENDPOINT", format!("http://127.0.0.1:{}", bucket.1)).env("AWS_ALLOW_HTTP", "true");
        command.env("AWS_ACCESS_KEY_ID", "key").env("AWS_SECRET_ACCESS_KEY", "secret").env("AWS_REGION", "us-east-1");
        command.args(arguments).args(["s3://archive/strong/room", "--passphrase-file", &phrase]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        said(&output)
    };
    with(server.data(), &["backup"]);
    admin.register(folder("NEW", "2026-03-06", "李四"));
    with(server.data(), &["backup", "--backup-keep", "last 1"]);
    assert!(with(server.data(), &["backup", "--check"]).contains("1 snapshots in s3://archive/strong/room, all whole"));
    assert!(with(server.data(), &["restore", "--drill"]).contains("2 folders"));
    with(&other, &["restore"]);
    let elsewhere = Server::at(&other, &[]);
    let card: Value = elsewhere.sign_in("admin").get(&format!("/folders/{code}")).ok();
    assert_eq!(card["code"], code);
}

#[test]
fn a_backup_made_while_serving_is_restored_elsewhere_and_is_whole() {
    let (server, admin) = dealer();
    let first = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let room = tempfile::tempdir().unwrap();
    let (copy, other) = (room.path().join("copy"), room.path().join("other"));
    let phrase = passphrase(room.path(), "every folder has a slot");
    // Somebody keeps working meanwhile.
    let working = {
        let admin = admin.clone();
        std::thread::spawn(move || {
            (0..40).map(|at| admin.register(folder("NEW", "2026-03-06", &format!("客户{at}")))).collect::<Vec<_>>()
        })
    };
    let made = run(server.data(), &["backup", copy.to_str().unwrap(), "--passphrase-file", &phrase]);
    assert!(made.status.success(), "{}", said(&made));
    working.join().unwrap();
    // Again, on top: brought up to date.
    let last = admin.register(folder("NEW", "2026-03-07", "李四"));
    let made = run(server.data(), &["backup", copy.to_str().unwrap(), "--passphrase-file", &phrase]);
    assert!(made.status.success(), "{}", said(&made));
    let restored = run(&other, &["restore", copy.to_str().unwrap(), "--passphrase-file", &phrase]);
    assert!(restored.status.success(), "{}", said(&restored));
    let verified = run(&other, &["verify"]);
    assert!(verified.status.success() && said(&verified).contains("The ledger is whole."), "{}", said(&verified));
    let again = run(&other, &["restore", copy.to_str().unwrap(), "--passphrase-file", &phrase]);
    assert!(!again.status.success(), "not over an archive");
    let elsewhere = Server::at(&other, &[]);
    assert_eq!(elsewhere.one_time_password, "", "the accounts came along");
    let there = elsewhere.sign_in("admin");
    for code in [&first, &last] {
        let (here, there) = (admin.get(&format!("/folders/{code}")), there.get(&format!("/folders/{code}")));
        assert_eq!(here.body["where"]["home"], there.body["where"]["home"]);
        assert_eq!(here.body["title"], there.body["title"]);
        assert_ne!(here.etag(), there.etag(), "positions of the old archive are not positions of this one");
    }
    let (here, there) = (admin.get("/system").ok(), there.get("/system").ok());
    assert_ne!(here["incarnation"], there["incarnation"]);
    assert_eq!(here["folders"], there["folders"]);
}

#[test]
fn nonsense_is_not_restored() {
    let room = tempfile::tempdir().unwrap();
    let (empty, data) = (room.path().join("empty"), room.path().join("data"));
    std::fs::create_dir(&empty).unwrap();
    let restored = run(&data, &["restore", empty.to_str().unwrap()]);
    assert_eq!(restored.status.code(), Some(1), "{}", said(&restored));
    // And the directory can still become an archive.
    let server = Server::at(&data, &[]);
    server.administrator().get("/system").ok();
}
