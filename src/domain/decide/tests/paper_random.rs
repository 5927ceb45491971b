//! Random hands with single papers and their folders, beside a model that knows each sheet: whatever they do, every paper
//! is in exactly one place, and the contents lists name exactly those that are there.

use super::paper_custody::{bring, give_back_short, lend, note, shift, spot, take_out};
use super::world::{BORROWER, CLERK, World, check_out, give_back};
use crate::domain::absence::Absence;
use crate::domain::business_type::Scope;
use crate::domain::command::Command;
use crate::domain::contents::{Lies, contents};
use crate::domain::event::Event;
use crate::domain::ids::{CaseNo, FolderNo, PersonNo};
use crate::domain::paper::{PaperNo, PaperState, gaps};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};

/// Where a sheet is, as who followed every event from outside would tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whither {
    InItsFolder,
    With(PersonNo),
    Lost(Option<PersonNo>),
    In(FolderNo),
    Gone,
}

/// Every sheet, by what it is called now.
type Sheets = BTreeMap<(CaseNo, PaperNo), Whither>;

#[derive(Debug, Clone)]
enum Act {
    Lend { case: u8, paper: u8, clerk: bool },
    Bring { case: u8, paper: u8 },
    Move { case: u8, paper: u8, to: u8 },
    TakeOut { case: u8, paper: u8 },
    Spot { case: u8, paper: u8, folder: u8 },
    Lose { case: u8, paper: u8 },
    CheckOut { folder: u8 },
    GiveBack { folder: u8, case: u8, short: Option<u8> },
    Undo { back: u8 },
}

fn any_act() -> impl Strategy<Value = Act> {
    let paper = || (0..4_u8, 0..6_u8);
    prop_oneof![
        4 => (paper(), any::<bool>()).prop_map(|((case, paper), clerk)| Act::Lend { case, paper, clerk }),
        3 => paper().prop_map(|(case, paper)| Act::Bring { case, paper }),
        3 => (paper(), 0..4_u8).prop_map(|((case, paper), to)| Act::Move { case, paper, to }),
        1 => paper().prop_map(|(case, paper)| Act::TakeOut { case, paper }),
        2 => (paper(), 0..3_u8).prop_map(|((case, paper), folder)| Act::Spot { case, paper, folder }),
        1 => paper().prop_map(|(case, paper)| Act::Lose { case, paper }),
        2 => (0..3_u8).prop_map(|folder| Act::CheckOut { folder }),
        3 => (0..3_u8, 0..4_u8, prop::option::of(0..6_u8))
            .prop_map(|(folder, case, short)| Act::GiveBack { folder, case, short }),
        2 => (0..3_u8).prop_map(|back| Act::Undo { back }),
    ]
}

fn command(world: &World, act: &Act) -> Option<Command> {
    let case = |no: u8| world.state.cases.code(CaseNo(u32::from(no))).to_owned();
    let folder = |no: u8| world.state.codes.own(FolderNo(u32::from(no))).to_owned();
    Some(match *act {
        Act::Lend { case: of, paper, clerk } => {
            lend(&case(of), &paper.to_string(), if clerk { CLERK } else { BORROWER })
        }
        Act::Bring { case: of, paper } => bring(&case(of), &paper.to_string()),
        Act::Move { case: of, paper, to } => shift(&case(of), &paper.to_string(), &case(to)),
        Act::TakeOut { case: of, paper } => take_out(&case(of), &paper.to_string()),
        Act::Spot { case: of, paper, folder: at } => spot(&case(of), &paper.to_string(), &folder(at)),
        Act::Lose { case: of, paper } => {
            // Only what somebody has can be lost while he has it.
            let absent = world.state.cases.absent(CaseNo(u32::from(of)), PaperNo(u16::from(paper)))?;
            absent.how.is_lent().then(|| note(&case(of), &paper.to_string(), PaperState::Missing))?
        }
        Act::CheckOut { folder: no } => check_out(&folder(no), BORROWER),
        Act::GiveBack { folder: no, short: None, .. } => give_back(&folder(no)),
        Act::GiveBack { folder: no, case: of, short: Some(paper) } => {
            give_back_short(&folder(no), Some(&case(of)), &paper.to_string())
        }
        Act::Undo { back } => Command::Undo { seq: world.state.seq.checked_sub(u64::from(back))? },
    })
}

