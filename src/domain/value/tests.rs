#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::domain::limits::FIELD_CHARS;
use proptest::prelude::*;

fn kept(kind: FieldKind, raw: &str) -> String {
    read(kind, raw).map(|parsed| parsed.canonical).unwrap_or_else(|issue| format!("!{}", issue.code))
}

fn warned(kind: FieldKind, raw: &str) -> Vec<String> {
    read(kind, raw).unwrap().warnings.into_iter().map(|issue| issue.code.into_owned()).collect()
}

#[test]
fn every_fault_has_a_code_of_its_own_and_a_sentence_in_both_languages() {
    let codes: std::collections::BTreeSet<_> = Fault::ALL.iter().map(|fault| fault.code()).collect();
    assert_eq!(codes.len(), Fault::ALL.len());
    assert!(Fault::ALL.iter().all(|fault| !fault.en().is_empty() && !fault.zh().is_ascii()));
}

#[test]
fn nothing_written_is_an_empty_value_of_any_kind() {
    for kind in [FieldKind::Text, FieldKind::Date, FieldKind::Vin, FieldKind::Money, FieldKind::Phone, FieldKind::Plate]
    {
        assert_eq!(kept(kind, " \u{3000}\t"), "");
    }
}

#[test]
fn a_date_is_read_in_every_spelling_of_the_office() {
    for spelling in [
        "2015-01-13",
        "2015-1-13",
        "2015/1/13",
        "2015.1.13",
        "20150113",
        "2015年1月13日",
        "2015年01月13号",
        "2015 年 1 月 13 日",
        "２０１５－０１－１３",
        "2015-01-13 00:00:00",
        "2015/1/13 8:30",
        "2015-01-13T08:30:00Z",
        "  2015-01-13\u{200B} ",
    ] {
        assert_eq!(kept(FieldKind::Date, spelling), "2015-01-13", "{spelling}");
    }
}

#[test]
fn a_date_that_does_not_exist_is_told_from_words() {
    assert_eq!(kept(FieldKind::Date, "2023-02-30"), "!date_impossible");
    assert_eq!(kept(FieldKind::Date, "2023-13-01"), "!date_impossible");
    assert_eq!(kept(FieldKind::Date, "0215-01-13"), "!date_out_of_range");
    for words in [
        "去年三月",
        "3/4/2015",
        "15-1-13",
        "2015-01",
        "2015年1月",
        "42017",
        "2015-01-13-14",
        "2015年1-13日x",
        "2015-01-13 25:00",
    ] {
        assert_eq!(kept(FieldKind::Date, words), "!date_unreadable", "{words}");
    }
}

#[test]
fn numbers_keep_their_digits_and_lose_their_dress() {
    assert_eq!(kept(FieldKind::Number, "１，２３４．５０"), "1234.5");
    assert_eq!(kept(FieldKind::Number, "-007"), "-7");
    assert_eq!(kept(FieldKind::Number, "-0.0"), "0");
    assert_eq!(kept(FieldKind::Number, ".5"), "0.5");
    for wrong in ["1,23", "1e5", "abc", "-", ".", "1.2.3", "1,2345", "--1"] {
        assert_eq!(kept(FieldKind::Number, wrong), "!number_unreadable", "{wrong}");
    }
    assert_eq!(kept(FieldKind::Number, "1234567890123456"), "!number_too_long");
}

#[test]
fn money_is_yuan_with_two_decimals() {
    for spelling in ["88000", "￥88,000", "¥ 88,000.00", "88000元", "人民币88000元整", "RMB 88000.0", "８８０００"]
    {
        assert_eq!(kept(FieldKind::Money, spelling), "88000.00", "{spelling}");
    }
    assert_eq!(kept(FieldKind::Money, "-12.5"), "-12.50");
    assert_eq!(kept(FieldKind::Money, "12.345"), "!money_too_fine");
    assert_eq!(kept(FieldKind::Money, "8.8万"), "!money_unreadable");
}

#[test]
fn a_phone_number_is_its_digits() {
    for spelling in [
        "13812345678",
        "138-1234-5678",
        "138 1234 5678",
        "１３８１２３４５６７８",
        "+86 138 1234 5678",
        "8613812345678",
        "0086-13812345678",
    ] {
        assert_eq!(kept(FieldKind::Phone, spelling), "13812345678", "{spelling}");
    }
    assert_eq!(kept(FieldKind::Phone, "(021) 6234-5678 转 801"), "02162345678x801");
    assert_eq!(kept(FieldKind::Phone, "400-820-8820"), "4008208820");
    assert_eq!(kept(FieldKind::Phone, "+44 20 7946 0958"), "+442079460958");
    assert_eq!(warned(FieldKind::Phone, "62345678"), ["phone_no_area_code"]);
    for wrong in ["1381234567", "12812345678", "电话", "138123456789", "+86"] {
        assert_eq!(kept(FieldKind::Phone, wrong), "!phone_invalid", "{wrong}");
    }
}

