//! Which column of a table means what.

use super::synonyms::{Shifting, key, shifting, target_of};
use crate::domain::business_type::BusinessType;
use crate::domain::value::Bilingual;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Target {
    /// The folder's code in this archive.
    Code,
    /// An old number, which becomes a foreign code unless old codes are kept.
    ForeignCode,
    /// An old number that becomes the folder's own code.
    OldCodeKept,
    /// The business type, by code or name.
    BusinessType,
    /// The business date.
    BusinessDate,
    /// The department.
    Department,
    /// The secrecy class.
    Class,
    /// The thickness in millimetres.
    ThicknessMm,
    /// The slot the folder stands in, or a word that asks for one.
    Slot,
    /// The box the folder is in.
    Box,
    /// Whether a slot is asked for.
    PlaceRequest,
    /// A note.
    Note,
    /// The name of the person or company.
    SubjectName,
    /// Its identity number, or another paper's number.
    SubjectIdentityNumber,
    /// Its unified social credit code.
    SubjectOrganisationCode,
    /// Telephone numbers.
    SubjectPhone,
    /// The vehicle's VIN.
    SubjectVin,
    /// The vehicle's plate.
    SubjectPlate,
    /// The address of the person or company.
    SubjectAddress,
    /// The department's own number for a case: a table that has it is about cases.
    CaseReference,
    /// The code of a case in an archive.
    CaseCode,
    /// When a case is due.
    CaseDue,
    /// Where a case stands in its life.
    CasePhase,
    /// Whether a case has all its papers.
    Completeness,
    /// The day from which a case's deadline runs.
    DeadlineFrom,
    /// Who answers for a case: the name of an account, or his own.
    Responsible,
    /// Papers of a case that are there, by name, one after the other.
    PapersThere,
    /// Papers of a case that are not.
    PapersMissing,
    /// One paper of a case, where a row is about a paper.
    Paper,
    /// What was found of that paper.
    PaperState,
    /// A custom field by its id.
    Field(String),
    /// Nothing of interest.
    Ignore,
}

const NAMED: &[(Target, &str)] = &[
    (Target::Code, "code"),
    (Target::ForeignCode, "foreign_code"),
    (Target::OldCodeKept, "old_code_kept"),
    (Target::BusinessType, "business_type"),
    (Target::BusinessDate, "business_date"),
    (Target::Department, "department"),
    (Target::Class, "class"),
    (Target::ThicknessMm, "thickness_mm"),
    (Target::Slot, "slot"),
    (Target::Box, "box"),
    (Target::PlaceRequest, "place_request"),
    (Target::Note, "note"),
    (Target::SubjectName, "subject.name"),
    (Target::SubjectIdentityNumber, "subject.identity_number"),
    (Target::SubjectOrganisationCode, "subject.organisation_code"),
    (Target::SubjectPhone, "subject.phone"),
    (Target::SubjectVin, "subject.vin"),
    (Target::SubjectPlate, "subject.plate"),
    (Target::SubjectAddress, "subject.address"),
    (Target::CaseReference, "case.reference"),
    (Target::CaseCode, "case.code"),
    (Target::CaseDue, "case.due"),
    (Target::CasePhase, "case.phase"),
    (Target::Completeness, "case.completeness"),
    (Target::DeadlineFrom, "case.deadline_from"),
    (Target::Responsible, "case.responsible"),
    (Target::PapersThere, "papers.there"),
    (Target::PapersMissing, "papers.missing"),
    (Target::Paper, "paper"),
    (Target::PaperState, "paper.state"),
    (Target::Ignore, "ignore"),
];

impl From<Target> for String {
    fn from(target: Target) -> Self {
        match target {
            Target::Field(id) => format!("field:{id}"),
            target => NAMED.iter().find(|(known, _)| *known == target).map_or("ignore", |(_, name)| name).to_owned(),
        }
    }
}

impl TryFrom<String> for Target {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        if let Some(id) = name.strip_prefix("field:") {
            return Ok(Self::Field(id.to_owned()));
        }
        let known = NAMED.iter().find(|(_, known)| *known == name);
        known.map(|(target, _)| target.clone()).ok_or_else(|| format!("there is no target {name}"))
    }
}

impl Target {
    /// Whether it says something of a case beside its reference: nothing that a table of folders has a use for.
    fn is_of_case(&self) -> bool {
        matches!(
            self,
            Self::DeadlineFrom
                | Self::CaseDue
                | Self::CasePhase
                | Self::Completeness
                | Self::Responsible
                | Self::PapersThere
                | Self::PapersMissing
                | Self::Paper
                | Self::PaperState
        )
    }

