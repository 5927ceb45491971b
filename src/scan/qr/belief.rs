//! How likely each module is not as it was printed.
//!
//! By how strange it looks, how near its shade is to the middle, whether it is part of an even patch, as no mask would leave
//! it, and what is known of those around it. How much each of that counts was learned (logistic regression) on 25,200
//! modules of the bench's `even-200` pages of another seed than those that figures are of: `--seed two`.

use super::sampled::Sampled;

const WEIGHTS: [f32; FEATURES] = [-8.13, 2.16, -0.09, 2.05, -1.45, 5.95, 0.64, 0.54, -0.15];
const FEATURES: usize = 9;
/// How far around a module others count, and how much those that do not touch it.
const REACH: usize = 2;
const APART: f32 = 0.4;
/// So many wrong ones around, and so many right ones, say all that more would.
const MOST_WRONG: f32 = 6.0;
const MOST_RIGHT: f32 = 10.0;

/// The probability of each module, row by row; `right` says of some whether they are as they were printed.
pub(super) fn doubts(sampled: &Sampled, strange: &[f32], right: &[Option<bool>]) -> Vec<f32> {
    let logs: Vec<f32> = strange.iter().map(|strange| strange.ln_1p()).collect();
    (0..strange.len())
        .map(|at| {
            let features = features(sampled, &logs, right, at);
            let sum: f32 = features.iter().zip(WEIGHTS).map(|(feature, weight)| feature * weight).sum();
            1.0 / (1.0 + (-sum).exp())
        })
        .collect()
}

/// What a module is judged by; `strange` by its logarithm.
fn features(sampled: &Sampled, strange: &[f32], right: &[Option<bool>], at: usize) -> [f32; FEATURES] {
    let side = sampled.modules;
    let (x, y) = (at % side, at / side);
    let around = |at: usize| at.saturating_sub(REACH)..(at + REACH + 1).min(side);
    let (mut wrong, mut fine, mut near, mut count) = (0.0f32, 0.0f32, 0.0f32, 0.0f32);
    for row in around(y) {
        for column in around(x).filter(|column| (*column, row) != (x, y)) {
            let other = row * side + column;
            let weight = if row.abs_diff(y).max(column.abs_diff(x)) == 1 { 1.0 } else { APART };
            match right[other] {
                Some(false) => wrong += weight,
                Some(true) => fine += weight,
                None => {}
            }
            near += weight * strange[other];
            count += weight;
        }
    }
    let strange = strange[at];
    let between = 1.0 - 2.0 * (sampled.ink[at] - 0.5).abs().min(0.5);
    let alike = sampled.alike(at) as f32 / 8.0;
    let is_even = f32::from(u8::from(alike == 1.0));
    let known = (wrong.min(MOST_WRONG), fine.min(MOST_RIGHT));
    [1.0, strange, strange * strange, between, near / count, alike, is_even, known.0, known.1]
}
