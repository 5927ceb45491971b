//! A folder to register, as it stands on the wire.

use crate::domain::command::{NewFolder, NewSubject, Placement, SubjectRef};
use crate::domain::ids::SubjectNo;
use crate::domain::subject::{Identity, SubjectDetails, SubjectKind};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A subject as somebody describes it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SubjectBody {
    /// A known subject's number, instead of a description.
    pub no: Option<u32>,
    /// Its role on the folder; by default the type's first role of its kind.
    pub role: Option<String>,
    /// What sort it is.
    #[serde(default = "person")]
    pub kind: SubjectKind,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// What tells it from others.
    #[serde(default)]
    pub identities: Vec<Identity>,
    /// Telephone numbers.
    #[serde(default)]
    pub phones: Vec<String>,
    /// A postal address.
    #[serde(default)]
    pub address: String,
    /// Since when it has had that role.
    pub from: Option<NaiveDate>,
    /// Until when.
    pub until: Option<NaiveDate>,
}

fn person() -> SubjectKind {
    SubjectKind::Person
}

/// Where a new folder stands or is to stand.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PlacementBody {
    /// Nothing is said; it waits at the desk without a home.
    #[default]
    None,
    /// The archive is to choose.
    Assign,
    /// It stands in this slot now.
    Stated {
        /// The slot's code.
        slot: String,
    },
    /// It stands in this box now.
    StatedBox {
        /// The box's code.
        r#box: String,
    },
}

/// A folder to register.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewFolderBody {
    /// The business type's code.
    pub business_type: String,
    /// Its own code; by default made from the type's template.
    pub code: Option<String>,
    /// Old numbers, contract numbers.
    #[serde(default)]
    pub foreign_codes: Vec<String>,
    /// The business date.
    pub business_date: Option<NaiveDate>,
    /// Its department's code.
    pub department: Option<String>,
    /// Its class's code; by default the type's.
    pub class: Option<String>,
    /// How thick it is; by default as the type says.
    pub thickness_mm: Option<u32>,
    /// Its subjects, the main one first.
    #[serde(default)]
    pub subjects: Vec<SubjectBody>,
    /// Custom fields.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// A free note.
    #[serde(default)]
    pub note: String,
    /// Where it stands or is to stand.
    #[serde(default)]
    pub placement: PlacementBody,
    /// Announced only, not handed over yet.
    #[serde(default)]
    pub expected: bool,
}

impl From<SubjectBody> for NewSubject {
    fn from(body: SubjectBody) -> Self {
        let details = SubjectDetails {
            name: body.name,
            identities: body.identities,
            phones: body.phones,
            address: body.address,
            note: String::new(),
        };
        NewSubject { role: body.role, kind: body.kind, details }
    }
}

impl From<SubjectBody> for SubjectRef {
    fn from(body: SubjectBody) -> Self {
        match body.no {
            Some(no) => {
                SubjectRef::Known { subject: SubjectNo(no), role: body.role, from: body.from, until: body.until }
            }
            None => SubjectRef::New(body.into()),
        }
    }
}

impl From<NewFolderBody> for NewFolder {
    fn from(body: NewFolderBody) -> Self {
        NewFolder {
            business_type: body.business_type,
            code: body.code,
            foreign_codes: body.foreign_codes,
            business_date: body.business_date,
            department: body.department,
            class: body.class,
            thickness_mm: body.thickness_mm,
            subjects: body.subjects.into_iter().map(Into::into).collect(),
            fields: body.fields,
            note: body.note,
            placement: match body.placement {
                PlacementBody::None => Placement::None,
                PlacementBody::Assign => Placement::Assign,
                PlacementBody::Stated { slot } => Placement::Slot(slot),
                PlacementBody::StatedBox { r#box } => Placement::Box(r#box),
            },
            expected: body.expected,
            once: false,
        }
    }
}
