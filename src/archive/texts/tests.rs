#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::{Attempt, Break, PageText, Texts, Word};
use crate::domain::attachment::BlobHash;
use crate::domain::ids::PageNo;
use proptest::prelude::*;

fn word(text: &str, x: u16, after: Break) -> Word {
    Word { x, y: 100, width: 80, height: 20, confidence: 91, text: text.to_owned(), after }
}

fn contract() -> PageText {
    let words = [
        word("买方", 100, Break::None),
        word("支付定", 200, Break::Line),
        word("金", 100, Break::None),
        word("Deposit", 200, Break::None),
        word("paid", 300, Break::Paragraph),
        word("以上", 100, Break::None),
    ];
    PageText { quarters: 1, words: words.to_vec() }
}

#[test]
fn a_paragraph_goes_on_over_the_ends_of_its_lines() {
    assert_eq!(contract().plain().text, "买方支付定金 Deposit paid\n以上");
}

#[test]
fn a_word_parted_by_the_end_of_a_line_has_two_boxes() {
    let page = contract();
    let plain = page.plain();
    let at = plain.text.find("定金").unwrap();
    let boxes = page.boxes(&plain, &[at..at + "定金".len()]);
    let shown: Vec<_> = boxes.iter().map(|part| (part.text.as_str(), part.x, part.width)).collect();
    assert_eq!(shown, [("定", 253, 27), ("金", 100, 80)]);
}

#[test]
fn boxes_turn_with_their_page() {
    let page = PageText { quarters: 0, words: vec![word("a", 100, Break::None)] };
    let boxed = |quarters| {
        let word = page.clone().turned_to(quarters).words.remove(0);
        (word.x, word.y, word.width, word.height)
    };
    assert_eq!(boxed(0), (100, 100, 80, 20));
    assert_eq!(boxed(1), (880, 100, 20, 80));
    assert_eq!(boxed(2), (820, 880, 80, 20));
    assert_eq!(boxed(3), (100, 820, 20, 80));
    assert_eq!(page.clone().turned_to(3).turned_to(0), page);
}

#[test]
fn what_is_kept_is_read_back_and_the_index_hears_of_it_also_after_a_kill() {
    let root = tempfile::tempdir().unwrap();
    let (data, scans) = (root.path().join("data"), root.path().join("scans"));
    let file = BlobHash([7; 32]);
    let texts = Texts::open(&data, &scans).unwrap();
    assert_eq!((texts.read(file, 0), texts.read_quarters(file, 0)), (None, None));
    let attempt = Attempt { count: 2, quarters: 1, command: 0xbeef };
    texts.note_attempt(file, 0, Some(attempt)).unwrap();
    assert_eq!(texts.attempt(file, 0), Some(attempt));
    texts.keep(PageNo(5), file, 0, &contract()).unwrap();
    assert_eq!((texts.read(file, 0), texts.read_quarters(file, 0)), (Some(contract()), Some(1)));
    assert_eq!((texts.attempt(file, 0), texts.take_fresh()), (None, vec![PageNo(5)]));
    // Taken over and never committed.
    let again = Texts::open(&data, &scans).unwrap();
    assert_eq!(again.take_fresh(), [PageNo(5)]);
    again.indexed(&[PageNo(5)]);
    assert!(Texts::open(&data, &scans).unwrap().take_fresh().is_empty());
    again.forget(file).unwrap();
    again.forget(file).unwrap();
    assert_eq!(again.read(file, 0), None);
}

proptest! {
    #[test]
    fn any_file_is_read_or_refused_and_what_was_written_is_read_back(
        junk in ".*",
        words in prop::collection::vec((0_u16..=1_000, 0_u8..=100, "[^\n\r]{1,9}", 0_u8..3), 0..20),
        quarters in 0_u8..4,
    ) {
        let _ = PageText::parse(&junk);
        let _ = PageText::parse(&format!("strongroom-text 1 0\n{junk}"));
        let after = |kind| [Break::None, Break::Line, Break::Paragraph][usize::from(kind)];
        let mut text = PageText { quarters, words: Vec::new() };
        for (x, confidence, said, kind) in words {
            text.words.push(Word { x, y: 1_000 - x, width: 0, height: x, confidence, text: said, after: after(kind) });
        }
        prop_assert_eq!(PageText::parse(&text.written()), Some(text.clone()));
        let plain = text.plain();
        let all: Vec<_> = (0..plain.text.len()).filter(|at| plain.text.is_char_boundary(*at)).collect();
        let _ = text.boxes(&plain, &all.windows(2).map(|pair| pair[0]..pair[1]).collect::<Vec<_>>());
        let _ = text.turned_to(3);
    }
}
