//! A line of text as dots: what is put over copies, in typefaces that travel with the program.

use super::drawing::{Colour, Drawing, Item, Page};
use super::error::LabelError;
use super::fonts::{Family, Fonts};
use super::raster::{Raster, Rasteriser};
use super::text::{Align, Fit, Style, fit};

/// A text in one line of a height, as long as it takes up to a length; then it gets smaller, and at last is cut.
///
/// # Errors
/// It has more dots than fit into memory.
pub fn stamp(text: &str, length_mm: f32, height_mm: f32, dpi: u32) -> Result<Raster, LabelError> {
    let style = Style {
        family: Family::Sans,
        is_bold: true,
        size_mm: height_mm * 0.78,
        least_mm: 1.6,
        lines: 1,
        fit: Fit::Shrink,
        align: Align::Start,
        valign: Align::Middle,
        is_vertical: false,
        spacing_mm: 0.0,
        colour: Colour::BLACK,
    };
    let runs = fit(Fonts::shipped(), &style, text, length_mm, height_mm).runs;
    let end = |run: &super::drawing::Run| run.x_mm + run.glyphs.iter().map(|glyph| glyph.advance_mm).sum::<f32>();
    let width_mm = runs.iter().map(end).fold(height_mm, f32::max).min(length_mm);
    let items = runs.into_iter().map(Item::Text).collect();
    Rasteriser::new(dpi).page(&Page::of(Drawing { width_mm, height_mm, items }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::stamp;

    #[test]
    fn a_stamp_is_as_long_as_its_text_and_holds_chinese() {
        let short = stamp("副本", 150.0, 6.0, 100).unwrap();
        let long = stamp("副本 仅供张律师用于诉讼 2026-11-22", 150.0, 6.0, 100).unwrap();
        assert!(short.width_px < long.width_px && long.width_px <= 591, "{} {}", short.width_px, long.width_px);
        assert!(short.grey.iter().any(|dot| *dot < 100), "there is something on it");
        let endless = stamp(&"长".repeat(900), 150.0, 6.0, 100).unwrap();
        assert!(endless.width_px <= 591);
    }
}
