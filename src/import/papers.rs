//! What a row says of a case and its papers.

use super::issue::Problem;
use super::mapping::Target;
use super::read::{RowReading, is_blank_word};
use crate::domain::business_type::BusinessType;
use crate::domain::command::{BroughtIn, NewCase, NewFolder, PaperNote};
use crate::domain::paper::PaperState;
use crate::domain::refusal::Language;
use crate::domain::value::loose;
use chrono::NaiveDate;

/// How many papers' names a message lists.
const LISTED_MAX: usize = 20;

/// What was found in a row of a table of cases.
#[derive(Debug, Default)]
pub(super) struct CaseParts {
    reference: Option<String>,
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
            Target::DeadlineFrom if is_blank_word(cell) => {}
            Target::DeadlineFrom => self.deadline_from = reading.business_date(at, cell),
            Target::Responsible if is_blank_word(cell) => {}
            Target::Responsible => {
                reading.formula(at, cell);
                cell.clone_into(&mut self.responsible);
            }
            Target::PapersThere => self.there.extend(named(at, cell)),
            Target::PapersMissing => self.missing.extend(named(at, cell)),
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
        let Some(reference) = self.reference else {
            reading.problem(usize::MAX, "", Problem::ReferenceMissing, "");
            return None;
        };
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
        let alone = self.paper.into_iter().filter_map(|(at, name)| Some((at, name, stated?)));
        let there = self.there.into_iter().map(|(at, name)| (at, name, PaperState::There));
        let missing = self.missing.into_iter().map(|(at, name)| (at, name, PaperState::Missing));
        for (at, name, state) in alone.chain(there).chain(missing) {
            match paper_of(business_type, &name) {
                Some(id) if papers.iter().any(|paper| paper.paper.as_deref() == Some(id)) => {
                    reading.problem(at, &name, Problem::PaperTwice, "");
                }
                Some(id) => papers.push(note(id, state)),
                None => reading.problem(at, &name, Problem::PaperUnknown, &known_papers(business_type)),
            }
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
        Some(BroughtIn { new, papers, filed })
    }
}

fn note(id: &str, state: PaperState) -> PaperNote {
    PaperNote {
        paper: Some(id.to_owned()),
        name: String::new(),
        state,
        pieces: None,
        pages: 0,
        signatures: None,
        remark: String::new(),
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

fn known_papers(business_type: &BusinessType) -> String {
    let names: Vec<&str> =
        business_type.documents.iter().take(LISTED_MAX).map(|paper| paper.name.zh.as_str()).collect();
    names.join("、")
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
