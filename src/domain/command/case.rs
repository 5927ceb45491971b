//! What is asked about cases, papers and transfers.

use super::{PaperCommand, SubjectRef};
use crate::domain::business_type::Signature;
use crate::domain::calendar::Calendar;
use crate::domain::case::{CaseDetails, CasePhase};
use crate::domain::event::Confirmation;
use crate::domain::folder::Desk;
use crate::domain::ids::{PersonNo, SubjectNo, TransferNo};
use crate::domain::paper::PaperState;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A wish about cases. A case is named by its code, by its department's number for it, or by a folder that holds one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum CaseCommand {
    /// Announce cases, each on its own.
    Announce(Vec<NewCase>),
    /// Take over what a table says of cases, each row on its own: open those that are not known, note papers of all.
    Bring(Vec<BroughtIn>),
    /// Change a case's data.
    Edit(Box<CasePatch>),
    /// Grant more time, or, for whoever hands over, ask for it before the day has passed.
    Extend {
        /// The case.
        case: String,
        /// The new day.
        due: NaiveDate,
        /// Why.
        reason: String,
    },
    /// Do not grant the time that was asked for.
    RefuseExtension {
        /// The case.
        case: String,
        /// Why.
        reason: String,
    },
    /// Call a case off before anything came.
    Cancel {
        /// The case.
        case: String,
        /// Why.
        reason: String,
    },
    /// Begin to take over a department's cases at a desk, or go on with it.
    OpenTransfer {
        /// The department's code.
        department: String,
        /// The desk.
        desk: Desk,
    },
    /// Take a case's papers over.
    Receive {
        /// The transfer.
        transfer: TransferNo,
        /// The case.
        case: String,
        /// What of its papers is there.
        papers: Papers,
    },
    /// Take over papers of a case that nobody announced: it is opened in the same frame.
    ReceiveNew {
        /// The transfer.
        transfer: TransferNo,
        /// The case.
        new: Box<NewCase>,
        /// What of its papers is there.
        papers: Papers,
    },
    /// Take a case's papers over in whichever transfer of a department is open at a desk, or in a new one: for devices,
    /// which cannot know its number.
    TakeOver {
        /// The department's code.
        department: String,
        /// The desk.
        desk: Desk,
        /// The case.
        brought: Brought,
        /// What of its papers is there.
        papers: Papers,
    },
    /// Send a case's papers back with whoever brought them.
    TurnAway {
        /// The transfer.
        transfer: TransferNo,
        /// The case.
        case: String,
        /// What of its papers was there.
        papers: Papers,
        /// Why.
        reason: String,
    },
    /// Note what came later, or was found wrong later.
    NotePapers {
        /// The case.
        case: String,
        /// The papers.
        papers: Vec<PaperNote>,
    },
    /// Put papers that waited into their folder.
    File {
        /// The folder.
        folder: String,
        /// The case.
        case: String,
    },
    /// Go over an entry as a second person.
    Review {
        /// The case.
        case: String,
        /// Whether it is right.
        right: bool,
        /// What is not.
        note: String,
    },
    /// Certify that a case is complete.
    Certify {
        /// The case.
        case: String,
    },
    /// Confirm a transfer from both sides.
    CloseTransfer {
        /// The transfer.
        transfer: TransferNo,
        /// Who handed over.
        giver: PersonNo,
        /// How he confirmed it.
        by: Confirmation,
    },
    /// Something about single papers.
    Paper(PaperCommand),
    /// Set the archive's working days.
    SetCalendar(Calendar),
    /// Count the days anew by which open cases are due, by the calendar as it is now.
    RecountDue {
        /// The version of the calendar that was looked at.
        version: u32,
        /// Why.
        reason: String,
    },
}

/// A case that somebody puts on the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Brought {
    /// One that was announced.
    Known(String),
    /// One that just comes.
    New(Box<NewCase>),
}

