//! Backups of a serving archive, restored, drilled, and spoilt.

use super::support::{Server, dealer, folder, run, said};
use std::path::Path;

/// A file with a passphrase.
fn passphrase(room: &Path, text: &str) -> String {
    let path = room.join("phrase");
    std::fs::write(&path, format!("{text}\n")).unwrap();
    path.to_str().unwrap().to_owned()
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
