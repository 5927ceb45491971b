//! Intake on bad days: children that break, kills of the service at every stage, a full disk, several services on one inbox.
//! Nothing is lost, and nothing is filed twice.

use super::stack::Seed;
use super::stack::sheet::Sheet;
use super::{all_read, archive, emptied, jpeg, label, left, pdf, places, printed, put, scans};
use crate::bad_days::Random;
use crate::bad_days::mounts::Mount;
use crate::support::{Answer, Client, Server, eventually, folder, run, said, set_up_dealer, text};
use reqwest::Method;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::Command;

/// The child that reads scans for a server, if one does.
fn child(server: &Server) -> Option<u32> {
    let threads = std::fs::read_dir(format!("/proc/{}/task", server.process())).ok()?;
    let lists = threads.filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("children")).ok());
    let children: Vec<u32> =
        lists.flat_map(|list| list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>()).collect();
    let reads = |pid: &u32| {
        let line = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        line.contains("scan-worker")
    };
    children.into_iter().find(reads)
}

fn signal(pid: u32, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &pid.to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn a_child_that_crashes_or_hangs_is_set_aside_by_name_with_what_it_read_and_the_next_file_is_read() {
    let server = Server::start_with(&["--inbox-seconds", "1", "--scan-workers", "1", "--scan-silence-seconds", "20"]);
    let admin = server.administrator();
    set_up_dealer(&admin);
    admin.patch("/settings", serde_json::json!({"base_url": "https://archive.example.com"})).ok();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let (mut seed, scans_dir) = (Seed(41), scans(&server));
    for (name, word, fault) in [("crashing.pdf", "ABRT", "crashed"), ("hanging.pdf", "STOP", "too_slow")] {
        let mut pages = vec![label(&mut seed, &code)];
        pages.extend((0..8).map(|_| Sheet::printed(&mut seed, 200)));
        put(&server, name, &pdf(&pages));
        // Once it has handed its first page over, for it is at the second.
        let pid = eventually("a page", || {
            let scans = admin.all("/scans");
            let hash = scans.iter().find(|scan| text(scan, "file_name") == name).map(|scan| text(scan, "sha256"))?;
            let second = scans_dir.join("previews").join(&hash[..2]).join(&hash).join("0001-240.jpg");
            second.exists().then(|| child(&server)).flatten()
        });
        signal(pid, word);
        let scan = eventually("the fault", || {
            let scans = admin.all("/scans");
            scans.into_iter().find(|scan| text(scan, "file_name") == name && scan["state"] == "failed")
        });
        assert_eq!(text(&scan["fault"], "code"), fault);
        let read = scan["pages"].as_u64().unwrap();
        assert!((1..9).contains(&read), "{read} pages");
    }
    put(&server, "next.jpg", &jpeg(&label(&mut seed, &code)));
    let scans = all_read(&admin, 3);
    assert!(scans.iter().any(|scan| text(scan, "file_name") == "next.jpg" && scan["state"] == "filed"));
    let total: u64 = scans.iter().map(|scan| scan["pages"].as_u64().unwrap()).sum();
    assert_eq!(places(&admin, &code).len() as u64, total, "what was read before is filed");
    // Nobody knows whose the pages are that were not read.
    let bag = admin.request(Method::GET, &format!("/folders/{code}/bag")).send().unwrap().bytes().unwrap();
    let holds = |name: &[u8]| bag.windows(name.len()).any(|part| part == name);
    assert!(holds(b"data/pages/") && !holds(b"data/originals/"));
}

#[test]
fn what_is_written_to_a_file_that_was_taken_already_is_a_file_of_its_own() {
    // Long enough from one look to the next for somebody to write in between.
    let server = Server::start_with(&["--inbox-seconds", "4"]);
    let admin = server.administrator();
    let mut seed = Seed(59);
    let half = jpeg(&printed(&mut seed));
    put(&server, "page.jpg", &half);
    let inbox = scans(&server).join("inbox");
    // As a scanner does that has it open over the network, whatever it is called by then.
    let taken = eventually("the file to be received", || {
        let is_known = !admin.all("/scans").is_empty();
        left(&inbox).into_iter().find(|path| is_known && !path.starts_with(inbox.join("page.jpg")))
    });
    std::fs::OpenOptions::new().append(true).open(&taken).unwrap().write_all(b"the rest").unwrap();
    let sizes: BTreeSet<u64> = all_read(&admin, 2).iter().map(|scan| scan["bytes"].as_u64().unwrap()).collect();
    assert_eq!(sizes, BTreeSet::from([half.len() as u64, half.len() as u64 + 8]));
    emptied(&server);
}

#[test]
fn kills_at_any_moment_lose_nothing_and_file_nothing_twice() {
    const FILES: usize = 5;
    // Fewer than after which a scan is set aside for taking the service down.
    const KILLS: u64 = 4;
    let mut random = Random::told("kills of intake");
    let (mut server, admin, [one, _]) = archive();
    let mut seed = Seed(43);
    for at in 0..FILES {
        put(&server, &format!("{at}.pdf"), &pdf(&[label(&mut seed, &one), printed(&mut seed)]));
    }
    let mut admin = admin;
    for _ in 0..KILLS {
        // Anywhere between the first look and the last page: the more is done, the later.
        std::thread::sleep(std::time::Duration::from_millis(random.below(2_500)));
        server.kill9();
        server.restart();
        admin = admin.at(&server);
    }
    let scans = all_read(&admin, FILES);
    assert!(scans.iter().all(|scan| scan["state"] == "filed" && scan["pages"] == 2), "{scans:?}");
    let pages = admin.all(&format!("/folders/{one}/pages"));
    let each: BTreeSet<(u64, u64)> =
        pages.iter().map(|page| (page["scan"].as_u64().unwrap(), page["index"].as_u64().unwrap())).collect();
    assert_eq!((pages.len(), each.len()), (2 * FILES, 2 * FILES));
    emptied(&server);
}

#[test]
fn a_file_whose_reading_is_killed_more_often_than_it_may_break_is_read_on_behind_what_was_read() {
    // More than after which a file that never gets any further is set aside.
    const KILLS: usize = 7;
    let (mut server, mut admin, [one, _]) = archive();
    let mut seed = Seed(67);
    let mut pages = vec![label(&mut seed, &one)];
    pages.extend((0..2 * KILLS).map(|_| Sheet::printed(&mut seed, 200)));
    put(&server, "long.pdf", &pdf(&pages));
    let journal = server.data().join("intake/pages-0");
    let known = || std::fs::read_to_string(&journal).map_or(0, |text| text.lines().count().saturating_sub(1));
    let mut drawn = None;
    for kill in 1..=KILLS {
        let before = known();
        eventually("another page", || (known() > before.max(kill - 1)).then_some(()));
        server.kill9();
        let hash = text(&admin_scan(&mut server, &mut admin), "sha256");
        let first = scans(&server).join("previews").join(&hash[..2]).join(&hash).join("0000-240.jpg");
        let at = std::fs::metadata(first).unwrap().modified().unwrap();
        assert_eq!(*drawn.get_or_insert(at), at, "the first page was read again");
    }
    let scans = all_read(&admin, 1);
    assert_eq!((scans[0]["state"].as_str(), scans[0]["pages"].as_u64()), (Some("filed"), Some(pages.len() as u64)));
    let mut found = places(&admin, &one);
    found.sort_unstable();
    assert_eq!(found, (1..=pages.len() as u64).collect::<Vec<_>>());
    assert!(!journal.exists(), "what is in the ledger is kept nowhere else");
}

/// The only scan, once the server runs again.
fn admin_scan(server: &mut Server, admin: &mut Client) -> serde_json::Value {
    server.restart();
    *admin = admin.at(server);
    admin.all("/scans").remove(0)
}

#[test]
fn on_a_full_disk_a_file_stays_in_the_inbox_and_is_taken_when_there_is_room() {
    // More than has to be free for a file to be taken.
    let Some(mount) = Mount::tmpfs(200) else { return };
    let server = Server::at(&mount.path().join("data"), &["--inbox-seconds", "1"]);
    let admin = server.administrator();
    set_up_dealer(&admin);
    admin.patch("/settings", serde_json::json!({"base_url": "https://archive.example.com"})).ok();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let page = jpeg(&label(&mut Seed(47), &code));
    let inbox = scans(&server).join("inbox");
    std::fs::create_dir_all(&inbox).unwrap();
    // As a scanner does that goes on for a while: its file is there before the disk is full.
    let held = inbox.join("page.jpg.part");
    std::fs::write(&held, &page).unwrap();
    let filler = mount.fill();
    std::fs::rename(&held, inbox.join("page.jpg")).unwrap();
    let log = server.data().with_extension("log");
    let upload = |client: &Client| {
        let request = client.request(Method::POST, "/scans?name=other.jpg");
        Answer::of(
            request.header("content-type", "application/octet-stream").body(jpeg(&Sheet::printed(&mut Seed(53), 60))),
        )
    };
    upload(&admin).refused(503, "StorageFull");
    let told = run(server.data(), &["intake", inbox.join("page.jpg").to_str().unwrap()]);
    assert_eq!(told.status.code(), Some(1), "{}", said(&told));
    let doctor = said(&run(server.data(), &["doctor", "--scans", scans(&server).to_str().unwrap()]));
    let told = doctor.lines().any(|line| line.starts_with("room for scans") && line.contains("WHICH IS LITTLE"));
    assert!(told, "{doctor}");
    let warnings = admin.get("/system").ok()["warnings"].clone();
    assert!(warnings.as_array().unwrap().iter().any(|warning| warning["code"] == "disk_low"), "{warnings}");
    assert!(inbox.join("page.jpg").exists() && admin.all("/scans").is_empty());
    filler.remove();
    let scans = all_read(&admin, 1);
    assert_eq!((scans[0]["state"].as_str(), places(&admin, &code)), (Some("filed"), vec![1]), "{:?}", log.exists());
    assert_eq!(upload(&admin).status, 201);
    eventually("the inbox to be empty", || left(&inbox).is_empty().then_some(()));
}

#[test]
fn of_two_services_on_one_inbox_each_file_goes_to_one_and_the_command_line_beside_them_files_nothing_twice() {
    const FILES: usize = 24;
    let room = tempfile::tempdir().unwrap();
    let shared = room.path().join("shared");
    let environment = [("STRONGROOM_SCANS", shared.to_str().unwrap().to_owned())];
    let start = |name: &str| {
        let server =
            Server::at_with(&room.path().join(name), &["--inbox-seconds", "1", "--scan-workers", "1"], &environment);
        let admin = server.administrator();
        set_up_dealer(&admin);
        (server, admin)
    };
    let ((first, one), (_second, two)) = (start("first"), start("second"));
    let mut seed = Seed(59);
    let inbox = shared.join("inbox");
    let mut paths = Vec::new();
    for at in 0..FILES {
        let path = inbox.join(format!("{at}.jpg"));
        let half = inbox.join(format!(".{at}"));
        std::fs::write(&half, jpeg(&Sheet::printed(&mut seed, 40))).unwrap();
        std::fs::rename(half, &path).unwrap();
        paths.push(path.to_str().unwrap().to_owned());
    }
    // By hand too, while both services look: whichever is first, the other finds it known or gone.
    let mut arguments = vec!["intake"];
    arguments.extend(paths[..4].iter().map(String::as_str));
    let told = said(&run(first.data(), &arguments));
    let hashes = |admin: &Client| admin.all("/scans").iter().map(|scan| text(scan, "sha256")).collect::<Vec<_>>();
    let (of_one, of_two) = eventually("all files to be received", || {
        let (of_one, of_two) = (hashes(&one), hashes(&two));
        let all: BTreeSet<&String> = of_one.iter().chain(&of_two).collect();
        (all.len() == FILES && left(&inbox).is_empty()).then_some((of_one, of_two))
    });
    let by_hand: BTreeSet<&str> = told.lines().filter(|line| line.contains("pages filed")).collect();
    let both = of_one.iter().filter(|hash| of_two.contains(hash)).count();
    // What was given to the first by hand was still in the inbox, and that file is whoever's who takes it.
    assert!(both <= by_hand.len(), "{both} files went to both, {told}");
    for (admin, count) in [(&one, of_one.len()), (&two, of_two.len())] {
        let scans = all_read(admin, count);
        assert!(scans.iter().all(|scan| scan["pages"] == 1 && scan["fault"].is_null()), "{scans:?}");
        assert_eq!(hashes(admin).iter().collect::<BTreeSet<_>>().len(), count, "none twice");
    }
}
