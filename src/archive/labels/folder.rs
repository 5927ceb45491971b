//! A folder's own papers: its labels and cover, its contents list, its note, its condition card.

use super::fields::Fields;
use super::{Asked, Content, Values, bounded};
use crate::domain::case::CasePhase;
use crate::domain::code::{QrKind, qr_payload};
use crate::domain::contents::{Lies, Line, contents};
use crate::domain::folder::{CodeKind, Condition};
use crate::domain::ids::FolderNo;
use crate::domain::paper::Paper;
use crate::domain::place::period_of;
use crate::domain::refusal::{Code, Refusal};
use chrono::Datelike;

/// Labels, spines, the cover.
pub(super) fn label(asked: Asked<'_>, folder: FolderNo) -> Result<Content, Refusal> {
    Ok(Content { values: fields(asked, folder)?.done(), rows: Vec::new() })
}

/// Everything that stands on a folder.
pub(super) fn fields(asked: Asked<'_>, folder: FolderNo) -> Result<Fields, Refusal> {
    let state = asked.state();
    let row = state.folders.get(folder).ok_or(Code::Internal)?;
    let record = asked.views.folder(folder)?.ok_or(Code::NotCaughtUp)?;
    let code = state.codes.own(folder);
    let foreign = state.codes.others(folder).iter().find(|other| other.kind == CodeKind::Foreign);
    let class = state.organisation.class(row.class).map(|class| asked.tongue.name(&class.name));
    let mut fields = asked.begin();
    fields.set("box", asked.home_box(folder));
    fields.set("class", class.unwrap_or_default());
    fields.set("code", code);
    fields.day("date", row.business_date);
    fields.set("department", asked.department(row.department));
    fields.set("note", record.details.note);
    fields.set("old_code", foreign.map(|other| other.code.to_string()).unwrap_or_default());
    fields.set("qr", qr_payload(&state.organisation.settings().base_url, QrKind::Folder, code));
    fields.set("responsible", asked.department(row.department));
    fields.set("slot", asked.home_slot(folder));
    fields.set("subject", asked.names(folder)?);
    fields.set("title", asked.title(folder)?);
    fields.set("volume", state.volumes.number(folder).map(|number| number.to_string()).unwrap_or_default());
    fields.count("volumes", state.volumes.of(folder).len());
    fields.set("year", row.business_date.map(|date| date.year().to_string()).unwrap_or_default());
    if let Some(kind) = asked.kind_of_folder(folder) {
        fields.set("type", asked.tongue.name(&kind.name));
        fields.set("retention", asked.retention(kind));
        let period = row.business_date.map(|date| period_of(date, kind.period).to_string());
        fields.set("period", period.unwrap_or_default());
    }
    let (pieces, pages) = sums(&lines(asked, folder));
    fields.count("pieces", pieces);
    fields.count("page_count", pages);
    Ok(fields)
}

/// The lines of a folder's contents list, as far as whoever asks may see them.
fn lines(asked: Asked<'_>, folder: FolderNo) -> Vec<Line> {
    let mut lines = contents(asked.state(), folder);
    lines.retain(|line| asked.state().sees_case(asked.sight, line.case));
    lines
}

/// How many papers belong in a folder and are known, and how many pages those have.
fn sums(lines: &[Line]) -> (usize, usize) {
    let counted = || lines.iter().filter(|line| line.number.is_some());
    (counted().count(), counted().map(|line| usize::from(line.paper.pages)).sum())
}

/// The contents list 卷内目录.
pub(super) fn contents_list(asked: Asked<'_>, folder: FolderNo) -> Result<Content, Refusal> {
    let lines = bounded(lines(asked, folder))?;
    // Pages are numbered through a folder only where somebody counted all of them.
    let counted = lines.iter().filter(|line| line.number.is_some());
    let is_paged = counted.clone().count() > 0 && counted.clone().all(|line| line.paper.pages > 0);
    let (mut rows, mut page) = (Vec::with_capacity(lines.len()), 1);
    for line in &lines {
        let mut row = contents_row(asked, line)?;
        if line.number.is_some() {
            let pages = u32::from(line.paper.pages);
            row.set("page_numbers", page_numbers(page, pages, is_paged));
            page += pages;
        }
        rows.push(row.done());
    }
    Ok(Content { values: fields(asked, folder)?.done(), rows })
}

fn page_numbers(first: u32, pages: u32, is_paged: bool) -> String {
    match (is_paged, pages) {
        (_, 0) => String::new(),
        (false, _) => pages.to_string(),
        (true, 1) => first.to_string(),
        (true, _) => format!("{first}–{}", first + pages - 1),
    }
}

