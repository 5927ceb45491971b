//! What happened to places, and to what stands in them, in words.

use super::say;
use crate::domain::ids::{ShelfNo, SlotNo};
use crate::domain::place::{Holder, PlaceEvent};
use crate::domain::value::Bilingual;
use crate::http::show::Show;

/// A sentence for each of them: what stands somewhere goes somewhere else, or the places themselves change.
pub fn sentence(show: Show<'_>, event: &PlaceEvent, remark: Option<&str>) -> String {
    let say = |chinese: String, english: String| say(show, chinese, english);
    let places = &show.state.places;
    let remark = remark.map(|remark| say(format!("（{remark}）"), format!(" ({remark})"))).unwrap_or_default();
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
        other => declared(show, other),
    }
}

/// What happened to places themselves.
fn declared(show: Show<'_>, event: &PlaceEvent) -> String {
    let say = |chinese: String, english: String| say(show, chinese, english);
    let places = &show.state.places;
    let name = |name: &Bilingual| name.in_language(show.language).to_owned();
    let slot = |slot: SlotNo| places.slot_code(slot).unwrap_or_default();
    let shelf = |shelf: ShelfNo| places.shelf_code(shelf).unwrap_or_default();
    match event {
        PlaceEvent::RoomDeclared(event) => {
            let name = name(&event.name);
            say(format!("新建库房 {} {name}", event.code), format!("storeroom {} {name} was declared", event.code))
        }
        PlaceEvent::RoomChanged(event) => {
            let name = name(&event.name);
            say(format!("修改库房 {} {name}", event.code), format!("storeroom {} {name} was changed", event.code))
        }
        PlaceEvent::RangesDeclared(event) => say(
            format!("新建第 {} 至 {} 列", event.from, event.to),
            format!("ranges {} to {} were declared", event.from, event.to),
        ),
        PlaceEvent::RangeResized(event) => {
            let (bays, shelves, slots) = (event.bays, event.shelves, event.slots);
            let range = places.range_code(event.range).unwrap_or_default();
            say(
                format!("列 {range} 改为 {bays} 节 {shelves} 层 {slots} 格"),
                format!("range {range} has {bays} bays of {shelves} shelves of {slots} slots now"),
            )
        }
        PlaceEvent::RangeRemoved(_) => say("撤除一列".into(), "a range was taken away".into()),
        PlaceEvent::SlotBlocked(event) => {
            let (slot, reason) = (slot(event.slot), &event.reason);
            say(format!("停用储位 {slot}：{reason}"), format!("slot {slot} was blocked: {reason}"))
        }
        PlaceEvent::SlotUnblocked(event) => {
            let slot = slot(event.slot);
            say(format!("恢复使用储位 {slot}"), format!("slot {slot} is in use again"))
        }
        PlaceEvent::ZoneSet(event) => {
            let name = name(&event.name);
            say(format!("设置区域 {} {name}", event.code), format!("zone {} {name} was set", event.code))
        }
        PlaceEvent::LaneSet(event) => {
            let name = name(&event.name);
            say(format!("设置排架组 {} {name}", event.code), format!("lane {} {name} was set", event.code))
        }
        PlaceEvent::RunExtended(event) => {
            let (shelf, period) = (shelf(event.shelf), event.period);
            say(format!("{period} 的架段增加 {shelf}"), format!("{shelf} was given to the run of {period}"))
        }
        PlaceEvent::OverflowExtended(event) => {
            let shelf = shelf(event.shelf);
            say(format!("溢出区启用 {shelf}"), format!("{shelf} takes overflow now"))
        }
        PlaceEvent::BoxOpened(event) => {
            let (code, slot) = (&event.code, slot(event.slot));
            say(format!("在 {slot} 放入空盒 {code}"), format!("the empty box {code} was put into {slot}"))
        }
        // What stands in places is told above.
        _ => say("取走空盒".into(), "an empty box was taken away".into()),
    }
}
