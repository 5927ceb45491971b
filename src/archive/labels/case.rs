//! A case's own papers: its slip 归档单, its certificate 齐全证明, and what is put before its papers when they are scanned.

use super::fields::Fields;
use super::folder::form;
use super::list::there;
use super::notice::wanted_form;
use super::{Asked, Content, Values, nothing};
use crate::domain::business_type::{BusinessType, DocumentDef};
use crate::domain::case::CasePhase;
use crate::domain::code::{QrKind, append_check_character};
use crate::domain::ids::{CaseNo, TypeNo};
use crate::domain::paper::{Gap, Paper, PaperNo, PaperState, gaps};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::CaseRow;
use crate::views::record::CaseRecord;
use chrono::NaiveDate;

/// The slip: what the case is, each paper, what is wanting, who gave and took.
pub(super) fn slip(asked: Asked<'_>, case: CaseNo) -> Result<Content, Refusal> {
    let (row, record) = asked.case(case)?;
    let kind = asked.kind_of_case(row)?;
    let papers = asked.state().cases.papers(case);
    let is_looked_at = asked.state().cases.is_looked_at(case);
    let found = if is_looked_at { gaps(kind, papers) } else { Vec::new() };
    let extra = papers.iter().map(|paper| paper.no).filter(|no| usize::from(no.0) >= kind.documents.len());
    let listed = (0..kind.documents.len() as u16).map(PaperNo);
    let line = Line { asked, kind, record: &record, papers, found: &found, is_looked_at };
    let rows = listed.chain(extra).filter_map(|no| line.row(no)).collect();
    Ok(Content { values: fields(asked, case)?.done(), rows })
}

/// What a slip's lines are made from.
struct Line<'a> {
    asked: Asked<'a>,
    kind: &'a BusinessType,
    record: &'a CaseRecord,
    papers: &'a [Paper],
    found: &'a [Gap],
    is_looked_at: bool,
}

impl Line<'_> {
    /// A paper's line; none for one that the case does not call for.
    fn row(&self, no: PaperNo) -> Option<Values> {
        let (asked, tongue) = (self.asked, self.asked.tongue);
        let wanted = self.kind.documents.get(usize::from(no.0));
        let noted = self.papers.iter().find(|paper| paper.no == no);
        let state = noted.map(|paper| paper.state);
        let is_conditional = wanted.is_some_and(|wanted| wanted.conditional);
        // Before anybody looked, what may be called for is on the list to be ticked.
        if state == Some(PaperState::NotCalledFor) || (is_conditional && noted.is_none() && self.is_looked_at) {
            return None;
        }
        let mut name = asked.paper_name(self.kind, self.record, no);
        if is_conditional && noted.is_none() {
            name.push_str(&tongue.say("（如有）", " (if any)"));
        }
        let mut fields = Fields::default();
        fields.set("number", (usize::from(no.0) + 1).to_string());
        fields.set("name", name.as_str());
        fields.set("paper", name);
        let there = noted.filter(|paper| paper.state == PaperState::There);
        let wants = |wanted: &DocumentDef| wanted_form(asked, wanted.form);
        fields.set("form", there.map(|paper| form(asked, paper)).or_else(|| wanted.map(wants)).unwrap_or_default());
        fields.count("pieces", there.map_or(0, |paper| paper.pieces() as usize));
        fields.count("page_count", there.map_or(0, |paper| usize::from(paper.pages)));
        let gap = self.found.iter().find(|gap| gap.papers.contains(&no));
        let said = gap.map(|gap| tongue.ask(|language| gap.why.label(language).to_owned()));
        let state = state.filter(|_| self.is_looked_at);
        let stands = state.map(|state| tongue.ask(|language| state.label(language).to_owned()));
        fields.set("status", said.or(stands).unwrap_or_default());
        fields.set("note", self.record.remarks.get(&no).map(String::as_str).unwrap_or_default());
        Some(fields.done())
    }
}

/// What is said of a case on whatever is printed of it.
pub(super) fn fields(asked: Asked<'_>, case: CaseNo) -> Result<Fields, Refusal> {
    let state = asked.state();
    let (row, record) = asked.case(case)?;
    let kind = asked.kind_of_case(row)?;
    let code = state.cases.code(case);
    let mut fields = asked.begin();
    fields.set("code", code);
    fields.set("qr", asked.qr(QrKind::Case, code));
    fields.set("title", asked.title_of_case(case)?);
    fields.set("subject", asked.title_of_case(case)?);
    fields.set("type", asked.tongue.name(&kind.name));
    fields.set("department", asked.department(row.department));
    fields.set("reference", state.cases.reference(case));
    fields.day("date", row.business_date);
    fields.set("due", due(asked, row));
    fields.day("received", row.received_on);
    fields.set("note", record.details.note.as_str());
    fields.set("number", row.certificate.map(|number| number.to_string()).unwrap_or_default());
    fields.set(
        "responsible",
        match row.responsible {
            Some(no) => asked.person(no),
            None => record.details.responsible.clone(),
        },
    );
    if state.sees(asked.sight, row.folder) {
        fields.set("folder", state.codes.own(row.folder));
        fields.set("slot", asked.home_slot(row.folder));
    }
    let closed = row.transfer.and_then(|no| state.transfers.get(no)).and_then(|transfer| transfer.closed);
    fields.set("giver", closed.map(|(giver, ..)| asked.person(giver)).unwrap_or_default());
    fields.set("taker", row.taken_by.map(|actor| asked.actor(actor)).unwrap_or_default());
    let papers = state.cases.papers(case);
    let (count, _) = there(papers);
    let pieces: u32 = papers.iter().filter(|paper| paper.state == PaperState::There).map(Paper::pieces).sum();
    fields.count("count", count);
    fields.count("pieces", pieces as usize);
    fields.set("status", status(asked, case, row));
    if state.cases.is_looked_at(case) {
        let found: Vec<String> = gaps(kind, papers).iter().map(|gap| asked.wanting(kind, &record, gap)).collect();
        let complete = || asked.tongue.say("无", "nothing");
        fields.set("missing", if found.is_empty() { complete() } else { asked.tongue.sentences(&found) });
    }
    Ok(fields)
}

