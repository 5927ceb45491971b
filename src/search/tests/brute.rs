//! The same rules followed by brute force, without an index.

use super::super::fold::fold;
use super::super::parse::{Atom, Node, Scope};
use super::super::pinyin;
use super::super::plan::code_places;
use super::super::runs::{RunKind, code_form, runs, text_codes, word_form};
use super::super::schema::Group;
use super::super::tokens::codes;
use super::corpus::{Dice, doc, query};
use super::*;
use proptest::prelude::*;
use std::sync::{Mutex, MutexGuard, OnceLock};

struct Value {
    group: Group,
    field: Option<String>,
    runs: Vec<(RunKind, String)>,
    codes: Vec<String>,
    spellings: Vec<String>,
}

fn value(group: Group, field: Option<&str>, text: &str) -> Value {
    let folded = fold(text, 100_000);
    let found = runs(&folded);
    let mut spellings = Vec::new();
    for run in found.iter().filter(|run| group == Group::Name && run.kind == RunKind::Glyphs) {
        pinyin::spellings(&run.text, &mut |spelling| spellings.push(spelling.to_owned()));
    }
    let codes = text_codes(&folded, &found);
    let runs = found.into_iter().map(|run| (run.kind, run.text)).collect();
    Value { group, field: field.map(str::to_owned), runs, codes, spellings }
}

/// A folder, cut up once for all queries.
struct Known {
    doc: SearchDoc,
    values: Vec<Value>,
    codes: Vec<(CodeKind, String)>,
}

impl Known {
    fn new(doc: &SearchDoc) -> Self {
        let names = doc.subjects.iter().map(|subject| value(Group::Name, None, &subject.name));
        let fields = doc.fields.iter().map(|(field, text)| value(Group::Field, Some(field), text));
        let values = names.chain(fields).chain([value(Group::Note, None, &doc.note)]).collect();
        let of_kind = |kind| codes(doc, kind).map(move |code| (kind, code_form(&fold(code, 100_000))));
        Self { doc: doc.clone(), values, codes: CodeKind::ALL.into_iter().flat_map(of_kind).collect() }
    }

    fn values(&self, scope: &Scope) -> impl Iterator<Item = &Value> + Clone {
        self.values.iter().filter(move |value| match scope {
            Scope::Any => true,
            Scope::Group(group) => value.group == *group,
            Scope::Field(field) => value.field.as_deref() == Some(field),
            Scope::Code(_) => false,
        })
    }

    fn codes(&self, scope: &Scope, code: &str) -> Vec<&String> {
        let (kinds, groups) = code_places(scope, code);
        let of_kinds = self.codes.iter().filter(|(kind, _)| kinds.contains(kind)).map(|(_, code)| code);
        let in_texts = self.values(scope).filter(|_| !groups.is_empty()).flat_map(|value| &value.codes);
        of_kinds.chain(in_texts).collect()
    }
}

fn contains_glyphs(value: &Value, glyphs: &str) -> bool {
    value.runs.iter().any(|(kind, run)| *kind == RunKind::Glyphs && run.contains(glyphs))
}

/// Units of text that a phrase counts by: a glyph or a word, and which run it is part of.
fn units(runs: &[(RunKind, String)]) -> Vec<(usize, String)> {
    let mut units = Vec::new();
    for (number, (kind, run)) in runs.iter().enumerate() {
        match kind {
            RunKind::Glyphs => units.extend(run.chars().map(|c| (number, c.to_string()))),
            _ => units.push((number, format!("={}", word_form(run)))),
        }
    }
    units
}

fn has_phrase(value: &Value, phrase: &[(RunKind, String)]) -> bool {
    // A glyph on its own is asked for without its place; the places count from the first unit that has one.
    let wanted: Vec<_> = units(phrase).into_iter().skip_while(|(run, _)| is_lone(phrase, *run)).collect();
    let given = units(&value.runs);
    (0..given.len()).any(|start| {
        wanted.iter().enumerate().all(|(at, (run, unit))| {
            if is_lone(phrase, *run) {
                return true;
            }
            let Some((given_run, given_unit)) = given.get(start + at) else { return false };
            let is_same_run = at == 0 || wanted[at - 1].0 != *run || given[start + at - 1].0 == *given_run;
            given_unit == unit && is_same_run
        })
    })
}

fn is_lone(phrase: &[(RunKind, String)], run: usize) -> bool {
    phrase[run].0 == RunKind::Glyphs && phrase[run].1.chars().count() == 1
}

fn meets_phrase(known: &Known, scope: &Scope, phrase: &[(RunKind, String)]) -> bool {
    let values = known.values(scope);
    Group::ALL.iter().any(|group| {
        let values: Vec<&Value> = values.clone().filter(|value| value.group == *group).collect();
        let lone = (0..phrase.len()).filter(|run| is_lone(phrase, *run));
        let has_lone = lone.clone().all(|run| values.iter().any(|value| contains_glyphs(value, &phrase[run].1)));
        let has_rest = lone.count() == phrase.len() || values.iter().any(|value| has_phrase(value, phrase));
        has_lone && has_rest
    })
}

