#![allow(clippy::unwrap_used, clippy::panic)]
use super::{Batch, Opened, Position, Scan, Store, StoreSettings, ViewError};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const CARDS: &[u8] = b"c";

fn card_key(number: u32) -> Vec<u8> {
    [CARDS, &number.to_be_bytes()].concat()
}

fn link_key(number: u32) -> Vec<u8> {
    [b"l".as_slice(), &number.to_be_bytes(), &(number / 2).to_be_bytes()].concat()
}

fn number_of(card_key: &[u8]) -> u32 {
    u32::from_be_bytes(card_key.strip_prefix(CARDS).unwrap().try_into().unwrap())
}

fn settings() -> StoreSettings {
    StoreSettings { schema: 1, cache_bytes: 1024 * 1024, dictionary: b"{\"code\":\"NEW2026-000001-7\",\"note\":\"\"}" }
}

fn open(base: &Path) -> (Store, Opened) {
    Store::open(base, settings()).unwrap()
}

fn at(seq: u64) -> Position {
    Position { seq, hash: [7; 32], incarnation: "first".to_owned() }
}

fn card(number: u32) -> Vec<u8> {
    format!("{{\"code\":\"NEW2026-{number:06}\",\"note\":\"{}\"}}", "纸".repeat(number as usize % 50)).into_bytes()
}

fn fill(store: &Store, numbers: std::ops::Range<u32>) {
    let mut batch = Batch::default();
    for number in numbers.clone() {
        batch.put(&card_key(number), &card(number));
        batch.put(&link_key(number), b"");
    }
    store.apply(&batch, &at(u64::from(numbers.end))).unwrap();
}

fn filled(base: &Path) -> Store {
    let (store, opened) = open(base);
    assert_eq!(opened, Opened::Empty);
    for start in (0..1_000).step_by(100) {
        fill(&store, start..start + 100);
    }
    store
}

fn live_dir(base: &Path) -> PathBuf {
    let names = fs::read_dir(base).unwrap().map(|entry| entry.unwrap().path());
    let mut live = names.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("live-"));
    live.next().unwrap()
}

#[test]
fn what_was_applied_is_there_after_a_stop_with_its_position() {
    let root = tempfile::tempdir().unwrap();
    drop(filled(root.path()));
    let (store, opened) = open(root.path());
    assert_eq!(opened, Opened::AsLeft(at(1_000)));
    assert_eq!(store.get(&card_key(77)).unwrap(), Some(card(77)));
    assert_eq!(store.get(&card_key(1_000)).unwrap(), None);
    assert_eq!(store.get(&link_key(77)).unwrap(), Some(Vec::new()));
    assert_eq!(store.position().unwrap(), Some(at(1_000)));
    assert!(store.disk_bytes() > 0);
}

#[test]
fn a_kill_leaves_a_position_with_exactly_its_data() {
    let root = tempfile::tempdir().unwrap();
    let copy = tempfile::tempdir().unwrap();
    let store = filled(root.path());
    store.flush().unwrap();
    fill(&store, 1_000..1_100);
    // What a kill leaves: the files as they are now, however far they were written.
    let dir = copy.path().join("live-1");
    fs::create_dir(&dir).unwrap();
    for entry in fs::read_dir(live_dir(root.path())).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), dir.join(entry.file_name())).unwrap();
        }
    }
    let (after, opened) = open(copy.path());
    let Opened::AsLeft(position) = opened else { panic!("{opened:?}") };
    assert!(position.seq >= 1_000);
    let count = after.count(CARDS, usize::MAX).unwrap();
    assert_eq!(u64::try_from(count).unwrap(), position.seq);
}

