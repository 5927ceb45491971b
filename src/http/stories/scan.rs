//! What became of scans and their pages, in words.

use super::{paper, say};
use crate::domain::business_type::Signature;
use crate::domain::event::{CopyDetails, Damage, Event, PagesErased, PagesFiled, PagesMoved, PagesWait, ScanReceived};
use crate::domain::ids::CaseNo;
use crate::domain::paper::PaperNo;
use crate::http::show::Show;

/// So many reasons are named for which pages of one file wait.
const REASONS_MAX: usize = 4;

/// Files that came and were read, pages that were filed, moved, turned; nothing for events of other sorts.
pub fn sentence(show: Show<'_>, event: &Event) -> Option<String> {
    let say = |chinese: String, english: String| say(show, chinese, english);
    Some(match event {
        Event::ScanReceived(event, details) => {
            received(show, event, details.as_ref().map_or("", |details| &details.file_name))
        }
        Event::ScanRead(event) => {
            let (scan, pages) = (event.scan, event.pages);
            say(format!("扫描件 {scan}：读取 {pages} 页"), format!("scan {scan}: {} read", were(pages as usize)))
        }
        Event::ScanFailed(event) => {
            let (scan, fault) = (event.scan, event.fault.sentence(show.language));
            say(format!("扫描件 {scan} 读取失败：{fault}"), format!("scan {scan} could not be read: {fault}"))
        }
        Event::ScanRetried(event) => {
            let scan = event.scan;
            say(format!("扫描件 {scan} 重新读取"), format!("scan {scan} is to be read once more"))
        }
        Event::ScanSettled(event, remark) => {
            let scan = event.scan;
            let how = paper::words(show, remark.as_ref().map(|remark| remark.text.as_str()));
            say(
                format!("扫描件 {scan} 读取失败，已处理{how}"),
                format!("scan {scan}, which could not be read, was dealt with{how}"),
            )
        }
        Event::ScanReopened(event) => {
            let scan = event.scan;
            say(format!("扫描件 {scan} 重新列为读取失败"), format!("scan {scan} stands among those not read again"))
        }
        Event::PagesWait(event) => waits(show, event),
        Event::OriginalDamaged(event) => {
            let scan = event.scan;
            match event.damage {
                Damage::Missing => {
                    say(format!("扫描件 {scan} 的原件文件丢失"), format!("the original of scan {scan} is gone"))
                }
                Damage::Altered => say(
                    format!("扫描件 {scan} 的原件文件已被改动"),
                    format!("the original of scan {scan} is not what came in"),
                ),
                Damage::Unreadable => say(
                    format!("扫描件 {scan} 的原件文件无法读取"),
                    format!("the original of scan {scan} cannot be read"),
                ),
            }
        }
        Event::OriginalWhole(event) => {
            let scan = event.scan;
            say(format!("扫描件 {scan} 的原件文件已恢复"), format!("the original of scan {scan} is whole again"))
        }
        Event::PagesErased(event) => erased(show, event),
        Event::FixityChecked(event) => {
            let (files, damaged) = (event.files, event.damaged);
            say(
                format!("全部原件文件已校验：{files} 个，损坏 {damaged} 个"),
                format!("all originals were checked: {files}, {damaged} of them damaged"),
            )
        }
        Event::ScannerSet(event) => {
            let (scanner, name) = (&event.scanner, event.scanner.name.in_language(show.language));
            match scanner.retired {
                true => say(format!("停用扫描仪“{name}”"), format!("the scanner “{name}” was retired")),
                false => say(format!("设置扫描仪“{name}”"), format!("the scanner “{name}” was set up")),
            }
        }
        event => return pages(show, event),
    })
}

fn erased(show: Show<'_>, event: &PagesErased) -> String {
    let say = |chinese: String, english: String| say(show, chinese, english);
    let (scan, count) = (event.scan, event.pages.len());
    match event.is_destroyed {
        true => say(
            format!("依令删除扫描件 {scan} 的 {count} 页，其原件文件已销毁"),
            format!("{} of scan {scan} erased on a lawful order, and its file destroyed", counted(count)),
        ),
        false => say(
            format!("依令删除扫描件 {scan} 的 {count} 页；原件文件含他人页面，已封存"),
            format!(
                "{} of scan {scan} erased on a lawful order; its file holds pages of others and is closed",
                counted(count)
            ),
        ),
    }
}

