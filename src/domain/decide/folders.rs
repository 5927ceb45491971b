//! Registering folders: their code, their type's rules, their subjects, their first place.

use super::Draft;
use crate::domain::business_type::{BusinessType, Severity};
use crate::domain::code::{self, Template};
use crate::domain::command::{NewFolder, NewSubject, Placement, SubjectRef};
use crate::domain::event::{CodeAdded, Event, FolderRegistered, PutAway, Sequence, SubjectAdded, SubjectEnriched};
use crate::domain::folder::{CodeKind, FolderDetails, FolderFacts, OtherCode, SubjectLink};
use crate::domain::ids::{ClassNo, DepartmentNo, FolderNo, SubjectNo, TypeNo};
use crate::domain::limits::NOTE_CHARS;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::subject::{SubjectDetails, SubjectKind};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many codes a folder may carry besides its own.
pub const MAX_OTHER_CODES: usize = 20;
/// How many subjects a folder may have.
pub const MAX_SUBJECTS: usize = 20;
/// The first year a business date may lie in.
pub(super) const FIRST_YEAR: i32 = 1900;

impl Draft<'_> {
    /// Registers a folder.
    pub(super) fn register(&mut self, new: &NewFolder) -> Result<FolderNo, Refusal> {
        let (type_no, business_type) = self.business_type(&new.business_type)?;
        check_limits(new)?;
        if new.once {
            self.check_once(new, type_no)?;
        }
        self.check_business_date(new.business_date)?;
        let class = self.class(new.class.as_deref().unwrap_or(&business_type.class))?;
        let department = self.own_department(new.department.as_deref())?;
        let details = check_details(&business_type, &new.fields, &new.note)?;
        let (code, sequence) = self.own_code(new.code.as_deref(), new.business_date, &business_type)?;
        let others = other_codes(&new.foreign_codes, &code)?;
        let subjects = self.link_subjects(&business_type, &[], &new.subjects)?;
        let folder = FolderNo(self.state.folders.len() as u32);
        let facts = FolderFacts {
            business_type: type_no,
            type_version: business_type.version,
            class,
            department,
            business_date: new.business_date,
            thickness_mm: thickness(new.thickness_mm, &business_type)?,
            subjects,
        };
        let event = FolderRegistered { folder, code, sequence, others, facts, expected: new.expected };
        self.record(Event::FolderRegistered(event, Some(details)));
        self.place_new(folder, &new.placement)?;
        Ok(folder)
    }

    pub(super) fn place_new(&mut self, folder: FolderNo, placement: &Placement) -> Result<(), Refusal> {
        match placement {
            Placement::None => Ok(()),
            Placement::Assign => self.assign_best(folder),
            Placement::Slot(code) | Placement::Box(code) => {
                let home = self.holder_by_code(code)?;
                self.stand_at(folder, home)?;
                self.record(PutAway { folder });
                Ok(())
            }
        }
    }

    /// The newest version of a business type.
    pub(super) fn business_type(&self, code: &str) -> Result<(TypeNo, Arc<BusinessType>), Refusal> {
        let unknown = || Refusal::new(Code::TypeUnknown).with("type", code);
        let no = self.state.organisation.type_by_code(code).ok_or_else(unknown)?;
        Ok((no, self.state.organisation.business_type(no).ok_or_else(unknown)?.clone()))
    }

    pub(super) fn class(&self, code: &str) -> Result<ClassNo, Refusal> {
        let class = self.state.organisation.class_by_code(code);
        class.ok_or_else(|| Refusal::new(Code::ClassUnknown).with("class", code))
    }

    pub(super) fn department(&self, code: Option<&str>) -> Result<Option<DepartmentNo>, Refusal> {
        let Some(code) = code.filter(|code| !code.is_empty()) else { return Ok(None) };
        let department = self.state.organisation.department_by_code(code);
        department.map(Some).ok_or_else(|| Refusal::new(Code::DepartmentUnknown).with("department", code))
    }

    /// A business date is a day of the past: not before 1900, not in the future.
    pub(super) fn check_business_date(&self, date: Option<NaiveDate>) -> Result<(), Refusal> {
        match date {
            Some(date) if date > self.context.today => {
                Err(Refusal::bad_in_words("business_date", "in the future", "晚于今天"))
            }
            Some(date) if date.year() < FIRST_YEAR => {
                Err(Refusal::bad_in_words("business_date", "before 1900", "早于 1900 年"))
            }
            _ => Ok(()),
        }
    }

    /// The code it brings along, or the next one of its type's series.
    pub(super) fn own_code(
        &self,
        asked: Option<&str>,
        date: Option<NaiveDate>,
        business_type: &BusinessType,
    ) -> Result<(String, Option<Sequence>), Refusal> {
        if let Some(code) = asked {
            let code = code::read_new_code(code).map_err(|fault| fault.refuse(code))?;
            self.check_free(&code)?;
            return Ok((code, None));
        }
        let template = Template::parse(&business_type.code_template).map_err(|fault| {
            Refusal::new(Code::CodeInvalid).with("code", &business_type.code_template).in_words(
                "detail",
                fault.en(),
                fault.zh(),
            )
        })?;
        let date = date.unwrap_or(self.context.today);
        let fonds = &self.state.organisation.settings().fonds;
        let prefix = template.series(&business_type.code, date, fonds);
        let mut number = self.state.codes.last_in_sequence(&prefix);
        loop {
            let used_up = || Refusal::new(Code::LimitExceeded).with("limit", u32::MAX).with("what", &prefix);
            number = number.checked_add(1).ok_or_else(used_up)?;
            let code = template.render(&business_type.code, date, u64::from(number), fonds);
            // A number may be taken by a code that somebody brought along; the next one is as good.
            if self.state.codes.owner(&code).is_none() {
                return Ok((code, Some(Sequence { prefix, number })));
            }
        }
    }

    /// Refuses a code that a folder owns or owned.
    pub(super) fn check_free(&self, code: &str) -> Result<(), Refusal> {
        match self.state.codes.owner(code) {
            Some(_) => Err(Refusal::new(Code::CodeTaken).with("code", code)),
            None => Ok(()),
        }
    }

    /// Refuses what describes a folder that is there: one of the same type and date carries its old number.
    fn check_once(&self, new: &NewFolder, business_type: TypeNo) -> Result<(), Refusal> {
        let old = new.foreign_codes.first().filter(|_| new.code.is_none());
        let Some(old) = old.and_then(|code| code::read_code(code).ok()) else { return Ok(()) };
        let same = |folder: &FolderNo| {
            let row = self.state.folders.get(*folder);
            row.is_some_and(|row| row.business_type == business_type && row.business_date == new.business_date)
        };
        match self.state.codes.carriers(&old).into_iter().map(|carrier| carrier.folder).find(same) {
            // What he may not see is named as he named it.
            Some(folder) if self.state.sees(&self.sight, folder) => Err(self.refusal(Code::AlreadyRegistered, folder)),
            Some(_) => Err(Refusal::new(Code::AlreadyRegistered).with("code", old)),
            None => Ok(()),
        }
    }

    /// Links subjects: known ones by number, as far as the actor may know of them; one that is described to a known one
    /// that shares an identity, else to a new one. Those that are linked already stay so, whatever became of them.
    pub(super) fn link_subjects(
        &mut self,
        business_type: &BusinessType,
        before: &[SubjectLink],
        subjects: &[SubjectRef],
    ) -> Result<Vec<SubjectLink>, Refusal> {
        if subjects.len() > MAX_SUBJECTS {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", MAX_SUBJECTS).with("what", "subjects"));
        }
        let mut links: Vec<SubjectLink> = Vec::with_capacity(subjects.len());
        for subject in subjects {
            let link = match subject {
                SubjectRef::Known { subject, role, from, until } => {
                    let subject = self.state.subjects.resolve(*subject);
                    if !before.iter().any(|link| link.subject == subject) {
                        self.known_subject(subject)?;
                    }
                    let kind = self.state.subjects.kind(subject).ok_or(Code::SubjectUnknown)?;
                    let role = subject_role(business_type, role.as_deref(), kind)?;
                    SubjectLink { subject, role, from: *from, until: *until }
                }
                SubjectRef::New(described) => {
                    let details = super::subjects::canonical(&described.details)?;
                    let described = &NewSubject { details, ..described.clone() };
                    let role = subject_role(business_type, described.role.as_deref(), described.kind)?;
                    SubjectLink { subject: self.subject(described), role, from: None, until: None }
                }
            };
            if !links.contains(&link) {
                links.push(link);
            }
        }
        Ok(links)
    }

    /// The subject that shares an identity with a description, or a new one. Names match nothing.
    fn subject(&mut self, described: &NewSubject) -> SubjectNo {
        let details = &described.details;
        let known = details.identities.iter().find_map(|identity| self.state.subjects.by_identity(identity));
        let known = known.map(|subject| self.state.subjects.resolve(subject));
        match known.filter(|&subject| self.state.subjects.kind(subject) == Some(described.kind)) {
            Some(subject) => {
                if brings_more(details) {
                    let details = self.own_identities(subject, details);
                    self.record(Event::SubjectEnriched(SubjectEnriched { subject }, Some(details)));
                }
                subject
            }
            None => {
                let subject = SubjectNo(self.state.subjects.len() as u32);
                let details = self.own_identities(subject, details);
                self.record(Event::SubjectAdded(SubjectAdded { subject, kind: described.kind }, Some(details)));
                subject
            }
        }
    }

    /// A description without identities that belong to somebody else: they stay his; a person has to merge or correct.
    fn own_identities(&self, subject: SubjectNo, details: &SubjectDetails) -> SubjectDetails {
        let mut details = details.clone();
        let subjects = &self.state.subjects;
        details.identities.retain(|identity| subjects.by_identity(identity).is_none_or(|owner| owner == subject));
        details
    }

    pub(super) fn add_code(&mut self, folder: &str, new: &str, foreign: bool) -> Result<(), Refusal> {
        let folder = self.find(folder)?;
        self.present(folder)?;
        let code = code::read_new_code(new).map_err(|fault| fault.refuse(new))?;
        let kind = if foreign { CodeKind::Foreign } else { CodeKind::Alias };
        if !foreign {
            self.check_free(&code)?;
        }
        let others = self.state.codes.others(folder);
        if others.len() >= MAX_OTHER_CODES {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", MAX_OTHER_CODES).with("what", "codes"));
        }
        if others.iter().any(|other| other.code == code && other.kind == kind) {
            return Ok(());
        }
        self.record(CodeAdded { folder, code, kind });
        Ok(())
    }
}

