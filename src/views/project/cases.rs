//! What a frame changes in the words of cases, and in their histories.

use super::Projection;
use crate::domain::case::CASES_PER_FOLDER_MAX;
use crate::domain::event::{Event, MoveDetails, PaperRemarks, Remark};
use crate::domain::ids::{CaseNo, FolderNo};
use crate::domain::paper::PaperNo;
use crate::domain::state::Stamp;
use crate::views::record::{CaseRecord, key};
use crate::views::store::ViewError;
use std::collections::BTreeMap;

impl Projection<'_> {
    pub(super) fn take_case(&mut self, stamp: Stamp, event: &Event) -> Result<(), ViewError> {
        let cases = event.cases();
        self.marks.extend(cases.iter().map(|case| key::case_history(*case, stamp.seq)));
        match event {
            Event::FolderSplit(event, _) => {
                self.marks.extend(cases.into_iter().map(|case| key::case_of_folder(event.into, case)));
            }
            Event::FoldersMerged(event, _) => {
                let moved = self.cases_ever_in(event.from)?;
                self.marks.extend(moved.into_iter().map(|case| key::case_of_folder(event.into, case)));
            }
            _ => {}
        }
        let Some(case) = event.case() else { return Ok(()) };
        match event {
            Event::CaseOpened(event, details) => {
                let details = details.clone().unwrap_or_default();
                self.cases.insert(case, CaseRecord { details, ..CaseRecord::default() });
                self.marks.push(key::case_of_folder(event.facts.folder, case));
                Ok(())
            }
            Event::CaseEdited(_, Some(details)) => self.change_case(case, |record| record.details = details.clone()),
            Event::PapersNoted(event, said) => self.change_case(case, |record| {
                // What was said of a paper was said of it as it was then.
                for paper in &event.papers {
                    record.remarks.remove(&paper.no);
                }
                said.iter().for_each(|said| remember(record, said));
            }),
            Event::CaseExtended(_, reason)
            | Event::DueMoved(_, reason)
            | Event::DueRecounted(_, reason)
            | Event::ExtensionAsked(_, reason)
            | Event::ExtensionRefused(_, reason)
            | Event::CaseReassigned(_, reason)
            | Event::CaseCancelled(_, reason)
            | Event::CaseTurnedAway(_, reason)
            | Event::CaseReviewed(_, reason) => self.reason(case, reason.as_ref()),
            Event::CaseMoved(event, reason) => {
                self.marks.push(key::case_of_folder(event.into, case));
                self.reason(case, reason.as_ref())
            }
            Event::CaseRetyped(event, said) => self.change_case(case, |record| {
                renumber(&mut record.remarks, &event.renumbered);
                renumber(&mut record.names, &event.renumbered);
                said.iter().for_each(|said| remember(record, said));
            }),
            other => self.take_paper(case, other),
        }
    }

    fn take_paper(&mut self, case: CaseNo, event: &Event) -> Result<(), ViewError> {
        match event {
            Event::PaperReturned(event) => self.remark_paper(case, event.paper.no, None),
            Event::PaperShort(event, note) => self.remark_paper(case, event.paper.no, note.as_ref()),
            Event::PaperWithdrawn(event, reason) => self.remark_paper(case, event.paper.no, reason.as_ref()),
            Event::PaperSighted(event, Some(note)) => self.remark_paper(case, event.paper, Some(note)),
            Event::PaperMoved(event, details) => {
                let MoveDetails { reason, name } = details.clone().unwrap_or_default();
                self.remark_paper(case, event.paper.no, Some(&Remark { text: reason }))?;
                self.remark_paper(event.to, event.to_paper.no, None)?;
                self.change_case(event.to, |record| {
                    if !name.is_empty() {
                        record.names.insert(event.to_paper.no, name);
                    }
                })
            }
            _ => Ok(()),
        }
    }

    /// What is to be known of a paper as it is now.
    fn remark_paper(&mut self, case: CaseNo, paper: PaperNo, remark: Option<&Remark>) -> Result<(), ViewError> {
        let text = remark.map(|remark| remark.text.clone()).filter(|text| !text.is_empty());
        self.change_case(case, |record| {
            match text {
                Some(text) => record.remarks.insert(paper, text),
                None => record.remarks.remove(&paper),
            };
        })
    }

    fn reason(&mut self, case: CaseNo, reason: Option<&Remark>) -> Result<(), ViewError> {
        let text = reason.map(|reason| reason.text.clone()).unwrap_or_default();
        self.change_case(case, |record| record.reason = text)
    }

    /// Forgets what was said of the cases that were ever in a folder.
    pub(super) fn forget_cases(&mut self, folder: FolderNo) -> Result<(), ViewError> {
        for case in self.cases_ever_in(folder)? {
            self.change_case(case, |record| *record = CaseRecord::default())?;
        }
        Ok(())
    }

    fn cases_ever_in(&self, folder: FolderNo) -> Result<Vec<CaseNo>, ViewError> {
        let (first, last) = (key::case_of_folder(folder, CaseNo(0)), key::case_of_folder(folder, CaseNo(u32::MAX)));
        let prefix = first.get(..5).unwrap_or_default();
        let kept = self.words.others_before::<()>(prefix, &last, CASES_PER_FOLDER_MAX)?;
        let new = self.marks.iter().filter(|mark| mark.starts_with(prefix)).cloned();
        Ok(kept.into_iter().map(|(key, ())| key).chain(new).filter_map(|key| key::case_no(&key)).collect())
    }

    fn change_case(&mut self, case: CaseNo, change: impl FnOnce(&mut CaseRecord)) -> Result<(), ViewError> {
        if !self.cases.contains_key(&case) {
            let Some(record) = self.words.other(&key::case(case))? else { return Ok(()) };
            self.cases.insert(case, record);
        }
        if let Some(record) = self.cases.get_mut(&case) {
            change(record);
        }
        Ok(())
    }
}

/// What was said of papers, under the numbers they have now.
fn renumber(said: &mut BTreeMap<PaperNo, String>, renumbered: &[(PaperNo, PaperNo)]) {
    let before = std::mem::take(said);
    said.extend(renumbered.iter().filter_map(|(was, now)| Some((*now, before.get(was)?.clone()))));
}

fn remember(record: &mut CaseRecord, said: &PaperRemarks) {
    record.remarks.extend(said.remarks.iter().cloned());
    record.names.extend(said.names.iter().cloned());
}
