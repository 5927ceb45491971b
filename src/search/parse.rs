//! The query language. Anything typed means something: there is no such thing as a wrong query.
//!
//! Text is folded and split on spaces; every term must be met. A term may be met in several ways (a year is a date or
//! part of a code), which the tree of `Node`s says; `plan` turns the tree into a tantivy query, and the tests into a
//! search by brute force.

use super::dates::{self, Span};
use super::fold::{Class, Folded, fold};
use super::runs::{CODE_CHARS_MAX, Run, RunKind, code_form, is_province, runs, text_code_places, word_form};
use super::schema::{CodeKind, Group};
use super::vocabulary::{Target, Vocabulary};
use std::ops::Range;

/// How many characters of a query are read.
pub const QUERY_CHARS_MAX: usize = 256;
/// How many terms of a query are used.
pub const TERMS_MAX: usize = 16;
/// How many groups of digits are tried as one number: `138 0013 8000`, `4 4 4 4 3` of a bank card.
const JOINED_MAX: usize = 5;

/// Where an atom is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Everywhere.
    Any,
    /// One group of text.
    Group(Group),
    /// One custom field.
    Field(String),
    /// One kind of code.
    Code(CodeKind),
}

/// A condition on one folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Atom {
    /// A run of glyphs stands in a text.
    Glyphs(String),
    /// A word starts so, or the spelling of a name.
    Beginning(String),
    /// Runs stand one after the other in a text.
    Phrase(Vec<(RunKind, String)>),
    /// A code contains this; if it is shorter than three characters, starts or ends with it.
    Code(String),
    /// A code is exactly this.
    WholeCode(String),
    /// The business date is in the span.
    When(Span),
    /// One of these tokens of type, department, class or period.
    Kind(Vec<String>),
}

/// A tree of conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// All of them.
    All(Vec<Node>),
    /// Any of them.
    Any(Vec<Node>),
    /// One condition.
    Leaf(Scope, Atom),
}

/// A term, what it means, and how it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The folded text.
    pub text: String,
    /// Where in the query it was typed, in bytes, with its field's name, its minus and its quotes.
    pub typed: Range<usize>,
    /// Whether folders that meet it are left out.
    pub excluded: bool,
    /// What it means.
    pub node: Node,
}

/// A query that has been read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The terms, all of which must be met.
    pub terms: Vec<Term>,
    /// Nothing was typed: every folder is a hit.
    pub is_blank: bool,
    /// More was typed than is used.
    pub is_cut: bool,
}

impl Query {
    /// The same without one of its terms.
    #[must_use]
    pub fn without(&self, term: usize) -> Self {
        let terms = self.terms.iter().enumerate().filter(|(at, _)| *at != term).map(|(_, term)| term.clone());
        Self { terms: terms.collect(), ..self.clone() }
    }

    /// Asks for one code and nothing else, also where what was typed would read as something else: `-1`.
    #[must_use]
    pub fn of_code(code: &str) -> Self {
        let folded = fold(code, QUERY_CHARS_MAX);
        let form = code_form(&folded);
        let node = Node::Leaf(Scope::Any, Atom::WholeCode(form.clone()));
        Self {
            terms: vec![Term { text: form, typed: 0..code.len(), excluded: false, node }],
            is_blank: false,
            is_cut: false,
        }
    }

    /// Reads `text`.
    #[must_use]
    pub fn parse(text: &str, vocabulary: &Vocabulary) -> Self {
        let folded = fold(text, QUERY_CHARS_MAX);
        let mut pieces = pieces(&folded);
        let is_cut = pieces.len() > TERMS_MAX || text.chars().nth(QUERY_CHARS_MAX).is_some();
        pieces.truncate(TERMS_MAX);
        // `name:` waits for its value, and says nothing yet.
        let is_pending = |piece: &Piece| {
            let is_field = piece.field.as_ref().is_some_and(|field| !vocabulary.targets(field).is_empty());
            is_field && piece.chars.is_empty()
        };
        let is_blank = pieces.iter().all(is_pending);
        let mut terms = Vec::new();
        let mut rest = pieces.as_slice();
        while let Some((piece, behind)) = rest.split_first() {
            let joined = joined(rest);
            let (used, node) = match rest.get(..joined) {
                Some(group @ [_, _, ..]) => (joined, joined_node(group, vocabulary)),
                _ => (1, piece_node(piece, vocabulary)),
            };
            if let Some(node) = node {
                let texts: Vec<String> = rest.iter().take(used).map(|piece| text_of(&piece.chars)).collect();
                let to = rest.get(used - 1).map_or(piece.typed.end, |last| last.typed.end);
                let typed = piece.typed.start..to;
                terms.push(Term { text: texts.join(" "), typed, excluded: piece.excluded, node });
            }
            rest = rest.get(used..).unwrap_or(behind);
        }
        Self { terms, is_blank, is_cut }
    }
}

