//! Cases: announced, handed over, completed; who may, and by when.

use super::world::{ARCHIVIST, CLERK, World, check_out, day, folder, put_away, somebody};
use crate::domain::business_type::{BusinessType, Incomplete, Scope};
use crate::domain::case::CasePhase;
use crate::domain::command::{CaseCommand, CasePatch, Command, NewCase, PaperNote, Papers};
use crate::domain::event::{Confirmation, Event};
use crate::domain::folder::{Desk, FolderState};
use crate::domain::ids::{CaseNo, TransferNo};
use crate::domain::paper::PaperState;
use crate::domain::refusal::Code;
use crate::domain::state::CaseRow;
use proptest::prelude::*;

pub(super) const FIRST: TransferNo = TransferNo(0);

pub(super) fn sale(reference: &str) -> NewCase {
    NewCase {
        business_type: "NEW".to_owned(),
        reference: reference.to_owned(),
        department: Some("sales1".to_owned()),
        business_date: Some(day("2026-03-05")),
        subjects: vec![somebody("王小明", Some("ID1")).into()],
        ..NewCase::default()
    }
}

fn announce(case: NewCase) -> Command {
    Command::Case(CaseCommand::Announce(vec![case]))
}

pub(super) fn open() -> Command {
    Command::Case(CaseCommand::OpenTransfer { department: "sales1".to_owned(), desk: Desk::Reception })
}

pub(super) fn receive(case: &str, papers: Papers) -> Command {
    Command::Case(CaseCommand::Receive { transfer: FIRST, case: case.to_owned(), papers })
}

fn close() -> Command {
    Command::Case(CaseCommand::CloseTransfer { transfer: FIRST, giver: CLERK, by: Confirmation::Badge })
}

pub(super) fn all() -> Papers {
    Papers::AllExcept(Vec::new())
}

fn paper(id: &str, state: PaperState) -> PaperNote {
    PaperNote {
        paper: Some(id.to_owned()),
        name: String::new(),
        state,
        pieces: None,
        pages: 0,
        signatures: None,
        remark: String::new(),
    }
}

fn file(folder: &str, case: &str) -> Command {
    Command::Case(CaseCommand::File { folder: folder.to_owned(), case: case.to_owned() })
}

impl World {
    /// Announces a case and says its code.
    pub(super) fn announced(&mut self, case: NewCase) -> String {
        let answer = self.ask(announce(case)).unwrap();
        answer.outcomes[0].clone().unwrap();
        self.state.cases.code(CaseNo(self.state.cases.len() as u32 - 1)).to_owned()
    }

    pub(super) fn case(&self, code: &str) -> CaseRow {
        *self.state.cases.get(self.state.cases.by_code(code).unwrap()).unwrap()
    }

    pub(super) fn folder_of(&self, case: &str) -> String {
        self.state.codes.own(self.case(case).folder).to_owned()
    }

    pub(super) fn change_type(&mut self, code: &str, change: impl FnOnce(&mut BusinessType)) {
        let organisation = &self.state.organisation;
        let no = organisation.type_by_code(code).unwrap();
        let mut business_type = BusinessType::clone(organisation.business_type(no).unwrap());
        change(&mut business_type);
        self.ask(Command::SetType(Box::new(business_type))).unwrap();
    }
}

#[test]
fn an_announced_case_brings_an_expected_folder_and_a_day_in_working_days() {
    let mut world = World::new();
    let case = world.announced(sale("hz-2026-77"));
    let row = world.case(&case);
    // Thursday the 5th: Friday, Monday, Tuesday.
    assert_eq!((row.phase, row.due.unwrap().date, row.gaps), (CasePhase::Announced, day("2026-03-10"), None));
    assert_eq!(world.whereabouts(&world.folder_of(&case)).state, FolderState::Expected);
    assert_eq!(world.state.cases.by_reference("HZ-2026-77"), [CaseNo(0)]);
    assert_eq!(world.state.cases.announced().collect::<Vec<_>>(), [CaseNo(0)]);
}

