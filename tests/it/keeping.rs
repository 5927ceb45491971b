//! Originals of scans over the years: damage is found, said and mended out of a backup, and all of it comes back.

use super::intake::stack::Seed;
use super::intake::stack::file::jpeg;
use super::intake::stack::sheet::Sheet;
use super::scans::{bytes, filed, photograph, send};
use super::support::{Client, Server, eventually, run, said, set_up_dealer, text};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::PathBuf;
use strongroom::archive::{Meta, Options, open};
use strongroom::clock::Clock;
use strongroom::domain::command::{Command, ScanCommand};
use strongroom::domain::event::Damage;
use strongroom::domain::folder::Actor;
use strongroom::domain::ids::ScanNo;

/// Where the original of a scan lies.
pub(super) fn original(server: &Server, client: &Client, scan: u32) -> PathBuf {
    let hash = text(&client.get(&format!("/scans/{scan}")).ok(), "sha256");
    server.data().join("scans/originals").join(&hash[..2]).join(hash)
}

/// Has all originals read again, and hands back what is known of them then.
pub(super) fn checked(admin: &Client) -> Value {
    let before = admin.get("/system").ok()["originals"]["checked"]["ended_at"].clone();
    assert_eq!(admin.post("/system/originals", json!({})).status, 202);
    eventually("all originals to be read again", || {
        let now = admin.get("/system").ok()["originals"].clone();
        (now["checked"]["ended_at"] != before && now["under_way"].is_null()).then_some(now)
    })
}

/// A photograph of which one bit is another.
pub(super) fn altered(shade: u8) -> Vec<u8> {
    let mut file = photograph(shade);
    let middle = file.len() / 2;
    file[middle] ^= 1;
    file
}

/// Records what a walk over all originals found, as the walk itself does.
fn walked(server: &mut Server, found: impl IntoIterator<Item = ScanCommand>) {
    assert_eq!(server.stop(), Some(0));
    let data = server.data().to_owned();
    let ledger = strongroom::ledger::Options::default();
    let options = Options { scans_dir: data.join("scans"), data_dir: data, clock: Clock::real(), ledger };
    let opened = open(options).unwrap();
    for command in found {
        opened.archive.execute_blocking(Meta::of(Actor::System), Command::Scan(command)).unwrap();
    }
    drop(opened.archive);
    opened.writer.join().unwrap();
    server.restart();
}

#[test]
fn damaged_originals_are_told_everywhere_and_put_back_out_of_a_backup_and_whole_ones_are_left_alone() {
    let (mut server, admin, _) = filed();
    let room = tempfile::tempdir().unwrap();
    let copy = room.path().join("copy").to_str().unwrap().to_owned();
    assert!(run(server.data(), &["backup", &copy]).status.success());
    let (one, other) = (original(&server, &admin, 1), original(&server, &admin, 2));
    let mut altered = photograph(250);
    altered[40] ^= 1;
    std::fs::write(&one, altered).unwrap();
    std::fs::remove_file(&other).unwrap();
    let noted = |scan, damage| ScanCommand::NoteDamaged { scan: ScanNo(scan), damage };
    walked(&mut server, [noted(0, Damage::Altered), noted(1, Damage::Missing)]);
    let admin = server.sign_in("admin");
    let (zh, en) = (admin.in_chinese().get("/system").ok(), admin.get("/system").ok());
    assert_eq!((&en["originals"]["files"], &en["originals"]["damaged"]), (&json!(2), &json!(2)));
    assert!(zh.to_string().contains("有扫描原件文件丢失或被改动") && en.to_string().contains("restore --files"));
    let outside = |path: &str| server.anonymous().get(path).text;
    assert!(outside("/metrics").contains("strongroom_originals_damaged 2"));
    assert!(outside("/readyz").contains("gone or altered: 2"));
    let listed = admin.get("/originals?damaged=true").ok();
    let states: Vec<_> = listed["items"].as_array().unwrap().iter().map(|row| text(row, "state")).collect();
    assert_eq!(
        (states, admin.get("/originals").ok()["total"].clone()),
        (vec!["altered".into(), "missing".into()], json!(2))
    );
    let auditor = server.person(&admin, "auditor", "auditor", None);
    let table = auditor.in_chinese().get("/originals/export?format=csv").text;
    assert!(table.contains("与收到时不一致") && table.contains("文件已丢失") && !table.contains("a.jpg"), "{table}");
    assert_eq!(admin.get("/pages/1").ok()["fixity"]["state"], "altered");
    assert_eq!(admin.get("/scans/2").ok()["damage"], "missing");
    let verified = run(server.data(), &["verify"]);
    assert!(!verified.status.success() && said(&verified).contains("restore --files"), "{}", said(&verified));

    let mended = run(server.data(), &["restore", "--files", &copy]);
    assert!(mended.status.success() && said(&mended).contains("2 were put back"), "{}", said(&mended));
    assert_eq!((std::fs::read(&one).unwrap(), std::fs::read(&other).unwrap()), (photograph(250), photograph(200)));
    let written = std::fs::metadata(&one).unwrap().modified().unwrap();
    let again = run(server.data(), &["restore", "--files", &copy]);
    assert!(said(&again).contains("2 were whole, 0 were put back"), "{}", said(&again));
    assert_eq!(std::fs::metadata(&one).unwrap().modified().unwrap(), written);
    assert!(run(server.data(), &["verify"]).status.success());
    walked(&mut server, [0, 1].map(|scan| ScanCommand::NoteWhole { scan: ScanNo(scan) }));
    let admin = server.sign_in("admin");
    assert_eq!(admin.get("/system").ok()["originals"]["damaged"], 0);
    assert!(!admin.get("/system").ok()["warnings"].to_string().contains("originals_damaged"));

    std::fs::remove_dir_all(server.data().join("scans/originals")).unwrap();
    let empty = room.path().join("empty").to_str().unwrap().to_owned();
    let nowhere = run(server.data(), &["restore", "--files", &empty]);
    assert!(!nowhere.status.success());
    assert!(run(server.data(), &["restore", "--files", &copy]).status.success(), "the whole folder was gone");
}

