//! Editing a folder's metadata.

use super::Draft;
use super::folders::{check_details, thickness};
use crate::domain::business_type::BusinessType;
use crate::domain::command::FolderPatch;
use crate::domain::event::{ConditionNoted, Event, FolderEdited};
use crate::domain::folder::FolderFacts;
use crate::domain::refusal::{Code, Refusal};

/// How long the id of a field may be, in bytes.
const MAX_ID_BYTES: usize = 64;

impl Draft<'_> {
    pub(super) fn edit_folder(&mut self, patch: &FolderPatch) -> Result<(), Refusal> {
        let folder = self.find(&patch.folder)?;
        let row = self.present(folder)?;
        if patch.if_version.is_some_and(|version| version != row.edited_seq) {
            return Err(Code::Stale.into());
        }
        let before = self.state.folders.facts(folder).ok_or(Code::Internal)?;
        let business_type = self.type_of(&before, patch.business_type.as_deref())?;
        let facts = self.patched(&before, patch, &business_type)?;
        let details = match &patch.details {
            Some(details) => Some(check_details(&business_type, &details.fields, &details.note)?),
            None => None,
        };
        let mut changed = changes(&before, &facts);
        // Ids only: whatever is longer is none, and facts must not hold what somebody typed.
        changed.extend(patch.changed_details.iter().filter(|id| id.len() <= MAX_ID_BYTES).take(100).cloned());
        // The condition is an observation with an event of its own, in the same frame: one request, done or not.
        if let Some(condition) = patch.condition.filter(|&condition| condition != row.condition) {
            self.record(Event::ConditionNoted(ConditionNoted { folder, condition }, None));
        }
        if changed.is_empty() {
            return Ok(());
        }
        let thickness_mm = facts.thickness_mm;
        self.record(Event::FolderEdited(FolderEdited { folder, facts, changed }, details));
        if thickness_mm != before.thickness_mm {
            self.resize(folder, thickness_mm);
        }
        Ok(())
    }

    /// The type to judge by: a new one in its newest version, else the version the folder was registered under.
    fn type_of(&self, before: &FolderFacts, asked: Option<&str>) -> Result<std::sync::Arc<BusinessType>, Refusal> {
        let organisation = &self.state.organisation;
        let registered = organisation.business_type_version(before.business_type, before.type_version);
        match (asked, registered) {
            (Some(code), Some(registered)) if registered.code == code => Ok(registered.clone()),
            (Some(code), _) => Ok(self.business_type(code)?.1),
            (None, Some(registered)) => Ok(registered.clone()),
            (None, None) => Err(Code::Internal.into()),
        }
    }

    fn patched(
        &mut self,
        before: &FolderFacts,
        patch: &FolderPatch,
        kind: &BusinessType,
    ) -> Result<FolderFacts, Refusal> {
        let mut facts = before.clone();
        facts.business_type = self.state.organisation.type_by_code(&kind.code).unwrap_or(before.business_type);
        facts.type_version = kind.version;
        if let Some(date) = patch.business_date {
            self.check_business_date(date)?;
            facts.business_date = date;
        }
        if let Some(department) = &patch.department {
            facts.department = self.department(department.as_deref())?;
        }
        if let Some(class) = &patch.class {
            facts.class = self.class(class)?;
        }
        if patch.thickness_mm.is_some() {
            facts.thickness_mm = thickness(patch.thickness_mm, kind)?;
        }
        if let Some(subjects) = &patch.subjects {
            facts.subjects = self.link_subjects(kind, &before.subjects, subjects)?;
        }
        Ok(facts)
    }
}

/// The ids of the facts that differ.
pub(super) fn changes(before: &FolderFacts, after: &FolderFacts) -> Vec<String> {
    let differs = [
        ("business_type", before.business_type != after.business_type || before.type_version != after.type_version),
        ("class", before.class != after.class),
        ("department", before.department != after.department),
        ("business_date", before.business_date != after.business_date),
        ("thickness_mm", before.thickness_mm != after.thickness_mm),
        ("subjects", before.subjects != after.subjects),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(id, _)| id.to_owned()).collect()
}
