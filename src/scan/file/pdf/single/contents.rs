//! What a page does: whether it lays one picture over all of itself, and how that lies there.

use hayro::hayro_syntax::content::ops::TypedInstruction as Do;
use hayro::hayro_syntax::object::{Name, Number};
use hayro::hayro_syntax::page::{Page, Rotation};
use image::metadata::Orientation;

/// A page of one picture does a dozen things, and one for each word below it.
const MAX_STEPS: usize = 50_000;
/// Of a page's area its picture covers at least so much, and is not much larger than it.
const COVERS: std::ops::RangeInclusive<f64> = 0.85..=1.05;
/// Text that is not shown: neither filled nor stroked.
const UNSEEN: [i64; 2] = [3, 7];
const MAX_DEPTH: usize = 64;

/// A picture and how it is laid.
pub(super) struct Laid {
    pub name: Vec<u8>,
    pub place: Place,
    /// Whether the ink of a stencil would be black.
    pub is_black: bool,
}

/// How a picture lies on its page.
pub(super) struct Place {
    pub turn: Orientation,
    /// How long its rows are.
    pub width_pt: f64,
}

/// From the unit square to the page, as PDF writes it: x' = ax + cy + e, y' = bx + dy + f.
#[derive(Clone, Copy)]
struct Matrix([f64; 6]);

impl Matrix {
    fn after(self, [a, b, c, d, e, f]: [f64; 6]) -> Self {
        let [g, h, i, j, k, l] = self.0;
        Self([a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l])
    }

    /// The square around a rectangle: left, low, right, high.
    fn around(self, [x, y, width, height]: [f64; 4]) -> [f64; 4] {
        let [a, b, c, d, e, f] = self.0;
        let corners = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)];
        corners.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |[left, low, right, high], (x, y)| {
            let (x, y) = (a * x + c * y + e, b * x + d * y + f);
            [left.min(x), low.min(y), right.max(x), high.max(y)]
        })
    }
}

#[derive(Clone, Copy)]
struct Pen {
    matrix: Matrix,
    shows_text: bool,
    is_black: bool,
}

/// The one picture that a page lays over all of itself; nothing if it does anything else that can be seen.
pub(super) fn only_picture(page: &Page<'_>) -> Option<Laid> {
    let mut pen = Pen { matrix: Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]), shows_text: true, is_black: true };
    let mut kept = Vec::new();
    let mut rectangle = None;
    let mut found = None;
    let mut steps = page.typed_operations();
    let mut count = 0;
    while let Some(step) = steps.next() {
        count += 1;
        if count > MAX_STEPS {
            return None;
        }
        match step {
            Do::SaveState(_) if kept.len() < MAX_DEPTH => kept.push(pen),
            Do::SaveState(_) => return None,
            Do::RestoreState(_) => pen = kept.pop().unwrap_or(pen),
            Do::Transform(by) => {
                pen.matrix = pen.matrix.after([by.0, by.1, by.2, by.3, by.4, by.5].map(|part| part.as_f64()))
            }
            Do::RectPath(by) => rectangle = Some(pen.matrix.around([by.0, by.1, by.2, by.3].map(|part| part.as_f64()))),
            Do::ClipNonZero(_) | Do::ClipEvenOdd(_) if !rectangle.is_some_and(|clip| is_all(page, clip)) => {
                return None;
            }
            Do::TextRenderingMode(mode) => pen.shows_text = !UNSEEN.contains(&mode.0.as_i64()),
            Do::ShowText(_) | Do::ShowTexts(_) | Do::NextLineAndShowText(_) | Do::ShowTextWithParameters(_)
                if pen.shows_text =>
            {
                return None;
            }
            Do::SetGraphicsState(by) if changes_more(page, by.0) => return None,
            Do::XObject(by) => {
                if found.is_some() {
                    return None;
                }
                found = Some((by.0.to_vec(), pen));
            }
            step => pen.is_black = harmless(&step, pen.is_black)?,
        }
    }
    let (name, pen) = found?;
    let place = place(page, pen.matrix)?;
    Some(Laid { name, place, is_black: pen.is_black })
}

