//! Where a decoder puts its rows: all of their grey, and their colours at a size that is enough for a preview, in one pass.
//!
//! Codes, blanks and lines are looked for in grey; three times as much memory for colours that only a preview shows would be
//! most of what a page costs.

use super::super::page::PageImage;
use super::super::picture::PictureLimits;
use crate::domain::scan::ScanFault;
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, RgbImage};

/// What the samples of a dot say, a byte each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Model {
    /// How bright it is.
    Grey,
    /// Red, green, blue.
    Rgb,
    /// Brightness and two of colour, as JPEG has them (ITU-T T.871).
    Ycc,
    /// Inks: cyan, magenta, yellow, black.
    Cmyk,
}

impl Model {
    /// Samples of a dot.
    pub fn samples(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::Rgb | Self::Ycc => 3,
            Self::Cmyk => 4,
        }
    }
}

/// A dot whose red, green and blue differ by more than this has a colour; paper is yellowish, and scanners fringe.
const COLOURED: u8 = 40;
/// A page is coloured if one of so many dots is.
const ONE_OF: usize = 4_000;

/// A page as it is being decoded.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    grey: Vec<u8>,
    colour: Option<Reduced>,
}

impl Canvas {
    /// An empty one. Of so many dots across as are asked for colours are kept, if there is to be any.
    pub fn new(width: u32, height: u32, colour_px: u32, limits: &PictureLimits) -> Result<Self, ScanFault> {
        limits.check(width, height)?;
        let factor = (width.min(height) / colour_px.clamp(1, u32::MAX)).max(1);
        let (across, down) = (width / factor, height / factor);
        let fits = u64::from(across) * u64::from(down) * 3 <= limits.memory_bytes / 2;
        let colour = (colour_px > 0 && fits).then(|| Reduced::new(factor as usize, across as usize));
        let (width, height) = (width as usize, height as usize);
        Ok(Self { width, height, grey: Vec::with_capacity(width * height), colour })
    }

    /// Whether colours are of any use.
    pub fn wants_colour(&self) -> bool {
        self.colour.is_some()
    }

    /// Adds whole rows; what is too much is left out.
    pub fn rows(&mut self, model: Model, samples: &[u8]) {
        let row_bytes = self.width * model.samples();
        if model == Model::Cmyk {
            let mut rgb = Vec::with_capacity(self.width * 3);
            for row in samples.chunks_exact(row_bytes) {
                rgb.clear();
                rgb.extend(row.chunks_exact(4).flat_map(|ink| {
                    let left = 255 - u32::from(ink[3]);
                    [ink[0], ink[1], ink[2]].map(|ink| ((255 - u32::from(ink)) * left / 255) as u8)
                }));
                self.rows(Model::Rgb, &rgb);
            }
            return;
        }
        for row in samples.chunks_exact(row_bytes).take(self.height - self.grey.len() / self.width) {
            match model {
                Model::Grey => self.grey.extend_from_slice(row),
                Model::Ycc => self.grey.extend(row.chunks_exact(3).map(|dot| dot[0])),
                _ => self.grey.extend(row.chunks_exact(3).map(brightness)),
            }
            if model != Model::Grey
                && let Some(colour) = &mut self.colour
            {
                colour.row(row, model == Model::Ycc);
            }
        }
    }

    /// A whole page of grey at once.
    pub fn whole_grey(&mut self, grey: Vec<u8>) {
        self.grey = grey;
        self.grey.truncate(self.width * self.height);
    }

    /// Width and height.
    pub fn size(&self) -> (u32, u32) {
        (self.width as u32, self.height as u32)
    }

    /// Whether no more than a hundredth of the rows is missing, or one.
    pub fn is_nearly_full(&self) -> bool {
        let missing = self.height - self.grey.len() / self.width;
        missing <= (self.height / 100).max(1) && missing < self.height
    }

    /// Whether as many rows have come as there are to be.
    pub fn is_full(&self) -> bool {
        self.grey.len() == self.width * self.height
    }

