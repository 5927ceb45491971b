//! Tables of work: jobs, imports, counts, discrepancies, and what came out of them.

use crate::archive::{JobState, Progress, RowOutcome};
use crate::domain::business_type::Severity;
use crate::http::counts::CountLine;
use crate::http::discrepancies::DiscrepancyShown;
use crate::http::imports::{ImportShown, ReportLine};
use crate::http::jobs::{JobRow, JobShown};
use crate::http::taking::{Cell, Column, Tabular, Words, column};

fn job_state(state: JobState, words: Words<'_>) -> Cell {
    match state {
        JobState::Uploaded => words.either("已上传", "uploaded"),
        JobState::Waiting => words.either("排队中", "waiting"),
        JobState::Running => words.either("进行中", "running"),
        JobState::Paused => words.either("已暂停", "paused"),
        JobState::Done => words.either("已完成", "done"),
        JobState::Failed => words.either("失败", "failed"),
        JobState::Cancelled => words.either("已取消", "cancelled"),
    }
}

fn job_kind(kind: &str, words: Words<'_>) -> Cell {
    match kind {
        "import" => words.either("导入", "import"),
        "move" => words.either("搬移", "move"),
        "reslotting" => words.either("重新排架", "re-slotting"),
        other => other.into(),
    }
}

/// The columns of a job's progress.
fn progress<T: 'static>(of: fn(&T) -> &Progress) -> [Column<T>; 5] {
    [
        column("done", "已处理", "Done", move |row: &T, _| of(row).done.into()),
        column("total", "总行数", "Rows", move |row: &T, _| of(row).total.into()),
        column("good", "成功", "Good", move |row: &T, _| of(row).good.into()),
        column("bad", "失败行", "Bad", move |row: &T, _| of(row).bad.into()),
        column("known", "已有", "Known before", move |row: &T, _| of(row).known.into()),
    ]
}

impl Tabular for JobShown {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = vec![
            column("id", "任务号", "Id", |job: &Self, _| (&job.id).into()),
            column("kind", "类型", "Kind", |job: &Self, words| job_kind(&job.kind, words)),
            column("state", "状态", "State", |job: &Self, words| job_state(job.state, words)),
            column("dry_run", "试运行", "Dry run", |job: &Self, words| words.yes(job.dry_run)),
            column("file_name", "文件", "File", |job: &Self, _| job.file_name.as_ref().into()),
            column("from", "从", "From", |job: &Self, _| job.from.as_ref().into()),
            column("to", "到", "To", |job: &Self, _| job.to.as_ref().into()),
            column("reason", "原因", "Reason", |job: &Self, _| job.reason.as_ref().into()),
            column("asked_by", "发起人", "Asked by", |job: &Self, _| (&job.asked_by.display_name).into()),
            column("created_at", "创建时间", "Created", |job: &Self, words| words.time(job.created_at)),
            column("ended_at", "结束时间", "Ended", |job: &Self, words| {
                job.ended_at.map_or(Cell::Empty, |at| words.time(at))
            }),
        ];
        columns.extend(progress(|job: &Self| &job.progress));
        columns.push(column("problem", "问题", "Problem", |job: &Self, _| {
            job.problem.as_ref().map(|problem| &problem.detail).into()
        }));
        columns
    }
}

impl Tabular for ImportShown {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = vec![
            column("id", "任务号", "Id", |import: &Self, _| (&import.id).into()),
            column("file_name", "文件", "File", |import: &Self, _| (&import.file_name).into()),
            column("state", "状态", "State", |import: &Self, words| job_state(import.job_state, words)),
            column("dry_run", "试运行", "Dry run", |import: &Self, words| words.yes(import.dry_run)),
            column("encoding", "编码", "Encoding", |import: &Self, _| (&import.encoding).into()),
            column("created_at", "创建时间", "Created", |import: &Self, words| words.time(import.created_at)),
        ];
        columns.extend(progress(|import: &Self| &import.progress));
        columns.push(column("problem", "问题", "Problem", |import: &Self, _| {
            import.failure.as_ref().map(|problem| &problem.detail).into()
        }));
        columns
    }
}

impl Tabular for ReportLine {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("row", "行号", "Row", |line: &Self, _| line.row.into()),
            column("column", "列", "Column", |line: &Self, _| line.column.as_ref().into()),
            column("value", "内容", "Value", |line: &Self, _| line.value.as_ref().into()),
            column("severity", "程度", "Severity", |line: &Self, words| match line.severity {
                Severity::Error => words.either("错误", "error"),
                Severity::Warning => words.either("警告", "warning"),
            }),
            column("detail", "说明", "What is wrong", |line: &Self, _| (&line.detail).into()),
            column("code", "代码", "Code", |line: &Self, _| (&line.code).into()),
        ]
    }
}

