//! Whatever is typed is answered, within the limits and never by a fault of ours.

use super::{ask, codes};
use crate::support::{dealer, folder, percent};
use serde_json::{Value, json};

#[test]
fn whatever_is_typed_is_answered() {
    let (_server, admin) = dealer();
    for (code, name) in [("R1", "𠮷田"), ("R2", "㛃䶮"), ("R3", "张😀三")] {
        let mut body = folder("NEW", "2026-03-05", name);
        body["code"] = json!(code);
        admin.register(body);
    }
    for (typed, found) in [("𠮷", "R1"), ("㛃", "R2"), ("䶮", "R2"), ("张", "R3")] {
        assert_eq!(codes(&ask(&admin, &format!("q={}", percent(typed)))), [found], "{typed}");
    }
    let hostile = [
        "张".repeat(3_000),
        "张".repeat(7_000),
        "a".repeat(10_000),
        "a ".repeat(3_500),
        "a ".repeat(9_000),
        (0..1_500).map(|n| format!("t{n} ")).collect(),
        "\"".into(),
        "\"张".into(),
        "“张 \"".into(),
        "「".repeat(300),
        "nofield:张 nofield:: ::x :".into(),
        "-".repeat(500),
        "- -- -\"\" -:".into(),
        "\u{0}\u{1}\u{7f}\u{202e}\u{feff}".into(),
        "😀👩‍👩‍👧‍👦🇨🇳".into(),
        "𠮷㛃䶮\u{20000}\u{10ffff}".into(),
        "borrower:\"\" state:, storeroom:： place:..".into(),
        "place:A-01L-01-1-99999999999999999999".into(),
        "2026年99月 0000-00-00 9999-12-31..0001-01-01 ..".into(),
        "e\u{301}".repeat(2_000),
        "' OR 1=1; -- %_\\ *?~^()[]{}".into(),
    ];
    for typed in &hostile {
        let typed = percent(typed);
        for path in ["/search?q=", "/search?group=subject&q=", "/search/suggest?q=", "/subjects?q="] {
            let answer = admin.get(&format!("{path}{typed}"));
            let short: String = typed.chars().take(80).collect();
            // What is longer than the head of a request may be is refused before it is read: by name, not by a fault.
            let expected = if typed.len() < 30_000 { 200 } else { 431 };
            assert_eq!(answer.status, expected, "{path}{short}: {}", answer.text);
            assert!(answer.text.len() < 64 * 1_024, "{path}{short}");
        }
    }
    let cut = |typed: &str| ask(&admin, &format!("q={}", percent(typed)))["cut"].clone();
    assert_eq!((cut(&"张".repeat(256)), cut("张 三")), (Value::Null, Value::Null));
    assert_eq!((cut(&"张".repeat(257)), cut(&"张 ".repeat(17))), (json!(true), json!(true)));
    for wrong in ["from=x", "until=2026-02-30", "overdue=maybe", "limit=x"] {
        admin.get(&format!("/search?{wrong}")).refused(400, "BadRequest");
    }
    for odd in [
        "limit=0",
        "limit=99999",
        "cursor=x",
        "cursor=99999999",
        "sort=nonsense",
        "group=x",
        "facets=x,,",
        "type=,,,",
        "period=-,-",
    ] {
        admin.get(&format!("/search?{odd}")).ok();
    }
    admin.get("/readyz");
}