#[test]
fn a_case_with_all_its_papers_comes_in_one_command_and_its_folder_with_it() {
    let mut world = World::new();
    let case = world.announced(sale("77"));
    world.ask(open()).unwrap();
    let answer = world.ask_as(ARCHIVIST, receive("77", all())).unwrap();
    assert_eq!(answer.kinds(), ["PapersNoted", "Received", "CaseReceived"]);
    let row = world.case(&case);
    assert_eq!((row.phase, row.gaps, row.in_time), (CasePhase::Filed, Some(0), Some(true)));
    assert_eq!(world.whereabouts(&world.folder_of(&case)).state, FolderState::AtDesk);
    world.ask_as(ARCHIVIST, close()).unwrap();
    assert_eq!(world.refused(receive("77", all())), Code::TransferClosed);
    let transfer = world.state.transfers.get(FIRST).unwrap();
    assert_eq!((transfer.taken.len(), transfer.closed.unwrap().0), (1, CLERK));
}

#[test]
fn what_is_wanting_is_noted_and_what_comes_later_closes_it() {
    let mut world = World::new();
    let case = world.announced(sale("77"));
    world.ask(open()).unwrap();
    let unsigned = PaperNote { signatures: Some(Vec::new()), ..paper("sales_contract", PaperState::There) };
    let torn = PaperNote { remark: "撕破".to_owned(), ..paper("vehicle_licence", PaperState::Unfit) };
    let except = vec![paper("insurance_policy", PaperState::Missing), unsigned, torn];
    world.ask(receive(&case, Papers::AllExcept(except))).unwrap();
    assert_eq!(world.case(&case).gaps, Some(3));
    assert_eq!(world.state.cases.incomplete().collect::<Vec<_>>(), [CaseNo(0)]);
    let note = |id| {
        Command::Case(CaseCommand::NotePapers { case: "77".to_owned(), papers: vec![paper(id, PaperState::There)] })
    };
    for (id, left) in [("insurance_policy", 2), ("sales_contract", 1), ("vehicle_licence", 0)] {
        world.ask(note(id)).unwrap();
        assert_eq!(world.case(&case).gaps, Some(left), "{id}");
    }
    assert_eq!(world.state.cases.incomplete().count(), 0);
    assert_eq!(world.ask(note("vehicle_licence")).unwrap().events, [], "nothing new is no event");
}

#[test]
fn a_type_that_takes_no_gaps_sends_a_case_back_and_that_it_was_brought_is_on_record() {
    let mut world = World::new();
    world.change_type("NEW", |kind| kind.incomplete = Incomplete::Refuse);
    let case = world.announced(sale("77"));
    world.ask(open()).unwrap();
    let papers = || Papers::AllExcept(vec![paper("insurance_policy", PaperState::Missing)]);
    assert_eq!(world.refused(receive(&case, papers())), Code::CaseIncomplete);
    let away = |reason: &str| {
        let (case, reason) = (case.clone(), reason.to_owned());
        Command::Case(CaseCommand::TurnAway { transfer: FIRST, case, papers: papers(), reason })
    };
    assert_eq!(world.refused(away(" ")), Code::ReasonRequired);
    assert_eq!(world.ask(away("缺保险单")).unwrap().kinds(), ["PapersNoted", "CaseTurnedAway"]);
    assert_eq!(world.case(&case).phase, CasePhase::Announced);
    world.ask(receive(&case, all())).unwrap();
    assert_eq!((world.case(&case).gaps, world.case(&case).phase), (Some(0), CasePhase::Filed));
}

#[test]
fn a_checklist_stays_what_it_was_when_the_case_was_opened() {
    let mut world = World::new();
    let case = world.announced(sale("77"));
    world.change_type("NEW", |kind| kind.documents.truncate(2));
    world.ask(open()).unwrap();
    world.ask(receive(&case, Papers::Only(vec![paper("customer_card", PaperState::There)]))).unwrap();
    assert_eq!(world.case(&case).gaps, Some(10), "eleven are asked for, and a group of two counts as one");
}

