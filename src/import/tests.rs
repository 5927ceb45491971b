#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod files;
mod rows;
mod samples;

use super::*;
use crate::domain::command::{NewFolder, Placement};
use crate::domain::presets;
use std::io::Write;
use std::sync::Arc;
use tempfile::NamedTempFile;

/// The vocabulary of the preset that the samples were made for.
fn dealer() -> Vocabulary {
    let preset = presets::by_name(presets::DEMO).unwrap();
    let departments = preset.departments.into_iter().map(|department| (department.code, department.name));
    let classes = preset.classes.into_iter().map(|class| (class.code, class.name));
    Vocabulary::new(preset.types.into_iter().map(Arc::new), departments, classes)
}

fn types() -> Vec<crate::domain::business_type::BusinessType> {
    presets::by_name(presets::DEMO).unwrap().types
}

fn file(content: impl AsRef<[u8]>) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content.as_ref()).unwrap();
    file.flush().unwrap();
    file
}

fn table(content: impl AsRef<[u8]>) -> (TableReader, NamedTempFile) {
    let file = file(content);
    (open_table(file.path()).unwrap(), file)
}

fn refused(content: impl AsRef<[u8]>) -> &'static str {
    let file = file(content);
    open_table(file.path()).err().map_or("taken", |refusal| refusal.code.name())
}

/// Converts every row of a table under its suggested mapping: the folders, and all issues in order.
fn convert_all(mut table: TableReader, options: ConvertOptions) -> (Vec<NewFolder>, Vec<RowIssue>) {
    let vocabulary = dealer();
    let mapping = suggest_mapping(table.headings(), &types());
    assert_eq!(mapping.validate(&types()), []);
    let (mut folders, mut issues, mut codes) = (Vec::new(), Vec::new(), RepeatedCodes::default());
    for row in table.by_ref() {
        let row = row.unwrap();
        match convert_row(&row, &mapping, &vocabulary, options) {
            Ok(converted) => {
                issues.extend(converted.warnings.clone());
                let first = converted.table_code().and_then(|code| codes.note(code, row.number));
                if let Some(first) = first {
                    issues.push(converted.repeated_code(&row, &mapping, first));
                }
                folders.push(converted.folder);
            }
            Err(found) => issues.extend(found),
        }
    }
    issues.extend(table.blank_rows().iter().map(|number| row_issue(*number, "", "", Problem::RowBlank, "")));
    (folders, issues)
}

/// Converts a table of one row under the dealer's usual headings.
fn one(headings: &str, cells: &str) -> Result<NewFolder, Vec<String>> {
    let (table, _file) = table(format!("{headings}\n{cells}\n"));
    let (mut folders, issues) = convert_all(table, ConvertOptions::default());
    folders.pop().ok_or_else(|| issues.iter().map(|issue| format!("{} {}", issue.column, issue.code)).collect())
}
