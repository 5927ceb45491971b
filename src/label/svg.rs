//! A page as SVG that needs no fonts: what a browser shows in true size is what is printed.

use super::drawing::{Colour, Item, MM_PER_INCH, Page, Placed, QrCode, Run};
use super::error::LabelError;
use super::fonts::Fonts;
use super::raster::{LEAST_DOTS, WIDENING, does_not_fit};
use std::collections::BTreeSet;
use std::fmt::Write;
use tiny_skia::{LineCap, LineJoin, Path, PathSegment};

/// Writes a page. QR codes have whole dots of a printer with `dpi`.
///
/// # Errors
/// A QR code does not fit its place at this resolution.
pub fn write(page: &Page, dpi: u32) -> Result<String, LabelError> {
    let (width, height) = (number(page.width_mm), number(page.height_mm));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" viewBox=\"0 0 {width} {height}\">\n"
    );
    definitions(page, &mut svg);
    let _ = writeln!(svg, "<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>");
    for Placed { x_mm, y_mm, drawing } in &page.placed {
        let _ = writeln!(svg, "<g transform=\"translate({} {})\">", number(*x_mm), number(*y_mm));
        for item in &drawing.items {
            self::item(item, dpi, &mut svg)?;
        }
        svg.push_str("</g>\n");
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}

/// Every glyph of the page, once.
fn definitions(page: &Page, svg: &mut String) {
    let items = page.placed.iter().flat_map(|placed| &placed.drawing.items);
    let runs = items.filter_map(|item| if let Item::Text(run) = item { Some(run) } else { None });
    let glyphs: BTreeSet<(usize, u16)> =
        runs.flat_map(|run| run.glyphs.iter().map(|glyph| (run.face, glyph.id))).collect();
    svg.push_str("<defs>\n");
    for (face, id) in glyphs {
        if let Some(outline) = Fonts::shipped().outline(face, id) {
            let _ = writeln!(svg, "<path id=\"g{face}-{id}\" d=\"{}\"/>", data(&outline));
        }
    }
    svg.push_str("</defs>\n");
}

fn item(item: &Item, dpi: u32, svg: &mut String) -> Result<(), LabelError> {
    match item {
        Item::Fill { path, colour, is_even_odd } => {
            let rule = if *is_even_odd { " fill-rule=\"evenodd\"" } else { "" };
            let _ = writeln!(svg, "<path d=\"{}\" fill=\"{}\"{rule}/>", data(path), hex(*colour));
        }
        Item::Stroke { path, colour, stroke } => {
            let cap = match stroke.line_cap {
                LineCap::Butt => "butt",
                LineCap::Round => "round",
                LineCap::Square => "square",
            };
            let join = match stroke.line_join {
                LineJoin::Round => "round",
                LineJoin::Bevel => "bevel",
                LineJoin::Miter | LineJoin::MiterClip => "miter",
            };
            let _ = writeln!(
                svg,
                "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linecap=\"{cap}\" stroke-linejoin=\"{join}\"/>",
                data(path),
                hex(*colour),
                number(stroke.width)
            );
        }
        Item::Rule { area, colour } => {
            let (x, y) = (number(area.x_mm), number(area.y_mm));
            let (width, height) = (number(area.width_mm), number(area.height_mm));
            let _ = writeln!(
                svg,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{}\"/>",
                hex(*colour)
            );
        }
        Item::Text(run) => self::run(run, svg),
        Item::Qr(code) => {
            let _ = writeln!(svg, "<path d=\"{}\" shape-rendering=\"crispEdges\"/>", modules(code, dpi)?);
        }
    }
    Ok(())
}

fn run(run: &Run, svg: &mut String) {
    let (cos, sin) = run.turn.cos_sin();
    let bold = if run.is_widened {
        format!(" stroke=\"{}\" stroke-width=\"{WIDENING}\"", hex(run.colour))
    } else {
        String::new()
    };
    let _ = write!(svg, "<g fill=\"{}\"{bold}>", hex(run.colour));
    let (mut x, mut y) = (run.x_mm, run.y_mm);
    for glyph in &run.glyphs {
        let size = run.size_mm;
        let _ = write!(
            svg,
            "<use href=\"#g{}-{}\" transform=\"matrix({} {} {} {} {} {})\"/>",
            run.face,
            glyph.id,
            number(cos * size),
            number(sin * size),
            number(-sin * size),
            number(cos * size),
            number(x),
            number(y)
        );
        x += glyph.advance_mm * cos;
        y += glyph.advance_mm * sin;
    }
    svg.push_str("</g>\n");
}

/// A code's dark modules as one path.
fn modules(code: &QrCode, dpi: u32) -> Result<String, LabelError> {
    let (module_mm, left_mm, top_mm) = module_mm(code, dpi)?;
    let mut path = String::new();
    for (row, column, length) in code.modules.stretches() {
        let (x, y) = (number(left_mm + column as f32 * module_mm), number(top_mm + row as f32 * module_mm));
        let (width, height) = (number(length as f32 * module_mm), number(module_mm));
        let _ = write!(path, "M{x} {y}h{width}v{height}h-{width}z");
    }
    Ok(path)
}

/// A module's side, and where the first one is: whole dots, in the middle of the place.
pub(super) fn module_mm(code: &QrCode, dpi: u32) -> Result<(f32, f32, f32), LabelError> {
    let dot_mm = MM_PER_INCH / dpi as f32;
    let room_mm = code.area.width_mm.min(code.area.height_mm);
    let dots = (room_mm / dot_mm + 0.01) as usize / code.modules.side_with_quiet();
    if dots < LEAST_DOTS {
        return Err(does_not_fit(code, dpi));
    }
    let module_mm = dots as f32 * dot_mm;
    let length_mm = module_mm * code.modules.side() as f32;
    let left_mm = code.area.x_mm + (code.area.width_mm - length_mm) / 2.0;
    let top_mm = code.area.y_mm + (code.area.height_mm - length_mm) / 2.0;
    Ok((module_mm, left_mm, top_mm))
}

fn data(path: &Path) -> String {
    let mut data = String::new();
    for segment in path.segments() {
        let _ = match segment {
            PathSegment::MoveTo(p) => write!(data, "M{} {}", number(p.x), number(p.y)),
            PathSegment::LineTo(p) => write!(data, "L{} {}", number(p.x), number(p.y)),
            PathSegment::QuadTo(a, p) => {
                write!(data, "Q{} {} {} {}", number(a.x), number(a.y), number(p.x), number(p.y))
            }
            PathSegment::CubicTo(a, b, p) => write!(
                data,
                "C{} {} {} {} {} {}",
                number(a.x),
                number(a.y),
                number(b.x),
                number(b.y),
                number(p.x),
                number(p.y)
            ),
            PathSegment::Close => write!(data, "Z"),
        };
    }
    data
}

fn hex(colour: Colour) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue)
}

/// A number with up to four decimals and no more than it needs.
fn number(value: f32) -> String {
    let text = format!("{value:.4}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" || short.is_empty() { "0".to_owned() } else { short.to_owned() }
}
