//! What happened, in words, in the language asked for: a sentence for every kind of event there is. Beside that both
//! stories of a discrepancy.

mod archive;
mod case;
mod changed;
mod folder;
mod label;
mod paper;
mod place;
mod scan;
mod surgery;
#[cfg(test)]
mod tests;

pub use paper::{absence, name as paper_name};

use super::show::Show;
use crate::domain::discrepancy::{DiscrepancyKind, Recorded, Settling};
use crate::domain::event::{Effect, Event, Handling, Sighted};
use crate::domain::folder::Place;
use crate::domain::refusal::Language;
use crate::views::record::DiscrepancyRecord;

/// Puts the Chinese and the English side by side.
fn say(show: Show<'_>, chinese: String, english: String) -> String {
    if show.language == Language::Zh { chinese } else { english }
}

/// An event in one sentence.
pub fn sentence(show: Show<'_>, event: &Event) -> String {
    let known = match event {
        Event::Place(event, remark) => {
            Some(place::sentence(show, event, remark.as_ref().map(|remark| remark.text.as_str())))
        }
        event => folder::sentence(show, event)
            .or_else(|| case::sentence(show, event))
            .or_else(|| paper::sentence(show, event))
            .or_else(|| surgery::sentence(show, event))
            .or_else(|| label::sentence(show, event))
            .or_else(|| scan::sentence(show, event))
            .or_else(|| seen(show, event))
            .or_else(|| archive::sentence(show, event)),
    };
    // A test goes over all kinds, so that this is never said.
    known.unwrap_or_else(|| say(show, "有变更".into(), "something changed".into()))
}

/// What was observed, counted, contradicted or undone; nothing for events of other sorts.
fn seen(show: Show<'_>, event: &Event) -> Option<String> {
    Some(match event {
        Event::Sighted(event) => sighted(show, event),
        Event::CustodySet(event) => {
            let (state, place) = (event.row.state.label(show.language), show.place(event.row.place).label);
            say(show, format!("记录更正为：{state}，{place}"), format!("the record was set right: {state}, {place}"))
        }
        Event::DiscrepancyRaised(event, _) => {
            let (no, label) = (event.no, event.kind.label(show.language));
            say(show, format!("差异 {no}：{label}"), format!("discrepancy {no}: {label}"))
        }
        Event::DiscrepancySettled(event, remark) => {
            let remark = paper::words(show, remark.as_ref().map(|remark| remark.text.as_str()));
            let (no, how) = (event.no, settling(show, event.how));
            say(show, format!("差异 {no} 已处理（{how}）{remark}"), format!("discrepancy {no} settled, {how}{remark}"))
        }
        Event::ItemsObserved(event) => {
            let count = event.folders.len();
            say(show, format!("记录 {count} 件所见"), format!("{count} sightings were recorded"))
        }
        Event::Undone(event) => {
            let seq = event.seq;
            say(show, format!("撤销第 {seq} 条记录的操作"), format!("what entry {seq} did was undone"))
        }
        Event::CountOpened(event) => {
            let (no, shelf) = (event.no, show.state.places.shelf_code(event.shelf).unwrap_or_default());
            say(show, format!("开始清点 {shelf}（清点 {no}）"), format!("count {no} of {shelf} began"))
        }
        Event::UnknownCounted(event, scanned) => {
            let (no, text) = (event.no, scanned.as_ref().map_or("", |scanned| &scanned.text));
            say(
                show,
                format!("清点 {no} 扫到未知编号“{text}”"),
                format!("count {no} scanned “{text}”, which is no folder"),
            )
        }
        Event::CountClosed(event) => {
            let (no, missing, misplaced) = (event.no, event.missing.len(), event.misplaced.len());
            let unexpected = event.unexpected.len();
            say(
                show,
                format!("清点 {no} 结束：下落不明 {missing}，放错位置 {misplaced}，多出 {unexpected}"),
                format!("count {no} ended: {missing} missing, {misplaced} misplaced, {unexpected} unexpected"),
            )
        }
        Event::CountCancelled(event) => {
            let no = event.no;
            say(show, format!("放弃清点 {no}"), format!("count {no} was given up"))
        }
        _ => return None,
    })
}

