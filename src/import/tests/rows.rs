//! Rows: headings, places, subjects, fields.

use super::*;
use crate::domain::value::{IdentityKind, SubjectKind};
use proptest::prelude::*;

const HEAD: &str = "旧档号,客户名称,证件号码,联系电话,车架号,车牌,业务类型,业务日期";

#[test]
fn english_headings_do_as_well() {
    let folder = one(
        "old code,name,ID number,phone,VIN,plate,business type,date,department,dept,slot,price",
        "A-1,Joseph Miller,,139 0000 0001,,沪A 12345,new-car sale,2026/1/2,Sales 1,x,A-01L-03-5-12,\"￥88,000\"",
    )
    .unwrap();
    assert_eq!((folder.business_type.as_str(), folder.department.as_deref()), ("NEW", Some("sales1")));
    assert_eq!(folder.placement, Placement::Slot("A-01L-03-5-12".into()));
    assert_eq!(folder.fields.get("price").map(String::as_str), Some("88000.00"));
    assert_eq!(
        folder.subjects[1].described().map(|subject| (
            subject.kind,
            subject.details.name.as_str(),
            subject.role.as_deref()
        )),
        Some((SubjectKind::Vehicle, "沪A12345", Some("vehicle")))
    );
}

#[test]
fn a_row_states_its_place_or_asks_for_one_or_neither() {
    let head = "客户名称,业务类型,业务日期,储位,盒号,上架方式";
    let placed = |cells: &str| one(head, &format!("甲,大修,2026-01-02,{cells}")).map(|folder| folder.placement);
    assert_eq!(placed("a-01l-03-5-12,,"), Ok(Placement::Slot("A-01L-03-5-12".into())));
    assert_eq!(placed(",bx7,"), Ok(Placement::Box("BX7".into())));
    for word in ["分配", "待分配", "assign"] {
        assert_eq!(placed(&format!(",,{word}")), Ok(Placement::Assign));
        assert_eq!(placed(&format!("{word},,")), Ok(Placement::Assign), "in the slot's own column");
    }
    assert_eq!(placed(",,无"), Ok(Placement::None));
    assert_eq!(placed(",,"), Ok(Placement::None));
    assert_eq!(placed("A-1,BX7,"), Err(vec!["储位 place_stated_twice".into()]));
    assert_eq!(placed(",,也许"), Err(vec!["上架方式 place_request_unknown".into()]));
}

#[test]
fn everything_wrong_with_a_row_is_found_at_once() {
    let found = one(HEAD, ",,110105194912310021,12,SHORT,X,洗车,昨天").unwrap_err();
    for expected in [
        "业务类型 type_unknown",
        "证件号码 identity_check_digit",
        "联系电话 phone_invalid",
        "车架号 vin_length",
        "车牌 plate_invalid",
        "业务日期 date_unreadable",
        "客户名称 name_missing",
    ] {
        assert!(found.iter().any(|issue| issue == expected), "{expected} in {found:?}");
    }
}

#[test]
fn a_column_of_papers_holds_more_than_identity_cards() {
    let identity = |name: &str, number: &str| {
        one(HEAD, &format!("1,{name},{number},,,,大修,2026-01-02")).map(|folder| {
            folder.subjects.first().unwrap().described().unwrap().details.identities.first().map(|found| found.kind)
        })
    };
    assert_eq!(identity("罗金明", "11010519491231002X"), Ok(Some(IdentityKind::IdentityNumber)));
    assert_eq!(identity("罗金明", "HT2015020756077"), Ok(Some(IdentityKind::Other)));
    assert_eq!(identity("Joseph Miller", "E12345678"), Ok(Some(IdentityKind::Other)));
    assert_eq!(identity("甲有限公司", "91350100M000100Y43"), Ok(Some(IdentityKind::OrganisationCode)));
    assert_eq!(
        identity("甲有限公司", "11010519491231002X"),
        Ok(Some(IdentityKind::Other)),
        "his number who signed is not the company's"
    );
    assert_eq!(identity("罗金明", "无"), Ok(None));
    assert_eq!(identity("罗金明", "4.40305E+17"), Err(vec!["证件号码 digits_lost".into()]));
    assert_eq!(identity("罗金明", "44030519671004624"), Err(vec!["证件号码 identity_length".into()]));
}

#[test]
fn several_phones_may_stand_in_one_cell() {
    let folder = one(HEAD, "1,罗金明,,13812345678/021-62345678,,,大修,2026-01-02").unwrap();
    assert_eq!(folder.subjects.first().unwrap().described().unwrap().details.phones, ["13812345678", "02162345678"]);
}

