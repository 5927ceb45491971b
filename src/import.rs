//! Reading tables of folders, as people keep them, into typed rows.
//!
//! A file flows through: recognise what it is (`table`), stream its rows within limits (`delimited`, `workbook`), map its
//! headings to what a folder has (`mapping`), turn each row into a folder to register or a list of what is wrong with it
//! (`row`), and write what could not be taken into a file to mend (`report`). Nothing here knows the archive: which codes,
//! slots and types exist comes in as a `Vocabulary` or is found out by whoever registers the row. No row stops another.

mod delimited;
mod encoding;
mod issue;
mod mapping;
mod papers;
mod read;
mod repeat;
mod report;
mod row;
mod subjects;
mod synonyms;
mod table;
mod text;
mod vocabulary;
mod workbook;

pub use encoding::TextEncoding;
pub use issue::{Problem, RowIssue, quoted, row_issue};
pub use mapping::{ColumnMapping, Defaults, Mapping, MappingIssue, Target, suggest_mapping};
pub use repeat::RepeatedCodes;
pub use report::{BadRowsWriter, PROBLEM_HEADING, ReportWriter, spreadsheet_safe};
pub use row::{ConvertOptions, ConvertedRow, convert_row};
pub use table::{RowFault, TableFormat, TableReader, TableRow, file_digest, open_sheet, open_table};
pub use vocabulary::Vocabulary;

use crate::domain::refusal::{Code, Refusal};

/// What a file may cost us. Past any of these the file or the row is refused; nothing is cut silently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file.
    pub file_bytes: u64,
    /// Rows of data.
    pub rows: u64,
    /// Columns.
    pub columns: usize,
    /// Characters in a cell: what spreadsheets themselves allow.
    pub cell_chars: usize,
    /// Bytes in a row, all cells together.
    pub row_bytes: usize,
    /// Size of everything inside a workbook, unpacked.
    pub unpacked_bytes: u64,
    /// How many times larger than its file a workbook may unpack.
    pub unpacked_ratio: u64,
}

/// Characters in a cell, unless somebody asks for fewer.
pub const CELL_CHARS_MAX: usize = 32_768;

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 1 << 30,
            rows: 2_000_000,
            columns: 256,
            cell_chars: CELL_CHARS_MAX,
            row_bytes: 4 << 20,
            unpacked_bytes: 1 << 30,
            unpacked_ratio: 200,
        }
    }
}

/// The refusal of a file, in both languages.
fn unsupported(zh: &str, en: &str) -> Refusal {
    Refusal::new(Code::UnsupportedFile).in_words("detail", en, zh)
}

/// The refusal of a file that cannot be read from its disk.
fn unreadable(error: &std::io::Error) -> Refusal {
    unsupported("文件无法读取", &format!("the file cannot be read: {}", error.kind()))
}

/// The refusal of a file beyond a limit.
fn too_much(limit: u64, zh: &str, en: &str) -> Refusal {
    Refusal::new(Code::LimitExceeded).with("limit", limit).in_words("what", en, zh)
}

#[cfg(test)]
mod tests;