    /// Whether it says where a folder stands on a shelf, or how thick it is: no table of cases has a use for that.
    fn is_of_shelf(&self) -> bool {
        matches!(
            self,
            Self::Slot | Self::Box | Self::PlaceRequest | Self::ThicknessMm | Self::OldCodeKept | Self::ForeignCode
        )
    }

    /// Whether several columns may hold it.
    fn may_repeat(&self) -> bool {
        matches!(
            self,
            Self::PapersThere
                | Self::PapersMissing
                | Self::ForeignCode
                | Self::Note
                | Self::SubjectPhone
                | Self::SubjectIdentityNumber
                | Self::Ignore
        )
    }
}

/// What one column means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnMapping {
    /// Its heading.
    pub heading: String,
    /// What it holds.
    pub target: Target,
}

/// What holds for every row whose own cell is empty or missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defaults {
    /// The business type's code or name.
    #[serde(default)]
    pub business_type: Option<String>,
    /// The department's code or name.
    #[serde(default)]
    pub department: Option<String>,
    /// The secrecy class's code or name.
    #[serde(default)]
    pub class: Option<String>,
    /// Whether the folders have not been handed over yet: another system says that they will come.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub expected: bool,
    /// Whether the cases' papers are in their folders already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub filed: bool,
}

/// What the columns of a table mean. Saved under a name, it fits every table with the same headings in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Column by column.
    pub columns: Vec<ColumnMapping>,
    /// What holds where a row is silent.
    #[serde(default)]
    pub defaults: Defaults,
}

/// Why a mapping cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingIssue {
    /// The heading concerned; empty for the whole.
    pub heading: String,
    /// The stable code.
    pub code: Cow<'static, str>,
    /// The sentence in both languages.
    pub detail: Bilingual,
}

impl MappingIssue {
    fn new(heading: &str, code: &'static str, zh: &str, en: &str) -> Self {
        Self { heading: heading.to_owned(), code: Cow::Borrowed(code), detail: Bilingual::new(zh, en) }
    }
}

impl Mapping {
    /// The same mapping laid over a table's headings: by heading, in the table's order, unknown columns ignored.
    #[must_use]
    pub fn fitted_to(&self, headings: &[String]) -> Self {
        let mut left: Vec<&ColumnMapping> = self.columns.iter().collect();
        let mut columns = Vec::with_capacity(headings.len());
        for heading in headings {
            let exact = left.iter().position(|column| column.heading == *heading);
            let at = exact.or_else(|| left.iter().position(|column| key(&column.heading) == key(heading)));
            let target = at.map_or(Target::Ignore, |at| left.remove(at).target.clone());
            columns.push(ColumnMapping { heading: heading.clone(), target });
        }
        Self { columns, defaults: self.defaults.clone() }
    }

    /// Everything that keeps this mapping from being used.
    #[must_use]
    pub fn validate(&self, types: &[BusinessType]) -> Vec<MappingIssue> {
        let mut issues = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            let before = self.columns.iter().take(at).any(|other| other.target == column.target);
            if before && !column.target.may_repeat() {
                issues.push(MappingIssue::new(
                    &column.heading,
                    "target_repeated",
                    "已有另一列对应同一项。",
                    "Another column already holds this.",
                ));
            }
            if let Target::Field(id) = &column.target
                && !types.iter().any(|business_type| business_type.field(id).is_some())
            {
                issues.push(MappingIssue::new(
                    &column.heading,
                    "field_unknown",
                    "没有业务类型包含该字段。",
                    "No business type has this field.",
                ));
            }
        }
        if let Some(column) = self.columns.iter().find(|column| column.target.is_of_case() && !self.is_about_cases()) {
            issues.push(MappingIssue::new(
                &column.heading,
                "reference_not_mapped",
                "请指定业务单的合同/工单号所在的列。",
                "Say which column holds the reference of the case.",
            ));
        }
        if !self.has(&Target::BusinessType) && self.defaults.business_type.is_none() {
            issues.push(MappingIssue::new(
                "",
                "type_not_mapped",
                "请指定业务类型所在的列，或为全部行选择一个业务类型。",
                "Say which column holds the business type, or choose one for all rows.",
            ));
        }
        issues
    }

    /// Whether the table is about cases and their papers: of folders it says only where those belong.
    #[must_use]
    pub fn is_about_cases(&self) -> bool {
        self.has(&Target::CaseReference) || self.has(&Target::CaseCode)
    }

    /// Whether some column holds this.
    #[must_use]
    pub fn has(&self, target: &Target) -> bool {
        self.columns.iter().any(|column| column.target == *target)
    }
}

