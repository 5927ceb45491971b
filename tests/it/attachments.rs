//! Files attached to folders, over HTTP and on the disk.

use super::support::{Client, Server, dealer, folder, text};
use serde_json::json;
use std::path::PathBuf;

const LETTER: &[u8] = b"%PDF-1.7 a letter of consent";

fn setup() -> (Server, Client, String) {
    let (server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    (server, admin, format!("/folders/{code}/attachments"))
}

/// The files that the server keeps.
fn files(server: &Server) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for prefix in std::fs::read_dir(server.data().join("blobs")).unwrap().map(|entry| entry.unwrap().path()) {
        found.extend(std::fs::read_dir(prefix).unwrap().map(|entry| entry.unwrap().path()));
    }
    // The folder in which they arrive may be there and empty.
    found.retain(|path: &PathBuf| path.is_file());
    found
}

#[test]
fn a_file_is_attached_listed_opened_and_taken_off_again() {
    let (server, admin, at) = setup();
    let made = admin.attach(&at, "../同意书 1.exe", LETTER.to_vec(), "客户签字");
    assert_eq!(made.status, 201, "{}", made.body);
    let made = made.body;
    assert_eq!(
        (text(&made, "file_name"), text(&made, "media_type")),
        ("同意书 1.pdf".into(), "application/pdf".into())
    );
    assert_eq!((made["no"].as_u64(), text(&made, "note").as_str()), (Some(1), "客户签字"));
    assert_eq!(admin.get(&at).ok()["items"], json!([made]));
    let opened = admin.request(reqwest::Method::GET, &format!("{at}/1")).send().unwrap();
    let header = |name: &str| opened.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").contains("sandbox"));
    assert!(header("content-disposition").contains("%E5%90%8C") && !header("content-disposition").contains('/'));
    assert_eq!(opened.bytes().unwrap(), LETTER);
    assert_eq!(admin.get(&format!("{at}/2")).status, 404);
    admin.post(&format!("{at}/1/detach"), json!({"reason": " "})).refused(422, "ReasonRequired");
    let left = admin.post(&format!("{at}/1/detach"), json!({"reason": "放错了"})).ok();
    assert_eq!((left["items"].as_array().unwrap().len(), files(&server).len()), (0, 0));
    admin.get(&format!("{at}/1")).refused(404, "AttachmentUnknown");
    let history = admin.in_chinese().get(&at.replace("attachments", "history")).ok();
    let sentences: Vec<_> = history["items"].as_array().unwrap().iter().map(|item| text(item, "sentence")).collect();
    assert!(
        sentences.iter().any(|sentence| sentence.contains("移除附件 1") && sentence.contains("放错了")),
        "{sentences:?}"
    );
}

#[test]
fn the_same_file_is_kept_once_as_long_as_one_folder_needs_it_also_over_a_kill() {
    let (mut server, admin, at) = setup();
    let other = format!("/folders/{}/attachments", admin.register(folder("NEW", "2026-03-06", "李四")));
    for at in [&at, &other] {
        assert_eq!(admin.attach(at, "a.pdf", LETTER.to_vec(), "").status, 201);
    }
    assert_eq!(files(&server).len(), 1);
    admin.post(&format!("{at}/1/detach"), json!({"reason": "重复"})).ok();
    server.kill9();
    // A file whose event was never committed, as a kill leaves it.
    let orphan = server.data().join("blobs/ab");
    std::fs::create_dir_all(&orphan).unwrap();
    std::fs::write(orphan.join(format!("ab{}", "0".repeat(62))), "nobody's").unwrap();
    server.restart();
    let admin = server.sign_in("admin");
    assert_eq!(admin.request(reqwest::Method::GET, &format!("{other}/1")).send().unwrap().bytes().unwrap(), LETTER);
    assert_eq!(files(&server).iter().filter(|path| path.is_file()).count(), 1);
}

#[test]
fn what_is_no_picture_and_no_pdf_or_too_large_is_refused_and_leaves_nothing() {
    let (server, admin, at) = setup();
    for content in [b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), Vec::new(), b"MZ".to_vec()]
    {
        admin.attach(&at, "photo.png", content, "").refused(415, "UnsupportedFile");
    }
    let mut large = LETTER.to_vec();
    large.resize(32 * 1024 * 1024 + 1, 0);
    admin.attach(&at, "a.pdf", large, "").refused(413, "LimitExceeded");
    admin.attach(&at, "a.pdf", LETTER.to_vec(), &"长".repeat(9_000)).refused(413, "LimitExceeded");
    assert_eq!(files(&server).len(), 0);
    assert_eq!(admin.get(&at).ok()["total"], 0);
}

#[test]
fn who_may_not_see_a_folder_sees_no_attachment_and_each_look_at_a_confidential_one_is_recorded() {
    let (server, admin, _) = setup();
    let mut secret = folder("NEW", "2026-03-05", "王五");
    secret["class"] = json!("personal");
    secret["department"] = json!("service");
    let code = admin.register(secret);
    let at = format!("/folders/{code}/attachments");
    assert_eq!(admin.attach(&at, "a.pdf", LETTER.to_vec(), "").status, 201);
    let clerk = server.person(&admin, "clerk", "borrower", Some("sales1"));
    assert_eq!(clerk.get(&at).status, 404);
    clerk.get(&format!("{at}/1")).refused(404, "CodeUnknown");
    let looks = || {
        let history = admin.get(&format!("/folders/{code}/history")).ok();
        history["items"].as_array().unwrap().iter().filter(|item| item["kind"] == "Looked").count()
    };
    let before = looks();
    assert_eq!(admin.request(reqwest::Method::GET, &format!("{at}/1")).send().unwrap().status(), 200);
    assert_eq!(looks(), before + 1);
}
