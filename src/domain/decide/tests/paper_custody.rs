//! Single papers: lent alone, short at a return, moved, withdrawn, found elsewhere, and what the contents list says.

use super::world::{
    ADMINISTRATOR, ARCHIVIST, BORROWER, CLERK, OTHER_BORROWER, World, check_out, day, give_back, put_away, somebody,
};
use crate::domain::absence::Absence;
use crate::domain::business_type::{BusinessType, Scope};
use crate::domain::command::{CaseCommand, Command, NewCase, PaperCommand, PaperNote, Papers, PersonPatch, ShortPaper};
use crate::domain::contents::{Lies, Line, contents};
use crate::domain::discrepancy::DiscrepancyKind;
use crate::domain::event::Event;
use crate::domain::folder::Desk;
use crate::domain::ids::{CaseNo, PersonNo, TransferNo};
use crate::domain::paper::{PaperNo, PaperState};
use crate::domain::refusal::Code;

pub const CONTRACT: &str = "sales_contract";

pub fn ask(command: PaperCommand) -> Command {
    Command::Case(CaseCommand::Paper(command))
}

pub fn lend(case: &str, paper: &str, borrower: PersonNo) -> Command {
    let (case, paper) = (case.to_owned(), paper.to_owned());
    ask(PaperCommand::Lend { case, paper, borrower, due: None, purpose: "复印".to_owned() })
}

pub fn bring(case: &str, paper: &str) -> Command {
    ask(PaperCommand::Return { case: case.to_owned(), paper: paper.to_owned() })
}

pub fn give_back_short(folder: &str, case: Option<&str>, paper: &str) -> Command {
    let short = vec![ShortPaper { case: case.map(str::to_owned), paper: paper.to_owned() }];
    ask(PaperCommand::ReturnShort { folder: folder.to_owned(), desk: Desk::Reception, short, note: String::new() })
}

pub fn shift(case: &str, paper: &str, to: &str) -> Command {
    let (to_paper, name, reason) = (None, String::new(), "放错".to_owned());
    let (case, paper, to) = (case.to_owned(), paper.to_owned(), to.to_owned());
    ask(PaperCommand::Move { case, paper, to, to_paper, name, reason })
}

pub fn take_out(case: &str, paper: &str) -> Command {
    let (case, paper, reason) = (case.to_owned(), paper.to_owned(), "客户取回".to_owned());
    ask(PaperCommand::Withdraw { case, paper, reason })
}

pub fn spot(case: &str, paper: &str, folder: &str) -> Command {
    let (case, paper, folder) = (case.to_owned(), paper.to_owned(), folder.to_owned());
    ask(PaperCommand::Sight { case, paper, folder, note: "夹在里面".to_owned() })
}

pub fn note(case: &str, paper: &str, state: PaperState) -> Command {
    let papers = vec![PaperNote {
        paper: Some(paper.to_owned()),
        name: String::new(),
        state,
        pieces: None,
        pages: 0,
        signatures: None,
        remark: String::new(),
    }];
    Command::Case(CaseCommand::NotePapers { case: case.to_owned(), papers })
}

impl World {
    pub fn reshape(&mut self, code: &str, change: impl FnOnce(&mut BusinessType)) {
        let organisation = &self.state.organisation;
        let no = organisation.type_by_code(code).unwrap();
        let mut business_type = BusinessType::clone(organisation.business_type(no).unwrap());
        change(&mut business_type);
        self.ask(Command::SetType(Box::new(business_type))).unwrap();
    }

    /// A case that came with all its papers, and its folder's code.
    pub fn complete_case(&mut self, kind: &str, date: &str) -> (String, String) {
        let case = self.coming_case(kind, date);
        let open = CaseCommand::OpenTransfer { department: "sales1".to_owned(), desk: Desk::Reception };
        self.ask(Command::Case(open)).unwrap();
        let papers = Papers::AllExcept(Vec::new());
        let receive = CaseCommand::Receive { transfer: TransferNo(0), case: case.clone(), papers };
        self.ask(Command::Case(receive)).unwrap();
        let folder = self.state.cases.get(self.no(&case)).unwrap().folder;
        (case, self.state.codes.own(folder).to_owned())
    }

