//! Shapes of a template as items of a drawing.

use super::style::{Element, Look};
use crate::label::drawing::{Area, Colour, Item};
use crate::label::error::{LabelError, Said};
use std::sync::Arc;
use svgtypes::{SimplePathSegment, SimplifyingPathParser};
use tiny_skia::{Path, PathBuilder, Rect, Stroke, Transform};

/// How many segments a path may have.
const SEGMENTS_MAX: usize = 20_000;
/// Further from the upper left corner nothing is drawn.
const FAR_MM: f32 = 5_000.0;
/// How near a quarter turn circle a corner's curve comes.
const CORNER: f32 = 0.552_285;
/// Dots to a millimetre for which curves are taken apart finely enough.
const DASH_SCALE: f32 = 12.0;

/// The shape of an element; an element without extent has none.
pub fn items(element: &Element<'_>, look: &Look, frame: Transform) -> Result<Vec<Item>, LabelError> {
    if let Some(rules) = rules(element, look, frame)? {
        return Ok(rules);
    }
    let Some(path) = outline(element)?.and_then(|path| path.transform(frame)) else { return Ok(Vec::new()) };
    let path = Arc::new(path);
    let mut items = Vec::new();
    if let Some(colour) = look.fill.filter(|_| element.node.tag_name().name() != "line") {
        items.push(Item::Fill { path: Arc::clone(&path), colour, is_even_odd: look.is_even_odd });
    }
    if let Some(colour) = look.line.filter(|_| look.stroke.width > 0.0) {
        let scale = (frame.sx * frame.sy - frame.kx * frame.ky).abs().sqrt();
        let stroke = Stroke { width: look.stroke.width * scale, dash: None, ..look.stroke.clone() };
        // Dashes become lines of their own here, so that no output has to know of them.
        let dash = look.stroke.dash.as_ref();
        let near = bounds(&path);
        let is_short = near.width_mm + near.height_mm < 2.0 * FAR_MM;
        let dash = dash.filter(|_| is_short).and_then(|dash| path.dash(dash, DASH_SCALE));
        let path = dash.map_or(path, Arc::new);
        items.push(Item::Stroke { path, colour, stroke: Arc::new(stroke) });
    }
    Ok(items)
}

/// Lines along the edges of the paper, and the borders of rectangles, as rules.
fn rules(element: &Element<'_>, look: &Look, frame: Transform) -> Result<Option<Vec<Item>>, LabelError> {
    let is_plain = look.stroke.dash.is_none()
        && (frame.kx.abs() + frame.ky.abs() < 1e-4 || frame.sx.abs() + frame.sy.abs() < 1e-4);
    let Some(colour) = look.line.filter(|_| is_plain && look.stroke.width > 0.0) else { return Ok(None) };
    let width = look.stroke.width;
    let rule = |x1: f32, y1: f32, x2: f32, y2: f32| {
        let half = width / 2.0;
        let (along_x, along_y) = if (x1 - x2).abs() >= (y1 - y2).abs() { (0.0, half) } else { (half, 0.0) };
        let (x_mm, y_mm) = (x1.min(x2) - along_x, y1.min(y2) - along_y);
        let area =
            Area { x_mm, y_mm, width_mm: (x1 - x2).abs() + 2.0 * along_x, height_mm: (y1 - y2).abs() + 2.0 * along_y };
        Item::Rule { area: area.transformed(frame), colour }
    };
    match element.node.tag_name().name() {
        "line" => {
            let (x1, y1) = (element.number_or_0("x1")?, element.number_or_0("y1")?);
            let (x2, y2) = (element.number_or_0("x2")?, element.number_or_0("y2")?);
            Ok((x1 == x2 || y1 == y2).then(|| vec![rule(x1, y1, x2, y2)]))
        }
        "rect" if element.node.attribute("rx").or(element.node.attribute("ry")).is_none() => {
            let Some(rect) = rectangle(element)? else { return Ok(Some(Vec::new())) };
            let mut items = Vec::new();
            if let Some((colour, path)) = look.fill.zip(PathBuilder::from_rect(rect).transform(frame)) {
                items.push(Item::Fill { path: Arc::new(path), colour, is_even_odd: false });
            }
            let (l, t, r, b, half) = (rect.left(), rect.top(), rect.right(), rect.bottom(), width / 2.0);
            items.push(rule(l - half, t, r + half, t));
            items.push(rule(l - half, b, r + half, b));
            items.push(rule(l, t - half, l, b + half));
            items.push(rule(r, t - half, r, b + half));
            Ok(Some(items))
        }
        _ => Ok(None),
    }
}

fn rectangle(element: &Element<'_>) -> Result<Option<Rect>, LabelError> {
    let (x, y) = (element.number_or_0("x")?, element.number_or_0("y")?);
    let (width, height) = (element.number_or_0("width")?, element.number_or_0("height")?);
    Ok(if width > 0.0 && height > 0.0 { Rect::from_xywh(x, y, width, height) } else { None })
}

