//! The text of one page: words with their boxes, and what they say one after the other.

use std::fmt::Write as _;
use std::ops::Range;

/// How many words of a page are kept; a page of small print has 2,500 characters.
pub const WORDS_MAX: usize = 8_000;
/// How many characters of a page are kept.
pub const TEXT_CHARS_MAX: usize = 16_000;
/// Boxes are measured in so many parts of the page's sides.
const PARTS: u16 = 1_000;
/// What begins the file of a page's text, before how it was turned.
const HEAD: &str = "strongroom-text 1 ";

/// What follows a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Break {
    /// The next word.
    #[default]
    None,
    /// A new line.
    Line,
    /// A new paragraph.
    Paragraph,
}

/// A word, or a few, or a single glyph: whatever the command told apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Word {
    /// From the left, in thousandths of the page's width.
    pub x: u16,
    /// From the top, in thousandths of its height.
    pub y: u16,
    /// How wide.
    pub width: u16,
    /// How high.
    pub height: u16,
    /// How sure the command is, in hundredths.
    pub confidence: u8,
    /// What it says; no line breaks.
    pub text: String,
    /// What follows.
    pub after: Break,
}

/// The text of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageText {
    /// By how many quarters the page was turned when it was read, clockwise.
    pub quarters: u8,
    /// The words, as one reads them.
    pub words: Vec<Word>,
}

/// What words say one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlainText {
    /// The text.
    pub text: String,
    /// Where each word stands in it, in bytes.
    pub words: Vec<Range<usize>>,
}

impl PageText {
    /// How many bytes of a file say how the page was turned.
    pub const HEAD_BYTES: usize = HEAD.len() + 1;

    /// The text as a file: a line for each word, an empty one where a paragraph ends, a dot where a line does.
    #[must_use]
    pub fn written(&self) -> String {
        let mut file = format!("{HEAD}{}\n", self.quarters % 4);
        for word in &self.words {
            let Word { x, y, width, height, confidence, text, after } = word;
            // Writing to a String cannot fail.
            let _ = writeln!(file, "{x} {y} {width} {height} {confidence} {text}");
            file.push_str(match after {
                Break::None => "",
                Break::Line => ".\n",
                Break::Paragraph => "\n",
            });
        }
        file
    }

    /// How a page was turned, by the beginning of its file.
    #[must_use]
    pub fn quarters_of(head: &[u8]) -> Option<u8> {
        let digit = head.strip_prefix(HEAD.as_bytes())?.first()?;
        (b'0'..=b'3').contains(digit).then(|| digit - b'0')
    }

    /// Reads a file; nothing if it is none of ours.
    #[must_use]
    pub fn parse(file: &str) -> Option<Self> {
        let mut lines = file.split('\n');
        let head = lines.next()?;
        let mut text = Self { quarters: Self::quarters_of(head.as_bytes())?, words: Vec::new() };
        // The last line has its end, too.
        let mut lines = lines.peekable();
        while let Some(line) = lines.next() {
            let after = match line {
                "" if lines.peek().is_none() => break,
                "" => Some(Break::Paragraph),
                "." => Some(Break::Line),
                _ => None,
            };
            match after {
                Some(after) => text.words.last_mut()?.after = after,
                None if text.words.len() < WORDS_MAX => text.words.push(word(line)?),
                None => break,
            }
        }
        Some(text)
    }

    /// Keeps no more than the limits allow.
    pub fn cut(&mut self) {
        self.words.truncate(WORDS_MAX);
        let mut left = TEXT_CHARS_MAX;
        self.words.retain(|word| {
            let chars = word.text.chars().count();
            let fits = chars <= left;
            left = if fits { left - chars } else { 0 };
            fits
        });
    }

    /// The same for the page as it is turned now.
    #[must_use]
    pub fn turned_to(mut self, quarters: u8) -> Self {
        for _ in 0..(quarters + 4 - self.quarters % 4) % 4 {
            for word in &mut self.words {
                let Word { x, y, width, height, .. } = *word;
                (word.x, word.y) = (PARTS.saturating_sub(y + height), x);
                (word.width, word.height) = (height, width);
            }
        }
        self.quarters = quarters % 4;
        self
    }

    /// What the words say one after the other. Glyphs are written without spaces, and a paragraph goes on over the ends of
    /// its lines: a Chinese word is as often parted there as not.
    #[must_use]
    pub fn plain(&self) -> PlainText {
        let mut plain = PlainText::default();
        let mut before: Option<&Word> = None;
        for word in &self.words {
            if let Some(before) = before {
                let ends_open = before.text.chars().next_back().is_some_and(is_glyph);
                let goes_on = ends_open && word.text.chars().next().is_some_and(is_glyph);
                match before.after {
                    Break::Paragraph => plain.text.push('\n'),
                    _ if goes_on => {}
                    _ => plain.text.push(' '),
                }
            }
            let start = plain.text.len();
            plain.text.push_str(&word.text);
            plain.words.push(start..plain.text.len());
            before = Some(word);
        }
        plain
    }

    /// The boxes of parts of the plain text. A part of a word has the part of its box that it should have if all glyphs are
    /// equally wide, and letters half as wide.
    #[must_use]
    pub fn boxes(&self, plain: &PlainText, parts: &[Range<usize>]) -> Vec<Word> {
        let mut boxes: Vec<Word> = Vec::new();
        for part in parts {
            for (word, at) in self.words.iter().zip(&plain.words) {
                let (start, end) = (part.start.max(at.start), part.end.min(at.end));
                let inside = (start < end).then(|| (start - at.start, end - at.start));
                boxes.extend(inside.and_then(|(start, end)| slice(word, start, end)));
            }
        }
        boxes
    }
}

/// A part of a word, by its bytes.
fn slice(word: &Word, start: usize, end: usize) -> Option<Word> {
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>();
    let (before, text) = (word.text.get(..start)?, word.text.get(start..end)?);
    let all = wide(&word.text).max(1);
    // Words stand upright as a rule; of a column of glyphs the part is of its height.
    let is_column = word.text.chars().count() > 1 && u32::from(word.height) > 2 * u32::from(word.width);
    let side = u32::from(if is_column { word.height } else { word.width });
    let from = (side * wide(before) / all) as u16;
    let length = (side * wide(text)).div_ceil(all) as u16;
    let mut part = Word { text: text.to_owned(), after: Break::None, ..word.clone() };
    if is_column {
        (part.y, part.height) = (word.y + from, length);
    } else {
        (part.x, part.width) = (word.x + from, length);
    }
    Some(part)
}

fn word(line: &str) -> Option<Word> {
    let mut parts = line.splitn(6, ' ');
    let mut number = || parts.next()?.parse::<u16>().ok().filter(|part| *part <= PARTS);
    let (x, y, width, height) = (number()?, number()?, number()?, number()?);
    let confidence = u8::try_from(number()?).ok()?;
    Some(Word { x, y, width, height, confidence, text: parts.next()?.to_owned(), after: Break::None })
}

/// What is written without spaces: glyphs and the marks that stand between them.
fn is_glyph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}
