//! Stacks as people scan them, and laws that hold for every stack.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod laws;

use super::{PaperOfType, Placed, Put, Seen, Sign, Stack, separate};
use crate::domain::ids::{CaseNo, FolderNo, TypeNo};
use crate::domain::paper::PaperNo;
use crate::domain::scan::{FoundBy, PagePlace, Why};

/// Folder 1 holds case 10 only, folder 2 the cases 20 and 21.
const ONE: Sign = Sign::Folder { folder: FolderNo(1), only_case: Some(CaseNo(10)) };
const TWO: Sign = Sign::Folder { folder: FolderNo(2), only_case: None };
const SLIP_10: Sign = Sign::Case { folder: FolderNo(1), case: CaseNo(10) };
const SLIP_20: Sign = Sign::Case { folder: FolderNo(2), case: CaseNo(20) };
const SLIP_21: Sign = Sign::Case { folder: FolderNo(2), case: CaseNo(21) };
const CONTRACT_20: Sign = Sign::Paper { folder: FolderNo(2), case: CaseNo(20), paper: PaperNo(3) };

fn any_contract() -> Sign {
    Sign::PaperOfType(PaperOfType { business_type: TypeNo(0), version: 1, paper: PaperNo(3) })
}

/// Case 21 is of another type; of all others a type's paper is the paper with its number.
fn paper_in(case: CaseNo, paper: PaperOfType) -> Option<PaperNo> {
    (case != CaseNo(21)).then_some(paper.paper)
}

fn nothing_noted(_: CaseNo, _: PaperNo) -> Option<u16> {
    None
}

fn plain() -> Stack<'static> {
    Stack { into: None, sheets: None, paper_in: &paper_in, pages_of: &nothing_noted }
}

fn with(signs: &[Sign]) -> Seen {
    Seen { signs: signs.to_vec(), ..Seen::default() }
}

fn text() -> Seen {
    Seen::default()
}

fn blank() -> Seen {
    Seen { is_blank: true, ..Seen::default() }
}

/// Where a page went: folder, case and paper as numbers, or why it waits.
type Short = Result<(u32, Option<u32>, Option<u16>), Why>;

fn short(placed: &Placed) -> Short {
    match placed.put {
        Put::Filed(target, _) => Ok((target.folder.0, target.case.map(|no| no.0), target.paper.map(|no| no.0))),
        Put::Waits(reason, _) => Err(reason),
    }
}

fn shorts(pages: &[Seen], stack: &Stack<'_>) -> Vec<Short> {
    separate(pages, stack).iter().map(short).collect()
}

#[test]
fn pages_belong_to_the_code_before_them_until_the_next() {
    let pages = [with(&[ONE]), text(), text(), with(&[TWO]), text()];
    let placed = separate(&pages, &plain());
    let folders: Vec<_> = placed.iter().map(|placed| short(placed).unwrap().0).collect();
    assert_eq!(folders, [1, 1, 1, 2, 2]);
    let by = placed.iter().map(|placed| if let Put::Filed(_, by) = placed.put { by } else { unreachable!() });
    assert!(by.eq([FoundBy::Label, FoundBy::Following, FoundBy::Following, FoundBy::Label, FoundBy::Following]));
    assert!(placed.iter().all(|placed| !placed.is_cover), "a label is on a paper");
}

#[test]
fn pages_before_the_first_code_wait_and_a_foreign_code_files_nothing() {
    let pages = [text(), with(&[Sign::Foreign]), with(&[Sign::Elsewhere]), with(&[Sign::Foreign, ONE]), text()];
    let wait = Err(Why::NoCode);
    let filed = Ok((1, None, None));
    assert_eq!(shorts(&pages, &plain()), [wait, Err(Why::ForeignOnly), wait, filed, filed]);
}

#[test]
fn a_slip_and_a_separator_are_covers_and_what_follows_is_of_the_paper() {
    let pages = [with(&[SLIP_20]), text(), with(&[CONTRACT_20]), blank(), text(), blank(), with(&[SLIP_21]), text()];
    let placed = separate(&pages, &plain());
    let case = Ok((2, Some(20), None));
    let contract = Ok((2, Some(20), Some(3)));
    let other = Ok((2, Some(21), None));
    // Neither the separator nor its blank back is a page of the contract.
    let expected = [case, case, case, case, contract, contract, other, other];
    assert_eq!(placed.iter().map(short).collect::<Vec<_>>(), expected);
    let covers: Vec<_> = placed.iter().map(|placed| placed.is_cover).collect();
    assert_eq!(covers, [true, false, true, false, false, false, true, false]);
}