/// The role a subject plays on a folder of a type: the one named, or the type's first for its kind.
fn subject_role(business_type: &BusinessType, role: Option<&str>, kind: SubjectKind) -> Result<String, Refusal> {
    match role {
        Some(role) => match business_type.roles.iter().find(|known| known.role == role) {
            Some(known) if known.takes(kind) => Ok(role.to_owned()),
            _ => Err(bad("subjects.role", role)),
        },
        None => Ok(business_type.role_for(kind).map_or_else(|| "subject".to_owned(), |known| known.role.clone())),
    }
}

/// Custom fields in canonical form. What is odd or missing is taken and flagged; what cannot be is refused.
pub(super) fn check_details(
    business_type: &BusinessType,
    fields: &BTreeMap<String, String>,
    note: &str,
) -> Result<FolderDetails, Refusal> {
    let (fields, issues) = business_type.check_fields(fields);
    if let Some(issue) = issues.iter().find(|issue| issue.severity == Severity::Error) {
        return Err(Refusal::bad_in_words(&issue.field, &issue.detail.en, &issue.detail.zh));
    }
    if note.chars().count() > NOTE_CHARS {
        return Err(Refusal::new(Code::LimitExceeded).with("limit", NOTE_CHARS).with("what", "characters"));
    }
    Ok(FolderDetails { fields, note: note.trim().to_owned() })
}

