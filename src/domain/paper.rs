//! Papers: what a case's checklist asks for, what was handed over, and the one place that says what is still wanting.
//!
//! It knows no case and no folder; it compares a version of a business type with what somebody saw on the desk.

mod lists;

pub use lists::{Renumbered, renumber};

use super::business_type::{BusinessType, DocumentDef, DocumentForm, Signature};
use super::refusal::Language;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// How many papers one case may have beyond its checklist.
pub const EXTRA_PAPERS_MAX: usize = 100;
/// How many pieces of one paper, and how many pages, may be counted.
pub const PIECES_MAX: u16 = 999;
/// See [`PIECES_MAX`].
pub const PAGES_MAX: u16 = 9_999;

/// A paper of a case: its place on the checklist of the case's type version, or behind it for one that is on no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct PaperNo(pub u16);

impl fmt::Display for PaperNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What was found of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaperState {
    /// It is there.
    There,
    /// It is not there.
    Missing,
    /// What is there is another paper, or about something else.
    Wrong,
    /// It is the right one and cannot be kept so: torn, illegible, in pencil.
    Unfit,
    /// The case does not call for it.
    NotCalledFor,
    /// It was there and was taken out for good, with the leave of somebody who may have papers leave.
    Withdrawn,
    /// It was taken out for good, and nobody has given leave for that yet.
    TakenOut,
    /// It was there and belongs to another case now.
    Moved,
}

impl PaperState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::There,
        Self::Missing,
        Self::Wrong,
        Self::Unfit,
        Self::NotCalledFor,
        Self::Withdrawn,
        Self::TakenOut,
        Self::Moved,
    ];

    /// The word for it in requests and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::There => "there",
            Self::Missing => "missing",
            Self::Wrong => "wrong",
            Self::Unfit => "unfit",
            Self::NotCalledFor => "not_called_for",
            Self::Withdrawn => "withdrawn",
            Self::TakenOut => "taken_out",
            Self::Moved => "moved",
        }
    }

    /// The state as people read it.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Self::There => ("已有", "there"),
            Self::Missing => ("缺少", "missing"),
            Self::Wrong => ("错误", "wrong"),
            Self::Unfit => ("不合格", "unfit"),
            Self::NotCalledFor => ("不需要", "not called for"),
            Self::Withdrawn => ("已取出", "withdrawn"),
            Self::TakenOut => ("已取出待批准", "taken out, not approved yet"),
            Self::Moved => ("已移至他单", "moved to another case"),
        };
        if language == Language::Zh { zh } else { en }
    }
}

/// What somebody noted of a paper. A checkpoint holds it too, so no field of it may be left out when it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Which.
    pub no: PaperNo,
    /// What was found of it.
    pub state: PaperState,
    /// How many originals there are.
    #[serde(default)]
    pub originals: u16,
    /// How many photocopies.
    #[serde(default)]
    pub copies: u16,
    /// How many pages they have together; 0 if nobody counted.
    #[serde(default)]
    pub pages: u16,
    /// The signatures that are on it.
    #[serde(default)]
    pub signatures: Vec<Signature>,
}

impl Paper {
    /// A paper of the checklist as the list wants it: what one key stroke says.
    #[must_use]
    pub fn as_wanted(no: PaperNo, wanted: &DocumentDef) -> Self {
        let (originals, copies) = match wanted.form {
            DocumentForm::Original | DocumentForm::Either => (1, 0),
            DocumentForm::Copy => (0, 1),
            DocumentForm::Both => (1, 1),
        };
        let signatures = wanted.signatures.clone();
        Self { no, state: PaperState::There, originals, copies, pages: 0, signatures }
    }

    /// A paper of which nothing is there.
    #[must_use]
    pub fn without(no: PaperNo, state: PaperState) -> Self {
        Self { no, state, originals: 0, copies: 0, pages: 0, signatures: Vec::new() }
    }

    /// How many pieces there are.
    #[must_use]
    pub fn pieces(&self) -> u32 {
        u32::from(self.originals) + u32::from(self.copies)
    }
}

/// What is wanting of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Gap {
    /// The paper; of several that stand for each other, all of them.
    pub papers: Vec<PaperNo>,
    /// What is wrong.
    pub why: GapKind,
}

/// What is wrong with a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    /// It is not there.
    Missing,
    /// It is another paper.
    Wrong,
    /// It cannot be kept so.
    Unfit,
    /// There is a photocopy and the original is wanted, or the photocopy beside it.
    Form,
    /// The customer has not signed it.
    UnsignedByCustomer,
    /// Our staff have not signed it.
    UnsignedByStaff,
}

