//! What happened to single papers, in words.

use super::say;
use crate::domain::absence::Absence;
use crate::domain::event::{Event, PaperMoved, PaperSet, PaperSighted, Remark};
use crate::domain::ids::{CaseNo, FolderNo};
use crate::domain::paper::{PaperNo, PaperState};
use crate::domain::refusal::Language;
use crate::http::show::Show;

/// A sentence; nothing for events of other sorts.
pub fn sentence(show: Show<'_>, event: &Event) -> Option<String> {
    let say = |chinese: String, english: String| say(show, chinese, english);
    let paper = |case: CaseNo, no: PaperNo| (case_code(show, case), name(show, case, no));
    Some(match event {
        Event::PaperLent(event, details) => {
            let (code, paper) = paper(event.case, event.paper);
            let (who, due) = (show.person(event.borrower).display_name, event.due);
            let why = words(show, details.as_ref().map(|details| details.purpose.as_str()));
            say(
                format!("业务单 {code} 的{paper}单独借给 {who}，应还 {due}{why}"),
                format!("{paper} of case {code} was lent alone to {who}, due {due}{why}"),
            )
        }
        Event::PaperReturned(event) => {
            let (code, paper) = paper(event.case, event.paper.no);
            match event.borrower.map(|no| show.person(no).display_name) {
                Some(who) => {
                    say(format!("{who} 归还业务单 {code} 的{paper}"), format!("{who} returned {paper} of case {code}"))
                }
                None => say(
                    format!("业务单 {code} 的{paper}已回卷"),
                    format!("{paper} of case {code} is with the others again"),
                ),
            }
        }
        Event::PaperShort(event, note) => {
            let (code, paper) = paper(event.case, event.paper.no);
            let note = words(show, note.as_ref().map(text));
            let (zh, en) = match event.borrower.map(|no| show.person(no).display_name) {
                Some(who) => (format!("，由 {who} 负责"), format!("; {who} answers for it")),
                None => Default::default(),
            };
            say(
                format!("归还时缺业务单 {code} 的{paper}{zh}{note}"),
                format!("short at the return: {paper} of case {code}{en}{note}"),
            )
        }
        Event::PaperMoved(event, details) => {
            moved(show, event, &words(show, details.as_ref().map(|details| details.reason.as_str())))
        }
        Event::PaperWithdrawn(event, reason) => {
            let (code, paper) = paper(event.case, event.paper.no);
            let why = words(show, reason.as_ref().map(text));
            match event.paper.state {
                PaperState::Missing => say(
                    format!("业务单 {code} 的{paper}不再追查{why}"),
                    format!("{paper} of case {code} is searched for no more{why}"),
                ),
                PaperState::TakenOut => say(
                    format!("取出业务单 {code} 的{paper}，待批准{why}"),
                    format!("{paper} of case {code} was taken out, without leave yet{why}"),
                ),
                _ => say(
                    format!("取出业务单 {code} 的{paper}{why}"),
                    format!("{paper} of case {code} was withdrawn{why}"),
                ),
            }
        }
        Event::PaperSighted(event, note) => sighted(show, event, &words(show, note.as_ref().map(text))),
        Event::PaperSet(event) => set(show, event),
        _ => return None,
    })
}

fn moved(show: Show<'_>, event: &PaperMoved, why: &str) -> String {
    let (code, to, paper) =
        (case_code(show, event.case), case_code(show, event.to), name(show, event.case, event.paper.no));
    say(
        show,
        format!("业务单 {code} 的{paper}移至业务单 {to}{why}"),
        format!("{paper} of case {code} was moved to case {to}{why}"),
    )
}

fn sighted(show: Show<'_>, event: &PaperSighted, note: &str) -> String {
    let (code, paper, at) =
        (case_code(show, event.case), name(show, event.case, event.paper), folder_code(show, event.at));
    let (zh, en) = if event.now.is_none() { ("（记录不变）", " (the record stays as it is)") } else { ("", "") };
    say(
        show,
        format!("在档案袋 {at} 中见到业务单 {code} 的{paper}{zh}{note}"),
        format!("{paper} of case {code} was seen in folder {at}{en}{note}"),
    )
}

fn set(show: Show<'_>, event: &PaperSet) -> String {
    let (code, paper) = (case_code(show, event.case), name(show, event.case, event.paper));
    let state = event.now.as_ref().map_or_else(
        || say(show, "未核对".into(), "not checked".into()),
        |now| now.state.label(show.language).to_owned(),
    );
    let comma = if show.language == Language::Zh { "，" } else { ", " };
    let absent = event.absent.map(|absent| format!("{comma}{}", absence(show, absent.how))).unwrap_or_default();
    say(
        show,
        format!("业务单 {code} 的{paper}恢复为：{state}{absent}"),
        format!("{paper} of case {code} is as it was: {state}{absent}"),
    )
}

/// Why a paper does not lie with the others, in words.
pub fn absence(show: Show<'_>, how: Absence) -> String {
    let who = how.borrower().map(|no| show.person(no).display_name);
    match (how, who) {
        (Absence::Lent { due, .. }, who) => {
            let who = who.unwrap_or_default();
            say(show, format!("单独借给 {who}，应还 {due}"), format!("lent alone to {who}, due {due}"))
        }
        (Absence::Short { .. }, Some(who)) => {
            say(show, format!("短缺，由 {who} 负责"), format!("short; {who} answers for it"))
        }
        (Absence::Short { .. }, None) => say(show, "短缺".into(), "short".into()),
        (Absence::Elsewhere { folder }, _) => {
            let code = folder_code(show, folder);
            say(show, format!("在档案袋 {code} 中"), format!("in folder {code}"))
        }
        (Absence::Moved { to, .. }, _) => {
            let code = case_code(show, to);
            say(show, format!("已移至业务单 {code}"), format!("moved to case {code}"))
        }
    }
}

/// A paper as its case's list calls it, or whoever noted it; else its number.
pub fn name(show: Show<'_>, case: CaseNo, no: PaperNo) -> String {
    let record = show.views.case(case).ok().flatten().unwrap_or_default();
    match show.state.cases.get(case).and_then(|row| show.kind_of_case(row).ok()) {
        Some(kind) => show.paper_name(&kind, &record, no),
        None => format!("#{no}"),
    }
}

/// What stands for the code of what one may not see.
const HIDDEN: &str = "—";

pub(super) fn case_code(show: Show<'_>, case: CaseNo) -> String {
    let seen = show.state.sees_case(show.sight, case);
    if seen { show.state.cases.code(case).to_owned() } else { HIDDEN.to_owned() }
}

/// A folder's own code, for whoever may see it.
pub(super) fn folder_code(show: Show<'_>, folder: FolderNo) -> String {
    let seen = show.state.sees(show.sight, folder);
    if seen { show.state.codes.own(folder).to_owned() } else { HIDDEN.to_owned() }
}

fn text(remark: &Remark) -> &str {
    remark.text.as_str()
}

/// What somebody said, as a sentence goes on with it.
pub(super) fn words(show: Show<'_>, text: Option<&str>) -> String {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return String::new() };
    say(show, format!("：{text}"), format!(": {text}"))
}
