//! Templates: an SVG with fields, read strictly, filled and set as drawings.
//!
//! Everything is checked when a template is read, so that one that was taken can be printed: it holds all it shows, knows
//! only fields of its kind, and no text and no dark shape lies on its QR code. docs/label-templates.md tells the format.

mod fill;
mod read;
mod shapes;
mod style;
mod words;

pub use fill::{Content, Drawn, ROWS_MAX, VALUE_CHARS, Warning};
pub use words::{Values, Words};

use super::drawing::{Area, Item, Turn};
use super::error::LabelError;
use super::kind::Kind;
use super::qr::Level;
use super::text::Style;
use tiny_skia::Transform;
use words::Text;

/// How long a template's file may be, in bytes.
pub const TEMPLATE_BYTES: usize = 256 * 1024;
/// How many elements it may draw, `use` counted as often as it shows something.
pub const ELEMENTS_MAX: usize = 5_000;
/// The shortest and the longest side of a template.
pub const SIDES_MM: std::ops::RangeInclusive<f32> = 5.0..=1_200.0;

/// A template that was read and found good.
#[derive(Debug, Clone)]
pub struct Template {
    kind: Kind,
    title: Text,
    width_mm: f32,
    height_mm: f32,
    parts: Vec<Part>,
    rows: Option<Rows>,
}

/// Something the template draws, with when it does.
#[derive(Debug, Clone)]
struct Part {
    when: When,
    what: What,
}

/// On which pages, and with which field, something is drawn.
#[derive(Debug, Clone, Default, PartialEq)]
struct When {
    page: OnPage,
    field: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum OnPage {
    #[default]
    Every,
    First,
    Last,
}

#[derive(Debug, Clone)]
enum What {
    Art(Item),
    Cell(Cell),
    Qr { area: Area, level: Level, payload: Text },
}

/// A place for text, from 0, 0 to its size, and how that lies on the page.
#[derive(Debug, Clone)]
struct Cell {
    width_mm: f32,
    height_mm: f32,
    frame: Transform,
    turn: Turn,
    style: Style,
    text: Text,
    is_never_cut: bool,
}

impl Cell {
    fn area(&self) -> Area {
        Area { x_mm: 0.0, y_mm: 0.0, width_mm: self.width_mm, height_mm: self.height_mm }.transformed(self.frame)
    }
}

/// What is repeated down the page for each row of a list.
#[derive(Debug, Clone)]
struct Rows {
    per_page: usize,
    pitch_mm: f32,
    parts: Vec<Part>,
    is_blank_drawn: bool,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// The first thing that is wrong with it, with its line.
    pub fn read(svg: &str) -> Result<Self, LabelError> {
        read::template(svg)
    }

    /// What it is for.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its name.
    #[must_use]
    pub fn title(&self, words: Words) -> String {
        self.title.say(words, &Values::new())
    }

    /// Width and height.
    #[must_use]
    pub fn size_mm(&self) -> (f32, f32) {
        (self.width_mm, self.height_mm)
    }

    /// How many rows of a list go on a page; none if it has no rows.
    #[must_use]
    pub fn rows_per_page(&self) -> Option<usize> {
        self.rows.as_ref().map(|rows| rows.per_page)
    }

    /// Whether it is filled in at a desk or printed as a page of its own rather than stuck onto something.
    #[must_use]
    pub fn is_form(&self) -> bool {
        self.height_mm > 200.0 || self.width_mm > 200.0 || self.rows.is_some()
    }

    /// Sets the template with content, as many pages as the rows need.
    ///
    /// # Errors
    /// A code that does not fit, a payload no QR code may hold, more rows or longer values than allowed.
    pub fn draw(&self, content: &Content, words: Words) -> Result<Drawn, LabelError> {
        fill::draw(self, content, words)
    }
}
