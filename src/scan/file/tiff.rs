//! TIFF (revision 6.0, with its second supplement and BigTIFF), one page after the other.
//!
//! Directories are followed, and strips or tiles unpacked one band at a time. A thumbnail that some scanners put beside a page
//! is no page. Why not by a library: docs/adr/0033.

mod bands;
mod directory;
mod fax;
mod samples;
mod unpack;

use super::super::page::PageImage;
use super::canvas::{Canvas, Model};
use super::{Each, Task, jpeg};
use crate::domain::scan::ScanFault;
use directory::{Directory, Source, tag};
use image::metadata::Orientation;
use samples::Meaning;
use std::collections::HashSet;
use std::io::{BufRead, Seek};

/// Pictures that are no pages: smaller copies, and masks.
const NO_PAGE: u32 = 0b101;
/// Of a file so many directories are followed, pages or not.
const DIRECTORIES_PER_PAGE: usize = 4;

/// Reads the pages that are asked for.
pub(super) fn pages(source: impl BufRead + Seek, task: &Task<'_>, each: Each<'_>) -> Result<u32, ScanFault> {
    let mut source = Source::open(source)?;
    let mut next = source.first()?;
    let (mut seen, mut index) = (HashSet::new(), 0);
    while next != 0 {
        // A circle is no file that somebody scanned; its pages have been had.
        if !seen.insert(next) {
            return Err(ScanFault::Damaged);
        }
        if seen.len() > task.limits.pages as usize * DIRECTORIES_PER_PAGE {
            return Err(ScanFault::TooManyPages);
        }
        let directory = Directory::read(&mut source, next)?;
        next = directory.next;
        if directory.number(tag::SUBFILE_TYPE).unwrap_or_default() & NO_PAGE != 0 {
            continue;
        }
        if task.is_past(index) {
            return Ok(index);
        }
        task.check(index)?;
        if task.wanted.contains(&index) {
            each(PageImage { index, ..page(&mut source, &directory, task)? })?;
        }
        index += 1;
    }
    if index == 0 { Err(ScanFault::Empty) } else { Ok(index) }
}

/// How many pages its directories are of; nothing if there are too many, or one cannot be read.
pub(super) fn count(source: impl BufRead + Seek, pages_max: u32) -> Option<u32> {
    let mut source = Source::open(source).ok()?;
    let mut next = source.first().ok()?;
    let (mut seen, mut count) = (HashSet::new(), 0);
    while next != 0 {
        if count > pages_max || seen.len() > pages_max as usize * DIRECTORIES_PER_PAGE || !seen.insert(next) {
            return None;
        }
        let directory = Directory::read(&mut source, next).ok()?;
        next = directory.next;
        count += u32::from(directory.number(tag::SUBFILE_TYPE).unwrap_or_default() & NO_PAGE == 0);
    }
    Some(count)
}

/// What the faults of a TIFF say that is packed as scanners do not.
fn rare() -> ScanFault {
    ScanFault::Unsupported { kind: "TIFF".into() }
}

fn page(
    source: &mut Source<impl BufRead + Seek>,
    directory: &Directory,
    task: &Task<'_>,
) -> Result<PageImage, ScanFault> {
    let (width, height) = directory.size()?;
    task.limits.picture.check(width, height)?;
    let dpi = directory.dots_per_inch();
    let turn = directory.number(tag::ORIENTATION).and_then(|value| Orientation::from_exif(u8::try_from(value).ok()?));
    let turn = turn.unwrap_or(Orientation::NoTransforms);
    if directory.number(tag::COMPRESSION) == Some(unpack::OLD_JPEG) {
        return old_jpeg(source, directory, task).map(|canvas| canvas.finish(dpi, turn));
    }
    let layout = bands::Layout::of(directory, &task.limits.picture)?;
    let meaning = Meaning::of(directory, &layout)?;
    let mut canvas = Canvas::new(width, height, task.limits.colour_px, &task.limits.picture)?;
    let mut band = Vec::new();
    for at in 0..layout.bands() {
        layout.read(source, directory, at, &mut band)?;
        meaning.draw(&band, &layout, &mut canvas);
    }
    Ok(canvas.finish(dpi, turn))
}

/// JPEG as TIFF had it first: a whole picture lies somewhere in the file. (Without one it cannot be read by anybody.)
fn old_jpeg(
    source: &mut Source<impl BufRead + Seek>,
    directory: &Directory,
    task: &Task<'_>,
) -> Result<Canvas, ScanFault> {
    let (Some(at), Some(length)) = (directory.number(tag::JPEG_AT), directory.number(tag::JPEG_LENGTH)) else {
        return Err(rare());
    };
    let limits = task.limits;
    limits.picture.check_bytes(u64::from(length))?;
    let bytes = source.bytes(u64::from(at), u64::from(length))?;
    Ok(jpeg::decode(&bytes, limits.colour_px, &limits.picture)?.canvas)
}

/// Which samples the canvas gets.
fn model_of(colours: u16) -> Model {
    if colours == 1 { Model::Grey } else { Model::Rgb }
}
