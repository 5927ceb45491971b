//! The picture the second stage looks at: smoothed, and sampled between pixels.

use super::black::Rows;
use super::geometry::Point;
use image::GrayImage;

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
                let around = sums[..width - 2].iter().zip(&sums[1..width - 1]).zip(&sums[2..]);
                for (pixel, ((left, here), right)) in out.iter_mut().zip(around) {
                    *pixel = ((left + 2 * here + right + 8) / 16) as u8;
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

    /// Its rows.
    pub fn rows(&self) -> Rows<'_> {
        Rows { width: self.width, height: self.height, pixels: &self.pixels }
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