/// Carries an event over to the sheets.
fn follow(sheets: &mut Sheets, event: &Event) {
    match event {
        Event::PaperLent(event, _) => {
            let sheet = sheets.get_mut(&(event.case, event.paper)).expect("only what there is can be lent");
            *sheet = Whither::With(event.borrower);
        }
        Event::PaperReturned(event) => {
            // One that nobody had noted is new.
            sheets.insert((event.case, event.paper.no), Whither::InItsFolder);
        }
        Event::PaperShort(event, _) => {
            let sheet = sheets.get_mut(&(event.case, event.paper.no)).expect("what is short was there");
            assert_eq!(*sheet, Whither::InItsFolder);
            *sheet = Whither::Lost(event.borrower);
        }
        Event::PaperWithdrawn(event, _) => {
            *sheets.get_mut(&(event.case, event.paper.no)).unwrap() = Whither::Gone;
        }
        Event::PaperMoved(event, _) => {
            let sheet = sheets.remove(&(event.case, event.paper.no)).expect("only what there is can be moved");
            assert!(matches!(sheet, Whither::InItsFolder | Whither::In(_)), "{sheet:?}");
            let before = sheets.insert((event.to, event.to_paper.no), Whither::InItsFolder);
            assert!(before.is_none_or(|before| before == Whither::Gone), "it was laid over another: {before:?}");
        }
        Event::PaperSighted(event, _) if event.now.is_some() => {
            let at = if event.at == event.folder { Whither::InItsFolder } else { Whither::In(event.at) };
            sheets.insert((event.case, event.paper), at);
        }
        Event::PapersNoted(event, _) => {
            for paper in &event.papers {
                let sheet = sheets.get_mut(&(event.case, paper.no)).unwrap();
                let Whither::With(person) = *sheet else { panic!("{sheet:?}") };
                *sheet = Whither::Lost(Some(person));
            }
        }
        _ => {}
    }
}

/// What the record says of every sheet.
fn on_record(world: &World) -> Sheets {
    let cases = &world.state.cases;
    let mut sheets = Sheets::new();
    for case in (0..cases.len() as u32).map(CaseNo) {
        let row = cases.get(case).unwrap();
        for paper in cases.papers(case) {
            let whither = match (paper.state, cases.absent(case, paper.no).map(|absent| absent.how)) {
                (PaperState::There, None) => Whither::InItsFolder,
                (PaperState::There, Some(Absence::Lent { borrower, .. })) => Whither::With(borrower),
                (PaperState::There, Some(Absence::Elsewhere { folder })) if folder != row.folder => Whither::In(folder),
                (PaperState::Missing, Some(Absence::Short { borrower, .. })) => Whither::Lost(borrower),
                (PaperState::Withdrawn | PaperState::Missing, None) => Whither::Gone,
                (PaperState::Moved, Some(Absence::Moved { .. })) => continue,
                other => panic!("{case} {}: {other:?}", paper.no),
            };
            sheets.insert((case, paper.no), whither);
        }
    }
    sheets
}

