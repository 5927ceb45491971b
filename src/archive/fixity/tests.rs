//! The walk over the originals: what it finds, where it goes on, and at what pace.

#![allow(clippy::unwrap_used)]

use super::{FILE, Pace, REST, Walk, Walker, Walks, Woken};
use crate::archive::{Archive, Files, Meta, Options, open};
use crate::blobs::wait_for;
use crate::clock::Clock;
use crate::domain::command::{Command, NewScan, ScanCommand};
use crate::domain::decide::tests::world::set_up;
use crate::domain::event::Damage;
use crate::domain::folder::Actor;
use crate::domain::ids::ScanNo;
use crate::domain::scan::{ScanMedia, ScanSource};
use bytes::Bytes;
use std::cell::RefCell;
use std::convert::Infallible;
use std::path::{Path, PathBuf};

/// An archive with three originals.
fn archive(room: &Path) -> (Archive, Files, PathBuf) {
    let (data_dir, scans_dir) = (room.join("data"), room.join("scans"));
    std::fs::create_dir(&data_dir).unwrap();
    let ledger = crate::ledger::Options::default();
    let options = Options { data_dir: data_dir.clone(), scans_dir: scans_dir.clone(), clock: Clock::real(), ledger };
    let archive = open(options).unwrap().archive;
    let ask = |command| archive.execute_blocking(Meta::of(Actor::System), command).unwrap();
    set_up().into_iter().for_each(|command| drop(ask(command)));
    let files = Files::open(&data_dir, &scans_dir).unwrap();
    for content in ["one", "two", "three"] {
        let whole = futures_util::stream::iter([Ok::<_, Infallible>(Bytes::from(content))]);
        let arrived = wait_for(files.originals.receive(whole, 100)).unwrap().unwrap();
        let (sha256, bytes) = (arrived.hash, arrived.bytes);
        drop(wait_for(arrived.keep()).unwrap().unwrap());
        let (source, file_name) = (ScanSource::Inbox, String::new());
        let media_type = ScanMedia::Other;
        let new = NewScan { sha256, bytes, media_type, source, file_name, sheets: None, into: None };
        ask(Command::Scan(ScanCommand::Receive(Box::new(new))));
    }
    (archive, files, data_dir)
}

fn walker(archive: &Archive, files: &Files, data_dir: &Path, pace: Pace) -> (Walker, Walks) {
    let (walks, told) = Walks::new();
    let (archive, files, note) = (archive.clone(), files.clone(), data_dir.join(FILE));
    (Walker { archive, files, note, pace, seen: RefCell::default(), walks: walks.clone(), told }, walks)
}

#[test]
fn a_walk_finds_what_is_gone_or_altered_and_what_came_back_and_goes_on_where_it_was_left() {
    let room = tempfile::tempdir().unwrap();
    let (archive, files, data_dir) = archive(room.path());
    let path = |no| files.originals.path(archive.now().state.scans.get(ScanNo(no)).unwrap().sha256).unwrap();
    let pace = Pace { bytes_per_second: 1 << 30, ..Pace::default() };
    let (mut walker, _walks) = walker(&archive, &files, &data_dir, pace);
    let note = data_dir.join(FILE);
    std::fs::remove_file(path(0)).unwrap();
    std::fs::write(path(1), "tw0").unwrap();
    // As a stop left it: nothing was read yet.
    std::fs::write(&note, serde_json::to_vec(&Walk { began_us: 7, ..Walk::default() }).unwrap()).unwrap();
    assert!(walker.walk(false).unwrap() == Woken::Rested && !note.exists());
    let now = archive.now();
    let damaged: Vec<_> = now.state.scans.damaged().collect();
    assert_eq!(damaged, [(ScanNo(0), Damage::Missing), (ScanNo(1), Damage::Altered)]);
    let found = now.state.scans.checked().unwrap().found;
    assert_eq!((found.began_us, found.files, found.bytes, found.damaged), (7, 3, 11, 2));
    let seq = archive.now().state.seq;
    walker.look_again().unwrap();
    assert_eq!(archive.now().state.seq, seq, "nothing has changed");
    std::fs::write(path(0), "one").unwrap();
    walker.look_again().unwrap();
    let now = archive.now();
    assert_eq!(now.state.scans.damaged().collect::<Vec<_>>(), [(ScanNo(1), Damage::Altered)]);
    std::fs::remove_file(path(1)).unwrap();
    walker.look_again().unwrap();
    assert_eq!(archive.now().state.scans.damage(ScanNo(1)), Some(Damage::Missing));
    std::fs::write(path(1), "two").unwrap();
    assert_eq!(walker.walk(false).unwrap(), Woken::Rested, "the last one began long ago");
    let now = archive.now();
    assert_eq!((now.state.scans.damaged().count(), now.state.scans.checked().unwrap().found.damaged), (0, 0));
    assert_eq!(walker.walk(false).unwrap(), Woken::Rested);
    assert_eq!(archive.now().state.seq, now.state.seq, "it is too early for another");
    std::fs::write(path(2), "thr3e").unwrap();
    std::fs::write(&note, serde_json::to_vec(&Walk { began_us: 8, ..Walk::default() }).unwrap()).unwrap();
    walker.pace.round_days = 0;
    assert_eq!(walker.walk(false).unwrap(), Woken::Rested);
    assert_eq!(archive.now().state.seq, now.state.seq, "nobody is to go over them");
}

