//! Loans: of folders, and of single papers beside them.

use super::App;
use super::extract::{Asker, Path, Query};
use super::lending::BorrowerBody;
use super::problem::Problem;
use super::shape::{LoanLine, LoanPaper, Page, Paging, PersonRef};
use super::show::Show;
use super::taking::Taking;
use crate::archive::codec::time_of;
use crate::domain::absence::Absence;
use crate::domain::folder::FolderState;
use crate::domain::ids::{CaseNo, DepartmentNo, FolderNo, PersonNo};
use crate::domain::paper::PaperNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::state::State;
use axum::extract::State as Of;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

/// What somebody has, or answers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lent {
    /// A folder.
    Folder(FolderNo),
    /// A single paper.
    Paper(CaseNo, PaperNo),
}

impl Lent {
    /// What a person has and answers for, as far as the asker may see it, the one due first first.
    pub(super) fn of(asker: &Asker, person: PersonNo) -> Vec<Self> {
        let state = asker.state();
        let papers = state.cases.papers_with(person).map(|(case, paper)| Self::Paper(case, paper));
        let mut lent: Vec<Self> = state.custody.loans_of(person).map(Self::Folder).chain(papers).collect();
        lent.retain(|lent| lent.is_seen(asker));
        lent.sort_by_key(|lent| (lent.due(state), *lent));
        lent
    }

    pub(super) fn is_seen(self, asker: &Asker) -> bool {
        let state = asker.state();
        self.folder(state).is_some_and(|folder| state.sees(&asker.sight, folder))
    }

    /// Whether nobody knows where it is.
    pub(super) fn is_missing(self, state: &State) -> bool {
        match self {
            Self::Folder(folder) => state.custody.get(folder).is_some_and(|row| row.state == FolderState::Missing),
            Self::Paper(case, paper) => state.cases.absent(case, paper).is_some_and(|absent| absent.how.is_short()),
        }
    }

    /// It as a line in the list of loans.
    pub(super) fn line(self, show: Show<'_>) -> Result<Option<LoanLine>, Refusal> {
        match self {
            Self::Folder(folder) => show.loan_line(folder),
            Self::Paper(case, paper) => show.paper_loan_line(case, paper),
        }
    }

    /// The day by which it has to be back.
    pub(super) fn due(self, state: &State) -> Option<NaiveDate> {
        match self {
            Self::Folder(folder) => state.custody.get(folder)?.due,
            Self::Paper(case, paper) => state.cases.absent(case, paper)?.how.due(),
        }
    }

    /// The department of whoever has it.
    fn borrower_department(self, state: &State) -> Option<DepartmentNo> {
        let borrower = match self {
            Self::Folder(folder) => state.custody.get(folder)?.borrower(),
            Self::Paper(case, paper) => state.cases.absent(case, paper)?.how.borrower(),
        };
        state.people.get(borrower?)?.facts.department
    }

    fn folder(self, state: &State) -> Option<FolderNo> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Paper(case, _) => Some(state.cases.get(case)?.folder),
        }
    }
}

/// Which loans.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LoanFilter {
    /// Of one person: his number, his badge, or the name he signs in with.
    borrower: Option<String>,
    /// Only those past their due date.
    #[serde(default)]
    overdue: bool,
    /// Only those due on this day or later.
    due_from: Option<NaiveDate>,
    /// Only those due on this day or before.
    due_to: Option<NaiveDate>,
    /// The department, by its code, that the borrower is of.
    department: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// Loans of folders and of single papers, and papers that somebody did not bring back, the one due first first. Without
