//! What lies between paper and file: fading, a scanner's lens and noise, JPEG.

use super::random::Random;
use image::GrayImage;
use image::codecs::jpeg::JpegEncoder;

/// How bad a page is.
#[derive(Clone, Copy, Default)]
pub struct Wear {
    /// Deviation of the blur, in dots.
    pub blur: f32,
    /// How bright ink has become, at the page's two ends.
    pub ink: (f32, f32),
    /// How bright paper is, at the page's two ends.
    pub paper: (f32, f32),
    pub noise: f32,
    pub jpeg: u8,
}

impl Wear {
    /// A good scanner's picture of a fresh print.
    pub const CLEAN: Self = Self { blur: 0.4, ink: (15.0, 15.0), paper: (250.0, 250.0), noise: 1.5, jpeg: 90 };

    /// As offices' scans go: blur of half a dot to more than one, faded print, yellow paper, tight compression.
    pub fn usual(random: &mut Random, dpi: f32) -> Self {
        let ink = random.between(5.0, 100.0);
        let paper = random.between(190.0, 253.0);
        Self {
            blur: random.between(0.45, 1.35) * dpi / 300.0 + 0.15,
            ink: (ink, ink + random.between(-5.0, 25.0)),
            paper: (paper, paper + random.between(-30.0, 0.0)),
            noise: random.between(1.0, 6.0),
            jpeg: random.between(45.0, 90.0) as u8,
        }
    }

    /// The page after all of it, as a JPEG file.
    pub fn file(&self, page: &GrayImage, random: &mut Random) -> Result<Vec<u8>, String> {
        let mut page = blurred(page, self.blur);
        let noise: Vec<f32> = (0..4096).map(|_| random.normal() * self.noise).collect();
        let (rows, mut at) = (page.height() as f32, 0);
        let width = page.width() as usize;
        for (y, row) in page.chunks_exact_mut(width).enumerate() {
            let down = y as f32 / rows;
            let ink = self.ink.0 + (self.ink.1 - self.ink.0) * down;
            let paper = self.paper.0 + (self.paper.1 - self.paper.0) * down;
            at = (at + random.below(4096)) % 4096;
            for pixel in row {
                at = (at + 1) % 4096;
                *pixel = (ink + (paper - ink) * f32::from(*pixel) / 255.0 + noise[at]).clamp(0.0, 255.0) as u8;
            }
        }
        let mut file = Vec::new();
        JpegEncoder::new_with_quality(&mut file, self.jpeg).encode_image(&page).map_err(|error| error.to_string())?;
        Ok(file)
    }
}

/// A Gaussian blur, down and across.
pub fn blurred(page: &GrayImage, deviation: f32) -> GrayImage {
    if deviation < 0.05 {
        return page.clone();
    }
    let reach = (deviation * 3.0).ceil() as usize;
    let weights: Vec<f32> =
        (0..=2 * reach).map(|at| (-(at as f32 - reach as f32).powi(2) / (2.0 * deviation * deviation)).exp()).collect();
    let total: f32 = weights.iter().sum();
    let weights: Vec<u32> = weights.iter().map(|weight| (weight / total * 65536.0) as u32).collect();
    let (width, height) = (page.width() as usize, page.height() as usize);
    let mut across = vec![255u8; width * height];
    for (from, to) in page.chunks_exact(width).zip(across.chunks_exact_mut(width)) {
        for x in reach..width.saturating_sub(reach) {
            let sum: u32 =
                weights.iter().zip(&from[x - reach..]).map(|(weight, pixel)| weight * u32::from(*pixel)).sum();
            to[x] = (sum.saturating_add(32768) >> 16).min(255) as u8;
        }
    }
    let mut result = page.clone();
    let mut sums = vec![0u32; width];
    for (y, row) in result.chunks_exact_mut(width).enumerate() {
        if y < reach || y + reach >= height {
            continue;
        }
        sums.fill(32768);
        for (part, weight) in weights.iter().enumerate() {
            let from = &across[(y + part - reach) * width..][..width];
            sums.iter_mut().zip(from).for_each(|(sum, pixel)| *sum += weight * u32::from(*pixel));
        }
        row.iter_mut().zip(&sums).for_each(|(pixel, sum)| *pixel = (sum >> 16).min(255) as u8);
    }
    result
}
