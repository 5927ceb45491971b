//! What the columns of each list's table are, and which of them somebody chose.

mod cases;
mod folders;
mod labels;
mod people;
mod places;
mod scans;
mod work;

use super::extract::{Asker, Path, Submit};
use super::json::Json;
use super::problem::Problem;
use super::shape::Page;
use super::taking::{Column, Tabular};
use super::{
    App, attachments, boxes, calendar, cases as papers, contents, counts, discrepancies, figures, history, imports,
    jobs, labels as stickers, lists, organisation, originals, places as rooms, printers, scans as files, search, shape,
    subjects, transfers, zones,
};
use crate::domain::business_type::BusinessType;
use crate::domain::command::Command;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::value::Bilingual;
use axum::extract::State as Of;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A column that a list's table can have.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColumnShown {
    /// Its id, for `columns=`.
    id: String,
    /// Its heading.
    name: Bilingual,
}

/// A list's columns.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListColumns {
    /// The list's name.
    list: String,
    /// All columns that its table can have, in their usual order.
    all: Vec<ColumnShown>,
    /// Those that you chose, in your order; none if you did not choose: then a table has all.
    chosen: Vec<String>,
}

/// Columns to choose.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChosenColumns {
    /// Their ids, in order; none for all in their usual order.
    #[serde(default)]
    columns: Vec<String>,
}

fn heads<T: Tabular>() -> Vec<ColumnShown> {
    let head = |column: Column<T>| ColumnShown {
        id: column.id.to_owned(),
        name: Bilingual::new(column.name.0, column.name.1),
    };
    T::columns().into_iter().map(head).collect()
}

type Heads = fn() -> Vec<ColumnShown>;

/// Every list that becomes a table, by the name under which its handler answers.
const LISTS: &[(&str, Heads)] = &[
    ("at-desk", heads::<shape::FolderHit>),
    ("attachments", heads::<attachments::AttachmentShown>),
    ("boxes", heads::<boxes::BoxLine>),
    ("business-types", heads::<BusinessType>),
    ("cases", heads::<papers::CaseLine>),
    ("classes", heads::<organisation::ClassBody>),
    ("contents", heads::<contents::ContentsLine>),
    ("counts", heads::<counts::CountLine>),
    ("damaged", heads::<lists::ListRow>),
    ("departments", heads::<organisation::DepartmentBody>),
    ("discrepancies", heads::<discrepancies::DiscrepancyShown>),
    ("due-changes", heads::<calendar::DueChange>),
    ("evidence", heads::<papers::CaseLine>),
    ("figures", heads::<figures::FigureLine>),
    ("gaps", heads::<figures::GapLine>),
    ("handled", heads::<history::HistoryItem>),
    ("history", heads::<history::HistoryItem>),
    ("import-report", heads::<imports::ReportLine>),
    ("imports", heads::<imports::ImportShown>),
    ("job-report", heads::<jobs::JobRow>),
    ("jobs", heads::<jobs::JobShown>),
    ("lanes", heads::<zones::Lane>),
    ("loans", heads::<shape::LoanLine>),
    ("misplaced", heads::<lists::ListRow>),
    ("missing", heads::<lists::ListRow>),
    ("move-list", heads::<zones::MoveLine>),
    ("not_labelled", heads::<lists::ListRow>),
    ("occupancy", heads::<zones::OccupancyLine>),
    ("originals", heads::<originals::OriginalShown>),
    ("outstanding", heads::<shape::LoanLine>),
    ("people", heads::<shape::PersonCard>),
    ("prints", heads::<printers::prints::PrintShown>),
    ("receive-today", heads::<transfers::TodayLine>),
    ("register", heads::<transfers::TransferEntry>),
    ("scans", heads::<files::shape::ScanShown>),
    ("search", heads::<shape::FolderHit>),
    ("searches", heads::<search::saved::SavedShown>),
    ("shelves", heads::<rooms::ShelfShown>),
    ("storerooms", heads::<rooms::Storeroom>),
    ("subject-folders", heads::<subjects::SubjectFolder>),
    ("subjects", heads::<search::SubjectHit>),
    ("templates", heads::<stickers::templates::TemplateShown>),
    ("to_apply", heads::<lists::ListRow>),
    ("to_move", heads::<lists::ListRow>),
    ("to_reprint", heads::<lists::ListRow>),
    ("transfers", heads::<transfers::TransferLine>),
    ("zones", heads::<zones::Zone>),
];

fn shown(list: &str, all: Heads, asker: &Asker) -> ListColumns {
    let chosen = asker.state().preferences.columns(asker.no(), list);
    ListColumns { list: list.to_owned(), all: all(), chosen: chosen.iter().map(ToString::to_string).collect() }
}

/// The columns of every list's table, and those that you chose.
#[utoipa::path(get, operation_id = "list_columns", path = "/me/columns", tag = "session", params(super::shape::Knowing),
    responses((status = 200, body = Page<ListColumns>)))]
pub async fn list(asker: Asker) -> Json<Page<ListColumns>> {
    let items = LISTS.iter().map(|(list, all)| shown(list, *all, &asker)).collect();
    Json(Page::whole(items, asker.state().seq))
}

/// Chooses which columns a list's table has for you, and in which order.
#[utoipa::path(put, operation_id = "choose_columns", path = "/me/columns/{list}", tag = "session", params(("list" = String, Path)),
    request_body = ChosenColumns, responses((status = 200, body = ListColumns), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn choose(
    Of(app): Of<App>,
    Path(list): Path<String>,
    submit: Submit<ChosenColumns>,
) -> Result<Json<ListColumns>, Refusal> {
    let name: String = list.chars().take(40).collect();
    let known = LISTS.iter().find(|(known, _)| *known == list);
    let (list, all) = *known.ok_or_else(|| Refusal::new(Code::NotFound).with("what", "list").with("name", name))?;
    let columns = submit.body.columns;
    let there = all();
    if let Some(unknown) = columns.iter().find(|id| !there.iter().any(|column| column.id == **id)) {
        let detail: String = unknown.chars().take(40).collect();
        return Err(Refusal::new(Code::BadValue).with("field", "columns").with("detail", detail));
    }
    let command = Command::ChooseColumns { list: list.to_owned(), columns };
    let done = app.archive.execute(submit.meta, command).await?;
    Ok(Json(shown(list, all, &Asker { now: done.now, ..submit.asker })))
}

#[cfg(test)]
mod tests {
    use super::LISTS;
    use crate::domain::state::{COLUMN_CHARS_MAX, COLUMNS_MAX};

    #[test]
    fn every_list_and_column_has_a_name_of_its_own_that_can_be_remembered() {
        for (at, (list, all)) in LISTS.iter().enumerate() {
            assert!(LISTS[..at].iter().all(|(before, _)| before < list), "{list} is out of order");
            let columns = all();
            assert!(columns.len() <= COLUMNS_MAX && list.len() <= COLUMN_CHARS_MAX, "{list}");
            for (at, column) in columns.iter().enumerate() {
                let fits = column.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
                assert!(fits && column.id.len() <= COLUMN_CHARS_MAX, "{list}: {}", column.id);
                assert!(columns[..at].iter().all(|before| before.id != column.id), "{list}: {} twice", column.id);
                assert!(!column.name.zh.is_ascii() && !column.name.en.is_empty(), "{list}: {}", column.id);
            }
        }
    }
}