fn contents_row(asked: Asked<'_>, line: &Line) -> Result<Fields, Refusal> {
    let (row, record) = asked.case(line.case)?;
    let kind = asked.kind_of_case(row)?;
    let state = asked.state();
    let (code, reference) = (state.cases.code(line.case), state.cases.reference(line.case));
    let name = asked.paper_name(kind, &record, line.paper.no);
    let responsible = match row.responsible {
        Some(no) => asked.person(no),
        None if record.details.responsible.is_empty() => asked.department(row.department),
        None => record.details.responsible.clone(),
    };
    let remark = record.remarks.get(&line.paper.no).cloned();
    let notes: Vec<String> = [lies(asked, line.lies), remark.unwrap_or_default()].into_iter().collect();
    let notes: Vec<String> = notes.into_iter().filter(|note| !note.is_empty()).collect();
    let mut fields = Fields::default();
    fields.set("number", line.number.map(|number| number.to_string()).unwrap_or_default());
    fields.set("code", code);
    fields.set("reference", if reference.is_empty() { code } else { reference });
    fields.set("responsible", responsible);
    fields.set("department", asked.department(row.department));
    fields.set("title", name.as_str());
    fields.set("name", name.as_str());
    fields.set("paper", name);
    fields.day("date", line.date);
    fields.set("type", asked.tongue.name(&kind.name));
    fields.set("form", form(asked, &line.paper));
    fields.count("pieces", line.paper.pieces() as usize);
    fields.count("page_count", usize::from(line.paper.pages));
    fields.set("note", asked.tongue.sentences(&notes));
    Ok(fields)
}

/// As what a paper is there.
pub(super) fn form(asked: Asked<'_>, paper: &Paper) -> String {
    let (original, copy) = (asked.tongue.say("原件", "original"), asked.tongue.say("复印件", "copy"));
    match (paper.originals, paper.copies) {
        (0, 0) => String::new(),
        (_, 0) => original,
        (0, _) => copy,
        _ => format!("{original} + {copy}"),
    }
}

/// Where a paper is that does not lie in its folder.
fn lies(asked: Asked<'_>, lies: Lies) -> String {
    let tongue = asked.tongue;
    let seen = |folder: FolderNo| asked.state().sees(asked.sight, folder).then(|| asked.state().codes.own(folder));
    match lies {
        Lies::Here => String::new(),
        Lies::Waits => tongue.say("待归卷", "waits at a desk"),
        Lies::Lent { borrower, due } => {
            let name = asked.person(borrower);
            tongue.say(&format!("借给{name}，应还 {due}"), &format!("lent to {name} until {due}"))
        }
        Lies::Short { borrower, .. } => {
            let name = borrower.map(|no| asked.person(no)).unwrap_or_default();
            tongue.say(&format!("短缺 {name}"), &format!("short {name}")).trim().to_owned()
        }
        Lies::Elsewhere { folder } => match seen(folder) {
            Some(code) => tongue.say(&format!("在他卷 {code}"), &format!("in {code}")),
            None => tongue.say("在他卷", "in another folder"),
        },
        Lies::Strange { folder } => match seen(folder) {
            Some(code) => tongue.say(&format!("属于 {code}"), &format!("belongs in {code}")),
            None => tongue.say("不属于本卷", "belongs elsewhere"),
        },
        Lies::Withdrawn => tongue.say("已取出", "withdrawn"),
        Lies::TakenOut => tongue.say("已取出待批准", "taken out, not approved yet"),
    }
}

/// The note 卷内备考表: what is to be known of the folder as a whole, who filed it and when.
pub(super) fn note(asked: Asked<'_>, folder: FolderNo) -> Result<Content, Refusal> {
    let record = asked.views.folder(folder)?.ok_or(Code::NotCaughtUp)?;
    let mut fields = fields(asked, folder)?;
    let remarks: Vec<String> = [vec![record.details.note.clone()], said_of(asked, folder)?].concat();
    let remarks: Vec<String> = remarks.into_iter().filter(|remark| !remark.is_empty()).collect();
    fields.set("note", remarks.join("\n"));
    if record.remark != record.details.note {
        fields.set("found", record.remark);
    }
    fields.set("by", asked.actor(record.registered_by));
    fields.day("date", asked.day(record.registered_us));
    Ok(Content { values: fields.done(), rows: Vec::new() })
}