/// A term as typed.
#[derive(Debug, Clone, Default)]
struct Piece {
    excluded: bool,
    quoted: bool,
    field: Option<String>,
    chars: Vec<Folded>,
    /// Where it was typed, in bytes.
    typed: Range<usize>,
    /// What was typed before the colon, for a name that is no field.
    before: Vec<Folded>,
}

fn text_of(chars: &[Folded]) -> String {
    chars.iter().map(|f| f.c).collect()
}

/// Four digits: a year, or as likely part of a number.
fn is_year(span: Span) -> bool {
    span.token().is_some_and(|token| token.len() == 4)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '「' | '」' | '『' | '』' | '«' | '»')
}

fn pieces(folded: &[Folded]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut piece = Piece::default();
    let mut in_quotes = false;
    for one in folded {
        if !in_quotes && piece.typed.is_empty() {
            piece.typed.start = one.from as usize;
        }
        let is_gap = !in_quotes && one.class == Class::Space;
        if !is_gap {
            piece.typed.end = one.to as usize;
        }
        let at_start = piece.chars.is_empty() && piece.field.is_none() && !piece.quoted;
        match one.c {
            c if is_quote(c) => {
                if in_quotes {
                    pieces.push(std::mem::take(&mut piece));
                } else if !piece.chars.is_empty() {
                    piece.typed.end = one.from as usize;
                    pieces.push(std::mem::take(&mut piece));
                    piece.typed = one.from as usize..one.to as usize;
                }
                in_quotes = !in_quotes;
                piece.quoted = in_quotes;
            }
            _ if in_quotes => piece.chars.push(*one),
            _ if is_gap => pieces.push(std::mem::take(&mut piece)),
            '-' if at_start && !piece.excluded => piece.excluded = true,
            ':' if piece.field.is_none() && !piece.chars.is_empty() => {
                piece.field = Some(code_form(&piece.chars));
                piece.before = std::mem::take(&mut piece.chars);
            }
            _ => piece.chars.push(*one),
        }
    }
    pieces.push(piece);
    pieces.retain(|piece| !piece.chars.is_empty() || !piece.before.is_empty());
    pieces
}

/// How many of the first pieces are parts of one number or plate, typed with spaces.
fn joined(pieces: &[Piece]) -> usize {
    let is_bare = |piece: &&Piece| !piece.excluded && !piece.quoted && piece.field.is_none();
    let is_number = |piece: &&Piece| {
        // A plus only stands before the country of a telephone number, a dash only inside one.
        let is_part = |f: &Folded| f.class == Class::Digit || matches!(f.c, '+' | '-' | '(' | ')');
        is_bare(piece) && piece.chars.iter().all(is_part) && dates::read(&text_of(&piece.chars)).is_none_or(is_year)
    };
    let numbers = pieces.iter().take(JOINED_MAX).take_while(is_number).count();
    let [first, second, ..] = pieces else { return numbers };
    let begins_plate = match first.chars.as_slice() {
        [province, letter] => is_province(province.c) && letter.class == Class::Letter,
        _ => false,
    };
    let ends_plate = second.chars.iter().all(|f| matches!(f.class, Class::Letter | Class::Digit));
    if begins_plate && ends_plate && is_bare(&first) && is_bare(&second) { 2 } else { numbers }
}

