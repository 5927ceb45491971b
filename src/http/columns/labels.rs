//! Tables of labels: their templates, and what printers are to print.

use crate::http::labels::templates::TemplateShown;
use crate::http::printers::prints::PrintShown;
use crate::http::taking::{Cell, Column, Tabular, column};
use crate::printing::PrintState;

impl Tabular for TemplateShown {
    fn columns() -> Vec<Column<Self>> {
        let mm = |tenths: u32| format!("{:.1}", f64::from(tenths) / 10.0);
        vec![
            column("title", "模板", "Template", |one: &Self, words| words.name(&one.title)),
            column("code", "编号", "Code", |one: &Self, _| (&one.code).into()),
            column("kind", "用途", "For", |one: &Self, words| words.name(&one.kind_name)),
            column("width", "宽（毫米）", "Width, mm", move |one: &Self, _| mm(one.width_tenths).into()),
            column("height", "高（毫米）", "Height, mm", move |one: &Self, _| mm(one.height_tenths).into()),
            column("version", "版本", "Version", |one: &Self, _| one.version.into()),
            column("retired", "已停用", "Retired", |one: &Self, words| words.yes(one.retired)),
            column("is_form", "整页", "A page of its own", |one: &Self, words| words.yes(one.is_form)),
        ]
    }
}

impl Tabular for PrintShown {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("printer", "打印机", "Printer", |print: &Self, _| (&print.printer).into()),
            column("count", "张数", "Labels", |print: &Self, _| (print.count as u64).into()),
            column("template", "模板", "Template", |print: &Self, _| (&print.template).into()),
            column("state", "状态", "State", |print: &Self, words| match print.state {
                PrintState::Waiting => words.either("等待中", "waiting"),
                PrintState::Printing => words.either("打印中", "printing"),
                PrintState::Printed => words.either("已打印", "printed"),
                PrintState::Failed => words.either("失败", "failed"),
                PrintState::Cancelled => words.either("已取消", "cancelled"),
            }),
            column("problem", "问题", "Problem", |print: &Self, _| {
                print.problem.as_ref().map(|problem| &problem.detail).into()
            }),
            column("asked_by", "发起人", "Asked by", |print: &Self, _| (&print.asked_by.display_name).into()),
            column("created_at", "创建时间", "Created", |print: &Self, words| words.time(print.created_at)),
            column("ended_at", "结束时间", "Ended", |print: &Self, words| {
                print.ended_at.map_or(Cell::Empty, |at| words.time(at))
            }),
            column("tries", "尝试次数", "Tries", |print: &Self, _| print.tries.into()),
        ]
    }
}