#[test]
fn papers_for_a_folder_that_is_lent_wait_at_the_desk_until_they_are_filed() {
    let mut world = World::new();
    world.change_type("SRV", |kind| kind.scope = Scope::Subject);
    let visit = |reference: &str| NewCase { business_type: "SRV".to_owned(), ..sale(reference) };
    let first = world.announced(visit("1"));
    world.ask(open()).unwrap();
    world.ask(receive("1", all())).unwrap();
    let folder = world.folder_of(&first);
    world.ask(put_away("A-01L-01-1-01", &folder, true)).unwrap();
    world.ask(check_out(&folder, super::world::BORROWER)).unwrap();
    let second = world.announced(visit("2"));
    assert_eq!(world.folder_of(&second), folder, "all visits of one customer stand in one folder");
    world.ask(receive("2", all())).unwrap();
    assert_eq!(world.case(&second).phase, CasePhase::Waiting);
    assert_eq!(world.state.cases.waiting().count(), 1);
    let other = world.register(super::world::folder());
    assert_eq!(world.refused(file(&other, "2")), Code::CaseOfOtherFolder);
    world.ask(super::world::give_back(&folder)).unwrap();
    world.ask(file(&folder, "2")).unwrap();
    assert_eq!((world.case(&second).phase, world.state.cases.waiting().count()), (CasePhase::Filed, 0));
    assert_eq!(world.state.cases.of_folder(world.find(&folder)).len(), 2);
}

#[test]
fn a_folder_of_a_year_takes_the_cases_of_that_year_and_another_those_of_the_next() {
    let mut world = World::new();
    world.change_type("SRV", |kind| kind.scope = Scope::SubjectYear);
    let visit = |date: &str| NewCase { business_type: "SRV".to_owned(), business_date: Some(day(date)), ..sale("") };
    let cases = ["2025-02-03", "2025-11-30", "2026-01-05"].map(|date| world.announced(visit(date)));
    let folders = cases.map(|case| world.folder_of(&case));
    assert_eq!(folders[0], folders[1]);
    assert_ne!(folders[1], folders[2]);
}

#[test]
fn more_time_is_granted_before_the_day_has_passed_and_not_after() {
    let mut world = World::new();
    let case = world.announced(sale("77"));
    let extend = |due: &str| {
        let (case, reason) = ("77".to_owned(), "等待上牌".to_owned());
        Command::Case(CaseCommand::Extend { case, due: day(due), reason })
    };
    world.today = day("2026-03-10");
    world.ask_as(ARCHIVIST, extend("2026-03-20")).unwrap();
    assert!(world.case(&case).due.unwrap().is_extended);
    world.today = day("2026-03-21");
    assert_eq!(world.refused(extend("2026-03-30")), Code::ExtensionTooLate);
    world.ask(open()).unwrap();
    world.ask(receive("77", all())).unwrap();
    assert_eq!(world.case(&case).in_time, Some(false));
}

#[test]
fn a_case_announced_twice_or_received_twice_names_the_first() {
    let mut world = World::new();
    let case = world.announced(sale("77"));
    let again = world.ask(announce(sale(" ７７ "))).unwrap();
    assert_eq!(again.refusals(), [Some(Code::CaseAnnounced)]);
    let other = world.ask(announce(NewCase { department: Some("sales2".to_owned()), ..sale("77") })).unwrap();
    assert_eq!(other.refusals(), [None], "another department has numbers of its own");
    world.ask(open()).unwrap();
    assert_eq!(world.refused(receive("77", all())), Code::CaseAmbiguous);
    world.ask(receive(&case, all())).unwrap();
    assert_eq!(world.refused(receive(&case, all())), Code::CaseReceived);
}