#[test]
fn data_and_originals_come_back_whole_from_a_backup_and_pages_are_shown_again() {
    let (mut server, admin, code) = filed();
    let room = tempfile::tempdir().unwrap();
    let (copy, phrase, other) = (room.path().join("copy"), room.path().join("phrase"), room.path().join("other"));
    std::fs::write(&phrase, "every folder has a slot\n").unwrap();
    let sealed = ["--passphrase-file", phrase.to_str().unwrap()];
    let backed = run(server.data(), &["backup", copy.to_str().unwrap(), sealed[0], sealed[1]]);
    assert!(backed.status.success(), "{}", said(&backed));
    let before = admin.get(&format!("/folders/{code}/pages")).ok();
    assert_eq!(server.stop(), Some(0));
    for part in ["ledger", "scans", "blobs", "vault", "views", "search"] {
        let _ = std::fs::remove_dir_all(server.data().join(part));
    }
    let restored = run(&other, &["restore", copy.to_str().unwrap(), sealed[0], sealed[1]]);
    assert!(
        restored.status.success() && said(&restored).contains("2 files came back, 0 did not"),
        "{}",
        said(&restored)
    );
    let verified = run(&other, &["verify"]);
    assert!(verified.status.success(), "{}", said(&verified));
    let there = Server::at(&other, &[]);
    let admin = there.sign_in("admin");
    assert_eq!(admin.get(&format!("/folders/{code}/pages")).ok()["items"], before["items"]);
    assert_eq!(bytes(&admin, Method::GET, "/scans/1/original", None), (200, photograph(250)));
    let shown = eventually("the small picture of a page, made anew", || {
        let (status, picture) = bytes(&admin, Method::GET, "/pages/2/picture?width=240", None);
        (status == 200).then_some(picture)
    });
    assert!(image::load_from_memory(&shown).is_ok());
}

#[test]
fn an_administrator_has_all_originals_read_again_at_once_and_damage_and_its_mending_are_found() {
    let (server, admin, _) = filed();
    let archivist = server.person(&admin, "wang", "archivist", None);
    archivist.post("/system/originals", json!({})).refused(403, "NotAllowed");
    let checked = |rounds: &str| {
        let before = admin.get("/system").ok()["originals"]["checked"]["ended_at"].clone();
        let begun = admin.post("/system/originals", json!({}));
        assert_eq!((begun.status, &begun.body["files"]), (202, &json!(2)), "{rounds}: {}", begun.text);
        eventually("all originals to be read again", || {
            let now = admin.get("/system").ok()["originals"].clone();
            (now["checked"]["ended_at"] != before && now["under_way"].is_null()).then_some(now)
        })
    };
    let whole = checked("whole");
    assert_eq!((&whole["checked"]["files"], &whole["damaged"]), (&json!(2), &json!(0)));
    assert_eq!(admin.get("/pages/1").ok()["fixity"]["state"], "whole");
    let (one, other) = (original(&server, &admin, 1), original(&server, &admin, 2));
    let mut altered = photograph(250);
    altered[40] ^= 1;
    std::fs::write(&one, altered).unwrap();
    std::fs::remove_file(&other).unwrap();
    let damaged = checked("damaged");
    assert_eq!((&damaged["damaged"], &damaged["checked"]["damaged"]), (&json!(2), &json!(2)));
    assert_eq!([1, 2].map(|scan| text(&admin.get(&format!("/scans/{scan}")).ok(), "damage")), ["altered", "missing"]);
    std::fs::write(&one, photograph(250)).unwrap();
    std::fs::write(&other, photograph(200)).unwrap();
    assert_eq!(checked("mended")["damaged"], 0);
    assert_eq!(admin.get("/pages/1").ok()["fixity"]["state"], "whole");
}

