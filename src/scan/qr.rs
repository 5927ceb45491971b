//! Reads QR codes off pictures of pages, dirty ones too: rxing first, then what it leaves.
//!
//! [`read_codes`] takes any picture and always answers, within its time, with what it read. It says nothing of whose codes
//! they are. Why two stages: docs/adr/0024.

mod belief;
mod black;
mod deadline;
mod field;
mod finder;
mod first;
mod fit;
mod geometry;
mod layout;
mod mend;
mod modules;
mod pose;
mod roll;
mod runs;
mod sampled;
mod search;
mod second;
mod shades;
mod single;
mod symbol;
#[cfg(test)]
mod tests;

pub use geometry::{Point, Quad};

use deadline::Deadline;
use image::GrayImage;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// A code that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadCode {
    /// What it says.
    pub text: String,
    /// Where it lies.
    pub corners: Quad,
    /// What read it.
    pub stage: Stage,
}

/// Which of the two stages read a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// rxing, with three whole finders.
    First,
    /// Ours, with two or three, damaged or not.
    Second,
}

/// What reading a picture may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Width times height; a larger picture is read at half its size, or a quarter.
    pub pixels: u64,
    /// On a processor, for both stages together. Nothing new is begun after that; what was read by then is the answer.
    pub time: Duration,
    /// How many codes are read off one picture.
    pub codes: usize,
}

impl Default for Limits {
    /// A4 at 400 dpi, 1.6 seconds, 64 codes.
    fn default() -> Self {
        Self { pixels: 16_000_000, time: Duration::from_millis(1_600), codes: 64 }
    }
}

/// Of the time, how much the first stage may have.
const FIRST_PERCENT: u32 = 60;
/// A picture narrower than the smallest code.
const MIN_SIDE_PX: u32 = 21;

/// Reads every QR code on a picture that can be read in time.
#[must_use]
pub fn read_codes(picture: &GrayImage, limits: &Limits) -> Vec<ReadCode> {
    let deadline = Deadline::within(limits.time);
    let (small, scale) = halved(picture, limits.pixels);
    let picture = &*small;
    if picture.width().min(picture.height()) < MIN_SIDE_PX {
        return Vec::new();
    }
    let mut codes = first::read(picture, deadline.part(FIRST_PERCENT), limits.codes);
    let left = limits.codes - codes.len();
    if left > 0 {
        let second = catch_unwind(AssertUnwindSafe(|| second::read(picture, &codes, deadline, left)));
        codes.extend(second.unwrap_or_default());
    }
    for corner in codes.iter_mut().flat_map(|code| &mut code.corners) {
        *corner = *corner * scale;
    }
    codes
}

/// The picture at half its size, again and again until it fits; and how many of its pixels are one of that.
fn halved(picture: &GrayImage, max_pixels: u64) -> (Cow<'_, GrayImage>, f32) {
    let (mut small, mut scale) = (Cow::Borrowed(picture), 1.0);
    while u64::from(small.width()) * u64::from(small.height()) > max_pixels.max(1) {
        small = Cow::Owned(half(&small));
        scale *= 2.0;
    }
    (small, scale)
}

/// Each pixel the mean of four.
fn half(picture: &GrayImage) -> GrayImage {
    let (width, height) = ((picture.width() / 2) as usize, (picture.height() / 2) as usize);
    let raw = picture.as_raw();
    let full = picture.width() as usize;
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        let upper = raw[2 * y * full..][..2 * width].chunks_exact(2);
        let lower = raw[(2 * y + 1) * full..][..2 * width].chunks_exact(2);
        pixels.extend(upper.zip(lower).map(|(above, below)| {
            let sum: u16 = above.iter().chain(below).map(|pixel| u16::from(*pixel)).sum();
            ((sum + 2) / 4) as u8
        }));
    }
    GrayImage::from_raw(width as u32, height as u32, pixels).unwrap_or_default()
}
