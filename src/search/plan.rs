//! From what a query means to the tokens to ask for. The mirror image of `tokens`.

use super::dates::Span;
use super::fold::{Class, class};
use super::parse::{Atom, Node, Query, Scope};
use super::runs::{RunKind, word_form};
use super::schema::{CodeKind, Fields, Group};
use super::steady::Steady;
use super::tokens::{EDGE_CHARS_MAX, START, STOP, WHOLE_NAME_CHARS_MAX, WORD, field_prefix, first_chars, grams};
use chrono::{Datelike, NaiveDate};
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, FuzzyTermQuery, InvertedIndexRangeQuery, Occur, PhraseQuery,
    Query as TantivyQuery, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

type Asked = Box<dyn TantivyQuery>;

/// The shortest word in which a typing mistake is forgiven.
pub const TYPO_CHARS_MIN: usize = 4;

// What a hit is worth, by where it is. Only their order matters.
const WHOLE_CODE: f32 = 16.0;
const CODE: f32 = 6.0;
const WHOLE_NAME: f32 = 6.0;
const NAME: f32 = 8.0;
const SPELLING: f32 = 5.0;
const DATE: f32 = 7.0;
const KIND: f32 = 4.0;
const FIELD: f32 = 3.0;
const NOTE: f32 = 2.0;
const CODE_IN_TEXT: f32 = 1.5;

/// Turns queries into tantivy's.
#[derive(Debug, Clone, Copy)]
pub struct Planner {
    /// The index's fields.
    pub fields: Fields,
    /// Whether one mistake in a Latin word is forgiven.
    pub forgives: bool,
}

impl Planner {
    /// The query to ask the index.
    #[must_use]
    pub fn plan(&self, query: &Query) -> Asked {
        if query.is_blank {
            return Box::new(AllQuery);
        }
        if query.terms.is_empty() {
            return Box::new(EmptyQuery);
        }
        let mut clauses: Vec<(Occur, Asked)> = Vec::with_capacity(query.terms.len() + 1);
        for term in &query.terms {
            let asked = self.node(&term.node);
            clauses.push(match term.excluded {
                true => (Occur::MustNot, Box::new(Steady(asked))),
                false => (Occur::Must, asked),
            });
        }
        if query.terms.iter().all(|term| term.excluded) {
            clauses.push((Occur::Must, Box::new(AllQuery)));
        }
        match clauses.len() {
            1 => clauses.pop().map_or_else(|| Box::new(EmptyQuery) as Asked, |(_, only)| only),
            _ => Box::new(BooleanQuery::new(clauses)),
        }
    }

    fn node(&self, node: &Node) -> Asked {
        match node {
            Node::All(nodes) => {
                Box::new(BooleanQuery::new(nodes.iter().map(|node| (Occur::Must, self.node(node))).collect()))
            }
            Node::Any(nodes) => {
                let mut any = Vec::new();
                nodes.iter().for_each(|node| self.add(node, &mut any));
                either(any)
            }
            Node::Leaf(..) => {
                let mut any = Vec::new();
                self.add(node, &mut any);
                either(any)
            }
        }
    }

    /// Adds the alternatives of `node` to `any`, leaves without a level of their own.
    fn add(&self, node: &Node, any: &mut Vec<Asked>) {
        match node {
            Node::Leaf(scope, atom) => self.leaf(scope, atom, any),
            node => any.push(self.node(node)),
        }
    }

    fn leaf(&self, scope: &Scope, atom: &Atom, any: &mut Vec<Asked>) {
        match atom {
            Atom::Glyphs(run) => self.glyphs(scope, run, any),
            Atom::Beginning(word) => self.beginning(scope, word, any),
            Atom::Phrase(runs) => {
                for (group, prefix) in groups(scope) {
                    any.extend(self.phrase(group, &prefix, runs).map(|asked| worth(asked, text_worth(group))));
                }
            }
            Atom::Code(code) => self.code(scope, code, any),
            Atom::WholeCode(code) => self.whole_code(scope, code, any),
            Atom::When(span) => any.push(worth(self.when(*span), DATE)),
            Atom::Kind(tokens) => {
                any.extend(tokens.iter().map(|token| worth(term(self.fields.kind, token), KIND)));
            }
        }
    }