impl Tabular for JobRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("row", "行号", "Row", |row: &Self, _| row.row.into()),
            column("outcome", "结果", "Outcome", |row: &Self, words| match row.outcome {
                RowOutcome::Planned => words.either("待办", "planned"),
                RowOutcome::Done => words.either("已完成", "done"),
                RowOutcome::Unchanged => words.either("无需变更", "unchanged"),
                RowOutcome::Refused => words.either("被拒绝", "refused"),
                RowOutcome::Warned => words.either("完成（有提示）", "done, with a warning"),
            }),
            column("code", "编号", "Code", |row: &Self, _| row.code.as_ref().into()),
            column("from", "从", "From", |row: &Self, _| row.from.as_ref().into()),
            column("to", "到", "To", |row: &Self, _| row.to.as_ref().into()),
            column("folders", "档案数", "Folders", |row: &Self, _| row.folders.into()),
            column("detail", "说明", "Detail", |row: &Self, _| row.detail.as_ref().into()),
            column("problem", "问题代码", "Problem", |row: &Self, _| row.problem.as_ref().into()),
        ]
    }
}

impl Tabular for CountLine {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("no", "序号", "Number", |count: &Self, _| count.no.into()),
            column("shelf", "层", "Shelf", |count: &Self, _| (&count.shelf).into()),
            column("state", "状态", "State", |count: &Self, words| match count.state.as_str() {
                "open" => words.either("进行中", "open"),
                "closed" => words.either("已结束", "closed"),
                _ => words.either("已放弃", "given up"),
            }),
            column("opened_at", "开始时间", "Begun", |count: &Self, words| words.time(count.opened_at)),
            column("opened_by", "开始人", "Begun by", |count: &Self, _| (&count.opened_by.display_name).into()),
            column("ended_at", "结束时间", "Ended", |count: &Self, words| {
                count.ended_at.map_or(Cell::Empty, |at| words.time(at))
            }),
            column("ended_by", "结束人", "Ended by", |count: &Self, _| {
                count.ended_by.as_ref().map(|person| &person.display_name).into()
            }),
            column("expected", "应有", "Expected", |count: &Self, _| count.expected.into()),
            column("seen", "已见", "Seen", |count: &Self, _| count.seen.into()),
            column("missing", "下落不明", "Missing", |count: &Self, _| count.missing.into()),
            column("misplaced", "放错位置", "Misplaced", |count: &Self, _| count.misplaced.into()),
            column("unexpected", "多出", "Unexpected", |count: &Self, _| count.unexpected.into()),
            column("unknown", "无法识别", "Unknown", |count: &Self, _| count.unknown.into()),
        ]
    }
}

impl Tabular for DiscrepancyShown {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("no", "序号", "Number", |found: &Self, _| found.no.into()),
            column("state", "状态", "State", |found: &Self, words| match found.settled {
                Some(_) => words.either("已处理", "settled"),
                None => words.either("待处理", "open"),
            }),
            column("kind", "差异", "Discrepancy", |found: &Self, _| (&found.label).into()),
            column("folder", "编号", "Code", |found: &Self, _| found.folder.as_ref().into()),
            column("title", "名称", "Title", |found: &Self, _| found.title.as_ref().into()),
            column("raised_at", "发现时间", "Raised", |found: &Self, words| words.time(found.raised_at)),
            column("recorded", "账面情况", "The record", |found: &Self, _| {
                found.recorded.as_ref().map(|recorded| &recorded.sentence).into()
            }),
            column("observed", "实物情况", "What was seen", |found: &Self, _| (&found.observed.sentence).into()),
            column("observed_by", "见到人", "Seen by", |found: &Self, _| (&found.observed.by.display_name).into()),
            column("observed_at", "见到时间", "Seen at", |found: &Self, words| words.time(found.observed.at)),
            column("device", "设备", "Device", |found: &Self, _| found.observed.device.as_ref().into()),
            column("settled", "处理方式", "Settled", |found: &Self, _| {
                found.settled.as_ref().map(|settled| &settled.label).into()
            }),
            column("settled_by", "处理人", "Settled by", |found: &Self, _| {
                found.settled.as_ref().map(|settled| &settled.by.display_name).into()
            }),
            column("settled_at", "处理时间", "Settled at", |found: &Self, words| {
                found.settled.as_ref().map_or(Cell::Empty, |settled| words.time(settled.at))
            }),
            column("note", "备注", "Note", |found: &Self, _| {
                found.settled.as_ref().map(|settled| &settled.note).into()
            }),
        ]
    }
}
