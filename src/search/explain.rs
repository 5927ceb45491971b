//! What a query was understood to say, for the person who typed it.

use super::dates::Span;
use super::parse::{Atom, Node, Query, Scope};
use std::ops::Range;

/// A term and what it may mean: a folder that meets one of the readings meets the term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// The term, folded, without its field, its minus and its quotes.
    pub text: String,
    /// Where in the query it was typed, in bytes, with those.
    pub typed: Range<usize>,
    /// Whether folders that meet it are left out.
    pub excluded: bool,
    /// What it may mean; nothing if its field cannot have such a value, so that no folder meets it.
    pub readings: Vec<Reading>,
}

/// Something that a term, or a part of it, may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// The business date lies in a span; an end that was left open is the first or the last day there is.
    Date(Span),
    /// Glyphs that stand in a text.
    Text(Scope, String),
    /// A word that begins so, or a name that is spelt so.
    Word(Scope, String),
    /// Words in quotes, one after the other.
    Quoted(Scope, String),
    /// Part of a code, a number or a plate; of fewer than three characters its beginning or end.
    Code(Scope, String),
    /// A whole code, number or plate.
    WholeCode(Scope, String),
    /// A thing of the archive, by its code.
    Kind(KindOf, String),
}

/// What a thing of the archive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindOf {
    /// A business type.
    BusinessType,
    /// A department.
    Department,
    /// A secrecy class.
    Class,
    /// A period, as it is written.
    Period,
}

impl Query {
    /// What was understood, term by term.
    #[must_use]
    pub fn explain(&self) -> Vec<Understood> {
        let of_term = |term: &super::parse::Term| {
            let mut readings = Vec::new();
            collect(&term.node, &mut readings);
            Understood { text: term.text.clone(), typed: term.typed.clone(), excluded: term.excluded, readings }
        };
        self.terms.iter().map(of_term).collect()
    }
}

fn collect(node: &Node, readings: &mut Vec<Reading>) {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| collect(node, readings)),
        Node::Leaf(scope, atom) => {
            for reading in leaf(scope, atom) {
                if !readings.contains(&reading) {
                    readings.push(reading);
                }
            }
        }
    }
}

fn leaf(scope: &Scope, atom: &Atom) -> Vec<Reading> {
    let scope = scope.clone();
    vec![match atom {
        Atom::Glyphs(run) => Reading::Text(scope, run.clone()),
        Atom::Beginning(word) => Reading::Word(scope, word.clone()),
        Atom::Phrase(runs) => {
            let runs: Vec<&str> = runs.iter().map(|(_, run)| run.as_str()).collect();
            Reading::Quoted(scope, runs.join(" "))
        }
        Atom::Code(code) => Reading::Code(scope, code.clone()),
        Atom::WholeCode(code) => Reading::WholeCode(scope, code.clone()),
        Atom::When(span) => Reading::Date(*span),
        Atom::Kind(tokens) => return tokens.iter().filter_map(|token| kind(token)).collect(),
    }]
}

fn kind(token: &str) -> Option<Reading> {
    let (sort, code) = token.split_once(':')?;
    let sort = match sort {
        "t" => KindOf::BusinessType,
        "d" => KindOf::Department,
        "c" => KindOf::Class,
        _ => KindOf::Period,
    };
    Some(Reading::Kind(sort, code.to_owned()))
}
