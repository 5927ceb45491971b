//! Single papers lent, brought back, missed, moved and seen, at random.

use super::*;
use crate::domain::command::{CaseCommand, PaperCommand, ShortPaper};
use crate::domain::ids::CaseNo;

/// Anything that is done with one paper of a case.
pub fn about_papers(random: &mut Random, state: &State) -> Command {
    let (case, folder) = come(random, state);
    let paper = some_paper(random, state, &case);
    Command::Case(CaseCommand::Paper(match random.below(16) {
        0..3 => {
            PaperCommand::Lend { case, paper, borrower: some_person(random, state), due: None, purpose: text(random) }
        }
        3..6 => PaperCommand::Return { case, paper },
        6 => PaperCommand::ReturnShort {
            folder,
            desk: Desk::Reception,
            short: vec![
                ShortPaper { case: Some(case), paper },
                ShortPaper { case: random.maybe(30, |_| "NOSUCH".to_owned()), paper: random.below(40).to_string() },
            ],
            note: text(random),
        },
        7 | 13.. => {
            let (to, _) = come(random, state);
            PaperCommand::Move { case, paper, to, to_paper: None, name: text(random), reason: text(random) }
        }
        12 => PaperCommand::Miss { case, paper, note: text(random) },
        8..10 => PaperCommand::Withdraw { case, paper, reason: text(random) },
        _ => PaperCommand::Sight {
            case,
            paper,
            folder: if random.chance(50) { folder } else { folder_code(random, state) },
            note: text(random),
        },
    }))
}

/// A case whose papers came, if there is one, with its folder.
fn come(random: &mut Random, state: &State) -> (String, String) {
    let come: Vec<CaseNo> = state.cases.newest().filter(|case| has_come(state, *case)).take(6).collect();
    if come.is_empty() || random.chance(10) {
        return (random.pick(&["W-1", "NOSUCH", ""]).to_owned(), folder_code(random, state));
    }
    let case = random.pick(&come);
    let folder = state.cases.get(case).map(|row| state.codes.own(row.folder).to_owned());
    (state.cases.code(case).to_owned(), folder.unwrap_or_default())
}

fn has_come(state: &State, case: CaseNo) -> bool {
    state.cases.get(case).is_some_and(|row| row.phase.has_come())
}

/// Mostly a paper that was noted of the case.
fn some_paper(random: &mut Random, state: &State, case: &str) -> String {
    let noted = state.cases.by_code(case).map(|case| state.cases.papers(case)).unwrap_or_default();
    match noted.is_empty() || random.chance(15) {
        true => random.below(14).to_string(),
        false => noted[random.below(noted.len() as u64) as usize].no.to_string(),
    }
}
