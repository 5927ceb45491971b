//! Power cuts, torn lines, flipped bytes: what was acknowledged is there, and nothing is half done.

use super::support::{
    Answer, Client, append_to, dealer, eventually, folder, last_segment, run, said, strongroom, text,
};
use reqwest::Method;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Many rows, some of them bad.
fn table(rows: usize) -> Vec<u8> {
    let mut table = "旧档号,客户名称,证件号码,联系电话,业务类型,业务日期,厚度mm,备注\n".to_owned();
    for row in 0..rows {
        let kind = if row % 97 == 5 { "不存在" } else { ["新车销售", "小修", "保养"][row % 3] };
        let (month, day) = (row / 28 % 12 + 1, row % 28 + 1);
        writeln!(table, "DA-{row:06},客户{row},HT2020{row:08},138{row:08},{kind},2021-{month:02}-{day:02},3,第{row}行")
            .unwrap();
    }
    table.into_bytes()
}

fn outcome(admin: &Client, id: &str) -> (Value, Vec<Value>, String, Vec<String>) {
    let job = admin.import_done(id);
    let progress = ["done", "total", "good", "bad"].map(|name| job["progress"][name].clone());
    let bad_rows = admin.get(&format!("/imports/{id}/bad-rows.csv")).text;
    let codes = (0..2_000).step_by(131).map(|row| {
        let answer = admin.get(&format!("/folders/DA-{row:06}"));
        format!("{} {} {}", answer.body["code"], answer.body["title"], answer.body["where"]["home"]["slot"])
    });
    (json!([job["state"], progress]), admin.report(id), bad_rows, codes.collect())
}

#[test]
fn an_import_that_is_killed_goes_on_by_itself_and_ends_as_if_nothing_had_been() {
    const ROWS: usize = 2_000;
    let undisturbed = {
        let (_server, admin) = dealer();
        // What came in before from elsewhere is known in either case.
        admin.import("before.csv", table(40));
        let job = admin.import("t.csv", table(ROWS));
        outcome(&admin, &text(&job, "id"))
    };
    let (mut server, mut admin) = dealer();
    admin.import("before.csv", table(40));
    let job = admin.upload("t.csv", table(ROWS)).ok();
    let id = text(&job, "id");
    admin.post(&format!("/imports/{id}/run"), json!({"mapping": job["mapping"], "placement": "stated_or_assign"})).ok();
    for part in [300, 1_100] {
        let reached = eventually("some progress", || {
            let job = admin.get(&format!("/imports/{id}")).ok();
            let done = job["progress"]["done"].as_u64().unwrap();
            (done >= part || job["state"] == "done").then_some((done, job["state"] == "done"))
        });
        assert!(!reached.1, "the table is too small to be killed in the middle of");
        server.kill9();
        server.restart();
        admin = admin.at(&server);
    }
    assert_eq!(outcome(&admin, &id), undisturbed);
    assert_eq!(admin.get("/system").ok()["folders"].as_u64().unwrap() as usize, ROWS - undisturbed_bad(ROWS));
    server.stop();
    let verified = run(server.data(), &["verify"]);
    assert!(verified.status.success(), "{}", said(&verified));
}

fn undisturbed_bad(rows: usize) -> usize {
    (0..rows).filter(|row| row % 97 == 5).count()
}

