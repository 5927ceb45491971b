//! Reads a scanned file in a child process, which can crash, hang or eat memory without harm to whoever asked.
//!
//! The parent starts `strongroom scan-worker FILE FOLDER` ([`run`]), hands it its [`Limits`] and takes a line for each page as
//! it is done; the child ([`child`]) reads the file page by page, reads the codes, looks at the page and writes its previews
//! into the folder. What the child can reach is narrowed to that file and that folder ([`confine`]). Every way in which it can
//! end is a [`ScanFault`].

pub mod child;
mod confine;
mod parent;

pub use confine::{Shelter, shelter};
pub use parent::{heard, legible, run, run_from, view};

use super::file;
use crate::domain::scan::{ScanFault, WIDTHS_PX, preview_name, view_name};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The hidden subcommand.
pub const COMMAND: &str = "scan-worker";
/// The longest line that a child may write: 64 codes of 3 KB.
const LINE_BYTES: u64 = 1 << 20;
/// As far as it is looked how askew a page lies (`super::page`).
const SKEW_CENTIDEG: u16 = 1_500;

/// What a child may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Of the file and each page.
    pub file: file::Limits,
    /// Memory of its own; the file that it looks at is not counted.
    pub memory_bytes: u64,
    /// From one page to the next, on a processor.
    pub page_ms: u64,
    /// The same by the clock: much longer, for a busy machine lets a child of low rank wait.
    pub silence_ms: u64,
    /// For the codes of a page, on a processor.
    pub codes_ms: u64,
    /// How many codes are read off a page.
    pub codes: usize,
}

impl Default for Limits {
    /// 380 MiB; 20 seconds a page, 1.6 of them for codes, and three minutes by the clock.
    fn default() -> Self {
        Self {
            file: file::Limits::default(),
            memory_bytes: 380 << 20,
            page_ms: 20_000,
            silence_ms: 180_000,
            codes_ms: 1_600,
            codes: 64,
        }
    }
}

/// A page that was read. Its previews lie in the folder, under the names of [`preview_name`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerPage {
    /// Which page of its file, from 0.
    pub index: u32,
    /// How many pages the file says that it has, if that could be told beforehand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u32>,
    /// How wide it is as it stands upright in its file.
    pub width_px: u32,
    /// How high.
    pub height_px: u32,
    /// Dots in an inch, by the file or as if it were A4.
    pub dpi: u16,
    /// The texts of all its codes, ours or not, from top to bottom.
    pub codes: Vec<String>,
    /// Whether nobody put anything on it.
    pub blank: bool,
    /// How far its lines are turned clockwise, in hundredths of a degree.
    pub skew_centideg: i16,
    /// Whether something on it could not be read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lacks: bool,
}

/// So much is told of one code. Ours are shorter by far, and no code becomes one of ours by being cut to this.
pub(super) const CODE_BYTES_MAX: usize = 1_024;

impl WorkerPage {
    /// Whether a child that keeps to its limits could have read such a page behind so many others.
    #[must_use]
    pub fn can_be(&self, before: u32, limits: &Limits) -> bool {
        let is_next = self.index == before && before < limits.file.pages;
        let is_picture = limits.file.picture.check(self.width_px, self.height_px).is_ok() && self.dpi > 0;
        let are_codes = self.codes.len() <= limits.codes && self.codes.iter().all(|text| text.len() <= CODE_BYTES_MAX);
        is_next && is_picture && are_codes && self.skew_centideg.unsigned_abs() <= SKEW_CENTIDEG
    }
}

/// A line that a child writes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// A page is done.
    Page(WorkerPage),
    /// All are.
    Done {
        /// How many there were.
        pages: u32,
    },
    /// No more can be read.
    Fault(ScanFault),
}

/// What a child is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Errand {
    /// Every page behind so many: its codes, its look and its previews.
    Pages {
        /// Those that were read before.
        from: u32,
    },
    /// One page, as a picture.
    View(View),
    /// One page, as a picture for a machine that reads.
    Legible(Legible),
}

/// A picture of one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Which page of its file, from 0.
    pub index: u32,
    /// How wide at most; all of its dots if nothing is said.
    pub width_px: Option<u32>,
    /// Whether it is straightened, by how askew it is found to lie.
    pub is_straight: bool,
    /// Quarter turns, clockwise, that a person gave it.
    pub quarters: u8,
}

/// A picture of one page for a machine that reads: straightened, as upright as somebody turned it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Legible {
    /// Which page of its file, from 0.
    pub index: u32,
    /// Quarter turns, clockwise, that a person gave it.
    pub quarters: u8,
    /// Whether specks are left in it, for comparison.
    #[serde(default)]
    pub specks: bool,
}

impl Legible {
    /// Under which name it is written into its folder.
    pub const NAME: &str = "legible.png";
}

/// What the child is told on its standard input.
#[derive(Debug, Serialize, Deserialize)]
struct Orders {
    errand: Errand,
    limits: Limits,
}

/// Both previews of a page, in its folder.
#[must_use]
pub fn previews(folder: &Path, index: u32) -> [PathBuf; 2] {
    WIDTHS_PX.map(|width_px| folder.join(preview_name(index, width_px)))
}

impl View {
    /// Under which name it is written into its folder.
    #[must_use]
    pub fn name(&self) -> String {
        let name = view_name(self.index, self.width_px, self.quarters);
        if self.is_straight { name } else { format!("askew-{name}") }
    }
}
