//! How askew a page lies: the angle at which its lines, seen end on, stand out most.
//!
//! The criterion is that of W. Postl, "Detection of linear oblique structures and skew scan in digitized documents" (ICPR
//! 1986), with the points of H. S. Baird, "The skew angle of printed documents" (SPSE 1987): only the lower edges of ink are
//! projected, and the sum of squares of the profile is what is compared.

use super::ink::Ink;

/// As dark is ink.
const INK: u8 = 70;
/// No feeder pulls a page more askew; beyond it the page was laid so.
const REACH_DEG: f32 = 15.0;
const COARSE_DEG: f32 = 0.2;
const FINE_DEG: f32 = 0.02;
/// More points say no more.
const MAX_POINTS: usize = 24_000;
/// Fewer say nothing.
const MIN_POINTS: usize = 60;
/// Of width and height, what is left out at each edge: shadows and holes are there, and lie straight.
const MARGIN_PART: usize = 25;
/// The best angle must stand out so much from the mean of all; pictures and scribbles have no lines.
const STANDS_OUT: f32 = 1.3;

/// How far the lines of a page are turned clockwise, in hundredths of a degree; 0 where there are none.
pub(super) fn centidegrees(ink: &Ink) -> i16 {
    // A page may lie on its side: then its lines run down.
    let best = [Axis::Across, Axis::Down].map(|axis| best(ink, axis));
    let (degrees, stands_out) = if best[1].1 > best[0].1 { best[1] } else { best[0] };
    if stands_out < STANDS_OUT { 0 } else { (degrees * 100.0).round() as i16 }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Axis {
    Across,
    Down,
}

/// The best angle for lines of one direction, and how much it stands out.
fn best(ink: &Ink, axis: Axis) -> (f32, f32) {
    let points = points(ink, axis);
    if points.len() < MIN_POINTS {
        return (0.0, 0.0);
    }
    let mut profile = vec![0u32; 2 * (ink.width + ink.height)];
    let middle = (ink.width + ink.height) as f32 / 2.0;
    let steps = (REACH_DEG / COARSE_DEG).round() as i32;
    let coarse: Vec<f32> =
        (-steps..=steps).map(|step| energy(&points, step as f32 * COARSE_DEG, middle, &mut profile)).collect();
    let mean = coarse.iter().sum::<f32>() / coarse.len() as f32;
    let top = (0..coarse.len()).max_by(|one, other| coarse[*one].total_cmp(&coarse[*other])).unwrap_or_default();
    let about = (top as i32 - steps) as f32 * COARSE_DEG;
    let fine = (COARSE_DEG / FINE_DEG).round() as i32;
    let (mut degrees, mut most) = (about, 0.0);
    for step in -fine..=fine {
        let angle = about + step as f32 * FINE_DEG;
        let energy = energy(&points, angle, middle, &mut profile);
        if energy > most {
            (degrees, most) = (angle, energy);
        }
    }
    (degrees.clamp(-REACH_DEG, REACH_DEG), most / mean.max(1.0))
}

/// The lower edges of ink, or its left ones: along the line, and across it.
fn points(ink: &Ink, axis: Axis) -> Vec<(f32, f32)> {
    let (width, height) = (ink.width, ink.height);
    let (aside, above) = (width / MARGIN_PART, height / MARGIN_PART);
    let is_ink = |x: usize, y: usize| ink.dark[y * width + x] >= INK;
    let mut points = Vec::new();
    for y in above + 1..height.saturating_sub(above + 1) {
        for x in aside + 1..width.saturating_sub(aside + 1) {
            if !is_ink(x, y) {
                continue;
            }
            match axis {
                Axis::Across if !is_ink(x, y + 1) => points.push((x as f32, y as f32)),
                Axis::Down if !is_ink(x - 1, y) => points.push((y as f32, -(x as f32))),
                _ => {}
            }
        }
    }
    let step = points.len().div_ceil(MAX_POINTS).max(1);
    points.into_iter().step_by(step).collect()
}

/// The sum of squares of the profile of points that are seen at an angle.
fn energy(points: &[(f32, f32)], degrees: f32, middle: f32, profile: &mut [u32]) -> f32 {
    profile.fill(0);
    let tangent = degrees.to_radians().tan();
    let shift = profile.len() as f32 / 2.0;
    for (along, across) in points {
        let at = across - (along - middle) * tangent + shift;
        if let Some(count) = profile.get_mut(at as usize) {
            *count += 1;
        }
    }
    profile.iter().map(|count| (*count as f32) * (*count as f32)).sum()
}
