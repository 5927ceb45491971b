//! A folder's history in sentences, straight from the ledger.

use super::App;
use super::extract::{Asker, Path, Query};
use super::json::Json;
use super::problem::Problem;
use super::shape::{Page, Paging, PersonRef};
use super::show::Show;
use super::stories;
use crate::archive::codec;
use crate::domain::decide::find_folder;
use crate::domain::event::Event;
use crate::domain::ids::FolderNo;
use crate::domain::place::{Holder, PlaceEvent};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Language, Refusal};
use axum::extract::State as Of;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that happened to a folder.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryItem {
    /// What tells it from every other entry.
    pub id: String,
    /// The frame.
    pub seq: u64,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// Who did it.
    pub actor: PersonRef,
    /// The event's kind.
    pub kind: String,
    /// What happened, in the language asked for.
    pub sentence: String,
    /// The event's facts.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
}

/// Everything that ever happened to a folder, the newest first, straight from the ledger.
#[utoipa::path(get, operation_id = "folder_history", path = "/folders/{code}/history", tag = "folders", params(("code" = String, Path), Paging),
    responses((status = 200, body = Page<HistoryItem>), (status = 404, body = Problem)))]
pub async fn history(
    Of(app): Of<App>,
    Path(code): Path<String>,
    Query(paging): Query<Paging>,
    asker: Asker,
) -> Result<Json<Page<HistoryItem>>, Refusal> {
    asker.require(Permission::FolderSee)?;
    let folder = find_folder(asker.state(), &asker.sight, &code)?;
    app.views.caught_up(asker.state().seq).await?;
    let before = paging.cursor.as_deref().and_then(|cursor| cursor.parse().ok()).unwrap_or(u64::MAX);
    let (items, next) = of_folder(&app, &asker, folder, before, paging.limit())?;
    Ok(Json(Page { items, next_cursor: next.map(|seq| seq.to_string()), total: None, seq: asker.state().seq }))
}

/// A folder's history before a frame, the newest first, and where the next page begins.
fn of_folder(
    app: &App,
    asker: &Asker,
    folder: FolderNo,
    before: u64,
    limit: usize,
) -> Result<(Vec<HistoryItem>, Option<u64>), Refusal> {
    let seqs = app.views.history(folder, before, limit)?;
    let next = if seqs.len() == limit { seqs.last().copied() } else { None };
    let show = app.show(asker.state(), asker);
    let mut items = Vec::new();
    for seq in seqs {
        let unreadable = |error: &dyn std::fmt::Display| {
            tracing::error!(%error, seq, "a frame of a folder's history cannot be read");
            Refusal::new(Code::Internal)
        };
        let frame = app.archive.ledger().read(seq).map_err(|error| unreadable(&error))?;
        let stamp = codec::stamp_of(&frame).map_err(|error| unreadable(&error))?;
        let events = codec::events_of(&frame).map_err(|error| unreadable(&error))?;
        let about = events.iter().enumerate().filter(|(_, event)| event.folders().contains(&folder));
        items.extend(about.rev().map(|(at, event)| HistoryItem {
            id: format!("{seq}.{at}"),
            seq,
            at: frame.recorded_at,
            occurred_at: frame.occurred_at,
            actor: show.actor(stamp.actor),
            kind: event.kind().to_owned(),
            sentence: sentence(show, event),
            detail: event.write_facts(serde_json::value::Serializer).unwrap_or_default(),
        }));
    }
    Ok((items, next))
}

