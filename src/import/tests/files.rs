//! Files of every kind, good and hostile.

use super::*;
use encoding_rs::{BIG5, GB18030, SHIFT_JIS, UTF_16LE};
use zip::write::SimpleFileOptions;

const HEAD: &str = "档号,客户名称,业务类型,业务日期,备注\n";

fn numbers(table: &mut TableReader) -> Vec<u64> {
    table.map(|row| row.unwrap().number).collect()
}

#[test]
fn any_delimiter_and_any_line_break_makes_the_same_table() {
    let expected = vec![vec!["1".to_owned(), "罗金明".into(), "大修".into(), "2026-01-02".into(), "a\nb".into()]];
    for delimiter in [",", ";", "\t"] {
        for line_break in ["\n", "\r\n", "\r"] {
            let text =
                format!("{HEAD}1,罗金明,大修,2026-01-02,\"a\nb\"").replace(',', delimiter).replace('\n', line_break);
            let (table, _file) = table(&text);
            assert_eq!(table.map(|row| row.unwrap().cells).collect::<Vec<_>>(), expected, "{text:?}");
        }
    }
    let (with_hint, _file) = table("sep=;\n档号;备注\n1;a,b,c\n");
    assert_eq!(with_hint.headings(), ["档号", "备注"]);
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_shows_them() {
    let (mut table, _file) =
        table("客户档案清单,,\n档号,客户名称,备注\n1,甲,x\n\n\n2,乙,\"两\n行\"\n,,\n3,丙,\"\"\"引\"\"\"\n,,\n,,\n");
    assert_eq!(table.headings(), ["档号", "客户名称", "备注"]);
    assert_eq!(numbers(&mut table), [3, 6, 8]);
    assert_eq!(table.blank_rows(), [7], "empty rows at the end say nothing");
}

#[test]
fn utf16_with_its_mark_is_read_and_without_it_is_refused() {
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend(HEAD.encode_utf16().chain("1,罗金明,大修,2026-01-02,x\n".encode_utf16()).flat_map(u16::to_le_bytes));
    let (mut read, _file) = table(&bytes);
    assert_eq!(read.encoding().name(), UTF_16LE.name());
    assert_eq!(read.next().unwrap().unwrap().cells.get(1).map(String::as_str), Some("罗金明"));
    assert_eq!(refused(bytes.get(2..).unwrap()), "UnsupportedFile");
}

#[test]
fn other_encodings_are_refused_instead_of_read_as_nonsense() {
    let text = "檔號,客戶名稱,業務類型\n1,羅金明,新車銷售業務登記資料\n2,陳文華,保養維修服務紀錄\n".repeat(40);
    assert_eq!(refused(&BIG5.encode(&text).0), "EncodingUnknown");
    let text = "番号,お客様のお名前,書類の種類\n1,山田太郎,しんしゃ\n".repeat(40);
    assert_eq!(refused(&SHIFT_JIS.encode(&text).0), "EncodingUnknown");
    assert_eq!(refused(b"name,note\nM\xFCller,caf\xE9 cr\xE8me br\xFBl\xE9e\n".repeat(40)), "EncodingUnknown");
    assert_eq!(refused(b"\xFF\xFA\x80,\x81\x20\n\xFE\xFF\xFF\n".repeat(200)), "EncodingUnknown");
}

#[test]
fn a_file_that_turns_wrong_at_its_end_loses_that_row_only() {
    for wrong in [&b"\xFF\xFF"[..], b"\xD0"] {
        let mut text =
            GB18030.encode(&format!("{HEAD}{}", "1,罗金明,大修,2026-01-02,很长的备注\n".repeat(5_000))).0.into_owned();
        text.extend(b"2,x,OVH,2026-01-02,");
        text.extend(wrong);
        text.extend(b"\n");
        let (table, _file) = table(&text);
        assert_eq!(table.encoding(), TextEncoding::Gb18030);
        let bad: Vec<TableRow> = table.map(Result::unwrap).filter(|row| !row.faults.is_empty()).collect();
        assert_eq!(bad.iter().map(|row| row.number).collect::<Vec<_>>(), [5_002]);
        assert_eq!(bad.first().unwrap().faults, [RowFault::Undecodable { column: 4 }]);
    }
}

#[test]
fn what_is_no_table_is_refused() {
    assert_eq!(refused(b""), "UnsupportedFile");
    assert_eq!(refused(b"\n\n,,,\n"), "UnsupportedFile");
    assert_eq!(refused(b"%PDF-1.7\n%..."), "UnsupportedFile");
    assert_eq!(refused([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]), "UnsupportedFile");
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "UnsupportedFile");
    assert_eq!(refused(b"PK\x03\x04garbage that is no archive at all"), "UnsupportedFile");
    assert!(open_table(std::path::Path::new("/nowhere/at/all.csv")).is_err());
}

