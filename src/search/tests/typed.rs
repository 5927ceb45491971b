//! What people type, and what they expect to find.

use super::*;

fn zhang() -> SearchDoc {
    SearchDoc {
        folder: FolderNo(7),
        codes: vec!["NEW2026-000123-K".to_owned(), "档字2019第88号".to_owned()],
        business_type: "SRV".to_owned(),
        department: "SALES".to_owned(),
        class: "internal".to_owned(),
        business_date: chrono::NaiveDate::from_ymd_opt(2026, 3, 15),
        period: "2026-Q1".to_owned(),
        subjects: vec![
            SearchSubject {
                name: "张偉民".to_owned(),
                identities: vec![
                    (IdentityKind::Other, "11010519491231002X".to_owned()),
                    (IdentityKind::Vin, "LSVAM4187C2184847".to_owned()),
                    (IdentityKind::Plate, "粤B·12345".to_owned()),
                ],
                phones: vec!["138-0013-8000".to_owned()],
            },
            SearchSubject {
                name: "深圳市大众汽车贸易有限公司 Volkswagen".to_owned(), ..SearchSubject::default()
            },
        ],
        fields: vec![
            ("insured_until".to_owned(), "2027-05-06".to_owned()),
            ("colour".to_owned(), "珍珠白 pearl white".to_owned()),
        ],
        pages: Vec::new(),
        note: "客户要求更换机油，合同 HT-2023-0005。旧车 京A88888 已置换".to_owned(),
    }
}

/// Queries written one after the other, with bars between.
fn split(queries: &str) -> impl Iterator<Item = &str> {
    queries.split(" | ")
}

fn shelf() -> Shelf {
    Shelf::with(vec![
        zhang(),
        named(8, "李四"),
        SearchDoc { codes: vec!["REP2025-000009-1".to_owned()], ..named(9, "王五光") },
    ])
}

#[test]
fn a_surname_that_was_typed_comes_before_another_syllable_that_sounds_so() {
    let newest = chrono::NaiveDate::from_ymd_opt(2026, 3, 15);
    let newer = SearchDoc { business_date: newest, ..named(2, "长沙商贸") };
    let shelf = Shelf::with(vec![named(1, "张三丰"), newer]);
    let order = |text: &str| shelf.hits(text).hits.iter().map(|hit| hit.folder.0).collect::<Vec<_>>();
    assert_eq!(order("zhangs"), [1, 2]);
    assert_eq!(order("changs"), [2], "recall is what it was");
}

#[test]
fn a_folder_is_found_by_whatever_a_person_knows_of_it() {
    let shelf = shelf();
    for text in split(
        "\
            张 | 伟 | 張 | 张伟 | 偉民 | 张伟民 | ＶＯＬＫＳ | volks | zhang | zhangw | \
            zhangweimin | weimin | zwm | zw | szs | shenzhen | 大众汽车 | \
            NEW2026-000123-K | new2026000123 | 000123 | 0123-K | 档字2019第88号 | \
            2019第88 | 13800138000 | 138 0013 8000 | +86 13800138000 | 8000 | \
            0013-80 | 4847 | lsvam | LSVAM4187C2184847 | 002x | 粤B12345 | 粤B·12345 | \
            粤b 12345 | 粤Ｂ１２３ | 12345 | 2026-03-15 | 2026-03 | 2026年3月 | 2026 | \
            202603 | 2026Q1 | 2026-01..2026-06 | 2026年1月-4月 | 机油 | 更换机油 | \
            HT-2023-0005 | ht2023 | 0005 | 京A88888 | 保养 | service | srv | 销售部 | \
            2027-05-06 | 2027年5月 | 珍珠 | pearl | whi | 内部 | ne | 3k | 张 2026 保养 | \
            大众 zhang 8000 | name:张伟 | 姓名：张 | 客户:zwm | vin:4847 | 车架号:LSVAM | \
            plate:粤B | 电话:8000 | phone:138 | code:0123 | id:1949 | note:机油 | \
            备注:ht2023 | insured_until:2027 | 保险到期日:2027年5月 | \
            insureduntil:2027-05-06 | 颜色:珍珠白 | colour:pearl | type:保养 | 业务类型:SRV | \
            统一社会信用代码:1949 | 车牌号码:粤b123 | 联系人:张 | 合同编号:0123 | 摘要:机油 | \
            department:sales | 部门:销售 | class:internal | date:2026-03 | 日期:>2026-02 | \
            date:<=2026 | period:2026-q1 | 年度:2026 | \"张伟\" | \"pearl white\" | \
            “NEW2026-000123-K” | name:\"张伟民\" | 张 -李 | -李四 -王 | 张伟民2026",
    ) {
        assert!(shelf.found(text).contains(&7), "{text}: {:?}", Query::parse(text, &vocabulary()));
    }
}

