//! Finding folders through HTTP: what is chosen, counted, marked, grouped, suggested, and what is said of nothing found.

#[path = "find/hidden.rs"]
mod hidden;
#[path = "find/nonsense.rs"]
mod nonsense;
#[path = "find/saved.rs"]
mod saved;

use super::support::{Client, days_from_now, dealer, eventually, folder, percent, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Instant;

/// An answer of the search, once the index knows everything that was written.
pub fn ask(client: &Client, query: &str) -> Value {
    let seq = client.get("/departments").ok()["seq"].as_u64().unwrap();
    eventually("the index", || {
        let answer = client.get(&format!("/search?min_seq={seq}&{query}"));
        (answer.status != 503).then(|| answer.ok())
    })
}

pub fn codes(answer: &Value) -> Vec<String> {
    answer["items"].as_array().unwrap().iter().map(|hit| text(hit, "code")).collect()
}

/// A facet's values with their counts.
fn counts(answer: &Value, facet: &str) -> Vec<(String, u64)> {
    let values = answer["facets"][facet].as_array().unwrap_or_else(|| panic!("{facet}: {answer}"));
    values.iter().map(|value| (text(value, "value"), value["count"].as_u64().unwrap())).collect()
}

/// What of a hit is marked, with the field it stands in.
fn marks(hit: &Value) -> Vec<(String, String)> {
    let mut marks = Vec::new();
    for highlight in hit["highlights"].as_array().unwrap_or(&Vec::new()) {
        for part in highlight["parts"].as_array().unwrap().iter().filter(|part| part["hit"] == true) {
            marks.push((text(highlight, "field"), text(part, "text")));
        }
    }
    marks
}

/// Five folders of three people: two on loan, one of them overdue, one damaged, one of another year.
fn shelf(admin: &Client) {
    let register = |code: &str, kind: &str, date: &str, name: &str, phone: &str, extra: Value| {
        let mut body = folder(kind, date, name);
        body["code"] = json!(code);
        body["subjects"][0]["phones"] = json!([phone]);
        body["subjects"][0]["identities"] = json!([{"kind": "account", "value": format!("K{phone}")}]);
        extra.as_object().unwrap().iter().for_each(|(field, value)| body[field] = value.clone());
        admin.register(body);
    };
    let note = format!("{}备用钥匙在抽屉里{}", "前".repeat(100), "后".repeat(100));
    register("F1", "NEW", "2026-03-05", "欧阳锋", "13800138001", json!({"department": "sales1", "note": note}));
    register("F2", "SRV", "2026-04-01", "欧阳克", "13800138002", json!({"department": "service"}));
    register("F3", "SRV", "2025-12-31", "洪七公", "13900139003", json!({}));
    register("F4", "NEW", "2026-03-20", "黄药师", "13900139004", json!({"department": "sales1"}));
    register("F5", "REP", "2026-03-21", "周伯通", "13900139005", json!({"placement": {"kind": "none"}}));
    let borrower = json!({"name": "guo", "display_name": "郭靖", "role": "borrower", "may_sign_in": false});
    admin.post("/people", borrower).ok();
    admin.post("/folders/F1/checkout", json!({"borrower": "guo", "due": days_from_now(9)})).ok();
    admin.post("/folders/F2/checkout", json!({"borrower": "guo", "due": days_from_now(3)})).ok();
    admin.patch("/folders/F3", json!({"condition": "damaged"})).ok();
}

#[test]
fn each_facet_is_counted_without_its_own_choice_and_several_values_may_be_chosen() {
    let (_server, admin) = dealer();
    shelf(&admin);
    let all = ask(&admin, "q=");
    assert_eq!(
        counts(&all, "type"),
        [("NEW".into(), 2), ("SRV".into(), 2), ("REP".into(), 1)].map(|v: (String, u64)| v)
    );
    let periods = &all["facets"]["period"];
    assert_eq!(counts(&all, "period"), [("2026".to_owned(), 4), ("2025".to_owned(), 1)]);
    assert_eq!(periods[0]["under"][1], json!({"value": "2026-03", "count": 3}));
    assert_eq!(counts(&all, "storeroom"), [("A".to_owned(), 4), ("-".to_owned(), 1)]);
    assert_eq!(counts(&all, "condition"), [("good".to_owned(), 4), ("damaged".to_owned(), 1)]);
    assert_eq!(counts(&all, "completeness"), [("not_checked".to_owned(), 5)]);
    assert_eq!(counts(&all, "class"), [("public".to_owned(), 5)]);
    // Choosing a type leaves the other types' counts, and narrows every other facet.
    let chosen = ask(&admin, "type=SRV");
    assert_eq!((chosen["total"].as_u64(), counts(&chosen, "type").len()), (Some(2), 3));
    assert_eq!(counts(&chosen, "period"), [("2026".to_owned(), 1), ("2025".to_owned(), 1)]);
    let both = ask(&admin, "type=SRV,REP&period=2026&sort=code");
    assert_eq!(codes(&both), ["F2", "F5"]);
    assert_eq!(counts(&both, "period"), [("2026".to_owned(), 2), ("2025".to_owned(), 1)]);
    for (query, found) in [
        ("period=2026-03", "F1 F4 F5"),
        ("period=2025,2026-04", "F2 F3"),
        ("department=-", "F3 F5"),
        ("storeroom=-", "F5"),
        ("storeroom=A&condition=damaged", "F3"),
        ("completeness=not_checked&state=on_loan", "F1 F2"),
        ("from=2026-03-06&until=2026-03-21", "F4 F5"),
        ("type=NOSUCH", ""),
        ("period=nonsense", ""),
        ("class=public,personal&type=NEW", "F1 F4"),
    ] {
        let found: Vec<String> = found.split_whitespace().map(str::to_owned).collect();
        assert_eq!(codes(&ask(&admin, &format!("{query}&sort=code"))), found, "{query}");
    }
    assert_eq!(ask(&admin, "q=&facets=state")["facets"].as_object().unwrap().len(), 1, "only what is asked for");
}

#[test]
fn who_has_what_and_until_when_is_found_as_it_is_now() {
    let (_server, admin) = dealer();
    shelf(&admin);
    let sorted = |query: &str| codes(&ask(&admin, &format!("{query}&sort=code")));
    let guo = admin.all("/people").iter().find(|person| person["name"] == "guo").unwrap()["no"].clone();
    assert_eq!(sorted(&format!("borrower={guo}")), ["F1", "F2"]);
    for typed in ["borrower:郭", "借阅人:郭靖", "borrower:guo", "状态:借出", "state：on_loan", "is:lent"] {
        assert_eq!(sorted(&format!("q={}", percent(typed))), ["F1", "F2"], "{typed}");
    }
    assert_eq!(sorted(&format!("q={}", percent("欧阳 -borrower:郭"))), [""; 0]);
    assert_eq!(sorted(&format!("q={}", percent("欧阳 borrower:nobody"))), [""; 0]);
    assert_eq!(sorted(&format!("q={}", percent("storeroom:A -state:on_loan"))), ["F3", "F4"]);
    assert_eq!(sorted(&format!("q={}", percent("库房:一号 状况:破损"))), ["F3"]);
    let home = text(&admin.get("/folders/F4").ok()["where"]["home"], "slot");
    assert!(sorted(&format!("q={}", percent(&format!("place:{home}")))).contains(&"F4".to_owned()));
    assert_eq!(sorted("overdue=true"), [""; 0]);
    let hit = &ask(&admin, &format!("q={}", percent("欧阳锋")))["items"][0];
    assert_eq!((hit["borrower"].as_str(), hit["state"].as_str()), (Some("郭靖"), Some("on_loan")));
    // A return is in the next answer, whatever the index has taken in.
    admin.post("/folders/F1/return", json!({})).ok();
    let hit = &admin.get(&format!("/search?q={}", percent("欧阳锋"))).ok()["items"][0];
    assert_eq!((hit.get("borrower"), hit["state"].as_str()), (None, Some("at_desk")));
    assert_eq!(codes(&admin.get(&format!("/search?borrower={guo}")).ok()), ["F2"]);
}

#[test]
fn hits_stand_in_the_order_asked_for_and_pages_meet() {
    let (_server, admin) = dealer();
    shelf(&admin);
    assert_eq!(codes(&ask(&admin, "sort=newest")), ["F2", "F5", "F4", "F1", "F3"]);
    assert_eq!(codes(&ask(&admin, "sort=oldest")), ["F3", "F1", "F4", "F5", "F2"]);
    let places = codes(&ask(&admin, "sort=place"));
    assert_eq!(places.last().map(String::as_str), Some("F5"), "what has no place comes last");
    for sort in ["code", "newest", "place", "relevance"] {
        let whole = codes(&ask(&admin, &format!("sort={sort}")));
        let (mut paged, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = ask(&admin, &format!("sort={sort}&limit=2{cursor}"));
            paged.extend(codes(&page));
            assert_eq!(page["facets"].as_object().unwrap().is_empty(), !cursor.is_empty(), "counted once");
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(paged, whole, "{sort}");
    }
}

#[test]
fn what_met_the_query_is_marked_and_the_field_named() {
    let (_server, admin) = dealer();
    shelf(&admin);
    let first = |typed: &str| ask(&admin, &format!("q={}", percent(typed)))["items"][0].clone();
    assert_eq!(marks(&first("锋")), [("name".to_owned(), "锋".to_owned())]);
    assert_eq!(
        marks(&first("8001")),
        [("phone".to_owned(), "8001".to_owned()), ("identity".to_owned(), "8001".to_owned())]
    );
    assert_eq!(marks(&first("oyf")), [("name".to_owned(), "欧阳锋".to_owned())]);
    assert_eq!(marks(&first("2025年12月")), [("date".to_owned(), "2025-12-31".to_owned())]);
    let hit = first("备用钥匙");
    assert_eq!(marks(&hit), [("note".to_owned(), "备用钥匙".to_owned())]);
    let excerpt = text(&hit["highlights"][0], "text");
    assert!(excerpt.starts_with("…前") && excerpt.ends_with("后…") && excerpt.chars().count() < 90, "{excerpt}");
    assert_eq!(hit["highlights"][0]["label"], "note");
    let zh = admin.in_chinese().get(&format!("/search?q={}", percent("备用钥匙"))).ok();
    assert_eq!(zh["items"][0]["highlights"][0]["label"], "备注");
}

#[test]
fn a_subjects_folders_make_one_card_and_a_new_owner_never_shows_the_old_ones_papers() {
    let (_server, admin) = dealer();
    let car =
        json!({"kind": "vehicle", "name": "粤B12345", "identities": [{"kind": "vin", "value": "LSVAA4182E2123456"}]});
    let register = |code: &str, kind: &str, date: &str, owner: &str, no: &str| {
        let mut body = folder(kind, date, owner);
        body["code"] = json!(code);
        body["subjects"] = json!([{"kind": "person", "name": owner,
            "identities": [{"kind": "account", "value": no}]}, car]);
        admin.register(body)
    };
    register("OLD1", "NEW", "2023-03-05", "段正淳", "1");
    let old = admin.get("/folders/OLD1").ok()["subjects"][0]["no"].clone();
    let mut second = folder("SRV", "2023-06-01", "段正淳");
    second["code"] = json!("OLD2");
    second["subjects"] = json!([{"no": old}]);
    admin.register(second);
    register("OWN1", "SRV", "2026-03-05", "木婉清", "2");
    let cards = |query: &str| ask(&admin, &format!("group=subject&q={}", percent(query)));
    let of = |card: &Value| -> Vec<(String, bool)> {
        let folders = card["folders"].as_array().unwrap().iter();
        folders.map(|folder| (text(folder, "code"), folder["matches"].as_bool().unwrap())).collect()
    };
    let found = cards("段正淳 2023-03");
    assert_eq!((found["group_total"].as_u64(), found["total"].as_u64()), (Some(1), Some(1)));
    let card = &found["groups"][0];
    assert_eq!((card["subject"]["name"].as_str(), card["matching"].as_u64()), (Some("段正淳"), Some(1)));
    assert_eq!(of(card), [("OLD1".to_owned(), true), ("OLD2".to_owned(), false)], "its others stand on the card too");
    let new = cards("木婉清");
    assert_eq!(of(&new["groups"][0]), [("OWN1".to_owned(), true)]);
    assert!(!new.to_string().contains("OLD"), "{new}");
    // The car leads to both owners, each with his own card.
    let both = cards("2123456");
    assert_eq!((both["group_total"].as_u64(), both["total"].as_u64()), (Some(2), Some(2)));
    for card in both["groups"].as_array().unwrap() {
        let mixed = of(card).iter().any(|(code, _)| code == "OWN1") && of(card).len() > 1;
        assert!(!mixed, "{card}");
    }
    // Pages of cards meet, whatever the order.
    for n in 0..30 {
        register(&format!("P{n:02}"), "REP", "2026-05-05", &format!("群众{n}"), &format!("p{n}"));
    }
    for sort in ["relevance", "code", "newest"] {
        let (mut names, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = ask(&admin, &format!("group=subject&sort={sort}&limit=7{cursor}"));
            assert_eq!(page["group_total"], 32);
            names.extend(page["groups"].as_array().unwrap().iter().map(|card| text(&card["subject"], "name")));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!((names.len(), names.iter().collect::<BTreeSet<_>>().len()), (32, 32), "{sort}");
    }
}

#[test]
fn nothing_found_says_what_was_understood_and_what_stands_in_the_way() {
    let (_server, admin) = dealer();
    shelf(&admin);
    let zh = admin.in_chinese();
    let none = ask(&zh, &format!("q={}", percent("欧阳锋 2019年 zzzz")));
    assert_eq!((none["total"].as_u64(), none["items"].as_array().unwrap().len()), (Some(0), 0));
    let understood: Vec<String> =
        none["understood"].as_array().unwrap().iter().map(|term| text(term, "text")).collect();
    assert_eq!(understood, ["欧阳锋", "2019年", "zzzz"]);
    assert!(none["understood"][1]["means"].to_string().contains("业务日期 2019-01-01 至 2019-12-31"), "{none}");
    let none = ask(&admin, &format!("q={}", percent("欧阳锋 2019年 -borrower:x")));
    let nearest = &none["nearest"][0];
    assert_eq!((nearest["text"].as_str(), nearest["without"].as_u64()), (Some("2019年"), Some(1)), "{none}");
    assert_eq!(codes(&ask(&admin, &format!("q={}", percent(nearest["q"].as_str().unwrap())))), ["F1"]);
    let none = ask(&admin, &format!("q={}&type=SRV", percent("黄药师")));
    assert_eq!(none["unfiltered"], 1, "{none}");
    let none = ask(&admin, &format!("q={}", percent("黄药师 is:lent")));
    assert_eq!(
        (none["nearest"][0]["text"].as_str(), none["nearest"][0]["without"].as_u64()),
        (Some("is:lent"), Some(1)),
        "{none}"
    );
    assert_eq!(none["understood"][1]["means"], json!(["state: on loan"]));
    let found = ask(&admin, &format!("q={}", percent("黄药师")));
    assert!(found.get("understood").is_none() && found.get("nearest").is_none(), "not where something was found");
}

#[test]
fn where_nothing_is_found_the_folders_that_come_closest_are_shown() {
    let (_server, admin) = dealer();
    shelf(&admin);
    let mut known = folder("SRV", "2026-03-05", "张卫国");
    known["code"] = json!("C9");
    known["subjects"][0]["phones"] = json!(["13912345678"]);
    admin.register(known);
    let close = |question: &str| {
        let none = ask(&admin, &format!("q={}&similar=true", percent(question)));
        assert_eq!(none["total"], 0, "{none}");
        none["similar"].as_array().map_or_else(Vec::new, |all| all.iter().map(|hit| text(hit, "code")).collect())
    };
    assert_eq!(close("张伟国"), ["C9"], "heard, and written with another character");
    assert_eq!(close("name:张伟国 is:shelved"), [] as [&str; 0], "it waits at the desk");
    assert_eq!(close("张卫家国"), ["C9"], "a character too many");
    assert_eq!(close("139 1234 5687"), ["C9"], "two digits changed places");
    assert_eq!(close("1391235678"), ["C9"], "one was left out");
    assert_eq!(close("13912343678"), ["C9"], "one is wrong");
    assert_eq!(close("欧阳疯 -F1"), ["F2"], "what is left out stays left out");
    assert!(ask(&admin, &format!("q={}", percent("张伟国"))).get("similar").is_none(), "not unless it is asked for");
    let none = ask(&admin, &format!("q={}&similar=true", percent("张伟国")));
    assert_eq!(none["similar"][0]["highlights"][0]["parts"][0], json!({"text": "张卫国", "hit": true}), "{none}");
    let found = ask(&admin, &format!("q={}&similar=true", percent("张卫国")));
    assert!(found.get("similar").is_none(), "not where something was found");
}

#[test]
fn suggestions_come_from_everything_one_may_open() {
    let (_server, admin) = dealer();
    shelf(&admin);
    ask(&admin, "q=");
    let suggest = |typed: &str| -> Vec<(String, String)> {
        let answer = admin.get(&format!("/search/suggest?q={}", percent(typed))).ok();
        answer["items"].as_array().unwrap().iter().map(|item| (text(item, "kind"), text(item, "value"))).collect()
    };
    let has = |typed: &str, kind: &str, value: &str| {
        let suggested = suggest(typed);
        assert!(suggested.contains(&(kind.to_owned(), value.to_owned())), "{typed}: {suggested:?}");
    };
    has("overd", "filter", "overdue=true");
    has("逾", "filter", "overdue=true");
    has("借出", "filter", "state=on_loan");
    has("保养", "filter", "type=SRV");
    has("未贴", "filter", "q=state:not_labelled");
    has("f4", "folder", "F4");
    has("黄", "folder", "F4");
    has("A-01L-01-1-1", "place", "A-01L-01-1-01");
    has("一号", "filter", "storeroom=A");
    let subject = admin.get("/folders/F4").ok()["subjects"][0]["no"].to_string();
    has("黄药", "subject", &subject);
    let guo = admin.all("/people").iter().find(|person| person["name"] == "guo").unwrap()["no"].to_string();
    has("郭", "person", &format!("borrower={guo}"));
    let case =
        admin.post("/cases", json!({"cases": [{"business_type": "NEW", "folder": "F4", "reference": "WO-7788"}]})).ok();
    let code = text(&case["results"][0]["case"], "code");
    has("WO-77", "case", &code);
    has(&code, "case", &code);
    let bare = |asked: &str| ask(&admin, &format!("q={}", percent(asked)))["total"].clone();
    assert_eq!(bare("状态:未贴标签"), admin.get("/lists/not_labelled").ok()["total"], "those on the list, and as many");
    assert_eq!(bare("state:not_labelled F4"), 1);
    admin.post("/labels/applied", json!({"codes": ["F4"]})).ok();
    assert_eq!(bare("state:not_labelled F4"), 0, "it has one now");
    assert_eq!(suggest(""), []);
    assert!(suggest(&"长".repeat(1_500)).len() < 25);
}

#[test]
fn an_export_takes_every_hit_and_not_one_page() {
    let (_server, admin) = dealer();
    let rows: Vec<Value> = (0..1_200)
        .map(|n| {
            let mut body = folder("SRV", "2026-03-05", &format!("甲{n}"));
            body["placement"] = json!({"kind": "none"});
            body["code"] = json!(format!("E{n:04}"));
            body
        })
        .collect();
    for some in rows.chunks(100) {
        admin.post("/folders/batch", json!({"folders": some})).ok();
    }
    assert_eq!(ask(&admin, "limit=1")["total"], 1_200);
    let csv = admin.get("/search?format=csv&columns=code&sort=code&limit=3&cursor=7");
    let lines: Vec<&str> = csv.text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!((lines.len(), lines[1], lines[1_200]), (1_201, "E0000", "E1199"));
    assert_eq!(csv.header("x-rows"), "1200", "it is said before they come");
    let some = admin.get("/search?format=csv&columns=code,title&q=E119");
    assert_eq!(some.text.lines().count(), 11);
}

#[test]
fn a_new_folder_is_found_soon_without_a_restart() {
    let (_server, admin) = dealer();
    let mut waits = Vec::new();
    for n in 10..30 {
        let code = admin.register(folder("NEW", "2026-03-05", &format!("新客{n}")));
        let began = Instant::now();
        let query = format!("/search?q={}", percent(&format!("新客{n}")));
        eventually("a new folder", || {
            let answer = admin.get(&query).ok();
            codes(&answer).contains(&code).then_some(())
        });
        waits.push(began.elapsed());
    }
    waits.sort();
    println!("a new folder was found after {:?} (p50), {:?} (p95)", waits[9], waits[18]);
}
