use super::{PIECE_BYTES, Room, SORTS};
use crate::archive::backup::{BackupError, Destination, Keep, Passphrase, Place, check};
use crate::ledger::Hash256;
use futures_util::TryStreamExt;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt};

pub(super) fn objects(room: &Room) -> Vec<Key> {
    let listed = crate::blobs::wait_for(room.store.list(None).try_collect::<Vec<_>>()).unwrap().unwrap();
    listed.into_iter().map(|meta| meta.location).collect()
}

fn read(room: &Room, object: &Key) -> Vec<u8> {
    crate::blobs::wait_for(async { room.store.get(object).await.unwrap().bytes().await.unwrap() }).unwrap().to_vec()
}

fn put(room: &Room, object: &Key, content: Vec<u8>) {
    crate::blobs::wait_for(async { room.store.put(object, content.into()).await.unwrap() }).unwrap();
}

fn full(sort: Option<&str>) -> Room {
    let room = Room::new(sort);
    room.attach(b"%PDF-1.7 a letter");
    room.register(40);
    std::fs::write(room.path().join("erasures.jsonl"), "").unwrap();
    room.backup().unwrap();
    room.register(4);
    room.backup().unwrap();
    room
}

fn checked(room: &Room) -> Result<crate::archive::backup::Checked, BackupError> {
    room.try_destination().and_then(|destination| check(&std::sync::Arc::new(destination)))
}

#[test]
fn a_whole_destination_is_called_whole() {
    for sort in SORTS {
        let room = full(sort);
        let found = checked(&room).unwrap();
        assert_eq!((found.snapshots, found.frames, found.left_over), (2, room.state().1.seq, 0));
        assert_eq!((found.vault, found.missing_blobs), (sort.is_some(), 0));
        assert!(found.bytes > 2 * PIECE_BYTES);
    }
}

#[test]
fn a_flipped_bit_in_any_object_and_any_object_that_is_gone_are_found() {
    for sort in SORTS {
        let room = full(sort);
        let all = objects(&room);
        assert!(all.len() > 6, "{all:?}");
        for object in &all {
            let whole = read(&room, object);
            for at in [0, whole.len() / 3, whole.len() / 2, whole.len().saturating_sub(1)] {
                let Some(byte) = whole.get(at) else { continue };
                let mut flipped = whole.clone();
                flipped[at] = byte ^ 0x04;
                put(&room, object, flipped);
                let found = checked(&room).expect_err(&format!("{object} byte {at}"));
                let words = found.to_string();
                let names = words.contains(object.as_ref()) || object.as_ref() == "strongroom-backup.json";
                assert!(names, "{object}: {words}");
            }
            if object.as_ref().starts_with("snapshots/") {
                put(&room, object, whole);
                continue;
            }
            crate::blobs::wait_for(room.store.delete(object)).unwrap().unwrap();
            assert!(checked(&room).is_err(), "{object} is gone");
            put(&room, object, whole);
        }
        checked(&room).unwrap();
    }
}

#[test]
fn an_object_in_another_ones_place_is_found() {
    for sort in SORTS {
        let room = full(sort);
        let pieces: Vec<_> =
            objects(&room).into_iter().filter(|object| object.as_ref().starts_with("pieces/")).collect();
        for (one, other) in pieces.iter().zip(&pieces[1..]) {
            let (first, second) = (read(&room, one), read(&room, other));
            put(&room, one, second);
            assert!(checked(&room).is_err());
            put(&room, one, first);
        }
    }
}

#[test]
fn a_sealed_destination_shows_nothing_of_what_is_in_it() {
    let room = full(SORTS[1]);
    let mut known: Vec<Vec<u8>> = vec![b"FolderRegistered".to_vec(), b"recorded_at".to_vec(), b"a letter".to_vec()];
    known.push(room.state().1.hash.to_string().into_bytes());
    known.push(Hash256::of(b"%PDF-1.7 a letter").to_string().into_bytes());
    for object in objects(&room) {
        let content = read(&room, &object);
        for word in &known {
            let shown = content.windows(word.len()).any(|part| part == word) || object.as_ref().as_bytes() == word;
            assert!(!shown, "{object} shows {}", String::from_utf8_lossy(word));
        }
    }
}

