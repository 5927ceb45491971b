//! Pictures of a page to look at: straightened, turned as a person said, as wide as is asked for. They are derived: the file
//! stays as it came, and they can be thrown away.

use super::PageImage;
use super::shrink::shrunk;
use crate::domain::scan::is_askew;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ExtendedColorType, GrayImage, ImageResult, RgbImage};
use std::borrow::Cow;

/// Small enough for a list of thousands; letters of 6 points stay sharp.
const QUALITY: u8 = 78;
/// Of all its dots: what is looked at closely, and taken along.
const FULL_QUALITY: u8 = 88;

/// Quarter turns, clockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Turn(u8);

impl Turn {
    /// So many, whatever is more than three.
    #[must_use]
    pub fn quarters(count: u8) -> Self {
        Self(count % 4)
    }
}

/// A page as a JPEG: straightened, turned, and no wider than is said; of all its dots if nothing is said. What has to be
/// neither and came as a JPEG is that. A picture that was made says how the page lies.
///
/// # Errors
/// If the picture is larger than a JPEG can be.
pub fn view(page: &PageImage, width_px: Option<u32>, skew_centideg: i16, turn: Turn) -> ImageResult<Vec<u8>> {
    match &page.jpeg {
        Some(jpeg) if width_px.is_none() && turn.0 == 0 && !is_askew(skew_centideg) => Ok(jpeg.clone()),
        _ => Ok(page.note(skew_centideg).written_into(&drawn(page, width_px, skew_centideg, turn)?)),
    }
}

fn drawn(page: &PageImage, width_px: Option<u32>, skew_centideg: i16, turn: Turn) -> ImageResult<Vec<u8>> {
    let size = (page.grey.width() as usize, page.grey.height() as usize);
    let upright_width = if turn.0.is_multiple_of(2) { size.0 } else { size.1 };
    let wanted = width_px.map_or(upright_width, |width| (width as usize).min(upright_width));
    let scaled = |side: usize| (side as f64 * wanted as f64 / upright_width.max(1) as f64).round().max(1.0) as usize;
    let to = (scaled(size.0), scaled(size.1));
    let picture = match &page.colour {
        Some(colour) => {
            let from = (colour.width() as usize, colour.height() as usize);
            let to = (to.0.min(from.0), to.1.min(from.1));
            let samples = straight(shrunk(colour.as_raw(), 3, from, to), 3, to, skew_centideg);
            RgbImage::from_raw(to.0 as u32, to.1 as u32, samples.into_owned()).map(DynamicImage::from)
        }
        None => {
            let samples = straight(shrunk(page.grey.as_raw(), 1, size, to), 1, to, skew_centideg);
            GrayImage::from_raw(to.0 as u32, to.1 as u32, samples.into_owned()).map(DynamicImage::from)
        }
    };
    let quality = if width_px.is_none() { FULL_QUALITY } else { QUALITY };
    encoded(&turned(picture.unwrap_or_default(), turn), quality)
}

pub(super) fn turned(picture: DynamicImage, turn: Turn) -> DynamicImage {
    match turn.0 {
        1 => picture.rotate90(),
        2 => picture.rotate180(),
        3 => picture.rotate270(),
        _ => picture,
    }
}

fn encoded(picture: &DynamicImage, quality: u8) -> ImageResult<Vec<u8>> {
    let kind = if picture.color().has_color() { ExtendedColorType::Rgb8 } else { ExtendedColorType::L8 };
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, quality).encode(
        picture.as_bytes(),
        picture.width(),
        picture.height(),
        kind,
    )?;
    Ok(file)
}

/// Turned back by the angle, about the middle; what comes from outside is white.
pub(super) fn straight<'a>(
    samples: Cow<'a, [u8]>,
    of: usize,
    (width, height): (usize, usize),
    centideg: i16,
) -> Cow<'a, [u8]> {
    if !is_askew(centideg) || width < 2 || height < 2 {
        return samples;
    }
    let (sine, cosine) = (f32::from(centideg) / 100.0).to_radians().sin_cos();
    let (middle_x, middle_y) = (width as f32 / 2.0, height as f32 / 2.0);
    // In 1/65536 dots, for the inner loop.
    let fixed = |value: f32| (value * 65_536.0).round() as i64;
    let (step_x, step_y) = (fixed(cosine), fixed(sine));
    let mut result = vec![u8::MAX; samples.len()];
    for (y, row) in result.chunks_exact_mut(width * of).enumerate() {
        let (dx, dy) = (0.5 - middle_x, y as f32 + 0.5 - middle_y);
        let mut at_x = fixed(dx * cosine - dy * sine + middle_x - 0.5);
        let mut at_y = fixed(dx * sine + dy * cosine + middle_y - 0.5);
        for dot in row.chunks_exact_mut(of) {
            let (x, y) = (at_x >> 16, at_y >> 16);
            if x >= 0 && y >= 0 && x < width as i64 - 1 && y < height as i64 - 1 {
                let (part_x, part_y) = ((at_x & 0xffff) as u32 >> 8, (at_y & 0xffff) as u32 >> 8);
                let first = (y as usize * width + x as usize) * of;
                let (upper, lower) = (&samples[first..first + 2 * of], &samples[first + width * of..][..2 * of]);
                for (sample, result) in dot.iter_mut().enumerate() {
                    let mix =
                        |row: &[u8]| u32::from(row[sample]) * (256 - part_x) + u32::from(row[sample + of]) * part_x;
                    *result = ((mix(upper) * (256 - part_y) + mix(lower) * part_y + 32_768) >> 16) as u8;
                }
            }
            at_x += step_x;
            at_y += step_y;
        }
    }
    Cow::Owned(result)
}
