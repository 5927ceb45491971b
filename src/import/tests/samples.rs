//! The sample files, as the dealer's staff would bring them.

use super::*;
use crate::domain::business_type::Severity;
use std::path::PathBuf;

fn sample(name: &str) -> TableReader {
    open_table(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

fn both() -> [TableReader; 2] {
    [sample("dealer-folders.utf8-bom.csv"), sample("dealer-folders.gb18030.csv")]
}

fn named(issues: &[RowIssue], severity: Severity) -> Vec<String> {
    let mut named: Vec<&RowIssue> = issues.iter().filter(|issue| issue.severity == severity).collect();
    named.sort_by_key(|issue| issue.row);
    named.iter().map(|issue| format!("{} {} {}", issue.row, issue.column, issue.code)).collect()
}

#[test]
fn the_samples_encodings_are_recognised_and_hold_the_same_rows() {
    let [utf8, gb] = both();
    assert_eq!((utf8.encoding(), gb.encoding()), (TextEncoding::Utf8, TextEncoding::Gb18030));
    assert_eq!(utf8.headings(), gb.headings());
    let rows = |table: TableReader| table.map(Result::unwrap).collect::<Vec<_>>();
    let rows = (rows(utf8), rows(gb));
    assert_eq!(rows.0.len(), 399, "400 folders, one of them an empty row, and the headings");
    assert_eq!(rows.0, rows.1);
}

#[test]
fn the_samples_headings_are_understood() {
    let [table, _] = both();
    let mapping = suggest_mapping(table.headings(), &types());
    let targets: Vec<String> = mapping.columns.into_iter().map(|column| column.target.into()).collect();
    assert_eq!(
        targets,
        [
            "foreign_code",
            "subject.name",
            "subject.identity_number",
            "subject.phone",
            "subject.vin",
            "subject.plate",
            "business_type",
            "department",
            "business_date",
            "thickness_mm",
            "class",
            "note",
        ]
    );
}

#[test]
fn every_bad_row_of_the_samples_is_named_with_its_column_and_reason() {
    let expected = [
        "35 业务类型 type_unknown",
        "53 业务日期 date_impossible",
        "70 业务日期 date_unreadable",
        "92 车架号(VIN) vin_length",
        "142 客户名称 name_missing",
        "172 厚度mm thickness_range",
        "173 厚度mm thickness_range",
        "283 移交部门 row_short",
        "335 密级 class_unknown",
    ];
    for table in both() {
        let (folders, issues) = convert_all(table, ConvertOptions::default());
        assert_eq!(named(&issues, Severity::Error), expected);
        assert_eq!(folders.len(), 399 - expected.len());
    }
}

#[test]
fn what_is_odd_in_the_samples_is_named_too_and_kept() {
    let [table, _] = both();
    let (folders, issues) = convert_all(table, ConvertOptions::default());
    let odd: Vec<String> = named(&issues, Severity::Warning)
        .into_iter()
        .filter(|issue| !issue.ends_with("plate_unusual") && !issue.ends_with("class_read_as"))
        .collect();
    assert_eq!(
        odd,
        [
            "19 业务类型 type_read_as",
            "123 旧档号 foreign_code_repeated",
            "157 联系电话 full_width",
            "190 备注 formula_text",
            "262  row_blank"
        ]
    );
    let of = |code: &str| {
        folders.iter().filter(|folder| folder.foreign_codes.iter().any(|own| own == code)).collect::<Vec<_>>()
    };
    assert_eq!(of("DA2018-02-950280").len(), 2);
    assert!(of("DA2020-02-488772").iter().all(|folder| folder.note.starts_with("=HYPERLINK(")));
    assert!(of("DA2022-01-821370").iter().all(|folder| folder.note == "第一行\n第二行，含\"引号\""));
    let subjects: Vec<_> = folders
        .iter()
        .flat_map(|folder| &folder.subjects)
        .filter_map(crate::domain::command::SubjectRef::described)
        .collect();
    let names: Vec<&str> = subjects.iter().map(|subject| subject.details.name.as_str()).collect();
    assert!(names.contains(&"𠮷田商事") && names.contains(&"张㛃"));
    assert!(subjects.iter().flat_map(|subject| &subject.details.phones).any(|phone| phone == "13812345678"));
}

#[test]
fn a_code_twice_keeps_the_second_row_out_when_old_codes_are_kept() {
    let [table, _] = both();
    let (_, issues) = convert_all(table, ConvertOptions { keep_codes: true, assign_unplaced: true });
    assert!(named(&issues, Severity::Error).contains(&"123 旧档号 code_repeated".to_owned()));
}

#[test]
fn the_bad_rows_of_the_samples_come_out_as_a_file_that_goes_in_again_once_mended() {
    let [mut table, _] = both();
    let (vocabulary, headings) = (dealer(), table.headings().to_vec());
    let mapping = suggest_mapping(&headings, &types());
    let mut bad = BadRowsWriter::new(Vec::new(), &headings, crate::domain::refusal::Language::Zh).unwrap();
    let mut written = Vec::new();
    for row in table.by_ref().map(Result::unwrap) {
        if let Err(issues) = convert_row(&row, &mapping, &vocabulary, ConvertOptions::default()) {
            bad.write(&row.cells, &issues).unwrap();
            written.push(row.cells);
        }
    }
    let content = bad.finish().unwrap();
    assert!(content.starts_with(b"\xEF\xBB\xBF"));
    let file = file(&content);
    let again = open_table(file.path()).unwrap();
    let fitted = mapping.fitted_to(again.headings());
    assert_eq!(again.headings().last().map(String::as_str), Some(PROBLEM_HEADING));
    assert_eq!(fitted.columns.last().map(|column| &column.target), Some(&Target::Ignore));
    let rows: Vec<TableRow> = again.map(Result::unwrap).collect();
    assert_eq!(rows.len(), written.len());
    for (row, cells) in rows.iter().zip(&written) {
        let clean: Vec<&str> =
            row.cells.iter().map(|cell| cell.trim().trim_start_matches('\'')).take(cells.len()).collect();
        assert_eq!(clean, *cells);
    }
    // The row that was too short is whole now, and nothing else was wrong with it but the missing date.
    let mended = rows.iter().find(|row| row.cells.iter().any(|cell| cell.contains("225239"))).unwrap();
    assert!(convert_row(mended, &fitted, &vocabulary, ConvertOptions::default()).is_ok());
}
