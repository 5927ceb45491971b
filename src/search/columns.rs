//! Which folder a document is, and its business date, kept in memory: eight bytes a folder.
//!
//! Every hit is looked up here, a hundred thousand for a surname; the index's own columns, packed as they are on disk, take
//! several times as long.

use super::schema::Fields;
use crate::domain::ids::FolderNo;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SegmentReader};

/// What stands for no date: no calendar goes that far back.
const NO_DATE: i32 = i32::MIN;
const NO_FOLDER: u32 = u32::MAX;

/// The documents of one segment.
#[derive(Debug)]
pub struct Column {
    folders: Vec<u32>,
    dates: Vec<i32>,
}

impl Column {
    /// The folder a document is.
    #[must_use]
    pub fn folder(&self, doc: DocId) -> Option<FolderNo> {
        self.folders.get(doc as usize).copied().filter(|folder| *folder != NO_FOLDER).map(FolderNo)
    }

    /// The business date in days, 0 if there is none.
    #[must_use]
    pub fn date(&self, doc: DocId) -> i64 {
        self.dates.get(doc as usize).filter(|date| **date != NO_DATE).map_or(0, |date| i64::from(*date))
    }

    fn read(segment: &SegmentReader, searcher: &Searcher, fields: Fields) -> tantivy::Result<Self> {
        let name = |field| searcher.schema().get_field_name(field);
        let folders = segment.fast_fields().u64(name(fields.folder))?.first_or_default_col(u64::MAX);
        let dates = segment.fast_fields().column_opt::<i64>(name(fields.date))?;
        let all = 0..segment.max_doc();
        let date = |doc| dates.as_ref().and_then(|dates| dates.first(doc)).and_then(|date| i32::try_from(date).ok());
        Ok(Self {
            folders: all.clone().map(|doc| u32::try_from(folders.get_val(doc)).unwrap_or(NO_FOLDER)).collect(),
            dates: all.map(|doc| date(doc).unwrap_or(NO_DATE)).collect(),
        })
    }
}

/// The columns of the segments that were searched.
#[derive(Debug, Default)]
pub struct Columns(Mutex<HashMap<SegmentId, Arc<Column>>>);

impl Columns {
    /// The columns of a segment, read if nobody did yet.
    pub fn of(&self, segment: &SegmentReader, searcher: &Searcher, fields: Fields) -> tantivy::Result<Arc<Column>> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(column) = known().get(&segment.segment_id()) {
            return Ok(column.clone());
        }
        let column = Arc::new(Column::read(segment, searcher, fields)?);
        let mut known = known();
        // What was merged into others is asked for no more, but for searches under way.
        let there = |id: &SegmentId| searcher.segment_readers().iter().any(|segment| segment.segment_id() == *id);
        known.retain(|id, _| there(id));
        known.insert(segment.segment_id(), column.clone());
        Ok(column)
    }
}
