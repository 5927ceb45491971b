//! A few lines of text as dots: what is put over copies, in typefaces that travel with the program.

use super::drawing::{Colour, Drawing, Item, Page, Run};
use super::error::LabelError;
use super::fonts::{Family, Fonts};
use super::raster::{Raster, Rasteriser};
use super::text::{Align, Fit, Fitted, Style, fit};

/// How large type is in a line.
const SIZE: f32 = 0.78;

/// A text in lines of a height, broken where it says so and where it is longer than a length; past so many lines it gets smaller,
/// and at last is cut.
///
/// # Errors
/// It has more dots than fit into memory.
pub fn stamp(text: &str, length_mm: f32, line_mm: f32, lines: usize, dpi: u32) -> Result<Raster, LabelError> {
    let runs = laid(text, length_mm, line_mm, lines).runs;
    let end = |run: &Run| run.x_mm + run.glyphs.iter().map(|glyph| glyph.advance_mm).sum::<f32>();
    let width_mm = runs.iter().map(end).fold(line_mm, f32::max).min(length_mm);
    // Below the last baseline there is room for the tails of letters.
    let height_mm = runs.iter().map(|run| run.y_mm + line_mm * (1.0 - SIZE)).fold(line_mm, f32::max);
    let items = runs.into_iter().map(Item::Text).collect();
    Rasteriser::new(dpi).page(&Page::of(Drawing { width_mm, height_mm, items }))
}

fn laid(text: &str, length_mm: f32, line_mm: f32, lines: usize) -> Fitted {
    let size_mm = line_mm * SIZE;
    let style = Style {
        family: Family::Sans,
        is_bold: true,
        size_mm,
        least_mm: size_mm.min(1.6),
        lines,
        fit: Fit::Wrap,
        align: Align::Start,
        valign: Align::Start,
        is_vertical: false,
        spacing_mm: 0.0,
        colour: Colour::BLACK,
    };
    fit(Fonts::shipped(), &style, text, length_mm, line_mm * lines as f32)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{laid, stamp};

    #[test]
    fn a_stamp_is_as_long_as_its_text_and_holds_chinese() {
        let short = stamp("副本", 150.0, 6.0, 1, 100).unwrap();
        let long = stamp("副本 仅供张律师用于诉讼 2026-11-22", 150.0, 6.0, 1, 100).unwrap();
        assert!(short.width_px < long.width_px && long.width_px <= 591, "{} {}", short.width_px, long.width_px);
        assert!(short.grey.iter().any(|dot| *dot < 100), "there is something on it");
        let endless = stamp(&"长".repeat(900), 150.0, 6.0, 1, 100).unwrap();
        assert!(endless.width_px <= 591);
    }

    #[test]
    fn a_stamp_has_the_lines_that_its_text_has_and_takes_no_more_than_it_may() {
        let of = |text: &str| stamp(text, 150.0, 6.0, 4, 100).unwrap();
        let (one, two) = (of("复制件"), of("复制件\n用途：诉讼"));
        assert!(one.height_px < two.height_px && one.width_px < two.width_px);
        let rows = |text: &str| of(text).height_px;
        for text in ["long words ".repeat(20), "用于".repeat(60)] {
            assert!(rows(&text) > one.height_px, "what is too long for a line goes on in the next");
            let set = laid(&text, 150.0, 6.0, 4);
            let said: String = set.runs.iter().map(|run| run.text.as_str()).collect();
            assert!(!set.is_cut && said.replace(' ', "") == text.replace(' ', ""), "nothing is lost: {said}");
        }
        assert!(rows(&"长".repeat(900)) <= (4.0 * 6.0 / 25.4 * 100.0) as usize + 1);
    }
}
