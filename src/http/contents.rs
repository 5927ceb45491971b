//! The contents list of a folder, to look at and to take away as a table.

use super::App;
use super::cases::AbsentShown;
use super::extract::{Asker, Path, Query};
use super::json::Json;
use super::problem::Problem;
use super::show::Show;
use super::table::{Format, Table};
use crate::domain::business_type::DocumentForm;
use crate::domain::contents::{Lies, Line, contents as contents_of};
use crate::domain::decide::find_folder;
use crate::domain::ids::FolderNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Language, Refusal};
use axum::extract::State as Of;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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
    /// `here`, `waits` (at a desk, for the folder), `lent`, `short`, `elsewhere`, `strange` (it belongs in another folder) or
    /// `withdrawn`; clients must tolerate ones added later.
    pub lies: String,
    /// The same in words, in the language asked for.
    pub lies_label: String,
    /// Who has it and until when, or in which folder it lies.
    pub absent: Option<AbsentShown>,
}

/// The contents list of a folder.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContentsList {
    /// The folder's own code.
    pub folder: String,
    /// Its papers in order of date, those that do not belong there last.
    pub items: Vec<ContentsLine>,
    /// How many papers belong in the folder and are there.
    pub count: u32,
    /// How many pages they have, as far as they were counted.
    pub pages: u32,
    /// The last frame this answer knows of.
    pub seq: u64,
}

/// The contents list of a folder: the papers of all its cases in order of date, numbered, and where each is.
#[utoipa::path(get, operation_id = "folder_contents", path = "/folders/{code}/contents", tag = "cases", params(("code" = String, Path), super::shape::Knowing),
    responses((status = 200, body = ContentsList), (status = 404, body = Problem)))]
pub async fn show(Of(app): Of<App>, Path(code): Path<String>, asker: Asker) -> Result<Json<ContentsList>, Refusal> {
    let folder = opened(&app, &asker, &code).await?;
    list(app.show(asker.state(), &asker), folder).map(Json)
}

/// As what the list is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ContentsQuery {
    format: Format,
}

/// The same as a table, for a spreadsheet or to be printed.
#[utoipa::path(get, operation_id = "export_folder_contents", path = "/folders/{code}/contents/export", tag = "cases", params(("code" = String, Path), ContentsQuery, super::shape::Knowing),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 404, body = Problem)))]
pub async fn export(
    Of(app): Of<App>,
    Path(code): Path<String>,
    Query(ContentsQuery { format }): Query<ContentsQuery>,
    asker: Asker,
) -> Result<impl IntoResponse, Refusal> {
    let folder = opened(&app, &asker, &code).await?;
    let list = list(app.show(asker.state(), &asker), folder)?;
    let name = format!("contents-{}", asker.state().codes.own(folder));
    table(list, asker.language).answer(&name, format)
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
    Ok(ContentsList { folder: show.state.codes.own(folder).to_owned(), items, count, pages, seq: show.state.seq })
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
    }
}

fn table(list: ContentsList, language: Language) -> Table {
    let mut table = Table::new(&match language {
        Language::Zh => ["序号", "日期", "业务单", "文件", "原件", "复印件", "页数", "现在位置"],
        Language::En => ["No.", "Date", "Case", "Paper", "Originals", "Copies", "Pages", "Is"],
    });
    let count = |count: u16| if count == 0 { String::new() } else { count.to_string() };
    for line in list.items {
        table.push(vec![
            line.n.map(|n| n.to_string()).unwrap_or_default(),
            line.date.map(|date| date.to_string()).unwrap_or_default(),
            line.case,
            if language == Language::Zh { line.name_zh } else { line.name_en },
            count(line.originals),
            count(line.copies),
            count(line.pages),
            line.lies_label,
        ]);
    }
    table
}