#[test]
fn another_passphrase_none_and_one_too_many_are_told_apart() {
    let sealed = full(SORTS[1]);
    let with = |room: &Room, passphrase: Option<&str>| {
        let passphrase = passphrase.map(|text| Passphrase::new(text).unwrap());
        Destination::over("a bucket".to_owned(), room.store.clone(), passphrase.as_ref(), None).map(drop)
    };
    let wrong = with(&sealed, Some("every folder has a home"));
    assert!(matches!(wrong, Err(BackupError::PassphraseWrong { .. })), "{wrong:?}");
    assert!(!wrong.unwrap_err().to_string().contains("folder has a home"));
    assert!(matches!(with(&sealed, None), Err(BackupError::PassphraseNeeded { .. })));
    let open = full(None);
    assert!(matches!(with(&open, Some("every folder has a slot")), Err(BackupError::NotSealed { .. })));
}

#[test]
fn another_archive_does_not_get_into_the_same_destination() {
    let (one, mut other) = (full(None), Room::new(None));
    other.store = one.store.clone();
    // The clocks are alike, so the first frames are too, but for their random ids.
    let before = objects(&one);
    let outcome = other.backup();
    match outcome {
        // The same seed may make the same first frame; then its history is another.
        Err(BackupError::AnotherArchive { .. } | BackupError::HistoryChanged(_)) => assert_eq!(objects(&one), before),
        outcome => panic!("{outcome:?}"),
    }
}

#[test]
fn a_place_that_ends_with_the_program_is_no_destination() {
    let begun = Destination::begin(&Place::new("memory:///backup"), None, Hash256::ZERO);
    assert!(matches!(begun, Err(BackupError::Place { .. })), "{begun:?}");
}

#[test]
fn dropped_snapshots_take_with_them_what_nobody_else_needs() {
    let room = Room::new(None);
    let keep = Keep::Rules { last: 2, daily: 0, weekly: 0, monthly: 0, yearly: 0 };
    for round in 0..5 {
        room.register(6);
        let made = room.backup_to(room.store.clone(), keep).unwrap();
        assert_eq!(made.dropped, usize::from(round > 1));
        let found = checked(&room).unwrap();
        assert_eq!((found.snapshots, found.left_over), ((round + 1).min(2), 0));
    }
}

#[test]
fn a_damaged_manifest_is_told_of_and_keeps_nobody_from_backing_up_or_restoring() {
    let room = full(None);
    let manifest = objects(&room).into_iter().find(|object| object.as_ref().starts_with("snapshots/")).unwrap();
    put(&room, &manifest, b"{}".to_vec());
    room.register(3);
    let keep = Keep::Rules { last: 1, daily: 0, weekly: 0, monthly: 0, yearly: 0 };
    let made = room.backup_to(room.store.clone(), keep).unwrap();
    assert_eq!((made.dropped, made.damaged.len()), (0, 1));
    assert!(made.warnings().iter().any(|warning| warning.contains(manifest.as_ref())));
    assert!(checked(&room).unwrap_err().to_string().contains(manifest.as_ref()));
    crate::blobs::wait_for(room.store.delete(&manifest)).unwrap().unwrap();
    assert_eq!(room.backup_to(room.store.clone(), keep).unwrap().dropped, 2);
    assert_eq!(checked(&room).unwrap().snapshots, 1);
}

#[test]
fn sizes_that_no_disk_could_hold_are_damage() {
    let room = full(None);
    let object = objects(&room).into_iter().find(|object| object.as_ref().starts_with("snapshots/")).unwrap();
    let mut manifest: serde_json::Value = serde_json::from_slice(&read(&room, &object)).unwrap();
    for blob in manifest["blobs"].as_object_mut().unwrap().values_mut() {
        blob["bytes"] = u64::MAX.into();
    }
    let content = manifest.to_string().into_bytes();
    let digest: String = Hash256::of(&content).to_string().chars().take(32).collect();
    let (moment, _) = object.as_ref().rsplit_once('-').unwrap();
    put(&room, &Key::from(format!("{moment}-{digest}")), content);
    let (good, damaged) = room.try_destination().unwrap().snapshots().unwrap();
    assert_eq!((good.len(), damaged.len()), (2, 1));
    assert!(matches!(checked(&room), Err(BackupError::Damaged { .. })));
}
