//! Scans: what comes, where its pages go, and what follows for the papers of a case.

use super::cases::{all, open, receive as take_over, sale};
use super::world::{ADMINISTRATOR, ARCHIVIST, AUDITOR, BORROWER, CLERK, World, day, folder, person};
use crate::domain::attachment::BlobHash;
use crate::domain::business_type::{BusinessType, Signature};
use crate::domain::command::{
    CaseCommand, Command, CopyWish, FolderMerge, Found, MAX_EVENTS_PER_COMMAND, NewFolder, NewPerson, NewScan,
    PageRead, PageTarget, PaperCommand, Placement, ScanCommand, ScanPages, SignNote, SplitOff, SurgeryCommand,
};
use crate::domain::event::Event;
use crate::domain::ids::{CaseNo, FolderNo, PageNo, PersonNo, ScanNo};
use crate::domain::paper::{PaperNo, PaperState, gaps};
use crate::domain::policy::Role;
use crate::domain::refusal::{Code, Language};
use crate::domain::scan::{
    FoundBy, PAGES_PER_FRAME_MAX, PageLook, PagePlace, ScanFault, ScanMedia, ScanSource, ScanState, Side, Why,
};
use crate::domain::state::{Stands, tests::brute::check};
use std::sync::Arc;

const CONTRACT: &str = "sales_contract";

pub(crate) fn scan(command: ScanCommand) -> Command {
    Command::Scan(command)
}

fn new(bytes: u8) -> NewScan {
    NewScan {
        sha256: BlobHash([bytes; 32]),
        bytes: 1_000,
        media_type: ScanMedia::Pdf,
        source: ScanSource::Inbox,
        file_name: "../扫描 1.PDF".to_owned(),
        sheets: None,
        into: None,
    }
}

pub(crate) fn receive(bytes: u8) -> Command {
    scan(ScanCommand::Receive(Box::new(new(bytes))))
}

fn read(found: Found) -> PageRead {
    let look =
        PageLook { width_px: 2_480, height_px: 3_508, dpi: 300, side: Side::Unknown, blank: false, skew_centideg: 0 };
    PageRead { look, found, would: None, codes: Vec::new() }
}

pub(crate) fn label(folder: FolderNo) -> Found {
    Found::Filed(PagePlace::folder(folder), FoundBy::Label)
}

pub(crate) fn file(no: u32, from: u32, found: &[Found], is_last: bool) -> Command {
    let pages = found.iter().copied().map(read).collect();
    scan(ScanCommand::File(ScanPages { scan: ScanNo(no), from, pages, is_last }))
}

pub(super) fn shift(pages: &[u32], to: &str, before: Option<u32>) -> Command {
    let to = PageTarget { folder: to.to_owned(), case: None, paper: None };
    scan(ScanCommand::Move { pages: numbers(pages), to, before: before.map(PageNo) })
}

pub(super) fn numbers(pages: &[u32]) -> Vec<PageNo> {
    pages.iter().copied().map(PageNo).collect()
}

impl World {
    /// A sale in a folder of its own: its number and its folder's code.
    fn sold(&mut self, reference: &str) -> (CaseNo, String) {
        let code = self.announced(sale(reference));
        (self.state.cases.by_code(&code).unwrap(), self.folder_of(&code))
    }

    fn new_car(&self) -> Arc<BusinessType> {
        let organisation = &self.state.organisation;
        organisation.business_type(organisation.type_by_code("NEW").unwrap()).unwrap().clone()
    }

    /// Somebody who only scans.
    fn scan_helper(&mut self) -> PersonNo {
        let helper = NewPerson { expires_on: Some(day("2027-01-01")), ..person("helper", Role::Temporary, None) };
        self.ask(Command::AddPerson(helper)).unwrap();
        self.state.people.iter().last().unwrap().no
    }

    fn of(&self, code: &str) -> Vec<u32> {
        self.state.scans.of_folder(self.find(code)).iter().map(|page| page.0).collect()
    }

    fn page_stands(&self, page: u32) -> Stands {
        self.state.scans.page(PageNo(page)).unwrap().stands
    }

