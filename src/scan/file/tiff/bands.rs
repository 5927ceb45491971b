//! A picture's bands: rows of strips or tiles that lie side by side, over all planes, with a whole number of bytes a row.

use super::directory::{Directory, Source, tag};
use super::unpack::{Packing, unpack};
use super::{jpeg, rare};
use crate::domain::scan::ScanFault;
use crate::scan::picture::PictureLimits;
use std::io::{BufRead, Seek};

/// How a picture lies in its file.
pub(super) struct Layout {
    pub width: usize,
    height: usize,
    /// Bits of a sample.
    pub bits: usize,
    /// Samples of a dot.
    pub samples: usize,
    /// Each sample of a dot in a plane of its own.
    pub is_planar: bool,
    tile_width: usize,
    tile_height: usize,
    is_tiled: bool,
    packing: Packing,
    limits: PictureLimits,
}

impl Layout {
    /// Reads it, and sees that it makes sense.
    pub fn of(directory: &Directory, limits: &PictureLimits) -> Result<Self, ScanFault> {
        let (width, height) = directory.size()?;
        let samples = directory.number(tag::SAMPLES).unwrap_or(1);
        let bits = directory.number(tag::BITS).unwrap_or(1);
        let is_alike = directory.all(tag::BITS).iter().all(|each| *each == u64::from(bits));
        if !is_alike || ![1, 2, 4, 8, 16].contains(&bits) || !(1..=8).contains(&samples) {
            return Err(rare());
        }
        let is_tiled = directory.number(tag::TILE_AT).is_some();
        let (tile_width, tile_height) = if is_tiled {
            (directory.number(tag::TILE_WIDTH), directory.number(tag::TILE_HEIGHT))
        } else {
            (Some(width), Some(directory.number(tag::ROWS_PER_STRIP).unwrap_or(height).min(height)))
        };
        let (tile_width, tile_height) = (tile_width.unwrap_or_default(), tile_height.unwrap_or_default());
        if tile_width == 0 || tile_height == 0 {
            return Err(ScanFault::Damaged);
        }
        limits.check(tile_width, tile_height)?;
        let layout = Self {
            width: width as usize,
            height: height as usize,
            bits: bits as usize,
            samples: samples as usize,
            is_planar: directory.number(tag::PLANAR) == Some(2) && samples > 1,
            tile_width: tile_width as usize,
            tile_height: tile_height as usize,
            is_tiled,
            packing: Packing::of(directory)?,
            limits: *limits,
        };
        let row_bits = layout.across() * layout.tile_width * layout.samples * layout.bits;
        limits.check_bytes((row_bits / 8) as u64 * u64::from(tile_height))?;
        Ok(layout)
    }

    /// How many there are.
    pub fn bands(&self) -> usize {
        self.height.div_ceil(self.tile_height)
    }

    fn across(&self) -> usize {
        self.width.div_ceil(self.tile_width)
    }

    fn planes(&self) -> usize {
        if self.is_planar { self.samples } else { 1 }
    }

    /// Samples of a dot within a plane.
    fn samples_together(&self) -> usize {
        if self.is_planar { 1 } else { self.samples }
    }

    /// Bytes of a row of dots in one plane.
    pub fn row_bytes(&self) -> usize {
        (self.width * self.samples_together() * self.bits).div_ceil(8)
    }

    /// Bytes of one plane of a band.
    pub fn plane_bytes(&self, band: &[u8]) -> usize {
        band.len() / self.planes()
    }

