//! From what a query means to the tokens to ask for. The mirror image of `tokens`.

use super::dates::Span;
use super::eval::{Placed, Plan};
use super::fold::{Class, class};
use super::parse::{Atom, Node, Query, Scope};
use super::pinyin;
use super::runs::{RunKind, word_form};
use super::schema::{CodeKind, Fields, Group};
use super::tokens::{
    DATED, EDGE_CHARS_MAX, NAME_GRAMS, START, STOP, WHOLE_NAME_CHARS_MAX, WORD, field_prefix, first_chars, grams,
    is_dated,
};
use chrono::{Datelike, NaiveDate};
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{FuzzyTermQuery, InvertedIndexRangeQuery, RangeQuery};
use tantivy::schema::Field;

/// The shortest word in which a typing mistake is forgiven.
pub const TYPO_CHARS_MIN: usize = 4;

/// Up to so many characters, all grams of a text are known to the plan.
const ALL_GRAMS_CHARS_MAX: usize = 9;

// What a hit is worth, by where it is, in sixteenths of a point. Only their order matters.
const WHOLE_CODE: u32 = 256;
const CODE: u32 = 96;
const WHOLE_NAME: u32 = 96;
const NAME: u32 = 128;
const SPELLING: u32 = 80;
/// More, where the syllable that was typed is a surname in the name: 张三 before 长沙 for `zhangs`.
const SURNAME: u32 = 16;
const DATE: u32 = 112;
const KIND: u32 = 64;
const FIELD: u32 = 48;
const NOTE: u32 = 32;
const CODE_IN_TEXT: u32 = 24;
/// Less than anything that somebody wrote about the folder.
const PAGE: u32 = 8;

// What has to be typed at least for pages to be looked into where no field is named: single glyphs, short beginnings and
// numbers, and years stand on every page, and say nothing of a folder.
const PAGE_GLYPHS_MIN: usize = 2;
const PAGE_WORD_MIN: usize = 3;
const PAGE_CODE_MIN: usize = 4;

/// What to ask the index.
#[derive(Debug)]
pub struct Wanted {
    /// All of these are to be met.
    pub all: Vec<Plan>,
    /// None of these.
    pub none: Vec<Plan>,
}

/// Turns queries into tantivy's.
#[derive(Debug, Clone, Copy)]
pub struct Planner {
    /// The index's fields.
    pub fields: Fields,
    /// Whether one mistake in a Latin word is forgiven.
    pub forgives: bool,
}

impl Planner {
    /// What to ask the index.
    #[must_use]
    pub fn plan(&self, query: &Query) -> Wanted {
        let of = |excluded| query.terms.iter().filter(move |term| term.excluded == excluded);
        let mut all: Vec<Plan> = of(false).map(|term| self.node(&term.node)).collect();
        if all.is_empty() && (query.is_blank || !query.terms.is_empty()) {
            all.push(Plan::Everything);
        }
        Wanted { all, none: of(true).map(|term| self.node(&term.node)).collect() }
    }

