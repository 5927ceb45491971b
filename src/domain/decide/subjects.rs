//! Subjects: edit, merge, split.

use super::Draft;
use crate::domain::command::SubjectErasure;
use crate::domain::erasure::Redaction;
use crate::domain::event::{
    Detached, Event, FolderEdited, Remark, SubjectAdded, SubjectEdited, SubjectErased, SubjectSplit, SubjectsMerged,
};
use crate::domain::ids::SubjectNo;
use crate::domain::limits::SUBJECT_CHARS;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::subject::{IdentityKind, SubjectDetails};
use crate::domain::value::{self, FieldKind};

/// How many folders one split may name.
const MAX_SPLIT: usize = 1_000;
/// How long the id of what changed may be, in bytes.
const MAX_ID_BYTES: usize = 64;
/// How many identities or telephone numbers a subject may have.
const MAX_ENTRIES: usize = 50;

impl Draft<'_> {
    pub(super) fn edit_subject(
        &mut self,
        no: SubjectNo,
        details: &SubjectDetails,
        changed: &[String],
    ) -> Result<(), Refusal> {
        let subject = self.known_subject(no)?;
        let details = &canonical(details)?;
        self.check_identities(subject, details)?;
        let changed = changed.iter().filter(|id| id.len() <= MAX_ID_BYTES).take(20).cloned().collect();
        self.record(Event::SubjectEdited(SubjectEdited { subject, changed }, Some(details.clone())));
        Ok(())
    }

    pub(super) fn merge_subjects(&mut self, from: SubjectNo, into: SubjectNo) -> Result<(), Refusal> {
        let (from, into) = (self.known_subject(from)?, self.known_subject(into)?);
        if from == into {
            return Err(Refusal::bad_in_words("into", "the same subject", "同一归户对象"));
        }
        if self.state.subjects.kind(from) != self.state.subjects.kind(into) {
            return Err(Code::SubjectKindsDiffer.into());
        }
        self.record(SubjectsMerged { from, into });
        Ok(())
    }

    /// Makes a second subject out of one record and gives it some of the folders.
    pub(super) fn split_subject(
        &mut self,
        from: SubjectNo,
        codes: &[String],
        details: &SubjectDetails,
    ) -> Result<(), Refusal> {
        let from = self.known_subject(from)?;
        check(details)?;
        if codes.len() > MAX_SPLIT {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", MAX_SPLIT).with("what", "folders"));
        }
        let theirs = self.state.subjects.folders_of(from);
        let mut folders = Vec::with_capacity(codes.len());
        for code in codes {
            let folder = self.find(code)?;
            if !theirs.contains(&folder) {
                return Err(self.refusal(Code::CodeUnknown, folder));
            }
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
        if folders.is_empty() {
            return Err(Refusal::bad_in_words("folders", "none", "未选择"));
        }
        let kind = self.state.subjects.kind(from).ok_or(Code::SubjectUnknown)?;
        let into = SubjectNo(self.state.subjects.len() as u32);
        self.check_identities(into, details)?;
        self.record(Event::SubjectAdded(SubjectAdded { subject: into, kind }, Some(details.clone())));
        self.record(SubjectSplit { from, into, folders });
        Ok(())
    }

    /// A subject that exists and is about at least one folder the actor may see.
    pub(super) fn known_subject(&self, no: SubjectNo) -> Result<SubjectNo, Refusal> {
        let subject = self.state.subjects.resolve(no);
        let folders = self.state.subjects.folders_of(subject);
        let seen = |&folder: &_| self.state.sees(&self.sight, folder);
        if self.state.subjects.kind(subject).is_none() || !(folders.is_empty() || folders.iter().any(seen)) {
            return Err(Code::SubjectUnknown.into());
        }
        self.not_erased(subject)
    }

    /// A subject whose data were erased takes no new ones: whoever comes again is somebody new.
    fn not_erased(&self, subject: SubjectNo) -> Result<SubjectNo, Refusal> {
        if self.state.subjects.erasure(subject).is_some() { Err(Code::SubjectErased.into()) } else { Ok(subject) }
    }

    /// Records what is erased, and what folders that are about others too say from now on.
    pub(super) fn erase_subject(&mut self, erasure: &SubjectErasure) -> Result<(), Refusal> {
        let subject = self.state.subjects.resolve(erasure.subject);
        if self.state.subjects.kind(subject).is_none() {
            return Err(Code::SubjectUnknown.into());
        }
        if erasure.reason.trim().is_empty() {
            return Err(Code::ReasonRequired.into());
        }
        for Redaction { folder, version, details } in &erasure.redactions {
            if self.state.custody.get(*folder).is_none_or(|row| row.edited_seq != *version) {
                return Err(Code::ErasurePlanChanged.into());
            }
            let facts = self.state.folders.facts(*folder).ok_or(Code::Internal)?;
            let changed = vec!["erased".to_owned()];
            self.record(Event::FolderEdited(FolderEdited { folder: *folder, facts, changed }, Some(details.clone())));
        }
        for &(folder, no) in &erasure.attachments {
            if self.state.attachments.get(folder, no).is_none() {
                return Err(Code::ErasurePlanChanged.into());
            }
            self.record(Event::Detached(Detached { folder, no }, None));
        }
        for scan in &erasure.scans {
            self.erase_pages(scan, erasure.again)?;
        }
        let (items, folders) = (erasure.items.clone(), erasure.folders.clone());
        let event = SubjectErased { subject, items, folders, again: erasure.again };
        self.record(Event::SubjectErased(event, Some(Remark { text: erasure.reason.trim().to_owned() })));
        Ok(())
    }

    fn check_identities(&self, subject: SubjectNo, details: &SubjectDetails) -> Result<(), Refusal> {
        for identity in &details.identities {
            if self.state.subjects.by_identity(identity).is_some_and(|owner| owner != subject) {
                return Err(Refusal::new(Code::IdentityTaken).with("identity", identity.kind.name()));
            }
        }
        Ok(())
    }
}

