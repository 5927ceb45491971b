//! Cases handed over, mended, reviewed, at random.

use super::*;
use crate::domain::business_type::Signature;
use crate::domain::calendar::{Calendar, CalendarYear};
use crate::domain::case::CasePhase;
use crate::domain::command::{Brought, BroughtIn, CaseCommand, CasePatch, ListedCase, NewCase, PaperNote, Papers};
use crate::domain::event::Confirmation;
use crate::domain::ids::{CaseNo, TransferNo};
use crate::domain::paper::PaperState;
use chrono::{Datelike, Weekday};

/// Anything about cases, papers and transfers.
pub fn about_cases(random: &mut Random, state: &State) -> Command {
    Command::Case(match random.below(62) {
        0..3 => CaseCommand::Announce(random.several(3, |random| new_case(random, state))),
        3 | 34..39 => CaseCommand::Edit(Box::new(patch(random, state))),
        4..6 => extend(random, state),
        6 => CaseCommand::Cancel { case: some_case(random, state), reason: text(random) },
        7 => CaseCommand::OpenTransfer { department: "sales1".to_owned(), desk: desk(random) },
        8..11 | 30..34 => CaseCommand::Receive {
            transfer: transfer(random, state),
            case: announced(random, state),
            papers: papers(random),
        },
        11 => CaseCommand::ReceiveNew {
            transfer: transfer(random, state),
            new: Box::new(new_case(random, state)),
            papers: papers(random),
        },
        12..15 => {
            let known = random.chance(70);
            let brought = match known {
                true => Brought::Known(announced(random, state)),
                false => Brought::New(Box::new(new_case(random, state))),
            };
            let department = random.pick(&["sales1", "service", "nobody"]).to_owned();
            CaseCommand::TakeOver { department, desk: desk(random), brought, papers: papers(random) }
        }
        15 | 25 => CaseCommand::TurnAway {
            transfer: transfer(random, state),
            case: announced(random, state),
            papers: papers(random),
            reason: text(random),
        },
        16 => CaseCommand::NotePapers { case: some_case(random, state), papers: random.several(3, note) },
        17..19 | 43..49 => file(random, state),
        19 | 28 => CaseCommand::Review { case: come(random, state), right: random.chance(60), note: text(random) },
        20 | 26..28 => CaseCommand::Certify { case: complete(random, state) },
        21..23 => CaseCommand::CloseTransfer {
            transfer: transfer(random, state),
            giver: some_person(random, state),
            by: random.pick(&[Confirmation::Badge, Confirmation::Password]),
        },
        23 | 24 => CaseCommand::Bring(random.several(3, |random| BroughtIn {
            new: new_case(random, state),
            papers: random.several(2, note),
            filed: random.chance(40),
            listed: random.maybe(20, |random| ListedCase {
                code: random.maybe(50, |random| some_case(random, state)).unwrap_or_default(),
                phase: random.maybe(80, |random| random.pick(&CasePhase::ALL)),
                due: random.maybe(50, date),
                looked_at: random.chance(50),
            }),
        })),
        39..42 => {
            let is_asked = |case: &CaseNo| state.cases.get(*case).is_some_and(|row| row.asked_until.is_some());
            let asked = state.cases.newest().find(is_asked);
            let case = asked.map_or_else(|| some_case(random, state), |case| state.cases.code(case).to_owned());
            CaseCommand::RefuseExtension { case, reason: text(random) }
        }
        49..56 => extend(random, state),
        42 | 56..60 => {
            let version = state.organisation.calendar().version + u32::from(random.chance(10));
            let reason = if random.chance(80) { "更正".to_owned() } else { text(random) };
            CaseCommand::RecountDue { version, reason }
        }
        _ => CaseCommand::SetCalendar(calendar(random)),
    })
}

fn new_case(random: &mut Random, state: &State) -> NewCase {
    let folder = random.maybe(30, |random| folder_code(random, state));
    // As often as not of the folder's own type, or it would hardly ever go in.
    let of_folder = folder.as_deref().and_then(|code| state.folders.get(state.codes.owner(code)?));
    let of_folder = of_folder.and_then(|row| state.organisation.business_type(row.business_type));
    let business_type = match of_folder.filter(|_| random.chance(80)) {
        Some(kind) => kind.code.clone(),
        None => business_type(random),
    };
    NewCase {
        business_type,
        reference: random.maybe(60, |random| format!("W-{}", random.below(40))).unwrap_or_default(),
        department: random.maybe(70, |_| "sales1".to_owned()),
        responsible: random.maybe(20, |random| some_person(random, state)),
        responsible_name: random.maybe(20, text).unwrap_or_default(),
        business_date: random.maybe(90, date),
        deadline_from: random.maybe(40, |random| day("2026-03-01") + Days::new(random.below(30))),
        folder,
        subjects: random.several(1, |random| new_subject(random).into()),
        called_for: random.maybe(20, |_| vec!["other_proofs".to_owned()]).unwrap_or_default(),
        note: text(random),
        ..NewCase::default()
    }
}

