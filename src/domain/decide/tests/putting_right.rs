//! Cases that stand in the wrong folder, are of the wrong type, or due by a calendar that was wrong; papers that were put
//! into a folder which by the record is elsewhere.

use super::cases::{all, open, receive, sale};
use super::world::{ARCHIVIST, BORROWER, CLERK, World, check_out, day, folder, give_back, somebody};
use crate::domain::business_type::Scope;
use crate::domain::calendar::{Calendar, CalendarYear, Holiday};
use crate::domain::case::CasePhase;
use crate::domain::command::{CaseCommand, CasePatch, Command, NewCase, NewFolder, PaperNote, Papers};
use crate::domain::discrepancy::DiscrepancyKind;
use crate::domain::folder::FolderState;
use crate::domain::ids::CaseNo;
use crate::domain::paper::PaperState;
use crate::domain::refusal::Code;
use crate::domain::value::Bilingual;

fn file(folder: &str, case: &str) -> Command {
    Command::Case(CaseCommand::File { folder: folder.to_owned(), case: case.to_owned() })
}

fn edit(case: &str, change: impl FnOnce(&mut CasePatch)) -> Command {
    let mut patch = CasePatch { case: case.to_owned(), ..CasePatch::default() };
    change(&mut patch);
    Command::Case(CaseCommand::Edit(Box::new(patch)))
}

fn note(paper: &str, state: PaperState) -> PaperNote {
    PaperNote {
        paper: Some(paper.to_owned()),
        name: String::new(),
        state,
        pieces: None,
        pages: 0,
        signatures: None,
        remark: "说明".to_owned(),
    }
}

/// Case 2, whose papers wait because its folder is lent.
fn waiting() -> (World, String) {
    let mut world = World::new();
    world.change_type("SRV", |kind| kind.scope = Scope::Subject);
    let visit = |reference: &str| NewCase { business_type: "SRV".to_owned(), ..sale(reference) };
    let first = world.announced(visit("1"));
    world.ask(open()).unwrap();
    world.ask(receive("1", all())).unwrap();
    let folder = world.folder_of(&first);
    world.ask(check_out(&folder, BORROWER)).unwrap();
    world.announced(visit("2"));
    world.hours = 1;
    world.ask(receive("2", all())).unwrap();
    assert_eq!(world.state.cases.waiting().collect::<Vec<_>>(), [CaseNo(1)]);
    (world, folder)
}

#[test]
fn papers_put_into_a_folder_that_is_on_loan_wait_on_a_list_until_it_is_back_and_that_it_was_here_is_kept() {
    let (mut world, folder) = waiting();
    world.hours = 2;
    let filed = world.ask_as(ARCHIVIST, file(&folder, "2")).unwrap();
    assert_eq!(filed.kinds(), ["Sighted", "DiscrepancyRaised", "CaseWaitsOn"]);
    assert_eq!(crate::archive::outcomes_of(&filed.events), filed.outcomes);
    let no = world.find(&folder);
    assert!(world.state.discrepancies.of_kind(no, DiscrepancyKind::LentButHere).is_some());
    assert_eq!(world.state.cases.waiting().collect::<Vec<_>>(), [CaseNo(1)], "on a list until they are truly in");
    // Once more is no new contradiction, and an undone slip leaves all as it was.
    assert_eq!(world.ask_as(ARCHIVIST, file(&folder, "2")).unwrap().kinds(), ["Sighted", "CaseWaitsOn"]);
    world.hours = 3;
    world.ask(give_back(&folder)).unwrap();
    assert!(world.state.discrepancies.is_empty());
    assert_eq!(world.ask_as(ARCHIVIST, file(&folder, "2")).unwrap().kinds(), ["CaseFiled"]);
    assert_eq!(
        (world.state.cases.waiting().count(), world.state.cases.get(CaseNo(1)).unwrap().phase),
        (0, CasePhase::Filed)
    );
}

