//! What is put over the pages of a copy: who, when and why, tiled across the page and once in full at its edge.

use crate::label::{LabelError, Raster, stamp};

/// How fine the text is, in dots to an inch.
const DPI: u32 = 200;
/// The tiles' lines, and those at the edge.
const TILE_MM: (f32, f32) = (150.0, 7.0);
const EDGE_MM: (f32, f32) = (260.0, 4.2);
/// How much of somebody's words goes into a tile, in halves of an ideograph: as much as can be read across a page.
const TILE_HALVES: usize = 46;
const TILE_LINES: usize = 2;
/// What is longer than these is set smaller, and what is longer still is cut.
const EDGE_LINES: usize = 6;

/// A watermark, drawn once for all pages.
#[derive(Debug, Clone)]
pub struct Watermark {
    /// The lines that are tiled.
    pub(super) tile: Raster,
    /// The lines at the edge.
    pub(super) edge: Raster,
}

impl Watermark {
    /// The watermark of a copy: two short lines for the tiles, the whole text for the edge.
    ///
    /// # Errors
    /// It has more dots than fit into memory.
    pub fn new(tile: [&str; 2], edge: &str) -> Result<Self, LabelError> {
        let drawn = |text: &str, (length_mm, line_mm): (f32, f32), lines| stamp(text, length_mm, line_mm, lines, DPI);
        let tile = tile.join("\n");
        Ok(Self { tile: drawn(tile.trim_end(), TILE_MM, TILE_LINES)?, edge: drawn(edge, EDGE_MM, EDGE_LINES)? })
    }
}

/// Words as they stand in a tile: cut, if they are long.
#[must_use]
pub fn shortened(words: &str) -> String {
    let words = words.trim();
    if words.chars().map(halves).sum::<usize>() <= TILE_HALVES {
        return words.to_owned();
    }
    let mut room = TILE_HALVES - halves('…');
    let fits = |letter: &char| match room.checked_sub(halves(*letter)) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    };
    let kept: String = words.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

/// How wide a letter is, in halves of an ideograph.
fn halves(letter: char) -> usize {
    1 + usize::from(letter >= '\u{2018}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn who_and_why_stand_one_below_the_other_and_a_longer_why_is_cut_in_the_tile_only() {
        let one = Watermark::new(["复制件", ""], "复制件").unwrap();
        let two = Watermark::new(["复制件", "用途：诉讼"], "复制件").unwrap();
        let black = |raster: &Raster| raster.grey.iter().filter(|dot| **dot < 128).count();
        assert_eq!(two.tile.grey.len(), two.tile.width_px * two.tile.height_px);
        assert!(black(&two.tile) > black(&one.tile), "the second line is drawn");
        assert!(two.tile.width_px > two.tile.height_px);
        let why = "用于".repeat(60);
        let short = shortened(&why);
        assert!(short.ends_with('…') && short.chars().map(halves).sum::<usize>() <= TILE_HALVES, "{short}");
        assert_eq!(shortened(" for the court "), "for the court");
        assert_eq!(shortened(&"long ".repeat(40)).chars().count(), 45);
    }

    #[test]
    fn what_stands_at_the_edge_takes_more_lines_if_it_is_long_and_has_an_end() {
        let height = |edge: &str| Watermark::new(["", ""], edge).unwrap().edge.height_px;
        let one = height("the quick brown fox");
        assert!(height(&"the quick brown fox jumps over ".repeat(12)) > one);
        assert!(height(&"长".repeat(5_000)) <= EDGE_LINES * (one + 1));
    }
}
