//! Runs of dark and light along a line, and the proportion 1:1:3:1:1 that a line through a finder's middle has
//! (ISO/IEC 18004, 6.3.3), at whatever angle it crosses.

/// Runs as they come, pixel by pixel.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Runs {
    /// The last five that ended, the latest last; zero where there was none yet.
    ended: [u16; 5],
    length: u16,
    is_dark: bool,
}

/// Five runs that ended one after another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Five {
    runs: [u16; 5],
    /// Whether the outer and the middle one are dark.
    pub is_dark: bool,
}

impl Runs {
    /// Takes a pixel; what the last five runs were, if it is the first of another colour.
    #[inline]
    pub fn step(&mut self, is_dark: bool) -> Option<Five> {
        if is_dark == self.is_dark {
            self.length = self.length.saturating_add(1);
            return None;
        }
        let [_, b, c, d, e] = self.ended;
        self.ended = [b, c, d, e, self.length];
        let five = Five { runs: self.ended, is_dark: self.is_dark };
        (self.length, self.is_dark) = (1, is_dark);
        (five.runs[0] > 0).then_some(five)
    }

    /// Takes so many pixels of one colour at once; what [`step`](Self::step) says of the first.
    #[inline]
    pub fn leap(&mut self, is_dark: bool, pixels: usize) -> Option<Five> {
        let five = self.step(is_dark);
        self.length = self.length.saturating_add(pixels as u16 - 1);
        five
    }
}

impl Five {
    /// All of them, in pixels; a line longer than 65,535 is none that we look at.
    pub fn total(&self) -> u16 {
        self.runs.iter().fold(0, |sum: u16, run| sum.saturating_add(*run))
    }

    /// A seventh of them.
    pub fn module(&self) -> f32 {
        f32::from(self.total()) / 7.0
    }

    /// How far the middle of the middle one is before the end. The outer pairs say it too, and dirt spoils them all alike.
    pub fn end_to_middle(&self) -> f32 {
        let [_, _, c, d, e] = self.runs.map(f32::from);
        e + d + c / 2.0
    }

    /// Whether they are 1:1:3:1:1, each run off by so much of a module at most, the middle one by twice that.
    pub fn is_finder(&self, tolerance: f32) -> bool {
        let module = self.module();
        let off = tolerance * module;
        let [a, b, c, d, e] = self.runs.map(f32::from);
        [a, b, d, e].iter().all(|run| (run - module).abs() <= off) && (c - 3.0 * module).abs() <= 2.0 * off
    }

    /// The same where ink has spread or shrunk: bars and gaps are measured apart. Bounds as in zxing-cpp's edge-to-edge test.
    pub fn is_finder_with_spread_ink(&self) -> bool {
        let [a, b, c, d, e] = self.runs.map(f32::from);
        let (bar, gap) = ((a + c + e) / 5.0, (b + d) / 2.0);
        let (bar_off, gap_off) = (bar * 0.75 + 0.5, gap / 3.0 + 0.5);
        bar.max(gap) <= 4.0 * bar.min(gap)
            && c >= 3.0
            && c >= 2.0 * a.max(e)
            && c >= b.max(d)
            && [a, e].iter().all(|run| (run - bar).abs() <= bar_off)
            && [b, d].iter().all(|run| (run - gap).abs() <= gap_off)
            && (c - 3.0 * bar).abs() <= bar_off
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;

    fn last_five(line: &str) -> Option<Five> {
        let mut runs = Runs::default();
        line.chars().filter_map(|pixel| runs.step(pixel == '#')).last()
    }

    #[test]
    fn a_line_through_a_finder_is_known_and_so_is_its_middle() {
        let five = last_five("...##..######..##.").expect("five runs");
        assert!(five.is_dark && five.is_finder(0.1) && five.is_finder_with_spread_ink());
        assert_eq!((five.total(), five.end_to_middle()), (14, 7.0));
    }

    #[test]
    fn light_on_dark_is_known_too() {
        let five = last_five("####..##......##..#").expect("five runs");
        assert!(!five.is_dark && five.is_finder(0.1));
    }

    #[test]
    fn other_proportions_are_none() {
        for line in [".#.#.#.#.#.", ".#####.#.#.#.", ".##..##..##.", ".###...###...###."] {
            assert!(last_five(line).is_none_or(|five| !five.is_finder(0.6)), "{line}");
        }
    }

    #[test]
    fn spread_ink_leaves_a_finder_one() {
        let five = last_five("...####..########..####.").expect("five runs");
        assert!(five.is_finder_with_spread_ink(), "{five:?}");
    }
}
