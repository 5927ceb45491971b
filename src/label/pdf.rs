//! Pages as PDF: text stays text that can be searched and copied, and of each typeface only what is used goes in.

use super::drawing::{Colour, Item, MM_PER_INCH, Page, Placed, QrCode, Run};
use super::error::LabelError;
use super::fonts::Fonts;
use super::raster::WIDENING;
use super::svg::module_mm;
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use tiny_skia::PathSegment;

/// PDF's own unit in millimetres.
const POINT_MM: f32 = MM_PER_INCH / 72.0;

/// Writes pages as one document. QR codes have whole dots of a printer with `dpi`.
///
/// # Errors
/// A QR code does not fit its place at this resolution.
pub fn write(pages: &[Page], title: &str, dpi: u32) -> Result<Vec<u8>, LabelError> {
    check_codes(pages, dpi)?;
    let fonts = Fonts::shipped();
    let fonts: Vec<Option<Font>> =
        (0..fonts.count()).map(|face| fonts.file(face).and_then(|file| Font::new(file.into(), 0))).collect();
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(title.to_owned()).creator("Strongroom".to_owned()));
    for page in pages {
        let settings = PageSettings::from_wh(page.width_mm / POINT_MM, page.height_mm / POINT_MM);
        let Some(settings) = settings else { return Err(failed("a page without size")) };
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        // From here on everything is in millimetres.
        surface.push_transform(&Transform::from_scale(1.0 / POINT_MM, 1.0 / POINT_MM));
        for Placed { x_mm, y_mm, drawing } in &page.placed {
            surface.push_transform(&Transform::from_translate(*x_mm, *y_mm));
            for item in &drawing.items {
                draw(&mut surface, item, &fonts, dpi);
            }
            surface.pop();
        }
        surface.pop();
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(|error| failed(&format!("{error:?}")))
}

/// Before anything is begun: a page of krilla's must be drawn to its end.
fn check_codes(pages: &[Page], dpi: u32) -> Result<(), LabelError> {
    let items = pages.iter().flat_map(|page| &page.placed).flat_map(|placed| &placed.drawing.items);
    for item in items {
        if let Item::Qr(code) = item {
            module_mm(code, dpi)?;
        }
    }
    Ok(())
}

fn failed(detail: &str) -> LabelError {
    LabelError::Output { detail: detail.to_owned() }
}

fn draw(surface: &mut Surface<'_>, item: &Item, fonts: &[Option<Font>], dpi: u32) {
    match item {
        Item::Fill { path, colour, is_even_odd } => {
            let rule = if *is_even_odd { FillRule::EvenOdd } else { FillRule::NonZero };
            paint(surface, Some(Fill { rule, ..filled(*colour) }), None, converted(path));
        }
        Item::Stroke { path, colour, stroke } => paint(surface, None, Some(stroked(*colour, stroke)), converted(path)),
        Item::Rule { area, colour } => {
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(area.x_mm, area.y_mm, area.width_mm, area.height_mm) {
                path.push_rect(rect);
            }
            paint(surface, Some(filled(*colour)), None, path.finish());
        }
        Item::Text(run) => {
            if let Some(font) = fonts.get(run.face).cloned().flatten() {
                text(surface, run, font);
            }
        }
        Item::Qr(code) => paint(surface, Some(filled(Colour::BLACK)), None, modules(code, dpi)),
    }
}

fn paint(surface: &mut Surface<'_>, fill: Option<Fill>, stroke: Option<Stroke>, path: Option<Path>) {
    if let Some(path) = path {
        surface.set_fill(fill);
        surface.set_stroke(stroke);
        surface.draw_path(&path);
    }
}

fn text(surface: &mut Surface<'_>, run: &Run, font: Font) {
    let (cos, sin) = run.turn.cos_sin();
    let ends = run.glyphs.iter().skip(1).map(|glyph| glyph.at).chain([run.text.len()]);
    let glyphs: Vec<KrillaGlyph> = run
        .glyphs
        .iter()
        .zip(ends)
        .map(|(glyph, end)| KrillaGlyph {
            glyph_id: GlyphId::new(u32::from(glyph.id)),
            text_range: glyph.at..end,
            x_advance: glyph.advance_mm / run.size_mm,
            x_offset: 0.0,
            y_offset: 0.0,
            y_advance: 0.0,
            location: None,
        })
        .collect();
    surface.set_fill(Some(filled(run.colour)));
    let widening = || tiny_skia::Stroke { width: WIDENING * run.size_mm, ..tiny_skia::Stroke::default() };
    surface.set_stroke(run.is_widened.then(|| stroked(run.colour, &widening())));
    let is_turned = sin != 0.0 || cos < 0.0;
    if is_turned {
        surface.push_transform(&Transform::from_row(cos, sin, -sin, cos, run.x_mm, run.y_mm));
    }
    let start = if is_turned { Point::from_xy(0.0, 0.0) } else { Point::from_xy(run.x_mm, run.y_mm) };
    surface.draw_glyphs(start, &glyphs, font, &run.text, run.size_mm, false);
    if is_turned {
        surface.pop();
    }
}

fn modules(code: &QrCode, dpi: u32) -> Option<Path> {
    let (module_mm, left_mm, top_mm) = module_mm(code, dpi).ok()?;
    let mut path = PathBuilder::new();
    for (row, column, length) in code.modules.stretches() {
        let (x, y) = (left_mm + column as f32 * module_mm, top_mm + row as f32 * module_mm);
        if let Some(rect) = Rect::from_xywh(x, y, length as f32 * module_mm, module_mm) {
            path.push_rect(rect);
        }
    }
    path.finish()
}

fn colour_of(colour: Colour) -> krilla::paint::Paint {
    rgb::Color::new(colour.red, colour.green, colour.blue).into()
}

fn filled(colour: Colour) -> Fill {
    Fill { paint: colour_of(colour), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn stroked(colour: Colour, stroke: &tiny_skia::Stroke) -> Stroke {
    Stroke {
        paint: colour_of(colour),
        width: stroke.width,
        miter_limit: stroke.miter_limit,
        line_cap: match stroke.line_cap {
            tiny_skia::LineCap::Butt => LineCap::Butt,
            tiny_skia::LineCap::Round => LineCap::Round,
            tiny_skia::LineCap::Square => LineCap::Square,
        },
        line_join: match stroke.line_join {
            tiny_skia::LineJoin::Round => LineJoin::Round,
            tiny_skia::LineJoin::Bevel => LineJoin::Bevel,
            tiny_skia::LineJoin::Miter | tiny_skia::LineJoin::MiterClip => LineJoin::Miter,
        },
        opacity: NormalizedF32::ONE,
        dash: None,
    }
}

fn converted(path: &tiny_skia::Path) -> Option<Path> {
    let mut out = PathBuilder::new();
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(p) => out.move_to(p.x, p.y),
            PathSegment::LineTo(p) => out.line_to(p.x, p.y),
            PathSegment::QuadTo(a, p) => out.quad_to(a.x, a.y, p.x, p.y),
            PathSegment::CubicTo(a, b, p) => out.cubic_to(a.x, a.y, b.x, b.y, p.x, p.y),
            PathSegment::Close => out.close(),
        }
    }
    out.finish()
}
