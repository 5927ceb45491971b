//! Files of several volumes that were folders of their own, and what of surgery can be taken back.

use super::cases::sale;
use super::surgery::surgery;
use super::world::{ARCHIVIST, BORROWER, World, check_out, day, folder, give_back};
use crate::domain::command::{
    CaseCommand, CasePatch, Command, FolderMerge, FolderPatch, NewCase, NewFolder, Placement, SplitOff, SurgeryCommand,
};
use crate::domain::event::ReprintWhy;
use crate::domain::folder::Whereabouts;
use crate::domain::place::Holder;
use crate::domain::planning::remedy;
use crate::domain::refusal::{Code, Language};
use crate::domain::slotting::ProposalCause;
use crate::domain::state::tests::brute::check;

const ONE: &str = "A-01L-01-1-01";
const TWO: &str = "A-01L-01-1-02";

fn join(folder: &str, file: &str) -> Command {
    surgery(SurgeryCommand::JoinFile { folder: folder.to_owned(), file: file.to_owned() })
}

fn leave(folder: &str) -> Command {
    surgery(SurgeryCommand::LeaveFile { folder: folder.to_owned() })
}

fn swap(one: &str, other: &str) -> Command {
    let (one, other, reason) = (one.to_owned(), other.to_owned(), "开袋核对发现".to_owned());
    surgery(SurgeryCommand::SwapLabels { one, other, since: None, reason })
}

impl World {
    fn file_of(&self, code: &str) -> Vec<(u16, String)> {
        let volumes = self.state.volumes.of(self.find(code)).iter();
        volumes.map(|(no, folder)| (*no, self.state.codes.own(*folder).to_owned())).collect()
    }

    /// Undoes the last frame.
    fn take_back_last(&mut self) -> Result<super::world::Answer, crate::domain::refusal::Refusal> {
        self.ask(Command::Undo { seq: self.state.seq })
    }

    fn as_scanned(&self, code: &str) -> (Whereabouts, Option<Holder>) {
        let row = Whereabouts { changed_seq: 0, edited_seq: 0, ..self.whereabouts(code) };
        (row, self.state.places.home(self.find(code)))
    }
}

#[test]
fn folders_that_are_there_become_volumes_of_one_file_and_stand_alone_again() {
    let mut world = World::new();
    let [one, two, three] = [ONE, TWO, "A-01L-01-1-03"].map(|slot| world.shelved(slot));
    assert_eq!(world.ask_as(ARCHIVIST, join(&two, &one)).unwrap().kinds(), ["VolumeAdded"]);
    world.ask(join(&three, &two)).unwrap();
    assert_eq!(world.file_of(&one), [(1, one.clone()), (2, two.clone()), (3, three.clone())]);
    assert_eq!(world.ask(join(&three, &one)).unwrap().events, [], "it is one already");
    assert_eq!(world.refused(leave(&one)), Code::FirstVolume);
    assert_eq!(world.ask(leave(&two)).unwrap().kinds(), ["VolumeLeft"]);
    assert_eq!(world.file_of(&one), [(1, one.clone()), (3, three.clone())], "a number is written on paper");
    world.ask(leave(&three)).unwrap();
    assert!(world.file_of(&one).is_empty() && world.file_of(&three).is_empty());
    assert_eq!(world.ask(leave(&three)).unwrap().events, []);
    world.ask(join(&one, &three)).unwrap();
    assert_eq!(world.file_of(&one), [(1, three), (2, one)]);
    check(&world.state);
}

#[test]
fn what_is_no_one_file_is_not_joined() {
    let mut world = World::new();
    let [one, two, three] = [ONE, TWO, "A-01L-01-1-03"].map(|slot| world.shelved(slot));
    assert_eq!(world.refused(join(&one, &one)), Code::BadValue);
    let other = world.register(NewFolder { business_type: "SRV".to_owned(), ..folder() });
    assert_eq!(world.refused(join(&other, &one)), Code::FoldersDiffer);
    let expected = world.register(NewFolder { expected: true, ..folder() });
    assert_eq!(world.refused(join(&expected, &one)), Code::FolderExpected);
    world.ask(join(&two, &one)).unwrap();
    assert_eq!(world.refused(join(&two, &three)), Code::VolumeAlready);
    let (_, of_case) = world.complete_case("NEW", "2026-03-02");
    let (_, of_other) = world.complete_case("NEW", "2026-03-03");
    assert_eq!(world.refused(join(&of_case, &of_other)), Code::FolderHoldsCase, "two sales are two files");
    world.ask(join(&of_case, &three)).unwrap();
    world.ask(Command::Withdraw { folder: three.clone(), reason: "移交".to_owned() }).unwrap();
    assert_eq!(world.refused(join(&three, &one)), Code::FolderWithdrawn);
}

