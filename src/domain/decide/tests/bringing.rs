//! Cases that a table brings in: opened once, told of as often as somebody knows more.

use super::cases::{all, open, receive, sale};
use super::world::{ARCHIVIST, BORROWER, CLERK, World, check_out, folder, give_back};
use crate::domain::case::CasePhase;
use crate::domain::command::{BroughtIn, CaseCommand, Command, NewCase, PaperNote};
use crate::domain::figures::standing;
use crate::domain::ids::CaseNo;
use crate::domain::paper::PaperState;
use crate::domain::refusal::Code;

fn bring(rows: Vec<BroughtIn>) -> Command {
    Command::Case(CaseCommand::Bring(rows))
}

fn row(new: NewCase, papers: &[(&str, PaperState)], filed: bool) -> BroughtIn {
    let note = |(paper, state): &(&str, PaperState)| PaperNote {
        paper: Some((*paper).to_owned()),
        name: String::new(),
        state: *state,
        pieces: None,
        pages: 0,
        signatures: None,
        remark: String::new(),
    };
    BroughtIn { new, papers: papers.iter().map(note).collect(), filed, listed: None }
}

#[test]
fn rows_of_one_case_open_it_once_and_each_says_more_of_its_papers() {
    let mut world = World::new();
    let one = |paper| row(sale("77"), &[(paper, PaperState::There)], false);
    let rows = vec![one("customer_card"), one("sales_contract"), one("no_such"), one("sales_contract")];
    let answer = world.ask_as(ARCHIVIST, bring(rows.clone())).unwrap();
    assert_eq!(answer.refusals(), [None, None, Some(Code::PaperUnknown), None]);
    assert_eq!((world.state.cases.len(), world.state.cases.papers(CaseNo(0)).len()), (1, 2));
    let again = world.ask_as(ARCHIVIST, bring(rows)).unwrap();
    assert_eq!((again.kinds(), again.refusals()), (Vec::new(), answer.refusals()), "the same rows again are no news");
    assert_eq!(world.ask_as(CLERK, bring(Vec::new())).unwrap_err().code, Code::NotAllowed);
}

#[test]
fn old_stock_is_filed_where_it_stands_and_judged_by_nothing() {
    let mut world = World::new();
    let stands = world.register(folder());
    let old = NewCase { folder: Some(stands), subjects: Vec::new(), ..sale("77") };
    let answer = world.ask_as(ARCHIVIST, bring(vec![row(old, &[("customer_card", PaperState::Missing)], true)]));
    assert_eq!(answer.unwrap().kinds(), ["CaseOpened", "PapersNoted", "CaseFiled"]);
    let case = *world.state.cases.get(CaseNo(0)).unwrap();
    assert_eq!((case.phase, case.in_time, case.transfer), (CasePhase::Filed, None, None));
    world.pass_days(40);
    assert_eq!(standing(&case, world.today), crate::domain::figures::Standing::default());
    // What has not come cannot be in its folder.
    let coming = row(sale("78"), &[], true);
    let answer = world.ask_as(ARCHIVIST, bring(vec![coming])).unwrap();
    assert_eq!((answer.refusals(), world.state.cases.len()), (vec![Some(Code::FolderExpected)], 1));
    // Without a number of its own a row sent twice would be two cases.
    let nameless = row(sale(""), &[], false);
    assert_eq!(world.ask_as(ARCHIVIST, bring(vec![nameless])).unwrap().refusals(), [Some(Code::BadValue)]);
}

#[test]
fn a_folder_that_papers_are_announced_for_or_wait_for_stays() {
    let mut world = World::new();
    world.ask(open()).unwrap();
    let stands = world.shelved("A-01L-01-1-01");
    world.announced(NewCase { folder: Some(stands.clone()), subjects: Vec::new(), ..sale("1") });
    let destroy = |folder: &str| {
        let witnesses = vec![ARCHIVIST, CLERK];
        Command::Destroy { folder: folder.to_owned(), reason: "期满".to_owned(), witnesses }
    };
    assert_eq!(world.refused(destroy(&stands)), Code::CasesExpected);
    world.ask(check_out(&stands, BORROWER)).unwrap();
    world.ask(receive("1", all())).unwrap();
    assert_eq!(world.state.cases.get(CaseNo(0)).unwrap().phase, CasePhase::Waiting);
    world.ask(give_back(&stands)).unwrap();
    assert_eq!(world.refused(destroy(&stands)), Code::CasesWait);
    world.ask(Command::Case(CaseCommand::File { folder: stands.clone(), case: "1".to_owned() })).unwrap();
    world.ask(destroy(&stands)).unwrap();
}