/// What the record has to say of a folder: its volumes, its old codes, what is wanting and what is not in it.
fn said_of(asked: Asked<'_>, folder: FolderNo) -> Result<Vec<String>, Refusal> {
    let (state, tongue) = (asked.state(), asked.tongue);
    let mut said = Vec::new();
    let volumes: Vec<String> = state
        .volumes
        .of(folder)
        .iter()
        .map(|(_, no)| *no)
        .filter(|no| state.sees(asked.sight, *no))
        .map(|no| state.codes.own(no).to_owned())
        .collect();
    if let (Some(number), true) = (state.volumes.number(folder), volumes.len() > 1) {
        let (count, codes) = (volumes.len(), volumes.join(" "));
        said.push(tongue.say(
            &format!("本案卷共 {count} 卷（{codes}），本卷为第 {number} 卷。"),
            &format!("The file has {count} volumes ({codes}); this is volume {number}."),
        ));
    }
    let others: Vec<String> = state.codes.others(folder).iter().take(12).map(|other| other.code.to_string()).collect();
    if !others.is_empty() {
        let codes = others.join(" ");
        said.push(tongue.say(&format!("曾用编号：{codes}。"), &format!("Other codes: {codes}.")));
    }
    for case in state.cases.of_folder(folder).iter().filter(|case| state.sees_case(asked.sight, **case)) {
        let (row, record) = asked.case(*case)?;
        if !matches!(row.phase, CasePhase::Waiting | CasePhase::Filed) || row.gaps.is_none_or(|gaps| gaps == 0) {
            continue;
        }
        let kind = asked.kind_of_case(row)?;
        let gaps = crate::domain::paper::gaps(kind, state.cases.papers(*case));
        let gaps: Vec<String> = gaps.iter().map(|gap| asked.gap(kind, &record, gap)).collect();
        said.push(format!("{} {}", state.cases.code(*case), tongue.sentences(&gaps)));
        if said.len() >= SAID_MAX {
            break;
        }
    }
    Ok(said)
}

/// How many remarks of the record go on one note; the contents list has the rest.
const SAID_MAX: usize = 12;

/// The condition card 保管状况卡.
pub(super) fn condition(asked: Asked<'_>, folder: FolderNo) -> Result<Content, Refusal> {
    let record = asked.views.folder(folder)?.ok_or(Code::NotCaughtUp)?;
    let mut fields = fields(asked, folder)?;
    let row = asked.state().custody.get(folder);
    let condition = row.map(|row| row.condition).unwrap_or_default();
    fields.set("found", record.remark);
    fields.set(
        "severity",
        match condition {
            Condition::Good => asked.tongue.say("完好", "good"),
            Condition::Damaged => asked.tongue.say("破损", "damaged"),
        },
    );
    // The card is of the day on which the folder was last in somebody's hands.
    if let Some((row, day)) = row.and_then(|row| Some((row, asked.day(row.seen_us)?))) {
        fields.day("date", Some(day));
        fields.set("by", asked.actor(row.seen_by));
    }
    Ok(Content { values: fields.done(), rows: Vec::new() })
}

/// A folder as a row of a list.
pub(super) fn row(asked: Asked<'_>, folder: FolderNo) -> Result<Fields, Refusal> {
    let state = asked.state();
    let mut fields = fields(asked, folder)?;
    let names = asked.names(folder)?;
    let kind = asked.kind_of_folder(folder).map(|kind| asked.tongue.name(&kind.name)).unwrap_or_default();
    fields.set("title", format!("{names} {kind}").trim());
    fields.set("folder", state.codes.own(folder));
    fields.set("name", names);
    let volumes = state.volumes.of(folder).len();
    if let Some(number) = state.volumes.number(folder) {
        fields.set("volume", format!("{number}/{volumes}"));
    }
    let Some(custody) = state.custody.get(folder) else { return Ok(fields) };
    fields.set("status", asked.tongue.ask(|language| custody.state.label(language).to_owned()));
    if let (Some(borrower), Some(due)) = (custody.borrower(), custody.due) {
        fields.set("borrower", asked.person(borrower));
        fields.day("lent", asked.day(custody.since_us));
        fields.day("due", Some(due));
        fields.count("days", (asked.today - due).num_days().max(0) as usize);
    }
    Ok(fields)
}

/// A row without what only the head of a form says.
pub(super) fn row_values(fields: Fields) -> Values {
    let mut values = fields.done();
    for name in ["archive", "fonds", "qr", "today", "by"] {
        values.remove(name);
    }
    values
}
