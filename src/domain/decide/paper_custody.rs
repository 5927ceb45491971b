//! Single papers: lent alone, moved to another case, withdrawn. This is what somebody asks for, and it is refused where it
//! cannot be; what he saw stands in `paper_sightings`.

use super::Draft;
use super::folders::bad;
use crate::domain::absence::Absence;
use crate::domain::business_type::BusinessType;
use crate::domain::case::CasePhase;
use crate::domain::command::PaperCommand;
use crate::domain::event::{Event, LoanDetails, MoveDetails, PaperLent, PaperMoved, PaperSet, PaperWithdrawn};
use crate::domain::folder::FolderState;
use crate::domain::ids::{CaseNo, FolderNo, PersonNo};
use crate::domain::paper::{self, EXTRA_PAPERS_MAX, Paper, PaperNo, PaperState};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::{CaseRow, FormerPaper};
use chrono::NaiveDate;
use std::sync::Arc;

/// How often a paper is followed from one case to the next.
const MOVES_MAX: usize = 64;
/// How long a paper's name may be, in characters.
const MAX_NAME_CHARS: usize = 500;

/// A paper of a case.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub case: CaseNo,
    pub row: CaseRow,
    pub kind: Arc<BusinessType>,
    pub no: PaperNo,
}

impl Named {
    /// The paper as its list wants it; one beyond the list as one original.
    pub(super) fn as_usual(&self) -> Paper {
        match self.kind.documents.get(usize::from(self.no.0)) {
            Some(wanted) => Paper::as_wanted(self.no, wanted),
            None => Paper { originals: 1, ..Paper::without(self.no, PaperState::There) },
        }
    }
}