#[test]
fn one_that_cannot_be_read_is_damaged_and_those_behind_it_are_read_all_the_same() {
    let room = tempfile::tempdir().unwrap();
    let (archive, files, data_dir) = archive(room.path());
    let now = archive.now();
    let (first, scan) = now.state.scans.blobs().next().unwrap();
    let path = files.originals.path(first).unwrap();
    let whole = std::fs::read(&path).unwrap();
    let pace = Pace { bytes_per_second: 1 << 30, ..Pace::default() };
    let (walker, _walks) = walker(&archive, &files, &data_dir, pace);
    // Known as altered before, it cannot be read any more: looking at it again must not stop the walk.
    std::fs::write(&path, "0").unwrap();
    assert_eq!(walker.walk(true).unwrap(), Woken::Rested);
    assert_eq!(archive.now().state.scans.damage(scan), Some(Damage::Altered));
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(&path, &path).unwrap();
    walker.look_again().unwrap();
    assert_eq!(archive.now().state.scans.damage(scan), Some(Damage::Unreadable));
    assert_eq!(walker.walk(true).unwrap(), Woken::Rested);
    let found = archive.now().state.scans.checked().unwrap().found;
    assert_eq!((found.files, found.damaged), (3, 1));
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, whole).unwrap();
    walker.look_again().unwrap();
    assert_eq!(archive.now().state.scans.damage(scan), None);
}

#[test]
fn the_pace_is_what_a_round_in_time_takes_and_never_slower_than_was_set() {
    let pace = Pace { round_days: 10, bytes_per_second: 1_000 };
    assert_eq!((pace.of(0), pace.of(864_000_000), pace.of(8_640_000_000)), (1_000, 1_000, 10_000));
    assert!(Pace { round_days: 0, bytes_per_second: 0 }.of(0) > 0);
}

#[test]
fn one_that_is_asked_for_goes_over_all_of_them_at_once_and_is_taken_up_again_after_a_stop() {
    let room = tempfile::tempdir().unwrap();
    let (archive, files, data_dir) = archive(room.path());
    // Nobody goes over them by himself, and whoever did would take a year.
    let pace = Pace { round_days: 0, bytes_per_second: 1 };
    let (one, walks) = walker(&archive, &files, &data_dir, pace);
    assert_eq!(one.walk(false).unwrap(), Woken::Rested);
    assert!(archive.now().state.scans.checked().is_none(), "nobody asked");
    walks.ask(7, 3, 11);
    let going = walks.going().unwrap();
    assert_eq!((going.is_asked, going.began_us, going.of_files, going.of_bytes), (true, 7, 3, 11));
    walks.stop();
    assert_eq!((one.told.after(REST), one.walk(true).unwrap()), (Woken::Asked, Woken::Over));
    let left: Walk = serde_json::from_slice(&std::fs::read(data_dir.join(FILE)).unwrap()).unwrap();
    assert_eq!((left.is_asked, left.files), (true, 1));
    let first = left.last.unwrap();
    let (again, _walks) = walker(&archive, &files, &data_dir, pace);
    // What was read before the stop is not read again; what comes behind it is, and is damaged.
    std::fs::write(files.originals.path(first).unwrap(), "0ne").unwrap();
    let behind = archive.now().state.scans.blobs().map(|(hash, _)| hash).find(|hash| *hash > first).unwrap();
    std::fs::remove_file(files.originals.path(behind).unwrap()).unwrap();
    assert_eq!(again.walk(false).unwrap(), Woken::Rested);
    let found = archive.now().state.scans.checked().unwrap().found;
    assert_eq!((found.files, found.bytes, found.damaged), (3, 11, 1));
    assert!(!data_dir.join(FILE).exists());
}

#[test]
fn one_that_is_asked_for_while_another_goes_at_its_pace_begins_from_the_first() {
    let room = tempfile::tempdir().unwrap();
    let (archive, files, data_dir) = archive(room.path());
    let pace = Pace { round_days: 7, bytes_per_second: 1 };
    let (one, walks) = walker(&archive, &files, &data_dir, pace);
    walks.ask(7, 3, 11);
    assert_eq!(one.walk(false).unwrap(), Woken::Asked, "it rests seconds after each, and is woken from it");
    assert_eq!(one.walk(true).unwrap(), Woken::Rested);
    assert_eq!(archive.now().state.scans.checked().unwrap().found.files, 3);
}