/// What happened, in the language asked for.
fn sentence(show: Show<'_>, event: &Event) -> String {
    let zh = show.language == Language::Zh;
    let say = |chinese: String, english: String| if zh { chinese } else { english };
    let with =
        |text: Option<&str>| text.filter(|text| !text.is_empty()).map(|text| format!(": {text}")).unwrap_or_default();
    match event {
        Event::FolderRegistered(event, _) if event.expected => {
            say("已预告，待移交".into(), "announced; not handed over yet".into())
        }
        Event::FolderRegistered(..) => say("登记".into(), "registered".into()),
        Event::FolderEdited(event, _) if event.changed.iter().any(|id| id == "erased") => {
            say("依令删除他人信息后重新记录".into(), "written again without what was erased by order".into())
        }
        Event::FolderEdited(event, _) => {
            let changed = event.changed.join(", ");
            say(format!("修改：{changed}"), format!("changed: {changed}"))
        }
        Event::CodeAdded(event) => say(format!("增加编号 {}", event.code), format!("also answers to {}", event.code)),
        Event::Received(_) => say("移交到前台".into(), "handed over at the desk".into()),
        Event::CheckedOut(event, details) => {
            let (name, due) = (show.person(event.borrower).display_name, event.due);
            let purpose = with(details.as_ref().map(|details| details.purpose.as_str()));
            say(format!("借给 {name}，应还 {due}{purpose}"), format!("lent to {name}, due {due}{purpose}"))
        }
        Event::Renewed(event) => say(format!("续借至 {}", event.due), format!("renewed until {}", event.due)),
        Event::Returned(event) => match event.borrower.map(|no| show.person(no).display_name) {
            Some(name) => say(format!("{name} 归还"), format!("returned by {name}")),
            None => say("送回前台".into(), "brought to the desk".into()),
        },
        Event::PutAway(_) => say("上架".into(), "put away".into()),
        Event::ConditionNoted(event, remark) => {
            let remark = with(remark.as_ref().map(|remark| remark.text.as_str()));
            match event.condition {
                crate::domain::folder::Condition::Good => {
                    say(format!("状况良好{remark}"), format!("in good condition{remark}"))
                }
                crate::domain::folder::Condition::Damaged => say(format!("破损{remark}"), format!("damaged{remark}")),
            }
        }
        Event::DeclaredMissing(_, remark) => {
            let remark = with(remark.as_ref().map(|remark| remark.text.as_str()));
            say(format!("下落不明{remark}"), format!("declared missing{remark}"))
        }
        Event::Found(_, remark) => {
            let remark = with(remark.as_ref().map(|remark| remark.text.as_str()));
            say(format!("找到{remark}"), format!("found{remark}"))
        }
        Event::Withdrawn(_, remark) => {
            let remark = with(remark.as_ref().map(|remark| remark.text.as_str()));
            say(format!("移出{remark}"), format!("withdrawn{remark}"))
        }
        Event::Destroyed(_, remark) => {
            let remark = with(remark.as_ref().map(|remark| remark.text.as_str()));
            say(format!("销毁{remark}"), format!("destroyed{remark}"))
        }
        Event::Attached(event, details) => {
            let name = with(details.as_ref().map(|details| details.file_name.as_str()));
            let note = with(details.as_ref().map(|details| details.note.as_str()));
            say(format!("附件 {}{name}{note}", event.no), format!("attachment {}{name}{note}", event.no))
        }
        Event::Detached(event, remark) => {
            let remark = with(remark.as_ref().map(|remark| remark.text.as_str()));
            say(format!("移除附件 {}{remark}", event.no), format!("attachment {} taken off{remark}", event.no))
        }
        Event::Looked(_) => say("查看".into(), "looked at".into()),
        Event::SubjectSplit(_) => say("归户对象拆分".into(), "passed to another subject".into()),
        Event::Place(event, remark) => place_sentence(show, event, remark.as_ref().map(|remark| remark.text.as_str())),
        other => stories::sentence(show, other).unwrap_or_else(|| other.kind().to_owned()),
    }
}

fn place_sentence(show: Show<'_>, event: &PlaceEvent, remark: Option<&str>) -> String {
    let zh = show.language == Language::Zh;
    let say = |chinese: String, english: String| if zh { chinese } else { english };
    let places = &show.state.places;
    let remark = remark.map(|remark| format!(" ({remark})")).unwrap_or_default();
    match event {
        PlaceEvent::FolderAssigned(event) => {
            let code = match event.home {
                Holder::Slot(slot) => places.slot_code(slot),
                Holder::Box(r#box) => places.box_code(r#box),
            };
            let (code, reason) = (code.unwrap_or_default(), event.reason.sentence(show.language, places));
            say(format!("储位 {code}：{reason}{remark}"), format!("slot {code}: {reason}{remark}"))
        }
        PlaceEvent::FolderReleased(_) => say("腾出储位".into(), "its slot was freed".into()),
        PlaceEvent::FolderResized(event) => {
            say(format!("厚度 {} 毫米", event.thickness_mm), format!("{} mm thick", event.thickness_mm))
        }
        PlaceEvent::ShelfMoved(event) => {
            let to = places.shelf_code(event.to).unwrap_or_default();
            say(format!("整层移到 {to}{remark}"), format!("its shelf was moved to {to}{remark}"))
        }
        PlaceEvent::BoxMoved(event) => {
            let to = places.slot_code(event.slot).unwrap_or_default();
            say(format!("整盒移到 {to}{remark}"), format!("its box was moved to {to}{remark}"))
        }
        other => other.kind().to_owned(),
    }
}
