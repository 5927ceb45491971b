//! From a folder's data to the tokens it is found by. The mirror image is `plan`, which asks for them.

use super::fold::{Folded, fold, fold_text};
use super::pinyin;
use super::runs::{Run, RunKind, code_form, runs, text_codes, word_form};
use super::schema::{CodeKind, Fields, Group, Tokens};
use super::{IdentityKind, SearchDoc};
use chrono::Datelike;
use tantivy::TantivyDocument;

/// How many characters of one value are indexed.
pub const VALUE_CHARS_MAX: usize = 16_384;
/// How many values of a kind are indexed for one folder.
const VALUES_MAX: usize = 256;
/// How many characters of all that was read off its pages are indexed for one folder: some 500 pages of print.
pub const PAGES_CHARS_MAX: usize = 500_000;
/// The longest beginning of a word or spelling that is a token of its own; what is longer is looked up in the dictionary.
pub const EDGE_CHARS_MAX: usize = 6;
/// The longest name that can also be asked for whole, for order only.
pub const WHOLE_NAME_CHARS_MAX: usize = 16;

/// Parts of names of so many glyphs are tokens of their own: 有限公司 ends a tenth of all names, and asking where its
/// bigrams stand in each takes longer than all else.
pub const NAME_GRAMS: std::ops::RangeInclusive<usize> = 3..=4;

/// Marks the start of a code.
pub const START: char = '^';
/// Marks the end of a code.
pub const STOP: char = '$';
/// Marks what reads like a year or a month in a code.
pub const DATED: char = '#';
/// Marks a whole word.
pub const WORD: &str = "=";

/// The prefix of the tokens of one custom field.
#[must_use]
pub fn field_prefix(field: &str) -> String {
    format!("\u{1}{}\u{1}", field.chars().filter(|c| !c.is_control()).take(64).collect::<String>())
}

/// The document for the index.
#[must_use]
pub fn document(doc: &SearchDoc, fields: &Fields) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    document.add_u64(fields.folder, u64::from(doc.folder.0));
    let mut add = |field, tokens: Tokens| {
        let written = tokens.into_written();
        if !written.is_empty() {
            document.add_text(field, written);
        }
    };
    add(fields.kind, kinds(doc));
    add(fields.when, days(doc));
    let mut edges = Tokens::default();
    for kind in CodeKind::ALL {
        let mut trigrams = Tokens::default();
        for code in codes(doc, kind).take(VALUES_MAX) {
            let code = code_form(&fold(code, VALUE_CHARS_MAX));
            add_trigrams(&mut trigrams, "", &code);
            code_edges(&code, &mut |edge| edges.add(0, &[kind.letter().encode_utf8(&mut [0; 4]), edge]));
        }
        add(fields.code(kind), trigrams);
    }
    add(fields.code_edges, edges);
    for group in Group::ALL {
        let mut texts = Texts::default();
        texts.add_group(doc, group);
        add(fields.text(group), texts.placed);
        add(fields.bag(group), texts.bag);
    }
    if let Some(date) = doc.business_date {
        document.add_i64(fields.date, i64::from(date.num_days_from_ce()));
    }
    document
}

/// The codes of one kind.
pub fn codes(doc: &SearchDoc, kind: CodeKind) -> impl Iterator<Item = &str> {
    let own = doc.codes.iter().filter(move |_| kind == CodeKind::Folder);
    let subjects = doc.subjects.iter().flat_map(move |subject| {
        let phones = subject.phones.iter().filter(move |_| kind == CodeKind::Phone);
        let identities = subject.identities.iter().filter(move |(identity, _)| kind == code_kind(*identity));
        phones.chain(identities.map(|(_, value)| value))
    });
    own.chain(subjects).map(String::as_str)
}

fn code_kind(identity: IdentityKind) -> CodeKind {
    match identity {
        IdentityKind::Vin => CodeKind::Vin,
        IdentityKind::Plate => CodeKind::Plate,
        IdentityKind::Other => CodeKind::Identity,
    }
}

/// The tokens of a code's edges, its first and last one and two characters, and of what reads like a year or a month in it:
/// those stand in so many codes that their trigrams single nothing out.
fn code_edges(code: &str, edge: &mut dyn FnMut(&str)) {
    for chars in [4, 6] {
        grams(code, chars).filter(|(_, gram)| is_dated(gram)).for_each(|(_, gram)| edge(&format!("{DATED}{gram}")));
    }
    for chars in 1..=2 {
        if let (Some(first), Some(last)) = (first_chars(code, chars), last_chars(code, chars)) {
            edge(&format!("{START}{first}"));
            edge(&format!("{last}{STOP}"));
        }
    }
}

/// Whether a code of four or six digits reads like a year or a month of these times.
#[must_use]
pub fn is_dated(code: &str) -> bool {
    let is_of_digits = matches!(code.len(), 4 | 6) && code.bytes().all(|b| b.is_ascii_digit());
    let month = code.get(4..).filter(|month| !month.is_empty());
    is_of_digits
        && ("1950".."2050").contains(&code.get(..4).unwrap_or_default())
        && month.is_none_or(|m| ("01"..="12").contains(&m))
}

/// The first `chars` characters, if there are as many.
#[must_use]
pub fn first_chars(text: &str, chars: usize) -> Option<&str> {
    let end = text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(chars)?;
    text.get(..end)
}