#[test]
fn a_large_picture_that_made_room_for_others_is_made_again_when_somebody_looks() {
    let server = Server::start();
    let admin = server.administrator();
    set_up_dealer(&admin);
    assert_eq!(send(&admin, "?name=a.jpg", jpeg(&Sheet::printed(&mut Seed(71), 150))).status, 201);
    eventually("it to be read", || (admin.get("/scans/1").ok()["state"] == "needs_review").then_some(()));
    let hash = text(&admin.get("/scans/1").ok(), "sha256");
    let folder = server.data().join("scans/previews").join(&hash[..2]).join(&hash);
    let shown = || {
        let picture = eventually("the large picture", || {
            let (status, picture) = bytes(&admin, Method::GET, "/pages/1/picture?width=1200", None);
            (status == 200).then_some(picture)
        });
        let picture = image::load_from_memory(&picture).unwrap();
        (picture.width(), picture.height())
    };
    let first = shown();
    // As `--previews-gib` does with those that nobody looked at for the longest.
    for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
        if entry.file_name().to_string_lossy().contains("-1200") {
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
    admin.get("/pages/1/picture?width=1200").refused(503, "PictureBeingMade");
    assert_eq!(shown(), first, "made anew");
    assert_eq!(bytes(&admin, Method::GET, "/pages/1/picture?width=1200", None).0, 200, "and kept");
}

#[test]
fn one_that_cannot_be_read_is_told_as_damaged_and_stops_neither_a_round_nor_its_mending() {
    let (server, admin, _) = filed();
    let room = tempfile::tempdir().unwrap();
    let copy = room.path().join("copy").to_str().unwrap().to_owned();
    assert!(run(server.data(), &["backup", &copy]).status.success());
    let one = original(&server, &admin, 1);
    std::fs::remove_file(&one).unwrap();
    // As a bad sector it fails whoever reads it, root too.
    std::os::unix::fs::symlink(&one, &one).unwrap();
    let found = checked(&admin);
    assert_eq!((&found["checked"]["files"], &found["damaged"]), (&json!(2), &json!(1)), "{found}");
    assert_eq!(admin.get("/scans/1").ok()["damage"], "unreadable");
    assert_eq!(admin.get("/pages/1").ok()["fixity"]["state"], "unreadable");
    assert_eq!(admin.get("/pages/2").ok()["fixity"]["state"], "whole", "whatever lies behind it is read");
    let listed = admin.in_chinese().get("/originals/export?format=csv").text;
    assert!(listed.contains("无法读取"), "{listed}");
    let verified = run(server.data(), &["verify"]);
    let hash = one.file_name().unwrap().to_str().unwrap();
    assert!(!verified.status.success() && said(&verified).contains(hash), "{}", said(&verified));

    let mended = run(server.data(), &["restore", "--files", &copy]);
    assert!(mended.status.success() && said(&mended).contains("1 were put back"), "{}", said(&mended));
    assert!(std::fs::symlink_metadata(&one).unwrap().is_file());
    assert_eq!(std::fs::read(&one).unwrap(), photograph(250));
    assert_eq!(checked(&admin)["damaged"], 0);
    assert!(run(server.data(), &["verify"]).status.success());
}

#[test]
fn the_good_copy_of_an_altered_one_that_comes_again_takes_its_place() {
    let (server, admin, _) = filed();
    let [one, other] = [1, 2].map(|scan| original(&server, &admin, scan));
    std::fs::write(&one, altered(250)).unwrap();
    std::fs::write(&other, altered(200)).unwrap();
    assert_eq!(checked(&admin)["damaged"], 2);
    send(&admin, "?name=again.jpg", photograph(250)).refused(409, "ScanKnown");
    assert!(std::fs::read(&one).unwrap() == photograph(250), "by upload");
    let inbox = server.data().join("scans/inbox");
    std::fs::create_dir_all(&inbox).unwrap();
    std::fs::write(inbox.join("again.jpg"), photograph(200)).unwrap();
    eventually("what lies in the inbox to take its place", || {
        (std::fs::read(&other).unwrap() == photograph(200)).then_some(())
    });
    assert_eq!(checked(&admin)["damaged"], 0);
    let written = std::fs::metadata(&one).unwrap().modified().unwrap();
    send(&admin, "", photograph(250)).refused(409, "ScanKnown");
    assert_eq!(std::fs::metadata(&one).unwrap().modified().unwrap(), written, "a whole one is not written over");
}
