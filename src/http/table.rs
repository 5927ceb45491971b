//! Tables for spreadsheets: CSV that Excel opens in Chinese too, and XLSX. Whatever somebody typed stays words: a cell
//! that a spreadsheet would take for a formula is marked as text (OWASP, "CSV Injection"). A number is a number in a
//! workbook, and a day is a day, so that both can be sorted and counted there.

use crate::domain::refusal::{Code, Refusal};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rust_xlsxwriter::{Format as Looks, Workbook, Worksheet, XlsxError};
use serde::Deserialize;
use utoipa::ToSchema;

/// How many characters Excel takes in one cell.
const CELL_CHARS_MAX: usize = 32_767;
/// Excel keeps numbers with 15 digits; what is longer stays words there, or its end would be lost.
const WHOLE_MAX: u64 = 999_999_999_999_999;
/// How wide columns of words, days and times are, in characters.
const WIDTHS: (f64, f64, f64) = (20.0, 12.0, 18.0);

/// What sort of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Comma-separated, UTF-8 with a mark, so that Excel reads Chinese.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A share of one, shown in per cent.
    Share(f64),
    /// A day.
    Date(NaiveDate),
    /// A moment, as the archive's own clocks show it.
    Time(NaiveDateTime),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<NaiveDate> for Cell {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        match i64::try_from(number) {
            Ok(whole) if number <= WHOLE_MAX => Self::Whole(whole),
            _ => Self::Text(number.to_string()),
        }
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        u64::from(number).into()
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        (number as u64).into()
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// Headings and rows.
#[derive(Debug)]
pub struct Table {
    headings: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(headings: Vec<String>) -> Self {
        Self { headings, rows: Vec::new() }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<Cell>) {
        self.rows.push(row);
    }

    /// The table as a file to be kept under a name.
    ///
    /// # Errors
    /// `Internal` if it cannot be written.
    pub fn answer(self, name: &str, format: Format) -> Result<Response, Refusal> {
        let failed = |error: &dyn std::fmt::Display| {
            tracing::error!(%error, "a table cannot be written");
            Refusal::new(Code::Internal)
        };
        let bytes = match format {
            Format::Csv => self.csv().map_err(|error| failed(&error))?,
            Format::Xlsx => self.xlsx().map_err(|error| failed(&error))?,
        };
        Ok((headers(name, format), [rows_said(self.rows.len())], bytes).into_response())
    }

    fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        csv_part(Some(&self.headings), self.rows.iter().map(Vec::as_slice))
    }

    fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let looks = [Looks::new().set_num_format("0.0%"), day_looks("yyyy-mm-dd"), day_looks("yyyy-mm-dd hh:mm")];
        let bold = Looks::new().set_bold();
        for (column, heading) in (0..).zip(&self.headings) {
            sheet.write_string_with_format(0, column, heading, &bold)?;
            sheet.set_column_width(column, self.width(usize::from(column)))?;
        }
        for (number, row) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(row) {
                write(sheet, (number, column), cell, &looks)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        if !self.rows.is_empty() && !self.headings.is_empty() {
            sheet.autofilter(0, 0, self.rows.len() as u32, (self.headings.len() - 1) as u16)?;
        }
        book.save_to_buffer()
    }

    /// How wide a column is, by what stands in it first.
    fn width(&self, column: usize) -> f64 {
        let (words, day, time) = WIDTHS;
        match self.rows.iter().filter_map(|row| row.get(column)).find(|cell| **cell != Cell::Empty) {
            Some(Cell::Time(_)) => time,
            Some(Cell::Text(_)) => words,
            _ => day,
        }
    }
}

/// How many rows a file will have, said before they come: whoever takes it sees how far it is, and whether it broke off.
pub fn rows_said(rows: usize) -> (HeaderName, String) {
    (HeaderName::from_static("x-rows"), rows.to_string())
}

/// What is said of a file to be kept under a name.
pub fn headers(name: &str, format: Format) -> [(HeaderName, String); 2] {
    let (kind, end) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    };
    [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{end}\"")),
    ]
}

