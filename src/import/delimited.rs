//! Text tables: rows of cells between commas, semicolons or tabs, read as a stream in bounded memory.
//!
//! The state machine is `csv-core`'s. It is driven here, and not through the `csv` crate, because only so a row of ten
//! thousand columns or a quote that is never closed costs no more than a row may.

use super::encoding::TextEncoding;
use super::table::{RowFault, TableRow};
use super::text::TextStream;
use super::{Limits, unreadable};
use crate::domain::refusal::Refusal;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use std::fs::File;

/// Rows of a text table.
pub(super) struct DelimitedRows {
    text: TextStream,
    core: Reader,
    chunk: Vec<u8>,
    at: usize,
    cells: Vec<u8>,
    ends: Vec<usize>,
    row_bytes_max: usize,
    cell_chars_max: usize,
    line: u64,
    number: u64,
}

impl DelimitedRows {
    /// Opens a file whose encoding is known; finds out what stands between its cells.
    pub(super) fn open(file: File, encoding: TextEncoding, limits: &Limits) -> Result<(Self, char), Refusal> {
        let mut text = TextStream::new(file, encoding);
        let mut chunk = Vec::new();
        text.next_chunk(&mut chunk).map_err(|error| unreadable(&error))?;
        let (delimiter, skipped) = sniff_delimiter(&chunk);
        let rows = Self {
            text,
            core: ReaderBuilder::new().delimiter(delimiter).build(),
            chunk,
            at: skipped,
            cells: vec![0; 64 * 1024],
            ends: vec![0; limits.columns + 1],
            row_bytes_max: limits.row_bytes,
            cell_chars_max: limits.cell_chars,
            line: 1,
            number: u64::from(skipped > 0),
        };
        Ok((rows, char::from(delimiter)))
    }

    /// The next row that is not an empty line.
    pub(super) fn next_row(&mut self) -> Result<Option<TableRow>, Refusal> {
        let (mut cells_len, mut ends_len, mut breaks) = (0, 0, 0);
        let mut fault = None;
        loop {
            if self.at >= self.chunk.len() {
                self.text.next_chunk(&mut self.chunk).map_err(|error| unreadable(&error))?;
                self.at = 0;
            }
            let input = self.chunk.get(self.at..).unwrap_or_default();
            // Past a limit the rest of the row is read into a place where nothing is kept.
            let (mut spare, mut spare_ends) = ([0; 1024], [0; 64]);
            let (cells, ends) = match fault {
                None => (
                    self.cells.get_mut(cells_len..).unwrap_or_default(),
                    self.ends.get_mut(ends_len..).unwrap_or_default(),
                ),
                Some(_) => (&mut spare[..], &mut spare_ends[..]),
            };
            let (result, read, written, ended) = self.core.read_record(input, cells, ends);
            breaks += cells.iter().take(written).filter(|byte| **byte == b'\n').count();
            self.at += read;
            if fault.is_none() {
                cells_len += written;
                ends_len += ended;
            }
            match result {
                ReadRecordResult::Record => return Ok(Some(self.finish(cells_len, ends_len, breaks, fault))),
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::InputEmpty => {}
                _ if fault.is_some() => {}
                ReadRecordResult::OutputEndsFull => fault = Some(RowFault::TooManyColumns),
                ReadRecordResult::OutputFull if self.cells.len() < self.row_bytes_max => {
                    self.cells.resize((self.cells.len() * 2).min(self.row_bytes_max), 0);
                }
                ReadRecordResult::OutputFull => fault = Some(RowFault::RowTooLong),
            }
        }
    }

    fn finish(&mut self, cells_len: usize, ends_len: usize, breaks: usize, fault: Option<RowFault>) -> TableRow {
        let mut faults = Vec::from_iter(fault);
        // What the record took in line breaks, less those inside cells, is the row itself and the empty lines before it.
        let lines = self.core.line().saturating_sub(self.line).saturating_sub(breaks as u64);
        self.line = self.core.line();
        self.number += lines.max(1);
        let bytes = self.cells.get(..cells_len).unwrap_or_default();
        let columns_max = self.ends.len() - 1;
        let mut cells = Vec::with_capacity(ends_len.min(columns_max));
        let mut start = 0;
        for end in self.ends.iter().take(ends_len.min(columns_max)) {
            let cell = String::from_utf8_lossy(bytes.get(start..*end).unwrap_or_default());
            if cell.contains('\u{FFFD}') {
                faults.push(RowFault::Undecodable { column: cells.len() });
            }
            if cell.len() > self.cell_chars_max && cell.chars().count() > self.cell_chars_max {
                faults.push(RowFault::CellTooLong { column: cells.len() });
            }
            cells.push(cell.into_owned());
            start = *end;
        }
        if ends_len > columns_max && !faults.contains(&RowFault::TooManyColumns) {
            faults.push(RowFault::TooManyColumns);
        }
        TableRow { number: self.number, cells, faults }
    }
}

/// The delimiter that cuts the first rows most evenly into most cells, and how many bytes a leading `sep=;` line takes.
fn sniff_delimiter(head: &[u8]) -> (u8, usize) {
    if let [b's', b'e', b'p', b'=', delimiter, b'\n', ..] = head {
        return (*delimiter, 6);
    }
    let best = [b',', b'\t', b';'].into_iter().rev().max_by_key(|delimiter| score(head, *delimiter));
    (best.unwrap_or(b','), 0)
}

fn score(head: &[u8], delimiter: u8) -> usize {
    const ROWS_LOOKED_AT: usize = 20;
    let mut core = ReaderBuilder::new().delimiter(delimiter).build();
    let (mut cells, mut ends) = (vec![0; head.len() + 1], vec![0; head.len() + 1]);
    let mut rest = head;
    let mut widths: Vec<usize> = Vec::new();
    while widths.len() < ROWS_LOOKED_AT && !rest.is_empty() {
        let (result, read, _, ended) = core.read_record(rest, &mut cells, &mut ends);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            ReadRecordResult::Record => widths.push(ended),
            _ => break,
        }
    }
    let agreeing = |width: usize| widths.iter().filter(|other| **other == width).count();
    widths.iter().map(|width| (width - 1) * agreeing(*width)).max().unwrap_or(0)
}
