//! Pictures in shades of grey that know their resolution, so that they print in true size.

use super::drawing::MM_PER_INCH;
use super::error::LabelError;
use super::raster::Raster;
use png::{BitDepth, ColorType, Compression, Encoder, PixelDimensions, Unit};

/// Writes a picture as PNG.
///
/// # Errors
/// The encoder failed, which it should not.
pub fn write(raster: &Raster) -> Result<Vec<u8>, LabelError> {
    let failed = |error: png::EncodingError| LabelError::Output { detail: error.to_string() };
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, raster.width_px as u32, raster.height_px as u32);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    let per_metre = (raster.dpi as f32 * 1_000.0 / MM_PER_INCH).round() as u32;
    encoder.set_pixel_dims(Some(PixelDimensions { xppu: per_metre, yppu: per_metre, unit: Unit::Meter }));
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&raster.grey).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(file)
}
