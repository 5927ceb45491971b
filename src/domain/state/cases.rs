//! Cases: what they are, where they stand, and what of their papers is there.

mod absent;
mod row;

pub use row::CaseRow;

use crate::domain::business_type::Scope;
use crate::domain::case::{CaseFacts, CasePhase, DueDay, hand_over_by};
use crate::domain::column::Column;
use crate::domain::event::{CaseOpened, CaseReceived, CaseRetyped, Event, PapersNoted};
use crate::domain::ids::{CaseNo, DepartmentNo, FolderNo, SubjectNo, TypeNo};
use crate::domain::paper::{Paper, PaperState};
use crate::domain::state::{Stamp, State};
use chrono::{Datelike, NaiveDate};
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

use absent::Absents;
use row::new_row;

/// All cases.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Cases {
    rows: Column<CaseRow>,
    papers: Column<Option<Arc<[Paper]>>>,
    codes: Column<CompactString>,
    references: Column<CompactString>,
    by_code: imbl::HashMap<CompactString, CaseNo>,
    /// A reference is a department's own: two departments may use one number.
    by_reference: imbl::HashMap<CompactString, Arc<[CaseNo]>>,
    by_folder: imbl::HashMap<FolderNo, Arc<[CaseNo]>>,
    /// The folder into which the newest case of a type, department and year was put.
    by_year: imbl::HashMap<YearKey, FolderNo>,
    /// Those whose papers have not come, by the day they are due; those without a day first.
    announced: imbl::OrdSet<(Option<NaiveDate>, CaseNo)>,
    /// Those whose papers wait at a desk for their folder.
    waiting: imbl::OrdSet<CaseNo>,
    /// Those whose papers came with gaps that are still open.
    incomplete: imbl::OrdSet<CaseNo>,
    sequences: imbl::HashMap<CompactString, u32>,
    certificates: u32,
    absents: Absents,
}

/// What a folder of a year holds: cases of a type, of a department or of none, of the year of their day.
pub type YearKey = (TypeNo, Option<DepartmentNo>, i32);

impl Cases {
    pub(super) fn apply(&mut self, stamp: Stamp, event: &Event) {
        match event {
            Event::CaseOpened(event, _) => self.opened(stamp, event),
            Event::CaseEdited(event, _) => self.edited(stamp, event.case, &event.facts),
            Event::CaseExtended(event, _) => self.change(stamp, event.case, |row| {
                row.asked_until = None;
                row.is_due(Some(event.due));
            }),
            Event::ExtensionAsked(event, _) => {
                self.change(stamp, event.case, |row| row.asked_until = Some(event.until));
            }
            Event::ExtensionRefused(event, _) => self.change(stamp, event.case, |row| row.asked_until = None),
            Event::DueMoved(event, _) => self.change(stamp, event.case, |row| row.due_moved = true),
            Event::DueRecounted(event, _) => self.change(stamp, event.case, |row| {
                row.is_due(Some(event.due));
                row.edited_seq = stamp.seq;
            }),
            Event::CaseReassigned(event, _) => self.change(stamp, event.case, |row| row.reassigned = true),
            Event::CaseMoved(event, _) => self.rehouse(stamp, event.case, event.into),
            Event::CaseRetyped(event, _) => self.retyped(stamp, event),
            Event::CaseCancelled(event, _) => self.change(stamp, event.case, |row| row.phase = CasePhase::Cancelled),
            Event::PapersNoted(event, _) => self.noted(stamp, event),
            Event::CaseReceived(event) => self.received(stamp, event),
            Event::CaseTurnedAway(event, _) => self.change(stamp, event.case, |row| {
                row.gaps_at_first = row.gaps_at_first.or(Some(event.gaps));
            }),
            Event::CaseFiled(event) => self.change(stamp, event.case, |row| row.phase = CasePhase::Filed),
            Event::CaseUnfiled(event) => self.change(stamp, event.case, |row| row.phase = CasePhase::Waiting),
            Event::FolderSplit(event, _) => {
                event.cases.iter().for_each(|case| self.rehouse(stamp, *case, event.into));
            }
            Event::CaseReviewed(event, _) => self.change(stamp, event.case, |row| row.is_reviewed = event.right),
            Event::CaseCertified(event) => {
                self.certificates = self.certificates.max(event.certificate);
                self.change(stamp, event.case, |row| row.certificate = Some(event.certificate));
            }
            _ => self.apply_to_papers(stamp, event),
        }
    }

