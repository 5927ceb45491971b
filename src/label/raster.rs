//! The drawing as dots: grey for pictures, black and white for printers of labels.
//!
//! What must be sharp is put on whole dots: rules, baselines, and every module of a QR code. Glyphs are drawn once for each
//! size and quarter of a dot and kept, since a thousand labels say nearly the same.

use super::drawing::{Area, Colour, Drawing, Item, MM_PER_INCH, Page, Placed, QrCode, Run};
use super::error::LabelError;
use super::fonts::Fonts;
use std::collections::HashMap;
use tiny_skia::{FillRule, Mask, Path, PathStroker, Stroke, Transform};

/// Printers and scanners cannot be trusted with modules of a single dot.
pub const LEAST_DOTS: usize = 2;
/// What a face is widened by where it stands in for a bold one, as a part of the size.
pub const WIDENING: f32 = 0.035;
/// Dots that a picture may have: A3 at 600 dpi.
const DOTS_MAX: usize = 72_000_000;
/// Glyphs that are kept before all are forgotten.
const KEPT_MAX: usize = 20_000;
/// As many places within a dot a glyph may begin at.
const STEPS: f32 = 4.0;
/// Darker than this is black: a little more than half, so that thin strokes do not break.
const BLACK_BELOW: u8 = 150;

/// A picture of a page: one byte a dot, 0 is black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    /// Dots in a row.
    pub width_px: usize,
    /// Rows.
    pub height_px: usize,
    /// Dots in an inch.
    pub dpi: u32,
    /// Row after row.
    pub grey: Vec<u8>,
}

impl Raster {
    /// How many bytes a row takes at eight dots a byte.
    #[must_use]
    pub fn row_bytes(&self) -> usize {
        self.width_px.div_ceil(8)
    }

    /// Eight dots a byte, the first in the highest bit, black is 1, each row filled up with white.
    #[must_use]
    pub fn bits(&self) -> Vec<u8> {
        let mut bits = Vec::with_capacity(self.row_bytes() * self.height_px);
        for row in self.grey.chunks(self.width_px.max(1)) {
            for dots in row.chunks(8) {
                let byte = dots.iter().fold(0_u8, |byte, dot| byte << 1 | u8::from(*dot < BLACK_BELOW));
                bits.push(byte << (8 - dots.len()));
            }
        }
        bits
    }
}

/// A glyph as it is kept.
struct Stamp {
    left: i32,
    top: i32,
    mask: Mask,
}

type Key = (usize, u16, u32, bool, u8, u8);

/// Draws pages at one resolution.
pub struct Rasteriser {
    dpi: u32,
    scale: f32,
    stamps: HashMap<Key, Option<Stamp>>,
}

impl Rasteriser {
    /// For so many dots in an inch.
    #[must_use]
    pub fn new(dpi: u32) -> Self {
        Self { dpi, scale: dpi as f32 / MM_PER_INCH, stamps: HashMap::new() }
    }

    /// Draws a page.
    ///
    /// # Errors
    /// It has more dots than fit into memory, or a QR code does not fit its place at this resolution.
    pub fn page(&mut self, page: &Page) -> Result<Raster, LabelError> {
        let (width_px, height_px) =
            ((page.width_mm * self.scale).round() as usize, (page.height_mm * self.scale).round() as usize);
        if width_px.saturating_mul(height_px) > DOTS_MAX {
            return Err(LabelError::TooMuch { limit: DOTS_MAX, what: "dots in a picture" });
        }
        let mut canvas = Canvas { width_px, height_px, grey: vec![255; width_px * height_px] };
        for Placed { x_mm, y_mm, drawing } in &page.placed {
            self.drawing(&mut canvas, drawing, *x_mm, *y_mm)?;
        }
        Ok(Raster { width_px, height_px, dpi: self.dpi, grey: canvas.grey })
    }

