//! Points, quadrilaterals, and the perspective between a code's modules and a picture.

use std::ops::{Add, Mul, Sub};

/// A place in a picture, in pixels; the first pixel's middle is at (0.5, 0.5).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// From the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
}

impl Point {
    /// A place.
    #[must_use]
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// How far from the origin; of a difference, how far two places are apart.
    #[must_use]
    pub fn length(self) -> f32 {
        self.x.hypot(self.y)
    }

    /// Positive where `other` lies clockwise of this, as seen on a picture.
    #[must_use]
    pub fn cross(self, other: Self) -> f32 {
        self.x * other.y - self.y * other.x
    }

    /// A quarter turn clockwise, as seen on a picture.
    #[must_use]
    pub fn turned(self) -> Self {
        Self::new(-self.y, self.x)
    }
}

impl Add for Point {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f32> for Point {
    type Output = Self;
    fn mul(self, factor: f32) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }
}

/// Four corners, clockwise on the picture of an unmirrored code: the one whose two neighbours have finders too comes first.
pub type Quad = [Point; 4];

/// Whether a place lies within a quadrilateral that bulges nowhere inwards.
pub(super) fn is_within(quad: &Quad, place: Point) -> bool {
    let sides = (0..4).map(|at| (quad[(at + 1) % 4] - quad[at]).cross(place - quad[at]));
    let (mut left, mut right) = (false, false);
    for side in sides {
        left |= side < 0.0;
        right |= side > 0.0;
    }
    !(left && right)
}

/// How much nearer a module may be than the one before where a code is said to lie flat.
const FLAT: f32 = 1e-6;

/// How far paper is bent: by how many pixels, and whither, the middles of a code's upper and lower sides, and those of the left
/// and the right one, are off where straight sides between its corners would have them.
pub(super) type Bow = [Point; 2];

/// Where a code's square of modules is on a picture: a perspective, or paper that is bent.
///
/// The eight coefficients of a perspective are those of Heckbert, "Fundamentals of Texture Mapping and Image Warping" (1989),
/// section 2.2.3. Paper that is bent is two polynomials of the second degree: a parabola in whatever direction, and what little
/// perspective there is over the length of a code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Perspective {
    across: [f32; 3],
    down: [f32; 3],
    depth: [f32; 2],
    /// Along a side, in modules.
    side: f32,
    /// What bent paper adds for x·y, x·(side − x) and y·(side − y).
    bend: Option<[Point; 3]>,
}

impl Perspective {
    /// From a square of so many modules; `None` where the corners are no quadrilateral that a camera could see.
    pub fn onto(quad: &Quad, modules: f32) -> Option<Self> {
        let [a, b, c, d] = *quad;
        let (right, lower) = (b - c, d - c);
        let bend = a - b + c - d;
        let area = right.cross(lower);
        if area.abs() < 1e-6 {
            return None;
        }
        let g = bend.cross(lower) / area;
        let h = right.cross(bend) / area;
        // The depth must stay positive all over the square.
        if g <= -0.9 || h <= -0.9 || g + h <= -0.9 {
            return None;
        }
        let (across, down) = (b - a + b * g, d - a + d * h);
        let scale = 1.0 / modules;
        Some(Self {
            across: [across.x * scale, down.x * scale, a.x],
            down: [across.y * scale, down.y * scale, a.y],
            depth: [g * scale, h * scale],
            side: modules,
            bend: None,
        })
    }

    /// From a square of so many modules onto paper that is bent so between its corners.
    pub fn bent(quad: &Quad, bow: &Bow, modules: f32) -> Self {
        let [a, b, c, d] = *quad;
        let (scale, square) = (1.0 / modules, 1.0 / (modules * modules));
        let (right, lower) = ((b - a) * scale, (d - a) * scale);
        Self {
            across: [right.x, lower.x, a.x],
            down: [right.y, lower.y, a.y],
            depth: [0.0; 2],
            side: modules,
            bend: Some([(a - b + c - d) * square, bow[0] * (4.0 * square), bow[1] * (4.0 * square)]),
        }
    }

