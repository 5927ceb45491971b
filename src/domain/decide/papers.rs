//! Papers: what the desk says of them becomes what is noted, and what is wanting is worked out anew each time.

use super::Draft;
use super::folders::bad;
use crate::domain::business_type::{BusinessType, DocumentDef};
use crate::domain::command::{PaperNote, Papers};
use crate::domain::event::{Event, PaperRemarks, PapersNoted, Remark};
use crate::domain::ids::CaseNo;
use crate::domain::limits::PAPER_CHARS;
use crate::domain::paper::{self, EXTRA_PAPERS_MAX, PAGES_MAX, PIECES_MAX, Paper, PaperNo, PaperState};
use crate::domain::refusal::{Code, Language, Refusal};

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
                return Err(Refusal::bad_in_words("papers", &format!("{no} twice"), &format!("{no} 重复")));
            }
            self.may_note(case, kind, no, note.state)?;
            self.check_said(case, kind, no, note)?;
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

    /// A paper that is wrong or unfit is one only if somebody says what is wrong with it: nobody could bring a better one
    /// else. What was said before holds; what a device noted when nobody could be asked is taken.
    fn check_said(&self, case: CaseNo, kind: &BusinessType, no: PaperNo, note: &PaperNote) -> Result<(), Refusal> {
        let faulty = matches!(note.state, PaperState::Wrong | PaperState::Unfit);
        let known = self.state.cases.paper(case, no).is_some_and(|known| known.state == note.state);
        if !faulty || known || self.context.queued || !note.remark.trim().is_empty() {
            return Ok(());
        }
        let wanted = kind.documents.get(usize::from(no.0)).map(|wanted| &wanted.name);
        let name = |language| wanted.map_or_else(|| note.name.clone(), |name| name.in_language(language).to_owned());
        let state = |language| note.state.label(language);
        let (en, zh) = (Language::En, Language::Zh);
        let refusal = Refusal::new(Code::RemarkRequired).in_words("paper", &name(en), &name(zh));
        Err(refusal.in_words("state", state(en), state(zh)))
    }

    /// Records papers that differ from what was noted before, or of which something new is said.
    pub(super) fn note(&mut self, case: CaseNo, kind: &BusinessType, papers: Vec<Paper>, remarks: PaperRemarks) {
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

/// What the list asks for and nobody said anything of, as it wants it; what was noted as there before stays. Of papers that
/// stand for each other one is taken for granted: the one that was there before, else the first. What is said of that one
/// holds, what is said of its twins does not touch it, and one of them that is said to be there stands in its stead.
fn the_rest(kind: &BusinessType, before: &[Paper], said: &[Paper]) -> Vec<Paper> {
    let noted =
        |papers: &[Paper], no: PaperNo, state| papers.iter().any(|paper| (paper.no, paper.state) == (no, state));
    let is_there = |no: PaperNo| noted(before, no, PaperState::There);
    let is_said = |no: PaperNo| said.iter().any(|paper| paper.no == no);
    let is_wanted = |no: PaperNo, wanted: &DocumentDef| !wanted.conditional || noted(before, no, PaperState::Missing);
    let listed = || kind.documents.iter().enumerate().map(|(at, wanted)| (PaperNo(at as u16), wanted));
    let granted = |group: &str| {
        let members = || listed().filter(|(_, wanted)| wanted.one_of.as_deref() == Some(group));
        if members().any(|(no, _)| noted(said, no, PaperState::There)) {
            return None;
        }
        let known = members().find(|(no, _)| is_there(*no));
        known.or_else(|| members().find(|(no, wanted)| is_wanted(*no, wanted))).map(|(no, _)| no)
    };
    let rest = listed().filter(|(no, wanted)| {
        let stands = wanted.one_of.as_deref().is_none_or(|group| granted(group) == Some(*no));
        stands && is_wanted(*no, wanted) && !is_said(*no) && !is_there(*no)
    });
    rest.map(|(no, wanted)| Paper::as_wanted(no, wanted)).collect()
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
