//! How a code may lie, from one finder: the two others are hidden by dirt.
//!
//! A finder says how large a module is and, but for quarter turns, how the code is turned. Which of its three corners it is,
//! whither the code goes from there, and the version are tried out, each a little larger, smaller and more turned, for over
//! the length of a code a finder is not measured finely enough. That is a thousand poses, so only for finders that are whole.

use super::deadline::Deadline;
use super::finder::Finder;
use super::fit::{GLANCE_OFF, glance, likeness};
use super::geometry::{Perspective, Point, Quad};
use super::pose::Pose;
use super::shades::Shades;
use super::symbol::{FINDER_MIDDLE, Symbol};

/// A finder is whole that looks so much like one.
const WHOLE: f32 = 0.9;
/// The likeliest, on one page.
const MAX_FINDERS: usize = 4;
/// Versions that labels have.
const VERSIONS: std::ops::RangeInclusive<usize> = 2..=6;
/// How far off a finder's size is thought to be, and how much it is turned beside the truth.
const SIZES: [f32; 5] = [-0.03, -0.015, 0.0, 0.015, 0.03];
const TURNS: [f32; 5] = [-0.03, -0.015, 0.0, 0.015, 0.03];

/// The likeliest poses of each whole finder that `is_free`.
pub(super) fn poses(
    finders: &[Finder],
    is_free: impl Fn(&Finder) -> bool,
    shades: &Shades,
    min_likeness: f32,
    deadline: Deadline,
) -> Vec<(f32, Pose)> {
    let whole = finders.iter().enumerate().filter(|(_, finder)| finder.likeness >= WHOLE && is_free(finder));
    let mut poses = Vec::new();
    for (at, finder) in whole.take(MAX_FINDERS) {
        for symbol in VERSIONS.filter_map(Symbol::of_version) {
            for (right, lower) in ways(finder) {
                for corner in 0..3 {
                    if deadline.is_over() {
                        return poses;
                    }
                    let best = tries(right, lower)
                        .filter_map(|(right, lower)| {
                            let corners = corners(finder.middle, corner, right, lower, symbol.modules as f32)?;
                            Some((glance(symbol, &corners, finder.is_dark, shades), corners))
                        })
                        .max_by(|one, other| one.0.total_cmp(&other.0))
                        .filter(|(glance, _)| *glance >= min_likeness - GLANCE_OFF)
                        .map(|(_, corners)| (likeness(symbol, &corners, finder.is_dark, shades), corners));
                    poses.extend(best.filter(|(likeness, _)| *likeness >= min_likeness).map(|(likeness, corners)| {
                        (likeness, Pose { symbol, corners, is_dark: finder.is_dark, finders: vec![at] })
                    }));
                }
            }
        }
    }
    poses
}

/// A module to the right and one down, in each of the four ways in which a code may be turned.
fn ways(finder: &Finder) -> [(Point, Point); 4] {
    let (right, lower) = (finder.side, finder.other);
    let ways = [(right, lower), (lower, right * -1.0), (right * -1.0, lower * -1.0), (lower * -1.0, right)];
    // Seen from the front, down is a quarter turn clockwise from right.
    ways.map(|(right, lower)| if right.cross(lower) < 0.0 { (lower, right) } else { (right, lower) })
}

fn tries(right: Point, lower: Point) -> impl Iterator<Item = (Point, Point)> {
    SIZES.into_iter().flat_map(move |size| {
        TURNS.into_iter().map(move |turn| {
            let changed = |way: Point| way * (1.0 + size) + way.turned() * turn;
            (changed(right), changed(lower))
        })
    })
}

/// The corners of a code one of whose finders is here: upper left, upper right or lower left.
fn corners(middle: Point, corner: usize, right: Point, lower: Point, side: f32) -> Option<Quad> {
    let far = side - FINDER_MIDDLE;
    let (across, down) = [(FINDER_MIDDLE, FINDER_MIDDLE), (far, FINDER_MIDDLE), (FINDER_MIDDLE, far)][corner];
    let origin = middle - right * across - lower * down;
    let corners = [origin, origin + right * side, origin + (right + lower) * side, origin + lower * side];
    Perspective::onto(&corners, side).map(|_| corners)
}
