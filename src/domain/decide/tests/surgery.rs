//! Folder surgery: volumes, merging, splitting, swapped labels, loans that pass on.

use super::world::{
    ARCHIVIST, BORROWER, CLERK, OTHER_BORROWER, World, check_out, day, folder, give_back, put_away, somebody,
};
use crate::domain::attachment::{BlobHash, MediaType};
use crate::domain::business_type::{BusinessType, Scope};
use crate::domain::command::{
    CaseCommand, Command, FolderMerge, FolderPatch, NewAttachment, NewCase, NewFolder, Placement, SplitOff,
    SurgeryCommand,
};
use crate::domain::event::ReprintWhy;
use crate::domain::folder::{FolderDetails, FolderState};
use crate::domain::ids::{CaseNo, FolderNo};
use crate::domain::planning::{Selection, plan_reslotting, remedy};
use crate::domain::refusal::Code;
use crate::domain::slotting::ProposalCause;
use crate::domain::state::tests::brute::check;

const ONE: &str = "A-01L-01-1-01";
const TWO: &str = "A-01L-01-1-02";

fn beside(folder: &str) -> SplitOff {
    SplitOff { folder: folder.to_owned(), placement: Placement::Assign, ..SplitOff::default() }
}

pub fn surgery(command: SurgeryCommand) -> Command {
    Command::Surgery(command)
}

fn merge(from: &str, into: &str) -> Command {
    surgery(SurgeryCommand::Merge(Box::new(FolderMerge {
        from: from.to_owned(),
        into: into.to_owned(),
        thickness_mm: None,
        details: None,
        if_versions: None,
        reason: "重复登记".to_owned(),
    })))
}

fn split(folder: &str, cases: &[&str], as_volume: bool) -> Command {
    let cases = cases.iter().map(|case| (*case).to_owned()).collect();
    surgery(SurgeryCommand::Split { off: beside(folder), cases, as_volume, reason: "分卷".to_owned() })
}

fn measure(folder: &str, thickness_mm: u32) -> Command {
    Command::EditFolder(Box::new(FolderPatch { thickness_mm: Some(thickness_mm), ..patch(folder) }))
}

fn patch(folder: &str) -> FolderPatch {
    FolderPatch {
        folder: folder.to_owned(),
        if_version: None,
        business_type: None,
        business_date: None,
        department: None,
        class: None,
        thickness_mm: None,
        subjects: None,
        details: None,
        changed_details: Vec::new(),
        condition: None,
    }
}

fn attachment(folder: &str, byte: u8) -> Command {
    Command::Attach(Box::new(NewAttachment {
        folder: folder.to_owned(),
        sha256: BlobHash([byte; 32]),
        bytes: 9,
        media_type: MediaType::Png,
        file_name: format!("{byte}.png"),
        note: String::new(),
    }))
}

impl World {
    /// Carries out what has to leave everything in order.
    pub fn does(&mut self, command: Command) -> Vec<&'static str> {
        let answer = self.ask(command).unwrap();
        check(&self.state);
        answer.kinds()
    }

    /// A folder that holds visits with these numbers, which came with all their papers.
    fn visited(&mut self, references: &[&str]) -> String {
        let organisation = &self.state.organisation;
        let no = organisation.type_by_code("SRV").unwrap();
        let mut kind = BusinessType::clone(organisation.business_type(no).unwrap());
        kind.scope = Scope::Subject;
        self.ask(Command::SetType(Box::new(kind))).unwrap();
        for reference in references {
            let case = NewCase {
                business_type: "SRV".to_owned(),
                reference: (*reference).to_owned(),
                department: Some("service".to_owned()),
                business_date: Some(day("2026-02-01") + chrono::Days::new(self.state.cases.len() as u64)),
                subjects: vec![somebody("王小明", Some("ID1")).into()],
                ..NewCase::default()
            };
            self.ask(Command::Case(CaseCommand::Announce(vec![case]))).unwrap();
        }
        let folder = self.state.cases.get(CaseNo(self.state.cases.len() as u32 - 1)).unwrap().folder;
        let code = self.state.codes.own(folder).to_owned();
        self.ask(Command::Receive { folders: vec![code.clone()] }).unwrap();
        code
    }

    fn volumes(&self, code: &str) -> Vec<(u16, String)> {
        let volumes = self.state.volumes.of(self.find(code)).iter();
        volumes.map(|(no, folder)| (*no, self.state.codes.own(*folder).to_owned())).collect()
    }

    fn newest(&self) -> String {
        self.state.codes.own(FolderNo(self.state.folders.len() as u32 - 1)).to_owned()
    }
}

