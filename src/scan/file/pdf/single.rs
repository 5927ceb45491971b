//! Pages that are one picture, as scanners write them, with text that is not shown or without.

mod contents;

use super::super::canvas::{Canvas, Model};
use super::super::{Limits, jpeg};
use super::{PageImage, Task, checked_size, filters, is_picture, size_of};
use crate::domain::scan::ScanFault;
use contents::{Laid, Place};
use hayro::hayro_syntax::object::stream::{ImageColorSpace, ImageDecodeParams};
use hayro::hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro::hayro_syntax::page::Page;
use image::metadata::Orientation;

/// A picture that is decoded by itself: how its samples are meant.
struct Picture {
    width: u32,
    height: u32,
    bits: u8,
    model: Model,
    is_inverted: bool,
}

/// The picture that a page is; nothing if it is more than one, or one that has to be drawn.
pub(super) fn read(page: &Page<'_>, task: &Task<'_>) -> Result<Option<PageImage>, ScanFault> {
    let Some(Laid { name, place, is_black }) = contents::only_picture(page) else { return Ok(None) };
    // Named but lost: the file was cut.
    let stream = page.resources().x_objects.get::<Stream<'_>>(&name).ok_or(ScanFault::Damaged)?;
    if !is_picture(stream.dict()) {
        return Ok(None);
    }
    let Some(picture) = understood(&stream, is_black) else { return Ok(None) };
    checked_size(&stream, &task.limits.picture)?;
    task.limits
        .picture
        .check_bytes(u64::from(picture.width) * u64::from(picture.height) * picture.model.samples() as u64)?;
    let is_jpeg = matches!(filters(stream.dict()).as_slice(), [only] if only == b"DCTDecode");
    let canvas = match is_jpeg {
        true => jpeg(&stream, &picture, task.limits)?,
        false => samples(&stream, &picture, task.limits)?,
    };
    let is_own = is_jpeg && place.turn == Orientation::NoTransforms;
    let jpeg = is_own.then(|| stream.raw_data().to_vec());
    Ok(canvas.map(|canvas| PageImage { jpeg, ..finished(canvas, &picture, &place) }))
}

fn finished(canvas: Canvas, picture: &Picture, place: &Place) -> PageImage {
    canvas.finish(Some(picture.width as f32 / place.width_pt as f32 * 72.0), place.turn)
}

/// How a picture's samples are meant; nothing if that takes more than a table of ten lines to say.
fn understood(stream: &Stream<'_>, is_black: bool) -> Option<Picture> {
    let dict = stream.dict();
    if dict.contains_key("SMask") || dict.contains_key("Mask") {
        return None;
    }
    let (width, height) = size_of(dict)?;
    let is_stencil = dict.get::<bool>("ImageMask").unwrap_or(false);
    let is_jpx = filters(dict).iter().any(|filter| filter == b"JPXDecode");
    let model = if is_stencil {
        // Ink goes where the samples are 0: as grey if the ink is black.
        is_black.then_some(Model::Grey)?
    } else {
        match dict.get::<Object<'_>>("ColorSpace") {
            Some(space) => model_of(space)?,
            None if is_jpx => Model::Rgb,
            None => return None,
        }
    };
    let bits = if is_stencil { 1 } else { dict.get::<u8>("BitsPerComponent").unwrap_or(8) };
    let is_inverted = match dict.get::<Array<'_>>("Decode") {
        None => false,
        Some(decode) => {
            let ends: Vec<f64> = decode.iter::<f64>().collect();
            match ends.as_slice() {
                [0.0, 1.0] | [0.0, 1.0, 0.0, 1.0, 0.0, 1.0] => false,
                [1.0, 0.0] if model == Model::Grey => true,
                _ => return None,
            }
        }
    };
    [1, 2, 4, 8, 16].contains(&bits).then_some(Picture { width, height, bits, model, is_inverted })
}

