//! What happened to cases, their papers and transfers, in words.

use super::paper::folder_code;
use super::{changed, say};
use crate::domain::case::DueDay;
use crate::domain::event::{CaseRetyped, Confirmation, Event, PaperRemarks, PapersNoted, Remark};
use crate::domain::ids::{CaseNo, DepartmentNo, FolderNo};
use crate::domain::paper::{Paper, PaperState};
use crate::domain::refusal::Language;
use crate::http::show::Show;
use crate::views::record::CaseRecord;

/// How many papers a sentence names.
const NAMED_MAX: usize = 20;

/// A sentence; nothing for events of other sorts.
pub fn sentence(show: Show<'_>, event: &Event) -> Option<String> {
    let say = |chinese: String, english: String| say(show, chinese, english);
    let code = |case: CaseNo| show.state.cases.code(case).to_owned();
    Some(match event {
        Event::CaseOpened(event, _) => {
            let due = due(show, event.facts.due);
            say(format!("业务单 {} 登记{due}", event.code), format!("case {} was announced{due}", event.code))
        }
        Event::CaseEdited(event, details) => {
            let (code, changed) = (code(event.case), changed::of_case(show, event, details.as_ref()));
            say(format!("业务单 {code} 修改：{changed}"), format!("of case {code} was changed: {changed}"))
        }
        Event::CaseExtended(event, reason) => {
            let (code, due, why) = (code(event.case), event.due.date, words(show, reason.as_ref()));
            say(format!("业务单 {code} 延期至 {due}{why}"), format!("case {code} was given until {due}{why}"))
        }
        Event::DueMoved(event, reason) => {
            let (code, before, why) = (code(event.case), event.before.date, words(show, reason.as_ref()));
            let (zh, en) = match event.due {
                Some(due) => (format!("改为 {}", due.date), format!("was moved to {}", due.date)),
                None => ("取消".to_owned(), "was taken away".to_owned()),
            };
            say(
                format!("业务单 {code} 更改期限：原 {before}，{zh}{why}"),
                format!("the day by which case {code} had to come, {before}, {en}{why}"),
            )
        }
        Event::CaseCancelled(event, reason) => {
            let (code, why) = (code(event.case), words(show, reason.as_ref()));
            say(format!("业务单 {code} 取消{why}"), format!("case {code} was called off{why}"))
        }
        Event::CaseFiled(event) => {
            let code = code(event.case);
            say(format!("业务单 {code} 归卷"), format!("the papers of case {code} were put into the folder"))
        }
        Event::CaseUnfiled(event) => {
            let code = code(event.case);
            say(
                format!("业务单 {code} 撤销归卷，继续等待"),
                format!("the papers of case {code} had not been put into the folder after all, and wait"),
            )
        }
        Event::CaseReviewed(event, note) => {
            let (code, note) = (code(event.case), words(show, note.as_ref()));
            match event.right {
                true => say(format!("业务单 {code} 复核无误"), format!("the entry of case {code} was found right")),
                false => say(
                    format!("业务单 {code} 复核有误{note}"),
                    format!("the entry of case {code} was found wrong{note}"),
                ),
            }
        }
        Event::CaseCertified(event) => {
            let (code, no) = (code(event.case), event.certificate);
            say(
                format!("业务单 {code} 出具齐全证明 {no}"),
                format!("certificate {no} says that case {code} is complete"),
            )
        }
        Event::PapersNoted(event, said) => noted(show, event, said.as_ref()),
        Event::CalendarSet(event) => {
            let version = event.calendar.version;
            say(format!("工作日历第 {version} 版"), format!("version {version} of the working calendar was set"))
        }
        other => return put_right(show, other).or_else(|| handed_over(show, other)),
    })
}

