//! Papers: what the desk says of them becomes what is noted, and what is wanting is worked out anew each time.

use super::Draft;
use super::folders::bad;
use crate::domain::business_type::BusinessType;
use crate::domain::command::{PaperNote, Papers};
use crate::domain::event::{Event, PaperRemarks, PapersNoted, Remark};
use crate::domain::ids::CaseNo;
use crate::domain::limits::PAPER_CHARS;
use crate::domain::paper::{self, EXTRA_PAPERS_MAX, PAGES_MAX, PIECES_MAX, Paper, PaperNo, PaperState};
use crate::domain::refusal::{Code, Refusal};

impl Draft<'_> {
    /// Conditional papers that a case calls for are missing until they come.
    pub(super) fn call_for(&mut self, case: CaseNo, kind: &BusinessType, ids: &[String]) -> Result<(), Refusal> {
        if ids.is_empty() {
            return Ok(());
        }
        let mut papers = Vec::with_capacity(ids.len());
        for id in ids {
            let no = on_list(kind, id).ok_or_else(|| bad("called_for", id))?;
            papers.push(Paper::without(no, PaperState::Missing));
        }
        self.note(case, kind, papers, PaperRemarks::default());
        Ok(())
    }

    pub(super) fn note_papers(&mut self, case: &str, papers: &[PaperNote]) -> Result<CaseNo, Refusal> {
        let (case, row) = self.case(case)?;
        let kind = self.type_of_case(&row)?;
        if !papers.is_empty() {
            self.note_found(case, &kind, &Papers::Only(papers.to_vec()))?;
        }
        Ok(case)
    }

    /// Notes what was found of a case's papers.
    pub(super) fn note_found(&mut self, case: CaseNo, kind: &BusinessType, found: &Papers) -> Result<(), Refusal> {
        let (said, all) = match found {
            Papers::AllExcept(said) => (said, true),
            Papers::Only(said) => (said, false),
        };
        let mut next = self.next_extra(case, kind);
        let (mut papers, mut remarks): (Vec<Paper>, PaperRemarks) = Default::default();
        for note in said {
            let no = self.paper_no(case, kind, note, &mut next)?;
            if papers.iter().any(|paper| paper.no == no) {
                return Err(bad("papers", &format!("{no} twice / {no} 重复")));
            }
            self.may_note(case, kind, no, note.state)?;
            papers.push(paper_of(kind, no, note)?);
            remember(&mut remarks.remarks, no, &note.remark);
            remember(&mut remarks.names, no, &note.name);
        }
        if all {
            papers.extend(the_rest(kind, self.state.cases.papers(case), &papers));
        }
        papers.sort_by_key(|paper| paper.no);
        self.note(case, kind, papers, remarks);
        Ok(())
    }

    /// A paper that somebody has on loan is there or lost; where one was moved to, only moving it says.
    fn may_note(&self, case: CaseNo, kind: &BusinessType, no: PaperNo, state: PaperState) -> Result<(), Refusal> {
        // What leave was asked for, and where it went, acts of their own say.
        let is_act = match state {
            PaperState::Moved | PaperState::TakenOut => true,
            PaperState::Withdrawn => !self.gives_leave(),
            _ => false,
        };
        if is_act {
            return Err(bad("papers.state", state.name()));
        }
        let lent = self.state.cases.absent(case, no).filter(|absent| absent.how.is_lent());
        match lent {
            Some(absent) if !matches!(state, PaperState::There | PaperState::Missing) => {
                Err(self.paper_on_loan(case, kind, no, absent.how))
            }
            _ => Ok(()),
        }
    }

    /// Records papers that differ from what was noted before, or of which something new is said.
    fn note(&mut self, case: CaseNo, kind: &BusinessType, papers: Vec<Paper>, remarks: PaperRemarks) {
        let before = self.state.cases.papers(case);
        let said = |no: PaperNo| remarks.remarks.iter().chain(&remarks.names).any(|(about, _)| *about == no);
        let news: Vec<Paper> = papers.into_iter().filter(|paper| said(paper.no) || !before.contains(paper)).collect();
        let looked_at = self.case_row(case).is_some_and(|row| row.gaps.is_some());
        if news.is_empty() && looked_at {
            return;
        }
        let kept = before.iter().filter(|paper| !news.iter().any(|new| new.no == paper.no));
        let after: Vec<Paper> = kept.chain(&news).cloned().collect();
        let gaps = paper::gaps(kind, &after).len() as u16;
        let remarks = (remarks != PaperRemarks::default()).then_some(remarks);
        let Some(folder) = self.case_row(case).map(|row| row.folder) else { return };
        self.record(Event::PapersNoted(PapersNoted { case, folder, papers: news, gaps }, remarks));
    }

    pub(super) fn next_extra(&self, case: CaseNo, kind: &BusinessType) -> u16 {
        let last = self.state.cases.papers(case).last().map_or(0, |paper| paper.no.0.saturating_add(1));
        last.max(kind.documents.len() as u16)
    }

    fn paper_no(
        &self,
        case: CaseNo,
        kind: &BusinessType,
        note: &PaperNote,
        next: &mut u16,
    ) -> Result<PaperNo, Refusal> {
        let Some(named) = &note.paper else {
            if note.name.trim().is_empty() {
                return Err(bad("papers.name", "1–500"));
            }
            if usize::from(*next) >= kind.documents.len() + EXTRA_PAPERS_MAX {
                return Err(Refusal::new(Code::LimitExceeded).with("limit", EXTRA_PAPERS_MAX).with("what", "papers"));
            }
            let no = PaperNo(*next);
            *next = next.saturating_add(1);
            return Ok(no);
        };
        self.known_paper(case, kind, named)
    }

    /// A paper of the case's list, or one beyond it that was noted.
    pub(super) fn known_paper(&self, case: CaseNo, kind: &BusinessType, named: &str) -> Result<PaperNo, Refusal> {
        let beyond = || {
            let no = PaperNo(named.parse().ok()?);
            self.state.cases.paper(case, no).map(|paper| paper.no)
        };
        let unknown = || Refusal::new(Code::PaperUnknown).with("paper", named.chars().take(64).collect::<String>());
        on_list(kind, named).or_else(beyond).ok_or_else(unknown)
    }
}

