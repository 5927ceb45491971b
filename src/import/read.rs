//! Reading the cells of one row, each by what its column means, and noting what is wrong with any.

use super::issue::{Problem, RowIssue, row_issue, row_issue_in_words};
use super::mapping::{Mapping, Target};
use super::row::TypeOfRow;
use super::table::{RowFault, TableRow};
use super::vocabulary::Vocabulary;
use crate::domain::business_type::{BusinessType, Severity, THICKNESS_MM};
use crate::domain::code::{CodeFault, read_new_code};
use crate::domain::command::NewFolder;
use crate::domain::value::{Bilingual, FieldKind, Parsed, ValueIssue, half_width, parse_date, read_number, read_text};
use chrono::NaiveDate;

/// Errors of spreadsheets, as they stand in exported cells.
const CELL_ERRORS: [&str; 8] = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!"];

/// A row being read.
pub(super) struct RowReading<'a> {
    row: &'a TableRow,
    mapping: &'a Mapping,
    pub(super) issues: Vec<RowIssue>,
}

impl<'a> RowReading<'a> {
    pub(super) fn new(row: &'a TableRow, mapping: &'a Mapping) -> Self {
        Self { row, mapping, issues: Vec::new() }
    }

    /// Notes a problem with a cell.
    pub(super) fn problem(&mut self, at: usize, value: &str, problem: Problem, about: &str) {
        let issue = row_issue(self.row.number, self.heading(at), value, problem, about);
        self.issues.push(issue);
    }

    /// The same where `about` is words, which each language has of its own.
    pub(super) fn problem_in_words(&mut self, at: usize, value: &str, problem: Problem, about: &Bilingual) {
        let issue = row_issue_in_words(self.row.number, self.heading(at), value, problem, about);
        self.issues.push(issue);
    }

