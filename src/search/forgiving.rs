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
