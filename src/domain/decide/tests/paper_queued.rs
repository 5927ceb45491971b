//! What waited in a device about single papers: seen is seen, whatever it was; asked is answered by what is so now.

use super::paper_custody::{CONTRACT, NO, ask, bring, lend, note, spot};
use super::world::{ARCHIVIST, Answer, BORROWER, OTHER_BORROWER, World};
use crate::domain::absence::Absence;
use crate::domain::command::{Command, PaperCommand};
use crate::domain::discrepancy::DiscrepancyKind;
use crate::domain::event::Event;
use crate::domain::paper::PaperState;
use crate::domain::refusal::Code;

fn miss(case: &str, paper: &str) -> Command {
    let (case, paper, note) = (case.to_owned(), paper.to_owned(), "翻遍了".to_owned());
    ask(PaperCommand::Miss { case, paper, note })
}

impl World {
    /// Does what was done so many hours after noon, and waited in a device.
    fn told(&mut self, hours: i64, command: Command) -> Answer {
        (self.queued, self.hours) = (true, hours);
        let answer = self.ask_as(ARCHIVIST, command).unwrap();
        (self.queued, self.hours) = (false, 0);
        answer
    }
}

fn words(answer: &Answer) -> Vec<(DiscrepancyKind, bool, String)> {
    let raised = answer.events.iter().filter_map(|event| match event {
        Event::DiscrepancyRaised(raised, words) => {
            Some((raised.kind, raised.folder.is_some(), words.as_ref().unwrap().code.clone()))
        }
        _ => None,
    });
    raised.collect()
}

#[test]
fn what_a_device_saw_of_a_paper_is_kept_though_nobody_can_make_out_which_it_was() {
    let mut world = World::new();
    let (case, folder) = world.complete_case("NEW", "2026-03-02");
    for command in [bring(&case, "no_such"), miss(&case, "no_such"), spot(&case, "no_such", &folder)] {
        let answer = world.told(1, command.clone());
        assert_eq!(answer.refusals(), [Some(Code::PaperUnknown)], "{command:?}");
        assert!(answer.events.iter().all(|event| event.kind() != "CommandRefused"), "{answer:?}");
    }
    assert_eq!(world.discrepancies(&folder), [DiscrepancyKind::UnknownPaper], "the same words again are no news");
    let nowhere = world.told(1, spot("NOSUCH", CONTRACT, &folder));
    assert_eq!(nowhere.refusals(), [Some(Code::CaseUnknown)]);
    assert_eq!(words(&nowhere), [(DiscrepancyKind::UnknownPaper, false, format!("NOSUCH {CONTRACT}"))]);
    let strange = world.told(1, spot(&case, CONTRACT, "NOBODY-KNOWS"));
    assert_eq!(words(&strange), [(DiscrepancyKind::UnknownPaper, true, format!("{case} {CONTRACT}"))]);
    assert_eq!(world.refused(bring(&case, "no_such")), Code::PaperUnknown, "at the desk it is asked again");
}

#[test]
fn a_folder_nobody_knows_is_on_the_desk_whatever_it_lacks() {
    let mut world = World::new();
    let answer = world.told(1, super::paper_custody::give_back_short("NOBODY-KNOWS", None, CONTRACT));
    assert_eq!(answer.refusals().len(), 1);
    assert!(matches!(words(&answer).as_slice(), [(DiscrepancyKind::UnknownCode, false, _)]), "{answer:?}");
}

#[test]
fn who_carried_a_paper_off_though_it_was_refused_is_kept() {
    let mut world = World::new();
    let (case, folder) = world.complete_case("NEW", "2026-03-02");
    world.ask(lend(&case, CONTRACT, BORROWER)).unwrap();
    let refused = world.told(1, lend(&case, CONTRACT, OTHER_BORROWER));
    assert_eq!(refused.kinds(), ["CommandRefused", "DiscrepancyRaised"]);
    assert_eq!(words(&refused), [(DiscrepancyKind::PaperTaken, true, format!("{case} {CONTRACT}"))]);
    assert_eq!(world.absence(&case, NO).unwrap().borrower(), Some(BORROWER));
    assert_eq!(world.discrepancies(&folder), [DiscrepancyKind::PaperTaken]);
    assert_eq!(world.whereabouts(&folder).borrower(), None, "the folder itself stays");
}

#[test]
fn a_return_that_is_told_after_the_next_loan_does_not_end_that_one() {
    let mut world = World::new();
    let (case, _) = world.complete_case("NEW", "2026-03-02");
    world.hours = 5;
    world.ask(lend(&case, CONTRACT, BORROWER)).unwrap();
    let late = world.told(2, bring(&case, CONTRACT));
    assert_eq!(late.kinds(), ["PaperSighted"]);
    assert!(matches!(world.absence(&case, NO), Some(Absence::Lent { borrower: BORROWER, .. })));
    assert_eq!(world.told(7, bring(&case, CONTRACT)).kinds(), ["PaperReturned"]);
}

#[test]
fn who_misses_a_paper_at_the_shelf_opens_its_gap_unless_a_slip_says_where_it_is() {
    let mut world = World::new();
    let (case, _) = world.complete_case("NEW", "2026-03-02");
    world.ask(lend(&case, CONTRACT, BORROWER)).unwrap();
    assert_eq!(world.told(1, miss(&case, CONTRACT)).kinds(), ["ItemUnchanged"], "its slip says who has it");
    assert_eq!(world.told(1, miss(&case, "customer_card")).kinds(), ["PapersNoted"]);
    assert_eq!((world.gaps(&case), world.absence(&case, 0)), (Some(1), None));
    assert_eq!(world.told(2, miss(&case, "customer_card")).kinds(), ["ItemUnchanged"]);
    world.ask(note(&case, "customer_card", PaperState::There)).unwrap();
    assert_eq!(world.gaps(&case), Some(0));
    let coming = world.coming_case("NEW", "2026-03-03");
    let early = world.told(1, miss(&coming, CONTRACT));
    assert_eq!(early.refusals(), [Some(Code::CaseExpected)], "nobody can miss what has not come");
}
