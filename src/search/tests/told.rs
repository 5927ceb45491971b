//! What is told about a query: what was understood, which parts of a text it met, and what comes nearest to it.

use super::*;

fn marked(query: &str, text: &str, shown: Shown<'_>) -> Vec<String> {
    let ranges = highlights(&Query::parse(query, &vocabulary()), text, shown, false);
    ranges.into_iter().map(|range| text[range].to_owned()).collect()
}

#[test]
fn what_a_query_met_is_marked_in_the_text_as_it_was_typed() {
    for (query, text, expected) in [
        ("伟", "張偉民", vec!["偉"]),
        ("张伟", "張偉民", vec!["張偉"]),
        ("wei", "張偉民", vec!["偉"]),
        ("zw", "張偉民", vec!["張偉"]),
        ("zhangw", "張偉民", vec!["張偉"]),
        ("zhangweimin", "張偉民", vec!["張偉民"]),
        ("shan", "单田芳", vec!["单"]),
        ("volks", "深圳大众 Ｖolkswagen", vec!["Ｖolks"]),
        ("\"大众\"", "深圳大众 Ｖolkswagen", vec!["大众"]),
        ("𠮷", "𠮷田㛃", vec!["𠮷"]),
        ("李", "張偉民", vec![]),
        ("-偉", "張偉民", vec![]),
        ("vin:偉", "張偉民", vec![]),
        ("note:偉", "張偉民", vec![]),
        ("name:偉", "張偉民", vec!["偉"]),
    ] {
        assert_eq!(marked(query, text, Shown::Name), expected, "{query} in {text}");
    }
}

#[test]
fn codes_are_marked_with_what_stands_between_their_parts() {
    use CodeKind::{Folder, Phone, Plate, Vin};
    for (query, text, kind, expected) in [
        ("13800138", "138-0013-8000", Phone, vec!["138-0013-8"]),
        ("138 0013 8000", "138-0013-8000", Phone, vec!["138-0013-8000"]),
        ("00", "138-0013-8000", Phone, vec!["00"]),
        ("粤b123", "粤B·12345", Plate, vec!["粤B·123"]),
        ("粤", "粤B·12345", Plate, vec!["粤"]),
        ("4847", "LSVAM4187C2184847", Vin, vec!["4847"]),
        ("ls", "LSVAM4187C2184847", Vin, vec!["LS"]),
        ("sv", "LSVAM4187C2184847", Vin, vec![]),
        ("phone:4847", "LSVAM4187C2184847", Vin, vec![]),
        ("\"new2026-1\"", "NEW2026-1", Folder, vec!["NEW2026-1"]),
        ("\"new2026\"", "NEW2026-1", Folder, vec![]),
    ] {
        assert_eq!(marked(query, text, Shown::Code(kind)), expected, "{query} in {text}");
    }
}

#[test]
fn notes_and_fields_are_marked_only_where_the_whole_term_says_something() {
    let note = "客户要求更换机油，合同 HT-2023-0005。旧车 京A88888 已置换";
    for (query, expected) in [
        ("机油", vec!["机油"]),
        ("换", vec!["换", "换"]),
        ("ht20230005", vec!["HT-2023-0005"]),
        ("2023", vec!["2023"]),
        ("京a88", vec!["京A88"]),
        ("机油 合同", vec!["机油", "合同"]),
        ("机油2026", vec!["机油"]),
        ("年3月", vec![]),
        ("\"旧车 京a88888\"", vec!["旧车 京A88888"]),
    ] {
        assert_eq!(marked(query, note, Shown::Note), expected, "{query}");
    }
    assert_eq!(marked("2027年5月", "2027-05-06", Shown::Field("insured_until")), ["2027-05"]);
    assert_eq!(marked("insured_until:2027-05", "2027-05-06", Shown::Field("insured_until")), ["2027-05"]);
    assert_eq!(marked("insured_until:2027-05", "2027-05-06", Shown::Field("sold_on")), [] as [&str; 0]);
    assert_eq!(marked("2026年3月", "2026-03-15", Shown::Date), ["2026-03-15"]);
    assert_eq!(marked("2026年4月", "2026-03-15", Shown::Date), [] as [&str; 0]);
}

