//! What a device can queue, and what the archive is told of it.

mod papers;

use crate::domain::command::{
    Brought, CaseCommand, Command, FolderPatch, LabelCommand, Observation, Observed, Papers, SurgeryCommand,
};
use crate::domain::event::ReprintWhy;
use crate::domain::folder::{Condition, Desk};
use crate::domain::ids::{CountNo, TransferNo};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::http::cases::{NewCaseBody, PaperName, PaperNoteBody, PapersBody};
use crate::http::lending::{BorrowerBody, ShortBody};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

/// What can be queued. Lending, renewing, moving, withdrawing, counting as such and undoing ask and may be refused; what was
/// seen or brought back is told and recorded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum QueuedCommand {
    /// Folders were lent, and carried off.
    CheckOut {
        /// The folders.
        codes: Vec<String>,
        /// To whom.
        borrower: BorrowerBody,
        /// Until when.
        due: Option<NaiveDate>,
        /// Why.
        #[serde(default)]
        purpose: String,
    },
    /// Loans are to be renewed.
    Renew {
        /// The folders.
        codes: Vec<String>,
        /// Until when.
        due: Option<NaiveDate>,
    },
    /// Folders were brought back.
    Return {
        /// The folders.
        codes: Vec<String>,
        /// To which desk; `reception` unless said.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        desk: Option<Desk>,
    },
    /// Folders were put somewhere.
    PutAway {
        /// The folders.
        codes: Vec<String>,
        /// The slot, box, shelf or desk.
        at: String,
    },
    /// Folders were seen somewhere.
    Sighted {
        /// The folders.
        codes: Vec<String>,
        /// The slot, box, shelf or desk.
        at: String,
    },
    /// Folders were handed over.
    Receive {
        /// The folders.
        codes: Vec<String>,
    },
    /// Damage was found, or its repair.
    NoteCondition {
        /// The folder.
        code: String,
        /// Good or damaged.
        condition: Condition,
        /// In one's own words.
        #[serde(default)]
        note: String,
    },
    /// A folder is not where it should be, nor anywhere else.
    DeclareMissing {
        /// The folder.
        code: String,
        /// What is known.
        #[serde(default)]
        note: String,
    },
    /// A missing folder turned up.
    Find {
        /// The folder.
        code: String,
        /// Where.
        #[serde(default)]
        note: String,
    },
    /// A shelf began to be counted; who counts one that is being counted joins in.
    OpenCount {
        /// The shelf, by its label or by that of a slot or box on it.
        shelf: String,
    },
    /// Folders were seen on a shelf while it was counted.
    Count {
        /// The shelf.
        shelf: String,
        /// The folders.
        codes: Vec<String>,
        /// They are damaged, and how, in the counter's words.
        damaged: Option<String>,
        /// The count, if the device knows its number.
        count: Option<u32>,
    },
    /// A count is over: what was not seen is missing.
    CloseCount {
        /// The shelf.
        shelf: String,
        /// The count, if the device knows its number.
        count: Option<u32>,
    },
    /// A count was given up.
    CancelCount {
        /// The shelf.
        shelf: String,
        /// The count, if the device knows its number.
        count: Option<u32>,
    },
    /// A department brought a case's papers. Somebody else may have been quicker to take them.
    ReceiveCase {
        /// The transfer, if the device knows its number; else the one that is open for the department at the desk, or
        /// a new one.
        transfer: Option<u32>,
        /// The department's code.
        department: Option<String>,
        /// The desk; `reception` unless said.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        desk: Option<Desk>,
        /// The case that was announced.
        case: Option<String>,
        /// A case that nobody announced.
        new: Option<Box<NewCaseBody>>,
        /// What of its papers is there.
        papers: PapersBody,
    },
    /// Papers came later, or were found wrong later.
    NotePapers {
        /// The case.
        case: String,
        /// The papers.
        papers: Vec<PaperNoteBody>,
    },
    /// Papers that waited were put into their folder.
    FileCase {
        /// The folder.
        folder: String,
        /// The case.
        case: String,
    },
    /// A single paper was lent, and carried off.
    LendPaper {
        /// The case.
        case: String,
        /// The paper.
        paper: PaperName,
        /// To whom.
        borrower: BorrowerBody,
        /// Until when.
        due: Option<NaiveDate>,
        /// Why.
        #[serde(default)]
        purpose: String,
    },
    /// A paper lies with the others again, wherever it was.
    ReturnPaper {
        /// The case.
        case: String,
        /// The paper.
        paper: PaperName,
    },
    /// A folder was brought back, and lacks papers that its contents list names.
    ReturnShort {
        /// The folder.
        code: String,
        /// To which desk; `reception` unless said.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        desk: Option<Desk>,
        /// What it lacks.
        short: Vec<ShortBody>,
        /// In the words of whoever looked.
        #[serde(default)]
        note: String,
    },
    /// A paper is not in its folder, and no slip says where it is.
    PaperMissing {
        /// The case.
        case: String,
        /// The paper.
        paper: PaperName,
        /// In the words of whoever looked.
        #[serde(default)]
        note: String,
    },
    /// A paper was seen in a folder, its own or another.
    PaperSighted {
        /// The case.
        case: String,
        /// The paper.
        paper: PaperName,
        /// The folder.
        folder: String,
        /// In the finder's words.
        #[serde(default)]
        note: String,
    },
    /// A paper was put to another case.
    MovePaper {
        /// The case.
        case: String,
        /// The paper.
        paper: PaperName,
        /// The case it belongs to.
        to_case: String,
        /// What it is there.
        to_paper: Option<PaperName>,
        /// What it is called there, if that case's list does not say.
        #[serde(default)]
        name: String,
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// A paper was taken out for good.
    WithdrawPaper {
        /// The case.
        case: String,
        /// The paper.
        paper: PaperName,
        /// Why, and to whom.
        reason: String,
    },
    /// A folder was measured.
    Measure {
        /// The folder.
        code: String,
        /// How thick it is.
        thickness_mm: u32,
    },
    /// Labels can hardly be read: they are to be printed anew.
    AskReprint {
        /// The folders.
        codes: Vec<String>,
    },
    /// Folders got their new labels.
    NoteReprinted {
        /// The folders.
        codes: Vec<String>,
    },
    /// Labels are on their folders.
    NoteApplied {
        /// The folders.
        codes: Vec<String>,
    },
    /// Somebody took over what another one has on loan, folder by folder as he scanned them.
    TakeOver {
        /// The folders.
        codes: Vec<String>,
        /// Who has them, if it must be he.
        from: Option<BorrowerBody>,
        /// Who takes them over.
        to: BorrowerBody,
    },
    /// An earlier command of the same queue was a slip of the hand.
    Undo {
        /// Its number.
        number: u64,
    },
    /// The device does not know any more what had this number.
    Forgotten,
}

