//! Two folders that were one: the second keeps all there was of both.

use super::Draft;
use super::attachments::MAX_ATTACHMENTS;
use super::folders::{check_details, thickness};
use crate::domain::business_type::{Scope, THICKNESS_MM};
use crate::domain::case::{CASES_PER_FOLDER_MAX, CasePhase};
use crate::domain::command::FolderMerge;
use crate::domain::discrepancy::Settling;
use crate::domain::event::{Event, FolderEdited, FoldersMerged};
use crate::domain::folder::{FolderFacts, SubjectLink};
use crate::domain::ids::{ClassNo, FolderNo};
use crate::domain::refusal::{Code, Refusal};

/// How many codes a folder may have come to by merging.
const MERGED_CODES_MAX: usize = 200;

impl Draft<'_> {
    /// Puts one folder into another. Both must be at hand: nobody can put together what he does not hold.
    pub(super) fn merge_folders(&mut self, merge: &FolderMerge) -> Result<(), Refusal> {
        let (from, into) = (self.find(&merge.from)?, self.find(&merge.into)?);
        let reason = super::papers::reason(&merge.reason)?;
        if from == into {
            return Err(Refusal::bad_in_words("into", "the same folder", "同一档案袋"));
        }
        let (gone, stays) = (self.at_hand(from)?, self.at_hand(into)?);
        if merge.if_versions.is_some_and(|versions| versions != (stays.edited_seq, gone.edited_seq)) {
            return Err(Code::Stale.into());
        }
        self.may_be_one(from, into)?;
        let (theirs, before) = (self.facts(from)?, self.facts(into)?);
        let facts = self.united(&theirs, &before, into, merge.thickness_mm)?;
        let details = match &merge.details {
            Some(words) => Some(check_details(&*self.registered_type(into)?, &words.fields, &words.note)?),
            None => None,
        };
        let attachments = self.renumbered(from, into)?;
        let thickness_mm = facts.thickness_mm;
        let changed = super::edit::changes(&before, &facts);
        if !changed.is_empty() || details.is_some() {
            self.record(Event::FolderEdited(FolderEdited { folder: into, facts, changed }, details));
        }
        if !theirs.subjects.is_empty() {
            let changed = vec!["subjects".to_owned()];
            let facts = FolderFacts { subjects: Vec::new(), ..theirs };
            self.record(Event::FolderEdited(FolderEdited { folder: from, facts, changed }, None));
        }
        let open: Vec<_> = self.state.discrepancies.of(from).map(|(no, _)| no).collect();
        for no in open {
            self.settled(no, Some(from), Settling::Explained, None);
        }
        self.record(Event::FoldersMerged(FoldersMerged { from, into, attachments }, Some(reason)));
        self.release_place(from);
        self.resize(into, thickness_mm);
        Ok(())
    }

    fn facts(&self, folder: FolderNo) -> Result<FolderFacts, Refusal> {
        self.state.folders.facts(folder).ok_or_else(|| Code::Internal.into())
    }

    /// Whether two folders can be one: of one type, not apart on purpose, and not more than one folder may hold.
    fn may_be_one(&self, from: FolderNo, into: FolderNo) -> Result<(), Refusal> {
        self.one_kind(from, into)?;
        let volumes = &self.state.volumes;
        let is_first = volumes.file(from) == from;
        if !volumes.of(from).is_empty() && (is_first || volumes.file(into) != volumes.file(from)) {
            return Err(self.refusal(Code::FolderInFile, from));
        }
        let cases = &self.state.cases;
        let limit =
            |limit: usize, what: &str| Err(Refusal::new(Code::LimitExceeded).with("limit", limit).with("what", what));
        if cases.of_folder(from).len() + cases.of_folder(into).len() > CASES_PER_FOLDER_MAX {
            return limit(CASES_PER_FOLDER_MAX, "cases");
        }
        let codes = &self.state.codes;
        if codes.others(from).len() + codes.others(into).len() >= MERGED_CODES_MAX {
            return limit(MERGED_CODES_MAX, "codes");
        }
        Ok(())
    }

    /// Whether two folders can be of one file: of one type, and not of two cases that have a folder each.
    pub(super) fn one_kind(&self, one: FolderNo, other: FolderNo) -> Result<(), Refusal> {
        if self.facts(one)?.business_type != self.facts(other)?.business_type {
            return Err(self.refusal(Code::FoldersDiffer, one).with("other", self.state.codes.own(other)));
        }
        let alive = |folder: FolderNo| {
            let rows = self.state.cases.of_folder(folder).iter().filter_map(|case| self.case_row(*case));
            rows.filter(|row| row.phase != CasePhase::Cancelled).count()
        };
        match self.registered_type(other)?.scope {
            Scope::Case if alive(one) > 0 && alive(other) > 0 => Err(self.refusal(Code::FolderHoldsCase, other)),
            _ => Ok(()),
        }
    }

    /// What the folder that stays is then: about the subjects of both, as secret as the more secret one, as thick as both.
    fn united(
        &self,
        theirs: &FolderFacts,
        before: &FolderFacts,
        into: FolderNo,
        asked_mm: Option<u32>,
    ) -> Result<FolderFacts, Refusal> {
        let mut facts = before.clone();
        let known = |link: &&SubjectLink| !before.subjects.contains(link);
        facts.subjects.extend(theirs.subjects.iter().filter(known).cloned());
        let subjects_max = super::housing::subjects_max(self.registered_type(into)?.scope);
        if facts.subjects.len() > subjects_max {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", subjects_max).with("what", "subjects"));
        }
        let rank = |class: ClassNo| {
            self.state.organisation.class(class).map_or((true, u8::MAX), |class| (class.confidential, class.rank))
        };
        facts.class = if rank(theirs.class) > rank(before.class) { theirs.class } else { before.class };
        facts.business_date = before.business_date.or(theirs.business_date);
        let both_mm = (before.thickness_mm + theirs.thickness_mm).min(u32::from(*THICKNESS_MM.end()));
        facts.thickness_mm = thickness(asked_mm.or(Some(both_mm)), &*self.registered_type(into)?)?;
        Ok(facts)
    }

    /// The numbers that attachments get in the folder they come to.
    fn renumbered(&self, from: FolderNo, into: FolderNo) -> Result<Vec<(u32, u32)>, Refusal> {
        let next = self.state.attachments.next_no(into);
        let renumbered: Vec<(u32, u32)> = self.state.attachments.of(from).map(|row| row.no).zip(next..).collect();
        match renumbered.last() {
            Some((_, last)) if *last > MAX_ATTACHMENTS => {
                Err(Refusal::new(Code::LimitExceeded).with("limit", MAX_ATTACHMENTS).with("what", "attachments"))
            }
            _ => Ok(renumbered),
        }
    }
}
