//! The index's fields, and the one tokenizer they share.
//!
//! Our own analysis makes the tokens (`tokens`), because one text feeds several fields and positions carry meaning. They
//! reach tantivy written into one string (`Tokens`), which `WrittenTokenizer` only reads back: its pre-tokenized values
//! would go through JSON.

use tantivy::schema::{Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Goes up with every change of what is indexed or how; an index of another version is built anew.
pub const SCHEMA_VERSION: u32 = 3;

/// The tokenizer's name in the schema.
pub const WRITTEN: &str = "written";

const END: char = '\u{1f}';
const STEP_BASE: u32 = 0x20;
const STEP_MAX: u32 = 0x4000;

/// A kind of code, each in a field of its own so that it can be asked for alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CodeKind {
    /// A folder's own codes, aliases and foreign codes.
    Folder,
    /// A telephone number.
    Phone,
    /// A vehicle identification number.
    Vin,
    /// A number plate.
    Plate,
    /// Any other identity: identity card, organisation code, account.
    Identity,
}

impl CodeKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Folder, Self::Phone, Self::Vin, Self::Plate, Self::Identity];

    /// The letter that marks the kind in tokens shared between kinds.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Folder => 'f',
            Self::Phone => 'p',
            Self::Vin => 'v',
            Self::Plate => 'l',
            Self::Identity => 'i',
        }
    }
}

/// A group of free text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Subjects' names.
    Name,
    /// The folder's note, and subjects' addresses and the like.
    Note,
    /// Custom fields.
    Field,
    /// What was read off scanned pages.
    Page,
}

impl Group {
    /// All groups.
    pub const ALL: [Self; 4] = [Self::Name, Self::Note, Self::Field, Self::Page];
}

/// The fields.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// The folder's number: to delete by, and what a hit is.
    pub folder: Field,
    /// The business date in days, for ranges and order.
    pub date: Field,
    /// Year, month and day of the business date.
    pub when: Field,
    /// Type, department, class, period, each with a prefix.
    pub kind: Field,
    /// The first and last characters of codes, marked by the kind's letter.
    pub code_edges: Field,
    texts: [Field; 4],
    bags: [Field; 4],
    codes: [Field; 5],
}

impl Fields {
    /// Where tokens with positions of a group stand: bigrams, whole words, trigrams of codes.
    #[must_use]
    pub fn text(&self, group: Group) -> Field {
        let [name, note, field, page] = self.texts;
        match group {
            Group::Name => name,
            Group::Note => note,
            Group::Field => field,
            Group::Page => page,
        }
    }

    /// Where tokens without positions of a group stand: single glyphs, beginnings of words, spellings.
    #[must_use]
    pub fn bag(&self, group: Group) -> Field {
        let [name, note, field, page] = self.bags;
        match group {
            Group::Name => name,
            Group::Note => note,
            Group::Field => field,
            Group::Page => page,
        }
    }

    /// Where the trigrams of one kind of code stand.
    #[must_use]
    pub fn code(&self, kind: CodeKind) -> Field {
        let [folder, phone, vin, plate, identity] = self.codes;
        match kind {
            CodeKind::Folder => folder,
            CodeKind::Phone => phone,
            CodeKind::Vin => vin,
            CodeKind::Plate => plate,
            CodeKind::Identity => identity,
        }
    }
}

/// The schema and its fields.
#[must_use]
pub fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let text = |option| {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(WRITTEN).set_fieldnorms(false).set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    let placed = || text(IndexRecordOption::WithFreqsAndPositions);
    let plain = || text(IndexRecordOption::Basic);
    let fields = Fields {
        folder: builder.add_u64_field("folder", NumericOptions::from(INDEXED).set_fast()),
        date: builder.add_i64_field("date", NumericOptions::default().set_fast()),
        when: builder.add_text_field("when", plain()),
        kind: builder.add_text_field("kind", plain()),
        code_edges: builder.add_text_field("code_edges", plain()),
        texts: ["name", "note", "field", "page"].map(|name| builder.add_text_field(name, placed())),
        bags: ["name_bag", "note_bag", "field_bag", "page_bag"].map(|name| builder.add_text_field(name, plain())),
        codes: ["code", "phone", "vin", "plate", "identity"].map(|name| builder.add_text_field(name, placed())),
    };
    (builder.build(), fields)
}

/// Tokens with their positions, written into one string.
#[derive(Debug, Default)]
pub struct Tokens {
    written: String,
    position: u32,
    end: u32,
}

impl Tokens {
    /// Adds a token, made of parts, at a position not before the last one's.
    pub fn add(&mut self, position: u32, parts: &[&str]) {
        let step = position.saturating_sub(self.position).min(STEP_MAX);
        self.position += step;
        self.end = self.end.max(self.position + 1);
        self.written.push(char::from_u32(STEP_BASE + step).unwrap_or(' '));
        for part in parts {
            self.written.extend(part.chars().filter(|c| *c != END));
        }
        self.written.push(END);
    }

    /// Notes that what stands before takes all positions before `end`, tokens or not.
    pub fn ends_at(&mut self, end: u32) {
        self.end = self.end.max(end);
    }

    /// A position that no phrase reaches from what stands before.
    #[must_use]
    pub fn next_value(&self) -> u32 {
        if self.end == 0 { 0 } else { self.end + 3 }
    }

    /// The string, to hand to tantivy.
    #[must_use]
    pub fn into_written(self) -> String {
        self.written
    }
}

/// Reads back what `Tokens` wrote.
#[derive(Debug, Clone, Default)]
pub struct WrittenTokenizer {
    token: Token,
}

/// The stream of `WrittenTokenizer`.
#[derive(Debug)]
pub struct WrittenStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
    position: usize,
}

impl Tokenizer for WrittenTokenizer {
    type TokenStream<'a> = WrittenStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WrittenStream<'a> {
        self.token.reset();
        WrittenStream { rest: text, token: &mut self.token, position: 0 }
    }
}

impl TokenStream for WrittenStream<'_> {
    fn advance(&mut self) -> bool {
        let mut chars = self.rest.chars();
        let Some(step) = chars.next() else { return false };
        let Some((token, rest)) = chars.as_str().split_once(END) else { return false };
        self.position += (step as u32).saturating_sub(STEP_BASE) as usize;
        self.token.text.clear();
        self.token.text.push_str(token);
        self.token.position = self.position;
        self.token.position_length = 1;
        self.rest = rest;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_with_its_positions() {
        let mut tokens = Tokens::default();
        tokens.add(0, &["张三"]);
        tokens.add(0, &["f", "\u{1}", "张三"]);
        tokens.add(7, &["三\u{1f}丰"]);
        tokens.add(9_000, &[""]);
        let written = tokens.into_written();
        let mut tokenizer = WrittenTokenizer::default();
        let mut stream = tokenizer.token_stream(&written);
        let mut read = Vec::new();
        while stream.advance() {
            read.push((stream.token().position, stream.token().text.clone()));
        }
        let expected =
            [(0, "张三"), (0, "f\u{1}张三"), (7, "三丰"), (9_000, "")].map(|(at, text)| (at, text.to_owned()));
        assert_eq!(read, expected);
    }
}
