//! Events that no decide function would make: an old ledger, a bug, a wild number. `apply` must take them calmly.

use super::*;
use crate::domain::slotting::Reason;
use proptest::prelude::*;

/// Mostly a number that may exist, sometimes a wild one.
fn wild() -> impl Strategy<Value = u32> {
    prop_oneof![9 => 0_u32..200, 1 => any::<u32>(), 1 => Just(u32::MAX)]
}

fn wild16() -> impl Strategy<Value = u16> {
    prop_oneof![9 => 0_u16..6, 1 => any::<u16>()]
}

fn periods() -> impl Strategy<Value = Period> {
    (1_i32..=9_999, 1_u32..=12).prop_map(|(year, month)| Period::new(Granularity::Month, year, month).unwrap())
}

fn holders() -> impl Strategy<Value = Holder> {
    prop_oneof![
        wild().prop_map(|slot| Holder::Slot(SlotNo(slot))),
        (0_u32..6).prop_map(|number| Holder::Box(BoxNo(number)))
    ]
}

fn declarations() -> impl Strategy<Value = PlaceEvent> {
    prop_oneof![
        (wild16(), "[A-Z]{0,2}", ".{0,12}").prop_map(|(room, code, template)| RoomDeclared {
            room: RoomNo(room),
            code,
            name: name(),
            template
        }
        .into()),
        (wild16(), "[A-Z]{0,2}", ".{0,12}").prop_map(|(room, code, template)| RoomChanged {
            room: RoomNo(room),
            code,
            name: name(),
            template
        }
        .into()),
        (wild16(), wild16(), wild16(), wild(), wild(), wild(), wild16(), wild16(), wild16(), any::<bool>()).prop_map(
            |(room, from, to, range, shelf, slot, size, stride, width, both)| RangesDeclared {
                room: RoomNo(room),
                from,
                to,
                first_range: RangeNo(range % 8),
                first_shelf: shelf,
                first_slot: slot,
                sides: if both { Sides::Both } else { Sides::Single },
                bays: size,
                shelves: size,
                slots: size,
                stride_bays: stride,
                stride_shelves: stride,
                stride_slots: stride,
                slot_width_mm: width,
            }
            .into()
        ),
        (wild(), wild16(), wild16(), wild16()).prop_map(|(range, bays, shelves, slots)| RangeResized {
            range: RangeNo(range % 8),
            bays,
            shelves,
            slots
        }
        .into()),
        wild().prop_map(|range| RangeRemoved { range: RangeNo(range % 8) }.into()),
        (wild16(), wild(), wild(), any::<bool>()).prop_map(|(zone, from, to, overflow)| {
            let spans = vec![Span { from: ShelfNo(from), to: ShelfNo(to) }];
            ZoneSet {
                zone: ZoneNo(zone),
                code: "Z".to_owned(),
                name: name(),
                spans,
                types: vec![],
                classes: vec![],
                priority: 0,
                overflow,
            }
            .into()
        }),
        (wild16(), wild16(), any::<u16>()).prop_map(|(lane, business_type, reserve_per_mille)| {
            let boxes = Some(BoxKind { capacity_mm: 0, outer_mm: business_type });
            let types = vec![TypeNo(business_type)];
            LaneSet {
                lane: LaneNo(lane),
                code: "L".to_owned(),
                name: name(),
                types,
                granularity: Granularity::Month,
                boxes,
                reserve_per_mille,
            }
            .into()
        }),
    ]
}

fn happenings() -> impl Strategy<Value = PlaceEvent> {
    prop_oneof![
        (wild(), ".{0,3}").prop_map(|(slot, reason)| SlotBlocked { slot: SlotNo(slot), reason }.into()),
        wild().prop_map(|slot| SlotUnblocked { slot: SlotNo(slot) }.into()),
        (wild16(), periods(), wild()).prop_map(|(lane, period, shelf)| RunExtended {
            lane: LaneNo(lane),
            period,
            shelf: ShelfNo(shelf)
        }
        .into()),
        (wild16(), wild())
            .prop_map(|(zone, shelf)| OverflowExtended { zone: ZoneNo(zone), shelf: ShelfNo(shelf) }.into()),
        (wild(), "[A-C]", any::<u16>(), any::<u16>(), wild()).prop_map(
            |(number, code, capacity_mm, outer_mm, slot)| {
                BoxOpened { r#box: BoxNo(number % 6), code, capacity_mm, outer_mm, slot: SlotNo(slot) }.into()
            }
        ),
        (wild(), wild()).prop_map(|(number, slot)| BoxMoved {
            r#box: BoxNo(number % 6),
            slot: SlotNo(slot),
            folders: vec![]
        }
        .into()),
        wild().prop_map(|number| BoxRemoved { r#box: BoxNo(number % 6) }.into()),
        (wild(), holders(), any::<u16>(), prop::option::of((wild16(), periods())), any::<bool>()).prop_map(
            |(folder, home, thickness_mm, run, over_capacity)| {
                let (lane, period) = (run.map(|run| LaneNo(run.0)), run.map(|run| run.1));
                FolderAssigned {
                    folder: FolderNo(folder),
                    home,
                    thickness_mm,
                    lane,
                    period,
                    on: day("2026-03-02"),
                    over_capacity,
                    reason: Reason::Chosen,
                }
                .into()
            }
        ),
        wild().prop_map(|folder| FolderReleased { folder: FolderNo(folder) }.into()),
        (wild(), any::<u16>()).prop_map(|(folder, thickness_mm)| FolderResized {
            folder: FolderNo(folder),
            thickness_mm,
            over_capacity: false
        }
        .into()),
        (wild(), wild())
            .prop_map(|(from, to)| ShelfMoved { from: ShelfNo(from), to: ShelfNo(to), folders: vec![] }.into()),
    ]
}

proptest! {

    #[test]
    fn nonsense_events_neither_panic_nor_unbalance_the_books(events in prop::collection::vec(prop_oneof![1 => declarations(), 4 => happenings()], 1..120), empty in any::<bool>()) {
        let mut places = if empty { Places::default() } else { storeroom(3) };
        for event in &events {
            places.apply(event);
        }
        check(&places);
        let _ = places.assign(&request("2026-03-02", 10));
        let _ = places.lane_flags(day("2026-03-02"));
    }
}