#[test]
fn what_does_not_fit_is_not_found() {
    let shelf = shelf();
    for text in split(
        "\
            民伟 | 张民 | 2025-03 | name:机油 | note:张 | vin:8000 | phone:4847 | \
            colour:2027 | insured_until:2026 | type:小修 | type:没有 | \"pearl whit\" | \
            \"white pearl\" | “NEW2026-000123” | 张 -伟 | 张 李 | 1380013800012 | \
            date:明天 | 民深圳 | 颜色:机油 | zhangm | wmz | ??? | 80001101",
    ) {
        let is_found = shelf.found(text).contains(&7) && !shelf.hits(text).is_corrected;
        assert!(!is_found, "{text}: {:?}", Query::parse(text, &vocabulary()));
    }
}

#[test]
fn a_month_is_not_taken_apart_into_signs_that_stand_anywhere() {
    let march = chrono::NaiveDate::from_ymd_opt(2026, 3, 1);
    let shelf = Shelf::with(vec![
        SearchDoc { business_date: march, note: "年底前4次，每月".to_owned(), ..blank(0) },
        SearchDoc { note: "2026年4月到期".to_owned(), ..blank(1) },
        SearchDoc { business_date: march, ..blank(2) },
    ]);
    assert_eq!(shelf.found("2026年4月"), [1].into());
    assert_eq!(shelf.found("2026年3月"), [0, 2].into());
}

#[test]
fn an_empty_query_finds_all_and_a_field_without_value_is_no_condition_yet() {
    let shelf = shelf();
    for text in ["", "  ", "\u{3000}", "name:", "姓名："] {
        assert_eq!(shelf.found(text).len(), 3, "{text}");
    }
    assert_eq!(shelf.found("李 name:"), [8].into());
    assert_eq!(shelf.found("-李四"), [7, 9].into());
}

#[test]
fn one_mistake_in_a_latin_word_is_forgiven_only_when_nothing_else_is_found() {
    let shelf = shelf();
    for text in ["volkswagon", "vlokswagen", "zhagnwei", "paerl", "name:volkswgen"] {
        let hits = shelf.hits(text);
        assert!(hits.is_corrected && hits.hits.iter().any(|hit| hit.folder.0 == 7), "{text}: {hits:?}");
    }
    assert!(!shelf.hits("pearl").is_corrected);
    assert_eq!(shelf.hits("volvo").total, 0);
}

#[test]
fn the_folder_whose_code_was_typed_comes_first() {
    let shelf = Shelf::with(vec![
        SearchDoc {
            codes: vec!["A-1001".to_owned()],
            business_date: chrono::NaiveDate::from_ymd_opt(2026, 1, 1),
            ..blank(0)
        },
        SearchDoc { codes: vec!["A-100".to_owned()], ..blank(1) },
        SearchDoc {
            note: "see A-100".to_owned(),
            business_date: chrono::NaiveDate::from_ymd_opt(2026, 2, 1),
            ..blank(2)
        },
    ]);
    let order: Vec<u32> = shelf.hits("a-100").hits.iter().map(|hit| hit.folder.0).collect();
    assert_eq!(order, [1, 0, 2]);
}

#[test]
fn a_name_comes_before_a_note_and_the_whole_name_first() {
    let shelf =
        Shelf::with(vec![SearchDoc { note: "王伟介绍".to_owned(), ..blank(0) }, named(1, "王伟明"), named(2, "王伟")]);
    let order: Vec<u32> = shelf.hits("王伟").hits.iter().map(|hit| hit.folder.0).collect();
    assert_eq!(order, [2, 1, 0]);
}