impl QueuedCommand {
    /// The folders it names, and what the archive is told.
    pub fn into_command(self, state: &State) -> (Vec<String>, Command) {
        let observed = |codes: Vec<String>, what: Observed| {
            let one = |folder: &String| Observation { folder: folder.clone(), what: what.clone() };
            (codes.clone(), Command::Observe { observations: codes.iter().map(one).collect() })
        };
        match self {
            Self::CheckOut { codes, borrower, due, purpose } => {
                let command = match borrower.find(state) {
                    Ok(borrower) => Command::CheckOut { folders: codes.clone(), borrower, due, purpose },
                    Err(refusal) => Command::Unfit { refusal, folders: codes.clone() },
                };
                (codes, command)
            }
            Self::Renew { codes, due } => (codes.clone(), Command::Renew { folders: codes, due }),
            Self::Return { codes, desk } => {
                observed(codes, Observed::Returned { desk: desk.unwrap_or(Desk::Reception) })
            }
            Self::PutAway { codes, at } => observed(codes, Observed::PutAway { at }),
            Self::Sighted { codes, at } => observed(codes, Observed::Sighted { at }),
            Self::Receive { codes } => (codes.clone(), Command::Receive { folders: codes }),
            Self::NoteCondition { code, condition, note } => {
                (Vec::new(), Command::NoteCondition { folder: code, condition, note })
            }
            Self::DeclareMissing { code, note } => (Vec::new(), Command::DeclareMissing { folder: code, note }),
            Self::Find { code, note } => (Vec::new(), Command::Find { folder: code, note }),
            Self::OpenCount { shelf } => (Vec::new(), Command::OpenCount { shelf }),
            Self::Count { shelf, codes, damaged, count } => {
                (codes.clone(), Command::Count { shelf, no: count.map(CountNo::of_shown), codes, damaged })
            }
            Self::CloseCount { shelf, count } => {
                (Vec::new(), Command::CloseCount { shelf, no: count.map(CountNo::of_shown) })
            }
            Self::CancelCount { shelf, count } => {
                (Vec::new(), Command::CancelCount { shelf, no: count.map(CountNo::of_shown) })
            }
            Self::ReceiveCase { transfer, department, desk, case, new, papers } => {
                let brought = match (case, new) {
                    (Some(case), None) => Brought::Known(case),
                    (None, Some(new)) => Brought::New(Box::new((*new).into())),
                    _ => return unfit(bad("case", "case | new")),
                };
                let at = (transfer.map(TransferNo::of_shown), department, desk.unwrap_or(Desk::Reception));
                received(at, brought, papers.into())
            }
            Self::NotePapers { case, papers } => {
                let papers = papers.into_iter().map(Into::into).collect();
                (Vec::new(), Command::Case(CaseCommand::NotePapers { case, papers }))
            }
            Self::FileCase { folder, case } => (Vec::new(), Command::Case(CaseCommand::File { folder, case })),
            Self::Measure { code, thickness_mm } => {
                (Vec::new(), Command::EditFolder(Box::new(FolderPatch::measured(code, thickness_mm))))
            }
            Self::AskReprint { codes } => {
                let folders = codes.clone();
                (codes, Command::Surgery(SurgeryCommand::AskReprint { folders, why: ReprintWhy::Damaged }))
            }
            Self::NoteReprinted { codes } => {
                (codes.clone(), Command::Surgery(SurgeryCommand::NoteReprinted { folders: codes }))
            }
            Self::NoteApplied { codes } => {
                (codes.clone(), Command::Label(LabelCommand::NoteApplied { folders: codes }))
            }
            Self::TakeOver { codes, from, to } => taken_over(codes, from.as_ref(), &to, state),
            Self::Undo { number } => unfit(Refusal::new(Code::UndoUnknown).with("seq", number)),
            Self::Forgotten => unfit(Code::CommandForgotten.into()),
            paper => paper.about_papers(state),
        }
    }
}

