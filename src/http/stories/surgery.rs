//! What was done with folders as things of paper, in words.

use super::paper::words;
use super::say;
use crate::domain::event::{Event, Remark, ReprintWhy};
use crate::domain::ids::FolderNo;
use crate::http::show::Show;

/// Volumes, folders merged and split, labels, loans that passed on; nothing for events of other sorts.
pub fn sentence(show: Show<'_>, event: &Event) -> Option<String> {
    let say = |chinese: String, english: String| say(show, chinese, english);
    let code = |folder: FolderNo| show.state.codes.own(folder).to_owned();
    Some(match event {
        Event::VolumeAdded(event) => {
            let (volume, new, file) = (event.volume, code(event.folder), code(event.file));
            say(format!("{new} 成为 {file} 的第 {volume} 卷"), format!("{new} became volume {volume} of {file}"))
        }
        Event::VolumeLeft(event) => {
            let (folder, file) = (code(event.folder), code(event.file));
            say(format!("{folder} 不再是 {file} 的分卷"), format!("{folder} is no volume of {file} any more"))
        }
        Event::FoldersMerged(event, remark) => {
            let (from, into, why) = (code(event.from), code(event.into), said(show, remark.as_ref()));
            say(format!("{from} 并入 {into}{why}"), format!("{from} was merged into {into}{why}"))
        }
        Event::FolderSplit(event, remark) => {
            let (from, into, why) = (code(event.from), code(event.into), said(show, remark.as_ref()));
            let cases: Vec<&str> = event.cases.iter().map(|case| show.state.cases.code(*case)).collect();
            let cases = cases.join(", ");
            say(
                format!("业务单 {cases} 由 {from} 分出，归入 {into}{why}"),
                format!("cases {cases} were taken out of {from} and put into {into}{why}"),
            )
        }
        Event::LabelsSwapped(event, remark) => {
            let (one, other, why) = (code(event.one), code(event.other), said(show, remark.as_ref()));
            let since =
                event.since.map(|day| say(format!("（自 {day}）"), format!(" since {day}"))).unwrap_or_default();
            say(
                format!("{one} 与 {other} 的标签互换{since}，位置与借阅记录已对调{why}"),
                format!(
                    "{one} and {other} carried each other's label{since}; where they are and who has them was exchanged{why}"
                ),
            )
        }
        Event::ReprintAsked(event) => match event.why {
            ReprintWhy::Damaged => {
                say("标签损坏，需重新打印".into(), "its label is damaged and has to be reprinted".into())
            }
            ReprintWhy::Swapped => {
                say("标签贴错，需重新打印".into(), "its label was another's and has to be reprinted".into())
            }
            ReprintWhy::New => say("需打印标签".into(), "its label has to be printed".into()),
        },
        Event::Reprinted(_) => say("标签已重新打印".into(), "it has its new label".into()),
        Event::LoanTakenOver(event) => {
            let (from, to) = (show.person(event.from).display_name, show.person(event.to).display_name);
            say(format!("{to} 从 {from} 接手"), format!("{to} took it over from {from}"))
        }
        _ => return None,
    })
}

fn said(show: Show<'_>, remark: Option<&Remark>) -> String {
    words(show, remark.map(|remark| remark.text.as_str()))
}
