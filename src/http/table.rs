//! Tables for spreadsheets: CSV that Excel opens in Chinese too, and XLSX. Whatever somebody typed stays words: a cell
//! that a spreadsheet would take for a formula is marked as text (OWASP, "CSV Injection").

use crate::domain::refusal::{Code, Refusal};
use axum::http::{HeaderName, header};
use axum::response::IntoResponse;
use rust_xlsxwriter::{Workbook, XlsxError};
use serde::Deserialize;
use utoipa::ToSchema;

/// How many characters Excel takes in one cell.
const CELL_CHARS_MAX: usize = 32_767;

/// What sort of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Comma-separated, UTF-8 with a mark, so that Excel reads Chinese.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

/// Headings and rows of text.
#[derive(Debug)]
pub struct Table {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(headings: &[&str]) -> Self {
        Self { headings: headings.iter().map(|heading| (*heading).to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// The table as a file to be kept under a name.
    ///
    /// # Errors
    /// `Internal` if it cannot be written.
    pub fn answer(self, name: &str, format: Format) -> Result<impl IntoResponse + use<>, Refusal> {
        let failed = |error: &dyn std::fmt::Display| {
            tracing::error!(%error, "a table cannot be written");
            Refusal::new(Code::Internal)
        };
        let (kind, end, bytes) = match format {
            Format::Csv => ("text/csv; charset=utf-8", "csv", self.csv().map_err(|error| failed(&error))?),
            Format::Xlsx => {
                let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                (kind, "xlsx", self.xlsx().map_err(|error| failed(&error))?)
            }
        };
        let headers: [(HeaderName, String); 2] = [
            (header::CONTENT_TYPE, kind.to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{end}\"")),
        ];
        Ok((headers, bytes))
    }

    fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
        for row in std::iter::once(&self.headings).chain(&self.rows) {
            writer.write_record(row.iter().map(|cell| harmless(cell)))?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }

    fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (number, row) in (0..).zip(std::iter::once(&self.headings).chain(&self.rows)) {
            for (column, cell) in (0..).zip(row) {
                // Written as a string it is one, whatever it looks like.
                sheet.write_string(number, column, cell.chars().take(CELL_CHARS_MAX).collect::<String>())?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        book.save_to_buffer()
    }
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    let tempting = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if tempting { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Table, harmless};
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    fn table() -> Table {
        let mut table = Table::new(&["编号", "备注"]);
        table.push(vec!["NEW-1".to_owned(), "=HYPERLINK(\"http://x\")".to_owned()]);
        table.push(vec!["NEW-2".to_owned(), "引号\"与,逗号\n换行".to_owned()]);
        table
    }

    #[test]
    fn a_csv_begins_with_the_mark_that_excel_needs_and_holds_no_formula() {
        let bytes = table().csv().unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("\u{feff}编号,备注\r\n"), "{text}");
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(&rows[0][1], "'=HYPERLINK(\"http://x\")");
        assert_eq!(&rows[1][1], "引号\"与,逗号\n换行");
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
    fn a_workbook_holds_the_same_as_words() {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(table().xlsx().unwrap())).unwrap();
        let name = book.sheet_names()[0].clone();
        let range = book.worksheet_range(&name).unwrap();
        assert_eq!(range.get_value((0, 0)), Some(&Data::String("编号".to_owned())));
        assert_eq!(range.get_value((1, 1)), Some(&Data::String("=HYPERLINK(\"http://x\")".to_owned())));
    }
}