#[test]
fn a_store_of_another_schema_or_dictionary_is_set_aside() {
    let root = tempfile::tempdir().unwrap();
    drop(filled(root.path()));
    for other in [StoreSettings { schema: 2, ..settings() }, StoreSettings { dictionary: b"other", ..settings() }] {
        let (store, opened) = Store::open(root.path(), other).unwrap();
        assert!(matches!(opened, Opened::SetAside { .. }), "{opened:?}");
        assert_eq!((store.position().unwrap(), store.count(CARDS, 5).unwrap()), (None, 0));
        fill(&store, 0..10);
    }
    let names: Vec<String> =
        fs::read_dir(root.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names.len(), 2, "one is kept: {names:?}");
}

#[test]
fn data_without_a_position_is_set_aside() {
    let root = tempfile::tempdir().unwrap();
    drop(filled(root.path()));
    let db = super::open_when_free(&sled::Config::default().path(live_dir(root.path()))).unwrap();
    db.remove(b"\0position").unwrap().unwrap();
    drop(db);
    let (_store, opened) = open(root.path());
    assert!(matches!(opened, Opened::SetAside { reason } if reason.contains("position")));
}

#[test]
fn a_half_written_snapshot_does_not_stop_it_from_opening() {
    let root = tempfile::tempdir().unwrap();
    drop(filled(root.path()));
    fs::write(live_dir(root.path()).join("snap.FFFFFFFFFFFFFFFF.generating"), b"half").unwrap();
    let (_store, opened) = open(root.path());
    assert_eq!(opened, Opened::AsLeft(at(1_000)));
}

#[test]
fn files_that_are_no_store_are_set_aside() {
    for wreck in ["conf", "db"] {
        let root = tempfile::tempdir().unwrap();
        drop(filled(root.path()));
        fs::write(live_dir(root.path()).join(wreck), b"not what it was").unwrap();
        let (store, opened) = open(root.path());
        // A cut-off file may read as an empty one: then there is nothing to set aside, and nothing to trust either.
        assert!(!matches!(opened, Opened::AsLeft(_)), "{wreck}: {opened:?}");
        fill(&store, 0..100);
        assert_eq!(store.count(CARDS, usize::MAX).unwrap(), 100);
    }
}

#[test]
fn flipped_bits_never_panic_and_never_show_a_wrong_value() {
    let pristine = tempfile::tempdir().unwrap();
    drop(filled(pristine.path()));
    let files: Vec<PathBuf> = fs::read_dir(live_dir(pristine.path())).unwrap().map(|e| e.unwrap().path()).collect();
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..40 {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("live-1");
        fs::create_dir(&dir).unwrap();
        for file in files.iter().filter(|file| file.is_file()) {
            let mut bytes = fs::read(file).unwrap();
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let at = usize::try_from(random % (bytes.len() as u64)).unwrap();
            bytes[at] ^= 1 << (random >> 60 & 7);
            fs::write(dir.join(file.file_name().unwrap()), bytes).unwrap();
        }
        let (store, opened) = open(root.path());
        let seen = match store.scan(&Scan::first(CARDS, usize::MAX)) {
            Ok(entries) => entries,
            Err(ViewError::Broken(_)) => {
                store.reset("damaged").unwrap();
                Vec::new()
            }
            Err(error) => panic!("{error}"),
        };
        for entry in &seen {
            let number = number_of(&entry.key);
            assert_eq!(entry.value, card(number));
        }
        if let (Opened::AsLeft(position), false) = (opened, seen.is_empty()) {
            assert_eq!(position.seq, seen.len() as u64, "the position promises what is not there");
        }
        fill(&store, 0..100);
    }
}

#[test]
fn a_panic_inside_is_an_error_and_the_store_answers_nothing_more_until_it_is_reset() {
    let root = tempfile::tempdir().unwrap();
    let store = filled(root.path());
    let error = store.with::<()>(|_| panic!("as sled does")).unwrap_err();
    assert!(matches!(error, ViewError::Broken(detail) if detail.contains("as sled does")));
    assert!(matches!(store.get(b"x"), Err(ViewError::Broken(_))));
    assert!(matches!(store.apply(&Batch::default(), &at(9)), Err(ViewError::Broken(_))));
    assert!(matches!(store.reset("broken").unwrap(), Opened::SetAside { .. }));
    assert_eq!(store.position().unwrap(), None);
    fill(&store, 0..10);
    drop(store);
    assert_eq!(open(root.path()).1, Opened::AsLeft(at(10)));
}

