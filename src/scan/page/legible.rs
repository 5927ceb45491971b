//! Pictures of pages for machines that read: grey, at about 200 dots an inch, without specks, straight and upright.

use super::preview::{Turn, straight, turned};
use super::shrink::shrunk;
use super::{PageImage, look};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ExtendedColorType, GrayImage, ImageEncoder as _, ImageResult};
use std::borrow::Cow;

/// More dots make reading slower, not better.
pub const LEGIBLE_DPI: u16 = 200;
/// The longer side of A2 at that.
const SIDE_PX_MAX: usize = 4_700;

/// A page for a machine to read, as a PNG. With `specks` they are left in it, for comparison only.
///
/// # Errors
/// If there is no memory for it.
pub fn legible(page: &PageImage, turn: Turn, specks: bool) -> ImageResult<Vec<u8>> {
    let from = (page.grey.width() as usize, page.grey.height() as usize);
    let by_dpi = f64::from(LEGIBLE_DPI) / f64::from(page.dpi.max(1));
    let by_size = SIDE_PX_MAX as f64 / from.0.max(from.1).max(1) as f64;
    let scale = by_dpi.min(by_size).min(1.0);
    let scaled = |side: usize| ((side as f64 * scale).round() as usize).clamp(1, side.max(1));
    let (width, height) = (scaled(from.0), scaled(from.1));
    let small = shrunk(page.grey.as_raw(), 1, from, (width, height));
    let clean = if specks { small } else { Cow::Owned(median(&small, width, height)) };
    let samples = straight(clean, 1, (width, height), look(page).skew_centideg);
    let picture = GrayImage::from_raw(width as u32, height as u32, samples.into_owned()).unwrap_or_default();
    let picture = turned(DynamicImage::from(picture), turn);
    let mut file = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::Up);
    encoder.write_image(picture.as_bytes(), picture.width(), picture.height(), ExtendedColorType::L8)?;
    Ok(file)
}

/// Every dot becomes the middle one of the nine around it; those of the rim stay.
fn median(samples: &[u8], width: usize, height: usize) -> Vec<u8> {
    let mut result = samples.to_vec();
    if width < 3 || height < 3 {
        return result;
    }
    for (at, around) in samples.windows(2 * width + 3).enumerate() {
        let (column, row) = (at % width, at / width);
        if column + 2 >= width || row + 2 >= height {
            continue;
        }
        let three = |from: usize| match around.get(from..from + 3) {
            Some(&[a, b, c]) => sorted(a, b, c),
            _ => (0, 0, 0),
        };
        let (upper, middle, lower) = (three(0), three(width), three(2 * width));
        // Of three sorted rows: the largest of the smallest, the middle of the middle, the smallest of the largest.
        let (_, _, least) = sorted(upper.0, middle.0, lower.0);
        let (_, mid, _) = sorted(upper.1, middle.1, lower.1);
        let (most, _, _) = sorted(upper.2, middle.2, lower.2);
        if let Some(dot) = result.get_mut(at + width + 1) {
            (_, *dot, _) = sorted(least, mid, most);
        }
    }
    result
}

fn sorted(a: u8, b: u8, c: u8) -> (u8, u8, u8) {
    let (low, high) = (a.min(b), a.max(b));
    (low.min(c), low.max(high.min(c)), high.max(c))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn every_dot_is_the_middle_one_of_nine() {
        let (width, height) = (7, 5);
        let mut state = 7_u32;
        let samples: Vec<u8> = (0..width * height)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        let found = median(&samples, width, height);
        for y in 1..height - 1 {
            for x in 1..width - 1 {
                let mut nine: Vec<u8> = (0..9).map(|at| samples[(y + at / 3 - 1) * width + x + at % 3 - 1]).collect();
                nine.sort_unstable();
                assert_eq!(found[y * width + x], nine[4], "{x} {y}");
            }
        }
        assert_eq!((found[0], found[3 * width]), (samples[0], samples[3 * width]));
    }

    #[test]
    fn a_page_is_brought_to_200_dots_an_inch_without_specks_and_turned() {
        let mut grey = GrayImage::from_pixel(2_480, 3_508, image::Luma([255]));
        grey.put_pixel(1_000, 1_000, image::Luma([0]));
        let page = PageImage::new(grey, None, Some(300.0));
        let picture = image::load_from_memory(&legible(&page, Turn::quarters(1), false).unwrap()).unwrap().into_luma8();
        assert_eq!(picture.dimensions(), (2_339, 1_653));
        assert!(picture.pixels().all(|dot| dot.0[0] == 255));
        let coarse = PageImage::new(GrayImage::new(500, 700), None, Some(72.0));
        let picture = image::load_from_memory(&legible(&coarse, Turn::default(), true).unwrap()).unwrap();
        assert_eq!((picture.width(), picture.height()), (500, 700), "nothing is gained by blowing it up");
    }
}