#[test]
fn every_check_out_that_was_acknowledged_is_there_after_a_kill() {
    const FOLDERS: usize = 240;
    const THREADS: usize = 6;
    let (mut server, admin) = dealer();
    admin.post("/people", json!({"name": "li", "display_name": "LI", "role": "borrower", "may_sign_in": false})).ok();
    let mut codes = Vec::new();
    for part in 0..FOLDERS / 60 {
        let folders: Vec<Value> = (0..60).map(|at| folder("NEW", "2026-03-05", &format!("客户{part}-{at}"))).collect();
        let results = admin.post("/folders/batch", json!({"folders": folders})).ok();
        codes.extend(results["results"].as_array().unwrap().iter().map(|result| text(&result["folder"], "code")));
    }
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let stop = Arc::new(AtomicBool::new(false));
    let lending: Vec<_> = (0..THREADS)
        .map(|thread| {
            let (admin, acknowledged, stop) = (admin.clone(), acknowledged.clone(), stop.clone());
            let mine: Vec<String> = codes.iter().skip(thread).step_by(THREADS).cloned().collect();
            std::thread::spawn(move || {
                // Pairs, so that one could be half done.
                for pair in mine.chunks(2) {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let request =
                        admin.request(Method::POST, "/checkouts").json(&json!({"borrower": "li", "codes": pair}));
                    match Answer::perhaps(request) {
                        Some(answer) => {
                            let results = answer.ok();
                            assert!(
                                results["results"].as_array().unwrap().iter().all(|result| result["problem"].is_null())
                            );
                            acknowledged.lock().unwrap().push(pair.to_vec());
                        }
                        None => return,
                    }
                }
            })
        })
        .collect();
    eventually("some loans", || (acknowledged.lock().unwrap().len() >= 25).then_some(()));
    server.kill9();
    stop.store(true, Ordering::Relaxed);
    lending.into_iter().for_each(|thread| thread.join().unwrap());
    server.restart();
    let admin = admin.at(&server);
    let lent: std::collections::BTreeSet<String> =
        admin.all("/loans").iter().map(|loan| text(&loan["folder"], "code")).collect();
    let acknowledged = acknowledged.lock().unwrap();
    assert!(acknowledged.len() < FOLDERS / 2, "it was killed in the middle");
    for pair in acknowledged.iter() {
        assert!(pair.iter().all(|code| lent.contains(code)), "{pair:?} was acknowledged");
    }
    for thread in 0..THREADS {
        let mine: Vec<&String> = codes.iter().skip(thread).step_by(THREADS).collect();
        for pair in mine.chunks(2) {
            let out = pair.iter().filter(|code| lent.contains(**code)).count();
            assert_ne!(out, 1, "{pair:?} is half done");
        }
    }
    let again = admin.post(&format!("/folders/{}/checkout", acknowledged[0][0]), json!({"borrower": "li"}));
    again.refused(409, "FolderOnLoan");
}

