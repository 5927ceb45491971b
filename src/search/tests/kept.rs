//! What stays across changes, commits and restarts, and what is put aside.

use super::*;
use std::fs;

fn reopen(shelf: Shelf) -> (tempfile::TempDir, Opened) {
    let Shelf { dir, index, indexer, .. } = shelf;
    indexer.close().unwrap();
    drop(index);
    let opened = open(&dir.path().join("search")).unwrap();
    (dir, opened)
}

fn count(index: &SearchIndex, text: &str) -> u64 {
    index.search(&Query::parse(text, &vocabulary()), &everything()).unwrap().total
}

#[test]
fn a_change_replaces_what_was_known_before() {
    let mut shelf = Shelf::with(vec![named(0, "张三"), named(1, "张三")]);
    shelf.put(named(0, "李四"));
    shelf.put(named(0, "王五"));
    assert_eq!(shelf.found("张三"), [0, 1].into(), "not before the commit");
    shelf.commit(2);
    assert_eq!((shelf.found("张三"), shelf.found("李四"), shelf.found("王五")), ([1].into(), [].into(), [0].into()));
    shelf.delete(1);
    shelf.commit(3);
    assert_eq!((shelf.found("张三"), shelf.index.len()), ([].into(), 1));
}

#[test]
fn the_position_comes_back_with_what_was_committed_with_it() {
    let mut shelf = Shelf::with(vec![named(0, "张三")]);
    shelf.commit(41);
    shelf.put(named(1, "张三"));
    let (dir, opened) = reopen(shelf);
    assert_eq!((opened.position, opened.warnings), (Some(position(41)), vec![]));
    assert_eq!(count(&opened.index, "张三"), 1, "what was not committed is put again by the follower");
    drop((opened.index, opened.indexer));
    let mut opened = open(&dir.path().join("search")).unwrap();
    opened.indexer.put(&named(0, "李四")).unwrap();
    opened.indexer.commit(&position(42)).unwrap();
    assert_eq!((count(&opened.index, "张三"), count(&opened.index, "李四")), (0, 1), "replaced across a restart");
}

/// Merges run beside what is put in, and whoever is killed leaves them to the next.
#[test]
fn a_folder_stands_in_the_index_once_however_often_it_was_opened_and_left() {
    const FOLDERS: u32 = 40;
    let dir = tempfile::tempdir().unwrap();
    let mut random = 0x2545_f491_u32;
    for round in 1..=120u32 {
        let Opened { index, mut indexer, warnings, .. } = open(&dir.path().join("search")).unwrap();
        assert_eq!(warnings, []);
        if round % 9 != 0 {
            indexer.leave_segments_apart();
        }
        for _ in 0..6 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            indexer.put(&named((random >> 8) % FOLDERS, "张三")).unwrap();
        }
        indexer.commit(&position(u64::from(round))).unwrap();
        assert_eq!(index.repeated().unwrap(), [], "round {round}");
    }
}

/// Killed right before its commit counts, a writer leaves files that the next one wants to write under the same names.
#[test]
fn what_a_killed_writer_left_does_not_stop_the_next() {
    let (dir, opened) = reopen(Shelf::with((0..9).map(|folder| named(folder, "张三")).collect()));
    let dir = dir.path().join("search");
    drop(opened);
    let meta = fs::read(dir.join("meta.json")).unwrap();
    let commit = || {
        let mut opened = open(&dir).unwrap();
        assert_eq!(opened.warnings, []);
        opened.indexer.put(&named(4, "李四")).unwrap();
        opened.indexer.commit(&position(2)).unwrap();
        assert_eq!((count(&opened.index, "张三"), count(&opened.index, "李四")), (8, 1));
    };
    commit();
    fs::write(dir.join("meta.json"), meta).unwrap();
    commit();
}

#[test]
fn every_flipped_or_cut_file_is_noticed_and_the_index_begun_anew() {
    let shelf = Shelf::with((0..50).map(|folder| named(folder, "张三 Volkswagen 13800138000")).collect());
    let dir = shelf.dir.path().join("search");
    let (_kept, opened) = reopen(shelf);
    drop(opened);
    let saved: Vec<_> = fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    let saved: Vec<_> = saved.into_iter().filter(|p| p.is_file()).map(|p| (fs::read(&p).unwrap(), p)).collect();
    let mut noticed = 0;
    for (bytes, path) in &saved {
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.starts_with(".tantivy") || name == ".managed.json" {
            continue;
        }
        for damage in 0..3 {
            fs::remove_dir_all(&dir).unwrap();
            fs::create_dir(&dir).unwrap();
            saved.iter().for_each(|(bytes, path)| fs::write(path, bytes).unwrap());
            let mut bytes = bytes.clone();
            let middle = bytes.len() / 2;
            match damage {
                0 => bytes[middle] ^= 0xff,
                1 => bytes.truncate(middle),
                _ => bytes.clear(),
            }
            fs::write(path, bytes).unwrap();
            let opened = open(&dir).unwrap();
            assert_eq!(opened.warnings.len(), 1, "{name}, damage {damage}");
            assert_eq!((opened.position, opened.index.len()), (None, 0));
            assert!(opened.warnings[0].to.exists() && opened.warnings[0].to_string().contains("anew"));
            noticed += 1;
        }
    }
    assert!(noticed >= 15, "{noticed}");
    let beside = fs::read_dir(dir.parent().unwrap()).unwrap().count();
    assert_eq!(beside, 2, "the index and one put aside");
}

#[test]
fn an_index_without_position_or_of_another_version_is_begun_anew() {
    let shelf = Shelf::with(vec![named(0, "张三")]);
    let meta = shelf.dir.path().join("search/meta.json");
    let (_kept, opened) = reopen(shelf);
    drop(opened);
    let written = fs::read_to_string(&meta).unwrap();
    let schema = format!("\\\"schema\\\":{SCHEMA_VERSION}");
    assert!(written.contains(&schema), "{written}");
    fs::write(&meta, written.replace(&schema, "\\\"schema\\\":999")).unwrap();
    let opened = open(meta.parent().unwrap()).unwrap();
    assert!(opened.warnings[0].reason.contains("999"), "{:?}", opened.warnings);
    assert_eq!((opened.position, opened.index.len()), (None, 0));
}

#[test]
fn an_index_in_use_is_left_where_it_is() {
    let shelf = Shelf::with(vec![named(0, "张三")]);
    assert!(matches!(open(&shelf.dir.path().join("search")), Err(SearchError::InUse)));
    assert_eq!(shelf.found("张三"), [0].into());
}