/// What was put right of a case: where it belongs, what it is, whose it is, when it is due.
fn put_right(show: Show<'_>, event: &Event) -> Option<String> {
    let say = |chinese: String, english: String| say(show, chinese, english);
    let code = |case: CaseNo| show.state.cases.code(case).to_owned();
    let folder = |folder: FolderNo| folder_code(show, folder);
    Some(match event {
        Event::CaseMoved(event, reason) => {
            let (code, why) = (code(event.case), words(show, reason.as_ref()));
            let (from, into) = (folder(event.folder), folder(event.into));
            say(
                format!("业务单 {code} 由档案袋 {from} 改归 {into}{why}"),
                format!("case {code} belongs in folder {into} now, not in {from}{why}"),
            )
        }
        Event::CaseRetyped(event, _) => retyped(show, event),
        Event::CaseReassigned(event, reason) => {
            let (code, why) = (code(event.case), words(show, reason.as_ref()));
            let who = [
                event.department.map(|no| department(show, no)),
                event.responsible.map(|no| show.person(no).display_name),
            ];
            let before: Vec<String> = who.into_iter().flatten().collect();
            let before = before.join(if show.language == Language::Zh { "、" } else { ", " });
            say(
                format!("业务单 {code} 已计入考核后更换责任方：原 {before}{why}"),
                format!("case {code}, which counted for {before}, was put on others{why}"),
            )
        }
        Event::CaseWaitsOn(event) => {
            let code = code(event.case);
            say(
                format!("业务单 {code} 归卷时档案袋记录为借出，继续等待"),
                format!("the papers of case {code} wait on: by the record their folder is on loan"),
            )
        }
        Event::DueRecounted(event, reason) => {
            let (code, before, now) = (code(event.case), event.before.date, event.due.date);
            let why = words(show, reason.as_ref());
            say(
                format!("业务单 {code} 按更正后的日历重算期限：原 {before}，改为 {now}{why}"),
                format!("the due date of case {code} was recalculated by the calendar: {now}, not {before}{why}"),
            )
        }
        Event::ExtensionAsked(event, reason) => {
            let (code, until, why) = (code(event.case), event.until, words(show, reason.as_ref()));
            say(
                format!("业务单 {code} 申请延期至 {until}{why}"),
                format!("more time was asked for case {code}, until {until}{why}"),
            )
        }
        Event::ExtensionRefused(event, reason) => {
            let (code, why) = (code(event.case), words(show, reason.as_ref()));
            say(
                format!("业务单 {code} 的延期申请未获批准{why}"),
                format!("more time was not granted for case {code}{why}"),
            )
        }
        _ => return None,
    })
}

fn retyped(show: Show<'_>, event: &CaseRetyped) -> String {
    let (code, papers, facts) = (show.state.cases.code(event.case), event.papers.len(), &event.facts);
    let kind = show.state.organisation.business_type_version(facts.business_type, facts.type_version);
    let kind = kind.map(|kind| kind.name.in_language(show.language).to_owned()).unwrap_or_default();
    say(
        show,
        format!("业务单 {code} 的业务类型改为“{kind}”，沿用 {papers} 份文件的核对结果"),
        format!("case {code} is of the type {kind} now; what was noted of {papers} papers was kept"),
    )
}

