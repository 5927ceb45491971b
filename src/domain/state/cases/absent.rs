//! The papers that do not lie with the others of their case: one small sorted map, however many papers there are.

use super::Cases;
use crate::domain::absence::{Absence, Absent};
use crate::domain::event::{Event, PaperMoved, PaperSighted};
use crate::domain::ids::{CaseNo, FolderNo, PersonNo};
use crate::domain::paper::{Paper, PaperNo, PaperState};
use crate::domain::state::Stamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Papers that do not lie with the others, and who answers for them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Absents {
    rows: imbl::OrdMap<(CaseNo, PaperNo), Absent>,
    by_person: imbl::OrdSet<(PersonNo, CaseNo, PaperNo)>,
    by_due: imbl::OrdSet<(NaiveDate, CaseNo, PaperNo)>,
}

impl Absents {
    fn set(&mut self, case: CaseNo, paper: PaperNo, absent: Option<Absent>) {
        if let Some(before) = self.rows.remove(&(case, paper)) {
            if let Some(person) = before.how.borrower() {
                self.by_person.remove(&(person, case, paper));
            }
            if let Some(due) = before.how.due() {
                self.by_due.remove(&(due, case, paper));
            }
        }
        let Some(absent) = absent else { return };
        if let Some(person) = absent.how.borrower() {
            self.by_person.insert((person, case, paper));
        }
        if let Some(due) = absent.how.due() {
            self.by_due.insert((due, case, paper));
        }
        self.rows.insert((case, paper), absent);
    }

    /// Gives the papers of a case the numbers they have now; those that have none are asked for no more.
    pub(super) fn renumber(&mut self, case: CaseNo, renumbered: &[(PaperNo, PaperNo)]) {
        let number = |no: PaperNo| renumbered.iter().find(|(was, _)| *was == no).map(|(_, now)| *now);
        let known: Vec<_> = self.rows.iter().map(|(key, absent)| (*key, *absent)).collect();
        let own = || known.iter().filter(|((of, _), _)| *of == case);
        own().for_each(|((_, no), _)| self.set(case, *no, None));
        for ((_, no), absent) in own() {
            if let Some(now) = number(*no) {
                self.set(case, now, Some(*absent));
            }
        }
        // Those of other cases that came here are followed by their numbers here.
        for ((of, no), absent) in known.iter().filter(|((of, _), _)| *of != case) {
            if let Absence::Moved { to, paper } = absent.how
                && to == case
                && let Some(paper) = number(paper)
            {
                self.set(*of, *no, Some(Absent { how: Absence::Moved { to, paper }, ..*absent }));
            }
        }
    }

    /// Follows what somebody noted of a paper: it lies here, or it does not.
    pub(super) fn noted(&mut self, case: CaseNo, paper: &Paper) {
        let Some(absent) = self.rows.get(&(case, paper.no)).copied() else { return };
        let next = match (absent.how, paper.state) {
            // The slip says where it is, or whoever saw it.
            (Absence::Lent { .. } | Absence::Elsewhere { .. }, PaperState::There) => Some(absent),
            // It is lost while he has it: he answers for it.
            (Absence::Lent { borrower, due }, PaperState::Missing) => {
                Some(Absent { how: Absence::Short { borrower: Some(borrower), due }, ..absent })
            }
            (Absence::Short { .. }, PaperState::Missing) => Some(absent),
            // It went to another case, until there is another one in its stead.
            (Absence::Moved { .. }, state) if state != PaperState::There => Some(absent),
            _ => None,
        };
        self.set(case, paper.no, next);
    }
}

impl Cases {
    /// Follows what was done with single papers.
    pub(super) fn apply_to_papers(&mut self, stamp: Stamp, event: &Event) {
        let since_us = stamp.occurred_us;
        match event {
            Event::PaperLent(event, _) => {
                let how = Absence::Lent { borrower: event.borrower, due: event.due };
                let known = self.papers(event.case).iter().any(|paper| paper.no == event.paper);
                if known {
                    self.absents.set(event.case, event.paper, Some(Absent { how, since_us }));
                    self.change(stamp, event.case, |_| ());
                }
            }
            Event::PaperReturned(event) => self.put(stamp, event.case, &event.paper, None, event.gaps),
            Event::PaperShort(event, _) => {
                let how = Absence::Short { borrower: event.borrower, due: event.due };
                self.put(stamp, event.case, &event.paper, Some(Absent { how, since_us }), event.gaps);
            }
            Event::PaperMoved(event, _) => self.paper_moved(stamp, event),
            Event::PaperWithdrawn(event, _) => self.put(stamp, event.case, &event.paper, None, event.gaps),
            Event::PaperSighted(event, _) => self.paper_sighted(stamp, event),
            Event::PaperSet(event) => match &event.now {
                Some(paper) => self.put(stamp, event.case, paper, event.absent, event.gaps),
                None => self.take_off(stamp, event.case, event.paper, event.gaps),
            },
            _ => {}
        }
    }