#[test]
fn a_folder_that_grew_too_thick_is_offered_another_slot_or_a_second_volume() {
    let mut world = World::new();
    let (thick, _) = (world.shelved(ONE), world.shelved(ONE));
    let state = &world.state;
    assert_eq!(remedy(state, world.find(&thick), world.today).volume, None);
    world.does(measure(&thick, 35));
    let found = remedy(&world.state, world.find(&thick), world.today);
    assert_eq!((found.cause, found.volume), (Some(ProposalCause::TooThick), Some(2)));
    assert!(found.to.is_some(), "another slot has room");
    assert!(world.state.places.is_overfull(world.find(&thick)));
    let assign = Command::Assign { folder: thick.clone(), place: None, reason: String::new() };
    world.does(assign);
    let found = remedy(&world.state, world.find(&thick), world.today);
    assert_eq!((found.cause, found.volume, found.refused), (None, None, None));
}

#[test]
fn a_folder_thicker_than_any_slot_is_offered_a_volume_alone() {
    let mut world = World::new();
    let thick = world.shelved(ONE);
    world.does(measure(&thick, 60));
    let found = remedy(&world.state, world.find(&thick), world.today);
    assert_eq!((found.to, found.volume), (None, Some(2)));
    assert!(found.refused.is_some());
    let off = SplitOff { thickness_mm: Some(25), rest_mm: Some(35), ..beside(&thick) };
    world.does(surgery(SurgeryCommand::AddVolume(off)));
    let second = world.newest();
    assert_eq!(world.volumes(&thick), [(1, thick.clone()), (2, second.clone())]);
    assert_eq!(remedy(&world.state, world.find(&thick), world.today).volume, None, "it fits again");
    assert!(world.state.places.home(world.find(&second)).is_some());
    assert_eq!(world.state.reprints.of(world.find(&second)).unwrap().why, ReprintWhy::New);
}

#[test]
fn volumes_have_the_next_number_whichever_of_them_is_named_and_are_lent_each_by_itself() {
    let mut world = World::new();
    let first = world.register(NewFolder { subjects: vec![somebody("张伟", Some("ID1")).into()], ..folder() });
    world.does(surgery(SurgeryCommand::AddVolume(beside(&first))));
    let second = world.newest();
    world.does(surgery(SurgeryCommand::AddVolume(beside(&second))));
    let third = world.newest();
    assert_eq!(world.volumes(&third), [(1, first.clone()), (2, second.clone()), (3, third.clone())]);
    let subject = world.state.folders.main_subject(world.find(&first)).unwrap();
    assert_eq!(world.state.subjects.folders_of(subject).len(), 3, "a volume is about whom the file is about");
    world.check_out(&second).unwrap();
    let states = [&first, &second, &third].map(|code| world.whereabouts(code).state);
    assert_eq!(states, [FolderState::AtDesk, FolderState::OnLoan, FolderState::AtDesk]);
    let together = |borrower| {
        surgery(SurgeryCommand::LendFile { folder: first.clone(), borrower, due: None, purpose: String::new() })
    };
    assert_eq!(world.refused(together(BORROWER)), Code::FolderOnLoan, "together is all or nothing");
    world.ask(give_back(&second)).unwrap();
    let lent = world.ask(together(BORROWER)).unwrap();
    assert_eq!(lent.outcomes.len(), 3);
    let another = surgery(SurgeryCommand::AddVolume(beside(&second)));
    assert!(world.ask(another).is_ok(), "one may be begun while others are lent");
}

#[test]
fn a_corrected_date_puts_a_folder_on_the_list_of_moves_until_it_is_moved() {
    let mut world = World::new();
    let new = NewFolder { placement: Placement::Assign, ..folder() };
    let code = world.register(new);
    let home = world.state.places.home(world.find(&code)).unwrap();
    let place = world.state.places.slot_code(world.state.places.slot_of_holder(home).unwrap()).unwrap();
    world.ask(put_away(&place, &code, false)).unwrap();
    assert_eq!(plan_reslotting(&world.state, Selection::Flagged, world.today).changes.len(), 0);
    let date = Some(Some(day("2025-11-20")));
    world.does(Command::EditFolder(Box::new(FolderPatch { business_date: date, ..patch(&code) })));
    let plan = plan_reslotting(&world.state, Selection::Flagged, world.today);
    assert_eq!(plan.changes.len(), 1);
    assert_eq!(plan.changes[0].cause, ProposalCause::OtherRun);
    world.does(Command::Assign { folder: code, place: None, reason: String::new() });
    assert_eq!(plan_reslotting(&world.state, Selection::Flagged, world.today).changes.len(), 0);
}

