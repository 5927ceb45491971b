//! Commands that make every kind of event of folder surgery.

use super::own;
use crate::domain::command::{CaseCommand, Command, FolderMerge, NewCase, Placement, SplitOff, SurgeryCommand};
use crate::domain::decide::tests::world::{ADMINISTRATOR, BORROWER, check_out, day};
use crate::domain::event::ReprintWhy;

/// Volumes, folders merged and split, labels swapped and printed anew, a loan that passes on.
pub fn script() -> Vec<Command> {
    let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    let beside = |folder: &str, code: &str| SplitOff {
        folder: folder.to_owned(),
        code: Some(code.to_owned()),
        placement: Placement::None,
        ..SplitOff::default()
    };
    let case = |reference: &str| NewCase {
        business_type: "NEW".to_owned(),
        reference: reference.to_owned(),
        business_date: Some(day("2026-03-02")),
        folder: Some("THICK".to_owned()),
        ..NewCase::default()
    };
    let reason = str::to_owned;
    let stands = |code: &str, slot: &str| own(code, Placement::Slot(slot.to_owned()));
    let merge = FolderMerge {
        from: "TWICE".to_owned(),
        into: "THICK".to_owned(),
        thickness_mm: None,
        details: None,
        if_versions: None,
        reason: reason("重复登记"),
    };
    let surgery = Command::Surgery;
    vec![
        Command::RegisterFolders(vec![
            stands("THICK", "A-02L-01-2-01"),
            stands("TWICE", "A-02L-01-2-02"),
            stands("LABEL1", "A-02L-01-2-03"),
            stands("LABEL2", "A-02L-01-2-04"),
            own("PASSED", Placement::None),
        ]),
        surgery(SurgeryCommand::AddVolume(beside("THICK", "THICK-2"))),
        surgery(SurgeryCommand::JoinFile { folder: "TWICE".to_owned(), file: "THICK".to_owned() }),
        surgery(SurgeryCommand::LeaveFile { folder: "TWICE".to_owned() }),
        surgery(SurgeryCommand::Merge(Box::new(merge))),
        Command::Case(CaseCommand::Announce(vec![case("GOLDEN-1")])),
        surgery(SurgeryCommand::Split {
            off: beside("THICK", "APART"),
            cases: codes(&["GOLDEN-1"]),
            as_volume: false,
            reason: reason("另立一袋"),
        }),
        surgery(SurgeryCommand::SwapLabels {
            one: "LABEL1".to_owned(),
            other: "LABEL2".to_owned(),
            since: Some(day("2026-03-01")),
            reason: reason("标签贴反"),
        }),
        surgery(SurgeryCommand::AskReprint { folders: codes(&["PASSED"]), why: ReprintWhy::Damaged }),
        surgery(SurgeryCommand::NoteReprinted { folders: codes(&["LABEL1", "PASSED"]) }),
        check_out("PASSED", BORROWER),
        surgery(SurgeryCommand::TakeOver { folders: codes(&["PASSED"]), from: Some(BORROWER), to: ADMINISTRATOR }),
    ]
}