#[test]
fn dates_that_cannot_be_are_refused_and_those_that_are_unknown_are_not() {
    let mut world = World::new();
    let on = |date| announce(NewCase { business_date: date, ..sale("") });
    assert_eq!(world.ask(on(Some(day("1899-12-31")))).unwrap().refusals(), [Some(Code::BadValue)]);
    assert_eq!(world.ask(on(Some(day("2200-01-01")))).unwrap().refusals(), [Some(Code::BadValue)]);
    assert_eq!(world.ask(on(None)).unwrap().refusals(), [None]);
    let row = *world.state.cases.get(CaseNo(0)).unwrap();
    assert_eq!((row.business_date, row.due), (None, None), "flagged, and mended later");
    let patch = CasePatch {
        case: world.state.cases.code(CaseNo(0)).to_owned(),
        deadline_from: Some(Some(day("2026-03-04"))),
        ..CasePatch::default()
    };
    world.ask(Command::Case(CaseCommand::Edit(Box::new(patch)))).unwrap();
    assert_eq!(world.state.cases.get(CaseNo(0)).unwrap().due.unwrap().date, day("2026-03-09"));
}

#[test]
fn a_case_of_a_folder_that_is_gone_is_refused() {
    let mut world = World::new();
    let gone = world.register(folder());
    world.ask(Command::Withdraw { folder: gone.clone(), reason: "移交".to_owned() }).unwrap();
    let answer = world.ask(announce(NewCase { folder: Some(gone), ..sale("77") })).unwrap();
    assert_eq!(answer.refusals(), [Some(Code::FolderWithdrawn)]);
}

#[test]
fn a_clerk_announces_for_his_own_department_and_takes_nothing_over() {
    let mut world = World::new();
    let other = NewCase { department: Some("service".to_owned()), ..sale("1") };
    assert_eq!(world.ask_as(CLERK, announce(other)).unwrap().refusals(), [Some(Code::NotAllowed)]);
    let own = NewCase { department: None, ..sale("2") };
    assert_eq!(world.ask_as(CLERK, announce(own)).unwrap().refusals(), [None]);
    let sales1 = world.state.organisation.department_by_code("sales1");
    assert_eq!(world.state.cases.get(CaseNo(0)).unwrap().department, sales1);
    assert_eq!(world.ask_as(CLERK, open()).unwrap_err().code, Code::NotAllowed);
}

#[test]
fn whoever_took_a_case_over_does_not_review_it_and_only_what_is_complete_is_certified() {
    let mut world = World::new();
    world.change_type("NEW", |kind| kind.needs_review = true);
    let case = world.announced(sale("77"));
    world.ask_as(ARCHIVIST, open()).unwrap();
    let missing = Papers::AllExcept(vec![paper("insurance_policy", PaperState::Missing)]);
    world.ask_as(ARCHIVIST, receive("77", missing)).unwrap();
    let review = || Command::Case(CaseCommand::Review { case: "77".to_owned(), right: true, note: String::new() });
    let certify = || Command::Case(CaseCommand::Certify { case: "77".to_owned() });
    assert_eq!(world.ask_as(ARCHIVIST, review()).unwrap_err().code, Code::ReviewByAnother);
    assert_eq!(world.refused(certify()), Code::CaseWanting);
    let papers = vec![paper("insurance_policy", PaperState::There)];
    world.ask(Command::Case(CaseCommand::NotePapers { case: "77".to_owned(), papers })).unwrap();
    assert_eq!(world.refused(certify()), Code::ReviewNeeded);
    world.ask(review()).unwrap();
    world.ask(certify()).unwrap();
    assert_eq!(world.case(&case).certificate, Some(1));
    assert_eq!(world.ask(certify()).unwrap().events, []);
}