fn last_chars(text: &str, chars: usize) -> Option<&str> {
    let start = text.char_indices().rev().map(|(at, _)| at).nth(chars.checked_sub(1)?)?;
    text.get(start..)
}

/// All windows of `n` characters of `text`, with their places.
pub fn grams(text: &str, n: usize) -> impl Iterator<Item = (u32, &str)> {
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]).skip(n);
    let windows = text.char_indices().map(|(at, _)| at).zip(ends);
    (0..).zip(windows).filter_map(|(place, (start, end))| Some((place, text.get(start..end)?)))
}

fn add_trigrams(tokens: &mut Tokens, prefix: &str, code: &str) {
    if code.is_empty() {
        return;
    }
    let start = tokens.next_value();
    for (place, gram) in grams(&format!("{START}{code}{STOP}"), 3) {
        tokens.add(start + place, &[prefix, gram]);
    }
}

fn kinds(doc: &SearchDoc) -> Tokens {
    let mut tokens = Tokens::default();
    tokens.add(0, &["t:", &doc.business_type]);
    for (prefix, value) in [("d:", &doc.department), ("c:", &doc.class), ("p:", &doc.period)] {
        if !value.is_empty() {
            tokens.add(0, &[prefix, &fold_kind(prefix, value)]);
        }
    }
    tokens
}

fn fold_kind(prefix: &str, value: &str) -> String {
    if prefix == "p:" { fold_text(value, 64) } else { value.to_owned() }
}

fn days(doc: &SearchDoc) -> Tokens {
    let mut tokens = Tokens::default();
    if let Some(date) = doc.business_date {
        for format in ["%Y", "%Y-%m", "%Y-%m-%d"] {
            tokens.add(0, &[&date.format(format).to_string()]);
        }
    }
    tokens
}

#[derive(Default)]
struct Texts {
    placed: Tokens,
    bag: Tokens,
}

impl Texts {
    fn add_group(&mut self, doc: &SearchDoc, group: Group) {
        match group {
            Group::Name => {
                for subject in doc.subjects.iter().take(VALUES_MAX) {
                    let folded = self.add_value(&subject.name, &[""]);
                    self.add_name(&folded);
                }
            }
            Group::Note => {
                self.add_value(&doc.note, &[""]);
            }
            Group::Field => {
                for (field, value) in doc.fields.iter().take(VALUES_MAX) {
                    self.add_value(value, &["", &field_prefix(field)]);
                }
            }
            Group::Page => {
                let mut chars = 0;
                for text in &doc.pages {
                    if chars >= PAGES_CHARS_MAX {
                        break;
                    }
                    chars += self.add_value(text, &[""]).len();
                }
            }
        }
    }

    /// Adds a value's tokens, once for each prefix.
    fn add_value(&mut self, value: &str, prefixes: &[&str]) -> Vec<Folded> {
        let folded = fold(value, VALUE_CHARS_MAX);
        let found = runs(&folded);
        let mut place = self.placed.next_value();
        for run in &found {
            place += self.add_run(run, place, prefixes);
        }
        self.placed.ends_at(place);
        for code in text_codes(&folded, &found) {
            for prefix in prefixes {
                add_trigrams(&mut self.placed, prefix, &code);
                code_edges(&code, &mut |edge| self.bag.add(0, &[prefix, edge]));
            }
        }
        folded
    }

    /// Adds a run's tokens at `place`; returns how many places it takes: one for a glyph and one behind them all, so that no
    /// bigrams of two runs follow each other as those of one do; one for a word.
    fn add_run(&mut self, run: &Run, place: u32, prefixes: &[&str]) -> u32 {
        if run.kind != RunKind::Glyphs {
            for prefix in prefixes {
                self.placed.add(place, &[prefix, WORD, word_form(&run.text)]);
                if run.kind == RunKind::Letters {
                    add_beginnings(&mut self.bag, prefix, word_form(&run.text));
                }
            }
            return 1;
        }
        for (_, glyph) in grams(&run.text, 1) {
            prefixes.iter().for_each(|prefix| self.bag.add(0, &[prefix, glyph]));
        }
        for (offset, bigram) in grams(&run.text, 2) {
            prefixes.iter().for_each(|prefix| self.placed.add(place + offset, &[prefix, bigram]));
        }
        u32::try_from(run.end - run.start + 1).unwrap_or(u32::MAX)
    }

    /// Adds what only names have: their spellings, and the name as a whole.
    fn add_name(&mut self, folded: &[Folded]) {
        for run in runs(folded).iter().filter(|run| run.kind == RunKind::Glyphs) {
            for chars in NAME_GRAMS {
                grams(&run.text, chars).for_each(|(_, gram)| self.bag.add(0, &[gram]));
            }
            pinyin::spellings(&run.text, &mut |spelling| add_beginnings(&mut self.bag, "", spelling));
        }
        let whole = code_form(folded);
        if whole.chars().count() <= WHOLE_NAME_CHARS_MAX {
            self.bag.add(0, &["^", &whole, "$"]);
        }
    }
}

fn add_beginnings(bag: &mut Tokens, prefix: &str, word: &str) {
    for chars in 1..=EDGE_CHARS_MAX {
        match first_chars(word, chars) {
            Some(beginning) => bag.add(0, &[prefix, beginning]),
            None => return,
        }
    }
    if first_chars(word, EDGE_CHARS_MAX) != Some(word) {
        bag.add(0, &[prefix, word]);
    }
}
