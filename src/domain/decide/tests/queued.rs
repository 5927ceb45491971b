//! What waited in a device: it happened then, and what the record has learned since stays.

use super::counts::{close, open, scan};
use super::observations::{HOME, brought, put_down, sighted};
use super::world::{ADMINISTRATOR, ARCHIVIST, AUDITOR, BORROWER, CLERK, World, check_out};
use crate::domain::command::Command;
use crate::domain::discrepancy::DiscrepancyKind;
use crate::domain::folder::{FolderState, Place};
use crate::domain::refusal::Code;
use proptest::prelude::*;

const SHELF: &str = "A-01L-01-1";

impl World {
    /// Does what was done so many hours after noon, and waited in somebody's device.
    fn queued_by(&mut self, person: crate::domain::ids::PersonNo, hours: i64, command: Command) -> Vec<Option<Code>> {
        (self.queued, self.hours) = (true, hours);
        let answer = self.ask_as(person, command).unwrap();
        (self.queued, self.hours) = (false, 0);
        answer.refusals()
    }

    fn is_missing(&self, code: &str) -> bool {
        self.whereabouts(code).state == FolderState::Missing
    }
}

#[test]
fn what_a_count_did_not_find_is_found_by_whoever_saw_it_while_it_was_counted_and_not_by_who_saw_it_before() {
    for (seen_at, found) in [(0, false), (2, true), (4, true)] {
        let mut world = World::new();
        let code = world.shelved(HOME);
        for (hours, command) in [(1, open()), (3, close())] {
            assert_eq!(world.queued_by(AUDITOR, hours, command), []);
        }
        assert!(world.is_missing(&code));
        world.queued_by(ARCHIVIST, seen_at, sighted(HOME, &code));
        assert_eq!(!world.is_missing(&code), found, "seen at {seen_at}");
    }
}

#[test]
fn two_devices_that_counted_one_shelf_unknown_to_each_other_end_the_same_whoever_comes_first() {
    for first in [AUDITOR, ARCHIVIST] {
        let mut world = World::new();
        let all: Vec<String> = (0..3).map(|_| world.shelved(HOME)).collect();
        let of = |person| {
            let (from, seen) = if person == AUDITOR { (1, &all[0]) } else { (2, &all[1]) };
            [(from, open()), (from + 2, scan(&[seen])), (from + 4, close())]
        };
        let second = if first == AUDITOR { ARCHIVIST } else { AUDITOR };
        for person in [first, second] {
            for (hours, command) in of(person) {
                world.queued_by(person, hours, command);
            }
        }
        let missing: Vec<bool> = all.iter().map(|code| world.is_missing(code)).collect();
        assert_eq!(missing, [false, false, true], "{first} first");
        assert!(world.state.counts.is_empty());
    }
}

#[test]
fn a_late_count_leaves_alone_the_one_that_somebody_began_since() {
    let mut world = World::new();
    let (one, other) = (world.shelved(HOME), world.shelved(HOME));
    world.hours = 5;
    world.ask_as(ARCHIVIST, open()).unwrap();
    for (hours, command) in [(1, open()), (2, scan(&[&one])), (3, close())] {
        world.queued_by(AUDITOR, hours, command);
    }
    assert_eq!((world.is_missing(&one), world.is_missing(&other)), (false, true));
    let (_, present) = world.state.counts.iter().next().unwrap();
    assert_eq!(
        (world.state.counts.len(), present.seen.len()),
        (1, 0),
        "what was seen before it began is no part of it"
    );
    let refused = world.queued_by(AUDITOR, 4, close());
    assert_eq!(refused, [], "refused as a whole");
    assert_eq!(world.state.counts.len(), 1, "and the present one goes on");
}

#[test]
fn a_device_whose_clock_is_set_back_while_it_counts_still_counts() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    for (hours, command) in [(3, open()), (2, scan(&[&code])), (4, close())] {
        world.queued_by(AUDITOR, hours, command);
    }
    assert!(!world.is_missing(&code));
}

#[test]
fn a_shelf_that_was_carried_here_after_a_late_count_misses_nothing() {
    let mut world = World::new();
    let code = world.shelved("A-01L-01-2-03");
    world.hours = 5;
    let (from, to) = ("A-01L-01-2".to_owned(), SHELF.to_owned());
    let moved = crate::domain::command::PlaceCommand::MoveShelf { from, to, reason: "腾空".to_owned() };
    world.ask(Command::Place(moved)).unwrap();
    for (hours, command) in [(1, open()), (3, close())] {
        world.queued_by(AUDITOR, hours, command);
    }
    assert!(!world.is_missing(&code));
}

#[test]
fn what_is_scanned_on_a_shelf_that_is_none_of_ours_was_seen_at_an_unknown_place() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    let codes = vec![code.clone(), "NOBODY".to_owned()];
    let scan = Command::Count { shelf: "Z-99".to_owned(), no: None, codes, damaged: None };
    assert_eq!(world.queued_by(AUDITOR, 1, scan), [None, Some(Code::CodeUnknown)]);
    assert_eq!(world.open(&code), [DiscrepancyKind::UnknownPlace]);
}

