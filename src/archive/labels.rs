//! What stands on labels and forms: the fields and rows that templates name, from State and the views.
//!
//! `Subject` lists all that can be printed and `content` says what stands on it, as plain texts by name. Whoever prints
//! for somebody says who that is: what he may not see is not there. It knows no template, no printer and no paper size;
//! docs/label-templates.md has the names.

mod case;
mod fields;
mod folder;
mod list;
mod loan;
mod notice;
mod place;
mod shelving;
mod words;

pub use list::Entered;
pub use words::Tongue;

use super::Published;
use crate::domain::ids::{
    BoxNo, CaseNo, DepartmentNo, FolderNo, PersonNo, RangeNo, ShelfNo, SlotNo, TransferNo, TypeNo,
};
use crate::domain::paper::PaperNo;
use crate::domain::policy::Sight;
use crate::domain::refusal::{Code, Refusal};
use crate::views::Views;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// How many rows one form may have.
pub const ROWS_MAX: usize = 2_000;

/// Fields by name. Those that have nothing to say are absent.
pub type Values = BTreeMap<String, String>;

/// What stands on one label or form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Content {
    /// Its fields.
    pub values: Values,
    /// Its rows, each with its fields.
    pub rows: Vec<Values>,
}

/// For whom something is printed, and of which archive.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The archive.
    pub now: &'a Published,
    /// Its words.
    pub views: &'a Views,
    /// What whoever prints may see. The subject itself was found through it; of what hangs on that, content asks.
    pub sight: &'a Sight,
    /// Who prints; nobody on the command line.
    pub by: Option<PersonNo>,
    /// In which language.
    pub tongue: Tongue,
    /// The archive's date.
    pub today: NaiveDate,
}

/// Everything that can be printed.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// A folder: its label, its spine, its volume's label, its cover 案卷封面.
    Folder(FolderNo),
    /// A folder's contents list 卷内目录.
    Contents(FolderNo),
    /// A folder's note 卷内备考表.
    FolderNote(FolderNo),
    /// The condition card of a folder 保管状况卡.
    Condition(FolderNo),
    /// A slot.
    Slot(SlotNo),
    /// A shelf, with what stands on it.
    Shelf(ShelfNo),
    /// The end of a range: of its left or only side, or of its right one.
    RangeEnd {
        /// The range.
        range: RangeNo,
        /// Whether it is the right side of two.
        is_right: bool,
    },
    /// A box's spine, with what is in it.
    Box(BoxNo),
    /// A person's badge 工牌.
    Badge(PersonNo),
    /// What is put before a paper of a case when it is scanned 扫描分隔页.
    Separator(CaseNo, PaperNo),
    /// What is put before such a paper of whatever case: it is used again and again.
    SeparatorOfType(TypeNo, PaperNo),
    /// A case's slip 归档单: receipt, scan cover sheet and insert slip in one.
    CaseSlip(CaseNo),
    /// The certificate that a case is complete 齐全证明.
    Certificate {
        /// The case.
        case: CaseNo,
        /// When it was given, and by whom, as history has it.
        given: Option<(NaiveDate, String)>,
    },
    /// What is wanting of a case 缺件通知单.
    MissingPapers(CaseNo),
    /// What is wanting of all cases of a department.
    MissingPapersOf(DepartmentNo),
    /// What stands for a folder on loan 代卷卡.
    LoanSlip(FolderNo),
    /// What lies for a single paper on loan 代件卡.
    PaperSlip(CaseNo, PaperNo),
    /// What somebody takes along 借阅回执: these folders of his; all he has where none is named.
    LoanReceipt {
        /// Who.
        borrower: PersonNo,
        /// Which of those that he has.
        folders: Vec<FolderNo>,
    },
    /// All that somebody should have brought back 催还通知单.
    OverdueNotice(PersonNo),
    /// A list of folders 案卷目录, in the order given.
    FolderList {
        /// What it is a list of, such as the words of a search, a period or a shelf.
        of: String,
        /// The folders.
        folders: Vec<FolderNo>,
    },
    /// Folders to fetch 调卷单, in the order in which one walks.
    PickList {
        /// What they are wanted for.
        of: String,
        /// The folders.
        folders: Vec<FolderNo>,
    },
    /// What a department handed over 移交清册.
    TransferList(TransferNo),
    /// The register of a transfer 签收簿.
    TransferRegister {
        /// The transfer.
        transfer: TransferNo,
        /// Its lines, as its events tell them.
        entries: Vec<Entered>,
    },
}

/// What stands on something for somebody.
///
/// # Errors
/// `NotCaughtUp` if its words are not there yet, `LimitExceeded` if it has too many rows, `FormEmpty` if nothing would stand
/// on it: a loan slip of a folder that is in, an overdue notice of somebody who owes nothing.
pub fn content(asked: Asked<'_>, subject: &Subject) -> Result<Content, Refusal> {
    match subject {
        Subject::Folder(folder) => folder::label(asked, *folder),
        Subject::Contents(folder) => folder::contents_list(asked, *folder),
        Subject::FolderNote(folder) => folder::note(asked, *folder),
        Subject::Condition(folder) => folder::condition(asked, *folder),
        Subject::Slot(slot) => place::slot(asked, *slot),
        Subject::Shelf(shelf) => place::shelf(asked, *shelf),
        Subject::RangeEnd { range, is_right } => place::range_end(asked, *range, *is_right),
        Subject::Box(no) => place::of_box(asked, *no),
        Subject::Badge(person) => place::badge(asked, *person),
        Subject::Separator(case, paper) => case::separator(asked, *case, *paper),
        Subject::SeparatorOfType(kind, paper) => case::separator_of_type(asked, *kind, *paper),
        Subject::CaseSlip(case) => case::slip(asked, *case),
        Subject::Certificate { case, given } => case::certificate(asked, *case, given.as_ref()),
        Subject::MissingPapers(case) => notice::missing_papers(asked, *case),
        Subject::MissingPapersOf(department) => notice::missing_papers_of(asked, *department),
        Subject::LoanSlip(folder) => loan::slip(asked, *folder),
        Subject::PaperSlip(case, paper) => loan::paper_slip(asked, *case, *paper),
        Subject::LoanReceipt { borrower, folders } => loan::receipt(asked, *borrower, folders),
        Subject::OverdueNotice(person) => notice::overdue(asked, *person),
        Subject::FolderList { of, folders } => list::folders(asked, of, folders),
        Subject::PickList { of, folders } => list::pick(asked, of, folders),
        Subject::TransferList(transfer) => list::transfer(asked, *transfer),
        Subject::TransferRegister { transfer, entries } => list::register(asked, *transfer, entries),
    }
}

/// Nothing would stand on it, and why.
fn nothing(zh: &str, en: &str) -> Refusal {
    Refusal::new(Code::FormEmpty).with("detail_en", en).with("detail_zh", zh)
}

/// Refuses more rows than a form may have.
fn bounded<T>(rows: Vec<T>) -> Result<Vec<T>, Refusal> {
    if rows.len() > ROWS_MAX {
        return Err(Refusal::new(Code::LimitExceeded).with("limit", ROWS_MAX).with("what", "rows"));
    }
    Ok(rows)
}
