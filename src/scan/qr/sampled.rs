//! A code as it was sampled, and how far each of its modules is to be believed.
//!
//! Print, blur and scanner make of a module what they make of all others: so much ink at its middle, so much less towards a
//! light neighbour. Those few numbers are taken from the code itself (least squares, the worst left out), and a module that
//! is not as its neighbourhood says is dirty, be its shade ever so near to ink's or paper's.

use super::layout::{Format, format_places};
use super::symbol::Symbol;

/// What a module gains against each neighbour when it is sharpened.
const SHARPEN: f32 = 0.1;
/// Places within a module where it is sampled: three by three.
pub(super) const SPOTS: usize = 9;
/// What a place within a module goes by: a constant, the module's own colour, its eight neighbours.
const CAUSES: usize = 10;
/// Modules further from what is expected than so many times the median are left out when it is worked out again.
const OUTLIER: f32 = 2.0;
/// Noise is not less than this share of the contrast.
const MIN_NOISE: f32 = 0.01;
const AROUND: [(i32, i32); 8] = [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)];

/// A code as it was sampled.
#[derive(Debug, Clone)]
pub(super) struct Sampled {
    pub modules: usize,
    /// Of each module, row by row, how much it is ink: 1 is as what must be dark, 0 as what must be light.
    pub ink: Vec<f32>,
    /// The same of each place within it.
    pub spots: Vec<[f32; SPOTS]>,
}

impl Sampled {
    /// From the places within the modules.
    pub fn new(modules: usize, spots: Vec<[f32; SPOTS]>) -> Self {
        let ink = spots.iter().map(|spots| spots.iter().sum::<f32>() / SPOTS as f32).collect();
        Self { modules, ink, spots }
    }

    pub fn at(&self, x: usize, y: usize) -> f32 {
        self.ink[y * self.modules + x]
    }

    /// A module's neighbour, or paper beyond the edge.
    fn beside(&self, x: usize, y: usize, (across, down): (i32, i32)) -> f32 {
        let (Some(x), Some(y)) = (x.checked_add_signed(across as isize), y.checked_add_signed(down as isize)) else {
            return 0.0;
        };
        if x < self.modules && y < self.modules { self.at(x, y) } else { 0.0 }
    }

    /// The same mirrored.
    pub fn turned_over(&self) -> Self {
        let places = || (0..self.modules).flat_map(|y| (0..self.modules).map(move |x| x * self.modules + y));
        let spots = places().map(|at| {
            let spots = self.spots[at];
            std::array::from_fn(|spot| spots[spot % 3 * 3 + spot / 3])
        });
        Self { modules: self.modules, ink: places().map(|at| self.ink[at]).collect(), spots: spots.collect() }
    }

    /// The same where half ink is taken for so much of it.
    pub fn cut_at(&self, cut: f32) -> Self {
        let moved = |ink: f32| if ink < cut { ink * 0.5 / cut } else { 1.0 - (1.0 - ink) * 0.5 / (1.0 - cut) };
        let spots = self.spots.iter().map(|spots| spots.map(moved)).collect();
        Self { modules: self.modules, ink: self.ink.iter().copied().map(moved).collect(), spots }
    }

    /// The same as if the picture had been sharper: what blur has brought from the four neighbours is taken off again.
    pub fn sharpened(&self) -> Self {
        let last = self.modules - 1;
        let mut sharpened = self.clone();
        for y in 0..self.modules {
            for x in 0..self.modules {
                let [left, right] = [x.saturating_sub(1), (x + 1).min(last)].map(|x| self.at(x, y));
                let [above, below] = [y.saturating_sub(1), (y + 1).min(last)].map(|y| self.at(x, y));
                let here = self.at(x, y);
                sharpened.ink[y * self.modules + x] = here + (4.0 * here - left - right - above - below) * SHARPEN;
            }
        }
        sharpened
    }

    /// The format that fits best, and how well: 1 is a perfect fit.
    pub fn format(&self) -> Option<(Format, f32)> {
        let fit = |format: Format| {
            let bits: Vec<bool> = format.bits().collect();
            let places = format_places(self.modules).flat_map(|(bit, places)| places.map(|place| (bits[bit], place)));
            places
                .map(|(is_dark, (x, y))| (self.at(x, y).clamp(0.0, 1.0) - 0.5) * if is_dark { 2.0 } else { -2.0 })
                .sum::<f32>()
                / 30.0
        };
        Format::all().map(|format| (format, fit(format))).max_by(|one, other| one.1.total_cmp(&other.1))
    }

