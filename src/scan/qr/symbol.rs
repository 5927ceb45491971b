//! What is known of a code before it is read: the modules that ISO/IEC 18004 fixes for each version.

use std::sync::OnceLock;

/// The largest version that is looked for where rxing finds nothing; a label has 3 or 4.
pub(super) const MAX_VERSION: usize = 20;
/// Modules from a finder's middle to the edge of the code.
pub(super) const FINDER_MIDDLE: f32 = 3.5;

/// Coordinates of the alignment patterns' middles (ISO/IEC 18004, annex E) of versions 1 to [`MAX_VERSION`].
pub(super) const ALIGNMENT: [&[usize]; MAX_VERSION] = [
    &[],
    &[6, 18],
    &[6, 22],
    &[6, 26],
    &[6, 30],
    &[6, 34],
    &[6, 22, 38],
    &[6, 24, 42],
    &[6, 26, 46],
    &[6, 28, 50],
    &[6, 30, 54],
    &[6, 32, 58],
    &[6, 34, 62],
    &[6, 26, 46, 66],
    &[6, 26, 48, 70],
    &[6, 26, 50, 74],
    &[6, 30, 54, 78],
    &[6, 30, 56, 82],
    &[6, 30, 58, 86],
    &[6, 34, 62, 90],
];

/// A module that is the same in every code of a version, whatever it says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Known {
    /// Its middle, in modules from the code's corner.
    pub x: f32,
    /// Its middle, in modules from the code's corner.
    pub y: f32,
    /// The same in half modules.
    pub halves: (i32, i32),
    pub is_dark: bool,
}

/// A version: how large, and what is known of it.
#[derive(Debug)]
pub(super) struct Symbol {
    pub modules: usize,
    pub known: Vec<Known>,
}

impl Symbol {
    /// A version from 1 to [`MAX_VERSION`].
    pub fn of_version(version: usize) -> Option<&'static Self> {
        static SYMBOLS: OnceLock<Vec<Symbol>> = OnceLock::new();
        let all = SYMBOLS.get_or_init(|| (1..=MAX_VERSION).map(Self::draw).collect());
        all.get(version.checked_sub(1)?)
    }

    /// Finders with the white around them, timing, alignment, and a ring of the quiet zone.
    fn draw(version: usize) -> Self {
        let modules = 17 + 4 * version;
        let mut known = Vec::new();
        for y in -1..=modules as i32 {
            for x in -1..=modules as i32 {
                if let Some(is_dark) = fixed(x, y, modules as i32, ALIGNMENT[version - 1]) {
                    known.push(Known { x: x as f32 + 0.5, y: y as f32 + 0.5, halves: (2 * x + 1, 2 * y + 1), is_dark });
                }
            }
        }
        Self { modules, known }
    }
}

/// Whether a module is dark, where every code has the same.
fn fixed(x: i32, y: i32, modules: i32, alignment: &[usize]) -> Option<bool> {
    let last = modules - 1;
    for (left, top) in [(0, 0), (last - 6, 0), (0, last - 6)] {
        let ring = (x - left - 3).abs().max((y - top - 3).abs());
        if ring <= 4 {
            return Some(is_dark_ring(ring));
        }
    }
    if x < 0 || y < 0 || x > last || y > last {
        return Some(false);
    }
    for (row, middle_y) in alignment.iter().enumerate() {
        for (column, middle_x) in alignment.iter().enumerate() {
            let (first, end) = (0, alignment.len() - 1);
            let is_finders = [(first, first), (first, end), (end, first)].contains(&(row, column));
            let ring = (x - *middle_x as i32).abs().max((y - *middle_y as i32).abs());
            if !is_finders && ring <= 2 {
                return Some(ring != 1);
            }
        }
    }
    (x == 6 || y == 6).then_some((x + y) % 2 == 0)
}

/// A finder by the distance of its rings from the middle: 3×3 dark, a light ring, a dark one, and light around.
pub(super) const fn is_dark_ring(ring: i32) -> bool {
    matches!(ring, 0 | 1 | 3)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;
    use qrcode::{Color, EcLevel, QrCode, Version};

    #[test]
    fn what_is_known_is_so_in_every_code_of_a_version() {
        for version in 1..=MAX_VERSION {
            let symbol = Symbol::of_version(version).expect("known");
            for text in ["A", "0123456789", "other words"] {
                let code =
                    QrCode::with_version(text, Version::Normal(version as i16), EcLevel::M).expect("small enough");
                assert_eq!(code.width(), symbol.modules);
                for known in &symbol.known {
                    let (x, y) = (known.x.floor(), known.y.floor());
                    let side = symbol.modules as f32;
                    let is_outside = x < 0.0 || y < 0.0 || x >= side || y >= side;
                    let is_dark = !is_outside && code[(x as usize, y as usize)] == Color::Dark;
                    assert_eq!(is_dark, known.is_dark, "version {version}, {known:?}");
                }
            }
        }
    }

    #[test]
    fn there_are_versions_1_to_20() {
        assert!(Symbol::of_version(0).is_none() && Symbol::of_version(21).is_none());
        assert_eq!(Symbol::of_version(20).map(|symbol| symbol.modules), Some(97));
    }
}