fn meets_atom(known: &Known, scope: &Scope, atom: &Atom) -> bool {
    match atom {
        Atom::Glyphs(glyphs) => known.values(scope).any(|value| contains_glyphs(value, glyphs)),
        Atom::Beginning(start) => known.values(scope).any(|value| {
            let words = value.runs.iter().filter(|(kind, _)| *kind == RunKind::Letters).map(|(_, run)| run);
            words.chain(&value.spellings).any(|word| word.starts_with(start.as_str()))
        }),
        Atom::Phrase(phrase) => meets_phrase(known, scope, phrase),
        Atom::Code(code) => known.codes(scope, code).iter().any(|given| {
            let is_short = code.chars().count() < 3;
            if is_short {
                given.starts_with(code.as_str()) || given.ends_with(code.as_str())
            } else {
                given.contains(code.as_str())
            }
        }),
        Atom::WholeCode(code) => known.codes(scope, code).contains(&code),
        Atom::When(span) => known.doc.business_date.is_some_and(|date| span.from <= date && date <= span.to),
        Atom::Kind(tokens) => {
            let doc = &known.doc;
            let given = [("t", &doc.business_type), ("d", &doc.department), ("c", &doc.class), ("p", &doc.period)];
            given.iter().any(|(sort, code)| !code.is_empty() && tokens.contains(&format!("{sort}:{code}")))
        }
    }
}

fn meets(known: &Known, node: &Node) -> bool {
    match node {
        Node::All(nodes) => nodes.iter().all(|node| meets(known, node)),
        Node::Any(nodes) => nodes.iter().any(|node| meets(known, node)),
        Node::Leaf(scope, atom) => meets_atom(known, scope, atom),
    }
}

fn brute_force(all: &[Known], query: &Query) -> BTreeSet<u32> {
    let meets_all = |known: &&Known| query.terms.iter().all(|term| meets(known, &term.node) != term.excluded);
    let matching = all.iter().filter(|_| query.is_blank || !query.terms.is_empty()).filter(meets_all);
    matching.map(|known| known.doc.folder.0).collect()
}

/// Three hundred folders in several segments, some changed and some deleted since.
fn shelf() -> MutexGuard<'static, (Shelf, Vec<Known>)> {
    static SHELF: OnceLock<Mutex<(Shelf, Vec<Known>)>> = OnceLock::new();
    let shelf = SHELF.get_or_init(|| {
        let mut dice = Dice(20_260_101);
        let mut shelf = Shelf::new();
        for round in 0..6 {
            for folder in round * 50..round * 50 + 60 {
                let doc = doc(folder, &mut dice);
                shelf.put(doc);
            }
            shelf.delete(round * 50 + 3);
            shelf.commit(u64::from(round));
        }
        let known = shelf.docs.iter().map(Known::new).collect();
        Mutex::new((shelf, known))
    });
    shelf.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn check((shelf, known): &(Shelf, Vec<Known>), text: &str) -> Result<usize, TestCaseError> {
    let query = Query::parse(text, &vocabulary());
    let expected = brute_force(known, &query);
    let hits = shelf.hits(text);
    let found: BTreeSet<u32> = hits.hits.iter().map(|hit| hit.folder.0).collect();
    if !hits.is_corrected {
        prop_assert_eq!(&found, &expected, "{:?} read as {:?}", text, query);
        prop_assert_eq!(hits.total, expected.len() as u64);
    } else {
        prop_assert!(expected.is_empty());
    }
    Ok(expected.len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_index_finds_what_brute_force_finds(seed in any::<u64>()) {
        let shelf = shelf();
        check(&shelf, &query(&shelf.0.docs, &mut Dice(seed)))?;
    }
}

#[test]
fn the_queries_that_are_compared_are_worth_comparing() {
    let shelf = shelf();
    let mut dice = Dice(7);
    let found: Vec<usize> = (0..400).map(|_| check(&shelf, &query(&shelf.0.docs, &mut dice)).unwrap()).collect();
    let some = found.iter().filter(|count| (1..shelf.1.len()).contains(*count)).count();
    assert!(some > 150, "only {some} of 400 queries find something but not everything");
}

#[test]
fn glyphs_that_a_comma_parts_are_not_found_as_one_word() {
    let mut shelf = Shelf::new();
    for (folder, note) in [(1, "三李，重李"), (2, "三李重李")] {
        shelf.put(SearchDoc { note: note.to_owned(), ..doc(folder, &mut Dice(1)) });
    }
    shelf.commit(1);
    let found: Vec<u32> = shelf.hits("三李重李").hits.iter().map(|hit| hit.folder.0).collect();
    assert_eq!(found, [2]);
}
