//! The one drawing that every output is made from: shapes, lines, runs of glyphs and QR codes in millimetres, y downwards.
//!
//! Knows no printer, no template and no file format. Text is glyphs with their places, so no output sets type by itself.

use super::qr::Modules;
use std::sync::Arc;
use tiny_skia::{Path, Stroke, Transform};

/// Millimetres in an inch.
pub const MM_PER_INCH: f32 = 25.4;

/// A colour; what prints in one colour turns what is darker than half into black.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

impl Colour {
    /// Black, which everything is that says nothing else.
    pub const BLACK: Self = Self { red: 0, green: 0, blue: 0 };
    /// White.
    pub const WHITE: Self = Self { red: 255, green: 255, blue: 255 };
}

/// A rectangle in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x_mm: f32,
    /// Upper edge.
    pub y_mm: f32,
    /// Width.
    pub width_mm: f32,
    /// Height.
    pub height_mm: f32,
}

impl Area {
    /// Whether two areas share more than an edge.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let apart = |a: f32, a_length: f32, b: f32, b_length: f32| {
            a + a_length <= b + TOUCHING_MM || b + b_length <= a + TOUCHING_MM
        };
        !apart(self.x_mm, self.width_mm, other.x_mm, other.width_mm)
            && !apart(self.y_mm, self.height_mm, other.y_mm, other.height_mm)
    }

    /// Whether `other` lies inside, give or take a hundredth of a millimetre.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.x_mm <= other.x_mm + TOUCHING_MM
            && self.y_mm <= other.y_mm + TOUCHING_MM
            && other.x_mm + other.width_mm <= self.x_mm + self.width_mm + TOUCHING_MM
            && other.y_mm + other.height_mm <= self.y_mm + self.height_mm + TOUCHING_MM
    }

    /// The area that holds this one's corners after a transformation.
    #[must_use]
    pub fn transformed(&self, by: Transform) -> Self {
        let mut corners = [
            tiny_skia::Point::from_xy(self.x_mm, self.y_mm),
            tiny_skia::Point::from_xy(self.x_mm + self.width_mm, self.y_mm + self.height_mm),
        ];
        by.map_points(&mut corners);
        let [a, b] = corners;
        Self { x_mm: a.x.min(b.x), y_mm: a.y.min(b.y), width_mm: (a.x - b.x).abs(), height_mm: (a.y - b.y).abs() }
    }
}

/// Edges closer than this touch and do not overlap.
const TOUCHING_MM: f32 = 0.01;

/// Where the beginning of a line of text looks: quarter turns, clockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Turn {
    /// As one reads.
    #[default]
    None,
    /// Downwards.
    Right,
    /// Upside down.
    Half,
    /// Upwards.
    Left,
}

impl Turn {
    /// How many quarter turns.
    #[must_use]
    pub fn quarters(self) -> u8 {
        self as u8
    }

    /// So many quarter turns.
    #[must_use]
    pub fn of(quarters: u8) -> Self {
        match quarters % 4 {
            0 => Self::None,
            1 => Self::Right,
            2 => Self::Half,
            _ => Self::Left,
        }
    }

    /// One turn after another.
    #[must_use]
    pub fn then(self, other: Self) -> Self {
        Self::of(self.quarters() + other.quarters())
    }

    /// Cosine and sine.
    #[must_use]
    pub fn cos_sin(self) -> (f32, f32) {
        match self {
            Self::None => (1.0, 0.0),
            Self::Right => (0.0, 1.0),
            Self::Half => (-1.0, 0.0),
            Self::Left => (0.0, -1.0),
        }
    }
}

/// A glyph of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// Its number in the face.
    pub id: u16,
    /// How far the next one is from it.
    pub advance_mm: f32,
    /// Where its character begins in the run's text.
    pub at: usize,
}

/// Glyphs of one face and size on one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The face's number among the fonts.
    pub face: usize,
    /// Made bold by widening its strokes, for want of a bold face that has the characters.
    pub is_widened: bool,
    /// The size of an em.
    pub size_mm: f32,
    /// The colour.
    pub colour: Colour,
    /// Where the line begins.
    pub x_mm: f32,
    /// Where its baseline is.
    pub y_mm: f32,
    /// Where the line goes from there.
    pub turn: Turn,
    /// The glyphs.
    pub glyphs: Vec<Glyph>,
    /// What they say.
    pub text: String,
    /// The cell the run must stay in, if it has one.
    pub cell: Option<Area>,
}

