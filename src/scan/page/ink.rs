//! Where ink is on a page: how much darker each dot is than the paper around it, at about a hundred dots an inch.

use super::PageImage;
use super::shrink::squares;

/// Of the smaller picture.
const DPI: f32 = 100.0;
/// Paper is looked for in tiles of this side, 8 mm.
const TILE: usize = 32;
/// Of a tile's dots so many of a hundred are darker than its paper; the others may be glare.
const PAPER_PERCENT: usize = 80;
/// A tile is no paper if it is darker than this part of the page's paper, but all ink.
const DARK_TILE: u32 = 60;

/// How dark the dots of a page are.
pub(super) struct Ink {
    pub width: usize,
    pub height: usize,
    /// Dots in an inch.
    pub dpi: f32,
    /// Of each dot: 0 is paper, 255 as dark as can be.
    pub dark: Vec<u8>,
}

impl Ink {
    /// Looks at every dot of a page once.
    pub fn of(page: &PageImage) -> Self {
        let dpi = f32::from(page.dpi.max(1));
        let factor = ((dpi / DPI).round() as usize).max(1);
        let (mut dots, width) = squares(page.grey.as_raw(), page.grey.width() as usize, factor);
        let height = dots.len().checked_div(width).unwrap_or_default();
        dots.truncate(width * height);
        let papers = Papers::of(&dots, width, height);
        for (y, row) in dots.chunks_exact_mut(width.max(1)).enumerate() {
            for (tile, dots) in row.chunks_mut(TILE).enumerate() {
                let paper = u32::from(papers.around(tile, y / TILE)).max(1);
                for dot in dots {
                    *dot = (paper.saturating_sub(u32::from(*dot)) * 255 / paper) as u8;
                }
            }
        }
        Self { width, height, dpi: dpi / factor as f32, dark: dots }
    }

    /// So many millimetres in dots.
    pub fn dots(&self, mm: f32) -> f32 {
        mm / 25.4 * self.dpi
    }
}

/// How bright the paper of each tile is.
struct Papers {
    across: usize,
    down: usize,
    tiles: Vec<u8>,
}

impl Papers {
    fn of(dots: &[u8], width: usize, height: usize) -> Self {
        let (across, down) = (width.div_ceil(TILE), height.div_ceil(TILE));
        let mut tiles = Vec::with_capacity(across * down);
        for rows in dots.chunks(width.max(1) * TILE) {
            for tile in 0..across {
                let mut counts = [0usize; 256];
                for row in rows.chunks_exact(width) {
                    row[tile * TILE..].iter().take(TILE).for_each(|dot| counts[usize::from(*dot)] += 1);
                }
                tiles.push(percentile(&counts));
            }
        }
        let mut sorted = tiles.clone();
        sorted.sort_unstable();
        let page = sorted.get(sorted.len() * 3 / 4).copied().unwrap_or(u8::MAX);
        let darkest = (u32::from(page) * DARK_TILE / 100) as u8;
        for tile in &mut tiles {
            // A black picture is not grey paper.
            *tile = if *tile < darkest { page } else { *tile };
        }
        Self { across, down, tiles }
    }

    /// The brightest paper of a tile and those beside it: a tile full of letters has little of its own.
    fn around(&self, x: usize, y: usize) -> u8 {
        let rows = y.saturating_sub(1)..(y + 2).min(self.down);
        let columns = x.saturating_sub(1)..(x + 2).min(self.across);
        rows.flat_map(|row| columns.clone().map(move |column| (row, column)))
            .map(|(row, column)| self.tiles[row * self.across + column])
            .max()
            .unwrap_or(u8::MAX)
    }
}

fn percentile(counts: &[usize; 256]) -> u8 {
    let wanted = counts.iter().sum::<usize>() * PAPER_PERCENT / 100;
    let mut seen = 0;
    let at = counts.iter().position(|count| {
        seen += count;
        seen > wanted
    });
    at.unwrap_or(255) as u8
}