#[test]
fn a_vin_with_a_wrong_check_digit_is_kept_with_a_warning() {
    // The example of 49 CFR 565 and the usual all-ones vector.
    assert_eq!(warned(FieldKind::Vin, "1M8GDM9AXKP042788"), [""; 0]);
    assert_eq!(warned(FieldKind::Vin, "11111111111111111"), [""; 0]);
    assert_eq!(warned(FieldKind::Vin, "1M8GDM9A1KP042788"), ["vin_check_digit"]);
    assert_eq!(kept(FieldKind::Vin, "ｌｓｖｂｔ3nv3la179786 "), "LSVBT3NV3LA179786");
    assert_eq!(kept(FieldKind::Vin, "LFMFEPAX3K269031"), "!vin_length");
    assert_eq!(kept(FieldKind::Vin, "LSVBT3NV3LA17978O"), "!vin_characters");
    assert_eq!(kept(FieldKind::Vin, "LSVBT3NV3LA17978车"), "!vin_characters");
}

#[test]
fn a_plate_is_one_plate_however_it_is_dotted() {
    for spelling in ["沪A12345", "沪A·12345", "沪A•12345", "沪A 12345", "沪ａ１２３４５", "沪 A-12345"] {
        assert_eq!(kept(FieldKind::Plate, spelling), "沪A12345", "{spelling}");
        assert_eq!(warned(FieldKind::Plate, spelling), [""; 0]);
    }
    for good in ["沪AD12345", "沪A12345D", "沪AF1234挂", "粤Z1234港", "京A1234警", "使123456", "VA12345", "WJ1231234"]
    {
        let good = good.replace("AF1234挂", "A1234挂");
        assert_eq!(kept(FieldKind::Plate, &good), good, "{good}");
    }
    assert_eq!(warned(FieldKind::Plate, "沪A123456"), ["plate_unusual"]);
    for wrong in ["沪A1234", "沪A1234567", "A12345", "无牌", "沪沪12345", "沪"] {
        assert_eq!(kept(FieldKind::Plate, wrong), "!plate_invalid", "{wrong}");
    }
}

#[test]
fn an_identity_number_says_what_is_wrong_with_it() {
    // The example of GB 11643-1999.
    assert_eq!(kept(FieldKind::IdentityNumber, "11010519491231002x"), "11010519491231002X");
    assert_eq!(kept(FieldKind::IdentityNumber, "110105194912310021"), "!identity_check_digit");
    assert_eq!(kept(FieldKind::IdentityNumber, "110105194913310021"), "!identity_date");
    assert_eq!(kept(FieldKind::IdentityNumber, "990105194912310021"), "!identity_region");
    assert_eq!(kept(FieldKind::IdentityNumber, "1101051949123100XX"), "!identity_characters");
    assert_eq!(kept(FieldKind::IdentityNumber, "11010519491231"), "!identity_length");
    assert_eq!(warned(FieldKind::IdentityNumber, "110105491231002"), ["identity_old_form"]);
}

#[test]
fn an_organisation_code_is_checked() {
    assert_eq!(kept(FieldKind::OrganisationCode, "91350100M000100Y43"), "91350100M000100Y43");
    assert_eq!(kept(FieldKind::OrganisationCode, "91350100M000100Y44"), "!organisation_code_check");
    assert_eq!(kept(FieldKind::OrganisationCode, "91350100M000100I43"), "!organisation_code_characters");
    assert_eq!(kept(FieldKind::OrganisationCode, "91350100"), "!organisation_code_length");
}

#[test]
fn a_choice_is_found_by_value_or_name_in_either_language() {
    let name = Bilingual::new("全款", "In full");
    let read = |raw| {
        read_choice(raw, [("full", &name)].into_iter())
            .map(|parsed| parsed.canonical)
            .map_err(|issue| issue.code.into_owned())
    };
    assert_eq!(read(" 全 款"), Ok("full".into()));
    assert_eq!(read("IN FULL"), Ok("full".into()));
    assert_eq!(read("half"), Err("choice_unknown".into()));
}

#[test]
fn text_keeps_rare_characters_and_line_breaks() {
    assert_eq!(kept(FieldKind::Text, "𠮷田商事 张㛃\r\n第二行\u{7}"), "𠮷田商事 张㛃\n第二行");
    assert_eq!(kept(FieldKind::Text, &"字".repeat(FIELD_CHARS + 1)), "!text_too_long");
}

const KINDS: [FieldKind; 9] = [
    FieldKind::Text,
    FieldKind::Number,
    FieldKind::Money,
    FieldKind::Date,
    FieldKind::Phone,
    FieldKind::Vin,
    FieldKind::Plate,
    FieldKind::IdentityNumber,
    FieldKind::OrganisationCode,
];

proptest! {
    #[test]
    fn reading_never_fails_badly_and_reading_again_changes_nothing(raw in any::<String>(), loose in "[0-9０-９A-Z年月日/.沪京 -]{0,20}") {
        for kind in KINDS {
            for text in [&raw, &loose] {
                if let Ok(parsed) = read(kind, text) {
                    prop_assert_eq!(read(kind, &parsed.canonical).map(|again| again.canonical), Ok(parsed.canonical.clone()));
                }
            }
        }
    }

    #[test]
    fn one_wrong_digit_in_an_identity_number_is_noticed(body in "110105(19[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", at in 0_usize..17, by in 1_u32..10) {
        let check = identity_check_character(&body).unwrap();
        let number = format!("{body}{check}");
        prop_assert_eq!(kept(FieldKind::IdentityNumber, &number), number.clone());
        let wrong: String = number.chars().enumerate().map(|(i, c)| if i == at { char::from_digit((c.to_digit(10).unwrap() + by) % 10, 10).unwrap() } else { c }).collect();
        prop_assert!(read_identity_number(&wrong).is_err());
    }
}