fn handed_over(show: Show<'_>, event: &Event) -> Option<String> {
    let say = |chinese: String, english: String| say(show, chinese, english);
    let code = |case: CaseNo| show.state.cases.code(case).to_owned();
    Some(match event {
        Event::CaseReceived(event) => {
            let (code, transfer, gaps) = (code(event.case), event.transfer, event.gaps);
            let (zh_late, en_late) = if event.in_time == Some(false) { ("，逾期", ", too late") } else { ("", "") };
            let (zh_gaps, en_gaps) = match gaps {
                0 => ("，齐全".to_owned(), ", complete".to_owned()),
                gaps => (format!("，缺 {gaps} 项"), format!(", with {}", counted(gaps, "gap"))),
            };
            let (zh_waits, en_waits) =
                if event.waits { ("，待归卷", "; they wait for the folder") } else { ("", "") };
            say(
                format!("业务单 {code} 移交（移交 {transfer}）{zh_late}{zh_gaps}{zh_waits}"),
                format!("the papers of case {code} came in transfer {transfer}{en_late}{en_gaps}{en_waits}"),
            )
        }
        Event::CaseTurnedAway(event, reason) => {
            let (code, transfer, why) = (code(event.case), event.transfer, words(show, reason.as_ref()));
            say(
                format!("业务单 {code} 退回（移交 {transfer}）{why}"),
                format!("case {code} was sent back from transfer {transfer}{why}"),
            )
        }
        Event::TransferOpened(event) => {
            let (no, department) = (event.transfer, department(show, event.department));
            say(format!("开始移交 {no}：{department}"), format!("transfer {no} of {department} began"))
        }
        Event::TransferClosed(event) => {
            let (no, cases, gaps, giver) = (event.transfer, event.cases, event.gaps, show.person(event.giver));
            let (zh, en) = match event.by {
                Confirmation::Badge => ("工牌", "by badge"),
                Confirmation::Password => ("密码", "by password"),
            };
            let giver = giver.display_name;
            say(
                format!("移交 {no} 结束：{cases} 单，缺 {gaps} 项，{giver} {zh}确认"),
                format!(
                    "transfer {no} was closed: {}, {}, confirmed by {giver} {en}",
                    counted(cases, "case"),
                    counted(gaps, "gap")
                ),
            )
        }
        _ => return None,
    })
}

/// What was found of papers: those that are there by their number, the others by name.
fn noted(show: Show<'_>, event: &PapersNoted, said: Option<&PaperRemarks>) -> String {
    let code = show.state.cases.code(event.case).to_owned();
    let row = show.state.cases.get(event.case);
    let kind = row.and_then(|row| show.kind_of_case(row).ok());
    let record = CaseRecord {
        names: said.map(|said| said.names.iter().cloned().collect()).unwrap_or_default(),
        ..show.views.case(event.case).ok().flatten().unwrap_or_default()
    };
    let name = |paper: &Paper| match &kind {
        Some(kind) => show.paper_name(kind, &record, paper.no),
        None => format!("#{}", paper.no),
    };
    let remark = |paper: &Paper| {
        let found = said.and_then(|said| said.remarks.iter().find(|(no, _)| *no == paper.no));
        found.map(|(_, text)| format!(" ({text})")).unwrap_or_default()
    };
    let there = event.papers.iter().filter(|paper| paper.state == PaperState::There).count();
    let one = |paper: &Paper| format!("{} {}{}", paper.state.label(show.language), name(paper), remark(paper));
    let told = event.papers.iter().filter(|paper| paper.state != PaperState::There || event.papers.len() <= 3);
    let told: Vec<String> = told.take(NAMED_MAX).map(one).collect();
    let (comma, colon) = if show.language == Language::Zh { ("；", "：") } else { ("; ", ": ") };
    let told = if told.is_empty() { String::new() } else { format!("{colon}{}", told.join(comma)) };
    let gaps = event.gaps;
    say(
        show,
        format!("业务单 {code} 核对文件，已有 {there} 份，缺 {gaps} 项{told}"),
        format!("papers of case {code} were noted, {there} there, {}{told}", counted(gaps, "gap")),
    )
}

/// So many of something, in English.
fn counted(n: impl Into<u64>, what: &str) -> String {
    let n = n.into();
    let many = if n == 1 { "" } else { "s" };
    format!("{n} {what}{many}")
}

fn department(show: Show<'_>, no: DepartmentNo) -> String {
    let department = show.state.organisation.department(no);
    department.map(|department| department.name.in_language(show.language).to_owned()).unwrap_or_default()
}

fn due(show: Show<'_>, due: Option<DueDay>) -> String {
    let Some(due) = due else { return String::new() };
    let date = due.date;
    say(show, format!("，应于 {date} 前移交"), format!(", due {date}"))
}

fn words(show: Show<'_>, remark: Option<&Remark>) -> String {
    let colon = if show.language == Language::Zh { "：" } else { ": " };
    remark.map(|remark| format!("{colon}{}", remark.text)).unwrap_or_default()
}
