//! A sheet that curls: a part of a tube, which lies some way and is bent so far.

use super::geometry::{Bow, Point, Quad};
use super::symbol::FINDER_MIDDLE;

/// How the places of a code rise on such a sheet against the plane through its three finders, at most by one. A tube's line
/// is an arc, and over the length of a code an arc is a parabola to within a small part of a module.
pub(super) struct Roll {
    corners: [f32; 4],
    bow: [f32; 2],
}

impl Roll {
    /// Of a tube across which one goes by this angle, from a code's upper side; the code has so many modules along a side.
    pub fn across(angle: f32, modules: f32) -> Self {
        let (sin, cos) = angle.sin_cos();
        let height = |x: f32, y: f32| (x * cos + y * sin).powi(2);
        let (near, far) = (FINDER_MIDDLE / modules, 1.0 - FINDER_MIDDLE / modules);
        let first = height(near, near);
        let slope = |there: f32| (there - first) / (far - near);
        let (right, lower) = (slope(height(far, near)), slope(height(near, far)));
        let rise = |x: f32, y: f32| height(x, y) - first - right * (x - near) - lower * (y - near);
        let corners = [rise(0.0, 0.0), rise(1.0, 0.0), rise(1.0, 1.0), rise(0.0, 1.0)];
        let middles = [rise(0.5, 0.5), rise(0.5, 0.0), rise(0.0, 0.5)];
        let most = corners.into_iter().chain(middles).map(f32::abs).fold(f32::EPSILON, f32::max);
        let bow = [-cos * cos / 4.0, -sin * sin / 4.0];
        Self { corners: corners.map(|rise| rise / most), bow: bow.map(|bow| bow / most) }
    }

    /// Where a code lies that on a flat sheet has these corners, if what rises by one is seen so many pixels off.
    pub fn laid(&self, flat: &Quad, off: Point) -> (Quad, Bow) {
        (std::array::from_fn(|at| flat[at] + off * self.corners[at]), self.bow.map(|bow| off * bow))
    }
}

#[cfg(test)]
mod tests {
    use super::super::geometry::Perspective;
    use super::*;

    #[test]
    fn a_sheet_that_curls_leaves_the_finders_and_moves_the_rest_along_the_tube_alike() {
        let flat = [(0.0, 0.0), (58.0, 0.0), (58.0, 58.0), (0.0, 58.0)].map(|(x, y)| Point::new(x, y));
        for degrees in [0.0_f32, 30.0, 45.0, 90.0, 135.0] {
            let angle = degrees.to_radians();
            let (corners, bow) = Roll::across(angle, 29.0).laid(&flat, Point::new(0.0, 6.0));
            let bent = Perspective::bent(&corners, &bow, 29.0);
            let off = |x: f32, y: f32| bent.at(x, y) - Point::new(2.0 * x, 2.0 * y);
            for (x, y) in [(3.5, 3.5), (25.5, 3.5), (3.5, 25.5)] {
                assert!(off(x, y).length() < 1e-3, "{degrees}°: {:?}", off(x, y));
            }
            // Along the tube height changes as evenly as on a plane.
            let (sin, cos) = angle.sin_cos();
            let along = [-5.0, 0.0, 5.0].map(|way: f32| off(14.5 - way * sin, 14.5 + way * cos).y);
            assert!((along[0] + along[2] - 2.0 * along[1]).abs() < 1e-3, "{degrees}°: {along:?}");
            let across = [-5.0, 0.0, 5.0].map(|way: f32| off(14.5 + way * cos, 14.5 + way * sin).y);
            assert!((across[0] + across[2] - 2.0 * across[1]).abs() > 0.1, "{degrees}°: {across:?}");
        }
    }
}
