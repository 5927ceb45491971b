//! Notices: what somebody should have brought back 催还通知单, what is wanting of a case or of a department's 缺件通知单.

use super::case::fields as of_case;
use super::fields::Fields;
use super::loan::{Held, of_borrower};
use super::{Asked, Content, Values, bounded, nothing};
use crate::domain::business_type::{BusinessType, DocumentForm};
use crate::domain::ids::{CaseNo, DepartmentNo, PersonNo};
use crate::domain::paper::{Gap, gaps};
use crate::domain::refusal::Refusal;
use crate::views::record::CaseRecord;
use chrono::NaiveDate;

/// Within how many working days what is wanting has to come.
const WORKING_DAYS_TO_BRING: u16 = 1;

/// All that somebody should have brought back.
pub(super) fn overdue(asked: Asked<'_>, person: PersonNo) -> Result<Content, Refusal> {
    let mut held = Held::of(asked, person)?;
    held.retain(|one| one.due(asked).is_some_and(|due| due < asked.today));
    if held.is_empty() {
        return Err(nothing("此人没有逾期未还的档案", "this person has nothing overdue"));
    }
    let first = held.first().and_then(|one| one.due(asked));
    let rows = bounded(held)?.into_iter().map(|one| one.row(asked)).collect::<Result<Vec<Values>, Refusal>>()?;
    let mut fields = of_borrower(asked, person);
    fields.count("count", rows.len());
    fields.day("due", first);
    fields.count("days", first.map_or(0, |due| (asked.today - due).num_days().max(0) as usize));
    Ok(Content { values: fields.done(), rows })
}

/// What is wanting of a case.
pub(super) fn missing_papers(asked: Asked<'_>, case: CaseNo) -> Result<Content, Refusal> {
    let rows = wanting(asked, case)?;
    if rows.is_empty() {
        return Err(nothing("该业务单没有缺项", "this case has no gaps"));
    }
    let mut fields = of_case(asked, case)?;
    fields.count("count", rows.len());
    let due = asked.state().cases.get(case).and_then(|row| row.due).map(|due| due.date);
    fields.day("due", Some(bring_by(asked, due)));
    Ok(Content { values: fields.done(), rows })
}

/// What is wanting of all cases of a department that came, the oldest first.
pub(super) fn missing_papers_of(asked: Asked<'_>, department: DepartmentNo) -> Result<Content, Refusal> {
    let state = asked.state();
    let mut cases: Vec<CaseNo> = state.cases.incomplete().collect();
    cases.retain(|case| {
        let row = state.cases.get(*case);
        row.is_some_and(|row| row.department == Some(department)) && state.sees_case(asked.sight, *case)
    });
    cases.sort_by_key(|case| (state.cases.get(*case).and_then(|row| row.received_on), *case));
    let mut rows = Vec::new();
    for case in &cases {
        rows.extend(wanting(asked, *case)?);
        rows = bounded(rows)?;
    }
    if rows.is_empty() {
        return Err(nothing("该部门没有缺项", "this department has no gaps"));
    }
    let mut fields = asked.begin();
    fields.set("department", asked.department(Some(department)));
    fields.count("count", cases.len());
    fields.count("pieces", rows.len());
    fields.day("due", Some(bring_by(asked, None)));
    Ok(Content { values: fields.done(), rows })
}

/// The day by which what is wanting has to come: the case's own, while that lies ahead, else the next working day.
fn bring_by(asked: Asked<'_>, due: Option<NaiveDate>) -> NaiveDate {
    let next = asked.state().organisation.calendar().due(asked.today, WORKING_DAYS_TO_BRING).date;
    due.map_or(next, |due| due.max(next))
}

/// What is wanting of a case, a row for each gap.
fn wanting(asked: Asked<'_>, case: CaseNo) -> Result<Vec<Values>, Refusal> {
    let (row, record) = asked.case(case)?;
    if !asked.state().cases.is_looked_at(case) {
        return Ok(Vec::new());
    }
    let kind = asked.kind_of_case(row)?;
    let head = of_case(asked, case)?.done();
    let gaps = gaps(kind, asked.state().cases.papers(case));
    let rows = gaps.iter().map(|gap| {
        let mut fields = gap_row(asked, kind, &record, gap);
        for name in
            ["code", "date", "department", "due", "received", "reference", "responsible", "subject", "title", "type"]
        {
            fields.set(name, head.get(name).map(String::as_str).unwrap_or_default());
        }
        fields.done()
    });
    Ok(rows.collect())
}

fn gap_row(asked: Asked<'_>, kind: &BusinessType, record: &CaseRecord, gap: &Gap) -> Fields {
    let mut fields = Fields::default();
    let names = asked.papers_of_gap(kind, record, gap);
    fields.set("name", names.as_str());
    fields.set("paper", names);
    fields.set("status", asked.tongue.ask(|language| gap.why.label(language).to_owned()));
    let wanted = gap.papers.first().and_then(|no| kind.documents.get(usize::from(no.0)));
    fields.set("form", wanted.map(|wanted| wanted_form(asked, wanted.form)).unwrap_or_default());
    let remarks = gap.papers.iter().filter_map(|no| record.remarks.get(no).cloned());
    fields.set("note", asked.tongue.sentences(&remarks.collect::<Vec<_>>()));
    fields
}

/// As what a paper is wanted.
pub(super) fn wanted_form(asked: Asked<'_>, form: DocumentForm) -> String {
    match form {
        DocumentForm::Either => String::new(),
        DocumentForm::Original => asked.tongue.say("原件", "original"),
        DocumentForm::Copy => asked.tongue.say("复印件", "copy"),
        DocumentForm::Both => asked.tongue.say("原件和复印件", "original and copy"),
    }
}