    fn opened(&mut self, stamp: Stamp, event: &CaseOpened) {
        // A number out of turn is nonsense, and must not leave half a case behind.
        if event.case.index() != self.rows.len() {
            return;
        }
        let facts = &event.facts;
        self.rows.push(new_row(stamp, facts));
        self.papers.push(None);
        self.codes.push(CompactString::from(&event.code));
        self.references.push(CompactString::default());
        self.by_code.insert(CompactString::from(&event.code), event.case);
        let last = self.sequences.entry(CompactString::from(&event.sequence.prefix)).or_default();
        *last = event.sequence.number.max(*last);
        self.refer(event.case, &facts.reference);
        add(&mut self.by_folder, facts.folder, event.case);
        if let Some(key) = year_key(facts) {
            self.by_year.insert(key, facts.folder);
        }
        self.announced.insert((facts.due.map(|due| due.date), event.case));
    }

    fn edited(&mut self, stamp: Stamp, case: CaseNo, facts: &CaseFacts) {
        self.change(stamp, case, |row| {
            (row.department, row.responsible, row.subject) = (facts.department, facts.responsible, facts.subject);
            (row.business_date, row.deadline_from) = (facts.business_date, facts.deadline_from);
            row.is_due(facts.due);
            row.edited_seq = stamp.seq;
        });
        self.refer(case, &facts.reference);
    }

    /// Lets a case be of another type, its papers under the numbers that they have in its list.
    fn retyped(&mut self, stamp: Stamp, event: &CaseRetyped) {
        let Some(place) = self.papers.get_mut(event.case.index()) else { return };
        *place = (!event.papers.is_empty()).then(|| event.papers.clone().into());
        self.absents.renumber(event.case, &event.renumbered);
        self.edited(stamp, event.case, &event.facts);
        self.change(stamp, event.case, |row| {
            (row.business_type, row.type_version) = (event.facts.business_type, event.facts.type_version);
            (row.gaps, row.is_reviewed) = (event.gaps, false);
        });
    }

    fn noted(&mut self, stamp: Stamp, event: &PapersNoted) {
        let Some(place) = self.papers.get_mut(event.case.index()) else { return };
        let before = place.as_deref().unwrap_or_default();
        let kept = before.iter().filter(|paper| !event.papers.iter().any(|noted| noted.no == paper.no));
        let mut papers: Vec<Paper> = kept.chain(&event.papers).cloned().collect();
        papers.sort_by_key(|paper| paper.no);
        *place = Some(papers.into());
        event.papers.iter().for_each(|paper| self.absents.noted(event.case, paper));
        self.change(stamp, event.case, |row| (row.gaps, row.is_reviewed) = (Some(event.gaps), false));
    }

    fn received(&mut self, stamp: Stamp, event: &CaseReceived) {
        self.change(stamp, event.case, |row| {
            row.phase = if event.waits { CasePhase::Waiting } else { CasePhase::Filed };
            (row.transfer, row.taken_by) = (Some(event.transfer), Some(stamp.actor));
            row.received_us = stamp.occurred_us;
            row.received_on = Some(event.day);
            row.in_time = event.in_time;
            row.gaps_at_first = row.gaps_at_first.or(Some(event.gaps));
        });
    }

    /// Puts all cases of a folder into another.
    pub(super) fn move_all(&mut self, stamp: Stamp, from: FolderNo, into: FolderNo) {
        for case in self.of_folder(from).to_vec() {
            self.rehouse(stamp, case, into);
        }
        self.strangers_moved(stamp, from, into);
    }

