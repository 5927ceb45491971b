//! What an import leaves behind: a report of every issue, and the bad rows as a file to mend and import again.

use super::issue::RowIssue;
use crate::domain::business_type::Severity;
use crate::domain::refusal::Language;
use std::io::{self, Write};

/// The heading of the column that says what is wrong; on the way back in it is ignored.
pub const PROBLEM_HEADING: &str = "问题 Problems";

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A cell that a spreadsheet shows as it is. What it would compute gets a `'` in front; what it would turn into a date or cut
/// to 15 digits gets a tab, which reading takes off again.
#[must_use]
pub fn spreadsheet_safe(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return format!("'{cell}");
    }
    if would_be_reshaped(cell) { format!("\t{cell}") } else { cell.to_owned() }
}

fn would_be_reshaped(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let only_number_like = cell.starts_with(|c: char| c.is_ascii_digit())
        && cell.bytes().all(|byte| byte.is_ascii_digit() || b"-/.:Ee".contains(&byte));
    if !only_number_like {
        return false;
    }
    let whole_date = cell.len() == 10 && digits == 8;
    let plain_number = digits == cell.len() && digits <= 11 && (digits == 1 || !cell.starts_with('0'));
    let decimal = cell
        .split_once('.')
        .is_some_and(|(whole, rest)| (1..=9).contains(&whole.len()) && rest.bytes().all(|byte| byte.is_ascii_digit()));
    !(whole_date || plain_number || decimal)
}

fn csv_writer<W: Write>(mut out: W) -> io::Result<csv::Writer<W>> {
    out.write_all(BYTE_ORDER_MARK)?;
    Ok(csv_without_mark(out))
}

fn csv_without_mark<W: Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(out)
}

/// Writes rows that could not be taken: their own columns and what is wrong with them.
pub struct BadRowsWriter<W: Write> {
    out: csv::Writer<W>,
    language: Language,
    width: usize,
    problem_at: Option<usize>,
}

impl<W: Write> BadRowsWriter<W> {
    /// Begins a file with a table's headings. A table that is such a file itself keeps its one problem column.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(out: W, headings: &[String], language: Language) -> io::Result<Self> {
        let problem_at = headings.iter().position(|heading| heading == PROBLEM_HEADING);
        let mut writer = Self { out: csv_writer(out)?, language, width: headings.len(), problem_at };
        writer.record(headings, PROBLEM_HEADING)?;
        Ok(writer)
    }

    /// Goes on with a file that has its headings already.
    #[must_use]
    pub fn going_on(out: W, headings: &[String], language: Language) -> Self {
        let problem_at = headings.iter().position(|heading| heading == PROBLEM_HEADING);
        Self { out: csv_without_mark(out), language, width: headings.len(), problem_at }
    }

    /// Writes one row with its issues.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, cells: &[String], issues: &[RowIssue]) -> io::Result<()> {
        let errors = issues.iter().filter(|issue| issue.severity == Severity::Error);
        let sentences: Vec<String> = errors.map(|issue| sentence(issue, self.language)).collect();
        self.record(cells, &sentences.join(" | "))
    }

    fn record(&mut self, cells: &[String], last: &str) -> io::Result<()> {
        let blank = String::new();
        let padded = cells.iter().chain(std::iter::repeat(&blank)).take(self.width);
        let kept = padded.enumerate().filter(|(at, _)| Some(*at) != self.problem_at);
        let record = kept.map(|(_, cell)| spreadsheet_safe(cell)).chain([spreadsheet_safe(last)]);
        self.out.write_record(record).map_err(io::Error::other)
    }

    /// Ends the file and gives it back.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.out.into_inner().map_err(|error| io::Error::other(error.to_string()))
    }
}

fn sentence(issue: &RowIssue, language: Language) -> String {
    let detail = issue.detail.in_language(language);
    if issue.column.is_empty() { detail.to_owned() } else { format!("{}: {detail}", issue.column) }
}

/// Writes a report: one line an issue.
pub struct ReportWriter<W: Write> {
    out: csv::Writer<W>,
    language: Language,
}

impl<W: Write> ReportWriter<W> {
    /// Begins a report.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(out: W, language: Language) -> io::Result<Self> {
        let mut out = csv_writer(out)?;
        let headings = match language {
            Language::Zh => ["行", "列", "级别", "代码", "问题", "内容"],
            Language::En => ["row", "column", "severity", "code", "detail", "value"],
        };
        out.write_record(headings).map_err(io::Error::other)?;
        Ok(Self { out, language })
    }

    /// Writes one issue.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, issue: &RowIssue) -> io::Result<()> {
        let severity = match (issue.severity, self.language) {
            (Severity::Error, Language::Zh) => "错误",
            (Severity::Error, Language::En) => "error",
            (Severity::Warning, Language::Zh) => "提示",
            (Severity::Warning, Language::En) => "warning",
        };
        let row = issue.row.to_string();
        let cells =
            [row.as_str(), &issue.column, severity, &issue.code, issue.detail.in_language(self.language), &issue.value];
        self.out.write_record(cells.map(spreadsheet_safe)).map_err(io::Error::other)
    }

    /// Ends the report and gives it back.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.out.into_inner().map_err(|error| io::Error::other(error.to_string()))
    }
}
