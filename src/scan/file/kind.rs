//! What a file is, by its first bytes.

/// So many bytes are enough to tell; a PDF may begin within the first thousand.
pub(super) const HEAD_BYTES: u64 = 1_024;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A picture of a telephone, or of a scanner.
    Jpeg,
    /// A picture without loss.
    Png,
    /// A picture of the web.
    Webp,
    /// Pages of a scanner.
    Tiff,
    /// Pages of anything.
    Pdf,
    /// Something that is not read: what people call it; empty if nobody knows.
    Other(&'static str),
}

/// At which byte what stands there makes a file what it is. Of two that fit the first counts.
const MARKS: &[(usize, &[u8], Kind)] = &[
    (0, b"\xff\xd8\xff", Kind::Jpeg),
    (0, b"\x89PNG\r\n\x1a\n", Kind::Png),
    (8, b"WEBP", Kind::Webp),
    (0, b"II*\0", Kind::Tiff),
    (0, b"MM\0*", Kind::Tiff),
    (0, b"II+\0", Kind::Tiff),
    (0, b"MM\0+", Kind::Tiff),
    (0, b"%PDF-", Kind::Pdf),
    (4, b"ftypheic", Kind::Other("HEIC")),
    (4, b"ftypheix", Kind::Other("HEIC")),
    (4, b"ftyphevc", Kind::Other("HEIC")),
    (4, b"ftyphevx", Kind::Other("HEIC")),
    (4, b"ftypheim", Kind::Other("HEIC")),
    (4, b"ftypheis", Kind::Other("HEIC")),
    (4, b"ftypmif1", Kind::Other("HEIC")),
    (4, b"ftypmsf1", Kind::Other("HEIC")),
    (4, b"ftypavi", Kind::Other("AVIF")),
    (4, b"ftypqt", Kind::Other("MOV")),
    (4, b"ftyp", Kind::Other("MP4")),
    (0, b"\xff\x0a", Kind::Other("JPEG XL")),
    (4, b"JXL ", Kind::Other("JPEG XL")),
    (4, b"jP  ", Kind::Other("JPEG 2000")),
    (0, b"\xff\x4f\xff\x51", Kind::Other("JPEG 2000")),
    (0, b"\x97JB2\r\n\x1a\n", Kind::Other("JBIG2")),
    (0, b"GIF8", Kind::Other("GIF")),
    (0, b"8BPS", Kind::Other("PSD")),
    (0, b"AT&TFORM", Kind::Other("DjVu")),
    (0, b"%!PS", Kind::Other("PostScript")),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Other("Office")),
    (30, b"[Content_Types].xml", Kind::Other("Office")),
    (30, b"_rels/", Kind::Other("Office")),
    (30, b"mimetypeapplication/vnd.oasis", Kind::Other("OpenDocument")),
    (30, b"OFD.xml", Kind::Other("OFD")),
    (0, b"PK\x03\x04", Kind::Other("ZIP")),
    (0, b"PK\x05\x06", Kind::Other("ZIP")),
    (0, b"Rar!", Kind::Other("RAR")),
    (0, b"7z\xbc\xaf\x27\x1c", Kind::Other("7z")),
    (0, b"\x1f\x8b", Kind::Other("gzip")),
    (0, b"BZh", Kind::Other("bzip2")),
    (0, b"\xfd7zXZ", Kind::Other("xz")),
    (0, b"\x28\xb5\x2f\xfd", Kind::Other("zstd")),
    (257, b"ustar", Kind::Other("tar")),
    (0, b"{\\rtf", Kind::Other("RTF")),
    (0, b"\x7fELF", Kind::Other("ELF")),
    (0, b"MZ", Kind::Other("EXE")),
    (0, b"ID3", Kind::Other("MP3")),
    (8, b"WAVE", Kind::Other("WAV")),
    (8, b"AVI ", Kind::Other("AVI")),
    (0, b"\x1a\x45\xdf\xa3", Kind::Other("WebM")),
    (0, b"<?xml", Kind::Other("XML")),
    (0, b"<svg", Kind::Other("SVG")),
    (0, b"<!DOCTYPE", Kind::Other("HTML")),
    (0, b"<!doctype", Kind::Other("HTML")),
    (0, b"<html", Kind::Other("HTML")),
    (0, b"<HTML", Kind::Other("HTML")),
];

impl Kind {
    /// What the file is whose first bytes these are.
    #[must_use]
    pub fn of(head: &[u8]) -> Self {
        let stands = |at: usize, mark: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(mark));
        if let Some((.., kind)) = MARKS.iter().find(|(at, mark, _)| stands(*at, mark)) {
            return *kind;
        }
        // The second half of the mark of a BMP is the size of its own header.
        if head.starts_with(b"BM") && head.get(14).is_some_and(|size| [12, 40, 108, 124].contains(size)) {
            return Self::Other("BMP");
        }
        let first = head.get(..HEAD_BYTES as usize).unwrap_or(head);
        if first.windows(5).any(|part| part == b"%PDF-") {
            return Self::Pdf;
        }
        if is_text(first) { Self::Other("TXT") } else { Self::Other("") }
    }
}

/// Whether bytes could be words of somebody: no control characters but those of lines.
fn is_text(bytes: &[u8]) -> bool {
    let is_marked =
        bytes.starts_with(b"\xef\xbb\xbf") || bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    is_marked || (!bytes.is_empty() && bytes.iter().all(|byte| *byte >= b' ' || b"\t\r\n\x0c".contains(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        for (head, kind) in [
            (&b"\xff\xd8\xff\xe1"[..], Kind::Jpeg),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Kind::Webp),
            (b"II+\0\x08\0", Kind::Tiff),
            (b"\r\n\xef%PDF-1.4", Kind::Pdf),
            (b"\0\0\0\x1cftypheic\0\0", Kind::Other("HEIC")),
            (b"\0\0\0\x1cftypavif\0\0", Kind::Other("AVIF")),
            (b"\0\0\0\x1cftypisom\0\0", Kind::Other("MP4")),
            (
                b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0[Content_Types].xml",
                Kind::Other("Office"),
            ),
            (b"PK\x03\x04\x14\0%PDF-1.7 inside", Kind::Other("ZIP")),
            (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", Kind::Other("BMP")),
            ("BMW 5 系 合同".as_bytes(), Kind::Other("TXT")),
            (b"\0\x01\x02\x03", Kind::Other("")),
            (b"", Kind::Other("")),
        ] {
            assert_eq!(Kind::of(head), kind, "{head:?}");
        }
    }
}
