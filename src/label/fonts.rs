//! The typefaces that travel with the program, so that Chinese prints on a machine that has no fonts.
//!
//! Noto Sans CJK SC with 33,000 characters, all of GB 18030's first two planes and what more it has (𠮷 䶮 㛃), and the
//! 7,700 of GB 2312 and Latin in bold and as Song; Noto Sans for the rest of the Latin letters. What a face lacks the next one gives; what none has is shown as 〓 and
//! reported. How the files were made: `tools/make_fonts.py`.

use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::outline::{DrawSettings, OutlineGlyphCollection, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider, charmap::Charmap};
use std::sync::LazyLock;
use tiny_skia::{Path, PathBuilder};

static SANS: &[u8] = include_bytes!("fonts/sans.otf");
static SANS_BOLD: &[u8] = include_bytes!("fonts/sans-bold.otf");
static SERIF: &[u8] = include_bytes!("fonts/serif.otf");
static LATIN: &[u8] = include_bytes!("fonts/latin.ttf");
static LATIN_BOLD: &[u8] = include_bytes!("fonts/latin-bold.ttf");

/// What stands for a character that no face has, as type-setters did.
const GETA: char = '〓';

/// Which kind of type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Family {
    /// Strokes of one width (黑体): labels and headings.
    #[default]
    Sans,
    /// Song (宋体): what fills forms.
    Serif,
}

/// A character's glyph.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// The face it is in.
    pub face: usize,
    /// Its number there.
    pub id: u16,
    /// Its width, as a part of the size.
    pub advance_em: f32,
    /// Whether bold was asked for and the face is not.
    pub is_widened: bool,
    /// Whether it only stands for a character that no face has.
    pub is_substitute: bool,
}

/// The faces.
pub struct Fonts {
    faces: Vec<Face>,
}

struct Face {
    data: &'static [u8],
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    outlines: OutlineGlyphCollection<'static>,
}

impl Face {
    fn read(data: &'static [u8]) -> Option<Self> {
        let font = FontRef::new(data).ok()?;
        Some(Self {
            data,
            charmap: font.charmap(),
            metrics: font.glyph_metrics(Size::new(1.0), LocationRef::default()),
            outlines: font.outline_glyphs(),
        })
    }
}

/// The places of the shipped faces in the list.
const SANS_FACE: usize = 0;
const BOLD_FACE: usize = 1;
const SERIF_FACE: usize = 2;
const LATIN_FACE: usize = 3;
const LATIN_BOLD_FACE: usize = 4;

impl Fonts {
    /// The shipped faces.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Fonts> = LazyLock::new(|| Fonts {
            faces: [SANS, SANS_BOLD, SERIF, LATIN, LATIN_BOLD].into_iter().filter_map(Face::read).collect(),
        });
        &SHIPPED
    }

    /// The glyph for a character, from the first face that has it.
    #[must_use]
    pub fn find(&self, family: Family, is_bold: bool, character: char) -> Found {
        self.lookup(family, is_bold, character).unwrap_or_else(|| {
            let geta = self.lookup(family, is_bold, GETA);
            let none = Found { face: 0, id: 0, advance_em: 1.0, is_widened: false, is_substitute: true };
            Found { is_substitute: true, ..geta.unwrap_or(none) }
        })
    }

    fn lookup(&self, family: Family, is_bold: bool, character: char) -> Option<Found> {
        let order: &[usize] = match (family, is_bold) {
            (_, true) => &[BOLD_FACE, LATIN_BOLD_FACE, SANS_FACE],
            (Family::Sans, false) => &[SANS_FACE, LATIN_FACE],
            (Family::Serif, false) => &[SERIF_FACE, SANS_FACE, LATIN_FACE],
        };
        order.iter().find_map(|&number| {
            let face = self.faces.get(number)?;
            let id = face.charmap.map(character).filter(|id| id.to_u32() != 0)?;
            Some(Found {
                face: number,
                id: u16::try_from(id.to_u32()).ok()?,
                advance_em: face.metrics.advance_width(id).unwrap_or(1.0),
                is_widened: is_bold && number == SANS_FACE,
                is_substitute: false,
            })
        })
    }

    /// A glyph's outline for a size of one, y downwards; nothing for a space.
    #[must_use]
    pub fn outline(&self, face: usize, id: u16) -> Option<Path> {
        let glyph = self.faces.get(face)?.outlines.get(GlyphId::from(id))?;
        let mut pen = Pen(PathBuilder::new());
        glyph.draw(DrawSettings::unhinted(Size::new(1.0), LocationRef::default()), &mut pen).ok()?;
        pen.0.finish()
    }

    /// Whether a face is Song.
    #[must_use]
    pub fn is_serif(&self, face: usize) -> bool {
        face == SERIF_FACE
    }

    /// A face's file.
    #[must_use]
    pub fn file(&self, face: usize) -> Option<&'static [u8]> {
        self.faces.get(face).map(|face| face.data)
    }

    /// How many faces there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.faces.len()
    }
}

/// Turns an outline the right way up for a page whose y grows downwards.
struct Pen(PathBuilder);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, -y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, -y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, -y1, x, -y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, -y1, x2, -y2, x, -y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