fn outline(element: &Element<'_>) -> Result<Option<Path>, LabelError> {
    match element.node.tag_name().name() {
        "rect" => {
            let Some(rect) = rectangle(element)? else { return Ok(None) };
            let rx = element.number("rx")?.or(element.number("ry")?).unwrap_or(0.0);
            let ry = element.number("ry")?.unwrap_or(rx);
            Ok(rounded(rect, rx.clamp(0.0, rect.width() / 2.0), ry.clamp(0.0, rect.height() / 2.0)))
        }
        "circle" => {
            let (x, y, r) = (element.number_or_0("cx")?, element.number_or_0("cy")?, element.number_or_0("r")?);
            Ok(if r > 0.0 { PathBuilder::from_circle(x, y, r) } else { None })
        }
        "ellipse" => {
            let (x, y) = (element.number_or_0("cx")?, element.number_or_0("cy")?);
            let (rx, ry) = (element.number_or_0("rx")?, element.number_or_0("ry")?);
            let oval = if rx > 0.0 && ry > 0.0 { Rect::from_ltrb(x - rx, y - ry, x + rx, y + ry) } else { None };
            Ok(oval.and_then(PathBuilder::from_oval))
        }
        "line" => {
            let mut path = PathBuilder::new();
            path.move_to(element.number_or_0("x1")?, element.number_or_0("y1")?);
            path.line_to(element.number_or_0("x2")?, element.number_or_0("y2")?);
            Ok(path.finish())
        }
        name @ ("polyline" | "polygon") => {
            let mut path = PathBuilder::new();
            for (at, point) in element.numbers("points")?.chunks_exact(2).enumerate() {
                match (at, point) {
                    (0, [x, y]) => path.move_to(*x, *y),
                    (_, [x, y]) => path.line_to(*x, *y),
                    _ => {}
                }
            }
            if name == "polygon" {
                path.close();
            }
            Ok(path.finish())
        }
        _ => described(element),
    }
}

fn rounded(rect: Rect, rx: f32, ry: f32) -> Option<Path> {
    if rx <= 0.0 || ry <= 0.0 {
        return Some(PathBuilder::from_rect(rect));
    }
    let (l, t, r, b) = (rect.left(), rect.top(), rect.right(), rect.bottom());
    let (cx, cy) = (rx * (1.0 - CORNER), ry * (1.0 - CORNER));
    let mut path = PathBuilder::new();
    path.move_to(l + rx, t);
    path.line_to(r - rx, t);
    path.cubic_to(r - cx, t, r, t + cy, r, t + ry);
    path.line_to(r, b - ry);
    path.cubic_to(r, b - cy, r - cx, b, r - rx, b);
    path.line_to(l + rx, b);
    path.cubic_to(l + cx, b, l, b - cy, l, b - ry);
    path.line_to(l, t + ry);
    path.cubic_to(l, t + cy, l + cx, t, l + rx, t);
    path.close();
    path.finish()
}

/// The path of a `d`.
fn described(element: &Element<'_>) -> Result<Option<Path>, LabelError> {
    let mut path = PathBuilder::new();
    let data = element.node.attribute("d").unwrap_or_default();
    for (count, segment) in SimplifyingPathParser::from(data).enumerate() {
        if count >= SEGMENTS_MAX {
            return Err(LabelError::TooMuch { limit: SEGMENTS_MAX, what: "segments in a path" });
        }
        match segment.map_err(|error| element.wrong(Said::reported("d", &error)))? {
            SimplePathSegment::MoveTo { x, y } => path.move_to(x as f32, y as f32),
            SimplePathSegment::LineTo { x, y } => path.line_to(x as f32, y as f32),
            SimplePathSegment::CurveTo { x1, y1, x2, y2, x, y } => {
                path.cubic_to(x1 as f32, y1 as f32, x2 as f32, y2 as f32, x as f32, y as f32);
            }
            SimplePathSegment::Quadratic { x1, y1, x, y } => path.quad_to(x1 as f32, y1 as f32, x as f32, y as f32),
            SimplePathSegment::ClosePath => path.close(),
        }
    }
    Ok(path.finish())
}

/// How many segments an item has.
pub fn segments(item: &Item) -> usize {
    match item {
        Item::Fill { path, .. } | Item::Stroke { path, .. } => path.len(),
        Item::Rule { .. } | Item::Text(_) | Item::Qr(_) => 1,
    }
}

/// Whether an item is where paper could be, or not much beside it.
pub fn is_near(item: &Item) -> bool {
    let area = match item {
        Item::Rule { area, .. } => *area,
        Item::Fill { path, .. } | Item::Stroke { path, .. } => bounds(path),
        Item::Text(_) | Item::Qr(_) => return true,
    };
    let is_near = |from_mm: f32, length_mm: f32| from_mm > -FAR_MM && from_mm + length_mm < FAR_MM;
    is_near(area.x_mm, area.width_mm) && is_near(area.y_mm, area.height_mm)
}

/// Whether an item would show within an area: a dark shape or rule over it. Borders around it do not.
pub fn covers(item: &Item, area: &Area) -> bool {
    match item {
        Item::Rule { area: rule, colour } => *colour != Colour::WHITE && rule.overlaps(area),
        Item::Fill { path, colour, .. } => *colour != Colour::WHITE && bounds(path).overlaps(area),
        Item::Stroke { .. } | Item::Text(_) | Item::Qr(_) => false,
    }
}

fn bounds(path: &Path) -> Area {
    let b = path.bounds();
    Area { x_mm: b.left(), y_mm: b.top(), width_mm: b.width(), height_mm: b.height() }
}
