//! Whether a file ends as files of its kind do: a scanner that writes over the network may pause between two pages.

use crate::intake::bring::{BringError, open};
use crate::scan::file::Kind;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// Where a kind's last words stand, from the end: readers of PDF look for `%%EOF` so far back (ISO 32000-1, annex H.3.18).
const TAIL_BYTES: u64 = 1_024;
/// What may follow a picture's own end: zeros to a round size.
const PADDING_BYTES: usize = 64;

/// Whether nothing is missing at a file's end; nothing where that cannot be told. Of a TIFF it cannot: each page more is hung
/// behind what was a whole file before.
pub(super) fn has_ended(path: &Path) -> Option<bool> {
    ends(path).ok().flatten()
}

fn ends(path: &Path) -> Result<Option<bool>, BringError> {
    let (mut file, about) = open(path)?;
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    (&mut file).take(TAIL_BYTES).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(about.len().saturating_sub(TAIL_BYTES)))?;
    file.take(TAIL_BYTES).read_to_end(&mut tail)?;
    let says = |tail: &[u8], words: &[u8]| tail.windows(words.len()).any(|part| part == words);
    let last = tail.get(tail.len().saturating_sub(PADDING_BYTES)..).unwrap_or_default();
    Ok(match Kind::of(&head) {
        Kind::Pdf => Some(says(&tail, b"%%EOF")),
        Kind::Jpeg => Some(says(last, b"\xff\xd9")),
        Kind::Png => Some(says(last, b"IEND")),
        // Its head says how long it is behind the first eight bytes (RFC 9649, section 2.3).
        Kind::Webp => head
            .get(4..8)
            .and_then(|size| size.try_into().ok())
            .map(|size| u64::from(u32::from_le_bytes(size)) + 8 <= about.len()),
        Kind::Tiff | Kind::Other(_) => None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::has_ended;
    use image::{DynamicImage, ImageFormat};
    use std::io::Cursor;

    fn ended(bytes: &[u8]) -> Option<bool> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        has_ended(file.path())
    }

    #[test]
    fn a_file_has_ended_when_its_last_words_are_there() {
        let picture = |format: ImageFormat| {
            let mut bytes = Vec::new();
            DynamicImage::new_luma8(40, 40).to_rgb8().write_to(&mut Cursor::new(&mut bytes), format).unwrap();
            bytes
        };
        let pdf = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n".to_vec();
        let webp = [&b"RIFF\x1c\0\0\0WEBPVP8L\x10\0\0\0"[..], &[7; 16]].concat();
        for whole in [pdf, webp, picture(ImageFormat::Jpeg), picture(ImageFormat::Png)] {
            let padded = [&whole[..], &[0; 8]].concat();
            assert_eq!(ended(&whole), Some(true), "{:?}", &whole[..12]);
            assert_eq!(ended(&padded), Some(true), "what pads it is no part of it: {:?}", &whole[..12]);
            assert_eq!(ended(&whole[..whole.len() - 9]), Some(false), "{:?}", &whole[..12]);
        }
        for unknown in [&b"II*\0\x08\0\0\0\0\0\0\0\0\0"[..], b"", b"anything"] {
            assert_eq!(ended(unknown), None, "nobody knows whether more comes");
        }
    }

    #[test]
    fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe.pdf");
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR).unwrap();
        assert_eq!(has_ended(&pipe), None);
    }
}
