//! Laying a code exactly: its four corners are moved until the modules that every code has lie on what the picture shows,
//! and if need be the paper between them is bent.

use super::deadline::Deadline;
use super::finder::Correlation;
use super::geometry::{Bow, Perspective, Point, Quad};
use super::pose::Pose;
use super::roll::Roll;
use super::shades::Shades;
use super::symbol::Symbol;
use std::f32::consts::PI;
use std::ops::Range;

/// How far corners are moved, in modules, from coarse to fine.
const STEPS: [f32; 5] = [1.0, 0.5, 0.25, 0.12, 0.06];
/// How often all moves of a size are tried.
const ROUNDS: usize = 8;

/// What has not come this far after the coarse moves, or as a parallelogram, is no code: freeing its corners brings 0.14 at most.
const PROMISING: f32 = 0.55;
const COARSE: f32 = 0.5;

/// How far places of a code are sought from where they would be on flat paper, in modules, and how many ways a tube may lie.
const FURTHEST: i32 = 4;
const TURNS: usize = 8;

/// What agrees no better than this as the likeliest tube is no code on bent paper: of 195 places tried in vain on printed pages one
/// in eight did, of 69 codes that were read so four did not.
const PROMISING_BENT: f32 = 0.7;

/// Of so many known modules one is looked at, at a glance.
const EACH: usize = 3;
/// A glance is no further off than this.
pub(super) const GLANCE_OFF: f32 = 0.1;

/// Correlation of a code's known modules with the picture, if it lay so.
pub(super) fn likeness(symbol: &Symbol, corners: &Quad, is_dark: bool, shades: &Shades) -> f32 {
    Perspective::onto(corners, symbol.modules as f32)
        .map_or(-1.0, |perspective| compare(symbol, &perspective, is_dark, shades).value())
}

/// The same of one known module in three: enough to tell what is worth no more than that.
pub(super) fn glance(symbol: &Symbol, corners: &Quad, is_dark: bool, shades: &Shades) -> f32 {
    Perspective::onto(corners, symbol.modules as f32)
        .map_or(-1.0, |perspective| compare_each(symbol, EACH, &perspective, is_dark, shades).value())
}

/// The known modules' shades as they are on the picture.
pub(super) fn compare(symbol: &Symbol, perspective: &Perspective, is_dark: bool, shades: &Shades) -> Correlation {
    compare_each(symbol, 1, perspective, is_dark, shades)
}

/// The same of one in so many.
fn compare_each(
    symbol: &Symbol,
    step: usize,
    perspective: &Perspective,
    is_dark: bool,
    shades: &Shades,
) -> Correlation {
    let mut correlation = Correlation::default();
    let known = symbol.known.iter().step_by(step);
    let rim = (-1.0, symbol.modules as f32 + 1.0);
    let flat = perspective.flat().and_then(|(origin, right, lower)| shades.flat(origin, right, lower, rim));
    match flat {
        Some(flat) => known.for_each(|known| {
            correlation.add(flat.at(known.halves.0, known.halves.1), known.is_dark == is_dark);
        }),
        None => known.for_each(|known| {
            correlation.add(shades.at(perspective.at(known.x, known.y)), known.is_dark == is_dark);
        }),
    }
    correlation
}

/// Where a code lies, and how well its known modules agree with that.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    pub corners: Quad,
    /// Where the paper is bent.
    pub bow: Option<Bow>,
    pub likeness: f32,
}

impl Fit {
    /// Of a pose, as it was proposed.
    fn of(pose: &Pose, shades: &Shades) -> Self {
        Self { corners: pose.corners, bow: None, likeness: -1.0 }.measured(pose, shades)
    }

    /// Where modules are on the picture.
    pub fn perspective(&self, symbol: &Symbol) -> Option<Perspective> {
        let modules = symbol.modules as f32;
        match &self.bow {
            None => Perspective::onto(&self.corners, modules),
            Some(bow) => Some(Perspective::bent(&self.corners, bow, modules)),
        }
    }

    fn measured(self, pose: &Pose, shades: &Shades) -> Self {
        let likeness = self
            .perspective(pose.symbol)
            .map_or(-1.0, |perspective| compare(pose.symbol, &perspective, pose.is_dark, shades).value());
        Self { likeness, ..self }
    }
}

/// Climbs to the best place near a pose as a parallelogram, which a flat page in a scanner leaves every code.
pub(super) fn climb_flat(pose: &Pose, shades: &Shades, deadline: Deadline) -> Fit {
    climb_by(FLAT, Fit::of(pose, shades), pose, shades, deadline)
}

