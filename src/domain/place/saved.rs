//! How places are kept in a checkpoint: the rows only. Everything derived is made anew when they are read, so a
//! checkpoint can never disagree with itself.

use super::event::{LaneSet, ZoneSet};
use super::layout::{Layout, Room};
use super::range::Range;
use super::rows::{BoxRow, FolderRow, ShelfRow};
use super::{Places, pages::Pages};
use crate::domain::ids::{BoxNo, FolderNo, ShelfNo, SlotNo};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The rows of all places.
#[derive(Serialize, Deserialize)]
pub(super) struct Saved {
    rooms: Vec<Room>,
    ranges: Vec<Range>,
    zones: Vec<ZoneSet>,
    lanes: Vec<LaneSet>,
    shelves: Vec<(ShelfNo, Arc<ShelfRow>)>,
    boxes: Vec<(BoxNo, Arc<BoxRow>)>,
    next_box: u32,
    blocked: Vec<(SlotNo, Arc<str>)>,
    folders: Vec<(FolderNo, FolderRow)>,
}

impl From<Places> for Saved {
    fn from(places: Places) -> Saved {
        Saved {
            rooms: places.layout.rooms.clone(),
            ranges: places.layout.ranges.clone(),
            zones: places.layout.zones.clone(),
            lanes: places.layout.lanes.clone(),
            shelves: places.shelves.iter().map(|(shelf, row)| (*shelf, Arc::clone(row))).collect(),
            boxes: places.boxes.iter().map(|(number, row)| (*number, Arc::clone(row))).collect(),
            next_box: places.next_box,
            blocked: places.blocked.iter().map(|(slot, reason)| (*slot, Arc::clone(reason))).collect(),
            folders: places.folders.iter().map(|(folder, row)| (FolderNo(folder), *row)).collect(),
        }
    }
}

impl From<Saved> for Places {
    fn from(saved: Saved) -> Places {
        let mut folders = Pages::default();
        for (folder, row) in saved.folders {
            folders.insert(folder.0, row);
        }
        let mut places = Places {
            layout: Arc::new(Layout::from_parts(saved.rooms, saved.ranges, saved.zones, saved.lanes)),
            shelves: saved.shelves.into_iter().collect(),
            box_codes: saved.boxes.iter().map(|(number, row)| (row.code.clone(), *number)).collect(),
            boxes: saved.boxes.into_iter().collect(),
            next_box: saved.next_box,
            blocked: saved.blocked.into_iter().collect(),
            folders,
            ..Places::default()
        };
        places.index_all();
        places
    }
}