    fn rehouse(&mut self, stamp: Stamp, case: CaseNo, into: FolderNo) {
        let Some(from) = self.get(case).map(|row| row.folder).filter(|from| *from != into) else { return };
        let left: Arc<[CaseNo]> = self.of_folder(from).iter().copied().filter(|known| *known != case).collect();
        match left.is_empty() {
            true => drop(self.by_folder.remove(&from)),
            false => drop(self.by_folder.insert(from, left)),
        }
        add(&mut self.by_folder, into, case);
        let key = self.facts(case).as_ref().and_then(year_key);
        if let Some(folder) = key.and_then(|key| self.by_year.get_mut(&key)).filter(|folder| **folder == from) {
            *folder = into;
        }
        self.change(stamp, case, |row| row.folder = into);
    }

    /// Changes a row, and keeps the lists it stands in true.
    fn change(&mut self, stamp: Stamp, case: CaseNo, change: impl FnOnce(&mut CaseRow)) {
        let Some(row) = self.rows.get_mut(case.index()) else { return };
        let before = (row.due.map(|due| due.date), case);
        change(row);
        // Payments wait for it: it vouches for nothing any more as soon as something is wanting.
        row.certificate = row.certificate.filter(|_| row.gaps == Some(0));
        row.changed_seq = stamp.seq;
        let row = *row;
        self.announced.remove(&before);
        self.waiting.remove(&case);
        self.incomplete.remove(&case);
        match row.phase {
            CasePhase::Announced => drop(self.announced.insert((row.due.map(|due| due.date), case))),
            CasePhase::Waiting => drop(self.waiting.insert(case)),
            CasePhase::Filed | CasePhase::Cancelled => {}
        }
        if row.is_incomplete() {
            self.incomplete.insert(case);
        }
    }

    /// Lets a case be found by its department's number for it, and no longer by a former one.
    fn refer(&mut self, case: CaseNo, reference: &str) {
        let Some(place) = self.references.get_mut(case.index()) else { return };
        let before = std::mem::replace(place, CompactString::from(reference));
        if before == reference {
            return;
        }
        if let Some(cases) = self.by_reference.get_mut(&before) {
            *cases = cases.iter().copied().filter(|known| *known != case).collect();
        }
        if !reference.is_empty() {
            add(&mut self.by_reference, CompactString::from(reference), case);
        }
    }

    /// How many cases there ever were.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no case yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A case's row.
    #[must_use]
    pub fn get(&self, case: CaseNo) -> Option<&CaseRow> {
        self.rows.get(case.index())
    }

    /// A case's facts as an event would hold them.
    #[must_use]
    pub fn facts(&self, case: CaseNo) -> Option<CaseFacts> {
        let row = self.get(case)?;
        Some(CaseFacts {
            folder: row.folder,
            business_type: row.business_type,
            type_version: row.type_version,
            department: row.department,
            responsible: row.responsible,
            business_date: row.business_date,
            deadline_from: row.deadline_from,
            due: row.due,
            subject: row.subject,
            reference: self.reference(case).to_owned(),
        })
    }

    /// What was noted of a case's papers, in order.
    #[must_use]
    pub fn papers(&self, case: CaseNo) -> &[Paper] {
        self.papers.get(case.index()).and_then(Option::as_deref).unwrap_or_default()
    }

    /// Whether somebody looked at a case's papers. One that only says what it calls for was announced, and no more.
    #[must_use]
    pub fn is_looked_at(&self, case: CaseNo) -> bool {
        let Some(row) = self.get(case) else { return false };
        let found = |paper: &Paper| paper.state != PaperState::Missing;
        row.gaps.is_some() && (row.phase.has_come() || self.papers(case).iter().any(found))
    }

    /// A case's code.
    #[must_use]
    pub fn code(&self, case: CaseNo) -> &str {
        self.codes.get(case.index()).map(CompactString::as_str).unwrap_or_default()
    }

    /// A department's own number for a case; empty if it has none.
    #[must_use]
    pub fn reference(&self, case: CaseNo) -> &str {
        self.references.get(case.index()).map(CompactString::as_str).unwrap_or_default()
    }