/// A case to announce.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NewCase {
    /// The business type's code.
    pub business_type: String,
    /// The department's own number for it.
    pub reference: String,
    /// The department's code.
    pub department: Option<String>,
    /// Who answers for it, if he has an account.
    pub responsible: Option<PersonNo>,
    /// Who answers for it, if he has none.
    pub responsible_name: String,
    /// The day of the business.
    pub business_date: Option<NaiveDate>,
    /// The day from which its deadline runs; by default the day of the business.
    pub deadline_from: Option<NaiveDate>,
    /// The folder it belongs in; by default the one its type's scope asks for, or a new one.
    pub folder: Option<String>,
    /// Whom or what it is about, the main subject first.
    pub subjects: Vec<SubjectRef>,
    /// Custom fields of a new folder.
    pub fields: BTreeMap<String, String>,
    /// Conditional papers that this case calls for, by their ids.
    pub called_for: Vec<String>,
    /// A free note.
    pub note: String,
}

/// What a table's row says of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroughtIn {
    /// The case; one with the same type, department and reference is known already.
    pub new: NewCase,
    /// What is said of its papers.
    pub papers: Vec<PaperNote>,
    /// Whether its papers are in its folder already: it is old stock, and was handed over before anybody counted.
    pub filed: bool,
    /// What a list of cases says of it that an archive gave out; nothing where people keep the table.
    pub listed: Option<ListedCase>,
}

/// A case as it stood on a list that an archive gave out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ListedCase {
    /// Its code there.
    pub code: String,
    /// Where it stood in its life.
    pub phase: Option<CasePhase>,
    /// When it was due.
    pub due: Option<NaiveDate>,
    /// Whether somebody had looked at its papers: what the list does not name as wanting was there.
    pub looked_at: bool,
}

/// A case's data to change; what is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CasePatch {
    /// The case.
    pub case: String,
    /// The version the sender saw (`edited_seq`); another one is refused as stale.
    pub if_version: Option<u64>,
    /// See [`NewCase`].
    pub reference: Option<String>,
    /// Another business type, by its code: its newest version's checklist holds then.
    pub business_type: Option<String>,
    /// The folder it belongs in, as long as none of its papers is in one.
    pub folder: Option<String>,
    /// Whom or what it is about, in a folder that holds cases of several.
    pub subject: Option<Option<SubjectNo>>,
    /// See [`NewCase`]; `Some(None)` clears it.
    pub department: Option<Option<String>>,
    /// See [`NewCase`]; `Some(None)` clears it.
    pub responsible: Option<Option<PersonNo>>,
    /// See [`NewCase`]; `Some(None)` clears it.
    pub business_date: Option<Option<NaiveDate>>,
    /// See [`NewCase`]; `Some(None)` clears it.
    pub deadline_from: Option<Option<NaiveDate>>,
    /// All that was said in words, as it is to be.
    pub details: Option<CaseDetails>,
    /// Why; needed where it moves the day by which the case is judged, or for whom it counts already.
    pub reason: String,
}

/// What of a case's papers somebody holds in his hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Papers {
    /// Everything its list asks for, in the form it asks for, except what is said of single papers.
    AllExcept(Vec<PaperNote>),
    /// Only what is said; of the rest nothing was looked at.
    Only(Vec<PaperNote>),
}

/// What is said of one paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperNote {
    /// Its id on the list, or its number; `None` for one that is on no list and has no number yet.
    pub paper: Option<String>,
    /// What it is called, if it is on no list.
    pub name: String,
    /// What was found.
    pub state: PaperState,
    /// How many originals and photocopies; by default as the list asks for.
    pub pieces: Option<(u16, u16)>,
    /// How many pages; 0 if nobody counted.
    pub pages: u16,
    /// The signatures that are on it; by default those the list asks for.
    pub signatures: Option<Vec<Signature>>,
    /// Why it is wrong or unfit, or anything else to be known of it.
    pub remark: String,
}