#[test]
fn papers_put_in_before_the_loan_began_went_out_with_the_folder() {
    let (mut world, folder) = waiting();
    world.hours = 2;
    world.ask(give_back(&folder)).unwrap();
    world.hours = 4;
    world.ask(check_out(&folder, BORROWER)).unwrap();
    (world.hours, world.minutes, world.queued) = (3, 300, true);
    assert_eq!(world.ask_as(ARCHIVIST, file(&folder, "2")).unwrap().kinds(), ["CaseFiled"]);
    assert_eq!(world.whereabouts(&folder).state, FolderState::OnLoan);
}

#[test]
fn a_missing_folder_into_which_papers_are_put_has_turned_up() {
    let (mut world, folder) = waiting();
    world.ask(give_back(&folder)).unwrap();
    world.ask(Command::DeclareMissing { folder: folder.clone(), note: "查无".to_owned() }).unwrap();
    world.hours = 5;
    assert_eq!(world.ask_as(ARCHIVIST, file(&folder, "2")).unwrap().kinds(), ["Sighted", "CaseFiled"]);
    assert_eq!(world.whereabouts(&folder).state, FolderState::AtDesk);
}

#[test]
fn papers_put_into_their_folder_by_a_slip_wait_again_and_the_folder_is_as_it_was() {
    let (mut world, folder) = waiting();
    world.ask(give_back(&folder)).unwrap();
    world.ask(Command::DeclareMissing { folder: folder.clone(), note: "查无".to_owned() }).unwrap();
    world.ask_as(ARCHIVIST, file(&folder, "2")).unwrap();
    assert_eq!(world.state.cases.waiting().count(), 0);
    let undone = world.ask_as(ARCHIVIST, Command::Undo { seq: world.state.seq }).unwrap();
    assert_eq!(undone.kinds(), ["Undone", "CustodySet", "CaseUnfiled"]);
    assert_eq!(world.state.cases.waiting().collect::<Vec<_>>(), [CaseNo(1)]);
    assert_eq!(world.whereabouts(&folder).state, FolderState::Missing);
    assert_eq!(world.ask_as(ARCHIVIST, file(&folder, "2")).unwrap().kinds(), ["Sighted", "CaseFiled"]);
}

#[test]
fn papers_stay_in_a_folder_with_which_something_was_done_since() {
    let (mut world, folder) = waiting();
    world.ask(give_back(&folder)).unwrap();
    world.ask_as(ARCHIVIST, file(&folder, "2")).unwrap();
    let filed = world.state.seq;
    world.ask(check_out(&folder, BORROWER)).unwrap();
    assert_eq!(world.ask_as(ARCHIVIST, Command::Undo { seq: filed }).unwrap_err().code, Code::UndoOvertaken);
}

#[test]
fn a_folder_with_an_announced_case_does_not_go_and_the_case_has_a_way_out() {
    let mut world = World::new();
    let case = world.announced(sale("77"));
    let expected = world.folder_of(&case);
    let destroy = || {
        let witnesses = vec![ARCHIVIST, CLERK];
        Command::Destroy { folder: expected.clone(), reason: "登错".to_owned(), witnesses }
    };
    let refusal = world.ask(destroy()).unwrap_err();
    assert_eq!((refusal.code, refusal.params[1].1.as_str()), (Code::CasesExpected, "1"));
    assert!(refusal.params.contains(&("case".to_owned(), case.clone())), "{refusal:?}");
    let withdraw = Command::Withdraw { folder: expected.clone(), reason: "登错".to_owned() };
    assert_eq!(world.refused(withdraw), Code::CasesExpected);
    let into = world.register(folder());
    let of_service = world.register(NewFolder { business_type: "SRV".to_owned(), ..folder() });
    let put = |into: &str| edit(&case, |patch| patch.folder = Some(into.to_owned()));
    assert_eq!(world.ask(put(&of_service)).unwrap_err().code, Code::CaseOfOtherType);
    assert_eq!(world.ask(put(&into)).unwrap().kinds(), ["CaseMoved", "CaseEdited"]);
    assert_eq!((world.folder_of(&case), world.state.cases.of_folder(world.find(&expected)).len()), (into.clone(), 0));
    world.ask(destroy()).unwrap();
    // What is in its folder is taken out by surgery, and a folder of one case takes no second.
    world.ask(open()).unwrap();
    world.ask(receive("77", all())).unwrap();
    let second = world.announced(sale("78"));
    assert_eq!(world.ask(edit(&second, |patch| patch.folder = Some(into))).unwrap_err().code, Code::FolderHoldsCase);
    let other = world.register(folder());
    assert_eq!(world.ask(edit(&case, |patch| patch.folder = Some(other))).unwrap_err().code, Code::CaseInFolder);
    // Or it is called off.
    let called_off = Command::Case(CaseCommand::Cancel { case: second.clone(), reason: "退单".to_owned() });
    world.ask(called_off).unwrap();
    let folder = world.folder_of(&second);
    world.ask(Command::Withdraw { folder, reason: "退单".to_owned() }).unwrap();
}

