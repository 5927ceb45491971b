//! Tables of cases: announced, received, wanting; of transfers and their registers; of figures.

use crate::domain::business_type::{BusinessType, Scope};
use crate::domain::place::Granularity;
use crate::domain::refusal::Language;
use crate::http::calendar::DueChange;
use crate::http::cases::{CaseCard, CaseLine, Completeness, GapShown, Named};
use crate::http::figures::{FigureLine, GapLine};
use crate::http::taking::{Cell, Column, Tabular, Words, column};
use crate::http::transfers::{EntryOutcome, LaterPapers, TodayLine, TodayList, TransferEntry, TransferLine};

fn name(named: &Named, words: Words<'_>) -> Cell {
    words.either(&named.name_zh, &named.name_en)
}

/// What is wanting, in a few words.
pub fn in_words(gaps: &[GapShown], words: Words<'_>) -> Cell {
    joined(&gaps.iter().map(|gap| gap.text.as_str()).collect::<Vec<_>>(), words)
}

fn joined<T: AsRef<str>>(parts: &[T], words: Words<'_>) -> Cell {
    let between = if words.language == Language::Zh { "；" } else { "; " };
    parts.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(between).into()
}

impl Tabular for CaseLine {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("code", "业务单", "Case", |case: &Self, _| (&case.code).into()),
            column("reference", "合同/工单号", "Reference", |case: &Self, _| (&case.reference).into()),
            column("type", "业务类型", "Type", |case: &Self, words| name(&case.business_type.named, words)),
            column("title", "名称", "Title", |case: &Self, _| (&case.title).into()),
            column("department", "部门", "Department", |case: &Self, words| {
                case.department.as_ref().map_or(Cell::Empty, |department| name(department, words))
            }),
            column("responsible", "责任人", "Responsible", |case: &Self, _| {
                case.responsible.as_ref().map(|person| &person.name).into()
            }),
            column("business_date", "业务日期", "Business date", |case: &Self, _| case.business_date.into()),
            column("deadline_from", "期限起算日", "Deadline from", |case: &Self, _| case.deadline_from.into()),
            column("due", "应交日期", "Due", |case: &Self, _| case.due.as_ref().map(|due| due.date).into()),
            column("due_moved", "更改期限", "Due date moved", |case: &Self, words| words.yes(case.due_moved)),
            column("extended", "已延期", "Extended", |case: &Self, words| {
                case.due.as_ref().map_or(Cell::Empty, |due| words.yes(due.is_extended))
            }),
            column("asked_until", "申请延期至", "Asked until", |case: &Self, _| case.asked_until.into()),
            column("reassigned", "更换责任方", "Reassigned", |case: &Self, words| words.yes(case.reassigned)),
            column("phase", "状态", "State", |case: &Self, _| (&case.phase_label).into()),
            column("received_at", "接收时间", "Received", |case: &Self, words| {
                case.received_at.map_or(Cell::Empty, |at| words.time(at))
            }),
            column("received_by", "接收人", "Received by", |case: &Self, _| case.received_by.as_ref().into()),
            column("in_time", "按时", "In time", |case: &Self, words| {
                case.in_time.map_or(Cell::Empty, |in_time| words.yes(in_time))
            }),
            column("completeness", "齐全情况", "Completeness", |case: &Self, words| match case.completeness {
                Completeness::NotChecked => words.either("未核对", "not checked"),
                Completeness::Complete => words.either("齐全", "complete"),
                Completeness::Incomplete => words.either("不齐全", "incomplete"),
            }),
            column("missing", "缺项", "Gaps", |case: &Self, words| in_words(&case.missing, words)),
            column("folder", "档案袋", "Folder", |case: &Self, _| {
                case.folder.as_ref().map(|folder| &folder.code).into()
            }),
            column("place", "现在位置", "Is at", |case: &Self, _| {
                case.folder.as_ref().map(|folder| &folder.place.label).into()
            }),
            column("transfer", "移交单", "Transfer", |case: &Self, _| case.transfer.into()),
            column("certificate", "证明编号", "Certificate", |case: &Self, _| case.certificate.into()),
            column("note", "备注", "Note", |case: &Self, _| (&case.note).into()),
        ]
    }
}

