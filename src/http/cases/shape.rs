//! Cases and their papers, as they stand on the wire.

use crate::domain::business_type::{DocumentForm, Signature};
use crate::domain::case::{CasePhase, DueDay};
use crate::domain::folder::FolderState;
use crate::domain::paper::{GapKind, PaperState};
use crate::http::problem::Problem;
use crate::http::shape::{Flag, HomeShown, PersonRef, PlaceShown};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// Something that has a code and a name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Named {
    /// Its code.
    pub code: String,
    /// Its Chinese name.
    pub name_zh: String,
    /// Its English name.
    pub name_en: String,
}

/// The business type of a case.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TypeOfCase {
    /// Its code and name.
    #[serde(flatten)]
    pub named: Named,
    /// The version whose checklist holds for the case.
    pub version: u32,
}

/// The folder a case stands in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CaseFolder {
    /// Its own code.
    pub code: String,
    /// Its state; clients must tolerate ones added later.
    #[schema(value_type = String)]
    pub state: FolderState,
    /// Where it is.
    pub place: PlaceShown,
    /// Where it belongs, if it has a home.
    pub home: Option<HomeShown>,
    /// What to call it: the name of whom it is about, for this case, or its code.
    pub title: String,
}

/// Who answers for a case, hands it over, or takes it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Somebody {
    /// His number, if he has an account.
    pub no: Option<u32>,
    /// His name.
    pub name: String,
}

/// When the papers of a case are due.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct DueShown {
    /// The last day on which they are in time.
    pub date: NaiveDate,
    /// Whether a year on the way is not given out yet, and was counted by its weekends.
    pub is_provisional: bool,
    /// Whether more time was granted.
    pub is_extended: bool,
}

impl From<DueDay> for DueShown {
    fn from(due: DueDay) -> Self {
        Self { date: due.date, is_provisional: due.is_provisional, is_extended: due.is_extended }
    }
}

/// Whether a case has all its papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Completeness {
    /// Nobody looked.
    NotChecked,
    /// Nothing is wanting.
    Complete,
    /// Something is.
    Incomplete,
}

/// What becomes of a case that comes with gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IncompleteIs {
    /// It is taken, and what is wanting is noted.
    Accept,
    /// It goes back.
    Refuse,
}

/// What is wanting of a case.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GapShown {
    /// The papers' numbers; of several that stand for each other, all of them.
    pub papers: Vec<u16>,
    /// What is wrong.
    pub why: GapKind,
    /// The same in words, in the language asked for.
    pub text: String,
}

/// A case, as a line in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CaseLine {
    /// Its internal number.
    pub no: u32,
    /// Its code.
    pub code: String,
    /// The department's own number for it; empty if it has none.
    pub reference: String,
    /// Where it stands in its life: `announced`, `waiting`, `filed` or `cancelled`.
    #[schema(value_type = String)]
    pub phase: CasePhase,
    /// The same in words.
    pub phase_label: String,
    /// What it is.
    pub business_type: TypeOfCase,
    /// The folder it stands in; nothing for whoever may not see it.
    pub folder: Option<CaseFolder>,
    /// The department that hands it over.
    pub department: Option<Named>,
    /// Who answers for it there.
    pub responsible: Option<Somebody>,
    /// The day of the business.
    pub business_date: Option<NaiveDate>,
    /// The day from which its deadline runs.
    pub deadline_from: Option<NaiveDate>,
    /// When its papers are due; nothing if no rule says.
    pub due: Option<DueShown>,
    /// Whether that day was moved after the case was settled by it, or put off by whoever hands over; the history says why.
    pub due_moved: bool,
    /// Until when its department asks for more time, while nobody has granted or refused it.
    pub asked_until: Option<NaiveDate>,
    /// Whether it was put on another department or person after it counted for one; the history says why.
    pub reassigned: bool,
    /// The number of whom or what it is about, where its folder holds cases of several; else its folder says.
    pub subject: Option<u32>,
    /// Whether its papers came too late, or are late already.
    pub is_late: bool,
    /// Whether its papers came in time; nothing before they came, and where no day was set.
    pub in_time: Option<bool>,
    /// When its papers came.
    pub received_at: Option<DateTime<Utc>>,
    /// Who took them over.
    pub received_by: Option<String>,
    /// The transfer in which they came.
    pub transfer: Option<u32>,
    /// How many gaps it has; nothing if nobody looked.
    pub gaps: Option<u16>,
    /// Whether it has all its papers.
    pub completeness: Completeness,
    /// What is wanting; empty if nobody looked.
    pub missing: Vec<GapShown>,
    /// Whether a second person found the entry right.
    pub is_reviewed: bool,
    /// Whether its type wants that.
    pub needs_review: bool,
    /// The number of its certificate of completeness.
    pub certificate: Option<u32>,
    /// Whether its type wants one.
    pub needs_certificate: bool,
    /// What becomes of such a case if it comes with gaps.
    pub incomplete_is: IncompleteIs,
    /// A free note.
    pub note: String,
    /// What to call it: its folder's main subject's name, else its reference or code.
    pub title: String,
    /// What is not known of it and should be.
    pub flags: Vec<Flag>,
    /// The version of its data, for `if_version`.
    pub version: u64,
}

