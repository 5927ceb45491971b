//! The contents list 卷内目录 of a folder: the papers of all its cases in order of date, numbered, and where each is.

use super::absence::Absence;
use super::case::CasePhase;
use super::ids::{CaseNo, FolderNo, PersonNo};
use super::paper::{Paper, PaperNo, PaperState};
use super::state::State;
use chrono::NaiveDate;

/// Where a paper of the list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lies {
    /// In the folder, wherever that is.
    Here,
    /// At a desk, until it is put into the folder.
    Waits,
    /// With somebody; a slip stands in its place.
    Lent {
        /// Who.
        borrower: PersonNo,
        /// Until when.
        due: NaiveDate,
    },
    /// It did not come back with the folder.
    Short {
        /// Who answers for it.
        borrower: Option<PersonNo>,
        /// By when it should have been back.
        due: NaiveDate,
    },
    /// In another folder.
    Elsewhere {
        /// That folder.
        folder: FolderNo,
    },
    /// It is in this folder, and belongs in another.
    Strange {
        /// That other folder.
        folder: FolderNo,
    },
    /// It was taken out for good, with leave.
    Withdrawn,
    /// It was taken out for good, without leave yet.
    TakenOut,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its running number. Only what belongs in the folder and is there has one.
    pub number: Option<u32>,
    /// The case.
    pub case: CaseNo,
    /// The day of that case's business.
    pub date: Option<NaiveDate>,
    /// The paper.
    pub paper: Paper,
    /// Where it is.
    pub lies: Lies,
}

/// The contents list of a folder. Papers of one day stand in the order of their cases and lists; those of a case without
/// a day come last, and after them what lies in the folder and does not belong there.
#[must_use]
pub fn contents(state: &State, folder: FolderNo) -> Vec<Line> {
    let cases = &state.cases;
    let line = |case: CaseNo, paper: &Paper| {
        let row = cases.get(case)?;
        let absence = cases.absent(case, paper.no).map(|absent| absent.how);
        let lies = lies(row.phase, paper.state, absence)?;
        Some(Line { number: None, case, date: row.business_date, paper: paper.clone(), lies })
    };
    let of_case = |case: &CaseNo| cases.papers(*case).iter().filter_map(|paper| line(*case, paper)).collect::<Vec<_>>();
    let mut lines: Vec<Line> = cases.of_folder(folder).iter().flat_map(of_case).collect();
    lines.sort_by_key(|line| (line.date.is_none(), line.date, line.case, line.paper.no));
    let counted = lines.iter_mut().filter(|line| line.lies.is_counted());
    counted.zip(1..).for_each(|(line, number)| line.number = Some(number));
    let stranger = |(case, no): (CaseNo, PaperNo)| {
        let (row, paper) = (cases.get(case)?, cases.paper(case, no)?.clone());
        Some(Line { number: None, case, date: row.business_date, paper, lies: Lies::Strange { folder: row.folder } })
    };
    lines.extend(cases.strangers_in(folder).filter_map(stranger));
    lines
}

impl Lies {
    /// Whether the list counts it: it belongs in the folder, and it is known where it is.
    #[must_use]
    pub fn is_counted(self) -> bool {
        matches!(self, Self::Here | Self::Lent { .. } | Self::Elsewhere { .. })
    }
}

/// Where a paper is; nothing if it is not of the case, or nobody ever had it.
fn lies(phase: CasePhase, state: PaperState, absence: Option<Absence>) -> Option<Lies> {
    match (phase, state, absence) {
        (CasePhase::Announced | CasePhase::Cancelled, ..) => None,
        (_, PaperState::There, Some(Absence::Lent { borrower, due })) => Some(Lies::Lent { borrower, due }),
        (_, PaperState::There, Some(Absence::Elsewhere { folder })) => Some(Lies::Elsewhere { folder }),
        (CasePhase::Waiting, PaperState::There, _) => Some(Lies::Waits),
        (CasePhase::Filed, PaperState::There, _) => Some(Lies::Here),
        (_, PaperState::Missing, Some(Absence::Short { borrower, due })) => Some(Lies::Short { borrower, due }),
        (_, PaperState::Withdrawn, _) => Some(Lies::Withdrawn),
        (_, PaperState::TakenOut, _) => Some(Lies::TakenOut),
        _ => None,
    }
}
