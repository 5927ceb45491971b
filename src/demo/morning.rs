//! What departments hand over in the demonstration: what came last week, what lies on the desk this morning, what is still
//! expected, and what is late.

use super::plan::DemoPlan;
use crate::domain::business_type::Signature;
use crate::domain::command::{CaseCommand, NewCase, PaperCommand, PaperNote, Papers};
use crate::domain::event::Confirmation;
use crate::domain::folder::Desk;
use crate::domain::ids::{PersonNo, TransferNo};
use crate::domain::paper::PaperState;
use chrono::{Days, NaiveDate};

/// How many cases there are.
pub(super) const CASES: usize = 32;
/// The two transfers: what the first sales department brought last week, and what service is bringing now.
const LAST_WEEK: TransferNo = TransferNo(0);
const NOW: TransferNo = TransferNo(1);
/// Who does it, by their places among the plan's people.
const ARCHIVIST: usize = 0;
const CLERK_SALES1: usize = 2;
const CLERK_SALES2: usize = 3;
const CLERK_SERVICE: usize = 4;
const SELLER: usize = 9;

/// One thing that somebody does.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoAct {
    /// The day.
    pub on: NaiveDate,
    /// Who, as an index into the plan's people.
    pub by: usize,
    /// What.
    pub command: CaseCommand,
}

/// The acts in the making.
struct Morning<'a> {
    plan: &'a DemoPlan,
    today: NaiveDate,
    first_person: u32,
    used: usize,
    acts: Vec<DemoAct>,
}

/// All of it, in the order in which it is done. `code` says which code a folder of the plan got.
#[must_use]
pub fn morning(
    plan: &DemoPlan,
    today: NaiveDate,
    first_person: u32,
    code: impl Fn(usize) -> Option<String>,
) -> Vec<DemoAct> {
    let mut morning = Morning { plan, today, first_person, used: 0, acts: Vec::new() };
    morning.last_week();
    morning.late_and_put_off();
    morning.expected();
    morning.this_morning();
    morning.waiting(code);
    morning.acts
}

