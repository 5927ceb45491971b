//! Opens pictures of pages, within limits: a file says how large it is before it is unpacked, and may lie about all else.

use image::{GrayImage, ImageDecoder as _, ImageReader};
use std::io::{BufRead, Seek};

/// What a picture may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureLimits {
    /// Of width and height, each.
    pub side_px: u32,
    /// Width times height.
    pub area_px: u64,
    /// What the decoder may allocate in all.
    pub memory_bytes: u64,
}

impl Default for PictureLimits {
    /// A0 at 300 dpi, in colour.
    fn default() -> Self {
        Self { side_px: 16_384, area_px: 144_000_000, memory_bytes: 768 << 20 }
    }
}

/// Why a picture was not opened.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// It is none of the formats that are read, whatever it is called.
    #[error("not a picture that can be read: JPEG and PNG can")]
    Unknown,
    /// It is larger than is allowed.
    #[error("the picture is {width_px} × {height_px} dots; at most {area_px} in all are read")]
    TooLarge {
        /// What it says of itself.
        width_px: u32,
        /// What it says of itself.
        height_px: u32,
        /// What is allowed.
        area_px: u64,
    },
    /// It is damaged, or of a kind its format knows and we do not.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
}

/// Opens a picture as shades of grey, whatever its name says it is.
///
/// # Errors
/// [`PictureError`]
pub fn open_grey(source: impl BufRead + Seek, limits: &PictureLimits) -> Result<GrayImage, PictureError> {
    let damaged = |error: &dyn std::fmt::Display| PictureError::Damaged(error.to_string());
    let mut reader = ImageReader::new(source).with_guessed_format().map_err(|error| damaged(&error))?;
    if reader.format().is_none() {
        return Err(PictureError::Unknown);
    }
    // Sizes are checked by ourselves below, for the sentence.
    let mut allowed = image::Limits::default();
    allowed.max_alloc = Some(limits.memory_bytes);
    reader.limits(allowed);
    let decoder = reader.into_decoder().map_err(|error| match error {
        image::ImageError::Unsupported(_) => PictureError::Unknown,
        other => damaged(&other),
    })?;
    let (width_px, height_px) = decoder.dimensions();
    let area_px = u64::from(width_px) * u64::from(height_px);
    if width_px.max(height_px) > limits.side_px || area_px > limits.area_px {
        return Err(PictureError::TooLarge { width_px, height_px, area_px: limits.area_px });
    }
    let picture = image::DynamicImage::from_decoder(decoder).map_err(|error| damaged(&error))?;
    Ok(on_white(picture))
}

/// Grey; what can be seen through lies on white paper.
fn on_white(picture: image::DynamicImage) -> GrayImage {
    if !picture.color().has_alpha() {
        return picture.into_luma8();
    }
    let shades = picture.into_luma_alpha8();
    let (width, height) = shades.dimensions();
    GrayImage::from_fn(width, height, |x, y| {
        let [shade, cover] = shades.get_pixel(x, y).0.map(u32::from);
        image::Luma([((shade * cover + 255 * (255 - cover)) / 255) as u8])
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;
    use image::{ImageFormat, Luma, LumaA};
    use std::io::Cursor;

    fn file(picture: impl Into<image::DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.into().write_to(&mut bytes, format).expect("memory");
        bytes.into_inner()
    }

    fn open(bytes: &[u8]) -> Result<GrayImage, PictureError> {
        open_grey(Cursor::new(bytes), &PictureLimits::default())
    }

    #[test]
    fn jpeg_and_png_open_as_grey_whatever_they_are_called() {
        let grey = GrayImage::from_fn(40, 30, |x, _| Luma([x as u8 * 6]));
        assert_eq!(open(&file(grey.clone(), ImageFormat::Png)).expect("a picture"), grey);
        let jpeg = open(&file(grey.clone(), ImageFormat::Jpeg)).expect("a picture");
        assert_eq!(jpeg.dimensions(), (40, 30));
        assert!(jpeg.iter().zip(grey.iter()).all(|(one, other)| one.abs_diff(*other) < 16));
    }

    #[test]
    fn what_can_be_seen_through_lies_on_white_paper() {
        let mut picture = image::GrayAlphaImage::from_pixel(2, 1, LumaA([0, 0]));
        picture.put_pixel(1, 0, LumaA([10, 255]));
        assert_eq!(open(&file(picture, ImageFormat::Png)).expect("a picture").into_raw(), [255, 10]);
    }

    #[test]
    fn a_picture_larger_than_is_allowed_is_refused_before_it_is_unpacked() {
        // A PNG of a hundred thousand by a hundred thousand, as far as its head; the checksum of that is right.
        let mut head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        head.extend([0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0, 8, 0, 0, 0, 0]);
        let sum = !head[12..].iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
        });
        head.extend(sum.to_be_bytes());
        head.extend(b"\0\0\0\x10IDAT");
        head.extend([0; 40]);
        let refused = open(&head).expect_err("too large");
        assert!(matches!(refused, PictureError::TooLarge { width_px: 100_000, height_px: 100_000, .. }), "{refused}");
        let grey = GrayImage::from_pixel(40, 30, Luma([9]));
        let small = PictureLimits { area_px: 1_199, ..PictureLimits::default() };
        assert!(open_grey(Cursor::new(file(grey, ImageFormat::Png)), &small).is_err());
    }

    #[test]
    fn what_is_cut_short_or_no_picture_is_refused() {
        let whole = file(GrayImage::from_pixel(300, 300, Luma([9])), ImageFormat::Png);
        assert!(matches!(open(&whole[..whole.len() / 2]), Err(PictureError::Damaged(_))));
        for bytes in [&b""[..], b"\0\0\0\0", b"%PDF-1.7", b"GIF89a\x01\0\x01\0", b"II*\0\x08\0\0\0"] {
            assert!(matches!(open(bytes), Err(PictureError::Unknown)), "{bytes:?}");
        }
    }
}