#[test]
fn pages_follow_each_other_in_both_directions() {
    let root = tempfile::tempdir().unwrap();
    let store = filled(root.path());
    let numbers = |scan: Scan<'_>| -> Vec<u32> {
        let entries = store.scan(&scan).unwrap();
        entries.iter().map(|entry| number_of(&entry.key)).collect()
    };
    assert_eq!(numbers(Scan::first(CARDS, 3)), [0, 1, 2]);
    assert_eq!(numbers(Scan::first(CARDS, 3).after(Some(&card_key(2)))), [3, 4, 5]);
    assert_eq!(numbers(Scan::last(CARDS, 2)), [999, 998]);
    assert_eq!(numbers(Scan::last(CARDS, 2).after(Some(&card_key(998)))), [997, 996]);
    // 768 = 0x300: the prefix 00 00 03 begins there.
    assert_eq!(numbers(Scan::first(&[b'c', 0, 0, 3], 2)), [768, 769]);
    assert_eq!(numbers(Scan::last(&[b'c', 0, 0, 2], 2)), [767, 766]);
    assert!(numbers(Scan::last(&[b'c', 0, 0, 2], 2).after(Some(&card_key(0)))).is_empty());
    assert!(numbers(Scan::first(CARDS, 5).after(Some(&[255; 9]))).is_empty());
    assert_eq!(store.count(&[b'c', 0, 0, 3], 1_000).unwrap(), 232);
    assert_eq!(store.count(CARDS, 10).unwrap(), 10);
}

#[test]
fn a_batch_says_when_it_is_full_and_an_absurd_one_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let (store, _) = open(root.path());
    let mut batch = Batch::default();
    assert!(batch.is_empty() && !batch.is_full());
    let noise: Vec<u8> =
        (0..300_000_u32).flat_map(|number| (number.wrapping_mul(2_654_435_761)).to_be_bytes()).collect();
    for key in 0..40_u8 {
        batch.put(&[key], &noise);
    }
    assert!(batch.is_full());
    assert!(matches!(store.apply(&batch, &at(1)), Err(ViewError::BatchTooLarge { .. })));
    assert_eq!(store.position().unwrap(), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn a_store_answers_as_an_ordered_map_does(
        writes in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..4), prop::option::of(0_u32..80)), 1..60),
        prefix in prop::collection::vec(any::<u8>(), 0..2),
        after in prop::option::of(prop::collection::vec(any::<u8>(), 0..4)),
        backwards in any::<bool>(), limit in 0_usize..20,
    ) {
        let root = tempfile::tempdir().unwrap();
        let (store, _) = open(root.path());
        let mut model = BTreeMap::new();
        for (seq, chunk) in writes.chunks(7).enumerate() {
            let mut batch = Batch::default();
            for (key, value) in chunk {
                match value {
                    Some(number) => {
                        batch.put(key, &card(*number));
                        model.insert(key.clone(), card(*number));
                    }
                    None => {
                        batch.remove(key);
                        model.remove(key);
                    }
                }
            }
            store.apply(&batch, &at(seq as u64)).unwrap();
        }
        let scan = Scan { prefix: &prefix, after: after.as_deref(), backwards, limit };
        let mut expected: Vec<_> = model.into_iter().filter(|(key, _)| key.starts_with(&prefix)).collect();
        if backwards {
            expected.reverse();
        }
        expected.retain(|(key, _)| match &after {
            Some(after) if backwards => key < after,
            Some(after) => key > after,
            None => true,
        });
        expected.truncate(limit);
        let found: Vec<_> = store.scan(&scan).unwrap().into_iter().map(|entry| (entry.key, entry.value)).collect();
        prop_assert_eq!(found, expected);
    }
}
