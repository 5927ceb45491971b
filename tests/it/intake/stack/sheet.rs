//! One side of a sheet: print, codes, dirt, and how it lay in the feeder. Rows are filled and moved whole, so that a stack is
//! drawn in seconds by a program that nobody optimised.

use super::Seed;
use qrcode::{EcLevel, QrCode};

const PAPER: u8 = 252;
const INK: u8 = 25;
/// Of a label's code, without its quiet zone.
const CODE_MM: f32 = 18.0;
const CODES_TOP_MM: f32 = 20.0;
const CODES_LEFT_MM: f32 = 22.0;
/// From one code to the next.
const CODES_STEP_MM: f32 = 55.0;

/// How fine sheets are scanned, and how tall they are: all of them are as wide as A4.
#[derive(Debug, Clone, Copy)]
pub struct Grain {
    /// No more dots an inch than this.
    pub most_dpi: u32,
    pub tall_mm: u32,
}

impl Grain {
    /// As offices scan.
    pub const FINE: Self = Self { most_dpi: u32::MAX, tall_mm: A4_TALL_MM };
    /// What a program that nobody optimised reads in a minute of a processor: coarse, and as tall as the lower of the punched
    /// holes asks for. What an A4 sheet has below is more lines of the same; whole ones take twice as long.
    pub const COARSE: Self = Self { most_dpi: 150, tall_mm: 200 };
}

const A4_TALL_MM: u32 = 297;

/// A sheet as wide as A4, in shades of grey.
#[derive(Clone)]
pub struct Sheet {
    pub dots: Vec<u8>,
    pub width: usize,
    pub height: usize,
    pub dpi: u32,
}

impl Sheet {
    /// A sheet of A4 with nothing on it.
    pub fn empty(dpi: u32) -> Self {
        Self::of(dpi, A4_TALL_MM)
    }

    /// One so tall.
    pub fn of(dpi: u32, tall_mm: u32) -> Self {
        let side = |mm: u32| (mm * dpi * 10 / 254) as usize;
        let (width, height) = (side(210), side(tall_mm));
        Self { dots: vec![PAPER; width * height], width, height, dpi }
    }

    /// A sheet of A4 with lines of print, no two of them the same.
    pub fn printed(seed: &mut Seed, dpi: u32) -> Self {
        Self::empty(dpi).print(seed)
    }

    /// Lines of print on it; what does not fit is cut off.
    pub fn print(mut self, seed: &mut Seed) -> Self {
        let sheet = &mut self;
        let (line_mm, letter_mm) = (6.4, 2.0);
        for line in 0..28 {
            let (top, mut left) = (90.0 + line as f32 * line_mm, 23.0);
            while left < 184.0 {
                let letters = 2 + seed.below(7);
                for _ in 0..letters {
                    let wide = 0.8 + seed.below(10) as f32 / 10.0;
                    sheet.fill((left, top, wide * 0.4, letter_mm), INK);
                    sheet.fill((left, top + seed.below(17) as f32 / 10.0, wide, 0.4), INK);
                    left += wide + 0.5;
                }
                left += 1.6;
            }
        }
        self
    }

    /// Ink on a part of it, in millimetres: left, top, width, height.
    pub fn fill(&mut self, (left, top, width, height): (f32, f32, f32, f32), ink: u8) {
        let dots = |mm: f32, most: usize| ((mm.max(0.0) * self.dpi as f32 / 25.4).round() as usize).min(most);
        let (from, to) = (dots(left, self.width), dots(left + width, self.width));
        for y in dots(top, self.height)..dots(top + height, self.height) {
            self.dots[y * self.width + from..y * self.width + to].fill(ink);
        }
    }

    /// The same with a code on it, the how manieth from the left.
    pub fn code(mut self, text: &str, place: u32) -> Self {
        let code = QrCode::with_error_correction_level(text, EcLevel::Q).unwrap();
        let (modules, colours) = (code.width(), code.to_colors());
        let module = CODE_MM / modules as f32;
        let left = CODES_LEFT_MM + place as f32 * CODES_STEP_MM;
        for (at, colour) in colours.iter().enumerate().filter(|(_, colour)| **colour == qrcode::Color::Dark) {
            let (column, row) = ((at % modules) as f32, (at / modules) as f32);
            let _ = colour;
            self.fill((left + column * module, CODES_TOP_MM + row * module, module, module), INK);
        }
        self
    }

    /// Somebody else's barcode below its print.
    pub fn bars(mut self, seed: &mut Seed) -> Self {
        let top = self.height as f32 * 25.4 / self.dpi as f32 - 23.0;
        self.fill((50.0, top - 4.0, 100.0, 20.0), PAPER);
        let mut left = 60.0;
        while left < 130.0 {
            let wide = [0.4, 1.0][seed.below(2) as usize];
            self.fill((left, top, wide, 12.0), INK);
            left += wide + [0.4, 1.0][seed.below(2) as usize];
        }
        self
    }

