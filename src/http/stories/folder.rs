//! What was done with a folder, in words.

use super::paper::words;
use super::{changed, say};
use crate::domain::event::{Event, Remark};
use crate::domain::folder::Condition;
use crate::http::show::Show;

/// What happened to a folder, by what was done with it; nothing for events of other sorts.
pub fn sentence(show: Show<'_>, event: &Event) -> Option<String> {
    let say = |chinese: String, english: String| say(show, chinese, english);
    Some(match event {
        Event::FolderRegistered(event, _) if event.expected => {
            say("已登记，待移交".into(), "announced; not handed over yet".into())
        }
        Event::FolderRegistered(..) => say("登记".into(), "registered".into()),
        Event::FolderEdited(event, _) if event.changed.iter().any(|id| id == "erased") => {
            say("依令删除他人信息后重新记录".into(), "written again without what was erased by order".into())
        }
        Event::FolderEdited(event, details) => {
            let changed = changed::of_folder(show, event, details.as_ref());
            say(format!("修改：{changed}"), format!("changed: {changed}"))
        }
        Event::CodeAdded(event) => say(format!("增加编号 {}", event.code), format!("also answers to {}", event.code)),
        Event::Received(_) => say("移交到接待台".into(), "handed over at the desk".into()),
        Event::CheckedOut(event, details) => {
            let (name, due) = (show.person(event.borrower).display_name, event.due);
            let purpose = words(show, details.as_ref().map(|details| details.purpose.as_str()));
            say(format!("借给 {name}，应还 {due}{purpose}"), format!("lent to {name}, due {due}{purpose}"))
        }
        Event::Renewed(event) => say(format!("续借至 {}", event.due), format!("renewed until {}", event.due)),
        Event::Returned(event) => match event.borrower.map(|no| show.person(no).display_name) {
            Some(name) => say(format!("{name} 归还"), format!("returned by {name}")),
            None => say("送回接待台".into(), "brought to the desk".into()),
        },
        Event::PutAway(_) => say("上架".into(), "put away".into()),
        Event::ConditionNoted(event, remark) => {
            let remark = said(show, remark.as_ref());
            match event.condition {
                Condition::Good => say(format!("状况良好{remark}"), format!("in good condition{remark}")),
                Condition::Damaged => say(format!("破损{remark}"), format!("damaged{remark}")),
            }
        }
        Event::DeclaredMissing(event, remark) => {
            let remark = said(show, remark.as_ref());
            match event.count {
                Some(no) => say(format!("清点 {no} 未找到，下落不明"), format!("missing: count {no} did not find it")),
                None => say(format!("下落不明{remark}"), format!("declared missing{remark}")),
            }
        }
        Event::Found(_, remark) => {
            let remark = said(show, remark.as_ref());
            say(format!("找到{remark}"), format!("found{remark}"))
        }
        Event::Withdrawn(_, remark) => {
            let remark = said(show, remark.as_ref());
            say(format!("移出{remark}"), format!("withdrawn{remark}"))
        }
        Event::Destroyed(_, remark) => {
            let remark = said(show, remark.as_ref());
            say(format!("销毁{remark}"), format!("destroyed{remark}"))
        }
        Event::Attached(event, details) => {
            let name = words(show, details.as_ref().map(|details| details.file_name.as_str()));
            let note = words(show, details.as_ref().map(|details| details.note.as_str()));
            say(format!("附件 {}{name}{note}", event.no), format!("attachment {}{name}{note}", event.no))
        }
        Event::Detached(event, remark) => {
            let remark = said(show, remark.as_ref());
            say(format!("移除附件 {}{remark}", event.no), format!("attachment {} taken off{remark}", event.no))
        }
        Event::Looked(_) => say("查看".into(), "looked at".into()),
        _ => return None,
    })
}

/// What somebody said of it, and where a sentence goes on with it.
fn said(show: Show<'_>, remark: Option<&Remark>) -> String {
    words(show, remark.map(|remark| remark.text.as_str()))
}