    fn paper_moved(&mut self, stamp: Stamp, event: &PaperMoved) {
        let how = Absence::Moved { to: event.to, paper: event.to_paper.no };
        let absent = Absent { how, since_us: stamp.occurred_us };
        self.put(stamp, event.case, &event.paper, Some(absent), event.gaps);
        self.put(stamp, event.to, &event.to_paper, None, event.to_gaps);
        // Nobody has gone over an entry that holds a paper more.
        self.change(stamp, event.to, |row| row.is_reviewed = false);
    }

    fn paper_sighted(&mut self, stamp: Stamp, event: &PaperSighted) {
        let Some(paper) = &event.now else { return self.change(stamp, event.case, |_| ()) };
        let home = self.get(event.case).map(|row| row.folder);
        let elsewhere = (home != Some(event.at)).then_some(Absence::Elsewhere { folder: event.at });
        let absent = elsewhere.map(|how| Absent { how, since_us: stamp.occurred_us });
        self.put(stamp, event.case, paper, absent, event.gaps);
    }

    /// Lets a paper be as it is now.
    fn put(&mut self, stamp: Stamp, case: CaseNo, paper: &Paper, absent: Option<Absent>, gaps: u16) {
        let Some(place) = self.papers.get_mut(case.index()) else { return };
        let mut papers = place.as_deref().unwrap_or_default().to_vec();
        match papers.binary_search_by_key(&paper.no, |known| known.no) {
            Ok(at) => papers.splice(at..=at, [paper.clone()]).for_each(drop),
            Err(at) => papers.insert(at, paper.clone()),
        }
        *place = Some(papers.into());
        self.absents.set(case, paper.no, absent);
        self.change(stamp, case, |row| row.gaps = Some(gaps));
    }

    fn take_off(&mut self, stamp: Stamp, case: CaseNo, paper: PaperNo, gaps: u16) {
        let Some(place) = self.papers.get_mut(case.index()) else { return };
        let papers = place.as_deref().unwrap_or_default();
        let left: Arc<[Paper]> = papers.iter().filter(|known| known.no != paper).cloned().collect();
        *place = Some(left);
        self.absents.set(case, paper, None);
        self.change(stamp, case, |row| row.gaps = Some(gaps));
    }

    /// What lay in a folder lies in the one that it was merged into; what belongs there is astray no more.
    pub(super) fn strangers_moved(&mut self, stamp: Stamp, from: FolderNo, into: FolderNo) {
        for (case, paper) in self.strangers_in(from).collect::<Vec<_>>() {
            let home = self.get(case).map(|row| row.folder);
            let absent = self.absent(case, paper).filter(|_| home != Some(into));
            let how = Absence::Elsewhere { folder: into };
            self.absents.set(case, paper, absent.map(|absent| Absent { how, ..absent }));
            self.change(stamp, case, |_| ());
        }
        let home: Vec<_> = self.strangers_in(into).filter(|(case, _)| self.of_folder(into).contains(case)).collect();
        home.into_iter().for_each(|(case, paper)| self.absents.set(case, paper, None));
    }

    /// What was noted of a paper.
    #[must_use]
    pub fn paper(&self, case: CaseNo, paper: PaperNo) -> Option<&Paper> {
        let papers = self.papers(case);
        papers.binary_search_by_key(&paper, |known| known.no).ok().and_then(|at| papers.get(at))
    }

    /// Why a paper does not lie with the others of its case, if it does not.
    #[must_use]
    pub fn absent(&self, case: CaseNo, paper: PaperNo) -> Option<Absent> {
        self.absents.rows.get(&(case, paper)).copied()
    }

    /// The papers of a case that do not lie with the others.
    pub fn absent_of(&self, case: CaseNo) -> impl Iterator<Item = (PaperNo, Absent)> + '_ {
        let all = (case, PaperNo(0))..=(case, PaperNo(u16::MAX));
        self.absents.rows.range(all).map(|(&(_, paper), absent)| (paper, *absent))
    }

    /// All papers that do not lie with the others, by case.
    pub fn all_absent(&self) -> impl Iterator<Item = (CaseNo, PaperNo, Absent)> + '_ {
        self.absents.rows.iter().map(|(&(case, paper), absent)| (case, paper, *absent))
    }

    /// The single papers somebody answers for: those he has, and those that are short.
    pub fn papers_with(&self, person: PersonNo) -> impl Iterator<Item = (CaseNo, PaperNo)> + '_ {
        let all = (person, CaseNo(0), PaperNo(0))..=(person, CaseNo(u32::MAX), PaperNo(u16::MAX));
        self.absents.by_person.range(all).map(|&(_, case, paper)| (case, paper))
    }

    /// All single papers that somebody has to bring, the one due first first.
    pub fn papers_by_due(&self) -> impl Iterator<Item = (NaiveDate, CaseNo, PaperNo)> + '_ {
        self.absents.by_due.iter().copied()
    }

    /// Papers of other cases that were seen in a folder.
    pub fn strangers_in(&self, folder: FolderNo) -> impl Iterator<Item = (CaseNo, PaperNo)> + '_ {
        let in_it = move |how: Absence| how == Absence::Elsewhere { folder };
        self.all_absent().filter(move |(_, _, absent)| in_it(absent.how)).map(|(case, paper, _)| (case, paper))
    }
}
