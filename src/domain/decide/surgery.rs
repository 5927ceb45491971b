//! Folders as things of paper: volumes, cases that are taken apart, labels to be printed anew, loans that pass on.

use super::Draft;
use super::folders::thickness;
use crate::domain::business_type::BusinessType;
use crate::domain::case::CASES_PER_FOLDER_MAX;
use crate::domain::command::{SplitOff, SurgeryCommand};
use crate::domain::event::{
    Event, FolderEdited, FolderRegistered, FolderSplit, LoanTakenOver, ReprintAsked, ReprintWhy, Reprinted,
    VolumeAdded, VolumeLeft,
};
use crate::domain::folder::{FolderState, Whereabouts};
use crate::domain::ids::{CaseNo, FolderNo, PersonNo};
use crate::domain::person::Person;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::VOLUMES_MAX;
use chrono::NaiveDate;
use std::sync::Arc;

impl Draft<'_> {
    pub(super) fn decide_surgery(&mut self, command: &SurgeryCommand) -> Result<(), Refusal> {
        match command {
            SurgeryCommand::AddVolume(off) => self.add_volume(off),
            SurgeryCommand::JoinFile { folder, file } => self.join_existing(folder, file),
            SurgeryCommand::LeaveFile { folder } => self.leave_file(folder),
            SurgeryCommand::Split { off, cases, as_volume, reason } => {
                self.split_folder(off, cases, *as_volume, reason)
            }
            SurgeryCommand::LendFile { folder, borrower, due, purpose } => {
                let borrower = self.borrower(*borrower)?;
                self.lend_file(folder, &borrower, *due, purpose)
            }
            SurgeryCommand::Merge(merge) => self.merge_folders(merge),
            SurgeryCommand::SwapLabels { one, other, since, reason } => self.swap_labels(one, other, *since, reason),
            SurgeryCommand::AskReprint { folders, why } => {
                self.each_folder(folders, |draft, folder| draft.ask_reprint(folder, *why))
            }
            SurgeryCommand::NoteReprinted { folders } => self.each_folder(folders, |draft, folder| {
                if draft.state.reprints.of(folder).is_some() {
                    draft.record(Reprinted { folder });
                }
                Ok(())
            }),
            SurgeryCommand::TakeOver { folders, from, to } => {
                let to = self.borrower(*to)?;
                self.each_folder(folders, |draft, folder| draft.take_over(folder, *from, &to))
            }
        }
    }

    /// Begins another volume of a folder's file, whoever has the others.
    fn add_volume(&mut self, off: &SplitOff) -> Result<(), Refusal> {
        let folder = self.find(&off.folder)?;
        if self.present(folder)?.state == FolderState::Expected {
            return Err(self.refusal(Code::FolderExpected, folder));
        }
        let date = self.state.folders.get(folder).and_then(|row| row.business_date);
        let new = self.set_up_beside(folder, off, date)?;
        self.join_file(folder, new)?;
        self.finish_beside(folder, new, off)
    }

    /// Lets a folder that is there be the next volume of a file.
    fn join_existing(&mut self, folder: &str, file: &str) -> Result<(), Refusal> {
        let (folder, beside) = (self.find(folder)?, self.find(file)?);
        if folder == beside {
            return Err(Refusal::bad_in_words("file", "the same folder", "同一档案袋"));
        }
        for one in [folder, beside] {
            if self.present(one)?.state == FolderState::Expected {
                return Err(self.refusal(Code::FolderExpected, one));
            }
        }
        let volumes = &self.state.volumes;
        match volumes.number(folder) {
            Some(_) if volumes.file(folder) == volumes.file(beside) => self.unchanged.push(self.outcomes.len()),
            Some(volume) => return Err(self.refusal(Code::VolumeAlready, folder).with("volume", volume)),
            None => {
                self.one_kind(folder, beside)?;
                self.join_file(beside, folder)?;
            }
        }
        self.outcomes.push(Ok(folder.into()));
        Ok(())
    }

    /// Lets a folder stand for itself again.
    fn leave_file(&mut self, folder: &str) -> Result<(), Refusal> {
        let folder = self.find(folder)?;
        let volumes = &self.state.volumes;
        let file = volumes.file(folder);
        match volumes.number(folder) {
            Some(_) if file == folder => return Err(self.refusal(Code::FirstVolume, folder)),
            Some(_) => self.record(VolumeLeft { file, folder }),
            None => self.unchanged.push(self.outcomes.len()),
        }
        self.outcomes.push(Ok(folder.into()));
        Ok(())
    }

    /// Lends what there still is of a file. What the actor may not see is none of his.
    fn lend_file(&mut self, code: &str, to: &Person, due: Option<NaiveDate>, purpose: &str) -> Result<(), Refusal> {
        let named = self.find(code)?;
        let is_there = |folder: &FolderNo| {
            let gone = self.state.custody.get(*folder).is_none_or(|row| row.is_gone());
            self.state.sees(&self.sight, *folder) && !gone
        };
        let others = self.state.volumes.of(named).iter().map(|(_, folder)| *folder);
        let others: Vec<FolderNo> = others.filter(|folder| *folder != named && is_there(folder)).collect();
        for folder in std::iter::once(named).chain(others) {
            self.check_out(folder, to, due, purpose)?;
            self.outcomes.push(Ok(folder.into()));
        }
        Ok(())
    }

    /// Takes cases with their papers out of a folder that is at hand.
    fn split_folder(&mut self, off: &SplitOff, cases: &[String], as_volume: bool, reason: &str) -> Result<(), Refusal> {
        let folder = self.find(&off.folder)?;
        self.at_hand(folder)?;
        let reason = super::papers::reason(reason)?;
        let cases = self.cases_in(folder, cases)?;
        let date_of = |case: &CaseNo| self.case_row(*case).and_then(|row| row.business_date);
        let own_date = self.state.folders.get(folder).and_then(|row| row.business_date);
        let first = cases.iter().filter_map(date_of).min().filter(|_| !as_volume);
        let new = self.set_up_beside(folder, off, first.or(own_date))?;
        if as_volume {
            self.join_file(folder, new)?;
        }
        self.record(Event::FolderSplit(FolderSplit { from: folder, into: new, cases }, Some(reason)));
        self.finish_beside(folder, new, off)
    }

    /// The cases that are named, each once; all of them in this folder.
    fn cases_in(&self, folder: FolderNo, named: &[String]) -> Result<Vec<CaseNo>, Refusal> {
        if named.len() > CASES_PER_FOLDER_MAX {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", CASES_PER_FOLDER_MAX).with("what", "cases"));
        }
        let mut cases: Vec<CaseNo> = Vec::with_capacity(named.len());
        for text in named {
            let (case, row) = self.case(text)?;
            if row.folder != folder {
                let belongs = self.state.codes.own(row.folder);
                let refusal = self.case_refusal(Code::CaseOfOtherFolder, case).with("belongs", belongs);
                return Err(refusal.with("code", self.state.codes.own(folder)));
            }
            if !cases.contains(&case) {
                cases.push(case);
            }
        }
        if cases.is_empty() { Err(Refusal::bad_in_words("cases", "none", "未选择")) } else { Ok(cases) }
    }

    /// Registers a folder of the same kind, about the same subjects, as one that is there.
    fn set_up_beside(
        &mut self,
        beside: FolderNo,
        off: &SplitOff,
        date: Option<NaiveDate>,
    ) -> Result<FolderNo, Refusal> {
        let business_type = self.registered_type(beside)?;
        let mut facts = self.state.folders.facts(beside).ok_or(Code::Internal)?;
        facts.business_date = date;
        facts.thickness_mm = thickness(off.thickness_mm, &business_type)?;
        let (code, sequence) = self.own_code(off.code.as_deref(), date, &business_type)?;
        let folder = FolderNo(self.state.folders.len() as u32);
        let event = FolderRegistered { folder, code, sequence, others: Vec::new(), facts, expected: false };
        self.record(Event::FolderRegistered(event, None));
        Ok(folder)
    }

    fn join_file(&mut self, beside: FolderNo, folder: FolderNo) -> Result<(), Refusal> {
        let volumes = &self.state.volumes;
        if volumes.of(beside).len() >= VOLUMES_MAX {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", VOLUMES_MAX).with("what", "volumes"));
        }
        let (file, volume) = (volumes.file(beside), volumes.next(beside));
        self.record(VolumeAdded { file, folder, volume });
        Ok(())
    }

    /// Gives the new folder its place and the old one its thickness.
    fn finish_beside(&mut self, beside: FolderNo, new: FolderNo, off: &SplitOff) -> Result<(), Refusal> {
        self.record(ReprintAsked { folder: new, why: ReprintWhy::New });
        if let Some(rest_mm) = off.rest_mm {
            let rest_mm = thickness(Some(rest_mm), &*self.registered_type(beside)?)?;
            self.measured(beside, rest_mm)?;
        }
        self.place_new(new, &off.placement)?;
        self.outcomes.push(Ok(new.into()));
        Ok(())
    }

    fn measured(&mut self, folder: FolderNo, thickness_mm: u32) -> Result<(), Refusal> {
        let mut facts = self.state.folders.facts(folder).ok_or(Code::Internal)?;
        if facts.thickness_mm != thickness_mm {
            facts.thickness_mm = thickness_mm;
            let changed = vec!["thickness_mm".to_owned()];
            self.record(Event::FolderEdited(FolderEdited { folder, facts, changed }, None));
            self.resize(folder, thickness_mm);
        }
        Ok(())
    }

    /// The version of its business type under which a folder was registered.
    pub(super) fn registered_type(&self, folder: FolderNo) -> Result<Arc<BusinessType>, Refusal> {
        let row = self.state.folders.get(folder).ok_or(Code::Internal)?;
        let known = self.state.organisation.business_type_version(row.business_type, row.type_version);
        Ok(known.ok_or(Code::Internal)?.clone())
    }

    /// The whereabouts of a folder whose paper one can lay a hand on.
    pub(super) fn at_hand(&self, folder: FolderNo) -> Result<Whereabouts, Refusal> {
        let row = self.present(folder)?;
        match row.state {
            FolderState::OnLoan => Err(self.on_loan(folder, &row)),
            FolderState::Missing => Err(self.refusal(Code::FolderMissing, folder)),
            FolderState::Expected => Err(self.refusal(Code::FolderExpected, folder)),
            _ => Ok(row),
        }
    }

    pub(super) fn ask_reprint(&mut self, folder: FolderNo, why: ReprintWhy) -> Result<(), Refusal> {
        self.present(folder)?;
        if self.state.reprints.of(folder).is_none_or(|known| known.why != why) {
            self.record(ReprintAsked { folder, why });
        }
        Ok(())
    }

    /// Lets a loan pass to somebody who has the folder in hand. He must be somebody it could be lent to.
    fn take_over(&mut self, folder: FolderNo, from: Option<PersonNo>, to: &Person) -> Result<(), Refusal> {
        let row = self.present(folder)?;
        let lent = row.borrower().filter(|_| row.state == FolderState::OnLoan && !self.overtaken(&row, row.since_us));
        let has = match lent {
            Some(has) => has,
            None if row.state == FolderState::Missing => return Err(self.refusal(Code::FolderMissing, folder)),
            None => return Err(self.refusal(Code::FolderNotOnLoan, folder)),
        };
        if has == to.no {
            return Ok(());
        }
        if from.is_some_and(|from| from != has) {
            return Err(self.refusal(Code::LoanOfAnother, folder));
        }
        if !self.state.sees(&self.state.sight(to), folder) {
            return Err(self.refusal(Code::BorrowerMayNot, folder).with("name", &to.details.display_name));
        }
        self.record(LoanTakenOver { folder, from: has, to: to.no });
        Ok(())
    }

    /// Refuses a day that is yet to come.
    pub(super) fn not_ahead(&self, field: &str, day: Option<NaiveDate>) -> Result<(), Refusal> {
        match day {
            Some(day) if day > self.context.today => Err(Refusal::bad_in_words(field, "in the future", "晚于今天")),
            _ => Ok(()),
        }
    }
}