#[test]
fn merged_folders_are_one_with_the_codes_subjects_attachments_and_room_of_both() {
    let mut world = World::new();
    let about = |name: &str, id: &str, old: &str, slot: &str| NewFolder {
        subjects: vec![somebody(name, Some(id)).into()],
        foreign_codes: vec![old.to_owned(), "K-17".to_owned()],
        placement: Placement::Slot(slot.to_owned()),
        ..folder()
    };
    let (from, into) =
        (world.register(about("张伟", "ID1", "OLD-1", ONE)), world.register(about("王芳", "ID2", "OLD-2", TWO)));
    let (from_no, into_no) = (world.find(&from), world.find(&into));
    for (code, byte) in [(&from, 1), (&into, 2), (&from, 3)] {
        world.ask(attachment(code, byte)).unwrap();
    }
    let kinds = world.does(merge(&from, &into));
    assert_eq!(kinds, ["FolderEdited", "FolderEdited", "FoldersMerged", "FolderReleased", "FolderResized"]);
    for code in [&from, &into, "OLD-1", "OLD-2"] {
        assert_eq!(world.state.codes.carriers(code)[0].folder, into_no, "{code}");
    }
    assert_eq!(world.state.codes.owner(&from), Some(into_no), "the old code is an alias of the kept one");
    assert_eq!(world.state.codes.carriers("K-17").len(), 1);
    assert_eq!(world.state.codes.own(from_no), from, "and is told of in its history");
    assert_eq!(world.state.codes.parts(into_no), [into_no, from_no]);
    assert_eq!(world.state.folders.subjects(into_no).len(), 2);
    let attached: Vec<_> = world.state.attachments.of(into_no).map(|row| (row.no, row.sha256.0[0])).collect();
    assert_eq!(attached, [(1, 2), (2, 1), (3, 3)]);
    assert_eq!(world.state.attachments.get(into_no, 3).unwrap().attached_as, (from_no, 2));
    assert_eq!(world.state.custody.get(from_no).unwrap().state, FolderState::Withdrawn);
    assert_eq!((world.used_mm(ONE), world.used_mm(TWO)), (0, 20));
    assert_eq!(world.ask(check_out(&from, BORROWER)).unwrap().refusals(), [None]);
    assert_eq!(world.whereabouts(&into).state, FolderState::OnLoan, "who scans the old label has the kept one");
}

#[test]
fn merging_twice_keeps_every_code_and_every_part() {
    let mut world = World::new();
    let codes = [(); 3].map(|()| world.register(folder()));
    world.does(merge(&codes[0], &codes[1]));
    world.does(merge(&codes[0], &codes[2]));
    let kept = world.find(&codes[2]);
    assert!(codes.iter().all(|code| world.find(code) == kept));
    assert_eq!(world.state.codes.parts(kept).len(), 3);
    assert_eq!(world.state.codes.kept(FolderNo(0)), kept);
}

#[test]
fn cases_go_where_their_folder_goes() {
    let mut world = World::new();
    let from = world.visited(&["1", "2"]);
    let into = world.register(NewFolder { business_type: "SRV".to_owned(), ..folder() });
    world.does(merge(&from, &into));
    let kept = world.find(&into);
    assert_eq!(world.state.cases.of_folder(kept), [CaseNo(0), CaseNo(1)]);
    assert!([0, 1].iter().all(|no| world.state.cases.get(CaseNo(*no)).unwrap().folder == kept));
}

#[test]
fn what_is_lent_missing_gone_or_of_another_type_is_not_merged() {
    let mut world = World::new();
    let (one, other) = (world.shelved(ONE), world.shelved(TWO));
    assert_eq!(world.refused(merge(&one, &one)), Code::BadValue);
    let repair = world.register(NewFolder { business_type: "REP".to_owned(), ..folder() });
    assert_eq!(world.refused(merge(&repair, &one)), Code::FoldersDiffer);
    let expected = world.register(NewFolder { expected: true, ..folder() });
    assert_eq!(world.refused(merge(&expected, &one)), Code::FolderExpected);
    world.check_out(&other).unwrap();
    assert_eq!(world.refused(merge(&other, &one)), Code::FolderOnLoan);
    assert_eq!(world.refused(merge(&one, &other)), Code::FolderOnLoan);
    let lost = world.register(folder());
    world.ask(Command::DeclareMissing { folder: lost.clone(), note: String::new() }).unwrap();
    assert_eq!(world.refused(merge(&lost, &one)), Code::FolderMissing);
    let burnt = world.register(folder());
    let witnesses = vec![ARCHIVIST, CLERK];
    world.ask(Command::Destroy { folder: burnt.clone(), reason: "期满".to_owned(), witnesses }).unwrap();
    assert_eq!(world.refused(merge(&burnt, &one)), Code::FolderDestroyed);
    let Command::Surgery(SurgeryCommand::Merge(mut silent)) = merge(&one, &burnt) else { panic!() };
    silent.reason = " ".to_owned();
    assert_eq!(world.refused(surgery(SurgeryCommand::Merge(silent))), Code::ReasonRequired);
}

