//! Commands that make every kind of event of cases, papers and transfers.

use crate::domain::business_type::Signature;
use crate::domain::calendar::{Calendar, CalendarYear};
use crate::domain::case::CaseDetails;
use crate::domain::command::{
    Brought, CaseCommand, CasePatch, Command, NewCase, NewFolder, PaperCommand, PaperNote, Papers, ShortPaper,
};
use crate::domain::decide::tests::world::{BORROWER, CLERK, check_out, day, folder, give_back, somebody};
use crate::domain::event::Confirmation;
use crate::domain::folder::Desk;
use crate::domain::ids::TransferNo;
use crate::domain::paper::PaperState;
use crate::domain::presets;

const FIRST: TransferNo = TransferNo(0);

fn sale(reference: &str) -> NewCase {
    NewCase {
        business_type: "NEW".to_owned(),
        reference: reference.to_owned(),
        department: Some("sales1".to_owned()),
        responsible_name: "王销售".to_owned(),
        business_date: Some(day("2026-03-04")),
        subjects: vec![somebody("李四", Some("ID7")).into()],
        note: "等牌照".to_owned(),
        ..NewCase::default()
    }
}

fn paper(id: &str, state: PaperState, remark: &str) -> PaperNote {
    PaperNote {
        paper: Some(id.to_owned()),
        name: String::new(),
        state,
        pieces: None,
        pages: 2,
        signatures: None,
        remark: remark.to_owned(),
    }
}

fn receive(case: &str, papers: Papers) -> CaseCommand {
    CaseCommand::Receive { transfer: FIRST, case: case.to_owned(), papers }
}

/// A calendar, five cases with all that can become of them, and two transfers.
pub(super) fn script() -> Vec<Command> {
    let (text, reason) = (str::to_owned, || "客户出差".to_owned());
    let calendar = Calendar { years: presets::mainland_china().years.split_off(20), ..presets::mainland_china() };
    let held = NewCase { folder: Some(text("ONE")), subjects: Vec::new(), ..sale("W-3") };
    let called_for = NewCase { called_for: vec![text("other_proofs")], responsible: Some(CLERK), ..sale("W-1") };
    let extra = PaperNote { paper: None, name: text("客户来信"), ..paper("", PaperState::There, "红笔批注") };
    let patch = CasePatch {
        case: text("W-2"),
        deadline_from: Some(Some(day("2026-03-05"))),
        details: Some(CaseDetails { responsible: text("赵销售"), note: text("换人") }),
        ..CasePatch::default()
    };
    let put_right = CasePatch {
        case: text("W-3"),
        deadline_from: Some(Some(day("2026-02-26"))),
        reason: text("录错日期"),
        ..CasePatch::default()
    };
    let unsigned =
        PaperNote { signatures: Some(vec![Signature::Staff]), ..paper("pdi_sheet", PaperState::There, "客户未签") };
    let wanting = Papers::AllExcept(vec![paper("insurance_policy", PaperState::Missing, "保险公司未寄"), extra]);
    let away = CaseCommand::TurnAway {
        transfer: FIRST,
        case: text("W-4"),
        papers: Papers::Only(vec![paper("insurance_policy", PaperState::Unfit, "铅笔填写")]),
        reason: text("铅笔填写"),
    };
    let mended = vec![paper("insurance_policy", PaperState::There, "")];
    let taken = CaseCommand::TakeOver {
        department: text("sales1"),
        desk: Desk::Reading,
        brought: Brought::New(Box::new(NewCase { department: None, ..sale("W-5") })),
        papers: Papers::AllExcept(vec![unsigned]),
    };
    let commands = vec![
        CaseCommand::SetCalendar(calendar),
        CaseCommand::Announce(vec![called_for, sale("W-2"), held, sale("W-4"), sale("W-1")]),
        CaseCommand::Edit(Box::new(patch)),
        CaseCommand::Extend { case: text("W-2"), due: day("2026-03-20"), reason: reason() },
        CaseCommand::Cancel { case: text("W-2"), reason: reason() },
        CaseCommand::OpenTransfer { department: text("sales1"), desk: Desk::Reception },
        receive("W-1", wanting),
        receive("W-3", Papers::AllExcept(Vec::new())),
        CaseCommand::Edit(Box::new(put_right)),
        away,
        CaseCommand::NotePapers { case: text("W-1"), papers: mended },
        CaseCommand::File { folder: text("ONE"), case: text("W-3") },
        CaseCommand::Certify { case: text("W-3") },
        CaseCommand::CloseTransfer { transfer: FIRST, giver: CLERK, by: Confirmation::Badge },
        taken,
        CaseCommand::CloseTransfer { transfer: TransferNo(1), giver: CLERK, by: Confirmation::Password },
    ];
    let papers = single_papers().into_iter().map(CaseCommand::Paper);
    commands.into_iter().chain(papers).map(Command::Case).collect()
}