/// The lists say what the sheets say.
fn check(world: &World, sheets: &Sheets) {
    let cases = &world.state.cases;
    for person in [BORROWER, CLERK] {
        let his = |whither: &Whither| *whither == Whither::With(person) || *whither == Whither::Lost(Some(person));
        let expected: Vec<_> = sheets.iter().filter(|(_, whither)| his(whither)).map(|(sheet, _)| *sheet).collect();
        assert_eq!(cases.papers_with(person).collect::<Vec<_>>(), expected);
    }
    let owed = |whither: &Whither| matches!(whither, Whither::With(_) | Whither::Lost(_));
    let owed: BTreeSet<_> = sheets.iter().filter(|(_, whither)| owed(whither)).map(|(sheet, _)| *sheet).collect();
    assert_eq!(cases.papers_by_due().map(|(_, case, paper)| (case, paper)).collect::<BTreeSet<_>>(), owed);
    let mut listed = BTreeSet::new();
    for folder in (0..world.state.folders.len() as u32).map(FolderNo) {
        let mut next = 1;
        for line in contents(&world.state, folder) {
            let at = sheets[&(line.case, line.paper.no)];
            assert_eq!(line.lies == Lies::Here, line.number.is_some() && at == Whither::InItsFolder, "{line:?} {at:?}");
            if matches!(line.lies, Lies::Strange { .. }) {
                assert_eq!(at, Whither::In(folder));
            }
            let Some(number) = line.number else { continue };
            assert_eq!((number, line.paper.state), (next, PaperState::There));
            assert_eq!(cases.get(line.case).unwrap().folder, folder);
            assert!(listed.insert((line.case, line.paper.no)), "{line:?} is listed twice");
            next += 1;
        }
    }
    let there = |whither: &Whither| matches!(whither, Whither::InItsFolder | Whither::With(_) | Whither::In(_));
    let there: BTreeSet<_> = sheets.iter().filter(|(_, whither)| there(whither)).map(|(sheet, _)| *sheet).collect();
    assert_eq!(listed, there);
    for case in (0..cases.len() as u32).map(CaseNo) {
        let row = cases.get(case).unwrap();
        let kind = world.state.organisation.business_type_version(row.business_type, row.type_version).unwrap();
        assert_eq!(row.gaps.map(usize::from), Some(gaps(kind, cases.papers(case)).len()));
    }
}

/// Plays a story, looks after each act that the record says what the model does, and counts what happened.
fn play(acts: &[Act]) -> BTreeMap<&'static str, u32> {
    let mut world = World::new();
    world.reshape("SRV", |kind| kind.scope = Scope::Subject);
    for (kind, date) in [("SRV", "2026-03-02"), ("SRV", "2026-02-02"), ("NEW", "2026-03-02"), ("NEW", "2026-03-03")] {
        world.complete_case(kind, date);
    }
    let mut sheets = on_record(&world);
    let (mut former, mut happened): (BTreeMap<u64, Sheets>, BTreeMap<_, u32>) = Default::default();
    for act in acts {
        let Some(command) = command(&world, act) else { continue };
        let Ok(answer) = world.ask(command) else { continue };
        answer.kinds().into_iter().for_each(|kind| *happened.entry(kind).or_default() += 1);
        if let Some(Event::Undone(undone)) = answer.events.first() {
            for event in &answer.events {
                let Event::PaperSet(event) = event else { continue };
                let sheet = (event.case, event.paper);
                match former[&undone.seq].get(&sheet) {
                    Some(whither) => sheets.insert(sheet, *whither),
                    None => sheets.remove(&sheet),
                };
            }
        } else if !answer.events.is_empty() {
            former.insert(world.state.seq, sheets.clone());
            answer.events.iter().for_each(|event| follow(&mut sheets, event));
        }
        assert_eq!(on_record(&world), sheets, "after {act:?}");
    }
    check(&world, &sheets);
    happened
}

fn any_story() -> impl Strategy<Value = Vec<Act>> {
    prop::collection::vec(any_act(), 1..80)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_paper_is_in_exactly_one_place_and_the_lists_name_those_that_are_there(acts in any_story()) {
        play(&acts);
    }
}

#[test]
fn the_random_hands_do_everything_there_is_to_do_with_a_paper() {
    let mut runner = TestRunner::deterministic();
    let mut happened: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..32 {
        let acts = any_story().new_tree(&mut runner).unwrap().current();
        play(&acts).into_iter().for_each(|(kind, count)| *happened.entry(kind).or_default() += count);
    }
    let papers = Event::KINDS.iter().filter(|kind| kind.starts_with("Paper"));
    let never: Vec<_> = papers.chain(&["Undone", "CheckedOut"]).filter(|kind| !happened.contains_key(**kind)).collect();
    assert!(never.is_empty(), "{never:?} never happened: {happened:?}");
}