    /// A case that is announced only.
    pub fn coming_case(&mut self, kind: &str, date: &str) -> String {
        let case = NewCase {
            business_type: kind.to_owned(),
            department: Some("sales1".to_owned()),
            business_date: Some(day(date)),
            subjects: vec![somebody("王小明", Some("ID1")).into()],
            ..NewCase::default()
        };
        self.ask(Command::Case(CaseCommand::Announce(vec![case]))).unwrap().outcomes[0].clone().unwrap();
        self.state.cases.code(CaseNo(self.state.cases.len() as u32 - 1)).to_owned()
    }

    pub fn no(&self, case: &str) -> CaseNo {
        self.state.cases.by_code(case).unwrap()
    }

    /// The kinds of a folder's open discrepancies.
    pub fn discrepancies(&self, folder: &str) -> Vec<DiscrepancyKind> {
        self.state.discrepancies.of(self.find(folder)).map(|(_, open)| open.kind).collect()
    }

    pub fn gaps(&self, case: &str) -> Option<u16> {
        self.state.cases.get(self.no(case)).unwrap().gaps
    }

    pub fn list(&self, folder: &str) -> Vec<Line> {
        contents(&self.state, self.find(folder))
    }

    /// Where the contents list of its folder has a paper.
    fn lies(&self, folder: &str, case: &str, paper: u16) -> Option<Lies> {
        let of = |line: &&Line| (line.case, line.paper.no) == (self.no(case), PaperNo(paper));
        self.list(folder).iter().find(of).map(|line| line.lies)
    }

    pub fn absence(&self, case: &str, paper: u16) -> Option<Absence> {
        self.state.cases.absent(self.no(case), PaperNo(paper)).map(|absent| absent.how)
    }
}

/// Where the contract stands on the list of a sale.
pub const NO: u16 = 2;

#[test]
fn a_paper_is_lent_alone_and_counts_as_there_until_it_is_back() {
    let mut world = World::new();
    let (case, folder) = world.complete_case("NEW", "2026-03-02");
    let counted = world.list(&folder).len();
    assert_eq!(world.ask_as(ARCHIVIST, lend(&case, CONTRACT, BORROWER)).unwrap().kinds(), ["PaperLent"]);
    let Some(Lies::Lent { borrower, due }) = world.lies(&folder, &case, NO) else { panic!() };
    assert_eq!((borrower, world.gaps(&case)), (BORROWER, Some(0)));
    assert_eq!(world.state.cases.papers_by_due().collect::<Vec<_>>(), [(due, CaseNo(0), PaperNo(NO))]);
    assert_eq!(world.state.cases.papers_with(BORROWER).count(), 1);
    assert_eq!(world.refused(lend(&case, CONTRACT, CLERK)), Code::PaperOnLoan);
    assert_eq!(world.ask_as(ARCHIVIST, bring(&case, CONTRACT)).unwrap().kinds(), ["PaperReturned"]);
    assert_eq!((world.lies(&folder, &case, NO), world.list(&folder).len()), (Some(Lies::Here), counted));
    assert_eq!(world.state.cases.all_absent().count(), 0);
    assert_eq!(world.ask(bring(&case, CONTRACT)).unwrap().events, [], "what is there already is no news");
}

#[test]
fn a_paper_is_lent_only_if_it_is_there_and_its_folder_is_and_its_borrower_may() {
    let mut world = World::new();
    let (case, folder) = world.complete_case("NEW", "2026-03-02");
    world.ask(note(&case, CONTRACT, PaperState::Missing)).unwrap();
    assert_eq!(world.refused(lend(&case, CONTRACT, BORROWER)), Code::PaperNotThere);
    assert_eq!(world.refused(lend(&case, "77", BORROWER)), Code::PaperUnknown);
    assert_eq!(world.refused(lend(&case, "customer_card", PersonNo(99))), Code::BorrowerUnknown);
    let announced = world.coming_case("NEW", "2026-03-03");
    assert_eq!(world.refused(lend(&announced, CONTRACT, BORROWER)), Code::CaseExpected);
    world.ask(check_out(&folder, CLERK)).unwrap();
    assert_eq!(world.refused(lend(&case, "customer_card", BORROWER)), Code::PaperWithFolder);
    world.ask(give_back(&folder)).unwrap();
    assert_eq!(world.refused(lend(&case, "customer_card", OTHER_BORROWER)), Code::BorrowerMayNot);
    assert_eq!(world.ask_as(CLERK, lend(&case, CONTRACT, BORROWER)).unwrap_err().code, Code::NotAllowed);
    let blocked = PersonPatch {
        blocked_reason: Some("逾期".to_owned()),
        person: BORROWER,
        display_name: None,
        role: None,
        department: None,
        expires_on: None,
        clearance: None,
        active: None,
        may_sign_in: None,
    };
    world.ask(Command::ChangePerson(blocked)).unwrap();
    assert_eq!(world.refused(lend(&case, "customer_card", BORROWER)), Code::BorrowerBlocked);
}