fn model_of(space: Object<'_>) -> Option<Model> {
    let named = |name: &Name<'_>| match &**name {
        b"DeviceGray" | b"CalGray" => Some(Model::Grey),
        b"DeviceRGB" | b"CalRGB" => Some(Model::Rgb),
        _ => None,
    };
    match space {
        Object::Name(name) => named(&name),
        Object::Array(array) => {
            let mut parts = array.iter::<Object<'_>>();
            let Some(Object::Name(name)) = parts.next() else { return None };
            if &*name != b"ICCBased" {
                return named(&name);
            }
            // A profile's shades differ from ours by less than scanners do.
            let Some(Object::Stream(profile)) = parts.next() else { return None };
            match profile.dict().get::<u32>("N")? {
                1 => Some(Model::Grey),
                3 => Some(Model::Rgb),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A JPEG, without hayro: its grey alone costs a third.
fn jpeg(stream: &Stream<'_>, picture: &Picture, limits: &Limits) -> Result<Option<Canvas>, ScanFault> {
    let parameters = stream.dict().get::<Dict<'_>>("DecodeParms").unwrap_or_default();
    if picture.is_inverted || picture.bits != 8 || parameters.contains_key("ColorTransform") {
        return Ok(None);
    }
    let decoded = jpeg::decode(&stream.raw_data(), limits.colour_px, &limits.picture)?;
    // What the picture and the page say of it differs: hayro knows what to do.
    let is_as_said =
        decoded.canvas.size() == (picture.width, picture.height) && decoded.samples == picture.model.samples();
    Ok(is_as_said.then_some(decoded.canvas))
}

/// Any other, unpacked by hayro.
fn samples(stream: &Stream<'_>, picture: &Picture, limits: &Limits) -> Result<Option<Canvas>, ScanFault> {
    let asked = ImageDecodeParams {
        is_indexed: false,
        bpc: Some(picture.bits),
        num_components: Some(picture.model.samples() as u8),
        target_dimension: None,
        width: picture.width,
        height: picture.height,
    };
    let unpacked = stream.decoded_image(&asked).map_err(|_| ScanFault::Damaged)?;
    let (mut size, mut bits, mut model) = ((picture.width, picture.height), picture.bits, picture.model);
    if let Some(own) = &unpacked.image_data {
        size = (own.width, own.height);
        bits = own.bits_per_component;
        model = match own.color_space {
            _ if own.alpha.is_some() => return Ok(None),
            Some(ImageColorSpace::Gray) => Model::Grey,
            Some(ImageColorSpace::Rgb) => Model::Rgb,
            _ => return Ok(None),
        };
    }
    let mut canvas = Canvas::new(size.0, size.1, limits.colour_px, &limits.picture)?;
    let row_samples = size.0 as usize * model.samples();
    let row_bytes = (row_samples * usize::from(bits)).div_ceil(8);
    let mut row = Vec::with_capacity(row_samples + 8);
    for packed in unpacked.data.chunks_exact(row_bytes) {
        widened(packed, bits, picture.is_inverted, &mut row);
        row.truncate(row_samples);
        canvas.rows(model, &row);
    }
    // Half a picture is none; the last row may be missing.
    if canvas.is_nearly_full() { Ok(Some(canvas)) } else { Err(ScanFault::Damaged) }
}

/// A byte for each sample.
fn widened(packed: &[u8], bits: u8, is_inverted: bool, row: &mut Vec<u8>) {
    row.clear();
    match bits {
        8 => row.extend_from_slice(packed),
        16 => row.extend(packed.chunks_exact(2).map(|pair| pair[0])),
        1 | 2 | 4 => {
            let most = (1u8 << bits) - 1;
            row.extend(
                packed.iter().flat_map(|byte| {
                    (0..8 / bits).map(move |at| (byte >> (8 - bits * (at + 1)) & most) * (255 / most))
                }),
            );
        }
        _ => {}
    }
    if is_inverted {
        row.iter_mut().for_each(|sample| *sample = !*sample);
    }
}
