//! Which bytes hold the frames up to one of them: what a copy of the ledger has to take.

use super::error::LedgerError;
use super::lines::{Found, Lines};
use super::reader::LedgerReader;
use super::segment;

/// How much is read at once to find a frame's end.
const CHUNK_BYTES: usize = 64 * 1024;

/// The part of a segment that belongs to a copy: its first bytes, ending behind a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// The segment's file name.
    pub name: String,
    /// How many of its bytes.
    pub bytes: u64,
}

impl LedgerReader {
    /// The bytes that hold every frame up to one, segment by segment. They never change again, except that private parts
    /// may be erased at equal length.
    ///
    /// # Errors
    /// If there is no such frame or the ledger cannot be read.
    pub fn extents(&self, seq: u64) -> Result<Vec<Extent>, LedgerError> {
        let reading = || LedgerError::io("measuring the ledger");
        let address = self.address_of(seq)?;
        let mut extents = Vec::new();
        for number in 1..=address.segment {
            let name = segment::name(number);
            let file = self.storage().open(&name).map_err(reading())?;
            let mut bytes = file.size().map_err(reading())?;
            if number == address.segment {
                let mut lines = Lines::new(file, address.offset, CHUNK_BYTES);
                if lines.next().map_err(reading())? != Found::Whole {
                    return Err(LedgerError::NoSuchFrame { seq, head: self.head().seq });
                }
                bytes = lines.next_offset();
            }
            extents.push(Extent { name, bytes });
        }
        Ok(extents)
    }
}
