//! One row of a table as a folder to register, or all that is wrong with it.

use super::issue::{Problem, RowIssue};
use super::mapping::{Mapping, Target};
use super::papers::CaseParts;
use super::read::RowReading;
use super::subjects::SubjectParts;
use super::table::TableRow;
use super::vocabulary::Vocabulary;
use crate::domain::business_type::{BusinessType, Severity};
use crate::domain::command::{BroughtIn, NewFolder, Placement};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A row that can be taken, with what was odd about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConvertedRow {
    /// The folder.
    pub folder: NewFolder,
    /// The case, in a table of cases.
    pub case: Option<BroughtIn>,
    /// The column its own or first foreign code came from, for saying where a repeated code stands.
    pub code_column: Option<usize>,
    /// What was odd.
    pub warnings: Vec<RowIssue>,
}

/// What holds for a whole import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConvertOptions {
    /// Whether the first old number becomes the folder's own code.
    pub keep_codes: bool,
    /// Whether a folder whose row does not say where it stands asks for a slot.
    pub assign_unplaced: bool,
}

/// Turns a row into a folder to register. Everything wrong with the row is found at once, so that it is mended in one go.
///
/// # Errors
/// All issues of a row that cannot be taken, its warnings among them.
pub fn convert_row(
    row: &TableRow,
    mapping: &Mapping,
    vocabulary: &Vocabulary,
    options: ConvertOptions,
) -> Result<ConvertedRow, Vec<RowIssue>> {
    let mut reading = RowReading::new(row, mapping);
    reading.faults();
    let business_type = reading.business_type(vocabulary);
    let mut folder = silent();
    let mut subjects = SubjectParts::default();
    let mut place = Place::default();
    let mut code_column = None;
    let mut case = CaseParts::default();
    let own = own_numbers(&reading, mapping);
    for (at, column) in mapping.columns.iter().enumerate() {
        let cell = reading.cell(at);
        match &column.target {
            // A case of which nobody knows whom it is about is called by its number.
            Target::SubjectName if own.contains(&cell.as_str()) => {}
            Target::Ignore | Target::BusinessType => {}
            Target::Code | Target::OldCodeKept => {
                if let Some(code) = reading.code(at, &cell) {
                    folder.code = Some(code);
                    code_column = Some(at);
                }
            }
            Target::ForeignCode => {
                if let Some(code) = reading.code(at, &cell) {
                    folder.foreign_codes.push(code);
                    code_column = code_column.or(Some(at));
                }
            }
            Target::BusinessDate => folder.business_date = reading.business_date(at, &cell),
            Target::Department => folder.department = reading.department(at, &cell, vocabulary),
            Target::Class => folder.class = reading.class(at, &cell, vocabulary),
            Target::ThicknessMm => folder.thickness_mm = reading.thickness(at, &cell),
            Target::Slot => place.slot = reading.code(at, &cell).map(|code| (at, code)),
            Target::Box => place.box_code = reading.code(at, &cell).map(|code| (at, code)),
            Target::PlaceRequest => place.request = (!cell.is_empty()).then_some((at, cell)),
            Target::Note => reading.note(at, &cell, &mut folder.note),
            Target::Field(id) => reading.field(at, &cell, id, business_type, &mut folder),
            target if case.take(&mut reading, at, &cell, target) => {}
            target => subjects.take(&mut reading, at, &cell, target),
        }
    }
    folder.business_type = business_type.map(|found| found.code.clone()).unwrap_or_default();
    folder.department = folder.department.or_else(|| reading.default_department(vocabulary));
    folder.class = folder.class.or_else(|| reading.default_class(vocabulary));
    reading.required_fields(business_type, &folder);
    let subjects = subjects.build(&mut reading, business_type, &mut folder.note);
    folder.subjects = subjects.into_iter().map(Into::into).collect();
    folder.placement = place.decide(&mut reading, options.assign_unplaced);
    if options.keep_codes {
        keep_first_code(&mut folder);
    }
    folder.expected = mapping.defaults.expected;
    let about_case = mapping.is_about_cases();
    let case = about_case.then(|| case.build(&mut reading, business_type, &folder, mapping.defaults.filed)).flatten();
    finish(reading, folder, case, code_column)
}

