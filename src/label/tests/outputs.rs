//! What is particular to one format.

use super::decode;
use crate::label::raster::Rasteriser;
use crate::label::{
    Content, Format, LabelError, Level, Medium, Modules, Print, Start, Template, Warning, Words, print, sample, shipped,
};

fn job<'a>(template: &'a Template, contents: &'a [Content], medium: &'a Medium) -> Print<'a> {
    Print { template, contents, words: Words::Zh, medium, start: Start::default(), dpi: 203 }
}

fn labels(count: usize) -> Vec<Content> {
    let content = |number: usize| {
        let mut content = sample(shipped("folder-60x40").unwrap().kind(), Words::Zh, 0);
        content.values.insert("qr".to_owned(), format!("N{number:05}"));
        content
    };
    (0..count).map(content).collect()
}

#[test]
fn text_in_a_pdf_can_be_found_rare_characters_too_and_fonts_are_subset() {
    let template = shipped("folder-60x40").unwrap();
    let (contents, medium) = (labels(3), Medium::named("roll-60x40", template.size_mm()).unwrap());
    let printed = print(&job(&template, &contents, &medium), Format::Pdf).unwrap();
    let words = decode::pdf_words(&printed.files[0]);
    assert!(words.contains("𠮷田䶮") && words.contains("NEW2026-000123Q"), "{words}");
    assert!(printed.files[0].len() < 60_000, "{} bytes: fonts are not subset", printed.files[0].len());
    assert_eq!(printed.warnings, []);
}

#[test]
fn zpl_and_tspl_say_exactly_the_dots_that_were_drawn() {
    let template = shipped("folder-60x40").unwrap();
    let (contents, medium) = (labels(2), Medium::named("roll-60x40", template.size_mm()).unwrap());
    let job = job(&template, &contents, &medium);
    let (pages, _) = job.pages().unwrap();
    let zpl = decode::zpl(std::str::from_utf8(&print(&job, Format::Zpl).unwrap().files[0]).unwrap(), 203);
    let tspl = decode::tspl(&print(&job, Format::Tspl).unwrap().files[0], 203);
    for (number, page) in pages.iter().enumerate() {
        let drawn = Rasteriser::new(203).page(page).unwrap();
        let black = |grey: &[u8]| grey.iter().map(|dot| *dot < 150).collect::<Vec<_>>();
        assert_eq!((drawn.width_px, drawn.height_px), (480, 320));
        assert!(black(&zpl[number].grey) == black(&drawn.grey));
        assert!(black(&tspl[number].grey) == black(&drawn.grey));
    }
    let job = String::from_utf8(print(&job, Format::Zpl).unwrap().files.remove(0)).unwrap();
    assert!(job.starts_with("^XA^PW480^LL320") && job.ends_with("^XZ\n"));
}

#[test]
fn a_rule_is_as_thick_everywhere_and_a_module_has_whole_dots() {
    let template = shipped("slot-40x30").unwrap();
    let contents = [sample(template.kind(), Words::Zh, 0)];
    let medium = Medium::own(template.size_mm());
    let raster = decode::png(&print(&job(&template, &contents, &medium), Format::Png).unwrap().files[0], 203);
    let first = raster.grey.iter().position(|dot| *dot == 0).unwrap();
    let finder = raster.grey[first..].iter().take_while(|dot| **dot == 0).count();
    // The upper edge of a finder pattern is seven modules.
    assert_eq!(finder % 7, 0, "{finder} dots for seven modules");
}

#[test]
fn a_code_is_alphanumeric_and_as_small_as_can_be() {
    // ISO/IEC 18004, table 7: version 3 takes 47 alphanumeric characters at level Q, 35 at level H; 32 bytes at level Q.
    let side = |text: &str, level| Modules::encode(text, level).unwrap().side();
    assert_eq!(side(&"A".repeat(47), Level::Q), 29);
    assert_eq!(side(&"A".repeat(48), Level::Q), 33);
    assert_eq!(side(&"A".repeat(35), Level::H), 29);
    assert_eq!(side(&"a".repeat(33), Level::Q), 33);
    assert_eq!(side("0", Level::H), 21);
}

