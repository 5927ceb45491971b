//! Tables of storerooms and what stands in them.

use crate::domain::place::Granularity;
use crate::http::boxes::BoxLine;
use crate::http::places::{ShelfShown, Storeroom};
use crate::http::taking::{Cell, Column, Tabular, column};
use crate::http::zones::{Lane, OccupancyLine, Zone};

/// How much of a room is taken; nothing where there is none.
fn share(used_mm: u64, capacity_mm: u64) -> Cell {
    if capacity_mm == 0 { Cell::Empty } else { Cell::Share(used_mm as f64 / capacity_mm as f64) }
}

impl Tabular for OccupancyLine {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("code", "编号", "Code", |line: &Self, _| (&line.code).into()),
            column("folders", "档案数", "Folders", |line: &Self, _| line.folders.into()),
            column("used_mm", "已占用（毫米）", "Used (mm)", |line: &Self, _| line.used_mm.into()),
            column("capacity_mm", "容量（毫米）", "Capacity (mm)", |line: &Self, _| line.capacity_mm.into()),
            column("used", "占用率", "Used", |line: &Self, _| share(line.used_mm, line.capacity_mm)),
        ]
    }
}

impl Tabular for BoxLine {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("code", "编号", "Code", |line: &Self, _| (&line.code).into()),
            column("slot", "储位", "Slot", |line: &Self, _| (&line.slot).into()),
            column("folders", "档案数", "Folders", |line: &Self, _| line.folders.into()),
            column("used_mm", "已占用（毫米）", "Used (mm)", |line: &Self, _| line.used_mm.into()),
            column("capacity_mm", "容量（毫米）", "Capacity (mm)", |line: &Self, _| line.capacity_mm.into()),
            column("used", "占用率", "Used", |line: &Self, _| share(line.used_mm, line.capacity_mm)),
        ]
    }
}

impl Tabular for Storeroom {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("code", "编号", "Code", |room: &Self, _| (&room.code).into()),
            column("name", "名称", "Name", |room: &Self, words| words.name(&room.name)),
            column("ranges", "列数", "Ranges", |room: &Self, _| room.ranges.len().into()),
            column("folders", "档案数", "Folders", |room: &Self, _| room.folders.into()),
            column("used_mm", "已占用（毫米）", "Used (mm)", |room: &Self, _| room.used_mm.into()),
            column("capacity_mm", "容量（毫米）", "Capacity (mm)", |room: &Self, _| room.capacity_mm.into()),
            column("used", "占用率", "Used", |room: &Self, _| share(room.used_mm, room.capacity_mm)),
        ]
    }
}

impl Tabular for ShelfShown {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("code", "编号", "Code", |shelf: &Self, _| (&shelf.code).into()),
            column("side", "面", "Side", |shelf: &Self, _| (&shelf.side).into()),
            column("bay", "节", "Bay", |shelf: &Self, _| shelf.bay.into()),
            column("shelf", "层", "Shelf", |shelf: &Self, _| shelf.shelf.into()),
            column("zone", "区域", "Zone", |shelf: &Self, _| shelf.zone.as_ref().into()),
            column("lane", "排架组", "Lane", |shelf: &Self, _| shelf.lane.as_ref().into()),
            column("period", "时段", "Period", |shelf: &Self, _| shelf.period.as_ref().into()),
            column("folders", "档案数", "Folders", |shelf: &Self, _| shelf.folders.into()),
            column("used_mm", "已占用（毫米）", "Used (mm)", |shelf: &Self, _| shelf.used_mm.into()),
            column("capacity_mm", "容量（毫米）", "Capacity (mm)", |shelf: &Self, _| shelf.capacity_mm.into()),
            column("used", "占用率", "Used", |shelf: &Self, _| share(shelf.used_mm, shelf.capacity_mm)),
            column("blocked", "停用", "Blocked", |shelf: &Self, words| words.yes(shelf.blocked)),
            column("mixed", "混放", "Mixed", |shelf: &Self, words| words.yes(shelf.mixed)),
        ]
    }
}

impl Tabular for Zone {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("code", "编号", "Code", |zone: &Self, _| (&zone.code).into()),
            column("name", "名称", "Name", |zone: &Self, words| words.name(&zone.name)),
            column("storeroom", "库房", "Storeroom", |zone: &Self, _| (&zone.storeroom).into()),
            column("types", "业务类型", "Business types", |zone: &Self, _| zone.accepts.types.join(", ").into()),
            column("classes", "密级", "Secrecy classes", |zone: &Self, _| zone.accepts.classes.join(", ").into()),
            column("priority", "优先级", "Priority", |zone: &Self, _| u32::from(zone.priority).into()),
            column("overflow", "溢出区", "Overflow", |zone: &Self, words| words.yes(zone.overflow)),
            column("shelves_total", "层数", "Shelves", |zone: &Self, _| zone.shelves_total.into()),
            column("shelves_free", "空层数", "Free shelves", |zone: &Self, _| zone.shelves_free.into()),
            column("used_mm", "已占用（毫米）", "Used (mm)", |zone: &Self, _| zone.used_mm.into()),
            column("capacity_mm", "容量（毫米）", "Capacity (mm)", |zone: &Self, _| zone.capacity_mm.into()),
            column("used", "占用率", "Used", |zone: &Self, _| share(zone.used_mm, zone.capacity_mm)),
            column("full_on", "预计满库日期", "Full on", |zone: &Self, _| zone.full_on.into()),
        ]
    }
}

impl Tabular for Lane {
    fn columns() -> Vec<Column<Self>> {
        vec![
            column("code", "编号", "Code", |lane: &Self, _| (&lane.code).into()),
            column("name", "名称", "Name", |lane: &Self, words| words.name(&lane.name)),
            column("types", "业务类型", "Business types", |lane: &Self, _| lane.types.join(", ").into()),
            column("period", "时段长短", "Granularity", |lane: &Self, words| match lane.period {
                Granularity::Month => words.either("月", "month"),
                Granularity::Quarter => words.either("季", "quarter"),
                Granularity::Year => words.either("年", "year"),
            }),
            column("boxed", "装盒", "Boxed", |lane: &Self, words| words.yes(lane.boxed)),
            column("box_capacity_mm", "盒容量（毫米）", "Box holds (mm)", |lane: &Self, _| {
                lane.box_capacity_mm.map(u32::from).into()
            }),
            column("reserve", "预留", "Reserve", |lane: &Self, _| {
                Cell::Share(f64::from(lane.reserve_per_mille) / 1_000.0)
            }),
            column("flags", "提示", "Flags", |lane: &Self, _| {
                lane.flags.iter().map(|flag| flag.detail.as_str()).collect::<Vec<_>>().join("; ").into()
            }),
        ]
    }
}
