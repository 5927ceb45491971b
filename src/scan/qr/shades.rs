//! The picture the second stage looks at: smoothed, sampled between pixels, and in black and white by two rules.

use super::geometry::Point;
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

    /// The square of a grid that lies flat on the picture, `from` to `to` both ways; `None` where it does not lie within it.
    pub fn flat(&self, origin: Point, right: Point, lower: Point, (from, to): (f32, f32)) -> Option<Flat<'_>> {
        let edge = [(from, from), (to, from), (from, to), (to, to)].map(|(x, y)| origin + right * x + lower * y);
        // A pixel to spare, for places are rounded.
        let is_within = |at: &Point| {
            at.x >= 1.5 && at.y >= 1.5 && at.x <= self.width as f32 - 2.5 && at.y <= self.height as f32 - 2.5
        };
        let whole = |value: f32| (value * FINE) as i64;
        edge.iter().all(is_within).then(|| Flat {
            shades: self,
            x: [origin.x - 0.5, right.x / 2.0, lower.x / 2.0].map(whole),
            y: [origin.y - 0.5, right.y / 2.0, lower.y / 2.0].map(whole),
        })
    }

    /// A row of pixels.
    pub fn row(&self, y: usize) -> &[u8] {
        &self.pixels[y * self.width..][..self.width]
    }
}

/// Parts of a pixel that [`Flat`] counts in.
const FINE: f32 = 65_536.0;

/// A grid that lies on a picture without perspective. Nearly all time of the second stage goes into looking at such, so its
/// places are whole numbers and are not checked one by one.
#[derive(Debug)]
pub(super) struct Flat<'a> {
    shades: &'a Shades,
    /// Of the origin, and from half a module to the next to the right and down: in parts of a pixel.
    x: [i64; 3],
    y: [i64; 3],
}

impl Flat<'_> {
    /// The shade at a place in half modules, as [`Shades::at`] says.
    #[inline]
    pub fn at(&self, across: i32, down: i32) -> f32 {
        let (across, down) = (i64::from(across), i64::from(down));
        let [x, y] = [&self.x, &self.y].map(|way| way[0] + way[1] * across + way[2] * down);
        let at = (y >> 16) as usize * self.shades.width + (x >> 16) as usize;
        let [part_x, part_y] = [x, y].map(|place| (place >> 8 & 255) as i32);
        let mix = |at: usize| {
            let pair = &self.shades.pixels[at..at + 2];
            (i32::from(pair[0]) << 8) + (i32::from(pair[1]) - i32::from(pair[0])) * part_x
        };
        let (above, below) = (mix(at), mix(at + self.shades.width));
        ((above << 8) + (below - above) * part_y) as f32 / FINE
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
                let (whole, rest) = shades.row(y).as_chunks::<BLOCK>();
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