#[test]
fn a_separator_of_a_type_means_the_paper_of_the_case_before_it() {
    let pages = [with(&[SLIP_10]), with(&[any_contract()]), text(), with(&[SLIP_20]), with(&[any_contract()]), text()];
    let placed = shorts(&pages, &plain());
    assert_eq!((placed[2], placed[5]), (Ok((1, Some(10), Some(3))), Ok((2, Some(20), Some(3)))));
    // A folder with one case says which case as well as a slip does; one with several does not.
    let pages = [with(&[ONE]), with(&[any_contract()]), text(), with(&[TWO]), with(&[any_contract()]), text()];
    let placed = shorts(&pages, &plain());
    assert_eq!((placed[2], placed[4], placed[5]), (Ok((1, Some(10), Some(3))), Err(Why::NoCode), Err(Why::NoCode)));
}

#[test]
fn a_separator_of_a_type_that_the_case_is_not_of_waits_and_the_next_one_counts_again() {
    let wrong = [with(&[SLIP_21]), with(&[any_contract()]), text(), with(&[SLIP_20]), with(&[any_contract()]), text()];
    let placed = shorts(&wrong, &plain());
    assert_eq!(&placed[1..3], [Err(Why::CodesDisagree), Err(Why::CodesDisagree)]);
    assert_eq!(placed[5], Ok((2, Some(20), Some(3))));
    let alone = [with(&[any_contract()]), text()];
    assert_eq!(shorts(&alone, &plain()), [Err(Why::NoCode), Err(Why::NoCode)]);
    // Behind a code that names nothing it is not known of which case it is, and the reason stays the first one.
    let lost = [with(&[SLIP_10]), with(&[Sign::Unknown]), with(&[any_contract()]), text()];
    assert_eq!(shorts(&lost, &plain())[3], Err(Why::UnknownCode));
}

#[test]
fn codes_on_one_page_that_agree_are_the_one_that_says_most() {
    let agree: [(&[Sign], Short); 5] = [
        (&[ONE, SLIP_10], Ok((1, Some(10), None))),
        (&[SLIP_20, TWO], Ok((2, Some(20), None))),
        (&[TWO, CONTRACT_20, SLIP_20], Ok((2, Some(20), None))),
        (&[SLIP_20, any_contract()], Ok((2, Some(20), None))),
        (&[CONTRACT_20, any_contract()], Ok((2, Some(20), None))),
    ];
    for (signs, expected) in agree {
        assert_eq!(shorts(&[with(signs)], &plain()), [expected], "{signs:?}");
    }
    let contract = shorts(&[with(&[SLIP_20, any_contract()]), text()], &plain());
    assert_eq!(contract[1], Ok((2, Some(20), Some(3))));
}

#[test]
fn codes_that_disagree_let_their_page_and_those_behind_it_wait_until_a_good_one() {
    let other_paper = Sign::Paper { folder: FolderNo(2), case: CaseNo(20), paper: PaperNo(4) };
    let disagree: [&[Sign]; 5] = [
        &[ONE, TWO],
        &[SLIP_20, SLIP_21],
        &[ONE, SLIP_20],
        &[CONTRACT_20, other_paper],
        &[other_paper, any_contract()],
    ];
    for signs in disagree {
        let placed = shorts(&[with(&[ONE]), with(signs), text(), blank(), with(&[TWO]), text()], &plain());
        assert_eq!(placed[1..4], [Err(Why::CodesDisagree); 3], "{signs:?}");
        assert_eq!((placed[0].is_ok(), placed[4].is_ok(), placed[5].is_ok()), (true, true, true));
    }
}

#[test]
fn an_unknown_code_and_a_folder_that_is_gone_stop_what_was_before() {
    for (sign, reason) in [(Sign::Unknown, Why::UnknownCode), (Sign::Gone, Why::NotAllowed)] {
        let pages = [with(&[ONE]), text(), with(&[sign]), text(), with(&[sign, ONE]), with(&[TWO])];
        let filed = Ok((1, None, None));
        let waits = Err(reason);
        assert_eq!(shorts(&pages, &plain()), [filed, filed, waits, waits, waits, Ok((2, None, None))]);
    }
}

