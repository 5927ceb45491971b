#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use chrono::NaiveDate;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_check_character_is_that_of_iso_7064() {
    // The worked example of the Global Release Identifier standard, which uses MOD 37,36.
    assert_eq!(check_character("A1-2425G-ABC1234002"), Some('M'));
    assert!(check_character_fits("A12425GABC1234002M"));
    assert!(!check_character_fits("A12425GABC1234003M"));
    assert_eq!(check_character("--"), None);
    assert_eq!(check_character("档1"), None);
    assert!(!check_character_fits(""));
}

#[test]
fn the_default_template_makes_codes_of_type_year_and_number() {
    let template = Template::parse(DEFAULT_TEMPLATE).unwrap();
    let code = template.render("NEW", day("2026-03-05"), 123, "");
    assert_eq!(code.strip_suffix(code.chars().last().unwrap()), Some("NEW2026-000123"));
    assert!(check_character_fits(&code));
    assert!(template.matches(&code, "NEW", "") && !template.matches(&code, "REP", ""));
    assert_eq!(template.series("NEW", day("2026-03-05"), ""), "NEW2026-#");
}

#[test]
fn a_template_may_name_the_fonds_and_the_month() {
    let template = Template::parse("{fonds}.{type}-{yy}{mm}-{seq:4}").unwrap();
    assert!(template.needs_fonds());
    assert!(template.render("MTG", day("2026-03-05"), 70_000, "S1").starts_with("S1.MTG-2603-70000"));
}

#[test]
fn a_template_that_cannot_work_says_why() {
    for (text, fault) in [
        ("", TemplateFault::Length),
        ("{type}{yyyy}", TemplateFault::Seq),
        ("{seq:3}{seq:3}", TemplateFault::Seq),
        ("{seq:0}", TemplateFault::Seq),
        ("{seq:99999999999999999999}", TemplateFault::Seq),
        ("{seq}", TemplateFault::Placeholder),
        ("{slot}{seq:3}", TemplateFault::Placeholder),
        ("{type", TemplateFault::Placeholder),
        ("a}{seq:3}", TemplateFault::Placeholder),
        ("年{seq:3}", TemplateFault::Literal),
        ("A/{seq:3}", TemplateFault::Literal),
    ] {
        assert_eq!(Template::parse(text), Err(fault), "{text}");
    }
}

#[test]
fn a_code_is_one_code_however_it_is_typed() {
    for typed in [
        "DA2015-05-000000",
        " da2015–05—000000\n",
        "ＤＡ２０１５－０５－００００００",
        "DA2015\u{2011}05-000000\u{200B}",
    ] {
        assert_eq!(read_code(typed), Ok("DA2015-05-000000".to_owned()), "{typed}");
    }
    assert_eq!(read_code("档  2015　7"), Ok("档 2015 7".to_owned()));
}

#[test]
fn what_cannot_be_a_code_is_refused() {
    assert_eq!(read_code("  "), Err(CodeFault::Empty));
    assert_eq!(read_code(&"A".repeat(65)), Err(CodeFault::TooLong));
    assert_eq!(read_code(&"档".repeat(64)).map(|code| code.len()), Ok(192));
    assert_eq!(read_code("A\u{0}B"), Err(CodeFault::Unprintable));
    assert_eq!(read_code("A\nB"), Err(CodeFault::Unprintable));
    assert_eq!(CodeFault::TooLong.refuse("x").code.name(), "CodeInvalid");
}

#[test]
fn a_new_code_has_a_letter_or_a_digit_and_an_old_one_of_signs_is_read() {
    for signs in ["--", "/", "—…—", "# * #", "（）"] {
        assert_eq!(read_new_code(signs), Err(CodeFault::SignsOnly), "{signs}");
        assert!(read_code(signs).is_ok(), "{signs}");
    }
    for code in ["-7-", "档", "A", "é.", "７"] {
        assert_eq!(read_new_code(code), read_code(code), "{code}");
    }
}