    fn glyphs(&self, scope: &Scope, run: &str, any: &mut Vec<Asked>) {
        for (group, prefix) in groups(scope) {
            let asked = match run.chars().count() {
                1 => term(self.fields.bag(group), &format!("{prefix}{run}")),
                _ => cover(self.fields.text(group), &prefix, run, 2),
            };
            any.push(worth(asked, text_worth(group)));
            if group == Group::Name && run.chars().count() <= WHOLE_NAME_CHARS_MAX {
                any.push(worth(term(self.fields.bag(group), &format!("{START}{run}{STOP}")), WHOLE_NAME));
            }
        }
    }

    fn beginning(&self, scope: &Scope, word: &str, any: &mut Vec<Asked>) {
        for (group, prefix) in groups(scope) {
            let field = self.fields.bag(group);
            let token = format!("{prefix}{word}");
            let points = if group == Group::Name { SPELLING } else { text_worth(group) };
            let is_edge = first_chars(word, EDGE_CHARS_MAX + 1).is_none();
            any.push(worth(if is_edge { term(field, &token) } else { starting_with(field, &token) }, points));
            if self.forgives && first_chars(word, TYPO_CHARS_MIN).is_some() {
                let fuzzy = FuzzyTermQuery::new_prefix(Term::from_field_text(field, &token), 1, true);
                any.push(worth(Box::new(fuzzy), NOTE));
            }
        }
    }

    /// Runs that follow each other. A glyph that stands alone has no bigram, and is asked for without its place.
    fn phrase(&self, group: Group, prefix: &str, runs: &[(RunKind, String)]) -> Option<Asked> {
        let mut placed: Vec<(usize, Term)> = Vec::new();
        let mut all: Vec<(Occur, Asked)> = Vec::new();
        let mut place = 0;
        for (kind, run) in runs {
            let field = self.fields.text(group);
            let chars = run.chars().count();
            match kind {
                RunKind::Glyphs if chars == 1 => {
                    all.push((Occur::Must, term(self.fields.bag(group), &format!("{prefix}{run}"))));
                }
                RunKind::Glyphs => placed.extend(covering(field, prefix, run, 2).map(|(at, term)| (place + at, term))),
                _ => placed.push((place, Term::from_field_text(field, &format!("{prefix}{WORD}{}", word_form(run))))),
            }
            // One more behind glyphs, as in the index.
            place += if *kind == RunKind::Glyphs { chars + 1 } else { 1 };
        }
        if !placed.is_empty() {
            all.push((Occur::Must, together(placed)));
        }
        match all.len() {
            0 | 1 => all.pop().map(|(_, only)| only),
            _ => Some(Box::new(BooleanQuery::new(all))),
        }
    }

    fn code(&self, scope: &Scope, code: &str, any: &mut Vec<Asked>) {
        let chars = code.chars().count();
        let (kinds, groups) = code_places(scope, code);
        if chars >= 3 {
            any.extend(kinds.iter().map(|kind| worth(cover(self.fields.code(*kind), "", code, 3), CODE)));
            any.extend(
                groups
                    .iter()
                    .map(|(group, prefix)| worth(cover(self.fields.text(*group), prefix, code, 3), CODE_IN_TEXT)),
            );
        } else {
            let edges = [format!("{START}{code}"), format!("{code}{STOP}")];
            for edge in &edges {
                let of_kind = |kind: &CodeKind| term(self.fields.code_edges, &format!("{}{edge}", kind.letter()));
                any.extend(kinds.iter().map(|kind| worth(of_kind(kind), CODE)));
                let in_group = |group: Group, prefix: &str| term(self.fields.bag(group), &format!("{prefix}{edge}"));
                any.extend(groups.iter().map(|(group, prefix)| worth(in_group(*group, prefix), CODE_IN_TEXT)));
            }
        }
        // For order only: the code as a whole comes before codes that contain it.
        if chars >= 3 && kinds.contains(&CodeKind::Folder) {
            any.push(worth(whole(self.fields.code(CodeKind::Folder), "", code), WHOLE_CODE));
        }
    }

