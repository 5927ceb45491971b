//! A picture in black and white, by two rules: a threshold for each block of pixels, from what is around it.

use super::runs::{Five, Runs};
use image::GrayImage;

/// A side of the squares that share a threshold, in pixels.
pub(super) const BLOCK: usize = 8;
/// A block whose shades differ less holds no edge.
const FLAT: u8 = 24;
/// Blocks to each side whose black points make a threshold.
const HYBRID_REACH: usize = 2;
/// Blocks to each side whose mean makes a threshold: 24 pixels and the block itself.
const MEAN_REACH: usize = 3;
/// How much darker than its surroundings ink is.
const DARKER: u32 = 10;

/// A grey picture's rows, whoever holds them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    pub width: usize,
    pub height: usize,
    pub pixels: &'a [u8],
}

impl<'a> Rows<'a> {
    /// Those of a picture.
    pub fn of(picture: &'a GrayImage) -> Self {
        Self { width: picture.width() as usize, height: picture.height() as usize, pixels: picture.as_raw() }
    }

    /// A row of pixels.
    #[inline]
    pub fn row(&self, y: usize) -> &'a [u8] {
        &self.pixels[y * self.width..][..self.width]
    }
}

/// Black and white: below which shade a pixel of each block is dark.
#[derive(Debug)]
pub(super) struct Thresholds {
    across: usize,
    blocks: Vec<Threshold>,
}

/// A block in black and white.
#[derive(Debug, Clone, Copy)]
pub(super) struct Threshold {
    /// What is darker than this is dark.
    pub below: u8,
    /// Whether all of it is dark, or none of it; or else neither.
    pub all: Option<bool>,
}

impl Thresholds {
    /// The block that holds a pixel.
    #[inline]
    pub fn block(&self, x: usize, y: usize) -> Threshold {
        self.blocks[y / BLOCK * self.across + x / BLOCK]
    }

    /// Goes along a row, and tells of any five runs that end and of the pixel behind them. What is of one colour, as most of a
    /// page is, costs one step a block; behind the row is paper.
    #[inline]
    pub fn across(&self, rows: Rows<'_>, y: usize, mut found: impl FnMut(Five, usize)) {
        let mut runs = Runs::default();
        for (at, pixels) in rows.row(y).chunks(BLOCK).enumerate() {
            let left = at * BLOCK;
            let block = self.block(left, y);
            if let Some(is_dark) = block.all {
                if let Some(five) = runs.leap(is_dark, pixels.len()) {
                    found(five, left);
                }
                continue;
            }
            for (x, pixel) in (left..).zip(pixels) {
                if let Some(five) = runs.step(*pixel < block.below) {
                    found(five, x);
                }
            }
        }
        if let Some(five) = runs.step(false) {
            found(five, rows.width);
        }
    }
}

/// What is known of each block of 8×8 pixels.
#[derive(Debug)]
pub(super) struct Blocks {
    across: usize,
    down: usize,
    mean: Vec<u8>,
    low: Vec<u8>,
    high: Vec<u8>,
}

impl Blocks {
    /// Looks at every pixel once.
    pub fn of(picture: Rows<'_>) -> Self {
        let (across, down) = (picture.width.div_ceil(BLOCK), picture.height.div_ceil(BLOCK));
        let mut blocks = Self { across, down, mean: Vec::new(), low: Vec::new(), high: Vec::new() };
        let (mut sums, mut lows, mut highs) = (vec![0u32; across], vec![0u8; across], vec![0u8; across]);
        for top in (0..picture.height).step_by(BLOCK) {
            sums.fill(0);
            lows.fill(u8::MAX);
            highs.fill(0);
            let rows = BLOCK.min(picture.height - top);
            for y in top..top + rows {
                let (whole, rest) = picture.row(y).as_chunks::<BLOCK>();
                // A length that is known is a few instructions; what is left at the right edge is not of it.
                for (at, pixels) in whole.iter().enumerate() {
                    sums[at] += pixels.iter().map(|pixel| u32::from(*pixel)).sum::<u32>();
                    lows[at] = pixels.iter().fold(lows[at], |low, pixel| low.min(*pixel));
                    highs[at] = pixels.iter().fold(highs[at], |high, pixel| high.max(*pixel));
                }
                for pixel in rest {
                    let at = whole.len();
                    sums[at] += u32::from(*pixel);
                    lows[at] = lows[at].min(*pixel);
                    highs[at] = highs[at].max(*pixel);
                }
            }
            let width = |at: usize| BLOCK.min(picture.width - at * BLOCK);
            blocks.mean.extend(sums.iter().enumerate().map(|(at, sum)| (sum / (width(at) * rows) as u32) as u8));
            blocks.low.extend_from_slice(&lows);
            blocks.high.extend_from_slice(&highs);
        }
        blocks
    }

    /// ZXing's hybrid rule (Daniel Switkin): each block has a black point, and the mean of those around is its threshold. A
    /// block without an edge is paper, unless it is darker than its neighbours' black points: then it is within ink.
    pub fn hybrid(&self) -> Thresholds {
        let mut points = self.mean.clone();
        for y in 0..self.down {
            for x in 0..self.across {
                let at = y * self.across + x;
                if self.high[at] - self.low[at] > FLAT {
                    continue;
                }
                points[at] = self.low[at] / 2;
                if x > 0 && y > 0 {
                    let [left, above, aslant] = [at - 1, at - self.across, at - self.across - 1].map(|at| points[at]);
                    let around = ((u16::from(left) * 2 + u16::from(above) + u16::from(aslant)) / 4) as u8;
                    if self.low[at] < around {
                        points[at] = around;
                    }
                }
            }
        }
        self.around(&points, HYBRID_REACH, |mean| mean as u8 + u8::from(mean < 255))
    }

    /// Ink is somewhat darker than the mean of what is around it.
    pub fn local_mean(&self) -> Thresholds {
        self.around(&self.mean, MEAN_REACH, |mean| mean.saturating_sub(DARKER) as u8)
    }

    /// A threshold for each block from the mean of a value of the blocks around it.
    fn around(&self, values: &[u8], reach: usize, threshold: impl Fn(u32) -> u8) -> Thresholds {
        // Sums over columns, then over rows, of a window that is cut at the edges.
        let window = |at: usize, end: usize| at.saturating_sub(reach)..(at + reach + 1).min(end);
        let mut blocks = Vec::with_capacity(values.len());
        let mut columns = vec![0u32; self.across];
        for y in 0..self.down {
            let rows = window(y, self.down);
            columns.fill(0);
            for row in rows.clone() {
                let row = &values[row * self.across..][..self.across];
                columns.iter_mut().zip(row).for_each(|(sum, value)| *sum += u32::from(*value));
            }
            blocks.extend((0..self.across).map(|x| {
                let sides = window(x, self.across);
                let count = (sides.len() * rows.len()) as u32;
                let below = threshold(columns[sides].iter().sum::<u32>() / count);
                let (low, high) = (self.low[y * self.across + x], self.high[y * self.across + x]);
                let all = if low >= below { Some(false) } else { (high < below).then_some(true) };
                Threshold { below, all }
            }));
        }
        Thresholds { across: self.across, blocks }
    }
}