fn pages(show: Show<'_>, event: &Event) -> Option<String> {
    let say = |chinese: String, english: String| say(show, chinese, english);
    Some(match event {
        Event::PagesFiled(event) => filed(show, event),
        Event::PagesMoved(event) => moved(show, event),
        Event::PagesTurned(event) => {
            let (count, degrees) = (event.pages.len(), u32::from(event.quarters) * 90);
            say(format!("{count} 页旋转 {degrees}°"), format!("{} turned by {degrees}°", were(count)))
        }
        Event::PagesHidden(event) => {
            let count = event.pages.len();
            match event.hidden {
                true => say(format!("隐藏 {count} 页"), format!("{} hidden", were(count))),
                false => say(format!("重新显示 {count} 页"), format!("{} shown again", verb(count, "is", "are"))),
            }
        }
        Event::PagesSetAside(event, remark) => {
            let why = paper::words(show, remark.as_ref().map(|remark| remark.text.as_str()));
            let count = event.pages.len();
            say(format!("搁置 {count} 页{why}"), format!("{} set aside{why}", were(count)))
        }
        Event::PagesPutBack(event) => {
            let count = event.pages.len();
            say(
                format!("{count} 页退回待整理"),
                format!("{} again to be put where they belong", verb(count, "waits", "wait")),
            )
        }
        Event::OriginalSigned(event) => {
            let name = paper::name(show, event.case, event.paper);
            match event.signature {
                Signature::Customer => {
                    say(format!("见到“{name}”有客户签字"), format!("the customer's signature was seen on “{name}”"))
                }
                Signature::Staff => {
                    say(format!("见到“{name}”有员工签字"), format!("a staff signature was seen on “{name}”"))
                }
            }
        }
        Event::CopyIssued(event, details) => {
            let count = event.pages.len();
            let CopyDetails { for_whom, why } = details.clone().unwrap_or_else(|| nobody(show));
            say(
                format!("向 {for_whom} 出具 {count} 页复制件：{why}"),
                format!("a copy of {} for {for_whom}: {why}", counted(count)),
            )
        }
        _ => return None,
    })
}

/// So many pages, in English.
fn counted(count: usize) -> String {
    if count == 1 { "1 page".to_owned() } else { format!("{count} pages") }
}

/// So many pages, and what they do.
fn verb(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", counted(count), if count == 1 { one } else { many })
}

fn were(count: usize) -> String {
    verb(count, "was", "were")
}

fn nobody(show: Show<'_>) -> CopyDetails {
    let erased = say(show, "（已删除）".into(), "(erased)".into());
    CopyDetails { for_whom: erased.clone(), why: erased }
}

fn received(show: Show<'_>, event: &ScanReceived, name: &str) -> String {
    let (scan, source) = (event.scan, event.source.label(show.language));
    let (zh_name, en_name) = match name.is_empty() {
        true => (String::new(), String::new()),
        false => (format!("“{name}”"), format!(" “{name}”")),
    };
    say(show, format!("收到扫描件 {scan}{zh_name}（{source}）"), format!("scan {scan}{en_name} came by {source}"))
}

fn filed(show: Show<'_>, event: &PagesFiled) -> String {
    let (count, scan) = (event.pages.len(), event.scan);
    let by = event.pages.first().map_or("", |page| page.by.label(show.language));
    let (zh, en) = of_paper(show, event.case, event.paper);
    say(
        show,
        format!("扫描件 {scan} 的 {count} 页归入{zh}（依据：{by}）"),
        format!(
            "{} of scan {scan} {} filed{en}, as {by} said",
            counted(count),
            if count == 1 { "was" } else { "were" }
        ),
    )
}

fn moved(show: Show<'_>, event: &PagesMoved) -> String {
    let (count, code) = (event.pages.len(), paper::folder_code(show, event.to.folder));
    let (zh, en) = of_paper(show, event.to.case, event.to.paper);
    let by = event.by.label(show.language);
    say(
        show,
        format!("{count} 页移至档案袋 {code}{zh}（依据：{by}）"),
        format!("{} put on folder {code}{en} ({by})", were(count)),
    )
}

/// How many pages wait, and for which reasons and codes, each once and as they come in the file.
fn waits(show: Show<'_>, event: &PagesWait) -> String {
    let (scan, count) = (event.scan, event.pages.len());
    let mut reasons: Vec<String> = Vec::new();
    for page in &event.pages {
        let reason = page.why.about(&page.codes, show.language);
        if reasons.len() <= REASONS_MAX && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    let more = if reasons.len() > REASONS_MAX { "…" } else { "" };
    reasons.truncate(REASONS_MAX);
    say(
        show,
        format!("扫描件 {scan}：{count} 页待整理（{}{more}）", reasons.join("；")),
        format!(
            "scan {scan}: {} to be put where they belong ({}{more})",
            verb(count, "waits", "wait"),
            reasons.join("; ")
        ),
    )
}

fn of_paper(show: Show<'_>, case: Option<CaseNo>, no: Option<PaperNo>) -> (String, String) {
    let Some(case) = case else { return Default::default() };
    let code = paper::case_code(show, case);
    match no.map(|no| paper::name(show, case, no)) {
        Some(name) => (format!("业务单 {code} 的“{name}”"), format!(" as “{name}” of case {code}")),
        None => (format!("业务单 {code}"), format!(" with case {code}")),
    }
}
