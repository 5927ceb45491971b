//! What holds for every stack.

use super::*;
use proptest::prelude::*;

fn a_sign() -> impl Strategy<Value = Sign> {
    prop_oneof![
        Just(ONE),
        Just(TWO),
        Just(SLIP_10),
        Just(SLIP_20),
        Just(SLIP_21),
        Just(CONTRACT_20),
        Just(any_contract()),
        Just(Sign::Unknown),
        Just(Sign::Gone),
        Just(Sign::Elsewhere),
        Just(Sign::Foreign),
    ]
}

fn a_page() -> impl Strategy<Value = Seen> {
    let signs = prop_oneof![3 => Just(Vec::new()), 2 => prop::collection::vec(a_sign(), 1..4)];
    (signs, prop::bool::weighted(0.3), prop::bool::weighted(0.05)).prop_map(|(signs, is_blank, is_unreadable)| Seen {
        signs,
        is_blank,
        is_unreadable,
    })
}

fn a_stack() -> impl Strategy<Value = Vec<Seen>> {
    prop::collection::vec(a_page(), 0..16)
}

fn told() -> impl Strategy<Value = Option<Sign>> {
    prop::option::of(prop_oneof![Just(ONE), Just(TWO), Just(SLIP_20)])
}

fn folder_of(sign: Sign) -> Option<FolderNo> {
    sign.target().map(|target| target.folder)
}

/// As it would be without codes of others.
fn without_foreign(placed: &Placed) -> Placed {
    match placed.put {
        Put::Waits(Why::ForeignOnly, would) => Placed { put: Put::Waits(Why::NoCode, would), ..*placed },
        _ => *placed,
    }
}

/// The same in a stack that has so many pages less before or at a place.
fn said_earlier(placed: &Placed, by: usize, from: usize) -> Placed {
    Placed { said_on: placed.said_on.map(|at| if at >= from { at - by } else { at }), ..*placed }
}

proptest! {
    #[test]
    fn every_page_is_somewhere_and_a_foreign_code_changes_nothing(pages in a_stack(), into in told()) {
        let stack = Stack { into, ..plain() };
        let placed = separate(&pages, &stack);
        prop_assert_eq!(placed.len(), pages.len());
        let mut without = pages.clone();
        without.iter_mut().for_each(|page| page.signs.retain(|sign| sign.steers()));
        let left: Vec<Placed> = placed.iter().map(without_foreign).collect();
        prop_assert_eq!(left, separate(&without, &stack));
    }

    #[test]
    fn a_page_is_filed_only_where_the_last_code_before_it_or_whoever_brought_it_says(pages in a_stack(), into in told()) {
        let placed = separate(&pages, &Stack { into, ..plain() });
        let mut last: Vec<Sign> = into.into_iter().collect();
        for (page, placed) in pages.iter().zip(&placed) {
            let steering: Vec<Sign> = page.signs.iter().copied().filter(|sign| sign.steers()).collect();
            // A separator of a type names no folder: that of the code before it goes on.
            if page.is_unreadable {
                last.clear();
            } else if steering.iter().any(|sign| !matches!(sign, Sign::PaperOfType(_))) {
                last = steering;
            }
            if let Put::Filed(target, by) = placed.put {
                prop_assert!(last.iter().all(|sign| folder_of(*sign).is_none_or(|folder| folder == target.folder)));
                prop_assert!(last.iter().any(|sign| folder_of(*sign) == Some(target.folder)));
                prop_assert!(into.is_none_or(|into| folder_of(into) == Some(target.folder)));
                prop_assert!(by != FoundBy::Told || into.is_some());
                prop_assert!(target.paper.is_none() || target.case.is_some());
                prop_assert!(!(placed.is_cover && target.paper.is_some()));
            }
        }
    }

    #[test]
    fn a_blank_back_goes_with_its_front(pages in a_stack(), into in told(), at in 1_usize..16) {
        let mut pages = pages;
        let at = at.min(pages.len());
        prop_assume!(at > 0);
        pages.insert(at, blank());
        let placed = separate(&pages, &Stack { into, ..plain() });
        // The foreign code was on the front alone.
        prop_assert_eq!(short(&placed[at]), short(&without_foreign(&placed[at - 1])));
        // And nothing else is changed by it.
        let without = placed.iter().enumerate().filter(|(place, _)| *place != at);
        let without: Vec<Placed> = without.map(|(_, placed)| said_earlier(placed, 1, at)).collect();
        pages.remove(at);
        prop_assert_eq!(without, separate(&pages, &Stack { into, ..plain() }));
    }

    #[test]
    fn what_follows_a_code_of_its_own_does_not_depend_on_what_came_before(before in a_stack(), behind in a_stack()) {
        let mut later = behind;
        later.insert(0, with(&[SLIP_20]));
        let whole: Vec<Seen> = before.iter().chain(&later).cloned().collect();
        let placed = separate(&whole, &plain());
        let placed: Vec<Placed> =
            placed[before.len()..].iter().map(|placed| said_earlier(placed, before.len(), 0)).collect();
        prop_assert_eq!(placed, separate(&later, &plain()));
    }

    #[test]
    fn what_a_page_waits_or_is_filed_for_stands_on_it_or_before_it(pages in a_stack(), into in told()) {
        for (at, placed) in separate(&pages, &Stack { into, ..plain() }).iter().enumerate() {
            let Some(said_on) = placed.said_on else { continue };
            prop_assert!(said_on <= at);
            prop_assert!(pages[said_on].signs.iter().any(|sign| sign.steers()));
            prop_assert!(!pages[said_on + 1..=at].iter().any(|page| page.signs.iter().any(|sign| sign.steers())));
        }
    }

    #[test]
    fn announcing_sheets_files_no_page_elsewhere(pages in a_stack(), into in told(), sheets in 0_u16..20) {
        let free = separate(&pages, &Stack { into, ..plain() });
        let bound = separate(&pages, &Stack { into, sheets: Some(sheets), ..plain() });
        for (free, bound) in free.iter().zip(&bound) {
            let same = free == bound;
            let waits = matches!(
                (free.put, bound.put),
                (Put::Filed(target, _), Put::Waits(Why::CountDiffers, Some(would))) if target == would
            );
            prop_assert!(same || waits);
        }
    }
}
