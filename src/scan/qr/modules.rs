//! Reading a code that lies where it lies: each module's shade, dark or light by several thresholds, decoded by rqrr; and
//! where that is not enough, mended first.

use super::fit::compare;
use super::geometry::Perspective;
use super::mend::mend;
use super::sampled::{SPOTS as PLACES, Sampled};
use super::shades::Shades;
use super::symbol::Symbol;
use rqrr::{Grid, SimpleGrid};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Where a module is sampled, from its middle.
const SPOTS: [f32; 3] = [-0.27, 0.0, 0.27];
/// How much ink is dark: half of it, or less or more where print is thin or has spread.
const CUTS: [f32; 3] = [0.5, 0.62, 0.38];

/// What says of itself no more clearly than this which level and mask it has is not decoded, for that is dear: of 1,220 places
/// tried in vain nine in ten said less, of 41 codes that were read none less than 0.56. It costs one of 200 labels as dirty as any.
const MIN_FORMAT: f32 = 0.45;

/// The text of a code that lies so, if it can be read.
pub(super) fn read(symbol: &Symbol, perspective: &Perspective, is_dark: bool, shades: &Shades) -> Option<String> {
    let sampled = sample(symbol, perspective, is_dark, shades);
    let formats = sampled.format().into_iter().chain(sampled.turned_over().format());
    if formats.map(|(_, fit)| fit).fold(0.0, f32::max) < MIN_FORMAT {
        return None;
    }
    let sharpened = sampled.sharpened();
    let plain = |cut: f32| {
        let by = |sampled: &Sampled| decode(symbol.modules, |at| sampled.ink[at] > cut);
        by(&sampled).or_else(|| by(&sharpened))
    };
    let mended = |cut: f32| {
        let dark = mend(&sharpened.cut_at(cut)).or_else(|| mend(&sampled.cut_at(cut)))?;
        decode(symbol.modules, |at| dark[at])
    };
    CUTS.into_iter().find_map(plain).or_else(|| CUTS.into_iter().find_map(mended))
}

/// How much each module is ink, between the levels of what must be dark and what must be light.
pub(super) fn sample(symbol: &Symbol, perspective: &Perspective, is_dark: bool, shades: &Shades) -> Sampled {
    let (dark, light) = compare(symbol, perspective, is_dark, shades).levels();
    let (ink, paper) = if is_dark { (dark, light) } else { (light, dark) };
    let modules = symbol.modules;
    let places = (0..modules * modules).map(|at| {
        let (x, y) = ((at % modules) as f32 + 0.5, (at / modules) as f32 + 0.5);
        std::array::from_fn::<f32, PLACES, _>(|place| {
            let (across, down) = (SPOTS[place % SPOTS.len()], SPOTS[place / SPOTS.len()]);
            (paper - shades.at(perspective.at(x + across, y + down))) / (paper - ink)
        })
    });
    Sampled::new(modules, places.collect())
}

/// Corrects and decodes a square of modules.
fn decode(modules: usize, is_ink: impl Fn(usize) -> bool) -> Option<String> {
    let grid = Grid::new(SimpleGrid::from_func(modules, |x, y| is_ink(y * modules + x)));
    // rqrr has its own limits, and has panicked on what it did not expect.
    catch_unwind(AssertUnwindSafe(|| grid.decode())).ok()?.ok().map(|(_, text)| text)
}
