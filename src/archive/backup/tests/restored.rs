use super::{PIECE_BYTES, Room, SMALL, SORTS};
use crate::archive::backup::{BackupError, Keep, Moment, Restored, Restoring, drill, restore};
use crate::archive::codec;
use crate::blobs::{Blobs, wait_for};
use crate::domain::command::Command;
use crate::domain::state::State;
use crate::ledger::storage::{DiskStorage, Storage};
use crate::ledger::{LedgerReader, verify};
use std::path::Path;
use std::sync::Arc;

fn into(room: &Room, target: &Path, at: Option<Moment>) -> Result<Restored, BackupError> {
    restore(&Restoring { source: &room.destination(), at, erasures: None }, target, &target.join("scans"))
}

/// What a restored directory's ledger says.
fn state_of(data_dir: &Path) -> State {
    let storage: Arc<dyn Storage> = Arc::new(DiskStorage::existing(data_dir.join("ledger")).unwrap());
    assert!(verify(&storage).unwrap().is_right());
    let mut state = State::default();
    for frame in LedgerReader::open(storage).unwrap().frames_from(1).unwrap() {
        codec::replay(&mut state, &frame.unwrap()).unwrap();
    }
    state
}

#[test]
fn what_is_restored_is_what_was_backed_up_and_only_what_is_new_is_written() {
    for sort in SORTS {
        let room = Room::new(sort);
        room.register(30);
        let first = room.backup().unwrap();
        let letter = room.attach(b"%PDF-1.7 a letter");
        room.register(30);
        let then = room.state();
        let second = room.backup().unwrap();
        room.register(5);
        assert_eq!((second.seq, second.hash), (then.1.seq, then.1.hash));
        assert!(second.shared_pieces > 0 && second.new_bytes < 4 * first.new_bytes, "{first:?} {second:?}");
        let target = tempfile::tempdir().unwrap();
        let restored = into(&room, target.path(), None).unwrap();
        assert_eq!(state_of(target.path()), then.0);
        assert_eq!((restored.blobs, restored.missing_blobs, restored.vault), (1, 0, sort.is_some()));
        let blobs = Blobs::existing(target.path()).unwrap().unwrap();
        assert_eq!(wait_for(blobs.check(letter)).unwrap().unwrap(), None);
        assert_eq!(target.path().join("vault/passwords.json").exists(), sort.is_some());
        assert!(!target.path().join("vault/sessions.json").exists());
    }
}

#[test]
fn nothing_new_is_written_where_nothing_happened() {
    let room = Room::new(None);
    room.register(40);
    room.backup().unwrap();
    let again = room.backup().unwrap();
    assert_eq!((again.new_pieces, again.new_bytes), (0, 0));
    assert!(again.shared_pieces as u64 >= 40_000 / PIECE_BYTES);
}

#[test]
fn every_frame_and_every_time_can_be_gone_back_to() {
    let room = Room::new(None);
    room.register(3);
    room.backup().unwrap();
    let (early, at_early) = room.state();
    let time = room.clock.now();
    room.attach(b"%PDF-1.7 later");
    room.register(25);
    room.backup().unwrap();
    let destination = room.destination();
    for moment in [Moment::Seq(at_early.seq), Moment::Time(time)] {
        let target = tempfile::tempdir().unwrap();
        let restored = into(&room, target.path(), Some(moment)).unwrap();
        assert_eq!((restored.seq, restored.hash), (at_early.seq, at_early.hash), "{moment:?}");
        assert_eq!(state_of(target.path()), early, "{moment:?}");
        assert_eq!(destination.snapshots().unwrap().0[0].object, restored.snapshot, "the one that is nearest");
    }
    for seq in 1..room.state().1.seq {
        let target = tempfile::tempdir().unwrap();
        assert_eq!(into(&room, target.path(), Some(Moment::Seq(seq))).unwrap().seq, seq);
    }
    for moment in [Moment::Seq(0), Moment::Seq(10_000), Moment::Time(time + chrono::TimeDelta::days(9))] {
        let target = tempfile::tempdir().unwrap();
        let refused = into(&room, target.path(), Some(moment));
        assert!(matches!(refused, Err(BackupError::NoSuchMoment { .. })), "{refused:?}");
        assert_eq!(std::fs::read_dir(target.path()).unwrap().count(), 0);
    }
}

#[test]
fn nothing_is_restored_over_anything_and_a_restore_that_was_cut_short_begins_again() {
    let room = Room::new(None);
    room.register(10);
    room.backup().unwrap();
    let target = tempfile::tempdir().unwrap();
    std::fs::write(target.path().join("thesis.txt"), "all of it").unwrap();
    assert!(matches!(into(&room, target.path(), None), Err(BackupError::NotEmpty(_))));
    assert_eq!(std::fs::read(target.path().join("thesis.txt")).unwrap(), b"all of it");
    let target = tempfile::tempdir().unwrap();
    into(&room, target.path(), None).unwrap();
    std::fs::remove_dir_all(target.path().join("ledger")).unwrap();
    std::fs::write(target.path().join("half"), "written").unwrap();
    into(&room, target.path(), None).unwrap();
    assert_eq!(state_of(target.path()), room.state().0);
    assert!(!target.path().join("half").exists());
}

#[test]
fn a_drill_reads_everything_opens_it_and_leaves_nothing() {
    for sort in SORTS {
        let room = Room::new(sort);
        room.attach(b"%PDF-1.7 a letter");
        room.register(12);
        room.backup().unwrap();
        let within = tempfile::tempdir().unwrap();
        let mut opened = 0;
        let drilled = drill(&room.destination(), within.path(), |data_dir| {
            opened = state_of(data_dir).folders.len();
            Ok(())
        });
        assert_eq!(drilled.unwrap().restored.folders, opened);
        let failed = drill(&room.destination(), within.path(), |_| Err(BackupError::NotTheSame("no".to_owned())));
        assert!(failed.is_err());
        assert_eq!(std::fs::read_dir(within.path()).unwrap().count(), 0);
    }
}

#[test]
fn after_a_restore_to_an_earlier_frame_backups_go_on_and_both_lines_can_be_restored() {
    let mut room = Room::new(None);
    room.register(20);
    let cut = room.state().1.seq - 8;
    room.backup().unwrap();
    let target = tempfile::tempdir().unwrap();
    into(&room, target.path(), Some(Moment::Seq(cut))).unwrap();
    room.close();
    let former = std::mem::replace(&mut room.dir, target);
    room.open();
    room.ask(Command::NoteRestore { incarnation: "another life".to_owned() });
    room.register(2);
    room.backup_to(room.store.clone(), Keep::default()).unwrap();
    let again = tempfile::tempdir().unwrap();
    into(&room, again.path(), None).unwrap();
    assert_eq!(state_of(again.path()), room.state().0);
    assert_eq!(crate::archive::backup::check(&room.destination()).unwrap().snapshots, 2);
    drop(former);
    assert_eq!(SMALL.segment_bytes, 40_000);
}