#[test]
fn a_folder_that_comes_back_short_leaves_its_borrower_liable_until_the_paper_is_there() {
    let mut world = World::new();
    let (case, folder) = world.complete_case("NEW", "2026-03-02");
    world.ask(lend(&case, "customer_card", CLERK)).unwrap();
    world.ask(check_out(&folder, BORROWER)).unwrap();
    let answer = world.ask_as(ARCHIVIST, give_back_short(&folder, None, CONTRACT)).unwrap();
    assert_eq!((answer.kinds(), answer.refusals()), (vec!["Returned", "PaperShort"], vec![None]));
    let short = Absence::Short { borrower: Some(BORROWER), due: world.today };
    assert_eq!((world.absence(&case, NO), world.gaps(&case)), (Some(short), Some(1)));
    assert_eq!(world.state.cases.papers_with(BORROWER).count(), 1);
    let again = world.ask(give_back_short(&folder, None, "customer_card")).unwrap();
    assert_eq!(again.kinds(), ["Returned"], "a slip says who has that one");
    assert_eq!(world.refused(lend(&case, CONTRACT, BORROWER)), Code::PaperNotThere);
    world.ask(bring(&case, CONTRACT)).unwrap();
    assert_eq!((world.gaps(&case), world.state.cases.papers_with(BORROWER).count()), (Some(0), 0));
    assert_eq!(world.lies(&folder, &case, NO), Some(Lies::Here));
}

#[test]
fn who_counts_after_the_return_still_finds_who_had_the_folder_and_later_nobody_answers() {
    let mut world = World::new();
    let (case, folder) = world.complete_case("NEW", "2026-03-02");
    world.ask(check_out(&folder, BORROWER)).unwrap();
    world.ask(give_back(&folder)).unwrap();
    world.ask(give_back_short(&folder, Some(&case), CONTRACT)).unwrap();
    assert_eq!(world.absence(&case, NO).unwrap().borrower(), Some(BORROWER));
    world.ask(put_away("A-01L-01-1-01", &folder, true)).unwrap();
    world.ask(give_back_short(&folder, Some(&case), "customer_card")).unwrap();
    assert_eq!(world.absence(&case, 0).unwrap().borrower(), None);
    let (other, _) = world.complete_case("NEW", "2026-03-03");
    let mistaken = world.ask(give_back_short(&folder, Some(&other), CONTRACT)).unwrap();
    assert_eq!((mistaken.refusals(), world.absence(&other, NO)), (vec![None], None));
    let found = world.discrepancies(&folder);
    assert!(found.contains(&DiscrepancyKind::UnknownPaper), "{found:?}");
}

#[test]
fn a_wrong_name_among_what_a_folder_lacks_keeps_neither_the_folder_nor_the_others_from_coming_back() {
    let mut world = World::new();
    let (case, folder) = world.complete_case("NEW", "2026-03-02");
    world.ask(check_out(&folder, BORROWER)).unwrap();
    let names = [CONTRACT, "no_such_paper", "77", "customer_card"];
    let short = names.map(|paper| ShortPaper { case: None, paper: paper.to_owned() }).to_vec();
    let (desk, note) = (Desk::Reception, "袋口开着".to_owned());
    let back = world.ask(ask(PaperCommand::ReturnShort { folder: folder.clone(), desk, short, note })).unwrap();
    assert_eq!(back.kinds(), ["Returned", "PaperShort", "PaperShort", "DiscrepancyRaised"]);
    assert_eq!((back.refusals(), world.gaps(&case)), (vec![None], Some(2)));
    let Some(Event::DiscrepancyRaised(raised, Some(words))) = back.events.last() else { panic!("{back:?}") };
    assert_eq!((raised.kind, raised.folder), (DiscrepancyKind::UnknownPaper, Some(world.find(&folder))));
    assert_eq!((words.code.as_str(), words.note.as_str()), ("no_such_paper; 77", "袋口开着"));
}

