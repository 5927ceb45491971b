//! Whatever is typed or recorded gets an answer.

use super::*;
use proptest::prelude::*;

fn hostile() -> Vec<String> {
    let mut all: Vec<String> = [
        "\"",
        "\"\"",
        "\"张",
        "张\"",
        "“张”三\"",
        ":",
        "::",
        "name:",
        ":张",
        "name::张",
        "name:name:张",
        "-",
        "--",
        "---张",
        "-\"",
        "-name:",
        "-name:-张",
        "a:b:c:d",
        "+",
        "*",
        "?",
        "^",
        "$",
        "^a$",
        "[",
        "](",
        "\\",
        "\\\"",
        "\0",
        "\u{1}colour\u{1}白",
        "\u{1f}",
        "张\u{1f}三",
        "\u{202e}张三",
        "😀",
        "𠮷",
        "㛃",
        "䶮",
        "👨‍👩‍👧‍👦",
        "\u{fffd}",
        "\u{10ffff}",
        "AND",
        "OR",
        "NOT",
        "a AND (b OR c",
        "2026-99-99",
        "0000-00",
        "9999年99月",
        "..",
        "..2026",
        "2026..",
        "2026...2027",
        "~",
        ">",
        ">=",
        "<2026",
        ">2100-12",
        "date:",
        "date:..",
        "日期:-",
        "年:",
        "1",
        "a",
        "あ",
        "한",
        "ﷺ",
        "ⅷ",
        "½",
        "²",
        "ß",
        "İ",
        "ǆ",
        "e\u{301}",
        "\u{301}",
        "//",
        "/.*/",
        "'; DROP TABLE folders; --",
        "%",
        "_",
        "=cmd|' /C calc'!A0",
    ]
    .map(str::to_owned)
    .to_vec();
    for piece in
        ["张", "a", "1", "张 ", "a ", "1 ", "\"", "-", ":", "a:", "2026-", "张a1 ", "ﷺ", "𠮷", "name:张 ", "粤B "]
    {
        all.push(piece.repeat(10_000));
    }
    all
}

#[test]
fn any_query_is_answered() {
    let docs = (0..).zip(hostile()).map(|(folder, text)| SearchDoc {
        note: text.clone(),
        codes: vec![text.clone()],
        ..named(folder, &text)
    });
    let mut shelf = Shelf::with(docs.collect());
    shelf.put(SearchDoc {
        fields: (0..5_000).map(|n| (format!("f{n}\u{1f}"), "値".repeat(n % 7))).collect(),
        ..blank(1_000)
    });
    shelf.commit(2);
    for text in hostile() {
        let query = Query::parse(&text, &vocabulary());
        assert!(query.terms.len() <= 16);
        let hits = shelf.index.search(&query, &everything()).unwrap();
        assert!(hits.total <= shelf.index.len());
    }
}

#[test]
fn rare_characters_of_names_are_found() {
    let shelf = Shelf::with(vec![named(0, "𠮷田㛃"), named(1, "龚䶮"), named(2, "吉田")]);
    for (text, folder) in [("𠮷", 0), ("㛃", 0), ("𠮷田", 0), ("田㛃", 0), ("䶮", 1), ("龔䶮", 1), ("吉", 2)]
    {
        assert_eq!(shelf.found(text), [folder].into(), "{text}");
    }
}

#[test]
fn only_so_much_of_a_query_is_used_and_it_says_so() {
    let words = "赵 钱 孙 李 周 吴 郑 王 冯 陈 褚 卫 蒋 沈 韩 杨 朱";
    let query = Query::parse(words, &vocabulary());
    assert_eq!((query.terms.len(), query.is_cut), (16, true));
    assert!(Query::parse(&"张".repeat(257), &vocabulary()).is_cut);
    assert!(!Query::parse("张 三", &vocabulary()).is_cut);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_makes_reading_a_query_fail(text in "\\PC{0,64}|[张三年月日0-9a-z:\"\\- .~至京A]{0,40}") {
        let query = Query::parse(&text, &vocabulary());
        prop_assert!(query.terms.len() <= 16);
    }
}

#[test]
fn a_code_that_reads_like_something_else_is_found_when_it_is_asked_for_as_a_code() {
    for code in ["-1", "code:A1", "\"2\"", "NEW2026-000001"] {
        let shelf = Shelf::with(vec![SearchDoc { codes: vec![code.to_owned()], ..blank(1) }]);
        let hits = shelf.index.search(&Query::of_code(code), &everything()).unwrap();
        assert_eq!(hits.total, 1, "{code}");
    }
}
