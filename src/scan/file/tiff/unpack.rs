//! Unpacks a strip or a tile, to as many bytes as it must have and no more: what a bomb holds beyond that is never unpacked.

use super::directory::{Directory, tag};
use super::{fax, rare};
use crate::domain::scan::ScanFault;
use hayro_ccitt::EncodingMode;
use std::io::Read as _;

pub(super) const OLD_JPEG: u32 = 6;
/// Bit 0 of the options of group 3: rows refer to the one before.
const TWO_DIMENSIONAL: u32 = 1;

/// How a picture is packed.
pub(super) struct Packing {
    method: Method,
    /// Bits come from the right of each byte.
    is_mirrored: bool,
    pub is_predicted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Plain,
    /// Of fax: group 3 or 4, or its runs with rows that begin at a byte.
    Fax(EncodingMode, bool),
    Lzw,
    Jpeg,
    Deflate,
    PackBits,
}

impl Packing {
    /// As the tags say.
    pub fn of(directory: &Directory) -> Result<Self, ScanFault> {
        let options = directory.number(tag::T4_OPTIONS).unwrap_or_default();
        let method = match directory.number(tag::COMPRESSION).unwrap_or(1) {
            1 => Method::Plain,
            2 => Method::Fax(EncodingMode::Group3_1D, true),
            3 if options & TWO_DIMENSIONAL == 0 => Method::Fax(EncodingMode::Group3_1D, false),
            3 => Method::Fax(EncodingMode::Group3_2D, false),
            4 => Method::Fax(EncodingMode::Group4, false),
            5 => Method::Lzw,
            7 => Method::Jpeg,
            8 | 32_946 => Method::Deflate,
            32_773 => Method::PackBits,
            _ => return Err(rare()),
        };
        let is_mirrored = directory.number(tag::FILL_ORDER) == Some(2);
        let is_predicted = match directory.number(tag::PREDICTOR).unwrap_or(1) {
            1 => false,
            2 => matches!(method, Method::Lzw | Method::Deflate),
            _ => return Err(rare()),
        };
        Ok(Self { method, is_mirrored, is_predicted })
    }

    pub fn is_jpeg(&self) -> bool {
        self.method == Method::Jpeg
    }
}

/// Unpacks rows of so many bits each. What is missing is white paper or black, as zeros are; but there must be something.
pub(super) fn unpack(
    packing: &Packing,
    packed: &[u8],
    width: usize,
    row_bits: usize,
    height: usize,
) -> Result<Vec<u8>, ScanFault> {
    let row_bytes = row_bits.div_ceil(8);
    let wanted = row_bytes * height;
    let straight: Vec<u8>;
    let packed = if packing.is_mirrored {
        straight = packed.iter().map(|byte| byte.reverse_bits()).collect();
        &straight
    } else {
        packed
    };
    let mut bytes = vec![0; wanted];
    let had = match packing.method {
        Method::Plain => {
            let length = packed.len().min(wanted);
            bytes[..length].copy_from_slice(&packed[..length]);
            length
        }
        Method::Fax(mode, is_aligned) if row_bits == width => {
            fax::unpack(packed, mode, is_aligned, (width, height), &mut bytes) * row_bytes
        }
        Method::Fax(..) | Method::Jpeg => return Err(rare()),
        Method::Lzw => lzw(packed, &mut bytes),
        Method::Deflate => {
            let mut reader = flate2::read::ZlibDecoder::new(packed);
            let mut had = 0;
            while let Some(rest) = bytes.get_mut(had..).filter(|rest| !rest.is_empty()) {
                match reader.read(rest) {
                    Ok(read) if read > 0 => had += read,
                    _ => break,
                }
            }
            had
        }
        Method::PackBits => pack_bits(packed, &mut bytes),
    };
    // Programs differ by a row or a byte at the end of a strip; one that is half empty was cut or spoilt.
    if had * 100 >= wanted * 95 { Ok(bytes) } else { Err(ScanFault::Damaged) }
}

fn lzw(packed: &[u8], bytes: &mut [u8]) -> usize {
    let mut decoder = weezl::decode::Decoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8);
    let (mut read, mut had) = (0, 0);
    while had < bytes.len() {
        let result = decoder.decode_bytes(&packed[read..], &mut bytes[had..]);
        read += result.consumed_in;
        had += result.consumed_out;
        let is_stuck = result.consumed_in == 0 && result.consumed_out == 0;
        if is_stuck || !matches!(result.status, Ok(weezl::LzwStatus::Ok)) {
            break;
        }
    }
    had
}

/// Runs of bytes (TIFF 6.0, section 9).
fn pack_bits(mut packed: &[u8], bytes: &mut [u8]) -> usize {
    let mut had = 0;
    while let Some((first, rest)) = packed.split_first() {
        let room = bytes.len() - had;
        packed = rest;
        match i8::from_ne_bytes([*first]) {
            i8::MIN => {}
            length @ 0.. => {
                let length = (usize::from(length.unsigned_abs()) + 1).min(rest.len());
                let taken = length.min(room);
                bytes[had..had + taken].copy_from_slice(&rest[..taken]);
                had += taken;
                packed = &rest[length..];
            }
            length => {
                let Some((value, rest)) = rest.split_first() else { break };
                let taken = (usize::from(length.unsigned_abs()) + 1).min(room);
                bytes[had..had + taken].fill(*value);
                had += taken;
                packed = rest;
            }
        }
        if had == bytes.len() {
            break;
        }
    }
    had
}