impl GapKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Missing, Self::Wrong, Self::Unfit, Self::Form, Self::UnsignedByCustomer, Self::UnsignedByStaff];

    /// The word for it in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Wrong => "wrong",
            Self::Unfit => "unfit",
            Self::Form => "form",
            Self::UnsignedByCustomer => "unsigned_by_customer",
            Self::UnsignedByStaff => "unsigned_by_staff",
        }
    }

    /// The gap as people read it.
    #[must_use]
    pub fn label(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Self::Missing => ("缺少", "missing"),
            Self::Wrong => ("错误", "wrong"),
            Self::Unfit => ("不合格", "unfit"),
            Self::Form => ("原件或复印件不符", "not in the required form"),
            Self::UnsignedByCustomer => ("缺客户签字", "not signed by the customer"),
            Self::UnsignedByStaff => ("缺员工签字", "not signed by staff"),
        };
        if language == Language::Zh { zh } else { en }
    }
}

/// What is wanting of a case of this type, in the order of its checklist, then of the papers beyond it.
///
/// A paper that nothing was noted of is missing, unless it is conditional; so is one that was moved, or taken out without
/// leave. One that left with leave was there and is wanted no more. One that is lent alone, or lies in another folder, is
/// there: that says who has it, not what was handed over. Of papers that stand for each other one in
/// order is enough; if none is, the gap names them all and says what is wrong with the best of them.
#[must_use]
pub fn gaps(business_type: &BusinessType, papers: &[Paper]) -> Vec<Gap> {
    let noted = |no: PaperNo| papers.iter().find(|paper| paper.no == no);
    let mut gaps: Vec<Gap> = Vec::new();
    let mut done: Vec<&str> = Vec::new();
    for (at, wanted) in business_type.documents.iter().enumerate() {
        let no = PaperNo(at as u16);
        match wanted.one_of.as_deref() {
            Some(group) if done.contains(&group) => {}
            Some(group) => {
                done.push(group);
                gaps.extend(gap_of_group(business_type, group, noted));
            }
            None => gaps.extend(faults(wanted, noted(no)).map(|why| Gap { papers: vec![no], why })),
        }
    }
    let extra = papers.iter().filter(|paper| usize::from(paper.no.0) >= business_type.documents.len());
    gaps.extend(extra.filter_map(|paper| Some(Gap { papers: vec![paper.no], why: fault_of_state(paper.state)? })));
    gaps
}

fn gap_of_group<'a>(
    business_type: &BusinessType,
    group: &str,
    noted: impl Fn(PaperNo) -> Option<&'a Paper>,
) -> Option<Gap> {
    let members = business_type.documents.iter().enumerate();
    let members: Vec<_> = members.filter(|(_, wanted)| wanted.one_of.as_deref() == Some(group)).collect();
    let mut least = None;
    for (at, wanted) in &members {
        let paper = noted(PaperNo(*at as u16));
        // Only a paper that is there, or left with leave, can be enough; a conditional one that nobody asked for is not.
        let there = paper.is_some_and(|paper| matches!(paper.state, PaperState::There | PaperState::Withdrawn));
        match faults(wanted, paper).last() {
            None if there => return None,
            None => {}
            // The further down the list of faults, the nearer it is to what is wanted.
            Some(fault) => least = least.max(Some(fault)),
        }
    }
    let optional = members.iter().all(|(_, wanted)| wanted.conditional);
    let papers = members.iter().map(|(at, _)| PaperNo(*at as u16)).collect();
    let why = least.or_else(|| (!optional).then_some(GapKind::Missing))?;
    Some(Gap { papers, why })
}

/// What is wrong with one paper, in the order of [`GapKind`].
fn faults(wanted: &DocumentDef, paper: Option<&Paper>) -> impl Iterator<Item = GapKind> + use<> {
    let mut found = Vec::new();
    match paper {
        None | Some(Paper { state: PaperState::TakenOut | PaperState::Moved, .. }) => {
            found.extend((!wanted.conditional).then_some(GapKind::Missing));
        }
        Some(Paper { state: PaperState::There, originals, copies, signatures, .. }) => {
            let (originals, copies) = (*originals > 0, *copies > 0);
            let fits = match wanted.form {
                DocumentForm::Original => originals,
                // An original is more than was asked for.
                DocumentForm::Copy | DocumentForm::Either => originals || copies,
                DocumentForm::Both => originals && copies,
            };
            if !fits {
                found.push(GapKind::Form);
            }
            for signature in wanted.signatures.iter().filter(|signature| !signatures.contains(signature)) {
                found.push(match signature {
                    Signature::Customer => GapKind::UnsignedByCustomer,
                    Signature::Staff => GapKind::UnsignedByStaff,
                });
            }
        }
        Some(paper) => found.extend(fault_of_state(paper.state)),
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter()
}

/// What a state says by itself. Nobody waits for a paper that the case does not call for, nor for one beyond the list
/// that was moved or taken out, nor for any that left with leave.
fn fault_of_state(state: PaperState) -> Option<GapKind> {
    match state {
        PaperState::Missing => Some(GapKind::Missing),
        PaperState::Wrong => Some(GapKind::Wrong),
        PaperState::Unfit => Some(GapKind::Unfit),
        PaperState::There
        | PaperState::NotCalledFor
        | PaperState::Withdrawn
        | PaperState::TakenOut
        | PaperState::Moved => None,
    }
}

#[cfg(test)]
mod tests;
