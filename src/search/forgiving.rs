//! Which queries can be tried again with a typing mistake forgiven.

use super::parse::{Atom, Node, Query};
use super::plan::TYPO_CHARS_MIN;

/// Whether a word in the query is long enough for a mistake in it to be recognised.
pub fn has_forgivable(query: &Query) -> bool {
    query.terms.iter().filter(|term| !term.excluded).any(|term| is_forgivable(&term.node))
}

fn is_forgivable(node: &Node) -> bool {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(is_forgivable),
        Node::Leaf(_, Atom::Beginning(word)) => word.chars().count() >= TYPO_CHARS_MIN,
        Node::Leaf(..) => false,
    }
}

/// How many of the first characters of `word` are what `typed` says with one mistake in it, if any are: one character
/// too many, too few or another, or two that changed places.
pub fn beginning_meant(word: &str, typed: &str) -> Option<usize> {
    let (word, typed): (Vec<char>, Vec<char>) = (word.chars().collect(), typed.chars().collect());
    let lengths = [typed.len(), typed.len() + 1, typed.len().saturating_sub(1)];
    lengths.into_iter().find(|length| word.get(..*length).is_some_and(|start| is_one_mistake(start, &typed)))
}

fn is_one_mistake(meant: &[char], typed: &[char]) -> bool {
    let same = meant.iter().zip(typed).take_while(|(a, b)| a == b).count();
    let (meant, typed) = (meant.get(same..).unwrap_or_default(), typed.get(same..).unwrap_or_default());
    match (meant, typed) {
        ([], []) => true,
        ([a, b, meant @ ..], [c, d, typed @ ..]) if a == d && b == c && meant == typed => true,
        _ => {
            let (behind_meant, behind_typed) = (meant.get(1..), typed.get(1..));
            behind_meant.is_some_and(|behind| behind == typed)
                || behind_typed.is_some_and(|behind| behind == meant)
                || (behind_meant.is_some() && behind_meant == behind_typed)
        }
    }
}
