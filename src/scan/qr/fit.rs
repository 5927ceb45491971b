//! Laying a code exactly: its four corners are moved until the modules that every code has lie on what the picture shows.

use super::deadline::Deadline;
use super::finder::Correlation;
use super::geometry::{Perspective, Point, Quad};
use super::pose::Pose;
use super::shades::Shades;
use super::symbol::Symbol;

/// How far corners are moved, in modules, from coarse to fine.
const STEPS: [f32; 5] = [1.0, 0.5, 0.25, 0.12, 0.06];
/// How often all moves of a size are tried.
const ROUNDS: usize = 8;

/// What has not come this far after the coarse moves is no code.
const PROMISING: f32 = 0.5;
const COARSE: f32 = 0.5;

/// Correlation of a code's known modules with the picture, if it lay so.
pub(super) fn likeness(symbol: &Symbol, corners: &Quad, is_dark: bool, shades: &Shades) -> f32 {
    Perspective::onto(corners, symbol.modules as f32)
        .map_or(-1.0, |perspective| compare(symbol, &perspective, is_dark, shades).value())
}

/// The known modules' shades as they are on the picture.
pub(super) fn compare(symbol: &Symbol, perspective: &Perspective, is_dark: bool, shades: &Shades) -> Correlation {
    let mut correlation = Correlation::default();
    for known in &symbol.known {
        correlation.add(shades.at(perspective.at(known.x, known.y)), known.is_dark == is_dark);
    }
    correlation
}

/// Climbs to the best place near a pose: the eight parameters of a perspective are where its four corners are.
pub(super) fn climb(pose: &Pose, shades: &Shades, deadline: Deadline) -> (Quad, f32) {
    let mut best = pose.corners;
    let mut height = likeness(pose.symbol, &best, pose.is_dark, shades);
    for step in STEPS {
        for _ in 0..ROUNDS {
            let before = height;
            for change in 0..CHANGES {
                let tried = changed(&best, change, step / pose.symbol.modules as f32);
                let reached = likeness(pose.symbol, &tried, pose.is_dark, shades);
                if reached > height {
                    (best, height) = (tried, reached);
                }
            }
            if height <= before || deadline.is_over() {
                break;
            }
        }
        if step <= COARSE && height < PROMISING {
            break;
        }
    }
    (best, height)
}

const CHANGES: usize = 24;

/// One of the moves: all corners along a side, a turn, a stretch; or one corner along a side.
fn changed(corners: &Quad, change: usize, step: f32) -> Quad {
    let mut changed = *corners;
    let along = (corners[1] - corners[0] + corners[2] - corners[3]) * (step / 2.0);
    let down = (corners[3] - corners[0] + corners[2] - corners[1]) * (step / 2.0);
    let ways = [along, along * -1.0, down, down * -1.0];
    match change {
        0..4 => changed.iter_mut().for_each(|corner| *corner = *corner + ways[change]),
        4..8 => {
            let middle = corners.iter().fold(Point::default(), |sum, corner| sum + *corner) * 0.25;
            let sign = if change.is_multiple_of(2) { step } else { -step };
            for corner in &mut changed {
                let arm = *corner - middle;
                *corner = *corner + (if change < 6 { arm } else { arm.turned() }) * (2.0 * sign);
            }
        }
        _ => {
            let corner = &mut changed[(change - 8) / 4];
            *corner = *corner + ways[change % 4];
        }
    }
    changed
}