/// What is known of a subject in canonical form and within limits. An identity that decides whether two subjects are the
/// same must be right: a slip in it would make one of two, or two of one. What only helps to find is taken as it is.
pub(super) fn canonical(details: &SubjectDetails) -> Result<SubjectDetails, Refusal> {
    check(details)?;
    let mut details = details.clone();
    for identity in &mut details.identities {
        let kind = match identity.kind {
            IdentityKind::IdentityNumber => FieldKind::IdentityNumber,
            IdentityKind::OrganisationCode => FieldKind::OrganisationCode,
            IdentityKind::Vin => FieldKind::Vin,
            IdentityKind::Plate => FieldKind::Plate,
            IdentityKind::Account | IdentityKind::Other => FieldKind::Text,
        };
        match value::read(kind, &identity.value) {
            Ok(parsed) => identity.value = parsed.canonical,
            Err(issue) if identity.kind.matches() => {
                let refusal = Refusal::new(Code::BadValue).with("field", identity.kind.name());
                return Err(refusal.with("detail_en", &issue.detail.en).with("detail_zh", &issue.detail.zh));
            }
            Err(_) => identity.value = identity.value.trim().to_owned(),
        }
    }
    details.identities.retain(|identity| !identity.value.is_empty());
    for phone in &mut details.phones {
        if let Ok(parsed) = value::read(FieldKind::Phone, phone) {
            *phone = parsed.canonical;
        }
    }
    details.phones.retain(|phone| !phone.trim().is_empty());
    Ok(details)
}

/// Limits on what is known of a subject.
fn check(details: &SubjectDetails) -> Result<(), Refusal> {
    let limit = |limit: usize, what: &str| Refusal::new(Code::LimitExceeded).with("limit", limit).with("what", what);
    if details.identities.len() > MAX_ENTRIES || details.phones.len() > MAX_ENTRIES {
        return Err(limit(MAX_ENTRIES, "identities"));
    }
    let texts = [&details.name, &details.address, &details.note].into_iter().chain(&details.phones);
    let texts = texts.chain(details.identities.iter().map(|identity| &identity.value));
    for text in texts {
        if text.chars().count() > SUBJECT_CHARS {
            return Err(limit(SUBJECT_CHARS, "characters"));
        }
    }
    Ok(())
}