#[test]
fn ten_thousand_columns_are_refused_as_headings_and_bad_as_a_row() {
    assert_eq!(refused(vec!["x"; 10_000].join(",")), "LimitExceeded");
    let wide = vec!["x"; 10_000].join(",");
    let (table, _file) = table(format!("{HEAD}{wide}\n2,乙,大修,2026-01-02,ok\n"));
    let rows: Vec<TableRow> = table.map(Result::unwrap).collect();
    assert!(rows.first().unwrap().faults.contains(&RowFault::TooManyColumns));
    assert_eq!(rows.first().unwrap().cells.len(), 5);
    assert_eq!((rows.get(1).unwrap().number, rows.get(1).unwrap().faults.len()), (3, 0));
}

#[test]
fn a_quote_that_is_never_closed_costs_no_more_than_a_row() {
    let text = format!("{HEAD}1,甲,大修,2026-01-02,\"never closed\n{}", "2,乙,大修,2026-01-02,x\n".repeat(300_000));
    let (table, _file) = table(&text);
    let rows: Vec<TableRow> = table.map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    assert!(rows.first().unwrap().faults.contains(&RowFault::RowTooLong));
}

#[test]
fn limits_on_rows_cells_and_size_hold() {
    let limits = Limits { rows: 2, cell_chars: 10, ..Limits::default() };
    let long = file("a,b\n1,12345678901\n2,x\n3,x\n");
    let outcomes: Vec<_> = open_sheet(long.path(), None, &limits).unwrap().collect();
    assert_eq!(outcomes.len(), 3);
    assert_eq!(outcomes.first().unwrap().as_ref().unwrap().faults, [RowFault::CellTooLong { column: 1 }]);
    assert_eq!(outcomes.get(2).unwrap().as_ref().err().map(|refusal| refusal.code.name()), Some("LimitExceeded"));
    let small = Limits { file_bytes: 4, ..Limits::default() };
    assert_eq!(open_sheet(long.path(), None, &small).err().map(|refusal| refusal.code.name()), Some("LimitExceeded"));
}