/// A paper's place on the list, by its id or its number there.
fn on_list(kind: &BusinessType, named: &str) -> Option<PaperNo> {
    let by_id = kind.documents.iter().position(|wanted| wanted.id == named);
    let by_number = || named.parse().ok().filter(|no: &usize| *no < kind.documents.len());
    by_id.or_else(by_number).map(|at| PaperNo(at as u16))
}

fn paper_of(kind: &BusinessType, no: PaperNo, note: &PaperNote) -> Result<Paper, Refusal> {
    let wanted = kind.documents.get(usize::from(no.0));
    let there = note.state == PaperState::There;
    let usual = match wanted {
        Some(wanted) if there => Paper::as_wanted(no, wanted),
        _ => Paper { originals: u16::from(there), ..Paper::without(no, note.state) },
    };
    let (originals, copies) = note.pieces.unwrap_or((usual.originals, usual.copies));
    if originals > PIECES_MAX || copies > PIECES_MAX {
        return Err(bad("papers.pieces", &format!("0–{PIECES_MAX}")));
    }
    if note.pages > PAGES_MAX {
        return Err(bad("papers.pages", &format!("0–{PAGES_MAX}")));
    }
    if there && originals == 0 && copies == 0 {
        return Err(bad("papers.pieces", &format!("1–{PIECES_MAX}")));
    }
    let mut signatures = note.signatures.clone().unwrap_or(usual.signatures);
    signatures.sort_unstable();
    signatures.dedup();
    Ok(Paper { no, state: note.state, originals, copies, pages: note.pages, signatures })
}

/// What the list asks for and nobody said anything of, as it wants it; what was noted as there before stays.
fn the_rest(kind: &BusinessType, before: &[Paper], said: &[Paper]) -> Vec<Paper> {
    let is_there = |no: PaperNo| before.iter().any(|paper| paper.no == no && paper.state == PaperState::There);
    let is_said = |no: PaperNo| said.iter().any(|paper| paper.no == no);
    let group_is_settled = |group: &str| {
        let members = kind.documents.iter().enumerate().filter(|(_, wanted)| wanted.one_of.as_deref() == Some(group));
        members.map(|(at, _)| PaperNo(at as u16)).any(|no| is_said(no) || is_there(no))
    };
    let called_for = |no: PaperNo| before.iter().any(|paper| paper.no == no && paper.state == PaperState::Missing);
    let mut groups: Vec<&str> = Vec::new();
    let mut rest = Vec::new();
    for (at, wanted) in kind.documents.iter().enumerate() {
        let no = PaperNo(at as u16);
        if is_said(no) || is_there(no) || (wanted.conditional && !called_for(no)) {
            continue;
        }
        if let Some(group) = wanted.one_of.as_deref() {
            if groups.contains(&group) || group_is_settled(group) {
                continue;
            }
            groups.push(group);
        }
        rest.push(Paper::as_wanted(no, wanted));
    }
    rest
}

fn remember(said: &mut Vec<(PaperNo, String)>, no: PaperNo, text: &str) {
    let text: String = text.trim().chars().take(PAPER_CHARS).collect();
    if !text.is_empty() {
        said.push((no, text));
    }
}

/// A reason that must be given.
pub(super) fn reason(text: &str) -> Result<Remark, Refusal> {
    let remark = super::custody::remark(text);
    if remark.text.is_empty() { Err(Code::ReasonRequired.into()) } else { Ok(remark) }
}
