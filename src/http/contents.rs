//! The contents list of a folder, to look at and to take away as a table.

use super::App;
use super::cases::AbsentShown;
use super::extract::{Asker, Path, Query};
use super::json::Json;
use super::problem::Problem;
use super::shape::Page;
use super::show::Show;
use super::taking::{Cell, Column, Tabular, Taking, column};
use crate::domain::business_type::DocumentForm;
use crate::domain::contents::{Lies, Line, contents as contents_of};
use crate::domain::decide::find_folder;
use crate::domain::ids::FolderNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Language, Refusal};
use axum::extract::State as Of;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// A line of a contents list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContentsLine {
    /// Its running number; nothing for what is not in the folder, or does not belong there.
    pub n: Option<u32>,
    /// The case's code.
    pub case: String,
    /// The paper's number in the case.
    pub paper: u16,
    /// What it is called in Chinese; one beyond the list has one name.
    pub name_zh: String,
    /// What it is called in English.
    pub name_en: String,
    /// The day of the case's business.
    pub date: Option<NaiveDate>,
    /// How many pages; 0 if nobody counted.
    pub pages: u16,
    /// How many originals.
    pub originals: u16,
    /// How many photocopies.
    pub copies: u16,
    /// Whether it is there as original, copy or both.
    pub form: DocumentForm,
    /// `here`, `waits` (at a desk, for the folder), `lent`, `short`, `elsewhere`, `strange` (it belongs in another folder),
    /// `withdrawn` or `taken_out` (for good, without leave yet); clients must tolerate ones added later.
    pub lies: String,
    /// The same in words, in the language asked for.
    pub lies_label: String,
    /// Who has it and until when, or in which folder it lies.
    pub absent: Option<AbsentShown>,
    /// What is to be known of it: why it was withdrawn, or is short.
    pub remark: String,
}

/// The contents list of a folder.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContentsList {
    /// The folder's own code.
    pub folder: String,
    /// Its papers in order of date, those that do not belong there last.
    #[serde(flatten)]
    pub page: Page<ContentsLine>,
    /// How many papers belong in the folder and are there.
    pub count: u32,
    /// How many pages they have, as far as they were counted.
    pub pages: u32,
}

/// The contents list of a folder: the papers of all its cases in order of date, numbered, and where each is; or the same as
/// a table.
#[utoipa::path(get, operation_id = "folder_contents", path = "/folders/{code}/contents", tag = "cases", params(("code" = String, Path), Taking, super::shape::Knowing),
    responses((status = 200, body = ContentsList), (status = 404, body = Problem)))]
pub async fn show(
    Of(app): Of<App>,
    Path(code): Path<String>,
    Query(taking): Query<Taking>,
    asker: Asker,
) -> Result<Response, Refusal> {
    let folder = opened(&app, &asker, &code).await?;
    let list = taking.apart(|| list(app.show(asker.state(), &asker), folder))?;
    match taking.format {
        None => Ok(Json(ContentsList { page: taking.page(&asker, list.page)?, ..list }).into_response()),
        Some(_) => taking.answer("contents", &asker, list.page),
    }
}

/// A folder whose list may be shown; of a confidential one the look is recorded first.
async fn opened(app: &App, asker: &Asker, code: &str) -> Result<FolderNo, Refusal> {
    asker.require(Permission::FolderSee)?;
    let folder = find_folder(asker.state(), &asker.sight, code)?;
    super::folders::look(app, asker, folder).await?;
    app.views.caught_up(asker.state().seq).await?;
    Ok(folder)
}

fn list(show: Show<'_>, folder: FolderNo) -> Result<ContentsList, Refusal> {
    let lines = contents_of(show.state, folder);
    let counted = || lines.iter().filter(|line| line.number.is_some());
    let (count, pages) = (counted().count() as u32, counted().map(|line| u32::from(line.paper.pages)).sum());
    let seen = lines.iter().filter(|line| show.state.sees_case(show.sight, line.case));
    let items = seen.map(|line| shown(show, line)).collect::<Result<_, _>>()?;
    let page = Page::whole(items, show.state.seq);
    Ok(ContentsList { folder: show.state.codes.own(folder).to_owned(), page, count, pages })
}

fn shown(show: Show<'_>, line: &Line) -> Result<ContentsLine, Refusal> {
    let row = show.state.cases.get(line.case).ok_or(Code::Internal)?;
    let record = show.views.case(line.case)?.ok_or(Code::NotCaughtUp)?;
    let kind = show.kind_of_case(row)?;
    let paper = &line.paper;
    let name = |language| show.in_language(language).paper_name(&kind, &record, paper.no);
    let (lies, zh, en) = words(line.lies);
    let absent = show.absent(line.case, paper.no);
    let label = if show.language == Language::Zh { zh } else { en };
    let said = absent.as_ref().filter(|_| !matches!(line.lies, Lies::Strange { .. }));
    Ok(ContentsLine {
        n: line.number,
        case: show.state.cases.code(line.case).to_owned(),
        paper: paper.no.0,
        name_zh: name(Language::Zh),
        name_en: name(Language::En),
        date: line.date,
        pages: paper.pages,
        originals: paper.originals,
        copies: paper.copies,
        form: match (paper.originals, paper.copies) {
            (0, 0) => DocumentForm::Either,
            (0, _) => DocumentForm::Copy,
            (_, 0) => DocumentForm::Original,
            _ => DocumentForm::Both,
        },
        lies: lies.to_owned(),
        lies_label: said.map_or_else(|| label.to_owned(), |absent| absent.text.clone()),
        absent,
        remark: record.remarks.get(&paper.no).cloned().unwrap_or_default(),
    })
}

fn words(lies: Lies) -> (&'static str, &'static str, &'static str) {
    match lies {
        Lies::Here => ("here", "在袋", "here"),
        Lies::Waits => ("waits", "待归卷", "waits at a desk"),
        Lies::Lent { .. } => ("lent", "单独借出", "lent alone"),
        Lies::Short { .. } => ("short", "短缺", "short"),
        Lies::Elsewhere { .. } => ("elsewhere", "在他卷", "in another folder"),
        Lies::Strange { .. } => ("strange", "不属于本袋", "belongs in another folder"),
        Lies::Withdrawn => ("withdrawn", "已取出", "withdrawn"),
        Lies::TakenOut => ("taken_out", "已取出待批准", "taken out, not approved yet"),
    }
}

impl Tabular for ContentsLine {
    fn columns() -> Vec<Column<Self>> {
        let count = |count: u16| if count == 0 { Cell::Empty } else { Cell::Whole(i64::from(count)) };
        vec![
            column("n", "序号", "No.", |line: &Self, _| line.n.map_or(Cell::Empty, |n| Cell::Whole(i64::from(n)))),
            column("date", "日期", "Date", |line: &Self, _| line.date.into()),
            column("case", "业务单", "Case", |line: &Self, _| (&line.case).into()),
            column("name", "文件", "Paper", |line: &Self, words| words.either(&line.name_zh, &line.name_en)),
            column("originals", "原件", "Originals", move |line: &Self, _| count(line.originals)),
            column("copies", "复印件", "Copies", move |line: &Self, _| count(line.copies)),
            column("pages", "页数", "Pages", move |line: &Self, _| count(line.pages)),
            column("lies", "现在位置", "Is", |line: &Self, _| (&line.lies_label).into()),
            column("remark", "说明", "Remark", |line: &Self, _| (&line.remark).into()),
        ]
    }
}
