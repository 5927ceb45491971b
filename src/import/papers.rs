//! What a row says of a case and its papers.

use super::issue::Problem;
use super::mapping::Target;
use super::read::{RowReading, is_blank_word};
use super::vocabulary::listed;
use crate::domain::business_type::{BusinessType, DocumentForm, Signature};
use crate::domain::case::CasePhase;
use crate::domain::command::{BroughtIn, ListedCase, NewCase, NewFolder, PaperNote};
use crate::domain::paper::{GapKind, PaperState};
use crate::domain::refusal::Language;
use crate::domain::value::{Bilingual, loose};
use chrono::NaiveDate;

/// How many papers' names a message lists.
const LISTED_MAX: usize = 20;

/// What was found in a row of a table of cases.
#[derive(Debug, Default)]
pub(super) struct CaseParts {
    reference: Option<String>,
    code: String,
    phase: Option<CasePhase>,
    due: Option<NaiveDate>,
    completeness: Option<bool>,
    wanting: Vec<(usize, String)>,
    deadline_from: Option<NaiveDate>,
    responsible: String,
    there: Vec<(usize, String)>,
    missing: Vec<(usize, String)>,
    paper: Option<(usize, String)>,
    state: Option<(usize, String)>,
}

impl CaseParts {
    /// Takes a cell that is about the case; whether it was.
    pub(super) fn take(&mut self, reading: &mut RowReading<'_>, at: usize, cell: &str, target: &Target) -> bool {
        match target {
            Target::CaseReference => self.reference = reading.code(at, cell),
            Target::CaseCode => self.code = reading.code(at, cell).unwrap_or_default(),
            Target::CasePhase => self.phase = phase_of(cell),
            Target::CaseDue if is_blank_word(cell) => {}
            Target::CaseDue => self.due = reading.business_date(at, cell),
            Target::Completeness => self.completeness = looked_at(cell),
            Target::DeadlineFrom if is_blank_word(cell) => {}
            Target::DeadlineFrom => self.deadline_from = reading.business_date(at, cell),
            Target::Responsible if is_blank_word(cell) => {}
            Target::Responsible => {
                reading.formula(at, cell);
                cell.clone_into(&mut self.responsible);
            }
            Target::PapersThere => self.there.extend(named(at, cell)),
            Target::PapersMissing => {
                let (wanting, missing): (Vec<&str>, Vec<&str>) =
                    cell.split(['；', ';', '\n', '|']).partition(|part| labelled(part).is_some());
                self.wanting.extend(wanting.into_iter().map(|part| (at, part.to_owned())));
                self.missing.extend(missing.into_iter().flat_map(|part| named(at, part)));
            }
            Target::Paper => self.paper = (!is_blank_word(cell)).then(|| (at, cell.to_owned())),
            Target::PaperState => self.state = (!is_blank_word(cell)).then(|| (at, cell.to_owned())),
            _ => return false,
        }
        true
    }

    /// The case, with what the row says of its folder.
    pub(super) fn build(
        self,
        reading: &mut RowReading<'_>,
        business_type: Option<&BusinessType>,
        folder: &NewFolder,
        filed: bool,
    ) -> Option<BroughtIn> {
        let business_type = business_type?;
        if self.reference.is_none() && self.code.is_empty() {
            reading.problem(usize::MAX, "", Problem::ReferenceMissing, "");
            return None;
        }
        let is_listed = !self.code.is_empty() || self.phase.is_some();
        let looked_at = self.completeness.unwrap_or(!self.wanting.is_empty());
        let listed = ListedCase { code: self.code, phase: self.phase, due: self.due, looked_at };
        let listed = is_listed.then_some(listed);
        let reference = self.reference.unwrap_or_default();
        let mut papers: Vec<PaperNote> = Vec::new();
        let stated = match (&self.paper, &self.state) {
            (Some(_), Some((at, word))) => {
                let state = state_of(word);
                if state.is_none() {
                    reading.problem(*at, word, Problem::PaperStateUnknown, "");
                }
                state
            }
            _ => Some(PaperState::There),
        };
        let word = self.state.map(|(_, word)| word).unwrap_or_default();
        let alone = self.paper.into_iter().filter_map(|(at, name)| Some((at, name, stated?)));
        let there = self.there.into_iter().map(|(at, name)| (at, name, PaperState::There));
        let missing = self.missing.into_iter().map(|(at, name)| (at, name, PaperState::Missing));
        for (at, name, state) in alone.chain(there).chain(missing) {
            match paper_of(business_type, &name) {
                Some(id) if papers.iter().any(|paper| paper.paper.as_deref() == Some(id)) => {
                    reading.problem(at, &name, Problem::PaperTwice, "");
                }
                Some(id) => papers.push(note(id, state, &word)),
                None => reading.problem_in_words(at, &name, Problem::PaperUnknown, &known_papers(business_type)),
            }
        }
        for (_, part) in &self.wanting {
            wanting(business_type, part, &mut papers);
        }
        let new = NewCase {
            business_type: folder.business_type.clone(),
            reference,
            department: folder.department.clone(),
            responsible: None,
            responsible_name: self.responsible,
            business_date: folder.business_date,
            deadline_from: self.deadline_from,
            folder: folder.code.clone().or_else(|| folder.foreign_codes.first().cloned()),
            subjects: folder.subjects.clone(),
            fields: folder.fields.clone(),
            called_for: Vec::new(),
            note: folder.note.clone(),
        };
        Some(BroughtIn { new, papers, filed, listed })
    }
}