#[test]
fn a_lent_paper_that_is_noted_missing_is_short_and_written_off_by_withdrawing_it() {
    let mut world = World::new();
    let (case, _) = world.complete_case("NEW", "2026-03-02");
    world.ask(lend(&case, CONTRACT, BORROWER)).unwrap();
    assert_eq!(world.refused(note(&case, CONTRACT, PaperState::Unfit)), Code::PaperOnLoan);
    assert_eq!(world.refused(take_out(&case, CONTRACT)), Code::PaperOnLoan);
    world.ask(note(&case, CONTRACT, PaperState::Missing)).unwrap();
    assert!(world.absence(&case, NO).is_some_and(|how| how.is_short() && how.borrower() == Some(BORROWER)));
    world.ask(take_out(&case, CONTRACT)).unwrap();
    assert_eq!((world.absence(&case, NO), world.gaps(&case)), (None, Some(1)), "nobody ever let it go");
    assert_eq!(world.state.cases.papers_with(BORROWER).count(), 0);
}

#[test]
fn a_paper_that_left_with_leave_is_wanted_no_more_and_one_without_leave_is_a_gap_until_it_is_given() {
    let mut world = World::new();
    let (case, folder) = world.complete_case("NEW", "2026-03-02");
    world.ask_as(ARCHIVIST, take_out(&case, CONTRACT)).unwrap();
    assert_eq!((world.lies(&folder, &case, NO), world.gaps(&case)), (Some(Lies::TakenOut), Some(1)));
    assert_eq!(world.ask_as(ARCHIVIST, take_out(&case, CONTRACT)).unwrap_err().code, Code::PaperNotThere);
    let noted = |state| note(&case, "customer_card", state);
    assert_eq!(world.ask_as(ARCHIVIST, noted(PaperState::Withdrawn)).unwrap_err().code, Code::BadValue);
    assert_eq!(world.refused(noted(PaperState::TakenOut)), Code::BadValue);
    world.ask_as(ADMINISTRATOR, take_out(&case, CONTRACT)).unwrap();
    assert_eq!((world.lies(&folder, &case, NO), world.gaps(&case)), (Some(Lies::Withdrawn), Some(0)));
    let certified = CaseCommand::Certify { case: case.clone() };
    world.ask_as(ARCHIVIST, Command::Case(certified)).unwrap();
}

#[test]
fn a_withdrawn_paper_stays_on_the_list_without_a_number_and_can_be_brought_back() {
    let mut world = World::new();
    let (case, folder) = world.complete_case("NEW", "2026-03-02");
    let counted = |world: &World| world.list(&folder).iter().filter(|line| line.number.is_some()).count();
    let before = counted(&world);
    let silent = PaperCommand::Withdraw { case: case.clone(), paper: CONTRACT.to_owned(), reason: " ".to_owned() };
    assert_eq!(world.refused(ask(silent)), Code::ReasonRequired);
    world.ask(take_out(&case, CONTRACT)).unwrap();
    assert_eq!(world.lies(&folder, &case, NO), Some(Lies::Withdrawn));
    assert_eq!((counted(&world), world.gaps(&case)), (before - 1, Some(0)));
    assert_eq!(world.refused(take_out(&case, CONTRACT)), Code::PaperNotThere);
    world.ask(bring(&case, CONTRACT)).unwrap();
    assert_eq!((counted(&world), world.gaps(&case)), (before, Some(0)));
}

