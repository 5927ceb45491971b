//! Files of one picture: JPEG, PNG, WebP.

use super::super::page::PageImage;
use super::canvas::{Canvas, Model, onto_white};
use super::{Kind, Limits, jpeg, kind};
use crate::domain::scan::ScanFault;
use image::ImageDecoder as _;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use png::{ColorType, Transformations, Unit};
use std::io::{BufRead, Cursor, Read as _, Seek};

/// A JPEG or a WebP is held whole.
const WHOLE_BYTES: u64 = 96 << 20;

/// Opens a picture.
///
/// # Errors
/// [`ScanFault`]
pub fn open(mut source: impl BufRead + Seek, limits: &Limits) -> Result<PageImage, ScanFault> {
    let mut head = Vec::new();
    source.by_ref().take(kind::HEAD_BYTES).read_to_end(&mut head).map_err(|_| ScanFault::Damaged)?;
    match Kind::of(&head) {
        _ if head.is_empty() => Err(ScanFault::Empty),
        Kind::Png => {
            source.rewind().map_err(|_| ScanFault::Damaged)?;
            png(source, limits)
        }
        Kind::Jpeg => jpeg(whole(head, source)?, limits),
        Kind::Webp => webp(&whole(head, source)?, limits),
        Kind::Tiff => Err(ScanFault::Unsupported { kind: "TIFF".into() }),
        Kind::Pdf => Err(ScanFault::Unsupported { kind: "PDF".into() }),
        Kind::Other(kind) => Err(ScanFault::Unsupported { kind: kind.into() }),
    }
}

/// A file in memory, of which the head has been read.
fn whole(mut head: Vec<u8>, source: impl BufRead) -> Result<Vec<u8>, ScanFault> {
    let read = source.take(WHOLE_BYTES).read_to_end(&mut head).map_err(|_| ScanFault::Damaged)?;
    if read as u64 == WHOLE_BYTES { Err(ScanFault::TooLarge) } else { Ok(head) }
}

fn jpeg(bytes: Vec<u8>, limits: &Limits) -> Result<PageImage, ScanFault> {
    let decoded = jpeg::decode(&bytes, limits.colour_px, &limits.picture)?;
    if !jpeg::is_whole(&bytes) {
        return Err(ScanFault::Damaged);
    }
    let turn = turn(decoded.exif.as_deref());
    // Of inks nobody but printers makes the same colours.
    let is_own = turn == Orientation::NoTransforms && matches!(decoded.samples, 1 | 3);
    Ok(PageImage { jpeg: is_own.then_some(bytes), ..decoded.canvas.finish(decoded.dpi, turn) })
}

/// How a camera was held.
fn turn(exif: Option<&[u8]>) -> Orientation {
    exif.and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms)
}

fn png(source: impl BufRead + Seek, limits: &Limits) -> Result<PageImage, ScanFault> {
    let allowed = png::Limits { bytes: usize::try_from(limits.picture.memory_bytes).unwrap_or(usize::MAX) };
    let mut decoder = png::Decoder::new_with_limits(source, allowed);
    decoder.set_transformations(Transformations::normalize_to_color8());
    // Texts beside a picture may be bombs of their own.
    decoder.set_ignore_text_chunk(true);
    let info = decoder.read_header_info().map_err(|_| ScanFault::Damaged)?;
    limits.picture.check(info.width, info.height)?;
    let (width, height, is_interlaced) = (info.width, info.height, info.interlaced);
    let mut reader = decoder.read_info().map_err(|_| ScanFault::Damaged)?;
    let dpi = reader.info().pixel_dims.filter(|dims| dims.unit == Unit::Meter).map(|dims| dims.xppu as f32 * 0.0254);
    let turn = turn(reader.info().exif_metadata.as_deref());
    let mut canvas = Canvas::new(width, height, limits.colour_px, &limits.picture)?;
    let (colour, _) = reader.output_color_type();
    if is_interlaced {
        // Its rows come in seven passes over all of it.
        let bytes = reader.output_buffer_size().ok_or(ScanFault::TooLarge)?;
        limits.picture.check_bytes(bytes as u64)?;
        let mut samples = vec![0; bytes];
        reader.next_frame(&mut samples).map_err(|_| ScanFault::Damaged)?;
        let row_bytes = reader.output_line_size(width).ok_or(ScanFault::Damaged)?;
        samples.chunks_exact(row_bytes).for_each(|row| png_row(&mut canvas, colour, row));
    } else {
        while let Some(row) = reader.next_row().map_err(|_| ScanFault::Damaged)? {
            png_row(&mut canvas, colour, row.data());
        }
    }
    reader.finish().map_err(|_| ScanFault::Damaged)?;
    if canvas.is_full() { Ok(canvas.finish(dpi, turn)) } else { Err(ScanFault::Damaged) }
}

fn png_row(canvas: &mut Canvas, colour: ColorType, row: &[u8]) {
    match colour {
        ColorType::Grayscale => canvas.rows(Model::Grey, row),
        ColorType::GrayscaleAlpha => onto_white(canvas, Model::Grey, row),
        ColorType::Rgba => onto_white(canvas, Model::Rgb, row),
        ColorType::Rgb | ColorType::Indexed => canvas.rows(Model::Rgb, row),
    }
}

fn webp(bytes: &[u8], limits: &Limits) -> Result<PageImage, ScanFault> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|_| ScanFault::Damaged)?;
    let (width, height) = decoder.dimensions();
    limits.picture.check(width, height)?;
    limits.picture.check_bytes(decoder.total_bytes())?;
    let turn = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let has_alpha = decoder.color_type().has_alpha();
    let mut canvas = Canvas::new(width, height, limits.colour_px, &limits.picture)?;
    let mut samples = vec![0; usize::try_from(decoder.total_bytes()).map_err(|_| ScanFault::TooLarge)?];
    decoder.read_image(&mut samples).map_err(|_| ScanFault::Damaged)?;
    if has_alpha {
        samples.chunks_exact(width as usize * 4).for_each(|row| onto_white(&mut canvas, Model::Rgb, row));
    } else {
        canvas.rows(Model::Rgb, &samples);
    }
    Ok(canvas.finish(None, turn))
}
