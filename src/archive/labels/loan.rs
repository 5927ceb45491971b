//! Loans on paper: what stands for a folder 代卷卡 or a single paper 代件卡 that is out, and what its borrower takes along
//! 借阅回执.

use super::fields::Fields;
use super::folder::{fields as of_folder, row, row_values};
use super::{Asked, Content, Values, bounded, nothing};
use crate::domain::absence::Absence;
use crate::domain::code::QrKind;
use crate::domain::contents::contents;
use crate::domain::ids::{CaseNo, FolderNo, PersonNo};
use crate::domain::paper::PaperNo;
use crate::domain::refusal::{Code, Refusal};
use std::collections::BTreeSet;

/// What stands for a folder on loan.
pub(super) fn slip(asked: Asked<'_>, folder: FolderNo) -> Result<Content, Refusal> {
    let state = asked.state();
    let lent = state.custody.get(folder).and_then(|row| Some((row.borrower()?, row.due?, row.since_us)));
    let refused = || Refusal::new(Code::FolderNotOnLoan).with("code", state.codes.own(folder));
    let (borrower, due, since_us) = lent.ok_or_else(refused)?;
    let mut fields = of_folder(asked, folder)?;
    fields.set("folder", state.codes.own(folder));
    fields.set("borrower", asked.person(borrower));
    // Whose hands it is in matters here, not whose papers they are.
    fields.set("department", asked.department_of(borrower));
    fields.day("lent", asked.day(since_us));
    fields.day("due", Some(due));
    fields.count("days", (asked.today - due).num_days().max(0) as usize);
    fields.set("purpose", asked.views.purpose(folder)?);
    fields.clear("note");
    Ok(Content { values: fields.done(), rows: Vec::new() })
}

/// What lies for a single paper on loan. Its code is that of the case, which leads to the paper when it comes back.
pub(super) fn paper_slip(asked: Asked<'_>, case: CaseNo, paper: PaperNo) -> Result<Content, Refusal> {
    let state = asked.state();
    let (row, record) = asked.case(case)?;
    let kind = asked.kind_of_case(row)?;
    let noted = state.cases.paper(case, paper).ok_or_else(|| Refusal::new(Code::PaperUnknown).with("paper", paper))?;
    let absent = state.cases.absent(case, paper);
    let Some((Absence::Lent { borrower, due }, since_us)) = absent.map(|absent| (absent.how, absent.since_us)) else {
        return Err(nothing("该文件未单独借出", "this paper is not lent alone"));
    };
    let code = state.cases.code(case);
    let mut fields = asked.begin();
    fields.set("code", code);
    fields.set("number", code);
    fields.set("qr", asked.qr(QrKind::Case, code));
    fields.set("title", asked.title_of_case(case)?);
    fields.set("subject", asked.title_of_case(case)?);
    fields.set("type", asked.tongue.name(&kind.name));
    fields.set("paper", asked.paper_name(kind, &record, paper));
    fields.count("pieces", noted.pieces() as usize);
    if state.sees(asked.sight, row.folder) {
        fields.set("folder", state.codes.own(row.folder));
        fields.set("slot", asked.home_slot(row.folder));
        let lines = contents(state, row.folder);
        let line = lines.iter().find(|line| line.case == case && line.paper.no == paper);
        if let Some(number) = line.and_then(|line| line.number) {
            fields.set("position", asked.tongue.say(&format!("第 {number} 件"), &format!("No. {number}")));
        }
    }
    fields.set("borrower", asked.person(borrower));
    fields.set("department", asked.department_of(borrower));
    fields.day("lent", asked.day(since_us));
    fields.day("due", Some(due));
    fields.count("days", (asked.today - due).num_days().max(0) as usize);
    Ok(Content { values: fields.done(), rows: Vec::new() })
}

