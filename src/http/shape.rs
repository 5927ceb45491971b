//! The shapes of the interface: what JSON looks like on the wire. Stable from the first release; change only by adding.

use crate::domain::discrepancy::DiscrepancyKind;
use crate::domain::folder::{Condition, FolderState};
use crate::domain::policy::Role;
use crate::domain::subject::{Identity, SubjectKind};
use crate::domain::value::Bilingual;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// Its entries.
    pub items: Vec<T>,
    /// Ask for this to get the next page; nothing on the last one.
    pub next_cursor: Option<String>,
    /// How many entries there are in all, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// The last frame this answer knows of.
    pub seq: u64,
    /// The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cells: Option<Vec<Vec<super::taking::CellShown>>>,
}

impl<T> Page<T> {
    /// A page of a list.
    #[must_use]
    pub fn of(items: Vec<T>, next_cursor: Option<String>, total: Option<u64>, seq: u64) -> Self {
        Self { items, next_cursor, total, seq, cells: None }
    }

    /// A list that fits on one page.
    #[must_use]
    pub fn whole(items: Vec<T>, seq: u64) -> Self {
        let total = Some(items.len() as u64);
        Self::of(items, None, total, seq)
    }
}

/// Which page of a list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// How many entries, at most 200.
    pub limit: Option<usize>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// The `seq` of one's own last write: the answer waits until it is in it.
    pub min_seq: Option<u64>,
}

/// What a read that has parameters of its own takes besides; `extract` sees to it.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Knowing {
    /// The `seq` of one's own last write: the answer waits until it is in it.
    pub min_seq: Option<u64>,
}

impl Paging {
    /// How many entries to give: 50 unless asked, never over 200.
    #[must_use]
    pub fn limit(&self) -> usize {
        self.limit.unwrap_or(50).clamp(1, 200)
    }

    /// How many entries were given before.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.cursor.as_deref().and_then(|cursor| cursor.parse().ok()).unwrap_or(0)
    }

    /// Cuts a page out of all entries.
    pub fn cut<T>(&self, all: impl Iterator<Item = T>) -> (Vec<T>, Option<String>) {
        let (limit, offset) = (self.limit(), self.offset());
        let mut items: Vec<T> = all.skip(offset).take(limit + 1).collect();
        let more = items.len() > limit;
        items.truncate(limit);
        (items, more.then(|| (offset + limit).to_string()))
    }
}

/// A person, as others see him.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct PersonRef {
    /// His number; nothing for the archive itself and for the command line.
    pub no: Option<u32>,
    /// The name people know him by.
    pub display_name: String,
    /// His department's code.
    pub department: Option<String>,
}

/// Where a folder is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlaceShown {
    /// `slot`, `box`, `shelf`, `desk`, `person`, `transit` or `nowhere`; more may come.
    pub kind: String,
    /// The code on its label, if it has one; else empty.
    pub code: String,
    /// What to show.
    pub label: String,
}

/// Where a folder belongs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HomeShown {
    /// The slot, or the slot its box stands in.
    pub slot: String,
    /// The box.
    pub r#box: Option<String>,
    /// What to show.
    pub label: String,
}

/// Where a folder is and where it belongs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WhereShown {
    /// Its state; clients must tolerate ones added later.
    #[schema(value_type = String)]
    pub state: FolderState,
    /// Where it is.
    pub place: PlaceShown,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
    /// Where it belongs.
    pub home: Option<HomeShown>,
    /// Whether it stands somewhere else than it belongs.
    pub wrong_place: bool,
}

/// A loan of a folder.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LoanShown {
    /// Who has it.
    pub borrower: PersonRef,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The day it is due.
    pub due: NaiveDate,
    /// Why, in the borrower's words.
    pub purpose: Option<String>,
    /// How often it was renewed.
    pub renewals: u16,
    /// How many days it is overdue; 0 if it is not.
    pub overdue_days: i64,
}

/// A subject on a folder.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FolderSubject {
    /// Its number.
    pub no: u32,
    /// What sort it is.
    pub kind: SubjectKind,
    /// Its role on this folder.
    pub role: String,
    /// Its name.
    pub name: String,
    /// What tells it from others.
    pub identities: Vec<Identity>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// A postal address.
    pub address: String,
    /// Whether its personal data were erased by order: everything about it is empty then.
    pub erased: bool,
    /// Since when it has had that role.
    pub from: Option<NaiveDate>,
    /// Until when.
    pub until: Option<NaiveDate>,
}

/// Something to look at.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Flag {
    /// Its stable code.
    pub code: String,
    /// A sentence in the language asked for.
    pub detail: String,
}

/// When and by whom a folder was last seen.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LastSeen {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// Where, if that is elsewhere than the record has it: on loan, gone, or not handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceShown>,
}

/// An open discrepancy on a folder's card.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OpenShown {
    /// Its number.
    pub no: u32,
    /// What contradicts what.
    pub kind: DiscrepancyKind,
    /// The same in words.
    pub label: String,
    /// Where the folder was seen, if at a place we know.
    pub place: Option<PlaceShown>,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

/// Why a folder has the home it has.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AssignmentShown {
    /// The reason.
    pub reason: Bilingual,
    /// When it was decided.
    pub at: DateTime<Utc>,
}