/// A QR code in its place. The quiet zone is inside the place.
#[derive(Debug, Clone, PartialEq)]
pub struct QrCode {
    /// Where it goes: the largest code that fits with a whole number of dots a module is drawn in the middle.
    pub area: Area,
    /// What is dark.
    pub modules: Arc<Modules>,
}

/// One thing on a drawing, in the order of painting.
#[derive(Debug, Clone)]
pub enum Item {
    /// A filled shape.
    Fill {
        /// Its outline.
        path: Arc<Path>,
        /// Its colour.
        colour: Colour,
        /// Whether what is enclosed twice is outside.
        is_even_odd: bool,
    },
    /// A drawn line of any form.
    Stroke {
        /// The line.
        path: Arc<Path>,
        /// Its colour.
        colour: Colour,
        /// Its width and ends.
        stroke: Arc<Stroke>,
    },
    /// A straight horizontal or vertical line, which printers with large dots draw in whole dots.
    Rule {
        /// What is dark; a rule's length and thickness are that area's sides.
        area: Area,
        /// Its colour.
        colour: Colour,
    },
    /// Glyphs.
    Text(Run),
    /// A QR code.
    Qr(QrCode),
}

/// What is printed on one label, card or page.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// Width.
    pub width_mm: f32,
    /// Height.
    pub height_mm: f32,
    /// What is on it.
    pub items: Vec<Item>,
}

impl Drawing {
    /// The same at another size.
    #[must_use]
    pub fn scaled(self, by: f32) -> Self {
        let items = self.items.into_iter().map(|item| item.scaled(by)).collect();
        Self { width_mm: self.width_mm * by, height_mm: self.height_mm * by, items }
    }
}

impl Item {
    fn scaled(self, by: f32) -> Self {
        let of_area = |area: Area| area.transformed(Transform::from_scale(by, by));
        let of_path = |path: Arc<Path>| {
            let scaled = (*path).clone().transform(Transform::from_scale(by, by));
            scaled.map_or(path, Arc::new)
        };
        match self {
            Self::Fill { path, colour, is_even_odd } => Self::Fill { path: of_path(path), colour, is_even_odd },
            Self::Stroke { path, colour, stroke } => {
                let stroke = Stroke { width: stroke.width * by, ..(*stroke).clone() };
                Self::Stroke { path: of_path(path), colour, stroke: Arc::new(stroke) }
            }
            Self::Rule { area, colour } => Self::Rule { area: of_area(area), colour },
            Self::Text(run) => Self::Text(run.scaled(by)),
            Self::Qr(code) => Self::Qr(QrCode { area: of_area(code.area), ..code }),
        }
    }
}

impl Run {
    fn scaled(mut self, by: f32) -> Self {
        for glyph in &mut self.glyphs {
            glyph.advance_mm *= by;
        }
        let cell = self.cell.map(|cell| cell.transformed(Transform::from_scale(by, by)));
        Self { size_mm: self.size_mm * by, x_mm: self.x_mm * by, y_mm: self.y_mm * by, cell, ..self }
    }
}

/// A drawing somewhere on a page.
#[derive(Debug, Clone)]
pub struct Placed {
    /// How far from the left.
    pub x_mm: f32,
    /// How far from above.
    pub y_mm: f32,
    /// The drawing.
    pub drawing: Arc<Drawing>,
}

/// A sheet of paper, or one label of a roll.
#[derive(Debug, Clone)]
pub struct Page {
    /// Width.
    pub width_mm: f32,
    /// Height.
    pub height_mm: f32,
    /// What stands where.
    pub placed: Vec<Placed>,
}

impl Page {
    /// A page that one drawing fills.
    #[must_use]
    pub fn of(drawing: Drawing) -> Self {
        let (width_mm, height_mm) = (drawing.width_mm, drawing.height_mm);
        Self { width_mm, height_mm, placed: vec![Placed { x_mm: 0.0, y_mm: 0.0, drawing: Arc::new(drawing) }] }
    }
}