/// A case, whole.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CaseCard {
    /// The case.
    #[serde(flatten)]
    pub line: CaseLine,
    /// Its checklist, and the papers beyond it.
    pub papers: Vec<PaperLine>,
    /// The last reason somebody gave: for more time, for calling it off, for sending it back, or what a review found.
    pub reason: String,
    /// The frame of what happened to it last: what can be undone.
    pub changed_seq: u64,
    /// The last frame this answer knows of.
    pub seq: u64,
}

/// A paper of a case.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PaperLine {
    /// Its number in the case.
    pub no: u16,
    /// Its id on the checklist; nothing for one beyond it.
    pub id: Option<String>,
    /// What it is called in Chinese; one beyond the list has one name.
    pub name_zh: String,
    /// What it is called in English.
    pub name_en: String,
    /// Whether this case asks for it: it stands on the list, and if only some cases call for it, this one does.
    pub wanted: bool,
    /// Whether only some cases call for it.
    pub conditional: bool,
    /// Papers of one group stand for each other.
    pub one_of: Option<String>,
    /// The form that is wanted.
    pub form: DocumentForm,
    /// The signatures that are wanted.
    pub wants_signatures: Vec<Signature>,
    /// What was found of it; nothing if nobody looked.
    pub state: Option<PaperState>,
    /// How many originals there are.
    pub originals: u16,
    /// How many photocopies.
    pub copies: u16,
    /// How many pages; 0 if nobody counted.
    pub pages: u16,
    /// The signatures that are on it.
    pub signatures: Vec<Signature>,
    /// Why it is wrong or unfit, or anything else to be known of it.
    pub remark: String,
    /// What is wrong with it, or with the group it stands in.
    pub gap: Option<GapKind>,
    /// Where it is, if it does not lie with the others.
    pub absent: Option<AbsentShown>,
}

/// Where a single paper is that does not lie with the others of its case.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AbsentShown {
    /// `lent`, `short`, `elsewhere` or `moved`; clients must tolerate ones added later.
    pub how: String,
    /// The same in words, in the language asked for.
    pub text: String,
    /// Who has it, or answers for it.
    pub borrower: Option<PersonRef>,
    /// The day by which it has to be back, or had to.
    pub due: Option<NaiveDate>,
    /// The folder in which it was seen.
    pub folder: Option<String>,
    /// The case that it belongs to now.
    pub case: Option<String>,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// What became of a case that was to be announced. In a dry run one that could be has neither.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseResult {
    /// The case, if it was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseLine>,
    /// Why it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Problem>,
}

/// What became of each case, in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseResults {
    /// One for each.
    pub results: Vec<CaseResult>,
    /// The last frame this answer knows of.
    pub seq: u64,
}