    /// The page, upright; rows that never came are white.
    pub fn finish(mut self, dpi: Option<f32>, turn: Orientation) -> PageImage {
        self.grey.resize(self.width * self.height, u8::MAX);
        let grey = GrayImage::from_raw(self.width as u32, self.height as u32, self.grey).unwrap_or_default();
        let colour = self.colour.and_then(Reduced::finish);
        PageImage::new(
            upright(grey.into(), turn).into_luma8(),
            colour.map(|colour| upright(colour.into(), turn).into_rgb8()),
            dpi,
        )
    }
}

fn upright(mut picture: DynamicImage, turn: Orientation) -> DynamicImage {
    picture.apply_orientation(turn);
    picture
}

/// ITU-R BT.601.
fn brightness(dot: &[u8]) -> u8 {
    ((u32::from(dot[0]) * 77 + u32::from(dot[1]) * 150 + u32::from(dot[2]) * 29 + 128) >> 8) as u8
}

/// Colours, each dot the mean of a square.
struct Reduced {
    factor: usize,
    across: usize,
    /// Of the rows since the last was finished.
    sums: Vec<u32>,
    rows: usize,
    is_ycc: bool,
    dots: Vec<u8>,
    coloured: usize,
}

impl Reduced {
    fn new(factor: usize, across: usize) -> Self {
        let sums = vec![0; across * 3];
        Self { factor, across, sums, rows: 0, is_ycc: false, dots: Vec::new(), coloured: 0 }
    }

    fn row(&mut self, row: &[u8], is_ycc: bool) {
        self.is_ycc = is_ycc;
        for (sums, square) in self.sums.chunks_exact_mut(3).zip(row.chunks_exact(self.factor * 3)) {
            for dot in square.chunks_exact(3) {
                sums[0] += u32::from(dot[0]);
                sums[1] += u32::from(dot[1]);
                sums[2] += u32::from(dot[2]);
            }
        }
        self.rows += 1;
        if self.rows == self.factor {
            self.row_done();
        }
    }

    fn row_done(&mut self) {
        let area = (self.factor * self.factor) as u32;
        for sums in self.sums.chunks_exact_mut(3) {
            let mean = [sums[0] / area, sums[1] / area, sums[2] / area].map(|mean| mean as u8);
            let dot = if self.is_ycc { rgb(mean) } else { mean };
            let (low, high) = (dot[0].min(dot[1]).min(dot[2]), dot[0].max(dot[1]).max(dot[2]));
            self.coloured += usize::from(high - low > COLOURED);
            self.dots.extend(dot);
            sums.fill(0);
        }
        self.rows = 0;
    }

    /// The colours, if there were any: most pages that are scanned in colour have none.
    fn finish(self) -> Option<RgbImage> {
        let down = self.dots.len() / (self.across * 3).max(1);
        let is_coloured = self.coloured * ONE_OF > self.across * down;
        is_coloured.then(|| RgbImage::from_raw(self.across as u32, down as u32, self.dots)).flatten()
    }
}

/// ITU-T T.871, in 1/65536.
fn rgb([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let (y, cb, cr) = (i32::from(y) << 16, i32::from(cb) - 128, i32::from(cr) - 128);
    [y + 91_881 * cr, y - 22_554 * cb - 46_802 * cr, y + 116_130 * cb]
        .map(|sample| ((sample + 32_768) >> 16).clamp(0, 255) as u8)
}

/// Puts dots with a last sample that says how well they cover onto white paper.
pub(super) fn onto_white(canvas: &mut Canvas, model: Model, row: &[u8]) {
    let samples = model.samples();
    debug_assert!(canvas.width * (samples + 1) == row.len());
    let mut opaque = Vec::with_capacity(canvas.width * samples);
    for dot in row.chunks_exact(samples + 1) {
        let cover = u32::from(dot[samples]);
        opaque.extend(
            dot[..samples].iter().map(|sample| ((u32::from(*sample) * cover + 255 * (255 - cover)) / 255) as u8),
        );
    }
    canvas.rows(model, &opaque);
}
