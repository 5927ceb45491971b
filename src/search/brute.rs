//! The rules of search followed without an index, folder by folder: what the index is compared with, in the tests and on a
//! million folders in `benches/find.rs`.
//!
//! It shares with the index how a text is folded and cut and how a query is read; it knows no tokens, positions or plans.

use super::SearchDoc;
use super::fold::fold;
use super::parse::{Atom, Node, Query, Scope};
use super::pinyin;
use super::plan::{code_places, is_asked_of_pages};
use super::runs::{RunKind, code_form, runs, text_codes, word_form};
use super::schema::{CodeKind, Group};
use super::tokens::codes;

/// More than any value has.
const CHARS: usize = 100_000;

/// A folder, cut up once for all queries.
#[derive(Debug)]
pub struct Examined {
    doc: SearchDoc,
    values: Vec<Value>,
    groups: [Texts; 4],
    /// The codes of each kind, each as `^code$`.
    codes: [String; 5],
}

#[derive(Debug)]
struct Value {
    group: Group,
    field: Option<String>,
    runs: Vec<(RunKind, String)>,
    texts: Texts,
}

/// What one can look for in a text, each thing on a line of its own.
#[derive(Debug, Clone, Default)]
struct Texts {
    glyphs: String,
    /// Whole names as `^name$`, without the marks in them.
    names: String,
    /// Words and spellings.
    words: String,
    /// Codes as `^code$`.
    codes: String,
}

impl Texts {
    fn add(&mut self, other: &Self) {
        self.glyphs += &other.glyphs;
        self.names += &other.names;
        self.words += &other.words;
        self.codes += &other.codes;
    }
}

impl Examined {
    /// Cuts a folder up.
    #[must_use]
    pub fn new(doc: &SearchDoc) -> Self {
        let names = doc.subjects.iter().map(|subject| Value::new(Group::Name, None, &subject.name));
        let fields = doc.fields.iter().map(|(field, text)| Value::new(Group::Field, Some(field), text));
        let pages = doc.pages.iter().map(|text| Value::new(Group::Page, None, text));
        let note = Value::new(Group::Note, None, &doc.note);
        let values: Vec<Value> = names.chain(fields).chain(pages).chain([note]).collect();
        let mut groups: [Texts; 4] = Default::default();
        for (texts, group) in groups.iter_mut().zip(Group::ALL) {
            values.iter().filter(|value| value.group == group).for_each(|value| texts.add(&value.texts));
        }
        let of_kind = |kind| {
            let mut all = String::new();
            codes(doc, kind).for_each(|code| line(&mut all, &["^", &code_form(&fold(code, CHARS)), "$"]));
            all
        };
        Self { doc: doc.clone(), values, groups, codes: CodeKind::ALL.map(of_kind) }
    }

    /// Whether the folder meets every term of the query.
    #[must_use]
    pub fn meets(&self, query: &Query) -> bool {
        let asks = query.is_blank || !query.terms.is_empty();
        asks && query.terms.iter().all(|term| self.node(&term.node) != term.excluded)
    }

    fn node(&self, node: &Node) -> bool {
        match node {
            Node::All(nodes) => nodes.iter().all(|node| self.node(node)),
            Node::Any(nodes) => nodes.iter().any(|node| self.node(node)),
            Node::Leaf(scope, atom) => self.atom(scope, atom),
        }
    }

    fn atom(&self, scope: &Scope, atom: &Atom) -> bool {
        match atom {
            Atom::Glyphs(glyphs) => {
                let whole = format!("^{glyphs}$");
                let is_met = |texts: &Texts| texts.glyphs.contains(glyphs.as_str()) || texts.names.contains(&whole);
                self.any_text(scope, atom, &is_met)
            }
            Atom::Beginning(start) => {
                let start = format!("\n{start}");
                self.any_text(scope, atom, &|texts| texts.words.contains(&start))
            }
            Atom::Phrase(phrase) => self.phrase(scope, phrase, is_asked_of_pages(atom)),
            Atom::Code(code) if code.chars().count() < 3 => {
                let (start, end) = (format!("^{code}"), format!("{code}$"));
                self.any_code(scope, atom, code, &|all| all.contains(&start) || all.contains(&end))
            }
            Atom::Code(code) => self.any_code(scope, atom, code, &|all| all.contains(code.as_str())),
            Atom::WholeCode(code) => {
                let whole = format!("^{code}$");
                self.any_code(scope, atom, code, &|all| all.contains(&whole))
            }
            Atom::When(span) => self.doc.business_date.is_some_and(|date| span.from <= date && date <= span.to),
            Atom::Kind(tokens) => {
                let doc = &self.doc;
                let given = [("t", &doc.business_type), ("d", &doc.department), ("c", &doc.class), ("p", &doc.period)];
                given.iter().any(|(sort, code)| !code.is_empty() && tokens.contains(&format!("{sort}:{code}")))
            }
        }
    }