/// A thickness that a folder can have.
pub(super) fn thickness(asked_mm: Option<u32>, business_type: &BusinessType) -> Result<u32, Refusal> {
    let thickness_mm = asked_mm.unwrap_or(u32::from(business_type.thickness_mm));
    let range = crate::domain::business_type::THICKNESS_MM;
    if u16::try_from(thickness_mm).is_ok_and(|mm| range.contains(&mm)) {
        return Ok(thickness_mm);
    }
    Err(bad("thickness_mm", &format!("{}–{} mm", range.start(), range.end())))
}

fn check_limits(new: &NewFolder) -> Result<(), Refusal> {
    if new.foreign_codes.len() > MAX_OTHER_CODES {
        return Err(Refusal::new(Code::LimitExceeded).with("limit", MAX_OTHER_CODES).with("what", "codes"));
    }
    Ok(())
}

fn other_codes(foreign: &[String], own: &str) -> Result<Vec<OtherCode>, Refusal> {
    let mut codes: Vec<OtherCode> = Vec::with_capacity(foreign.len());
    for text in foreign {
        let code = code::read_new_code(text).map_err(|fault| fault.refuse(text))?;
        if code != own && !codes.iter().any(|known| known.code == code) {
            codes.push(OtherCode { code, kind: CodeKind::Foreign });
        }
    }
    Ok(codes)
}

fn brings_more(details: &SubjectDetails) -> bool {
    !details.phones.is_empty()
        || !details.address.is_empty()
        || !details.note.is_empty()
        || details.identities.len() > 1
        || !details.name.is_empty()
}

pub(super) fn bad(field: &str, detail: &str) -> Refusal {
    Refusal::bad(field, detail)
}
