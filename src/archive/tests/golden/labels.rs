//! Commands that make every kind of event about labels.

use crate::domain::command::{Command, LabelCommand, PrintNote, TemplatePatch};
use crate::domain::decide::tests::world::both;
use crate::domain::folder::Desk;
use crate::domain::label::{Paper, Printer, PrinterKind, Roll};

/// A template of one's own, a printer, labels printed twice and stuck on.
pub fn script() -> Vec<Command> {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60mm\" height=\"40mm\" viewBox=\"0 0 60 40\" \
               data-kind=\"folder\"><title>自制|Own</title></svg>";
    let template =
        TemplatePatch { code: "own-small".to_owned(), svg: Some(svg.to_owned()), retired: None, if_version: Some(0) };
    let printer = Printer {
        code: "desk-1".to_owned(),
        name: both("前台标签机"),
        kind: PrinterKind::Zpl,
        address: "192.168.1.40:9100".to_owned(),
        dpi: 203,
        paper: Paper::Roll(Roll { width: 600, height: 400, gap: 20 }),
        right_tenths: 3,
        down_tenths: -2,
        desks: vec![Desk::Reception],
        retired: false,
    };
    let print = |printer: Option<&str>, reason: &str| PrintNote {
        folders: vec!["LABEL1".to_owned(), "LABEL2".to_owned()],
        template: "own-small".to_owned(),
        printer: printer.map(str::to_owned),
        reason: reason.to_owned(),
    };
    let retired = TemplatePatch { svg: None, retired: Some(true), if_version: Some(1), ..template.clone() };
    [
        LabelCommand::SetTemplate(template),
        LabelCommand::SetPrinter(Box::new(printer)),
        LabelCommand::NotePrinted(print(None, "")),
        LabelCommand::NotePrinted(print(Some("desk-1"), "卡纸，重打")),
        LabelCommand::NoteApplied { folders: vec!["LABEL1".to_owned()] },
        LabelCommand::SetTemplate(retired),
    ]
    .map(Command::Label)
    .into()
}
