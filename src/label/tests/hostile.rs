//! Templates that somebody broke, or made to do harm.

use crate::domain::refusal::{Language, Refusal};
use crate::label::{Content, LabelError, SHIPPED, Template, Values, Words, sample};
use proptest::prelude::*;

/// A template around these elements.
fn around(inside: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60mm\" height=\"40mm\" viewBox=\"0 0 60 40\" data-kind=\"folder\">\n{inside}\n</svg>"
    )
}

fn refusal(svg: &str) -> (String, String) {
    match Template::read(svg) {
        Ok(_) => panic!("taken: {svg}"),
        Err(error) => {
            let refusal = Refusal::from(error);
            let (en, zh) = (refusal.message(Language::En), refusal.message(Language::Zh));
            for phrase in [" the ", " must ", " is ", " a ", " in "] {
                assert!(!zh.contains(phrase), "half in English: {zh}, {en}");
            }
            (refusal.code.name().to_owned(), refusal.to_string())
        }
    }
}

#[test]
fn whatever_reaches_out_or_runs_is_refused_with_its_line() {
    for (inside, code) in [
        ("<script>alert(1)</script>", "TemplateForbidden"),
        ("<g onclick=\"alert(1)\"/>", "TemplateForbidden"),
        ("<a href=\"#x\"><rect width=\"1\" height=\"1\"/></a>", "TemplateForbidden"),
        ("<image href=\"http://evil.example/x.png\" width=\"1\" height=\"1\"/>", "TemplateForbidden"),
        ("<foreignObject width=\"1\" height=\"1\"/>", "TemplateForbidden"),
        ("<style>@import url(http://evil.example/x.css);</style>", "TemplateForbidden"),
        ("<animate attributeName=\"x\"/>", "TemplateForbidden"),
        ("<html xmlns=\"http://www.w3.org/1999/xhtml\"/>", "TemplateForbidden"),
        ("<use href=\"http://evil.example/x.svg#a\"/>", "TemplateLinksOutside"),
        ("<use xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"x.svg#a\"/>", "TemplateLinksOutside"),
        ("<rect width=\"1\" height=\"1\" fill=\"url(http://evil.example/#a)\"/>", "TemplateLinksOutside"),
        ("<rect width=\"1\" height=\"1\" style=\"fill:URL(#a)\"/>", "TemplateLinksOutside"),
        ("<?xml-stylesheet href=\"x.css\"?>", "TemplateForbidden"),
        ("<rect width=\"1\" height=\"1\" fill=\"rgba(0,0,0,.5)\"/>", "TemplateForbidden"),
        ("<rect width=\"1\" height=\"1\" filter=\"blur\"/>", "TemplateForbidden"),
    ] {
        let (found, sentence) = refusal(&around(inside));
        assert_eq!(found, code, "{inside}: {sentence}");
        assert!(sentence.contains("ine 2"), "{inside}: {sentence}");
    }
}

#[test]
fn entities_and_loops_do_not_unfold() {
    let bomb = "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    assert_eq!(refusal(&format!("{bomb}{}", around("<title>&b;</title>"))).0, "TemplateUnreadable");
    assert_eq!(refusal(&around("<title>&nbsp;</title>")).0, "TemplateUnreadable");
    let own = "<g id=\"a\"><use href=\"#a\"/></g>";
    assert_eq!(refusal(&around(own)).0, "TemplateLoops");
    let each_other =
        "<defs><g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use href=\"#a\"/></g></defs><use href=\"#a\"/>";
    assert_eq!(refusal(&around(each_other)).0, "TemplateLoops");
    // Ten uses of ten uses of ten …: no loop, and a million rectangles.
    let mut laughs = "<defs><rect id=\"l0\" width=\"1\" height=\"1\"/>".to_owned();
    for level in 1..7 {
        let uses = format!("<use href=\"#l{}\"/>", level - 1).repeat(10);
        laughs.push_str(&format!("<g id=\"l{level}\">{uses}</g>"));
    }
    assert_eq!(refusal(&around(&format!("{laughs}</defs><use href=\"#l6\"/>"))).0, "LimitExceeded");
    let dashed =
        "<defs><path id=\"d\" fill=\"none\" stroke=\"black\" stroke-dasharray=\"0.1\" d=\"M0 0H4000V4000H0Z\"/></defs>";
    assert_eq!(refusal(&around(&format!("{dashed}{}", "<use href=\"#d\"/>".repeat(2_000)))).0, "LimitExceeded");
    assert_eq!(refusal(&around("<path d=\"M0 0L1e30 1e30\"/>")).0, "TemplateUnreadable");
    assert_eq!(refusal(&around("<rect transform=\"scale(1e9)\" width=\"9\" height=\"9\"/>")).0, "TemplateUnreadable");
    let deep = "<g>".repeat(40) + &"</g>".repeat(40);
    assert_eq!(refusal(&around(&deep)).0, "LimitExceeded");
    assert_eq!(refusal(&"x".repeat(300_000)).0, "LimitExceeded");
}

#[test]
fn what_is_no_template_is_told_so() {
    for wrong in ["", "PK\u{3}\u{4}", "<html/>", "<svg/>", "{\"a\":1}", "<svg xmlns=\"http://www.w3.org/2000/svg\">"] {
        assert_eq!(refusal(wrong).0, "TemplateUnreadable", "{wrong}");
    }
    for (from, to) in [
        ("width=\"60mm\"", "width=\"60\""),
        ("width=\"60mm\"", "width=\"NaNmm\""),
        ("width=\"60mm\"", "width=\"2mm\""),
        ("0 0 60 40", "0 0 600 400"),
        ("data-kind=\"folder\"", "data-kind=\"nothing\""),
    ] {
        assert_eq!(refusal(&around("").replace(from, to)).0, "TemplateUnreadable", "{to}");
    }
    for inside in [
        "<text data-cell=\"0 0 10\">a</text>",
        "<text>a</text>",
        "<text data-cell=\"50 0 20 5\">a</text>",
        "<text data-cell=\"0 0 10 5\">{code</text>",
        "<text data-cell=\"0 0 10 5\">[档号]</text>",
        "<text data-cell=\"0 0 10 5\">}</text>",
        "<text data-cell=\"0 0 10 5\" font-size=\"1e9\">a</text>",
        "<rect width=\"ten\" height=\"1\"/>",
        "<path d=\"M0 0 L\"/>",
        "words",
        "<use href=\"#nothing\"/>",
        "<rect data-qr=\"{qr}\" x=\"50\" width=\"20\" height=\"20\"/>",
    ] {
        assert_eq!(refusal(&around(inside)).0, "TemplateUnreadable", "{inside}");
    }
}

#[test]
fn fields_of_another_kind_and_whatever_runs_into_the_code_are_refused() {
    assert_eq!(refusal(&around("<text data-cell=\"0 0 10 5\">{borrower}</text>")).0, "TemplateFieldUnknown");
    assert_eq!(refusal(&around("<g data-rows=\"3\" data-pitch=\"5\"/>")).0, "TemplateForbidden");
    let code = "<rect x=\"30\" y=\"2\" width=\"25\" height=\"25\" data-qr=\"{qr}\"/>";
    for over in [
        "<text data-cell=\"2 2 29 5\">{title}</text>",
        "<text data-cell=\"2 2 29 5\" transform=\"translate(0 10)\">{title}</text>",
        "<line x1=\"0\" y1=\"10\" x2=\"60\" y2=\"10\" stroke=\"black\" stroke-width=\"0.2\"/>",
        "<rect x=\"20\" y=\"0\" width=\"20\" height=\"20\"/>",
        "<rect x=\"31\" y=\"3\" width=\"20\" height=\"20\" data-qr=\"{code}\"/>",
    ] {
        assert_eq!(refusal(&around(&format!("{code}{over}"))).0, "TemplateOverlaps", "{over}");
    }
    // Beside it and around it there is room.
    let beside = "<rect x=\"29\" y=\"1\" width=\"27\" height=\"27\" fill=\"none\" stroke=\"black\" stroke-width=\"0.3\"/>\
        <text data-cell=\"2 2 26 5\">{title}</text>";
    Template::read(&around(&format!("{code}{beside}"))).unwrap();
    for askew in ["rotate(45)", "scale(2)", "matrix(-1 0 0 1 60 0)"] {
        let text = format!("<g transform=\"{askew}\"><text data-cell=\"2 2 9 5\">a</text></g>");
        assert_eq!(refusal(&around(&text)).0, "TemplateForbidden", "{askew}");
    }
}

#[test]
fn what_drawing_programs_add_is_no_harm() {
    let inkscape = "<sodipodi:namedview xmlns:sodipodi=\"http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd\" id=\"v\"/>\
        <g xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" inkscape:label=\"Layer\" id=\"g1\">\
        <path style=\"fill:#000000;stroke:none;-inkscape-font-specification:x\" d=\"m 1,1 h 3 v 3 z\" id=\"p\"/>\
        <use href=\"#p\" x=\"10\"/></g>";
    let template = Template::read(&around(inkscape)).unwrap();
    assert_eq!(template.draw(&Content::default(), Words::Zh).unwrap().pages[0].items.len(), 2);
}

#[test]
fn too_many_rows_or_too_long_values_are_refused() {
    let template = Template::read(SHIPPED.iter().find(|one| one.id == "contents-a4").unwrap().svg).unwrap();
    let rows = vec![Values::new(); 5_001];
    let refused = template.draw(&Content { values: Values::new(), rows }, Words::Zh).unwrap_err();
    assert!(matches!(refused, LabelError::TooMuch { limit: 5_000, .. }));
    let values = Values::from([("title".to_owned(), "长".repeat(2_001))]);
    let refused = template.draw(&Content { values, rows: Vec::new() }, Words::Zh).unwrap_err();
    assert!(matches!(refused, LabelError::TooMuch { limit: 2_000, .. }));
}

#[test]
fn a_drawing_without_end_is_refused_before_it_fills_the_memory() {
    let shapes = "<circle r=\"1\"/>".repeat(900);
    let one_a_page = around(&format!("<g data-rows=\"1\" data-pitch=\"5\">{shapes}</g>")).replace("folder", "contents");
    let template = Template::read(&one_a_page).unwrap();
    let refused = template.draw(&sample(template.kind(), Words::Zh, 5_000), Words::Zh).unwrap_err();
    assert!(matches!(refused, LabelError::TooMuch { .. }), "{refused}");
}

#[test]
fn rows_go_over_as_many_pages_as_they_need() {
    let template = Template::read(SHIPPED.iter().find(|one| one.id == "contents-a4").unwrap().svg).unwrap();
    let per_page = template.rows_per_page().unwrap();
    for (rows, pages) in [(0, 1), (1, 1), (per_page, 1), (per_page + 1, 2), (3 * per_page, 3)] {
        let content = sample(template.kind(), Words::Zh, rows);
        assert_eq!(template.draw(&content, Words::Zh).unwrap().pages.len(), pages, "{rows}");
    }
}

#[test]
fn a_caption_without_its_value_is_not_printed() {
    let template =
        Template::read(&around("<text data-cell=\"2 2 40 5\">[旧号 {old_code}|Old code {old_code}]</text>")).unwrap();
    let with =
        |value: &str| Content { values: Values::from([("old_code".to_owned(), value.to_owned())]), rows: Vec::new() };
    assert!(template.draw(&with(""), Words::Zh).unwrap().pages[0].items.is_empty());
    assert_eq!(template.draw(&with("118"), Words::En).unwrap().pages[0].items.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    /// A damaged template is refused or drawn; nothing panics, nothing takes for ever.
    #[test]
    fn a_damaged_template_is_refused_or_drawn(which in any::<prop::sample::Index>(), changes in prop::collection::vec((any::<prop::sample::Index>(), ".{0,3}", 0_usize..40), 1..6)) {
        let mut svg: Vec<char> = SHIPPED[which.index(SHIPPED.len())].svg.chars().collect();
        for (at, insert, remove) in changes {
            let at = at.index(svg.len());
            let end = (at + remove).min(svg.len());
            svg.splice(at..end, insert.chars());
            if svg.is_empty() {
                break;
            }
        }
        if let Ok(template) = Template::read(&svg.into_iter().collect::<String>()) {
            let _ = template.draw(&sample(template.kind(), Words::Both, 3), Words::Both);
        }
    }
}