/// A workbook with one sheet of inline and shared strings, numbers and a date.
fn workbook(sheet_data: &str) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#.to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="客户" sheetId="1" r:id="rId1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{office}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                r#"<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
            ),
        ),
        ("xl/sharedStrings.xml", format!(r#"<sst xmlns="{main}"><si><t>罗金明</t></si><si><t>大修</t></si></sst>"#)),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{main}"><sheetData>{sheet_data}</sheetData></worksheet>"#),
        ),
    ];
    for (name, content) in parts {
        out.start_file(name, SimpleFileOptions::default()).unwrap();
        out.write_all(content.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn inline(reference: &str, text: &str) -> String {
    format!(r#"<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

#[test]
fn a_workbook_gives_dates_as_days_and_numbers_without_a_point() {
    let headings: String = [
        ("A1", "旧档号"),
        ("B1", "客户名称"),
        ("C1", "业务类型"),
        ("D1", "业务日期"),
        ("E1", "厚度mm"),
        ("F1", "备注"),
    ]
    .iter()
    .map(|(at, text)| inline(at, text))
    .collect();
    let data = format!(
        r#"<row r="1">{headings}</row><row r="3"><c r="A3"><v>20150001</v></c><c r="B3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c><c r="D3" s="1"><v>42017</v></c><c r="E3"><v>12.0</v></c><c r="F3" t="str"><f>1+1</f><v>=cmd|x</v></c></row>"#
    );
    let (table, _file) = table(workbook(&data));
    assert_eq!(table.format(), &TableFormat::Workbook { sheet: "客户".into() });
    let (folders, issues) = convert_all(table, ConvertOptions::default());
    let folder = folders.first().unwrap_or_else(|| panic!("{issues:?}"));
    assert_eq!(folder.business_date.map(|date| date.to_string()).as_deref(), Some("2015-01-13"));
    assert_eq!(
        (folder.thickness_mm, folder.foreign_codes.first().map(String::as_str), folder.note.as_str()),
        (Some(12), Some("20150001"), "=cmd|x")
    );
    assert_eq!(issues.iter().map(|issue| (issue.row, &*issue.code)).collect::<Vec<_>>(), [(3, "formula_text")]);
}

#[test]
fn a_cell_in_the_last_column_of_a_sheet_is_a_bad_row_and_costs_nothing() {
    let data = format!(
        r#"<row r="1">{}{}</row><row r="2">{}{}</row>"#,
        inline("A1", "档号"),
        inline("B1", "备注"),
        inline("A2", "1"),
        inline("XFD2", "far")
    );
    let (mut table, _file) = table(workbook(&data));
    assert_eq!(table.next().unwrap().unwrap().faults, [RowFault::TooManyColumns]);
}

#[test]
fn a_zip_bomb_is_refused_before_anything_is_parsed() {
    let bomb = workbook(&" ".repeat(64 << 20));
    assert!(bomb.len() < 256 << 10);
    assert_eq!(refused(&bomb), "UnsupportedFile");
    let cell = workbook(&format!(r#"<row r="1">{}</row>"#, inline("A1", &"字".repeat(1 << 20))));
    assert_eq!(refused(&cell), "UnsupportedFile");
}

#[test]
fn a_broken_workbook_is_refused_or_fails_at_the_broken_row() {
    let mut cut = workbook(r#"<row r="1"/>"#);
    cut.truncate(cut.len() / 2);
    assert_eq!(refused(&cut), "UnsupportedFile");
    let rows: String = (1..10)
        .map(|row| {
            format!(
                r#"<row r="{row}">{}{}</row>"#,
                inline(&format!("A{row}"), "档号"),
                inline(&format!("B{row}"), "备注")
            )
        })
        .collect();
    let (table, _file) = table(workbook(&format!(r#"{rows}<row r="10"><c r="A10" t="s"><v>99</v></c></row>"#)));
    let outcomes: Vec<bool> = table.map(|row| row.is_ok()).collect();
    assert_eq!(
        outcomes,
        [[true; 7].as_slice(), &[false]].concat(),
        "what stood last before the damage may be cut, and is not taken"
    );
    let mut no_book = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    no_book.start_file("EncryptedPackage", SimpleFileOptions::default()).unwrap();
    assert_eq!(refused(no_book.finish().unwrap().into_inner()), "UnsupportedFile");
}

#[test]
fn equal_and_missing_headings_are_told_apart() {
    let (table, _file) = table("备注,备注,,电话\n1,2,3,4\n");
    assert_eq!(table.headings(), ["备注", "备注 (2)", "列 3", "电话"]);
}

#[test]
fn the_same_file_is_known_again() {
    let digest = |content: &str| file_digest(file(content).path()).unwrap();
    assert_eq!(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_ne!(digest("abc"), digest("abd"));
}