    fn drawing(&mut self, canvas: &mut Canvas, drawing: &Drawing, x_mm: f32, y_mm: f32) -> Result<(), LabelError> {
        let frame = Transform::from_row(self.scale, 0.0, 0.0, self.scale, x_mm * self.scale, y_mm * self.scale);
        for item in &drawing.items {
            match item {
                Item::Fill { path, colour, is_even_odd } => {
                    let rule = if *is_even_odd { FillRule::EvenOdd } else { FillRule::Winding };
                    canvas.fill(path, rule, frame, *colour);
                }
                Item::Stroke { path, colour, stroke } => {
                    if let Some(outline) = PathStroker::new().stroke(path, stroke, self.scale) {
                        canvas.fill(&outline, FillRule::Winding, frame, *colour);
                    }
                }
                Item::Rule { area, colour } => self.rule(canvas, area, x_mm, y_mm, *colour),
                Item::Text(run) => self.run(canvas, run, x_mm, y_mm),
                Item::Qr(code) => self.qr(canvas, code, x_mm, y_mm)?,
            }
        }
        Ok(())
    }

    /// A straight line in whole dots, at least one.
    fn rule(&self, canvas: &mut Canvas, area: &Area, x_mm: f32, y_mm: f32, colour: Colour) {
        let thin_mm = area.width_mm.min(area.height_mm);
        let thin_px = (thin_mm * self.scale).round().max(1.0);
        let side = |from_mm: f32, length_mm: f32| {
            let first = ((from_mm + thin_mm / 2.0) * self.scale - thin_px / 2.0).round();
            let last = ((from_mm + length_mm - thin_mm / 2.0) * self.scale - thin_px / 2.0).round();
            (first as i32, (last + thin_px) as i32)
        };
        let (left, right) = side(area.x_mm + x_mm, area.width_mm);
        let (top, bottom) = side(area.y_mm + y_mm, area.height_mm);
        canvas.rectangle((left, top), (right, bottom), colour);
    }

    fn qr(&self, canvas: &mut Canvas, code: &QrCode, x_mm: f32, y_mm: f32) -> Result<(), LabelError> {
        let side = code.modules.side_with_quiet();
        let room_px = (code.area.width_mm.min(code.area.height_mm) * self.scale).floor();
        let dots = room_px as usize / side;
        if dots < LEAST_DOTS {
            return Err(does_not_fit(code, self.dpi));
        }
        let middle = |from_mm: f32, length_mm: f32| {
            ((from_mm + length_mm / 2.0) * self.scale - (code.modules.side() * dots) as f32 / 2.0).round() as i32
        };
        let left = middle(code.area.x_mm + x_mm, code.area.width_mm);
        let top = middle(code.area.y_mm + y_mm, code.area.height_mm);
        for (row, column, length) in code.modules.stretches() {
            let from = (left + (column * dots) as i32, top + (row * dots) as i32);
            let to = (from.0 + (length * dots) as i32, from.1 + dots as i32);
            canvas.rectangle(from, to, Colour::BLACK);
        }
        Ok(())
    }

    fn run(&mut self, canvas: &mut Canvas, run: &Run, x_mm: f32, y_mm: f32) {
        let (cos, sin) = run.turn.cos_sin();
        let (mut x, mut y) = ((run.x_mm + x_mm) * self.scale, (run.y_mm + y_mm) * self.scale);
        // The baseline is put on a whole row of dots, so that a line of text looks even.
        if sin == 0.0 {
            y = y.round()
        } else {
            x = x.round()
        }
        for glyph in &run.glyphs {
            let along = if sin == 0.0 { x } else { y };
            let whole = along.floor();
            let step = ((along - whole) * STEPS) as u8;
            let size_px = run.size_mm * self.scale;
            let key = (run.face, glyph.id, size_px.to_bits(), run.is_widened, run.turn.quarters(), step);
            if self.stamps.len() > KEPT_MAX {
                self.stamps.clear();
            }
            let stamp =
                self.stamps.entry(key).or_insert_with(|| stamp(run, glyph.id, size_px, f32::from(step) / STEPS));
            if let Some(stamp) = stamp {
                let (at_x, at_y) = if sin == 0.0 { (whole, y) } else { (x, whole) };
                canvas.stamp(&stamp.mask, at_x as i32 + stamp.left, at_y as i32 + stamp.top, run.colour);
            }
            x += glyph.advance_mm * self.scale * cos;
            y += glyph.advance_mm * self.scale * sin;
        }
    }
}

