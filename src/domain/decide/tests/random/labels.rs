//! Labels, templates of one's own and printers.

use super::*;
use crate::domain::command::{LabelCommand, PrintNote, TemplatePatch};
use crate::domain::label::{Paper, Printer, PrinterKind};

/// Anything about labels.
pub fn labels(random: &mut Random, state: &State) -> Command {
    Command::Label(match random.below(8) {
        0 => LabelCommand::SetTemplate(TemplatePatch {
            code: random.pick(&["own-a", "own-b", "OWN", "folder-60x40"]).to_owned(),
            svg: random.maybe(70, text),
            retired: random.maybe(30, |random| random.chance(50)),
            if_version: random.maybe(30, |random| random.below(4) as u32),
        }),
        1 => LabelCommand::SetPrinter(Box::new(Printer {
            code: random.pick(&["desk-1", "desk-2", "", "ünter"]).to_owned(),
            name: both("打印机"),
            kind: random.pick(&[PrinterKind::Zpl, PrinterKind::Tspl, PrinterKind::Ipp]),
            address: random.pick(&["10.0.0.7", "a b", "printer.local:9100"]).to_owned(),
            dpi: random.pick(&[203, 300, 0]),
            paper: Paper::default(),
            right_tenths: random.below(9_000) as i32,
            down_tenths: -4,
            desks: vec![Desk::Reading, Desk::Reception, Desk::Reading],
            retired: random.chance(20),
        })),
        2..6 => LabelCommand::NotePrinted(PrintNote {
            folders: folder_codes(random, state),
            template: random.pick(&["own-a", "folder-60x40"]).to_owned(),
            printer: random.maybe(40, |_| "desk-1".to_owned()),
            reason: random.maybe(50, text).unwrap_or_default(),
        }),
        _ => LabelCommand::NoteApplied { folders: folder_codes(random, state) },
    })
}