fn joined_node(group: &[Piece], vocabulary: &Vocabulary) -> Option<Node> {
    let all: Vec<Node> = group.iter().filter_map(|piece| piece_node(piece, vocabulary)).collect();
    let code = group.iter().map(|piece| code_form(&piece.chars)).collect::<String>();
    let typed = group.iter().map(|piece| text_of(&piece.chars)).collect::<String>();
    any_of(vec![code_node(Scope::Any, without_country(&typed, code))?, all_of(all)?])
}

fn piece_node(piece: &Piece, vocabulary: &Vocabulary) -> Option<Node> {
    let Some(field) = &piece.field else { return any_node(&piece.chars, piece.quoted, vocabulary) };
    let targets = vocabulary.targets(field);
    if targets.is_empty() {
        let whole: Vec<Folded> = piece.before.iter().chain(&piece.chars).copied().collect();
        let parts = [any_node(&piece.before, false, vocabulary), any_node(&piece.chars, piece.quoted, vocabulary)];
        let parts = all_of(parts.into_iter().flatten().collect());
        return any_of(code_node(Scope::Any, code_form(&whole)).into_iter().chain(parts).collect());
    }
    if piece.chars.is_empty() {
        // The value is still to be typed: not a condition yet.
        return None;
    }
    let nodes = targets.iter().map(|target| target_node(target, piece, vocabulary)).collect();
    // A value that the field cannot have is met by no folder, rather than by all.
    Some(any_of(nodes).unwrap_or(Node::Any(Vec::new())))
}

fn target_node(target: &Target, piece: &Piece, vocabulary: &Vocabulary) -> Node {
    let text = text_of(&piece.chars);
    let node = match target {
        Target::Group(group) => scoped_node(&Scope::Group(*group), piece),
        Target::Field(field) => scoped_node(&Scope::Field(field.clone()), piece),
        Target::Code(kind) if piece.quoted => whole_code(Scope::Code(*kind), &piece.chars),
        Target::Code(kind) => code_node(Scope::Code(*kind), code_form(&piece.chars)),
        Target::Kind(prefix) => {
            let tokens = vocabulary.meant_by(text.trim(), prefix);
            (!tokens.is_empty()).then_some(Node::Leaf(Scope::Any, Atom::Kind(tokens)))
        }
        Target::Date => dates::read(&text).map(when),
        Target::Period => {
            let token = Node::Leaf(Scope::Any, Atom::Kind(vec![format!("p:{}", text.trim())]));
            any_of([Some(token), dates::read(&text).map(when)].into_iter().flatten().collect())
        }
    };
    node.unwrap_or(Node::Any(Vec::new()))
}

fn when(span: Span) -> Node {
    Node::Leaf(Scope::Any, Atom::When(span))
}

/// A term looked for in one group of text or one custom field.
fn scoped_node(scope: &Scope, piece: &Piece) -> Option<Node> {
    if piece.quoted {
        return quoted_node(scope, &piece.chars);
    }
    let text = text_of(&piece.chars);
    let digits = dates::read(&text).and_then(|span| span.digits()).and_then(|code| code_node(scope.clone(), code));
    let whole = code_node(scope.clone(), code_form(&piece.chars));
    let found = runs(&piece.chars);
    let parts = match found.len() > 1 && is_one_code(&piece.chars, &found) {
        true => None,
        false => all_of(found.iter().filter_map(|run| run_node(scope, run, None)).collect()),
    };
    any_of([digits, whole, parts].into_iter().flatten().collect())
}

/// A term looked for everywhere.
fn any_node(chars: &[Folded], quoted: bool, vocabulary: &Vocabulary) -> Option<Node> {
    if quoted {
        return quoted_node(&Scope::Any, chars);
    }
    let text = text_of(chars);
    let span = dates::read(&text);
    let digits = span.and_then(|span| span.digits()).and_then(|code| code_node(Scope::Any, code));
    let whole = code_node(Scope::Any, without_country(&text, code_form(chars)));
    let found = runs(chars);
    let parts = match span {
        // `2026年3月` written out in a text, rather than any 2026, 年, 3 and 月 of a folder.
        Some(_) if found.len() > 1 => phrase_node(&Scope::Any, found),
        // `0012-9` is one code, in a text as well, rather than any code with 0012 beside any other that ends in 9.
        _ if found.len() > 1 && is_one_code(chars, &found) => None,
        _ => all_of(found.iter().filter_map(|run| run_node(&Scope::Any, run, Some(vocabulary))).collect()),
    };
    any_of([span.map(when), digits, whole, parts].into_iter().flatten().collect())
}

