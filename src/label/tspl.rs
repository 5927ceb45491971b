//! Labels for printers that speak TSPL: one `BITMAP` a label, in which a 1 is white.

use super::drawing::MM_PER_INCH;
use super::raster::Raster;

/// Writes one label of a roll whose labels are `gap_mm` apart. `copies` are made by the printer.
#[must_use]
pub fn write(raster: &Raster, gap_mm: f32, copies: u32) -> Vec<u8> {
    let mm = |dots: usize| dots as f32 * MM_PER_INCH / raster.dpi as f32;
    let (width_mm, height_mm) = (mm(raster.width_px), mm(raster.height_px));
    let (row_bytes, height) = (raster.row_bytes(), raster.height_px);
    let mut label = format!(
        "SIZE {width_mm:.1} mm,{height_mm:.1} mm\r\nGAP {gap_mm:.1} mm,0 mm\r\nDIRECTION 1\r\nREFERENCE 0,0\r\nCLS\r\n\
         BITMAP 0,0,{row_bytes},{height},0,"
    )
    .into_bytes();
    label.extend(raster.bits().into_iter().map(|byte| !byte));
    label.extend_from_slice(format!("\r\nPRINT {copies},1\r\n").as_bytes());
    label
}
