//! What a device can queue about single papers.

use super::{QueuedCommand, unfit};
use crate::domain::command::{CaseCommand, Command, PaperCommand};
use crate::domain::folder::Desk;
use crate::domain::refusal::Code;
use crate::domain::state::State;
use crate::http::cases::PaperName;

impl QueuedCommand {
    /// The folder that is named, if any, and what the archive is told of a paper.
    pub(super) fn about_papers(self, state: &State) -> (Vec<String>, Command) {
        let mut codes = Vec::new();
        let command = match self {
            Self::LendPaper { case, paper, borrower, due, purpose } => match borrower.find(state) {
                Ok(borrower) => PaperCommand::Lend { case, paper: paper.into_text(), borrower, due, purpose },
                Err(refusal) => return unfit(refusal),
            },
            Self::ReturnPaper { case, paper } => PaperCommand::Return { case, paper: paper.into_text() },
            Self::ReturnShort { code: folder, desk, short, note } => {
                codes.push(folder.clone());
                let short = short.into_iter().map(Into::into).collect();
                PaperCommand::ReturnShort { folder, desk: desk.unwrap_or(Desk::Reception), short, note }
            }
            Self::PaperMissing { case, paper, note } => PaperCommand::Miss { case, paper: paper.into_text(), note },
            Self::PaperSighted { case, paper, folder, note } => {
                PaperCommand::Sight { case, paper: paper.into_text(), folder, note }
            }
            Self::MovePaper { case, paper, to_case: to, to_paper, name, reason } => {
                let (paper, to_paper) = (paper.into_text(), to_paper.map(PaperName::into_text));
                PaperCommand::Move { case, paper, to, to_paper, name, reason }
            }
            Self::WithdrawPaper { case, paper, reason } => {
                PaperCommand::Withdraw { case, paper: paper.into_text(), reason }
            }
            _ => return unfit(Code::Internal.into()),
        };
        (codes, Command::Case(CaseCommand::Paper(command)))
    }
}
