//! Labels for printers that speak ZPL II: one picture a label, in `^GFA` with ZPL's own run lengths.
//!
//! Source: Zebra, "ZPL II Programming Guide", `^GF` and "Alternative data compression scheme for ~DG and ~DB".

use super::raster::Raster;
use std::fmt::Write;

/// The longest run that one letter stands for; `z` is 400.
const RUN_MAX: usize = 400;

/// Writes one label. `copies` are made by the printer.
#[must_use]
pub fn write(raster: &Raster, copies: u32) -> String {
    let (row_bytes, height) = (raster.row_bytes(), raster.height_px);
    let total = row_bytes * height;
    let mut label = String::with_capacity(total / 4 + 128);
    let _ = write!(label, "^XA^PW{}^LL{height}^LH0,0^FO0,0^GFA,{total},{total},{row_bytes},", raster.width_px);
    let bits = raster.bits();
    let mut before: Option<&[u8]> = None;
    for row in bits.chunks(row_bytes.max(1)) {
        if before == Some(row) {
            label.push(':');
        } else {
            line(row, &mut label);
        }
        before = Some(row);
    }
    let _ = writeln!(label, "^FS^PQ{copies}^XZ");
    label
}

/// A row as half bytes with their runs; what is white, or black, to the end is one sign.
fn line(row: &[u8], out: &mut String) {
    let digits: Vec<u8> = row.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect();
    let mut rest = digits.as_slice();
    while let Some(&digit) = rest.first() {
        let length = rest.iter().take_while(|other| **other == digit).count();
        if length == rest.len() && (digit == 0 || digit == 15) {
            out.push(if digit == 0 { ',' } else { '!' });
            return;
        }
        run(length, out);
        out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase());
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// How often the next digit comes: `g` to `z` are twenties, `G` to `Y` ones, nothing is once.
fn run(mut length: usize, out: &mut String) {
    if length == 1 {
        return;
    }
    while length >= RUN_MAX {
        out.push('z');
        length -= RUN_MAX;
    }
    if length >= 20 {
        out.push(char::from(b'g' + (length / 20 - 1) as u8));
    }
    if !length.is_multiple_of(20) {
        out.push(char::from(b'G' + (length % 20 - 1) as u8));
    }
}
