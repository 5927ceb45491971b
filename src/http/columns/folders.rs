//! Tables of folders: found, lent, at the desk, to be carried, to be looked for; and what happened to one.

use crate::http::history::HistoryItem;
use crate::http::lists::ListRow;
use crate::http::shape::{FolderHit, LoanLine};
use crate::http::subjects::SubjectFolder;
use crate::http::taking::{Cell, Column, Tabular, column};
use crate::http::zones::MoveLine;

/// The columns of a folder, for the table of something that has one.
fn folder_columns<T: 'static>(folder: fn(&T) -> &FolderHit) -> Vec<Column<T>> {
    FolderHit::columns().into_iter().map(|column| column.of(folder)).collect()
}

impl Tabular for FolderHit {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("code", "编号", "Code", |hit: &Self, _| (&hit.code).into()),
            column("title", "名称", "Title", |hit: &Self, _| (&hit.title).into()),
            column("subtitle", "相关对象", "Also about", |hit: &Self, _| (&hit.subtitle).into()),
            column("type", "业务类型", "Type", |hit: &Self, words| words.name(&hit.type_name)),
            column("business_date", "业务日期", "Business date", |hit: &Self, _| hit.business_date.into()),
            column("department", "部门", "Department", |hit: &Self, words| {
                words.department(hit.department.as_deref())
            }),
            column("class", "密级", "Secrecy class", |hit: &Self, words| words.class(&hit.class)),
            column("state", "状态", "State", |hit: &Self, words| hit.state.label(words.language).into()),
            column("home", "归位储位", "Belongs in", |hit: &Self, _| hit.home_label.as_ref().into()),
            column("place", "现在位置", "Is at", |hit: &Self, _| (&hit.place_label).into()),
            column("borrower", "借阅人", "Borrower", |hit: &Self, _| hit.borrower.as_ref().into()),
            column("due", "应还日期", "Due", |hit: &Self, _| hit.due.into()),
        ]
    }
}

/// Without the columns that a row has of its own.
fn but<T>(columns: Vec<Column<T>>, own: &[&str]) -> impl Iterator<Item = Column<T>> {
    columns.into_iter().filter(move |column| !own.contains(&column.id))
}

impl Tabular for LoanLine {
    fn columns() -> Vec<Column<Self>> {
        let mut columns: Vec<Column<Self>> =
            but(folder_columns(|line: &Self| &line.folder), &["borrower", "due", "state", "place"]).collect();
        columns.extend([
            column("paper", "单件文件", "Single paper", |line: &Self, words| {
                line.paper.as_ref().map_or(Cell::Empty, |paper| words.either(&paper.name_zh, &paper.name_en))
            }),
            column("borrower", "借阅人", "Borrower", |line: &Self, _| (&line.borrower.display_name).into()),
            column("borrower_department", "借阅部门", "Borrower's department", |line: &Self, words| {
                words.department(line.borrower.department.as_deref())
            }),
            column("since", "借出时间", "Since", |line: &Self, words| words.time(line.since)),
            column("due", "应还日期", "Due", |line: &Self, _| line.due.into()),
            column("overdue_days", "逾期天数", "Days overdue", |line: &Self, _| Cell::Whole(line.overdue_days)),
            column("renewals", "续借次数", "Renewals", |line: &Self, _| u32::from(line.renewals).into()),
            column("purpose", "用途", "Purpose", |line: &Self, _| line.purpose.as_ref().into()),
        ]);
        columns
    }
}

impl Tabular for SubjectFolder {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = folder_columns(|line: &Self| &line.folder);
        columns.extend([
            column("role", "关系", "Role", |line: &Self, _| (&line.role).into()),
            column("from", "自", "From", |line: &Self, _| line.from.into()),
            column("until", "至", "Until", |line: &Self, _| line.until.into()),
        ]);
        columns
    }
}

impl Tabular for MoveLine {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = vec![
            column("from", "从", "From", |line: &Self, _| (&line.from).into()),
            column("to", "到", "To", |line: &Self, _| (&line.to).into()),
        ];
        columns.extend(but(folder_columns(|line: &Self| &line.folder), &["home", "place", "borrower", "due"]));
        columns
    }
}

impl Tabular for ListRow {
    fn columns() -> Vec<Column<Self>> {
        let mut columns: Vec<Column<Self>> =
            but(folder_columns(|row: &Self| &row.folder), &["borrower", "due"]).collect();
        columns.extend([
            column("since", "自", "Since", |row: &Self, words| row.since.map_or(Cell::Empty, |at| words.time(at))),
            column("last_seen", "最后见到", "Last seen", |row: &Self, words| {
                row.last_seen.as_ref().map_or(Cell::Empty, |seen| words.time(seen.at))
            }),
            column("seen_by", "见到人", "Seen by", |row: &Self, _| {
                row.last_seen.as_ref().map(|seen| &seen.by).into()
            }),
            column("last_holder", "最后持有人", "Last holder", |row: &Self, _| {
                row.last_holder.as_ref().map(|person| &person.display_name).into()
            }),
            column("note", "备注", "Note", |row: &Self, _| (&row.note).into()),
            column("proposed", "建议储位", "Should stand in", |row: &Self, _| row.proposed.as_ref().into()),
        ]);
        columns
    }
}

impl Tabular for HistoryItem {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("seq", "序号", "Entry", |item: &Self, _| item.seq.into()),
            column("occurred_at", "发生时间", "Happened", |item: &Self, words| words.time(item.occurred_at)),
            column("at", "记录时间", "Recorded", |item: &Self, words| words.time(item.at)),
            column("actor", "经办人", "By", |item: &Self, _| (&item.actor.display_name).into()),
            column("sentence", "事项", "What happened", |item: &Self, _| (&item.sentence).into()),
            column("kind", "事件类型", "Event", |item: &Self, _| (&item.kind).into()),
        ]
    }
}
