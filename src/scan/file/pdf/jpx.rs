//! How large a picture in JPEG 2000 says that it is, which need not be what the PDF says of it.

/// The start of a code stream, and of its sizes (ISO/IEC 15444-1, A.4.1 and A.5.1).
const SIZES: &[u8] = &[0xFF, 0x4F, 0xFF, 0x51];
/// From there to the sizes: their length and what the stream may use.
const BEFORE: usize = 4;
/// A file's boxes come before its code stream: colours and a profile.
const WITHIN_BYTES: usize = 4 << 20;

/// What is unpacked of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub width: u32,
    pub height: u32,
    /// Samples of a dot.
    pub components: u16,
}

/// The size that stands in a code stream, by itself or in a file's boxes.
pub(super) fn size(bytes: &[u8]) -> Option<Size> {
    let head = bytes.get(..bytes.len().min(WITHIN_BYTES))?;
    let at = head.windows(SIZES.len()).position(|part| part == SIZES)? + SIZES.len() + BEFORE;
    let number = |at: usize| bytes.get(at..)?.first_chunk().map(|four| u32::from_be_bytes(*four));
    // Its right and lower edges; where it begins; the same of a tile, twice.
    let [right, lower, left, upper] = [number(at)?, number(at + 4)?, number(at + 8)?, number(at + 12)?];
    let components = u16::from_be_bytes(*bytes.get(at + 32..)?.first_chunk()?);
    Some(Size { width: right.saturating_sub(left), height: lower.saturating_sub(upper), components })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stream_says_its_size_less_where_it_begins() {
        let mut bytes = b"boxes".to_vec();
        bytes.extend([0xFF, 0x4F, 0xFF, 0x51, 0, 41, 0, 0]);
        for number in [1_000_u32, 700, 200, 100, 500, 500, 0, 0] {
            bytes.extend(number.to_be_bytes());
        }
        assert_eq!(size(&bytes), None, "it is cut short");
        bytes.extend([0, 3]);
        assert_eq!(size(&bytes), Some(Size { width: 800, height: 600, components: 3 }));
    }
}
