//! Which parts of a text made a query find it, for marking them.
//!
//! It follows the same rules as the index, on the text as it was typed. Texts are not stored in the index, so the caller
//! brings what it shows.

use super::fold::{Folded, fold};
use super::forgiving::beginning_meant;
use super::parse::{Atom, Node, Query, Scope};
use super::pinyin;
use super::plan::{CodePlaces, TYPO_CHARS_MIN, code_places as places_of_codes, is_asked_of_pages};
use super::runs::{Run, RunKind, code_places, runs, text_code_places, word_form};
use super::schema::{CodeKind, Group};
use super::tokens::VALUE_CHARS_MAX;
use std::cell::OnceCell;
use std::ops::Range;

/// How many parts of one text are marked.
pub const HIGHLIGHTS_MAX: usize = 64;
/// How many characters a run of glyphs or a code must have to be marked where the rest of its term is elsewhere.
const TELLING_CHARS_MIN: usize = 2;

/// What a text is, as far as a query can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown<'a> {
    /// A subject's name.
    Name,
    /// A folder's note, or a subject's address or note.
    Note,
    /// The value of a custom field.
    Field(&'a str),
    /// What was read off a page.
    Page,
    /// A code, a telephone number, an identity.
    Code(CodeKind),
    /// The business date, as `2026-03-31`.
    Date,
}

/// The parts of `text` that meet terms of `query`, as byte ranges in order, without overlaps, each on the borders of
/// characters. `corrected` says that a mistake in a word was forgiven to find it.
#[must_use]
pub fn highlights(query: &Query, text: &str, shown: Shown<'_>, corrected: bool) -> Vec<Range<usize>> {
    let folded = fold(text, VALUE_CHARS_MAX);
    let runs = runs(&folded);
    let seen = Seen { folded: &folded, runs: &runs, shown, corrected, codes: OnceCell::new() };
    let mut marks = Vec::new();
    for term in query.terms.iter().filter(|term| !term.excluded) {
        seen.node(&term.node, &mut marks);
    }
    merged(&folded, marks)
}

type Marks = Vec<(usize, usize)>;

/// A text, cut up.
struct Seen<'a> {
    folded: &'a [Folded],
    runs: &'a [Run],
    shown: Shown<'a>,
    corrected: bool,
    /// Where the characters of its codes stand, once somebody asks for one.
    codes: OnceCell<Vec<Vec<usize>>>,
}

