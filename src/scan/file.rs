//! Opens every file that an office scanner or a telephone makes, page by page.
//!
//! What a file is, its bytes say, never its name ([`Kind`]). One page is in memory at a time; each is handed out before the
//! next is looked at, so that of a file cut short all whole pages are had, and then the fault. Everything has a limit
//! ([`Limits`]), but a decoder may still be made to break: whoever opens files of strangers does so in a child
//! (`super::worker`). Why these decoders: docs/adr/0033.

mod canvas;
mod jpeg;
mod kind;
mod map;
mod pdf;
pub(super) mod still;
#[cfg(test)]
mod tests;
mod tiff;

pub use kind::Kind;

use super::page::PageImage;
use super::picture::PictureLimits;
use crate::domain::scan::{PAGES_PER_SCAN_MAX, ScanFault};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read as _, Seek as _};
use std::ops::Range;
use std::path::Path;

/// What a file may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Each of its pages.
    pub picture: PictureLimits,
    /// How many pages.
    pub pages: u32,
    /// How many bytes.
    pub bytes: u64,
    /// Colours are kept at least so many dots wide; none at all at 0, all of them at the greatest number.
    pub colour_px: u32,
}

impl Default for Limits {
    /// 5,000 pages, 4 GiB, colours for a preview.
    fn default() -> Self {
        let colour_px = crate::domain::scan::LARGE_PX;
        Self { picture: PictureLimits::default(), pages: PAGES_PER_SCAN_MAX, bytes: 4 << 30, colour_px }
    }
}

/// Who is handed the pages; a fault that it returns ends the reading.
pub type Each<'a> = &'a mut dyn FnMut(PageImage) -> Result<(), ScanFault>;

/// Reads every page of a file, in order; returns how many there were.
///
/// # Errors
/// [`ScanFault`]; the pages before it have been handed out.
pub fn pages(path: &Path, limits: &Limits, each: Each<'_>) -> Result<u32, ScanFault> {
    pages_from(path, 0, limits, each)
}

/// The same behind so many pages, which were read before; returns how many there are with those.
///
/// # Errors
/// [`ScanFault`]; the pages before it have been handed out.
pub fn pages_from(path: &Path, from: u32, limits: &Limits, each: Each<'_>) -> Result<u32, ScanFault> {
    read(path, from..limits.pages, limits, each)
}

/// Reads one page of a file, by its number from 0.
///
/// # Errors
/// [`ScanFault`]; [`ScanFault::Empty`] if there is no such page.
pub fn page(path: &Path, index: u32, limits: &Limits) -> Result<PageImage, ScanFault> {
    let mut found = None;
    let end = index.checked_add(1).ok_or(ScanFault::Empty)?;
    let read = read(path, index..end, limits, &mut |page| {
        found = Some(page);
        Ok(())
    });
    found.map_or_else(|| Err(read.err().unwrap_or(ScanFault::Empty)), Ok)
}

/// How many pages a file says that it has, without looking at one; nothing if it cannot be told.
#[must_use]
pub fn count(path: &Path, limits: &Limits) -> Option<u32> {
    let (mut file, _) = opened(path).ok().filter(|(_, bytes)| *bytes <= limits.bytes)?;
    let mut head = Vec::new();
    (&mut file).take(kind::HEAD_BYTES).read_to_end(&mut head).ok()?;
    file.rewind().ok()?;
    let count = match Kind::of(&head) {
        Kind::Jpeg | Kind::Png | Kind::Webp => Some(1),
        Kind::Tiff => tiff::count(BufReader::new(file), limits.pages),
        Kind::Pdf => pdf::count(path),
        Kind::Other(_) => None,
    };
    count.filter(|count| (1..=limits.pages).contains(count))
}

/// Reads the pages of a file that are asked for.
fn read(path: &Path, wanted: Range<u32>, limits: &Limits, each: Each<'_>) -> Result<u32, ScanFault> {
    let (mut file, bytes) = opened(path)?;
    if bytes > limits.bytes {
        return Err(ScanFault::TooLarge);
    }
    let mut head = Vec::new();
    (&mut file).take(kind::HEAD_BYTES).read_to_end(&mut head).map_err(|_| ScanFault::Damaged)?;
    file.rewind().map_err(|_| ScanFault::Damaged)?;
    let task = Task { limits, wanted };
    match Kind::of(&head) {
        _ if head.is_empty() => Err(ScanFault::Empty),
        Kind::Jpeg | Kind::Png | Kind::Webp => {
            if task.wanted.contains(&0) {
                each(still::open(BufReader::new(file), limits)?)?;
            }
            Ok(1)
        }
        Kind::Tiff => tiff::pages(BufReader::new(file), &task, each),
        Kind::Pdf => pdf::pages(path, &task, each),
        Kind::Other(kind) => Err(ScanFault::Unsupported { kind: kind.into() }),
    }
}

/// A file, and how long it is. Folders, pipes and devices are none.
fn opened(path: &Path) -> Result<(File, u64), ScanFault> {
    let fault = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => ScanFault::Vanished,
        _ => ScanFault::Damaged,
    };
    // Looked at before it is opened: opening a pipe would wait for whoever writes into it.
    let about = std::fs::metadata(path).map_err(fault)?;
    if !about.is_file() {
        return Err(ScanFault::Unsupported { kind: "".into() });
    }
    Ok((File::open(path).map_err(fault)?, about.len()))
}

/// What is asked of a file of many pages.
struct Task<'a> {
    limits: &'a Limits,
    wanted: Range<u32>,
}

impl Task<'_> {
    /// Whether a page with this number may be: past the limit there is a fault, for then pages would be left out.
    fn check(&self, index: u32) -> Result<(), ScanFault> {
        if index < self.limits.pages { Ok(()) } else { Err(ScanFault::TooManyPages) }
    }

    /// Whether nothing behind this number is asked for.
    fn is_past(&self, index: u32) -> bool {
        index >= self.wanted.end && self.wanted.end < self.limits.pages
    }
}
