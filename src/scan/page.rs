//! A page as it was scanned: how many dots an inch, whether anything is on it, how askew it lies; and its previews.

mod blank;
mod ink;
mod legible;
mod preview;
mod shrink;
mod skew;
#[cfg(test)]
mod tests;

pub use legible::{LEGIBLE_DPI, legible};
pub use preview::{Turn, view};

use crate::domain::scan::PictureNote;
use image::{GrayImage, RgbImage};

/// The longer side of A4.
const A4_LONG_MM: f32 = 297.0;
const MM_PER_INCH: f32 = 25.4;
/// What a file says of its dots is believed if its page is then between a receipt and a drawing of A0, and a little.
const LONG_SIDE_MM: std::ops::RangeInclusive<f32> = 40.0..=1_300.0;
/// No scanner scans as coarsely: cameras and programs write 72 or 96 where they know nothing.
const COARSE_DPI: f32 = 99.0;
/// Nor is a picture so coarse a page of paper this long.
const COARSE_LONG_MM: f32 = 300.0;

/// One page of a file.
#[derive(Debug, Clone)]
pub struct PageImage {
    /// Which page of its file, from 0.
    pub index: u32,
    /// All of its dots.
    pub grey: GrayImage,
    /// Its colours if it has any, at the size of a preview or larger.
    pub colour: Option<RgbImage>,
    /// Dots in an inch, by the file or as if it were A4.
    pub dpi: u16,
    /// The picture as it lies in its file, if that is a JPEG that stands upright.
    pub jpeg: Option<Vec<u8>>,
    /// Whether something on it could not be read, and is white here.
    pub lacks: bool,
}

impl PageImage {
    /// A page whose file says how many dots an inch has, or nothing.
    pub(super) fn new(grey: GrayImage, colour: Option<RgbImage>, dpi: Option<f32>) -> Self {
        let dpi = dots_per_inch(grey.width().max(grey.height()), dpi);
        Self { index: 0, grey, colour, dpi, jpeg: None, lacks: false }
    }
}

/// What the file says, if that can be; else as many as make the longer side that of A4.
fn dots_per_inch(long_px: u32, said: Option<f32>) -> u16 {
    let long_mm = |dpi: f32| long_px as f32 / dpi * MM_PER_INCH;
    let is_likely = |dpi: &f32| {
        dpi.is_finite()
            && *dpi >= 1.0
            && LONG_SIDE_MM.contains(&long_mm(*dpi))
            && (*dpi > COARSE_DPI || long_mm(*dpi) <= COARSE_LONG_MM)
    };
    let dpi = said.filter(is_likely).unwrap_or(long_px as f32 / A4_LONG_MM * MM_PER_INCH);
    dpi.round().clamp(1.0, f32::from(u16::MAX)) as u16
}

/// What was seen of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether nothing is on it that anybody put there.
    pub is_blank: bool,
    /// How far its lines are turned clockwise, in hundredths of a degree.
    pub skew_centideg: i16,
}

impl PageImage {
    /// What its pictures say of it.
    #[must_use]
    pub fn note(&self, skew_centideg: i16) -> PictureNote {
        PictureNote { skew_centideg, is_jpeg: self.jpeg.is_some() }
    }
}

/// Looks at a page.
#[must_use]
pub fn look(page: &PageImage) -> Look {
    let ink = ink::Ink::of(page);
    let is_blank = blank::is_blank(&ink);
    let skew_centideg = if is_blank { 0 } else { skew::centidegrees(&ink) };
    Look { is_blank, skew_centideg }
}
