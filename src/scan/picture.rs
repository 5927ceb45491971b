//! How large a picture may be; and opening a file of one picture as shades of grey.

use super::file::{Limits, still};
use crate::domain::scan::ScanFault;
use image::GrayImage;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Seek};

/// What a picture may take. A file says how large it is before it is unpacked, and may lie about all else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureLimits {
    /// Of width and height, each.
    pub side_px: u32,
    /// Width times height.
    pub area_px: u64,
    /// What one decoder's buffer may take.
    pub memory_bytes: u64,
}

impl Default for PictureLimits {
    /// A0 at 300 dpi in grey. Of a picture whose colours would not fit, the grey is read.
    fn default() -> Self {
        Self { side_px: 32_768, area_px: 144_000_000, memory_bytes: 160 << 20 }
    }
}

impl PictureLimits {
    /// Whether a picture of this size may be unpacked.
    ///
    /// # Errors
    /// [`ScanFault::TooLarge`], and [`ScanFault::Damaged`] if it has no size.
    pub fn check(&self, width_px: u32, height_px: u32) -> Result<(), ScanFault> {
        if width_px == 0 || height_px == 0 {
            return Err(ScanFault::Damaged);
        }
        let area_px = u64::from(width_px) * u64::from(height_px);
        let fits = width_px.max(height_px) <= self.side_px && area_px <= self.area_px;
        if fits { Ok(()) } else { Err(ScanFault::TooLarge) }
    }

    /// Whether a buffer of so many bytes may be made.
    ///
    /// # Errors
    /// [`ScanFault::TooLarge`]
    pub fn check_bytes(&self, bytes: u64) -> Result<(), ScanFault> {
        if bytes <= self.memory_bytes { Ok(()) } else { Err(ScanFault::TooLarge) }
    }
}

/// Opens a file of one picture as shades of grey, turned as its camera said, whatever its name says it is.
///
/// # Errors
/// [`ScanFault`]
pub fn open_grey(source: impl BufRead + Seek, limits: &PictureLimits) -> Result<GrayImage, ScanFault> {
    let limits = Limits { picture: *limits, colour_px: 0, ..Limits::default() };
    Ok(still::open(source, &limits)?.grey)
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

    fn open(bytes: &[u8]) -> Result<GrayImage, ScanFault> {
        open_grey(Cursor::new(bytes), &PictureLimits::default())
    }

    #[test]
    fn jpeg_png_and_webp_open_as_grey_whatever_they_are_called() {
        let grey = GrayImage::from_fn(40, 30, |x, _| Luma([x as u8 * 6]));
        assert_eq!(open(&file(grey.clone(), ImageFormat::Png)).expect("a picture"), grey);
        let jpeg = open(&file(grey.clone(), ImageFormat::Jpeg)).expect("a picture");
        assert_eq!(jpeg.dimensions(), (40, 30));
        assert!(jpeg.iter().zip(grey.iter()).all(|(one, other)| one.abs_diff(*other) < 16));
        let webp = open(&file(image::DynamicImage::from(grey.clone()).into_rgb8(), ImageFormat::WebP));
        assert!(webp.expect("a picture").iter().zip(grey.iter()).all(|(one, other)| one.abs_diff(*other) < 3));
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
        assert_eq!(open(&head), Err(ScanFault::TooLarge));
        let grey = GrayImage::from_pixel(40, 30, Luma([9]));
        let small = PictureLimits { area_px: 1_199, ..PictureLimits::default() };
        assert!(open_grey(Cursor::new(file(grey, ImageFormat::Png)), &small).is_err());
    }

    #[test]
    fn what_is_cut_short_or_no_picture_is_refused() {
        let picture = GrayImage::from_fn(300, 300, |x, y| Luma([(x * y) as u8]));
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let whole = file(picture.clone(), format);
            assert_eq!(open(&whole[..whole.len() / 2]), Err(ScanFault::Damaged), "{format:?}");
            assert_eq!(open(&whole[..whole.len() - 20]), Err(ScanFault::Damaged), "{format:?}");
        }
        assert_eq!(open(b""), Err(ScanFault::Empty));
        for (bytes, kind) in
            [(&b"\0\0\0\0"[..], ""), (b"%PDF-1.7", "PDF"), (b"GIF89a\x01\0\x01\0", "GIF"), (b"II*\0\x08\0", "TIFF")]
        {
            assert_eq!(open(bytes), Err(ScanFault::Unsupported { kind: kind.into() }), "{bytes:?}");
        }
    }
}
