//! PDF, one page after the other, by hayro.
//!
//! What a scanner writes is a page with one picture on it: that picture is decoded as it is ([`single`]), without being drawn
//! into another raster, which would cost time and sharpness. Any other page is drawn ([`draw`]).

mod count;
mod draw;
mod jpx;
mod single;

use super::super::page::PageImage;
use super::super::picture::PictureLimits;
use super::map::Mapped;
use super::{Each, Task};
use crate::domain::scan::{PAGES_PER_SCAN_MAX, ScanFault};
use hayro::hayro_syntax::object::{Dict, Name, Object, Stream};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use std::path::Path;
use std::sync::Arc;

/// After so many pages the file is opened anew: what was looked at and unpacked is let go.
const PAGES_AT_ONCE: u32 = 64;
/// How far from its end a whole file says that it ends. Programs leave all sorts of things behind it.
const END_WITHIN_BYTES: usize = 64 << 10;
const END: &[u8] = b"%%EOF";

/// Reads the pages that are asked for.
pub(super) fn pages(path: &Path, task: &Task<'_>, each: Each<'_>) -> Result<u32, ScanFault> {
    let mut index = task.wanted.start;
    loop {
        let (pdf, is_whole) = opened(path, task.limits.pages)?;
        let pages = pdf.pages();
        let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
        match count {
            0 => return Err(if is_whole { ScanFault::Empty } else { ScanFault::Damaged }),
            count => task.check(count - 1)?,
        }
        let end = count.min(task.wanted.end);
        let until = end.min(index.saturating_add(PAGES_AT_ONCE));
        for page in pages.get(index as usize..until as usize).unwrap_or_default() {
            each(PageImage { index, ..self::page(page, task)? })?;
            index += 1;
        }
        if index >= end {
            // Pages behind the cut are not even missed.
            return if is_whole { Ok(count) } else { Err(ScanFault::Damaged) };
        }
    }
}

/// How many pages it says that it has.
pub(super) fn count(path: &Path) -> Option<u32> {
    let (pdf, _) = opened(path, PAGES_PER_SCAN_MAX).ok()?;
    u32::try_from(pdf.pages().len()).ok()
}

/// The file, and whether it has its end.
fn opened(path: &Path, pages_max: u32) -> Result<(Pdf, bool), ScanFault> {
    let data = Arc::new(Mapped::open(path)?);
    let bytes = data.as_ref().as_ref();
    let tail = &bytes[bytes.len().saturating_sub(END_WITHIN_BYTES)..];
    let is_whole = tail.windows(END.len()).any(|part| part == END);
    if count::says_more_than(bytes, pages_max) {
        return Err(ScanFault::TooManyPages);
    }
    match Pdf::new(data) {
        Ok(pdf) => Ok((pdf, is_whole)),
        Err(LoadPdfError::Decryption(_)) => Err(ScanFault::Encrypted),
        Err(LoadPdfError::Invalid) => Err(ScanFault::Damaged),
    }
}

fn page(page: &Page<'_>, task: &Task<'_>) -> Result<PageImage, ScanFault> {
    // A page whose contents are lost would be a white one.
    if page.raw().contains_key("Contents") && page.page_stream().is_none() {
        return Err(ScanFault::Damaged);
    }
    match single::read(page, task)? {
        Some(page) => Ok(page),
        None => draw::draw(page, task),
    }
}

/// The pictures that a page may show, as it names them; a fault if one is lost.
fn pictures<'a>(page: &Page<'a>) -> Result<Vec<Stream<'a>>, ScanFault> {
    let objects = &page.resources().x_objects;
    let mut pictures = Vec::new();
    for name in objects.keys() {
        let object = objects.get::<Stream<'a>>(&name).ok_or(ScanFault::Damaged)?;
        if is_picture(object.dict()) {
            pictures.push(object);
        }
    }
    Ok(pictures)
}

fn is_picture(dict: &Dict<'_>) -> bool {
    dict.get::<Name<'_>>("Subtype").is_some_and(|kind| &*kind == b"Image")
}

/// A picture's size as the page says it, if it is within the limits by that and by what the picture says itself.
fn checked_size(picture: &Stream<'_>, limits: &PictureLimits) -> Result<(u32, u32), ScanFault> {
    let (width, height) = size_of(picture.dict()).ok_or(ScanFault::Damaged)?;
    limits.check(width, height)?;
    if filters(picture.dict()).first().is_some_and(|filter| filter == b"JPXDecode")
        && let Some(own) = jpx::size(&picture.raw_data())
    {
        limits.check(own.width, own.height)?;
        limits.check_bytes(u64::from(own.width) * u64::from(own.height) * u64::from(own.components))?;
    }
    Ok((width, height))
}

/// How a picture is packed, from without to within.
fn filters(dict: &Dict<'_>) -> Vec<Vec<u8>> {
    match dict.get::<Object<'_>>("Filter") {
        Some(Object::Name(name)) => vec![name.to_vec()],
        Some(Object::Array(names)) => names.iter::<Name<'_>>().map(|name| name.to_vec()).collect(),
        _ => Vec::new(),
    }
}

fn size_of(dict: &Dict<'_>) -> Option<(u32, u32)> {
    Some((dict.get::<u32>("Width")?, dict.get::<u32>("Height")?))
}