/// A folder, whole.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FolderCard {
    /// Its own code.
    pub code: String,
    /// Its internal number.
    pub folder_no: u32,
    /// Its business type's code.
    pub business_type: String,
    /// The version of that type it was registered under.
    pub type_version: u32,
    /// The type's name.
    pub type_name: Bilingual,
    /// Its secrecy class's code.
    pub class: String,
    /// Its department's code.
    pub department: Option<String>,
    /// Its business date.
    pub business_date: Option<NaiveDate>,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// The period of its business date, such as `2026-03`; empty without one.
    pub period: String,
    /// How thick it is.
    pub thickness_mm: u32,
    /// What to call it: its main subject's name, or its code.
    pub title: String,
    /// Who it is about, the main one first.
    pub subjects: Vec<FolderSubject>,
    /// Custom fields by id.
    pub fields: BTreeMap<String, String>,
    /// A free note.
    pub note: String,
    /// Former own codes.
    pub aliases: Vec<String>,
    /// Old numbers, contract numbers.
    pub foreign_codes: Vec<String>,
    /// Which volume of its file it is, if the file has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume: Option<u16>,
    /// All volumes of its file that whoever asks may see, in order; empty if it is a file of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<super::surgery::VolumeShown>,
    /// Its condition.
    pub condition: Condition,
    /// The last remark on its condition or whereabouts.
    pub remark: String,
    /// Where it is and where it belongs.
    pub r#where: WhereShown,
    /// Its loan.
    pub loan: Option<LoanShown>,
    /// Why it has the home it has.
    pub assignment: Option<AssignmentShown>,
    /// What to look at.
    pub flags: Vec<Flag>,
    /// When it was last seen.
    pub last_seen: Option<LastSeen>,
    /// Where the record and somebody's eyes contradict each other.
    pub discrepancies: Vec<OpenShown>,
    /// When it was registered.
    pub registered_at: DateTime<Utc>,
    /// By whom.
    pub registered_by: String,
    /// How many of its scanned pages were erased on a lawful order.
    pub pages_erased: u32,
    /// The version of its metadata; the ETag.
    pub version: u64,
    /// The last frame that changed anything about it: what undoing that takes.
    pub changed_seq: u64,
    /// The last frame this answer knows of.
    pub seq: u64,
}

/// The short answer to lending and returning: where the folder is now and who has it, as on its card.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FolderBrief {
    /// Its own code.
    pub code: String,
    /// Its internal number.
    pub folder_no: u32,
    /// Where it is and where it belongs.
    pub r#where: WhereShown,
    /// Its loan.
    pub loan: Option<LoanShown>,
    /// The last frame this answer knows of.
    pub seq: u64,
}

/// A folder, as a line in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FolderHit {
    /// Its own code.
    pub code: String,
    /// Its business type's code.
    pub business_type: String,
    /// The type's name.
    pub type_name: Bilingual,
    /// What to call it.
    pub title: String,
    /// Its other subjects.
    pub subtitle: String,
    /// Its business date.
    pub business_date: Option<NaiveDate>,
    /// Its department's code.
    pub department: Option<String>,
    /// Its secrecy class's code.
    pub class: String,
    /// Its state; clients must tolerate ones added later.
    #[schema(value_type = String)]
    pub state: FolderState,
    /// Where it is.
    pub place_label: String,
    /// Where it belongs.
    pub home_label: Option<String>,
    /// Who has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub borrower: Option<String>,
    /// The day it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// Where the query was found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub highlights: Vec<super::search::Highlight>,
    /// Which volume of its file it is, if the file has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume: Option<u16>,
}

/// A loan, in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LoanLine {
    /// The folder; of a single paper the one it belongs in.
    pub folder: FolderHit,
    /// The single paper that is lent or short; nothing if the folder is lent as a whole.
    pub paper: Option<LoanPaper>,
    /// Who has it.
    pub borrower: PersonRef,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The day it is due.
    pub due: NaiveDate,
    /// How many days it is overdue; 0 if it is not.
    pub overdue_days: i64,
    /// How often it was renewed.
    pub renewals: u16,
    /// Why, in the borrower's words.
    pub purpose: Option<String>,
}

/// A single paper on the list of loans.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LoanPaper {
    /// Its case's code.
    pub case: String,
    /// Its number in the case.
    pub paper: u16,
    /// What it is called in Chinese.
    pub name_zh: String,
    /// What it is called in English.
    pub name_en: String,
    /// Whether it did not come back with its folder, or was lost on loan.
    pub short: bool,
}

/// An account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonCard {
    /// His number.
    pub no: u32,
    /// The name he signs in with.
    pub name: String,
    /// The name people know him by.
    pub display_name: String,
    /// What he may do.
    pub role: Role,
    /// His department's code.
    pub department: Option<String>,
    /// The last day on which the account works.
    pub expires_on: Option<NaiveDate>,
    /// Whether the account works.
    pub active: bool,
    /// The code on his badge.
    pub badge_code: String,
    /// Whether he may sign in, or only borrow.
    pub may_sign_in: bool,
    /// Why lending to him is blocked.
    pub blocked_reason: Option<String>,
    /// The rank up to which he sees his own department's folders, confidential ones too.
    pub clearance: Option<u8>,
    /// How many folders he has.
    pub loans: u32,
}