/// Whether a step shows nothing, and whether ink is black after it.
fn harmless(step: &Do<'_, '_>, is_black: bool) -> Option<bool> {
    let are =
        |parts: &[&Number], wanted: &[f64]| parts.iter().zip(wanted).all(|(part, wanted)| part.as_f64() == *wanted);
    match step {
        Do::NonStrokeColorDeviceGray(ink) => Some(are(&[&ink.0], &[0.0])),
        Do::NonStrokeColorDeviceRgb(ink) => Some(are(&[&ink.0, &ink.1, &ink.2], &[0.0; 3])),
        Do::NonStrokeColorCmyk(ink) => Some(are(&[&ink.3], &[1.0])),
        Do::NonStrokeColor(_) | Do::NonStrokeColorNamed(_) | Do::ColorSpaceNonStroke(_) => Some(false),
        Do::StrokePath(_)
        | Do::CloseAndStrokePath(_)
        | Do::FillPathNonZero(_)
        | Do::FillPathNonZeroCompatibility(_)
        | Do::FillPathEvenOdd(_)
        | Do::FillAndStrokeNonZero(_)
        | Do::FillAndStrokeEvenOdd(_)
        | Do::CloseFillAndStrokeNonZero(_)
        | Do::CloseFillAndStrokeEvenOdd(_)
        | Do::Shading(_)
        | Do::InlineImage(_)
        // What is marked may be hidden.
        | Do::BeginMarkedContentWithProperties(_) => None,
        _ => Some(is_black),
    }
}

/// Whether a state of graphics changes more than how lines end: what is seen through, mixed or masked has to be drawn.
fn changes_more(page: &Page<'_>, name: &Name<'_>) -> bool {
    page.resources().get_ext_g_state(name).is_some_and(|state| {
        let is_seen_through = |key: &str| state.get::<f64>(key).is_some_and(|alpha| alpha < 1.0);
        let is_plain = |key: &str, plain: &[&[u8]]| {
            !state.contains_key(key) || state.get::<Name<'_>>(key).is_some_and(|value| plain.contains(&&*value))
        };
        is_seen_through("ca") || !is_plain("SMask", &[b"None"]) || !is_plain("BM", &[b"Normal", b"Compatible"])
    })
}

/// Whether a square leaves nothing of a page out.
fn is_all(page: &Page<'_>, [left, low, right, high]: [f64; 4]) -> bool {
    let page = page.intersected_crop_box();
    let (aside, above) = (page.width() * 0.01, page.height() * 0.01);
    left <= page.x0 + aside && low <= page.y0 + above && right >= page.x1 - aside && high >= page.y1 - above
}

/// How a picture lies, if it is straight and covers its page.
fn place(page: &Page<'_>, matrix: Matrix) -> Option<Place> {
    let [left, low, right, high] = matrix.around([0.0, 0.0, 1.0, 1.0]);
    let area = page.intersected_crop_box();
    let covered = (right.min(area.x1) - left.max(area.x0)).max(0.0) * (high.min(area.y1) - low.max(area.y0)).max(0.0);
    let (own, whole) = ((right - left) * (high - low), area.width() * area.height());
    if !COVERS.contains(&(covered / whole)) || own > whole * COVERS.end() {
        return None;
    }
    let [a, b, c, d, ..] = matrix.0;
    // Which way its rows run, and its columns, on a page whose y goes down; then as the page is turned, clockwise.
    let (mut row, mut column) = ((a, -b), (-c, d));
    let quarters = match page.rotation() {
        Rotation::None => 0,
        Rotation::Horizontal => 1,
        Rotation::Flipped => 2,
        Rotation::FlippedHorizontal => 3,
    };
    for _ in 0..quarters {
        (row, column) = ((-row.1, row.0), (-column.1, column.0));
    }
    let width_pt = row.0.hypot(row.1);
    let turn = match (direction(row)?, direction(column)?) {
        ((1, 0), (0, 1)) => Orientation::NoTransforms,
        ((0, 1), (-1, 0)) => Orientation::Rotate90,
        ((-1, 0), (0, -1)) => Orientation::Rotate180,
        ((0, -1), (1, 0)) => Orientation::Rotate270,
        ((-1, 0), (0, 1)) => Orientation::FlipHorizontal,
        ((1, 0), (0, -1)) => Orientation::FlipVertical,
        ((0, 1), (1, 0)) => Orientation::Rotate90FlipH,
        ((0, -1), (-1, 0)) => Orientation::Rotate270FlipH,
        _ => return None,
    };
    Some(Place { turn, width_pt })
}

/// Along which axis something runs; nothing if it runs aslant.
fn direction((x, y): (f64, f64)) -> Option<(i8, i8)> {
    let sign = |value: f64| if value > 0.0 { 1 } else { -1 };
    if y.abs() * 1_000.0 < x.abs() {
        Some((sign(x), 0))
    } else if x.abs() * 1_000.0 < y.abs() {
        Some((0, sign(y)))
    } else {
        None
    }
}
