//! A table file of any kind as headings and numbered rows.

use super::delimited::DelimitedRows;
use super::encoding::{TextEncoding, read_full, sniff};
use super::workbook::WorkbookRows;
use super::{Limits, too_much, unreadable, unsupported};
use crate::domain::refusal::Refusal;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::Path;

/// How far down the headings may stand, below a title.
const HEADING_ROWS_MAX: usize = 5;
/// How many empty rows are remembered by number.
const BLANK_ROWS_NAMED_MAX: usize = 1_000;

/// What is wrong with a row as a whole, before anybody knows what its cells mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFault {
    /// More cells than any table of folders has.
    TooManyColumns,
    /// Too much text in all, most likely behind a quote that is never closed.
    RowTooLong,
    /// A cell with more text than a spreadsheet can hold.
    CellTooLong {
        /// Which, counted from 0.
        column: usize,
    },
    /// A cell that could not be decoded.
    Undecodable {
        /// Which, counted from 0.
        column: usize,
    },
    /// Cells are missing at the end.
    Short {
        /// How many there are.
        cells: usize,
    },
    /// There are cells beyond the last heading.
    Long,
}

/// One row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableRow {
    /// Its number as a spreadsheet shows it, counted from 1 with the headings and empty rows.
    pub number: u64,
    /// Its cells, as many as there are headings.
    pub cells: Vec<String>,
    /// What is wrong with it as a whole.
    pub faults: Vec<RowFault>,
}

impl TableRow {
    fn is_blank(&self) -> bool {
        self.faults.is_empty() && self.cells.iter().all(|cell| cell.trim().is_empty())
    }

    fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.trim().is_empty()).count()
    }
}

/// What kind of file a table came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableFormat {
    /// Text with a delimiter between cells.
    Delimited {
        /// How it is encoded.
        encoding: TextEncoding,
        /// What stands between cells.
        delimiter: char,
    },
    /// A workbook.
    Workbook {
        /// The sheet that is read.
        sheet: String,
    },
}

enum Source {
    Delimited(Box<DelimitedRows>),
    Workbook(WorkbookRows),
}

/// A table being read: headings, then its rows one by one. Holds a few rows, never the file.
pub struct TableReader {
    format: TableFormat,
    headings: Vec<String>,
    source: Source,
    queued: VecDeque<TableRow>,
    blank: Vec<u64>,
    blank_pending: Vec<u64>,
    rows: u64,
    rows_max: u64,
    finished: bool,
}

/// Opens a table file with the usual limits: CSV in any delimiter and encoding we know, or the first sheet of an XLSX.
///
/// # Errors
/// `UnsupportedFile`, `EncodingUnknown` or `LimitExceeded`.
pub fn open_table(path: &Path) -> Result<TableReader, Refusal> {
    open_sheet(path, None, &Limits::default())
}

/// Opens a table file; of a workbook the named sheet.
///
/// # Errors
/// As `open_table`.
pub fn open_sheet(path: &Path, sheet: Option<&str>, limits: &Limits) -> Result<TableReader, Refusal> {
    let mut file = File::open(path).map_err(|error| unreadable(&error))?;
    let file_bytes = file.metadata().map_err(|error| unreadable(&error))?.len();
    if file_bytes > limits.file_bytes {
        return Err(too_much(limits.file_bytes, "文件字节", "bytes in a file"));
    }
    let mut magic = [0; 8];
    let len = read_full(&mut file, &mut magic).map_err(|error| unreadable(&error))?;
    file.seek(SeekFrom::Start(0)).map_err(|error| unreadable(&error))?;
    let (source, format) = match magic.get(..len).unwrap_or_default() {
        [] => return Err(unsupported("文件为空", "the file is empty")),
        [b'P', b'K', 3 | 5 | 7, ..] => {
            let (rows, sheet) = WorkbookRows::open(file, file_bytes, sheet, limits)?;
            (Source::Workbook(rows), TableFormat::Workbook { sheet })
        }
        // An old or a protected workbook; both are kept in this container.
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            return Err(unsupported(
                "旧版或加密的 Excel 文件，请另存为不加密的 .xlsx",
                "an old or protected Excel file: save it as .xlsx without a password",
            ));
        }
        [b'%', b'P', b'D', b'F', ..] => return Err(unsupported("这是 PDF 文件", "this is a PDF")),
        _ => {
            let encoding = sniff(&mut file)?;
            let (rows, delimiter) = DelimitedRows::open(file, encoding, limits)?;
            (Source::Delimited(Box::new(rows)), TableFormat::Delimited { encoding, delimiter })
        }
    };
    TableReader::new(source, format, limits)
}