/// Climbs on with each corner free, as a camera sees it. Dirt on a corner's patterns can lead that corner astray.
pub(super) fn climb_free(flat: Fit, pose: &Pose, shades: &Shades, deadline: Deadline) -> Fit {
    if flat.likeness < PROMISING { flat } else { climb_by(FREE, flat, pose, shades, deadline) }
}

/// Climbs from a parallelogram to the best place on paper that is bent, as it lies before a camera. Three finders stay almost
/// where they were while the middle is modules off, so that a code that cannot be read may agree very well until then.
pub(super) fn climb_bent(flat: Fit, pose: &Pose, shades: &Shades, deadline: Deadline) -> Fit {
    let rolled = rolled(flat, pose, shades, deadline);
    if rolled.likeness < PROMISING_BENT { rolled } else { climb_by(BENT, rolled, pose, shades, deadline) }
}

/// The sheet as a part of a tube, whichever way that lies and however it is bent. Paper that is bent lays what is between three
/// finders, and the corner without one, modules from where they say, which is further than a climb sees.
fn rolled(flat: Fit, pose: &Pose, shades: &Shades, deadline: Deadline) -> Fit {
    let modules = pose.symbol.modules as f32;
    let (right, lower) = (flat.corners[1] - flat.corners[0], flat.corners[3] - flat.corners[0]);
    let steps = || (-FURTHEST..=FURTHEST).map(|step| step as f32 / modules);
    let mut best = flat;
    for turn in 0..TURNS {
        let roll = Roll::across(turn as f32 * PI / TURNS as f32, modules);
        for off in steps().flat_map(|x| steps().map(move |y| right * x + lower * y)) {
            let (corners, bow) = roll.laid(&flat.corners, off);
            let perspective = Perspective::bent(&corners, &bow, modules);
            let likeness = compare_each(pose.symbol, EACH, &perspective, pose.is_dark, shades).value();
            if likeness > best.likeness {
                best = Fit { corners, bow: Some(bow), likeness };
            }
        }
        if deadline.is_over() {
            break;
        }
    }
    best.measured(pose, shades)
}

fn climb_by(changes: Range<usize>, mut best: Fit, pose: &Pose, shades: &Shades, deadline: Deadline) -> Fit {
    for step in STEPS {
        for _ in 0..ROUNDS {
            let before = best.likeness;
            for change in changes.clone() {
                let fit = changed(&best, change, step / pose.symbol.modules as f32).measured(pose, shades);
                if fit.likeness > best.likeness {
                    best = fit;
                }
            }
            if best.likeness <= before || deadline.is_over() {
                break;
            }
        }
        if step <= COARSE && best.likeness < PROMISING {
            break;
        }
    }
    best
}

/// Moves after which a parallelogram is one still.
const FLAT: Range<usize> = 0..16;
/// Moves after which straight lines are straight still.
const FREE: Range<usize> = 0..32;
/// All of them.
const BENT: Range<usize> = 0..40;

/// One of the moves: all corners along a side, a turn, a stretch, two corners along a side; one corner along a side; or the
/// middle alone.
fn changed(fit: &Fit, change: usize, step: f32) -> Fit {
    let mut changed = *fit;
    let corners = &fit.corners;
    let along = (corners[1] - corners[0] + corners[2] - corners[3]) * (step / 2.0);
    let down = (corners[3] - corners[0] + corners[2] - corners[1]) * (step / 2.0);
    let ways = [along, along * -1.0, down, down * -1.0];
    match change {
        0..4 => changed.corners.iter_mut().for_each(|corner| *corner = *corner + ways[change]),
        4..8 => {
            let middle = corners.iter().fold(Point::default(), |sum, corner| sum + *corner) * 0.25;
            let sign = if change.is_multiple_of(2) { step } else { -step };
            for corner in &mut changed.corners {
                let arm = *corner - middle;
                *corner = *corner + (if change < 6 { arm } else { arm.turned() }) * (2.0 * sign);
            }
        }
        // The right side or the lower one, along either side: with moves of all that is any stretch and any slant.
        8..16 => {
            let side = if change < 12 { [1, 2] } else { [2, 3] };
            side.into_iter().for_each(|corner| changed.corners[corner] = changed.corners[corner] + ways[change % 4]);
        }
        16..32 => {
            let corner = &mut changed.corners[(change - 16) / 4];
            *corner = *corner + ways[change % 4];
        }
        _ => {
            if let Some(bow) = &mut changed.bow {
                let bow = &mut bow[(change - 32) / 4];
                *bow = *bow + ways[change % 4];
            }
        }
    }
    changed
}