/// By what a row of a table of cases calls the case itself, and its folder.
fn own_numbers<'a>(reading: &RowReading<'a>, mapping: &Mapping) -> Vec<&'a str> {
    let numbers = |target: &Target| matches!(target, Target::CaseReference | Target::CaseCode | Target::Code);
    let about_cases = mapping.is_about_cases();
    let columns = mapping.columns.iter().enumerate().filter(|(_, column)| about_cases && numbers(&column.target));
    columns.map(|(at, _)| reading.bare(at)).filter(|cell| !cell.is_empty()).collect()
}

/// A folder of which nothing is known yet.
fn silent() -> NewFolder {
    NewFolder {
        business_type: String::new(),
        code: None,
        foreign_codes: Vec::new(),
        business_date: None,
        department: None,
        class: None,
        thickness_mm: None,
        subjects: Vec::new(),
        fields: BTreeMap::new(),
        note: String::new(),
        placement: Placement::None,
        expected: false,
        once: false,
    }
}

fn keep_first_code(folder: &mut NewFolder) {
    if folder.code.is_none() && !folder.foreign_codes.is_empty() {
        folder.code = Some(folder.foreign_codes.remove(0));
    }
}

fn finish(
    reading: RowReading<'_>,
    mut folder: NewFolder,
    case: Option<BroughtIn>,
    code_column: Option<usize>,
) -> Result<ConvertedRow, Vec<RowIssue>> {
    let issues = reading.issues;
    folder.foreign_codes.dedup();
    if issues.iter().any(|issue| issue.severity == Severity::Error) {
        return Err(issues);
    }
    Ok(ConvertedRow { folder, case, code_column, warnings: issues })
}

impl ConvertedRow {
    /// The code by which this folder is known in its table: its own, else its first foreign one.
    #[must_use]
    pub fn table_code(&self) -> Option<&str> {
        // Many cases may stand in one folder.
        if self.case.is_some() {
            return None;
        }
        self.folder.code.as_deref().or_else(|| self.folder.foreign_codes.first().map(String::as_str))
    }

    /// The issue of a row whose code stood in an earlier row: its own code keeps it out, an old number may repeat.
    #[must_use]
    pub fn repeated_code(&self, row: &TableRow, mapping: &Mapping, first_row: u64) -> RowIssue {
        let heading =
            self.code_column.and_then(|at| mapping.columns.get(at)).map_or("", |column| column.heading.as_str());
        let problem = if self.folder.code.is_some() { Problem::CodeRepeated } else { Problem::ForeignCodeRepeated };
        super::row_issue(row.number, heading, self.table_code().unwrap_or_default(), problem, &first_row.to_string())
    }
}

/// What a row says about where its folder stands.
#[derive(Default)]
struct Place {
    slot: Option<(usize, String)>,
    box_code: Option<(usize, String)>,
    request: Option<(usize, String)>,
}

impl Place {
    fn decide(self, reading: &mut RowReading<'_>, assign_unplaced: bool) -> Placement {
        let silent = if assign_unplaced { Placement::Assign } else { Placement::None };
        match (self.slot, self.box_code) {
            (Some((at, slot)), Some(_)) => {
                reading.problem(at, &slot, Problem::PlaceBoth, "");
                Placement::None
            }
            (Some((_, slot)), None) => requested(&slot).unwrap_or(Placement::Slot(slot)),
            (None, Some((_, box_code))) => Placement::Box(box_code),
            (None, None) => match self.request {
                None => silent,
                Some((at, text)) => requested(&text).unwrap_or_else(|| {
                    reading.problem(at, &text, Problem::PlaceRequestUnknown, "");
                    Placement::None
                }),
            },
        }
    }
}

/// What a word asks for; `None` when it is no such word, so it may be a slot.
fn requested(text: &str) -> Option<Placement> {
    match crate::domain::value::loose(text).as_str() {
        "assign" | "auto" | "yes" | "y" | "分配" | "待分配" | "自动" | "自动分配" | "请分配" | "是" | "需要"
        | "上架" => Some(Placement::Assign),
        "none" | "no" | "n" | "无" | "否" | "不" | "不分配" | "不上架" | "暂不" | "暂不分配" | "未上架" | "-" | "/" => {
            Some(Placement::None)
        }
        _ => None,
    }
}

/// The type whose field or role is meant, for the readers.
pub(super) type TypeOfRow<'a> = Option<&'a BusinessType>;