impl TableReader {
    fn new(source: Source, format: TableFormat, limits: &Limits) -> Result<Self, Refusal> {
        let mut table = Self {
            format,
            headings: Vec::new(),
            source,
            queued: VecDeque::new(),
            blank: Vec::new(),
            blank_pending: Vec::new(),
            rows: 0,
            rows_max: limits.rows,
            finished: false,
        };
        let mut first = Vec::new();
        while first.len() < HEADING_ROWS_MAX
            && let Some(row) = table.next_filled()?
        {
            first.push(row);
        }
        // Above the headings there may be a title in one cell.
        let at = first.iter().position(|row| row.filled() > 1).unwrap_or(0);
        let mut rows = first.into_iter().skip(at);
        let heading = rows.next().ok_or_else(|| unsupported("表格为空", "the table is empty"))?;
        if heading.faults.contains(&RowFault::TooManyColumns) {
            return Err(too_much(limits.columns as u64, "列", "columns"));
        }
        if !heading.faults.is_empty() {
            return Err(unsupported("表头无法读取", "the headings cannot be read"));
        }
        table.headings = clean_headings(&heading);
        table.queued = rows.collect();
        table.blank.retain(|number| *number > heading.number);
        Ok(table)
    }

    /// What kind of file it is.
    #[must_use]
    pub fn format(&self) -> &TableFormat {
        &self.format
    }

    /// How its text is encoded; workbooks are UTF-8 inside.
    #[must_use]
    pub fn encoding(&self) -> TextEncoding {
        match self.format {
            TableFormat::Delimited { encoding, .. } => encoding,
            TableFormat::Workbook { .. } => TextEncoding::Utf8,
        }
    }

    /// The headings, one for each column, never empty.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The numbers of empty rows between filled ones seen so far (the first thousand). They are skipped.
    #[must_use]
    pub fn blank_rows(&self) -> &[u64] {
        &self.blank
    }

    /// The next row as the file has it, empty ones skipped.
    fn next_filled(&mut self) -> Result<Option<TableRow>, Refusal> {
        loop {
            let row = match &mut self.source {
                Source::Delimited(rows) => rows.next_row()?,
                Source::Workbook(rows) => rows.next_row()?,
            };
            match row {
                Some(row) if row.is_blank() => {
                    if self.blank_pending.len() < BLANK_ROWS_NAMED_MAX {
                        self.blank_pending.push(row.number);
                    }
                }
                Some(row) => {
                    let free = BLANK_ROWS_NAMED_MAX.saturating_sub(self.blank.len());
                    self.blank.extend(self.blank_pending.drain(..).take(free));
                    return Ok(Some(row));
                }
                None => return Ok(None),
            }
        }
    }

    /// Gives a row as many cells as there are headings, and says where that was not so.
    fn fitted(&self, mut row: TableRow) -> TableRow {
        let width = self.headings.len();
        let cells = row.cells.len();
        if cells > width {
            if row.cells.iter().skip(width).any(|cell| !cell.trim().is_empty()) {
                row.faults.push(RowFault::Long);
            }
            row.cells.truncate(width);
        }
        if cells < width {
            // Workbooks leave empty cells out; in text a missing cell is a broken row.
            if matches!(self.format, TableFormat::Delimited { .. }) {
                row.faults.push(RowFault::Short { cells });
            }
            row.cells.resize(width, String::new());
        }
        row
    }
}

impl Iterator for TableReader {
    type Item = Result<TableRow, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.finished {
            return None;
        }
        let row = match self.queued.pop_front() {
            Some(row) => Ok(Some(row)),
            None => self.next_filled(),
        };
        self.rows += 1;
        match row {
            Ok(Some(_)) if self.rows > self.rows_max => {
                self.finished = true;
                Some(Err(too_much(self.rows_max, "行", "rows")))
            }
            Ok(Some(row)) => Some(Ok(self.fitted(row))),
            Ok(None) => {
                self.finished = true;
                None
            }
            Err(refusal) => {
                self.finished = true;
                Some(Err(refusal))
            }
        }
    }
}

/// Trims headings, drops empty ones at the end, and tells equal and empty ones apart.
fn clean_headings(row: &TableRow) -> Vec<String> {
    let width = row.cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
    let mut headings: Vec<String> = Vec::with_capacity(width);
    for (at, cell) in row.cells.iter().take(width).enumerate() {
        let text = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        let base: String = if text.is_empty() { format!("列 {}", at + 1) } else { text.chars().take(100).collect() };
        let mut heading = base.clone();
        let mut copies = 1;
        while headings.contains(&heading) {
            copies += 1;
            heading = format!("{base} ({copies})");
        }
        headings.push(heading);
    }
    headings
}

/// The SHA-256 of a file in hexadecimal: the same file imported again is known by it.
///
/// # Errors
/// `UnsupportedFile` when it cannot be read.
pub fn file_digest(path: &Path) -> Result<String, Refusal> {
    let mut file = File::open(path).map_err(|error| unreadable(&error))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let len = read_full(&mut file, &mut buffer).map_err(|error| unreadable(&error))?;
        if len == 0 {
            break;
        }
        hasher.update(buffer.get(..len).unwrap_or_default());
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