    /// The case with a code.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<CaseNo> {
        self.by_code.get(code).copied()
    }

    /// The cases that departments know under a number.
    #[must_use]
    pub fn by_reference(&self, reference: &str) -> &[CaseNo] {
        self.by_reference.get(reference).map(AsRef::as_ref).unwrap_or_default()
    }

    /// The cases of a folder, in the order in which they were opened.
    #[must_use]
    pub fn of_folder(&self, folder: FolderNo) -> &[CaseNo] {
        self.by_folder.get(&folder).map(AsRef::as_ref).unwrap_or_default()
    }

    /// The folder into which the newest case of a type, department and year was put.
    #[must_use]
    pub fn of_year(&self, key: YearKey) -> Option<FolderNo> {
        self.by_year.get(&key).copied()
    }

    /// Every case, the newest first.
    pub fn newest(&self) -> impl Iterator<Item = CaseNo> + '_ {
        (0..self.rows.len() as u32).rev().map(CaseNo)
    }

    /// Every case with its row, the newest first, one after the other as they lie in memory.
    pub fn rows_newest(&self) -> impl Iterator<Item = (CaseNo, &CaseRow)> {
        let last = self.rows.len();
        self.rows.iter_back().enumerate().map(move |(back, row)| (CaseNo((last - 1 - back) as u32), row))
    }

    /// Those whose papers have not come, by the day they are due.
    pub fn announced(&self) -> impl Iterator<Item = CaseNo> + '_ {
        self.announced.iter().map(|(_, case)| *case)
    }

    /// Those whose papers wait at a desk for their folder.
    pub fn waiting(&self) -> impl Iterator<Item = CaseNo> + '_ {
        self.waiting.iter().copied()
    }

    /// Those that came with gaps which are still open.
    pub fn incomplete(&self) -> impl Iterator<Item = CaseNo> + '_ {
        self.incomplete.iter().copied()
    }

    /// The last running number that was given behind a prefix.
    #[must_use]
    pub fn last_in_sequence(&self, prefix: &str) -> u32 {
        self.sequences.get(prefix).copied().unwrap_or_default()
    }

    /// The number of the next certificate.
    #[must_use]
    pub fn next_certificate(&self) -> u32 {
        self.certificates.saturating_add(1)
    }
}

impl State {
    /// Whom or what a case is about: as it says itself, else as its folder does.
    #[must_use]
    pub fn subject_of_case(&self, row: &CaseRow) -> Option<SubjectNo> {
        let of_folder = || {
            let kind = self.organisation.business_type_version(row.business_type, row.type_version);
            // Whom the other cases of a year's folder are about says nothing of this one.
            self.folders.main_subject(row.folder).filter(|_| kind.is_none_or(|kind| kind.scope != Scope::Year))
        };
        row.subject.or_else(of_folder).map(|subject| self.subjects.resolve(subject))
    }

    /// The open cases that are due on another day by the calendar as it is now, with that day: it was put right since. Those
    /// that were granted more time keep what they were granted.
    pub fn due_otherwise(&self) -> impl Iterator<Item = (CaseNo, DueDay)> + '_ {
        self.cases.announced().filter_map(|case| {
            let row = self.cases.get(case)?;
            let before = row.due.filter(|due| !due.is_extended)?;
            let kind = self.organisation.business_type_version(row.business_type, row.type_version)?;
            let due = hand_over_by(self.organisation.calendar(), kind, row.deadline_from)?;
            (due != before).then_some((case, due))
        })
    }
}

fn year_key(facts: &CaseFacts) -> Option<YearKey> {
    Some((facts.business_type, facts.department, facts.business_date?.year()))
}

fn add<K: std::hash::Hash + Eq + Clone>(lists: &mut imbl::HashMap<K, Arc<[CaseNo]>>, key: K, case: CaseNo) {
    let list = lists.entry(key).or_default();
    *list = list.iter().copied().chain(std::iter::once(case)).collect();
}