#[test]
fn a_moved_paper_fills_the_other_case_and_leaves_a_gap_and_is_found_under_its_former_name() {
    let mut world = World::new();
    let ((one, folder), (other, other_folder)) =
        (world.complete_case("NEW", "2026-03-02"), world.complete_case("NEW", "2026-03-03"));
    world.ask(note(&other, CONTRACT, PaperState::Missing)).unwrap();
    assert_eq!(world.refused(shift(&one, CONTRACT, &one)), Code::BadValue);
    assert_eq!(world.ask(shift(&one, CONTRACT, &other)).unwrap().kinds(), ["PaperMoved"]);
    assert_eq!((world.gaps(&one), world.gaps(&other)), (Some(1), Some(0)));
    assert_eq!(world.lies(&folder, &one, NO), None);
    assert_eq!(world.lies(&other_folder, &other, NO), Some(Lies::Here));
    assert_eq!(world.refused(lend(&one, CONTRACT, BORROWER)), Code::PaperNotThere);
    world.ask(lend(&other, CONTRACT, BORROWER)).unwrap();
    // Its borrower brings it with the old slip.
    world.ask(bring(&one, CONTRACT)).unwrap();
    assert_eq!((world.absence(&other, NO), world.gaps(&one)), (None, Some(1)));
    world.ask(shift(&other, CONTRACT, &one)).unwrap();
    assert_eq!((world.gaps(&one), world.gaps(&other)), (Some(0), Some(1)));
}

#[test]
fn a_paper_that_the_other_case_has_already_becomes_one_beyond_its_list_and_keeps_its_name() {
    let mut world = World::new();
    let ((one, _), (other, other_folder)) =
        (world.complete_case("NEW", "2026-03-02"), world.complete_case("SRV", "2026-03-03"));
    let answer = world.ask(shift(&one, CONTRACT, &other)).unwrap();
    let crate::domain::event::Event::PaperMoved(moved, Some(details)) = &answer.events[0] else { panic!("{answer:?}") };
    let listed = world.state.organisation.business_type(world.state.organisation.type_by_code("SRV").unwrap());
    assert_eq!(usize::from(moved.to_paper.no.0), listed.unwrap().documents.len());
    assert!(details.name.contains("合同"), "{details:?}");
    assert_eq!(world.lies(&other_folder, &other, moved.to_paper.no.0), Some(Lies::Here));
    let named = PaperCommand::Move {
        case: one,
        paper: "customer_card".to_owned(),
        to: other,
        to_paper: Some("0".to_owned()),
        name: String::new(),
        reason: "放错".to_owned(),
    };
    assert_eq!(world.refused(ask(named)), Code::PaperThere);
}

#[test]
fn a_paper_found_in_another_folder_is_listed_in_both_and_keeps_the_other_from_leaving() {
    let mut world = World::new();
    let ((case, folder), (_, other)) =
        (world.complete_case("NEW", "2026-03-02"), world.complete_case("NEW", "2026-03-03"));
    world.ask(spot(&case, CONTRACT, &other)).unwrap();
    let (home, there) = (world.find(&folder), world.find(&other));
    assert_eq!(world.lies(&folder, &case, NO), Some(Lies::Elsewhere { folder: there }));
    let last = world.list(&other).pop().unwrap();
    assert_eq!((last.lies, last.number), (Lies::Strange { folder: home }, None));
    let leave = |code: &str| Command::Withdraw { folder: code.to_owned(), reason: "移交".to_owned() };
    assert_eq!(world.refused(leave(&other)), Code::PaperStrange);
    assert_eq!(world.refused(leave(&folder)), Code::PapersOut);
    world.ask(check_out(&other, BORROWER)).unwrap();
    assert_eq!(world.refused(lend(&case, CONTRACT, CLERK)), Code::PaperWithFolder);
    world.ask(give_back(&other)).unwrap();
    world.ask(spot(&case, CONTRACT, &folder)).unwrap();
    assert_eq!(world.lies(&folder, &case, NO), Some(Lies::Here));
    assert!(world.ask(leave(&other)).is_ok());
}

#[test]
fn whoever_sees_a_paper_that_is_lent_or_gone_is_heard_and_the_record_stays() {
    let mut world = World::new();
    let ((case, folder), (_, other)) =
        (world.complete_case("NEW", "2026-03-02"), world.complete_case("NEW", "2026-03-03"));
    world.ask(lend(&case, CONTRACT, BORROWER)).unwrap();
    world.ask(take_out(&case, "customer_card")).unwrap();
    let announced = world.coming_case("NEW", "2026-03-03");
    for (case, paper) in [(&case, CONTRACT), (&case, "customer_card"), (&announced, CONTRACT)] {
        let before = (world.list(&folder), world.list(&other));
        assert_eq!(world.ask(spot(case, paper, &other)).unwrap().kinds(), ["PaperSighted"]);
        assert_eq!((world.list(&folder), world.list(&other)), before, "{paper}");
    }
    world.ask(note(&case, "0", PaperState::Missing)).unwrap();
    world.ask(spot(&case, "0", &other)).unwrap();
    assert_eq!(world.gaps(&case), Some(0), "what was missing is found");
}