/// Where a case stands, as a list of an archive says it; nothing for other words.
fn phase_of(word: &str) -> Option<CasePhase> {
    let wanted = loose(word);
    let names = |phase: &CasePhase| [phase.name(), phase.label(Language::Zh), phase.label(Language::En)].map(loose);
    CasePhase::ALL.into_iter().find(|phase| names(phase).contains(&wanted))
}

/// Whether somebody looked at the papers, as a list of an archive says it; nothing for other words.
fn looked_at(word: &str) -> Option<bool> {
    match loose(word).as_str() {
        "齐全" | "不齐全" | "完整" | "不完整" | "complete" | "incomplete" => Some(true),
        "未核对" | "notchecked" => Some(false),
        _ => None,
    }
}

/// What is wrong with papers, as a list of an archive says it: `缺少：身份证／组织机构代码证`.
fn labelled(part: &str) -> Option<(GapKind, Vec<&str>)> {
    let (label, names) = part.split_once(['：', ':'])?;
    let wanted = loose(label);
    let kind = GapKind::ALL
        .into_iter()
        .find(|kind| [Language::Zh, Language::En].iter().any(|language| loose(kind.label(*language)) == wanted))?;
    let names = names.split('／').flat_map(|name| name.split(" / ")).map(str::trim).filter(|name| !name.is_empty());
    Some((kind, names.collect()))
}

/// Notes what is wanting: of papers that stand for each other the first says it for all.
fn wanting(business_type: &BusinessType, part: &str, papers: &mut Vec<PaperNote>) {
    let Some((kind, names)) = labelled(part) else { return };
    let known = names.iter().find_map(|name| paper_of(business_type, name));
    let name = names.first().copied().unwrap_or_default();
    let wanted = known.and_then(|id| business_type.documents.iter().find(|wanted| wanted.id == id));
    let at = papers.iter().position(|paper| known.is_some() && paper.paper.as_deref() == known);
    let mut paper = match at {
        Some(at) => papers.remove(at),
        None => PaperNote { paper: known.map(str::to_owned), ..note("", PaperState::There, "") },
    };
    if known.is_none() {
        name.clone_into(&mut paper.name);
    }
    let state = match kind {
        GapKind::Missing => PaperState::Missing,
        GapKind::Wrong => PaperState::Wrong,
        GapKind::Unfit => PaperState::Unfit,
        GapKind::Form | GapKind::UnsignedByCustomer | GapKind::UnsignedByStaff => PaperState::There,
    };
    paper.state = state;
    match (kind, wanted) {
        (GapKind::Wrong | GapKind::Unfit, _) => kind.label(Language::Zh).clone_into(&mut paper.remark),
        (GapKind::Form, Some(wanted)) => {
            paper.pieces = Some(if wanted.form == DocumentForm::Both { (1, 0) } else { (0, 1) });
        }
        (GapKind::UnsignedByCustomer | GapKind::UnsignedByStaff, Some(wanted)) => {
            let left = paper.signatures.get_or_insert_with(|| wanted.signatures.clone());
            let who = if kind == GapKind::UnsignedByCustomer { Signature::Customer } else { Signature::Staff };
            left.retain(|signature| *signature != who);
        }
        _ => {}
    }
    papers.push(paper);
}

/// A paper as a row tells of it; what is wrong with it, in the word that says so.
fn note(id: &str, state: PaperState, word: &str) -> PaperNote {
    let faulty = matches!(state, PaperState::Wrong | PaperState::Unfit);
    PaperNote {
        paper: Some(id.to_owned()),
        name: String::new(),
        state,
        pieces: None,
        pages: 0,
        signatures: None,
        remark: if faulty { word.to_owned() } else { String::new() },
    }
}

/// The names in a cell that holds several.
fn named(at: usize, cell: &str) -> Vec<(usize, String)> {
    let each = cell.split(['、', '，', ',', ';', '；', '\n', '|']).map(str::trim);
    each.filter(|name| !is_blank_word(name)).map(|name| (at, name.to_owned())).collect()
}

/// The paper of a checklist that a name means: its id, or its name in either language.
fn paper_of<'a>(business_type: &'a BusinessType, name: &str) -> Option<&'a str> {
    let wanted = loose(name);
    let mut papers = business_type.documents.iter();
    let found =
        papers.find(|paper| [&paper.id, &paper.name.zh, &paper.name.en].iter().any(|name| loose(name) == wanted));
    found.map(|paper| paper.id.as_str())
}

fn known_papers(business_type: &BusinessType) -> Bilingual {
    listed(business_type.documents.iter().take(LISTED_MAX).map(|paper| &paper.name))
}

/// What a word says of a paper.
fn state_of(word: &str) -> Option<PaperState> {
    let wanted = loose(word);
    let named = |state: &PaperState| {
        [state.name(), state.label(Language::Zh), state.label(Language::En)].iter().any(|name| loose(name) == wanted)
    };
    PaperState::ALL.into_iter().find(named).or(match wanted.as_str() {
        "有" | "是" | "齐" | "已交" | "齐全" | "yes" | "y" | "ok" => Some(PaperState::There),
        "缺" | "否" | "未交" | "没有" | "no" | "n" => Some(PaperState::Missing),
        "错" | "不符" => Some(PaperState::Wrong),
        "破损" | "不清" => Some(PaperState::Unfit),
        _ => None,
    })
}
