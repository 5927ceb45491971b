//! Workbooks (XLSX): checked for what they unpack to before anything is parsed, then read cell by cell.
//!
//! The parser runs on a thread of its own behind a short queue: its reader borrows the workbook it reads from, and whatever
//! goes wrong inside it must not take the caller along.

use super::encoding::read_full;
use super::table::{RowFault, TableRow};
use super::{Limits, too_much, unreadable, unsupported};
use crate::domain::refusal::Refusal;
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

const QUEUED_ROWS: usize = 256;
const ENTRIES_MAX: usize = 10_000;
/// Below this, a high ratio harms nobody.
const HARMLESS_BYTES: u64 = 16 << 20;
/// The parser holds all parts but the sheets in memory.
const HELD_BYTES_MAX: u64 = 384 << 20;
/// The longest stretch of an XML file without a tag: one cell's text, with room for escapes.
const TEXT_RUN_BYTES_MAX: u64 = 1 << 20;

/// Rows of one sheet.
pub(super) struct WorkbookRows {
    rows: Option<Receiver<Result<TableRow, Refusal>>>,
    finished: bool,
}

impl WorkbookRows {
    /// Opens the named sheet, or the first; answers the sheet's name too.
    pub(super) fn open(
        mut file: File,
        file_bytes: u64,
        sheet: Option<&str>,
        limits: &Limits,
    ) -> Result<(Self, String), Refusal> {
        check_unpacked_size(&mut file, file_bytes, limits)?;
        file.seek(SeekFrom::Start(0)).map_err(|error| unreadable(&error))?;
        let opened = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| Xlsx::new(BufReader::new(file))));
        let workbook = opened.ok().and_then(Result::ok).ok_or_else(not_a_workbook)?;
        let names = workbook.sheet_names();
        let name = match sheet {
            Some(wanted) => names.iter().find(|name| name.trim() == wanted.trim()),
            None => names.first(),
        };
        let name = name.cloned().ok_or_else(|| unsupported("没有该工作表", "there is no such sheet"))?;
        let (sender, rows) = sync_channel(QUEUED_ROWS);
        let (sheet_name, limits) = (name.clone(), limits.clone());
        std::thread::Builder::new()
            .name("import-workbook".to_owned())
            .spawn(move || read_sheet(workbook, &sheet_name, &limits, &sender))
            .map_err(|error| unreadable(&error))?;
        Ok((Self { rows: Some(rows), finished: false }, name))
    }

    /// The next row that has a cell.
    pub(super) fn next_row(&mut self) -> Result<Option<TableRow>, Refusal> {
        if self.finished {
            return Ok(None);
        }
        match self.rows.as_ref().map(Receiver::recv) {
            Some(Ok(Ok(row))) if row.number == END_OF_SHEET => {
                self.finished = true;
                Ok(None)
            }
            Some(Ok(row)) => row.map(Some),
            // The thread went away without saying that it was done.
            _ => Err(not_a_workbook()),
        }
    }
}

/// The number of the row that says the sheet was read to its end. Rows count from 1.
const END_OF_SHEET: u64 = 0;

fn not_a_workbook() -> Refusal {
    unsupported("不是有效的 XLSX 工作簿，或已损坏", "this is not a sound XLSX workbook")
}

/// Unpacks every entry into nothing, counting. Sizes written in the file itself prove nothing.
fn check_unpacked_size(file: &mut File, file_bytes: u64, limits: &Limits) -> Result<(), Refusal> {
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|_| not_a_workbook())?;
    if archive.len() > ENTRIES_MAX {
        return Err(bomb());
    }
    if archive.index_for_name("xl/workbook.xml").is_none() {
        return Err(unsupported(
            "不是 XLSX 工作簿；如有密码请先去除",
            "this is no XLSX workbook; remove its password if it has one",
        ));
    }
    let total_max = limits.unpacked_bytes.min(HARMLESS_BYTES.max(file_bytes.saturating_mul(limits.unpacked_ratio)));
    let mut total = 0;
    let mut buffer = vec![0; 64 * 1024];
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| not_a_workbook())?;
        let name = entry.name().map_err(|_| not_a_workbook())?.to_lowercase().replace('\\', "/");
        let is_picture = name.contains("/media/");
        let is_sheet = name.contains("/worksheets/");
        let (mut size, mut run) = (0_u64, 0_u64);
        loop {
            let len = read_full(&mut entry, &mut buffer).map_err(|_| not_a_workbook())?;
            if len == 0 {
                break;
            }
            size += len as u64;
            total += len as u64;
            if !is_picture {
                run = longest_run(buffer.get(..len).unwrap_or_default(), run)?;
            }
            if total > total_max || (!is_sheet && size > HELD_BYTES_MAX) {
                return Err(bomb());
            }
        }
    }
    Ok(())
}

