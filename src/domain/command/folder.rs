//! Wishes about folders and those they are about.

use crate::domain::attachment::{BlobHash, MediaType};
use crate::domain::erasure::{ErasedPages, Redaction};
use crate::domain::event::ErasedItems;
use crate::domain::folder::{Condition, FolderDetails};
use crate::domain::ids::{FolderNo, SubjectNo};
use crate::domain::subject::{SubjectDetails, SubjectKind};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A folder to register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFolder {
    /// The business type's code.
    pub business_type: String,
    /// Its own code; by default made from the type's template.
    pub code: Option<String>,
    /// Old numbers, contract numbers.
    pub foreign_codes: Vec<String>,
    /// The business date.
    pub business_date: Option<NaiveDate>,
    /// Its department's code.
    pub department: Option<String>,
    /// Its class's code; by default the type's.
    pub class: Option<String>,
    /// How thick it is; by default as the type says.
    pub thickness_mm: Option<u32>,
    /// Its subjects, the main one first: known ones by number, or as somebody describes them.
    pub subjects: Vec<SubjectRef>,
    /// Custom fields.
    pub fields: BTreeMap<String, String>,
    /// A free note.
    pub note: String,
    /// Where it stands or is to stand.
    pub placement: Placement,
    /// Announced only.
    pub expected: bool,
    /// Refuse it as registered already if a folder of its type and date carries its first foreign code: a row of a
    /// table that comes a second time.
    pub once: bool,
}

/// Where a new folder stands or is to stand.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Placement {
    /// Nothing is said; it waits at the desk without a home.
    #[default]
    None,
    /// The archive is to choose.
    Assign,
    /// It stands in this slot now, by its code.
    Slot(String),
    /// It stands in this box now, by its code.
    Box(String),
}

/// A subject as somebody describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSubject {
    /// Its role on the folder; by default the type's first role of this kind.
    pub role: Option<String>,
    /// What sort it is.
    pub kind: SubjectKind,
    /// What is known of it.
    pub details: SubjectDetails,
}

/// A folder's metadata to change; what is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderPatch {
    /// The folder.
    pub folder: String,
    /// The version the sender saw (`edited_seq`); another one is refused as stale.
    pub if_version: Option<u64>,
    /// See `NewFolder`.
    pub business_type: Option<String>,
    /// See `NewFolder`; `Some(None)` clears it.
    pub business_date: Option<Option<NaiveDate>>,
    /// See `NewFolder`; `Some(None)` clears it.
    pub department: Option<Option<String>>,
    /// See `NewFolder`.
    pub class: Option<String>,
    /// See `NewFolder`.
    pub thickness_mm: Option<u32>,
    /// All subjects, as they are to be: known ones by number, or new ones.
    pub subjects: Option<Vec<SubjectRef>>,
    /// All custom fields and the note, as they are to be.
    pub details: Option<FolderDetails>,
    /// The ids of the details that changed, for the history.
    pub changed_details: Vec<String>,
    /// Damage, or its repair.
    pub condition: Option<Condition>,
}

impl FolderPatch {
    /// Says how thick a folder is now, and no more.
    #[must_use]
    pub fn measured(folder: String, thickness_mm: u32) -> Self {
        Self {
            folder,
            if_version: None,
            business_type: None,
            business_date: None,
            department: None,
            class: None,
            thickness_mm: Some(thickness_mm),
            subjects: None,
            details: None,
            changed_details: Vec::new(),
            condition: None,
        }
    }
}

/// A subject on a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubjectRef {
    /// One that is known.
    Known {
        /// The subject.
        subject: SubjectNo,
        /// Its role on the folder.
        role: Option<String>,
        /// Since when.
        from: Option<NaiveDate>,
        /// Until when.
        until: Option<NaiveDate>,
    },
    /// One as somebody describes it.
    New(NewSubject),
}

impl SubjectRef {
    /// What somebody said of it, unless he named a known one.
    #[must_use]
    pub fn described(&self) -> Option<&NewSubject> {
        if let Self::New(described) = self { Some(described) } else { None }
    }
}

impl From<NewSubject> for SubjectRef {
    fn from(described: NewSubject) -> Self {
        Self::New(described)
    }
}

/// Where a folder is to have its home from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewHome {
    /// The folder.
    pub folder: String,
    /// The chosen slot or box; `None` takes the best one, if that is better than the one it has.
    pub place: Option<String>,
}

/// A file to attach to a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAttachment {
    /// The folder.
    pub folder: String,
    /// What its bytes are called.
    pub sha256: BlobHash,
    /// How many there are.
    pub bytes: u64,
    /// What sort of file it is.
    pub media_type: MediaType,
    /// What its sender calls it.
    pub file_name: String,
    /// A note; may be empty.
    pub note: String,
}

/// What is to be erased of a subject. The archive makes it from a plan; nobody types it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectErasure {
    /// The subject.
    pub subject: SubjectNo,
    /// What is overwritten.
    pub items: Vec<ErasedItems>,
    /// Folders that were about nobody else.
    pub folders: Vec<FolderNo>,
    /// Files of those folders: (folder, attachment).
    pub attachments: Vec<(FolderNo, u32)>,
    /// Scanned pages of those folders.
    pub scans: Vec<ErasedPages>,
    /// Folders that are about others too: what they say once his part is taken out.
    pub redactions: Vec<Redaction>,
    /// On whose order, and by what paper. Never his name.
    pub reason: String,
    /// Whether this is the list of another life of the archive, carried out again after a restore.
    pub again: bool,
}