#[test]
fn a_folder_that_lacks_a_paper_neither_leaves_nor_is_destroyed() {
    let mut world = World::new();
    let (case, folder) = world.complete_case("NEW", "2026-03-02");
    let destroy =
        Command::Destroy { folder: folder.clone(), reason: "期满".to_owned(), witnesses: vec![ARCHIVIST, CLERK] };
    world.ask(lend(&case, CONTRACT, BORROWER)).unwrap();
    assert_eq!(world.refused(destroy.clone()), Code::PapersOut);
    world.ask(bring(&case, CONTRACT)).unwrap();
    world.ask(give_back_short(&folder, None, CONTRACT)).unwrap();
    assert_eq!(world.refused(destroy.clone()), Code::PapersOut);
    world.ask(take_out(&case, CONTRACT)).unwrap();
    assert!(world.ask(destroy).is_ok());
}

#[test]
fn the_contents_list_is_in_order_of_date_numbered_and_waits_for_what_is_at_the_desk() {
    let mut world = World::new();
    world.reshape("SRV", |kind| kind.scope = Scope::Subject);
    let dates = ["2026-03-04", "2026-02-01", "2026-03-04"];
    let cases = dates.map(|date| world.complete_case("SRV", date));
    let folder = cases[0].1.clone();
    let list = world.list(&folder);
    assert!(list.iter().map(|line| line.number).eq((1..=list.len() as u32).map(Some)));
    let order: Vec<_> = list.iter().map(|line| (line.date, line.case, line.paper.no)).collect();
    assert!(order.is_sorted() && order.first().unwrap().1 == CaseNo(1), "{order:?}");
    world.ask(check_out(&folder, BORROWER)).unwrap();
    let (late, _) = world.complete_case("SRV", "2026-01-01");
    let new = world.list(&folder);
    let waiting: Vec<_> = new.iter().filter(|line| line.lies == Lies::Waits).collect();
    assert!(waiting.iter().all(|line| line.number.is_none() && line.case == world.no(&late)));
    assert_eq!(new.len() - waiting.len(), list.len());
    assert!(world.ask(lend(&late, "0", BORROWER)).is_ok(), "what waits at the desk did not go with the folder");
}

#[test]
fn every_act_on_a_paper_can_be_undone_and_leaves_it_as_it_was() {
    let mut world = World::new();
    let ((case, folder), (other, other_folder)) =
        (world.complete_case("NEW", "2026-03-02"), world.complete_case("NEW", "2026-03-03"));
    world.ask(lend(&case, "customer_card", BORROWER)).unwrap();
    let acts = [
        lend(&case, CONTRACT, BORROWER),
        bring(&case, "customer_card"),
        shift(&case, CONTRACT, &other),
        take_out(&case, CONTRACT),
        spot(&case, CONTRACT, &other_folder),
        give_back_short(&folder, None, CONTRACT),
    ];
    let as_it_is = |world: &World| {
        let papers = [&case, &other].map(|case| world.state.cases.papers(world.no(case)).to_vec());
        let absent: Vec<_> = world.state.cases.all_absent().collect();
        (papers, absent, world.gaps(&case), world.gaps(&other), world.place(&folder))
    };
    for act in acts {
        let before = as_it_is(&world);
        world.ask_as(ARCHIVIST, act.clone()).unwrap();
        let seq = world.state.seq;
        assert_ne!(as_it_is(&world), before, "{act:?}");
        world.ask_as(ARCHIVIST, Command::Undo { seq }).unwrap();
        assert_eq!(as_it_is(&world), before, "{act:?}");
    }
    world.ask_as(ARCHIVIST, lend(&case, CONTRACT, BORROWER)).unwrap();
    let seq = world.state.seq;
    world.ask_as(ARCHIVIST, bring(&case, CONTRACT)).unwrap();
    assert_eq!(world.ask_as(ADMINISTRATOR, Command::Undo { seq }).unwrap_err().code, Code::UndoOvertaken);
}