    /// How far each module is from what its colour and its neighbours make one expect, in medians of that.
    pub fn strangeness(&self) -> Vec<f32> {
        let causes: Vec<[f32; CAUSES]> = (0..self.ink.len()).map(|at| self.causes(at)).collect();
        let mut strange = vec![0.0f32; self.ink.len()];
        let mut limit = f32::MAX;
        for _ in 0..3 {
            let Some(effects) = effects(&causes, &self.spots, |at| strange[at] <= limit) else { break };
            for ((strange, causes), spots) in strange.iter_mut().zip(&causes).zip(&self.spots) {
                let off =
                    |spot: usize| spots[spot] - causes.iter().zip(&effects[spot]).map(|(c, e)| c * e).sum::<f32>();
                *strange = ((0..SPOTS).map(|spot| off(spot).powi(2)).sum::<f32>() / SPOTS as f32).sqrt();
            }
            limit = median(&strange) * OUTLIER;
        }
        let scale = 1.0 / median(&strange).max(MIN_NOISE);
        strange.iter_mut().for_each(|strange| *strange *= scale);
        strange
    }

    fn causes(&self, at: usize) -> [f32; CAUSES] {
        let (x, y) = (at % self.modules, at / self.modules);
        std::array::from_fn(|cause| match cause {
            0 => 1.0,
            1 => f32::from(u8::from(self.ink[at] > 0.5)),
            _ => self.beside(x, y, AROUND[cause - 2]).clamp(0.0, 1.0),
        })
    }

    /// Of how many of its eight neighbours a module has the colour; beyond the edge is paper.
    pub fn alike(&self, at: usize) -> usize {
        let (x, y) = (at % self.modules, at / self.modules);
        AROUND.iter().filter(|way| (self.beside(x, y, **way) > 0.5) == (self.ink[at] > 0.5)).count()
    }

    /// Whether each module that every code of the size has alike is as it must be.
    pub fn fixed(&self) -> Vec<Option<bool>> {
        let mut right = vec![None; self.ink.len()];
        let Some(symbol) = Symbol::of_version((self.modules - 17) / 4) else { return right };
        let side = self.modules as f32;
        for known in
            symbol.known.iter().filter(|known| known.x > 0.0 && known.y > 0.0 && known.x < side && known.y < side)
        {
            let (x, y) = (known.x as usize, known.y as usize);
            right[y * self.modules + x] = Some((self.at(x, y) > 0.5) == known.is_dark);
        }
        right
    }
}

/// What each cause adds to each place within a module, by the modules that are believed (normal equations).
fn effects(
    causes: &[[f32; CAUSES]],
    spots: &[[f32; SPOTS]],
    is_believed: impl Fn(usize) -> bool,
) -> Option<[[f32; CAUSES]; SPOTS]> {
    let mut rows = [[0.0f64; CAUSES + SPOTS]; CAUSES];
    for at in (0..causes.len()).filter(|at| is_believed(*at)) {
        for (row, cause) in rows.iter_mut().zip(causes[at]) {
            let all = causes[at].iter().chain(&spots[at]);
            row.iter_mut().zip(all).for_each(|(sum, value)| *sum += f64::from(cause) * f64::from(*value));
        }
    }
    // A little towards zero, where a cause never varies.
    (0..CAUSES).for_each(|at| rows[at][at] += 0.1);
    for pivot in 0..CAUSES {
        let head = rows[pivot];
        if head[pivot].abs() < 1e-9 {
            return None;
        }
        for row in rows.iter_mut().enumerate().filter(|(at, _)| *at != pivot).map(|(_, row)| row) {
            let factor = row[pivot] / head[pivot];
            row.iter_mut().zip(head).for_each(|(value, head)| *value -= factor * head);
        }
    }
    Some(std::array::from_fn(|spot| {
        std::array::from_fn(|cause| (rows[cause][CAUSES + spot] / rows[cause][cause]) as f32)
    }))
}

fn median(values: &[f32]) -> f32 {
    let mut sorted = values.to_vec();
    let middle = sorted.len() / 2;
    *sorted.select_nth_unstable_by(middle, f32::total_cmp).1
}
