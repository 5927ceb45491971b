//! What is put over the pages of a copy: who, when and why, tiled across the page and once in full at its edge.

use crate::label::{LabelError, Raster, stamp};

/// How fine the text is, in dots to an inch.
const DPI: u32 = 200;
/// The tiles' lines, and those at the edge.
const TILE_MM: (f32, f32) = (150.0, 7.0);
const EDGE_MM: (f32, f32) = (260.0, 4.2);
/// How much of somebody's words goes into a tile, in halves of an ideograph: as much as can be read across a page.
const TILE_HALVES: usize = 46;
/// How much stands in a line at the edge before the next begins, and how many there are; the last one is cut.
const EDGE_HALVES: usize = 150;
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
        let line = |text: &str, (length, height): (f32, f32)| stamp(text, length, height, DPI);
        let tile = tile.iter().map(|text| line(text, TILE_MM)).collect::<Result<_, _>>()?;
        let edge = wrapped(edge).iter().map(|text| line(text, EDGE_MM)).collect::<Result<_, _>>()?;
        Ok(Self { tile: one_below_the_other(tile), edge: one_below_the_other(edge) })
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

/// A text in lines, broken at blanks where there are any.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut wide = 0;
    for letter in text.trim().chars() {
        wide += halves(letter);
        if let Some(line) = lines.last_mut() {
            line.push(letter);
        }
        if wide > EDGE_HALVES && lines.len() < EDGE_LINES {
            let line = lines.last_mut().map(std::mem::take).unwrap_or_default();
            let (before, behind) = broken(&line);
            wide = behind.chars().map(halves).sum();
            let both = [before.trim_end().to_owned(), behind.to_owned()];
            lines.pop();
            lines.extend(both);
        }
    }
    lines
}

/// A line that is one letter too long: up to its last blank, unless that is far from its end, and what goes to the next.
fn broken(line: &str) -> (&str, &str) {
    let last = line.char_indices().next_back().map_or(0, |(at, _)| at);
    let blank = line.char_indices().rev().find(|(_, letter)| letter.is_whitespace());
    let at = blank.map(|(at, letter)| at + letter.len_utf8()).filter(|at| *at > line.len() / 2).unwrap_or(last);
    line.split_at_checked(at).unwrap_or((line, ""))
}

fn one_below_the_other(lines: Vec<Raster>) -> Raster {
    let width_px = lines.iter().map(|line| line.width_px).max().unwrap_or_default();
    let height_px: usize = lines.iter().map(|line| line.height_px).sum();
    let mut grey = Vec::with_capacity(width_px * height_px);
    for line in &lines {
        for row in line.grey.chunks_exact(line.width_px.max(1)) {
            grey.extend_from_slice(row);
            grey.resize(grey.len() + width_px - row.len(), u8::MAX);
        }
    }
    Raster { width_px, height_px, dpi: DPI, grey }
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
        assert_eq!(wrapped(&why).concat(), why, "nothing is lost at the edge");
    }

    #[test]
    fn a_text_at_the_edge_is_broken_at_blanks_and_has_an_end() {
        let words = "the quick brown fox jumps over ".repeat(12);
        let lines = wrapped(&words);
        assert_eq!(lines.join(" "), words.trim());
        assert!(lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= EDGE_HALVES), "{lines:?}");
        assert_eq!(wrapped(&"长".repeat(5_000)).len(), EDGE_LINES);
        assert_eq!(wrapped(""), [""]);
        let drawn = Watermark::new(["", ""], &words).unwrap();
        let one = Watermark::new(["", ""], "brown").unwrap();
        assert_eq!(drawn.edge.height_px, lines.len() * one.edge.height_px);
    }
}