impl Draft<'_> {
    /// What is about one paper; of which case it is.
    pub(super) fn decide_paper(&mut self, command: &PaperCommand) -> Result<CaseNo, Refusal> {
        // A return that is short is about a folder.
        let (case, paper) = command.names().ok_or(Code::Internal)?;
        let paper = self.paper_named(case, paper)?;
        let case = paper.case;
        match command {
            PaperCommand::Lend { borrower, due, purpose, .. } => self.lend_paper(&paper, *borrower, *due, purpose)?,
            PaperCommand::Move { to, to_paper, name, reason, .. } => {
                self.move_paper(&paper, to, to_paper.as_deref(), name, reason)?;
            }
            PaperCommand::Withdraw { reason, .. } => self.withdraw_paper(&paper, reason)?,
            PaperCommand::Sight { folder, note, .. } => self.see_paper(paper, folder, note)?,
            PaperCommand::Miss { note, .. } => self.miss_paper(&paper, note)?,
            PaperCommand::Return { .. } | PaperCommand::ReturnShort { .. } => self.take_paper_back(paper)?,
        }
        Ok(case)
    }

    pub(super) fn paper_named(&self, case: &str, paper: &str) -> Result<Named, Refusal> {
        let (case, row) = self.case(case)?;
        let kind = self.type_of_case(&row)?;
        let no = self.known_paper(case, &kind, paper)?;
        Ok(Named { case, row, kind, no })
    }

    pub(super) fn one_paper(&self, case: CaseNo, no: PaperNo) -> Option<Named> {
        let row = *self.case_row(case)?;
        Some(Named { case, row, kind: self.type_of_case(&row).ok()?, no })
    }

    fn lend_paper(
        &mut self,
        paper: &Named,
        borrower: PersonNo,
        due: Option<NaiveDate>,
        purpose: &str,
    ) -> Result<(), Refusal> {
        let borrower = self.borrower(borrower)?;
        self.paper_at_hand(paper)?;
        let Named { case, no, row: CaseRow { folder, .. }, .. } = *paper;
        if !self.state.sees(&self.state.sight(&borrower), folder) {
            return Err(self.refusal(Code::BorrowerMayNot, folder).with("name", &borrower.details.display_name));
        }
        let due = self.due(folder, due)?;
        let details =
            (!purpose.trim().is_empty()).then(|| LoanDetails { purpose: super::custody::remark(purpose).text });
        let lent = PaperLent { case, folder, paper: no, borrower: borrower.no, due };
        self.record(Event::PaperLent(lent, details));
        Ok(())
    }

    fn move_paper(
        &mut self,
        paper: &Named,
        to: &str,
        to_paper: Option<&str>,
        name: &str,
        reason: &str,
    ) -> Result<(), Refusal> {
        let reason = super::custody::remark(reason).text;
        let known = self.paper_at_hand(paper)?;
        let (to, to_row) = self.case(to)?;
        if to == paper.case {
            return Err(bad("to_case", self.state.cases.code(to)));
        }
        let kind = self.type_of_case(&to_row)?;
        let mut target = Named { case: to, row: to_row, kind, no: PaperNo(0) };
        self.came(&target)?;
        self.folder_at_hand(paper, &to_row, to_row.folder)?;
        target.no = self.place_in(&target, paper, to_paper)?;
        let on_list = target.kind.documents.get(usize::from(target.no.0));
        let listed = paper.kind.documents.get(usize::from(paper.no.0)).map(|wanted| wanted.name.zh.as_str());
        let named = Some(name.trim()).filter(|name| !name.is_empty()).or(listed).filter(|_| on_list.is_none());
        let name = named.unwrap_or_default().chars().take(MAX_NAME_CHARS).collect();
        let moved = Paper::without(paper.no, PaperState::Moved);
        let gaps = self.gaps_with(paper, &moved);
        let to_paper = Paper { no: target.no, ..known };
        let to_gaps = self.gaps_with(&target, &to_paper);
        let (case, folder, to_folder) = (paper.case, paper.row.folder, to_row.folder);
        let moved = PaperMoved { case, folder, paper: moved, gaps, to, to_folder, to_paper, to_gaps };
        self.record(Event::PaperMoved(moved, Some(MoveDetails { reason, name })));
        Ok(())
    }

    /// What a paper becomes in another case.
    fn place_in(&self, target: &Named, paper: &Named, asked: Option<&str>) -> Result<PaperNo, Refusal> {
        let is_free = |no: PaperNo| {
            let lent = self.state.cases.absent(target.case, no).is_some_and(|absent| absent.how.is_out());
            !lent && self.state.cases.paper(target.case, no).is_none_or(|known| known.state != PaperState::There)
        };
        if let Some(asked) = asked {
            let no = self.known_paper(target.case, &target.kind, asked)?;
            let target = Named { no, ..target.clone() };
            return if is_free(no) { Ok(no) } else { Err(self.about_paper(Code::PaperThere, &target)) };
        }
        let id = paper.kind.documents.get(usize::from(paper.no.0)).map(|wanted| wanted.id.as_str());
        let same = target.kind.documents.iter().position(|wanted| Some(wanted.id.as_str()) == id);
        let same = same.map(|at| PaperNo(at as u16)).filter(|no| is_free(*no));
        let next = self.next_extra(target.case, &target.kind);
        if same.is_none() && usize::from(next) >= target.kind.documents.len() + EXTRA_PAPERS_MAX {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", EXTRA_PAPERS_MAX).with("what", "papers"));
        }
        Ok(same.unwrap_or(PaperNo(next)))
    }

    /// Takes a paper out for good. With the leave of somebody who may have things leave the archive, at once or later, it is
    /// wanted no more; without it the gap stays. One that is short is written off: nobody answers for it any more, and it is
    /// still wanting, for nobody ever let it go.
    fn withdraw_paper(&mut self, paper: &Named, reason: &str) -> Result<(), Refusal> {
        let reason = super::papers::reason(reason)?;
        let Named { case, no, row: CaseRow { folder, .. }, .. } = *paper;
        let short = self.state.cases.absent(case, no).is_some_and(|absent| absent.how.is_short());
        let known = self.state.cases.paper(case, no).map(|known| known.state);
        let state = match (known, self.gives_leave()) {
            _ if short => PaperState::Missing,
            (Some(PaperState::TakenOut), true) => PaperState::Withdrawn,
            (_, leave) => {
                self.paper_at_hand(paper)?;
                if leave { PaperState::Withdrawn } else { PaperState::TakenOut }
            }
        };
        let gone = Paper::without(no, state);
        let gaps = self.gaps_with(paper, &gone);
        self.record(Event::PaperWithdrawn(PaperWithdrawn { case, folder, paper: gone, gaps }, Some(reason)));
        Ok(())
    }

    /// Whether who asks may have things leave the archive.
    pub(super) fn gives_leave(&self) -> bool {
        self.actor().is_none_or(|person| person.facts.role.may(Permission::FolderDispose))
    }

    /// The paper that a paper is now, after all moves.
    pub(super) fn follow_moves(&self, paper: Named) -> Named {
        let mut paper = paper;
        for _ in 0..MOVES_MAX {
            let absent = self.state.cases.absent(paper.case, paper.no);
            let Some(Absence::Moved { to, paper: no }) = absent.map(|absent| absent.how) else { break };
            let Some(next) = self.one_paper(to, no) else { break };
            paper = next;
        }
        paper
    }

    /// A paper that is there and that no loan, of its own or of its folder, keeps away.
    fn paper_at_hand(&self, paper: &Named) -> Result<Paper, Refusal> {
        self.came(paper)?;
        let absent = self.state.cases.absent(paper.case, paper.no);
        if let Some(how) = absent.map(|absent| absent.how).filter(|how| how.is_lent()) {
            return Err(self.paper_on_loan(paper.case, &paper.kind, paper.no, how));
        }
        let known = self.state.cases.paper(paper.case, paper.no);
        let Some(known) = known.filter(|known| known.state == PaperState::There) else {
            return Err(self.not_there(paper, absent.map(|absent| absent.how)));
        };
        let lies_in = match absent.map(|absent| absent.how) {
            Some(Absence::Elsewhere { folder }) => folder,
            _ => paper.row.folder,
        };
        self.folder_at_hand(paper, &paper.row, lies_in)?;
        Ok(known.clone())
    }

    /// A folder from which a paper can be taken, or into which it can be put. Papers that wait at a desk need none.
    fn folder_at_hand(&self, paper: &Named, case: &CaseRow, folder: FolderNo) -> Result<(), Refusal> {
        if case.phase == CasePhase::Waiting && folder == case.folder {
            return Ok(());
        }
        let row = self.present(folder)?;
        match row.state {
            FolderState::OnLoan => {
                let person = row.borrower().and_then(|no| self.person(no));
                let borrower = person.map_or("", |person| person.details.display_name.as_str());
                let refusal = self.about_paper(Code::PaperWithFolder, paper);
                let due = row.due.map(|due| due.to_string()).unwrap_or_default();
                let code = self.state.codes.own(folder);
                Err(refusal.with("code", code).with("borrower", borrower).with("due", due))
            }
            FolderState::Missing => Err(self.refusal(Code::FolderMissing, folder)),
            _ => Ok(()),
        }
    }

    pub(super) fn came(&self, paper: &Named) -> Result<(), Refusal> {
        match paper.row.phase {
            CasePhase::Waiting | CasePhase::Filed => Ok(()),
            CasePhase::Announced => Err(self.case_refusal(Code::CaseExpected, paper.case)),
            CasePhase::Cancelled => Err(self.case_refusal(Code::CaseCancelled, paper.case)),
        }
    }

    /// How many gaps a case has once a paper is as it is said.
    pub(super) fn gaps_with(&self, of: &Named, now: &Paper) -> u16 {
        let papers = self.state.cases.papers(of.case);
        let others = papers.iter().filter(|paper| paper.no != now.no);
        let after: Vec<Paper> = others.chain([now]).cloned().collect();
        paper::gaps(&of.kind, &after).len() as u16
    }

    /// Lets a paper be as it was.
    pub(super) fn restore_paper(&mut self, former: &FormerPaper) -> Result<(), Refusal> {
        let FormerPaper { case, paper, now, absent } = former.clone();
        let row = *self.case_row(case).ok_or(Code::Internal)?;
        let kind = self.type_of_case(&row)?;
        let others = self.state.cases.papers(case).iter().filter(|known| known.no != paper);
        let after: Vec<Paper> = others.chain(&now).cloned().collect();
        let gaps = paper::gaps(&kind, &after).len() as u16;
        self.record(PaperSet { case, folder: row.folder, paper, now, absent, gaps });
        Ok(())
    }

    /// A folder leaves for good with all its papers, and with none that is another's.
    pub(super) fn holds_its_own(&self, folder: FolderNo) -> Result<(), Refusal> {
        let cases = &self.state.cases;
        let waits = |case: &&CaseNo| self.case_row(**case).is_some_and(|row| row.phase == CasePhase::Waiting);
        let count = cases.of_folder(folder).iter().filter(waits).count();
        if count > 0 {
            return Err(self.refusal(Code::CasesWait, folder).with("count", count));
        }
        if let Some((case, no)) = cases.strangers_in(folder).next()
            && let Some(stranger) = self.one_paper(case, no)
        {
            let belongs = self.state.codes.own(stranger.row.folder);
            let refusal = self.about_paper(Code::PaperStrange, &stranger);
            return Err(refusal.with("code", self.state.codes.own(folder)).with("belongs", belongs));
        }
        let of_case = |case: &CaseNo| {
            let case = *case;
            cases.absent_of(case).filter(|(_, absent)| absent.how.is_out()).map(move |(no, _)| (case, no))
        };
        let out: Vec<(CaseNo, PaperNo)> = cases.of_folder(folder).iter().flat_map(of_case).collect();
        let Some((case, no)) = out.first().copied() else { return Ok(()) };
        let first = self.one_paper(case, no).ok_or(Code::Internal)?;
        let refusal = self.about_paper(Code::PapersOut, &first);
        Err(refusal.with("code", self.state.codes.own(folder)).with("count", out.len()))
    }

    /// The refusal of what cannot be done while somebody has a paper.
    pub(super) fn paper_on_loan(&self, case: CaseNo, kind: &BusinessType, no: PaperNo, how: Absence) -> Refusal {
        let person = how.borrower().and_then(|no| self.person(no));
        let borrower = person.map_or("", |person| person.details.display_name.as_str());
        let due = how.due().map(|due| due.to_string()).unwrap_or_default();
        let refusal = with_paper(self.case_refusal(Code::PaperOnLoan, case), kind, no);
        refusal.with("borrower", borrower).with("due", due)
    }

    pub(super) fn not_there(&self, paper: &Named, how: Option<Absence>) -> Refusal {
        let refusal = self.about_paper(Code::PaperNotThere, paper);
        let person = how.and_then(Absence::borrower).and_then(|no| self.person(no));
        match how {
            Some(Absence::Moved { to, .. }) => {
                let to = self.state.cases.code(to);
                refusal
                    .with("detail_en", format!("it belongs to case {to} now"))
                    .with("detail_zh", format!("已移至业务单 {to}"))
            }
            Some(Absence::Short { .. }) => {
                let name = person.map_or("?", |person| person.details.display_name.as_str());
                let (en, zh) = (format!("{name} did not bring it back"), format!("{name} 未交还"));
                refusal.with("detail_en", en).with("detail_zh", zh)
            }
            _ => {
                use crate::domain::refusal::Language;
                let state =
                    self.state.cases.paper(paper.case, paper.no).map_or(PaperState::Missing, |known| known.state);
                refusal.with("detail_en", state.label(Language::En)).with("detail_zh", state.label(Language::Zh))
            }
        }
    }

    pub(super) fn about_paper(&self, code: Code, paper: &Named) -> Refusal {
        with_paper(self.case_refusal(code, paper.case), &paper.kind, paper.no)
    }
}

/// Names a paper in a refusal: as its list does, or by its number.
fn with_paper(refusal: Refusal, kind: &BusinessType, no: PaperNo) -> Refusal {
    match kind.documents.get(usize::from(no.0)) {
        Some(wanted) => refusal.with("paper_en", &wanted.name.en).with("paper_zh", &wanted.name.zh),
        None => refusal.with("paper", no),
    }
}