impl Tabular for CaseCard {
    fn columns() -> Vec<Column<Self>> {
        CaseLine::columns().into_iter().map(|column| column.of(|card: &Self| &card.line)).collect()
    }
}

impl Tabular for GapLine {
    fn columns() -> Vec<Column<Self>> {
        let own = ["missing", "completeness", "extended", "received_at", "note"];
        let cases = CaseLine::columns().into_iter().filter(|column| !own.contains(&column.id));
        let mut columns: Vec<Column<Self>> = cases.map(|column| column.of(|line: &Self| &line.case)).collect();
        columns.extend([
            column("gaps", "缺项", "Gaps", |line: &Self, words: Words<'_>| in_words(&line.gaps, words)),
            column("since", "自", "Since", |line: &Self, words: Words<'_>| {
                line.since.map_or(Cell::Empty, |at| words.time(at))
            }),
            column("note", "备注", "Note", |line: &Self, _| (&line.case.note).into()),
        ]);
        columns
    }
}

impl Tabular for DueChange {
    fn columns() -> Vec<Column<Self>> {
        let kept = [
            "code",
            "reference",
            "type",
            "title",
            "department",
            "responsible",
            "business_date",
            "deadline_from",
            "due",
        ];
        let cases = CaseLine::columns().into_iter().filter(|column| kept.contains(&column.id));
        let mut columns: Vec<Column<Self>> = cases.map(|column| column.of(|line: &Self| &line.case)).collect();
        columns.push(column("due_then", "重新计算为", "Due then", |line: &Self, _| line.due.date.into()));
        columns
    }
}

impl Tabular for TodayLine {
    fn columns() -> Vec<Column<Self>> {
        let list = |line: &Self, words: Words<'_>| match line.list {
            TodayList::Late => words.either("逾期未交", "late"),
            TodayList::Expected => words.either("今日应交", "expected today"),
            TodayList::Coming => words.either("以后应交", "coming"),
            TodayList::Waiting => words.either("待归卷", "waits for its folder"),
        };
        let mut columns = vec![column("list", "清单", "List", list)];
        columns.extend(CaseLine::columns().into_iter().map(|column| column.of(|line: &Self| &line.case)));
        columns
    }
}

impl Tabular for BusinessType {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("code", "编号", "Code", |kind: &Self, _| (&kind.code).into()),
            column("name", "名称", "Name", |kind: &Self, words| words.name(&kind.name)),
            column("version", "版本", "Version", |kind: &Self, _| kind.version.into()),
            column("scope", "组卷单位", "A folder holds", |kind: &Self, words| match kind.scope {
                Scope::Case => words.either("一个业务单", "one case"),
                Scope::Subject => words.either("归户对象的全部业务单", "all cases of a subject"),
                Scope::SubjectYear => words.either("归户对象一年的业务单", "the cases of a subject in a year"),
                Scope::Year => words.either("部门一年的业务单", "the cases of a department in a year"),
            }),
            column("period", "时段", "Period", |kind: &Self, words| match kind.period {
                Granularity::Month => words.either("月", "month"),
                Granularity::Quarter => words.either("季", "quarter"),
                Granularity::Year => words.either("年", "year"),
            }),
            column("class", "密级", "Class", |kind: &Self, words| words.class(&kind.class)),
            column(
                "hand_over",
                "移交期限（工作日）",
                "Handed over within (working days)",
                |kind: &Self, _| kind.hand_over_working_days.map(u32::from).into(),
            ),
            column("thickness_mm", "厚度（毫米）", "Thickness, mm", |kind: &Self, _| {
                u32::from(kind.thickness_mm).into()
            }),
            column("loan_days", "借期（天）", "Loan period, days", |kind: &Self, _| {
                u32::from(kind.loan_days).into()
            }),
            column("retention_years", "保管年数", "Kept for years", |kind: &Self, _| {
                kind.retention.years.map(u32::from).into()
            }),
            column("documents", "文件清单", "Checklist", |kind: &Self, words| {
                let names = kind.documents.iter().map(|wanted| wanted.name.in_language(words.language));
                names.collect::<Vec<_>>().join(if words.language == Language::Zh { "、" } else { "; " }).into()
            }),
        ]
    }
}