#[test]
fn a_loan_that_is_learned_of_when_it_is_over_is_history_and_the_folder_stays_where_it_is() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    world.queued_by(ARCHIVIST, 2, brought(&code));
    assert_eq!(world.open(&code), [DiscrepancyKind::ReturnedNotLent]);
    assert_eq!(world.queued_by(ADMINISTRATOR, 1, check_out(&code, BORROWER)), [None]);
    let row = world.whereabouts(&code);
    assert_eq!((row.state, row.last_holder), (FolderState::AtDesk, Some(BORROWER)));
    assert_eq!(world.open(&code), [], "he brought back what was lent");
    // And one that came before the loan that there is now.
    world.queued_by(ARCHIVIST, 4, check_out(&code, CLERK));
    assert_eq!(world.queued_by(ADMINISTRATOR, 3, check_out(&code, BORROWER)), [None]);
    assert_eq!(world.place(&code), Place::Person(CLERK));
    let renewal = Command::Renew { folders: vec![code.clone()], due: None };
    assert_eq!(world.queued_by(ADMINISTRATOR, 3, renewal), [Some(Code::FolderNotOnLoan)], "another's loan");
    assert_eq!(world.open(&code), []);
}

#[test]
fn who_takes_again_what_nobody_has_told_that_he_returned_has_it_since_then() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    assert_eq!(world.queued_by(ADMINISTRATOR, 1, check_out(&code, BORROWER)), [None]);
    assert_eq!(world.queued_by(ADMINISTRATOR, 1, check_out(&code, BORROWER)), [Some(Code::FolderOnLoan)], "two scans");
    assert_eq!(world.queued_by(ADMINISTRATOR, 5, check_out(&code, BORROWER)), [None]);
    world.queued_by(ARCHIVIST, 2, brought(&code));
    assert_eq!(world.place(&code), Place::Person(BORROWER), "he took it again after that");
    assert_eq!(world.open(&code), []);
}

#[test]
fn a_folder_that_was_missed_because_it_was_lent_is_on_loan() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    world.queued_by(AUDITOR, 2, open());
    world.queued_by(AUDITOR, 3, close());
    assert!(world.is_missing(&code));
    assert_eq!(world.queued_by(ARCHIVIST, 1, check_out(&code, BORROWER)), [None]);
    assert_eq!(world.place(&code), Place::Person(BORROWER));
}

#[test]
fn whoever_misses_or_finds_a_folder_that_somebody_has_seen_since_changes_nothing() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    world.queued_by(ARCHIVIST, 2, sighted(HOME, &code));
    let before = world.whereabouts(&code);
    let (folder, note) = (code.clone(), "找不到".to_owned());
    world.queued_by(ADMINISTRATOR, 1, Command::DeclareMissing { folder: folder.clone(), note: note.clone() });
    assert_eq!((world.whereabouts(&code).state, world.place(&code)), (before.state, before.place));
    world.queued_by(ADMINISTRATOR, 1, Command::Find { folder, note });
    assert_eq!((world.whereabouts(&code).state, world.place(&code)), (before.state, before.place));
}

/// One thing that is done at the shelf with a folder, at an hour of its own.
fn done(which: usize, code: &str) -> Command {
    match which {
        0 => check_out(code, BORROWER),
        1 => brought(code),
        2 => put_down(HOME, code),
        _ => check_out(code, CLERK),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn loans_and_returns_end_the_same_in_whatever_order_devices_tell_of_them(
        rounds in 1_usize..4,
        back in prop::collection::vec(1_usize..3, 3),
        order in prop::collection::vec(any::<u64>(), 6),
    ) {
        let story = |code: &str| -> Vec<(i64, Command)> {
            let one = |round: usize| {
                let hour = 1 + 2 * round as i64;
                let lent = if round.is_multiple_of(2) { 0 } else { 3 };
                [(hour, done(lent, code)), (hour + 1, done(back[round], code))]
            };
            (0..rounds).flat_map(one).collect()
        };
        let tell = |story: &dyn Fn(&str) -> Vec<(i64, Command)>, order: Option<&[u64]>| {
            let mut world = World::new();
            let code = world.shelved(HOME);
            let mut all: Vec<_> = story(&code).into_iter().enumerate().collect();
            if let Some(order) = order {
                all.sort_by_key(|(at, _)| order[*at]);
            }
            for (_, (hours, command)) in all {
                // Who takes what by the record another has still is refused, and somebody has to look at it.
                if world.queued_by(ADMINISTRATOR, hours, command) == [Some(Code::FolderOnLoan)] {
                    assert_eq!(world.open(&code), [DiscrepancyKind::TakenThoughRefused]);
                    return None;
                }
            }
            let row = world.whereabouts(&code);
            Some((row.state, row.place, row.since_us))
        };
        let in_order = tell(&story, None);
        prop_assert!(in_order.is_some());
        prop_assert!([in_order, None].contains(&tell(&story, Some(&order))));
    }
}
