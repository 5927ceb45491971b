//! What was done about labels, templates and printers, in words.

use super::say;
use crate::domain::event::{Event, LabelsPrinted, Remark};
use crate::http::show::Show;

/// Labels printed and stuck on, templates, printers; nothing for events of other sorts.
pub fn sentence(show: Show<'_>, event: &Event) -> Option<String> {
    let say = |chinese: String, english: String| say(show, chinese, english);
    Some(match event {
        Event::LabelsPrinted(event, remark) => printed(show, event, remark.as_ref()),
        Event::LabelsApplied(event) if event.folders.len() == 1 => {
            say("标签已粘贴".into(), "its label was stuck on".into())
        }
        Event::LabelsApplied(event) => {
            let count = event.folders.len();
            say(format!("标签已粘贴（共 {count} 张）"), format!("labels were stuck on ({count} together)"))
        }
        Event::TemplateSet(event) => {
            let (code, version) = (&event.code, event.version);
            if event.retired {
                say(format!("停用标签模板 {code}"), format!("the template {code} was retired"))
            } else {
                say(format!("标签模板 {code} 第 {version} 版"), format!("version {version} of the template {code}"))
            }
        }
        Event::PrinterSet(event) => {
            let (printer, name) = (&event.printer, event.printer.name.in_language(show.language));
            match printer.retired {
                true => say(format!("停用打印机“{name}”"), format!("the printer “{name}” was retired")),
                false => say(format!("设置打印机“{name}”"), format!("the printer “{name}” was set up")),
            }
        }
        _ => return None,
    })
}

fn printed(show: Show<'_>, event: &LabelsPrinted, remark: Option<&Remark>) -> String {
    let (zh_which, en_which) = match event.labels.as_slice() {
        [label] if label.print > 1 => (format!("（第 {} 次）", label.print), format!(" (print {})", label.print)),
        [_] => (String::new(), String::new()),
        several => (format!("（共 {} 张）", several.len()), format!(" ({} together)", several.len())),
    };
    let printer = event.printer.as_deref().and_then(|code| show.state.labels.printer(code));
    let (zh_on, en_on) = printer.map_or_else(Default::default, |printer| {
        (format!("，打印机“{}”", printer.name.zh), format!(" on “{}”", printer.name.en))
    });
    let why = remark.map(|remark| remark.text.as_str()).filter(|text| !text.is_empty());
    let (zh_why, en_why) = why.map_or_else(Default::default, |why| (format!("：{why}"), format!(": {why}")));
    say(show, format!("打印标签{zh_which}{zh_on}{zh_why}"), format!("its label was printed{en_which}{en_on}{en_why}"))
}
