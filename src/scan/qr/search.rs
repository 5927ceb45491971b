//! Where finders may be: lines across and down that are dark and light as 1:1:3:1:1, gathered where several agree.
//!
//! Generous, for dirt bends the proportion and cuts some lines altogether; what is no finder is found out by
//! [`Finder`](super::finder::Finder).

use super::black::{BLOCK, Rows, Thresholds};
use super::deadline::Deadline;
use super::geometry::{Point, Quad, is_within};
use super::runs::{Five, Runs};
use std::collections::HashMap;

/// Lines are this far apart.
const STEP: usize = 3;
/// How far a run may be off, in modules.
const TOLERANCE: f32 = 0.6;
/// Smaller modules cannot be sampled.
const MIN_MODULE_PX: f32 = 1.4;
/// Larger ones are looked for on a smaller picture, if at all.
const MAX_MODULE_PX: f32 = 60.0;
/// A page that offers more is wallpaper, and what is beyond is not looked at.
const MAX_GROUPS: usize = 20_000;
/// The squares by which groups are found again.
const CELL_PX: f32 = 32.0;

/// Lines that agree on where a finder is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    pub middle: Point,
    /// As wide as the lines say; a line aslant says too much.
    pub module_px: f32,
    /// Dark on light, as print is; or the other way round.
    pub is_dark: bool,
    pub lines: u32,
}

/// Gathers lines into groups.
#[derive(Debug, Default)]
pub(super) struct Search {
    groups: Vec<Group>,
    cells: HashMap<(i32, i32), Vec<usize>>,
}

impl Search {
    /// Looks across and down a picture, block by block: what is of one colour, as most of a page is, costs one step a line.
    pub fn look(&mut self, picture: Rows<'_>, thresholds: &Thresholds, deadline: Deadline) {
        let mut columns = vec![Runs::default(); picture.width.div_ceil(STEP)];
        for top in (0..picture.height).step_by(BLOCK) {
            if deadline.is_over() {
                return;
            }
            let rows = top..(top + BLOCK).min(picture.height);
            for y in rows.clone().filter(|y| y % STEP == 0) {
                thresholds.across(picture, y, |five, x| {
                    self.add(five, |back| Point::new(x as f32 - back, y as f32 + 0.5));
                });
            }
            for (at, runs) in columns.iter_mut().enumerate() {
                let x = at * STEP;
                let middle = |y: usize| move |back: f32| Point::new(x as f32 + 0.5, y as f32 - back);
                let block = thresholds.block(x, top);
                if let Some(is_dark) = block.all {
                    if let Some(five) = runs.leap(is_dark, rows.len()) {
                        self.add(five, middle(top));
                    }
                    continue;
                }
                for y in rows.clone() {
                    if let Some(five) = runs.step(picture.row(y)[x] < block.below) {
                        self.add(five, middle(y));
                    }
                }
            }
        }
    }

    /// Takes five runs, if they are a line through a finder.
    #[inline]
    fn add(&mut self, five: Five, middle: impl Fn(f32) -> Point) {
        if five.is_finder(TOLERANCE) {
            let module_px = five.module();
            if (MIN_MODULE_PX..=MAX_MODULE_PX).contains(&module_px) {
                self.gather(middle(five.end_to_middle()), module_px, five.is_dark);
            }
        }
    }

    /// Puts a line to those near it.
    fn gather(&mut self, middle: Point, module_px: f32, is_dark: bool) {
        let reach = 1.6 * module_px;
        let cell = |value: f32| (value / CELL_PX).floor() as i32;
        for y in cell(middle.y - reach)..=cell(middle.y + reach) {
            for x in cell(middle.x - reach)..=cell(middle.x + reach) {
                for at in self.cells.get(&(x, y)).into_iter().flatten() {
                    let group = &mut self.groups[*at];
                    let is_alike = group.is_dark == is_dark
                        && (group.middle - middle).length() <= reach
                        && (0.66..=1.5).contains(&(group.module_px / module_px));
                    if is_alike {
                        group.lines += 1;
                        let part = 1.0 / group.lines as f32;
                        group.middle = group.middle + (middle - group.middle) * part;
                        group.module_px += (module_px - group.module_px) * part;
                        return;
                    }
                }
            }
        }
        if self.groups.len() < MAX_GROUPS {
            self.cells.entry((cell(middle.x), cell(middle.y))).or_default().push(self.groups.len());
            self.groups.push(Group { middle, module_px, is_dark, lines: 1 });
        }
    }

    /// The groups of enough lines that are not within codes already read.
    pub fn groups(self, read: &[Quad]) -> Vec<Group> {
        let is_read = |group: &Group| read.iter().any(|quad| is_within(quad, group.middle));
        let is_enough = |group: &Group| {
            // A clean finder's middle is crossed by twice as many lines as it is wide.
            let clean = 2.0 * 3.0 * group.module_px / STEP as f32;
            group.lines as f32 >= (clean * 0.25).max(2.0)
        };
        self.groups.into_iter().filter(|group| is_enough(group) && !is_read(group)).collect()
    }
}