    /// Two folders, the first with pages 0 to 2, the second with page 3; page 4 waits.
    fn filed(&mut self) -> (String, String) {
        let (one, other) = (self.register(folder()), self.register(folder()));
        let (a, b) = (label(self.find(&one)), label(self.find(&other)));
        self.ask(receive(1)).unwrap();
        self.ask(file(0, 0, &[a, a, a, b, Found::Waits(Why::NoCode)], true)).unwrap();
        (one, other)
    }
}

#[test]
fn pages_hang_on_their_folders_in_the_order_of_the_file_and_the_others_wait() {
    let mut world = World::new();
    let (one, other) = world.filed();
    assert_eq!((world.of(&one), world.of(&other)), (vec![0, 1, 2], vec![3]));
    assert_eq!(world.state.scans.waiting().collect::<Vec<_>>(), [(ScanNo(0), PageNo(4))]);
    assert_eq!(world.state.scans.get(ScanNo(0)).unwrap().state(), ScanState::NeedsReview);
    world.ask(shift(&[4], &other, Some(3))).unwrap();
    assert_eq!(world.of(&other), [4, 3]);
    assert_eq!(world.state.scans.get(ScanNo(0)).unwrap().state(), ScanState::Filed);
    check(&world.state);
}

#[test]
fn pages_that_follow_each_other_to_one_place_are_one_event() {
    let mut world = World::new();
    let code = world.register(folder());
    let by = |by| Found::Filed(PagePlace::folder(world.find(&code)), by);
    let found = [by(FoundBy::Label), by(FoundBy::Following), by(FoundBy::Following), Found::Waits(Why::UnknownCode)];
    world.ask(receive(1)).unwrap();
    let answer = world.ask(file(0, 0, &found, true)).unwrap();
    assert_eq!(answer.kinds(), ["ScanRead", "PagesFiled", "PagesWait"]);
    assert!(matches!(world.page_stands(1), Stands::Filed(_, FoundBy::Following)));
}

#[test]
fn the_same_file_twice_is_refused_and_the_refusal_says_where_the_first_one_went() {
    let mut world = World::new();
    let (one, _) = world.filed();
    let refusal = world.ask(receive(1)).unwrap_err();
    assert_eq!(refusal.code, Code::ScanKnown);
    let said = refusal.message(Language::Zh);
    assert!(said.contains("扫描件 1") && said.contains("2026-03-05") && said.contains(&one), "{said}");
    world.ask(receive(2)).unwrap();
    // Whoever may not see the folder does not read its code.
    let secret = NewFolder { class: Some("secret".to_owned()), ..folder() };
    let secret = world.register(secret);
    let found = label(world.find(&secret));
    world.ask(file(1, 0, &[found], true)).unwrap();
    let helper = world.scan_helper();
    let refusal = world.ask_as(helper, receive(2)).unwrap_err();
    assert!(refusal.code == Code::ScanKnown && !refusal.message(Language::En).contains(&secret), "{refusal}");
}