impl Morning<'_> {
    fn ago(&self, days: u64) -> NaiveDate {
        self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today)
    }

    fn person(&self, at: usize) -> PersonNo {
        PersonNo(self.first_person + at as u32)
    }

    fn act(&mut self, days_ago: u64, by: usize, command: CaseCommand) {
        let on = self.ago(days_ago);
        self.acts.push(DemoAct { on, by, command });
    }

    /// The next customer's case, of a day; its reference.
    fn case(&mut self, business_type: &str, days_ago: u64) -> (String, NewCase) {
        let of = self.plan.cases.get(self.used).cloned().unwrap_or_default();
        self.used += 1;
        let (date, at) = (self.ago(days_ago), self.used);
        let reference = match business_type {
            "NEW" => format!("HT{}-{at:04}", date.format("%Y")),
            _ => format!("GD{}-{at:02}", date.format("%Y%m%d")),
        };
        let folder = of.to_new_folder(crate::domain::command::Placement::None);
        let case = NewCase {
            business_type: business_type.to_owned(),
            reference: reference.clone(),
            business_date: Some(date),
            subjects: folder.subjects,
            fields: folder.fields,
            ..NewCase::default()
        };
        (reference, case)
    }

    /// Who answers for the next case of a department: its people one after the other, but its clerk last of all.
    fn responsible(&self, clerk: usize) -> Option<PersonNo> {
        let department = self.plan.people.get(clerk)?.department.as_deref();
        let people = self.plan.people.iter().enumerate();
        let others = people.filter(|(at, person)| *at != clerk && person.department.as_deref() == department);
        let others: Vec<usize> = others.map(|(at, _)| at).collect();
        let at = self.used.checked_rem(others.len()).and_then(|at| others.get(at)).copied().unwrap_or(clerk);
        Some(self.person(at))
    }

    /// A clerk announces a case of his department; its reference.
    fn announce(&mut self, by: usize, business_type: &str, business: u64, announced: u64) -> String {
        let (reference, case) = self.case(business_type, business);
        let case = NewCase { responsible: self.responsible(by), ..case };
        self.act(announced, by, CaseCommand::Announce(vec![case]));
        reference
    }

    fn receive(&mut self, days_ago: u64, transfer: TransferNo, case: &str, except: Vec<PaperNote>) {
        let (case, papers) = (case.to_owned(), Papers::AllExcept(except));
        self.act(days_ago, ARCHIVIST, CaseCommand::Receive { transfer, case, papers });
    }

    /// One transfer that both sides confirmed: two complete cases, one whose gap was closed since, one that still has it;
    /// single papers lent, one of them back.
    fn last_week(&mut self) {
        let cases: Vec<String> = (0..4).map(|_| self.announce(CLERK_SALES1, "NEW", 8, 8)).collect();
        let gaps = [
            Vec::new(),
            Vec::new(),
            vec![note("insurance_policy", PaperState::Missing, "保险公司未寄出")],
            vec![note("vehicle_licence", PaperState::Missing, "车管所未发证")],
        ];
        self.act(7, ARCHIVIST, open("sales1"));
        for (case, gaps) in cases.iter().zip(gaps) {
            self.receive(7, LAST_WEEK, case, gaps);
        }
        let (transfer, giver) = (LAST_WEEK, self.person(CLERK_SALES1));
        self.act(7, ARCHIVIST, CaseCommand::CloseTransfer { transfer, giver, by: Confirmation::Badge });
        let [complete, lent, mended, _] = cases.as_slice() else { return };
        let came = vec![note("insurance_policy", PaperState::There, "")];
        self.act(4, ARCHIVIST, CaseCommand::NotePapers { case: mended.clone(), papers: came });
        let borrower = self.person(SELLER);
        for (days_ago, case) in [(5, complete), (3, lent)] {
            let (case, paper, purpose) = (case.clone(), "sales_contract".to_owned(), "客户投诉核对".to_owned());
            let lend = PaperCommand::Lend { case, paper, borrower, due: None, purpose };
            self.act(days_ago, ARCHIVIST, CaseCommand::Paper(lend));
        }
        let back = PaperCommand::Return { case: complete.clone(), paper: "sales_contract".to_owned() };
        self.act(2, ARCHIVIST, CaseCommand::Paper(back));
    }

    /// Four that should have come, one that was given more time before its day, one that was called off, and one for which
    /// more time is asked.
    fn late_and_put_off(&mut self) {
        for (by, business_type) in
            [(CLERK_SALES2, "NEW"), (CLERK_SALES2, "NEW"), (CLERK_SERVICE, "REP"), (CLERK_SERVICE, "SRV")]
        {
            self.announce(by, business_type, 20, 19);
        }
        let case = self.announce(CLERK_SALES1, "NEW", 3, 3);
        let due = self.today.checked_add_days(Days::new(20)).unwrap_or(self.today);
        for by in [CLERK_SALES1, ARCHIVIST] {
            let (case, reason) = (case.clone(), "客户等待上牌".to_owned());
            self.act(3, by, CaseCommand::Extend { case, due, reason });
        }
        let case = self.announce(CLERK_SALES1, "NEW", 1, 1);
        self.act(0, CLERK_SALES1, CaseCommand::Cancel { case, reason: "客户退车".to_owned() });
    }

    /// What departments announced yesterday evening and this morning.
    fn expected(&mut self) {
        let kinds = [
            (CLERK_SALES1, "NEW", 3),
            (CLERK_SALES2, "NEW", 2),
            (CLERK_SERVICE, "REP", 2),
            (CLERK_SERVICE, "FST", 2),
            (CLERK_SERVICE, "SRV", 3),
            (CLERK_SERVICE, "CLM", 1),
        ];
        for (by, business_type, count) in kinds {
            for at in 0..count {
                self.announce(by, business_type, 1, at % 2);
            }
        }
        if let Some(DemoAct { command: CaseCommand::Announce(cases), .. }) = self.acts.last()
            && let Some(case) = cases.first().map(|case| case.reference.clone())
        {
            let due = self.today.checked_add_days(Days::new(7)).unwrap_or(self.today);
            self.act(0, CLERK_SERVICE, CaseCommand::Extend { case, due, reason: "等待厂家鉴定".to_owned() });
        }
    }

    /// Service stands at the desk: what came with all its papers, with gaps and their reasons, and what was sent back.
    fn this_morning(&mut self) {
        let unsigned = PaperNote {
            signatures: Some(vec![Signature::Staff]),
            ..note("reception_sheet", PaperState::There, "客户未签字")
        };
        let brought = [
            ("SRV", Vec::new()),
            ("SRV", Vec::new()),
            ("REP", vec![unsigned]),
            ("CLM", vec![note("repair_authorisation", PaperState::Unfit, "铅笔填写")]),
            ("FST", vec![note("first_service_card", PaperState::Missing, "客户忘带")]),
        ];
        let cases: Vec<(String, Vec<PaperNote>)> =
            brought.map(|(kind, gaps)| (self.announce(CLERK_SERVICE, kind, 1, 1), gaps)).into_iter().collect();
        let wrong = self.announce(CLERK_SERVICE, "OVH", 1, 1);
        self.act(0, ARCHIVIST, open("service"));
        for (case, gaps) in cases {
            self.receive(0, NOW, &case, gaps);
        }
        let papers = Papers::AllExcept(vec![note("estimate", PaperState::Wrong, "另一辆车的估算单")]);
        let reason = "请换回本车估算单".to_owned();
        self.act(0, ARCHIVIST, CaseCommand::TurnAway { transfer: NOW, case: wrong, papers, reason });
        let (_, new) = self.case("FST", 1);
        let responsible = self.responsible(CLERK_SERVICE);
        let new = Box::new(NewCase { reference: String::new(), responsible, ..new });
        let papers = Papers::AllExcept(Vec::new());
        self.act(0, ARCHIVIST, CaseCommand::ReceiveNew { transfer: NOW, new, papers });
    }

    /// Two whose folders somebody has: their papers wait at the desk.
    fn waiting(&mut self, code: impl Fn(usize) -> Option<String>) {
        let service = |loan: &&super::DemoLoan| {
            let folder = self.plan.folders.get(loan.folder);
            folder.is_some_and(|folder| folder.department.as_deref() == Some("service"))
        };
        let lent: Vec<usize> = self.plan.loans.iter().filter(service).map(|loan| loan.folder).take(2).collect();
        for folder in lent {
            let Some(kind) = self.plan.folders.get(folder).map(|folder| folder.business_type.clone()) else { continue };
            let (reference, case) = self.case(&kind, 1);
            let responsible = self.responsible(CLERK_SERVICE);
            let case = NewCase { folder: code(folder), subjects: Vec::new(), responsible, ..case };
            self.act(0, CLERK_SERVICE, CaseCommand::Announce(vec![case]));
            self.receive(0, NOW, &reference, Vec::new());
        }
    }
}

fn open(department: &str) -> CaseCommand {
    CaseCommand::OpenTransfer { department: department.to_owned(), desk: Desk::Reception }
}

fn note(paper: &str, state: PaperState, remark: &str) -> PaperNote {
    PaperNote {
        paper: Some(paper.to_owned()),
        name: String::new(),
        state,
        pieces: None,
        pages: 0,
        signatures: None,
        remark: remark.to_owned(),
    }
}
