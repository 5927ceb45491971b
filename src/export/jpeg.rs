//! What a PDF has to say of a JPEG that it takes as it is: read from its head, nothing is decoded.
//!
//! The markers are those of ITU-T T.81, annex B; the orientation that cameras note is tag 274 of TIFF in APP1 (Exif).

/// What the head of a JPEG says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JpegHead {
    /// Dots in a row.
    pub width_px: u32,
    /// Rows.
    pub height_px: u32,
    /// 1 is grey, 3 colour, 4 for printing.
    pub components: u8,
    /// By how many quarters it has to be turned clockwise, as a camera noted.
    pub quarters: u8,
    /// Whether it was written by Adobe's programs, whose four colours are the wrong way round.
    pub is_adobe: bool,
}

/// Reads the head of a JPEG; nothing if it is none that a PDF can take: T.81 with eight bits, baseline or progressive.
#[must_use]
pub fn jpeg_head(bytes: &[u8]) -> Option<JpegHead> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    let (mut quarters, mut is_adobe) = (0, false);
    loop {
        let at = rest.iter().position(|byte| *byte == 0xff)?;
        rest = rest.get(at..)?;
        let fill = rest.iter().take_while(|byte| **byte == 0xff).count();
        let marker = *rest.get(fill)?;
        rest = rest.get(fill + 1..)?;
        if matches!(marker, 0x01 | 0xd0..=0xd8) {
            continue;
        }
        let length = usize::from(u16::from_be_bytes([*rest.first()?, *rest.get(1)?]));
        let part = rest.get(2..length)?;
        match marker {
            0xc0..=0xc2 => {
                let short = |at: usize| Some(u32::from(u16::from_be_bytes([*part.get(at)?, *part.get(at + 1)?])));
                let (bits, height_px, width_px, components) = (*part.first()?, short(1)?, short(3)?, *part.get(5)?);
                let fits = bits == 8 && height_px > 0 && width_px > 0 && matches!(components, 1 | 3 | 4);
                return fits.then_some(JpegHead { width_px, height_px, components, quarters, is_adobe });
            }
            // What a PDF reader cannot be trusted with: lossless, arithmetic, hierarchical.
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf | 0xd9 | 0xda => return None,
            0xe1 => quarters = orientation(part).unwrap_or(quarters),
            0xee => is_adobe = is_adobe || part.starts_with(b"Adobe"),
            _ => {}
        }
        rest = rest.get(length..)?;
    }
}

/// The quarters of Exif's orientation; mirrored pictures, which no scanner makes, are taken as if they were not.
fn orientation(part: &[u8]) -> Option<u8> {
    let tiff = part.strip_prefix(b"Exif\0\0")?;
    let is_little = tiff.starts_with(b"II");
    let short = |at: usize| {
        let bytes = [*tiff.get(at)?, *tiff.get(at + 1)?];
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes = [*tiff.get(at)?, *tiff.get(at + 1)?, *tiff.get(at + 2)?, *tiff.get(at + 3)?];
        Some(if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let directory = usize::try_from(long(4)?).ok()?;
    let entries = usize::from(short(directory)?);
    let entry = (0..entries.min(64)).map(|no| directory + 2 + no * 12).find(|at| short(*at) == Some(274))?;
    Some(match short(entry + 8)? {
        3 | 4 => 2,
        5 | 6 => 1,
        7 | 8 => 3,
        _ => 0,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::jpeg_head;

    #[test]
    fn the_head_of_a_jpeg_says_its_size_and_how_it_is_turned() {
        let mut plain = Vec::new();
        let encoder = image::codecs::jpeg::JpegEncoder::new(&mut plain);
        image::GrayImage::from_pixel(31, 17, image::Luma([200])).write_with_encoder(encoder).unwrap();
        let head = jpeg_head(&plain).unwrap();
        assert_eq!((head.width_px, head.height_px, head.components, head.quarters), (31, 17, 1, 0));
        let mut turned = plain[..2].to_vec();
        let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        turned.extend([0xff, 0xe1, 0, exif.len() as u8 + 2]);
        turned.extend(exif);
        turned.extend(&plain[2..]);
        assert_eq!(jpeg_head(&turned).unwrap().quarters, 1);
        for length in 0..plain.len().min(160) {
            assert!(jpeg_head(&plain[..length]).is_none_or(|head| head.width_px == 31), "{length}");
        }
        assert_eq!(jpeg_head(b"\x89PNG"), None);
    }
}