#[test]
fn swapped_labels_that_were_not_are_put_back_as_they_were() {
    for lent in [false, true] {
        let mut world = World::new();
        let (one, other) = (world.shelved(ONE), world.shelved("A-01L-02-3-05"));
        let homeless = world.register(folder());
        if lent {
            world.ask(check_out(&one, BORROWER)).unwrap();
        }
        for second in [&other, &homeless] {
            let before = (world.as_scanned(&one), world.as_scanned(second));
            world.ask(swap(&one, second)).unwrap();
            assert_eq!(world.as_scanned(&one).1, before.1.1);
            world.take_back_last().unwrap();
            assert_eq!((world.as_scanned(&one), world.as_scanned(second)), before);
            assert_eq!(world.state.reprints.iter().count(), 0, "both carry the right label");
            check(&world.state);
        }
    }
}

#[test]
fn a_swap_is_taken_back_once_while_nothing_followed_and_printed_labels_are_printed_again() {
    let mut world = World::new();
    let (one, other) = (world.shelved(ONE), world.shelved(TWO));
    world.ask(swap(&one, &other)).unwrap();
    let seq = world.state.seq;
    let folders = vec![one.clone(), other.clone()];
    world.ask(surgery(SurgeryCommand::NoteReprinted { folders })).unwrap();
    world.ask(Command::Undo { seq }).unwrap();
    let asked = |world: &World, code: &str| world.state.reprints.of(world.find(code)).map(|asked| asked.why);
    assert_eq!((asked(&world, &one), asked(&world, &other)), (Some(ReprintWhy::Swapped), Some(ReprintWhy::Swapped)));
    assert_eq!(world.refused(Command::Undo { seq }), Code::UndoneAlready);
    world.ask(swap(&one, &other)).unwrap();
    let seq = world.state.seq;
    world.ask(check_out(&one, BORROWER)).unwrap();
    assert_eq!(world.refused(Command::Undo { seq }), Code::UndoOvertaken);
}

#[test]
fn what_was_cut_or_joined_is_not_undone_by_a_click_and_the_refusal_says_what_helps() {
    let mut world = World::new();
    let [one, two, three] = [ONE, TWO, "A-01L-01-1-03"].map(|slot| world.shelved(slot));
    let refused = |world: &mut World, command: Command, helps: &str| {
        world.ask(command).unwrap();
        let refusal = world.take_back_last().unwrap_err();
        assert_eq!(refusal.code, Code::UndoBySurgery);
        assert!(refusal.message(Language::En).contains(helps), "{}", refusal.message(Language::En));
        assert!(!refusal.message(Language::Zh).contains('{'));
    };
    refused(&mut world, join(&two, &one), &format!("let {two} leave the file of {one}"));
    refused(&mut world, leave(&two), &format!("let {two} join"));
    let merge = FolderMerge {
        from: three.clone(),
        into: one.clone(),
        thickness_mm: None,
        details: None,
        if_versions: None,
        reason: "重复登记".to_owned(),
    };
    refused(&mut world, surgery(SurgeryCommand::Merge(Box::new(merge))), &format!("off {one}"));
    let beside =
        |folder: &str| SplitOff { folder: folder.to_owned(), placement: Placement::Assign, ..SplitOff::default() };
    refused(&mut world, surgery(SurgeryCommand::AddVolume(beside(&one))), "leave the file");
    world.announced(NewCase { folder: Some(one.clone()), subjects: Vec::new(), ..sale("1") });
    let (off, cases, reason) = (beside(&one), vec!["1".to_owned()], "另立一袋".to_owned());
    let split = SurgeryCommand::Split { off, cases, as_volume: false, reason };
    refused(&mut world, surgery(split), &format!("into {one}"));
    world.ask(give_back(&one)).unwrap();
    world.take_back_last().unwrap();
}

#[test]
fn a_corrected_day_takes_the_folder_of_one_case_along_and_proposes_a_move() {
    let mut world = World::new();
    let case = world.announced(NewCase { business_date: Some(day("2026-03-02")), ..sale("1") });
    let code = world.state.codes.own(world.case(&case).folder).to_owned();
    world.ask(Command::Receive { folders: vec![code.clone()] }).unwrap();
    let assign = Command::Assign { folder: code.clone(), place: None, reason: String::new() };
    world.ask(assign).unwrap();
    let correct = |date: &str| {
        let patch = CasePatch {
            case: "1".to_owned(),
            business_date: Some(Some(day(date))),
            reason: "录错日期".to_owned(),
            ..CasePatch::default()
        };
        Command::Case(CaseCommand::Edit(Box::new(patch)))
    };
    let date = |world: &World| world.state.folders.get(world.find(&code)).unwrap().business_date;
    assert_eq!(remedy(&world.state, world.find(&code), world.today).cause, None);
    let kinds = world.ask(correct("2025-11-20")).unwrap().kinds();
    assert!(kinds.contains(&"CaseEdited") && kinds.contains(&"FolderEdited"), "{kinds:?}");
    assert_eq!(date(&world), Some(day("2025-11-20")));
    let cause = remedy(&world.state, world.find(&code), world.today).cause;
    assert_eq!(cause, Some(ProposalCause::OtherRun));
    // One that was given another day keeps it.
    let patch = FolderPatch { business_date: Some(Some(day("2026-01-15"))), ..FolderPatch::measured(code.clone(), 10) };
    world.ask(Command::EditFolder(Box::new(patch))).unwrap();
    world.ask(correct("2025-12-24")).unwrap();
    assert_eq!(date(&world), Some(day("2026-01-15")));
}