/// the right to lend one sees one's own.
#[utoipa::path(get, operation_id = "list_loans", path = "/loans", tag = "lending", params(LoanFilter, Taking, super::shape::Knowing), responses((status = 200, body = Page<LoanLine>)))]
pub async fn list(
    Of(app): Of<App>,
    Query(filter): Query<LoanFilter>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    asker.identity.require_any(&[Permission::Lend, Permission::AuditRead, Permission::LoanOwn])?;
    let all = asker.identity.require_any(&[Permission::Lend, Permission::AuditRead]).is_ok();
    // Who may see his own loans only is not told which names exist.
    let borrower = match filter.borrower.clone() {
        _ if !all => Some(asker.no()),
        asked => asked.map(|text| BorrowerBody::Text(text).find(asker.state())).transpose()?,
    };
    let paging = Paging { limit: filter.limit, cursor: filter.cursor, min_seq: None };
    let lent = match borrower {
        Some(person) => Lent::of(&asker, person),
        None => all_by_due(asker.state()),
    };
    let state = asker.state();
    let department = filter.department.as_deref().map(|code| state.organisation.department_by_code(code));
    let is_asked = |lent: &Lent| {
        let due = |fits: &dyn Fn(NaiveDate) -> bool| lent.due(state).is_some_and(fits);
        (!filter.overdue || due(&|due| due < asker.today))
            && filter.due_from.is_none_or(|from| due(&|due| due >= from))
            && filter.due_to.is_none_or(|to| due(&|due| due <= to))
            && department.is_none_or(|asked| asked.is_some() && asked == lent.borrower_department(state))
    };
    page(&app, &asker, (&paging, &taking), lent.into_iter().filter(is_asked)).await
}

/// The loans of one person.
#[utoipa::path(get, operation_id = "list_loans_of_person", path = "/people/{no}/loans", tag = "lending", params(("no" = u32, Path), Paging, Taking),
    responses((status = 200, body = Page<LoanLine>), (status = 404, body = Problem)))]
pub async fn of_person(
    Of(app): Of<App>,
    Path(no): Path<u32>,
    Query(paging): Query<Paging>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    if PersonNo(no) != asker.no() {
        asker.identity.require_any(&[Permission::Lend, Permission::AuditRead])?;
    }
    let lent = Lent::of(&asker, PersonNo(no));
    page(&app, &asker, (&paging, &taking), lent.into_iter()).await
}

pub(super) fn all_by_due(state: &State) -> Vec<Lent> {
    let folders = state.custody.loans_by_due().map(|(due, folder)| (due, Lent::Folder(folder)));
    let papers = state.cases.papers_by_due().map(|(due, case, paper)| (due, Lent::Paper(case, paper)));
    let mut lent: Vec<(NaiveDate, Lent)> = folders.chain(papers).collect();
    // Both are in order already, which a stable sort finds and merges.
    lent.sort_by_key(|(due, _)| *due);
    lent.into_iter().map(|(_, lent)| lent).collect()
}

async fn page(
    app: &App,
    asker: &Asker,
    (paging, taking): (&Paging, &Taking),
    lent: impl Iterator<Item = Lent>,
) -> Result<Response, Refusal> {
    app.views.caught_up(asker.state().seq).await?;
    let state = asker.state();
    let seen: Vec<Lent> = lent.filter(|lent| lent.is_seen(asker)).collect();
    let total = Some(seen.len() as u64);
    let (page, next_cursor) = taking.cut(paging, seen.into_iter())?;
    let show = app.show(state, asker);
    let lines = page.into_iter().filter_map(|lent| lent.line(show).transpose());
    let items = taking.apart(|| lines.collect::<Result<_, _>>())?;
    taking.answer("loans", asker, Page::of(items, next_cursor, total, state.seq))
}

impl Show<'_> {
    /// A paper that somebody has, or did not bring back, as a line in the list of loans.
    ///
    /// # Errors
    /// If the views cannot be read.
    fn paper_loan_line(&self, case: CaseNo, paper: PaperNo) -> Result<Option<LoanLine>, Refusal> {
        let state = self.state;
        let Some(absent) = state.cases.absent(case, paper) else { return Ok(None) };
        let Some(due) = absent.how.due() else { return Ok(None) };
        let row = state.cases.get(case).ok_or(Code::Internal)?;
        let record = self.views.case(case)?.ok_or(Code::NotCaughtUp)?;
        let kind = self.kind_of_case(row)?;
        let name = |language| self.in_language(language).paper_name(&kind, &record, paper);
        let paper = LoanPaper {
            case: state.cases.code(case).to_owned(),
            paper: paper.0,
            name_zh: name(Language::Zh),
            name_en: name(Language::En),
            short: matches!(absent.how, Absence::Short { .. }),
        };
        Ok(Some(LoanLine {
            folder: self.hit(row.folder)?,
            paper: Some(paper),
            borrower: absent.how.borrower().map_or_else(PersonRef::default, |no| self.person(no)),
            since: time_of(absent.since_us),
            due,
            overdue_days: (self.today - due).num_days().max(0),
            renewals: 0,
            purpose: None,
        }))
    }
}