/// What somebody takes along. Single papers are on it only where nothing was chosen.
pub(super) fn receipt(asked: Asked<'_>, borrower: PersonNo, chosen: &[FolderNo]) -> Result<Content, Refusal> {
    let state = asked.state();
    let mut held = Held::of(asked, borrower)?;
    if !chosen.is_empty() {
        held.retain(|one| matches!(one, Held::Folder(folder) if chosen.contains(folder)));
    }
    if held.is_empty() {
        return Err(nothing("此人没有在借的档案", "this person has nothing on loan"));
    }
    let rows = bounded(held)?.into_iter().map(|one| one.row(asked)).collect::<Result<Vec<Values>, Refusal>>()?;
    // Each row has its own days; the head says only what holds for all.
    let common = |name: &str| {
        let days: BTreeSet<Option<&String>> = rows.iter().map(|row| row.get(name)).collect();
        days.first().filter(|_| days.len() == 1).copied().flatten().cloned().unwrap_or_default()
    };
    let mut fields = of_borrower(asked, borrower);
    fields.set("lent", common("lent"));
    fields.set("due", common("due"));
    fields.count("count", rows.len());
    if let [folder] = chosen {
        fields.set("code", state.codes.own(*folder));
        fields.set("purpose", asked.views.purpose(*folder)?);
    }
    Ok(Content { values: fields.done(), rows })
}

/// What is said of whoever has something.
pub(super) fn of_borrower(asked: Asked<'_>, borrower: PersonNo) -> Fields {
    let mut fields = asked.begin();
    fields.set("borrower", asked.person(borrower));
    fields.set("department", asked.department_of(borrower));
    if let Some(person) = asked.state().people.get(borrower) {
        let badge = person.badge_code();
        fields.set("qr", asked.qr(QrKind::Badge, &badge));
        fields.set("code", badge);
    }
    fields
}

/// What somebody has, or answers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Held {
    /// A folder.
    Folder(FolderNo),
    /// A single paper.
    Paper(CaseNo, PaperNo),
}

impl Held {
    /// All that a person has and that whoever asks may see, what is due first first.
    pub fn of(asked: Asked<'_>, person: PersonNo) -> Result<Vec<Self>, Refusal> {
        let state = asked.state();
        let papers = state.cases.papers_with(person).map(|(case, paper)| Self::Paper(case, paper));
        let mut held: Vec<Self> = state.custody.loans_of(person).map(Self::Folder).chain(papers).collect();
        held.retain(|one| one.folder(asked).is_some_and(|folder| state.sees(asked.sight, folder)));
        held.sort_by_key(|one| (one.due(asked), *one));
        Ok(held)
    }

    /// The day by which it has to be back.
    pub fn due(self, asked: Asked<'_>) -> Option<chrono::NaiveDate> {
        match self {
            Self::Folder(folder) => asked.state().custody.get(folder)?.due,
            Self::Paper(case, paper) => asked.state().cases.absent(case, paper)?.how.due(),
        }
    }

    fn folder(self, asked: Asked<'_>) -> Option<FolderNo> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Paper(case, _) => Some(asked.state().cases.get(case)?.folder),
        }
    }

    /// It as a row of a form.
    pub fn row(self, asked: Asked<'_>) -> Result<Values, Refusal> {
        match self {
            Self::Folder(folder) => Ok(row_values(row(asked, folder)?)),
            Self::Paper(case, paper) => paper_row(asked, case, paper),
        }
    }
}

/// A single paper as a row among folders: its folder's code, and what it is.
fn paper_row(asked: Asked<'_>, case: CaseNo, paper: PaperNo) -> Result<Values, Refusal> {
    let (row_of_case, record) = asked.case(case)?;
    let kind = asked.kind_of_case(row_of_case)?;
    let mut fields = row(asked, row_of_case.folder)?;
    let name = asked.paper_name(kind, &record, paper);
    let absent = asked.state().cases.absent(case, paper).ok_or(Code::Internal)?;
    let title = format!("{} · {name}", asked.title_of_case(case)?);
    fields.set("title", title);
    fields.set("name", name);
    fields.set("number", asked.state().cases.code(case));
    fields.day("lent", asked.day(absent.since_us));
    fields.day("due", absent.how.due());
    let days = absent.how.due().map_or(0, |due| (asked.today - due).num_days().max(0));
    fields.clear("days");
    fields.count("days", days as usize);
    let pieces = asked.state().cases.paper(case, paper).map_or(0, |paper| paper.pieces());
    fields.set("pieces", pieces.max(1).to_string());
    let (zh, en) = if absent.how.is_short() { ("短缺", "short") } else { ("单件", "single paper") };
    fields.set("status", asked.tongue.say(zh, en));
    fields.set("note", asked.tongue.say(zh, en));
    Ok(row_values(fields))
}