    /// The origin, and a module to the right and down, where all modules are alike to within a hundredth of a pixel.
    pub fn flat(&self) -> Option<(Point, Point, Point)> {
        let origin = Point::new(self.across[2], self.down[2]);
        let way = |at: usize| Point::new(self.across[at], self.down[at]) - origin * self.depth[at];
        let is_flat = self.bend.is_none() && self.depth.iter().all(|depth| depth.abs() < FLAT);
        is_flat.then(|| (origin, way(0), way(1)))
    }

    /// Where a place among the modules is on the picture.
    pub fn at(&self, x: f32, y: f32) -> Point {
        let depth = 1.0 / (self.depth[0] * x + self.depth[1] * y + 1.0);
        let place = Point::new(
            (self.across[0] * x + self.across[1] * y + self.across[2]) * depth,
            (self.down[0] * x + self.down[1] * y + self.down[2]) * depth,
        );
        match self.bend {
            None => place,
            Some([both, right, lower]) => {
                place + both * (x * y) + right * (x * (self.side - x)) + lower * (y * (self.side - y))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;

    #[test]
    fn a_perspective_lays_the_corners_on_the_corners_and_the_middle_where_the_diagonals_cross() {
        let quad = [Point::new(10.0, 20.0), Point::new(110.0, 30.0), Point::new(90.0, 140.0), Point::new(20.0, 100.0)];
        let perspective = Perspective::onto(&quad, 25.0).expect("a camera could see that");
        for (corner, (x, y)) in quad.into_iter().zip([(0.0, 0.0), (25.0, 0.0), (25.0, 25.0), (0.0, 25.0)]) {
            assert!((perspective.at(x, y) - corner).length() < 1e-3);
        }
        let middle = perspective.at(12.5, 12.5);
        for (from, to) in [(quad[0], quad[2]), (quad[1], quad[3])] {
            assert!((to - from).cross(middle - from).abs() / (to - from).length() < 1e-2, "{middle:?}");
        }
    }

    #[test]
    fn bent_paper_moves_the_middles_of_sides_and_leaves_the_corners() {
        let quad = [(0.0, 0.0), (50.0, 4.0), (52.0, 50.0), (1.0, 50.0)].map(|(x, y)| Point::new(x, y));
        let bent = Perspective::bent(&quad, &[Point::new(0.0, 3.0), Point::new(-2.0, 0.0)], 25.0);
        for (at, corner) in [(0.0, 0.0), (25.0, 0.0), (25.0, 25.0), (0.0, 25.0)].into_iter().zip(quad) {
            assert!((bent.at(at.0, at.1) - corner).length() < 1e-3);
        }
        assert!((bent.at(12.5, 0.0) - Point::new(25.0, 5.0)).length() < 1e-3);
        assert!((bent.at(25.0, 12.5) - Point::new(49.0, 27.0)).length() < 1e-3);
        assert!(bent.flat().is_none() && Perspective::onto(&quad, 25.0).is_some());
    }

    #[test]
    fn what_no_camera_could_see_has_no_perspective() {
        let line = [0.0, 1.0, 2.0, 3.0].map(|x| Point::new(x, x));
        assert!(Perspective::onto(&line, 21.0).is_none());
        let dent = [Point::new(0.0, 0.0), Point::new(9.0, 0.0), Point::new(1.0, 1.0), Point::new(0.0, 9.0)];
        assert!(Perspective::onto(&dent, 21.0).is_none());
    }

    #[test]
    fn a_place_is_within_whichever_way_round_the_corners_are_named() {
        let mut quad = [Point::new(0.0, 0.0), Point::new(9.0, 1.0), Point::new(8.0, 9.0), Point::new(1.0, 8.0)];
        for _ in 0..2 {
            assert!(is_within(&quad, Point::new(4.0, 4.0)));
            assert!(!is_within(&quad, Point::new(9.0, 9.0)));
            quad.reverse();
        }
    }
}
