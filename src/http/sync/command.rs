//! What a device can queue, and what the archive is told of it.

use crate::domain::command::{Brought, CaseCommand, Command, Observation, Observed, Papers};
use crate::domain::folder::{Condition, Desk};
use crate::domain::ids::{CountNo, TransferNo};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::http::cases::{NewCaseBody, PaperNoteBody, PapersBody};
use crate::http::lending::BorrowerBody;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

/// What can be queued. Lending, renewing, counting as such and undoing ask and may be refused; the others tell and are
/// recorded.
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
                (codes.clone(), Command::Count { shelf, no: count.map(CountNo), codes, damaged })
            }
            Self::CloseCount { shelf, count } => (Vec::new(), Command::CloseCount { shelf, no: count.map(CountNo) }),
            Self::CancelCount { shelf, count } => (Vec::new(), Command::CancelCount { shelf, no: count.map(CountNo) }),
            Self::ReceiveCase { transfer, department, desk, case, new, papers } => {
                let brought = match (case, new) {
                    (Some(case), None) => Brought::Known(case),
                    (None, Some(new)) => Brought::New(Box::new((*new).into())),
                    _ => return unfit(bad("case", "case | new")),
                };
                let at = (transfer.map(TransferNo), department, desk.unwrap_or(Desk::Reception));
                received(at, brought, papers.into())
            }
            Self::NotePapers { case, papers } => {
                let papers = papers.into_iter().map(Into::into).collect();
                (Vec::new(), Command::Case(CaseCommand::NotePapers { case, papers }))
            }
            Self::FileCase { folder, case } => (Vec::new(), Command::Case(CaseCommand::File { folder, case })),
            Self::Undo { number } => unfit(Refusal::new(Code::UndoUnknown).with("seq", number)),
            Self::Forgotten => unfit(Code::CommandForgotten.into()),
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

fn bad(field: &str, detail: &str) -> Refusal {
    Refusal::new(Code::BadValue).with("field", field).with("detail", detail)
}

/// What cannot even be asked; its number is used up all the same.
pub(super) fn unfit(refusal: Refusal) -> (Vec<String>, Command) {
    (Vec::new(), Command::Unfit { refusal, folders: Vec::new() })
}
