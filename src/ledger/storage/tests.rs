//! One suite for both storages.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::ledger::tests::{drafts, ids};
use crate::ledger::{Ledger, Options, verify};
use std::io::ErrorKind;

fn on_both(check: impl Fn(Arc<dyn Storage>)) {
    check(Arc::new(MemoryStorage::new()));
    let folder = tempfile::tempdir().unwrap();
    check(Arc::new(DiskStorage::create(folder.path().join("ledger")).unwrap()));
}

fn content(file: &Arc<dyn StorageFile>) -> Vec<u8> {
    let mut bytes = vec![0; 100];
    let read = file.read_at(&mut bytes, 0).unwrap();
    bytes.truncate(read);
    bytes
}

#[test]
fn bytes_are_read_as_they_were_written() {
    on_both(|storage| {
        let file = storage.create("a").unwrap();
        file.write_at(b"hello world", 0).unwrap();
        file.write_at(b"W", 6).unwrap();
        file.sync().unwrap();
        assert_eq!((content(&file).as_slice(), file.size().unwrap()), (b"hello World".as_slice(), 11));
        let reader = storage.open("a").unwrap();
        let mut some = [0; 4];
        assert_eq!((reader.read_at(&mut some, 9).unwrap(), some), (2, *b"ld\0\0"));
        assert_eq!(reader.read_at(&mut some, 11).unwrap(), 0);
        assert_eq!(reader.read_at(&mut some, 500).unwrap(), 0);
        // Another handle sees what is written later.
        storage.open_to_write("a").unwrap().write_at(b"!", 11).unwrap();
        assert_eq!(content(&reader), b"hello World!");
    });
}

#[test]
fn a_file_is_cut_and_lengthened_with_zeros() {
    on_both(|storage| {
        let file = storage.create("a").unwrap();
        file.write_at(b"hello", 0).unwrap();
        file.set_size(2).unwrap();
        assert_eq!(content(&file), b"he");
        file.write_at(b"x", 4).unwrap();
        file.set_size(6).unwrap();
        assert_eq!(content(&file), b"he\0\0x\0");
    });
}

#[test]
fn names_come_and_go() {
    on_both(|storage| {
        assert_eq!(storage.names().unwrap(), Vec::<String>::new());
        storage.create("a").unwrap().write_at(b"1", 0).unwrap();
        storage.create("b").unwrap();
        storage.rename("a", "b").unwrap();
        assert_eq!(storage.names().unwrap(), ["b"]);
        assert_eq!(content(&storage.open("b").unwrap()), b"1");
        assert_eq!(content(&storage.create("b").unwrap()), b"");
        storage.sync_names().unwrap();
        storage.remove("b").unwrap();
        for gone in [storage.open("b").map(drop), storage.open_to_write("b").map(drop), storage.remove("b")] {
            assert_eq!(gone.unwrap_err().kind(), ErrorKind::NotFound);
        }
        assert_eq!(storage.rename("b", "c").unwrap_err().kind(), ErrorKind::NotFound);
    });
}

#[test]
fn a_ledger_lives_on_either() {
    on_both(|storage| {
        let options = Options { segment_bytes: 20_000, preallocate_bytes: 2_000 };
        for round in 0..4 {
            let mut found = Vec::new();
            let opened = Ledger::open(storage.clone(), options, |frame| {
                found.push(frame.head.command_id.clone());
                Ok(())
            });
            let (mut ledger, report) = opened.unwrap();
            assert_eq!((found, report.torn), (ids(1..round * 20 + 1), None));
            for group in 0..4 {
                let first = round * 20 + group * 5 + 1;
                ledger.append(&drafts(first..first + 5)).unwrap();
            }
            assert_eq!(ledger.reader().read_from(1, 100).unwrap().len() as u64, round * 20 + 20);
        }
        let report = verify(&storage).unwrap();
        assert_eq!((report.frames, report.damage), (80, None));
        assert!(report.segments > 2);
    });
}

#[test]
fn a_crash_keeps_what_was_synced_and_some_sectors_of_the_rest() {
    let storage = MemoryStorage::new();
    let file = storage.create("a").unwrap();
    file.write_at(&[b'a'; 2_000], 0).unwrap();
    assert_eq!(storage.crash(Crash::LoseUnsynced).content("a"), None);
    storage.sync_names().unwrap();
    assert_eq!(storage.crash(Crash::LoseUnsynced).content("a"), Some(Vec::new()));
    file.sync().unwrap();
    file.write_at(&[b'b'; 2_000], 1_000).unwrap();
    assert_eq!(storage.crash(Crash::LoseUnsynced).content("a"), Some(vec![b'a'; 2_000]));
    let everything = [vec![b'a'; 1_000], vec![b'b'; 2_000]].concat();
    assert_eq!(storage.crash(Crash::KeepUnsynced).content("a"), Some(everything.clone()));
    let torn: Vec<Vec<u8>> = (0..50).filter_map(|seed| storage.crash(Crash::Seeded(seed)).content("a")).collect();
    assert!(torn.iter().all(|content| content.get(..1_000) == Some(&[b'a'; 1_000])));
    assert!(torn.iter().any(|content| *content != everything && content.len() > 2_000));
    assert_eq!(storage.crash(Crash::Seeded(7)).content("a"), storage.crash(Crash::Seeded(7)).content("a"));
}

#[test]
fn what_a_failed_sync_lost_no_later_sync_brings_back() {
    let storage = MemoryStorage::new();
    let file = storage.create("a").unwrap();
    storage.sync_names().unwrap();
    file.write_at(&[b'a'; 100_000], 0).unwrap();
    storage.set_faults(Faults { syncs_before_failure: Some(0), ..Faults::default() });
    assert!(file.sync().is_err());
    file.sync().unwrap();
    let after = storage.crash(Crash::KeepUnsynced).content("a").unwrap();
    assert_ne!(after, vec![b'a'; 100_000]);
}
