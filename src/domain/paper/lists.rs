//! From one checklist to another: what was found of papers that stand on both stays found.

use super::{Paper, PaperNo, PaperState};
use crate::domain::business_type::BusinessType;

/// The papers of a case by the numbers of another list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Renumbered {
    /// The papers, in order.
    pub papers: Vec<Paper>,
    /// Their numbers before and now.
    pub numbers: Vec<(PaperNo, PaperNo)>,
    /// What those are called that stood on the first list and are beyond the second.
    pub names: Vec<(PaperNo, String)>,
}

/// Puts papers under the numbers of another list. A paper stands on both if its id does. One that is on the first alone goes
/// behind the second, as long as there is anything of it, or somebody answers for it; else nobody asks for it any more.
#[must_use]
pub fn renumber(from: &BusinessType, to: &BusinessType, papers: &[Paper], absent: &[PaperNo]) -> Renumbered {
    let mut next = to.documents.len() as u16;
    let mut found = Renumbered::default();
    for paper in papers {
        let listed = from.documents.get(usize::from(paper.no.0));
        let place = listed.and_then(|wanted| to.documents.iter().position(|other| other.id == wanted.id));
        let nothing = matches!(paper.state, PaperState::Missing | PaperState::NotCalledFor);
        let now = match place {
            Some(at) => PaperNo(at as u16),
            None if listed.is_some() && nothing && !absent.contains(&paper.no) => continue,
            None => {
                let now = PaperNo(next);
                next = next.saturating_add(1);
                found.names.extend(listed.map(|wanted| (now, wanted.name.zh.clone())));
                now
            }
        };
        found.numbers.push((paper.no, now));
        found.papers.push(Paper { no: now, ..paper.clone() });
    }
    found.papers.sort_by_key(|paper| paper.no);
    found
}
