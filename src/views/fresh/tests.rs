#![allow(clippy::unwrap_used)]
use super::{Scribe, WRITES_AT_ONCE, Words};
use crate::domain::event::{CheckedOut, Event, LoanDetails, Returned};
use crate::domain::folder::{Actor, Desk};
use crate::domain::ids::{FolderNo, PersonNo};
use crate::domain::state::Stamp;
use crate::views::project::Projection;
use crate::views::store::{Position, Store, StoreSettings};
use std::path::Path;
use std::sync::Arc;

fn open(base: &Path) -> Scribe {
    let settings = StoreSettings { schema: 1, cache_bytes: 1024 * 1024, dictionary: b"" };
    Scribe::new(Arc::new(Words::new(Store::open(base, settings).unwrap().0)))
}

fn at(seq: u64) -> Position {
    Position { seq, hash: [7; 32], incarnation: "first".to_owned() }
}

fn take(scribe: &mut Scribe, seq: u64, event: &Event) {
    let words = scribe.words().clone();
    let mut projection = Projection::new(&words);
    projection.take(Stamp { seq, occurred_us: 0, recorded_us: 0, actor: Actor::System }, event).unwrap();
    scribe.take_in(projection).unwrap();
}

fn lend(scribe: &mut Scribe, seq: u64, folder: u32, purpose: &str) {
    let lent = CheckedOut { folder: FolderNo(folder), borrower: PersonNo(1), due: chrono::NaiveDate::default() };
    take(scribe, seq, &Event::CheckedOut(lent, Some(LoanDetails { purpose: purpose.to_owned() })));
}

fn give_back(scribe: &mut Scribe, seq: u64, folder: u32) {
    let returned = Returned { folder: FolderNo(folder), borrower: None, desk: Desk::Reception };
    take(scribe, seq, &Event::Returned(returned));
}

fn seqs(words: &Words, folder: u32, before: u64, limit: usize) -> Vec<u64> {
    let history = words.history(FolderNo(folder), before, limit).unwrap();
    history.into_iter().map(|(seq, _)| seq).collect()
}

#[test]
fn a_history_is_whole_whether_it_is_fresh_being_written_or_in_the_store() {
    let base = tempfile::tempdir().unwrap();
    let mut scribe = open(base.path());
    lend(&mut scribe, 1, 7, "audit");
    give_back(&mut scribe, 2, 7);
    scribe.write_all(&at(2)).unwrap();
    lend(&mut scribe, 3, 7, "copy");
    for folder in 100..100 + WRITES_AT_ONCE as u32 {
        lend(&mut scribe, 4, folder, "");
    }
    scribe.write_some(&at(4)).unwrap();
    assert!(scribe.is_writing());
    give_back(&mut scribe, 5, 7);
    let words = scribe.words().clone();
    assert_eq!(seqs(&words, 7, u64::MAX, 10), [5, 3, 2, 1]);
    assert_eq!((seqs(&words, 7, u64::MAX, 2), seqs(&words, 7, 3, 10)), (vec![5, 3], vec![2, 1]));
    assert_eq!(words.purpose(FolderNo(7)).unwrap(), "copy");
    // What is being written leads to frame 4 only; the store says so when all of it is there.
    assert_eq!(words.store().position().unwrap().unwrap().seq, 2);
    scribe.write_some(&at(5)).unwrap();
    assert_eq!(words.store().position().unwrap().unwrap().seq, 4);
    scribe.write_all(&at(5)).unwrap();
    assert_eq!(seqs(&words, 7, u64::MAX, 10), [5, 3, 2, 1]);
    assert_eq!(words.store().position().unwrap().unwrap().seq, 5);
}

#[test]
fn after_a_kill_the_store_stands_at_a_frame_all_before_which_it_has() {
    let base = tempfile::tempdir().unwrap();
    let mut scribe = open(base.path());
    lend(&mut scribe, 1, 7, "audit");
    scribe.write_all(&at(1)).unwrap();
    give_back(&mut scribe, 2, 7);
    drop(scribe);
    let mut scribe = open(base.path());
    let words = scribe.words().clone();
    assert_eq!((seqs(&words, 7, u64::MAX, 10), words.store().position().unwrap().unwrap().seq), (vec![1], 1));
    give_back(&mut scribe, 2, 7);
    scribe.write_all(&at(2)).unwrap();
    assert_eq!(seqs(&words, 7, u64::MAX, 10), [2, 1]);
}

#[test]
fn frames_that_change_nothing_here_move_the_position_all_the_same() {
    let base = tempfile::tempdir().unwrap();
    let mut scribe = open(base.path());
    let words = scribe.words().clone();
    assert!(!scribe.is_behind());
    scribe.take_in(Projection::new(&words)).unwrap();
    assert!(scribe.is_behind());
    scribe.write_all(&at(7)).unwrap();
    assert_eq!(words.store().position().unwrap().unwrap().seq, 7);
    assert_eq!((scribe.is_behind(), words.store().ahead().unwrap()), (false, None));
}