#[test]
fn a_certificate_stands_no_longer_than_nothing_is_wanting_and_the_next_has_a_number_of_its_own() {
    let mut world = World::new();
    let (case, _) = world.complete_case("NEW", "2026-03-02");
    let certify = || Command::Case(CaseCommand::Certify { case: case.clone() });
    let note = |state| {
        let papers = vec![paper("insurance_policy", state)];
        Command::Case(CaseCommand::NotePapers { case: case.clone(), papers })
    };
    world.ask(certify()).unwrap();
    assert_eq!(world.case(&case).certificate, Some(1));
    world.ask(note(PaperState::There)).unwrap();
    assert_eq!(world.case(&case).certificate, Some(1), "nothing is wanting");
    world.ask(note(PaperState::Missing)).unwrap();
    assert_eq!(world.case(&case).certificate, None);
    assert_eq!(world.refused(certify()), Code::CaseWanting);
    world.ask(note(PaperState::There)).unwrap();
    world.ask(certify()).unwrap();
    assert_eq!(world.case(&case).certificate, Some(2));
}

#[test]
fn a_paper_on_no_list_gets_a_number_and_a_name_and_keeps_them() {
    let mut world = World::new();
    let case = world.announced(sale("77"));
    let extra = PaperNote { paper: None, name: "委托书".to_owned(), ..paper("", PaperState::There) };
    let note = |papers| Command::Case(CaseCommand::NotePapers { case: "77".to_owned(), papers });
    let answer = world.ask(note(vec![extra.clone(), extra])).unwrap();
    let Event::PapersNoted(noted, Some(remarks)) = &answer.events[0] else { panic!("{answer:?}") };
    assert_eq!(noted.papers.iter().map(|paper| paper.no.0).collect::<Vec<_>>(), [13, 14]);
    assert_eq!(remarks.names.len(), 2);
    world.ask(note(vec![paper("14", PaperState::Withdrawn)])).unwrap();
    assert_eq!(world.refused(note(vec![paper("15", PaperState::There)])), Code::PaperUnknown);
    let papers = world.state.cases.papers(world.state.cases.by_code(&case).unwrap());
    assert_eq!((papers.len(), papers[1].state), (2, PaperState::Withdrawn));
}

/// One step of a random morning.
#[derive(Debug, Clone)]
enum Act {
    Announce { reference: u8, department: bool, date: u8 },
    Open,
    Receive { case: u8, missing: Vec<u8> },
    Note { case: u8, paper: u8, state: PaperState },
    Cancel { case: u8 },
    Edit { case: u8, reference: u8 },
    Extend { case: u8, days: u8 },
    Close,
    NextDay,
}

fn any_act() -> impl Strategy<Value = Act> {
    let state = prop::sample::select(PaperState::ALL.to_vec());
    prop_oneof![
        4 => (0..6_u8, any::<bool>(), 0..5_u8)
            .prop_map(|(reference, department, date)| Act::Announce { reference, department, date }),
        2 => Just(Act::Open),
        4 => (0..8_u8, prop::collection::vec(0..12_u8, 0..3)).prop_map(|(case, missing)| Act::Receive { case, missing }),
        3 => (0..8_u8, 0..12_u8, state).prop_map(|(case, paper, state)| Act::Note { case, paper, state }),
        1 => (0..8_u8).prop_map(|case| Act::Cancel { case }),
        1 => (0..8_u8, 0..6_u8).prop_map(|(case, reference)| Act::Edit { case, reference }),
        1 => (0..8_u8, 0..40_u8).prop_map(|(case, days)| Act::Extend { case, days }),
        1 => Just(Act::Close),
        1 => Just(Act::NextDay),
    ]
}