impl Seen<'_> {
    /// Marks what meets `node`; says whether anything does.
    fn node(&self, node: &Node, marks: &mut Marks) -> bool {
        match node {
            Node::Any(nodes) => nodes.iter().fold(false, |met, node| self.node(node, marks) | met),
            Node::All(nodes) => {
                let mut parts: Vec<(bool, Marks)> = Vec::new();
                for node in nodes {
                    let mut part = Vec::new();
                    self.node(node, &mut part);
                    parts.push((self.shown != Shown::Date && is_telling(node), part));
                }
                let is_whole = parts.iter().all(|(_, part)| !part.is_empty());
                let kept = parts.into_iter().filter(|(telling, _)| is_whole || *telling).map(|(_, part)| part);
                let before = marks.len();
                marks.extend(kept.flatten());
                marks.len() > before
            }
            Node::Leaf(scope, atom) => {
                let before = marks.len();
                self.leaf(scope, atom, marks);
                marks.len() > before
            }
        }
    }

    fn leaf(&self, scope: &Scope, atom: &Atom, marks: &mut Marks) {
        if (scope, self.shown) == (&Scope::Any, Shown::Page) && !is_asked_of_pages(atom) {
            return;
        }
        match atom {
            Atom::Code(code) => self.code(places_of_codes(scope, atom, code), scope, code, false, marks),
            Atom::WholeCode(code) => self.code(places_of_codes(scope, atom, code), scope, code, true, marks),
            Atom::When(span) if self.shown == Shown::Date => {
                let text: String = self.folded.iter().map(|f| f.c).collect();
                if text.parse().is_ok_and(|day| span.from <= day && day <= span.to) {
                    marks.push((0, self.folded.len()));
                }
            }
            _ if !self.is_text_of(scope) => {}
            Atom::Glyphs(glyphs) => self.glyphs(glyphs, marks),
            Atom::Beginning(word) => self.beginning(word, marks),
            Atom::Phrase(phrase) => self.phrase(phrase, marks),
            Atom::When(_) | Atom::Kind(_) => {}
        }
    }

    fn is_text_of(&self, scope: &Scope) -> bool {
        match (scope, self.shown) {
            (_, Shown::Code(_) | Shown::Date) | (Scope::Code(_), _) => false,
            (Scope::Any, _) => true,
            (Scope::Group(group), shown) => Some(*group) == group_of(shown),
            (Scope::Field(field), shown) => shown == Shown::Field(field),
        }
    }

    fn glyphs(&self, glyphs: &str, marks: &mut Marks) {
        let wanted: Vec<char> = glyphs.chars().collect();
        for run in self.runs.iter().filter(|run| run.kind == RunKind::Glyphs) {
            let all: Vec<usize> = (run.start..run.end).collect();
            self.occurrences(&all, &wanted, marks);
        }
    }

    fn beginning(&self, word: &str, marks: &mut Marks) {
        let chars = word.chars().count();
        for run in self.runs {
            match run.kind {
                RunKind::Letters if run.text.starts_with(word) => marks.push((run.start, run.start + chars)),
                RunKind::Letters if self.corrected && self.shown != Shown::Page && chars >= TYPO_CHARS_MIN => {
                    marks.extend(beginning_meant(&run.text, word).map(|length| (run.start, run.start + length)));
                }
                RunKind::Glyphs if self.shown == Shown::Name => {
                    let parts = pinyin::spelt_by(&run.text, word);
                    marks.extend(parts.into_iter().map(|(from, to)| (run.start + from, run.start + to)));
                }
                _ => {}
            }
        }
    }

    fn code(&self, (kinds, groups): CodePlaces, scope: &Scope, code: &str, whole: bool, marks: &mut Marks) {
        let wanted: Vec<char> = code.chars().collect();
        let is_asked = match self.shown {
            Shown::Date => false,
            Shown::Code(kind) => kinds.contains(&kind),
            _ => !groups.is_empty() && self.is_text_of(scope),
        };
        if !is_asked {
            return;
        }
        let codes = self.codes.get_or_init(|| match self.shown {
            Shown::Code(_) => vec![code_places(self.folded).collect()],
            _ => text_code_places(self.folded, self.runs),
        });
        for code in codes {
            if whole {
                let all: Marks =
                    code.first().zip(code.last()).map(|(first, last)| (*first, last + 1)).into_iter().collect();
                marks.extend(all.into_iter().filter(|_| self.is_at(code, 0, &wanted) && code.len() == wanted.len()));
            } else if wanted.len() >= 3 {
                self.occurrences(code, &wanted, marks);
            } else {
                for start in [Some(0), code.len().checked_sub(wanted.len())].into_iter().flatten() {
                    self.occurrence(code, start, &wanted, marks);
                }
            }
        }
    }

    /// Marks all occurrences of `wanted` among the characters at `places`.
    fn occurrences(&self, places: &[usize], wanted: &[char], marks: &mut Marks) {
        (0..places.len()).for_each(|start| self.occurrence(places, start, wanted, marks));
    }

    fn occurrence(&self, places: &[usize], start: usize, wanted: &[char], marks: &mut Marks) {
        let ends = places.get(start).zip(places.get((start + wanted.len()).saturating_sub(1)));
        if let Some((first, last)) = ends.filter(|_| self.is_at(places, start, wanted)) {
            marks.push((*first, last + 1));
        }
    }

    fn is_at(&self, places: &[usize], start: usize, wanted: &[char]) -> bool {
        let given = places.get(start..start + wanted.len()).unwrap_or_default();
        let char_at = |at: &usize| self.folded.get(*at).map(|f| f.c);
        !given.is_empty() && given.iter().zip(wanted).all(|(at, wanted)| char_at(at) == Some(*wanted))
    }

    /// Marks runs that follow each other. As in the index, a glyph that stands alone in the quotes may be anywhere.
    fn phrase(&self, phrase: &[(RunKind, String)], marks: &mut Marks) {
        // What is wanted at each place, and which run of the phrase it is part of; nothing in place of a lone glyph.
        let mut wanted: Vec<(usize, Option<String>)> = Vec::new();
        for (number, (kind, run)) in phrase.iter().enumerate() {
            match kind {
                RunKind::Glyphs if run.chars().count() == 1 => {
                    self.glyphs(run, marks);
                    wanted.extend((!wanted.is_empty()).then_some((number, None)));
                }
                RunKind::Glyphs => wanted.extend(run.chars().map(|c| (number, Some(c.to_string())))),
                _ => wanted.push((number, Some(word_form(run).to_owned()))),
            }
        }
        while wanted.last().is_some_and(|(_, text)| text.is_none()) {
            wanted.pop();
        }
        if wanted.is_empty() {
            return;
        }
        for group in self.units().windows(wanted.len()) {
            let is_met = |(given, wanted): (&Unit, &(usize, Option<String>))| {
                wanted.1.as_ref().is_none_or(|text| given.text == *text)
            };
            let pairs = group.iter().zip(&wanted).zip(group.iter().zip(&wanted).skip(1));
            let is_one = pairs.into_iter().all(|((a, c), (b, d))| (c.0 == d.0) == (a.run == b.run));
            if let (true, [first, ..], [.., last]) = (is_one && group.iter().zip(&wanted).all(is_met), group, group) {
                marks.push((first.start, last.end));
            }
        }
    }

    fn units(&self) -> Vec<Unit> {
        let mut units = Vec::new();
        for (number, run) in self.runs.iter().enumerate() {
            match run.kind {
                RunKind::Glyphs => units.extend((run.start..run.end).filter_map(|at| {
                    let text = self.folded.get(at)?.c.to_string();
                    Some(Unit { run: number, text, start: at, end: at + 1 })
                })),
                _ => units.push(Unit {
                    run: number,
                    text: word_form(&run.text).to_owned(),
                    start: run.start,
                    end: run.end,
                }),
            }
        }
        units
    }
}