#[test]
fn a_case_of_another_type_has_its_checklist_and_keeps_what_stands_on_both() {
    let mut world = World::new();
    let case = world.announced(NewCase { business_type: "SRV".to_owned(), ..sale("77") });
    world.ask(open()).unwrap();
    let papers = vec![note("settlement", PaperState::There), note("reception_sheet", PaperState::Unfit)];
    world.ask(receive("77", Papers::AllExcept(papers))).unwrap();
    let before = world.state.cases.papers(CaseNo(0)).to_vec();
    let retyped = world.ask_as(ARCHIVIST, edit("77", |patch| patch.business_type = Some("OVH".to_owned()))).unwrap();
    assert_eq!(retyped.kinds(), ["FolderEdited", "CaseEdited", "CaseRetyped"]);
    let row = world.case(&case);
    let overhaul = world.state.organisation.business_type(row.business_type).unwrap().clone();
    assert_eq!((overhaul.code.as_str(), row.type_version), ("OVH", overhaul.version));
    let of_folder = world.state.folders.get(row.folder).unwrap();
    assert_eq!((of_folder.business_type, of_folder.type_version), (row.business_type, overhaul.version));
    let papers = world.state.cases.papers(CaseNo(0));
    assert_eq!(papers.len(), before.len(), "all that was noted of a service stands on an overhaul's list too");
    for paper in papers {
        let id = &overhaul.documents[usize::from(paper.no.0)].id;
        let wanted = if id == "reception_sheet" { PaperState::Unfit } else { PaperState::There };
        assert_eq!(paper.state, wanted, "{id}");
    }
    assert_eq!(usize::from(row.gaps.unwrap()), crate::domain::paper::gaps(&overhaul, papers).len());
    assert!(row.gaps > Some(1), "an overhaul asks for more");
    let same = edit("77", |patch| patch.business_type = Some("OVH".to_owned()));
    assert_eq!(world.ask(same).unwrap().events, []);
}

#[test]
fn a_case_that_shares_its_folder_goes_where_its_new_type_belongs_as_long_as_its_papers_are_not_in_it() {
    let mut world = World::new();
    for code in ["SRV", "REP"] {
        world.change_type(code, |kind| kind.scope = Scope::Subject);
    }
    let visit = |kind: &str, reference: &str| NewCase { business_type: kind.to_owned(), ..sale(reference) };
    let [first, second] = ["1", "2"].map(|reference| world.announced(visit("SRV", reference)));
    let repairs = world.announced(visit("REP", "3"));
    let retype = |case: &str| edit(case, |patch| patch.business_type = Some("REP".to_owned()));
    assert_eq!(world.ask(retype(&second)).unwrap().kinds(), ["CaseMoved", "CaseEdited", "CaseRetyped"]);
    assert_eq!(world.folder_of(&second), world.folder_of(&repairs), "with the customer's other repairs");
    let third = world.announced(visit("SRV", "4"));
    assert_eq!(world.folder_of(&third), world.folder_of(&first));
    world.ask(open()).unwrap();
    world.ask(receive("1", all())).unwrap();
    assert_eq!(world.ask(retype(&first)).unwrap_err().code, Code::CaseNotAlone);
}