fn due(asked: Asked<'_>, row: &CaseRow) -> String {
    let Some(due) = row.due else { return String::new() };
    let mut said = due.date.to_string();
    if due.is_provisional {
        said.push_str(&asked.tongue.say("（暂定）", " (provisional)"));
    }
    said
}

/// Where a case stands, and whether it is complete.
fn status(asked: Asked<'_>, case: CaseNo, row: &CaseRow) -> String {
    let phase = asked.tongue.ask(|language| row.phase.label(language).to_owned());
    let gaps = row.gaps.filter(|_| asked.state().cases.is_looked_at(case) && row.phase != CasePhase::Cancelled);
    match gaps {
        None => phase,
        Some(0) => format!("{phase} · {}", asked.tongue.say("齐全", "complete")),
        Some(_) => format!("{phase} · {}", asked.tongue.say("不齐全", "incomplete")),
    }
}

/// The certificate that a case is complete.
pub(super) fn certificate(
    asked: Asked<'_>,
    case: CaseNo,
    given: Option<&(NaiveDate, String)>,
) -> Result<Content, Refusal> {
    let (row, _) = asked.case(case)?;
    if row.certificate.is_none() {
        return Err(nothing("尚未出具齐全证明", "no certificate has been given for this case"));
    }
    let mut content = slip(asked, case)?;
    // It vouches for what is there; what the case could do without is no part of it.
    let there = asked.tongue.ask(|language| PaperState::There.label(language).to_owned());
    content.rows.retain(|row| row.get("status") == Some(&there));
    content.values.insert("count".to_owned(), content.rows.len().to_string());
    content.values.remove("by");
    if let Some((day, by)) = given {
        content.values.insert("today".to_owned(), day.to_string());
        content.values.insert("by".to_owned(), by.clone());
    }
    Ok(content)
}

/// What is put before a paper of a case when it is scanned.
pub(super) fn separator(asked: Asked<'_>, case: CaseNo, paper: PaperNo) -> Result<Content, Refusal> {
    let (row, record) = asked.case(case)?;
    let kind = asked.kind_of_case(row)?;
    let is_known = usize::from(paper.0) < kind.documents.len() || asked.state().cases.paper(case, paper).is_some();
    if !is_known {
        return Err(Refusal::new(Code::PaperUnknown).with("paper", paper));
    }
    let mut fields = fields(asked, case)?;
    let code = append_check_character(&format!("{}-{:02}", asked.state().cases.code(case), paper.0 + 1));
    fields.set("qr", asked.qr(QrKind::Document, &code));
    fields.set("code", code);
    before_paper(asked, &mut fields, paper, asked.paper_name(kind, &record, paper));
    Ok(Content { values: fields.done(), rows: Vec::new() })
}

/// The same for that paper of any case of a type. The type's version is in its code: another one has another list.
pub(super) fn separator_of_type(asked: Asked<'_>, no: TypeNo, paper: PaperNo) -> Result<Content, Refusal> {
    let kind = asked.state().organisation.business_type(no).ok_or(Code::Internal)?;
    let unknown = || Refusal::new(Code::PaperUnknown).with("paper", paper);
    let wanted = kind.documents.get(usize::from(paper.0)).ok_or_else(unknown)?;
    let mut fields = asked.begin();
    let code = append_check_character(&format!("{}-{}-{:02}", kind.code, kind.version, paper.0 + 1));
    fields.set("qr", asked.qr(QrKind::Document, &code));
    fields.set("code", code);
    fields.set("type", asked.tongue.name(&kind.name));
    before_paper(asked, &mut fields, paper, asked.tongue.name(&wanted.name));
    Ok(Content { values: fields.done(), rows: Vec::new() })
}

fn before_paper(asked: Asked<'_>, fields: &mut Fields, paper: PaperNo, name: String) {
    let number = paper.0 + 1;
    fields.set("paper", name);
    fields.set("position", asked.tongue.say(&format!("第 {number} 项"), &format!("No. {number}")));
}