/// What is done with single papers.
fn single_papers() -> Vec<PaperCommand> {
    let (text, case) = (str::to_owned, || "W-1".to_owned());
    let paper = || "sales_contract".to_owned();
    let short = vec![ShortPaper { case: None, paper: text("customer_card") }];
    vec![
        PaperCommand::Lend { case: case(), paper: paper(), borrower: CLERK, due: None, purpose: text("复印") },
        PaperCommand::Return { case: case(), paper: paper() },
        PaperCommand::Move {
            case: case(),
            paper: paper(),
            to: text("W-5"),
            to_paper: None,
            name: String::new(),
            reason: text("放错"),
        },
        PaperCommand::Withdraw { case: case(), paper: text("services_list"), reason: text("客户取回") },
        PaperCommand::ReturnShort { folder: text("ONE"), desk: Desk::Reception, short, note: text("袋口开着") },
        PaperCommand::Sight { case: case(), paper: text("pdi_sheet"), folder: text("ONE"), note: text("夹在里面") },
    ]
}

/// A slip of the hand with a single paper, to be undone.
pub(super) fn slip() -> Command {
    let (case, paper, purpose) = ("W-3".to_owned(), "sales_contract".to_owned(), String::new());
    let lend = PaperCommand::Lend { case, paper, borrower: CLERK, due: None, purpose };
    Command::Case(CaseCommand::Paper(lend))
}

/// What a device queued, by somebody else than who took the case over.
pub(super) fn queued() -> Command {
    Command::Case(CaseCommand::Review { case: "W-3".to_owned(), right: false, note: "页数不符".to_owned() })
}

/// What a department's clerk asks for.
pub(super) fn by_a_clerk() -> Vec<Command> {
    let commands = [
        CaseCommand::Announce(vec![sale("W-20"), sale("W-21")]),
        CaseCommand::Extend { case: "W-20".to_owned(), due: day("2026-03-25"), reason: "客户出差".to_owned() },
    ];
    commands.into_iter().map(Command::Case).collect()
}

/// What is put right: where a case belongs, what it is, whose it is, when it is due.
pub(super) fn put_right(version: u32) -> Vec<Command> {
    let (text, patch) = (str::to_owned, |case: &str| CasePatch { case: case.to_owned(), ..CasePatch::default() });
    let own = |code: &str| NewFolder { code: Some(code.to_owned()), ..folder() };
    let edit = |patch: CasePatch| CaseCommand::Edit(Box::new(patch));
    let year = CalendarYear { year: 2026, holidays: Vec::new(), make_up_days: vec![day("2026-03-07")] };
    let waits = NewCase { folder: Some(text("TEN")), subjects: Vec::new(), ..sale("W-22") };
    let card = vec![paper("customer_card", PaperState::There, "")];
    let commands = [
        CaseCommand::RefuseExtension { case: text("W-20"), reason: text("不属于不可抗力") },
        CaseCommand::NotePapers { case: text("W-20"), papers: card },
        edit(CasePatch { business_type: Some(text("SRV")), ..patch("W-20") }),
        edit(CasePatch { folder: Some(text("NINE")), ..patch("W-21") }),
        edit(CasePatch { department: Some(Some(text("service"))), reason: text("登错部门"), ..patch("W-1") }),
        CaseCommand::SetCalendar(Calendar { version: 0, years: vec![year], ..presets::mainland_china() }),
        CaseCommand::RecountDue { version, reason: text("补录调休日") },
        CaseCommand::Announce(vec![waits]),
        CaseCommand::TakeOver {
            department: text("sales1"),
            desk: Desk::Scanning,
            brought: Brought::Known(text("W-22")),
            papers: Papers::AllExcept(Vec::new()),
        },
        CaseCommand::File { folder: text("TEN"), case: text("W-22") },
    ];
    let folders = [Command::RegisterFolders(vec![own("NINE"), own("TEN")]), check_out("TEN", BORROWER)];
    folders.into_iter().chain(commands.into_iter().map(Command::Case)).collect()
}

/// Papers that wait, and are put into their folder by the slip: last of all, to be taken back.
pub(super) fn late() -> [Command; 6] {
    let own = NewFolder { code: Some("LATE".to_owned()), ..folder() };
    let waits = NewCase { folder: Some("LATE".to_owned()), subjects: Vec::new(), ..sale("W-23") };
    let taken = CaseCommand::TakeOver {
        department: "sales1".to_owned(),
        desk: Desk::Scanning,
        brought: Brought::Known("W-23".to_owned()),
        papers: Papers::AllExcept(Vec::new()),
    };
    let filed = CaseCommand::File { folder: "LATE".to_owned(), case: "W-23".to_owned() };
    let [waits, taken, filed] = [CaseCommand::Announce(vec![waits]), taken, filed].map(Command::Case);
    let (out, back) = (check_out("LATE", BORROWER), give_back("LATE"));
    [Command::RegisterFolders(vec![own]), out, waits, taken, back, filed]
}