/// The command of a step; nothing for the passing of a day.
fn command(world: &World, act: &Act) -> Option<Command> {
    let code = |case: u8| world.state.cases.code(CaseNo(u32::from(case))).to_owned();
    let transfer = TransferNo((world.state.transfers.len() as u32).saturating_sub(1));
    let documents = |at: u8| paper(&at.to_string(), PaperState::Missing);
    let wish = match act.clone() {
        Act::Announce { reference, department, date } => CaseCommand::Announce(vec![NewCase {
            reference: if reference == 0 { String::new() } else { format!("R{reference}") },
            department: Some(if department { "sales1" } else { "service" }.to_owned()),
            business_date: Some(world.today - chrono::Days::new(u64::from(date))),
            ..sale("")
        }]),
        Act::Open => return Some(open()),
        Act::Receive { case, mut missing } => {
            missing.dedup();
            let papers = Papers::AllExcept(missing.into_iter().map(documents).collect());
            CaseCommand::Receive { transfer, case: code(case), papers }
        }
        Act::Note { case, paper: at, state } => {
            let papers = vec![PaperNote { state, ..documents(at) }];
            CaseCommand::NotePapers { case: code(case), papers }
        }
        Act::Cancel { case } => CaseCommand::Cancel { case: code(case), reason: "错登".to_owned() },
        Act::Edit { case, reference } => CaseCommand::Edit(Box::new(CasePatch {
            case: code(case),
            reference: Some(format!("R{reference}")),
            ..CasePatch::default()
        })),
        Act::Extend { case, days } => {
            let due = world.today + chrono::Days::new(u64::from(days));
            CaseCommand::Extend { case: code(case), due, reason: "等待".to_owned() }
        }
        Act::Close => CaseCommand::CloseTransfer { transfer, giver: CLERK, by: Confirmation::Password },
        Act::NextDay => return None,
    };
    Some(Command::Case(wish))
}

/// Every list of cases says what the cases themselves say.
fn check_lists(world: &World) {
    let cases = &world.state.cases;
    let all: Vec<_> = (0..cases.len() as u32).map(CaseNo).collect();
    let row = |case: &CaseNo| cases.get(*case).unwrap();
    let those =
        |holds: &dyn Fn(&CaseRow) -> bool| all.iter().copied().filter(|case| holds(row(case))).collect::<Vec<_>>();
    let mut announced: Vec<_> = cases.announced().collect();
    assert!(announced.is_sorted_by_key(|case| row(case).due.map(|due| due.date)));
    announced.sort_unstable();
    assert_eq!(announced, those(&|row| row.phase == CasePhase::Announced));
    assert_eq!(cases.waiting().collect::<Vec<_>>(), those(&|row| row.phase == CasePhase::Waiting));
    assert_eq!(cases.incomplete().collect::<Vec<_>>(), those(&|row| row.is_incomplete()));
    for case in all {
        let row = row(&case);
        assert!(cases.of_folder(row.folder).contains(&case));
        assert_eq!(cases.by_code(cases.code(case)), Some(case));
        let reference = cases.reference(case);
        assert!(reference.is_empty() || cases.by_reference(reference).contains(&case));
        let kind = world.state.organisation.business_type_version(row.business_type, row.type_version).unwrap();
        if let Some(gaps) = row.gaps {
            assert_eq!(usize::from(gaps), crate::domain::paper::gaps(kind, cases.papers(case)).len());
        }
        assert_eq!(row.transfer.is_some(), row.phase.has_come());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn lists_of_cases_say_what_the_cases_say_and_nothing_comes_twice(acts in prop::collection::vec(any_act(), 1..60)) {
        let mut world = World::new();
        let mut events = Vec::new();
        for act in &acts {
            match command(&world, act) {
                Some(command) => {
                    let Ok(answer) = world.ask(command) else { continue };
                    if !answer.events.is_empty() {
                        prop_assert_eq!(&crate::archive::outcomes_of(&answer.events), &answer.outcomes, "sent again");
                    }
                    events.extend(answer.events);
                }
                None => world.pass_days(1),
            }
        }
        check_lists(&world);
        let received: Vec<_> =
            events.iter().filter_map(|event| if let Event::CaseReceived(event) = event { Some(event.case) } else { None }).collect();
        let different: std::collections::BTreeSet<_> = received.iter().collect();
        prop_assert_eq!(different.len(), received.len(), "a case was taken over twice");
    }
}
