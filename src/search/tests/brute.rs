//! The index against the same rules followed by brute force, without an index.

use super::super::brute::Examined;
use super::corpus::{Dice, doc, query};
use super::*;
use proptest::prelude::*;
use std::sync::{Mutex, MutexGuard, OnceLock};

type Known = (u32, Examined);

fn brute_force(all: &[Known], query: &Query) -> BTreeSet<u32> {
    all.iter().filter(|(_, known)| known.meets(query)).map(|(folder, _)| *folder).collect()
}

/// Three hundred folders in several segments, some changed and some deleted since.
fn shelf() -> MutexGuard<'static, (Shelf, Vec<Known>)> {
    static SHELF: OnceLock<Mutex<(Shelf, Vec<Known>)>> = OnceLock::new();
    let shelf = SHELF.get_or_init(|| {
        let mut dice = Dice(20_260_101);
        let mut shelf = Shelf::new();
        for round in 0..6 {
            for folder in round * 50..round * 50 + 60 {
                let doc = doc(folder, &mut dice);
                shelf.put(doc);
            }
            shelf.delete(round * 50 + 3);
            shelf.commit(u64::from(round));
        }
        let known = shelf.docs.iter().map(|doc| (doc.folder.0, Examined::new(doc))).collect();
        Mutex::new((shelf, known))
    });
    shelf.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn check((shelf, known): &(Shelf, Vec<Known>), text: &str) -> Result<usize, TestCaseError> {
    let query = Query::parse(text, &vocabulary());
    let expected = brute_force(known, &query);
    let hits = shelf.hits(text);
    let found: BTreeSet<u32> = hits.hits.iter().map(|hit| hit.folder.0).collect();
    if !hits.is_corrected {
        prop_assert_eq!(&found, &expected, "{:?} read as {:?}", text, query);
        prop_assert_eq!(hits.total, expected.len() as u64);
    } else {
        prop_assert!(expected.is_empty());
    }
    Ok(expected.len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_index_finds_what_brute_force_finds(seed in any::<u64>()) {
        let shelf = shelf();
        check(&shelf, &query(&shelf.0.docs, &mut Dice(seed)))?;
    }
}

#[test]
fn the_queries_that_are_compared_are_worth_comparing() {
    let shelf = shelf();
    let mut dice = Dice(7);
    let found: Vec<usize> = (0..400).map(|_| check(&shelf, &query(&shelf.0.docs, &mut dice)).unwrap()).collect();
    let some = found.iter().filter(|count| (1..shelf.1.len()).contains(*count)).count();
    assert!(some > 150, "only {some} of 400 queries find something but not everything");
}

#[test]
fn glyphs_that_a_comma_parts_are_not_found_as_one_word() {
    let mut shelf = Shelf::new();
    for (folder, note) in [(1, "三李，重李"), (2, "三李重李")] {
        shelf.put(SearchDoc { note: note.to_owned(), ..doc(folder, &mut Dice(1)) });
    }
    shelf.commit(1);
    let found: Vec<u32> = shelf.hits("三李重李").hits.iter().map(|hit| hit.folder.0).collect();
    assert_eq!(found, [2]);
}

#[test]
fn a_name_that_is_typed_whole_is_found_without_the_marks_in_it() {
    let mut shelf = Shelf::new();
    for (folder, name) in [(1, "明-重山"), (2, "明-重山水")] {
        let subjects = vec![SearchSubject { name: name.to_owned(), ..SearchSubject::default() }];
        shelf.put(SearchDoc { subjects, ..doc(folder, &mut Dice(1)) });
    }
    shelf.commit(1);
    let query = Query::parse("明重山", &vocabulary());
    let known: Vec<Known> = shelf.docs.iter().map(|doc| (doc.folder.0, Examined::new(doc))).collect();
    assert_eq!(brute_force(&known, &query), BTreeSet::from([1]));
    assert_eq!(shelf.hits("明重山").hits.iter().map(|hit| hit.folder.0).collect::<Vec<_>>(), [1]);
}