/// A case that was brought, into a transfer that is known or one at a desk.
fn received(
    (transfer, department, desk): (Option<TransferNo>, Option<String>, Desk),
    brought: Brought,
    papers: Papers,
) -> (Vec<String>, Command) {
    let command = match (transfer, department, brought) {
        (Some(transfer), _, Brought::Known(case)) => CaseCommand::Receive { transfer, case, papers },
        (Some(transfer), _, Brought::New(new)) => CaseCommand::ReceiveNew { transfer, new, papers },
        (None, Some(department), brought) => CaseCommand::TakeOver { department, desk, brought, papers },
        (None, None, _) => return unfit(bad("transfer", "transfer | department")),
    };
    (Vec::new(), Command::Case(command))
}

/// Loans that passed on; who took them over has to be known.
fn taken_over(
    codes: Vec<String>,
    from: Option<&BorrowerBody>,
    to: &BorrowerBody,
    state: &State,
) -> (Vec<String>, Command) {
    let people = || Ok::<_, Refusal>((from.map(|from| from.find(state)).transpose()?, to.find(state)?));
    match people() {
        Ok((from, to)) => (codes.clone(), Command::Surgery(SurgeryCommand::TakeOver { folders: codes, from, to })),
        Err(refusal) => unfit(refusal),
    }
}

fn bad(field: &str, detail: &str) -> Refusal {
    Refusal::bad(field, detail)
}

/// What cannot even be asked; its number is used up all the same.
pub(super) fn unfit(refusal: Refusal) -> (Vec<String>, Command) {
    (Vec::new(), Command::Unfit { refusal, folders: Vec::new() })
}