#[test]
fn formulas_are_kept_as_text_and_written_so_that_nothing_computes_them() {
    let folder = one("客户名称,业务类型,业务日期,备注", "'=甲,大修,2026-01-02,=cmd|' /C calc'!A0").unwrap();
    assert_eq!(
        (folder.subjects.first().unwrap().described().unwrap().details.name.as_str(), folder.note.as_str()),
        ("=甲", "=cmd|' /C calc'!A0")
    );
    for (cell, safe) in [
        ("=cmd|x", "'=cmd|x"),
        ("+1", "'+1"),
        ("-5", "'-5"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("440305196710046247", "\t440305196710046247"),
        ("007", "\t007"),
        ("3-5", "\t3-5"),
        ("13812345678", "13812345678"),
        ("2026-01-02", "2026-01-02"),
        ("12", "12"),
        ("0", "0"),
        ("88000.00", "88000.00"),
        ("甲", "甲"),
        ("", ""),
    ] {
        assert_eq!(spreadsheet_safe(cell), safe);
    }
}

#[test]
fn what_keeps_a_spreadsheet_from_computing_is_taken_off_again() {
    let folder = one(HEAD, "\"=\"\"007\"\"\",罗金明,\t11010519491231002X,,,,大修,2026-01-02").unwrap();
    assert_eq!(folder.foreign_codes, ["007"]);
    assert_eq!(
        folder.subjects.first().unwrap().described().unwrap().details.identities.first().unwrap().value,
        "11010519491231002X"
    );
}

#[test]
fn an_error_of_the_spreadsheet_is_no_value() {
    assert_eq!(one("客户名称,业务类型,业务日期,备注", "甲,大修,2026-01-02,#REF!"), Err(vec!["备注 cell_error".into()]));
}

#[test]
fn a_field_of_another_type_goes_into_the_note() {
    let folder = one("客户名称,业务类型,业务日期,成交价,联系地址", "甲,大修,2026-01-02,88000,上海市").unwrap();
    assert_eq!(
        (folder.note.as_str(), folder.subjects[0].described().map(|subject| subject.details.address.as_str())),
        ("成交价：88000", Some("上海市"))
    );
}

#[test]
fn missing_cells_at_the_end_are_harmless_where_nothing_that_matters_is_missing() {
    assert!(one("客户名称,业务类型,业务日期,密级,备注", "甲,大修,2026-01-02").is_ok());
    assert_eq!(one("客户名称,业务类型,业务日期,备注", "甲,大修"), Err(vec!["业务日期 row_short".into()]));
    assert_eq!(one("客户名称,业务类型,业务日期", "甲,大修,2026-01-02,多出来"), Err(vec![" row_long".into()]));
}

#[test]
fn a_table_of_one_type_needs_no_column_for_it() {
    let (mut table, _file) = table("客户名称,业务日期\n甲,2026-01-02\n");
    let mut mapping = suggest_mapping(table.headings(), &types());
    assert_eq!(mapping.validate(&types()).iter().map(|issue| &*issue.code).collect::<Vec<_>>(), ["type_not_mapped"]);
    mapping.defaults = Defaults {
        business_type: Some("OVH".into()),
        department: Some("售后服务部".into()),
        class: Some("公开".into()),
        ..Defaults::default()
    };
    assert_eq!(mapping.validate(&types()), []);
    let converted = convert_row(
        &table.next().unwrap().unwrap(),
        &mapping,
        &dealer(),
        ConvertOptions { assign_unplaced: true, keep_codes: false },
    )
    .unwrap();
    let folder = converted.folder;
    assert_eq!(
        (folder.business_type.as_str(), folder.department.as_deref(), folder.class.as_deref(), folder.placement),
        ("OVH", Some("service"), Some("public"), Placement::Assign)
    );
}

#[test]
fn a_saved_mapping_fits_the_same_headings_in_another_order() {
    let saved: Mapping = serde_json::from_str(r#"{"columns":[{"heading":"甲","target":"subject.name"},{"heading":"乙","target":"field:price"},{"heading":"丙","target":"foreign_code"}]}"#).unwrap();
    let fitted = saved.fitted_to(&["丙".into(), "丁".into(), " 甲".into()]);
    assert_eq!(
        fitted.columns.iter().map(|column| column.target.clone()).collect::<Vec<_>>(),
        [Target::ForeignCode, Target::Ignore, Target::SubjectName]
    );
    assert_eq!(serde_json::from_str::<Mapping>(&serde_json::to_string(&saved).unwrap()).unwrap(), saved);
    assert!(serde_json::from_str::<Target>("\"subject.shoe_size\"").is_err());
}

#[test]
fn a_code_is_noted_with_the_row_it_first_stood_in() {
    let mut codes = RepeatedCodes::default();
    assert_eq!(
        (codes.note("A", 2), codes.note("B", 3), codes.note("A", 9), codes.note("A", 2)),
        (None, None, Some(2), None)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_bytes_are_a_table_or_a_refusal(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), text in "[a-z,\"\n;\t=甲０]{0,400}") {
        for content in [bytes, text.into_bytes()] {
            let file = file(&content);
            if let Ok(mut table) = open_table(file.path()) {
                let mut mapping = suggest_mapping(table.headings(), &types());
                mapping.defaults.business_type = Some("OVH".into());
                let vocabulary = dealer();
                for row in table.by_ref().flatten() {
                    prop_assert_eq!(row.cells.len(), mapping.columns.len());
                    let _ = convert_row(&row, &mapping, &vocabulary, ConvertOptions::default());
                }
            }
        }
    }

    #[test]
    fn a_cell_written_for_a_spreadsheet_comes_back(cell in "[^\\s'\u{200B}-\u{200F}][^\r\u{FEFF}]{0,20}[^\\s\"]") {
        let headings = ["甲".to_owned(), "乙".to_owned()];
        let mut out = BadRowsWriter::new(Vec::new(), &headings, crate::domain::refusal::Language::En).unwrap();
        out.write(&[cell.clone(), "x".into()], &[]).unwrap();
        let (mut read, _file) = table(out.finish().unwrap());
        let row = read.next().unwrap().unwrap();
        let back = row.cells.first().unwrap();
        let back = back.strip_prefix('\'').or_else(|| back.strip_prefix('\t')).unwrap_or(back);
        prop_assert_eq!(back, cell);
    }
}
