//! Pages that are not one picture: written ones, strips of a picture, layers.

use super::super::canvas::{Canvas, Model};
use super::{PageImage, Task, checked_size, pictures};
use crate::domain::scan::ScanFault;
use hayro::hayro_interpret::{InterpreterSettings, InterpreterWarning};
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::metadata::Orientation;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// What is drawn at no other density.
const DPI: f32 = 300.0;
/// Coarser pictures are parts of a page, not scans.
const COARSE_DPI: f32 = 150.0;
const FINE_DPI: f32 = 600.0;
/// A4 at 400 dpi and a little: four bytes a dot, and pictures on it take as much again.
const MAX_AREA_PX: f32 = 16_000_000.0;
const POINTS_PER_INCH: f32 = 72.0;

/// Draws a page at the density of its pictures, if they fill it, else at 300 dots an inch.
pub(super) fn draw(page: &Page<'_>, task: &Task<'_>) -> Result<PageImage, ScanFault> {
    let (width_pt, height_pt) = page.render_dimensions();
    let area_pt = (width_pt * height_pt).max(1.0);
    let mut most_px = 0.0f32;
    for picture in pictures(page)? {
        let (width, height) = checked_size(&picture, &task.limits.picture)?;
        most_px = most_px.max(width as f32 * height as f32);
    }
    let own = (most_px / area_pt).sqrt() * POINTS_PER_INCH;
    let wanted = if own >= COARSE_DPI { own.min(FINE_DPI) } else { DPI };
    let limits = &task.limits.picture;
    let most = (MAX_AREA_PX.min(limits.area_px as f32) / area_pt).sqrt() * POINTS_PER_INCH;
    // One dot less than allowed: how a fraction of one is rounded is the painter's.
    let longest = f32::from(u16::MAX).min(limits.side_px as f32) - 1.0;
    let dpi = wanted.min(most).min(longest / width_pt.max(height_pt) * POINTS_PER_INCH);
    let scale = dpi / POINTS_PER_INCH;
    if !(1.0..=longest).contains(&(width_pt * scale)) || !(1.0..=longest).contains(&(height_pt * scale)) {
        return Err(ScanFault::TooLarge);
    }
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    // The cache is the page's own: what one page leaves in it is of no use to the next, and it never lets go.
    let cache = RenderCache::new();
    let lacks = Arc::new(AtomicBool::new(false));
    let drawn = render(page, &cache, &noting(&lacks), &RenderSettings::default(), &settings);
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    let mut canvas = Canvas::new(width, height, task.limits.colour_px, &task.limits.picture)?;
    let mut row = Vec::with_capacity(width as usize * 3);
    for dots in drawn.data_as_u8_slice().chunks_exact(width as usize * 4) {
        row.clear();
        row.extend(dots.chunks_exact(4).flat_map(|dot| [dot[0], dot[1], dot[2]]));
        canvas.rows(Model::Rgb, &row);
    }
    Ok(PageImage { lacks: lacks.load(Relaxed), ..canvas.finish(Some(dpi), Orientation::NoTransforms) })
}

/// Notes when a picture cannot be read: it is left white, and a page that looks empty may be a contract.
fn noting(lacks: &Arc<AtomicBool>) -> InterpreterSettings {
    let lacks = lacks.clone();
    let warning_sink = Arc::new(move |warning| {
        if matches!(warning, InterpreterWarning::ImageDecodeFailure) {
            lacks.store(true, Relaxed);
        }
    });
    InterpreterSettings { warning_sink, ..InterpreterSettings::default() }
}
