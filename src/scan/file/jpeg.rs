//! JPEG: its brightness alone where no colour is wanted, which skips two thirds of the work.

use super::super::picture::PictureLimits;
use super::canvas::{Canvas, Model};
use crate::domain::scan::ScanFault;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// A decoded picture, and what stood beside it.
pub(super) struct Decoded {
    pub canvas: Canvas,
    /// Dots in an inch, if it says.
    pub dpi: Option<f32>,
    /// Samples of a dot in the file.
    pub samples: usize,
    /// What a camera wrote.
    pub exif: Option<Vec<u8>>,
}

/// Decodes a picture. Broken data gives what could be made of it: whether all of it is there says [`is_whole`].
pub(super) fn decode(bytes: &[u8], colour_px: u32, limits: &PictureLimits) -> Result<Decoded, ScanFault> {
    let options = DecoderOptions::default().set_strict_mode(false).set_max_width(65_535).set_max_height(65_535);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| ScanFault::Damaged)?;
    let (Some(info), Some(own)) = (decoder.info(), decoder.input_colorspace()) else { return Err(ScanFault::Damaged) };
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    let mut canvas = Canvas::new(width, height, colour_px, limits)?;
    let area = u64::from(width) * u64::from(height);
    let (out, model) = match own {
        ColorSpace::Luma | ColorSpace::LumaA => (ColorSpace::Luma, Model::Grey),
        ColorSpace::YCbCr => {
            // All of its colours are in memory at once, beside its grey.
            let fits = limits.check_bytes(area * 3).is_ok();
            if canvas.wants_colour() && fits {
                (ColorSpace::YCbCr, Model::Ycc)
            } else {
                (ColorSpace::Luma, Model::Grey)
            }
        }
        _ => (ColorSpace::RGB, Model::Rgb),
    };
    limits.check_bytes(area * model.samples() as u64)?;
    decoder.set_options(options.jpeg_set_out_colorspace(out));
    let samples = decoder.decode().map_err(|_| ScanFault::Damaged)?;
    match model {
        Model::Grey => canvas.whole_grey(samples),
        _ => canvas.rows(model, &samples),
    }
    let exif = decoder.exif().cloned();
    Ok(Decoded { canvas, dpi: density(bytes), samples: usize::from(info.components), exif })
}

/// Samples of a picture, as they are.
pub(super) struct Samples {
    pub bytes: Vec<u8>,
    pub width: usize,
    /// Of a dot.
    pub of: usize,
}

/// The samples of a picture whose meaning is said elsewhere; colours are not converted.
pub(super) fn samples(bytes: &[u8], limits: &PictureLimits) -> Result<Samples, ScanFault> {
    let options = DecoderOptions::default().set_strict_mode(false).set_max_width(65_535).set_max_height(65_535);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| ScanFault::Damaged)?;
    let (Some(info), Some(own)) = (decoder.info(), decoder.input_colorspace()) else { return Err(ScanFault::Damaged) };
    let (width, height) = (usize::from(info.width), u32::from(info.height));
    limits.check(u32::from(info.width), height)?;
    limits.check_bytes(width as u64 * u64::from(height) * u64::from(info.components))?;
    decoder.set_options(options.jpeg_set_out_colorspace(own));
    let bytes = decoder.decode().map_err(|_| ScanFault::Damaged)?;
    Ok(Samples { bytes, width, of: own.num_components() })
}

/// Dots in an inch by the JFIF segment, which comes first if there is one.
fn density(bytes: &[u8]) -> Option<f32> {
    let segment = bytes.get(2..18)?;
    if !segment.starts_with(b"\xff\xe0") || segment.get(4..9)? != b"JFIF\0" {
        return None;
    }
    let across = f32::from(u16::from_be_bytes([*segment.get(12)?, *segment.get(13)?]));
    match segment.get(11)? {
        1 => Some(across),
        2 => Some(across * 2.54),
        _ => None,
    }
}

/// Whether a picture has its end: segments as far as the first scan, then data until the mark that ends it.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    let mut at = 2;
    loop {
        let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xff)) else {
            return false;
        };
        at += found + 1;
        match bytes.get(at) {
            Some(0xd9) => return true,
            // Stuffed bytes, padding, marks without length, and the data of a scan between which the next mark is sought.
            Some(0x00 | 0x01 | 0xd0..=0xd8) => at += 1,
            Some(0xff) => {}
            Some(_) => {
                let Some(length) = bytes.get(at + 1..at + 3) else { return false };
                at += 1 + usize::from(u16::from_be_bytes([length[0], length[1]]));
            }
            None => return false,
        }
    }
}
