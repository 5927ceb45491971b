//! What was seen counts in the order in which it happened, in whatever order it is learned of.

use super::observations::{brought, put_down, sighted};
use super::random::{Random, for_seeds, observation};
use super::world::{ARCHIVIST, AUDITOR, World, folder};
use crate::domain::command::{Command, NewFolder};
use crate::domain::folder::{FolderState, Place};

const SLOTS: [&str; 4] = ["A-01L-01-1-01", "A-01L-01-1-02", "A-01L-02-3-04", "A-02R-01-1-05"];

/// A folder in each state of life.
fn folders(world: &mut World) -> Vec<String> {
    let mut codes = vec![world.shelved(SLOTS[0]), world.lent(SLOTS[1]), world.register(folder())];
    codes.push(world.register(NewFolder { expected: true, ..folder() }));
    let burnt = world.shelved(SLOTS[2]);
    let witnesses = vec![ARCHIVIST, AUDITOR];
    world.ask(Command::Destroy { folder: burnt.clone(), reason: "期满".to_owned(), witnesses }).unwrap();
    let missing = world.shelved(SLOTS[2]);
    world.ask(Command::DeclareMissing { folder: missing.clone(), note: String::new() }).unwrap();
    codes.extend([burnt, missing]);
    codes
}

fn seen(random: &mut Random, codes: &[String]) -> Command {
    let (code, at) = (random.pick(codes), random.pick(&SLOTS));
    match random.below(6) {
        0..4 => sighted(at, &code),
        4 => put_down(at, &code),
        _ => brought(&code),
    }
}

fn shuffled<T>(random: &mut Random, mut items: Vec<T>) -> Vec<T> {
    for last in (1..items.len()).rev() {
        items.swap(last, random.below(last as u64 + 1) as usize);
    }
    items
}

fn ends(world: &World, codes: &[String]) -> Vec<(FolderState, Place)> {
    codes.iter().map(|code| world.whereabouts(code)).map(|row| (row.state, row.place)).collect()
}

#[test]
fn where_folders_end_up_does_not_depend_on_the_order_in_which_observations_arrive() {
    for_seeds(300, |random| {
        let mut in_order = World::new();
        let codes = folders(&mut in_order);
        let told: Vec<_> = (1..2 + random.below(9) as i64).map(|hours| (hours, seen(random, &codes))).collect();
        for (hours, command) in told.clone() {
            in_order.ask_at(hours, command);
        }
        let mut out_of_order = World::new();
        folders(&mut out_of_order);
        let told_late = shuffled(random, told.clone());
        for (hours, command) in told_late.clone() {
            out_of_order.ask_at(hours, command);
        }
        assert_eq!(ends(&out_of_order, &codes), ends(&in_order, &codes), "{told_late:#?}");
    });
}

#[test]
fn whatever_is_observed_of_whatever_is_recorded_and_never_refused() {
    for_seeds(60, |random| {
        let mut world = World::new();
        folders(&mut world);
        for hours in 0..30 {
            let observations: Vec<_> = (0..1 + random.below(4)).map(|_| observation(random, &world.state)).collect();
            let count = observations.len();
            let late = hours - random.below(10) as i64;
            let answer = world.ask_at(late, Command::Observe { observations: observations.clone() });
            assert_eq!(answer.outcomes.len(), count);
            assert_eq!(crate::archive::outcomes_of(&answer.events), answer.outcomes, "{answer:?}");
            for (observation, outcome) in observations.iter().zip(&answer.outcomes) {
                let Ok(folder) = outcome else { continue };
                let told = answer.events.iter().any(|event| event.folders().contains(&folder.folder().unwrap()));
                assert!(told, "{observation:?} left no trace in {answer:?}");
            }
        }
    });
}
