//! Files that could not be read: what is said of them, and how they are dealt with.

use super::stack::Seed;
use super::{all_read, archive, jpeg, label, places, put, scans};
use crate::support::{Client, text};
use serde_json::{Value, json};

fn of(admin: &Client, state: &str) -> Vec<Value> {
    admin.all(&format!("/scans?state={state}"))
}

#[test]
fn a_file_that_could_not_be_read_is_dealt_with_once_and_counted_no_more_until_that_is_taken_back() {
    let (server, admin, [one, _]) = archive();
    put(&server, "letter.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic and so on");
    put(&server, "good.jpg", &jpeg(&label(&mut Seed(61), &one)));
    let read = all_read(&admin, 2);
    let no = |state: &str| read.iter().find(|scan| scan["state"] == state).unwrap()["no"].as_u64().unwrap();
    let (failed, filed) = (no("failed"), no("filed"));
    let counted = || {
        let home = admin.get("/today").ok()["scans"]["failed"].clone();
        let figures = admin.get("/scans/figures").ok()["failed"].clone();
        assert_eq!(home, figures);
        (home.as_u64().unwrap(), of(&admin, "failed").len(), of(&admin, "settled").len())
    };
    assert_eq!(counted(), (1, 1, 0));
    let fault = &of(&admin, "failed")[0]["fault"];
    assert_eq!((text(fault, "code"), &fault["again"]), ("unsupported".to_owned(), &json!(false)));

    let settle = |no: u64, note: &str| admin.post(&format!("/scans/{no}/settle"), json!({"note": note}));
    settle(failed, "  ").refused(422, "ReasonRequired");
    settle(filed, "重扫").refused(409, "ScanNotFailed");
    settle(99, "重扫").refused(404, "ScanUnknown");
    let now = settle(failed, "已改存 JPEG 重新提交").ok();
    assert_eq!(now["state"], "settled");
    assert_eq!(text(&now["settled"], "note"), "已改存 JPEG 重新提交");
    assert_eq!(text(&now["settled"], "by"), text(&admin.get("/me").ok()["person"], "display_name"));
    assert_eq!(counted(), (0, 0, 1));
    // Whoever says it again changes nothing.
    let seq = admin.get("/system").ok()["seq"].clone();
    assert_eq!(settle(failed, "又一次").ok()["settled"]["note"], "已改存 JPEG 重新提交");
    assert_eq!(admin.get("/system").ok()["seq"], seq);
    let hash = text(&now, "sha256");
    assert!(scans(&server).join("originals").join(&hash[..2]).join(&hash).is_file(), "the file is kept");

    let back = admin.post(&format!("/scans/{failed}/reopen"), json!({})).ok();
    assert_eq!((back["state"].clone(), back["settled"].clone()), (json!("failed"), json!(null)));
    assert_eq!(counted(), (1, 1, 0));
    admin.post(&format!("/scans/{filed}/reopen"), json!({})).refused(409, "ScanNotFailed");
    // It may be read once more also when it was dealt with: a later version may know how.
    settle(failed, "搁着").ok();
    admin.post(&format!("/scans/{failed}/retry"), json!({})).ok();
    all_read(&admin, 2);
    assert_eq!(counted(), (1, 1, 0));
    assert_eq!(places(&admin, &one), [1]);
}