impl Tabular for TransferLine {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("no", "移交单", "Transfer", |line: &Self, _| line.no.into()),
            column("department", "部门", "Department", |line: &Self, words| name(&line.department, words)),
            column("desk", "接收台", "Desk", |line: &Self, _| (&line.desk_label).into()),
            column("opened_at", "开始时间", "Begun", |line: &Self, words| words.time(line.opened_at)),
            column("closed_at", "签收时间", "Closed", |line: &Self, words| {
                line.closed_at.map_or(Cell::Empty, |at| words.time(at))
            }),
            column("giver", "移交人", "From", |line: &Self, _| {
                line.giver.as_ref().map(|person| &person.name).into()
            }),
            column("taker", "接收人", "To", |line: &Self, _| (&line.taker.name).into()),
            column("cases", "接收件数", "Cases", |line: &Self, _| line.cases.into()),
            column("turned_away", "退回件数", "Sent back", |line: &Self, _| line.turned_away.into()),
            column("gaps", "缺项数", "Gaps", |line: &Self, _| line.gaps.into()),
        ]
    }
}

impl Tabular for TransferEntry {
    fn columns() -> Vec<Column<Self>> {
        let kept = ["code", "reference", "type", "title", "responsible", "business_date"];
        let cases = CaseLine::columns().into_iter().filter(|column| kept.contains(&column.id));
        let mut columns: Vec<Column<Self>> = cases.map(|column| column.of(|entry: &Self| &entry.case)).collect();
        columns.extend([
            column("due", "应交日期", "Due", |entry: &Self, _| entry.due.map(|due| due.date).into()),
            column("at", "移交时间", "Handed over", |entry: &Self, words| words.time(entry.at)),
            column("in_time", "按时", "In time", |entry: &Self, words| {
                entry.in_time.map_or(Cell::Empty, |in_time| words.yes(in_time))
            }),
            column("outcome", "结果", "Result", |entry: &Self, words| match entry.outcome {
                EntryOutcome::Taken => words.either("已接收", "taken"),
                EntryOutcome::TurnedAway => words.either("已退回", "sent back"),
            }),
            column("giver", "移交人", "From", |entry: &Self, _| {
                entry.giver.as_ref().map(|giver| &giver.name).into()
            }),
            column("by", "接收人", "To", |entry: &Self, _| (&entry.by.name).into()),
            column("gaps", "缺项", "Gaps", |entry: &Self, words| joined(&entry.gaps, words)),
            column("reason", "退回原因", "Sent back because", |entry: &Self, _| entry.reason.as_ref().into()),
            column("later", "补交", "Came later", |entry: &Self, words| {
                let line = |later: &LaterPapers| format!("{} {}", words.clock(later.at), later.what);
                entry.later.iter().map(line).collect::<Vec<_>>().join("\n").into()
            }),
        ]);
        columns
    }
}

impl Tabular for FigureLine {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("key", "编号", "Key", |line: &Self, _| (&line.key).into()),
            column("label", "名称", "Name", |line: &Self, _| (&line.label).into()),
            column("due", "应交", "Due", |line: &Self, _| line.due.into()),
            column("in_time", "按时", "In time", |line: &Self, _| line.in_time.into()),
            column("late", "逾期", "Late", |line: &Self, _| line.late.into()),
            column("outstanding", "逾期未交", "Outstanding", |line: &Self, _| line.outstanding.into()),
            column("due_moved", "更改期限", "Due date moved", |line: &Self, _| line.due_moved.into()),
            column("extended", "已延期", "Extended", |line: &Self, _| line.extended.into()),
            column("reassigned", "更换责任方", "Reassigned", |line: &Self, _| line.reassigned.into()),
            column("timeliness", "及时率", "Timeliness", |line: &Self, _| share(line.timeliness)),
            column("received", "已接收", "Received", |line: &Self, _| line.received.into()),
            column("complete_at_first", "首次齐全", "Complete at first", |line: &Self, _| {
                line.complete_at_first.into()
            }),
            column("incomplete", "首次不齐全", "Incomplete", |line: &Self, _| line.incomplete.into()),
            column("completeness", "完整率", "Completeness", |line: &Self, _| share(line.completeness)),
        ]
    }
}

fn share(share: Option<f64>) -> Cell {
    share.map_or(Cell::Empty, Cell::Share)
}
