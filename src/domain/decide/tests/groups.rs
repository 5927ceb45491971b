//! Papers that stand for each other, at the desk: what is said of one does not touch the other.

use super::cases::{all, open, receive, sale};
use super::world::World;
use crate::domain::business_type::DocumentForm;
use crate::domain::command::{CaseCommand, Command, PaperNote, Papers};
use crate::domain::ids::CaseNo;
use crate::domain::paper::{PaperNo, PaperState};
use proptest::prelude::*;

/// Two groups, of two and of three, with a paper of their own before, between and behind them.
const LIST: [(&str, Option<&str>); 8] = [
    ("first", None),
    ("a1", Some("a")),
    ("a2", Some("a")),
    ("between", None),
    ("b1", Some("b")),
    ("b2", Some("b")),
    ("b3", Some("b")),
    ("last", None),
];

fn note(paper: &str, state: PaperState) -> PaperNote {
    PaperNote {
        paper: Some(paper.to_owned()),
        name: String::new(),
        state,
        pieces: None,
        pages: 0,
        signatures: None,
        remark: "看过".to_owned(),
    }
}

/// A world in which a sale asks for the papers of the list, and one is announced.
fn desk() -> World {
    let mut world = World::new();
    world.change_type("NEW", |kind| {
        let like = kind.documents[0].clone();
        kind.documents = LIST
            .iter()
            .map(|(id, group)| crate::domain::business_type::DocumentDef {
                id: (*id).to_owned(),
                form: DocumentForm::Either,
                signatures: Vec::new(),
                conditional: false,
                one_of: group.map(str::to_owned),
                ..like.clone()
            })
            .collect();
    });
    world.announced(sale("77"));
    world.ask(open()).unwrap();
    world
}

fn is_there(world: &World, at: usize) -> bool {
    world.state.cases.paper(CaseNo(0), PaperNo(at as u16)).is_some_and(|paper| paper.state == PaperState::There)
}

fn place(id: &str) -> usize {
    LIST.iter().position(|(known, _)| *known == id).unwrap()
}

#[test]
fn a_twin_that_is_said_to_be_missing_leaves_the_one_that_is_there_alone() {
    let mut world = desk();
    world.ask(receive("77", Papers::AllExcept(vec![note("a2", PaperState::Missing)]))).unwrap();
    assert!(is_there(&world, place("a1")), "it was ticked, and nobody said anything of it");
    assert_eq!(world.state.cases.get(CaseNo(0)).unwrap().gaps, Some(0));
}

#[test]
fn the_one_that_is_taken_for_granted_is_missing_if_it_is_said_to_be_and_no_other_stands_in_unseen() {
    let mut world = desk();
    world.ask(receive("77", Papers::AllExcept(vec![note("b1", PaperState::Wrong)]))).unwrap();
    assert!(!is_there(&world, place("b2")) && !is_there(&world, place("b3")));
    assert_eq!(world.state.cases.get(CaseNo(0)).unwrap().gaps, Some(1));
    let came = CaseCommand::NotePapers { case: "77".to_owned(), papers: vec![note("b3", PaperState::There)] };
    world.ask(Command::Case(came)).unwrap();
    assert_eq!(world.state.cases.get(CaseNo(0)).unwrap().gaps, Some(0));
}

#[test]
fn one_that_is_said_to_be_there_stands_in_the_place_of_the_other() {
    let mut world = desk();
    world.ask(receive("77", Papers::AllExcept(vec![note("a2", PaperState::There)]))).unwrap();
    assert!(is_there(&world, place("a2")) && !is_there(&world, place("a1")));
    let mut world = desk();
    world.ask(receive("77", all())).unwrap();
    assert_eq!((is_there(&world, place("a1")), is_there(&world, place("a2"))), (true, false));
}

fn any_notes() -> impl Strategy<Value = Vec<(usize, PaperState)>> {
    let state = prop::sample::select(vec![
        PaperState::There,
        PaperState::There,
        PaperState::Missing,
        PaperState::Wrong,
        PaperState::Unfit,
        PaperState::NotCalledFor,
    ]);
    prop::collection::btree_map(0..LIST.len(), state, 0..5).prop_map(|notes| notes.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn a_case_is_complete_exactly_if_every_group_has_one_paper_there(
        before in any_notes(), said in any_notes(), everything in any::<bool>(),
    ) {
        let mut world = desk();
        let notes = |said: &[(usize, PaperState)]| said.iter().map(|(at, state)| note(LIST[*at].0, *state)).collect();
        let earlier = CaseCommand::NotePapers { case: "77".to_owned(), papers: notes(&before) };
        world.ask(Command::Case(earlier)).unwrap();
        let was: Vec<bool> = (0..LIST.len()).map(|at| is_there(&world, at)).collect();
        let papers = if everything { Papers::AllExcept(notes(&said)) } else { Papers::Only(notes(&said)) };
        world.ask(receive("77", papers)).unwrap();
        let there = |at: usize| is_there(&world, at);
        let state = |at: usize| world.state.cases.paper(CaseNo(0), PaperNo(at as u16)).map(|paper| paper.state);
        // Of papers in no group all have to be there, unless the case does not call for one.
        let single = |at: usize| there(at) || state(at) == Some(PaperState::NotCalledFor);
        let singles = (0..LIST.len()).filter(|at| LIST[*at].1.is_none()).all(single);
        let groups = ["a", "b"].map(|group| {
            let members: Vec<usize> = (0..LIST.len()).filter(|at| LIST[*at].1 == Some(group)).collect();
            // A group of which the case calls for no paper at all wants nothing.
            let faulty = |at: &usize| !matches!(state(*at), Some(PaperState::NotCalledFor));
            members.iter().any(|at| there(*at)) || !members.iter().any(faulty)
        });
        let gaps = world.state.cases.get(CaseNo(0)).unwrap().gaps.unwrap();
        let not_called_for = (0..LIST.len()).any(|at| state(at) == Some(PaperState::NotCalledFor));
        if !not_called_for {
            prop_assert_eq!(gaps == 0, singles && groups == [true, true], "{} gaps", gaps);
        }
        for at in 0..LIST.len() {
            match said.iter().find(|(about, _)| *about == at) {
                // What is said holds.
                Some((_, said)) => prop_assert_eq!(state(at), Some(*said)),
                // What was there and of which nobody said anything is there still.
                None => prop_assert!(!was[at] || there(at), "{}", LIST[at].0),
            }
        }
    }

    #[test]
    fn what_is_said_of_papers_that_nobody_ticked_changes_nothing_of_those_that_were(said in any_notes()) {
        let mut alone = desk();
        alone.ask(receive("77", all())).unwrap();
        // The ones that are ticked when nothing is said, and of which nothing is said here either.
        let ticked: Vec<usize> = (0..LIST.len()).filter(|at| is_there(&alone, *at)).collect();
        let untouched = ticked.iter().filter(|at| !said.iter().any(|(about, _)| about == *at));
        let mut world = desk();
        let notes = said.iter().map(|(at, state)| note(LIST[*at].0, *state)).collect();
        world.ask(receive("77", Papers::AllExcept(notes))).unwrap();
        for at in untouched {
            let group = LIST[*at].1;
            let another = said.iter().any(|(about, state)| {
                group.is_some() && LIST[*about].1 == group && *state == PaperState::There
            });
            prop_assert_eq!(is_there(&world, *at), !another, "{}", LIST[*at].0);
        }
    }
}