/// Whether all that was typed is one code with marks in it, as texts have them.
fn is_one_code(chars: &[Folded], found: &[Run]) -> bool {
    let length = found.iter().map(|run| run.end - run.start).sum::<usize>();
    matches!(text_code_places(chars, found).as_slice(), [code] if code.len() == length)
}

fn run_node(scope: &Scope, run: &Run, vocabulary: Option<&Vocabulary>) -> Option<Node> {
    let leaf = |atom| Some(Node::Leaf(scope.clone(), atom));
    let kind = || {
        let tokens = vocabulary?.meant_by(&run.text, "");
        (!tokens.is_empty()).then_some(Node::Leaf(Scope::Any, Atom::Kind(tokens)))
    };
    let code = || code_node(scope.clone(), run.text.clone());
    let nodes = match run.kind {
        RunKind::Glyphs => [leaf(Atom::Glyphs(run.text.clone())), kind(), None],
        RunKind::Letters => [leaf(Atom::Beginning(word_form(&run.text).to_owned())), kind(), code()],
        RunKind::Mixed => [dates::read(&run.text).filter(|_| *scope == Scope::Any).map(when), kind(), code()],
    };
    any_of(nodes.into_iter().flatten().collect())
}

fn quoted_node(scope: &Scope, chars: &[Folded]) -> Option<Node> {
    let phrase = phrase_node(scope, runs(chars))?;
    any_of([Some(phrase), whole_code(scope.clone(), chars)].into_iter().flatten().collect())
}

fn phrase_node(scope: &Scope, runs: Vec<Run>) -> Option<Node> {
    let phrase: Vec<_> = runs.into_iter().map(|run| (run.kind, run.text)).collect();
    (!phrase.is_empty()).then(|| Node::Leaf(scope.clone(), Atom::Phrase(phrase)))
}

fn whole_code(scope: Scope, chars: &[Folded]) -> Option<Node> {
    let code = code_form(chars);
    (!code.is_empty()).then_some(Node::Leaf(scope, Atom::WholeCode(code)))
}

fn code_node(scope: Scope, code: String) -> Option<Node> {
    let code: String = code.chars().take(CODE_CHARS_MAX).collect();
    (!code.is_empty()).then_some(Node::Leaf(scope, Atom::Code(code)))
}

/// A Chinese mobile number without the country before it, which most records leave out.
fn without_country(text: &str, code: String) -> String {
    let bare = match text.strip_prefix('+') {
        Some(_) => code.strip_prefix("86"),
        None => code.strip_prefix("0086").or_else(|| code.strip_prefix("86").filter(|bare| bare.len() == 11)),
    };
    match bare.filter(|bare| bare.len() == 11 && bare.starts_with('1') && bare.bytes().all(|b| b.is_ascii_digit())) {
        Some(bare) => bare.to_owned(),
        None => code,
    }
}

/// Any of the nodes; nothing if there are none. What is said twice is kept once.
fn any_of(nodes: Vec<Node>) -> Option<Node> {
    let mut flat: Vec<Node> = Vec::new();
    for node in nodes {
        match node {
            Node::Any(inner) => inner.into_iter().for_each(|node| add_once(&mut flat, node)),
            node => add_once(&mut flat, node),
        }
    }
    if flat.len() == 1 { flat.pop() } else { (!flat.is_empty()).then_some(Node::Any(flat)) }
}

fn add_once(nodes: &mut Vec<Node>, node: Node) {
    if !nodes.contains(&node) {
        nodes.push(node);
    }
}

fn all_of(mut nodes: Vec<Node>) -> Option<Node> {
    if nodes.len() == 1 { nodes.pop() } else { (!nodes.is_empty()).then_some(Node::All(nodes)) }
}
