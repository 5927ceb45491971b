//! What is sent about cases and papers.

use crate::domain::business_type::Signature;
use crate::domain::command::{NewCase, PaperNote, Papers};
use crate::domain::ids::PersonNo;
use crate::domain::paper::PaperState;
use crate::http::folder_body::SubjectBody;
use crate::http::folders::present;
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A case to announce. Only its type has to be known; everything else can be mended later.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewCaseBody {
    /// The business type's code.
    pub business_type: String,
    /// The department's own number for it: a work order, a contract.
    #[serde(default)]
    pub reference: String,
    /// The department's code; by default one's own, or the transfer's.
    pub department: Option<String>,
    /// The number of the person who answers for it.
    pub responsible: Option<u32>,
    /// His name, if he has no account.
    #[serde(default)]
    pub responsible_name: String,
    /// The day of the business.
    pub business_date: Option<NaiveDate>,
    /// The day from which its deadline runs; by default the day of the business.
    pub deadline_from: Option<NaiveDate>,
    /// The folder it belongs in; by default the one its type asks for, or a new one.
    pub folder: Option<String>,
    /// Whom or what it is about, the main one first.
    #[serde(default)]
    pub subjects: Vec<SubjectBody>,
    /// Custom fields of a new folder.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// The ids of conditional papers that this case calls for.
    #[serde(default)]
    pub called_for: Vec<String>,
    /// A free note.
    #[serde(default)]
    pub note: String,
}

impl From<NewCaseBody> for NewCase {
    fn from(body: NewCaseBody) -> Self {
        NewCase {
            business_type: body.business_type,
            reference: body.reference,
            department: body.department,
            responsible: body.responsible.map(PersonNo),
            responsible_name: body.responsible_name,
            business_date: body.business_date,
            deadline_from: body.deadline_from,
            folder: body.folder,
            subjects: body.subjects.into_iter().map(Into::into).collect(),
            fields: body.fields,
            called_for: body.called_for,
            note: body.note,
        }
    }
}

/// Cases to announce.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCases {
    /// At most 500.
    pub cases: Vec<NewCaseBody>,
    /// Only say what would become of each, and open none.
    #[serde(default)]
    pub dry_run: bool,
}

/// A case's data to change; what is absent stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CasePatchBody {
    /// The version one saw; if there is a newer one, nothing is changed.
    pub if_version: Option<u64>,
    /// The department's own number for it.
    pub reference: Option<String>,
    /// The code of the business type that it is of; its checklist is that of the type's newest version then, and what was
    /// found of papers that stand on both lists stays found.
    pub business_type: Option<String>,
    /// The folder it belongs in, as long as none of its papers is in one.
    pub folder: Option<String>,
    /// The number of whom or what it is about, where its folder holds cases of several; null for nobody known.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<u32>)]
    pub subject: Option<Option<u32>>,
    /// The department's code; null for none.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub department: Option<Option<String>>,
    /// The number of the person who answers for it; null for none.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<u32>)]
    pub responsible: Option<Option<u32>>,
    /// His name, if he has no account.
    pub responsible_name: Option<String>,
    /// The day of the business; null for unknown.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<NaiveDate>)]
    pub business_date: Option<Option<NaiveDate>>,
    /// The day from which its deadline runs; null for unknown.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<NaiveDate>)]
    pub deadline_from: Option<Option<NaiveDate>>,
    /// A free note.
    pub note: Option<String>,
    /// Why; needed and kept where it moves the day by which the case is judged, or puts it on another department or person
    /// when it counts for one already.
    pub reason: String,
}

/// A paper: its id on the checklist, or its number in the case.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum PaperName {
    /// Its number.
    Number(u16),
    /// Its id, or its number as text.
    Id(String),
}

impl PaperName {
    /// The name as a command holds it.
    #[must_use]
    pub fn into_text(self) -> String {
        match self {
            Self::Number(no) => no.to_string(),
            Self::Id(id) => id,
        }
    }
}

/// What is said of one paper.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct PaperNoteBody {
    /// Which; nothing for one that is on no list and has no number yet.
    pub paper: Option<PaperName>,
    /// What it is called, if it is on no list.
    #[serde(default)]
    pub name: String,
    /// What was found.
    pub state: PaperState,
    /// How many originals; by default as the list asks for.
    pub originals: Option<u16>,
    /// How many photocopies; by default as the list asks for.
    pub copies: Option<u16>,
    /// How many pages; 0 if nobody counted.
    #[serde(default)]
    pub pages: u16,
    /// The signatures that are on it; by default those the list asks for.
    pub signatures: Option<Vec<Signature>>,
    /// Why it is wrong or unfit, or anything else to be known of it.
    #[serde(default)]
    pub remark: String,
}

impl From<PaperNoteBody> for PaperNote {
    fn from(body: PaperNoteBody) -> Self {
        let pieces = match (body.originals, body.copies) {
            (None, None) => None,
            (originals, copies) => Some((originals.unwrap_or_default(), copies.unwrap_or_default())),
        };
        PaperNote {
            paper: body.paper.map(PaperName::into_text),
            name: body.name,
            state: body.state,
            pieces,
            pages: body.pages,
            signatures: body.signatures,
            remark: body.remark,
        }
    }
}

/// What of a case's papers somebody holds in his hands.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PapersBody {
    /// Everything its list asks for, in the form it asks for, except what is said of single papers.
    AllExcept(Vec<PaperNoteBody>),
    /// Only what is said; of the rest nothing was looked at.
    Only(Vec<PaperNoteBody>),
}

impl From<PapersBody> for Papers {
    fn from(body: PapersBody) -> Self {
        let notes = |notes: Vec<PaperNoteBody>| notes.into_iter().map(Into::into).collect();
        match body {
            PapersBody::AllExcept(said) => Papers::AllExcept(notes(said)),
            PapersBody::Only(said) => Papers::Only(notes(said)),
        }
    }
}

/// What came later, or was found wrong later.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PaperNotes {
    /// The papers.
    pub papers: Vec<PaperNoteBody>,
}
