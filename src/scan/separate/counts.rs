//! Whether as many pages came as were announced.

use super::{Placed, Put, Seen, Stack};
use crate::domain::ids::CaseNo;
use crate::domain::paper::PaperNo;
use crate::domain::scan::{PagePlace, Why};
use std::collections::BTreeMap;

/// Lets pages wait whose number is not what was announced: the whole stack, or the part of one paper.
pub(super) fn check(pages: &[Seen], stack: &Stack<'_>, placed: &mut [Placed]) {
    let differs = stack.sheets.is_some_and(|sheets| !may_be(pages, usize::from(sheets)));
    if differs {
        placed.iter_mut().for_each(wait);
        return;
    }
    let mut found: BTreeMap<_, usize> = BTreeMap::new();
    let counted = placed.iter().zip(pages).filter(|(_, page)| !page.is_blank);
    for key in counted.filter_map(|(placed, _)| paper_of(placed)) {
        *found.entry(key).or_default() += 1;
    }
    let is_wrong = |placed: &&mut Placed| {
        let Some(key) = paper_of(placed) else { return false };
        let announced = (stack.pages_of)(key.0, key.1).filter(|pages| *pages > 0);
        announced.is_some_and(|pages| found.get(&key).is_some_and(|found| *found != usize::from(pages)))
    };
    placed.iter_mut().filter(is_wrong).for_each(wait);
}

/// The paper that a page was filed with.
fn paper_of(placed: &Placed) -> Option<(CaseNo, PaperNo)> {
    let Put::Filed(PagePlace { case, paper, .. }, _) = placed.put else { return None };
    case.zip(paper).filter(|_| !placed.is_cover)
}

/// Whether so many sheets may have made these pages: a side each, both sides each, or both where the scanner itself leaves
/// out blank ones, and so no page is blank.
fn may_be(pages: &[Seen], sheets: usize) -> bool {
    let leaves_out_blanks = pages.iter().all(|page| !page.is_blank);
    let came = pages.len();
    came == sheets || came == 2 * sheets || (leaves_out_blanks && (sheets..=2 * sheets).contains(&came))
}

fn wait(placed: &mut Placed) {
    if let Put::Filed(target, _) = placed.put {
        placed.put = Put::Waits(Why::CountDiffers, Some(target));
    }
}
