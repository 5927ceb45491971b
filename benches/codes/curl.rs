//! Paper that does not lie flat under the glass: lines over a label become parts of parabolas.

use super::random::Random;
use image::{GrayImage, Luma};
use std::f32::consts::TAU;

/// Beyond so many halves of a code from its middle the paper is bent no further.
const REACH: f32 = 2.0;

/// How a page is bent around one code.
pub struct Curl {
    centre: (f32, f32),
    /// Half the code's side, in dots of the page.
    half: f32,
    /// Which way paper rises, and which way that moves what is on it, in radians.
    across: f32,
    towards: f32,
    /// How far a code's edge is moved against its middle, in dots.
    depth: f32,
}

impl Curl {
    /// Bent by up to so many modules, in any direction.
    pub fn any(random: &mut Random, centre: (f32, f32), (half, module): (f32, f32), modules: f32) -> Self {
        let (across, towards) = (random.between(0.0, TAU), random.between(0.0, TAU));
        Self { centre, half, across, towards, depth: random.between(0.0, modules) * module }
    }

    /// Where on the flat page a dot of the bent one was.
    fn flat(&self, (x, y): (f32, f32)) -> (f32, f32) {
        let (sin, cos) = self.across.sin_cos();
        let off = ((x - self.centre.0) * cos + (y - self.centre.1) * sin) / self.half;
        let moved = self.depth * off.abs().min(REACH).powi(2);
        let (sin, cos) = self.towards.sin_cos();
        (x + moved * cos, y + moved * sin)
    }

    /// The page bent; where there was no paper it is white.
    pub fn bent(&self, page: &GrayImage) -> GrayImage {
        GrayImage::from_fn(page.width(), page.height(), |x, y| {
            let (x, y) = self.flat((x as f32, y as f32));
            let (left, top) = (x.floor(), y.floor());
            let (right_part, lower_part) = (x - left, y - top);
            let shade = |x: f32, y: f32| {
                let is_on = x >= 0.0 && y >= 0.0;
                let pixel = is_on.then(|| page.get_pixel_checked(x as u32, y as u32)).flatten();
                pixel.map_or(255.0, |pixel| f32::from(pixel.0[0]))
            };
            let row = |y: f32| shade(left, y) * (1.0 - right_part) + shade(left + 1.0, y) * right_part;
            Luma([(row(top) * (1.0 - lower_part) + row(top + 1.0) * lower_part) as u8])
        })
    }
}