fn patch(random: &mut Random, state: &State) -> CasePatch {
    CasePatch {
        case: some_case(random, state),
        if_version: random.maybe(5, |random| random.below(90)),
        reference: random.maybe(30, |random| format!("W-{}", random.below(40))),
        business_type: random.maybe(20, business_type),
        folder: random.maybe(15, |random| folder_code(random, state)),
        department: random.maybe(20, |random| random.maybe(80, department)),
        business_date: random.maybe(30, |random| random.maybe(80, date)),
        deadline_from: random.maybe(30, |random| random.maybe(80, date)),
        reason: random.maybe(70, text).unwrap_or_default(),
        ..CasePatch::default()
    }
}

fn papers(random: &mut Random) -> Papers {
    let said = random.several(3, note);
    if random.chance(80) { Papers::AllExcept(said) } else { Papers::Only(said) }
}

fn note(random: &mut Random) -> PaperNote {
    let at = random.below(14);
    PaperNote {
        paper: random.maybe(90, |_| at.to_string()),
        name: random.maybe(50, text).unwrap_or_default(),
        state: random.pick(&PaperState::ALL),
        pieces: random.maybe(20, |random| (random.below(3) as u16, random.below(3) as u16)),
        pages: random.below(30) as u16,
        signatures: random.maybe(20, |random| random.several(1, |_| Signature::Customer)),
        remark: text(random),
    }
}

fn calendar(random: &mut Random) -> Calendar {
    let year = |random: &mut Random, year: i32| {
        let saturdays =
            NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().filter(|date| date.weekday() == Weekday::Sat);
        // Now and then nothing is said of a year, which is no calendar.
        let worked = if random.chance(95) { 1 + random.below(20) as usize } else { 0 };
        CalendarYear { year, holidays: Vec::new(), make_up_days: saturdays.take(worked).collect() }
    };
    let from = 2024 + random.below(4) as i32;
    let years = from..from + random.below(4) as i32;
    Calendar { years: years.map(|at| year(random, at)).collect(), ..Calendar::weekends() }
}

/// More time for a case that is not late yet, if there is one.
fn extend(random: &mut Random, state: &State) -> CaseCommand {
    let due_of = |case: CaseNo| state.cases.get(case).and_then(|row| row.due).map(|due| due.date);
    let last = state.cases.announced().max_by_key(|case| due_of(*case));
    let due = last.and_then(due_of).unwrap_or_else(|| date(random));
    let case = match last.filter(|_| random.chance(70)) {
        Some(case) => state.cases.code(case).to_owned(),
        None => some_case(random, state),
    };
    let due = due.checked_add_days(Days::new(random.below(9))).unwrap_or(due);
    CaseCommand::Extend { case, due, reason: text(random) }
}

/// Papers put into the folder for which they wait, as often as not while somebody has it.
fn file(random: &mut Random, state: &State) -> CaseCommand {
    let folder_of = |case: CaseNo| state.cases.get(case).map(|row| row.folder);
    let is_lent = |case: &CaseNo| folder_of(*case).and_then(|folder| state.custody.get(folder)?.borrower()).is_some();
    let waiting: Vec<CaseNo> = state.cases.waiting().take(5).collect();
    let lent = state.cases.waiting().find(is_lent).filter(|_| random.chance(50));
    let case = lent.or_else(|| if waiting.is_empty() { None } else { Some(random.pick(&waiting)) });
    let folder = case.and_then(folder_of);
    let folder = folder.map_or_else(|| folder_code(random, state), |folder| state.codes.own(folder).to_owned());
    let case = case.map_or_else(|| some_case(random, state), |case| state.cases.code(case).to_owned());
    CaseCommand::File { folder, case }
}

fn desk(random: &mut Random) -> Desk {
    random.pick(&[Desk::Reception, Desk::Scanning])
}

fn transfer(random: &mut Random, state: &State) -> TransferNo {
    let open: Vec<TransferNo> = state.transfers.open().collect();
    if open.is_empty() || random.chance(10) { TransferNo(random.below(20) as u32) } else { random.pick(&open) }
}

fn some_case(random: &mut Random, state: &State) -> String {
    match random.chance(90) && !state.cases.is_empty() {
        true => state.cases.code(CaseNo(random.below(state.cases.len() as u64) as u32)).to_owned(),
        false => random.pick(&["W-1", "W-2", "NOSUCH", ""]).to_owned(),
    }
}

fn announced(random: &mut Random, state: &State) -> String {
    let announced: Vec<CaseNo> = state.cases.announced().take(9).collect();
    match announced.is_empty() || random.chance(15) {
        true => some_case(random, state),
        false => state.cases.code(random.pick(&announced)).to_owned(),
    }
}

/// Mostly a case whose papers came.
fn come(random: &mut Random, state: &State) -> String {
    let come = |case: &CaseNo| state.cases.get(*case).is_some_and(|row| row.phase.has_come());
    let found: Vec<CaseNo> = state.cases.newest().filter(come).take(5).collect();
    if found.is_empty() { some_case(random, state) } else { state.cases.code(random.pick(&found)).to_owned() }
}

fn complete(random: &mut Random, state: &State) -> String {
    let whole = |case: &CaseNo| state.cases.get(*case).is_some_and(|row| row.phase.has_come() && row.gaps == Some(0));
    let found: Vec<CaseNo> = state.cases.newest().filter(whole).take(5).collect();
    if found.is_empty() { some_case(random, state) } else { state.cases.code(random.pick(&found)).to_owned() }
}