#[test]
fn a_word_found_with_a_mistake_forgiven_is_marked() {
    for (typed, text, expected) in [
        ("volkswagon", "Volkswagen", "Volkswagen"),
        ("vlokswagen", "Volkswagen", "Volkswagen"),
        ("volkwagen", "Volkswagen", "Volkswagen"),
        ("paerl", "pearl white", "pearl"),
    ] {
        let ranges = highlights(&Query::parse(typed, &vocabulary()), text, Shown::Name, true);
        assert_eq!(ranges.into_iter().map(|range| &text[range]).collect::<Vec<_>>(), [expected], "{typed}");
    }
}

#[test]
fn highlights_stay_within_their_limit_and_on_borders_of_characters() {
    let text = "张，ﷺ㈱ 1 a".repeat(500);
    let ranges = highlights(&Query::parse("张 a 1 株", &vocabulary()), &text, Shown::Note, true);
    assert_eq!(ranges.len(), HIGHLIGHTS_MAX);
    assert!(ranges.iter().all(|range| text.get(range.clone()).is_some_and(|part| !part.is_empty())));
    assert!(ranges.is_sorted_by(|a, b| a.end < b.start));
}

#[test]
fn what_was_understood_is_told_term_by_term() {
    let text = "张 2026年3月 -name:\"李四\" date:明天 保养";
    let told = Query::parse(text, &vocabulary()).explain();
    let typed: Vec<&str> = told.iter().map(|term| &text[term.typed.clone()]).collect();
    assert_eq!(typed, ["张", "2026年3月", "-name:\"李四\"", "date:明天", "保养"]);
    let march = Span {
        from: chrono::NaiveDate::from_ymd_opt(2026, 3, 1).unwrap(),
        to: chrono::NaiveDate::from_ymd_opt(2026, 3, 31).unwrap(),
    };
    assert!(told[0].readings.contains(&Reading::Text(Scope::Any, "张".to_owned())));
    assert!(told[1].readings.contains(&Reading::Date(march)));
    assert!(
        told[2].excluded && told[2].readings.contains(&Reading::Quoted(Scope::Group(Group::Name), "李四".to_owned()))
    );
    assert_eq!(told[3].readings, []);
    assert!(told[4].readings.contains(&Reading::Kind(KindOf::BusinessType, "SRV".to_owned())));
}

#[test]
fn where_a_term_was_typed_is_known_whatever_stands_around_it() {
    for (text, expected) in [
        ("  张  三 ", vec!["张", "三"]),
        ("张\"三 四\"五", vec!["张", "\"三 四\"", "五"]),
        ("-粤 b12345", vec!["-粤", "b12345"]),
        ("138 0013 8000 张", vec!["138 0013 8000", "张"]),
        ("“张 三", vec!["“张 三"]),
    ] {
        let query = Query::parse(text, &vocabulary());
        let typed: Vec<&str> = query.terms.iter().map(|term| &text[term.typed.clone()]).collect();
        assert_eq!(typed, expected, "{text}");
    }
}

#[test]
fn when_nothing_is_found_the_term_in_the_way_is_told() {
    let shelf = Shelf::with(vec![named(0, "张三"), named(1, "张四"), named(2, "李四"), named(3, "Volkswagen")]);
    let query = Query::parse("张 四 赵 -五 volkswagon", &vocabulary());
    assert_eq!(shelf.index.search(&query, &everything()).unwrap().total, 0);
    let told: Vec<_> = shelf.index.nearest(&query, &everything()).unwrap();
    let told: Vec<_> = told.iter().map(|near| (near.term, near.alone, near.corrected, near.without)).collect();
    assert_eq!(told, [(0, 2, false, 0), (1, 2, false, 0), (2, 0, false, 0), (4, 1, true, 0)]);
    let query = Query::parse("张 四 赵", &vocabulary());
    let told: Vec<_> = shelf.index.nearest(&query, &everything()).unwrap();
    assert_eq!(told.iter().map(|near| near.without).collect::<Vec<_>>(), [0, 0, 1]);
    let nobody = Request { lens: &|folder| (folder.0 == 2).then_some(FacetKeys::NONE), ..everything() };
    let told: Vec<_> = shelf.index.nearest(&query, &nobody).unwrap();
    assert_eq!(told.iter().map(|near| (near.alone, near.without)).collect::<Vec<_>>(), [(0, 0), (1, 0), (0, 0)]);
}
