//! What a page's picture says of how it was made, in a comment of its own: whoever makes pictures writes it, whoever
//! shows them reads it, and it goes and comes back with them.

/// Before the comment, so that nobody's else is taken for it.
const NAME: &str = "strongroom";
/// The note stands this near to a picture's beginning.
pub const HEAD_BYTES: usize = 256;
/// A smaller angle is not seen.
const LEAST_CENTIDEG: u16 = 15;

/// How a page lies in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureNote {
    /// How far its lines are turned clockwise, in hundredths of a degree.
    pub skew_centideg: i16,
    /// Whether its picture is a JPEG in its file that stands upright.
    pub is_jpeg: bool,
}

/// Whether somebody would see that a page is so much askew.
#[must_use]
pub fn is_askew(skew_centideg: i16) -> bool {
    skew_centideg.unsigned_abs() >= LEAST_CENTIDEG
}

impl PictureNote {
    /// A JPEG with this note behind its first segment; one that has no segment stays as it is.
    #[must_use]
    pub fn written_into(self, jpeg: &[u8]) -> Vec<u8> {
        let kind = if self.is_jpeg { "jpeg" } else { "other" };
        let text = format!("{NAME} {} {kind}", self.skew_centideg);
        let first = jpeg.get(4..6).map(|length| usize::from(u16::from_be_bytes([length[0], length[1]])) + 4);
        let Some((before, behind)) = first.and_then(|at| jpeg.split_at_checked(at)) else { return jpeg.to_vec() };
        let length = u16::try_from(text.len() + 2).unwrap_or_default().to_be_bytes();
        [before, b"\xff\xfe", &length, text.as_bytes(), behind].concat()
    }

    /// The note in the first [`HEAD_BYTES`] of a JPEG.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Self> {
        let mut rest = head.strip_prefix(b"\xff\xd8")?;
        loop {
            let [0xff, marker, high, low, ..] = *rest else { return None };
            let length = usize::from(u16::from_be_bytes([high, low]));
            let part = rest.get(4..length + 2)?;
            if marker == 0xfe {
                return Self::parsed(std::str::from_utf8(part).ok()?);
            }
            rest = rest.get(length + 2..)?;
        }
    }

    fn parsed(text: &str) -> Option<Self> {
        let mut words = text.strip_prefix(NAME)?.split_whitespace();
        let (skew_centideg, kind) = (words.next()?.parse().ok()?, words.next()?);
        Some(Self { skew_centideg, is_jpeg: kind == "jpeg" })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::PictureNote;
    use proptest::prelude::*;

    const JFIF: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xdb\x00\x04..\xff\xd9";

    #[test]
    fn a_note_is_read_as_it_was_written_and_nobody_elses_comment_is_one() {
        let note = PictureNote { skew_centideg: -135, is_jpeg: true };
        let noted = note.written_into(JFIF);
        assert_eq!(PictureNote::of(&noted), Some(note));
        assert_eq!(PictureNote::of(JFIF), None);
        assert_eq!(PictureNote::of(b"\xff\xd8\xff\xfe\x00\x08GIMP 1\xff\xd9"), None);
        assert_eq!(PictureNote { is_jpeg: false, ..note }.written_into(b"\xff\xd8"), b"\xff\xd8");
    }

    proptest! {
        #[test]
        fn whatever_a_file_begins_with_is_looked_at(head in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = PictureNote::of(&head);
            let _ = PictureNote { skew_centideg: 1, is_jpeg: true }.written_into(&head);
        }
    }
}
