//! The archive is restored from a backup while its clients know more: they offer again what they were told is done. What
//! the backup holds is answered as the first time, the rest is done anew, and the archive is what it was.

use super::aftermath::{check_rebuilt, essence};
use super::ledger::Ledger;
use super::load::{Lent, Load, Record, perhaps, set_up};
use super::{CLIENTS, FOLDERS, Random, quick_dealer};
use crate::support::{Client, Server, run, said};
use serde_json::{Value, json};

/// Where each folder is and who has it, and its note.
fn custody(client: &Client, folders: &[Lent]) -> Vec<Value> {
    let one = |folder: &Lent| {
        let card = client.get(&format!("/folders/{}", folder.code)).ok();
        json!([card["code"], card["where"]["state"], card["loan"]["borrower"], card["note"]])
    };
    folders.iter().map(one).collect()
}

#[test]
fn after_a_restore_what_clients_know_to_be_done_is_offered_again_and_the_archive_is_what_it_was() {
    let mut random = Random::told("restore");
    let (room, mut server, admin) = quick_dealer();
    let load = Load::new(&admin, set_up(&admin, FOLDERS), CLIENTS, &mut random);
    let folders = load.folders().to_vec();
    let mut work = |load: &Load| {
        for _ in 0..3 {
            load.work(&server, &mut random);
        }
        load.close();
    };
    work(&load);
    let backup = room.path().join("backup");
    let backed_up = run(server.data(), &["backup", &backup.to_string_lossy()]);
    assert!(backed_up.status.success(), "{}", said(&backed_up));
    let saved = admin.get("/system").ok()["seq"].as_u64().unwrap();
    work(&load);
    let records = load.end();
    let (knew, seq) = (custody(&admin, &folders), admin.get("/system").ok()["seq"].as_u64().unwrap());
    let mut ledger = Ledger::new(server.data());
    ledger.read_on();
    let frame_of = |record: &&Record| ledger.by_id.get(&record.key).map_or(0, |frame| frame.seq);
    let mut done: Vec<&Record> = records.iter().filter(|record| record.is_done()).collect();
    done.sort_by_key(frame_of);
    assert!(done.iter().any(|one| frame_of(one) <= saved) && done.iter().any(|one| frame_of(one) > saved));
    // The disk is gone.
    server.kill9();
    let data = room.path().join("restored");
    let restored = run(&data, &["restore", &backup.to_string_lossy()]);
    assert!(restored.status.success(), "{}", said(&restored));
    let mut server = Server::at(&data, &[]);
    // Without a passphrase a backup holds no secrets: the administrator begins with a new password.
    let admin = server.administrator();
    assert_ne!(custody(&admin, &folders), knew, "something was lost, or this test says nothing");
    for _ in 0..2 {
        for record in &done {
            let (_, status, first) = record.answered.as_ref().unwrap();
            let again = perhaps(&admin, &folders, record).unwrap();
            assert_eq!((again.status, essence(&again.body)), (*status, essence(first)), "{record:?}");
        }
        assert_eq!(custody(&admin, &folders), knew);
        // One frame more than before: that it was restored.
        assert_eq!(admin.get("/system").ok()["seq"], seq + 1);
    }
    check_rebuilt(&mut server, &admin);
}
