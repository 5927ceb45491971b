#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use crate::domain::presets;
use proptest::prelude::*;

fn new_car() -> BusinessType {
    presets::by_name("dealer_a").unwrap().types.into_iter().find(|kind| kind.code == "NEW").unwrap()
}

fn no(business_type: &BusinessType, id: &str) -> PaperNo {
    PaperNo(business_type.documents.iter().position(|wanted| wanted.id == id).unwrap() as u16)
}

fn wanted(id: &str) -> DocumentDef {
    let name = crate::domain::value::Bilingual { zh: id.to_owned(), en: id.to_owned() };
    DocumentDef {
        id: id.to_owned(),
        name,
        form: DocumentForm::Either,
        signatures: Vec::new(),
        conditional: false,
        one_of: None,
    }
}

fn list(documents: Vec<DocumentDef>) -> BusinessType {
    BusinessType { documents, ..new_car() }
}

/// Everything as the list wants it; of papers that stand for each other the first.
fn all_there(business_type: &BusinessType) -> Vec<Paper> {
    let mut groups = Vec::new();
    let documents = business_type.documents.iter().enumerate();
    let needed = documents.filter(|(_, wanted)| {
        let first = wanted.one_of.as_ref().is_none_or(|group| !groups.contains(group));
        groups.extend(wanted.one_of.clone());
        first && !wanted.conditional
    });
    needed.map(|(at, wanted)| Paper::as_wanted(PaperNo(at as u16), wanted)).collect()
}

#[test]
fn a_sale_with_every_paper_of_its_list_lacks_nothing() {
    let sale = new_car();
    let papers = all_there(&sale);
    assert_eq!(gaps(&sale, &papers), []);
    for at in 0..papers.len() {
        let mut papers = papers.clone();
        let gone = papers.remove(at);
        let found = gaps(&sale, &papers);
        assert_eq!((found.len(), found[0].why), (1, GapKind::Missing), "{gone:?}");
        assert!(found[0].papers.contains(&gone.no));
    }
}

#[test]
fn one_of_a_group_is_enough_and_none_names_them_all() {
    let sale = new_car();
    let group: Vec<_> = sale.documents.iter().enumerate().filter(|(_, wanted)| wanted.one_of.is_some()).collect();
    assert!(group.len() >= 2);
    let of_group = |paper: &Paper| group.iter().any(|(at, _)| *at == usize::from(paper.no.0));
    let others: Vec<_> = all_there(&sale).into_iter().filter(|paper| !of_group(paper)).collect();
    for (at, wanted) in &group {
        let one = Paper::as_wanted(PaperNo(*at as u16), wanted);
        assert_eq!(gaps(&sale, &[others.clone(), vec![one]].concat()), []);
    }
    let all = group.iter().map(|(at, _)| PaperNo(*at as u16)).collect();
    assert_eq!(gaps(&sale, &others), [Gap { papers: all, why: GapKind::Missing }]);
}

#[test]
fn a_group_says_what_is_wrong_with_the_best_of_its_papers() {
    let member =
        |id| DocumentDef { one_of: Some("proof".to_owned()), signatures: vec![Signature::Customer], ..wanted(id) };
    let kind = list(vec![member("a"), member("b")]);
    let missing = Paper::without(PaperNo(0), PaperState::Missing);
    let unsigned = Paper { signatures: Vec::new(), ..Paper::as_wanted(PaperNo(1), &kind.documents[1]) };
    let found = gaps(&kind, &[missing, unsigned]);
    assert_eq!(found, [Gap { papers: vec![PaperNo(0), PaperNo(1)], why: GapKind::UnsignedByCustomer }]);
}

#[test]
fn a_conditional_paper_is_wanting_only_if_somebody_says_so() {
    let kind = list(vec![DocumentDef { conditional: true, ..wanted("other") }]);
    let missing = |state| gaps(&kind, &[Paper::without(PaperNo(0), state)]).len();
    assert_eq!(gaps(&kind, &[]), []);
    assert_eq!((missing(PaperState::Missing), missing(PaperState::NotCalledFor)), (1, 0));
}