#[test]
fn hits_are_ordered_by_date_or_by_the_callers_key_and_paged() {
    let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 5, day);
    let docs = [(0, day(3)), (1, None), (2, day(1)), (3, day(9))];
    let shelf =
        Shelf::with(docs.map(|(folder, business_date)| SearchDoc { business_date, ..named(folder, "赵六") }).to_vec());
    let order = |sort, offset, limit| {
        let request = Request { sort, offset, limit, ..everything() };
        let hits = shelf.index.search(&Query::parse("赵", &vocabulary()), &request).unwrap();
        assert_eq!(hits.total, 4);
        hits.hits.iter().map(|hit| hit.folder.0).collect::<Vec<_>>()
    };
    assert_eq!(order(Sort::Newest, 0, 10), [3, 0, 2, 1]);
    assert_eq!(order(Sort::Oldest, 0, 10), [2, 0, 3, 1]);
    assert_eq!(order(Sort::By(&|folder| u64::from(10 - folder.0)), 0, 10), [3, 2, 1, 0]);
    assert_eq!(order(Sort::Newest, 1, 2), [0, 2]);
    assert_eq!(order(Sort::Newest, 4, 2), [] as [u32; 0]);
    assert_eq!(order(Sort::Newest, 0, 0), [] as [u32; 0]);
}

#[test]
fn nothing_hidden_is_in_a_hit_a_total_or_a_facet() {
    let shelf = Shelf::with((0..20).map(|folder| named(folder, "孙七")).collect());
    let lens = |folder: FolderNo| {
        folder.0.is_multiple_of(2).then_some(FacetKeys::NONE.with(0, (folder.0 % 4) as u16).with(1, 9))
    };
    let request = Request { lens: &lens, facets: 2, ..everything() };
    let hits = shelf.index.search(&Query::parse("孙", &vocabulary()), &request).unwrap();
    assert!(hits.hits.iter().all(|hit| hit.folder.0 % 2 == 0));
    assert_eq!((hits.total, &hits.facets), (10, &vec![vec![(0, 5), (2, 5)], vec![(9, 10)]]));
    let nobody = Request { lens: &|_| None, facets: 2, ..everything() };
    let nothing = shelf.index.search(&Query::parse("孙七", &vocabulary()), &nobody).unwrap();
    let absent = shelf.index.search(&Query::parse("钱八", &vocabulary()), &nobody).unwrap();
    assert_eq!(nothing, absent);
}

#[test]
fn a_facets_counts_ignore_the_choice_made_in_it() {
    let shelf = Shelf::with((0..12).map(|folder| named(folder, "周")).collect());
    let lens = |folder: FolderNo| Some(FacetKeys::NONE.with(0, (folder.0 % 3) as u16).with(1, (folder.0 % 2) as u16));
    let request = Request { lens: &lens, facets: 2, chosen: &[vec![0], vec![]], ..everything() };
    let hits = shelf.index.search(&Query::parse("周", &vocabulary()), &request).unwrap();
    assert_eq!((hits.total, hits.facets), (4, vec![vec![(0, 4), (1, 4), (2, 4)], vec![(0, 2), (1, 2)]]));
}

#[test]
fn what_stands_on_a_page_is_found_last_and_only_by_words_that_say_something() {
    let page = |folder, pages: &[&str]| SearchDoc {
        pages: pages.iter().map(|text| (*text).to_owned()).collect(),
        ..blank(folder)
    };
    let shelf = Shelf::with(vec![
        page(0, &["乙方支付定金", "Deposit paid, order HT20269991 of 2023"]),
        SearchDoc { note: "已收定金".to_owned(), ..blank(1) },
        named(2, "王定金"),
        page(3, &["定", "金"]),
    ]);
    let found = |query: &str| shelf.hits(query).hits.iter().map(|hit| hit.folder.0).collect::<Vec<_>>();
    assert_eq!(found("定金"), [2, 1, 0], "names before notes before pages");
    for (query, folders) in [
        ("text:定金", &[0][..]),
        ("正文:定金", &[0]),
        ("name:定金", &[2]),
        ("乙方 deposit", &[0]),
        ("dep", &[0]),
        ("de", &[]),
        ("9991", &[0]),
        ("2023", &[]),
        ("text:2023", &[0]),
        ("text:定", &[0, 3]),
        ("\"支付定金\"", &[0]),
        ("\"定\"", &[2, 1]),
        ("定金 -text:乙方", &[2, 1]),
        ("depsit", &[]),
    ] {
        assert_eq!(found(query), folders, "{query}");
    }
}
