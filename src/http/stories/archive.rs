//! What happened to the archive itself, its people and those its folders are about, in words. Names of subjects are not
//! repeated: whoever may see them looks at the subject.

use super::{changed, say};
use crate::domain::event::{Event, RefusalDetails};
use crate::domain::refusal::{Code, Refusal};
use crate::http::show::Show;

/// A sentence; nothing for events of other sorts.
pub fn sentence(show: Show<'_>, event: &Event) -> Option<String> {
    let say = |chinese: String, english: String| say(show, chinese, english);
    Some(match event {
        Event::ArchiveBegan(event) if event.restored => {
            say("档案库由备份恢复".into(), "the archive was restored from a backup".into())
        }
        Event::ArchiveBegan(_) => say("档案库建立".into(), "the archive began".into()),
        Event::SettingsChanged(_) => say("修改设置".into(), "settings were changed".into()),
        Event::DepartmentSet(event) => {
            let name = event.department.name.in_language(show.language);
            say(format!("设置部门 {name}"), format!("the department {name} was set"))
        }
        Event::ClassSet(event) => {
            let name = event.class.name.in_language(show.language);
            say(format!("设置密级 {name}"), format!("the secrecy class {name} was set"))
        }
        Event::TypeSet(event) => {
            let (name, version) = (event.business_type.name.in_language(show.language), event.business_type.version);
            say(
                format!("业务类型 {name} 第 {version} 版"),
                format!("version {version} of the business type {name} was set"),
            )
        }
        Event::MappingSaved(event) => {
            say(format!("保存对应关系 {}", event.name), format!("the mapping {} was saved", event.name))
        }
        Event::ColumnsChosen(_) => say("选择列表的列".into(), "the columns of a list were chosen".into()),
        Event::SearchSaved(..) => say("保存检索".into(), "a search was saved".into()),
        Event::SearchDeleted(_) => say("删除已存检索".into(), "a saved search was deleted".into()),
        Event::PersonSet(event, _) => {
            let (name, role) = (show.person(event.person).display_name, event.facts.role.label(show.language));
            say(format!("设置账号 {name}：{role}"), format!("the account of {name} was set: {role}"))
        }
        Event::SubjectAdded(..) => say("新增归户对象".into(), "a subject was added".into()),
        Event::SubjectEnriched(..) => say("补充归户对象资料".into(), "more became known of a subject".into()),
        Event::SubjectEdited(event, _) => {
            let changed = changed::of_subject(show, &event.changed);
            say(format!("修改归户对象：{changed}"), format!("a subject was changed: {changed}"))
        }
        Event::SubjectsMerged(_) => say("归户对象合并".into(), "two records were found to be of one subject".into()),
        Event::SubjectSplit(_) => say("归户对象拆分".into(), "passed to another subject".into()),
        Event::SubjectErased(..) => {
            say("依令删除归户对象的个人信息".into(), "a subject's personal data were erased by order".into())
        }
        Event::ItemRefused(event, details) => {
            let (item, why) = (event.item + 1, refusal(show, event.code, details.as_ref()));
            say(format!("第 {item} 项被拒绝：{why}"), format!("item {item} was refused: {why}"))
        }
        Event::ItemUnchanged(event) => {
            let item = event.item + 1;
            say(format!("第 {item} 项无需变更"), format!("item {item} was so already"))
        }
        Event::CommandRefused(event, details) => {
            let why = refusal(show, event.code, details.as_ref());
            say(format!("设备指令被拒绝：{why}"), format!("a queued command was refused: {why}"))
        }
        Event::NothingChanged(_) => say("无需变更".into(), "nothing had to be changed".into()),
        _ => return None,
    })
}

fn refusal(show: Show<'_>, code: Code, details: Option<&RefusalDetails>) -> String {
    let params = details.map(|details| details.params.clone()).unwrap_or_default();
    Refusal { code, params }.message(show.language)
}
