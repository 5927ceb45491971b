//! Folders put together, taken apart and labelled anew, and the cases in them.

use super::*;
use crate::domain::command::{CaseCommand, FolderMerge, NewCase, SplitOff, SurgeryCommand};
use crate::domain::event::ReprintWhy;
use crate::domain::ids::CaseNo;

/// Anything that is done to folders as things of paper, or to what stands in them.
pub fn surgery(random: &mut Random, state: &State) -> Command {
    Command::Surgery(match random.below(16) {
        0..3 => return announce(random, state),
        3 if random.chance(30) => SurgeryCommand::LendFile {
            folder: folder_code(random, state),
            borrower: some_person(random, state),
            due: None,
            purpose: text(random),
        },
        3 => SurgeryCommand::AddVolume(split_off(random, state)),
        4..6 => split(random, state),
        6..8 => SurgeryCommand::Merge(Box::new(merge(random, state))),
        8..10 => SurgeryCommand::SwapLabels {
            one: folder_code(random, state),
            other: folder_code(random, state),
            since: random.maybe(50, date),
            reason: text(random),
        },
        10 => SurgeryCommand::AskReprint {
            folders: folder_codes(random, state),
            why: random.pick(&[ReprintWhy::Damaged, ReprintWhy::Swapped]),
        },
        11 => {
            let asked: Vec<String> =
                state.reprints.iter().map(|(folder, _)| state.codes.own(folder).to_owned()).take(3).collect();
            SurgeryCommand::NoteReprinted {
                folders: if random.chance(70) { asked } else { folder_codes(random, state) },
            }
        }
        13..15 => SurgeryCommand::JoinFile { folder: folder_code(random, state), file: folder_code(random, state) },
        15 => {
            let volumes: Vec<FolderNo> = state.volumes.files().map(|(_, all)| all[all.len() - 1].1).collect();
            let volume = if volumes.is_empty() { None } else { Some(random.pick(&volumes)) };
            let folder = volume.map_or_else(|| folder_code(random, state), |no| state.codes.own(no).to_owned());
            SurgeryCommand::LeaveFile { folder }
        }
        _ => take_over(random, state),
    })
}

fn announce(random: &mut Random, state: &State) -> Command {
    let case = |random: &mut Random| NewCase {
        business_type: business_type(random),
        reference: random.maybe(50, |random| format!("R-{}", random.below(60))).unwrap_or_default(),
        business_date: random.maybe(90, date),
        department: random.maybe(50, department),
        folder: random.maybe(40, |random| folder_code(random, state)),
        subjects: random.several(1, |random| new_subject(random).into()),
        note: text(random),
        ..NewCase::default()
    };
    Command::Case(CaseCommand::Announce(random.several(3, case)))
}

fn split_off(random: &mut Random, state: &State) -> SplitOff {
    SplitOff {
        folder: folder_code(random, state),
        code: random.maybe(10, new_code),
        thickness_mm: random.maybe(60, thickness_mm),
        rest_mm: random.maybe(40, thickness_mm),
        placement: if random.chance(60) { Placement::Assign } else { Placement::None },
    }
}

/// As often as not cases are taken out of the folder they stand in.
fn split(random: &mut Random, state: &State) -> SurgeryCommand {
    let mut off = split_off(random, state);
    let mut cases = random.several(2, |random| format!("R-{}", random.below(60)));
    if !state.cases.is_empty() && random.chance(85) {
        let case = CaseNo(random.below(state.cases.len() as u64) as u32);
        let folder = state.cases.get(case).unwrap().folder;
        off.folder = state.codes.own(folder).to_owned();
        cases = state.cases.of_folder(folder).iter().map(|case| state.cases.code(*case).to_owned()).take(2).collect();
    }
    SurgeryCommand::Split { off, cases, as_volume: random.chance(40), reason: text(random) }
}

fn merge(random: &mut Random, state: &State) -> FolderMerge {
    FolderMerge {
        from: folder_code(random, state),
        into: folder_code(random, state),
        thickness_mm: random.maybe(30, thickness_mm),
        details: random.maybe(30, |random| FolderDetails { note: text(random), ..FolderDetails::default() }),
        if_versions: random.maybe(5, |random| (random.below(50), random.below(50))),
        reason: text(random),
    }
}

fn take_over(random: &mut Random, state: &State) -> SurgeryCommand {
    let lent: Vec<FolderNo> = state.custody.loans_by_due().map(|(_, folder)| folder).take(9).collect();
    let folders = match lent.is_empty() || random.chance(20) {
        true => folder_codes(random, state),
        false => vec![state.codes.own(random.pick(&lent)).to_owned()],
    };
    let from = random.maybe(20, |random| some_person(random, state));
    SurgeryCommand::TakeOver { folders, from, to: some_person(random, state) }
}
