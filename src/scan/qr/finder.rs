//! A finder, measured: where, how large, at what angle, and how much it looks like one.

use super::geometry::Point;
use super::search::Group;
use super::shades::Shades;
use super::symbol::is_dark_ring;
use std::f32::consts::FRAC_PI_2;

/// Modules from the middle to the light ring around a finder.
const RING: i32 = 4;
/// A finder looks the same after a quarter turn; so many angles are tried within one.
const ANGLES: usize = 12;
/// What looks less like a finder than this before it is measured is none.
const MIN_GLANCE: f32 = 0.35;
/// And after.
const MIN_LIKENESS: f32 = 0.5;

/// A finder.
#[derive(Debug, Clone, Copy)]
pub(super) struct Finder {
    pub middle: Point,
    /// One module along its side, and one along the other.
    pub side: Point,
    pub other: Point,
    pub is_dark: bool,
    /// Correlation with a perfect one, at most 1.
    pub likeness: f32,
}

impl Finder {
    /// Measures what a group of lines suggests; `None` where that looks like no finder.
    pub fn measure(group: &Group, shades: &Shades) -> Option<Self> {
        let glances = (0..ANGLES).map(|at| {
            let angle = (at as f32 / ANGLES as f32 - 0.5) * FRAC_PI_2;
            // A line that crosses aslant is longer than the finder is wide.
            let side = Point::new(angle.cos(), angle.sin()) * (group.module_px * angle.cos());
            let mut finder =
                Self { middle: group.middle, side, other: side.turned(), is_dark: group.is_dark, likeness: 0.0 };
            finder.likeness = finder.compare(shades);
            finder
        });
        let glance = glances.max_by(|one, other| one.likeness.total_cmp(&other.likeness))?;
        let finder = (glance.likeness >= MIN_GLANCE).then(|| glance.climb(shades))?;
        (finder.likeness >= MIN_LIKENESS).then_some(finder)
    }

    /// How long a module is.
    pub fn module_px(&self) -> f32 {
        (self.side.length() + self.other.length()) / 2.0
    }

    /// Moves, turns and stretches, one after the other, until nothing helps any more.
    fn climb(mut self, shades: &Shades) -> Self {
        for step in [0.5, 0.25, 0.12] {
            for _ in 0..6 {
                let before = self.likeness;
                for way in Way::ALL {
                    // What helped one way would not have helped the other.
                    for by in [step, -step] {
                        let mut changed = self.changed(way, by);
                        changed.likeness = changed.compare(shades);
                        if changed.likeness > self.likeness {
                            self = changed;
                            break;
                        }
                    }
                }
                if self.likeness <= before {
                    break;
                }
            }
            // The finer steps bring little.
            if self.likeness < MIN_LIKENESS - step / 5.0 {
                break;
            }
        }
        self
    }

    /// So much of a module another way, at the middle or at the rim.
    fn changed(&self, way: Way, by: f32) -> Self {
        let (along, down) = (self.side * by, self.other * by);
        let moved = |by: Point| Self { middle: self.middle + by, ..*self };
        let rim = 1.0 / RING as f32;
        let bent =
            |side: Point, other: Point| Self { side: self.side + side * rim, other: self.other + other * rim, ..*self };
        match way {
            Way::Along => moved(along),
            Way::Down => moved(down),
            Way::Turned => bent(down, along * -1.0),
            Way::Larger => bent(along, down),
            Way::Wider => bent(along, Point::default()),
            Way::Higher => bent(Point::default(), down),
        }
    }

    /// Correlation with a perfect finder.
    fn compare(&self, shades: &Shades) -> f32 {
        let mut correlation = Correlation::default();
        match shades.flat(self.middle, self.side, self.other, (-RING as f32, RING as f32)) {
            Some(flat) => PERFECT.iter().for_each(|(x, y, is_dark)| {
                correlation.add(flat.at(2 * x, 2 * y), *is_dark == self.is_dark);
            }),
            None => PERFECT.iter().for_each(|(x, y, is_dark)| {
                let place = self.middle + self.side * *x as f32 + self.other * *y as f32;
                correlation.add(shades.at(place), *is_dark == self.is_dark);
            }),
        }
        correlation.value()
    }
}

/// How a finder may be changed.
#[derive(Debug, Clone, Copy)]
enum Way {
    Along,
    Down,
    Turned,
    Larger,
    Wider,
    Higher,
}

impl Way {
    const ALL: [Self; 6] = [Self::Along, Self::Down, Self::Turned, Self::Larger, Self::Wider, Self::Higher];
}

/// How many modules a finder and its ring have.
const PERFECT_MODULES: usize = (2 * RING as usize + 1).pow(2);
/// The modules of a perfect finder from its middle, with the light ring around it: right, down, and whether dark.
const PERFECT: [(i32, i32, bool); PERFECT_MODULES] = {
    let mut modules = [(0, 0, false); PERFECT_MODULES];
    let mut at = 0;
    while at < modules.len() {
        let (x, y) = (at as i32 % (2 * RING + 1) - RING, at as i32 / (2 * RING + 1) - RING);
        let ring = if x.abs() > y.abs() { x.abs() } else { y.abs() };
        modules[at] = (x, y, is_dark_ring(ring));
        at += 1;
    }
    modules
};

/// Pearson's correlation of shades with what they should be, dark or light.
#[derive(Debug, Default)]
pub(super) struct Correlation {
    count: f32,
    dark_count: f32,
    sum: f32,
    squares: f32,
    dark_sum: f32,
}

impl Correlation {
    /// Takes a shade.
    #[inline]
    pub fn add(&mut self, shade: f32, is_dark: bool) {
        let dark = f32::from(u8::from(is_dark));
        self.count += 1.0;
        self.dark_count += dark;
        self.sum += shade;
        self.squares += shade * shade;
        self.dark_sum += shade * dark;
    }

    /// From -1 to 1: how well they agree whatever the contrast; 0 where there is none.
    pub fn value(&self) -> f32 {
        let spread = self.count * self.squares - self.sum * self.sum;
        let expected = self.dark_count * (self.count - self.dark_count);
        let together = self.dark_count * self.sum - self.count * self.dark_sum;
        let scale = spread * expected;
        // A contrast below one shade is noise.
        if spread < self.count * self.count || scale <= 0.0 { 0.0 } else { together / scale.sqrt() }
    }

    /// The mean shade of what should be dark, and of what should be light.
    pub fn levels(&self) -> (f32, f32) {
        let light = self.count - self.dark_count;
        (self.dark_sum / self.dark_count.max(1.0), (self.sum - self.dark_sum) / light.max(1.0))
    }
}
