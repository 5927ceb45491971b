//! A TIFF's directories: tags and their numbers, of files of either byte order, with offsets of four bytes or eight.

use crate::domain::scan::ScanFault;
use std::collections::BTreeMap;
use std::io::{BufRead, Read as _, Seek, SeekFrom};

/// The tags that are looked at.
pub(super) mod tag {
    pub const SUBFILE_TYPE: u16 = 254;
    pub const WIDTH: u16 = 256;
    pub const HEIGHT: u16 = 257;
    pub const BITS: u16 = 258;
    pub const COMPRESSION: u16 = 259;
    pub const PHOTOMETRIC: u16 = 262;
    pub const FILL_ORDER: u16 = 266;
    pub const STRIP_AT: u16 = 273;
    pub const ORIENTATION: u16 = 274;
    pub const SAMPLES: u16 = 277;
    pub const ROWS_PER_STRIP: u16 = 278;
    pub const STRIP_LENGTH: u16 = 279;
    pub const X_RESOLUTION: u16 = 282;
    pub const PLANAR: u16 = 284;
    pub const T4_OPTIONS: u16 = 292;
    pub const RESOLUTION_UNIT: u16 = 296;
    pub const PREDICTOR: u16 = 317;
    pub const COLOURS: u16 = 320;
    pub const TILE_WIDTH: u16 = 322;
    pub const TILE_HEIGHT: u16 = 323;
    pub const TILE_AT: u16 = 324;
    pub const TILE_LENGTH: u16 = 325;
    pub const SAMPLE_FORMAT: u16 = 339;
    pub const JPEG_TABLES: u16 = 347;
    pub const JPEG_AT: u16 = 513;
    pub const JPEG_LENGTH: u16 = 514;
    pub const SUBSAMPLING: u16 = 530;

    /// All of them; values of others are not read.
    pub const ALL: &[u16] = &[
        SUBFILE_TYPE,
        WIDTH,
        HEIGHT,
        BITS,
        COMPRESSION,
        PHOTOMETRIC,
        FILL_ORDER,
        STRIP_AT,
        ORIENTATION,
        SAMPLES,
        ROWS_PER_STRIP,
        STRIP_LENGTH,
        X_RESOLUTION,
        PLANAR,
        T4_OPTIONS,
        RESOLUTION_UNIT,
        PREDICTOR,
        COLOURS,
        TILE_WIDTH,
        TILE_HEIGHT,
        TILE_AT,
        TILE_LENGTH,
        SAMPLE_FORMAT,
        JPEG_TABLES,
        JPEG_AT,
        JPEG_LENGTH,
        SUBSAMPLING,
    ];
}

/// No directory of a scan has more entries.
const MAX_ENTRIES: u64 = 1_000;
/// Nor a tag more values: a page of as many rows, each a strip of three planes.
const MAX_VALUES: u64 = 131_072;
const MM_PER_INCH: f32 = 25.4;

/// The file.
pub(super) struct Source<R> {
    file: R,
    length: u64,
    is_big_endian: bool,
    is_big_tiff: bool,
}

impl<R: BufRead + Seek> Source<R> {
    /// Looks at the first bytes.
    pub fn open(mut file: R) -> Result<Self, ScanFault> {
        let length = file.seek(SeekFrom::End(0)).map_err(|_| ScanFault::Damaged)?;
        let mut source = Self { file, length, is_big_endian: false, is_big_tiff: false };
        let head = source.bytes(0, 4)?;
        source.is_big_endian = head.starts_with(b"M");
        source.is_big_tiff = head.contains(&43);
        Ok(source)
    }

    pub fn is_big_endian(&self) -> bool {
        self.is_big_endian
    }

    /// Where the first directory is.
    pub fn first(&mut self) -> Result<u64, ScanFault> {
        if self.is_big_tiff { self.number(8, 8) } else { self.number(4, 4) }
    }