fn calendar(holidays: &[(&str, &str)]) -> Command {
    let name = Bilingual::new("假", "off");
    let off = |(from, until): &(&str, &str)| Holiday { from: day(from), until: day(until), name: name.clone() };
    let year = CalendarYear {
        year: 2026,
        holidays: holidays.iter().map(off).collect(),
        make_up_days: vec![day("2026-02-28")],
    };
    Command::Case(CaseCommand::SetCalendar(Calendar { years: vec![year], ..Calendar::weekends() }))
}

#[test]
fn a_calendar_that_was_put_right_changes_open_cases_only_when_somebody_says_so_and_why() {
    let mut world = World::new();
    world.ask(calendar(&[])).unwrap();
    for reference in ["1", "2", "3"] {
        world.announced(sale(reference));
    }
    world.ask(open()).unwrap();
    world.ask(receive("3", all())).unwrap();
    let (case, reason) = ("2".to_owned(), "等待".to_owned());
    world.ask(Command::Case(CaseCommand::Extend { case, due: day("2026-03-30"), reason })).unwrap();
    assert_eq!(world.state.due_otherwise().count(), 0);
    assert_eq!(world.ask(calendar(&[("2026-03-09", "2026-03-10")])).unwrap().kinds(), ["CalendarSet"]);
    let listed: Vec<_> = world.state.due_otherwise().map(|(case, due)| (case, due.date)).collect();
    assert_eq!(listed, [(CaseNo(0), day("2026-03-12"))], "what is open, and was not granted more time");
    let version = world.state.organisation.calendar().version;
    let recount = |version, reason: &str| Command::Case(CaseCommand::RecountDue { version, reason: reason.to_owned() });
    assert_eq!(world.refused(recount(version - 1, "更正")), Code::Stale);
    assert_eq!(world.refused(recount(version, " ")), Code::ReasonRequired);
    assert_eq!(world.ask_as(ARCHIVIST, recount(version, "更正")).unwrap_err().code, Code::NotAllowed);
    let recounted = world.ask(recount(version, "更正")).unwrap();
    assert_eq!(recounted.kinds(), ["DueRecounted"]);
    assert_eq!(crate::archive::outcomes_of(&recounted.events), recounted.outcomes);
    let row = *world.state.cases.get(CaseNo(0)).unwrap();
    assert_eq!((row.due.unwrap().date, row.due_moved), (day("2026-03-12"), false));
    assert_eq!(world.state.due_otherwise().count(), 0);
}

#[test]
fn a_year_of_which_nothing_is_said_and_one_in_which_nobody_works_are_refused() {
    let mut world = World::new();
    let empty = CalendarYear { year: 2027, holidays: Vec::new(), make_up_days: Vec::new() };
    let empty = Command::Case(CaseCommand::SetCalendar(Calendar { years: vec![empty], ..Calendar::weekends() }));
    assert_eq!(world.refused(empty), Code::BadValue);
    assert_eq!(world.refused(calendar(&[("2026-01-01", "2026-02-27"), ("2026-03-01", "2026-12-31")])), Code::BadValue);
    let mut shipped = crate::domain::presets::mainland_china();
    shipped.version = 0;
    shipped.check().unwrap();
}