    fn whole_code(&self, scope: &Scope, code: &str, any: &mut Vec<Asked>) {
        let (kinds, groups) = code_places(scope, code);
        any.extend(kinds.iter().map(|kind| worth(whole(self.fields.code(*kind), "", code), WHOLE_CODE)));
        any.extend(groups.iter().map(|(group, prefix)| worth(whole(self.fields.text(*group), prefix, code), CODE)));
    }

    fn when(&self, span: Span) -> Asked {
        if let Some(token) = span.token() {
            return term(self.fields.when, &token);
        }
        let bound = |date: NaiveDate| Term::from_field_i64(self.fields.date, i64::from(date.num_days_from_ce()));
        Box::new(RangeQuery::new(Bound::Included(bound(span.from)), Bound::Included(bound(span.to))))
    }
}

/// The groups of text a scope covers, with the prefix of the tokens there.
pub(super) fn groups(scope: &Scope) -> Vec<(Group, String)> {
    match scope {
        Scope::Any => Group::ALL.iter().map(|group| (*group, String::new())).collect(),
        Scope::Group(group) => vec![(*group, String::new())],
        Scope::Field(field) => vec![(Group::Field, field_prefix(field))],
        Scope::Code(_) => Vec::new(),
    }
}

/// Where a code is looked for. A code of glyphs only can be a plate's or an old number's beginning, and nothing else;
/// everywhere else the glyphs are found as text.
pub(super) fn code_places(scope: &Scope, code: &str) -> (Vec<CodeKind>, Vec<(Group, String)>) {
    let is_glyphs = code.chars().all(|c| class(c) == Class::Glyph);
    match scope {
        Scope::Any if is_glyphs => (vec![CodeKind::Folder, CodeKind::Plate], Vec::new()),
        Scope::Any => (CodeKind::ALL.to_vec(), groups(scope)),
        Scope::Code(kind) => (vec![*kind], Vec::new()),
        _ if is_glyphs => (Vec::new(), Vec::new()),
        _ => (Vec::new(), groups(scope)),
    }
}

fn text_worth(group: Group) -> f32 {
    match group {
        Group::Name => NAME,
        Group::Note => NOTE,
        Group::Field => FIELD,
    }
}

fn worth(asked: Asked, points: f32) -> Asked {
    Box::new(ConstScoreQuery::new(asked, points))
}

fn either(mut any: Vec<Asked>) -> Asked {
    match any.len() {
        0 => Box::new(EmptyQuery),
        1 => any.pop().unwrap_or_else(|| Box::new(EmptyQuery)),
        _ => Box::new(BooleanQuery::new(any.into_iter().map(|asked| (Occur::Should, asked)).collect())),
    }
}

fn term(field: Field, token: &str) -> Asked {
    Box::new(TermQuery::new(Term::from_field_text(field, token), IndexRecordOption::Basic))
}

fn starting_with(field: Field, token: &str) -> Asked {
    let from = Term::from_field_text(field, token);
    let to = Term::from_field_text(field, &format!("{token}{}", char::MAX));
    Box::new(InvertedIndexRangeQuery::new(Bound::Included(from), Bound::Excluded(to)))
}

/// The fewest grams of `text` that pin down every character, with their places.
fn covering<'a>(field: Field, prefix: &'a str, text: &'a str, n: usize) -> impl Iterator<Item = (usize, Term)> + 'a {
    let last = text.chars().count().saturating_sub(n);
    let grams = grams(text, n).map(|(place, gram)| (place as usize, gram));
    let needed = grams.filter(move |(place, _)| place % n == 0 || *place == last);
    needed.map(move |(place, gram)| (place, Term::from_field_text(field, &format!("{prefix}{gram}"))))
}

fn cover(field: Field, prefix: &str, text: &str, n: usize) -> Asked {
    together(covering(field, prefix, text, n).collect())
}

fn whole(field: Field, prefix: &str, code: &str) -> Asked {
    cover(field, prefix, &format!("{START}{code}{STOP}"), 3)
}

fn together(mut placed: Vec<(usize, Term)>) -> Asked {
    match placed.len() {
        0 => Box::new(EmptyQuery),
        1 => placed.pop().map_or_else(
            || Box::new(EmptyQuery) as Asked,
            |(_, term)| Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
        ),
        _ => Box::new(PhraseQuery::new_with_offset(placed)),
    }
}