/// A part of a CSV: the first one, which begins with the mark and the headings, or one that follows.
///
/// # Errors
/// If it cannot be written.
pub fn csv_part<'a>(
    headings: Option<&[String]>,
    rows: impl Iterator<Item = &'a [Cell]>,
) -> Result<Vec<u8>, csv::Error> {
    let mark: &[u8] = if headings.is_some() { b"\xef\xbb\xbf" } else { b"" };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(mark.to_vec());
    if let Some(headings) = headings {
        writer.write_record(headings.iter().map(|heading| harmless(heading)))?;
    }
    for row in rows {
        writer.write_record(row.iter().map(written))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn day_looks(pattern: &str) -> Looks {
    Looks::new().set_num_format(pattern)
}

fn write(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, looks: &[Looks; 3]) -> Result<(), XlsxError> {
    let [share, day, time] = looks;
    match cell {
        Cell::Empty => return Ok(()),
        // Written as a string it is one, whatever it looks like.
        Cell::Text(text) => sheet.write_string(row, column, text.chars().take(CELL_CHARS_MAX).collect::<String>())?,
        Cell::Whole(number) => sheet.write_number(row, column, *number as f64)?,
        Cell::Share(part) => sheet.write_number_with_format(row, column, *part, share)?,
        Cell::Date(date) => match serial(date.and_time(NaiveTime::MIN)) {
            Some(number) => sheet.write_number_with_format(row, column, number, day)?,
            None => sheet.write_string(row, column, written(cell))?,
        },
        Cell::Time(at) => match serial(*at) {
            Some(number) => sheet.write_number_with_format(row, column, number, time)?,
            None => sheet.write_string(row, column, written(cell))?,
        },
    };
    Ok(())
}

/// A moment as Excel counts it: in days since 30 December 1899. Before March 1900 Excel's calendar is not the world's, and
/// after 9999 it ends: what lies there stays words.
fn serial(at: NaiveDateTime) -> Option<f64> {
    let began = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_time(NaiveTime::MIN);
    let counted = NaiveDate::from_ymd_opt(1900, 3, 1)?..=NaiveDate::from_ymd_opt(9999, 12, 31)?;
    let seconds = at.signed_duration_since(began).num_seconds();
    counted.contains(&at.date()).then(|| seconds as f64 / 86_400.0)
}

/// A cell of a CSV.
pub(super) fn written(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Whole(number) => number.to_string(),
        Cell::Share(part) => format!("{:.1}%", part * 100.0),
        Cell::Date(date) => date.to_string(),
        Cell::Time(at) => at.format("%Y-%m-%d %H:%M").to_string(),
    }
}

/// Words that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    let tempting = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if tempting { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::{Cell, Table, harmless};
    use calamine::{Data, DataType, Reader, Xlsx};
    use chrono::NaiveDate;
    use std::io::Cursor;

    fn table() -> Table {
        let mut table = Table::new(["编号", "备注", "件数", "日期", "时间", "比率"].map(str::to_owned).to_vec());
        let day = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
        let at = day.and_hms_opt(9, 30, 0).unwrap();
        let typed = [Cell::Whole(-3), day.into(), Cell::Time(at), Cell::Share(0.9375)];
        let row = |code: &str, note: &str| [Cell::from(code), note.into()].into_iter().chain(typed.clone()).collect();
        table.push(row("NEW-1", "=HYPERLINK(\"http://x\")"));
        table.push(row("NEW-2", "引号\"与,逗号\n换行"));
        table
    }

    #[test]
    fn a_csv_begins_with_the_mark_that_excel_needs_and_holds_no_formula() {
        let bytes = table().csv().unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("\u{feff}编号,备注,件数,日期,时间,比率\r\n"), "{text}");
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(&rows[0][1], "'=HYPERLINK(\"http://x\")");
        assert_eq!(&rows[1][1], "引号\"与,逗号\n换行");
        assert_eq!(rows[0].iter().skip(2).collect::<Vec<_>>(), ["-3", "2026-03-05", "2026-03-05 09:30", "93.8%"]);
    }

    #[test]
    fn what_looks_like_a_formula_is_marked_and_nothing_else_is() {
        for cell in ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1"] {
            assert!(harmless(cell).starts_with('\''), "{cell:?}");
        }
        for cell in ["", "NEW-1", "a=b", "张伟", "1+1"] {
            assert_eq!(harmless(cell), cell);
        }
    }

    #[test]
    fn a_workbook_holds_words_as_words_and_numbers_and_days_as_what_they_are() {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(table().xlsx().unwrap())).unwrap();
        let name = book.sheet_names()[0].clone();
        let range = book.worksheet_range(&name).unwrap();
        assert_eq!(range.get_value((0, 0)), Some(&Data::String("编号".to_owned())));
        assert_eq!(range.get_value((1, 1)), Some(&Data::String("=HYPERLINK(\"http://x\")".to_owned())));
        assert_eq!(range.get_value((1, 2)).and_then(DataType::as_f64), Some(-3.0));
        // 5 March 2026 is Excel's day 46086; both are marked as dates, so that they are shown as such.
        for (column, serial) in [(3, 46_086.0), (4, 46_086.0 + 9.5 / 24.0)] {
            let cell = range.get_value((1, column)).unwrap();
            let Data::DateTime(at) = cell else { panic!("{cell:?}") };
            assert!((at.as_f64() - serial).abs() < 1e-9, "{cell:?}");
        }
        assert_eq!(range.get_value((1, 5)).and_then(DataType::as_f64), Some(0.9375));
    }

    #[test]
    fn a_number_too_long_for_excel_and_a_day_before_its_first_stay_words() {
        assert_eq!(Cell::from(440_305_199_001_011_234_u64), Cell::Text("440305199001011234".to_owned()));
        let mut table = Table::new(vec!["日期".to_owned()]);
        table.push(vec![NaiveDate::from_ymd_opt(1898, 1, 1).unwrap().into()]);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(table.xlsx().unwrap())).unwrap();
        let name = book.sheet_names()[0].clone();
        let range = book.worksheet_range(&name).unwrap();
        assert_eq!(range.get_value((1, 0)), Some(&Data::String("1898-01-01".to_owned())));
    }
}
