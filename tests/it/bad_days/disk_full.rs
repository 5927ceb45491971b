//! A disk that is full, really: everything the server writes is on it, its log too. In memory, on ext4, and within a
//! quota, which no question for free space shows beforehand.

use super::aftermath::check_rebuilt;
use super::mounts::Mount;
use crate::support::{Answer, Client, Server, eventually, folder, is_chinese, set_up_dealer, text};
use serde_json::json;

const DISK_MIB: u64 = 40;
/// A journal is on it too.
const EXT4_MIB: u64 = 64;

fn server_on(mount: &Mount) -> (Server, Client) {
    let server = Server::at(&mount.path().join("data"), &[]);
    let admin = server.administrator();
    set_up_dealer(&admin);
    (server, admin)
}

/// Registers until the disk takes nothing more; what was acknowledged by then, and the refusal.
fn register_until_full(admin: &Client) -> (Vec<String>, Answer) {
    let mut codes = Vec::new();
    for at in 0..20_000 {
        let answer = admin.post("/folders", folder("NEW", "2026-03-05", &format!("客户{at}")));
        match answer.status {
            201 => codes.push(text(&answer.body, "code")),
            // The views are on the same disk and may be behind; that it was done is known all the same.
            503 if answer.body["code"] == "NotCaughtUp" => {}
            _ => return (codes, answer),
        }
    }
    panic!("the disk does not fill up");
}

#[test]
fn a_full_disk_refuses_writes_keeps_reading_and_goes_on_by_itself_when_there_is_room() {
    Mount::tmpfs(DISK_MIB).iter().for_each(refuses_reads_and_goes_on);
}

#[test]
fn a_full_ext4_refuses_writes_keeps_reading_and_goes_on_by_itself_when_there_is_room() {
    Mount::ext4(EXT4_MIB).iter().for_each(refuses_reads_and_goes_on);
}

#[test]
fn a_used_up_quota_refuses_writes_keeps_reading_and_goes_on_by_itself_when_there_is_room() {
    Mount::quota(DISK_MIB).iter().for_each(refuses_reads_and_goes_on);
}

fn refuses_reads_and_goes_on(mount: &Mount) {
    let (mut server, admin) = server_on(mount);
    let known = admin.register(folder("NEW", "2026-03-05", "欧阳晓峰"));
    assert_eq!(admin.search("欧阳").len(), 1);
    let filler = mount.fill();
    let (codes, refusal) = register_until_full(&admin);
    eprintln!("{} more were taken", codes.len());
    assert_eq!(refusal.header("retry-after"), "1");
    refusal.refused(503, "StorageFull");
    let chinese = admin.in_chinese().post(&format!("/folders/{known}/return"), json!({})).refused(503, "StorageFull");
    assert!(is_chinese(&text(&chinese, "detail")));
    for code in codes.iter().chain([&known]) {
        admin.get(&format!("/folders/{code}")).ok();
    }
    assert_eq!(admin.search("欧阳").len(), 1);
    // Whoever comes now may sign in, look, and sign out.
    let visitor = server.sign_in("admin");
    assert_eq!(visitor.get(&format!("/folders/{known}")).ok()["title"], "欧阳晓峰");
    assert_eq!(visitor.post("/sign-out", json!({})).status, 204);
    visitor.get("/me").refused(401, "SignInRequired");
    admin.upload("t.csv", "旧档号\nA-1\n".repeat(2_000).into_bytes()).refused(503, "StorageFull");
    admin.post("/me/tokens", json!({"name": "t"})).refused(503, "StorageFull");
    filler.remove();
    let after = eventually("a write", || {
        let answer = admin.post("/folders", folder("NEW", "2026-03-05", "司马光"));
        (answer.status == 201).then(|| text(&answer.body, "code"))
    });
    assert_eq!(admin.get(&format!("/folders/{after}")).ok()["title"], "司马光");
    eventually("the index", || {
        let answer = admin.get("/search?q=%E5%8F%B8%E9%A9%AC");
        (answer.status == 200 && answer.body["total"].as_u64() >= Some(1)).then_some(())
    });
    eventually("everybody's catching up", || {
        let system = admin.get("/system").ok();
        let behind = system["followers"].as_array().unwrap().iter().any(|follower| follower["behind"] != 0);
        (!behind).then_some(())
    });
    check_rebuilt(&mut server, &admin);
}

#[test]
fn a_server_that_is_killed_on_a_full_disk_starts_on_it_and_goes_on_when_there_is_room() {
    Mount::tmpfs(DISK_MIB).iter().for_each(|mount| starts_and_goes_on(mount, Kill::WhileItWrites));
}

#[test]
fn a_server_that_is_killed_on_a_full_ext4_starts_on_it_and_goes_on_when_there_is_room() {
    Mount::ext4(EXT4_MIB).iter().for_each(|mount| starts_and_goes_on(mount, Kill::WhileItWrites));
}

#[test]
fn a_server_that_is_killed_within_a_used_up_quota_starts_and_goes_on_when_there_is_room() {
    Mount::quota(DISK_MIB).iter().for_each(|mount| starts_and_goes_on(mount, Kill::AtRest));
}

#[derive(PartialEq, Eq)]
enum Kill {
    WhileItWrites,
    /// A file system that copies on write cannot even cut a torn tail off without room; `serve` says so and ends.
    AtRest,
}

fn starts_and_goes_on(mount: &Mount, kill: Kill) {
    let (mut server, admin) = server_on(mount);
    let known = admin.register(folder("NEW", "2026-03-05", "欧阳晓峰"));
    assert_eq!(admin.search("欧阳").len(), 1);
    let filler = mount.fill();
    let codes = if kill == Kill::WhileItWrites { register_until_full(&admin).0 } else { Vec::new() };
    server.kill9();
    server.restart();
    let admin = admin.at(&server);
    // sled does not open on a full disk, so that words may have to wait; custody does not.
    assert_eq!(admin.get("/system").ok()["folders"], codes.len() + 1);
    let card = admin.get(&format!("/folders/{known}"));
    assert!(card.status == 200 || card.body["code"] == "NotCaughtUp", "{}", card.text);
    server.sign_in("admin");
    admin.post(&format!("/folders/{known}/return"), json!({})).refused(503, "StorageFull");
    filler.remove();
    eventually("a write", || {
        let answer = admin.post(&format!("/folders/{known}/return"), json!({}));
        (answer.status == 200).then_some(())
    });
    check_rebuilt(&mut server, &admin);
}