    /// What offices do to paper: specks, a streak of the glass, and blots on a twentieth of the label.
    pub fn dirty(mut self, seed: &mut Seed) -> Self {
        for _ in 0..300 {
            let at = (seed.below(2_100) as f32 / 10.0, seed.below(2_970) as f32 / 10.0);
            self.fill((at.0, at.1, 0.2, 0.2), 110);
        }
        for _ in 0..6 {
            let at = (
                CODES_LEFT_MM + 1.0 + seed.below(150) as f32 / 10.0,
                CODES_TOP_MM + 1.0 + seed.below(150) as f32 / 10.0,
            );
            self.fill((at.0, at.1, 1.6, 1.4), [20, 245][seed.below(2) as usize]);
        }
        self.fill((150.0, 0.0, 0.2, 297.0), 170);
        self
    }

    /// A label of which nothing can be made out any more.
    pub fn damaged(mut self) -> Self {
        for band in 0..6 {
            self.fill((CODES_LEFT_MM - 1.0, CODES_TOP_MM + band as f32 * 3.2, CODE_MM + 2.0, 1.8), 60);
        }
        self.fill((CODES_LEFT_MM, CODES_TOP_MM, 7.0, 7.0), 235);
        self
    }

    /// A back through which the front shines, with two holes.
    pub fn shining(mut self, seed: &mut Seed) -> Self {
        for _ in 0..60 {
            let at = (25.0 + seed.below(1_300) as f32 / 10.0, 60.0 + seed.below(2_000) as f32 / 10.0);
            self.fill((at.0, at.1, 20.0, 1.8), 240);
        }
        for (left, top) in [(8.0, 108.0), (8.0, 188.0)] {
            self.hole(left, top);
        }
        self
    }

    /// What lies behind the paper, through a punched hole: a disc.
    fn hole(&mut self, left: f32, top: f32) {
        const ACROSS_MM: f32 = 5.5;
        const STEP_MM: f32 = 0.1;
        for step in 0..(ACROSS_MM / STEP_MM) as u32 {
            let down = step as f32 * STEP_MM - ACROSS_MM / 2.0;
            let half = (ACROSS_MM * ACROSS_MM / 4.0 - down * down).max(0.0).sqrt();
            self.fill((left + ACROSS_MM / 2.0 - half, top + step as f32 * STEP_MM, 2.0 * half, STEP_MM * 2.0), 40);
        }
    }

    /// Drawn in askew, clockwise in hundredths of a degree: rows move along, columns down.
    pub fn skewed(mut self, centideg: i32) -> Self {
        let slope = (centideg as f32 / 100.0).to_radians().tan();
        let middle = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let moved = |dots: f32| dots.round() as i64;
        let across = self.dots.clone();
        for y in 0..self.height {
            let by = moved((middle.1 - y as f32) * slope);
            let row = &mut self.dots[y * self.width..][..self.width];
            row.fill(PAPER);
            copy(&across[y * self.width..][..self.width], row, 0..self.width, by);
        }
        let down = std::mem::replace(&mut self.dots, vec![PAPER; self.width * self.height]);
        let mut from = 0;
        while from < self.width {
            let by = moved((from as f32 - middle.0) * slope);
            let is_same = |x: &usize| moved((*x as f32 - middle.0) * slope) == by;
            let to = (from..self.width).take_while(is_same).last().unwrap_or(from) + 1;
            for y in 0..self.height {
                let source = y as i64 - by;
                if (0..self.height as i64).contains(&source) {
                    let source = source as usize * self.width;
                    self.dots[y * self.width + from..y * self.width + to]
                        .copy_from_slice(&down[source + from..source + to]);
                }
            }
            from = to;
        }
        self
    }

    /// Laid on the glass turned by quarters, clockwise.
    pub fn turned(self, quarters: u8) -> Self {
        let Self { dots, width, height, dpi } = self;
        let picture = image::GrayImage::from_raw(width as u32, height as u32, dots).unwrap();
        let picture = image::DynamicImage::from(picture);
        // The crate's own, for it is optimised.
        let picture = match quarters % 4 {
            1 => picture.rotate90(),
            2 => picture.rotate180(),
            3 => picture.rotate270(),
            _ => picture,
        };
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        Self { dots: picture.into_luma8().into_raw(), width, height, dpi }
    }
}

/// Copies a range of a row, moved by so many dots.
fn copy(from: &[u8], to: &mut [u8], range: std::ops::Range<usize>, by: i64) {
    let start = (range.start as i64 + by).max(0) as usize;
    let end = (range.end as i64 + by).clamp(0, to.len() as i64) as usize;
    if start < end {
        let source = (start as i64 - by) as usize;
        to[start..end].copy_from_slice(&from[source..source + end - start]);
    }
}
