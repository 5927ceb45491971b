//! How a code may lie, from two finders: beside each other along one of its sides, or across from each other. A third
//! finder, where there is one, says where its corner is; where it is hidden by dirt the two are enough.

use super::finder::Finder;
use super::geometry::{Perspective, Point, Quad};
use super::symbol::{FINDER_MIDDLE, MAX_VERSION, Symbol};

/// Finders of one code differ in size by no more than this, even seen aslant.
const MAX_SIZES_APART: f32 = 1.6;
/// How far the count of modules between two finders may be off: a share of it, and at least so many.
const COUNT_OFF: f32 = 0.1;
const COUNT_OFF_MIN: f32 = 2.5;
/// Two finders stand along a side, or across, if their own sides say so this far at most, as a tangent.
const ASLANT: f32 = 0.42;
/// How far from where it is expected a third finder may be, as a share of the distance between two.
const THIRD_OFF: f32 = 0.3;

/// A way in which a code may lie on the picture.
#[derive(Debug, Clone)]
pub(super) struct Pose {
    pub symbol: &'static Symbol,
    pub corners: Quad,
    pub is_dark: bool,
    /// By their place in the list of finders.
    pub finders: Vec<usize>,
}

/// The middles of a code's three finders: the one between the two others first.
#[derive(Clone, Copy)]
struct Trio {
    corner: Point,
    right: Point,
    lower: Point,
}

/// All poses that pairs of finders allow.
pub(super) fn poses(finders: &[Finder]) -> Vec<Pose> {
    let mut poses = Vec::new();
    for (first, one) in finders.iter().enumerate() {
        for (second, two) in finders.iter().enumerate().skip(first + 1) {
            if is_pair(one, two) {
                propose(finders, first, second, &mut poses);
            }
        }
    }
    poses
}

fn is_pair(one: &Finder, two: &Finder) -> bool {
    let apart = one.module_px() / two.module_px();
    one.is_dark == two.is_dark && (1.0 / MAX_SIZES_APART..=MAX_SIZES_APART).contains(&apart)
}

fn propose(finders: &[Finder], first: usize, second: usize, poses: &mut Vec<Pose>) {
    let (one, two) = (&finders[first], &finders[second]);
    let way = two.middle - one.middle;
    // The way from one to the other in modules along either's own sides; both must see it alike.
    let seen = [one, two].map(|finder| modules_between(finder, way));
    let long = seen.iter().map(|(long, short)| long.hypot(*short)).sum::<f32>() / 2.0;
    if seen.iter().all(|(long, short)| *short <= long * ASLANT) {
        for version in versions(long) {
            for side in [way.turned(), way.turned() * -1.0] {
                let with_one = Trio { corner: one.middle, right: two.middle, lower: one.middle + side };
                let with_two = Trio { corner: two.middle, right: one.middle, lower: two.middle + side };
                for trio in [with_one, with_two] {
                    for (lower, third) in thirds(finders, first, trio.lower, way.length()) {
                        let used = [first, second].into_iter().chain(third).collect();
                        poses.extend(pose(version, Trio { lower, ..trio }, one.is_dark, used));
                    }
                }
            }
        }
    }
    if seen.iter().all(|(long, short)| *short >= long * (1.0 - ASLANT) / (1.0 + ASLANT)) {
        for version in versions(long / std::f32::consts::SQRT_2) {
            for side in [way.turned(), way.turned() * -1.0] {
                let expected = one.middle + (way + side) * 0.5;
                for (corner, third) in thirds(finders, first, expected, way.length()) {
                    let used = [first, second].into_iter().chain(third).collect();
                    let trio = Trio { corner, right: one.middle, lower: two.middle };
                    poses.extend(pose(version, trio, one.is_dark, used));
                }
            }
        }
    }
}

/// A way on the picture, in modules along a finder's two sides, the longer part first.
fn modules_between(finder: &Finder, way: Point) -> (f32, f32) {
    let area = finder.side.cross(finder.other).abs().max(1e-3);
    let (along, down) = (way.cross(finder.other).abs() / area, finder.side.cross(way).abs() / area);
    (along.max(down), along.min(down))
}

/// The versions whose finders are about so many modules apart.
fn versions(apart: f32) -> impl Iterator<Item = usize> {
    let off = (apart * COUNT_OFF).max(COUNT_OFF_MIN);
    (1..=MAX_VERSION).filter(move |version| ((10 + 4 * version) as f32 - apart).abs() <= off)
}

/// Where a third finder may be: where it is expected, for it may be hidden and what is seen near there something else; and
/// where one like the others is seen nearest to that.
fn thirds(
    finders: &[Finder],
    like: usize,
    expected: Point,
    distance: f32,
) -> impl Iterator<Item = (Point, Option<usize>)> {
    let away = |at: &usize| (finders[*at].middle - expected).length();
    let seen = (0..finders.len())
        .filter(|at| is_pair(&finders[like], &finders[*at]) && away(at) <= THIRD_OFF * distance)
        .min_by(|one, other| away(one).total_cmp(&away(other)));
    [(expected, None)].into_iter().chain(seen.map(|at| (finders[at].middle, Some(at))))
}

/// The code whose finders have these middles, as a parallelogram.
fn pose(version: usize, trio: Trio, is_dark: bool, mut finders: Vec<usize>) -> Option<Pose> {
    let symbol = Symbol::of_version(version)?;
    let (mut right, mut lower) = (trio.right - trio.corner, trio.lower - trio.corner);
    // A mirrored code has the same known modules; the decoder turns it over.
    if right.cross(lower) < 0.0 {
        std::mem::swap(&mut right, &mut lower);
    }
    let between = symbol.modules as f32 - 2.0 * FINDER_MIDDLE;
    let (right, lower) = (right * (1.0 / between), lower * (1.0 / between));
    let origin = trio.corner - (right + lower) * FINDER_MIDDLE;
    let side = symbol.modules as f32;
    let corners = [origin, origin + right * side, origin + (right + lower) * side, origin + lower * side];
    finders.sort_unstable();
    Perspective::onto(&corners, side).map(|_| Pose { symbol, corners, is_dark, finders })
}