    fn node(&self, node: &Node) -> Plan {
        match node {
            Node::All(nodes) => Plan::All(nodes.iter().map(|node| self.node(node)).collect()),
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
    fn add(&self, node: &Node, any: &mut Vec<Plan>) {
        match node {
            Node::Leaf(scope, atom) => self.leaf(scope, atom, any),
            node => any.push(self.node(node)),
        }
    }

    fn leaf(&self, scope: &Scope, atom: &Atom, any: &mut Vec<Plan>) {
        match atom {
            Atom::Glyphs(run) => self.glyphs(&groups(scope, atom), run, any),
            Atom::Beginning(word) => self.beginning(&groups(scope, atom), word, any),
            Atom::Phrase(runs) => {
                for (group, prefix) in groups(scope, atom) {
                    any.extend(self.phrase(group, &prefix, runs).map(|asked| worth(asked, text_worth(group))));
                }
            }
            Atom::Code(code) => self.code(code, code_places(scope, atom, code), any),
            Atom::WholeCode(code) => self.whole_code(code, code_places(scope, atom, code), any),
            Atom::When(span) => any.push(worth(self.when(*span), DATE)),
            Atom::Kind(tokens) => {
                any.extend(tokens.iter().map(|token| worth(term(self.fields.kind, token), KIND)));
            }
        }
    }

    fn glyphs(&self, groups: &[(Group, String)], run: &str, any: &mut Vec<Plan>) {
        for (group, prefix) in groups {
            let group = *group;
            let asked = match run.chars().count() {
                1 => term(self.fields.bag(group), &format!("{prefix}{run}")),
                chars if group == Group::Name && NAME_GRAMS.contains(&chars) => term(self.fields.bag(group), run),
                _ => cover(self.fields.text(group), prefix, run, 2),
            };
            any.push(worth(asked, text_worth(group)));
            if group == Group::Name && run.chars().count() <= WHOLE_NAME_CHARS_MAX {
                any.push(worth(term(self.fields.bag(group), &format!("{START}{run}{STOP}")), WHOLE_NAME));
            }
        }
    }

    fn beginning(&self, groups: &[(Group, String)], word: &str, any: &mut Vec<Plan>) {
        for (group, prefix) in groups {
            let group = *group;
            let field = self.fields.bag(group);
            let token = format!("{prefix}{word}");
            let points = if group == Group::Name { SPELLING } else { text_worth(group) };
            let is_edge = first_chars(word, EDGE_CHARS_MAX + 1).is_none();
            let begins = || if is_edge { term(field, &token) } else { starting_with(field, &token) };
            any.push(worth(begins(), points));
            let surnames = if group == Group::Name { pinyin::surnames_typed(word) } else { Vec::new() };
            if !surnames.is_empty() {
                // For order only: it finds nothing that the spelling does not.
                let surname = surnames.iter().map(|glyph| term(field, &glyph.to_string())).collect();
                any.push(worth(Plan::All(vec![begins(), Plan::Any(surname)]), SURNAME));
            }
            // Pages have mistakes of their own, and every word there is.
            if self.forgives && group != Group::Page && first_chars(word, TYPO_CHARS_MIN).is_some() {
                let fuzzy = FuzzyTermQuery::new_prefix(Term::from_field_text(field, &token), 1, true);
                any.push(worth(Plan::Other(Box::new(fuzzy)), NOTE));
            }
        }
    }

    /// Runs that follow each other. A glyph that stands alone has no bigram, and is asked for without its place.
    fn phrase(&self, group: Group, prefix: &str, runs: &[(RunKind, String)]) -> Option<Plan> {
        let mut placed: Vec<Placed> = Vec::new();
        let mut all: Vec<Plan> = Vec::new();
        let mut place = 0;
        for (kind, run) in runs {
            let field = self.fields.text(group);
            let chars = run.chars().count();
            match kind {
                RunKind::Glyphs if chars == 1 => {
                    all.push(term(self.fields.bag(group), &format!("{prefix}{run}")));
                }
                RunKind::Glyphs => placed.extend(covering(field, prefix, run, 2, place)),
                _ => {
                    let term = Term::from_field_text(field, &format!("{prefix}{WORD}{}", word_form(run)));
                    placed.push(Placed { at: place, length: 1, term });
                }
            }
            // One more behind glyphs, as in the index.
            place += if *kind == RunKind::Glyphs { chars + 1 } else { 1 };
        }
        if !placed.is_empty() {
            all.push(together(placed));
        }
        match all.len() {
            0 | 1 => all.pop(),
            _ => Some(Plan::All(all)),
        }
    }

    fn code(&self, code: &str, (kinds, groups): CodePlaces, any: &mut Vec<Plan>) {
        let chars = code.chars().count();
        let tokens = match chars {
            3.. if is_dated(code) => vec![format!("{DATED}{code}")],
            3.. => Vec::new(),
            _ => vec![format!("{START}{code}"), format!("{code}{STOP}")],
        };
        for token in &tokens {
            let of_kind = |kind: &CodeKind| term(self.fields.code_edges, &format!("{}{token}", kind.letter()));
            any.extend(kinds.iter().map(|kind| worth(of_kind(kind), CODE)));
            let in_group = |group: Group, prefix: &str| term(self.fields.bag(group), &format!("{prefix}{token}"));
            any.extend(groups.iter().map(|(group, prefix)| worth(in_group(*group, prefix), code_worth(*group))));
        }
        if tokens.is_empty() {
            let of_kind = |kind: &CodeKind| cover(self.fields.code(*kind), "", code, 3);
            any.extend(kinds.iter().map(|kind| worth(of_kind(kind), CODE)));
            let in_group = |group: Group, prefix: &str| cover(self.fields.text(group), prefix, code, 3);
            any.extend(groups.iter().map(|(group, prefix)| worth(in_group(*group, prefix), code_worth(*group))));
        }
        // For order only: the code as a whole comes before codes that contain it.
        if chars >= 3 && kinds.contains(&CodeKind::Folder) {
            any.push(worth(whole(self.fields.code(CodeKind::Folder), "", code), WHOLE_CODE));
        }
    }

    fn whole_code(&self, code: &str, (kinds, groups): CodePlaces, any: &mut Vec<Plan>) {
        any.extend(kinds.iter().map(|kind| worth(whole(self.fields.code(*kind), "", code), WHOLE_CODE)));
        let worth_in = |group: Group| if group == Group::Page { PAGE } else { CODE };
        let in_group =
            |group: Group, prefix: &str| worth(whole(self.fields.text(group), prefix, code), worth_in(group));
        any.extend(groups.iter().map(|(group, prefix)| in_group(*group, prefix)));
    }

    fn when(&self, span: Span) -> Plan {
        if let Some(token) = span.token() {
            return term(self.fields.when, &token);
        }
        let bound = |date: NaiveDate| Term::from_field_i64(self.fields.date, i64::from(date.num_days_from_ce()));
        Plan::Other(Box::new(RangeQuery::new(Bound::Included(bound(span.from)), Bound::Included(bound(span.to)))))
    }
}

/// Where a code is looked for: kinds of codes, and groups of text with the prefix of the tokens there.
pub(super) type CodePlaces = (Vec<CodeKind>, Vec<(Group, String)>);

/// The groups of text in which something is looked for, with the prefix of the tokens there.
pub(super) fn groups(scope: &Scope, atom: &Atom) -> Vec<(Group, String)> {
    match scope {
        Scope::Any => {
            let asked = Group::ALL.iter().filter(|group| **group != Group::Page || is_asked_of_pages(atom));
            asked.map(|group| (*group, String::new())).collect()
        }
        Scope::Group(group) => vec![(*group, String::new())],
        Scope::Field(field) => vec![(Group::Field, field_prefix(field))],
        Scope::Code(_) => Vec::new(),
    }
}

/// Whether pages are looked into for something where no field is named.
pub(super) fn is_asked_of_pages(atom: &Atom) -> bool {
    match atom {
        Atom::Glyphs(run) => run.chars().count() >= PAGE_GLYPHS_MIN,
        Atom::Beginning(word) => word.chars().count() >= PAGE_WORD_MIN,
        Atom::Phrase(runs) => runs.iter().map(|(_, run)| run.chars().count()).sum::<usize>() >= PAGE_GLYPHS_MIN,
        Atom::Code(code) => code.chars().count() >= PAGE_CODE_MIN && !is_dated(code),
        // What is quoted is looked for as words already; a code that is to be a folder's own is no other's page.
        Atom::WholeCode(_) | Atom::When(_) | Atom::Kind(_) => false,
    }
}

/// Where a code is looked for. A code of glyphs only can be a plate's or an old number's beginning, and nothing else;
/// everywhere else the glyphs are found as text.
pub(super) fn code_places(scope: &Scope, atom: &Atom, code: &str) -> CodePlaces {
    let is_glyphs = code.chars().all(|c| class(c) == Class::Glyph);
    match scope {
        Scope::Any if is_glyphs => (vec![CodeKind::Folder, CodeKind::Plate], Vec::new()),
        Scope::Any => (CodeKind::ALL.to_vec(), groups(scope, atom)),
        Scope::Code(kind) => (vec![*kind], Vec::new()),
        _ if is_glyphs => (Vec::new(), Vec::new()),
        _ => (Vec::new(), groups(scope, atom)),
    }
}

fn code_worth(group: Group) -> u32 {
    if group == Group::Page { PAGE } else { CODE_IN_TEXT }
}

fn text_worth(group: Group) -> u32 {
    match group {
        Group::Name => NAME,
        Group::Note => NOTE,
        Group::Field => FIELD,
        Group::Page => PAGE,
    }
}

fn worth(plan: Plan, points: u32) -> Plan {
    Plan::Worth(points, Box::new(plan))
}

fn either(mut any: Vec<Plan>) -> Plan {
    match (any.len(), any.pop()) {
        (1, Some(only)) => only,
        (_, last) => Plan::Any(any.into_iter().chain(last).collect()),
    }
}

fn term(field: Field, token: &str) -> Plan {
    Plan::Term(Term::from_field_text(field, token))
}

fn starting_with(field: Field, token: &str) -> Plan {
    let from = Term::from_field_text(field, token);
    let to = Term::from_field_text(field, &format!("{token}{}", char::MAX));
    Plan::Other(Box::new(InvertedIndexRangeQuery::new(Bound::Included(from), Bound::Excluded(to))))
}

/// Grams of `text`, which stands at `from`, that pin down every character: of a short one all of them, so that the rarest
/// can be looked for first, of a long one the fewest.
fn covering(field: Field, prefix: &str, text: &str, n: usize, from: usize) -> Vec<Placed> {
    let chars = text.chars().count();
    let last = chars.saturating_sub(n);
    let grams = grams(text, n).map(|(place, gram)| (place as usize, gram));
    let needed = grams.filter(move |(place, _)| chars <= ALL_GRAMS_CHARS_MAX || place % n == 0 || *place == last);
    let placed = needed.map(|(place, gram)| Placed {
        at: from + place,
        length: n,
        term: Term::from_field_text(field, &format!("{prefix}{gram}")),
    });
    placed.collect()
}

fn cover(field: Field, prefix: &str, text: &str, n: usize) -> Plan {
    together(covering(field, prefix, text, n, 0))
}

fn whole(field: Field, prefix: &str, code: &str) -> Plan {
    cover(field, prefix, &format!("{START}{code}{STOP}"), 3)
}

fn together(mut placed: Vec<Placed>) -> Plan {
    match (placed.len(), placed.pop()) {
        (1, Some(only)) => Plan::Term(only.term),
        (_, last) => Plan::Phrase(placed.into_iter().chain(last).collect()),
    }
}
