//! What a command prints of a page, in either of two forms, as words with boxes.
//!
//! tesseract's TSV is known by its head. Everything else is a line for each word or line of print, `x y w h confidence
//! text`, in dots of the picture and hundredths, and an empty line where a paragraph ends.

use crate::archive::texts::{Break, PageText, Word};

/// What begins tesseract's head.
const TSV_HEAD: &str = "level\t";
/// The level of words in it.
const TSV_WORD: &str = "5";
/// Words of which the command is less sure are specks and lines of tables.
const CONFIDENCE_MIN: f32 = 20.0;
/// The longest word or line of print, in characters.
const WORD_CHARS_MAX: usize = 500;

/// Reads what a command printed of a picture of so many dots; nothing if it is no text of a page.
#[must_use]
pub fn read(printed: &str, (width, height): (u32, u32), quarters: u8) -> Option<PageText> {
    let is_tsv = printed.trim_start_matches('\u{feff}').starts_with(TSV_HEAD);
    let words = if is_tsv { tsv(printed, width, height) } else { lines(printed, width, height)? };
    let mut text = PageText { quarters: quarters % 4, words };
    text.cut();
    Some(text)
}

/// A word with its box in dots.
struct Seen<'a> {
    left: f32,
    top: f32,
    width: f32,
    height: f32,
    confidence: f32,
    text: &'a str,
}

fn tsv(printed: &str, width: u32, height: u32) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut before: Option<[&str; 4]> = None;
    for line in printed.lines().skip(1) {
        let cells: Vec<&str> = line.splitn(12, '\t').collect();
        let &[TSV_WORD, page, block, paragraph, line, _, left, top, wide, high, confidence, text] = cells.as_slice()
        else {
            continue;
        };
        let number = |cell: &str| cell.trim().parse::<f32>().ok().filter(|number| number.is_finite());
        let (Some(left), Some(top), Some(wide), Some(high), Some(confidence)) =
            (number(left), number(top), number(wide), number(high), number(confidence))
        else {
            continue;
        };
        let Some(word) = word(&Seen { left, top, width: wide, height: high, confidence, text }, width, height) else {
            continue;
        };
        let here = [page, block, paragraph, line];
        if let (Some(before), Some(last)) = (before, words.last_mut()) {
            last.after = match () {
                () if before.get(..3) != here.get(..3) => Break::Paragraph,
                () if before != here => Break::Line,
                () => Break::None,
            };
        }
        before = Some(here);
        words.push(word);
    }
    words
}

/// Lines that say nothing of a page are passed over: programs greet. If all that was printed is such, it is no text.
fn lines(printed: &str, width: u32, height: u32) -> Option<Vec<Word>> {
    let mut words: Vec<Word> = Vec::new();
    let (mut understood, mut others) = (0, 0);
    for line in printed.lines() {
        if line.trim().is_empty() {
            if let Some(last) = words.last_mut() {
                last.after = Break::Paragraph;
            }
            continue;
        }
        let Some(seen) = seen(line) else {
            others += 1;
            continue;
        };
        understood += 1;
        words.extend(word(&seen, width, height).map(|word| Word { after: Break::Line, ..word }));
    }
    (understood > 0 || others == 0).then_some(words)
}

fn seen(line: &str) -> Option<Seen<'_>> {
    let mut rest = line.trim_start();
    let mut number = || {
        let (cell, behind) = rest.split_once([' ', '\t'])?;
        rest = behind.trim_start();
        cell.parse::<f32>().ok().filter(|number| number.is_finite())
    };
    let (left, top, width, height, confidence) = (number()?, number()?, number()?, number()?, number()?);
    Some(Seen { left, top, width, height, confidence, text: rest })
}

fn word(seen: &Seen<'_>, width: u32, height: u32) -> Option<Word> {
    if seen.confidence < CONFIDENCE_MIN {
        return None;
    }
    let text: String = seen.text.trim().chars().filter(|c| !c.is_control()).take(WORD_CHARS_MAX).collect();
    if text.is_empty() || width == 0 || height == 0 {
        return None;
    }
    let part = |at: f32, of: u32| (at / of as f32 * 1_000.0).round().clamp(0.0, 1_000.0) as u16;
    let (x, y) = (part(seen.left, width), part(seen.top, height));
    Some(Word {
        x,
        y,
        width: part(seen.left + seen.width, width).saturating_sub(x),
        height: part(seen.top + seen.height, height).saturating_sub(y),
        confidence: seen.confidence.clamp(0.0, 100.0).round() as u8,
        text,
        after: Break::None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    const PAGE: (u32, u32) = (1_654, 2_339);
    const TSV: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
        1\t1\t0\t0\t0\t0\t0\t0\t1654\t2339\t-1\t\n\
        4\t1\t1\t1\t1\t0\t165\t234\t400\t40\t-1\t\n\
        5\t1\t1\t1\t1\t1\t165\t234\t165\t47\t93.51\t买方\n\
        5\t1\t1\t1\t1\t2\t331\t234\t165\t47\t90.00\t支付定\n\
        5\t1\t1\t1\t2\t1\t165\t300\t80\t47\t88\t金\n\
        5\t1\t1\t1\t2\t2\t265\t300\t80\t47\t3\t#\n\
        5\t1\t2\t1\t1\t1\t165\t700\t80\t47\t96\tDeposit\n";

    #[test]
    fn what_tesseract_prints_is_read_with_its_lines_and_paragraphs() {
        let text = read(TSV, PAGE, 5).unwrap();
        assert_eq!((text.plain().text.as_str(), text.quarters), ("买方支付定金\nDeposit", 1));
        let first = &text.words[0];
        assert_eq!((first.x, first.y, first.width, first.height, first.confidence), (100, 100, 100, 20, 94));
        let empty = TSV.lines().next().unwrap();
        assert_eq!(read(empty, PAGE, 0).unwrap().words, []);
    }

    #[test]
    fn a_line_a_word_is_enough_for_any_other_command() {
        let printed =
            "loading models…\n10 20 300 40 99.2 买方支付定\n10 80 100 40 97 金\n\n10 200 90 40 95 in  words\n";
        let text = read(printed, (1_000, 1_000), 0).unwrap();
        assert_eq!(text.plain().text, "买方支付定金\nin  words");
        assert_eq!((text.words[0].width, text.words[2].y), (300, 200));
        assert_eq!(read("", PAGE, 0).unwrap().words, []);
        assert_eq!(read("Traceback (most recent call last):\n  oops\n", PAGE, 0), None);
    }

    proptest! {
        #[test]
        fn whatever_is_printed_is_text_or_none(
            junk in ".*",
            cells in prop::collection::vec("[-0-9a-z.\t ]{0,9}", 0..14),
            width in 0_u32..3_000,
        ) {
            for printed in [junk.clone(), cells.join("\t"), cells.join(" "), format!("{TSV}{junk}\n5\t{}", cells.join("\t"))] {
                if let Some(text) = read(&printed, (width, 100), 0) {
                    let plain = text.plain();
                    prop_assert_eq!(PageText::parse(&text.written()), Some(text));
                    prop_assert!(!plain.text.contains('\r'));
                }
            }
        }
    }
}