#[test]
fn a_label_of_ours_is_read_whatever_server_name_it_was_printed_with() {
    let trusted = ["https://archive.example.com", "http://old.example.com:8080/strongroom/"];
    assert_eq!(
        parse_scan("HTTPS://ARCHIVE.EXAMPLE.COM/F/NEW2026-000123K", &trusted),
        Scan::Folder("NEW2026-000123K".into())
    );
    assert_eq!(
        parse_scan("https://archive.example.com:443/s/A-01L-03-5-12", &trusted),
        Scan::Slot("A-01L-03-5-12".into())
    );
    assert_eq!(parse_scan("HTTP://OLD.EXAMPLE.COM:8080/STRONGROOM/B/BX%2F7", &trusted), Scan::Box("BX/7".into()));
    assert_eq!(parse_scan("https://archive.example.com/u/P00017?x=1", &trusted), Scan::Badge("P00017".into()));
    assert_eq!(parse_scan(" new2026-000123k ", &trusted), Scan::Bare("NEW2026-000123K".into()));
    assert!(matches!(parse_scan("https://archive.example.com/about", &trusted), Scan::Bare(_)));
}

#[test]
fn another_server_is_foreign_however_it_is_dressed_up() {
    let trusted = ["https://archive.example.com"];
    for text in
        ["https://evil.example/F/NEW1", "https://archive.example.com@evil.example/F/NEW1", "HTTPS://EVIL.EXAMPLE/F/1"]
    {
        assert_eq!(parse_scan(text, &trusted), Scan::ForeignHost { host: "evil.example".into() }, "{text}");
    }
    assert_eq!(
        parse_scan("https://archive.example.com:444/F/1", &trusted),
        Scan::ForeignHost { host: "archive.example.com:444".into() }
    );
    assert!(matches!(parse_scan("https:///F/1", &trusted), Scan::ForeignHost { .. }));
}

#[test]
fn what_is_printed_is_what_is_read() {
    let base = "https://archive.example.com/";
    for (kind, code) in [(QrKind::Folder, "档/2015 7%"), (QrKind::Slot, "A-01L-03-5-12"), (QrKind::Case, "C1")] {
        let payload = qr_payload(base, kind, code);
        assert!(payload.is_ascii() && !payload.chars().any(|c| c.is_ascii_lowercase()), "{payload}");
        let read = parse_scan(&payload, &[base]);
        assert!(matches!(&read, Scan::Folder(c) | Scan::Slot(c) | Scan::Case(c) if c == code), "{payload} {read:?}");
    }
    assert_eq!(qr_payload("", QrKind::Folder, "NEW1"), "NEW1");
}

/// Codes as templates make them, in a text: letters, a year, a dash or a letter, six digits and one character more.
fn codes_in(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let is_code = |word: &&str| {
        let digits = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let shape = digits.chars().map(|c| if c.is_ascii_digit() { '0' } else { c });
        digits.len() < word.len()
            && digits.len() == 12
            && shape.take(11).collect::<String>().replace('C', "-") == "0000-000000"
    };
    words.filter(is_code).collect()
}

#[test]
fn the_codes_in_the_pages_of_the_documentation_check() {
    // It stands there to be refused.
    const MISTYPED: &str = "NEW2026-000210T";
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut known = 0;
    for page in ["api.md", "operations.md", "label-templates.md"] {
        let text = std::fs::read_to_string(docs.join(page)).unwrap();
        for code in codes_in(&text).into_iter().filter(|code| *code != MISTYPED) {
            assert!(check_character_fits(code), "{page}: {code}");
            known += 1;
        }
    }
    assert!(known > 20, "{known}");
}

proptest! {
    #[test]
    fn one_wrong_character_is_always_noticed(body in "[0-9A-Z]{1,20}", at in any::<prop::sample::Index>(), other in 0_u32..36) {
        let code = append_check_character(&body);
        prop_assert!(check_character_fits(&code));
        let at = at.index(code.len());
        let other = char::from_digit(other, 36).unwrap().to_ascii_uppercase();
        let wrong: String = code.chars().enumerate().map(|(i, c)| if i == at { other } else { c }).collect();
        prop_assert_eq!(check_character_fits(&wrong), wrong == code);
    }

    #[test]
    fn normalising_a_code_twice_changes_nothing(text in any::<String>()) {
        let once = normalise_code(&text);
        prop_assert_eq!(normalise_code(&once), once);
    }

    #[test]
    fn no_scan_makes_the_reader_fail(text in any::<String>(), path in "[A-Za-z/%0-9:@?#.]{0,40}") {
        let _ = parse_scan(&text, &["https://a.example"]);
        let _ = parse_scan(&format!("https://{path}"), &["https://a.example"]);
    }
}