    /// So many bytes from a place; all of them or a fault.
    pub fn bytes(&mut self, at: u64, length: u64) -> Result<Vec<u8>, ScanFault> {
        // Asked before room is made: a tag may speak of more than there is.
        if at.checked_add(length).is_none_or(|end| end > self.length) {
            return Err(ScanFault::Damaged);
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).map_err(|_| ScanFault::TooLarge)?);
        self.file.seek(SeekFrom::Start(at)).map_err(|_| ScanFault::Damaged)?;
        let read = (&mut self.file).take(length).read_to_end(&mut bytes).map_err(|_| ScanFault::Damaged)?;
        if read as u64 == length { Ok(bytes) } else { Err(ScanFault::Damaged) }
    }

    fn number(&mut self, at: u64, length: u64) -> Result<u64, ScanFault> {
        let bytes = self.bytes(at, length)?;
        Ok(self.value(&bytes))
    }

    fn value(&self, bytes: &[u8]) -> u64 {
        let next = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        if self.is_big_endian { bytes.iter().fold(0, next) } else { bytes.iter().rev().fold(0, next) }
    }
}

/// One picture's tags.
pub(super) struct Directory {
    values: BTreeMap<u16, Vec<u64>>,
    /// Where the next directory is; 0 after the last.
    pub next: u64,
}

impl Directory {
    /// Reads one. Tags that make no sense are as if they were not there.
    pub fn read(source: &mut Source<impl BufRead + Seek>, at: u64) -> Result<Self, ScanFault> {
        let (count_bytes, entry_bytes, offset_bytes) = if source.is_big_tiff { (8, 20, 8) } else { (2, 12, 4) };
        let count = source.number(at, count_bytes)?;
        if count == 0 || count > MAX_ENTRIES {
            return Err(ScanFault::Damaged);
        }
        let entries = source.bytes(at + count_bytes, count * entry_bytes + offset_bytes)?;
        let (entries, next) = entries.split_at((count * entry_bytes) as usize);
        let mut directory = Self { values: BTreeMap::new(), next: source.value(next) };
        for entry in entries.chunks_exact(entry_bytes as usize) {
            let tag = source.value(&entry[..2]) as u16;
            if tag::ALL.contains(&tag) {
                directory.values.insert(tag, values(source, entry, offset_bytes)?);
            }
        }
        Ok(directory)
    }

    /// The values of a tag; none if it is not there.
    pub fn all(&self, tag: u16) -> &[u64] {
        self.values.get(&tag).map_or(&[], Vec::as_slice)
    }

    /// The first value of a tag.
    pub fn number(&self, tag: u16) -> Option<u32> {
        self.all(tag).first().and_then(|value| u32::try_from(*value).ok())
    }

    /// Width and height.
    pub fn size(&self) -> Result<(u32, u32), ScanFault> {
        self.number(tag::WIDTH).zip(self.number(tag::HEIGHT)).ok_or(ScanFault::Damaged)
    }

    /// What the file says of its dots.
    pub fn dots_per_inch(&self) -> Option<f32> {
        let [above, below] = self.all(tag::X_RESOLUTION) else { return None };
        let value = *above as f32 / *below as f32;
        match self.number(tag::RESOLUTION_UNIT).unwrap_or(2) {
            2 => Some(value),
            3 => Some(value * MM_PER_INCH / 10.0),
            _ => None,
        }
    }
}

/// The values of an entry: within it if they fit, else where it says.
fn values(source: &mut Source<impl BufRead + Seek>, entry: &[u8], offset_bytes: u64) -> Result<Vec<u64>, ScanFault> {
    // Bytes of a value, and how many numbers make it.
    let (bytes, numbers) = match source.value(&entry[2..4]) {
        1 | 7 => (1, 1),
        3 => (2, 1),
        4 | 13 => (4, 1),
        5 => (4, 2),
        16 | 18 => (8, 1),
        _ => return Ok(Vec::new()),
    };
    let (_, rest) = entry.split_at(4);
    let (count, place) = rest.split_at(offset_bytes as usize);
    let count = source.value(count);
    if count > MAX_VALUES {
        return Err(ScanFault::Damaged);
    }
    let length = count * bytes * numbers;
    let data = if length <= offset_bytes { place.to_vec() } else { source.bytes(source.value(place), length)? };
    Ok(data[..length as usize].chunks_exact(bytes as usize).map(|value| source.value(value)).collect())
}
