//! The picture the second stage looks at: smoothed, sampled between pixels, and in black and white by two rules.

use super::geometry::Point;
use image::GrayImage;

/// A side of the squares that share a threshold, in pixels.
const BLOCK: usize = 8;
/// A block whose shades differ less holds no edge.
const FLAT: u8 = 24;
/// Blocks to each side whose black points make a threshold.
const HYBRID_REACH: usize = 2;
/// Blocks to each side whose mean makes a threshold: 24 pixels and the block itself.
const MEAN_REACH: usize = 3;
/// How much darker than its surroundings ink is.
const DARKER: u32 = 10;

/// A grey picture that can be asked anywhere.
#[derive(Debug, Clone)]
pub(super) struct Shades {
    pub width: usize,
    pub height: usize,
    pixels: Vec<u8>,
}

impl Shades {
    /// The picture, smoothed by a binomial 3×3 filter: noise of one pixel is no module.
    pub fn smooth(picture: &GrayImage) -> Self {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let raw = picture.as_raw();
        let mut pixels = raw.clone();
        let mut sums = vec![0u16; width];
        for y in 1..height.saturating_sub(1) {
            let row = |at: usize| &raw[at * width..][..width];
            let lines = row(y - 1).iter().zip(row(y)).zip(row(y + 1));
            for (sum, ((above, here), below)) in sums.iter_mut().zip(lines) {
                *sum = u16::from(*above) + 2 * u16::from(*here) + u16::from(*below);
            }
            if width > 2 {
                let out = &mut pixels[y * width + 1..][..width - 2];
                for (pixel, around) in out.iter_mut().zip(sums.windows(3)) {
                    *pixel = ((around[0] + 2 * around[1] + around[2] + 8) / 16) as u8;
                }
            }
        }
        Self { width, height, pixels }
    }

    /// The shade at a place, between the four pixels around it; beyond an edge the picture goes on as it ends there.
    #[inline]
    pub fn at(&self, place: Point) -> f32 {
        let (x, y) = (place.x - 0.5, place.y - 0.5);
        // Not a number becomes 0, and so does what is left of the picture.
        let (left, top) = (x.max(0.0) as usize, y.max(0.0) as usize);
        if left + 1 >= self.width || top + 1 >= self.height {
            let at = top.min(self.height - 1) * self.width + left.min(self.width - 1);
            return f32::from(self.pixels[at]);
        }
        let (part_x, part_y) = ((x - left as f32).max(0.0), (y - top as f32).max(0.0));
        let at = top * self.width + left;
        let (upper, lower) = (&self.pixels[at..at + 2], &self.pixels[at + self.width..at + self.width + 2]);
        let mix = |pair: &[u8]| f32::from(pair[0]) + (f32::from(pair[1]) - f32::from(pair[0])) * part_x;
        let above = mix(upper);
        above + (mix(lower) - above) * part_y
    }

    /// A row of pixels.
    pub fn row(&self, y: usize) -> &[u8] {
        &self.pixels[y * self.width..][..self.width]
    }
}

/// Black and white: below which shade a pixel of each block is dark.
#[derive(Debug)]
pub(super) struct Thresholds {
    across: usize,
    below: Vec<u8>,
}

impl Thresholds {
    /// Whether each pixel of a row is dark.
    pub fn dark<'a>(&'a self, shades: &'a Shades, y: usize) -> impl Iterator<Item = bool> + 'a {
        let blocks = &self.below[y / BLOCK * self.across..][..self.across];
        let pixels = shades.row(y).chunks(BLOCK).zip(blocks);
        pixels.flat_map(|(pixels, below)| pixels.iter().map(move |pixel| pixel < below))
    }

    /// The same of every so many pixels.
    pub fn dark_each<'a>(&'a self, shades: &'a Shades, y: usize, step: usize) -> impl Iterator<Item = bool> + 'a {
        let blocks = &self.below[y / BLOCK * self.across..][..self.across];
        let pixels = shades.row(y).iter().step_by(step).enumerate();
        pixels.map(move |(at, pixel)| *pixel < blocks[at * step / BLOCK])
    }
}

/// What is known of each block of 8×8 pixels.
pub(super) struct Blocks {
    across: usize,
    down: usize,
    mean: Vec<u8>,
    low: Vec<u8>,
    high: Vec<u8>,
}

impl Blocks {
    /// Looks at every pixel once.
    pub fn of(shades: &Shades) -> Self {
        let (across, down) = (shades.width.div_ceil(BLOCK), shades.height.div_ceil(BLOCK));
        let mut blocks = Self { across, down, mean: Vec::new(), low: Vec::new(), high: Vec::new() };
        let (mut sums, mut lows, mut highs) = (vec![0u32; across], vec![0u8; across], vec![0u8; across]);
        for top in (0..shades.height).step_by(BLOCK) {
            sums.fill(0);
            lows.fill(u8::MAX);
            highs.fill(0);
            let rows = BLOCK.min(shades.height - top);
            for y in top..top + rows {
                for (at, pixels) in shades.row(y).chunks(BLOCK).enumerate() {
                    for pixel in pixels {
                        sums[at] += u32::from(*pixel);
                        lows[at] = lows[at].min(*pixel);
                        highs[at] = highs[at].max(*pixel);
                    }
                }
            }
            let width = |at: usize| BLOCK.min(shades.width - at * BLOCK);
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
        let mut below = Vec::with_capacity(values.len());
        let mut columns = vec![0u32; self.across];
        for y in 0..self.down {
            let rows = window(y, self.down);
            columns.fill(0);
            for row in rows.clone() {
                let row = &values[row * self.across..][..self.across];
                columns.iter_mut().zip(row).for_each(|(sum, value)| *sum += u32::from(*value));
            }
            below.extend((0..self.across).map(|x| {
                let sides = window(x, self.across);
                let count = (sides.len() * rows.len()) as u32;
                threshold(columns[sides].iter().sum::<u32>() / count)
            }));
        }
        Thresholds { across: self.across, below }
    }
}