#[test]
fn a_merged_folder_is_as_secret_as_the_more_secret_one_and_its_words_are_not_written_over_others() {
    let mut world = World::new();
    let secret = world.register(NewFolder { class: Some("secret".to_owned()), ..folder() });
    let open = world.register(folder());
    let Command::Surgery(SurgeryCommand::Merge(mut wish)) = merge(&secret, &open) else { panic!() };
    wish.details = Some(FolderDetails { note: "两袋合一".to_owned(), ..FolderDetails::default() });
    wish.if_versions = Some((1, 1));
    assert_eq!(world.refused(surgery(SurgeryCommand::Merge(wish.clone()))), Code::Stale);
    let version = |code: &str| world.whereabouts(code).edited_seq;
    wish.if_versions = Some((version(&open), version(&secret)));
    world.does(surgery(SurgeryCommand::Merge(wish)));
    let class = world.state.folders.get(world.find(&open)).unwrap().class;
    assert_eq!(world.state.organisation.class(class).unwrap().code, "secret");
}

#[test]
fn a_volume_goes_into_an_earlier_one_of_its_file_and_nowhere_else() {
    let mut world = World::new();
    let (first, stranger) = (world.register(folder()), world.register(folder()));
    for _ in 0..2 {
        world.does(surgery(SurgeryCommand::AddVolume(beside(&first))));
    }
    let volumes: Vec<String> = world.volumes(&first).into_iter().map(|(_, code)| code).collect();
    assert_eq!(world.refused(merge(&volumes[1], &stranger)), Code::FolderInFile);
    assert_eq!(world.refused(merge(&first, &volumes[1])), Code::FolderInFile);
    world.does(merge(&volumes[1], &first));
    assert_eq!(world.volumes(&first), [(1, first.clone()), (3, volumes[2].clone())]);
    world.does(merge(&volumes[2], &first));
    assert_eq!(world.volumes(&first), [], "a file of one volume is no file");
}

#[test]
fn cases_are_taken_out_of_a_folder_with_their_papers_and_both_remember() {
    let mut world = World::new();
    let code = world.visited(&["1", "2", "3"]);
    let answer = world.ask(split(&code, &["2", "3"], false)).unwrap();
    check(&world.state);
    let kinds = ["FolderRegistered", "FolderSplit", "ReprintAsked"];
    assert_eq!(answer.kinds()[..3], kinds);
    let (old, new) = (world.find(&code), FolderNo(world.state.folders.len() as u32 - 1));
    assert_eq!(answer.outcomes, [Ok(new.into())]);
    assert_eq!(answer.events[1].folders(), [old, new]);
    assert_eq!(world.state.cases.of_folder(old), [CaseNo(0)]);
    assert_eq!(world.state.cases.of_folder(new), [CaseNo(1), CaseNo(2)]);
    assert_eq!(
        world.state.folders.get(new).unwrap().business_date,
        Some(day("2026-02-02")),
        "the day of its first case"
    );
    assert_eq!(world.state.folders.subjects(new), world.state.folders.subjects(old));
    assert_eq!(world.volumes(&code), []);
}

#[test]
fn cases_may_go_into_a_new_volume_of_the_file() {
    let mut world = World::new();
    let code = world.visited(&["1", "2"]);
    world.does(split(&code, &["2"], true));
    assert_eq!(world.volumes(&code).len(), 2);
    assert_eq!(world.state.cases.of_folder(world.find(&world.newest())), [CaseNo(1)]);
}

#[test]
fn only_what_stands_in_a_folder_that_is_at_hand_is_taken_out_of_it() {
    let mut world = World::new();
    let code = world.visited(&["1"]);
    let other = world.register(NewFolder { business_type: "SRV".to_owned(), ..folder() });
    assert_eq!(world.refused(split(&other, &["1"], false)), Code::CaseOfOtherFolder);
    assert_eq!(world.refused(split(&code, &[], false)), Code::BadValue);
    assert_eq!(world.refused(split(&code, &["9"], false)), Code::CaseUnknown);
    world.ask(check_out(&code, OTHER_BORROWER)).unwrap();
    assert_eq!(world.refused(split(&code, &["1"], false)), Code::FolderOnLoan);
}