fn sighted(show: Show<'_>, event: &Sighted) -> String {
    let at = event.at.place().map(|place| show.place(place).label);
    let at = at.unwrap_or_else(|| say(show, "未知位置".into(), "an unknown place".into()));
    let text = match event.how {
        Handling::Seen => say(show, format!("在 {at} 见到"), format!("seen at {at}")),
        Handling::PutAway => say(show, format!("放入 {at}"), format!("put into {at}")),
        Handling::Returned => say(show, format!("送到 {at}"), format!("brought to {at}")),
    };
    let note = match event.effect {
        Effect::Confirmed | Effect::Moved { .. } => String::new(),
        Effect::Aside => say(show, "（记录不变）".into(), " (the record stays as it is)".into()),
        Effect::Late => say(show, "（事后得知）".into(), " (learned of later)".into()),
    };
    let count = event.count.map(|no| say(show, format!("（清点 {no}）"), format!(" (count {no})"))).unwrap_or_default();
    text + &count + &note
}

/// How a discrepancy was settled.
pub fn settling(show: Show<'_>, how: Settling) -> String {
    let (chinese, english) = match how {
        Settling::AsObserved => ("以实物为准", "as observed"),
        Settling::AsRecorded => ("以记录为准", "as recorded"),
        Settling::Explained => ("说明情况", "explained"),
        Settling::Corrected => ("其后已相符", "put right since"),
    };
    say(show, chinese.to_owned(), english.to_owned())
}

/// What the record said.
pub fn recorded(show: Show<'_>, recorded: &Recorded) -> String {
    let (state, place) = (recorded.state.label(show.language), show.place(recorded.place).label);
    let (since, by) = (show.moment(recorded.since_us), show.actor(recorded.by).display_name);
    say(
        show,
        format!("记录：{state}，{place}，自 {since}，最后经手 {by}"),
        format!("The record has it {state}, {place}, since {since}; last in the hands of {by}"),
    )
}

/// What was seen.
pub fn observed(show: Show<'_>, record: &DiscrepancyRecord) -> String {
    let (raised, details) = (&record.raised, &record.details);
    let (at, by) = (show.moment(raised.observed.at_us), show.actor(record.by).display_name);
    let place = match raised.observed.place {
        Some(place) => show.place(place).label,
        None if details.place.is_empty() => say(show, "未知位置".into(), "an unknown place".into()),
        None => format!("“{}”", details.place),
    };
    let code = &details.code;
    match raised.kind {
        DiscrepancyKind::UnknownCode => say(
            show,
            format!("{by} 于 {at} 在 {place} 扫到编号“{code}”"),
            format!("{by} scanned “{code}” at {place}, {at}"),
        ),
        DiscrepancyKind::UnknownPaper => {
            let note = paper::words(show, Some(&details.note));
            say(
                show,
                format!("{by} 于 {at} 提到文件“{code}”，无法对应{note}"),
                format!("{by} named the paper “{code}”, {at}; there is none{note}"),
            )
        }
        DiscrepancyKind::PaperTaken => say(
            show,
            format!("{by} 于 {at} 记录 {place} 取走文件“{code}”"),
            format!("{by} says that {place} took the paper “{code}”, {at}"),
        ),
        DiscrepancyKind::ReturnedNotLent => {
            say(show, format!("{by} 于 {at} 在 {place} 收回"), format!("{by} took it back at {place}, {at}"))
        }
        DiscrepancyKind::NoRoom => {
            say(show, format!("{by} 于 {at} 放入 {place}"), format!("{by} put it into {place}, {at}"))
        }
        DiscrepancyKind::TakenThoughRefused => match raised.observed.place {
            Some(Place::Person(_)) => {
                say(show, format!("{by} 于 {at} 记录 {place} 取走"), format!("{by} says that {place} took it, {at}"))
            }
            _ => say(show, format!("{by} 于 {at} 记录已被取走"), format!("{by} says that somebody took it, {at}")),
        },
        _ => say(show, format!("{by} 于 {at} 在 {place} 见到"), format!("{by} saw it at {place}, {at}")),
    }
}