#[test]
fn reading_goes_on_where_it_was_stopped_and_nothing_is_filed_twice() {
    let mut world = World::new();
    let code = world.register(folder());
    let found = [label(world.find(&code)); 3];
    world.ask(receive(1)).unwrap();
    world.ask(receive(2)).unwrap();
    world.ask(file(0, 0, &found, false)).unwrap();
    world.ask(file(1, 0, &found, true)).unwrap();
    assert_eq!(world.ask(file(0, 0, &found, false)).unwrap().events, [], "said again");
    assert_eq!(world.refused(file(0, 5, &found, true)), Code::ScanOver, "a page is left out");
    world.ask(file(0, 3, &found, true)).unwrap();
    assert_eq!(world.ask(file(0, 3, &found, true)).unwrap().events, []);
    assert_eq!(world.of(&code), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    let of = |scan| world.state.scans.pages_of(ScanNo(scan)).map(|page| page.0).collect::<Vec<_>>();
    assert_eq!((of(0), of(1)), (vec![0, 1, 2, 6, 7, 8], vec![3, 4, 5]));
    assert_eq!(world.state.scans.open().len(), 0);
    check(&world.state);
}

#[test]
fn a_file_that_cannot_be_read_is_kept_named_and_read_once_more_when_somebody_says_so() {
    let mut world = World::new();
    let fail = |fault| scan(ScanCommand::Fail { scan: ScanNo(0), fault });
    assert_eq!(world.refused(fail(ScanFault::Crashed)), Code::ScanUnknown);
    world.ask(receive(1)).unwrap();
    world.ask(fail(ScanFault::Unsupported { kind: "HEIC".into() })).unwrap();
    assert_eq!(world.state.scans.get(ScanNo(0)).unwrap().state(), ScanState::Failed);
    assert_eq!(world.state.scans.failed().count(), 1);
    assert_eq!(world.refused(file(0, 0, &[Found::Waits(Why::NoCode)], true)), Code::ScanOver);
    world.ask(scan(ScanCommand::Retry { scan: ScanNo(0) })).unwrap();
    world.ask(file(0, 0, &[Found::Waits(Why::NoCode)], true)).unwrap();
    assert_eq!(world.refused(scan(ScanCommand::Retry { scan: ScanNo(0) })), Code::ScanOver);
    world.ask(receive(2)).unwrap();
    world.ask(file(1, 0, &[], true)).unwrap();
    assert_eq!(world.state.scans.get(ScanNo(1)).unwrap().fault(), Some(&ScanFault::Empty));
}

#[test]
fn a_file_that_could_not_be_read_is_dealt_with_taken_back_and_read_once_more() {
    let mut world = World::new();
    let settle = |no, note: &str| scan(ScanCommand::Settle { scan: ScanNo(no), note: note.to_owned() });
    let reopen = |no| scan(ScanCommand::Reopen { scan: ScanNo(no) });
    world.ask(receive(1)).unwrap();
    assert_eq!(world.refused(settle(0, "重扫")), Code::ScanNotFailed, "it is still to be read");
    assert_eq!(world.refused(reopen(0)), Code::ScanNotFailed);
    assert_eq!(world.refused(settle(9, "重扫")), Code::ScanUnknown);
    world.ask(scan(ScanCommand::Fail { scan: ScanNo(0), fault: ScanFault::Encrypted })).unwrap();
    assert_eq!(world.refused(settle(0, " ")), Code::ReasonRequired);
    let answer = world.ask(settle(0, "已重扫")).unwrap();
    let Event::ScanSettled(_, Some(remark)) = &answer.events[0] else { panic!("{answer:?}") };
    assert_eq!(remark.text, "已重扫");
    let row = world.state.scans.get(ScanNo(0)).unwrap().clone();
    assert_eq!((row.state(), row.fault()), (ScanState::Settled, Some(&ScanFault::Encrypted)));
    assert!(row.settled().is_some() && world.state.scans.failed().len() == 0 && world.state.scans.open().len() == 0);
    assert_eq!(world.ask(settle(0, "再说一遍")).unwrap().events, []);
    assert_eq!(world.ask(reopen(0)).unwrap().kinds(), ["ScanReopened"]);
    assert_eq!(world.ask(reopen(0)).unwrap().events, []);
    assert_eq!(world.state.scans.failed().collect::<Vec<_>>(), [ScanNo(0)]);
    world.ask(settle(0, "已重扫")).unwrap();
    world.ask(scan(ScanCommand::Retry { scan: ScanNo(0) })).unwrap();
    world.ask(file(0, 0, &[Found::Waits(Why::NoCode)], true)).unwrap();
    assert_eq!(world.refused(settle(0, "重扫")), Code::ScanNotFailed, "it was read");
    check(&world.state);
}

#[test]
fn reading_again_is_offered_only_where_the_bytes_are_not_what_is_wrong() {
    let passes: Vec<ScanFault> = [
        ScanFault::Unsupported { kind: "HEIC".into() },
        ScanFault::Damaged,
        ScanFault::Encrypted,
        ScanFault::TooLarge,
        ScanFault::TooManyPages,
        ScanFault::Empty,
        ScanFault::Crashed,
        ScanFault::TooSlow,
        ScanFault::Vanished,
    ]
    .into_iter()
    .filter(ScanFault::may_pass)
    .collect();
    assert_eq!(passes, [ScanFault::Crashed, ScanFault::TooSlow, ScanFault::Vanished]);
    for fault in passes {
        assert!(fault.sentence(Language::En).contains("ry again") && fault.sentence(Language::Zh).contains("重试"));
    }
}

#[test]
fn a_page_with_a_paper_ticks_it_and_never_says_that_it_is_signed() {
    let mut world = World::new();
    let (case, code) = world.sold("W-1");
    let kind = world.new_car();
    let contract = PaperNo(kind.documents.iter().position(|wanted| wanted.id == CONTRACT).unwrap() as u16);
    let place = PagePlace { folder: world.find(&code), case: Some(case), paper: Some(contract) };
    world.ask(receive(1)).unwrap();
    let answer = world.ask(file(0, 0, &[Found::Filed(place, FoundBy::Separator); 3], true)).unwrap();
    assert_eq!(answer.kinds(), ["ScanRead", "PagesFiled", "PapersNoted"]);
    let paper = world.state.cases.paper(case, contract).unwrap().clone();
    assert_eq!((paper.state, paper.signatures.len()), (PaperState::There, 0));
    let unsigned =
        |world: &World| gaps(&kind, world.state.cases.papers(case)).iter().any(|gap| gap.papers == [contract]);
    assert!(unsigned(&world), "the customer has not signed, as far as anybody said");
    let sign = |page| {
        let (case, paper) = ("W-1".to_owned(), CONTRACT.to_owned());
        scan(ScanCommand::Sign(SignNote { case, paper, signature: Signature::Customer, page }))
    };
    assert_eq!(world.ask_as(AUDITOR, sign(None)).unwrap_err().code, Code::NotAllowed);
    assert_eq!(world.refused(sign(Some(PageNo(99)))), Code::PageUnknown);
    let answer = world.ask_as(ARCHIVIST, sign(Some(PageNo(0)))).unwrap();
    assert_eq!(answer.kinds(), ["OriginalSigned", "PapersNoted"]);
    assert!(!unsigned(&world));
    assert_eq!(world.ask(sign(None)).unwrap().events, [], "once is enough");
    check(&world.state);
}

#[test]
fn a_page_does_not_untick_what_was_said_of_its_paper() {
    let mut world = World::new();
    let (case, code) = world.sold("W-1");
    let note = |state| super::paper_custody::note("W-1", CONTRACT, state);
    world.queued = true;
    world.ask(note(PaperState::Unfit)).unwrap();
    world.queued = false;
    let to = PageTarget { folder: code.clone(), case: Some("W-1".to_owned()), paper: Some(CONTRACT.to_owned()) };
    world.ask(receive(1)).unwrap();
    world.ask(file(0, 0, &[Found::Waits(Why::NoCode)], true)).unwrap();
    let answer = world.ask(scan(ScanCommand::Move { pages: numbers(&[0]), to: to.clone(), before: None })).unwrap();
    assert_eq!(answer.kinds(), ["PagesMoved"], "somebody said that it is unfit");
    let Stands::Filed(PagePlace { paper: Some(no), .. }, FoundBy::Hand) = world.page_stands(0) else { panic!() };
    assert_eq!(world.state.cases.paper(case, no).unwrap().state, PaperState::Unfit);
    world.ask(note(PaperState::Missing)).unwrap();
    world.ask(shift(&[0], &code, None)).unwrap();
    assert_eq!(world.state.cases.paper(case, no).unwrap().state, PaperState::Missing);
    world.ask(scan(ScanCommand::Move { pages: numbers(&[0]), to, before: None })).unwrap();
    assert_eq!(world.state.cases.paper(case, no).unwrap().state, PaperState::There, "what was missing came");
}

#[test]
fn a_page_never_hangs_where_whoever_sent_it_may_not_look() {
    let mut world = World::new();
    let secret = NewFolder { class: Some("secret".to_owned()), ..folder() };
    let (secret, gone) = (world.register(secret), world.register(folder()));
    let helper = world.scan_helper();
    world.ask(Command::Withdraw { folder: gone.clone(), reason: "移交法院".to_owned() }).unwrap();
    world.ask_as(helper, receive(1)).unwrap();
    let (hidden, left) = (label(world.find(&secret)), label(world.find(&gone)));
    let nonsense = [
        label(FolderNo(900)),
        Found::Filed(PagePlace { folder: FolderNo(0), case: Some(CaseNo(9)), paper: None }, FoundBy::CaseSlip),
    ];
    world.ask(file(0, 0, &[hidden, left, nonsense[0], nonsense[1]], true)).unwrap();
    let why = [0, 1, 2, 3].map(|page| world.page_stands(page));
    let waits = |why| Stands::Waits(why);
    assert_eq!(why, [Why::NotAllowed, Why::NotAllowed, Why::UnknownCode, Why::UnknownCode].map(waits));
    assert_eq!(world.ask_as(helper, file(0, 4, &[], true)).unwrap_err().code, Code::NotAllowed, "only what reads it");
    assert_eq!(world.ask_as(BORROWER, receive(2)).unwrap_err().code, Code::NotAllowed);
    assert_eq!(world.ask_as(CLERK, shift(&[0], &gone, None)).unwrap_err().code, Code::NotAllowed);
}

#[test]
fn a_move_keeps_the_order_in_which_pages_are_named() {
    let mut world = World::new();
    let (one, other) = world.filed();
    world.ask(shift(&[2, 0], &other, Some(3))).unwrap();
    assert_eq!((world.of(&one), world.of(&other)), (vec![1], vec![2, 0, 3]));
    world.ask(shift(&[3, 2, 3], &other, None)).unwrap();
    assert_eq!(world.of(&other), [0, 3, 2]);
    assert_eq!(world.ask(shift(&[3, 2], &other, None)).unwrap().events, [], "they stand so already");
    assert_eq!(world.refused(shift(&[0], &other, Some(1))), Code::PageUnknown, "it hangs elsewhere");
    assert_eq!(world.refused(shift(&[99], &other, None)), Code::PageUnknown);
    assert_eq!(world.refused(shift(&[], &other, None)), Code::LimitExceeded);
    check(&world.state);
}

#[test]
fn pages_set_aside_or_hidden_are_still_there() {
    let mut world = World::new();
    let (one, _) = world.filed();
    let aside = |reason: &str| scan(ScanCommand::SetAside { pages: numbers(&[0, 4]), reason: reason.to_owned() });
    assert_eq!(world.refused(aside(" ")), Code::ReasonRequired);
    let answer = world.ask(aside("不是我们的")).unwrap();
    let Event::PagesSetAside(facts, Some(_)) = &answer.events[0] else { panic!() };
    assert_eq!(facts.from, [world.find(&one)]);
    assert_eq!((world.of(&one), world.state.scans.aside().count()), (vec![1, 2], 2));
    world.ask(scan(ScanCommand::PutBack { pages: numbers(&[0, 4]), was: None })).unwrap();
    assert_eq!(world.page_stands(0), Stands::Waits(Why::PutBack));
    world.ask(shift(&[0], &one, Some(1))).unwrap();
    world.ask(scan(ScanCommand::Hide { pages: numbers(&[1]), hidden: true })).unwrap();
    assert!(world.state.scans.page(PageNo(1)).unwrap().is_hidden);
    assert_eq!(world.of(&one), [0, 1, 2]);
    world.ask(scan(ScanCommand::Turn { pages: numbers(&[1]), quarters: 3 })).unwrap();
    assert_eq!(world.state.scans.page(PageNo(1)).unwrap().quarters, 3);
    assert_eq!(world.refused(scan(ScanCommand::Turn { pages: numbers(&[1]), quarters: 4 })), Code::BadValue);
    check(&world.state);
}

#[test]
fn pages_go_along_when_folders_are_merged_and_swapped() {
    let mut world = World::new();
    let (one, other) = world.filed();
    let swap =
        SurgeryCommand::SwapLabels { one: one.clone(), other: other.clone(), since: None, reason: "贴反".to_owned() };
    world.ask(shift(&[1], &one, None)).unwrap();
    world.ask(Command::Surgery(swap)).unwrap();
    assert_eq!((world.of(&one), world.of(&other)), (vec![1, 3], vec![0, 2]), "what somebody put there stays");
    let merge = FolderMerge {
        from: other.clone(),
        into: one.clone(),
        thickness_mm: None,
        details: None,
        if_versions: None,
        reason: "同一客户".to_owned(),
    };
    world.ask(Command::Surgery(SurgeryCommand::Merge(Box::new(merge)))).unwrap();
    assert_eq!(world.of(&one), [1, 3, 0, 2]);
    check(&world.state);
}

#[test]
fn a_paper_that_goes_to_another_case_takes_its_pages_along() {
    let mut world = World::new();
    let (case, code) = world.sold("W-1");
    let (other, other_code) = world.sold("W-2");
    world.ask(receive(1)).unwrap();
    let place = PagePlace { folder: world.find(&code), case: Some(case), paper: Some(PaperNo(2)) };
    world.ask(file(0, 0, &[Found::Filed(place, FoundBy::Separator), label(place.folder)], true)).unwrap();
    world.ask(open()).unwrap();
    for case in ["W-1", "W-2"] {
        world.ask(take_over(case, all())).unwrap();
    }
    let id = world.new_car().documents[2].id.clone();
    let (case, paper, to) = ("W-1".to_owned(), id, "W-2".to_owned());
    let (to_paper, name, reason) = (None, String::new(), "放错".to_owned());
    let moved = PaperCommand::Move { case, paper, to, to_paper, name, reason };
    world.ask(Command::Case(CaseCommand::Paper(moved))).unwrap();
    assert_eq!((world.of(&code), world.of(&other_code)), (vec![1], vec![0]));
    assert_eq!(world.page_stands(0).place().unwrap().case, Some(other));
    check(&world.state);
}

#[test]
fn cases_that_are_split_off_take_their_pages_along() {
    let mut world = World::new();
    let (case, code) = world.sold("W-1");
    world.ask(receive(1)).unwrap();
    let place = PagePlace { folder: world.find(&code), case: Some(case), paper: None };
    let found = [label(place.folder), Found::Filed(place, FoundBy::CaseSlip)];
    world.ask(file(0, 0, &found, true)).unwrap();
    world.ask(open()).unwrap();
    world.ask(take_over("W-1", all())).unwrap();
    let off = SplitOff { folder: code.clone(), placement: Placement::None, ..SplitOff::default() };
    let split =
        SurgeryCommand::Split { off, cases: vec!["W-1".to_owned()], as_volume: false, reason: "分开".to_owned() };
    world.ask(Command::Surgery(split)).unwrap();
    let into = world.state.cases.get(case).unwrap().folder;
    assert_eq!((world.of(&code), world.state.scans.of_folder(into)), (vec![0], numbers(&[1]).as_slice()));
    check(&world.state);
}

#[test]
fn a_copy_is_on_record_with_whom_it_is_for_and_why() {
    let mut world = World::new();
    let (one, _) = world.filed();
    let copy = |pages: &[u32], why: &str| {
        let (pages, for_whom, why) = (numbers(pages), "张律师".to_owned(), why.to_owned());
        scan(ScanCommand::IssueCopy(CopyWish { folder: one.clone(), pages, for_whom, why }))
    };
    world.ask(scan(ScanCommand::Hide { pages: numbers(&[1]), hidden: true })).unwrap();
    let answer = world.ask_as(ADMINISTRATOR, copy(&[], "诉讼")).unwrap();
    let Event::CopyIssued(facts, Some(details)) = &answer.events[0] else { panic!() };
    assert_eq!((facts.pages.clone(), details.why.as_str()), (numbers(&[0, 2]), "诉讼"));
    assert_eq!(world.refused(copy(&[3], "诉讼")), Code::PageUnknown, "it hangs on another folder");
    assert_eq!(world.refused(copy(&[0], " ")), Code::ReasonRequired);
    assert_eq!(world.ask_as(CLERK, copy(&[], "诉讼")).unwrap_err().code, Code::NotAllowed);
}

#[test]
fn as_many_pages_as_one_command_files_fit_into_one_frame_wherever_they_go() {
    let mut world = World::new();
    let papers = world.new_car().documents.len();
    let mut found = Vec::new();
    for sale in 0.. {
        let (case, code) = world.sold(&format!("W-{sale}"));
        let folder = world.find(&code);
        for paper in 0..papers as u16 {
            let place = PagePlace { folder, case: Some(case), paper: Some(PaperNo(paper)) };
            found.push(Found::Filed(place, FoundBy::Separator));
        }
        if found.len() >= PAGES_PER_FRAME_MAX {
            break;
        }
    }
    found.truncate(PAGES_PER_FRAME_MAX);
    world.ask(receive(1)).unwrap();
    let answer = world.ask(file(0, 0, &found, true)).unwrap();
    assert!(answer.kinds().len() <= MAX_EVENTS_PER_COMMAND, "{}", answer.kinds().len());
    assert_eq!(answer.kinds().iter().filter(|kind| **kind == "PapersNoted").count(), found.len());
}