#[test]
fn a_folder_of_a_year_takes_a_departments_cases_of_that_year_whomever_they_are_about() {
    let mut world = World::new();
    let single = world.announced(NewCase { business_type: "CLM".to_owned(), ..sale("0") });
    let single = world.folder_of(&single);
    world.change_type("CLM", |kind| kind.scope = Scope::Year);
    let claim = |name: &str, date: &str| NewCase {
        business_type: "CLM".to_owned(),
        business_date: Some(day(date)),
        subjects: vec![somebody(name, None).into()],
        ..sale("")
    };
    let mut put = |case: NewCase| {
        let case = world.announced(case);
        (world.folder_of(&case), world.case(&case).subject)
    };
    let (first, one) = put(claim("张伟", "2026-01-05"));
    let (second, another) = put(claim("李娜", "2026-03-01"));
    assert_eq!(first, second);
    assert_ne!(first, single, "what was one case's folder stays so");
    assert!(one.is_some() && another.is_some() && one != another, "each is about its own customer");
    assert_ne!(put(claim("张伟", "2025-12-30")).0, first, "another year");
    let elsewhere = NewCase { department: Some("service".to_owned()), ..claim("张伟", "2026-02-01") };
    assert_ne!(put(elsewhere).0, first, "another department");
    assert_eq!(put(NewCase { business_date: None, ..claim("王五", "2026-01-01") }).0, first, "with those of this year");
    let folder = world.find(&first);
    let about: Vec<_> = world.state.folders.subjects(folder).iter().map(|link| link.subject).collect();
    assert!(about.contains(&one.unwrap()) && about.contains(&another.unwrap()), "it is found by each of them");
    let row = |no| *world.state.cases.get(CaseNo(no)).unwrap();
    assert_eq!(world.state.subject_of_case(&row(2)), another);
    // A case that nobody is known of is about none of the others.
    let nobody = world.announced(NewCase { subjects: Vec::new(), ..claim("", "2026-03-02") });
    assert_eq!((world.folder_of(&nobody), world.state.subject_of_case(&world.case(&nobody))), (first.clone(), None));
    let named = edit(&nobody, |patch| patch.subject = Some(one));
    world.ask(named).unwrap();
    assert_eq!(world.state.subject_of_case(&world.case(&nobody)), one);
    // What goes for good takes no more: the year begins another one.
    let other = world.announced(NewCase { business_type: "SRV".to_owned(), ..sale("9") });
    assert_eq!(world.ask(edit(&other, |patch| patch.subject = Some(one))).unwrap_err().code, Code::BadValue);
}

#[test]
fn a_years_folder_that_is_full_or_gone_is_followed_by_another() {
    let mut world = World::new();
    world.change_type("CLM", |kind| kind.scope = Scope::Year);
    let claim = |at: u32| NewCase {
        business_type: "CLM".to_owned(),
        subjects: vec![somebody(&format!("客户{at}"), None).into()],
        ..sale("")
    };
    let first = world.announced(claim(0));
    let folder = world.folder_of(&first);
    for at in 1..200 {
        world.announced(claim(at));
    }
    assert_eq!(world.state.folders.subjects(world.find(&folder)).len(), 200);
    let next = world.announced(claim(200));
    assert_ne!(world.folder_of(&next), folder);
    let last = world.announced(claim(201));
    assert_eq!(world.folder_of(&last), world.folder_of(&next));
}

#[test]
fn unlikely_dates_are_taken_and_flagged_and_such_as_are_none_are_not() {
    let mut world = World::new();
    let on = |date: &str| NewCase { business_date: Some(day(date)), ..sale("") };
    let odd = |world: &World, case: &str| world.case(case).has_odd_dates(world.today);
    for date in ["1970-01-01", "2024-03-05", "2026-03-06", "2199-12-31"] {
        let case = world.announced(on(date));
        assert!(odd(&world, &case), "{date}");
        assert!(world.state.folders.get(world.case(&case).folder).unwrap().business_date <= Some(world.today));
    }
    for date in ["2026-03-05", "2025-12-31"] {
        let case = world.announced(on(date));
        assert!(!odd(&world, &case), "{date}");
    }
    let far = world.announced(NewCase { deadline_from: Some(day("2024-01-01")), ..on("2026-03-04") });
    assert!(odd(&world, &far));
    // A day that was ahead is in order when it has come.
    world.pass_days(1);
    assert!(!world.case(world.state.cases.code(CaseNo(2))).has_odd_dates(world.today));
    let faulty =
        Papers::AllExcept(vec![PaperNote { remark: " ".to_owned(), ..note("sales_contract", PaperState::Unfit) }]);
    let case = world.state.cases.code(CaseNo(4)).to_owned();
    world.ask(open()).unwrap();
    assert_eq!(world.refused(receive(&case, faulty.clone())), Code::RemarkRequired);
    // A device could not ask; what it noted is taken.
    world.queued = true;
    world.ask(receive(&case, faulty)).unwrap();
}