#[test]
fn behind_a_page_that_could_not_be_looked_at_nothing_is_filed_until_a_code() {
    let unreadable = Seen { is_unreadable: true, ..Seen::default() };
    let placed = shorts(&[with(&[ONE]), unreadable, text(), with(&[ONE]), text()], &plain());
    let (filed, waits) = (Ok((1, None, None)), Err(Why::Unreadable));
    assert_eq!(placed, [filed, waits, waits, filed, filed], "a separator may have been on it");
}

#[test]
fn what_was_told_holds_from_the_first_page_and_codes_that_contradict_it_wait() {
    let told = Stack { into: Some(SLIP_20), ..plain() };
    let pages = [text(), with(&[any_contract()]), text(), with(&[TWO]), with(&[ONE]), text(), with(&[SLIP_21])];
    let placed = separate(&pages, &told);
    let case = Ok((2, Some(20), None));
    let waits = Err(Why::CodesDisagree);
    let expected = [case, case, Ok((2, Some(20), Some(3))), case, waits, waits, waits];
    assert_eq!(placed.iter().map(short).collect::<Vec<_>>(), expected);
    assert!(matches!(placed[0].put, Put::Filed(_, FoundBy::Told)));
    assert!(matches!(placed[2].put, Put::Filed(_, FoundBy::Following)));
    // What is told of a folder leaves its cases free.
    let told = Stack { into: Some(TWO), ..plain() };
    assert_eq!(shorts(&[text(), with(&[SLIP_21]), with(&[SLIP_20])], &told)[2], case);
    // Told of something that is gone: only a code can help.
    let told = Stack { into: Some(Sign::Gone), ..plain() };
    assert_eq!(shorts(&[text(), with(&[ONE])], &told), [Err(Why::NotAllowed), Ok((1, None, None))]);
}

#[test]
fn a_stack_of_another_number_of_sheets_than_announced_waits_whole_and_says_where_it_would_have_gone() {
    let announced = |sheets| Stack { sheets: Some(sheets), ..plain() };
    let simplex = [with(&[ONE]), text(), text()];
    assert!(separate(&simplex, &announced(3)).iter().all(|placed| short(placed).is_ok()));
    for wrong in [2_u16, 4] {
        let placed = separate(&[text(), with(&[ONE]), text(), blank(), text()], &announced(wrong));
        assert_eq!(placed[0].put, Put::Waits(Why::NoCode, None), "its own reason stays");
        let would = PagePlace { folder: FolderNo(1), case: None, paper: None };
        assert!(placed[1..].iter().all(|placed| placed.put == Put::Waits(Why::CountDiffers, Some(would))));
    }
    // Both sides of three sheets, one back blank; a sheet that was drawn in with another is missed.
    let duplex = [with(&[ONE]), blank(), text(), text(), text(), text()];
    assert!(separate(&duplex, &announced(3)).iter().all(|placed| short(placed).is_ok()));
    assert!(separate(&duplex, &announced(4)).iter().all(|placed| short(placed).is_err()));
    // A scanner that leaves blank backs out makes anything between.
    assert!(separate(&simplex, &announced(2)).iter().all(|placed| short(placed).is_ok()));
}

#[test]
fn a_paper_of_which_more_or_fewer_pages_came_than_were_noted_waits_alone() {
    let noted = |_: CaseNo, paper: PaperNo| (paper == PaperNo(3)).then_some(2);
    let stack = Stack { pages_of: &noted, ..plain() };
    let right = [with(&[CONTRACT_20]), blank(), text(), blank(), text(), blank(), with(&[ONE]), text()];
    assert!(separate(&right, &stack).iter().all(|placed| short(placed).is_ok()));
    let short_of_one = [with(&[CONTRACT_20]), blank(), text(), blank(), with(&[ONE]), text()];
    let placed = shorts(&short_of_one, &stack);
    assert_eq!(placed[2..4], [Err(Why::CountDiffers); 2]);
    assert!(placed[..2].iter().chain(&placed[4..]).all(Result::is_ok), "its separator and the others are filed");
}

#[test]
fn no_page_at_all_is_nowhere() {
    assert!(separate(&[], &plain()).is_empty());
    assert!(separate(&[], &Stack { sheets: Some(3), ..plain() }).is_empty());
}