/// Proposes what the columns mean: by what people usually call them, then by the names of custom fields. Nothing is guessed
/// that is not known, and what may stand once is proposed once.
#[must_use]
pub fn suggest_mapping(headings: &[String], types: &[BusinessType]) -> Mapping {
    let mut mapping = Mapping::default();
    for heading in headings {
        let usual = target_of(heading).filter(|target| target.may_repeat() || !mapping.has(target));
        let field = || field_of(heading, types).map(Target::Field).filter(|target| !mapping.has(target));
        let target = match shifting(heading) {
            Some(_) => Target::Ignore,
            None => usual.or_else(field).unwrap_or(Target::Ignore),
        };
        mapping.columns.push(ColumnMapping { heading: heading.clone(), target });
    }
    settle_shifting(&mut mapping, types);
    if !mapping.is_about_cases() {
        let idle = mapping.columns.iter_mut().filter(|column| column.target.is_of_case());
        idle.for_each(|column| column.target = Target::Ignore);
    }
    mapping
}

/// Says what those headings mean whose meaning depends on the others.
///
/// A table is of cases if it says something that only a case has, or names it, and nothing that only folders on shelves
/// have. A department's number is then the case's reference, and the case itself its code beside that; in a table of
/// folders they are old numbers.
fn settle_shifting(mapping: &mut Mapping, types: &[BusinessType]) {
    let columns = |mapping: &Mapping, kind: Shifting| -> Vec<usize> {
        let found = mapping.columns.iter().enumerate().filter(|(_, column)| shifting(&column.heading) == Some(kind));
        found.filter(|(_, column)| column.target == Target::Ignore).map(|(at, _)| at).collect()
    };
    let set = |mapping: &mut Mapping, at: usize, target: Target| {
        let free = target.may_repeat() || !mapping.has(&target);
        if let Some(column) = mapping.columns.get_mut(at).filter(|_| free) {
            column.target = target;
        }
    };
    let (numbers, cases) = (columns(mapping, Shifting::Number), columns(mapping, Shifting::Case));
    let department_numbers = columns(mapping, Shifting::DepartmentNumber);
    if !is_of_cases(mapping, !cases.is_empty(), !numbers.is_empty() || !department_numbers.is_empty()) {
        numbers.iter().chain(&cases).for_each(|at| set(mapping, *at, Target::ForeignCode));
        department_numbers.iter().for_each(|at| set(mapping, *at, Target::Department));
        return;
    }
    for at in numbers {
        let heading = mapping.columns.get(at).map(|column| column.heading.clone()).unwrap_or_default();
        let beside = || field_of(&heading, types).map_or(Target::Note, Target::Field);
        set(mapping, at, if mapping.has(&Target::CaseReference) { beside() } else { Target::CaseReference });
    }
    for at in department_numbers {
        let reference = !mapping.has(&Target::CaseReference) && (mapping.has(&Target::Department) || cases.is_empty());
        set(mapping, at, if reference { Target::CaseReference } else { Target::Department });
    }
    for at in cases {
        set(mapping, at, if mapping.has(&Target::CaseReference) { Target::CaseCode } else { Target::CaseReference });
    }
    columns(mapping, Shifting::State).iter().for_each(|at| set(mapping, *at, Target::CasePhase));
    columns(mapping, Shifting::Title).iter().for_each(|at| set(mapping, *at, Target::SubjectName));
}

/// Whether a table is of cases, by what its columns say and whether something in it names a case or a business.
fn is_of_cases(mapping: &Mapping, names_cases: bool, has_numbers: bool) -> bool {
    let has = |said: &dyn Fn(&Target) -> bool| mapping.columns.iter().any(|column| said(&column.target));
    let strong = has(&|target| target.is_of_case() && *target != Target::Responsible);
    let weak = (names_cases || has(&|target| *target == Target::Responsible)) && !has(&Target::is_of_shelf);
    mapping.is_about_cases() || ((names_cases || has_numbers) && (strong || weak))
}

fn field_of(heading: &str, types: &[BusinessType]) -> Option<String> {
    let wanted = key(heading);
    let fields = types.iter().flat_map(|business_type| &business_type.fields);
    let mut matching =
        fields.filter(|field| [&field.id, &field.name.zh, &field.name.en].iter().any(|name| key(name) == wanted));
    matching.next().map(|field| field.id.clone())
}
