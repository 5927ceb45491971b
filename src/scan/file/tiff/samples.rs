//! What a TIFF's samples mean: white is 0 or the greatest, colours by a table, inks, or brightness and two of colour.

use super::bands::Layout;
use super::directory::{Directory, tag};
use super::{Canvas, Model, model_of, rare};
use crate::domain::scan::ScanFault;

/// Of each sample a byte, by way of a table where the samples are not bytes.
pub(super) struct Meaning {
    model: Model,
    is_inverted: bool,
    palette: Option<Vec<[u8; 3]>>,
}

impl Meaning {
    /// As the tags say.
    pub fn of(directory: &Directory, layout: &Layout) -> Result<Self, ScanFault> {
        if directory.number(tag::SAMPLE_FORMAT).is_some_and(|format| format != 1) {
            return Err(rare());
        }
        let photometric = directory.number(tag::PHOTOMETRIC);
        let is_jpeg = directory.number(tag::COMPRESSION) == Some(7);
        let plain = |model: Model, is_inverted| Self { model, is_inverted, palette: None };
        let meaning = match photometric {
            // What has no meaning is a fax.
            Some(0) | None => plain(Model::Grey, true),
            // A mask, and the lightness of CIELAB, come first and are as good as grey.
            Some(1 | 4 | 8 | 9) => plain(Model::Grey, false),
            Some(2) => plain(Model::Rgb, false),
            Some(3) => Self { palette: Some(palette(directory, layout)?), ..plain(model_of(3), false) },
            Some(5) => plain(Model::Cmyk, false),
            Some(6) if is_jpeg || directory.all(tag::SUBSAMPLING) == [1, 1] => plain(Model::Ycc, false),
            _ => return Err(rare()),
        };
        let needed = if meaning.palette.is_some() { 1 } else { meaning.model.samples() };
        if layout.samples < needed { Err(ScanFault::Damaged) } else { Ok(meaning) }
    }

    /// Puts a band's rows onto the canvas; samples that mean nothing, such as how well a dot covers, are left out.
    pub fn draw(&self, band: &[u8], layout: &Layout, canvas: &mut Canvas) {
        let plane_bytes = layout.plane_bytes(band);
        let row_bytes = layout.row_bytes();
        let wanted = if self.palette.is_some() { 1 } else { self.model.samples() };
        let (planes, step) = if layout.is_planar { (wanted, 1) } else { (1, layout.samples) };
        let mut dots = Vec::with_capacity(layout.width * 4);
        let mut samples = Vec::with_capacity(layout.width * layout.samples);
        for row in 0..plane_bytes / row_bytes {
            dots.clear();
            dots.resize(layout.width * wanted, 0);
            for plane in 0..planes {
                let bytes = &band[plane * plane_bytes + row * row_bytes..][..row_bytes];
                self.widened(bytes, layout.bits, layout.width * step, &mut samples);
                if step == 1 && wanted == 1 {
                    dots.copy_from_slice(&samples);
                    continue;
                }
                for (dot, samples) in dots.chunks_exact_mut(wanted).zip(samples.chunks_exact(step)) {
                    if layout.is_planar { dot[plane] = samples[0] } else { dot.copy_from_slice(&samples[..wanted]) }
                }
            }
            self.put(&dots, canvas);
        }
    }

    fn put(&self, dots: &[u8], canvas: &mut Canvas) {
        match &self.palette {
            None => canvas.rows(self.model, dots),
            Some(palette) => {
                let of = |dot: &u8| palette.get(usize::from(*dot)).copied().unwrap_or_default();
                let colours: Vec<u8> = dots.iter().flat_map(of).collect();
                canvas.rows(Model::Rgb, &colours);
            }
        }
    }

    /// A byte for each sample: as bright, or as an index.
    fn widened(&self, row: &[u8], bits: usize, count: usize, samples: &mut Vec<u8>) {
        samples.clear();
        match bits {
            8 => samples.extend_from_slice(&row[..count]),
            // The upper byte comes first, whatever the file's order.
            16 => samples.extend(row.chunks_exact(2).take(count).map(|pair| pair[0])),
            _ => {
                let most = (1u16 << bits) - 1;
                let scale = if self.palette.is_some() { 1 } else { 255 / most };
                let per_byte = 8 / bits;
                samples.extend(row.iter().flat_map(|byte| {
                    (0..per_byte).map(move |at| ((u16::from(*byte) >> (8 - bits * (at + 1)) & most) * scale) as u8)
                }));
                samples.truncate(count);
            }
        }
        if self.is_inverted {
            samples.iter_mut().for_each(|sample| *sample = !*sample);
        }
    }
}

/// All reds, all greens, all blues, of sixteen bits; programs that wrote eight are known by their small numbers.
fn palette(directory: &Directory, layout: &Layout) -> Result<Vec<[u8; 3]>, ScanFault> {
    let values = directory.all(tag::COLOURS);
    let count = 1usize << layout.bits.min(8);
    if layout.bits > 8 || values.len() != 3 * count {
        return Err(ScanFault::Damaged);
    }
    let shift = if values.iter().all(|value| *value < 256) { 0 } else { 8 };
    Ok((0..count).map(|at| [0, 1, 2].map(|part| (values[part * count + at] >> shift) as u8)).collect())
}