    fn heading(&self, at: usize) -> &'a str {
        self.mapping.columns.get(at).map_or("", |column| column.heading.as_str())
    }

    /// Takes what a value reader answered: its canonical spelling, warnings and errors noted. Nothing for an empty value.
    pub(super) fn take(&mut self, at: usize, raw: &str, answer: Result<Parsed, ValueIssue>) -> Option<String> {
        let (row, heading) = (self.row.number, self.heading(at));
        match answer {
            Ok(parsed) => {
                let noted = parsed
                    .warnings
                    .into_iter()
                    .map(|issue| RowIssue::of_value(row, heading, raw, issue, Severity::Warning));
                self.issues.extend(noted);
                (!parsed.canonical.is_empty()).then_some(parsed.canonical)
            }
            Err(issue) => {
                self.issues.push(RowIssue::of_value(row, heading, raw, issue, Severity::Error));
                None
            }
        }
    }

    /// A cell without what surrounds it: spaces, the quote or `="…"` that keeps a spreadsheet from computing.
    pub(super) fn cell(&mut self, at: usize) -> String {
        let raw = self.row.cells.get(at).map_or("", |cell| cell.trim());
        let ignored = self.mapping.columns.get(at).is_none_or(|column| column.target == Target::Ignore);
        if !ignored && CELL_ERRORS.contains(&raw) {
            self.problem(at, raw, Problem::CellError, "");
            return String::new();
        }
        self.bare(at).to_owned()
    }

    /// The same, whatever is wrong with it.
    pub(super) fn bare(&self, at: usize) -> &'a str {
        let raw = self.row.cells.get(at).map_or("", |cell| cell.trim());
        let shielded =
            raw.strip_prefix('\'').filter(|rest| rest.starts_with(|c: char| "=+-@".contains(c) || c.is_ascii_digit()));
        let quoted =
            raw.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).filter(|inner| !inner.contains('"'));
        shielded.or(quoted).unwrap_or(raw).trim()
    }

    /// What is wrong with the row as a whole.
    pub(super) fn faults(&mut self) {
        for fault in &self.row.faults {
            match *fault {
                RowFault::TooManyColumns => self.whole(Problem::TooManyColumns, ""),
                RowFault::RowTooLong => self.whole(Problem::RowTooLong, ""),
                RowFault::CellTooLong { column } => self.problem(column, "", Problem::CellTooLong, ""),
                RowFault::Undecodable { column } => {
                    let value = self.row.cells.get(column).cloned().unwrap_or_default();
                    self.problem(column, &value, Problem::Undecodable, "");
                }
                RowFault::Short { cells } => self.short(cells),
                RowFault::Long => self.whole(Problem::RowLong, ""),
            }
        }
    }

    fn whole(&mut self, problem: Problem, about: &str) {
        self.issues.push(row_issue(self.row.number, "", "", problem, about));
    }

    /// A spreadsheet may leave out empty cells at a row's end; where something that matters is missing, the row was cut.
    fn short(&mut self, cells: usize) {
        let minor = |target: &Target| {
            matches!(
                target,
                Target::Ignore
                    | Target::Note
                    | Target::Class
                    | Target::ThicknessMm
                    | Target::SubjectAddress
                    | Target::Field(_)
            )
        };
        let harmless = self.mapping.columns.iter().skip(cells).all(|column| minor(&column.target));
        let problem = if harmless { Problem::RowShortHarmless } else { Problem::RowShort };
        let issue = row_issue(
            self.row.number,
            self.heading(cells),
            "",
            problem,
            &format!("{cells}/{}", self.mapping.columns.len()),
        );
        self.issues.push(issue);
    }

    /// The business type of the row, or the table's.
    pub(super) fn business_type<'v>(&mut self, vocabulary: &'v Vocabulary) -> Option<&'v BusinessType> {
        let at = self.mapping.columns.iter().position(|column| column.target == Target::BusinessType);
        let cell = at.map(|at| self.cell(at)).unwrap_or_default();
        let at = at.unwrap_or(usize::MAX);
        let wanted =
            if cell.is_empty() { self.mapping.defaults.business_type.as_deref().unwrap_or_default() } else { &cell };
        if wanted.is_empty() {
            self.problem(at, "", Problem::TypeMissing, "");
            return None;
        }
        let found = vocabulary.business_type(wanted);
        match found {
            Some(found) if !cell.is_empty() && ![&found.code, &found.name.zh, &found.name.en].contains(&&cell) => {
                self.problem_in_words(at, &cell, Problem::TypeReadAs, &found.name);
            }
            Some(_) => {}
            None => self.problem_in_words(at, wanted, Problem::TypeUnknown, &vocabulary.type_names()),
        }
        found.map(AsRef::as_ref)
    }

    /// A code, own or foreign, or a slot's.
    pub(super) fn code(&mut self, at: usize, cell: &str) -> Option<String> {
        if is_blank_word(cell) || self.digits_lost(at, cell) {
            return None;
        }
        match read_new_code(cell) {
            Ok(code) => Some(code),
            Err(fault) => {
                let problem = match fault {
                    CodeFault::Empty => Problem::CodeEmpty,
                    CodeFault::TooLong => Problem::CodeTooLong,
                    CodeFault::Unprintable => Problem::CodeUnprintable,
                    CodeFault::SignsOnly => Problem::CodeOfSigns,
                };
                self.problem(at, cell, problem, "");
                None
            }
        }
    }

    pub(super) fn business_date(&mut self, at: usize, cell: &str) -> Option<NaiveDate> {
        if is_blank_word(cell) {
            // A row cut short was already reported as such.
            if !self.row.faults.iter().any(|fault| matches!(fault, RowFault::Short { .. })) {
                self.problem(at, "", Problem::DateMissing, "");
            }
            return None;
        }
        self.full_width(at, cell);
        let date = parse_date(cell);
        let canonical = date.clone().map(|date| Parsed::plain(date.to_string()));
        self.take(at, cell, canonical);
        date.ok()
    }

    pub(super) fn department(&mut self, at: usize, cell: &str, vocabulary: &Vocabulary) -> Option<String> {
        if is_blank_word(cell) {
            return None;
        }
        let found = vocabulary.department(cell).map(str::to_owned);
        if found.is_none() {
            self.problem_in_words(at, cell, Problem::DepartmentUnknown, &vocabulary.department_names());
        }
        found
    }

    pub(super) fn class(&mut self, at: usize, cell: &str, vocabulary: &Vocabulary) -> Option<String> {
        if is_blank_word(cell) {
            return None;
        }
        match vocabulary.class(cell) {
            Some((code, None)) => Some(code.to_owned()),
            Some((code, Some(name))) => {
                self.problem_in_words(at, cell, Problem::ClassReadAs, name);
                Some(code.to_owned())
            }
            None => {
                self.problem_in_words(at, cell, Problem::ClassUnknown, &vocabulary.class_names());
                None
            }
        }
    }

    pub(super) fn default_department(&self, vocabulary: &Vocabulary) -> Option<String> {
        self.mapping.defaults.department.as_deref().and_then(|text| vocabulary.department(text)).map(str::to_owned)
    }

    pub(super) fn default_class(&self, vocabulary: &Vocabulary) -> Option<String> {
        self.mapping.defaults.class.as_deref().and_then(|text| vocabulary.class(text)).map(|(code, _)| code.to_owned())
    }

    /// The thickness: `12`, `12mm`, `12 毫米`; half millimetres are rounded up.
    pub(super) fn thickness(&mut self, at: usize, cell: &str) -> Option<u32> {
        if is_blank_word(cell) {
            return None;
        }
        self.full_width(at, cell);
        let text = half_width(cell).to_lowercase();
        let text = text.trim_end_matches("mm").trim_end_matches("毫米").trim();
        let number = read_number(text).ok().and_then(|parsed| parsed.canonical.parse::<f64>().ok());
        match number.map(f64::ceil) {
            None => self.problem(at, cell, Problem::ThicknessUnreadable, ""),
            Some(number) if number >= f64::from(*THICKNESS_MM.start()) && number <= f64::from(*THICKNESS_MM.end()) => {
                return Some(number as u32);
            }
            Some(_) => self.problem(at, cell, Problem::ThicknessRange, ""),
        }
        None
    }

    pub(super) fn note(&mut self, at: usize, cell: &str, note: &mut String) {
        self.formula(at, cell);
        if let Some(text) = self.take(at, cell, read_text(cell)) {
            append_line(note, &text);
        }
    }

    /// A custom field. Where the row's type has no such field the text is kept in the note: nothing people wrote is lost.
    pub(super) fn field(
        &mut self,
        at: usize,
        cell: &str,
        id: &str,
        business_type: TypeOfRow<'_>,
        folder: &mut NewFolder,
    ) {
        if cell.is_empty() {
            return;
        }
        let Some(business_type) = business_type else { return };
        let Some(field) = business_type.field(id) else {
            self.problem(at, cell, Problem::FieldNotInType, "");
            let line = format!("{}：{cell}", self.heading(at));
            return self.note(at, &line, &mut folder.note);
        };
        match field.kind {
            FieldKind::Text | FieldKind::Choice => self.formula(at, cell),
            _ if is_blank_word(cell) || self.digits_lost(at, cell) => return,
            _ => self.full_width(at, cell),
        }
        if let Some(value) = self.take(at, cell, field.read(cell)) {
            folder.fields.insert(id.to_owned(), value);
        }
    }

    /// Flags required fields that stay empty; a missing value never keeps a folder out.
    pub(super) fn required_fields(&mut self, business_type: TypeOfRow<'_>, folder: &NewFolder) {
        let missing = business_type
            .into_iter()
            .flat_map(|found| &found.fields)
            .filter(|field| field.required && !folder.fields.contains_key(&field.id));
        for field in missing {
            let issue = crate::domain::value::Fault::FieldRequired.into();
            self.issues.push(RowIssue::of_value(self.row.number, &field.name.zh, "", issue, Severity::Warning));
        }
    }

    /// Notes digits or letters in full width, which are read as ordinary ones.
    pub(super) fn full_width(&mut self, at: usize, cell: &str) {
        if cell.chars().any(|c| matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')) {
            self.problem(at, cell, Problem::FullWidth, "");
        }
    }

    /// Notes a text that a spreadsheet would compute.
    pub(super) fn formula(&mut self, at: usize, cell: &str) {
        let suspicious = cell.starts_with(['=', '@']) || (cell.starts_with(['+', '-']) && read_number(cell).is_err());
        if suspicious {
            self.problem(at, cell, Problem::FormulaText, "");
        }
    }

    /// Whether a long number was turned into `4.40305E+17` on the way, which cannot be undone.
    pub(super) fn digits_lost(&mut self, at: usize, cell: &str) -> bool {
        let lost = half_width(cell).to_uppercase().split_once("E+").is_some_and(|(head, exponent)| {
            head.contains('.') && head.parse::<f64>().is_ok() && exponent.parse::<u8>().is_ok()
        });
        if lost {
            self.problem(at, cell, Problem::DigitsLost, "");
        }
        lost
    }
}

/// Adds a line to a text.
pub(super) fn append_line(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

/// What people write into a cell that stays empty.
pub(super) fn is_blank_word(cell: &str) -> bool {
    let text = half_width(cell).trim().to_lowercase();
    matches!(
        text.as_str(),
        "" | "无"
            | "暂无"
            | "没有"
            | "空"
            | "未知"
            | "不详"
            | "/"
            | "\\"
            | "-"
            | "--"
            | "—"
            | "——"
            | "n/a"
            | "na"
            | "none"
            | "null"
            | "nil"
            | "无牌"
            | "未上牌"
            | "待上牌"
            | "临牌"
            | "无车牌"
    )
}