/// Follows the stretch since the last tag; refuses one that no cell can need.
fn longest_run(bytes: &[u8], mut run: u64) -> Result<u64, Refusal> {
    for piece in bytes.split_inclusive(|byte| *byte == b'<') {
        run += piece.len() as u64;
        if run > TEXT_RUN_BYTES_MAX {
            return Err(bomb());
        }
        if piece.last() == Some(&b'<') {
            run = 0;
        }
    }
    Ok(run)
}

fn bomb() -> Refusal {
    unsupported("工作簿解压后过大", "the workbook unpacks to far more than its size")
}

type Queue = SyncSender<Result<TableRow, Refusal>>;

fn read_sheet(mut workbook: Xlsx<BufReader<File>>, name: &str, limits: &Limits, queue: &Queue) {
    let outcome = match workbook.worksheet_cells_reader(name) {
        Ok(mut cells) => send_rows(&mut cells, limits, queue),
        Err(_) => Some(Err(not_a_workbook())),
    };
    if let Some(last) = outcome {
        // Nobody may be waiting any more; that is no fault.
        let _ = queue.send(last);
    }
}

/// Sends all rows; answers what to send last, or nothing when nobody listens any more.
fn send_rows<RS: Read + Seek>(
    cells: &mut calamine::XlsxCellReader<'_, RS>,
    limits: &Limits,
    queue: &Queue,
) -> Option<Result<TableRow, Refusal>> {
    let mut row = RowBuilder::default();
    let mut rows = 0;
    loop {
        let Ok(cell) = cells.next_cell() else { return Some(Err(not_a_workbook())) };
        let Some(cell) = cell else { break };
        let (row_index, column) = cell.get_position();
        let number = u64::from(row_index) + 1;
        if number != row.row.number
            && let Some(done) = row.start(number)
        {
            rows += 1;
            if rows > limits.rows + 1 {
                return Some(Err(too_much(limits.rows, "行", "rows")));
            }
            queue.send(Ok(done)).ok()?;
        }
        row.put(column as usize, cell.get_value(), limits);
    }
    if let Some(done) = row.start(END_OF_SHEET) {
        queue.send(Ok(done)).ok()?;
    }
    Some(Ok(TableRow { number: END_OF_SHEET, cells: Vec::new(), faults: Vec::new() }))
}

#[derive(Default)]
struct RowBuilder {
    row: TableRow,
    bytes: usize,
}

impl RowBuilder {
    /// Begins a row; answers the one before it, if it held anything.
    fn start(&mut self, number: u64) -> Option<TableRow> {
        self.bytes = 0;
        let done = std::mem::replace(&mut self.row, TableRow { number, ..TableRow::default() });
        (!done.cells.is_empty() || !done.faults.is_empty()).then_some(done)
    }

    fn put(&mut self, column: usize, value: &DataRef<'_>, limits: &Limits) {
        let text = plain_text(value);
        if text.is_empty() {
            return;
        }
        if column >= limits.columns {
            self.fault(RowFault::TooManyColumns);
            return;
        }
        self.bytes += text.len();
        if self.bytes > limits.row_bytes {
            self.fault(RowFault::RowTooLong);
            return;
        }
        if text.len() > limits.cell_chars && text.chars().count() > limits.cell_chars {
            self.fault(RowFault::CellTooLong { column });
        }
        if self.row.cells.len() <= column {
            self.row.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = self.row.cells.get_mut(column) {
            *cell = text;
        }
    }

    fn fault(&mut self, fault: RowFault) {
        if !self.row.faults.contains(&fault) {
            self.row.faults.push(fault);
        }
    }
}

/// A cell as its text: whole numbers without a point, days as `2015-01-13`.
fn plain_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => plain_number(*number),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        DataRef::DateTime(moment) if moment.is_datetime() => plain_moment(moment),
        DataRef::DateTime(duration) => plain_number(duration.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// The number a person saw: spreadsheets show 15 digits, and what lies behind is noise (`0.1 + 0.2`).
fn plain_number(number: f64) -> String {
    let seen: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{seen}")
}

fn plain_moment(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date} {hour:02}:{minute:02}:{second:02}") }
}