    fn any_text(&self, scope: &Scope, atom: &Atom, is_met: &dyn Fn(&Texts) -> bool) -> bool {
        let mut groups = self.groups.iter().zip(Group::ALL);
        match scope {
            Scope::Any => groups.any(|(texts, of)| (of != Group::Page || is_asked_of_pages(atom)) && is_met(texts)),
            Scope::Group(group) => groups.any(|(texts, of)| of == *group && is_met(texts)),
            Scope::Field(field) => self.values.iter().any(|v| v.field.as_ref() == Some(field) && is_met(&v.texts)),
            Scope::Code(_) => false,
        }
    }

    fn any_code(&self, scope: &Scope, atom: &Atom, code: &str, is_met: &dyn Fn(&str) -> bool) -> bool {
        let (kinds, groups) = code_places(scope, atom, code);
        let mut of_kinds = self.codes.iter().zip(CodeKind::ALL).filter(|(_, kind)| kinds.contains(kind));
        of_kinds.any(|(all, _)| is_met(all))
            || (!groups.is_empty() && self.any_text(scope, atom, &|texts| is_met(&texts.codes)))
    }

    fn phrase(&self, scope: &Scope, phrase: &[(RunKind, String)], of_pages: bool) -> bool {
        let in_scope = |value: &&Value| match scope {
            Scope::Any => of_pages || value.group != Group::Page,
            Scope::Group(group) => value.group == *group,
            Scope::Field(field) => value.field.as_ref() == Some(field),
            Scope::Code(_) => false,
        };
        let lone: Vec<&str> = phrase.iter().filter(|run| is_lone(run)).map(|(_, run)| run.as_str()).collect();
        Group::ALL.iter().any(|group| {
            let values: Vec<&Value> =
                self.values.iter().filter(in_scope).filter(|value| value.group == *group).collect();
            let has_lone = lone.iter().all(|run| values.iter().any(|value| value.texts.glyphs.contains(run)));
            let has_rest = lone.len() == phrase.len() || values.iter().any(|value| value.has_phrase(phrase));
            has_lone && has_rest
        })
    }
}

impl Value {
    fn new(group: Group, field: Option<&str>, text: &str) -> Self {
        let folded = fold(text, CHARS);
        let found = runs(&folded);
        let mut texts = Texts::default();
        for run in &found {
            match run.kind {
                RunKind::Glyphs => {
                    line(&mut texts.glyphs, &[&run.text]);
                    if group == Group::Name {
                        pinyin::spellings(&run.text, &mut |spelling| line(&mut texts.words, &[spelling]));
                    }
                }
                RunKind::Letters => line(&mut texts.words, &[&run.text]),
                RunKind::Mixed => {}
            }
        }
        text_codes(&folded, &found).iter().for_each(|code| line(&mut texts.codes, &["^", code, "$"]));
        if group == Group::Name {
            line(&mut texts.names, &["^", &code_form(&folded), "$"]);
        }
        let runs = found.into_iter().map(|run| (run.kind, run.text)).collect();
        Self { group, field: field.map(str::to_owned), runs, texts }
    }

    fn has_phrase(&self, phrase: &[(RunKind, String)]) -> bool {
        // A glyph on its own is asked for without its place; the places count from the first unit that has one.
        let wanted: Vec<_> = units(phrase, true).into_iter().skip_while(Option::is_none).collect();
        let given = units(&self.runs, false);
        let is_met = |start: usize| {
            wanted.iter().enumerate().all(|(at, unit)| unit.is_none() || given.get(start + at) == Some(unit))
        };
        (0..given.len()).any(is_met)
    }
}

/// Adds a line, with the line break before it.
fn line(text: &mut String, parts: &[&str]) {
    text.push('\n');
    parts.iter().for_each(|part| text.push_str(part));
}

/// What a phrase counts by: a glyph or a word at each place, nothing behind the glyphs of a run, and nothing for a glyph
/// that stands alone if that is to be passed over.
fn units(runs: &[(RunKind, String)], without_lone: bool) -> Vec<Option<String>> {
    let mut units = Vec::new();
    for run in runs {
        match run {
            (RunKind::Glyphs, _) if without_lone && is_lone(run) => units.extend([None, None]),
            (RunKind::Glyphs, text) => {
                units.extend(text.chars().map(|c| Some(c.to_string())));
                units.push(None);
            }
            (_, text) => units.push(Some(format!("={}", word_form(text)))),
        }
    }
    units
}

fn is_lone((kind, run): &(RunKind, String)) -> bool {
    *kind == RunKind::Glyphs && run.chars().count() == 1
}