/// A refusal of a code that is too dense for its place.
pub(super) fn does_not_fit(code: &QrCode, dpi: u32) -> LabelError {
    LabelError::QrDoesNotFit {
        payload: code.modules.payload().to_owned(),
        modules: code.modules.side_with_quiet(),
        side_mm: code.area.width_mm.min(code.area.height_mm),
        dpi,
    }
}

/// Draws one glyph, beginning `step` of a dot to the right (or below, where it is turned).
fn stamp(run: &Run, id: u16, size_px: f32, step: f32) -> Option<Stamp> {
    let outline = Fonts::shipped().outline(run.face, id)?;
    let (cos, sin) = run.turn.cos_sin();
    let (dx, dy) = if sin == 0.0 { (step, 0.0) } else { (0.0, step) };
    let frame = Transform::from_row(cos * size_px, sin * size_px, -sin * size_px, cos * size_px, dx, dy);
    let widened = if run.is_widened {
        PathStroker::new().stroke(&outline, &Stroke { width: WIDENING, ..Stroke::default() }, size_px)
    } else {
        None
    };
    let bounds = outline.clone().transform(frame)?.bounds();
    let (left, top) = (bounds.left().floor() - 1.0, bounds.top().floor() - 1.0);
    let (width, height) = ((bounds.right() - left).ceil() + 2.0, (bounds.bottom() - top).ceil() + 2.0);
    let mut mask = Mask::new(width as u32, height as u32)?;
    let frame = frame.post_translate(-left, -top);
    mask.fill_path(&outline, FillRule::Winding, true, frame);
    if let Some(widened) = widened {
        mask.fill_path(&widened, FillRule::Winding, true, frame);
    }
    Some(Stamp { left: left as i32, top: top as i32, mask })
}

struct Canvas {
    width_px: usize,
    height_px: usize,
    grey: Vec<u8>,
}

impl Canvas {
    /// The part of a row between two columns.
    fn stretch(&mut self, row: i32, from: i32, to: i32) -> &mut [u8] {
        let width = self.width_px as i32;
        if row < 0 || row >= self.height_px as i32 {
            return &mut [];
        }
        let (from, to) = (from.clamp(0, width) as usize, to.clamp(0, width) as usize);
        let begin = row as usize * self.width_px;
        self.grey.get_mut(begin + from..begin + to.max(from)).unwrap_or(&mut [])
    }

    fn rectangle(&mut self, (left, top): (i32, i32), (right, bottom): (i32, i32), colour: Colour) {
        let grey = luminance(colour);
        for row in top.max(0)..bottom.min(self.height_px as i32) {
            self.stretch(row, left, right).fill(grey);
        }
    }

    fn stamp(&mut self, mask: &Mask, left: i32, top: i32, colour: Colour) {
        let grey = u32::from(luminance(colour));
        let width = mask.width() as i32;
        let skipped = (-left).max(0) as usize;
        for (row, line) in mask.data().chunks(mask.width() as usize).enumerate() {
            let dots = self.stretch(top + row as i32, left, left + width);
            for (dot, cover) in dots.iter_mut().zip(line.iter().skip(skipped)) {
                let cover = u32::from(*cover);
                *dot = ((u32::from(*dot) * (255 - cover) + grey * cover + 127) / 255) as u8;
            }
        }
    }

    fn fill(&mut self, path: &Path, rule: FillRule, frame: Transform, colour: Colour) {
        let Some(path) = path.clone().transform(frame) else { return };
        let bounds = path.bounds();
        let (left, top) = ((bounds.left().floor() - 1.0).max(0.0), (bounds.top().floor() - 1.0).max(0.0));
        let right = (bounds.right().ceil() + 1.0).min(self.width_px as f32);
        let bottom = (bounds.bottom().ceil() + 1.0).min(self.height_px as f32);
        if right <= left || bottom <= top {
            return;
        }
        let Some(mut mask) = Mask::new((right - left) as u32, (bottom - top) as u32) else { return };
        mask.fill_path(&path, rule, true, Transform::from_translate(-left, -top));
        self.stamp(&mask, left as i32, top as i32, colour);
    }
}

fn luminance(colour: Colour) -> u8 {
    let sum = 299 * u32::from(colour.red) + 587 * u32::from(colour.green) + 114 * u32::from(colour.blue);
    (sum / 1000) as u8
}