    /// Reads a band: its planes one after the other, rows without what lies beside the picture. Eight bits a sample where a
    /// picture within was unpacked, whatever the tags say.
    pub fn read(
        &self,
        source: &mut Source<impl BufRead + Seek>,
        directory: &Directory,
        band: usize,
        rows: &mut Vec<u8>,
    ) -> Result<(), ScanFault> {
        let (at, length) =
            if self.is_tiled { (tag::TILE_AT, tag::TILE_LENGTH) } else { (tag::STRIP_AT, tag::STRIP_LENGTH) };
        let (places, lengths) = (directory.all(at), directory.all(length));
        let height = self.tile_height.min(self.height - band * self.tile_height);
        rows.clear();
        rows.resize(self.row_bytes() * height * self.planes(), 0);
        let per_plane = self.bands() * self.across();
        for plane in 0..self.planes() {
            for column in 0..self.across() {
                let tile = plane * per_plane + band * self.across() + column;
                let place = places.get(tile).ok_or(ScanFault::Damaged)?;
                // Some programs leave out how long the only strip is.
                let length = lengths.get(tile).copied().filter(|length| *length > 0).ok_or(ScanFault::Damaged)?;
                self.limits.check_bytes(length)?;
                let packed = source.bytes(*place, length)?;
                // The last strip is cut at the picture's end, the last tiles are not.
                let tile_height = if self.is_tiled { self.tile_height } else { height };
                let unpacked = self.unpacked(&packed, directory, tile_height, source.is_big_endian())?;
                self.place(
                    &unpacked,
                    column,
                    &mut rows[plane * self.row_bytes() * height..][..self.row_bytes() * height],
                );
            }
        }
        Ok(())
    }

    fn unpacked(
        &self,
        packed: &[u8],
        directory: &Directory,
        height: usize,
        is_big_endian: bool,
    ) -> Result<Vec<u8>, ScanFault> {
        if self.packing.is_jpeg() {
            return self.picture(packed, directory);
        }
        let row_samples = self.tile_width * self.samples_together();
        let mut bytes = unpack(&self.packing, packed, self.tile_width, row_samples * self.bits, height)?;
        if self.bits == 16 && !is_big_endian {
            bytes.as_chunks_mut::<2>().0.iter_mut().for_each(|pair| pair.reverse());
        }
        if self.packing.is_predicted {
            let row_bytes = (row_samples * self.bits).div_ceil(8);
            bytes.chunks_exact_mut(row_bytes).try_for_each(|row| self.add_up(row))?;
        }
        Ok(bytes)
    }

    /// A strip or tile that is a JPEG.
    fn picture(&self, packed: &[u8], directory: &Directory) -> Result<Vec<u8>, ScanFault> {
        if self.bits != 8 {
            return Err(rare());
        }
        let tables: Vec<u8> = directory.all(tag::JPEG_TABLES).iter().map(|byte| *byte as u8).collect();
        let whole = match (tables.strip_suffix(b"\xff\xd9"), packed.strip_prefix(b"\xff\xd8")) {
            (Some(tables), Some(data)) => &[tables, data].concat(),
            _ => packed,
        };
        let samples = jpeg::samples(whole, &self.limits)?;
        let row_bytes = self.tile_width * self.samples_together();
        if samples.of != self.samples_together() || samples.width != self.tile_width {
            return Err(ScanFault::Damaged);
        }
        debug_assert_eq!(samples.bytes.len() % row_bytes, 0);
        Ok(samples.bytes)
    }

    /// Each sample is kept as what it differs from the one on its left (TIFF 6.0, section 14).
    fn add_up(&self, row: &mut [u8]) -> Result<(), ScanFault> {
        let together = self.samples_together();
        match self.bits {
            8 => {
                for at in together..row.len() {
                    row[at] = row[at].wrapping_add(row[at - together]);
                }
            }
            16 => {
                for at in (2 * together..row.len()).step_by(2) {
                    let before = u16::from_be_bytes([row[at - 2 * together], row[at - 2 * together + 1]]);
                    let here = u16::from_be_bytes([row[at], row[at + 1]]).wrapping_add(before);
                    row[at..at + 2].copy_from_slice(&here.to_be_bytes());
                }
            }
            _ => return Err(rare()),
        }
        Ok(())
    }

    /// Copies a tile's rows beside those of the tiles before it.
    fn place(&self, tile: &[u8], column: usize, rows: &mut [u8]) {
        let tile_row = (self.tile_width * self.samples_together() * self.bits).div_ceil(8);
        let start = column * self.tile_width * self.samples_together() * self.bits / 8;
        for (from, to) in tile.chunks_exact(tile_row).zip(rows.chunks_exact_mut(self.row_bytes())) {
            let to = &mut to[start..];
            let length = tile_row.min(to.len());
            to[..length].copy_from_slice(&from[..length]);
        }
    }
}