/// A glyph or a word of a text.
struct Unit {
    run: usize,
    text: String,
    start: usize,
    end: usize,
}

fn group_of(shown: Shown<'_>) -> Option<Group> {
    match shown {
        Shown::Name => Some(Group::Name),
        Shown::Note => Some(Group::Note),
        Shown::Field(_) => Some(Group::Field),
        Shown::Page => Some(Group::Page),
        Shown::Code(_) | Shown::Date => None,
    }
}

/// Whether meeting `node` says something by itself, although the rest of its term is not met by the same text.
fn is_telling(node: &Node) -> bool {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(is_telling),
        Node::Leaf(_, Atom::Glyphs(text) | Atom::Beginning(text) | Atom::Code(text)) => {
            text.chars().count() >= TELLING_CHARS_MIN
        }
        Node::Leaf(_, Atom::Phrase(_) | Atom::WholeCode(_) | Atom::When(_)) => true,
        Node::Leaf(_, Atom::Kind(_)) => false,
    }
}

/// The marks as byte ranges of the raw text, in order and grown together.
fn merged(folded: &[Folded], mut marks: Marks) -> Vec<Range<usize>> {
    marks.sort_unstable();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (start, end) in marks {
        let Some((first, last)) = folded.get(start).zip(end.checked_sub(1).and_then(|last| folded.get(last))) else {
            continue;
        };
        let (from, to) = (first.from as usize, last.to as usize);
        match ranges.last_mut() {
            Some(before) if from <= before.end => before.end = before.end.max(to),
            _ => ranges.push(from..to),
        }
        if ranges.len() > HIGHLIGHTS_MAX {
            ranges.truncate(HIGHLIGHTS_MAX);
            break;
        }
    }
    ranges
}
