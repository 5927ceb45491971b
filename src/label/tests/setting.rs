//! Setting type: what shrinks, wraps and is cut, and what never happens.

use super::proof::assert_inside;
use crate::label::drawing::Area;
use crate::label::drawing::Colour;
use crate::label::fonts::{Family, Fonts};
use crate::label::text::{Align, Fit, Fitted, Style, fit};
use proptest::prelude::*;

fn style() -> Style {
    Style {
        family: Family::Sans,
        is_bold: false,
        size_mm: 4.0,
        least_mm: 2.0,
        lines: usize::MAX,
        fit: Fit::Shrink,
        align: Align::Start,
        valign: Align::Middle,
        is_vertical: false,
        spacing_mm: 0.0,
        colour: Colour::BLACK,
    }
}

fn set(style: &Style, text: &str, width_mm: f32, height_mm: f32) -> Fitted {
    fit(Fonts::shipped(), style, text, width_mm, height_mm)
}

/// The lines as they read, by their baselines.
fn lines(fitted: &Fitted) -> Vec<String> {
    let mut lines: Vec<(f32, String)> = Vec::new();
    for run in &fitted.runs {
        match lines.last_mut() {
            Some((y_mm, line)) if (*y_mm - run.y_mm).abs() < 0.01 => line.push_str(&run.text),
            _ => lines.push((run.y_mm, run.text.clone())),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

#[test]
fn long_text_shrinks_then_wraps_then_is_cut() {
    // An ideograph is as wide as its size: five fit on 20 mm at 4 mm, ten at 2 mm.
    let short = set(&style(), "档案袋", 20.0, 6.0);
    assert_eq!((short.size_mm, lines(&short).len()), (4.0, 1));
    let shrunk = set(&style(), "档案袋标签样张", 20.0, 6.0);
    assert!(shrunk.size_mm < 3.0 && shrunk.size_mm > 2.8 && lines(&shrunk).len() == 1);
    let wrapped = set(&style(), "档案袋标签样张档案袋标签样张", 20.0, 6.0);
    assert_eq!(lines(&wrapped), ["档案袋标签样张", "档案袋标签样张"]);
    let cut = set(&style(), &"档案袋标签样张".repeat(5), 20.0, 6.0);
    assert!(cut.is_cut && cut.size_mm == 2.0);
    assert!(lines(&cut).last().unwrap().ends_with('…'), "{:?}", lines(&cut));
}

#[test]
fn the_ellipsis_behind_narrow_letters_is_no_wider_than_the_cell() {
    let least = Style { size_mm: 6.0, least_mm: 6.0, ..style() };
    let cut = set(&least, "j0j0j0", 4.0, 20.0);
    assert!(cut.is_cut && lines(&cut).last().unwrap().ends_with('…'), "{:?}", lines(&cut));
    for mut run in cut.runs {
        run.cell = Some(Area { x_mm: 0.0, y_mm: 0.0, width_mm: 4.0, height_mm: 20.0 });
        assert_inside(&run, "j0j0j0");
    }
}

#[test]
fn no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() {
    let wrap = Style { fit: Fit::Wrap, valign: Align::Start, ..style() };
    for width in 12..40 {
        let text = "机动车（含交强险）保险单，复印件；行驶证：正、副本《合同》“附件”一、二、三。";
        for line in lines(&set(&wrap, text, width as f32, 200.0)) {
            let (first, last) = (line.chars().next().unwrap(), line.chars().last().unwrap());
            assert!(!"），；：、》”。".contains(first) && !"（《“".contains(last), "{width}: {line}");
        }
    }
}

#[test]
fn words_stay_whole_and_breaks_that_were_asked_for_stay() {
    let wrap = Style { fit: Fit::Wrap, ..style() };
    let english = set(&wrap, "Certificate of conformity, customer's signature", 30.0, 60.0);
    assert!(lines(&english).iter().all(|line| !line.starts_with("ture")), "{:?}", lines(&english));
    assert_eq!(lines(&english).join(" "), "Certificate of conformity, customer's signature");
    assert_eq!(lines(&set(&style(), "新车\n首保\n索赔", 30.0, 30.0)), ["新车", "首保", "索赔"]);
}

#[test]
fn chinese_runs_downwards_and_columns_to_the_left() {
    let vertical = Style { is_vertical: true, valign: Align::End, fit: Fit::Wrap, ..style() };
    let fitted = set(&vertical, "甲乙丙丁戊己", 10.0, 12.5);
    let places: Vec<(char, f32, f32)> =
        fitted.runs.iter().map(|run| (run.text.chars().next().unwrap(), run.x_mm, run.y_mm)).collect();
    let at = |c: char| places.iter().find(|place| place.0 == c).unwrap();
    assert!(at('乙').2 > at('甲').2 && at('乙').1 == at('甲').1, "the second stands below the first");
    assert!(at('丁').1 < at('甲').1, "the second column is to the left");
}

#[test]
fn what_has_no_shape_changes_nothing() {
    let plain = set(&style(), "邊界", 20.0, 6.0);
    let chosen = set(&style(), "邊\u{E0101}界\u{FE00}\u{200B}\u{7}", 20.0, 6.0);
    assert_eq!(plain.runs, chosen.runs);
    assert!(set(&style(), " \n\t ", 20.0, 6.0).runs.is_empty());
}

prop_compose! {
    fn any_text()(parts in prop::collection::vec(prop_oneof![
        "[\u{4e00}-\u{9fa5}]{1,12}", "[A-Za-z0-9-]{1,24}", "[，。（）：、 \n]{1,2}", "[\u{20000}-\u{20100}]{1,2}", "[ -~À-ÿㄅ-ㄩぁ-ん①-⑳Ａ-Ｐ]{0,6}",
    ], 0..12)) -> String {
        parts.concat()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn no_text_leaves_its_cell(
        text in any_text(),
        (width_mm, height_mm) in (3.0_f32..80.0, 3.0_f32..40.0),
        (size_mm, least) in (2.0_f32..9.0, 0.3_f32..1.0),
        (is_vertical, is_bold, is_serif, wraps) in any::<(bool, bool, bool, bool)>(),
        (align, valign) in (0..3, 0..3),
        spacing_mm in prop_oneof![Just(0.0_f32), 0.0_f32..1.0],
    ) {
        let of = |number| [Align::Start, Align::Middle, Align::End][number as usize];
        let style = Style {
            family: if is_serif { Family::Serif } else { Family::Sans },
            is_bold,
            size_mm,
            least_mm: size_mm * least,
            fit: if wraps { Fit::Wrap } else { Fit::Shrink },
            align: of(align),
            valign: of(valign),
            is_vertical,
            spacing_mm,
            ..style()
        };
        let fitted = set(&style, &text, width_mm, height_mm);
        let is_one_sign = fitted.runs.iter().map(|run| run.glyphs.len()).sum::<usize>() <= 1;
        for mut run in fitted.runs {
            run.cell = Some(Area { x_mm: 0.0, y_mm: 0.0, width_mm, height_mm });
            // Where not even an ellipsis has room there is nothing left to shorten.
            if !is_one_sign {
                assert_inside(&run, &text);
            }
        }
        prop_assert!(fitted.size_mm <= size_mm);
    }
}