#[test]
fn an_original_does_for_a_copy_and_a_copy_not_for_an_original() {
    let table = [
        (DocumentForm::Original, 0, 1, false),
        (DocumentForm::Original, 1, 0, true),
        (DocumentForm::Copy, 1, 0, true),
        (DocumentForm::Copy, 0, 2, true),
        (DocumentForm::Both, 1, 0, false),
        (DocumentForm::Both, 1, 1, true),
        (DocumentForm::Either, 0, 1, true),
        (DocumentForm::Either, 0, 0, false),
    ];
    for (form, originals, copies, enough) in table {
        let kind = list(vec![DocumentDef { form, ..wanted("paper") }]);
        let paper = Paper { originals, copies, ..Paper::as_wanted(PaperNo(0), &kind.documents[0]) };
        let why: Vec<_> = gaps(&kind, &[paper]).into_iter().map(|gap| gap.why).collect();
        assert_eq!(why.is_empty(), enough, "{form:?}, {originals} and {copies}");
        assert!(why.iter().all(|why| *why == GapKind::Form));
    }
}

#[test]
fn each_signature_that_is_wanting_is_a_gap_of_its_own() {
    let sale = new_car();
    let check = no(&sale, sale.documents.iter().find(|wanted| wanted.signatures.len() == 2).unwrap().id.as_str());
    let mut papers = all_there(&sale);
    papers.iter_mut().find(|paper| paper.no == check).unwrap().signatures.clear();
    let why: Vec<_> = gaps(&sale, &papers).into_iter().map(|gap| gap.why).collect();
    assert_eq!(why, [GapKind::UnsignedByCustomer, GapKind::UnsignedByStaff]);
}

#[test]
fn a_paper_beyond_the_list_is_no_gap_unless_it_is_wrong() {
    let kind = list(vec![]);
    let extra = |state| gaps(&kind, &[Paper::without(PaperNo(0), state)]);
    assert_eq!(extra(PaperState::There), []);
    assert_eq!(extra(PaperState::Unfit), [Gap { papers: vec![PaperNo(0)], why: GapKind::Unfit }]);
}

#[test]
fn a_paper_that_was_taken_out_without_leave_or_moved_is_missing_where_it_is_wanted_and_nowhere_else() {
    let kind = list(vec![wanted("a"), DocumentDef { conditional: true, ..wanted("b") }]);
    for state in [PaperState::TakenOut, PaperState::Moved] {
        let papers: Vec<_> = (0..3).map(|no| Paper::without(PaperNo(no), state)).collect();
        assert_eq!(gaps(&kind, &papers), [Gap { papers: vec![PaperNo(0)], why: GapKind::Missing }], "{state:?}");
    }
}

#[test]
fn a_paper_that_left_with_leave_is_wanted_no_more_alone_or_for_its_group() {
    let kind = list(vec![
        wanted("a"),
        DocumentDef { one_of: Some("who".to_owned()), ..wanted("b") },
        DocumentDef { one_of: Some("who".to_owned()), ..wanted("c") },
    ]);
    let left = |no| Paper::without(PaperNo(no), PaperState::Withdrawn);
    assert_eq!(gaps(&kind, &[left(0), left(2)]), []);
    assert_eq!(gaps(&kind, &[left(0)]).len(), 1);
}

fn any_state() -> impl Strategy<Value = PaperState> {
    prop::sample::select(PaperState::ALL.to_vec())
}

proptest! {
    #[test]
    fn more_of_what_is_wanted_never_makes_more_gaps(
        states in prop::collection::vec(any_state(), 13),
        given in 0..13_usize,
    ) {
        let sale = new_car();
        let paper = |(at, state): (usize, &PaperState)| {
            let no = PaperNo(at as u16);
            match state {
                PaperState::There => Paper::as_wanted(no, &sale.documents[at]),
                state => Paper::without(no, *state),
            }
        };
        let count = sale.documents.len();
        let before: Vec<_> = states.iter().take(count).enumerate().map(paper).collect();
        let mut after = before.clone();
        let given = given % count;
        after[given] = Paper::as_wanted(PaperNo(given as u16), &sale.documents[given]);
        let (before, after) = (gaps(&sale, &before), gaps(&sale, &after));
        prop_assert!(after.len() <= before.len(), "{before:?} {after:?}");
        prop_assert!(after.iter().all(|gap| before.contains(gap)), "{before:?} {after:?}");
    }
}