#[test]
fn a_torn_last_line_is_cut_off_and_nothing_acknowledged_is_lost() {
    let (mut server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let seq = admin.get("/system").ok()["seq"].clone();
    for garbage in [&b"{\"v\":1,\"seq\":"[..], b"\0\0\0\0\0\0\0\0", b"\xff\xfe nonsense \n half a line", b"\n\n\n"] {
        server.kill9();
        append_to(&last_segment(server.data())).write_all(garbage).unwrap();
        server.restart();
        let admin = admin.at(&server);
        assert_eq!(admin.get("/system").ok()["seq"], seq);
        assert_eq!(admin.get(&format!("/folders/{code}")).ok()["title"], "张伟");
    }
    let admin = admin.at(&server);
    let next = admin.post("/folders", folder("NEW", "2026-03-05", "李四")).ok();
    assert_eq!(next["seq"].as_u64(), seq.as_u64().map(|seq| seq + 1));
    // Cut in the middle of the last frame: that one was acknowledged and is gone only because the disk lost it; what
    // stands before it is whole.
    server.stop();
    let verified = run(server.data(), &["verify"]);
    assert!(verified.status.success(), "{}", said(&verified));
}

#[test]
fn a_flipped_byte_in_the_middle_is_refused_loudly_and_named() {
    let (mut server, admin) = dealer();
    for at in 0..5 {
        admin.register(folder("NEW", "2026-03-05", &format!("客户{at}")));
    }
    server.stop();
    let path = last_segment(server.data());
    let whole = std::fs::read(&path).unwrap();
    // Behind its last line a segment may hold newlines that were written ahead.
    let middle = whole.trim_ascii_end().len() / 2;
    let mut flipped = whole.clone();
    flipped[middle] ^= 0x01;
    std::fs::write(&path, &flipped).unwrap();
    // Without the checkpoint, which would spare reading it.
    for entry in std::fs::read_dir(server.data()).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.file_name().unwrap().to_string_lossy().contains("checkpoint") && entry.is_file() {
            std::fs::remove_file(entry).unwrap();
        }
    }
    let verified = run(server.data(), &["verify"]);
    assert_eq!(verified.status.code(), Some(1), "{}", said(&verified));
    let words = said(&verified);
    assert!(words.contains("WRONG  ledger") && super::support::is_chinese(&words), "{words}");
    let served = run(server.data(), &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(served.status.code(), Some(1), "{}", said(&served));
    assert_eq!(std::fs::read(&path).unwrap(), flipped, "nobody mends a ledger by guessing");
    let backed_up = run(server.data(), &["backup", &server.data().join("../copy").to_string_lossy()]);
    assert!(!backed_up.status.success(), "a backup of damage is none");
    std::fs::write(&path, &whole).unwrap();
    server.restart();
    assert_eq!(server.sign_in("admin").get("/system").ok()["folders"], 5);
}

#[test]
fn views_and_index_may_be_lost_or_broken_at_any_time() {
    let (mut server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", "欧阳晓峰"));
    admin.search("欧阳");
    server.kill9();
    std::fs::remove_dir_all(server.data().join("views")).unwrap();
    std::fs::remove_dir_all(server.data().join("search")).unwrap();
    server.restart();
    let admin = admin.at(&server);
    assert_eq!(admin.get(&format!("/folders/{code}")).ok()["title"], "欧阳晓峰");
    assert_eq!(admin.search("欧阳").len(), 1);
    server.kill9();
    for folder in ["views", "search"] {
        for file in files_in(&server.data().join(folder)) {
            let length = std::fs::metadata(&file).unwrap().len() as usize;
            std::fs::write(&file, vec![0x5a; length]).unwrap();
        }
    }
    server.restart();
    let admin = admin.at(&server);
    let card =
        eventually("the card", || Some(admin.get(&format!("/folders/{code}"))).filter(|answer| answer.status == 200));
    assert_eq!(card.ok()["title"], "欧阳晓峰");
    eventually("the hit", || {
        let answer = admin.get("/search?q=%E6%AC%A7%E9%98%B3");
        (answer.status == 200 && answer.body["total"] == 1).then_some(())
    });
}

fn files_in(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() { files.extend(files_in(&path)) } else { files.push(path) }
    }
    files
}

#[test]
fn a_clean_stop_answers_what_was_asked_and_ends_with_zero() {
    let (mut server, admin) = dealer();
    let asking = {
        let admin = admin.clone();
        std::thread::spawn(move || admin.post("/folders", folder("NEW", "2026-03-05", "张伟")).ok())
    };
    std::thread::sleep(Duration::from_millis(5));
    let card = asking.join().unwrap();
    assert_eq!(server.stop(), Some(0), "{}", server.log());
    server.restart();
    let admin = admin.at(&server);
    assert_eq!(admin.get(&format!("/folders/{}", text(&card, "code"))).ok()["title"], "张伟");
}

/// The server's standard output is a pipe that takes nothing more: it stands still at the very moment when it says where
/// it is, and is stopped there.
#[test]
fn whoever_knows_where_the_service_is_can_stop_it_in_order() {
    const PIPE_BYTES: usize = 65_536;
    let (mut server, _admin) = dealer();
    assert_eq!(server.stop(), Some(0));
    let (mut reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(&[b' '; PIPE_BYTES]).unwrap();
    let log = server.data().with_extension("second-log");
    let mut child = strongroom(server.data())
        .args(["serve", "--listen", "127.0.0.1:0", "--log-level", "info"])
        .stdout(writer)
        .stderr(std::fs::File::create(&log).unwrap())
        .spawn()
        .unwrap();
    eventually("the start", || std::fs::read_to_string(&log).unwrap().contains("serving").then_some(()));
    let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(asked.success());
    let mut said = String::new();
    reader.read_to_string(&mut said).unwrap();
    assert!(said.contains("Strongroom is at"), "{}", said.trim());
    assert_eq!(child.wait().unwrap().code(), Some(0), "{}", std::fs::read_to_string(&log).unwrap());
}

#[test]
fn an_import_that_is_stopped_goes_on_after_the_next_start() {
    let (mut server, admin) = dealer();
    let job = admin.upload("t.csv", table(1_500)).ok();
    let id = text(&job, "id");
    let options = json!({"mapping": job["mapping"], "placement": "stated_or_assign"});
    admin.post(&format!("/imports/{id}/run"), options).ok();
    eventually("some progress", || {
        let job = admin.get(&format!("/imports/{id}")).ok();
        (job["progress"]["done"].as_u64() >= Some(200)).then_some(())
    });
    assert_eq!(server.stop(), Some(0), "{}", server.log());
    let verified = run(server.data(), &["verify"]);
    assert!(verified.status.success(), "{}", said(&verified));
    server.restart();
    let admin = admin.at(&server);
    let done = admin.import_done(&id);
    let bad = undisturbed_bad(1_500) as u64;
    assert_eq!((done["state"].as_str(), done["progress"]["good"].as_u64()), (Some("done"), Some(1_500 - bad)));
    assert_eq!(admin.get("/system").ok()["folders"].as_u64(), Some(1_500 - bad));
}