#[test]
fn what_no_reader_would_get_right_is_not_encoded() {
    for wrong in ["", "中文", "A\nB", &"A".repeat(193)] {
        assert!(matches!(Modules::encode(wrong, Level::Q), Err(LabelError::QrPayload { .. })), "{wrong}");
    }
    let template = shipped("folder-spine-10").unwrap();
    let mut content = sample(template.kind(), Words::Zh, 0);
    let medium = Medium::own(template.size_mm());
    content.values.insert("qr".to_owned(), "X".repeat(120));
    for format in Format::ALL {
        let contents = [content.clone()];
        let refused = print(&job(&template, &contents, &medium), format).err();
        assert!(matches!(refused, Some(LabelError::QrDoesNotFit { .. })), "{format:?}: {refused:?}");
    }
}

#[test]
fn a_code_of_two_hundred_characters_is_refused_and_never_cut() {
    let template = shipped("folder-60x40").unwrap();
    let mut content = sample(template.kind(), Words::Zh, 0);
    content.values.insert("code".to_owned(), "NEW2026-".repeat(25));
    let refused = template.draw(&content, Words::Zh).unwrap_err();
    assert!(matches!(refused, LabelError::TextDoesNotFit { .. }), "{refused}");
    // One of the longest that folders may have is printed.
    content.values.insert("code".to_owned(), "N".repeat(40));
    template.draw(&content, Words::Zh).unwrap();
}

#[test]
fn a_character_that_no_typeface_has_is_named_and_shown_as_a_geta() {
    let template = shipped("folder-60x40").unwrap();
    let mut content = sample(template.kind(), Words::Zh, 0);
    content.values.insert("title".to_owned(), "王\u{2CEB0}\u{10FFFD}芳".to_owned());
    let drawn = template.draw(&content, Words::Zh).unwrap();
    let text = "王\u{2CEB0}\u{10FFFD}芳".to_owned();
    assert!(drawn.warnings.contains(&Warning::GlyphMissing { character: '\u{10FFFD}', text }), "{:?}", drawn.warnings);
}

#[test]
fn names_with_rare_characters_have_all_their_glyphs() {
    let template = shipped("folder-60x40").unwrap();
    let mut content = sample(template.kind(), Words::Zh, 0);
    for name in
        ["𠮷䶮㛃", "㐂丨亍仝仫邬犇骉鱻龘", "李煚 王堃 张喆 刘翀 陈赟 赵頔 吴昇", "买买提·阿卜杜热依木", "ÀÉÎÕÜ Łódź"]
    {
        content.values.insert("title".to_owned(), name.to_owned());
        let drawn = template.draw(&content, Words::Zh).unwrap();
        assert!(!drawn.warnings.iter().any(|warning| matches!(warning, Warning::GlyphMissing { .. })), "{name}");
    }
}

#[test]
fn too_many_labels_pictures_or_dots_are_refused() {
    let template = shipped("folder-60x40").unwrap();
    let medium = Medium::own(template.size_mm());
    let many = vec![Content::default(); 5_001];
    assert!(matches!(
        print(&job(&template, &many, &medium), Format::Pdf),
        Err(LabelError::TooMuch { limit: 5_000, .. })
    ));
    let some = vec![Content::default(); 501];
    assert!(matches!(print(&job(&template, &some, &medium), Format::Png), Err(LabelError::TooMuch { limit: 500, .. })));
    for dpi in [0, 71, 1_201, u32::MAX] {
        let job = Print { dpi, ..job(&template, &some[..1], &medium) };
        assert!(matches!(print(&job, Format::Zpl), Err(LabelError::TooMuch { .. })), "{dpi}");
    }
    let huge = shipped("separator-a4").unwrap();
    let medium = Medium::own(huge.size_mm());
    let job = Print { dpi: 1_200, ..job(&huge, &some[..1], &medium) };
    assert!(matches!(print(&job, Format::Png), Err(LabelError::TooMuch { .. })));
}
