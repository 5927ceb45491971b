//! Fax (ITU-T T.4 and T.6): runs of white and black into bits, black 1.

use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};

/// Rows as bits.
struct Rows<'a> {
    bytes: &'a mut [u8],
    row_bytes: usize,
    width: usize,
    done: usize,
}

impl Decoder for Rows<'_> {
    fn push_row(&mut self, changes: &[u32]) {
        let Some(row) = self.bytes.get_mut(self.done * self.row_bytes..(self.done + 1) * self.row_bytes) else {
            return;
        };
        for run in changes.chunks(2) {
            let end = run.get(1).map_or(self.width, |end| *end as usize);
            blacken(row, run[0] as usize, end.min(self.width));
        }
        self.done += 1;
    }
}

/// Sets the bits from one to before another.
fn blacken(row: &mut [u8], start: usize, end: usize) {
    if start >= end {
        return;
    }
    let (first, last) = (start / 8, (end - 1) / 8);
    let (head, tail) = (0xff_u8 >> (start % 8), 0xff_u8 << (7 - (end - 1) % 8));
    if first == last {
        row[first] |= head & tail;
    } else {
        row[first] |= head;
        row[first + 1..last].fill(0xff);
        row[last] |= tail;
    }
}

/// Unpacks as many rows as there are room for; returns how many there were.
pub(super) fn unpack(
    packed: &[u8],
    encoding: EncodingMode,
    rows_are_byte_aligned: bool,
    (width, height): (usize, usize),
    bytes: &mut [u8],
) -> usize {
    let settings = DecodeSettings {
        columns: width as u32,
        rows: height as u32,
        end_of_block: true,
        end_of_line: false,
        rows_are_byte_aligned,
        encoding,
        strict: false,
    };
    let mut rows = Rows { bytes, row_bytes: width.div_ceil(8), width, done: 0 };
    // Where it breaks is seen by how many rows there are.
    let _ = hayro_ccitt::decode(packed, &mut rows, &mut DecoderContext::new(settings));
    rows.done
}
