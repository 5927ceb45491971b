//! What is put over the pages of a copy: who, why, when, tiled across the page and once in full at its edge.

use crate::label::{LabelError, Raster, stamp};

/// How fine the text is, in dots to an inch.
const DPI: u32 = 200;
/// The tiles' line, and the one at the edge.
const TILE_MM: (f32, f32) = (150.0, 7.0);
const EDGE_MM: (f32, f32) = (260.0, 4.2);

/// A watermark, drawn once for all pages.
#[derive(Debug, Clone)]
pub struct Watermark {
    /// The line that is tiled.
    pub(super) tile: Raster,
    /// The line at the edge.
    pub(super) edge: Raster,
}

impl Watermark {
    /// The watermark of a copy: a short text for the tiles, the whole one for the edge.
    ///
    /// # Errors
    /// It has more dots than fit into memory.
    pub fn new(tile: &str, edge: &str) -> Result<Self, LabelError> {
        Ok(Self { tile: stamp(tile, TILE_MM.0, TILE_MM.1, DPI)?, edge: stamp(edge, EDGE_MM.0, EDGE_MM.1, DPI)? })
    }
}
